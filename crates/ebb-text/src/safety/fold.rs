//! What hides words, undone: look-alike letters, marks that are not seen, spaced, dotted and stretched letters.
//!
//! People write "s t o p", "ѕtоp" with two Cyrillic letters, "stoooop" or "st0p", and bidi marks ride along with
//! pasted text. Folding makes one plain form of all of these. Every language is folded alike, and phrases of the
//! content are folded in the same way, so that neither accents nor the spelling of an alef decide what is heard.
//! What is left out: words that are joined without a blank, and misspellings, which [`super::spell`] undoes.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Most bytes of one message that are read. A message is a few hundred; nobody hides a no behind a novel.
pub(crate) const MOST_BYTES: usize = 64 * 1024;

/// One word, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Its bytes in [`Folded::text`].
    text: Range<usize>,
    /// The bytes of the line that it came from.
    pub(crate) bytes: Range<usize>,
    /// Whether a mark that ends a sentence stands before it.
    pub(crate) begins: bool,
    /// Whether it stands between quotation marks.
    pub(crate) is_quoted: bool,
    /// Blanks before it: two of them part words whose letters are spaced.
    blanks: u8,
    /// Whether a full stop stands right before it.
    after_dot: bool,
}

/// What stands before the next word.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    begins: bool,
    is_quoted: bool,
    blanks: u8,
    after_dot: bool,
}

/// A line as plain words. One buffer serves many lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Folded {
    text: String,
    pub(crate) words: Vec<Word>,
    /// Whether the line laughs.
    pub(crate) laughs: bool,
    /// Whether its last mark asks.
    pub(crate) asks: bool,
}

impl Folded {
    /// Returns the folded letters of a word.
    pub(crate) fn word(&self, at: usize) -> &str {
        &self.text[self.words[at].text.clone()]
    }

    /// Reads a line, forgetting the one before.
    pub(crate) fn read(&mut self, line: &str) {
        self.text.clear();
        self.words.clear();
        (self.laughs, self.asks) = (false, false);
        let mut end = line.len().min(MOST_BYTES);
        while !line.is_char_boundary(end) {
            end -= 1;
        }
        self.split(&line[..end]);
        self.undo_look_alikes();
        self.join_spaced();
    }

    /// Keeps only the words that are wanted.
    pub(crate) fn retain(&mut self, is_wanted: impl Fn(&str) -> bool) {
        let text = &self.text;
        let mut begins = false;
        self.words.retain_mut(|word| {
            word.begins |= begins;
            let is_kept = is_wanted(&text[word.text.clone()]);
            begins = !is_kept && word.begins;
            is_kept
        });
    }

    /// Puts other words in the place of one.
    pub(crate) fn replace(&mut self, at: usize, words: &str) {
        let old = self.words[at].clone();
        let fresh: Vec<Word> = words
            .split_ascii_whitespace()
            .enumerate()
            .map(|(nth, word)| {
                let from = self.text.len();
                self.text.push_str(word);
                let begins = old.begins && nth == 0;
                Word { text: from..self.text.len(), begins, ..old.clone() }
            })
            .collect();
        self.words.splice(at..=at, fresh);
    }

    fn split(&mut self, line: &str) {
        let mut seen = Seen { begins: true, ..Seen::default() };
        let mut open: Option<usize> = None;
        let mut from = 0;
        for (at, c) in line.char_indices() {
            if is_unseen(c) || (is_apostrophe(c) && open.is_some()) {
                continue;
            }
            if c.is_alphanumeric() || is_combining_mark(c) || enclosed(c).is_some() {
                open.get_or_insert_with(|| {
                    from = self.text.len();
                    at
                });
                push_folded(c, &mut self.text);
                continue;
            }
            if let Some(start) = open.take() {
                self.close(from, start..at, &mut seen);
            }
            match c {
                '.' | '!' | '\n' | '。' | '؟' | '?' | '？' | '…' | '।' | ';' | ':' => {
                    seen.begins = true;
                    seen.after_dot = c == '.';
                    self.asks = matches!(c, '?' | '？' | '؟');
                }
                ' ' | '\t' | '\u{a0}' => seen.blanks = seen.blanks.saturating_add(1),
                '"' => seen.is_quoted = !seen.is_quoted,
                '“' | '«' | '„' => seen.is_quoted = true,
                '”' | '»' => seen.is_quoted = false,
                '😂' | '🤣' | '😆' | '😹' | '💀' | '😜' | '😝' | '😅' | '😏' => {
                    self.laughs = true;
                }
                _ => {}
            }
        }
        if let Some(start) = open {
            self.close(from, start..line.len(), &mut seen);
        }
    }

