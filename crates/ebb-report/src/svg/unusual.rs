//! Was it unusual? Every whole week as one dot on a line: before the change full, since then rings.

use ebb::dyad::Role;
use ebb::verdict::ChatVerdict;

use super::drawing::{Anchor, Drawing, Room, number, round_up, stacked};
use super::{Chart, Plan, Table, weeks_around};
use crate::words::Words;

/// Fewest weeks on either side.
const LEAST_WEEKS: usize = 2;
/// Most dots of a row; beyond, a dot stands for several weeks.
const MOST_DOTS: usize = 24;
/// Most weeks that are told one by one.
const MOST_TOLD: usize = 8;

pub(super) fn chart(verdict: ChatVerdict<'_>, words: &Words<'_>) -> Option<Chart> {
    let onset = verdict.course.onset.as_ref()?;
    let (before, since) = weeks_around(verdict, onset.day);
    let [before, since] = [before, since].map(|weeks| -> Vec<usize> {
        weeks.iter().map(|week| *week.messages.get(verdict.course.subject)).collect()
    });
    if before.len() < LEAST_WEEKS || since.len() < LEAST_WEEKS {
        return None;
    }
    let (least, latest) = (before.iter().min()?, since.last()?);
    let key = match verdict.course.subject {
        Role::Alter => "chart.unusual.says",
        Role::Ego => "chart.unusual.says-ego",
    };
    let told = if since.iter().all(|count| count == latest) {
        words.line("chart.unusual.all", &[("n", &latest.to_string())])
    } else if since.len() <= MOST_TOLD {
        let first = list(&since[..since.len() - 1]);
        words.line("chart.unusual.list", &[("list", &first), ("n", &latest.to_string())])
    } else {
        let ends = [since.iter().min()?, since.iter().max()?].map(ToString::to_string);
        words.line("chart.unusual.between", &[("low", &ends[0]), ("high", &ends[1])])
    };
    let weeks_a_dot = before.len().max(since.len()).div_ceil(MOST_DOTS);
    let note = match weeks_a_dot {
        1 => words.line("chart.unusual.note", &[]),
        weeks => words.line("chart.unusual.note-joined", &[("n", &weeks.to_string())]),
    };
    let sentence = words.line(
        key,
        &[
            ("n", &before.len().to_string()),
            ("low", &least.to_string()),
            ("count", &since.len().to_string()),
            ("since", &told),
            ("high", &latest.to_string()),
        ],
    );
    let head = vec![words.line("chart.weeks", &[]), words.line("chart.tide.title", &[])];
    let row = |key: &str, counts: &[usize]| vec![words.line(key, &[]), list(counts)];
    let rows = vec![row("column.before", &before), row("column.since", &since)];
    let table = Table { head, rows, days: Vec::new() };
    let plan = Plan { id: "unusual", title: words.line("chart.unusual.title", &[]), sentence, note, table };
    Some(plan.draw(words, |room| draw(&before, &since, weeks_a_dot, words, room)))
}

fn list(counts: &[usize]) -> String {
    let shown: Vec<String> = counts.iter().map(ToString::to_string).collect();
    shown.join(", ")
}

fn draw(before: &[usize], since: &[usize], weeks_a_dot: usize, words: &Words<'_>, room: Room) -> Drawing {
    let most = before.iter().chain(since).max().copied().unwrap_or(1) as f64;
    let end = round_up(most);
    let (left, right) = (room.pick(84.0, 62.0), room.width() - 14.0);
    let x = |count: usize| left + (right - left) * count as f64 / end;
    let radius = room.pick(6.0, 5.0);
    let mut rows = Vec::new();
    for counts in [before, since] {
        let mut sorted = counts.to_vec();
        sorted.sort_unstable();
        // The middle one of each few.
        let shown = sorted.chunks(weeks_a_dot).map(|chunk| x(chunk[chunk.len() / 2]));
        rows.push(stacked(shown, radius));
    }
    let tallest = rows.iter().flatten().map(|(_, height)| *height).max().unwrap_or(0) as f64;
    let step = (2.0 * radius + 1.0).min(90.0 / (tallest + 1.0));
    let row_height = tallest * step + 2.0 * radius + 18.0;
    let mut drawing = Drawing::new(room, 2.0 * row_height + 34.0);
    for (at, (stacked, key)) in rows.iter().zip(["column.before", "column.since"]).enumerate() {
        let base = (at + 1) as f64 * row_height - 6.0;
        drawing.line("grid", (left, base), (right, base));
        drawing.text("label", Anchor::Start, (0.0, base - 2.0), &words.line(key, &[]));
        let class = if at == 0 { "mark them" } else { "mark part them" };
        for (x, height) in stacked {
            drawing.circle(class, (*x, base - radius - 2.0 - *height as f64 * step), radius);
        }
        // The quietest week before, and the busiest since: how far the two are apart.
        let (said, end) = if at == 0 { (before.iter().min(), false) } else { (since.iter().max(), true) };
        if let Some(count) = said.filter(|_| weeks_a_dot == 1) {
            let (anchor, from) =
                if end { (Anchor::Start, radius + 5.0) } else { (Anchor::End, -radius - 5.0) };
            drawing.text("tick", anchor, (x(*count) + from, base - radius + 2.5), &count.to_string());
        }
    }
    let axis = 2.0 * row_height + 4.0;
    drawing.line("axis", (left, axis), (right, axis));
    for tick in 0..=2 {
        let value = end * f64::from(tick) / 2.0;
        let at = left + (right - left) * f64::from(tick) / 2.0;
        drawing.line("axis", (at, axis), (at, axis + 5.0));
        let anchor = if tick == 2 { Anchor::End } else { Anchor::Middle };
        let text = match tick {
            2 => words.line("chart.tide.level", &[("n", &number(value))]),
            _ => number(value),
        };
        drawing.text("tick", anchor, (at, axis + 20.0), &text);
    }
    drawing
}
