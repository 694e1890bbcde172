//! From a line to words: one pass over the bytes, with slang, contractions and stretched letters undone.
//!
//! A [`Vocabulary`] knows only the words that some pattern mentions; every other word is [`WordId::UNKNOWN`]. Each
//! [`Token`] keeps the bytes it came from, so that a quote is a slice of the input.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use ebb::cue::WordForms;
use rustc_hash::FxHasher;

/// A word of the vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct WordId(pub(crate) u16);

impl WordId {
    /// A word that no pattern mentions.
    pub(crate) const UNKNOWN: Self = Self(0);
    /// The end of a sentence.
    pub(crate) const STOP: Self = Self(1);
    /// The end of a question.
    pub(crate) const QUESTION: Self = Self(2);
    /// A number that no pattern mentions.
    pub(crate) const NUMBER: Self = Self(3);
    /// Laughter.
    pub(crate) const LAUGH: Self = Self(4);
    /// A heart or a kiss.
    pub(crate) const HEART: Self = Self(5);
    const RESERVED: u16 = 6;

    /// Returns whether a sentence ends here.
    pub(crate) fn ends_sentence(self) -> bool {
        self == Self::STOP || self == Self::QUESTION
    }
}

/// What else is known of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Marks(u8);

impl Marks {
    const AFTER_BREAK: u8 = 1;
    const IN_QUOTES: u8 = 2;

    /// Returns whether a comma or dash stands before it.
    pub(crate) fn is_after_break(self) -> bool {
        self.0 & Self::AFTER_BREAK != 0
    }

    /// Returns whether it stands between quotation marks.
    pub(crate) fn is_in_quotes(self) -> bool {
        self.0 & Self::IN_QUOTES != 0
    }
}

/// One word of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) word: WordId,
    pub(crate) marks: Marks,
    /// First byte in the line.
    pub(crate) start: u32,
    /// Byte after the last.
    pub(crate) end: u32,
}

type Map<K, V> = HashMap<K, V, BuildHasherDefault<FxHasher>>;

/// The words that patterns mention, and the ways in which they are written.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    words: Map<Box<str>, WordId>,
    /// A written form, without apostrophes and in lower case, with the words it stands for.
    written: Map<Box<[u8]>, Box<[WordId]>>,
    emoji: Map<char, WordId>,
    is_filler: Vec<bool>,
    is_negator: Vec<bool>,
    is_reporter: Vec<bool>,
    is_condition: Vec<bool>,
}

/// Longest written word that is looked up, in bytes.
const LONGEST: usize = 24;

impl Vocabulary {
    /// Returns the vocabulary of these forms; patterns add their words with [`Vocabulary::intern`].
    pub(crate) fn new(forms: &WordForms) -> Self {
        let mut vocabulary = Self::default();
        for (written, meant) in &forms.forms {
            let words: Box<[WordId]> =
                meant.split_whitespace().map(|word| vocabulary.intern_one(word)).collect();
            vocabulary.written.insert(key(written), words);
        }
        for laugh in &forms.laughs {
            vocabulary.stand_for(laugh, WordId::LAUGH);
        }
        vocabulary.is_filler = vocabulary.flags(&forms.fillers);
        vocabulary.is_negator = vocabulary.flags(&forms.negators);
        vocabulary.is_reporter = vocabulary.flags(&forms.reporters);
        vocabulary.is_condition = vocabulary.flags(&forms.conditions);
        vocabulary
    }

    fn stand_for(&mut self, written: &str, word: WordId) {
        match written.chars().next() {
            Some(first) if !first.is_alphanumeric() => {
                self.emoji.insert(first, word);
            }
            Some(_) | None => {
                self.written.insert(key(written), Box::new([word]));
            }
        }
    }

