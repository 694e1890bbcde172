//! The result of weighing: kept in parts, so that a report can show why.

use super::{Family, ReasonId, ToldOf};
use crate::catalog::Catalog;
use crate::finding::FindingId;
use crate::reason::named;

named! {
    /// How a reason is told. Groups, not ranks: an order would claim more than is known.
    Group {
        /// Fits best.
        FitsBest = "fits-best",
        /// Could fit.
        CouldFit = "could-fit",
        /// Little sign of it.
        LittleSign = "little-sign",
        /// What was given cannot show it.
        CannotTell = "cannot-tell",
    }
}

/// A piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EvidenceId {
    /// A finding of the timing or of words.
    Finding(FindingId),
    /// An answer of the user's: indices of the question and of its answer.
    Answer(usize, usize),
}

/// What one piece of evidence added to one reason.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contribution {
    /// The evidence.
    pub evidence: EvidenceId,
    /// Its weight of evidence in nats, after caps and tempering; negative speaks against.
    pub weight: f64,
}

/// One reason after weighing.
#[derive(Debug, Clone, PartialEq)]
pub struct RankedReason {
    /// Which.
    pub id: ReasonId,
    /// What was told of it, beside the timing.
    pub told: ToldOf,
    /// Probability of being the main reason before the findings; sums to 1 over all.
    pub prior: f64,
    /// Probability of being the main reason given a back-off; sums to 1 over all.
    pub probability: f64,
    /// Lower end when every judged number varies over its range.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Dots of 20; they sum to 20 over all.
    pub dots: u8,
    /// How it is told.
    pub group: Group,
    /// What each finding added.
    pub contributions: Vec<Contribution>,
    /// What all findings together were taken off in nats, or given, because many findings speak for this reason, or few.
    pub balance: f64,
}

/// What leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lead {
    /// One reason stands out.
    Reason(ReasonId),
    /// No reason does, but one family.
    Family(Family),
    /// Several fit, and what was given cannot separate them.
    Several,
}

/// All twelve reasons after weighing.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// The reasons, likeliest first.
    pub reasons: Vec<RankedReason>,
    /// What leads.
    pub lead: Lead,
    /// Share of the variations in which another reason came first.
    pub lead_flips: f64,
}

impl Ranking {
    /// Returns the probability of each family, in the order of [`Family::ALL`]; they sum to 1.
    #[must_use]
    pub fn families(&self, catalog: &Catalog) -> Vec<(Family, f64)> {
        let share = |family: Family| {
            let members = self
                .reasons
                .iter()
                .filter(|ranked| catalog.reason(ranked.id).is_some_and(|reason| reason.family == family));
            members.map(|ranked| ranked.probability).sum()
        };
        Family::ALL.iter().map(|family| (*family, share(*family))).collect()
    }

    /// Returns one reason.
    #[must_use]
    pub fn reason(&self, id: ReasonId) -> Option<&RankedReason> {
        self.reasons.iter().find(|reason| reason.id == id)
    }
}
