//! The chats of Signal as the app itself exports them in plain text.
//!
//! Where from: Signal on Android, Settings, Chats, Export chat history; a folder with `main.jsonl`, `metadata.json` and
//! `files/`.
//! Versions: since 2026. One record of the app's backup a line, as JSON; whole numbers of 64 bits stand as words.
//!
//! ```text
//! file      = (record line-break)*                              people and chats stand before the messages
//! record    = {"account": ..} | {"recipient": ..} | {"chat": ..} | {"chatItem": ..} | {other: ..}
//! recipient = {"id", "self" | "contact": {names, "e164"} | "group": .. | ...}
//! chat      = {"id", "recipientId"}
//! chatItem  = {"chatId", "authorId", "dateSent", "incoming" | "outgoing" | "directionless", one kind of message}
//! ```
//!
//! Times are in milliseconds since 1970 (UTC).
//!
//! Supported: texts, attachments, voice notes, stickers, contacts, messages that were taken back or seen once, polls,
//! calls of two, reactions with their person and time. Not supported: earlier wordings of an edited message, files.

use std::borrow::Cow;
use std::collections::HashMap;

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::collect::{About, Collector, ConversationId, Entry, Person, Size, Time};
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::formats::json_entry::sound;
use crate::gaps::Said;
use crate::json::{JsonLines, read_value};
use crate::notice::NoticeKind;
use crate::source::{PartReader, Parts};

/// Signal's own export.
pub(super) struct SignalJsonl;

impl Format for SignalJsonl {
    fn id(&self) -> &'static str {
        "signal"
    }

    fn name(&self) -> &'static str {
        "Signal"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "On an Android phone with a recent Signal, open Settings, then Chats, then Export chat history.",
            "Leave media out, and copy the folder to this computer.",
            "Give ebb the file main.jsonl with --them and the name of the other person.",
            "Delete the copy when you are done: anyone who finds it can read it.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            calls: Carried::Yes,
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
        const RECORDS: &[&str] =
            &["{\"recipient\":{\"id\":", "{\"chat\":{\"id\":", "{\"chatItem\":{\"chatId\":"];
        let mut lines = head.text.lines();
        let is_record = |line: &str| {
            let start: String = line.chars().take(60).filter(|c| !c.is_ascii_whitespace()).collect();
            RECORDS.iter().any(|record| start.starts_with(record))
        };
        Recognition::from_claim(lines.any(is_record))
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        for part in 0..parts.len() {
            let mut lines = JsonLines::new(parts.open(part)?);
            Book::default().read(&mut lines, into)?;
        }
        Ok(())
    }
}

/// A whole number, which the export writes as a word.
#[derive(Deserialize)]
#[serde(untagged)]
enum Number<'a> {
    Word(#[serde(borrow)] Cow<'a, str>),
    Plain(i64),
}

impl Number<'_> {
    fn value(&self) -> Option<i64> {
        match self {
            Self::Word(word) => word.parse().ok(),
            Self::Plain(number) => Some(*number),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    #[serde(borrow)]
    account: Option<Account<'a>>,
    #[serde(borrow)]
    recipient: Option<Recipient<'a>>,
    #[serde(borrow)]
    chat: Option<Chat<'a>>,
    #[serde(borrow)]
    chat_item: Option<ChatItem<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Account<'a> {
    #[serde(borrow, default)]
    given_name: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Recipient<'a> {
    #[serde(borrow)]
    id: Number<'a>,
    #[serde(rename = "self")]
    is_self: Option<IgnoredAny>,
    #[serde(borrow)]
    contact: Option<Contact<'a>>,
    #[serde(borrow)]
    group: Option<Group<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct Contact<'a> {
    #[serde(borrow)]
    system_given_name: Cow<'a, str>,
    #[serde(borrow)]
    system_family_name: Cow<'a, str>,
    #[serde(borrow)]
    profile_given_name: Cow<'a, str>,
    #[serde(borrow)]
    profile_family_name: Cow<'a, str>,
    #[serde(borrow)]
    username: Cow<'a, str>,
    #[serde(borrow)]
    e164: Option<Number<'a>>,
}

impl Contact<'_> {
    /// Returns the name to show: as the phone knows them, as they call themselves, or their number.
    fn name(&self) -> String {
        let full = |given: &str, family: &str| format!("{given} {family}").trim().to_owned();
        let number = self.e164.as_ref().and_then(Number::value).map(|number| format!("+{number}"));
        [
            full(&self.system_given_name, &self.system_family_name),
            full(&self.profile_given_name, &self.profile_family_name),
            self.username.as_ref().to_owned(),
            number.unwrap_or_default(),
        ]
        .into_iter()
        .find(|name| !name.is_empty())
        .unwrap_or_default()
    }
}

#[derive(Deserialize)]
struct Group<'a> {
    #[serde(borrow)]
    snapshot: Option<Snapshot<'a>>,
}

#[derive(Deserialize)]
struct Snapshot<'a> {
    #[serde(borrow)]
    title: Option<Title<'a>>,
}

