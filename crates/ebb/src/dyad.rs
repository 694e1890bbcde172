//! Two people and their messages: the second step, *pair*.
//!
//! [`pair`] joins one or several exports of the same two people into one [`Dyad`]. It is the last place that can
//! refuse: after it, every message belongs to ego (the person asking) or to alter (the other person).

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::export::{
    Capabilities, Carried, Clock, ClockSecond, Export, ExportedMessage, MissingCause, Resolution,
};
use crate::message::{MessageKind, MessageText, TextArena, TextSpan};
use crate::timeline;

/// One of the two people of a dyad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// The other person.
    Alter,
    /// The person asking.
    Ego,
}

impl Role {
    /// Both roles, alter first: the order of every pair of values in this crate.
    pub const BOTH: [Self; 2] = [Self::Alter, Self::Ego];

    /// Returns the other role.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Alter => Self::Ego,
            Self::Ego => Self::Alter,
        }
    }

    /// Returns 0 for alter and 1 for ego, for indexing a pair.
    #[must_use]
    pub fn index(self) -> usize {
        match self {
            Self::Alter => 0,
            Self::Ego => 1,
        }
    }

    /// Returns the name used in JSON: `alter` or `ego`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Alter => "alter",
            Self::Ego => "ego",
        }
    }
}

/// Two values, one for each person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ByRole<T> {
    /// The value for the other person.
    pub alter: T,
    /// The value for the person asking.
    pub ego: T,
}

impl<T> ByRole<T> {
    /// Makes both values with one function.
    pub fn from_fn(mut make: impl FnMut(Role) -> T) -> Self {
        Self { alter: make(Role::Alter), ego: make(Role::Ego) }
    }

    /// Returns the value for `role`.
    #[must_use]
    pub fn get(&self, role: Role) -> &T {
        match role {
            Role::Alter => &self.alter,
            Role::Ego => &self.ego,
        }
    }

    /// Returns the value for `role`, to be changed while it is being made.
    pub fn get_mut(&mut self, role: Role) -> &mut T {
        match role {
            Role::Alter => &mut self.alter,
            Role::Ego => &mut self.ego,
        }
    }
}

/// Who is who: the names by which each person appears in the exports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roles {
    /// Names of the person asking; the first is shown.
    pub ego: Vec<String>,
    /// Names of the other person; the first is shown.
    pub alter: Vec<String>,
}

/// A second on the dyad's own clock: local civil time, counted from 1970-01-01T00:00:00.
pub type LocalSecond = i64;

/// One message of a dyad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message {
    /// Local civil time in seconds since 1970-01-01T00:00:00.
    pub local: LocalSecond,
    /// Who sent it.
    pub role: Role,
    /// What it is.
    pub kind: MessageKind,
    /// Which of the joined exports it came from.
    pub(crate) source: u16,
    /// Where its words stand in that export.
    pub(crate) text: TextSpan,
}

/// How several exports were joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Joined {
    /// Entries that two exports share, counted once.
    pub shared: usize,
    /// Entries that the first export alone did not have.
    pub added: usize,
}

/// What one of the joined exports brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Its format.
    pub format: &'static str,
    /// Messages between the two people in it.
    pub messages: usize,
    /// Those of them that stood in an earlier export already.
    pub already: usize,
    /// Date of its first message, on the dyad's own clock.
    pub from: jiff::civil::Date,
    /// Date of its last message.
    pub to: jiff::civil::Date,
}

impl Part {
    /// Returns how many messages no earlier export had.
    #[must_use]
    pub fn added(&self) -> usize {
        self.messages - self.already
    }
}

/// That two people moved from one app to another and went on there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// The format of the app they left.
    pub from: &'static str,
    /// The format of the app they went to.
    pub to: &'static str,
    /// The day from which they wrote there.
    pub on: jiff::civil::Date,
}

/// A stretch of time over which messages are known to be in none of the exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lacking {
    /// Its start, on the dyad's own clock; `None` when it reaches back without end.
    pub from: Option<LocalSecond>,
    /// Its end; `None` when it lasts.
    pub to: Option<LocalSecond>,
    /// Why.
    pub cause: MissingCause,
}