    fn flags(&mut self, words: &[String]) -> Vec<bool> {
        let ids: Vec<WordId> = words.iter().map(|word| self.intern_one(word)).collect();
        let most = ids.iter().map(|id| usize::from(id.0)).max().unwrap_or(0);
        let mut flags = vec![false; most + 1];
        for id in ids {
            flags[usize::from(id.0)] = true;
        }
        flags
    }

    fn intern_one(&mut self, word: &str) -> WordId {
        if let Some(id) = self.words.get(word) {
            return *id;
        }
        let next = u16::try_from(self.words.len()).unwrap_or(u16::MAX).saturating_add(WordId::RESERVED);
        let id = WordId(next);
        self.words.insert(word.into(), id);
        self.written.entry(key(word)).or_insert_with(|| Box::new([id]));
        id
    }

    /// Returns the words that a word of a pattern stands for, adding it when it is not known yet.
    pub(crate) fn intern(&mut self, written: &str) -> Vec<WordId> {
        let key = key(written);
        if let Some(words) = self.written.get(&key) {
            return words.to_vec();
        }
        vec![self.intern_one(&String::from_utf8_lossy(&key))]
    }

    /// Returns the number of ids in use.
    pub(crate) fn len(&self) -> usize {
        self.words.len() + usize::from(WordId::RESERVED)
    }

    pub(crate) fn is_filler(&self, word: WordId) -> bool {
        word == WordId::LAUGH || word == WordId::HEART || flag(&self.is_filler, word)
    }

    pub(crate) fn is_negator(&self, word: WordId) -> bool {
        flag(&self.is_negator, word)
    }

    pub(crate) fn is_reporter(&self, word: WordId) -> bool {
        flag(&self.is_reporter, word)
    }

    pub(crate) fn is_condition(&self, word: WordId) -> bool {
        flag(&self.is_condition, word)
    }

    /// Returns the word that is written exactly so, if a pattern mentions it.
    pub(crate) fn word(&self, word: &str) -> Option<WordId> {
        self.words.get(word).copied()
    }

    /// Reads a line into `tokens`, which is emptied first so that one buffer serves many lines.
    pub(crate) fn read(&self, line: &str, tokens: &mut Vec<Token>) {
        tokens.clear();
        Scan { vocabulary: self, line, tokens, marks: Marks::default() }.run();
    }

    fn look_up(&self, lower: &[u8]) -> Option<&[WordId]> {
        self.written.get(lower).map(AsRef::as_ref)
    }
}

fn flag(flags: &[bool], word: WordId) -> bool {
    flags.get(usize::from(word.0)).copied().unwrap_or(false)
}

/// Returns the key of a written form: lower case, without apostrophes.
fn key(written: &str) -> Box<[u8]> {
    written.to_lowercase().chars().filter(|c| !is_apostrophe(*c)).collect::<String>().into_bytes().into()
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´')
}

/// What a byte is to the scan.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Apostrophe,
    Stop,
    Question,
    Break,
    Quote,
    Wide,
    Other,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut at = 0;
    while at < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "the loop ends at 256")]
        let byte = at as u8;
        classes[at] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => Class::Letter,
            b'\'' | b'`' => Class::Apostrophe,
            b'.' | b'!' | b';' | b'\n' | b':' => Class::Stop,
            b'?' => Class::Question,
            b',' | b'-' | b'(' | b')' => Class::Break,
            b'"' => Class::Quote,
            0x80.. => Class::Wide,
            _ => Class::Other,
        };
        at += 1;
    }
    classes
};

struct Scan<'a> {
    vocabulary: &'a Vocabulary,
    line: &'a str,
    tokens: &'a mut Vec<Token>,
    marks: Marks,
}

