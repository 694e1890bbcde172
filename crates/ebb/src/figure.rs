//! What charts draw: counts over time, beside the verdict's own numbers.
//!
//! Nothing here takes part in the reasoning. Each value is counted with the same definitions as the signal or the
//! clock that it illustrates, so that a picture and a sentence never differ.

use jiff::civil::Date;

use crate::course::OnsetInterval;
use crate::dyad::{ByRole, Role};
use crate::measure::Measured;
use crate::silence::{PastSilence, Silence};
use crate::verdict::Week;

/// Number of quantiles, and of dots, that a spread is drawn with.
pub const DOTS: usize = 20;
/// Days of one bar of [`Starts`].
const START_DAYS: usize = 14;
/// Fewest whole weeks before a change from which a usual range is drawn.
const LEAST_WEEKS: usize = 5;
/// Lower and upper quantile of the usual range: four weeks of five lie between them.
const USUAL: (f64, f64) = (0.1, 0.9);

/// Sessions begun in one stretch of two weeks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Starts {
    /// Its first day.
    pub from: Date,
    /// Its days, 14 but for the last.
    pub days: usize,
    /// Sessions that each person opened.
    pub opened: ByRole<usize>,
}

/// Waits for a reply that began in one calendar month.
#[derive(Debug, Clone, PartialEq)]
pub struct Replies {
    /// First day of the month.
    pub month: Date,
    /// Quantiles of each person's waits in minutes, rising: [`DOTS`] of them, or none with fewer waits.
    pub minutes: ByRole<Vec<f64>>,
    /// Number of waits for each person.
    pub waits: ByRole<usize>,
}

/// Messages by weekday (Monday first) and hour of the day.
pub type HourGrid = [[u32; 24]; 7];

/// When alter writes, before a change and since.
#[derive(Debug, Clone, PartialEq)]
pub struct Rhythm {
    /// Before.
    pub before: HourGrid,
    /// Since.
    pub since: HourGrid,
}

/// Messages of one week that ask something.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Asked {
    /// First day of the week.
    pub from: Date,
    /// Questions of each person.
    pub questions: ByRole<usize>,
}

/// What was counted in the words of one stretch of two weeks. Plain words only: hints and other languages are missed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spoken {
    /// Its first day.
    pub from: Date,
    /// Its days, [`SPOKEN_DAYS`] but for the last.
    pub days: usize,
    /// Written messages of each person.
    pub lines: ByRole<usize>,
    /// Those that propose to meet.
    pub plans: ByRole<usize>,
    /// Those that hold warm words.
    pub warm: ByRole<usize>,
}

/// Days of one stretch of [`Spoken`].
pub const SPOKEN_DAYS: usize = 14;

/// Everything that charts draw beside the verdict's own numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Messages in the usual week of each person before the change: four weeks of five lie within. `None` without a
    /// change or with few weeks before it.
    pub usual: Option<ByRole<(f64, f64)>>,
    /// Sessions begun, every two weeks.
    pub starts: Vec<Starts>,
    /// Waits for a reply, month by month.
    pub replies: Vec<Replies>,
    /// Quantiles of alter's silences that the clock compares with, the shortest first: [`DOTS`] of them, or none.
    pub silences: Vec<PastSilence>,
    /// When alter writes, before and since; `None` without a change.
    pub rhythm: Option<Rhythm>,
    /// Questions, week by week.
    pub asked: Vec<Asked>,
}

/// Counts what charts draw. `onset` is the change that is told, if any; `clock` the silence clock.
#[must_use]
pub fn figures(
    measured: &Measured,
    onset: Option<&OnsetInterval>,
    clock: Option<&Silence>,
    weeks: &[Week],
) -> Figures {
    Figures {
        usual: onset.and_then(|onset| usual(weeks, onset.day)),
        starts: starts(measured),
        replies: replies(measured),
        silences: clock.map_or_else(Vec::new, silences),
        rhythm: onset.map(|onset| rhythm(measured, onset.day)),
        asked: asked(measured),
    }
}

/// Returns [`DOTS`] evenly spaced quantiles of rising values, or none with fewer values than that.
fn quantiles(rising: &[f64]) -> Vec<f64> {
    if rising.len() < DOTS {
        return Vec::new();
    }
    (0..DOTS).map(|dot| rising[(2 * dot + 1) * rising.len() / (2 * DOTS)]).collect()
}

