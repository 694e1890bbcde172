//! Numbers that an account tells: how long two people have been seeing each other, how long it has been quiet, how often
//! they met. What a number is about is said by the words beside it, or by the heads; how much it is, only by the number.

use ebb::cue::AmountOf;

use super::facts::{number, unit_days, words};

/// A number that a sentence tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amount {
    /// Days, or times.
    pub(super) count: u32,
    /// Whether the words beside it say what it is of.
    pub(super) is_plain: bool,
}

/// Words that say that two people are seeing each other.
const TOGETHER: &[&str] = &[
    "together",
    "dating",
    "dated",
    "seeing",
    "relationship",
    "situationship",
    "exclusive",
    "married",
    "engaged",
    "couple",
    "boyfriend",
    "girlfriend",
    "talking",
    "partner",
    "wife",
    "husband",
];
/// Words after which "with him" says so too.
const BEING: &[&str] = &["been", "had", "was", "were", "im", "in"];
/// Words beside a span of time that it took, and not the time of something else.
const LASTING: &[&str] = &[
    "for", "been", "of", "after", "about", "over", "in", "nearly", "almost", "around", "than", "only",
    "just", "past",
];
/// Words that say that it is quiet.
const SILENT: &[&str] = &[
    "nothing",
    "silence",
    "silent",
    "heard",
    "answered",
    "answer",
    "replied",
    "reply",
    "ghosted",
    "vanished",
    "disappeared",
    "stopped",
    "written",
    "texted",
    "word",
    "quiet",
    "contact",
];
/// Words that deny: "I have not heard".
const DENIALS: &[&str] = &[
    "not",
    "no",
    "never",
    "nothing",
    "without",
    "silence",
    "silent",
    "ghosted",
    "vanished",
    "disappeared",
    "hasnt",
    "havent",
    "didnt",
    "wont",
    "neither",
];
/// Words of a beginning, and of what is only less: then it is not quiet.
const NOT_SILENT: &[&str] = &[
    "met",
    "started",
    "began",
    "matched",
    "first",
    "less",
    "slower",
    "slow",
    "short",
    "shorter",
    "distant",
    "cold",
    "colder",
    "polite",
    "hardly",
    "barely",
    "fewer",
    "rarely",
    "quieter",
    "later",
    "comes",
    "goes",
    "disappears",
    "always",
    "sometimes",
    "every",
];

/// Returns the amount of one kind that a sentence tells; `None` where it tells none.
pub(super) fn amount(sentence: &str, of: AmountOf) -> Option<Amount> {
    let words = words(sentence);
    match of {
        AmountOf::Together => span(&words).filter(|span| is_lasting(&words, span)).map(|span| {
            let is_with = words.iter().any(|word| matches!(word.as_str(), "with" | "thing" | "something"));
            let is_together = has(&words, TOGETHER) || is_with && has(&words, BEING);
            Amount {
                count: span.days,
                is_plain: is_together && span.days >= MIN_TOGETHER && !has(&words, DENIALS),
            }
        }),
        AmountOf::Silent => span(&words).filter(|_| !has(&words, NOT_SILENT)).map(|span| {
            let is_plain = has(&words, DENIALS) && has(&words, SILENT);
            Amount { count: span.days, is_plain }
        }),
        AmountOf::Meetings => meetings(&words).map(|count| Amount { count, is_plain: true }),
        AmountOf::Messages => messages(&words).map(|count| Amount { count, is_plain: false }),
    }
}

/// Days from which two people are said to be together rather than to have spent a day together.
const MIN_TOGETHER: u32 = 7;

/// Returns whether a span of time is how long something took: not "two weeks ago", not "a day later".
fn is_lasting(words: &[String], span: &Span) -> bool {
    let after = words.get(span.end).map_or("", String::as_str);
    if matches!(after, "ago" | "later" | "before" | "from") {
        return false;
    }
    words[span.start.saturating_sub(2)..span.start].iter().any(|word| LASTING.contains(&word.as_str()))
        || matches!(after, "of" | "together" | "in" | "into" | "relationship" | "dating")
        || after.is_empty()
}

