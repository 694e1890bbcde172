//! The local page: the six steps in a browser, on this computer only.
//!
//! [`serve`] is the transport: it listens on the loopback address, checks who asks, takes uploads to memory and runs
//! what takes a while in a thread. What a page says is decided in `ebb-page`. Nothing is written to disk; closing the
//! program leaves nothing.

#![deny(missing_docs)]

mod guard;
mod idle;
mod listening;
mod transport;

pub use transport::{Loopback, Opening, ServeError, serve};
