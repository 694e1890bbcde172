//! Exact weighing of twelve reasons that exclude each other as *main* reason.
//!
//! Each finding multiplies a reason's odds by a likelihood ratio from reviewed content, and each answer by how much
//! commoner it is under that reason. The ratios are capped and tempered, because evidence overlaps; findings of one
//! group are softened once more by their number. A finding that was not made weighs nothing, nor does an answer
//! that was not given. So that a reason which many findings speak for does not gain from that alone, each finding
//! that was made counts by how much more it says than the reason's findings do on average.
//! The ranges come from varying every judged number over its own range (robust Bayes).
//! Source: docs/model.md, section "Reasons".

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    Contribution, EvidenceId, Family, Given, Group, Judged, Lead, RankedReason, Ranking, Reason, ReasonId,
    Symbol, named,
};
use crate::catalog::Catalog;
use crate::finding::FindingId;
use crate::judgement::Known;
use crate::question::{Answer, Place};

/// Dots over which all reasons are spread.
const DOTS: u8 = 20;

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
    /// Power to which every ratio of an answer is raised, but for answers that tell what alter said.
    pub answer_power: Judged,
    /// Power to which every ratio of what alter wrote in so many words is raised, as a chat shows it.
    pub said_power: Judged,
    /// Power to which the ratio of an answer is raised that tells what alter said.
    pub told_power: Judged,
    /// Largest likelihood ratio of all answers together.
    pub answers_clip: Judged,
    /// Largest probability of any reason.
    pub most_sure: Judged,
    /// Largest likelihood ratio of one finding, and its inverse the smallest.
    pub finding_cap: Judged,
    /// Largest likelihood ratio of what alter said in words.
    pub said_cap: Judged,
    /// Largest likelihood ratio of all findings of a chat together.
    pub total_clip: Judged,
    /// Likelihood ratio of `++` for each strength; `+`, `-` and `--` follow in proportion of their logarithms.
    pub strengths: Strengths<Judged>,
    /// Multiple of its prior that the commonest reason may not pass without evidence of its own.
    pub commonest_guard: Judged,
    /// Factor by which the usual share of any answer may be off.
    pub usual_doubt: Judged,
    /// Power to which any factor of the stage may be off.
    pub stage_doubt: Judged,
    /// Factor by which any one symbol may speak more or less than symbols of its kind do.
    pub symbol_doubt: Judged,
    /// Probability from which one reason may be named as leading.
    pub lead_share: f64,
    /// How many times likelier than the next it must be.
    pub lead_ratio: f64,
    /// Share of the variations from which another reason coming first keeps any from leading.
    pub lead_flips: f64,
    /// Share of the likeliest reason's probability from which another fits as well.
    pub fits_best_ratio: f64,
    /// Share of its own prior below which there is little sign of a reason.
    pub little_sign_ratio: f64,
    /// Dots below which there is little sign of a reason.
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

