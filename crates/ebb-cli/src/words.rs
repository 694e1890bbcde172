//! The words of a chat, in the terminal: what the times say is told first, and then how far reading has come.

use ebb::catalog::Catalog;
use ebb::dyad::Dyad;
use ebb::heard::Heard;
use ebb::verdict::Verdict;
use ebb_report::Words;
use ebb_report::json::{LanguageNote, WordsNotes};
use ebb_text::chat::{Frame, LeftOut, Marks, Progress, Reader, hear};
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::OutputSettings;
use crate::failure::Failure;
use crate::terminal;

/// What was read of the words of a chat.
pub(crate) struct Read {
    marks: Marks,
    frame: Frame,
}

impl Read {
    /// Reads the words. On a terminal, what the times alone say is told before.
    pub(crate) fn of(
        timed: &Verdict,
        dyad: &Dyad,
        catalog: &Catalog,
        words: &Words<'_>,
        settings: &OutputSettings,
    ) -> Result<Self, Failure> {
        let frame = Frame::of(timed, dyad);
        let bar = terminal::can_show_progress(settings).then(|| {
            let told = ebb_report::text::headline_of(timed, words);
            terminal::note(&words.line("words.timing-first", &[("quote", &told)]));
            bar()
        });
        let reader = Reader::load(&catalog.lexicon).map_err(|_| Failure::OurFault)?;
        let marks = reader.read(dyad, &frame, &catalog.settings.chat, |progress| {
            if let (Some(bar), Progress::Encoder { done, of }) = (&bar, progress) {
                bar.set_length(of as u64);
                bar.set_position(done as u64);
            }
        });
        if let Some(bar) = bar {
            bar.finish_and_clear();
        }
        Ok(Self { marks: marks.map_err(|_| Failure::OurFault)?, frame })
    }

    /// Returns what the words say, without the lines that are left out.
    pub(crate) fn heard(&self, dyad: &Dyad, left_out: &LeftOut, catalog: &Catalog) -> Heard {
        hear(&self.marks, dyad, &self.frame, left_out, &catalog.settings.chat)
    }

    /// Returns what a report tells of the reading.
    pub(crate) fn notes(&self, left_out: &LeftOut, moved: Option<String>) -> WordsNotes {
        let language = |row: &ebb_text::chat::LanguageShare| LanguageNote {
            role: row.role.id(),
            language: row.language,
            lines: row.lines,
        };
        WordsNotes {
            alter_lines: self.marks.lines.alter,
            ego_lines: self.marks.lines.ego,
            encoded: self.marks.encoded.len(),
            languages: self.marks.languages.iter().map(language).collect(),
            left_out: left_out.iter().copied().collect(),
            moved,
        }
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0).with_message("Reading the words");
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos} of {len} lines") {
        bar.set_style(style);
    }
    bar
}
