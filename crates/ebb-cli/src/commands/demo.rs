//! `ebb demo`: the main job on an invented conversation, through the same steps as any file.

use std::process::ExitCode;

use ebb::gate::{LinesSeen, SafetyAnswer, SafetyReply};
use ebb::interview::Answers;
use ebb_import::{ReadSettings, Source, read};
use ebb_report::{Pronouns, Words};
use ebb_text::chat::LeftOut;

use crate::args::{Chatter, Demo, OutputSettings, ReportFormat};
use crate::commands::analyze;
use crate::failure::Failure;
use crate::input::{self, Asking, NamesGiven};
use crate::terminal;
use crate::words;

const NAME: &str = "dana-and-alex.txt";
const CHAT: &str = include_str!("../../../../content/demo/dana-and-alex.txt");

pub(crate) fn run(demo: &Demo, settings: &OutputSettings) -> Result<ExitCode, Failure> {
    let catalog = ebb_content::catalog()?;
    let import = read(Source::from_bytes(NAME, CHAT.as_bytes().to_vec()), &ReadSettings::automatic())?;
    let imports = vec![import];
    let mut notes = input::notes(&imports);
    let names = NamesGiven {
        me: &["Dana".to_owned()],
        them: &["Alex".to_owned()],
        alter_also: &[],
        asking: Asking::Forbidden,
    };
    let (dyad, _) = input::pair_all(imports, &names, None)?;
    let timed = ebb::analyse(&dyad, None, &catalog);
    let words = Words::new(&catalog, &timed.input.names, Pronouns::they(), timed.input.to.year());
    let read = words::Read::of(&timed, &dyad, &catalog, &words, settings)?;
    // Nobody is behind the invented conversation, so that nobody is asked.
    let nobody = SafetyAnswer { reply: SafetyReply::Neither, lines: LinesSeen::Each };
    let answers = Answers::none().with_safety(nobody);
    let heard = read.heard(&dyad, &LeftOut::new(), &catalog);
    let verdict = timed.considering(&heard, &answers, settings.wanted, &catalog);
    notes.words = Some(read.notes(&LeftOut::new(), None));
    let format = if demo.json { ReportFormat::Json } else { demo.format };
    let report = analyze::report(&verdict, &dyad, &notes, &catalog, &Pronouns::they(), format, settings)?;
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
