//! What to do now: chosen by rules of its own, not by the leading reason alone.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::catalog::Catalog;
use crate::course::{Claim, Course};
use crate::dyad::Role;
use crate::gate::{Gate, GateCause, GateState, Held};
use crate::heard::{NoStrength, SafetyKind, SafetySign};
use crate::interview::Answers;
use crate::measure::Measured;
use crate::need::{Importance, MarkedNeed};
use crate::question::Answerer;
use crate::reason::{Ranking, ReasonId, named};
use crate::silence::Silence;

named! {
    /// A way to go on. Letting go is always among the choices.
    TrackId {
        /// One honest message, then room.
        Talk = "talk",
        /// Give space.
        Space = "space",
        /// Let go, and do it well.
        LetGo = "let-go",
        /// Turn to people who can help.
        GetHelp = "get-help",
        /// Nothing changed.
        NothingChanged = "nothing-changed",
    }
}

named! {
    /// Why a track was chosen.
    BecauseId {
        /// No clear change.
        NoChange = "no-change",
        /// The evidence lies in the middle.
        CannotTell = "cannot-tell",
        /// Both write less.
        BothFell = "both-fell",
        /// Ego's side fell first or alone.
        EgoFirst = "ego-first",
        /// Alter writes less, and no message of ego's waits for an answer.
        AlterFellNoUnanswered = "alter-fell-no-unanswered",
        /// The chat is quieter, on whose side cannot be told.
        SideUnclear = "side-unclear",
        /// Alter wrote last.
        AlterWroteLast = "alter-wrote-last",
        /// One turn of ego's waits for an answer.
        OneStanding = "one-standing",
        /// Several turns of ego's wait for an answer.
        UnansweredStanding = "unanswered-standing",
        /// The present silence is far beyond the usual.
        SilenceFarBeyondUsual = "silence-far-beyond-usual",
        /// Alter stopped.
        Stopped = "stopped",
        /// Quiet spells with returns.
        UpAndDown = "up-and-down",
        /// Too little to go by.
        TooLittle = "too-little",
        /// It is back to the usual.
        BackToUsual = "back-to-usual",
        /// Alter said no.
        ClearNo = "clear-no",
        /// Alter said no for now.
        SoftNo = "soft-no",
        /// There is a sign that someone may need help.
        SafetySign = "safety-sign",
        /// Ego has asked, and had an answer.
        AskedAndAnswered = "asked-and-answered",
        /// Ego has asked, and had none.
        AskedNoAnswer = "asked-no-answer",
        /// Ego would like to step back.
        WantsToStepBack = "wants-to-step-back",
        /// What ego told makes this way the better one.
        FromYourAnswers = "from-your-answers",
        /// What ego will not do without makes this way the better one.
        FromYourNeeds = "from-your-needs",
        /// Nothing that ego told stands against asking.
        NothingAgainst = "nothing-against",
        /// It changed only days ago.
        OnlyDays = "only-days",
        /// Ego would like to ask.
        WantsToAsk = "wants-to-ask",
        /// Alter asked for room, or to go slower.
        AskedForRoom = "asked-for-room",
        /// Ego has felt afraid.
        Fear = "fear",
        /// Whether ego is afraid, or was told to stop, is not known.
        LeftOpen = "left-open",
        /// Ego went on writing after a no.
        ContactAfterNo = "contact-after-no",
        /// Ego was asked to stop or has been afraid, and did not say which.
        StopOrFear = "stop-or-fear",
    }
}

named! {
    /// Where a general counsel is told.
    CounselPlace {
        /// With the reasons.
        Why = "why",
        /// With the advice to talk.
        Talk = "talk",
        /// With what the user marked as needs.
        Needs = "needs",
        /// With the advice to give space.
        Space = "space",
        /// With the advice to let go.
        LetGo = "let-go",
    }
}

named! {
    /// What the user would like to do.
    AimId {
        /// Ask.
        Ask = "ask",
        /// Step back.
        StepBack = "step-back",
        /// Understand.
        Understand = "understand",
        /// Not known yet.
        Unsure = "unsure",
    }
}

named! {
    /// What matters to the user.
    MattersId {
        /// To know where one stands.
        Clarity = "clarity",
        /// To be at peace.
        Calm = "calm",
        /// To keep the door open.
        Bond = "bond",
    }
}

