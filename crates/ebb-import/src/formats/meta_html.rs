//! Chats of Messenger or Instagram as pages, for people to look at.
//!
//! Where from: Accounts Centre, Your information and permissions, Download your information, as HTML (which is the
//! default); `.../inbox/THREAD/message_1.html`.
//! Versions: until 2021 and since; only the names of the classes differ.
//!
//! ```text
//! page    = title  (about-the-chat | message)*                             newest first
//! message = div.uiBoxWhite.noborder > sender, content, time
//! sender  = ._2pim (since 2021) | ._2lel     content = ._a6-p | ._2let     time = ._a6-o | ._2lem
//! time    = "Sep 22, 2017 6:33 am" | "Sep 22, 2017, 6:33:12 AM"            in the language of the account
//! ```
//!
//! The clock is that of the account when it asked for the download; the page does not name its zone.
//!
//! Supported: dates with months of thirteen languages and dates that begin with the year, all numbered pages of a thread,
//! pictures, voice notes, calls, reactions as lines. Not supported: dates in other languages (such messages are left out
//! and counted), reactions beside a message, messages that were taken back (they leave no trace).

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;

use crate::collect::{About, Collector, ConversationId, Entry, Person, Size, Time};
use crate::date_order::{DateOrder, Decision, decide};
use crate::day_and_clock::Day;
use crate::error::{ImportError, TwoReadings};
use crate::format::{Checked, Format, Head, Recognition};
use crate::formats::json_entry::folder;
use crate::formats::meta_json::{is_attachment, is_call, is_reaction};
use crate::gaps::said_of;
use crate::html::{Gathered, Html, Piece, Tag};
use crate::notice::NoticeKind;
use crate::source::{PartReader, Parts};
use crate::stamp::YearForm;
use crate::table::{Moment, moment_from_words};
use crate::written_moment::read_moment;

/// Pages of Messenger and Instagram.
pub(super) struct MetaHtml;

const BLOCK: &str = "uiBoxWhite noborder";

impl Format for MetaHtml {
    fn id(&self) -> &'static str {
        "messenger-instagram-html"
    }

    fn name(&self) -> &'static str {
        "Messenger and Instagram (HTML pages)"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "If you can, ask for the download again with JSON as the format: it tells more.",
            "Otherwise give ebb the folder of the other person with message_1.html and so on.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            calls: Carried::Yes,
            reactions: Carried::Sometimes,
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
        let has = |words: &str| head.text.contains(words);
        let file = head.name.rsplit('/').next().unwrap_or_default();
        // Posts, stories and comments of an account stand on pages of the same build.
        let is_thread = file.starts_with("message") || !head.name.contains('/');
        Recognition::from_claim(is_thread && has(BLOCK) && (has("_a6-o") || has("_2lem")))
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        into.learn_reactions();
        let order = order_of_dates(parts, into.settings().date_order)?;
        for part in 0..parts.len() {
            let path = parts.path(part);
            // Pages that were given without their folder are pages of one chat.
            let key = if path.contains('/') { folder(path) } else { "" }.to_owned();
            let mut page =
                Page { html: Html::new(parts.open(part)?), key, title: String::new(), order, id: None, into };
            page.read()?;
        }
        Ok(())
    }
}

/// What the words on the way past belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Title,
    Sender,
    Content,
    Time,
}

/// One message while its elements pass by.
struct Message {
    depth: usize,
    sender: String,
    words: String,
    /// The time as it is written; `None` while none was met.
    time: Option<String>,
    media: Option<MessageKind>,
    /// Depth of the list of reactions.
    aside: Option<usize>,
}

struct Page<'a, 'c> {
    html: Html<PartReader<'a>>,
    key: String,
    title: String,
    /// The order of day and month where a date leaves it open.
    order: Option<DateOrder>,
    id: Option<ConversationId>,
    into: &'c mut Collector,
}

