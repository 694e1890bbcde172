//! `ebb formats`: which files ebb reads, how to get each, and what each can carry.

use std::fmt::Write as _;
use std::process::ExitCode;

use ebb::export::Carried;
use ebb_import::{FORMATS, Format};
use serde::Serialize;

use crate::args::Formats;
use crate::failure::Failure;
use crate::terminal;

#[derive(Serialize)]
struct Row {
    id: &'static str,
    name: &'static str,
    how_to_export: &'static [&'static str],
    checked: &'static str,
    carries: Carries,
}

#[derive(Serialize)]
struct Carries {
    calls: &'static str,
    reactions: &'static str,
    both_sides: &'static str,
    whole_history: &'static str,
    edits: &'static str,
    deletions: &'static str,
    lasting: &'static str,
}

fn told(carried: Carried) -> &'static str {
    match carried {
        Carried::Yes => "yes",
        Carried::Sometimes => "sometimes",
        Carried::No => "no",
    }
}

fn row(format: &dyn Format) -> Row {
    let capabilities = format.capabilities();
    Row {
        id: format.id(),
        name: format.name(),
        how_to_export: format.how_to_export(),
        checked: format.checked().told(),
        carries: Carries {
            calls: told(capabilities.calls),
            reactions: told(capabilities.reactions),
            both_sides: told(capabilities.both_sides),
            whole_history: told(capabilities.whole_history),
            edits: told(capabilities.edits),
            deletions: told(capabilities.deletions),
            lasting: told(capabilities.lasting),
        },
    }
}

pub(crate) fn run(formats: &Formats) -> Result<ExitCode, Failure> {
    let rows: Vec<Row> = FORMATS.iter().map(|format| row(*format)).collect();
    let text = if formats.json {
        serde_json::to_string_pretty(&rows).map_err(|_| Failure::OurFault)? + "\n"
    } else {
        rows.iter().map(tell).collect()
    };
    terminal::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn tell(row: &Row) -> String {
    let mut text = format!("{} ({})\n", row.name, row.id);
    for (at, step) in row.how_to_export.iter().enumerate() {
        let indent = format!("  {}. ", at + 1);
        let options = textwrap::Options::new(80).initial_indent(&indent).subsequent_indent("     ");
        let _ = writeln!(text, "{}", textwrap::fill(step, options));
    }
    let carries = &row.carries;
    let _ = writeln!(
        text,
        "  In the file: calls {}, reactions {}, both people {}, from the first message on {},",
        carries.calls, carries.reactions, carries.both_sides, carries.whole_history
    );
    let _ = writeln!(
        text,
        "  changed messages {}, deleted ones {}, all that was sent {}.",
        carries.edits, carries.deletions, carries.lasting
    );
    let _ = writeln!(text, "  This reader: {}.\n", row.checked);
    text
}
