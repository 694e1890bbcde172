//! What must hold for every verdict, whatever was heard and answered: what the gate closes is not in it.

use std::sync::LazyLock;

use ebb::catalog::Catalog;
use ebb::dyad::Role;
use ebb::finding::{FindingId, Observed};
use ebb::gate::{
    GateCause, GateState, LinesSeen, MAX_ASKS, ReasonsWanted, SafetyAnswer, SafetyReply, Suspect, SuspectKind,
};
use ebb::guidance::TrackId;
use ebb::heard::{ClearNo, Heard, NoStrength, Quote, QuotedLine, QuotedText, SafetyKind, SafetySign};
use ebb::interview::{Answers, Reply, ended, next};
use ebb::judgement::{Judgement, judge};
use ebb::question::Place;
use ebb::reason::SeenIn;
use ebb::verdict::{LimitId, Timing, Verdict};
use ebb_synth::evaluate::dyad_of;
use ebb_synth::{Regime, Severity, SimulationSettings, simulate};
use proptest::prelude::*;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| ebb_content::catalog().expect("content"));

/// What timing shows, one for each kind of course.
static TIMED: LazyLock<Vec<Timing>> = LazyLock::new(|| {
    let settings = SimulationSettings { days: Some(60), ..SimulationSettings::DRAWN };
    Regime::ALL
        .iter()
        .map(|regime| dyad_of(&simulate(7, *regime, Severity::Large, &settings)).expect("two people write"))
        .map(|dyad| ebb::analyse(&dyad, None, &CATALOG))
        .collect()
});

fn quote(message: usize) -> Quote {
    let line = QuotedLine { speaker: Role::Alter, at: Some(0), text: QuotedText::new("an invented line") };
    Quote { line, message: Some(message), before: Vec::new(), after: Vec::new() }
}

fn some_heard() -> impl Strategy<Value = Heard> {
    let no = proptest::option::weighted(0.3, proptest::sample::select(NoStrength::ALL.to_vec()));
    let safety = proptest::sample::subsequence(SafetyKind::ALL.to_vec(), 0..2);
    let suspects = proptest::collection::vec(proptest::sample::select(SuspectKind::ALL.to_vec()), 0..8);
    let found = proptest::sample::subsequence(FindingId::ALL.to_vec(), 0..4);
    (no, safety, suspects, found, any::<bool>(), any::<bool>()).prop_map(
        |(no, safety, suspects, found, is_read, is_other)| Heard {
            findings: found.into_iter().map(|id| Observed::in_timing(id, Vec::new())).collect(),
            clear_no: no.map(|strength| ClearNo { strength, quote: Some(quote(1)) }),
            safety: safety
                .into_iter()
                .map(|kind| SafetySign { kind, role: Role::Alter, quote: Some(quote(2)) })
                .collect(),
            seen: if is_read { vec![SeenIn::Words] } else { Vec::new() },
            limits: if is_other { vec![LimitId::OtherLanguage] } else { Vec::new() },
            suspects: suspects
                .into_iter()
                .enumerate()
                .map(|(at, kind)| Suspect { kind, quote: quote(10 + at), score: 1.0 / (1.0 + at as f64) })
                .collect(),
            ..Heard::nothing()
        },
    )
}

fn some_answers() -> impl Strategy<Value = Answers> {
    let safety = proptest::option::of((
        proptest::sample::select(SafetyReply::ALL.to_vec()),
        proptest::sample::select(LinesSeen::ALL.to_vec()),
    ));
    let replies = proptest::collection::vec((0..CATALOG.questions.len(), 0_usize..4), 0..8);
    let counted = proptest::option::weighted(0.2, 10_usize..18);
    (safety, replies, counted).prop_map(|(safety, replies, counted)| {
        let answers = replies.into_iter().fold(Answers::none(), |answers, (question, at)| {
            let is_there = at < CATALOG.questions[question].answers.len();
            answers.with(question, if is_there { Reply::Chosen(at) } else { Reply::Unknown })
        });
        let answers = counted.map_or(answers.clone(), |line| answers.with_counted_line(line));
        safety.map_or(answers.clone(), |(reply, lines)| answers.with_safety(SafetyAnswer { reply, lines }))
    })
}

