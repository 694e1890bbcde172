//! `ebb cues`: which cues each line of a text holds, with how each was found.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use ebb_text::chat::Reader;
use serde::Serialize;

use crate::args::Cues;
use crate::failure::Failure;
use crate::story;
use crate::terminal;

#[derive(Serialize)]
struct Row<'a> {
    line: usize,
    text: &'a str,
    cues: Vec<Cue<'a>>,
}

#[derive(Serialize)]
struct Cue<'a> {
    id: &'static str,
    tier: &'static str,
    shows: &'a str,
    quotable: bool,
}

pub(crate) fn run(cues: &Cues) -> Result<ExitCode, Failure> {
    let catalog = ebb_content::catalog()?;
    let text = read(&cues.file)?;
    let lines: Vec<&str> = text.lines().collect();
    let reader = Reader::load(&catalog.lexicon).map_err(|_| Failure::OurFault)?;
    let found = reader.cues(&lines).map_err(|_| Failure::OurFault)?;
    let mut out = String::new();
    for (at, (text, found)) in lines.iter().zip(&found).enumerate() {
        let cues_of_line: Vec<Cue<'_>> = found
            .iter()
            .map(|found| Cue {
                id: found.cue.id(),
                tier: found.tier.id(),
                shows: &text[found.bytes.clone()],
                quotable: found.may_be_quoted,
            })
            .collect();
        if cues.json {
            let row = Row { line: at + 1, text, cues: cues_of_line };
            out += &serde_json::to_string(&row).map_err(|_| Failure::OurFault)?;
            out.push('\n');
        } else {
            let told: Vec<String> =
                cues_of_line.iter().map(|cue| format!("{} ({})", cue.id, cue.tier)).collect();
            let told = if told.is_empty() { "-".to_owned() } else { told.join(", ") };
            let _ = writeln!(out, "{}\n    {told}", ebb_report::words::printable(text));
        }
    }
    terminal::print(&out)?;
    Ok(ExitCode::SUCCESS)
}

/// Reads all of a text; a reviewer's file may be long.
fn read(path: &Path) -> Result<String, Failure> {
    story::read_text(path, u64::MAX)
}
