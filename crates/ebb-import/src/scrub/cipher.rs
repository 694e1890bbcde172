//! Letters for letters and digits for digits, by a key that nobody keeps.

use std::hash::{BuildHasher, RandomState};
use std::iter::Peekable;
use std::str::Chars;

/// Longest entity of HTML or XML that is left as it stands, in letters.
const LONGEST_ENTITY: usize = 10;

/// Ranges of letters that stand for one another: first letter and how many there are.
const ALPHABETS: &[(char, u32)] = &[
    ('a', 26),
    ('A', 26),
    ('à', 23),
    ('À', 23),
    ('α', 25),
    ('Α', 17),
    ('Σ', 7),
    ('а', 32),
    ('А', 32),
    ('א', 27),
    ('ا', 20),
    ('ف', 10),
    ('क', 37),
    ('ก', 46),
    ('ぁ', 86),
    ('ァ', 90),
    ('一', 20_902),
    ('가', 11_172),
];

/// What `&..;` means in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entities {
    /// A letter, as in HTML and XML; it is left as it stands.
    Kept,
    /// Nothing.
    None,
}

/// Replaces letters and digits. Made anew for each file, with a key of its own.
pub(super) struct Cipher {
    key: RandomState,
}

impl Cipher {
    pub(super) fn new() -> Self {
        Self { key: RandomState::new() }
    }

    /// Replaces a name or a number: the same one gives the same wherever it stands, and so do the start of a name and the
    /// end of a number. Two that differ stay different.
    pub(super) fn name(&self, name: &str, entities: Entities) -> String {
        let mut digits = self.number(name).into_iter();
        let mut before = String::new();
        replaced(name, entities, |letter| {
            if letter.is_ascii_digit() {
                return digits.next().unwrap_or(letter);
            }
            if !letter.is_alphabetic() {
                before.clear();
                return letter;
            }
            let drawn = self.key.hash_one(&before);
            before.extend(letter.to_lowercase());
            shifted(letter, drawn)
        })
    }

    /// Replaces words that people wrote: what is alike in two messages is not alike any more.
    pub(super) fn words(&self, words: &str, entities: Entities) -> String {
        let mut place = 0_u64;
        replaced(words, entities, |letter| {
            place += u64::from(letter.is_alphanumeric());
            shifted(letter, self.key.hash_one((words.trim(), place)))
        })
    }

    /// The digits of a number, each replaced by what follows it, so that a number with and without the code of its country
    /// still ends alike. A zero stays one: a number must not begin with it.
    fn number(&self, name: &str) -> Vec<char> {
        let mut digits = Vec::new();
        let mut after = String::new();
        for letter in name.chars().rev() {
            if matches!(letter, '~' | ',' | ';') {
                after.clear();
            }
            if letter.is_ascii_digit() {
                digits.push(shifted(letter, self.key.hash_one(("digits", &after))));
                after.push(letter);
            }
        }
        digits.reverse();
        digits
    }
}

/// Replaces each letter and digit of a text but those of entities.
fn replaced(text: &str, entities: Entities, mut replace: impl FnMut(char) -> char) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        out.push(replace(letter));
        if letter == '&' && entities == Entities::Kept {
            let length = entity(rest.clone());
            // A number in an entity is no digit of the text, but the caller counts on seeing each.
            for kept in rest.by_ref().take(length) {
                replace(kept);
                out.push(kept);
            }
        }
    }
    out
}

/// Returns how many letters of an entity follow its `&`.
fn entity(rest: Peekable<Chars<'_>>) -> usize {
    let letters: Vec<char> = rest.take(LONGEST_ENTITY).take_while(|letter| !letter.is_whitespace()).collect();
    letters.iter().position(|&letter| letter == ';').map_or(0, |end| end + 1)
}

/// Moves a letter on within its alphabet, never back to itself.
fn shifted(letter: char, drawn: u64) -> char {
    let moved = |first: char, count: u32| -> char {
        let place = u32::from(letter) - u32::from(first);
        let step = 1 + u32::try_from(drawn % u64::from(count - 1)).unwrap_or_default();
        char::from_u32(u32::from(first) + (place + step) % count).unwrap_or(letter)
    };
    if matches!(letter, '1'..='9') {
        return moved('1', 9);
    }
    let holds = |&&(first, count): &&(char, u32)| {
        (u32::from(first)..u32::from(first) + count).contains(&u32::from(letter))
    };
    match ALPHABETS.iter().find(holds) {
        Some(&(first, count)) if letter.is_alphabetic() => moved(first, count),
        _ if letter.is_uppercase() => 'X',
        _ if letter.is_alphabetic() => 'x',
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_stay_as_alike_as_they_were() {
        let cipher = Cipher::new();
        let name = |name: &str| cipher.name(name, Entities::None);
        assert_eq!(name("Dana Grün").split(' ').next(), Some(name("Dana").as_str()));
        assert_eq!(name("dana"), name("Dana").to_lowercase());
        assert!(name("+1 (555) 000-1234").replace(['(', ')', '-', ' '], "").ends_with(&name("5550001234")));
        assert_eq!(name("user42")[4..], name("42"));
        assert_ne!(name("A"), name("B"));
        assert_eq!(name("105").chars().nth(1), Some('0'));
    }

    #[test]
    fn no_letter_stays() {
        let cipher = Cipher::new();
        for text in
            ["Quite long", "été ÀÖ ß", "жизнь", "שלום", "안녕하세요", "おはよう", "你好", "ไทย", "نحن", "ź Ź"]
        {
            let scrubbed = cipher.words(text, Entities::None);
            assert_eq!(scrubbed.chars().count(), text.chars().count());
            for (before, after) in text.chars().zip(scrubbed.chars()) {
                assert_eq!(before == after, !before.is_alphabetic(), "{text}: {scrubbed}");
            }
        }
        assert_ne!(cipher.words("see you, you", Entities::None), cipher.name("see you, you", Entities::None));
        assert!(cipher.words("a &amp; b", Entities::Kept).contains(" &amp; "));
    }
}
