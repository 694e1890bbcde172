//! Tables of how well reasons are weighed, as Markdown.

use std::ops::Range;

use ebb::catalog::Catalog;
use ebb::question::{Place, Question};
use rayon::prelude::*;

use super::rules::{Said, say};
use super::{
    Asked, ByReason, Case, Causes, Departure, Policy, Rule, Scores, Sight, World, ask, catalog_of, ranks,
    scores,
};
use crate::evaluate::Tables;

/// Worlds of one kind that are drawn, each with noise of its own.
const WORLDS: u64 = 8;
/// First seed of the worlds that scores are told on.
const TOLD_SEED: u64 = 1;
/// First seed of the worlds that powers are chosen on.
const CHOSEN_SEED: u64 = 101;
/// Share of what all questions tell that counts as most of it.
const MOST: f64 = 0.8;

/// Whose reason a case is scored against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Labels {
    /// Its own.
    True,
    /// Another case's: nothing that is known speaks of it.
    Shuffled,
}

struct Setting {
    title: &'static str,
    departure: Departure,
    causes: Causes,
    labels: Labels,
}

const WRONG: Departure = Departure { strength: 0.5, noise: 0.5, together: 0.5, excuses: 1.0 };

const SETTINGS: &[Setting] = &[
    Setting { title: "As judged", departure: Departure::NONE, causes: Causes::One, labels: Labels::True },
    Setting {
        title: "Ratios overstated: truth half as strong, findings of a group together .4",
        departure: Departure { strength: 0.5, noise: 0.0, together: 0.4, excuses: 1.0 },
        causes: Causes::One,
        labels: Labels::True,
    },
    Setting {
        title: "Wrong table: truth half as strong, noise .5, findings of a group together .5",
        departure: WRONG,
        causes: Causes::One,
        labels: Labels::True,
    },
    Setting {
        title: "Very wrong table: truth half as strong, noise .8, findings of a group together .6",
        departure: Departure { strength: 0.5, noise: 0.8, together: 0.6, excuses: 1.0 },
        causes: Causes::One,
        labels: Labels::True,
    },
    Setting {
        title: "Excuses twice as common as judged under the reasons that they do not give",
        departure: Departure { excuses: 2.0, ..Departure::NONE },
        causes: Causes::One,
        labels: Labels::True,
    },
    Setting {
        title: "Excuses twice as common as judged, wrong table",
        departure: Departure { excuses: 2.0, ..WRONG },
        causes: Causes::One,
        labels: Labels::True,
    },
    Setting {
        title: "Several reasons at once, as judged",
        departure: Departure::NONE,
        causes: Causes::Several,
        labels: Labels::True,
    },
    Setting {
        title: "Several reasons at once, wrong table",
        departure: WRONG,
        causes: Causes::Several,
        labels: Labels::True,
    },
    Setting {
        title: "Shuffled labels: every case has the reason of another",
        departure: Departure::NONE,
        causes: Causes::One,
        labels: Labels::Shuffled,
    },
];

/// Cases of all worlds of a setting, with what a rule said of each.
struct Told {
    cases: Vec<Case>,
    main: Vec<ByReason>,
    at_work: Vec<ByReason>,
    prior: ByReason,
}

impl Told {
    fn scores(&self) -> Scores {
        scores(&self.prior, &self.main, &self.at_work, &self.cases)
    }

    /// Returns the largest calibration error of one world alone.
    fn worst_world(&self) -> f64 {
        let size = (self.cases.len() / usize::try_from(WORLDS).unwrap_or(1)).max(1);
        let parts = self.cases.chunks(size).zip(self.main.chunks(size)).zip(self.at_work.chunks(size));
        parts
            .map(|((cases, main), at_work)| scores(&self.prior, main, at_work, cases).calibration_error)
            .fold(0.0, f64::max)
    }
}

fn tell(setting: &Setting, rule: Rule, sight: Sight, shipped: &Catalog, cases: usize) -> Told {
    let seeds = TOLD_SEED..TOLD_SEED + WORLDS;
    tell_by(setting, rule, sight, (shipped, &catalog_of(rule, shipped)), seeds, cases)
}

