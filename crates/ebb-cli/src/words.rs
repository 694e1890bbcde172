//! The words of a chat, in the terminal: what the times say is told first, and then how far reading has come.

use ebb::catalog::Catalog;
use ebb::dyad::LocalSecond;
use ebb_case::{Chat, Listened, Words as Wanted};
use ebb_report::json::{LanguageNote, WordsNotes};
use ebb_report::{Pronouns, Words};
use ebb_text::chat::{LanguageShare, Progress};
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::OutputSettings;
use crate::failure::Failure;
use crate::terminal::{self, SignOfLife};

/// Measures a chat and reads its words. On a terminal, what the times alone say is told before the words are read.
pub(crate) fn listened(
    chat: Chat,
    now: Option<LocalSecond>,
    wanted: Wanted,
    pronouns: &Pronouns,
    catalog: &Catalog,
    settings: &OutputSettings,
) -> Result<Listened, Failure> {
    let finding = SignOfLife::start(settings, "Finding the usual rhythm");
    let timing = ebb::analyse(&chat.dyad, now, catalog);
    drop(finding);
    let bar = (wanted == Wanted::Read && terminal::can_show_progress(settings)).then(|| {
        let words = Words::new(catalog, &timing.input.names, pronouns.clone(), timing.input.to.year());
        let told = ebb_report::text::headline_of(&timing, &words);
        terminal::note(&words.line("words.timing-first", &[("quote", &told)]));
        bar()
    });
    let listened = Listened::with_timing(chat, timing, wanted, catalog, |progress| {
        if let (Some(bar), Progress::Encoder { done, of }) = (&bar, progress) {
            bar.set_length(of as u64);
            bar.set_position(done as u64);
        }
    });
    if let Some(bar) = &bar {
        bar.finish_and_clear();
    }
    Ok(listened?)
}

/// Returns what a report tells of the reading; `None` where words were left alone.
pub(crate) fn notes(listened: &Listened, left_out: &[usize], moved: Option<String>) -> Option<WordsNotes> {
    let marks = listened.marks.as_ref()?;
    let language =
        |row: &LanguageShare| LanguageNote { role: row.role.id(), language: row.language, lines: row.lines };
    Some(WordsNotes {
        alter_lines: marks.lines.alter,
        ego_lines: marks.lines.ego,
        encoded: marks.encoded.len(),
        languages: marks.languages.iter().map(language).collect(),
        left_out: left_out.to_vec(),
        moved,
    })
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0).with_message("Reading the words");
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos} of {len} lines") {
        bar.set_style(style);
    }
    bar
}
