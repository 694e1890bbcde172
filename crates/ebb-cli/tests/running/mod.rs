//! Running the program and writing invented chats, for all tests of the command line.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use ebb_synth::civil::CivilMinute;
use ebb_synth::whatsapp::{Entry, Names, write_dyad, write_entries};
use ebb_synth::{Regime, Severity, SimulationSettings, simulate};
use tempfile::TempDir;

/// What a run printed and how it ended.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs `ebb` with these arguments, without a terminal and in a plain environment.
pub(crate) fn ebb<const N: usize>(arguments: [&str; N]) -> Run {
    ebb_typing(&arguments, "")
}

/// Runs `ebb` as [`ebb`] does, with what a person types.
pub(crate) fn ebb_typing(arguments: &[&str], typed: &str) -> Run {
    let output = Command::cargo_bin("ebb")
        .expect("the program is built")
        .args(arguments)
        .write_stdin(typed)
        .env_remove("NO_COLOR")
        .env("LC_ALL", "en_GB.UTF-8")
        .output()
        .expect("the program runs");
    Run {
        code: output.status.code().expect("an exit code, not a signal"),
        out: String::from_utf8(output.stdout).expect("text"),
        err: String::from_utf8(output.stderr).expect("text"),
    }
}

/// A folder for one test.
pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// Writes a file and returns its path.
pub(crate) fn file(folder: &TempDir, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, content).expect("a file");
    path
}

/// Returns a path as an argument.
pub(crate) fn arg(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

/// Returns an invented chat of Ira (ego) and Noa (alter) as a WhatsApp export from 1 March 2026 on.
pub(crate) fn chat(seed: u64, regime: Regime, days: usize) -> String {
    let settings = SimulationSettings {
        days: Some(days),
        change_day: Some(days / 2),
        volume: Some(2.0),
        ..SimulationSettings::DRAWN
    };
    let dyad = simulate(seed, regime, Severity::Large, &settings);
    write_dyad(&dyad, CivilMinute::midnight(2026, 3, 1), Names { alter: "Noa", ego: "Ira" })
}

/// Returns entries as a WhatsApp export.
pub(crate) fn export(rows: &[(i64, &str, &str)]) -> String {
    let start = CivilMinute::midnight(2026, 3, 13);
    let entries: Vec<Entry> = rows
        .iter()
        .map(|(minute, name, text)| Entry {
            time: start.plus(*minute),
            name: Some((*name).to_owned()),
            text: (*text).to_owned(),
        })
        .collect();
    write_entries(&entries)
}
