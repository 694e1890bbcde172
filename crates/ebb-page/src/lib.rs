//! Every page of ebb: what it says is a function of a request and a [`visit::Visit`], with no transport in it.
//!
//! A transport hands a request to [`page::answer`] and does what the reply says. It also runs the work that takes a
//! while, wherever it likes: `ebb serve` in a thread, a browser in its worker. So this crate opens no file, starts no
//! thread and reads no clock, and it compiles for `wasm32-unknown-unknown`.

#![deny(missing_docs)]

pub mod page;
pub mod visit;
