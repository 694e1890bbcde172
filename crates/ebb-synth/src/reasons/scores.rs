//! Scores of what rules say against the true reasons.

use super::{ByReason, Case, REASONS};
use crate::metrics::{Forecast, brier_score, calibration_error};

/// Bins of the calibration error.
const BINS: usize = 10;
/// Powers that are tried.
const POWERS: usize = 40;

/// How well a rule does over many cases.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scores {
    /// Mean negative logarithm of the probability of the true main reason, in nats.
    pub log_loss: f64,
    /// Share of cases in which the likeliest reason is the true one.
    pub first: f64,
    /// Share in which the true one is among the likeliest three.
    pub first_three: f64,
    /// Expected calibration error of the likeliest reason, over 10 bins.
    pub calibration_error: f64,
    /// Mean probability of the likeliest reason less the share in which it is true: above 0 is too sure.
    pub too_sure: f64,
    /// Power, 0 to 2, to which everything that is known would best have been raised: 1 is well weighed, 0 is worth
    /// nothing.
    pub best_power: f64,
    /// Mean squared error of the probability that each reason is at work.
    pub brier: f64,
    /// Largest distance of the mean probability of a reason from how common it is.
    pub drift: f64,
}

fn order(said: &ByReason) -> [usize; REASONS] {
    let mut order: [usize; REASONS] = std::array::from_fn(|at| at);
    order.sort_by(|a, b| said[*b].total_cmp(&said[*a]).then(a.cmp(b)));
    order
}

/// Scores what was said of the main reason, `main`, and of each reason's being at work, `at_work`, for each of `cases`.
#[must_use]
pub fn scores(prior: &ByReason, main: &[ByReason], at_work: &[ByReason], cases: &[Case]) -> Scores {
    let count = cases.len().max(1) as f64;
    let share = |is_so: &dyn Fn(&ByReason, &Case) -> bool| {
        main.iter().zip(cases).filter(|(said, case)| is_so(said, case)).count() as f64 / count
    };
    let tops: Vec<Forecast> = main
        .iter()
        .zip(cases)
        .map(|(said, case)| {
            let top = order(said)[0];
            Forecast { probability: said[top], came_true: top == case.main }
        })
        .collect();
    let each: Vec<Forecast> = at_work
        .iter()
        .zip(cases)
        .flat_map(|(said, case)| {
            said.iter()
                .zip(case.causes)
                .map(|(probability, came_true)| Forecast { probability: *probability, came_true })
        })
        .collect();
    let first = share(&|said, case| order(said)[0] == case.main);
    let mean = |at: usize| main.iter().map(|said| said[at]).sum::<f64>() / count;
    Scores {
        log_loss: loss_at(1.0, prior, main, cases),
        first,
        first_three: share(&|said, case| order(said)[..3].contains(&case.main)),
        calibration_error: calibration_error(&tops, BINS),
        too_sure: tops.iter().map(|top| top.probability).sum::<f64>() / count - first,
        best_power: best_power(prior, main, cases),
        brier: brier_score(&each),
        drift: (0..REASONS).map(|at| (mean(at) - prior[at]).abs()).fold(0.0, f64::max),
    }
}

/// Returns the power at which the log loss is least.
fn best_power(prior: &ByReason, main: &[ByReason], cases: &[Case]) -> f64 {
    let powers = (0..=POWERS).map(|step| 2.0 * step as f64 / POWERS as f64);
    let losses = powers.map(|power| (power, loss_at(power, prior, main, cases)));
    losses.min_by(|a, b| a.1.total_cmp(&b.1)).map_or(1.0, |(power, _)| power)
}

/// Returns the log loss with all evidence, the ratio of what is said to the prior, raised to a power.
fn loss_at(power: f64, prior: &ByReason, main: &[ByReason], cases: &[Case]) -> f64 {
    let losses = main.iter().zip(cases).map(|(said, case)| {
        let logs: ByReason = std::array::from_fn(|at| {
            prior[at].ln() + power * (said[at].max(f64::MIN_POSITIVE).ln() - prior[at].ln())
        });
        logs.iter().map(|log| log.exp()).sum::<f64>().ln() - logs[case.main]
    });
    losses.sum::<f64>() / cases.len().max(1) as f64
}
