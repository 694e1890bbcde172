//! The pages that Telegram Desktop writes of a chat, for people to look at.
//!
//! Where from: the three dots of a chat, Export chat history, HTML (which is the default).
//! Versions: since 2022 the time carries its distance from UTC; before, it is the wall clock of the computer.
//!
//! ```text
//! folder  = messages.html messages2.html messages3.html ...           oldest first
//! page    = .page_header .text.bold (title)  message*
//! message = div.message.default[.joined]  .date[title="DD.MM.YYYY HH:MM:SS[ UTC+HH:MM]"]  .from_name?  .text?  .media?
//! service = div.message.service  .body.details
//! ```
//!
//! A message that is `joined` has no name: it is by the one before. What was forwarded stands inside with a name of its
//! own, which is not the sender's.
//!
//! Supported: one chat or the folder of a whole account, times with and without a zone, media, voice, stickers, calls,
//! polls, places, contacts. Not supported: reactions (they carry no time), replies as such, lists that are no chats.

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;

use crate::collect::{About, Collector, ConversationId, Entry, Person, Size, Time};
use crate::date_order::days_from_civil;
use crate::day_and_clock::read_clock;
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::formats::json_entry::folder;
use crate::gaps::said;
use crate::html::{Gathered, Html, Piece, Tag};
use crate::notice::NoticeKind;
use crate::source::{PartReader, Parts};

/// Chats exported as HTML by Telegram Desktop.
pub(super) struct TelegramHtml;

impl Format for TelegramHtml {
    fn id(&self) -> &'static str {
        "telegram-html"
    }

    fn name(&self) -> &'static str {
        "Telegram (HTML pages)"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "If you can still export, choose JSON: it tells more. This is for pages you already have.",
            "Give ebb the whole folder with messages.html, messages2.html and so on.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            calls: Carried::Yes,
            reactions: Carried::No,
            both_sides: Carried::Yes,
            whole_history: Carried::Sometimes,
            edits: Carried::No,
            deletions: Carried::No,
            lasting: Carried::Sometimes,
        }
    }

    fn checked(&self) -> Checked {
        Checked::FromDescription
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        let is_page = head.text.trim_start().starts_with('<') && head.text.contains("class=\"page_wrap");
        let has_messages = head.text.contains("class=\"message default")
            || head.text.contains("class=\"message service")
            || head.text.contains("class=\"history\"");
        Recognition::from_claim(is_page && has_messages)
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by_key(|&part| (folder_of(parts.path(part)).to_owned(), page_number(parts.path(part))));
        let mut chat: Option<Chat> = None;
        for part in order {
            let key = folder_of(parts.path(part)).to_owned();
            let known = chat.take_if(|chat| chat.key == key);
            let mut page = Page { html: Html::new(parts.open(part)?), into };
            let read = page.read(known.unwrap_or_else(|| Chat::of(key)))?;
            chat = Some(read);
        }
        Ok(())
    }
}

/// Returns what all pages of one chat share: their folder, or nothing when they lie in none.
fn folder_of(path: &str) -> &str {
    if path.contains('/') { folder(path) } else { "" }
}

/// Returns the place of a page among the pages of its chat.
fn page_number(path: &str) -> u32 {
    let digits: String =
        path.rsplit('/').next().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(1)
}

/// A chat over as many pages as it has.
struct Chat {
    key: String,
    id: Option<ConversationId>,
    title: String,
    /// Who wrote the message before.
    sender: String,
    /// When the last message was sent.
    last: Option<Time>,
}

impl Chat {
    fn of(key: String) -> Self {
        Self { key, id: None, title: String::new(), sender: String::new(), last: None }
    }
}

/// What the words on the way past belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Title,
    Sender,
    Text,
    Service,
}

/// One message while its elements pass by.
struct Message {
    /// Depth at which it opened.
    depth: usize,
    is_service: bool,
    time: Option<Time>,
    sender: String,
    text: String,
    kind: MessageKind,
    /// Depth at which a forwarded message inside opened.
    forwarded: Option<usize>,
}

struct Page<'a, 'c> {
    html: Html<PartReader<'a>>,
    into: &'c mut Collector,
}

impl Page<'_, '_> {
    fn read(&mut self, mut chat: Chat) -> Result<Chat, ImportError> {
        let mut message: Option<Message> = None;
        let mut place: Option<(Place, usize)> = None;
        let mut words = Gathered::default();
        while let Some(piece) = self.html.next_piece() {
            match piece {
                Piece::Open(tag) => {
                    if place.is_some() {
                        words.tag(&tag);
                    }
                    match &mut message {
                        Some(message) if !message.is_service => {
                            self.open_inside(message, &tag, &mut place);
                        }
                        Some(_) if tag.has("body details") => {
                            place = Some((Place::Service, self.html.depth()));
                        }
                        None if tag.has("message") && (tag.has("default") || tag.has("service")) => {
                            message = Some(Message {
                                depth: self.html.depth(),
                                is_service: tag.has("service"),
                                time: None,
                                sender: String::new(),
                                text: String::new(),
                                kind: MessageKind::Text,
                                forwarded: None,
                            });
                        }
                        None if tag.has("text bold") && chat.title.is_empty() => {
                            place = Some((Place::Title, self.html.depth()));
                        }
                        Some(_) | None => {}
                    }
                }
                Piece::Words(piece) if place.is_some() => words.push(&piece),
                Piece::Words(_) => {}
                Piece::Close => {
                    let depth = self.html.depth();
                    if let Some((what, _)) = place.take_if(|(_, opened)| depth < *opened) {
                        let found = words.take();
                        match (what, &mut message) {
                            (Place::Title, _) => chat.title = found,
                            (Place::Sender, Some(message)) => message.sender = found,
                            (Place::Text | Place::Service, Some(message)) => {
                                let divider = if message.text.is_empty() { "" } else { "\n" };
                                message.text.push_str(divider);
                                message.text.push_str(&found);
                            }
                            (_, None) => {}
                        }
                    }
                    if let Some(message) = &mut message {
                        message.forwarded.take_if(|opened| depth < *opened);
                    }
                    if let Some(message) = message.take_if(|message| depth < message.depth) {
                        self.take(&message, &mut chat)?;
                    }
                }
            }
        }
        if message.is_some() {
            self.into.skip(NoticeKind::DamagedEntry);
        }
        if self.html.is_cut() {
            self.into.note(NoticeKind::FileCut, 1);
        }
        Ok(chat)
    }

