//! A rival of the silence clock: a mixture of log-logistic silences, with people who are gone for good.
//!
//! Each person has one shape; after each message the person may be gone. It needs more numbers than the model of the
//! program and forecasts worse (docs/evaluation), so it lives here, where it is measured.

use ebb::measure::awake_hours;

use super::Writer;

/// One distribution of silences.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// Log of the median in hours, before truncation.
    pub mu: f64,
    /// Scale of the logarithm.
    pub sigma: f64,
    /// Probability that the person is gone after a message.
    pub gone: f64,
    /// Weight in the mixture.
    pub weight: f64,
}

fn log_one_plus_exp(x: f64) -> f64 {
    if x > 0.0 { x + (-x).exp().ln_1p() } else { x.exp().ln_1p() }
}

impl Shape {
    fn log_survival(&self, hours: f64) -> f64 {
        -log_one_plus_exp((hours.ln() - self.mu) / self.sigma)
    }

    fn log_density(&self, hours: f64) -> f64 {
        let z = (hours.ln() - self.mu) / self.sigma;
        z - hours.ln() - self.sigma.ln() - 2.0 * log_one_plus_exp(z)
    }

    fn log_likelihood(&self, silences: &[f64], least: f64) -> f64 {
        let truncated = self.log_survival(least);
        let each = |hours: &f64| self.log_density(*hours) - truncated + (-self.gone).ln_1p();
        silences.iter().map(each).sum()
    }

    fn goes_on(&self, hours: f64, least: f64) -> f64 {
        let still = (self.log_survival(hours.max(least)) - self.log_survival(least)).exp();
        self.gone + (1.0 - self.gone) * still
    }
}

/// A mixture of shapes, cut off below `least` hours.
#[derive(Debug, Clone, PartialEq)]
pub struct Mixture {
    /// The shapes; weights sum to 1.
    pub shapes: Vec<Shape>,
    /// Hours from which a silence counts.
    pub least: f64,
}

/// Log medians of the grid: from 3 hours to 60 days awake.
const MEDIANS: usize = 18;
const SIGMAS: [f64; 6] = [0.25, 0.4, 0.55, 0.75, 1.0, 1.3];
const GONE: [f64; 6] = [0.0005, 0.004, 0.012, 0.03, 0.08, 0.2];
/// Steps of expectation maximisation. Stopping early keeps some weight between the people who were seen.
const STEPS: usize = 60;

impl Mixture {
    /// Fits a mixture to people: the weight of a shape is the share of people who have it. The silence at the end counts
    /// as one that goes on. Source: Kiefer and Wolfowitz 1956; expectation maximisation.
    #[must_use]
    pub fn fit(people: &[Writer], least: f64) -> Self {
        let (low, high) = (3.0_f64.ln(), (60.0_f64 * 17.0).ln());
        let median = |step: usize| low + (high - low) * step as f64 / (MEDIANS - 1) as f64;
        let pairs = (0..MEDIANS).flat_map(|step| SIGMAS.map(|sigma| (median(step), sigma)));
        let equal = 1.0 / (MEDIANS * SIGMAS.len() * GONE.len()) as f64;
        let mut shapes: Vec<Shape> =
            pairs.flat_map(|(mu, sigma)| GONE.map(|gone| Shape { mu, sigma, gone, weight: equal })).collect();
        let likelihoods: Vec<Vec<f64>> = people
            .iter()
            .filter_map(|person| {
                let from = *person.hours.last()?;
                let silences = person.silences(f64::INFINITY, least);
                let open = awake_hours(from, person.until.max(from), silences.quiet_start);
                let log = |shape: &Shape| {
                    shape.log_likelihood(&silences.awake, least) + shape.goes_on(open, least).ln()
                };
                let logs: Vec<f64> = shapes.iter().map(log).collect();
                let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                Some(logs.into_iter().map(|log| (log - largest).exp()).collect())
            })
            .collect();
        for _ in 0..STEPS {
            let mut next = vec![0.0; shapes.len()];
            for likelihood in &likelihoods {
                let part = |(one, shape): (&f64, &Shape)| one * shape.weight;
                let total: f64 = likelihood.iter().zip(&shapes).map(part).sum();
                for (next, pair) in next.iter_mut().zip(likelihood.iter().zip(&shapes)) {
                    *next += part(pair) / total / likelihoods.len() as f64;
                }
            }
            for (shape, weight) in shapes.iter_mut().zip(next) {
                shape.weight = weight;
            }
        }
        Self { shapes, least }
    }

    /// Returns the probability that a person with these past silences, silent for `silent` hours, writes within `within`
    /// more.
    #[must_use]
    pub fn probability_of_return(&self, silences: &[f64], silent: f64, within: f64) -> f64 {
        let log = |shape: &Shape| shape.weight.max(1e-300).ln() + shape.log_likelihood(silences, self.least);
        let logs: Vec<f64> = self.shapes.iter().map(log).collect();
        let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (mut returns, mut all) = (0.0, 0.0);
        for (shape, log) in self.shapes.iter().zip(logs) {
            let weight = (log - largest).exp();
            let now = shape.goes_on(silent, self.least);
            returns += weight * (now - shape.goes_on(silent + within, self.least));
            all += weight * now;
        }
        returns / all
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::silence::golden;

    fn number(value: &Value, key: &str) -> f64 {
        value[key].as_f64().unwrap()
    }

    fn check(cases: &Value, forecast: impl Fn(f64, f64) -> f64) {
        let cases = cases.as_array().unwrap();
        assert!(!cases.is_empty());
        for case in cases {
            let mine = forecast(number(case, "silent"), number(case, "k"));
            assert!((mine - number(case, "p")).abs() < 1e-8, "{case}");
        }
    }

    #[test]
    fn forecasts_match_the_reference() {
        let file = golden();
        let eb = &file["eb"];
        let numbers = |key: &str| -> Vec<f64> {
            eb[key].as_array().unwrap().iter().map(|row| row.as_f64().unwrap()).collect()
        };
        let rows = eb["grid"].as_array().unwrap().iter().zip(numbers("prior"));
        let shape = |(row, weight): (&Value, f64)| {
            let [mu, sigma, gone] = [0, 1, 2].map(|at| row[at].as_f64().unwrap());
            Shape { mu, sigma, gone, weight }
        };
        let mixture = Mixture { shapes: rows.map(shape).collect(), least: 4.0 };
        let past = numbers("gaps");
        check(&eb["cases"], |silent, within| mixture.probability_of_return(&past, silent, within));

        let one = &file["cure_fixed"];
        let shape = Shape {
            mu: number(one, "mu"),
            sigma: number(one, "sigma"),
            gone: number(one, "pi"),
            weight: 1.0,
        };
        let alone = Mixture { shapes: vec![shape], least: number(one, "trunc") };
        check(&one["cases"], |silent, within| alone.probability_of_return(&[], silent, within));
    }
}
