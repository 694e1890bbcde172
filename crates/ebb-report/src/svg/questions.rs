//! Questions a week from each side, as two lines.

use ebb::dyad::Role;
use ebb::figure::Asked;
use ebb::verdict::Verdict;

use super::axis::TimeAxis;
use super::drawing::{Anchor, Drawing, Room, number, round_up, smooth, soft_band};
use super::{Chart, Plan, Table, short};
use crate::words::{Words, decimal};

/// Most points of a line in each room; the table holds those of the wide one.
const MOST_POINTS: (usize, usize) = (36, 22);
/// Fewest messages of a chat; with fewer, the lines are mostly chance.
const LEAST_MESSAGES: usize = 100;

pub(super) fn chart(verdict: &Verdict, words: &Words<'_>) -> Option<Chart> {
    let asked = &verdict.figures.asked;
    let messages = verdict.input.messages.alter + verdict.input.messages.ego;
    if asked.len() < 4 || messages < LEAST_MESSAGES {
        return None;
    }
    let rate = |role: Role| {
        let signals = &verdict.course.signals;
        let signal = signals.iter().find(|signal| signal.id == "questions-per-day" && signal.role == role)?;
        Some((decimal(signal.before.value()?), decimal(signal.since.value()?)))
    };
    let sentence = match (rate(Role::Alter), rate(Role::Ego)) {
        (Some(alter), Some(ego)) => words.line(
            "chart.questions.says",
            &[("before", &alter.0), ("since", &alter.1), ("ego_before", &ego.0), ("ego_since", &ego.1)],
        ),
        _ => words.line("chart.questions.says-level", &[]),
    };
    let joined = asked.len().div_ceil(MOST_POINTS.0).max(1);
    let from = match joined {
        1 => words.line("chart.week-of", &[]),
        weeks => words.line("chart.weeks-from", &[("n", &weeks.to_string())]),
    };
    let head = vec![from, words.name(Role::Alter).to_owned(), words.line("chart.you", &[])];
    let rows = asked.chunks(joined).map(|weeks| {
        let count = |role: Role| format!("{:.0}", mean(weeks, role));
        vec![words.date(weeks[0].from), count(Role::Alter), count(Role::Ego)]
    });
    let plan = Plan {
        id: "questions",
        title: words.line("chart.questions.title", &[]),
        sentence,
        note: String::new(),
        table: Table { head, rows: rows.collect() },
    };
    Some(plan.draw(words, |room| draw(verdict, asked, words, room)))
}

fn mean(weeks: &[Asked], role: Role) -> f64 {
    weeks.iter().map(|week| *week.questions.get(role)).sum::<usize>() as f64 / weeks.len() as f64
}

fn draw(verdict: &Verdict, asked: &[Asked], words: &Words<'_>, room: Room) -> Drawing {
    let (top, bottom) = (14.0, 164.0);
    let mut drawing = Drawing::new(room, bottom + 28.0);
    let joined = asked.len().div_ceil(room.pick(MOST_POINTS.0, MOST_POINTS.1)).max(1);
    let time = TimeAxis {
        from: asked.first().map_or(verdict.input.from, |week| week.from),
        days: 7.0 * asked.len() as f64,
        left: room.pick(34.0, 28.0),
        right: room.width() - room.pick(76.0, 52.0),
    };
    let points: Vec<(f64, [f64; 2])> = asked
        .chunks(joined)
        .enumerate()
        .map(|(at, chunk)| {
            let middle = (at * joined) as f64 * 7.0 + chunk.len() as f64 * 3.5;
            (time.at_day(middle), Role::BOTH.map(|role| mean(chunk, role)))
        })
        .collect();
    let most = round_up(points.iter().flat_map(|(_, both)| *both).fold(1.0, f64::max));
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
    let mut ends = [0.0; 2];
    for (at, side) in ["them", "you"].into_iter().enumerate() {
        let line: Vec<(f64, f64)> = points.iter().map(|(x, both)| (*x, y(both[at]))).collect();
        drawing.path(&format!("crest {side}"), &smooth(&line));
        ends[at] = line.last().map_or(bottom, |point| point.1);
    }
    // The two names keep apart where the lines end together.
    let [alter, ego] = ends;
    let nudge = ((18.0 - (alter - ego).abs()) / 2.0).max(0.0);
    let (alter, ego) = if alter <= ego { (alter - nudge, ego + nudge) } else { (alter + nudge, ego - nudge) };
    let x = time.right + 8.0;
    drawing.text(
        "name them",
        Anchor::Start,
        (x, alter + 4.5),
        &short(words.name(Role::Alter), room.pick(9, 6)),
    );
    drawing.text("name you", Anchor::Start, (x, ego + 4.5), &words.line("chart.you", &[]));
    drawing
}
