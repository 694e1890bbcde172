//! Messages a day.

use super::{Observation, Signal, Stretch};
use crate::change::Overdispersion;
use crate::dyad::Role;

/// Messages a day.
pub(super) struct MessagesPerDay;

impl Signal for MessagesPerDay {
    fn id(&self) -> &'static str {
        "messages-per-day"
    }

    fn observe(&self, stretch: &Stretch<'_>, role: Role) -> Observation {
        Observation::Rate {
            events: stretch.sum(role).messages,
            exposure: stretch.days(),
        }
    }

    fn overdispersion(&self, _factors: &Overdispersion, messages: f64) -> f64 {
        messages
    }
}
