//! The one question that would tell most, and what can be found out without asking.

use ebb::interview::{self, Reply as Answer};
use ebb::question::{Answerer, Place, Question};

use super::{Reply, View, template};

template!(OneQuestion, "question.html", "page.question.title");

/// Questions that are named beside the one, at most.
const MOST_ALONE: usize = 2;

impl View<'_> {
    fn one_question(&self) -> Option<(usize, &Question)> {
        let chosen = self.visit.judgement()?.question.as_ref()?;
        Some((chosen.index, self.catalog.questions.get(chosen.index)?))
    }

    /// Returns the name of the one question where the user may know its answer.
    pub(super) fn own_question(&self) -> Option<&str> {
        let (_, question) = self.one_question()?;
        (question.answerer == Answerer::Ego).then_some(question.id.as_str())
    }

    /// Returns what the user may know without asking anybody: the next questions of the interview
    /// about what happened, but the one.
    pub(super) fn known_alone(&self) -> Vec<(&str, String)> {
        let Some(judgement) = self.visit.judgement() else { return Vec::new() };
        let one = self.one_question().map(|(index, _)| index);
        let mut answers = self.visit.all_answers();
        let mut known = Vec::new();
        while known.len() < MOST_ALONE {
            let ranking = judgement.ranking.as_ref();
            let Some(next) = interview::next(&answers, &judgement.gate, ranking, self.catalog) else { break };
            answers = answers.with(next.question, Answer::Skipped);
            let is_beside =
                |question: &&Question| question.place == Place::Explore && one != Some(next.question);
            if let Some(question) = self.catalog.questions.get(next.question).filter(is_beside) {
                known.push((question.id.as_str(), self.fill(&question.text)));
            }
        }
        known
    }
}

/// Shows it, where there is one.
pub(super) fn show(view: &View<'_>) -> Reply {
    match view.one_question() {
        Some(_) => Reply::Page(OneQuestion::text(view)),
        None => Reply::SeeOther("/result"),
    }
}
