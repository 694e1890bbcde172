//! `ebb demo`: the main job on an invented conversation, through the same steps as any file.

use std::process::ExitCode;

use ebb::gate::{LinesSeen, SafetyAnswer, SafetyReply};
use ebb::interview::Answers;
use ebb_case::{EXAMPLE, Told};
use ebb_import::{ReadSettings, Source};
use ebb_report::{Pronouns, Words};

use crate::args::{Chatter, Demo, OutputSettings, ReportFormat};
use crate::commands::analyze;
use crate::failure::Failure;
use crate::input::{self, Asking, NamesGiven};
use crate::terminal;
use crate::words;

pub(crate) fn run(demo: &Demo, settings: &OutputSettings) -> Result<ExitCode, Failure> {
    let catalog = ebb_content::catalog()?;
    let source = Source::from_bytes("dana-and-alex.txt", EXAMPLE.as_bytes().to_vec());
    let read = ebb_case::read(vec![source], &ReadSettings::automatic())?;
    let names = NamesGiven {
        me: &["Dana".to_owned()],
        them: &["Alex".to_owned()],
        alter_also: &[],
        asking: Asking::Forbidden,
    };
    let chat = input::pair_all(read, &names, None)?;
    let mut notes = input::notes(&chat);
    let pronouns = Pronouns::they();
    let listened = words::listened(chat, None, ebb_case::Words::Read, &pronouns, &catalog, settings)?;
    // Nobody is behind the invented conversation, so that nobody is asked.
    let nobody = SafetyAnswer { reply: SafetyReply::Neither, lines: LinesSeen::Each };
    let answers = Answers::none().with_safety(nobody);
    let told = Told { answers, wanted: settings.wanted, ..Told::default() };
    let verdict = ebb_case::verdict(Some(&listened), &told, &catalog);
    notes.words = words::notes(&listened, &[], None);
    let input = &listened.timing.input;
    let words = Words::new(&catalog, &input.names, pronouns.clone(), input.to.year());
    let format = if demo.json { ReportFormat::Json } else { demo.format };
    let chat = (&listened.chat.dyad, &notes);
    let report = analyze::report(&verdict, chat, &catalog, &pronouns, format, settings)?;
    if format != ReportFormat::Text {
        terminal::print(&report)?;
        return Ok(ExitCode::SUCCESS);
    }
    if settings.chatter == Chatter::Quiet {
        terminal::print(&report)?;
        return Ok(ExitCode::SUCCESS);
    }
    let intro = words.line("demo.intro", &[]);
    let more = words.line("demo.more", &[]);
    terminal::print(&format!("\n  {intro}\n\n{report}\n  {more}\n"))?;
    Ok(ExitCode::SUCCESS)
}
