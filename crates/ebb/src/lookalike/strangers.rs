//! Files that share no message: nothing shows that they are parts of one chat.

use super::Scene;

pub(super) fn look(scene: &Scene<'_>) -> Option<Option<usize>> {
    let first = scene.file.joins.first()?;
    (scene.file.shared == 0).then(|| Some(scene.measured.stream.day_of(*first)))
}
