//! The silence clock: how unusual the present silence is, and how often such a silence ends.
//!
//! A silence is more than four awake hours without a message of alter: a night is not one. Silences of one person
//! follow a log-logistic distribution truncated there; after each message the person may be gone for good. A mixture
//! of such distributions, learnt from many people of the same medium, is the prior, and alter's own past silences
//! sharpen it. Source: docs/model.md, section "Silence" (empirical Bayes after Kiefer and Wolfowitz).

use std::f64::consts::LN_2;

use crate::change::Onset;
use crate::dyad::Role;
use crate::measure::{Measured, awake_hours};

/// How the share of silences that go on falls with their length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Law {
    /// Log-logistic: long silences have a heavy tail.
    LogLogistic,
    /// Weibull: long silences end as an exponential does, or stretched.
    Weibull,
}

/// One distribution of silences.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SilenceShape {
    /// How the tail falls.
    pub law: Law,
    /// Log of the median in awake hours, before truncation.
    pub mu: f64,
    /// Scale of the logarithm.
    pub sigma: f64,
    /// Probability that the person is gone after a message.
    pub gone: f64,
    /// Prior weight.
    pub weight: f64,
}

/// How the silences of people who write in one kind of place are spread.
#[derive(Debug, Clone, PartialEq)]
pub struct Medium {
    /// Stable name.
    pub id: String,
    /// Names of the formats in which such messages arrive.
    pub formats: Vec<String>,
    /// The mixture; weights sum to 1.
    pub shapes: Vec<SilenceShape>,
}

/// Numbers that the silence clock depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct SilenceSettings {
    /// What is known of people, by medium. The first stands for every format that none of them names.
    pub media: Vec<Medium>,
    /// Awake hours without a message from which on a silence counts.
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

impl SilenceSettings {
    /// Returns the mixture for messages in these formats: those of their media in equal parts.
    #[must_use]
    pub fn prior(&self, formats: &[&str]) -> Vec<SilenceShape> {
        let medium_of = |format: &&str| {
            let known = |medium: &&Medium| medium.formats.iter().any(|known| known == format);
            self.media.iter().find(known).or(self.media.first())
        };
        let media: Vec<&Medium> = match formats {
            [] => self.media.first().into_iter().collect(),
            given => given.iter().filter_map(medium_of).collect(),
        };
        let part = 1.0 / media.len().max(1) as f64;
        let shapes = media.iter().flat_map(|medium| &medium.shapes);
        shapes.map(|shape| SilenceShape { weight: part * shape.weight, ..*shape }).collect()
    }
}

/// Which past silences the present one is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ComparedWith {
    /// Those since the change: the regime that holds now.
    SinceChange,
    /// All of the chat, where there was no change, or where the change is the present silence itself.
    WholeChat,
}

/// One silence that has ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PastSilence {
    /// Hours on the clock.
    pub hours: f64,
    /// Hours of them that lie outside of alter's nights.
    pub awake_hours: f64,
}

/// What the silence clock says.
#[derive(Debug, Clone, PartialEq)]
pub struct Silence {
    /// Hour of alter's last message.
    pub since: f64,
    /// Hours since then, up to now.
    pub hours: f64,
    /// Hours of them that lie outside of alter's nights.
    pub awake_hours: f64,
    /// The past silences compared with, the shortest first.
    pub past: Vec<PastSilence>,
    /// Which these are.
    pub regime: ComparedWith,
    /// Share of those that were shorter, in awake hours; `None` with too few of them.
    pub longer_than: Option<f64>,
    /// Hours of alter's usual past silence (median); `None` with too few.
    pub usual: Option<f64>,
    /// Pairs of days and the probability that alter writes within them; empty with too few.
    pub returns: Vec<(f64, f64)>,
}

/// Log of the share of silences beyond `hours`, before truncation.
fn log_survival(hours: f64, shape: &SilenceShape) -> f64 {
    let z = (hours.ln() - shape.mu) / shape.sigma;
    match shape.law {
        Law::LogLogistic => -log_one_plus_exp(z),
        Law::Weibull => -LN_2 * z.exp(),
    }
}

/// Log density at `hours`, before truncation.
fn log_density(hours: f64, shape: &SilenceShape) -> f64 {
    let z = (hours.ln() - shape.mu) / shape.sigma;
    let slope = z - hours.ln() - shape.sigma.ln();
    match shape.law {
        Law::LogLogistic => slope - 2.0 * log_one_plus_exp(z),
        Law::Weibull => slope + LN_2.ln() - LN_2 * z.exp(),
    }
}

fn log_one_plus_exp(x: f64) -> f64 {
    if x > 0.0 { x + (-x).exp().ln_1p() } else { x.exp().ln_1p() }
}

/// Returns the log likelihood of past silences (awake hours, each above `least`) under one shape, in nats.
#[must_use]
pub fn log_likelihood(silences: &[f64], shape: &SilenceShape, least: f64) -> f64 {
    let truncated = log_survival(least, shape);
    let each = |hours: &f64| log_density(*hours, shape) - truncated + (-shape.gone).ln_1p();
    silences.iter().map(each).sum()
}

