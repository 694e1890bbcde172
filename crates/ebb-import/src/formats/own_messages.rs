//! Downloads that hold only the messages of the person who asked for them: Tinder, Hinge, Discord's data package.
//!
//! Where from: Tinder and Hinge send the download from their settings; Discord from Settings, Privacy, Request all of my
//! data. What the other person wrote is in none of them, so such a file says nothing about the other person.
//! Versions: Discord wrote tables until 2024 and writes JSON since; of Tinder and Hinge only the layouts below are known.
//!
//! ```text
//! tinder  = {"Messages": [{"match_id", "messages": [{"to", "from", "message", "sent_date", "type"?}]}], "Usage", ...}
//! hinge   = [{"match"?: [..], "like"?: [..], "chats"?: [{"body", "timestamp"}], "block"?: [..], "we_met"?: [..]}]
//! discord = [{"ID", "Timestamp", "Contents", "Attachments"}]             messages/c<ID>/messages.json
//!         | "ID,Timestamp,Contents,Attachments" line-break (row)*        messages.csv until 2024
//! ```
//!
//! Supported: one's own messages, match by match, under the name `You`. Not supported: everything else in them, among it
//! the daily counts of Tinder, which do not say from whom. Hinge and Discord write times without a zone.

use std::borrow::Cow;

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;
use serde::Deserialize;

use crate::collect::{About, Collector, ConversationId, Entry, Person, Size, Time};
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::formats::json_entry::{folder, note_cut, sound};
use crate::json::{Json, Root, read_value};
use crate::notice::NoticeKind;
use crate::source::{PartReader, Parts};
use crate::table::{Moment, moment_from_words};

/// What one's own side alone carries.
const CAPABILITIES: Capabilities = Capabilities {
    calls: Carried::No,
    reactions: Carried::No,
    both_sides: Carried::No,
    whole_history: Carried::Sometimes,
    edits: Carried::No,
    deletions: Carried::No,
    lasting: Carried::Yes,
};

/// How the person whose download it is appears.
const OWNER: Person<'static> = Person { key: "You", name: "You" };

/// Adds one of the owner's own messages, or counts why not.
fn take(
    id: ConversationId,
    written: Option<&str>,
    kind: MessageKind,
    text: &str,
    into: &mut Collector,
) -> Result<(), ImportError> {
    if let Some(time) = written.and_then(time_of) {
        return into.add(id, &Entry { time, sender: Some(OWNER), kind, text });
    }
    into.skip(NoticeKind::UnreadableTime);
    Ok(())
}

fn time_of(written: &str) -> Option<Time> {
    if let Ok(instant) = jiff::fmt::rfc2822::parse(written) {
        return Some(Time::Exact(instant.timestamp().as_millisecond()));
    }
    match moment_from_words(written)? {
        Moment::Exact { second, .. } => Some(Time::Exact(second * 1000)),
        Moment::Local(second) => Some(Time::Local(second * 1000)),
        Moment::Open(_) => None,
    }
}

/// Tinder's download.
pub(super) struct Tinder;

impl Format for Tinder {
    fn id(&self) -> &'static str {
        "tinder"
    }

    fn name(&self) -> &'static str {
        "Tinder (your side only)"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "Tinder's download holds only what you wrote, so ebb can say nothing about the other person from it.",
            "If you moved on to another app, give ebb the chat from there.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    fn checked(&self) -> Checked {
        Checked::FromDescription
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        let outline = head.outline();
        // The messages may stand far behind the daily counts.
        let has_usage =
            outline.has_inside("Usage", &["app_opens"]) || outline.has_inside("Usage", &["swipes_likes"]);
        let may_follow = outline.has(&["Messages"]) || head.is_cut_json();
        Recognition::from_claim(
            has_usage && may_follow || outline.has_inside("Messages", &["match_id", "messages"]),
        )
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        into.set_owner(OWNER.key);
        for part in 0..parts.len() {
            let mut json = Json::new(parts.open(part)?);
            if !json.enter_object() {
                continue;
            }
            while let Some(key) = json.next_key() {
                if key == "Messages" && json.enter_list() {
                    read_matches(&mut json, into)?;
                } else {
                    json.skip();
                }
            }
            note_cut(&json, into);
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Match<'a> {
    #[serde(borrow)]
    match_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    messages: Vec<TinderMessage<'a>>,
}

#[derive(Deserialize)]
struct TinderMessage<'a> {
    #[serde(borrow)]
    message: Option<Cow<'a, str>>,
    #[serde(borrow)]
    sent_date: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
}

fn read_matches(json: &mut Json<PartReader<'_>>, into: &mut Collector) -> Result<(), ImportError> {
    while json.next_item() {
        let Some(raw) = json.value() else { break };
        let raw = sound(raw, into);
        let Some(with) = read_value::<Match<'_>>(&raw) else {
            into.skip(NoticeKind::DamagedEntry);
            continue;
        };
        let title = with.match_id.as_deref().unwrap_or("Match");
        let id = into.conversation(&About { key: title, title, people: &[], size: Size::Two });
        for message in &with.messages {
            let kind = match message.kind.as_deref() {
                Some("gif" | "image" | "gesture") => MessageKind::Media,
                Some("voice_note") => MessageKind::Voice,
                _ => MessageKind::Text,
            };
            let text = message.message.as_deref().unwrap_or_default();
            take(id, message.sent_date.as_deref(), kind, text, into)?;
        }
    }
    Ok(())
}