/// Two people and their messages, in order of time.
#[derive(Debug, Clone)]
pub struct Dyad {
    names: ByRole<String>,
    messages: Vec<Message>,
    texts: Vec<TextArena>,
    formats: Vec<&'static str>,
    capabilities: Capabilities,
    resolution: Resolution,
    zone: Option<TimeZone>,
    joined: Joined,
    parts: Vec<Part>,
    moves: Vec<Moved>,
    own_alone: Vec<Part>,
    lacking: Vec<Lacking>,
}

/// Why exports cannot be paired. Names of people may appear here; their messages never do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PairError {
    /// No export was given, or none has a message.
    #[error("there is no message in it")]
    Empty,
    /// A name that was asked for does not appear.
    #[error("nobody called \"{asked}\" writes in this chat")]
    NoSuchPerson {
        /// The name that was asked for.
        asked: String,
        /// The names that do appear.
        present: Vec<String>,
    },
    /// More than two people write.
    #[error("{} people write in this chat, and ebb reads chats of two", present.len())]
    Group {
        /// The names that appear, with their numbers of messages, most first.
        present: Vec<(String, usize)>,
    },
    /// Only one person writes.
    #[error("only {name} writes in this file")]
    OneSided {
        /// The one name.
        name: String,
    },
    /// One export has exact instants, another only a wall clock, and no zone was given to join them.
    #[error("one file tells exact times and another only the clock on the wall")]
    ZoneNeeded,
    /// The messages span more years than a chat of two people can.
    #[error("the messages span from {from} to {to}")]
    SpanTooLong {
        /// Date of the first message.
        from: jiff::civil::Date,
        /// Date of the last message.
        to: jiff::civil::Date,
    },
    /// Nothing shows that two files are of the same two people.
    #[error("\"{other}\" in one file and \"{known}\" in another may be two people")]
    Strangers {
        /// The other person, as the user or the first file names them.
        known: String,
        /// The name in the file that fits nobody.
        other: String,
    },
    /// The same name was given for both people.
    #[error("\"{name}\" cannot be both people")]
    SamePerson {
        /// The name.
        name: String,
    },
}

impl PairError {
    /// Returns what the user can do next, in one sentence.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Empty => "Export the chat again, and choose the chat with messages in it.".to_owned(),
            Self::NoSuchPerson { present, .. } => {
                let quoted: Vec<_> = present.iter().map(|name| format!("\"{name}\"")).collect();
                format!("The names in the file are: {}.", quoted.join(", "))
            }
            Self::Group { present } => {
                let chat = "Export the chat with just the two of you. In a group, silence towards one person cannot be seen.";
                let [(a, _), (b, _), (c, _)] = &present[..] else { return chat.to_owned() };
                // A new number or a new phone makes three of two.
                format!(
                    "If two of \"{a}\", \"{b}\" and \"{c}\" are one person, add the second name with --alter-also \"NAME\", or \
                     give --me twice if it is you. If not: {chat}"
                )
            }
            Self::OneSided { .. } => {
                "ebb needs a file with the messages of both people. From one side alone it says nothing about the \
                 other."
                    .to_owned()
            }
            Self::ZoneNeeded => "Say where you were with --tz, for example --tz Europe/London.".to_owned(),
            Self::SpanTooLong { .. } => {
                "One of these dates is probably a slip of the phone's clock. Take that line out, or export again."
                    .to_owned()
            }
            Self::Strangers { other, .. } => format!(
                "If they are one person, add --alter-also \"{other}\". If not, give one chat at a time."
            ),
            Self::SamePerson { .. } => "Give a different name for --them.".to_owned(),
        }
    }
}

/// Longest span of a chat in seconds: 30 years, longer than any messenger has existed on a phone.
pub const MOST_SECONDS: i64 = 30 * 366 * 86_400;

