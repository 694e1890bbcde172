//! The gate: what may be said at all. It is decided once, here, and what it closes is absent from the verdict.
//!
//! Three states: *open*; *ask first*, where something about safety is not known, so that nobody is told to write; and
//! *hold*, after a no, in danger, where someone is under 18, or where ego writes on after a no.

use crate::heard::Quote;
use crate::reason::named;

named! {
    /// How far the gate is open.
    GateState {
        /// Everything may be said.
        Open = "open",
        /// Something about safety must be asked first; until then nobody is told to write.
        AskFirst = "ask-first",
        /// Reasons, questions, chances of a return, drafts and plays are held back.
        Hold = "hold",
    }
}

named! {
    /// Why the gate is not open.
    GateCause {
        /// Alter said a plain no.
        NoDirect = "no-direct",
        /// Alter said a no for now.
        NoSoft = "no-soft",
        /// Someone may be in danger.
        Danger = "danger",
        /// One of the two is under 18.
        Minor = "minor",
        /// Ego went on writing after a no.
        ContactAfterNo = "contact-after-no",
        /// The words of the chat were not read.
        WordsNotRead = "words-not-read",
        /// Whether ego was asked to stop, or is afraid, is not known.
        SafetyNotAsked = "safety-not-asked",
    }
}

named! {
    /// What a line may be, so that the user is asked about it.
    SuspectKind {
        /// A no.
        No = "no",
        /// A sign of danger.
        Danger = "danger",
        /// Someone under 18.
        Minor = "minor",
    }
}

/// A line that may be a no or a sign of danger. It decides nothing; it is put before the user, who is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Suspect {
    /// What it may be.
    pub kind: SuspectKind,
    /// The line, with who wrote it and when.
    pub quote: Quote,
    /// How much it looks like one: only the order among suspects has a meaning.
    pub score: f64,
}

named! {
    /// What the user says to "were you asked to stop, or have you been afraid?".
    SafetyReply {
        /// Neither is so.
        Neither = "yes",
        /// One of these is so.
        OneOfThese = "no",
        /// Not sure.
        Unsure = "unsure",
    }
}
