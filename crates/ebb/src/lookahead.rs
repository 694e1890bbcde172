//! Which question would tell most, looking two steps ahead, and which are settled and not asked.
//!
//! Source: docs/model.md, section "Questions".

use crate::catalog::Catalog;
use crate::interview::Answers;
use crate::question::{Question, Tells, expected_gain};
use crate::reason::{ByReason, Ranking, Variation, answer_ratios};

/// What each question would tell, from where the reasons stand.
pub(crate) struct Lookahead<'a> {
    ranking: &'a Ranking,
    answers: &'a Answers,
    catalog: &'a Catalog,
    /// Probability of each reason.
    now: ByReason,
}

/// A question with the probability of each of its answers under each reason.
struct Table {
    index: usize,
    /// A row for each answer; columns sum to 1.
    rows: Vec<ByReason>,
}

impl Table {
    fn gain(&self, at: &ByReason) -> f64 {
        expected_gain(at, &self.rows, 1.0)
    }

    /// Returns the probability of each answer and of the reasons after it.
    fn after(&self, at: &ByReason) -> impl Iterator<Item = (f64, ByReason)> {
        self.rows.iter().map(|row| {
            let joint: ByReason = std::array::from_fn(|reason| at[reason] * row[reason]);
            let share: f64 = joint.iter().sum();
            (share, joint.map(|value| if share > 0.0 { value / share } else { 0.0 }))
        })
    }
}

impl<'a> Lookahead<'a> {
    pub(crate) fn new(ranking: &'a Ranking, answers: &'a Answers, catalog: &'a Catalog) -> Self {
        let mut now = ByReason::default();
        for reason in &ranking.reasons {
            now[reason.id as usize] = reason.probability;
        }
        Self { ranking, answers, catalog, now }
    }

    /// Returns the question that tells most together with the best one after it, with what it tells by itself on average,
    /// in nats; among questions that are not settled, that tell more than `least` by themselves, and of which `is_asked`
    /// holds.
    pub(crate) fn best(&self, is_asked: impl Fn(usize) -> bool, least: f64) -> Option<(usize, f64)> {
        let mut judged = Variation::as_judged(self.ranking.stage, self.catalog);
        let open = self.catalog.questions.iter().enumerate().filter(|(index, question)| {
            is_asked(*index) && question.weighs() && self.answers.reply(*index).is_none()
        });
        let tables: Vec<Table> = open
            .filter(|(_, question)| !self.is_settled(question))
            .map(|(index, question)| {
                let ratios = answer_ratios(question, self.ranking.stage, &mut judged, self.catalog);
                Table { index, rows: spread(question, &ratios) }
            })
            .collect();
        let ahead = |table: &Table| -> f64 {
            let next = |at: &ByReason| {
                let others = tables.iter().filter(|other| other.index != table.index);
                others.map(|other| other.gain(at)).fold(0.0, f64::max)
            };
            let gain = table.gain(&self.now);
            gain + table.after(&self.now).map(|(share, at)| share * next(&at)).sum::<f64>()
        };
        let best = tables
            .iter()
            .filter(|table| table.gain(&self.now) > least)
            .map(|table| (ahead(table), table))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.index.cmp(&a.1.index)))?
            .1;
        Some((best.index, best.gain(&self.now)))
    }

    /// Returns whether a chat, an account or an earlier answer has told what a question asks.
    fn is_settled(&self, question: &Question) -> bool {
        let known = &self.ranking.known;
        if question.at_stage.is_some_and(|stage| self.ranking.stage != Some(stage)) {
            return true;
        }
        let mut said = self.ranking.said.iter().filter(|said| said.is_sure);
        if said.any(|said| question.settled_by.contains(&said.kind)) {
            return true;
        }
        let is_told = |tells: &Tells| match tells {
            Tells::Statement(kind, _) => {
                self.ranking.said.iter().any(|said| said.is_sure && said.kind == *kind)
            }
            Tells::Event(id) => known.events.contains(id),
        };
        let mut tells: Vec<(bool, String)> = Vec::new();
        for answer in &question.answers {
            let told = match (answer.tells, answer.same_as) {
                (Some(tells @ Tells::Statement(kind, _)), _) => (is_told(&tells), kind.id()),
                (Some(tells @ Tells::Event(id)), _) => (is_told(&tells), id.id()),
                (None, Some(finding)) => (known.findings.contains(&finding), finding.id()),
                (None, None) => continue,
            };
            tells.push((told.0, told.1.to_owned()));
        }
        tells.sort();
        tells.dedup();
        let anew = tells.iter().filter(|(is_told, _)| !is_told).count();
        anew < tells.len() && anew < self.catalog.settings.interview.least_anew
    }
}

/// Returns the probability of each answer under each reason, by its usual share and what it adds.
fn spread(question: &Question, ratios: &[ByReason]) -> Vec<ByReason> {
    let mut rows: Vec<ByReason> = question
        .answers
        .iter()
        .zip(ratios)
        .map(|(answer, row)| row.map(|ratio| answer.usual * ratio.exp()))
        .collect();
    let totals: ByReason = std::array::from_fn(|at| rows.iter().map(|row| row[at]).sum());
    for row in &mut rows {
        for (cell, total) in row.iter_mut().zip(totals) {
            *cell /= total;
        }
    }
    rows
}
