//! Whether alter's side goes up and down: turns of near and far, held against the same days in another order.
//!
//! Days swing by themselves, and a model that does not know by how much takes swings for turns. But turns are stretches:
//! they stand in the order of the days. Where the evidence is as strong once the order is gone, it was never evidence of
//! turns. Source: docs/model.md, section "Up and down".

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use super::cycle::{Cycle, CycleSettings};
use super::overdispersion::{OverdispersionSettings, overdispersion};
use super::person::weigh_turns;
use crate::dyad::ByRole;
use crate::measure::{DailyStatistics, DayCounts};

/// Turns of both people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Turns {
    /// What the model of turns says of each.
    pub cycles: ByRole<Cycle>,
    /// Evidence for turns of alter that ego does not share, in nats.
    pub own: f64,
    /// Whether that evidence is above that of every copy of the chat with its days in another order.
    pub is_in_order: bool,
}

/// Weighs turns. Time O(days * sizes * rounds), and as much again for each copy; the first copy that is as strong ends
/// the comparison.
pub(super) fn weigh(
    statistics: &DailyStatistics,
    settings: &CycleSettings,
    tempering: &OverdispersionSettings,
) -> Turns {
    let cycles = cycles(&statistics.days, settings, tempering);
    let own = own(&cycles, settings);
    let is_in_order = own >= settings.compared_from && beats_copies(own, statistics, settings, tempering);
    Turns { cycles, own, is_in_order }
}

fn cycles(
    days: &ByRole<Vec<DayCounts>>,
    settings: &CycleSettings,
    tempering: &OverdispersionSettings,
) -> ByRole<Cycle> {
    let shared = overdispersion(&days.alter, tempering).shared_with(&overdispersion(&days.ego, tempering));
    ByRole::from_fn(|role| weigh_turns(days.get(role), &shared, settings))
}

fn own(cycles: &ByRole<Cycle>, settings: &CycleSettings) -> f64 {
    cycles.alter.log_factor - settings.shared * cycles.ego.log_factor.max(0.0)
}

/// Compares with copies in which the days of both people stand in the same other order.
fn beats_copies(
    evidence: f64,
    statistics: &DailyStatistics,
    settings: &CycleSettings,
    tempering: &OverdispersionSettings,
) -> bool {
    let mut rng = ChaCha8Rng::seed_from_u64(settings.seed);
    let mut order: Vec<usize> = (0..statistics.len()).collect();
    (0..settings.copies).all(|_| {
        order.shuffle(&mut rng);
        let days = ByRole::from_fn(|role| {
            order.iter().map(|day| statistics.days.get(role)[*day]).collect::<Vec<_>>()
        });
        own(&cycles(&days, settings, tempering), settings) < evidence
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Initiations;

    const TEMPERING: OverdispersionSettings = OverdispersionSettings {
        prior: [1.0; 5],
        prior_weight: 2.0,
        largest_difference: 400.0,
        short_block_days: 7,
        long_block_days: 7,
        long_days: 60,
    };

    fn turns_of(openings: &dyn Fn(usize) -> f64) -> Turns {
        let day = |count: f64| DayCounts {
            after_other: Initiations { count, exposure: 0.5 },
            messages: count,
            ..DayCounts::default()
        };
        let days = ByRole {
            alter: (0..120).map(|at| day(openings(at))).collect(),
            ego: (0..120).map(|at| day(3.0 + f64::from(at % 2))).collect(),
        };
        let statistics = DailyStatistics {
            decisions: ByRole::from_fn(|_| vec![crate::measure::DayDecisions::default(); 120]),
            days,
            quiet_start: ByRole { alter: 0.0, ego: 0.0 },
            last_day_seen: 1.0,
        };
        let settings = CycleSettings {
            turn: 0.125,
            sizes: vec![0.7, 1.4, 2.6],
            rounds: 6,
            shared: 0.5,
            copies: 19,
            seed: 1,
            compared_from: 6.0,
        };
        weigh(&statistics, &settings, &TEMPERING)
    }

    #[test]
    fn stretches_are_turns_and_the_same_days_shuffled_are_not() {
        let stretches = turns_of(&|day| if day / 10 % 2 == 0 { 8.0 } else { 1.0 });
        assert!(stretches.own > 6.0 && stretches.is_in_order, "{stretches:?}");
        // As many low days as high ones, scattered: strong evidence to the model, and no stretches.
        let scattered = turns_of(&|day| if day * 7919 % 120 % 2 == 0 { 8.0 } else { 1.0 });
        assert!(!scattered.is_in_order, "{scattered:?}");
        let swinging = turns_of(&|day| [0.0, 14.0, 1.0, 30.0, 2.0][day * 37 % 101 % 5]);
        assert!(!swinging.is_in_order, "{swinging:?}");
    }
}
