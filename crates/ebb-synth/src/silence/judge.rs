//! Forecasts at random moments of silences whose end is known.

use ebb::catalog::Settings;
use ebb::course::Claim;
use ebb::dyad::Role;
use ebb::measure::awake_hours;
use ebb::silence::{Medium, probability_of_return, read};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::{KaplanMeier, Mixture, Writer};
use crate::evaluate::{SIMULATED_FILE, judge_stream, stream_of};
use crate::metrics::Forecast;
use crate::{Regime, Severity, SimulatedDyad, SimulatedRole, SimulationSettings, simulate};

/// How moments are chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgeSettings {
    /// Days ahead for which forecasts are made.
    pub days: Vec<f64>,
    /// Moments tried for each person.
    pub moments: usize,
    /// Fewest and most hours of the silence.
    pub hours: (f64, f64),
    /// Fewest past silences.
    pub least_silences: usize,
    /// Awake hours from which a silence counts.
    pub least_hours: f64,
    /// The seed of the moments.
    pub seed: u64,
}

/// The forecasts of one moment, for one number of days ahead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JudgedMoment {
    /// Number of the dyad.
    pub dyad: usize,
    /// Days ahead.
    pub days: f64,
    /// Whether the silence is longer than every past one of the person.
    pub is_longest: bool,
    /// By the silence clock.
    pub clock: Forecast,
    /// By the mixture of log-logistic silences.
    pub mixture: Forecast,
    /// By the Kaplan-Meier curve of awake hours.
    pub awake_curve: Forecast,
    /// By the Kaplan-Meier curve of hours on the clock.
    pub clock_curve: Forecast,
}

/// What the clock is held against, fitted on one set of people.
struct Rivals {
    awake: KaplanMeier,
    clock: KaplanMeier,
    mixture: Mixture,
}

impl Rivals {
    fn new(people: &[Writer], least_hours: f64) -> Self {
        let (mut awake, mut clock) = (Vec::new(), Vec::new());
        for person in people {
            let Some(&last) = person.hours.last() else { continue };
            let silences = person.silences(f64::INFINITY, least_hours);
            let until = person.until.max(last);
            awake.extend(silences.awake.iter().map(|hours| (*hours, true)));
            awake.push((awake_hours(last, until, silences.quiet_start).max(least_hours), false));
            clock.extend(silences.clock.iter().map(|hours| (*hours, true)));
            clock.push(((until - last).max(least_hours), false));
        }
        let mixture = Mixture::fit(people, least_hours);
        Self { awake: KaplanMeier::new(awake), clock: KaplanMeier::new(clock), mixture }
    }
}

/// Judges forecasts for `people` going by `media`, against rivals fitted on the people in `others`.
#[must_use]
pub fn judge(
    people: &[Writer],
    others: &[Writer],
    media: &[(&Medium, f64)],
    settings: &JudgeSettings,
) -> Vec<JudgedMoment> {
    let least = settings.least_hours;
    let rivals = Rivals::new(others, least);
    let furthest = settings.days.iter().copied().fold(0.0, f64::max);
    let mut rng = ChaCha8Rng::seed_from_u64(settings.seed);
    let mut judged = Vec::new();
    for person in people {
        let (Some(&from), to) = (person.hours.get(5), person.until - 24.0 * furthest) else { continue };
        if to <= from {
            continue;
        }
        for _ in 0..settings.moments {
            let now = rng.random_range(from..to);
            let since = person.hours[person.hours.partition_point(|hour| *hour <= now) - 1];
            if !(settings.hours.0..=settings.hours.1).contains(&(now - since)) {
                continue;
            }
            let silences = person.silences(now, least);
            if silences.awake.len() < settings.least_silences {
                continue;
            }
            let next = person.hours.iter().find(|hour| **hour > now);
            let awake = |to: f64| awake_hours(since, to, silences.quiet_start);
            for &days in &settings.days {
                let came_true = next.is_some_and(|hour| hour - now <= 24.0 * days);
                let forecast = |probability: f64| Forecast { probability, came_true };
                let (silent, then) = (awake(now), awake(now + 24.0 * days));
                judged.push(JudgedMoment {
                    dyad: person.dyad,
                    days,
                    is_longest: silences.awake.iter().all(|past| *past < silent),
                    clock: forecast(probability_of_return(media, &silences.awake, silent, then - silent)),
                    mixture: forecast(rivals.mixture.probability_of_return(
                        &silences.awake,
                        silent,
                        then - silent,
                    )),
                    awake_curve: forecast(rivals.awake.probability_of_return(silent, then - silent)),
                    clock_curve: forecast(rivals.clock.probability_of_return(now - since, 24.0 * days)),
                });
            }
        }
    }
    judged
}

/// Length of the simulated chats of the silence clock, in days, and the day of their change.
const DAYS: usize = 150;
const CHANGE_DAY: usize = 60;

fn simulated(seed: u64, regime: Regime, severity: Severity) -> SimulatedDyad {
    let settings =
        SimulationSettings { days: Some(DAYS), change_day: Some(CHANGE_DAY), ..SimulationSettings::DRAWN };
    simulate(seed, regime, severity, &settings)
}

/// What happens in simulated chats of the silence clock: nothing in half of them, a withdrawal in the others.
const KINDS: [(Regime, Severity); 6] = [
    (Regime::Stable, Severity::Medium),
    (Regime::Abrupt, Severity::Medium),
    (Regime::Stable, Severity::Medium),
    (Regime::Abrupt, Severity::Large),
    (Regime::Stable, Severity::Medium),
    (Regime::Fade, Severity::Large),
];

