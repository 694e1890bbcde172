//! The interview: one question a page, and all answers to check.

use ebb::catalog::Catalog;
use ebb::gate::ReasonsWanted;
use ebb::heard::Heard;
use ebb::interview::{self, Answered, Ended};
use ebb::judgement::{Judgement, judge};
use ebb::question::{Answerer, Place, Question, Touches};

use super::{Asked, Reply, View, template};
use crate::visit::{Problem, Visit};

template!(Ask, "ask.html", "page.ask.title");
template!(Check, "check.html", "page.check.title");
template!(First, "first.html", "page.help.title");

/// Where an answer leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// To the next question.
    Next,
    /// Back to all answers, to check them.
    Check,
}

impl Then {
    fn of(asked: &Asked) -> Self {
        if asked.field("then") == Some("check") { Self::Check } else { Self::Next }
    }

    /// Returns how it is written in a form or an address.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Check => "check",
        }
    }
}

/// One question on its page.
pub(super) struct Asking<'a> {
    pub(super) question: &'a Question,
    pub(super) at: usize,
    /// Its place among the questions asked so far, counted from 1.
    pub(super) number: usize,
    /// Where Back leads.
    pub(super) back: String,
    pub(super) then: Then,
}

/// One answer on the page where all are checked.
pub(super) struct CheckRow {
    pub(super) id: String,
    pub(super) question: String,
    pub(super) answer: String,
}

impl View<'_> {
    /// Returns the question that the address names, or the next one.
    pub(super) fn asking(&self) -> Option<Asking<'_>> {
        let at = match self.asked.field("q") {
            Some(id) => self
                .catalog
                .questions
                .iter()
                .position(|question| question.id == id && question.answerer == Answerer::Ego),
            None => next_question(self.visit, self.catalog),
        }?;
        let rows = self.visit.answers.rows();
        let place = rows.iter().position(|row| row.question == at).unwrap_or(rows.len());
        let then = Then::of(self.asked);
        let before =
            place.checked_sub(1).and_then(|before| self.catalog.questions.get(rows[before].question));
        let back = match (then, before) {
            (Then::Check, _) => "/check".to_owned(),
            (Then::Next, Some(before)) => format!("/ask?q={}", before.id),
            (Then::Next, None) if self.visit.judgement().is_some() => "/result".to_owned(),
            (Then::Next, None) => "/".to_owned(),
        };
        Some(Asking { question: self.catalog.questions.get(at)?, at, number: place + 1, back, then })
    }

    /// Returns whether this is the reply that was given before, here or in the user's story.
    pub(super) fn is_given(&self, asking: &Asking<'_>, id: &str) -> bool {
        let answers = self.visit.all_answers();
        let given = answers.reply(asking.at).and_then(|reply| asking.question.reply_id(reply));
        given == Some(id)
    }

    pub(super) fn is_sensitive(asking: &Asking<'_>) -> bool {
        asking.question.touches == Touches::Sensitive && asking.question.place != Place::Safety
    }

    pub(super) fn checks(&self) -> Vec<CheckRow> {
        let row = |row: &Answered| {
            let question = self.catalog.questions.get(row.question)?;
            let answer = match row.reply {
                interview::Reply::Chosen(at) => self.fill(&question.answers.get(at)?.text),
                interview::Reply::Unknown => self.line("ask.unknown"),
                interview::Reply::Skipped => self.line("page.check.none"),
            };
            Some(CheckRow { id: question.id.clone(), question: self.fill(&question.text), answer })
        };
        self.visit.answers.rows().iter().filter_map(row).collect()
    }

    pub(super) fn has_more_questions(&self) -> bool {
        next_question(self.visit, self.catalog).is_some()
    }

    /// Returns the key of the sentence that says why no further question follows.
    pub(super) fn why_ended(&self) -> &'static str {
        let ended = self.visit.judgement().map(|judgement| {
            let ranking = judgement.ranking.as_ref();
            interview::ended(&self.visit.all_answers(), &judgement.gate, ranking, self.catalog)
        });
        ebb_report::text::ended_key(ended.unwrap_or(Ended::NothingMore))
    }

    pub(super) fn has_answers(&self) -> bool {
        !self.visit.answers.tell_nothing()
    }

    /// Returns where one goes on after the page about help.
    pub(super) fn go_on(&self) -> &'static str {
        match (self.visit.answers.rows().is_empty(), self.has_more_questions()) {
            (true, _) => "/result",
            (false, true) => "/ask",
            (false, false) => "/check",
        }
    }
}

/// Returns the question to ask next, if a further one is worth asking.
fn next_question(visit: &Visit, catalog: &Catalog) -> Option<usize> {
    let answers = visit.all_answers();
    let next = |judgement: &Judgement| {
        interview::next(&answers, &judgement.gate, judgement.ranking.as_ref(), catalog)
    };
    let next = match visit.judgement() {
        Some(judgement) => next(judgement),
        None => next(&judge(None, &Heard::nothing(), &answers, ReasonsWanted::WhereOpen, catalog)),
    };
    next.map(|next| next.question)
}

pub(super) fn show(view: &View<'_>) -> Reply {
    if view.asking().is_some() {
        Reply::Page(Ask::text(view))
    } else {
        Reply::SeeOther(if view.has_answers() { "/check" } else { "/" })
    }
}

pub(super) fn check(view: &View<'_>) -> Reply {
    if view.has_answers() { Reply::Page(Check::text(view)) } else { Reply::SeeOther("/") }
}

pub(super) fn first(view: &View<'_>) -> Reply {
    Reply::Page(First::text(view))
}

/// Takes the reply to one question.
pub(super) fn take(asked: &Asked, visit: &mut Visit, catalog: &Catalog) -> Reply {
    let named = |question: &Question| asked.field("q") == Some(question.id.as_str());
    let Some(at) = catalog.questions.iter().position(named) else { return Reply::SeeOther("/ask") };
    let question = &catalog.questions[at];
    let then = Then::of(asked);
    let Some(reply) = asked.field("skip").or(asked.field("answer")).and_then(|id| question.reply(id)) else {
        visit.problem = Some(Problem::Said("page.problem.choose"));
        return Reply::AskAgain(question.id.clone(), then);
    };
    let was_first = visit.is_safety_first();
    visit.reply(at, reply, catalog);
    if visit.is_safety_first() && !was_first {
        return Reply::SeeOther("/first");
    }
    Reply::SeeOther(match then {
        Then::Next => "/ask",
        Then::Check => "/check",
    })
}
