//! Before and since: how many times as much each quantity became, with its range, on a scale that grows by factors.

use ebb::change::RateRatio;
use ebb::dyad::Role;
use ebb::signal::SignalChange;
use ebb::verdict::ChatVerdict;

use super::drawing::{Anchor, Drawing, Room, number};
use super::{Chart, Plan, Table, short};
use crate::text::{told_value, value};
use crate::words::{Words, capital};

/// Signals whose ratio can be told; a share of few or a usual size of few has none.
const SHOWN: &[&str] =
    &["messages-per-day", "starts", "reply-minutes", "questions-per-day", "words-per-message"];
/// How many times more or less fits on the scale.
const REACH: f64 = 16.0;

pub(super) fn chart(verdict: ChatVerdict<'_>, words: &Words<'_>) -> Option<Chart> {
    let rows: Vec<(&SignalChange, RateRatio)> = verdict
        .course
        .signals
        .iter()
        .filter(|signal| SHOWN.contains(&signal.id))
        // What is too little to tell in the table is not drawn either.
        .filter(|signal| told_value(signal.before).and(told_value(signal.since)).is_some())
        .filter_map(|signal| Some((signal, signal.ratio?)))
        .collect();
    let is_beyond = |ratio: f64| !(1.0 / REACH..=REACH).contains(&ratio);
    let beyond = rows.iter().any(|(_, ratio)| is_beyond(ratio.ratio));
    let beyond = beyond.then(|| words.line("chart.compared.beyond", &[]));
    let note = std::iter::once(words.line("chart.compared.note", &[])).chain(beyond);
    let volume =
        |role: Role| rows.iter().find(|(signal, _)| signal.id == "messages-per-day" && signal.role == role);
    let (alter, ego) = (volume(Role::Alter)?.1, volume(Role::Ego)?.1);
    let sentence = words.line(
        "chart.compared.says",
        &[("alter_drop", words.ratio(alter.ratio)), ("ego_drop", words.ratio(ego.ratio))],
    );
    let head = ["chart.what", "column.before", "column.since", "chart.compared.as-much"];
    let head = head.map(|key| words.line(key, &[])).to_vec();
    let cells = rows.iter().map(|(signal, ratio)| {
        vec![
            label(signal, words),
            value(signal, signal.before),
            value(signal, signal.since),
            words.ratio(ratio.ratio).to_owned(),
        ]
    });
    let plan = Plan {
        id: "compared",
        title: words.line("chart.compared.title", &[]),
        sentence,
        note: note.collect::<Vec<_>>().join(" "),
        table: Table { head, rows: cells.collect(), days: Vec::new() },
    };
    Some(plan.draw(words, |room| draw(&rows, words, room)))
}

/// Returns an arrow to the left (-1) or right (1) of what lies beyond the scale.
fn arrow(x: f64, y: f64, towards: f64) -> String {
    let [tip, base, top, bottom] = [x + 5.0 * towards, x - 5.0 * towards, y - 5.5, y + 5.5].map(number);
    format!("M{tip} {}L{base} {top}V{bottom}z", number(y))
}

fn label(signal: &SignalChange, words: &Words<'_>) -> String {
    let who = match signal.role {
        Role::Alter => words.name(Role::Alter).to_owned(),
        Role::Ego => words.line("role.ego", &[]),
    };
    capital(&format!("{who}: {}", quantity(signal, words)))
}

fn quantity(signal: &SignalChange, words: &Words<'_>) -> String {
    let key = if signal.id == "reply-minutes" { "reply-time" } else { signal.id };
    words.line(&format!("signal.{key}"), &[])
}

fn draw(rows: &[(&SignalChange, RateRatio)], words: &Words<'_>, room: Room) -> Drawing {
    let row_height = room.pick(44.0, 52.0);
    let top = 30.0;
    // On a computer, the ratio stands in words at the end of its row.
    let longest = rows.iter().map(|(_, ratio)| words.ratio(ratio.ratio).chars().count()).max().unwrap_or(0);
    let (left, right) =
        (room.pick(150.0, 8.0), room.width() - room.pick((longest as f64 * 6.6 + 18.0).max(110.0), 8.0));
    let groups: Vec<&str> =
        SHOWN.iter().copied().filter(|id| rows.iter().any(|(signal, _)| signal.id == *id)).collect();
    let bottom = top + row_height * groups.len() as f64;
    let mut drawing = Drawing::new(room, bottom + 8.0);
    let x = |ratio: f64| {
        let place = f64::midpoint(ratio.clamp(1.0 / REACH, REACH).ln() / REACH.ln(), 1.0);
        left + (right - left) * place
    };
    for (ratio, key) in [
        (1.0 / 8.0, "chart.compared.eighth"),
        (0.5, "chart.compared.half"),
        (1.0, "chart.compared.same"),
        (2.0, "chart.compared.double"),
        (8.0, "chart.compared.eightfold"),
    ] {
        let class = if key == "chart.compared.same" { "waterline" } else { "grid" };
        drawing.line(class, (x(ratio), top - 6.0), (x(ratio), bottom));
        // On a phone the names in between would touch.
        let is_named = room == Room::Wide || !matches!(key, "chart.compared.half" | "chart.compared.double");
        if !is_named {
            continue;
        }
        drawing.text("tick", Anchor::Middle, (x(ratio), 14.0), &words.line(key, &[]));
    }
    for (at, id) in groups.iter().enumerate() {
        let y = top + row_height * at as f64;
        let both = rows.iter().filter(|(signal, _)| signal.id == *id);
        if let Some((signal, _)) = both.clone().next() {
            let text = quantity(signal, words);
            let place = room.pick((0.0, y + 26.0), (left, y + 10.0));
            drawing.text("label", Anchor::Start, place, &text);
        }
        for (signal, ratio) in both {
            let y = y + room.pick(14.0, 22.0) + if signal.role == Role::Ego { 15.0 } else { 0.0 };
            // The first row says whose mark is whose.
            if at == 0 {
                let end = (x(ratio.low) - 8.0, y + 4.5);
                let begin = (x(ratio.high) + 8.0, y + 4.5);
                match signal.role {
                    Role::Alter => {
                        let name = short(words.name(Role::Alter), room.pick(12, 8));
                        drawing.text("name them", Anchor::Start, begin, &name);
                    }
                    Role::Ego if end.0 > left + 30.0 => {
                        drawing.text("name you", Anchor::End, end, &words.line("chart.you", &[]));
                    }
                    Role::Ego => {
                        drawing.text("name you", Anchor::Start, begin, &words.line("chart.you", &[]));
                    }
                }
            }
            if room == Room::Wide {
                let class = match signal.role {
                    Role::Alter => "tick them",
                    Role::Ego => "tick you",
                };
                drawing.text(class, Anchor::End, (room.width(), y + 4.5), words.ratio(ratio.ratio));
            }
            let side = match signal.role {
                Role::Alter => "them",
                Role::Ego => "you",
            };
            let here = x(ratio.ratio);
            drawing.line(&format!("spread {side}"), (x(ratio.low), y), (x(ratio.high), y));
            if ratio.ratio < 1.0 / REACH {
                drawing.path(&format!("mark {side}"), &arrow(here, y, -1.0));
            } else if ratio.ratio > REACH {
                drawing.path(&format!("mark {side}"), &arrow(here, y, 1.0));
            } else {
                match signal.role {
                    Role::Alter => drawing.circle("mark them", (here, y), 5.0),
                    Role::Ego => drawing.square("mark you", (here, y), 4.4),
                }
            }
        }
    }
    drawing
}
