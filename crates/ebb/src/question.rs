//! Questions, what their answers weigh, and the one question that would tell most.
//!
//! Every question carries a table of how its answers are spread under each reason. The table follows from
//! reviewed content: the usual share of an answer times the likelihood ratio of its symbol, normalised over the
//! answers of the question, so that what is *not* said weighs as well. "I do not know" weighs nothing.
//! Source: docs/model.md, section "Questions".

use crate::guidance::{AgeId, AimId, AskedId, MattersId};
use crate::heard::{NoStrength, SafetyKind};
use crate::interview::{Answers, Reply};
use crate::judgement::Known;
use crate::reason::{Basis, Ranking, ReasonId, Strength, Symbol, named, weigh};
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
    /// What it weighs for the reasons it speaks about.
    pub weighs: Vec<(ReasonId, Symbol)>,
    /// Factors on how common reasons are.
    pub stage: Vec<(ReasonId, f64)>,
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
    /// Its answers, two or more.
    pub answers: Vec<Answer>,
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
    /// Returns the probability of each answer under each reason: a row for each answer, a column for each of
    /// `reasons`; columns sum to 1. `usual` holds the share of each answer where no reason pulls, `log_ratio` gives the
    /// logarithm of the likelihood ratio of a symbol.
    pub(crate) fn table(
        &self,
        reasons: &[ReasonId],
        usual: &[f64],
        log_ratio: &mut dyn FnMut(Symbol, Strength) -> f64,
    ) -> Vec<Vec<f64>> {
        let mut table: Vec<Vec<f64>> = Vec::with_capacity(self.answers.len());
        for (answer, usual) in self.answers.iter().zip(usual) {
            let row = reasons.iter().map(|reason| {
                let weighs = answer.weighs.iter().find(|(of, _)| of == reason);
                usual * weighs.map_or(0.0, |(_, symbol)| log_ratio(*symbol, answer.strength)).exp()
            });
            table.push(row.collect());
        }
        for at in 0..reasons.len() {
            let total: f64 = table.iter().map(|row| row[at]).sum();
            for row in &mut table {
                row[at] /= total;
            }
        }
        table
    }

    /// Returns the share of each answer where no reason pulls.
    pub(crate) fn usual(&self) -> Vec<f64> {
        self.answers.iter().map(|answer| answer.usual).collect()
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
        self.answers.iter().any(|answer| !answer.weighs.is_empty())
    }
}

/// Returns the expected information gain of a question in nats: the mean fall of the entropy over `prior`, where
/// `table` has a row for each answer with its probability under each hypothesis, tempered by `power` and normalised
/// again.
#[must_use]
pub fn expected_gain(prior: &[f64], table: &[Vec<f64>], power: f64) -> f64 {
    let entropy_term = |p: f64| if p > 0.0 { -p * p.ln() } else { 0.0 };
    let totals: Vec<f64> =
        (0..prior.len()).map(|at| table.iter().map(|row| row[at].powf(power)).sum()).collect();
    let (mut of_answers, mut within) = (0.0, 0.0);
    for row in table {
        let cells = row.iter().zip(&totals).map(|(p, total)| p.powf(power) / total);
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

/// Returns the gain of every question that weighs something and has no reply yet, in the order of the catalog. A question
/// that would mostly tell again what another answer told is left out.
pub(crate) fn gains<'a>(
    ranking: &'a Ranking,
    answers: &'a Answers,
    catalog: &'a Catalog,
) -> impl Iterator<Item = (usize, f64)> + 'a {
    let weights = catalog.likelihoods.as_judged();
    let reasons: Vec<ReasonId> = ranking.reasons.iter().map(|reason| reason.id).collect();
    let prior: Vec<f64> = ranking.reasons.iter().map(|reason| reason.probability).collect();
    let told: Vec<FindingId> = answers.chosen(catalog).filter_map(|(_, _, answer)| answer.same_as).collect();
    let is_told = move |question: &Question| {
        let mut tells: Vec<FindingId> = question.answers.iter().filter_map(|answer| answer.same_as).collect();
        tells.sort_unstable();
        tells.dedup();
        let anew = tells.iter().filter(|finding| !told.contains(finding)).count();
        anew < tells.len() && anew < catalog.settings.interview.least_anew
    };
    catalog
        .questions
        .iter()
        .enumerate()
        .filter(move |(index, question)| {
            answers.reply(*index).is_none() && question.weighs() && !is_told(question)
        })
        .map(move |(index, question)| {
            // The whole table is raised to one power; what alter said is raised to its own.
            let table = question.table(&reasons, &question.usual(), &mut |symbol, strength| {
                weights.log_ratio(symbol, strength) * weights.power_of_answer(strength) / weights.answer_power
            });
            (index, expected_gain(&prior, &table, weights.answer_power))
        })
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
    // What the chat shows, or alter gave as the reason in it, is not asked for again.
    let is_seen = |index: usize| {
        let mut tells = catalog.questions[index].answers.iter().filter_map(|answer| answer.same_as);
        tells.any(|told| known.findings.iter().any(|finding| finding.id == told))
    };
    let (index, gain) = gains(ranking, known.answers, catalog)
        .filter(|(index, gain)| asked(*index) && *gain > 0.0 && !is_seen(*index))
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
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
