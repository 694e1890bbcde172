//! From files and names to one chat: opening files for `ebb-case`, and what a person must be asked.

use std::io::{Read as _, Write};
use std::path::{Path, PathBuf};

use ebb_case::{Chat, Now, Read};
use ebb_import::people::People;
use ebb_import::{DateOrder, ReadSettings, Source};
use ebb_report::json::ReadingNotes;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

use crate::failure::Failure;
use crate::terminal;

/// Stands for standard input or output in place of a file.
pub(crate) const STANDARD: &str = "-";

/// Reads of every file the conversation that is named, or its only one.
pub(crate) fn read_all(
    files: &[PathBuf],
    order: Option<DateOrder>,
    conversation: &[String],
) -> Result<Read, Failure> {
    let settings =
        ReadSettings { date_order: order, conversation: conversation.to_vec(), ..ReadSettings::automatic() };
    // One after the other, so that only one file is in memory beside what was read.
    let mut imports = Vec::new();
    for file in files {
        imports.extend(ebb_case::read(vec![source(file)?], &settings)?.imports);
    }
    Ok(Read { imports })
}

/// Opens a file, or standard input for `-`.
fn source(file: &Path) -> Result<Source, Failure> {
    if file != Path::new(STANDARD) {
        return Ok(Source::open(file)?);
    }
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).map_err(Failure::Input)?;
    Ok(Source::from_bytes("standard input", bytes))
}

/// Returns what the readers said, for the report.
pub(crate) fn notes(chat: &Chat) -> ReadingNotes {
    ReadingNotes { skipped: chat.skipped, notices: chat.notices.clone(), words: None }
}

/// Returns the zone of this name.
pub(crate) fn zone(name: Option<&str>) -> Result<Option<TimeZone>, Failure> {
    name.map(|name| TimeZone::get(name).map_err(|_| Failure::Zone { name: name.to_owned() })).transpose()
}

/// Reads a time as it is written on the command line.
pub(crate) fn now(text: Option<&str>) -> Result<Now, Failure> {
    let Some(text) = text else { return Ok(Now::LastMessage) };
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(Now::Instant(instant));
    }
    if let Ok(zoned) = text.parse::<ZonedDateTime>() {
        return Ok(Now::Instant(zoned.timestamp()));
    }
    text.parse().map(Now::Wall).map_err(|_| Failure::Time { text: text.to_owned() })
}

/// Whether a person may be asked what was not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asking {
    Allowed,
    Forbidden,
}

/// Who is who, as given on the command line.
pub(crate) struct NamesGiven<'a> {
    pub(crate) me: &'a [String],
    pub(crate) them: &'a [String],
    pub(crate) alter_also: &'a [String],
    pub(crate) asking: Asking,
}

/// Joins what was read into one chat, asking who is who where that was not given.
pub(crate) fn pair_all(read: Read, names: &NamesGiven<'_>, zone: Option<TimeZone>) -> Result<Chat, Failure> {
    let people = people(&read, names)?;
    Ok(Chat::join(read, people, zone, None)?)
}

/// Returns who is who, asking where that was not given.
pub(crate) fn people(read: &Read, names: &NamesGiven<'_>) -> Result<People, Failure> {
    let present = read.people();
    let all_meant = |names: &[String]| -> Vec<String> { names.iter().map(|name| read.meant(name)).collect() };
    // Where every file says whose it is, nobody needs to be asked.
    let ego = match (names.me, read.owners()) {
        ([], Some(owners)) => owners,
        ([], None) => vec![ask_ego(&present, names.asking)?],
        (given, _) => all_meant(given),
    };
    Ok(People { ego, alter: all_meant(names.them), alter_also: all_meant(names.alter_also) })
}

fn ask_ego(present: &[(String, usize)], asking: Asking) -> Result<String, Failure> {
    let unknown = || Failure::WhoIsEgo { present: present.iter().map(|(name, _)| name.clone()).collect() };
    if present.len() != 2 {
        // Pairing refuses these with a better reason than a missing name.
        return present.first().map(|(name, _)| name.clone()).ok_or_else(unknown);
    }
    if asking == Asking::Forbidden || !terminal::can_ask() {
        return Err(unknown());
    }
    terminal::note("Which one is you?");
    for (at, (name, count)) in present.iter().enumerate() {
        terminal::note(&format!("  {}  {}   {count} messages", at + 1, ebb_report::words::printable(name)));
    }
    for _ in 0..3 {
        let mut err = std::io::stderr().lock();
        let _ = write!(err, "Type 1 or 2: ");
        let _ = err.flush();
        drop(err);
        let mut line = String::new();
        if std::io::stdin().read_line(&mut line).unwrap_or(0) == 0 {
            break;
        }
        match line.trim() {
            "1" => return Ok(present[0].0.clone()),
            "2" => return Ok(present[1].0.clone()),
            typed => {
                if let Some((name, _)) = present.iter().find(|(name, _)| name.eq_ignore_ascii_case(typed)) {
                    return Ok(name.clone());
                }
            }
        }
    }
    Err(unknown())
}
