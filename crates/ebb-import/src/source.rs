//! What a person gives: one file, a folder or a zip, and the parts in it that may be chats.
//!
//! A plain file is read as it is needed, never whole before its format is known. A zip is never unpacked to disk and
//! never held whole: its list of entries is read from the end, and what is read of an entry is unpacked under limits.
//! Media, archives inside the archive and entries whose path climbs out of it are passed over.

use std::cell::Cell;
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::{Path, PathBuf};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::decode::{ChatText, decode, head_text};
use crate::error::ImportError;
use crate::format::Head;
use crate::mail;
use crate::notice::Notices;

/// Most bytes of text that are held. A text is held in memory once, and 2 GiB is over thirty million messages.
pub(crate) const MOST_BYTES: u64 = 2 << 30;
/// Ratio of unpacked to packed size from which an entry counts as a bomb. Chats pack at about 1 : 4.
const MOST_RATIO: u64 = 200;
/// Unpacked size up to which any ratio is harmless.
const RATIO_FREE_BYTES: u64 = 10 << 20;
/// Most parts that are looked into for chats; a whole account has some thousands.
const MOST_PARTS: usize = 50_000;
/// Most bytes of a file that wraps chats, where it is taken into memory.
const MOST_WRAPPED: u64 = 1 << 30;
/// Most wrappings around a chat: a zip in a mail in a zip.
const MOST_WRAPPINGS: usize = 3;
/// Deepest folder inside a folder that is looked into.
const MOST_DEPTH: usize = 12;

/// The file of the chat in an archive of WhatsApp on an iPhone.
const NAME_OF_CHAT: &str = "_chat.txt";

/// Name of the database of messages in a backup of an iPhone.
pub(crate) const NAME_IN_BACKUP: &str = "3d0d7e5fb2ce288813306e4d4636395e047a3d28";

const ZIP_START: &[u8] = b"PK\x03\x04";
const EMPTY_ZIP_START: &[u8] = b"PK\x05\x06";

/// Endings of files that may be a chat or belong to one.
const CHAT_ENDINGS: &[&str] =
    &["txt", "csv", "json", "js", "jsonl", "ndjson", "html", "htm", "xml", "md", "db", "sqlite", "sqlite3"];

/// One file, folder or zip, opened but not yet read.
pub struct Source {
    name: String,
    root: Root,
    /// Zips that are open: what was given, and those in it.
    archives: Vec<ZipArchive<ZipReader>>,
    /// Files that are in memory: what was given, and what was taken out of mails and documents.
    held: Vec<Vec<u8>>,
    parts: Vec<Entry>,
    /// Files in it, chats or not.
    files: usize,
    locked: Option<String>,
    archives_inside: Option<String>,
    size: u64,
    problem: Option<ImportError>,
}

/// What was given.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Root {
    File,
    Folder,
    Zip,
}

/// A file in a folder, a zip or alone.
struct Entry {
    /// Path inside the source, with `/`; the name of the file when it is alone.
    path: String,
    size: u64,
    packed: u64,
    place: Place,
}

enum Place {
    /// Among [`Source::held`].
    Memory(usize),
    Disk(PathBuf),
    Zip {
        /// Among [`Source::archives`].
        archive: usize,
        entry: usize,
    },
}

enum ZipReader {
    File(BufReader<File>),
    Bytes(Cursor<Vec<u8>>),
}

impl Read for ZipReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(into),
            Self::Bytes(bytes) => bytes.read(into),
        }
    }
}

impl Seek for ZipReader {
    fn seek(&mut self, to: io::SeekFrom) -> io::Result<u64> {
        match self {
            Self::File(file) => file.seek(to),
            Self::Bytes(bytes) => bytes.seek(to),
        }
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({}, {} parts)", self.name, self.parts.len())
    }
}

