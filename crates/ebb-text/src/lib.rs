//! Reading words: what messages and the user's own account say, with the doubt that text deserves.

#![deny(missing_docs)]

pub mod accounts;
pub mod chat;
#[cfg(feature = "encoder")]
mod encoder;
#[cfg(not(feature = "encoder"))]
#[path = "no_encoder.rs"]
mod encoder;
mod forms;
pub mod heads;
pub mod linear;
pub mod multilingual;
mod pattern;
mod rules;
pub mod safety;
pub mod said;
mod sentences;
mod spelling;
pub mod story;
pub mod table;
#[cfg(feature = "encoder")]
mod tokenizer;
mod vector;

pub use encoder::{Encoder, EncoderError};
pub use heads::Heads;
pub use pattern::PatternError;
pub use rules::{Hit, Rules, Scratch};
pub use vector::{DIMENSIONS, Vector};

/// Returns the sentences of a text, in order, without the blanks around them.
#[must_use]
pub fn sentences_of(text: &str) -> Vec<&str> {
    sentences::split(text).into_iter().map(|bytes| &text[bytes]).collect()
}
