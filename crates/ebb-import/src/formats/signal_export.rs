//! Signal chats as signal-export saves them from Signal Desktop.
//!
//! Where from: signal-export (`sigexport`), a program by others; one folder for each chat, with `chat.md`, `data.json` and
//! `index.html`.
//! Versions: lines of `chat.md` carry seconds since 2024, before that a comma and minutes only.
//!
//! ```text
//! chat.md   = ("[" date [","] " " time "] " sender ": " text line-break)*         further lines belong to the text
//! data.json = ({"date", "sender", "body", "quote", "sticker", "reactions", "attachments", ..} line-break)*
//! text      = quote? words ["(- " name ": " emoji, ... " -)"] ["(( " sticker " ))"] ("[" name "](./" path ")")*
//! ```
//!
//! Times are the clock of the computer, without a zone. One's own messages are by `Me`.
//!
//! Supported: both files (`data.json` is taken where both are there), stickers, attachments, messages taken back.
//! Not supported: reactions (they carry no time), `index.html`, messages that vanished before the export.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Read;

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::collect::{About, Collector, ConversationId, Entry, Person, Size, Time};
use crate::day_and_clock::{Day, read_clock, read_day};
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::formats::generic_jsonl::{Object, first_object};
use crate::formats::json_entry::{folder, sound};
use crate::json::{JsonLines, read_value};
use crate::notice::NoticeKind;
use crate::source::{PartReader, Parts};
use crate::stamp::SecondsShown;
use crate::table::{Moment, moment_from_words};

/// Folders of signal-export.
pub(super) struct SignalExport;

/// How the owner appears.
const OWNER: &str = "Me";
/// Endings of files that are recordings of a voice.
const VOICES: &[&str] = &["m4a", "aac", "mp3", "ogg", "opus", "wav"];

impl Format for SignalExport {
    fn id(&self) -> &'static str {
        "signal-export"
    }

    fn name(&self) -> &'static str {
        "Signal (signal-export)"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "Run signal-export on the computer on which Signal Desktop is set up.",
            "Give ebb the file chat.md or data.json from the folder of the other person.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            calls: Carried::Sometimes,
            reactions: Carried::No,
            both_sides: Carried::Yes,
            whole_history: Carried::Sometimes,
            edits: Carried::No,
            deletions: Carried::Sometimes,
            lasting: Carried::Sometimes,
        }
    }

    fn checked(&self) -> Checked {
        Checked::OnSamples
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        let first_line = head.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let is_data = || first_object(head.text).is_some_and(|object| is_message(&object));
        Recognition::from_claim(is_line(first_line) || is_data())
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        into.set_owner(OWNER);
        let mut chosen: HashMap<String, usize> = HashMap::new();
        for part in 0..parts.len() {
            let path = parts.path(part);
            let place = chosen.entry(folder(path).to_owned()).or_insert(part);
            if path.ends_with("data.json") {
                *place = part;
            }
        }
        let mut chosen: Vec<(String, usize)> = chosen.into_iter().collect();
        chosen.sort_unstable();
        for (key, part) in chosen {
            let title =
                if parts.path(part).contains('/') { key.rsplit('/').next().unwrap_or(&key) } else { "" };
            let people = [title];
            let id = into.conversation(&About {
                key: &key,
                title,
                people: if title.is_empty() { &[] } else { &people },
                size: Size::Two,
            });
            if is_data(parts.open(part)?) {
                read_data(&mut JsonLines::new(parts.open(part)?), id, into)?;
            } else {
                let text = parts.text(part)?;
                read_text(&text.content[text.start..], id, into)?;
            }
        }
        Ok(())
    }
}

/// Returns whether a part is `data.json`, by its first sign.
fn is_data(mut part: PartReader<'_>) -> bool {
    let mut start = [0_u8; 64];
    let count = part.read(&mut start).unwrap_or_default();
    let start = start[..count].strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start[..count]);
    start.trim_ascii_start().starts_with(b"{")
}

