//! The third step, *measure*: from messages to daily statistics per person.
//!
//! [`stream`] turns a dyad into a [`Stream`] of what timing can see of each message: when, who, how many words,
//! whether it asks something. [`daily`] turns a stream into [`DailyStatistics`]: for each day and person, counts
//! given the common history, with the exposure that makes them comparable. Given that history the joint likelihood
//! of a chat splits into alter's part times ego's part, which is what lets the next step say *who* changed.

mod counts;
mod decisions;
mod hours;
mod session;
mod wait;
mod words;

pub use counts::{DailyStatistics, DayCounts, Initiations, ReplyBin, daily};
pub use decisions::{DayDecisions, decisions};
pub use hours::{QUIET_HOURS, awake_hours, quiet_start};
pub use session::{Session, sessions};
pub use wait::{Wait, waits};

use jiff::civil::Date;

use crate::dyad::{Dyad, LocalSecond, Role, civil};
use crate::message::{MessageKind, MessageText};

/// Numbers that measuring depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasureSettings {
    /// Hours without any message after which the next message starts a new session.
    pub idle_gap_hours: f64,
    /// Upper edges of the reply bins in awake hours, for an idle gap of 4 h; scaled with the idle gap.
    pub reply_bins_hours: [f64; 4],
}

/// Everything that timing says about a dyad, before any model.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// When each message was sent, and how long it is.
    pub stream: Stream,
    /// Sessions, in order.
    pub sessions: Vec<Session>,
    /// Waits for a reply, in order.
    pub waits: Vec<Wait>,
    /// Daily counts per person.
    pub daily: DailyStatistics,
}

/// What the length of a message is counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordCount {
    /// Number of words, at least 1.
    pub count: u16,
    /// Whether it asks something.
    pub asks: bool,
}

/// Counts the words of a message, as measuring does.
#[must_use]
pub fn count_words(text: MessageText<'_>) -> WordCount {
    let words::Words { count, asks } = words::read(text.as_str());
    WordCount { count, asks }
}

/// Measures a dyad that was observed up to `now`: a local second; without it, up to the last message.
#[must_use]
pub fn measure(dyad: &Dyad, now: Option<LocalSecond>, settings: &MeasureSettings) -> Measured {
    measure_stream(stream(dyad, now), settings)
}

/// Measures a stream.
#[must_use]
pub fn measure_stream(stream: Stream, settings: &MeasureSettings) -> Measured {
    let sessions = sessions(&stream, settings.idle_gap_hours);
    let waits = waits(&stream, settings.idle_gap_hours);
    let daily = daily(&stream, &waits, settings);
    Measured { stream, sessions, waits, daily }
}

/// What timing sees of one message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StreamedMessage {
    /// Hours since midnight before the first message, on the local clock.
    pub hour: f64,
    /// Who sent it.
    pub role: Role,
    /// Number of words, at least 1.
    pub words: u16,
    /// Whether it asks something.
    pub asks: bool,
    /// Whether it is a call.
    pub is_call: bool,
}

/// The messages of two people as timing sees them, in order of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    /// The messages.
    pub messages: Vec<StreamedMessage>,
    /// The date of day 0. Day `d` runs from `24 d + day_start` to `24 (d + 1) + day_start` hours.
    pub first_date: Date,
    /// The hour at which a day begins, within the hours in which the two of them write least.
    pub day_start: f64,
    /// The hour up to which the two people were observed ("now").
    pub end: f64,
}

impl Stream {
    /// Returns the number of days, the last one possibly cut short by the end of observation.
    #[must_use]
    pub fn days(&self) -> usize {
        days_until(self.end, self.day_start)
    }

    /// Returns the day on which `hour` falls, within the days of the stream.
    #[must_use]
    pub fn day_of(&self, hour: f64) -> usize {
        day_index(hour, self.day_start, self.days())
    }

    /// Returns the date of a day.
    #[must_use]
    pub fn date(&self, day: usize) -> Date {
        let span = jiff::Span::new().try_days(i64::try_from(day).unwrap_or(i64::MAX)).unwrap_or_default();
        self.first_date.saturating_add(span)
    }

    /// Returns the local second of an hour of this stream.
    #[must_use]
    pub fn local(&self, hour: f64) -> LocalSecond {
        let midnight = self.first_date.to_datetime(jiff::civil::Time::midnight());
        let epoch = jiff::civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
        #[expect(clippy::cast_possible_truncation, reason = "hours of a chat, in seconds")]
        let seconds = (hour * 3600.0).round() as i64;
        midnight.duration_since(epoch).as_secs() + seconds
    }

    /// Returns how many messages `role` sent.
    #[must_use]
    pub fn count(&self, role: Role) -> usize {
        self.messages.iter().filter(|message| message.role == role).count()
    }
}

/// Returns the day of `hour`, clamped to `0..days`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..days first")]
pub(crate) fn day_index(hour: f64, day_start: f64, days: usize) -> usize {
    let day = ((hour - day_start) / 24.0).floor().max(0.0) as usize;
    day.min(days.saturating_sub(1))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at least 1, and years fit")]
fn days_until(end: f64, day_start: f64) -> usize {
    ((end - day_start) / 24.0).ceil().max(1.0) as usize
}

/// Returns what timing sees of a dyad, observed up to `now` (a local second; earlier than the last message counts
/// as the last message).
#[must_use]
pub fn stream(dyad: &Dyad, now: Option<LocalSecond>) -> Stream {
    let messages = dyad.messages();
    let first = messages.first().map_or(0, |message| message.local);
    let last = messages.last().map_or(0, |message| message.local);
    let midnight = first.div_euclid(86_400) * 86_400;
    let hour_of = |local: LocalSecond| (local - midnight) as f64 / 3600.0;
    let streamed: Vec<StreamedMessage> = messages
        .iter()
        .map(|message| {
            let read = match message.kind {
                MessageKind::Text | MessageKind::Poll => words::read(dyad.text(message).as_str()),
                MessageKind::Media
                | MessageKind::Voice
                | MessageKind::Sticker
                | MessageKind::Call
                | MessageKind::Reaction
                | MessageKind::Location
                | MessageKind::Contact
                | MessageKind::Deleted
                | MessageKind::System => words::Words { count: 1, asks: false },
            };
            StreamedMessage {
                hour: hour_of(message.local),
                role: message.role,
                words: read.count,
                asks: read.asks,
                is_call: message.kind == MessageKind::Call,
            }
        })
        .collect();
    let day_start = hours::day_start(streamed.iter().map(|message| message.hour));
    // A first message in the small hours belongs to the evening before.
    let mut first_date = civil(midnight).date();
    let mut streamed = streamed;
    if streamed.first().is_some_and(|message| message.hour < day_start) {
        first_date = first_date.saturating_sub(jiff::Span::new().days(1));
        for message in &mut streamed {
            message.hour += 24.0;
        }
    }
    let shift = (civil(midnight).date() - first_date).get_days();
    let end = hour_of(now.unwrap_or(last).max(last)) + 24.0 * f64::from(shift);
    Stream { messages: streamed, first_date, day_start, end }
}
