//! The one question about safety: asked in the terminal where the gate asks for it, or answered by `--safe`.

use std::io::Write as _;

use ebb::catalog::Catalog;
use ebb::gate::{GateState, LinesSeen, SafetyAnswer, SafetyReply};
use ebb::interview::Answers;
use ebb::judgement::Judgement;
use ebb::verdict::Verdict;
use ebb_case::{Listened, Told};
use ebb_report::Words;

use crate::args::SafeGiven;
use crate::input::Asking;
use crate::terminal;

/// Returns answers with what `--safe` says.
pub(crate) fn given(answers: Answers, safe: Option<SafeGiven>) -> Answers {
    match safe {
        Some(safe) => answers.with_safety(safe.answer()),
        None => answers,
    }
}

/// Returns the verdict by what is told; where the gate waits for an answer and somebody is there to give one, it is
/// asked for, and the verdict is the one after it.
pub(crate) fn asked(
    listened: Option<&Listened>,
    told: Told,
    words: &Words<'_>,
    asking: Asking,
    catalog: &Catalog,
) -> (Verdict, Told) {
    let verdict = ebb_case::verdict(listened, &told, catalog);
    let Some(answer) = ask(&verdict.judgement, words, asking) else { return (verdict, told) };
    let told = Told { answers: told.answers.with_safety(answer), ..told };
    (ebb_case::verdict(listened, &told, catalog), told)
}

fn ask(judgement: &Judgement, words: &Words<'_>, asking: Asking) -> Option<SafetyAnswer> {
    let is_waiting = judgement.gate.state() == GateState::AskFirst && judgement.answers.safety().is_none();
    if !is_waiting || asking == Asking::Forbidden || !terminal::can_ask() {
        return None;
    }
    for line in ebb_report::text::asked_first(judgement, words) {
        terminal::note(&line);
    }
    for suspect in judgement.gate.asks() {
        terminal::note(&format!("  {}", words.quote(&suspect.quote)));
    }
    terminal::note(&words.line("gate.choose", &[]));
    let reply = typed()?;
    Some(SafetyAnswer { reply, lines: LinesSeen::Each })
}

/// Reads 1, 2 or 3; nothing where the input ends or is none of them three times.
fn typed() -> Option<SafetyReply> {
    for _ in 0..3 {
        let mut err = std::io::stderr().lock();
        let _ = write!(err, "Type 1, 2 or 3: ");
        let _ = err.flush();
        drop(err);
        let mut line = String::new();
        if std::io::stdin().read_line(&mut line).unwrap_or(0) == 0 {
            return None;
        }
        match line.trim() {
            "1" => return Some(SafetyReply::Neither),
            "2" => return Some(SafetyReply::OneOfThese),
            "3" => return Some(SafetyReply::Unsure),
            _ => {}
        }
    }
    None
}
