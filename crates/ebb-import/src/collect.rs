//! What readers hand their entries to, and which of several conversations is kept.
//!
//! A file may hold one conversation or a whole account. A reader names each conversation as it meets it and adds what
//! it finds; the [`Collector`] keeps the words of the one that was asked for, and of the others only how many messages
//! there are and from when to when. While only one conversation has been seen it is kept, so that a file of one
//! conversation needs no choice and no second pass.

use ebb::export::{Capabilities, Clock, ClockSecond, Export, ExportedMessage, Missing, Resolution, SenderId};
use ebb::message::{MessageKind, TextArena};
use ebb::roles::spelling;
use jiff::civil::Date;

use crate::error::ImportError;
use crate::format::{Format, Import, ReadSettings, Tally, Unit};
use crate::gaps::{self, Mark, Said};
use crate::notice::{NoticeKind, Notices};
use crate::reactions;
use crate::zone::Offsets;

const MILLIS: i64 = 1000;
/// Messages from which times that are all on the minute show that the file tells minutes only.
const MESSAGES_TO_SHOW_MINUTES: usize = 3;
/// Fewest last digits of a number by which two spellings of it are the same number.
const LEAST_DIGITS: usize = 7;

/// One conversation of a file, for a list to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its title, or what stands for one.
    pub title: String,
    /// Names and numbers of the people in it, as far as the file gives them.
    pub people: Vec<String>,
    /// What tells it from all others in its file: an id, a number or a path. Choosing by it is always exact.
    pub key: String,
    /// How many people it is between.
    pub size: Size,
    /// Messages in it, without the app's own lines.
    pub messages: u64,
    /// Day of the first message; `None` when its times cannot be read yet.
    pub first: Option<Date>,
    /// Day of the last message.
    pub last: Option<Date>,
    /// Stable name of the format.
    pub format: &'static str,
}

impl Listed {
    /// Returns whether this is the chat an archive was made for, beside which others lie as attachments.
    pub(crate) fn is_main(&self) -> bool {
        self.key.rsplit('/').next() == Some("_chat.txt")
    }
}

/// How many people a conversation is between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Size {
    /// Two, or not said.
    Two,
    /// More.
    Group,
}

/// How a conversation presents itself before its first message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About<'a> {
    pub(crate) key: &'a str,
    /// Its title; empty when there is none.
    pub(crate) title: &'a str,
    /// Names and numbers of the others in it.
    pub(crate) people: &'a [&'a str],
    pub(crate) size: Size,
}

/// Place of a conversation in the collector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ConversationId(usize);

/// A time as a structured file gives it, in milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Time {
    /// An exact instant.
    Exact(i64),
    /// What the clock on the wall said, as if every day had 24 hours.
    Local(i64),
}

/// Who wrote an entry. People are told apart by `key`; the first `name` that is not empty is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person<'a> {
    pub(crate) key: &'a str,
    pub(crate) name: &'a str,
}

/// One entry with borrowed words.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(crate) time: Time,
    /// Who; `None` for the app itself.
    pub(crate) sender: Option<Person<'a>>,
    pub(crate) kind: MessageKind,
    pub(crate) text: &'a str,
}

/// How near a name that was asked for comes to a conversation; nearer is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Nearness {
    /// A title or person begins so.
    Begins,
    /// Equal but for case, or the same number in another spelling.
    Alike,
    /// Equal.
    Exact,
}

/// A conversation while it is read, and what became of it.
pub(crate) struct Found {
    pub(crate) listed: Listed,
    /// How near each name that was asked for comes to it.
    pub(crate) nearness: Vec<Option<Nearness>>,
    /// `None` for one that was only counted.
    pub(crate) import: Option<Result<Import, ImportError>>,
}

struct Draft {
    listed: Listed,
    nearness: Vec<Option<Nearness>>,
    content: Content,
    tally: Tally,
    /// First and last time of a message, in milliseconds.
    span: Option<(i64, i64)>,
    missing: Vec<Missing>,
    /// Times in milliseconds.
    marks: Vec<Mark>,
}

enum Content {
    /// Only counted.
    Dropped,
    /// Being collected. Times are in milliseconds until the end.
    Entries(Entries),
    /// Read whole by a reader of texts.
    Whole(Result<Box<Import>, ImportError>),
}