impl Source {
    /// Opens a file, a folder or a zip. Nothing is read but what tells which of them it is.
    ///
    /// # Errors
    /// When it cannot be opened, or is a zip whose list of entries cannot be read.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, ImportError> {
        let path = path.as_ref();
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let unreadable = |cause| ImportError::Unreadable { name: name.clone(), cause };
        let about = std::fs::metadata(path).map_err(unreadable)?;
        if about.is_dir() {
            let mut source = Self::empty(name, Root::Folder);
            source.list_folder(path, "", 0);
            return Ok(source);
        }
        let mut file = File::open(path).map_err(unreadable)?;
        let mut start = Vec::new();
        (&mut file).take(4).read_to_end(&mut start).map_err(unreadable)?;
        if is_zip(&start) {
            file.rewind().map_err(unreadable)?;
            return Self::open_zip(name, ZipReader::File(BufReader::new(file)), about.len());
        }
        if is_wrapping(&name) && about.len() <= MOST_WRAPPED {
            let bytes = std::fs::read(path).map_err(unreadable)?;
            return Ok(Self::from_bytes(name, bytes));
        }
        let mut source = Self::empty(name.clone(), Root::File);
        let size = about.len();
        source.parts.push(Entry { path: name, size, packed: size, place: Place::Disk(path.to_owned()) });
        source.files = 1;
        Ok(source)
    }

    /// Takes the bytes of a file that is already in memory. What is wrong with a zip is told when it is read.
    #[must_use]
    pub fn from_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        let (name, size) = (name.into(), bytes.len() as u64);
        if is_zip(&bytes) {
            return match Self::open_zip(name.clone(), ZipReader::Bytes(Cursor::new(bytes)), size) {
                Ok(source) => source,
                Err(problem) => Self { problem: Some(problem), ..Self::empty(name, Root::File) },
            };
        }
        let mut source = Self::empty(name.clone(), Root::File);
        source.files = 1;
        if !source.unwrap(&name, &bytes, 0) {
            source.hold(name, bytes);
        }
        source
    }

    /// Returns what was found wrong when the source was opened, once.
    pub(crate) fn take_problem(&mut self) -> Option<ImportError> {
        self.problem.take()
    }

    /// Returns the name of what was given, without its folder.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    fn empty(name: String, root: Root) -> Self {
        Self {
            name,
            root,
            archives: Vec::new(),
            held: Vec::new(),
            parts: Vec::new(),
            files: 0,
            locked: None,
            archives_inside: None,
            size: u64::MAX,
            problem: None,
        }
    }

    fn open_zip(name: String, reader: ZipReader, size: u64) -> Result<Self, ImportError> {
        let archive = ZipArchive::new(reader).map_err(|error| zip_error(&name, "", error))?;
        let mut source = Self::empty(name, Root::Zip);
        source.size = size;
        source.list_zip(archive, "", 0)?;
        match &source.locked {
            Some(entry) if source.parts.is_empty() => {
                Err(ImportError::ZipLocked { name: source.name.clone(), entry: entry.clone() })
            }
            _ => Ok(source),
        }
    }

    /// Takes in a file that is in memory.
    fn hold(&mut self, path: String, bytes: Vec<u8>) {
        if self.parts.len() < MOST_PARTS {
            let size = bytes.len() as u64;
            self.held.push(bytes);
            self.parts.push(Entry { path, size, packed: size, place: Place::Memory(self.held.len() - 1) });
        }
    }

    /// Takes in what a file wraps: the attachments of a mail, the words of a document, the entries of a zip. Returns
    /// whether the file is such a wrapping.
    fn unwrap(&mut self, path: &str, bytes: &[u8], depth: usize) -> bool {
        if depth > MOST_WRAPPINGS {
            return false;
        }
        if is_zip(bytes) {
            let Ok(archive) = ZipArchive::new(ZipReader::Bytes(Cursor::new(bytes.to_vec()))) else {
                return false;
            };
            return self.list_zip(archive, path, depth).is_ok();
        }
        let attached = mail::attachments(path, bytes);
        for (name, bytes) in attached.unwrap_or_default() {
            self.files += 1;
            let path = format!("{path}/{name}");
            if !self.unwrap(&path, &bytes, depth + 1) && may_be_chat(&path) {
                self.hold(path, bytes);
            }
        }
        mail::is_mail(path, bytes)
    }

    fn list_folder(&mut self, folder: &Path, prefix: &str, depth: usize) {
        let Ok(listing) = std::fs::read_dir(folder) else { return };
        let mut listing: Vec<_> = listing.flatten().collect();
        listing.sort_by_key(std::fs::DirEntry::file_name);
        for entry in listing {
            let file = entry.file_name().to_string_lossy().into_owned();
            let path = if prefix.is_empty() { file.clone() } else { format!("{prefix}/{file}") };
            // A link may lead out of the folder or round in a circle, so none is followed.
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() && depth < MOST_DEPTH {
                self.list_folder(&entry.path(), &path, depth + 1);
            } else if kind.is_file() {
                self.files += 1;
                if is_wrapping(&path) && self.unwrap_file(&path, &entry.path()) {
                    continue;
                }
                self.see_archive(&path);
                if may_be_chat(&path) && self.parts.len() < MOST_PARTS {
                    let size = entry.metadata().map_or(0, |about| about.len());
                    self.parts.push(Entry { path, size, packed: size, place: Place::Disk(entry.path()) });
                }
            }
        }
    }

    /// Takes in what a file of a folder wraps; returns whether it could.
    fn unwrap_file(&mut self, path: &str, place: &Path) -> bool {
        let Ok(mut file) = File::open(place) else { return false };
        let mut start = Vec::new();
        if (&mut file).take(4).read_to_end(&mut start).is_err() || file.rewind().is_err() {
            return false;
        }
        if is_zip(&start) {
            let Ok(archive) = ZipArchive::new(ZipReader::File(BufReader::new(file))) else { return false };
            return self.list_zip(archive, path, 0).is_ok();
        }
        let mut bytes = Vec::new();
        let is_read = file.take(MOST_WRAPPED).read_to_end(&mut bytes).is_ok();
        is_read && self.unwrap(path, &bytes, 0)
    }

    /// Takes in the entries of a zip that lies at `prefix` in the source; the zip that was given lies at an empty one.
    fn list_zip(
        &mut self,
        mut archive: ZipArchive<ZipReader>,
        prefix: &str,
        depth: usize,
    ) -> Result<(), ImportError> {
        if let Some(words) = mail::document(&mut archive) {
            self.files += 1;
            let name = if prefix.is_empty() { self.name.clone() } else { prefix.to_owned() };
            self.hold(format!("{name}.txt"), words);
            return Ok(());
        }
        let mut listed = Vec::new();
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index).map_err(|error| zip_error(&self.name, "", error))?;
            let path = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
            if entry.is_file() {
                listed.push((index, path, entry.compressed_size(), entry.size(), entry.encrypted()));
            }
        }
        self.files += listed.len();
        let has_sent = listed.iter().any(|(_, path, ..)| is_own_chat(path));
        let mut wrapped = Vec::new();
        for (entry, path, packed, size, is_locked) in listed {
            let path = if prefix.is_empty() { path } else { format!("{prefix}/{path}") };
            if is_locked && (may_be_chat(&path) || is_wrapping(&path)) {
                self.locked.get_or_insert(path);
            } else if is_wrapping(&path)
                && size <= MOST_WRAPPED
                && depth < MOST_WRAPPINGS
                && !has_sent
                && !is_outside(&path)
            {
                wrapped.push((entry, path, packed));
            } else {
                self.see_archive(&path);
                if may_be_chat(&path) && self.parts.len() < MOST_PARTS {
                    let place = Place::Zip { archive: self.archives.len(), entry };
                    self.parts.push(Entry { path, size, packed, place });
                }
            }
        }
        let mut inner = Vec::new();
        for (entry, path, packed) in wrapped {
            let most = RATIO_FREE_BYTES.max(packed.saturating_mul(MOST_RATIO)).min(MOST_WRAPPED);
            let mut bytes = Vec::new();
            let is_whole = archive
                .by_index(entry)
                .is_ok_and(|reader| reader.take(most + 1).read_to_end(&mut bytes).is_ok())
                && bytes.len() as u64 <= most;
            if is_whole {
                inner.push((path, bytes));
            } else {
                self.see_archive(&path);
            }
        }
        self.archives.push(archive);
        for (path, bytes) in inner {
            if !self.unwrap(&path, &bytes, depth + 1) {
                self.see_archive(&path);
            }
        }
        Ok(())
    }

    fn see_archive(&mut self, path: &str) {
        if ending(path).is_some_and(|ending| matches!(ending.as_str(), "zip" | "rar" | "7z" | "gz" | "tar")) {
            self.archives_inside.get_or_insert_with(|| path.to_owned());
        }
    }

    /// Returns whether one plain file was given.
    pub(crate) fn is_one_file(&self) -> bool {
        self.root != Root::Zip && self.files == 1 && self.parts.len() == 1
    }

    /// Returns whether a zip was given.
    pub(crate) fn is_zip(&self) -> bool {
        self.root == Root::Zip
    }

    pub(crate) fn part_count(&self) -> usize {
        self.parts.len()
    }

    /// Returns why nothing in a folder or zip is a chat.
    pub(crate) fn no_chat(&self) -> ImportError {
        match &self.archives_inside {
            Some(entry) => ImportError::ArchiveInside { name: self.name.clone(), entry: entry.clone() },
            None => ImportError::ZipWithoutChat { name: self.name.clone(), entries: self.files },
        }
    }

    /// Returns the path, first bytes and first text of a part.
    pub(crate) fn start_of(&mut self, part: usize) -> Result<(String, Vec<u8>, String), ImportError> {
        let path = self.parts[part].path.clone();
        let mut bytes = Vec::new();
        let mut parts = Parts::new(self, vec![part]);
        parts
            .open(0)?
            .take(Head::BYTES as u64)
            .read_to_end(&mut bytes)
            .map_err(|cause| ImportError::Unreadable { name: path.clone(), cause })?;
        let text = head_text(&bytes);
        Ok((path, bytes, text))
    }
}

