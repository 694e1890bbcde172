//! The written lines of the demo, read from the files beside the crate.
//!
//! A file is made of blocks: a heading `== words`, then lines `S variant | variant`, where `S` is who speaks.
//! `S+9` who speaks no sooner than 9 minutes later. `#` begins a comment line; `\n` in a variant breaks the line inside the message.

use std::collections::BTreeMap;

use crate::civil::CivilMinute;
use crate::stream::SimulatedRole;

/// A written line that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{file}, line {line}: {problem}")]
pub struct LineError {
    /// Which file.
    pub file: &'static str,
    /// Counted from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: LineProblem,
}

/// What can be wrong with a written line.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum LineProblem {
    /// A line before the first heading.
    #[error("a line stands before the first heading")]
    NoHeading,
    /// A speaker that is none of `1`, `2`, `A`, `D`.
    #[error("`{0}` is nobody")]
    UnknownSpeaker(String),
    /// A tag that says no time.
    #[error("`{0}` is not a time")]
    UnknownTag(String),
    /// A heading or line that is no date and time.
    #[error("`{0}` is not a date with a time")]
    NoTime(String),
    /// A line of a list without its name.
    #[error("`{0}` has no name before a colon")]
    NoName(String),
}

/// Who speaks a line of a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaker {
    /// Whoever opens the thread.
    Opener,
    /// The other one.
    Answerer,
    /// Always the same person.
    Fixed(SimulatedRole),
}

/// When a thread can open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    Morning,
    Day,
    Evening,
    Night,
    Any,
    Weekday,
    Weekend,
}

#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) speaker: Speaker,
    /// Fewest minutes after the line before.
    pub(super) wait: i64,
    pub(super) variants: Vec<String>,
}

#[derive(Debug, Clone)]
pub(super) struct Thread {
    pub(super) tags: Vec<Tag>,
    pub(super) lines: Vec<Line>,
}

#[derive(Debug, Clone)]
pub(super) struct Scene {
    pub(super) opens: CivilMinute,
    pub(super) lines: Vec<Line>,
}

/// All that is written for the demo.
#[derive(Debug)]
pub(super) struct Script {
    pub(super) before: Vec<Thread>,
    pub(super) after: Vec<Thread>,
    pub(super) scenes: Vec<Scene>,
    pub(super) slots: BTreeMap<String, Vec<String>>,
    pub(super) tails: BTreeMap<String, Vec<String>>,
    pub(super) system: Vec<(CivilMinute, String)>,
}

impl Script {
    pub(super) fn read() -> Result<Self, LineError> {
        Ok(Self {
            before: threads("before.txt", include_str!("../../lines/demo/before.txt"))?,
            after: threads("after.txt", include_str!("../../lines/demo/after.txt"))?,
            scenes: scenes("scenes.txt", include_str!("../../lines/demo/scenes.txt"))?,
            slots: lists("slots.txt", include_str!("../../lines/demo/slots.txt"))?,
            tails: lists("tails.txt", include_str!("../../lines/demo/tails.txt"))?,
            system: system("system.txt", include_str!("../../lines/demo/system.txt"))?,
        })
    }
}

