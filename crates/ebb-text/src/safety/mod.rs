//! Hearing a no, danger and the young in a line of any language, as far as words go.
//!
//! Two ears listen to every line: phrases of the content and the table of words. Lines that these rank high are heard by
//! their meaning too, which puts them in a better order. What both hear, and what a plain
//! phrase hears alone, is stated. Everything else becomes a score, which only ranks: the lines that most look like a
//! no or danger are put before the user, who is asked. So nothing hangs on a threshold, and a line in a language or a
//! spelling that nobody thought of can still come to light.
//!
//! A joke, a quotation, somebody else's words and a "not" take from a phrase the power to state. An "if" does not: "if
//! you leave I will kill myself" is a threat as it stands.
//!
//! Source: docs/safety.md.

mod ear;
mod fold;
mod heads;
mod phrase;
mod spell;

pub use ear::{Ear, Level, Room, Second, Sound, Sounds};
pub use heads::{
    BOTH_DIMENSIONS, CLASSES, MEANING_DIMENSIONS, SignError, SignHeads, ToldSigns, line_text, sentence_text,
};
