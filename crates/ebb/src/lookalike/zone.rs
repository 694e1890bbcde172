//! A clock that moved: since the change alter writes at other hours of the day, and ego does not.

use super::{Scene, Seen};
use crate::dyad::Role;

const HOURS: usize = 24;

/// Messages of one person by hour of the day, before and since `day`.
fn by_hour(scene: &Scene<'_>, role: Role, day: usize) -> [[f64; HOURS]; 2] {
    let mut counts = [[0.0; HOURS]; 2];
    let stream = &scene.measured.stream;
    for message in stream.messages.iter().filter(|message| message.role == role) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an hour of day")]
        let hour = message.hour.rem_euclid(24.0) as usize % HOURS;
        counts[usize::from(stream.day_of(message.hour) >= day)][hour] += 1.0;
    }
    counts
}

/// Correlation of the hours before with those since, moved back by `shift` hours.
fn correlation([before, since]: &[[f64; HOURS]; 2], shift: usize) -> f64 {
    let mean = |counts: &[f64; HOURS]| counts.iter().sum::<f64>() / HOURS as f64;
    let (a, b) = (mean(before), mean(since));
    let (mut product, mut first, mut second) = (0.0, 0.0, 0.0);
    for hour in 0..HOURS {
        let (x, y) = (before[hour] - a, since[(hour + shift) % HOURS] - b);
        product += x * y;
        first += x * x;
        second += y * y;
    }
    if first * second > 0.0 { product / (first * second).sqrt() } else { 0.0 }
}

/// Hours by which a person's clock moved, and what moving it back gains.
fn shift(counts: &[[f64; HOURS]; 2]) -> (usize, f64) {
    let best =
        (0..HOURS).max_by(|a, b| correlation(counts, *a).total_cmp(&correlation(counts, *b))).unwrap_or(0);
    (best.min(HOURS - best), correlation(counts, best) - correlation(counts, 0))
}

pub(super) fn look(scene: &Scene<'_>) -> Option<Seen> {
    let settings = scene.settings;
    let day = scene.day?;
    let alter = by_hour(scene, Role::Alter, day);
    if alter.iter().any(|counts| counts.iter().sum::<f64>() < settings.least_messages as f64) {
        return None;
    }
    let moved = |(hours, gain): (usize, f64)| hours >= settings.zone_hours && gain >= settings.zone_gain;
    (moved(shift(&alter)) && !moved(shift(&by_hour(scene, Role::Ego, day)))).then_some(Seen::From(day))
}
