//! Tables of messages that say for each row in which chat it stands or which way it went, as programs write them.
//!
//! Where from: iMazing and PhoneView (iPhone without a Mac), LinkedIn, Reddit, and any table with such columns.
//! Versions: none; columns are known by their names, and directions by their words.
//!
//! ```text
//! file      = names row*
//! names     = a time, and a text or attachment, and a conversation or a direction; names of people as far as there are
//! direction = incoming | outgoing | sent | received | notification ..., in a column named type or direction
//! ```
//!
//! Supported: several chats in one table, own rows without a name, rows of the app itself, attachments, dates as phones
//! write them. Not supported: tables without a line of names, reactions in a column of their own.

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;

use crate::choose::order_of_open;
use crate::collect::{About, Collector, Entry, Person, Size, Time};
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::notice::NoticeKind;
use crate::source::Parts;
use crate::table::{Moment, moment_from_words};
use crate::written_moment::read_moment;

/// Tables of programs that save chats.
pub(super) struct ChatsCsv;

/// How the owner appears where the table does not name them.
const OWNER: Person<'static> = Person { key: "Me", name: "Me" };
const MILLIS: i64 = 1000;

impl Format for ChatsCsv {
    fn id(&self) -> &'static str {
        "chats-csv"
    }

    fn name(&self) -> &'static str {
        "Table of chats (iMazing, PhoneView, LinkedIn, Reddit)"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "iMazing: choose the phone, Messages or WhatsApp, the chat, and Export to CSV. PhoneView: export messages as CSV.",
            "LinkedIn: Settings, Data privacy, Get a copy of your data, Messages; the file is messages.csv.",
            "Give the file to ebb with --them \"NAME\".",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            calls: Carried::Sometimes,
            reactions: Carried::No,
            both_sides: Carried::Yes,
            whole_history: Carried::Sometimes,
            edits: Carried::No,
            deletions: Carried::Sometimes,
            lasting: Carried::Sometimes,
        }
    }

    fn checked(&self) -> Checked {
        Checked::FromDescription
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        Recognition::from_claim(Columns::find(head.text).is_some())
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        into.count_repeats_once();
        for part in 0..parts.len() {
            let text = parts.text(part)?;
            let content = &text.content[text.start..];
            let Some(columns) = Columns::find(content) else { continue };
            read_table(&text.name, content, &columns, into)?;
        }
        Ok(())
    }
}

/// Returns whether a text begins as such a table.
pub(super) fn is_table_of_chats(text: &str) -> bool {
    Columns::find(text).is_some()
}

/// Names of columns, most telling first, in lower case.
const TIMES: &[&str] = &["message date", "sent date", "timestamp", "datetime", "date", "time"];
const TEXTS: &[&str] = &["text", "content", "message", "body"];
const DIRECTIONS: &[&str] = &["direction", "type", "message type"];
const CHATS: &[&str] = &["conversation id", "chat session", "thread_id", "thread id", "conversation", "chat"];
const TITLES: &[&str] = &["conversation title", "chat session", "chat", "subject"];
const SENDERS: &[&str] = &["sender name", "from", "sender", "name", "author"];
const NUMBERS: &[&str] = &["sender id", "number", "phone number", "address"];
const RECIPIENTS: &[&str] = &["to", "recipient"];
const ATTACHMENTS: &[&str] = &["attachment", "attachments", "media"];

/// Words for the two ways and for what the app writes.
const OUT: &[&str] = &["outgoing", "sent", "out", "from me", "me", "gesendet", "envoyé", "enviado"];
const IN: &[&str] = &["incoming", "received", "in", "to me", "empfangen", "reçu", "recibido"];
const APP: &[&str] = &["notification", "system", "event"];

struct Columns {
    divider: u8,
    names: usize,
    time: usize,
    text: Option<usize>,
    attachment: Option<usize>,
    direction: Option<usize>,
    chat: Option<usize>,
    title: Option<usize>,
    sender: Option<usize>,
    number: Option<usize>,
    recipient: Option<usize>,
}

impl Columns {
    fn find(content: &str) -> Option<Self> {
        let first = content.lines().find(|line| !line.trim().is_empty())?;
        [b',', b';', b'\t']
            .into_iter()
            .filter_map(|divider| Self::of(first, content, divider))
            .max_by_key(|found| found.names)
    }

    fn of(line: &str, content: &str, divider: u8) -> Option<Self> {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).delimiter(divider).from_reader(line.as_bytes());
        let record = reader.records().next()?.ok()?;
        let names: Vec<String> = record.iter().map(|name| name.trim().to_lowercase()).collect();
        let place =
            |wanted: &[&str]| wanted.iter().find_map(|name| names.iter().position(|known| known == name));
        let found = Self {
            divider,
            names: names.len(),
            time: place(TIMES)?,
            text: place(TEXTS),
            attachment: place(ATTACHMENTS),
            direction: None,
            chat: place(CHATS),
            title: place(TITLES),
            sender: place(SENDERS),
            number: place(NUMBERS),
            recipient: place(RECIPIENTS),
        };
        let direction = place(DIRECTIONS).filter(|&place| holds_directions(content, divider, place));
        let found = Self { direction, ..found };
        // A table of one chat with a name on every row is read as the plain table that it is.
        let tells_more = found.direction.is_some() || found.chat.is_some() && found.recipient.is_some();
        (found.names >= 4 && found.text.is_some() && tells_more).then_some(found)
    }
}