#[derive(Default)]
struct Entries {
    messages: Vec<ExportedMessage>,
    texts: TextArena,
    /// Key and name of each sender.
    senders: Vec<(String, String)>,
}

/// Takes in conversations and their entries.
pub struct Collector {
    asked: Vec<String>,
    settings: ReadSettings,
    format: &'static str,
    capabilities: Capabilities,
    drafts: Vec<Draft>,
    by_key: std::collections::HashMap<String, ConversationId>,
    owner: Option<String>,
    clock: Clock,
    repeats: Repeats,
    reactions: Reactions,
    offsets: Offsets,
    notices: Notices,
    /// Entries that belong to no conversation, and entries of the whole file.
    entries: u64,
    skipped: u64,
}

/// Whether the same entry may stand twice in a file of this format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Repeats {
    Kept,
    CountedOnce,
}

/// Whether a format tells reactions in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reactions {
    Marked,
    InWords,
}

impl std::fmt::Debug for Collector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Collector({}, {} conversations)", self.format, self.drafts.len())
    }
}

impl Collector {
    pub(crate) fn new(format: &dyn Format, settings: &ReadSettings) -> Self {
        Self {
            asked: settings.conversation.clone(),
            settings: settings.clone(),
            format: format.id(),
            capabilities: format.capabilities(),
            drafts: Vec::new(),
            by_key: std::collections::HashMap::new(),
            owner: None,
            clock: Clock::Universal,
            repeats: Repeats::Kept,
            reactions: Reactions::Marked,
            offsets: Offsets::default(),
            notices: Notices::of(Unit::Entry),
            entries: 0,
            skipped: 0,
        }
    }

    /// Returns what the caller decided about the reading.
    pub(crate) fn settings(&self) -> &ReadSettings {
        &self.settings
    }

    /// Names a conversation, or finds the one of this key. Its messages follow.
    pub(crate) fn conversation(&mut self, about: &About<'_>) -> ConversationId {
        if let Some(&known) = self.by_key.get(about.key) {
            return known;
        }
        let listed = Listed {
            title: if about.title.is_empty() { about.people.join(", ") } else { about.title.to_owned() },
            people: about.people.iter().map(|&name| name.to_owned()).collect(),
            key: about.key.to_owned(),
            size: about.size,
            messages: 0,
            first: None,
            last: None,
            format: self.format,
        };
        self.push(listed, Content::Entries(Entries::default()))
    }

    fn push(&mut self, listed: Listed, content: Content) -> ConversationId {
        let id = ConversationId(self.drafts.len());
        let nearness = nearness(&self.asked, &listed);
        self.by_key.insert(listed.key.clone(), id);
        let tally = Tally { unit: Unit::Entry, ..Tally::default() };
        self.drafts.push(Draft {
            listed,
            nearness,
            content,
            tally,
            span: None,
            missing: Vec::new(),
            marks: Vec::new(),
        });
        id
    }

    /// Lets go of the words of conversations that were not asked for, once there is a choice.
    fn drop_what_was_not_asked_for(&mut self) {
        if self.drafts.iter().filter(|draft| draft.tally.messages > 0).count() > 1 {
            for draft in &mut self.drafts {
                let is_asked_for = draft.nearness.iter().any(Option::is_some);
                if !is_asked_for && !draft.listed.is_main() {
                    draft.content = Content::Dropped;
                }
            }
        }
    }

    /// Says who the export belongs to, by the key of a person.
    pub(crate) fn set_owner(&mut self, key: &str) {
        if self.owner.as_deref() != Some(key) {
            self.owner = Some(key.to_owned());
        }
    }

    /// Says that files of this format may hold the same entry twice: equal time, person, kind and words.
    pub(crate) fn count_repeats_once(&mut self) {
        self.repeats = Repeats::CountedOnce;
    }

    /// Says that files of this format tell reactions in words, whose form is then learnt from the file.
    pub(crate) fn learn_reactions(&mut self) {
        self.reactions = Reactions::InWords;
    }

    /// Takes note of a time that the file gives both as an instant and as local time, in seconds.
    pub(crate) fn see_clock(&mut self, instant: i64, local: i64) {
        self.offsets.see(instant, local);
    }

    /// Says that a conversation lacks messages over a stretch of time.
    pub(crate) fn lacks(&mut self, id: ConversationId, missing: Missing) {
        self.drafts[id.0].missing.push(missing);
    }

