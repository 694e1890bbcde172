//! Cues: what single lines of a chat or of an account can show, as reviewed content.
//!
//! A cue is about one line. Whether a line counts, and what it is evidence of, is decided where words are read;
//! this module only names the cues and holds the rules and phrasings by which they are found.

use crate::finding::FindingId;
use crate::reason::{ReasonId, named};

named! {
    /// What one line can show.
    CueId {
        /// Busy, without saying with what.
        BusyVague = "busy-vague",
        /// Busy, and what with.
        BusySpecific = "busy-specific",
        /// Not ready, or not looking, now.
        NotReady = "not-ready",
        /// Asks for space or time.
        Space = "space",
        /// It goes too fast.
        TooFast = "too-fast",
        /// No spark, no feelings, no match.
        NoSpark = "no-spark",
        /// Friends, and no more.
        Friends = "friends",
        /// Sees, or met, someone.
        SeeingSomeone = "seeing-someone",
        /// Wants nothing serious, or no label.
        Casual = "casual",
        /// A past partner, with feeling, and not about children or papers.
        Ex = "ex",
        /// Proposes to meet.
        Plan = "plan",
        /// Is on the way, is there, or was there.
        PlanKept = "plan-kept",
        /// Cancels, with another time.
        CancelWithTime = "cancel-with-time",
        /// Cancels, without another time.
        Cancel = "cancel",
        /// Warm words.
        Warmth = "warmth",
        /// Asks back.
        QuestionBack = "question-back",
        /// Strain: work, illness, loss, money, home.
        Stress = "stress",
        /// A clash.
        Conflict = "conflict",
        /// A moment of closeness.
        Closeness = "closeness",
        /// What the two are, or whether there is anyone else.
        LabelTalk = "label-talk",
        /// The two of them, months ahead.
        FutureTalk = "future-talk",
        /// Asks to be reassured.
        Reassurance = "reassurance",
        /// About sex.
        Sexual = "sexual",
        /// Wants no more contact, or ends it.
        ClearNoDirect = "clear-no-direct",
        /// A no that is said softly.
        ClearNoSoft = "clear-no-soft",
        /// Threatens.
        Threat = "threat",
        /// Controls or coerces.
        Control = "control",
        /// Money, with secrecy or haste.
        MoneySecret = "money-secret",
        /// Harm to oneself.
        SelfHarm = "self-harm",
        /// Younger than 18.
        Under18 = "under-18",
        /// Different aims or ways of life.
        DifferentAims = "different-aims",
        /// Finds it hard to open up.
        ClosedOff = "closed-off",
        /// Does not like to write.
        BadAtTexting = "bad-at-texting",
        /// Something bothered them.
        PutOff = "put-off",
    }
}

named! {
    /// What becomes of a rule's hit in a certain setting.
    Setting {
        /// It still counts.
        Keeps = "keeps",
        /// It does not count.
        Voids = "voids",
    }
}

/// How one cue is found in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CueRules {
    /// Which.
    pub id: CueId,
    /// Patterns over words; one that fits is a hit. Their language is described in `content/cues/en.toml`.
    pub patterns: Vec<String>,
    /// Patterns that void a hit when they fit in the same sentence.
    pub unless: Vec<String>,
    /// A hit in a line with laughter.
    pub joking: Setting,
    /// A hit after "if".
    pub conditional: Setting,
    /// A hit after "not" or "never".
    pub negated: Setting,
    /// A hit in the reported speech of somebody else.
    pub reported: Setting,
    /// Lines that must be hit.
    pub must: Vec<String>,
    /// Lines that must not be hit.
    pub must_not: Vec<String>,
    /// Phrasings from which the sentence encoder's head for this cue is trained.
    pub phrasings: Vec<String>,
}

/// How words are written, and which words change what a line means.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WordForms {
    /// Ways of writing, with what they stand for: `u` for `you`, `dont` for `do not`.
    pub forms: Vec<(String, String)>,
    /// Words that add nothing and may stand anywhere in a phrase.
    pub fillers: Vec<String>,
    /// Words and emoji that laugh.
    pub laughs: Vec<String>,
    /// Words that negate what follows.
    pub negators: Vec<String>,
    /// Words after which somebody's speech is reported.
    pub reporters: Vec<String>,
    /// Words that make a condition of what follows.
    pub conditions: Vec<String>,
    /// Named lists for patterns.
    pub lists: Vec<(String, Vec<String>)>,
}

/// When the head of the sentence encoder for a cue counts, as shares of belief from 0 to 1.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HeadSettings {
    /// From here on a head bears out a rule that found the same cue.
    pub agrees: f64,
    /// From here on a head counts without a rule.
    pub alone: f64,
    /// Cues that one line may show together, so that a phrasing of one is no example against the others.
    pub near: Vec<Vec<CueId>>,
}

impl HeadSettings {
    /// Returns whether one line may show both cues.
    #[must_use]
    pub fn are_near(&self, one: CueId, other: CueId) -> bool {
        one == other || self.near.iter().any(|group| group.contains(&one) && group.contains(&other))
    }
}

/// What one situation of an account speaks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situation {
    /// Stable name.
    pub id: String,
    /// How it is shown to the person who told it.
    pub says: String,
    /// The reason that invented accounts with it had.
    pub reason: ReasonId,
    /// The finding it amounts to, where there is one.
    pub finding: Option<FindingId>,
    /// Phrasings from which the sentence encoder's head is trained.
    pub phrasings: Vec<String>,
}

/// Everything by which English words are read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lexicon {
    /// How words are written.
    pub words: WordForms,
    /// The cues, in the order of [`CueId::ALL`].
    pub cues: Vec<CueRules>,
    /// Everyday lines that show no cue, from which the heads learn what nothing looks like.
    pub neutral: Vec<String>,
    /// When the heads count.
    pub heads: HeadSettings,
    /// Situations of accounts.
    pub situations: Vec<Situation>,
}

impl Lexicon {
    /// Returns the rules of one cue.
    #[must_use]
    pub fn cue(&self, id: CueId) -> Option<&CueRules> {
        self.cues.iter().find(|rules| rules.id == id)
    }
}
