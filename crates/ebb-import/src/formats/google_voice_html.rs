//! Text messages of Google Voice, as Google Takeout writes them: one page for each talk.
//!
//! Where from: takeout.google.com, Voice; `Voice/Calls/NAME - Text - TIME.html` in it.
//! Versions: those of the last years, which hold microformats (`hChatLog`).
//!
//! ```text
//! page    = <div class="hChatLog hfeed"> message* </div>
//! message = <div class="message"><abbr class="dt" title="ISO 8601">..</abbr>
//!           <cite class="sender"><a class="tel" href="tel:NUMBER"><span class="fn">NAME</span></a></cite> <q>words</q></div>
//! ```
//!
//! Supported: both sides, pictures, all talks with one number as one chat. Not supported: calls and voicemail, which
//! stand in pages of another form.

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;

use crate::collect::{About, Collector, Entry, Person, Size};
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::formats::json_entry::instant;
use crate::html::{Gathered, Html, Piece};
use crate::notice::NoticeKind;
use crate::source::Parts;

/// Talks of Google Voice.
pub(super) struct GoogleVoiceHtml;

/// How the owner is called on every page.
const OWNER: &str = "Me";

impl Format for GoogleVoiceHtml {
    fn id(&self) -> &'static str {
        "google-voice"
    }

    fn name(&self) -> &'static str {
        "Google Voice"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "At takeout.google.com choose Voice only, and download it.",
            "Give ebb the zip, or the folder Voice/Calls in it, with --them \"NAME\".",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            calls: Carried::No,
            reactions: Carried::No,
            both_sides: Carried::Yes,
            whole_history: Carried::Sometimes,
            edits: Carried::No,
            deletions: Carried::No,
            lasting: Carried::Yes,
        }
    }

    fn checked(&self) -> Checked {
        Checked::FromDescription
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        Recognition::from_claim(head.text.contains("class=\"hChatLog"))
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        into.set_owner(OWNER);
        into.count_repeats_once();
        into.learn_reactions();
        for part in 0..parts.len() {
            let text = parts.text(part)?;
            let messages = messages_of(&text.content[text.start..]);
            let other = messages.iter().find(|message| message.name != OWNER);
            let (key, name) = other.map_or(("", ""), |other| (other.number.as_str(), other.name.as_str()));
            let file = text.name.rsplit('/').next().unwrap_or(&text.name);
            let (key, name) = if key.is_empty() { (file, file) } else { (key, name) };
            let id = into.conversation(&About { key, title: name, people: &[name, key], size: Size::Two });
            for message in &messages {
                let Some(time) = instant(&message.time) else {
                    into.skip(NoticeKind::UnreadableTime);
                    continue;
                };
                let is_own = message.name == OWNER;
                let own = Person { key: OWNER, name: OWNER };
                let sender =
                    Some(if is_own { own } else { Person { key: &message.number, name: &message.name } });
                let kind = if message.words.is_empty() { MessageKind::Media } else { MessageKind::Text };
                into.add(id, &Entry { time, sender, kind, text: &message.words })?;
            }
        }
        Ok(())
    }
}

#[derive(Default)]
struct Message {
    depth: usize,
    time: String,
    number: String,
    name: String,
    words: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Name,
    Words,
}

fn messages_of(page: &str) -> Vec<Message> {
    let mut html = Html::new(page.as_bytes());
    let mut messages = Vec::new();
    let mut open: Option<Message> = None;
    let mut place: Option<(Place, usize)> = None;
    let mut words = Gathered::default();
    while let Some(piece) = html.next_piece() {
        let depth = html.depth();
        match piece {
            Piece::Open(tag) => {
                if place.is_some() {
                    words.tag(&tag);
                }
                let Some(message) = &mut open else {
                    if tag.has("message") {
                        open = Some(Message { depth, ..Message::default() });
                    }
                    continue;
                };
                if tag.has("dt") {
                    message.time = tag.title;
                } else if tag.has("tel") {
                    tag.href.trim_start_matches("tel:").clone_into(&mut message.number);
                } else if tag.has("fn") {
                    place = Some((Place::Name, depth));
                } else if tag.is("q") {
                    place = Some((Place::Words, depth));
                }
            }
            Piece::Words(piece) => {
                if place.is_some() {
                    words.push(&piece);
                }
            }
            Piece::Close => {
                if let Some((what, _)) = place.take_if(|(_, opened)| depth < *opened) {
                    let found = words.take();
                    if let Some(message) = &mut open {
                        *(if what == Place::Name { &mut message.name } else { &mut message.words }) = found;
                    }
                }
                messages.extend(open.take_if(|message| depth < message.depth));
            }
        }
    }
    messages
}
