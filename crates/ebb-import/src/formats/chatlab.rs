//! Chats in the common form that exporters of WeChat, QQ and other apps write: ChatLab, as JSON or as lines of JSON.
//!
//! Where from: programs by others that say they write ChatLab, and WeFlow, a program for WeChat whose own form is near it.
//! Versions: the file tells its own, which is not looked at.
//!
//! ```text
//! json    = {"chatlab": {"version", ..}, "meta": {"name", "type", "ownerId"?}, "members": [member], "messages": [message]}
//! jsonl   = ({"_type": "header" | "member" | "message", ..} line-break)*    lines that begin with "#" are remarks
//! member  = {"platformId", "accountName", "groupNickname"?}
//! message = {"sender", "accountName"?, "timestamp", "type": number, "content": words | null}
//! weflow  = {"weflow": {..}, "session": {"type", ..}, "messages": [{"createTime", "isSend", "senderUsername", "type", ..}]}
//! ```
//!
//! Times are in seconds since 1970, and in milliseconds from some programs; which of them is told by their size.
//!
//! Supported: all three, everything but what stands below. Not supported: pictures as such, replies as such.

use std::borrow::Cow;
use std::collections::BTreeMap;

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;
use serde::Deserialize;

use crate::collect::{About, Collector, ConversationId, Entry, Person, Size, Time};
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::formats::json_entry::{note_cut, sound};
use crate::json::{Json, JsonLines, Outline, read_value};
use crate::notice::NoticeKind;
use crate::source::{PartReader, Parts};
use crate::table::{Moment, moment_from_number};

const CAPABILITIES: Capabilities = Capabilities {
    calls: Carried::Sometimes,
    reactions: Carried::No,
    both_sides: Carried::Yes,
    whole_history: Carried::Sometimes,
    edits: Carried::No,
    deletions: Carried::Sometimes,
    lasting: Carried::Sometimes,
};

/// Chats in the form of ChatLab.
pub(super) struct ChatLab;

impl Format for ChatLab {
    fn id(&self) -> &'static str {
        "chatlab"
    }

    fn name(&self) -> &'static str {
        "WeChat, QQ and others (ChatLab)"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "WeChat and QQ have no export of their own, so a program by others is needed.",
            "Choose ChatLab, as JSON or JSONL, as the format there.",
            "Give ebb that file.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    fn checked(&self) -> Checked {
        Checked::FromDescription
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        // Lines may begin with remarks.
        let is_header = |line: &str| Outline::of(line.as_bytes()).has(&["_type", "chatlab"]);
        let first = head.text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'));
        let has_remarks = head.text.starts_with('#');
        Recognition::from_claim(
            head.outline().has(&["chatlab"]) || has_remarks && first.is_some_and(is_header),
        )
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        for part in 0..parts.len() {
            let path = parts.path(part).to_owned();
            let mut chat = Chat { path, meta: Meta::default(), names: BTreeMap::new(), id: None };
            if is_lines(parts.open(part)?) {
                chat.read_lines(&mut JsonLines::new(parts.open(part)?), into)?;
            } else {
                let mut json = Json::new(parts.open(part)?);
                chat.read(&mut json, into)?;
                note_cut(&json, into);
            }
        }
        Ok(())
    }
}

/// Returns whether the first line is a record of its own.
fn is_lines(part: PartReader<'_>) -> bool {
    #[derive(Deserialize)]
    struct Header {
        #[serde(rename = "_type")]
        _kind: String,
    }
    let mut lines = JsonLines::new(part);
    while let Some(line) = lines.next_line() {
        if !line.starts_with(b"#") {
            return read_value::<Header>(line).is_some();
        }
    }
    false
}

/// A chat while it is read.
struct Chat {
    path: String,
    meta: Meta,
    names: BTreeMap<String, String>,
    id: Option<ConversationId>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Meta {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    owner_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Member<'a> {
    #[serde(borrow)]
    platform_id: Cow<'a, str>,
    #[serde(borrow, default)]
    account_name: Cow<'a, str>,
    #[serde(borrow)]
    group_nickname: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message<'a> {
    #[serde(borrow)]
    sender: Option<Cow<'a, str>>,
    #[serde(borrow)]
    account_name: Option<Cow<'a, str>>,
    timestamp: Option<f64>,
    #[serde(rename = "type")]
    kind: Option<i64>,
    #[serde(borrow)]
    content: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow, rename = "_type")]
    kind: Cow<'a, str>,
    #[serde(default)]
    meta: Option<Meta>,
}