fn tell_by(
    setting: &Setting,
    rule: Rule,
    sight: Sight,
    (shipped, catalog): (&Catalog, &Catalog),
    seeds: Range<u64>,
    cases: usize,
) -> Told {
    let believed = World::new(shipped, Departure::NONE, 0);
    let mut rows: Vec<(Case, Said)> = Vec::new();
    for seed in seeds {
        let world = World::new(shipped, setting.departure, seed);
        rows.par_extend((0..cases as u64).into_par_iter().map(|at| {
            let case = world.draw(setting.causes, seed << 32 | at);
            let said = say(rule, catalog, (&world, &believed), &case, sight);
            (case, said)
        }));
    }
    let (mut cases, said): (Vec<Case>, Vec<Said>) = rows.into_iter().unzip();
    if setting.labels == Labels::Shuffled {
        // Cases are drawn on their own, so that the next one's label is as good as any.
        let labels: Vec<_> = cases.iter().map(|case| (case.main, case.causes)).collect();
        for (case, (main, causes)) in cases.iter_mut().zip(labels.iter().cycle().skip(1)) {
            (case.main, case.causes) = (*main, *causes);
        }
    }
    let (main, at_work) = said.into_iter().map(|said| (said.main, said.at_work)).unzip();
    Told { cases, main, at_work, prior: believed.prior() }
}

fn score_cells(name: &str, told: &Told) -> Vec<String> {
    let scores = told.scores();
    vec![
        name.to_owned(),
        format!("{:.3}", scores.log_loss),
        format!("{:.3}", scores.first),
        format!("{:.3}", scores.first_three),
        format!("{:.3}", scores.calibration_error),
        format!("{:.3}", told.worst_world()),
        format!("{:+.3}", scores.too_sure),
        format!("{:.2}", scores.best_power),
        format!("{:.4}", scores.brier),
        format!("{:.3}", scores.drift),
    ]
}

fn head(first: &'static str) -> [&'static str; 10] {
    [
        first,
        "log loss",
        "top 1",
        "top 3",
        "ECE",
        "ECE of the worst world",
        "too sure",
        "best power",
        "Brier of each reason",
        "drift from prior",
    ]
}

/// Returns the scores of every rule in every world, over `cases` cases in each of eight worlds of a kind.
#[must_use]
pub fn evidence_tables(shipped: &Catalog, cases: usize) -> String {
    let mut tables = Tables::default();
    for setting in SETTINGS {
        tables.title(setting.title);
        tables.head(&head("rule"));
        for rule in Rule::ALL {
            tables.row(&score_cells(rule.name(), &tell(setting, *rule, Sight::Both, shipped, cases)));
        }
    }
    tables.title("As shipped, by what was given");
    tables.head(&head("world and what was given"));
    for setting in SETTINGS.iter().filter(|setting| setting.causes == Causes::One) {
        for (sight, name) in
            [(Sight::Chat, "chat alone"), (Sight::Answers, "answers alone"), (Sight::Both, "both")]
        {
            let title = setting.title.split(':').next().unwrap_or_default();
            let told = tell(setting, Rule::Content, sight, shipped, cases);
            tables.row(&score_cells(&format!("{title}; {name}"), &told));
        }
    }
    tables.0
}

/// Mean of one column over cases.
fn mean(asked: &[Asked], at: impl Fn(&Asked) -> f64) -> f64 {
    asked.iter().map(at).sum::<f64>() / asked.len().max(1) as f64
}

/// Returns what every order of asking gains, over `cases` cases.
#[must_use]
pub fn question_tables(shipped: &Catalog, cases: usize) -> String {
    let catalog = catalog_of(Rule::Content, shipped);
    let interview = &catalog.settings.interview;
    let is_certain = |question: &&Question| matches!(question.place, Place::Opening | Place::Safety);
    let explored = interview.most_asked.saturating_sub(catalog.questions.iter().filter(is_certain).count());
    let mut tables = Tables::default();
    let worlds = [
        ("as judged", Departure::NONE),
        (
            "answer tables wrong by noise .4",
            Departure { strength: 1.0, noise: 0.4, together: 0.0, excuses: 1.0 },
        ),
    ];
    for (sight, start) in [(Sight::Both, "after a chat"), (Sight::Answers, "without a chat")] {
        for (name, departure) in worlds {
            tables.title(&format!("Questions {start}, {name}"));
            let mut stops = Vec::new();
            let mut gains = Vec::new();
            tables.head(&["order", "0", "3", "6", "9", "12", "all", "questions to 80 % of the gain"]);
            for policy in Policy::ALL {
                let world = World::new(&catalog, departure, 1);
                let asked: Vec<Asked> = (0..cases as u64)
                    .into_par_iter()
                    .map(|at| ask(&world, &world.draw(Causes::One, 1 << 40 | at), sight, *policy, &catalog))
                    .collect();
                let losses: Vec<f64> =
                    (0..=world.questions()).map(|step| mean(&asked, |one| one.losses[step])).collect();
                let (first, last) = (losses[0], losses[losses.len() - 1]);
                let enough = losses.iter().position(|loss| first - loss >= MOST * (first - last));
                let mut cells = vec![policy.name().to_owned()];
                cells.extend(
                    [0, 3, 6, 9, 12].map(|step| format!("{:.3}", losses[step.min(losses.len() - 1)])),
                );
                cells.push(format!("{last:.3}"));
                cells.push(enough.map_or_else(|| "-".to_owned(), |step| step.to_string()));
                tables.row(&cells);
                if *policy == Policy::Gain {
                    let stop = |one: &Asked| {
                        let worth =
                            one.gains.iter().take_while(|gain| **gain >= interview.least_gain).count();
                        worth.min(explored)
                    };
                    stops.push((
                        mean(&asked, |one| stop(one) as f64),
                        mean(&asked, |one| one.losses[stop(one)]),
                    ));
                    gains.extend([0, 2, 5, 8, 11].map(|step| mean(&asked, |one| one.gains[step])));
                }
            }
            for (questions, loss) in stops {
                let told: Vec<String> = gains.iter().map(|gain| format!("{gain:.3}")).collect();
                tables.0.push('\n');
                tables.remark(&format!(
                    "Stopping as shipped: {questions:.1} questions, log loss {loss:.3}. Expected gain of question 1, 3, 6, \
                     9, 12: {} nats.",
                    told.join(", ")
                ));
            }
        }
    }
    tables.0
}

