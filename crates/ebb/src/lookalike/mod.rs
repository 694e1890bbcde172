//! Lookalikes: what looks like a withdrawal in the times of a chat and need not be one.
//!
//! Each lives in its own file and is listed in `LOOKALIKES`. One that is seen is named among the limits of a verdict
//! and lowers the probability of a change ([`discounted`]); it never turns into a claim of its own. What a file cannot
//! show is a question for the person asking. Source: docs/model.md, section "Lookalikes".

mod calls;
mod cap;
mod disappearing;
mod elsewhere;
mod hole;
mod holiday;
mod months;
mod one_sided;
mod other_file;
mod strangers;
mod week;
mod zone;

use crate::change::{ChangePosterior, Judges, WhoChanged};
use crate::course::Weighed;
use crate::dyad::{Dyad, Role};
use crate::export::Carried;
use crate::measure::Measured;
use crate::verdict::LimitId;

/// Numbers that lookalikes depend on.
#[derive(Debug, Clone, PartialEq)]
pub struct LookalikeSettings {
    /// Factor on the odds of a change for each lookalike that is seen, below 1.
    pub discount: f64,
    /// Most probability of a change beside a lookalike.
    pub most: f64,
    /// Fewest days without a message of either that make a hole.
    pub hole_days: usize,
    /// How many times longer than the next longest pause of both a hole is.
    pub hole_multiple: f64,
    /// Days from which a hole is one of months.
    pub months_days: usize,
    /// Days after which apps let messages disappear.
    pub disappearing_days: Vec<usize>,
    /// Greatest ratio of both people's messages with which they may have moved elsewhere.
    pub elsewhere_ratio: f64,
    /// Most days between the two changes of such a move.
    pub elsewhere_days: usize,
    /// Least ratio of ego's messages with which alter's may be missing from the file.
    pub one_sided_ratio: f64,
    /// Fewest messages of ego since then.
    pub one_sided_least: f64,
    /// Numbers of entries that apps give out at most.
    pub caps: Vec<usize>,
    /// Share of such a number by which a file may fall short of it.
    pub cap_slack: f64,
    /// Ratio of calls a week from which calls may have taken over.
    pub calls_ratio: f64,
    /// Fewest calls since then.
    pub calls_least: usize,
    /// Days between a change and the place where another file takes over.
    pub join_days: usize,
    /// Fewest hours by which a clock moved.
    pub zone_hours: usize,
    /// Gain of the correlation of the hours of the day by moving the clock.
    pub zone_gain: f64,
    /// Fewest messages on each side of a change for comparing hours or weekdays.
    pub least_messages: usize,
    /// Times of the year in which many are away: from and to, each month times 100 plus day.
    pub seasons: Vec<(usize, usize)>,
    /// Most days since a change that a holiday may explain.
    pub holiday_days: usize,
    /// Share of alter's messages on the two busiest weekdays from which a chat has a weekly rhythm.
    pub week_share: f64,
    /// Most days since a change that a weekly rhythm may explain.
    pub week_days: usize,
}

/// What is known of the files besides their messages.
#[derive(Debug, Clone, PartialEq)]
pub struct FileFacts {
    /// Whether calls appear.
    pub calls: Carried,
    /// Hours from which entries come from a further file, in order.
    pub joins: Vec<f64>,
    /// Entries that two files share.
    pub shared: usize,
    /// Whether the files are of one app or of several.
    pub apps: Apps,
}

/// Whether files are of one app or of several, which share no message by their nature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apps {
    /// One.
    One,
    /// More.
    Several,
}

impl FileFacts {
    /// Returns what is known of the files of a dyad.
    #[must_use]
    pub fn of(dyad: &Dyad, measured: &Measured) -> Self {
        let mut seen: Vec<u16> = Vec::new();
        let mut joins = Vec::new();
        for (message, streamed) in dyad.messages().iter().zip(&measured.stream.messages) {
            if !seen.contains(&message.source) {
                if !seen.is_empty() {
                    joins.push(streamed.hour);
                }
                seen.push(message.source);
            }
        }
        let is_several = dyad.formats().windows(2).any(|pair| pair[0] != pair[1]);
        Self {
            calls: dyad.capabilities().calls,
            joins,
            shared: dyad.joined().shared,
            apps: if is_several { Apps::Several } else { Apps::One },
        }
    }
}

/// What lookalikes are read from.
pub(crate) struct Scene<'a> {
    measured: &'a Measured,
    file: &'a FileFacts,
    settings: &'a LookalikeSettings,
    /// Median day of a fall of alter and of ego, if there was one.
    day: Option<usize>,
    ego_day: Option<usize>,
}

impl Scene<'_> {
    fn days(&self) -> usize {
        self.measured.daily.len()
    }

    /// Messages of one person on the days `from..to`.
    fn messages(&self, role: Role, from: usize, to: usize) -> f64 {
        self.measured.daily.sum(role, from, to).messages
    }

    /// Ratio of a person's messages a day from `day` on over those before it.
    fn ratio(&self, role: Role, day: usize) -> Option<f64> {
        let (before, since) = (day as f64, self.days().checked_sub(day)? as f64);
        let earlier = self.messages(role, 0, day);
        (earlier > 0.0 && since > 0.0)
            .then(|| self.messages(role, day, self.days()) / since / (earlier / before))
    }
}

