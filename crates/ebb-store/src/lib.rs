//! The kept case: everything of one case in one encrypted file, if the user wants that. Nothing is kept otherwise.
//!
//! A [`StoredCase`] is a plain value with types of its own. [`seal()`] makes one file of it in the `age` format, and
//! [`open()`] reads it; [`StoredCase::read`] and [`StoredCase::told`] give what [`ebb_case`] judges. Each verdict is kept
//! in short as a [`StoredLook`], and [`ebb::look::Since`] says what moved from one to the next.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use ebb_store::{Kept, Passphrase, StoredCase, Work, open, seal};
//!
//! let mut case = StoredCase::default();
//! case.people.ego = vec!["Dana".to_owned()];
//! case.add("dana-and-alex.txt", ebb_case::EXAMPLE.as_bytes().to_vec())?;
//! let passphrase = Passphrase::new("kettle umbrella seventeen north");
//! let file = seal(&case, &passphrase, Work::LEAST)?;
//! assert_eq!(open(&file, &passphrase)?, case);
//! # Ok(()) }
//! ```
//!
//! Nothing here opens a file, reads a clock or shows words: writing the bytes where they belong is the business of the
//! program, and it compiles for `wasm32-unknown-unknown`.

#![deny(missing_docs)]

mod calendar;
mod kept;
mod look;
mod restore;
mod seal;
mod sheet;
mod stored;
#[cfg(feature = "strength")]
mod strength;
mod times;

pub use calendar::{CalendarDay, calendar};
pub use kept::Kept;
pub use look::StoredLook;
pub use restore::RestoreError;
pub use seal::{Passphrase, StoreError, VERSION, Work, open, seal};
pub use sheet::Sheet;
pub use stored::{
    Content, Decision, Ended, Keeping, KeptEvent, KeptLine, KeptPeople, KeptSource, KeptStory, Mood, Note,
    Outcome, StoredCase,
};
#[cfg(feature = "strength")]
pub use strength::{Strength, strength};
pub use times::Times;
