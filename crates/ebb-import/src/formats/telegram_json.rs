//! The `result.json` that Telegram Desktop writes, of one chat or of a whole account.
//!
//! Where from: the three dots of a chat, Export chat history, JSON; or Settings, Advanced, Export Telegram data.
//! Versions: since 2021 `date_unixtime` stands beside `date` and `from_id` is a word; since August 2024 reactions.
//!
//! ```text
//! chat    = {"name", "type", "id", "messages": [message]}
//! account = {"personal_information"?: {..}, "chats": {"list": [chat]}, "left_chats"?: {"list": [chat]}}
//! message = {"type": "message"|"service", "date", "date_unixtime"?, "from"|"actor", "from_id"|"actor_id", "text", ..}
//! ```
//!
//! `date` is the wall clock of the computer at export and names no zone; `date_unixtime` is exact and is preferred.
//! Both together tell the zone. Messages without words carry a picture, a voice note or the like and count.
//!
//! Supported: both roots, both versions, text as a word or as a list of pieces, calls, reactions with their people.
//! Not supported: contacts, sessions and other lists of an account; replies and forwards are read as plain messages.

use std::borrow::Cow;
use std::fmt;

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::collect::{About, Collector, ConversationId, Entry, Person, Size, Time};
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::gaps::Said;
use crate::json::{Json, repaired, value_at_start};
use crate::notice::NoticeKind;
use crate::source::{PartReader, Parts};
use crate::table::{Moment, moment_from_words};

/// Chats exported as JSON by Telegram Desktop.
pub(super) struct TelegramJson;

impl Format for TelegramJson {
    fn id(&self) -> &'static str {
        "telegram-json"
    }

    fn name(&self) -> &'static str {
        "Telegram"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "Open Telegram Desktop on a computer; the phone app cannot export.",
            "Open the chat, click the three dots, then Export chat history.",
            "Untick all media, choose JSON as the format, and export.",
            "Give the file result.json to ebb.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            calls: Carried::Yes,
            reactions: Carried::Sometimes,
            both_sides: Carried::Yes,
            whole_history: Carried::Sometimes,
            edits: Carried::Yes,
            deletions: Carried::No,
            lasting: Carried::Sometimes,
        }
    }

    fn checked(&self) -> Checked {
        Checked::OnSamples
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        let outline = head.outline();
        let is_message = outline.has_inside("messages", &["type", "date_unixtime", "from"]);
        let is_chat = outline.has(&["messages"]) && (outline.has(&["name", "type", "id"]) || is_message);
        Recognition::from_claim(is_chat || outline.has_inside("chats", &["list"]))
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        for part in 0..parts.len() {
            let mut json = Json::new(parts.open(part)?);
            read_root(&mut json, into)?;
            if json.is_cut() {
                into.note(NoticeKind::FileCut, 1);
            }
        }
        Ok(())
    }
}

fn read_root(json: &mut Json<PartReader<'_>>, into: &mut Collector) -> Result<(), ImportError> {
    if !json.enter_object() {
        return Ok(());
    }
    let mut chat = Chat::default();
    while let Some(key) = json.next_key() {
        match key.as_str() {
            "chats" | "left_chats" => read_lists(json, into)?,
            "personal_information" => {
                #[derive(Deserialize)]
                struct Personal {
                    user_id: Option<i64>,
                }
                let owner = json.value().and_then(|raw| serde_json::from_slice::<Personal>(raw).ok());
                if let Some(id) = owner.and_then(|owner| owner.user_id) {
                    into.set_owner(&format!("user{id}"));
                }
            }
            other => chat.take(other, json, into)?,
        }
    }
    Ok(())
}

/// Reads `{"about": .., "list": [chat]}`.
fn read_lists(json: &mut Json<PartReader<'_>>, into: &mut Collector) -> Result<(), ImportError> {
    if !json.enter_object() {
        json.skip();
        return Ok(());
    }
    while let Some(key) = json.next_key() {
        if key != "list" || !json.enter_list() {
            json.skip();
            continue;
        }
        while json.next_item() {
            if !json.enter_object() {
                json.skip();
                continue;
            }
            let mut chat = Chat::default();
            while let Some(key) = json.next_key() {
                chat.take(&key, json, into)?;
            }
        }
    }
    Ok(())
}

/// What stands before the messages of a chat.
#[derive(Default)]
struct Chat {
    name: String,
    kind: String,
    id: String,
}

