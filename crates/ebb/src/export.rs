//! What every reader yields: the messages of one source, in the order of the file.

use crate::message::{MessageKind, TextArena, TextSpan};

/// Index into [`Export::senders`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SenderId(pub u16);

/// Seconds since 1970-01-01T00:00:00, on the clock that [`Export::clock`] names.
///
/// On [`Clock::Local`] it counts civil seconds, as if every day had 24 hours and there were no zones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClockSecond(pub i64);

/// Which clock the times of an export were written by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Clock {
    /// The wall clock of the phone, with no zone in the file.
    Local,
    /// Exact instants (UTC).
    Universal,
}

/// How finely an export tells time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Resolution {
    /// Times carry seconds.
    Second,
    /// Times carry minutes only: two messages in one minute have an unknown order of up to 60 s.
    Minute,
}

/// What a format can carry. What it cannot carry is never read as "it stopped".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// Calls appear in the file.
    pub calls: Carried,
    /// Reactions appear in the file.
    pub reactions: Carried,
    /// Both people's messages appear in the file.
    pub both_sides: Carried,
    /// The file reaches back to the first message, so that its start is the start.
    pub whole_history: Carried,
    /// A message that was reworded shows that it was.
    pub edits: Carried,
    /// A message that was taken back leaves a trace.
    pub deletions: Carried,
    /// What was sent stays until it is exported; where it vanishes, counts are too low.
    pub lasting: Carried,
}

/// A stretch of time of which a file is known to lack messages, though they may have been sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing {
    /// Its start; `None` when it reaches back without end.
    pub from: Option<ClockSecond>,
    /// Its end; `None` when it lasts.
    pub to: Option<ClockSecond>,
    /// Why they are not there.
    pub cause: MissingCause,
}

/// Why messages of a stretch of time are not in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MissingCause {
    /// The app cuts an export at a number of messages, oldest first.
    ExportCap,
    /// The app moved the chat to end-to-end encryption, and what came after stands in another download.
    MovedToEncrypted,
    /// Messages were set to disappear, and those of this stretch did.
    Disappearing,
    /// One of the two blocked the other, so that nothing arrived.
    Blocked,
    /// A part of the chat was not given or cannot be read.
    PartMissing,
    /// One of the two writes under another number since, and the chat with it was not given.
    NewNumber,
}

/// Whether a format carries something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Carried {
    /// Always, when it happened.
    Yes,
    /// In some versions or settings; absence means nothing.
    Sometimes,
    /// Never.
    No,
}

/// One entry of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportedMessage {
    /// When, on the clock of the export.
    pub time: ClockSecond,
    /// Where the words stand in [`Export::texts`].
    pub text: TextSpan,
    /// Who; `None` only for [`MessageKind::System`].
    pub sender: Option<SenderId>,
    /// What it is.
    pub kind: MessageKind,
}

/// The messages of one source: a plain value, complete when made, in the order of the file.
#[derive(Debug, Clone)]
pub struct Export {
    /// Stable name of the format, for example `whatsapp-text`.
    pub format: &'static str,
    /// Which clock the times are on.
    pub clock: Clock,
    /// How finely they are told.
    pub resolution: Resolution,
    /// Distinct names of senders, as the file writes them.
    pub senders: Vec<String>,
    /// All entries, system lines included, in the order of the file.
    pub messages: Vec<ExportedMessage>,
    /// The texts that the entries point into.
    pub texts: TextArena,
    /// What this format can carry.
    pub capabilities: Capabilities,
    /// Stretches of time of which the file is known to lack messages.
    pub missing: Vec<Missing>,
}

impl Export {
    /// Returns each sender's name with the number of messages they sent (reactions not counted), most first.
    #[must_use]
    pub fn messages_per_sender(&self) -> Vec<(&str, usize)> {
        let mut counts = vec![0_usize; self.senders.len()];
        for message in &self.messages {
            if let (Some(SenderId(id)), true) = (message.sender, message.kind.is_contact()) {
                counts[usize::from(id)] += 1;
            }
        }
        let mut named: Vec<_> = self.senders.iter().map(String::as_str).zip(counts).collect();
        named.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        named
    }
}
