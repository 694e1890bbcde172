//! Scores of answers against the truth.

/// Returns the chance that a random positive scores above a random negative, ties counted half.
///
/// `None` if either side is empty. Source: Mann & Whitney 1947.
#[must_use]
pub fn area_under_curve(positives: &[f64], negatives: &[f64]) -> Option<f64> {
    if positives.is_empty() || negatives.is_empty() {
        return None;
    }
    let sorted = sorted(negatives);
    let wins: f64 = positives
        .iter()
        .map(|score| {
            let below = sorted.partition_point(|other| other < score) as f64;
            let up_to = sorted.partition_point(|other| other <= score) as f64;
            f64::midpoint(below, up_to)
        })
        .sum();
    Some(wins / (positives.len() as f64 * negatives.len() as f64))
}

/// Returns the standard error of an area under the curve.
///
/// Source: Hanley & McNeil 1982, from the area and the two sample sizes alone.
#[must_use]
pub fn area_standard_error(area: f64, positives: usize, negatives: usize) -> f64 {
    let (m, n) = (positives as f64, negatives as f64);
    let two_positives = area / (2.0 - area);
    let two_negatives = 2.0 * area * area / (1.0 + area);
    let variance = area * (1.0 - area)
        + (m - 1.0) * (two_positives - area * area)
        + (n - 1.0) * (two_negatives - area * area);
    (variance / (m * n)).sqrt()
}

/// A threshold taken from negatives, and what it finds among positives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detection {
    /// A score above this raises the alarm.
    pub threshold: f64,
    /// Share of positives above the threshold.
    pub true_positive_rate: f64,
    /// Share of negatives above the threshold; at most the rate asked for.
    pub false_alarm_rate: f64,
}

/// Returns the lowest threshold with at most `false_alarm_rate` of the negatives above it, and what it finds.
///
/// `None` if either side is empty.
#[must_use]
pub fn detection_at_false_alarm_rate(
    positives: &[f64],
    negatives: &[f64],
    false_alarm_rate: f64,
) -> Option<Detection> {
    if positives.is_empty() || negatives.is_empty() {
        return None;
    }
    let sorted = sorted(negatives);
    let allowed =
        (0..sorted.len()).take_while(|&n| (n + 1) as f64 <= false_alarm_rate * sorted.len() as f64).count();
    let threshold = sorted[sorted.len() - 1 - allowed.min(sorted.len() - 1)];
    let above = |scores: &[f64]| {
        scores.iter().filter(|&&score| score > threshold).count() as f64 / scores.len() as f64
    };
    Some(Detection { threshold, true_positive_rate: above(positives), false_alarm_rate: above(negatives) })
}

/// A stated probability and whether the thing was true.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecast {
    /// Stated probability, 0 to 1.
    pub probability: f64,
    /// Whether it came true.
    pub came_true: bool,
}

impl Forecast {
    fn outcome(self) -> f64 {
        f64::from(u8::from(self.came_true))
    }
}

/// Returns the mean squared error of the probabilities; 0 for none. Source: Brier 1950, one-class form.
#[must_use]
pub fn brier_score(forecasts: &[Forecast]) -> f64 {
    mean(forecasts.iter().map(|forecast| (forecast.probability - forecast.outcome()).powi(2)))
}

/// Returns the expected calibration error: the mean distance of stated and true shares over `bins` equal bins
/// of the probability, weighted by how many forecasts fall into each; 0 for no forecasts.
///
/// # Panics
///
/// If `bins` is 0.
#[must_use]
pub fn calibration_error(forecasts: &[Forecast], bins: usize) -> f64 {
    assert!(bins > 0, "calibration needs at least one bin");
    let mut gaps = vec![0.0; bins];
    for forecast in forecasts {
        gaps[bin_of(forecast.probability, bins)] += forecast.probability - forecast.outcome();
    }
    gaps.iter().map(|gap| gap.abs()).sum::<f64>() / forecasts.len().max(1) as f64
}

