//! The one pass over the bytes of a WhatsApp text: every line in header form, in whatever layout.

use crate::decode::ChatText;
use crate::formats::whatsapp_header::{Divider, Header, Layout, Template, may_be_header, read_header};
use crate::formats::whatsapp_sender::{Divided, NameId, Names};

/// Layouts that are told apart; a file has one or two, noise may look like more.
const MOST_LAYOUTS: usize = 64;
/// Unknown words beside times that are told apart; the rest count as the last of them.
const MOST_WORDS: usize = 100;

/// One line in header form.
#[derive(Debug, Clone, Copy)]
pub(super) struct HeaderLine {
    /// Byte offset of the line in the file.
    pub(super) start: usize,
    /// Number of the line, counted from 1.
    pub(super) line: u32,
    pub(super) second_of_day: u32,
    pub(super) date: [u16; 3],
    /// Where the rest of the line starts, in bytes from `start`.
    pub(super) rest: u16,
    /// Where the text starts, in bytes from `start`.
    pub(super) text: u16,
    pub(super) layout: u8,
    pub(super) before: LineBreak,
    /// The hour as it is written.
    pub(super) hour: u8,
    /// Number of the unknown word beside the time among [`Scan::words`].
    pub(super) word: Option<u8>,
    pub(super) name: Option<NameId>,
}

/// What ends the line before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineBreak {
    None,
    Lf,
    CrLf,
}

/// All lines in header form of a file, in any layout.
pub(super) struct Scan<'a> {
    pub(super) lines: Vec<HeaderLine>,
    pub(super) layouts: Vec<(Layout, Template)>,
    pub(super) names: Names<'a>,
    /// Words beside times that say nothing to ebb.
    pub(super) words: Vec<&'a str>,
}

pub(super) fn scan(text: &ChatText) -> Scan<'_> {
    let content = text.content.as_str();
    let bytes = content.as_bytes();
    let mut scan =
        Scan { lines: Vec::new(), layouts: Vec::new(), names: Names::default(), words: Vec::new() };
    let mut current: Option<usize> = None;
    let (mut start, mut line) = (text.start, 0_u32);
    while start < bytes.len() {
        let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |length| start + length);
        line += 1;
        if may_be_header(&bytes[start..end]) {
            let visible = content[start..end].strip_suffix('\r').unwrap_or(&content[start..end]);
            let quick = current.and_then(|layout| {
                scan.layouts[layout].1.read(visible.as_bytes()).map(|header| (header, layout))
            });
            if let Some((header, layout)) = quick.or_else(|| full_reading(visible, &mut scan.layouts)) {
                current = Some(layout).filter(|&known| scan.layouts[known].0.divider != Divider::Space);
                scan.add(content, &HeaderPlace { start, line, end: start + visible.len(), layout }, header);
            }
        }
        start = end + 1;
    }
    scan
}

fn full_reading(line: &str, layouts: &mut Vec<(Layout, Template)>) -> Option<(Header, usize)> {
    let (header, layout, template) = read_header(line)?;
    if let Some(known) = layouts.iter().position(|(known, _)| *known == layout) {
        // An unknown word is looked at on every line, so that none of them is passed over.
        if header.word.is_none() {
            layouts[known].1.learn(template);
        }
        return Some((header, known));
    }
    (layouts.len() < MOST_LAYOUTS).then(|| {
        layouts.push((layout, if header.word.is_none() { template } else { Template::default() }));
        (header, layouts.len() - 1)
    })
}

struct HeaderPlace {
    start: usize,
    line: u32,
    end: usize,
    layout: usize,
}

impl<'a> Scan<'a> {
    fn add(&mut self, content: &'a str, place: &HeaderPlace, header: Header) {
        let Divided { name, text } = self.names.divide(&content[place.start + header.rest..place.end]);
        let before = match content.as_bytes()[..place.start] {
            [.., b'\r', b'\n'] => LineBreak::CrLf,
            [.., b'\n'] => LineBreak::Lf,
            _ => LineBreak::None,
        };
        // A header and a name are a few hundred bytes at most, and there are fewer than 64 layouts.
        let (Ok(rest), Ok(text), Ok(layout)) =
            (u16::try_from(header.rest), u16::try_from(header.rest + text), u8::try_from(place.layout))
        else {
            return;
        };
        let word =
            header.word.and_then(|(from, to)| self.word(&content[place.start + from..place.start + to]));
        self.lines.push(HeaderLine {
            start: place.start,
            line: place.line,
            second_of_day: header.second_of_day,
            date: header.date,
            rest,
            text,
            layout,
            before,
            // Hours are at most 23.
            hour: u8::try_from(header.hour).unwrap_or_default(),
            word,
            name,
        });
    }

    fn word(&mut self, word: &'a str) -> Option<u8> {
        let place = self.words.iter().position(|known| *known == word).unwrap_or_else(|| {
            if self.words.len() < MOST_WORDS {
                self.words.push(word);
            }
            self.words.len() - 1
        });
        u8::try_from(place).ok()
    }
}