impl LikelihoodSettings {
    /// Returns the weights as judged.
    #[must_use]
    pub fn as_judged(&self) -> Weights {
        self.weights(&mut |judged| judged.value)
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
            answer_power: take(&self.answer_power),
            said_power: take(&self.said_power),
            told_power: take(&self.told_power),
            answers_clip: take(&self.answers_clip),
            most_sure: take(&self.most_sure),
            finding_cap: take(&self.finding_cap),
            said_cap: take(&self.said_cap),
            total_clip: take(&self.total_clip),
            strengths: Strengths {
                said: take(&self.strengths.said),
                heard: take(&self.strengths.heard),
                counted: take(&self.strengths.counted),
                guess: take(&self.strengths.guess),
            },
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
    group_temper: f64,
    group_overlap: f64,
    finding_balance: f64,
    /// Power to which every ratio of an answer is raised.
    pub(crate) answer_power: f64,
    said_power: f64,
    told_power: f64,
    answers_clip: f64,
    most_sure: f64,
    finding_cap: f64,
    said_cap: f64,
    total_clip: f64,
    strengths: Strengths<f64>,
    commonest_guard: f64,
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

    /// Returns the power to which the ratio of an answer of a strength is raised.
    pub(crate) fn power_of_answer(&self, strength: Strength) -> f64 {
        match strength {
            Strength::Said => self.told_power,
            Strength::Heard | Strength::Seen | Strength::Counted | Strength::Guess => self.answer_power,
        }
    }

    /// Returns the largest likelihood ratio that one piece of evidence of a strength may have.
    fn cap(&self, strength: Strength) -> f64 {
        match strength {
            Strength::Said => self.said_cap,
            Strength::Heard | Strength::Seen | Strength::Counted | Strength::Guess => self.finding_cap,
        }
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
struct Variation<'a> {
    weights: Weights,
    priors: Vec<f64>,
    stage_power: f64,
    /// The settings with a source of draws, where single cells vary too.
    cells: Option<(&'a LikelihoodSettings, &'a mut ChaCha8Rng)>,
}

impl<'a> Variation<'a> {
    fn as_judged(reasons: &[Reason], settings: &LikelihoodSettings) -> Self {
        Self {
            weights: settings.as_judged(),
            priors: reasons.iter().map(|reason| reason.prior.value).collect(),
            stage_power: settings.stage_doubt.value,
            cells: None,
        }
    }

    fn drawn(reasons: &[Reason], settings: &'a LikelihoodSettings, random: &'a mut ChaCha8Rng) -> Self {
        Self {
            weights: settings.drawn(random),
            priors: reasons.iter().map(|reason| draw(&reason.prior, random)).collect(),
            stage_power: draw(&settings.stage_doubt, random),
            cells: Some((settings, random)),
        }
    }

    /// Returns by how much one symbol of one cell speaks more or less than its kind.
    fn symbol_factor(&mut self) -> f64 {
        self.cells.as_mut().map_or(1.0, |(settings, random)| draw(&settings.symbol_doubt, random))
    }

    /// Returns by how much the usual share of one answer is off.
    fn usual_factor(&mut self) -> f64 {
        self.cells.as_mut().map_or(1.0, |(settings, random)| draw(&settings.usual_doubt, random))
    }
}

/// Weighs all reasons by what is known. `known.seen` names where findings were looked for: a reason that nothing
/// looked at can show is told apart, whatever its probability.
#[must_use]
pub fn weigh(known: &Known<'_>, catalog: &Catalog) -> Ranking {
    let (reasons, settings) = (&catalog.reasons, &catalog.likelihoods);
    let mut judged = Variation::as_judged(reasons, settings);
    let evidence = Evidence::gather(known, catalog);
    let weighed = evidence.weighed(&mut judged);
    let prior = evidence.prior(&judged);
    let probabilities = posterior(&prior, &weighed, reasons, &judged.weights);
    let (ranges, lead_flips) = evidence.ranges(&probabilities);
    let dots = dots(&probabilities, reasons);
    let lead = lead(&probabilities, lead_flips, known.seen, catalog);
    let top = probabilities.iter().copied().fold(0.0, f64::max);
    let grouping = Grouping { seen: known.seen, lead, top, settings };
    let mut ranked: Vec<RankedReason> = reasons
        .iter()
        .enumerate()
        .map(|(at, reason)| (at, reason, evidence.told_of(reason, &weighed[at].rows)))
        .map(|(at, reason, told)| RankedReason {
            id: reason.id,
            told,
            prior: prior[at],
            probability: probabilities[at],
            low: ranges[at].0,
            high: ranges[at].1,
            dots: dots[at],
            group: grouping.group(reason, told, probabilities[at], prior[at]),
            contributions: weighed[at].rows.clone(),
            balance: weighed[at].balance,
        })
        .collect();
    ranked.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.id.cmp(&b.id)));
    Ranking { reasons: ranked, lead, lead_flips }
}

/// What speaks for and against reasons, with how much it is softened.
struct Evidence<'a> {
    catalog: &'a Catalog,
    /// Each finding that was counted or noticed, with its strength and how many of its group were made.
    findings: Vec<(FindingId, Strength, f64)>,
    /// Findings that alter said in so many words.
    said: Vec<FindingId>,
    /// Each answer with the indices of question and answer.
    answers: Vec<(usize, usize, &'a Answer)>,
    /// For each reason the share of the findings that were looked for which bear each symbol.
    average: Vec<Vec<(Symbol, f64)>>,
}

/// What speaks for and against one reason.
struct Weighed {
    rows: Vec<Contribution>,
    /// What is taken off for the reason's average finding, or added, in nats.
    balance: f64,
}

impl Weighed {
    fn total(&self) -> f64 {
        self.rows.iter().map(|row| row.weight).sum::<f64>() + self.balance
    }

