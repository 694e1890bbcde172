//! What the text of a WhatsApp message stands for: words, or something the export describes in words.

use std::collections::HashMap;

use ebb::message::MessageKind;

use crate::formats::whatsapp_phrases::{
    ATTACHED_ENDS, ATTACHED_STARTS, CALL_ENDS, CALL_STARTS, CALL_UNITS, EDITED, FILE_KINDS, FilePart,
    MARKED_SYSTEM_STARTS, PLACE_ADDRESSES, POLL_STARTS, SYSTEM_INSIDE, SYSTEM_STARTS, WHOLE,
};
use crate::stamp::is_mark;

/// What one text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    /// A message of a kind, with the length of its text in bytes; less than the whole when it was edited.
    Message(MessageKind, usize),
    /// Words of the app under a person's name.
    App,
    /// Words that the app may have written in place of media: decided when the whole file is known.
    Placeholder(PlaceholderForm),
}

/// Which form a possible placeholder has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PlaceholderForm {
    /// One token in angle brackets.
    Token,
    /// A short text that starts with a direction mark.
    Marked,
}

/// Longest text that can be a placeholder, in bytes.
const LONGEST_PLACEHOLDER: usize = 90;
/// Longest text that is looked up among the known phrases, in bytes.
const LONGEST_PHRASE: usize = 127;
/// How often a marked text must stand in a file to be a placeholder.
const MARKED_REPEATS: u32 = 3;
/// How often a token without a space must stand in a file to be a placeholder; with a space, once is enough.
const TOKEN_REPEATS: u32 = 2;
const LEFT_TO_RIGHT_MARK: &str = "\u{200e}";

/// The known phrases, arranged so that an ordinary text is passed over without a look-up.
pub(super) struct Phrases {
    whole: HashMap<&'static str, MessageKind>,
    /// For each first byte, the lengths of the whole phrases that start with it.
    lengths: [u128; 256],
    /// For each first byte, the starts of calls and of texts of the app.
    starts: Vec<Vec<(&'static str, Start)>>,
}

#[derive(Debug, Clone, Copy)]
enum Start {
    Call,
    App,
    MarkedApp,
}

impl Phrases {
    pub(super) fn new() -> Self {
        let mut lengths = [0_u128; 256];
        for (phrase, _) in WHOLE {
            lengths[usize::from(phrase.as_bytes()[0])] |= 1 << phrase.len().min(LONGEST_PHRASE);
        }
        let mut starts = vec![Vec::new(); 256];
        let calls = CALL_STARTS.iter().map(|&start| (start, Start::Call));
        let app = SYSTEM_STARTS.iter().map(|&start| (start, Start::App));
        let marked = MARKED_SYSTEM_STARTS
            .iter()
            .map(|&start| (start, Start::MarkedApp));
        for (start, what) in calls.chain(app).chain(marked) {
            starts[usize::from(start.as_bytes()[0])].push((start, what));
        }
        Self {
            whole: WHOLE.iter().copied().collect(),
            lengths,
            starts,
        }
    }

    /// Judges the text of one message, given the name of its sender without marks.
    pub(super) fn judge(&self, text: &str, sender: &str) -> Body {
        let (Some(&first), Some(&last)) = (text.as_bytes().first(), text.as_bytes().last()) else {
            return Body::Message(MessageKind::Text, 0);
        };
        let plain = if first == 0xE2 {
            text.trim_start_matches(is_mark)
        } else {
            text
        };
        let is_marked = plain.len() < text.len();
        if let Some(kind) = self.whole_phrase(plain) {
            return Body::Message(kind, text.len());
        }
        if last == b'>' && (plain.starts_with('<') || plain.contains(" <") || plain.contains("\u{200e}<")) {
            if let Some(shorter) = without_edited(text) {
                return match self.judge(shorter, sender) {
                    Body::Placeholder(_) | Body::App => Body::Message(MessageKind::Text, shorter.len()),
                    message @ Body::Message(..) => message,
                };
            }
            if let Some(kind) = attached_token(plain) {
                return Body::Message(kind, text.len());
            }
        }
        let first_line = memchr::memchr(b'\n', plain.as_bytes()).map_or(plain, |end| &plain[..end]);
        let kind = attached_file(first_line)
            .or_else(|| poll(first_line, plain))
            .or_else(|| place(plain))
            .or_else(|| self.marked_end(text));
        if let Some(kind) = kind {
            return Body::Message(kind, text.len());
        }
        match self.start(plain, is_marked) {
            Some(Start::Call) => return Body::Message(MessageKind::Call, text.len()),
            Some(Start::App | Start::MarkedApp) => return Body::App,
            None => {}
        }
        let speaks_of_sender = || {
            plain
                .strip_prefix(sender)
                .is_some_and(|rest| rest.starts_with(' '))
        };
        if is_marked && (speaks_of_sender() || SYSTEM_INSIDE.iter().any(|words| first_line.contains(words))) {
            return Body::App;
        }
        match placeholder_form(text, plain) {
            Some(form) => Body::Placeholder(form),
            None => Body::Message(MessageKind::Text, text.len()),
        }
    }