    /// Says that the app tells of a gap from a time on, in milliseconds.
    pub(crate) fn mark(&mut self, id: ConversationId, time: Time, said: Said) {
        let (Time::Exact(millis) | Time::Local(millis)) = time;
        self.drafts[id.0].marks.push(Mark { time: ClockSecond(millis), said });
    }

    /// Takes one entry in.
    ///
    /// # Errors
    /// When a conversation that is kept has more names than can be numbered.
    pub(crate) fn add(&mut self, id: ConversationId, entry: &Entry<'_>) -> Result<(), ImportError> {
        self.entries += 1;
        let millis = match entry.time {
            Time::Exact(millis) => millis,
            Time::Local(millis) => {
                self.clock = Clock::Local;
                millis
            }
        };
        let draft = &mut self.drafts[id.0];
        draft.tally.all += 1;
        let sender = entry.sender.filter(|_| entry.kind != MessageKind::System);
        if sender.is_some() {
            draft.tally.messages += 1;
            draft.span = Some(draft.span.map_or((millis, millis), |(a, b)| (a.min(millis), b.max(millis))));
        } else {
            draft.tally.system += 1;
        }
        let is_first = draft.tally.messages == 1 && sender.is_some();
        if let Content::Entries(entries) = &mut draft.content {
            let sender = match sender {
                Some(person) => Some(entries.sender(person).ok_or_else(|| ImportError::TooManyNames {
                    name: draft.listed.title.clone(),
                    limit: usize::from(u16::MAX) + 1,
                })?),
                None => None,
            };
            let text = entries.texts.push(entry.text);
            let kind = if sender.is_some() { entry.kind } else { MessageKind::System };
            entries.messages.push(ExportedMessage { time: ClockSecond(millis), text, sender, kind });
        }
        if is_first {
            self.drop_what_was_not_asked_for();
        }
        Ok(())
    }

    /// Counts an entry that only changes an earlier one.
    pub(crate) fn change(&mut self, id: ConversationId) {
        self.entries += 1;
        let tally = &mut self.drafts[id.0].tally;
        tally.all += 1;
        tally.continuations += 1;
    }

    /// Counts an entry that cannot be used.
    pub(crate) fn skip(&mut self, kind: NoticeKind) {
        self.entries += 1;
        self.skipped += 1;
        self.notices.add(kind, Some(self.entries));
    }

    /// Takes note of something about the file that costs no entry.
    pub(crate) fn note(&mut self, kind: NoticeKind, count: u64) {
        let entry = (self.entries > 0).then_some(self.entries);
        self.notices.add_many(kind, entry, count);
    }

    /// Takes in a conversation that was read whole, one for a part of the source.
    pub(crate) fn whole(&mut self, path: &str, outcome: Result<Import, ImportError>) {
        let file = path.rsplit('/').next().unwrap_or(path);
        let mut stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        // An iPhone calls every chat so, and names the zip around it after the other person.
        if let Some(zip) = path.strip_suffix("/_chat.txt").and_then(|zip| zip.rsplit('/').next()) {
            stem = zip.strip_suffix(".zip").unwrap_or(stem);
        }
        let mut listed = Listed {
            title: stem.to_owned(),
            people: Vec::new(),
            key: path.to_owned(),
            size: Size::Two,
            messages: 0,
            first: None,
            last: None,
            format: self.format,
        };
        let mut span: Option<(i64, i64)> = None;
        if let Ok(import) = &outcome {
            let export = &import.export;
            listed.title = import.title.clone().unwrap_or(listed.title);
            listed.people = export.messages_per_sender().iter().map(|(name, _)| (*name).to_owned()).collect();
            listed.size = if export.senders.len() > 2 { Size::Group } else { Size::Two };
            for message in export.messages.iter().filter(|message| message.sender.is_some()) {
                listed.messages += 1;
                let at = message.time.0.saturating_mul(MILLIS);
                span = Some(span.map_or((at, at), |(a, b)| (a.min(at), b.max(at))));
            }
        }
        let messages = listed.messages;
        let id = self.push(listed, Content::Whole(outcome.map(Box::new)));
        self.drafts[id.0].span = span;
        self.drafts[id.0].tally.messages = messages.max(1);
        self.drop_what_was_not_asked_for();
    }

