//! What is told of one conversation of many: one row.

use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{Field, Schema};
use ebb::dyad::{PairError, Role};
use ebb::export::{Clock, ClockSecond, Export, ExportedMessage, SenderId};
use ebb::message::{TextArena, TextSpan};
use ebb::verdict::Timing;
use ebb_case::{CaseError, Chat, Listened, Now, Read, Tools, Words};
use ebb_import::Tally;
use ebb_import::people::People;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::failure::Failure;
use crate::gather::{Conversation, Seen};
use crate::sources::{UNKNOWN, format_named, imported};
use crate::table::resolution;

/// Days within which chances of a message are told.
const RETURN_DAYS: [(f64, &str); 4] =
    [(1.0, "back_in_1"), (3.0, "back_in_3"), (7.0, "back_in_7"), (30.0, "back_in_30")];

/// What all conversations are judged by.
pub(crate) struct Judging<'a> {
    pub(crate) tools: &'a Tools,
    pub(crate) me: Option<&'a str>,
    pub(crate) is_universal: bool,
    pub(crate) zone: Option<TimeZone>,
    pub(crate) now: Now,
}

/// One conversation, judged or refused.
pub(crate) struct Row {
    conversation: String,
    rows: usize,
    judged: Result<Box<Timing>, &'static str>,
}

impl Judging<'_> {
    /// Judges one conversation.
    pub(crate) fn row(&self, conversation: Conversation) -> Row {
        let (name, rows) = (conversation.id.clone(), conversation.rows());
        Row { conversation: name, rows, judged: self.judged(conversation.in_order()).map(Box::new) }
    }

    fn judged(&self, conversation: Conversation) -> Result<Timing, &'static str> {
        if conversation.is_at_odds {
            return Err("rows-at-odds");
        }
        let me = self.me.or(conversation.me.as_deref()).ok_or("no-ego")?.to_owned();
        let format = conversation.format.as_deref().unwrap_or(UNKNOWN);
        let (format, capabilities) = format_named(format).ok_or("no-such-format")?;
        let resolution = resolution(conversation.messages.iter().map(|seen| seen.second));
        let (texts, spans) = stand_ins(&conversation.messages);
        let messages = conversation.messages.iter().zip(spans).map(|(seen, text)| ExportedMessage {
            time: ClockSecond(seen.second),
            text,
            sender: seen.sender.map(SenderId),
            kind: seen.kind,
        });
        let export = Export {
            format,
            clock: if self.is_universal { Clock::Universal } else { Clock::Local },
            resolution,
            messages: messages.collect(),
            senders: conversation.senders,
            texts,
            capabilities,
            missing: Vec::new(),
        };
        let tally = Tally { skipped_entries: conversation.skipped as u64, ..Tally::default() };
        let read = Read { imports: vec![imported(export, None, tally)] };
        let people = People { ego: vec![me], ..People::default() };
        let chat = Chat::join(read, people, self.zone.clone(), None).map_err(|error| why(&error))?;
        let now = self.now.on_clock_of(&chat.dyad).map_err(|_| "now-does-not-fit")?;
        let listened = Listened::to(chat, now, Words::LeftAlone, self.tools.catalog());
        listened.map(|listened| listened.timing).map_err(|error| {
            let _: CaseError = error.into();
            "ours"
        })
    }
}

/// Returns why two people cannot be joined, as a name that stays.
fn why(error: &PairError) -> &'static str {
    #[expect(clippy::wildcard_enum_match_arm, reason = "more may come; each is a refusal")]
    match error {
        PairError::Empty => "empty",
        PairError::NoSuchPerson { .. } => "no-such-person",
        PairError::Group { .. } => "group",
        PairError::OneSided { .. } => "one-sided",
        PairError::SpanTooLong { .. } => "span-too-long",
        _ => "not-two-people",
    }
}

/// Returns words that say nothing and count as those that were counted: `w w w` for three, with a question mark where
/// something was asked. All messages share one run of them.
fn stand_ins(messages: &[Seen]) -> (TextArena, Vec<TextSpan>) {
    let most = messages.iter().map(|seen| seen.words).max().unwrap_or(1);
    let words = vec!["w"; usize::from(most)].join(" ");
    let mut buffer = words.clone();
    // A question ends in its mark, so questions count from the end of a run that does.
    buffer.push_str(&words);
    buffer.push('?');
    let end = buffer.len() as u64;
    let spans = messages.iter().map(|seen| {
        let len = 2 * u32::from(seen.words) - 1;
        if seen.asks {
            TextSpan { start: end - u64::from(len) - 1, len: len + 1 }
        } else {
            TextSpan { start: 0, len }
        }
    });
    let spans = spans.collect();
    (TextArena::new(buffer), spans)
}

/// The columns of the answer while they are filled.
#[derive(Default)]
struct Filled {
    fields: Vec<Field>,
    columns: Vec<ArrayRef>,
}

