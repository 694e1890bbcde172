//! All of ebb in a browser, with no server.
//!
//! A worker of the page holds this module and with it the [`Session`]: the visit, and work that is under way. The
//! script of the page takes over links and forms, and hands each as a [`Request`] to the worker. What a page says is
//! decided in `ebb-page`, as under `ebb serve`.
//!
//! [`boundary`] is what the worker calls. The rest is plain Rust and is tested as such.

#![deny(missing_docs)]

pub mod boundary;
mod session;
mod wire;

pub use session::{Answer, Next, Session};
pub use wire::{Kind, Request};
