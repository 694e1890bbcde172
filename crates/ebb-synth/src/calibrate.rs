//! Fits the heads of both judges on simulated dyads and on withdrawals planted in real streams of times.
//!
//! The evidence of each dyad is computed as the program computes it; the weights of the heads follow by weighted
//! maximum likelihood, with every dyad also taken with its two people exchanged. Half of the dyads are held out and
//! scored. Seeds are disjoint from those of [`crate::evaluate`].

use std::fmt::Write as _;

use ebb::catalog::Settings;
use ebb::change::second::{
    self, SHARED_SIGN_NAMES, SHARED_SIGNS, SIGN_NAMES, SIGNS, SecondHead, SecondSettings, Signs,
};
use ebb::change::{CalibrationHead, HeadInputs, Judges, WhoSettings, calibrated, detect, lean_borne_out};
use ebb::measure::measure_stream;
use rayon::prelude::*;

use crate::evaluate::{CELLS, judge, stream_of_case};
use crate::metrics::{Forecast, calibration_error, log_loss_of_classes};
use crate::planted::{StreamSet, cases};
use crate::{Habit, Regime, Severity, SimulationSettings, simulate};

/// Number of weights of the head.
const WEIGHTS: usize = 10;
/// First seed of the dyads for fitting, far from those for evaluating.
pub const FIRST_SEED: u64 = 5_000_000;

/// Evidence of one dyad and what is true of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// What the head of the first judge goes by.
    pub evidence: HeadInputs,
    /// What that of the second goes by.
    pub signs: Signs,
    /// What is true: 0 nobody, 1 alter, 2 ego, 3 both.
    pub truth: usize,
    /// How much it counts.
    pub weight: f64,
    /// Whether it is kept for scoring.
    pub is_held_out: bool,
}

impl Sample {
    fn exchanged(self) -> Self {
        Self {
            evidence: self.evidence.exchanged(),
            signs: self.signs.exchanged(),
            truth: [0, 2, 1, 3][self.truth],
            ..self
        }
    }
}

/// Returns samples of simulated dyads, `each` in every cell and four times as many in which nothing changes.
#[must_use]
pub fn simulated(each: u64, habit: Habit, settings: &Settings) -> Vec<Sample> {
    let seed = FIRST_SEED + 3_000_000 * habit as u64;
    let cells = CELLS
        .iter()
        // A chat that goes up and down has no one truth at its end.
        .filter(|(regime, _)| *regime != Regime::HotCold)
        .map(|(regime, severity)| (*regime, *severity, each))
        .chain([(Regime::Stable, Severity::Medium, 4 * each)]);
    let tasks: Vec<(u64, u64, Regime, Severity)> = (1_u64..)
        .zip(cells)
        .flat_map(|(cell, (regime, severity, count))| (0..count).map(move |n| (cell, n, regime, severity)))
        .collect();
    tasks
        .into_par_iter()
        .map(|(cell, n, regime, severity)| {
            let dyad = simulate(
                seed + 100_000 * cell + n,
                regime,
                severity,
                &SimulationSettings { habit, ..SimulationSettings::DRAWN },
            );
            let (_, change, _) = judge(&dyad, settings);
            Sample {
                evidence: change.inputs,
                signs: change.signs,
                truth: regime.who_fell().index(),
                weight: 1.0,
                is_held_out: n % 2 == 1,
            }
        })
        .collect()
}

/// Returns samples of real streams: their days permuted, and withdrawals planted in these both ways.
#[must_use]
pub fn planted(set: &StreamSet<'_>, settings: &Settings) -> Vec<Sample> {
    cases(set)
        .par_iter()
        .map(|case| {
            let measured = measure_stream(stream_of_case(case), &settings.measure);
            let change = detect(&measured.daily, &settings.change);
            Sample {
                evidence: change.inputs,
                signs: change.signs,
                truth: case.who.index(),
                weight: 1.0,
                is_held_out: case.is_held_out,
            }
        })
        .collect()
}

/// Weighs samples so that each of the four truths has its prior's share, and all together `total`.
#[must_use]
pub fn weighted(samples: &[Sample], prior: &[f64; 4], total: f64) -> Vec<Sample> {
    let exchanged: Vec<Sample> = samples.iter().flat_map(|sample| [*sample, sample.exchanged()]).collect();
    let count = |truth: usize| exchanged.iter().filter(|sample| sample.truth == truth).count().max(1) as f64;
    let counts: [f64; 4] = std::array::from_fn(count);
    exchanged
        .iter()
        .map(|sample| Sample { weight: total * prior[sample.truth] / counts[sample.truth], ..*sample })
        .collect()
}

