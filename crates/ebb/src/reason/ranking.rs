//! The result of weighing: kept in parts, so that a report can show why.

use super::{Family, ReasonId, Said};
use crate::catalog::Catalog;
use crate::finding::FindingId;
use crate::happened::EventId;
use crate::reason::named;
use crate::stage::Stage;
use crate::statement::StatementKind;

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
    /// What alter said about why, in the words of a chat or an account.
    Statement(StatementKind),
    /// What happened, as the course of the chat shows it.
    Event(EventId),
}

/// What was told of a reason, beside the timing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ToldOf {
    /// Nothing that speaks for it.
    Nothing,
    /// Words or answers speak for it, and more than the timing does.
    Seen,
    /// Alter gave it as the reason, in so many words.
    Named,
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
    /// What the user's account as a whole adds, in nats: accounts like it. It is weighed and never told as a fact.
    pub resembles: f64,
}

named! {
    /// How far a reason is named.
    LeadHow {
        /// Alter gave it as the reason.
        Told = "told",
        /// It has half of the probability or more, and is clearly ahead.
        MostLikely = "most-likely",
        /// It is ahead.
        Leans = "leans",
        /// No reason is named.
        Open = "open",
    }
}

/// What leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lead {
    /// The reason that alter gave, in a plain admission.
    Told(ReasonId),
    /// One reason has half of the probability or more, and is clearly ahead.
    MostLikely(ReasonId),
    /// One reason is ahead.
    Leans(ReasonId),
    /// It is open between several.
    Open,
}

impl Lead {
    /// Returns how far a reason is named.
    #[must_use]
    pub fn how(self) -> LeadHow {
        match self {
            Self::Told(_) => LeadHow::Told,
            Self::MostLikely(_) => LeadHow::MostLikely,
            Self::Leans(_) => LeadHow::Leans,
            Self::Open => LeadHow::Open,
        }
    }

    /// Returns the reason that leads, if one does.
    #[must_use]
    pub fn reason(self) -> Option<ReasonId> {
        match self {
            Self::Told(id) | Self::MostLikely(id) | Self::Leans(id) => Some(id),
            Self::Open => None,
        }
    }
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
    /// What alter said about why, each kind once, with what it is worth.
    pub said: Vec<Said>,
    /// How far the two had come, where that is known.
    pub stage: Option<Stage>,
    /// What is known beside it, and so is not asked for.
    pub known: AlreadyKnown,
}

/// What a chat, an account or an answer has told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AlreadyKnown {
    /// Findings that were made or answered.
    pub findings: Vec<FindingId>,
    /// Events.
    pub events: Vec<EventId>,
    /// Whether the user's own account asks what they want to know.
    pub is_wish: bool,
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
