//! What is made of everything that is known: reasons, the question, and what to do now.

use crate::catalog::Catalog;
use crate::course::{Claim, Course};
use crate::dyad::Role;
use crate::finding::Observed;
use crate::guidance::{self, Guidance, RequestId, Standing, TrackId, Wishes};
use crate::happened::EventId;
use crate::heard::{ClearNo, Heard, SafetySign};
use crate::interview::Answers;
use crate::need::WeighedNeed;
use crate::question::{self, ChosenQuestion};
use crate::reason::{Ranking, SeenIn, weigh};
use crate::silence::Silence;
use crate::stage::Stage;
use crate::statement::{Statement, StatementKind};

/// What the timing of a chat gives to a judgement.
#[derive(Debug, Clone, Copy)]
pub struct Timed<'a> {
    /// What may be claimed about a change.
    pub course: &'a Course,
    /// Findings that timing shows.
    pub findings: &'a [Observed],
    /// The silence clock.
    pub silence: Option<&'a Silence>,
    /// Ego's turns since alter's last message.
    pub unanswered_turns: usize,
}

/// Everything that reasons are weighed by.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Findings, each once.
    pub findings: &'a [Observed],
    /// The user's replies.
    pub answers: &'a Answers,
    /// Where was looked.
    pub seen: &'a [SeenIn],
    /// What alter said about why, as words told it.
    pub statements: &'a [Statement],
    /// How far the two had come, as words told it.
    pub stage: Option<Stage>,
    /// What the course of the chat shows to have happened.
    pub events: &'a [EventId],
    /// Whether the user's own account asks what they want to know.
    pub is_wish: bool,
}

impl<'a> Known<'a> {
    /// Returns what is known where nothing was looked at but these answers.
    #[must_use]
    pub fn of_answers(answers: &'a Answers) -> Self {
        Self {
            findings: &[],
            answers,
            seen: &[SeenIn::Answers],
            statements: &[],
            stage: None,
            events: &[],
            is_wish: false,
        }
    }

    /// Returns how far the two had come: as the user says, or else as words told it.
    #[must_use]
    pub fn stage_reached(&self, catalog: &Catalog) -> Option<Stage> {
        self.answers.stage(catalog).or(self.stage)
    }
}

/// Everything that is weighed, with its result.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// Whether there is cause to look for a reason.
    pub looks_for_reasons: bool,
    /// Findings of the timing and of the words, each once.
    pub findings: Vec<Observed>,
    /// The user's replies.
    pub answers: Answers,
    /// The reasons, weighed.
    pub ranking: Ranking,
    /// The question that would tell most; `None` where no reason is looked for, after a no, and where someone may need
    /// help.
    pub question: Option<ChosenQuestion>,
    /// What to do now.
    pub guidance: Guidance,
    /// The plainest no, if there was one.
    pub clear_no: Option<ClearNo>,
    /// What alter said about why, as words told it.
    pub statements: Vec<Statement>,
    /// Signs that someone may need help.
    pub safety: Vec<SafetySign>,
    /// What the user marked as needs, held against the reasons.
    pub needs: Vec<WeighedNeed>,
}

