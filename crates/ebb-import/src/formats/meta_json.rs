//! A chat of Messenger or Instagram as JSON: both apps of Meta write the same structure.
//!
//! Where from: Accounts Centre, Your information and permissions, Download (or Export) your information, as JSON. End-to-end
//! encrypted chats of Messenger stand in a second download: messenger.com/secure_storage/dyi.
//! Versions: before 2023 the folder was `messages`, since then `your_facebook_activity/messages` and the like. Encrypted chats left
//! the standard download in 2023 and 2024.
//!
//! ```text
//! folder    = [".../"] ("inbox" | "e2ee_cutover" | ...) "/" thread "/message_" N ".json"      newest message first
//! standard  = {"participants": [{"name"}], "messages": [message], "title", "thread_path", ...}
//! message   = {"sender_name", "timestamp_ms", "content"?, "photos"?, "share"?, "call_duration"?, "is_unsent"?, ...}
//! encrypted = {"participants": [name], "threadName", "messages": [{"senderName", "timestamp", "text", "type", "media"}]}
//! ```
//!
//! Standard files write the bytes of UTF-8 as single letters; each string is repaired on its own, and only when all of it
//! is such bytes. Both halves of a chat that was moved to encryption are joined when one source holds both; when only the
//! older half is there, what came after is said to be missing.
//!
//! The encrypted half is read from its description only; no such file was at hand.
//!
//! Supported: all numbered files of a thread, media, voice, stickers, calls, messages taken back, reactions as lines.
//! Not supported: reactions attached to a message without a time of their own (they are no entries), lines of the app in
//! other languages than English (they are read as text). Pages of HTML: see `meta_html`.

use std::borrow::Cow;
use std::collections::HashMap;

use ebb::export::{Capabilities, Carried, ClockSecond, Missing, MissingCause};
use ebb::message::MessageKind;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::collect::{About, Collector, ConversationId, Entry, Person, Size, Time};
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::formats::json_entry::{folder, note_cut, sound};
use crate::gaps::said_of;
use crate::json::{Json, read_value};
use crate::notice::NoticeKind;
use crate::source::{PartReader, Parts};

/// Threads of Messenger and Instagram.
pub(super) struct MetaJson;

impl Format for MetaJson {
    fn id(&self) -> &'static str {
        "messenger-instagram"
    }

    fn name(&self) -> &'static str {
        "Messenger and Instagram"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "Go to accountscenter.facebook.com, then Your information and permissions.",
            "Choose Download your information, take only Messages, all time, and JSON as the format.",
            "For Messenger, also get the second half: go to messenger.com/secure_storage/dyi and download it.",
            "Give ebb the zip. If there are two, unpack both into one folder and give the folder.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            calls: Carried::Yes,
            reactions: Carried::Sometimes,
            both_sides: Carried::Yes,
            whole_history: Carried::Sometimes,
            edits: Carried::No,
            deletions: Carried::Yes,
            lasting: Carried::Sometimes,
        }
    }

    fn checked(&self) -> Checked {
        Checked::OnSamples
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        let outline = head.outline();
        Recognition::from_claim(
            outline.has_inside("messages", &["sender_name", "timestamp_ms"])
                || outline.has_inside("messages", &["senderName", "timestamp"]),
        )
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        // Two downloads may hold the same stretch of a thread; times are in milliseconds.
        into.count_repeats_once();
        into.learn_reactions();
        let mut order: Vec<usize> = (0..parts.len()).collect();
        // The encrypted half joins a thread that is known by then.
        order.sort_by_key(|&part| !is_numbered(parts.path(part)));
        let mut threads = Threads::default();
        for part in order {
            let path = parts.path(part).to_owned();
            let mut json = Json::new(parts.open(part)?);
            threads.read(&path, &mut json, into)?;
            note_cut(&json, into);
        }
        threads.tell_what_is_missing(into);
        Ok(())
    }
}

/// Returns the number of a numbered file of a thread.
fn number_of(path: &str) -> Option<u32> {
    let file = path.rsplit('/').next()?;
    file.strip_prefix("message_")?.split('.').next()?.parse().ok()
}

