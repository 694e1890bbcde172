//! WhatsApp's "Export chat" as text, from Android and iPhone.
//!
//! Where from: Android `WhatsApp Chat with NAME.txt` or a zip; iPhone a zip with `_chat.txt`. The start of a line
//! follows the region of the phone, the words of the app follow its language, and neither is named in the file.
//!
//! ```text
//! file      = entry*
//! entry     = header [name ": "] text line-break        a line without a name is from the app
//! header    = date [","] [word] [half] time [half] " - "        Android
//!           | "[" date [","] [half] time [half] "] "            iPhone
//!           | date time ": "                                    iPhone before 2014
//! text      = any lines that are no header
//! ```
//!
//! One pass over the bytes finds all lines in header form; the layout, the order of day and month, quotes and names
//! are then decided once for the whole file from the table of those lines. The buffer of the file becomes the texts.
//!
//! Supported: 12- and 24-hour times with markers in many languages, decimal digits of several scripts, direction
//! marks, both line ends, texts of several lines, media left out or attached, deleted and edited messages, calls,
//! polls, places, contact cards, system lines with and without a name, files that mix layouts, Thai years.
//! Not supported: reactions, replies and receipts (the export has none); the Persian and other calendars;
//! deleted and edited messages, calls and polls in languages that `whatsapp_phrases` lacks.

use std::collections::HashMap;

use ebb::export::{Capabilities, Carried, Clock, ClockSecond, Export, ExportedMessage, Resolution, SenderId};
use ebb::message::{MessageKind, TextArena, TextSpan};

use crate::date_order::{DateOrder, Days, Decision, days_of, decide};
use crate::decode::ChatText;
use crate::error::{ImportError, TwoReadings};
use crate::format::{Format, Head, Import, ReadSettings, Recognition, Tally, count_lines};
use crate::formats::time_order::{Setting, TimedLine, find_disorder};
use crate::formats::whatsapp_body::{Body, Phrases, PlaceholderForm, is_placeholder};
use crate::formats::whatsapp_header::{Divider, Header, Layout, Template, may_be_header, read_header};
use crate::formats::whatsapp_sender::{Continuation, Divided, Judgement, NameId, Names};
use crate::notice::{NoticeKind, Notices};
use crate::stamp::{Cursor, SecondsShown, YearForm, is_mark, is_thai_year, read_stamp};

/// Chats exported as text by WhatsApp.
pub(super) struct WhatsAppText;

const ID: &str = "whatsapp-text";

/// A layout rules a file when it has at least this share of the lines in header form: two of three.
const RULING: (usize, usize) = (2, 3);
/// A layout of a mixture must not run backwards in more than one of so many steps.
const STEPS_FOR_ONE_BACK: usize = 10;
/// An order given by the person must fit all but one of so many dates.
const DATES_FOR_ONE_MISFIT: usize = 20;
/// Layouts that are told apart; a file has one or two, noise may look like more.
const MOST_LAYOUTS: usize = 64;
/// So many headers show a chat, even when other lines come first.
const HEADERS_THAT_SHOW_A_CHAT: usize = 3;
/// Numbers of messages at which the app cuts an export: without media, and with.
const EXPORT_CAPS: [usize; 2] = [40_000, 10_000];
/// The app's own count at the cap may differ by a few.
const CAP_SLACK: usize = 10;

const SECONDS_PER_DAY: i64 = 24 * 3600;

