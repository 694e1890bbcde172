//! A hole of months: rates on its two sides belong to different times of two lives.

use super::{Scene, hole};

pub(super) fn look(scene: &Scene<'_>) -> Option<Option<usize>> {
    let hole = hole::longest(scene)?;
    (hole.to - hole.from >= scene.settings.months_days).then_some(Some(hole.from))
}
