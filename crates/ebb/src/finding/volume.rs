//! Findings about how much is written.

use super::{Amount, Facts, Slot, out_of};
use crate::course::Claim;
use crate::dyad::Role;
use crate::signal::Observation;

pub(super) fn volume_fell(facts: &Facts<'_>) -> Option<Vec<(Slot, Amount)>> {
    let ratio = facts.course.sizes?.alter;
    let (before, since) = facts.values("messages-per-day")?;
    (ratio.ratio < facts.settings.volume_ratio && since < before).then(|| {
        vec![
            (Slot::Before, Amount::Decimal(before)),
            (Slot::Since, Amount::Decimal(since)),
        ]
    })
}

pub(super) fn initiations_fell_replies_stay(facts: &Facts<'_>) -> Option<Vec<(Slot, Amount)>> {
    let starts = facts.signal("starts", Role::Alter)?;
    let (unanswered_before, unanswered_since) = facts.values("unanswered-share")?;
    let replies = facts.signal("reply-minutes", Role::Alter)?.ratio?;
    let fell = starts.ratio?.high < 1.0 && starts.ratio?.ratio < facts.settings.starts_ratio;
    let stay = replies.ratio < facts.settings.replies_stay
        && unanswered_since - unanswered_before < facts.settings.unanswered_rise;
    (fell && stay).then_some(())?;
    Some(vec![
        (Slot::Before, out_of(starts.before)?),
        (Slot::Since, out_of(starts.since)?),
    ])
}

pub(super) fn ego_fell_first_or_equally(facts: &Facts<'_>) -> Option<Vec<(Slot, Amount)>> {
    let sizes = facts.course.sizes?;
    let is_equal = facts.course.claim == Claim::BothFell
        && sizes.ego.ratio <= sizes.alter.ratio * facts.settings.equal_fall;
    let is_first = facts
        .course
        .first_mover
        .is_some_and(|mover| mover.role == Role::Ego)
        || facts.course.claim == Claim::EgoFell;
    let ego = facts.signal("messages-per-day", Role::Ego)?;
    (is_equal || is_first).then_some(())?;
    Some(vec![
        (Slot::Before, Amount::Decimal(ego.before.value()?)),
        (Slot::Since, Amount::Decimal(ego.since.value()?)),
    ])
}

pub(super) fn unanswered_rose(facts: &Facts<'_>) -> Option<Vec<(Slot, Amount)>> {
    let signal = facts.signal("unanswered-share", Role::Alter)?;
    let (before, since) = facts.values("unanswered-share")?;
    let rose = since - before >= facts.settings.unanswered_rise && signal.ratio?.low > 1.0;
    let is_enough = |observation: Observation| match observation {
        Observation::Share { of, .. } => of >= facts.settings.least_waits as f64,
        Observation::Rate { .. } | Observation::Typical { .. } => false,
    };
    (rose && is_enough(signal.before) && is_enough(signal.since)).then_some(())?;
    Some(vec![
        (Slot::Before, out_of(signal.before)?),
        (Slot::Since, out_of(signal.since)?),
    ])
}

pub(super) fn low_from_the_start(facts: &Facts<'_>) -> Option<Vec<(Slot, Amount)>> {
    let stream = &facts.measured.stream;
    let share = stream.count(Role::Alter) as f64 / stream.messages.len().max(1) as f64;
    (facts.course.claim == Claim::NoChange && share <= facts.settings.low_share).then(|| {
        let days = facts.measured.daily.len().max(1) as f64;
        vec![(
            Slot::Since,
            Amount::Decimal(stream.count(Role::Alter) as f64 / days),
        )]
    })
}
