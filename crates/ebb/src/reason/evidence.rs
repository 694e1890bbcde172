//! What speaks for and against reasons: gathered so that nothing counts twice, then weighed.

use super::said::{self, Fact, Said};
use super::settings::{Strength, Variation};
use super::share::{ByReason, REASONS};
use super::{Contribution, EvidenceId, Given, Reason, ReasonId, Symbol, ToldOf, Weights};
use crate::catalog::Catalog;
use crate::finding::FindingId;
use crate::happened::EventId;
use crate::judgement::Known;
use crate::question::{Answer, Question, Tells};
use crate::reason::SeenIn;
use crate::stage::Stage;
use crate::statement::{Learnt, StatementKind};

/// What speaks for and against reasons, with how much it is softened.
pub(super) struct Evidence<'a> {
    catalog: &'a Catalog,
    pub(super) stage: Option<Stage>,
    /// Each finding that was counted or noticed, with its strength and how many of its group were made.
    findings: Vec<(FindingId, Strength, f64)>,
    /// Each kind of statement once, the surest of its kind.
    statements: Vec<(Fact, EvidenceId)>,
    /// Each event once.
    events: Vec<(Fact, EvidenceId)>,
    /// Each other answer with the indices of question and answer.
    answers: Vec<(usize, usize, &'a Answer)>,
    /// For each reason the share of the findings that were looked for which bear each symbol.
    average: Vec<Vec<(Symbol, f64)>>,
    /// What the user's account as a whole is like.
    resembles: &'a [(ReasonId, f64)],
}

/// What speaks for and against one reason.
#[derive(Default)]
pub(super) struct Weighed {
    pub(super) rows: Vec<Contribution>,
    /// What is taken off for the reason's average finding, or added, in nats.
    pub(super) balance: f64,
    /// What the user's account as a whole adds, in nats.
    pub(super) resembles: f64,
}

impl Weighed {
    pub(super) fn total(&self) -> f64 {
        self.rows.iter().map(|row| row.weight).sum::<f64>() + self.balance + self.resembles
    }

    /// Scales the weights so that together they stay within a likelihood ratio.
    fn clipped(self, most: f64) -> Self {
        let total = self.total().abs();
        if total > most.ln() { self.scaled(most.ln() / total) } else { self }
    }

    fn scaled(mut self, factor: f64) -> Self {
        self.balance *= factor;
        for row in &mut self.rows {
            row.weight *= factor;
        }
        self
    }
}

impl<'a> Evidence<'a> {
    /// Gathers what is known so that nothing counts twice: of one kind of statement the surest counts, an answer replaces
    /// the finding that tells the same, and of two answers that tell the same the stronger one counts.
    pub(super) fn gather(known: &Known<'a>, catalog: &'a Catalog) -> Self {
        let mut answers: Vec<(usize, usize, &Answer)> = known.answers.chosen(catalog).collect();
        // In the order of the catalog, so that sums do not depend on the order of answering.
        answers.sort_by_key(|(question, answer, _)| (*question, *answer));
        let stage = known.stage_reached(catalog);
        let weights = catalog.likelihoods.as_judged();
        let (statements, events) = facts(known, &answers, &weights, catalog);
        let mut other: Vec<(usize, usize, &Answer)> =
            answers.iter().copied().filter(|(_, _, answer)| answer.tells.is_none()).collect();
        drop_told_twice(&mut other, stage, catalog);
        let told = |id: FindingId| {
            answers.iter().any(|(_, _, answer)| answer.same_as == Some(id)) || catalog.tells(id).is_some()
        };
        let counted: Vec<(FindingId, Strength)> = known
            .findings
            .iter()
            .filter(|finding| !told(finding.id))
            .map(|finding| (finding.id, finding.strength))
            .collect();
        let group = |id: FindingId| catalog.finding(id).map(|content| content.group);
        let findings = counted
            .iter()
            .map(|(id, strength)| {
                let alike = counted.iter().filter(|(other, _)| group(*other) == group(*id)).count();
                (*id, *strength, alike as f64)
            })
            .collect();
        let average = average(known.seen, catalog);
        Self {
            catalog,
            stage,
            findings,
            statements,
            events,
            answers: other,
            average,
            resembles: known.resembles,
        }
    }

    /// Returns the events that are known.
    pub(super) fn events(&self) -> Vec<EventId> {
        let of = |(fact, _): &(Fact, EvidenceId)| match fact {
            Fact::Event(id, _) => Some(*id),
            Fact::Statement(..) => None,
        };
        self.events.iter().filter_map(of).collect()
    }

