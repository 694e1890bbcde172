//! The silence clock: how unusual the present silence is, and how often such a silence ends.
//!
//! A silence is more than four awake hours without a message of alter: a night is not one. People of one medium share
//! a curve of how silences end, and each ends them faster or slower at their own pace. Paces follow a Gamma
//! distribution, which alter's own past silences sharpen; with none of them the curve alone speaks. Any silence may be
//! the last: the longer one is beyond a person's own pace, the likelier it is that they are gone.
//! Source: docs/model.md, section "Silence" (shared frailty after Vaupel, Manton and Stallard 1979; Clayton 1978).

use std::ops::Range;

use libm::lgamma;

use crate::change::Onset;
use crate::dyad::Role;
use crate::measure::{Measured, awake_hours};

/// How the silences of people who write in one kind of place end.
#[derive(Debug, Clone, PartialEq)]
pub struct Medium {
    /// Stable name.
    pub id: String,
    /// Names of the formats in which such messages arrive, each with the share of belief that they do.
    pub formats: Vec<(String, f64)>,
    /// Pairs of awake hours and the hazard cumulated up to them, for the usual person: at least two, both rising. The
    /// first is where silences begin; in between, and beyond the last, the hazard is constant.
    pub curve: Vec<(f64, f64)>,
    /// Shape of the Gamma distribution of paces, whose mean is 1: the larger, the more alike people are.
    pub alike: f64,
    /// Probability that a person is gone for good when a silence begins.
    pub gone: f64,
}

impl Medium {
    /// Returns the piece of the curve that holds `hours`: where it begins, what is cumulated there, and its hazard.
    fn piece(&self, hours: f64) -> (f64, f64, f64) {
        let last = self.curve.len().saturating_sub(2);
        let at = self.curve.partition_point(|(from, _)| *from <= hours).saturating_sub(1).min(last);
        match self.curve.get(at..at + 2) {
            Some(&[(from, before), (to, after)]) => (from, before, (after - before) / (to - from)),
            _ => (0.0, 0.0, 0.0),
        }
    }

    /// Returns the hazard that the usual person has cumulated after `hours` awake hours of silence.
    #[must_use]
    pub fn cumulated(&self, hours: f64) -> f64 {
        let (from, before, hazard) = self.piece(hours);
        before + hazard * (hours - from).max(0.0)
    }

    /// Returns the log probability density of a person's past silences (awake hours, each above the least), over all
    /// paces, in nats.
    #[must_use]
    pub fn log_evidence(&self, silences: &[f64]) -> f64 {
        let events = silences.len() as f64;
        let cumulated: f64 = silences.iter().map(|hours| self.cumulated(*hours)).sum();
        let hazards: f64 =
            silences.iter().map(|hours| self.piece(*hours).2.max(f64::MIN_POSITIVE).ln()).sum();
        let alike = self.alike;
        hazards + events * (-self.gone).ln_1p() + alike * alike.ln() + lgamma(alike + events)
            - lgamma(alike)
            - (alike + events) * (alike + cumulated).ln()
    }

    /// Returns the probability that a silence of a person with these past silences goes on beyond `hours`: the person is
    /// gone, or not back yet.
    #[must_use]
    pub fn goes_on(&self, silences: &[f64], hours: f64) -> f64 {
        let cumulated: f64 = silences.iter().map(|hours| self.cumulated(*hours)).sum();
        let rate = self.alike + cumulated;
        let not_back = (rate / (rate + self.cumulated(hours))).powf(self.alike + silences.len() as f64);
        self.gone + (1.0 - self.gone) * not_back
    }
}

/// Returns the probability that a person who has been silent for `silent` awake hours writes within `within` more.
/// `media` are those that the messages may belong to, with their weights; past silences (awake hours, each above the
/// least) say which it is more like.
#[must_use]
pub fn probability_of_return(media: &[(&Medium, f64)], silences: &[f64], silent: f64, within: f64) -> f64 {
    let logs: Vec<f64> =
        media.iter().map(|(medium, weight)| weight.ln() + medium.log_evidence(silences)).collect();
    let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (mut returns, mut all) = (0.0, 0.0);
    for ((medium, _), log) in media.iter().zip(logs) {
        let weight = (log - largest).exp();
        let now = medium.goes_on(silences, silent);
        returns += weight * (now - medium.goes_on(silences, silent + within));
        all += weight * now;
    }
    if all > 0.0 { returns / all } else { 0.0 }
}

