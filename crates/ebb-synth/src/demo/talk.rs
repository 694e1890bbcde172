//! Choosing what is said next, and when.

use std::collections::BTreeMap;

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::lines::{Line, Scene, Script, Speaker, Tag, Thread};
use super::{Budget, LONGEST_WAIT, Phase};
use crate::civil::CivilMinute;
use crate::stream::SimulatedRole;

/// One message of the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) time: CivilMinute,
    pub(super) who: SimulatedRole,
    pub(super) text: String,
    /// Whether a filler line may stand after it; none does in the written scenes.
    pub(super) may_be_followed: bool,
}

/// A thread to tell and who opens it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice {
    thread: usize,
    pub(super) opener: SimulatedRole,
}

/// What has been said already, so that the talk does not go in circles.
#[derive(Debug, Clone)]
pub(super) struct Memory {
    told: BTreeMap<(Phase, usize), Told>,
    /// Next place in each list of words, each list in an order of its own.
    lists: BTreeMap<String, (usize, Vec<usize>)>,
}

#[derive(Debug, Clone, Copy)]
struct Told {
    times: usize,
    last: CivilMinute,
}

impl Memory {
    pub(super) fn new(script: &Script, rng: &mut ChaCha8Rng) -> Self {
        let mut lists = BTreeMap::new();
        for (name, words) in script.slots.iter().chain(&script.tails) {
            let mut order: Vec<usize> = (0..words.len()).collect();
            order.shuffle(rng);
            lists.insert(name.clone(), (0, order));
        }
        Self { told: BTreeMap::new(), lists }
    }

    /// Chooses a thread that suits the time and the counts, of those told least and least lately.
    pub(super) fn choose(
        &self,
        script: &Script,
        phase: Phase,
        opens: CivilMinute,
        opener: Option<SimulatedRole>,
        left: Budget,
        rng: &mut ChaCha8Rng,
    ) -> Option<Choice> {
        let mut best: Option<(f64, Choice)> = None;
        for (thread, written) in threads(script, phase).iter().enumerate() {
            if !suits(written, opens, opener.is_some()) {
                continue;
            }
            for speaker in [SimulatedRole::Alter, SimulatedRole::Ego] {
                let opens_thread = speaker_of(&written.lines[0], speaker);
                if opens_thread != speaker || opener.is_some_and(|wanted| wanted != speaker) {
                    continue;
                }
                let [alex, dana] = counts_opened_by(&written.lines, speaker);
                if left.without_counts([alex, dana]).is_none() {
                    continue;
                }
                // How far the counts left after it would lean to one side of what the week asks for.
                let total = left.total() as f64;
                let share = left.alex as f64 / total;
                let lean = (alex as f64 - share * (alex + dana) as f64).abs();
                let told = self.told.get(&(phase, thread));
                let (times, days_ago) =
                    told.map_or((0, 100), |told| (told.times, (opens.0 - told.last.0) / (24 * 60)));
                let staleness = match times {
                    0 => 0.0,
                    // Told with the same words again, a story is a loop.
                    times if times >= most_variants(written) => 30.0,
                    _ if days_ago < 14 => 12.0,
                    _ => 0.0,
                };
                let score =
                    3.0 * (times * times) as f64 + staleness + 0.25 * lean + 1.5 * rng.random::<f64>();
                if best.as_ref().is_none_or(|(least, _)| score < *least) {
                    best = Some((score, Choice { thread, opener: speaker }));
                }
            }
        }
        best.map(|(_, choice)| choice)
    }

    /// Returns how many tellings repeated an earlier one word for word.
    pub(super) fn loops(&self, script: &Script) -> usize {
        let over = |(&(phase, thread), told): (&(Phase, usize), &Told)| {
            told.times.saturating_sub(most_variants(&threads(script, phase)[thread]))
        };
        self.told.iter().map(over).sum()
    }

    pub(super) fn tell(
        &mut self,
        script: &Script,
        choice: &Choice,
        phase: Phase,
        opens: CivilMinute,
        rng: &mut ChaCha8Rng,
    ) -> Vec<Said> {
        let told = self.told.entry((phase, choice.thread)).or_insert(Told { times: 0, last: opens });
        let telling = told.times;
        *told = Told { times: telling + 1, last: opens };
        let lines = &threads(script, phase)[choice.thread].lines;
        let mut waits = Waits { phase, quick_from: usize::MAX, replies: 0 };
        self.say(script, lines, choice.opener, telling, opens, &mut waits, rng)
    }

