//! Messages that disappear: a hole that ends just as many days before the end as an app keeps messages for.

use super::{Scene, Seen, hole};

pub(super) fn look(scene: &Scene<'_>) -> Option<Seen> {
    let hole = hole::longest(scene)?;
    let left = scene.days() - hole.to;
    let matches = scene.settings.disappearing_days.iter().any(|days| left == *days || left + 1 == *days);
    matches.then_some(Seen::From(hole.from))
}
