//! The second judge: what a chat says of a change on the log scale, and by decisions.
//!
//! To the first judge (`change::who`) three hundred messages of one long evening are three hundred events. Here one day
//! is one number, its logarithm, and how far such numbers swing is learnt from the chat itself. Beside that stand
//! decisions before and after the day of the change: who opens, who is left alone, who writes last, how fast. A small
//! head of its own turns all of it into probabilities. The two judges err on different chats, so that what both say is
//! more believable than what either does. Source: docs/model.md, section "Second judge".

mod before_after;
mod level;

pub use level::LevelSettings;

use level::{Courses, LevelChange};

use super::who::{WhoChanged, softmax};
use crate::dyad::{ByRole, Role};
use crate::measure::{DailyStatistics, DayDecisions};

/// Numbers that the second judge depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct SecondSettings {
    /// The model of a level.
    pub level: LevelSettings,
    /// Messages a day that are added before a logarithm is taken.
    pub added: f64,
    /// Bounds of a log Bayes factor, in nats.
    pub clip: (f64, f64),
    /// Largest size of a change, as a log ratio, and its negative the smallest.
    pub most_size: f64,
    /// Largest difference before and after, in standard errors, and its negative the smallest.
    pub most_difference: f64,
    /// Variance added to that of a difference, so that a few equal cases are not taken for certainty.
    pub least_variance: f64,
    /// Fewest cases on each side of the day of a change for a difference.
    pub least_cases: f64,
    /// Fewest and most messages that are told apart.
    pub messages: (f64, f64),
    /// Fewest and most days that are told apart.
    pub days: (f64, f64),
    /// Its head.
    pub head: SecondHead,
}

/// How many signs there are of each person.
pub const SIGNS: usize = 21;
/// How many signs there are of the chat as a whole.
pub const SHARED_SIGNS: usize = 7;

/// Names of the signs of one person, in their order. A share is the person's messages or openings over the other's.
pub const SIGN_NAMES: [&str; SIGNS] = [
    "messages-fall",
    "messages-rise",
    "messages-dip",
    "messages-size",
    "openings-fall",
    "openings-rise",
    "openings-dip",
    "openings-size",
    "speed-fall",
    "speed-rise",
    "speed-dip",
    "speed-size",
    "share-fall",
    "share-size",
    "openings-share-fall",
    "openings-share-size",
    "opens-since",
    "left-alone-since",
    "waits-since",
    "last-word-since",
    "opens-share-since",
];

/// Names of the signs of a chat as a whole, in their order.
pub const SHARED_SIGN_NAMES: [&str; SHARED_SIGNS] =
    ["all-fall", "all-rise", "all-dip", "all-size", "days", "messages", "weeks-spread"];

/// What the second judge goes by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signs {
    /// Of each person, in the order of [`SIGN_NAMES`]: log Bayes factors in nats, sizes as log ratios, differences since
    /// the change in standard errors.
    pub own: ByRole<[f64; SIGNS]>,
    /// Of the chat, in the order of [`SHARED_SIGN_NAMES`].
    pub shared: [f64; SHARED_SIGNS],
}

impl Signs {
    /// Returns the signs with the two people exchanged.
    #[must_use]
    pub fn exchanged(self) -> Self {
        Self { own: ByRole { alter: self.own.ego, ego: self.own.alter }, shared: self.shared }
    }
}

/// A multinomial logistic regression with nobody as the base, the same for both people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SecondHead {
    /// Log odds of alter, ego and both against nobody where all signs are 0.
    pub intercepts: [f64; 3],
    /// Weights of a person's own signs for a fall of that person alone.
    pub own: [f64; SIGNS],
    /// Weights of the other's signs for it.
    pub other: [f64; SIGNS],
    /// Weights of the signs of the chat for it.
    pub alone: [f64; SHARED_SIGNS],
    /// Weights of the sum of both people's signs for a fall of both.
    pub each: [f64; SIGNS],
    /// Weights of the signs of the chat for it.
    pub together: [f64; SHARED_SIGNS],
}

impl SecondHead {
    /// Returns the log odds of nobody, alter, ego and both.
    #[must_use]
    pub fn log_odds(&self, signs: &Signs) -> [f64; 4] {
        let times = |weights: &[f64], values: &[f64]| -> f64 {
            weights.iter().zip(values).map(|(weight, value)| weight * value).sum()
        };
        let alone = times(&self.alone, &signs.shared);
        let of = |role: Role| {
            times(&self.own, signs.own.get(role)) + times(&self.other, signs.own.get(role.other())) + alone
        };
        let both = times(&self.each, &signs.own.alter) + times(&self.each, &signs.own.ego);
        [
            0.0,
            self.intercepts[0] + of(Role::Alter),
            self.intercepts[1] + of(Role::Ego),
            self.intercepts[2] + both + times(&self.together, &signs.shared),
        ]
    }
}

/// Returns the probabilities of who fell by the second judge.
#[must_use]
pub fn judge(signs: &Signs, settings: &SecondSettings) -> WhoChanged {
    softmax(settings.head.log_odds(signs))
}

/// One number of each person for each block of days.
type Series = ByRole<Vec<f64>>;