/// Returns the probability that a silence goes on beyond `hours`, under one shape: the person is gone, or not back yet.
#[must_use]
pub fn goes_on(hours: f64, shape: &SilenceShape, least: f64) -> f64 {
    let still = (log_survival(hours.max(least), shape) - log_survival(least, shape)).exp();
    shape.gone + (1.0 - shape.gone) * still
}

/// Returns the mixture `prior` with the weights that past silences (awake hours, each above `least`) leave it.
#[must_use]
pub fn posterior(silences: &[f64], prior: &[SilenceShape], least: f64) -> Vec<SilenceShape> {
    let log = |shape: &SilenceShape| shape.weight.max(1e-300).ln() + log_likelihood(silences, shape, least);
    let logs: Vec<f64> = prior.iter().map(log).collect();
    let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = logs.iter().map(|log| (log - largest).exp()).sum();
    let weighted = prior.iter().zip(logs);
    weighted.map(|(shape, log)| SilenceShape { weight: (log - largest).exp() / total, ..*shape }).collect()
}

/// Returns the probability that a person who has been silent for `silent` awake hours writes within `within` more.
/// A silence that is not yet `least` long counts as one of that length.
#[must_use]
pub fn probability_of_return(shapes: &[SilenceShape], silent: f64, within: f64, least: f64) -> f64 {
    let (mut returns, mut all) = (0.0, 0.0);
    for shape in shapes {
        let goes_on_now = goes_on(silent, shape, least);
        returns += shape.weight * (goes_on_now - goes_on(silent + within, shape, least));
        all += shape.weight * goes_on_now;
    }
    if all > 0.0 { returns / all } else { 0.0 }
}

/// Returns alter's silences that ended at or after the hour `from`, the shortest first.
fn past_silences(measured: &Measured, from: f64, least: f64) -> Vec<PastSilence> {
    let quiet_start = *measured.daily.quiet_start.get(Role::Alter);
    let messages = measured.stream.messages.iter();
    let hours: Vec<f64> =
        messages.filter(|message| message.role == Role::Alter).map(|message| message.hour).collect();
    let gaps = hours.windows(2).filter(|pair| pair[1] >= from && pair[1] - pair[0] > least);
    let mut past: Vec<PastSilence> = gaps
        .map(|pair| PastSilence {
            hours: pair[1] - pair[0],
            awake_hours: awake_hours(pair[0], pair[1], quiet_start),
        })
        .filter(|silence| silence.awake_hours > least)
        .collect();
    past.sort_by(|a, b| a.awake_hours.total_cmp(&b.awake_hours));
    past
}

