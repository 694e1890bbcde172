//! A KakaoTalk chat saved on a Mac, as a table.
//!
//! Where from: on a Mac, the chat's menu, Manage chats, Save chat.
//! Versions: not told by the file; only the columns below are known.
//!
//! ```text
//! file = "Date,User,Message" row*
//! row  = 2024-01-12 15:49:22,"Sam","text"
//! ```
//!
//! Supported: texts of several lines, media, stickers, calls and messages taken back, in Korean and English words.
//! Not supported: reactions and edits (the app leaves them out). Times carry seconds and no zone.

use ebb::export::{Capabilities, Resolution};

use crate::choose::read_texts;
use crate::collect::Collector;
use crate::decode::ChatText;
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Import, ReadSettings, Recognition, count_lines};
use crate::formats::generic_csv::{Columns, read_rows};
use crate::formats::kakaotalk_text::CAPABILITIES;
use crate::formats::kakaotalk_words::kind_of;
use crate::source::Parts;
use crate::table::{Moment, RowCollector, moment_from_words};

/// Tables that KakaoTalk writes on a Mac.
pub(super) struct KakaoTalkCsv;

const ID: &str = "kakaotalk-csv";

impl Format for KakaoTalkCsv {
    fn id(&self) -> &'static str {
        ID
    }

    fn name(&self) -> &'static str {
        "KakaoTalk (Mac)"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &["Open the chat on your Mac.", "In the menu of the chat, choose Manage chats, then Save chat."]
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    fn checked(&self) -> Checked {
        Checked::OnSamples
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        Recognition::from_claim(is_kakaotalk_table(head.text))
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
    read_rows(content, &columns, kind_of, &mut rows)?;
    rows.finish_told(settings, CAPABILITIES, Resolution::Second)
}

/// Returns whether a table has the columns and the form of date that KakaoTalk writes.
pub(super) fn is_kakaotalk_table(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let has_names =
        lines.next().is_some_and(|names| names.trim_end().replace('"', "") == "Date,User,Message");
    let date = lines.next().and_then(|row| row.split(',').next());
    has_names
        && date.is_none_or(|date| matches!(moment_from_words(date.trim_matches('"')), Some(Moment::Local(_))))
}
