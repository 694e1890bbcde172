//! HTML and XML: tags and the names of attributes stay as they are.

use crate::scrub::cipher::Entities;
use crate::scrub::known::{Known, Piece};
use crate::scrub::values::{self, Numbers};

/// Attributes of HTML that hold words or addresses; the others are of the page.
const WORDED: &[&str] =
    &["title", "alt", "href", "src", "content", "aria-label", "value", "placeholder", "onclick"];

/// Replaces the values of attributes of an XML text, and what stands between tags.
pub(super) fn scrub_xml(text: &str, known: &Known) -> String {
    walk(text, known, |name, value| {
        let plain = quick_xml::escape::unescape(value).unwrap_or(value.into());
        if known.is_private(&plain) && !known.is_private(value) {
            return known.cipher.words(value, Entities::Kept);
        }
        values::scrub(name, value, known, Numbers::Quoted, Entities::Kept)
    })
}

/// Replaces the words of a page.
pub(super) fn scrub_html(text: &str, known: &Known) -> String {
    walk(text, known, |name, value| {
        if !WORDED.contains(&name) || value.starts_with("text/html") {
            return value.to_owned();
        }
        known.with_words_of_app(value, Entities::Kept)
    })
}

fn walk(text: &str, known: &Known, value: impl Fn(&str, &str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut is_style = false;
    while !rest.is_empty() {
        let (words, after) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        out += &if is_style { words.to_owned() } else { between(words, known) };
        let end = end_of_tag(after);
        let tag = &after[..end];
        is_style = tag.starts_with("<style");
        if tag.starts_with("<!--") {
            out += "<!-- -->";
        } else {
            attributes(tag, &value, &mut out);
        }
        rest = &after[end..];
    }
    out
}

/// Returns where a tag ends; a `>` in a quoted value does not end it.
fn end_of_tag(tag: &str) -> usize {
    if tag.starts_with("<!--") {
        return tag.find("-->").map_or(tag.len(), |end| end + 3);
    }
    let mut quote = None;
    let end = tag.char_indices().find(|&(_, letter)| match quote {
        Some(open) => {
            if letter == open {
                quote = None;
            }
            false
        }
        None if letter == '"' || letter == '\'' => {
            quote = Some(letter);
            false
        }
        None => letter == '>',
    });
    end.map_or(tag.len(), |(at, _)| at + 1)
}

fn attributes(tag: &str, value: &impl Fn(&str, &str) -> String, out: &mut String) {
    let mut rest = tag;
    while let Some(at) = rest.find(['"', '\'']) {
        let quote = if rest[at..].starts_with('"') { '"' } else { '\'' };
        let name = rest[..at].trim_end_matches('=').rsplit(char::is_whitespace).next().unwrap_or_default();
        let inner = &rest[at + 1..];
        let end = inner.find(quote).unwrap_or(inner.len());
        *out += &rest[..=at];
        *out += &value(name, &inner[..end]);
        rest = &inner[end..];
        if rest.starts_with(quote) {
            out.push(quote);
            rest = &rest[1..];
        }
    }
    *out += rest;
}

/// What stands between two tags: a time, a name, words of the app or of people.
fn between(words: &str, known: &Known) -> String {
    match known.judge(words) {
        Piece::Name => known.name(words, Entities::Kept),
        Piece::Time => words.to_owned(),
        Piece::App => known.with_words_of_app(words, Entities::Kept),
        Piece::Written | Piece::Other => known.cipher.words(words, Entities::Kept),
    }
}