    pub(super) fn tell_scene(
        &mut self,
        script: &Script,
        scene: &Scene,
        phase: Phase,
        opens: CivilMinute,
        rng: &mut ChaCha8Rng,
    ) -> Vec<Said> {
        // After the change, only the first answer of a scene is late: then both have the phone in hand.
        let mut waits = Waits { phase, quick_from: 1, replies: 0 };
        let mut said = self.say(script, &scene.lines, opener_of(scene), 0, opens, &mut waits, rng);
        for message in &mut said {
            message.may_be_followed = false;
        }
        said
    }

    #[expect(clippy::too_many_arguments, reason = "one private step shared by threads and scenes")]
    fn say(
        &mut self,
        script: &Script,
        lines: &[Line],
        opener: SimulatedRole,
        telling: usize,
        opens: CivilMinute,
        waits: &mut Waits,
        rng: &mut ChaCha8Rng,
    ) -> Vec<Said> {
        let mut slots = BTreeMap::new();
        let mut said: Vec<Said> = Vec::new();
        for line in lines {
            let who = speaker_of(line, opener);
            let time = match said.last() {
                None => opens,
                Some(last) if last.who == who => last.time.plus(pause_inside_turn(rng).max(line.wait)),
                Some(last) => last.time.plus(waits.next(who, rng).max(line.wait)),
            };
            let pattern = &line.variants[telling % line.variants.len()];
            let text = self.fill_slots(script, pattern, who, &mut slots);
            said.push(Said { time, who, text, may_be_followed: true });
        }
        said
    }

    /// Puts words for `{name}`; the same name gives the same words all through a thread, `{name2}` others.
    fn fill_slots(
        &mut self,
        script: &Script,
        pattern: &str,
        who: SimulatedRole,
        slots: &mut BTreeMap<String, String>,
    ) -> String {
        let mut text = String::new();
        let mut rest = pattern;
        while let Some((head, tail)) = rest.split_once('{') {
            text.push_str(head);
            let (name, after) = tail.split_once('}').unwrap_or((tail, ""));
            let owned = match who {
                SimulatedRole::Alter => name.replace("my.", "alex."),
                SimulatedRole::Ego => name.replace("my.", "dana."),
            };
            if !slots.contains_key(&owned) {
                let list = owned.trim_end_matches('2').to_owned();
                let words = script.slots.get(&list).map(Vec::as_slice).unwrap_or_default();
                let next = self.next_of(&list, words);
                slots.insert(owned.clone(), next);
            }
            text.push_str(&slots[&owned]);
            rest = after;
        }
        text.push_str(rest);
        text
    }

    /// Returns a short line that can end a turn.
    pub(super) fn tail(&mut self, script: &Script, phase: Phase, who: SimulatedRole) -> String {
        let list = match (phase, who) {
            (Phase::Before, _) => "before",
            (Phase::After, SimulatedRole::Alter) => "alex.after",
            (Phase::After, SimulatedRole::Ego) => "dana.after",
        };
        self.next_of(list, script.tails.get(list).map(Vec::as_slice).unwrap_or_default())
    }

    fn next_of(&mut self, list: &str, words: &[String]) -> String {
        let Some((next, order)) = self.lists.get_mut(list) else {
            return String::new();
        };
        let index = order[*next % order.len()];
        *next += 1;
        words[index].clone()
    }
}

fn threads(script: &Script, phase: Phase) -> &[Thread] {
    match phase {
        Phase::Before => &script.before,
        Phase::After => &script.after,
    }
}

fn suits(thread: &Thread, opens: CivilMinute, opens_session: bool) -> bool {
    let hour = opens.minute_of_day() / 60;
    let is_weekend = matches!(opens.weekday(), 0 | 6);
    let mut at_some_hour = false;
    for tag in &thread.tags {
        match tag {
            Tag::Weekday if is_weekend => return false,
            Tag::Weekend if !is_weekend => return false,
            Tag::Weekday | Tag::Weekend => {}
            Tag::Morning => at_some_hour |= opens_session && hour < 11,
            Tag::Day => at_some_hour |= (10..17).contains(&hour),
            Tag::Evening => at_some_hour |= (17..22).contains(&hour),
            Tag::Night => at_some_hour |= !opens_session && hour >= 21,
            Tag::Any => at_some_hour |= hour < 22,
        }
    }
    at_some_hour || thread.tags == [Tag::Weekend]
}

