//! Why a file could not be read, with the place and the value, and what the person can do about it.
//!
//! No variant carries the text of a message; the dates in [`ImportError::DateOrderUndecided`] are dates alone.

use std::fmt::Write as _;
use std::io;

use jiff::civil::Date;

use crate::collect::Listed;
use crate::date_order::{DateOrder, days_of};
use crate::kinds::{KnownKind, advice_for};

/// One date of a file that can be read in two ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TwoReadings {
    /// The date as the file writes it, without the time.
    pub written: String,
    /// The date when the first number is the day.
    pub day_first: Date,
    /// The date when the first number is the month.
    pub month_first: Date,
}

impl TwoReadings {
    /// Reads a written date both ways; `None` when it is no date in one of them.
    pub(crate) fn of(date: [u16; 3], written: String) -> Option<Self> {
        let read = |order| {
            let days = jiff::Span::new().try_days(days_of(date, order)?).ok()?;
            Date::new(1970, 1, 1).ok()?.checked_add(days).ok()
        };
        let (day_first, month_first) = (read(DateOrder::DayFirst)?, read(DateOrder::MonthFirst)?);
        Some(Self { written, day_first, month_first })
    }
}

/// What a file that is no chat turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherFile {
    /// A picture, perhaps a screenshot of a chat.
    Picture,
    /// A video or a sound.
    Recording,
    /// A PDF.
    Pdf,
    /// A database.
    Database,
    /// An archive other than zip.
    Archive,
    /// Bytes that are no text.
    Binary,
}

impl OtherFile {
    fn name(self) -> &'static str {
        match self {
            Self::Picture => "a picture",
            Self::Recording => "a video or a sound",
            Self::Pdf => "a PDF",
            Self::Database => "a database",
            Self::Archive => "an archive that is not a zip",
            Self::Binary => "not a text",
        }
    }
}

/// An app that keeps its database locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockedApp {
    /// Signal on a computer.
    SignalDesktop,
    /// Messages in a backup of an iPhone that was made with a password.
    PhoneBackup,
}

