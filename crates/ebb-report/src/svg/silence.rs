//! The silence clock: 20 of the other person's silences as dots, and where the present one stands among them.

use ebb::silence::{ComparedWith, PastSilence, Silence};
use ebb::verdict::Verdict;

use super::axis::WaitAxis;
use super::drawing::{Anchor, Drawing, Room, stacked};
use super::{Chart, Plan, Table};
use crate::text::silence_lines;
use crate::words::{Words, duration};

pub(super) fn chart(verdict: &Verdict, words: &Words<'_>) -> Option<Chart> {
    let clock = &verdict.silence.as_ref()?.clock;
    let hours = &verdict.figures.silences;
    // Where no silence is told, there is none to compare.
    if hours.is_empty() || silence_lines(verdict, words).is_none() {
        return None;
    }
    let is_shorter = |past: &PastSilence| past.awake_hours < clock.awake_hours;
    let shorter = hours.iter().filter(|past| is_shorter(past)).count();
    let since = match &verdict.course.onset {
        Some(onset) if clock.regime == ComparedWith::SinceChange => {
            words.line("silence.since-change", &[("date", &words.date(onset.date))])
        }
        Some(_) | None => words.line("silence.since-start", &[]),
    };
    let key = if shorter < hours.len() { "chart.silence.says" } else { "chart.silence.says-all" };
    let sentence = words.line(
        key,
        &[("since", &since), ("n", &shorter.to_string()), ("days", &duration(clock.hours * 60.0))],
    );
    let head = vec![words.line("chart.silence.typical", &[]), words.line("chart.silence.lasted", &[])];
    let rows = hours.iter().enumerate();
    let rows = rows.map(|(at, past)| vec![(at + 1).to_string(), duration(past.hours * 60.0)]);
    let plan = Plan {
        id: "silence",
        title: words.line("chart.silence.title", &[]),
        sentence,
        note: String::new(),
        table: Table { head, rows: rows.collect() },
    };
    Some(plan.draw(words, |room| draw(hours, clock, words, room)))
}

fn draw(past: &[PastSilence], clock: &Silence, words: &Words<'_>, room: Room) -> Drawing {
    let now = clock.hours;
    let (left, right) = (14.0, room.width() - 14.0);
    let longest = past.iter().map(|silence| silence.hours).fold(now, f64::max);
    let axis = WaitAxis { least: 180.0, most: longest * 60.0 * 1.25, start: left, end: right };
    let radius = room.pick(8.0, 6.0);
    let stacked = stacked(past.iter().map(|silence| axis.at(silence.hours * 60.0)), radius);
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
        let is_shorter = silence.awake_hours < clock.awake_hours;
        let class = if is_shorter { "mark them" } else { "mark part them" };
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
