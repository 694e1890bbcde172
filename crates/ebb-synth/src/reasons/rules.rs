//! Rules of weighing that are compared.

use ebb::catalog::Catalog;
use ebb::judgement::Known;
use ebb::reason::{ReasonId, SeenIn, weigh};

use super::noisy_or::{NoisyOr, ONLY_PRESENT, Shown, link};
use super::{ByReason, Case, Sight, World, normalised};

/// How many questions a case is asked where they are not chosen.
const ASKED: usize = 12;

/// A rule that makes probabilities of what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// How common reasons are, whatever is known.
    Prior,
    /// The weighing that ships.
    Content,
    /// The weighing that ships, but for what is taken off for a reason's average finding.
    NoBalance,
    /// Every ratio as judged, no cap: naive Bayes.
    NaiveBayes,
    /// The powers of content, no softening by group, no cap.
    PowerOnly,
    /// Softening by group alone, no cap.
    OverlapOnly,
    /// Every ratio as judged, and what was not found weighs against: exact where the table is right.
    WithAbsence,
    /// Several reasons at once; what was not found weighs nothing.
    NoisyOr,
    /// Several reasons at once; what was not found weighs against.
    NoisyOrWithAbsence,
}

impl Rule {
    /// Every rule, in the order of the tables.
    pub const ALL: &[Self] = &[
        Self::Prior,
        Self::Content,
        Self::NoBalance,
        Self::NaiveBayes,
        Self::PowerOnly,
        Self::OverlapOnly,
        Self::WithAbsence,
        Self::NoisyOr,
        Self::NoisyOrWithAbsence,
    ];

    /// Returns the name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Prior => "prior alone",
            Self::Content => "as shipped",
            Self::NoBalance => "without balance",
            Self::NaiveBayes => "naive Bayes",
            Self::PowerOnly => "power only",
            Self::OverlapOnly => "overlap only",
            Self::WithAbsence => "exact, absence counts",
            Self::NoisyOr => "noisy-OR",
            Self::NoisyOrWithAbsence => "noisy-OR, absence counts",
        }
    }
}

/// Returns a catalog that weighs by a rule and draws no ranges; rules that do not weigh have the shipped one.
#[must_use]
pub fn catalog_of(rule: Rule, shipped: &Catalog) -> Catalog {
    let mut catalog = shipped.clone();
    let settings = &mut catalog.likelihoods;
    settings.draws = 0;
    let (temper, overlap, power) = match rule {
        Rule::Prior | Rule::Content | Rule::WithAbsence | Rule::NoisyOr | Rule::NoisyOrWithAbsence => {
            return catalog;
        }
        Rule::NoBalance => {
            settings.finding_balance.value = 0.0;
            return catalog;
        }
        Rule::NaiveBayes => (1.0, 0.0, 1.0),
        Rule::PowerOnly => (settings.group_temper.value, 0.0, settings.answer_power.value),
        Rule::OverlapOnly => (1.0, settings.group_overlap.value, 1.0),
    };
    settings.group_temper.value = temper;
    settings.group_overlap.value = overlap;
    settings.answer_power.value = power;
    settings.statement_temper.value = power;
    settings.event_temper.value = power;
    settings.learnt.wrote.value = 1.0;
    settings.event_sure.value = 1.0;
    settings.timing_beside_words.value = 1.0;
    settings.finding_balance.value = 0.0;
    settings.finding_cap.value = f64::INFINITY;
    settings.statements_clip.value = f64::INFINITY;
    settings.total_clip.value = f64::INFINITY;
    settings.answers_clip.value = f64::INFINITY;
    settings.commonest_guard.value = f64::INFINITY;
    settings.most_sure.value = 1.0;
    catalog
}

