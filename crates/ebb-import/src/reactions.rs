//! Reactions that a file tells in words, found by their form and not by their language.
//!
//! Two forms. An app that has no field for a reaction writes a sentence of its own around an emoji, the same each time
//! (`Reacted ❤️ to your message`, in the language of the account); such a shape is learnt from the file, as placeholders
//! for media are. A phone that cannot show another's tapback gets it as a text: some words and then, in quotation marks,
//! what the other person wrote (`Loved “see you there”`, `👍 to “see you there”`), and that can be looked up.
//!
//! Left as words: a shape that stands once and uses no word by which an app speaks of reactions, because people write
//! an emoji in the middle of a sentence too.

use std::collections::HashMap;

use ebb::export::{ExportedMessage, SenderId};
use ebb::message::{MessageKind, TextArena};

use crate::stamp::{is_mark, is_space};

/// Longest reaction in words around an emoji, in bytes.
const LONGEST_SENTENCE: usize = 160;
/// Longest text before a quote, in characters.
const LONGEST_LEAD: usize = 40;
/// Most words before a quote.
const LEAD_WORDS: usize = 6;
/// Most words of the thing that a tapback names in place of a quote: `an image`.
const THING_WORDS: usize = 3;
/// How often a sentence of an unknown language must stand in a file before it is one of the app.
const REPEATS: usize = 5;
/// How many emoji it must have been seen with.
const EMOJI: usize = 2;
/// Fewest words of such a sentence: people write two beside an emoji every day.
const SENTENCE_WORDS: usize = 4;
/// How often a line without an emoji must stand that speaks of the same thing as a sentence that was learnt.
const LIKE_REPEATS: usize = 3;
/// Most words of such a line.
const LIKE_WORDS: usize = 8;
/// Fewest letters of a word by which two sentences are about the same thing.
const TELLING_LETTERS: usize = 7;

/// Beginnings of the words by which apps speak of reactions, in the languages of Meta's apps.
const STEMS: &[&str] = &[
    "react",
    "reag",
    "réag",
    "reacc",
    "reaç",
    "reaz",
    "zareag",
    "réact",
    "gereageer",
    "tepki",
    "ifade",
    "реаг",
    "реак",
    "отреаг",
    "відреаг",
    "αντέδρ",
    "αντιδρ",
    "menanggapi",
    "bereaksi",
    "tanggapan",
    "cảm xúc",
    "แสดงความรู้สึก",
    "リアクション",
    "공감",
    "반응",
    "回应",
    "回應",
    "心情",
    "表情",
    "تفاعل",
    "הגיב",
    "प्रतिक्रिया",
    "প্রতিক্রিয়া",
];

/// Words with which a phone tells a tapback in English: how it is sent to a phone that cannot show it.
const TAPBACKS: &[&str] =
    &["Loved", "Liked", "Disliked", "Laughed at", "Emphasized", "Emphasised", "Questioned"];
/// What a tapback is about when there are no words to quote.
const THINGS: &[&str] = &[
    "an image",
    "a movie",
    "a video",
    "an attachment",
    "an audio message",
    "a contact",
    "a location",
    "a sticker",
    "a link",
    "a photo",
    "a message",
];

/// Turns texts that are reactions into reactions; returns how many.
pub(crate) fn learn(messages: &mut [ExportedMessage], texts: &TextArena) -> u64 {
    let mut found: Vec<usize> = Vec::new();
    let words: Vec<&str> = messages.iter().map(|message| texts.text(message.text).as_str()).collect();
    let candidates: Vec<usize> = (0..messages.len())
        .filter(|&at| messages[at].kind == MessageKind::Text && words[at].len() <= LONGEST_SENTENCE * 2)
        .collect();
    sentences(&candidates, &words, &mut found);
    quotes(&candidates, messages, &words, &mut found);
    let mut learnt = 0;
    for at in found {
        learnt += u64::from(messages[at].kind != MessageKind::Reaction);
        messages[at].kind = MessageKind::Reaction;
    }
    learnt
}

/// A sentence with an emoji in it, without the emoji.
#[derive(Default)]
struct Shape<'a> {
    places: Vec<usize>,
    emoji: Vec<&'a str>,
}

