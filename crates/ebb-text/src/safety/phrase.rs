//! Phrases of the content: rows of folded words in any language, and where they stand in a line.
//!
//! A phrase is a row of words, with:
//! - `word*`: every word that begins so;
//! - `a|b|c`: one of these words; `(a b/c d)`, or `(a b|c d)` where no slash is in it: one of these rows of words;
//! - `?` after a word or a group: it may be left out; `*` after a group: every word that begins so;
//! - `~`: up to three words of any kind, `~N` up to N; `_`: exactly one;
//! - `#teen`: a number from 10 to 17, with what is written onto it: `16`, `16yo`, `15f`;
//! - `^` and `$`: the beginning and the end of a sentence.
//!
//! Unlike the patterns of [`crate::pattern`] these know beginnings of words, which languages with many endings need.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use rustc_hash::FxHasher;

use super::fold::{Folded, folded};
use crate::pattern::PatternError;

type Map<K, V> = HashMap<K, V, BuildHasherDefault<FxHasher>>;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    Word(Box<str>),
    Beginning(Box<str>),
    Teen,
    Any,
    Gap(u8),
    Start,
    End,
    Choice(Vec<Vec<Node>>),
    Maybe(Box<Node>),
}

/// A phrase, ready to be looked for.
#[derive(Debug, Clone)]
pub(crate) struct Phrase(Vec<Node>);

impl Phrase {
    /// Reads a phrase of the content.
    pub(crate) fn read(text: &str) -> Result<Self, PatternError> {
        let fault = |rule| PatternError { pattern: text.to_owned(), rule };
        let phrase = Self(row(text).map_err(fault)?);
        let mut keys = Vec::new();
        if !keys_of(&phrase.0, &mut keys) {
            return Err(fault("it must begin with a word"));
        }
        Ok(phrase)
    }
}

/// Reads words and groups up to the end.
fn row(text: &str) -> Result<Vec<Node>, &'static str> {
    let mut nodes = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let node;
        (node, rest) = if let Some(group) = rest.strip_prefix('(') {
            let close = closing(group).ok_or("a bracket is not closed")?;
            let rows = rows(&group[..close]).into_iter().map(row).collect::<Result<Vec<_>, _>>()?;
            if rows.iter().any(Vec::is_empty) {
                return Err("a choice is empty");
            }
            let mut after = &group[close + 1..];
            let mut rows = rows;
            if let Some(rest) = after.strip_prefix('*') {
                after = rest;
                for row in &mut rows {
                    begin(row);
                }
            }
            match after.strip_prefix('?') {
                Some(after) => (Node::Maybe(Box::new(Node::Choice(rows))), after),
                None => (Node::Choice(rows), after),
            }
        } else {
            let end = rest.find([' ', '(', ')']).unwrap_or(rest.len());
            if end == 0 {
                return Err("a bracket closes that was not opened");
            }
            (slot_of(&rest[..end])?, &rest[end..])
        };
        nodes.push(node);
        rest = rest.trim_start();
    }
    Ok(nodes)
}

/// Makes beginnings of the last words of a row.
fn begin(row: &mut [Node]) {
    match row.last_mut() {
        Some(last @ Node::Word(_)) => {
            if let Node::Word(word) = std::mem::replace(last, Node::Any) {
                *last = Node::Beginning(word);
            }
        }
        Some(Node::Choice(rows)) => rows.iter_mut().for_each(|row| begin(row)),
        Some(_) | None => {}
    }
}

/// Returns where the bracket closes that stands open at the beginning.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1;
    text.char_indices().find_map(|(at, c)| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })
}

