//! The effect that a regime has on each person on each day.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::regime::{Effect, Regime, Severity};

/// Index of alter in a pair.
pub(crate) const ALTER: usize = 0;
/// Index of ego in a pair.
pub(crate) const EGO: usize = 1;

/// Effects and clock shifts by day and person, with what was drawn for the regime.
#[derive(Debug)]
pub(crate) struct Course {
    /// One entry a day, for alter and ego.
    pub(crate) effect: Vec<[Effect; 2]>,
    /// Hours by which each person's clock runs ahead.
    pub(crate) clock_shift: Vec<[f64; 2]>,
    /// Day on which a passing change is over, else the number of days.
    pub(crate) end_day: usize,
    /// Days from the first to the full drop, where it comes gradually.
    pub(crate) ramp_days: Option<usize>,
}

/// Replies stop altogether below this shift of the log odds.
pub(crate) const NEVER_REPLIES: f64 = -50.0;

/// Draws the course of a regime over `days` days with the change on `change_day`.
pub(crate) fn draw(
    regime: Regime,
    severity: Severity,
    days: usize,
    change_day: usize,
    rng: &mut ChaCha8Rng,
) -> Course {
    let full = severity.effect();
    let mut course = Course {
        effect: vec![[Effect::NONE; 2]; days],
        clock_shift: vec![[0.0; 2]; days],
        end_day: days,
        ramp_days: None,
    };
    let left = days - change_day;
    match regime {
        Regime::Stable => {}
        Regime::Honeymoon => {
            let settling = rng.random_range(15.0..60.0);
            for (day, both) in course.effect.iter_mut().enumerate() {
                let eagerness = 0.8 * (-(day as f64) / settling).exp();
                *both = [Effect {
                    openings: 1.0 + eagerness,
                    reply_logit: 0.4 * eagerness,
                    slowing: -0.5 * eagerness,
                    words: 1.0 + 0.2 * eagerness,
                    ..Effect::NONE
                }; 2];
            }
        }
        Regime::Abrupt => {
            course.fill(change_day, days, ALTER, full);
            course.react(change_day, EGO, full, rng);
        }
        Regime::Fade => {
            let ramp = rng.random_range(14..60).min(left.max(6));
            course.ramp_days = Some(ramp);
            for day in change_day..days {
                let strength = ((day - change_day) as f64 / ramp as f64).min(1.0);
                course.effect[day][ALTER] = full.at_strength(strength);
            }
            course.react(change_day + ramp / 2, EGO, full, rng);
        }
        Regime::Ghost => {
            let gone = Effect { openings: 1e-9, reply_logit: -100.0, ..Effect::NONE };
            course.fill(change_day, days, ALTER, gone);
        }
        Regime::HotCold => {
            let mut day = change_day;
            let mut phases = [full, Effect::NONE].into_iter().cycle();
            while day < days {
                let length = rng.random_range(4..13);
                course.fill(day, day + length, ALTER, phases.next().unwrap_or(full));
                day += length;
            }
        }
        Regime::Dip => {
            let length = rng.random_range(7..26).min((left / 2).max(3));
            course.end_day = (change_day + length).min(days);
            course.fill(change_day, course.end_day, ALTER, full);
        }
        Regime::Holiday => {
            let length = rng.random_range(7..22).min(left.saturating_sub(2).max(3));
            course.end_day = (change_day + length).min(days);
            let shift = [-8.0, -6.0, 6.0, 8.0, 10.0][rng.random_range(0..5)];
            for day in change_day..course.end_day {
                course.clock_shift[day][ALTER] = shift;
                course.effect[day][ALTER].openings = 0.6;
            }
        }
        Regime::Mutual => {
            let ramp = rng.random_range(1..60).min(left.max(3));
            course.ramp_days = Some(ramp);
            for day in change_day..days {
                let strength = ((day - change_day + 1) as f64 / ramp as f64).min(1.0);
                for who in [ALTER, EGO] {
                    course.effect[day][who] = full.at_strength(strength * rng.random_range(0.95..1.05));
                }
            }
        }
        Regime::EgoWithdraws => {
            course.fill(change_day, days, EGO, full);
            course.react(change_day, ALTER, full, rng);
        }
        Regime::Migration => {
            let elsewhere = Effect { openings: 0.06, reply_logit: -0.2, ..Effect::NONE };
            course.fill(change_day, days, ALTER, elsewhere);
            course.fill(change_day, days, EGO, elsewhere);
        }
    }
    course
}

impl Course {
    fn fill(&mut self, from: usize, to: usize, who: usize, effect: Effect) {
        let to = to.min(self.effect.len());
        for both in &mut self.effect[from.min(to)..to] {
            both[who] = effect;
        }
    }

    /// The partner notices: after 5 to 19 days they take on 0 to 45 % of the drop; 40 % chase until then.
    fn react(&mut self, start: usize, who: usize, full: Effect, rng: &mut ChaCha8Rng) {
        let days = self.effect.len();
        let strength = rng.random_range(0.0..0.45);
        let lag = rng.random_range(5..20);
        let noticed = (start + lag).min(days);
        self.fill(noticed, days, who, full.at_strength(strength));
        if rng.random_bool(0.4) {
            for both in &mut self.effect[start.min(noticed)..noticed] {
                both[who].openings *= 1.25;
            }
        }
    }
}
