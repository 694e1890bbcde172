//! The course of a chat: what may be said about the change, and what may not.
//!
//! [`Course`] is where probabilities become claims. It may say *too little*, *too recent* and *cannot tell*; no later
//! step can turn these into more.

use jiff::civil::Date;

use crate::change::{ChangePosterior, Onset, RateRatio, RatioSettings, WhoChanged, rate_ratio};
use crate::dyad::{ByRole, Role};
use crate::measure::Measured;
use crate::signal::{self, SignalChange};

/// Numbers that claims depend on.
#[derive(Debug, Clone, PartialEq)]
pub struct CourseSettings {
    /// Fewest messages of both together.
    pub least_messages: usize,
    /// Fewest messages of each.
    pub least_each: usize,
    /// Fewest days of the whole chat.
    pub least_days: usize,
    /// Fewest days after a change.
    pub least_days_since: usize,
    /// Probability from which something other than a change is claimed, such as who moved first.
    pub sure: f64,
    /// Probability that both judges must agree on for a change to be claimed.
    pub agreed: f64,
    /// Probability up to which its contrary is.
    pub unlikely: f64,
    /// Probability from which a fall of both is told as such.
    pub both: f64,
    /// Probability from which a change is called a step, and its complement a fade.
    pub step: f64,
    /// Days within which a step sets in.
    pub step_days: usize,
    /// Fewest days of silence of alter at the end that make a change a stop.
    pub stop_days: usize,
    /// Share of the time since the change that this silence must fill.
    pub stop_share: f64,
    /// Days without a message of alter that make a quiet spell.
    pub spell_days: usize,
    /// Share of active days from which quiet spells mean anything.
    pub spell_activity: f64,
    /// Number of quiet spells with a return that make an up-and-down course.
    pub spells: usize,
    /// Log Bayes factor from which turns of near and far are told.
    pub turns: f64,
    /// How many nats more than any single change they must have.
    pub turns_lead: f64,
    /// Fewest returns that are expected.
    pub turns_returns: f64,
    /// Fewest nats for each return: what moods leave unexplained grows with the length of a chat.
    pub turns_each: f64,
    /// Days at the start in which a new chat is often busier.
    pub novelty_days: usize,
    /// Log Bayes factor from which a dip that is over is told.
    pub dip: f64,
    /// Days before alter's last message from which on a fall is the silence that ego has not ended.
    pub own_silence_days: usize,
    /// How many nats more than a lasting fall it must have.
    pub dip_lead: f64,
    /// Upper end of the ratio of messages up to which the fall is called "much".
    pub much_ratio: f64,
    /// Multiple of the least messages or days below which a result says that they are few.
    pub few: usize,
    /// How many times more than the other one person must write for the other's side to be called thin.
    pub thin: usize,
    /// Share of the messages that alter wrote before, from which interest was shared.
    pub interest_messages: f64,
    /// Share of the sessions that alter opened before, from which interest was shared.
    pub interest_starts: f64,
    /// Probability inside every interval.
    pub level: f64,
    /// Half width of a normal interval of that level, in standard errors.
    pub normal_quantile: f64,
    /// How ratios are drawn.
    pub ratio: RatioSettings,
}

/// The shape that a change took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CourseKind {
    /// Within a few days.
    Step,
    /// Little by little.
    Fade,
    /// Alter stopped writing.
    Stop,
    /// Quiet spells with returns.
    UpAndDown,
    /// No change.
    None,
    /// A change whose shape cannot be told, or a change that cannot be told.
    Unclear,
}

impl CourseKind {
    /// Returns the name used in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::Fade => "fade",
            Self::Stop => "stop",
            Self::UpAndDown => "up-and-down",
            Self::None => "none",
            Self::Unclear => "unclear",
        }
    }
}

/// What may be claimed. Each variant is one first line of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Claim {
    /// Too few messages or days for any answer.
    TooLittle,
    /// A change may have come, but too few days have passed since.
    TooRecent,
    /// The evidence lies in the middle.
    CannotTell,
    /// No lasting change.
    NoChange,
    /// A quiet spell that is over.
    Recovered,
    /// Quiet spells with returns.
    UpAndDown,
    /// Alter writes less.
    AlterFell,
    /// Alter stopped.
    AlterStopped,
    /// Both write less.
    BothFell,
    /// Ego writes less, alter does not.
    EgoFell,
    /// The chat is quieter, but on whose side cannot be told.
    SideUnclear,
}

