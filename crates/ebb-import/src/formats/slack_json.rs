//! The export of a Slack workspace.
//!
//! Where from: an owner of the workspace, Settings, Import/Export data; direct messages are in it on some plans only.
//! Versions: not told by the files. What a version lacks is read as empty.
//!
//! ```text
//! folder  = users.json  dms.json?  channels.json?  (channel-name | id-of-a-direct-chat) "/" YYYY-MM-DD.json
//! users   = [{"id", "real_name", "profile": {"display_name", "real_name"}}]       dms = [{"id", "members": [id]}]
//! day     = [{"type": "message", "user", "text", "ts", "subtype"?, "files"?, ..}]
//! text    = words, "<@id>", "<#id|name>", "<link|words>", "&lt;" "&gt;" "&amp;"
//! ```
//!
//! `ts` is in seconds since 1970 (UTC), with a fraction that tells messages apart.
//!
//! Supported: direct chats and channels, names of people, files, voice notes, huddles as calls, events as lines of the app.
//! Not supported: reactions (they carry no time), messages that were deleted (they leave no trace).

use std::borrow::Cow;
use std::collections::HashMap;

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;
use serde::Deserialize;

use crate::collect::{About, Collector, ConversationId, Entry, Person, Size, Time};
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::formats::json_entry::{folder, note_cut, sound};
use crate::json::{Json, Root, read_value};
use crate::notice::NoticeKind;
use crate::source::Parts;

/// Workspaces of Slack.
pub(super) struct SlackJson;

impl Format for SlackJson {
    fn id(&self) -> &'static str {
        "slack"
    }

    fn name(&self) -> &'static str {
        "Slack"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "Only an owner of the workspace can export it, and direct messages are in it on some plans only.",
            "Give ebb the zip with --them and the name of the other person.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            calls: Carried::Sometimes,
            reactions: Carried::No,
            both_sides: Carried::Yes,
            whole_history: Carried::Sometimes,
            edits: Carried::Yes,
            deletions: Carried::No,
            lasting: Carried::Sometimes,
        }
    }

    fn checked(&self) -> Checked {
        Checked::FromDescription
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        let outline = head.outline();
        let is_day = outline.has(&["type", "ts"])
            && ["user", "bot_id", "subtype"].iter().any(|key| outline.has(&[key]));
        let is_about = match file_of(head.name) {
            "users.json" => outline.has(&["id", "profile"]),
            "dms.json" | "mpims.json" => outline.has(&["id", "members"]),
            _ => false,
        };
        Recognition::from_claim(outline.root == Root::List && (is_day || is_about))
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        let mut workspace = Workspace::default();
        let mut days = Vec::new();
        for part in 0..parts.len() {
            let path = parts.path(part).to_owned();
            match file_of(&path) {
                "users.json" => workspace.take_users(&parts.bytes(part)?),
                "dms.json" | "mpims.json" => workspace.take_chats(&parts.bytes(part)?),
                _ => days.push((folder(&path).to_owned(), path, part)),
            }
        }
        days.sort_unstable();
        for (place, _, part) in days {
            let id = workspace.conversation(&place, into);
            let mut json = Json::new(parts.open(part)?);
            if !json.enter_list() {
                continue;
            }
            while json.next_item() {
                let Some(raw) = json.value() else { break };
                let raw = sound(raw, into);
                match read_value::<Message<'_>>(&raw) {
                    Some(message) => workspace.take(&message, id, into)?,
                    None => into.skip(NoticeKind::DamagedEntry),
                }
            }
            note_cut(&json, into);
        }
        Ok(())
    }
}

fn file_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// People and direct chats of a workspace.
#[derive(Default)]
struct Workspace {
    names: HashMap<String, String>,
    members: HashMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct User {
    id: String,
    #[serde(default)]
    real_name: String,
    #[serde(default)]
    profile: Profile,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Profile {
    display_name: String,
    real_name: String,
}

#[derive(Deserialize)]
struct Chat {
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    members: Vec<String>,
}

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    ts: Option<Cow<'a, str>>,
    #[serde(borrow)]
    user: Option<Cow<'a, str>>,
    #[serde(borrow)]
    bot_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    username: Option<Cow<'a, str>>,
    #[serde(borrow)]
    subtype: Option<Cow<'a, str>>,
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    files: Vec<File<'a>>,
}

#[derive(Deserialize)]
struct File<'a> {
    #[serde(borrow)]
    subtype: Option<Cow<'a, str>>,
}

impl Workspace {
    fn take_users(&mut self, raw: &[u8]) {
        for user in read_value::<Vec<User>>(raw).unwrap_or_default() {
            let name = [user.profile.display_name, user.profile.real_name, user.real_name]
                .into_iter()
                .find(|name| !name.is_empty());
            self.names.insert(user.id, name.unwrap_or_default());
        }
    }

