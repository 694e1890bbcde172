//! What a statement or an event is worth: how common it is under each reason, mixed with how surely it is known.

use super::settings::{Variation, normalised};
use super::share::{ByReason, REASONS};
use super::{Candour, EvidenceId, ReasonId, Weights};
use crate::catalog::Catalog;
use crate::happened::EventId;
use crate::stage::Stage;
use crate::statement::{Learnt, StatementKind};

/// People over whom the worth of a sentence is told.
const PEOPLE: f64 = 20.0;
/// Other reasons that are told beside the one that a sentence gives.
const OTHERS: usize = 2;

/// What a sentence is worth: of twenty people who say it, for how many each reason is the main one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worth {
    /// The reason that it gives, with its number of twenty; the likeliest one where it gives none.
    pub own: (ReasonId, u8),
    /// The likeliest others, each with its number.
    pub others: Vec<(ReasonId, u8)>,
}

/// One kind of statement that counts: the surest of its kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// What it says.
    pub kind: StatementKind,
    /// How ego came to know of it.
    pub learnt: Learnt,
    /// Probability that alter said this, 0 to 1.
    pub certainty: f64,
    /// Whether alter wrote or told it, and it is sure enough to count as an answer to what would be asked.
    pub is_sure: bool,
    /// Where it stands.
    pub evidence: EvidenceId,
    /// Whether it is told as the reason that alter gave; what it is worth stands with it.
    pub is_told: bool,
    /// What it is worth at this stage.
    pub worth: Worth,
}

/// Returns what a kind of statement is worth at a stage, heard surely and with nothing else known.
#[must_use]
pub fn worth(kind: StatementKind, stage: Option<Stage>, catalog: &Catalog) -> Option<Worth> {
    let content = catalog.statement(kind)?;
    let prior = Variation::as_judged(stage, catalog).prior;
    let shares = content.shares_at(stage);
    let among = normalised(std::array::from_fn(|at| prior[at] * shares[at]));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 20")]
    let of_twenty = |id: ReasonId| (among[id as usize] * PEOPLE).round() as u8;
    let mut order: Vec<ReasonId> = ReasonId::ALL.to_vec();
    order.sort_by(|a, b| among[*b as usize].total_cmp(&among[*a as usize]).then(a.cmp(b)));
    let own = content.means.or(order.first().copied())?;
    let others = order.into_iter().filter(|id| *id != own).take(OTHERS);
    Some(Worth { own: (own, of_twenty(own)), others: others.map(|id| (id, of_twenty(id))).collect() })
}

/// A kind of statement or an event, with how surely it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Fact {
    Statement(StatementKind, Learnt, f64),
    Event(EventId, f64),
}

/// Returns how commonly something is said or happens under each reason, known as surely as it is, over how common it is
/// in all: natural logarithms.
pub(super) fn log_ratios(
    known: Fact,
    stage: Option<Stage>,
    variation: &mut Variation<'_>,
    catalog: &Catalog,
) -> ByReason {
    let found = match known {
        Fact::Statement(kind, _, _) => {
            catalog.statement(kind).map(|content| (content.shares_at(stage), content.shares.doubt))
        }
        Fact::Event(id, _) => catalog.event(id).map(|content| (content.shares.of, content.shares.doubt)),
    };
    let Some((shares, doubt)) = found else { return [0.0; REASONS] };
    let shares = variation.varied(shares, doubt);
    let certainty = certainty(known, &variation.weights);
    let mean: f64 = shares.iter().zip(&variation.prior).map(|(share, prior)| share * prior).sum();
    shares.map(|share| ((certainty * share + (1.0 - certainty) * mean) / mean).ln())
}

/// Returns the probability that something is so, by how it was learnt and how surely it was heard.
pub(super) fn certainty(known: Fact, weights: &Weights) -> f64 {
    let certainty = match known {
        Fact::Statement(_, learnt, sure) => weights.learnt.of(learnt) * sure,
        Fact::Event(_, sure) => weights.event_sure * sure,
    };
    certainty.clamp(0.0, 1.0)
}

/// Returns whether a kind of statement, known so surely, is told as the reason that alter gave.
pub(super) fn is_told(kind: StatementKind, certainty: f64, catalog: &Catalog) -> bool {
    certainty >= catalog.likelihoods.told_sure
        && catalog.statement(kind).is_some_and(|content| content.means.is_some())
}

/// Returns whether people who say this mostly mean it.
pub(super) fn is_admission(kind: StatementKind, catalog: &Catalog) -> bool {
    catalog.statement(kind).is_some_and(|content| content.candour == Candour::Admission)
}
