//! Rows with a time, a sender and a text, as CSV and JSON files hold them: names of columns, times, assembly.
//!
//! A time is a number of seconds, milliseconds or microseconds since 1970, an ISO 8601 date and time with or without
//! an offset, or a date as a phone's region writes it, whose order is then decided once for all rows.

use std::collections::HashMap;

use ebb::export::{Capabilities, Clock, ClockSecond, Export, ExportedMessage, Resolution, SenderId};
use ebb::message::{MessageKind, TextArena};
use jiff::civil::{Date, DateTime};

use crate::calendar::Calendar;
use crate::date_order::{DATES_FOR_ONE_MISFIT, DateOrder, Decision, days_of, decide};
use crate::decode::ChatText;
use crate::error::{ImportError, TwoReadings};
use crate::format::{Import, ReadSettings, Tally};
use crate::notice::{NoticeKind, Notices};
use crate::stamp::{AFTERNOON, Beside, OpenDate, YearForm, read_stamp};
use crate::zone::Offsets;

/// What a column or key holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Time,
    /// The time of day, where the date stands in a column of its own.
    Clock,
    /// The local time beside an exact one, as `ebb convert` writes it.
    LocalTime,
    Sender,
    Text,
    Kind,
}

/// Names of columns and keys, in lower case, most telling first.
const COLUMN_NAMES: &[(&str, Column)] = &[
    ("at", Column::Time),
    ("datum", Column::Time),
    ("zeit", Column::Clock),
    ("uhrzeit", Column::Clock),
    ("zeitpunkt", Column::Time),
    ("fecha", Column::Time),
    ("hora", Column::Clock),
    ("heure", Column::Clock),
    ("data", Column::Time),
    ("ora", Column::Clock),
    ("tijd", Column::Clock),
    ("local", Column::LocalTime),
    ("time", Column::Time),
    ("timestamp", Column::Time),
    ("datetime", Column::Time),
    ("date", Column::Time),
    ("ts", Column::Time),
    ("sent_at", Column::Time),
    ("created_at", Column::Time),
    ("sender", Column::Sender),
    ("absender", Column::Sender),
    ("von", Column::Sender),
    ("remitente", Column::Sender),
    ("de", Column::Sender),
    ("expéditeur", Column::Sender),
    ("mittente", Column::Sender),
    ("remetente", Column::Sender),
    ("afzender", Column::Sender),
    ("van", Column::Sender),
    ("from", Column::Sender),
    ("author", Column::Sender),
    ("user", Column::Sender),
    ("name", Column::Sender),
    ("speaker", Column::Sender),
    ("text", Column::Text),
    ("nachricht", Column::Text),
    ("inhalt", Column::Text),
    ("mensaje", Column::Text),
    ("texto", Column::Text),
    ("contenu", Column::Text),
    ("messaggio", Column::Text),
    ("testo", Column::Text),
    ("mensagem", Column::Text),
    ("bericht", Column::Text),
    ("tekst", Column::Text),
    ("message", Column::Text),
    ("body", Column::Text),
    ("content", Column::Text),
    ("kind", Column::Kind),
];

/// Numbers from which a time since 1970 is in milliseconds, and in microseconds; seconds reach the year 5138 there.
const MILLISECONDS_FROM: u64 = 100_000_000_000;
const MICROSECONDS_FROM: u64 = 100_000_000_000_000;
/// Smaller numbers are no seconds since 1970 (they would lie before 1973) but something like `20240102`.
const SECONDS_FROM: u64 = 100_000_000;
/// Rows from which times that are all on the minute show that the file tells minutes only.
const ROWS_TO_SHOW_MINUTES: usize = 3;
const SECONDS_PER_DAY: i64 = 24 * 3600;
const SECONDS_PER_MINUTE: i64 = 60;

/// Returns the place of a column name among the known ones, and what it means; lower places win.
pub(crate) fn column_named(name: &str) -> Option<(usize, Column)> {
    let name = name.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').to_lowercase();
    COLUMN_NAMES.iter().position(|(known, _)| *known == name).map(|place| (place, COLUMN_NAMES[place].1))
}

