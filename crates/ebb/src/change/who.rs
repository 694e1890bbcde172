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
    /// Log Bayes factors are held within these bounds before calibration.
    pub clip: (f64, f64),
    /// Rows of the calibration head, one for each hypothesis, over the eight inputs of [`inputs`].
    pub head: [[f64; 8]; 4],
    /// Intercepts of the calibration head.
    pub head_intercepts: [f64; 4],
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
        Self { none, alter, ego, both }
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

    fn clipped(&self, (least, greatest): (f64, f64)) -> Self {
        Self {
            conditional: self.conditional.clamp(least, greatest),
            marginal: self.marginal.clamp(least, greatest),
        }
    }
}

/// Returns the posterior of the four hypotheses before calibration.
#[must_use]
pub fn uncalibrated(evidence: &ByRole<FallEvidence>, prior: &[f64; 4]) -> WhoChanged {
    let (alter, ego) = (evidence.alter.soft_minimum(), evidence.ego.soft_minimum());
    softmax(std::array::from_fn(|at| [0.0, alter, ego, alter + ego][at] + prior[at].ln()))
}

/// Returns the eight inputs of the calibration head.
#[must_use]
pub fn inputs(evidence: &ByRole<FallEvidence>, clip: (f64, f64)) -> [f64; 8] {
    let (alter, ego) = (evidence.alter.clipped(clip), evidence.ego.clipped(clip));
    let (low_alter, low_ego) = (alter.soft_minimum(), ego.soft_minimum());
    [
        alter.conditional,
        alter.marginal,
        low_alter,
        ego.conditional,
        ego.marginal,
        low_ego,
        low_alter.max(0.0) - low_ego.max(0.0),
        low_alter.min(low_ego),
    ]
}

/// Returns the calibrated posterior of the four hypotheses.
#[must_use]
pub fn calibrated(evidence: &ByRole<FallEvidence>, settings: &WhoSettings) -> WhoChanged {
    let inputs = inputs(evidence, settings.clip);
    softmax(std::array::from_fn(|at| {
        let row = &settings.head[at];
        settings.head_intercepts[at] + row.iter().zip(&inputs).map(|(weight, input)| weight * input).sum::<f64>()
    }))
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
            for (mine, reference) in [who.none, who.alter, who.ego, who.both].iter().zip(list(case, "posterior")) {
                close(*mine, reference, 1e-8);
            }
        }
    }
}
