//! What moved since an earlier look, in sentences. Each front shows the same ones.

use ebb::catalog::Catalog;
use ebb::dyad::{ByRole, Role};
use ebb::gate::GateState;
use ebb::look::{Look, Moved, ReasonMoved, SaidThen, SilenceThen, Since, evidence_of};
use ebb::reason::{EvidenceId, ReasonId};

use crate::words::{Words, capital, duration, plural};

/// Most reasons that are told; the least moved say little.
const MOST_REASONS: usize = 3;
/// Most pieces of evidence that are told with a reason.
const MOST_EVIDENCE: usize = 2;
/// Looks within a week from which it is said, kindly, how often somebody looked.
const LOOKS_OFTEN: usize = 3;

/// Hours from which a silence is told; a night is none.
const SHORTEST_SILENCE: f64 = 24.0;

/// One thing that moved, with what stands behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What moved.
    pub line: String,
    /// Why.
    pub because: Vec<String>,
}

impl Told {
    fn plain(line: String) -> Self {
        Self { line, because: Vec::new() }
    }
}

/// Returns what moved, in the order in which it is told: the day, messages, silence, what was said, what may be said,
/// reasons, what to do.
#[must_use]
pub fn told(since: &Since, catalog: &Catalog, words: &Words<'_>) -> Vec<Told> {
    let mut lines = vec![Told::plain(match since.days {
        0 => words.line("case.since.today", &[]),
        days => {
            let slots = [("date", words.date(since.on.before)), ("days", plural(f64::from(days), "day"))];
            words.line("case.since.days", &borrowed(&slots))
        }
    })];
    if since.is_nothing() {
        lines.push(Told::plain(words.line("case.since.nothing", &[])));
    }
    lines.extend(since.messages.map(|both| Told::plain(messages(both, words))));
    lines.extend(silence(since, words).into_iter().map(Told::plain));
    if let Some(claim) = since.claim {
        let worded = |claim: ebb::course::Claim| words.line(&format!("case.claim.{}", claim.id()), &[]);
        let slots = [("before", worded(claim.before)), ("since", worded(claim.after))];
        lines.push(Told::plain(words.line("case.since.claim", &borrowed(&slots))));
    }
    lines.extend(since.said.iter().filter_map(|row| said(*row, catalog, words)).map(Told::plain));
    lines.extend(since.gate.map(|gate| {
        Told::plain(match gate.after {
            GateState::Hold => words.line("case.since.gate-hold", &[]),
            GateState::AskFirst => words.line("case.since.gate-ask-first", &[]),
            GateState::Open => words.line("case.since.gate-open", &[]),
        })
    }));
    lines.extend(since.lead.map(|lead| {
        Told::plain(match lead.after {
            Some(id) => words.line("case.since.lead", &[("reason", &words.reason_name(id))]),
            None => words.line("case.since.lead-open", &[]),
        })
    }));
    let moved = since.reasons.iter().take(MOST_REASONS);
    lines.extend(moved.map(|row| reason(row, catalog, words)));
    if let Some(track) = since.track.and_then(|track| catalog.track(track.after)) {
        let title = words.fill(&track.title, &[]);
        let title = title.trim_end_matches('.');
        lines.push(Told::plain(words.line("case.since.track", &[("quote", title)])));
    }
    lines
}

/// Returns the kind sentence for somebody who looked often; `None` where they did not. `looks` are those within a week.
#[must_use]
pub fn looked_often(looks: usize, words: &Words<'_>) -> Option<String> {
    (looks >= LOOKS_OFTEN).then(|| words.line("case.looked-often", &[("n", &looks.to_string())]))
}

/// Returns how the guess of a look fared against what the user says was the reason; empty where nothing was guessed.
#[must_use]
pub fn fared(first: &Look, was: ReasonId, words: &Words<'_>) -> Vec<String> {
    let Some(row) = first.reasons.iter().find(|row| row.id == was) else { return Vec::new() };
    let date = words.date(first.on);
    let led = match first.lead {
        Some((id, _)) => {
            words.line("case.outcome.led", &[("date", &date), ("reason", &words.reason_name(id))])
        }
        None => words.line("case.outcome.open", &[("date", &date)]),
    };
    // A number of 1 has no form of its own here.
    let dots = format!("{} dots", row.dots);
    let dots = if row.dots == 1 { "1 dot" } else { &dots };
    let reason = words.line("case.outcome.reason", &[("reason", &words.reason_name(was)), ("n", dots)]);
    let mut lines = vec![led, reason];
    if let Some((id, _)) = first.lead {
        lines.push(words.line(if id == was { "case.outcome.right" } else { "case.outcome.wrong" }, &[]));
    }
    lines
}

