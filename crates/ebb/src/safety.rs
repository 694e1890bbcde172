//! A no, danger and the young: what a line may be a sign of, and the phrases by which it is heard, as reviewed content.
//!
//! To miss one is the worst that can happen, and a false one hurts too. So phrases have three levels: *plain* ones state
//! by themselves, *likely* ones state where the table of words agrees, and *hints* only raise a line among those that
//! the user is asked about. Whatever is not stated is ranked, and nothing of it is lost to a threshold.

use crate::heard::SafetyKind;
use crate::reason::named;

named! {
    /// What a line may be a sign of.
    Sign {
        /// Wants no more contact, ends it, or will not meet.
        No = "no",
        /// Afraid of the other.
        Fear = "fear",
        /// A threat, with or without an "if".
        Threat = "threat",
        /// Somebody was hurt, or things were broken in anger.
        Violence = "violence",
        /// Pressure for sex, pictures or money.
        Coercion = "coercion",
        /// Orders whom to see and what to wear, passwords, tracking.
        Control = "control",
        /// Turns up, follows or watches unasked; a new number after a block.
        Stalking = "stalking",
        /// Talk of not wanting to live, or of hurting oneself.
        SelfHarm = "self-harm",
        /// Goes on after a no.
        WillNotStop = "will-not-stop",
        /// The one who writes is under 18.
        Minor = "minor",
        /// The one who is written to is under 18.
        MinorOther = "minor-other",
    }
}

impl Sign {
    /// Returns the sign of danger that it is; a no is none.
    #[must_use]
    pub fn kind(self) -> Option<SafetyKind> {
        match self {
            Self::No => None,
            Self::Fear => Some(SafetyKind::Fear),
            Self::Threat => Some(SafetyKind::Threat),
            Self::Violence => Some(SafetyKind::Violence),
            Self::Coercion => Some(SafetyKind::Coercion),
            Self::Control => Some(SafetyKind::Control),
            Self::Stalking => Some(SafetyKind::Stalking),
            Self::SelfHarm => Some(SafetyKind::SelfHarm),
            Self::WillNotStop => Some(SafetyKind::ContactAfterNo),
            Self::Minor | Self::MinorOther => Some(SafetyKind::UnderAge),
        }
    }
}

/// Words that carry a no or a danger, by which misspelt ones are found again. English only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SafetyWords {
    /// The words.
    pub words: Vec<String>,
    /// Common words that look like one of these and stay as they are.
    pub kept: Vec<String>,
    /// Further short forms, with what they stand for.
    pub forms: Vec<(String, String)>,
}

/// The phrases for one sign in one language. Their form is described in `content/safety/en.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SafetyRules {
    /// The language, by its code of two letters (ISO 639-1).
    pub language: String,
    /// What they are a sign of.
    pub sign: Sign,
    /// Phrases that state by themselves.
    pub plain: Vec<String>,
    /// Phrases that state where the table agrees.
    pub likely: Vec<String>,
    /// Phrases that only raise a line among those that are asked about.
    pub hints: Vec<String>,
    /// Phrases that take the meaning away, in the same line.
    pub unless: Vec<String>,
}

/// When what is heard counts. Log odds are natural, those of the table of words.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SafetySettings {
    /// Log odds of table or heads from which they agree with a likely phrase.
    pub agrees: f64,
    /// Log odds of the heads from which they bear out a hint, so that it is stated.
    pub bears_out: f64,
    /// Log odds below which they speak against a plain phrase, so that it is only asked about.
    pub speaks_against: f64,
    /// Score below which a line is never asked about.
    pub asks: f64,
    /// Score below which a line is not asked about as a sign of youth: an everyday word such as "school" is none.
    pub asks_age: f64,
    /// What a plain phrase, a likely one and a hint add to the score, in nats.
    pub adds: [f64; 3],
    /// What a phrase in a joke, a quotation or a report keeps of this, 0 to 1.
    pub keeps: f64,
    /// Lines from the end of a chat after which a line of one person loses a nat, then two at three times as many.
    pub depth: f64,
    /// Lines of alter that are heard by their meaning, half as many of ego.
    pub by_meaning: usize,
    /// Of these, English lines that the English encoder hears too.
    pub by_both: usize,
    /// Most lines that the user is asked about.
    pub most_asked: usize,
}

/// Everything by which a no, danger and the young are heard.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SafetyLexicon {
    /// Misspelt words.
    pub words: SafetyWords,
    /// Phrases, by language and sign.
    pub rules: Vec<SafetyRules>,
    /// When they count.
    pub settings: SafetySettings,
}
