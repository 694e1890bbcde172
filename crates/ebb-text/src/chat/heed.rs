//! Lines that may be a no, a danger or a sign of youth: both ears over every line of both, in any language.
//!
//! What is stated is kept whole. Of the rest, the lines that look most like one are kept for each person, the last ones
//! first, so that the user can be asked about a few of them.

use std::ops::Range;

use ebb::cue::CueId;
use ebb::dyad::{ByRole, Dyad, Role};
use ebb::gate::{Suspect, SuspectKind};
use ebb::heard::ClearNo;
use ebb::safety::{SafetySettings, Sign};
use rayon::prelude::*;

use super::hear::Hearing;
use super::{Mark, is_written};
use crate::safety::{Ear, Level, Room, Second};
use crate::table::{Features, Table};

/// Messages that one core reads at a time.
const STRIDE: usize = 4096;

/// Lines of one person that are kept to ask about: more than are asked, since the user may leave some out.
const KEPT: usize = 64;

/// What a message may be a sign of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SignMark {
    pub(crate) message: usize,
    pub(crate) sign: Sign,
    pub(crate) is_stated: bool,
    pub(crate) level: Option<Level>,
    /// How much it looks like one, less for lines from long ago; only the order has a meaning.
    pub(crate) score: f64,
    pub(crate) bytes: Range<usize>,
}

/// Listens to every written line; the marks come in the order of the messages.
pub(crate) fn listen(ear: &Ear, table: &Table, dyad: &Dyad, settings: &SafetySettings) -> Vec<SignMark> {
    let messages = dyad.messages();
    let strides: Vec<Range<usize>> =
        (0..messages.len()).step_by(STRIDE).map(|from| from..(from + STRIDE).min(messages.len())).collect();
    let mut marks: Vec<SignMark> =
        strides.into_par_iter().flat_map_iter(|stride| heed(ear, table, dyad, stride)).collect();
    let mut behind = ByRole::from_fn(|_| 0_usize);
    let mut at = messages.len();
    for mark in marks.iter_mut().rev() {
        while at > mark.message {
            at -= 1;
            *behind.get_mut(messages[at].role) += usize::from(is_written(&messages[at]));
        }
        mark.score -= (1.0 + *behind.get(messages[mark.message].role) as f64 / settings.depth).log2();
    }
    let floors = ByRole::from_fn(|role| {
        let mut scores: Vec<f64> =
            marks.iter().filter(|mark| messages[mark.message].role == role).map(|mark| mark.score).collect();
        scores.sort_by(|a, b| b.total_cmp(a));
        scores.get(KEPT).copied().unwrap_or(f64::NEG_INFINITY).max(settings.asks)
    });
    marks.retain(|mark| mark.is_stated || mark.score > *floors.get(messages[mark.message].role));
    marks
}

fn heed(ear: &Ear, table: &Table, dyad: &Dyad, stride: Range<usize>) -> Vec<SignMark> {
    let (mut room, mut features, mut marks) = (Room::default(), Features::default(), Vec::new());
    for message in stride {
        let line = &dyad.messages()[message];
        if !is_written(line) {
            continue;
        }
        let words = dyad.text(line).as_str();
        let second = Second::of(&table.scores_with(words, &mut features));
        let sounds = ear.hear(words, Some(second), &mut room);
        marks.extend(sounds.signs.into_iter().map(|sound| SignMark {
            message,
            sign: sound.sign,
            is_stated: sound.is_stated,
            level: sound.level,
            score: sounds.score,
            bytes: sound.bytes,
        }));
    }
    marks
}

/// Returns the few lines that the user is asked about, likeliest first; each line once.
///
/// A no of the user's own is not asked about, and where a no is stated already no other is.
pub(super) fn suspects(
    hearing: &Hearing<'_>,
    no: Option<&ClearNo>,
    settings: &SafetySettings,
) -> Vec<Suspect> {
    let mut asked: Vec<&SignMark> = hearing
        .signs
        .iter()
        .copied()
        .filter(|mark| {
            let is_age = matches!(mark.sign, Sign::Minor | Sign::MinorOther);
            !mark.is_stated && mark.score >= if is_age { settings.asks_age } else { settings.asks }
        })
        .filter(|mark| {
            mark.sign != Sign::No || (no.is_none() && hearing.role_of(mark.message) == Role::Alter)
        })
        .collect();
    asked.sort_by(|a, b| b.score.total_cmp(&a.score).then(b.message.cmp(&a.message)));
    let mut suspects: Vec<Suspect> = Vec::new();
    for mark in asked {
        if suspects.len() == settings.most_asked {
            break;
        }
        if suspects.iter().any(|known| known.quote.message == Some(mark.message)) {
            continue;
        }
        let kind = match mark.sign {
            Sign::No => SuspectKind::No,
            Sign::Minor | Sign::MinorOther => SuspectKind::Minor,
            Sign::Fear
            | Sign::Threat
            | Sign::Violence
            | Sign::Coercion
            | Sign::Control
            | Sign::Stalking
            | Sign::SelfHarm
            | Sign::WillNotStop => SuspectKind::Danger,
        };
        suspects.push(Suspect { kind, quote: hearing.quote(&shown(mark)), score: mark.score });
    }
    suspects
}

/// Returns a sign as a mark, to quote it.
pub(super) fn shown(mark: &SignMark) -> Mark {
    Mark {
        message: mark.message,
        cue: CueId::ClearNoDirect,
        bytes: mark.bytes.clone(),
        tier: super::Tier::Rule,
    }
}
