//! What can go wrong, how it is told, and the exit code that other programs rely on.
//!
//! A message says what is wrong; the line after it what to do next. Neither holds a word of anyone's chat.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use anstyle::{AnsiColor, Color, Style};
use ebb::dyad::PairError;
use ebb_case::{NowError, ToolsError};
use ebb_content::ContentError;
use ebb_import::{ImportError, ScrubError};
use ebb_report::words::printable;
use ebb_server::ServeError;
use ebb_store::StoreError;

/// Everything that ends the program early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error(transparent)]
    Scrub(ScrubError),
    #[error("{0}")]
    Pair(#[from] PairError),
    #[error(transparent)]
    Content(#[from] ContentError),
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error("we need to know which person is you")]
    WhoIsEgo { present: Vec<String> },
    #[error("there is no time zone called {name}")]
    Zone { name: String },
    #[error("`{text}` is not a time")]
    Time { text: String },
    #[error("that is before the last message, of {last}")]
    TooEarly { last: String },
    #[error("there are no words called {name}")]
    Pronouns { name: String },
    #[error("cannot use the answers in {}: {cause}", path.display())]
    AnswersFile { path: PathBuf, cause: String },
    #[error("cannot read {}: {cause}", path.display())]
    DraftFile { path: PathBuf, cause: io::Error },
    #[error("cannot read {}: {cause}", path.display())]
    StoryFile { path: PathBuf, cause: io::Error },
    #[error("there is no story, and nobody may be asked")]
    NoStory,
    #[error("nothing called {asked} was understood in the story")]
    NotUnderstood { asked: String },
    #[error("there is no line with the number {number}")]
    NoSuchLine { number: usize },
    #[error("there is no question called {asked}")]
    NoSuchQuestion { asked: String, nearest: String },
    #[error("the question {question} has no answer called {asked}")]
    NoSuchAnswer { question: String, asked: String, nearest: String },
    #[error("there is no need called {asked}")]
    NoSuchNeed { asked: String, nearest: String },
    #[error("there are no answers, and nobody may be asked")]
    NoAnswers,
    #[error("there are no help lines for {asked}")]
    Country { asked: String, known: String },
    #[error("there is nothing called {topic} to explain")]
    Topic { topic: String, nearest: Option<String> },
    #[error("cannot read {}: {cause}", path.display())]
    Folder { path: PathBuf, cause: io::Error },
    #[error("rows of many chats cannot be written to {}", path.display())]
    BatchForm { path: PathBuf },
    #[error("{} holds something else than rows of chats", path.display())]
    NoRows { path: PathBuf },
    #[error("cannot save {}: {cause}", path.display())]
    Save { path: PathBuf, cause: io::Error },
    #[error("{} is one of the files that are read", path.display())]
    Overwrite { path: PathBuf },
    #[error("{} is {found}", path.display())]
    NoPlainFile { path: PathBuf, found: &'static str },
    #[error("{} is there already", path.display())]
    Exists { path: PathBuf },
    #[error(transparent)]
    Case(#[from] StoreError),
    #[error("cannot read {}: {cause}", path.display())]
    CaseFile { path: PathBuf, cause: io::Error },
    #[error("{} is there already", path.display())]
    CaseThere { path: PathBuf },
    #[error("{} was changed by another program since it was opened", path.display())]
    CaseMoved { path: PathBuf },
    #[error("cannot read {}: {cause}", path.display())]
    PassphraseFile { path: PathBuf, cause: io::Error },
    #[error("there is no passphrase, and nobody may be asked")]
    NoPassphrase,
    #[error("that passphrase would be guessed soon")]
    PassphraseWeak,
    #[error("the two passphrases differ")]
    PassphrasesDiffer,
    #[error("nothing was written")]
    NothingWritten,
    #[error("nobody has told yet how it went")]
    NoOutcome,
    #[error("nothing was forgotten")]
    NotForgotten,
    #[error("cannot read standard input: {0}")]
    Input(#[source] io::Error),
    #[error("cannot print: {0}")]
    Print(#[source] io::Error),
    #[error("something went wrong on our side; your file is not changed")]
    OurFault,
}

impl From<NowError> for Failure {
    fn from(error: NowError) -> Self {
        match error {
            NowError::Zone(error) => Self::Pair(error),
            NowError::TooEarly { last } => Self::TooEarly { last: last.to_string() },
            NowError::TooLate { day } => Self::Time { text: day.to_string() },
        }
    }
}

impl From<ToolsError> for Failure {
    fn from(error: ToolsError) -> Self {
        match error {
            ToolsError::Content(error) => Self::Content(error),
            ToolsError::Words => Self::OurFault,
        }
    }
}

impl From<ScrubError> for Failure {
    fn from(error: ScrubError) -> Self {
        match error {
            ScrubError::Unread(error) => Self::Import(error),
            other @ (ScrubError::Database { .. }
            | ScrubError::ReadsDifferently { .. }
            | ScrubError::Unwritten { .. }
            | _) => Self::Scrub(other),
        }
    }
}

impl Failure {
    fn exit_code(&self) -> u8 {
        match self {
            Self::Content(_)
            | Self::OurFault
            | Self::Case(StoreError::Unwritten)
            | Self::Serve(ServeError::System(_)) => 1,
            Self::WhoIsEgo { .. }
            | Self::Zone { .. }
            | Self::Time { .. }
            | Self::TooEarly { .. }
            | Self::Pronouns { .. }
            | Self::Topic { .. }
            | Self::Country { .. }
            | Self::AnswersFile { .. }
            | Self::DraftFile { .. }
            | Self::Input(_)
            | Self::StoryFile { .. }
            | Self::NoStory
            | Self::NotUnderstood { .. }
            | Self::NoSuchLine { .. }
            | Self::NoSuchQuestion { .. }
            | Self::NoSuchNeed { .. }
            | Self::NoSuchAnswer { .. }
            | Self::NoAnswers
            | Self::PassphraseFile { .. }
            | Self::NoPassphrase
            | Self::PassphraseWeak
            | Self::PassphrasesDiffer
            | Self::NothingWritten
            | Self::NoOutcome
            | Self::NotForgotten
            | Self::BatchForm { .. }
            | Self::Pair(
                PairError::NoSuchPerson { .. }
                | PairError::ZoneNeeded
                | PairError::SamePerson { .. }
                | PairError::Strangers { .. },
            )
            | Self::Import(
                ImportError::DateOrderUndecided { .. }
                | ImportError::DateOrderImpossible { .. }
                | ImportError::SeveralConversations { .. }
                | ImportError::NoSuchConversation { .. },
            ) => 2,
            Self::Import(_)
            | Self::Pair(_)
            | Self::Scrub(_)
            | Self::CaseFile { .. }
            | Self::Folder { .. } => 3,
            Self::Case(_) => 7,
            Self::Save { .. }
            | Self::Overwrite { .. }
            | Self::NoPlainFile { .. }
            | Self::Exists { .. }
            | Self::NoRows { .. }
            | Self::CaseThere { .. }
            | Self::CaseMoved { .. }
            | Self::Print(_)
            | Self::Serve(ServeError::Port { .. }) => 6,
        }
    }

    fn hint(&self) -> Option<String> {
        let either = |present: &[String]| {
            let flags: Vec<String> = present.iter().map(|name| format!("--me \"{name}\"")).collect();
            format!("Add {}", flags.join(" or "))
        };
        match self {
            Self::Import(error) => Some(error.hint()),
            Self::Scrub(error) => Some(error.hint()),
            Self::Pair(error) => Some(error.hint()),
            Self::WhoIsEgo { present } => Some(either(present)),
            Self::Zone { .. } => Some("Zones are called like Europe/London or America/New_York.".to_owned()),
            Self::Time { .. } => Some("Write it like 2026-06-13T13:10.".to_owned()),
            Self::TooEarly { .. } => Some("Give a later --now, or leave it out.".to_owned()),
            Self::Pronouns { .. } => {
                Some("Choose one of: they, she, he, or give three words, like xe/xem/xyr.".to_owned())
            }
            Self::AnswersFile { .. } => {
                Some("Each line names a question and an answer: words-used = \"not-ready\"".to_owned())
            }
            Self::DraftFile { .. } => Some("Give a text file, or - to type the text.".to_owned()),
            Self::StoryFile { .. } => {
                Some("Give a text file, or leave it out to type your story.".to_owned())
            }
            Self::NoStory => Some("Give a text file, or leave out --json, --yes and --no-input.".to_owned()),
            Self::NotUnderstood { .. } => Some("See what was: ebb story FILE --json".to_owned()),
            Self::NoSuchLine { .. } => {
                Some("The number stands behind each line that a report shows.".to_owned())
            }
            Self::NoSuchQuestion { nearest, .. }
            | Self::NoSuchAnswer { nearest, .. }
            | Self::NoSuchNeed { nearest, .. } => Some(format!("Did you mean: {nearest}")),
            Self::NoAnswers => {
                Some("Give a file with --answers, or leave out --json and --no-input.".to_owned())
            }
            Self::Country { known, .. } => Some(format!("Use one of {known}, or leave --country out.")),
            Self::Topic { nearest: Some(nearest), .. } => {
                Some(format!("Did you mean: ebb explain {nearest}"))
            }
            Self::Topic { nearest: None, .. } => Some("See what there is: ebb explain".to_owned()),
            Self::Folder { .. } => Some("Give a folder that holds one file for each chat.".to_owned()),
            Self::BatchForm { .. } => Some(
                "Name a file that ends in .ndjson. For Parquet or CSV: python -m ebbtide batch (docs/many.md)"
                    .to_owned(),
            ),
            Self::NoRows { .. } => Some("Choose another name with -o.".to_owned()),
            Self::Save { .. } | Self::Overwrite { .. } => {
                Some("Choose another place with -o, or leave -o out.".to_owned())
            }
            Self::NoPlainFile { .. } => {
                Some("Give the name of a new file, or - for standard output.".to_owned())
            }
            Self::Exists { .. } => {
                Some("Choose another name, or add --force to write over this file.".to_owned())
            }
            Self::Case(error) => Some(error.hint().to_owned()),
            Self::CaseFile { .. } => Some("Make a case first: ebb case new FILE".to_owned()),
            Self::CaseThere { .. } => {
                Some("Choose another name, or add to it: ebb case add FILE CHAT".to_owned())
            }
            Self::CaseMoved { .. } => Some("Its newer content stays. Try again.".to_owned()),
            Self::PassphraseFile { .. } | Self::NoPassphrase => Some(
                "Type it in a terminal, or put it in the first line of --passphrase-file FILE.".to_owned(),
            ),
            Self::PassphraseWeak => {
                Some("Take four or more words that have nothing to do with each other.".to_owned())
            }
            Self::PassphrasesDiffer => Some("Type the same one twice.".to_owned()),
            Self::NothingWritten => Some("Type a line, or pipe it in.".to_owned()),
            Self::NoOutcome => Some("Tell it: ebb case outcome FILE --is over".to_owned()),
            Self::NotForgotten => Some("Answer yes, or add --yes.".to_owned()),
            Self::Serve(error) => Some(error.hint().to_owned()),
            Self::Content(_) | Self::OurFault | Self::Print(_) | Self::Input(_) => None,
        }
    }

    /// Tells the failure on standard error and returns the exit code. A closed pipe is no failure.
    pub(crate) fn tell(&self) -> ExitCode {
        if let Self::Print(cause) = self
            && cause.kind() == io::ErrorKind::BrokenPipe
        {
            return ExitCode::SUCCESS;
        }
        let style = Style::new().bold().fg_color(Some(Color::Ansi(AnsiColor::Red)));
        let told = self.to_string();
        let mut lines = told.lines().map(printable);
        crate::terminal::note(&format!("{style}error:{style:#} {}", lines.next().unwrap_or_default()));
        lines.for_each(|line| crate::terminal::note(&line));
        if let Some(hint) = self.hint() {
            crate::terminal::note(&format!("  {}", printable(&hint)));
        }
        ExitCode::from(self.exit_code())
    }
}
