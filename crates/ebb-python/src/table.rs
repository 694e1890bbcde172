//! One chat as a table of Arrow, and back.
//!
//! | column | type | holds |
//! |---|---|---|
//! | `source` | uint16 | number of the file, from 0 |
//! | `message` | uint32 | number of the entry in its file, from 0 |
//! | `at` | timestamp (s, UTC) | the instant; null where the file tells only the clock on the wall |
//! | `local` | timestamp (s) | what the clock on the wall said; null where nobody knows |
//! | `sender` | utf8 | null for a line of the app |
//! | `kind` | utf8 | as in `ebb convert` |
//! | `text` | large utf8 | the words |

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::{LargeStringBuilder, StringBuilder, TimestampSecondBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Int64Type, TimestampSecondType};
use arrow_array::{
    Array, ArrayRef, Int64Array, LargeStringArray, RecordBatch, RecordBatchReader, UInt16Array, UInt32Array,
};
use arrow_cast::cast;
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use ebb::dyad::civil;
use ebb::export::{Clock, ClockSecond, Export, ExportedMessage, Resolution, SenderId};
use ebb::message::{MessageKind, TextArena};
use ebb_case::Read;
use ebb_import::{Import, Tally};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::failure::Failure;
use crate::sources::{KEY, SourceNotes, UNKNOWN, format_named, imported};

/// Rows from which times that are all on the minute show that minutes only are told.
const ROWS_TO_SHOW_MINUTES: usize = 3;

fn seconds(zone: Option<&str>) -> DataType {
    DataType::Timestamp(TimeUnit::Second, zone.map(Into::into))
}

/// Returns what was read as one table.
pub(crate) fn of(read: &Read, zone: Option<&TimeZone>) -> Result<RecordBatch, Failure> {
    let rows: usize = read.imports.iter().map(|import| import.export.messages.len()).sum();
    let (mut source, mut message) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
    let mut at = TimestampSecondBuilder::with_capacity(rows).with_timezone("UTC");
    let mut local = TimestampSecondBuilder::with_capacity(rows);
    let (mut sender, mut kind) = (StringBuilder::new(), StringBuilder::new());
    let mut text = LargeStringBuilder::new();
    let mut notes = Vec::new();
    for (number, import) in read.imports.iter().enumerate() {
        let export = &import.export;
        let shown = import.offsets.zone();
        let zone = zone.or(shown.as_ref());
        notes.push(SourceNotes::of(import, shown.as_ref()));
        for (place, entry) in export.messages.iter().enumerate() {
            source.push(u16::try_from(number).unwrap_or(u16::MAX));
            message.push(u32::try_from(place).unwrap_or(u32::MAX));
            let (instant, wall) = times(export.clock, entry.time, zone);
            at.append_option(instant);
            local.append_option(wall);
            sender.append_option(entry.sender.and_then(|id| export.senders.get(usize::from(id.0))));
            kind.append_value(entry.kind.id());
            text.append_value(export.texts.text(entry.text).as_str());
        }
    }
    let notes = serde_json::to_string(&notes).map_err(|_| Failure::OurFault)?;
    let fields = vec![
        Field::new("source", DataType::UInt16, false),
        Field::new("message", DataType::UInt32, false),
        Field::new("at", seconds(Some("UTC")), true),
        Field::new("local", seconds(None), true),
        Field::new("sender", DataType::Utf8, true),
        Field::new("kind", DataType::Utf8, false),
        Field::new("text", DataType::LargeUtf8, false),
    ];
    let schema = Schema::new(fields).with_metadata(HashMap::from([(KEY.to_owned(), notes)]));
    let columns: Vec<ArrayRef> = vec![
        Arc::new(UInt16Array::from(source)),
        Arc::new(UInt32Array::from(message)),
        Arc::new(at.finish()),
        Arc::new(local.finish()),
        Arc::new(sender.finish()),
        Arc::new(kind.finish()),
        Arc::new(text.finish()),
    ];
    Ok(RecordBatch::try_new(Arc::new(schema), columns)?)
}

