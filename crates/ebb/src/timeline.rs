//! One timeline from several exports of the same two people.
//!
//! Phones cap what they export, so a long relationship arrives as overlapping files. Entries are aligned as
//! sequences, minute by minute, and never by hashing alone: two people who write "ok" twice within one minute wrote
//! it twice, and a file that shows both keeps both.

use crate::dyad::{Message, Moved, civil};
use crate::export::Resolution;
use crate::message::TextArena;

/// What one sequence brought to the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Counted {
    /// Its messages.
    pub(crate) messages: usize,
    /// Those that stood in an earlier sequence.
    pub(crate) already: usize,
}

/// Joins sequences that are each ordered by time into one, counting shared entries once.
///
/// Within one minute two sequences are joined into their shortest common supersequence, comparing person, kind and
/// words. Time O(n) plus the square of the number of entries within single minutes.
pub(crate) fn align(
    sequences: Vec<Vec<Message>>,
    resolution: Resolution,
    texts: &[TextArena],
) -> (Vec<Message>, Vec<Counted>) {
    let mut timeline = Vec::new();
    let mut counted = Vec::with_capacity(sequences.len());
    for sequence in sequences {
        let (before, messages) = (timeline.len(), sequence.len());
        timeline = if before == 0 { sequence } else { align_two(&timeline, &sequence, resolution, texts) };
        counted.push(Counted { messages, already: before + messages - timeline.len() });
    }
    (timeline, counted)
}

/// Fewest messages in each of two apps for a move between them; fewer can be a try.
const LEAST_IN_APP: usize = 10;
/// One in this many messages may stand in the other app's time: a late reply in the app that was left.
const STRAGGLERS: usize = 20;
/// Longest quiet between two apps that still is a move, in seconds: 30 days. After more, it is a new start.
const MOST_BETWEEN: i64 = 30 * 86_400;

