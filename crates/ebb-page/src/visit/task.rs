//! Work that takes a while: computed apart from the visit, and put into it when done.
//!
//! It is a plain function of its task. Where it runs, in a thread or in the worker of a browser, is up to the
//! transport, and so is what happens when it fails by a fault of ours.

use ebb::catalog::Catalog;
use ebb::dyad::{LocalSecond, PairError};
use ebb_case::{Listened, Read, Told, Words};
use ebb_import::people::People;
use ebb_import::{DateOrder, Import, ImportError, ReadSettings, Source, read_each};
use ebb_report::json::ReadingNotes;
use ebb_text::chat;
use ebb_text::story::Account;
use jiff::tz::TimeZone;

use super::{Analysed, Chat, Open, Origin, Problem, Stage, Typed, Upload};

/// Files to read, with what the user said about them.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The files.
    pub files: Vec<Upload>,
    /// The order of day and month, where it was asked.
    pub order: Option<DateOrder>,
    /// The conversation, where a file holds several.
    pub conversation: Option<String>,
    /// Whose they are.
    pub origin: Origin,
    /// What was read before and stays.
    pub earlier: Vec<Import>,
}

/// Work that takes a while.
#[derive(Debug)]
pub enum Task {
    /// Read files.
    Read(Reading),
    /// Analyse the chat.
    Analyse {
        /// What was read.
        chat: Box<Chat>,
        /// Who is who.
        people: People,
        /// Up to when they were observed.
        now: Option<LocalSecond>,
        /// The zone of this computer, used where files cannot be joined without one.
        zone: TimeZone,
    },
    /// Understand an account.
    Understand(Typed),
}

/// What a task came to.
#[derive(Debug)]
pub enum Outcome {
    /// Files were read.
    Read(Chat),
    /// Something must be asked first.
    Open(Open),
    /// A verdict.
    Analysed(Box<Analysed>),
    /// What an account tells.
    Understood(Account),
    /// It could not be done: where that is told, and what.
    Failed(&'static str, Problem),
}

impl Task {
    /// Returns what is under way while it runs.
    #[must_use]
    pub fn stage(&self) -> Stage {
        match self {
            Self::Read(..) => Stage::Reading,
            Self::Analyse { .. } => Stage::Analysing,
            Self::Understand(..) => Stage::Understanding,
        }
    }

    /// Returns what it comes to where it ends by a fault of ours.
    #[must_use]
    pub fn fault(&self) -> Outcome {
        let place = match self {
            Self::Read(..) => "/add#problem",
            Self::Analyse { .. } => "/who#problem",
            Self::Understand(..) => "/tell#problem",
        };
        Outcome::Failed(place, Problem::Said("page.problem.fault"))
    }

    /// Does the work.
    #[must_use]
    pub fn run(self, catalog: &Catalog) -> Outcome {
        match self {
            Self::Read(reading) => read_all(reading),
            Self::Analyse { chat, people, now, zone } => analyse(*chat, people, now, zone, catalog),
            Self::Understand(account) => understand(account.as_str(), catalog),
        }
    }
}

fn analyse(
    chat: Chat,
    people: People,
    now: Option<LocalSecond>,
    zone: TimeZone,
    catalog: &Catalog,
) -> Outcome {
    let chat = match ebb_case::Chat::join(chat.read, people, None, Some(zone)) {
        Ok(chat) => chat,
        Err(PairError::Strangers { known, other }) => {
            return Outcome::Open(Open::Stranger { known, other });
        }
        Err(error) => return Outcome::Failed("/who#problem", pair_problem(&error)),
    };
    let notes = ReadingNotes { skipped: chat.skipped, notices: chat.notices.clone(), words: None };
    let Ok(listened) = Listened::to(chat, now, Words::Read, catalog) else {
        return Outcome::Failed("/who#problem", Problem::Said("page.problem.fault"));
    };
    let verdict = ebb_case::verdict(Some(&listened), &Told::default(), catalog);
    let marks = listened.marks.as_ref();
    let spoken = marks.map(|marks| chat::spoken(marks, &listened.chat.dyad, &catalog.settings.chat));
    let spoken = spoken.unwrap_or_default();
    Outcome::Analysed(Box::new(Analysed { listened, spoken, verdict, notes, now }))
}

fn understand(account: &str, catalog: &Catalog) -> Outcome {
    match ebb_case::understand(account, catalog) {
        Ok(account) => Outcome::Understood(account),
        Err(_) => Outcome::Failed("/tell#problem", Problem::Said("page.problem.fault")),
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

fn read_all(reading: Reading) -> Outcome {
    let settings = ReadSettings {
        date_order: reading.order,
        conversation: reading.conversation.iter().cloned().collect(),
        ..ReadSettings::automatic()
    };
    let mut imports = Vec::new();
    for file in &reading.files {
        match read_each(Source::from_bytes(file.name.clone(), file.bytes.clone()), &settings) {
            Ok(read) => imports.extend(read),
            Err(ImportError::DateOrderUndecided { dates, .. }) => {
                return Outcome::Open(Open::Dates(reading, dates));
            }
            Err(ImportError::SeveralConversations { conversations, .. }) => {
                return Outcome::Open(Open::Conversation(reading, conversations));
            }
            Err(error) => return Outcome::Failed("/add#problem", import_problem(&error)),
        }
    }
    let imports = reading.earlier.into_iter().chain(imports).collect();
    Outcome::Read(Chat { read: Read { imports }, origin: reading.origin })
}

fn import_problem(error: &ImportError) -> Problem {
    if let ImportError::Unrecognised { .. }
    | ImportError::ZipWithoutChat { .. }
    | ImportError::OtherFile { .. }
    | ImportError::NoMessages { .. } = error
    {
        Problem::Said("page.problem.unknown")
    } else if let ImportError::ZipLocked { .. } = error {
        Problem::Said("page.problem.locked")
    } else if let ImportError::TooLarge { .. } = error {
        Problem::Said("page.problem.too-big")
    } else {
        Problem::Told(error.to_string(), error.hint())
    }
}