impl Scan<'_> {
    fn run(&mut self) {
        let bytes = self.line.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            at = match CLASSES[usize::from(bytes[at])] {
                Class::Letter | Class::Apostrophe => self.word(at),
                Class::Wide => self.wide(at),
                Class::Stop => self.stop(at),
                Class::Question => self.push_stop(WordId::QUESTION, at, at + 1),
                Class::Break => {
                    self.marks.0 |= Marks::AFTER_BREAK;
                    at + 1
                }
                Class::Quote => {
                    self.marks.0 ^= Marks::IN_QUOTES;
                    at + 1
                }
                Class::Other => at + 1,
            };
        }
    }

    /// A run of full stops is a pause, not an end: people write "i just... dont know".
    fn stop(&mut self, at: usize) -> usize {
        let bytes = self.line.as_bytes();
        let dots = bytes[at..].iter().take_while(|byte| **byte == b'.').count();
        if dots >= 2 {
            self.marks.0 |= Marks::AFTER_BREAK;
            return at + dots;
        }
        self.push_stop(WordId::STOP, at, at + 1)
    }

    fn push_stop(&mut self, word: WordId, start: usize, end: usize) -> usize {
        self.push(word, start, end);
        self.marks.0 |= Marks::AFTER_BREAK;
        end
    }

    fn push(&mut self, word: WordId, start: usize, end: usize) {
        let marks = self.marks;
        #[expect(clippy::cast_possible_truncation, reason = "a message is shorter than 4 GiB")]
        self.tokens.push(Token { word, marks, start: start as u32, end: end as u32 });
        self.marks.0 &= !Marks::AFTER_BREAK;
    }

    /// Reads one word: letters, digits and apostrophes, in lower case and without the apostrophes.
    fn word(&mut self, start: usize) -> usize {
        let bytes = self.line.as_bytes();
        let mut lower = [0_u8; LONGEST];
        let mut length = 0;
        let mut at = start;
        let mut put = |byte: u8| {
            if length < LONGEST {
                lower[length] = byte;
            }
            length += 1;
        };
        while at < bytes.len() {
            match CLASSES[usize::from(bytes[at])] {
                Class::Letter => {
                    put(bytes[at].to_ascii_lowercase());
                    at += 1;
                }
                Class::Apostrophe => at += 1,
                Class::Wide => {
                    let c = self.line[at..].chars().next().unwrap_or(' ');
                    if !is_apostrophe(c) && !c.is_alphanumeric() {
                        break;
                    }
                    if !is_apostrophe(c) {
                        let mut buffer = [0; 4];
                        for small in c.to_lowercase() {
                            for byte in small.encode_utf8(&mut buffer).bytes() {
                                put(byte);
                            }
                        }
                    }
                    at += c.len_utf8();
                }
                Class::Stop | Class::Question | Class::Break | Class::Quote | Class::Other => break,
            }
        }
        if length == 0 {
            return at;
        }
        let known = if length <= LONGEST { self.vocabulary.look_up(&lower[..length]) } else { None };
        match known {
            Some([word]) => self.push(*word, start, at),
            Some(words) => {
                for word in words {
                    self.push(*word, start, at);
                }
            }
            None => self.unknown(&lower[..length.min(LONGEST)], start, at),
        }
        at
    }

    fn unknown(&mut self, lower: &[u8], start: usize, end: usize) {
        if lower.iter().all(u8::is_ascii_digit) {
            return self.push(WordId::NUMBER, start, end);
        }
        if lower.len() >= 4 && is_laughter(lower) {
            return self.push(WordId::LAUGH, start, end);
        }
        if lower.windows(3).any(|three| three[0] == three[1] && three[1] == three[2]) {
            for most in [1, 2] {
                let (short, length) = squeeze(lower, most);
                if let Some(words) = self.vocabulary.look_up(&short[..length]) {
                    for word in words {
                        self.push(*word, start, end);
                    }
                    return;
                }
            }
        }
        self.push(WordId::UNKNOWN, start, end);
    }

    fn wide(&mut self, at: usize) -> usize {
        let c = self.line[at..].chars().next().unwrap_or(' ');
        let end = at + c.len_utf8();
        if is_apostrophe(c) || c.is_alphanumeric() {
            return self.word(at);
        }
        match c {
            '“' | '«' | '„' => self.marks.0 |= Marks::IN_QUOTES,
            '”' | '»' => self.marks.0 &= !Marks::IN_QUOTES,
            '…' | '–' | '—' => self.marks.0 |= Marks::AFTER_BREAK,
            '？' => return self.push_stop(WordId::QUESTION, at, end),
            '！' | '。' => return self.push_stop(WordId::STOP, at, end),
            _ => {
                if let Some(word) = self.vocabulary.emoji.get(&c) {
                    self.push(*word, at, end);
                } else if is_heart(c) {
                    self.push(WordId::HEART, at, end);
                }
            }
        }
        end
    }
}

