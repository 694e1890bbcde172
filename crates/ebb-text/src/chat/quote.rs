//! Quotes: byte-exact slices of the user's own chat, with the lines around them.

use std::ops::Range;

use ebb::dyad::Message;
use ebb::heard::{Quote, QuotedLine, QuotedText};

use super::hear::Hearing;
use super::{Mark, is_written};
use crate::sentences;

impl Hearing<'_> {
    /// Returns the quotes of those marks that may be quoted, each message once, the newest first, at most as many as are
    /// shown.
    pub(super) fn quotes<'m>(&self, marks: impl DoubleEndedIterator<Item = &'m Mark>) -> Vec<Quote> {
        let mut quotes: Vec<Quote> = Vec::new();
        let is_shown = |mark: &&Mark| self.marks.may_be_quoted(mark) && !self.is_sexual(mark.message);
        for mark in marks.rev().filter(is_shown) {
            if quotes.len() == self.settings.most_quotes {
                break;
            }
            if quotes.iter().all(|quote| quote.message != Some(mark.message)) {
                quotes.push(self.quote(mark));
            }
        }
        quotes
    }

    /// Returns a mark as a quote, with the written lines around it.
    pub(super) fn quote(&self, mark: &Mark) -> Quote {
        let messages = self.dyad.messages();
        let message = &messages[mark.message];
        let words = self.dyad.text(message).as_str();
        let shown = |at: &usize| is_written(&messages[*at]) && !self.is_sexual(*at);
        let line = |at: usize| self.line(&messages[at], None);
        let mut before: Vec<usize> =
            (0..mark.message).rev().filter(shown).take(self.settings.shown_around).collect();
        before.reverse();
        let after = (mark.message + 1..messages.len()).filter(shown).take(self.settings.shown_around);
        Quote {
            line: self.line(message, Some(excerpt(words, &mark.bytes, self.settings.quoted_words))),
            message: Some(mark.message),
            before: before.into_iter().map(line).collect(),
            after: after.map(line).collect(),
        }
    }

    fn line(&self, message: &Message, bytes: Option<Range<usize>>) -> QuotedLine {
        let words = self.dyad.text(message).as_str();
        let bytes = bytes.unwrap_or_else(|| excerpt(words, &(0..0), self.settings.quoted_words));
        QuotedLine { speaker: message.role, at: Some(message.local), text: QuotedText::new(&words[bytes]) }
    }
}

/// Returns the bytes to show of a message: all of a short one, else the sentence of the hit, else the words around it.
pub(super) fn excerpt(words: &str, hit: &Range<usize>, most: usize) -> Range<usize> {
    let whole = trimmed(words, 0..words.len());
    if words.split_whitespace().count() <= most {
        return whole;
    }
    let sentence =
        sentences::split(words).into_iter().find(|range| range.contains(&hit.start)).unwrap_or(whole);
    if words[sentence.clone()].split_whitespace().count() <= most {
        return sentence;
    }
    let starts: Vec<Range<usize>> = words[sentence.clone()]
        .split_whitespace()
        .map(|word| {
            let start = word.as_ptr() as usize - words.as_ptr() as usize;
            start..start + word.len()
        })
        .collect();
    let at = starts.iter().rposition(|word| word.start <= hit.start).unwrap_or(0);
    let from = at.saturating_sub(most / 4).min(starts.len() - most);
    starts[from].start..starts[from + most - 1].end
}

fn trimmed(words: &str, bytes: Range<usize>) -> Range<usize> {
    let start = bytes.start + (words[bytes.clone()].len() - words[bytes.clone()].trim_start().len());
    let length = words[bytes].trim().len();
    start..start + length
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::excerpt;

    #[test]
    fn a_long_message_is_cut_to_the_sentence_of_the_hit() {
        let words =
            "One two three. I need some space from all of this. And then more and more words follow here.";
        let hit = words.find("space").expect("it is there");
        assert_eq!(&words[excerpt(words, &(hit..hit + 5), 9)], "I need some space from all of this.");
    }

    #[test]
    fn a_long_sentence_is_cut_to_the_words_around_the_hit() {
        let words = "a b c d e f g h i need j k l m n o p";
        let hit = words.find("need").expect("it is there");
        assert_eq!(&words[excerpt(words, &(hit..hit + 4), 5)], "i need j k l");
    }

    proptest! {
        #[test]
        fn an_excerpt_is_short_and_lies_in_the_message(words in "\\PC{0,200}", at in 0_usize..200, most in 1_usize..30) {
            let at = (0..=at.min(words.len())).rev().find(|at| words.is_char_boundary(*at)).unwrap_or(0);
            let bytes = excerpt(&words, &(at..at), most);
            prop_assert!(words.get(bytes.clone()).is_some());
            prop_assert!(words[bytes].split_whitespace().count() <= most.max(1));
        }
    }
}
