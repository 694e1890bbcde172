//! JSON: keys, brackets and spaces stay where they are.

use crate::scrub::cipher::Entities;
use crate::scrub::known::Known;
use crate::scrub::values::{self, Numbers};

/// Whether the keys of the outermost object are names of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OuterKeys {
    /// They are, where they are one word.
    People,
    /// They are the format's own.
    OfFormat,
}

/// Replaces the values of a JSON text, or of one value a line. What is damaged is passed on without its letters.
pub(super) fn scrub(text: &str, known: &Known, outer: OuterKeys) -> String {
    let mut out = String::with_capacity(text.len());
    let mut names: Vec<String> = Vec::new();
    let mut key = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (piece, after) = rest.split_at(length_of_piece(rest, first));
        match first {
            '"' => {
                let words = serde_json::from_str::<String>(piece)
                    .unwrap_or_else(|_| piece.trim_matches('"').to_owned());
                if after.trim_start().starts_with(':') {
                    let is_person = known.is_private(&words)
                        || (outer == OuterKeys::People && names.len() == 1 && !words.contains(' '));
                    out += &if is_person {
                        quoted(piece, &words, &known.name(&words, Entities::None))
                    } else {
                        piece.to_owned()
                    };
                    key = words;
                } else {
                    // The number of a message tells nobody's name, and may hold its time.
                    let is_number_of_message = key == "id" && names.len() == 3 && names[1] == "messages";
                    let scrubbed = match misread(&words) {
                        _ if is_number_of_message => words.clone(),
                        Some(meant) => {
                            misread_again(&values::scrub(&key, &meant, known, Numbers::Bare, Entities::None))
                        }
                        None => values::scrub(&key, &words, known, Numbers::Bare, Entities::None),
                    };
                    out += &quoted(piece, &words, &scrubbed);
                }
            }
            '{' | '[' => {
                names.push(key.clone());
                out += piece;
            }
            '}' | ']' => {
                key = names.pop().unwrap_or_default();
                out += piece;
            }
            '0'..='9' => out += &values::number(&key, piece, known),
            _ if matches!(piece, "true" | "false" | "null") => out += piece,
            _ => out += &known.cipher.words(piece, Entities::None),
        }
        rest = after;
    }
    out
}

/// The new words in quotes; the old piece where nothing changed, since there are many ways to write one.
fn quoted(piece: &str, before: &str, after: &str) -> String {
    if before == after {
        return piece.to_owned();
    }
    let written = serde_json::Value::from(after).to_string();
    // A text that was cut inside of a word stays so.
    if piece.len() > 1 && piece.ends_with('"') { written } else { written[..written.len() - 1].to_owned() }
}

/// Returns what is meant by words whose bytes were each taken for a letter, as Meta writes them.
fn misread(words: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> = words.chars().map(|letter| u8::try_from(u32::from(letter)).ok()).collect();
    bytes.filter(|bytes| !bytes.is_ascii()).and_then(|bytes| String::from_utf8(bytes).ok())
}

fn misread_again(words: &str) -> String {
    words.bytes().map(char::from).collect()
}

fn length_of_piece(rest: &str, first: char) -> usize {
    let run = |wanted: fn(char) -> bool| rest.find(|c: char| !wanted(c)).unwrap_or(rest.len());
    match first {
        '"' => {
            let mut is_escaped = false;
            // No line break stands in a word; one that does shows that the line was cut.
            let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
            let end = line.char_indices().skip(1).find(|(_, letter)| {
                let ends = *letter == '"' && !is_escaped;
                is_escaped = *letter == '\\' && !is_escaped;
                ends
            });
            end.map_or(line.len(), |(at, _)| at + 1)
        }
        '0'..='9' => run(|c| c.is_ascii_digit() || c == '.'),
        _ if first.is_alphabetic() => run(char::is_alphabetic),
        _ => first.len_utf8(),
    }
}
