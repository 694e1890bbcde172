//! The one question about safety: beside "which one is you?", and on the result until it is answered.

use ebb::catalog::Catalog;
use ebb::gate::{GateState, LinesSeen, SafetyAnswer, SafetyReply, Suspect};

use super::around::Quoted;
use super::{Asked, Reply, View};
use crate::visit::{Visit, line_at};

/// Answers as a form names them, in the order in which they are shown.
const ANSWERS: [(&str, SafetyReply); 3] =
    [("neither", SafetyReply::Neither), ("one", SafetyReply::OneOfThese), ("unsure", SafetyReply::Unsure)];

/// A line that may be a no or a danger, as it is asked about.
pub(super) struct AskedLine {
    pub(super) quote: Quoted,
    /// Its place in the chat, where the user can say that it is one.
    pub(super) place: Option<usize>,
}

impl View<'_> {
    /// Returns the answers, each with whether it was given.
    pub(super) fn safety_answers(&self) -> [(&'static str, bool); 3] {
        let given = self.visit.answers.safety().map(|answer| answer.reply);
        ANSWERS.map(|(id, reply)| (id, given == Some(reply)))
    }

    /// Returns whether the result waits for an answer.
    pub(super) fn is_asking_safety(&self) -> bool {
        self.visit.judgement().is_some_and(|judgement| judgement.gate.state() == GateState::AskFirst)
    }

    /// Returns what is asked, and why.
    pub(super) fn asked_first(&self) -> Vec<String> {
        let judgement = self.visit.judgement();
        judgement.map(|judgement| ebb_report::text::asked_first(judgement, &self.words)).unwrap_or_default()
    }

    /// Returns the lines that are asked about.
    pub(super) fn asked_lines(&self) -> Vec<AskedLine> {
        let asks = self.visit.judgement().map(|judgement| judgement.gate.asks()).unwrap_or_default();
        let line = |suspect: &Suspect| AskedLine {
            quote: self.quoted(&suspect.quote),
            place: self.analysed.and(suspect.quote.message),
        };
        asks.iter().map(line).collect()
    }
}

/// Keeps the answer that stands in a form, if there is one; `lines` says what stood beside the question.
pub(super) fn keep(asked: &Asked, visit: &mut Visit, lines: LinesSeen) {
    let given = asked.field("safe").and_then(|id| ANSWERS.into_iter().find(|(known, _)| *known == id));
    if let Some((_, reply)) = given {
        visit.answers = visit.answers.with_safety(SafetyAnswer { reply, lines });
    }
}

/// Takes the answer: for all that is shown, or that one line is what it looks like.
pub(super) fn take(asked: &Asked, visit: &mut Visit, catalog: &Catalog) -> Reply {
    let known = visit.judgement().map(|judgement| judgement.gate.asks()).unwrap_or_default();
    let is_asked = |place: &usize| known.iter().any(|suspect| suspect.quote.message == Some(*place));
    match asked.place("line").filter(is_asked) {
        Some(place) => {
            let line = visit.analysed.as_ref().and_then(|analysed| line_at(analysed.dyad(), place));
            visit.counted.extend(line);
        }
        None => keep(asked, visit, LinesSeen::Each),
    }
    visit.judge(catalog);
    Reply::SeeOther(if visit.is_safety_first() { "/first" } else { "/result" })
}