/// A written time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    /// Seconds since 1970, and how many seconds the local clock was ahead.
    Exact { second: i64, ahead: i64 },
    /// Civil seconds.
    Local(i64),
    /// A date whose order is open.
    Open(OpenDate),
}

/// Reads a time from words.
pub(crate) fn moment_from_words(words: &str) -> Option<Moment> {
    let words = words.trim();
    if let Some(moment) = moment_from_iso(words) {
        return Some(moment);
    }
    if let Ok(number) = words.parse::<f64>() {
        return moment_from_number(number);
    }
    let (stamp, (), _) = read_stamp(words, 0, |rest, _| rest.trim().is_empty().then_some(()))?;
    match stamp.shape.year {
        YearForm::FirstFour if stamp.word.is_none() => {
            let day = days_of(stamp.date, DateOrder::YearFirst)?;
            Some(Moment::Local(day * SECONDS_PER_DAY + i64::from(stamp.second_of_day)))
        }
        YearForm::FirstFour | YearForm::LastFour | YearForm::TwoDigits => Some(Moment::Open(stamp.into())),
    }
}

/// Reads a number of seconds, milliseconds or microseconds since 1970; which of them, by its size.
pub(crate) fn moment_from_number(number: f64) -> Option<Moment> {
    // Below 2^53 every whole number is exact, and times beyond are no times of a chat.
    if !(SECONDS_FROM as f64..(1_u64 << 53) as f64).contains(&number) {
        return None;
    }
    let seconds = if number >= MICROSECONDS_FROM as f64 {
        number / 1_000_000_f64
    } else if number >= MILLISECONDS_FROM as f64 {
        number / 1_000_f64
    } else {
        number
    };
    #[expect(clippy::cast_possible_truncation, reason = "the number was checked to be far inside the range")]
    let second = seconds.floor() as i64;
    Some(Moment::Exact { second, ahead: 0 })
}

fn moment_from_iso(words: &str) -> Option<Moment> {
    let bytes = words.as_bytes();
    let is_date =
        bytes.len() > 10 && bytes[4] == b'-' && bytes[7] == b'-' && matches!(bytes[10], b'T' | b't' | b' ');
    if !is_date {
        return None;
    }
    let (date, time) = words.split_at_checked(11)?;
    let from = time.find(['Z', 'z', '+', '-']);
    let (clock, offset) = from.map_or((time, ""), |from| time.split_at(from));
    let clock = clock.trim();
    let second = match plain_second(date.as_bytes(), clock.as_bytes()) {
        Some(second) => second,
        None => seconds_of(format!("{}T{clock}", &date[..10]).parse().ok()?)?,
    };
    if offset.is_empty() {
        return Some(Moment::Local(second));
    }
    let ahead = offset_seconds(offset)?;
    Some(Moment::Exact { second: second - ahead, ahead })
}

/// Reads `2024-01-12T` and `15:49:22`, as nearly all files write a time, without the grammar of all the ways to write one.
fn plain_second(date: &[u8], clock: &[u8]) -> Option<i64> {
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_i16, |number, byte| {
            byte.is_ascii_digit().then(|| number * 10 + i16::from(byte - b'0'))
        })
    };
    let two = |digits: &[u8]| number(digits).and_then(|number| i8::try_from(number).ok());
    let [h1, h2, b':', m1, m2, b':', s1, s2] = *clock else { return None };
    let (hour, minute, second) = (two(&[h1, h2])?, two(&[m1, m2])?, two(&[s1, s2])?);
    let day = Date::new(number(&date[..4])?, two(&date[5..7])?, two(&date[8..10])?).ok()?;
    seconds_of(day.to_datetime(jiff::civil::Time::new(hour, minute, second, 0).ok()?))
}

fn seconds_of(civil: DateTime) -> Option<i64> {
    let epoch = Date::new(1970, 1, 1).ok()?;
    let days = i64::from(epoch.until(civil.date()).ok()?.get_days());
    let time = civil.time();
    let of_day = i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second());
    Some(days * SECONDS_PER_DAY + of_day)
}

