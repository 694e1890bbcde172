//! Who writes in what was read, and how several files became one chat of two.

use ebb::dyad::{Dyad, PairError, Part, Roles, pair};
use ebb::export::{Carried, Export};
use ebb::roles::{self, Because, NamesKnown, Taken};
use jiff::tz::TimeZone;

use crate::format::Import;
use crate::formats::FORMATS;

/// Names as they stand in the files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct People {
    /// Of the person asking; the first is shown.
    pub ego: Vec<String>,
    /// Of the other person; the first is shown. Empty: whoever writes with ego.
    pub alter: Vec<String>,
    /// Further names of the other person, which never are the ones shown.
    pub alter_also: Vec<String>,
}

/// Returns the name of the person whose export this is, where the file says so.
#[must_use]
pub fn owner(import: &Import) -> Option<&str> {
    import.owner.and_then(|owner| import.export.senders.get(usize::from(owner.0))).map(String::as_str)
}

/// Returns who writes in the exports, with numbers of messages, most first. Beside exports of both people, one of a
/// single side names nobody of the chat.
#[must_use]
pub fn present(imports: &[Import]) -> Vec<(String, usize)> {
    let is_whole = |import: &&Import| import.export.capabilities.both_sides != Carried::No;
    let is_any_whole = imports.iter().any(|import| is_whole(&import));
    let mut present: Vec<(String, usize)> = Vec::new();
    let counted = imports.iter().filter(|import| !is_any_whole || is_whole(import));
    let names = counted.flat_map(|import| import.export.messages_per_sender());
    for (name, count) in names.filter(|(_, count)| *count > 0) {
        match present.iter_mut().find(|(known, _)| known == name) {
            Some(entry) => entry.1 += count,
            None => present.push((name.to_owned(), count)),
        }
    }
    present.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    present
}

/// Joins what was read into one dyad. Returns, too, which names were taken for one of the two people because something
/// in the files shows it. Without a zone, the one that a file tells is used.
///
/// # Errors
/// As for [`pair`] and [`roles::find`].
pub fn join(
    imports: Vec<Import>,
    people: People,
    zone: Option<TimeZone>,
) -> Result<(Dyad, Vec<Taken>), PairError> {
    let owners: Vec<Option<String>> = imports.iter().map(|import| owner(import).map(str::to_owned)).collect();
    let present = present(&imports);
    let zone = zone.or_else(|| imports.iter().find_map(|import| import.offsets.zone()));
    let exports: Vec<Export> = imports.into_iter().map(|import| import.export).collect();
    let People { ego, alter, alter_also } = people;
    // Where a name that was given does not appear, pairing says so with the names that do.
    let is_there = |name: &String| present.iter().any(|(known, _)| known == name);
    let (roles, taken) = if [&ego, &alter, &alter_also].into_iter().flatten().all(is_there) {
        roles::find(&exports, &NamesKnown { ego, alter, alter_also, owners }, zone.as_ref())?
    } else {
        (Roles { ego, alter: [alter, alter_also].concat() }, Vec::new())
    };
    Ok((pair(exports, &roles, zone)?, taken))
}

/// Says how several files became one chat, as notices: what each brought, moves between apps, and names that were taken
/// for one person.
#[must_use]
pub fn joining(dyad: &Dyad, taken: &[Taken]) -> Vec<(String, String)> {
    let notice = |kind: &str, text: String| (kind.to_owned(), text);
    let mut notices = Vec::new();
    if dyad.parts().len() > 1 {
        notices.extend(dyad.parts().iter().map(|part| {
            let (app, all, from, to) = (app(part.format), part.messages, part.from, part.to);
            let text = match part.already {
                0 => format!("{app}, {from} to {to}: {all} messages."),
                already if already == all => format!(
                    "{app}, {from} to {to}: {all} messages. All of them were there already, so it changes nothing: it may \
                     be the same file twice."
                ),
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
