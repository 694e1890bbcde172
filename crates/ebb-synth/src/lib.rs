//! Invented chats whose truth is known, for testing what ebb says about real ones.
//!
//! [`simulate`] makes a dyad by a process that is deliberately not the model ebb fits; [`plant`] puts a known
//! withdrawal into a real stream of times; [`metrics`] scores answers against the truth; [`whatsapp`] writes
//! a chat as an export; [`demo`] writes the example conversation that ships with ebb; [`reasons`] weighs reasons in worlds
//! whose truth is known.
//!
//! Nothing here is part of the program a person runs. Everything is repeatable: the same seed gives the same
//! bytes for one `Cargo.lock`.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test that fails should stop"))]

pub mod accounts;
pub mod artefact;
pub mod calibrate;
pub mod civil;
mod course;
pub mod demo;
mod dyad;
pub mod evaluate;
pub mod heads;
pub mod hear;
pub mod labelled_lines;
pub mod marked_lines;
pub mod metrics;
pub mod order;
pub mod plant;
pub mod planted;
pub mod reasons;
mod regime;
pub mod safety;
pub mod signs;
pub mod silence;
pub mod speed;
pub mod stories;
pub mod stream;
pub mod whatsapp;

pub use crate::dyad::{
    Clocks, Habit, Plans, SimulatedDyad, SimulationSettings, Truth, expected_ratio, simulate, simulate_again,
};
pub use crate::regime::{Effect, Regime, Severity, WhoFell};
pub use crate::stream::SimulatedRole;
