//! What was heard beside the timing: in the words of a chat, or in what the user tells.
//!
//! These are plain values that readers of words fill in. A quote is a slice of the user's own chat; like
//! [`crate::message::MessageText`] it never shows in `Debug`.

use std::fmt;

use crate::dyad::{LocalSecond, Role};
use crate::finding::Observed;
use crate::gate::Suspect;
use crate::reason::{ReasonId, SeenIn, named};
use crate::stage::Stage;
use crate::statement::Statement;
use crate::verdict::LimitId;
use crate::wish::WantsToKnow;

/// Words of a chat, to be shown to the user alone. `Debug` shows a length, and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct QuotedText(String);

impl QuotedText {
    /// Keeps words so that they cannot be printed by accident.
    #[must_use]
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }

    /// Returns the words themselves. Only the user's own report may call it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for QuotedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "QuotedText({} bytes)", self.0.len())
    }
}

/// One line of a chat or of the user's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotedLine {
    /// Who wrote it.
    pub speaker: Role,
    /// When; `None` in the user's own account.
    pub at: Option<LocalSecond>,
    /// Its words, byte for byte.
    pub text: QuotedText,
}

/// A line that carries evidence, with the lines around it: no message is judged by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The line.
    pub line: QuotedLine,
    /// Its place among the messages of the dyad, by which it can be left out; `None` in the user's own account.
    pub message: Option<usize>,
    /// Lines just before it, oldest first.
    pub before: Vec<QuotedLine>,
    /// Lines just after it, oldest first.
    pub after: Vec<QuotedLine>,
}

named! {
    /// How plainly alter said no.
    NoStrength {
        /// "Stop writing", "it is over", a block.
        Direct = "direct",
        /// "Not ready to date": a no for now.
        Soft = "soft",
    }
}

/// A no of alter's. It outranks every other result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClearNo {
    /// How plainly it was said.
    pub strength: NoStrength,
    /// The words, where they stand in a chat or an account; the user may contest them.
    pub quote: Option<Quote>,
}

named! {
    /// Signs that come before any ranking.
    SafetyKind {
        /// One of the two was afraid of the other.
        Fear = "fear",
        /// A threat.
        Threat = "threat",
        /// Pressure for sex, pictures or money.
        Coercion = "coercion",
        /// Tracking, passwords, orders whom to see.
        Control = "control",
        /// Money together with secrecy.
        MoneyWithSecrecy = "money-with-secrecy",
        /// Talk of not wanting to live, or of hurting oneself.
        SelfHarm = "self-harm",
        /// Somebody was hurt, or things were broken in anger.
        Violence = "violence",
        /// Turning up, following or watching unasked.
        Stalking = "stalking",
        /// Someone is under 18.
        UnderAge = "under-age",
        /// Ego goes on writing after a no.
        ContactAfterNo = "contact-after-no",
    }
}

impl SafetyKind {
    /// Returns whether someone may be in danger. That someone is young is no danger by itself; one who writes on after a
    /// no is told to stop.
    #[must_use]
    pub fn is_danger(self) -> bool {
        match self {
            Self::Fear
            | Self::Threat
            | Self::Coercion
            | Self::Control
            | Self::MoneyWithSecrecy
            | Self::SelfHarm
            | Self::Violence
            | Self::Stalking => true,
            Self::UnderAge | Self::ContactAfterNo => false,
        }
    }
}

/// One sign that someone may need help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SafetySign {
    /// What kind.
    pub kind: SafetyKind,
    /// Whose words or deeds it is in; where someone is under 18, who that is.
    pub role: Role,
    /// The words, where there are some.
    pub quote: Option<Quote>,
}

/// Everything that was heard in one place.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Heard {
    /// Findings, each with its quotes.
    pub findings: Vec<Observed>,
    /// The plainest no, if there was one.
    pub clear_no: Option<ClearNo>,
    /// Signs that someone may need help.
    pub safety: Vec<SafetySign>,
    /// Where it was looked for findings; empty where no words were read.
    pub seen: Vec<SeenIn>,
    /// What reading words cannot tell.
    pub limits: Vec<LimitId>,
    /// What alter said about why, in the order in which it was said.
    pub statements: Vec<Statement>,
    /// Lines that may be a no or a sign of danger, likeliest first; they decide nothing and are asked about.
    pub suspects: Vec<Suspect>,
    /// How far the two had come, where the words tell it.
    pub stage: Option<Stage>,
    /// What the user asks, where their own account asks it.
    pub wants_to_know: Vec<WantsToKnow>,
    /// How much likelier the user's account as a whole is under each reason than on average, in nats: what accounts with
    /// a known reason are like. Empty where there is none; never told as a fact.
    pub resembles: Vec<(ReasonId, f64)>,
}

impl Heard {
    /// Returns both together: the plainer no, and every finding and sign of each.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.clear_no = self.clear_no.into_iter().chain(other.clear_no).min_by_key(|no| no.strength);
        self.findings.extend(other.findings);
        self.safety.extend(other.safety);
        self.seen.extend(other.seen);
        self.limits.extend(other.limits);
        self.statements.extend(other.statements);
        self.suspects.extend(other.suspects);
        self.suspects.sort_by(|a, b| b.score.total_cmp(&a.score));
        self.stage = self.stage.max(other.stage);
        self.wants_to_know.extend(other.wants_to_know);
        self.resembles.extend(other.resembles);
        self
    }

    /// Returns what is known when no words were read.
    #[must_use]
    pub fn nothing() -> Self {
        Self::default()
    }
}
