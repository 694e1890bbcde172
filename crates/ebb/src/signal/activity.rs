//! Days with at least one message, a week.

use super::{Observation, Signal, Stretch};
use crate::change::Overdispersion;
use crate::dyad::Role;

/// Days with at least one message, a week.
pub(super) struct ActiveDaysPerWeek;

impl Signal for ActiveDaysPerWeek {
    fn id(&self) -> &'static str {
        "active-days-per-week"
    }

    fn observe(&self, stretch: &Stretch<'_>, role: Role) -> Observation {
        let days = &stretch.measured.daily.days.get(role)[stretch.from..stretch.to];
        let active = days.iter().filter(|day| day.messages > 0.0).count();
        Observation::Share {
            count: active as f64,
            of: days.len() as f64,
            scale: 7.0,
        }
    }

    fn overdispersion(&self, factors: &Overdispersion, _messages: f64) -> f64 {
        factors.initiations
    }
}