impl Filled {
    fn push(&mut self, name: &str, column: ArrayRef) {
        let is_whole = column.null_count() == 0 && matches!(name, "conversation" | "rows" | "state");
        self.fields.push(Field::new(name, column.data_type().clone(), !is_whole));
        self.columns.push(column);
    }

    fn strings<'a>(&mut self, name: &str, rows: &'a [Row], pick: impl Fn(&'a Row) -> Option<&'a str>) {
        let mut column = StringBuilder::new();
        for row in rows {
            column.append_option(pick(row));
        }
        self.push(name, Arc::new(column.finish()));
    }

    fn counts(&mut self, name: &str, rows: &[Row], pick: impl Fn(&Row) -> Option<usize>) {
        let mut column = Int64Builder::new();
        for row in rows {
            column.append_option(pick(row).and_then(|count| i64::try_from(count).ok()));
        }
        self.push(name, Arc::new(column.finish()));
    }

    fn numbers(&mut self, name: &str, rows: &[Row], pick: impl Fn(&Timing) -> Option<f64>) {
        let mut column = Float64Builder::new();
        for row in rows {
            column.append_option(row.timing().and_then(&pick));
        }
        self.push(name, Arc::new(column.finish()));
    }

    fn days(&mut self, name: &str, rows: &[Row], pick: impl Fn(&Timing) -> Option<Date>) {
        let epoch = Date::constant(1970, 1, 1);
        let mut column = Date32Builder::new();
        let day = |date: Date| date.duration_since(epoch).as_hours() / 24;
        for row in rows {
            let day = row.timing().and_then(&pick).map(day);
            column.append_option(day.and_then(|day| i32::try_from(day).ok()));
        }
        self.push(name, Arc::new(column.finish()));
    }

    fn claims(&mut self, name: &str, rows: &[Row], pick: impl Fn(&Timing) -> bool) {
        let mut column = BooleanBuilder::new();
        for row in rows {
            column.append_option(row.timing().map(&pick));
        }
        self.push(name, Arc::new(column.finish()));
    }
}

impl Row {
    fn timing(&self) -> Option<&Timing> {
        self.judged.as_deref().ok()
    }
}

/// Returns rows as one batch, by the names of conversations.
pub(crate) fn batch(mut rows: Vec<Row>) -> Result<RecordBatch, Failure> {
    rows.sort_by(|a, b| a.conversation.cmp(&b.conversation));
    let rows = &rows[..];
    let mut filled = Filled::default();
    filled.strings("conversation", rows, |row| Some(&row.conversation));
    filled.counts("rows", rows, |row| Some(row.rows));
    filled.strings("state", rows, |row| Some(if row.judged.is_ok() { "judged" } else { "refused" }));
    filled.strings("why", rows, |row| row.judged.as_ref().err().copied());
    for (name, role) in [("alter_messages", Role::Alter), ("ego_messages", Role::Ego)] {
        filled.counts(name, rows, |row| row.timing().map(|timing| *timing.input.messages.get(role)));
    }
    filled.days("first", rows, |timing| Some(timing.input.from));
    filled.days("last", rows, |timing| Some(timing.input.to));
    filled.strings("claim", rows, |row| row.timing().map(|timing| timing.course.claim.id()));
    filled.strings("kind", rows, |row| row.timing().map(|timing| timing.course.kind.id()));
    filled.claims("found", rows, |timing| timing.course.who.fell(Role::Alter) >= 0.5);
    filled.numbers("none", rows, |timing| Some(timing.course.who.none));
    filled.numbers("alter", rows, |timing| Some(timing.course.who.alter));
    filled.numbers("ego", rows, |timing| Some(timing.course.who.ego));
    filled.numbers("both", rows, |timing| Some(timing.course.who.both));
    filled.days("onset", rows, |timing| timing.course.onset.as_ref().map(|onset| onset.date));
    filled.days("onset_low", rows, |timing| timing.course.onset.as_ref().map(|onset| onset.low));
    filled.days("onset_high", rows, |timing| timing.course.onset.as_ref().map(|onset| onset.high));
    filled.numbers("size", rows, |timing| timing.course.size.map(|size| size.ratio));
    filled.numbers("size_low", rows, |timing| timing.course.size.map(|size| size.low));
    filled.numbers("size_high", rows, |timing| timing.course.size.map(|size| size.high));
    filled.numbers("silence_hours", rows, |timing| timing.silence.as_ref().map(|silence| silence.hours));
    filled
        .numbers("silence_longer_than", rows, |timing| timing.silence.as_ref()?.clock.as_ref()?.longer_than);
    for (days, name) in RETURN_DAYS {
        filled.numbers(name, rows, |timing| {
            let returns = &timing.silence.as_ref()?.clock.as_ref()?.returns;
            returns.iter().find(|(within, _)| (within - days).abs() < 1e-9).map(|(_, chance)| *chance)
        });
    }
    let Filled { fields, columns } = filled;
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?)
}
