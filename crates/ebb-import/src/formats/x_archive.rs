//! Direct messages in an archive of X (Twitter).
//!
//! Where from: X, Settings, Your account, Download an archive of your data; `data/direct-messages.js` in it.
//! Versions: since 2019. The file is a script that sets one variable to a list.
//!
//! ```text
//! file         = window.YTD.direct_messages.part0 = [{"dmConversation": conversation}*]
//! conversation = {"conversationId": "ID-ID", "messages": [{"messageCreate": message} | other]}
//! message      = {"id", "senderId", "recipientId"?, "text", "createdAt" (ISO 8601, UTC), "mediaUrls": [], "reactions": []}
//! ```
//!
//! Supported: both sides by their numbers, pictures, group conversations, reactions. Not supported: names (they stand in
//! no file of the archive; people appear by number), messages that were taken back (they are not in it).

use std::borrow::Cow;

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::collect::{About, Collector, Entry, Person, Size};
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::formats::json_entry::{instant, sound};
use crate::json::read_value;
use crate::notice::NoticeKind;
use crate::source::Parts;

/// Direct messages of X.
pub(super) struct XArchive;

/// How the script begins, before a number.
const STARTS: &[&str] = &["window.YTD.direct_messages.part", "window.YTD.direct_messages_group.part"];

impl Format for XArchive {
    fn id(&self) -> &'static str {
        "x"
    }

    fn name(&self) -> &'static str {
        "X (Twitter)"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "On x.com open Settings, Your account, Download an archive of your data.",
            "When it is ready, unpack it and open the folder data.",
            "Give ebb direct-messages.js with --them and the number of the other person.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            calls: Carried::No,
            reactions: Carried::Yes,
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
        Recognition::from_claim(STARTS.iter().any(|start| head.text.trim_start().starts_with(start)))
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        into.count_repeats_once();
        for part in 0..parts.len() {
            let text = parts.text(part)?;
            let Some(start) = text.content.find('[') else { continue };
            let list = text.content[start..].trim_end().trim_end_matches(';');
            let raw = sound(list.as_bytes(), into);
            match read_value::<Vec<Outer<'_>>>(&raw) {
                Some(conversations) => {
                    for outer in conversations {
                        take(&outer.conversation, into)?;
                    }
                }
                None => into.note(NoticeKind::FileCut, 1),
            }
        }
        Ok(())
    }
}

fn take(conversation: &Conversation<'_>, into: &mut Collector) -> Result<(), ImportError> {
    let id = conversation.id.as_ref();
    let people: Vec<&str> = id.split('-').collect();
    let size = if people.len() == 2 { Size::Two } else { Size::Group };
    let place = into.conversation(&About { key: id, title: "", people: &people, size });
    for outer in &conversation.messages {
        let Some(message) = &outer.message else { continue };
        let Some(time) = message.time.as_deref().and_then(instant) else {
            into.skip(NoticeKind::UnreadableTime);
            continue;
        };
        let Some(sender) = message.sender.as_deref() else {
            into.skip(NoticeKind::MissingSender);
            continue;
        };
        let text = message.text.as_deref().unwrap_or_default();
        let kind =
            if text.is_empty() && !message.media.is_empty() { MessageKind::Media } else { MessageKind::Text };
        let person = |key| Some(Person { key, name: "" });
        into.add(place, &Entry { time, sender: person(sender), kind, text })?;
        for reaction in &message.reactions {
            if let (Some(sender), Some(time)) = (&reaction.sender, reaction.time.as_deref().and_then(instant))
            {
                into.add(
                    place,
                    &Entry { time, sender: person(sender), kind: MessageKind::Reaction, text: "" },
                )?;
            }
        }
    }
    Ok(())
}

#[derive(Deserialize)]
struct Outer<'a> {
    #[serde(borrow, rename = "dmConversation")]
    conversation: Conversation<'a>,
}

#[derive(Deserialize)]
struct Conversation<'a> {
    #[serde(borrow, rename = "conversationId")]
    id: Cow<'a, str>,
    #[serde(borrow, default)]
    messages: Vec<OuterMessage<'a>>,
}

#[derive(Deserialize)]
struct OuterMessage<'a> {
    #[serde(borrow, rename = "messageCreate")]
    message: Option<Message<'a>>,
}

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow, rename = "senderId")]
    sender: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "createdAt")]
    time: Option<Cow<'a, str>>,
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
    #[serde(default, rename = "mediaUrls")]
    media: Vec<IgnoredAny>,
    #[serde(borrow, default)]
    reactions: Vec<Reaction<'a>>,
}

#[derive(Deserialize)]
struct Reaction<'a> {
    #[serde(borrow, rename = "senderId")]
    sender: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "createdAt")]
    time: Option<Cow<'a, str>>,
}
