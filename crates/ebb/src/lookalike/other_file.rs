//! A change where another file takes over: a new phone, another app, another way to export.

use super::{Scene, Seen};

pub(super) fn look(scene: &Scene<'_>) -> Option<Seen> {
    let day = scene.day?;
    let joins = scene.file.joins.iter().map(|hour| scene.measured.stream.day_of(*hour));
    joins.into_iter().find(|join| join.abs_diff(day) <= scene.settings.join_days).map(Seen::From)
}
