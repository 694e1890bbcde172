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
use super::language::Month;
use super::{Mark, is_written};
use crate::encoder::EncoderError;
use crate::heads::Heads;
use crate::multilingual;
use crate::safety::{Ear, Level, Room, Second, SignHeads, Sounds};
use crate::table::{Features, Table};
use crate::vector::Vector;

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

/// What listens: phrases and table to every line, the encoders to few.
pub(super) struct Ears<'a> {
    pub(super) ear: &'a Ear,
    pub(super) table: &'a Table,
    pub(super) meaning: Option<&'a Meaning>,
    pub(super) english: &'a Heads,
    pub(super) settings: &'a SafetySettings,
}

/// The multilingual encoder with the heads on it.
#[derive(Debug)]
pub(crate) struct Meaning {
    pub(crate) encoder: multilingual::Encoder,
    pub(crate) heads: SignHeads,
}

/// A line that was heard by the table, and how much less it counts for being old.
#[derive(Debug, Clone, Copy)]
struct Near {
    message: usize,
    score: f64,
    is_stated: bool,
    old: f64,
}

impl Ears<'_> {
    /// Listens to every written line; the marks come in the order of the messages.
    ///
    /// Phrases and table hear every line. The lines that they rank highest are heard again by their meaning; the highest of these once more, where they are English, by the English encoder.
    ///
    /// # Errors
    /// When the English encoder cannot be run.
    pub(super) fn listen(&self, dyad: &Dyad, months: &[Month]) -> Result<Vec<SignMark>, EncoderError> {
        let messages = dyad.messages();
        let strides: Vec<Range<usize>> = (0..messages.len())
            .step_by(STRIDE)
            .map(|from| from..(from + STRIDE).min(messages.len()))
            .collect();
        let mut marks: Vec<SignMark> =
            strides.into_par_iter().flat_map_iter(|stride| self.heed(dyad, stride)).collect();
        let near = self.take_age(dyad, &mut marks);
        if let Some(meaning) = self.meaning {
            let chosen = nearest(dyad, &near, self.settings.by_meaning, |_| true);
            let lines: Vec<&str> =
                chosen.iter().map(|at| dyad.text(&messages[near[*at].message]).as_str()).collect();
            let vectors = encode(&meaning.encoder, &lines);
            let heard =
                |at: usize, english: Option<&Vector>| meaning.heads.hear(lines[at], &vectors[at], english);
            let seconds: Vec<Second> = (0..lines.len()).map(|at| heard(at, None)).collect();
            let mut again = self.hear_again(dyad, &near, &chosen, &seconds);
            if Heads::can_read() {
                let read: Vec<Near> =
                    (0..chosen.len()).map(|at| Near { score: again[at].0, ..near[chosen[at]] }).collect();
                let is_english = |at: usize| {
                    let month = months.partition_point(|month| month.messages.end <= at);
                    months.get(month).is_some_and(|month| month.is_read(messages[at].role))
                };
                let closest = nearest(dyad, &read, self.settings.by_both, is_english);
                let words: Vec<&str> = closest.iter().map(|at| lines[*at]).collect();
                let english = self.english.vectors(&words)?;
                let places: Vec<usize> = closest.iter().map(|at| chosen[*at]).collect();
                let seconds: Vec<Second> =
                    closest.iter().zip(&english).map(|(at, vector)| heard(*at, Some(vector))).collect();
                for (at, heard) in closest.into_iter().zip(self.hear_again(dyad, &near, &places, &seconds)) {
                    again[at] = heard;
                }
            }
            let mut known: Vec<usize> = chosen.iter().map(|at| near[*at].message).collect();
            known.sort_unstable();
            marks.retain(|mark| known.binary_search(&mark.message).is_err());
            marks.extend(again.into_iter().flat_map(|(_, marks)| marks));
            marks.sort_by_key(|mark| mark.message);
        }
        let floors = ByRole::from_fn(|role| {
            let mut scores: Vec<f64> = marks
                .iter()
                .filter(|mark| messages[mark.message].role == role)
                .map(|mark| mark.score)
                .collect();
            scores.sort_by(|a, b| b.total_cmp(a));
            scores.get(KEPT).copied().unwrap_or(f64::NEG_INFINITY).max(self.settings.asks)
        });
        marks.retain(|mark| mark.is_stated || mark.score > *floors.get(messages[mark.message].role));
        Ok(marks)
    }

    /// Takes from each mark what its line counts less for being old, and returns the lines that have one.
    fn take_age(&self, dyad: &Dyad, marks: &mut [SignMark]) -> Vec<Near> {
        let messages = dyad.messages();
        let mut behind = ByRole::from_fn(|_| 0_usize);
        let mut at = messages.len();
        let mut near: Vec<Near> = Vec::new();
        for mark in marks.iter_mut().rev() {
            while at > mark.message {
                at -= 1;
                *behind.get_mut(messages[at].role) += usize::from(is_written(&messages[at]));
            }
            let lines = *behind.get(messages[mark.message].role) as f64;
            let old = (1.0 + lines / self.settings.depth).log2();
            mark.score -= old;
            match near.last_mut().filter(|last| last.message == mark.message) {
                Some(last) => last.is_stated |= mark.is_stated,
                None => near.push(Near {
                    message: mark.message,
                    score: mark.score,
                    is_stated: mark.is_stated,
                    old,
                }),
            }
        }
        near
    }

    /// Returns for each chosen line its score and marks with what its meaning says.
    fn hear_again(
        &self,
        dyad: &Dyad,
        near: &[Near],
        chosen: &[usize],
        seconds: &[Second],
    ) -> Vec<(f64, Vec<SignMark>)> {
        let mut room = Room::default();
        let heard = chosen.iter().zip(seconds).map(|(at, second)| {
            let Near { message, old, .. } = near[*at];
            let words = dyad.text(&dyad.messages()[message]).as_str();
            let sounds = self.ear.hear(words, Some(*second), &mut room);
            let score = sounds.score - old;
            (score, marks_of(message, sounds, old).collect())
        });
        heard.collect()
    }

    fn heed(&self, dyad: &Dyad, stride: Range<usize>) -> Vec<SignMark> {
        let (mut room, mut features, mut marks) = (Room::default(), Features::default(), Vec::new());
        for message in stride {
            let line = &dyad.messages()[message];
            if !is_written(line) {
                continue;
            }
            let words = dyad.text(line).as_str();
            let second = Second::of(&self.table.scores_with(words, &mut features));
            marks.extend(marks_of(message, self.ear.hear(words, Some(second), &mut room), 0.0));
        }
        marks
    }
}