    /// Scales the weights so that together they stay within a likelihood ratio.
    fn clipped(mut self, most: f64) -> Self {
        let total = self.total().abs();
        if total > most.ln() {
            let factor = most.ln() / total;
            self.balance *= factor;
            for row in &mut self.rows {
                row.weight *= factor;
            }
        }
        self
    }
}

impl<'a> Evidence<'a> {
    /// Gathers what is known so that nothing counts twice: an answer replaces the finding that tells the same, and of
    /// two answers that tell the same the stronger one counts.
    fn gather(known: &Known<'a>, catalog: &'a Catalog) -> Self {
        let mut answers: Vec<(usize, usize, &Answer)> = known.answers.chosen(catalog).collect();
        // In the order of the catalog, so that sums do not depend on the order of answering.
        answers.sort_by_key(|(question, answer, _)| (*question, *answer));
        let weights = catalog.likelihoods.as_judged();
        let chosen: Vec<(f64, (usize, usize, &Answer))> =
            answers.iter().map(|row| (most_told(row, &weights, catalog), *row)).collect();
        answers.retain(|row| {
            let told = most_told(row, &weights, catalog);
            // Of two that tell as much, the one that stands first in the catalog counts.
            let is_told_better = |(most, other): &(f64, (usize, usize, &Answer))| {
                let is_same = other.2.same_as.is_some() && other.2.same_as == row.2.same_as;
                is_same && most.total_cmp(&told).then(row.0.cmp(&other.0)).is_gt()
            };
            !chosen.iter().any(is_told_better)
        });
        let told = |id: FindingId| answers.iter().any(|(_, _, answer)| answer.same_as == Some(id));
        let (said, counted): (Vec<_>, Vec<_>) = known
            .findings
            .iter()
            .filter(|finding| !told(finding.id))
            .map(|finding| (finding.id, finding.strength))
            .partition(|(_, strength)| *strength == Strength::Said);
        let group = |id: FindingId| catalog.finding(id).map(|content| content.group);
        let findings = counted
            .iter()
            .map(|(id, strength)| {
                let alike = counted.iter().filter(|(other, _)| group(*other) == group(*id)).count();
                (*id, *strength, alike as f64)
            })
            .collect();
        let said = said.into_iter().map(|(id, _)| id).collect();
        Self { catalog, findings, said, answers, average: average(known.seen, catalog) }
    }

    /// Returns what was told of a reason beside the timing, with the evidence as it weighs for it.
    fn told_of(&self, reason: &Reason, rows: &[Contribution]) -> ToldOf {
        let is_strong = |symbol: &Symbol| *symbol == Symbol::StrongFor;
        let by_answer = self.answers.iter().any(|(question, _, answer)| {
            let is_own = self.catalog.questions[*question].place == Place::Explore;
            let names = |(of, symbol): &(ReasonId, Symbol)| *of == reason.id && is_strong(symbol);
            is_own && answer.strength == Strength::Said && answer.weighs.iter().any(names)
        });
        let by_words = |given: &Given| self.said.contains(&given.finding) && is_strong(&given.symbol);
        if by_answer || reason.given.iter().any(by_words) {
            return ToldOf::Named;
        }
        let is_timing = |row: &&Contribution| match row.evidence {
            EvidenceId::Answer(..) => false,
            EvidenceId::Finding(id) => {
                self.catalog.finding(id).is_some_and(|content| content.seen_in == SeenIn::Timing)
            }
        };
        let sum = |rows: Vec<&Contribution>| rows.iter().map(|row| row.weight).sum::<f64>();
        let (timing, told): (Vec<_>, Vec<_>) = rows.iter().partition(is_timing);
        let told = sum(told);
        if told > 0.0 && told >= sum(timing) { ToldOf::Seen } else { ToldOf::Nothing }
    }

    /// Returns how common each reason is, by the judged shares and what the answers say about the stage.
    fn prior(&self, variation: &Variation<'_>) -> Vec<f64> {
        let factor = |reason: &Reason| -> f64 {
            let stages = self.answers.iter().flat_map(|(_, _, answer)| &answer.stage);
            let of_reason = stages.filter(|(of, _)| *of == reason.id);
            of_reason.map(|(_, factor)| factor.powf(variation.stage_power)).product()
        };
        let reasons = &self.catalog.reasons;
        normalised(
            variation.priors.iter().zip(reasons).map(|(prior, reason)| prior * factor(reason)).collect(),
        )
    }