#[derive(Deserialize)]
struct Title<'a> {
    #[serde(borrow, default)]
    title: Cow<'a, str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Chat<'a> {
    #[serde(borrow)]
    id: Number<'a>,
    #[serde(borrow)]
    recipient_id: Number<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ChatItem<'a> {
    #[serde(borrow)]
    chat_id: Number<'a>,
    #[serde(borrow)]
    author_id: Option<Number<'a>>,
    #[serde(borrow)]
    date_sent: Option<Number<'a>>,
    outgoing: Option<IgnoredAny>,
    #[serde(borrow)]
    standard_message: Option<Words<'a>>,
    #[serde(borrow)]
    direct_story_reply_message: Option<Words<'a>>,
    #[serde(borrow)]
    sticker_message: Option<Reacted<'a>>,
    #[serde(borrow)]
    contact_message: Option<Reacted<'a>>,
    #[serde(borrow)]
    view_once_message: Option<Reacted<'a>>,
    #[serde(borrow)]
    poll: Option<Reacted<'a>>,
    remote_deleted_message: Option<IgnoredAny>,
    admin_deleted_message: Option<IgnoredAny>,
    #[serde(borrow)]
    update_message: Option<Update<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Words<'a> {
    #[serde(borrow)]
    text: Option<Text<'a>>,
    #[serde(borrow)]
    text_reply: Option<TextReply<'a>>,
    #[serde(borrow)]
    emoji: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    attachments: Vec<Attachment<'a>>,
    #[serde(borrow, default)]
    reactions: Vec<Reaction<'a>>,
}

#[derive(Deserialize)]
struct TextReply<'a> {
    #[serde(borrow)]
    text: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct Text<'a> {
    #[serde(borrow, default)]
    body: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Attachment<'a> {
    #[serde(borrow)]
    flag: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Reacted<'a> {
    #[serde(borrow, default)]
    reactions: Vec<Reaction<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reaction<'a> {
    #[serde(borrow, default)]
    emoji: Cow<'a, str>,
    #[serde(borrow)]
    author_id: Option<Number<'a>>,
    #[serde(borrow)]
    sent_timestamp: Option<Number<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Update<'a> {
    #[serde(borrow)]
    individual_call: Option<Call<'a>>,
    #[serde(borrow)]
    expiration_timer_change: Option<TimerChange<'a>>,
    #[serde(borrow, rename = "simpleUpdate")]
    simple: Option<SimpleUpdate<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TimerChange<'a> {
    #[serde(borrow)]
    expires_in_ms: Option<Number<'a>>,
}

#[derive(Deserialize)]
struct SimpleUpdate<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
}

impl Update<'_> {
    /// Returns what the app says about gaps.
    fn said(&self) -> Option<Said> {
        if let Some(change) = &self.expiration_timer_change {
            let lasts = change.expires_in_ms.as_ref().and_then(Number::value).unwrap_or_default();
            return Some(if lasts > 0 { Said::TimerOn(Some(lasts / 1000)) } else { Said::TimerOff });
        }
        match self.simple.as_ref()?.kind.as_deref()? {
            "BLOCKED" => Some(Said::Blocked),
            "UNBLOCKED" | "MESSAGE_REQUEST_ACCEPTED" => Some(Said::Unblocked),
            _ => None,
        }
    }
}

#[derive(Deserialize)]
struct Call<'a> {
    #[serde(borrow)]
    direction: Option<Cow<'a, str>>,
}

/// A person or group, as the records before the messages name it.
struct Known {
    key: String,
    name: String,
    size: Size,
}

/// The people and chats of one file.
#[derive(Default)]
struct Book {
    owner_name: String,
    owner: Option<i64>,
    people: HashMap<i64, Known>,
    /// The other side of each chat.
    other_of: HashMap<i64, i64>,
    conversations: HashMap<i64, ConversationId>,
}

