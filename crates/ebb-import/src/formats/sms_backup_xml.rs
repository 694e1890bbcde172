//! The XML that the Android app SMS Backup & Restore writes.
//!
//! Where from: the app, Backup, messages only; the file lies where the app was told to put it.
//! Versions: not told by the file. Attributes and lists that a version lacks are read as empty.
//!
//! ```text
//! file = <smses> (sms | mms)* </smses>
//! sms  = <sms address date type body contact_name? .. />       type: 1 received, 2 sent, 3 draft, 4-6 not sent
//! mms  = <mms address date msg_box ..> parts addrs </mms>      msg_box: as type; address: numbers joined by ~
//! ```
//!
//! `date` is in milliseconds since 1970 (UTC). An emoji is written as the two halves of a surrogate pair, which is no
//! valid XML; the halves are joined here. Pictures stand in the file as base64 and are passed over piece by piece, so a
//! file of any size is read in the memory of its words.
//!
//! Supported: SMS, MMS, group MMS (told apart from the chat of two), entries that stand twice, drafts left out, one
//! number in several spellings. Not supported: the call log, which the app writes to a file of its own.

use std::borrow::Cow;
use std::io::BufReader;

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::collect::{About, Collector, Entry, Person, Size, Time};
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Recognition};
use crate::notice::NoticeKind;
use crate::source::Parts;

/// Text messages of an Android phone.
pub(super) struct SmsBackupXml;

/// The name under which the owner of the phone appears: the file does not tell theirs.
const OWNER: &str = "Me";
/// Digits at the end of a number that tell it from others, whatever the spelling of its start.
const TELLING_DIGITS: usize = 9;
const BUFFER: usize = 256 * 1024;

impl Format for SmsBackupXml {
    fn id(&self) -> &'static str {
        "sms-backup-xml"
    }

    fn name(&self) -> &'static str {
        "SMS (Android)"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "Install SMS Backup & Restore on the phone.",
            "Make a backup of messages only, without pictures if you can.",
            "Copy the file sms-....xml to this computer, and calls-....xml beside it if you like, and give them to ebb with --them \"NAME\".",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            calls: Carried::Sometimes,
            reactions: Carried::No,
            both_sides: Carried::Yes,
            whole_history: Carried::Sometimes,
            edits: Carried::No,
            deletions: Carried::No,
            lasting: Carried::Sometimes,
        }
    }

    fn checked(&self) -> Checked {
        Checked::OnSamples
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        let start = head.text.trim_start();
        Recognition::from_claim(
            start.starts_with('<') && (start.contains("<smses") || start.contains("<calls")),
        )
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        into.set_owner(OWNER);
        into.count_repeats_once();
        into.learn_reactions();
        for part in 0..parts.len() {
            let reader = BufReader::with_capacity(BUFFER, parts.open(part)?);
            read_file(reader, into)?;
        }
        Ok(())
    }
}

fn read_file(reader: impl std::io::BufRead, into: &mut Collector) -> Result<(), ImportError> {
    let mut xml = Reader::from_reader(reader);
    xml.config_mut().check_end_names = false;
    xml.config_mut().allow_unmatched_ends = true;
    let mut buffer = Vec::new();
    let mut mms: Option<Mms> = None;
    let mut has_ended = false;
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Empty(tag)) => match tag.name().as_ref() {
                "sms" => take_sms(&tag, into)?,
                "call" => take_call(&tag, into)?,
                "part" => mms.iter_mut().for_each(|mms| mms.take_part(&tag)),
                "addr" => mms.iter_mut().for_each(|mms| mms.take_address(&tag)),
                "mms" => Mms::of(&tag).finish(into)?,
                "smses" | "calls" => has_ended = true,
                _ => {}
            },
            Ok(Event::Start(tag)) => match tag.name().as_ref() {
                "sms" => take_sms(&tag, into)?,
                "call" => take_call(&tag, into)?,
                "mms" => mms = Some(Mms::of(&tag)),
                "part" => mms.iter_mut().for_each(|mms| mms.take_part(&tag)),
                "addr" => mms.iter_mut().for_each(|mms| mms.take_address(&tag)),
                _ => {}
            },
            Ok(Event::End(tag)) => match tag.name().as_ref() {
                "mms" => {
                    if let Some(mms) = mms.take() {
                        mms.finish(into)?;
                    }
                }
                "smses" | "calls" => has_ended = true,
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    if mms.is_some() {
        into.skip(NoticeKind::DamagedEntry);
    }
    if !has_ended {
        into.note(NoticeKind::FileCut, 1);
    }
    Ok(())
}

