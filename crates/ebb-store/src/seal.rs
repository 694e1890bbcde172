//! One file: an archive with the case and its chats, encrypted as a whole under a passphrase in the `age` format.
//!
//! Any `age` program opens it, and what comes out is a zip: `case.json`, and each chat under `chats/`. So what somebody
//! kept is theirs with or without ebb. Files are bytes here; writing them is the business of the program.

use std::io::{Cursor, Read as _, Write as _};
use std::{fmt, io};

use age::secrecy::{ExposeSecret as _, SecretString};
use age::{DecryptError, Decryptor, Encryptor, scrypt};
use serde::{Deserialize, Serialize};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::stored::{Content, KeptSource, StoredCase};

/// The version that is written. A file of a higher one is not opened, so that nothing in it is lost on saving.
pub const VERSION: u32 = 1;

/// Most bytes that come out of a file: those of the largest chat, and of all the rest.
const MOST_BYTES: u64 = 4 << 30;

const CASE_ENTRY: &str = "case.json";

/// Why a file is not opened, or a case not sealed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum StoreError {
    /// It is not in the `age` format, or not under a passphrase, or holds no case.
    #[error("this is not a case that ebb keeps")]
    NotACase,
    /// The passphrase is another one.
    #[error("the passphrase does not open this file")]
    WrongPassphrase,
    /// The file ends too early.
    #[error("the file is cut: its end is missing")]
    Cut,
    /// Something in it was changed since it was written.
    #[error("the file is damaged")]
    Damaged,
    /// It was written by a later ebb.
    #[error("the file is of version {version}, and this ebb reads versions up to {known}")]
    Newer {
        /// The version of the file.
        version: u32,
        /// The highest that is read.
        known: u32,
    },
    /// Opening it would take more work or memory than any case of ebb does.
    #[error("opening this file would take far more work than a case of ebb does")]
    TooMuch,
    /// It cannot be written: a fault of ours.
    #[error("the case cannot be written")]
    Unwritten,
}

impl StoreError {
    /// Returns what to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotACase => "Choose the file that `ebb case new` wrote.",
            Self::WrongPassphrase => {
                "Try again. Capital letters and spaces count. Without it nobody can open the file."
            }
            Self::Cut | Self::Damaged => {
                "Nothing was changed. Take an earlier copy of the file, if you have one."
            }
            Self::Newer { .. } => "Nothing was changed. Open it with the newer ebb.",
            Self::TooMuch => "Nothing was changed. Somebody may have made this file to do harm.",
            Self::Unwritten => "The file of before is as it was.",
        }
    }
}

/// A passphrase. `Debug` shows nothing of it, and its memory is wiped when it goes.
#[derive(Clone)]
pub struct Passphrase(SecretString);

impl Passphrase {
    /// Takes a passphrase as it was typed; a line break at its end is none of it.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        Self(SecretString::from(typed.trim_end_matches(['\r', '\n']).to_owned()))
    }

    /// Returns whether it is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.expose_secret().is_empty()
    }

    /// Returns whether two are the same.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }

    #[cfg(feature = "strength")]
    pub(crate) fn as_str(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase")
    }
}

/// How much work it is to try one passphrase: scrypt over `2^n` blocks of 1 KiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Work(u8);

impl Work {
    /// What a case is sealed with: 128 MiB and about a third of a second. The least that OWASP recommends for scrypt,
    /// and what a phone can spend too.
    pub const USUAL: Self = Self(17);
    /// Next to none: for tests that seal thousands of times and guard no secret.
    pub const LEAST: Self = Self(1);
    /// Most that is spent on opening; what the `age` program writes stays below.
    const MOST: Self = Self(20);
}

#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    sources: Vec<SourceEntry>,
    case: &'a StoredCase,
}

#[derive(Deserialize)]
struct WrittenVersion {
    version: u32,
}

#[derive(Deserialize)]
struct Read {
    sources: Vec<SourceEntry>,
    case: StoredCase,
}

