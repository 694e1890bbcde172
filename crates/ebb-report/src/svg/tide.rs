//! The tide: messages a week as water above and below one line, the other person's above, its reflection below.

use ebb::course::CourseKind;
use ebb::dyad::{ByRole, Role};
use ebb::verdict::{ChatVerdict, Week};
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::axis::TimeAxis;
use super::drawing::{Anchor, Drawing, Fill, Room, number, round_up, smooth, soft_band};
use super::{Chart, Plan, Table, from_to, short, weeks_around};
use crate::words::Words;

/// Most points of a water line in each room; the table holds those of the wide one.
const MOST_POINTS: (usize, usize) = (36, 22);

/// One point of the water line: weeks joined until there is room for all.
struct Point {
    /// Its first day.
    from: Date,
    /// Its days.
    days: usize,
    /// Days from the first to its middle.
    middle: f64,
    /// Messages a week.
    level: ByRole<f64>,
    /// Whether it covers less than a week.
    is_part: bool,
}

/// Height of what stands above the water where there is a change.
const ABOVE: f64 = 34.0;
/// Least depth of water, in units, in which a number is written.
const LEAST_DEPTH: f64 = 27.0;
/// Fewest days of a last week that is drawn; with fewer, its level is mostly chance.
const LEAST_DAYS: usize = 3;

/// Something that happened besides the messages, as the user noted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// The number by which it is known on the page.
    pub number: usize,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// What it was and when, in words.
    pub says: String,
}

/// Most rows of numbers below the months; what has no room in them is in the list only.
const MOST_ROWS: usize = 3;
/// Height of a row of numbers, and radius of the ring around one.
const ROW: (f64, f64) = (26.0, 10.5);

pub(super) fn chart(verdict: ChatVerdict<'_>, words: &Words<'_>) -> Option<Chart> {
    chart_with(verdict, words, &[])
}

pub(super) fn chart_with(
    verdict: ChatVerdict<'_>,
    words: &Words<'_>,
    happened: &[Happened],
) -> Option<Chart> {
    if verdict.weeks.len() < 2 {
        return None;
    }
    let is_shown = |event: &&Happened| event.to >= verdict.input.from && event.from <= verdict.input.to;
    let happened: Vec<&Happened> = happened.iter().filter(is_shown).collect();
    let plan = Plan {
        id: "tide",
        title: words.line("chart.tide.title", &[]),
        sentence: sentence(verdict, words),
        note: note(verdict, words, &happened),
        table: table(verdict, words),
    };
    Some(plan.draw(words, |room| draw(verdict, words, &happened, room)))
}

/// Draws the water alone, for a narrow place, with what it shows in a sentence.
pub(super) fn alone(verdict: ChatVerdict<'_>, words: &Words<'_>) -> Option<(Drawing, String)> {
    let is_enough = verdict.weeks.len() >= 2;
    is_enough.then(|| (draw(verdict, words, &[], Room::Narrow), sentence(verdict, words)))
}

