//! The tide: messages a week as water above and below one line, the other person's above, its reflection below.

use ebb::dyad::{ByRole, Role};
use ebb::verdict::{Verdict, Week};

use super::axis::TimeAxis;
use super::drawing::{Anchor, Drawing, Room, number, round_up, smooth};
use super::{Chart, Plan, Table, from_to, short};
use crate::words::Words;

/// One point of the water line: weeks joined until there is room for all.
struct Point {
    /// Days from the first to its middle.
    middle: f64,
    /// Messages a week.
    level: ByRole<f64>,
    /// Whether it covers less than a week.
    is_part: bool,
}

/// Fewest days of a last week that is drawn; with fewer, its level is mostly chance.
const LEAST_DAYS: usize = 3;

pub(super) fn chart(verdict: &Verdict, words: &Words<'_>) -> Option<Chart> {
    if verdict.weeks.len() < 2 {
        return None;
    }
    let plan = Plan {
        id: "tide",
        title: words.line("chart.tide.title", &[]),
        sentence: sentence(verdict, words),
        table: table(verdict, words),
    };
    Some(plan.draw(words, |room| draw(verdict, words, room)))
}

fn points(weeks: &[Week], most: usize) -> Vec<Point> {
    let joined = weeks.len().div_ceil(most).max(1);
    weeks
        .chunks(joined)
        .filter_map(|chunk| {
            let days: usize = chunk.iter().map(|week| week.days).sum();
            let sum = |role: Role| chunk.iter().map(|week| *week.messages.get(role)).sum::<usize>();
            (days >= LEAST_DAYS).then(|| Point {
                middle: chunk[0].first_day as f64 + days as f64 / 2.0,
                level: ByRole::from_fn(|role| sum(role) as f64 * 7.0 / days as f64),
                is_part: days < 7,
            })
        })
        .collect()
}

/// Where everything stands.
struct Place {
    time: TimeAxis,
    middle: f64,
    unit: f64,
    top: f64,
    bottom: f64,
}

impl Place {
    fn level(&self, role: Role, messages: f64) -> f64 {
        match role {
            Role::Alter => self.middle - messages * self.unit,
            Role::Ego => self.middle + messages * self.unit,
        }
    }
}

fn draw(verdict: &Verdict, words: &Words<'_>, room: Room) -> Drawing {
    let height = room.pick(384.0, 340.0);
    let mut drawing = Drawing::new(room, height);
    let points = points(&verdict.weeks, room.pick(64, 34));
    let most = ByRole::from_fn(|role| {
        let levels = points.iter().map(|point| *point.level.get(role));
        let usual = verdict.figures.usual.as_ref().map_or(0.0, |usual| usual.get(role).1);
        levels.fold(usual, f64::max).max(1.0)
    });
    let place = place(verdict, &most, room, height);
    under_water(&mut drawing, verdict, words, &place, &most);
    for role in Role::BOTH {
        water(&mut drawing, &points, role, &place, room);
    }
    drawing.line("waterline", (place.time.left, place.middle), (place.time.right, place.middle));
    change(&mut drawing, verdict, words, &place, room);
    names(&mut drawing, &points, words, &place, room);
    drawing
}

fn place(verdict: &Verdict, most: &ByRole<f64>, room: Room, height: f64) -> Place {
    let (top, bottom) = (room.pick(44.0, 40.0), height - 30.0);
    // Both sides share one scale, and each gets the room it needs.
    let unit = (bottom - top - 8.0) / (most.alter + most.ego);
    let days: usize = verdict.weeks.iter().map(|week| week.days).sum();
    Place {
        time: TimeAxis {
            from: verdict.weeks.first().map_or(verdict.input.from, |week| week.from),
            days: days as f64,
            left: room.pick(34.0, 28.0),
            right: room.width() - room.pick(76.0, 52.0),
        },
        middle: top + most.alter * unit,
        unit,
        top,
        bottom,
    }
}

/// Ticks, the usual range like a high-water mark, and months.
fn under_water(
    drawing: &mut Drawing,
    verdict: &Verdict,
    words: &Words<'_>,
    place: &Place,
    most: &ByRole<f64>,
) {
    let (left, right) = (place.time.left, place.time.right);
    if let Some(usual) = &verdict.figures.usual {
        for role in Role::BOTH {
            let (low, high) = *usual.get(role);
            let (a, b) = (place.level(role, low), place.level(role, high));
            drawing.rect("usual", (left, a.min(b)), (right - left, (a - b).abs()));
            drawing.line("high-water", (left, b), (right, b));
        }
    }
    let step = round_up(most.alter.max(most.ego) * 0.8) / 2.0;
    for role in Role::BOTH {
        for tick in 1..=3 {
            let value = step * f64::from(tick);
            if value > *most.get(role) * 1.02 {
                break;
            }
            let y = place.level(role, value);
            drawing.line("grid", (left, y), (right, y));
            drawing.text("tick", Anchor::End, (left - 6.0, y + 4.5), &number(value));
        }
    }
    drawing.text("tick", Anchor::End, (left - 6.0, place.middle + 4.5), "0");
    place.time.draw(drawing, place.bottom + 4.0, words);
}