impl Format for WhatsAppText {
    fn id(&self) -> &'static str {
        ID
    }

    fn name(&self) -> &'static str {
        "WhatsApp"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "Open the chat.",
            "Android: tap the three dots, More, Export chat. iPhone: tap the name at the top, then Export Chat.",
            "Choose without media; it is smaller and reaches further back.",
            "Save the .txt or .zip file on this computer and give it to ebb as it is.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            calls: Carried::Sometimes,
            reactions: Carried::No,
            both_sides: Carried::Yes,
            whole_history: Carried::Sometimes,
        }
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        let is_header = |line: &str| may_be_header(line.as_bytes()) && read_header(line).is_some();
        let mut lines = head.text.lines().filter(|line| !line.trim().is_empty());
        let first_is_header = lines.next().is_some_and(is_header);
        let needed = HEADERS_THAT_SHOW_A_CHAT;
        Recognition::from_claim(
            first_is_header || lines.filter(|line| is_header(line)).take(needed).count() == needed,
        )
    }

    fn read(&self, text: ChatText, settings: &ReadSettings) -> Result<Import, ImportError> {
        let mut notices = text.notices.clone();
        let scan = scan(&text);
        if scan.lines.is_empty() {
            return Err(ImportError::NoMessages {
                name: text.name,
                format: ID,
            });
        }
        let accepted = accept(&text, &scan, settings, &mut notices)?;
        note_lines_before(&text, &scan, &accepted, &mut notices);
        let draft = draft(&text, &scan, &accepted)?;
        if draft.messages.is_empty() {
            return Err(ImportError::NoMessages {
                name: text.name,
                format: ID,
            });
        }
        let resolution = resolution_of(&scan, &accepted);
        Ok(assemble(text, draft, resolution, notices, self.capabilities()))
    }
}

/// One line in header form.
#[derive(Debug, Clone, Copy)]
struct HeaderLine {
    /// Byte offset of the line in the file.
    start: usize,
    /// Number of the line, counted from 1.
    line: u32,
    second_of_day: u32,
    date: [u16; 3],
    /// Where the rest of the line starts, in bytes from `start`.
    rest: u16,
    /// Where the text starts, in bytes from `start`.
    text: u16,
    layout: u8,
    before: LineBreak,
    name: Option<NameId>,
}

/// What ends the line before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineBreak {
    None,
    Lf,
    CrLf,
}

/// All lines in header form of a file, in any layout.
struct Scan<'a> {
    lines: Vec<HeaderLine>,
    layouts: Vec<(Layout, Template)>,
    names: Names<'a>,
}

fn scan(text: &ChatText) -> Scan<'_> {
    let content = text.content.as_str();
    let bytes = content.as_bytes();
    let mut scan = Scan {
        lines: Vec::new(),
        layouts: Vec::new(),
        names: Names::default(),
    };
    let mut current: Option<usize> = None;
    let (mut start, mut line) = (text.start, 0_u32);
    while start < bytes.len() {
        let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |length| start + length);
        line += 1;
        if may_be_header(&bytes[start..end]) {
            let visible = content[start..end]
                .strip_suffix('\r')
                .unwrap_or(&content[start..end]);
            let quick = current.and_then(|layout| {
                scan.layouts[layout]
                    .1
                    .read(visible.as_bytes())
                    .map(|header| (header, layout))
            });
            if let Some((header, layout)) = quick.or_else(|| full_reading(visible, &mut scan.layouts)) {
                current = Some(layout).filter(|&known| scan.layouts[known].0.divider != Divider::Space);
                scan.add(
                    content,
                    HeaderPlace {
                        start,
                        line,
                        end: start + visible.len(),
                        layout,
                    },
                    header,
                );
            }
        }
        start = end + 1;
    }
    scan
}

fn full_reading(line: &str, layouts: &mut Vec<(Layout, Template)>) -> Option<(Header, usize)> {
    let (header, layout, template) = read_header(line)?;
    if let Some(known) = layouts.iter().position(|(known, _)| *known == layout) {
        layouts[known].1.learn(template);
        return Some((header, known));
    }
    (layouts.len() < MOST_LAYOUTS).then(|| {
        layouts.push((layout, template));
        (header, layouts.len() - 1)
    })
}

struct HeaderPlace {
    start: usize,
    line: u32,
    end: usize,
    layout: usize,
}

impl<'a> Scan<'a> {
    fn add(&mut self, content: &'a str, place: HeaderPlace, header: Header) {
        let Divided { name, text } = self.names.divide(&content[place.start + header.rest..place.end]);
        let before = match content.as_bytes()[..place.start] {
            [.., b'\r', b'\n'] => LineBreak::CrLf,
            [.., b'\n'] => LineBreak::Lf,
            _ => LineBreak::None,
        };
        // A header and a name are a few hundred bytes at most, and there are fewer than 64 layouts.
        let (Ok(rest), Ok(text), Ok(layout)) = (
            u16::try_from(header.rest),
            u16::try_from(header.rest + text),
            u8::try_from(place.layout),
        ) else {
            return;
        };
        self.lines.push(HeaderLine {
            start: place.start,
            line: place.line,
            second_of_day: header.second_of_day,
            date: header.date,
            rest,
            text,
            layout,
            before,
            name,
        });
    }
}

