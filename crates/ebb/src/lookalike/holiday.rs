//! A time of the year in which many are away: a change that began in it and is only weeks old.

use super::{Scene, Seen};

pub(super) fn look(scene: &Scene<'_>) -> Option<Seen> {
    let day = scene.day?;
    if scene.days() - day > scene.settings.holiday_days {
        return None;
    }
    let date = scene.measured.stream.date(day);
    let at = usize::try_from(i32::from(date.month()) * 100 + i32::from(date.day())).ok()?;
    let holds = |(from, to): &(usize, usize)| {
        if from <= to { (*from..=*to).contains(&at) } else { at >= *from || at <= *to }
    };
    scene.settings.seasons.iter().any(holds).then_some(Seen::From(day))
}
