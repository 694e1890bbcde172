//! The reasoning of ebb.
pub mod change;
pub mod dyad;
pub mod export;
#[cfg(test)]
mod golden;
pub mod measure;
pub mod message;
mod timeline;