/// Returns whether a sentence tells that the other person is silent.
pub(super) fn tells_silence(sentence: &str) -> bool {
    let words = words(sentence);
    has(&words, DENIALS) && has(&words, SILENT) && !has(&words, NOT_SILENT)
}

/// Returns whether a sentence only says how long ago something was: "That was more than three months ago."
pub(super) fn is_only_ago(sentence: &str) -> bool {
    const MAX_WORDS: usize = 9;
    let words = words(sentence);
    let is_named = words.first().is_some_and(|word| matches!(word.as_str(), "that" | "thats" | "this"));
    is_named
        && words.len() <= MAX_WORDS
        && span(&words).is_some()
        && has(&words, &["ago"])
        && !has(&words, &["met", "started", "began"])
}

/// Returns how many days ago something was, where a sentence says so.
pub(super) fn days_ago(sentence: &str) -> Option<u32> {
    span(&words(sentence)).map(|span| span.days)
}

fn has(words: &[String], list: &[&str]) -> bool {
    words.iter().any(|word| list.contains(&word.as_str()))
}

/// A span of time in a sentence.
struct Span {
    days: u32,
    /// Places of its words.
    start: usize,
    end: usize,
}

/// Returns the first span of time.
fn span(words: &[String]) -> Option<Span> {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    (0..words.len()).find_map(|start| {
        if word(start) == "half" && matches!(word(start + 1), "a" | "an") && word(start + 2) == "year" {
            return Some(Span { days: 183, start, end: start + 3 });
        }
        let count = number(word(start))?;
        // "a couple of weeks", "two long months"
        let unit = (start + 1..=start + 3).find(|next| unit_days(word(*next)).is_some())?;
        let between = (start + 1..unit).find_map(|between| number(word(between)));
        if between.is_some() && !matches!(word(start), "a" | "an") {
            return None;
        }
        let days = unit_days(word(unit))?;
        let is_and_a_half = word(unit + 1) == "and" && word(unit + 2) == "a" && word(unit + 3) == "half";
        let (half, end) = if is_and_a_half { (days / 2, unit + 4) } else { (0, unit + 1) };
        Some(Span { days: between.unwrap_or(count) * days + half, start, end })
    })
}

/// Returns how many messages of the narrator's stand one after the other: "I sent him two messages".
fn messages(words: &[String]) -> Option<u32> {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    if !has(words, &["i", "ive", "my"]) {
        return None;
    }
    (0..words.len()).find_map(|at| {
        if word(at) == "twice" || word(at) == "double" && word(at + 1).starts_with("text") {
            return Some(2);
        }
        let count = number(word(at)).filter(|_| !matches!(word(at), "a" | "an"))?;
        let is_message = |at: usize| {
            matches!(
                word(at),
                "message" | "messages" | "texts" | "text" | "msgs" | "dms" | "voicemails" | "times"
            )
        };
        (at + 1..=at + 2).any(is_message).then_some(count)
    })
}

