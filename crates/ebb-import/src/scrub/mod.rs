//! The same file with every letter of names and words replaced, to attach to a report of a fault.
//!
//! Marks, times, lengths, line breaks and emoji stay, and so do the words that an app writes by itself, which readers
//! look for. Names stay the same person throughout. The key is drawn anew for each file and kept nowhere. A scrubbed file
//! is read again before it is handed out: it has the same format, and as many messages at the same times.
//!
//! Left out: databases and folders, which are refused, and media in an archive, which are not carried over.

mod cipher;
mod json;
mod known;
mod lines;
mod markup;
mod table;
mod values;

use std::io::{self, Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::choose::{list, read};
use crate::collect::Listed;
use crate::decode::{DATABASE_START, decode};
use crate::error::ImportError;
use crate::format::{Head, Import, ReadSettings, Recognition};
use crate::formats::FORMATS;
use crate::notice::Notices;
use crate::source::{MOST_BYTES, Source, may_be_chat};

use cipher::Entities;
use known::Known;

/// A scrubbed file.
pub struct Scrubbed {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Messages in it, as many as in the file itself.
    pub messages: u64,
    /// Files of an archive that are no chat and were left out.
    pub left_out: usize,
}

impl std::fmt::Debug for Scrubbed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Scrubbed({} bytes, {} messages)", self.bytes.len(), self.messages)
    }
}

/// Why a file cannot be scrubbed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScrubError {
    /// The file cannot be read in the first place.
    #[error(transparent)]
    Unread(#[from] ImportError),
    /// A database has its words in places that only the app knows.
    #[error("`{name}` is a database, and ebb does not write databases")]
    Database {
        /// Name of the file or of the entry in the archive.
        name: String,
    },
    /// What came out is read in another way than the file itself.
    #[error("`{name}` is read in another way once its letters are replaced")]
    ReadsDifferently {
        /// Name of the file.
        name: String,
    },
    /// The archive or table cannot be written again.
    #[error("`{name}` cannot be written again: {cause}")]
    Unwritten {
        /// Name of the file.
        name: String,
        /// What went wrong.
        #[source]
        cause: io::Error,
    },
}

impl ScrubError {
    /// Returns what to do about it.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Unread(error) => error.hint(),
            Self::Database { .. } => {
                "Run `ebb convert` on it and scrub what that writes. Say in the report which app it is from."
                    .to_owned()
            }
            Self::ReadsDifferently { .. } => {
                "Take a few lines that show the fault, change the words by hand, and send those.".to_owned()
            }
            Self::Unwritten { .. } => "Unpack it, and scrub the file of the chat by itself.".to_owned(),
        }
    }
}

/// Replaces every letter of names and words in a file.
///
/// # Errors
/// When the file cannot be read, is a database, or would be read in another way after.
pub fn scrub(name: &str, bytes: Vec<u8>, settings: &ReadSettings) -> Result<Scrubbed, ScrubError> {
    let before = Shape::of(name, bytes.clone(), settings)?;
    let known = Known::of(&before.listed, before.import.as_ref());
    let (bytes, left_out) = if Source::from_bytes(name, bytes.clone()).is_zip() {
        archive(name, bytes, &known)?
    } else {
        (part(name, bytes, &known)?, 0)
    };
    let after = Shape::of(name, bytes.clone(), settings);
    match after {
        Ok(after) if after.is_like(&before) => {
            let messages = before.listed.iter().map(|chat| chat.messages).sum();
            Ok(Scrubbed { bytes, messages, left_out })
        }
        _ => Err(ScrubError::ReadsDifferently { name: name.to_owned() }),
    }
}

/// What a file is read as.
struct Shape {
    listed: Vec<Listed>,
    /// The messages, where the file holds one conversation or one was chosen.
    import: Option<Import>,
}

impl Shape {
    fn of(name: &str, bytes: Vec<u8>, settings: &ReadSettings) -> Result<Self, ImportError> {
        let listed = list(Source::from_bytes(name, bytes.clone()), settings)?;
        let import = match read(Source::from_bytes(name, bytes), settings) {
            Ok(import) => Some(import),
            Err(ImportError::SeveralConversations { .. } | ImportError::NoSuchConversation { .. }) => None,
            Err(error) => return Err(error),
        };
        Ok(Self { listed, import })
    }

