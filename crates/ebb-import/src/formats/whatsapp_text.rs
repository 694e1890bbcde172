//! WhatsApp's "Export chat" as text, from Android and iPhone.
//!
//! Where from: Android `WhatsApp Chat with NAME.txt` or a zip; iPhone a zip with `_chat.txt`. The start of a line
//! follows the region of the phone, the words of the app follow its language, and neither is named in the file.
//! Versions: not told by the file. The iPhone divided by a colon before 2014; since early 2023 a narrow space stands before AM
//! and PM.
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

use ebb::export::{
    Capabilities, Carried, Clock, Export, ExportedMessage, Missing, MissingCause, Resolution, SenderId,
};
use ebb::message::{MessageKind, TextArena, TextSpan};

use crate::choose::read_texts;
use crate::collect::Collector;
use crate::decode::ChatText;
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Import, ReadSettings, Recognition, Tally, count_lines};
use crate::formats::signal_export;
use crate::formats::whatsapp_accept::{Accepted, EntryStart, accept};
use crate::formats::whatsapp_body::{Body, Phrases, PlaceholderForm, is_placeholder};
use crate::formats::whatsapp_header::{may_be_header, read_header};
use crate::formats::whatsapp_scan::{HeaderLine, Scan, scan};
use crate::formats::whatsapp_sender::{Continuation, Judgement, NameId};
use crate::gaps::{self, Mark, said};
use crate::notice::{NoticeKind, Notices};
use crate::source::Parts;
use crate::stamp::SecondsShown;
use crate::zone::Offsets;

/// Chats exported as text by WhatsApp.
pub(super) struct WhatsAppText;

const ID: &str = "whatsapp-text";

/// So many headers show a chat, even when other lines come first.
const HEADERS_THAT_SHOW_A_CHAT: usize = 3;
/// Numbers of messages at which the app cuts an export: without media, and with.
const EXPORT_CAPS: [usize; 2] = [40_000, 10_000];
/// The app's own count at the cap may differ by a few.
const CAP_SLACK: usize = 10;

const CAPABILITIES: Capabilities = Capabilities {
    calls: Carried::Sometimes,
    reactions: Carried::No,
    both_sides: Carried::Yes,
    whole_history: Carried::Sometimes,
    edits: Carried::Sometimes,
    deletions: Carried::Sometimes,
    lasting: Carried::Sometimes,
};

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
        CAPABILITIES
    }

    fn checked(&self) -> Checked {
        Checked::OnSamples
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        let mut lines = 0;
        let mut headers = 0;
        for line in head.text.lines().filter(|line| !line.trim().is_empty()) {
            if lines == 0 && signal_export::is_line(line) {
                return Recognition::Foreign;
            }
            lines += 1;
            headers += usize::from(may_be_header(line.as_bytes()) && read_header(line).is_some());
            // A chat starts with a header, or shows itself by several after whatever was put before it.
            if lines == headers || headers == HEADERS_THAT_SHOW_A_CHAT {
                return Recognition::Own;
            }
        }
        Recognition::from_claim(headers * 2 > lines)
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        read_texts(parts, into, read);
        Ok(())
    }
}

