//! What a file, an app or a life can do to a stream of messages, without anybody withdrawing.
//!
//! Each [`Artefact`] edits a simulated dyad in which nothing changes, so that a detector can be held to not calling it
//! a withdrawal, or at least to saying what else it may be. The days on which it happens are drawn from the middle of
//! the chat. Left out: everything that a stream of times cannot hold (system lines, edited texts).

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::dyad::SimulatedDyad;
use crate::stream::SimulatedRole;

/// Something that happens to a file, an app or a life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Artefact {
    /// Alter is away at the end of the file, over the last 7 to 16 days, and writes a quarter.
    HolidayAtEnd,
    /// Both write on weekends and hardly in the week.
    WeekendsOnly,
    /// From one day on both write somewhere else, but for a few messages.
    AppSwitch,
    /// The app gives out only the newest messages.
    MessageCap,
    /// Messages disappear after a week from some day on, so that only the last week is left of that time.
    Disappearing,
    /// A stretch of 20 to 45 days is lost with an old phone.
    LostStretch,
    /// More than half a year is missing from the middle.
    HoleOfMonths,
    /// From some day on, calls take the place of most texts.
    CallsReplaceTexts,
    /// From some day on, the file lacks the messages of alter; ego writes on as ever.
    OneSided,
    /// The chat of one pair is followed by that of another pair, who write a third as much.
    TwoChatsJoined,
    /// Times are cut to the minute.
    MinuteTimes,
    /// The chat ends in the middle, because the export was cut there.
    CutAtEnd,
}

/// What is known of a file besides its messages.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct FileTruth {
    /// Hour from which the entries come from another file, where there are two.
    pub boundary: Option<f64>,
    /// Whether the file can hold calls.
    pub carries_calls: bool,
    /// Day on which it happened, where it has one.
    pub day: Option<usize>,
}

impl Artefact {
    /// Every artefact, in the order of the documentation.
    pub const ALL: [Self; 12] = [
        Self::HolidayAtEnd,
        Self::WeekendsOnly,
        Self::AppSwitch,
        Self::MessageCap,
        Self::Disappearing,
        Self::LostStretch,
        Self::HoleOfMonths,
        Self::CallsReplaceTexts,
        Self::OneSided,
        Self::TwoChatsJoined,
        Self::MinuteTimes,
        Self::CutAtEnd,
    ];

    /// Returns the stable name used in tables.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::HolidayAtEnd => "holiday-at-end",
            Self::WeekendsOnly => "weekends-only",
            Self::AppSwitch => "app-switch",
            Self::MessageCap => "message-cap",
            Self::Disappearing => "disappearing",
            Self::LostStretch => "lost-stretch",
            Self::HoleOfMonths => "hole-of-months",
            Self::CallsReplaceTexts => "calls-replace-texts",
            Self::OneSided => "one-sided",
            Self::TwoChatsJoined => "two-chats-joined",
            Self::MinuteTimes => "minute-times",
            Self::CutAtEnd => "cut-at-end",
        }
    }
}

/// Messages that an app gives out at most, in [`Artefact::MessageCap`]; small, so that a simulated chat reaches it.
pub const CAP: usize = 400;

