//! Several reasons at once: a noisy-OR over all of them, by exact enumeration of every set of reasons.
//!
//! The rival of the weighing that ships, kept to measure what it would gain. Each reason at work brings a cue about on
//! its own, and so may nothing (the leak):
//!
//! ```text
//! P(cue | set) = 1 - (1 - leak) product over reasons of the set (1 - link)
//! ```
//!
//! Source: Diez 1993, "Parameter adjustment in Bayes networks: the generalized noisy OR-gate". Time O(2^reasons cues).

/// Whether a cue was there. What was not looked for is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// It was.
    Present,
    /// It was looked for, and was not there.
    Absent,
}

/// Cues that are counted where what was not found weighs nothing.
pub const ONLY_PRESENT: &[Shown] = &[Shown::Present];

/// Returns the link of a reason to a cue: its chance to bring it about alone, from the chance without any reason and
/// under this one. A reason that makes a cue rarer has a link of 0: noisy-OR cannot tell of it.
#[must_use]
pub(crate) fn link(leak: f64, chance: f64) -> f64 {
    ((chance - leak) / (1.0 - leak)).max(0.0)
}

/// The logarithm of the weight of every set of reasons, as cues are added.
#[derive(Debug, Clone, PartialEq)]
pub struct NoisyOr {
    reasons: usize,
    logs: Vec<f64>,
}

impl NoisyOr {
    /// Begins with the chance of each reason, every set allowed.
    #[must_use]
    pub fn new(chances: &[f64]) -> Self {
        let logs = folded(chances.len(), 0.0, |log, at, is_in| {
            log + if is_in { chances[at].ln() } else { (1.0 - chances[at]).ln() }
        });
        Self { reasons: chances.len(), logs }
    }

    /// Leaves out the set of no reasons.
    #[must_use]
    pub fn some_reason(mut self) -> Self {
        self.logs[0] = f64::NEG_INFINITY;
        self
    }

    /// Adds a cue with its leak and its link to each reason.
    #[must_use]
    pub fn with_cue(self, leak: f64, links: &[f64], shown: Shown) -> Self {
        let absent =
            folded(
                self.reasons,
                1.0 - leak,
                |chance, at, is_in| {
                    if is_in { chance * (1.0 - links[at]) } else { chance }
                },
            );
        self.with(absent.into_iter().map(|absent| match shown {
            Shown::Present => 1.0 - absent,
            Shown::Absent => absent,
        }))
    }

    /// Adds an answer that speaks for one of the reasons at work, each as likely: its chance without a reason and under
    /// each.
    #[must_use]
    pub fn with_answer(self, usual: f64, chances: &[f64]) -> Self {
        let sums = folded(self.reasons, 0.0, |sum, at, is_in| if is_in { sum + chances[at] } else { sum });
        self.with(sums.into_iter().enumerate().map(|(set, sum)| match set.count_ones() {
            0 => usual,
            size => sum / f64::from(size),
        }))
    }

    fn with(mut self, likelihoods: impl Iterator<Item = f64>) -> Self {
        for (log, likelihood) in self.logs.iter_mut().zip(likelihoods) {
            *log += likelihood.ln();
        }
        self
    }

    /// Returns the probability that each reason is at work.
    #[must_use]
    pub fn marginals(&self) -> Vec<f64> {
        let most = self.logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut total = 0.0;
        let mut marginals = vec![0.0; self.reasons];
        for (set, log) in self.logs.iter().enumerate() {
            let weight = (log - most).exp();
            total += weight;
            for (at, marginal) in marginals.iter_mut().enumerate() {
                if set >> at & 1 == 1 {
                    *marginal += weight;
                }
            }
        }
        marginals.into_iter().map(|marginal| marginal / total).collect()
    }
}

/// Returns a value for every set of reasons, as bits, by adding one reason after the other to `start`.
fn folded(reasons: usize, start: f64, add: impl Fn(f64, usize, bool) -> f64) -> Vec<f64> {
    let mut values = vec![start];
    for at in 0..reasons {
        let without = values.iter().map(|value| add(*value, at, false));
        let with = values.iter().map(|value| add(*value, at, true));
        values = without.chain(with).collect();
    }
    values
}
