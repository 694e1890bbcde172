//! Who starts the talk: one bar for every two weeks, in two parts with their counts.

use ebb::dyad::{ByRole, Role};
use ebb::figure::Starts;
use ebb::verdict::ChatVerdict;

use super::drawing::{Anchor, Drawing, Room};
use super::{Chart, Plan, Table, short};
use crate::words::Words;

/// Fewest starts of a bar; with fewer, its parts are mostly chance.
const LEAST_STARTS: usize = 8;
/// Most bars; a long chat joins stretches.
const MOST_BARS: usize = 14;

pub(super) fn chart(verdict: ChatVerdict<'_>, words: &Words<'_>) -> Option<Chart> {
    let stretches = &verdict.figures.starts;
    let joined = stretches.len().div_ceil(MOST_BARS).max(1);
    let bars = &stretches.chunks(joined).map(together).collect::<Vec<Starts>>();
    let is_told = bars.len() >= 2 && bars.iter().any(|bar| total(bar) >= LEAST_STARTS);
    let all = is_told
        .then(|| bars.iter().fold((0, 0), |sum, bar| (sum.0 + bar.opened.alter, sum.1 + total(bar))))?;
    let of = |(count, of): (usize, usize)| {
        words.line("chart.of", &[("n", &count.to_string()), ("count", &of.to_string())])
    };
    let signal = verdict
        .course
        .signals
        .iter()
        .find(|signal| signal.id == "starts" && signal.role == Role::Alter)
        .map(|signal| (share(signal.before), share(signal.since)));
    let sentence = match signal {
        Some((Some(before), Some(since))) => {
            words.line("chart.starts.says", &[("before", &of(before)), ("since", &of(since))])
        }
        _ => words.line("chart.starts.says-level", &[("n", &of(all))]),
    };
    let from = match joined {
        1 => words.line("chart.two-weeks-from", &[]),
        more => words.line("chart.weeks-since", &[("n", &(2 * more).to_string())]),
    };
    let head = vec![from, words.name(Role::Alter).to_owned(), words.line("chart.you", &[])];
    let rows = bars
        .iter()
        .map(|bar| vec![words.date(bar.from), bar.opened.alter.to_string(), bar.opened.ego.to_string()]);
    let plan = Plan {
        id: "starts",
        title: words.line("chart.starts.title", &[]),
        sentence,
        note: words.line("chart.starts.note", &[("n", &(2 * joined).to_string())]),
        table: Table { head, rows: rows.collect(), days: bars.iter().map(|bar| bar.from).collect() },
    };
    Some(plan.draw(words, |room| draw(bars, words, room)))
}

/// Returns stretches next to each other as one.
fn together(stretches: &[Starts]) -> Starts {
    let opened = |role: Role| stretches.iter().map(|stretch| *stretch.opened.get(role)).sum();
    Starts {
        from: stretches[0].from,
        days: stretches.iter().map(|stretch| stretch.days).sum(),
        opened: ByRole::from_fn(opened),
    }
}

fn total(bar: &Starts) -> usize {
    bar.opened.alter + bar.opened.ego
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole counts")]
fn share(observation: ebb::signal::Observation) -> Option<(usize, usize)> {
    match observation {
        ebb::signal::Observation::Share { count, of, .. } if of > 0.0 => {
            Some((count.round() as usize, of.round() as usize))
        }
        ebb::signal::Observation::Share { .. }
        | ebb::signal::Observation::Rate { .. }
        | ebb::signal::Observation::Typical { .. } => None,
    }
}

fn draw(bars: &[Starts], words: &Words<'_>, room: Room) -> Drawing {
    let (left, right) = (room.pick(84.0, 72.0), room.width() - 4.0);
    let (row, bar_height, top) = (26.0, 18.0, 26.0);
    let mut drawing = Drawing::new(room, top + row * bars.len() as f64 + 4.0);
    let name = short(words.name(Role::Alter), room.pick(16, 12));
    drawing.text("name them", Anchor::Start, (left, 14.0), &name);
    drawing.text("name you", Anchor::End, (right, 14.0), &words.line("chart.you", &[]));
    for (at, bar) in bars.iter().enumerate() {
        let y = top + row * at as f64;
        drawing.text("tick", Anchor::Start, (0.0, y + 13.5), &words.short_date(bar.from));
        let all = total(bar);
        if all < LEAST_STARTS {
            drawing.text("tick", Anchor::Start, (left, y + 13.5), &words.line("chart.too-few", &[]));
            continue;
        }
        let split = left + (right - left) * bar.opened.alter as f64 / all as f64;
        drawing.rect("bar them", (left, y), (split - left - 1.0, bar_height));
        drawing.rect("bar you", (split + 1.0, y), (right - split - 1.0, bar_height));
        if split - left > 22.0 {
            drawing.text("on-them", Anchor::Start, (left + 6.0, y + 13.5), &bar.opened.alter.to_string());
        }
        if right - split > 22.0 {
            drawing.text("on-you", Anchor::End, (right - 6.0, y + 13.5), &bar.opened.ego.to_string());
        }
    }
    drawing
}