named! {
    /// Whether the user has asked alter already.
    AskedId {
        /// Asked, with an answer.
        Answered = "answered",
        /// Asked, without one.
        Unanswered = "unanswered",
        /// Not asked.
        NotAsked = "not-asked",
    }
}

named! {
    /// How long ago it changed, where that matters for what to do.
    AgeId {
        /// Days: too short to go by.
        Days = "days",
    }
}

named! {
    /// What alter asked for, where that decides what to do.
    RequestId {
        /// Room, or to go slower.
        Room = "room",
    }
}

/// What the user told about their own wishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wishes {
    /// What they would like to do.
    pub aim: Option<AimId>,
    /// What matters most to them.
    pub matters: Option<MattersId>,
    /// Whether they have asked.
    pub asked: Option<AskedId>,
    /// How long ago it changed, as they remember it.
    pub age: Option<AgeId>,
}

impl Wishes {
    /// Returns the wishes that the answers tell of.
    #[must_use]
    pub fn of(answers: &Answers, catalog: &Catalog) -> Self {
        answers.chosen(catalog).fold(Self::default(), |wishes, (_, _, answer)| Self {
            aim: answer.aim.or(wishes.aim),
            matters: answer.matters.or(wishes.matters),
            asked: answer.asked.or(wishes.asked),
            age: answer.age.or(wishes.age),
        })
    }
}

/// What a way to go on tends to bring in one respect, from -1 (harm) to 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// In which respect.
    pub matters: MattersId,
    /// Whatever the reason is.
    pub usual: f64,
    /// Under some reasons.
    pub when: Vec<(ReasonId, f64)>,
}

impl Value {
    fn under(&self, reason: ReasonId) -> f64 {
        self.when.iter().find(|(id, _)| *id == reason).map_or(self.usual, |(_, value)| *value)
    }
}

/// Numbers that guidance depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct GuidanceSettings {
    /// Ego's unanswered turns from which writing again is not advised.
    pub unanswered_turns: usize,
    /// Days of silence after which unanswered turns are taken as an answer.
    pub answer_days: f64,
    /// Multiple of the usual silence from which the present one is far beyond it.
    pub silence_multiple: f64,
    /// How many times as much what matters most to the user counts.
    pub matters_weight: f64,
    /// By how much a judged value may be off either way when the choice is tried again.
    pub value_doubt: f64,
    /// How many times it is tried again.
    pub tries: usize,
    /// Seed of these tries.
    pub seed: u64,
    /// What letting go gains, and waiting loses, for each must that a reason makes hard to meet.
    pub need_value: f64,
    /// Most musts that count so.
    pub most_needs: usize,
    /// Fewest and most days until one looks again.
    pub look_again_days: (f64, f64),
}

/// What to do now.
#[derive(Debug, Clone, PartialEq)]
pub struct Guidance {
    /// The way to go on.
    pub track: TrackId,
    /// Why.
    pub because: Vec<BecauseId>,
    /// The other ways that are as fine.
    pub others: Vec<TrackId>,
    /// Ego's turns since alter's last message.
    pub unanswered_turns: usize,
    /// Share of the tries with other values in which the same way comes out best; `None` where a rule chose it.
    pub holds: Option<f64>,
    /// Days after which to look again, once; `None` where waiting is not advised.
    pub look_again_days: Option<u16>,
}

impl Guidance {
    /// Returns who may be turned to with a question: the other person only where writing to them is what is advised.
    #[must_use]
    pub fn answerers(&self) -> &'static [Answerer] {
        if self.track == TrackId::Talk { &[Answerer::Alter, Answerer::Ego] } else { &[Answerer::Ego] }
    }
}

/// What guidance is chosen by.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// What may be claimed about a change; `None` without a chat.
    pub course: Option<&'a Course>,
    /// The silence clock.
    pub silence: Option<&'a Silence>,
    /// Ego's turns since alter's last message.
    pub unanswered_turns: usize,
    /// What may be said at all.
    pub gate: &'a Gate,
    /// Signs that someone may need help.
    pub safety: &'a [SafetySign],
    /// What the user told about their own wishes.
    pub wishes: Wishes,
    /// What the user marked as needs.
    pub needs: &'a [MarkedNeed],
    /// The reasons, where they are looked for.
    pub ranking: Option<&'a Ranking>,
    /// What alter asked for in so many words, if anything.
    pub request: Option<RequestId>,
}

