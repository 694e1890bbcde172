//! `ebb case show`: one screen of what moved since last time, the journal, days ahead, and how it went.

use std::fmt::Write as _;
use std::process::ExitCode;

use anstyle::Style;
use ebb::catalog::Catalog;
use ebb::look::{Since, looks_within_a_week};
use ebb::reason::ReasonId;
use ebb_report::Words;
use ebb_report::since::{fared, looked_often, told};
use ebb_report::words::plural;
use ebb_store::StoredCase;
use jiff::civil::Date;

use super::today;
use crate::args::OutputSettings;
use crate::args::case::CaseShow;
use crate::case_file::CaseFile;
use crate::failure::Failure;
use crate::terminal;

/// Notes of the journal that are shown; the newest.
const MOST_NOTES: usize = 5;
/// Days from the first look after which it is asked, once in each showing, how it went.
const DAYS_TO_OUTCOME: i32 = 28;

pub(super) fn run(
    show: &CaseShow,
    catalog: &Catalog,
    settings: &OutputSettings,
) -> Result<ExitCode, Failure> {
    let case = CaseFile::open_to_read(&show.locked, None)?;
    print(&case, today(&show.locked, &case)?, catalog, settings)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints the screen.
pub(super) fn print(
    case: &StoredCase,
    today: Date,
    catalog: &Catalog,
    settings: &OutputSettings,
) -> Result<(), Failure> {
    let words = super::words(case, today.year(), catalog);
    let mut screen = Screen { out: String::new(), columns: terminal::style(settings).width.clamp(40, 88) };
    since(&mut screen, case, today, catalog, &words)?;
    days(&mut screen, case, today, &words)?;
    journal(&mut screen, case, &words);
    outcome(&mut screen, case, today, &words)?;
    terminal::print(&screen.out)
}

/// What is shown, as lines of limited width.
struct Screen {
    out: String,
    columns: usize,
}

impl Screen {
    fn heading(&mut self, text: &str) {
        let bold = Style::new().bold();
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        let _ = writeln!(self.out, "  {bold}{text}{bold:#}");
    }

    fn line(&mut self, indent: usize, text: &str) {
        let first = " ".repeat(indent);
        let options = textwrap::Options::new(self.columns).initial_indent(&first).subsequent_indent(&first);
        for line in textwrap::wrap(text, options) {
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
    }
}

fn since(
    screen: &mut Screen,
    case: &StoredCase,
    today: Date,
    catalog: &Catalog,
    words: &Words<'_>,
) -> Result<(), Failure> {
    let looks = case.looks()?;
    screen.heading(&words.line("case.since", &[]));
    match &looks[..] {
        [.., before, after] => {
            for told in told(&Since::of(before, after), catalog, words) {
                screen.line(4, &told.line);
                for because in &told.because {
                    screen.line(6, because);
                }
            }
            screen.line(4, &words.line("case.since.kept", &[]));
        }
        [] | [_] => screen.line(4, &words.line("case.since.first", &[])),
    }
    if let Some(often) = looked_often(looks_within_a_week(&looks, today), words) {
        screen.line(4, &often);
    }
    Ok(())
}

fn days(screen: &mut Screen, case: &StoredCase, today: Date, words: &Words<'_>) -> Result<(), Failure> {
    screen.heading(&words.line("case.days", &[]));
    let looks = case.looks()?;
    let before = looks.iter().rev().nth(1).map_or(today, |look| look.on);
    let due = case.come_due(before, today);
    let ahead = case.ahead(today);
    for made in due {
        let slots = [("date", words.date(made.by)), ("quote", made.words.as_str().to_owned())];
        screen.line(
            4,
            &words.line("case.days.due", &slots.each_ref().map(|(slot, value)| (*slot, value.as_str()))),
        );
    }
    for made in &ahead {
        let quote = made.words.as_str();
        let days = today.until(made.by).map_or(0, |span| span.get_days());
        let line = if days == 0 {
            words.line("case.days.today", &[("quote", quote)])
        } else {
            let (date, days) = (words.date(made.by), plural(f64::from(days), "day"));
            words.line("case.days.ahead", &[("date", &date), ("days", &days), ("quote", quote)])
        };
        screen.line(4, &line);
    }
    let look_again = looks.last().and_then(|look| look.look_again).filter(|day| *day >= today);
    if let Some(day) = look_again {
        screen.line(4, &words.line("case.days.look-again", &[("date", &words.date(day))]));
    } else if ahead.is_empty() {
        screen.line(4, &words.line("case.days.none", &[]));
    }
    Ok(())
}

fn journal(screen: &mut Screen, case: &StoredCase, words: &Words<'_>) {
    screen.heading(&words.line("case.journal", &[]));
    if case.notes.is_empty() {
        screen.line(4, &words.line("case.journal.none", &[]));
    }
    let shown = case.notes.len().saturating_sub(MOST_NOTES);
    for note in &case.notes[shown..] {
        let (date, quote) = (words.date(note.on), note.words.as_str());
        let line = match note.mood {
            Some(mood) => {
                let mood = words.line(&format!("case.mood.{}", mood.id()), &[]);
                words.line("case.journal.mood", &[("date", &date), ("who", &mood), ("quote", quote)])
            }
            None => words.line("case.journal.note", &[("date", &date), ("quote", quote)]),
        };
        screen.line(4, &line);
    }
}

fn outcome(screen: &mut Screen, case: &StoredCase, today: Date, words: &Words<'_>) -> Result<(), Failure> {
    let looks = case.looks()?;
    let Some(first) = looks.first() else { return Ok(()) };
    let lines = if case.outcome.is_some() {
        outcome_lines(case, words)?
    } else {
        let days = first.on.until(today).map_or(0, |span| span.get_days());
        if days < DAYS_TO_OUTCOME {
            return Ok(());
        }
        let days = plural(f64::from(days), "day");
        vec![words.line("case.outcome.ask", &[("days", &days)]), "  ebb case outcome FILE".to_owned()]
    };
    screen.heading(&words.line("case.outcome", &[]));
    for line in &lines {
        screen.line(4, line);
    }
    Ok(())
}

/// Returns what the user told of the end, and how the first guess fared.
pub(super) fn outcome_lines(case: &StoredCase, words: &Words<'_>) -> Result<Vec<String>, Failure> {
    let Some(outcome) = &case.outcome else { return Ok(Vec::new()) };
    let ended = words.line(&format!("case.outcome.{}", outcome.ended.id()), &[]);
    let date = words.date(outcome.on);
    let mut lines = vec![words.line("case.outcome.told", &[("date", &date), ("quote", &ended)])];
    let was = outcome.reason.as_deref().and_then(ReasonId::from_id);
    if let (Some(was), Some(first)) = (was, case.looks()?.first()) {
        lines.extend(fared(first, was, words));
    }
    Ok(lines)
}
