//! Work that takes a while: computed apart from the visit, and put into it when done.
//!
//! It is a plain function of its task. Where it runs, in a thread or in the worker of a browser, is up to the
//! transport, and so is what happens when it fails by a fault of ours.

use ebb::catalog::Catalog;
use ebb::dyad::{LocalSecond, PairError};
use ebb_import::people::{self, People};
use ebb_import::{DateOrder, Import, ImportError, ReadSettings, Source, read_each};
use ebb_text::chat::{self, Frame};
use ebb_text::story::{Account, Reader};
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
    let mut notes = chat.notes();
    let joined = match people::join(chat.imports.clone(), people.clone(), None) {
        Err(PairError::ZoneNeeded) => people::join(chat.imports, people, Some(zone)),
        joined => joined,
    };
    let (dyad, taken) = match joined {
        Ok(joined) => joined,
        Err(PairError::Strangers { known, other }) => {
            return Outcome::Open(Open::Stranger { known, other });
        }
        Err(error) => return Outcome::Failed("/who#problem", pair_problem(&error)),
    };
    notes.notices.extend(people::joining(&dyad, &taken));
    let timed = ebb::analyse(&dyad, now, catalog);
    let frame = Frame::of(&timed, &dyad);
    let read = chat::Reader::load(&catalog.lexicon)
        .and_then(|reader| reader.read(&dyad, &frame, &catalog.settings.chat, |_| {}));
    let Ok(marks) = read else {
        return Outcome::Failed("/who#problem", Problem::Said("page.problem.fault"));
    };
    let verdict = timed.clone();
    let spoken = chat::spoken(&marks, &dyad, &catalog.settings.chat);
    Outcome::Analysed(Box::new(Analysed { dyad, timed, marks, spoken, frame, verdict, notes, now }))
}

fn understand(account: &str, catalog: &Catalog) -> Outcome {
    let understood = Reader::load(&catalog.lexicon).ok().and_then(|reader| reader.understand(account).ok());
    match understood {
        Some(account) => Outcome::Understood(account),
        None => Outcome::Failed("/tell#problem", Problem::Said("page.problem.fault")),
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
    Outcome::Read(Chat { imports, origin: reading.origin })
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
