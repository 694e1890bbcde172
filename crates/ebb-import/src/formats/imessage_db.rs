//! The database in which Apple's Messages keeps every chat: `chat.db` of a Mac, `sms.db` of an iPhone backup.
//!
//! Where from: `~/Library/Messages/chat.db`, with `chat.db-wal` beside it; in a backup of an iPhone that is not
//! encrypted, `3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28`.
//! Versions: until macOS 10.12 times are whole seconds, since then billionths; since macOS 11 the words often stand in
//! `attributedBody` alone; since macOS 13 messages can be edited and taken back. Columns that a version lacks are read
//! as empty.
//!
//! ```text
//! message            = ROWID, date (since 2001, UTC), text?, attributedBody?, is_from_me, handle_id, ...
//! handle             = ROWID, id (number or address), person_centric_id?
//! chat               = ROWID, chat_identifier, display_name?, style (43 group, 45 two people)
//! chat_message_join  = chat_id, message_id           chat_handle_join = chat_id, handle_id
//! ```
//!
//! Supported: the log beside the database, all handles of one person as one conversation (iMessage, SMS and RCS of one
//! number, and numbers and addresses that the Mac itself joined), tapbacks as reactions, messages taken back, voice
//! notes, stickers, polls, events of a group, messages that were never delivered left out.
//! Not supported: names of contacts (they stand in another database; people appear by number or address), the list of
//! calls, earlier wordings of an edited message, the time at which a message was read.

use std::borrow::Cow;
use std::collections::HashMap;

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;
use rusqlite::Row;

use crate::collect::{About, Collector, ConversationId, Entry, Person, Size, Time};
use crate::decode::DATABASE_START;
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::formats::typedstream;
use crate::notice::NoticeKind;
use crate::source::{NAME_IN_BACKUP, Parts};
use crate::sqlite::{self, Newest, Opened, bytes, columns_of, each_row, number, select, words};

/// The database of Apple's Messages.
pub(super) struct IMessageDatabase;

/// How the owner appears: the database tells their number only now and then.
const OWNER: &str = "Me";
/// Seconds from 1970 to 2001.
const EPOCH: i64 = 978_307_200;
/// Times from here on are in billionths of a second; in seconds it would be the year 33,000.
const BILLIONTHS_FROM: i64 = 1_000_000_000_000;
const STYLE_OF_GROUP: i64 = 43;
/// Stands in a text where a picture or another file was sent.
const FILE_MARK: char = '\u{fffc}';

/// Most people of one chat that are told apart; a group of Messages takes 32.
const MOST_HANDLES: usize = 1_000;

/// Tables that are read.
const TABLES: &[&str] = &["message", "chat", "handle", "chat_message_join", "chat_handle_join"];

impl Format for IMessageDatabase {
    fn id(&self) -> &'static str {
        "imessage"
    }

    fn name(&self) -> &'static str {
        "iMessage (Mac or iPhone backup)"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "On a Mac that shares your messages, open Finder, press Shift-Command-G, and go to ~/Library/Messages.",
            "Copy chat.db and chat.db-wal to one new folder.",
            "Give chat.db to ebb with --them and the number or address of the other person.",
            "A backup of an iPhone that is not encrypted works too: give ebb its folder.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            calls: Carried::No,
            reactions: Carried::Yes,
            both_sides: Carried::Yes,
            whole_history: Carried::Sometimes,
            edits: Carried::Sometimes,
            deletions: Carried::Sometimes,
            lasting: Carried::Sometimes,
        }
    }

    fn checked(&self) -> Checked {
        Checked::OnSamples
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        let file = head.name.rsplit('/').next().unwrap_or_default();
        let is_known = file == "chat.db" || file == "sms.db" || file == NAME_IN_BACKUP;
        let has_tables = memchr::memmem::find(head.bytes, b"chat_message_join").is_some();
        Recognition::from_claim(head.bytes.starts_with(DATABASE_START) && (is_known || has_tables))
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        into.set_owner(OWNER);
        into.count_repeats_once();
        for part in 0..parts.len() {
            let log = parts.beside(part, "-wal")?;
            let name = parts.path(part).to_owned();
            // A backup of a phone is copied at rest, so nothing stands beside it.
            let is_from_backup = name.ends_with(NAME_IN_BACKUP) || name.ends_with("sms.db");
            let size = parts.size(part)?;
            let opened = sqlite::open(&name, parts.open(part)?, size, log.as_deref(), TABLES)?;
            if opened.newest == Newest::MayBeMissing && !is_from_backup {
                into.note(NoticeKind::NewestMayBeMissing, 1);
            }
            read_database(&opened, into)?;
            opened.verify()?;
        }
        Ok(())
    }
}

