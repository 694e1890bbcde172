//! A table of messages as comma-separated values, from any tool, and what `ebb convert --to csv` writes.
//!
//! Where from: any tool that can write one, and `ebb convert`.
//! Versions: none; columns and keys are known by their names.
//!
//! ```text
//! file   = names row*
//! names  = a time, a sender, usually a text, under any of the names in `table`; other columns are passed over
//! row    = fields divided by comma, semicolon or tab, quoted with " where needed
//! ```
//!
//! Supported: the three dividers, quoted fields of several lines, epoch and ISO 8601 times and dates as phones write
//! them, `kind` and `local` columns, date and time in two columns, names of columns in seven languages, the line `sep=;`.
//! Not supported: tables without a line of names.

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;

use crate::choose::read_texts;
use crate::collect::Collector;
use crate::decode::ChatText;
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Import, ReadSettings, Recognition, count_lines};
use crate::formats::chats_csv::is_table_of_chats;
use crate::formats::kakaotalk_csv::is_kakaotalk_table;
use crate::notice::NoticeKind;
use crate::source::Parts;
use crate::table::{Column, Row, RowCollector, column_named, moment_from_words};

/// Tables of messages.
pub(super) struct GenericCsv;

const ID: &str = "csv";

/// What a table of unknown origin carries: anything may be missing.
pub(super) const UNKNOWN_ORIGIN: Capabilities = Capabilities {
    calls: Carried::Sometimes,
    reactions: Carried::Sometimes,
    both_sides: Carried::Sometimes,
    whole_history: Carried::Sometimes,
    edits: Carried::Sometimes,
    deletions: Carried::Sometimes,
    lasting: Carried::Sometimes,
};

impl Format for GenericCsv {
    fn id(&self) -> &'static str {
        ID
    }

    fn name(&self) -> &'static str {
        "Table (CSV)"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "Put one message on each row, in the order in which they were sent.",
            "Name the columns in the first line: time, sender, text.",
            "Save as CSV in UTF-8.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        UNKNOWN_ORIGIN
    }

    fn checked(&self) -> Checked {
        Checked::OnSamples
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        Recognition::from_claim(
            Columns::find(head.text).is_some()
                && !is_kakaotalk_table(head.text)
                && !is_table_of_chats(head.text),
        )
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        read_texts(parts, into, read);
        Ok(())
    }
}

/// Reads a whole text.
fn read(text: ChatText, settings: &ReadSettings) -> Result<Import, ImportError> {
    let content = &text.content[text.start..];
    let Some(columns) = Columns::find(content) else {
        return Err(ImportError::NoMessages { name: text.name, format: ID });
    };
    let mut rows = RowCollector::new(&text, ID);
    rows.tally.all = count_lines(content.as_bytes());
    read_rows(content, &columns, |_| MessageKind::Text, &mut rows)?;
    rows.finish(settings, UNKNOWN_ORIGIN)
}

/// Which column holds what.
pub(super) struct Columns {
    divider: u8,
    time: Option<usize>,
    /// The time of day, where `time` is the date alone.
    clock: Option<usize>,
    local: Option<usize>,
    sender: usize,
    text: Option<usize>,
    kind: Option<usize>,
}

impl Columns {
    /// Finds the columns in the first line that is not blank, with the divider that finds most of them.
    pub(super) fn find(content: &str) -> Option<Self> {
        // A spreadsheet may say on a line of its own how the fields are divided.
        let first = content.lines().find(|line| !line.trim().is_empty() && !is_divider_line(line))?;
        [b',', b';', b'\t'].into_iter().filter_map(|divider| Self::of(first, divider)).max_by_key(Self::found)
    }

