//! What is made of everything that is known: reasons, the question, and what to do now.

use jiff::civil::Date;

use crate::answers_to::{self, AnswerTo};
use crate::catalog::Catalog;
use crate::course::{Claim, Course};
use crate::dyad::Role;
use crate::finding::Observed;
use crate::gate::{
    self, Gate, GateFacts, LinesSeen, ReasonsWanted, SafetyAnswer, SafetyReply, Suspect, SuspectKind,
    WordsRead,
};
use crate::guidance::{self, Guidance, RequestId, Standing, Wishes};
use crate::happened::EventId;
use crate::heard::{ClearNo, Heard, NoStrength, SafetyKind, SafetySign};
use crate::interview::{Answers, LeftOpen};
use crate::need::WeighedNeed;
use crate::play::{self, Advised, Door, Read, Situation};
use crate::question::{self, Answerer, ChosenQuestion};
use crate::reason::{Ranking, ReasonId, SeenIn, weigh};
use crate::silence::Silence;
use crate::stage::Stage;
use crate::statement::{Statement, StatementKind};
use crate::verdict::LimitId;
use crate::wish::WantsToKnow;

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
    /// The day up to which the two were observed.
    pub today: Date,
    /// Formats of the files, which say what silences are like.
    pub formats: &'a [&'static str],
}

/// What to do tonight, and the answers to what people ask.
#[derive(Debug, Clone, PartialEq)]
pub struct Advice {
    /// The situation that it was chosen for.
    pub situation: Situation,
    /// The play; `None` only without content.
    pub play: Option<Advised>,
    /// The answers, the one that the user wants first in front.
    pub answers_to: Vec<AnswerTo>,
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
    /// What the user's account as a whole is like, in nats for each reason.
    pub resembles: &'a [(ReasonId, f64)],
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
            resembles: &[],
        }
    }

    /// Returns how far the two had come: as the user says, or else as words told it.
    #[must_use]
    pub fn stage_reached(&self, catalog: &Catalog) -> Option<Stage> {
        self.answers.stage(catalog).or(self.stage)
    }
}

/// Everything that is weighed, with its result. What the gate closes is not in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// What may be said at all.
    pub gate: Gate,
    /// Whether there is cause to look for a reason.
    pub looks_for_reasons: bool,
    /// Findings of the timing and of the words, each once.
    pub findings: Vec<Observed>,
    /// What alter said about why, in the order in which it was said.
    pub statements: Vec<Statement>,
    /// How far the two had come, where that is known.
    pub stage: Option<Stage>,
    /// What the user asks; what they want answered first stands first.
    pub wants_to_know: Vec<WantsToKnow>,
    /// The user's replies.
    pub answers: Answers,
    /// The reasons, weighed; `None` where the gate holds.
    pub ranking: Option<Ranking>,
    /// The question that would tell most; `None` where no reason is looked for, and where the gate holds.
    pub question: Option<ChosenQuestion>,
    /// What to do now.
    pub guidance: Guidance,
    /// What to do tonight, and the answers to what people ask.
    pub advice: Advice,
    /// The plainest no, if there was one. It is told; what follows from it is in the gate.
    pub clear_no: Option<ClearNo>,
    /// Signs that someone may need help. They are told; what follows from them is in the gate.
    pub safety: Vec<SafetySign>,
    /// What the user marked as needs, held against the reasons.
    pub needs: Vec<WeighedNeed>,
}

