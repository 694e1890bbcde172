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
    /// Lengths in days to which a copy may be cut; one is drawn for each. Empty where chats keep their length.
    pub cuts: &'a [usize],
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
    /// Number of the dyad within its set.
    pub dyad: usize,
    /// Whether the dyad is kept for scoring ([`held_out`]).
    pub is_held_out: bool,
}

/// Shares that are kept.
pub const KEEPS: [f64; 3] = [0.5, 0.25, 0.1];

/// Returns the cases of a set: each dyad with its blocks of days permuted, untouched and with each withdrawal.
#[must_use]
pub fn cases(set: &StreamSet<'_>) -> Vec<PlantedCase> {
    let (least, most) = set.messages;
    let mut cases = Vec::new();
    let held_out = held_out(set.dyads);
    let dyads = set.dyads.iter().enumerate();
    for (index, dyad) in dyads.filter(|(_, dyad)| (least..=most).contains(&dyad.stream.hours.len())) {
        let mut rng = ChaCha8Rng::seed_from_u64(set.seed + index as u64);
        for _ in 0..set.times {
            cases_of(dyad, (index, held_out[index]), set, &mut rng, &mut cases);
        }
    }
    cases
}

/// Returns for each dyad whether it is kept for scoring. Dyads that share a person, also over others between them, are
/// all kept or all used for fitting, so that nobody is on both sides; groups of dyads are taken by turns, the largest
/// first, to whichever side has fewer.
#[must_use]
pub fn held_out(dyads: &[StreamDyad]) -> Vec<bool> {
    let mut groups: Vec<(Vec<u32>, Vec<usize>)> = Vec::new();
    for (index, dyad) in dyads.iter().enumerate() {
        let people = [dyad.people.0, dyad.people.1];
        let (mut joined, others): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|(members, _)| members.iter().any(|member| people.contains(member)));
        groups = others;
        joined.push((people.to_vec(), vec![index]));
        groups.push(joined.into_iter().fold((Vec::new(), Vec::new()), |mut all, (members, inside)| {
            all.0.extend(members);
            all.1.extend(inside);
            all
        }));
    }
    groups.sort_by_key(|(_, inside)| (std::cmp::Reverse(inside.len()), inside.iter().copied().min()));
    let mut kept = vec![false; dyads.len()];
    let mut sizes = [0, 0];
    for (_, inside) in groups {
        let is_kept = sizes[1] < sizes[0];
        sizes[usize::from(is_kept)] += inside.len();
        for index in inside {
            kept[index] = is_kept;
        }
    }
    kept
}

fn cut(stream: &TimedStream, days: usize) -> TimedStream {
    let end = stream.hours.partition_point(|hour| *hour < days as f64 * 24.0);
    TimedStream { hours: stream.hours[..end].to_vec(), role: stream.role[..end].to_vec() }
}

fn cases_of(
    dyad: &StreamDyad,
    (dyad_number, is_held_out): (usize, bool),
    set: &StreamSet<'_>,
    rng: &mut ChaCha8Rng,
    cases: &mut Vec<PlantedCase>,
) {
    let real = dyad.stream.with_days_from_quiet_hour();
    let mut base = permute_day_blocks(&real, set.block_days, rng);
    if rng.random::<f64>() < 0.5 {
        base = base.with_roles_exchanged();
    }
    if !set.cuts.is_empty() {
        base = cut(&base, set.cuts[rng.random_range(0..set.cuts.len())]);
    }
    let days = base.days();
    let case = |stream: TimedStream, way: Way, who: WhoFell, keep: f64, change_day: usize| PlantedCase {
        stream,
        days,
        way,
        who,
        keep,
        change_day,
        dyad: dyad_number,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_both_fitted_on_and_scored() {
        let dyad = |people| StreamDyad { people, stream: TimedStream::default(), observed_until: 0.0 };
        let dyads: Vec<StreamDyad> =
            [(1, 2), (3, 4), (2, 5), (6, 7), (5, 3), (8, 9), (10, 11), (12, 13)].map(dyad).to_vec();
        let kept = held_out(&dyads);
        // One chain of people joins the first, second, third and fifth.
        assert!([1, 2, 4].iter().all(|index| kept[*index] == kept[0]));
        assert_eq!(kept.iter().filter(|is_kept| **is_kept).count(), 4);
    }
}