/// The inputs that each weight multiplies, for one class.
fn features(class: usize, inputs: &HeadInputs) -> [f64; WEIGHTS] {
    let HeadInputs { alter, ego, lean, many } = *inputs;
    match class {
        1 => [1.0, 0.0, 0.0, alter, 0.0, 0.0, lean_borne_out(alter, lean), -(-lean).max(0.0), 0.0, -many],
        2 => [0.0, 1.0, 0.0, ego, 0.0, 0.0, lean_borne_out(ego, -lean), -lean.max(0.0), 0.0, -many],
        3 => [0.0, 0.0, 1.0, 0.0, alter + ego, alter.min(ego), 0.0, 0.0, -lean.abs(), -many],
        _ => [0.0; WEIGHTS],
    }
}

/// Fits the head by Newton's method on the samples that are not held out. Weights below zero are held at zero.
#[must_use]
pub fn fit(samples: &[Sample]) -> CalibrationHead {
    let training: Vec<&Sample> = samples.iter().filter(|sample| !sample.is_held_out).collect();
    let mut weights = [-1.0, -1.0, -1.0, 0.5, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0];
    for _ in 0..60 {
        let mut gradient = [0.0; WEIGHTS];
        // A small ridge keeps the steps finite.
        let mut hessian = vec![vec![0.0; WEIGHTS]; WEIGHTS];
        for (at, row) in hessian.iter_mut().enumerate() {
            row[at] = 1e-6;
        }
        for sample in &training {
            let probabilities = probabilities(&head_of(&weights), &sample.evidence);
            let rows: [[f64; WEIGHTS]; 4] = std::array::from_fn(|class| features(class, &sample.evidence));
            let mean: [f64; WEIGHTS] =
                std::array::from_fn(|at| (0..4).map(|class| probabilities[class] * rows[class][at]).sum());
            for at in 0..WEIGHTS {
                gradient[at] += sample.weight * (rows[sample.truth][at] - mean[at]);
                for other in 0..WEIGHTS {
                    let second: f64 =
                        (0..4).map(|class| probabilities[class] * rows[class][at] * rows[class][other]).sum();
                    hessian[at][other] += sample.weight * (second - mean[at] * mean[other]);
                }
            }
        }
        let step = solve(hessian, gradient.to_vec());
        for (at, (weight, step)) in weights.iter_mut().zip(step).enumerate() {
            *weight += step.clamp(-1.0, 1.0);
            if at >= 3 {
                *weight = weight.max(0.0);
            }
        }
    }
    head_of(&weights)
}

fn head_of(weights: &[f64; WEIGHTS]) -> CalibrationHead {
    CalibrationHead {
        intercepts: [weights[0], weights[1], weights[2]],
        one: weights[3],
        sum: weights[4],
        smaller: weights[5],
        toward: weights[6],
        against: weights[7],
        apart: weights[8],
        many: weights[9],
    }
}

/// Returns the four probabilities at some evidence.
fn probabilities(head: &CalibrationHead, inputs: &HeadInputs) -> [f64; 4] {
    softmax(head.log_odds(inputs))
}

fn softmax(odds: [f64; 4]) -> [f64; 4] {
    let largest = odds.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers = odds.map(|odds| (odds - largest).exp());
    let total: f64 = powers.iter().sum();
    powers.map(|power| power / total)
}

/// How strongly the weights of the second judge are drawn to 0, for signs in units of their spread.
const RIDGE: f64 = 0.002;

/// What each weight of the second judge multiplies, for one class: two intercepts of one person and one of both; own
/// signs, the other's and the chat's for one person; each one's and the chat's for both.
fn rows_of(class: usize, signs: &[[f64; SIGNS]; 2], shared: &[f64; SHARED_SIGNS]) -> Vec<f64> {
    let mut row = vec![0.0; 3 + 3 * SIGNS + 2 * SHARED_SIGNS];
    if class == 0 {
        return row;
    }
    row[class - 1] = 1.0;
    let (alone, together) = row[3..].split_at_mut(2 * SIGNS + SHARED_SIGNS);
    if class == 3 {
        for (at, cell) in together[..SIGNS].iter_mut().enumerate() {
            *cell = signs[0][at] + signs[1][at];
        }
        together[SIGNS..].copy_from_slice(shared);
    } else {
        alone[..SIGNS].copy_from_slice(&signs[class - 1]);
        alone[SIGNS..2 * SIGNS].copy_from_slice(&signs[2 - class]);
        alone[2 * SIGNS..].copy_from_slice(shared);
    }
    row
}

/// Mean and standard deviation of each sign.
struct Spread<const COUNT: usize> {
    mean: [f64; COUNT],
    spread: [f64; COUNT],
}

