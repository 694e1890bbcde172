//! Notes, decisions, days for the calendar, and what happened in the end.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use ebb::catalog::Catalog;
use ebb::reason::ReasonId;
use ebb_store::{CalendarDay, Decision, Ended, Kept, Note, Outcome, Sheet, calendar as calendar_of};
use jiff::Timestamp;
use jiff::civil::Date;

use super::{nobody, show, today, words};
use crate::args::case::{CaseCalendar, CaseDecide, CaseNote, CaseOutcome, MoodChoice};
use crate::case_file::CaseFile;
use crate::failure::Failure;
use crate::output::{Output, Replacing};
use crate::story;
use crate::terminal;

/// Longest note or decision, in letters.
const LONGEST_NOTE: usize = 4000;

pub(super) fn note(note: &CaseNote) -> Result<ExitCode, Failure> {
    let mut file = CaseFile::open_to_save(&note.locked, &[])?;
    let on = today(&note.locked, &file.case)?;
    let words = written("Your note. An empty line ends it.")?;
    file.case.notes.push(Note { on, mood: note.mood.map(MoodChoice::mood), words });
    file.save()?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn decide(decide: &CaseDecide) -> Result<ExitCode, Failure> {
    let by: Date = decide.by.parse().map_err(|_| Failure::Time { text: decide.by.clone() })?;
    let mut file = CaseFile::open_to_save(&decide.locked, &[])?;
    let on = today(&decide.locked, &file.case)?;
    let words = written("What you decided. An empty line ends it.")?;
    file.case.decisions.push(Decision { on, by, words });
    file.save()?;
    Ok(ExitCode::SUCCESS)
}

/// Reads what is typed or piped in; as an argument it would stay in the history of the shell.
fn written(asked: &str) -> Result<Kept, Failure> {
    if terminal::can_ask() {
        terminal::note(asked);
    }
    let text = story::typed(&mut std::io::stdin().lock())?;
    let text: String = text.trim().chars().take(LONGEST_NOTE).collect();
    if text.is_empty() { Err(Failure::NothingWritten) } else { Ok(Kept::new(text)) }
}

pub(super) fn outcome(outcome: &CaseOutcome, catalog: &Catalog) -> Result<ExitCode, Failure> {
    if outcome.sheet {
        let output = begin(outcome.output.as_deref())?;
        let case = CaseFile::open_to_read(&outcome.locked, output.as_ref())?;
        let sheet = Sheet::of(&case)?.ok_or(Failure::NoOutcome)?.json()? + "\n";
        return hand_out(&sheet, output);
    }
    let reason = outcome.reason.as_deref().map(|asked| reason(asked, catalog)).transpose()?;
    let mut file = CaseFile::open_to_save(&outcome.locked, &[])?;
    let on = today(&outcome.locked, &file.case)?;
    let ended = match outcome.is {
        Some(choice) => Some(choice.ended()),
        None if file.case.outcome.is_none() => Some(ask()?),
        None => None,
    };
    if let Some(ended) = ended {
        file.case.outcome = Some(Outcome { on, ended, reason });
        file.save()?;
    }
    let words = words(&file.case, on.year(), catalog);
    let lines = show::outcome_lines(&file.case, &words)?;
    terminal::print(&(lines.join("\n") + "\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// Returns the stable name of a reason.
fn reason(asked: &str, catalog: &Catalog) -> Result<String, Failure> {
    let known = ReasonId::from_id(asked).filter(|id| catalog.reason(*id).is_some());
    let nearest = || crate::answers::nearest(asked, ReasonId::ALL.iter().map(|id| id.id()));
    known
        .map(|id| id.id().to_owned())
        .ok_or_else(|| Failure::Topic { topic: asked.to_owned(), nearest: Some(nearest()) })
}

/// Asks how it went, in the terminal.
fn ask() -> Result<Ended, Failure> {
    if !terminal::can_ask() {
        return Err(Failure::NoOutcome);
    }
    terminal::note("How did it go in the end?");
    terminal::note("  1  They came back   2  They told me why   3  It is over   4  I do not know");
    for _ in 0..3 {
        let mut err = std::io::stderr().lock();
        let _ = write!(err, "Type 1, 2, 3 or 4: ");
        let _ = err.flush();
        drop(err);
        let mut line = String::new();
        if std::io::stdin().read_line(&mut line).unwrap_or(0) == 0 {
            break;
        }
        let place = line.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        if let Some(ended) = place.and_then(|place| Ended::ALL.get(place)) {
            return Ok(*ended);
        }
    }
    Err(Failure::NoOutcome)
}

pub(super) fn calendar(calendar: &CaseCalendar, catalog: &Catalog) -> Result<ExitCode, Failure> {
    let output = begin(calendar.output.as_deref())?;
    let case = CaseFile::open_to_read(&calendar.locked, output.as_ref())?;
    let today = today(&calendar.locked, &case)?;
    let words = nobody(catalog);
    let day = |on: Date, id: &'static str| CalendarDay {
        on,
        id,
        title: words.line(&format!("case.calendar.{id}"), &[]),
    };
    let looks = case.looks()?;
    let again = looks.last().and_then(|look| look.look_again).filter(|day| *day >= today);
    let decide = case.ahead(today).into_iter().map(|made| day(made.by, "decide"));
    let days: Vec<CalendarDay> = again.map(|on| day(on, "look-again")).into_iter().chain(decide).collect();
    hand_out(&calendar_of(&days, Timestamp::now()), output)
}

/// Begins the new file that something is written to, if one was named.
fn begin(path: Option<&Path>) -> Result<Option<Output>, Failure> {
    path.map(|path| Output::begin(path, &[], Replacing::Asked)).transpose()
}

/// Prints what leaves a case because the user asked for it, or writes it to a new file.
fn hand_out(text: &str, output: Option<Output>) -> Result<ExitCode, Failure> {
    match output {
        Some(output) => output.finish(text.as_bytes())?,
        None => terminal::print(text)?,
    }
    Ok(ExitCode::SUCCESS)
}
