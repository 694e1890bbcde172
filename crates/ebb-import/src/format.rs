//! What a format is to ebb, and what a reader hands back.

use ebb::export::{Capabilities, Export};

use crate::date_order::DateOrder;
use crate::decode::ChatText;
use crate::error::ImportError;
use crate::notice::Notice;

/// One way a messenger or a tool writes its history to a file.
pub trait Format: Sync {
    /// Returns the stable name used on the command line and in results, for example `whatsapp-text`.
    fn id(&self) -> &'static str;

    /// Returns the name that people know it by.
    fn name(&self) -> &'static str;

    /// Returns how to obtain the file, one sentence for each step.
    fn how_to_export(&self) -> &'static [&'static str];

    /// Returns what this format can and cannot carry.
    fn capabilities(&self) -> Capabilities;

    /// Judges a file from its start; never reads further.
    fn recognise(&self, head: &Head<'_>) -> Recognition;

    /// Reads a whole file. A damaged entry becomes a notice.
    ///
    /// # Errors
    /// When no message can be read, or when the dates leave day and month open.
    fn read(&self, text: ChatText, settings: &ReadSettings) -> Result<Import, ImportError>;
}

/// Whether a format takes a file for its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recognition {
    /// The file is of this format.
    Own,
    /// It is not.
    Foreign,
}

impl Recognition {
    pub(crate) fn from_claim(is_own: bool) -> Self {
        if is_own { Self::Own } else { Self::Foreign }
    }
}

/// The start of a file: its name and at most [`Head::BYTES`] of its text.
#[derive(Clone, Copy)]
pub struct Head<'a> {
    /// Name of the file.
    pub name: &'a str,
    /// Its first lines, without a byte order mark. The last line may be cut.
    pub text: &'a str,
}

impl<'a> Head<'a> {
    /// How much of a file a format may look at before it decides, in bytes.
    pub const BYTES: usize = 64 * 1024;

    /// Takes the start of a text.
    #[must_use]
    pub fn of(text: &'a ChatText) -> Self {
        let end = text.content.floor_char_boundary(text.start + Self::BYTES);
        Self { name: &text.name, text: text.content.get(text.start..end).unwrap_or_default() }
    }
}

impl std::fmt::Debug for Head<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Head({}, {} bytes)", self.name, self.text.len())
    }
}

/// What the caller decides about a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadSettings {
    /// The order of day and month, when the person has said it; otherwise it is found in the file.
    pub date_order: Option<DateOrder>,
    /// The [`Format::id`] to read as; otherwise the format is recognised.
    pub format: Option<&'static str>,
}

impl ReadSettings {
    /// Returns settings that leave everything to the file.
    #[must_use]
    pub fn automatic() -> Self {
        Self { date_order: None, format: None }
    }
}

/// A file that was read.
#[derive(Debug, Clone)]
pub struct Import {
    /// Its messages.
    pub export: Export,
    /// What was noticed, one notice for each cause.
    pub notices: Vec<Notice>,
    /// What became of each line.
    pub tally: Tally,
}

/// What became of each line of a file. A file that ends with a line break has no empty last line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// All lines.
    pub lines: u64,
    /// Lines on which a message starts.
    pub message_lines: u64,
    /// Further lines of a message or of a system entry.
    pub continuation_lines: u64,
    /// Lines on which an entry of the app itself starts.
    pub system_lines: u64,
    /// Lines that name the columns of a table, the chat, or the day of the lines below.
    pub column_lines: u64,
    /// Lines that are blank outside of any message, or damaged.
    pub skipped_lines: u64,
    /// Entries that were left out; each has one or more skipped lines and a notice.
    pub skipped_entries: u64,
}

impl Tally {
    /// Returns whether every line is accounted for exactly once.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.lines
            == self.message_lines
                + self.continuation_lines
                + self.system_lines
                + self.column_lines
                + self.skipped_lines
    }
}

/// Returns the number of lines of a text.
pub(crate) fn count_lines(bytes: &[u8]) -> u64 {
    let breaks = memchr::memchr_iter(b'\n', bytes).count() as u64;
    breaks + u64::from(!bytes.is_empty() && !bytes.ends_with(b"\n"))
}
