//! Numbers that weighing depends on, and one set of values of all of them.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::share::REASONS;
use super::{ByReason, Judged, Reason, Shares, Symbol, named};
use crate::catalog::Catalog;
use crate::stage::Stage;
use crate::statement::Learnt;

named! {
    /// How a finding can be seen.
    SeenIn {
        /// In the timing of messages.
        Timing = "timing",
        /// In words.
        Words = "words",
        /// In answers.
        Answers = "answers",
    }
}

named! {
    /// How strongly evidence counts, by how the user came to know of it.
    Strength {
        /// Alter said it in words.
        Said = "said",
        /// Someone who knows said it.
        Heard = "heard",
        /// It was seen: counted in the chat, or noticed by the user.
        Seen = "seen",
        /// Lines that only count together, and are not shown.
        Counted = "counted",
        /// A guess.
        Guess = "guess",
    }
}

named! {
    /// Findings that tend to come together.
    FindingGroup {
        /// How much is written.
        Volume = "volume",
        /// What is written.
        Content = "content",
        /// When it is written.
        Rhythm = "rhythm",
        /// What happened around it.
        Context = "context",
    }
}

/// Numbers that weighing depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct LikelihoodSettings {
    /// Likelihood ratio of `++`.
    pub strong_for: Judged,
    /// Likelihood ratio of `+`.
    pub plain_for: Judged,
    /// Likelihood ratio of `-`.
    pub against: Judged,
    /// Likelihood ratio of `--`.
    pub strong_against: Judged,
    /// Power to which every ratio of a finding is raised, because findings overlap.
    pub group_temper: Judged,
    /// Share by which each further finding of a group softens all of that group.
    pub group_overlap: Judged,
    /// Share of a reason's average finding that is taken off each finding that was made.
    pub finding_balance: Judged,
    /// Power to which what findings say is raised where alter said why.
    pub timing_beside_words: Judged,
    /// Power to which the likelihood ratios of an account as a whole are raised.
    pub account_power: Judged,
    /// Power to which they are raised once more where the account tells what alter said.
    pub account_beside_words: Judged,
    /// Power to which every ratio of an answer is raised that tells neither a statement nor an event.
    pub answer_power: Judged,
    /// Largest likelihood ratio of all answers and events together.
    pub answers_clip: Judged,
    /// Largest probability of any reason.
    pub most_sure: Judged,
    /// Largest likelihood ratio of one finding or answer, and its inverse the smallest.
    pub finding_cap: Judged,
    /// Largest likelihood ratio of all findings of a chat together.
    pub total_clip: Judged,
    /// Likelihood ratio of `++` for each strength; `+`, `-` and `--` follow in proportion of their logarithms.
    pub strengths: Strengths<Judged>,
    /// Probability that a statement is what alter said, by how ego came to know of it.
    pub learnt: Reliance<Judged>,
    /// Power of each further kind of statement after the one that tells most.
    pub statement_temper: Judged,
    /// Largest likelihood ratio of all statements together.
    pub statements_clip: Judged,
    /// Probability that an event is as the user tells it.
    pub event_sure: Judged,
    /// Power of each further event after the one that tells most.
    pub event_temper: Judged,
    /// Multiple of its prior that the commonest reason may not pass without evidence of its own.
    pub commonest_guard: Judged,
    /// Factor by which the usual share of any answer may be off.
    pub usual_doubt: Judged,
    /// Factor by which any one symbol may speak more or less than symbols of its kind do.
    pub symbol_doubt: Judged,
    /// Probability that lines which only count together tell what they are taken for.
    pub counted_sure: f64,
    /// Probability from which a statement counts as told.
    pub told_sure: f64,
    /// Probability from which one reason is the most likely one.
    pub likely_share: f64,
    /// How many times likelier than the next the most likely one must be.
    pub likely_ratio: f64,
    /// Probability from which it may be said that it leans to a reason.
    pub leans_share: f64,
    /// How many times likelier than the next it must then be.
    pub leans_ratio: f64,
    /// Ratio of odds to prior odds below which no reason is named: a prior alone names nothing.
    pub least_evidence: f64,
    /// Share of the variations from which another reason coming first keeps any from being named.
    pub lead_flips: f64,
    /// Share of the dots of the first reason from which another fits as well.
    pub fits_best_ratio: f64,
    /// Dots up to which there is little sign of a reason.
    pub little_sign_dots: f64,
    /// Number of variations for the ranges.
    pub draws: usize,
    /// Seed of the variations.
    pub seed: u64,
    /// Share of the variations inside a range.
    pub level: f64,
}

