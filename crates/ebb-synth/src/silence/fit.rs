//! Mixtures of silences, and the curve that they are held against.

use ebb::measure::awake_hours;
use ebb::silence::{Law, SilenceShape, goes_on, log_likelihood};

use super::Writer;

/// Log medians of the grid: from 3 hours to 60 days awake.
const MEDIANS: usize = 18;
const SIGMAS: [f64; 6] = [0.25, 0.4, 0.55, 0.75, 1.0, 1.3];
const GONE: [f64; 6] = [0.0005, 0.004, 0.012, 0.03, 0.08, 0.2];
/// Steps of expectation maximisation. Stopping early keeps some weight between the people who were seen.
const STEPS: usize = 60;
/// Weights below this are dropped.
const LEAST_WEIGHT: f64 = 5e-4;

fn grid() -> Vec<SilenceShape> {
    let (low, high) = (3.0_f64.ln(), (60.0_f64 * 17.0).ln());
    let mut shapes = Vec::new();
    for step in 0..MEDIANS {
        let mu = low + (high - low) * step as f64 / (MEDIANS - 1) as f64;
        for sigma in SIGMAS {
            for law in [Law::LogLogistic, Law::Weibull] {
                shapes.extend(GONE.map(|gone| SilenceShape { law, mu, sigma, gone, weight: 1.0 }));
            }
        }
    }
    let equal = 1.0 / shapes.len() as f64;
    shapes.into_iter().map(|shape| SilenceShape { weight: equal, ..shape }).collect()
}

/// Fits a mixture to people: each has one shape, and its weight is the share of people who have it. The silence at the
/// end counts as one that goes on. Source: Kiefer and Wolfowitz 1956; expectation maximisation.
#[must_use]
pub fn fit(people: &[Writer], least_hours: f64) -> Vec<SilenceShape> {
    let mut shapes = grid();
    let likelihoods: Vec<Vec<f64>> = people
        .iter()
        .filter_map(|person| {
            let last = *person.hours.last()?;
            let silences = person.silences(f64::INFINITY, least_hours);
            let open = awake_hours(last, person.until.max(last), silences.quiet_start);
            let log = |shape: &SilenceShape| {
                log_likelihood(&silences.awake, shape, least_hours) + goes_on(open, shape, least_hours).ln()
            };
            let logs: Vec<f64> = shapes.iter().map(log).collect();
            let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            Some(logs.into_iter().map(|log| (log - largest).exp()).collect())
        })
        .collect();
    let mut weights: Vec<f64> = shapes.iter().map(|shape| shape.weight).collect();
    for _ in 0..STEPS {
        let mut next = vec![0.0; weights.len()];
        for likelihood in &likelihoods {
            let total: f64 = likelihood.iter().zip(&weights).map(|(one, weight)| one * weight).sum();
            for (next, (one, weight)) in next.iter_mut().zip(likelihood.iter().zip(&weights)) {
                *next += one * weight / total / likelihoods.len() as f64;
            }
        }
        weights = next;
    }
    for (shape, weight) in shapes.iter_mut().zip(weights) {
        shape.weight = weight;
    }
    shapes.retain(|shape| shape.weight >= LEAST_WEIGHT);
    let total: f64 = shapes.iter().map(|shape| shape.weight).sum();
    shapes.into_iter().map(|shape| SilenceShape { weight: shape.weight / total, ..shape }).collect()
}

/// The share of silences that go on beyond each length, over all people together.
/// Source: Kaplan and Meier 1958, Journal of the American Statistical Association 53.
#[derive(Debug, Clone, PartialEq)]
pub struct KaplanMeier {
    /// Lengths in hours, rising, with the share that goes on beyond each.
    steps: Vec<(f64, f64)>,
}

impl KaplanMeier {
    /// Estimates the curve from pairs of hours and whether the silence ended then (else it was still open).
    #[must_use]
    pub fn new(mut silences: Vec<(f64, bool)>) -> Self {
        silences.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut share = 1.0;
        let mut steps: Vec<(f64, f64)> = Vec::new();
        let total = silences.len();
        for (at, (hours, has_ended)) in silences.into_iter().enumerate() {
            if has_ended {
                share *= 1.0 - 1.0 / (total - at) as f64;
                steps.push((hours, share));
            }
        }
        Self { steps }
    }

    /// Returns the share of silences that go on beyond `hours`.
    #[must_use]
    pub fn beyond(&self, hours: f64) -> f64 {
        let ended = self.steps.partition_point(|(at, _)| *at <= hours);
        ended.checked_sub(1).map_or(1.0, |last| self.steps[last].1)
    }

    /// Returns the probability that a silence of `silent` hours ends within `within` more.
    #[must_use]
    pub fn probability_of_return(&self, silent: f64, within: f64) -> f64 {
        let now = self.beyond(silent);
        if now > 0.0 { 1.0 - self.beyond(silent + within) / now } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_is_that_of_the_textbook() {
        // Freireich's 21 patients under treatment: weeks of remission, + for those still in it.
        let weeks = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|week| (f64::from(week), true));
        let open = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|week| (f64::from(week) + 0.1, false));
        let curve = KaplanMeier::new(weeks.into_iter().chain(open).collect());
        for (week, share) in [(6.0, 0.857), (7.0, 0.807), (10.0, 0.753), (16.0, 0.627), (23.0, 0.448)] {
            assert!((curve.beyond(week) - share).abs() < 5e-4, "{week}: {}", curve.beyond(week));
        }
        assert!((curve.beyond(0.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_mixture_finds_the_people_it_was_made_of() {
        // Half of the people write at noon and at five, half every other day; the fitted chances say which is which.
        let person = |number: u32, step: f64| Writer {
            hours: (0..40).map(|at| 12.0 + step * f64::from(at) + f64::from((at * 7 + number) % 5)).collect(),
            until: 12.0 + step * 40.0,
            dyad: number as usize,
        };
        let people: Vec<Writer> =
            (0..20).map(|number| person(number, if number % 2 == 0 { 24.0 } else { 48.0 })).collect();
        let shapes = fit(&people, 4.0);
        let total: f64 = shapes.iter().map(|shape| shape.weight).sum();
        assert!((total - 1.0).abs() < 1e-9);
        let short = shapes.iter().filter(|shape| shape.mu < 26.0_f64.ln()).map(|shape| shape.weight);
        assert!((short.sum::<f64>() - 0.5).abs() < 0.05, "{shapes:?}");
    }
}
