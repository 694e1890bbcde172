//! The fifth step, *weigh*: reasons, what speaks for and against each, and how far that reaches.

mod evidence;
mod lead;
pub mod page;
mod ranking;
mod said;
mod settings;
mod share;
mod weigh;

pub(crate) use evidence::{answer_ratios, shares};
pub use ranking::{
    AlreadyKnown, Contribution, EvidenceId, Group, Lead, LeadHow, RankedReason, Ranking, ToldOf,
};
pub(crate) use said::Fact;
pub use said::{Said, Worth, worth};
pub(crate) use settings::Variation;
pub use settings::{FindingGroup, LikelihoodSettings, Reliance, SeenIn, Strength, Strengths, Weights};
pub use share::{ByReason, Candour, EventContent, Shares, StageContent, StatementContent};
pub use weigh::weigh;

use crate::finding::FindingId;

macro_rules! named {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $id:literal),* $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$doc])* $variant),* }

        impl $name {
            /// Every value, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Returns the stable name used in content and JSON.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),* }
            }

            /// Returns the value of this name.
            #[must_use]
            pub fn from_id(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.id() == id)
            }
        }
    };
}
pub(crate) use named;

named! {
    /// The reasons that are weighed against each other: ten that people write about, and two more.
    ReasonId {
        /// Closeness is hard for alter.
        EmotionallyUnavailable = "emotionally-unavailable",
        /// Something bothered alter.
        RedFlag = "red-flag",
        /// The two want different things.
        Incompatible = "incompatible",
        /// Alter met someone else.
        SomeoneElse = "someone-else",
        /// It went too fast for alter.
        TooFast = "too-fast",
        /// Alter is not ready now.
        NotReady = "not-ready",
        /// The two keep in touch in different ways.
        CommunicationStyles = "communication-styles",
        /// Alter steers away from commitment.
        AvoidingCommitment = "avoiding-commitment",
        /// Alter does not see a long-term partner in ego.
        NotLongTerm = "not-long-term",
        /// Alter is not over a past relationship.
        NotOverEx = "not-over-ex",
        /// Life got in the way.
        Life = "life",
        /// Something else, or no reason at all.
        SomethingElse = "something-else",
    }
}

named! {
    /// What a reason is about. Families are better told apart than their members.
    Family {
        /// Alter, with any partner.
        Alter = "alter",
        /// The two together.
        TwoOfYou = "two-of-you",
        /// Something that happened.
        Trigger = "trigger",
        /// Somebody else.
        Elsewhere = "elsewhere",
        /// Circumstance.
        Circumstance = "circumstance",
        /// None of these.
        Open = "open",
    }
}

named! {
    /// Where a number comes from.
    Basis {
        /// Measured on data.
        Measured = "measured",
        /// Worked out from other numbers.
        Derived = "derived",
        /// Our judgement.
        Judged = "judged",
    }
}

/// How strongly a finding speaks for or against a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Symbol {
    /// Strongly for: `++`.
    StrongFor,
    /// For: `+`.
    For,
    /// Against: `-`.
    Against,
    /// Strongly against: `--`.
    StrongAgainst,
}

impl Symbol {
    /// Every symbol, from the strongest for to the strongest against.
    pub const ALL: &[Self] = &[Self::StrongFor, Self::For, Self::Against, Self::StrongAgainst];

    /// Returns the symbol as content writes it.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::StrongFor => "++",
            Self::For => "+",
            Self::Against => "-",
            Self::StrongAgainst => "--",
        }
    }

    /// Returns the symbol that content writes so.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|symbol| symbol.id() == id)
    }
}

/// A number with the range in which it may lie and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The value used.
    pub value: f64,
    /// Lower end of its plausible range.
    pub low: f64,
    /// Upper end of its plausible range.
    pub high: f64,
    /// Where it comes from.
    pub basis: Basis,
    /// Key of its source.
    pub source: String,
}

/// What a finding weighs for a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The finding.
    pub finding: FindingId,
    /// How strongly it speaks.
    pub symbol: Symbol,
    /// Where that comes from.
    pub basis: Basis,
    /// Key of its source.
    pub source: String,
}

/// A part of a reason that should be kept apart from its other parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Stable name.
    pub id: String,
    /// Shown name.
    pub name: String,
    /// What it would mean.
    pub plain: String,
}

/// Counsel that belongs to a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// What one can do.
    pub steps: Vec<String>,
    /// For those who want clarity.
    pub clarity: String,
    /// For those who want peace.
    pub peace: String,
    /// What is better left.
    pub avoid: String,
    /// Key of its source.
    pub source: String,
}

/// One reason, as reviewed content.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// Which.
    pub id: ReasonId,
    /// What it is about.
    pub family: Family,
    /// Shown name, with tokens for people.
    pub name: String,
    /// Short name for a narrow row.
    pub short: String,
    /// What it would mean.
    pub plain: String,
    /// What would make it likelier or less likely.
    pub moves: String,
    /// What it does not mean.
    pub not_meant: String,
    /// Whether timing can speak for or against it.
    pub timing_can_show: bool,
    /// What would tell where timing cannot.
    pub what_would_tell: String,
    /// Its parts.
    pub parts: Vec<Part>,
    /// Probability of being the main reason of a real back-off, before anything is seen; relative to the others.
    pub prior: Judged,
    /// What findings weigh for it.
    pub given: Vec<Given>,
    /// Counsel.
    pub advice: Advice,
}