    /// Ends the reading: every conversation, with its messages where they were kept.
    pub(crate) fn finish(self) -> Vec<Found> {
        let Self {
            drafts, capabilities, owner, clock, repeats, reactions, offsets, notices, skipped, ..
        } = self;
        let entries_of_drafts: u64 = drafts.iter().map(|draft| draft.tally.all).sum();
        let mut is_first = true;
        let mut found = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let Draft { mut listed, nearness, content, mut tally, span, missing, marks } = draft;
            (listed.first, listed.last) =
                (span.and_then(|span| day(span.0)), span.and_then(|span| day(span.1)));
            let import = match content {
                Content::Dropped => {
                    listed.messages = tally.messages;
                    None
                }
                Content::Whole(outcome) => Some(outcome.map(|import| *import)),
                Content::Entries(entries) => {
                    listed.messages = tally.messages;
                    // What belongs to no conversation is told once, with the first that is kept.
                    if is_first && tally.messages > 0 {
                        tally.skipped += skipped;
                        tally.skipped_entries += skipped;
                        tally.elsewhere += entries_of_drafts - tally.all;
                        tally.all += skipped + tally.elsewhere;
                        is_first = false;
                    }
                    let title = (!listed.title.is_empty()).then(|| listed.title.clone());
                    let shared = Shared {
                        format: listed.format,
                        capabilities,
                        clock,
                        repeats,
                        reactions,
                        owner: &owner,
                        offsets: &offsets,
                    };
                    Some(Ok(entries.into_import(
                        title,
                        Gaps { missing, marks },
                        tally,
                        notices.clone(),
                        &shared,
                    )))
                }
            };
            found.push(Found { listed, nearness, import });
        }
        found
    }
}

/// What a conversation says of its own gaps.
struct Gaps {
    missing: Vec<Missing>,
    /// Times in milliseconds.
    marks: Vec<Mark>,
}

/// What all conversations of one reading have in common.
struct Shared<'a> {
    format: &'static str,
    capabilities: Capabilities,
    clock: Clock,
    repeats: Repeats,
    reactions: Reactions,
    owner: &'a Option<String>,
    offsets: &'a Offsets,
}

impl Entries {
    fn sender(&mut self, person: Person<'_>) -> Option<SenderId> {
        if let Some(place) = self.senders.iter().position(|(key, _)| key == person.key) {
            if self.senders[place].1.is_empty() {
                person.name.clone_into(&mut self.senders[place].1);
            }
            return u16::try_from(place).ok().map(SenderId);
        }
        let id = u16::try_from(self.senders.len()).ok().map(SenderId)?;
        self.senders.push((person.key.to_owned(), person.name.to_owned()));
        Some(id)
    }

    fn into_import(
        self,
        title: Option<String>,
        gaps: Gaps,
        mut tally: Tally,
        notices: Notices,
        shared: &Shared<'_>,
    ) -> Import {
        let Self { mut messages, texts, senders } = self;
        let falls = messages.windows(2).filter(|pair| pair[1].time < pair[0].time).count();
        if falls * 2 > messages.len() {
            // The file has the newest first; within one instant that holds too.
            messages.reverse();
        }
        if !messages.is_sorted_by_key(|message| message.time) {
            messages.sort_by_key(|message| message.time);
        }
        if shared.repeats == Repeats::CountedOnce {
            let before = messages.len();
            drop_repeats(&mut messages, &texts);
            let dropped = (before - messages.len()) as u64;
            tally.repeated += dropped;
            tally.messages -= dropped;
        }
        let mut notices = notices;
        if shared.reactions == Reactions::InWords {
            notices.add_many(NoticeKind::ReactionsLearnt, None, reactions::learn(&mut messages, &texts));
        }
        let messages: Vec<ExportedMessage> = messages
            .into_iter()
            .map(|message| ExportedMessage {
                time: ClockSecond(message.time.0.div_euclid(MILLIS)),
                ..message
            })
            .collect();
        let Gaps { mut missing, mut marks } = gaps;
        for mark in &mut marks {
            mark.time = ClockSecond(mark.time.0.div_euclid(MILLIS));
        }
        marks.sort_by_key(|mark| mark.time);
        for gap in gaps::missing(&messages, &marks) {
            notices.add_many(gaps::notice_of(gap.cause).unwrap_or(NoticeKind::PartMissing), None, 1);
            missing.push(gap);
        }
        notices.add_many(NoticeKind::ImportedAtOnce, None, u64::from(gaps::is_moved_at_once(&messages)));
        let is_on_minute = |message: &ExportedMessage| message.time.0.rem_euclid(60) == 0;
        let tells_minutes = messages.len() >= MESSAGES_TO_SHOW_MINUTES && messages.iter().all(is_on_minute);
        let owner = shared.owner.as_ref().and_then(|owner| {
            let place = senders.iter().position(|(key, _)| key == owner)?;
            u16::try_from(place).ok().map(SenderId)
        });
        let export = Export {
            format: shared.format,
            clock: shared.clock,
            resolution: if tells_minutes { Resolution::Minute } else { Resolution::Second },
            senders: senders
                .into_iter()
                .map(|(key, name)| if name.is_empty() { key } else { name })
                .collect(),
            messages,
            texts,
            capabilities: shared.capabilities,
            missing,
        };
        let notices = notices.into_sorted();
        Import { export, title, owner, offsets: shared.offsets.clone(), notices, tally }
    }
}

