//! One case, from what a person has to a verdict: the door of ebb for other programs.
//!
//! A [`Case`] is a plain value: the files of a chat as named bytes, who is who, what the user answered and told, and
//! what they took out. [`Case::verdict`] reads, pairs, measures, hears and weighs, once:
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use ebb_case::{Case, Tools};
//!
//! let tools = Tools::load()?;
//! let chat = ebb_case::EXAMPLE.as_bytes().to_vec();
//! let case = Case::new().with_file("dana-and-alex.txt", chat).with_ego("Dana");
//! let verdict = case.verdict(&tools)?;
//!
//! let chat = verdict.of_chat().expect("there is a chat");
//! assert!(chat.course.claim.is_back_off());
//! // Nobody was asked yet whether it is safe to write, so that nobody is told to.
//! assert!(!verdict.judgement.gate.lets_writing());
//! # Ok(()) }
//! ```
//!
//! Without a chat it is the same path: a case of answers, or of the user's own words, has a verdict whose
//! [`timing`](ebb::verdict::Verdict::timing) is `None`.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use ebb::gate::GateState;
//! use ebb_case::{Case, Story, Tools};
//!
//! let tools = Tools::load()?;
//! let account = tools.understand("We met in May. Then he asked me not to write to him again.")?;
//! let case = Case::new().with_story(Story::presumed(account));
//! let verdict = case.verdict(&tools)?;
//! assert_eq!(verdict.judgement.gate.state(), GateState::Hold);
//! assert!(verdict.judgement.ranking.is_none());
//! # Ok(()) }
//! ```
//!
//! Fronts that ask a person in between take the same steps one by one: [`read`] the files, [`Chat::join`] the two
//! people, [`Listened::to`] their messages, which takes a while and is done once, and [`verdict`], which takes no time
//! and is done again whenever the user tells something.
//!
//! Nothing here opens a file, starts a thread or reads a clock, and it compiles for `wasm32-unknown-unknown`. What time it
//! is comes from the caller, as [`Now`]; [`Timing::observed`](ebb::verdict::Timing::observed) says which was taken.

#![deny(missing_docs)]

mod case;
mod chat;
mod event;
mod left_out;
mod listened;
mod story;
mod tools;

pub use case::{Case, CaseError};
pub use chat::{Chat, Read, read};
pub use event::{Against, Event, EventKind};
pub use left_out::{LeftOut, line_at, place_of};
pub use listened::{Listened, Now, NowError, Told, Words, verdict};
pub use story::Story;
pub use tools::{Tools, ToolsError, understand};

/// An invented conversation of Dana (ego) and Alex (alter), as a WhatsApp export: nobody is behind it.
pub const EXAMPLE: &str = include_str!("../../../content/demo/dana-and-alex.txt");
