//! From a line to the pieces of words that the sentence encoder knows: BERT's lower-casing WordPiece.
//!
//! The pieces and their numbers are those of the model's own vocabulary, so that its vectors mean what they were
//! trained to mean. It is written out here because general tokenizer crates bring a regular-expression engine and a
//! JSON format for what is one vocabulary and one greedy search.
//!
//! Source: Devlin and others 2019, and the reference implementation `BertTokenizer`.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use rustc_hash::FxHasher;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

type Map<K, V> = HashMap<K, V, BuildHasherDefault<FxHasher>>;

/// Number of a piece in the vocabulary of the model.
pub(crate) type Piece = i32;

/// Most pieces of one line, with the two marks around it. What goes beyond is not read by the encoder.
pub(crate) const MOST_PIECES: usize = 128;

/// Longest word that is taken apart, in characters; the reference takes longer ones as unknown.
const LONGEST_WORD: usize = 100;

/// The words and pieces of words that the encoder knows.
#[derive(Debug)]
pub(crate) struct Pieces {
    /// Pieces that begin a word.
    begins: Map<&'static str, Piece>,
    /// Pieces that go on within a word.
    goes_on: Map<&'static str, Piece>,
    unknown: Piece,
    opens: Piece,
    closes: Piece,
}

impl Pieces {
    /// Reads a vocabulary: one piece a line, its number being its line; `None` when a mark of the model is missing.
    pub(crate) fn read(vocabulary: &'static str) -> Option<Self> {
        let (mut begins, mut goes_on) = (Map::default(), Map::default());
        for (number, piece) in (0..).zip(vocabulary.lines()) {
            match piece.strip_prefix("##") {
                Some(rest) if !rest.is_empty() => goes_on.insert(rest, number),
                Some(_) | None => begins.insert(piece, number),
            };
        }
        let mark = |name| begins.get(name).copied();
        let (unknown, opens, closes) = (mark("[UNK]")?, mark("[CLS]")?, mark("[SEP]")?);
        Some(Self { begins, goes_on, unknown, opens, closes })
    }

    /// Returns the pieces of a line between the two marks of the model, at most [`MOST_PIECES`].
    pub(crate) fn of(&self, line: &str) -> Vec<Piece> {
        let mut pieces = vec![self.opens];
        let mut word = String::new();
        for c in plain(line) {
            if c == ' ' || stands_alone(c) {
                self.take_apart(&word, &mut pieces);
                word.clear();
                if c != ' ' {
                    self.take_apart(c.encode_utf8(&mut [0; 4]), &mut pieces);
                }
            } else {
                word.push(c);
            }
            if pieces.len() >= MOST_PIECES {
                break;
            }
        }
        self.take_apart(&word, &mut pieces);
        pieces.truncate(MOST_PIECES - 1);
        pieces.push(self.closes);
        pieces
    }

    /// Appends the longest pieces that make up a word, or one for a word that cannot be made of them.
    fn take_apart(&self, word: &str, pieces: &mut Vec<Piece>) {
        if word.is_empty() {
            return;
        }
        let first = pieces.len();
        let mut rest = word;
        if word.chars().count() > LONGEST_WORD {
            pieces.push(self.unknown);
            return;
        }
        while !rest.is_empty() {
            let known = if rest.len() == word.len() { &self.begins } else { &self.goes_on };
            let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).rev();
            let longest = ends.into_iter().find_map(|end| Some((end, *known.get(&rest[..end])?)));
            let Some((end, piece)) = longest else {
                pieces.truncate(first);
                pieces.push(self.unknown);
                return;
            };
            pieces.push(piece);
            rest = &rest[end..];
        }
    }
}

/// Returns the characters of a line in lower case and without accents, every blank as a space.
fn plain(line: &str) -> impl Iterator<Item = char> {
    line.chars()
        .filter(|c| !is_dropped(*c))
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        // Lower-casing may bring back a mark, as that of the Turkish capital dotted i.
        .filter(|c| !is_combining_mark(*c))
}

fn is_dropped(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => false,
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffd}'
        | '\u{e0000}'..='\u{e007f}'
        | '\u{e000}'..='\u{f8ff}' => true,
        c => c.is_control(),
    }
}

/// Returns whether a character is a word of its own: punctuation, or a sign of a script without spaces.
fn stands_alone(c: char) -> bool {
    c.is_ascii_punctuation() || is_punctuation(c) || is_ideograph(c)
}

fn is_punctuation(c: char) -> bool {
    matches!(c,
        '¡' | '§' | '«' | '¶' | '·' | '»' | '¿' | '\u{37e}' | '\u{387}' | '\u{589}' | '\u{5be}' | '\u{60c}'
        | '\u{61b}' | '\u{61f}' | '\u{66a}'..='\u{66d}' | '\u{6d4}' | '\u{964}' | '\u{965}'
        | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{2043}' | '\u{2045}'..='\u{2051}' | '\u{2053}'..='\u{205e}'
        | '\u{2329}' | '\u{232a}' | '\u{2768}'..='\u{2775}' | '\u{27e6}'..='\u{27ef}'
        | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '\u{3030}' | '\u{30fb}'
        | '\u{ff01}'..='\u{ff03}' | '\u{ff05}'..='\u{ff0a}' | '\u{ff0c}'..='\u{ff0f}' | '\u{ff1a}' | '\u{ff1b}'
        | '\u{ff1f}' | '\u{ff20}' | '\u{ff3b}'..='\u{ff3d}' | '\u{ff3f}' | '\u{ff5b}' | '\u{ff5d}'
        | '\u{ff5f}'..='\u{ff65}')
}

fn is_ideograph(c: char) -> bool {
    matches!(c,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{2a6df}' | '\u{2a700}'..='\u{2ceaf}' | '\u{2f800}'..='\u{2fa1f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOCABULARY: &str = "[UNK]\n[CLS]\n[SEP]\nun\n##aff\n##able\n!\nhello\n中";

    fn pieces(line: &str) -> Vec<Piece> {
        let pieces = Pieces::read(VOCABULARY).expect("the marks are there").of(line);
        pieces[1..pieces.len() - 1].to_vec()
    }

    #[test]
    fn a_word_is_made_of_the_longest_pieces() {
        assert_eq!(pieces("unaffable"), [3, 4, 5]);
        assert_eq!(pieces("unhello"), [0]);
    }

    #[test]
    fn case_accents_and_hidden_characters_go_and_marks_stand_alone() {
        assert_eq!(pieces("HÉLLO\u{200b}!\tun中hello"), [7, 6, 3, 8, 7]);
        assert_eq!(pieces("  "), Vec::<Piece>::new());
    }

    #[test]
    fn a_long_line_is_cut_and_still_closed() {
        let long = Pieces::read(VOCABULARY).expect("the marks are there").of(&"hello ".repeat(500));
        assert_eq!((long.len(), long.last()), (MOST_PIECES, Some(&2)));
    }
}