impl Book {
    fn read(
        &mut self,
        lines: &mut JsonLines<PartReader<'_>>,
        into: &mut Collector,
    ) -> Result<(), ImportError> {
        while let Some(raw) = lines.next_line() {
            let raw = sound(raw, into);
            let Some(record) = read_value::<Record<'_>>(&raw) else {
                into.skip(NoticeKind::DamagedEntry);
                continue;
            };
            if let Some(account) = record.account {
                self.owner_name = account.given_name.into_owned();
            }
            if let Some(recipient) = &record.recipient {
                self.take_recipient(recipient, into);
            }
            if let Some(chat) = record.chat
                && let (Some(id), Some(other)) = (chat.id.value(), chat.recipient_id.value())
            {
                self.other_of.insert(id, other);
            }
            if let Some(item) = &record.chat_item {
                self.take_item(item, into)?;
            }
        }
        Ok(())
    }

    fn take_recipient(&mut self, recipient: &Recipient<'_>, into: &mut Collector) {
        let Some(id) = recipient.id.value() else { return };
        let key = format!("recipient {id}");
        let (name, size) = match (recipient.is_self.is_some(), &recipient.contact, &recipient.group) {
            (true, ..) => {
                self.owner = Some(id);
                into.set_owner(&key);
                let name = if self.owner_name.is_empty() { "Me" } else { &self.owner_name };
                (name.to_owned(), Size::Two)
            }
            (_, Some(contact), _) => (contact.name(), Size::Two),
            (.., Some(group)) => {
                let title = group.snapshot.as_ref().and_then(|snapshot| snapshot.title.as_ref());
                (title.map_or_else(String::new, |title| title.title.as_ref().to_owned()), Size::Group)
            }
            (false, None, None) => (String::new(), Size::Group),
        };
        self.people.insert(id, Known { key, name, size });
    }

    fn conversation(&mut self, chat: i64, into: &mut Collector) -> Option<ConversationId> {
        if let Some(&known) = self.conversations.get(&chat) {
            return Some(known);
        }
        let other = self.people.get(self.other_of.get(&chat)?)?;
        let people = [other.name.as_str()];
        let id = into.conversation(&About {
            key: &format!("chat {chat}"),
            title: &other.name,
            people: if other.size == Size::Two { &people } else { &[] },
            size: other.size,
        });
        self.conversations.insert(chat, id);
        Some(id)
    }

    fn person(&self, id: Option<i64>) -> Option<Person<'_>> {
        let known = self.people.get(&id?)?;
        Some(Person { key: &known.key, name: &known.name })
    }

    fn take_item(&mut self, item: &ChatItem<'_>, into: &mut Collector) -> Result<(), ImportError> {
        let chat = item.chat_id.value().unwrap_or_default();
        let Some(id) = self.conversation(chat, into) else {
            into.skip(NoticeKind::PlaceUnclear);
            return Ok(());
        };
        let sent = item.date_sent.as_ref().and_then(Number::value).filter(|&millis| millis > 0);
        let Some(millis) = sent else {
            into.skip(NoticeKind::UnreadableTime);
            return Ok(());
        };
        let (kind, text, reactions) = item.content(into);
        let author = match item.caller() {
            _ if item.outgoing.is_some() => self.owner,
            Some(Caller::Owner) => self.owner,
            Some(Caller::Other) => self.other_of.get(&chat).copied(),
            None => item.author_id.as_ref().and_then(Number::value),
        };
        let sender = if kind == MessageKind::System { None } else { self.person(author) };
        if sender.is_none() && kind != MessageKind::System {
            into.skip(NoticeKind::MissingSender);
            return Ok(());
        }
        if let Some(said) = item.update_message.as_ref().and_then(Update::said) {
            into.mark(id, Time::Exact(millis), said);
        }
        into.add(id, &Entry { time: Time::Exact(millis), sender, kind, text })?;
        for reaction in reactions {
            let sent = reaction.sent_timestamp.as_ref().and_then(Number::value);
            let sender = self.person(reaction.author_id.as_ref().and_then(Number::value));
            if let (Some(millis), Some(_)) = (sent, sender) {
                let (time, text) = (Time::Exact(millis), reaction.emoji.as_ref());
                into.add(id, &Entry { time, sender, kind: MessageKind::Reaction, text })?;
            }
        }
        Ok(())
    }
}

/// Who called.
enum Caller {
    Owner,
    Other,
}

impl<'a> ChatItem<'a> {
    fn caller(&self) -> Option<Caller> {
        let call = self.update_message.as_ref()?.individual_call.as_ref()?;
        match call.direction.as_deref() {
            Some("OUTGOING") => Some(Caller::Owner),
            Some("INCOMING") => Some(Caller::Other),
            Some(_) | None => None,
        }
    }

    /// Returns what the message is, its words, and the reactions to it.
    fn content(&self, into: &mut Collector) -> (MessageKind, &str, &[Reaction<'a>]) {
        if let Some(words) = self.standard_message.as_ref().or(self.direct_story_reply_message.as_ref()) {
            let text =
                words.text.as_ref().or(words.text_reply.as_ref().and_then(|reply| reply.text.as_ref()));
            let text = text.map(|text| text.body.as_ref()).or(words.emoji.as_deref()).unwrap_or_default();
            let is_voice = |file: &Attachment<'_>| file.flag.as_deref() == Some("VOICE_MESSAGE");
            let kind = if words.attachments.iter().any(is_voice) {
                MessageKind::Voice
            } else if text.is_empty() && !words.attachments.is_empty() {
                MessageKind::Media
            } else {
                MessageKind::Text
            };
            return (kind, text, &words.reactions);
        }
        let others = [
            (&self.sticker_message, MessageKind::Sticker),
            (&self.contact_message, MessageKind::Contact),
            (&self.view_once_message, MessageKind::Media),
            (&self.poll, MessageKind::Poll),
        ];
        for (message, kind) in others {
            if let Some(message) = message {
                return (kind, "", &message.reactions);
            }
        }
        if self.remote_deleted_message.is_some() || self.admin_deleted_message.is_some() {
            return (MessageKind::Deleted, "", &[]);
        }
        match &self.update_message {
            Some(update) if update.individual_call.is_some() => (MessageKind::Call, "", &[]),
            Some(_) => (MessageKind::System, "", &[]),
            None => {
                into.note(NoticeKind::UnknownKind, 1);
                (MessageKind::Text, "", &[])
            }
        }
    }
}
