//! The interview: what the user knows, one question at a time.
//!
//! It keeps no state: the replies so far and the ranking they lead to decide the next question.

use crate::catalog::Catalog;
use crate::gate::{Gate, GateState, SafetyAnswer};
use crate::heard::{NoStrength, SafetyKind};
use crate::lookahead::Lookahead;
use crate::need::{Importance, MarkedNeed};
use crate::question::{Answer, Answerer, Leaves, Place};
use crate::reason::Ranking;
use crate::stage::Stage;
use crate::wish::WantsToKnow;

/// What the user replied to one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reply {
    /// One of its answers, by index.
    Chosen(usize),
    /// "I do not know": it weighs nothing.
    Unknown,
    /// Skipped: it weighs nothing.
    Skipped,
}

/// One question with the user's reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Answered {
    /// Index of the question in the catalog.
    pub question: usize,
    /// The reply.
    pub reply: Reply,
    /// How it was given.
    pub source: Source,
}

/// How a reply was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// The question was asked.
    Interview,
    /// It follows from the user's own words, as the user confirmed them.
    OwnWords,
}

/// The user's replies, in the order in which they were first given, and what they marked as needs.
///
/// Two sets with the same replies weigh the same, whatever their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    rows: Vec<Answered>,
    needs: Vec<MarkedNeed>,
    safety: Option<SafetyAnswer>,
    counted_lines: Vec<usize>,
}

impl Answers {
    /// Returns no replies.
    #[must_use]
    pub const fn none() -> Self {
        Self { rows: Vec::new(), needs: Vec::new(), safety: None, counted_lines: Vec::new() }
    }

    /// Returns these replies with one more, or with one changed in its place.
    #[must_use]
    pub fn with(&self, question: usize, reply: Reply) -> Self {
        self.with_answered(Answered { question, reply, source: Source::Interview })
    }

    /// Returns these replies with an answer that follows from the user's own words.
    #[must_use]
    pub fn with_own_words(&self, question: usize, answer: usize) -> Self {
        self.with_answered(Answered { question, reply: Reply::Chosen(answer), source: Source::OwnWords })
    }

    fn with_answered(&self, answered: Answered) -> Self {
        let mut rows = self.rows.clone();
        match rows.iter_mut().find(|row| row.question == answered.question) {
            Some(row) => *row = answered,
            None => rows.push(answered),
        }
        Self { rows, ..self.clone() }
    }

    /// Returns these replies with one to "were you asked to stop, or have you been afraid?".
    #[must_use]
    pub fn with_safety(&self, answer: SafetyAnswer) -> Self {
        Self { safety: Some(answer), ..self.clone() }
    }

    /// Returns the reply to "were you asked to stop, or have you been afraid?".
    #[must_use]
    pub fn safety(&self) -> Option<SafetyAnswer> {
        self.safety
    }

    /// Returns these replies with a line, by its place among the messages, that is what it was asked about as: a no, a
    /// danger, or a sign that someone is young.
    #[must_use]
    pub fn with_counted_line(&self, message: usize) -> Self {
        let mut counted_lines = self.counted_lines.clone();
        if !counted_lines.contains(&message) {
            counted_lines.push(message);
            counted_lines.sort_unstable();
        }
        Self { counted_lines, ..self.clone() }
    }

    /// Returns the lines that are what they were asked about as, by their place among the messages.
    #[must_use]
    pub fn counted_lines(&self) -> &[usize] {
        &self.counted_lines
    }

    /// Returns these replies with a need, an index in the catalog, marked as it counts, or not marked.
    #[must_use]
    pub fn with_need(&self, need: usize, importance: Option<Importance>) -> Self {
        let others = self.needs.iter().copied().filter(|marked| marked.need != need);
        let marked = importance.map(|importance| MarkedNeed { need, importance });
        let mut needs: Vec<MarkedNeed> = others.chain(marked).collect();
        needs.sort_by_key(|marked| marked.need);
        Self { needs, ..self.clone() }
    }

    /// Returns what the user marked as needs, in the order of the catalog.
    #[must_use]
    pub fn needs(&self) -> &[MarkedNeed] {
        &self.needs
    }

    /// Returns these replies without the last one, and the question it belonged to.
    #[must_use]
    pub fn without_last(&self) -> Option<(Self, usize)> {
        let (last, rest) = self.rows.split_last()?;
        Some((Self { rows: rest.to_vec(), ..self.clone() }, last.question))
    }

    /// Returns the reply to a question.
    #[must_use]
    pub fn reply(&self, question: usize) -> Option<Reply> {
        self.rows.iter().find(|row| row.question == question).map(|row| row.reply)
    }

