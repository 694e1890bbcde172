//! Worlds in which the true reason is known, and cases drawn from them.

use ebb::catalog::Catalog;
use ebb::dyad::Role;
use ebb::finding::{FindingId, Observed};
use ebb::happened::EventId;
use ebb::interview::{Answers, Reply};
use ebb::question::{Answerer, Place};
use ebb::reason::{Candour, FindingGroup, SeenIn, Strength, Symbol};
use ebb::statement::{Learnt, Statement, StatementKind};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::{ByReason, REASONS, normalised};

/// Chance that a finding is made where no reason pulls: drawn for each finding, log-uniform between these.
const USUAL_FINDING: (f64, f64) = (0.04, 0.25);
/// Mean number of reasons at work, where there may be several.
const MEAN_CAUSES: f64 = 1.5;
/// Share of questions that are answered with "I do not know".
const UNKNOWN_SHARE: f64 = 0.2;

/// How far a world departs from what content says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Departure {
    /// Power of every likelihood ratio in the world: 1 as judged, 0.5 half as strong.
    pub strength: f64,
    /// Standard deviation of noise on the logarithm of every cell of the tables.
    pub noise: f64,
    /// Chance that a finding follows the common draw of its group: 0 for findings that come independently.
    pub together: f64,
    /// How many times as common an excuse is under the reasons that it does not give: 1 as judged, 2 twice as common.
    pub excuses: f64,
}

impl Departure {
    /// The world is as content says.
    pub const NONE: Self = Self { strength: 1.0, noise: 0.0, together: 0.0, excuses: 1.0 };
}

/// How many reasons are at work, and how they are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Causes {
    /// One, as common as content says.
    One,
    /// One, as common as content says *among those for whom the same was found*. What was not found then weighs
    /// exactly nothing, so that a posterior that leaves it out is exact.
    OneAmongSeen,
    /// One or more, each on its own, with a mean near 1.5.
    Several,
}

/// Largest chance of a statement or an event under any reason.
const MOST_COMMON: f64 = 0.95;

/// What a user brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// A chat.
    Chat,
    /// Answers to 12 questions.
    Answers,
    /// Both.
    Both,
}

struct FindingRow {
    id: FindingId,
    seen_in: SeenIn,
    strength: Strength,
    group: FindingGroup,
    usual: f64,
    made: ByReason,
}

struct QuestionRow {
    index: usize,
    usual: Vec<f64>,
    /// A row for each answer.
    table: Vec<ByReason>,
    /// The finding that each answer tells.
    tells: Vec<Option<FindingId>>,
}

/// An invented world: how often each finding is made and each answer is given under each reason.
pub struct World {
    prior: ByReason,
    findings: Vec<FindingRow>,
    /// What alter may say, and how common that is under each reason.
    statements: Vec<(StatementKind, ByReason)>,
    /// What may have happened.
    events: Vec<(EventId, ByReason)>,
    questions: Vec<QuestionRow>,
    together: f64,
}

/// One person's story, with what can be known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The main reason, as an index of [`ebb::reason::ReasonId::ALL`].
    pub main: usize,
    /// All reasons at work.
    pub causes: [bool; REASONS],
    /// Whether each finding of the world was made.
    pub made: Vec<bool>,
    /// Whether each statement of the world was made.
    pub said: Vec<bool>,
    /// Whether each event of the world happened.
    pub happened: Vec<bool>,
    /// The reply to each question of the world, as an index of its answers; `None` for "I do not know".
    pub replies: Vec<Option<usize>>,
    /// The questions of the world in an order of the case's own.
    pub order: Vec<usize>,
}

impl Case {
    /// Returns whether each statement was made and each event happened, in the order of [`World::facts`].
    pub(crate) fn facts(&self) -> impl Iterator<Item = bool> + '_ {
        self.said.iter().chain(&self.happened).copied()
    }
}

