//! Reading words: what messages and the user's own account say, with the doubt that text deserves.

#![deny(missing_docs)]

mod encoder;
mod forms;
pub mod heads;
mod pattern;
mod rules;
mod spelling;
mod tokenizer;

pub use encoder::{DIMENSIONS, Encoder, EncoderError, Vector};
pub use heads::Heads;
pub use pattern::PatternError;
pub use rules::{Hit, Rules, Scratch};