    /// Returns the statements that count, each with what it is worth.
    pub(super) fn said(&self) -> Vec<Said> {
        let weights = self.catalog.likelihoods.as_judged();
        let of = |(fact, evidence): &(Fact, EvidenceId)| {
            let Fact::Statement(kind, learnt, _) = *fact else { return None };
            let certainty = said::certainty(*fact, &weights);
            Some(Said {
                kind,
                learnt,
                certainty,
                is_sure: learnt <= Learnt::Told && certainty >= self.catalog.likelihoods.told_sure,
                evidence: *evidence,
                is_told: learnt <= Learnt::Told && said::is_told(kind, certainty, self.catalog),
                worth: said::worth(kind, self.stage, self.catalog)?,
            })
        };
        self.statements.iter().filter_map(of).collect()
    }

    /// Returns what was told of a reason beside the timing, with the evidence as it weighs for it.
    pub(super) fn told_of(&self, reason: ReasonId, rows: &[Contribution], said: &[Said]) -> ToldOf {
        let gives = |kind: StatementKind| self.catalog.statement(kind).and_then(|content| content.means);
        if said.iter().filter(|said| said.is_sure).any(|said| gives(said.kind) == Some(reason)) {
            return ToldOf::Named;
        }
        let is_timing = |row: &&Contribution| match row.evidence {
            EvidenceId::Answer(..) | EvidenceId::Statement(_) | EvidenceId::Event(_) => false,
            EvidenceId::Finding(id) => {
                self.catalog.finding(id).is_some_and(|content| content.seen_in == SeenIn::Timing)
            }
        };
        let sum = |rows: Vec<&Contribution>| rows.iter().map(|row| row.weight).sum::<f64>();
        let (timing, told): (Vec<_>, Vec<_>) = rows.iter().partition(is_timing);
        let told = sum(told);
        if told > 0.0 && told >= sum(timing) { ToldOf::Seen } else { ToldOf::Nothing }
    }

    /// Returns for each reason what each piece of evidence adds, in nats, after caps and tempering.
    pub(super) fn weighed(&self, variation: &mut Variation<'_>) -> Vec<Weighed> {
        let weights = variation.weights;
        let statements = self.weights_of_facts(&self.statements, weights.statement_temper, variation);
        let events = self.weights_of_facts(&self.events, weights.event_temper, variation);
        let answers = self.weights_of_answers(variation);
        // How many findings were made, each as far as it is not softened.
        let made: f64 =
            self.findings.iter().map(|(_, _, alike)| 1.0 / softening(*alike, weights.group_overlap)).sum();
        let voice = if self.statements.is_empty() { 1.0 } else { weights.timing_beside_words };
        // What was said stands in the same account, and is not to count twice.
        let account = weights.account_power
            * if self.statements.is_empty() { 1.0 } else { weights.account_beside_words };
        let told = statements.into_iter().zip(events).zip(answers);
        let rows = self.catalog.reasons.iter().zip(&self.average).zip(told);
        rows.map(|((reason, average), ((statements, events), answers))| {
            let mean: f64 = average
                .iter()
                .map(|(symbol, share)| share * weights.log_ratio(*symbol, Strength::Seen))
                .sum();
            let balance = -weights.finding_balance * weights.group_temper * mean * made;
            let rows = self.weights_of_findings(reason, variation);
            let chat = Weighed { rows, balance, resembles: 0.0 };
            let mut all = chat.clipped(weights.total_clip).scaled(voice);
            let said = Weighed { rows: statements, ..Weighed::default() }.clipped(weights.statements_clip);
            let rows = [events, answers].concat();
            let told = Weighed { rows, ..Weighed::default() }.clipped(weights.answers_clip);
            all.rows.extend(said.rows);
            all.rows.extend(told.rows);
            let like = self.resembles.iter().find(|(of, _)| *of == reason.id);
            all.resembles = account * like.map_or(0.0, |(_, nats)| *nats);
            all
        })
        .collect()
    }

    /// Returns for each reason what statements or events add: the one that tells most in full, each further one tempered.
    fn weights_of_facts(
        &self,
        facts: &[(Fact, EvidenceId)],
        temper: f64,
        variation: &mut Variation<'_>,
    ) -> Vec<Vec<Contribution>> {
        let mut rows: Vec<(ByReason, EvidenceId)> = facts
            .iter()
            .map(|(fact, evidence)| (said::log_ratios(*fact, self.stage, variation, self.catalog), *evidence))
            .collect();
        let most = |ratios: &ByReason| ratios.iter().copied().fold(0.0, f64::max);
        rows.sort_by(|a, b| most(&b.0).total_cmp(&most(&a.0)));
        let of_reason = |at: usize| {
            let weighed = rows.iter().enumerate().map(|(place, (ratios, evidence))| {
                let power = if place == 0 { 1.0 } else { temper };
                Contribution { evidence: *evidence, weight: power * ratios[at] }
            });
            weighed.collect()
        };
        (0..REASONS).map(of_reason).collect()
    }

