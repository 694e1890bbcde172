//! What is held in memory while the page is used. It is one value: dropping it forgets everything.

use ebb::catalog::Catalog;
use ebb::dyad::{Dyad, LocalSecond, PairError, Roles, pair};
use ebb::export::Export;
use ebb::heard::Heard;
use ebb::interview::{Answers, Reply};
use ebb::judgement::{Judgement, judge};
use ebb::verdict::Verdict;
use ebb_import::{DateOrder, ImportError, ReadSettings, Source, TwoReadings, read};
use ebb_report::Pronouns;
use ebb_report::json::ReadingNotes;

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
    pub exports: Vec<Export>,
    /// What was noticed.
    pub notes: ReadingNotes,
    /// Whose it is.
    pub origin: Origin,
}

impl Chat {
    /// Returns who writes, with numbers of messages, most first.
    #[must_use]
    pub fn people(&self) -> Vec<(String, usize)> {
        let mut people: Vec<(String, usize)> = Vec::new();
        let all = self.exports.iter().flat_map(Export::messages_per_sender);
        for (name, count) in all.filter(|(_, count)| *count > 0) {
            match people.iter_mut().find(|(known, _)| known == name) {
                Some(entry) => entry.1 += count,
                None => people.push((name.to_owned(), count)),
            }
        }
        people.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        people
    }
}

/// A chat whose people are known, with its verdict.
#[derive(Debug, Clone)]
pub struct Analysed {
    /// The two people and their messages.
    pub dyad: Dyad,
    /// What may be told.
    pub verdict: Verdict,
    /// Up to when they were observed, where that was said.
    pub now: Option<LocalSecond>,
    /// Words for the other person.
    pub pronouns: Pronouns,
}

/// What went wrong with the last deed, told once on the page that it concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// A key of the copy.
    Said(&'static str),
    /// What a reader or the pairing said, and what to do.
    Told(String, String),
}

/// Work that takes a while: computed apart from the visit, and put into it when done.
#[derive(Debug)]
pub enum Task {
    /// Read these files.
    Read(Vec<Upload>, Option<DateOrder>, Origin),
    /// Analyse the chat, with what the user answered so far.
    Analyse(Box<Chat>, Roles, Pronouns, Option<LocalSecond>, Answers),
}

/// What a task came to.
#[derive(Debug)]
pub enum Outcome {
    /// Files were read.
    Read(Chat),
    /// The dates can be read in two ways; the files wait for an answer.
    Ask(Vec<Upload>, Vec<TwoReadings>),
    /// A verdict.
    Analysed(Box<Analysed>),
    /// It could not be done.
    Failed(Problem),
}

impl Task {
    /// Does the work.
    #[must_use]
    pub fn run(self, catalog: &Catalog) -> Outcome {
        match self {
            Self::Read(files, order, origin) => read_all(files, order, origin),
            Self::Analyse(chat, roles, pronouns, now, answers) => match pair(chat.exports, &roles, None) {
                Ok(dyad) => {
                    let timed = ebb::analyse(&dyad, now, catalog);
                    let verdict = timed.considering(&Heard::nothing(), &answers, catalog);
                    Outcome::Analysed(Box::new(Analysed { dyad, verdict, now, pronouns }))
                }
                Err(error) => Outcome::Failed(pair_problem(&error)),
            },
        }
    }
}

fn pair_problem(error: &PairError) -> Problem {
    if let PairError::Group { .. } = error {
        Problem::Said("page.problem.group")
    } else if let PairError::OneSided { .. } = error {
        Problem::Said("page.problem.one-sided")
    } else {
        Problem::Told(error.to_string(), error.hint())
    }
}

fn read_all(files: Vec<Upload>, order: Option<DateOrder>, origin: Origin) -> Outcome {
    let settings = ReadSettings { date_order: order, ..ReadSettings::automatic() };
    let mut chat = Chat { exports: Vec::new(), notes: ReadingNotes::default(), origin };
    for file in &files {
        match read(Source::from_bytes(file.name.clone(), file.bytes.clone()), &settings) {
            Ok(import) => {
                chat.notes.skipped += import.tally.skipped_entries;
                let notices = import.notices.iter();
                chat.notes.notices.extend(notices.map(|n| (n.kind.id().to_owned(), n.text())));
                chat.exports.push(import.export);
            }
            Err(ImportError::DateOrderUndecided { dates, .. }) => return Outcome::Ask(files, dates),
            Err(error) => return Outcome::Failed(import_problem(&error)),
        }
    }
    Outcome::Read(chat)
}

