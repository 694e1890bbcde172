//! From files and names to one dyad: the steps *read* and *pair*, with what a person must be asked.

use std::io::Write;
use std::path::PathBuf;

use ebb::dyad::{Dyad, LocalSecond, MOST_SECONDS, PairError, Part, Roles, civil as civil_of, pair};
use ebb::export::{Carried, Export};
use ebb::roles::{self, Because, NamesKnown, Taken};
use ebb_import::{DateOrder, FORMATS, Import, ReadSettings, Source, read_each};
use ebb_report::json::ReadingNotes;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

use crate::failure::Failure;
use crate::terminal;

/// Reads of every file the conversation that is named, or its only one.
pub(crate) fn read_all(
    files: &[PathBuf],
    order: Option<DateOrder>,
    conversation: &[String],
) -> Result<Vec<Import>, Failure> {
    let settings =
        ReadSettings { date_order: order, conversation: conversation.to_vec(), ..ReadSettings::automatic() };
    let mut imports = Vec::new();
    for file in files {
        imports.extend(read_each(Source::open(file)?, &settings)?);
    }
    Ok(imports)
}

/// Returns what the readers said, for the report.
pub(crate) fn notes(imports: &[Import]) -> ReadingNotes {
    ReadingNotes {
        skipped: imports.iter().map(|import| import.tally.skipped_entries).sum(),
        notices: imports
            .iter()
            .flat_map(|import| &import.notices)
            .map(|notice| (notice.kind.id().to_owned(), notice.text()))
            .collect(),
        words: None,
    }
}

/// Returns the zone of this name.
pub(crate) fn zone(name: Option<&str>) -> Result<Option<TimeZone>, Failure> {
    name.map(|name| TimeZone::get(name).map_err(|_| Failure::Zone { name: name.to_owned() })).transpose()
}

/// A time given on the command line.
pub(crate) enum TimeGiven {
    /// An instant, with a zone or an offset.
    Instant(Timestamp),
    /// What the clock on the wall says.
    Wall(DateTime),
}

impl TimeGiven {
    /// Reads a time as it is written on the command line.
    pub(crate) fn parse(text: &str) -> Result<Self, Failure> {
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Ok(Self::Instant(instant));
        }
        if let Ok(zoned) = text.parse::<ZonedDateTime>() {
            return Ok(Self::Instant(zoned.timestamp()));
        }
        text.parse().map(Self::Wall).map_err(|_| Failure::Time { text: text.to_owned() })
    }

    /// Returns the local second of this time on the dyad's own clock.
    ///
    /// # Errors
    /// An instant needs a zone; and a time many years after the last message is a slip.
    pub(crate) fn on_clock_of(&self, dyad: &Dyad) -> Result<LocalSecond, Failure> {
        let civil = match self {
            Self::Wall(civil) => *civil,
            Self::Instant(instant) => dyad.zone().ok_or(PairError::ZoneNeeded)?.to_datetime(*instant),
        };
        let epoch = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
        let now = civil.duration_since(epoch).as_secs();
        let last = dyad.messages().last().map_or(now, |message| message.local);
        if now < last {
            return Err(Failure::TooEarly { last: civil_of(last).date().to_string() });
        }
        if now.saturating_sub(last) > MOST_SECONDS {
            return Err(Failure::Time { text: civil.date().to_string() });
        }
        Ok(now)
    }
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

/// Joins what was read into one dyad, asking who is who where that was not given. Returns, too, which names were taken
/// for one of the two people because something in the files shows it.
pub(crate) fn pair_all(
    imports: Vec<Import>,
    names: &NamesGiven<'_>,
    zone: Option<TimeZone>,
) -> Result<(Dyad, Vec<Taken>), Failure> {
    // Where every file says whose it is, nobody needs to be asked.
    let owners: Vec<Option<String>> = imports.iter().map(owner).collect();
    let is_owner_known = owners.iter().all(Option::is_some);
    let zone = zone.or_else(|| imports.iter().find_map(|import| import.offsets.zone()));
    let exports: Vec<Export> = imports.into_iter().map(|import| import.export).collect();
    let is_whole = |export: &&Export| export.capabilities.both_sides != Carried::No;
    let whole: Vec<&Export> = exports.iter().filter(is_whole).collect();
    // Beside files of both people, one of a single side names nobody of the chat.
    let present = if whole.is_empty() { present(exports.iter()) } else { present(whole.into_iter()) };
    let all_meant =
        |names: &[String]| -> Vec<String> { names.iter().map(|name| meant(name, &present)).collect() };
    let ego = match names.me {
        [] if is_owner_known => owners.iter().flatten().cloned().collect(),
        [] => vec![ask_ego(&present, names.asking)?],
        given => all_meant(given),
    };
    let (alter, alter_also) = (all_meant(names.them), all_meant(names.alter_also));
    // Where a name that was given does not appear, pairing says so with the names that do.
    let known = NamesKnown { ego, alter, alter_also, owners };
    let is_there = |name: &String| present.iter().any(|(known, _)| known == name);
    let are_there = [&known.ego, &known.alter, &known.alter_also].into_iter().flatten().all(is_there);
    let (roles, taken) = if are_there {
        roles::find(&exports, &known, zone.as_ref())?
    } else {
        let alter = [known.alter, known.alter_also].concat();
        (Roles { ego: known.ego, alter }, Vec::new())
    };
    Ok((pair(exports, &roles, zone)?, taken))
}

