//! iMessage chats as imessage-exporter writes them in plain text.
//!
//! Where from: `imessage-exporter --format txt`; one file for each chat, named by the people in it.
//! Versions: not told by the file; only the layout below is known.
//!
//! ```text
//! file    = (message | event)*
//! message = time [" (Read by ...)"] line-break  sender line-break  line* [tapbacks] [reply*]  blank
//! event   = time " " words                                    the owner renamed the chat, someone left
//! tapbacks = "Tapbacks:" line-break ("    " kind " by " name line-break)*
//! reply   = a message with four more spaces before each line; it stands again at its own place
//! time    = "May 17, 2022  5:29:42 PM"                        the clock of the computer, always in English
//! ```
//!
//! Supported: replies (counted once), messages taken back, pictures and voice notes by the path in their place.
//! Not supported: tapbacks (they carry no time), the moment a message was read, earlier wordings.

use ebb::export::Capabilities;
use ebb::message::MessageKind;

use crate::collect::{Collector, ConversationId, Entry, Person, Time};
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::formats::imessage_export::{CAPABILITIES, OWNER, conversation, kind_and_words, moment};
use crate::notice::NoticeKind;
use crate::source::Parts;

/// Texts of imessage-exporter.
pub(super) struct IMessageText;

impl Format for IMessageText {
    fn id(&self) -> &'static str {
        "imessage-text"
    }

    fn name(&self) -> &'static str {
        "iMessage (imessage-exporter, text)"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "Run imessage-exporter with --format txt on the Mac or on a backup of the iPhone.",
            "Give ebb the one file that is named after the other person.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    fn checked(&self) -> Checked {
        Checked::FromDescription
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        let mut lines = head.text.lines().map(str::trim_end).skip_while(|line| line.is_empty());
        let first = lines.next().and_then(header);
        let has_sender = match first {
            Some((_, Told::Message)) => lines.next().is_some_and(|line| !line.is_empty()),
            Some((_, Told::Event(_))) => true,
            None => false,
        };
        Recognition::from_claim(has_sender)
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        into.set_owner(OWNER);
        into.count_repeats_once();
        for part in 0..parts.len() {
            let id = conversation(parts.path(part), into);
            let text = parts.text(part)?;
            read_text(&text.content[text.start..], id, into)?;
        }
        Ok(())
    }
}

/// What the line with the time begins.
enum Told<'a> {
    Message,
    /// Something the app tells, with its words.
    Event(&'a str),
}

fn header(line: &str) -> Option<(i64, Told<'_>)> {
    let (second, rest) = moment(line)?;
    match rest {
        "" => Some((second, Told::Message)),
        _ if rest.starts_with(" (") && rest.ends_with(')') => Some((second, Told::Message)),
        _ => rest.strip_prefix([' ', ':']).map(|words| (second, Told::Event(words.trim()))),
    }
}

struct Open<'a> {
    second: i64,
    sender: Option<&'a str>,
    words: String,
    in_tapbacks: bool,
}

fn read_text(content: &str, id: ConversationId, into: &mut Collector) -> Result<(), ImportError> {
    let mut open: Option<Open<'_>> = None;
    let mut is_after_blank = true;
    for line in content.lines() {
        let line = line.trim_end_matches('\r');
        let plain = line.trim_start_matches(' ');
        let is_inset = line.len() - plain.len() >= 4;
        // A time inside of a text starts no message: each message stands after a blank line, or inset as a reply.
        let told = if is_after_blank || is_inset { header(plain) } else { None };
        match (told, &mut open) {
            (Some((second, told)), _) => {
                finish(open.take(), id, into)?;
                match told {
                    Told::Message => {
                        open = Some(Open { second, sender: None, words: String::new(), in_tapbacks: false });
                    }
                    Told::Event(text) => {
                        let time = Time::Local(second * 1000);
                        into.add(id, &Entry { time, sender: None, kind: MessageKind::System, text })?;
                    }
                }
            }
            (None, Some(open)) if open.sender.is_none() => open.sender = Some(plain.trim_end()),
            (None, Some(open)) if plain.trim_end() == "Tapbacks:" => open.in_tapbacks = true,
            (None, Some(open)) if open.in_tapbacks && is_inset => {}
            (None, Some(open)) => {
                open.in_tapbacks = false;
                open.words.push_str(plain);
                open.words.push('\n');
            }
            (None, None) if plain.is_empty() => {}
            (None, None) => into.note(NoticeKind::LinesBeforeFirstMessage, 1),
        }
        is_after_blank = plain.is_empty();
    }
    finish(open, id, into)
}

fn finish(open: Option<Open<'_>>, id: ConversationId, into: &mut Collector) -> Result<(), ImportError> {
    let Some(open) = open else { return Ok(()) };
    let Some(sender) = open.sender.filter(|sender| !sender.is_empty()) else {
        into.skip(NoticeKind::MissingSender);
        return Ok(());
    };
    let (kind, text) = kind_and_words(&open.words);
    let sender = Some(Person { key: sender, name: sender });
    into.add(id, &Entry { time: Time::Local(open.second * 1000), sender, kind, text: &text })
}