/// Chooses what to do now: safety first, then a no, then what stands unanswered, then what the user has asked and
/// wishes, then the course. Values decide only between ways that no rule has closed.
#[must_use]
pub fn choose(standing: &Standing<'_>, catalog: &Catalog) -> Guidance {
    let settings = &catalog.settings.guidance;
    let by_rule = |track: TrackId, because: BecauseId, others: Vec<TrackId>| Guidance {
        track,
        because: vec![because],
        others,
        unanswered_turns: standing.unanswered_turns,
        holds: None,
        look_again_days: None,
    };
    if standing.gate.state() == GateState::Hold {
        let (track, because, others) = held(standing.gate, standing.safety);
        return by_rule(track, because, others);
    }
    let first = match standing.course {
        Some(course) => by_timing(course, standing, settings),
        None if standing.wishes.age == Some(AgeId::Days) && standing.wishes.aim != Some(AimId::Ask) => {
            by_rule(TrackId::Space, BecauseId::OnlyDays, vec![TrackId::Talk, TrackId::LetGo])
        }
        None => {
            let because = match standing.ranking {
                Some(_) => BecauseId::NothingAgainst,
                None => BecauseId::TooLittle,
            };
            by_rule(TrackId::Talk, because, vec![TrackId::Space, TrackId::LetGo])
        }
    };
    let chosen = if first.track == TrackId::Talk { by_wishes(first, standing, catalog) } else { first };
    let chosen = if standing.request == Some(RequestId::Room) { with_room(chosen) } else { chosen };
    let chosen = if standing.gate.lets_writing() { chosen } else { without_talk(chosen) };
    let look_again_days = (chosen.track == TrackId::Space).then(|| look_again(standing.silence, settings));
    Guidance { look_again_days, ..chosen }
}

/// Returns the way to go on where the gate holds, why, and what stands beside it.
fn held(gate: &Gate, safety: &[SafetySign]) -> (TrackId, BecauseId, Vec<TrackId>) {
    let because = match gate.held() {
        Some(Held::Danger) if safety.iter().any(|sign| sign.kind == SafetyKind::Fear) => BecauseId::Fear,
        Some(Held::Danger | Held::Minor) => BecauseId::SafetySign,
        Some(Held::OneOfThese) => BecauseId::StopOrFear,
        Some(Held::No(_)) if gate.has(GateCause::ContactAfterNo) => BecauseId::ContactAfterNo,
        Some(Held::No(NoStrength::Direct)) => BecauseId::ClearNo,
        Some(Held::No(NoStrength::Soft)) | None => BecauseId::SoftNo,
    };
    if gate.is_about_safety() {
        (TrackId::GetHelp, because, vec![TrackId::LetGo])
    } else {
        (TrackId::LetGo, because, Vec::new())
    }
}

/// Turns from talking where alter has asked for room: they have said what they need for now.
fn with_room(chosen: Guidance) -> Guidance {
    match chosen.track {
        TrackId::Talk => Guidance {
            track: TrackId::Space,
            because: vec![BecauseId::AskedForRoom],
            others: vec![TrackId::LetGo],
            holds: None,
            ..chosen
        },
        TrackId::Space | TrackId::LetGo | TrackId::GetHelp | TrackId::NothingChanged => chosen,
    }
}

/// Turns from talking where it is not known whether the user is afraid, or was told to stop.
fn without_talk(chosen: Guidance) -> Guidance {
    let others: Vec<TrackId> = chosen.others.iter().copied().filter(|way| *way != TrackId::Talk).collect();
    match chosen.track {
        TrackId::Talk => Guidance {
            track: TrackId::Space,
            because: vec![BecauseId::LeftOpen],
            others: others.into_iter().filter(|way| *way != TrackId::Space).collect(),
            holds: None,
            ..chosen
        },
        TrackId::Space | TrackId::LetGo | TrackId::GetHelp | TrackId::NothingChanged => {
            let because = std::iter::once(BecauseId::LeftOpen).chain(chosen.because).collect();
            Guidance { because, others, ..chosen }
        }
    }
}

