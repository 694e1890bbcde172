//! The questions that people bring, each answered first and in two sentences at most, from facts.
//!
//! An answer is content: for each question a list of variants, of which the first that fits the situation, the chosen
//! play and the facts that are known is given. "We cannot tell" is an answer to *why*, and never to *what now*.

pub mod returns;

use crate::play::{Class, Known, Play, Point, Situation, Slot, When};
use crate::wish::WantsToKnow;

/// One way to answer a question, as reviewed content.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// The situations that it fits.
    pub when: When,
    /// The kinds of step that it fits; empty where all do.
    pub classes: Vec<Class>,
    /// The facts that it cannot do without.
    pub needs: Vec<Slot>,
    /// The answer, two sentences at most, with tokens and slots.
    pub short: String,
    /// Why we say this.
    pub because: Vec<String>,
}

/// A question with the ways to answer it, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// The question.
    pub id: WantsToKnow,
    /// Its words as a heading.
    pub heading: String,
    /// The first that fits is given; the last fits every situation.
    pub variants: Vec<Variant>,
}

/// The answer to one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerTo {
    /// The question.
    pub id: WantsToKnow,
    /// Index of its variant in the catalog.
    pub variant: usize,
}

impl Variant {
    /// Returns whether this answer fits.
    #[must_use]
    pub fn fits(&self, point: &Point, class: Class, known: &Known) -> bool {
        self.when.fits(point)
            && (self.classes.is_empty() || self.classes.contains(&class))
            && self.needs.iter().all(|slot| known.has(*slot))
    }
}

/// Answers every question: the one that the user wants answered first stands first, the others in the order of
/// [`WantsToKnow::ALL`].
#[must_use]
pub fn answer(
    situation: &Situation,
    play: &Play,
    wants: Option<WantsToKnow>,
    wanted: &[Wanted],
) -> Vec<AnswerTo> {
    let (point, known) = (situation.coarse.point(), situation.known.looking_again(play));
    let mut answers: Vec<AnswerTo> = wanted
        .iter()
        .filter_map(|row| {
            let fits = |variant: &Variant| variant.fits(&point, play.class, &known);
            Some(AnswerTo { id: row.id, variant: row.variants.iter().position(fits)? })
        })
        .collect();
    answers.sort_by_key(|answer| Some(answer.id) != wants);
    answers
}