impl World {
    /// Makes a world from content.
    #[must_use]
    pub fn new(catalog: &Catalog, departure: Departure, seed: u64) -> Self {
        // The usual shares belong to the world of every seed alike; noise belongs to the seed.
        let mut shares = ChaCha8Rng::seed_from_u64(0);
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut noise = || -> f64 {
            let standard: f64 = StandardNormal.sample(&mut random);
            (departure.noise * standard).exp()
        };
        let weights = catalog.likelihoods.as_judged();
        let ratio = |symbol: Option<Symbol>, strength: Strength| {
            let judged = symbol.map_or(0.0, |symbol| weights.log_ratio(symbol, strength));
            (departure.strength * judged).exp()
        };
        let findings = catalog
            .findings
            .iter()
            .filter(|content| catalog.tells(content.id).is_none())
            .map(|content| {
                let strength = Strength::Seen;
                let (low, high) = USUAL_FINDING;
                let usual = low * (high / low).powf(shares.random::<f64>());
                let made = std::array::from_fn(|at| {
                    let given = catalog.reasons[at].given.iter().find(|given| given.finding == content.id);
                    let odds =
                        usual / (1.0 - usual) * ratio(given.map(|given| given.symbol), strength) * noise();
                    odds / (1.0 + odds)
                });
                FindingRow {
                    id: content.id,
                    seen_in: content.seen_in,
                    strength,
                    group: content.group,
                    usual,
                    made,
                }
            })
            .collect();
        let questions = catalog
            .questions
            .iter()
            .enumerate()
            .filter(|(_, question)| {
                question.answerer == Answerer::Ego && question.place == Place::Explore && question.weighs()
            })
            .map(|(index, question)| {
                let as_judged = question.shares(catalog);
                let table = question.answers.iter().zip(as_judged).map(|(answer, shares)| {
                    shares
                        .map(|share| answer.usual * (share / answer.usual).powf(departure.strength) * noise())
                });
                let mut table: Vec<ByReason> = table.collect();
                for at in 0..REASONS {
                    let total: f64 = table.iter().map(|row| row[at]).sum();
                    for row in &mut table {
                        row[at] /= total;
                    }
                }
                let usual = question.answers.iter().map(|answer| answer.usual).collect();
                let tells = question.answers.iter().map(|answer| answer.same_as).collect();
                QuestionRow { index, usual, table, tells }
            })
            .collect();
        let prior = normalised(std::array::from_fn(|at| catalog.reasons[at].prior.value));
        let mut off = |share: f64, factor: f64| (share * factor * noise()).min(MOST_COMMON);
        let statements = catalog.statements.iter().map(|content| {
            let meant = content.means.map(|reason| reason as usize);
            let factor = |at: usize| match content.candour {
                Candour::Excuse if meant != Some(at) => departure.excuses,
                Candour::Excuse | Candour::Admission => 1.0,
            };
            let shares = flattened(content.shares.of, departure.strength);
            (content.kind, std::array::from_fn(|at| off(shares[at], factor(at))))
        });
        let statements = statements.collect();
        // What a course shows, or not, is no event of a person's life.
        let is_course = |id: EventId| matches!(id, EventId::ChangeSeen | EventId::NoChangeSeen);
        let events = catalog.events.iter().filter(|content| !is_course(content.id)).map(|content| {
            let shares = flattened(content.shares.of, departure.strength);
            (content.id, shares.map(|share| off(share, 1.0)))
        });
        let events = events.collect();
        Self { prior, findings, statements, events, questions, together: departure.together }
    }

    /// Returns how common each reason is; they sum to 1.
    #[must_use]
    pub fn prior(&self) -> ByReason {
        self.prior
    }

    /// Returns how many questions can be asked.
    #[must_use]
    pub fn questions(&self) -> usize {
        self.questions.len()
    }

    /// Returns the chance of each reason where several may be at work.
    #[must_use]
    pub(crate) fn chances(&self) -> ByReason {
        self.prior.map(|prior| MEAN_CAUSES * prior)
    }

