//! Which lines the sentence encoder reads: a bounded set, since it is a thousand times slower than rules.

use std::collections::{BTreeSet, HashMap};

use ebb::cue::{ChatSettings, CueId};
use ebb::dyad::{Dyad, Role};

use super::language::Month;
use super::scan::Hit;
use super::{DAY, Frame, is_written, midnight};
use crate::sentences;

/// Cues that are too common, or too safe by their rules, to spend the encoder on each of their lines.
const BY_RULE_ENOUGH: [CueId; 5] =
    [CueId::Plan, CueId::PlanKept, CueId::Warmth, CueId::QuestionBack, CueId::Stress];

/// Returns the indices of the messages to read, in order.
///
/// First lines that a rule marked, those of the time that counts before older ones; then alter's lines around a change
/// and at the end; and an even sample of alter's lines of the calm time, to know how often nothing looks like something.
pub(crate) fn choose(
    dyad: &Dyad,
    frame: &Frame,
    hits: &[Hit],
    months: &[Month],
    settings: &ChatSettings,
) -> Vec<usize> {
    let messages = dyad.messages();
    let since = frame.since(settings);
    let mut chosen = BTreeSet::new();
    let mut marked: Vec<usize> =
        hits.iter().filter(|hit| !BY_RULE_ENOUGH.contains(&hit.cue)).map(|hit| hit.message).collect();
    marked.dedup();
    let room = settings.most_lines.saturating_sub(settings.calm_lines);
    let (older, newer) = marked.split_at(marked.partition_point(|at| messages[*at].local < since));
    chosen.extend(newer.iter().rev().chain(older.iter().rev()).take(room / 2));

    let is_near = |local: i64| {
        local >= frame.end - settings.recent_days * DAY
            || frame.change.is_some_and(|(low, day)| {
                local >= midnight(low) - settings.around_days * DAY
                    && local < midnight(day) + (settings.around_days + 1) * DAY
            })
    };
    let readable = |at: &usize| {
        let message = &messages[*at];
        message.role == Role::Alter
            && is_written(message)
            && has_words(dyad.text(message).as_str(), settings.least_words)
    };
    let alters = || {
        months
            .iter()
            .rev()
            .filter(|month| month.is_read(Role::Alter))
            .flat_map(|month| month.messages.clone().rev())
            .filter(readable)
    };
    for at in alters().filter(|at| is_near(messages[*at].local)) {
        if chosen.len() >= room {
            break;
        }
        chosen.insert(at);
    }
    let calm: Vec<usize> = alters().filter(|at| messages[*at].local < since).collect();
    let step = calm.len().div_ceil(settings.calm_lines.max(1)).max(1);
    chosen.extend(calm.into_iter().step_by(step));
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

/// Returns the lines of the chosen messages, identical ones once.
pub(crate) fn parts<'a>(dyad: &'a Dyad, chosen: &[usize], settings: &ChatSettings) -> Parts<'a> {
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut lines = Vec::new();
    let of_chosen = chosen
        .iter()
        .map(|at| {
            let text = dyad.text(&dyad.messages()[*at]).as_str();
            let pieces = if has_words(text, settings.long_words + 1) {
                sentences::split(text).into_iter().map(|range| &text[range]).collect()
            } else {
                vec![text]
            };
            pieces
                .into_iter()
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