fn is_zip(start: &[u8]) -> bool {
    start.starts_with(ZIP_START) || start.starts_with(EMPTY_ZIP_START)
}

fn ending(path: &str) -> Option<String> {
    let file = path.rsplit('/').next().unwrap_or_default();
    file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())
}

pub(crate) fn may_be_chat(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or_default();
    let has_ending = ending(file).is_some_and(|ending| CHAT_ENDINGS.contains(&ending.as_str()));
    (has_ending || file == NAME_IN_BACKUP) && !file.starts_with("._") && !is_outside(path)
}

/// Returns whether an archive of this file is the export of one chat, so that an archive in it is one that somebody sent.
fn is_own_chat(path: &str) -> bool {
    path == NAME_OF_CHAT
        || (!path.contains('/') && path.contains("WhatsApp") && ending(path).as_deref() == Some("txt"))
}

/// Returns whether a path climbs out of its archive, or belongs to what a Mac packs besides.
fn is_outside(path: &str) -> bool {
    path.split('/').any(|part| part == ".." || part == "__MACOSX") || path.starts_with('/')
}

/// Returns whether a file may wrap chats: an archive, a mail, a document.
fn is_wrapping(path: &str) -> bool {
    ending(path).is_some_and(|ending| matches!(ending.as_str(), "zip" | "eml" | "docx"))
}