    /// Returns whether the answer to a question follows from the user's own words.
    #[must_use]
    pub fn is_own_words(&self, question: usize) -> bool {
        self.rows.iter().any(|row| row.question == question && row.source == Source::OwnWords)
    }

    /// Returns whether they say nothing of what happened, and of what ego needs.
    #[must_use]
    pub fn tell_nothing(&self) -> bool {
        self.rows.is_empty() && self.needs.is_empty()
    }

    /// Returns every reply.
    #[must_use]
    pub fn rows(&self) -> &[Answered] {
        &self.rows
    }
}

/// What is open of the questions about safety.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeftOpen {
    /// Each was settled.
    Nothing,
    /// One was not asked yet.
    NotAsked,
    /// One was asked, and the reply settles nothing.
    Replied,
}

/// Numbers that the interview depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct InterviewSettings {
    /// Expected gain in nats below which no further question is worth asking.
    pub least_gain: f64,
    /// Most questions about what happened, those about safety among them.
    pub most_asked: usize,
    /// How many more are asked of those who want to go on.
    pub more: usize,
    /// Findings that a question must be able to tell anew, to be asked though one of its own was told already.
    pub least_anew: usize,
    /// Place at which a question about safety comes at the latest, counted from 1.
    pub safety_by: usize,
}

/// The next question of the interview.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Next {
    /// Index of the question in the catalog.
    pub question: usize,
    /// How much its answer would tell on average, in nats; `None` where it is asked whatever that is.
    pub gain: Option<f64>,
}

/// Why the interview asks no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ended {
    /// Alter said no.
    ClearNo,
    /// Someone may be in danger, or is under 18.
    Danger,
    /// As many questions were asked as one sitting takes; more would tell more.
    Enough,
    /// No further question would change much.
    NothingMore,
}

/// Returns why no question follows, after [`next`] returned `None`; `ranking` is `None` where the gate holds.
#[must_use]
pub fn ended(answers: &Answers, gate: &Gate, ranking: Option<&Ranking>, catalog: &Catalog) -> Ended {
    let min_gain = catalog.settings.interview.least_gain;
    if gate.state() == GateState::Hold {
        return if gate.is_about_safety() { Ended::Danger } else { Ended::ClearNo };
    }
    let best = ranking.and_then(|ranking| most_telling(answers, ranking, catalog));
    if best.is_some_and(|next| next.gain.is_some_and(|gain| gain >= min_gain)) {
        Ended::Enough
    } else {
        Ended::NothingMore
    }
}

/// Returns the next question, or `None` when no further one is worth asking.
///
/// Opening and safety questions come first; then whichever would tell most about the reasons as they stand; the
/// user's own guess and aims last. Where the gate holds, only what is open about safety is asked: what the reasons are no
/// longer changes what to do.
#[must_use]
pub fn next(answers: &Answers, gate: &Gate, ranking: Option<&Ranking>, catalog: &Catalog) -> Option<Next> {
    let settings = &catalog.settings.interview;
    let open = |place: Place| {
        let mut rows: Vec<usize> = catalog
            .questions
            .iter()
            .enumerate()
            .filter(|(_, question)| question.answerer == Answerer::Ego && question.place == place)
            .map(|(index, _)| index)
            .collect();
        rows.sort_by_key(|index| catalog.questions[*index].order);
        rows.into_iter()
            .filter(|index| answers.reply(*index).is_none() && is_due(*index, answers, ranking, catalog))
    };
    let certain = |question: usize| Some(Next { question, gain: None });
    if gate.state() == GateState::Hold {
        return open(Place::Safety).next().and_then(certain);
    }
    let asked = answers.rows().len();
    let (mut opening, mut safety) = (open(Place::Opening), open(Place::Safety));
    let is_safety_due = asked + 1 >= settings.safety_by;
    if let Some(question) =
        if is_safety_due { safety.next().or(opening.next()) } else { opening.next().or(safety.next()) }
    {
        return certain(question);
    }
    let about_what_happened = |row: &&Answered| catalog.questions[row.question].place != Place::Closing;
    if answers.rows().iter().filter(about_what_happened).count() < settings.most_asked {
        let best = ranking.and_then(|ranking| most_telling(answers, ranking, catalog));
        if let Some(next) = best.filter(|next| next.gain.is_some_and(|gain| gain >= settings.least_gain)) {
            return Some(next);
        }
    }
    open(Place::Closing).next().and_then(certain)
}