/// One lookalike that was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lookalike {
    /// Which, as the limit that it becomes.
    pub id: LimitId,
    /// The day on which it begins, where it has one.
    pub day: Option<usize>,
}

/// Where a lookalike was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// It begins on this day.
    From(usize),
    /// It is about the whole file.
    Throughout,
}

/// Returns where a lookalike is seen, if it is.
type Look = fn(&Scene<'_>) -> Option<Seen>;

/// Every lookalike, in the order in which they are told.
pub(crate) static LOOKALIKES: &[(LimitId, Look)] = &[
    (LimitId::OneSidedStretch, one_sided::look),
    (LimitId::MovedElsewhere, elsewhere::look),
    (LimitId::MessagesDisappear, disappearing::look),
    (LimitId::HoleOfMonths, months::look),
    (LimitId::HoleInFile, hole::look),
    (LimitId::OtherFileSince, other_file::look),
    (LimitId::FilesShareNothing, strangers::look),
    (LimitId::CallsInstead, calls::look),
    (LimitId::FileReachedCap, cap::look),
    (LimitId::ClockMoved, zone::look),
    (LimitId::HolidaySeason, holiday::look),
    (LimitId::WeeklyRhythm, week::look),
];

/// Returns the lookalikes that are seen beside a possible change. Time O(messages + days).
#[must_use]
pub fn look(
    measured: &Measured,
    change: &ChangePosterior,
    file: &FileFacts,
    settings: &LookalikeSettings,
) -> Vec<Lookalike> {
    let day = |role: Role| change.persons.get(role).onset.as_ref().map(|onset| onset.quantile(0.5));
    let scene = Scene { measured, file, settings, day: day(Role::Alter), ego_day: day(Role::Ego) };
    LOOKALIKES
        .iter()
        .filter_map(|(id, look)| {
            let day = match look(&scene)? {
                Seen::From(day) => Some(day),
                Seen::Throughout => None,
            };
            Some(Lookalike { id: *id, day })
        })
        .collect()
}

/// Returns what the judges say together, discounted for as many lookalikes as are seen.
#[must_use]
pub fn weighed(judges: &Judges, seen: usize, settings: &LookalikeSettings) -> Weighed {
    let [who, agreed] = [judges.pooled(), judges.agreed()].map(|who| discounted(who, seen, settings));
    Weighed { who, agreed }
}

/// Returns the probabilities with the odds of any change multiplied by the discount for each of `seen` lookalikes, and
/// with one seen held to the most that a change may then have: strong evidence of quiet is none of why it is quiet.
#[must_use]
pub fn discounted(who: WhoChanged, seen: usize, settings: &LookalikeSettings) -> WhoChanged {
    if seen == 0 {
        return who;
    }
    let times = i32::try_from(seen).unwrap_or(i32::MAX);
    let most = settings.most / (1.0 - settings.most) * who.none / who.anyone().max(1e-12);
    let factor = settings.discount.powi(times).min(most);
    let total = who.none + factor * (who.alter + who.ego + who.both);
    WhoChanged {
        none: who.none / total,
        alter: factor * who.alter / total,
        ego: factor * who.ego / total,
        both: factor * who.both / total,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lookalike_multiplies_the_odds_of_a_change_and_nothing_else() {
        let who = WhoChanged { none: 0.2, alter: 0.5, ego: 0.1, both: 0.2 };
        let settings = LookalikeSettings { discount: 0.25, most: 0.75, ..none() };
        let told = discounted(who, 1, &settings);
        let odds = |who: &WhoChanged| (1.0 - who.none) / who.none;
        assert!((odds(&told) - 0.25 * odds(&who)).abs() < 1e-12);
        assert!((told.alter / told.both - 2.5).abs() < 1e-12);
        assert!((told.none + told.alter + told.ego + told.both - 1.0).abs() < 1e-12);
        assert_eq!(discounted(who, 0, &settings), who);
        let sure = WhoChanged { none: 0.001, alter: 0.9, ego: 0.009, both: 0.09 };
        assert!((discounted(sure, 1, &settings).anyone() - 0.75).abs() < 1e-12);
    }

    fn none() -> LookalikeSettings {
        LookalikeSettings {
            discount: 1.0,
            most: 1.0,
            hole_days: 14,
            hole_multiple: 3.0,
            months_days: 180,
            disappearing_days: Vec::new(),
            elsewhere_ratio: 0.0,
            elsewhere_days: 0,
            one_sided_ratio: 1.0,
            one_sided_least: 1.0,
            caps: Vec::new(),
            cap_slack: 0.0,
            calls_ratio: 2.0,
            calls_least: 1,
            join_days: 0,
            zone_hours: 4,
            zone_gain: 1.0,
            least_messages: 1,
            seasons: Vec::new(),
            holiday_days: 0,
            week_share: 1.0,
            week_days: 0,
        }
    }
}
