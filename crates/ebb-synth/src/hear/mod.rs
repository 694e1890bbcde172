//! Training and measuring what hears: the table of words and letters, and the heads of statements.
//!
//! The lines stand in `lines/hear/`, invented by several hands; a hand that wrote test lines took no part in the training
//! that the test measures.

pub mod heads;
pub mod lines;
pub mod score;
pub mod table;
