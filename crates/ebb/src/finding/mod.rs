//! Findings: discrete facts that reasons are weighed by.
//!
//! Code says what a finding means; `content/findings/` says how it reads, and the reasons' files what it weighs.
//! A fact that the input cannot show is not looked for, and weighs nothing.

mod content;
mod context;
mod rhythm;
mod volume;

use jiff::civil::Date;

use crate::course::Course;
use crate::dyad::Role;
use crate::export::Capabilities;
use crate::heard::Quote;
use crate::measure::Measured;
use crate::order::{OrderSettings, PursuitOrder};
use crate::reason::{SeenIn, Strength, named};
use crate::signal::{Observation, SignalChange, Stretch};
use crate::silence::Silence;

macro_rules! findings {
    ($($variant:ident = $id:literal, $doc:literal;)*) => {
        /// Facts that reasons are weighed by.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum FindingId {
            $(#[doc = $doc] $variant,)*
        }

        impl FindingId {
            /// Every finding, in the order of the documentation.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Returns the stable name used in content and JSON.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// Returns the finding of this name.
            #[must_use]
            pub fn from_id(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|finding| finding.id() == id)
            }
        }
    };
}

findings! {
    VolumeFell = "volume-fell", "Alter's messages a day fell by more than two fifths.";
    AbruptStep = "abrupt-step", "Alter's change set in within a few days.";
    SlowDrift = "slow-drift", "Alter's change set in over weeks.";
    InitiationsFellRepliesStay = "initiations-fell-replies-stay", "Alter opens fewer sessions and still replies.";
    EgoFellFirstOrEqually = "ego-fell-first-or-equally", "Ego's messages fell as much, or first.";
    UnansweredRose = "unanswered-rose", "More of ego's turns get no reply.";
    SessionLatencyRose = "session-latency-rose", "Replies to a new session take longer.";
    LatencyRoseWorkHoursOnly = "latency-rose-work-hours-only", "Replies take longer in work hours only.";
    LengthFell = "length-fell", "Alter's messages are shorter.";
    QuestionsFell = "questions-fell", "Alter asks less in each message.";
    WarmthKept = "warmth-kept", "Warm words stay while there are fewer messages.";
    WarmthFellFirst = "warmth-fell-first", "Warm words fell first.";
    PlansKept = "plans-kept", "Alter proposes and keeps plans.";
    CancelsWithAnotherTime = "cancels-with-another-time", "Alter cancels and offers another time.";
    CancelsWithoutAnotherTime = "cancels-without-another-time", "Alter cancels and offers no other time.";
    HotAndCold = "hot-and-cold", "Quiet spells with returns.";
    StepBackAfterCloseness = "step-back-after-closeness", "Distance follows closeness, repeatedly.";
    LateNightRose = "late-night-rose", "More of alter's messages come late at night.";
    SexualUpPlansDown = "sexual-up-plans-down", "More about sex, less about plans.";
    SaysBusyWithSpecifics = "says-busy-with-specifics", "Alter says what keeps them busy.";
    SaysVagueBusy = "says-vague-busy", "Alter says busy, without more.";
    SaysNotReady = "says-not-ready", "Alter says they are not ready.";
    SaysSpaceOrTooFast = "says-space-or-too-fast", "Alter asks for space or a slower pace.";
    SaysNoSparkOrFriends = "says-no-spark-or-friends", "Alter says there is no spark, or friends.";
    SaysSeeingSomeone = "says-seeing-someone", "Alter says they see someone.";
    ExMentionsRose = "ex-mentions-rose", "Alter speaks more of a past partner.";
    PursuitRoseBefore = "pursuit-rose-before", "Ego reached out more often before alter's change.";
    PursuitRoseAfter = "pursuit-rose-after", "Ego reached out more often only after alter's change.";
    ConflictBefore = "conflict-before", "A disagreement came shortly before.";
    MismatchTopics = "mismatch-topics", "Differences came up repeatedly.";
    AfterFirstMeeting = "after-first-meeting", "The change followed the first meeting.";
    AfterFirstSex = "after-first-sex", "The change followed the first sex.";
    AfterLabelTalk = "after-label-talk", "The change followed a talk about what this is.";
    StressWordsRose = "stress-words-rose", "Alter writes more about strain.";
    LowFromTheStart = "low-from-the-start", "Alter wrote little from the first day, without a change.";
    SilenceThenReturn = "silence-then-return", "A long silence, then alter wrote unprompted.";
    LongMessageAfterGap = "long-message-after-gap", "A long warm message after a gap.";
    ChannelShifted = "channel-shifted", "Calls or another app took over.";
    SilenceFarBeyondUsual = "silence-far-beyond-usual", "The present silence is far longer than alter's usual ones.";
}

