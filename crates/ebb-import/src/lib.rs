//! Reads chat exports into ebb's messages.
//!
//! [`read`] takes one file, folder or zip, finds its format among [`FORMATS`], and returns an [`Import`]: the messages,
//! what was noticed, and a tally in which every line or entry is accounted for. Where the source holds several
//! conversations, [`list`] names them and [`ReadSettings::conversation`] chooses. One damaged entry never makes a file
//! unreadable, and nothing here prints, logs or keeps the text of a message outside of the export itself.
//!
//! [`scrub()`] writes a file again without its words, for a report of a fault.
//!
//! Left to other steps: pairing two people (a group is read like any chat), time zones, merging several imports.

mod calendar;
mod choose;
mod cldr;
mod collect;
mod date_order;
mod day_and_clock;
mod decode;
mod error;
mod format;
mod formats;
mod gaps;
mod html;
mod json;
mod kinds;
mod mail;
mod notice;
pub mod people;
mod reactions;
mod scrub;
mod source;
#[cfg(feature = "sqlite")]
mod sqlite;
mod stamp;
mod table;
mod written_moment;
mod zone;

pub use choose::{list, read, read_each};
pub use collect::{Collector, Listed, Size};
pub use date_order::DateOrder;
pub use decode::ChatText;
pub use error::{ImportError, LockedApp, OtherFile, TwoReadings};
pub use format::{Checked, Format, Head, Import, ReadSettings, Recognition, Tally, Unit};
pub use formats::FORMATS;
pub use kinds::{KnownKind, known_kinds};
pub use notice::{Notice, NoticeKind};
pub use scrub::{ScrubError, Scrubbed, scrub};
pub use source::{PartReader, Parts, Source};
pub use zone::Offsets;