/// Rows that are looked at for directions.
const ROWS_TO_TRY: usize = 50;

/// Returns whether a column holds words for the way that messages went, and no others.
fn holds_directions(content: &str, divider: u8, place: usize) -> bool {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).delimiter(divider).from_reader(content.as_bytes());
    let mut seen = 0;
    for record in reader.records().take(ROWS_TO_TRY).flatten() {
        match record.get(place).and_then(way) {
            Some(_) => seen += 1,
            // The last row of a start that was cut may be short.
            None if record.len() <= place => {}
            None => return false,
        }
    }
    seen > 0
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Out,
    In,
    App,
}

fn way(word: &str) -> Option<Way> {
    let word = word.trim().to_lowercase();
    let is_one_of = |words: &[&str]| words.contains(&word.as_str());
    if is_one_of(OUT) {
        Some(Way::Out)
    } else if is_one_of(IN) {
        Some(Way::In)
    } else {
        is_one_of(APP).then_some(Way::App)
    }
}

fn read_table(name: &str, content: &str, columns: &Columns, into: &mut Collector) -> Result<(), ImportError> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).delimiter(columns.divider).from_reader(content.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().flatten().collect();
    let owner = owner_of(&rows, columns);
    into.set_owner(owner.as_deref().unwrap_or(OWNER.key));
    let moments: Vec<Option<Moment>> =
        rows.iter().map(|row| row.get(columns.time).and_then(moment_of)).collect();
    let order = order_of_open(name, &moments, into.settings().date_order)?;
    for (row, moment) in rows.iter().zip(&moments) {
        let cell = |place: Option<usize>| {
            place.and_then(|place| row.get(place)).map(str::trim).filter(|cell| !cell.is_empty())
        };
        let time = match moment {
            Some(Moment::Exact { second, .. }) => Time::Exact(second * MILLIS),
            Some(Moment::Local(second)) => Time::Local(second * MILLIS),
            Some(Moment::Open(open)) => {
                if let Some(second) = open.second(order) {
                    Time::Local(second * MILLIS)
                } else {
                    into.skip(NoticeKind::ImpossibleDate);
                    continue;
                }
            }
            None => {
                into.skip(NoticeKind::UnreadableTime);
                continue;
            }
        };
        let way = cell(columns.direction).and_then(way);
        let sender = cell(columns.sender).or_else(|| cell(columns.number));
        let is_own = way == Some(Way::Out) || way.is_none() && sender.is_some() && sender == owner.as_deref();
        let other = if is_own { cell(columns.recipient).or(sender) } else { sender };
        let chat = cell(columns.chat).or_else(|| cell(columns.number)).or(other).unwrap_or("");
        let title =
            cell(columns.title).filter(|title| Some(*title) != owner.as_deref()).or(other).unwrap_or(chat);
        let people = [title];
        let id = into.conversation(&About { key: chat, title, people: &people, size: Size::Two });
        let text = cell(columns.text).unwrap_or_default();
        let kind = match (text, cell(columns.attachment)) {
            ("", Some(_)) => MessageKind::Media,
            _ => MessageKind::Text,
        };
        let own = owner.as_deref().map_or(OWNER, |name| Person { key: name, name });
        let person = match way {
            Some(Way::App) => None,
            _ if is_own => Some(own),
            _ => Some(Person { key: sender.unwrap_or(title), name: sender.unwrap_or(title) }),
        };
        into.add(id, &Entry { time, sender: person, kind, text })?;
    }
    Ok(())
}

fn moment_of(words: &str) -> Option<Moment> {
    let words = words.trim().trim_end_matches(" UTC");
    moment_from_words(words)
        .or_else(|| read_moment(words).and_then(|moment| moment.second()).map(Moment::Local))
}

/// Finds the owner of a table without directions: who stands in every chat, as sender or as recipient.
fn owner_of(rows: &[csv::StringRecord], columns: &Columns) -> Option<String> {
    if columns.direction.is_some() {
        return None;
    }
    let (chat, sender, recipient) = (columns.chat?, columns.sender?, columns.recipient?);
    let mut chats: Vec<(&str, Vec<&str>)> = Vec::new();
    for row in rows {
        let key = row.get(chat)?;
        let people = [row.get(sender)?.trim(), row.get(recipient)?.trim()];
        match chats.iter_mut().find(|(known, _)| *known == key) {
            Some((_, known)) => known.extend(people),
            None => chats.push((key, people.to_vec())),
        }
    }
    let (_, first) = chats.first()?;
    let is_everywhere =
        |name: &&&str| !name.is_empty() && chats.iter().all(|(_, people)| people.contains(*name));
    let everywhere: Vec<&&str> = first.iter().filter(is_everywhere).collect();
    let name = *everywhere.first()?;
    // In a table of one chat both stand everywhere, and which of them owns it is not told.
    everywhere.iter().all(|other| *other == name).then(|| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_table_is_left_to_the_plain_reader() {
        assert!(Columns::find("time,sender,text\n").is_none());
        assert!(Columns::find("at,sender,kind,text\n2024-01-02T09:05:00,Ana,text,hi\n").is_none());
        assert!(Columns::find("direction,timestamp,name,number,content\nSent,x,Ana,+1,hi\n").is_some());
        assert!(Columns::find("direction,timestamp,name,number,content\nNorth,x,Ana,+1,hi\n").is_none());
    }
}