    fn weights_of_findings(&self, reason: &Reason, variation: &mut Variation<'_>) -> Vec<Contribution> {
        let weights = variation.weights;
        let cap = weights.finding_cap.ln();
        let weight = |given: &Given| {
            let (finding, strength, alike) =
                self.findings.iter().find(|(finding, _, _)| *finding == given.finding)?;
            let ratio = weights.log_ratio(given.symbol, *strength) * variation.symbol_factor();
            let softened = softening(*alike, weights.group_overlap);
            let weight = weights.group_temper * ratio.clamp(-cap, cap) / softened;
            Some(Contribution { evidence: EvidenceId::Finding(*finding), weight })
        };
        reason.given.iter().filter_map(weight).collect()
    }

    fn weights_of_answers(&self, variation: &mut Variation<'_>) -> Vec<Vec<Contribution>> {
        let mut columns = vec![Vec::new(); REASONS];
        for (index, answer, _) in &self.answers {
            let question = &self.catalog.questions[*index];
            if !question.weighs() {
                continue;
            }
            let ratios = answer_ratios(question, self.stage, variation, self.catalog);
            for (column, weight) in columns.iter_mut().zip(ratios[*answer]) {
                column.push(Contribution { evidence: EvidenceId::Answer(*index, *answer), weight });
            }
        }
        columns
    }
}

/// Statements and events, each with where it stands.
type Facts = (Vec<(Fact, EvidenceId)>, Vec<(Fact, EvidenceId)>);

/// Returns whether two facts are of one kind.
fn is_same_fact(one: &Fact, other: &Fact) -> bool {
    match (one, other) {
        (Fact::Statement(one, ..), Fact::Statement(other, ..)) => one == other,
        (Fact::Event(one, _), Fact::Event(other, _)) => one == other,
        (Fact::Statement(..), Fact::Event(..)) | (Fact::Event(..), Fact::Statement(..)) => false,
    }
}

/// Returns every kind of statement and every event that is known, each once and as surely as it is known.
fn facts(
    known: &Known<'_>,
    answers: &[(usize, usize, &Answer)],
    weights: &Weights,
    catalog: &Catalog,
) -> Facts {
    let heard = known.statements.iter().filter(|statement| statement.speaker == crate::dyad::Role::Alter);
    let heard = heard.map(|row| {
        let fact = Fact::Statement(row.kind, row.learnt, row.sure);
        (fact, EvidenceId::Statement(row.kind))
    });
    let found = known.findings.iter().filter_map(|finding| {
        let settings = &catalog.likelihoods;
        let fact = match catalog.tells(finding.id)? {
            Tells::Statement(kind, learnt) => {
                Fact::Statement(kind, learnt, settings.statement_sure(finding.strength))
            }
            Tells::Event(id) => Fact::Event(id, 1.0),
        };
        Some((fact, EvidenceId::Finding(finding.id)))
    });
    let answered = answers.iter().filter_map(|(question, at, answer)| {
        let evidence = EvidenceId::Answer(*question, *at);
        Some((answer.fact()?, evidence))
    });
    let seen = known.events.iter().map(|id| (Fact::Event(*id, 1.0), EvidenceId::Event(*id)));
    let (mut statements, mut events): Facts = (Vec::new(), Vec::new());
    for (fact, evidence) in heard.chain(found).chain(answered).chain(seen) {
        let rows = match fact {
            Fact::Statement(..) => &mut statements,
            Fact::Event(..) => &mut events,
        };
        match rows.iter_mut().find(|(other, _)| is_same_fact(other, &fact)) {
            Some(row) if said::certainty(row.0, weights) < said::certainty(fact, weights) => {
                *row = (fact, evidence);
            }
            Some(_) => {}
            None => rows.push((fact, evidence)),
        }
    }
    (statements, events)
}