/// A phone number or address, as the person behind it is told apart.
struct Handle {
    /// The number or address.
    id: String,
    /// What all handles of one person share.
    person: String,
}

struct Chat {
    title: String,
    identifier: String,
    is_group: bool,
    handles: Vec<i64>,
}

/// Everything that messages point to.
struct Places {
    handles: HashMap<i64, Handle>,
    chats: HashMap<i64, Chat>,
    chat_of: HashMap<i64, i64>,
    conversations: HashMap<String, ConversationId>,
}

fn read_database(database: &Opened, into: &mut Collector) -> Result<(), ImportError> {
    let mut places = Places {
        handles: read_handles(database),
        chats: read_chats(database),
        chat_of: HashMap::new(),
        conversations: HashMap::new(),
    };
    let joins = "SELECT message_id, chat_id FROM chat_message_join NOT INDEXED";
    let mut is_whole = all_rows(database, joins, |row| {
        if let (Some(message), Some(chat)) = (number(row, 0), number(row, 1)) {
            places.chat_of.entry(message).or_insert(chat);
        }
    });
    let columns = with_row_id(columns_of(database, "message"));
    is_whole &= each_row(database, &select(MESSAGE, "message", &columns), |row| {
        take_message(&Message::of(row), &mut places, into)
    })?;
    if !is_whole {
        into.note(NoticeKind::FileCut, 1);
    }
    Ok(())
}

fn all_rows(database: &Opened, query: &str, mut take: impl FnMut(&Row<'_>)) -> bool {
    each_row::<std::convert::Infallible>(database, query, |row| {
        take(row);
        Ok(())
    })
    .unwrap_or(false)
}

fn read_handles(database: &Opened) -> HashMap<i64, Handle> {
    let columns = with_row_id(columns_of(database, "handle"));
    let mut found: Vec<(i64, String, Option<String>)> = Vec::new();
    all_rows(database, &select(&["ROWID", "id", "person_centric_id"], "handle", &columns), |row| {
        if let (Some(place), Some(id)) = (number(row, 0), words(row, 1)) {
            found.push((place, id.into_owned(), words(row, 2).map(Cow::into_owned)));
        }
    });
    // The Mac gives all handles of one card the same mark, but not each service of one number its own.
    let mut mark_of: HashMap<&str, &str> = HashMap::new();
    let mut first_of: HashMap<&str, &str> = HashMap::new();
    for (_, id, mark) in &found {
        if let Some(mark) = mark {
            mark_of.entry(id).or_insert(mark);
            first_of.entry(mark).or_insert(id);
        }
    }
    let person =
        |id: &str| mark_of.get(id).and_then(|mark| first_of.get(mark)).map_or(id, |&first| first).to_owned();
    found.iter().map(|(place, id, _)| (*place, Handle { id: id.clone(), person: person(id) })).collect()
}

/// Every table has a row id, though the list of its columns may not name it.
fn with_row_id(mut columns: Vec<String>) -> Vec<String> {
    columns.push("ROWID".to_owned());
    columns
}

fn read_chats(database: &Opened) -> HashMap<i64, Chat> {
    let mut chats = HashMap::new();
    let wanted = ["ROWID", "chat_identifier", "display_name", "style"];
    let columns = with_row_id(columns_of(database, "chat"));
    all_rows(database, &select(&wanted, "chat", &columns), |row| {
        let Some(place) = number(row, 0) else { return };
        let chat = Chat {
            identifier: words(row, 1).unwrap_or_default().into_owned(),
            title: words(row, 2).unwrap_or_default().into_owned(),
            is_group: number(row, 3) == Some(STYLE_OF_GROUP),
            handles: Vec::new(),
        };
        chats.insert(place, chat);
    });
    all_rows(database, "SELECT chat_id, handle_id FROM chat_handle_join NOT INDEXED", |row| {
        if let (Some(chat), Some(handle)) = (number(row, 0), number(row, 1))
            && let Some(chat) = chats.get_mut(&chat)
            && chat.handles.len() < MOST_HANDLES
            && !chat.handles.contains(&handle)
        {
            chat.handles.push(handle);
        }
    });
    chats
}

/// Columns of a message, in the order in which [`Message::of`] reads them.
const MESSAGE: &[&str] = &[
    "ROWID",
    "date",
    "text",
    "attributedBody",
    "is_from_me",
    "handle_id",
    "item_type",
    "associated_message_type",
    "associated_message_emoji",
    "is_audio_message",
    "balloon_bundle_id",
    "date_edited",
    "date_retracted",
    "cache_has_attachments",
    "is_auto_reply",
    "is_system_message",
    "error",
];

#[expect(clippy::struct_excessive_bools, reason = "each is a column of the database")]
struct Message<'a> {
    place: i64,
    date: i64,
    text: Option<Cow<'a, str>>,
    is_own: bool,
    handle: i64,
    is_event: bool,
    association: i64,
    emoji: Option<Cow<'a, str>>,
    is_audio: bool,
    app: Option<Cow<'a, str>>,
    was_changed: bool,
    has_file: bool,
    is_automatic: bool,
    has_failed: bool,
}

