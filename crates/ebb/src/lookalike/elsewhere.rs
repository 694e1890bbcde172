//! A move elsewhere: both all but stop within days of each other, some messages still come from alter, and neither goes
//! on writing into silence.

use super::{Scene, Seen};
use crate::dyad::Role;

pub(super) fn look(scene: &Scene<'_>) -> Option<Seen> {
    let (alter, ego) = (scene.day?, scene.ego_day?);
    let settings = scene.settings;
    if alter.abs_diff(ego) > settings.elsewhere_days {
        return None;
    }
    let day = alter.min(ego);
    let fell = Role::BOTH
        .iter()
        .all(|role| scene.ratio(*role, day).is_some_and(|ratio| ratio <= settings.elsewhere_ratio));
    // Somebody who was left goes on for a while; people who moved do not wait for each other.
    let waits = &scene.measured.waits;
    let waited = waits.iter().any(|wait| {
        wait.further_turns >= 2
            && scene.measured.stream.day_of(wait.from).abs_diff(day) <= settings.elsewhere_days
    });
    // Where alter writes nothing more at all, that is a silence and not a move.
    let settled = (day + settings.elsewhere_days).min(scene.days());
    let goes_on = scene.messages(Role::Alter, settled, scene.days()) > 0.0;
    (fell && goes_on && !waited).then_some(Seen::From(day))
}
