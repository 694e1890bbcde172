//! Who wrote a message: the name between the header and the first colon, and what is no name.
//!
//! A line of the app itself has no name, but may hold a colon (`Ana changed the subject to "x: y"`); a name may hold a
//! colon too. Both are judged when the whole file has been seen, once for each distinct beginning of a line.

use std::collections::HashMap;

use crate::formats::whatsapp_phrases::{SYSTEM_INSIDE, SYSTEM_STARTS};
use crate::stamp::{is_mark, is_space};

/// Number of a distinct beginning of a line, up to its first colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NameId(pub(super) u32);

/// Longest beginning that is taken for a name, in bytes.
const LONGEST_NAME: usize = 240;
/// A beginning that stands once and is longer than this many characters is a sentence, not a name.
const LONGEST_SINGLE_NAME: usize = 60;
/// Longest beginning that is taken for a name though no space follows its colon, in bytes.
const LONGEST_TIGHT_NAME: usize = 80;
/// Most words of such a name: a sentence of the app with an address or a time in it has more.
const TIGHT_WORDS: usize = 4;
/// How often such a beginning must stand in a file to be a name.
const TIGHT_REPEATS: u32 = 2;
/// A name may end at a later colon when at least this many messages, and all of them, agree on it.
const MESSAGES_TO_AGREE: u32 = 3;

/// A line after its header, divided at the first colon.
#[derive(Debug, Clone, Copy)]
pub(super) struct Divided {
    pub(super) name: Option<NameId>,
    /// Byte offset in the rest of the line where the text starts.
    pub(super) text: usize,
}

/// All distinct beginnings of lines of one file.
#[derive(Default)]
pub(super) struct Names<'a> {
    in_order: Vec<&'a str>,
    known: HashMap<&'a str, NameId>,
    /// Whether a space or the end of the line ever followed the colon after this beginning.
    is_spaced: Vec<bool>,
    /// The two names met last: in a chat between two people nearly every line has one of them.
    recent: [Option<NameId>; 2],
}

impl<'a> Names<'a> {
    /// Divides the rest of a header line at the first colon that a space or the end of the line follows; without one, at
    /// the first colon, because some apps leave the space out.
    pub(super) fn divide(&mut self, rest: &'a str) -> Divided {
        let bytes = rest.as_bytes();
        for colon in memchr::memchr_iter(b':', &bytes[..bytes.len().min(LONGEST_NAME)]) {
            let text = match bytes.get(colon + 1) {
                None => colon + 1,
                Some(b' ') => colon + 2,
                Some(_) => continue,
            };
            if colon == 0 {
                return Divided { name: None, text: 0 };
            }
            let id = self.id_of(&rest[..colon]);
            self.is_spaced[id.0 as usize] = true;
            return Divided { name: Some(id), text };
        }
        match memchr::memchr(b':', &bytes[..bytes.len().min(LONGEST_TIGHT_NAME)]) {
            Some(colon) if may_be_tight_name(&rest[..colon], &rest[colon + 1..]) => {
                Divided { name: Some(self.id_of(&rest[..colon])), text: colon + 1 }
            }
            Some(_) | None => Divided { name: None, text: 0 },
        }
    }

    fn id_of(&mut self, name: &'a str) -> NameId {
        let [first, second] = self.recent;
        for id in [first, second].into_iter().flatten() {
            if self.in_order[id.0 as usize] == name {
                return id;
            }
        }
        let next = NameId(u32::try_from(self.in_order.len()).unwrap_or(u32::MAX));
        let (names, is_spaced) = (&mut self.in_order, &mut self.is_spaced);
        let id = *self.known.entry(name).or_insert_with(|| {
            names.push(name);
            is_spaced.push(false);
            next
        });
        self.recent = [Some(id), first];
        id
    }

    pub(super) fn len(&self) -> usize {
        self.in_order.len()
    }

    /// Judges every beginning, given how many accepted lines start with it.
    pub(super) fn judge(&self, counts: &[u32]) -> Vec<Judgement> {
        let plain: Vec<bool> = self
            .in_order
            .iter()
            .zip(counts)
            .zip(&self.is_spaced)
            .map(|((name, &count), &is_spaced)| {
                count > 0 && is_name(name, count) && (is_spaced || count >= TIGHT_REPEATS)
            })
            .collect();
        self.in_order
            .iter()
            .zip(&plain)
            .map(|(name, is_name)| match self.shorter(name, |id| plain[id]) {
                Some((id, length)) => Judgement::Shorter(id, length),
                None if *is_name => Judgement::Person,
                None => Judgement::App,
            })
            .collect()
    }

    /// Finds the known name that a line without a space after the colon starts with, as in `Ana:.`.
    pub(super) fn known_start(&self, rest: &str, judgements: &[Judgement]) -> Option<(NameId, usize)> {
        self.shorter(rest, |id| judgements[id] == Judgement::Person)
    }

    fn shorter(&self, line: &str, is_person: impl Fn(usize) -> bool) -> Option<(NameId, usize)> {
        let limit = line.len().min(LONGEST_NAME);
        memchr::memchr_iter(b':', &line.as_bytes()[..limit]).find_map(|colon| {
            let id = *self.known.get(line.get(..colon)?)?;
            is_person(id.0 as usize).then_some((id, colon))
        })
    }