/// Attributes of one entry that are of use, as they are written.
#[derive(Default)]
struct Attributes {
    address: String,
    contact: String,
    date: Option<i64>,
    direction: Option<u8>,
    body: String,
}

impl Attributes {
    fn of(tag: &BytesStart<'_>) -> Self {
        let mut found = Self::default();
        for attribute in tag.attributes().with_checks(false).flatten() {
            let value = attribute.value.as_ref();
            match attribute.key.as_ref() {
                "address" | "number" => found.address = words(value).into_owned(),
                "contact_name" => found.contact = words(value).into_owned(),
                "body" => found.body = words(value).into_owned(),
                "date" => found.date = value.parse().ok(),
                "type" | "msg_box" => {
                    found.direction = value.parse().ok();
                }
                _ => {}
            }
        }
        found
    }

    /// Returns the name to show for the other person.
    fn shown(&self) -> &str {
        match self.contact.as_str() {
            "" | "null" | "(Unknown)" => &self.address,
            name => name,
        }
    }
}

fn take_sms(tag: &BytesStart<'_>, into: &mut Collector) -> Result<(), ImportError> {
    let found = Attributes::of(tag);
    add(&found, &[found.address.as_str()], MessageKind::Text, &found.body, None, into)
}

/// Takes one call of the list of calls that the same program writes. A call that was not taken or not answered counts
/// for who called.
fn take_call(tag: &BytesStart<'_>, into: &mut Collector) -> Result<(), ImportError> {
    let mut found = Attributes::of(tag);
    found.direction = match found.direction {
        Some(2) => Some(2),
        // Taken, missed, sent to voicemail, turned down, blocked, taken elsewhere: all came in.
        Some(1 | 3..=7) => Some(1),
        _ => None,
    };
    add(&found, &[found.address.as_str()], MessageKind::Call, "", None, into)
}

/// Adds one entry to the conversation with these numbers.
fn add(
    found: &Attributes,
    numbers: &[&str],
    kind: MessageKind,
    text: &str,
    from: Option<&str>,
    into: &mut Collector,
) -> Result<(), ImportError> {
    let Some(date) = found.date else {
        into.skip(NoticeKind::UnreadableTime);
        return Ok(());
    };
    let is_own = match found.direction {
        Some(1) => false,
        Some(2) => true,
        Some(3..=6) => {
            into.skip(NoticeKind::NeverSent);
            return Ok(());
        }
        Some(_) | None => {
            into.skip(NoticeKind::DamagedEntry);
            return Ok(());
        }
    };
    if numbers.iter().all(|number| number.is_empty()) {
        into.skip(NoticeKind::PlaceUnclear);
        return Ok(());
    }
    let mut keys: Vec<String> = numbers.iter().map(|number| number_key(number)).collect();
    keys.sort_unstable();
    keys.dedup();
    let size = if keys.len() > 1 { Size::Group } else { Size::Two };
    let key = keys.join("~");
    let shown = found.shown();
    let about = About { key: &key, title: shown, people: &[shown, numbers[0]], size };
    let id = into.conversation(&about);
    let other = from.map_or_else(|| key.clone(), number_key);
    let name = if size == Size::Two { shown } else { from.unwrap_or(shown) };
    let sender = if is_own { Person { key: OWNER, name: OWNER } } else { Person { key: &other, name } };
    into.add(id, &Entry { time: Time::Exact(date), sender: Some(sender), kind, text })
}

/// Returns what tells a number from others: its last digits, or the word itself where it is none.
fn number_key(number: &str) -> String {
    let is_number = number.chars().all(|c| c.is_ascii_digit() || "+ -().".contains(c));
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    if is_number && !digits.is_empty() {
        digits[digits.len().saturating_sub(TELLING_DIGITS)..].to_owned()
    } else {
        number.to_lowercase()
    }
}

/// One MMS while its parts pass by.
struct Mms {
    found: Attributes,
    text: String,
    has_media: bool,
    from: Option<String>,
}