/// The lines that start an entry.
struct Accepted {
    starts: Vec<EntryStart>,
}

/// A line that starts an entry, by its index among the lines in header form.
#[derive(Debug, Clone, Copy)]
struct EntryStart {
    index: usize,
    /// `None` when its date does not exist, and so the entry is left out.
    time: Option<ClockSecond>,
}

fn accept(
    text: &ChatText,
    scan: &Scan<'_>,
    settings: &ReadSettings,
    notices: &mut Notices,
) -> Result<Accepted, ImportError> {
    let mut counts = vec![0_usize; scan.layouts.len()];
    for line in &scan.lines {
        counts[usize::from(line.layout)] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or_default();
    let ruling = counts
        .iter()
        .position(|&count| count == most && count * RULING.1 >= scan.lines.len() * RULING.0);
    let orders = match ruling {
        Some(layout) => {
            let order = order_of_ruling(text, scan, layout, settings)?;
            let mut orders = vec![None; counts.len()];
            orders[layout] = Some(order);
            orders
        }
        None => orders_of_mixture(text, scan, settings)?,
    };
    let mixed = orders.iter().flatten().count();
    if mixed > 1 {
        notices.add_many(NoticeKind::MixedLayouts, None, mixed as u64);
    }

    let mut starts = Vec::with_capacity(scan.lines.len());
    let mut known_day: Option<([u16; 3], u8, Option<Days>)> = None;
    for (index, line) in scan.lines.iter().enumerate() {
        let Some(order) = orders[usize::from(line.layout)] else {
            notices.add(NoticeKind::QuotedHeaders, Some(line.line.into()));
            continue;
        };
        let day = match known_day {
            Some((date, layout, day)) if date == line.date && layout == line.layout => day,
            _ => days_of(line.date, order),
        };
        known_day = Some((line.date, line.layout, day));
        let time = day.map(|day| ClockSecond(day * SECONDS_PER_DAY + i64::from(line.second_of_day)));
        starts.push(EntryStart { index, time });
    }
    reject_quotes(scan, &mut starts, notices);
    for start in &starts {
        let line = &scan.lines[start.index];
        if start.time.is_none() {
            notices.add(NoticeKind::ImpossibleDate, Some(line.line.into()));
        } else if line.date.iter().any(|&number| is_thai_year(number)) {
            notices.add(NoticeKind::ThaiYears, Some(line.line.into()));
        }
    }
    Ok(Accepted { starts })
}

fn dates_of<'s>(scan: &'s Scan<'_>, layout: usize) -> impl Iterator<Item = [u16; 3]> + Clone + 's {
    scan.lines
        .iter()
        .filter(move |line| usize::from(line.layout) == layout)
        .map(|line| line.date)
}

fn order_of_ruling(
    text: &ChatText,
    scan: &Scan<'_>,
    layout: usize,
    settings: &ReadSettings,
) -> Result<DateOrder, ImportError> {
    let Some(order) = settings.date_order else {
        return match decide(dates_of(scan, layout), scan.layouts[layout].0.shape.year) {
            Decision::Decided(order) => Ok(order),
            Decision::Undecided(examples) => Err(undecided(text, scan, layout, examples)),
        };
    };
    let (mut all, mut misfits, mut first) = (0_usize, 0_usize, None);
    for line in scan
        .lines
        .iter()
        .filter(|line| usize::from(line.layout) == layout)
    {
        all += 1;
        if days_of(line.date, order).is_none() {
            misfits += 1;
            first.get_or_insert(line);
        }
    }
    match first {
        Some(line) if misfits * DATES_FOR_ONE_MISFIT > all => Err(ImportError::DateOrderImpossible {
            name: text.name.clone(),
            order,
            written: written_date(text, line),
            line: line.line.into(),
        }),
        _ => Ok(order),
    }
}

/// Decides the order for each layout of a mixture; `None` for a layout that does not run forward in time.
fn orders_of_mixture(
    text: &ChatText,
    scan: &Scan<'_>,
    settings: &ReadSettings,
) -> Result<Vec<Option<DateOrder>>, ImportError> {
    let decisions: Vec<Decision> = (0..scan.layouts.len())
        .map(|layout| {
            let year = scan.layouts[layout].0.shape.year;
            let fits = |order| dates_of(scan, layout).all(|date| days_of(date, order).is_some());
            match settings.date_order {
                Some(order) if year != YearForm::FirstFour && fits(order) => Decision::Decided(order),
                _ => decide(dates_of(scan, layout), year),
            }
        })
        .collect();
    let mut orders: Vec<Option<DateOrder>> = decisions
        .iter()
        .map(|decision| match decision {
            Decision::Decided(order) => Some(*order),
            Decision::Undecided(_) => None,
        })
        .collect();
    for (layout, order) in orders.iter_mut().enumerate() {
        let days = |order: DateOrder| dates_of(scan, layout).filter_map(move |date| days_of(date, order));
        if let Some(found) = *order
            && steps_back(days(found)) * STEPS_FOR_ONE_BACK > days(found).count()
        {
            *order = None;
        }
    }
    for (layout, decision) in decisions.iter().enumerate() {
        if let Decision::Undecided(examples) = decision {
            let found = order_among_neighbours(scan, &orders, layout);
            orders[layout] = Some(found.ok_or_else(|| undecided(text, scan, layout, *examples))?);
        }
    }
    Ok(orders)
}

/// Lets the decided layouts around an undecided one say which reading fits between them.
fn order_among_neighbours(scan: &Scan<'_>, orders: &[Option<DateOrder>], layout: usize) -> Option<DateOrder> {
    let breaks = |tried: DateOrder| {
        steps_back(scan.lines.iter().filter_map(|line| {
            let own = usize::from(line.layout);
            let order = if own == layout { Some(tried) } else { orders[own] };
            days_of(line.date, order?)
        }))
    };
    let (day_first, month_first) = (breaks(DateOrder::DayFirst), breaks(DateOrder::MonthFirst));
    match day_first.cmp(&month_first) {
        std::cmp::Ordering::Less => Some(DateOrder::DayFirst),
        std::cmp::Ordering::Greater => Some(DateOrder::MonthFirst),
        std::cmp::Ordering::Equal => None,
    }
}

fn steps_back(days: impl Iterator<Item = Days>) -> usize {
    let mut before = Days::MIN;
    days.filter(|&day| {
        let is_back = day.saturating_add(1) < before;
        before = day;
        is_back
    })
    .count()
}

fn undecided(text: &ChatText, scan: &Scan<'_>, layout: usize, examples: [Option<usize>; 2]) -> ImportError {
    let lines: Vec<&HeaderLine> = scan
        .lines
        .iter()
        .filter(|line| usize::from(line.layout) == layout)
        .collect();
    let dates = examples
        .into_iter()
        .flatten()
        .filter_map(|index| {
            let line = lines.get(index)?;
            TwoReadings::of(line.date, written_date(text, line))
        })
        .collect();
    ImportError::DateOrderUndecided {
        name: text.name.clone(),
        dates,
    }
}

/// Returns the date of a header as it is written, without direction marks and without anything that follows it.
fn written_date(text: &ChatText, line: &HeaderLine) -> String {
    let header = &text.content[line.start..line.start + usize::from(line.rest)];
    let mut cursor = Cursor::new(header, 0);
    cursor.skip(|c| is_mark(c) || c == '[');
    let found = read_stamp(header, cursor.at, |_| Some(()));
    let date = found.map_or("", |(stamp, ..)| &header[stamp.numbers[0].0..stamp.numbers[2].1]);
    date.chars().filter(|&c| !is_mark(c)).collect()
}

/// Takes out lines that only quote a header, told by their time.
fn reject_quotes(scan: &Scan<'_>, starts: &mut Vec<EntryStart>, notices: &mut Notices) {
    if starts.iter().filter_map(|start| start.time).is_sorted() {
        return;
    }
    let entry_line = |start: &EntryStart| &scan.lines[start.index];
    let ends_in_crlf = starts
        .iter()
        .filter(|start| entry_line(start).before == LineBreak::CrLf)
        .count();
    let tells_apart = ends_in_crlf * RULING.1 >= starts.len() * RULING.0;
    let timed: Vec<(usize, TimedLine)> = starts
        .iter()
        .enumerate()
        .filter_map(|(place, start)| {
            let line = entry_line(start);
            let is_inside = tells_apart && line.before == LineBreak::Lf;
            let setting = if is_inside {
                Setting::InsideMessage
            } else {
                Setting::MayStartMessage
            };
            Some((
                place,
                TimedLine {
                    time: start.time?.0,
                    name: line.name.map(|id| id.0),
                    setting,
                },
            ))
        })
        .collect();
    let lines: Vec<TimedLine> = timed.iter().map(|&(_, line)| line).collect();
    let disorder = find_disorder(&lines);
    for &late in &disorder.late {
        notices.add(
            NoticeKind::TimesOutOfOrder,
            Some(entry_line(&starts[timed[late].0]).line.into()),
        );
    }
    let mut is_quoted = vec![
        false;
        if disorder.quoted.is_empty() {
            0
        } else {
            starts.len()
        }
    ];
    for &quoted in &disorder.quoted {
        let place = timed[quoted].0;
        is_quoted[place] = true;
        notices.add(
            NoticeKind::QuotedHeaders,
            Some(entry_line(&starts[place]).line.into()),
        );
    }
    if !is_quoted.is_empty() {
        let mut place = 0;
        starts.retain(|_| {
            place += 1;
            !is_quoted[place - 1]
        });
    }
}

/// Everything but the texts.
struct Draft {
    messages: Vec<ExportedMessage>,
    senders: Vec<String>,
    tally: Tally,
    /// Messages that are placeholders learnt from the file.
    learnt: u64,
}

/// Where an entry stands in the file.
struct EntryPlace {
    /// Byte offset at which the text ends.
    end: usize,
    /// Number of lines.
    lines: u64,
}

fn draft(text: &ChatText, scan: &Scan<'_>, accepted: &Accepted) -> Result<Draft, ImportError> {
    let content = text.content.as_str();
    let mut counts = vec![0_u32; scan.names.len()];
    for start in &accepted.starts {
        if let Some(NameId(id)) = scan.lines[start.index].name {
            counts[id as usize] += 1;
        }
    }
    let judgements = scan.names.judge(&counts);
    let longer = longer_names(content, scan, accepted, &judgements);
    let phrases = Phrases::new();
    let mut people = People::new(&text.name, scan.names.len());
    let mut tally = Tally {
        lines: count_lines(&content.as_bytes()[text.start..]),
        ..Tally::default()
    };
    let file_end = end_without_blank_lines(content);
    let last_line = count_lines(&content.as_bytes()[text.start..file_end]);
    let mut messages = Vec::with_capacity(accepted.starts.len());
    let mut waiting: Vec<(usize, PlaceholderForm)> = Vec::new();
    let mut before_first = None;

    for (place, start) in accepted.starts.iter().enumerate() {
        let line = &scan.lines[start.index];
        let next = accepted.starts.get(place + 1).map(|next| &scan.lines[next.index]);
        let entry = EntryPlace {
            end: next.map_or(file_end, |next| end_of_text(content, next.start)),
            lines: next.map_or((last_line + 1).max(u64::from(line.line) + 1), |next| {
                next.line.into()
            }) - u64::from(line.line),
        };
        before_first.get_or_insert(u64::from(line.line) - 1);
        let Some(time) = start.time else {
            tally.skipped_lines += entry.lines;
            tally.skipped_entries += 1;
            continue;
        };
        tally.continuation_lines += entry.lines - 1;

        let (person, text_start) = person_and_text(content, scan, line, &judgements, &longer);
        let text_start = text_start.min(entry.end);
        let words = &content[text_start..entry.end];
        let (body, sender) = match person {
            Some(person) => {
                let sender = people.sender(scan, person, longer[person.0 as usize])?;
                (
                    phrases.judge(words, &people.names[usize::from(sender.0)]),
                    Some(sender),
                )
            }
            None => (Body::App, None),
        };
        let (kind, length) = match body {
            Body::Message(kind, length) => (kind, length),
            Body::App => (MessageKind::System, words.len()),
            Body::Placeholder(form) => {
                waiting.push((messages.len(), form));
                (MessageKind::Text, words.len())
            }
        };
        let is_app = kind == MessageKind::System;
        *(if is_app {
            &mut tally.system_lines
        } else {
            &mut tally.message_lines
        }) += 1;
        messages.push(ExportedMessage {
            time,
            // A file is at most 2 GiB, and so is each text in it.
            text: TextSpan {
                start: text_start as u64,
                len: u32::try_from(length).unwrap_or(u32::MAX),
            },
            sender: sender.filter(|_| !is_app),
            kind,
        });
    }
    tally.skipped_lines += before_first.unwrap_or(tally.lines) + (tally.lines - last_line);
    let learnt = learn_placeholders(content, &mut messages, &waiting);
    let senders = people.only_those_who_write(&mut messages);
    Ok(Draft {
        messages,
        senders,
        tally,
        learnt,
    })
}

/// Returns who wrote the entry, if anyone, and the byte offset at which the text starts.
fn person_and_text(
    content: &str,
    scan: &Scan<'_>,
    line: &HeaderLine,
    judgements: &[Judgement],
    longer: &[Option<&str>],
) -> (Option<NameId>, usize) {
    let rest = line.start + usize::from(line.rest);
    let Some(id) = line.name else {
        let first_line = content[rest..].lines().next().unwrap_or_default();
        return match scan.names.known_start(first_line, judgements) {
            Some((person, length)) => (Some(person), rest + length + 1),
            None => (None, rest),
        };
    };
    match judgements[id.0 as usize] {
        Judgement::Person => {
            let more = longer[id.0 as usize].map_or(0, |words| words.len() + 2);
            (Some(id), line.start + usize::from(line.text) + more)
        }
        Judgement::Shorter(person, length) => (Some(person), rest + length + 1),
        Judgement::App => (None, rest),
    }
}

/// Finds for each name the words after its first colon that belong to it too.
fn longer_names<'a>(
    content: &'a str,
    scan: &Scan<'a>,
    accepted: &Accepted,
    judgements: &[Judgement],
) -> Vec<Option<&'a str>> {
    let mut seen = vec![Continuation::default(); scan.names.len()];
    for start in &accepted.starts {
        let line = &scan.lines[start.index];
        if let Some(id) = line
            .name
            .filter(|id| judgements[id.0 as usize] == Judgement::Person)
            && !seen[id.0 as usize].is_settled()
        {
            let text = &content[line.start + usize::from(line.text)..];
            seen[id.0 as usize].see(text.lines().next().unwrap_or_default());
        }
    }
    seen.iter().map(Continuation::words).collect()
}

