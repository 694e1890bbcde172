//! Two lines over time, one for each person, with the band of the change behind them.

use ebb::dyad::{ByRole, Role};
use ebb::verdict::ChatVerdict;
use jiff::civil::Date;

use super::axis::TimeAxis;
use super::drawing::{Anchor, Drawing, Room, number, round_up, smooth, soft_band};
use super::short;
use crate::words::Words;

/// Most points of a line in each room; the table holds those of the wide one.
pub(super) const MOST_POINTS: (usize, usize) = (30, 20);

/// One stretch of both lines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub(super) from: Date,
    pub(super) days: f64,
    /// How much of it each person did; `None` with too little to say.
    pub(super) level: ByRole<Option<f64>>,
}

/// Returns how many stretches are joined to one point of a line.
pub(super) fn joined(stretches: usize, most: usize) -> usize {
    stretches.div_ceil(most).max(1)
}

/// Returns the mean of what one person did in a few stretches.
pub(super) fn mean(stretches: &[Stretch], role: Role) -> Option<f64> {
    let levels: Vec<f64> = stretches.iter().filter_map(|stretch| *stretch.level.get(role)).collect();
    (!levels.is_empty()).then(|| levels.iter().sum::<f64>() / levels.len() as f64)
}

pub(super) fn draw(
    verdict: ChatVerdict<'_>,
    stretches: &[Stretch],
    words: &Words<'_>,
    room: Room,
) -> Drawing {
    let (top, bottom) = (14.0, 164.0);
    let mut drawing = Drawing::new(room, bottom + 28.0);
    let time = TimeAxis {
        from: stretches.first().map_or(verdict.input.from, |stretch| stretch.from),
        days: stretches.iter().map(|stretch| stretch.days).sum(),
        left: room.pick(34.0, 28.0),
        right: room.width() - room.pick(76.0, 52.0),
    };
    let mut day = 0.0;
    let chunks = stretches.chunks(joined(stretches.len(), room.pick(MOST_POINTS.0, MOST_POINTS.1)));
    let points: Vec<(f64, ByRole<Option<f64>>)> = chunks
        .map(|chunk| {
            let days: f64 = chunk.iter().map(|stretch| stretch.days).sum();
            let x = time.at_day(day + days / 2.0);
            day += days;
            (x, ByRole::from_fn(|role| mean(chunk, role)))
        })
        .collect();
    let levels = points.iter().flat_map(|(_, level)| [level.alter, level.ego]).flatten();
    let most = round_up(levels.fold(1.0, f64::max));
    let y = |count: f64| bottom - (bottom - top) * count / most;
    for tick in 0..=2 {
        let value = most * f64::from(tick) / 2.0;
        drawing.line("grid", (time.left, y(value)), (time.right, y(value)));
        drawing.text("tick", Anchor::End, (time.left - 6.0, y(value) + 4.5), &number(value));
    }
    if let Some(onset) = &verdict.course.onset {
        let (low, high) = (time.at(onset.low), time.at(onset.high));
        soft_band(&mut drawing, (low, high), (top - 6.0, bottom));
    }
    time.draw(&mut drawing, bottom, words);
    let mut end = |role: Role, side: &str| {
        let at = |(x, level): &(f64, ByRole<Option<f64>>)| level.get(role).map(|level| (*x, y(level)));
        let line: Vec<(f64, f64)> = points.iter().filter_map(at).collect();
        if !line.is_empty() {
            drawing.path(&format!("crest {side}"), &smooth(&line));
        }
        line.last().map_or(bottom, |point| point.1)
    };
    // The two names keep apart where the lines end together.
    let (alter, ego) = (end(Role::Alter, "them"), end(Role::Ego, "you"));
    let nudge = ((18.0 - (alter - ego).abs()) / 2.0).max(0.0);
    let (alter, ego) = if alter <= ego { (alter - nudge, ego + nudge) } else { (alter + nudge, ego - nudge) };
    let x = time.right + 8.0;
    let name = short(words.name(Role::Alter), room.pick(9, 6));
    drawing.text("name them", Anchor::Start, (x, alter + 4.5), &name);
    drawing.text("name you", Anchor::Start, (x, ego + 4.5), &words.line("chart.you", &[]));
    drawing
}
