//! The local page: the six steps in a browser, on this computer only.
//!
//! [`serve`] is the transport: it listens on the loopback address, checks who asks, and takes uploads to memory. What
//! a page says is decided in [`page`], a function of a request and a [`visit::Visit`] with nothing of the transport
//! in it. Nothing is written to disk; closing the program leaves nothing.

#![deny(missing_docs)]

mod guard;
pub mod page;
mod transport;
pub mod visit;

pub use transport::{Loopback, Opening, ServeError, serve};