impl<'a> Message<'a> {
    fn of(row: &'a Row<'_>) -> Self {
        let is_set = |column| number(row, column).unwrap_or_default() != 0;
        let in_body = || bytes(row, 3).and_then(typedstream::text).map(Cow::Borrowed);
        Self {
            place: number(row, 0).unwrap_or_default(),
            date: number(row, 1).unwrap_or_default(),
            text: words(row, 2).or_else(in_body),
            is_own: is_set(4),
            handle: number(row, 5).unwrap_or_default(),
            is_event: is_set(6),
            association: number(row, 7).unwrap_or_default(),
            emoji: words(row, 8),
            is_audio: is_set(9),
            app: words(row, 10),
            was_changed: is_set(11) || is_set(12),
            has_file: is_set(13),
            is_automatic: is_set(14) || is_set(15),
            has_failed: is_set(16),
        }
    }

    fn kind(&self, text: &str) -> MessageKind {
        let app = self.app.as_deref().unwrap_or_default();
        match self.association {
            2000..=2007 | 4000 => return MessageKind::Reaction,
            1000 => return MessageKind::Sticker,
            _ => {}
        }
        if self.is_event || self.is_automatic {
            MessageKind::System
        } else if self.is_audio {
            MessageKind::Voice
        } else if app.ends_with("polls") || app.ends_with("Polls") {
            MessageKind::Poll
        } else if !text.is_empty() {
            MessageKind::Text
        } else if self.has_file || self.text.is_some() || !app.is_empty() {
            MessageKind::Media
        } else if self.was_changed {
            MessageKind::Deleted
        } else {
            MessageKind::Text
        }
    }
}

