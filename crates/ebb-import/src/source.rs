//! One named file, plain or zipped, and the chat text in it.
//!
//! A zip is never unpacked to disk and never held whole: its list of entries is read from the end, the entries that
//! may be a chat are looked into, and the one chat is unpacked under limits. Media, archives inside the archive and
//! entries whose path climbs out of it are passed over.

use std::fmt;
use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek};
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use crate::decode::{ChatText, decode, refuse_other_files};
use crate::error::ImportError;
use crate::format::{Format, Head, Recognition};
use crate::notice::{NoticeKind, Notices};

/// Most bytes of text that are read. A text is held in memory once, and 2 GiB is over thirty million messages.
const MOST_BYTES: u64 = 2 << 30;
/// Ratio of unpacked to packed size from which an entry counts as a bomb. Chats pack at about 1 : 4.
const MOST_RATIO: u64 = 200;
/// Unpacked size up to which any ratio is harmless.
const RATIO_FREE_BYTES: u64 = 10 << 20;
/// Most entries that are looked into for a chat; an export holds one.
const MOST_CANDIDATES: usize = 2_000;

const ZIP_START: &[u8] = b"PK\x03\x04";
const EMPTY_ZIP_START: &[u8] = b"PK\x05\x06";

/// One named file, opened but not yet read.
pub struct Source {
    name: String,
    content: Content,
}

enum Content {
    Plain(Vec<u8>),
    ZipFile(BufReader<File>),
    ZipBytes(Cursor<Vec<u8>>),
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = match &self.content {
            Content::Plain(bytes) => format!("{} bytes", bytes.len()),
            Content::ZipFile(_) | Content::ZipBytes(_) => "zip".to_owned(),
        };
        write!(f, "Source({}, {shown})", self.name)
    }
}

impl Source {
    /// Opens a file. A plain file is read whole; a zip stays on disk.
    ///
    /// # Errors
    /// When the file cannot be opened or read, or is larger than 2 GiB and no zip.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, ImportError> {
        let path = path.as_ref();
        let name = path
            .file_name()
            .unwrap_or(path.as_os_str())
            .to_string_lossy()
            .into_owned();
        let unreadable = |cause| ImportError::Unreadable {
            name: name.clone(),
            cause,
        };
        let mut file = File::open(path).map_err(unreadable)?;
        let mut bytes = Vec::new();
        (&mut file).take(4).read_to_end(&mut bytes).map_err(unreadable)?;
        if is_zip(&bytes) {
            file.rewind().map_err(unreadable)?;
            return Ok(Self {
                name,
                content: Content::ZipFile(BufReader::new(file)),
            });
        }
        let expected = file.metadata().map_or(0, |about| about.len()).min(MOST_BYTES);
        bytes.reserve(usize::try_from(expected).unwrap_or_default());
        file.take(MOST_BYTES)
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(ImportError::TooLarge {
                name,
                limit: MOST_BYTES,
            });
        }
        Ok(Self {
            name,
            content: Content::Plain(bytes),
        })
    }

    /// Takes the bytes of a file that is already in memory.
    #[must_use]
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        let content = if is_zip(&bytes) {
            Content::ZipBytes(Cursor::new(bytes))
        } else {
            Content::Plain(bytes)
        };
        Self {
            name: name.into(),
            content,
        }
    }

    /// Returns the name of the file, without its folder.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the text of the chat: the file itself, or the entry of the archive that one of `formats` claims.
    pub(crate) fn into_text(self, formats: &[&dyn Format]) -> Result<ChatText, ImportError> {
        let text = match self.content {
            Content::Plain(bytes) => {
                refuse_other_files(&self.name, head_of(&bytes))?;
                decode(self.name, bytes, Notices::default())
            }
            Content::ZipFile(file) => unpack(&self.name, file, formats)?,
            Content::ZipBytes(bytes) => unpack(&self.name, bytes, formats)?,
        };
        if text.content.len() as u64 > MOST_BYTES {
            return Err(ImportError::TooLarge {
                name: text.name,
                limit: MOST_BYTES,
            });
        }
        Ok(text)
    }
}

fn is_zip(start: &[u8]) -> bool {
    start.starts_with(ZIP_START) || start.starts_with(EMPTY_ZIP_START)
}

fn head_of(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(Head::BYTES)]
}

/// An entry of an archive that may be a chat.
struct Candidate {
    index: usize,
    entry: String,
    packed: u64,
    size: u64,
}

