//! `ebb analyze`: the main job.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ebb::catalog::Catalog;
use ebb::dyad::{ByRole, Dyad, Role};
use ebb::gate::ReasonsWanted;
use ebb::interview::Answers;
use ebb::verdict::Verdict;
use ebb_case::{LeftOut, Story, Told, line_at};
use ebb_report::html::{Detail, Subject};
use ebb_report::json::{Beside, ReadingNotes};
use ebb_report::words::{plural, printable};
use ebb_report::{Pronouns, Words};

use crate::answers;
use crate::args::{Analyze, OutputSettings, ReportFormat};
use crate::commands::batch;
use crate::failure::Failure;
use crate::input::{self, Asking, NamesGiven};
use crate::output::Output;
use crate::terminal::{self, SignOfLife};
use crate::{confine, safety, story, words};

pub(crate) fn run(analyze: &Analyze, settings: &OutputSettings) -> Result<ExitCode, Failure> {
    if let Some(folder) = &analyze.batch {
        return batch::run(folder, analyze, settings);
    }
    let catalog = ebb_content::catalog()?;
    let pronouns = Pronouns::named(&analyze.pronouns)
        .ok_or_else(|| Failure::Pronouns { name: analyze.pronouns.clone() })?;
    let zone = input::zone(analyze.tz.as_deref())?;
    let now = input::now(analyze.now.as_deref())?;
    let output = output(analyze)?;
    let told = told(analyze, settings.wanted, &catalog)?;

    let reading = SignOfLife::start(settings, "Reading the messages");
    let order = analyze.date_order.map(crate::args::WrittenOrder::order);
    let chat = if analyze.chat.is_empty() {
        [&analyze.them[..], &analyze.alter_also].concat()
    } else {
        analyze.chat.clone()
    };
    let read = input::read_all(&analyze.files, order, &chat)?;
    drop(reading);
    let names = NamesGiven {
        me: &analyze.me,
        them: &analyze.them,
        alter_also: &analyze.alter_also,
        asking: if analyze.json || analyze.no_input { Asking::Forbidden } else { Asking::Allowed },
    };
    let chat = input::pair_all(read, &names, zone)?;
    let now = now.on_clock_of(&chat.dyad)?;
    let mut notes = input::notes(&chat);
    tell_reading(&chat.dyad, &notes, settings);
    let told = with_lines(told, analyze, &chat.dyad)?;

    let wanted = if analyze.times_only { ebb_case::Words::LeftAlone } else { ebb_case::Words::Read };
    let listened = words::listened(chat, now, wanted, &pronouns, &catalog, settings)?;
    let input = &listened.timing.input;
    let words = Words::new(&catalog, &input.names, pronouns.clone(), input.to.year());
    let (verdict, told) = safety::asked(Some(&listened), told, &words, names.asking, &catalog);
    let moved = (!told.left_out.is_empty()).then(|| {
        let before =
            ebb_case::verdict(Some(&listened), &Told { left_out: Vec::new(), ..told.clone() }, &catalog);
        let lines = plural(told.left_out.len() as f64, "line");
        let moved = ebb_report::text::moved(&before.judgement, &verdict.judgement, &catalog, &words);
        format!("{} {moved}", words.line("quote.left-out", &[("n", &lines)]))
    });
    if let Some(moved) = &moved {
        terminal::remark(settings, moved);
    }
    notes.words = words::notes(&listened, &analyze.leave_out, moved);

    let format = if analyze.json { ReportFormat::Json } else { analyze.format };
    let report = report(&verdict, (&listened.chat.dyad, &notes), &catalog, &pronouns, format, settings)?;
    let plain = |report: String| if format == ReportFormat::Text { plain(&report) } else { report };
    match (output, &analyze.output) {
        (Some(output), Some(path)) => {
            output.finish(plain(report).as_bytes())?;
            terminal::remark(settings, &format!("Saved to {}.", printable(&path.display().to_string())));
        }
        (None, Some(_)) => terminal::print(&plain(report))?,
        (_, None) => terminal::print(&report)?,
    }
    Ok(if analyze.strict && !listened.timing.is_enough { ExitCode::from(4) } else { ExitCode::SUCCESS })
}

