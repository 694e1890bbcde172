//! Findings about when and how evenly is written.

use super::{Amount, Facts, Slot};
use crate::dyad::Role;
use crate::signal::Stretch;

pub(super) fn abrupt_step(facts: &Facts<'_>) -> Option<Vec<(Slot, Amount)>> {
    let claim = facts.course.claim.is_back_off().then_some(facts.course.onset.as_ref())??;
    let onset = facts.onset?;
    let tail = (1.0 - facts.level) / 2.0;
    // A day that is not known to a fortnight is no evidence that it took a few days.
    let range = onset.quantile(1.0 - tail) - onset.quantile(tail);
    let is_step = onset.within(facts.settings.abrupt_days) >= facts.settings.abrupt
        && range <= facts.settings.abrupt_range_days;
    is_step.then(|| vec![(Slot::Date, Amount::Date(claim.date))])
}

pub(super) fn slow_drift(facts: &Facts<'_>) -> Option<Vec<(Slot, Amount)>> {
    let onset = facts.course.claim.is_back_off().then_some(facts.onset)??;
    let (days, sure) = facts.settings.slow;
    let is_slow = 1.0 - onset.within(days.saturating_sub(1)) >= sure;
    is_slow.then(|| vec![(Slot::Days, Amount::Days(onset.median_width() as f64))])
}

/// Median minutes of alter's replies in a stretch, of the waits that `keep` keeps, with their number.
fn reply_minutes(stretch: &Stretch<'_>, keep: impl Fn(&crate::measure::Wait) -> bool) -> (f64, usize) {
    let waits = stretch.measured.waits.iter();
    let mut minutes: Vec<f64> = waits
        .filter(|wait| wait.replier == Role::Alter && stretch.contains(wait.from) && keep(wait))
        .map(|wait| ((wait.to - wait.from) * 60.0).max(0.5))
        .collect();
    minutes.sort_by(f64::total_cmp);
    (minutes.get(minutes.len() / 2).copied().unwrap_or(0.0), minutes.len())
}

pub(super) fn session_latency_rose(facts: &Facts<'_>) -> Option<Vec<(Slot, Amount)>> {
    let (before, since) = facts.stretches()?;
    let (earlier, n_earlier) = reply_minutes(&before, |wait| wait.opens_session);
    let (later, n_later) = reply_minutes(&since, |wait| wait.opens_session);
    let enough = n_earlier.min(n_later) >= facts.settings.least_waits;
    (enough && later >= facts.settings.latency_ratio * earlier)
        .then(|| vec![(Slot::Before, Amount::Minutes(earlier)), (Slot::Since, Amount::Minutes(later))])
}

pub(super) fn latency_rose_work_hours_only(facts: &Facts<'_>) -> Option<Vec<(Slot, Amount)>> {
    let (before, since) = facts.stretches()?;
    let (from, to) = facts.settings.work_hours;
    let first = facts.measured.stream.first_date;
    let is_work = |wait: &crate::measure::Wait| {
        #[expect(clippy::cast_possible_truncation, reason = "hours of a chat, in days")]
        let day = (wait.from / 24.0).floor() as i64;
        let date = first.saturating_add(jiff::Span::new().try_days(day).unwrap_or_default());
        let hour = wait.from.rem_euclid(24.0);
        date.weekday().to_monday_zero_offset() < 5 && (from..to).contains(&hour)
    };
    let (work_before, a) = reply_minutes(&before, is_work);
    let (work_since, b) = reply_minutes(&since, is_work);
    let (free_before, c) = reply_minutes(&before, |wait| !is_work(wait));
    let (free_since, d) = reply_minutes(&since, |wait| !is_work(wait));
    let enough = a.min(b).min(c).min(d) >= facts.settings.least_waits;
    let rose = work_since >= facts.settings.latency_ratio * work_before
        && free_since < facts.settings.replies_stay * free_before;
    (enough && rose).then(|| {
        vec![(Slot::Before, Amount::Minutes(work_before)), (Slot::Since, Amount::Minutes(work_since))]
    })
}

pub(super) fn hot_and_cold(facts: &Facts<'_>) -> Option<Vec<(Slot, Amount)>> {
    let returns = facts.course.quiet_spells.iter().filter(|spell| spell.is_return).count();
    (returns >= facts.settings.returns).then(|| vec![(Slot::Count, Amount::Count(returns))])
}

pub(super) fn late_night_rose(facts: &Facts<'_>) -> Option<Vec<(Slot, Amount)>> {
    let (before, since) = facts.stretches()?;
    let (from, to) = facts.settings.late_hours;
    let late = |stretch: &Stretch<'_>| {
        let mut count = (0.0, 0.0);
        for message in &facts.measured.stream.messages {
            if message.role == Role::Alter && stretch.contains(message.hour) {
                let hour = message.hour.rem_euclid(24.0);
                count.1 += 1.0;
                count.0 += f64::from(u8::from(hour >= from || hour < to));
            }
        }
        count
    };
    let ((late_before, all_before), (late_since, all_since)) = (late(&before), late(&since));
    let least = facts.settings.least_messages;
    if all_before < least || all_since < least {
        return None;
    }
    let (rise, most) = facts.settings.late;
    let (earlier, later) = (late_before / all_before, late_since / all_since);
    (earlier < most && later - earlier >= rise)
        .then(|| vec![(Slot::Before, Amount::Share(earlier)), (Slot::Since, Amount::Share(later))])
}

pub(super) fn silence_then_return(facts: &Facts<'_>) -> Option<Vec<(Slot, Amount)>> {
    let spells = facts.course.quiet_spells.iter();
    let longest = spells
        .filter(|spell| spell.is_return && spell.days >= facts.settings.return_days)
        .max_by_key(|spell| spell.days)?;
    Some(vec![(Slot::Days, Amount::Days(longest.days as f64))])
}

pub(super) fn silence_far_beyond_usual(facts: &Facts<'_>) -> Option<Vec<(Slot, Amount)>> {
    // A silence that ego has not answered is not alter's.
    let silence = facts.silence.filter(|_| facts.course.last_word == Role::Ego)?;
    let usual = silence.usual?;
    (silence.hours >= facts.settings.silence_multiple * usual)
        .then(|| vec![(Slot::Days, Amount::Hours(silence.hours)), (Slot::Before, Amount::Hours(usual))])
}