/// Returns the rows of a group: parted by slashes, or by bars where there is no slash.
fn rows(group: &str) -> Vec<&str> {
    let at_depth = |mark: char| {
        let mut depth = 0;
        group
            .char_indices()
            .filter(|(_, c)| {
                match c {
                    '(' => depth += 1,
                    ')' => depth -= 1,
                    _ => {}
                }
                depth == 0 && *c == mark
            })
            .map(|(at, _)| at)
            .collect::<Vec<_>>()
    };
    let slashes = at_depth('/');
    let cuts = if slashes.is_empty() { at_depth('|') } else { slashes };
    let mut from = 0;
    let mut rows: Vec<&str> = Vec::new();
    for cut in cuts {
        rows.push(&group[from..cut]);
        from = cut + 1;
    }
    rows.push(&group[from..]);
    rows
}

fn slot_of(slot: &str) -> Result<Node, &'static str> {
    if let Some(inner) = slot.strip_suffix('?') {
        return Ok(Node::Maybe(Box::new(slot_of(inner)?)));
    }
    if let Some(most) = slot.strip_prefix('~') {
        let most = if most.is_empty() { 3 } else { most.parse().map_err(|_| "a gap needs a number")? };
        return Ok(Node::Gap(most));
    }
    match slot {
        "_" => Ok(Node::Any),
        "^" => Ok(Node::Start),
        "$" => Ok(Node::End),
        "#teen" => Ok(Node::Teen),
        _ if slot.contains('|') => {
            let words = slot.split('|').map(|word| Ok(vec![slot_of(word)?]));
            Ok(Node::Choice(words.collect::<Result<_, &'static str>>()?))
        }
        _ => {
            let (word, is_beginning) = slot.strip_suffix('*').map_or((slot, false), |word| (word, true));
            let word = folded(word);
            if word.is_empty() || !word.chars().all(|c| c.is_alphanumeric() || !c.is_ascii()) {
                return Err("a word has a mark in it");
            }
            Ok(if is_beginning { Node::Beginning(word.into()) } else { Node::Word(word.into()) })
        }
    }
}

/// Letters of a word by which phrases are found.
const KEY: usize = 4;

fn key(word: &str) -> &str {
    word.char_indices().nth(KEY).map_or(word, |(end, _)| &word[..end])
}

/// Collects the beginnings of the words with which a fit may begin; returns whether there are no others.
fn keys_of(nodes: &[Node], keys: &mut Vec<Box<str>>) -> bool {
    for node in nodes {
        match node {
            Node::Word(word) | Node::Beginning(word) => {
                keys.push(key(word).into());
                return true;
            }
            Node::Teen => {
                keys.extend((10..18).map(|age: u32| age.to_string().into()));
                return true;
            }
            Node::Choice(rows) => return rows.iter().all(|row| keys_of(row, keys)),
            Node::Maybe(inner) => {
                if !keys_of(std::slice::from_ref(inner), keys) {
                    return false;
                }
            }
            Node::Start => {}
            Node::Any | Node::Gap(_) | Node::End => return false,
        }
    }
    false
}

/// Returns whether the nodes fit from a word on and `then` takes the word after the last of them.
fn fits(nodes: &[Node], line: &Folded, at: usize, then: &mut dyn FnMut(usize) -> bool) -> bool {
    let Some((node, rest)) = nodes.split_first() else { return then(at) };
    let has = |at: usize| at < line.words.len();
    match node {
        Node::Word(word) => has(at) && line.word(at) == &**word && fits(rest, line, at + 1, then),
        Node::Beginning(word) => {
            has(at) && line.word(at).starts_with(&**word) && fits(rest, line, at + 1, then)
        }
        Node::Teen => has(at) && is_teen(line.word(at)) && fits(rest, line, at + 1, then),
        Node::Any => has(at) && fits(rest, line, at + 1, then),
        Node::Gap(most) => (0..=usize::from(*most))
            .take_while(|skipped| at + skipped <= line.words.len())
            .any(|skipped| fits(rest, line, at + skipped, then)),
        Node::Start => (at == 0 || (has(at) && line.words[at].begins)) && fits(rest, line, at, then),
        Node::End => (!has(at) || line.words[at].begins) && fits(rest, line, at, then),
        Node::Choice(rows) => {
            rows.iter().any(|row| fits(row, line, at, &mut |next| fits(rest, line, next, then)))
        }
        Node::Maybe(inner) => {
            fits(std::slice::from_ref(inner), line, at, &mut |next| fits(rest, line, next, then))
                || fits(rest, line, at, then)
        }
    }
}

/// Returns whether a word is an age from 10 to 17, with or without letters written onto it, or after `f` or `m`.
fn is_teen(word: &str) -> bool {
    let word = word.strip_prefix(['f', 'm']).unwrap_or(word);
    let digits = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    let (age, unit) = word.split_at(digits);
    // Times and measures are written so too: "16h", "15km".
    let is_age = matches!(
        unit,
        "" | "yo" | "yr" | "yrs" | "f" | "m" | "y" | "th" | "yim" | "im" | "lik" | "yum" | "ki" | "ka" | "tm"
    );
    is_age && age.parse().is_ok_and(|age: u32| (10..18).contains(&age))
}

/// Where a phrase stands: which one, and its first word and the word after its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fit {
    pub(crate) phrase: usize,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Many phrases, found by the beginning of their first word.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    phrases: Vec<Phrase>,
    /// Beginnings of up to four letters, with whether longer words count too.
    by_key: Map<Box<str>, Vec<u32>>,
}