fn is_heart(c: char) -> bool {
    matches!(
        c,
        '❤' | '♥'
            | '😘'
            | '🥰'
            | '😍'
            | '💕'
            | '💖'
            | '💗'
            | '💓'
            | '💞'
            | '💙'
            | '💜'
            | '💛'
            | '💚'
            | '🧡'
    )
}

/// Returns whether these are only `h` and one vowel, or `lol` over and over.
fn is_laughter(lower: &[u8]) -> bool {
    let only = |letters: &[u8]| lower.iter().all(|byte| letters.contains(byte));
    (only(b"ha") || only(b"he") || only(b"ja") || only(b"hi") || only(b"ahj"))
        && lower.windows(2).any(|two| two[0] != two[1])
        || only(b"lo") && lower.windows(3).any(|three| three == b"lol")
}

/// Returns the word with runs of three or more of a letter shortened to `most`.
fn squeeze(lower: &[u8], most: usize) -> ([u8; LONGEST], usize) {
    let mut short = [0_u8; LONGEST];
    let mut length = 0;
    let mut at = 0;
    while at < lower.len() {
        let run = lower[at..].iter().take_while(|byte| **byte == lower[at]).count();
        let keep = if run >= 3 { most } else { run };
        for _ in 0..keep {
            short[length] = lower[at];
            length += 1;
        }
        at += run;
    }
    (short, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let forms = WordForms {
            forms: vec![
                ("dont".into(), "do not".into()),
                ("u".into(), "you".into()),
                ("im".into(), "i am".into()),
            ],
            laughs: vec!["lol".into(), "😂".into()],
            fillers: vec!["just".into()],
            ..WordForms::default()
        };
        let mut vocabulary = Vocabulary::new(&forms);
        vocabulary.intern("so");
        vocabulary
    }

    fn read(line: &str) -> Vec<String> {
        let vocabulary = vocabulary();
        let mut tokens = Vec::new();
        vocabulary.read(line, &mut tokens);
        let name = |id: WordId| {
            vocabulary.words.iter().find(|(_, known)| **known == id).map(|(word, _)| word.to_string())
        };
        tokens.iter().map(|token| name(token.word).unwrap_or_else(|| token.word.0.to_string())).collect()
    }

    #[test]
    fn slang_contractions_and_stretched_letters_are_undone() {
        assert_eq!(read("I’m sooooo DON'T u"), ["i", "am", "so", "do", "not", "you"]);
        assert_eq!(read("im just"), ["i", "am", "just"]);
    }

    #[test]
    fn sentences_laughter_and_numbers_are_marks_of_their_own() {
        assert_eq!(read("so? so. so... so"), ["so", "2", "so", "1", "so", "so"]);
        assert_eq!(read("hahaha 😂 lolol 12"), ["4", "4", "4", "3"]);
    }

    #[test]
    fn tokens_keep_their_bytes() {
        let vocabulary = vocabulary();
        let mut tokens = Vec::new();
        let line = "é don’t 😂";
        vocabulary.read(line, &mut tokens);
        let slices: Vec<&str> = tokens.iter().map(|t| &line[t.start as usize..t.end as usize]).collect();
        assert_eq!(slices, ["é", "don’t", "don’t", "😂"]);
    }
}
