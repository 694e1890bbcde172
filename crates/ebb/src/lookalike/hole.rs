//! A hole: neither wrote for weeks, far longer than at any other time, and then both write again. A lost stretch, an
//! old phone, or a real pause of both.

use super::{Scene, Seen};
use crate::dyad::Role;

/// Days `from..to` without a message of either, with messages on both sides of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hole {
    pub(super) from: usize,
    pub(super) to: usize,
}

/// Returns the longest hole, if it is one.
pub(super) fn longest(scene: &Scene<'_>) -> Option<Hole> {
    let days = &scene.measured.daily.days;
    let mut runs: Vec<Hole> = Vec::new();
    let mut from = None;
    for (day, (alter, ego)) in days.alter.iter().zip(&days.ego).enumerate() {
        if alter.messages + ego.messages > 0.0 {
            if let Some(from) = from.filter(|from| *from < day) {
                runs.push(Hole { from, to: day });
            }
            from = Some(day + 1);
        }
    }
    runs.sort_by_key(|run| std::cmp::Reverse(run.to - run.from));
    let longest = *runs.first()?;
    let next = runs.get(1).map_or(1, |run| run.to - run.from);
    let length = longest.to - longest.from;
    // Where only one of them writes after it, that is a silence of the other.
    let resumes = Role::BOTH.iter().all(|role| scene.messages(*role, longest.to, scene.days()) > 0.0);
    let is_far_longer = length as f64 >= scene.settings.hole_multiple * next as f64;
    (length >= scene.settings.hole_days && is_far_longer && resumes).then_some(longest)
}

pub(super) fn look(scene: &Scene<'_>) -> Option<Seen> {
    let hole = longest(scene)?;
    (hole.to - hole.from < scene.settings.months_days).then_some(Seen::From(hole.from))
}
