//! What a format is to ebb, and what a reader hands back.

use std::sync::OnceLock;

use ebb::export::{Capabilities, Export, SenderId};

use crate::collect::Collector;
use crate::date_order::DateOrder;
use crate::decode::ChatText;
use crate::error::ImportError;
use crate::json::Outline;
use crate::notice::Notice;
use crate::source::Parts;
use crate::zone::Offsets;

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

    /// Returns what the reader was held against.
    fn checked(&self) -> Checked;

    /// Judges a file from its start; never reads further.
    fn recognise(&self, head: &Head<'_>) -> Recognition;

    /// Reads the parts this format has claimed, conversation by conversation. A damaged entry becomes a notice.
    ///
    /// # Errors
    /// When a part cannot be opened or holds no entry at all, or when the dates leave day and month open.
    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError>;
}

/// What a reader was held against before it was trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Checked {
    /// Files that the app or tool itself wrote, or that another project keeps as its sample.
    OnSamples,
    /// The description of the format only: no such file was at hand.
    FromDescription,
}

impl Checked {
    /// Returns what to tell a reader, for example `from its description only`.
    #[must_use]
    pub fn told(self) -> &'static str {
        match self {
            Self::OnSamples => "checked on real samples",
            Self::FromDescription => "from its description only",
        }
    }
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

/// The start of a file: its name and at most [`Head::BYTES`] of it.
pub struct Head<'a> {
    /// Name of the file, or its path in an archive or folder.
    pub name: &'a str,
    /// Its first bytes.
    pub bytes: &'a [u8],
    /// Its first lines, without a byte order mark. The last line may be cut.
    pub text: &'a str,
    outline: OnceLock<Outline>,
}

impl<'a> Head<'a> {
    /// How much of a file a format may look at before it decides, in bytes.
    pub const BYTES: usize = 64 * 1024;

    /// Takes the start of a text.
    #[must_use]
    pub fn of(text: &'a ChatText) -> Self {
        let end = text.content.floor_char_boundary(text.start + Self::BYTES);
        let start = text.content.get(text.start..end).unwrap_or_default();
        Self { name: &text.name, bytes: start.as_bytes(), text: start, outline: OnceLock::new() }
    }

    /// Takes the start of a file, with its bytes and what they say as text.
    #[must_use]
    pub fn new(name: &'a str, bytes: &'a [u8], text: &'a str) -> Self {
        Self { name, bytes, text, outline: OnceLock::new() }
    }

    /// Takes the start of a JSON file whose outline was read beyond it.
    pub(crate) fn with_outline(self, outline: Outline) -> Self {
        Self { outline: OnceLock::from(outline), ..self }
    }

    /// Returns whether the file is JSON that goes on after this start.
    pub(crate) fn is_cut_json(&self) -> bool {
        self.bytes.len() >= Self::BYTES && self.text.trim_start().starts_with(['{', '['])
    }

    /// Returns which keys stand where, as far as the start shows, when the file is JSON.
    pub(crate) fn outline(&self) -> &Outline {
        self.outline.get_or_init(|| Outline::of(self.text.as_bytes()))
    }
}

impl std::fmt::Debug for Head<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Head({}, {} bytes)", self.name, self.bytes.len())
    }
}

/// What the caller decides about a reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadSettings {
    /// The order of day and month, when the person has said it; otherwise it is found in the file.
    pub date_order: Option<DateOrder>,
    /// The [`Format::id`] to read as; otherwise the format is recognised.
    pub format: Option<&'static str>,
    /// Names by which one conversation of several is chosen: its title, a person in it, or a number.
    pub conversation: Vec<String>,
}

impl ReadSettings {
    /// Returns settings that leave everything to the file.
    #[must_use]
    pub fn automatic() -> Self {
        Self { date_order: None, format: None, conversation: Vec::new() }
    }
}

/// One conversation that was read.
#[derive(Debug, Clone)]
pub struct Import {
    /// Its messages.
    pub export: Export,
    /// Its title, where the file gives one.
    pub title: Option<String>,
    /// The person whose export this is, where the file says so.
    pub owner: Option<SenderId>,
    /// How far the clock of the exporting device was ahead of UTC, where the file tells both.
    pub offsets: Offsets,
    /// What was noticed, one notice for each cause.
    pub notices: Vec<Notice>,
    /// What became of each line or entry.
    pub tally: Tally,
}

/// What a file is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Unit {
    /// Lines. A file that ends with a line break has no empty last line.
    #[default]
    Line,
    /// Entries of a structure: messages, calls, reactions with a person and a time of their own.
    Entry,
}

impl Unit {
    /// Returns the word for one, for example `line`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Entry => "entry",
        }
    }
}

/// What became of each line of a text, or each entry of a structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// What is counted.
    pub unit: Unit,
    /// All of them.
    pub all: u64,
    /// Those on which a message starts.
    pub messages: u64,
    /// Further lines of a message or of a system entry, and entries that only change an earlier one.
    pub continuations: u64,
    /// Those on which an entry of the app itself starts.
    pub system: u64,
    /// Lines that name the columns of a table, the chat, or the day of the lines below.
    pub columns: u64,
    /// Entries that stand twice in the file and count once.
    pub repeated: u64,
    /// Entries of conversations that were not chosen.
    pub elsewhere: u64,
    /// Lines that are blank outside of any message, and what is damaged.
    pub skipped: u64,
    /// Entries that were left out; each has one or more skipped lines and a notice.
    pub skipped_entries: u64,
}

impl Tally {
    /// Returns whether every line or entry is accounted for exactly once.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.all
            == self.messages
                + self.continuations
                + self.system
                + self.columns
                + self.repeated
                + self.elsewhere
                + self.skipped
    }
}

/// Returns the number of lines of a text.
pub(crate) fn count_lines(bytes: &[u8]) -> u64 {
    let breaks = memchr::memchr_iter(b'\n', bytes).count() as u64;
    breaks + u64::from(!bytes.is_empty() && !bytes.ends_with(b"\n"))
}
