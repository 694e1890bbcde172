//! The database of Viber on a computer.
//!
//! Where from: `%AppData%\ViberPC\NUMBER\viber.db` on Windows, `~/Library/Application Support/ViberPC/NUMBER/viber.db` on
//! a Mac, copied while Viber is closed, with `viber.db-wal` where there is one.
//! Versions: not told by the database. Columns that a version lacks are read as empty.
//!
//! ```text
//! Events   = EventID, TimeStamp (milliseconds since 1970, UTC), Direction (0 received, 1 sent), ChatID, ContactID, Type
//! Messages = EventID, Type, Body, Info             Calls = EventID, Duration, Type
//! ChatInfo = ChatID, Name?                         ChatRelation = ChatID, ContactID
//! Contact  = ContactID, Name?, ClientName?, Number?
//! ```
//!
//! Supported: texts, pictures, stickers, places, calls, events as lines of the app. Not supported: reactions, messages
//! that vanished, what was written on the phone before the computer was linked.

use std::collections::HashMap;

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;
use rusqlite::Row;

use crate::collect::{About, Collector, ConversationId, Entry, Person, Size, Time};
use crate::decode::DATABASE_START;
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::notice::NoticeKind;
use crate::source::Parts;
use crate::sqlite::{self, Newest, Opened, columns_of, each_row, number, select, words};

/// The database of Viber.
pub(super) struct ViberDatabase;

/// How the owner appears.
const OWNER: Person<'static> = Person { key: "Me", name: "Me" };

/// Tables that are read.
const TABLES: &[&str] = &["Contact", "ChatInfo", "ChatRelation", "Messages", "Calls", "Events"];

impl Format for ViberDatabase {
    fn id(&self) -> &'static str {
        "viber"
    }

    fn name(&self) -> &'static str {
        "Viber (computer)"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "Close Viber on the computer.",
            "On Windows, press the Windows key and R, enter %AppData%\\ViberPC, and open the folder with your number.",
            "Copy viber.db, and viber.db-wal if it is there, to a new folder.",
            "Give viber.db to ebb with --them and the name of the other person.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            calls: Carried::Sometimes,
            reactions: Carried::No,
            both_sides: Carried::Yes,
            whole_history: Carried::Sometimes,
            edits: Carried::No,
            deletions: Carried::No,
            lasting: Carried::Sometimes,
        }
    }

    fn checked(&self) -> Checked {
        Checked::FromDescription
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        let is_known = head.name.rsplit('/').next() == Some("viber.db");
        let has_tables = memchr::memmem::find(head.bytes, b"ChatRelation").is_some()
            && memchr::memmem::find(head.bytes, b"ChatInfo").is_some();
        Recognition::from_claim(head.bytes.starts_with(DATABASE_START) && (is_known || has_tables))
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        into.set_owner(OWNER.key);
        for part in 0..parts.len() {
            let log = parts.beside(part, "-wal")?;
            let name = parts.path(part).to_owned();
            let size = parts.size(part)?;
            let opened = sqlite::open(&name, parts.open(part)?, size, log.as_deref(), TABLES)?;
            if opened.newest == Newest::MayBeMissing {
                into.note(NoticeKind::NewestMayBeMissing, 1);
            }
            read_database(&opened, into)?;
            opened.verify()?;
        }
        Ok(())
    }
}

/// What a message or call says about its event.
struct Told {
    kind: MessageKind,
    words: String,
}

/// Everything that events point to.
#[derive(Default)]
struct Places {
    contacts: HashMap<i64, String>,
    titles: HashMap<i64, String>,
    members: HashMap<i64, Vec<i64>>,
    told: HashMap<i64, Told>,
    conversations: HashMap<i64, ConversationId>,
}

