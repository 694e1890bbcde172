//! What alter said about why: kinds of statements, how ego learnt of one, and how surely it was heard.
//!
//! A statement is evidence of its own kind. Hardly anybody invents "I met someone", while "busy" and "not ready" are
//! often a kind way out, so each kind has its own table of how common it is under each reason (docs/model.md).

use crate::dyad::Role;
use crate::heard::Quote;
use crate::reason::named;

named! {
    /// What a sentence says about why.
    StatementKind {
        /// There is somebody else.
        SomeoneElse = "someone-else",
        /// Back with the ex, or in love with the ex.
        BackWithEx = "ex-back",
        /// Still hurting from the ex.
        HurtingFromEx = "ex-hurting",
        /// No spark, or rather friends.
        NoSpark = "no-spark",
        /// Not ready for a relationship.
        NotReady = "not-ready",
        /// The two want different things.
        DifferentWants = "different-wants",
        /// Too fast, or in need of room.
        TooFast = "too-fast",
        /// Bothered by something, and says by what.
        PutOff = "put-off",
        /// Cannot open up.
        ClosedOff = "closed-off",
        /// Nothing fixed, no label.
        Casual = "casual",
        /// Busy, and says with what.
        BusyNamed = "busy-named",
        /// Busy, and does not say with what.
        BusyVague = "busy-vague",
        /// Bad at texting.
        BadAtTexting = "bad-at-texting",
        /// Far away, or moving.
        Distance = "distance",
        /// Illness or a loss, named.
        IllnessOrLoss = "illness-or-loss",
        /// "It's not you", "you deserve better".
        PoliteExit = "polite-exit",
    }
}

impl StatementKind {
    /// Returns the name that reports use; both kinds about an ex share one.
    #[must_use]
    pub fn said_id(self) -> &'static str {
        if matches!(self, Self::BackWithEx | Self::HurtingFromEx) { "ex" } else { self.id() }
    }
}

named! {
    /// How ego came to know of a statement, from the surest to the least sure.
    Learnt {
        /// Alter wrote it.
        Wrote = "wrote",
        /// Alter told ego.
        Told = "told",
        /// A friend said so.
        Friend = "friend",
        /// Ego guesses.
        Guess = "guess",
    }
}

/// One statement about why.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// What it says.
    pub kind: StatementKind,
    /// Who said it; only alter's count for reasons.
    pub speaker: Role,
    /// How ego came to know of it.
    pub learnt: Learnt,
    /// Probability that it was heard rightly, 0 to 1: about 1 where rule and head agree or the user chose these words.
    pub sure: f64,
    /// The words, where they stand in a chat or an account.
    pub quote: Option<Quote>,
}
