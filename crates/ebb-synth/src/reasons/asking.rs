//! Orders of asking: by gain, as content numbers the questions, or at random.

use ebb::catalog::Catalog;
use ebb::gate::Gate;
use ebb::interview::next;
use ebb::judgement::Known;
use ebb::reason::{Ranking, ReasonId, SeenIn, weigh};

use super::{Case, Sight, World};

/// Which question comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// The one with the largest expected gain.
    Gain,
    /// As content numbers them.
    Fixed,
    /// In an order of each case's own.
    Random,
}

impl Policy {
    /// Every policy.
    pub const ALL: &[Self] = &[Self::Gain, Self::Fixed, Self::Random];

    /// Returns the name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gain => "by gain",
            Self::Fixed => "fixed order",
            Self::Random => "random",
        }
    }
}

/// What asking one case came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// Log loss of the true main reason before the first question and after each.
    pub losses: Vec<f64>,
    /// Expected gain of each question when it was asked; empty for orders that do not look at it.
    pub gains: Vec<f64>,
}

/// Asks every question of the world that ego can answer, in the order of a policy.
///
/// Every order has the same replies, so that all end nearly alike: the one by gain leaves out what was told already.
/// `catalog` weighs; the world must be made of it.
#[must_use]
pub fn ask(world: &World, case: &Case, sight: Sight, policy: Policy, catalog: &Catalog) -> Asked {
    let findings = if sight == Sight::Answers { Vec::new() } else { world.observed(case) };
    let (endless, gate) = (endless(world, catalog), Gate::open());
    let mut by_number: Vec<usize> = (0..world.questions()).collect();
    by_number.sort_by_key(|question| catalog.questions[world.index_of(*question)].order);
    let seen = [SeenIn::Timing, SeenIn::Words, SeenIn::Answers];
    let (mut losses, mut gains, mut asked) = (Vec::new(), Vec::new(), Vec::new());
    loop {
        let answers = world.answers(case, &asked);
        let ranking =
            weigh(&Known { findings: &findings, seen: &seen, ..Known::of_answers(&answers) }, catalog);
        losses.push(loss(&ranking, case));
        let step = asked.len();
        let question = match policy {
            Policy::Gain => next(&answers, &gate, Some(&ranking), &endless).and_then(|next| {
                gains.extend(next.gain);
                world.question_at(next.question)
            }),
            Policy::Fixed => by_number.get(step).copied(),
            Policy::Random => case.order.get(step).copied(),
        };
        let Some(question) = question else {
            // What was told already is not asked again: nothing more is to be had.
            let last = losses[losses.len() - 1];
            losses.resize(world.questions() + 1, last);
            if policy == Policy::Gain {
                gains.resize(world.questions(), 0.0);
            }
            return Asked { losses, gains };
        };
        asked.push(question);
    }
}

/// Returns the catalog with an interview that asks by gain alone and does not stop.
fn endless(world: &World, catalog: &Catalog) -> Catalog {
    let mut catalog = catalog.clone();
    catalog.settings.interview.least_gain = f64::NEG_INFINITY;
    catalog.settings.interview.most_asked = usize::MAX;
    for (index, question) in catalog.questions.iter_mut().enumerate() {
        if world.question_at(index).is_none() {
            // What the interview never chooses by gain.
            question.answerer = ebb::question::Answerer::Alter;
        }
        for answer in &mut question.answers {
            answer.clear_no = None;
        }
    }
    catalog
}

fn loss(ranking: &Ranking, case: &Case) -> f64 {
    let truth = ranking.reason(ReasonId::ALL[case.main]);
    -truth.map_or(0.0, |reason| reason.probability).max(f64::MIN_POSITIVE).ln()
}