/// Returns the expected calibration error of weighted forecasts, as [`calibration_error`]; 0 without weight.
///
/// # Panics
///
/// If `bins` is 0.
#[must_use]
pub fn weighted_calibration_error(forecasts: &[(Forecast, f64)], bins: usize) -> f64 {
    assert!(bins > 0, "calibration needs at least one bin");
    let mut gaps = vec![0.0; bins];
    let mut total = 0.0;
    for (forecast, weight) in forecasts {
        gaps[bin_of(forecast.probability, bins)] += weight * (forecast.probability - forecast.outcome());
        total += weight;
    }
    if total > 0.0 { gaps.iter().map(|gap| gap.abs()).sum::<f64>() / total } else { 0.0 }
}

/// Returns the integrated calibration index: the mean distance of each stated probability from what came true around
/// it, smoothed by a local line with Gaussian weights of width `width`; 0 for no forecasts. Time O(n^2).
///
/// Source: Austin and Steyerberg 2019, Statistics in Medicine 38, with a local line in place of loess.
#[must_use]
pub fn integrated_calibration_index(forecasts: &[Forecast], width: f64) -> f64 {
    mean(forecasts.iter().map(|forecast| {
        let at = forecast.probability;
        let mut sums = [0.0; 5];
        for other in forecasts {
            let apart = other.probability - at;
            let weight = (-0.5 * (apart / width).powi(2)).exp();
            let came_true = other.outcome();
            for (sum, term) in sums.iter_mut().zip([1.0, apart, apart * apart, came_true, apart * came_true])
            {
                *sum += weight * term;
            }
        }
        let [n, first, second, hits, tilted] = sums;
        let spread = n * second - first * first;
        let smooth = if spread > 1e-9 { (second * hits - first * tilted) / spread } else { hits / n };
        (smooth.clamp(0.0, 1.0) - at).abs()
    }))
}

/// A probability below this is scored as this, so that one certain mistake does not hide all else.
const LEAST_PROBABILITY: f64 = 1e-12;

/// Returns the mean negative log probability (nats) given to what happened; 0 for none.
#[must_use]
pub fn log_loss(forecasts: &[Forecast]) -> f64 {
    mean(forecasts.iter().map(|forecast| {
        let given = if forecast.came_true { forecast.probability } else { 1.0 - forecast.probability };
        -given.max(LEAST_PROBABILITY).ln()
    }))
}

/// Returns the mean negative log probability (nats) given to the true class; 0 for none.
///
/// Each entry is the probabilities of all classes and the index of the true one.
#[must_use]
pub fn log_loss_of_classes<const CLASSES: usize>(forecasts: &[([f64; CLASSES], usize)]) -> f64 {
    mean(forecasts.iter().map(|(probabilities, class)| -probabilities[*class].max(LEAST_PROBABILITY).ln()))
}

/// Returns the standard error of a share `share` of `count` cases; 0 for no cases.
#[must_use]
pub fn share_standard_error(share: f64, count: usize) -> f64 {
    if count == 0 { 0.0 } else { (share * (1.0 - share) / count as f64).sqrt() }
}

/// Returns the standard error of the mean of `values`, with n − 1; 0 for fewer than two.
#[must_use]
pub fn mean_standard_error(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let centre = mean(values.iter().copied());
    let squares: f64 = values.iter().map(|value| (value - centre).powi(2)).sum();
    let n = values.len() as f64;
    (squares / (n - 1.0) / n).sqrt()
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len();
    if count == 0 { 0.0 } else { values.sum::<f64>() / count as f64 }
}

