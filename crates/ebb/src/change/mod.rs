//! The fourth step, *detect*: who changed, since when, how abruptly, how much, how sure.

mod daily_count;
mod marginal;
mod overdispersion;
mod partition;
mod person;
mod running;
mod size;
mod stream;
mod who;

pub use daily_count::DailyCountSettings;
pub use overdispersion::{Overdispersion, OverdispersionSettings};
pub use partition::{Partition, PartitionSettings, partition};
pub use person::{Onset, PersonChange, PersonSettings};
pub(crate) use size::count_overdispersion;
pub use size::{RateRatio, RatioSettings, probability_of_fall, rate_ratio};
pub use who::{CalibrationHead, FallEvidence, WhoChanged, WhoSettings, calibrated, inputs, uncalibrated};

use crate::dyad::ByRole;
use crate::measure::DailyStatistics;

/// Numbers that detecting depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeSettings {
    /// The model of one person.
    pub person: PersonSettings,
    /// The daily counts.
    pub daily_count: DailyCountSettings,
    /// The four hypotheses.
    pub who: WhoSettings,
}

/// What the statistics say about a change, before anything is told.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangePosterior {
    /// The conditional model of each person.
    pub persons: ByRole<PersonChange>,
    /// The two kinds of evidence for each person.
    pub evidence: ByRole<FallEvidence>,
    /// Calibrated probabilities of who fell.
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
    let who = calibrated(&evidence, &settings.who);
    ChangePosterior { persons, evidence, who }
}