/// Weighs the timing of a chat, if there is one, together with what was heard and answered.
#[must_use]
pub fn judge(
    timed: Option<Timed<'_>>,
    heard: &Heard,
    answers: &Answers,
    wanted: ReasonsWanted,
    catalog: &Catalog,
) -> Judgement {
    let (clear_no, safety) = (clear_no(heard, answers, catalog), safety(heard, answers, catalog));
    let suspects: Vec<Suspect> =
        heard.suspects.iter().filter(|suspect| !is_counted(suspect, answers)).cloned().collect();
    let gate = gate::decide(&GateFacts {
        clear_no: clear_no.as_ref().map(|no| no.strength),
        safety: &safety,
        answer: answers.safety().or_else(|| settled(answers, catalog)),
        left_open: answers.safety_left_open(catalog),
        words: words_read(timed.as_ref(), heard),
        suspects: &suspects,
        wanted,
    });
    let findings = joined(timed.map_or(&[], |timed| timed.findings), &heard.findings);
    let basis = Basis::of(timed.as_ref(), heard, answers, catalog);
    let known = basis.known(&findings, heard, answers, catalog);
    let weighed = weigh(&known, catalog);
    let asks_for_room = asked_for_room(&weighed);
    let looks_for_reasons = basis.looks_for_reasons && gate.lets_reasons();
    let ranking = gate.lets_reasons().then_some(weighed);
    let shown = ranking.as_ref().filter(|_| looks_for_reasons);
    let needs = answers.needs().iter().filter_map(|marked| {
        let need = catalog.needs.get(marked.need)?;
        Some(WeighedNeed { marked: *marked, is_hard: shown.is_some_and(|ranking| need.is_hard(ranking)) })
    });
    let needs: Vec<WeighedNeed> = needs.collect();
    let standing = Standing {
        course: timed.map(|timed| timed.course),
        silence: timed.and_then(|timed| timed.silence),
        unanswered_turns: timed.map_or(0, |timed| timed.unanswered_turns),
        gate: &gate,
        safety: &safety,
        wishes: Wishes::of(answers, catalog),
        needs: answers.needs(),
        ranking: shown,
        request: asks_for_room.then_some(RequestId::Room),
    };
    let guidance = guidance::choose(&standing, catalog);
    let advice = advise(&gate, timed, heard, answers, catalog);
    // Where the play sends nothing, nothing is asked of the other person either.
    let sends = advice.play.as_ref().is_none_or(|advised| !advised.send.is_empty());
    let answerers = if sends { guidance.answerers() } else { &[Answerer::Ego] };
    let question = shown
        .filter(|_| gate.lets_chances())
        .and_then(|ranking| question::choose(ranking, &known, answerers, catalog));
    let stage = advice.situation.coarse.stage;
    Judgement {
        gate,
        advice,
        looks_for_reasons,
        statements: heard.statements.clone(),
        stage,
        wants_to_know: heard.wants_to_know.clone(),
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

/// Chooses what to do tonight, and answers what people ask.
fn advise(
    gate: &Gate,
    timed: Option<Timed<'_>>,
    heard: &Heard,
    answers: &Answers,
    catalog: &Catalog,
) -> Advice {
    let read = Read {
        door: Door::of(gate.state(), gate.because()),
        timed,
        today: timed.map(|timed| timed.today),
        formats: timed.map_or(&[], |timed| timed.formats),
        heard,
        answers,
        stage: answers.stage(catalog).or(heard.stage),
    };
    let situation = Situation::read(&read, catalog);
    let play = play::choose(&situation, &catalog.plays);
    let chosen = play.as_ref().and_then(|advised| catalog.plays.get(advised.play));
    let wants = heard.wants_to_know.first().copied();
    let answers_to =
        chosen.map_or_else(Vec::new, |play| answers_to::answer(&situation, play, wants, &catalog.wanted));
    Advice { situation, play, answers_to }
}

/// What reasons are weighed by, beside the findings themselves.
struct Basis {
    looks_for_reasons: bool,
    seen: Vec<SeenIn>,
    events: Vec<EventId>,
}

impl Basis {
    fn of(timed: Option<&Timed<'_>>, heard: &Heard, answers: &Answers, catalog: &Catalog) -> Self {
        let is_answered = answers.chosen(catalog).any(|(_, _, answer)| answer.speaks());
        let told = Told {
            why: is_answered || !heard.statements.is_empty(),
            anything: is_answered
                || !heard.findings.is_empty()
                || !heard.statements.is_empty()
                || !heard.resembles.is_empty(),
        };
        let looks_for_reasons = timed.map_or(told.anything, |timed| looks_for_reasons(timed.course, &told));
        let events = timed.and_then(|timed| change_in(timed.course)).into_iter().collect();
        let mut seen: Vec<SeenIn> = timed.map(|_| SeenIn::Timing).into_iter().collect();
        seen.extend(&heard.seen);
        seen.extend(is_answered.then_some(SeenIn::Answers));
        Self { looks_for_reasons, seen, events }
    }

    /// Returns what the reasons were weighed by.
    fn known<'a>(
        &'a self,
        findings: &'a [Observed],
        heard: &'a Heard,
        answers: &'a Answers,
        catalog: &Catalog,
    ) -> Known<'a> {
        let is_wish = !heard.wants_to_know.is_empty();
        if self.looks_for_reasons {
            Known {
                findings,
                answers,
                seen: &self.seen,
                statements: &heard.statements,
                stage: heard.stage,
                events: &self.events,
                is_wish,
                resembles: &heard.resembles,
            }
        } else {
            // Answers that say nothing about reasons may tell the stage, and with it what to ask.
            let stage = answers.stage(catalog).or(heard.stage);
            Known { seen: &[], stage, is_wish, ..Known::of_answers(&NO_ANSWERS) }
        }
    }
}

