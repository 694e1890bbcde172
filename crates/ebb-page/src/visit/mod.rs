//! What is held in memory while the page is used. It is one value: dropping it forgets everything.

mod task;

use ebb::catalog::Catalog;
use ebb::dyad::{Dyad, LocalSecond};
use ebb::figure::Spoken;
use ebb::gate::{GateState, LinesSeen, ReasonsWanted, SafetyAnswer, SafetyReply};
use ebb::heard::QuotedLine;
use ebb::interview::{Answers, Reply};
use ebb::judgement::Judgement;
use ebb::reason::ReasonId;
use ebb::verdict::{ChatVerdict, Timing, Verdict};
use ebb_case::{Read, verdict};
use ebb_import::people::People;
use ebb_import::{Listed, TwoReadings};
use ebb_report::Pronouns;
use ebb_report::json::ReadingNotes;
use jiff::civil::Date;

pub use ebb_case::{Against, Event, EventKind, LeftOut, Listened, Story, Told, line_at, place_of};
pub use task::{Outcome, Reading, Task};

/// A file that was handed over.
#[derive(Clone)]
pub struct Upload {
    /// Its name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Upload({} bytes)", self.bytes.len())
    }
}

/// Words that the user typed, kept so that going back loses none. `Debug` shows a length.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Typed(String);

impl Typed {
    /// Keeps words so that they cannot be printed by accident.
    #[must_use]
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }

    /// Returns the words themselves, for the user's own page.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Typed({} bytes)", self.0.len())
    }
}

/// Whose conversation it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The user's.
    Own,
    /// The invented example.
    Example,
}

/// A chat that was read, before anyone said who is who.
#[derive(Debug, Clone)]
pub struct Chat {
    /// What was read from each file.
    pub read: Read,
    /// Whose it is.
    pub origin: Origin,
}

impl Chat {
    /// Returns who writes, with numbers of messages, most first.
    #[must_use]
    pub fn people(&self) -> Vec<(String, usize)> {
        self.read.people()
    }

    /// Returns the name of the person whose export it is, where every file says so.
    #[must_use]
    pub fn owners(&self) -> Option<Vec<String>> {
        self.read.owners()
    }

    /// Returns what was noticed while reading.
    #[must_use]
    pub fn notes(&self) -> ReadingNotes {
        ReadingNotes { skipped: self.read.skipped(), notices: self.read.notices(), words: None }
    }
}

/// A chat whose people are known, with its verdict.
#[derive(Debug, Clone)]
pub struct Analysed {
    /// The chat, measured and listened to.
    pub listened: Listened,
    /// Plans and warm words over time, for the charts.
    pub spoken: Vec<Spoken>,
    /// What may be told.
    pub verdict: Verdict,
    /// What was noticed while reading and joining.
    pub notes: ReadingNotes,
    /// Up to when they were observed, where that was said.
    pub now: Option<LocalSecond>,
}

impl Analysed {
    /// Returns the two people and their messages.
    #[must_use]
    pub fn dyad(&self) -> &Dyad {
        &self.listened.chat.dyad
    }

    /// Returns what may be told of the timing.
    #[must_use]
    pub fn timing(&self) -> &Timing {
        self.verdict.timing.as_ref().unwrap_or(&self.listened.timing)
    }

    /// Returns the verdict as one of a chat.
    #[must_use]
    pub fn chat(&self) -> ChatVerdict<'_> {
        let Verdict { judgement, limits, .. } = &self.verdict;
        ChatVerdict { timing: self.timing(), judgement, limits }
    }
}

/// What the user tells of the other person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// What to call them, where no chat names them.
    pub name: Option<String>,
    /// Words for them.
    pub pronouns: Pronouns,
    /// Where help lines are looked for: two letters.
    pub country: Option<String>,
}

/// What must be asked before files can be read or joined.
#[derive(Debug)]
pub enum Open {
    /// Dates can be read in two ways.
    Dates(Reading, Vec<TwoReadings>),
    /// A file holds several conversations.
    Conversation(Reading, Vec<Listed>),
    /// A name in one file may be the other person's.
    Stranger {
        /// The other person.
        known: String,
        /// The name in question.
        other: String,
    },
}

/// What went wrong with the last deed, told once on the page that it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A key of the copy.
    Said(&'static str),
    /// What a reader or the pairing said, and what to do.
    Told(String, String),
}

/// What work is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// None.
    Idle,
    /// Files are read.
    Reading,
    /// The chat is analysed.
    Analysing,
    /// A story is read.
    Understanding,
}

