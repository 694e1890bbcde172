//! The exact posterior over all ways to cut a series into stretches.
//!
//! Used to describe the history of a chat, not for the verdict: with many parameters a stretch it loses power there.
//! Source: Fearnhead 2006, "Exact and efficient Bayesian inference for multiple changepoint problems", the backward
//! recursion; docs/model.md, section "History".

use super::marginal::{log_sum_exp, poisson_gamma};
use super::running::running_sums;

/// Settings of the partition of a series of counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PartitionSettings {
    /// Gamma prior of the rate in a stretch: shape and rate.
    pub prior: (f64, f64),
    /// Probability that a stretch ends after a day.
    pub hazard: f64,
    /// Least length of a stretch in days.
    pub least_days: usize,
}

/// What the recursion says of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Partition {
    /// Log probability of the series over all partitions, in nats.
    pub log_evidence: f64,
    /// Probability that a stretch begins on each day; 0 for the first.
    pub change: Vec<f64>,
    /// Probability that the last stretch begins on each day; entry 0 means no change at all.
    pub last_change: Vec<f64>,
}

/// Returns the exact partition posterior of daily counts. Time and memory O(n^2) for n days.
#[must_use]
pub fn partition(counts: &[f64], settings: &PartitionSettings) -> Partition {
    let days = counts.len();
    let before = running_sums(counts);
    let factorials = running_sums(&counts.iter().map(|count| libm::lgamma(count + 1.0)).collect::<Vec<_>>());
    let (shape, rate) = settings.prior;
    let (ends, stays) = (settings.hazard.ln(), (1.0 - settings.hazard).ln());
    let stretch = |from: usize, to: usize| {
        poisson_gamma(before[to] - before[from], (to - from) as f64, shape, rate)
            - (factorials[to] - factorials[from])
            + (to - from - 1) as f64 * stays
    };
    let least = settings.least_days.max(1);
    // `after[s]`: log probability of days s.. given that a stretch begins on s. `upto[t]`: of days ..t with a
    // stretch ending there.
    let mut after = vec![f64::NEG_INFINITY; days + 1];
    let mut upto = vec![f64::NEG_INFINITY; days + 1];
    upto[0] = 0.0;
    let cuts = |from: usize| (from + least..=days).filter(move |to| *to + least <= days);
    for from in (0..days).rev() {
        if from + least <= days {
            let later = cuts(from).map(|to| stretch(from, to) + ends + after[to]);
            after[from] = log_sum_exp(std::iter::once(stretch(from, days)).chain(later).collect::<Vec<_>>());
        }
    }
    for to in least..=days {
        upto[to] = log_sum_exp(
            (0..=to - least)
                .map(|from| upto[from] + if from == 0 { 0.0 } else { ends } + stretch(from, to))
                .collect::<Vec<_>>(),
        );
    }
    let log_evidence = after.first().copied().unwrap_or(0.0);
    let change = (0..days)
        .map(|day| if day == 0 { 0.0 } else { (upto[day] + ends + after[day] - log_evidence).exp() })
        .collect();
    let last_change = (0..days)
        .map(|day| {
            if day + least > days {
                return 0.0;
            }
            let cut = if day == 0 { 0.0 } else { ends };
            (upto[day] + cut + stretch(day, days) - log_evidence).exp()
        })
        .collect();
    Partition { log_evidence, change, last_change }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{close, golden, list, number};

    #[test]
    fn the_recursion_matches_all_segmentations() {
        let file = golden("ppm_exact");
        let settings = PartitionSettings {
            prior: (number(&file, "a"), number(&file, "b")),
            hazard: number(&file, "hazard"),
            least_days: 2,
        };
        let mine = partition(&list(&file, "x"), &settings);
        close(mine.log_evidence, number(&file, "log_evidence"), 1e-8);
        for (mine, reference) in mine.change.iter().zip(list(&file, "p_change_at")) {
            close(*mine, reference, 1e-8);
        }
        for (mine, reference) in mine.last_change.iter().zip(list(&file, "p_last_change")) {
            close(*mine, reference, 1e-8);
        }
    }
}