impl Page<'_, '_> {
    fn read(&mut self) -> Result<(), ImportError> {
        let mut message: Option<Message> = None;
        let mut place: Option<(Place, usize)> = None;
        let mut words = Gathered::default();
        while let Some(piece) = self.html.next_piece() {
            let depth = self.html.depth();
            match piece {
                Piece::Open(tag) => {
                    if place.is_some() {
                        words.tag(&tag);
                    }
                    match &mut message {
                        Some(message) => message.see(&tag, depth, &mut place),
                        None if tag.has(BLOCK) => {
                            message = Some(Message {
                                depth,
                                sender: String::new(),
                                words: String::new(),
                                time: None,
                                media: None,
                                aside: None,
                            });
                        }
                        None if tag.is("title") => place = Some((Place::Title, depth)),
                        None => {}
                    }
                }
                Piece::Words(piece) => {
                    if place.is_some() && message.as_ref().is_none_or(|message| message.aside.is_none()) {
                        words.push(&piece);
                    }
                }
                Piece::Close => {
                    if let Some((what, _)) = place.take_if(|(_, opened)| depth < *opened) {
                        let found = words.take();
                        match (what, &mut message) {
                            (Place::Title, _) => self.title = found,
                            (Place::Sender, Some(message)) => message.sender = found,
                            (Place::Content, Some(message)) => message.words = found,
                            (Place::Time, Some(message)) => message.time = Some(found),
                            (_, None) => {}
                        }
                    }
                    if let Some(message) = &mut message {
                        message.aside.take_if(|opened| depth < *opened);
                    }
                    if let Some(message) = message.take_if(|message| depth < message.depth) {
                        self.take(&message)?;
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
        Ok(())
    }

    fn take(&mut self, message: &Message) -> Result<(), ImportError> {
        // The first block of a page tells who is in the chat, and has no time.
        let Some(written) = &message.time else { return Ok(()) };
        let Some(second) = time_of(written, self.order) else {
            self.into.skip(NoticeKind::UnreadableTime);
            return Ok(());
        };
        let name = message.sender.as_str();
        if name.is_empty() {
            self.into.skip(NoticeKind::MissingSender);
            return Ok(());
        }
        let people = [self.title.as_str()];
        let id = *self.id.get_or_insert_with(|| {
            self.into.conversation(&About {
                key: &self.key,
                title: &self.title,
                people: if self.title.is_empty() { &[] } else { &people },
                size: Size::Two,
            })
        });
        let words = message.words.as_str();
        let time = Time::Local(second * 1000);
        let said = said_of(words, name);
        if let Some(said) = said {
            self.into.mark(id, time, said);
        }
        let kind = if said.is_some() {
            MessageKind::System
        } else if is_call(words.lines().next().unwrap_or_default(), name) {
            MessageKind::Call
        } else if is_reaction(words) {
            MessageKind::Reaction
        } else if is_attachment(words, name) {
            MessageKind::Media
        } else if words.is_empty() {
            message.media.unwrap_or(MessageKind::Text)
        } else {
            MessageKind::Text
        };
        let sender = Some(Person { key: name, name });
        self.into.add(id, &Entry { time, sender, kind, text: words })
    }
}

impl Message {
    fn see(&mut self, tag: &Tag, depth: usize, place: &mut Option<(Place, usize)>) {
        let is_one_of = |new: &str, old: &str| tag.has(new) || tag.has(old);
        if is_one_of("_2pim", "_2lel") {
            *place = Some((Place::Sender, depth));
        } else if is_one_of("_a6-p", "_2let") {
            *place = Some((Place::Content, depth));
        } else if is_one_of("_a6-o", "_2lem") {
            *place = Some((Place::Time, depth));
        } else if tag.is("ul") {
            self.aside = Some(depth);
        } else if tag.is("audio") {
            self.media = Some(MessageKind::Voice);
        } else if tag.is("img") || tag.is("video") {
            self.media = self.media.or(Some(MessageKind::Media));
        }
    }
}

fn time_of(written: &str, order: Option<DateOrder>) -> Option<i64> {
    if let Some(moment) = read_moment(written) {
        return moment.second().or_else(|| moment.second_by(order?));
    }
    match moment_from_words(written)? {
        Moment::Local(second) | Moment::Exact { second, .. } => Some(second),
        Moment::Open(_) => None,
    }
}

/// Finds the order of day and month from all dates of all pages; `None` where none leaves it open.
fn order_of_dates(parts: &mut Parts<'_>, said: Option<DateOrder>) -> Result<Option<DateOrder>, ImportError> {
    if said.is_some() {
        return Ok(said);
    }
    let mut dates: Vec<([u16; 3], YearForm, [char; 2])> = Vec::new();
    for part in 0..parts.len() {
        let mut html = Html::new(parts.open(part)?);
        let (mut inside, mut words) = (None, Gathered::default());
        while let Some(piece) = html.next_piece() {
            let depth = html.depth();
            match piece {
                Piece::Open(tag) if inside.is_none() && (tag.has("_a6-o") || tag.has("_2lem")) => {
                    inside = Some(depth);
                }
                Piece::Words(piece) if inside.is_some() => words.push(&piece),
                Piece::Close if inside.take_if(|opened| depth < *opened).is_some() => {
                    match read_moment(&words.take()).map(|moment| moment.day) {
                        Some(Day::Open { date, year, separators }) => dates.push((date, year, separators)),
                        // One date that leaves nothing open shows how the others are written.
                        Some(Day::Known(_)) if dates.is_empty() => return Ok(None),
                        Some(Day::Known(_)) | None => {}
                    }
                }
                Piece::Open(_) | Piece::Words(_) | Piece::Close => {}
            }
        }
    }
    let Some(&(_, year, separators)) = dates.first() else { return Ok(None) };
    // The newest message stands first.
    let written: Vec<[u16; 3]> = dates.iter().rev().map(|(date, ..)| *date).collect();
    match decide(written.iter().copied(), year, separators) {
        Decision::Decided(order) => Ok(Some(order)),
        Decision::Undecided(examples) => {
            let shown = |date: [u16; 3]| {
                format!("{}{}{}{}{}", date[0], separators[0], date[1], separators[1], date[2])
            };
            let dates = examples
                .into_iter()
                .flatten()
                .filter_map(|at| TwoReadings::of(written[at], shown(written[at])));
            Err(ImportError::DateOrderUndecided { name: parts.path(0).to_owned(), dates: dates.collect() })
        }
    }
}