/// What the last deed moved: reasons with their dots of 20 before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The key of the copy that names the deed.
    pub deed: &'static str,
    /// The key of the copy that says what it changed besides.
    pub also: Option<&'static str>,
    /// Each reason that moved.
    pub reasons: Vec<(ReasonId, [u8; 2])>,
}

/// What the user means to do, for as long as the program is open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plans {
    /// The day until which results are put away.
    pub away_until: Option<Date>,
    /// The day by which to decide, and why.
    pub decide_by: Option<(Date, Typed)>,
}

/// Everything of one visit.
#[derive(Debug)]
pub struct Visit {
    /// The other person.
    pub about: About,
    /// The chat.
    pub chat: Option<Chat>,
    /// Its verdict.
    pub analysed: Option<Analysed>,
    /// Who is who, as it was said.
    pub people: Option<People>,
    /// What the user answered.
    pub answers: Answers,
    /// What the user told in their own words.
    pub story: Option<Story>,
    /// The dots of each reason before a story that is not confirmed yet.
    before_story: Option<Vec<(ReasonId, u8)>>,
    /// The account as it was typed.
    pub account: Typed,
    /// The message that the user drafts.
    pub draft: Typed,
    /// What the user took out.
    pub left_out: Vec<LeftOut>,
    /// Lines that the user was asked about and counts as what they look like.
    pub counted: Vec<QuotedLine>,
    /// What else happened.
    pub events: Vec<Event>,
    /// What the user means to do.
    pub plans: Plans,
    /// For which verdicts the user wants to see reasons.
    pub reasons_wanted: ReasonsWanted,
    /// How often the silence was looked at.
    pub silence_looks: usize,
    /// What is made of answers and words while there is no verdict.
    pub alone: Option<Verdict>,
    /// What the last deed moved, told once.
    pub moved: Option<Moved>,
    /// What must be asked before reading goes on.
    pub open: Option<Open>,
    /// What went wrong last.
    pub problem: Option<Problem>,
    /// What is under way.
    pub stage: Stage,
    /// Where the user goes on when it is done.
    pub place: &'static str,
    /// Grows when everything is forgotten, so that work begun before comes to nothing.
    pub generation: u64,
}

impl Stage {
    /// Returns its name, as progress is told.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Idle => "done",
            Self::Reading => "reading",
            Self::Analysing => "analysing",
            Self::Understanding => "understanding",
        }
    }
}

impl Visit {
    /// Begins with nothing.
    #[must_use]
    pub fn new(generation: u64) -> Self {
        Self {
            about: About { name: None, pronouns: Pronouns::they(), country: None },
            chat: None,
            analysed: None,
            people: None,
            answers: Answers::none(),
            story: None,
            before_story: None,
            account: Typed::default(),
            draft: Typed::default(),
            left_out: Vec::new(),
            counted: Vec::new(),
            events: Vec::new(),
            plans: Plans::default(),
            reasons_wanted: ReasonsWanted::WhereOpen,
            silence_looks: 0,
            alone: None,
            moved: None,
            open: None,
            problem: None,
            stage: Stage::Idle,
            place: "/",
            generation,
        }
    }

    /// Forgets everything.
    pub fn forget(&mut self) {
        *self = Self::new(self.generation + 1);
    }

    /// Forgets the chat, and keeps what the user told.
    pub fn forget_chat(&mut self, catalog: &Catalog) {
        (self.chat, self.analysed, self.people, self.open) = (None, None, None, None);
        self.left_out.clear();
        self.counted.clear();
        self.judge(catalog);
    }

    /// Returns the user's replies together with those that their story gives.
    #[must_use]
    pub fn all_answers(&self) -> Answers {
        match &self.story {
            Some(story) => story.answers(&self.answers),
            None => self.answers.clone(),
        }
    }

    /// Takes the reply to one question and judges anew.
    pub fn reply(&mut self, question: usize, reply: Reply, catalog: &Catalog) {
        self.answers = self.answers.with(question, reply);
        self.judge(catalog);
    }

    /// Judges anew by everything that is known.
    pub fn judge(&mut self, catalog: &Catalog) {
        let told = self.told();
        if let Some(analysed) = &mut self.analysed {
            analysed.verdict = verdict(Some(&analysed.listened), &told, catalog);
            self.alone = None;
        } else {
            let is_something = self.story.is_some() || !self.answers.tell_nothing();
            self.alone = is_something.then(|| verdict(None, &told, catalog));
        }
    }

