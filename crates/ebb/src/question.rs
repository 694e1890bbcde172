//! Questions, what their answers weigh, and the one question that would tell most.
//!
//! An answer tells a statement or an event, which weigh by their own tables, or bears symbols. From both follows how
//! the answers of a question are spread under each reason. "I do not know" weighs nothing.
//! Source: docs/model.md, section "Questions".

use crate::guidance::{AgeId, AimId, AskedId, MattersId};
use crate::happened::EventId;
use crate::heard::{NoStrength, SafetyKind};
use crate::interview::Reply;
use crate::judgement::Known;
use crate::lookahead::Lookahead;
use crate::reason::{Basis, ByReason, Fact, Ranking, ReasonId, Strength, Symbol, named, shares, weigh};
use crate::stage::Stage;
use crate::statement::{Learnt, StatementKind};
use crate::wish::WantsToKnow;
use crate::{catalog::Catalog, finding::FindingId};

named! {
    /// Who can answer a question.
    Answerer {
        /// The other person: it is worded to be asked.
        Alter = "alter",
        /// The user.
        Ego = "ego",
    }
}

named! {
    /// When a question of the interview is asked.
    Place {
        /// First: facts that change how common reasons are.
        Opening = "opening",
        /// Early, whatever else is known.
        Safety = "safety",
        /// Where its answer would tell most.
        Explore = "explore",
        /// Last: the user's own guess and aims.
        Closing = "closing",
    }
}

/// Name of the reply "I do not know", which every question has.
const UNKNOWN: &str = "unknown";
/// Name of the reply that skips a question.
const SKIP: &str = "skip";

/// What an answer or a finding tells, beyond its symbols.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tells {
    /// What alter said about why, and how ego learnt of it.
    Statement(StatementKind, Learnt),
    /// What happened.
    Event(EventId),
}

/// One answer to a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Stable name within its question.
    pub id: String,
    /// Its words, with tokens for people.
    pub text: String,
    /// Share of people who would give it where no reason pulls either way.
    pub usual: f64,
    /// How the user came to know of it.
    pub strength: Strength,
    /// The finding that tells the same; it does not count beside this answer.
    pub same_as: Option<FindingId>,
    /// What it weighs for the reasons it speaks about; empty where it tells a statement or an event.
    pub weighs: Vec<(ReasonId, Symbol)>,
    /// The statement or event that it tells, which weighs by its own table.
    pub tells: Option<Tells>,
    /// Probability that somebody who gives this answer means what it tells, 0 to 1.
    pub sure: f64,
    /// How far the two had come, where it says so.
    pub reached: Option<Stage>,
    /// What the user came to find out.
    pub wants: Option<WantsToKnow>,
    /// A no that it tells of.
    pub clear_no: Option<NoStrength>,
    /// A sign that someone may need help.
    pub safety: Option<SafetyKind>,
    /// Whether the question stays open with it.
    pub leaves: Leaves,
    /// What the user would like to do.
    pub aim: Option<AimId>,
    /// What matters most to the user.
    pub matters: Option<MattersId>,
    /// Whether the user has asked already.
    pub asked: Option<AskedId>,
    /// How long ago it changed, where that matters for what to do.
    pub age: Option<AgeId>,
    /// What it would mean for the user, for questions to be asked.
    pub then: Option<String>,
}

/// A question, as reviewed content.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Stable name.
    pub id: String,
    /// Who can answer it.
    pub answerer: Answerer,
    /// When the interview asks it; [`Place::Explore`] for questions to the other person.
    pub place: Place,
    /// Its order within its place.
    pub order: usize,
    /// The question, with tokens for people.
    pub text: String,
    /// What helps to answer it; may be empty.
    pub hint: String,
    /// Why it is asked.
    pub why: String,
    /// Whether it touches on what many keep to themselves.
    pub touches: Touches,
    /// Where its numbers come from.
    pub basis: Basis,
    /// Key of their source.
    pub source: String,
    /// Statements of alter's that settle it, beside those that its answers tell.
    pub settled_by: Vec<StatementKind>,
    /// The stage that must be known for it to be asked; `None` where it does not depend on one.
    pub at_stage: Option<Stage>,
    /// Name of a question in whose place it is asked: not at all where that one has an answer.
    pub unless: Option<String>,
    /// Its answers, two or more.
    pub answers: Vec<Answer>,
}

impl Answer {
    /// Returns what it tells, as surely as it does.
    pub(crate) fn fact(&self) -> Option<Fact> {
        Some(match self.tells? {
            Tells::Statement(kind, learnt) => Fact::Statement(kind, learnt, self.sure),
            Tells::Event(id) => Fact::Event(id, self.sure),
        })
    }

    /// Returns whether it says anything about reasons.
    #[must_use]
    pub fn speaks(&self) -> bool {
        self.tells.is_some() || !self.weighs.is_empty()
    }
}

named! {
    /// Whether a question is settled by an answer.
    Leaves {
        /// It says yes or no.
        Settled = "settled",
        /// It says neither, such as "I do not want to say".
        Open = "open",
    }
}

/// What a question touches on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Touches {
    /// Something one tells.
    Plain,
    /// Sex, money, an ex or health: it is said that it can be skipped.
    Sensitive,
}

impl Question {
    /// Returns the probability of each answer under each reason, as judged and with nothing else known: a row for each
    /// answer; columns sum to 1.
    #[must_use]
    pub fn shares(&self, catalog: &Catalog) -> Vec<ByReason> {
        shares(self, catalog)
    }

