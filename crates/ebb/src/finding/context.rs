//! Findings about what surrounds a change: ego's own reaching out, and other channels.

use super::{Amount, Facts, Slot};
use crate::change::probability_of_fall;
use crate::dyad::Role;
use crate::export::Carried;

/// Ego's turns that nobody asked for: sessions opened after their own last word, and further turns while waiting.
fn pursuit(facts: &Facts<'_>, from: usize, to: usize) -> f64 {
    let stream = &facts.measured.stream;
    facts
        .measured
        .waits
        .iter()
        .filter(|wait| wait.replier == Role::Alter && (from..to).contains(&stream.day_of(wait.from)))
        .map(|wait| f64::from(wait.further_turns))
        .sum()
}

/// Whether pursuit rose from `(count, days)` to another, by the settings.
fn rose(facts: &Facts<'_>, earlier: (f64, f64), later: (f64, f64)) -> bool {
    let settings = facts.settings;
    if earlier.1 < 1.0 || later.1 < 1.0 {
        return false;
    }
    let overall = (earlier.0 + later.0 + 0.5) / (earlier.1 + later.1);
    let ratio = ((later.0 + 0.5) / later.1) / ((earlier.0 + 0.5) / earlier.1);
    // A rise is a fall seen backwards.
    let sure = probability_of_fall(later, earlier, (1.0, 1.0 / overall));
    ratio >= settings.pursuit_ratio && sure >= settings.pursuit_sure && later.0 >= settings.pursuit_least
}

/// The days of the change: its begin, and the begin of the stretch just before it.
fn days_of_change(facts: &Facts<'_>) -> Option<(usize, usize)> {
    let onset = facts.course.claim.is_back_off().then_some(facts.course.onset.as_ref())??;
    let before = onset.day.checked_sub(facts.settings.pursuit_days)?;
    Some((before, onset.day))
}

/// Whether pursuit rose in the stretch just before the change, with its counts.
fn rise_before(facts: &Facts<'_>) -> Option<(f64, f64)> {
    let (before, day) = days_of_change(facts)?;
    let earlier = (pursuit(facts, 0, before), before as f64);
    let later = (pursuit(facts, before, day), (day - before) as f64);
    rose(facts, earlier, later).then_some((earlier.0 / earlier.1 * 7.0, later.0 / later.1 * 7.0))
}

pub(super) fn pursuit_rose_before(facts: &Facts<'_>) -> Option<Vec<(Slot, Amount)>> {
    let (earlier, later) = rise_before(facts)?;
    Some(vec![(Slot::Before, Amount::Decimal(earlier)), (Slot::Since, Amount::Decimal(later))])
}

pub(super) fn pursuit_rose_after(facts: &Facts<'_>) -> Option<Vec<(Slot, Amount)>> {
    let (_, day) = days_of_change(facts)?;
    if rise_before(facts).is_some() {
        return None;
    }
    let days = facts.measured.daily.len();
    let earlier = (pursuit(facts, 0, day), day as f64);
    let later = (pursuit(facts, day, days), (days - day) as f64);
    rose(facts, earlier, later).then(|| {
        vec![
            (Slot::Before, Amount::Decimal(earlier.0 / earlier.1 * 7.0)),
            (Slot::Since, Amount::Decimal(later.0 / later.1 * 7.0)),
        ]
    })
}

pub(super) fn channel_shifted(facts: &Facts<'_>) -> Option<Vec<(Slot, Amount)>> {
    if facts.capabilities.calls == Carried::No {
        return None;
    }
    let (before, since) = facts.stretches()?;
    let calls = |stretch: &crate::signal::Stretch<'_>| {
        let messages = facts.measured.stream.messages.iter();
        messages.filter(|message| message.is_call && stretch.contains(message.hour)).count() as f64
    };
    let (earlier, later) = (calls(&before), calls(&since));
    let (ratio, least) = facts.settings.calls;
    let weekly = |count: f64, days: f64| count / days * 7.0;
    let (earlier_rate, later_rate) = (weekly(earlier, before.days()), weekly(later, since.days()));
    (later >= least && later_rate >= ratio * earlier_rate.max(facts.settings.calls_floor)).then(|| {
        vec![(Slot::Before, Amount::Decimal(earlier_rate)), (Slot::Since, Amount::Decimal(later_rate))]
    })
}