/// Returns for each thread the stretches between its numbered files where one is not there or could not be read, with how
/// many files that is. That the oldest are missing does not show.
fn missing_pieces(pieces: &[Piece]) -> Vec<(ConversationId, Missing, u64)> {
    let mut ids: Vec<ConversationId> = Vec::new();
    for piece in pieces.iter().filter(|piece| !ids.contains(&piece.id)).collect::<Vec<_>>() {
        if !ids.contains(&piece.id) {
            ids.push(piece.id);
        }
    }
    let second = |millis: i64| Some(ClockSecond(millis.div_euclid(1000)));
    let mut missing = Vec::new();
    for id in ids {
        let mut own: Vec<&Piece> =
            pieces.iter().filter(|piece| piece.id == id && piece.last > i64::MIN).collect();
        own.sort_by_key(|piece| (piece.number, std::cmp::Reverse(piece.last)));
        let mut newer: Option<&Piece> = None;
        for piece in own {
            let before = newer.map_or(0, |newer| newer.number);
            let gone = piece.number.saturating_sub(before + 1);
            if gone > 0 {
                let span = Missing {
                    from: second(piece.last),
                    to: newer.and_then(|newer| second(newer.first)),
                    cause: MissingCause::PartMissing,
                };
                missing.push((id, span, gone.into()));
            }
            newer = Some(piece);
        }
    }
    missing
}

/// Returns whether a file is one of the numbered files of a thread, as the standard download names them.
fn is_numbered(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|file| file.starts_with("message_"))
}

/// The threads met so far.
#[derive(Default)]
struct Threads {
    by_people: HashMap<Vec<String>, Vec<ConversationId>>,
    moved: Vec<Moved>,
    /// Threads of numbered files that lie in no folder, by the people in them.
    loose: HashMap<Vec<String>, ConversationId>,
    pieces: Vec<Piece>,
}

/// What is known of the end of a thread in its older half.
struct Moved {
    id: ConversationId,
    /// Milliseconds of its last message in the older half.
    last: i64,
    /// Whether the app says that what came later stands in another download.
    was_cut: bool,
    has_newer_half: bool,
}

/// Where the app puts threads that it moved to encryption.
const CUT_OVER: &str = "e2ee_cutover";

/// One numbered file of a thread. The first holds the newest messages.
struct Piece {
    id: ConversationId,
    number: u32,
    /// Milliseconds of its first and last message.
    first: i64,
    last: i64,
}

impl Threads {
    fn read(
        &mut self,
        path: &str,
        json: &mut Json<PartReader<'_>>,
        into: &mut Collector,
    ) -> Result<(), ImportError> {
        if !json.enter_object() {
            return Ok(());
        }
        let mut people: Vec<String> = Vec::new();
        let mut id = None;
        while let Some(key) = json.next_key() {
            match key.as_str() {
                "participants" => {
                    let raw = json.value().unwrap_or_default();
                    let named: Vec<Participant<'_>> = read_value(raw).unwrap_or_default();
                    people = named.iter().map(|person| repaired_words(person.name()).into_owned()).collect();
                }
                "messages" if json.enter_list() => id = self.read_messages(path, &people, json, into)?,
                // A file that was given by itself has lost the folder that tells of the move, but still names it.
                "thread_path" => {
                    let is_cut = json.words().is_some_and(|place| place.contains(CUT_OVER));
                    let moved = self.moved.iter_mut().find(|moved| Some(moved.id) == id);
                    if let Some(moved) = moved.filter(|_| is_cut) {
                        moved.was_cut = true;
                    }
                }
                _ => json.skip(),
            }
        }
        Ok(())
    }