/// Finds moves from one app to another: all but stragglers of one lie before all but stragglers of the other.
pub(crate) fn moves(sequences: &[Vec<Message>], formats: &[&'static str]) -> Vec<Moved> {
    let mut apps: Vec<(&'static str, Vec<i64>)> = Vec::new();
    for (sequence, format) in sequences.iter().zip(formats) {
        let times = sequence.iter().map(|message| message.local);
        match apps.iter_mut().find(|(known, _)| known == format) {
            Some((_, known)) => known.extend(times),
            None => apps.push((format, times.collect())),
        }
    }
    apps.retain(|(_, times)| times.len() >= LEAST_IN_APP);
    for (_, times) in &mut apps {
        times.sort_unstable();
    }
    // Where all but stragglers begin and end.
    let ends = |times: &[i64]| {
        let stragglers = times.len() / STRAGGLERS;
        (times[stragglers], times[times.len() - 1 - stragglers])
    };
    apps.sort_by_key(|(_, times)| ends(times).0);
    apps.windows(2)
        .filter_map(|pair| {
            let (left, begins) = (ends(&pair[0].1).1, ends(&pair[1].1).0);
            let is_move = left <= begins && begins - left <= MOST_BETWEEN;
            is_move.then(|| Moved { from: pair[0].0, to: pair[1].0, on: civil(begins).date() })
        })
        .collect()
}

/// The stretch of time within which entries of two exports may be the same entry: one minute, because exports of
/// the same chat from two phones may tell seconds or leave them out.
fn minute(message: &Message) -> i64 {
    message.local.div_euclid(60)
}

fn align_two(
    ours: &[Message],
    theirs: &[Message],
    resolution: Resolution,
    texts: &[TextArena],
) -> Vec<Message> {
    let mut out = Vec::with_capacity(ours.len().max(theirs.len()));
    let (mut ours, mut theirs) = (ours, theirs);
    while let Some(next) = [ours.first(), theirs.first()].into_iter().flatten().map(minute).min() {
        let within = |list: &[Message]| list.iter().take_while(|message| minute(message) == next).count();
        let (our_minute, our_rest) = ours.split_at(within(ours));
        let (their_minute, their_rest) = theirs.split_at(within(theirs));
        join_minute(our_minute, their_minute, texts, &mut out);
        (ours, theirs) = (our_rest, their_rest);
    }
    if resolution == Resolution::Second {
        out.sort_by_key(|message| message.local);
    }
    out
}

/// Most cells of the table by which one minute is aligned. A minute with more entries than people can write is a
/// damaged file, and is joined entry by entry.
const MOST_CELLS: usize = 4_000_000;

/// Appends the shortest common supersequence of two lists to `out`; for equal entries the first list's is kept.
fn join_minute(ours: &[Message], theirs: &[Message], texts: &[TextArena], out: &mut Vec<Message>) {
    let words =
        |message: &Message| texts.get(usize::from(message.source)).map(|arena| arena.text(message.text));
    let same = |x: &Message, y: &Message| x.role == y.role && x.kind == y.kind && words(x) == words(y);
    let width = theirs.len() + 1;
    if ours.len().saturating_mul(theirs.len()) > MOST_CELLS {
        out.extend_from_slice(ours);
        let missing = theirs.iter().enumerate();
        out.extend(
            missing
                .filter(|(at, entry)| !ours.get(*at).is_some_and(|own| same(own, entry)))
                .map(|row| *row.1),
        );
        return;
    }
    // `longest[own * width + other]`: length of the longest common subsequence of what follows.
    let mut longest = vec![0_u32; (ours.len() + 1) * width];
    for own in (0..ours.len()).rev() {
        for other in (0..theirs.len()).rev() {
            longest[own * width + other] = if same(&ours[own], &theirs[other]) {
                longest[(own + 1) * width + other + 1] + 1
            } else {
                longest[(own + 1) * width + other].max(longest[own * width + other + 1])
            };
        }
    }
    let (mut own, mut other) = (0, 0);
    while own < ours.len() && other < theirs.len() {
        if same(&ours[own], &theirs[other]) {
            out.push(ours[own]);
            own += 1;
            other += 1;
        } else if longest[(own + 1) * width + other] >= longest[own * width + other + 1] {
            out.push(ours[own]);
            own += 1;
        } else {
            out.push(theirs[other]);
            other += 1;
        }
    }
    out.extend_from_slice(&ours[own..]);
    out.extend_from_slice(&theirs[other..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dyad::Role;
    use crate::message::MessageKind;

    /// Builds sequences from rows of (second, text), one list for each export, and returns the joined texts.
    #[track_caller]
    fn check(exports: &[&[(i64, &str)]], joined: &[&str], shared: usize) {
        let mut texts = Vec::new();
        let mut sequences = Vec::new();
        for (source, rows) in exports.iter().enumerate() {
            let mut arena = TextArena::default();
            let message = |row: &(i64, &str), arena: &mut TextArena| Message {
                local: row.0,
                role: Role::Alter,
                kind: MessageKind::Text,
                source: u16::try_from(source).expect("few exports"),
                text: arena.push(row.1),
            };
            sequences.push(rows.iter().map(|row| message(row, &mut arena)).collect());
            texts.push(arena);
        }
        let (timeline, counted) = align(sequences, Resolution::Minute, &texts);
        let told: Vec<&str> = timeline
            .iter()
            .map(|message| texts[usize::from(message.source)].text(message.text).as_str())
            .collect();
        assert_eq!(told, joined);
        assert_eq!(counted.iter().map(|part| part.already).sum::<usize>(), shared);
    }

    #[test]
    fn overlapping_exports_become_one() {
        check(
            &[&[(0, "a"), (60, "b"), (120, "c")], &[(60, "b"), (120, "c"), (180, "d")]],
            &["a", "b", "c", "d"],
            2,
        );
    }

    #[test]
    fn a_repeat_within_a_minute_survives() {
        check(&[&[(0, "ok"), (0, "ok")], &[(0, "ok"), (0, "ok")]], &["ok", "ok"], 2);
        check(&[&[(0, "ok")], &[(0, "ok"), (0, "ok")]], &["ok", "ok"], 1);
    }

    #[test]
    fn seconds_and_minutes_of_the_same_message_meet() {
        check(&[&[(65, "b"), (70, "c")], &[(60, "b"), (60, "x"), (60, "c")]], &["b", "x", "c"], 2);
    }

    #[test]
    fn a_whole_file_twice_adds_nothing() {
        let rows: &[(i64, &str)] = &[(0, "a"), (0, "b"), (3600, "a"), (3600, "a")];
        check(&[rows, rows, rows], &["a", "b", "a", "a"], 8);
    }

    #[test]
    fn three_parts_in_any_order_make_the_same_timeline() {
        let (first, second, third): (&[_], &[_], &[_]) =
            (&[(0, "a"), (60, "b")], &[(60, "b"), (120, "c")], &[(120, "c"), (180, "d")]);
        check(&[first, second, third], &["a", "b", "c", "d"], 2);
        check(&[third, first, second], &["a", "b", "c", "d"], 2);
    }
}
