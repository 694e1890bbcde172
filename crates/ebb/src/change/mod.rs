//! The fourth step, *detect*: who changed, since when, how abruptly, how much, how sure.

mod cycle;
mod daily_count;
mod lean;
mod marginal;
mod overdispersion;
mod partition;
mod person;
mod running;
pub mod second;
mod size;
mod stream;
mod turns;
mod who;

pub use cycle::{Cycle, CycleSettings};
pub use daily_count::DailyCountSettings;
pub use lean::LeanSettings;
pub use overdispersion::{Overdispersion, OverdispersionSettings};
pub use partition::{Partition, PartitionSettings, partition};
pub use person::{Onset, PersonChange, PersonSettings};
pub use size::{RateRatio, RatioSettings, probability_of_fall, rate_ratio};
pub(crate) use size::{count_overdispersion, share_below};
pub use turns::Turns;
pub use who::{
    CalibrationHead, FallEvidence, HeadInputs, Judges, WhoChanged, WhoSettings, calibrated, inputs,
    lean_borne_out, uncalibrated,
};

use crate::dyad::ByRole;
use crate::measure::DailyStatistics;

/// Numbers that detecting depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeSettings {
    /// The model of one person.
    pub person: PersonSettings,
    /// Turns of near and far.
    pub cycle: CycleSettings,
    /// The daily counts.
    pub daily_count: DailyCountSettings,
    /// To whose side a change leans.
    pub lean: LeanSettings,
    /// The four hypotheses.
    pub who: WhoSettings,
    /// The second judge.
    pub second: second::SecondSettings,
}

/// What the statistics say about a change, before anything is told.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangePosterior {
    /// The conditional model of each person.
    pub persons: ByRole<PersonChange>,
    /// The two kinds of evidence for each person.
    pub evidence: ByRole<FallEvidence>,
    /// What the calibration head goes by.
    pub inputs: HeadInputs,
    /// What the second judge goes by.
    pub signs: second::Signs,
    /// Turns of near and far.
    pub turns: Turns,
    /// What each judge says of who fell.
    pub judges: Judges,
    /// Probabilities of who fell, of both judges together.
    pub who: WhoChanged,
}

/// Weighs whether, and who, changed. Time O(days * widths * sizes).
#[must_use]
pub fn detect(statistics: &DailyStatistics, settings: &ChangeSettings) -> ChangePosterior {
    let persons = ByRole::from_fn(|role| person::weigh(statistics.days.get(role), &settings.person));
    let evidence = ByRole::from_fn(|role| {
        let mut counts: Vec<f64> = statistics.days.get(role).iter().map(|day| day.messages).collect();
        // A last day that was seen only in part would pass for a fall.
        if statistics.last_day_seen < 1.0 {
            counts.pop();
        }
        FallEvidence {
            conditional: persons.get(role).conditional,
            marginal: daily_count::log_factor(&counts, &settings.daily_count),
        }
    });
    let turns = turns::weigh(statistics, &settings.cycle, &settings.person.overdispersion);
    let messages = ByRole::from_fn(|role| -> Vec<f64> {
        statistics.days.get(role).iter().map(|day| day.messages).collect()
    });
    // The day of the change is that of the person for whom there is more evidence.
    let [alter, ego] = [&evidence.alter, &evidence.ego].map(FallEvidence::soft_minimum);
    let onset = if alter >= ego { persons.alter.onset.as_ref() } else { persons.ego.onset.as_ref() };
    let lean = onset.map_or(0.0, |onset| lean::lean(&messages.alter, &messages.ego, onset, &settings.lean));
    let total = messages.alter.iter().chain(&messages.ego).sum();
    let inputs = inputs(&evidence, lean, total, &settings.who);
    let signs = second::signs(statistics, &settings.second);
    let judges =
        Judges { first: calibrated(&inputs, &settings.who), second: second::judge(&signs, &settings.second) };
    ChangePosterior { persons, evidence, inputs, signs, turns, judges, who: judges.pooled() }
}
