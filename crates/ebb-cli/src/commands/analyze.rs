//! `ebb analyze`: the main job.

use std::process::ExitCode;

use ebb::catalog::Catalog;
use ebb::dyad::{Dyad, LocalSecond, Role};
use ebb::verdict::Verdict;
use ebb_report::json::ReadingNotes;
use ebb_report::{Pronouns, Words};

use crate::args::{Analyze, OutputSettings, ReportFormat};
use crate::failure::Failure;
use crate::input::{self, Asking, NamesGiven};
use crate::terminal::{self, SignOfLife};

pub(crate) fn run(analyze: &Analyze, settings: &OutputSettings) -> Result<ExitCode, Failure> {
    let catalog = ebb_content::catalog()?;
    let pronouns = Pronouns::named(&analyze.pronouns).ok_or_else(|| Failure::Pronouns {
        name: analyze.pronouns.clone(),
    })?;
    let zone = input::zone(analyze.tz.as_deref())?;
    let now = input::now(analyze.now.as_deref(), zone.as_ref())?;

    let reading = SignOfLife::start(settings, "Reading the messages");
    let imports = input::read_all(
        &analyze.files,
        analyze.date_order.map(crate::args::WrittenOrder::order),
    )?;
    drop(reading);
    let notes = input::notes(&imports);
    let names = NamesGiven {
        me: analyze.me.as_deref(),
        them: analyze.them.as_deref(),
        asking: if analyze.json || analyze.no_input {
            Asking::Forbidden
        } else {
            Asking::Allowed
        },
    };
    let dyad = input::pair_all(imports, &names, zone)?;
    tell_reading(&dyad, &notes, settings);

    let format = if analyze.json {
        ReportFormat::Json
    } else {
        analyze.format
    };
    let finding = SignOfLife::start(settings, "Finding the usual rhythm");
    let verdict = ebb::analyse(&dyad, now, &catalog);
    drop(finding);
    let report = report(&verdict, &dyad, &notes, &catalog, pronouns, format, settings)?;
    match &analyze.output {
        Some(path) => {
            let plain = anstream::adapter::strip_str(&report).to_string();
            std::fs::write(path, plain).map_err(|cause| Failure::Save {
                path: path.clone(),
                cause,
            })?;
            terminal::remark(settings, &format!("Saved to {}.", path.display()));
        }
        None => terminal::print(&report)?,
    }
    Ok(if analyze.strict && !verdict.is_enough {
        ExitCode::from(4)
    } else {
        ExitCode::SUCCESS
    })
}

/// Says on standard error what was read.
fn tell_reading(dyad: &Dyad, notes: &ReadingNotes, settings: &OutputSettings) {
    let count = |role: Role| {
        dyad.messages()
            .iter()
            .filter(|message| message.role == role)
            .count()
    };
    let joined = dyad.joined();
    let mut line = format!(
        "Read {} messages: {} yours, {} theirs.",
        dyad.messages().len(),
        count(Role::Ego),
        count(Role::Alter)
    );
    if dyad.formats().len() > 1 {
        line.push_str(&format!(
            " {} stood in more than one file and count once.",
            joined.shared
        ));
    }
    terminal::remark(settings, &line);
    for (_, text) in &notes.notices {
        terminal::remark(settings, &format!("  {text}"));
    }
}

/// Words a verdict in the form that was asked for.
pub(crate) fn report(
    verdict: &Verdict,
    dyad: &Dyad,
    notes: &ReadingNotes,
    catalog: &Catalog,
    pronouns: Pronouns,
    format: ReportFormat,
    settings: &OutputSettings,
) -> Result<String, Failure> {
    let words = Words::new(catalog, &verdict.input.names, pronouns, verdict.input.to.year());
    match format {
        ReportFormat::Text => Ok(ebb_report::text::report(
            verdict,
            catalog,
            &words,
            &terminal::style(settings),
        )),
        ReportFormat::Json => {
            ebb_report::json::report(verdict, dyad, notes, catalog, &words, env!("CARGO_PKG_VERSION"))
                .map_err(|_| Failure::OurFault)
        }
    }
}

/// Looks at a chat that is at hand, for the demo.
pub(crate) fn look(dyad: &Dyad, now: Option<LocalSecond>, catalog: &Catalog) -> Verdict {
    ebb::analyse(dyad, now, catalog)
}
