//! Cases for judging and for fitting: real streams of times, untouched or with a withdrawal planted both ways.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::plant::{PlantedSide, Planting, causally, permute_day_blocks, thin};
use crate::stream::{StreamDyad, TimedStream};
use crate::{SimulatedRole, WhoFell};

/// How a withdrawal was planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// Nothing was planted.
    Untouched,
    /// By [`thin`].
    Thin,
    /// By [`causally`].
    Causal,
}

impl Way {
    /// Returns the stable name used in tables.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Untouched => "untouched",
            Self::Thin => "thin",
            Self::Causal => "causal",
        }
    }
}

/// A set of real streams and how cases are made of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StreamSet<'a> {
    /// Its name in tables.
    pub name: &'a str,
    /// Its dyads.
    pub dyads: &'a [StreamDyad],
    /// Fewest and most messages of a dyad.
    pub messages: (usize, usize),
    /// Days that are moved together where lasting changes are destroyed.
    pub block_days: usize,
    /// First seed.
    pub seed: u64,
    /// How many times each dyad is taken.
    pub times: usize,
    /// Hours without a message that end a session, for planting.
    pub session_gap_hours: f64,
}

/// One stream and what is true of it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlantedCase {
    /// When the two wrote.
    pub stream: TimedStream,
    /// Days covered, silent ones at the end included.
    pub days: usize,
    /// What was done.
    pub way: Way,
    /// Whose side fell.
    pub who: WhoFell,
    /// Share of messages or openings that is left; 1 where nothing was planted.
    pub keep: f64,
    /// First day of the withdrawal.
    pub change_day: usize,
    /// Whether the dyad is kept for scoring: every second one is.
    pub is_held_out: bool,
}

/// Shares that are kept.
pub const KEEPS: [f64; 3] = [0.5, 0.25, 0.1];

/// Returns the cases of a set: each dyad with its blocks of days permuted, untouched and with each withdrawal.
#[must_use]
pub fn cases(set: &StreamSet<'_>) -> Vec<PlantedCase> {
    let (least, most) = set.messages;
    let mut cases = Vec::new();
    let dyads = set.dyads.iter().enumerate();
    for (index, dyad) in dyads.filter(|(_, dyad)| (least..=most).contains(&dyad.stream.hours.len())) {
        let mut rng = ChaCha8Rng::seed_from_u64(set.seed + index as u64);
        for _ in 0..set.times {
            cases_of(dyad, index % 2 == 1, set, &mut rng, &mut cases);
        }
    }
    cases
}

fn cases_of(
    dyad: &StreamDyad,
    is_held_out: bool,
    set: &StreamSet<'_>,
    rng: &mut ChaCha8Rng,
    cases: &mut Vec<PlantedCase>,
) {
    let real = dyad.stream.with_days_from_quiet_hour();
    let mut base = permute_day_blocks(&real, set.block_days, rng);
    if rng.random::<f64>() < 0.5 {
        base = base.with_roles_exchanged();
    }
    let days = base.days();
    let case = |stream: TimedStream, way: Way, who: WhoFell, keep: f64, change_day: usize| PlantedCase {
        stream,
        days,
        way,
        who,
        keep,
        change_day,
        is_held_out,
    };
    cases.push(case(base.clone(), Way::Untouched, WhoFell::Neither, 1.0, days));
    for keep in KEEPS {
        for (side, who) in [
            (PlantedSide::One(SimulatedRole::Alter), WhoFell::Alter),
            (PlantedSide::One(SimulatedRole::Ego), WhoFell::Ego),
            (PlantedSide::Both, WhoFell::Both),
        ] {
            let share: f64 = rng.random_range(0.4..0.8);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a day of the chat")]
            let change_day = (days as f64 * share) as usize;
            let planting = Planting { change_day, keep, side };
            cases.push(case(thin(&base, &planting, rng), Way::Thin, who, keep, change_day));
            let causal = causally(&base, &planting, set.session_gap_hours, rng);
            cases.push(case(causal, Way::Causal, who, keep, change_day));
        }
    }
}
