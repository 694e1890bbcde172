//! Messages as every reader hands them over, and the texts they point into.
//!
//! A message holds no text of its own: it holds a [`TextSpan`] into a [`TextArena`], so that a million messages
//! cost one buffer and a table. [`MessageText`] is the only way to look at the words, and it cannot be printed
//! by accident: its `Debug` shows a length, and there is no `Display`.

use std::fmt;

/// What one entry of a chat is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MessageKind {
    /// Written words.
    Text,
    /// A picture, video, GIF or file.
    Media,
    /// A voice note.
    Voice,
    /// A sticker.
    Sticker,
    /// A call, answered or missed.
    Call,
    /// A reaction to a message; never counted as a message of its own.
    Reaction,
    /// A poll.
    Poll,
    /// A place, or a live position.
    Location,
    /// A contact card.
    Contact,
    /// A message that its sender took back.
    Deleted,
    /// A line from the app itself, with no person behind it.
    System,
}

impl MessageKind {
    /// Every kind, in the order of the documentation.
    pub const ALL: [Self; 11] = [
        Self::Text,
        Self::Media,
        Self::Voice,
        Self::Sticker,
        Self::Call,
        Self::Reaction,
        Self::Poll,
        Self::Location,
        Self::Contact,
        Self::Deleted,
        Self::System,
    ];

    /// Returns the stable name used in normalised output, for example `text`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Media => "media",
            Self::Voice => "voice",
            Self::Sticker => "sticker",
            Self::Call => "call",
            Self::Reaction => "reaction",
            Self::Poll => "poll",
            Self::Location => "location",
            Self::Contact => "contact",
            Self::Deleted => "deleted",
            Self::System => "system",
        }
    }

    /// Returns whether an entry of this kind is a person reaching out, and so is counted as a message.
    ///
    /// Reactions and system lines are not; a deleted message was sent, so it is.
    #[must_use]
    pub fn is_contact(self) -> bool {
        !matches!(self, Self::Reaction | Self::System)
    }
}

/// The words of one message, borrowed from the export they came from.
///
/// Private by construction: `Debug` shows only a length.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MessageText<'a>(&'a str);

impl<'a> MessageText<'a> {
    /// Wraps words so that they cannot be printed by accident.
    #[must_use]
    pub fn new(words: &'a str) -> Self {
        Self(words)
    }

    /// Returns the words themselves. Only measuring, quoting in the user's own report and converting may call it.
    #[must_use]
    pub fn as_str(self) -> &'a str {
        self.0
    }
}

impl fmt::Debug for MessageText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageText({} bytes)", self.0.len())
    }
}

/// Where in its [`TextArena`] the words of one message stand, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TextSpan {
    /// First byte.
    pub start: u64,
    /// Length in bytes; a message is shorter than 4 GiB.
    pub len: u32,
}

/// The text of a whole export, in one buffer.
///
/// `Debug` shows only its size.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct TextArena(String);

impl TextArena {
    /// Takes over a buffer, without copying it.
    #[must_use]
    pub fn new(buffer: String) -> Self {
        Self(buffer)
    }

    /// Appends words and returns where they stand.
    ///
    /// # Panics
    /// If one message is 4 GiB or longer; readers refuse such files first.
    pub fn push(&mut self, words: &str) -> TextSpan {
        let start = self.0.len() as u64;
        self.0.push_str(words);
        TextSpan {
            start,
            len: u32::try_from(words.len()).expect("one message is shorter than 4 GiB"),
        }
    }

    /// Returns the words at `span`, or empty words when the span does not lie in this arena.
    #[must_use]
    pub fn text(&self, span: TextSpan) -> MessageText<'_> {
        let words = usize::try_from(span.start)
            .ok()
            .and_then(|start| self.0.get(start..start + span.len as usize))
            .unwrap_or_default();
        MessageText(words)
    }

    /// Returns the size of the buffer in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether the arena holds no text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for TextArena {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TextArena({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_never_show_in_debug_output() {
        let mut arena = TextArena::default();
        let span = arena.push("marker phrase");
        let shown = format!("{arena:?} {:?}", arena.text(span));
        assert!(!shown.contains("marker"), "{shown}");
        assert_eq!(arena.text(span).as_str(), "marker phrase");
    }

    #[test]
    fn a_span_outside_the_arena_is_empty() {
        let arena = TextArena::new("é".to_owned());
        assert_eq!(arena.text(TextSpan { start: 1, len: 1 }).as_str(), "");
        assert_eq!(arena.text(TextSpan { start: 9, len: 1 }).as_str(), "");
    }
}
