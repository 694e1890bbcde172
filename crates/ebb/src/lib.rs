//! The reasoning of ebb.
pub mod change;
pub mod course;
pub mod dyad;
pub mod export;
pub mod finding;
#[cfg(test)]
mod golden;
pub mod measure;
pub mod message;
pub mod signal;
pub mod silence;
mod timeline;