impl<const COUNT: usize> Spread<COUNT> {
    fn of(rows: &[(f64, [f64; COUNT])]) -> Self {
        let total: f64 = rows.iter().map(|(weight, _)| weight).sum();
        let mean: [f64; COUNT] =
            std::array::from_fn(|at| rows.iter().map(|(weight, row)| weight * row[at]).sum::<f64>() / total);
        let spread = std::array::from_fn(|at| {
            let variance: f64 =
                rows.iter().map(|(weight, row)| weight * (row[at] - mean[at]).powi(2)).sum::<f64>() / total;
            variance.sqrt() + 1e-6
        });
        Self { mean, spread }
    }

    fn standardised(&self, row: &[f64; COUNT]) -> [f64; COUNT] {
        std::array::from_fn(|at| (row[at] - self.mean[at]) / self.spread[at])
    }
}

/// Fits the head of the second judge by Newton's method on the samples that are not held out, with a ridge on its weights.
#[must_use]
pub fn fit_second(samples: &[Sample]) -> SecondHead {
    let training: Vec<&Sample> = samples.iter().filter(|sample| !sample.is_held_out).collect();
    let total: f64 = training.iter().map(|sample| sample.weight).sum();
    let own = Spread::of(
        &training
            .iter()
            .flat_map(|sample| {
                [(sample.weight, sample.signs.own.alter), (sample.weight, sample.signs.own.ego)]
            })
            .collect::<Vec<_>>(),
    );
    let shared =
        Spread::of(&training.iter().map(|sample| (sample.weight, sample.signs.shared)).collect::<Vec<_>>());
    let count = 3 + 3 * SIGNS + 2 * SHARED_SIGNS;
    let mut weights = vec![0.0; count];
    for _ in 0..25 {
        let (mut gradient, mut hessian) = (vec![0.0; count], vec![vec![0.0; count]; count]);
        for at in 3..count {
            gradient[at] = -2.0 * RIDGE * weights[at];
            hessian[at][at] = 2.0 * RIDGE;
        }
        for (at, row) in hessian.iter_mut().enumerate().take(3) {
            row[at] = 1e-9;
        }
        for sample in &training {
            let signs = [own.standardised(&sample.signs.own.alter), own.standardised(&sample.signs.own.ego)];
            let chat = shared.standardised(&sample.signs.shared);
            let rows: [Vec<f64>; 4] = std::array::from_fn(|class| rows_of(class, &signs, &chat));
            let odds =
                rows.each_ref().map(|row| row.iter().zip(&weights).map(|(cell, weight)| cell * weight).sum());
            let told = softmax(odds);
            let mean: Vec<f64> =
                (0..count).map(|at| (1..4).map(|class| told[class] * rows[class][at]).sum()).collect();
            let weight = sample.weight / total;
            for at in 0..count {
                gradient[at] += weight * (rows[sample.truth][at] - mean[at]);
                // The matrix is the same on both sides of its diagonal.
                for other in 0..=at {
                    let second: f64 =
                        (1..4).map(|class| told[class] * rows[class][at] * rows[class][other]).sum();
                    hessian[at][other] += weight * (second - mean[at] * mean[other]);
                }
            }
        }
        let rows = hessian.clone();
        for (at, row) in rows.into_iter().enumerate() {
            for (other, value) in row.into_iter().enumerate().take(at) {
                hessian[other][at] = value;
            }
        }
        let step = solve(hessian, gradient);
        for (weight, step) in weights.iter_mut().zip(step) {
            *weight += step.clamp(-1.0, 1.0);
        }
    }
    second_head_of(&weights, &own, &shared)
}

/// Returns the head in the units of the signs themselves.
fn second_head_of(weights: &[f64], own: &Spread<SIGNS>, shared: &Spread<SHARED_SIGNS>) -> SecondHead {
    let personal =
        |from: usize| -> [f64; SIGNS] { std::array::from_fn(|at| weights[from + at] / own.spread[at]) };
    let common = |from: usize| -> [f64; SHARED_SIGNS] {
        std::array::from_fn(|at| weights[from + at] / shared.spread[at])
    };
    let after = 3 + 2 * SIGNS + SHARED_SIGNS;
    let mut head = SecondHead {
        intercepts: [weights[0], weights[1], weights[2]],
        own: personal(3),
        other: personal(3 + SIGNS),
        alone: common(3 + 2 * SIGNS),
        each: personal(after),
        together: common(after + SIGNS),
    };
    let means = Signs { own: ebb::dyad::ByRole { alter: own.mean, ego: own.mean }, shared: shared.mean };
    let at_means = SecondHead { intercepts: [0.0; 3], ..head }.log_odds(&means);
    for (intercept, shift) in head.intercepts.iter_mut().zip(&at_means[1..]) {
        *intercept -= shift;
    }
    head
}

