//! A Discord channel as DiscordChatExporter writes it in JSON.
//!
//! Where from: DiscordChatExporter, a program by others, with JSON as the format. Discord's own data package holds only
//! one's own messages: see `discord_package`.
//! Versions: not told by the file. What a version lacks (`nickname`, stickers, the end of a call) is read as empty.
//!
//! ```text
//! file    = {"guild", "channel": {"id", "type", "name"}, "dateRange"?, "messages": [message], "messageCount"?}
//! message = {"id", "type", "timestamp", "content", "author": {"id", "name", "nickname"?}, "attachments"?, ...}
//! ```
//!
//! Supported: parts of one channel (`[part 2]`), calls, attachments, stickers, times with any offset; the time in the id
//! where the written one cannot be read. Not supported: reactions (they carry no time), messages taken back (they leave
//! no trace).

use std::borrow::Cow;

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::collect::{About, Collector, ConversationId, Entry, Person, Size, Time};
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::formats::json_entry::{instant, note_cut, sound};
use crate::json::{Json, read_value};
use crate::notice::NoticeKind;
use crate::source::Parts;

/// Channels that DiscordChatExporter saved.
pub(super) struct DiscordJson;

impl Format for DiscordJson {
    fn id(&self) -> &'static str {
        "discord"
    }

    fn name(&self) -> &'static str {
        "Discord (DiscordChatExporter)"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "Discord's own download holds only your messages, so it cannot be used.",
            "Get DiscordChatExporter, open the direct messages, and choose the chat.",
            "Export it as JSON, and give that file to ebb.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            calls: Carried::Yes,
            reactions: Carried::No,
            both_sides: Carried::Yes,
            whole_history: Carried::Sometimes,
            edits: Carried::Yes,
            deletions: Carried::No,
            lasting: Carried::Yes,
        }
    }

    fn checked(&self) -> Checked {
        Checked::OnSamples
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        let outline = head.outline();
        Recognition::from_claim(
            outline.has(&["guild", "channel"]) && outline.has_inside("channel", &["id", "type"]),
        )
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        into.count_repeats_once();
        for part in 0..parts.len() {
            let path = parts.path(part).to_owned();
            let mut json = Json::new(parts.open(part)?);
            if !json.enter_object() {
                continue;
            }
            let mut channel = Channel::default();
            while let Some(key) = json.next_key() {
                match key.as_str() {
                    "channel" => {
                        channel = json.value().and_then(read_value).unwrap_or_default();
                    }
                    "messages" if json.enter_list() => {
                        let id = into.conversation(&channel.about(&path));
                        while json.next_item() {
                            let Some(raw) = json.value() else { break };
                            let raw = sound(raw, into);
                            match read_value::<Message<'_>>(&raw) {
                                Some(message) => message.take(id, into)?,
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

#[derive(Deserialize, Default)]
struct Channel {
    #[serde(default)]
    id: String,
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    name: String,
}

impl Channel {
    fn about<'a>(&'a self, path: &'a str) -> About<'a> {
        let key = if self.id.is_empty() { path } else { &self.id };
        let size = if self.kind == "DirectTextChat" { Size::Two } else { Size::Group };
        About { key, title: &self.name, people: &[], size }
    }
}

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow)]
    timestamp: Option<Cow<'a, str>>,
    #[serde(borrow)]
    content: Option<Cow<'a, str>>,
    #[serde(borrow)]
    author: Option<Author<'a>>,
    #[serde(borrow, default)]
    attachments: Vec<Attachment<'a>>,
    #[serde(default)]
    embeds: Vec<IgnoredAny>,
    #[serde(default)]
    stickers: Vec<IgnoredAny>,
}

#[derive(Deserialize)]
struct Author<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    nickname: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Attachment<'a> {
    #[serde(borrow, rename = "fileName")]
    file: Option<Cow<'a, str>>,
}

/// Milliseconds from 1970 to the first instant that an id can tell.
const FIRST_ID_MILLIS: i64 = 1_420_070_400_000;
/// Bits of an id below its time.
const ID_BITS: u32 = 22;

impl Message<'_> {
    fn time(&self) -> Option<Time> {
        let written = self.timestamp.as_deref().and_then(instant);
        let in_id = || {
            let id = self.id.as_deref()?.parse::<u64>().ok()?;
            let millis = i64::try_from(id >> ID_BITS).ok().filter(|&millis| millis > 0)?;
            Some(Time::Exact(millis + FIRST_ID_MILLIS))
        };
        written.or_else(in_id)
    }

    fn take(&self, id: ConversationId, into: &mut Collector) -> Result<(), ImportError> {
        let Some(time) = self.time() else {
            into.skip(NoticeKind::UnreadableTime);
            return Ok(());
        };
        let text = self.content.as_deref().unwrap_or_default();
        let kind = self.message_kind(text, into);
        let author = self.author.as_ref().filter(|_| kind != MessageKind::System);
        let sender = author.map(|author| {
            let shown = author.nickname.as_deref().filter(|name| !name.is_empty());
            Person { key: &author.id, name: shown.or(author.name.as_deref()).unwrap_or_default() }
        });
        if sender.is_none() && kind != MessageKind::System {
            into.skip(NoticeKind::MissingSender);
            return Ok(());
        }
        into.add(id, &Entry { time, sender, kind, text })
    }

    fn message_kind(&self, text: &str, into: &mut Collector) -> MessageKind {
        const EVENTS: &[&str] = &[
            "RecipientAdd",
            "RecipientRemove",
            "ChannelNameChange",
            "ChannelIconChange",
            "ChannelPinnedMessage",
            "GuildMemberJoin",
            "ThreadCreated",
        ];
        match self.kind.as_deref() {
            Some("Call") => return MessageKind::Call,
            Some(event) if EVENTS.contains(&event) => return MessageKind::System,
            Some("Default" | "Reply") | None => {}
            Some(_) => into.note(NoticeKind::UnknownKind, 1),
        }
        let is_voice = |attachment: &Attachment<'_>| {
            attachment.file.as_deref().is_some_and(|file| file.starts_with("voice-message"))
        };
        if !text.is_empty() {
            MessageKind::Text
        } else if self.attachments.iter().any(is_voice) {
            MessageKind::Voice
        } else if !self.stickers.is_empty() {
            MessageKind::Sticker
        } else if !self.attachments.is_empty() || !self.embeds.is_empty() {
            MessageKind::Media
        } else {
            MessageKind::Text
        }
    }
}
