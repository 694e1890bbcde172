//! Signals: quantities that people recognise, before a change and since.
//!
//! A signal explains a change that was already found; it never finds one. Each lives in its own file and is listed in
//! [`SIGNALS`], from which the report's table and the documentation follow.

mod activity;
mod asking;
mod effort;
mod initiation;
mod latency;
mod unanswered;
mod volume;

use crate::change::{Overdispersion, RateRatio};
use crate::dyad::Role;
use crate::measure::{DayCounts, Measured};

/// A stretch of days of a chat.
#[derive(Debug, Clone, Copy)]
pub struct Stretch<'a> {
    /// The whole chat.
    pub measured: &'a Measured,
    /// First day.
    pub from: usize,
    /// Day after the last.
    pub to: usize,
}

impl Stretch<'_> {
    /// Returns the observed time in days; the last day of a chat may be cut short.
    #[must_use]
    pub fn days(&self) -> f64 {
        let stream = &self.measured.stream;
        let cut = ((self.to as f64) * 24.0 + stream.day_start - stream.end).max(0.0) / 24.0;
        (self.to as f64 - self.from as f64 - cut).max(1e-6)
    }

    /// Returns whether an hour lies in the stretch.
    #[must_use]
    pub fn contains(&self, hour: f64) -> bool {
        let day = self.measured.stream.day_of(hour);
        (self.from..self.to).contains(&day)
    }

    /// Returns the sum of one person's daily counts.
    #[must_use]
    pub fn sum(&self, role: Role) -> DayCounts {
        self.measured.daily.sum(role, self.from, self.to)
    }
}

/// What was counted in a stretch, in the form that its uncertainty follows from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Observation {
    /// Events in an exposure; the value is `scale * events / exposure`.
    Rate {
        /// Events.
        events: f64,
        /// Exposure in days.
        exposure: f64,
    },
    /// A part of a whole; the value is `scale * count / of`.
    Share {
        /// The part.
        count: f64,
        /// The whole.
        of: f64,
        /// What a whole of 1 is worth.
        scale: f64,
    },
    /// A typical size on a log scale; the value is `exp(center)`.
    Typical {
        /// Mean or median of the logarithm.
        center: f64,
        /// Standard error of `center`.
        error: f64,
        /// Number of sizes.
        n: f64,
    },
}

impl Observation {
    /// Returns the value to show; `None` where there is nothing to divide by.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        match *self {
            Self::Rate { events, exposure } => (exposure > 0.0).then(|| events / exposure),
            Self::Share { count, of, scale } => (of > 0.0).then(|| scale * count / of),
            Self::Typical { center, n, .. } => (n > 0.0).then(|| center.exp()),
        }
    }

    /// Returns the log of the value and its variance under `factor` times the simple model's variation.
    fn log(&self, factor: f64) -> Option<(f64, f64)> {
        match *self {
            Self::Rate { events, exposure } => {
                (exposure > 0.0).then(|| (((events + 0.5) / exposure).ln(), factor / (events + 0.5)))
            }
            Self::Share { count, of, .. } => (of > 0.0).then(|| {
                let share = (count + 0.5) / (of + 1.0);
                (share.ln(), factor * (1.0 - share) / ((of + 1.0) * share))
            }),
            Self::Typical { center, error, n } => (n > 1.0).then_some((center, factor * error * error)),
        }
    }
}

/// One quantity that people recognise.
pub trait Signal: Sync {
    /// Returns the stable name used in JSON, for example `messages-per-day`.
    fn id(&self) -> &'static str;
    /// Returns what was counted of one person in a stretch.
    fn observe(&self, stretch: &Stretch<'_>, role: Role) -> Observation;
    /// Returns by how much this signal varies beyond the simple model.
    fn overdispersion(&self, factors: &Overdispersion, messages: f64) -> f64;
}

/// Every signal, in the order in which a report tells them.
pub static SIGNALS: &[&dyn Signal] = &[
    &volume::MessagesPerDay,
    &activity::ActiveDaysPerWeek,
    &initiation::Starts,
    &latency::ReplyMinutes,
    &unanswered::UnansweredShare,
    &asking::QuestionsPerDay,
    &effort::WordsPerMessage,
];

/// One signal of one person, before and since.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SignalChange {
    /// Name of the signal.
    pub id: &'static str,
    /// Whose.
    pub role: Role,
    /// Before the change.
    pub before: Observation,
    /// Since the change.
    pub since: Observation,
    /// Since over before, with its interval; `None` where either is missing.
    pub ratio: Option<RateRatio>,
}

/// Returns every signal of both people before and since `day`. `volume` is the overdispersion of each person's daily
/// messages, alter first; `normal_quantile` the half width of the interval in standard errors.
#[must_use]
pub fn compare(
    measured: &Measured,
    day: usize,
    factors: impl Fn(Role) -> (Overdispersion, f64),
    normal_quantile: f64,
) -> Vec<SignalChange> {
    let days = measured.daily.len();
    let earlier = Stretch {
        measured,
        from: 0,
        to: day,
    };
    let later = Stretch {
        measured,
        from: day,
        to: days,
    };
    let mut changes = Vec::with_capacity(2 * SIGNALS.len());
    for signal in SIGNALS {
        for role in Role::BOTH {
            let (before, since) = (signal.observe(&earlier, role), signal.observe(&later, role));
            let (overdispersion, volume) = factors(role);
            let factor = signal.overdispersion(&overdispersion, volume);
            let ratio = before
                .log(factor)
                .zip(since.log(factor))
                .map(|((b, b_var), (s, s_var))| {
                    let (center, half) = (s - b, normal_quantile * (b_var + s_var).sqrt());
                    RateRatio {
                        ratio: center.exp(),
                        low: (center - half).exp(),
                        high: (center + half).exp(),
                    }
                });
            changes.push(SignalChange {
                id: signal.id(),
                role,
                before,
                since,
                ratio,
            });
        }
    }
    changes
}

/// Returns median and standard error of the median of logarithms, as an observation.
pub(crate) fn typical(mut logs: Vec<f64>) -> Observation {
    let n = logs.len() as f64;
    if logs.is_empty() {
        return Observation::Typical {
            center: 0.0,
            error: 0.0,
            n,
        };
    }
    logs.sort_by(f64::total_cmp);
    let center = logs[logs.len() / 2];
    let mean = logs.iter().sum::<f64>() / n;
    let spread = (logs.iter().map(|log| (log - mean).powi(2)).sum::<f64>() / n).sqrt();
    // The median of a normal sample varies 1.2533 times as much as its mean.
    Observation::Typical {
        center,
        error: 1.2533 * spread.max(0.1) / n.sqrt(),
        n,
    }
}
