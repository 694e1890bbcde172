//! The example conversation of Dana (ego) and Alex (alter): invented, 1 March to 11 June 2026.
//!
//! What is said at the turning points is written by hand and dated (`scenes.txt`); the rest is put together
//! from small written threads. How many messages each wrote in each week, how many sessions there were and who
//! opened them is fixed in [`WEEKS`]; the hours are drawn. Each week is drawn many times, and the draw that
//! needs the fewest filler lines to meet its counts, and repeats itself least, is kept.

mod lines;
mod talk;

use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::civil::{CivilMinute, DAY};
use crate::stream::SimulatedRole;
use crate::whatsapp::{Entry, write_entries};

pub use self::lines::{LineError, LineProblem};
use self::lines::{Scene, Script};
use self::talk::{Memory, Said};

/// What is fixed about a week, Sunday to Saturday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    /// The Sunday, as month and day of 2026.
    pub sunday: (i64, i64),
    /// Days of it that the file covers.
    pub days: i64,
    /// Messages of Alex.
    pub alex: usize,
    /// Messages of Dana.
    pub dana: usize,
    /// Sessions, by a gap of four hours.
    pub sessions: usize,
    /// Sessions that Alex opens.
    pub alex_opens: usize,
    /// Which side of the change it lies on.
    pub phase: Phase,
}

/// Which side of the change something lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// Both write.
    Before,
    /// Alex has stepped back.
    After,
}

const fn week(
    sunday: (i64, i64),
    days: i64,
    [alex, dana]: [usize; 2],
    [sessions, alex_opens]: [usize; 2],
    phase: Phase,
) -> Week {
    Week { sunday, days, alex, dana, sessions, alex_opens, phase }
}

/// The weeks of the conversation: 1,847 messages; Alex opens 38 of 71 sessions before the change and 5 of 27
/// after it.
pub const WEEKS: [Week; 15] = [
    week((3, 1), 7, [84, 80], [7, 4], Phase::Before),
    week((3, 8), 7, [92, 85], [8, 4], Phase::Before),
    week((3, 15), 7, [71, 70], [7, 4], Phase::Before),
    week((3, 22), 7, [88, 83], [7, 4], Phase::Before),
    week((3, 29), 7, [95, 88], [7, 4], Phase::Before),
    week((4, 5), 7, [79, 75], [7, 4], Phase::Before),
    week((4, 12), 7, [52, 61], [6, 3], Phase::Before),
    week((4, 19), 7, [86, 79], [8, 4], Phase::Before),
    week((4, 26), 7, [78, 70], [7, 4], Phase::Before),
    week((5, 3), 7, [66, 58], [7, 3], Phase::Before),
    week((5, 10), 7, [27, 52], [6, 2], Phase::After),
    week((5, 17), 7, [22, 49], [6, 1], Phase::After),
    week((5, 24), 7, [21, 45], [6, 1], Phase::After),
    week((5, 31), 7, [15, 38], [5, 1], Phase::After),
    week((6, 7), 5, [14, 24], [4, 0], Phase::After),
];

impl Week {
    /// Returns midnight of its Sunday.
    #[must_use]
    pub fn start(&self) -> CivilMinute {
        CivilMinute::midnight(2026, self.sunday.0, self.sunday.1)
    }
}

/// Alex's name in the file.
pub const ALEX: &str = "Alex";
/// Dana's name in the file.
pub const DANA: &str = "Dana";

/// Chosen by reading what came out; any seed keeps the counts.
const SEED: u64 = 1;
/// A story told again in the same words is as bad as this many filler lines.
const LOOP_COST: usize = 4;
/// How often a week is drawn.
const DRAWS: usize = 1500;