/// `Z`, `+01`, `+0100` or `+01:00`, in seconds ahead of UTC.
fn offset_seconds(offset: &str) -> Option<i64> {
    if offset.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, digits) = match offset.split_at_checked(1)? {
        ("+", digits) => (1, digits.replace(':', "")),
        ("-", digits) => (-1, digits.replace(':', "")),
        _ => return None,
    };
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) || !matches!(digits.len(), 2 | 4) {
        return None;
    }
    let hours: i64 = digits[..2].parse().ok()?;
    let minutes: i64 = if digits.len() == 4 { digits[2..].parse().ok()? } else { 0 };
    Some(sign * (hours * 3600 + minutes * 60))
}

/// One row as a reader found it, with borrowed words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    /// Its first line, counted from 1.
    pub(crate) line: u64,
    /// How many lines it takes.
    pub(crate) lines: u64,
    pub(crate) time: Option<Moment>,
    /// The local time beside the exact one.
    pub(crate) local: Option<Moment>,
    pub(crate) sender: Option<&'a str>,
    pub(crate) kind: Option<&'a str>,
    /// What it is when no column says so.
    pub(crate) kind_without_column: MessageKind,
    pub(crate) text: &'a str,
}

/// One entry whose kind is known, with borrowed words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found<'a> {
    /// Its first line, counted from 1.
    pub(crate) line: u64,
    /// How many lines it takes.
    pub(crate) lines: u64,
    pub(crate) time: Moment,
    /// The local time beside the exact one.
    pub(crate) local: Option<Moment>,
    /// Who; nobody only for [`MessageKind::System`].
    pub(crate) sender: Option<&'a str>,
    pub(crate) kind: MessageKind,
    pub(crate) text: &'a str,
}

/// A row that was taken in, with its time still open.
struct Entry {
    time: Moment,
    local: Option<Moment>,
    line: u64,
    lines: u64,
    message: ExportedMessage,
}

/// Takes rows in the order of the file and makes an import of them.
pub(crate) struct RowCollector {
    entries: Vec<Entry>,
    senders: Vec<String>,
    by_name: HashMap<String, SenderId>,
    texts: TextArena,
    pub(crate) tally: Tally,
    pub(crate) notices: Notices,
    name: String,
    format: &'static str,
}

impl RowCollector {
    pub(crate) fn new(text: &ChatText, format: &'static str) -> Self {
        Self {
            entries: Vec::new(),
            senders: Vec::new(),
            by_name: HashMap::new(),
            texts: TextArena::default(),
            tally: Tally::default(),
            notices: text.notices.clone(),
            name: text.name.clone(),
            format,
        }
    }

    /// Counts a row that cannot be used.
    pub(crate) fn skip(&mut self, kind: NoticeKind, line: u64, lines: u64) {
        self.notices.add(kind, Some(line));
        self.tally.skipped += lines;
        self.tally.skipped_entries += 1;
    }

    /// Counts lines that say what the lines around them are.
    pub(crate) fn note_headings(&mut self, lines: u64) {
        self.tally.columns += lines;
    }

    /// Counts blank lines outside of any entry.
    pub(crate) fn note_blank(&mut self, lines: u64) {
        self.tally.skipped += lines;
    }

    /// Takes one row in, or counts it as skipped.
    pub(crate) fn take(&mut self, row: &Row<'_>) -> Result<(), ImportError> {
        let kind = match row.kind.map(str::trim).filter(|kind| !kind.is_empty()) {
            None => row.kind_without_column,
            Some(id) => MessageKind::ALL.into_iter().find(|kind| kind.id() == id).unwrap_or_else(|| {
                self.notices.add(NoticeKind::UnknownKind, Some(row.line));
                MessageKind::Text
            }),
        };
        let Some(time) = row.time.or(row.local) else {
            self.skip(NoticeKind::UnreadableTime, row.line, row.lines);
            return Ok(());
        };
        let Row { line, lines, local, sender, text, .. } = *row;
        self.take_found(&Found { line, lines, time, local, sender, kind, text })
    }