#[derive(Serialize, Deserialize)]
struct SourceEntry {
    name: String,
    kept: SourceKind,
    entry: String,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum SourceKind {
    Whole,
    Times,
}

/// Returns a case as an encrypted file.
///
/// # Errors
/// None that a caller can mend; see [`StoreError::Unwritten`].
pub fn seal(case: &StoredCase, passphrase: &Passphrase, work: Work) -> Result<Vec<u8>, StoreError> {
    encrypt(&pack(case, VERSION)?, passphrase, work)
}

fn encrypt(packed: &[u8], passphrase: &Passphrase, work: Work) -> Result<Vec<u8>, StoreError> {
    let mut recipient = scrypt::Recipient::new(passphrase.0.clone());
    recipient.set_work_factor(work.0);
    let recipients = [&recipient as &dyn age::Recipient];
    let encryptor = Encryptor::with_recipients(recipients.into_iter()).map_err(|_| StoreError::Unwritten)?;
    let mut sealed = Vec::with_capacity(packed.len() + 1024);
    let write = |sealed: &mut Vec<u8>| -> io::Result<()> {
        let mut writer = encryptor.wrap_output(sealed)?;
        writer.write_all(packed)?;
        writer.finish().map(|_| ())
    };
    write(&mut sealed).map_err(|_| StoreError::Unwritten)?;
    Ok(sealed)
}

/// Opens an encrypted file.
///
/// # Errors
/// See [`StoreError`]. Every byte is vouched for before anything of it is used.
pub fn open(sealed: &[u8], passphrase: &Passphrase) -> Result<StoredCase, StoreError> {
    let decryptor = Decryptor::new_buffered(sealed).map_err(|error| refused(&error))?;
    if !decryptor.is_scrypt() {
        return Err(StoreError::NotACase);
    }
    let mut identity = scrypt::Identity::new(passphrase.0.clone());
    identity.set_max_work_factor(Work::MOST.0);
    let identities = [&identity as &dyn age::Identity];
    let reader = decryptor.decrypt(identities.into_iter()).map_err(|error| refused(&error))?;
    let mut packed = Vec::new();
    reader.take(MOST_BYTES).read_to_end(&mut packed).map_err(|error| unread(&error))?;
    unpack(packed)
}

fn refused(error: &DecryptError) -> StoreError {
    match error {
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed | DecryptError::NoMatchingKeys => {
            StoreError::WrongPassphrase
        }
        DecryptError::ExcessiveWork { .. } => StoreError::TooMuch,
        DecryptError::InvalidHeader | DecryptError::UnknownFormat => StoreError::NotACase,
        DecryptError::InvalidMac => StoreError::Damaged,
        DecryptError::Io(error) => unread(error),
    }
}

fn unread(error: &io::Error) -> StoreError {
    if error.kind() == io::ErrorKind::UnexpectedEof { StoreError::Cut } else { StoreError::Damaged }
}

fn pack(case: &StoredCase, version: u32) -> Result<Vec<u8>, StoreError> {
    let unwritten = |_| StoreError::Unwritten;
    let packed =
        SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(true);
    let stored = packed.compression_method(CompressionMethod::Stored);
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let entries: Vec<SourceEntry> = case.sources.iter().enumerate().map(SourceEntry::of).collect();
    for (source, entry) in case.sources.iter().zip(&entries) {
        match &source.content {
            Content::Whole(bytes) => {
                // What is packed already does not get smaller.
                let options = if bytes.starts_with(b"PK\x03\x04") { stored } else { packed };
                out.start_file(&entry.entry, options).map_err(|_| StoreError::Unwritten)?;
                out.write_all(bytes).map_err(unwritten)?;
            }
            Content::Times(times) => {
                out.start_file(&entry.entry, packed).map_err(|_| StoreError::Unwritten)?;
                serde_json::to_writer(&mut out, times).map_err(|_| StoreError::Unwritten)?;
            }
        }
    }
    out.start_file(CASE_ENTRY, packed).map_err(|_| StoreError::Unwritten)?;
    let written = Written { version, sources: entries, case };
    serde_json::to_writer(&mut out, &written).map_err(|_| StoreError::Unwritten)?;
    Ok(out.finish().map_err(|_| StoreError::Unwritten)?.into_inner())
}

impl SourceEntry {
    fn of((at, source): (usize, &KeptSource)) -> Self {
        let (kept, entry) = match source.content {
            Content::Whole(_) => {
                (SourceKind::Whole, format!("chats/{}-{}", at + 1, plain_name(&source.name)))
            }
            Content::Times(_) => (SourceKind::Times, format!("chats/{}-times.json", at + 1)),
        };
        Self { name: source.name.clone(), kept, entry }
    }
}

/// Returns a name that stays inside a folder wherever it is unpacked.
fn plain_name(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_' | '(' | ')');
    name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect()
}

fn unpack(packed: Vec<u8>) -> Result<StoredCase, StoreError> {
    let mut archive = ZipArchive::new(Cursor::new(packed)).map_err(|_| StoreError::NotACase)?;
    let text = entry(&mut archive, CASE_ENTRY).map_err(|_| StoreError::NotACase)?;
    let WrittenVersion { version } = serde_json::from_slice(&text).map_err(|_| StoreError::NotACase)?;
    if version > VERSION {
        return Err(StoreError::Newer { version, known: VERSION });
    }
    let Read { sources, mut case } = serde_json::from_slice(&text).map_err(|_| StoreError::Damaged)?;
    for row in sources {
        let bytes = entry(&mut archive, &row.entry)?;
        let content = match row.kept {
            SourceKind::Whole => Content::Whole(bytes),
            SourceKind::Times => {
                Content::Times(serde_json::from_slice(&bytes).map_err(|_| StoreError::Damaged)?)
            }
        };
        case.sources.push(KeptSource { name: row.name, content });
    }
    Ok(case)
}

fn entry(archive: &mut ZipArchive<Cursor<Vec<u8>>>, name: &str) -> Result<Vec<u8>, StoreError> {
    let entry = archive.by_name(name).map_err(|_| StoreError::Damaged)?;
    let mut bytes = Vec::new();
    entry.take(MOST_BYTES).read_to_end(&mut bytes).map_err(|_| StoreError::Damaged)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_version_is_refused_and_not_read_in_part() {
        let (passphrase, later) = (Passphrase::new("kettle umbrella"), VERSION + 1);
        let packed = pack(&StoredCase::default(), later).expect("it can be packed");
        let sealed = encrypt(&packed, &passphrase, Work::LEAST).expect("it can be sealed");
        let newer = StoreError::Newer { version: later, known: VERSION };
        assert_eq!(open(&sealed, &passphrase), Err(newer));
    }

    #[test]
    fn what_holds_no_case_inside_is_refused() {
        let passphrase = Passphrase::new("kettle umbrella");
        for inside in [&b""[..], b"hello", b"{\"version\":1}"] {
            let sealed = encrypt(inside, &passphrase, Work::LEAST).expect("it can be sealed");
            assert_eq!(open(&sealed, &passphrase), Err(StoreError::NotACase));
        }
    }

    #[test]
    fn more_work_than_a_case_takes_is_not_begun() {
        let passphrase = Passphrase::new("kettle umbrella");
        let sealed = encrypt(b"", &passphrase, Work::LEAST).expect("it can be sealed");
        let text = String::from_utf8_lossy(&sealed);
        let (line, _) = text[text.find("-> ").expect("a stanza")..].split_once('\n').expect("a line");
        assert!(line.ends_with(" 1"), "{line}");
        let at = text.find(line).expect("it is there") + line.len();
        let harmful = [&sealed[..at - 1], b"30", &sealed[at..]].concat();
        assert_eq!(open(&harmful, &passphrase), Err(StoreError::TooMuch));
    }

    #[test]
    fn a_name_of_a_chat_stays_inside_its_folder() {
        assert_eq!(plain_name("../a\\b:c é(1).txt"), ".._a_b_c é(1).txt");
    }
}