/// Finds sentences that an app writes around an emoji, and what it writes for a plain like.
fn sentences(candidates: &[usize], words: &[&str], found: &mut Vec<usize>) {
    let mut shapes: HashMap<(String, String), Shape<'_>> = HashMap::new();
    for &at in candidates {
        if let Some((before, emoji, after)) = around_emoji(words[at]) {
            let shape = shapes.entry((before, after)).or_default();
            shape.places.push(at);
            if !shape.emoji.contains(&emoji) {
                shape.emoji.push(emoji);
            }
        }
    }
    let mut telling: Vec<String> = Vec::new();
    for ((before, after), shape) in &shapes {
        let whole = format!("{before} {after}").to_lowercase();
        let speaks_of_it = STEMS.iter().any(|stem| has_word_with(&whole, stem));
        let count = whole.split_whitespace().count();
        let is_repeated = shape.places.len() >= REPEATS && shape.emoji.len() >= EMOJI;
        // Scripts without spaces write a sentence as one word.
        let is_sentence =
            count >= SENTENCE_WORDS || !whole.is_ascii() && whole.chars().count() > 2 * SENTENCE_WORDS;
        if speaks_of_it || is_repeated && is_sentence && !after.is_empty() {
            found.extend(&shape.places);
            let long = after.to_lowercase();
            telling.extend(
                long.split_whitespace()
                    .filter(|word| word.chars().count() >= TELLING_LETTERS)
                    .map(str::to_owned),
            );
        }
    }
    if telling.is_empty() {
        return;
    }
    let mut likes: HashMap<&str, Vec<usize>> = HashMap::new();
    for &at in candidates {
        let line = words[at].trim_end().trim_end_matches('.');
        let is_short = !line.contains('\n') && (3..=LIKE_WORDS).contains(&line.split_whitespace().count());
        if is_short && telling.iter().any(|word| line.to_lowercase().contains(word.as_str())) {
            likes.entry(line).or_default().push(at);
        }
    }
    found.extend(likes.values().filter(|places| places.len() >= LIKE_REPEATS).flatten());
}

/// Divides a line at the one emoji that stands inside of it, with spaces trimmed; `None` without one.
fn around_emoji(line: &str) -> Option<(String, &str, String)> {
    if line.len() > LONGEST_SENTENCE || line.contains('\n') || line.is_ascii() {
        return None;
    }
    let start = line.find(is_emoji)?;
    let rest = &line[start..];
    let end = rest.find(|c| !is_emoji(c) && !is_emoji_part(c)).map_or(line.len(), |length| start + length);
    let (before, emoji, after) = (&line[..start], &line[start..end], &line[end..]);
    let is_sentence = before.chars().any(char::is_alphabetic) && !after.contains(is_emoji);
    let trimmed =
        |part: &str| part.trim_matches(|c| is_space(c) || is_mark(c)).trim_end_matches('.').to_owned();
    is_sentence.then(|| (trimmed(before), emoji, trimmed(after)))
}

/// Returns whether a word of a sentence begins with `stem`, or the sentence holds it where words are not divided.
fn has_word_with(sentence: &str, stem: &str) -> bool {
    let is_divided = stem.chars().all(|c| c.is_alphabetic() && u32::from(c) < 0x0E00);
    if !is_divided {
        return sentence.contains(stem);
    }
    sentence.split(|c: char| !c.is_alphabetic()).any(|word| word.starts_with(stem))
}

fn is_emoji(c: char) -> bool {
    matches!(u32::from(c), 0x1F000..=0x1FAFF | 0x2600..=0x27BF | 0x2B00..=0x2BFF | 0x203C | 0x2049 | 0x2190..=0x21FF | 0x2300..=0x23FF)
}

fn is_emoji_part(c: char) -> bool {
    matches!(u32::from(c), 0xFE00..=0xFE0F | 0x200D | 0x20E3 | 0xE0020..=0xE007F)
}