impl LockedApp {
    fn name(self) -> &'static str {
        match self {
            Self::SignalDesktop => "Signal Desktop",
            Self::PhoneBackup => "an iPhone backup with a password",
        }
    }
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The file cannot be opened or read.
    #[error("`{name}` cannot be read: {cause}")]
    Unreadable {
        /// Name of the file.
        name: String,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The file holds nothing.
    #[error("`{name}` is empty")]
    Empty {
        /// Name of the file.
        name: String,
    },
    /// The file is larger than ebb reads.
    #[error("`{name}` holds more than {limit} bytes of text")]
    TooLarge {
        /// Name of the file or of the entry in the archive.
        name: String,
        /// Most bytes that are read.
        limit: u64,
    },
    /// The file is something else than a chat.
    #[error("`{name}` is {}", .found.name())]
    OtherFile {
        /// Name of the file.
        name: String,
        /// What it is.
        found: OtherFile,
    },
    /// The file is of a kind that ebb knows and does not read.
    #[error("`{name}` is {}", .kind.name)]
    KnownKind {
        /// Name of the file.
        name: String,
        /// What it is, and what to do.
        kind: KnownKind,
    },
    /// No known format claims the text.
    #[error("`{name}` is not an export ebb can read")]
    Unrecognised {
        /// Name of the file.
        name: String,
    },
    /// The file was read as one format and no message was found.
    #[error("no message was found in `{name}` when read as {format}")]
    NoMessages {
        /// Name of the file.
        name: String,
        /// Stable name of the format.
        format: &'static str,
    },
    /// The settings name a format that does not exist.
    #[error("there is no format `{id}`")]
    UnknownFormat {
        /// The name given.
        id: &'static str,
        /// The names there are.
        known: Vec<&'static str>,
    },
    /// The chat in the archive is locked with a password.
    #[error("`{entry}` in `{name}` is locked with a password")]
    ZipLocked {
        /// Name of the archive.
        name: String,
        /// Name of the locked entry.
        entry: String,
    },
    /// The archive holds no chat.
    #[error("`{name}` holds {entries} files and no chat")]
    ZipWithoutChat {
        /// Name of the archive.
        name: String,
        /// Number of entries.
        entries: usize,
    },
    /// No chat is in the folder or archive, but another archive is.
    #[error("`{name}` holds no chat, but another archive, `{entry}`")]
    ArchiveInside {
        /// Name of the folder or archive.
        name: String,
        /// Path of the archive in it.
        entry: String,
    },
    /// The source holds several conversations and none was chosen, or the choice fits several.
    #[error("`{name}` holds {} chats{}", conversations.len(), rows(conversations))]
    SeveralConversations {
        /// Name of the file.
        name: String,
        /// Those to choose from, most messages first.
        conversations: Vec<Listed>,
    },
    /// No conversation of the source has the name that was asked for.
    #[error("no chat in `{name}` is with {}{}", asked.join(" or "), rows(conversations))]
    NoSuchConversation {
        /// Name of the file.
        name: String,
        /// The names that were asked for.
        asked: Vec<String>,
        /// Those to choose from, most messages first.
        conversations: Vec<Listed>,
    },
    /// The file is a database that the app keeps locked.
    #[error("`{name}` is the locked database of {}", .app.name())]
    LockedDatabase {
        /// Name of the file.
        name: String,
        /// Whose database it is.
        app: LockedApp,
    },
    /// The archive is cut short or damaged.
    #[error("`{name}` is a zip that cannot be opened: {cause}")]
    ZipDamaged {
        /// Name of the archive.
        name: String,
        /// What is wrong with it.
        cause: &'static str,
    },
    /// An entry unpacks to far more than an honest text would.
    #[error("`{entry}` in `{name}` unpacks to more than {limit} times its size")]
    ZipBomb {
        /// Name of the archive.
        name: String,
        /// Name of the entry.
        entry: String,
        /// Highest ratio that is unpacked.
        limit: u64,
    },
    /// Day and month cannot be told apart anywhere in the file.
    #[error("the dates in `{name}` fit both day-first and month-first order{}", examples(.dates))]
    DateOrderUndecided {
        /// Name of the file.
        name: String,
        /// Two dates of the file with both readings; one when the file has only one such date.
        dates: Vec<TwoReadings>,
    },
    /// The order given does not fit the dates.
    #[error("`{written}` at line {line} of `{name}` is no date in the order {}", .order.id())]
    DateOrderImpossible {
        /// Name of the file.
        name: String,
        /// The order given.
        order: DateOrder,
        /// The first date that does not fit.
        written: String,
        /// Its line, counted from 1.
        line: u64,
    },
    /// A word stands beside the times that may say which half of the day is meant, and ebb does not know it.
    #[error("{} beside the time at line {line} of `{name}` is not known", named_word(.word.as_deref()))]
    UnknownTimeWord {
        /// Name of the file.
        name: String,
        /// The word, as it is written; `None` where it may be anything that a cell of a table holds.
        word: Option<String>,
        /// The first line it stands in, counted from 1.
        line: u64,
    },
    /// A database in which something else stands where a table of the app would: it would run instead of being read.
    #[error("`{table}` in `{name}` is no plain table")]
    NoPlainTable {
        /// Name of the file.
        name: String,
        /// Name of the table.
        table: &'static str,
    },
    /// A database that costs more than a file of its size can: it goes round in a circle, or makes up its content.
    #[error("`{name}` does not come to an end")]
    EndlessDatabase {
        /// Name of the file.
        name: String,
    },
    /// More people write in the file than ebb can number.
    #[error("more than {limit} names write in `{name}`")]
    TooManyNames {
        /// Name of the file.
        name: String,
        /// Most names that are told apart.
        limit: usize,
    },
}

/// Returns which databases this build opens.
fn databases_read() -> &'static str {
    if cfg!(feature = "sqlite") {
        "chat.db and sms.db of Apple's Messages, ChatStorage.sqlite of WhatsApp on a Mac, and viber.db"
    } else {
        "none here; the program on a computer does"
    }
}

/// Most conversations that an error lists.
const MOST_ROWS: usize = 30;

/// Returns one line for each conversation: title, messages, days.
fn rows(conversations: &[Listed]) -> String {
    let mut shown = String::from(":");
    for listed in conversations.iter().take(MOST_ROWS) {
        let days = match (listed.first, listed.last) {
            (Some(first), Some(last)) => format!(", {first} to {last}"),
            _ => String::new(),
        };
        let title = if listed.title.is_empty() { &listed.key } else { &listed.title };
        let _ = write!(shown, "\n  {title}   {} messages{days}", listed.messages);
        if listed.title != listed.key && listed.key.len() < MOST_KEY {
            let _ = write!(shown, "   [{}]", listed.key);
        }
    }
    if conversations.len() > MOST_ROWS {
        let _ = write!(shown, "\n  and {} more", conversations.len() - MOST_ROWS);
    }
    shown
}

