//! Files of one app that share no message: nothing shows that they are parts of one chat.

use super::{Apps, Scene, Seen};

pub(super) fn look(scene: &Scene<'_>) -> Option<Seen> {
    let first = scene.file.joins.first()?;
    (scene.file.shared == 0 && scene.file.apps == Apps::One)
        .then(|| Seen::From(scene.measured.stream.day_of(*first)))
}
