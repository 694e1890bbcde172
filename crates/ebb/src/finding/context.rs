//! Findings about what surrounds a change: ego's own reaching out, and other channels.

use super::{Amount, Facts, Slot};
use crate::export::Carried;
use crate::order::{PursuitOrder, PursuitTold};

fn weekly(pursuit: &PursuitOrder) -> Vec<(Slot, Amount)> {
    let (before, since) = pursuit.weekly;
    vec![(Slot::Before, Amount::Decimal(before)), (Slot::Since, Amount::Decimal(since))]
}

pub(super) fn pursuit_rose_before(facts: &Facts<'_>) -> Option<Vec<(Slot, Amount)>> {
    let (pursuit, settings) = facts.pursuit?;
    (pursuit.told(settings) == PursuitTold::RoseBefore).then(|| weekly(pursuit))
}

pub(super) fn pursuit_rose_after(facts: &Facts<'_>) -> Option<Vec<(Slot, Amount)>> {
    let (pursuit, settings) = facts.pursuit?;
    (pursuit.told(settings) == PursuitTold::RoseAfter).then(|| weekly(pursuit))
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
