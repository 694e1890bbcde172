//! The verdict: everything that may be told of one case, complete when made.

use std::ops::Deref;

use jiff::civil::Date;

use crate::catalog::Catalog;
use crate::course::{Claim, Course, CourseSettings};
use crate::dyad::{ByRole, Dyad, LocalSecond, Role};
use crate::export::{Carried, MissingCause, Resolution};
use crate::figure::Figures;
use crate::finding::Observed;
use crate::gate::ReasonsWanted;
use crate::heard::Heard;
use crate::history::Period;
use crate::interest::Interest;
use crate::interview::Answers;
use crate::judgement::{Judgement, Timed, judge};
use crate::lookalike::Lookalike;
use crate::measure::Measured;
use crate::order::{MovedFirst, PursuitOrder};
use crate::reason::{SeenIn, named};
use crate::silence::Silence;

named! {
    /// What a result cannot tell.
    LimitId {
        /// One person's view.
        OnePersonView = "one-person-view",
        /// The words were not read.
        OnlyTimingRead = "only-timing-read",
        /// The file has no calls.
        NoCallsInFile = "no-calls-in-file",
        /// The file tells minutes only.
        MinuteResolution = "minute-resolution",
        /// The file names no zone.
        NoZone = "no-zone",
        /// The file may not reach back to the beginning.
        FileMayBeCut = "file-may-be-cut",
        /// The last message was taken as now.
        NowIsLastMessage = "now-is-last-message",
        /// Few messages.
        FewMessages = "few-messages",
        /// Few days since the change.
        ShortAfter = "short-after",
        /// Few days before the change.
        ShortBefore = "short-before",
        /// One of the two wrote little.
        OneSideThin = "one-side-thin",
        /// The first days of a chat are often busier.
        EarlyDays = "early-days",
        /// No study links timing to reasons.
        NoLabelledCases = "no-labelled-cases",
        /// Alter's messages may be missing from the file.
        OneSidedStretch = "one-sided-stretch",
        /// Both may write elsewhere.
        MovedElsewhere = "moved-elsewhere",
        /// Messages may disappear after some days.
        MessagesDisappear = "messages-disappear",
        /// Many months are without a message.
        HoleOfMonths = "hole-of-months",
        /// A stretch may be missing.
        HoleInFile = "hole-in-file",
        /// The change came where another file takes over.
        OtherFileSince = "other-file-since",
        /// The files share no message.
        FilesShareNothing = "files-share-nothing",
        /// Calls may have taken over.
        CallsInstead = "calls-instead",
        /// The file holds as many messages as an app gives out.
        FileReachedCap = "file-reached-cap",
        /// What is sent vanishes in this app.
        MostVanishes = "most-vanishes",
        /// What came after a move to encryption is in another download.
        MovedToEncrypted = "moved-to-encrypted",
        /// Alter's hours of the day moved.
        ClockMoved = "clock-moved",
        /// The change began when many are away.
        HolidaySeason = "holiday-season",
        /// Alter writes on some weekdays only.
        WeeklyRhythm = "weekly-rhythm",
        /// Only the user's own answers or words were there.
        OwnAccountAlone = "own-account-alone",
        /// How often such an answer names the real reason is not known.
        NoKnownCases = "no-known-cases",
        /// Meetings and other apps are not seen.
        NotWhoButChat = "not-who-but-chat",
        /// The user left something out that ebb had counted.
        LeftOut = "left-out",
        /// Words were read by rules, which miss hints and jokes.
        WordsReadByRules = "words-read-by-rules",
        /// Much of the chat is in a language that is not read.
        OtherLanguage = "other-language",
    }
}

/// What was read.
#[derive(Debug, Clone, PartialEq)]
pub struct InputSummary {
    /// Formats of the files.
    pub formats: Vec<&'static str>,
    /// Messages of each person.
    pub messages: ByRole<usize>,
    /// Names of both people.
    pub names: ByRole<String>,
    /// Date of the first message.
    pub from: Date,
    /// Date of the last message.
    pub to: Date,
    /// Number of days from the first to the last, both counted.
    pub days: usize,
}

/// Messages of one week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Week {
    /// Its first day.
    pub from: Date,
    /// Its days in the chat, 7 but for the last.
    pub days: usize,
    /// Messages of each person.
    pub messages: ByRole<usize>,
    /// Index of its first day.
    pub first_day: usize,
}