impl Chat {
    fn take(
        &mut self,
        key: &str,
        json: &mut Json<PartReader<'_>>,
        into: &mut Collector,
    ) -> Result<(), ImportError> {
        match key {
            "name" => self.name = json.words().unwrap_or_default(),
            "type" => self.kind = json.words().unwrap_or_default(),
            "id" => {
                let id = json.value().map(String::from_utf8_lossy).unwrap_or_default();
                id.trim_matches('"').clone_into(&mut self.id);
            }
            "messages" if json.enter_list() => {
                let is_group = self.kind.contains("group") || self.kind.contains("channel");
                let people = [self.name.as_str()];
                let id = into.conversation(&About {
                    key: &self.id,
                    title: &self.name,
                    people: if self.name.is_empty() { &[] } else { &people },
                    size: if is_group { Size::Group } else { Size::Two },
                });
                let other = (!is_group && self.kind == "personal_chat").then(|| format!("user{}", self.id));
                while json.next_item() {
                    read_message(json, id, other.as_deref(), into)?;
                }
            }
            _ => json.skip(),
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow)]
    date: Option<Cow<'a, str>>,
    #[serde(borrow)]
    date_unixtime: Option<Cow<'a, str>>,
    #[serde(borrow)]
    from: Option<Cow<'a, str>>,
    #[serde(borrow)]
    from_id: Option<PersonId<'a>>,
    #[serde(borrow)]
    actor: Option<Cow<'a, str>>,
    #[serde(borrow)]
    actor_id: Option<PersonId<'a>>,
    #[serde(borrow)]
    action: Option<Cow<'a, str>>,
    /// After how many seconds messages disappear from now on; 0 for never.
    period: Option<i64>,
    #[serde(borrow)]
    media_type: Option<Cow<'a, str>>,
    photo: Option<IgnoredAny>,
    file: Option<IgnoredAny>,
    poll: Option<IgnoredAny>,
    location_information: Option<IgnoredAny>,
    contact_information: Option<IgnoredAny>,
    #[serde(borrow, default)]
    text: Words<'a>,
    #[serde(borrow, default)]
    reactions: Vec<Reactions<'a>>,
}

#[derive(Deserialize)]
struct Reactions<'a> {
    #[serde(borrow)]
    emoji: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    recent: Vec<Recent<'a>>,
}

#[derive(Deserialize)]
struct Recent<'a> {
    #[serde(borrow)]
    from: Option<Cow<'a, str>>,
    #[serde(borrow)]
    from_id: Option<PersonId<'a>>,
    #[serde(borrow)]
    date: Option<Cow<'a, str>>,
}

/// `"user42"`, or the bare number of old exports.
enum PersonId<'a> {
    Word(Cow<'a, str>),
    Number(u64),
}

impl<'de: 'a, 'a> Deserialize<'de> for PersonId<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct IdVisitor;

        impl<'de> Visitor<'de> for IdVisitor {
            type Value = PersonId<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a word or a number")
            }

            fn visit_borrowed_str<E>(self, word: &'de str) -> Result<PersonId<'de>, E> {
                Ok(PersonId::Word(Cow::Borrowed(word)))
            }

            fn visit_str<E>(self, word: &str) -> Result<PersonId<'de>, E> {
                Ok(PersonId::Word(Cow::Owned(word.to_owned())))
            }

            fn visit_u64<E>(self, number: u64) -> Result<PersonId<'de>, E> {
                Ok(PersonId::Number(number))
            }
        }

        deserializer.deserialize_any(IdVisitor)
    }
}

impl PersonId<'_> {
    fn key(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Word(word) if word.is_empty() => None,
            Self::Word(word) if word.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(format!("user{word}").into())
            }
            Self::Word(word) => Some(Cow::Borrowed(word)),
            Self::Number(number) => Some(format!("user{number}").into()),
        }
    }
}

/// A text: a word, or a list of words and of pieces with a `text` of their own.
#[derive(Default)]
struct Words<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Words<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WordsVisitor)
    }
}

struct WordsVisitor;