fn numbered(text: &'static str) -> impl Iterator<Item = (usize, &'static str)> {
    text.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.trim_end()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

type Block = (usize, &'static str, Vec<Line>);

fn blocks(file: &'static str, text: &'static str) -> Result<Vec<Block>, LineError> {
    let mut blocks: Vec<Block> = Vec::new();
    for (number, line) in numbered(text) {
        if let Some(heading) = line.strip_prefix("== ") {
            blocks.push((number, heading, Vec::new()));
            continue;
        }
        let problem = |problem| LineError { file, line: number, problem };
        let (speaker, words) = line.split_once(' ').unwrap_or((line, ""));
        let unknown = || problem(LineProblem::UnknownSpeaker(speaker.to_owned()));
        let (speaker, wait) = match speaker.split_once('+') {
            Some((speaker, wait)) => (speaker, wait.parse().map_err(|_| unknown())?),
            None => (speaker, 0),
        };
        let speaker = match speaker {
            "1" => Speaker::Opener,
            "2" => Speaker::Answerer,
            "A" => Speaker::Fixed(SimulatedRole::Alter),
            "D" => Speaker::Fixed(SimulatedRole::Ego),
            _ => return Err(unknown()),
        };
        let (_, _, lines) = blocks.last_mut().ok_or_else(|| problem(LineProblem::NoHeading))?;
        lines.push(Line { wait, speaker, variants: variants(words) });
    }
    Ok(blocks)
}

fn variants(words: &str) -> Vec<String> {
    words.split(" | ").map(|variant| variant.trim().replace("\\n", "\n")).collect()
}

fn threads(file: &'static str, text: &'static str) -> Result<Vec<Thread>, LineError> {
    let thread = |(line, heading, lines): Block| {
        let tags = heading.split(' ').map(|word| {
            tag(word).ok_or_else(|| LineError {
                file,
                line,
                problem: LineProblem::UnknownTag(word.to_owned()),
            })
        });
        Ok(Thread { tags: tags.collect::<Result<_, _>>()?, lines })
    };
    blocks(file, text)?.into_iter().map(thread).collect()
}

fn tag(word: &str) -> Option<Tag> {
    Some(match word {
        "morning" => Tag::Morning,
        "day" => Tag::Day,
        "evening" => Tag::Evening,
        "night" => Tag::Night,
        "any" => Tag::Any,
        "weekday" => Tag::Weekday,
        "weekend" => Tag::Weekend,
        _ => return None,
    })
}

fn scenes(file: &'static str, text: &'static str) -> Result<Vec<Scene>, LineError> {
    let scene = |(line, heading, lines): Block| {
        let opens = time(heading).ok_or_else(|| LineError {
            file,
            line,
            problem: LineProblem::NoTime(heading.to_owned()),
        })?;
        Ok(Scene { opens, lines })
    };
    blocks(file, text)?.into_iter().map(scene).collect()
}

fn lists(file: &'static str, text: &'static str) -> Result<BTreeMap<String, Vec<String>>, LineError> {
    numbered(text)
        .map(|(line, words)| {
            let (name, list) = words.split_once(": ").ok_or_else(|| LineError {
                file,
                line,
                problem: LineProblem::NoName(words.to_owned()),
            })?;
            Ok((name.to_owned(), variants(list)))
        })
        .collect()
}

fn system(file: &'static str, text: &'static str) -> Result<Vec<(CivilMinute, String)>, LineError> {
    numbered(text)
        .map(|(line, words)| {
            let at = words.get(..16).and_then(time);
            let at =
                at.ok_or_else(|| LineError { file, line, problem: LineProblem::NoTime(words.to_owned()) })?;
            Ok((at, words[16..].trim().to_owned()))
        })
        .collect()
}

/// Reads `yyyy-mm-dd HH:MM`.
fn time(words: &str) -> Option<CivilMinute> {
    let mut numbers = words.split(['-', ' ', ':']).map(|part| part.parse::<i64>().ok());
    let mut next = || numbers.next().flatten();
    let (year, month, day, hour, minute) = (next()?, next()?, next()?, next()?, next()?);
    Some(CivilMinute::midnight(year, month, day).plus(hour * 60 + minute))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_reads_and_holds_enough() {
        let script = Script::read().unwrap();
        let lines = |threads: &[Thread]| {
            threads.iter().flat_map(|t| &t.lines).map(|l| l.variants.len()).sum::<usize>()
        };
        assert!(lines(&script.before) > 500);
        assert!(lines(&script.after) > 200);
        assert_eq!(script.system.len(), 2);
        assert!(script.before.iter().chain(&script.after).all(|thread| !thread.lines.is_empty()));
    }

    #[test]
    fn a_stray_line_is_named() {
        let error = blocks("x.txt", "# note\n1 hello\n").unwrap_err();
        assert_eq!((error.line, error.problem), (2, LineProblem::NoHeading));
        assert!(blocks("x.txt", "== any\n3 hello\n").is_err());
        assert!(threads("x.txt", "== noon\n1 hello\n").is_err());
        assert!(scenes("x.txt", "== 2026-03-01\n1 hello\n").is_err());
    }
}