/// Returns whether a line begins a message of `chat.md`.
pub(super) fn is_line(line: &str) -> bool {
    start_of(line).is_some()
}

/// Returns whether an object is a message of `data.json`.
pub(super) fn is_message(object: &Object) -> bool {
    ["date", "sender", "body", "quote", "reactions", "attachments"].iter().all(|key| object.has(key))
}

/// Reads the start of a line: civil seconds, sender, and what they wrote.
///
/// iPhones write WhatsApp chats nearly so; those have a comma with seconds, or a month and day in another order.
fn start_of(line: &str) -> Option<(i64, &str, &str)> {
    let inside = line.trim_start_matches('\u{feff}').strip_prefix('[')?;
    let (inside, rest) = inside.split_once("] ")?;
    let (date, time) = inside.split_once(' ')?;
    let (date, has_comma) = date.strip_suffix(',').map_or((date, false), |date| (date, true));
    if date.len() != 10 || date.as_bytes()[4] != b'-' {
        return None;
    }
    let (Day::Known(days), "") = read_day(date)? else { return None };
    let (clock, "") = read_clock(time)? else { return None };
    let is_plain = time.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    if !is_plain || has_comma == (clock.seconds == SecondsShown::Yes) {
        return None;
    }
    let (sender, text) =
        rest.split_once(": ").or_else(|| rest.strip_suffix(':').map(|sender| (sender, "")))?;
    Some((days * 24 * 3600 + i64::from(clock.second_of_day), sender, text))
}

fn read_text(content: &str, id: ConversationId, into: &mut Collector) -> Result<(), ImportError> {
    let mut open: Option<(i64, &str, Vec<&str>)> = None;
    for line in content.lines() {
        let line = line.trim_end_matches('\r');
        if let Some((second, sender, text)) = start_of(line) {
            finish(open.replace((second, sender, vec![text])), id, into)?;
        } else if let Some((.., lines)) = &mut open {
            lines.push(line);
        } else if !line.trim().is_empty() {
            into.note(NoticeKind::LinesBeforeFirstMessage, 1);
        }
    }
    finish(open, id, into)
}

fn finish(
    open: Option<(i64, &str, Vec<&str>)>,
    id: ConversationId,
    into: &mut Collector,
) -> Result<(), ImportError> {
    let Some((second, sender, lines)) = open else { return Ok(()) };
    let (mut words, mut kind) = (Vec::new(), MessageKind::Text);
    for line in lines {
        let line = line.trim_end();
        let is_note = line.starts_with("(- ") && line.ends_with(" -)");
        if line.starts_with('>') || is_note {
            continue;
        }
        if line.starts_with("(( ") && line.ends_with(" ))") {
            kind = MessageKind::Sticker;
            continue;
        }
        let (plain, file) = without_files(line);
        kind = file.unwrap_or(kind);
        words.push(plain);
    }
    let text = words.join("\n");
    let text = text.trim();
    let kind = match text {
        "(This message was deleted)" | "This message was deleted." => MessageKind::Deleted,
        "" => kind,
        _ => MessageKind::Text,
    };
    let text = if kind == MessageKind::Deleted { "" } else { text };
    let sender = Some(Person { key: sender, name: sender });
    into.add(id, &Entry { time: Time::Local(second * 1000), sender, kind, text })
}

