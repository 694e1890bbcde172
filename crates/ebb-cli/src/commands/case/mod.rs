//! `ebb case`: a case that is kept in one locked file, and coming back to it.

mod journal;
mod looking;
mod show;

use std::process::ExitCode;

use ebb::catalog::Catalog;
use ebb::dyad::ByRole;
use ebb_report::{Pronouns, Words};
use ebb_store::StoredCase;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::args::OutputSettings;
use crate::args::case::{Case, CaseDeed, Locked};
use crate::case_file;
use crate::failure::Failure;
use crate::input;
use crate::terminal;

pub(crate) fn run(case: &Case, settings: &OutputSettings) -> Result<ExitCode, Failure> {
    let catalog = ebb_content::catalog()?;
    match &case.deed {
        CaseDeed::New(new) => looking::new(new, &catalog, settings),
        CaseDeed::Open(open) => looking::open(open, &catalog, settings),
        CaseDeed::Add(add) => looking::add(add, &catalog, settings),
        CaseDeed::Show(show) => show::run(show, &catalog, settings),
        CaseDeed::Note(note) => journal::note(note),
        CaseDeed::Decide(decide) => journal::decide(decide),
        CaseDeed::Outcome(outcome) => journal::outcome(outcome, &catalog),
        CaseDeed::Calendar(calendar) => journal::calendar(calendar, &catalog),
        CaseDeed::Forget(forget) => {
            if !forget.yes && !terminal::agrees(&format!("Forget {}?", forget.file.display())) {
                return Err(Failure::NotForgotten);
            }
            case_file::forget(&forget.file)?;
            terminal::note(&nobody(&catalog).line("case.forgotten", &[]));
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The day on which a case is looked at: as was said, or by the clock, where the two were.
fn today(locked: &Locked, case: &StoredCase) -> Result<Date, Failure> {
    let zone = zone(case)?.unwrap_or(TimeZone::UTC);
    Ok(match input::now(locked.now.as_deref())? {
        ebb_case::Now::Wall(civil) => civil.date(),
        ebb_case::Now::Instant(instant) => zone.to_datetime(instant).date(),
        ebb_case::Now::LastMessage => zone.to_datetime(Timestamp::now()).date(),
    })
}

fn zone(case: &StoredCase) -> Result<Option<TimeZone>, Failure> {
    input::zone(case.zone.as_deref())
}

/// Returns sentences about the two people of a case, as they are called there.
fn words<'a>(case: &StoredCase, year: i16, catalog: &'a Catalog) -> Words<'a> {
    let name = |names: &[String], none: &str| names.first().map_or_else(|| none.to_owned(), Clone::clone);
    let names =
        ByRole { alter: name(&case.people.alter, "the other person"), ego: name(&case.people.ego, "you") };
    let pronouns = Pronouns::named(&case.people.pronouns).unwrap_or_else(Pronouns::they);
    Words::new(catalog, &names, pronouns, year)
}

/// Returns sentences where nobody is named.
fn nobody(catalog: &Catalog) -> Words<'_> {
    words(&StoredCase::default(), 0, catalog)
}