    /// Ends a word whose letters begin at `from`.
    fn close(&mut self, from: usize, bytes: Range<usize>, seen: &mut Seen) {
        let text = from..self.text.len();
        if text.is_empty() {
            return;
        }
        let Seen { begins, is_quoted, blanks, after_dot } = *seen;
        self.words.push(Word { text, bytes, begins, is_quoted, blanks, after_dot });
        *seen = Seen { is_quoted, ..Seen::default() };
        self.asks = false;
    }

    /// Takes letters of another script for Latin ones where the word, or the whole line, only looks Latin.
    fn undo_look_alikes(&mut self) {
        let is_other = |c: char| matches!(c, '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{52f}');
        if !self.text.chars().any(is_other) {
            return;
        }
        let is_true_script = self.text.chars().any(|c| is_other(c) && look_alike(c).is_none());
        for at in 0..self.words.len() {
            let word = self.word(at);
            let is_mixed = word.chars().any(|c| c.is_ascii_alphabetic());
            if word.chars().any(is_other) && (is_mixed || !is_true_script) {
                let plain: String = word.chars().map(|c| look_alike(c).unwrap_or(c)).collect();
                self.replace(at, &plain);
            }
        }
    }

    /// Joins letters that stand by themselves: "s t o p", "n.o.", "l-e-a-v-e".
    fn join_spaced(&mut self) {
        let is_letter = |folded: &Self, at: usize| {
            folded.words.get(at).is_some_and(|word| word.text.len() == 1)
                && folded.word(at).bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        let mut at = 0;
        while at < self.words.len() {
            let run = (at..self.words.len()).take_while(|next| is_letter(self, *next)).count();
            let is_dotted = run == 2 && self.words[at + 1].after_dot && self.words[at + 1].blanks == 0;
            if run < 3 && !is_dotted {
                at += run.max(1);
                continue;
            }
            let mut joined = String::new();
            for next in at..at + run {
                if next > at && self.words[next].blanks >= 2 {
                    joined.push(' ');
                }
                joined.push_str(self.word(next));
            }
            let end = self.words[at + run - 1].bytes.end;
            self.words.drain(at + 1..at + run);
            self.words[at].bytes.end = end;
            self.replace(at, &joined);
            at += joined.split(' ').count();
        }
    }
}

/// Returns a word of the content as folding makes it.
pub(crate) fn folded(word: &str) -> String {
    let mut text = String::new();
    word.chars().filter(|c| !is_unseen(*c) && !is_apostrophe(*c)).for_each(|c| push_folded(c, &mut text));
    text
}

/// Returns whether a character is there and not seen: controls, marks of direction, joiners, signs of form.
fn is_unseen(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e01ef}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´' | 'ʼ')
}

/// Appends a character as the plain small letters that it stands for.
fn push_folded(c: char, text: &mut String) {
    if c.is_ascii() {
        text.push(c.to_ascii_lowercase());
        return;
    }
    if let Some(letter) = enclosed(c) {
        text.push(letter);
        return;
    }
    for small in std::iter::once(c).nfkd().flat_map(char::to_lowercase) {
        match small {
            // Accents of Latin, Cyrillic and Greek, vowel signs of Arabic, the dot of borrowed sounds in Hindi.
            '\u{300}'..='\u{36f}'
            | '\u{610}'..='\u{61a}'
            | '\u{640}'
            | '\u{64b}'..='\u{65f}'
            | '\u{670}'
            | '\u{93c}' => {}
            'ı' => text.push('i'),
            'ł' => text.push('l'),
            'ø' => text.push('o'),
            'đ' | 'ð' => text.push('d'),
            'ß' => text.push_str("ss"),
            'æ' => text.push_str("ae"),
            'œ' => text.push_str("oe"),
            'ى' | 'ی' => text.push('ي'),
            'ة' => text.push('ه'),
            'ک' => text.push('ك'),
            'ँ' => text.push('ं'),
            '٠'..='٩' => push_digit(small, '٠', text),
            '۰'..='۹' => push_digit(small, '۰', text),
            '०'..='९' => push_digit(small, '०', text),
            other => text.push(other),
        }
    }
}