fn take_message(message: &Message<'_>, places: &mut Places, into: &mut Collector) -> Result<(), ImportError> {
    let Some(id) = places.conversation(message, into) else {
        into.skip(NoticeKind::PlaceUnclear);
        return Ok(());
    };
    if matches!(message.association, 3000..=3007) {
        into.change(id);
        return Ok(());
    }
    if message.date == 0 {
        into.skip(NoticeKind::UnreadableTime);
        return Ok(());
    }
    if message.is_own && message.has_failed {
        into.skip(NoticeKind::NeverSent);
        return Ok(());
    }
    let plain: Cow<'_, str> = match &message.text {
        Some(text) if text.contains(FILE_MARK) => text.replace(FILE_MARK, "").into(),
        Some(text) => text.as_ref().into(),
        None => "".into(),
    };
    let kind = message.kind(plain.trim());
    let text = if kind == MessageKind::Reaction {
        message.emoji.as_deref().unwrap_or_else(|| tapback(message.association))
    } else if kind == MessageKind::Sticker {
        ""
    } else {
        plain.trim()
    };
    let handle = places.handles.get(&message.handle);
    let sender = if kind == MessageKind::System {
        None
    } else if message.is_own {
        Some(Person { key: OWNER, name: OWNER })
    } else {
        let known = handle.map(|handle| handle.person.as_str()).or_else(|| places.only_other(message.place));
        let Some(person) = known else {
            into.skip(NoticeKind::MissingSender);
            return Ok(());
        };
        Some(Person { key: person, name: person })
    };
    into.add(id, &Entry { time: Time::Exact(millis(message.date)), sender, kind, text })
}

impl Places {
    /// Finds the conversation of a message by its chat, or by who wrote it when it is in none.
    fn conversation(&mut self, message: &Message<'_>, into: &mut Collector) -> Option<ConversationId> {
        let chat = self.chat_of.get(&message.place).and_then(|place| self.chats.get(place));
        let handles: &[i64] = match chat {
            Some(chat) => &chat.handles,
            None => std::slice::from_ref(&message.handle),
        };
        let mut people: Vec<&str> = Vec::new();
        for handle in handles.iter().filter_map(|handle| self.handles.get(handle)) {
            if !people.contains(&handle.person.as_str()) {
                people.push(&handle.person);
            }
        }
        let is_group = chat.is_some_and(|chat| chat.is_group) || people.len() > 1;
        let key: String = match (chat, &people[..]) {
            (Some(chat), _) if is_group => chat.identifier.clone(),
            (_, [person, ..]) => (*person).to_owned(),
            (Some(chat), []) => chat.identifier.clone(),
            (None, []) => return None,
        };
        if let Some(&known) = self.conversations.get(&key) {
            return Some(known);
        }
        let called: Vec<&str> = if is_group {
            people
        } else {
            let is_theirs = |handle: &&Handle| handle.person == key;
            let mut ids: Vec<&str> =
                self.handles.values().filter(is_theirs).map(|handle| handle.id.as_str()).collect();
            ids.push(&key);
            ids.sort_unstable();
            ids.dedup();
            ids
        };
        let title = chat.map_or("", |chat| chat.title.as_str());
        let size = if is_group { Size::Group } else { Size::Two };
        let id = into.conversation(&About { key: &key, title, people: &called, size });
        self.conversations.insert(key, id);
        Some(id)
    }

    /// Returns the other person of the chat that a message is in, when there is one.
    fn only_other(&self, message: i64) -> Option<&str> {
        let chat = self.chats.get(self.chat_of.get(&message)?)?;
        match &chat.handles[..] {
            [only] if !chat.is_group => self.handles.get(only).map(|handle| handle.person.as_str()),
            _ => None,
        }
    }
}

/// Returns what stands for a reaction of one of the fixed kinds.
fn tapback(association: i64) -> &'static str {
    match association {
        2000 => "\u{2764}\u{fe0f}",
        2001 => "\u{1f44d}",
        2002 => "\u{1f44e}",
        2003 => "\u{1f602}",
        2004 => "\u{203c}\u{fe0f}",
        2005 => "\u{2753}",
        _ => "",
    }
}

/// Returns milliseconds since 1970 for a time of the database.
fn millis(date: i64) -> i64 {
    if date.abs() >= BILLIONTHS_FROM {
        date.div_euclid(1_000_000).saturating_add(EPOCH * 1000)
    } else {
        date.saturating_add(EPOCH).saturating_mul(1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_billionths() {
        assert_eq!(millis(674_526_582), millis(674_526_582_000_000_000));
        assert_eq!(millis(674_526_582_885_055_488), 1_652_833_782_885);
    }
}