/// Joins the exports of two people into one dyad.
///
/// `zone` turns exact instants into local time; without it, exports with exact instants are read in UTC. Exports
/// with only a wall clock are taken as they are. Several exports are aligned as sequences, so that a message that
/// stands in two of them counts once and a genuine repeat within a minute counts twice. An export that holds one side
/// alone says nothing about the other person, so beside others it is told of ([`Dyad::own_alone`]) and not counted.
///
/// # Errors
/// When the exports hold no message, only one person, more than two, or not the people asked for.
pub fn pair(exports: Vec<Export>, roles: &Roles, zone: Option<TimeZone>) -> Result<Dyad, PairError> {
    let (exports, own) = without_one_sided(exports);
    let roles = &known_in(&exports, &own, roles);
    let named = check_people(&exports, roles)?;
    let has_local = exports.iter().any(|export| export.clock == Clock::Local);
    let has_universal = exports.iter().any(|export| export.clock == Clock::Universal);
    if has_local && has_universal && zone.is_none() {
        return Err(PairError::ZoneNeeded);
    }
    let zone = zone.or_else(|| (!has_local).then_some(TimeZone::UTC));

    let resolution = exports.iter().map(|export| export.resolution).max().unwrap_or(Resolution::Second);
    let capabilities = common_capabilities(&exports);
    let formats: Vec<&'static str> = exports.iter().map(|export| export.format).collect();
    let sequences: Vec<Vec<Message>> = exports
        .iter()
        .enumerate()
        .map(|(source, export)| messages_of(export, source, roles, zone.as_ref()))
        .collect();
    let lacking = lacking(&exports, zone.as_ref());
    let own_alone = own.iter().filter_map(part_alone).collect();
    let texts: Vec<TextArena> = exports.into_iter().map(|export| export.texts).collect();
    let moves = timeline::moves(&sequences, &formats);
    let spans: Vec<_> = sequences.iter().map(|list| list.first().zip(list.last()).map(span)).collect();
    let (messages, counted) = timeline::align(sequences, resolution, &texts);
    let parts: Vec<Part> = formats
        .iter()
        .zip(spans)
        .zip(&counted)
        .filter_map(|((format, span), counted)| {
            let (from, to) = span?;
            Some(Part { format, messages: counted.messages, already: counted.already, from, to })
        })
        .collect();
    let joined = Joined {
        shared: parts.iter().map(|part| part.already).sum(),
        added: parts.iter().skip(1).map(Part::added).sum(),
    };
    let (Some(first), Some(last)) = (messages.first(), messages.last()) else { return Err(PairError::Empty) };
    if last.local.saturating_sub(first.local) > MOST_SECONDS {
        return Err(PairError::SpanTooLong { from: civil(first.local).date(), to: civil(last.local).date() });
    }
    Ok(Dyad {
        names: named,
        messages,
        texts,
        formats,
        capabilities,
        resolution,
        zone,
        joined,
        parts,
        moves,
        own_alone,
        lacking,
    })
}

/// Takes exports of one side alone out, where there are others.
fn without_one_sided(exports: Vec<Export>) -> (Vec<Export>, Vec<Export>) {
    let is_whole = |export: &Export| export.capabilities.both_sides != Carried::No;
    if exports.iter().any(is_whole) { exports.into_iter().partition(is_whole) } else { (exports, Vec::new()) }
}

/// Returns the roles without names that stand in exports of one side alone.
fn known_in(exports: &[Export], own: &[Export], roles: &Roles) -> Roles {
    let holds = |list: &[Export], name: &String| list.iter().any(|export| export.senders.contains(name));
    let kept = |names: &[String]| -> Vec<String> {
        names.iter().filter(|name| holds(exports, name) || !holds(own, name)).cloned().collect()
    };
    Roles { ego: kept(&roles.ego), alter: kept(&roles.alter) }
}

/// Returns what an export of one side alone holds; `None` when that is nothing.
fn part_alone(export: &Export) -> Option<Part> {
    let written = export.messages.iter().filter(|message| message.kind.is_contact());
    let (first, last) = (written.clone().next()?, written.clone().next_back()?);
    Some(Part {
        format: export.format,
        messages: written.count(),
        already: 0,
        from: civil(first.time.0).date(),
        to: civil(last.time.0).date(),
    })
}

