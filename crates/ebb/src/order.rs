//! Who moved first, and whether ego reached out more before alter's change or only after it.
//!
//! The order matters for fairness: reaching out more after the other has gone quiet is a response. So both are read as
//! days with their doubt, and "cannot tell" is an answer. Reaching out is a rate over the time in which ego waited, so
//! that slow replies alone do not make it rise. Source: docs/model.md, section "Order in time".

use libm::lgamma;

use crate::change::{ChangePosterior, Onset, probability_of_fall};
use crate::dyad::Role;
use crate::measure::{Measured, QUIET_HOURS, awake_hours};

/// Numbers that the order in time depends on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OrderSettings {
    /// Probability from which it is told who moved first.
    pub sure: f64,
    /// Probability from which a rise of reaching out is told.
    pub pursuit_sure: f64,
    /// Probability from which its order is told, given that it rose.
    pub pursuit_order: f64,
    /// Prior probability that ego's reaching out rose around alter's fall.
    pub pursuit_prior: f64,
    /// Days before and after alter's fall within which a rise belongs to it.
    pub pursuit_days: usize,
    /// Fewest unasked turns after a rise.
    pub pursuit_least: f64,
    /// How many times more than Poisson unasked turns vary.
    pub pursuit_overdispersion: f64,
    /// Longest wait in days within which reaching out is counted.
    pub wait_days: f64,
    /// Fewest days on both sides of a rise.
    pub margin_days: usize,
    /// Probability inside the interval of days.
    pub level: f64,
}

/// Who fell first, where both fell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MovedFirst {
    /// Probability that alter's fall began on an earlier day than ego's.
    pub alter: f64,
    /// Probability that ego's did; the rest is the same day.
    pub ego: f64,
    /// Days from alter's fall to ego's: the median, negative where ego came first.
    pub days: i64,
    /// Lower end of their interval.
    pub low: i64,
    /// Upper end of their interval.
    pub high: i64,
}

impl MovedFirst {
    /// Returns who moved first, where that can be told.
    #[must_use]
    pub fn role(&self, settings: &OrderSettings) -> Option<Role> {
        if self.alter >= settings.sure {
            Some(Role::Alter)
        } else if self.ego >= settings.sure {
            Some(Role::Ego)
        } else {
            None
        }
    }
}

/// When ego's reaching out rose, against the day of alter's fall. The three sum to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PursuitOrder {
    /// Probability that it rose, and before.
    pub before: f64,
    /// Probability that it rose, on that day or later.
    pub after: f64,
    /// Probability that it did not rise.
    pub none: f64,
    /// Unasked turns a week of waiting, before the likeliest day of a rise and from it on.
    pub weekly: (f64, f64),
    /// Unasked turns from the likeliest day of a rise on.
    pub turns: f64,
}

impl PursuitOrder {
    /// Returns whether it may be told that reaching out rose at all.
    fn rose(&self, settings: &OrderSettings) -> bool {
        1.0 - self.none >= settings.pursuit_sure && self.turns >= settings.pursuit_least
    }

    /// Returns what may be told.
    #[must_use]
    pub fn told(&self, settings: &OrderSettings) -> PursuitTold {
        let of_rises = settings.pursuit_order * (self.before + self.after);
        if !self.rose(settings) {
            PursuitTold::CannotTell
        } else if self.before >= of_rises {
            PursuitTold::RoseBefore
        } else if self.after >= of_rises {
            PursuitTold::RoseAfter
        } else {
            PursuitTold::CannotTell
        }
    }
}

/// What may be told of ego's reaching out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PursuitTold {
    /// It rose before alter's fall.
    RoseBefore,
    /// It rose only after alter's fall.
    RoseAfter,
    /// It did not rise as far as can be seen, or its order is open.
    CannotTell,
}

impl PursuitTold {
    /// Returns the name used in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::RoseBefore => "rose-before",
            Self::RoseAfter => "rose-after",
            Self::CannotTell => "cannot-tell",
        }
    }
}

/// Returns who fell first, by the posteriors of both days; `None` where one of them has none.
#[must_use]
pub fn moved_first(change: &ChangePosterior, settings: &OrderSettings) -> Option<MovedFirst> {
    let alter = change.persons.alter.onset.as_ref()?.by_day();
    let ego = change.persons.ego.onset.as_ref()?.by_day();
    let days = alter.len().min(ego.len());
    // `apart[days + d]`: probability that ego's fall came d days after alter's.
    let mut apart = vec![0.0; 2 * days + 1];
    for (from, first) in alter.iter().enumerate().filter(|(_, first)| **first > 1e-6) {
        for (to, second) in ego.iter().enumerate().filter(|(_, second)| **second > 1e-6) {
            if let Some(cell) = apart.get_mut(days + to - from) {
                *cell += first * second;
            }
        }
    }
    let total: f64 = apart.iter().sum();
    let quantile = |level: f64| {
        let mut reached = 0.0;
        let at = apart.iter().position(|one| {
            reached += one;
            reached >= level * total
        });
        i64::try_from(at.unwrap_or(days)).unwrap_or(0) - i64::try_from(days).unwrap_or(0)
    };
    let tail = (1.0 - settings.level) / 2.0;
    Some(MovedFirst {
        alter: apart[days + 1..].iter().sum::<f64>() / total,
        ego: apart[..days].iter().sum::<f64>() / total,
        days: quantile(0.5),
        low: quantile(tail),
        high: quantile(1.0 - tail),
    })
}