named! {
    /// What a slot of a finding's sentence stands for; its name is that of the slot in content, without braces.
    Slot {
        /// The value before the change.
        Before = "before",
        /// The value since.
        Since = "since",
        /// A share.
        Share = "share",
        /// A number of things.
        Count = "count",
        /// A date.
        Date = "date",
        /// A number of days.
        Days = "days",
        /// A ratio, told in words.
        RatioWords = "ratio_words",
    }
}

/// A number with what it counts, to be worded by the report.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    /// A rate a day, or another plain number with one decimal.
    Decimal(f64),
    /// So many of so many.
    OutOf(f64, f64),
    /// A share between 0 and 1.
    Share(f64),
    /// Minutes.
    Minutes(f64),
    /// Hours.
    Hours(f64),
    /// Days.
    Days(f64),
    /// A number of things.
    Count(usize),
    /// A date.
    Date(Date),
    /// A ratio since over before.
    Ratio(f64),
}

/// A finding that was made, with its numbers and the words it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Observed {
    /// Which.
    pub id: FindingId,
    /// Where it was seen.
    pub seen_in: SeenIn,
    /// How strongly it counts.
    pub strength: Strength,
    /// Values of the slots of its sentence.
    pub amounts: Vec<(Slot, Amount)>,
    /// The lines it rests on; empty for timing, and where lines only count together.
    pub quotes: Vec<Quote>,
}

impl Observed {
    /// Returns a finding seen in the timing of messages.
    #[must_use]
    pub fn in_timing(id: FindingId, amounts: Vec<(Slot, Amount)>) -> Self {
        Self { id, seen_in: SeenIn::Timing, strength: Strength::Seen, amounts, quotes: Vec::new() }
    }
}

/// Numbers that findings depend on.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingSettings {
    /// Ratio of messages a day below which volume fell.
    pub volume_ratio: f64,
    /// Probability of a step from which it is called abrupt.
    pub abrupt: f64,
    /// Days over which a change sets in that is called slow, and the probability of that from which it is told.
    pub slow: (usize, f64),
    /// Ratio of sessions opened below which initiations fell.
    pub starts_ratio: f64,
    /// Largest ratio of reply times with which replies stay.
    pub replies_stay: f64,
    /// Rise of the share of unanswered turns from which it rose.
    pub unanswered_rise: f64,
    /// Ratio of reply times from which they rose.
    pub latency_ratio: f64,
    /// Fewest waits on each side of a change for comparing reply times.
    pub least_waits: usize,
    /// Ratio of words below which length fell.
    pub length_ratio: f64,
    /// Ratio of questions a message below which questions fell, and the fewest questions before.
    pub questions: (f64, f64),
    /// Work hours of a weekday, from and to.
    pub work_hours: (f64, f64),
    /// Late hours of a night, from and to.
    pub late_hours: (f64, f64),
    /// Rise of the late share from which it rose, and the greatest share before.
    pub late: (f64, f64),
    /// Fewest messages on each side of a change for comparing shares.
    pub least_messages: f64,
    /// Fewest returns that make a course hot and cold.
    pub returns: usize,
    /// Days over which an abrupt change sets in.
    pub abrupt_days: usize,
    /// Widest range in days of the day of an abrupt change.
    pub abrupt_range_days: usize,
    /// Calls a week that the earlier rate is taken as at least.
    pub calls_floor: f64,
    /// Alter's share of the messages up to which a chat was low from the start.
    pub low_share: f64,
    /// Days of silence that make a return notable.
    pub return_days: usize,
    /// Ratio of calls a week from which the channel shifted, and the fewest calls since.
    pub calls: (f64, f64),
    /// Multiple of alter's usual silence from which the present one is far beyond it.
    pub silence_multiple: f64,
    /// How much less than alter's ego's ratio of messages may fall to count as equal.
    pub equal_fall: f64,
}

