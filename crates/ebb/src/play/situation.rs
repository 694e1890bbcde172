//! What situation somebody is in: read from the timing of a chat if there is one, from what was heard, and from answers.

use jiff::civil::Date;

use super::axes::{
    Against, Aim, Asked, Axis, Before, Coarse, Count, Distance, Door, Ego, Frame, Hours, LabelTalk, Manner,
    Matters, Occasion, Part, Plan, Point, Promises, Returns, Seen, Shared, Since, Turn, Warmth, Weight,
};
use super::{Play, Slot};
use crate::answers_to::returns::{self, Returns as ReturnChance};
use crate::catalog::{Catalog, dots_of};
use crate::course::{Claim, Course};
use crate::dyad::{Dyad, Role};
use crate::finding::FindingId;
use crate::gate::{GateCause, GateState};
use crate::heard::{Heard, QuotedText};
use crate::interview::Answers;
use crate::judgement::Timed;
use crate::stage::Stage;
use crate::statement::{Learnt, Statement, StatementKind};

/// What one answer says of a situation, as reviewed content.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Index of the question.
    pub question: usize,
    /// Index of the answer.
    pub answer: usize,
    /// The values that it tells, each by its axis and place.
    pub sets: Vec<(Axis, u8)>,
    /// The stage that the others must have told at least, for this one to count.
    pub from: Option<Stage>,
    /// How many days alter has not written, where it tells that.
    pub silent_days: Option<f64>,
}

/// The value of a fact, to be put into a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// A length of time, in days.
    Days(f64),
    /// A day.
    Day(Date),
    /// A weekday, as the day on which it next is.
    Weekday(Date),
    /// Messages a day.
    PerDay(f64),
    /// So many of twenty.
    OfTwenty(u8),
    /// A count.
    Count(usize),
    /// Somebody's words.
    Quote(QuotedText),
}

/// Facts of a situation that texts can name, each with its slot.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Known(Vec<(Slot, Fact)>);

impl Known {
    /// Returns what fills a slot, where it is known.
    #[must_use]
    pub fn fact(&self, slot: Slot) -> Option<&Fact> {
        self.0.iter().find(|(known, _)| *known == slot).map(|(_, fact)| fact)
    }

    /// Returns whether what fills a slot is known.
    #[must_use]
    pub fn has(&self, slot: Slot) -> bool {
        self.fact(slot).is_some()
    }

    /// Returns today, where a chat tells it.
    #[must_use]
    pub fn today(&self) -> Option<Date> {
        match self.fact(Slot::Weekday) {
            Some(Fact::Weekday(date)) => date.checked_sub(jiff::Span::new().days(DAYS_AHEAD)).ok(),
            Some(
                Fact::Days(_)
                | Fact::Day(_)
                | Fact::PerDay(_)
                | Fact::OfTwenty(_)
                | Fact::Count(_)
                | Fact::Quote(_),
            )
            | None => None,
        }
    }

    /// Returns these facts with one more, where it is known.
    #[must_use]
    pub fn with(mut self, slot: Slot, fact: Option<Fact>) -> Self {
        self.0.extend(fact.map(|fact| (slot, fact)));
        self
    }
}

impl Known {
    /// Returns these facts with the day to look again that a play names.
    #[must_use]
    pub fn looking_again(&self, play: &Play) -> Self {
        let days = play.look_again.as_ref().map(|look| Fact::Days(f64::from(look.days)));
        self.clone().with(Slot::LookAgain, days)
    }
}

/// A situation: coarse values to choose by, and facts to fill in.
#[derive(Debug, Clone, PartialEq)]
pub struct Situation {
    /// What a play is chosen by.
    pub coarse: Coarse,
    /// Facts.
    pub known: Known,
    /// What alter said about why, by its place among the statements that were heard.
    pub statement: Option<usize>,
}