static NO_ANSWERS: Answers = Answers::none();

/// Returns the reasons as answers alone weigh them, whatever may be said of them: for measuring how well stories are
/// read, and for nothing that a user sees.
#[must_use]
pub fn weigh_ungated(heard: &Heard, answers: &Answers, catalog: &Catalog) -> Ranking {
    let basis = Basis::of(None, heard, answers, catalog);
    weigh(&basis.known(&heard.findings, heard, answers, catalog), catalog)
}

/// Returns whether the words of a chat were read: not where nobody looked, and not where much is in another language.
fn words_read(timed: Option<&Timed<'_>>, heard: &Heard) -> WordsRead {
    let is_other = heard.limits.contains(&LimitId::OtherLanguage);
    match timed {
        _ if is_other => WordsRead::NotRead,
        None => WordsRead::NoChat,
        Some(_) if heard.seen.contains(&SeenIn::Words) => WordsRead::Read,
        Some(_) => WordsRead::NotRead,
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

/// Both questions about safety were answered: neither was so. That says as much as the one question does.
fn settled(answers: &Answers, catalog: &Catalog) -> Option<SafetyAnswer> {
    let is_settled = answers.safety_left_open(catalog) == LeftOpen::Nothing;
    is_settled.then_some(SafetyAnswer { reply: SafetyReply::Neither, lines: LinesSeen::ForTheChat })
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

/// Whether the user said that this line is what they were asked about.
fn is_counted(suspect: &Suspect, answers: &Answers) -> bool {
    suspect.quote.message.is_some_and(|message| answers.counted_lines().contains(&message))
}

/// Returns the plainest no of the words and the answers, and of lines that the user counts as one.
fn clear_no(heard: &Heard, answers: &Answers, catalog: &Catalog) -> Option<ClearNo> {
    let answered = answers.clear_no(catalog).map(|strength| ClearNo { strength, quote: None });
    let counted = heard
        .suspects
        .iter()
        .filter(|suspect| suspect.kind == SuspectKind::No && is_counted(suspect, answers))
        .map(|suspect| ClearNo { strength: NoStrength::Direct, quote: Some(suspect.quote.clone()) });
    heard.clear_no.clone().into_iter().chain(answered).chain(counted).min_by_key(|no| no.strength)
}

fn safety(heard: &Heard, answers: &Answers, catalog: &Catalog) -> Vec<SafetySign> {
    let answered = answers.chosen(catalog).filter_map(|(_, _, answer)| answer.safety);
    let signs = answered.map(|kind| SafetySign { kind, role: Role::Alter, quote: None });
    let counted =
        heard.suspects.iter().filter(|suspect| is_counted(suspect, answers)).filter_map(|suspect| {
            let kind = match suspect.kind {
                SuspectKind::No => return None,
                SuspectKind::Danger => SafetyKind::Fear,
                SuspectKind::Minor => SafetyKind::UnderAge,
            };
            Some(SafetySign { kind, role: suspect.quote.line.speaker, quote: Some(suspect.quote.clone()) })
        });
    heard.safety.iter().cloned().chain(signs).chain(counted).collect()
}
