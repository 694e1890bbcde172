//! A chat that was measured and listened to, and the verdict by everything that is known.

use ebb::catalog::Catalog;
use ebb::dyad::{Dyad, LocalSecond, MOST_SECONDS, PairError};
use ebb::finding::Observed;
use ebb::gate::ReasonsWanted;
use ebb::heard::Heard;
use ebb::interview::Answers;
use ebb::verdict::{LimitId, Timing, Verdict};
use ebb_text::chat::{Frame, Marks, Progress, Reader, hear};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use crate::event::Event;
use crate::left_out::{LeftOut, findings_without, lines};
use crate::story::Story;
use crate::{Chat, ToolsError};

/// What time it is, as the caller knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Now {
    /// Nobody knows: the last message is taken, and a silence since then is not seen.
    #[default]
    LastMessage,
    /// What the clock on the wall says, where the chat took place.
    Wall(DateTime),
    /// An instant; it needs the zone of the chat.
    Instant(Timestamp),
}

/// Why a "now" cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NowError {
    /// An instant, and a chat whose zone nobody knows.
    #[error(transparent)]
    Zone(#[from] PairError),
    /// It lies before the last message.
    #[error("the last message is of {last}, and that is later")]
    TooEarly {
        /// The day of the last message.
        last: Date,
    },
    /// It lies many years after the last message.
    #[error("{day} is many years after the last message")]
    TooLate {
        /// The day that was given.
        day: Date,
    },
}

impl Now {
    /// Returns the local second on the clock of a chat; `None` for the last message.
    ///
    /// # Errors
    /// An instant needs a zone; and a time before the last message, or many years after it, is a slip.
    pub fn on_clock_of(self, dyad: &Dyad) -> Result<Option<LocalSecond>, NowError> {
        let civil = match self {
            Self::LastMessage => return Ok(None),
            Self::Wall(civil) => civil,
            Self::Instant(instant) => dyad.zone().ok_or(PairError::ZoneNeeded)?.to_datetime(instant),
        };
        let now = civil.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0)).as_secs();
        let last = dyad.messages().last().map_or(now, |message| message.local);
        if now < last {
            return Err(NowError::TooEarly { last: Dyad::civil(last).date() });
        }
        if now.saturating_sub(last) > MOST_SECONDS {
            return Err(NowError::TooLate { day: civil.date() });
        }
        Ok(Some(now))
    }
}

/// Whether the words of a chat are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Words {
    /// They are.
    #[default]
    Read,
    /// Times only.
    LeftAlone,
}

/// A chat that was measured and whose words were read.
#[derive(Debug, Clone)]
pub struct Listened {
    /// The chat.
    pub chat: Chat,
    /// What its timing shows, whatever else is known.
    pub timing: Timing,
    /// What the timing says, to which words are held.
    pub frame: Frame,
    /// What was marked in its words; `None` where they were left alone.
    pub marks: Option<Marks>,
}

impl Listened {
    /// Measures a chat up to `now`, a local second of its own clock, and reads its words.
    ///
    /// # Errors
    /// Where the reader of words cannot be used.
    pub fn to(
        chat: Chat,
        now: Option<LocalSecond>,
        words: Words,
        catalog: &Catalog,
    ) -> Result<Self, ToolsError> {
        let timing = ebb::analyse(&chat.dyad, now, catalog);
        Self::with_timing(chat, timing, words, catalog, |_| {})
    }

    /// Reads the words of a chat that was measured already, and says how far it has come.
    ///
    /// # Errors
    /// Where the reader of words cannot be used.
    pub fn with_timing(
        chat: Chat,
        timing: Timing,
        words: Words,
        catalog: &Catalog,
        progress: impl FnMut(Progress),
    ) -> Result<Self, ToolsError> {
        let frame = Frame::of(&timing, &chat.dyad);
        let marks = match words {
            Words::LeftAlone => None,
            Words::Read => {
                let reader = Reader::load(&catalog.lexicon).map_err(|_| ToolsError::Words)?;
                let read = reader.read(&chat.dyad, &frame, &catalog.settings.chat, progress);
                Some(read.map_err(|_| ToolsError::Words)?)
            }
        };
        Ok(Self { chat, timing, frame, marks })
    }

    /// Returns what the words say, without what the user took out.
    fn heard(&self, left_out: &[LeftOut], catalog: &Catalog) -> Heard {
        let Some(marks) = &self.marks else { return Heard::nothing() };
        let lines = lines(left_out, &self.chat.dyad);
        let heard = hear(marks, &self.chat.dyad, &self.frame, &lines, &catalog.settings.chat);
        let is_in = |message: Option<usize>| message.is_none_or(|message| !lines.contains(&message));
        let suspects = heard.suspects.into_iter().filter(|suspect| is_in(suspect.quote.message)).collect();
        Heard { findings: findings_without(&heard.findings, left_out), suspects, ..heard }
    }
}

/// Everything that the user tells beside their files.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Their replies.
    pub answers: Answers,
    /// Their own account.
    pub story: Option<Story>,
    /// What they took out.
    pub left_out: Vec<LeftOut>,
    /// What else happened. It stands beside the result and lowers no number.
    pub events: Vec<Event>,
    /// For which verdicts they want to see reasons.
    pub wanted: ReasonsWanted,
}

impl Default for Told {
    fn default() -> Self {
        Self {
            answers: Answers::none(),
            story: None,
            left_out: Vec::new(),
            events: Vec::new(),
            wanted: ReasonsWanted::WhereOpen,
        }
    }
}

/// Weighs everything that is known, once: with a chat or without one.
#[must_use]
pub fn verdict(listened: Option<&Listened>, told: &Told, catalog: &Catalog) -> Verdict {
    let of_story = told.story.as_ref().map_or_else(Heard::nothing, Story::heard);
    let answers = match &told.story {
        Some(story) => story.answers(&told.answers),
        None => told.answers.clone(),
    };
    let Some(listened) = listened else {
        return Verdict::of(None, &of_story, &answers, told.wanted, catalog);
    };
    let heard = listened.heard(&told.left_out, catalog).and(of_story);
    let findings: Vec<Observed> = findings_without(&listened.timing.findings, &told.left_out);
    let timing = Timing { findings, ..listened.timing.clone() };
    let mut verdict = Verdict::of(Some(timing), &heard, &answers, told.wanted, catalog);
    if !told.left_out.is_empty() {
        verdict.limits.push(LimitId::LeftOut);
    }
    verdict
}