/// What findings are read from.
pub(crate) struct Facts<'a> {
    pub(crate) measured: &'a Measured,
    pub(crate) course: &'a Course,
    pub(crate) onset: Option<&'a crate::change::Onset>,
    pub(crate) silence: Option<&'a Silence>,
    pub(crate) pursuit: Option<(&'a PursuitOrder, &'a OrderSettings)>,
    pub(crate) capabilities: Capabilities,
    pub(crate) level: f64,
    pub(crate) settings: &'a FindingSettings,
}

impl Facts<'_> {
    /// Returns the stretches before and since the change.
    pub(crate) fn stretches(&self) -> Option<(Stretch<'_>, Stretch<'_>)> {
        let day = self.course.onset.as_ref()?.day;
        let days = self.measured.daily.len();
        let stretch = |from, to| Stretch { measured: self.measured, from, to };
        Some((stretch(0, day), stretch(day, days)))
    }

    /// Returns one signal of one person.
    pub(crate) fn signal(&self, id: &str, role: Role) -> Option<&SignalChange> {
        self.course.signals.iter().find(|signal| signal.id == id && signal.role == role)
    }

    /// Returns the values of one signal of alter before and since.
    pub(crate) fn values(&self, id: &str) -> Option<(f64, f64)> {
        let signal = self.signal(id, Role::Alter)?;
        signal.before.value().zip(signal.since.value())
    }
}

/// Returns the amounts of a finding's sentence when it holds.
type Detector = fn(&Facts<'_>) -> Option<Vec<(Slot, Amount)>>;

/// Every finding that timing can show, with what finds it.
pub(crate) static TIMING: &[(FindingId, Detector)] = &[
    (FindingId::VolumeFell, volume::volume_fell),
    (FindingId::AbruptStep, rhythm::abrupt_step),
    (FindingId::SlowDrift, rhythm::slow_drift),
    (FindingId::InitiationsFellRepliesStay, volume::initiations_fell_replies_stay),
    (FindingId::EgoFellFirstOrEqually, volume::ego_fell_first_or_equally),
    (FindingId::UnansweredRose, volume::unanswered_rose),
    (FindingId::SessionLatencyRose, rhythm::session_latency_rose),
    (FindingId::LatencyRoseWorkHoursOnly, rhythm::latency_rose_work_hours_only),
    (FindingId::LengthFell, content::length_fell),
    (FindingId::QuestionsFell, content::questions_fell),
    (FindingId::HotAndCold, rhythm::hot_and_cold),
    (FindingId::LateNightRose, rhythm::late_night_rose),
    (FindingId::PursuitRoseBefore, context::pursuit_rose_before),
    (FindingId::PursuitRoseAfter, context::pursuit_rose_after),
    (FindingId::LowFromTheStart, volume::low_from_the_start),
    (FindingId::SilenceThenReturn, rhythm::silence_then_return),
    (FindingId::ChannelShifted, context::channel_shifted),
    (FindingId::SilenceFarBeyondUsual, rhythm::silence_far_beyond_usual),
];

/// Returns the findings that timing shows.
pub(crate) fn from_timing(facts: &Facts<'_>) -> Vec<Observed> {
    TIMING
        .iter()
        .filter_map(|(id, find)| find(facts).map(|amounts| Observed::in_timing(*id, amounts)))
        .collect()
}

/// Returns "so many of so many" of a share.
pub(crate) fn out_of(observation: Observation) -> Option<Amount> {
    match observation {
        Observation::Share { count, of, .. } => Some(Amount::OutOf(count, of)),
        Observation::Rate { .. } | Observation::Typical { .. } => None,
    }
}
