//! One JSON object a line for each message, from any tool, and what `ebb convert --to jsonl` writes.
//!
//! Where from: any tool that can write one, and `ebb convert`.
//! Versions: none; columns and keys are known by their names.
//!
//! ```text
//! file   = (object line-break)*
//! object = a time, a sender and usually a text under any of the names in `table`; other keys are passed over
//! ```
//!
//! Supported: epoch times as numbers or words, ISO 8601, `kind` and `local` keys, blank and damaged lines between.
//! Not supported: one JSON list around all objects, times and senders inside nested objects.

use ebb::export::Capabilities;
use ebb::message::MessageKind;
use serde_json::{Map, Value};

use crate::choose::read_texts;
use crate::collect::Collector;
use crate::decode::ChatText;
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Import, ReadSettings, Recognition, count_lines};
use crate::formats::convokit_jsonl::is_utterance;
use crate::formats::generic_csv::UNKNOWN_ORIGIN;
use crate::formats::signal_export::is_message;
use crate::notice::NoticeKind;
use crate::source::Parts;
use crate::table::{Column, Moment, Row, RowCollector, column_named, moment_from_number, moment_from_words};

/// Lines of JSON objects.
pub(super) struct GenericJsonl;

const ID: &str = "jsonl";

impl Format for GenericJsonl {
    fn id(&self) -> &'static str {
        ID
    }

    fn name(&self) -> &'static str {
        "Lines of JSON"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "Write one JSON object on each line, in the order in which the messages were sent.",
            "Give each the keys time, sender and text.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        UNKNOWN_ORIGIN
    }

    fn checked(&self) -> Checked {
        Checked::OnSamples
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        let is_own = |object: &Object| {
            let (time, sender) = (object.find(Column::Time), object.find(Column::Sender));
            time.or(object.find(Column::LocalTime)).is_some()
                && sender.is_some()
                && !is_utterance(object)
                && !is_message(object)
        };
        // An object that goes on over the end of the first line is one structure around all messages.
        let first_line = head.text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let goes_on = first_line.starts_with(['{', '[']) && !first_line.ends_with(['}', ']']);
        Recognition::from_claim(!goes_on && first_object(head.text).is_some_and(|object| is_own(&object)))
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        read_texts(parts, into, |text, settings| read(&text, settings));
        Ok(())
    }
}

/// Reads a whole text.
fn read(text: &ChatText, settings: &ReadSettings) -> Result<Import, ImportError> {
    read_objects(text, settings, ID, UNKNOWN_ORIGIN)
}

/// One line as a JSON object.
pub(super) struct Object(Map<String, Value>);

impl Object {
    fn of(line: &str) -> Option<Self> {
        // The parser's own error may quote the line, so it is dropped here.
        serde_json::from_str(line).ok().map(Self)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    fn find(&self, wanted: Column) -> Option<&Value> {
        let known = self.0.iter().filter_map(|(key, value)| {
            column_named(key).filter(|(_, column)| *column == wanted).map(|(rank, _)| (rank, value))
        });
        known.min_by_key(|(rank, _)| *rank).map(|(_, value)| value)
    }

    fn words(&self, wanted: Column) -> Option<&str> {
        self.find(wanted)?.as_str()
    }

    fn moment(&self, wanted: Column) -> Option<Moment> {
        match self.find(wanted)? {
            Value::Number(number) => moment_from_number(number.as_f64()?),
            Value::String(words) => moment_from_words(words),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        }
    }
}

/// Lines that are looked at for an object before a file is given up.
const LINES_TO_TRY: usize = 10;

/// Returns the first object of a file, past a few blank or damaged lines.
pub(super) fn first_object(text: &str) -> Option<Object> {
    text.lines().filter(|line| !line.trim().is_empty()).take(LINES_TO_TRY).find_map(Object::of)
}

/// Reads a file of one object a line.
pub(super) fn read_objects(
    text: &ChatText,
    settings: &ReadSettings,
    format: &'static str,
    capabilities: Capabilities,
) -> Result<Import, ImportError> {
    let content = &text.content[text.start..];
    let mut rows = RowCollector::new(text, format);
    rows.tally.all = count_lines(content.as_bytes());
    for (words, line) in content.lines().zip(1_u64..) {
        if words.trim().is_empty() {
            rows.tally.skipped += 1;
            continue;
        }
        let Some(object) = Object::of(words) else {
            rows.skip(NoticeKind::DamagedEntry, line, 1);
            continue;
        };
        rows.take(&Row {
            line,
            lines: 1,
            time: object.moment(Column::Time),
            local: object.moment(Column::LocalTime),
            sender: object.words(Column::Sender),
            kind: object.words(Column::Kind),
            kind_without_column: MessageKind::Text,
            text: object.words(Column::Text).unwrap_or_default(),
        })?;
    }
    rows.finish(settings, capabilities)
}
