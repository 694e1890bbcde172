//! Interest before: whether alter ever took part as an equal, and whether that grew, in the time before a change.
//!
//! A back-off needs something to back off from. The time before the change is read for two things: alter's share of the
//! messages and of the sessions opened, and whether alter's messages grew from its first third to the rest. Both carry
//! their doubt. Source: docs/model.md, section "Interest before".

use crate::change::{ChangePosterior, count_overdispersion, probability_of_fall, share_below};
use crate::course::{Course, CourseSettings};
use crate::dyad::Role;
use crate::measure::Measured;

/// Numbers that interest depends on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InterestSettings {
    /// Fewest days before the change.
    pub least_days: usize,
    /// Fewest messages of both before the change.
    pub least_messages: f64,
    /// Ratio of alter's messages a day, later over early, from which interest rose.
    pub least_rise: f64,
    /// Probability from which a kind is told.
    pub sure: f64,
    /// Least probability of an even part with which a rise is told.
    pub risen_even: f64,
    /// Most probability of a rise with which interest was steady.
    pub most_rise: f64,
    /// Days in a block for the overdispersion of daily counts.
    pub block_days: usize,
}

/// How alter's interest went before a change, or in the whole chat without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InterestKind {
    /// Alter never took an even part, and wrote no more as time went on.
    NeverRose,
    /// Alter wrote more as time went on, up to an even part.
    Rose,
    /// Alter took an even part from the start.
    Steady,
    /// There is too little, or the signs lie in the middle.
    CannotTell,
}

impl InterestKind {
    /// Returns the name used in JSON and in copy.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::NeverRose => "never-rose",
            Self::Rose => "rose",
            Self::Steady => "steady",
            Self::CannotTell => "cannot-tell",
        }
    }
}

/// Interest before a change, with its doubt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interest {
    /// What may be told.
    pub kind: InterestKind,
    /// Probability that alter took an even part.
    pub even: f64,
    /// Probability that alter wrote more as time went on.
    pub rose: f64,
    /// Number of days that were read.
    pub days: usize,
}

impl Interest {
    /// Returns the probability of what is told; of the likelier of both contraries where nothing is.
    #[must_use]
    pub fn probability(&self) -> f64 {
        match self.kind {
            InterestKind::NeverRose => (1.0 - self.even).min(1.0 - self.rose),
            InterestKind::Rose => self.rose,
            InterestKind::Steady => self.even,
            InterestKind::CannotTell => self.even.max(1.0 - self.even),
        }
    }
}

/// Returns the probability that a share is at least `least`, after so many of so many, from a uniform prior.
fn probability_of_share(part: f64, whole: f64, least: f64) -> f64 {
    1.0 - share_below(least, part + 1.0, (whole - part).max(0.0) + 1.0)
}

/// Reads interest before the change that `course` tells, or in the whole chat where it tells none.
#[must_use]
pub fn read(
    measured: &Measured,
    change: &ChangePosterior,
    course: &Course,
    (settings, shares): (&InterestSettings, &CourseSettings),
) -> Interest {
    let daily = &measured.daily;
    let onset = course.onset.as_ref().and(change.persons.get(course.subject).onset.as_ref());
    // The time before is over when the change may have begun.
    let tail = (1.0 - shares.level) / 2.0;
    let days = onset.map_or(daily.len(), |onset| onset.quantile(tail)).max(1);
    let sent = |role: Role| daily.sum(role, 0, days).messages;
    let (alter, both) = (sent(Role::Alter), sent(Role::Alter) + sent(Role::Ego));
    let counts: Vec<f64> = daily.days.alter.iter().take(days).map(|day| day.messages).collect();
    let factor = count_overdispersion(&counts, settings.block_days);
    let opened = measured.sessions.iter().filter(|session| measured.stream.day_of(session.from) < days);
    let (mut starts, mut alters) = (0.0, 0.0);
    for session in opened {
        starts += 1.0;
        alters += f64::from(u8::from(session.initiated_by == Role::Alter));
    }
    // Messages of one talk go together, so that they count as fewer.
    let of_messages = probability_of_share(alter / factor, both / factor, shares.interest_messages);
    let initiations = change.persons.alter.overdispersion.initiations.max(1.0);
    let of_starts = probability_of_share(alters / initiations, starts / initiations, shares.interest_starts);
    let even = of_messages.min(of_starts);

    let third = (days / 3).max(1);
    let early = (counts.iter().take(third).sum::<f64>() / factor, third as f64 / factor);
    let later_days = days.saturating_sub(third) as f64;
    let later = (counts.iter().skip(third).sum::<f64>() / factor, later_days / factor);
    let overall = (alter / days as f64).max(1e-6);
    // A rise by the least ratio is no fall of a rate that is counted in days as much longer.
    let stretched = (later.0, later.1 * settings.least_rise);
    let prior = shares.ratio.prior_events;
    let rose = 1.0 - probability_of_fall(early, stretched, (prior, prior / overall));

    let is_enough = days >= settings.least_days && both >= settings.least_messages;
    let kind = if !is_enough {
        InterestKind::CannotTell
    } else if rose >= settings.sure && even >= settings.risen_even {
        InterestKind::Rose
    } else if even <= 1.0 - settings.sure && rose < settings.sure {
        InterestKind::NeverRose
    } else if even >= settings.sure && rose <= settings.most_rise {
        InterestKind::Steady
    } else {
        InterestKind::CannotTell
    };
    Interest { kind, even, rose, days }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_as_sure_as_its_number() {
        assert!((probability_of_share(0.0, 0.0, 0.3) - 0.7).abs() < 1e-9);
        assert!(probability_of_share(50.0, 100.0, 0.3) > 0.99);
        assert!(probability_of_share(10.0, 100.0, 0.3) < 0.01);
        let few = probability_of_share(4.0, 10.0, 0.3);
        assert!((0.6..0.9).contains(&few), "{few}");
    }
}