/// Returns where the text before a header ends: before the one line break between them.
fn end_of_text(content: &str, next_start: usize) -> usize {
    let before = &content[..next_start];
    let before = before.strip_suffix('\n').unwrap_or(before);
    before.strip_suffix('\r').unwrap_or(before).len()
}

/// Returns where the last line with anything on it ends, without its line break.
fn end_without_blank_lines(content: &str) -> usize {
    content.trim_end_matches(['\r', '\n']).len()
}

/// The senders of a file in the order in which they first write.
struct People<'t> {
    file: &'t str,
    names: Vec<String>,
    by_name: HashMap<String, SenderId>,
    by_id: Vec<Option<SenderId>>,
}

impl<'t> People<'t> {
    fn new(file: &'t str, ids: usize) -> Self {
        Self {
            file,
            names: Vec::new(),
            by_name: HashMap::new(),
            by_id: vec![None; ids],
        }
    }

    fn sender(&mut self, scan: &Scan<'_>, id: NameId, more: Option<&str>) -> Result<SenderId, ImportError> {
        if let Some(known) = self.by_id[id.0 as usize] {
            return Ok(known);
        }
        let name = match more {
            Some(words) => format!("{}: {words}", scan.names.clean(id)),
            None => scan.names.clean(id),
        };
        let next = u16::try_from(self.names.len()).ok().map(SenderId);
        let sender = match (self.by_name.get(&name), next) {
            (Some(&known), _) => known,
            (None, Some(next)) => {
                self.names.push(name.clone());
                self.by_name.insert(name, next);
                next
            }
            (None, None) => {
                return Err(ImportError::TooManyNames {
                    name: self.file.to_owned(),
                    limit: usize::from(u16::MAX) + 1,
                });
            }
        };
        self.by_id[id.0 as usize] = Some(sender);
        Ok(sender)
    }