/// Reads a whole text.
fn read(text: ChatText, settings: &ReadSettings) -> Result<Import, ImportError> {
    let mut notices = text.notices.clone();
    let scan = scan(&text);
    if scan.lines.is_empty() {
        return Err(ImportError::NoMessages { name: text.name, format: ID });
    }
    let accepted = accept(&text, &scan, settings, &mut notices)?;
    note_lines_before(&text, &scan, &accepted, &mut notices);
    let draft = draft(&text, &scan, &accepted)?;
    if draft.messages.is_empty() {
        return Err(ImportError::NoMessages { name: text.name, format: ID });
    }
    let resolution = resolution_of(&scan, &accepted);
    Ok(assemble(text, draft, resolution, notices, CAPABILITIES))
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
    let mut tally = Tally { all: count_lines(&content.as_bytes()[text.start..]), ..Tally::default() };
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
            lines: next.map_or((last_line + 1).max(u64::from(line.line) + 1), |next| next.line.into())
                - u64::from(line.line),
        };
        before_first.get_or_insert(u64::from(line.line) - 1);
        let Some(time) = start.time else {
            tally.skipped += entry.lines;
            tally.skipped_entries += 1;
            continue;
        };
        tally.continuations += entry.lines - 1;

        let (person, text_start) = person_and_text(content, scan, line, &judgements, &longer);
        let text_start = text_start.min(entry.end);
        let words = &content[text_start..entry.end];
        let (body, sender) = match person {
            Some(person) => {
                let sender = people.sender(scan, person, longer[person.0 as usize])?;
                (phrases.judge(words, &people.names[usize::from(sender.0)]), Some(sender))
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
        *(if is_app { &mut tally.system } else { &mut tally.messages }) += 1;
        messages.push(ExportedMessage {
            time,
            // A file is at most 2 GiB, and so is each text in it.
            text: TextSpan { start: text_start as u64, len: u32::try_from(length).unwrap_or(u32::MAX) },
            sender: sender.filter(|_| !is_app),
            kind,
        });
    }
    tally.skipped += before_first.unwrap_or(tally.all) + (tally.all - last_line);
    let learnt = learn_placeholders(content, &mut messages, &waiting);
    let senders = people.only_those_who_write(&mut messages);
    Ok(Draft { messages, senders, tally, learnt })
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
        if let Some(id) = line.name.filter(|id| judgements[id.0 as usize] == Judgement::Person)
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
        Self { file, names: Vec::new(), by_name: HashMap::new(), by_id: vec![None; ids] }
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
        content.get(start..start.saturating_add(message.text.len as usize)).unwrap_or_default()
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
    let Draft { messages, senders, tally, learnt } = draft;
    notices.add_many(NoticeKind::PlaceholdersLearnt, None, learnt);
    let written = messages.len();
    let mut missing = Vec::new();
    if EXPORT_CAPS.iter().any(|&cap| written <= cap && written + CAP_SLACK > cap) {
        let first = messages.first().map(|message| message.time);
        missing.push(Missing { from: None, to: first, cause: MissingCause::ExportCap });
        notices.add_many(NoticeKind::ExportCapReached, None, written as u64);
    }
    let texts = TextArena::new(text.content);
    let app = messages.iter().filter(|message| message.sender.is_none());
    let marks: Vec<Mark> = app
        .filter_map(|line| Some(Mark { time: line.time, said: said(texts.text(line.text).as_str())? }))
        .collect();
    for gap in gaps::missing(&messages, &marks) {
        notices.add_many(gaps::notice_of(gap.cause).unwrap_or(NoticeKind::PartMissing), None, 1);
        missing.push(gap);
    }
    let export = Export {
        format: ID,
        clock: Clock::Local,
        resolution,
        senders,
        messages,
        texts,
        capabilities,
        missing,
    };
    Import {
        export,
        title: None,
        owner: None,
        offsets: Offsets::default(),
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
    if accepted.starts.iter().all(has_seconds) { Resolution::Second } else { Resolution::Minute }
}

/// Counts the lines with words on them before the first entry, which belong to no message.
fn note_lines_before(text: &ChatText, scan: &Scan<'_>, accepted: &Accepted, notices: &mut Notices) {
    let end = accepted.starts.first().map_or(text.content.len(), |start| scan.lines[start.index].start);
    let lines = text.content[text.start..end].lines().zip(1_u64..);
    let mut worded = lines.filter(|(line, _)| !line.trim().is_empty()).map(|(_, number)| number);
    if let Some(first) = worded.next() {
        notices.add_many(NoticeKind::LinesBeforeFirstMessage, Some(first), 1 + worded.count() as u64);
    }
}