/// Takes out entries of a sorted list that equal an earlier one of the same instant in person, kind and words.
fn drop_repeats(messages: &mut Vec<ExportedMessage>, texts: &TextArena) {
    let mut kept: Vec<ExportedMessage> = Vec::with_capacity(messages.len());
    for message in messages.drain(..) {
        let is_repeat = kept.iter().rev().take_while(|known| known.time == message.time).any(|known| {
            known.sender == message.sender
                && known.kind == message.kind
                && texts.text(known.text) == texts.text(message.text)
        });
        if !is_repeat || message.sender.is_none() {
            kept.push(message);
        }
    }
    *messages = kept;
}

fn day(millis: i64) -> Option<Date> {
    let since = jiff::SignedDuration::from_secs(millis.div_euclid(MILLIS));
    jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0).checked_add(since).ok().map(jiff::civil::DateTime::date)
}

fn nearness(asked: &[String], listed: &Listed) -> Vec<Option<Nearness>> {
    asked.iter().map(|name| nearness_of(name.trim(), listed)).collect()
}

fn nearness_of(name: &str, listed: &Listed) -> Option<Nearness> {
    if spelling(name).is_empty() {
        return None;
    }
    let people: &[String] = if listed.size == Size::Two { &listed.people } else { &[] };
    let called = || people.iter().chain([&listed.title, &listed.key]);
    let typed = spelling(name);
    if called().any(|known| known == name) {
        Some(Nearness::Exact)
    } else if called().any(|known| spelling(known) == typed || is_same_number(known, name)) {
        Some(Nearness::Alike)
    } else if people.iter().chain([&listed.title]).any(|known| spelling(known).starts_with(&typed)) {
        Some(Nearness::Begins)
    } else {
        None
    }
}

/// Returns whether two words are one phone number, with and without the code of a country.
pub(crate) fn is_same_number(a: &str, b: &str) -> bool {
    let is_number = |word: &str| {
        spelling(word)
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '(' | ')' | '.' | '/'))
    };
    let digits = |word: &str| word.bytes().filter(u8::is_ascii_digit).collect::<Vec<u8>>();
    if !is_number(a) || !is_number(b) {
        return false;
    }
    let (a, b) = (digits(a), digits(b));
    let without_zeros =
        |digits: &[u8]| -> Vec<u8> { digits.iter().copied().skip_while(|&digit| digit == b'0').collect() };
    let (a, b) = (without_zeros(&a), without_zeros(&b));
    a.len().min(b.len()) >= LEAST_DIGITS && (a.ends_with(&b) || b.ends_with(&a))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_in_several_spellings() {
        assert!(is_same_number("+1 (555) 000-1234", "5550001234"));
        assert!(is_same_number("\u{202A}+1\u{A0}555\u{A0}000\u{2011}1234\u{202C}", "5550001234"));
        assert!(is_same_number("0170 1234567", "+49 170 1234567"));
        assert!(!is_same_number("+1 555 000 1234", "+1 555 000 1235"));
        assert!(!is_same_number("1234", "91234"));
        assert!(!is_same_number("Sam", "Sam"));
    }
}