/// Returns what the file shows of `dyad` after an artefact. `other` is a second pair, for
/// [`Artefact::TwoChatsJoined`].
#[must_use]
pub fn apply(
    artefact: Artefact,
    dyad: &SimulatedDyad,
    other: &SimulatedDyad,
    seed: u64,
) -> (SimulatedDyad, FileTruth) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(9);
    let days = dyad.days;
    let day = (days * rng.random_range(40..75) / 100).clamp(5, days.saturating_sub(8).max(5));
    let from = day as f64 * 24.0;
    let mut file = FileTruth { day: Some(day), ..FileTruth::default() };
    let mut drawn = || rng.random::<f64>();
    let edited = match artefact {
        Artefact::HolidayAtEnd => {
            let away = 7 + day_index(240.0 * drawn());
            let begins = days.saturating_sub(away);
            file.day = Some(begins);
            keep(dyad, |at| {
                dyad.role[at] == SimulatedRole::Ego || dyad.hours[at] < begins as f64 * 24.0 || drawn() < 0.25
            })
        }
        Artefact::WeekendsOnly => {
            file.day = None;
            keep(dyad, |at| day_index(dyad.hours[at]) % 7 >= 5 || drawn() < 0.08)
        }
        Artefact::AppSwitch => keep(dyad, |at| dyad.hours[at] < from || drawn() < 0.04),
        Artefact::MessageCap => {
            file.day = None;
            let first = dyad.len().saturating_sub(CAP);
            let cut = keep(dyad, |at| at >= first);
            from_first_day(cut)
        }
        Artefact::Disappearing => {
            let last_week = (days as f64 - 7.0) * 24.0;
            keep(dyad, |at| dyad.hours[at] < from || dyad.hours[at] >= last_week)
        }
        Artefact::LostStretch => {
            let lost = (20 + day_index(600.0 * drawn())) as f64;
            let until = from + lost * 24.0;
            let mut shifted = dyad.clone();
            for hour in &mut shifted.hours {
                if *hour >= from {
                    *hour += until - from;
                }
            }
            shifted.days = day_index(days as f64 * 24.0 + until - from);
            shifted
        }
        Artefact::HoleOfMonths => {
            let mut shifted = dyad.clone();
            let hole = (200 + day_index(7200.0 * drawn())) as f64 * 24.0;
            for hour in &mut shifted.hours {
                if *hour >= from {
                    *hour += hole;
                }
            }
            shifted.days = day_index(days as f64 * 24.0 + hole);
            shifted
        }
        Artefact::CallsReplaceTexts => {
            file.carries_calls = true;
            let mut calls = dyad.clone();
            for at in 0..calls.len() {
                calls.is_call[at] = calls.hours[at] >= from && drawn() < 0.12;
            }
            let is_call = calls.is_call.clone();
            keep(&calls, |at| dyad.hours[at] < from || is_call[at] || drawn() < 0.3)
        }
        Artefact::OneSided => keep(dyad, |at| dyad.hours[at] < from || dyad.role[at] == SimulatedRole::Ego),
        Artefact::TwoChatsJoined => {
            file.boundary = Some(from);
            let mut joined = keep(dyad, |at| dyad.hours[at] < from);
            let second = keep(other, |_| drawn() < 0.33);
            for at in 0..second.len() {
                if second.hours[at] >= from && second.hours[at] < days as f64 * 24.0 {
                    push(&mut joined, &second, at, second.hours[at]);
                }
            }
            joined
        }
        Artefact::MinuteTimes => {
            file.day = None;
            let mut cut = dyad.clone();
            for hour in &mut cut.hours {
                *hour = (*hour * 60.0).floor() / 60.0;
            }
            cut
        }
        Artefact::CutAtEnd => {
            let mut cut = keep(dyad, |at| dyad.hours[at] < from);
            cut.days = cut.hours.last().map_or(days, |last| day_index(*last) + 1);
            cut
        }
    };
    (edited, file)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "hours of a chat are not negative"
)]
fn day_index(hours: f64) -> usize {
    (hours / 24.0) as usize
}

fn empty(dyad: &SimulatedDyad) -> SimulatedDyad {
    SimulatedDyad {
        hours: Vec::with_capacity(dyad.len()),
        role: Vec::new(),
        words: Vec::new(),
        asks: Vec::new(),
        proposes: Vec::new(),
        is_call: Vec::new(),
        days: dyad.days,
        truth: dyad.truth,
    }
}

fn push(to: &mut SimulatedDyad, from: &SimulatedDyad, at: usize, hour: f64) {
    to.hours.push(hour);
    to.role.push(from.role[at]);
    to.words.push(from.words[at]);
    to.asks.push(from.asks[at]);
    to.proposes.push(from.proposes[at]);
    to.is_call.push(from.is_call[at]);
}

fn keep(dyad: &SimulatedDyad, mut keeps: impl FnMut(usize) -> bool) -> SimulatedDyad {
    let mut kept = empty(dyad);
    for at in 0..dyad.len() {
        if keeps(at) {
            push(&mut kept, dyad, at, dyad.hours[at]);
        }
    }
    kept
}

/// Returns the dyad with its first message on day 0.
fn from_first_day(mut dyad: SimulatedDyad) -> SimulatedDyad {
    let first = dyad.hours.first().map_or(0, |hour| day_index(*hour));
    for hour in &mut dyad.hours {
        *hour -= first as f64 * 24.0;
    }
    dyad.days -= first;
    dyad
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Regime, Severity, SimulationSettings, simulate};

    #[test]
    fn every_artefact_leaves_a_chat_in_order() {
        let settings = SimulationSettings { days: Some(90), volume: Some(2.0), ..SimulationSettings::DRAWN };
        for seed in 0..10 {
            let dyad = simulate(seed, Regime::Stable, Severity::Medium, &settings);
            let other = simulate(seed + 100, Regime::Stable, Severity::Medium, &settings);
            for artefact in Artefact::ALL {
                let (edited, _) = apply(artefact, &dyad, &other, seed);
                assert!(edited.hours.is_sorted(), "{artefact:?}");
                assert!(!edited.is_empty() && edited.hours.iter().all(|at| *at < edited.days as f64 * 24.0));
                assert_eq!(edited.len(), edited.is_call.len());
            }
        }
    }

    #[test]
    fn a_one_sided_file_keeps_ego() {
        let dyad = simulate(1, Regime::Stable, Severity::Medium, &SimulationSettings::DRAWN);
        let (edited, file) = apply(Artefact::OneSided, &dyad, &dyad, 1);
        let from = file.day.unwrap() as f64 * 24.0;
        let count = |dyad: &SimulatedDyad, role| {
            (0..dyad.len()).filter(|&at| dyad.hours[at] >= from && dyad.role[at] == role).count()
        };
        assert_eq!(count(&edited, SimulatedRole::Alter), 0);
        assert_eq!(count(&edited, SimulatedRole::Ego), count(&dyad, SimulatedRole::Ego));
    }
}