/// The time at which alter last wrote and how long ago that was.
#[derive(Debug, Clone, PartialEq)]
pub struct SilenceReading {
    /// Local second of alter's last message.
    pub since: LocalSecond,
    /// Hours since then.
    pub hours: f64,
    /// What the clock says of it; `None` where the gate holds, so that nobody counts the days until a message.
    pub clock: Option<Silence>,
}

/// What the timing of one chat shows, whatever else is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Timing {
    /// What was read.
    pub input: InputSummary,
    /// Whether there is enough for an answer.
    pub is_enough: bool,
    /// Up to when the two were observed.
    pub observed: ObservedUntil,
    /// What may be claimed about a change.
    pub course: Course,
    /// Interest before the change, or in the whole chat.
    pub interest: Interest,
    /// Who fell first, where both may have.
    pub moved_first: Option<MovedFirst>,
    /// When ego's reaching out rose against alter's fall, where there is one.
    pub pursuit: Option<PursuitOrder>,
    /// Periods of the chat, in order.
    pub history: Vec<Period>,
    /// The silence clock.
    pub silence: Option<SilenceReading>,
    /// Findings that timing shows.
    pub findings: Vec<Observed>,
    /// Ego's turns since alter's last message.
    pub unanswered_turns: usize,
    /// The day up to which the two were observed.
    pub today: Date,
    /// What looks like a withdrawal here and need not be one; each is among the limits too.
    pub lookalikes: Vec<Lookalike>,
    /// What timing cannot tell.
    pub limits: Vec<LimitId>,
    /// Messages week by week.
    pub weeks: Vec<Week>,
    /// What charts draw besides.
    pub figures: Figures,
}

/// Up to when two people were observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ObservedUntil {
    /// The local second.
    pub second: LocalSecond,
    /// Whether that was said, or is the last message.
    pub taken: NowTaken,
}

named! {
    /// What "now" was taken to be.
    NowTaken {
        /// Somebody said what time it is.
        Given = "given",
        /// The last message.
        LastMessage = "last-message",
    }
}

/// Everything that may be told of one case. What the gate closes is not in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// What the timing of the chat shows; `None` where there is no chat. Where the gate holds, its silence clock is silent.
    pub timing: Option<Timing>,
    /// What is made of everything that is known.
    pub judgement: Judgement,
    /// What this result cannot tell; empty without a chat.
    pub limits: Vec<LimitId>,
}

/// A verdict of which a chat is part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChatVerdict<'a> {
    /// What the timing shows.
    pub timing: &'a Timing,
    /// What is made of everything that is known.
    pub judgement: &'a Judgement,
    /// What this result cannot tell.
    pub limits: &'a [LimitId],
}

/// What is told of a chat is mostly told of its timing.
impl Deref for ChatVerdict<'_> {
    type Target = Timing;

    fn deref(&self) -> &Timing {
        self.timing
    }
}

impl Verdict {
    /// Weighs everything that is known of one case, once: with a chat or without one.
    #[must_use]
    pub fn of(
        timing: Option<Timing>,
        heard: &Heard,
        answers: &Answers,
        wanted: ReasonsWanted,
        catalog: &Catalog,
    ) -> Self {
        let timed = timing.as_ref().map(|timing| Timed {
            course: &timing.course,
            findings: &timing.findings,
            silence: timing.silence.as_ref().and_then(|reading| reading.clock.as_ref()),
            unanswered_turns: timing.unanswered_turns,
            today: timing.today,
            formats: &timing.input.formats,
        });
        let judgement = judge(timed, heard, answers, wanted, catalog);
        let are_words_read = heard.seen.contains(&SeenIn::Words);
        let holds = |limit: &LimitId| !(are_words_read && *limit == LimitId::OnlyTimingRead);
        let of_timing = timing.iter().flat_map(|timing| timing.limits.iter().copied().filter(holds));
        let of_words = heard.limits.iter().copied().filter(|_| timing.is_some());
        let limits = of_timing.chain(of_words).collect();
        let are_chances_told = judgement.gate.lets_chances();
        let timing = timing.map(|timing| Timing {
            silence: timing.silence.map(|reading| SilenceReading {
                clock: reading.clock.filter(|_| are_chances_told),
                ..reading
            }),
            ..timing
        });
        Self { timing, judgement, limits }
    }