/// Returns the alter of `count` simulated dyads from the seed `first` on.
#[must_use]
pub fn simulated_people(first: u64, count: u64) -> Vec<Writer> {
    let of = |number: u64| {
        let (regime, severity) = KINDS[usize::try_from(number).unwrap_or(0) % KINDS.len()];
        let dyad = simulated(first + number, regime, severity);
        let rows = dyad.hours.iter().zip(&dyad.role);
        let hours = rows.filter(|(_, role)| **role == SimulatedRole::Alter).map(|(hour, _)| *hour).collect();
        Writer { hours, until: DAYS as f64 * 24.0, dyad: usize::try_from(number).unwrap_or(0) }
    };
    (0..count).into_par_iter().map(of).collect()
}

/// The forecasts of one moment of a simulated silence: by the clock as the program reads it, with what it makes of a
/// change, and with the silences of the whole chat.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulatedMoments {
    /// As the program reads it, against the rivals.
    pub told: Vec<JudgedMoment>,
    /// With all silences of the chat, against the rivals.
    pub whole_chat: Vec<JudgedMoment>,
    /// How many of the moments lie after a change that the program told of.
    pub after_change: usize,
}

/// Judges the silence clock on `count` simulated dyads from the seed `first` on, at a moment after the day of a change.
/// Where the program says too little, nothing is judged.
#[must_use]
pub fn simulated_with_change(
    (first, count): (u64, u64),
    others: &[Writer],
    media: &[Medium],
    settings: &Settings,
    moments: &JudgeSettings,
) -> SimulatedMoments {
    let rivals = Rivals::new(others, moments.least_hours);
    let mut clock_settings = settings.silence.clone();
    clock_settings.media = media.to_vec();
    clock_settings.return_days.clone_from(&moments.days);
    let furthest = moments.days.iter().copied().fold(0.0, f64::max);
    let of = |number: u64| {
        let (regime, severity) = KINDS[usize::try_from(number).unwrap_or(0) % KINDS.len()];
        let dyad = simulated(first + number, regime, severity);
        let whole = stream_of(&dyad, 4.0);
        let alter: Vec<f64> =
            whole.messages.iter().filter(|message| message.role == Role::Alter).map(|m| m.hour).collect();
        let mut rng = ChaCha8Rng::seed_from_u64(moments.seed + number);
        let span = (CHANGE_DAY as f64 + 10.0) * 24.0..(DAYS as f64 - furthest) * 24.0;
        let now = (0..moments.moments).map(|_| rng.random_range(span.clone())).find(|now| {
            let since = alter[..alter.partition_point(|hour| hour <= now)].last();
            since.is_some_and(|since| (moments.hours.0..=moments.hours.1).contains(&(now - since)))
        })?;
        let mut stream = whole;
        stream.messages.retain(|message| message.hour <= now);
        stream.end = now;
        let (measured, change, course, _) = judge_stream(stream, &SIMULATED_FILE, settings);
        let onset = course.onset.as_ref().and(change.persons.alter.onset.as_ref());
        let is_regime = course.subject == Role::Alter && course.claim != Claim::AlterStopped;
        let regime_onset = onset.filter(|_| is_regime);
        let told = read(&measured, &[], regime_onset, &clock_settings)?;
        let plain = read(&measured, &[], None, &clock_settings)?;
        let next = alter.iter().find(|hour| **hour > now);
        let within = |days: f64| {
            awake_hours(told.since, now + 24.0 * days, *measured.daily.quiet_start.get(Role::Alter))
                - told.awake_hours
        };
        let own: Vec<f64> = plain.past.iter().map(|past| past.awake_hours).collect();
        let rows = |returns: &[(f64, f64)]| -> Vec<JudgedMoment> {
            let row = |&(days, probability): &(f64, f64)| {
                let came_true = next.is_some_and(|hour| hour - now <= 24.0 * days);
                let forecast = |probability: f64| Forecast { probability, came_true };
                JudgedMoment {
                    dyad: usize::try_from(number).unwrap_or(0),
                    days,
                    is_longest: told.longer_than == Some(1.0),
                    clock: forecast(probability),
                    mixture: forecast(rivals.mixture.probability_of_return(
                        &own,
                        told.awake_hours,
                        within(days),
                    )),
                    awake_curve: forecast(rivals.awake.probability_of_return(told.awake_hours, within(days))),
                    clock_curve: forecast(rivals.clock.probability_of_return(told.hours, 24.0 * days)),
                }
            };
            returns.iter().map(row).collect()
        };
        // Both are judged where both say something, so that they are judged at the same moments.
        let is_told = !told.returns.is_empty() && !plain.returns.is_empty();
        is_told.then(|| (rows(&told.returns), rows(&plain.returns), regime_onset.is_some()))
    };
    let judged: Vec<_> = (0..count).into_par_iter().filter_map(of).collect();
    SimulatedMoments {
        after_change: judged.iter().filter(|(.., is_after)| *is_after).count(),
        told: judged.iter().flat_map(|(told, ..)| told.iter().copied()).collect(),
        whole_chat: judged.iter().flat_map(|(_, whole, _)| whole.iter().copied()).collect(),
    }
}