/// Returns the stretches that the exports lack, but for those that another export of the same app fills.
fn lacking(exports: &[Export], zone: Option<&TimeZone>) -> Vec<Lacking> {
    let mut lacking = Vec::new();
    for (at, export) in exports.iter().enumerate() {
        let local = |time: ClockSecond| match (export.clock, zone) {
            (Clock::Universal, Some(zone)) => local_second(time, zone),
            (Clock::Universal | Clock::Local, _) => time.0,
        };
        let others = || exports.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other);
        let goes_on = |from: ClockSecond| {
            let mut alike = others().filter(|other| other.format == export.format);
            alike.any(|other| other.messages.iter().any(|message| message.time > from))
        };
        for stretch in &export.missing {
            if stretch.to.is_none() && stretch.from.is_some_and(goes_on) {
                continue;
            }
            let (from, to) = (stretch.from.map(local), stretch.to.map(local));
            lacking.push(Lacking { from, to, cause: stretch.cause });
        }
    }
    lacking
}

fn span((first, last): (&Message, &Message)) -> (jiff::civil::Date, jiff::civil::Date) {
    (civil(first.local).date(), civil(last.local).date())
}

/// Returns the names to show, or why these people are not a dyad.
fn check_people(exports: &[Export], roles: &Roles) -> Result<ByRole<String>, PairError> {
    let mut present: Vec<(String, usize)> = Vec::new();
    for export in exports {
        for (name, count) in export.messages_per_sender() {
            match present.iter_mut().find(|(known, _)| known == name) {
                Some(entry) => entry.1 += count,
                None => present.push((name.to_owned(), count)),
            }
        }
    }
    present.retain(|(_, count)| *count > 0);
    if present.is_empty() {
        return Err(PairError::Empty);
    }
    for asked in roles.ego.iter().chain(&roles.alter) {
        if !present.iter().any(|(name, _)| name == asked) {
            return Err(PairError::NoSuchPerson {
                asked: asked.clone(),
                present: present.into_iter().map(|(name, _)| name).collect(),
            });
        }
        if roles.ego.contains(asked) && roles.alter.contains(asked) {
            return Err(PairError::SamePerson { name: asked.clone() });
        }
    }
    // Beside a file of both people, one of a single side would look like the other's silence.
    let one_sided = exports.iter().find(|export| export.capabilities.both_sides == Carried::No);
    if let Some((name, _)) = one_sided.and_then(|export| export.messages_per_sender().first().copied()) {
        return Err(PairError::OneSided { name: name.to_owned() });
    }
    if present.len() == 1 {
        return Err(PairError::OneSided { name: present.remove(0).0 });
    }
    let known = |name: &String| roles.ego.contains(name) || roles.alter.contains(name);
    if present.iter().any(|(name, _)| !known(name)) {
        present.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        return Err(PairError::Group { present });
    }
    match (roles.ego.first(), roles.alter.first()) {
        (Some(ego), Some(alter)) => Ok(ByRole { alter: alter.clone(), ego: ego.clone() }),
        _ => Err(PairError::Empty),
    }
}

/// Returns the messages of one export that are contact between the two people, in order of time.
fn messages_of(export: &Export, source: usize, roles: &Roles, zone: Option<&TimeZone>) -> Vec<Message> {
    let role_of: Vec<Option<Role>> = export
        .senders
        .iter()
        .map(|name| match (roles.ego.contains(name), roles.alter.contains(name)) {
            (true, _) => Some(Role::Ego),
            (_, true) => Some(Role::Alter),
            _ => None,
        })
        .collect();
    let mut messages: Vec<Message> = Vec::with_capacity(export.messages.len());
    let mut entries: Vec<&ExportedMessage> = export.messages.iter().collect();
    entries.sort_by_key(|entry| entry.time);
    for entry in entries {
        let role = entry.sender.and_then(|sender| role_of.get(usize::from(sender.0)).copied().flatten());
        let Some(role) = role else { continue };
        if !entry.kind.is_contact() {
            continue;
        }
        let local = match (export.clock, zone) {
            (Clock::Universal, Some(zone)) => {
                // In the night in which an hour comes twice the order is that of the instants: the second hour is
                // told as the end of the first.
                let told = local_second(entry.time, zone);
                messages.last().map_or(told, |last| told.max(last.local))
            }
            (Clock::Universal | Clock::Local, _) => entry.time.0,
        };
        let source = u16::try_from(source).unwrap_or(u16::MAX);
        messages.push(Message { local, role, kind: entry.kind, source, text: entry.text });
    }
    messages
}