/// Something for each strength but [`Strength::Seen`], at which a symbol counts as it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strengths<T> {
    /// Alter said it in words.
    pub said: T,
    /// Someone who knows said it.
    pub heard: T,
    /// Lines that only count together.
    pub counted: T,
    /// A guess.
    pub guess: T,
}

/// Something for each way to come to know of a statement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reliance<T> {
    /// Alter wrote it.
    pub wrote: T,
    /// Alter told ego.
    pub told: T,
    /// A friend said so.
    pub friend: T,
    /// Ego guesses.
    pub guess: T,
}

impl<T> Reliance<T> {
    /// Returns the one for a way to come to know.
    pub fn of(&self, learnt: Learnt) -> &T {
        match learnt {
            Learnt::Wrote => &self.wrote,
            Learnt::Told => &self.told,
            Learnt::Friend => &self.friend,
            Learnt::Guess => &self.guess,
        }
    }
}

impl LikelihoodSettings {
    /// Returns the weights as judged.
    #[must_use]
    pub fn as_judged(&self) -> Weights {
        self.weights(&mut |judged| judged.value)
    }

    /// Returns how surely a finding in words tells the statement that it stands for.
    pub(super) fn statement_sure(&self, strength: Strength) -> f64 {
        match strength {
            Strength::Counted | Strength::Seen => self.counted_sure,
            Strength::Said | Strength::Heard | Strength::Guess => 1.0,
        }
    }

    /// Draws every judged weight from its own range.
    fn drawn(&self, random: &mut ChaCha8Rng) -> Weights {
        self.weights(&mut |judged| draw(judged, random))
    }

    fn weights(&self, take: &mut dyn FnMut(&Judged) -> f64) -> Weights {
        Weights {
            strong_for: take(&self.strong_for),
            plain_for: take(&self.plain_for),
            against: take(&self.against),
            strong_against: take(&self.strong_against),
            group_temper: take(&self.group_temper),
            group_overlap: take(&self.group_overlap),
            finding_balance: take(&self.finding_balance),
            timing_beside_words: take(&self.timing_beside_words),
            account_power: take(&self.account_power),
            account_beside_words: take(&self.account_beside_words),
            answer_power: take(&self.answer_power),
            answers_clip: take(&self.answers_clip),
            most_sure: take(&self.most_sure),
            finding_cap: take(&self.finding_cap),
            total_clip: take(&self.total_clip),
            strengths: Strengths {
                said: take(&self.strengths.said),
                heard: take(&self.strengths.heard),
                counted: take(&self.strengths.counted),
                guess: take(&self.strengths.guess),
            },
            learnt: Reliance {
                wrote: take(&self.learnt.wrote),
                told: take(&self.learnt.told),
                friend: take(&self.learnt.friend),
                guess: take(&self.learnt.guess),
            },
            statement_temper: take(&self.statement_temper),
            statements_clip: take(&self.statements_clip),
            event_sure: take(&self.event_sure),
            event_temper: take(&self.event_temper),
            commonest_guard: take(&self.commonest_guard),
        }
    }
}

/// Draws a judged number from its range: log-uniform, so that half and double are as far away as each other.
fn draw(judged: &Judged, random: &mut ChaCha8Rng) -> f64 {
    let share: f64 = random.random();
    judged.low * (judged.high / judged.low).powf(share)
}

/// One value of each number that weighs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    strong_for: f64,
    plain_for: f64,
    against: f64,
    strong_against: f64,
    pub(super) group_temper: f64,
    pub(super) group_overlap: f64,
    pub(super) finding_balance: f64,
    pub(super) timing_beside_words: f64,
    pub(super) account_power: f64,
    pub(super) account_beside_words: f64,
    pub(super) answer_power: f64,
    pub(super) answers_clip: f64,
    pub(super) most_sure: f64,
    pub(super) finding_cap: f64,
    pub(super) total_clip: f64,
    strengths: Strengths<f64>,
    pub(super) learnt: Reliance<f64>,
    pub(super) statement_temper: f64,
    pub(super) statements_clip: f64,
    pub(super) event_sure: f64,
    pub(super) event_temper: f64,
    pub(super) commonest_guard: f64,
}

