//! How reasons are told: dots, groups that follow them, and what leads.

use super::said::{Said, is_admission};
use super::share::{ByReason, REASONS};
use super::{Group, Lead, Reason, ReasonId, SeenIn};
use crate::catalog::Catalog;

/// Dots over which all reasons are spread.
pub(super) const DOTS: u8 = 20;

/// Spreads 20 dots by the largest remainders; something else keeps at least one.
pub(super) fn dots(probabilities: &ByReason) -> [u8; REASONS] {
    let exact = probabilities.map(|probability| probability * f64::from(DOTS));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 20")]
    let mut dots = exact.map(|value| value.floor() as u8);
    let mut order: [usize; REASONS] = std::array::from_fn(|at| at);
    order.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()).then(a.cmp(b)));
    let left = usize::from(DOTS.saturating_sub(dots.iter().sum()));
    for at in order.into_iter().cycle().take(left) {
        dots[at] += 1;
    }
    let open = ReasonId::SomethingElse as usize;
    if dots[open] == 0
        && let Some(largest) = (0..REASONS).max_by_key(|at| dots[*at])
    {
        dots[largest] -= 1;
        dots[open] = 1;
    }
    dots
}

/// Whether nothing but timing was looked at, so that most of a probability is how common a reason is for anyone.
fn is_timing_only(seen: &[SeenIn]) -> bool {
    !seen.iter().any(|seen| matches!(seen, SeenIn::Words | SeenIn::Answers))
}

/// What of the user's own case speaks for a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaks {
    /// Words or answers.
    Told,
    /// Only that accounts with this reason read alike: enough to lean to it, never to name it likely.
    Likeness,
}

/// What a lead and the groups follow from.
pub(super) struct Telling<'a> {
    pub(super) seen: &'a [SeenIn],
    pub(super) prior: &'a ByReason,
    pub(super) probabilities: &'a ByReason,
    pub(super) dots: &'a [u8; REASONS],
    pub(super) said: &'a [Said],
    /// What of the user's own case speaks for a reason, besides the timing.
    pub(super) speaks: &'a [Option<Speaks>; REASONS],
    pub(super) lead_flips: f64,
    pub(super) catalog: &'a Catalog,
}

impl Telling<'_> {
    /// Returns what leads: what alter gave as the reason; or the likeliest reason, where this case's own evidence speaks
    /// for it; or nothing.
    pub(super) fn lead(&self) -> Lead {
        // An admission goes before what may be a kind way out.
        let told = self.said.iter().filter(|said| said.is_told).map(|said| {
            let reason = said.worth.own.0;
            (is_admission(said.kind, self.catalog), self.of(reason), reason)
        });
        if let Some((.., reason)) = told.max_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))) {
            return Lead::Told(reason);
        }
        let settings = &self.catalog.likelihoods;
        let mut order: Vec<ReasonId> = ReasonId::ALL.to_vec();
        order.sort_by(|a, b| self.of(*b).total_cmp(&self.of(*a)).then(a.cmp(b)));
        let [first, second, ..] = order[..] else { return Lead::Open };
        let (most, next) = (self.of(first), self.of(second));
        let odds = |share: f64| share / (1.0 - share);
        let prior = self.prior[first as usize];
        let timing_shows = self.catalog.reason(first).is_some_and(|reason| reason.timing_can_show);
        // Timing alone tells few reasons apart: for the others it would only name the commonest.
        let speaks = self.speaks[first as usize];
        let is_shown = timing_shows || speaks.is_some();
        if !is_shown || odds(most) < settings.least_evidence * odds(prior) {
            return Lead::Open;
        }
        let is_ahead = |share: f64, ratio: f64| most >= share && most >= ratio * next;
        let can_be_likely = timing_shows || speaks == Some(Speaks::Told);
        if can_be_likely
            && is_ahead(settings.likely_share, settings.likely_ratio)
            && self.lead_flips < settings.lead_flips
        {
            Lead::MostLikely(first)
        } else if is_ahead(settings.leans_share, settings.leans_ratio) {
            Lead::Leans(first)
        } else {
            Lead::Open
        }
    }

    /// Returns how a reason is told. It follows the dots: no reason stands in a better group than one of more dots.
    pub(super) fn group(&self, reason: &Reason, lead: Lead) -> Group {
        if self.seen.is_empty() || (is_timing_only(self.seen) && !reason.timing_can_show) {
            return Group::CannotTell;
        }
        let settings = &self.catalog.likelihoods;
        let top = f64::from(self.dots.iter().copied().max().unwrap_or(0));
        let own = self.dots[reason.id as usize];
        let least = match lead {
            Lead::Told(id) => f64::from(self.dots[id as usize]),
            Lead::MostLikely(_) | Lead::Leans(_) => top,
            // Timing alone singles nothing out: it would only name the commonest reason.
            Lead::Open if is_timing_only(self.seen) => f64::INFINITY,
            Lead::Open => settings.fits_best_ratio * top,
        };
        if f64::from(own) >= least {
            Group::FitsBest
        } else if f64::from(own) <= settings.little_sign_dots {
            Group::LittleSign
        } else {
            Group::CouldFit
        }
    }

    fn of(&self, reason: ReasonId) -> f64 {
        self.probabilities[reason as usize]
    }
}