/// Returns what the user tells beside their files.
fn told(analyze: &Analyze, wanted: ReasonsWanted, catalog: &Catalog) -> Result<Told, Failure> {
    let answers = analyze.answers.as_deref().map(|path| answers::read(path, catalog)).transpose()?;
    let story = match &analyze.story {
        Some(path) => Some(Story::presumed(story::understood(&story::read(path)?, catalog)?)),
        None => None,
    };
    let answers = safety::given(answers.unwrap_or_else(Answers::none), analyze.safe);
    Ok(Told { answers, story, wanted, ..Told::default() })
}

/// Adds the lines that the user names by their numbers.
fn with_lines(told: Told, analyze: &Analyze, dyad: &Dyad) -> Result<Told, Failure> {
    let mut numbers = analyze.leave_out.iter().chain(&analyze.count_line);
    if let Some(number) = numbers.find(|number| **number >= dyad.messages().len()) {
        return Err(Failure::NoSuchLine { number: *number });
    }
    let left_out = analyze.leave_out.iter().filter_map(|number| line_at(dyad, *number));
    let left_out = left_out.map(LeftOut::Line).collect();
    let counted = analyze.count_line.iter();
    let answers = counted.fold(told.answers.clone(), |answers, number| answers.with_counted_line(*number));
    Ok(Told { answers, left_out, ..told })
}

/// Returns a report without its styles.
fn plain(report: &str) -> String {
    anstream::adapter::strip_str(report).to_string()
}

/// Makes the file that the report goes to, unless it is printed, and gives up everything else.
fn output(analyze: &Analyze) -> Result<Option<Output>, Failure> {
    let told = [&analyze.answers, &analyze.story].into_iter().flatten();
    let inputs: Vec<&Path> = analyze.files.iter().chain(told).map(PathBuf::as_path).collect();
    let path = analyze.output.as_deref().filter(|path| path.as_os_str() != input::STANDARD);
    let output = path.map(|path| Output::begin(path, &inputs, analyze.over.replacing())).transpose()?;
    confine::to_files(inputs, output.as_ref());
    output.iter().for_each(Output::tidy_when_stopped);
    Ok(output)
}

/// Says on standard error what was read.
fn tell_reading(dyad: &Dyad, notes: &ReadingNotes, settings: &OutputSettings) {
    let count = |role: Role| dyad.messages().iter().filter(|message| message.role == role).count();
    let line = format!(
        "Read {} messages: {} yours, {} theirs.",
        dyad.messages().len(),
        count(Role::Ego),
        count(Role::Alter)
    );
    terminal::remark(settings, &line);
    for (_, text) in &notes.notices {
        terminal::remark(settings, &format!("  {text}"));
    }
}

/// Words a verdict in the form that was asked for.
pub(crate) fn report(
    verdict: &Verdict,
    chat: (&Dyad, &ReadingNotes),
    catalog: &Catalog,
    pronouns: &Pronouns,
    format: ReportFormat,
    settings: &OutputSettings,
) -> Result<String, Failure> {
    let names = ByRole::from_fn(|role| chat.0.name(role).to_owned());
    let year = verdict.timing.as_ref().map_or(0, |timing| timing.input.to.year());
    let words = Words::new(catalog, &names, pronouns.clone(), year);
    let version = env!("CARGO_PKG_VERSION");
    match format {
        ReportFormat::Text => {
            Ok(ebb_report::text::report(verdict, catalog, &words, &terminal::style(settings)))
        }
        ReportFormat::Html => {
            let subject = Subject { name: None, pronouns, detail: Detail::Full, year };
            Ok(ebb_report::html::report(verdict, catalog, subject, version))
        }
        ReportFormat::Json => {
            let beside = Beside { chat: Some(chat), story: None };
            ebb_report::json::report(verdict, beside, catalog, &words, version).map_err(|_| Failure::OurFault)
        }
    }
}
