//! How large a change is: ratios of rates before and since, with intervals.
//!
//! The day of a change is not known exactly, so each draw takes a day and a width from the posterior, breaks the
//! chat in the middle of the change, and draws both rates from tempered Gamma distributions.
//! Source: docs/model.md, section "Size".

use rand::SeedableRng;
use rand::distr::Distribution;
use rand_chacha::ChaCha8Rng;
use rand_distr::Gamma;
use statrs::function::beta::beta_reg;

use super::person::Onset;
use super::running::running_sums;

/// Numbers that ratios depend on.
#[derive(Debug, Clone, PartialEq)]
pub struct RatioSettings {
    /// How many draws are made.
    pub draws: usize,
    /// Seed of the draws, so that the same chat gives the same numbers.
    pub seed: u64,
    /// Probability inside an interval, for example 0.9.
    pub level: f64,
    /// Events that the prior of a rate is worth.
    pub prior_events: f64,
    /// Days in a block for the overdispersion of daily counts.
    pub block_days: usize,
}

/// A ratio of two rates, since over before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RateRatio {
    /// Median.
    pub ratio: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// Returns the probability that a share with a Beta(`a`, `b`) distribution lies below `share`.
///
/// Off by less than 1e-9 where `a + b` is up to 100 000, and by up to 0.002 at a million.
pub(crate) fn share_below(share: f64, a: f64, b: f64) -> f64 {
    beta_reg(a, b, share.clamp(0.0, 1.0))
}

/// Returns the probability that a rate fell, from counts and exposures before and since and a
/// Gamma(`prior.0`, `prior.1`) prior on each rate.
#[must_use]
pub fn probability_of_fall(before: (f64, f64), since: (f64, f64), prior: (f64, f64)) -> f64 {
    let (shape, rate) = prior;
    let exposed_since = (since.1 + rate) / (before.1 + rate + since.1 + rate);
    share_below(exposed_since, since.0 + shape, before.0 + shape)
}

/// Returns how many times more than Poisson daily counts vary from block to block; at least 1.
pub(crate) fn count_overdispersion(counts: &[f64], block_days: usize) -> f64 {
    let blocks: Vec<f64> = counts.chunks_exact(block_days.max(1)).map(|block| block.iter().sum()).collect();
    let mean = blocks.iter().sum::<f64>() / blocks.len().max(1) as f64;
    if blocks.len() < 3 || mean <= 0.0 {
        return 1.0;
    }
    let differences = blocks.windows(2).map(|pair| (pair[1] - pair[0]).powi(2));
    // The median of squared differences is not moved by the change itself; 0.455 is the median of chi-squared(1).
    let mut squares: Vec<f64> = differences.collect();
    squares.sort_by(f64::total_cmp);
    let median = squares[squares.len() / 2] / 0.455;
    let mean_square = squares.iter().sum::<f64>() / squares.len() as f64;
    (median.max(mean_square / 2.0) / (2.0 * mean)).max(1.0)
}

/// Returns the ratio of daily rates since over before a change.
///
/// `counts` and `exposures` (in days) have one entry a day. The two rates are compared around breaks drawn from
/// `onset`.
#[must_use]
pub fn rate_ratio(counts: &[f64], exposures: &[f64], onset: &Onset, settings: &RatioSettings) -> RateRatio {
    let factor = count_overdispersion(counts, settings.block_days);
    let (counts, exposures) = (running_sums(counts), running_sums(exposures));
    let days = counts.len() - 1;
    let overall = (counts[days] / exposures[days].max(1e-9)).max(1e-9);
    let mut cumulative = Vec::with_capacity(onset.rows.len());
    let mut reached = 0.0;
    for row in &onset.rows {
        reached += row.2;
        cumulative.push(reached);
    }
    let mut random = ChaCha8Rng::seed_from_u64(settings.seed);
    let mut ratios: Vec<f64> = (0..settings.draws)
        .map(|draw| {
            // Stratified: the draws cover the posterior evenly.
            let level = (draw as f64 + 0.5) / settings.draws as f64 * reached;
            let row = cumulative.partition_point(|sum| *sum < level).min(onset.rows.len() - 1);
            let (day, width, _) = onset.rows[row];
            let middle = (day + width / 2).clamp(1, days.saturating_sub(1).max(1));
            let mut rate = |from: usize, to: usize| {
                let events = (counts[to] - counts[from]) / factor + settings.prior_events;
                let exposed = (exposures[to] - exposures[from]) / factor + settings.prior_events / overall;
                gamma(events, exposed, &mut random)
            };
            let before = rate(0, middle);
            let since = rate(middle, days);
            since / before
        })
        .collect();
    interval(&mut ratios, settings.level)
}

/// Draws a rate from a Gamma distribution; tiny when the parameters are not valid.
fn gamma(shape: f64, rate: f64, random: &mut ChaCha8Rng) -> f64 {
    match Gamma::new(shape, 1.0 / rate) {
        Ok(distribution) => distribution.sample(random).max(1e-12),
        Err(_) => 1e-12,
    }
}

/// Returns the median and the central interval of draws.
fn interval(draws: &mut [f64], level: f64) -> RateRatio {
    draws.sort_by(f64::total_cmp);
    let at = |share: f64| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a length")]
        let index = (share * (draws.len().saturating_sub(1)) as f64).round() as usize;
        draws.get(index).copied().unwrap_or(1.0)
    };
    let tail = (1.0 - level) / 2.0;
    RateRatio { ratio: at(0.5), low: at(tail), high: at(1.0 - tail) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{close, golden, list, number};

    #[test]
    fn the_probability_of_a_fall_matches_quadrature() {
        let file = golden("rate_down");
        let prior = list(&file, "prior");
        for case in file["cases"].as_array().expect("cases") {
            let mine = probability_of_fall(
                (number(case, "c1"), number(case, "e1")),
                (number(case, "c2"), number(case, "e2")),
                (prior[0], prior[1]),
            );
            close(mine, number(case, "p"), 1e-8);
        }
    }

    /// Reference values of scipy 1.14, `beta.cdf`.
    #[test]
    fn shares_are_exact_in_short_and_in_long_chats() {
        for (share, a, b, expected) in [
            (0.3, 2.0, 3.0, 0.3483),
            (0.71, 5_000.0, 2_000.0, 0.213_270_998_728),
            (0.6666, 30_000.0, 15_000.0, 0.487_590_931_506),
            (0.665, 30_000.0, 15_000.0, 0.226_481_337_473),
            (0.7222, 30_000.0, 15_000.0, 1.0),
            (0.6, 30_000.0, 15_000.0, 0.0),
        ] {
            close(share_below(share, a, b), expected, 1e-8);
        }
    }

    #[test]
    fn a_fall_to_a_quarter_is_seen_as_one() {
        let counts: Vec<f64> = (0..60).map(|day| if day < 40 { 8.0 } else { 2.0 }).collect();
        let onset = Onset { rows: vec![(39, 1, 0.1), (40, 1, 0.9)], days: 60 };
        let settings = RatioSettings { draws: 400, seed: 1, level: 0.9, prior_events: 0.5, block_days: 3 };
        let ratio = rate_ratio(&counts, &[1.0; 60], &onset, &settings);
        assert!(ratio.low < 0.26 && 0.24 < ratio.high && (ratio.ratio - 0.26).abs() < 0.03, "{ratio:?}");
    }
}