/// Hinge's download.
pub(super) struct Hinge;

impl Format for Hinge {
    fn id(&self) -> &'static str {
        "hinge"
    }

    fn name(&self) -> &'static str {
        "Hinge (your side only)"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "Hinge's download holds only what you wrote, so ebb can say nothing about the other person from it.",
            "If you moved on to another app, give ebb the chat from there.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    fn checked(&self) -> Checked {
        Checked::OnSamples
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        let outline = head.outline();
        let has_events = ["chats", "like", "match", "block", "we_met"]
            .iter()
            .any(|key| outline.has_inside(key, &["timestamp"]));
        Recognition::from_claim(outline.root == Root::List && has_events)
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        into.set_owner(OWNER.key);
        for part in 0..parts.len() {
            let mut json = Json::new(parts.open(part)?);
            if !json.enter_list() {
                continue;
            }
            let mut number = 0_u64;
            while json.next_item() {
                let Some(raw) = json.value() else { break };
                let raw = sound(raw, into);
                number += 1;
                let Some(thread) = read_value::<Thread<'_>>(&raw) else {
                    into.skip(NoticeKind::DamagedEntry);
                    continue;
                };
                let title = format!("Match {number}");
                let id =
                    into.conversation(&About { key: &title, title: &title, people: &[], size: Size::Two });
                for chat in &thread.chats {
                    let text = chat.body.as_deref().unwrap_or_default();
                    take(id, chat.timestamp.as_deref(), MessageKind::Text, text, into)?;
                }
                for note in &thread.voice_notes {
                    take(id, note.timestamp.as_deref(), MessageKind::Voice, "", into)?;
                }
            }
            note_cut(&json, into);
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct Thread<'a> {
    #[serde(borrow, default)]
    chats: Vec<HingeMessage<'a>>,
    #[serde(borrow, default)]
    voice_notes: Vec<HingeMessage<'a>>,
}

#[derive(Deserialize)]
struct HingeMessage<'a> {
    #[serde(borrow)]
    body: Option<Cow<'a, str>>,
    #[serde(borrow)]
    timestamp: Option<Cow<'a, str>>,
}

/// Discord's own data package.
pub(super) struct DiscordPackage;

impl Format for DiscordPackage {
    fn id(&self) -> &'static str {
        "discord-package"
    }

    fn name(&self) -> &'static str {
        "Discord data package (your side only)"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "This download holds only what you wrote, so ebb can say nothing about the other person from it.",
            "Use DiscordChatExporter instead; it saves both sides.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    fn checked(&self) -> Checked {
        Checked::FromDescription
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        let outline = head.outline();
        let is_json = outline.root == Root::List && outline.has(&["ID", "Timestamp", "Contents"]);
        Recognition::from_claim(is_json || head.text.starts_with(PACKAGE_COLUMNS))
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        into.set_owner(OWNER.key);
        for part in 0..parts.len() {
            let key = folder(parts.path(part)).to_owned();
            let title = key.rsplit('/').next().unwrap_or(&key);
            let id = into.conversation(&About { key: &key, title, people: &[], size: Size::Two });
            if !Json::new(parts.open(part)?).enter_list() {
                read_table(parts.open(part)?, id, into)?;
                continue;
            }
            let mut json = Json::new(parts.open(part)?);
            json.enter_list();
            while json.next_item() {
                let Some(raw) = json.value() else { break };
                let raw = sound(raw, into);
                let Some(message) = read_value::<PackageMessage<'_>>(&raw) else {
                    into.skip(NoticeKind::DamagedEntry);
                    continue;
                };
                message.take(id, into)?;
            }
            note_cut(&json, into);
        }
        Ok(())
    }
}

/// How the table of an older package begins.
const PACKAGE_COLUMNS: &str = "ID,Timestamp,Contents";

/// Reads the table of an older package.
fn read_table(part: PartReader<'_>, id: ConversationId, into: &mut Collector) -> Result<(), ImportError> {
    let mut table = csv::ReaderBuilder::new().flexible(true).from_reader(part);
    let mut row = csv::ByteRecord::new();
    loop {
        match table.read_byte_record(&mut row) {
            Ok(true) => {
                let cell = |place: usize| row.get(place).map(String::from_utf8_lossy);
                PackageMessage { timestamp: cell(1), contents: cell(2), attachments: cell(3) }
                    .take(id, into)?;
            }
            Ok(false) => return Ok(()),
            Err(_) => {
                into.note(NoticeKind::FileCut, 1);
                return Ok(());
            }
        }
    }
}

#[derive(Deserialize)]
struct PackageMessage<'a> {
    #[serde(borrow, rename = "Timestamp")]
    timestamp: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "Contents")]
    contents: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "Attachments")]
    attachments: Option<Cow<'a, str>>,
}

impl PackageMessage<'_> {
    fn take(&self, id: ConversationId, into: &mut Collector) -> Result<(), ImportError> {
        let text = self.contents.as_deref().unwrap_or_default();
        let has_file = self.attachments.as_deref().is_some_and(|files| !files.is_empty());
        let kind = if text.is_empty() && has_file { MessageKind::Media } else { MessageKind::Text };
        take(id, self.timestamp.as_deref(), kind, text, into)
    }
}
