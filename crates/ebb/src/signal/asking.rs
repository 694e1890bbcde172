//! Questions a day.

use super::{Observation, Signal, Stretch};
use crate::change::Overdispersion;
use crate::dyad::Role;

/// Messages a day that ask something.
pub(super) struct QuestionsPerDay;

impl Signal for QuestionsPerDay {
    fn id(&self) -> &'static str {
        "questions-per-day"
    }

    fn observe(&self, stretch: &Stretch<'_>, role: Role) -> Observation {
        Observation::Rate {
            events: stretch.sum(role).questions,
            exposure: stretch.days(),
        }
    }

    fn overdispersion(&self, factors: &Overdispersion, messages: f64) -> f64 {
        factors.questions.max(messages.sqrt())
    }
}
