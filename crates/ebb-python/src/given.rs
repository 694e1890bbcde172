//! What a caller gives beside the messages.

use std::collections::BTreeMap;

use ebb::gate::{LinesSeen, SafetyAnswer, SafetyReply};
use ebb_case::{Case, Now, Story, Told, Tools, Words};
use ebb_import::DateOrder;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use pyo3::prelude::*;

use crate::failure::Failure;

/// What is given for one chat. Every field is there: `python/ebbtide` has the defaults.
#[derive(Debug, FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Given {
    pub(crate) me: Vec<String>,
    pub(crate) them: Vec<String>,
    pub(crate) them_also: Vec<String>,
    pub(crate) conversation: Vec<String>,
    tz: Option<String>,
    now: Option<String>,
    date_order: Option<String>,
    words: String,
    answers: BTreeMap<String, String>,
    safe: Option<String>,
    story: Option<String>,
    pub(crate) pronouns: String,
    pub(crate) form: String,
}

/// What is given for many conversations.
#[derive(Debug, FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct JudgeGiven {
    /// Ego's name in every conversation; without it a column says.
    pub(crate) me: Option<String>,
    pub(crate) conversation: String,
    pub(crate) time: Option<String>,
    /// `any`, or `contiguous` where all messages of a conversation stand together.
    pub(crate) order: String,
    tz: Option<String>,
    now: Option<String>,
    /// How many threads judge; 0 for one on each core.
    pub(crate) threads: usize,
}

impl Given {
    pub(crate) fn zone(&self) -> Result<Option<TimeZone>, Failure> {
        zone(self.tz.as_deref())
    }

    pub(crate) fn now(&self) -> Result<Now, Failure> {
        now(self.now.as_deref())
    }

    pub(crate) fn date_order(&self) -> Result<Option<DateOrder>, Failure> {
        match self.date_order.as_deref() {
            None => Ok(None),
            Some("dmy") => Ok(Some(DateOrder::DayFirst)),
            Some("mdy") => Ok(Some(DateOrder::MonthFirst)),
            Some("ymd") => Ok(Some(DateOrder::YearFirst)),
            Some(other) => Err(unknown("date_order", other, "dmy, mdy, ymd")),
        }
    }

    pub(crate) fn words(&self) -> Result<Words, Failure> {
        match self.words.as_str() {
            "read" => Ok(Words::Read),
            "left-alone" => Ok(Words::LeftAlone),
            other => Err(unknown("words", other, "read, left-alone")),
        }
    }

    /// Returns what the user tells beside their files.
    pub(crate) fn told(&self, tools: &Tools) -> Result<Told, Failure> {
        let mut case = Case::new();
        for (question, answer) in &self.answers {
            case = case.with_answer(question, answer, tools)?;
        }
        let reply = match self.safe.as_deref() {
            None => None,
            Some("yes") => Some(SafetyReply::Neither),
            Some("no") => Some(SafetyReply::OneOfThese),
            Some("unsure") => Some(SafetyReply::Unsure),
            Some(other) => return Err(unknown("safe", other, "yes, no, unsure")),
        };
        if let Some(reply) = reply {
            case = case.with_safety(SafetyAnswer { reply, lines: LinesSeen::ForTheChat });
        }
        if let Some(words) = &self.story {
            case = case.with_story(Story::presumed(tools.understand(words)?));
        }
        Ok(case.told)
    }
}

impl JudgeGiven {
    pub(crate) fn zone(&self) -> Result<Option<TimeZone>, Failure> {
        zone(self.tz.as_deref())
    }

    pub(crate) fn now(&self) -> Result<Now, Failure> {
        now(self.now.as_deref())
    }
}

/// Says that something is none of what it can be.
pub(crate) fn unknown(what: &str, given: &str, known: &str) -> Failure {
    Failure::given(format!("{what} cannot be \"{given}\""), format!("It is one of: {known}."))
}

fn zone(name: Option<&str>) -> Result<Option<TimeZone>, Failure> {
    name.map(|name| TimeZone::get(name).map_err(|_| unknown("tz", name, "names like Europe/London")))
        .transpose()
}

fn now(text: Option<&str>) -> Result<Now, Failure> {
    let Some(text) = text else { return Ok(Now::LastMessage) };
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(Now::Instant(instant));
    }
    if let Ok(zoned) = text.parse::<ZonedDateTime>() {
        return Ok(Now::Instant(zoned.timestamp()));
    }
    text.parse().map(Now::Wall).map_err(|_| unknown("now", text, "times like 2026-06-13T13:10"))
}
