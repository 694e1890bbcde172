//! Tables of how common something is under each reason, and priors by how far two people had come.

use super::{Basis, ReasonId, named};
use crate::cue::CueId;
use crate::finding::FindingId;
use crate::happened::EventId;
use crate::stage::Stage;
use crate::statement::StatementKind;

/// Number of reasons.
pub(crate) const REASONS: usize = ReasonId::ALL.len();

/// A probability for each reason, in the order of [`ReasonId::ALL`].
pub type ByReason = [f64; REASONS];

/// How common something is under each reason.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// Probability under each reason.
    pub of: ByReason,
    /// Factor by which each of them may be off, either way.
    pub doubt: f64,
    /// Where they come from.
    pub basis: Basis,
    /// Key of their source.
    pub source: String,
}

named! {
    /// What kind of statement one is: what people gain by saying it decides how far it can be relied on.
    Candour {
        /// Nobody gains by inventing it.
        Admission = "admission",
        /// A kind way out, which people give under many reasons.
        Excuse = "excuse",
    }
}

/// One kind of statement, as reviewed content.
#[derive(Debug, Clone, PartialEq)]
pub struct StatementContent {
    /// Which.
    pub kind: StatementKind,
    /// The sentence in its plainest form.
    pub says: String,
    /// Whether it is an admission or an excuse.
    pub candour: Candour,
    /// The reason it gives, where it gives one.
    pub means: Option<ReasonId>,
    /// Cues in a line that tell it.
    pub cues: Vec<CueId>,
    /// Findings that tell it.
    pub findings: Vec<FindingId>,
    /// Probability that it is said at least once, under each reason.
    pub shares: Shares,
    /// What differs at a stage: the probability under some reasons.
    pub at: Vec<(Stage, ReasonId, f64)>,
}

impl StatementContent {
    /// Returns the probability that it is said under each reason, at a stage if one is known.
    #[must_use]
    pub fn shares_at(&self, stage: Option<Stage>) -> ByReason {
        let mut shares = self.shares.of;
        for (of, reason, share) in &self.at {
            if Some(*of) == stage {
                shares[*reason as usize] = *share;
            }
        }
        shares
    }
}

/// One event or fact, as reviewed content.
#[derive(Debug, Clone, PartialEq)]
pub struct EventContent {
    /// Which.
    pub id: EventId,
    /// The event in a few words.
    pub says: String,
    /// Findings that tell it.
    pub findings: Vec<FindingId>,
    /// How common it is under each reason.
    pub shares: Shares,
}

/// How common reasons are at one stage, as reviewed content.
#[derive(Debug, Clone, PartialEq)]
pub struct StageContent {
    /// Which.
    pub id: Stage,
    /// The stage in a few words.
    pub says: String,
    /// How common each reason is; they sum to 1.
    pub priors: Shares,
}
