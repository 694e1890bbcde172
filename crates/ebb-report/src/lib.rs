//! Tells a verdict: the sixth step.
//!
//! [`text`] for a terminal, [`json`] for other programs, [`html`] for a file that one keeps, with charts from [`svg`].
//! All word the same [`ebb::verdict::Verdict`] with the
//! same [`words::Words`]; no number is computed here that the verdict does not hold.

#![deny(missing_docs)]

pub mod help;
pub mod html;
pub mod json;
pub mod needs;
pub mod plays;
pub mod since;
pub mod svg;
pub mod text;
mod tide;
pub mod words;

pub use words::{Pronouns, Words};
