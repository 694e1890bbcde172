//! Reads chat exports into ebb's messages.
//!
//! [`read`] takes one named file, finds its format among [`FORMATS`], and returns an [`Import`]: the messages, what
//! was noticed, and a tally in which every line of the file is accounted for. One damaged entry never makes a file
//! unreadable, and nothing here prints, logs or keeps the text of a message outside of the export itself.
//!
//! Left to other steps: pairing two people (a group is read like any chat), time zones, merging several files.

mod date_order;
mod day_and_clock;
mod decode;
mod error;
mod format;
mod formats;
mod notice;
mod source;
mod stamp;
mod table;

pub use date_order::DateOrder;
pub use decode::ChatText;
pub use error::{ImportError, OtherFile, TwoReadings};
pub use format::{Format, Head, Import, ReadSettings, Recognition, Tally};
pub use formats::FORMATS;
pub use notice::{Notice, NoticeKind};
pub use source::Source;

/// Reads one file.
///
/// # Errors
/// When the file is no chat, cannot be opened, or leaves day and month open; see [`ImportError::hint`].
pub fn read(source: Source, settings: &ReadSettings) -> Result<Import, ImportError> {
    let wanted = settings.format.map(format_named).transpose()?;
    let candidates = match &wanted {
        Some(format) => std::slice::from_ref(format),
        None => FORMATS,
    };
    let text = source.into_text(candidates)?;
    let claims = |format: &&&dyn Format| format.recognise(&Head::of(&text)) == Recognition::Own;
    match (FORMATS.iter().find(claims), wanted) {
        (_, Some(format)) | (Some(&format), None) => format.read(text, settings),
        (None, None) => Err(ImportError::Unrecognised { name: text.name }),
    }
}

fn format_named(id: &'static str) -> Result<&'static dyn Format, ImportError> {
    FORMATS.iter().copied().find(|format| format.id() == id).ok_or_else(|| ImportError::UnknownFormat {
        id,
        known: FORMATS.iter().map(|format| format.id()).collect(),
    })
}
