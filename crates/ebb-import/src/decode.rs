//! From bytes to text, once for each file, without a copy when the bytes are already UTF-8.

use encoding_rs::EUC_KR;

use crate::error::{ImportError, LockedApp, OtherFile};
use crate::notice::{NoticeKind, Notices};
use crate::source::NAME_IN_BACKUP;

/// How every database of SQLite begins.
pub(crate) const DATABASE_START: &[u8] = b"SQLite format 3\0";

/// A whole file as text.
pub struct ChatText {
    /// Name of the file, for errors.
    pub name: String,
    /// The text. A byte order mark, if any, still stands at its start.
    pub content: String,
    /// Where the text proper starts: after the byte order mark.
    pub start: usize,
    pub(crate) notices: Notices,
}

impl ChatText {
    /// Takes a text that is already decoded.
    #[must_use]
    pub fn new(name: impl Into<String>, content: String) -> Self {
        let start = if content.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
        Self { name: name.into(), content, start, notices: Notices::default() }
    }
}

impl std::fmt::Debug for ChatText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChatText")
            .field("name", &self.name)
            .field("bytes", &self.content.len())
            .finish_non_exhaustive()
    }
}

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Words of KakaoTalk that no text in another encoding gives when it is taken for Korean.
const OF_KAKAOTALK: &[&str] = &["카카오톡", "저장한 날짜", "요일 ---"];

/// Turns bytes into text: UTF-8, UTF-16 when a byte order mark says so, or CP949 where KakaoTalk's own words show it.
/// Invalid pieces are replaced and counted.
pub(crate) fn decode(name: String, bytes: Vec<u8>, mut notices: Notices) -> ChatText {
    let (content, replaced) = match bytes.get(..2) {
        Some([0xFF, 0xFE]) => from_utf16(&bytes[2..], u16::from_le_bytes),
        Some([0xFE, 0xFF]) => from_utf16(&bytes[2..], u16::from_be_bytes),
        _ => match String::from_utf8(bytes) {
            Ok(text) => (text, 0),
            Err(error) => {
                from_korean(error.as_bytes()).unwrap_or_else(|| from_damaged_utf8(error.as_bytes()))
            }
        },
    };
    notices.add_many(NoticeKind::InvalidBytes, None, replaced);
    ChatText { notices, ..ChatText::new(name, content) }
}

fn from_damaged_utf8(bytes: &[u8]) -> (String, u64) {
    let mut text = String::with_capacity(bytes.len());
    let mut replaced = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            replaced += 1;
        }
    }
    (text, replaced)
}

/// Takes bytes for CP949, which WHATWG calls EUC-KR, where all of them are and KakaoTalk's words stand in them. The last
/// letter may be cut.
fn from_korean(bytes: &[u8]) -> Option<(String, u64)> {
    let all_of = |bytes| EUC_KR.decode_without_bom_handling_and_without_replacement(bytes);
    let cut = || all_of(bytes.split_last()?.1).map(|text| (text, 1));
    let (text, replaced) = all_of(bytes).map(|text| (text, 0)).or_else(cut)?;
    let is_korean = OF_KAKAOTALK.iter().any(|words| text.contains(words));
    is_korean.then(|| (text.into_owned(), replaced))
}

fn from_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (String, u64) {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut replaced = odd.len() as u64;
    let mut text = String::with_capacity(bytes.len());
    for decoded in char::decode_utf16(pairs.iter().map(|&pair| unit(pair))) {
        text.push(decoded.unwrap_or_else(|_| {
            replaced += 1;
            char::REPLACEMENT_CHARACTER
        }));
    }
    (text, replaced)
}

/// Returns the first bytes of a file as text, as far as they are one: the last character may be cut.
pub(crate) fn head_text(bytes: &[u8]) -> String {
    let mut text = decode(String::new(), bytes.to_vec(), Notices::default());
    text.content.drain(..text.start);
    text.content
}

/// The database of Signal Desktop. The app locks it with a key that the system keeps, so it does not begin as others do.
const SIGNAL_DATABASE: &str = "db.sqlite";