/// Numbers that the silence clock depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct SilenceSettings {
    /// What is known of people, by medium; at least one.
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
    /// Returns the media that messages in these formats may belong to, with their weights, which sum to 1. A format
    /// gives the medium that names it the share it names, and what is left to all media alike; formats count the same.
    #[must_use]
    pub fn media_of(&self, formats: &[&str]) -> Vec<(&Medium, f64)> {
        let each = 1.0 / self.media.len() as f64;
        let share = |medium: &Medium, format: &str| {
            medium.formats.iter().find(|(known, _)| known == format).map(|(_, share)| *share)
        };
        let weight = |medium: &Medium, format: &str| {
            let named: f64 = self.media.iter().filter_map(|medium| share(medium, format)).sum();
            share(medium, format).unwrap_or(0.0) + (1.0 - named) * each
        };
        let mean = |medium: &Medium| {
            let total: f64 = formats.iter().map(|format| weight(medium, format)).sum();
            if formats.is_empty() { each } else { total / formats.len() as f64 }
        };
        self.media.iter().map(|medium| (medium, mean(medium))).collect()
    }
}

/// Which past silences the present one is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ComparedWith {
    /// Those since the change: the regime that holds now.
    SinceChange,
    /// Those before the change. The clock itself never compares with them: a reader may want to see them.
    BeforeChange,
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
    /// The silences that ended before the change, the shortest first; none where the whole chat is compared with.
    pub before: Vec<PastSilence>,
    /// Which these are.
    pub regime: ComparedWith,
    /// Share of those that were shorter, in awake hours; `None` with too few of them.
    pub longer_than: Option<f64>,
    /// Hours of alter's usual past silence (median); `None` with too few.
    pub usual: Option<f64>,
    /// Pairs of days and the probability that alter writes within them; empty with too few.
    pub returns: Vec<(f64, f64)>,
}

impl Silence {
    /// Returns the past silences of one kind, the shortest first.
    #[must_use]
    pub fn past_of(&self, kind: ComparedWith) -> Vec<PastSilence> {
        match kind {
            _ if kind == self.regime => self.past.clone(),
            ComparedWith::SinceChange => Vec::new(),
            ComparedWith::BeforeChange => self.before.clone(),
            ComparedWith::WholeChat => {
                let mut all = [self.before.as_slice(), self.past.as_slice()].concat();
                all.sort_by(|a, b| a.awake_hours.total_cmp(&b.awake_hours));
                all
            }
        }
    }

    /// Returns whether the silence is longer than every past one, so that none of them shows how such a silence ends:
    /// forecasts then rest on other people alone.
    #[must_use]
    pub fn is_beyond_past(&self) -> bool {
        self.longer_than.is_some_and(|share| share >= 1.0)
    }
}

