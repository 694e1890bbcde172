//! Which lines the sentence encoder reads: a bounded set, since it is a thousand times slower than rules.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use ebb::cue::{ChatSettings, CueId};
use ebb::dyad::{Dyad, Role};

use super::Frame;
use super::language::Month;
use super::said::Candidate;
use super::scan::Hit;
use crate::sentences;

/// Cues that are too common, or too safe by their rules, to spend the encoder on each of their lines.
const BY_RULE_ENOUGH: [CueId; 5] =
    [CueId::Plan, CueId::PlanKept, CueId::Warmth, CueId::QuestionBack, CueId::Stress];

/// Returns the indices of the messages to read, in order.
///
/// Half of the room is for lines that a rule marked, the other half for alter's lines that the table ranks highest; in both
/// those of the time that counts come before older ones. What stays free of one half goes to the other.
pub(crate) fn choose(
    dyad: &Dyad,
    frame: &Frame,
    hits: &[Hit],
    candidates: &[Candidate],
    months: &[Month],
    settings: &ChatSettings,
) -> Vec<usize> {
    let messages = dyad.messages();
    let since = frame.since(settings);
    let is_now = |at: usize| messages[at].local >= since;
    let mut marked: Vec<usize> =
        hits.iter().filter(|hit| !BY_RULE_ENOUGH.contains(&hit.cue)).map(|hit| hit.message).collect();
    marked.dedup();
    marked.reverse();
    marked.sort_by_key(|at| Reverse(is_now(*at)));
    let is_readable = |at: usize| {
        let month = months.partition_point(|month| month.messages.end <= at);
        months.get(month).is_some_and(|month| month.is_read(Role::Alter))
            && has_words(dyad.text(&messages[at]).as_str(), settings.least_words)
    };
    let mut ranked: Vec<&Candidate> =
        candidates.iter().filter(|candidate| is_readable(candidate.message)).collect();
    ranked.sort_by(|a, b| {
        let rank = |one: &Candidate| (is_now(one.message), one.lead);
        rank(b).partial_cmp(&rank(a)).unwrap_or(std::cmp::Ordering::Equal)
    });
    let mut chosen: BTreeSet<usize> =
        ranked.iter().take(settings.most_lines / 2).map(|candidate| candidate.message).collect();
    let rest = ranked.iter().skip(settings.most_lines / 2).map(|candidate| candidate.message);
    for at in marked.into_iter().chain(rest) {
        if chosen.len() >= settings.most_lines {
            break;
        }
        chosen.insert(at);
    }
    chosen.into_iter().collect()
}

fn has_words(line: &str, least: usize) -> bool {
    line.split_whitespace().take(least).count() == least
}

/// The lines to encode, and which of them make up each chosen message.
pub(crate) struct Parts<'a> {
    pub(crate) lines: Vec<&'a str>,
    pub(crate) of_chosen: Vec<Vec<usize>>,
}

/// Returns the pieces in which a message is read: whole, or a long one sentence by sentence.
#[expect(clippy::single_range_in_vec_init, reason = "a short message is one piece")]
pub(crate) fn pieces(text: &str, settings: &ChatSettings) -> Vec<Range<usize>> {
    if has_words(text, settings.long_words + 1) { sentences::split(text) } else { vec![0..text.len()] }
}

/// Returns the lines of the chosen messages, identical ones once.
pub(crate) fn parts<'a>(dyad: &'a Dyad, chosen: &[usize], settings: &ChatSettings) -> Parts<'a> {
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut lines = Vec::new();
    let of_chosen = chosen
        .iter()
        .map(|at| {
            let text = dyad.text(&dyad.messages()[*at]).as_str();
            let pieces = pieces(text, settings).into_iter().map(|bytes| &text[bytes]);
            pieces
                .map(|piece| {
                    *known.entry(piece).or_insert_with(|| {
                        lines.push(piece);
                        lines.len() - 1
                    })
                })
                .collect()
        })
        .collect();
    Parts { lines, of_chosen }
}