fn read_database(database: &Opened, into: &mut Collector) -> Result<(), ImportError> {
    let mut places = Places::default();
    let mut is_whole = each(database, "Contact", &["ContactID", "Name", "ClientName", "Number"], |row| {
        let name = (1..=3).find_map(|column| words(row, column));
        if let (Some(id), Some(name)) = (number(row, 0), name) {
            places.contacts.insert(id, name.into_owned());
        }
    });
    is_whole &= each(database, "ChatInfo", &["ChatID", "Name"], |row| {
        if let (Some(id), Some(name)) = (number(row, 0), words(row, 1)) {
            places.titles.insert(id, name.into_owned());
        }
    });
    is_whole &= each(database, "ChatRelation", &["ChatID", "ContactID"], |row| {
        if let (Some(chat), Some(contact)) = (number(row, 0), number(row, 1)) {
            places.members.entry(chat).or_default().push(contact);
        }
    });
    is_whole &= each(database, "Messages", &["EventID", "Type", "Body"], |row| {
        if let Some(event) = number(row, 0) {
            let words = words(row, 2).unwrap_or_default().into_owned();
            let kind = kind_numbered(number(row, 1).unwrap_or_default(), &words);
            places.told.insert(event, Told { kind, words });
        }
    });
    // Older databases keep calls elsewhere.
    each(database, "Calls", &["EventID"], |row| {
        if let Some(event) = number(row, 0) {
            places.told.insert(event, Told { kind: MessageKind::Call, words: String::new() });
        }
    });
    let columns = columns_of(database, "Events");
    let query = select(&["EventID", "TimeStamp", "Direction", "ChatID", "ContactID"], "Events", &columns);
    is_whole &= each_row(database, &query, |row| take_event(row, &mut places, into))?;
    if !is_whole {
        into.note(NoticeKind::FileCut, 1);
    }
    Ok(())
}

fn each(database: &Opened, table: &str, wanted: &[&str], mut take: impl FnMut(&Row<'_>)) -> bool {
    let columns = columns_of(database, table);
    each_row::<std::convert::Infallible>(database, &select(wanted, table, &columns), |row| {
        take(row);
        Ok(())
    })
    .unwrap_or(false)
}

fn take_event(row: &Row<'_>, places: &mut Places, into: &mut Collector) -> Result<(), ImportError> {
    let event = number(row, 0).unwrap_or_default();
    let Some(told) = places.told.remove(&event) else {
        // An event of neither a message nor a call: a read receipt, a change of a setting.
        return Ok(());
    };
    let Some(chat) = number(row, 3) else {
        into.skip(NoticeKind::PlaceUnclear);
        return Ok(());
    };
    let Some(millis) = number(row, 1).filter(|&millis| millis > 0) else {
        into.skip(NoticeKind::UnreadableTime);
        return Ok(());
    };
    let id = places.conversation(chat, into);
    let contact = number(row, 4).unwrap_or_default();
    let key = contact.to_string();
    let name = places.contacts.get(&contact).map(String::as_str).unwrap_or_default();
    let sender = match number(row, 2) {
        _ if told.kind == MessageKind::System => None,
        Some(1) => Some(OWNER),
        Some(_) | None => Some(Person { key: &key, name }),
    };
    let text = if told.kind == MessageKind::Text { told.words.as_str() } else { "" };
    into.add(id, &Entry { time: Time::Exact(millis), sender, kind: told.kind, text })
}

impl Places {
    fn conversation(&mut self, chat: i64, into: &mut Collector) -> ConversationId {
        if let Some(&known) = self.conversations.get(&chat) {
            return known;
        }
        let members = self.members.get(&chat).map_or(&[][..], Vec::as_slice);
        let people: Vec<&str> =
            members.iter().filter_map(|id| self.contacts.get(id)).map(String::as_str).collect();
        let id = into.conversation(&About {
            key: &format!("chat {chat}"),
            title: self.titles.get(&chat).map(String::as_str).unwrap_or_default(),
            people: &people,
            // The owner is among the members of some chats.
            size: if members.len() > 2 { Size::Group } else { Size::Two },
        });
        self.conversations.insert(chat, id);
        id
    }
}

fn kind_numbered(number: i64, words: &str) -> MessageKind {
    match number {
        0 | 1 | 9 => MessageKind::Text,
        4 => MessageKind::Sticker,
        5 => MessageKind::Location,
        7 | 12 => MessageKind::System,
        _ if words.is_empty() => MessageKind::Media,
        _ => MessageKind::Text,
    }
}