    /// Returns the chance of every finding without a reason and under each.
    pub(crate) fn findings(&self) -> impl Iterator<Item = (f64, ByReason)> + '_ {
        self.findings.iter().map(|row| (row.usual, row.made))
    }

    /// Returns how common every statement and event is under each reason.
    pub(crate) fn facts(&self) -> impl Iterator<Item = ByReason> + '_ {
        let said = self.statements.iter().map(|(_, shares)| *shares);
        said.chain(self.events.iter().map(|(_, shares)| *shares))
    }

    /// Returns the statements of a case, each as written in plain words.
    #[must_use]
    pub fn statements(&self, case: &Case) -> Vec<Statement> {
        let made = self.statements.iter().zip(&case.said).filter(|(_, said)| **said);
        made.map(|((kind, _), _)| Statement {
            kind: *kind,
            speaker: Role::Alter,
            learnt: Learnt::Wrote,
            sure: 1.0,
            quote: None,
        })
        .collect()
    }

    /// Returns the events of a case.
    #[must_use]
    pub fn events(&self, case: &Case) -> Vec<EventId> {
        self.events.iter().zip(&case.happened).filter(|(_, is_so)| **is_so).map(|((id, _), _)| *id).collect()
    }

    /// Returns the chance of an answer where no reason pulls, and under each.
    pub(crate) fn answer(&self, question: usize, answer: usize) -> (f64, ByReason) {
        let row = &self.questions[question];
        (row.usual[answer], row.table[answer])
    }

    /// Draws one case; the same seed gives the same case.
    #[must_use]
    pub fn draw(&self, causes: Causes, seed: u64) -> Case {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let causes = self.draw_causes(causes, &mut random);
        let at_work: Vec<usize> = (0..REASONS).filter(|at| causes[*at]).collect();
        let main_weights: ByReason = std::array::from_fn(|at| if causes[at] { self.prior[at] } else { 0.0 });
        let main = drawn(&main_weights, &mut random);
        let common: Vec<f64> = FindingGroup::ALL.iter().map(|_| random.random()).collect();
        let made = self
            .findings
            .iter()
            .map(|row| {
                let chance = match at_work[..] {
                    [one] => row.made[one],
                    _ => any_of(row.usual, &row.made, &at_work),
                };
                let own: f64 = random.random();
                let group = FindingGroup::ALL.iter().position(|group| *group == row.group);
                let is_common = random.random::<f64>() < self.together;
                group.filter(|_| is_common).map_or(own, |group| common[group]) < chance
            })
            .collect();
        let mut happens = |shares: &ByReason| {
            let without: f64 = at_work.iter().map(|at| 1.0 - shares[*at]).product();
            random.random::<f64>() < 1.0 - without
        };
        let said = self.statements.iter().map(|(_, shares)| happens(shares)).collect();
        let happened = self.events.iter().map(|(_, shares)| happens(shares)).collect();
        let mut replies: Vec<Option<usize>> = self
            .questions
            .iter()
            .map(|row| {
                let cause = at_work[random.random_range(0..at_work.len())];
                let is_known = random.random::<f64>() >= UNKNOWN_SHARE;
                let weights: Vec<f64> = row.table.iter().map(|answer| answer[cause]).collect();
                let answer = drawn(&weights, &mut random);
                is_known.then_some(answer)
            })
            .collect();
        self.agree(&mut replies);
        let mut order: Vec<usize> = (0..self.questions.len()).collect();
        order.shuffle(&mut random);
        Case { main, causes, made, said, happened, replies, order }
    }

    /// Makes nobody contradict themselves: what was told to the question that names most is told to the others as well.
    fn agree(&self, replies: &mut [Option<usize>]) {
        let names = |row: &QuestionRow| row.tells.iter().flatten().count();
        let Some(widest) = (0..self.questions.len()).max_by_key(|at| names(&self.questions[*at])) else {
            return;
        };
        let Some(told) = replies[widest].and_then(|answer| self.questions[widest].tells[answer]) else {
            return;
        };
        for (at, row) in self.questions.iter().enumerate().filter(|(at, _)| *at != widest) {
            if let Some(answer) = row.tells.iter().position(|tells| *tells == Some(told)) {
                replies[at] = replies[at].map(|_| answer);
            }
        }
    }

    fn draw_causes(&self, causes: Causes, random: &mut ChaCha8Rng) -> [bool; REASONS] {
        let one = |at: usize| std::array::from_fn(|other| other == at);
        match causes {
            Causes::One => one(drawn(&self.prior, random)),
            Causes::OneAmongSeen => {
                let weights: ByReason = std::array::from_fn(|at| {
                    let odds: f64 = self.findings.iter().map(|row| 1.0 / (1.0 - row.made[at])).product();
                    let facts: f64 = self.facts().map(|shares| 1.0 / (1.0 - shares[at])).product();
                    self.prior[at] * odds * facts
                });
                one(drawn(&weights, random))
            }
            Causes::Several => loop {
                let chances = self.chances();
                let drawn: [bool; REASONS] = std::array::from_fn(|at| random.random::<f64>() < chances[at]);
                // Somebody who backed off had a reason.
                if drawn.contains(&true) {
                    break drawn;
                }
            },
        }
    }

    /// Returns the findings that were made, as a chat shows them.
    #[must_use]
    pub fn observed(&self, case: &Case) -> Vec<Observed> {
        let rows = self.findings.iter().zip(&case.made).filter(|(_, made)| **made);
        rows.map(|(row, _)| Observed {
            seen_in: row.seen_in,
            strength: row.strength,
            ..Observed::in_timing(row.id, Vec::new())
        })
        .collect()
    }

    /// Returns the replies to some questions, in their order.
    #[must_use]
    pub fn answers(&self, case: &Case, questions: &[usize]) -> Answers {
        questions.iter().fold(Answers::none(), |answers, question| {
            let reply = case.replies[*question].map_or(Reply::Unknown, Reply::Chosen);
            answers.with(self.questions[*question].index, reply)
        })
    }

    /// Returns the question of this world that has an index in the catalog.
    pub(crate) fn question_at(&self, index: usize) -> Option<usize> {
        self.questions.iter().position(|row| row.index == index)
    }

    /// Returns the index in the catalog of a question of this world.
    pub(crate) fn index_of(&self, question: usize) -> usize {
        self.questions[question].index
    }
}

/// Returns shares with their ratios to the mean raised to a power: 1 as they are, 0 all alike.
fn flattened(shares: ByReason, strength: f64) -> ByReason {
    let mean = shares.iter().map(|share| share.ln()).sum::<f64>() / REASONS as f64;
    shares.map(|share| (mean + strength * (share.ln() - mean)).exp())
}

/// Returns the chance of a finding that any of several reasons may bring about, or none.
fn any_of(usual: f64, made: &ByReason, causes: &[usize]) -> f64 {
    let without: f64 = causes.iter().map(|at| 1.0 - super::noisy_or::link(usual, made[*at])).product();
    1.0 - (1.0 - usual) * without
}

/// Draws an index in proportion to weights.
fn drawn(weights: &[f64], random: &mut ChaCha8Rng) -> usize {
    let mut left = random.random::<f64>() * weights.iter().sum::<f64>();
    for (at, weight) in weights.iter().enumerate() {
        left -= weight;
        if left < 0.0 {
            return at;
        }
    }
    weights.iter().rposition(|weight| *weight > 0.0).unwrap_or(0)
}