fn speaker_of(line: &Line, opener: SimulatedRole) -> SimulatedRole {
    match line.speaker {
        Speaker::Opener => opener,
        Speaker::Answerer => opener.other(),
        Speaker::Fixed(role) => role,
    }
}

pub(super) fn opener_of(scene: &Scene) -> SimulatedRole {
    speaker_of(&scene.lines[0], SimulatedRole::Ego)
}

/// Returns whether a thread chosen for one hour can also open at another.
pub(super) fn still_suits(script: &Script, choice: &Choice, phase: Phase, opens: CivilMinute) -> bool {
    suits(&threads(script, phase)[choice.thread], opens, false)
}

pub(super) fn says_good_night(script: &Script, choice: &Choice, phase: Phase) -> bool {
    threads(script, phase)[choice.thread].tags.contains(&Tag::Night)
}

/// Returns how often a thread can be told with other words each time.
fn most_variants(thread: &Thread) -> usize {
    thread.lines.iter().map(|line| line.variants.len()).max().unwrap_or(1)
}

/// Returns how many of the lines are Alex's and Dana's, for lines whose speakers are fixed.
pub(super) fn counts(lines: &[Line]) -> [usize; 2] {
    counts_opened_by(lines, SimulatedRole::Ego)
}

fn counts_opened_by(lines: &[Line], opener: SimulatedRole) -> [usize; 2] {
    let alex = lines.iter().filter(|line| speaker_of(line, opener) == SimulatedRole::Alter).count();
    [alex, lines.len() - alex]
}

struct Waits {
    phase: Phase,
    /// Alex's replies from this one on are quick although the change has come.
    quick_from: usize,
    replies: usize,
}

impl Waits {
    fn next(&mut self, who: SimulatedRole, rng: &mut ChaCha8Rng) -> i64 {
        if who == SimulatedRole::Ego || self.phase == Phase::Before {
            return reply_wait(self.phase, who, rng);
        }
        self.replies += 1;
        if self.replies > self.quick_from {
            rng.random_range(4..30)
        } else if self.quick_from < usize::MAX {
            rng.random_range(45..130)
        } else {
            reply_wait(self.phase, who, rng)
        }
    }
}

/// Nobody leaves burnt rice hanging for longer, in minutes.
const LONGEST_INSIDE_THREAD: f64 = 85.0;

/// Minutes before the next message of the same turn.
fn pause_inside_turn(rng: &mut ChaCha8Rng) -> i64 {
    match rng.random_range(0..20_u32) {
        0..11 => 0,
        11..18 => 1,
        _ => 2,
    }
}

/// Minutes before a reply.
pub(super) fn reply_wait(phase: Phase, who: SimulatedRole, rng: &mut ChaCha8Rng) -> i64 {
    match (phase, who) {
        (Phase::Before, SimulatedRole::Alter) => log_normal_minutes(12.2, 0.95, rng),
        (Phase::Before, SimulatedRole::Ego) => log_normal_minutes(8.0, 1.0, rng),
        (Phase::After, SimulatedRole::Ego) => log_normal_minutes(11.0, 0.9, rng),
        // Of two draws the later: mostly some three hours, seldom less than one hour.
        (Phase::After, SimulatedRole::Alter) => {
            let draws = [(); 2].map(|()| rng.random_range(140..LONGEST_WAIT));
            if rng.random_bool(0.08) { rng.random_range(9..60) } else { draws[0].max(draws[1]) }
        }
    }
}

/// Minutes between the end of a thread and the next in one session.
pub(super) fn pause_between_threads(phase: Phase, rng: &mut ChaCha8Rng) -> i64 {
    match phase {
        Phase::Before => rng.random_range(18..190),
        Phase::After => rng.random_range(20..170),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "clamped first")]
fn log_normal_minutes(median: f64, spread: f64, rng: &mut ChaCha8Rng) -> i64 {
    let z: f64 = StandardNormal.sample(rng);
    (median * (spread * z).exp()).round().clamp(1.0, LONGEST_INSIDE_THREAD) as i64
}
