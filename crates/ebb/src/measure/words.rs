//! How many words a message has, and whether it asks something.

/// What is counted in the words of one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Words {
    /// Number of words, at least 1.
    pub(super) count: u16,
    /// Whether a question mark stands in it outside a link.
    pub(super) asks: bool,
}

/// Counts words: runs of bytes between white space. Scripts that write without spaces count one word for each run
/// of three characters, near enough for comparing a person with themselves.
pub(super) fn read(words: &str) -> Words {
    let mut runs = 0_u32;
    let mut asks = false;
    let mut in_run = false;
    let mut wide = 0_u32;
    let bytes = words.as_bytes();
    for (at, &byte) in bytes.iter().enumerate() {
        let space = byte == b' ' || byte.wrapping_sub(9) < 5;
        runs += u32::from(!space && !in_run);
        in_run = !space;
        if byte == b'?' {
            // In a link the question mark is followed by a parameter; in speech by a space, the end or another mark.
            let next = bytes.get(at + 1).copied().unwrap_or(b' ');
            asks |= !next.is_ascii_alphanumeric();
        } else if byte >= 0xE3 {
            asks |= bytes[at..].starts_with("？".as_bytes());
            wide += u32::from((0xE3..=0xED).contains(&byte));
        } else if byte == 0xD8 {
            asks |= bytes[at..].starts_with("؟".as_bytes());
        }
    }
    let count = (runs + wide / 3).max(1);
    Words {
        count: u16::try_from(count).unwrap_or(u16::MAX),
        asks,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, count: u16, asks: bool) {
        assert_eq!(read(words), Words { count, asks });
    }

    #[test]
    fn counts() {
        check("", 1, false);
        check("one", 1, false);
        check(" two  words\n", 2, false);
        check("really?", 1, true);
        check("how are you?!", 3, true);
        check("https://example.org/?q=1", 1, false);
        check("元気ですか？", 2, true);
        check("كيف حالك؟", 2, true);
    }
}
