//! The database of WhatsApp on a Mac or in an iPhone backup: `ChatStorage.sqlite`.
//!
//! Where from: on a Mac `~/Library/Group Containers/group.net.whatsapp.WhatsApp.shared/ChatStorage.sqlite`, with the log
//! beside it. It is not locked, and a chat with Advanced Chat Privacy stands in it too.
//! Versions: those of the last years. Columns that a version lacks are read as empty.
//!
//! ```text
//! ZWACHATSESSION = Z_PK, ZCONTACTJID, ZPARTNERNAME, ZSESSIONTYPE (0 two people, 1 group, 3 status)
//! ZWAMESSAGE     = Z_PK, ZCHATSESSION, ZISFROMME, ZMESSAGEDATE (seconds since 2001, UTC), ZMESSAGETYPE, ZTEXT, ZGROUPMEMBER
//! ZWAGROUPMEMBER = Z_PK, ZCONTACTNAME, ZMEMBERJID
//! ```
//!
//! Supported: every chat of an account, both sides, kinds of messages, messages taken back, calls that stand in a chat,
//! lines of the app. Not supported: reactions, read times and quotes (they lie in blocks of bytes of WhatsApp's own).

use std::collections::HashMap;

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;
use rusqlite::Row;

use crate::collect::{About, Collector, Entry, Person, Size, Time};
use crate::decode::DATABASE_START;
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::notice::NoticeKind;
use crate::source::Parts;
use crate::sqlite::{self, Newest, Opened, columns_of, each_row, number, select, words};

/// WhatsApp's database on a Mac.
pub(super) struct WhatsAppMacDatabase;

const OWNER: Person<'static> = Person { key: "Me", name: "Me" };
/// Seconds from 1970 to 2001.
const EPOCH: i64 = 978_307_200;
const MILLIS: i64 = 1000;

/// Tables that are read.
const TABLES: &[&str] = &["ZWACHATSESSION", "ZWAGROUPMEMBER", "ZWAMESSAGE"];

impl Format for WhatsAppMacDatabase {
    fn id(&self) -> &'static str {
        "whatsapp-mac"
    }

    fn name(&self) -> &'static str {
        "WhatsApp (on a Mac)"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "On a Mac with WhatsApp, open Finder, press Shift-Command-G, and go to ~/Library/Group Containers/group.net.whatsapp.WhatsApp.shared.",
            "Copy ChatStorage.sqlite and the files beside it whose names begin so to one new folder.",
            "Give ChatStorage.sqlite to ebb with --them \"NAME\".",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            calls: Carried::Sometimes,
            reactions: Carried::No,
            both_sides: Carried::Yes,
            whole_history: Carried::Sometimes,
            edits: Carried::No,
            deletions: Carried::Yes,
            lasting: Carried::Sometimes,
        }
    }

    fn checked(&self) -> Checked {
        Checked::FromDescription
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        let is_known = head.name.rsplit('/').next() == Some("ChatStorage.sqlite");
        let has_tables = memchr::memmem::find(head.bytes, b"ZWAMESSAGE").is_some();
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

struct Chat {
    address: String,
    name: String,
    is_group: bool,
}

fn read_database(database: &Opened, into: &mut Collector) -> Result<(), ImportError> {
    let mut chats: HashMap<i64, Chat> = HashMap::new();
    let mut members: HashMap<i64, (String, String)> = HashMap::new();
    let sessions = ["Z_PK", "ZCONTACTJID", "ZPARTNERNAME", "ZSESSIONTYPE"];
    let mut is_whole = each(database, "ZWACHATSESSION", &sessions, |row| {
        let address = words(row, 1).unwrap_or_default().into_owned();
        let is_group = number(row, 3).unwrap_or_default() != 0 || address.ends_with("@g.us");
        let name = words(row, 2).unwrap_or_default().into_owned();
        if let Some(id) = number(row, 0) {
            chats.insert(id, Chat { address, name, is_group });
        }
    });
    each(database, "ZWAGROUPMEMBER", &["Z_PK", "ZMEMBERJID", "ZCONTACTNAME"], |row| {
        let of = |column| words(row, column).unwrap_or_default().into_owned();
        if let Some(id) = number(row, 0) {
            members.insert(id, (of(1), of(2)));
        }
    });
    let wanted = ["ZCHATSESSION", "ZISFROMME", "ZMESSAGEDATE", "ZMESSAGETYPE", "ZTEXT", "ZGROUPMEMBER"];
    let columns = columns_of(database, "ZWAMESSAGE");
    is_whole &= each_row(database, &select(&wanted, "ZWAMESSAGE", &columns), |row| {
        take_message(row, &chats, &members, into)
    })?;
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

fn take_message(
    row: &Row<'_>,
    chats: &HashMap<i64, Chat>,
    members: &HashMap<i64, (String, String)>,
    into: &mut Collector,
) -> Result<(), ImportError> {
    let Some(chat) = number(row, 0).and_then(|id| chats.get(&id)) else {
        into.skip(NoticeKind::PlaceUnclear);
        return Ok(());
    };
    let Some(second) = number(row, 2).filter(|second| *second > 0) else {
        into.skip(NoticeKind::UnreadableTime);
        return Ok(());
    };
    let phone = chat.address.split('@').next().unwrap_or_default();
    let title = if chat.name.is_empty() { phone } else { &chat.name };
    let size = if chat.is_group { Size::Group } else { Size::Two };
    let id = into.conversation(&About { key: &chat.address, title, people: &[title, phone], size });
    let text = words(row, 4).unwrap_or_default();
    let kind = kind_numbered(number(row, 3).unwrap_or_default(), &text);
    let member = number(row, 5).and_then(|id| members.get(&id)).filter(|_| chat.is_group);
    let sender = match member {
        _ if kind == MessageKind::System => None,
        _ if number(row, 1) == Some(1) => Some(OWNER),
        Some((address, name)) => Some(Person { key: address, name }),
        None => Some(Person { key: &chat.address, name: title }),
    };
    let text = if kind == MessageKind::Text || kind == MessageKind::System { text.as_ref() } else { "" };
    into.add(id, &Entry { time: Time::Exact((EPOCH + second) * MILLIS), sender, kind, text })
}

fn kind_numbered(number: i64, words: &str) -> MessageKind {
    match number {
        0 | 7 if !words.is_empty() => MessageKind::Text,
        3 => MessageKind::Voice,
        4 => MessageKind::Contact,
        5 => MessageKind::Location,
        6 | 10 => MessageKind::System,
        14 => MessageKind::Deleted,
        15 => MessageKind::Sticker,
        46 => MessageKind::Poll,
        59 => MessageKind::Call,
        _ => MessageKind::Media,
    }
}
