//! What was counted in the words of a chat, every two weeks: plans to meet, and warm words.

use ebb::dyad::{ByRole, Role};
use ebb::figure::Spoken;
use ebb::verdict::ChatVerdict;

use super::lines::{self, MOST_POINTS, Stretch};
use super::{Chart, Plan, Table};
use crate::words::Words;

/// Fewest stretches, and fewest messages of a chat; with fewer, the lines are mostly chance.
const LEAST: (usize, usize) = (4, 100);
/// Fewest plans or warm messages of both, for each stretch on average; with fewer, each wave of a line is one message.
const LEAST_COUNTED: usize = 3;
/// Fewest written messages of one person in one stretch from which a share is told.
const LEAST_LINES: usize = 5;
/// Messages that a share is told of.
const OF: f64 = 20.0;

/// What is drawn of the stretches.
struct Kind {
    id: &'static str,
    count: fn(&Spoken) -> ByRole<usize>,
    level: fn(&Spoken, Role) -> Option<f64>,
}

/// Plans, as many as there were: who writes less has less room for them, and that is part of the picture.
pub(super) fn plans(verdict: ChatVerdict<'_>, words: &Words<'_>, spoken: &[Spoken]) -> Option<Chart> {
    let level = |stretch: &Spoken, role: Role| Some(*stretch.plans.get(role) as f64);
    chart(verdict, words, spoken, &Kind { id: "plans", count: |stretch| stretch.plans, level })
}

/// Warm words, as a share: how much somebody writes is another chart.
pub(super) fn warmth(verdict: ChatVerdict<'_>, words: &Words<'_>, spoken: &[Spoken]) -> Option<Chart> {
    let level = |stretch: &Spoken, role: Role| {
        let lines = *stretch.lines.get(role);
        (lines >= LEAST_LINES).then(|| OF * *stretch.warm.get(role) as f64 / lines as f64)
    };
    chart(verdict, words, spoken, &Kind { id: "warmth", count: |stretch| stretch.warm, level })
}

fn chart(verdict: ChatVerdict<'_>, words: &Words<'_>, spoken: &[Spoken], kind: &Kind) -> Option<Chart> {
    let messages = verdict.input.messages.alter + verdict.input.messages.ego;
    let counted: usize = spoken.iter().map(kind.count).map(|count| count.alter + count.ego).sum();
    if spoken.len() < LEAST.0 || messages < LEAST.1 || counted < LEAST_COUNTED * spoken.len() {
        return None;
    }
    let stretch = |stretch: &Spoken| Stretch {
        from: stretch.from,
        days: stretch.days as f64,
        level: ByRole::from_fn(|role| (kind.level)(stretch, role)),
    };
    let stretches: Vec<Stretch> = spoken.iter().map(stretch).collect();
    let joined = lines::joined(spoken.len(), MOST_POINTS.0);
    let from = match joined {
        1 => words.line("chart.two-weeks-from", &[]),
        more => words.line("chart.weeks-since", &[("n", &(2 * more).to_string())]),
    };
    let row = |chunk: &[Spoken]| {
        let cell = |role: Role| {
            let count: usize = chunk.iter().map(|stretch| *(kind.count)(stretch).get(role)).sum();
            let lines: usize = chunk.iter().map(|stretch| *stretch.lines.get(role)).sum();
            words.line("chart.of", &[("n", &count.to_string()), ("count", &lines.to_string())])
        };
        vec![words.date(chunk[0].from), cell(Role::Alter), cell(Role::Ego)]
    };
    let plan = Plan {
        id: kind.id,
        title: words.line(&format!("chart.{}.title", kind.id), &[]),
        sentence: words.line(&format!("chart.{}.says", kind.id), &[]),
        note: String::new(),
        table: Table {
            head: vec![from, words.name(Role::Alter).to_owned(), words.line("chart.you", &[])],
            rows: spoken.chunks(joined).map(row).collect(),
            days: spoken.chunks(joined).map(|chunk| chunk[0].from).collect(),
        },
    };
    Some(plan.draw(words, |room| lines::draw(verdict, &stretches, words, room)))
}