impl Door {
    /// Returns the value of this axis for a state of the gate.
    #[must_use]
    pub fn of(state: GateState, because: &[GateCause]) -> Self {
        let has = |cause: GateCause| because.contains(&cause);
        match state {
            GateState::Open => Self::Open,
            GateState::AskFirst => Self::AskFirst,
            GateState::Hold if has(GateCause::Danger) => Self::Danger,
            GateState::Hold if has(GateCause::Minor) => Self::Minor,
            GateState::Hold if has(GateCause::ContactAfterNo) => Self::ContactAfterNo,
            GateState::Hold if has(GateCause::NoDirect) => Self::NoDirect,
            GateState::Hold => Self::NoSoft,
        }
    }
}

/// Days since alter wrote from which on each value of [`Since`] holds, and how far beyond the usual is far.
#[derive(Debug, Clone, PartialEq)]
pub struct SituationSettings {
    /// Days from which on a silence is days, weeks, over a month, and months.
    pub days: [f64; 4],
    /// Multiple of the usual silence from which on one is far beyond it.
    pub beyond: f64,
    /// Days from which on a silence counts as one where nothing is known of this person's usual.
    pub beyond_days: f64,
    /// How surely a statement must be heard to be taken as said, 0 to 1.
    pub sure: f64,
}

/// What situations are read by, as reviewed content.
#[derive(Debug, Clone, PartialEq)]
pub struct Situations {
    /// Numbers.
    pub settings: SituationSettings,
    /// What answers tell, in the order in which they count.
    pub told: Vec<Told>,
}

/// Everything that a situation is read from.
#[derive(Debug, Clone, Copy)]
pub struct Read<'a> {
    /// What may be said at all.
    pub door: Door,
    /// The timing of a chat.
    pub timed: Option<Timed<'a>>,
    /// Today, where a chat tells it.
    pub today: Option<Date>,
    /// Formats of the files, which say what silences are like; empty without a chat.
    pub formats: &'a [&'static str],
    /// What was heard.
    pub heard: &'a Heard,
    /// The user's replies.
    pub answers: &'a Answers,
    /// How far the two had come, where somebody has worked it out; else it is read here.
    pub stage: Option<Stage>,
}

impl Situation {
    /// Reads a situation.
    #[must_use]
    pub fn read(read: &Read<'_>, catalog: &Catalog) -> Self {
        let settings = &catalog.situations.settings;
        let told = told(read, catalog);
        let at = |axis: Axis| told.point.at(axis);
        let statement = main_statement(&read.heard.statements, settings.sure);
        let said = statement.map(|index| &read.heard.statements[index]);
        let silence = read.timed.and_then(|timed| timed.silence);
        // Where alter wrote last, the silence is ego's own: nobody is waiting for alter.
        let is_egos = read.timed.is_some_and(|timed| timed.course.last_word == Role::Alter);
        let of_alter = silence.filter(|_| !is_egos).map(|silence| silence.hours / 24.0);
        let silent_days = of_alter.or(told.silent_days.filter(|_| !is_egos));
        let usual_days = silence.and_then(|silence| silence.usual).map(|hours| hours / 24.0);
        let shown = read.timed.map(|timed| timed.course);
        let turn = read.timed.map(turn).or_else(|| of(Turn::ALL, at(Axis::Turn)));
        let count = shown.map(|shown| count(shown.claim));
        let stage = read.stage.or(told.stage).max(read.heard.stage);
        let coarse = Coarse {
            door: read.door,
            stage,
            said: said.map(|said| said.kind).or_else(|| of(StatementKind::ALL, at(Axis::Said))),
            weight: of(Weight::ALL, at(Axis::Weight)).or_else(|| said.and_then(|said| weight(said.kind))),
            turn,
            asked: of(Asked::ALL, at(Axis::Asked)),
            since: since(silent_days, shown, settings).or_else(|| of(Since::ALL, at(Axis::Since))),
            against: against(silent_days, usual_days, settings),
            plan: of(Plan::ALL, at(Axis::Plan)).or_else(|| plan(read)),
            occasion: of(Occasion::ALL, at(Axis::Occasion)),
            shared: of(Shared::ALL, at(Axis::Shared)),
            distance: of(Distance::ALL, at(Axis::Distance)),
            part: of(Part::ALL, at(Axis::Part)).or_else(|| part(read)),
            count,
            before: of(Before::ALL, at(Axis::Before)),
            returns: of(Returns::ALL, at(Axis::Returns)),
            manner: of(Manner::ALL, at(Axis::Manner)),
            frame: of(Frame::ALL, at(Axis::Frame)),
            label_talk: of(LabelTalk::ALL, at(Axis::LabelTalk)),
            hours: of(Hours::ALL, at(Axis::Hours)),
            seen: of(Seen::ALL, at(Axis::Seen)),
            warmth: of(Warmth::ALL, at(Axis::Warmth)),
            promises: of(Promises::ALL, at(Axis::Promises)),
            ego: of(Ego::ALL, at(Axis::Ego)),
            aim: of(Aim::ALL, at(Axis::Aim)),
            matters: of(Matters::ALL, at(Axis::Matters)),
        };
        let days = Lengths { silent: silent_days, usual: usual_days };
        let known = known(read, &coarse, days, said, catalog);
        Self { coarse, known, statement }
    }
}