fn import_problem(error: &ImportError) -> Problem {
    if let ImportError::Unrecognised { .. } | ImportError::ZipWithoutChat { .. } = error {
        Problem::Said("page.problem.unknown")
    } else if let ImportError::ZipLocked { .. } = error {
        Problem::Said("page.problem.locked")
    } else if let ImportError::TooLarge { .. } = error {
        Problem::Said("page.problem.too-big")
    } else {
        Problem::Told(error.to_string(), error.hint())
    }
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
}

/// Everything of one visit.
#[derive(Debug)]
pub struct Visit {
    /// The chat.
    pub chat: Option<Chat>,
    /// Its verdict.
    pub analysed: Option<Analysed>,
    /// What the user answered.
    pub answers: Answers,
    /// What is made of the answers while there is no verdict.
    pub alone: Option<Judgement>,
    /// Who is who, as it was said.
    pub roles: Option<Roles>,
    /// Files whose dates can be read in two ways.
    pub undecided: Option<(Vec<Upload>, Vec<TwoReadings>)>,
    /// What went wrong last.
    pub problem: Option<Problem>,
    /// What is under way.
    pub stage: Stage,
    /// Grows when everything is forgotten, so that work begun before comes to nothing.
    pub generation: u64,
}

impl Visit {
    /// Begins with nothing.
    #[must_use]
    pub fn new(generation: u64) -> Self {
        let (chat, analysed, roles, undecided, problem) = (None, None, None, None, None);
        let (answers, alone, stage) = (Answers::none(), None, Stage::Idle);
        Self { chat, analysed, answers, alone, roles, undecided, problem, stage, generation }
    }

    /// Forgets everything.
    pub fn forget(&mut self) {
        *self = Self::new(self.generation + 1);
    }

    /// Takes the reply to one question and judges anew.
    pub fn reply(&mut self, question: usize, reply: Reply, catalog: &Catalog) {
        self.answers = self.answers.with(question, reply);
        match &mut self.analysed {
            Some(analysed) => {
                analysed.verdict = analysed.verdict.considering(&Heard::nothing(), &self.answers, catalog);
            }
            None => self.alone = Some(judge(None, &Heard::nothing(), &self.answers, catalog)),
        }
    }

    /// Returns what is made of everything that is known, where there is something.
    #[must_use]
    pub fn judgement(&self) -> Option<&Judgement> {
        self.analysed.as_ref().map(|analysed| &analysed.verdict.judgement).or(self.alone.as_ref())
    }

    /// Takes what a task of an earlier generation came to; work for a visit that was forgotten comes to nothing.
    pub fn take(&mut self, outcome: Outcome, generation: u64) {
        if generation != self.generation {
            return;
        }
        self.stage = Stage::Idle;
        match outcome {
            Outcome::Read(chat) => {
                self.chat = Some(chat);
                (self.analysed, self.undecided) = (None, None);
            }
            Outcome::Ask(files, dates) => self.undecided = Some((files, dates)),
            Outcome::Analysed(analysed) => (self.analysed, self.alone) = (Some(*analysed), None),
            Outcome::Failed(problem) => self.problem = Some(problem),
        }
    }

    /// Returns where the user goes on.
    #[must_use]
    pub fn next(&self) -> &'static str {
        match self {
            Self { problem: Some(_), chat: Some(_), .. } => "/who#problem",
            Self { problem: Some(_), .. } => "/add#problem",
            Self { stage: Stage::Reading | Stage::Analysing, .. } => "/reading",
            Self { undecided: Some(_), .. } => "/dates",
            Self { analysed: Some(_), .. } => "/result",
            Self { chat: Some(_), .. } => "/who",
            Self { .. } => "/",
        }
    }
}