/// The parts of a source that one format has claimed, to be opened one after the other.
pub struct Parts<'s> {
    source: &'s mut Source,
    claimed: Vec<usize>,
    /// Bytes that may still be unpacked from an archive.
    budget: Cell<u64>,
}

impl fmt::Debug for Parts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Parts({} of {:?})", self.claimed.len(), self.source)
    }
}

impl<'s> Parts<'s> {
    pub(crate) fn new(source: &'s mut Source, claimed: Vec<usize>) -> Self {
        let budget = Cell::new(source.size.saturating_mul(MOST_RATIO).max(RATIO_FREE_BYTES));
        Self { source, claimed, budget }
    }

    /// Returns how many parts were claimed.
    pub(crate) fn len(&self) -> usize {
        self.claimed.len()
    }

    /// Returns the path of a claimed part inside the source, with `/`.
    pub(crate) fn path(&self, part: usize) -> &str {
        &self.source.parts[self.claimed[part]].path
    }

    /// Opens a claimed part for one pass.
    pub(crate) fn open(&mut self, part: usize) -> Result<PartReader<'_>, ImportError> {
        self.open_entry(self.claimed[part])
    }

    fn open_entry(&mut self, index: usize) -> Result<PartReader<'_>, ImportError> {
        let entry = &self.source.parts[index];
        let unreadable = |cause| ImportError::Unreadable { name: entry.path.clone(), cause };
        Ok(match &entry.place {
            Place::Disk(path) => {
                let file = File::open(path).map_err(unreadable)?;
                PartReader { inner: Box::new(file), left: u64::MAX, budget: None }
            }
            Place::Zip { archive, entry: place } => {
                let name = &self.source.name;
                let archive = &mut self.source.archives[*archive];
                let reader = archive.by_index(*place).map_err(|error| zip_error(name, &entry.path, error))?;
                let left = RATIO_FREE_BYTES.max(entry.packed.saturating_mul(MOST_RATIO));
                PartReader { inner: Box::new(reader), left, budget: Some(&self.budget) }
            }
            Place::Memory(held) => {
                PartReader { inner: Box::new(&self.source.held[*held][..]), left: u64::MAX, budget: None }
            }
        })
    }

    /// Returns how many bytes a claimed part holds, as far as the source tells before it is read.
    #[cfg(feature = "sqlite")]
    pub(crate) fn size(&self, part: usize) -> Result<u64, ImportError> {
        let entry = &self.source.parts[self.claimed[part]];
        if entry.size > MOST_BYTES {
            return Err(ImportError::TooLarge { name: entry.path.clone(), limit: MOST_BYTES });
        }
        Ok(entry.size)
    }

    /// Returns the bytes of a claimed part, whole.
    pub(crate) fn bytes(&mut self, part: usize) -> Result<Vec<u8>, ImportError> {
        let index = self.claimed[part];
        if let Place::Memory(held) = &self.source.parts[index].place {
            // A file in memory is one part and is read once as a whole.
            return Ok(std::mem::take(&mut self.source.held[*held]));
        }
        let entry = &self.source.parts[index];
        let (path, size) = (entry.path.clone(), entry.size);
        if size > MOST_BYTES {
            return Err(ImportError::TooLarge { name: path, limit: MOST_BYTES });
        }
        let name = self.source.name.clone();
        let is_packed = matches!(entry.place, Place::Zip { .. });
        // The size an archive states may be a lie, so it reserves no more than any honest text takes.
        let reserved = if is_packed { size.min(RATIO_FREE_BYTES) } else { size };
        let mut bytes = Vec::with_capacity(usize::try_from(reserved).unwrap_or_default());
        let outcome = match &entry.place {
            // A plain file fills memory that nobody had to clear before, which a reader behind a pointer cannot.
            Place::Disk(place) => {
                File::open(place).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
            }
            Place::Memory(_) | Place::Zip { .. } => {
                self.open(part)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)
            }
        };
        match outcome {
            Ok(_) if bytes.len() as u64 > MOST_BYTES => {
                Err(ImportError::TooLarge { name: path, limit: MOST_BYTES })
            }
            Ok(_) => Ok(bytes),
            Err(cause) if cause.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Bomb>) => {
                Err(ImportError::ZipBomb { name, entry: path, limit: MOST_RATIO })
            }
            Err(_) if is_packed => Err(ImportError::ZipDamaged { name, cause: "an entry does not unpack" }),
            Err(cause) => Err(ImportError::Unreadable { name: path, cause }),
        }
    }

    /// Returns the bytes of the file that lies beside a claimed part under its name and `ending`, if there is one.
    #[cfg(feature = "sqlite")]
    pub(crate) fn beside(&mut self, part: usize, ending: &str) -> Result<Option<Vec<u8>>, ImportError> {
        let entry = &self.source.parts[self.claimed[part]];
        let path = format!("{}{ending}", entry.path);
        let mut bytes = Vec::new();
        let reader: Box<dyn Read> = match &entry.place {
            Place::Disk(place) => {
                let mut beside = place.clone().into_os_string();
                beside.push(ending);
                match File::open(beside) {
                    Ok(file) => Box::new(file),
                    Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
                    Err(cause) => return Err(ImportError::Unreadable { name: path, cause }),
                }
            }
            Place::Zip { archive, .. } => match self.source.archives[*archive].by_name(&path) {
                Ok(reader) => Box::new(reader.take(RATIO_FREE_BYTES)),
                Err(ZipError::FileNotFound) => return Ok(None),
                Err(error) => return Err(zip_error(&self.source.name, &path, error)),
            },
            Place::Memory(_) => return Ok(None),
        };
        match reader.take(MOST_BYTES).read_to_end(&mut bytes) {
            Ok(_) => Ok(Some(bytes)),
            Err(cause) => Err(ImportError::Unreadable { name: path, cause }),
        }
    }

    /// Returns the text of a claimed part, whole.
    pub(crate) fn text(&mut self, part: usize) -> Result<ChatText, ImportError> {
        let name =
            if self.source.is_one_file() { self.source.name.clone() } else { self.path(part).to_owned() };
        Ok(decode(name, self.bytes(part)?, Notices::default()))
    }
}