    /// Returns for each reason what each piece of evidence adds, in nats, after caps and tempering.
    fn weighed(&self, variation: &mut Variation<'_>) -> Vec<Weighed> {
        let weights = variation.weights;
        let answers = self.weights_of_answers(variation);
        // How many findings were made, each as far as it is not softened.
        let made: f64 =
            self.findings.iter().map(|(_, _, alike)| 1.0 / softening(*alike, weights.group_overlap)).sum();
        self.catalog
            .reasons
            .iter()
            .zip(&self.average)
            .zip(answers)
            .map(|((reason, average), answers)| {
                let mean = |strength: Strength| -> f64 {
                    average.iter().map(|(symbol, share)| share * weights.log_ratio(*symbol, strength)).sum()
                };
                let taken = |power: f64, mean: f64, made: f64| -weights.finding_balance * power * mean * made;
                let balance = taken(weights.group_temper, mean(Strength::Seen), made);
                let chat = Weighed { rows: self.weights_of_findings(reason, variation), balance };
                let mut chat = chat.clipped(weights.total_clip);
                // What alter wrote in so many words is one source, and does not overlap with what is counted.
                let rows = [answers, self.weights_of_said(reason, variation)].concat();
                let balance = taken(weights.said_power, mean(Strength::Said), self.said.len() as f64);
                let told = Weighed { rows, balance }.clipped(weights.answers_clip);
                chat.balance += told.balance;
                chat.rows.extend(told.rows);
                chat
            })
            .collect()
    }

    fn weights_of_findings(&self, reason: &Reason, variation: &mut Variation<'_>) -> Vec<Contribution> {
        let weights = variation.weights;
        reason
            .given
            .iter()
            .filter_map(|given| {
                let (finding, strength, alike) =
                    self.findings.iter().find(|(finding, _, _)| *finding == given.finding)?;
                let cap = weights.cap(*strength).ln();
                let ratio = weights.log_ratio(given.symbol, *strength) * variation.symbol_factor();
                let softened = softening(*alike, weights.group_overlap);
                let weight = weights.group_temper * ratio.clamp(-cap, cap) / softened;
                Some(Contribution { evidence: EvidenceId::Finding(*finding), weight })
            })
            .collect()
    }

    fn weights_of_said(&self, reason: &Reason, variation: &mut Variation<'_>) -> Vec<Contribution> {
        let weights = variation.weights;
        let cap = weights.cap(Strength::Said).ln();
        reason
            .given
            .iter()
            .filter(|given| self.said.contains(&given.finding))
            .map(|given| {
                let ratio = weights.log_ratio(given.symbol, Strength::Said) * variation.symbol_factor();
                let weight = (weights.said_power * ratio).clamp(-cap, cap);
                Contribution { evidence: EvidenceId::Finding(given.finding), weight }
            })
            .collect()
    }

    fn weights_of_answers(&self, variation: &mut Variation<'_>) -> Vec<Vec<Contribution>> {
        let weights = variation.weights;
        let ids: Vec<ReasonId> = self.catalog.reasons.iter().map(|reason| reason.id).collect();
        let mut columns = vec![Vec::new(); ids.len()];
        for (question, answer, content) in &self.answers {
            let asked = &self.catalog.questions[*question];
            if !asked.weighs() {
                continue;
            }
            let cap = weights.cap(content.strength).ln();
            let usual: Vec<f64> =
                normalised(asked.answers.iter().map(|row| row.usual * variation.usual_factor()).collect());
            let table = asked.table(&ids, &usual, &mut |symbol, strength| {
                weights.log_ratio(symbol, strength) * variation.symbol_factor()
            });
            for (column, probability) in columns.iter_mut().zip(&table[*answer]) {
                let ratio = (probability / usual[*answer]).ln().clamp(-cap, cap);
                let evidence = EvidenceId::Answer(*question, *answer);
                column.push(Contribution {
                    evidence,
                    weight: weights.power_of_answer(content.strength) * ratio,
                });
            }
        }
        columns
    }

