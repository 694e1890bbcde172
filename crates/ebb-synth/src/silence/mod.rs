//! How well the silence clock forecasts, and the curves that it starts from.
//!
//! People of real streams are split by dyad: on one half curves are fitted, on the other forecasts are judged at
//! random moments of a silence. The yardstick is the Kaplan-Meier curve of all silences of the first half.

mod fit;
mod judge;
mod kaplan_meier;
mod mixture;
mod tables;

pub use fit::fit;
pub use judge::{
    JudgeSettings, JudgedMoment, SimulatedMoments, judge, simulated_people, simulated_with_change,
};
pub use kaplan_meier::KaplanMeier;
pub use mixture::{Mixture, Shape};
pub use tables::{medium_table, moment_tables};

use ebb::measure::{awake_hours, quiet_start};

use crate::SimulatedRole;
use crate::stream::StreamDyad;

/// When one person wrote to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Writer {
    /// Hours of their messages, rising.
    pub hours: Vec<f64>,
    /// The hour up to which they were observed.
    pub until: f64,
    /// Number of their dyad; people of one dyad share it.
    pub dyad: usize,
}

impl Writer {
    /// Returns the silences of the messages up to the hour `to`, on the clock and awake, and the hour at which the
    /// nights begin that were left out.
    #[must_use]
    pub fn silences(&self, to: f64, least_hours: f64) -> Silences {
        let past: Vec<f64> = self.hours.iter().copied().take_while(|hour| *hour <= to).collect();
        let quiet = quiet_start(past.iter().copied());
        let mut silences = Silences { clock: Vec::new(), awake: Vec::new(), quiet_start: quiet };
        for pair in past.windows(2).filter(|pair| pair[1] - pair[0] > least_hours) {
            silences.clock.push(pair[1] - pair[0]);
            let awake = awake_hours(pair[0], pair[1], quiet);
            if awake > least_hours {
                silences.awake.push(awake);
            }
        }
        silences
    }
}

/// Silences of one person that have ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Silences {
    /// Hours on the clock, each above the least.
    pub clock: Vec<f64>,
    /// Awake hours, each above the least.
    pub awake: Vec<f64>,
    /// The hour of the day at which the person's nights begin.
    pub quiet_start: f64,
}

/// Returns both people of every dyad.
#[must_use]
pub fn writers(dyads: &[StreamDyad]) -> Vec<Writer> {
    let of = |(number, dyad): (usize, &StreamDyad)| {
        [SimulatedRole::Alter, SimulatedRole::Ego].map(|role| {
            let rows = dyad.stream.hours.iter().zip(&dyad.stream.role);
            let hours = rows.filter(|(_, who)| **who == role).map(|(hour, _)| *hour).collect();
            Writer { hours, until: dyad.observed_until, dyad: number }
        })
    };
    dyads.iter().enumerate().flat_map(of).collect()
}

/// Splits people by dyad into those that curves are fitted on and those that forecasts are judged on.
#[must_use]
pub fn halves(writers: Vec<Writer>) -> (Vec<Writer>, Vec<Writer>) {
    writers.into_iter().partition(|writer| writer.dyad % 2 == 0)
}

/// Returns the reference numbers of survival analysis.
#[cfg(test)]
pub(crate) fn golden() -> serde_json::Value {
    serde_json::from_str(include_str!("../../tests/golden/survival.json")).unwrap()
}
