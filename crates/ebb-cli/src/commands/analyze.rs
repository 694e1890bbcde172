//! `ebb analyze`: the main job.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ebb::catalog::Catalog;
use ebb::dyad::{Dyad, Role};
use ebb::heard::Heard;
use ebb::interview::Answers;
use ebb::verdict::Verdict;
use ebb_report::html::Detail;
use ebb_report::json::ReadingNotes;
use ebb_report::words::plural;
use ebb_report::{Pronouns, Words};
use ebb_text::chat::LeftOut;

use crate::answers;
use crate::args::{Analyze, OutputSettings, ReportFormat};
use crate::failure::Failure;
use crate::input::{self, Asking, NamesGiven, TimeGiven};
use crate::safety;
use crate::story;
use crate::terminal::{self, SignOfLife};
use crate::words;

pub(crate) fn run(analyze: &Analyze, settings: &OutputSettings) -> Result<ExitCode, Failure> {
    let catalog = ebb_content::catalog()?;
    let pronouns = Pronouns::named(&analyze.pronouns)
        .ok_or_else(|| Failure::Pronouns { name: analyze.pronouns.clone() })?;
    let zone = input::zone(analyze.tz.as_deref())?;
    let now = analyze.now.as_deref().map(TimeGiven::parse).transpose()?;
    let answers = analyze.answers.as_deref().map(|path| answers::read(path, &catalog)).transpose()?;
    let account = match &analyze.story {
        Some(path) => Some(story::understood(&story::read(path)?, &catalog)?),
        None => None,
    };
    refuse_overwriting(analyze)?;

    let reading = SignOfLife::start(settings, "Reading the messages");
    let order = analyze.date_order.map(crate::args::WrittenOrder::order);
    let chat = if analyze.chat.is_empty() {
        [&analyze.them[..], &analyze.alter_also].concat()
    } else {
        analyze.chat.clone()
    };
    let imports = input::read_all(&analyze.files, order, &chat)?;
    drop(reading);
    let mut notes = input::notes(&imports);
    let names = NamesGiven {
        me: &analyze.me,
        them: &analyze.them,
        alter_also: &analyze.alter_also,
        asking: if analyze.json || analyze.no_input { Asking::Forbidden } else { Asking::Allowed },
    };
    let (dyad, taken) = input::pair_all(imports, &names, zone)?;
    notes.notices.extend(ebb_import::people::joining(&dyad, &taken));
    let now = now.map(|now| now.on_clock_of(&dyad)).transpose()?;
    tell_reading(&dyad, &notes, settings);

    let format = if analyze.json { ReportFormat::Json } else { analyze.format };
    let finding = SignOfLife::start(settings, "Finding the usual rhythm");
    let timed = ebb::analyse(&dyad, now, &catalog);
    drop(finding);
    let replies = safety::given(answers.unwrap_or_else(Answers::none), analyze.safe);
    let replies =
        analyze.count_line.iter().fold(replies, |replies, number| replies.with_counted_line(*number));
    let (told, replies) = match &account {
        Some(account) => {
            let taken = account.presumed();
            (account.heard(&taken), account.answers(&taken, &replies))
        }
        None => (Heard::nothing(), replies),
    };
    let left_out: LeftOut = analyze.leave_out.iter().copied().collect();
    if let Some(number) =
        left_out.iter().chain(&analyze.count_line).find(|number| **number >= dyad.messages().len())
    {
        return Err(Failure::NoSuchLine { number: *number });
    }
    let words = Words::new(&catalog, &timed.input.names, pronouns.clone(), timed.input.to.year());
    let read = match analyze.times_only {
        true => None,
        false => Some(words::Read::of(&timed, &dyad, &catalog, &words, settings)?),
    };
    let without = |left_out: &LeftOut, replies: &Answers| {
        let heard = match &read {
            Some(read) => read.heard(&dyad, left_out, &catalog).and(told.clone()),
            None => told.clone(),
        };
        timed.considering(&heard, replies, settings.wanted, &catalog)
    };
    let mut verdict = without(&left_out, &replies);
    let mut replies = replies;
    if let Some(answer) = safety::ask(&verdict.judgement, &words, names.asking) {
        replies = replies.with_safety(answer);
        verdict = without(&left_out, &replies);
    }
    if let Some(read) = &read {
        let moved = (!left_out.is_empty()).then(|| {
            let before = without(&LeftOut::new(), &replies).judgement;
            let lines = plural(left_out.len() as f64, "line");
            let moved = ebb_report::text::moved(&before, &verdict.judgement, &catalog, &words);
            format!("{} {moved}", words.line("quote.left-out", &[("n", &lines)]))
        });
        if let Some(moved) = &moved {
            terminal::remark(settings, moved);
        }
        notes.words = Some(read.notes(&left_out, moved));
    }
    let report = report(&verdict, &dyad, &notes, &catalog, &pronouns, format, settings)?;
    let plain = |report: String| if format == ReportFormat::Text { plain(&report) } else { report };
    match &analyze.output {
        Some(path) if path.as_os_str() == input::STANDARD => terminal::print(&plain(report))?,
        Some(path) => {
            let plain = plain(report);
            save(path, &plain).map_err(|cause| Failure::Save { path: path.clone(), cause })?;
            terminal::remark(settings, &format!("Saved to {}.", path.display()));
        }
        None => terminal::print(&report)?,
    }
    Ok(if analyze.strict && !verdict.is_enough { ExitCode::from(4) } else { ExitCode::SUCCESS })
}

/// Returns a report without its styles.
fn plain(report: &str) -> String {
    anstream::adapter::strip_str(report).to_string()
}

/// Writes a report that only its owner can read. It takes its place when it is whole, so that a run that is stopped
/// leaves the file of before.
pub(crate) fn save(path: &Path, report: &str) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let write = |to: &Path| options.open(to)?.write_all(report.as_bytes());
    // A terminal, a pipe or a link is written to where it is.
    let is_special = path.symlink_metadata().is_ok_and(|there| !there.is_file());
    let Some(name) = path.file_name().filter(|_| !is_special) else { return write(path) };
    let mut part = name.to_owned();
    part.push(".part");
    let part = path.with_file_name(part);
    let written = write(&part).and_then(|()| std::fs::rename(&part, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    written
}

/// Refuses to write the report over one of the chats.
fn refuse_overwriting(analyze: &Analyze) -> Result<(), Failure> {
    let Some(output) = analyze.output.as_ref() else { return Ok(()) };
    let same =
        |file: &PathBuf| matches!((file.canonicalize(), output.canonicalize()), (Ok(a), Ok(b)) if a == b);
    if analyze.files.iter().any(same) {
        return Err(Failure::Overwrite { path: output.clone() });
    }
    Ok(())
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
    dyad: &Dyad,
    notes: &ReadingNotes,
    catalog: &Catalog,
    pronouns: &Pronouns,
    format: ReportFormat,
    settings: &OutputSettings,
) -> Result<String, Failure> {
    let words = Words::new(catalog, &verdict.input.names, pronouns.clone(), verdict.input.to.year());
    match format {
        ReportFormat::Text => {
            Ok(ebb_report::text::report(verdict, catalog, &words, &terminal::style(settings)))
        }
        ReportFormat::Html => {
            let version = env!("CARGO_PKG_VERSION");
            Ok(ebb_report::html::report(verdict, catalog, pronouns, Detail::Full, version))
        }
        ReportFormat::Json => {
            ebb_report::json::report(verdict, dyad, notes, catalog, &words, env!("CARGO_PKG_VERSION"))
                .map_err(|_| Failure::OurFault)
        }
    }
}
