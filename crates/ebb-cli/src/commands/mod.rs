//! One file for each command.

pub(crate) mod analyze;
pub(crate) mod ask;
mod batch;
pub(crate) mod case;
pub(crate) mod completions;
pub(crate) mod convert;
pub(crate) mod cues;
pub(crate) mod demo;
pub(crate) mod draft;
pub(crate) mod explain;
pub(crate) mod formats;
pub(crate) mod man;
pub(crate) mod scrub;
pub(crate) mod serve;
mod shares;
pub(crate) mod silence;
pub(crate) mod start;
pub(crate) mod story;