    fn read_messages(
        &mut self,
        path: &str,
        people: &[String],
        json: &mut Json<PartReader<'_>>,
        into: &mut Collector,
    ) -> Result<Option<ConversationId>, ImportError> {
        let id = self.thread(path, people, into);
        let (mut first, mut last, mut is_encrypted) = (i64::MAX, i64::MIN, false);
        while json.next_item() {
            let Some(raw) = json.value() else { break };
            let raw = sound(raw, into);
            let Some(message) = read_value::<Message<'_>>(&raw) else {
                into.skip(NoticeKind::DamagedEntry);
                continue;
            };
            is_encrypted |= message.is_encrypted();
            if let Some(at) = message.take(id, into)? {
                last = last.max(at);
                first = first.min(at);
            }
        }
        if let Some(number) = number_of(path) {
            self.pieces.push(Piece { id, number, first, last });
        }
        let known = self.moved.iter_mut().find(|moved| moved.id == id);
        match known {
            Some(moved) if is_encrypted => moved.has_newer_half = true,
            Some(moved) => moved.last = moved.last.max(last),
            None if last == i64::MIN => {}
            None => {
                self.moved.push(Moved { id, last, was_cut: path.contains(CUT_OVER), has_newer_half: false });
            }
        }
        Ok(Some(id))
    }

    /// Finds the thread of a part: numbered files by their folder, the encrypted half by the people in it.
    fn thread(&mut self, path: &str, people: &[String], into: &mut Collector) -> ConversationId {
        let mut sorted = people.to_vec();
        sorted.sort_unstable();
        let is_loose = is_numbered(path) && !path.contains('/');
        if let Some(known) = self.loose.get(&sorted).filter(|_| is_loose) {
            return *known;
        }
        let alike = self.by_people.entry(sorted.clone()).or_default();
        if let ([only], false) = (&alike[..], is_numbered(path)) {
            return *only;
        }
        let place = if is_numbered(path) { folder(path).rsplit('/').next().unwrap_or(path) } else { path };
        let names: Vec<&str> = people.iter().map(String::as_str).collect();
        let size = if people.len() > 2 { Size::Group } else { Size::Two };
        let id = into.conversation(&About { key: place, title: "", people: &names, size });
        if !alike.contains(&id) {
            alike.push(id);
        }
        if is_loose {
            self.loose.insert(sorted, id);
        }
        id
    }

    fn tell_what_is_missing(&self, into: &mut Collector) {
        for moved in self.moved.iter().filter(|moved| moved.was_cut && !moved.has_newer_half) {
            let from = Some(ClockSecond(moved.last.div_euclid(1000)));
            into.lacks(moved.id, Missing { from, to: None, cause: MissingCause::MovedToEncrypted });
        }
        for missing in missing_pieces(&self.pieces) {
            into.lacks(missing.0, missing.1);
            into.note(NoticeKind::PartMissing, missing.2);
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Participant<'a> {
    Named {
        #[serde(borrow)]
        name: Cow<'a, str>,
    },
    Name(#[serde(borrow)] Cow<'a, str>),
}

impl Participant<'_> {
    fn name(&self) -> &str {
        match self {
            Self::Named { name } | Self::Name(name) => name,
        }
    }
}

#[derive(Deserialize)]
struct Message<'a> {
    #[serde(borrow)]
    sender_name: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "senderName")]
    encrypted_sender: Option<Cow<'a, str>>,
    timestamp_ms: Option<i64>,
    timestamp: Option<i64>,
    #[serde(borrow)]
    content: Option<Cow<'a, str>>,
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
    #[serde(default)]
    photos: Vec<IgnoredAny>,
    #[serde(default)]
    videos: Vec<IgnoredAny>,
    #[serde(default)]
    gifs: Vec<IgnoredAny>,
    #[serde(default)]
    files: Vec<IgnoredAny>,
    #[serde(default)]
    media: Vec<IgnoredAny>,
    #[serde(default)]
    audio_files: Vec<IgnoredAny>,
    sticker: Option<IgnoredAny>,
    share: Option<IgnoredAny>,
    call_duration: Option<IgnoredAny>,
    #[serde(default, alias = "isUnsent")]
    is_unsent: bool,
    /// What the encrypted half says a message is.
    #[serde(borrow, rename = "type")]
    kind: Option<Cow<'a, str>>,
}

impl Message<'_> {
    fn is_encrypted(&self) -> bool {
        self.encrypted_sender.is_some()
    }

    /// Hands the message over, and returns when it was sent, in milliseconds.
    fn take(&self, id: ConversationId, into: &mut Collector) -> Result<Option<i64>, ImportError> {
        let Some(millis) = self.timestamp_ms.or(self.timestamp) else {
            into.skip(NoticeKind::UnreadableTime);
            return Ok(None);
        };
        let name = self.sender_name.as_deref().or(self.encrypted_sender.as_deref()).unwrap_or_default();
        let name = repaired_words(name);
        if name.trim().is_empty() {
            into.skip(NoticeKind::MissingSender);
            return Ok(None);
        }
        let words = self.content.as_deref().or(self.text.as_deref()).unwrap_or_default();
        let words = repaired_words(words);
        let said = said_of(&words, &name);
        if let Some(said) = said {
            into.mark(id, Time::Exact(millis), said);
        }
        let kind = if said.is_some() { MessageKind::System } else { self.kind(&words, &name) };
        let text = if kind == MessageKind::Deleted { "" } else { &words };
        let sender = Some(Person { key: &name, name: &name });
        into.add(id, &Entry { time: Time::Exact(millis), sender, kind, text })?;
        Ok(Some(millis))
    }

    fn kind(&self, words: &str, name: &str) -> MessageKind {
        let has_media = [&self.photos, &self.videos, &self.gifs, &self.files, &self.media]
            .iter()
            .any(|list| !list.is_empty());
        if self.is_unsent {
            MessageKind::Deleted
        } else if self.call_duration.is_some() || is_call(words, name) || self.is_placeholder_of(name, words)
        {
            MessageKind::Call
        } else if is_reaction(words) {
            MessageKind::Reaction
        } else if !self.audio_files.is_empty() {
            MessageKind::Voice
        } else if self.sticker.is_some() {
            MessageKind::Sticker
        } else if words.is_empty() && (has_media || self.share.is_some()) || is_attachment(words, name) {
            MessageKind::Media
        } else if words.is_empty() {
            // Nothing is left of it: the app took its content out.
            MessageKind::Deleted
        } else {
            MessageKind::Text
        }
    }

    /// Returns whether the app put a sentence about the sender in place of a call; other things have fields of their own.
    fn is_placeholder_of(&self, name: &str, words: &str) -> bool {
        let is_about = words.strip_prefix(name).is_some_and(|rest| rest.starts_with(' '));
        self.kind.as_deref() == Some("placeholder") && is_about
    }
}

