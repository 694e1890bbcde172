//! The one file that ebb writes: whole or not at all, for its owner only, and never over something that was not meant.
//!
//! The new file is made under a random name beside the place it is for, before anything is read, and takes its place by
//! a change of names when it is whole. Whoever stops the program at any moment finds the file of before, or the new one.

use std::fs::Metadata;
use std::io::{self, BufRead as _, Write as _};
use std::path::{Path, PathBuf};

use ebb_report::words::printable;
use tempfile::{Builder, NamedTempFile};

use crate::failure::Failure;
use crate::terminal;

/// Exit code of a program that was stopped from the keyboard.
const STOPPED: i32 = 130;

/// Whether a file that is there already gives way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Replacing {
    /// A person is asked, and where nobody can be asked it stays.
    Asked,
    /// It gives way (`--force`).
    Granted,
}

/// A file that is being made and has not taken its place yet.
pub(crate) struct Output {
    path: PathBuf,
    part: NamedTempFile,
    is_replacing: bool,
}

impl Output {
    /// Makes the new file, empty, in the folder of `path`. `inputs` are files and folders that are read in this run.
    ///
    /// # Errors
    /// Where `path` is an input, a link, a folder or another thing that is no plain file; where a file is there and
    /// does not give way; and where the folder takes no file.
    pub(crate) fn begin(path: &Path, inputs: &[&Path], replacing: Replacing) -> Result<Self, Failure> {
        let save = |cause| Failure::Save { path: path.to_owned(), cause };
        let is_replacing = match path.symlink_metadata() {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => false,
            Err(cause) => return Err(save(cause)),
            Ok(there) => {
                let found = other_than_a_file(&there);
                if let Some(found) = found {
                    return Err(Failure::NoPlainFile { path: path.to_owned(), found });
                }
                if inputs.iter().any(|input| is_read_from(input, path, &there)) {
                    return Err(Failure::Overwrite { path: path.to_owned() });
                }
                if replacing == Replacing::Asked && !may_replace(path) {
                    return Err(Failure::Exists { path: path.to_owned() });
                }
                true
            }
        };
        if path.file_name().is_none() {
            return Err(save(io::Error::from(io::ErrorKind::InvalidInput)));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Sixteen letters that nobody knows, made only where nothing is, and closed to everybody else from the start.
        let part = Builder::new().prefix(".ebb-").suffix(".part").rand_bytes(16).tempfile_in(folder);
        Ok(Self { path: path.to_owned(), part: part.map_err(save)?, is_replacing })
    }

    /// Returns the folder that the file is made in.
    pub(crate) fn folder(&self) -> &Path {
        self.part.path().parent().unwrap_or(Path::new("."))
    }

    /// Takes the unfinished file away when the program is stopped by Ctrl-C or by the system, and ends it.
    pub(crate) fn tidy_when_stopped(&self) {
        let part = self.part.path().to_owned();
        // Where the system tells nobody of it, an empty file is left behind, which harms nothing.
        let _ = ctrlc::set_handler(move || {
            let _ = std::fs::remove_file(&part);
            std::process::exit(STOPPED);
        });
    }

    /// Writes everything, and gives the file its place.
    ///
    /// # Errors
    /// When the disk is full, or something came to stand in the place meanwhile; nothing of the new file is left then.
    pub(crate) fn finish(mut self, bytes: &[u8]) -> Result<(), Failure> {
        let written = self.part.write_all(bytes).and_then(|()| self.part.as_file().sync_all());
        let placed = written.and_then(|()| {
            let persisted = if self.is_replacing {
                self.part.persist(&self.path)
            } else {
                self.part.persist_noclobber(&self.path)
            };
            persisted.map(drop).map_err(|error| error.error)
        });
        placed.map_err(|cause| Failure::Save { path: self.path, cause })
    }
}

/// Returns what stands in a place, unless it is a plain file.
fn other_than_a_file(there: &Metadata) -> Option<&'static str> {
    let kind = there.file_type();
    match () {
        () if kind.is_symlink() => Some("a link to another place"),
        () if kind.is_dir() => Some("a folder"),
        () if !kind.is_file() => Some("a device or a pipe"),
        () => None,
    }
}

/// Returns whether a file that is there is read in this run: as an input, in an input that is a folder, or as the log
/// beside a database.
fn is_read_from(input: &Path, path: &Path, there: &Metadata) -> bool {
    let Ok(place) = path.canonicalize() else { return false };
    let mut log = input.as_os_str().to_owned();
    log.push("-wal");
    [input, Path::new(&log)].into_iter().any(|read| {
        let is_inside = read.canonicalize().is_ok_and(|read| place.starts_with(read));
        is_inside || read.metadata().is_ok_and(|about| is_one_file(&about, there))
    })
}

/// Returns whether two names lead to one file.
#[cfg(unix)]
fn is_one_file(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Returns whether two names lead to one file. That is known only by their paths here, which are compared before.
#[cfg(not(unix))]
fn is_one_file(_: &Metadata, _: &Metadata) -> bool {
    false
}

/// Asks whether a file may be written over.
fn may_replace(path: &Path) -> bool {
    if !terminal::can_ask() {
        return false;
    }
    terminal::note(&format!("{} is there already.", printable(&path.display().to_string())));
    let mut err = io::stderr().lock();
    let _ = write!(err, "Write over it? Type yes or no: ");
    let _ = err.flush();
    drop(err);
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).is_ok() && matches!(line.trim(), "y" | "yes" | "Yes")
}
