//! Will they come back: the chance that alter writes again within a month, with its doubt, at any size of chat.
//!
//! Where this person's past silences show how such a silence ends, they speak. Elsewhere other people's do: the curve
//! of how silences end in such a place, with the share of people who are gone for good once they fall silent, which
//! depends on how far the two had come. That share is judged, and its range is the doubt that is told.

use crate::catalog::Catalog;
use crate::play::Read;
use crate::silence::{Medium, probability_of_return};
use crate::stage::Stage;

/// How many people are gone for good when they fall silent, by how far it had come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gone {
    /// How far the two had come; `None` where that is not known.
    pub stage: Option<Stage>,
    /// The likeliest share, 0 to 1.
    pub share: f64,
    /// The least that it may be.
    pub low: f64,
    /// The most that it may be.
    pub high: f64,
}

/// What chances of a return rest on beside the silence clock.
#[derive(Debug, Clone, PartialEq)]
pub struct ReturnSettings {
    /// Days within which a return is told.
    pub days: f64,
    /// Waking hours of a day, by which days that somebody remembers become hours of silence.
    pub awake_hours: f64,
    /// One row for each stage, and one for none.
    pub gone: Vec<Gone>,
}

/// The chance that alter writes again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Returns {
    /// Whether this person's own past silences show it; else it is pooled over other people.
    pub is_own: bool,
    /// The chance, 0 to 1.
    pub probability: f64,
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// Returns the chance that alter, silent for `silent` days, writes within a month; `None` where the length of the
/// silence is not known.
#[must_use]
pub fn chance(
    read: &Read<'_>,
    stage: Option<Stage>,
    silent: Option<f64>,
    catalog: &Catalog,
) -> Option<Returns> {
    let settings = &catalog.returns;
    let clock = read.timed.and_then(|timed| timed.silence);
    if let Some(clock) = clock.filter(|clock| !clock.is_beyond_past()) {
        let own = clock.returns.iter().find(|(days, _)| *days >= settings.days);
        if let Some((_, probability)) = own {
            return Some(Returns {
                is_own: true,
                probability: *probability,
                low: *probability,
                high: *probability,
            });
        }
    }
    let hours = clock.map(|clock| clock.awake_hours).or(silent.map(|days| days * settings.awake_hours))?;
    let past: Vec<f64> =
        clock.map_or_else(Vec::new, |clock| clock.past.iter().map(|past| past.awake_hours).collect());
    let row = settings.gone.iter().find(|row| row.stage == stage)?;
    let within = settings.days * settings.awake_hours;
    let with = |gone: f64| {
        let media: Vec<(Medium, f64)> = catalog
            .settings
            .silence
            .media_of(read.formats)
            .into_iter()
            .map(|(medium, weight)| (Medium { gone: gone.max(medium.gone), ..medium.clone() }, weight))
            .collect();
        let media: Vec<(&Medium, f64)> = media.iter().map(|(medium, weight)| (medium, *weight)).collect();
        probability_of_return(&media, &past, hours, within)
    };
    Some(Returns { is_own: false, probability: with(row.share), low: with(row.high), high: with(row.low) })
}