/// Checks one judgement against everything that a gate promises.
fn is_kept(judgement: &Judgement) -> Result<(), TestCaseError> {
    let gate = &judgement.gate;
    let ways: Vec<TrackId> =
        std::iter::once(judgement.guidance.track).chain(judgement.guidance.others.clone()).collect();
    prop_assert!(gate.asks().len() <= MAX_ASKS);
    prop_assert_eq!(gate.because().is_empty(), gate.state() == GateState::Open);
    prop_assert_eq!(gate.held().is_some(), gate.state() == GateState::Hold);
    match gate.state() {
        GateState::Open => prop_assert!(gate.asks().is_empty()),
        GateState::AskFirst => prop_assert!(!ways.contains(&TrackId::Talk), "{ways:?}"),
        GateState::Hold => {
            prop_assert!(judgement.question.is_none());
            prop_assert!(matches!(judgement.guidance.track, TrackId::LetGo | TrackId::GetHelp));
            prop_assert!(!ways.contains(&TrackId::Talk), "{ways:?}");
            prop_assert_eq!(judgement.guidance.look_again_days, None);
            prop_assert_eq!(judgement.ranking.is_some(), gate.are_reasons_asked_for());
            prop_assert!(judgement.ranking.is_some() || judgement.needs.iter().all(|need| !need.is_hard));
        }
    }
    let hard = [GateCause::NoDirect, GateCause::Danger, GateCause::Minor, GateCause::ContactAfterNo];
    if hard.iter().any(|cause| gate.has(*cause)) {
        prop_assert!(judgement.ranking.is_none() && !judgement.looks_for_reasons, "{:?}", gate.because());
    }
    let is_grave = judgement.clear_no.is_some() || !judgement.safety.is_empty();
    prop_assert!(!is_grave || gate.state() == GateState::Hold);
    let ranking = judgement.ranking.as_ref();
    if let Some(next) = next(&judgement.answers, gate, ranking, &CATALOG) {
        let place = CATALOG.questions[next.question].place;
        prop_assert!(gate.state() != GateState::Hold || place == Place::Safety);
    }
    let _ = ended(&judgement.answers, gate, ranking, &CATALOG);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_the_gate_closes_is_not_in_a_verdict(
        course in 0_usize..11,
        heard in some_heard(),
        answers in some_answers(),
        wanted in proptest::sample::select(ReasonsWanted::ALL.to_vec()),
    ) {
        let timed = &TIMED[course % TIMED.len()];
        let verdict = Verdict::of(Some(timed.clone()), &heard, &answers, wanted, &CATALOG);
        is_kept(&verdict.judgement)?;
        let of_chat = verdict.of_chat().expect("there is a chat");
        let clock = of_chat.silence.as_ref().and_then(|reading| reading.clock.as_ref());
        prop_assert!(clock.is_none() || verdict.judgement.gate.lets_chances());
        let had_clock = timed.silence.is_some() && verdict.judgement.gate.lets_chances();
        prop_assert_eq!(clock.is_some(), had_clock);
    }

    #[test]
    fn nor_in_a_judgement_of_an_account_alone(
        heard in some_heard(),
        answers in some_answers(),
        wanted in proptest::sample::select(ReasonsWanted::ALL.to_vec()),
    ) {
        is_kept(&judge(None, &heard, &answers, wanted, &CATALOG))?;
    }

    #[test]
    fn to_ask_for_reasons_opens_nothing_else(
        course in 0_usize..11,
        heard in some_heard(),
        answers in some_answers(),
    ) {
        let timed = &TIMED[course % TIMED.len()];
        let [closed, asked] = [ReasonsWanted::WhereOpen, ReasonsWanted::AfterSoftNo]
            .map(|wanted| Verdict::of(Some(timed.clone()), &heard, &answers, wanted, &CATALOG));
        prop_assert_eq!(closed.timing, asked.timing);
        prop_assert_eq!(closed.judgement.question, asked.judgement.question);
        prop_assert_eq!(closed.judgement.guidance.track, asked.judgement.guidance.track);
        prop_assert_eq!(closed.judgement.guidance.others, asked.judgement.guidance.others);
    }
}

#[test]
fn a_chat_that_nobody_read_tells_nobody_to_write_until_somebody_is_asked() {
    let talks = |answers: &Answers| {
        let of = |timed: &Timing| {
            let heard = Heard::nothing();
            let verdict =
                Verdict::of(Some(timed.clone()), &heard, answers, ReasonsWanted::WhereOpen, &CATALOG);
            verdict.judgement.guidance.track == TrackId::Talk
        };
        TIMED.iter().filter(|timed| of(timed)).count()
    };
    let says = |reply| Answers::none().with_safety(SafetyAnswer { reply, lines: LinesSeen::ForTheChat });
    assert_eq!(talks(&Answers::none()), 0);
    assert_eq!(talks(&says(SafetyReply::Unsure)), 0);
    assert_eq!(talks(&says(SafetyReply::OneOfThese)), 0);
    assert!(talks(&says(SafetyReply::Neither)) > 0);
}
