//! The times of a chat without its words: who wrote when, what kind of message, how many words, and whether it asks
//! something. That is all that measuring needs, so that the times alone give the same figures as the file did.

use ebb::export::{
    Capabilities, Carried, Clock, ClockSecond, Export, ExportedMessage, Missing, MissingCause, Resolution,
    SenderId,
};
use ebb::measure::{WordCount, count_words};
use ebb::message::{MessageKind, TextArena};
use ebb_import::{FORMATS, Import, Offsets, Tally};
use serde::{Deserialize, Serialize};

/// The times of one file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Times {
    format: String,
    clock: String,
    resolution: String,
    /// Names of who writes.
    senders: Vec<String>,
    /// The place among `senders` of the person whose file it is.
    owner: Option<u16>,
    /// In the order of the fields of [`Capabilities`].
    carries: [String; 7],
    missing: Vec<StoredMissing>,
    /// Names of the kinds that `kind` counts.
    kinds: Vec<String>,
    /// Seconds since the message before; the first since 1970.
    after: Vec<i64>,
    /// Places among `senders`; -1 for lines of the app.
    who: Vec<i32>,
    /// Places among `kinds`.
    kind: Vec<u8>,
    /// Numbers of words.
    words: Vec<u16>,
    /// 1 where something is asked.
    asks: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredMissing {
    from: Option<i64>,
    to: Option<i64>,
    cause: String,
}

const CARRIED: [(Carried, &str); 3] =
    [(Carried::Yes, "yes"), (Carried::Sometimes, "sometimes"), (Carried::No, "no")];
const CLOCKS: [(Clock, &str); 2] = [(Clock::Local, "local"), (Clock::Universal, "universal")];
const RESOLUTIONS: [(Resolution, &str); 2] = [(Resolution::Second, "second"), (Resolution::Minute, "minute")];
const CAUSES: [(MissingCause, &str); 6] = [
    (MissingCause::ExportCap, "export-cap"),
    (MissingCause::MovedToEncrypted, "moved-to-encrypted"),
    (MissingCause::Disappearing, "disappearing"),
    (MissingCause::Blocked, "blocked"),
    (MissingCause::PartMissing, "part-missing"),
    (MissingCause::NewNumber, "new-number"),
];

fn name_of<T: PartialEq>(value: &T, names: &[(T, &'static str)]) -> String {
    names.iter().find(|(known, _)| known == value).map_or("", |(_, name)| name).to_owned()
}

fn value_of<T: Copy>(name: &str, names: &[(T, &'static str)]) -> Option<T> {
    names.iter().find(|(_, known)| *known == name).map(|(value, _)| *value)
}

impl Times {
    /// Returns the times of what was read.
    #[must_use]
    pub fn of(import: &Import) -> Self {
        let export = &import.export;
        let Capabilities { calls, reactions, both_sides, whole_history, edits, deletions, lasting } =
            export.capabilities;
        let carries = [calls, reactions, both_sides, whole_history, edits, deletions, lasting];
        let missing = export.missing.iter().map(|stretch| StoredMissing {
            from: stretch.from.map(|at| at.0),
            to: stretch.to.map(|at| at.0),
            cause: name_of(&stretch.cause, &CAUSES),
        });
        let mut before = 0;
        let mut times = Self {
            format: export.format.to_owned(),
            clock: name_of(&export.clock, &CLOCKS),
            resolution: name_of(&export.resolution, &RESOLUTIONS),
            senders: export.senders.clone(),
            owner: import.owner.map(|owner| owner.0),
            carries: carries.map(|carried| name_of(&carried, &CARRIED)),
            missing: missing.collect(),
            kinds: MessageKind::ALL.iter().map(|kind| kind.id().to_owned()).collect(),
            after: Vec::with_capacity(export.messages.len()),
            who: Vec::with_capacity(export.messages.len()),
            kind: Vec::with_capacity(export.messages.len()),
            words: Vec::with_capacity(export.messages.len()),
            asks: Vec::with_capacity(export.messages.len()),
        };
        for message in &export.messages {
            let place = MessageKind::ALL.iter().position(|kind| *kind == message.kind).unwrap_or_default();
            let WordCount { count, asks } = count_words(export.texts.text(message.text));
            times.after.push(message.time.0.wrapping_sub(before));
            before = message.time.0;
            times.who.push(message.sender.map_or(-1, |sender| i32::from(sender.0)));
            times.kind.push(u8::try_from(place).unwrap_or_default());
            times.words.push(count);
            times.asks.push(u8::from(asks));
        }
        times
    }

    /// Returns the number of messages.
    #[must_use]
    pub fn len(&self) -> usize {
        self.after.len()
    }

    /// Returns whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.after.is_empty()
    }

    /// Returns what was read, with as many empty words as there were words; `None` where something in it is unknown.
    #[must_use]
    pub fn import(&self) -> Option<Import> {
        let format = FORMATS.iter().map(|format| format.id()).find(|id| *id == self.format)?;
        let rows = self.after.len();
        let lengths = [self.who.len(), self.kind.len(), self.words.len(), self.asks.len()];
        if lengths.iter().any(|length| *length != rows) || self.owner.is_some_and(|at| !self.knows(at)) {
            return None;
        }
        let kinds: Vec<MessageKind> = self
            .kinds
            .iter()
            .map(|id| MessageKind::ALL.into_iter().find(|kind| kind.id() == id))
            .collect::<Option<_>>()?;
        let mut texts = TextArena::default();
        let mut at = 0_i64;
        let mut messages = Vec::with_capacity(rows);
        for row in 0..rows {
            at = at.wrapping_add(self.after[row]);
            let sender = match self.who[row] {
                -1 => None,
                place => Some(SenderId(u16::try_from(place).ok().filter(|place| self.knows(*place))?)),
            };
            let text = texts.push(&blank(self.words[row], self.asks[row]));
            let kind = *kinds.get(usize::from(self.kind[row]))?;
            messages.push(ExportedMessage { time: ClockSecond(at), text, sender, kind });
        }
        let export = Export {
            format,
            clock: value_of(&self.clock, &CLOCKS)?,
            resolution: value_of(&self.resolution, &RESOLUTIONS)?,
            senders: self.senders.clone(),
            messages,
            texts,
            capabilities: self.capabilities()?,
            missing: self.missing.iter().map(StoredMissing::read).collect::<Option<_>>()?,
        };
        let owner = self.owner.map(SenderId);
        let tally = Tally { all: rows as u64, messages: rows as u64, ..Tally::default() };
        Some(Import { export, title: None, owner, offsets: Offsets::default(), notices: Vec::new(), tally })
    }

    fn knows(&self, sender: u16) -> bool {
        usize::from(sender) < self.senders.len()
    }

    fn capabilities(&self) -> Option<Capabilities> {
        let carried = |at: usize| value_of(&self.carries[at], &CARRIED);
        Some(Capabilities {
            calls: carried(0)?,
            reactions: carried(1)?,
            both_sides: carried(2)?,
            whole_history: carried(3)?,
            edits: carried(4)?,
            deletions: carried(5)?,
            lasting: carried(6)?,
        })
    }
}

impl StoredMissing {
    fn read(&self) -> Option<Missing> {
        let cause = value_of(&self.cause, &CAUSES)?;
        Some(Missing { from: self.from.map(ClockSecond), to: self.to.map(ClockSecond), cause })
    }
}

/// Returns as many words that say nothing, with a question mark where something was asked.
fn blank(count: u16, asks: u8) -> String {
    let mut words = vec!["x"; usize::from(count)].join(" ");
    if asks != 0 {
        words.push('?');
    }
    words
}