/// What the strips are, and what the numbers stand for.
fn note(verdict: ChatVerdict<'_>, words: &Words<'_>, happened: &[&Happened]) -> String {
    let line = |key: &str| words.line(key, &[]);
    let joined = verdict.weeks.len().div_ceil(MOST_POINTS.0).max(1);
    let is_part = |week: &Week| (LEAST_DAYS..7).contains(&week.days);
    let usual = verdict.figures.usual.is_some().then(|| line("chart.tide.usual"));
    let weeks = verdict.course.onset.is_some().then(|| line("chart.tide.weeks"));
    let part = (joined == 1 && verdict.weeks.last().is_some_and(is_part)).then(|| line("chart.tide.part"));
    let averages = (joined > 1).then(|| words.line("chart.tide.joined", &[("n", &joined.to_string())]));
    let named = |event: &&Happened| {
        words.line("chart.tide.event", &[("n", &event.number.to_string()), ("quote", &event.says)])
    };
    let named: Vec<String> = happened.iter().map(named).collect();
    let events = (!named.is_empty()).then(|| words.line("chart.tide.events", &[("list", &named.join("; "))]));
    [weeks, usual, averages, part, events].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn points(weeks: &[Week], most: usize) -> Vec<Point> {
    let joined = weeks.len().div_ceil(most).max(1);
    weeks
        .chunks(joined)
        .filter_map(|chunk| {
            let days: usize = chunk.iter().map(|week| week.days).sum();
            let sum = |role: Role| chunk.iter().map(|week| *week.messages.get(role)).sum::<usize>();
            (days >= LEAST_DAYS).then(|| Point {
                from: chunk[0].from,
                days,
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

fn draw(verdict: ChatVerdict<'_>, words: &Words<'_>, happened: &[&Happened], room: Room) -> Drawing {
    // Without a change nothing stands above the water.
    let height = room.pick(400.0, 360.0) - if verdict.course.onset.is_some() { 0.0 } else { ABOVE };
    let points = points(&verdict.weeks, room.pick(MOST_POINTS.0, MOST_POINTS.1));
    let most = ByRole::from_fn(|role| {
        let levels = points.iter().map(|point| *point.level.get(role));
        let usual = verdict.figures.usual.as_ref().map_or(0.0, |usual| usual.get(role).1);
        levels.fold(usual, f64::max).max(1.0)
    });
    let place = place(verdict, &most, room, height);
    let rows = rows(&place, happened);
    let used = rows.iter().map(|(_, row, _)| row + 1).max().unwrap_or(0);
    let mut drawing = Drawing::new(room, height + used as f64 * ROW.0);
    noted(&mut drawing, &place, &rows);
    under_water(&mut drawing, verdict, words, &place, &most);
    change(&mut drawing, verdict, words, &place, room);
    for role in Role::BOTH {
        water(&mut drawing, &points, role, &place, room);
    }
    quiet(&mut drawing, verdict, &place);
    levels(&mut drawing, verdict, words, &place, room);
    drawing.line("waterline", (place.time.left, place.middle), (place.time.right, place.middle));
    names(&mut drawing, verdict, &points, words, &place, room);
    drawing
}

fn place(verdict: ChatVerdict<'_>, most: &ByRole<f64>, room: Room, height: f64) -> Place {
    let above = if verdict.course.onset.is_some() { ABOVE } else { 0.0 };
    let (top, bottom) = (room.pick(18.0, 16.0) + above, height - 30.0);
    // Both sides share one scale, and each gets the room it needs.
    let unit = (bottom - top - 8.0) / (most.alter + most.ego);
    let days: usize = verdict.weeks.iter().map(|week| week.days).sum();
    Place {
        time: TimeAxis {
            from: verdict.weeks.first().map_or(verdict.input.from, |week| week.from),
            days: days as f64,
            left: room.pick(34.0, 30.0),
            right: room.width() - room.pick(82.0, 40.0),
        },
        middle: top + most.alter * unit,
        unit,
        top,
        bottom,
    }
}

/// Finds a place below the months for each number: where it is, in which row, and the days of the event.
fn rows<'a>(place: &Place, happened: &[&'a Happened]) -> Vec<(f64, usize, &'a Happened)> {
    let mut ends = [f64::NEG_INFINITY; MOST_ROWS];
    let mut rows = Vec::new();
    for event in happened {
        let middle = f64::midpoint(place.time.at(event.from), place.time.at(event.to));
        let Some(row) = ends.iter().position(|end| middle - end >= 2.0 * ROW.1 + 2.0) else { continue };
        ends[row] = middle;
        rows.push((middle, row, *event));
    }
    rows
}

/// What happened besides: its days as a pale stretch behind the water, its number below the months.
fn noted(drawing: &mut Drawing, place: &Place, rows: &[(f64, usize, &Happened)]) {
    for (middle, row, event) in rows {
        let (from, to) = (place.time.at(event.from), place.time.at(event.to.saturating_add(1.day())));
        let y = place.bottom + 30.0 + *row as f64 * ROW.0 + ROW.1;
        drawing.rect("event", (from, place.top), ((to - from).max(2.0), place.bottom - place.top));
        drawing.circle("event-ring", (*middle, y), ROW.1);
        drawing.text("event-number", Anchor::Middle, (*middle, y + 4.5), &event.number.to_string());
    }
}

/// Ticks, the usual range like a high-water mark, and months.
fn under_water(
    drawing: &mut Drawing,
    verdict: ChatVerdict<'_>,
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
    // The first and the last week count from edge to edge.
    let (left, right) = (place.time.left, place.time.right);
    let mut whole = vec![(left, first.1)];
    whole.extend(&line);
    whole.push((right, last.1));
    let crest = smooth(&whole);
    let middle = number(place.middle);
    let body = format!("{crest}V{middle}H{}z", number(left));
    let (fill, side) = match role {
        Role::Alter => (Fill::Depth, "them"),
        Role::Ego => (Fill::Ripple, "you"),
    };
    drawing.filled(fill, &body);
    drawing.path(&format!("crest {side}"), &crest);
    // A mark is one week. Where a point stands for several, the line alone says so.
    let is_marked = points.len() <= room.pick(44, 20) && points.iter().all(|point| point.days <= 7);
    for (point, at) in points.iter().zip(&line).filter(|_| is_marked) {
        let class = if point.is_part { format!("mark part {side}") } else { format!("mark {side}") };
        match role {
            Role::Alter => drawing.circle(&class, *at, 3.2),
            Role::Ego => drawing.square(&class, *at, 2.8),
        }
    }
}

/// What each side wrote a week before the change and since, where there is room for the number.
fn levels(drawing: &mut Drawing, verdict: ChatVerdict<'_>, words: &Words<'_>, place: &Place, room: Room) {
    let Some(onset) = &verdict.course.onset else { return };
    let (low, high) = (place.time.at(onset.low), place.time.at(onset.high));
    for signal in verdict.course.signals.iter().filter(|signal| signal.id == "messages-per-day") {
        for (observed, from, to) in
            [(signal.before, place.time.left, low), (signal.since, high, place.time.right)]
        {
            let Some(a_day) = observed.value() else { continue };
            let count = format!("{:.0}", a_day * 7.0);
            let text = room.pick(words.line("chart.tide.level", &[("n", &count)]), count);
            // On a phone, the name stands at the left of the first stretch.
            let name = match (room, from <= place.time.left) {
                (Room::Narrow, true) => wide_as(&named(signal.role, words, room)) + 12.0,
                (Room::Narrow, false) | (Room::Wide, _) => 0.0,
            };
            let is_roomy = to - from - name > wide_as(&text) + 8.0;
            if is_roomy && a_day * 7.0 * place.unit >= LEAST_DEPTH {
                let x = f64::midpoint(from + name, to);
                drawing.text("level", Anchor::Middle, (x, beside_middle(signal.role, place)), &text);
            }
        }
    }
}

/// Returns about how wide a label is, in units.
fn wide_as(text: &str) -> f64 {
    text.chars().count() as f64 * 8.0
}

/// Returns the baseline of a text that stands in the water next to the middle line.
fn beside_middle(role: Role, place: &Place) -> f64 {
    match role {
        Role::Alter => place.middle - 10.0,
        Role::Ego => place.middle + 19.0,
    }
}

fn named(role: Role, words: &Words<'_>, room: Room) -> String {
    match role {
        Role::Alter => short(words.name(Role::Alter), room.pick(9, 10)),
        Role::Ego => words.line("chart.you", &[]),
    }
}

/// Quiet spells of the other person, slanted lines above the water line.
fn quiet(drawing: &mut Drawing, verdict: ChatVerdict<'_>, place: &Place) {
    for spell in &verdict.course.quiet_spells {
        let (from, to) =
            (place.time.at_day(spell.from as f64), place.time.at_day((spell.from + spell.days) as f64));
        let (top, middle) = (number(place.top), number(place.middle));
        drawing.filled(
            Fill::Hatch,
            &format!("M{} {top}H{}V{middle}H{}z", number(from), number(to), number(from)),
        );
    }
}

/// The days between which the change came, as a band with soft ends and its date above.
fn change(drawing: &mut Drawing, verdict: ChatVerdict<'_>, words: &Words<'_>, place: &Place, room: Room) {
    let Some(onset) = &verdict.course.onset else { return };
    let (low, high) = (place.time.at(onset.low), place.time.at(onset.high));
    let (top, bottom) = (place.top - 10.0, place.bottom + 4.0);
    soft_band(drawing, (low, high), (top, bottom));
    let at = place.time.at(onset.date);
    let is_fade = verdict.course.kind == CourseKind::Fade;
    if !is_fade {
        drawing.line("moment", (at, top), (at, bottom));
    }
    let date = match room {
        Room::Wide => words.date(onset.date),
        Room::Narrow => words.short_date(onset.date),
    };
    let [low, high] = [onset.low, onset.high].map(|date| words.short_date(date));
    // What came bit by bit has no day.
    let moment = (!is_fade).then(|| words.line("chart.tide.change", &[("date", &date)]));
    let key = if is_fade { "chart.tide.began" } else { "chart.tide.range" };
    let range = words.line(key, &[("low", &low), ("high", &high)]);
    // Above the band, but never beyond an edge.
    let longest = [moment.as_deref(), Some(&*range)].into_iter().flatten().map(|text| text.chars().count());
    let edge = (longest.max().unwrap_or(0) as f64 * 3.7).min(room.width() / 2.0);
    let (anchor, x) = (Anchor::Middle, at.clamp(edge, room.width() - edge));
    if let Some(moment) = &moment {
        drawing.text("note", anchor, (x, place.top - 34.0), moment);
    }
    // Where dates are told as weeks, both ends can lie in one.
    if low != high || is_fade {
        drawing.text("tick", anchor, (x, place.top - 17.0), &range);
    }
}

/// Names stand where each line ends, or on a phone in the water where it begins; and beside them what was usual.
fn names(
    drawing: &mut Drawing,
    verdict: ChatVerdict<'_>,
    points: &[Point],
    words: &Words<'_>,
    place: &Place,
    room: Room,
) {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return };
    let end = place.time.right + 8.0;
    for (role, class) in [(Role::Alter, "name them"), (Role::Ego, "name you")] {
        let level = match room {
            Room::Wide => *last.level.get(role),
            Room::Narrow => *first.level.get(role),
        };
        let crest = place.level(role, level);
        let at = match (room, role) {
            (Room::Wide, Role::Alter) => (end, (crest + 4.5).min(place.middle - 8.0)),
            (Room::Wide, Role::Ego) => (end, (crest + 4.5).max(place.middle + 18.0)),
            (Room::Narrow, _) if level * place.unit >= LEAST_DEPTH => {
                (place.time.left + 7.0, beside_middle(role, place))
            }
            (Room::Narrow, Role::Alter) => (place.time.left + 7.0, crest - 9.0),
            (Room::Narrow, Role::Ego) => (place.time.left + 7.0, crest + 19.0),
        };
        drawing.text(class, Anchor::Start, at, &named(role, words, room));
        let Some(usual) = &verdict.figures.usual else { continue };
        let (low, high) = *usual.get(role);
        let y = place.level(role, f64::midpoint(low, high)) + 4.5;
        if room == Room::Narrow || (y - at.1).abs() > 17.0 {
            drawing.text("tick", Anchor::Start, (end - 2.0, y), &words.line("chart.tide.usual-short", &[]));
        }
    }
}

fn sentence(verdict: ChatVerdict<'_>, words: &Words<'_>) -> String {
    let whole: Vec<&Week> = verdict.weeks.iter().filter(|week| week.days == 7).collect();
    let range = |weeks: &[&Week], role: Role| {
        let counts = weeks.iter().map(|week| *week.messages.get(role));
        from_to(counts.clone().min().unwrap_or(0), counts.max().unwrap_or(0), words)
    };
    let change = verdict.course.onset.as_ref().map(|onset| {
        let (before, since) = weeks_around(verdict, onset.day);
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

/// The numbers that the wide drawing shows: counts of weeks, or averages of a few weeks where the chat is long.
fn table(verdict: ChatVerdict<'_>, words: &Words<'_>) -> Table {
    let joined = verdict.weeks.len().div_ceil(MOST_POINTS.0).max(1);
    let from = match joined {
        1 => words.line("chart.week-of", &[]),
        weeks => words.line("chart.weeks-from", &[("n", &weeks.to_string())]),
    };
    let head = vec![from, words.name(Role::Alter).to_owned(), words.line("chart.you", &[])];
    let label = |from: Date, days: usize| {
        let date = words.date(from);
        if days == 7 * joined {
            return date;
        }
        let days = crate::words::plural(days as f64, "day");
        words.line("chart.part-week", &[("date", &date), ("days", &days)])
    };
    let (rows, days) = if joined == 1 {
        let row = |week: &Week| {
            let count = |role: Role| week.messages.get(role).to_string();
            vec![label(week.from, week.days), count(Role::Alter), count(Role::Ego)]
        };
        (verdict.weeks.iter().map(row).collect(), verdict.weeks.iter().map(|week| week.from).collect())
    } else {
        let row = |point: Point| {
            let level = |role: Role| format!("{:.0}", point.level.get(role));
            vec![label(point.from, point.days), level(Role::Alter), level(Role::Ego)]
        };
        let points = points(&verdict.weeks, MOST_POINTS.0);
        let days = points.iter().map(|point| point.from).collect();
        (points.into_iter().map(row).collect(), days)
    };
    Table { head, rows, days }
}
