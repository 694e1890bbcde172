//! Findings about what turns are made of, as far as counting shows it.

use super::{Amount, Facts, Slot};
use crate::dyad::Role;

pub(super) fn length_fell(facts: &Facts<'_>) -> Option<Vec<(Slot, Amount)>> {
    let ratio = facts.signal("words-per-message", Role::Alter)?.ratio?;
    let (before, since) = facts.values("words-per-message")?;
    (ratio.ratio < facts.settings.length_ratio && ratio.high < 1.0).then(|| {
        vec![
            (Slot::Before, Amount::Decimal(before)),
            (Slot::Since, Amount::Decimal(since)),
        ]
    })
}

pub(super) fn questions_fell(facts: &Facts<'_>) -> Option<Vec<(Slot, Amount)>> {
    let (before, since) = facts.stretches()?;
    let (earlier, later) = (before.sum(Role::Alter), since.sum(Role::Alter));
    let (ratio, least) = facts.settings.questions;
    let enough = earlier.questions >= least && later.messages >= facts.settings.least_messages;
    let share = |questions: f64, messages: f64| (questions + 0.5) / (messages + 1.0);
    let fell = share(later.questions, later.messages) < ratio * share(earlier.questions, earlier.messages);
    (enough && fell).then(|| {
        vec![
            (Slot::Before, Amount::Decimal(earlier.questions / before.days())),
            (Slot::Since, Amount::Decimal(later.questions / since.days())),
        ]
    })
}