    /// Returns the range of each probability over all variations, and the share in which another reason leads.
    fn ranges(&self, base: &[f64]) -> (Vec<(f64, f64)>, f64) {
        let (reasons, settings) = (&self.catalog.reasons, &self.catalog.likelihoods);
        let mut random = ChaCha8Rng::seed_from_u64(settings.seed);
        let mut columns: Vec<Vec<f64>> = vec![Vec::with_capacity(settings.draws); reasons.len()];
        let leader = |values: &[f64]| {
            (0..values.len()).max_by(|a, b| values[*a].total_cmp(&values[*b]).then(b.cmp(a)))
        };
        let mut flips = 0_usize;
        for _ in 0..settings.draws {
            let mut variation = Variation::drawn(reasons, settings, &mut random);
            let weighed = self.weighed(&mut variation);
            let drawn = posterior(&self.prior(&variation), &weighed, reasons, &variation.weights);
            flips += usize::from(leader(&drawn) != leader(base));
            for (column, value) in columns.iter_mut().zip(drawn) {
                column.push(value);
            }
        }
        (
            columns
                .into_iter()
                .zip(base)
                .map(|(column, base)| range(column, *base, settings.level))
                .collect(),
            flips as f64 / settings.draws.max(1) as f64,
        )
    }
}

/// Returns by how much an answer speaks for the reason that it speaks for most, in nats.
fn most_told(
    (question, answer, content): &(usize, usize, &Answer),
    weights: &Weights,
    catalog: &Catalog,
) -> f64 {
    let asked = &catalog.questions[*question];
    let ids: Vec<ReasonId> = catalog.reasons.iter().map(|reason| reason.id).collect();
    let usual = normalised(asked.usual());
    let table = asked.table(&ids, &usual, &mut |symbol, strength| weights.log_ratio(symbol, strength));
    let most = table[*answer].iter().copied().fold(0.0, f64::max);
    weights.power_of_answer(content.strength) * (most / usual[*answer]).ln()
}

/// Returns the middle share `level` of `values`, widened to hold `base`.
fn range(mut values: Vec<f64>, base: f64, level: f64) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    let tail = (1.0 - level) / 2.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a length")]
    let at = |share: f64| values[((values.len() - 1) as f64 * share).round() as usize];
    if values.is_empty() { (base, base) } else { (at(tail).min(base), at(1.0 - tail).max(base)) }
}

/// Returns by how much a finding is softened that comes with others of its group.
fn softening(alike: f64, overlap: f64) -> f64 {
    1.0 + (alike - 1.0) * overlap
}

/// Returns for each reason the share of the findings looked for in `seen` that bear each symbol.
fn average(seen: &[SeenIn], catalog: &Catalog) -> Vec<Vec<(Symbol, f64)>> {
    let looked_for =
        |id: FindingId| catalog.finding(id).is_some_and(|content| seen.contains(&content.seen_in));
    let count = FindingId::ALL.iter().filter(|id| looked_for(**id)).count().max(1);
    let of_reason = |reason: &Reason| {
        Symbol::ALL
            .iter()
            .map(|symbol| {
                let bear = |given: &&Given| given.symbol == *symbol && looked_for(given.finding);
                (*symbol, reason.given.iter().filter(bear).count() as f64 / count as f64)
            })
            .collect()
    };
    catalog.reasons.iter().map(of_reason).collect()
}

fn normalised(mut weights: Vec<f64>) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    for weight in &mut weights {
        *weight /= total;
    }
    weights
}

fn posterior(prior: &[f64], weighed: &[Weighed], reasons: &[Reason], numbers: &Weights) -> Vec<f64> {
    let totals: Vec<f64> = weighed.iter().map(Weighed::total).collect();
    let mut weights =
        normalised(prior.iter().zip(&totals).map(|(prior, total)| prior * total.exp()).collect());
    // The commonest reason is where everything ends up that nothing speaks about. It may not grow by that alone.
    let commonest = reasons.iter().position(|reason| reason.id == ReasonId::NotLongTerm);
    if let Some(at) = commonest {
        let most = numbers.commonest_guard * prior[at];
        if totals[at] <= 0.0 && weights[at] > most {
            hold(&mut weights, at, most);
        }
    }
    // No set of findings and answers makes one reason certain: what was not asked stays possible.
    if let Some(at) = (0..weights.len()).find(|at| weights[*at] > numbers.most_sure) {
        hold(&mut weights, at, numbers.most_sure);
    }
    weights
}

/// Holds one weight at `most` and spreads the rest over the others in proportion.
fn hold(weights: &mut [f64], at: usize, most: f64) {
    let rest = 1.0 - weights[at];
    let others = weights.len() - 1;
    for (other, weight) in weights.iter_mut().enumerate() {
        *weight = match other == at {
            true => most,
            false if rest > 0.0 => *weight * (1.0 - most) / rest,
            false => (1.0 - most) / others as f64,
        };
    }
}

