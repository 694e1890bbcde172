//! Chats in the data that Snapchat sends on request.
//!
//! Where from: Snapchat, Settings, My Data, with chat history and JSON; `json/chat_history.json` and
//! `json/snap_history.json` in the zip.
//! Versions: since 2023 one list for each friend; before, one list of what was received and one of what was sent.
//!
//! ```text
//! new     = {friend: [message]}
//! old     = {("Received" | "Sent") " Saved Chat History": [message], ...}
//! message = {"From" | "To", "Media Type", "Created": "YYYY-MM-DD HH:MM:SS UTC", "Content" | "Text"?, "IsSender"?,
//!            "Conversation Title"?, "Created(microseconds)"? (which are milliseconds)}
//! ```
//!
//! Most messages vanish unless one of the two saves them, so such a file shows too few, and never that somebody wrote less.
//!
//! Supported: both versions, chats and snaps, groups. Not supported: pictures and videos themselves, reactions.

use std::borrow::Cow;

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;
use serde::Deserialize;

use crate::collect::{About, Collector, Entry, Person, Size, Time};
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::formats::json_entry::{note_cut, sound};
use crate::json::{Json, Root, read_value};
use crate::notice::NoticeKind;
use crate::source::{PartReader, Parts};
use crate::table::{Moment, moment_from_words};

/// Chats and snaps of Snapchat.
pub(super) struct SnapchatJson;

/// How the owner appears: the file gives their name in some entries only.
const OWNER: Person<'static> = Person { key: "Me", name: "Me" };

impl Format for SnapchatJson {
    fn id(&self) -> &'static str {
        "snapchat"
    }

    fn name(&self) -> &'static str {
        "Snapchat"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "In Snapchat, open Settings, then My Data, and choose Chat History and Export JSON Files.",
            "Wait for the mail, and load the zip.",
            "Give it to ebb with --them and the user name of the other person.",
            "Most messages on Snapchat vanish, so ebb can tell little from them.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            calls: Carried::Sometimes,
            reactions: Carried::No,
            both_sides: Carried::Yes,
            whole_history: Carried::No,
            edits: Carried::No,
            deletions: Carried::Sometimes,
            lasting: Carried::No,
        }
    }

    fn checked(&self) -> Checked {
        Checked::FromDescription
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        let outline = head.outline();
        let is_list = |(_, keys): &(String, Vec<String>)| {
            ["Media Type", "Created"].iter().all(|wanted| keys.iter().any(|key| key == wanted))
        };
        Recognition::from_claim(outline.root == Root::Object && outline.inner.iter().any(is_list))
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        into.set_owner(OWNER.key);
        // The same stretch may stand in the chats and among the snaps.
        into.count_repeats_once();
        for part in 0..parts.len() {
            let mut json = Json::new(parts.open(part)?);
            if !json.enter_object() {
                continue;
            }
            while let Some(key) = json.next_key() {
                if json.enter_list() {
                    read_list(&key, &mut json, into)?;
                } else {
                    json.skip();
                }
            }
            note_cut(&json, into);
        }
        Ok(())
    }
}

fn read_list(key: &str, json: &mut Json<PartReader<'_>>, into: &mut Collector) -> Result<(), ImportError> {
    let way = match key.split_once(' ') {
        Some(("Received", rest)) if rest.ends_with("History") => Way::Received,
        Some(("Sent", rest)) if rest.ends_with("History") => Way::Sent,
        _ => Way::Friend,
    };
    while json.next_item() {
        let Some(raw) = json.value() else { break };
        let raw = sound(raw, into);
        match read_value::<Message<'_>>(&raw) {
            Some(message) => message.take(key, way, into)?,
            None => into.skip(NoticeKind::DamagedEntry),
        }
    }
    Ok(())
}

/// What the list that a message stands in tells about it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// It is named after the friend.
    Friend,
    Received,
    Sent,
}

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow, rename = "From")]
    from: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "To")]
    to: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "Media Type")]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "Created")]
    created: Option<Cow<'a, str>>,
    #[serde(rename = "Created(microseconds)")]
    millis: Option<i64>,
    #[serde(borrow, rename = "Content", alias = "Text")]
    content: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "Conversation Title")]
    title: Option<Cow<'a, str>>,
    #[serde(rename = "IsSender")]
    is_sender: Option<bool>,
}

impl Message<'_> {
    fn time(&self) -> Option<Time> {
        if let Some(millis) = self.millis.filter(|&millis| millis > 0) {
            return Some(Time::Exact(millis));
        }
        let written = self.created.as_deref()?.trim_end_matches(" UTC");
        match moment_from_words(written)? {
            Moment::Local(second) | Moment::Exact { second, .. } => Some(Time::Exact(second * 1000)),
            Moment::Open(_) => None,
        }
    }

    fn take(&self, list: &str, way: Way, into: &mut Collector) -> Result<(), ImportError> {
        let from = self.from.as_deref().unwrap_or_default();
        let is_own = self.is_sender.unwrap_or(way == Way::Sent);
        let friend = match way {
            Way::Friend => list,
            Way::Received | Way::Sent => self.to.as_deref().unwrap_or(from),
        };
        if friend.is_empty() {
            into.skip(NoticeKind::PlaceUnclear);
            return Ok(());
        }
        let group = self.title.as_deref().filter(|title| !title.is_empty());
        let people = [friend];
        let id = into.conversation(&About {
            key: friend,
            title: group.unwrap_or(friend),
            people: if group.is_none() { &people } else { &[] },
            size: if group.is_none() { Size::Two } else { Size::Group },
        });
        let Some(time) = self.time() else {
            into.skip(NoticeKind::UnreadableTime);
            return Ok(());
        };
        let kind = self.kind(into);
        let other = if from.is_empty() { friend } else { from };
        let sender = if is_own { OWNER } else { Person { key: other, name: other } };
        let content = self.content.as_deref().unwrap_or_default();
        // Older files write signs as a page would.
        let text = if way == Way::Friend { Cow::Borrowed(content) } else { without_entities(content) };
        let text = if kind == MessageKind::Deleted { "" } else { &text };
        into.add(id, &Entry { time, sender: Some(sender), kind, text })
    }

    fn kind(&self, into: &mut Collector) -> MessageKind {
        match self.kind.as_deref().unwrap_or_default() {
            "TEXT" | "" => MessageKind::Text,
            "MEDIA" | "IMAGE" | "VIDEO" | "SHARE" | "SHARESAVEDSTORY" => MessageKind::Media,
            "STICKER" => MessageKind::Sticker,
            "NOTE" | "AUDIO" => MessageKind::Voice,
            "LOCATION" => MessageKind::Location,
            status if status.starts_with("STATUS") && status.contains("ERASED") => MessageKind::Deleted,
            status if status.starts_with("STATUS") && status.contains("CALL") => MessageKind::Call,
            status if status.starts_with("STATUS") => MessageKind::System,
            _ => {
                into.note(NoticeKind::UnknownKind, 1);
                MessageKind::Text
            }
        }
    }
}

fn without_entities(words: &str) -> Cow<'_, str> {
    quick_xml::escape::unescape(words).unwrap_or(Cow::Borrowed(words))
}
