//! Chats as WhatsApp on Android writes them with a British phone: `dd/mm/yyyy, HH:MM - Name: text`.
//!
//! Minutes only, LF at the end of each line, further lines of a message as they are. Not supported: iOS, other
//! regions, attached files.

use std::fmt::Write;

use crate::civil::CivilMinute;
use crate::dyad::SimulatedDyad;
use crate::stream::SimulatedRole;

/// One entry of a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When, on the phone's clock.
    pub time: CivilMinute,
    /// Who; `None` for a line from the app itself.
    pub name: Option<String>,
    /// What; may have several lines.
    pub text: String,
}

/// Writes entries in the order given.
#[must_use]
pub fn write_entries<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> String {
    let mut out = String::new();
    for entry in entries {
        write_entry(&mut out, entry.time, entry.name.as_deref(), &entry.text);
    }
    out
}

pub(crate) fn write_entry(out: &mut String, time: CivilMinute, name: Option<&str>, text: &str) {
    let written = match name {
        Some(name) => writeln!(out, "{time} - {name}: {text}"),
        None => writeln!(out, "{time} - {text}"),
    };
    written.expect("writing to a string cannot fail");
}

/// The names that a simulated dyad is written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Names<'a> {
    /// The other person.
    pub alter: &'a str,
    /// The person asking.
    pub ego: &'a str,
}

/// Writes a simulated dyad, day 0 being the day of `start`. A message of five words reads `w w w w w`, with a
/// question mark if it asks: the simulator knows how much was written, not what.
#[must_use]
pub fn write_dyad(dyad: &SimulatedDyad, start: CivilMinute, names: Names<'_>) -> String {
    let mut out = String::new();
    let midnight = start.plus(-start.minute_of_day());
    for (index, &hours) in dyad.hours.iter().enumerate() {
        let name = match dyad.role[index] {
            SimulatedRole::Alter => names.alter,
            SimulatedRole::Ego => names.ego,
        };
        let mut text = vec!["w"; usize::from(dyad.words[index])].join(" ");
        if dyad.asks[index] {
            text.push('?');
        }
        write_entry(&mut out, midnight.plus(minutes(hours)), Some(name), &text);
    }
    out
}

#[expect(clippy::cast_possible_truncation, reason = "hours of a chat are small; seconds are meant to go")]
fn minutes(hours: f64) -> i64 {
    (hours * 60.0).floor() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Regime, Severity, SimulationSettings, simulate};

    #[test]
    fn entries_are_written_as_the_app_does() {
        let time = CivilMinute::midnight(2026, 3, 7).plus(21 * 60 + 22);
        let entries = [
            Entry { time, name: None, text: "Messages are encrypted.".into() },
            Entry { time, name: Some("Ana".into()), text: "one\ntwo".into() },
        ];
        assert_eq!(
            write_entries(&entries),
            "07/03/2026, 21:22 - Messages are encrypted.\n07/03/2026, 21:22 - Ana: one\ntwo\n"
        );
    }

    #[test]
    fn a_dyad_has_a_line_a_message() {
        let dyad = simulate(3, Regime::Fade, Severity::Large, &SimulationSettings::DRAWN);
        let names = Names { alter: "Al", ego: "Eve" };
        let text = write_dyad(&dyad, CivilMinute::midnight(2025, 1, 1), names);
        assert_eq!(text.lines().count(), dyad.len());
        assert_eq!(text.matches('?').count(), dyad.asks.iter().filter(|&&asks| asks).count());
        assert_eq!(
            text.lines().filter(|line| line.contains(" - Al: ")).count(),
            dyad.role.iter().filter(|&&role| role == SimulatedRole::Alter).count()
        );
    }
}
