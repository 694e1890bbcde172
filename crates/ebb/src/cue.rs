//! Cues: what single lines of a chat or of an account can show, as reviewed content.
//!
//! A cue is about one line. Whether a line counts, and what it is evidence of, is decided where words are read;
//! this module only names the cues and holds the rules and phrasings by which they are found.

use std::ops::RangeInclusive;

use crate::dyad::Role;
use crate::heard::{NoStrength, SafetyKind};
use crate::reason::named;
use crate::safety::SafetyLexicon;

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

/// When a sentence of an account counts, as shares of belief from 0 to 1.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StorySettings {
    /// From here on the person is asked whether it was meant.
    pub asks: f64,
    /// From here on it is taken, unless the person says no.
    pub sure: f64,
    /// Below this share what the words tell is only asked about, where there is a head.
    pub denies: f64,
    /// Sentences below which an account is not compared with others.
    pub min_alike_sentences: usize,
    /// Bytes below which the language of an account cannot be told.
    pub least_language: usize,
    /// Share from which a sentence reports a statement of the other person.
    pub min_sure_reported: f64,
    /// Share above which no report of a statement is believed: it is told in other words than it was said.
    pub max_sure_reported: f64,
    /// Log odds, in nats, from which a sentence that may tell a no, danger or youth is asked about.
    pub asks_sign: f64,
    /// Log odds, in nats, below which a sentence whose words tell a no is only asked about.
    pub agrees_sign: f64,
    /// Patterns after which nothing in the same clause is told: "I do not think".
    pub doubts: Vec<String>,
}

/// How table, encoder and rules are weighed for what a piece of a message says about why. Weights multiply logarithms of
/// shares; the others are added to them, in nats.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StatementSettings {
    /// Weight of the table where the encoder read the piece too.
    pub table: f64,
    /// Weight of the encoder.
    pub encoder: f64,
    /// Weight of the table by itself.
    pub table_alone: f64,
    /// What every kind gets ahead of none: a single kind is much rarer than none among the lines that were learned from, so
    /// that its share is drawn down.
    pub some: f64,
    /// What a rule for the kind adds.
    pub rule: f64,
    /// What goes against a piece that only asks, or tells of somebody else.
    pub doubt: f64,
    /// How far the table must see a statement ahead of none for a closer look; below it a line is left alone.
    pub look: f64,
    /// Least probability at which a statement is handed on, to be asked about.
    pub least: f64,
    /// Least probability of a statement of the time that counts now.
    pub min_sure_now: f64,
    /// Least probability of an earlier one: among thousands of everyday lines some sound like anything.
    pub min_sure_before: f64,
    /// Most statements of one kind that are handed on.
    pub most: usize,
}

/// When what the lines of a chat show becomes a finding. Days are those of the calendar.
#[derive(Debug, Clone, PartialEq)]
pub struct ChatSettings {
    /// How statements about why are heard.
    pub statement: StatementSettings,
    /// Days around a change whose lines belong to it.
    pub around_days: i64,
    /// Days at the end of a chat in which words count where no change is told.
    pub open_days: i64,
    /// Most lines that the sentence encoder reads.
    pub most_lines: usize,
    /// Fewest words of a line that it reads without a rule.
    pub least_words: usize,
    /// Words beyond which it reads a message sentence by sentence, since the meaning of a long one is blurred.
    pub long_words: usize,
    /// Events and exposure that the prior of a share is worth.
    pub share_prior: (f64, f64),
    /// Lines shown on each side of a quote.
    pub shown_around: usize,
    /// Most words of a quote.
    pub quoted_words: usize,
    /// Most quotes of one finding.
    pub most_quotes: usize,
    /// Days on which something must be said to have been said more than once.
    pub repeats: usize,
    /// Fewest lines of each stretch for comparing shares.
    pub least_lines: usize,
    /// Probability from which a share is said to have risen or fallen.
    pub sure: f64,
    /// Ratio of shares from which one rose, and up to which one fell.
    pub rose: f64,
    /// Ratio of shares up to which one fell.
    pub fell: f64,
    /// Ratio of shares from which one was kept.
    pub kept: f64,
    /// Days before a change in which warm words are looked at.
    pub cooling_days: i64,
    /// Days before a change in which a clash counts.
    pub conflict_days: i64,
    /// Days before a change in which a talk about what this is counts.
    pub label_days: i64,
    /// Days before a change in which a difference counts.
    pub mismatch_days: i64,
    /// Days of silence before a long warm message, and its fewest words.
    pub repair: (i64, usize),
    /// Days with warm words or plans of alter's after a no with which the no does not stand any more.
    pub reopened_days: usize,
    /// Days on which ego must write after a plain no, without a word of alter's, for it to be told.
    pub after_no_days: usize,
    /// Most lines of one kind that are shown as signs of danger.
    pub most_signs: usize,
    /// Fewest letters of a month by which its language is told.
    pub language_letters: usize,
    /// Share of alter's lines that must be English for words to count.
    pub english_share: f64,
}

/// How a situation is found in an account, besides by its head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// By its patterns, or by the other person's own words.
    Words,
    /// By an age under 18.
    Age,
    /// By how many days ago it changed, within these.
    Change(RangeInclusive<u32>),
}

/// What a number in a sentence may be an amount of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AmountOf {
    /// Days for which two people have been seeing each other.
    Together,
    /// Days since the other person wrote.
    Silent,
    /// Times that they met.
    Meetings,
    /// Messages of the narrator's that wait for an answer.
    Messages,
}

impl AmountOf {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Together, Self::Silent, Self::Meetings, Self::Messages];

    /// Returns its stable name.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Together => "together",
            Self::Silent => "silent",
            Self::Meetings => "meetings",
            Self::Messages => "messages",
        }
    }
}

/// Which numbers tell a situation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// What the number is an amount of.
    pub of: AmountOf,
    /// From where to where, both included.
    pub between: RangeInclusive<u32>,
}

/// One answer of one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Told {
    /// Index of the question in the catalog.
    pub question: usize,
    /// Index of the answer.
    pub answer: usize,
}

/// One thing that people tell when they write down what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situation {
    /// Stable name.
    pub id: String,
    /// How it is shown to the person who told it, with tokens for people.
    pub says: String,
    /// Whom it is about.
    pub of: Role,
    /// How it is found.
    pub found: Found,
    /// Which numbers tell it, where a number decides between it and its like.
    pub amount: Option<Amount>,
    /// Patterns over the words of a sentence, in the third person.
    pub patterns: Vec<String>,
    /// Patterns that void a fit in the same sentence.
    pub unless: Vec<String>,
    /// What the other person's own words may show.
    pub cues: Vec<CueId>,
    /// Sentences from which the head of the sentence encoder is trained.
    pub phrasings: Vec<String>,
    /// Sentences that look alike and mean something else.
    pub unlike: Vec<String>,
    /// The answers that it amounts to.
    pub answers: Vec<Told>,
    /// The no that it tells of.
    pub clear_no: Option<NoStrength>,
    /// The sign that someone may need help.
    pub safety: Option<SafetyKind>,
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
    /// Sentences of accounts that tell nothing about why.
    pub plain: Vec<String>,
    /// When a sentence of an account counts.
    pub story: StorySettings,
    /// Situations of accounts.
    pub situations: Vec<Situation>,
    /// How a no, danger and the young are heard, in every language.
    pub safety: SafetyLexicon,
}

impl Lexicon {
    /// Returns the rules of one cue.
    #[must_use]
    pub fn cue(&self, id: CueId) -> Option<&CueRules> {
        self.cues.iter().find(|rules| rules.id == id)
    }
}