impl Phrases {
    /// Adds a phrase and returns its number.
    pub(crate) fn add(&mut self, phrase: Phrase) -> usize {
        let at = self.phrases.len();
        let mut keys = Vec::new();
        keys_of(&phrase.0, &mut keys);
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            self.by_key.entry(key).or_default().push(u32::try_from(at).unwrap_or(u32::MAX));
        }
        self.phrases.push(phrase);
        at
    }

    /// Tells every place at which a phrase fits; a phrase is told once for each word it begins at.
    pub(crate) fn find(&self, line: &Folded, mut tell: impl FnMut(Fit)) {
        for start in 0..line.words.len() {
            let word = line.word(start);
            for end in word.char_indices().map(|(at, c)| at + c.len_utf8()).take(KEY) {
                let Some(phrases) = self.by_key.get(&word[..end]) else { continue };
                for at in phrases {
                    let phrase = *at as usize;
                    let mut last = None;
                    fits(&self.phrases[phrase].0, line, start, &mut |end| {
                        last = Some(end);
                        true
                    });
                    if let Some(end) = last {
                        tell(Fit { phrase, start, end });
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stands(phrase: &str, line: &str) -> bool {
        let mut phrases = Phrases::default();
        phrases.add(Phrase::read(phrase).expect("it is a phrase"));
        let mut folded = Folded::default();
        folded.read(line);
        let mut found = false;
        phrases.find(&folded, |_| found = true);
        found
    }

    #[test]
    fn each_part_of_a_phrase_does_what_it_says() {
        assert!(stands("no me escrib* mas?", "¡No me ESCRIBAS más!"));
        assert!(stands("no me escrib*|llam*", "que no me llames"));
        assert!(!stands("no me escrib*|llam*", "me llamas"));
        assert!(stands("stop (writing/sending ~2 letters)", "please stop sending me your letters"));
        assert!(stands("(leave me/lass mich)? in ruhe", "in ruhe"));
        assert!(stands("^ over $", "It is. Over. Now"));
        assert!(!stands("^ over $", "it is over now"));
        assert!(stands("im #teen", "I'm 15") && stands("im #teen", "im 16yo"));
        assert!(!stands("im #teen", "im 31") && !stands("im #teen", "im 15km away"));
    }

    #[test]
    fn a_broken_phrase_is_refused() {
        for broken in ["", "~2 stop", "stop (it", "stop it)", "_ stop", "()", "stop! it"] {
            assert!(Phrase::read(broken).is_err(), "{broken}");
        }
    }
}