/// Returns the local civil second of an instant in `zone`.
pub(crate) fn local_second(instant: ClockSecond, zone: &TimeZone) -> LocalSecond {
    match jiff::Timestamp::from_second(instant.0) {
        Ok(timestamp) => instant.0 + i64::from(zone.to_offset(timestamp).seconds()),
        Err(_) => instant.0,
    }
}

/// Returns what every one of the exports can carry.
fn common_capabilities(exports: &[Export]) -> Capabilities {
    let least = |pick: fn(&Capabilities) -> Carried| {
        let carried: Vec<_> = exports.iter().map(|export| pick(&export.capabilities)).collect();
        if carried.contains(&Carried::No) {
            Carried::No
        } else if carried.contains(&Carried::Sometimes) {
            Carried::Sometimes
        } else {
            Carried::Yes
        }
    };
    Capabilities {
        calls: least(|c| c.calls),
        reactions: least(|c| c.reactions),
        both_sides: least(|c| c.both_sides),
        whole_history: least(|c| c.whole_history),
        edits: least(|c| c.edits),
        deletions: least(|c| c.deletions),
        lasting: least(|c| c.lasting),
    }
}

impl Dyad {
    /// Returns the name of the person in `role`, as the user gave it.
    #[must_use]
    pub fn name(&self, role: Role) -> &str {
        self.names.get(role)
    }

    /// Returns all messages, ordered by time; at least one.
    #[must_use]
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// Returns the words of one of this dyad's messages.
    #[must_use]
    pub fn text(&self, message: &Message) -> MessageText<'_> {
        self.texts
            .get(usize::from(message.source))
            .map_or_else(|| MessageText::new(""), |arena| arena.text(message.text))
    }

    /// Returns the formats of the joined exports.
    #[must_use]
    pub fn formats(&self) -> &[&'static str] {
        &self.formats
    }

    /// Returns what all of the joined exports can carry.
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        self.capabilities
    }

    /// Returns the coarsest resolution among the joined exports.
    #[must_use]
    pub fn resolution(&self) -> Resolution {
        self.resolution
    }

    /// Returns the zone in which local times are meant, when it is known.
    #[must_use]
    pub fn zone(&self) -> Option<&TimeZone> {
        self.zone.as_ref()
    }

    /// Returns how the exports were joined.
    #[must_use]
    pub fn joined(&self) -> Joined {
        self.joined
    }

    /// Returns what each of the joined exports brought, in the order in which they were given. An export without a
    /// message between the two people is left out.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Returns the moves from one app to another, in order of time.
    #[must_use]
    pub fn moves(&self) -> &[Moved] {
        &self.moves
    }

    /// Returns what exports hold that are of ego's side alone and were not counted.
    #[must_use]
    pub fn own_alone(&self) -> &[Part] {
        &self.own_alone
    }

    /// Returns over which stretches of time messages are known to be missing.
    #[must_use]
    pub fn lacking(&self) -> &[Lacking] {
        &self.lacking
    }

    /// Returns the stretches of time of which no message is known to be missing, each as the chat it would be alone, in
    /// order of time; none where the chat is one stretch. A gap counts when it lasts at least `least` seconds and has
    /// messages before and after it.
    #[must_use]
    pub fn stretches(&self, least: LocalSecond) -> Vec<Self> {
        let inner = self.lacking.iter().filter_map(|gap| match (gap.from, gap.to) {
            (Some(from), Some(to)) if to - from >= least => Some((from, to, gap.cause)),
            (Some(_) | None, Some(_) | None) => None,
        });
        let mut gaps: Vec<(LocalSecond, LocalSecond, MissingCause)> = inner.collect();
        gaps.sort_unstable_by_key(|gap| gap.0);
        let mut stretches = Vec::new();
        let mut start = 0;
        for (from, to, cause) in gaps {
            let end = self.messages.partition_point(|message| message.local <= from).max(start);
            let next = self.messages.partition_point(|message| message.local < to).max(end);
            if end > start && next < self.messages.len() {
                stretches.push(self.only(start..end, Some(Lacking { from: Some(from), to: None, cause })));
                start = next;
            }
        }
        if !stretches.is_empty() {
            stretches.push(self.only(start..self.messages.len(), None));
        }
        stretches
    }

    /// Returns a chat of some of these messages, after which `lacking` follows.
    fn only(&self, range: std::ops::Range<usize>, lacking: Option<Lacking>) -> Self {
        let outer = self.lacking.iter().filter(|gap| lacking.is_none() || gap.to.is_some());
        Self {
            messages: self.messages[range].to_vec(),
            lacking: outer.copied().chain(lacking).collect(),
            ..self.clone()
        }
    }

    /// Returns the time after which nothing is known, because every export ends in a stretch that is known to lack
    /// messages.
    #[must_use]
    pub fn known_until(&self) -> Option<LocalSecond> {
        let last = self.messages.last()?.local;
        let open = self.lacking.iter().filter(|stretch| stretch.to.is_none());
        open.filter_map(|stretch| stretch.from).filter(|from| last <= *from).max()
    }

    /// Returns the civil date and time of a local second.
    #[must_use]
    pub fn civil(local: LocalSecond) -> DateTime {
        civil(local)
    }
}

