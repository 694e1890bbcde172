//! Slang written out, for the sentence encoder, which learned from edited English.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use ebb::cue::WordForms;
use rustc_hash::FxHasher;

/// Ways of writing, with what they stand for.
#[derive(Debug, Default)]
pub(crate) struct Spelling(HashMap<String, String, BuildHasherDefault<FxHasher>>);

impl Spelling {
    pub(crate) fn new(forms: &WordForms) -> Self {
        // A name with a line below is a note of the content, not something that people write.
        let known = forms.forms.iter().filter(|(written, _)| !written.contains('_'));
        Self(known.cloned().collect())
    }

    /// Returns the line with slang and contractions written out and stretched letters shortened.
    pub(crate) fn written_out<'a>(&self, line: &'a str) -> Cow<'a, str> {
        let mut out = String::with_capacity(line.len() + 16);
        let mut is_changed = false;
        let belongs = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’');
        let mut rest = line;
        while let Some(first) = rest.chars().next() {
            let is_word = belongs(first);
            let end = rest.find(|c| belongs(c) != is_word).unwrap_or(rest.len());
            let (part, after) = rest.split_at(end);
            rest = after;
            let meant = if is_word { self.meant(part) } else { None };
            is_changed |= meant.is_some();
            out.push_str(meant.as_deref().unwrap_or(part));
        }
        if is_changed { Cow::Owned(out) } else { Cow::Borrowed(line) }
    }

    fn meant(&self, word: &str) -> Option<Cow<'_, str>> {
        let bare = |c: &char| !matches!(c, '\'' | '’');
        let key: String = word.chars().filter(bare).flat_map(char::to_lowercase).collect();
        if let Some(meant) = self.0.get(&key) {
            return Some(Cow::Borrowed(meant));
        }
        let short = squeezed(&key);
        (short.len() < key.len()).then(|| match self.0.get(&short) {
            Some(meant) => Cow::Borrowed(meant.as_str()),
            None => Cow::Owned(short),
        })
    }
}

/// Returns the word with every run of three or more of one letter as a single one.
fn squeezed(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    letters
        .chunk_by(|a, b| a == b)
        .flat_map(|run| &run[..if run.len() >= 3 { 1 } else { run.len() }])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slang_is_written_out_and_the_rest_is_kept() {
        let forms = WordForms {
            forms: vec![("u".into(), "you".into()), ("dont".into(), "do not".into())],
            ..WordForms::default()
        };
        let spelling = Spelling::new(&forms);
        assert_eq!(spelling.written_out("I DON’T need u, sooooo there!!!"), "I do not need you, so there!!!");
        assert_eq!(spelling.written_out("Untouched, as it is."), "Untouched, as it is.");
    }
}
