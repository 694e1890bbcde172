//! What the user marked as needs, held against what may be behind it; and the general counsels.

use ebb::catalog::Catalog;
use ebb::guidance::{CounselPlace, TrackId};
use ebb::judgement::Judgement;
use ebb::need::Importance;

use crate::words::Words;

/// Returns each marked need with what is said about it.
#[must_use]
pub fn told(judgement: &Judgement, catalog: &Catalog, words: &Words<'_>) -> Vec<(String, Vec<String>)> {
    let marked = judgement.needs.iter().filter_map(|weighed| {
        let need = catalog.needs.get(weighed.marked.need)?;
        let key = format!("needs.{}", weighed.marked.importance.id());
        let title = words.line(&key, &[("quote", &words.fill(&need.text, &[]))]);
        let is_must = weighed.marked.importance == Importance::Must;
        let hard = (is_must && weighed.is_hard).then(|| words.fill(&need.hard_line, &[]));
        // Where writing is not advised, no line is put into the user's mouth.
        let ask = (is_must && judgement.guidance.track == TrackId::Talk)
            .then(|| words.line("needs.ask", &[("quote", &words.fill(&need.ask_line, &[]))]));
        Some((title, [hard, ask].into_iter().flatten().collect()))
    });
    marked.collect()
}

/// Returns the title and the words of the counsel that belongs to a place.
#[must_use]
pub fn counsel(place: CounselPlace, catalog: &Catalog, words: &Words<'_>) -> Option<(String, String)> {
    let counsel = catalog.counsels.iter().find(|counsel| counsel.place == place)?;
    Some((words.fill(&counsel.title, &[]), words.fill(&counsel.text, &[])))
}

/// Returns the counsel that goes with the way that was chosen.
#[must_use]
pub fn counsel_of_way(
    judgement: &Judgement,
    catalog: &Catalog,
    words: &Words<'_>,
) -> Option<(String, String)> {
    // Where a play leads, it alone says what to do.
    if judgement.advice.play.is_some() {
        return None;
    }
    let place = match judgement.guidance.track {
        TrackId::Talk => CounselPlace::Talk,
        TrackId::Space => CounselPlace::Space,
        TrackId::LetGo => CounselPlace::LetGo,
        TrackId::GetHelp | TrackId::NothingChanged => return None,
    };
    counsel(place, catalog, words)
}
