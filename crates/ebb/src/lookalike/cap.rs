//! A cap: the file holds as many messages as an app gives out, so that its beginning is missing.

use super::{Scene, Seen};

pub(super) fn look(scene: &Scene<'_>) -> Option<Seen> {
    let entries = scene.measured.stream.messages.len();
    let reaches =
        |cap: &usize| entries <= *cap && entries as f64 >= (1.0 - scene.settings.cap_slack) * *cap as f64;
    scene.settings.caps.iter().any(reaches).then_some(Seen::Throughout)
}
