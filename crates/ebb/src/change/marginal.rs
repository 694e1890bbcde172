//! Marginal likelihoods of conjugate models, in closed form.
//!
//! Each returns a natural logarithm, without the combinatorial constants that cancel between models of the same
//! data. Counts may be fractional, because evidence is tempered by dividing them by an overdispersion.

use libm::lgamma;

/// Returns the log marginal likelihood of `count` events in `exposure` under a Poisson rate with a
/// Gamma(`shape`, `rate`) prior.
pub(crate) fn poisson_gamma(count: f64, exposure: f64, shape: f64, rate: f64) -> f64 {
    shape * rate.ln() - lgamma(shape) + lgamma(shape + count) - (shape + count) * (rate + exposure).ln()
}

/// Returns the log marginal likelihood of a given sequence with `successes` in `trials` under a Beta(`a`, `b`)
/// prior.
pub(crate) fn beta_binomial(successes: f64, trials: f64, a: f64, b: f64) -> f64 {
    lgamma(a + successes) + lgamma(b + trials - successes) - lgamma(a + b + trials) - lgamma(a) - lgamma(b)
        + lgamma(a + b)
}

/// Prior of a normal mean and variance: Normal-inverse-gamma.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct NormalPrior {
    /// Mean.
    pub(crate) mean: f64,
    /// How many observations the mean is worth.
    pub(crate) weight: f64,
    /// Shape of the variance.
    pub(crate) shape: f64,
    /// Scale of the variance.
    pub(crate) scale: f64,
}

/// Returns the log marginal likelihood of `n` normal values with sum `sum` and sum of squares `squares`, without
/// the factor (2 pi)^(-n/2).
pub(crate) fn normal(n: f64, sum: f64, squares: f64, prior: NormalPrior) -> f64 {
    if n <= 0.0 {
        return 0.0;
    }
    let mean = sum / n;
    let spread = (squares - n * mean * mean).max(0.0);
    let weight = prior.weight + n;
    let shape = prior.shape + n / 2.0;
    let shift = mean - prior.mean;
    let scale = prior.scale + 0.5 * spread + prior.weight * n * shift * shift / (2.0 * weight);
    lgamma(shape) - lgamma(prior.shape) + prior.shape * prior.scale.ln() - shape * scale.ln()
        + 0.5 * (prior.weight / weight).ln()
}

/// Returns the log marginal likelihood of `n` negative-binomial counts with sum `sum` and size `size`, under a
/// Beta(`a`, `b`) prior on the probability.
pub(crate) fn negative_binomial(sum: f64, n: f64, size: f64, a: f64, b: f64) -> f64 {
    lgamma(a + size * n) + lgamma(b + sum) - lgamma(a + b + size * n + sum) - lgamma(a) - lgamma(b)
        + lgamma(a + b)
}

/// Returns ln(sum(exp(values))); minus infinity for no values.
pub(crate) fn log_sum_exp(values: impl IntoIterator<Item = f64> + Clone) -> f64 {
    let largest = values.clone().into_iter().fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return largest;
    }
    largest
        + values
            .into_iter()
            .map(|value| (value - largest).exp())
            .sum::<f64>()
            .ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{close, golden, list, number};

    #[test]
    fn beta_binomial_and_normal_match_the_reference() {
        let file = golden("bb_nig");
        let case = &file["betabinom"];
        let mine = beta_binomial(
            number(case, "s"),
            number(case, "n"),
            number(case, "a"),
            number(case, "b"),
        );
        close(mine, number(case, "log_marginal_sequence"), 1e-8);
        let case = &file["nig"];
        let y = list(case, "y");
        let prior = NormalPrior {
            mean: number(case, "m0"),
            weight: number(case, "k0"),
            shape: number(case, "a0"),
            scale: number(case, "b0"),
        };
        let n = y.len() as f64;
        let mine = normal(n, y.iter().sum(), y.iter().map(|v| v * v).sum(), prior)
            - n / 2.0 * (2.0 * std::f64::consts::PI).ln();
        close(mine, number(case, "log_marginal"), 1e-8);
    }

    #[test]
    fn one_step_in_a_poisson_rate_matches_the_reference() {
        let file = golden("gp_step");
        let (x, a, b) = (list(&file, "x"), number(&file, "a"), number(&file, "b"));
        let whole = poisson_gamma(x.iter().sum(), x.len() as f64, a, b);
        let factors: Vec<f64> = (1..x.len())
            .map(|at| {
                let (before, after) = x.split_at(at);
                poisson_gamma(before.iter().sum(), before.len() as f64, a, b)
                    + poisson_gamma(after.iter().sum(), after.len() as f64, a, b)
                    - whole
            })
            .collect();
        for (mine, reference) in factors.iter().zip(list(&file, "log_bf")) {
            close(*mine, reference, 1e-8);
        }
        let total = log_sum_exp(factors.iter().copied());
        close(
            total - (factors.len() as f64).ln(),
            number(&file, "log_bf_mean"),
            1e-8,
        );
        for (mine, reference) in factors.iter().zip(list(&file, "posterior")) {
            close((mine - total).exp(), reference, 1e-8);
        }
    }
}
