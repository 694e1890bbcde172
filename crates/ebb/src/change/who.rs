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
    /// Messages of both from which there are many.
    pub many_from: f64,
    /// Most that is taken for how many there are, as a logarithm.
    pub most_many: f64,
    /// The calibration head.
    pub head: CalibrationHead,
}

/// What the calibration head goes by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeadInputs {
    /// Soft minimum of alter, held within the bounds, in nats.
    pub alter: f64,
    /// Soft minimum of ego, held likewise.
    pub ego: f64,
    /// By how many standard errors alter's odds among all messages fell; below 0 where ego's did.
    pub lean: f64,
    /// How many times more messages than `many_from` there are, as a logarithm; 0 with fewer.
    pub many: f64,
}

impl HeadInputs {
    /// Returns the inputs with the two people exchanged.
    #[must_use]
    pub fn exchanged(self) -> Self {
        Self { alter: self.ego, ego: self.alter, lean: -self.lean, ..self }
    }
}

/// Returns the lean to a person as far as that person's own evidence bears it out.
#[must_use]
pub fn lean_borne_out(evidence: f64, lean: f64) -> f64 {
    lean.max(0.0).min(evidence.max(0.0))
}

/// A multinomial logistic regression with nobody as the base.
///
/// Its weights are all of one sign and the same for both people. More evidence for a fall of one person never makes that
/// fall less likely. The lean takes away: from alter where ego's share fell, from ego where alter's did, from both where
/// either did. It adds to a person only as far as that person's own evidence goes, so that no rise of one can pass for a
/// fall of the other. A freer head fitted better where it
/// was fitted and failed far from there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CalibrationHead {
    /// Log odds of alter, ego and both against nobody where all inputs are 0.
    pub intercepts: [f64; 3],
    /// Weight of a person's soft minimum for that person alone.
    pub one: f64,
    /// Weight of the sum of both soft minima for both.
    pub sum: f64,
    /// Weight of the smaller soft minimum for both.
    pub smaller: f64,
    /// What each standard error of a lean to a person adds for that person alone, up to their own soft minimum.
    pub toward: f64,
    /// What each standard error of a lean to the other takes from one person alone.
    pub against: f64,
    /// What each standard error of a lean takes from both.
    pub apart: f64,
    /// What many messages take from any change: there a real one shows clearly.
    pub many: f64,
}

impl CalibrationHead {
    /// Returns what the evidence of one person, and the lean to them, say for a fall of that person alone.
    fn alone(&self, evidence: f64, lean: f64) -> f64 {
        self.one * evidence + self.toward * lean_borne_out(evidence, lean) - self.against * (-lean).max(0.0)
    }

    /// Returns the log odds of nobody, alter, ego and both.
    #[must_use]
    pub fn log_odds(&self, inputs: &HeadInputs) -> [f64; 4] {
        let HeadInputs { alter, ego, lean, many } = *inputs;
        let less = self.many * many;
        [
            0.0,
            self.intercepts[0] + self.alone(alter, lean) - less,
            self.intercepts[1] + self.alone(ego, -lean) - less,
            self.intercepts[2] + self.sum * (alter + ego) + self.smaller * alter.min(ego)
                - self.apart * lean.abs()
                - less,
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
        Self { none, alter, ego, both }
    }

    /// Returns nobody, alter, ego and both, in this order.
    #[must_use]
    pub fn to_array(self) -> [f64; 4] {
        [self.none, self.alter, self.ego, self.both]
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

/// What the two judges say of the same chat.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judges {
    /// By events, given the common history.
    pub first: WhoChanged,
    /// By days on the log scale, and by decisions ([`super::second`]).
    pub second: WhoChanged,
}

impl Judges {
    /// Returns the geometric mean of both, made to sum to 1: the probabilities that are told.
    #[must_use]
    pub fn pooled(&self) -> WhoChanged {
        let [first, second] = [self.first, self.second].map(WhoChanged::to_array);
        softmax(std::array::from_fn(|at| 0.5 * (first[at].max(1e-12).ln() + second[at].max(1e-12).ln())))
    }

    /// Returns the pooled probabilities with nobody as likely as the judge says who doubts a change more: what a claim
    /// needs, so that no judge alone can make one.
    #[must_use]
    pub fn agreed(&self) -> WhoChanged {
        let pooled = self.pooled();
        let none = self.first.none.max(self.second.none);
        let scale = (1.0 - none) / pooled.anyone().max(1e-12);
        WhoChanged { none, alter: scale * pooled.alter, ego: scale * pooled.ego, both: scale * pooled.both }
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
    softmax(std::array::from_fn(|at| [0.0, alter, ego, alter + ego][at] + prior[at].ln()))
}

/// Returns the inputs of the calibration head.
#[must_use]
pub fn inputs(
    evidence: &ByRole<FallEvidence>,
    lean: f64,
    messages: f64,
    settings: &WhoSettings,
) -> HeadInputs {
    let (least, greatest) = settings.clip;
    let held = |evidence: &FallEvidence| evidence.soft_minimum().clamp(least, greatest);
    let many = (messages.max(1.0) / settings.many_from).ln().clamp(0.0, settings.most_many);
    HeadInputs { alter: held(&evidence.alter), ego: held(&evidence.ego), lean, many }
}

/// Returns the calibrated posterior of the four hypotheses.
#[must_use]
pub fn calibrated(inputs: &HeadInputs, settings: &WhoSettings) -> WhoChanged {
    softmax(settings.head.log_odds(inputs))
}

pub(super) fn softmax(logs: [f64; 4]) -> WhoChanged {
    let total = log_sum_exp(logs);
    WhoChanged::from_array(logs.map(|log| (log - total).exp()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{close, golden, list};

    #[test]
    fn both_judges_must_agree_for_much_to_be_said() {
        let sure = WhoChanged { none: 0.02, alter: 0.9, ego: 0.03, both: 0.05 };
        let doubting = WhoChanged { none: 0.6, alter: 0.2, ego: 0.05, both: 0.15 };
        let judges = Judges { first: sure, second: doubting };
        let (pooled, agreed) = (judges.pooled(), judges.agreed());
        assert!((pooled.none + pooled.anyone() - 1.0).abs() < 1e-12);
        // sqrt(.9 .2) and sqrt(.02 .6), before they are made to sum to 1.
        assert!((pooled.alter / pooled.none - (0.18_f64 / 0.012).sqrt()).abs() < 1e-9);
        assert!((agreed.none - 0.6).abs() < 1e-12 && (agreed.anyone() - 0.4).abs() < 1e-12);
        assert!((agreed.alter / agreed.both - pooled.alter / pooled.both).abs() < 1e-9);
        let alike = Judges { first: sure, second: sure };
        assert!((alike.pooled().alter - 0.9).abs() < 1e-9 && (alike.agreed().alter - 0.9).abs() < 1e-9);
    }

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
            for (mine, reference) in
                [who.none, who.alter, who.ego, who.both].iter().zip(list(case, "posterior"))
            {
                close(*mine, reference, 1e-8);
            }
        }
    }
}
