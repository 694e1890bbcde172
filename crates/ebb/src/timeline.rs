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

fn align_two(a: &[Message], b: &[Message], resolution: Resolution, texts: &[TextArena]) -> Vec<Message> {
    let mut out = Vec::with_capacity(a.len().max(b.len()));
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let next = match (a.get(i), b.get(j)) {
            (Some(x), Some(y)) => minute(x).min(minute(y)),
            (Some(x), None) => minute(x),
            (None, Some(y)) => minute(y),
            (None, None) => break,
        };
        let end_of = |list: &[Message], from: usize| {
            from + list[from..]
                .iter()
                .take_while(|message| minute(message) == next)
                .count()
        };
        let (i_end, j_end) = (end_of(a, i), end_of(b, j));
        join_minute(&a[i..i_end], &b[j..j_end], texts, &mut out);
        (i, j) = (i_end, j_end);
    }
    if resolution == Resolution::Second {
        out.sort_by_key(|message| message.local);
    }
    out
}

/// Appends the shortest common supersequence of two lists to `out`; for equal entries the first list's is kept.
fn join_minute(a: &[Message], b: &[Message], texts: &[TextArena], out: &mut Vec<Message>) {
    if b.is_empty() {
        out.extend_from_slice(a);
        return;
    }
    if a.is_empty() {
        out.extend_from_slice(b);
        return;
    }
    let words = |message: &Message| {
        texts
            .get(usize::from(message.source))
            .map(|arena| arena.text(message.text))
    };
    let same = |x: &Message, y: &Message| x.role == y.role && x.kind == y.kind && words(x) == words(y);
    let width = b.len() + 1;
    let mut longest = vec![0_u32; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i * width + j] = if same(&a[i], &b[j]) {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        if same(&a[i], &b[j]) {
            out.push(a[i]);
            i += 1;
            j += 1;
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            out.push(a[i]);
            i += 1;
        } else {
            out.push(b[j]);
            j += 1;
        }
    }
    out.extend_from_slice(&a[i..]);
    out.extend_from_slice(&b[j..]);
}