fn usual(weeks: &[Week], onset: usize) -> Option<ByRole<(f64, f64)>> {
    let before: Vec<&Week> =
        weeks.iter().filter(|week| week.days == 7 && week.first_day + 7 <= onset).collect();
    (before.len() >= LEAST_WEEKS).then(|| {
        ByRole::from_fn(|role| {
            let mut counts: Vec<f64> = before.iter().map(|week| *week.messages.get(role) as f64).collect();
            counts.sort_by(f64::total_cmp);
            let at = |share: f64| {
                let place = share * (counts.len() - 1) as f64;
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index")]
                let low = place.floor() as usize;
                let high = (low + 1).min(counts.len() - 1);
                counts[low] + (counts[high] - counts[low]) * (place - place.floor())
            };
            (at(USUAL.0), at(USUAL.1))
        })
    })
}

fn starts(measured: &Measured) -> Vec<Starts> {
    let days = measured.daily.len();
    let mut bars: Vec<Starts> = (0..days)
        .step_by(START_DAYS)
        .map(|from| Starts {
            from: measured.stream.date(from),
            days: START_DAYS.min(days - from),
            opened: ByRole::default(),
        })
        .collect();
    for session in &measured.sessions {
        let bar = measured.stream.day_of(session.from) / START_DAYS;
        if let Some(bar) = bars.get_mut(bar) {
            *bar.opened.get_mut(session.initiated_by) += 1;
        }
    }
    bars
}

fn replies(measured: &Measured) -> Vec<Replies> {
    let mut months: Vec<(Date, ByRole<Vec<f64>>)> = Vec::new();
    for wait in &measured.waits {
        let month = measured.stream.date(measured.stream.day_of(wait.from)).first_of_month();
        if months.last().is_none_or(|(last, _)| *last != month) {
            months.push((month, ByRole::default()));
        }
        if let Some((_, minutes)) = months.last_mut() {
            minutes.get_mut(wait.replier).push((wait.to - wait.from) * 60.0);
        }
    }
    months
        .into_iter()
        .map(|(month, mut minutes)| {
            minutes.alter.sort_by(f64::total_cmp);
            minutes.ego.sort_by(f64::total_cmp);
            Replies {
                month,
                waits: ByRole::from_fn(|role| minutes.get(role).len()),
                minutes: ByRole::from_fn(|role| quantiles(minutes.get(role))),
            }
        })
        .collect()
}

fn silences(clock: &Silence) -> Vec<PastSilence> {
    let past = &clock.past;
    if clock.longer_than.is_none() { Vec::new() } else { spread(past) }
}

/// Returns [`DOTS`] evenly spaced quantiles of silences, the shortest first; none of none.
#[must_use]
pub fn spread(past: &[PastSilence]) -> Vec<PastSilence> {
    if past.is_empty() {
        return Vec::new();
    }
    // With fewer silences than dots, a silence fills more than one.
    (0..DOTS).map(|dot| past[(2 * dot + 1) * past.len() / (2 * DOTS)]).collect()
}

fn rhythm(measured: &Measured, onset: usize) -> Rhythm {
    let stream = &measured.stream;
    let first_weekday = stream.first_date.weekday().to_monday_zero_offset();
    let mut rhythm = Rhythm { before: [[0; 24]; 7], since: [[0; 24]; 7] };
    for message in stream.messages.iter().filter(|message| message.role == Role::Alter) {
        let grid = if stream.day_of(message.hour) < onset { &mut rhythm.before } else { &mut rhythm.since };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "hours of a chat")]
        let hour = message.hour.max(0.0) as usize;
        let weekday = (usize::try_from(first_weekday).unwrap_or(0) + hour / 24) % 7;
        grid[weekday][hour % 24] += 1;
    }
    rhythm
}

fn asked(measured: &Measured) -> Vec<Asked> {
    let days = measured.daily.len();
    (0..days)
        .step_by(7)
        .map(|from| {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole count")]
            let count = |role: Role| measured.daily.sum(role, from, (from + 7).min(days)).questions as usize;
            Asked { from: measured.stream.date(from), questions: ByRole::from_fn(count) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_in_the_middle_of_equal_parts() {
        let rising: Vec<f64> = (0..40).map(f64::from).collect();
        let dots = quantiles(&rising);
        assert_eq!(dots.len(), DOTS);
        assert_eq!((dots[0], dots[19]), (1.0, 39.0));
        assert!(quantiles(&rising[..19]).is_empty());
    }

    #[test]
    fn the_usual_range_needs_weeks_before_the_change() {
        let week = |first_day: usize, count: usize| Week {
            from: Date::ZERO,
            days: 7,
            messages: ByRole { alter: count, ego: 2 * count },
            first_day,
        };
        let weeks: Vec<Week> = (0..8).map(|at| week(7 * at, 10 * (at + 1))).collect();
        assert_eq!(usual(&weeks, 28), None);
        let usual = usual(&weeks, 40).expect("five weeks");
        assert!((usual.alter.0 - 14.0).abs() < 1e-9 && (usual.alter.1 - 46.0).abs() < 1e-9, "{usual:?}");
        assert!((usual.ego.1 - 92.0).abs() < 1e-9);
    }
}
