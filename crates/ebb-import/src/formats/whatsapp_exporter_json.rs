//! A database of WhatsApp as the program WhatsApp-Chat-Exporter writes it in JSON.
//!
//! Where from: WhatsApp-Chat-Exporter, with `--json`, from the database of an Android phone or an iPhone backup.
//! Versions: 0.9 to 0.12. Times are seconds since 1970 (UTC).
//!
//! ```text
//! file    = {ADDRESS: {"name", "type", "messages": {ID: message}}}
//! message = {"from_me", "timestamp", "media", "meta", "data", "sender"?, "reply"?, "reactions"?, "sticker"?}
//! ```
//!
//! Supported: every chat of an account, both sides, files, stickers, lines of the app (`meta`), groups by their address.
//! Not supported: reactions (they carry no time of their own), read times.

use std::borrow::Cow;
use std::collections::BTreeMap;

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;
use serde::Deserialize;

use crate::collect::{About, Collector, Entry, Person, Size, Time};
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::formats::json_entry::{note_cut, sound};
use crate::json::{Json, Root, read_value};
use crate::notice::NoticeKind;
use crate::source::Parts;

/// Chats of WhatsApp through WhatsApp-Chat-Exporter.
pub(super) struct WhatsAppExporterJson;

const OWNER: Person<'static> = Person { key: "Me", name: "Me" };
/// How the address of a group ends.
const GROUP: &str = "@g.us";

impl Format for WhatsAppExporterJson {
    fn id(&self) -> &'static str {
        "whatsapp-exporter"
    }

    fn name(&self) -> &'static str {
        "WhatsApp (WhatsApp-Chat-Exporter)"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "Run WhatsApp-Chat-Exporter on your own backup with the option --json.",
            "Give ebb result.json with --them \"NAME\".",
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
        let outline = head.outline();
        let is_chat = |(key, inner): &(String, Vec<String>)| {
            key.contains('@')
                && ["name", "messages"].iter().all(|wanted| inner.iter().any(|known| known == wanted))
        };
        Recognition::from_claim(outline.root == Root::Object && outline.inner.first().is_some_and(is_chat))
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        into.set_owner(OWNER.key);
        for part in 0..parts.len() {
            let mut json = Json::new(parts.open(part)?);
            if !json.enter_object() {
                continue;
            }
            while let Some(address) = json.next_key() {
                let Some(raw) = json.value() else { break };
                let raw = sound(raw, into);
                match read_value::<Chat<'_>>(&raw) {
                    Some(chat) => chat.take(&address, into)?,
                    None => into.skip(NoticeKind::DamagedEntry),
                }
            }
            note_cut(&json, into);
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Chat<'a> {
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    messages: BTreeMap<Cow<'a, str>, Message<'a>>,
}

#[derive(Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "the file has them so")]
struct Message<'a> {
    #[serde(default)]
    from_me: bool,
    timestamp: Option<f64>,
    #[serde(default)]
    media: bool,
    #[serde(default)]
    meta: bool,
    #[serde(default)]
    sticker: bool,
    #[serde(borrow)]
    data: Option<Cow<'a, str>>,
    #[serde(borrow)]
    sender: Option<Cow<'a, str>>,
}

impl Chat<'_> {
    fn take(&self, address: &str, into: &mut Collector) -> Result<(), ImportError> {
        let number = address.split('@').next().unwrap_or(address);
        let title = self.name.as_deref().unwrap_or(number);
        let size = if address.ends_with(GROUP) { Size::Group } else { Size::Two };
        let id = into.conversation(&About { key: address, title, people: &[title, number], size });
        let mut messages: Vec<&Message<'_>> = self.messages.values().collect();
        messages.sort_by(|a, b| a.timestamp.unwrap_or(0.0).total_cmp(&b.timestamp.unwrap_or(0.0)));
        for message in messages {
            let Some(seconds) = message.timestamp.filter(|seconds| *seconds > 0.0) else {
                into.skip(NoticeKind::UnreadableTime);
                continue;
            };
            // Some versions write milliseconds; as seconds they would lie in the year 33,000 and later.
            let millis = if seconds < 1e11 { seconds * 1000.0 } else { seconds };
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a time of a chat is far below 2^53 milliseconds"
            )]
            let time = Time::Exact(millis as i64);
            let words = message.data.as_deref().unwrap_or_default();
            let kind = match () {
                () if message.meta => MessageKind::System,
                () if message.sticker => MessageKind::Sticker,
                () if message.media || words.is_empty() => MessageKind::Media,
                () => MessageKind::Text,
            };
            let text = if kind == MessageKind::Text { words } else { "" };
            let other = message.sender.as_deref().filter(|_| size == Size::Group);
            let sender = match other {
                _ if kind == MessageKind::System => None,
                _ if message.from_me => Some(OWNER),
                Some(name) => Some(Person { key: name, name }),
                None => Some(Person { key: address, name: title }),
            };
            into.add(id, &Entry { time, sender, kind, text })?;
        }
        Ok(())
    }
}
