//! Sentences of an account or a message, their clauses, and the words between quotation marks.

use std::ops::Range;

/// Returns the bytes of each sentence, without the blanks around it.
///
/// A sentence ends at a full stop, a question or exclamation mark, or a line; not at a stop within a number, after a
/// single letter or a common short form, and not within quotation marks that close on the same line.
pub(crate) fn split(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let ends = match c {
            '\n' | '\r' | '…' => true,
            '.' => {
                next.is_none_or(|next| !next.is_alphanumeric() && !matches!(next, '.' | '"' | '”'))
                    && !is_short_form(&text[start..at])
            }
            '!' | '?' => next.is_none_or(|next| !matches!(next, '!' | '?' | '"' | '”' | '\'')),
            '"' | '”' => text[start..at].ends_with(['.', '!', '?']),
            _ => false,
        };
        if ends {
            push(text, start..at + c.len_utf8(), &mut sentences);
            start = at + c.len_utf8();
        }
    }
    push(text, start..text.len(), &mut sentences);
    sentences
}

fn push(text: &str, bytes: Range<usize>, sentences: &mut Vec<Range<usize>>) {
    let words = &text[bytes.clone()];
    let start = bytes.start + (words.len() - words.trim_start().len());
    let trimmed = start..start + words.trim().len();
    if text[trimmed.clone()].chars().any(char::is_alphanumeric) {
        sentences.push(trimmed);
    } else if let Some(last) = sentences.last_mut().filter(|_| !trimmed.is_empty()) {
        // Marks alone belong to the sentence before them.
        last.end = trimmed.end;
    }
}

fn is_short_form(before: &str) -> bool {
    const SHORT: [&str; 9] = ["mr", "mrs", "ms", "dr", "st", "vs", "e.g", "i.e", "approx"];
    let word = before.rsplit(char::is_whitespace).next().unwrap_or("").to_lowercase();
    let word = word.trim_start_matches(['(', '"', '“']);
    SHORT.contains(&word)
        || (word.chars().count() == 1 && word != "i" && word.chars().all(char::is_alphabetic))
}

/// Returns what the encoder reads of a sentence: all of it, and its clauses where it has several.
pub(crate) fn units(sentence: &str) -> Vec<&str> {
    const LEAST_WORDS: usize = 4;
    const JOINTS: [&str; 12] = [
        ", but ",
        " but ",
        "; ",
        ", and ",
        " and then ",
        " because ",
        ", so ",
        " however ",
        " – ",
        " - ",
        ", then ",
        ", when ",
    ];
    let mut cuts: Vec<(usize, usize)> = JOINTS
        .iter()
        .flat_map(|joint| sentence.match_indices(joint).map(|(at, joint)| (at, at + joint.len())))
        .collect();
    cuts.sort_unstable();
    let mut units = vec![sentence];
    let mut start = 0;
    let mut clauses = Vec::new();
    for (end, next) in cuts {
        if end >= start {
            clauses.push(&sentence[start..end]);
            start = next;
        }
    }
    clauses.push(&sentence[start..]);
    let is_long = |clause: &&str| clause.split_whitespace().count() >= LEAST_WORDS;
    if clauses.len() > 1 {
        units.extend(clauses.into_iter().filter(is_long));
    }
    units
}

/// Returns the words between quotation marks that the other person said: not those after "I said".
pub(crate) fn quoted(sentence: &str) -> impl Iterator<Item = &str> {
    let marks: Vec<usize> =
        sentence.char_indices().filter(|(_, c)| matches!(c, '"' | '“' | '”')).map(|(at, _)| at).collect();
    let pairs: Vec<(usize, usize)> = marks.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
    let said = pairs.is_empty().then(|| after_colon(sentence)).flatten();
    let quoted = pairs.into_iter().filter_map(move |(open, close)| {
        let width = sentence[open..].chars().next().map_or(1, char::len_utf8);
        (!is_own(&sentence[..open])).then(|| &sentence[open + width..close])
    });
    quoted.chain(said)
}