/// Ego's unasked turns on one day, and the awake days of waiting in which they could have come.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Waited {
    turns: f64,
    days: f64,
}

/// Counts for each day the turns that ego wrote while the last word was ego's, a pause after it.
fn waited(measured: &Measured, idle_gap_hours: f64, longest_days: f64) -> Vec<Waited> {
    let stream = &measured.stream;
    let mut rows = vec![Waited::default(); measured.daily.len()];
    // By night nobody reaches out, and short waits are mostly nights.
    let quiet_start = *measured.daily.quiet_start.get(Role::Ego);
    let messages = &stream.messages;
    for (at, message) in messages.iter().enumerate().filter(|(_, message)| message.role == Role::Ego) {
        let from = message.hour + idle_gap_hours;
        let until = from + 24.0 * longest_days;
        let next = messages.get(at + 1);
        let to = next.map_or(stream.end, |next| next.hour);
        let ends = to.min(until);
        let mut hour = from;
        while hour < ends {
            let day = stream.day_of(hour);
            let day_ends = (day as f64 + 1.0) * 24.0 + stream.day_start;
            let stop = if day_ends > hour { ends.min(day_ends) } else { ends };
            rows[day].days += awake_hours(hour, stop, quiet_start) / (24.0 - QUIET_HOURS);
            hour = stop;
        }
        if let Some(next) = next.filter(|next| next.role == Role::Ego && (from..=until).contains(&next.hour))
        {
            rows[stream.day_of(next.hour)].turns += 1.0;
        }
    }
    rows
}

/// Log marginal likelihood of `turns` in `days` at a Gamma(1, `rate`) rate, without the factor that all splits share.
fn log_marginal(turns: f64, days: f64, rate: f64) -> f64 {
    rate.ln() + lgamma(turns + 1.0) - (turns + 1.0) * (days + rate).ln()
}

/// Returns when ego's reaching out rose against the day of alter's fall.
#[must_use]
pub fn pursuit(
    measured: &Measured,
    fall: &Onset,
    idle_gap_hours: f64,
    settings: &OrderSettings,
) -> PursuitOrder {
    let rows = waited(measured, idle_gap_hours, settings.wait_days);
    let sum = |rows: &[Waited]| {
        rows.iter().fold((0.0, 0.0), |(turns, days), row| (turns + row.turns, days + row.days))
    };
    let temper = settings.pursuit_overdispersion;
    let (all, exposed) = sum(&rows);
    let none = PursuitOrder { before: 0.0, after: 0.0, none: 1.0, weekly: (0.0, 0.0), turns: 0.0 };
    let middle = fall.quantile(0.5);
    let from = middle.saturating_sub(settings.pursuit_days).max(settings.margin_days);
    let last = (middle + settings.pursuit_days).min(rows.len().saturating_sub(settings.margin_days));
    let span = from..last;
    if all <= 0.0 || exposed <= 0.0 || span.is_empty() {
        return none;
    }
    let rate = temper * exposed / (all + 1.0);
    let level = log_marginal(all / temper, exposed / temper, rate / temper);
    let mut so_far = sum(&rows[..span.start]);
    let gains: Vec<f64> = span
        .clone()
        .map(|day| {
            let later = (all - so_far.0, exposed - so_far.1);
            let scaled = |(turns, days): (f64, f64)| (turns / temper, days / temper);
            let (earlier, after) = (scaled(so_far), scaled(later));
            let up = 1.0 - probability_of_fall(earlier, after, (1.0, rate / temper));
            let split = log_marginal(earlier.0, earlier.1, rate / temper)
                + log_marginal(after.0, after.1, rate / temper);
            so_far = (so_far.0 + rows[day].turns, so_far.1 + rows[day].days);
            (split - level).exp() * 2.0 * up.max(0.0)
        })
        .collect();
    // `later[day]`: probability that alter's fall began after the day.
    let mut later = fall.by_day();
    let mut reached = 0.0;
    for one in &mut later {
        reached += *one;
        *one = 1.0 - reached;
    }
    // Before and after are as likely at first, however many days there are of each: days in which ego hardly waited
    // would otherwise speak by their number.
    let (mut sums, mut days) = ([0.0; 2], [0.0; 2]);
    for (day, gain) in span.clone().zip(&gains) {
        let share = later.get(day).copied().unwrap_or(0.0).clamp(0.0, 1.0);
        for (side, part) in [share, 1.0 - share].into_iter().enumerate() {
            sums[side] += part * gain;
            days[side] += part;
        }
    }
    let side =
        |at: usize| 0.5 * settings.pursuit_prior * if days[at] > 0.0 { sums[at] / days[at] } else { 0.0 };
    let total = (1.0 - settings.pursuit_prior) + side(0) + side(1);
    let (before, after) = (side(0) / total, side(1) / total);
    let likeliest = span.zip(&gains).max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(day, _)| day);
    let weekly = |(turns, days): (f64, f64)| if days > 0.0 { 7.0 * turns / days } else { 0.0 };
    let (earlier, since) = (sum(&rows[..likeliest]), sum(&rows[likeliest..]));
    PursuitOrder {
        before,
        after,
        none: 1.0 - before - after,
        weekly: (weekly(earlier), weekly(since)),
        turns: since.0,
    }
}