impl Claim {
    /// All claims, in the order of the documentation.
    pub const ALL: [Self; 11] = [
        Self::TooLittle,
        Self::TooRecent,
        Self::CannotTell,
        Self::NoChange,
        Self::Recovered,
        Self::UpAndDown,
        Self::AlterFell,
        Self::AlterStopped,
        Self::BothFell,
        Self::EgoFell,
        Self::SideUnclear,
    ];

    /// Returns the claim of this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|claim| claim.id() == id)
    }

    /// Returns the name used in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::TooLittle => "too-little",
            Self::TooRecent => "too-recent",
            Self::CannotTell => "cannot-tell",
            Self::NoChange => "no-change",
            Self::Recovered => "recovered",
            Self::UpAndDown => "up-and-down",
            Self::AlterFell => "alter-fell",
            Self::AlterStopped => "alter-stopped",
            Self::BothFell => "both-fell",
            Self::EgoFell => "ego-fell",
            Self::SideUnclear => "side-unclear",
        }
    }

    /// Returns whether the claim says that alter's side fell and is still low.
    #[must_use]
    pub fn is_back_off(self) -> bool {
        matches!(self, Self::AlterFell | Self::AlterStopped | Self::BothFell)
    }

    /// Returns whether the claim is that there is too little for an answer.
    #[must_use]
    pub fn is_too_little(self) -> bool {
        matches!(self, Self::TooLittle | Self::TooRecent)
    }
}

/// When a change began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnsetInterval {
    /// The likeliest reading: the median day.
    pub day: usize,
    /// Its date.
    pub date: Date,
    /// Date of the lower end.
    pub low: Date,
    /// Date of the upper end.
    pub high: Date,
}

/// A run of days without a message of alter, ended by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietSpell {
    /// First quiet day.
    pub from: usize,
    /// Number of quiet days.
    pub days: usize,
    /// Whether alter wrote the first message after it, unprompted: opened that session.
    pub is_return: bool,
}

/// Who moved first when both fell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstMover {
    /// Who.
    pub role: Role,
    /// By how many days, from median to median.
    pub days: usize,
}

/// The course of a chat.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// What may be claimed.
    pub claim: Claim,
    /// Probabilities of who fell; the prior where there is too little.
    pub who: WhoChanged,
    /// The person whom the claim is about.
    pub subject: Role,
    /// Who wrote the last message.
    pub last_word: Role,
    /// The shape of the change.
    pub kind: CourseKind,
    /// When it began, for the person whom the claim is about; `None` without a change.
    pub onset: Option<OnsetInterval>,
    /// Ratio of alter's (for [`Claim::EgoFell`], ego's) daily messages since over before.
    pub size: Option<RateRatio>,
    /// Ratio of each person's daily messages.
    pub sizes: Option<ByRole<RateRatio>>,
    /// Signals before and since.
    pub signals: Vec<SignalChange>,
    /// Whether alter took an even part before.
    pub had_interest_before: bool,
    /// Who moved first, when both fell and the order is clear.
    pub first_mover: Option<FirstMover>,
    /// Quiet spells of alter, each ended by a message.
    pub quiet_spells: Vec<QuietSpell>,
    /// How many times alter is expected to have come back to the usual pace, where [`Claim::UpAndDown`] rests on turns
    /// of near and far that hold no quiet spells.
    pub returns: Option<f64>,
    /// Whether the change began in the first days, which are often busier.
    pub is_early: bool,
}

impl Course {
    /// Returns the probability of what is claimed, between 0 and 1.
    #[must_use]
    pub fn probability(&self) -> f64 {
        match self.claim {
            Claim::AlterFell | Claim::AlterStopped | Claim::BothFell => self.who.fell(Role::Alter),
            Claim::EgoFell => self.who.ego,
            Claim::SideUnclear => self.who.anyone(),
            Claim::NoChange | Claim::Recovered => self.who.none,
            Claim::TooLittle | Claim::TooRecent | Claim::CannotTell | Claim::UpAndDown => {
                self.who.fell(Role::Alter)
            }
        }
    }
}

/// Probabilities of who fell, after all that lowers them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    /// What is told: both judges together.
    pub who: WhoChanged,
    /// What a claim of a change needs: what both judges say.
    pub agreed: WhoChanged,
}