    fn take_chats(&mut self, raw: &[u8]) {
        for chat in read_value::<Vec<Chat>>(raw).unwrap_or_default() {
            // A chat of several lies in a folder by its name, a chat of two in one by its id.
            let place = if chat.name.is_empty() { chat.id } else { chat.name };
            self.members.insert(place, chat.members);
        }
    }

    fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.names.get(id).map(String::as_str).filter(|name| !name.is_empty()).unwrap_or(id)
    }

    fn conversation(&self, place: &str, into: &mut Collector) -> ConversationId {
        let title = place.rsplit('/').next().unwrap_or(place);
        let members = self.members.get(title).map_or(&[][..], Vec::as_slice);
        let people: Vec<&str> = members.iter().map(|id| self.name(id)).collect();
        let size = if people.len() == 2 || members.is_empty() { Size::Two } else { Size::Group };
        let title = if people.is_empty() { title } else { "" };
        into.conversation(&About { key: place, title, people: &people, size })
    }

    fn take(
        &self,
        message: &Message<'_>,
        id: ConversationId,
        into: &mut Collector,
    ) -> Result<(), ImportError> {
        let Some(millis) = message.ts.as_deref().and_then(millis) else {
            into.skip(NoticeKind::UnreadableTime);
            return Ok(());
        };
        let text = self.plain(message.text.as_deref().unwrap_or_default());
        let is_voice = |file: &File<'_>| file.subtype.as_deref() == Some("slack_audio");
        let kind = match message.subtype.as_deref() {
            Some("huddle_thread" | "sh_room_created") => MessageKind::Call,
            Some("tombstone") => MessageKind::Deleted,
            None | Some("file_share" | "thread_broadcast" | "me_message" | "bot_message") => {
                if !text.is_empty() || message.files.is_empty() {
                    MessageKind::Text
                } else if message.files.iter().any(is_voice) {
                    MessageKind::Voice
                } else {
                    MessageKind::Media
                }
            }
            Some(_) => MessageKind::System,
        };
        let key = message.user.as_deref().or(message.bot_id.as_deref()).unwrap_or_default();
        if key.is_empty() && kind != MessageKind::System {
            into.skip(NoticeKind::MissingSender);
            return Ok(());
        }
        let known = self.names.get(key).map(String::as_str).filter(|name| !name.is_empty());
        let name = known.or(message.username.as_deref()).unwrap_or_default();
        let sender = (kind != MessageKind::System).then_some(Person { key, name });
        let text = if matches!(kind, MessageKind::Call | MessageKind::Deleted) { "" } else { text.as_ref() };
        into.add(id, &Entry { time: Time::Exact(millis), sender, kind, text })
    }

    /// Returns a text as people see it.
    fn plain<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if !text.contains(['<', '&']) {
            return Cow::Borrowed(text);
        }
        let mut plain = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, marked)) = rest.split_once('<') {
            plain.push_str(before);
            let Some((mark, after)) = marked.split_once('>') else {
                plain.push('<');
                rest = marked;
                break;
            };
            rest = after;
            let (target, label) = mark.split_once('|').map_or((mark, None), |(a, b)| (a, Some(b)));
            match (target.chars().next(), label) {
                (Some('@'), _) => {
                    plain.push('@');
                    plain.push_str(self.name(&target[1..]));
                }
                (Some('#'), Some(label)) => {
                    plain.push('#');
                    plain.push_str(label);
                }
                (_, Some(label)) => plain.push_str(label),
                (_, None) => plain.push_str(target),
            }
        }
        plain.push_str(rest);
        Cow::Owned(plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    }
}

/// Reads `1512085950.000216` as milliseconds.
fn millis(written: &str) -> Option<i64> {
    let (seconds, fraction) = written.split_once('.').unwrap_or((written, ""));
    let part: String = fraction.chars().chain("000".chars()).take(3).collect();
    seconds.parse::<i64>().ok()?.checked_mul(1000)?.checked_add(part.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_as_people_see_them() {
        let mut workspace = Workspace::default();
        workspace.names.insert("U1".to_owned(), "Dana".to_owned());
        assert_eq!(workspace.plain("hi <@U1>, see <https://a.example|this> &lt;3"), "hi @Dana, see this <3");
        assert_eq!(
            workspace.plain("<@U9> <#C1|plans> <https://a.example> a < b"),
            "@U9 #plans https://a.example a < b"
        );
    }

    #[test]
    fn times_with_a_fraction() {
        assert_eq!(millis("1512085950.000216"), Some(1_512_085_950_000));
        assert_eq!(millis("1512085950"), Some(1_512_085_950_000));
        assert_eq!(millis("soon"), None);
    }
}