/// Returns the places of so many lines of each person that rank highest; of alter twice as many as of ego.
fn nearest(dyad: &Dyad, near: &[Near], most: usize, may: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut chosen = Vec::new();
    for (role, most) in [(Role::Alter, most), (Role::Ego, most / 2)] {
        let mut places: Vec<usize> = (0..near.len())
            .filter(|at| dyad.messages()[near[*at].message].role == role && may(near[*at].message))
            .collect();
        places.sort_by(|a, b| {
            let rank = |at: usize| (near[at].is_stated, near[at].score);
            rank(*b).partial_cmp(&rank(*a)).unwrap_or(std::cmp::Ordering::Equal)
        });
        places.truncate(most);
        chosen.extend(places);
    }
    chosen
}

fn marks_of(message: usize, sounds: Sounds, old: f64) -> impl Iterator<Item = SignMark> {
    let score = sounds.score - old;
    sounds.signs.into_iter().map(move |sound| SignMark {
        message,
        sign: sound.sign,
        is_stated: sound.is_stated,
        level: sound.level,
        score,
        bytes: sound.bytes,
    })
}

/// Encodes lines on all cores; a line's vector does not depend on its company.
fn encode(encoder: &multilingual::Encoder, lines: &[&str]) -> Vec<multilingual::Vector> {
    /// Lines that one core takes at a time.
    const LINES: usize = 32;
    lines.par_chunks(LINES).flat_map_iter(|lines| encoder.encode(lines)).collect()
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
    let mut shown_words = std::collections::BTreeSet::new();
    for mark in asked {
        if suspects.len() == settings.most_asked {
            break;
        }
        // A line that stands there again and again is shown once.
        let words = plain_words(hearing.dyad.text(&hearing.dyad.messages()[mark.message]).as_str());
        if !shown_words.insert(words) {
            continue;
        }
        let kind = SuspectKind::of(mark.sign);
        suspects.push(Suspect { kind, quote: hearing.quote(&shown(mark)), score: mark.score });
    }
    suspects
}

/// Returns the letters of a line, small and without what stands between them.
fn plain_words(line: &str) -> String {
    line.chars()
        .filter(|c| !c.is_whitespace() && !c.is_ascii_punctuation())
        .flat_map(char::to_lowercase)
        .collect()
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