/// `Reacted 😆 to your message`, `Liked a message`: lines that stand for a reaction.
pub(super) fn is_reaction(words: &str) -> bool {
    let reacted = words.strip_prefix("Reacted ").and_then(|rest| rest.split_once(" to your message"));
    words == "Liked a message" || reacted.is_some_and(|(_, rest)| matches!(rest.trim_end(), "" | "."))
}

/// `Ana sent an attachment.` and the like, in place of what was sent.
pub(super) fn is_attachment(words: &str, name: &str) -> bool {
    const ENDS: &[&str] = &[
        "sent an attachment.",
        "sent a photo.",
        "sent a video.",
        "sent a GIF.",
        "sent a sticker.",
        "sent a voice message.",
        "shared a story.",
    ];
    let event = words.strip_prefix(name).or_else(|| words.strip_prefix("You")).map(str::trim_start);
    event.is_some_and(|event| ENDS.contains(&event))
}

/// Lines about a call, which stand under the name of who called or was called.
pub(super) fn is_call(words: &str, name: &str) -> bool {
    const EVENTS: &[&str] = &[
        "called you.",
        "missed your call.",
        "missed your video chat.",
        "missed your video call.",
        "missed your audio call.",
        "missed a call from you.",
        "missed a video chat with you.",
        "missed a video call with you.",
        "missed an audio call with you.",
        "started an audio call.",
        "started a video call.",
        "started a video chat.",
        "started a call.",
        "joined the call.",
        "joined the video chat.",
    ];
    const WHOLE: &[&str] =
        &["The video chat ended.", "The call ended.", "Video chat ended", "Audio call ended"];
    let by_other = words.strip_prefix(name).map(str::trim_start).is_some_and(|event| {
        EVENTS.iter().any(|known| known.trim_end_matches('.') == event.trim_end_matches('.'))
    });
    let by_you = words.strip_prefix("You ").is_some_and(|event| {
        let is_called =
            event.strip_prefix("called ").is_some_and(|whom| whom.ends_with('.') && whom.len() < 80);
        let is_missed = event.starts_with("missed a ")
            && (event.contains(" call from ") || event.contains(" chat with "));
        (is_called || is_missed) && !event.contains('\n')
    });
    by_other || by_you || WHOLE.contains(&words)
}

/// Turns letters that are really the bytes of UTF-8 back into text, when all of them are.
fn repaired_words(words: &str) -> Cow<'_, str> {
    if words.is_ascii() {
        return Cow::Borrowed(words);
    }
    let bytes: Option<Vec<u8>> = words.chars().map(|letter| u8::try_from(u32::from(letter)).ok()).collect();
    match bytes.map(String::from_utf8) {
        Some(Ok(text)) => Cow::Owned(text),
        Some(Err(_)) | None => Cow::Borrowed(words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_are_bytes_are_repaired_and_no_others() {
        assert_eq!(repaired_words("caf\u{c3}\u{a9} \u{f0}\u{9f}\u{98}\u{a0}"), "café 😠");
        for sound in ["café", "naïve “quote”", "😠", "plain", "Ã alone"] {
            assert_eq!(repaired_words(sound), sound);
        }
    }

    #[test]
    fn lines_of_the_app() {
        assert!(is_reaction("Reacted 😆 to your message ") && is_reaction("Liked a message"));
        assert!(!is_reaction("Reacted badly to your message yesterday"));
        assert!(is_call("Dana missed your call.", "Dana") && is_call("You called Dana.", "Alex"));
        assert!(!is_call("You called it, Dana. Wow", "Alex") && !is_call("You called me\nfirst.", "Alex"));
        assert!(is_attachment("Dana sent an attachment.", "Dana"));
    }
}
