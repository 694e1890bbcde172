//! Chats in which an entry starts on a line of its own form and runs to the next such line.

use std::borrow::Cow;

use ebb::message::MessageKind;

use crate::decode::ChatText;
use crate::error::ImportError;
use crate::format::count_lines;
use crate::notice::NoticeKind;
use crate::table::{Found, Moment, RowCollector};

/// What a line is in its file.
pub(super) enum Line<'a> {
    /// An entry starts here.
    Start(Start<'a>),
    /// A line that says what the lines around it are: a title, a date.
    Heading,
    /// A further line of the entry above.
    More,
}

/// The first line of an entry.
#[derive(Clone, Copy)]
pub(super) struct Start<'a> {
    pub(super) time: Moment,
    /// Who, where the line says so.
    pub(super) sender: Option<&'a str>,
    /// What stands on this line after time and sender; the end of the line.
    pub(super) text: &'a str,
}

/// What an entry with all its lines is.
pub(super) struct Whole<'a> {
    pub(super) sender: Option<Cow<'a, str>>,
    pub(super) kind: MessageKind,
    pub(super) text: Cow<'a, str>,
}

/// One way of writing a chat line by line.
pub(super) trait EntryLines<'a> {
    /// Says what a line is; `after` is the rest of the file below it.
    fn line(&mut self, line: &'a str, after: &'a str) -> Line<'a>;

    /// Says what an entry is, given all its text.
    fn whole(&mut self, start: &Start<'a>, text: &'a str) -> Whole<'a>;
}

struct Open<'a> {
    start: Start<'a>,
    line: u64,
    text_from: usize,
}

/// Reads a whole file entry by entry.
pub(super) fn read_entries<'a>(
    text: &'a ChatText,
    layout: &mut impl EntryLines<'a>,
    rows: &mut RowCollector,
) -> Result<(), ImportError> {
    let content = &text.content[text.start..];
    let mut open: Option<Open<'a>> = None;
    let (mut at, mut number) = (0, 0_u64);
    while at < content.len() {
        let end =
            memchr::memchr(b'\n', &content.as_bytes()[at..]).map_or(content.len(), |found| at + found + 1);
        number += 1;
        let line = content[at..end].trim_end_matches(['\n', '\r']);
        match layout.line(line, &content[end..]) {
            Line::Start(start) => {
                close(content, open.take().as_ref(), at, number, layout, rows)?;
                open = Some(Open { start, line: number, text_from: at + line.len() - start.text.len() });
            }
            Line::Heading => {
                close(content, open.take().as_ref(), at, number, layout, rows)?;
                rows.note_headings(1);
            }
            Line::More if open.is_some() => {}
            Line::More if line.trim().is_empty() => rows.note_blank(1),
            Line::More => rows.skip(NoticeKind::LinesBeforeFirstMessage, number, 1),
        }
        at = end;
    }
    close(content, open.as_ref(), content.len(), number + 1, layout, rows)
}

/// Hands over the entry that ends before line `next` at byte `end`.
fn close<'a>(
    content: &'a str,
    open: Option<&Open<'a>>,
    end: usize,
    next: u64,
    layout: &mut impl EntryLines<'a>,
    rows: &mut RowCollector,
) -> Result<(), ImportError> {
    let Some(&Open { start, line, text_from }) = open else { return Ok(()) };
    let words = content[text_from..end].trim_end_matches(['\n', '\r']);
    // An entry without words still takes the line on which it starts.
    let lines = count_lines(words.as_bytes()).max(1);
    rows.note_blank(next - line - lines);
    let whole = layout.whole(&start, words);
    rows.take_found(&Found {
        line,
        lines,
        time: start.time,
        local: None,
        sender: whole.sender.as_deref(),
        kind: whole.kind,
        text: &whole.text,
    })
}
