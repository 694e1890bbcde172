//! When the other person writes: two grids of weekday and three hours, before and since, in one hue.

use std::fmt::Write as _;

use ebb::figure::HourGrid;
use ebb::verdict::ChatVerdict;

use super::drawing::{Anchor, Drawing, Room, number};
use super::{Chart, Plan, Table};
use crate::words::Words;

/// Messages below which a cell stays blank.
const LEAST_MESSAGES: u32 = 3;
/// Fewest messages of a grid.
const LEAST_GRID: u32 = 60;
/// Hours of one column.
const HOURS: usize = 3;

pub(super) fn chart(verdict: ChatVerdict<'_>, words: &Words<'_>) -> Option<Chart> {
    let rhythm = verdict.figures.rhythm.as_ref()?;
    let sum = |grid: &HourGrid| grid.iter().flatten().sum::<u32>();
    if sum(&rhythm.before) < LEAST_GRID || sum(&rhythm.since) < LEAST_GRID {
        return None;
    }
    let (before, since) = (busiest(&rhythm.before), busiest(&rhythm.since));
    // Spans that overlap are no news: what is busiest of two hours is mostly chance.
    let apart = before.abs_diff(since);
    let is_same = apart.min(24 - apart) < HOURS;
    let is_same = is_same || column(&rhythm.before) == column(&rhythm.since);
    let key = if is_same { "chart.rhythm.says-same" } else { "chart.rhythm.says" };
    // Named by the columns that are drawn.
    let (before, since) = (column(&rhythm.before), column(&rhythm.since));
    let span = |from: usize| {
        words.line("chart.rhythm.span", &[("low", &clock(from)), ("high", &clock(from + HOURS))])
    };
    let sentence = words.line(key, &[("before", &span(before)), ("since", &span(since))]);
    let columns: Vec<usize> = (0..24).step_by(HOURS).collect();
    let mut head = vec![words.line("chart.rhythm.day", &[])];
    head.extend(columns.iter().map(|from| clock(*from)));
    let mut rows = Vec::new();
    for (grid, key) in [(&rhythm.before, "column.before"), (&rhythm.since, "column.since")] {
        for (day, cells) in grid.iter().enumerate() {
            let mut row = vec![format!("{}, {}", words.weekday(day), words.line(key, &[]))];
            row.extend(columns.iter().map(|from| cells[*from..from + HOURS].iter().sum::<u32>().to_string()));
            rows.push(row);
        }
    }
    let plan = Plan {
        id: "rhythm",
        title: words.line("chart.rhythm.title", &[]),
        sentence,
        note: words.line("chart.rhythm.note", &[]),
        table: Table { head, rows, days: Vec::new() },
    };
    Some(plan.draw(words, |room| draw(&rhythm.before, &rhythm.since, words, room)))
}

fn clock(hour: usize) -> String {
    format!("{}:00", hour % 24)
}

/// Returns the first of the three hours next to each other in which most was written.
fn busiest(grid: &HourGrid) -> usize {
    let at =
        |from: usize| (0..HOURS).map(move |hour| grid.iter().map(|d| d[(from + hour) % 24]).sum::<u32>());
    (0..24).max_by_key(|from| (at(*from).sum::<u32>(), std::cmp::Reverse(*from))).unwrap_or(0)
}

/// Returns the first hour of the busiest column.
fn column(grid: &HourGrid) -> usize {
    let sum = |from: usize| grid.iter().flat_map(|day| &day[from..from + HOURS]).sum::<u32>();
    (0..24).step_by(HOURS).max_by_key(|from| (sum(*from), std::cmp::Reverse(*from))).unwrap_or(0)
}

fn draw(before: &HourGrid, since: &HourGrid, words: &Words<'_>, room: Room) -> Drawing {
    let label = room.pick(36.0, 32.0);
    let grid_width = room.pick((room.width() - 24.0) / 2.0, room.width()) - label;
    let columns = 24 / HOURS;
    let cell = (grid_width / columns as f64).floor();
    // The style sheet draws cells 16 units high.
    let row = 17.0;
    let grid_height = 26.0 + 7.0 * row + 24.0;
    let mut drawing = Drawing::new(room, room.pick(grid_height, 2.0 * grid_height + 12.0));
    let most = |grid: &HourGrid| {
        let cells = grid.iter().flat_map(|hours| hours.chunks(HOURS)).map(|hours| hours.iter().sum::<u32>());
        f64::from(cells.max().unwrap_or(1)).max(1.0)
    };
    for (at, (grid, key)) in [(before, "column.before"), (since, "column.since")].into_iter().enumerate() {
        let at = at as f64;
        let left = label + room.pick(at * (room.width() + 24.0) / 2.0, 0.0);
        let top = 26.0 + room.pick(0.0, at * (grid_height + 12.0));
        drawing.text("label", Anchor::Start, (left, top - 10.0), &words.line(key, &[]));
        // One path for each step of colour.
        let mut steps: [String; 6] = std::array::from_fn(|_| String::new());
        // Where the path of each step ended: cells next to each other need no place of their own.
        let mut ends = [(0.0, 0.0); 6];
        for (day, cells) in grid.iter().enumerate() {
            let y = top + row * day as f64;
            let name: String = words.weekday(day).chars().take(3).collect();
            drawing.text("tick", Anchor::End, (left - 6.0, y + row - 4.0), &name);
            for (column, hours) in cells.chunks(HOURS).enumerate() {
                let count: u32 = hours.iter().sum();
                let step = if count < LEAST_MESSAGES {
                    0
                } else {
                    [0.12, 0.3, 0.5, 0.75]
                        .iter()
                        .filter(|edge| f64::from(count) / most(grid) > **edge)
                        .count()
                        + 1
                };
                let here = (left + cell * column as f64, y + row / 2.0);
                let width = cell - 1.0;
                let _ = if ends[step] == (here.0 - 1.0, here.1) {
                    write!(steps[step], "m1 0h{width}")
                } else {
                    write!(steps[step], "M{} {}h{width}", number(here.0), number(here.1))
                };
                ends[step] = (here.0 + width, here.1);
            }
        }
        for (step, cells) in steps.iter().enumerate().filter(|(_, cells)| !cells.is_empty()) {
            drawing.path(&format!("heat h{step}"), cells);
        }
        for hour in [0, 6, 12, 18] {
            let x = left + cell * f64::from(hour) / HOURS as f64;
            drawing.text("tick", Anchor::Start, (x, top + 7.0 * row + 15.0), &format!("{hour}:00"));
        }
    }
    drawing
}
