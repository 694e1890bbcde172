//! A single change in one person's number of messages a day, whoever answered whom.
//!
//! Negative-binomial counts with a Beta prior. It sees *that* a chat changed and is blind to *who*; together with the
//! conditional model it keeps either from being fooled alone. Source: docs/model.md, section "Daily counts".

use libm::erfc;

use super::marginal::{log_sum_exp, negative_binomial};

/// Numbers that the daily-count model depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct DailyCountSettings {
    /// First parameter of the Beta prior.
    pub prior_a: f64,
    /// Least second parameter of the Beta prior.
    pub least_prior_b: f64,
    /// Least and greatest size of the negative binomial.
    pub size_range: (f64, f64),
    /// Log Bayes factor when there are too few days to compare.
    pub unknown: f64,
}

/// Returns the size of a negative binomial from successive differences of daily counts, so that a lasting change
/// does not pass for variation.
pub(crate) fn size(counts: &[f64], (least, greatest): (f64, f64)) -> f64 {
    let n = counts.len();
    if n < 2 {
        return greatest;
    }
    let mean = counts.iter().sum::<f64>() / n as f64;
    let variance = counts
        .windows(2)
        .map(|pair| (pair[1] - pair[0]).powi(2))
        .sum::<f64>()
        / (2.0 * (n as f64 - 1.0));
    if variance <= mean * 1.02 {
        greatest
    } else {
        (mean * mean / (variance - mean)).clamp(least, greatest)
    }
}

/// Returns for each day of `2..n - 1` the log Bayes factor of a fall from that day on, over no change.
pub(crate) fn falls(counts: &[f64], size: f64, a: f64, b: f64) -> Vec<f64> {
    let days = counts.len();
    let total: f64 = counts.iter().sum();
    let whole = negative_binomial(total, days as f64, size, a, b);
    let mut before = counts.iter().take(2).sum::<f64>();
    (2..days.saturating_sub(1))
        .map(|day| {
            let (n_before, n_after) = (day as f64, (days - day) as f64);
            let after = total - before;
            let gain = negative_binomial(before, n_before, size, a, b)
                + negative_binomial(after, n_after, size, a, b)
                - whole;
            let (mean_before, mean_after) = (before / n_before, after / n_after);
            let spread = |mean: f64, n: f64| (mean + mean * mean / size) / n;
            let z = (mean_after - mean_before)
                / (spread(mean_before, n_before) + spread(mean_after, n_after) + 1e-9).sqrt();
            before += counts[day];
            // Twice the normal tail: the share of the posterior that lies on the side of a fall.
            gain + (erfc(z / std::f64::consts::SQRT_2) + 1e-300).ln()
        })
        .collect()
}

/// Returns the log Bayes factor of a fall on some day over no change.
pub(crate) fn log_factor(counts: &[f64], settings: &DailyCountSettings) -> f64 {
    let size = size(counts, settings.size_range);
    let mean = counts.iter().sum::<f64>() / counts.len().max(1) as f64;
    let b = (mean / size).max(settings.least_prior_b);
    let falls = falls(counts, size, settings.prior_a, b);
    if falls.is_empty() {
        return settings.unknown;
    }
    log_sum_exp(falls.iter().copied()) - (falls.len() as f64).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{close, golden, list, number};

    #[test]
    fn one_step_in_negative_binomial_counts_matches_quadrature() {
        let file = golden("bnb_step");
        let x = list(&file, "x");
        let (size, a, b) = (number(&file, "r"), number(&file, "a"), number(&file, "b"));
        let n = x.len() as f64;
        let total: f64 = x.iter().sum();
        for (day, reference) in list(&file, "tau").into_iter().zip(list(&file, "log_bf")) {
            let before: f64 = x.iter().take(day as usize).sum();
            let mine = negative_binomial(before, day, size, a, b)
                + negative_binomial(total - before, n - day, size, a, b)
                - negative_binomial(total, n, size, a, b);
            close(mine, reference, 1e-8);
        }
    }
}
