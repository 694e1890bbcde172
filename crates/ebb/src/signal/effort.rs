//! The usual number of words in a message.

use super::{Observation, Signal, Stretch};
use crate::change::Overdispersion;
use crate::dyad::Role;

/// Geometric mean of the number of words in a message.
pub(super) struct WordsPerMessage;

impl Signal for WordsPerMessage {
    fn id(&self) -> &'static str {
        "words-per-message"
    }

    fn observe(&self, stretch: &Stretch<'_>, role: Role) -> Observation {
        let sum = stretch.sum(role);
        let n = sum.messages;
        let center = if n > 0.0 { sum.log_words / n } else { 0.0 };
        let variance = if n > 0.0 {
            (sum.log_words_squared / n - center * center).max(0.01)
        } else {
            0.0
        };
        Observation::Typical {
            center,
            error: (variance / n.max(1.0)).sqrt(),
            n,
        }
    }

    fn overdispersion(&self, factors: &Overdispersion, _messages: f64) -> f64 {
        factors.words
    }
}