fn sorted(scores: &[f64]) -> Vec<f64> {
    let mut sorted = scores.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the bins; the fraction is meant to go"
)]
fn bin_of(probability: f64, bins: usize) -> usize {
    ((probability * bins as f64).max(0.0) as usize).min(bins - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} for {expected}");
    }

    fn forecasts(entries: &[(f64, bool)]) -> Vec<Forecast> {
        entries.iter().map(|&(probability, came_true)| Forecast { probability, came_true }).collect()
    }

    #[test]
    fn area_counts_ties_half() {
        // Pairs: 3 beats 1, 2, ties 3 (2.5); 1 ties 1 (0.5): 3 of 6.
        close(area_under_curve(&[3.0, 1.0], &[1.0, 2.0, 3.0]).unwrap(), 0.5);
        close(area_under_curve(&[5.0], &[1.0, 2.0]).unwrap(), 1.0);
        close(area_under_curve(&[0.0], &[1.0, 2.0]).unwrap(), 0.0);
        assert_eq!(area_under_curve(&[], &[1.0]), None);
    }

    #[test]
    fn area_error_matches_the_formula_by_hand() {
        // A = .8, m = n = 2: (.16 + (2/3 - .64) + (1.28/1.8 - .64)) / 4.
        close(
            area_standard_error(0.8, 2, 2),
            ((0.16 + 2.0 / 3.0 - 0.64 + 1.28 / 1.8 - 0.64) / 4.0_f64).sqrt(),
        );
    }

    #[test]
    fn the_threshold_holds_the_false_alarm_rate() {
        let negatives: Vec<f64> = (1..=20).map(f64::from).collect();
        let found = detection_at_false_alarm_rate(&[19.5, 25.0, 3.0, 19.0], &negatives, 0.05).unwrap();
        close(found.threshold, 19.0);
        close(found.true_positive_rate, 0.5);
        close(found.false_alarm_rate, 0.05);
        // With four negatives no false alarm is allowed at 5 %.
        let strict = detection_at_false_alarm_rate(&[4.0, 4.5], &negatives[..4], 0.05).unwrap();
        close(strict.true_positive_rate, 0.5);
        close(strict.false_alarm_rate, 0.0);
        // All negatives tied: none may be above.
        close(detection_at_false_alarm_rate(&[1.0], &[1.0; 40], 0.05).unwrap().true_positive_rate, 0.0);
    }

    #[test]
    fn brier_and_log_loss_by_hand() {
        let two = forecasts(&[(0.8, true), (0.4, false)]);
        close(brier_score(&two), f64::midpoint(0.04, 0.16));
        close(log_loss(&two), -f64::midpoint(0.8_f64.ln(), 0.6_f64.ln()));
        close(log_loss_of_classes(&[([0.5, 0.25, 0.25], 1), ([0.5, 0.25, 0.25], 0)]), 1.5 * 2.0_f64.ln());
        close(brier_score(&[]), 0.0);
    }

    #[test]
    fn calibration_weighs_bins_by_size() {
        // Bin [0, .5): .2 .2 with none true: gap .4; bin [.5, 1]: .9 true: gap −.1. Sum of |gaps| / 3.
        close(calibration_error(&forecasts(&[(0.2, false), (0.2, false), (0.9, true)]), 2), 0.5 / 3.0);
        close(calibration_error(&forecasts(&[(0.5, true), (0.5, false)]), 10), 0.0);
        close(calibration_error(&forecasts(&[(1.0, true)]), 10), 0.0);
    }

    #[test]
    fn weighing_a_forecast_twice_is_telling_it_twice() {
        let told = forecasts(&[(0.2, false), (0.9, true), (0.9, false)]);
        let weighted: Vec<(Forecast, f64)> = told.iter().copied().zip([2.0, 1.0, 1.0]).collect();
        let repeated = forecasts(&[(0.2, false), (0.2, false), (0.9, true), (0.9, false)]);
        close(weighted_calibration_error(&weighted, 4), calibration_error(&repeated, 4));
    }

    #[test]
    fn a_calibrated_forecaster_has_a_small_index_and_a_biased_one_its_bias() {
        let told = |bias: f64| -> Vec<Forecast> {
            let probability = |at: usize| (at % 10) as f64 / 20.0 + 0.25;
            (0..400)
                .map(|at| Forecast {
                    probability: probability(at) + bias,
                    came_true: (at / 10) as f64 / 40.0 < probability(at),
                })
                .collect()
        };
        assert!(integrated_calibration_index(&told(0.0), 0.1) < 0.02);
        assert!((integrated_calibration_index(&told(0.2), 0.1) - 0.2).abs() < 0.02);
    }

    #[test]
    fn standard_errors_by_hand() {
        close(share_standard_error(0.2, 100), 0.04);
        close(mean_standard_error(&[1.0, 3.0]), 1.0);
        close(mean_standard_error(&[1.0]), 0.0);
    }
}