    /// Returns this verdict as one of a chat; `None` where there is no chat.
    #[must_use]
    pub fn of_chat(&self) -> Option<ChatVerdict<'_>> {
        let Self { timing, judgement, limits } = self;
        timing.as_ref().map(|timing| ChatVerdict { timing, judgement, limits })
    }
}

/// Summarises what was read.
pub(crate) fn summarise(dyad: &Dyad, measured: &Measured) -> InputSummary {
    let messages = dyad.messages();
    let date = |at: Option<&crate::dyad::Message>| at.map_or(Date::ZERO, |m| Dyad::civil(m.local).date());
    let (from, to) = (date(messages.first()), date(messages.last()));
    let days = from.until(to).map_or(0, |span| span.get_days()) + 1;
    let mut formats: Vec<&'static str> = dyad.formats().to_vec();
    formats.sort_unstable();
    formats.dedup();
    InputSummary {
        formats,
        messages: ByRole::from_fn(|role| measured.stream.count(role)),
        names: ByRole::from_fn(|role| dyad.name(role).to_owned()),
        from,
        to,
        days: usize::try_from(days).unwrap_or(0),
    }
}

/// Counts messages week by week from the first day on.
pub(crate) fn weeks(measured: &Measured) -> Vec<Week> {
    let days = measured.daily.len();
    (0..days)
        .step_by(7)
        .map(|first_day| {
            let to = (first_day + 7).min(days);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole count")]
            let count = |role: Role| measured.daily.sum(role, first_day, to).messages as usize;
            Week {
                from: measured.stream.date(first_day),
                days: to - first_day,
                messages: ByRole::from_fn(count),
                first_day,
            }
        })
        .collect()
}

/// Numbers that limits depend on.
pub(crate) struct LimitInputs<'a> {
    pub(crate) dyad: &'a Dyad,
    pub(crate) measured: &'a Measured,
    pub(crate) course: &'a Course,
    pub(crate) is_now_given: bool,
    pub(crate) lookalikes: &'a [Lookalike],
    pub(crate) settings: &'a CourseSettings,
}

/// Returns what this result cannot tell.
pub(crate) fn limits(inputs: &LimitInputs<'_>) -> Vec<LimitId> {
    let LimitInputs { dyad, measured, course, .. } = inputs;
    let capabilities = dyad.capabilities();
    let (alter, ego) = (measured.stream.count(Role::Alter), measured.stream.count(Role::Ego));
    let days = measured.daily.len();
    let onset = course.onset.as_ref().map(|onset| onset.day);
    let settings = inputs.settings;
    let is_short = |span: usize| span < settings.few * settings.least_days_since;
    let rules = [
        (LimitId::OnlyTimingRead, true),
        (LimitId::NotWhoButChat, true),
        (LimitId::OnePersonView, true),
        (LimitId::NoLabelledCases, course.claim.is_back_off()),
        (LimitId::NowIsLastMessage, !inputs.is_now_given),
        (
            LimitId::FewMessages,
            alter + ego < settings.few * settings.least_messages && course.claim != Claim::TooLittle,
        ),
        (LimitId::OneSideThin, settings.thin * alter.min(ego) < alter.max(ego)),
        (LimitId::ShortAfter, onset.is_some_and(|day| is_short(days - day))),
        (LimitId::ShortBefore, onset.is_some_and(is_short)),
        (LimitId::EarlyDays, course.is_early),
        (LimitId::FileMayBeCut, capabilities.whole_history != Carried::Yes),
        (LimitId::MostVanishes, capabilities.lasting == Carried::No),
        (
            LimitId::MovedToEncrypted,
            dyad.lacking().iter().any(|stretch| stretch.cause == MissingCause::MovedToEncrypted),
        ),
        (
            LimitId::MessagesDisappear,
            dyad.lacking().iter().any(|stretch| stretch.cause == MissingCause::Disappearing)
                && inputs.lookalikes.iter().all(|lookalike| lookalike.id != LimitId::MessagesDisappear),
        ),
        (LimitId::NoCallsInFile, capabilities.calls == Carried::No),
        (LimitId::MinuteResolution, dyad.resolution() == Resolution::Minute),
        (LimitId::NoZone, dyad.zone().is_none()),
    ];
    let seen = inputs.lookalikes.iter().map(|lookalike| lookalike.id);
    seen.chain(rules.into_iter().filter(|(_, holds)| *holds).map(|(limit, _)| limit)).collect()
}
