//! What is kept of a case: a plain value with types of its own, so that a change in the reasoning changes no file.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

use crate::kept::Kept;
use crate::look::StoredLook;
use crate::times::Times;

/// How much of the chat is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keeping {
    /// The files as they are, words and all.
    #[default]
    Words,
    /// Who wrote when, and how many words: not one word itself.
    Times,
}

/// A file of the chat, as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptSource {
    /// Its name.
    pub name: String,
    /// What is kept of it.
    pub content: Content,
}

/// What is kept of a file.
#[derive(Clone, PartialEq)]
pub enum Content {
    /// All of it, byte for byte.
    Whole(Vec<u8>),
    /// Its times.
    Times(Box<Times>),
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole(bytes) => write!(f, "Whole({} bytes)", bytes.len()),
            Self::Times(times) => write!(f, "Times({} messages)", times.len()),
        }
    }
}

/// Everything that is kept of one case.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StoredCase {
    /// How much of the chat is kept.
    pub keeping: Keeping,
    /// The files. They stand beside the rest, each in its own entry.
    #[serde(skip)]
    pub sources: Vec<KeptSource>,
    /// Order of day and month, where the files leave it open: `dmy`, `mdy` or `ymd`.
    pub date_order: Option<String>,
    /// Which conversation, where a file holds several.
    pub conversation: Vec<String>,
    /// Who is who.
    pub people: KeptPeople,
    /// Name of the zone.
    pub zone: Option<String>,
    /// The user's replies: names of question and answer.
    pub answers: BTreeMap<String, String>,
    /// What the user needs: names of need and importance.
    pub needs: BTreeMap<String, String>,
    /// The reply about safety: names of reply and of the lines it was given to.
    pub safety: Option<(String, String)>,
    /// Lines that are what they were asked about as.
    pub counted: Vec<KeptLine>,
    /// The user's own account.
    pub story: Option<KeptStory>,
    /// What else happened.
    pub events: Vec<KeptEvent>,
    /// Lines that were left out.
    pub left_out: Vec<KeptLine>,
    /// Names of findings that were left out.
    pub findings_out: Vec<String>,
    /// What the user decided, oldest first.
    pub decisions: Vec<Decision>,
    /// The journal, oldest first.
    pub notes: Vec<Note>,
    /// Each earlier verdict in short, oldest first. They are never rewritten.
    pub looks: Vec<StoredLook>,
    /// What happened in the end.
    pub outcome: Option<Outcome>,
}

/// Names of both people, as they stand in the files, and words for the other person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptPeople {
    /// Of the person asking.
    pub ego: Vec<String>,
    /// Of the other person.
    pub alter: Vec<String>,
    /// Further names of the other person.
    pub alter_also: Vec<String>,
    /// Words for the other person: `they`, `she`, `he` or three of their own with `/`.
    pub pronouns: String,
}

/// One line of the chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptLine {
    /// Who wrote it: `alter` or `ego`.
    pub speaker: String,
    /// When, on the clock of the wall.
    pub at: Option<DateTime>,
    /// Its words; empty where only times are kept.
    pub words: Kept,
}

/// The user's own account with what counts of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptStory {
    /// The account.
    pub words: Kept,
    /// Names of what was confirmed; `None` where nobody was asked.
    pub confirmed: Option<Vec<String>>,
}

/// Something that happened beside the chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptEvent {
    /// Name of its kind.
    pub kind: String,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// The user's words.
    pub words: Kept,
}

/// What the user decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The day on which it was made.
    pub on: Date,
    /// The day for which it was made.
    pub by: Date,
    /// The user's words.
    pub words: Kept,
}

/// How the user felt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mood {
    /// Low.
    Low,
    /// So-so.
    SoSo,
    /// Good.
    Good,
}

impl Mood {
    /// All moods, the lowest first.
    pub const ALL: [Self; 3] = [Self::Low, Self::SoSo, Self::Good];

    /// Returns its stable name.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::SoSo => "so-so",
            Self::Good => "good",
        }
    }
}

/// A note of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Its day.
    pub on: Date,
    /// How the user felt, if they say so.
    pub mood: Option<Mood>,
    /// The user's words.
    pub words: Kept,
}

/// What happened in the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The day on which it was told.
    pub on: Date,
    /// What.
    pub ended: Ended,
    /// Name of the reason that turned out to be the main one, if the user knows it.
    pub reason: Option<String>,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// The other person came back.
    CameBack,
    /// The other person said why.
    ToldMeWhy,
    /// It is over.
    Over,
    /// Nobody knows.
    Unknown,
}

impl Ended {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Self; 4] = [Self::CameBack, Self::ToldMeWhy, Self::Over, Self::Unknown];

    /// Returns its stable name.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::CameBack => "came-back",
            Self::ToldMeWhy => "told-me-why",
            Self::Over => "over",
            Self::Unknown => "unknown",
        }
    }
}

impl StoredCase {
    /// Returns the decisions that wait for a day not earlier than this one, the nearest first.
    #[must_use]
    pub fn ahead(&self, today: Date) -> Vec<&Decision> {
        let mut ahead: Vec<&Decision> = self.decisions.iter().filter(|made| made.by >= today).collect();
        ahead.sort_by_key(|made| made.by);
        ahead
    }

    /// Returns the decisions whose day has come since `since`, the latest first.
    #[must_use]
    pub fn come_due(&self, since: Date, today: Date) -> Vec<&Decision> {
        let is_due = |made: &&Decision| made.by >= since && made.by < today;
        let mut due: Vec<&Decision> = self.decisions.iter().filter(is_due).collect();
        due.sort_by_key(|made| std::cmp::Reverse(made.by));
        due
    }
}