/// Finds texts that end in a quote of the other person, and those that the same words then begin.
fn quotes(candidates: &[usize], messages: &[ExportedMessage], words: &[&str], found: &mut Vec<usize>) {
    let mut by_lead: HashMap<String, (Vec<usize>, bool)> = HashMap::new();
    let mut said: HashMap<String, Vec<SenderId>> = HashMap::new();
    let quoted: HashMap<usize, (Around, String)> = candidates
        .iter()
        .filter_map(|&at| around_quote(words[at]).map(|(around, quote)| (at, (around, folded(quote)))))
        .collect();
    if !quoted.is_empty() {
        for (message, words) in messages.iter().zip(words) {
            if let (Some(sender), MessageKind::Text | MessageKind::Media) = (message.sender, message.kind) {
                let senders = said.entry(start_of(&folded(words))).or_default();
                if !senders.contains(&sender) {
                    senders.push(sender);
                }
            }
        }
    }
    for (&at, (lead, quote)) in &quoted {
        let is_cut = quote.ends_with('…') || quote.ends_with("...");
        let wanted = start_of(quote.trim_end_matches(['…', '.']));
        let is_said = !is_cut
            && said
                .get(&start_of(quote))
                .is_some_and(|by| by.iter().any(|who| Some(*who) != messages[at].sender))
            || is_cut
                && said
                    .iter()
                    .any(|(start, _)| start.starts_with(&wanted) || wanted.starts_with(start.as_str()));
        let (lead, tail) = (lead.before.as_str(), lead.after.as_str());
        let is_tapback =
            TAPBACKS.contains(&lead) || lead.starts_with("Removed a") || lead.starts_with("Reacted ");
        let is_known = is_tapback && tail.is_empty();
        let form = if tail.is_empty() { lead_without_emoji(lead) } else { format!("{lead}\n{tail}") };
        let entry = by_lead.entry(form).or_default();
        entry.0.push(at);
        entry.1 |= is_said || is_known;
    }
    for (places, is_reaction) in by_lead.values() {
        if *is_reaction {
            found.extend(places);
        }
    }
    // `Liked an image`, and the like of it in a language whose tapbacks were seen in quotes.
    let leads: Vec<&String> =
        by_lead.iter().filter(|(lead, (_, is))| *is && !lead.is_empty()).map(|(lead, _)| lead).collect();
    let mut things: HashMap<&str, Vec<usize>> = HashMap::new();
    for &at in candidates {
        let line = words[at].trim_matches(|c| is_space(c) || is_mark(c));
        let is_known = TAPBACKS
            .iter()
            .any(|verb| line.strip_prefix(verb).is_some_and(|rest| THINGS.contains(&rest.trim_start())));
        if is_known {
            found.push(at);
        } else if let Some(thing) =
            leads.iter().find_map(|lead| line.strip_prefix(lead.as_str())?.strip_prefix(' '))
            && (2..=THING_WORDS).contains(&thing.split(' ').count())
        {
            things.entry(line).or_default().push(at);
        }
    }
    found.extend(things.values().filter(|places| places.len() >= REPEATS).flatten());
}

/// Pairs of quotation marks that phones put around what a tapback is about.
const MARKS: &[(char, char)] =
    &[('“', '”'), ('„', '“'), ('«', '»'), ('"', '"'), ('「', '」'), ('”', '”'), ('‘', '’'), ('»', '«')];

/// The words around a quote, trimmed.
struct Around {
    before: String,
    after: String,
}

/// Divides a text at the quote in it: the words around it, of which there are few, and what is quoted.
fn around_quote(text: &str) -> Option<(Around, &str)> {
    let open_at = text.find(|c| MARKS.iter().any(|&(open, _)| open == c))?;
    let open = text[open_at..].chars().next()?;
    let (close_at, close) = MARKS
        .iter()
        .filter(|(known, _)| *known == open)
        .filter_map(|&(_, close)| Some((text.rfind(close)?, close)))
        .filter(|&(at, _)| at > open_at)
        .max_by_key(|&(at, _)| at)?;
    let plain = |words: &str| -> String {
        let kept: String = words.chars().filter(|&c| !is_mark(c) && !is_thin(c)).collect();
        kept.trim_matches(|c| is_space(c) || c == '\n').to_owned()
    };
    let around = Around {
        before: plain(&text[..open_at]),
        after: plain(&text[close_at + close.len_utf8()..]).trim_end_matches('.').to_owned(),
    };
    let is_short = |words: &str| {
        words.chars().count() <= LONGEST_LEAD
            && words.split_whitespace().count() <= LEAD_WORDS
            && !words.contains(['\n', '?', '!'])
    };
    let is_form = !around.before.is_empty() && is_short(&around.before) && is_short(&around.after);
    is_form.then_some((around, &text[open_at + open.len_utf8()..close_at]))
}

