//! Lines with the cues that a careful reader marks, and how rules and heads do on them.

use std::collections::BTreeMap;

use ebb::cue::{CueId, Lexicon};
use ebb_text::heads::{Opinion, Scores};
use ebb_text::{EncoderError, Heads, Rules};

/// A line, with what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkedLine {
    /// Its words.
    pub words: String,
    /// Cues that must be found.
    pub shows: Vec<CueId>,
    /// Cues that may be found or not.
    pub may_show: Vec<CueId>,
}

/// A row of a file of marked lines that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("row {row} does not say `cue,?cue | words`, or names an unknown cue")]
pub struct MarkError {
    /// Row, from 1.
    pub row: usize,
}

/// Which lines of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// Every third line: only scored, never looked at for tuning.
    HeldOut,
    /// The others.
    Development,
}

/// Reads `cue,?cue | words` rows; `none` stands for no cue, `#` begins a comment.
///
/// # Errors
/// When a row is of another form.
pub fn read_marked(text: &str) -> Result<Vec<MarkedLine>, MarkError> {
    let rows = text.lines().enumerate().filter(|(_, row)| !row.trim().is_empty() && !row.starts_with('#'));
    rows.map(|(at, row)| marked(row).ok_or(MarkError { row: at + 1 })).collect()
}

fn marked(row: &str) -> Option<MarkedLine> {
    let (marks, words) = row.split_once(" | ")?;
    let (mut shows, mut may_show) = (Vec::new(), Vec::new());
    for mark in marks.split(',').map(str::trim).filter(|mark| *mark != "none") {
        match mark.strip_prefix('?') {
            Some(id) => may_show.push(CueId::from_id(id)?),
            None => shows.push(CueId::from_id(mark)?),
        }
    }
    Some(MarkedLine { words: words.to_owned(), shows, may_show })
}

/// Returns every third line, or the others.
#[must_use]
pub fn share(lines: &[MarkedLine], share: Share) -> Vec<MarkedLine> {
    let third = |at: usize| (at + 1).is_multiple_of(3);
    let wanted = |at: usize| third(at) == (share == Share::HeldOut);
    lines.iter().enumerate().filter(|(at, _)| wanted(*at)).map(|(_, line)| line.clone()).collect()
}

/// How a cue was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FoundBy {
    /// By a rule.
    Rule,
    /// By a head that bears out a rule: such a line may be quoted. A cue without a head is found by its rule.
    Both,
    /// By a head at the lower of its thresholds.
    Head,
    /// By a head at its upper threshold.
    HeadAlone,
    /// By a rule, or by a head at its upper threshold.
    Either,
}

impl FoundBy {
    /// Every way, in the order of tables.
    pub const ALL: [Self; 5] = [Self::Rule, Self::Both, Self::Head, Self::HeadAlone, Self::Either];

    fn name(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Both => "rule and head",
            Self::Head => "head",
            Self::HeadAlone => "head alone",
            Self::Either => "rule or head alone",
        }
    }
}

/// Counts of one cue, or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Found where it is.
    pub right: usize,
    /// Found where it is not.
    pub wrong: usize,
    /// Not found where it is.
    pub missed: usize,
}

impl Count {
    fn precision(self) -> Option<f64> {
        let found = self.right + self.wrong;
        (found > 0).then(|| self.right as f64 / found as f64)
    }

    fn recall(self) -> Option<f64> {
        let there = self.right + self.missed;
        (there > 0).then(|| self.right as f64 / there as f64)
    }

    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
    }
}

/// Counts by cue and by how it was found, and the share of lines without a cue in which one was found.
#[derive(Debug, Clone, PartialEq)]
pub struct LineScores {
    counts: BTreeMap<(CueId, FoundBy), Count>,
    plain: usize,
    flagged: BTreeMap<FoundBy, usize>,
}

/// Scores rules and heads on lines.
///
/// # Errors
/// When the encoder cannot be run.
pub fn score_lines(
    lines: &[MarkedLine],
    rules: &Rules,
    heads: &Heads,
    lexicon: &Lexicon,
) -> Result<LineScores, EncoderError> {
    let words: Vec<&str> = lines.iter().map(|line| line.words.as_str()).collect();
    let mut scores = LineScores { counts: BTreeMap::new(), plain: 0, flagged: BTreeMap::new() };
    for (line, opinions) in lines.iter().zip(heads.scores(&words)?) {
        let hits: Vec<CueId> = rules.read(&line.words).iter().map(|hit| hit.cue).collect();
        let is_plain = line.shows.is_empty() && line.may_show.is_empty();
        scores.plain += usize::from(is_plain);
        for by in FoundBy::ALL {
            let mut is_flagged = false;
            for cue in CueId::ALL {
                let is_found = found(*cue, by, hits.contains(cue), &opinions, lexicon);
                is_flagged |= is_found;
                let count = scores.counts.entry((*cue, by)).or_default();
                match (is_found, line.shows.contains(cue)) {
                    (true, true) => count.right += 1,
                    (true, false) => count.wrong += usize::from(!line.may_show.contains(cue)),
                    (false, true) => count.missed += 1,
                    (false, false) => {}
                }
            }
            *scores.flagged.entry(by).or_default() += usize::from(is_plain && is_flagged);
        }
    }
    Ok(scores)
}

fn found(cue: CueId, by: FoundBy, is_hit: bool, opinions: &Scores, lexicon: &Lexicon) -> bool {
    let opinion = opinions.opinion(cue, &lexicon.heads);
    match by {
        FoundBy::Rule => is_hit,
        FoundBy::Both => is_hit && opinion != Opinion::Against,
        FoundBy::Head => matches!(opinion, Opinion::Agrees | Opinion::Alone),
        FoundBy::HeadAlone => opinion == Opinion::Alone,
        FoundBy::Either => is_hit || opinion == Opinion::Alone,
    }
}

/// Returns a table in Markdown: precision and recall by cue, and all cues together.
#[must_use]
pub fn line_table(scores: &LineScores) -> String {
    let of = |cue: CueId, by| scores.counts.get(&(cue, by)).copied().unwrap_or_default();
    let row = |head: String, cell: &dyn Fn(FoundBy) -> String| {
        format!("| {head} | {} |\n", FoundBy::ALL.map(cell).join(" | "))
    };
    let mut out = row("cue | lines".to_owned(), &|by| by.name().to_owned());
    out.push_str(&row("--- | ---".to_owned(), &|_| "---".to_owned()));
    let mut total: BTreeMap<FoundBy, Count> = BTreeMap::new();
    for cue in CueId::ALL {
        let there = of(*cue, FoundBy::Rule).right + of(*cue, FoundBy::Rule).missed;
        out.push_str(&row(format!("{} | {there}", cue.id()), &|by| cell(of(*cue, by))));
        for by in FoundBy::ALL {
            total.entry(by).or_default().add(of(*cue, by));
        }
    }
    out.push_str(&row("**all** | ".to_owned(), &|by| cell(total.get(&by).copied().unwrap_or_default())));
    let flagged = |by| format!("{} of {}", scores.flagged.get(&by).copied().unwrap_or(0), scores.plain);
    out.push_str(&row("**plain lines flagged** | ".to_owned(), &flagged));
    out
}

fn cell(count: Count) -> String {
    let two = |share: Option<f64>| share.map_or("-".to_owned(), |share| format!("{share:.2}"));
    format!("{} / {}", two(count.precision()), two(count.recall()))
}
