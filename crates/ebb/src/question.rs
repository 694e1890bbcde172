//! The one question that would tell most.

use crate::reason::{LikelihoodSettings, Ranking, ReasonId};

/// Who can answer a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answerer {
    /// The other person: it is worded to be asked.
    Alter,
    /// The user alone.
    Ego,
}

/// A question, as reviewed content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Stable name.
    pub id: String,
    /// The reasons for which its answer would be yes.
    pub reasons: Vec<ReasonId>,
    /// Who can answer it.
    pub answerer: Answerer,
    /// The question, with tokens for people.
    pub text: String,
    /// Why it is asked.
    pub why: String,
}

/// A question chosen for one ranking.
#[derive(Debug, Clone, PartialEq)]
pub struct ChosenQuestion {
    /// Index of the question in the catalog.
    pub index: usize,
    /// How much its answer would tell on average, in nats.
    pub gain: f64,
}

/// Returns the question whose answer would tell most, among those that one of `answerers` can answer, if any would
/// tell something.
///
/// An answer in words is taken to be right as often as the content's ratio for such answers says: with a ratio of 4
/// it is "yes" in 4 of 5 cases where one of the question's reasons holds, and in 1 of 5 where none does.
#[must_use]
pub fn choose(
    ranking: &Ranking,
    questions: &[Question],
    answerers: &[Answerer],
    settings: &LikelihoodSettings,
) -> Option<ChosenQuestion> {
    let right = settings.strengths.said / (1.0 + settings.strengths.said);
    let entropy = |p: f64| {
        if p <= 0.0 || p >= 1.0 { 0.0 } else { -p * p.ln() - (1.0 - p) * (1.0 - p).ln() }
    };
    questions
        .iter()
        .enumerate()
        .filter(|(_, question)| answerers.contains(&question.answerer))
        .map(|(index, question)| {
            let share: f64 = ranking
                .reasons
                .iter()
                .filter(|reason| question.reasons.contains(&reason.id))
                .map(|reason| reason.probability)
                .sum();
            let yes = share * right + (1.0 - share) * (1.0 - right);
            ChosenQuestion { index, gain: entropy(yes) - entropy(right) }
        })
        .filter(|chosen| chosen.gain > 0.0)
        .max_by(|a, b| a.gain.total_cmp(&b.gain).then(b.index.cmp(&a.index)))
}
