//! Exact weighing of twelve reasons that exclude each other as *main* reason.
//!
//! What alter said and what happened multiply a reason's odds by how common that is under it, from reviewed tables; so
//! do the other answers, by how much commoner they are, and what the timing shows, with a small voice. What was not
//! found weighs nothing, nor does an answer that was not given. Before all that stands how common reasons are at the
//! stage that the two had reached.
//! The ranges come from varying every judged number over its own range (robust Bayes).
//! Source: docs/model.md, section "Reasons".

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::evidence::{Evidence, Weighed};
use super::lead::{Speaks, Telling, dots};
use super::settings::{Variation, Weights, normalised};
use super::share::{ByReason, REASONS};
use super::{AlreadyKnown, RankedReason, Ranking, ReasonId, ToldOf};
use crate::catalog::Catalog;
use crate::judgement::Known;

/// Weighs all reasons by what is known. `known.seen` names where findings were looked for: a reason that nothing
/// looked at can show is told apart, whatever its probability.
#[must_use]
pub fn weigh(known: &Known<'_>, catalog: &Catalog) -> Ranking {
    let evidence = Evidence::gather(known, catalog);
    let mut judged = Variation::as_judged(evidence.stage, catalog);
    let weighed = evidence.weighed(&mut judged);
    let prior = judged.prior;
    let probabilities = posterior(&prior, &weighed, &judged.weights);
    let (ranges, lead_flips) = ranges(&evidence, &probabilities, catalog);
    let dots = dots(&probabilities);
    let said = evidence.said();
    let speaks = std::array::from_fn(|at| {
        let (reason, weighed) =
            catalog.reasons.iter().zip(&weighed).find(|(reason, _)| reason.id as usize == at)?;
        if evidence.told_of(reason.id, &weighed.rows, &said) != ToldOf::Nothing {
            return Some(Speaks::Told);
        }
        (weighed.resembles > 0.0).then_some(Speaks::Likeness)
    });
    let telling = Telling {
        seen: known.seen,
        prior: &prior,
        probabilities: &probabilities,
        dots: &dots,
        said: &said,
        speaks: &speaks,
        lead_flips,
        catalog,
    };
    let lead = telling.lead();
    let mut ranked: Vec<RankedReason> = catalog
        .reasons
        .iter()
        .zip(weighed)
        .map(|(reason, weighed)| {
            let at = reason.id as usize;
            RankedReason {
                id: reason.id,
                told: evidence.told_of(reason.id, &weighed.rows, &said),
                prior: prior[at],
                probability: probabilities[at],
                low: ranges[at].0,
                high: ranges[at].1,
                dots: dots[at],
                group: telling.group(reason, lead),
                contributions: weighed.rows,
                balance: weighed.balance,
                resembles: weighed.resembles,
            }
        })
        .collect();
    ranked.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.id.cmp(&b.id)));
    let answered = known.answers.chosen(catalog).filter_map(|(_, _, answer)| answer.same_as);
    let mut findings: Vec<_> = known.findings.iter().map(|finding| finding.id).chain(answered).collect();
    // In an order of their own, so that the order of answering changes nothing.
    findings.sort_unstable();
    findings.dedup();
    let known = AlreadyKnown { findings, events: evidence.events(), is_wish: known.is_wish };
    Ranking { reasons: ranked, lead, lead_flips, said, stage: evidence.stage, known }
}

/// Returns the range of each probability over all variations, and the share in which another reason leads.
fn ranges(evidence: &Evidence<'_>, base: &ByReason, catalog: &Catalog) -> (Vec<(f64, f64)>, f64) {
    let settings = &catalog.likelihoods;
    let mut random = ChaCha8Rng::seed_from_u64(settings.seed);
    let mut columns: Vec<Vec<f64>> = (0..REASONS).map(|_| Vec::with_capacity(settings.draws)).collect();
    let leader =
        |values: &ByReason| (0..REASONS).max_by(|a, b| values[*a].total_cmp(&values[*b]).then(b.cmp(a)));
    let mut flips = 0_usize;
    for _ in 0..settings.draws {
        let mut variation = Variation::drawn(evidence.stage, catalog, &mut random);
        let weighed = evidence.weighed(&mut variation);
        let drawn = posterior(&variation.prior, &weighed, &variation.weights);
        flips += usize::from(leader(&drawn) != leader(base));
        for (column, value) in columns.iter_mut().zip(drawn) {
            column.push(value);
        }
    }
    let ranges =
        columns.into_iter().zip(base).map(|(column, base)| range(column, *base, settings.level)).collect();
    (ranges, flips as f64 / settings.draws.max(1) as f64)
}

/// Returns the middle share `level` of `values`, widened to hold `base`.
fn range(mut values: Vec<f64>, base: f64, level: f64) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    let tail = (1.0 - level) / 2.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a length")]
    let at = |share: f64| values[((values.len() - 1) as f64 * share).round() as usize];
    if values.is_empty() { (base, base) } else { (at(tail).min(base), at(1.0 - tail).max(base)) }
}

fn posterior(prior: &ByReason, weighed: &[Weighed], numbers: &Weights) -> ByReason {
    let totals: ByReason = std::array::from_fn(|at| weighed[at].total());
    let mut weights = normalised(std::array::from_fn(|at| prior[at] * totals[at].exp()));
    // The commonest reason is where everything ends up that nothing speaks about. It may not grow by that alone.
    let commonest = ReasonId::NotLongTerm as usize;
    let most = numbers.commonest_guard * prior[commonest];
    if totals[commonest] <= 0.0 && weights[commonest] > most {
        hold(&mut weights, commonest, most);
    }
    // No set of findings and answers makes one reason certain: what was not asked stays possible.
    if let Some(at) = (0..REASONS).find(|at| weights[*at] > numbers.most_sure) {
        hold(&mut weights, at, numbers.most_sure);
    }
    weights
}

/// Holds one weight at `most` and spreads the rest over the others in proportion.
fn hold(weights: &mut ByReason, at: usize, most: f64) {
    let rest = 1.0 - weights[at];
    for (other, weight) in weights.iter_mut().enumerate() {
        *weight = match other == at {
            true => most,
            false if rest > 0.0 => *weight * (1.0 - most) / rest,
            false => (1.0 - most) / (REASONS - 1) as f64,
        };
    }
}
