//! How well interest before, who moved first, and the order of ego's reaching out are read, on dyads made to a truth.
//!
//! Simulated dyads are edited: alter's part of the time before the change is thinned for interest; both sides are thinned
//! from known days for who moved first; and turns of ego are put into ego's own waits, from a known day on, for reaching
//! out before or after a fall.

use std::fmt::Write as _;

use ebb::catalog::Settings;
use ebb::dyad::Role;
use ebb::interest::{self, InterestKind};
use ebb::measure::{Stream, StreamedMessage};
use ebb::order::{PursuitTold, moved_first, pursuit};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::evaluate::{SIMULATED_FILE, judge_stream, stream_of};
use crate::{Regime, Severity, SimulationSettings, simulate};

/// Hours without a message that end a session.
const GAP: f64 = 4.0;

/// Returns a stream of 60 to 240 days and at least a hundred messages, with its day of change.
fn drawn(seed: u64, regime: Regime, severity: Severity, rng: &mut ChaCha8Rng) -> (Stream, usize) {
    let days: usize = rng.random_range(60..240);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a day of the chat")]
    let change_day = (days as f64 * rng.random_range(0.5..0.75)) as usize;
    let settings = SimulationSettings {
        days: Some(days),
        change_day: Some(change_day),
        volume: Some(rng.random_range(1.0..4.0)),
        ..SimulationSettings::DRAWN
    };
    (stream_of(&simulate(seed, regime, severity, &settings), 4.0), change_day)
}

fn keep_where(stream: &mut Stream, mut keeps: impl FnMut(&StreamedMessage) -> bool) {
    stream.messages.retain(|message| keeps(message));
}

/// How alter's interest is made to go before the change.
const INTERESTS: [InterestKind; 3] = [InterestKind::Steady, InterestKind::Rose, InterestKind::NeverRose];

/// Edits a stream so that alter's interest before the change went as told.
fn with_interest(stream: &mut Stream, kind: InterestKind, change_day: usize, rng: &mut ChaCha8Rng) {
    let rise = change_day as f64 * rng.random_range(0.3..0.6) * 24.0;
    // Of the openings and of the replies of alter at an hour, the share that is kept.
    let kept = |hour: f64| match kind {
        InterestKind::Steady | InterestKind::CannotTell => (1.0, 1.0),
        InterestKind::Rose => {
            let share = 0.15 + 0.85 * (hour / rise).min(1.0);
            (share, share.sqrt())
        }
        InterestKind::NeverRose => (0.1, 0.35),
    };
    let mut last = f64::NEG_INFINITY;
    let mut is_dropped = false;
    keep_where(stream, |message| {
        let opens = message.hour - last >= GAP;
        last = message.hour;
        let (openings, replies) = kept(message.hour);
        if opens {
            is_dropped = message.role == Role::Alter && rng.random::<f64>() >= openings;
        }
        !is_dropped && (message.role == Role::Ego || opens || rng.random::<f64>() < replies)
    });
}

/// When ego is made to reach out more, and how often in a day of waiting.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Reaching {
    /// Never.
    No,
    /// From some days before alter's fall on.
    Before(f64),
    /// From some days after it on.
    After(f64),
}

/// Puts unasked turns of ego into ego's own waits from `from` hours on, `daily` in a day of waiting.
fn reach_out(stream: &mut Stream, from: f64, daily: f64, rng: &mut ChaCha8Rng) {
    let mut added = Vec::new();
    for (at, message) in stream.messages.iter().enumerate().filter(|(_, one)| one.role == Role::Ego) {
        let next = stream.messages.get(at + 1).map_or(stream.end, |next| next.hour);
        let mut hour = message.hour;
        loop {
            hour += GAP - 24.0 / daily * (1.0 - rng.random::<f64>()).ln();
            // Nobody goes on for weeks into silence.
            if hour >= next.min(message.hour + 7.0 * 24.0) {
                break;
            }
            if hour >= from {
                added.push(StreamedMessage { hour, ..*message });
            }
        }
    }
    stream.messages.extend(added);
    stream.messages.sort_by(|a, b| a.hour.total_cmp(&b.hour));
}

/// Returns the tables of interest, of who moved first and of reaching out, `each` dyads a row from the seed `first` on.
#[must_use]
pub fn order_tables(first: u64, each: u64, settings: &Settings) -> String {
    let mut text = interest_table(first, each, settings);
    text.push('\n');
    text += &first_table(first + 200_000, each, settings);
    text.push('\n');
    text + &pursuit_table(first + 400_000, each, settings)
}

fn interest_table(first: u64, each: u64, settings: &Settings) -> String {
    let mut text = String::from(
        "Interest before: rows are what was made, columns what is told.\n\n\
         | made | dyads | steady | rose | never rose | cannot tell |\n|---|---|---|---|---|---|\n",
    );
    for (at, kind) in (0_u64..).zip(INTERESTS) {
        let told: Vec<InterestKind> = (0..each)
            .into_par_iter()
            .map(|number| {
                let seed = first + 10_000 * at + number;
                let mut rng = ChaCha8Rng::seed_from_u64(seed);
                let (mut stream, day) = drawn(seed, Regime::Abrupt, Severity::Large, &mut rng);
                with_interest(&mut stream, kind, day, &mut rng);
                let (measured, change, course, _) = judge_stream(stream, &SIMULATED_FILE, settings);
                interest::read(&measured, &change, &course, (&settings.interest, &settings.course)).kind
            })
            .collect();
        let share = |kind: InterestKind| {
            told.iter().filter(|one| **one == kind).count() as f64 / told.len().max(1) as f64
        };
        let _ = writeln!(
            text,
            "| {} | {} | {:.2} | {:.2} | {:.2} | {:.2} |",
            kind.id(),
            told.len(),
            share(InterestKind::Steady),
            share(InterestKind::Rose),
            share(InterestKind::NeverRose),
            share(InterestKind::CannotTell)
        );
    }
    text
}