/// Spreads 20 dots by the largest remainders; something else keeps at least one.
fn dots(probabilities: &[f64], reasons: &[Reason]) -> Vec<u8> {
    let exact: Vec<f64> = probabilities.iter().map(|probability| probability * f64::from(DOTS)).collect();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 20")]
    let mut dots: Vec<u8> = exact.iter().map(|value| value.floor() as u8).collect();
    let mut order: Vec<usize> = (0..exact.len()).collect();
    order.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()).then(a.cmp(b)));
    let left = usize::from(DOTS.saturating_sub(dots.iter().sum()));
    for at in order.into_iter().cycle().take(left) {
        dots[at] += 1;
    }
    let open = reasons.iter().position(|reason| reason.id == ReasonId::SomethingElse);
    if let Some(at) = open.filter(|at| dots[*at] == 0)
        && let Some(largest) = (0..dots.len()).max_by_key(|at| dots[*at])
    {
        dots[largest] -= 1;
        dots[at] = 1;
    }
    dots
}

/// Whether nothing but timing was looked at, so that most of a probability is how common a reason is for anyone.
fn is_timing_only(seen: &[SeenIn]) -> bool {
    !seen.iter().any(|seen| matches!(seen, SeenIn::Words | SeenIn::Answers))
}

/// What was told of a reason, beside the timing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ToldOf {
    /// Nothing that speaks for it.
    Nothing,
    /// Words or answers speak for it, and more than the timing does.
    Seen,
    /// Alter gave it as the reason, in so many words.
    Named,
}

/// What a reason's group follows from, beside the reason itself.
struct Grouping<'a> {
    seen: &'a [SeenIn],
    lead: Lead,
    top: f64,
    settings: &'a LikelihoodSettings,
}

impl Grouping<'_> {
    /// A reason that alter gave is always among those that fit best: nobody knows it better. One that timing cannot show
    /// is so only where words or answers say more for it than the timing.
    fn group(&self, reason: &Reason, told: ToldOf, probability: f64, prior: f64) -> Group {
        let is_timing_only = is_timing_only(self.seen);
        if self.seen.is_empty() || (is_timing_only && !reason.timing_can_show) {
            return Group::CannotTell;
        }
        let fits_best = match self.lead {
            Lead::Reason(id) => id == reason.id,
            // Timing alone does not single out a reason that does not lead: it would only name the commonest one.
            Lead::Family(_) | Lead::Several => {
                let is_shown = reason.timing_can_show || told > ToldOf::Nothing;
                !is_timing_only && is_shown && probability >= self.settings.fits_best_ratio * self.top
            }
        };
        if fits_best || told == ToldOf::Named {
            Group::FitsBest
        } else if probability < self.settings.little_sign_ratio * prior
            || probability * f64::from(DOTS) < self.settings.little_sign_dots
        {
            Group::LittleSign
        } else {
            Group::CouldFit
        }
    }
}

/// Returns what leads. A reason that other fair values would put behind another too often does not.
fn lead(probabilities: &[f64], lead_flips: f64, seen: &[SeenIn], catalog: &Catalog) -> Lead {
    let (reasons, settings) = (&catalog.reasons, &catalog.likelihoods);
    let leads =
        |first: f64, second: f64| first >= settings.lead_share && first >= settings.lead_ratio * second;
    let largest_two = |mut values: Vec<(usize, f64)>| {
        values.sort_by(|a, b| b.1.total_cmp(&a.1));
        values.first().copied().zip(values.get(1).copied())
    };
    let by_reason = probabilities.iter().copied().enumerate().collect();
    if let Some(((at, first), (_, second))) = largest_two(by_reason)
        && leads(first, second)
        && lead_flips < settings.lead_flips
        && (reasons[at].timing_can_show || !is_timing_only(seen))
    {
        return Lead::Reason(reasons[at].id);
    }
    let share = |family: Family| -> f64 {
        reasons.iter().zip(probabilities).filter(|(reason, _)| reason.family == family).map(|(_, p)| p).sum()
    };
    let by_family = Family::ALL.iter().map(|family| share(*family)).enumerate().collect();
    match largest_two(by_family) {
        Some(((at, first), (_, second))) if Family::ALL[at] != Family::Open && leads(first, second) => {
            Lead::Family(Family::ALL[at])
        }
        _ => Lead::Several,
    }
}