    /// Returns a name without direction marks and without the tilde of people who are no contacts.
    pub(super) fn clean(&self, id: NameId) -> String {
        clean_name(self.in_order[id.0 as usize])
    }
}

/// What a beginning of a line turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judgement {
    /// The name of a person.
    Person,
    /// Words of the app.
    App,
    /// A shorter name of so many bytes, followed by text that holds the colon.
    Shorter(NameId, usize),
}

/// Returns whether a beginning may be a name though `after` follows its colon at once: no address and no time.
fn may_be_tight_name(name: &str, after: &str) -> bool {
    let is_number = name.starts_with('+') || name.chars().next().is_some_and(is_mark);
    let is_time = name.ends_with(|c: char| c.is_numeric()) && after.starts_with(|c: char| c.is_numeric());
    let is_address = after.starts_with("//");
    !name.is_empty() && !is_address && (is_number || !is_time) && name.split(is_space).count() <= TIGHT_WORDS
}

fn is_name(name: &str, count: u32) -> bool {
    let straight = name.matches('"').count();
    let curved = name.matches(['“', '”', '„', '«', '»', '「', '」']).count();
    let plain = name.trim_start_matches(is_mark);
    let is_sentence = count == 1 && name.chars().count() > LONGEST_SINGLE_NAME;
    straight.is_multiple_of(2)
        && curved.is_multiple_of(2)
        && !is_sentence
        && !SYSTEM_INSIDE.iter().any(|words| name.contains(words))
        && !SYSTEM_STARTS.iter().any(|start| plain.starts_with(start))
}

/// Returns a name without direction marks, outer spaces and a tilde in front; unchanged when nothing would be left.
fn clean_name(name: &str) -> String {
    let visible: String = name.chars().filter(|&c| !is_mark(c)).collect();
    let trimmed = visible.trim_matches(is_space);
    let cleaned = trimmed.strip_prefix('~').unwrap_or(trimmed).trim_start_matches(is_space);
    if cleaned.is_empty() { name.to_owned() } else { cleaned.to_owned() }
}

/// Watches whether every message of a name goes on with the same words and a colon: then they belong to the name.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Continuation<'a> {
    words: Option<&'a str>,
    agreeing: u32,
    has_other: bool,
}

impl<'a> Continuation<'a> {
    /// Takes the first line of one message.
    pub(super) fn see(&mut self, text: &'a str) {
        if self.has_other {
            return;
        }
        if let Some(words) = self.words {
            self.has_other = !(text.strip_prefix(words).is_some_and(|rest| rest.starts_with(": ")));
            self.agreeing += 1;
        } else {
            match text
                .split_once(": ")
                .filter(|(words, _)| !words.is_empty() && words.len() < LONGEST_SINGLE_NAME)
            {
                Some((words, _)) => {
                    self.words = Some(words);
                    self.agreeing = 1;
                }
                None => self.has_other = true,
            }
        }
    }

    /// Returns whether further messages cannot change the answer.
    pub(super) fn is_settled(&self) -> bool {
        self.has_other
    }

    /// Returns the words that belong to the name, if all messages agree.
    pub(super) fn words(&self) -> Option<&'a str> {
        self.words.filter(|_| !self.has_other && self.agreeing >= MESSAGES_TO_AGREE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rest: &str, name: Option<&str>, text: &str) {
        let mut names = Names::default();
        let divided = names.divide(rest);
        assert_eq!(divided.name.map(|id| names.clean(id)).as_deref(), name, "{rest:?}");
        assert_eq!(&rest[divided.text..], text, "{rest:?}");
    }

    #[test]
    fn names_end_at_the_first_colon_with_a_space() {
        check("Ana: hi: there", Some("Ana"), "hi: there");
        check("Ana:", Some("Ana"), "");
        check("10:30 club: hi", Some("10:30 club"), "hi");
        check("~\u{202f}Ana: hi", Some("Ana"), "hi");
        check("\u{202a}+49 151 00\u{202c}: hi", Some("+49 151 00"), "hi");
        check("Ana left", None, "Ana left");
        check(": odd", None, ": odd");
    }

    #[test]
    fn a_name_without_a_space_after_it_must_stand_again() {
        let mut names = Names::default();
        for rest in ["Ana:hi", "Ana:ho", "Ben:once", "see https://a.example", "Ana moved it to 10:30"] {
            let _ = names.divide(rest);
        }
        assert_eq!(names.judge(&[2, 1]), [Judgement::Person, Judgement::App]);
    }

    #[test]
    fn lines_of_the_app_are_no_names() {
        let mut names = Names::default();
        for rest in ["Ana: hi", "Ana: ho", "Ana changed the subject to \"x: y\"", "Ana:. and: more"] {
            let _ = names.divide(rest);
        }
        let judged = names.judge(&[2, 1, 1]);
        assert_eq!(judged, [Judgement::Person, Judgement::App, Judgement::Shorter(NameId(0), 3)]);
        assert_eq!(names.known_start("Ana:.", &judged), Some((NameId(0), 3)));
        assert_eq!(names.known_start("Ben:.", &judged), None);
    }
}