fn unpack<R: Read + Seek>(name: &str, reader: R, formats: &[&dyn Format]) -> Result<ChatText, ImportError> {
    let mut archive = ZipArchive::new(reader).map_err(|error| zip_error(name, "", error))?;
    let candidates = list_candidates(name, &mut archive)?;
    let mut chats = Vec::new();
    for candidate in candidates {
        let start = read_entry(name, &mut archive, &candidate, Head::BYTES as u64)?;
        if refuse_other_files(&candidate.entry, &start).is_ok() {
            let text = decode(candidate.entry.clone(), start, Notices::default());
            if formats
                .iter()
                .any(|format| format.recognise(&Head::of(&text)) == Recognition::Own)
            {
                chats.push(candidate);
            }
        }
    }
    let mut notices = Notices::default();
    if chats.len() > 1 {
        notices.add_many(NoticeKind::SeveralChats, None, chats.len() as u64);
    }
    let Some(chat) = chats
        .into_iter()
        .max_by_key(|chat| (chat.entry.ends_with("_chat.txt"), chat.size))
    else {
        return Err(ImportError::ZipWithoutChat {
            name: name.to_owned(),
            entries: archive.len(),
        });
    };
    let bytes = read_entry(name, &mut archive, &chat, MOST_BYTES + 1)?;
    let bomb_from = RATIO_FREE_BYTES.max(chat.packed.saturating_mul(MOST_RATIO));
    if bytes.len() as u64 > bomb_from {
        return Err(ImportError::ZipBomb {
            name: name.to_owned(),
            entry: chat.entry,
            limit: MOST_RATIO,
        });
    }
    if bytes.len() as u64 > MOST_BYTES {
        return Err(ImportError::TooLarge {
            name: chat.entry,
            limit: MOST_BYTES,
        });
    }
    Ok(decode(name.to_owned(), bytes, notices))
}

fn list_candidates<R: Read + Seek>(
    name: &str,
    archive: &mut ZipArchive<R>,
) -> Result<Vec<Candidate>, ImportError> {
    let mut candidates = Vec::new();
    let mut locked = None;
    for index in 0..archive.len() {
        let entry = archive
            .by_index_raw(index)
            .map_err(|error| zip_error(name, "", error))?;
        let path = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
        let file = path.rsplit('/').next().unwrap_or_default();
        let ending = file
            .rsplit_once('.')
            .map(|(_, ending)| ending.to_ascii_lowercase());
        let may_be_chat =
            matches!(ending.as_deref(), Some("txt" | "csv" | "jsonl")) && !file.starts_with("._");
        let is_outside = path.split('/').any(|part| part == ".." || part == "__MACOSX");
        if !entry.is_file() || !may_be_chat || is_outside {
            continue;
        }
        if entry.encrypted() {
            locked.get_or_insert(path);
        } else if candidates.len() < MOST_CANDIDATES {
            let (packed, size) = (entry.compressed_size(), entry.size());
            candidates.push(Candidate {
                index,
                entry: path,
                packed,
                size,
            });
        }
    }
    match locked {
        Some(entry) if candidates.is_empty() => Err(ImportError::ZipLocked {
            name: name.to_owned(),
            entry,
        }),
        _ => Ok(candidates),
    }
}

/// Reads at most `most` bytes of an entry, and stops early at a size no honest text of its packed size has.
fn read_entry<R: Read + Seek>(
    name: &str,
    archive: &mut ZipArchive<R>,
    candidate: &Candidate,
    most: u64,
) -> Result<Vec<u8>, ImportError> {
    let entry = archive
        .by_index(candidate.index)
        .map_err(|error| zip_error(name, &candidate.entry, error))?;
    let bomb_from = RATIO_FREE_BYTES.max(candidate.packed.saturating_mul(MOST_RATIO));
    let most = most.min(bomb_from.saturating_add(1));
    // The size an archive states may be a lie, so it reserves no more than the limits allow.
    let mut bytes = Vec::with_capacity(usize::try_from(candidate.size.min(most)).unwrap_or_default());
    entry
        .take(most)
        .read_to_end(&mut bytes)
        .map_err(|_| ImportError::ZipDamaged {
            name: name.to_owned(),
            cause: "an entry does not unpack",
        })?;
    Ok(bytes)
}

fn zip_error(name: &str, entry: &str, error: ZipError) -> ImportError {
    let name = name.to_owned();
    match error {
        ZipError::Io(cause) => ImportError::Unreadable { name, cause },
        ZipError::InvalidPassword | ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            ImportError::ZipLocked {
                name,
                entry: entry.to_owned(),
            }
        }
        ZipError::CompressionMethodNotSupported(_) => ImportError::ZipDamaged {
            name,
            cause: "an entry is packed in an unknown way",
        },
        ZipError::InvalidArchive(_)
        | ZipError::UnsupportedArchive(_)
        | ZipError::FileNotFound
        | ZipError::DecompressedSizeLimitExceeded { .. }
        | ZipError::DecompressedSizeUnknown
        | _ => ImportError::ZipDamaged {
            name,
            cause: "its list of entries cannot be read",
        },
    }
}