/// What an archive answers when an entry unpacks to far more than an honest text would.
#[derive(Debug, thiserror::Error)]
#[error("an entry unpacks to more than {MOST_RATIO} times its size")]
struct Bomb;

/// The bytes of one part, in order, under the limits of an archive.
pub struct PartReader<'a> {
    inner: Box<dyn Read + 'a>,
    /// Bytes this part may still unpack to.
    left: u64,
    budget: Option<&'a Cell<u64>>,
}

impl fmt::Debug for PartReader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PartReader({} bytes left)", self.left)
    }
}

impl Read for PartReader<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        let Some(budget) = self.budget else { return Ok(count) };
        let taken = count as u64;
        if taken > self.left || taken > budget.get() {
            return Err(io::Error::other(Bomb));
        }
        self.left -= taken;
        budget.set(budget.get() - taken);
        Ok(count)
    }
}

fn zip_error(name: &str, entry: &str, error: ZipError) -> ImportError {
    let name = name.to_owned();
    match error {
        ZipError::Io(cause) => ImportError::Unreadable { name, cause },
        ZipError::InvalidPassword | ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            ImportError::ZipLocked { name, entry: entry.to_owned() }
        }
        ZipError::CompressionMethodNotSupported(_) => {
            ImportError::ZipDamaged { name, cause: "an entry is packed in an unknown way" }
        }
        ZipError::InvalidArchive(_)
        | ZipError::UnsupportedArchive(_)
        | ZipError::FileNotFound
        | ZipError::DecompressedSizeLimitExceeded { .. }
        | ZipError::DecompressedSizeUnknown
        | _ => ImportError::ZipDamaged { name, cause: "its list of entries cannot be read" },
    }
}