/// Says how several files became one chat, as notices: what each brought, moves between apps, and names that were taken
/// for one person.
pub(crate) fn joining(dyad: &Dyad, taken: &[Taken]) -> Vec<(String, String)> {
    let notice = |kind: &str, text: String| (kind.to_owned(), text);
    let mut notices = Vec::new();
    if dyad.parts().len() > 1 {
        notices.extend(dyad.parts().iter().map(|part| {
            let (app, all, from, to) = (app(part.format), part.messages, part.from, part.to);
            let text = match part.already {
                0 => format!("{app}, {from} to {to}: {all} messages."),
                already => format!(
                    "{app}, {from} to {to}: {all} messages. {already} were there already, {} are new.",
                    part.added()
                ),
            };
            notice("files-joined", text)
        }));
    }
    notices.extend(dyad.own_alone().iter().map(|part| {
        let Part { messages, from, to, .. } = *part;
        let app = app(part.format);
        let text = format!(
            "{app}, {from} to {to}: {messages} messages, all of them yours. They say nothing about the other person, \
             so we do not count them."
        );
        notice("own-side-alone", text)
    }));
    notices.extend(dyad.moves().iter().map(|moved| {
        let (from, to) = (app(moved.from), app(moved.to));
        notice(
            "moved-app",
            format!("You two moved from {from} to {to} around {}. It counts as one chat.", moved.on),
        )
    }));
    notices.extend(taken.iter().map(|taken| {
        let Taken { name, shown, .. } = taken;
        let why = match (taken.because, taken.role) {
            (Because::Alike, _) => "the names look alike".to_owned(),
            (Because::SharedMessages(count), _) => format!("{count} messages stand in both files"),
            (Because::OnlyOtherInFile, _) => "they write with the same person".to_owned(),
        };
        let text =
            format!("We took {name} and {shown} for one person, since {why}. If not, leave one file out.");
        notice("names-joined", text)
    }));
    notices
}

/// Returns the name that people know a format by.
fn app(format: &'static str) -> &'static str {
    FORMATS.iter().find(|known| known.id() == format).map_or(format, |known| known.name())
}

/// Returns the name of the person whose export this is, where the file says so.
fn owner(import: &Import) -> Option<String> {
    import.owner.and_then(|owner| import.export.senders.get(usize::from(owner.0)).cloned())
}

/// Returns who writes in the exports, with numbers of messages, most first.
fn present<'a>(exports: impl Iterator<Item = &'a Export>) -> Vec<(String, usize)> {
    let mut present: Vec<(String, usize)> = Vec::new();
    for (name, count) in exports.flat_map(Export::messages_per_sender).filter(|(_, count)| *count > 0) {
        match present.iter_mut().find(|(known, _)| known == name) {
            Some(entry) => entry.1 += count,
            None => present.push((name.to_owned(), count)),
        }
    }
    present.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    present
}

/// Returns the name that is meant: as it stands, or the one name that differs in case only or begins so.
fn meant(name: &str, present: &[(String, usize)]) -> String {
    let lower = name.to_lowercase();
    let matching = |rule: &dyn Fn(&str) -> bool| {
        let mut found = present.iter().map(|(known, _)| known).filter(|known| rule(known));
        match (found.next(), found.next()) {
            (Some(only), None) => Some(only.clone()),
            _ => None,
        }
    };
    matching(&|known| known == name)
        .or_else(|| matching(&|known| known.to_lowercase() == lower))
        .or_else(|| matching(&|known| known.to_lowercase().starts_with(&lower)))
        .unwrap_or_else(|| name.to_owned())
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