/// Reads the course of a chat from the posterior of a change.
#[must_use]
pub fn course(
    measured: &Measured,
    change: &ChangePosterior,
    weighed: &Weighed,
    prior: [f64; 4],
    settings: &CourseSettings,
) -> Course {
    let Weighed { who, agreed } = *weighed;
    let reading = Reading { measured, change, who, agreed, settings };
    let claim = reading.claim();
    let quiet_spells = reading.quiet_spells();
    let is_open = matches!(claim, Claim::NoChange | Claim::CannotTell);
    // A fall that both judges are sure of is not turned into turns.
    let may_turn = is_open || claim == Claim::Recovered;
    let claim = if is_open && reading.has_spells(&quiet_spells) || may_turn && reading.has_turns() {
        Claim::UpAndDown
    } else {
        claim
    };
    let subject = reading.subject(claim);
    let onset = match claim {
        Claim::AlterFell | Claim::AlterStopped | Claim::BothFell | Claim::EgoFell | Claim::SideUnclear => {
            change.persons.get(subject).onset.as_ref()
        }
        Claim::TooLittle
        | Claim::TooRecent
        | Claim::CannotTell
        | Claim::NoChange
        | Claim::Recovered
        | Claim::UpAndDown => None,
    };
    let interval = onset.map(|onset| reading.interval(onset));
    let sizes = onset.map(|onset| ByRole::from_fn(|role| reading.size(role, onset)));
    let who = if claim.is_too_little() {
        WhoChanged { none: prior[0], alter: prior[1], ego: prior[2], both: prior[3] }
    } else {
        who
    };
    Course {
        claim,
        who,
        subject,
        last_word: reading.last_word(),
        kind: reading.kind(claim, onset),
        size: sizes.as_ref().map(|sizes| *sizes.get(subject)),
        sizes,
        signals: reading.signals(interval.as_ref()),
        had_interest_before: reading.had_interest_before(interval.as_ref()),
        first_mover: (who.both >= settings.both).then(|| reading.first_mover()).flatten(),
        returns: (claim == Claim::UpAndDown && !reading.has_spells(&quiet_spells))
            .then_some(change.turns.cycles.alter.returns),
        is_early: interval.is_some_and(|interval| interval.day < settings.novelty_days),
        onset: interval,
        quiet_spells,
    }
}

/// The values that a course is read from.
struct Reading<'a> {
    measured: &'a Measured,
    change: &'a ChangePosterior,
    who: WhoChanged,
    agreed: WhoChanged,
    settings: &'a CourseSettings,
}

