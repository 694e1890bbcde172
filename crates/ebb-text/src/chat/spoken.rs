//! How often a chat speaks of plans and in warm words, over time, for a picture. Rules alone count here, since they
//! read every line.

use ebb::cue::{ChatSettings, CueId};
use ebb::dyad::{ByRole, Dyad, Message, Role};
use ebb::figure::{SPOKEN_DAYS, Spoken};

use super::{Marks, Tier, is_written};

/// Cues that are counted, each with where.
const COUNTED: [(CueId, Of); 2] =
    [(CueId::Plan, |stretch| &mut stretch.plans), (CueId::Warmth, |stretch| &mut stretch.warm)];

/// One count of a stretch.
type Of = fn(&mut Spoken) -> &mut ByRole<usize>;

/// Counts plans and warm words, every two weeks. Nothing where too little of what one of the two writes is read.
#[must_use]
pub fn spoken(marks: &Marks, dyad: &Dyad, settings: &ChatSettings) -> Vec<Spoken> {
    let messages = dyad.messages();
    let is_read = |role: Role| marks.english_share(role) >= settings.english_share;
    let (Some(first), Some(last)) = (messages.first(), messages.last()) else { return Vec::new() };
    if !Role::BOTH.into_iter().all(is_read) {
        return Vec::new();
    }
    let start = Dyad::civil(first.local).date();
    let day_of = |local| usize::try_from((Dyad::civil(local).date() - start).get_days()).unwrap_or(0);
    let days = day_of(last.local) + 1;
    let mut stretches: Vec<Spoken> = (0..days)
        .step_by(SPOKEN_DAYS)
        .map(|from| Spoken {
            from: start.saturating_add(jiff::Span::new().days(i64::try_from(from).unwrap_or(0))),
            days: SPOKEN_DAYS.min(days - from),
            lines: ByRole::default(),
            plans: ByRole::default(),
            warm: ByRole::default(),
        })
        .collect();
    let mut add = |message: &Message, of: Of| {
        if let Some(stretch) = stretches.get_mut(day_of(message.local) / SPOKEN_DAYS) {
            *of(stretch).get_mut(message.role) += 1;
        }
    };
    for message in messages.iter().filter(|message| is_written(message)) {
        add(message, |stretch| &mut stretch.lines);
    }
    let mut counted = None;
    for mark in marks.marks.iter().filter(|mark| mark.tier != Tier::Encoder) {
        let shown = COUNTED.iter().find(|(cue, _)| *cue == mark.cue);
        // A message that shows a cue twice counts once.
        if let Some((cue, of)) = shown
            && counted.replace((mark.message, *cue)) != Some((mark.message, *cue))
        {
            add(&messages[mark.message], *of);
        }
    }
    stretches
}
