//! What readers of JSON share: sound bytes for a value, exact times, and conversations of one list of messages.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::collect::{Collector, Time};
use crate::json::{Json, repaired};
use crate::notice::NoticeKind;
use crate::source::PartReader;

/// Returns a value's bytes as valid text; what is none is replaced and counted.
pub(super) fn sound<'a>(raw: &'a [u8], into: &mut Collector) -> Cow<'a, [u8]> {
    match repaired(raw) {
        Some((text, pieces)) => {
            into.note(NoticeKind::InvalidBytes, pieces);
            Cow::Owned(text)
        }
        None => Cow::Borrowed(raw),
    }
}

/// Takes note of a file that ends before its structure does.
pub(super) fn note_cut(json: &Json<PartReader<'_>>, into: &mut Collector) {
    if json.is_cut() {
        into.note(NoticeKind::FileCut, 1);
    }
}

/// Reads an instant with its offset, as ISO 8601 writes it.
pub(super) fn instant(words: &str) -> Option<Time> {
    words.trim().parse::<Timestamp>().ok().map(|instant| Time::Exact(instant.as_millisecond()))
}

/// Returns the folder a part lies in, or its own path when it lies in none.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(folder, _)| folder)
}
