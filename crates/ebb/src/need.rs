//! What one wants, and what one will not do without.

use crate::reason::{Group, Ranking, ReasonId, named};

named! {
    /// How much a need counts for the user.
    Importance {
        /// It would be good to have.
        Want = "want",
        /// The user will not do without it.
        Must = "must",
    }
}

/// A need that the user marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MarkedNeed {
    /// Index of the need in the catalog.
    pub need: usize,
    /// How much it counts.
    pub importance: Importance,
}

/// A need that the user marked, held against the reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeighedNeed {
    /// The need as it was marked.
    pub marked: MarkedNeed,
    /// A reason that fits, or could fit, makes it hard to meet.
    pub is_hard: bool,
}

/// Something one may need, as reviewed content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Stable name.
    pub id: String,
    /// The need, in the user's own voice.
    pub text: String,
    /// Reasons under which it is hard to meet.
    pub hard_with: Vec<ReasonId>,
    /// What is told when it is a must and such a reason may hold.
    pub hard_line: String,
    /// How to say it to the other person.
    pub ask_line: String,
}

impl Need {
    /// Returns whether a reason that fits, or could fit with two dots or more, makes this hard to meet.
    #[must_use]
    pub fn is_hard(&self, ranking: &Ranking) -> bool {
        ranking.reasons.iter().any(|ranked| {
            let may_hold = match ranked.group {
                Group::FitsBest => true,
                Group::CouldFit => ranked.dots >= 2,
                Group::LittleSign | Group::CannotTell => false,
            };
            may_hold && self.hard_with.contains(&ranked.id)
        })
    }
}
