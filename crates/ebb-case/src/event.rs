//! What happened besides the messages, as the user tells it: it stands beside the result and lowers no number.

use ebb::heard::QuotedText;
use ebb::verdict::Timing;
use jiff::civil::Date;

/// What kind of thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// One of the two was away.
    Away,
    /// Someone was ill.
    Ill,
    /// Work or exams took the time.
    Busy,
    /// The two spent the time together.
    Together,
    /// The two talked about the two of them.
    Talk,
    /// One of the two moved, or was in another time zone.
    Moved,
    /// Something else.
    Other,
}

impl EventKind {
    /// All kinds, in the order in which they are shown.
    pub const ALL: [Self; 7] =
        [Self::Away, Self::Ill, Self::Busy, Self::Together, Self::Moved, Self::Talk, Self::Other];

    /// Returns the stable name.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Away => "away",
            Self::Ill => "ill",
            Self::Busy => "busy",
            Self::Together => "together",
            Self::Talk => "talk",
            Self::Moved => "moved",
            Self::Other => "other",
        }
    }

    /// Returns the kind of this name.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// Returns whether fewer messages in that time need mean nothing.
    #[must_use]
    pub fn may_explain(self) -> bool {
        match self {
            Self::Away | Self::Ill | Self::Busy | Self::Together | Self::Moved => true,
            Self::Talk | Self::Other => false,
        }
    }
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What kind.
    pub kind: EventKind,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// The user's own words.
    pub words: QuotedText,
}

/// Where an event lies as against the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// The change began in it.
    AtChange,
    /// It lies in the time since the change.
    Since,
}

impl Event {
    /// Returns where it lies as against the change, if it may explain part of it.
    #[must_use]
    pub fn against(&self, timing: &Timing) -> Option<Against> {
        let onset = timing.course.onset.as_ref().filter(|_| self.kind.may_explain())?;
        if self.from <= onset.high && onset.low <= self.to {
            Some(Against::AtChange)
        } else if self.to > onset.high && self.from <= timing.input.to {
            Some(Against::Since)
        } else {
            None
        }
    }
}