/// Lengths of silence, in days.
#[derive(Debug, Clone, Copy)]
struct Lengths {
    silent: Option<f64>,
    usual: Option<f64>,
}

/// Least days of silence that a text tells of.
const TOLD_DAYS: f64 = 2.0;
/// Longest quote in characters: a text stays a sentence.
const LONGEST_QUOTE: usize = 90;
/// Days from today to the weekday that a message proposes.
const DAYS_AHEAD: i64 = 3;

/// Collects the facts that texts can name.
fn known(
    read: &Read<'_>,
    coarse: &Coarse,
    days: Lengths,
    said: Option<&Statement>,
    catalog: &Catalog,
) -> Known {
    let shown = read.timed.map(|timed| timed.course);
    let clock = read.timed.and_then(|timed| timed.silence);
    let told = |length: Option<f64>| length.filter(|length| *length >= TOLD_DAYS).map(Fact::Days);
    let per_day = |role: Role, since: bool| {
        let signal = shown?.signals.iter().find(|row| row.id == "messages-per-day" && row.role == role)?;
        (if since { signal.since } else { signal.before }).value().map(Fact::PerDay)
    };
    let line = said.and_then(|said| said.quote.as_ref()).map(|quote| &quote.line);
    let quote = line.filter(|line| line.text.as_str().chars().count() <= LONGEST_QUOTE);
    let waiting = read.timed.map(|timed| timed.unanswered_turns).filter(|turns| *turns > 1);
    let chance =
        is_return_open(coarse).then(|| returns::chance(read, coarse.stage, days.silent, catalog)).flatten();
    let (own, pooled) = match chance {
        Some(chance) if chance.is_own => (Some(chance), None),
        other => (None, other),
    };
    let twenty = |chance: Option<ReturnChance>, of: fn(&ReturnChance) -> f64| {
        chance.map(|chance| Fact::OfTwenty(dots_of(of(&chance))))
    };
    let longer = clock.and_then(|clock| clock.longer_than);
    Known::default()
        .with(
            Slot::Weekday,
            read.today.map(|today| Fact::Weekday(today.saturating_add(jiff::Span::new().days(DAYS_AHEAD)))),
        )
        .with(Slot::SaidOn, line.and_then(|line| line.at).map(|at| Fact::Day(Dyad::civil(at).date())))
        .with(Slot::Quote, quote.map(|line| Fact::Quote(line.text.clone())))
        .with(Slot::SinceDay, shown.and_then(|shown| shown.onset.as_ref()).map(|onset| Fact::Day(onset.date)))
        .with(Slot::Silence, told(days.silent))
        .with(Slot::Usual, days.usual.map(Fact::Days))
        .with(Slot::LongerThan, longer.map(|share| Fact::OfTwenty(dots_of(share))))
        .with(Slot::Waiting, waiting.map(Fact::Count))
        .with(Slot::AlterBefore, per_day(Role::Alter, false))
        .with(Slot::AlterSince, per_day(Role::Alter, true))
        .with(Slot::EgoBefore, per_day(Role::Ego, false))
        .with(Slot::EgoSince, per_day(Role::Ego, true))
        .with(Slot::Returns, twenty(own, |chance| chance.probability))
        .with(Slot::Pooled, twenty(pooled, |chance| chance.probability))
        .with(Slot::PooledLow, twenty(pooled, |chance| chance.low))
        .with(Slot::PooledHigh, twenty(pooled, |chance| chance.high))
}