/// Reads the silence clock at the end of observation. `formats` are those of the messages; `change` is when alter fell
/// back, if alter did. After it only the silences since then count, however few. Where alter stopped, the change is
/// the present silence: the caller gives none, and the whole chat is what it is compared with.
#[must_use]
pub fn read(
    measured: &Measured,
    formats: &[&str],
    change: Option<&Onset>,
    settings: &SilenceSettings,
) -> Option<Silence> {
    let stream = &measured.stream;
    let is_alter = |role: Role| role == Role::Alter;
    let since = stream.messages.iter().rev().find(|message| is_alter(message.role))?.hour;
    let least = settings.least_hours;
    let (from, regime) = match change {
        Some(onset) => (onset.quantile(0.5) as f64 * 24.0 + stream.day_start, ComparedWith::SinceChange),
        None => (f64::NEG_INFINITY, ComparedWith::WholeChat),
    };
    let past = past_silences(measured, from, least);
    let awake = |to: f64| awake_hours(since, to, *measured.daily.quiet_start.get(Role::Alter));
    let silent = awake(stream.end.max(since));
    let is_enough = past.len() >= settings.least_silences;
    let returns = if is_enough {
        let own: Vec<f64> = past.iter().map(|silence| silence.awake_hours).collect();
        let shapes = posterior(&own, &settings.prior(formats), least);
        let within = |days: f64| awake(stream.end.max(since) + 24.0 * days) - silent;
        let chance = |days: f64| probability_of_return(&shapes, silent, within(days), least);
        settings.return_days.iter().map(|days| (*days, chance(*days))).collect()
    } else {
        Vec::new()
    };
    let shorter = past.partition_point(|silence| silence.awake_hours < silent);
    Some(Silence {
        since,
        hours: (stream.end - since).max(0.0),
        awake_hours: silent,
        regime,
        longer_than: is_enough.then(|| shorter as f64 / past.len() as f64),
        usual: is_enough.then(|| past[past.len() / 2].hours),
        returns,
        past,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{close, golden, list, number};
    use crate::measure::{MeasureSettings, Stream, StreamedMessage, measure_stream};

    #[test]
    fn returns_match_the_reference() {
        let file = golden("survival");
        let reference = &file["eb"];
        let rows = reference["grid"].as_array().expect("a grid");
        let prior: Vec<SilenceShape> = rows
            .iter()
            .zip(list(reference, "prior"))
            .map(|(row, weight)| SilenceShape {
                law: Law::LogLogistic,
                mu: row[0].as_f64().expect("mu"),
                sigma: row[1].as_f64().expect("sigma"),
                gone: row[2].as_f64().expect("gone"),
                weight,
            })
            .collect();
        let shapes = posterior(&list(reference, "gaps"), &prior, 4.0);
        for case in reference["cases"].as_array().expect("cases") {
            let mine = probability_of_return(&shapes, number(case, "silent"), number(case, "k"), 4.0);
            close(mine, number(case, "p"), 1e-8);
        }
    }

    fn settings() -> SilenceSettings {
        let medium = |id: &str, mu: f64| Medium {
            id: id.to_owned(),
            formats: vec![id.to_owned()],
            shapes: vec![SilenceShape { law: Law::LogLogistic, mu, sigma: 0.5, gone: 0.01, weight: 1.0 }],
        };
        SilenceSettings {
            media: vec![medium("texts", 2.0), medium("forum", 4.0)],
            least_hours: 4.0,
            least_silences: 8,
            return_days: vec![1.0, 3.0, 7.0, 30.0],
            told_hours: 24.0,
            told_share: 0.75,
            told_return_days: 7.0,
        }
    }

    /// Alter writes at noon on each of `days`, ego an hour later; both are observed up to noon of `end`.
    fn measured(days: &[u32], end: u32) -> Measured {
        let message =
            |hour: f64, role: Role| StreamedMessage { hour, role, words: 5, asks: false, is_call: false };
        let both = |day: &u32| {
            let noon = 24.0 * f64::from(*day) + 12.0;
            [message(noon, Role::Alter), message(noon + 1.0, Role::Ego)]
        };
        let stream = Stream {
            messages: days.iter().flat_map(both).collect(),
            first_date: jiff::civil::date(2026, 3, 1),
            day_start: 4.0,
            end: 24.0 * f64::from(end) + 12.0,
        };
        let bins = MeasureSettings { idle_gap_hours: 4.0, reply_bins_hours: [1.0, 2.0, 4.0, 8.0] };
        measure_stream(stream, &bins)
    }

    fn onset(day: usize, days: usize) -> Onset {
        Onset { rows: vec![(day, 1, 1.0)], days }
    }

    #[test]
    fn nights_do_not_count() {
        let daily: Vec<u32> = (0..12).collect();
        let clock = read(&measured(&daily, 13), &["texts"], None, &settings()).expect("alter wrote");
        assert!((clock.hours - 48.0).abs() < 1e-9 && (clock.awake_hours - 34.0).abs() < 1e-9, "{clock:?}");
        assert_eq!(clock.past.len(), 11);
        assert!(clock.past.iter().all(|past| (past.awake_hours - 17.0).abs() < 1e-9), "{clock:?}");
        assert_eq!(clock.longer_than, Some(1.0));
        assert_eq!(clock.usual, Some(24.0));
        assert!(clock.returns.windows(2).all(|pair| pair[0].1 <= pair[1].1), "{clock:?}");
    }

    #[test]
    fn after_a_change_only_the_silences_since_then_count() {
        // Daily for twenty days, every fourth day from then on.
        let days: Vec<u32> = (0..20).chain((20..60).step_by(4)).collect();
        let all = measured(&days, 60);
        let settings = settings();
        let whole = read(&all, &["texts"], None, &settings).expect("alter wrote");
        let later = read(&all, &["texts"], Some(&onset(20, 61)), &settings).expect("alter wrote");
        assert_eq!((whole.regime, later.regime), (ComparedWith::WholeChat, ComparedWith::SinceChange));
        assert!(whole.longer_than > later.longer_than, "{whole:?} {later:?}");
        assert!(later.usual.expect("enough") > whole.usual.expect("enough"));
    }

    #[test]
    fn fewer_than_eight_silences_say_nothing() {
        let days: Vec<u32> = (0..20).chain((20..40).step_by(4)).collect();
        let clock = read(&measured(&days, 40), &["texts"], Some(&onset(21, 41)), &settings()).expect("wrote");
        assert_eq!(clock.past.len(), 4);
        assert_eq!((clock.longer_than, clock.usual, clock.returns.len()), (None, None, 0));
    }

    #[test]
    fn a_format_has_the_prior_of_its_medium_and_several_share() {
        let settings = settings();
        assert_eq!(settings.prior(&["forum"]), settings.media[1].shapes);
        assert_eq!(settings.prior(&["unheard-of"]), settings.media[0].shapes);
        assert_eq!(settings.prior(&[]), settings.media[0].shapes);
        let shared = settings.prior(&["texts", "forum"]);
        assert_eq!(shared.iter().map(|shape| shape.weight).collect::<Vec<_>>(), [0.5, 0.5]);
    }
}
