//! Periods, interest before and the order in time, on simulated dyads and on chats written out.

use ebb::catalog::Settings;
use ebb::change::{Onset, detect};
use ebb::dyad::Role;
use ebb::history::{self, Period};
use ebb::measure::{Measured, Stream, StreamedMessage, measure_stream};
use ebb::order::{PursuitTold, moved_first, pursuit};
use ebb_synth::evaluate::stream_of;
use ebb_synth::{Regime, Severity, SimulationSettings, simulate};

fn settings() -> Settings {
    ebb_content::catalog().expect("content").settings
}

fn simulated(seed: u64, regime: Regime, days: usize) -> Measured {
    let simulation = SimulationSettings {
        days: Some(days),
        change_day: Some(days / 2),
        volume: Some(3.0),
        ..SimulationSettings::DRAWN
    };
    let stream = stream_of(&simulate(seed, regime, Severity::Large, &simulation), 4.0);
    measure_stream(stream, &settings().measure)
}

#[test]
fn periods_cover_every_day_once_and_meet_at_the_change() {
    let settings = settings();
    for seed in 0..6 {
        let measured = simulated(seed, Regime::Ghost, 120);
        let periods = history::read(&measured, &settings.history);
        assert_eq!(periods.first().map(|period| (period.from, period.border)), Some((0, None)));
        assert_eq!(periods.last().map(|period| period.to), Some(measured.daily.len()));
        assert!(periods.windows(2).all(|pair| pair[0].to == pair[1].from), "{periods:?}");
        let is_near = |period: &&Period| period.from.abs_diff(60) <= 7;
        assert!(periods.iter().any(|period| is_near(&period)), "seed {seed}: {periods:?}");
    }
}

#[test]
fn a_chat_of_years_has_periods_too() {
    let settings = settings();
    let measured = simulated(1, Regime::Ghost, 1200);
    let periods = history::read(&measured, &settings.history);
    assert!(periods.iter().any(|period| period.from.abs_diff(600) <= 14), "{periods:?}");
    assert_eq!(periods.last().map(|period| period.to), Some(measured.daily.len()));
}

/// Two people who write evenly for 160 days, with a fourth of the messages left of alter's from one day on, and of ego's from
/// another.
fn fallen(seed: u64, alter: usize, ego: usize) -> Measured {
    let simulation = SimulationSettings { days: Some(160), volume: Some(3.0), ..SimulationSettings::DRAWN };
    let mut stream = stream_of(&simulate(seed, Regime::Stable, Severity::Large, &simulation), 4.0);
    let mut at = 0_u32;
    stream.messages.retain(|message| {
        at += 1;
        let from = if message.role == Role::Alter { alter } else { ego };
        // Scattered, so that which are left has nothing to do with whose turn it was.
        let is_left = (at.wrapping_mul(2_654_435_761) >> 13).is_multiple_of(4);
        message.hour < from as f64 * 24.0 || is_left
    });
    measure_stream(stream, &settings().measure)
}

#[test]
fn who_falls_weeks_earlier_moved_first() {
    let settings = settings();
    let told = |alter: usize, ego: usize| -> Vec<Option<Role>> {
        let of = |seed: u64| {
            let change = detect(&fallen(seed, alter, ego).daily, &settings.change);
            let moved = moved_first(&change, &settings.order).expect("both fell");
            assert!(moved.low <= moved.days && moved.days <= moved.high, "{moved:?}");
            moved.role(&settings.order)
        };
        (0..8).map(of).collect()
    };
    for (alter, ego, first) in [(70, 105, Role::Alter), (105, 70, Role::Ego)] {
        let told = told(alter, ego);
        let right = told.iter().filter(|role| **role == Some(first)).count();
        assert!(right >= 6 && !told.contains(&Some(first.other())), "{told:?}");
    }
    let together = told(85, 85);
    assert!(together.iter().filter(|role| role.is_none()).count() >= 6, "{together:?}");
}

/// Ego opens every day at noon, waits for an answer until the evening of the next day, and writes again at five where
/// `asks_again` says so.
fn waiting(asks_again: impl Fn(usize) -> bool) -> Measured {
    let mut messages = Vec::new();
    let mut add = |hour: f64, role: Role| {
        messages.push(StreamedMessage { hour, role, words: 5, asks: false, is_call: false });
    };
    for day in (0..120).step_by(2) {
        let midnight = day as f64 * 24.0;
        add(midnight + 12.0, Role::Ego);
        if asks_again(day) {
            add(midnight + 20.0, Role::Ego);
        }
        add(midnight + 44.0, Role::Alter);
    }
    let stream =
        Stream { messages, first_date: jiff::civil::date(2026, 3, 2), day_start: 4.0, end: 120.0 * 24.0 };
    measure_stream(stream, &settings().measure)
}

#[test]
fn reaching_out_is_told_before_or_after_a_fall_and_else_not() {
    let settings = settings();
    let fall = Onset { rows: vec![(60, 1, 1.0)], days: 120 };
    let told = |asks_again: &dyn Fn(usize) -> bool| {
        let order = pursuit(&waiting(asks_again), &fall, 4.0, &settings.order);
        assert!((order.before + order.after + order.none - 1.0).abs() < 1e-9, "{order:?}");
        order.told(&settings.order)
    };
    assert_eq!(told(&|day| day >= 40), PursuitTold::RoseBefore);
    assert_eq!(told(&|day| day >= 74), PursuitTold::RoseAfter);
    assert_eq!(told(&|day| day % 10 == 0), PursuitTold::CannotTell);
    assert_eq!(told(&|_| false), PursuitTold::CannotTell);
    assert_eq!(told(&|_| true), PursuitTold::CannotTell);
}
