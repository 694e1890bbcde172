//! The share of sessions that a person opens.

use super::{Observation, Signal, Stretch};
use crate::change::Overdispersion;
use crate::dyad::Role;

/// Sessions that a person opens, of all sessions.
pub(super) struct Starts;

impl Signal for Starts {
    fn id(&self) -> &'static str {
        "starts"
    }

    fn observe(&self, stretch: &Stretch<'_>, role: Role) -> Observation {
        let inside = || {
            stretch
                .measured
                .sessions
                .iter()
                .filter(|session| stretch.contains(session.from))
        };
        let count = inside().filter(|session| session.initiated_by == role).count();
        Observation::Share {
            count: count as f64,
            of: inside().count() as f64,
            scale: 1.0,
        }
    }

    fn overdispersion(&self, factors: &Overdispersion, _messages: f64) -> f64 {
        factors.initiations
    }
}
