//! What to do now: chosen by rules of its own, not by the leading reason alone.

use crate::course::{Claim, Course};
use crate::dyad::Role;
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
        /// Messages of ego's wait for an answer.
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

/// Chooses what to do now.
#[must_use]
pub fn choose(
    course: &Course,
    measured: &Measured,
    silence: Option<&Silence>,
    settings: &GuidanceSettings,
) -> Guidance {
    let unanswered_turns = standing_turns(measured);
    let silent_days = silence.map_or(0.0, |silence| silence.hours / 24.0);
    let is_far = silence.is_some_and(|silence| {
        silence.usual.is_some_and(|usual| silence.hours >= settings.silence_multiple * usual)
    });
    let is_standing = unanswered_turns >= settings.unanswered_turns;
    let mut because = vec![match course.claim {
        Claim::TooLittle | Claim::TooRecent => BecauseId::TooLittle,
        Claim::CannotTell | Claim::SideUnclear => BecauseId::CannotTell,
        Claim::NoChange => BecauseId::NoChange,
        Claim::Recovered => BecauseId::BackToUsual,
        Claim::UpAndDown => BecauseId::UpAndDown,
        Claim::AlterStopped => BecauseId::Stopped,
        Claim::BothFell => BecauseId::BothFell,
        Claim::EgoFell => BecauseId::EgoFirst,
        Claim::AlterFell => BecauseId::AlterFellNoUnanswered,
    }];
    if is_standing {
        because.retain(|because| *because != BecauseId::AlterFellNoUnanswered);
        because.push(BecauseId::UnansweredStanding);
    }
    if is_far {
        because.push(BecauseId::SilenceFarBeyondUsual);
    }
    let track = if is_standing && silent_days >= settings.answer_days {
        TrackId::LetGo
    } else if is_standing || (is_far && course.claim.is_back_off()) {
        TrackId::Space
    } else if matches!(course.claim, Claim::NoChange | Claim::Recovered) {
        TrackId::NothingChanged
    } else {
        TrackId::Talk
    };
    let others = [TrackId::Talk, TrackId::Space, TrackId::LetGo]
        .into_iter()
        .filter(|other| *other != track && !(is_standing && *other == TrackId::Talk))
        .collect();
    Guidance { track, because, others, unanswered_turns }
}

/// Returns how many of ego's turns wait for an answer at the end of observation.
fn standing_turns(measured: &Measured) -> usize {
    match measured.waits.last() {
        Some(wait) if !wait.is_answered && wait.replier == Role::Alter => 1 + usize::from(wait.further_turns),
        _ => 0,
    }
}
