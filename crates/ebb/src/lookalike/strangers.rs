//! Files that share no message: nothing shows that they are parts of one chat.

use super::{Scene, Seen};

pub(super) fn look(scene: &Scene<'_>) -> Option<Seen> {
    let first = scene.file.joins.first()?;
    (scene.file.shared == 0).then(|| Seen::From(scene.measured.stream.day_of(*first)))
}