fn push_digit(c: char, zero: char, text: &mut String) {
    let value = u32::from(c) - u32::from(zero);
    text.extend(char::from_digit(value, 10));
}

/// Returns the letter of a sign that shows one in a box or a flag.
fn enclosed(c: char) -> Option<char> {
    let first = match c {
        '\u{1f130}'..='\u{1f149}' => 0x1f130,
        '\u{1f150}'..='\u{1f169}' => 0x1f150,
        '\u{1f170}'..='\u{1f189}' => 0x1f170,
        '\u{1f1e6}'..='\u{1f1ff}' => 0x1f1e6,
        _ => return None,
    };
    char::from_u32(u32::from('a') + (u32::from(c) - first))
}

/// Returns the Latin letter that a Cyrillic or Greek one looks like.
fn look_alike(c: char) -> Option<char> {
    const ALIKE: [(char, char); 32] = [
        ('а', 'a'),
        ('в', 'b'),
        ('е', 'e'),
        ('з', '3'),
        ('к', 'k'),
        ('м', 'm'),
        ('н', 'h'),
        ('о', 'o'),
        ('р', 'p'),
        ('с', 'c'),
        ('т', 't'),
        ('у', 'y'),
        ('х', 'x'),
        ('ѕ', 's'),
        ('і', 'i'),
        ('ј', 'j'),
        ('ԁ', 'd'),
        ('ԛ', 'q'),
        ('ԝ', 'w'),
        ('һ', 'h'),
        ('ӏ', 'l'),
        ('α', 'a'),
        ('β', 'b'),
        ('ε', 'e'),
        ('ι', 'i'),
        ('κ', 'k'),
        ('ν', 'v'),
        ('ο', 'o'),
        ('ρ', 'p'),
        ('τ', 't'),
        ('υ', 'u'),
        ('χ', 'x'),
    ];
    ALIKE.iter().find(|(from, _)| *from == c).map(|(_, to)| *to)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(line: &str) -> String {
        let mut folded = Folded::default();
        folded.read(line);
        (0..folded.words.len()).map(|at| folded.word(at)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_hides_words_is_undone() {
        for line in [
            "stop texting me",
            "s t o p texting me",
            "ѕtор tехting me",
            "st\u{200b}op te\u{ad}xting m\u{202e}e",
            "ＳＴＯＰ 𝐭𝐞𝐱𝐭𝐢𝐧𝐠 ⓜⓔ",
            "🆂🆃🅾🅿 texting me",
            "s.t.o.p texting me",
            "stop\u{1b} texting me",
        ] {
            assert_eq!(read(line), "stop texting me", "{line:?}");
        }
        assert_eq!(read("l e a v e  m e  a l o n e"), "leave me alone");
        assert_eq!(read("n.o. means n.o."), "no means no");
    }

    #[test]
    fn other_scripts_keep_their_letters_and_lose_only_their_marks() {
        assert_eq!(read("Не пиши мне"), folded("не") + " " + &folded("пиши") + " " + &folded("мне"));
        assert_eq!(read("أنا عمري ١٥"), "انا عمري 15");
        assert_eq!(read("मुझे मैसेज"), "मुझे मैसेज");
        assert_eq!(read("Déjame łaskę ıssız"), "dejame laske issiz");
    }

    proptest! {
        #[test]
        fn words_lie_in_the_line_in_order(line in "\\PC{0,120}") {
            let mut folded = Folded::default();
            folded.read(&line);
            let mut last = 0;
            for word in &folded.words {
                prop_assert!(line.get(word.bytes.clone()).is_some());
                prop_assert!(word.bytes.start >= last);
                last = word.bytes.start;
            }
        }

        #[test]
        fn marks_that_are_not_seen_change_nothing(at in 0_usize..15, mark in "[\u{200b}\u{202e}\u{2066}\u{ad}\u{feff}\u{1}\u{1b}]{1,3}") {
            let mut line = "stop texting me".to_owned();
            line.insert_str(at, &mark);
            prop_assert_eq!(read(&line), "stop texting me");
        }
    }
}