    /// Drops names under which only the app wrote, and numbers the others in the order of their first message.
    fn only_those_who_write(mut self, messages: &mut [ExportedMessage]) -> Vec<String> {
        let mut renumbered: Vec<Option<SenderId>> = vec![None; self.names.len()];
        let mut senders = Vec::with_capacity(self.names.len());
        for message in messages {
            if let Some(SenderId(old)) = message.sender {
                let place = usize::from(old);
                let new = *renumbered[place].get_or_insert_with(|| {
                    senders.push(std::mem::take(&mut self.names[place]));
                    // There are no more than before, and those were numbered in 16 bits.
                    SenderId(u16::try_from(senders.len() - 1).unwrap_or(old))
                });
                message.sender = Some(new);
            }
        }
        senders
    }
}

/// Turns texts that this file repeats in place of media into media; returns how many.
fn learn_placeholders(
    content: &str,
    messages: &mut [ExportedMessage],
    waiting: &[(usize, PlaceholderForm)],
) -> u64 {
    let words = |message: &ExportedMessage| {
        let start = usize::try_from(message.text.start).unwrap_or(usize::MAX);
        content
            .get(start..start.saturating_add(message.text.len as usize))
            .unwrap_or_default()
    };
    let mut repeats: HashMap<&str, u32> = HashMap::new();
    for &(index, _) in waiting {
        *repeats.entry(words(&messages[index])).or_default() += 1;
    }
    let mut learnt = 0;
    for &(index, form) in waiting {
        let text = words(&messages[index]);
        if is_placeholder(form, text, repeats.get(text).copied().unwrap_or_default()) {
            messages[index].kind = MessageKind::Media;
            learnt += 1;
        }
    }
    learnt
}

