//! A room of Matrix as the app Element exports it in JSON.
//!
//! Where from: Element, Room info, Export chat, JSON, from the beginning.
//! Versions: not told by the file. Events stand in it as the server keeps them.
//!
//! ```text
//! file  = {"room_name", "room_creator", "topic", "export_date", "exported_by", "messages": [event]}
//! event = {"type", "sender", "origin_server_ts", "content": {..}, "unsigned"?: {..}, "state_key"?}
//! ```
//!
//! Times are in milliseconds since 1970 (UTC). A person is an address such as `@dana:example.org`; their name stands in
//! the event with which they joined.
//!
//! Supported: texts, files, voice notes, stickers, places, polls, calls, reactions, edits, messages taken back, messages
//! that could not be decrypted (they count, without words). Not supported: threads as such.

use std::borrow::Cow;
use std::collections::HashMap;

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::collect::{About, Collector, ConversationId, Entry, Person, Size, Time};
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::formats::json_entry::{note_cut, sound};
use crate::json::{Json, read_value};
use crate::notice::NoticeKind;
use crate::source::Parts;

/// Rooms of Matrix.
pub(super) struct ElementJson;

impl Format for ElementJson {
    fn id(&self) -> &'static str {
        "element"
    }

    fn name(&self) -> &'static str {
        "Matrix (Element)"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "In Element on a computer, open the room, then Room info, then Export chat.",
            "Choose JSON, From the beginning, and leave attachments out.",
            "Give ebb the file.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            calls: Carried::Sometimes,
            reactions: Carried::Yes,
            both_sides: Carried::Yes,
            whole_history: Carried::Sometimes,
            edits: Carried::Yes,
            deletions: Carried::Yes,
            lasting: Carried::Sometimes,
        }
    }

    fn checked(&self) -> Checked {
        Checked::FromDescription
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        Recognition::from_claim(
            head.outline().has_inside("messages", &["origin_server_ts", "sender", "type"]),
        )
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        for part in 0..parts.len() {
            let path = parts.path(part).to_owned();
            let mut json = Json::new(parts.open(part)?);
            if !json.enter_object() {
                continue;
            }
            let (mut title, mut names) = (String::new(), HashMap::new());
            while let Some(key) = json.next_key() {
                match key.as_str() {
                    "room_name" => title = json.words().unwrap_or_default(),
                    "exported_by" => {
                        if let Some(owner) = json.words().as_deref().and_then(address_in) {
                            into.set_owner(owner);
                        }
                    }
                    "messages" if json.enter_list() => {
                        let people = [title.as_str()];
                        let id = into.conversation(&About {
                            key: &path,
                            title: &title,
                            people: if title.is_empty() { &[] } else { &people },
                            size: Size::Two,
                        });
                        while json.next_item() {
                            let Some(raw) = json.value() else { break };
                            let raw = sound(raw, into);
                            match read_value::<Event<'_>>(&raw) {
                                Some(event) => event.take(id, &mut names, into)?,
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

/// Returns the address in `Dana (@dana:example.org)` or alone.
fn address_in(words: &str) -> Option<&str> {
    let start = words.find('@')?;
    let address = words[start..].trim_end_matches(')');
    address.contains(':').then_some(address)
}

#[derive(Deserialize)]
struct Event<'a> {
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    sender: Option<Cow<'a, str>>,
    origin_server_ts: Option<i64>,
    #[serde(borrow, default)]
    content: Content<'a>,
    #[serde(default)]
    unsigned: Unsigned,
}

#[derive(Deserialize, Default)]
struct Unsigned {
    redacted_because: Option<IgnoredAny>,
}

#[derive(Deserialize, Default)]
struct Content<'a> {
    #[serde(borrow)]
    msgtype: Option<Cow<'a, str>>,
    #[serde(borrow)]
    body: Option<Cow<'a, str>>,
    #[serde(borrow)]
    displayname: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "m.relates_to")]
    relates_to: Option<Relation<'a>>,
    #[serde(rename = "org.matrix.msc3245.voice")]
    voice: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Relation<'a> {
    #[serde(borrow)]
    rel_type: Option<Cow<'a, str>>,
    #[serde(borrow)]
    key: Option<Cow<'a, str>>,
}

impl Event<'_> {
    fn take(
        &self,
        id: ConversationId,
        names: &mut HashMap<String, String>,
        into: &mut Collector,
    ) -> Result<(), ImportError> {
        let key = self.sender.as_deref().unwrap_or_default();
        if let (Some(name), "m.room.member") = (self.content.displayname.as_deref(), self.kind.as_ref()) {
            names.insert(key.to_owned(), name.to_owned());
        }
        let relation = self.content.relates_to.as_ref();
        if relation.and_then(|relation| relation.rel_type.as_deref()) == Some("m.replace") {
            into.change(id);
            return Ok(());
        }
        let Some(millis) = self.origin_server_ts.filter(|&millis| millis > 0) else {
            into.skip(NoticeKind::UnreadableTime);
            return Ok(());
        };
        let kind = self.message_kind();
        if key.is_empty() && kind != MessageKind::System {
            into.skip(NoticeKind::MissingSender);
            return Ok(());
        }
        let text = if kind == MessageKind::Text {
            self.content.body.as_deref()
        } else if kind == MessageKind::Reaction {
            relation.and_then(|relation| relation.key.as_deref())
        } else {
            None
        };
        let text = text.unwrap_or_default();
        let name = names.get(key).map(String::as_str).unwrap_or_default();
        let sender = (kind != MessageKind::System).then_some(Person { key, name });
        into.add(id, &Entry { time: Time::Exact(millis), sender, kind, text })
    }

    fn message_kind(&self) -> MessageKind {
        match self.kind.as_ref() {
            "m.room.message" | "m.room.encrypted" | "m.sticker"
                if self.unsigned.redacted_because.is_some() =>
            {
                MessageKind::Deleted
            }
            "m.room.message" => match self.content.msgtype.as_deref() {
                Some("m.audio") if self.content.voice.is_some() => MessageKind::Voice,
                Some("m.image" | "m.video" | "m.audio" | "m.file") => MessageKind::Media,
                Some("m.location") => MessageKind::Location,
                _ => MessageKind::Text,
            },
            "m.room.encrypted" => MessageKind::Text,
            "m.sticker" => MessageKind::Sticker,
            "m.reaction" | "m.poll.response" | "org.matrix.msc3381.poll.response" => MessageKind::Reaction,
            "m.poll.start" | "org.matrix.msc3381.poll.start" => MessageKind::Poll,
            "m.call.invite" => MessageKind::Call,
            _ => MessageKind::System,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_beside_a_name() {
        assert_eq!(address_in("Dana (@dana:example.org)"), Some("@dana:example.org"));
        assert_eq!(address_in("@dana:example.org"), Some("@dana:example.org"));
        assert_eq!(address_in("Dana"), None);
    }
}
