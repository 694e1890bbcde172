//! What a table cannot say in its rows: how each file told its messages, kept as metadata of the table.
//!
//! A table with this metadata is judged as its files are. One without it is a table of unknown origin.

use ebb::export::{
    Capabilities, Carried, Clock, ClockSecond, Export, Missing, MissingCause, Resolution, SenderId,
};
use ebb_import::{FORMATS, Import, Tally};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// The key of the metadata.
pub(crate) const KEY: &str = "ebb.sources";
/// The format whose files say nothing of where they are from.
pub(crate) const UNKNOWN: &str = "jsonl";

const CARRIED: [(Carried, &str); 3] =
    [(Carried::Yes, "yes"), (Carried::Sometimes, "sometimes"), (Carried::No, "no")];
const CAUSES: [(MissingCause, &str); 5] = [
    (MissingCause::ExportCap, "export-cap"),
    (MissingCause::MovedToEncrypted, "moved-to-encrypted"),
    (MissingCause::Disappearing, "disappearing"),
    (MissingCause::Blocked, "blocked"),
    (MissingCause::PartMissing, "part-missing"),
];

/// What is kept of one file.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SourceNotes {
    format: String,
    /// `local` or `universal`.
    clock: String,
    /// `second` or `minute`.
    resolution: String,
    senders: Vec<String>,
    /// In the order of [`Capabilities`].
    carried: [String; 7],
    missing: Vec<(Option<i64>, Option<i64>, String)>,
    owner: Option<u16>,
    zone: Option<String>,
    skipped: u64,
    /// Kind and text of what was noticed.
    notices: Vec<(String, String)>,
}

/// Returns the format of this name.
pub(crate) fn format_named(name: &str) -> Option<(&'static str, Capabilities)> {
    let known = FORMATS.iter().find(|format| format.id() == name)?;
    Some((known.id(), known.capabilities()))
}

/// Returns the name of a value in a list of named ones.
fn name_of<T: PartialEq>(named: &[(T, &'static str)], value: &T) -> String {
    named.iter().find(|(known, _)| known == value).map(|(_, name)| (*name).to_owned()).unwrap_or_default()
}

fn value_of<T: Copy>(named: &[(T, &'static str)], name: &str) -> Option<T> {
    named.iter().find(|(_, known)| *known == name).map(|(value, _)| *value)
}

impl SourceNotes {
    /// Returns what is kept of a file that was read. `zone` is the one that its times show, if they show one.
    pub(crate) fn of(import: &Import, zone: Option<&TimeZone>) -> Self {
        let export = &import.export;
        let can = &export.capabilities;
        let carried = [
            can.calls,
            can.reactions,
            can.both_sides,
            can.whole_history,
            can.edits,
            can.deletions,
            can.lasting,
        ];
        let gap =
            |gap: &Missing| (gap.from.map(|at| at.0), gap.to.map(|at| at.0), name_of(&CAUSES, &gap.cause));
        Self {
            format: export.format.to_owned(),
            clock: if export.clock == Clock::Local { "local" } else { "universal" }.to_owned(),
            resolution: if export.resolution == Resolution::Minute { "minute" } else { "second" }.to_owned(),
            senders: export.senders.clone(),
            carried: carried.map(|carried| name_of(&CARRIED, &carried)),
            missing: export.missing.iter().map(gap).collect(),
            owner: import.owner.map(|owner| owner.0),
            zone: zone.and_then(name_of_zone),
            skipped: import.tally.skipped_entries,
            notices: import.notices.iter().map(|told| (told.kind.id().to_owned(), told.text())).collect(),
        }
    }

    /// Returns whether times are instants.
    pub(crate) fn is_universal(&self) -> bool {
        self.clock == "universal"
    }

    /// Returns the names of senders, in the order of the file.
    pub(crate) fn senders(&self) -> &[String] {
        &self.senders
    }

    /// Returns what was noticed while the file was read.
    pub(crate) fn notices(&self) -> &[(String, String)] {
        &self.notices
    }

    /// Returns the zone that the times of the file showed.
    pub(crate) fn zone(&self) -> Option<TimeZone> {
        let name = self.zone.as_deref()?;
        let fixed = |seconds: i32| jiff::tz::Offset::from_seconds(seconds).ok().map(TimeZone::fixed);
        TimeZone::get(name).ok().or_else(|| fixed(name.parse().ok()?))
    }

    /// Returns the file as it was read, holding these messages.
    pub(crate) fn import(&self, export: Export) -> Result<Import, Failure> {
        let damaged = || Failure::table("the notes of the table are damaged", "Read the files again.");
        let (format, _) = format_named(&self.format).ok_or_else(damaged)?;
        let carried = |place: usize| value_of(&CARRIED, &self.carried[place]).ok_or_else(damaged);
        let capabilities = Capabilities {
            calls: carried(0)?,
            reactions: carried(1)?,
            both_sides: carried(2)?,
            whole_history: carried(3)?,
            edits: carried(4)?,
            deletions: carried(5)?,
            lasting: carried(6)?,
        };
        let missing = self.missing.iter().map(|(from, to, cause)| {
            let cause = value_of(&CAUSES, cause).ok_or_else(damaged)?;
            Ok(Missing { from: from.map(ClockSecond), to: to.map(ClockSecond), cause })
        });
        let export = Export {
            format,
            capabilities,
            missing: missing.collect::<Result<_, Failure>>()?,
            clock: if self.is_universal() { Clock::Universal } else { Clock::Local },
            resolution: if self.resolution == "minute" { Resolution::Minute } else { Resolution::Second },
            ..export
        };
        let tally = Tally { skipped_entries: self.skipped, ..Tally::default() };
        Ok(imported(export, self.owner.map(SenderId), tally))
    }
}

/// Returns an import of messages that stood in no file, or whose file is gone.
pub(crate) fn imported(export: Export, owner: Option<SenderId>, tally: Tally) -> Import {
    let offsets = ebb_import::Offsets::default();
    Import { export, title: None, owner, offsets, notices: Vec::new(), tally }
}

/// Returns the name of a zone, or its seconds ahead of UTC where it has none.
fn name_of_zone(zone: &TimeZone) -> Option<String> {
    let fixed = || zone.to_fixed_offset().ok().map(|offset| offset.seconds().to_string());
    zone.iana_name().map(str::to_owned).or_else(fixed)
}