impl<'de> Visitor<'de> for WordsVisitor {
    type Value = Words<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("words, or a list of pieces")
    }

    fn visit_borrowed_str<E>(self, words: &'de str) -> Result<Words<'de>, E> {
        Ok(Words(Cow::Borrowed(words)))
    }

    fn visit_str<E>(self, words: &str) -> Result<Words<'de>, E> {
        Ok(Words(Cow::Owned(words.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut pieces: A) -> Result<Words<'de>, A::Error> {
        let mut words = String::new();
        while let Some(Words(piece)) = pieces.next_element()? {
            words += &piece;
        }
        Ok(Words(Cow::Owned(words)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut piece: A) -> Result<Words<'de>, A::Error> {
        let mut words = Words::default();
        while let Some(key) = piece.next_key::<Cow<'de, str>>()? {
            if key == "text" {
                words = piece.next_value()?;
            } else {
                piece.next_value::<IgnoredAny>()?;
            }
        }
        Ok(words)
    }

    fn visit_unit<E>(self) -> Result<Words<'de>, E> {
        Ok(Words::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Words<'de>, E> {
        Ok(Words::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Words<'de>, E> {
        Ok(Words::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Words<'de>, E> {
        Ok(Words::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Words<'de>, E> {
        Ok(Words::default())
    }
}

fn read_message(
    json: &mut Json<PartReader<'_>>,
    id: ConversationId,
    other: Option<&str>,
    into: &mut Collector,
) -> Result<(), ImportError> {
    let read_whole = |bytes: &[u8], into: &mut Collector| {
        value_at_start::<Message<'_>>(bytes).map(|message| take_message(&message, id, other, into))
    };
    if let Some(outcome) = json.parse(|bytes| read_whole(bytes, into)) {
        return outcome;
    }
    let Some(raw) = json.value() else { return Ok(()) };
    if let Ok(message) = serde_json::from_slice::<Message<'_>>(raw) {
        return take_message(&message, id, other, into);
    }
    if let Some((text, pieces)) = repaired(raw)
        && let Ok(message) = serde_json::from_slice::<Message<'_>>(&text)
    {
        into.note(NoticeKind::InvalidBytes, pieces);
        return take_message(&message, id, other, into);
    }
    into.skip(NoticeKind::DamagedEntry);
    Ok(())
}

fn take_message(
    message: &Message<'_>,
    id: ConversationId,
    other: Option<&str>,
    into: &mut Collector,
) -> Result<(), ImportError> {
    let local = message.date.as_deref().and_then(local_second);
    let exact = message.date_unixtime.as_deref().and_then(|words| words.parse::<i64>().ok());
    if let (Some(exact), Some(local)) = (exact, local) {
        into.see_clock(exact, local);
    }
    let time = match (exact, local) {
        (Some(second), _) => Time::Exact(second.saturating_mul(1000)),
        (None, Some(second)) => Time::Local(second.saturating_mul(1000)),
        (None, None) => {
            into.skip(NoticeKind::UnreadableTime);
            return Ok(());
        }
    };
    let is_service = message.kind.as_deref() == Some("service");
    let kind = kind_of(message, is_service);
    let key = message.from_id.as_ref().or(message.actor_id.as_ref()).and_then(PersonId::key);
    let name = message.from.as_deref().or(message.actor.as_deref()).unwrap_or_default();
    let key = key.unwrap_or(Cow::Borrowed(name));
    if key.is_empty() && kind != MessageKind::System {
        into.skip(NoticeKind::MissingSender);
        return Ok(());
    }
    if other.is_some_and(|other| other != key.as_ref())
        && kind != MessageKind::System
        && key.starts_with("user")
    {
        into.set_owner(&key);
    }
    let sender = (kind != MessageKind::System).then_some(Person { key: &key, name });
    if message.action.as_deref() == Some("set_messages_ttl") {
        let period = message.period.unwrap_or_default();
        into.mark(id, time, if period > 0 { Said::TimerOn(Some(period)) } else { Said::TimerOff });
    }
    into.add(id, &Entry { time, sender, kind, text: &message.text.0 })?;
    for reaction in &message.reactions {
        for recent in &reaction.recent {
            let Some(local_reacted) = recent.date.as_deref().and_then(local_second) else { continue };
            let name = recent.from.as_deref().unwrap_or_default();
            let Some(key) = recent.from_id.as_ref().and_then(PersonId::key) else { continue };
            // A reaction carries only the wall clock; the message it stands at tells how far that is from UTC.
            let reacted = match (exact, local) {
                (Some(exact), Some(local)) => {
                    Time::Exact((local_reacted + exact - local).saturating_mul(1000))
                }
                _ => Time::Local(local_reacted.saturating_mul(1000)),
            };
            let sender = Some(Person { key: &key, name });
            let text = reaction.emoji.as_deref().unwrap_or_default();
            into.add(id, &Entry { time: reacted, sender, kind: MessageKind::Reaction, text })?;
        }
    }
    Ok(())
}

fn kind_of(message: &Message<'_>, is_service: bool) -> MessageKind {
    if is_service {
        return match message.action.as_deref() {
            Some("phone_call") => MessageKind::Call,
            _ => MessageKind::System,
        };
    }
    match message.media_type.as_deref() {
        Some("voice_message") => MessageKind::Voice,
        Some("sticker") => MessageKind::Sticker,
        Some(_) => MessageKind::Media,
        None if message.poll.is_some() => MessageKind::Poll,
        None if message.location_information.is_some() => MessageKind::Location,
        None if message.contact_information.is_some() => MessageKind::Contact,
        None if message.photo.is_some() || message.file.is_some() => MessageKind::Media,
        None => MessageKind::Text,
    }
}

fn local_second(words: &str) -> Option<i64> {
    match moment_from_words(words)? {
        Moment::Local(second) | Moment::Exact { second, .. } => Some(second),
        Moment::Open(_) => None,
    }
}
