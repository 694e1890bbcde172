//! The reasoning of ebb: from two people's messages to a verdict.
//!
//! Six steps lead from a file to what is told. Two are elsewhere: *read* (`ebb-import`) yields an
//! [`export::Export`], and *tell* (`ebb-report`) takes a [`verdict::Verdict`]. The four in between are here:
//!
//! 1. *pair*: [`dyad::pair`] joins exports into a [`dyad::Dyad`];
//! 2. *measure*: [`measure::measure`] counts, day by day and person by person;
//! 3. *detect*: [`change::detect`] weighs whether, and who, changed; [`course::course`] says what may be claimed;
//! 4. *weigh*: [`reason::weigh`] weighs twelve reasons by the [`finding`]s, and [`guidance`] chooses what to do now.
//!
//! [`analyse()`] runs them in order. Every type is a plain value, complete when made; no step edits an earlier one's.
//! This crate opens no file, no connection and no window, reads no clock and draws no ambient randomness: the same
//! dyad and the same [`catalog::Catalog`] give the same verdict.

#![deny(missing_docs)]

mod analyse;
pub mod answers_to;
pub mod catalog;
pub mod change;
pub mod course;
pub mod cue;
pub mod draft;
pub mod dyad;
pub mod export;
pub mod figure;
pub mod finding;
pub mod gate;
#[cfg(test)]
mod golden;
pub mod guidance;
pub mod happened;
pub mod heard;
pub mod help;
pub mod history;
pub mod interest;
pub mod interview;
pub mod judgement;
pub mod look;
pub mod lookahead;
pub mod lookalike;
pub mod measure;
pub mod message;
pub mod need;
pub mod order;
pub mod play;
pub mod question;
pub mod reason;
pub mod roles;
pub mod safety;
pub mod signal;
pub mod silence;
pub mod stage;
pub mod statement;
mod timeline;
pub mod verdict;
pub mod wish;

pub use analyse::analyse;