impl Reading<'_> {
    fn claim(&self) -> Claim {
        let settings = self.settings;
        let stream = &self.measured.stream;
        let (alter, ego) = (stream.count(Role::Alter), stream.count(Role::Ego));
        if alter + ego < settings.least_messages
            || alter.min(ego) < settings.least_each
            || self.measured.daily.len() < settings.least_days
        {
            return Claim::TooLittle;
        }
        let (who, agreed) = (self.who, self.agreed);
        // That somebody no longer writes at all is seen in the file, so that one judge is enough for it.
        let has_stopped = self.has_stopped() && self.change.judges.first.fell(Role::Alter) >= settings.agreed;
        let claim = if agreed.fell(Role::Alter) >= settings.agreed || has_stopped {
            if has_stopped || self.has_stopped() {
                Claim::AlterStopped
            } else if who.both >= settings.both && !self.alter_fell_further() {
                Claim::BothFell
            } else {
                Claim::AlterFell
            }
        } else if agreed.ego >= settings.agreed {
            Claim::EgoFell
        } else if agreed.anyone() >= settings.agreed {
            Claim::SideUnclear
        } else if self.has_recovered() {
            Claim::Recovered
        } else if who.anyone() <= settings.unlikely {
            Claim::NoChange
        } else {
            Claim::CannotTell
        };
        let claim = if claim.is_back_off() && self.fell_silent_on_ego() { Claim::SideUnclear } else { claim };
        let subject = self.subject(claim);
        let is_change = claim.is_back_off() || matches!(claim, Claim::EgoFell | Claim::SideUnclear);
        if is_change && self.days_since(subject) < settings.least_days_since as f64 {
            return Claim::TooRecent;
        }
        claim
    }

    /// The person whom a claim is about: where the side is unclear, the one with the larger fall.
    fn subject(&self, claim: Claim) -> Role {
        let persons = &self.change.persons;
        match claim {
            Claim::EgoFell => Role::Ego,
            Claim::SideUnclear if persons.ego.fall > persons.alter.fall => Role::Ego,
            Claim::SideUnclear
            | Claim::TooLittle
            | Claim::TooRecent
            | Claim::CannotTell
            | Claim::NoChange
            | Claim::Recovered
            | Claim::UpAndDown
            | Claim::AlterFell
            | Claim::AlterStopped
            | Claim::BothFell => Role::Alter,
        }
    }

    fn last_word(&self) -> Role {
        self.measured.stream.messages.last().map_or(Role::Alter, |message| message.role)
    }

    /// Alter wrote last, and the fall is the silence since: the reply is ego's to give, so it is nobody's fall.
    fn fell_silent_on_ego(&self) -> bool {
        let stream = &self.measured.stream;
        let last = stream.messages.last().map_or(0, |message| stream.day_of(message.hour));
        let began = self.change.persons.alter.onset.as_ref().map_or(0, |onset| onset.quantile(0.5));
        self.last_word() == Role::Alter && began + self.settings.own_silence_days >= last
    }

    fn days_since(&self, role: Role) -> f64 {
        let stream = &self.measured.stream;
        let began = self.change.persons.get(role).onset.as_ref().map_or(0, |onset| onset.quantile(0.5));
        (stream.end - stream.day_start) / 24.0 - began as f64
    }

    /// Alter's fall is clearly the larger one: the two intervals lie apart. That both fell is then told beneath.
    fn alter_fell_further(&self) -> bool {
        self.change
            .persons
            .alter
            .onset
            .as_ref()
            .is_some_and(|onset| self.size(Role::Alter, onset).high < self.size(Role::Ego, onset).low)
    }

    /// Ego wrote last, and most of the time since the change alter has not written at all.
    fn has_stopped(&self) -> bool {
        let Some(onset) = self.change.persons.alter.onset.as_ref() else { return false };
        let alter = self.measured.daily.days.get(Role::Alter);
        let silent = alter.iter().rev().take_while(|day| day.messages <= 0.0).count();
        let since = alter.len().saturating_sub(onset.quantile(0.5));
        self.last_word() == Role::Ego
            && silent >= self.settings.stop_days
            && silent as f64 >= self.settings.stop_share * since as f64
    }

    /// A dip explains the chat better than anything that lasts.
    fn has_recovered(&self) -> bool {
        let alter = &self.change.persons.alter;
        alter.dip >= self.settings.dip && alter.dip > alter.fall + self.settings.dip_lead
    }

    fn kind(&self, claim: Claim, onset: Option<&Onset>) -> CourseKind {
        match claim {
            Claim::AlterStopped => CourseKind::Stop,
            Claim::UpAndDown => CourseKind::UpAndDown,
            Claim::NoChange | Claim::Recovered => CourseKind::None,
            Claim::TooLittle | Claim::TooRecent | Claim::CannotTell => CourseKind::Unclear,
            Claim::AlterFell | Claim::BothFell | Claim::EgoFell | Claim::SideUnclear => {
                let step = onset.map_or(0.5, |onset| onset.within(self.settings.step_days));
                if step >= self.settings.step {
                    CourseKind::Step
                } else if step <= 1.0 - self.settings.step {
                    CourseKind::Fade
                } else {
                    CourseKind::Unclear
                }
            }
        }
    }

    fn interval(&self, onset: &Onset) -> OnsetInterval {
        let stream = &self.measured.stream;
        let tail = (1.0 - self.settings.level) / 2.0;
        let day = onset.quantile(0.5);
        OnsetInterval {
            day,
            date: stream.date(day),
            low: stream.date(onset.quantile(tail)),
            high: stream.date(onset.quantile(1.0 - tail)),
        }
    }

    fn daily_messages(&self, role: Role) -> Vec<f64> {
        self.measured.daily.days.get(role).iter().map(|day| day.messages).collect()
    }

    fn size(&self, role: Role, onset: &Onset) -> RateRatio {
        let counts = self.daily_messages(role);
        let mut exposures = vec![1.0; counts.len()];
        if let Some(last) = exposures.last_mut() {
            *last = self.measured.daily.last_day_seen.max(0.05);
        }
        rate_ratio(&counts, &exposures, onset, &self.settings.ratio)
    }

    fn signals(&self, interval: Option<&OnsetInterval>) -> Vec<SignalChange> {
        let Some(interval) = interval else {
            return Vec::new();
        };
        let volume = ByRole::from_fn(|role| {
            crate::change::count_overdispersion(&self.daily_messages(role), self.settings.ratio.block_days)
        });
        signal::compare(
            self.measured,
            interval.day,
            |role| (self.change.persons.get(role).overdispersion, *volume.get(role)),
            self.settings.normal_quantile,
        )
    }

    fn had_interest_before(&self, interval: Option<&OnsetInterval>) -> bool {
        let days = self.measured.daily.len();
        let to = interval.map_or(days, |interval| interval.day.max(1));
        let sent = |role: Role| self.measured.daily.sum(role, 0, to).messages;
        let starts: Vec<Role> = self
            .measured
            .sessions
            .iter()
            .filter(|session| self.measured.stream.day_of(session.from) < to)
            .map(|session| session.initiated_by)
            .collect();
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        let opened = starts.iter().filter(|role| **role == Role::Alter).count();
        share(sent(Role::Alter), sent(Role::Alter) + sent(Role::Ego)) >= self.settings.interest_messages
            && share(opened as f64, starts.len() as f64) >= self.settings.interest_starts
    }

    /// Who moved first, where the two intervals say so: the probability that one day lies before the other's.
    fn first_mover(&self) -> Option<FirstMover> {
        let onsets = ByRole::from_fn(|role| self.change.persons.get(role).onset.as_ref());
        let (alter, ego) = (onsets.alter?, onsets.ego?);
        let (by_alter, by_ego) = (alter.by_day(), ego.by_day());
        let mut later_ego = 1.0;
        let mut alter_first = 0.0;
        for (at_alter, at_ego) in by_alter.iter().zip(&by_ego) {
            later_ego -= at_ego;
            alter_first += at_alter * later_ego;
        }
        let mut later_alter = 1.0;
        let mut ego_first = 0.0;
        for (at_alter, at_ego) in by_alter.iter().zip(&by_ego) {
            later_alter -= at_alter;
            ego_first += at_ego * later_alter;
        }
        let days = alter.quantile(0.5).abs_diff(ego.quantile(0.5));
        if alter_first >= self.settings.sure {
            Some(FirstMover { role: Role::Alter, days })
        } else if ego_first >= self.settings.sure {
            Some(FirstMover { role: Role::Ego, days })
        } else {
            None
        }
    }

    /// Returns alter's quiet spells, where quiet is unusual enough to mean something.
    fn quiet_spells(&self) -> Vec<QuietSpell> {
        let days = self.measured.daily.days.get(Role::Alter);
        let mut spells = Vec::new();
        let mut quiet = 0_usize;
        for (day, counts) in days.iter().enumerate() {
            if counts.messages > 0.0 {
                if quiet >= self.settings.spell_days && quiet < day {
                    let opens = self.measured.sessions.iter().any(|session| {
                        session.initiated_by == Role::Alter
                            && self.measured.stream.day_of(session.from) == day
                    });
                    spells.push(QuietSpell { from: day - quiet, days: quiet, is_return: opens });
                }
                quiet = 0;
            } else {
                quiet += 1;
            }
        }
        let active = days.iter().filter(|day| day.messages > 0.0).count();
        let inside: usize = spells.iter().map(|spell| spell.days).sum();
        let outside = days.len().saturating_sub(inside).max(1);
        if active as f64 / outside as f64 >= self.settings.spell_activity { spells } else { Vec::new() }
    }

    fn has_spells(&self, spells: &[QuietSpell]) -> bool {
        spells.len() >= self.settings.spells
    }

    /// Turns of near and far explain alter's side better than any single change, ego does not turn likewise, and the order
    /// of the days bears it out.
    fn has_turns(&self) -> bool {
        let (settings, turns) = (self.settings, &self.change.turns);
        let alter = &self.change.persons.alter;
        let single = [alter.fall, alter.rise, alter.dip, alter.settling].into_iter().fold(0.0, f64::max);
        let returns = turns.cycles.alter.returns;
        turns.is_in_order
            && turns.own >= settings.turns.max(settings.turns_each * returns)
            && turns.own >= single + settings.turns_lead
            && returns >= settings.turns_returns
    }
}