    fn whole_phrase(&self, plain: &str) -> Option<MessageKind> {
        let lengths = self.lengths[usize::from(*plain.as_bytes().first()?)];
        // One byte more for a final full stop, three for the ideographic one.
        let is_possible = |length: usize| length <= LONGEST_PHRASE && lengths >> length & 1 == 1;
        let stop = plain.strip_suffix(['.', '。']);
        let found = |words: &str| {
            is_possible(words.len())
                .then(|| self.whole.get(words).copied())
                .flatten()
        };
        found(plain).or_else(|| found(stop?))
    }

    /// A caption or a file name, then a direction mark, then a known phrase or the name of a file.
    fn marked_end(&self, text: &str) -> Option<MessageKind> {
        let bytes = text.as_bytes();
        let from = bytes.len().saturating_sub(LONGEST_PHRASE);
        let last_of_mark = from + memchr::memrchr(0x8E, &bytes[from..])?;
        let (before, end) = text.split_at_checked(last_of_mark + 1)?;
        if !before.ends_with(LEFT_TO_RIGHT_MARK) {
            return None;
        }
        self.whole_phrase(end)
            .filter(|kind| *kind != MessageKind::Deleted)
            .or_else(|| attached_token(end))
    }

    fn start(&self, plain: &str, is_marked: bool) -> Option<Start> {
        let candidates = &self.starts[usize::from(*plain.as_bytes().first()?)];
        candidates.iter().find_map(|&(start, what)| {
            let rest = plain.strip_prefix(start)?;
            let fits = match what {
                Start::App => true,
                Start::MarkedApp => is_marked,
                Start::Call => is_call_end(rest, is_marked),
            };
            fits.then_some(what)
        })
    }
}

fn without_edited(text: &str) -> Option<&str> {
    let shorter = EDITED.iter().find_map(|suffix| text.strip_suffix(suffix))?;
    let shorter = shorter.strip_suffix(LEFT_TO_RIGHT_MARK).unwrap_or(shorter);
    Some(shorter.strip_suffix(' ').unwrap_or(shorter))
}

fn attached_token(text: &str) -> Option<MessageKind> {
    let token = &text[text.rfind('<')?..];
    let is_whole = token.ends_with('>') && !token.contains('\n');
    let start = ATTACHED_STARTS
        .iter()
        .find(|start| token.starts_with(**start))
        .filter(|_| is_whole)?;
    Some(kind_of_file(
        token[start.len()..token.len() - 1].trim_matches(|c| is_mark(c) || c == ' '),
    ))
}

fn attached_file(first_line: &str) -> Option<MessageKind> {
    if !first_line.trim_end_matches('\r').ends_with(')') {
        return None;
    }
    let line = first_line.trim_end_matches('\r');
    let name = ATTACHED_ENDS.iter().find_map(|end| line.strip_suffix(end))?;
    name.contains('.').then(|| kind_of_file(name.trim()))
}

fn kind_of_file(name: &str) -> MessageKind {
    let name = name.to_lowercase();
    let fits = |part: FilePart, words: &str| match part {
        FilePart::Start => name.starts_with(words),
        FilePart::Inside => name.contains(words),
        FilePart::End => name.ends_with(words),
    };
    FILE_KINDS
        .iter()
        .find(|(part, words, _)| fits(*part, words))
        .map_or(MessageKind::Media, |&(.., kind)| kind)
}

fn poll(first_line: &str, text: &str) -> Option<MessageKind> {
    let word = first_line.trim_end_matches('\r').strip_suffix(':')?.trim_end();
    let has_question = text.len() > first_line.len();
    (has_question && POLL_STARTS.contains(&word)).then_some(MessageKind::Poll)
}

fn place(plain: &str) -> Option<MessageKind> {
    let colon = memchr::memchr(b':', plain.as_bytes())?;
    let address = plain
        .get(colon + 1..)?
        .strip_prefix(' ')?
        .trim_start_matches(is_mark);
    let is_place =
        PLACE_ADDRESSES.iter().any(|start| address.starts_with(start)) && !address.contains([' ', '\n']);
    is_place.then_some(MessageKind::Location)
}

fn is_call_end(rest: &str, is_marked: bool) -> bool {
    let Some(end) = rest.strip_prefix(['.', ',']) else {
        return rest.is_empty() && is_marked;
    };
    if is_marked {
        return true;
    }
    let end = end.trim_matches(|c| is_mark(c) || c == ' ').trim_end_matches('.');
    let is_length = |word: &str| {
        let unit = word
            .trim_start_matches(|c: char| c.is_ascii_digit())
            .trim_end_matches('.');
        unit.is_empty() || CALL_UNITS.contains(&unit)
    };
    let starts_with_digit = end.starts_with(|c: char| c.is_ascii_digit());
    CALL_ENDS.contains(&end) || starts_with_digit && end.split(' ').all(is_length)
}

fn placeholder_form(text: &str, plain: &str) -> Option<PlaceholderForm> {
    if text.len() > LONGEST_PLACEHOLDER || text.contains('\n') {
        return None;
    }
    let inside = plain
        .strip_prefix('<')
        .and_then(|inside| inside.strip_suffix('>'));
    if inside.is_some_and(|inside| !inside.is_empty() && !inside.contains(['<', '>'])) {
        Some(PlaceholderForm::Token)
    } else {
        (plain.len() < text.len() && !plain.is_empty()).then_some(PlaceholderForm::Marked)
    }
}

/// Returns whether a text that may be a placeholder is one, given how often it stands in the file.
pub(super) fn is_placeholder(form: PlaceholderForm, text: &str, repeats: u32) -> bool {
    match form {
        PlaceholderForm::Token => repeats >= TOKEN_REPEATS || text.contains(' '),
        PlaceholderForm::Marked => repeats >= MARKED_REPEATS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use MessageKind::{Call, Contact, Deleted, Location, Media, Poll, Sticker, Text, Voice};

    fn check(text: &str, kind: MessageKind) {
        checked(text, Body::Message(kind, text.len()));
    }

    fn checked(text: &str, expected: Body) {
        assert_eq!(Phrases::new().judge(text, "Ana"), expected, "{text:?}");
    }

    #[test]
    fn what_the_app_writes_in_place_of_things() {
        check("<Media omitted>", Media);
        check("\u{200e}image omitted", Media);
        check("\u{200e}audio omitted", Voice);
        check("look \u{200e}sticker omitted", Sticker);
        check(
            "\u{200e}plan.pdf • \u{200e}3 pages \u{200e}document omitted",
            Media,
        );
        check("IMG-20240102-WA0001.jpg (file attached)", Media);
        check("PTT-20240102-WA0001.opus (Datei angehängt)\nwords", Voice);
        check("STK-20240102-WA0001.webp (file attached)", Sticker);
        check("Ben.vcf (archivo adjunto)", Contact);
        check(
            "\u{200e}<attached: 00000042-PHOTO-2020-06-07-15-13-20.jpg>",
            Media,
        );
        check("\u{200e}<Anhang: 00000042-AUDIO-2020-06-07-15-13-20.opus>", Voice);
        check("This message was deleted", Deleted);
        check("\u{200e}You deleted this message.", Deleted);
        check("\u{200e}Missed voice call. Tap to call back", Call);
        check("Voice call. 12 min", Call);
        check("\u{200e}Voice call. \u{200e}No answer", Call);
        check("null", Call);
        check("POLL:\nwhen?\nOPTION: today (1 vote)", Poll);
        check("location: https://maps.google.com/?q=52.1,4.2", Location);
        check("\u{200e}Location: https://maps.google.com/?q=52.1,4.2", Location);
    }

    #[test]
    fn what_people_write_stays_text() {
        for text in [
            "hi",
            "<3",
            "a < b and c > d",
            "the image omitted nothing",
            "Voice call, when?",
            "Video call, 8 pm?",
            "POLL: no",
            "You added salt",
            "see (file attached)",
            "was that https://maps.google.com/?q=1,2 ?",
        ] {
            check(text, Text);
        }
    }

    #[test]
    fn an_edited_message_ends_before_the_remark() {
        checked("see you <This message was edited>", Body::Message(Text, 7));
        checked(
            "see you \u{200e}<This message was edited>",
            Body::Message(Text, 7),
        );
    }

    #[test]
    fn words_of_the_app_under_a_name() {
        checked("\u{200e}Messages and calls are end-to-end encrypted.", Body::App);
        checked("\u{200e}Ana turned on disappearing messages.", Body::App);
        checked("\u{200e}You blocked this contact", Body::App);
    }

    #[test]
    fn unknown_placeholders_wait_for_the_whole_file() {
        checked("<kuvat pois>", Body::Placeholder(PlaceholderForm::Token));
        checked("\u{200e}kuva pois", Body::Placeholder(PlaceholderForm::Marked));
        assert!(is_placeholder(PlaceholderForm::Token, "<kuvat pois>", 1));
        assert!(!is_placeholder(PlaceholderForm::Token, "<br>", 1));
        assert!(!is_placeholder(PlaceholderForm::Marked, "\u{200e}kuva pois", 2));
    }
}
