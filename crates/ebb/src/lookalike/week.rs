//! A weekly rhythm: alter writes on some weekdays only, and the change is too young to have seen them twice.

use super::{Scene, Seen};
use crate::dyad::Role;

pub(super) fn look(scene: &Scene<'_>) -> Option<Seen> {
    let day = scene.day?;
    let settings = scene.settings;
    if scene.days() - day > settings.week_days {
        return None;
    }
    let mut by_weekday = [0.0; 7];
    for (at, counts) in scene.measured.daily.days.get(Role::Alter).iter().take(day).enumerate() {
        by_weekday[at % 7] += counts.messages;
    }
    let total: f64 = by_weekday.iter().sum();
    by_weekday.sort_by(f64::total_cmp);
    let busiest: f64 = by_weekday[5..].iter().sum();
    (total >= settings.least_messages as f64 && busiest >= settings.week_share * total)
        .then_some(Seen::From(day))
}
