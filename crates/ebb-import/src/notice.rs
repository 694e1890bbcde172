//! What a reader noticed while reading, grouped by cause, in plain words and without any text of a message.

use std::fmt;

use crate::format::Unit;

/// Why a notice was given. Each has a stable name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum NoticeKind {
    /// Bytes that are no valid text were replaced by a mark.
    InvalidBytes,
    /// Lines stand before the first message.
    LinesBeforeFirstMessage,
    /// The file mixes several ways of writing a date and time.
    MixedLayouts,
    /// Lines look like the start of a message but belong to the text of another.
    QuotedHeaders,
    /// Messages stand out of the order of their times.
    TimesOutOfOrder,
    /// Entries carry a date that does not exist.
    ImpossibleDate,
    /// A word that the app writes in place of media was learnt from this file.
    PlaceholdersLearnt,
    /// Texts are reactions that the app tells in words.
    ReactionsLearnt,
    /// Parts of a chat are missing from the files or cannot be read.
    PartMissing,
    /// A person blocked the other, so that nothing arrived from then on.
    Blocked,
    /// Messages were set to disappear, so that older ones are gone from the file.
    MessagesDisappear,
    /// A person has a new number, and the chat goes on elsewhere.
    NewNumber,
    /// Nearly all messages carry one time: the chat was moved into the app from another.
    ImportedAtOnce,
    /// The years are counted from 543 BC.
    ThaiYears,
    /// The dates are of the Persian calendar.
    PersianYears,
    /// The file stops at the number of messages at which the app cuts an export.
    ExportCapReached,
    /// The file holds more than one chat and one was read.
    SeveralChats,
    /// The file ends before its structure does.
    FileCut,
    /// A file that an app keeps its latest messages in was not given.
    NewestMayBeMissing,
    /// Entries belong to no conversation.
    PlaceUnclear,
    /// Entries are drafts, or could not be sent.
    NeverSent,
    /// Entries carry no time that can be read.
    UnreadableTime,
    /// Entries carry no sender.
    MissingSender,
    /// Entries are damaged.
    DamagedEntry,
    /// Entries are of an unknown kind and were read as text.
    UnknownKind,
    /// Some times carry a zone and some do not.
    MixedClocks,
}

impl NoticeKind {
    /// Returns the stable name, for example `quoted-headers`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::InvalidBytes => "invalid-bytes",
            Self::LinesBeforeFirstMessage => "lines-before-first-message",
            Self::MixedLayouts => "mixed-layouts",
            Self::QuotedHeaders => "quoted-headers",
            Self::TimesOutOfOrder => "times-out-of-order",
            Self::ImpossibleDate => "impossible-date",
            Self::PlaceholdersLearnt => "placeholders-learnt",
            Self::ReactionsLearnt => "reactions-learnt",
            Self::PartMissing => "part-missing",
            Self::Blocked => "blocked",
            Self::MessagesDisappear => "messages-disappear",
            Self::NewNumber => "new-number",
            Self::ImportedAtOnce => "imported-at-once",
            Self::ThaiYears => "thai-years",
            Self::PersianYears => "persian-years",
            Self::ExportCapReached => "export-cap-reached",
            Self::SeveralChats => "several-chats",
            Self::FileCut => "file-cut",
            Self::NewestMayBeMissing => "newest-may-be-missing",
            Self::PlaceUnclear => "place-unclear",
            Self::NeverSent => "never-sent",
            Self::UnreadableTime => "unreadable-time",
            Self::MissingSender => "missing-sender",
            Self::DamagedEntry => "damaged-entry",
            Self::UnknownKind => "unknown-kind",
            Self::MixedClocks => "mixed-clocks",
        }
    }
}

const BLOCKED: &str = "one of you blocked the other; nothing is told of the time from then on";
const NEW_NUMBER: &str =
    "one of you changed the number, and the chat with the new one is not in this file; give it as well";

/// One cause, with where it was first met and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The cause.
    pub kind: NoticeKind,
    /// The first line or entry it concerns, counted from 1; `None` when it concerns the whole file.
    pub first: Option<u64>,
    /// What `first` counts.
    pub unit: Unit,
    /// How often it was met, at least 1.
    pub count: u64,
    /// Names of conversations it concerns; only for [`NoticeKind::SeveralChats`].
    pub names: Vec<String>,
}