fn borrowed<'a>(slots: &'a [(&'a str, String)]) -> Vec<(&'a str, &'a str)> {
    slots.iter().map(|(slot, value)| (*slot, value.as_str())).collect()
}

fn messages(both: ByRole<Moved<usize>>, words: &Words<'_>) -> String {
    let new = |role: Role| both.get(role).after.saturating_sub(both.get(role).before);
    let (alter, ego) = (new(Role::Alter), new(Role::Ego));
    let count = |key: &str, n: usize| words.line(key, &[("n", &n.to_string())]);
    match (alter, ego) {
        (0, 0) => words.line("case.since.no-messages", &[]),
        (0, ego) => {
            format!("{} {}", words.line("case.since.alter-quiet", &[]), count("case.since.ego-wrote", ego))
        }
        (alter, 0) => {
            format!("{} {}", count("case.since.alter-wrote", alter), words.line("case.since.ego-quiet", &[]))
        }
        (alter, ego) => {
            format!("{} {}", count("case.since.alter-wrote", alter), count("case.since.ego-wrote", ego))
        }
    }
}

fn silence(since: &Since, words: &Words<'_>) -> Vec<String> {
    let Some(silence) = since.silence else { return Vec::new() };
    let told = |silence: Option<SilenceThen>| silence.filter(|silence| silence.hours >= SHORTEST_SILENCE);
    let worded = |silence: SilenceThen| duration(silence.hours * 60.0);
    let (before, after) = (told(silence.before), told(silence.after));
    let now = |after| words.line("case.since.silence-now", &[("since", &worded(after))]);
    if since.has_alter_written {
        let ended =
            before.map(|before| words.line("case.since.silence-ended", &[("before", &worded(before))]));
        return ended.into_iter().chain(after.map(now)).collect();
    }
    match (before, after) {
        (Some(before), Some(after)) if after.hours > before.hours => {
            let slots = [("before", worded(before)), ("since", worded(after))];
            vec![words.line("case.since.silence-grew", &borrowed(&slots))]
        }
        (None, Some(after)) => vec![now(after)],
        (Some(_), Some(_)) | (_, None) => Vec::new(),
    }
}

fn said(row: SaidThen, catalog: &Catalog, words: &Words<'_>) -> Option<String> {
    let says = words.fill(&catalog.statement(row.kind)?.says, &[]);
    Some(words.line("case.since.said", &[("quote", &says)]))
}

/// Returns a piece of evidence in words. A look holds no amounts, so that a finding is told by its label.
fn evidence(id: EvidenceId, catalog: &Catalog, words: &Words<'_>) -> Option<String> {
    Some(match id {
        EvidenceId::Finding(id) => words.fill(&catalog.finding(id)?.label, &[]),
        EvidenceId::Statement(kind) => {
            let says = words.fill(&catalog.statement(kind)?.says, &[]);
            words.line("evidence.statement", &[("quote", &says)])
        }
        EvidenceId::Event(id) => words.fill(&catalog.event(id)?.says, &[]),
        EvidenceId::Answer(question, answer) => {
            let question = catalog.questions.get(question)?;
            let answer = words.fill(&question.answers.get(answer)?.text, &[]);
            let asked = words.fill(&question.text, &[]);
            words.line("evidence.answer", &[("question", &asked), ("answer", &answer)])
        }
    })
}

fn reason(row: &ReasonMoved, catalog: &Catalog, words: &Words<'_>) -> Told {
    let key = if row.dots.after > row.dots.before { "case.since.gained" } else { "case.since.lost" };
    let slots = [
        ("reason", capital(&words.reason_name(row.id))),
        ("before", row.dots.before.to_string()),
        ("since", row.dots.after.to_string()),
    ];
    let line = words.line(key, &borrowed(&slots));
    let new = row.because.iter().filter_map(|name| {
        let told = evidence(evidence_of(name, catalog)?, catalog, words)?;
        Some(words.line("case.since.because", &[("quote", &told)]))
    });
    let mut because: Vec<String> = new.take(MOST_EVIDENCE).collect();
    if row.is_something_gone {
        because.push(words.line("case.since.gone", &[]));
    }
    if because.is_empty() {
        because.push(words.line("case.since.same-signs", &[]));
    }
    Told { line, because }
}