/// Returns the head as content/second-judge.toml writes it.
#[must_use]
pub fn second_head_text(head: &SecondHead) -> String {
    let [alter, ego, both] = head.intercepts;
    let mut text = format!("intercepts = [{alter:.4}, {ego:.4}, {both:.4}]\n\n[sign]\n");
    for (at, name) in SIGN_NAMES.iter().enumerate() {
        let _ = writeln!(
            text,
            "{name} = {{ own = {:.4}, other = {:.4}, each = {:.4} }}",
            head.own[at], head.other[at], head.each[at]
        );
    }
    text.push_str("\n[shared]\n");
    for (at, name) in SHARED_SIGN_NAMES.iter().enumerate() {
        let _ = writeln!(
            text,
            "{name} = {{ alone = {:.4}, together = {:.4} }}",
            head.alone[at], head.together[at]
        );
    }
    text
}

/// Solves a linear system by elimination with pivots.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let count = right.len();
    for column in 0..count {
        let pivot = (column..count)
            .max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs()))
            .unwrap_or(column);
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        let above = matrix[column].clone();
        for row in column + 1..count {
            let factor = matrix[row][column] / above[column];
            for (cell, above) in matrix[row].iter_mut().zip(&above).skip(column) {
                *cell -= factor * above;
            }
            right[row] -= factor * right[column];
        }
    }
    for row in (0..count).rev() {
        for at in row + 1..count {
            right[row] -= matrix[row][at] * right[at];
        }
        right[row] /= matrix[row][row];
    }
    right
}

/// Returns what is told of one sample by these heads: by the first judge, by the second, by both.
fn told(sample: &Sample, who: &WhoSettings, second: &SecondSettings) -> [[f64; 4]; 3] {
    let judges =
        Judges { first: calibrated(&sample.evidence, who), second: second::judge(&sample.signs, second) };
    [judges.first, judges.second, judges.pooled()].map(ebb::change::WhoChanged::to_array)
}

/// Names of what [`score`] has a row for.
pub const JUDGES: [&str; 3] = ["first judge", "second judge", "both"];

/// Returns the rows of a table: how each judge, and both together, do on the held-out samples of one source.
#[must_use]
pub fn score(name: &str, samples: &[Sample], who: &WhoSettings, second: &SecondSettings) -> String {
    (0..JUDGES.len())
        .map(|judge| {
            score_of(&format!("{name}, {}", JUDGES[judge]), samples, |sample| {
                told(sample, who, second)[judge]
            }) + "\n"
        })
        .collect()
}

fn score_of(name: &str, samples: &[Sample], tell: impl Fn(&Sample) -> [f64; 4]) -> String {
    let scored: Vec<&Sample> = samples.iter().filter(|sample| sample.is_held_out).collect();
    let told: Vec<([f64; 4], usize)> = scored.iter().map(|sample| (tell(sample), sample.truth)).collect();
    // Each sample is repeated by its weight, so that the truths have their prior's shares.
    let least = scored.iter().map(|sample| sample.weight).fold(f64::INFINITY, f64::min);
    let repeated: Vec<([f64; 4], usize)> = scored
        .iter()
        .zip(&told)
        .flat_map(|(sample, told)| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small multiple")]
            let times = (sample.weight / least).round() as usize;
            std::iter::repeat_n(*told, times)
        })
        .collect();
    let forecasts: Vec<Forecast> = repeated
        .iter()
        .map(|(told, truth)| Forecast { probability: told[1] + told[3], came_true: matches!(truth, 1 | 3) })
        .collect();
    let one_sided = || told.iter().filter(|(_, truth)| matches!(truth, 1 | 2));
    let wrong =
        one_sided().filter(|(told, truth)| told[3 - truth] + told[3] > 0.8 && told[*truth] < 0.5).count();
    let flagged = || told.iter().filter(|(told, truth)| *truth > 0 && told[0] < 0.5);
    let likeliest = |told: &[f64; 4]| (1..4).max_by(|a, b| told[*a].total_cmp(&told[*b])).unwrap_or(1);
    let right = flagged().filter(|(told, truth)| likeliest(told) == *truth).count() as f64
        / flagged().count().max(1) as f64;
    let of_truth = |truth: usize| told.iter().filter(move |(_, t)| *t == truth);
    let false_alarms = of_truth(0).filter(|(told, _)| told[1] + told[3] >= 0.8).count() as f64
        / of_truth(0).count().max(1) as f64;
    let found = of_truth(1).filter(|(told, _)| told[1] + told[3] >= 0.8).count() as f64
        / of_truth(1).count().max(1) as f64;
    let mut row = String::new();
    let _ = write!(
        row,
        "| {name} | {} | {:.3} | {:.3} | {found:.2} | {false_alarms:.3} | {right:.3} | {:.3} |",
        scored.len(),
        log_loss_of_classes(&repeated),
        calibration_error(&forecasts, 10),
        wrong as f64 / one_sided().count().max(1) as f64
    );
    row
}
