//! The silence clock: how unusual the present silence is, and how often such a silence ends.
//!
//! A silence is more than four hours without a message of alter. Silences of one person follow a log-logistic
//! distribution truncated at four hours; after each message the person may be gone for good. A grid of such
//! distributions carries weights learnt from many people, and alter's own past silences sharpen them.
//! Source: docs/model.md, section "Silence" (empirical Bayes after Kiefer and Wolfowitz).

use crate::change::Onset;
use crate::dyad::Role;
use crate::measure::Measured;

/// One distribution of silences.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SilenceShape {
    /// Log of the median in hours, before truncation.
    pub mu: f64,
    /// Scale of the logarithm.
    pub sigma: f64,
    /// Probability that the person is gone after a message.
    pub gone: f64,
    /// Prior weight.
    pub weight: f64,
}

/// Numbers that the silence clock depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct SilenceSettings {
    /// The grid of distributions; weights sum to 1.
    pub shapes: Vec<SilenceShape>,
    /// Hours without a message from which on a silence counts.
    pub least_hours: f64,
    /// Fewest past silences with which the present one is called usual or unusual.
    pub least_silences: usize,
    /// Days for which the chance of a return is told.
    pub return_days: Vec<f64>,
    /// Hours of silence from which on a report tells of it.
    pub told_hours: f64,
    /// Share of past silences from which on the present one is called longer than them.
    pub told_share: f64,
    /// Which of `return_days` a report tells.
    pub told_return_days: f64,
}

/// Which past silences the present one is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ComparedWith {
    /// Those since the change: the regime that holds now.
    SinceChange,
    /// All of the chat, where there was no change or too few silences since.
    WholeChat,
}

/// What the silence clock says.
#[derive(Debug, Clone, PartialEq)]
pub struct Silence {
    /// Hour of alter's last message.
    pub since: f64,
    /// Hours since then, up to now.
    pub hours: f64,
    /// Number of past silences compared with.
    pub compared_with: usize,
    /// Which these are.
    pub regime: ComparedWith,
    /// Share of those that were shorter; `None` with too few of them.
    pub longer_than: Option<f64>,
    /// Hours of alter's usual past silence (median); `None` with too few.
    pub usual: Option<f64>,
    /// Pairs of days and the probability that alter writes within them; empty with too few.
    pub returns: Vec<(f64, f64)>,
}

fn log_survival(hours: f64, shape: &SilenceShape) -> f64 {
    -log_one_plus_exp((hours.ln() - shape.mu) / shape.sigma)
}

fn log_density(hours: f64, shape: &SilenceShape) -> f64 {
    let z = (hours.ln() - shape.mu) / shape.sigma;
    z - hours.ln() - shape.sigma.ln() - 2.0 * log_one_plus_exp(z)
}

fn log_one_plus_exp(x: f64) -> f64 {
    if x > 0.0 { x + (-x).exp().ln_1p() } else { x.exp().ln_1p() }
}

/// Returns the posterior weights of the grid after past silences (hours, each above the least).
#[must_use]
pub fn posterior(silences: &[f64], settings: &SilenceSettings) -> Vec<f64> {
    let logs: Vec<f64> = settings
        .shapes
        .iter()
        .map(|shape| {
            let truncated = log_survival(settings.least_hours, shape);
            let each = |hours: &f64| log_density(*hours, shape) - truncated + (-shape.gone).ln_1p();
            shape.weight.max(1e-300).ln() + silences.iter().map(each).sum::<f64>()
        })
        .collect();
    let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = logs.iter().map(|log| (log - largest).exp()).collect();
    let total: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / total).collect()
}

/// Returns the probability that a person who has been silent for `silent` hours writes within `within` hours.
#[must_use]
pub fn probability_of_return(weights: &[f64], silent: f64, within: f64, settings: &SilenceSettings) -> f64 {
    let (mut returns, mut all) = (0.0, 0.0);
    for (shape, weight) in settings.shapes.iter().zip(weights) {
        let truncated = log_survival(settings.least_hours, shape);
        let still = |hours: f64| (log_survival(hours.max(settings.least_hours), shape) - truncated).exp();
        let (now, then) = (still(silent), still(silent + within));
        returns += weight * (1.0 - shape.gone) * (now - then);
        all += weight * (shape.gone + (1.0 - shape.gone) * now);
    }
    if all > 0.0 { returns / all } else { 0.0 }
}

/// Reads the silence clock at the end of observation. After a change only the silences since then count, if there are
/// enough of them; after a stop there are none, and the whole chat is what is left to compare with.
#[must_use]
pub fn read(measured: &Measured, change: Option<&Onset>, settings: &SilenceSettings) -> Option<Silence> {
    let stream = &measured.stream;
    let hours: Vec<f64> = stream
        .messages
        .iter()
        .filter(|message| message.role == Role::Alter)
        .map(|message| message.hour)
        .collect();
    let since = *hours.last()?;
    let silences_from = |from: f64| -> Vec<f64> {
        let gaps = hours.windows(2).filter(|pair| pair[1] >= from).map(|pair| pair[1] - pair[0]);
        gaps.filter(|gap| *gap > settings.least_hours).collect()
    };
    let since_change =
        change.map(|onset| silences_from(onset.quantile(0.5) as f64 * 24.0 + stream.day_start));
    let (mut silences, regime) = match since_change {
        Some(silences) if silences.len() >= settings.least_silences => (silences, ComparedWith::SinceChange),
        _ => (silences_from(f64::NEG_INFINITY), ComparedWith::WholeChat),
    };
    silences.sort_by(f64::total_cmp);
    let silent = (stream.end - since).max(0.0);
    let compared_with = silences.len();
    if compared_with < settings.least_silences {
        return Some(Silence {
            since,
            hours: silent,
            compared_with,
            regime,
            longer_than: None,
            usual: None,
            returns: Vec::new(),
        });
    }
    let shorter = silences.partition_point(|gap| *gap < silent);
    let weights = posterior(&silences, settings);
    let returns = settings
        .return_days
        .iter()
        .map(|days| (*days, probability_of_return(&weights, silent, days * 24.0, settings)))
        .collect();
    Some(Silence {
        since,
        hours: silent,
        compared_with,
        regime,
        longer_than: Some(shorter as f64 / compared_with as f64),
        usual: Some(silences[compared_with / 2]),
        returns,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{close, golden, list, number};

    #[test]
    fn returns_match_the_reference() {
        let file = golden("survival");
        let reference = &file["eb"];
        let rows = reference["grid"].as_array().expect("a grid");
        let settings = SilenceSettings {
            shapes: rows
                .iter()
                .zip(list(reference, "prior"))
                .map(|(row, weight)| SilenceShape {
                    mu: row[0].as_f64().expect("mu"),
                    sigma: row[1].as_f64().expect("sigma"),
                    gone: row[2].as_f64().expect("gone"),
                    weight,
                })
                .collect(),
            least_hours: 4.0,
            least_silences: 8,
            return_days: vec![1.0],
            told_hours: 24.0,
            told_share: 0.75,
            told_return_days: 7.0,
        };
        let weights = posterior(&list(reference, "gaps"), &settings);
        for case in reference["cases"].as_array().expect("cases") {
            let mine = probability_of_return(&weights, number(case, "silent"), number(case, "k"), &settings);
            close(mine, number(case, "p"), 1e-8);
        }
    }
}