/// Whether a number for a return may be given: not where something is held back, and not after words that end it.
fn is_return_open(coarse: &Coarse) -> bool {
    let ends = |kind: StatementKind| plainness(kind) == ENDS || kind == StatementKind::PoliteExit;
    matches!(coarse.door, Door::Open | Door::AskFirst) && !coarse.said.is_some_and(ends)
}

/// Returns the value in this place of an axis; 0 is not known.
fn of<T: Copy>(all: &[T], place: u8) -> Option<T> {
    usize::from(place).checked_sub(1).and_then(|at| all.get(at)).copied()
}

/// What the answers tell.
struct FromAnswers {
    point: Point,
    stage: Option<Stage>,
    silent_days: Option<f64>,
}

/// Reads what the answers tell: for each axis the first row of the content that holds, and the furthest stage.
fn told(read: &Read<'_>, catalog: &Catalog) -> FromAnswers {
    let chosen: Vec<(usize, usize)> =
        read.answers.chosen(catalog).map(|(question, answer, _)| (question, answer)).collect();
    let mut told = FromAnswers { point: Point::unknown(), stage: None, silent_days: None };
    let holds = |row: &&Told| chosen.contains(&(row.question, row.answer));
    let rows = catalog.situations.told.iter().filter(holds);
    let (plain, raising): (Vec<&Told>, Vec<&Told>) = rows.partition(|row| row.from.is_none());
    for row in plain.into_iter().chain(raising) {
        let so_far = read.stage.or(told.stage).max(read.heard.stage);
        if row.from.is_some_and(|from| so_far.is_none_or(|stage| stage < from)) {
            continue;
        }
        for (axis, value) in &row.sets {
            if *axis == Axis::Stage {
                told.stage = told.stage.max(of(Stage::ALL, *value));
            } else if told.point.at(*axis) == 0 {
                told.point = told.point.with(*axis, *value);
            }
        }
        told.silent_days = told.silent_days.or(row.silent_days);
    }
    told
}

/// Returns the statement that a play goes by: alter's own, the surest first, and of these the latest.
fn main_statement(statements: &[Statement], sure: f64) -> Option<usize> {
    let first_hand = |statement: &Statement| {
        statement.speaker == Role::Alter
            && statement.sure >= sure
            && matches!(statement.learnt, Learnt::Wrote | Learnt::Told)
    };
    let rows = statements.iter().enumerate().filter(|(_, statement)| first_hand(statement));
    rows.max_by_key(|(at, statement)| (plainness(statement.kind), *at)).map(|(at, _)| at)
}

/// The plainness of words that end it.
const ENDS: u8 = 4;

/// Returns how far a statement settles what to do: an end outweighs a reason, and a reason an excuse.
fn plainness(kind: StatementKind) -> u8 {
    match kind {
        StatementKind::SomeoneElse | StatementKind::BackWithEx | StatementKind::NoSpark => ENDS,
        StatementKind::NotReady
        | StatementKind::DifferentWants
        | StatementKind::PoliteExit
        | StatementKind::IllnessOrLoss => 3,
        StatementKind::HurtingFromEx
        | StatementKind::TooFast
        | StatementKind::PutOff
        | StatementKind::ClosedOff
        | StatementKind::Casual => 2,
        StatementKind::Distance | StatementKind::BusyNamed => 1,
        StatementKind::BusyVague | StatementKind::BadAtTexting => 0,
    }
}