/// Returns whether a question that is asked in order still has something to ask: nothing told it already.
fn is_due(index: usize, answers: &Answers, ranking: Option<&Ranking>, catalog: &Catalog) -> bool {
    let question = &catalog.questions[index];
    let replaces = question.unless.as_deref().and_then(|id| catalog.question(id));
    if replaces.is_some_and(|(other, _)| matches!(answers.reply(other), Some(Reply::Chosen(_)))) {
        return false;
    }
    let stage = answers.stage(catalog).or(ranking.and_then(|ranking| ranking.stage));
    let is_about_stage = question.answers.iter().any(|answer| answer.reached.is_some());
    let is_about_wish = question.answers.iter().any(|answer| answer.wants.is_some());
    match question.at_stage {
        Some(at) => stage == Some(at),
        None if is_about_stage => stage.is_none(),
        None => !(is_about_wish && ranking.is_some_and(|ranking| ranking.known.is_wish)),
    }
}

/// Returns the question whose answer would tell most about the reasons as they stand, however little that is.
#[must_use]
pub fn most_telling(answers: &Answers, ranking: &Ranking, catalog: &Catalog) -> Option<Next> {
    let asked = |index: usize| {
        let question = &catalog.questions[index];
        question.answerer == Answerer::Ego && question.place == Place::Explore
    };
    let least = catalog.settings.interview.least_gain;
    let ahead = Lookahead::new(ranking, answers, catalog);
    let (question, gain) = ahead.best(asked, least).or_else(|| ahead.best(asked, 0.0))?;
    Some(Next { question, gain: Some(gain) })
}

impl Answers {
    /// Returns the answers that were chosen, each with its question.
    pub(crate) fn chosen<'a>(
        &'a self,
        catalog: &'a Catalog,
    ) -> impl Iterator<Item = (usize, usize, &'a Answer)> + 'a {
        self.rows.iter().filter_map(|row| match row.reply {
            Reply::Chosen(answer) => {
                let known = catalog.questions.get(row.question)?.answers.get(answer)?;
                Some((row.question, answer, known))
            }
            Reply::Unknown | Reply::Skipped => None,
        })
    }

    /// Returns whether an answer tells of danger to someone.
    #[must_use]
    pub fn is_in_danger(&self, catalog: &Catalog) -> bool {
        self.chosen(catalog).any(|(_, _, answer)| answer.safety.is_some_and(SafetyKind::is_danger))
    }

    /// Returns what the answers leave open of the questions about safety: skipped, not known, not told, or not come to
    /// yet.
    #[must_use]
    pub fn safety_left_open(&self, catalog: &Catalog) -> LeftOpen {
        if self.rows.is_empty() {
            return LeftOpen::NotAsked;
        }
        let mut left = LeftOpen::Nothing;
        for (index, question) in catalog.questions.iter().enumerate() {
            if question.answerer != Answerer::Ego || question.place != Place::Safety {
                continue;
            }
            match self.reply(index) {
                None => left = left.max(LeftOpen::NotAsked),
                Some(Reply::Unknown | Reply::Skipped) => return LeftOpen::Replied,
                Some(Reply::Chosen(answer)) => {
                    let leaves = question.answers.get(answer).map(|answer| answer.leaves);
                    if leaves != Some(Leaves::Settled) {
                        return LeftOpen::Replied;
                    }
                }
            }
        }
        left
    }

    /// Returns how far the two had come, as the answers tell it: the furthest stage that one of them names.
    #[must_use]
    pub fn stage(&self, catalog: &Catalog) -> Option<Stage> {
        self.chosen(catalog).filter_map(|(_, _, answer)| answer.reached).max()
    }

    /// Returns what the user came to find out, as they answered it.
    #[must_use]
    pub fn wants_to_know(&self, catalog: &Catalog) -> Option<WantsToKnow> {
        self.chosen(catalog).find_map(|(_, _, answer)| answer.wants)
    }

    /// Returns the plainest no that the answers tell of.
    #[must_use]
    pub fn clear_no(&self, catalog: &Catalog) -> Option<NoStrength> {
        self.chosen(catalog).filter_map(|(_, _, answer)| answer.clear_no).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_reply_keeps_its_place() {
        let answers =
            Answers::none().with(4, Reply::Chosen(1)).with(2, Reply::Unknown).with(4, Reply::Skipped);
        let rows: Vec<(usize, Reply)> = answers.rows().iter().map(|row| (row.question, row.reply)).collect();
        assert_eq!(rows, [(4, Reply::Skipped), (2, Reply::Unknown)]);
    }

    #[test]
    fn going_back_names_the_question_to_ask_again() {
        let answers = Answers::none().with(4, Reply::Chosen(1)).with(2, Reply::Unknown);
        let (before, question) = answers.without_last().expect("two replies");
        assert_eq!((before.rows().len(), question), (1, 2));
        assert_eq!(Answers::none().without_last(), None);
    }
}
