//! What is made of everything that is known: reasons, the question, and what to do now.

use crate::catalog::Catalog;
use crate::course::{Claim, Course};
use crate::finding::Observed;
use crate::guidance::{self, Guidance, Standing};
use crate::heard::{ClearNo, Heard, SafetySign};
use crate::question::{self, ChosenQuestion};
use crate::reason::{Ranking, SeenIn, weigh};
use crate::silence::Silence;

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

/// Everything that is weighed, with its result.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// Whether there is cause to look for a reason.
    pub looks_for_reasons: bool,
    /// Findings of the timing and of the words, each once.
    pub findings: Vec<Observed>,
    /// The reasons, weighed.
    pub ranking: Ranking,
    /// The question that would tell most; `None` where no reason is looked for, and after a no.
    pub question: Option<ChosenQuestion>,
    /// What to do now.
    pub guidance: Guidance,
    /// The plainest no, if there was one.
    pub clear_no: Option<ClearNo>,
    /// Signs that someone may need help.
    pub safety: Vec<SafetySign>,
}

/// Weighs the timing of a chat, if there is one, together with what was heard.
#[must_use]
pub fn judge(timed: Option<Timed<'_>>, heard: &Heard, catalog: &Catalog) -> Judgement {
    let findings = joined(timed.map_or(&[], |timed| timed.findings), &heard.findings);
    let looks_for_reasons =
        timed.map_or(!findings.is_empty(), |timed| looks_for_reasons(timed.course, heard));
    let mut seen: Vec<SeenIn> = timed.map(|_| SeenIn::Timing).into_iter().collect();
    seen.extend(&heard.seen);
    let (weighed, seen) = if looks_for_reasons { (&findings[..], &seen[..]) } else { (&[][..], &[][..]) };
    let ranking = weigh(weighed, seen, &catalog.reasons, &catalog.likelihoods);
    let standing = Standing {
        course: timed.map(|timed| timed.course),
        silence: timed.and_then(|timed| timed.silence),
        unanswered_turns: timed.map_or(0, |timed| timed.unanswered_turns),
        clear_no: heard.clear_no.as_ref().map(|no| no.strength),
        safety: &heard.safety,
    };
    let guidance = guidance::choose(&standing, &catalog.settings.guidance);
    let question = looks_for_reasons
        .then(|| question::choose(&ranking, &catalog.questions, guidance.answerers(), &catalog.likelihoods))
        .flatten();
    Judgement {
        looks_for_reasons,
        findings,
        ranking,
        question,
        guidance,
        clear_no: heard.clear_no.clone(),
        safety: heard.safety.clone(),
    }
}

/// Words may show a reason where timing has no answer, and never where it shows that alter did not fall.
fn looks_for_reasons(course: &Course, heard: &Heard) -> bool {
    let by_timing = course.claim.is_back_off() || course.claim == Claim::UpAndDown;
    let is_open =
        course.claim.is_too_little() || matches!(course.claim, Claim::CannotTell | Claim::SideUnclear);
    by_timing || (is_open && !heard.findings.is_empty())
}

/// Joins findings so that each stands once: what is told in words replaces what only counts.
fn joined(timing: &[Observed], heard: &[Observed]) -> Vec<Observed> {
    let told_again = |finding: &&Observed| !heard.iter().any(|other| other.id == finding.id);
    timing.iter().filter(told_again).chain(heard).cloned().collect()
}