impl Notice {
    /// Returns the notice in plain words, for example `1 message is earlier than the one before (first at line 7)`.
    #[must_use]
    pub fn text(&self) -> String {
        let count = self.count;
        let said = match self.kind {
            NoticeKind::InvalidBytes => {
                format!("{} no valid text, shown as \u{fffd}", plural(count, "piece is", "pieces are"))
            }
            NoticeKind::LinesBeforeFirstMessage => {
                format!("{} before the first message; left out", plural(count, "line stands", "lines stand"))
            }
            NoticeKind::MixedLayouts => {
                format!("the file mixes {count} ways of writing dates; each was read on its own")
            }
            NoticeKind::QuotedHeaders => format!(
                "{} like a new message inside the text of another; kept as text",
                plural(count, "line looks", "lines look")
            ),
            NoticeKind::TimesOutOfOrder => {
                format!("{} earlier than the one before", plural(count, "message is", "messages are"))
            }
            NoticeKind::ImpossibleDate => format!(
                "{} a date that does not exist; left out",
                plural(count, "entry carries", "entries carry")
            ),
            NoticeKind::PlaceholdersLearnt => format!(
                "{} a word that this file repeats in place of media; read as media",
                plural(count, "message is", "messages are")
            ),
            NoticeKind::ReactionsLearnt => format!(
                "{} a reaction in words; not counted as a message",
                plural(count, "text is", "texts are")
            ),
            NoticeKind::PartMissing => format!(
                "{} missing or cannot be read; what stood there is not known, and no silence is told of that time",
                plural(count, "part of this chat is", "parts of this chat are")
            ),
            NoticeKind::Blocked => BLOCKED.to_owned(),
            NoticeKind::MessagesDisappear => {
                "messages were set to disappear; what is gone is not known, and no silence is told of that time"
                    .to_owned()
            }
            NoticeKind::NewNumber => NEW_NUMBER.to_owned(),
            NoticeKind::ImportedAtOnce => {
                "nearly all messages carry one time, that of a move from another app; their own times are lost"
                    .to_owned()
            }
            NoticeKind::PersianYears => {
                "dates are of the Persian calendar; they were turned into ours".to_owned()
            }
            NoticeKind::ThaiYears => "years are counted the Thai way; 543 was taken off".to_owned(),
            NoticeKind::ExportCapReached => format!(
                "the file holds {count} messages, where the app cuts an export; older ones may be missing"
            ),
            NoticeKind::SeveralChats => {
                let others = if self.names.is_empty() {
                    String::new()
                } else {
                    format!(": {}", self.names.join(", "))
                };
                format!(
                    "{} beside the one that was read{others}",
                    plural(count, "chat stands", "chats stand")
                )
            }
            NoticeKind::FileCut => {
                "the file ends in the middle; what stands before the end was read".to_owned()
            }
            NoticeKind::NewestMayBeMissing => {
                "the newest messages may stand in the file beside it that ends in -wal, which was not given"
                    .to_owned()
            }
            NoticeKind::PlaceUnclear => {
                format!("{} to no conversation; left out", plural(count, "entry belongs", "entries belong"))
            }
            NoticeKind::NeverSent => {
                format!("{} never sent; left out", plural(count, "entry was", "entries were"))
            }
            NoticeKind::UnreadableTime => format!(
                "{} no time that can be read; left out",
                plural(count, "entry carries", "entries carry")
            ),
            NoticeKind::MissingSender => {
                format!("{} no sender; left out", plural(count, "entry has", "entries have"))
            }
            NoticeKind::DamagedEntry => {
                format!("{} damaged; left out", plural(count, "entry is", "entries are"))
            }
            NoticeKind::UnknownKind => {
                format!("{} of an unknown kind; read as text", plural(count, "entry is", "entries are"))
            }
            NoticeKind::MixedClocks => format!(
                "{} a zone and others do not; all were read as local time",
                plural(count, "entry carries", "entries carry")
            ),
        };
        match self.first {
            Some(place) => format!("{said} (first at {} {place})", self.unit.word()),
            None => said,
        }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

fn plural(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The notices of one reading while it runs: one entry for each cause.
#[derive(Debug, Clone, Default)]
pub(crate) struct Notices {
    unit: Unit,
    list: Vec<Notice>,
}

impl Notices {
    pub(crate) fn of(unit: Unit) -> Self {
        Self { unit, list: Vec::new() }
    }

    pub(crate) fn add(&mut self, kind: NoticeKind, place: Option<u64>) {
        self.add_many(kind, place, 1);
    }

    pub(crate) fn add_many(&mut self, kind: NoticeKind, place: Option<u64>, count: u64) {
        if count == 0 {
            return;
        }
        match self.list.iter_mut().find(|notice| notice.kind == kind) {
            Some(known) => {
                known.count += count;
                known.first = match (known.first, place) {
                    (Some(a), Some(b)) => Some(a.min(b)),
                    (a, b) => a.or(b),
                };
            }
            None => {
                self.list.push(Notice { kind, first: place, unit: self.unit, count, names: Vec::new() });
            }
        }
    }

    pub(crate) fn into_sorted(mut self) -> Vec<Notice> {
        self.list.sort_by_key(|notice| notice.kind);
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_notice_for_each_cause_with_the_first_line() {
        let mut notices = Notices::default();
        notices.add(NoticeKind::QuotedHeaders, Some(9));
        notices.add(NoticeKind::InvalidBytes, None);
        notices.add(NoticeKind::QuotedHeaders, Some(4));
        let shown: Vec<String> = notices.into_sorted().iter().map(Notice::text).collect();
        assert_eq!(
            shown,
            [
                "1 piece is no valid text, shown as \u{fffd}",
                "2 lines look like a new message inside the text of another; kept as text (first at line 4)",
            ]
        );
    }
}