/// Writes the conversation as a WhatsApp export. The bytes are the same every time.
///
/// # Errors
///
/// When a file of written lines has a mistake.
///
/// # Panics
///
/// If the written lines are too few to fill a week; a test writes all of them.
pub fn write_demo() -> Result<String, LineError> {
    let script = Script::read()?;
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let mut memory = Memory::new(&script, &mut rng);
    let mut entries: Vec<Entry> = Vec::new();
    for week in &WEEKS {
        let drawn = (0..DRAWS).filter_map(|_| draw_week(&script, week, &memory, &mut rng));
        let candidates = drawn.filter(DrawnWeek::can_be_filled);
        let best = candidates.min_by_key(|week| week.missing() + LOOP_COST * week.memory.loops(&script));
        let mut drawn =
            best.expect("hundreds of draws of a week of the fixed script have always held one that fits");
        drawn.fill(&script, &mut rng);
        entries.extend(drawn.said.iter().map(|said| Entry {
            time: said.time,
            name: Some(name(said.who).to_owned()),
            text: said.text.clone(),
        }));
        memory = drawn.memory;
    }
    entries.extend(script.system.iter().map(|(time, text)| Entry {
        time: *time,
        name: None,
        text: text.clone(),
    }));
    entries.sort_by_key(|entry| entry.time);
    Ok(write_entries(&entries))
}

fn name(role: SimulatedRole) -> &'static str {
    match role {
        SimulatedRole::Alter => ALEX,
        SimulatedRole::Ego => DANA,
    }
}

/// How many more messages each may write.
#[derive(Debug, Clone, Copy)]
struct Budget {
    alex: usize,
    dana: usize,
}

impl Budget {
    fn total(self) -> usize {
        self.alex + self.dana
    }

    fn without(self, said: &[Said]) -> Option<Self> {
        let alex = said.iter().filter(|said| said.who == SimulatedRole::Alter).count();
        self.without_counts([alex, said.len() - alex])
    }

    fn without_counts(self, [alex, dana]: [usize; 2]) -> Option<Self> {
        Some(Self { alex: self.alex.checked_sub(alex)?, dana: self.dana.checked_sub(dana)? })
    }

    fn with_counts(self, [alex, dana]: [usize; 2]) -> Self {
        Self { alex: self.alex + alex, dana: self.dana + dana }
    }

    fn of(self, role: SimulatedRole) -> usize {
        match role {
            SimulatedRole::Alter => self.alex,
            SimulatedRole::Ego => self.dana,
        }
    }
}

/// Where a session is to stand, and who opens it.
#[derive(Debug, Clone, Copy)]
struct Slot<'a> {
    midnight: CivilMinute,
    /// Minutes of the day between which it opens.
    opens: (i64, i64),
    /// Minute of the day by which it has ended.
    ends: i64,
    opener: SimulatedRole,
    scene: Option<&'a Scene>,
    phase: Phase,
}

const PEOPLE: [SimulatedRole; 2] = [SimulatedRole::Alter, SimulatedRole::Ego];

struct DrawnWeek {
    said: Vec<Said>,
    left: Budget,
    memory: Memory,
    phase: Phase,
}

impl DrawnWeek {
    fn missing(&self) -> usize {
        self.left.total()
    }

    /// Returns the messages of one person after which a filler line can stand.
    fn ends_of_turns(&self, who: SimulatedRole) -> Vec<usize> {
        (0..self.said.len())
            .filter(|&index| self.said[index].may_be_followed && self.said[index].who == who)
            .filter(|&index| !self.said[index].text.ends_with('?'))
            .filter(|&index| self.said.get(index + 1).is_none_or(|next| next.who != who))
            .collect()
    }

    /// Returns whether the counts can be made up: each end of a turn takes one filler line.
    fn can_be_filled(&self) -> bool {
        PEOPLE.into_iter().all(|who| self.left.of(who) <= self.ends_of_turns(who).len())
    }

    /// Makes up the counts with short lines at the end of turns.
    fn fill(&mut self, script: &Script, rng: &mut ChaCha8Rng) {
        for who in PEOPLE {
            for _ in 0..self.left.of(who) {
                let ends = self.ends_of_turns(who);
                let at = ends[rng.random_range(0..ends.len())];
                let text = self.memory.tail(script, self.phase, who);
                let time = self.said[at].time;
                self.said.insert(at + 1, Said { time, who, text, may_be_followed: false });
            }
        }
    }
}

const MORNING: (i64, i64) = (7 * 60 + 5, 9 * 60 + 20);
const MIDDAY: (i64, i64) = (11 * 60 + 50, 13 * 60 + 40);
const EARLY_EVENING: (i64, i64) = (16 * 60 + 40, 18 * 60 + 20);
const BEDTIME: i64 = 23 * 60 + 40;

