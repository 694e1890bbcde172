//! Plays: what to do tonight, chosen for the situation that somebody is in.
//!
//! A play is content: a row of a table that a counsellor can read, with the exact message where one is to be sent. The
//! first row that fits decides, so every situation has one play. What the gate closes is no part of what is advised.

pub mod axes;
mod situation;
pub mod table;

pub use axes::{Axis, Coarse, Door, Point, When};
pub use situation::{Fact, Known, Read, Situation, SituationSettings, Situations, Told};

use crate::guidance::TrackId;
use crate::reason::named;
use crate::statement::StatementKind;

named! {
    /// What kind of step a play is.
    Class {
        /// One light message.
        LightMessage = "light-message",
        /// One question, once.
        AskOnce = "ask-once",
        /// Wait, until a day that is named.
        WaitWithDate = "wait-with-date",
        /// Offer support and ask for nothing.
        OfferSupport = "offer-support",
        /// Give room.
        GiveSpace = "give-space",
        /// Say sorry, and mend.
        ApologiseAndRepair = "apologise-and-repair",
        /// Let go.
        LetGo = "let-go",
        /// End it well.
        EndWell = "end-well",
        /// Call or meet rather than write.
        CallOrMeet = "call-or-meet",
        /// Nothing needs to be done.
        DoNothingNeeded = "do-nothing-needed",
        /// Turn to people who can help.
        GetHelp = "get-help",
        /// Write no more.
        StopContact = "stop-contact",
    }
}

named! {
    /// How a message sounds.
    Tone {
        /// Plain.
        Plain = "plain",
        /// Warm.
        Warm = "warm",
        /// Short.
        Short = "short",
    }
}

named! {
    /// A fact that a text can name, where it is known.
    Slot {
        /// A weekday a few days from now.
        Weekday = "weekday",
        /// The day on which alter said why.
        SaidOn = "said-on",
        /// What alter said, word for word.
        Quote = "quote",
        /// The day since which it has been different.
        SinceDay = "since-day",
        /// How long alter has not written.
        Silence = "silence",
        /// How long alter usually does not write.
        Usual = "usual",
        /// Of twenty of alter's past silences, how many were shorter than this one.
        LongerThan = "longer-than",
        /// How many messages of ego's wait for an answer.
        Waiting = "waiting",
        /// Alter's messages a day before the change.
        AlterBefore = "alter-before",
        /// Alter's messages a day since.
        AlterSince = "alter-since",
        /// Ego's messages a day before the change.
        EgoBefore = "ego-before",
        /// Ego's messages a day since.
        EgoSince = "ego-since",
        /// Of twenty such silences of this person, how many end within a month.
        Returns = "returns",
        /// Of twenty such silences of other people, how many end within a month.
        Pooled = "pooled",
        /// The least that may be, of twenty.
        PooledLow = "pooled-low",
        /// The most that may be, of twenty.
        PooledHigh = "pooled-high",
        /// Days until one looks again.
        LookAgain = "look-again",
    }
}

impl Slot {
    /// Returns whether a message to alter may name it. What was counted is never told to them.
    #[must_use]
    pub fn suits_a_message(self) -> bool {
        match self {
            Self::Weekday => true,
            Self::SaidOn
            | Self::Quote
            | Self::SinceDay
            | Self::Silence
            | Self::Usual
            | Self::LongerThan
            | Self::Waiting
            | Self::AlterBefore
            | Self::AlterSince
            | Self::EgoBefore
            | Self::EgoSince
            | Self::Returns
            | Self::Pooled
            | Self::PooledLow
            | Self::PooledHigh
            | Self::LookAgain => false,
        }
    }
}

/// One message that a play offers, with the facts that it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// How it sounds.
    pub tone: Tone,
    /// Its text, with tokens for people and slots.
    pub text: String,
    /// The slots that it cannot do without.
    pub needs: Vec<Slot>,
}

/// When to look again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookAgain {
    /// Days from now.
    pub days: u16,
    /// Why that long.
    pub why: String,
}