    /// Takes one entry in, or counts it as skipped when nobody sent it.
    pub(crate) fn take_found(&mut self, found: &Found<'_>) -> Result<(), ImportError> {
        let name = found.sender.map(str::trim).filter(|name| !name.is_empty());
        let sender = match name {
            _ if found.kind == MessageKind::System => None,
            Some(name) => Some(self.sender(name)?),
            None => {
                self.skip(NoticeKind::MissingSender, found.line, found.lines);
                return Ok(());
            }
        };
        let text = self.texts.push(found.text);
        let message = ExportedMessage { time: ClockSecond(0), text, sender, kind: found.kind };
        let Found { time, local, line, lines, .. } = *found;
        self.entries.push(Entry { time, local, line, lines, message });
        Ok(())
    }

    fn sender(&mut self, name: &str) -> Result<SenderId, ImportError> {
        if let Some(&known) = self.by_name.get(name) {
            return Ok(known);
        }
        let id = u16::try_from(self.senders.len()).map(SenderId).map_err(|_| ImportError::TooManyNames {
            name: self.name.clone(),
            limit: usize::from(u16::MAX) + 1,
        })?;
        self.senders.push(name.to_owned());
        self.by_name.insert(name.to_owned(), id);
        Ok(id)
    }

    /// Settles the clock and the order of dates for all rows; how finely they tell time, they show themselves.
    pub(crate) fn finish(
        self,
        settings: &ReadSettings,
        capabilities: Capabilities,
    ) -> Result<Import, ImportError> {
        let mut import = self.finish_told(settings, capabilities, Resolution::Second)?;
        let messages = &import.export.messages;
        let is_on_minute = |message: &ExportedMessage| message.time.0.rem_euclid(SECONDS_PER_MINUTE) == 0;
        if messages.len() >= ROWS_TO_SHOW_MINUTES && messages.iter().all(is_on_minute) {
            import.export.resolution = Resolution::Minute;
        }
        Ok(import)
    }

    /// Settles the clock and the order of dates for entries of a format that always tells time so finely.
    pub(crate) fn finish_told(
        mut self,
        settings: &ReadSettings,
        capabilities: Capabilities,
        resolution: Resolution,
    ) -> Result<Import, ImportError> {
        let order = self.order(settings)?;
        let exact = self.entries.iter().filter(|entry| matches!(entry.time, Moment::Exact { .. })).count();
        let clock = if exact == self.entries.len() { Clock::Universal } else { Clock::Local };
        if clock == Clock::Local && exact > 0 {
            let first = self.entries.iter().find(|entry| matches!(entry.time, Moment::Exact { .. }));
            self.notices.add_many(NoticeKind::MixedClocks, first.map(|entry| entry.line), exact as u64);
        }

        let mut messages = Vec::with_capacity(self.entries.len());
        let mut before: Option<i64> = None;
        for entry in std::mem::take(&mut self.entries) {
            let time = entry.local.filter(|_| clock == Clock::Local).unwrap_or(entry.time);
            let second = match time {
                Moment::Exact { second, ahead } => {
                    Some(if clock == Clock::Local { second + ahead } else { second })
                }
                Moment::Local(second) => Some(second),
                Moment::Open(stamp) => days_of(stamp.date, order)
                    .map(|day| day * SECONDS_PER_DAY + i64::from(stamp.second_of_day)),
            };
            let Some(second) = second else {
                self.skip(NoticeKind::ImpossibleDate, entry.line, entry.lines);
                continue;
            };
            if before.is_some_and(|before| second < before) {
                self.notices.add(NoticeKind::TimesOutOfOrder, Some(entry.line));
            }
            before = Some(second);
            if let Moment::Open(stamp) = entry.time
                && let Some(kind) = notice_of_calendar(order.year_of(stamp.date))
            {
                self.notices.add(kind, Some(entry.line));
            }
            let is_app = entry.message.kind == MessageKind::System;
            *(if is_app { &mut self.tally.system } else { &mut self.tally.messages }) += 1;
            self.tally.continuations += entry.lines - 1;
            messages.push(ExportedMessage { time: ClockSecond(second), ..entry.message });
        }
        if messages.is_empty() {
            return Err(ImportError::NoMessages { name: self.name, format: self.format });
        }
        let export = Export {
            format: self.format,
            clock,
            resolution,
            senders: self.senders,
            messages,
            texts: self.texts,
            capabilities,
            missing: Vec::new(),
        };
        Ok(Import {
            export,
            title: None,
            owner: None,
            offsets: Offsets::default(),
            notices: self.notices.into_sorted(),
            tally: self.tally,
        })
    }

