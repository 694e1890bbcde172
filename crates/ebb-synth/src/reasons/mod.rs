//! How well reasons are weighed, in invented worlds where the true reason is known.
//!
//! A [`World`] is made from reviewed content: how often each finding is made and each answer given under each reason.
//! It can agree with the content or depart from it: truth half as strong as judged, noise on every cell, findings that
//! come together, several reasons at once. [`evidence_tables`] scores rules of weighing in such worlds,
//! [`question_tables`] scores orders of asking, and [`ranks()`] checks the arithmetic by simulation.
//!
//! What is left out: whether the content is right about real people. No invented world can show that.

mod asking;
mod noisy_or;
mod ranks;
mod rules;
mod scores;
mod tables;
mod world;

pub use asking::{Asked, Policy, ask};
pub use noisy_or::{NoisyOr, ONLY_PRESENT, Shown};
pub use ranks::{RANK_BINS, RankCheck, ranks};
pub use rules::{Rule, catalog_of, exclusive};
pub use scores::{Scores, scores};
pub use tables::{evidence_tables, power_table, question_tables, rank_table};
pub use world::{Case, Causes, Departure, Sight, World};

/// Number of reasons.
pub const REASONS: usize = ebb::reason::ReasonId::ALL.len();

/// A probability for each reason, in the order of [`ebb::reason::ReasonId::ALL`].
pub type ByReason = [f64; REASONS];

/// Returns weights scaled to a sum of 1.
#[must_use]
pub(crate) fn normalised(weights: ByReason) -> ByReason {
    let total: f64 = weights.iter().sum();
    weights.map(|weight| weight / total)
}
