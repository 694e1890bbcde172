//! Misspelt words of a short list, by edit distance: "stpo", "leeve", "intrested".
//!
//! Only words that carry a no or a danger are on the list, and a word that is itself common English is never changed.
//! Distance is that of Damerau and Levenshtein with adjacent swaps (optimal string alignment): one step for words of
//! four to six letters, two from seven on, and the first letter must be right or swapped with the second.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;

use ebb::safety::SafetyWords;
use rustc_hash::FxHasher;

use super::fold::{Folded, folded};

type Hash = BuildHasherDefault<FxHasher>;

/// English as it is typed: short forms written out, and the words of the list found again.
#[derive(Debug, Default)]
pub(crate) struct Spelling {
    forms: HashMap<Box<str>, Box<str>, Hash>,
    words: Vec<Box<str>>,
    kept: HashSet<Box<str>, Hash>,
}

/// Shortest word that is looked at.
const SHORTEST: usize = 4;

impl Spelling {
    /// Takes short forms of the chat rules and the list of safety.
    pub(crate) fn new(forms: &[(String, String)], words: &SafetyWords) -> Self {
        let written = forms.iter().filter(|(written, _)| !written.contains('_'));
        let own = words.forms.iter();
        Self {
            forms: written
                .chain(own)
                .map(|(written, meant)| (folded(written).into(), meant.as_str().into()))
                .collect(),
            words: words.words.iter().map(|word| folded(word).into()).collect(),
            kept: words.kept.iter().chain(&words.words).map(|word| folded(word).into()).collect(),
        }
    }

    /// Writes a line out in place.
    pub(crate) fn write_out(&self, line: &mut Folded) {
        let mut at = 0;
        while at < line.words.len() {
            let Some(meant) = self.meant(line.word(at)) else {
                at += 1;
                continue;
            };
            line.replace(at, &meant);
            at += meant.split(' ').count().max(1);
        }
    }

    fn meant(&self, word: &str) -> Option<String> {
        let form = |word: &str| self.forms.get(word).map(std::string::ToString::to_string);
        if let Some(meant) = form(word) {
            return Some(meant);
        }
        if word.len() < 3
            || !word.bytes().all(|byte| byte.is_ascii_alphanumeric())
            || self.kept.contains(word)
        {
            return None;
        }
        for short in [squeezed(word, 2), squeezed(word, 1), undigited(word)].into_iter().flatten() {
            if self.kept.contains(short.as_str()) {
                return Some(short);
            }
            if let Some(meant) = form(&short) {
                return Some(meant);
            }
        }
        if word.len() < SHORTEST || word.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let plain = squeezed(word, 1).unwrap_or_else(|| word.to_owned());
        let near = |known: &&str| {
            let most = if known.len() >= 7 { 2 } else { 1 };
            known.len().abs_diff(plain.len()) <= most
                && known.len() >= SHORTEST
                && begins_alike(known.as_bytes(), plain.as_bytes())
                && distance(known.as_bytes(), plain.as_bytes()) <= most
        };
        self.words.iter().map(AsRef::as_ref).find(near).map(str::to_owned)
    }
}

fn begins_alike(known: &[u8], typed: &[u8]) -> bool {
    known[0] == typed[0]
        || (known.len() > 1 && typed.len() > 1 && known[0] == typed[1] && known[1] == typed[0])
}

/// Returns the word with runs of three and more letters cut to `most`, where that changes it.
fn squeezed(word: &str, most: usize) -> Option<String> {
    let bytes: Vec<char> = word.chars().collect();
    let short: String = bytes
        .chunk_by(|a, b| a == b)
        .flat_map(|run| run.iter().take(if run.len() >= 3 { most } else { run.len() }))
        .collect();
    (short.len() < word.len()).then_some(short)
}

/// Returns the word with digits that stand for letters read as these, where it has both.
fn undigited(word: &str) -> Option<String> {
    let has = |is: fn(&u8) -> bool| word.as_bytes().iter().any(is);
    if !has(u8::is_ascii_digit) || !has(u8::is_ascii_alphabetic) {
        return None;
    }
    let letter = |c: char| match c {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        other => other,
    };
    Some(word.chars().map(letter).collect())
}

/// Returns the number of single steps (insert, leave out, change, swap two neighbours) from one word to the other.
fn distance(a: &[u8], b: &[u8]) -> usize {
    const MOST: usize = 24;
    if a.len() > MOST || b.len() > MOST {
        return usize::MAX;
    }
    let mut rows = [[0_usize; MOST + 1]; 3];
    rows[1] = std::array::from_fn(|at| at);
    for i in 1..=a.len() {
        let mut now = [0; MOST + 1];
        now[0] = i;
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            now[j] = (rows[1][j] + 1).min(now[j - 1] + 1).min(rows[1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                now[j] = now[j].min(rows[0][j - 2] + 1);
            }
        }
        rows[0] = rows[1];
        rows[1] = now;
    }
    rows[1][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write_out(line: &str) -> String {
        let words = SafetyWords {
            words: ["stop", "leave", "alone", "interested", "contact", "relationship"]
                .map(String::from)
                .to_vec(),
            kept: ["step", "shop", "interesting"].map(String::from).to_vec(),
            forms: vec![("txtn".into(), "texting".into())],
        };
        let spelling = Spelling::new(&[("dont".into(), "do not".into()), ("u".into(), "you".into())], &words);
        let mut folded = Folded::default();
        folded.read(line);
        spelling.write_out(&mut folded);
        (0..folded.words.len()).map(|at| folded.word(at)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn misspelt_words_of_the_list_are_found_again() {
        assert_eq!(write_out("plz stpo txtn"), "plz stop texting");
        assert_eq!(write_out("leeve me allone, dont contct me"), "leave me alone do not contact me");
        assert_eq!(write_out("nt intrested st0p sssstop"), "nt interested stop stop");
        assert_eq!(write_out("relashionship"), "relationship");
    }

    #[test]
    fn words_that_are_right_stay() {
        assert_eq!(write_out("a step to the shop was interesting"), "a step to the shop was interesting");
    }

    #[test]
    fn steps_are_counted_with_swaps() {
        assert_eq!(distance(b"stop", b"stpo"), 1);
        assert_eq!(distance(b"kitten", b"sitting"), 3);
        assert_eq!(distance(b"", b"ab"), 2);
    }
}