    fn order(&self, settings: &ReadSettings) -> Result<DateOrder, ImportError> {
        let open: Vec<(&Entry, OpenDate)> = self
            .entries
            .iter()
            .filter_map(|entry| match entry.time {
                Moment::Open(stamp) => Some((entry, stamp)),
                Moment::Exact { .. } | Moment::Local(_) => None,
            })
            .collect();
        let Some((_, first)) = open.first() else {
            return Ok(settings.date_order.unwrap_or(DateOrder::YearFirst));
        };
        // A clock of 24 hours shows itself by its afternoons; on another, an unknown word may be a half of the day.
        let is_open = |(_, stamp): &&(&Entry, OpenDate)| stamp.beside == Beside::Doubtful;
        if let Some((entry, _)) = open.iter().find(is_open)
            && !open.iter().filter(is_open).any(|(_, stamp)| stamp.hour >= AFTERNOON)
        {
            return Err(ImportError::UnknownTimeWord {
                name: self.name.clone(),
                word: None,
                line: entry.line,
            });
        }
        if let Some(order) = settings.date_order {
            let is_misfit = |(_, stamp): &&(&Entry, OpenDate)| days_of(stamp.date, order).is_none();
            let misfits = open.iter().filter(is_misfit).count();
            return match open.iter().find(is_misfit) {
                Some((entry, stamp)) if misfits * DATES_FOR_ONE_MISFIT > open.len() => {
                    Err(ImportError::DateOrderImpossible {
                        name: self.name.clone(),
                        order,
                        written: stamp.written(),
                        line: entry.line,
                    })
                }
                _ => Ok(order),
            };
        }
        match decide(open.iter().map(|(_, stamp)| stamp.date), first.year, first.separators) {
            Decision::Decided(order) => Ok(order),
            Decision::Undecided(examples) => {
                let dates = examples
                    .into_iter()
                    .flatten()
                    .filter_map(|index| TwoReadings::of(open[index].1.date, open[index].1.written()))
                    .collect();
                Err(ImportError::DateOrderUndecided { name: self.name.clone(), dates })
            }
        }
    }
}

/// Returns what to tell about a year of another calendar.
pub(crate) fn notice_of_calendar(year: u16) -> Option<NoticeKind> {
    match Calendar::read_year(year).0 {
        Calendar::Gregorian => None,
        Calendar::Buddhist => Some(NoticeKind::ThaiYears),
        Calendar::Persian => Some(NoticeKind::PersianYears),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &str, expected: Option<Moment>) {
        assert_eq!(moment_from_words(words), expected, "{words:?}");
    }

    #[test]
    fn every_way_of_writing_a_time() {
        let exact = |second, ahead| Some(Moment::Exact { second, ahead });
        check("1704186300", exact(1_704_186_300, 0));
        check("1704186300.75", exact(1_704_186_300, 0));
        check("1704186300123", exact(1_704_186_300, 0));
        check("1704186300123456", exact(1_704_186_300, 0));
        check("2024-01-02T09:05:00Z", exact(1_704_186_300, 0));
        check("2024-01-02T10:05:00.5+01:00", exact(1_704_186_300, 3600));
        check("2024-01-02 04:05:00-0500", exact(1_704_186_300, -18_000));
        check("2024-01-02T09:05:00", Some(Moment::Local(1_704_186_300)));
        check("2024-01-02 09:05", Some(Moment::Local(1_704_186_300)));
        check("2024/1/2 9:05", Some(Moment::Local(1_704_186_300)));
        check("yesterday", None);
        check("", None);
        check("2024-02-30 09:05", None);
        check("1e300", None);
        check("NaN", None);
        check("20240102", None);
        assert!(matches!(moment_from_words("02/01/2024 09:05"), Some(Moment::Open(_))));
    }

    #[test]
    fn column_names_are_found_in_any_case() {
        assert_eq!(column_named(" Sent_At ").map(|(_, column)| column), Some(Column::Time));
        assert_eq!(column_named("subject"), None);
    }
}