/// Returns the chi-squared statistics of the ranks of the truth, over `cases` cases.
#[must_use]
pub fn rank_table(shipped: &Catalog, cases: usize) -> String {
    let mut tables = Tables::default();
    tables.title("Simulation-based calibration, without caps");
    tables.head(&["evidence counts", "chi-squared of 19 degrees", "drift"]);
    for (name, power) in [("once", 1.0), ("twice", 2.0), ("half", 0.5)] {
        let check = ranks(shipped, power, cases, 1);
        tables.row(&[name.to_owned(), format!("{:.1}", check.chi_squared), format!("{:.4}", check.drift)]);
    }
    tables.0
}

/// Returns the calibration error and the log loss in wrong worlds, and the log loss where all is as judged, for other
/// powers than the shipped ones. The worlds are not those of [`evidence_tables`].
#[must_use]
pub fn power_table(shipped: &Catalog, cases: usize) -> String {
    let mut tables = Tables::default();
    tables.title("Other powers, in worlds of their own");
    tables.head(&[
        "finding_balance",
        "group_temper",
        "group_overlap",
        "answer_power",
        "ECE wrong table: chat",
        "answers",
        "both",
        "ECE very wrong table: both",
        "log loss wrong table: both",
        "log loss very wrong table: both",
        "log loss as judged: both",
        "drift as judged: chat",
    ]);
    let [judged, _, wrong, very_wrong, ..] = SETTINGS else { return tables.0 };
    for (balance, temper, overlap, power) in powers() {
        let mut catalog = catalog_of(Rule::Content, shipped);
        catalog.likelihoods.finding_balance.value = balance;
        catalog.likelihoods.group_temper.value = temper;
        catalog.likelihoods.group_overlap.value = overlap;
        catalog.likelihoods.answer_power.value = power;
        let told = |setting, sight| {
            let seeds = CHOSEN_SEED..CHOSEN_SEED + WORLDS;
            tell_by(setting, Rule::Content, sight, (shipped, &catalog), seeds, cases).scores()
        };
        let sights = [Sight::Chat, Sight::Answers, Sight::Both].map(|sight| told(wrong, sight));
        let very_wrong = told(very_wrong, Sight::Both);
        let mut cells: Vec<String> = [balance, temper, overlap, power].map(|value| format!("{value}")).into();
        cells.extend(sights.iter().map(|scores| format!("{:.3}", scores.calibration_error)));
        cells.push(format!("{:.3}", very_wrong.calibration_error));
        cells.push(format!("{:.3}", sights[2].log_loss));
        cells.push(format!("{:.3}", very_wrong.log_loss));
        cells.push(format!("{:.3}", told(judged, Sight::Both).log_loss));
        cells.push(format!("{:.3}", told(judged, Sight::Chat).drift));
        tables.row(&cells);
    }
    tables.0
}

/// Returns the sets of numbers that [`power_table`] tries: balance, temper, overlap and power of answers.
fn powers() -> Vec<(f64, f64, f64, f64)> {
    let mut rows = Vec::new();
    for balance in [0.0, 1.0] {
        for temper in [0.5, 0.6, 0.7] {
            for overlap in [0.2, 0.3] {
                for power in [0.5, 0.6, 0.7] {
                    rows.push((balance, temper, overlap, power));
                }
            }
        }
    }
    rows
}