fn assemble(
    text: ChatText,
    draft: Draft,
    resolution: Resolution,
    mut notices: Notices,
    capabilities: Capabilities,
) -> Import {
    let Draft {
        messages,
        senders,
        tally,
        learnt,
    } = draft;
    notices.add_many(NoticeKind::PlaceholdersLearnt, None, learnt);
    let written = messages.len();
    if EXPORT_CAPS
        .iter()
        .any(|&cap| written <= cap && written + CAP_SLACK > cap)
    {
        notices.add_many(NoticeKind::ExportCapReached, None, written as u64);
    }
    let export = Export {
        format: ID,
        clock: Clock::Local,
        resolution,
        senders,
        messages,
        texts: TextArena::new(text.content),
        capabilities,
    };
    Import {
        export,
        notices: notices.into_sorted(),
        tally,
    }
}

/// Returns how finely the accepted headers tell time: as the coarsest of their layouts.
fn resolution_of(scan: &Scan<'_>, accepted: &Accepted) -> Resolution {
    let has_seconds = |start: &EntryStart| {
        let layout = usize::from(scan.lines[start.index].layout);
        scan.layouts[layout].0.shape.seconds == SecondsShown::Yes
    };
    if accepted.starts.iter().all(has_seconds) {
        Resolution::Second
    } else {
        Resolution::Minute
    }
}

/// Counts the lines with words on them before the first entry, which belong to no message.
fn note_lines_before(text: &ChatText, scan: &Scan<'_>, accepted: &Accepted, notices: &mut Notices) {
    let end = accepted
        .starts
        .first()
        .map_or(text.content.len(), |start| scan.lines[start.index].start);
    let lines = text.content[text.start..end].lines().zip(1_u64..);
    let mut worded = lines
        .filter(|(line, _)| !line.trim().is_empty())
        .map(|(_, number)| number);
    if let Some(first) = worded.next() {
        notices.add_many(
            NoticeKind::LinesBeforeFirstMessage,
            Some(first),
            1 + worded.count() as u64,
        );
    }
}