fn draw_week(script: &Script, week: &Week, memory: &Memory, rng: &mut ChaCha8Rng) -> Option<DrawnWeek> {
    let start = week.start();
    let scenes: Vec<&Scene> =
        script.scenes.iter().filter(|s| (start..start.plus(week.days * DAY)).contains(&s.opens)).collect();
    let slots = draw_slots(week, &scenes, rng)?;
    let mut memory = memory.clone();
    let mut said: Vec<Said> = Vec::new();
    let mut left = Budget { alex: week.alex, dana: week.dana };
    for (index, slot) in slots.iter().enumerate() {
        // What later scenes need is kept for them.
        let later = slots[index + 1..].iter().filter_map(|slot| slot.scene);
        let kept =
            later.map(|s| talk::counts(&s.lines)).fold([0, 0], |[a, d], [alex, dana]| [a + alex, d + dana]);
        let now = left.without_counts(kept)?;
        let sharing = slots[index..].iter().filter(|slot| !slot.scene.is_some_and(stands_alone)).count();
        let share = now.total() as f64 / sharing.max(1) as f64;
        let wanted =
            if index + 1 == slots.len() { now.total() } else { rounded(share * rng.random_range(0.7..1.3)) };
        let session = draw_session(script, slot, wanted, now, &mut memory, rng)?;
        left = left.without(&session)?;
        said.extend(session);
    }
    Some(DrawnWeek { said, left, memory, phase: week.phase })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a week's messages; the fraction is meant to go"
)]
fn rounded(value: f64) -> usize {
    value.round().max(0.0) as usize
}

fn draw_slots<'a>(week: &Week, scenes: &[&'a Scene], rng: &mut ChaCha8Rng) -> Option<Vec<Slot<'a>>> {
    let days = usize::try_from(week.days).ok()?;
    let scene_of = |day: usize| scenes.iter().copied().find(|s| day_index(week.start(), s.opens) == day);
    // One session a day, but for silent days and for days with two.
    let mut sessions = vec![1_usize; days];
    let mut free: Vec<usize> = (0..days).filter(|&day| scene_of(day).is_none()).collect();
    free.shuffle(rng);
    let swap = usize::from(week.phase == Phase::Before && rng.random_bool(0.4));
    for _ in 0..(days.saturating_sub(week.sessions) + swap) {
        sessions[free.pop()?] = 0;
    }
    for _ in 0..(week.sessions.saturating_sub(days) + swap) {
        sessions[free.pop()?] = 2;
    }
    let mut slots = Vec::new();
    for (day, &count) in sessions.iter().enumerate() {
        let midnight = week.start().plus(i64::try_from(day).ok()? * DAY);
        let slot = |opens, ends| Slot {
            midnight,
            opens,
            ends,
            opener: SimulatedRole::Ego,
            scene: scene_of(day),
            phase: week.phase,
        };
        match count {
            0 => {}
            1 => slots.push(slot(draw_opening(rng), BEDTIME)),
            _ => slots.extend([slot(MORNING, 11 * 60), slot(EARLY_EVENING, BEDTIME)]),
        }
    }
    let mut openers = vec![SimulatedRole::Alter; week.alex_opens];
    openers.resize(slots.len(), SimulatedRole::Ego);
    openers.shuffle(rng);
    for (slot, opener) in slots.iter_mut().zip(openers) {
        slot.opener = opener;
    }
    Some(slots)
}

fn draw_opening(rng: &mut ChaCha8Rng) -> (i64, i64) {
    match rng.random_range(0..20_u32) {
        0..9 => MORNING,
        9..12 => MIDDAY,
        _ => EARLY_EVENING,
    }
}

fn day_index(start: CivilMinute, at: CivilMinute) -> usize {
    usize::try_from((at.0 - start.0).div_euclid(DAY)).unwrap_or(usize::MAX)
}

/// Within a session nobody is silent for as long as this; a silence of four hours would end it.
const LONGEST_WAIT: i64 = 232;

/// A session being put together.
struct Draft<'a> {
    script: &'a Script,
    slot: &'a Slot<'a>,
    /// What is left of the week before this session.
    left: Budget,
    clock: CivilMinute,
    said: Vec<Said>,
    /// Whether they have said good night.
    is_closed: bool,
    memory: &'a mut Memory,
    rng: &'a mut ChaCha8Rng,
}