/// Of two answers that tell the same finding, keeps the one that says most for a reason.
fn drop_told_twice(answers: &mut Vec<(usize, usize, &Answer)>, stage: Option<Stage>, catalog: &Catalog) {
    let mut judged = Variation::as_judged(stage, catalog);
    let most = |row: &(usize, usize, &Answer), judged: &mut Variation<'_>| {
        let ratios = answer_ratios(&catalog.questions[row.0], stage, judged, catalog);
        ratios[row.1].iter().copied().fold(f64::NEG_INFINITY, f64::max)
    };
    let tells = answers.iter().filter(|row| row.2.same_as.is_some());
    let chosen: Vec<(f64, usize, Option<FindingId>)> =
        tells.map(|row| (most(row, &mut judged), row.0, row.2.same_as)).collect();
    answers.retain(|row| {
        if row.2.same_as.is_none() {
            return true;
        }
        let told = most(row, &mut judged);
        // Of two that tell as much, the one that stands first in the catalog counts.
        !chosen.iter().any(|(other, question, same_as)| {
            *same_as == row.2.same_as && other.total_cmp(&told).then(row.0.cmp(question)).is_gt()
        })
    });
}

/// Returns what each answer of a question adds for each reason, in nats: a row for each answer.
///
/// A statement or an event counts by its own table. What the others weigh follows from how their shares are spread
/// under each reason, so that "no, never said" weighs a little against what is mostly said aloud.
pub(crate) fn answer_ratios(
    question: &Question,
    stage: Option<Stage>,
    variation: &mut Variation<'_>,
    catalog: &Catalog,
) -> Vec<ByReason> {
    let weights = variation.weights;
    let usual: Vec<f64> =
        question.answers.iter().map(|answer| answer.usual * variation.usual_factor()).collect();
    let all: f64 = usual.iter().sum();
    let raw: Vec<ByReason> =
        question.answers.iter().map(|answer| raw_ratios(answer, stage, variation, catalog)).collect();
    let totals: ByReason = std::array::from_fn(|at| {
        raw.iter().zip(&usual).map(|(row, usual)| usual / all * row[at].exp()).sum()
    });
    let cap = weights.finding_cap.ln();
    let rows = question.answers.iter().zip(&raw).map(|(answer, row)| match answer.tells {
        Some(_) => *row,
        None => std::array::from_fn(|at| weights.answer_power * (row[at] - totals[at].ln()).clamp(-cap, cap)),
    });
    rows.collect()
}

/// Returns the probability of each answer of a question under each reason, as judged: a row for each answer.
pub(crate) fn shares(question: &Question, catalog: &Catalog) -> Vec<ByReason> {
    let mut judged = Variation::as_judged(None, catalog);
    let mut rows: Vec<ByReason> = question
        .answers
        .iter()
        .map(|answer| raw_ratios(answer, None, &mut judged, catalog).map(|ratio| answer.usual * ratio.exp()))
        .collect();
    let totals: ByReason = std::array::from_fn(|at| rows.iter().map(|row| row[at]).sum());
    for row in &mut rows {
        for (cell, total) in row.iter_mut().zip(totals) {
            *cell /= total;
        }
    }
    rows
}

/// Returns how much commoner an answer is under each reason than on the whole, before its question is looked at: natural
/// logarithms.
fn raw_ratios(
    answer: &Answer,
    stage: Option<Stage>,
    variation: &mut Variation<'_>,
    catalog: &Catalog,
) -> ByReason {
    if let Some(fact) = answer.fact() {
        return said::log_ratios(fact, stage, variation, catalog);
    }
    let weights = variation.weights;
    std::array::from_fn(|at| {
        let symbol = answer.weighs.iter().find(|(reason, _)| *reason as usize == at);
        symbol.map_or(0.0, |(_, symbol)| {
            weights.log_ratio(*symbol, answer.strength) * variation.symbol_factor()
        })
    })
}

/// Returns by how much a finding is softened that comes with others of its group.
fn softening(alike: f64, overlap: f64) -> f64 {
    1.0 + (alike - 1.0) * overlap
}

/// Returns for each reason the share of the findings looked for in `seen` that bear each symbol.
fn average(seen: &[SeenIn], catalog: &Catalog) -> Vec<Vec<(Symbol, f64)>> {
    let looked_for = |id: FindingId| {
        catalog.tells(id).is_none()
            && catalog.finding(id).is_some_and(|content| seen.contains(&content.seen_in))
    };
    let count = FindingId::ALL.iter().filter(|id| looked_for(**id)).count().max(1);
    let of_reason = |reason: &Reason| {
        Symbol::ALL
            .iter()
            .map(|symbol| {
                let bear = |given: &&Given| given.symbol == *symbol && looked_for(given.finding);
                (*symbol, reason.given.iter().filter(bear).count() as f64 / count as f64)
            })
            .collect()
    };
    catalog.reasons.iter().map(of_reason).collect()
}