impl Chat {
    fn read(&mut self, json: &mut Json<PartReader<'_>>, into: &mut Collector) -> Result<(), ImportError> {
        if !json.enter_object() {
            return Ok(());
        }
        while let Some(key) = json.next_key() {
            match key.as_str() {
                "meta" => self.meta = json.value().and_then(read_value).unwrap_or_default(),
                "members" if json.enter_list() => {
                    while json.next_item() {
                        let Some(raw) = json.value() else { break };
                        self.take_member(raw);
                    }
                }
                "messages" if json.enter_list() => {
                    while json.next_item() {
                        let Some(raw) = json.value() else { break };
                        let raw = sound(raw, into);
                        self.take_message(&raw, into)?;
                    }
                }
                _ => json.skip(),
            }
        }
        Ok(())
    }

    fn read_lines(
        &mut self,
        lines: &mut JsonLines<PartReader<'_>>,
        into: &mut Collector,
    ) -> Result<(), ImportError> {
        while let Some(raw) = lines.next_line() {
            if raw.starts_with(b"#") {
                continue;
            }
            let raw = sound(raw, into);
            match read_value::<Line<'_>>(&raw) {
                Some(Line { kind, meta }) if kind == "header" => self.meta = meta.unwrap_or_default(),
                Some(Line { kind, .. }) if kind == "member" => self.take_member(&raw),
                Some(Line { kind, .. }) if kind == "message" => self.take_message(&raw, into)?,
                Some(_) | None => into.skip(NoticeKind::DamagedEntry),
            }
        }
        Ok(())
    }

    fn take_member(&mut self, raw: &[u8]) {
        if let Some(member) = read_value::<Member<'_>>(raw) {
            let name = member.group_nickname.filter(|name| !name.is_empty()).unwrap_or(member.account_name);
            self.names.insert(member.platform_id.into_owned(), name.into_owned());
        }
    }

    fn conversation(&mut self, into: &mut Collector) -> ConversationId {
        *self.id.get_or_insert_with(|| {
            if let Some(owner) = &self.meta.owner_id {
                into.set_owner(owner);
            }
            let is_group = self.meta.kind == "group";
            let people: Vec<&str> = self.names.values().map(String::as_str).collect();
            into.conversation(&About {
                key: &self.path,
                title: &self.meta.name,
                people: if is_group { &[] } else { &people },
                size: if is_group { Size::Group } else { Size::Two },
            })
        })
    }

    fn take_message(&mut self, raw: &[u8], into: &mut Collector) -> Result<(), ImportError> {
        let Some(message) = read_value::<Message<'_>>(raw) else {
            into.skip(NoticeKind::DamagedEntry);
            return Ok(());
        };
        let Some(time) = message.timestamp.and_then(time_of) else {
            into.skip(NoticeKind::UnreadableTime);
            return Ok(());
        };
        let id = self.conversation(into);
        let kind = kind_numbered(message.kind.unwrap_or_default(), into);
        let key = message.sender.as_deref().unwrap_or_default();
        if key.is_empty() && kind != MessageKind::System {
            into.skip(NoticeKind::MissingSender);
            return Ok(());
        }
        let known = self.names.get(key).map(String::as_str).filter(|name| !name.is_empty());
        let name = known.or(message.account_name.as_deref()).unwrap_or_default();
        let sender = (kind != MessageKind::System).then_some(Person { key, name });
        let text = message.content.as_deref().unwrap_or_default();
        into.add(id, &Entry { time, sender, kind, text })
    }
}

fn time_of(number: f64) -> Option<Time> {
    match moment_from_number(number)? {
        Moment::Exact { second, .. } => Some(Time::Exact(second * 1000)),
        Moment::Local(_) | Moment::Open(_) => None,
    }
}

fn kind_numbered(number: i64, into: &mut Collector) -> MessageKind {
    match number {
        0 | 7 | 25 => MessageKind::Text,
        1 | 3 | 4 | 20 | 21 | 24 | 26 => MessageKind::Media,
        2 => MessageKind::Voice,
        // A nudge is a sign that is sent alone, as a sticker is.
        5 | 22 => MessageKind::Sticker,
        8 => MessageKind::Location,
        23 => MessageKind::Call,
        27 => MessageKind::Contact,
        80 => MessageKind::System,
        81 => MessageKind::Deleted,
        _ => {
            into.note(NoticeKind::UnknownKind, 1);
            MessageKind::Text
        }
    }
}