/// Returns the instant and the local second of one entry, as far as they are known.
fn times(clock: Clock, time: ClockSecond, zone: Option<&TimeZone>) -> (Option<i64>, Option<i64>) {
    let epoch = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
    match clock {
        Clock::Universal => {
            let wall = zone.zip(jiff::Timestamp::from_second(time.0).ok());
            let wall = wall.map(|(zone, instant)| zone.to_datetime(instant).duration_since(epoch).as_secs());
            (Some(time.0), wall)
        }
        Clock::Local => {
            let instant = zone.and_then(|zone| zone.to_timestamp(civil(time.0)).ok());
            (instant.map(jiff::Timestamp::as_second), Some(time.0))
        }
    }
}

/// The columns of one batch, as they are looked at.
struct Columns {
    source: Option<Int64Array>,
    at: Option<Int64Array>,
    local: Option<Int64Array>,
    sender: LargeStringArray,
    kind: Option<LargeStringArray>,
    text: Option<LargeStringArray>,
}

/// Returns a column as strings, whatever kind of strings it holds.
pub(crate) fn strings(array: &dyn Array) -> Result<LargeStringArray, Failure> {
    Ok(cast(array, &DataType::LargeUtf8)?.as_string::<i64>().clone())
}

/// Returns a column of times as whole seconds, and whether they are instants.
pub(crate) fn whole_seconds(array: &dyn Array) -> Result<(Int64Array, bool), Failure> {
    let DataType::Timestamp(_, zone) = array.data_type() else {
        return Err(Failure::table(
            "a column of times holds no timestamps",
            "Turn it into timestamps first: with a zone they are instants, without one the clock on the wall.",
        ));
    };
    let seconds = cast(array, &seconds(zone.as_deref()))?;
    let seconds = seconds.as_primitive::<TimestampSecondType>().reinterpret_cast::<Int64Type>();
    Ok((seconds, zone.is_some()))
}

impl Columns {
    fn of(batch: &RecordBatch) -> Result<Self, Failure> {
        let column = |name: &str| batch.column_by_name(name);
        let sender = column("sender").ok_or_else(|| {
            Failure::table("there is no column sender", "A table of messages has sender, and at or local.")
        })?;
        let times = |name: &str| column(name).map(|column| whole_seconds(column)).transpose();
        let texts = |name: &str| column(name).map(|column| strings(column)).transpose();
        let (at, local) = (times("at")?, times("local")?);
        if at.is_none() && local.is_none() {
            return Err(Failure::table(
                "there is no column of times",
                "Name it at (instants) or local (the clock on the wall).",
            ));
        }
        let source = column("source").map(|column| cast(column, &DataType::Int64)).transpose()?;
        Ok(Self {
            source: source.map(|column| column.as_primitive::<Int64Type>().clone()),
            at: at.map(|(at, _)| at),
            local: local.map(|(local, _)| local),
            sender: strings(sender)?,
            kind: texts("kind")?,
            text: texts("text")?,
        })
    }

    fn source(&self, row: usize) -> Option<usize> {
        self.source.as_ref().map_or(Some(0), |source| usize::try_from(source.value(row)).ok())
    }
}

/// Returns the kind of this name.
pub(crate) fn kind_named(name: &str) -> Option<MessageKind> {
    MessageKind::ALL.into_iter().find(|kind| kind.id() == name)
}

/// The messages of one file while they are put together.
#[derive(Default)]
struct Gathered {
    senders: Vec<String>,
    messages: Vec<ExportedMessage>,
    texts: TextArena,
}

impl Gathered {
    fn sender(&mut self, name: &str) -> Result<SenderId, Failure> {
        let place = self.senders.iter().position(|known| known == name).unwrap_or_else(|| {
            self.senders.push(name.to_owned());
            self.senders.len() - 1
        });
        let many = || Failure::table("very many people write in this table", "ebb reads chats of two.");
        u16::try_from(place).map(SenderId).map_err(|_| many())
    }

    fn export(self, clock: Clock) -> Result<Export, Failure> {
        let (format, capabilities) = format_named(UNKNOWN).ok_or(Failure::OurFault)?;
        let times = self.messages.iter().map(|message| message.time.0);
        let resolution = resolution(times);
        let Self { senders, messages, texts } = self;
        let missing = Vec::new();
        Ok(Export { format, clock, resolution, senders, messages, texts, capabilities, missing })
    }
}