/// Returns what a statement says of alter's life.
fn weight(kind: StatementKind) -> Option<Weight> {
    match kind {
        StatementKind::IllnessOrLoss => Some(Weight::Heavy),
        StatementKind::SomeoneElse
        | StatementKind::BackWithEx
        | StatementKind::HurtingFromEx
        | StatementKind::NoSpark
        | StatementKind::NotReady
        | StatementKind::DifferentWants
        | StatementKind::TooFast
        | StatementKind::PutOff
        | StatementKind::ClosedOff
        | StatementKind::Casual
        | StatementKind::BusyNamed
        | StatementKind::BusyVague
        | StatementKind::BadAtTexting
        | StatementKind::Distance
        | StatementKind::PoliteExit => None,
    }
}

fn turn(timed: Timed<'_>) -> Turn {
    match (timed.course.last_word, timed.unanswered_turns) {
        (Role::Alter, _) => Turn::Egos,
        (Role::Ego, 0 | 1) => Turn::OneWaits,
        (Role::Ego, _) => Turn::SeveralWait,
    }
}

fn count(claim: Claim) -> Count {
    match claim {
        Claim::TooLittle | Claim::TooRecent => Count::TooLittle,
        Claim::CannotTell | Claim::SideUnclear => Count::Unclear,
        Claim::NoChange | Claim::Recovered => Count::Same,
        Claim::UpAndDown => Count::UpAndDown,
        Claim::AlterFell => Count::Fell,
        Claim::AlterStopped => Count::Stopped,
        Claim::BothFell => Count::Both,
        Claim::EgoFell => Count::EgoFell,
    }
}

/// Returns how long it has been so: by the silence where there is one, else by the day of the change.
fn since(silent_days: Option<f64>, course: Option<&Course>, settings: &SituationSettings) -> Option<Since> {
    let [days, weeks, month, months] = settings.days;
    let of_days = |silent: f64| match silent {
        silent if silent < days => Since::Hours,
        silent if silent < weeks => Since::Days,
        silent if silent < month => Since::Weeks,
        silent if silent < months => Since::Month,
        _ => Since::Months,
    };
    // Where alter still writes, the silence is no measure of how long it has been different.
    let is_talking = silent_days.is_some_and(|silent| silent < days);
    match (silent_days, course.and_then(|course| course.onset.as_ref())) {
        (Some(_), Some(_)) if is_talking => None,
        (Some(silent), _) => Some(of_days(silent)),
        (None, _) => None,
    }
}

fn against(silent: Option<f64>, usual: Option<f64>, settings: &SituationSettings) -> Option<Against> {
    let (silent, usual) = (silent?, usual?);
    let is_beyond = silent >= settings.beyond * usual && silent >= settings.beyond_days;
    Some(if is_beyond { Against::Beyond } else { Against::Usual })
}

/// Returns whether a finding stands among those that were timed or heard.
fn has(read: &Read<'_>, id: FindingId) -> bool {
    let timed = read.timed.map_or(&[][..], |timed| timed.findings);
    timed.iter().chain(&read.heard.findings).any(|finding| finding.id == id)
}

fn plan(read: &Read<'_>) -> Option<Plan> {
    if has(read, FindingId::CancelsWithAnotherTime) {
        Some(Plan::FellNewDay)
    } else {
        has(read, FindingId::CancelsWithoutAnotherTime).then_some(Plan::FellNoDay)
    }
}

fn part(read: &Read<'_>) -> Option<Part> {
    if has(read, FindingId::EgoFellFirstOrEqually) {
        Some(Part::Faded)
    } else {
        has(read, FindingId::PursuitRoseBefore).then_some(Part::Pressed)
    }
}
