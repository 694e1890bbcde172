//! What Skype gave out before it ended: `messages.json` of a data export.
//!
//! Where from: go.skype.com/export, until 2025; the file lies in a tar archive.
//! Versions: 1, as the entries say themselves.
//!
//! ```text
//! file         = {"userId", "exportDate", "conversations": [conversation]}
//! conversation = {"id", "displayName"?, "MessageList": [message]}, newest first
//! message      = {"id", "originalarrivaltime" (ISO 8601, UTC), "messagetype", "content" (HTML), "from", "displayName"?}
//! ```
//!
//! Supported: texts, files, pictures, calls, both sides. Not supported: reactions and edits (a part of the content).

use std::borrow::Cow;

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;
use serde::Deserialize;

use crate::collect::{About, Collector, Entry, Person, Size};
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::formats::json_entry::{instant, note_cut, sound};
use crate::json::{Json, read_value};
use crate::notice::NoticeKind;
use crate::source::Parts;

/// Chats of Skype.
pub(super) struct SkypeJson;

impl Format for SkypeJson {
    fn id(&self) -> &'static str {
        "skype"
    }

    fn name(&self) -> &'static str {
        "Skype"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "Skype ended in 2025. A download that you made before holds a file messages.json.",
            "Unpack the download, and give ebb messages.json with --them \"NAME\".",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            calls: Carried::Yes,
            reactions: Carried::No,
            both_sides: Carried::Yes,
            whole_history: Carried::Sometimes,
            edits: Carried::No,
            deletions: Carried::Sometimes,
            lasting: Carried::Yes,
        }
    }

    fn checked(&self) -> Checked {
        Checked::FromDescription
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        let outline = head.outline();
        Recognition::from_claim(
            outline.has(&["userId", "conversations"])
                && outline.has_inside("conversations", &["id", "MessageList"]),
        )
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        for part in 0..parts.len() {
            let mut json = Json::new(parts.open(part)?);
            if !json.enter_object() {
                continue;
            }
            while let Some(key) = json.next_key() {
                match key.as_str() {
                    "userId" => {
                        if let Some(owner) = json.words() {
                            into.set_owner(&owner);
                        }
                    }
                    "conversations" if json.enter_list() => {
                        while json.next_item() {
                            let Some(raw) = json.value() else { break };
                            let raw = sound(raw, into);
                            match read_value::<Conversation<'_>>(&raw) {
                                Some(conversation) => conversation.take(into)?,
                                None => into.skip(NoticeKind::DamagedEntry),
                            }
                        }
                    }
                    _ => json.skip(),
                }
            }
            note_cut(&json, into);
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Conversation<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow, rename = "displayName")]
    name: Option<Cow<'a, str>>,
    #[serde(borrow, default, rename = "MessageList")]
    messages: Vec<Message<'a>>,
}

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow, rename = "originalarrivaltime")]
    time: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "messagetype")]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow)]
    content: Option<Cow<'a, str>>,
    #[serde(borrow)]
    from: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "displayName")]
    name: Option<Cow<'a, str>>,
}

impl Conversation<'_> {
    fn take(&self, into: &mut Collector) -> Result<(), ImportError> {
        let title = self.name.as_deref().unwrap_or_default();
        let people = [title, &self.id];
        // Groups are numbered 19, people 8 and telephones 4.
        let size = if self.id.starts_with("19:") { Size::Group } else { Size::Two };
        let id = into.conversation(&About { key: &self.id, title, people: &people, size });
        for message in &self.messages {
            let Some(time) = message.time.as_deref().and_then(instant) else {
                into.skip(NoticeKind::UnreadableTime);
                continue;
            };
            let kind = kind_of(message.kind.as_deref().unwrap_or_default());
            let text = words(message.content.as_deref().unwrap_or_default());
            let text = if kind == MessageKind::Text { text.as_ref() } else { "" };
            let kind = if kind == MessageKind::Text && text.is_empty() { MessageKind::Deleted } else { kind };
            let key = message.from.as_deref().unwrap_or_default();
            let known = if key == self.id { title } else { "" };
            let name = message.name.as_deref().unwrap_or(known);
            let sender =
                Some(Person { key, name }).filter(|_| kind != MessageKind::System && !key.is_empty());
            into.add(id, &Entry { time, sender, kind, text })?;
        }
        Ok(())
    }
}

fn kind_of(kind: &str) -> MessageKind {
    match kind {
        "RichText" | "Text" => MessageKind::Text,
        "Event/Call" => MessageKind::Call,
        "RichText/Media_AudioMsg" => MessageKind::Voice,
        "RichText/Location" => MessageKind::Location,
        "RichText/Contacts" => MessageKind::Contact,
        kind if kind.starts_with("RichText/") => MessageKind::Media,
        _ => MessageKind::System,
    }
}

/// Returns the words of a content without its marks.
fn words(content: &str) -> Cow<'_, str> {
    if !content.contains(['<', '&']) {
        return Cow::Borrowed(content);
    }
    let mut out = String::with_capacity(content.len());
    let mut rest = content;
    while let Some(place) = rest.find('<') {
        out.push_str(&rest[..place]);
        let Some(end) = rest[place..].find('>') else { break };
        rest = &rest[place + end + 1..];
    }
    out.push_str(rest);
    let plain = out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
    Cow::Owned(plain.replace("&amp;", "&"))
}