/// Returns how finely times are told: to the minute where none shows a second.
pub(crate) fn resolution(mut times: impl ExactSizeIterator<Item = i64>) -> Resolution {
    let is_many = times.len() >= ROWS_TO_SHOW_MINUTES;
    if is_many && times.all(|second| second.rem_euclid(60) == 0) {
        Resolution::Minute
    } else {
        Resolution::Second
    }
}

/// What a table holds of one chat.
pub(crate) struct Held {
    /// The messages.
    pub(crate) read: Read,
    /// The zone that the files showed.
    pub(crate) zone: Option<TimeZone>,
    /// What was noticed while the files were read.
    pub(crate) notices: Vec<(String, String)>,
}

/// Returns what a table holds of one chat.
pub(crate) fn read(reader: Box<dyn RecordBatchReader + Send>) -> Result<Held, Failure> {
    let kept = reader.schema().metadata().get(KEY).cloned();
    let notes: Vec<SourceNotes> =
        kept.and_then(|notes| serde_json::from_str(&notes).ok()).unwrap_or_default();
    let mut files: Vec<Gathered> = notes
        .iter()
        .map(|notes| Gathered { senders: notes.senders().to_vec(), ..Gathered::default() })
        .collect();
    if files.is_empty() {
        files.push(Gathered::default());
    }
    let mut is_universal: Option<bool> = None;
    for batch in reader {
        let columns = Columns::of(&batch?)?;
        for row in 0..columns.sender.len() {
            let place = if notes.is_empty() { Some(0) } else { columns.source(row) };
            let file = place.and_then(|place| files.get_mut(place));
            let file = file.ok_or_else(|| Failure::table("a row is of no file", "Read the files again."))?;
            let universal = match place.and_then(|place| notes.get(place)) {
                Some(notes) => notes.is_universal(),
                // A table of unknown origin goes by instants where its first row has one.
                None => *is_universal
                    .get_or_insert_with(|| columns.at.as_ref().is_some_and(|at| at.is_valid(row))),
            };
            add(file, &columns, row, universal)?;
        }
    }
    let zone = notes.iter().find_map(SourceNotes::zone);
    let clock = if is_universal == Some(true) { Clock::Universal } else { Clock::Local };
    let imports = files.into_iter().enumerate().map(|(place, file)| {
        let export = file.export(clock)?;
        match notes.get(place) {
            Some(notes) => notes.import(export),
            None => Ok(imported(export, None, Tally::default())),
        }
    });
    let read = Read { imports: imports.collect::<Result<Vec<Import>, Failure>>()? };
    let notices = notes.iter().flat_map(SourceNotes::notices).cloned().collect();
    Ok(Held { read, zone, notices })
}

fn add(file: &mut Gathered, columns: &Columns, row: usize, is_universal: bool) -> Result<(), Failure> {
    let times = if is_universal { &columns.at } else { &columns.local };
    let time = times.as_ref().filter(|times| times.is_valid(row)).map(|times| times.value(row));
    let time = time.ok_or_else(|| {
        Failure::table("a row has no time", "Give every row one, all in the same column: at or local.")
    })?;
    let kind = match columns.kind.as_ref().filter(|kinds| kinds.is_valid(row)) {
        None => MessageKind::Text,
        Some(kinds) => kind_named(kinds.value(row))
            .ok_or_else(|| Failure::table("a row is of no known kind", "ebbtide.KINDS lists the kinds."))?,
    };
    let sender = columns.sender.is_valid(row).then(|| file.sender(columns.sender.value(row))).transpose()?;
    let words =
        columns.text.as_ref().filter(|texts| texts.is_valid(row)).map_or("", |texts| texts.value(row));
    let text = file.texts.push(words);
    let kind = if sender.is_none() { MessageKind::System } else { kind };
    file.messages.push(ExportedMessage { time: ClockSecond(time), text, sender, kind });
    Ok(())
}
