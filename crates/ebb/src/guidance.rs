//! What to do now: chosen by rules of its own, not by the leading reason alone.

use crate::course::{Claim, Course};
use crate::dyad::Role;
use crate::heard::{NoStrength, SafetyKind, SafetySign};
use crate::measure::Measured;
use crate::question::Answerer;
use crate::reason::named;
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
}

/// What to do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guidance {
    /// The way to go on.
    pub track: TrackId,
    /// Why.
    pub because: Vec<BecauseId>,
    /// The other ways that are as fine.
    pub others: Vec<TrackId>,
    /// Ego's turns since alter's last message.
    pub unanswered_turns: usize,
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
    /// How plainly alter said no, if so.
    pub clear_no: Option<NoStrength>,
    /// Signs that someone may need help.
    pub safety: &'a [SafetySign],
}

/// Chooses what to do now: safety first, then a no, then what stands unanswered, then the course.
#[must_use]
pub fn choose(standing: &Standing<'_>, settings: &GuidanceSettings) -> Guidance {
    let unanswered_turns = standing.unanswered_turns;
    // A single young person is no danger by itself: the page shows the lines for it, and no track is forced.
    if standing.safety.iter().any(|sign| sign.kind != SafetyKind::UnderAge) {
        return Guidance {
            track: TrackId::GetHelp,
            because: vec![BecauseId::SafetySign],
            others: vec![TrackId::LetGo],
            unanswered_turns,
        };
    }
    if let Some(no) = standing.clear_no {
        let because = match no {
            NoStrength::Direct => BecauseId::ClearNo,
            NoStrength::Soft => BecauseId::SoftNo,
        };
        return Guidance {
            track: TrackId::LetGo,
            because: vec![because],
            others: Vec::new(),
            unanswered_turns,
        };
    }
    let Some(course) = standing.course else {
        let others = vec![TrackId::Space, TrackId::LetGo];
        return Guidance {
            track: TrackId::Talk,
            because: vec![BecauseId::TooLittle],
            others,
            unanswered_turns,
        };
    };
    by_timing(course, standing, settings)
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
    Guidance { track, because, others, unanswered_turns }
}

/// Returns how many of ego's turns wait for an answer at the end of observation.
pub(crate) fn standing_turns(measured: &Measured) -> usize {
    match measured.waits.last() {
        Some(wait) if !wait.is_answered && wait.replier == Role::Alter => 1 + usize::from(wait.further_turns),
        _ => 0,
    }
}