/// Returns how many times they met: "our third date", "two dates", "met once".
fn meetings(words: &[String]) -> Option<u32> {
    const ORDINALS: [(&str, u32); 10] = [
        ("first", 1),
        ("1st", 1),
        ("second", 2),
        ("2nd", 2),
        ("third", 3),
        ("3rd", 3),
        ("fourth", 4),
        ("4th", 4),
        ("fifth", 5),
        ("sixth", 6),
    ];
    /// What stands before a date that is wished for or that is somebody else's.
    const NOT_YET: &[&str] = &[
        "a", "another", "for", "next", "other", "wanted", "wants", "want", "planned", "plan", "no", "more",
        "blind",
    ];
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let before = |at: usize, back: usize| at.checked_sub(back).map_or("", |at| word(at));
    if has(words, &["cancelled", "canceled", "cancels", "postponed", "bailed", "called"]) {
        return None;
    }
    let mut most = None;
    for at in 0..words.len() {
        let is_date = |at: usize| matches!(word(at), "date" | "dates" | "meeting" | "meetings" | "coffee");
        let ordinal = ORDINALS.iter().find(|(name, _)| *name == word(at)).map(|(_, count)| *count);
        let is_meant = !NOT_YET.contains(&before(at, 1));
        let noun = (at + 1..=at + 2).any(is_date);
        let found = match (ordinal, number(word(at))) {
            (Some(count), _) if noun && is_meant => Some(count),
            (None, Some(count)) if noun && word(at) != "a" && word(at) != "an" => Some(count),
            (None, Some(count))
                if word(at + 1) == "times"
                    && (at.saturating_sub(3)..at)
                        .any(|at| matches!(word(at), "met" | "seen" | "saw" | "out")) =>
            {
                Some(count)
            }
            (None, None)
                if word(at) == "once"
                    && matches!(before(at, 1), "met" | "only" | "just")
                    && has(words, &["met", "meet", "seen", "saw"]) =>
            {
                Some(1)
            }
            _ => None,
        };
        most = most.max(found);
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(sentence: &str, of: AmountOf) -> Option<u32> {
        amount(sentence, of).filter(|amount| amount.is_plain).map(|amount| amount.count)
    }

    #[test]
    fn days_together_are_read() {
        let read = |sentence| plain(sentence, AmountOf::Together);
        assert_eq!(
            read("Tom and I were together for about five months, seeing each other every week."),
            Some(150)
        );
        assert_eq!(read("I've been with Tom for half a year."), Some(183));
        assert_eq!(read("We've been together two years"), Some(730));
        assert_eq!(read("we dated for a couple of weeks"), Some(14));
        assert_eq!(read("I've been in a thing with Tom for a year and a half"), Some(547));
        assert_eq!(read("That's six months ago now."), None);
        assert_eq!(read("He answers after a day with three words."), None);
        assert_eq!(read("Two weeks ago he told me that he is seeing someone"), None);
        assert_eq!(read("I have not heard from her for three weeks"), None);
    }

    #[test]
    fn days_of_silence_are_read() {
        let read = |sentence| plain(sentence, AmountOf::Silent);
        assert_eq!(read("I have heard nothing for ten days"), Some(10));
        assert_eq!(read("He hasn't answered in three weeks."), Some(21));
        assert_eq!(read("no reply for 4 days now"), Some(4));
        assert_eq!(read("we have been together for two years"), None);
        assert_eq!(read("In the last two weeks he has written less and no jokes"), None);
        assert_eq!(read("I asked him a week later and he never answered."), None);
        assert!(is_only_ago("That was more than three months ago."));
        assert!(is_only_ago("That's six months ago now."));
        assert!(!is_only_ago("We met three months ago."));
        assert!(!is_only_ago("That was a good two months."));
    }

    #[test]
    fn meetings_are_counted() {
        let read = |sentence| plain(sentence, AmountOf::Meetings);
        assert_eq!(read("I met Tom on an app and we had one date last Tuesday."), Some(1));
        assert_eq!(read("On our third date we had an argument"), Some(3));
        assert_eq!(read("I had three lovely dates with Tom"), Some(3));
        assert_eq!(read("I've been on five dates with him"), Some(5));
        assert_eq!(read("we have only met once"), Some(1));
        assert_eq!(read("she wants a second date"), None);
        assert_eq!(read("he cancelled two dates"), None);
        assert_eq!(read("he goes on dates with other people"), None);
    }

    #[test]
    fn messages_in_a_row_are_counted() {
        let read = |sentence: &str| amount(sentence, AmountOf::Messages).map(|amount| amount.count);
        assert_eq!(read("I sent him two messages and he left me on read"), Some(2));
        assert_eq!(read("I wrote twice and heard nothing"), Some(2));
        assert_eq!(read("I've sent one text and it's unread"), Some(1));
        assert_eq!(read("he sent three messages"), None);
    }
}
