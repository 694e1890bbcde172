//! Tells a verdict: the sixth step.
//!
//! [`text`] for a terminal and [`json`] for other programs. Both word the same [`ebb::verdict::Verdict`] with the
//! same [`words::Words`]; no number is computed here that the verdict does not hold.

#![deny(missing_docs)]

pub mod json;
pub mod text;
mod tide;
pub mod words;

pub use words::{Pronouns, Words};