/// One play, as reviewed content. All texts hold tokens for people.
#[derive(Debug, Clone, PartialEq)]
pub struct Play {
    /// Stable name.
    pub id: String,
    /// Its place in the table: the first row that fits decides.
    pub order: usize,
    /// What kind of step it is.
    pub class: Class,
    /// The way to go on that it belongs to.
    pub track: TrackId,
    /// A short heading.
    pub title: String,
    /// The situations that it fits.
    pub when: When,
    /// What alter says where a message of this play asks for it: what is known already is never asked.
    pub asks: Option<Asks>,
    /// What was heard, said back, with the feeling first.
    pub reflect: String,
    /// What to do tonight.
    pub tonight: Vec<String>,
    /// What to do with the message; told only where one may be sent.
    pub sending: Vec<String>,
    /// Messages to choose from: the first of each tone whose facts are known is shown.
    pub send: Vec<Message>,
    /// What not to do.
    pub not: Vec<String>,
    /// When to look again; `None` where waiting is not advised.
    pub look_again: Option<LookAgain>,
    /// What then counts as an answer.
    pub then: String,
    /// When to walk away.
    pub walk_away: String,
    /// Why this play.
    pub because: Vec<String>,
    /// Key of the source.
    pub source: String,
}

named! {
    /// What a message asks alter about.
    Asks {
        /// For a day to meet or call.
        Day = "a-day",
        /// Why alter stepped back.
        Why = "why",
        /// Whether there is somebody else.
        SomeoneElse = "someone-else",
        /// What alter wants this to be.
        WhatThisIs = "what-this-is",
        /// Whether to slow down or to stop.
        SlowOrStop = "slow-or-stop",
        /// Whether something bothered alter.
        WhatBothered = "what-bothered",
        /// How alter is.
        HowAreYou = "how-are-you",
        /// What kind of contact suits alter.
        HowToKeepInTouch = "how-to-keep-in-touch",
        /// Whether this goes on at all.
        GoesOn = "goes-on",
    }
}

impl Asks {
    /// Returns whether alter has answered it by saying this.
    #[must_use]
    pub fn is_answered_by(self, said: StatementKind) -> bool {
        use StatementKind as Said;
        match self {
            // Whoever gave a reason is not asked for it again.
            Self::Why => !matches!(said, Said::BusyVague | Said::BadAtTexting),
            Self::SomeoneElse => matches!(said, Said::SomeoneElse | Said::BackWithEx),
            Self::WhatThisIs => matches!(
                said,
                Said::SomeoneElse
                    | Said::BackWithEx
                    | Said::NoSpark
                    | Said::NotReady
                    | Said::DifferentWants
                    | Said::Casual
                    | Said::TooFast
            ),
            Self::SlowOrStop => matches!(
                said,
                Said::SomeoneElse | Said::BackWithEx | Said::NoSpark | Said::TooFast | Said::NotReady
            ),
            Self::WhatBothered => {
                matches!(said, Said::SomeoneElse | Said::BackWithEx | Said::NoSpark | Said::PutOff)
            }
            Self::Day | Self::HowAreYou | Self::HowToKeepInTouch => false,
            Self::GoesOn => {
                matches!(said, Said::SomeoneElse | Said::BackWithEx | Said::NoSpark | Said::PoliteExit)
            }
        }
    }
}

/// A play with what may be shown of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Advised {
    /// Index of the play in the catalog.
    pub play: usize,
    /// Indices of its messages that fit, at most one of each tone; empty where nothing is to be sent.
    pub send: Vec<usize>,
}

/// Returns the play for a situation: the first row that fits. `None` only without plays that fit every situation,
/// which checked content has.
#[must_use]
pub fn choose(situation: &Situation, plays: &[Play]) -> Option<Advised> {
    let point = situation.coarse.point();
    let at = plays.iter().position(|play| play.when.fits(&point))?;
    let play = &plays[at];
    let fits = |tone: &Tone| {
        let is_known = |message: &Message| message.needs.iter().all(|slot| situation.known.has(*slot));
        play.send.iter().position(|message| message.tone == *tone && is_known(message))
    };
    let send = match situation.coarse.door {
        Door::Open => Tone::ALL.iter().filter_map(fits).collect(),
        Door::AskFirst
        | Door::NoSoft
        | Door::NoDirect
        | Door::ContactAfterNo
        | Door::Minor
        | Door::Danger => Vec::new(),
    };
    Some(Advised { play: at, send })
}

impl Play {
    /// Returns what to do tonight, with what to do with the message where one may be sent.
    #[must_use]
    pub fn steps(&self, advised: &Advised) -> Vec<&str> {
        let sending = if advised.send.is_empty() { &[][..] } else { &self.sending };
        sending.iter().chain(&self.tonight).map(String::as_str).collect()
    }
}