/// Weighs the timing of a chat, if there is one, together with what was heard and answered.
#[must_use]
pub fn judge(timed: Option<Timed<'_>>, heard: &Heard, answers: &Answers, catalog: &Catalog) -> Judgement {
    let findings = joined(timed.map_or(&[], |timed| timed.findings), &heard.findings);
    let is_answered = answers.chosen(catalog).any(|(_, _, answer)| answer.speaks());
    let told = Told {
        why: is_answered || !heard.statements.is_empty(),
        anything: is_answered || !heard.findings.is_empty() || !heard.statements.is_empty(),
    };
    let looks_for_reasons = timed.map_or(told.anything, |timed| looks_for_reasons(timed.course, &told));
    let events: Vec<EventId> = timed.and_then(|timed| change_in(timed.course)).into_iter().collect();
    let mut seen: Vec<SeenIn> = timed.map(|_| SeenIn::Timing).into_iter().collect();
    seen.extend(&heard.seen);
    seen.extend(is_answered.then_some(SeenIn::Answers));
    let nothing = Answers::none();
    let known = if looks_for_reasons {
        Known {
            findings: &findings,
            answers,
            seen: &seen,
            statements: &heard.statements,
            stage: heard.stage,
            events: &events,
            is_wish: !heard.wants_to_know.is_empty(),
        }
    } else {
        // Answers that say nothing about reasons may tell the stage, and with it what to ask.
        let stage = answers.stage(catalog).or(heard.stage);
        let is_wish = !heard.wants_to_know.is_empty();
        Known { seen: &[], stage, is_wish, ..Known::of_answers(&nothing) }
    };
    let ranking = weigh(&known, catalog);
    let (clear_no, safety) = (clear_no(heard, answers, catalog), safety(heard, answers, catalog));
    let needs = answers.needs().iter().filter_map(|marked| {
        let need = catalog.needs.get(marked.need)?;
        Some(WeighedNeed { marked: *marked, is_hard: looks_for_reasons && need.is_hard(&ranking) })
    });
    let needs: Vec<WeighedNeed> = needs.collect();
    let standing = Standing {
        course: timed.map(|timed| timed.course),
        silence: timed.and_then(|timed| timed.silence),
        unanswered_turns: timed.map_or(0, |timed| timed.unanswered_turns),
        clear_no: clear_no.as_ref().map(|no| no.strength),
        safety: &safety,
        wishes: Wishes::of(answers, catalog),
        needs: answers.needs(),
        ranking: looks_for_reasons.then_some(&ranking),
        request: asked_for_room(&ranking).then_some(RequestId::Room),
        left_open: answers.safety_left_open(catalog),
    };
    let guidance = guidance::choose(&standing, catalog);
    let is_open = clear_no.is_none() && guidance.track != TrackId::GetHelp;
    let question = (looks_for_reasons && is_open)
        .then(|| question::choose(&ranking, &known, guidance.answerers(), catalog))
        .flatten();
    Judgement {
        looks_for_reasons,
        statements: heard.statements.clone(),
        answers: answers.clone(),
        ranking,
        question,
        guidance,
        clear_no,
        safety,
        needs,
        findings,
    }
}

/// Whether alter asked for room in so many words, in the chat or by what the user was told.
fn asked_for_room(ranking: &Ranking) -> bool {
    ranking.said.iter().any(|said| said.is_sure && said.kind == StatementKind::TooFast)
}

/// What was told beside the timing.
struct Told {
    /// Why, by alter's own words or by an answer.
    why: bool,
    /// Anything.
    anything: bool,
}

/// Words and answers may show a reason where timing has no answer. Where it shows that alter did not fall, only what tells
/// why does: then there may be nothing to explain, or the two keep in touch in different ways.
fn looks_for_reasons(course: &Course, told: &Told) -> bool {
    let by_timing = course.claim.is_back_off() || course.claim == Claim::UpAndDown;
    let is_open =
        course.claim.is_too_little() || matches!(course.claim, Claim::CannotTell | Claim::SideUnclear);
    by_timing || (is_open && told.anything) || (course.claim == Claim::NoChange && told.why)
}

/// Returns what the course shows to have happened, or not.
fn change_in(course: &Course) -> Option<EventId> {
    if course.claim.is_back_off() {
        Some(EventId::ChangeSeen)
    } else if course.claim == Claim::NoChange {
        Some(EventId::NoChangeSeen)
    } else {
        None
    }
}

/// Joins findings so that each stands once: what is told in words replaces what only counts.
fn joined(timing: &[Observed], heard: &[Observed]) -> Vec<Observed> {
    let told_again = |finding: &&Observed| !heard.iter().any(|other| other.id == finding.id);
    timing.iter().filter(told_again).chain(heard).cloned().collect()
}

/// Returns the plainest no of the words and the answers.
fn clear_no(heard: &Heard, answers: &Answers, catalog: &Catalog) -> Option<ClearNo> {
    let answered = answers.clear_no(catalog).map(|strength| ClearNo { strength, quote: None });
    heard.clear_no.clone().into_iter().chain(answered).min_by_key(|no| no.strength)
}

fn safety(heard: &Heard, answers: &Answers, catalog: &Catalog) -> Vec<SafetySign> {
    let answered = answers.chosen(catalog).filter_map(|(_, _, answer)| answer.safety);
    let signs = answered.map(|kind| SafetySign { kind, role: Role::Alter, quote: None });
    heard.safety.iter().cloned().chain(signs).collect()
}