    fn open_inside(&mut self, message: &mut Message, tag: &Tag, place: &mut Option<(Place, usize)>) {
        let depth = self.html.depth();
        if tag.has("date details") && message.forwarded.is_none() {
            message.time = self.time(&tag.title);
        } else if tag.has("forwarded body") {
            message.forwarded = Some(depth);
        } else if tag.has("from_name") && message.forwarded.is_none() {
            *place = Some((Place::Sender, depth));
        } else if tag.has("text") && place.is_none() {
            *place = Some((Place::Text, depth));
        } else if let Some(kind) = media_kind(tag) {
            message.kind = kind;
        }
    }

    /// Reads `24.04.2025 13:49:04 UTC+06:00`, or the same without its last word.
    fn time(&mut self, written: &str) -> Option<Time> {
        let mut words = written.split_ascii_whitespace();
        let mut date = words.next()?.split('.');
        let mut number = || date.next()?.parse::<u16>().ok();
        let (day, month, year) = (number()?, number()?, number()?);
        let (clock, _) = read_clock(words.next()?)?;
        let days = days_from_civil(i64::from(year), month, day)?;
        let local = days * 24 * 3600 + i64::from(clock.second_of_day);
        let Some(ahead) = words.next().and_then(seconds_ahead) else {
            return Some(Time::Local(local * 1000));
        };
        self.into.see_clock(local - ahead, local);
        Some(Time::Exact((local - ahead) * 1000))
    }

    fn take(&mut self, message: &Message, chat: &mut Chat) -> Result<(), ImportError> {
        if !message.sender.is_empty() {
            chat.sender.clone_from(&message.sender);
        }
        if message.is_service {
            // Lines of the app carry no time of their own: the day's name, a pinned message, a call to a group. What they
            // say of a timer holds from the message before.
            if let (Some(id), Some(time), Some(said)) = (chat.id, chat.last, said(&message.text)) {
                self.into.mark(id, time, said);
            }
            return Ok(());
        }
        let Some(time) = message.time else {
            self.into.skip(NoticeKind::UnreadableTime);
            return Ok(());
        };
        if chat.sender.is_empty() {
            self.into.skip(NoticeKind::MissingSender);
            return Ok(());
        }
        let people = [chat.title.as_str()];
        let id = *chat.id.get_or_insert_with(|| {
            self.into.conversation(&About {
                key: &chat.key,
                title: &chat.title,
                people: if chat.title.is_empty() { &[] } else { &people },
                size: Size::Two,
            })
        });
        chat.last = Some(time);
        let sender = Some(Person { key: &chat.sender, name: &chat.sender });
        self.into.add(id, &Entry { time, sender, kind: message.kind, text: &message.text })
    }
}

fn media_kind(tag: &Tag) -> Option<MessageKind> {
    const KINDS: &[(&str, MessageKind)] = &[
        ("media_call", MessageKind::Call),
        ("media_voice_message", MessageKind::Voice),
        ("media_poll", MessageKind::Poll),
        ("media_location", MessageKind::Location),
        ("media_live_location", MessageKind::Location),
        ("media_venue", MessageKind::Location),
        ("media_contact", MessageKind::Contact),
        ("sticker_wrap", MessageKind::Sticker),
        ("photo_wrap", MessageKind::Media),
        ("video_file_wrap", MessageKind::Media),
        ("animated_wrap", MessageKind::Media),
        ("media_photo", MessageKind::Media),
        ("media_video", MessageKind::Media),
        ("media_audio_file", MessageKind::Media),
        ("media_file", MessageKind::Media),
        ("media_game", MessageKind::Media),
        ("media_invoice", MessageKind::Media),
    ];
    KINDS.iter().find(|(class, _)| tag.has(class)).map(|&(_, kind)| kind)
}

/// Reads `UTC+06:00`.
fn seconds_ahead(written: &str) -> Option<i64> {
    let rest = written.strip_prefix("UTC")?;
    let (sign, rest) = match rest.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, rest.strip_prefix('+')?),
    };
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..=14).contains(&hours) && (0..60).contains(&minutes)).then_some(sign * (hours * 60 + minutes) * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_from_utc() {
        assert_eq!(seconds_ahead("UTC+05:30"), Some(19_800));
        assert_eq!(seconds_ahead("UTC-03:00"), Some(-10_800));
        assert_eq!(seconds_ahead("UTC"), None);
    }

    #[test]
    fn pages_are_numbered_from_one() {
        assert_eq!(page_number("chats/chat_01/messages.html"), 1);
        assert_eq!(page_number("messages12.html"), 12);
    }
}
