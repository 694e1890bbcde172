//! Calls that took the place of texts: far more of them since the change.

use super::{Scene, Seen};
use crate::export::Carried;

pub(super) fn look(scene: &Scene<'_>) -> Option<Seen> {
    if scene.file.calls == Carried::No {
        return None;
    }
    let day = scene.day.filter(|day| *day > 0)?;
    let stream = &scene.measured.stream;
    let (mut before, mut since) = (0, 0);
    for message in stream.messages.iter().filter(|message| message.is_call) {
        if stream.day_of(message.hour) < day { before += 1 } else { since += 1 }
    }
    let rate = |calls: usize, days: usize| (calls as f64 + 0.5) / days.max(1) as f64;
    let rose = rate(since, scene.days() - day) >= scene.settings.calls_ratio * rate(before, day);
    (rose && since >= scene.settings.calls_least).then_some(Seen::From(day))
}
