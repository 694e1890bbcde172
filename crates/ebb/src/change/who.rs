//! Who changed: nobody, alter, ego or both.
//!
//! Two kinds of evidence must agree for each person: the conditional model and the daily counts. Their soft minimum
//! enters four hypotheses; a calibration head, fitted on simulated and planted changes, turns the result into
//! probabilities that can be taken at their word. Source: docs/model.md, section "Who".

use super::marginal::log_sum_exp;
use crate::dyad::{ByRole, Role};

/// Numbers that the four hypotheses depend on.
#[derive(Debug, Clone, PartialEq)]
pub struct WhoSettings {
    /// Prior of nobody, alter, ego and both; sums to 1.
    pub prior: [f64; 4],
    /// Soft minima are held within these bounds before calibration, in nats.
    pub clip: (f64, f64),
    /// The calibration head.
    pub head: CalibrationHead,
}

/// A multinomial logistic regression on the two soft minima, with nobody as the base.
///
/// It has few weights, all of one sign and the same for both people, so that more evidence for a fall of one person
/// can never make that fall less likely, and no evidence about one can pass for evidence about the other. A freer
/// head fitted better where it was fitted and failed far from there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CalibrationHead {
    /// Log odds of alter, ego and both against nobody at soft minima of 0.
    pub intercepts: [f64; 3],
    /// Weight of a person's soft minimum for that person alone.
    pub one: f64,
    /// Weight of the sum of both soft minima for both.
    pub sum: f64,
    /// Weight of the smaller soft minimum for both.
    pub smaller: f64,
}

impl CalibrationHead {
    /// Returns the log odds of nobody, alter, ego and both at the soft minima of alter and ego.
    #[must_use]
    pub fn log_odds(&self, alter: f64, ego: f64) -> [f64; 4] {
        [
            0.0,
            self.intercepts[0] + self.one * alter,
            self.intercepts[1] + self.one * ego,
            self.intercepts[2] + self.sum * (alter + ego) + self.smaller * alter.min(ego),
        ]
    }
}

/// Probabilities of the four hypotheses; they sum to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WhoChanged {
    /// Neither fell.
    pub none: f64,
    /// Only alter fell.
    pub alter: f64,
    /// Only ego fell.
    pub ego: f64,
    /// Both fell.
    pub both: f64,
}

impl WhoChanged {
    fn from_array([none, alter, ego, both]: [f64; 4]) -> Self {
        Self {
            none,
            alter,
            ego,
            both,
        }
    }

    /// Returns the probability that this person's side fell, alone or with the other's.
    #[must_use]
    pub fn fell(&self, role: Role) -> f64 {
        self.both
            + match role {
                Role::Alter => self.alter,
                Role::Ego => self.ego,
            }
    }

    /// Returns the probability that either side fell.
    #[must_use]
    pub fn anyone(&self) -> f64 {
        1.0 - self.none
    }
}

/// The two kinds of evidence for a fall of one person, as log Bayes factors in nats.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct FallEvidence {
    /// From the conditional model, over its rivals.
    pub conditional: f64,
    /// From the daily counts, over no change.
    pub marginal: f64,
}

impl FallEvidence {
    /// Returns the soft minimum of the two: large only when both are.
    #[must_use]
    pub fn soft_minimum(&self) -> f64 {
        -log_sum_exp([-self.conditional, -self.marginal])
    }
}

/// Returns the posterior of the four hypotheses before calibration.
#[must_use]
pub fn uncalibrated(evidence: &ByRole<FallEvidence>, prior: &[f64; 4]) -> WhoChanged {
    let (alter, ego) = (evidence.alter.soft_minimum(), evidence.ego.soft_minimum());
    softmax(std::array::from_fn(|at| {
        [0.0, alter, ego, alter + ego][at] + prior[at].ln()
    }))
}

/// Returns the two inputs of the calibration head: the soft minima of alter and ego, held within `clip`.
#[must_use]
pub fn inputs(evidence: &ByRole<FallEvidence>, (least, greatest): (f64, f64)) -> (f64, f64) {
    let held = |evidence: &FallEvidence| evidence.soft_minimum().clamp(least, greatest);
    (held(&evidence.alter), held(&evidence.ego))
}

/// Returns the calibrated posterior of the four hypotheses.
#[must_use]
pub fn calibrated(evidence: &ByRole<FallEvidence>, settings: &WhoSettings) -> WhoChanged {
    let (alter, ego) = inputs(evidence, settings.clip);
    softmax(settings.head.log_odds(alter, ego))
}

fn softmax(logs: [f64; 4]) -> WhoChanged {
    let total = log_sum_exp(logs);
    WhoChanged::from_array(logs.map(|log| (log - total).exp()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{close, golden, list};

    #[test]
    fn four_hypotheses_match_the_reference() {
        let file = golden("four_hypotheses");
        let prior: [f64; 4] = list(&file, "prior").try_into().expect("four");
        for case in file["cases"].as_array().expect("cases") {
            let (conditional, marginal) = (list(case, "L_cond"), list(case, "L_marg"));
            let evidence = ByRole::from_fn(|role| FallEvidence {
                conditional: conditional[role.index()],
                marginal: marginal[role.index()],
            });
            let soft = list(case, "softmin");
            close(evidence.alter.soft_minimum(), soft[0], 1e-8);
            close(evidence.ego.soft_minimum(), soft[1], 1e-8);
            let who = uncalibrated(&evidence, &prior);
            for (mine, reference) in [who.none, who.alter, who.ego, who.both]
                .iter()
                .zip(list(case, "posterior"))
            {
                close(*mine, reference, 1e-8);
            }
        }
    }
}
