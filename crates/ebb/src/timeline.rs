//! One timeline from several exports of the same two people.
//!
//! Phones cap what they export, so a long relationship arrives as overlapping files. Entries are aligned as
//! sequences, minute by minute, and never by hashing alone: two people who write "ok" twice within one minute wrote
//! it twice, and a file that shows both keeps both.

use crate::dyad::{Joined, Message};
use crate::export::Resolution;
use crate::message::TextArena;

/// Joins sequences that are each ordered by time into one, counting shared entries once.
///
/// Within one minute two sequences are joined into their shortest common supersequence, comparing person, kind and
/// words. Time O(n) plus the square of the number of entries within single minutes.
pub(crate) fn align(
    sequences: Vec<Vec<Message>>,
    resolution: Resolution,
    texts: &[TextArena],
) -> (Vec<Message>, Joined) {
    let mut joined = Joined::default();
    let mut sequences = sequences.into_iter();
    let Some(mut timeline) = sequences.next() else {
        return (Vec::new(), joined);
    };
    for sequence in sequences {
        let before = timeline.len();
        let total = before + sequence.len();
        timeline = align_two(&timeline, &sequence, resolution, texts);
        joined.shared += total - timeline.len();
        joined.added += timeline.len() - before;
    }
    (timeline, joined)
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
        assert_eq!(counted.shared, shared);
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