/// Turns from talking where the user has asked already, or where their wishes weigh more for another way.
fn by_wishes(first: Guidance, standing: &Standing<'_>, catalog: &Catalog) -> Guidance {
    let Wishes { aim, matters, asked, .. } = standing.wishes;
    let instead = |track: TrackId, because: BecauseId, others: &[TrackId]| Guidance {
        track,
        because: vec![because],
        others: others.to_vec(),
        ..first.clone()
    };
    match (asked, aim) {
        (Some(AskedId::Unanswered), _) => {
            return instead(TrackId::Space, BecauseId::AskedNoAnswer, &[TrackId::LetGo]);
        }
        (_, Some(AimId::StepBack)) => {
            return instead(TrackId::Space, BecauseId::WantsToStepBack, &[TrackId::Talk, TrackId::LetGo]);
        }
        (Some(AskedId::Answered | AskedId::NotAsked) | None, _) => {}
    }
    let open: &[TrackId] = match asked {
        Some(AskedId::Answered) => &[TrackId::Space, TrackId::LetGo],
        Some(AskedId::Unanswered | AskedId::NotAsked) | None => {
            &[TrackId::Talk, TrackId::Space, TrackId::LetGo]
        }
    };
    let wishes_to_ask =
        |guidance: Guidance| match (aim, guidance.track, guidance.because.contains(&BecauseId::WantsToAsk)) {
            (Some(AimId::Ask), TrackId::Talk, false) => {
                let because = guidance.because.iter().copied().chain([BecauseId::WantsToAsk]).collect();
                Guidance { because, ..guidance }
            }
            _ => guidance,
        };
    let has_must = standing.needs.iter().any(|marked| marked.importance == Importance::Must);
    let Some(ranking) = standing.ranking.filter(|_| matters.is_some() || asked.is_some() || has_must) else {
        return wishes_to_ask(first);
    };
    let (track, holds) = best_by_value(open, ranking, (matters, standing.needs), catalog);
    let (without_needs, _) = best_by_value(open, ranking, (matters, &[]), catalog);
    let because = match (asked, track == first.track) {
        (_, true) => first.because.clone(),
        _ if track != without_needs => vec![BecauseId::FromYourNeeds],
        (Some(AskedId::Answered), false) => vec![BecauseId::AskedAndAnswered],
        (Some(AskedId::Unanswered | AskedId::NotAsked) | None, false) => vec![BecauseId::FromYourAnswers],
    };
    let others = open.iter().copied().filter(|other| *other != track).collect();
    wishes_to_ask(Guidance { track, because, others, holds: Some(holds), ..first })
}

/// Returns the way of the greatest expected value, and the share of tries with other values in which it stays so.
fn best_by_value(
    open: &[TrackId],
    ranking: &Ranking,
    (matters, needs): (Option<MattersId>, &[MarkedNeed]),
    catalog: &Catalog,
) -> (TrackId, f64) {
    let settings = &catalog.settings.guidance;
    let hard = |reason: ReasonId| {
        let musts = needs.iter().filter(|marked| marked.importance == Importance::Must);
        let hard = musts.filter_map(|marked| catalog.needs.get(marked.need));
        let count = hard.filter(|need| need.hard_with.contains(&reason)).count();
        settings.need_value * count.min(settings.most_needs) as f64
    };
    let weight = |of: MattersId| if Some(of) == matters { settings.matters_weight } else { 1.0 };
    let cells: Vec<Vec<f64>> = open
        .iter()
        .map(|track| {
            let values = catalog.track(*track).map_or(&[][..], |track| &track.values[..]);
            let worth = |reason: ReasonId| {
                let told: f64 = values.iter().map(|value| weight(value.matters) * value.under(reason)).sum();
                match track {
                    TrackId::LetGo => told + hard(reason),
                    TrackId::Space => told - hard(reason),
                    TrackId::Talk | TrackId::GetHelp | TrackId::NothingChanged => told,
                }
            };
            ReasonId::ALL.iter().map(|reason| worth(*reason)).collect()
        })
        .collect();
    // In an order of its own, so that the tries do not hang on which of two equal reasons stands first.
    let probabilities: Vec<f64> =
        ReasonId::ALL.iter().map(|id| ranking.reason(*id).map_or(0.0, |reason| reason.probability)).collect();
    let best = |cells: &[Vec<f64>]| {
        let expected = expected_values(&probabilities, cells);
        (0..expected.len()).max_by(|a, b| expected[*a].total_cmp(&expected[*b]).then(b.cmp(a))).unwrap_or(0)
    };
    let chosen = best(&cells);
    let mut random = ChaCha8Rng::seed_from_u64(settings.seed);
    let mut same = 0_usize;
    for _ in 0..settings.tries {
        let mut other = cells.clone();
        for cell in other.iter_mut().flatten() {
            *cell += settings.value_doubt * (2.0 * random.random::<f64>() - 1.0);
        }
        same += usize::from(best(&other) == chosen);
    }
    (open[chosen], same as f64 / settings.tries.max(1) as f64)
}

