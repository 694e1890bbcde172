//! The silence clock: 20 of the other person's silences as dots, and where the present one stands among them.

use ebb::figure::spread;
use ebb::silence::{ComparedWith, PastSilence};
use ebb::verdict::ChatVerdict;

use super::axis::WaitAxis;
use super::drawing::{Anchor, Drawing, Room, stacked};
use super::{Chart, Plan, Table};
use crate::text::{is_ego_due, silence_lines};
use crate::words::{Words, duration};

/// How the length of a silence is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hours {
    /// As on a clock.
    Clock,
    /// Without the nights of the other person.
    Awake,
}

impl Hours {
    fn of(self, past: &PastSilence) -> f64 {
        match self {
            Self::Clock => past.hours,
            Self::Awake => past.awake_hours,
        }
    }
}

pub(super) fn chart(verdict: ChatVerdict<'_>, words: &Words<'_>) -> Option<Chart> {
    let regime = verdict.silence.as_ref()?.clock.as_ref()?.regime;
    drawn(verdict, words, &verdict.figures.silences, regime, Hours::Awake)
}

/// Draws the clock next to silences of one kind, if there are enough of them.
pub(super) fn chart_next_to(
    verdict: ChatVerdict<'_>,
    words: &Words<'_>,
    with: ComparedWith,
    hours: Hours,
) -> Option<Chart> {
    let past = verdict.silence.as_ref()?.clock.as_ref()?.past_of(with);
    let is_enough = past.len() >= words.settings().silence.least_silences;
    is_enough.then(|| drawn(verdict, words, &spread(&past), with, hours)).flatten()
}

fn drawn(
    verdict: ChatVerdict<'_>,
    words: &Words<'_>,
    past: &[PastSilence],
    with: ComparedWith,
    hours: Hours,
) -> Option<Chart> {
    let clock = verdict.silence.as_ref()?.clock.as_ref()?;
    // Where no silence is told, there is none to compare.
    if past.is_empty() || is_ego_due(verdict) || silence_lines(verdict, words).is_none() {
        return None;
    }
    let now = match hours {
        Hours::Clock => clock.hours,
        Hours::Awake => clock.awake_hours,
    };
    let mut past = past.to_vec();
    past.sort_by(|a, b| hours.of(a).total_cmp(&hours.of(b)));
    let shorter = past.iter().filter(|past| hours.of(past) < now).count();
    let since = match (&verdict.course.onset, with) {
        (Some(onset), ComparedWith::SinceChange) => {
            words.line("silence.since-change", &[("date", &words.date(onset.date))])
        }
        (Some(onset), ComparedWith::BeforeChange) => {
            words.line("silence.before-change", &[("date", &words.date(onset.date))])
        }
        (_, ComparedWith::WholeChat) | (None, _) => words.line("silence.since-start", &[]),
    };
    let key = if shorter < past.len() { "chart.silence.says" } else { "chart.silence.says-all" };
    let lasted = match hours {
        Hours::Clock => duration(now * 60.0),
        Hours::Awake => words.line("chart.silence.awake", &[("days", &duration(now * 60.0))]),
    };
    let sentence = words.line(key, &[("since", &since), ("n", &shorter.to_string()), ("days", &lasted)]);
    let head = vec![words.line("chart.silence.typical", &[]), words.line("chart.silence.lasted", &[])];
    let rows = past.iter().enumerate();
    let rows = rows.map(|(at, past)| vec![(at + 1).to_string(), duration(hours.of(past) * 60.0)]);
    let plan = Plan {
        id: "silence",
        title: words.line("chart.silence.title", &[]),
        sentence,
        note: match hours {
            Hours::Clock => words.line("chart.silence.nights", &[]),
            Hours::Awake => words.line("chart.silence.no-nights", &[]),
        },
        table: Table { head, rows: rows.collect(), days: Vec::new() },
    };
    Some(plan.draw(words, |room| draw(&past, (now, hours), words, room)))
}

fn draw(past: &[PastSilence], (now, hours): (f64, Hours), words: &Words<'_>, room: Room) -> Drawing {
    let (left, right) = (14.0, room.width() - 14.0);
    let longest = past.iter().map(|silence| hours.of(silence)).fold(now, f64::max);
    let axis = WaitAxis { least: 180.0, most: longest * 60.0 * 1.25, start: left, end: right };
    let radius = room.pick(8.0, 6.0);
    let stacked = stacked(past.iter().map(|silence| axis.at(hours.of(silence) * 60.0)), radius);
    let tallest = stacked.iter().map(|(_, height)| *height).max().unwrap_or(0) as f64;
    let base = 44.0 + (tallest + 1.0) * (2.0 * radius + 1.0);
    let mut drawing = Drawing::new(room, base + 34.0);
    drawing.line("axis", (left, base), (right, base));
    let mut last = f64::NEG_INFINITY;
    for (minutes, name) in axis.ticks(words) {
        let x = axis.at(minutes);
        // A name that would touch the one before is left out.
        if x - last < 8.0 * name.chars().count() as f64 {
            continue;
        }
        last = x;
        drawing.line("axis", (x, base), (x, base + 5.0));
        drawing.text("tick", Anchor::Middle, (x, base + 21.0), &name);
    }
    let here = axis.at(now * 60.0);
    for (silence, (x, height)) in past.iter().zip(stacked) {
        let class = if hours.of(silence) < now { "mark them" } else { "mark part them" };
        drawing.circle(class, (x, base - radius - 3.0 - height as f64 * (2.0 * radius + 1.0)), radius);
    }
    drawing.line("here", (here, 26.0), (here, base + 6.0));
    let text = words.line("chart.silence.now", &[("days", &duration(now * 60.0))]);
    let edge = text.chars().count() as f64 * 3.7;
    let (anchor, x) = if here + edge > right {
        (Anchor::End, (here + 8.0).min(right + 10.0))
    } else if here - edge < left {
        (Anchor::Start, (here - 8.0).max(2.0))
    } else {
        (Anchor::Middle, here)
    };
    drawing.text("note", anchor, (x, 16.0), &text);
    drawing
}