/// Takes links to files beside the chat out of a line, and says what the last of them is.
fn without_files(line: &str) -> (Cow<'_, str>, Option<MessageKind>) {
    let mut found = None;
    let mut line = Cow::Borrowed(line);
    while let Some(middle) = line.find("](./").or_else(|| line.find("](../")) {
        let Some(end) = line[middle..].find(')').map(|offset| middle + offset) else { break };
        let Some(start) = line[..middle].rfind('[') else { break };
        let start = if line[..start].ends_with('!') { start - 1 } else { start };
        let ending = line[middle..end].rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        let is_sticker = line[middle..end].contains("stickers/");
        found = Some(match ending.as_str() {
            _ if is_sticker => MessageKind::Sticker,
            ending if VOICES.contains(&ending) => MessageKind::Voice,
            _ => MessageKind::Media,
        });
        line = Cow::Owned(format!("{}{}", &line[..start], &line[end + 1..]));
    }
    (line, found)
}

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    date: Option<Cow<'a, str>>,
    #[serde(borrow)]
    sender: Option<Cow<'a, str>>,
    #[serde(borrow)]
    body: Option<Cow<'a, str>>,
    sticker: Option<IgnoredAny>,
    #[serde(borrow, default)]
    attachments: Vec<Attachment<'a>>,
    #[serde(default)]
    deleted: bool,
    #[serde(default)]
    call: bool,
}

#[derive(Deserialize)]
struct Attachment<'a> {
    #[serde(borrow, default)]
    path: Cow<'a, str>,
}

fn read_data(
    lines: &mut JsonLines<PartReader<'_>>,
    id: ConversationId,
    into: &mut Collector,
) -> Result<(), ImportError> {
    while let Some(raw) = lines.next_line() {
        let raw = sound(raw, into);
        let Some(message) = read_value::<Message<'_>>(&raw) else {
            into.skip(NoticeKind::DamagedEntry);
            continue;
        };
        let time = match message.date.as_deref().and_then(moment_from_words) {
            Some(Moment::Local(second)) => Time::Local(second * 1000),
            Some(Moment::Exact { second, .. }) => Time::Exact(second * 1000),
            Some(Moment::Open(_)) | None => {
                into.skip(NoticeKind::UnreadableTime);
                continue;
            }
        };
        let Some(sender) = message.sender.as_deref().filter(|sender| !sender.is_empty()) else {
            into.skip(NoticeKind::MissingSender);
            continue;
        };
        let text = message.body.as_deref().unwrap_or_default().trim();
        let kind = message.kind(text);
        let text = if kind == MessageKind::Deleted { "" } else { text };
        into.add(id, &Entry { time, sender: Some(Person { key: sender, name: sender }), kind, text })?;
    }
    Ok(())
}

impl Message<'_> {
    fn kind(&self, text: &str) -> MessageKind {
        let is_voice = |file: &Attachment<'_>| {
            file.path
                .rsplit_once('.')
                .is_some_and(|(_, ending)| VOICES.contains(&ending.to_ascii_lowercase().as_str()))
        };
        if self.deleted {
            MessageKind::Deleted
        } else if self.call {
            MessageKind::Call
        } else if !text.is_empty() {
            MessageKind::Text
        } else if self.sticker.is_some() {
            MessageKind::Sticker
        } else if self.attachments.iter().any(is_voice) {
            MessageKind::Voice
        } else if !self.attachments.is_empty() {
            MessageKind::Media
        } else {
            MessageKind::Text
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_other_apps_are_left_to_them() {
        assert!(is_line("[2019-05-29, 15:04] Me: hi") && is_line("[2024-05-29 15:04:09] Dana: hi"));
        for line in [
            "[2023-12-20, 17:46:00] Ana: hi",
            "[2023-12-20, 5:46 PM] Ana: hi",
            "[20.12.2023, 17:46] Ana: hi",
            "2023-12-20 17:46 - Ana: hi",
        ] {
            assert!(!is_line(line), "{line}");
        }
    }

    #[test]
    fn files_are_no_words() {
        let (words, kind) = without_files("look ![a.jpg](./media/a.jpg)  ");
        assert_eq!((words.trim(), kind), ("look", Some(MessageKind::Media)));
        assert_eq!(without_files("[n](./media/n.m4a)").1, Some(MessageKind::Voice));
        assert_eq!(without_files("[see](https://a.example)").1, None);
    }
}
