//! What can happen in a simulated dyad, and how strongly.

/// How a simulated dyad goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Regime {
    /// Nothing changes but mood.
    Stable,
    /// Both start eagerly and settle to their ordinary rate; nobody withdraws.
    Honeymoon,
    /// Alter drops from one day to the next; ego follows later and in part.
    Abrupt,
    /// Alter drops over two weeks to two months; ego follows in part from the middle of it.
    Fade,
    /// Alter stops altogether.
    Ghost,
    /// Alter drops and returns in turns of 4 to 12 days.
    HotCold,
    /// Alter drops for 7 to 25 days and comes back to the old rate.
    Dip,
    /// Alter is away for 7 to 21 days: another time zone and fewer openings, replies as before.
    Holiday,
    /// Both drop together.
    Mutual,
    /// Ego drops; alter follows later and in part.
    EgoWithdraws,
    /// Both move most of their talk to somewhere the file does not show.
    Migration,
}

/// Whose side is lower at the end of a dyad because they changed, not because they answered a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WhoFell {
    /// Nobody, or it has passed.
    Neither,
    /// The other person.
    Alter,
    /// The person asking.
    Ego,
    /// Both of them.
    Both,
}

impl WhoFell {
    /// Returns 0 for nobody, 1 for alter, 2 for ego, 3 for both: the order of every list of four.
    #[must_use]
    pub fn index(self) -> usize {
        match self {
            Self::Neither => 0,
            Self::Alter => 1,
            Self::Ego => 2,
            Self::Both => 3,
        }
    }
}

impl Regime {
    /// Every regime, in the order of the documentation.
    pub const ALL: [Self; 11] = [
        Self::Stable,
        Self::Honeymoon,
        Self::Abrupt,
        Self::Fade,
        Self::Ghost,
        Self::HotCold,
        Self::Dip,
        Self::Holiday,
        Self::Mutual,
        Self::EgoWithdraws,
        Self::Migration,
    ];

    /// Returns the stable name used in tables, for example `hot-cold`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Stable => "stable",
            Self::Honeymoon => "honeymoon",
            Self::Abrupt => "abrupt",
            Self::Fade => "fade",
            Self::Ghost => "ghost",
            Self::HotCold => "hot-cold",
            Self::Dip => "dip",
            Self::Holiday => "holiday",
            Self::Mutual => "mutual",
            Self::EgoWithdraws => "ego-withdraws",
            Self::Migration => "migration",
        }
    }

    /// Returns who is lower at the end, by the counts that the file can show.
    ///
    /// [`Regime::Migration`] says both: the file cannot tell it from a mutual drop. [`Regime::Honeymoon`]
    /// says neither: settling is not withdrawing.
    #[must_use]
    pub fn who_fell(self) -> WhoFell {
        match self {
            Self::Stable | Self::Honeymoon | Self::Dip | Self::Holiday => WhoFell::Neither,
            Self::Abrupt | Self::Fade | Self::Ghost | Self::HotCold => WhoFell::Alter,
            Self::Mutual | Self::Migration => WhoFell::Both,
            Self::EgoWithdraws => WhoFell::Ego,
        }
    }
}

/// How strong a change is.
///
/// | severity | openings | reply logit | slowing | words | question logit | bursts |
/// |---|---|---|---|---|---|---|
/// | small | × 0.60 | − 0.4 | 0.5 | × 0.85 | − 0.3 | × 0.90 |
/// | medium | × 0.35 | − 0.9 | 1.1 | × 0.70 | − 0.7 | × 0.75 |
/// | large | × 0.12 | − 1.8 | 2.0 | × 0.50 | − 1.3 | × 0.55 |
///
/// Regimes that have no drop of this kind ([`Regime::Stable`], [`Regime::Honeymoon`], [`Regime::Ghost`],
/// [`Regime::Holiday`], [`Regime::Migration`]) do not read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// A drop that one would have to look for.
    Small,
    /// A drop that a friend would see.
    Medium,
    /// Next to nothing is left.
    Large,
}

impl Severity {
    /// Every severity, weakest first.
    pub const ALL: [Self; 3] = [Self::Small, Self::Medium, Self::Large];

    /// Returns the stable name used in tables.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
        }
    }

    /// Returns the full change of this severity.
    #[must_use]
    pub fn effect(self) -> Effect {
        let (openings, reply_logit, slowing, words, question_logit, bursts) = match self {
            Self::Small => (0.60, -0.4, 0.5, 0.85, -0.3, 0.90),
            Self::Medium => (0.35, -0.9, 1.1, 0.70, -0.7, 0.75),
            Self::Large => (0.12, -1.8, 2.0, 0.50, -1.3, 0.55),
        };
        Effect { openings, reply_logit, slowing, words, question_logit, bursts }
    }
}

/// What a change does to one person on one day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// Factor on how often they open a session.
    pub openings: f64,
    /// Added to the log odds that they reply.
    pub reply_logit: f64,
    /// Moves replies from minutes to hours; 0 is no change.
    pub slowing: f64,
    /// Factor on the words of a message.
    pub words: f64,
    /// Added to the log odds that a message asks something.
    pub question_logit: f64,
    /// Factor on the messages of a turn beyond the first.
    pub bursts: f64,
}

impl Effect {
    /// No change at all.
    pub const NONE: Self =
        Self { openings: 1.0, reply_logit: 0.0, slowing: 0.0, words: 1.0, question_logit: 0.0, bursts: 1.0 };

    /// Returns this change at a strength in 0 (none) to 1 (all of it): powers of factors, shares of shifts.
    #[must_use]
    pub fn at_strength(self, strength: f64) -> Self {
        Self {
            openings: self.openings.powf(strength),
            reply_logit: self.reply_logit * strength,
            slowing: self.slowing * strength,
            words: self.words.powf(strength),
            question_logit: self.question_logit * strength,
            bursts: self.bursts.powf(strength),
        }
    }
}