/// Returns the signs of a chat. Time O(days).
#[must_use]
pub fn signs(statistics: &DailyStatistics, settings: &SecondSettings) -> Signs {
    // A last day that was seen only in part would pass for a fall.
    let days = statistics.len() - usize::from(statistics.last_day_seen < 1.0 && statistics.len() > 1);
    let block = days.div_ceil(settings.level.most_values).max(1);
    // Days that fill no block are the first ones: what was most lately is seen whole.
    let from = days % block;
    let blocks = Blocks { statistics, from, to: days, block };
    let courses = Courses::new(blocks.count(), block, &settings.level);

    let messages = blocks.sums(|role, day| statistics.days.get(role)[day].messages);
    let opened = blocks.sums(|role, day| statistics.decisions.get(role)[day].opened);
    let log = |value: &f64| (value / block as f64 + settings.added).ln();
    let logs = |series: &Series| ByRole::from_fn(|role| series.get(role).iter().map(log).collect::<Vec<_>>());
    let weigh = |series: &Series| ByRole::from_fn(|role| courses.weigh(series.get(role)));
    let ratio = |series: &Series, added: f64| -> LevelChange {
        let pairs = series.alter.iter().zip(&series.ego);
        courses.weigh(&pairs.map(|(alter, ego)| ((alter + added) / (ego + added)).ln()).collect::<Vec<_>>())
    };
    let (by_messages, by_openings) = (weigh(&logs(&messages)), weigh(&logs(&opened)));
    let by_speed = weigh(&blocks.speeds());
    let share = by_role(ratio(&messages, 1.0));
    let openings_share = by_role(ratio(&opened, 0.5));
    let all: Vec<f64> = messages.alter.iter().zip(&messages.ego).map(|(alter, ego)| alter + ego).collect();
    let total = courses.weigh(&all.iter().map(log).collect::<Vec<_>>());

    let since = from + total.at * block;
    let differences =
        before_after::differences(statistics, since.clamp(1, days.saturating_sub(1).max(1)), days, settings);
    let held = |value: f64| value.clamp(settings.clip.0, settings.clip.1);
    let sized = |value: f64| value.clamp(-settings.most_size, settings.most_size);
    let own = ByRole::from_fn(|role| {
        let mut row = [0.0; SIGNS];
        let levels = [by_messages.get(role), by_openings.get(role), by_speed.get(role)];
        for (cells, level) in row.chunks_exact_mut(4).zip(levels) {
            cells.copy_from_slice(&[held(level.fall), held(level.rise), held(level.dip), sized(level.size)]);
        }
        for (cells, level) in row[12..16].chunks_exact_mut(2).zip([share.get(role), openings_share.get(role)])
        {
            cells.copy_from_slice(&[held(level.fall), sized(level.size)]);
        }
        row[16..].copy_from_slice(differences.get(role));
        row
    });
    let shared = [
        held(total.fall),
        held(total.rise),
        held(total.dip),
        sized(total.size),
        (days as f64).clamp(settings.days.0, settings.days.1).ln(),
        all.iter().sum::<f64>().clamp(settings.messages.0, settings.messages.1).ln(),
        weeks_spread(statistics, days),
    ];
    Signs { own, shared }
}

fn by_role(alter: LevelChange) -> ByRole<LevelChange> {
    let ego = alter.mirrored();
    ByRole { alter, ego }
}

/// Days put together in blocks of equal length, the last of which ends with the chat.
struct Blocks<'a> {
    statistics: &'a DailyStatistics,
    from: usize,
    to: usize,
    block: usize,
}

impl Blocks<'_> {
    fn count(&self) -> usize {
        (self.to - self.from) / self.block
    }

    fn sums(&self, of: impl Fn(Role, usize) -> f64) -> Series {
        ByRole::from_fn(|role| {
            (self.from..self.to)
                .step_by(self.block)
                .map(|first| (first..first + self.block).map(|day| of(role, day)).sum())
                .collect()
        })
    }

    /// How fast each answers: the mean log wait with its sign changed, drawn to the person's own mean where replies are few.
    fn speeds(&self) -> Series {
        let rows = &self.statistics.decisions;
        let (counts, waits) = (
            self.sums(|role, day| rows.get(role)[day].replies),
            self.sums(|role, day| rows.get(role)[day].log_waits),
        );
        ByRole::from_fn(|role| {
            let (counts, waits) = (counts.get(role), waits.get(role));
            let mean = waits.iter().sum::<f64>() / counts.iter().sum::<f64>().max(1.0);
            counts.iter().zip(waits).map(|(count, wait)| -(wait + mean) / (count + 1.0)).collect()
        })
    }
}

/// Days of a week.
const WEEK: usize = 7;

/// Returns the standard deviation of the logarithms of the messages of whole weeks, counted back from the end.
fn weeks_spread(statistics: &DailyStatistics, days: usize) -> f64 {
    let logs: Vec<f64> = (days % WEEK..days)
        .step_by(WEEK)
        .map(|first| {
            let sum = |role| statistics.sum(role, first, first + WEEK).messages;
            (sum(Role::Alter) + sum(Role::Ego) + 1.0).ln()
        })
        .collect();
    let count = logs.len().max(1) as f64;
    let mean = logs.iter().sum::<f64>() / count;
    (logs.iter().map(|log| (log - mean).powi(2)).sum::<f64>() / count).sqrt()
}

/// Adds up the decisions of some days.
fn sum_of(days: &[DayDecisions]) -> DayDecisions {
    days.iter().fold(DayDecisions::default(), |sum, day| DayDecisions {
        opened: sum.opened + day.opened,
        left_alone: sum.left_alone + day.left_alone,
        last_words: sum.last_words + day.last_words,
        replies: sum.replies + day.replies,
        log_waits: sum.log_waits + day.log_waits,
        log_waits_squared: sum.log_waits_squared + day.log_waits_squared,
    })
}

#[cfg(test)]
mod tests;
