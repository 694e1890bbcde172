//! Questions a week from each side, as two lines.

use ebb::dyad::{ByRole, Role};
use ebb::figure::Asked;
use ebb::verdict::ChatVerdict;

use super::lines::{self, MOST_POINTS, Stretch};
use super::{Chart, Plan, Table};
use crate::words::{Words, decimal};

/// Fewest messages of a chat; with fewer, the lines are mostly chance.
const LEAST_MESSAGES: usize = 100;

pub(super) fn chart(verdict: ChatVerdict<'_>, words: &Words<'_>) -> Option<Chart> {
    let asked = &verdict.figures.asked;
    let messages = verdict.input.messages.alter + verdict.input.messages.ego;
    if asked.len() < 4 || messages < LEAST_MESSAGES {
        return None;
    }
    let rate = |role: Role| {
        let signals = &verdict.course.signals;
        let signal = signals.iter().find(|signal| signal.id == "questions-per-day" && signal.role == role)?;
        let a_week = |a_day: f64| decimal(7.0 * a_day);
        Some((a_week(signal.before.value()?), a_week(signal.since.value()?)))
    };
    let sentence = match (rate(Role::Alter), rate(Role::Ego)) {
        (Some(alter), Some(ego)) => words.line(
            "chart.questions.says",
            &[("before", &alter.0), ("since", &alter.1), ("ego_before", &ego.0), ("ego_since", &ego.1)],
        ),
        _ => words.line("chart.questions.says-level", &[]),
    };
    let week = |week: &Asked| Stretch {
        from: week.from,
        days: 7.0,
        level: ByRole::from_fn(|role| Some(*week.questions.get(role) as f64)),
    };
    let weeks: Vec<Stretch> = asked.iter().map(week).collect();
    let joined = lines::joined(weeks.len(), MOST_POINTS.0);
    let from = match joined {
        1 => words.line("chart.week-of", &[]),
        weeks => words.line("chart.weeks-from", &[("n", &weeks.to_string())]),
    };
    let head = vec![from, words.name(Role::Alter).to_owned(), words.line("chart.you", &[])];
    let rows = weeks.chunks(joined).map(|weeks| {
        let count = |role: Role| format!("{:.0}", lines::mean(weeks, role).unwrap_or(0.0));
        vec![words.date(weeks[0].from), count(Role::Alter), count(Role::Ego)]
    });
    let plan = Plan {
        id: "questions",
        title: words.line("chart.questions.title", &[]),
        sentence,
        note: String::new(),
        table: Table {
            head,
            rows: rows.collect(),
            days: weeks.chunks(joined).map(|weeks| weeks[0].from).collect(),
        },
    };
    Some(plan.draw(words, |room| lines::draw(verdict, &weeks, words, room)))
}
