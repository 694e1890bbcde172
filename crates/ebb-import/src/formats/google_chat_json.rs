//! Google Chat (once Hangouts) as Google Takeout packs it.
//!
//! Where from: takeout.google.com, with Google Chat only; `Google Chat/Groups/DM .../messages.json` with
//! `group_info.json` beside it, and `Google Chat/Users/.../user_info.json`.
//! Versions: not told by the file. Some put a narrow space before AM and PM.
//!
//! ```text
//! messages.json   = {"messages": [message]}
//! message         = {"creator": {"name", "email"}, "created_date", "text"?, "attached_files"?, "message_state"?, ..}
//! group_info.json = {"members": [{"name", "email"}]}        user_info.json = {"user": {"email"}, "membership_info"}
//! created_date    = "Thursday, November 3, 2016 at 11:59:50 AM UTC"       in the language of the account
//! ```
//!
//! Supported: dates with months of thirteen languages and dates that begin with the year, files, deleted messages.
//! Not supported: dates in other languages (such messages are left out and counted), reactions (they carry no time),
//! calls (they are not in the file).

use std::borrow::Cow;
use std::collections::HashMap;

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::collect::{About, Collector, ConversationId, Entry, Person, Size, Time};
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::formats::json_entry::{folder, note_cut, sound};
use crate::json::{Json, read_value};
use crate::notice::NoticeKind;
use crate::source::Parts;
use crate::written_moment::read_moment;

/// Conversations of Google Chat.
pub(super) struct GoogleChatJson;

impl Format for GoogleChatJson {
    fn id(&self) -> &'static str {
        "google-chat"
    }

    fn name(&self) -> &'static str {
        "Google Chat (Takeout)"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "Go to takeout.google.com, choose Deselect all, then tick Google Chat.",
            "Wait for the mail, and load the zip.",
            "Give it to ebb with --them and the name or address of the other person.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            calls: Carried::No,
            reactions: Carried::No,
            both_sides: Carried::Yes,
            whole_history: Carried::Sometimes,
            edits: Carried::Sometimes,
            deletions: Carried::Sometimes,
            lasting: Carried::Sometimes,
        }
    }

    fn checked(&self) -> Checked {
        Checked::FromDescription
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        let outline = head.outline();
        let is_chat = outline.has_inside("messages", &["creator", "created_date"]);
        let is_about = head.name.ends_with("/group_info.json") && outline.has_inside("members", &["name"]);
        let is_owner = outline.has(&["user", "membership_info"]) && outline.has_inside("user", &["email"]);
        Recognition::from_claim(is_chat || is_about || is_owner)
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        let mut members: HashMap<String, Vec<Creator<'static>>> = HashMap::new();
        let mut chats = Vec::new();
        for part in 0..parts.len() {
            let path = parts.path(part).to_owned();
            if path.ends_with("group_info.json") {
                let about: Option<GroupInfo> = read_value(&parts.bytes(part)?);
                let people = about.map_or_else(Vec::new, |about| about.members);
                members.insert(folder(&path).to_owned(), people);
            } else if path.ends_with("user_info.json") {
                if let Some(about) = read_value::<UserInfo>(&parts.bytes(part)?) {
                    into.set_owner(about.user.key());
                }
            } else {
                chats.push((part, path));
            }
        }
        for (part, path) in chats {
            let place = folder(&path);
            let people = members.get(place).map_or(&[][..], Vec::as_slice);
            let called: Vec<&str> = people
                .iter()
                .flat_map(|member| [member.name.as_deref(), member.email.as_deref()])
                .flatten()
                .collect();
            let title = place.rsplit('/').next().unwrap_or(place);
            let is_group = people.len() > 2 || title.starts_with("Space ");
            let size = if is_group { Size::Group } else { Size::Two };
            let title = if called.is_empty() { title } else { "" };
            let id = into.conversation(&About { key: place, title, people: &called, size });
            let mut json = Json::new(parts.open(part)?);
            if !json.enter_object() {
                continue;
            }
            while let Some(key) = json.next_key() {
                if key != "messages" || !json.enter_list() {
                    json.skip();
                    continue;
                }
                while json.next_item() {
                    let Some(raw) = json.value() else { break };
                    let raw = sound(raw, into);
                    match read_value::<Message<'_>>(&raw) {
                        Some(message) => message.take(id, into)?,
                        None => into.skip(NoticeKind::DamagedEntry),
                    }
                }
            }
            note_cut(&json, into);
        }
        Ok(())
    }
}

#[derive(Deserialize)]
struct GroupInfo {
    #[serde(default)]
    members: Vec<Creator<'static>>,
}

#[derive(Deserialize)]
struct UserInfo {
    user: Creator<'static>,
}

#[derive(Deserialize)]
struct Creator<'a> {
    name: Option<Cow<'a, str>>,
    email: Option<Cow<'a, str>>,
}

impl Creator<'_> {
    /// Returns what tells the person from others: their address, or their name.
    fn key(&self) -> &str {
        self.email.as_deref().or(self.name.as_deref()).unwrap_or_default()
    }
}

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    creator: Option<Creator<'a>>,
    #[serde(borrow)]
    created_date: Option<Cow<'a, str>>,
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
    #[serde(default)]
    attached_files: Vec<IgnoredAny>,
    #[serde(borrow, rename = "message_state")]
    state: Option<Cow<'a, str>>,
}

impl Message<'_> {
    fn take(&self, id: ConversationId, into: &mut Collector) -> Result<(), ImportError> {
        let Some(second) = self.created_date.as_deref().and_then(second_of) else {
            into.skip(NoticeKind::UnreadableTime);
            return Ok(());
        };
        let creator = self.creator.as_ref().filter(|creator| !creator.key().is_empty());
        let Some(creator) = creator else {
            into.skip(NoticeKind::MissingSender);
            return Ok(());
        };
        let text = self.text.as_deref().unwrap_or_default();
        let kind = match self.state.as_deref() {
            Some("DELETED") => MessageKind::Deleted,
            _ if text.is_empty() && !self.attached_files.is_empty() => MessageKind::Media,
            _ => MessageKind::Text,
        };
        let sender = Some(Person { key: creator.key(), name: creator.name.as_deref().unwrap_or_default() });
        into.add(id, &Entry { time: Time::Exact(second * 1000), sender, kind, text })
    }
}

/// Reads a date of Google Chat as seconds since 1970.
fn second_of(written: &str) -> Option<i64> {
    read_moment(written).and_then(|moment| moment.second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_several_languages() {
        let expected = Some(1_478_174_390);
        assert_eq!(second_of("Thursday, November 3, 2016 at 11:59:50\u{202f}AM UTC"), expected);
        assert_eq!(second_of("Thursday, 3 November 2016 at 11:59:50 UTC"), expected);
        assert_eq!(second_of("2016年11月3日星期四 UTC 上午11:59:50"), expected);
        assert_eq!(second_of("jeudi 3 novembre 2016 à 11:59:50 UTC"), expected);
        assert_eq!(second_of("Donnerstag, 3. November 2016 um 11:59:50 UTC"), expected);
        assert_eq!(second_of("2016. november 3., csütörtök 11:59:50 UTC"), expected);
        assert_eq!(second_of("Thứ Năm, 3 tháng 11, 2016 lúc 11:59:50 UTC"), expected);
        assert_eq!(second_of("čtvrtek 3. listopadu 2016 v 11:59:50 UTC"), expected);
        assert_eq!(second_of("den 3 november 2016, sometime"), None);
    }
}