    /// Returns everything that the user told beside their files.
    fn told(&self) -> Told {
        // Nobody is behind the invented example, so that nobody is asked.
        let is_example = self.chat.as_ref().is_some_and(|chat| chat.origin == Origin::Example);
        let nobody = SafetyAnswer { reply: SafetyReply::Neither, lines: LinesSeen::Each };
        let answers = if is_example { self.answers.with_safety(nobody) } else { self.answers.clone() };
        let dyad = self.analysed.as_ref().map(Analysed::dyad);
        let counted = self.counted.iter().filter_map(|line| place_of(dyad?, line));
        Told {
            answers: counted.fold(answers, |answers, place| answers.with_counted_line(place)),
            story: self.story.clone(),
            left_out: self.left_out.clone(),
            events: self.events.clone(),
            wanted: self.reasons_wanted,
        }
    }

    /// Returns the dots of each reason.
    fn dots(&self) -> Vec<(ReasonId, u8)> {
        let ranking = self.judgement().and_then(|judgement| judgement.ranking.as_ref());
        ranking.into_iter().flat_map(|ranking| &ranking.reasons).map(|row| (row.id, row.dots)).collect()
    }

    /// Judges anew, and keeps what that moved to be told once.
    pub fn judge_telling(&mut self, deed: &'static str, catalog: &Catalog) {
        let before = self.before_story.take().unwrap_or_else(|| self.dots());
        let is_held = |visit: &Self| {
            visit.judgement().is_some_and(|judgement| judgement.gate.state() == GateState::Hold)
        };
        let was_held = is_held(self);
        self.judge(catalog);
        let also = (was_held && !is_held(self)).then_some("page.moved.no-gone");
        let since = self.dots();
        let moved = |(id, before): &(ReasonId, u8)| {
            let (_, after) = since.iter().find(|(known, _)| known == id)?;
            (before != after).then_some((*id, [*before, *after]))
        };
        self.moved = Some(Moved { deed, also, reasons: before.iter().filter_map(moved).collect() });
    }

    /// Returns what is made of everything that is known, where there is something.
    #[must_use]
    pub fn judgement(&self) -> Option<&Judgement> {
        self.verdict().map(|verdict| &verdict.judgement)
    }

    /// Returns the verdict, where there is something to judge by.
    #[must_use]
    pub fn verdict(&self) -> Option<&Verdict> {
        self.analysed.as_ref().map(|analysed| &analysed.verdict).or(self.alone.as_ref())
    }

    /// Returns whether somebody's safety comes before any result.
    #[must_use]
    pub fn is_safety_first(&self) -> bool {
        self.judgement().is_some_and(|judgement| judgement.gate.is_about_safety())
    }

    /// Notes that work began, and returns the generation to which its outcome belongs.
    pub fn begin(&mut self, task: &Task) -> u64 {
        (self.stage, self.problem) = (task.stage(), None);
        self.generation
    }

    /// Takes what a task of an earlier generation came to; work for a visit that was forgotten comes to nothing.
    pub fn take(&mut self, outcome: Outcome, generation: u64, catalog: &Catalog) {
        if generation != self.generation {
            return;
        }
        self.stage = Stage::Idle;
        self.open = None;
        self.place = match outcome {
            Outcome::Read(chat) => {
                (self.chat, self.analysed) = (Some(chat), None);
                "/who"
            }
            Outcome::Open(open) => {
                let place = match open {
                    Open::Dates(..) => "/dates",
                    Open::Conversation(..) => "/choose",
                    Open::Stranger { .. } => "/same",
                };
                self.open = Some(open);
                place
            }
            Outcome::Analysed(analysed) => {
                self.analysed = Some(*analysed);
                self.judge(catalog);
                // Signs that someone may need help come before any result.
                if self.is_safety_first() { "/first" } else { "/result" }
            }
            Outcome::Understood(account) => {
                self.before_story = Some(self.dots());
                self.story = Some(Story::said(account));
                self.judge(catalog);
                "/understood"
            }
            Outcome::Failed(place, problem) => {
                self.problem = Some(problem);
                place
            }
        };
    }

    /// Returns where the user goes on.
    #[must_use]
    pub fn next(&self) -> &'static str {
        match self.stage {
            Stage::Reading | Stage::Analysing | Stage::Understanding => "/reading",
            Stage::Idle => self.place,
        }
    }
}
