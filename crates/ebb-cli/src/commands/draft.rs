//! `ebb draft`: texts to start a message from, and checks of the user's own. Nothing of it is kept or sent.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;

use ebb::catalog::Catalog;
use ebb::draft::{Moment, check};
use ebb::dyad::ByRole;
use ebb::gate::{Gate, GateState};
use ebb::interview::Answers;
use ebb_case::Told;
use ebb_report::{Pronouns, Words};

use crate::answers;
use crate::args::{Draft, OutputSettings};
use crate::failure::Failure;
use crate::input::Asking;
use crate::{safety, terminal};

pub(crate) fn run(draft: &Draft, settings: &OutputSettings) -> Result<ExitCode, Failure> {
    let catalog = ebb_content::catalog()?;
    let pronouns =
        Pronouns::named(&draft.pronouns).ok_or_else(|| Failure::Pronouns { name: draft.pronouns.clone() })?;
    let answers = draft.answers.as_deref().map(|path| answers::read(path, &catalog)).transpose()?;
    let name = draft.them.clone().unwrap_or_else(|| "Alex".to_owned());
    let names = ByRole { alter: name, ego: "you".to_owned() };
    let words = Words::new(&catalog, &names, pronouns, 0);
    let width = terminal::style(settings).width.clamp(50, 88);
    let answers = safety::given(answers.unwrap_or_else(Answers::none), draft.safe);
    let is_piped = draft.check.as_deref() == Some(Path::new("-"));
    let asking = if is_piped { Asking::Forbidden } else { Asking::Allowed };
    let told = Told { answers, wanted: settings.wanted, ..Told::default() };
    let (verdict, _) = safety::asked(None, told, &words, asking, &catalog);
    if let Some(key) = refusal(&verdict.judgement.gate) {
        terminal::print(&wrapped(&words.line(key, &[]), "  ", width))?;
        return Ok(ExitCode::SUCCESS);
    }
    let text = match &draft.check {
        Some(path) => {
            let moment = Moment { hour: draft.hour, unanswered: draft.unanswered };
            checked(&written(path)?, moment, &catalog, &words, width)
        }
        None => texts(&draft.date, &catalog, &words, width),
    };
    terminal::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Returns what is told instead of a text where the gate does not let anybody write.
fn refusal(gate: &Gate) -> Option<&'static str> {
    match gate.state() {
        GateState::Open => None,
        GateState::AskFirst => Some("draft.left-open"),
        GateState::Hold if gate.is_about_safety() => Some("draft.refused-help"),
        GateState::Hold => Some("draft.refused"),
    }
}

fn wrapped(text: &str, indent: &str, width: usize) -> String {
    let options = textwrap::Options::new(width).initial_indent(indent).subsequent_indent(indent);
    textwrap::fill(text, options) + "\n"
}

/// Reads the user's own text from a file, or from standard input for `-`.
fn written(path: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = if path == Path::new("-") {
        std::io::stdin().read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|mut file| file.read_to_string(&mut text))
    };
    read.map_err(|cause| Failure::DraftFile { path: path.to_owned(), cause })?;
    Ok(text)
}

fn texts(date: &str, catalog: &Catalog, words: &Words<'_>, width: usize) -> String {
    let mut page = String::from("\n");
    for draft in &catalog.drafts {
        let _ = writeln!(page, "  {}", words.fill(&draft.title, &[]));
        page += &wrapped(&words.fill(&draft.when, &[]), "  ", width);
        page += &wrapped(&words.fill(&draft.text, &[("date", date)]), "    ", width);
        page.push('\n');
    }
    page + &wrapped(&words.line("draft.more", &[]), "  ", width)
}

fn checked(text: &str, moment: Moment, catalog: &Catalog, words: &Words<'_>, width: usize) -> String {
    let mut page = String::from("\n");
    for row in check(text, moment, &catalog.draft_checks) {
        let content = &catalog.draft_checks[row.check];
        let (mark, line) = if row.holds { ("ok  ", &content.good) } else { ("look", &content.advice) };
        let found = row.found.unwrap_or_default();
        let line = words.fill(line, &[("found", &found)]);
        page += &wrapped(&format!("{mark}  {line}"), "  ", width);
    }
    page.push('\n');
    page + &wrapped(&words.line("draft.after", &[]), "  ", width)
}