fn lead_without_emoji(lead: &str) -> String {
    let plain: String = lead.chars().filter(|&c| !is_emoji(c) && !is_emoji_part(c)).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_thin(c: char) -> bool {
    matches!(c, '\u{2005}'..='\u{200a}' | '\u{2060}')
}

/// Returns words as they are compared: without marks and outer spaces.
fn folded(words: &str) -> String {
    let plain: String = words.chars().filter(|&c| !is_mark(c) && !is_thin(c)).collect();
    plain.trim_matches(is_space).to_owned()
}

/// Longest part of a text that is compared, in characters: long quotes are cut.
const COMPARED: usize = 40;

fn start_of(words: &str) -> String {
    words.chars().take(COMPARED).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ebb::export::ClockSecond;

    /// Returns which of the texts are reactions. Each is written by one person and answered by the other in turn.
    fn reactions(lines: &[(u16, &str)]) -> Vec<String> {
        let mut texts = TextArena::default();
        let mut messages: Vec<ExportedMessage> = lines
            .iter()
            .enumerate()
            .map(|(at, &(sender, words))| ExportedMessage {
                time: ClockSecond(i64::try_from(at).expect("few")),
                text: texts.push(words),
                sender: Some(SenderId(sender)),
                kind: MessageKind::Text,
            })
            .collect();
        let learnt = learn(&mut messages, &texts);
        let found: Vec<String> = messages
            .iter()
            .filter(|message| message.kind == MessageKind::Reaction)
            .map(|message| texts.text(message.text).as_str().to_owned())
            .collect();
        assert_eq!(learnt, found.len() as u64);
        found
    }

    #[test]
    fn sentences_of_the_app_in_seven_languages_and_an_eighth_that_is_not_known() {
        for sentence in [
            "Reacted 😆 to your message ",
            "Hat mit ❤️ auf deine Nachricht reagiert ",
            "A réagi 😮 à votre message ",
            "Reaccionó con 👍 a tu mensaje ",
            "Ha reagito con ❤ al tuo messaggio ",
            "Reagiu com 😂 à sua mensagem ",
            "Heeft met ❤️ op je bericht gereageerd ",
            "メッセージに❤️とリアクションしました",
        ] {
            assert_eq!(reactions(&[(0, "hi"), (1, sentence)]), [sentence], "{sentence}");
        }
        let unknown = ["Votis ❤ por via lasta letero", "Votis 😂 por via lasta letero"];
        let lines: Vec<(u16, &str)> = unknown.iter().cycle().take(5).map(|&line| (1, line)).collect();
        assert_eq!(reactions(&lines).len(), 5);
        assert!(reactions(&lines[..4]).is_empty());
    }

    #[test]
    fn a_plain_like_is_learnt_beside_other_reactions() {
        let like = "Hat eine Nachricht mit „Gefällt mir“ markiert";
        let other = "Hat mit ❤️ auf deine Nachricht reagiert";
        assert_eq!(reactions(&[(1, like), (1, like), (1, like), (1, other)]).len(), 4);
        assert!(reactions(&[(1, "eine Nachricht von ihm"); 5]).is_empty());
    }

    #[test]
    fn tapbacks_quote_the_other_person() {
        let lines = [
            (0, "lamp by the door"),
            (1, "Loved “lamp by the door”"),
            (1, " 👍\u{200a} to “\u{200a}lamp by the door\u{200a}” "),
            (1, "Hat „lamp by the door“ geliebt"),
            (1, "Markerade ”lamp by the door”"),
            (1, "Liked an image"),
            (1, "Removed a heart from “lamp by the door”"),
            (1, "Laughed at “something that was cut away”"),
        ];
        assert_eq!(reactions(&lines).len(), 7);
    }

    #[test]
    fn what_people_write_stays_theirs() {
        let nights = [
            "good night 😘 my love",
            "good night 😘 my love",
            "good night 😘 my love",
            "good night 😘 my love",
        ];
        let lines: Vec<(u16, &str)> = nights.iter().map(|&line| (0, line)).collect();
        assert!(reactions(&lines).is_empty());
        let lines = [
            (0, "I really loved “the book” you gave me"),
            (1, "She said “never again”"),
            (1, "She said “so what”"),
            (0, "Loved it"),
            (0, "Liked the soup"),
            (0, "I ❤️ you"),
        ];
        assert!(reactions(&lines).is_empty());
    }
}