/// Returns alter's silences that ended within these hours, the shortest first.
fn past_silences(measured: &Measured, ended: Range<f64>, least: f64) -> Vec<PastSilence> {
    let quiet_start = *measured.daily.quiet_start.get(Role::Alter);
    let messages = measured.stream.messages.iter();
    let hours: Vec<f64> =
        messages.filter(|message| message.role == Role::Alter).map(|message| message.hour).collect();
    let gaps = hours.windows(2).filter(|pair| ended.contains(&pair[1]) && pair[1] - pair[0] > least);
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
    let past = past_silences(measured, from..f64::INFINITY, least);
    let before = past_silences(measured, f64::NEG_INFINITY..from, least);
    let awake = |to: f64| awake_hours(since, to, *measured.daily.quiet_start.get(Role::Alter));
    let silent = awake(stream.end.max(since));
    let is_enough = past.len() >= settings.least_silences;
    let returns = if is_enough {
        let own: Vec<f64> = past.iter().map(|silence| silence.awake_hours).collect();
        let media = settings.media_of(formats);
        let within = |days: f64| awake(stream.end.max(since) + 24.0 * days) - silent;
        let return_within = |days: f64| probability_of_return(&media, &own, silent, within(days));
        settings.return_days.iter().map(|days| (*days, return_within(*days))).collect()
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
        before,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::close;
    use crate::measure::{MeasureSettings, Stream, StreamedMessage, measure_stream};

    fn settings() -> SilenceSettings {
        let medium = |id: &str, hours: f64| Medium {
            id: id.to_owned(),
            formats: vec![(id.to_owned(), 0.8)],
            curve: vec![(4.0, 0.0), (4.0 + hours, 1.0), (4.0 + 2.0 * hours, 2.0)],
            alike: 2.0,
            gone: 0.0,
        };
        SilenceSettings {
            media: vec![medium("texts", 12.0), medium("forum", 120.0)],
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
        let of = |kind| later.past_of(kind).len();
        let kinds = [ComparedWith::SinceChange, ComparedWith::BeforeChange, ComparedWith::WholeChat];
        let [since, before, all] = kinds.map(of);
        assert_eq!((since + before, whole.past.len()), (all, all));
        assert!(whole.past_of(ComparedWith::SinceChange).is_empty() && whole.before.is_empty());
    }

    #[test]
    fn fewer_than_eight_silences_say_nothing() {
        let days: Vec<u32> = (0..20).chain((20..40).step_by(4)).collect();
        let clock = read(&measured(&days, 40), &["texts"], Some(&onset(21, 41)), &settings()).expect("wrote");
        assert_eq!(clock.past.len(), 4);
        assert_eq!((clock.longer_than, clock.usual, clock.returns.len()), (None, None, 0));
    }

    #[test]
    fn the_chance_of_a_return_is_that_of_the_pareto_of_the_textbook() {
        // A constant hazard with Gamma paces is a Pareto distribution of the second kind: with shape 2 and a hazard of
        // one in 12 hours, it goes on beyond t hours with probability (1 + t / 24)^-2.
        let settings = settings();
        let texts = &settings.media[0];
        close(texts.goes_on(&[], 4.0 + 24.0), 0.25, 1e-12);
        close(texts.goes_on(&[], 4.0 + 240.0), 1.0 / 121.0, 1e-12);
        // Density of a silence of 12 hours beyond the least: (2 / 24) (1 + 12 / 24)^-3.
        close(texts.log_evidence(&[16.0]), (2.0_f64 / 24.0 * 1.5_f64.powi(-3)).ln(), 1e-12);
        close(probability_of_return(&[(texts, 1.0)], &[], 4.0, 24.0), 0.75, 1e-12);
    }

    #[test]
    fn a_silence_beyond_all_others_may_be_the_last() {
        let settings = settings();
        let texts = Medium { gone: 0.01, ..settings.media[0].clone() };
        let chance = |silent: f64| probability_of_return(&[(&texts, 1.0)], &[8.0; 40], silent, 51.0);
        assert!(chance(8.0) > 0.9 && chance(300.0) < 0.1, "{} {}", chance(8.0), chance(300.0));
        // Of the people of the curve, one in a hundred is gone at first; at a tenth of the others, one in eleven is.
        let silent = 4.0 + 24.0 * (10.0_f64.sqrt() - 1.0);
        close(texts.goes_on(&[], silent), 0.01 + 0.99 * 0.1, 1e-12);
    }

    #[test]
    fn a_person_who_is_often_silent_for_long_is_given_longer() {
        let settings = settings();
        let one =
            |silences: &[f64]| probability_of_return(&settings.media_of(&["texts"]), silences, 17.0, 17.0);
        assert!(one(&[8.0; 10]) > one(&[]), "quick");
        assert!(one(&[80.0; 10]) < one(&[]), "slow");
        // The more of them there are, the more they say.
        assert!(one(&[8.0; 40]) > one(&[8.0; 10]));
    }

    #[test]
    fn the_media_share_what_a_format_leaves_open() {
        let settings = settings();
        let weights = |formats: &[&str]| -> Vec<f64> {
            settings.media_of(formats).iter().map(|(_, weight)| *weight).collect()
        };
        let is = |formats: &[&str], expected: [f64; 2]| {
            for (mine, expected) in weights(formats).into_iter().zip(expected) {
                close(mine, expected, 1e-12);
            }
        };
        is(&["texts"], [0.9, 0.1]);
        is(&["forum"], [0.1, 0.9]);
        is(&["texts", "forum"], [0.5, 0.5]);
        is(&["unheard-of"], [0.5, 0.5]);
        is(&[], [0.5, 0.5]);
    }
}