    fn of(line: &str, divider: u8) -> Option<Self> {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).delimiter(divider).from_reader(line.as_bytes());
        let names = reader.records().next()?.ok()?;
        let place = |wanted: Column| {
            let known = names.iter().enumerate().filter_map(|(place, name)| {
                column_named(name).filter(|(_, column)| *column == wanted).map(|(rank, _)| (rank, place))
            });
            known.min().map(|(_, place)| place)
        };
        let (time, local) = (place(Column::Time), place(Column::LocalTime));
        time.or(local)?;
        let (text, kind) = (place(Column::Text), place(Column::Kind));
        let called = |name: &str| names.iter().position(|known| known.trim().eq_ignore_ascii_case(name));
        // Beside a column of dates, one of times holds the time of day.
        let (time, clock) = match (called("date"), called("time")) {
            (Some(date), Some(clock)) => (Some(date), Some(clock)),
            _ => (time, place(Column::Clock)),
        };
        Some(Self { divider, time, clock, local, sender: place(Column::Sender)?, text, kind })
    }

    fn found(&self) -> usize {
        [self.time, self.local, self.text, self.kind].into_iter().flatten().count()
    }
}

/// Reads all rows; `kind_of` says from the words what a row without a column for it is.
pub(super) fn read_rows(
    content: &str,
    columns: &Columns,
    kind_of: fn(&str) -> MessageKind,
    rows: &mut RowCollector,
) -> Result<(), ImportError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(columns.divider)
        // The usual ending also takes a lone CR, and then records and lines could not be matched.
        .terminator(csv::Terminator::Any(b'\n'))
        .from_reader(content.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut lines = LineCounter { content: content.as_bytes(), at: 0, line: 0 };
    let mut has_names = false;
    loop {
        let outcome = reader.read_record(&mut record);
        let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        let is_over = matches!(outcome, Ok(false));
        let RecordLines { blank, first, count } = lines.advance(if is_over { content.len() } else { end });
        rows.tally.skipped += blank;
        match outcome {
            Ok(false) => {
                rows.tally.skipped += count;
                return Ok(());
            }
            Ok(true) if count == 0 => {}
            Ok(true) if !has_names && is_divider_line(&record.iter().collect::<Vec<_>>().join(";")) => {
                rows.tally.columns += count;
            }
            Ok(true) if !has_names => {
                has_names = true;
                rows.tally.columns += count;
            }
            Ok(true) => {
                let field = |place: Option<usize>| place.and_then(|place| field(&record, place));
                let text = field(columns.text).unwrap_or_default();
                rows.take(&Row {
                    line: first,
                    lines: count,
                    time: match (field(columns.time), field(columns.clock)) {
                        (Some(date), Some(clock)) => {
                            moment_from_words(&format!("{} {}", date.trim(), clock.trim()))
                        }
                        (time, _) => time.and_then(moment_from_words),
                    },
                    local: field(columns.local).and_then(moment_from_words),
                    sender: field(Some(columns.sender)),
                    kind: field(columns.kind),
                    kind_without_column: kind_of(text),
                    text,
                })?;
            }
            Err(_) => rows.skip(NoticeKind::DamagedEntry, first, count),
        }
    }
}

/// Returns whether a line only says how fields are divided: `sep=;`.
fn is_divider_line(line: &str) -> bool {
    let line = line.trim().trim_matches('"').to_ascii_lowercase();
    line.strip_prefix("sep=").is_some_and(|divider| divider.len() <= 2)
}

/// Returns a field; the last of a record ends with the CR of its line break, if the file has them.
fn field(record: &csv::StringRecord, place: usize) -> Option<&str> {
    let field = record.get(place)?;
    let is_last = place + 1 == record.len();
    Some(if is_last { field.strip_suffix('\r').unwrap_or(field) } else { field })
}

/// Follows the reader through the bytes, to say which lines each record takes.
struct LineCounter<'a> {
    content: &'a [u8],
    at: usize,
    line: u64,
}

struct RecordLines {
    /// Blank lines before the record.
    blank: u64,
    /// Its first line, counted from 1.
    first: u64,
    /// Its lines.
    count: u64,
}

impl LineCounter<'_> {
    fn advance(&mut self, end: usize) -> RecordLines {
        let end = end.clamp(self.at, self.content.len());
        let taken = &self.content[self.at..end];
        let blank_bytes = taken.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let blank = memchr::memchr_iter(b'\n', &taken[..blank_bytes]).count() as u64;
        let count = count_lines(&taken[blank_bytes..]);
        let first = self.line + blank + 1;
        self.line += blank + count;
        self.at = end;
        RecordLines { blank, first, count }
    }
}
