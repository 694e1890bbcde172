//! The command line of `ebb case`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use ebb_store::{Ended, Keeping, Mood};

use super::{ReportFormat, SafeGiven, WrittenOrder};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ebb case new ours.case chat.zip --me Dana --tz Europe/London
  ebb case add ours.case newer-chat.zip   a newer export, and what moved since last time
  ebb case show ours.case                 since last time, the journal, days ahead
  ebb case note ours.case                 a note for today
  ebb case calendar ours.case -o days.ics the day to look again, for your calendar

Keeping is a choice: ebb keeps nothing unless you make such a file. It is locked by a passphrase in the age format.
There is no way back without the passphrase.")]
pub(crate) struct Case {
    #[command(subcommand)]
    pub(crate) deed: CaseDeed,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CaseDeed {
    /// Make a new case, with a chat or without one, and look at it
    New(Box<CaseNew>),
    /// Look again at everything in a case, and tell the whole result
    Open(CaseOpen),
    /// Add a newer export, answers or your own words, and see what moved
    Add(Box<CaseAdd>),
    /// What moved since last time, the journal, and days ahead
    Show(CaseShow),
    /// Write a note into the journal: typed in the terminal, or from standard input
    Note(CaseNote),
    /// Write down what you decided, and for which day
    Decide(CaseDecide),
    /// Tell how it went in the end, or write a sheet about it without words, names or days
    Outcome(CaseOutcome),
    /// Days to look again or to decide, for a calendar
    Calendar(CaseCalendar),
    /// Take the file of a case away
    Forget(CaseForget),
}

/// The file of a case and how it is opened.
#[derive(Debug, Args)]
pub(crate) struct Locked {
    /// The file of the case
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// Read the passphrase from the first line of this file; - is standard input [default: asked for]
    #[arg(long, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,

    /// What time it is [default: the clock of this computer]
    #[arg(long, value_name = "TIME")]
    pub(crate) now: Option<String>,
}

/// What a user tells beside their files.
#[derive(Debug, Args)]
pub(crate) struct ToldHere {
    /// Your answers, as `ebb ask --save-answers` writes them
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,

    /// Your own words in a text file
    #[arg(long, value_name = "FILE")]
    pub(crate) story: Option<PathBuf>,

    /// Were you asked to stop, or have you been afraid? yes: neither, all is well; no: one of these; unsure
    #[arg(long, value_name = "ANSWER")]
    pub(crate) safe: Option<SafeGiven>,

    /// Ask nothing but the passphrase
    #[arg(long)]
    pub(crate) no_input: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CaseNew {
    #[command(flatten)]
    pub(crate) locked: Locked,

    /// Files of the chat: exports as they are
    #[arg(value_name = "CHAT")]
    pub(crate) files: Vec<PathBuf>,

    /// What is kept of the chat
    #[arg(long, value_name = "WHAT", default_value = "words")]
    pub(crate) keep: KeepChoice,

    /// Your name, as it stands in the chat; again for each further name of yours
    #[arg(long, value_name = "NAME")]
    pub(crate) me: Vec<String>,

    /// The other person's name; again for each further name of theirs
    #[arg(long, value_name = "NAME")]
    pub(crate) them: Vec<String>,

    /// The same person under one more name, in another file or app; again for each
    #[arg(long, value_name = "NAME")]
    pub(crate) alter_also: Vec<String>,

    /// Which chat, where a file holds several [default: the one with --them]
    #[arg(long, value_name = "NAME")]
    pub(crate) chat: Vec<String>,

    /// Words for the other person: they, she or he
    #[arg(long, value_name = "WORD", default_value = "they")]
    pub(crate) pronouns: String,

    /// Where you were, for example Europe/London
    #[arg(long, value_name = "ZONE")]
    pub(crate) tz: Option<String>,

    /// How dates are written, where the file cannot tell
    #[arg(long, value_name = "ORDER")]
    pub(crate) date_order: Option<WrittenOrder>,

    #[command(flatten)]
    pub(crate) told: ToldHere,
}

/// What is kept of a chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KeepChoice {
    /// The files as they are
    Words,
    /// Who wrote when and how much, and not one word
    Times,
}

impl KeepChoice {
    pub(crate) fn keeping(self) -> Keeping {
        match self {
            Self::Words => Keeping::Words,
            Self::Times => Keeping::Times,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct CaseOpen {
    #[command(flatten)]
    pub(crate) locked: Locked,

    /// How to print the result
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) format: ReportFormat,

    /// The same as --format json
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CaseAdd {
    #[command(flatten)]
    pub(crate) locked: Locked,

    /// Files of the chat: newer exports as they are
    #[arg(value_name = "CHAT")]
    pub(crate) files: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) told: ToldHere,
}

#[derive(Debug, Args)]
pub(crate) struct CaseShow {
    #[command(flatten)]
    pub(crate) locked: Locked,
}

#[derive(Debug, Args)]
pub(crate) struct CaseNote {
    #[command(flatten)]
    pub(crate) locked: Locked,

    /// How the day is
    #[arg(long, value_name = "MOOD")]
    pub(crate) mood: Option<MoodChoice>,
}

/// How a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MoodChoice {
    Low,
    SoSo,
    Good,
}

impl MoodChoice {
    pub(crate) fn mood(self) -> Mood {
        match self {
            Self::Low => Mood::Low,
            Self::SoSo => Mood::SoSo,
            Self::Good => Mood::Good,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct CaseDecide {
    #[command(flatten)]
    pub(crate) locked: Locked,

    /// The day, for example 2026-06-14
    #[arg(long, value_name = "DATE")]
    pub(crate) by: String,
}

#[derive(Debug, Args)]
pub(crate) struct CaseOutcome {
    #[command(flatten)]
    pub(crate) locked: Locked,

    /// How it went in the end
    #[arg(long, value_name = "WHAT")]
    pub(crate) is: Option<EndedChoice>,

    /// The main reason, if you know it: a name that `ebb explain reasons` lists
    #[arg(long, value_name = "REASON", requires = "is")]
    pub(crate) reason: Option<String>,

    /// Print a sheet without words, names or days, to read and to give away if you want to
    #[arg(long, conflicts_with = "is")]
    pub(crate) sheet: bool,

    /// Write the sheet to a new file
    #[arg(short, long, value_name = "FILE", requires = "sheet")]
    pub(crate) output: Option<PathBuf>,
}

/// How it went in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EndedChoice {
    /// The other person came back
    CameBack,
    /// The other person said why
    ToldMeWhy,
    /// It is over
    Over,
    /// You do not know
    Unknown,
}

impl EndedChoice {
    pub(crate) fn ended(self) -> Ended {
        match self {
            Self::CameBack => Ended::CameBack,
            Self::ToldMeWhy => Ended::ToldMeWhy,
            Self::Over => Ended::Over,
            Self::Unknown => Ended::Unknown,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct CaseCalendar {
    #[command(flatten)]
    pub(crate) locked: Locked,

    /// Write to a new file [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct CaseForget {
    /// The file of the case
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// Do not ask
    #[arg(short, long)]
    pub(crate) yes: bool,
}