/// Draws one session of about `wanted` messages; `None` if the draw does not fit its day.
fn draw_session(
    script: &Script,
    slot: &Slot<'_>,
    wanted: usize,
    left: Budget,
    memory: &mut Memory,
    rng: &mut ChaCha8Rng,
) -> Option<Vec<Said>> {
    let clock = slot.midnight.plus(rng.random_range(slot.opens.0..slot.opens.1));
    let mut draft = Draft { script, slot, left, clock, said: Vec::new(), is_closed: false, memory, rng };
    if let Some(scene) = slot.scene {
        draft.lead_up_to(scene, wanted)?;
        draft.play(scene)?;
        // Nobody chats on about soup after one of the hard talks.
        if slot.phase == Phase::After || scene.opens >= FIRST_HARD_TALK {
            return Some(draft.said);
        }
    }
    let end = slot.midnight.plus(slot.ends);
    while draft.said.len() < wanted && draft.add_thread(end) {}
    (!draft.said.is_empty()).then_some(draft.said)
}

const FIRST_HARD_TALK: CivilMinute = CivilMinute::midnight(2026, 5, 3);
/// From the day after Alex has said it in words, a scene stands alone in its day.
const WORDS_ARE_SAID: CivilMinute = CivilMinute::midnight(2026, 5, 8);

fn stands_alone(scene: &Scene) -> bool {
    scene.opens >= WORDS_ARE_SAID
}

impl Draft<'_> {
    /// Chats until a scene opens, if the day has room for that.
    fn lead_up_to(&mut self, scene: &Scene, wanted: usize) -> Option<()> {
        if !stands_alone(scene) && scene.opens.minute_of_day() >= 11 * 60 {
            self.left = self.left.without_counts(talk::counts(&scene.lines))?;
            while self.said.len() + scene.lines.len() < wanted && self.add_thread(scene.opens.plus(-12)) {}
            self.left = self.left.with_counts(talk::counts(&scene.lines));
        }
        match self.said.last() {
            Some(last) if scene.opens.0 - last.time.0 > LONGEST_WAIT => return None,
            None if talk::opener_of(scene) != self.slot.opener => return None,
            _ => {}
        }
        self.clock = scene.opens.plus(self.rng.random_range(0..9));
        Some(())
    }

    fn play(&mut self, scene: &Scene) -> Option<()> {
        let told = self.memory.tell_scene(self.script, scene, self.slot.phase, self.clock, self.rng);
        self.clock = told.last()?.time;
        self.said.extend(told);
        self.left.without(&self.said)?;
        (self.clock < self.slot.midnight.plus(DAY - 5)).then_some(())
    }

    /// Adds one thread that fits the hour, the counts and the end; returns whether there was one.
    fn add_thread(&mut self, end: CivilMinute) -> bool {
        if self.is_closed {
            return false;
        }
        let Some(left) = self.left.without(&self.said) else {
            return false;
        };
        let opener = self.said.is_empty().then_some(self.slot.opener);
        let opens = match self.said.last() {
            None => self.clock,
            Some(last) => last.time.plus(talk::pause_between_threads(self.slot.phase, self.rng)),
        };
        let Some(choice) = self.memory.choose(self.script, self.slot.phase, opens, opener, left, self.rng)
        else {
            return false;
        };
        // Whoever takes up the talk again after the change is late if it is Alex.
        let opens = match self.said.last() {
            Some(last) if self.slot.phase == Phase::After && choice.opener == SimulatedRole::Alter => {
                last.time.plus(talk::reply_wait(self.slot.phase, SimulatedRole::Alter, self.rng))
            }
            _ => opens,
        };
        if !self.said.is_empty() && !talk::still_suits(self.script, &choice, self.slot.phase, opens) {
            return false;
        }
        let mut memory = self.memory.clone();
        let told = memory.tell(self.script, &choice, self.slot.phase, opens, self.rng);
        if told.last().is_none_or(|last| last.time > end) {
            return false;
        }
        self.clock = told[told.len() - 1].time;
        self.said.extend(told);
        *self.memory = memory;
        self.is_closed = talk::says_good_night(self.script, &choice, self.slot.phase);
        true
    }
}