    /// Returns whether two files have the same messages but for their words and the names of who wrote them.
    fn is_like(&self, other: &Self) -> bool {
        let spans = |shape: &Self| {
            let span = |chat: &Listed| (chat.messages, chat.first, chat.last, chat.format);
            let mut spans: Vec<_> = shape.listed.iter().map(span).collect();
            spans.sort_unstable();
            spans
        };
        let rows = |shape: &Self| {
            shape.import.as_ref().map(|import| {
                let rows = import.export.messages.iter();
                rows.map(|row| (row.time, row.kind, row.sender)).collect::<Vec<_>>()
            })
        };
        spans(self) == spans(other) && rows(self) == rows(other)
    }
}

/// How a file writes what it holds.
enum Container {
    Lines,
    Json(json::OuterKeys),
    /// A script that sets one variable to a list.
    Script,
    Xml,
    Html,
    Table,
}

fn part(name: &str, bytes: Vec<u8>, known: &Known) -> Result<Vec<u8>, ScrubError> {
    if bytes.starts_with(DATABASE_START) {
        return Err(ScrubError::Database { name: name.to_owned() });
    }
    let start: Vec<u8> = bytes[..2.min(bytes.len())].to_vec();
    let text = decode(name.to_owned(), bytes, Notices::default());
    let content = &text.content[text.start..];
    let scrubbed = match container(name, content) {
        Container::Lines => lines::scrub(content, known),
        Container::Json(outer) => json::scrub(content, known, outer),
        Container::Script => {
            let (variable, list) = content.split_at(content.find('[').unwrap_or(content.len()));
            variable.to_owned() + &json::scrub(list, known, json::OuterKeys::OfFormat)
        }
        Container::Xml => markup::scrub_xml(content, known),
        Container::Html => markup::scrub_html(content, known),
        Container::Table => table::scrub(content, known).map_err(|error| ScrubError::Unwritten {
            name: name.to_owned(),
            cause: io::Error::other(error),
        })?,
    };
    let marked = text.content[..text.start].to_owned() + &scrubbed;
    let units = || std::iter::once(0xFEFF).chain(marked.encode_utf16());
    Ok(match start[..] {
        [0xFF, 0xFE] => units().flat_map(u16::to_le_bytes).collect(),
        [0xFE, 0xFF] => units().flat_map(u16::to_be_bytes).collect(),
        _ => marked.into_bytes(),
    })
}

fn container(name: &str, content: &str) -> Container {
    let start = &content[..content.floor_char_boundary(Head::BYTES)];
    let head = Head::new(name, start.as_bytes(), start);
    let format = FORMATS.iter().find(|format| format.recognise(&head) == Recognition::Own);
    let id = format.map(|format| format.id()).unwrap_or_default();
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match (id, start.trim_start().as_bytes().first()) {
        ("whatsapp-text" | "line" | "kakaotalk-text" | "imessage-text", _) => Container::Lines,
        ("x", _) => Container::Script,
        ("snapchat" | "whatsapp-exporter", _) => Container::Json(json::OuterKeys::People),
        ("csv" | "chats-csv" | "kakaotalk-csv", _) => Container::Table,
        ("chatlab", _) | (_, Some(b'{')) => Container::Json(json::OuterKeys::OfFormat),
        (_, Some(b'[')) if id != "signal-export" => Container::Json(json::OuterKeys::OfFormat),
        ("sms-backup-xml", _) => Container::Xml,
        (_, Some(b'<')) => Container::Html,
        _ if ending == "csv" => Container::Table,
        _ => Container::Lines,
    }
}

/// Scrubs the chats of an archive, and leaves out all else.
fn archive(name: &str, bytes: Vec<u8>, known: &Known) -> Result<(Vec<u8>, usize), ScrubError> {
    let unwritten = |cause: io::Error| ScrubError::Unwritten { name: name.to_owned(), cause };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| unwritten(error.into()))?;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let mut left_out = 0;
    for place in 0..archive.len() {
        let entry = archive.by_index(place).map_err(|error| unwritten(error.into()))?;
        let path = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
        if entry.is_dir() {
            continue;
        }
        if !may_be_chat(&path) {
            left_out += 1;
            continue;
        }
        let mut bytes = Vec::new();
        entry.take(MOST_BYTES).read_to_end(&mut bytes).map_err(unwritten)?;
        let new_path = known.with_words_of_app(&path, Entities::None);
        let scrubbed = part(&path, bytes, known)?;
        out.start_file(new_path, SimpleFileOptions::default()).map_err(|error| unwritten(error.into()))?;
        out.write_all(&scrubbed).map_err(unwritten)?;
    }
    let bytes = out.finish().map_err(|error| unwritten(error.into()))?.into_inner();
    Ok((bytes, left_out))
}
