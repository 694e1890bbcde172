//! The usual time to a reply.

use super::{Observation, Signal, Stretch, typical};
use crate::change::Overdispersion;
use crate::dyad::Role;

/// Median minutes from the end of the other's turn to the reply; a wait that never ended counts as long as it
/// lasted.
pub(super) struct ReplyMinutes;

impl Signal for ReplyMinutes {
    fn id(&self) -> &'static str {
        "reply-minutes"
    }

    fn observe(&self, stretch: &Stretch<'_>, role: Role) -> Observation {
        let waits = stretch.measured.waits.iter();
        let own = waits.filter(|wait| wait.replier == role && stretch.contains(wait.from));
        typical(
            own.map(|wait| ((wait.to - wait.from) * 60.0).max(0.5).ln())
                .collect(),
        )
    }

    fn overdispersion(&self, factors: &Overdispersion, _messages: f64) -> f64 {
        factors.replies
    }
}