/// Chats of WeChat as WeFlow writes them.
pub(super) struct WeFlow;

impl Format for WeFlow {
    fn id(&self) -> &'static str {
        "weflow"
    }

    fn name(&self) -> &'static str {
        "WeChat (WeFlow)"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &["In WeFlow, open the chat and export it as JSON.", "Give ebb that file."]
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    fn checked(&self) -> Checked {
        Checked::FromDescription
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        Recognition::from_claim(head.outline().has(&["weflow"]))
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        for part in 0..parts.len() {
            let path = parts.path(part).to_owned();
            let mut json = Json::new(parts.open(part)?);
            if !json.enter_object() {
                continue;
            }
            let mut session = Session::default();
            while let Some(key) = json.next_key() {
                match key.as_str() {
                    "session" => session = json.value().and_then(read_value).unwrap_or_default(),
                    "messages" if json.enter_list() => {
                        let id = session.conversation(&path, into);
                        while json.next_item() {
                            let Some(raw) = json.value() else { break };
                            let raw = sound(raw, into);
                            match read_value::<WeFlowMessage<'_>>(&raw) {
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
#[serde(rename_all = "camelCase", default)]
struct Session {
    wxid: String,
    display_name: String,
    nickname: String,
    remark: String,
    #[serde(rename = "type")]
    kind: String,
}

impl Session {
    fn conversation(&self, path: &str, into: &mut Collector) -> ConversationId {
        let called = [self.remark.as_str(), &self.display_name, &self.nickname, &self.wxid];
        let people: Vec<&str> = called.into_iter().filter(|name| !name.is_empty()).collect();
        let is_group = self.kind == "群聊" || self.wxid.ends_with("@chatroom");
        into.conversation(&About {
            key: if self.wxid.is_empty() { path } else { &self.wxid },
            title: people.first().copied().unwrap_or_default(),
            people: if is_group { &[] } else { &people },
            size: if is_group { Size::Group } else { Size::Two },
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WeFlowMessage<'a> {
    create_time: Option<f64>,
    is_send: Option<i64>,
    #[serde(borrow)]
    sender_username: Option<Cow<'a, str>>,
    #[serde(borrow)]
    sender_display_name: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow)]
    content: Option<Cow<'a, str>>,
}

impl WeFlowMessage<'_> {
    fn take(&self, id: ConversationId, into: &mut Collector) -> Result<(), ImportError> {
        let Some(time) = self.create_time.and_then(time_of) else {
            into.skip(NoticeKind::UnreadableTime);
            return Ok(());
        };
        let kind = self.kind(into);
        let name = self.sender_display_name.as_deref().unwrap_or_default();
        let key = self.sender_username.as_deref().filter(|key| !key.is_empty()).unwrap_or(name);
        if kind != MessageKind::System {
            if key.is_empty() {
                into.skip(NoticeKind::MissingSender);
                return Ok(());
            }
            if self.is_send == Some(1) {
                into.set_owner(key);
            }
        }
        let sender = (kind != MessageKind::System).then_some(Person { key, name });
        let text = self.content.as_deref().unwrap_or_default();
        let text = if kind == MessageKind::Text || kind == MessageKind::System { text } else { "" };
        into.add(id, &Entry { time, sender, kind, text })
    }

    fn kind(&self, into: &mut Collector) -> MessageKind {
        const KINDS: &[(&str, MessageKind)] = &[
            ("文本", MessageKind::Text),
            ("引用", MessageKind::Text),
            ("链接", MessageKind::Text),
            ("图片", MessageKind::Media),
            ("视频", MessageKind::Media),
            ("文件", MessageKind::Media),
            ("小程序", MessageKind::Media),
            ("转账", MessageKind::Media),
            ("红包", MessageKind::Media),
            ("聊天记录", MessageKind::Media),
            ("动画表情", MessageKind::Sticker),
            ("表情", MessageKind::Sticker),
            ("位置", MessageKind::Location),
            ("名片", MessageKind::Contact),
            ("通话", MessageKind::Call),
            ("语音", MessageKind::Voice),
            ("撤回", MessageKind::Deleted),
            ("系统", MessageKind::System),
        ];
        let written = self.kind.as_deref().unwrap_or("文本");
        KINDS.iter().find(|(word, _)| written.contains(word)).map_or_else(
            || {
                into.note(NoticeKind::UnknownKind, 1);
                MessageKind::Text
            },
            |&(_, kind)| kind,
        )
    }
}