fn first_table(first: u64, each: u64, settings: &Settings) -> String {
    let mut text = String::from(
        "Who moved first, where both fell to a quarter: days from alter's fall to ego's. `covered`: how often the interval \
         of 0.9 holds the true days.\n\n\
         | days | told of | alter first | ego first | cannot tell | median error, days | covered |\n\
         |---|---|---|---|---|---|---|\n",
    );
    for (at, lag) in (0_u64..).zip([-21_i64, -10, -4, 0, 4, 10, 21]) {
        let told: Vec<_> = (0..each)
            .into_par_iter()
            .filter_map(|number| {
                let seed = first + 10_000 * at + number;
                let mut rng = ChaCha8Rng::seed_from_u64(seed);
                let (mut stream, day) = drawn(seed, Regime::Stable, Severity::Medium, &mut rng);
                let alter = day as f64 * 24.0;
                let ego = alter + 24.0 * lag as f64;
                keep_where(&mut stream, |message| {
                    let from = if message.role == Role::Alter { alter } else { ego };
                    message.hour < from || rng.random::<f64>() < 0.25
                });
                let (_, change, course, _) = judge_stream(stream, &SIMULATED_FILE, settings);
                let is_told = course.who.both >= settings.course.unlikely && course.onset.is_some();
                moved_first(&change, &settings.order).filter(|_| is_told)
            })
            .collect();
        let count = told.len().max(1) as f64;
        let share = |role: Option<Role>| {
            told.iter().filter(|one| one.role(&settings.order) == role).count() as f64 / count
        };
        let mut errors: Vec<i64> = told.iter().map(|one| (one.days - lag).abs()).collect();
        errors.sort_unstable();
        let covered = told.iter().filter(|one| (one.low..=one.high).contains(&lag)).count() as f64 / count;
        let _ = writeln!(
            text,
            "| {lag:+} | {} of {each} | {:.2} | {:.2} | {:.2} | {} | {covered:.2} |",
            told.len(),
            share(Some(Role::Alter)),
            share(Some(Role::Ego)),
            share(None),
            errors.get(errors.len() / 2).copied().unwrap_or(0),
        );
    }
    text
}

fn pursuit_table(first: u64, each: u64, settings: &Settings) -> String {
    let mut text = String::from(
        "Reaching out, where alter fell and that was told: rows are what was made, columns what is told. Ego writes \
         again once in a day and a half of waiting (some) or twice in a day (much), from 7 to 28 days before alter's fall on, \
         or from 2 to 14 days after it on.\n\n\
         | made | told of | before | after | neither |\n|---|---|---|---|---|\n",
    );
    let rows = [
        ("none", Reaching::No),
        ("before, some", Reaching::Before(0.67)),
        ("before, much", Reaching::Before(2.0)),
        ("after, some", Reaching::After(0.67)),
        ("after, much", Reaching::After(2.0)),
    ];
    for (at, (name, reaching)) in (0_u64..).zip(rows) {
        let told: Vec<PursuitTold> = (0..each)
            .into_par_iter()
            .filter_map(|number| {
                let seed = first + 10_000 * at + number;
                let mut rng = ChaCha8Rng::seed_from_u64(seed);
                let (mut stream, day) = drawn(seed, Regime::Abrupt, Severity::Large, &mut rng);
                let day = day as f64 * 24.0;
                match reaching {
                    Reaching::No => {}
                    Reaching::Before(daily) => {
                        let from = day - 24.0 * rng.random_range(7.0..28.0);
                        reach_out(&mut stream, from, daily, &mut rng);
                    }
                    Reaching::After(daily) => {
                        let from = day + 24.0 * rng.random_range(2.0..14.0);
                        reach_out(&mut stream, from, daily, &mut rng);
                    }
                }
                let (measured, change, course, _) = judge_stream(stream, &SIMULATED_FILE, settings);
                let onset = change.persons.alter.onset.as_ref().filter(|_| course.claim.is_back_off())?;
                let order = pursuit(&measured, onset, settings.measure.idle_gap_hours, &settings.order);
                Some(order.told(&settings.order))
            })
            .collect();
        let count = told.len().max(1) as f64;
        let share = |kind: PursuitTold| told.iter().filter(|one| **one == kind).count() as f64 / count;
        let (before, after) = (share(PursuitTold::RoseBefore), share(PursuitTold::RoseAfter));
        let _ = writeln!(
            text,
            "| {name} | {} of {each} | {before:.2} | {after:.2} | {:.2} |",
            told.len(),
            1.0 - before - after
        );
    }
    text
}