impl Mms {
    fn of(tag: &BytesStart<'_>) -> Self {
        Self { found: Attributes::of(tag), text: String::new(), has_media: false, from: None }
    }

    fn take_part(&mut self, tag: &BytesStart<'_>) {
        let mut kind = Cow::Borrowed("");
        let mut text = None;
        for attribute in tag.attributes().with_checks(false).flatten() {
            match attribute.key.as_ref() {
                "ct" => kind = words(attribute.value.as_ref()).into_owned().into(),
                "text" => text = Some(words(attribute.value.as_ref()).into_owned()),
                _ => {}
            }
        }
        match text.filter(|text| kind == "text/plain" && text != "null") {
            Some(words) => {
                self.text.push_str(if self.text.is_empty() { "" } else { "\n" });
                self.text.push_str(&words);
            }
            None => self.has_media |= !kind.is_empty() && kind != "application/smil" && kind != "text/plain",
        }
    }

    fn take_address(&mut self, tag: &BytesStart<'_>) {
        let (mut address, mut is_sender) = (String::new(), false);
        for attribute in tag.attributes().with_checks(false).flatten() {
            match attribute.key.as_ref() {
                "address" => address = words(attribute.value.as_ref()).into_owned(),
                "type" => is_sender = attribute.value.as_ref() == "137",
                _ => {}
            }
        }
        if is_sender && address != "insert-address-token" {
            self.from = Some(address);
        }
    }

    fn finish(self, into: &mut Collector) -> Result<(), ImportError> {
        let numbers: Vec<&str> = self.found.address.split('~').filter(|number| !number.is_empty()).collect();
        if numbers.is_empty() {
            into.skip(NoticeKind::PlaceUnclear);
            return Ok(());
        }
        let kind = if self.has_media { MessageKind::Media } else { MessageKind::Text };
        let from = self.from.as_deref().filter(|_| numbers.len() > 1);
        add(&self.found, &numbers, kind, &self.text, from, into)
    }
}

/// Returns the words of an attribute: entities resolved, and the two halves of a surrogate pair joined.
fn words(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text;
    let mut high: Option<u32> = None;
    while let Some(start) = rest.find('&') {
        let (before, from) = rest.split_at(start);
        if !before.is_empty() && high.take().is_some() {
            resolved.push(char::REPLACEMENT_CHARACTER);
        }
        resolved.push_str(before);
        let Some(end) = from.find(';').filter(|&end| end <= LONGEST_ENTITY) else {
            resolved.push('&');
            rest = &from[1..];
            continue;
        };
        rest = &from[end + 1..];
        let code = entity(&from[1..end]);
        match (high.take(), code) {
            (Some(high), Some(low @ 0xDC00..=0xDFFF)) => {
                let joined = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                resolved.push(char::from_u32(joined).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            (before, code) => {
                if before.is_some() {
                    resolved.push(char::REPLACEMENT_CHARACTER);
                }
                match code {
                    Some(half @ 0xD800..=0xDBFF) => high = Some(half),
                    Some(code) => resolved.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)),
                    None => resolved.push_str(&from[..=end]),
                }
            }
        }
    }
    if high.is_some() {
        resolved.push(char::REPLACEMENT_CHARACTER);
    }
    resolved.push_str(rest);
    Cow::Owned(resolved)
}

/// Longest entity, in bytes: `&#1114111`.
const LONGEST_ENTITY: usize = 10;

fn entity(name: &str) -> Option<u32> {
    match name {
        "amp" => Some(u32::from('&')),
        "lt" => Some(u32::from('<')),
        "gt" => Some(u32::from('>')),
        "quot" => Some(u32::from('"')),
        "apos" => Some(u32::from('\'')),
        _ => {
            let number = name.strip_prefix('#')?;
            match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok(),
                None => number.parse().ok(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, expected: &str) {
        assert_eq!(words(written), expected, "{written}");
    }

    #[test]
    fn halves_of_an_emoji_are_joined() {
        check("hi &#10;there &#55357;&#56832;!", "hi \nthere \u{1f600}!");
        check("&#x41;&amp;&lt;&quot;", "A&<\"");
        check("a &#55357; b &#56832;", "a \u{fffd} b \u{fffd}");
        check("&#55357;", "\u{fffd}");
        check("you & me; &unknown; &", "you & me; &unknown; &");
    }
}
