//! Decisions before and after the day of a change: differences in standard errors.

use super::{SecondSettings, sum_of};
use crate::dyad::ByRole;
use crate::measure::{DailyStatistics, DayDecisions};

/// How many differences there are of each person.
const DIFFERENCES: usize = 5;

/// One side of the day of a change.
struct Side {
    days: f64,
    sums: ByRole<DayDecisions>,
}

/// Returns for each person by how much more since `day` than before, up to `days`: sessions opened a day, own openings
/// left alone, waits of the other for a reply, last words, and the person's share of the openings.
pub(super) fn differences(
    statistics: &DailyStatistics,
    day: usize,
    days: usize,
    settings: &SecondSettings,
) -> ByRole<[f64; DIFFERENCES]> {
    let side = |from: usize, to: usize| Side {
        days: (to - from).max(1) as f64,
        sums: ByRole::from_fn(|role| sum_of(&statistics.decisions.get(role)[from..to])),
    };
    let (before, since) = (side(0, day), side(day, days));
    let most = settings.most_difference;
    ByRole::from_fn(|role| {
        let of = |side: &Side| *side.sums.get(role);
        let sessions = |side: &Side| side.sums.alter.opened + side.sums.ego.opened;
        let share = |part: &dyn Fn(&Side) -> f64, whole: &dyn Fn(&Side) -> f64| {
            let moments = |side: &Side| Moments::of_share(part(side), whole(side));
            moments(&since).over(&moments(&before), settings)
        };
        let waits = |side: &Side| {
            let sums = of(side);
            Moments::new(sums.replies, sums.log_waits, sums.log_waits_squared)
        };
        [
            openings(of(&before).opened, before.days, of(&since).opened, since.days),
            share(&|side| of(side).left_alone, &|side| of(side).opened),
            waits(&since).over(&waits(&before), settings),
            share(&|side| of(side).last_words, &sessions),
            share(&|side| of(side).opened, &sessions),
        ]
        .map(|difference: f64| difference.clamp(-most, most))
    })
}

/// Openings a day as square roots, whose variance hardly depends on how many there are.
fn openings(before: f64, days_before: f64, since: f64, days_since: f64) -> f64 {
    // A little is added, so that none at all is a number as well.
    const ADDED: f64 = 0.2;
    let root = |count: f64, days: f64| ((count + ADDED) / days).sqrt();
    (root(since, days_since) - root(before, days_before)) / (0.25 / days_since + 0.25 / days_before).sqrt()
}

/// Number, mean and variance of some cases.
struct Moments {
    count: f64,
    mean: f64,
    variance: f64,
}

impl Moments {
    fn new(count: f64, sum: f64, squares: f64) -> Self {
        let mean = sum / count.max(1.0);
        Self { count, mean, variance: (squares / count.max(1.0) - mean * mean).max(0.0) }
    }

    /// Cases of yes and no.
    fn of_share(yes: f64, count: f64) -> Self {
        Self::new(count, yes, yes)
    }

    /// The difference over `before` in standard errors; 0 where either has too few cases.
    fn over(&self, before: &Self, settings: &SecondSettings) -> f64 {
        if self.count < settings.least_cases || before.count < settings.least_cases {
            return 0.0;
        }
        let variance = self.variance / self.count + before.variance / before.count + settings.least_variance;
        (self.mean - before.mean) / variance.sqrt()
    }
}