fn water(drawing: &mut Drawing, points: &[Point], role: Role, place: &Place, room: Room) {
    let line: Vec<(f64, f64)> = points
        .iter()
        .map(|point| (place.time.at_day(point.middle), place.level(role, *point.level.get(role))))
        .collect();
    let (Some(first), Some(last)) = (line.first(), line.last()) else { return };
    let crest = smooth(&line);
    let side = match role {
        Role::Alter => "them",
        Role::Ego => "you",
    };
    let middle = number(place.middle);
    let body = format!("{crest}L{} {middle}L{} {middle}Z", number(last.0), number(first.0));
    drawing.path(&format!("water {side}"), &body);
    drawing.path(&format!("crest {side}"), &crest);
    let is_roomy = points.len() <= room.pick(44, 22);
    for (point, at) in points.iter().zip(&line).filter(|_| is_roomy) {
        let class = if point.is_part { format!("mark part {side}") } else { format!("mark {side}") };
        match role {
            Role::Alter => drawing.circle(&class, *at, 3.2),
            Role::Ego => drawing.square(&class, *at, 2.8),
        }
    }
}

/// The days between which the change came, as a band with its date.
fn change(drawing: &mut Drawing, verdict: &Verdict, words: &Words<'_>, place: &Place, room: Room) {
    let Some(onset) = &verdict.course.onset else { return };
    let (low, high) = (place.time.at(onset.low), place.time.at(onset.high));
    let middle = f64::midpoint(low, high);
    let half = ((high - low) / 2.0).max(3.0);
    drawing.rect("band", (middle - half, place.top - 12.0), (2.0 * half, place.bottom - place.top + 16.0));
    let key = room.pick("chart.tide.change", "chart.tide.change-short");
    let text = words.line(key, &[("date", &words.date(onset.date))]);
    let edge = text.chars().count() as f64 * 3.6;
    let (anchor, x) = if middle - edge < place.time.left {
        (Anchor::Start, (middle - half).max(2.0))
    } else if middle + edge > room.width() {
        (Anchor::End, (middle + half).min(room.width() - 2.0))
    } else {
        (Anchor::Middle, middle)
    };
    drawing.text("note", anchor, (x, place.top - 20.0), &text);
}

/// Names stand where each line ends.
fn names(drawing: &mut Drawing, points: &[Point], words: &Words<'_>, place: &Place, room: Room) {
    let Some(last) = points.last() else { return };
    let x = place.time.right + 8.0;
    let name = short(words.name(Role::Alter), room.pick(9, 6));
    let alter = (place.level(Role::Alter, last.level.alter) + 4.5).min(place.middle - 8.0);
    let ego = (place.level(Role::Ego, last.level.ego) + 4.5).max(place.middle + 18.0);
    drawing.text("name them", Anchor::Start, (x, alter), &name);
    drawing.text("name you", Anchor::Start, (x, ego), &words.line("chart.you", &[]));
}

fn sentence(verdict: &Verdict, words: &Words<'_>) -> String {
    let whole: Vec<&Week> = verdict.weeks.iter().filter(|week| week.days == 7).collect();
    let range = |weeks: &[&Week], role: Role| {
        let counts = weeks.iter().map(|week| *week.messages.get(role));
        from_to(counts.clone().min().unwrap_or(0), counts.max().unwrap_or(0), words)
    };
    let change = verdict.course.onset.as_ref().map(|onset| {
        let is_before = |week: &&&Week| week.first_day + 3 < onset.day;
        let before: Vec<&Week> = whole.iter().filter(is_before).copied().collect();
        let since: Vec<&Week> = whole.iter().filter(|week| !is_before(week)).copied().collect();
        (onset, before, since)
    });
    match change {
        Some((onset, before, since)) if !before.is_empty() && !since.is_empty() => {
            let [alter_before, alter_since] = [&before, &since].map(|weeks| range(weeks, Role::Alter));
            let [ego_before, ego_since] = [&before, &since].map(|weeks| range(weeks, Role::Ego));
            words.line(
                "chart.tide.says",
                &[
                    ("date", &words.date(onset.date)),
                    ("before", &alter_before),
                    ("since", &alter_since),
                    ("ego_before", &ego_before),
                    ("ego_since", &ego_since),
                ],
            )
        }
        _ => words.line(
            "chart.tide.says-level",
            &[("n", &range(&whole, Role::Alter)), ("count", &range(&whole, Role::Ego))],
        ),
    }
}

fn table(verdict: &Verdict, words: &Words<'_>) -> Table {
    let head = vec![
        words.line("chart.week-of", &[]),
        words.name(Role::Alter).to_owned(),
        words.line("chart.you", &[]),
    ];
    let rows = verdict.weeks.iter().map(|week| {
        let date = words.date(week.from);
        let label = if week.days < 7 {
            words.line(
                "chart.part-week",
                &[("date", &date), ("days", &crate::words::plural(week.days as f64, "day"))],
            )
        } else {
            date
        };
        vec![label, week.messages.alter.to_string(), week.messages.ego.to_string()]
    });
    Table { head, rows: rows.collect() }
}
