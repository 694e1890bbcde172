//! iMessage chats as imessage-exporter writes them in HTML.
//!
//! Where from: `imessage-exporter --format html`; one page for each chat, named by the people in it.
//! Versions: not told by the page; only the layout below is known.
//!
//! ```text
//! message = div.message > (div.sent | div.received) > p > span.timestamp, span.sender
//!                                                   > div.message_part* (span.bubble | picture | span.unsent)
//!                                                   > div.tapbacks?  div.replies > div.reply > message
//! event   = div.announcement > p > span.timestamp, words
//! time    = "May 17, 2022  5:29:42 PM [(Read by ...)]"        the clock of the computer, always in English
//! ```
//!
//! A reply stands under what it answers and again at its own place; it is counted once.
//!
//! Supported: replies, events, messages taken back, pictures, voice notes, the last wording of an edited message.
//! Not supported: tapbacks (they carry no time), the moment a message was read.

use ebb::export::Capabilities;
use ebb::message::MessageKind;

use crate::collect::{Collector, ConversationId, Entry, Person, Time};
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::formats::imessage_export::{CAPABILITIES, OWNER, conversation, kind_and_words, moment};
use crate::html::{Gathered, Html, Piece, Tag};
use crate::notice::NoticeKind;
use crate::source::{PartReader, Parts};

/// Pages of imessage-exporter.
pub(super) struct IMessageHtml;

impl Format for IMessageHtml {
    fn id(&self) -> &'static str {
        "imessage-html"
    }

    fn name(&self) -> &'static str {
        "iMessage (imessage-exporter, HTML)"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "Run imessage-exporter with --format html on the Mac or on a backup of the iPhone.",
            "Give ebb the one page that is named after the other person.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    fn checked(&self) -> Checked {
        Checked::FromDescription
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        let has = |words: &str| head.text.contains(words);
        let has_side = has("<div class=\"sent") || has("<div class=\"received\"");
        Recognition::from_claim(
            has("<div class=\"message\">") && has_side && has("<span class=\"timestamp\">"),
        )
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        into.set_owner(OWNER);
        into.count_repeats_once();
        for part in 0..parts.len() {
            let id = conversation(parts.path(part), into);
            let mut page = Page { html: Html::new(parts.open(part)?), id, into };
            page.read()?;
        }
        Ok(())
    }
}

/// What the words on the way past belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Time,
    Sender,
    Bubble,
    Event,
}

/// A message or an event while its elements pass by; replies stand inside of what they answer.
struct Open {
    /// Depth at which it opened.
    depth: usize,
    is_event: bool,
    time: Option<i64>,
    sender: String,
    words: String,
    media: Option<MessageKind>,
    /// Depth of the wordings of an edited message; each takes the place of the one before.
    edited: Option<usize>,
    /// Depth of something that is no part of the message.
    aside: Option<usize>,
}

struct Page<'a, 'c> {
    html: Html<PartReader<'a>>,
    id: ConversationId,
    into: &'c mut Collector,
}

impl Page<'_, '_> {
    fn read(&mut self) -> Result<(), ImportError> {
        let mut open: Vec<Open> = Vec::new();
        let mut place: Option<(Place, usize)> = None;
        let mut words = Gathered::default();
        while let Some(piece) = self.html.next_piece() {
            match piece {
                Piece::Open(tag) => {
                    if place.is_some() {
                        words.tag(&tag);
                    }
                    if tag.is("div") && (tag.has("message") || tag.has("announcement")) {
                        let depth = self.html.depth();
                        open.push(Open::at(depth, tag.has("announcement")));
                    } else if let Some(open) = open.last_mut() {
                        open.see(&tag, self.html.depth(), &mut place);
                    }
                }
                Piece::Words(piece) => match (place, open.last()) {
                    (Some(_), _) => words.push(&piece),
                    // What happened stands beside the time, not in an element of its own.
                    (None, Some(event)) if event.is_event => {
                        words.push(&piece);
                        place = Some((Place::Event, event.depth));
                    }
                    (None, _) => {}
                },
                Piece::Close => {
                    let depth = self.html.depth();
                    if let Some((what, _)) = place.take_if(|(_, opened)| depth < *opened)
                        && let Some(open) = open.last_mut()
                    {
                        open.take(what, words.take());
                    }
                    if let Some(open) = open.last_mut() {
                        open.edited.take_if(|opened| depth < *opened);
                        open.aside.take_if(|opened| depth < *opened);
                    }
                    while let Some(done) = open.pop_if(|open| depth < open.depth) {
                        self.add(&done)?;
                    }
                }
            }
        }
        for _ in open {
            self.into.skip(NoticeKind::DamagedEntry);
        }
        if self.html.is_cut() {
            self.into.note(NoticeKind::FileCut, 1);
        }
        Ok(())
    }

    fn add(&mut self, open: &Open) -> Result<(), ImportError> {
        let Some(second) = open.time else {
            self.into.skip(NoticeKind::UnreadableTime);
            return Ok(());
        };
        let time = Time::Local(second * 1000);
        if open.is_event {
            let text = open.words.as_str();
            return self.into.add(self.id, &Entry { time, sender: None, kind: MessageKind::System, text });
        }
        if open.sender.is_empty() {
            self.into.skip(NoticeKind::MissingSender);
            return Ok(());
        }
        let (kind, text) = kind_and_words(&open.words);
        let kind =
            if text.is_empty() && kind == MessageKind::Text { open.media.unwrap_or(kind) } else { kind };
        let sender = Some(Person { key: &open.sender, name: &open.sender });
        self.into.add(self.id, &Entry { time, sender, kind, text: &text })
    }
}

impl Open {
    fn at(depth: usize, is_event: bool) -> Self {
        Self {
            depth,
            is_event,
            time: None,
            sender: String::new(),
            words: String::new(),
            media: None,
            edited: None,
            aside: None,
        }
    }

    fn see(&mut self, tag: &Tag, depth: usize, place: &mut Option<(Place, usize)>) {
        if self.aside.is_some() {
            return;
        }
        if tag.has("timestamp") && self.time.is_none() {
            *place = Some((Place::Time, depth));
        } else if tag.has("sender") {
            *place = Some((Place::Sender, depth));
        } else if tag.has("bubble") || tag.has("unsent") {
            // Of two such elements inside each other, the outer one holds all the words.
            if place.is_none() {
                *place = Some((Place::Bubble, depth));
            }
        } else if tag.has("edited") {
            self.edited = Some(depth);
        } else if tag.has("tapbacks") || tag.has("reactions") {
            self.aside = Some(depth);
        } else if tag.is("audio") {
            self.media = Some(MessageKind::Voice);
        } else if tag.has("sticker") {
            self.media = Some(MessageKind::Sticker);
        } else if tag.is("img") || tag.is("video") || tag.has("app") || tag.has("attachment_error") {
            self.media = self.media.or(Some(MessageKind::Media));
        }
    }

    fn take(&mut self, what: Place, found: String) {
        match what {
            Place::Time => self.time = moment(&found).map(|(second, _)| second),
            Place::Sender => self.sender = found,
            Place::Bubble if self.edited.is_some() || self.words.is_empty() => self.words = found,
            Place::Bubble | Place::Event => {
                self.words.push('\n');
                self.words.push_str(&found);
                self.words = self.words.trim().to_owned();
            }
        }
    }
}