impl Weights {
    /// Returns the logarithm of the likelihood ratio of a symbol, by how the user came to know of it.
    #[must_use]
    pub fn log_ratio(&self, symbol: Symbol, strength: Strength) -> f64 {
        let ratio = match symbol {
            Symbol::StrongFor => self.strong_for,
            Symbol::For => self.plain_for,
            Symbol::Against => self.against,
            Symbol::StrongAgainst => self.strong_against,
        };
        self.power(strength) * ratio.ln()
    }

    /// Returns the power to which a ratio is raised for a strength: 1 where the symbol counts as it is written.
    fn power(&self, strength: Strength) -> f64 {
        let of = |ratio: f64| ratio.ln() / self.strong_for.ln();
        match strength {
            Strength::Said => of(self.strengths.said),
            Strength::Heard => of(self.strengths.heard),
            Strength::Seen => 1.0,
            Strength::Counted => of(self.strengths.counted),
            Strength::Guess => of(self.strengths.guess),
        }
    }
}

/// One set of values of all judged numbers: the weights, how common reasons are, and the doubts about single cells.
pub(crate) struct Variation<'a> {
    pub(super) weights: Weights,
    /// How common each reason is; they sum to 1.
    pub(super) prior: ByReason,
    /// The settings with a source of draws, where single cells vary too.
    cells: Option<(&'a LikelihoodSettings, &'a mut ChaCha8Rng)>,
}

impl<'a> Variation<'a> {
    pub(crate) fn as_judged(stage: Option<Stage>, catalog: &Catalog) -> Self {
        let prior = match stage_priors(stage, catalog) {
            Some(shares) => shares.of,
            None => prior_of(&catalog.reasons, |prior| prior.value),
        };
        Self { weights: catalog.likelihoods.as_judged(), prior: normalised(prior), cells: None }
    }

    pub(super) fn drawn(stage: Option<Stage>, catalog: &'a Catalog, random: &'a mut ChaCha8Rng) -> Self {
        let weights = catalog.likelihoods.drawn(random);
        let prior = match stage_priors(stage, catalog) {
            Some(shares) => shares.of.map(|share| share * off_by(shares.doubt, random)),
            None => prior_of(&catalog.reasons, |prior| draw(prior, random)),
        };
        Self { weights, prior: normalised(prior), cells: Some((&catalog.likelihoods, random)) }
    }

    /// Returns by how much one symbol of one cell speaks more or less than its kind.
    pub(super) fn symbol_factor(&mut self) -> f64 {
        self.cells.as_mut().map_or(1.0, |(settings, random)| draw(&settings.symbol_doubt, random))
    }

    /// Returns by how much the usual share of one answer is off.
    pub(super) fn usual_factor(&mut self) -> f64 {
        self.cells.as_mut().map_or(1.0, |(settings, random)| draw(&settings.usual_doubt, random))
    }

    /// Returns shares with each cell as far off as it may be.
    pub(super) fn varied(&mut self, shares: ByReason, doubt: f64) -> ByReason {
        match &mut self.cells {
            Some((_, random)) => shares.map(|share| (share * off_by(doubt, random)).min(1.0)),
            None => shares,
        }
    }
}

fn stage_priors(stage: Option<Stage>, catalog: &Catalog) -> Option<&Shares> {
    let row = catalog.stages.iter().find(|row| Some(row.id) == stage)?;
    Some(&row.priors)
}

fn prior_of(reasons: &[Reason], mut take: impl FnMut(&Judged) -> f64) -> ByReason {
    let mut prior = [0.0; REASONS];
    for reason in reasons {
        prior[reason.id as usize] = take(&reason.prior);
    }
    prior
}

/// Draws a factor from one over `most` to `most`, log-uniform.
fn off_by(most: f64, random: &mut ChaCha8Rng) -> f64 {
    most.powf(2.0 * random.random::<f64>() - 1.0)
}

/// Returns weights scaled to a sum of 1.
pub(super) fn normalised(weights: ByReason) -> ByReason {
    let total: f64 = weights.iter().sum();
    weights.map(|weight| weight / total)
}