/// Longest key that is shown beside a title.
const MOST_KEY: usize = 60;

fn named_word(word: Option<&str>) -> String {
    word.map_or_else(|| "a word".to_owned(), |word| format!("the word \"{word}\""))
}

fn examples(dates: &[TwoReadings]) -> String {
    let shown: Vec<String> = dates
        .iter()
        .map(|date| format!("{} is {} or {}", date.written, date.day_first, date.month_first))
        .collect();
    if shown.is_empty() { String::new() } else { format!(": {}", shown.join("; ")) }
}

impl ImportError {
    /// Returns what the person can do next, in one or two sentences.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Unreadable { .. } => {
                "Check that the file is still there and that you may read it.".to_owned()
            }
            Self::Empty { .. } => {
                "Export the chat again; the file was probably not saved completely.".to_owned()
            }
            Self::TooLarge { .. } => "Export the chat without media, or in parts.".to_owned(),
            Self::KnownKind { kind, .. } => kind.advice.to_owned(),
            Self::OtherFile { found: OtherFile::Picture, .. } => advice_for("screenshot"),
            Self::OtherFile { found: OtherFile::Pdf, .. } => advice_for("pdf"),
            Self::OtherFile { found: OtherFile::Recording, .. } => advice_for("voice-or-video"),
            Self::OtherFile { found: OtherFile::Database, .. } => format!(
                "Of databases, ebb reads {}. Export the chat from within the app: `ebb formats` tells how for each app.",
                databases_read()
            ),
            Self::OtherFile { .. } | Self::Unrecognised { .. } | Self::ZipWithoutChat { .. } => {
                "`ebb formats` tells for each app how to get the chat. From a computer, messages that were selected and \
                 copied in WhatsApp Web or Telegram can be saved as a text file and given, too."
                    .to_owned()
            }
            Self::NoMessages { .. } => {
                "It is of that app, but holds no message that could be read. Check that it is the chat itself, and export \
                 it again: `ebb formats` tells how for each app."
                    .to_owned()
            }
            Self::UnknownFormat { known, .. } => format!("Choose one of: {}.", known.join(", ")),
            Self::ZipLocked { .. } => {
                "Unpack it with its password first, then give the text file.".to_owned()
            }
            Self::ZipDamaged { .. } => {
                "Send the export to yourself again; it was probably cut short.".to_owned()
            }
            Self::ZipBomb { .. } => {
                "If you trust this file, unpack it yourself and give the text file.".to_owned()
            }
            Self::DateOrderUndecided { .. } => {
                "Say which it is with --date-order dmy (day first) or --date-order mdy (month first)."
                    .to_owned()
            }
            Self::DateOrderImpossible { .. } => {
                "Leave out --date-order, or give the other order: dmy, mdy or ymd.".to_owned()
            }
            Self::ArchiveInside { .. } => "Unpack the inner archive, then give what is in it.".to_owned(),
            Self::SeveralConversations { .. } => {
                "Say which one with --them \"NAME\", or with what stands in brackets: --chat \"ID\".".to_owned()
            }
            Self::NoSuchConversation { .. } => {
                "Give a name as it stands in the list, or what stands in brackets: --chat \"ID\".".to_owned()
            }
            Self::LockedDatabase { app: LockedApp::SignalDesktop, .. } => {
                "Only Signal can open it. On an Android phone: Settings, Chats, Export chat history, and give main.jsonl. \
                 Without one, the program signal-export saves chats from Signal Desktop."
                    .to_owned()
            }
            Self::LockedDatabase { app: LockedApp::PhoneBackup, .. } => {
                "Make a new backup in Finder or iTunes without Encrypt local backup, and give its folder. Or use chat.db of a \
                 Mac that shares your messages."
                    .to_owned()
            }
            Self::UnknownTimeWord { word, .. } => format!(
                "It may mean morning or afternoon, and a guess could be twelve hours off. Set the phone to the 24-hour \
                 clock and export the chat again, or put AM or PM in place of {} in a copy of the file.",
                word.as_deref().map_or("it".to_owned(), |word| format!("\"{word}\""))
            ),
            Self::NoPlainTable { .. } | Self::EndlessDatabase { .. } => {
                "No app writes its messages so. If somebody sent you this file, it may be meant to do harm; if it is your \
                 own, copy it again while the app is closed."
                    .to_owned()
            }
            Self::TooManyNames { .. } => "ebb reads a chat between two people.".to_owned(),
        }
    }
}
