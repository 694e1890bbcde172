//! HTML and XML: tags and the names of attributes stay as they are.

use crate::scrub::cipher::Entities;
use crate::scrub::known::{Known, Piece};
use crate::scrub::values::{self, Numbers};

/// Attributes of HTML that hold words or addresses; the others are of the page.
const WORDED: &[&str] =
    &["title", "alt", "href", "src", "content", "aria-label", "value", "placeholder", "onclick"];

/// Where a quote opens the value of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quotes {
    /// Anywhere in a tag, as in XML.
    Anywhere,
    /// After `=` only, as browsers read HTML. Elsewhere it is part of a name.
    AfterEquals,
}

/// Replaces the values of attributes of an XML text, and what stands between tags.
pub(super) fn scrub_xml(text: &str, known: &Known) -> String {
    walk(text, known, Quotes::Anywhere, |name, value| {
        let plain = quick_xml::escape::unescape(value).unwrap_or(value.into());
        if known.is_private(&plain) && !known.is_private(value) {
            return known.cipher.words(value, Entities::Kept);
        }
        values::scrub(name, value, known, Numbers::Quoted, Entities::Kept)
    })
}

/// Replaces the words of a page.
pub(super) fn scrub_html(text: &str, known: &Known) -> String {
    walk(text, known, Quotes::AfterEquals, |name, value| {
        if value.contains(['<', '>']) {
            // A quote that was never closed has swallowed what follows.
            return known.cipher.words(value, Entities::Kept);
        }
        if !WORDED.contains(&name) || value.starts_with("text/html") {
            return value.to_owned();
        }
        known.with_words_of_app(value, Entities::Kept)
    })
}

fn walk(text: &str, known: &Known, quotes: Quotes, value: impl Fn(&str, &str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut is_style = false;
    while !rest.is_empty() {
        let (words, after) = rest.split_at(start_of_tag(rest, quotes));
        out += &if is_style { words.to_owned() } else { between(words, known) };
        let end = end_of_tag(after, quotes);
        let tag = &after[..end];
        is_style = tag.starts_with("<style");
        if tag.starts_with("<!--") {
            out += "<!-- -->";
        } else if tag.starts_with("<!DOCTYPE") || tag.starts_with("<?xml") {
            out += tag;
        } else {
            attributes(tag, known, quotes, &value, &mut out);
        }
        rest = &after[end..];
    }
    out
}

/// Returns where the next tag starts; in HTML a `<` before anything but a name is a sign like others.
fn start_of_tag(text: &str, quotes: Quotes) -> usize {
    let is_start = |at: usize| {
        let next = text[at + 1..].chars().next();
        quotes == Quotes::Anywhere || next.is_some_and(|c| c.is_ascii_alphabetic() || "/!?".contains(c))
    };
    text.match_indices('<').map(|(at, _)| at).find(|&at| is_start(at)).unwrap_or(text.len())
}

/// Returns where a tag ends; a `>` in a quoted value does not end it.
fn end_of_tag(tag: &str, quotes: Quotes) -> usize {
    if tag.starts_with("<!--") {
        return tag.find("-->").map_or(tag.len(), |end| end + 3);
    }
    let mut at = 0;
    loop {
        let rest = &tag[at..];
        let close = rest.find('>');
        let Some(open) = opening(&rest[..close.unwrap_or(rest.len())], quotes) else {
            return close.map_or(tag.len(), |close| at + close + 1);
        };
        let inner = open + 1;
        let Some(length) = rest[inner..].find(&rest[open..inner]) else { return tag.len() };
        at += inner + length + 1;
    }
}

/// Returns the first quote that opens a value.
fn opening(tag: &str, quotes: Quotes) -> Option<usize> {
    let mut marks = tag.match_indices(['"', '\'']).map(|(at, _)| at);
    marks.find(|&at| quotes == Quotes::Anywhere || tag[..at].trim_end().ends_with('='))
}

fn attributes(
    tag: &str,
    known: &Known,
    quotes: Quotes,
    value: &impl Fn(&str, &str) -> String,
    out: &mut String,
) {
    let mut rest = tag;
    while let Some(at) = opening(rest, quotes) {
        let quote = &rest[at..=at];
        let before = rest[..at].trim_end().trim_end_matches('=').trim_end();
        let name = before.rsplit(char::is_whitespace).next().unwrap_or_default();
        let inner = &rest[at + 1..];
        let end = inner.find(quote).unwrap_or(inner.len());
        names(&rest[..at], known, out);
        *out += quote;
        *out += &value(name, &inner[..end]);
        rest = &inner[end..];
        if let Some(after) = rest.strip_prefix(quote) {
            *out += quote;
            rest = after;
        }
    }
    names(rest, known, out);
}

/// What stands in a tag outside of values: its name and those of attributes. A word that is neither may be a text that
/// damage has moved there.
fn names(piece: &str, known: &Known, out: &mut String) {
    let mut at = 0;
    for word in piece.split_inclusive(char::is_whitespace) {
        at += word.len();
        let is_name = word.starts_with(['<', '=', '>', '/', '?'])
            || word.trim_end().ends_with('=')
            || piece[at..].trim_start().starts_with('=');
        if is_name {
            *out += word;
        } else {
            *out += &known.with_words_of_app(word, Entities::Kept);
        }
    }
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
