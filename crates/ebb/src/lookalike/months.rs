//! A hole of months: rates on its two sides belong to different times of two lives.

use super::{Scene, Seen, hole};

pub(super) fn look(scene: &Scene<'_>) -> Option<Seen> {
    let hole = hole::longest(scene)?;
    (hole.to - hole.from >= scene.settings.months_days).then_some(Seen::From(hole.from))
}