/// Returns the civil date and time of a local second; times outside years -9999 to 9999 become the nearest one.
#[must_use]
pub fn civil(local: LocalSecond) -> DateTime {
    let span = jiff::SignedDuration::from_secs(local);
    let epoch = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
    epoch.saturating_add(span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{Missing, SenderId};

    fn export(senders: &[&str], both_sides: Carried) -> Export {
        let message = |place: u16| ExportedMessage {
            time: ClockSecond(1_744_567_200 + i64::from(place)),
            text: TextSpan::default(),
            sender: Some(SenderId(place)),
            kind: MessageKind::Text,
        };
        let capabilities = Capabilities {
            calls: Carried::Yes,
            reactions: Carried::Yes,
            both_sides,
            whole_history: Carried::Yes,
            edits: Carried::Yes,
            deletions: Carried::Yes,
            lasting: Carried::Yes,
        };
        Export {
            format: "invented",
            clock: Clock::Universal,
            resolution: Resolution::Second,
            senders: senders.iter().map(|&name| name.to_owned()).collect(),
            messages: (0..u16::try_from(senders.len()).expect("few")).map(message).collect(),
            texts: TextArena::default(),
            capabilities,
            missing: Vec::new(),
        }
    }

    #[test]
    fn a_file_of_one_side_is_refused_alone_and_only_told_of_beside_a_whole_one() {
        let roles = Roles { ego: vec!["Alex".to_owned()], alter: vec!["Dana".to_owned()] };
        let whole = export(&["Alex", "Dana"], Carried::Yes);
        let side = export(&["Alex"], Carried::No);
        assert!(matches!(pair(vec![side.clone()], &roles, None), Err(PairError::NoSuchPerson { .. })));
        let alone = Roles { ego: vec!["Alex".to_owned()], alter: Vec::new() };
        let refusal = pair(vec![side.clone()], &alone, None).expect_err("one side is missing");
        assert!(matches!(refusal, PairError::OneSided { .. }), "{refusal}");
        let dyad = pair(vec![whole, side], &roles, None).expect("a dyad");
        assert_eq!((dyad.messages().len(), dyad.parts().len()), (2, 1));
        assert_eq!(dyad.own_alone().iter().map(|part| part.messages).collect::<Vec<_>>(), [1]);
        assert_eq!(dyad.capabilities().both_sides, Carried::Yes);
    }

    #[test]
    fn nothing_is_known_of_a_stretch_that_every_file_lacks() {
        let roles = Roles { ego: vec!["Alex".to_owned()], alter: vec!["Dana".to_owned()] };
        let mut older = export(&["Alex", "Dana"], Carried::Yes);
        let last = older.messages[1].time;
        let cause = MissingCause::MovedToEncrypted;
        older.missing.push(Missing { from: Some(last), to: None, cause });
        let dyad = pair(vec![older.clone()], &roles, None).expect("a dyad");
        assert_eq!(dyad.known_until(), Some(last.0));
        let mut newer = export(&["Alex", "Dana"], Carried::Yes);
        newer.messages.iter_mut().for_each(|message| message.time.0 += 86_400);
        let mut other_app = newer.clone();
        other_app.format = "another";
        let dyad = pair(vec![older.clone(), other_app], &roles, None).expect("a dyad");
        assert_eq!((dyad.known_until(), dyad.lacking().len()), (None, 1));
        let dyad = pair(vec![older, newer], &roles, None).expect("a dyad");
        assert_eq!((dyad.known_until(), dyad.lacking().len()), (None, 0));
    }

    #[test]
    fn a_gap_divides_a_chat_into_stretches() {
        let roles = Roles { ego: vec!["Alex".to_owned()], alter: vec!["Dana".to_owned()] };
        let mut chat = export(&["Alex", "Dana"], Carried::Yes);
        let (first, second) = (chat.messages[0].time, ClockSecond(chat.messages[0].time.0 + 40 * 86_400));
        chat.messages[1].time = second;
        let cause = MissingCause::Disappearing;
        chat.missing.push(Missing { from: Some(first), to: Some(second), cause });
        let dyad = pair(vec![chat], &roles, None).expect("a dyad");
        let stretches = dyad.stretches(86_400);
        let counts: Vec<(usize, Option<LocalSecond>)> =
            stretches.iter().map(|stretch| (stretch.messages().len(), stretch.known_until())).collect();
        assert_eq!(counts, [(1, Some(first.0)), (1, None)]);
        assert!(dyad.stretches(41 * 86_400).is_empty());
    }

    /// Returns who wrote when on the clock of Berlin, for two messages at these instants.
    fn told_in_berlin(instants: [i64; 2]) -> Vec<(Role, jiff::civil::Time)> {
        let roles = Roles { ego: vec!["Alex".to_owned()], alter: vec!["Dana".to_owned()] };
        let mut chat = export(&["Alex", "Dana"], Carried::Yes);
        for (message, instant) in chat.messages.iter_mut().zip(instants) {
            message.time = ClockSecond(instant);
        }
        let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").expect("a zone");
        let dyad = pair(vec![chat], &roles, Some(zone)).expect("a dyad");
        dyad.messages().iter().map(|message| (message.role, civil(message.local).time())).collect()
    }

    #[test]
    fn an_hour_that_comes_twice_keeps_the_order_of_its_messages() {
        // It was 02:50 first, and 02:10 twenty minutes later, in summer time before and winter time after.
        let at = jiff::civil::time(2, 50, 0, 0);
        assert_eq!(told_in_berlin([1_729_990_200, 1_729_991_400]), [(Role::Ego, at), (Role::Alter, at)]);
    }

    #[test]
    fn an_hour_that_is_left_out_is_passed_over() {
        // It was 01:50 first, and 03:10 twenty minutes later: no clock showed what is between.
        let (before, after) = (jiff::civil::time(1, 50, 0, 0), jiff::civil::time(3, 10, 0, 0));
        let told = told_in_berlin([1_711_846_200, 1_711_847_400]);
        assert_eq!(told, [(Role::Ego, before), (Role::Alter, after)]);
    }
}
