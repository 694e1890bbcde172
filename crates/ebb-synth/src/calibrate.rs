//! Fits the calibration head on simulated dyads and on withdrawals planted in real streams of times.
//!
//! The evidence of each dyad is computed as the program computes it; the head's weights follow by weighted
//! maximum likelihood, with every dyad also taken with its two people exchanged. Half of the dyads are held out and
//! scored. Seeds are disjoint from those of [`crate::evaluate`].

use std::fmt::Write as _;

use ebb::catalog::Settings;
use ebb::change::{CalibrationHead, HeadInputs, detect, lean_borne_out};
use ebb::measure::measure_stream;
use rayon::prelude::*;

use crate::evaluate::{CELLS, judge, stream_of_case};
use crate::metrics::{Forecast, calibration_error, log_loss_of_classes};
use crate::planted::{StreamSet, cases};
use crate::{Regime, Severity, SimulationSettings, simulate};

/// Number of weights of the head.
const WEIGHTS: usize = 10;
/// First seed of the dyads for fitting, far from those for evaluating.
pub const FIRST_SEED: u64 = 5_000_000;

/// Evidence of one dyad and what is true of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// What the head goes by.
    pub evidence: HeadInputs,
    /// What is true: 0 nobody, 1 alter, 2 ego, 3 both.
    pub truth: usize,
    /// How much it counts.
    pub weight: f64,
    /// Whether it is kept for scoring.
    pub is_held_out: bool,
}

impl Sample {
    fn exchanged(self) -> Self {
        Self { evidence: self.evidence.exchanged(), truth: [0, 2, 1, 3][self.truth], ..self }
    }
}

/// Returns samples of simulated dyads, `each` in every cell and four times as many in which nothing changes.
#[must_use]
pub fn simulated(each: u64, settings: &Settings) -> Vec<Sample> {
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
            let dyad =
                simulate(FIRST_SEED + 100_000 * cell + n, regime, severity, &SimulationSettings::DRAWN);
            let (_, change, _) = judge(&dyad, settings);
            Sample {
                evidence: change.inputs,
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
            Sample {
                evidence: detect(&measured.daily, &settings.change).inputs,
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
        let mut hessian = [[0.0; WEIGHTS]; WEIGHTS];
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
        let step = solve(hessian, gradient);
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
    let odds = head.log_odds(inputs);
    let largest = odds.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers = odds.map(|odds| (odds - largest).exp());
    let total: f64 = powers.iter().sum();
    powers.map(|power| power / total)
}

/// Solves a linear system by elimination with pivots.
fn solve(mut matrix: [[f64; WEIGHTS]; WEIGHTS], mut right: [f64; WEIGHTS]) -> [f64; WEIGHTS] {
    for column in 0..WEIGHTS {
        let pivot = (column..WEIGHTS)
            .max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs()))
            .unwrap_or(column);
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        for row in column + 1..WEIGHTS {
            let factor = matrix[row][column] / matrix[column][column];
            let above = matrix[column];
            for (cell, above) in matrix[row].iter_mut().zip(above).skip(column) {
                *cell -= factor * above;
            }
            right[row] -= factor * right[column];
        }
    }
    for row in (0..WEIGHTS).rev() {
        for at in row + 1..WEIGHTS {
            right[row] -= matrix[row][at] * right[at];
        }
        right[row] /= matrix[row][row];
    }
    right
}

/// Returns one row of a table: how the head does on the held-out samples of one source.
#[must_use]
pub fn score(name: &str, samples: &[Sample], head: &CalibrationHead) -> String {
    let scored: Vec<&Sample> = samples.iter().filter(|sample| sample.is_held_out).collect();
    let told: Vec<([f64; 4], usize)> =
        scored.iter().map(|sample| (probabilities(head, &sample.evidence), sample.truth)).collect();
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
    let of_truth = |truth: usize| told.iter().filter(move |(_, t)| *t == truth);
    let false_alarms = of_truth(0).filter(|(told, _)| told[1] + told[3] >= 0.8).count() as f64
        / of_truth(0).count().max(1) as f64;
    let found = of_truth(1).filter(|(told, _)| told[1] + told[3] >= 0.8).count() as f64
        / of_truth(1).count().max(1) as f64;
    let mut row = String::new();
    let _ = write!(
        row,
        "| {name} | {} | {:.3} | {:.3} | {found:.2} | {false_alarms:.3} | {:.3} |",
        scored.len(),
        log_loss_of_classes(&repeated),
        calibration_error(&forecasts, 10),
        wrong as f64 / one_sided().count().max(1) as f64
    );
    row
}
