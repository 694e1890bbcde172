//! The share of turns that get no reply within a waking day.

use super::{Observation, Signal, Stretch};
use crate::change::Overdispersion;
use crate::dyad::Role;

/// Turns of the other that this person did not answer within the longest reply bin, of all turns.
pub(super) struct UnansweredShare;

impl Signal for UnansweredShare {
    fn id(&self) -> &'static str {
        "unanswered-share"
    }

    fn observe(&self, stretch: &Stretch<'_>, role: Role) -> Observation {
        let replies = stretch.sum(role).replies;
        let answered: f64 = replies.iter().map(|bin| bin.events).sum();
        let asked = replies[0].trials;
        Observation::Share {
            count: (asked - answered).max(0.0),
            of: asked,
            scale: 1.0,
        }
    }

    fn overdispersion(&self, factors: &Overdispersion, _messages: f64) -> f64 {
        factors.replies
    }
}