/// Refuses what is plainly no chat: nothing at all, or another kind of file by its first bytes.
pub(crate) fn refuse_other_files(name: &str, start: &[u8]) -> Result<(), ImportError> {
    let file = name.rsplit('/').next().unwrap_or(name);
    let locked = match file {
        SIGNAL_DATABASE => Some(LockedApp::SignalDesktop),
        NAME_IN_BACKUP => Some(LockedApp::PhoneBackup),
        _ => None,
    };
    let is_plain = start.starts_with(DATABASE_START) || std::str::from_utf8(start).is_ok();
    if let Some(app) = locked.filter(|_| !is_plain) {
        return Err(ImportError::LockedDatabase { name: name.to_owned(), app });
    }
    let found = match start {
        [] => {
            return Err(ImportError::Empty { name: name.to_owned() });
        }
        [0xFF, 0xD8, 0xFF, ..]
        | [0x89, b'P', b'N', b'G', ..]
        | [b'G', b'I', b'F', b'8', ..]
        | [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..]
        | [b'I', b'I', 42, 0, ..]
        | [b'M', b'M', 0, 42, ..]
        | [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => OtherFile::Picture,
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => match brand.get(..4) {
            Some(b"heic" | b"heix" | b"hevc" | b"mif1" | b"msf1" | b"avif") => OtherFile::Picture,
            _ => OtherFile::Recording,
        },
        [b'R', b'I', b'F', b'F', ..]
        | [b'O', b'g', b'g', b'S', ..]
        | [b'I', b'D', b'3', ..]
        | [0x1A, 0x45, 0xDF, 0xA3, ..] => OtherFile::Recording,
        [b'%', b'P', b'D', b'F', ..] => OtherFile::Pdf,
        _ if start.starts_with(DATABASE_START) => OtherFile::Database,
        [0x1F, 0x8B, ..] | [b'7', b'z', 0xBC, 0xAF, ..] | [b'R', b'a', b'r', b'!', ..] => OtherFile::Archive,
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => return Ok(()),
        _ if is_blank(start) => {
            return Err(ImportError::Empty { name: name.to_owned() });
        }
        _ if zeros(start) * 10 > start.len() => OtherFile::Binary,
        _ => return Ok(()),
    };
    Err(ImportError::OtherFile { name: name.to_owned(), found })
}

fn is_blank(start: &[u8]) -> bool {
    start.trim_ascii().is_empty() || start == BYTE_ORDER_MARK.to_string().as_bytes()
}

fn zeros(start: &[u8]) -> usize {
    memchr::memchr_iter(0, start).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: &str, replaced: u64) {
        let text = decode("a.txt".to_owned(), bytes.to_vec(), Notices::default());
        assert_eq!(&text.content[text.start..], expected);
        let counted: u64 = text.notices.into_sorted().iter().map(|notice| notice.count).sum();
        assert_eq!(counted, replaced, "{bytes:?}");
    }

    #[test]
    fn locked_databases_are_told_from_others() {
        let refusal = |name: &str, start: &[u8]| refuse_other_files(name, start).expect_err("no chat");
        let locked = refusal("Signal/sql/db.sqlite", b"\x9F\x03\xC1\x55 locked");
        assert!(matches!(locked, ImportError::LockedDatabase { app: LockedApp::SignalDesktop, .. }));
        assert!(locked.hint().contains("Export chat history") && locked.hint().contains("signal-export"));
        let backup = refusal(&format!("3d/{NAME_IN_BACKUP}"), b"\x9F\x03\xC1\x55 locked");
        assert!(matches!(backup, ImportError::LockedDatabase { app: LockedApp::PhoneBackup, .. }));
        let open = refusal("db.sqlite", b"SQLite format 3\0 open");
        assert!(matches!(open, ImportError::OtherFile { found: OtherFile::Database, .. }));
    }

    #[test]
    fn every_encoding() {
        check(b"\xEF\xBB\xBFh\xC3\xA9", "hé", 0);
        check(b"\xFF\xFEh\0\xE9\0", "hé", 0);
        check(b"\xFE\xFF\0h\0\xE9", "hé", 0);
        check(b"h\xE9 \xFFx", "h\u{fffd} \u{fffd}x", 2);
        check(b"\xFF\xFEh\0\x3D\xD8", "h\u{fffd}", 1);
        let korean = b"\xC4\xAB\xC4\xAB\xBF\xC0\xC5\xE5 \xB3\xAA\xB7\xA1";
        check(korean, "카카오톡 나래", 0);
        check(&korean[..korean.len() - 1], "카카오톡 나", 1);
        check(&korean[9..], "\u{fffd}\u{fffd}\u{fffd}\u{fffd}", 4);
    }
}