/// Returns the bytes of what the other person said between quotation marks, of one sentence or several: not what stands
/// after "I said", and nothing of one or two words.
pub(crate) fn speeches(text: &str) -> Vec<Range<usize>> {
    /// Bytes before a quotation in which the speaker is named.
    const BEFORE: usize = 120;
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut before = ' ';
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map_or(' ', |(_, next)| *next);
        let is_edge =
            |c: char| c.is_whitespace() || matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')' | '(');
        match (open, c) {
            (_, '\n') => open = None,
            (Some((start, mark)), _) if closes(mark, c) && (mark != '\'' || is_edge(next)) => {
                if text[start..at].split_whitespace().nth(2).is_some() {
                    let from = text.floor_char_boundary(start.saturating_sub(BEFORE));
                    let led = text[from..start].rsplit(['.', '!', '?', '\n']).next().unwrap_or("");
                    if !is_own(led) {
                        found.push(start..at);
                    }
                }
                open = None;
            }
            (None, '"' | '“') => open = Some((at + c.len_utf8(), c)),
            (None, '\'' | '‘') if is_edge(before) && next.is_alphabetic() => {
                open = Some((at + c.len_utf8(), c));
            }
            _ => {}
        }
        before = c;
    }
    found
}

/// Returns whether a mark closes what another opened.
fn closes(open: char, mark: char) -> bool {
    match open {
        '“' => matches!(mark, '”' | '"'),
        '‘' => mark == '’',
        _ => mark == open,
    }
}

/// Words after which somebody's own words may stand.
const SPEAKS: [&str; 12] = [
    "said", "say", "says", "told", "tells", "asked", "wrote", "writes", "texted", "replied", "answered",
    "was",
];

/// Returns what somebody else is said to have said after a colon, without marks: "She told me: I need some space."
fn after_colon(sentence: &str) -> Option<&str> {
    let (before, said) = sentence.split_once(": ")?;
    let lower = before.to_lowercase();
    let speaks = lower.split_whitespace().rev().take(3).any(|word| SPEAKS.contains(&word));
    (speaks && !is_own(before)).then_some(said)
}

/// Returns whether the words before a quotation say that the writer spoke.
fn is_own(before: &str) -> bool {
    let lower = before.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).collect();
    let near = &words[words.len().saturating_sub(6)..];
    near.windows(2).any(|pair| pair[0] == "i" && SPEAKS.contains(&pair[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split_words(text: &str) -> Vec<&str> {
        split(text).into_iter().map(|bytes| &text[bytes]).collect()
    }

    #[test]
    fn sentences_end_where_a_reader_would_end_them() {
        assert_eq!(
            split_words(
                "We met 2.5 months ago. he was nice!! Then... nothing? I asked Dr. No at St. Ives\nbye :)"
            ),
            [
                "We met 2.5 months ago.",
                "he was nice!!",
                "Then...",
                "nothing?",
                "I asked Dr. No at St. Ives",
                "bye :)"
            ]
        );
        assert_eq!(
            split_words("He said \"I need space.\" I cried."),
            ["He said \"I need space.\"", "I cried."]
        );
        assert_eq!(split_words("  \n ... \n"), Vec::<&str>::new());
    }

    #[test]
    fn clauses_are_read_by_themselves_as_well() {
        let sentence = "He was sweet at first, but he never talks about how he feels and then goes";
        assert_eq!(units(sentence), [sentence, "He was sweet at first", "he never talks about how he feels"]);
        assert_eq!(units("I like him"), ["I like him"]);
    }

    #[test]
    fn what_was_said_is_found_over_several_sentences() {
        let text = "She made tea and said: \"There are two of you. I like one.\" I said \"please give me time\". \
                    He wrote 'it isn't you, I can't do it' and 'ok'.";
        let all: Vec<&str> = speeches(text).into_iter().map(|bytes| &text[bytes]).collect();
        assert_eq!(all, ["There are two of you. I like one.", "it isn't you, I can't do it"]);
    }

    #[test]
    fn only_the_other_persons_words_are_taken_from_quotation_marks() {
        let all: Vec<&str> = quoted("She said “I need space” and I said \"ok fine\"").collect();
        assert_eq!(all, ["I need space"]);
    }
}