    /// Returns the reply of this name: an answer's, `unknown` or `skip`.
    #[must_use]
    pub fn reply(&self, id: &str) -> Option<Reply> {
        match id {
            UNKNOWN => Some(Reply::Unknown),
            SKIP => Some(Reply::Skipped),
            id => self.answers.iter().position(|answer| answer.id == id).map(Reply::Chosen),
        }
    }

    /// Returns the name of a reply to this question; `None` for an answer that it does not have.
    #[must_use]
    pub fn reply_id(&self, reply: Reply) -> Option<&str> {
        match reply {
            Reply::Chosen(at) => self.answers.get(at).map(|answer| answer.id.as_str()),
            Reply::Unknown => Some(UNKNOWN),
            Reply::Skipped => Some(SKIP),
        }
    }

    /// Returns whether any answer weighs for any reason.
    #[must_use]
    pub fn weighs(&self) -> bool {
        self.answers.iter().any(Answer::speaks)
    }
}

/// Returns the expected information gain of a question in nats: the mean fall of the entropy over `prior`, where
/// `table` has a row for each answer with its probability under each hypothesis, tempered by `power` and normalised
/// again.
#[must_use]
pub fn expected_gain(prior: &[f64], table: &[impl AsRef<[f64]>], power: f64) -> f64 {
    let entropy_term = |p: f64| if p > 0.0 { -p * p.ln() } else { 0.0 };
    let totals: Vec<f64> =
        (0..prior.len()).map(|at| table.iter().map(|row| row.as_ref()[at].powf(power)).sum()).collect();
    let (mut of_answers, mut within) = (0.0, 0.0);
    for row in table {
        let cells = row.as_ref().iter().zip(&totals).map(|(p, total)| p.powf(power) / total);
        let mut mean = 0.0;
        for (cell, prior) in cells.zip(prior) {
            mean += prior * cell;
            within += prior * entropy_term(cell);
        }
        of_answers += entropy_term(mean);
    }
    of_answers - within
}

/// A question chosen for one ranking.
#[derive(Debug, Clone, PartialEq)]
pub struct ChosenQuestion {
    /// Index of the question in the catalog.
    pub index: usize,
    /// How much its answer would tell on average, in nats.
    pub gain: f64,
    /// What each answer would do; empty for questions that the user answers.
    pub outcomes: Vec<Outcome>,
}

/// What one answer would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Index of the answer.
    pub answer: usize,
    /// The reason it would move most.
    pub reason: ReasonId,
    /// Its dots of 20 before the answer.
    pub before: u8,
    /// Its dots of 20 after it.
    pub after: u8,
}

/// Returns the question whose answer would tell most, among those that one of `answerers` can answer, if any would
/// tell something.
#[must_use]
pub(crate) fn choose(
    ranking: &Ranking,
    known: &Known<'_>,
    answerers: &[Answerer],
    catalog: &Catalog,
) -> Option<ChosenQuestion> {
    let asked = |index: usize| {
        let question = &catalog.questions[index];
        question.place == Place::Explore && answerers.contains(&question.answerer)
    };
    let (index, gain) = Lookahead::new(ranking, known.answers, catalog).best(asked, 0.0)?;
    let outcomes = match catalog.questions[index].answerer {
        Answerer::Alter => outcomes(index, ranking, known, catalog),
        Answerer::Ego => Vec::new(),
    };
    Some(ChosenQuestion { index, gain, outcomes })
}

/// Weighs everything again with each answer in turn.
fn outcomes(index: usize, ranking: &Ranking, known: &Known<'_>, catalog: &Catalog) -> Vec<Outcome> {
    (0..catalog.questions[index].answers.len())
        .filter_map(|answer| {
            let answers = known.answers.with(index, Reply::Chosen(answer));
            let after = weigh(&Known { answers: &answers, ..*known }, catalog);
            let moved = |id: ReasonId| {
                let dots = |ranking: &Ranking| ranking.reason(id).map_or(0, |reason| reason.dots);
                (dots(ranking), dots(&after))
            };
            let (reason, (before, after)) =
                ReasonId::ALL.iter().map(|id| (*id, moved(*id))).max_by_key(|(id, (before, after))| {
                    (before.abs_diff(*after), *after, std::cmp::Reverse(*id))
                })?;
            Some(Outcome { answer, reason, before, after })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{close, golden, list, number};

    #[test]
    fn the_expected_gain_is_the_reference() {
        let case = golden("exclusive_eig_eu");
        let posterior = list(&case, "posterior");
        let by_reason: Vec<Vec<f64>> = case["question"]
            .as_array()
            .expect("rows")
            .iter()
            .map(|row| row.as_array().expect("a row").iter().map(|p| p.as_f64().expect("a number")).collect())
            .collect();
        let table: Vec<Vec<f64>> =
            (0..by_reason[0].len()).map(|answer| by_reason.iter().map(|row| row[answer]).collect()).collect();
        close(expected_gain(&posterior, &table, 1.0), number(&case, "eig_nats"), 1e-8);
    }

    #[test]
    fn a_question_whose_answers_do_not_depend_on_the_reason_tells_nothing() {
        let table = vec![vec![0.3, 0.3, 0.3], vec![0.7, 0.7, 0.7]];
        close(expected_gain(&[0.2, 0.3, 0.5], &table, 0.8), 0.0, 1e-12);
    }
}