/// Returns the probabilities of the main reason as `weigh` gives them for some replies of a case.
#[must_use]
pub fn exclusive(
    world: &World,
    case: &Case,
    sight: Sight,
    questions: &[usize],
    catalog: &Catalog,
) -> ByReason {
    let (findings, statements, events) = match sight {
        Sight::Chat | Sight::Both => (world.observed(case), world.statements(case), world.events(case)),
        Sight::Answers => (Vec::new(), Vec::new(), Vec::new()),
    };
    let answers = world.answers(case, questions);
    let seen = [SeenIn::Timing, SeenIn::Words, SeenIn::Answers];
    let known = Known {
        findings: &findings,
        seen: &seen,
        statements: &statements,
        events: &events,
        ..Known::of_answers(&answers)
    };
    let ranking = weigh(&known, catalog);
    std::array::from_fn(|at| ranking.reason(ReasonId::ALL[at]).map_or(0.0, |reason| reason.probability))
}

/// What a rule says of a case.
pub(crate) struct Said {
    /// Probability of each reason as main reason; sums to 1.
    pub(crate) main: ByReason,
    /// Probability of each reason to be at work.
    pub(crate) at_work: ByReason,
}

/// Applies a rule with its own catalog; `believed` is the world as content has it.
pub(crate) fn say(
    rule: Rule,
    catalog: &Catalog,
    (world, believed): (&World, &World),
    case: &Case,
    sight: Sight,
) -> Said {
    let questions = match sight {
        Sight::Chat => &[],
        Sight::Answers | Sight::Both => &case.order[..ASKED.min(case.order.len())],
    };
    let one = |main: ByReason| Said { main, at_work: main };
    match rule {
        Rule::Prior => one(world.prior()),
        Rule::Content | Rule::NoBalance | Rule::NaiveBayes | Rule::PowerOnly | Rule::OverlapOnly => {
            one(exclusive(world, case, sight, questions, catalog))
        }
        Rule::WithAbsence => one(exact(believed, case, sight, questions)),
        Rule::NoisyOr => several(believed, case, sight, questions, ONLY_PRESENT),
        Rule::NoisyOrWithAbsence => {
            several(believed, case, sight, questions, &[Shown::Present, Shown::Absent])
        }
    }
}

/// Returns the posterior of one main reason, where what was not found counts as what was.
fn exact(believed: &World, case: &Case, sight: Sight, questions: &[usize]) -> ByReason {
    let mut logs = believed.prior().map(f64::ln);
    let mut add = |chances: &ByReason| {
        for (log, chance) in logs.iter_mut().zip(chances) {
            *log += chance.ln();
        }
    };
    if sight != Sight::Answers {
        for ((_, chances), made) in believed.findings().zip(&case.made) {
            add(&chances.map(|chance| if *made { chance } else { 1.0 - chance }));
        }
        for (chances, is_so) in believed.facts().zip(case.facts()) {
            add(&chances.map(|chance| if is_so { chance } else { 1.0 - chance }));
        }
    }
    for question in questions {
        if let Some(answer) = case.replies[*question] {
            add(&believed.answer(*question, answer).1);
        }
    }
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    normalised(logs.map(|log| (log - most).exp()))
}

fn several(believed: &World, case: &Case, sight: Sight, questions: &[usize], counted: &[Shown]) -> Said {
    let mut sets = NoisyOr::new(&believed.chances()).some_reason();
    if sight != Sight::Answers {
        for ((leak, chances), made) in believed.findings().zip(&case.made) {
            let shown = if *made { Shown::Present } else { Shown::Absent };
            if counted.contains(&shown) {
                sets = sets.with_cue(leak, &chances.map(|chance| link(leak, chance)), shown);
            }
        }
        for (chances, is_so) in believed.facts().zip(case.facts()) {
            let shown = if is_so { Shown::Present } else { Shown::Absent };
            let leak = chances.iter().copied().fold(1.0, f64::min);
            if counted.contains(&shown) {
                sets = sets.with_cue(leak, &chances.map(|chance| link(leak, chance)), shown);
            }
        }
    }
    for question in questions {
        if let Some(answer) = case.replies[*question] {
            let (usual, chances) = believed.answer(*question, answer);
            sets = sets.with_answer(usual, &chances);
        }
    }
    let marginals = sets.marginals();
    let at_work: ByReason = std::array::from_fn(|at| marginals[at]);
    Said { main: normalised(at_work), at_work }
}
