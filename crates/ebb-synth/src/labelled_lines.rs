//! Lines of strangers with one rough label each, and how rules and heads do on them.
//!
//! The labels are those of a set that is no part of the repository: a number of a reason, or a word such as `busy`. One
//! label stands for several cues, so that a line counts as found where any of them is.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ebb::cue::CueId;
use ebb_text::chat::{ChatError, LineCue, Reader, Tier};

/// A line with its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledLine {
    words: String,
    label: String,
}

/// A row that is no object with `text` and `label`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("row {row} is no object with `text` and `label`")]
pub struct LabelError {
    /// Row, from 1.
    pub row: usize,
}

/// What each label may show, and whether a reason follows from it.
const LABELS: &[(&str, &[CueId])] = &[
    ("1", &[CueId::ClosedOff]),
    ("2", &[CueId::PutOff, CueId::Conflict]),
    ("3", &[CueId::DifferentAims]),
    ("4", &[CueId::SeeingSomeone]),
    ("5", &[CueId::TooFast, CueId::Space]),
    ("6", &[CueId::NotReady, CueId::Space, CueId::ClearNoSoft]),
    ("7", &[CueId::BadAtTexting]),
    ("8", &[CueId::Casual, CueId::NotReady, CueId::ClearNoSoft]),
    ("9", &[CueId::NoSpark, CueId::Friends, CueId::ClearNoSoft, CueId::ClearNoDirect]),
    ("10", &[CueId::Ex]),
    ("11", &[CueId::Stress, CueId::BusySpecific, CueId::BusyVague]),
    ("boundary", &[CueId::ClearNoDirect, CueId::Space]),
    ("busy", &[CueId::BusyVague, CueId::BusySpecific, CueId::Stress]),
    ("cancel", &[CueId::Cancel, CueId::CancelWithTime]),
    ("plan", &[CueId::Plan, CueId::PlanKept]),
    ("warm", &[CueId::Warmth, CueId::Closeness, CueId::FutureTalk]),
];

/// The label of lines that show nothing.
const NONE: &str = "none";

/// Cues of which a report may make something by a single line.
const GRAVE: [CueId; 14] = [
    CueId::NotReady,
    CueId::Casual,
    CueId::Space,
    CueId::TooFast,
    CueId::NoSpark,
    CueId::Friends,
    CueId::SeeingSomeone,
    CueId::ClearNoDirect,
    CueId::ClearNoSoft,
    CueId::Threat,
    CueId::Control,
    CueId::MoneySecret,
    CueId::SelfHarm,
    CueId::Under18,
];

/// Reads one object a line, with `text` and `label`.
///
/// # Errors
/// When a row is of another form.
pub fn read_labelled(text: &str) -> Result<Vec<LabelledLine>, LabelError> {
    let of = |(at, row): (usize, &str)| {
        let value: serde_json::Value = serde_json::from_str(row).ok()?;
        let field = |key: &str| value.get(key)?.as_str().map(str::to_owned);
        Some(LabelledLine { words: field("text")?, label: field("label")? }).ok_or(at).ok()
    };
    let rows = text.lines().enumerate().filter(|(_, row)| !row.trim().is_empty());
    rows.map(|(at, row)| of((at, row)).ok_or(LabelError { row: at + 1 })).collect()
}

/// Returns what was found of each label, by tier, as a table in Markdown.
///
/// # Errors
/// When the encoder cannot be run.
pub fn label_table(lines: &[LabelledLine], reader: &Reader) -> Result<String, ChatError> {
    let words: Vec<&str> = lines.iter().map(|line| line.words.as_str()).collect();
    let found = reader.cues(&words)?;
    let mut out = String::from(
        "| label | lines | found by a rule | by rule and head | by head alone | other lines found by a rule | by both |\n\
         |---|---|---|---|---|---|---|\n",
    );
    for (label, cues) in LABELS {
        let mut counts: BTreeMap<(bool, &str), usize> = BTreeMap::new();
        let mut there = 0;
        for (line, found) in lines.iter().zip(&found) {
            let is_it = line.label == *label;
            there += usize::from(is_it);
            let has = |tiers: &[Tier]| {
                found.iter().any(|mark| cues.contains(&mark.cue) && tiers.contains(&mark.tier))
            };
            let sets: [(&str, &[Tier]); 3] =
                [("rule", &[Tier::Rule, Tier::Both]), ("both", &[Tier::Both]), ("head", &[Tier::Encoder])];
            for (name, tiers) in sets {
                *counts.entry((is_it, name)).or_default() += usize::from(has(tiers));
            }
        }
        let of = |is_it, name| counts.get(&(is_it, name)).copied().unwrap_or(0);
        let _ = writeln!(
            out,
            "| {label} | {there} | {} | {} | {} | {} | {} |",
            of(true, "rule"),
            of(true, "both"),
            of(true, "head"),
            of(false, "rule"),
            of(false, "both")
        );
    }
    let plain: Vec<&str> =
        lines.iter().filter(|line| line.label == NONE).map(|line| line.words.as_str()).collect();
    if !plain.is_empty() {
        out += "\n";
        out += &plain_table(&plain, reader)?;
    }
    Ok(out)
}

/// Returns how many plain lines are flagged, by what, as a table in Markdown.
///
/// # Errors
/// When the encoder cannot be run.
pub fn plain_table<S: AsRef<str> + Sync>(lines: &[S], reader: &Reader) -> Result<String, ChatError> {
    let found = reader.cues(lines)?;
    let share = |counts: &dyn Fn(&LineCue) -> bool| {
        let flagged = found.iter().filter(|cues| cues.iter().any(counts)).count();
        format!("{flagged} of {} ({:.2} %)", lines.len(), 100.0 * flagged as f64 / lines.len().max(1) as f64)
    };
    let by_rule = |mark: &LineCue| mark.tier != Tier::Encoder;
    let is_grave = |mark: &LineCue| GRAVE.contains(&mark.cue);
    let rows = [
        ("any cue, by a rule", share(&by_rule)),
        ("any cue, by rule and head", share(&|mark| mark.tier == Tier::Both)),
        ("any cue, by head alone", share(&|mark| mark.tier == Tier::Encoder)),
        ("a statement, a no or a danger, by a rule", share(&|mark| is_grave(mark) && by_rule(mark))),
        ("the same, as a report may quote it", share(&|mark| is_grave(mark) && mark.may_be_quoted)),
    ];
    let mut out = String::from("| plain lines flagged | share |\n|---|---|\n");
    for (what, share) in rows {
        let _ = writeln!(out, "| {what} | {share} |");
    }
    Ok(out)
}
