//! How long replies take: each month as 20 dots for each person, on a scale that grows by factors.

use std::fmt::Write as _;

use ebb::dyad::Role;
use ebb::figure::Replies;
use ebb::verdict::ChatVerdict;

use super::axis::WaitAxis;
use super::drawing::{Anchor, Drawing, Room, number};
use super::{Chart, Plan, Table, short};
use crate::text::told_value;
use crate::words::{Words, Year, duration};

/// Most months that are drawn in each room; of a longer chat, months equally far apart.
const MOST_MONTHS: (usize, usize) = (12, 5);
/// Most months where each is named with its year.
const MOST_WITH_YEAR: (usize, usize) = (12, 4);

pub(super) fn chart(verdict: ChatVerdict<'_>, words: &Words<'_>) -> Option<Chart> {
    let months = &verdict.figures.replies;
    let drawn: Vec<&Replies> = months.iter().filter(|month| !month.minutes.alter.is_empty()).collect();
    if drawn.len() < 2 {
        return None;
    }
    let usual = |role: Role| {
        let signals = &verdict.course.signals;
        let signal = signals.iter().find(|signal| signal.id == "reply-minutes" && signal.role == role)?;
        Some((duration(told_value(signal.before)?), duration(told_value(signal.since)?)))
    };
    let told = |(before, since): (String, String), key: &str| {
        let key = if before == since { format!("{key}-same") } else { key.to_owned() };
        words.line(&key, &[("before", &before), ("since", &since)])
    };
    let sentence = match (usual(Role::Alter), usual(Role::Ego)) {
        (Some(alter), Some(ego)) => {
            format!("{} {}", told(alter, "chart.replies.alter"), told(ego, "chart.replies.ego"))
        }
        _ => words.line("chart.replies.says-level", &[]),
    };
    let head = vec![
        words.line("chart.month", &[]),
        words.name(Role::Alter).to_owned(),
        words.line("chart.you", &[]),
    ];
    let cell = |month: &Replies, role: Role| {
        let minutes = month.minutes.get(role);
        minutes.get(minutes.len() / 2).map_or_else(|| words.line("chart.too-few", &[]), |m| duration(*m))
    };
    // The table holds what the wide drawing shows.
    let is_long = months.len() > MOST_MONTHS.0;
    let months = spaced(&months.iter().collect::<Vec<_>>(), MOST_MONTHS.0);
    let some = is_long.then(|| words.line("chart.replies.some", &[]));
    let note = [Some(words.line("chart.replies.note", &[])), some];
    let rows = months.iter().map(|month| {
        vec![words.month(month.month, Year::Told), cell(month, Role::Alter), cell(month, Role::Ego)]
    });
    let plan = Plan {
        id: "replies",
        title: words.line("chart.replies.title", &[]),
        sentence,
        note: note.into_iter().flatten().collect::<Vec<_>>().join(" "),
        table: Table { head, rows: rows.collect(), days: months.iter().map(|month| month.month).collect() },
    };
    Some(plan.draw(words, |room| draw(&drawn, words, room)))
}

/// Returns at most `most` months, the first and the last among them, equally far apart.
fn spaced<'a>(months: &[&'a Replies], most: usize) -> Vec<&'a Replies> {
    if months.len() <= most {
        return months.to_vec();
    }
    (0..most).map(|at| months[at * (months.len() - 1) / (most - 1)]).collect()
}

fn draw(months: &[&Replies], words: &Words<'_>, room: Room) -> Drawing {
    let (year, most) =
        if months.len() > MOST_MONTHS.0 { (Year::Told, MOST_WITH_YEAR) } else { (Year::Untold, MOST_MONTHS) };
    let months = spaced(months, room.pick(most.0, most.1));
    let (top, bottom) = (28.0, 268.0);
    let mut drawing = Drawing::new(room, bottom + 28.0);
    let (left, right) = (room.pick(62.0, 50.0), room.width() - 4.0);
    let all = months.iter().flat_map(|month| month.minutes.alter.iter().chain(&month.minutes.ego));
    let longest = all.fold(60.0_f64, |a, b| a.max(*b)).min(43_200.0);
    let axis = WaitAxis { least: 0.5, most: longest * 1.1, start: bottom, end: top };
    for (minutes, name) in axis.ticks(words) {
        let y = axis.at(minutes);
        drawing.line("grid", (left, y), (right, y));
        drawing.text("tick", Anchor::End, (left - 6.0, y + 4.5), &name);
    }
    let width = (right - left) / months.len() as f64;
    let name = short(words.name(Role::Alter), room.pick(14, 10));
    drawing.circle("mark them", (left + 5.0, 9.5), 4.0);
    drawing.text("name them", Anchor::Start, (left + 14.0, 14.0), &name);
    drawing.square("mark you", (right - 34.0, 9.5), 3.6);
    drawing.text("name you", Anchor::End, (right, 14.0), &words.line("chart.you", &[]));
    let mut usual = [String::new(), String::new()];
    for (at, month) in months.iter().enumerate() {
        let x = left + width * (at as f64 + 0.5);
        drawing.text("tick", Anchor::Middle, (x, bottom + 20.0), &words.month(month.month, year));
        for (usual, (role, side)) in usual.iter_mut().zip([(Role::Alter, -1.0), (Role::Ego, 1.0)]) {
            let minutes = month.minutes.get(role);
            let mut seeds = String::new();
            let mut last = None;
            let center = x + side * (width * 0.2).min(26.0);
            for (dot, wait) in minutes.iter().enumerate() {
                // Dots swing to and fro so that equal waits stay visible.
                let swing = (f64::from(u8::try_from(dot % 3).unwrap_or(0)) - 1.0) * (width * 0.05).min(4.0);
                // One path for all, in whole units from dot to dot: hundreds of dots as elements of their own would
                // weigh as much as the page.
                let here = ((center + swing).round(), axis.at(*wait).round());
                let _ = match last {
                    None => write!(seeds, "M{} {}h0", here.0, here.1),
                    Some((x, y)) => write!(seeds, "m{} {}h0", here.0 - x, here.1 - y),
                };
                last = Some(here);
            }
            drawing.path(if role == Role::Alter { "seeds them" } else { "seeds you" }, &seeds);
            if let Some(median) = minutes.get(minutes.len() / 2) {
                let (y, half) = (axis.at(*median), (width * 0.17).min(20.0));
                let _ = write!(usual, "M{} {}h{}", number(center - half), number(y), number(2.0 * half));
            }
        }
    }
    for (usual, side) in usual.iter().zip(["median them", "median you"]) {
        drawing.path(side, usual);
    }
    drawing
}
