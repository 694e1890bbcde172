//! Texts of lines: the time and the marks between stay, names and words are replaced.

use std::collections::HashSet;

use crate::scrub::cipher::Entities;
use crate::scrub::known::{Known, Piece};

/// Longest time before a name, in bytes.
const LONGEST_TIME: usize = 64;

/// Replaces the letters of a text of lines.
pub(super) fn scrub(text: &str, known: &Known) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let headers: Vec<Option<Header<'_>>> = lines.iter().map(|line| header(line, known)).collect();
    let times: HashSet<String> = headers.iter().flatten().map(|header| shape(header.before)).collect();
    let mut out = String::with_capacity(text.len());
    for (line, header) in lines.iter().zip(headers) {
        match header {
            Some(Header { before, name, between, rest }) => {
                out += before;
                out += &known.name(name, Entities::None);
                out += between;
                body(rest, known, &mut out);
            }
            None => match time_end(line, &times) {
                Some(end) => {
                    out += &line[..end];
                    body(&line[end..], known, &mut out);
                }
                None => alone(line, known, &mut out),
            },
        }
    }
    out
}

/// A line on which a message starts.
struct Header<'a> {
    before: &'a str,
    name: &'a str,
    /// What stands between name and words: marks, or a time.
    between: &'a str,
    rest: &'a str,
}

fn header<'a>(line: &'a str, known: &Known) -> Option<Header<'a>> {
    let is_start = |at: usize| {
        let before = &line[..at];
        !before.ends_with(char::is_alphanumeric)
            && (before.contains(|c: char| c.is_numeric()) || before == "[")
    };
    let places = line.char_indices().map(|(at, _)| at).take_while(|&at| at <= LONGEST_TIME);
    places.filter(|&at| is_start(at)).find_map(|at| {
        let (before, after) = line.split_at(at);
        let name = known.name_at_start(after)?;
        let rest = &after[name.len()..];
        let ends = [": ", ":\n", ":\r", " : ", "\t", "] [", ":", " "];
        let end = ends.into_iter().find(|end| rest.starts_with(end))?;
        if end == " " && before.ends_with([' ', '-']) && before.contains(" - ") || !known.is_of_app(before) {
            return None;
        }
        let mut length = end.len();
        if end == "] [" {
            length = rest[length..].find(']').map_or(length, |close| length + close + 1);
        }
        let (between, rest) = rest.split_at(length);
        Some(Header { before, name, between, rest })
    })
}

/// A time with every digit alike, to know it again.
fn shape(time: &str) -> String {
    let mut shape = String::new();
    for letter in time.chars() {
        if !letter.is_numeric() {
            shape.push(letter);
        } else if !shape.ends_with('0') {
            shape.push('0');
        }
    }
    shape
}

/// Returns where the time at the start of a line ends, where the line begins like lines with a name do.
fn time_end(line: &str, times: &HashSet<String>) -> Option<usize> {
    let ends = line.char_indices().map(|(at, letter)| at + letter.len_utf8());
    let ends: Vec<usize> = ends.take_while(|&end| end <= LONGEST_TIME).collect();
    ends.into_iter().rev().find(|&end| times.contains(&shape(&line[..end])))
}

/// The words behind a time and a name.
fn body(rest: &str, known: &Known, out: &mut String) {
    *out += &match known.judge(rest) {
        Piece::Name => known.name(rest, Entities::None),
        Piece::Written | Piece::Time => known.cipher.words(rest, Entities::None),
        Piece::App | Piece::Other => digits_too(&known.with_words_of_app(rest, Entities::None), known),
    };
}

/// A line that starts no message.
fn alone(line: &str, known: &Known, out: &mut String) {
    *out += &match known.judge(line) {
        Piece::Name => known.name(line, Entities::None),
        Piece::Time => line.to_owned(),
        Piece::App => known.with_words_of_app(line, Entities::None),
        Piece::Written | Piece::Other => known.cipher.words(line, Entities::None),
    };
}

/// Replaces long numbers, which may be of a phone.
fn digits_too(text: &str, known: &Known) -> String {
    let is_long = text.bytes().filter(u8::is_ascii_digit).count() > 4;
    if !is_long {
        return text.to_owned();
    }
    let numbers = known.cipher.name(text, Entities::None);
    // Letter for letter: only the digits are taken over.
    text.chars().zip(numbers.chars()).map(|(old, new)| if old.is_ascii_digit() { new } else { old }).collect()
}
