//! Reading words: what messages and the user's own account say, with the doubt that text deserves.

#![deny(missing_docs)]

pub mod chat;
mod encoder;
mod forms;
pub mod heads;
pub mod multilingual;
mod pattern;
mod rules;
pub mod safety;
pub mod said;
mod sentences;
mod spelling;
pub mod story;
pub mod table;
mod tokenizer;

pub use encoder::{DIMENSIONS, Encoder, EncoderError, Vector};
pub use heads::Heads;
pub use pattern::PatternError;
pub use rules::{Hit, Rules, Scratch};
