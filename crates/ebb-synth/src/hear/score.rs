//! What is heard of lines with a known kind: right and wrong, plain and not, and how often nothing is taken for something.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ebb::cue::StatementSettings;
use ebb::statement::StatementKind;
use ebb_text::chat::{ChatError, Reader};
use ebb_text::table::{Label, Table};

use super::lines::{By, HearLine, Kind};

/// Probability from which on a statement is stated.
pub const STATED: f64 = 0.8;

/// What was heard of one line, likeliest first.
type Heard = Vec<(StatementKind, f64)>;

/// Counts of one kind of line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Row {
    lines: usize,
    first: usize,
    among_three: usize,
    stated_right: usize,
    stated_wrong: usize,
    asked: usize,
}

impl Row {
    fn add(&mut self, kind: StatementKind, heard: &Heard, least: f64) {
        let first = heard.first().filter(|(_, sure)| *sure >= least);
        let is_first = heard.first().is_some_and(|(first, _)| *first == kind);
        self.lines += 1;
        self.first += usize::from(is_first);
        self.among_three += usize::from(heard.iter().take(3).any(|(heard, _)| *heard == kind));
        match first {
            Some((_, sure)) if *sure >= STATED && is_first => self.stated_right += 1,
            Some((_, sure)) if *sure >= STATED => self.stated_wrong += 1,
            Some(_) => self.asked += 1,
            None => {}
        }
    }

    fn told(self, name: &str) -> String {
        let share = |count: usize| if self.lines == 0 { 0.0 } else { count as f64 / self.lines as f64 };
        format!(
            "| {name} | {} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} |\n",
            self.lines,
            share(self.first),
            share(self.among_three),
            share(self.stated_right),
            share(self.stated_wrong),
            share(self.asked)
        )
    }
}

/// Returns tables of what is heard of lines.
///
/// # Errors
/// When the model cannot be run.
pub fn hear_tables(
    reader: &Reader,
    table: &Table,
    lines: &[HearLine],
    settings: &StatementSettings,
) -> Result<String, ChatError> {
    let words: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let heard = reader.statements(&words, |at| lines[at].language == "en", settings)?;
    let least = settings.least;
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    let (mut all, mut plain, mut veiled) = (Row::default(), Row::default(), Row::default());
    let (mut stated_kind, mut stated_right): (BTreeMap<&str, usize>, BTreeMap<&str, usize>) =
        Default::default();
    for (line, heard) in lines.iter().zip(&heard) {
        let stated = heard.first().filter(|(_, sure)| *sure >= STATED).map(|(kind, _)| *kind);
        if let Some(kind) = stated {
            *stated_kind.entry(kind.id()).or_default() += 1;
            *stated_right.entry(kind.id()).or_default() += usize::from(line.kind == Kind::Says(kind));
        }
        let Kind::Says(kind) = line.kind else { continue };
        rows.entry(kind.id()).or_default().add(kind, heard, least);
        all.add(kind, heard, least);
        match line.plain {
            Some(true) => plain.add(kind, heard, least),
            Some(false) => veiled.add(kind, heard, least),
            None => {}
        }
    }
    let columns = "lines | kind right | among three | stated right | stated wrong | asked";
    let mut text = format!("| said | {columns} |\n| --- | --- | --- | --- | --- | --- | --- |\n");
    for (name, row) in &rows {
        text += &row.told(name);
    }
    for (name, row) in [("all", all), ("all, plain", plain), ("all, not plain", veiled)] {
        text += &row.told(name);
    }
    text += "\n| stated | times | right |\n| --- | --- | --- |\n";
    for (kind, times) in &stated_kind {
        let _ = writeln!(text, "| {kind} | {times} | {:.2} |", stated_right[kind] as f64 / *times as f64);
    }
    text += &alarms(lines, &heard, settings);
    text += &signs(table, lines);
    Ok(text)
}

/// How often a line that says nothing of why is taken for a statement.
fn alarms(lines: &[HearLine], heard: &[Heard], settings: &StatementSettings) -> String {
    let mut text =
        "\n| says nothing of why | lines | stated | asked |\n| --- | --- | --- | --- |\n".to_owned();
    let other = |kind: Kind| !matches!(kind, Kind::Everyday | Kind::Says(_) | Kind::SaysEx);
    for (name, is_of) in
        [("everyday", (|kind| kind == Kind::Everyday) as fn(Kind) -> bool), ("a no or danger", other)]
    {
        let of: Vec<&Heard> = lines
            .iter()
            .zip(heard)
            .filter(|(line, _)| line.by == By::Alter && is_of(line.kind))
            .map(|(_, heard)| heard)
            .collect();
        let over = |least: f64| {
            of.iter().filter(|heard| heard.first().is_some_and(|first| first.1 >= least)).count()
        };
        let (stated, asked) = (over(STATED), over(settings.least) - over(STATED));
        if !of.is_empty() {
            let share = |count: usize| count as f64 / of.len() as f64;
            let _ = writeln!(text, "| {name} | {} | {:.4} | {:.4} |", of.len(), share(stated), share(asked));
        }
    }
    text
}

/// How the table ranks a no and danger above everyday lines of the same person.
fn signs(table: &Table, lines: &[HearLine]) -> String {
    let lead = |line: &HearLine| table.scores(&line.text).sign_lead();
    let mut text = String::new();
    for by in [By::Alter, By::Ego] {
        let of = |is_of: fn(Kind) -> bool| -> Vec<f32> {
            lines.iter().filter(|line| line.by == by && is_of(line.kind)).map(lead).collect()
        };
        let mut plain = of(|kind| kind == Kind::Everyday);
        plain.sort_by(f32::total_cmp);
        let no = |kind| matches!(kind, Kind::No | Kind::Sign(Label::NoDirect | Label::NoSoft));
        let danger = |kind| {
            !matches!(kind, Kind::No | Kind::Sign(Label::NoDirect | Label::NoSoft))
                && matches!(kind, Kind::Danger | Kind::Sign(_))
        };
        for (name, leads) in [("a no", of(no)), ("danger", of(danger))] {
            if leads.is_empty() || plain.is_empty() {
                continue;
            }
            let _ = write!(text, "\n{name} of {by:?}, {} lines: above all but", leads.len());
            for share in [0.01, 0.03, 0.1] {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a share of a length"
                )]
                let at = ((1.0 - share) * plain.len() as f64) as usize;
                let bar = plain[at.min(plain.len() - 1)];
                let found = leads.iter().filter(|lead| **lead > bar).count();
                let _ = write!(
                    text,
                    " {share} of {} everyday lines {:.2};",
                    plain.len(),
                    found as f64 / leads.len() as f64
                );
            }
        }
    }
    text + "\n"
}
