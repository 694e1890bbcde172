//! The reasoning of ebb.
pub mod export;
pub mod message;
