//! The words in a text that Apple's programs keep with its looks, as a stream of typed values.
//!
//! ```text
//! stream = ... "NSString" version [class reference] 0x84 0x01 '+' length bytes ...
//! length = one byte below 0x80 | 0x81 two bytes | 0x82 four bytes        low byte first
//! ```
//!
//! The first string of such a stream is the text; what follows tells about its pieces and is not read.

const CLASS: &[u8] = b"NSString";
/// A new type that is spelled with one letter, `+`: bytes with their length before them.
const TYPE: &[u8] = b"\x84\x01+";
/// Most bytes between the name of the class and its value: a version and references.
const MOST_BETWEEN: usize = 8;

/// Returns the text of a stream; `None` when it holds none, or is cut before its end.
pub(super) fn text(stream: &[u8]) -> Option<&str> {
    let class = memchr::memmem::find(stream, CLASS)? + CLASS.len();
    let near = stream.get(class..(class + MOST_BETWEEN + TYPE.len()).min(stream.len()))?;
    let value = &stream[class + memchr::memmem::find(near, TYPE)? + TYPE.len()..];
    let (length, bytes) = match value {
        [0x81, a, b, rest @ ..] => (usize::from(u16::from_le_bytes([*a, *b])), rest),
        [0x82, a, b, c, d, rest @ ..] => (usize::try_from(u32::from_le_bytes([*a, *b, *c, *d])).ok()?, rest),
        [length @ ..=0x7F, rest @ ..] => (usize::from(*length), rest),
        _ => return None,
    };
    std::str::from_utf8(bytes.get(..length)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Builds the start of a real stream around a text.
    fn stream(class: &[u8], length: &[u8], words: &[u8]) -> Vec<u8> {
        let start =
            b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x12NSAttributedString\x00\x84\x84\x08\
            NSObject\x00\x85\x92\x84\x84\x84";
        [&start[..], class, b"\x01\x94\x84\x01+", length, words, b"\x86\x84\x02iI\x01"].concat()
    }

    #[test]
    fn lengths_of_every_form() {
        let long = "ab".repeat(150);
        let longest = "é".repeat(40_000);
        for (length, words) in [
            (vec![5], "hello"),
            (vec![0x81, 44, 1], long.as_str()),
            (vec![0x82, 0x80, 0x38, 1, 0], longest.as_str()),
            (vec![0], ""),
        ] {
            assert_eq!(text(&stream(b"\x08NSString", &length, words.as_bytes())), Some(words));
        }
        let mutable = stream(b"\x0fNSMutableString\x01\x84\x84\x08NSString", &[2], b"hi");
        assert_eq!(text(&mutable), Some("hi"));
    }

    #[test]
    fn a_stream_cut_anywhere_gives_no_half_text() {
        let whole = stream(b"\x08NSString", &[5], b"hello");
        for end in 0..whole.len() {
            assert!(matches!(text(&whole[..end]), None | Some("hello")), "{end}");
        }
        assert_eq!(text(&stream(b"\x08NSString", &[200], b"hello")), None);
    }
}
