//! A file that lacks one side: alter writes nothing more while ego writes on at nearly the old pace. People who get no
//! answer write less.

use super::{Scene, Seen};
use crate::dyad::Role;

pub(super) fn look(scene: &Scene<'_>) -> Option<Seen> {
    let last = scene.measured.daily.days.alter.iter().rposition(|day| day.messages > 0.0)?;
    let day = last + 1;
    let written = scene.messages(Role::Ego, day, scene.days());
    let goes_on = scene.ratio(Role::Ego, day)? >= scene.settings.one_sided_ratio;
    (goes_on && written >= scene.settings.one_sided_least).then_some(Seen::From(day))
}