/// Returns the expected value of each way: a row of `values` for each way, a column for each hypothesis.
#[must_use]
pub fn expected_values(probabilities: &[f64], values: &[Vec<f64>]) -> Vec<f64> {
    values.iter().map(|row| row.iter().zip(probabilities).map(|(value, p)| value * p).sum()).collect()
}

/// Returns after how many days to look again: as long as a long silence of alter's own, within bounds.
#[must_use]
pub fn look_again(silence: Option<&Silence>, settings: &GuidanceSettings) -> u16 {
    let (least, most) = settings.look_again_days;
    let usual = silence
        .and_then(|silence| silence.usual)
        .map_or(most, |hours| settings.silence_multiple * hours / 24.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two small bounds")]
    let days = usual.clamp(least, most).ceil() as u16;
    days
}

fn by_timing(course: &Course, standing: &Standing<'_>, settings: &GuidanceSettings) -> Guidance {
    let Standing { silence, unanswered_turns, .. } = *standing;
    let silent_days = silence.map_or(0.0, |silence| silence.hours / 24.0);
    // A silence that ego has not answered is not alter's.
    let is_alters = course.last_word == Role::Ego;
    let is_far = is_alters
        && silence.is_some_and(|silence| {
            silence.usual.is_some_and(|usual| silence.hours >= settings.silence_multiple * usual)
        });
    let is_standing = unanswered_turns >= settings.unanswered_turns;
    let track = if is_standing && silent_days >= settings.answer_days {
        TrackId::LetGo
    } else if is_standing || (is_far && course.claim.is_back_off()) {
        TrackId::Space
    } else if matches!(course.claim, Claim::NoChange | Claim::Recovered) {
        TrackId::NothingChanged
    } else {
        TrackId::Talk
    };
    let holds_back = matches!(track, TrackId::Space | TrackId::LetGo);
    let of_claim = match course.claim {
        Claim::TooLittle | Claim::TooRecent => Some(BecauseId::TooLittle),
        Claim::SideUnclear | Claim::EgoFell if !is_alters => Some(BecauseId::AlterWroteLast),
        Claim::SideUnclear => (!holds_back).then_some(BecauseId::SideUnclear),
        Claim::CannotTell => (!holds_back).then_some(BecauseId::CannotTell),
        Claim::NoChange => Some(BecauseId::NoChange),
        Claim::Recovered => Some(BecauseId::BackToUsual),
        Claim::UpAndDown => (!holds_back).then_some(BecauseId::UpAndDown),
        Claim::AlterStopped => Some(BecauseId::Stopped),
        Claim::BothFell => (!holds_back).then_some(BecauseId::BothFell),
        Claim::EgoFell => Some(BecauseId::EgoFirst),
        Claim::AlterFell => (unanswered_turns == 0).then_some(BecauseId::AlterFellNoUnanswered),
    };
    let of_turns = match unanswered_turns {
        0 => None,
        _ if is_standing => Some(BecauseId::UnansweredStanding),
        _ => Some(BecauseId::OneStanding),
    };
    let of_silence = (is_far && holds_back).then_some(BecauseId::SilenceFarBeyondUsual);
    let because = [of_claim, of_turns, of_silence].into_iter().flatten().collect();
    let others = [TrackId::Talk, TrackId::Space, TrackId::LetGo]
        .into_iter()
        .filter(|other| *other != track && !(is_standing && *other == TrackId::Talk))
        .collect();
    Guidance { track, because, others, unanswered_turns, holds: None, look_again_days: None }
}

/// Returns how many of ego's turns wait for an answer at the end of observation.
pub(crate) fn standing_turns(measured: &Measured) -> usize {
    match measured.waits.last() {
        Some(wait) if !wait.is_answered && wait.replier == Role::Alter => 1 + usize::from(wait.further_turns),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{close, golden, list};

    #[test]
    fn expected_values_are_the_reference() {
        let case = golden("exclusive_eig_eu");
        let rows = case["utilities"].as_array().expect("rows");
        let values: Vec<Vec<f64>> = rows
            .iter()
            .map(|row| row.as_array().expect("a row").iter().map(|v| v.as_f64().expect("a number")).collect())
            .collect();
        let mine = expected_values(&list(&case, "posterior"), &values);
        for (mine, reference) in mine.iter().zip(list(&case, "expected_utility")) {
            close(*mine, reference, 1e-8);
        }
    }
}
