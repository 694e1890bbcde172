//! Planting a known withdrawal into a real stream, and the null to compare it with.
//!
//! Two plantings, neither of them the truth: [`thin`] drops messages of one person and leaves the other's as
//! they were, as if nobody answered anybody; [`causally`] drops decisions to open or to reply, and all that
//! followed from them in that session, as if nobody had anything to say alone. What holds under both is more
//! believable than what holds under one.

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::stream::{SimulatedRole, TimedStream, day_of};

/// Whose messages a planted withdrawal takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PlantedSide {
    /// One person's.
    One(SimulatedRole),
    /// Both people's.
    Both,
}

impl PlantedSide {
    fn takes(self, role: SimulatedRole) -> bool {
        match self {
            Self::One(only) => only == role,
            Self::Both => true,
        }
    }
}

/// A withdrawal to plant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Planting {
    /// First day of the withdrawal, counted from 0.
    pub change_day: usize,
    /// Share of messages ([`thin`]) or of openings ([`causally`]) that survives, 0 to 1.
    pub keep: f64,
    /// Whose.
    pub side: PlantedSide,
}

/// A cut reply is this much rarer than a cut opening, so that long sessions are not cut to nothing.
const REPLY_SHARE: f64 = 0.35;

/// Drops each message of the planted side with probability 1 − `keep` from the change on.
#[must_use]
pub fn thin(stream: &TimedStream, planting: &Planting, rng: &mut ChaCha8Rng) -> TimedStream {
    keep_where(stream, |index| {
        day_of(stream.hours[index]) < planting.change_day
            || !planting.side.takes(stream.role[index])
            || rng.random::<f64>() < planting.keep
    })
}

/// Drops each opening of the planted side with probability 1 − `keep`, and each reply with 0.35 of that, from
/// the change on; the rest of the session goes with it. A session ends where nobody writes for
/// `session_gap_hours`.
#[must_use]
pub fn causally(
    stream: &TimedStream,
    planting: &Planting,
    session_gap_hours: f64,
    rng: &mut ChaCha8Rng,
) -> TimedStream {
    let mut is_cut = false;
    keep_where(stream, |index| {
        let opens = index == 0 || stream.hours[index] - stream.hours[index - 1] >= session_gap_hours;
        if opens {
            is_cut = false;
        }
        if is_cut {
            return false;
        }
        if day_of(stream.hours[index]) < planting.change_day || !planting.side.takes(stream.role[index]) {
            return true;
        }
        let decides = opens || stream.role[index] != stream.role[index - 1];
        let cut = (1.0 - planting.keep) * if opens { 1.0 } else { REPLY_SHARE };
        is_cut = decides && rng.random::<f64>() < cut;
        !is_cut
    })
}

/// Puts blocks of whole days into a random order, which keeps the hours and the neighbourhood of a few days
/// and destroys any lasting change. A shorter last block moves like the others.
///
/// # Panics
///
/// If `block_days` is 0.
#[must_use]
pub fn permute_day_blocks(stream: &TimedStream, block_days: usize, rng: &mut ChaCha8Rng) -> TimedStream {
    assert!(block_days > 0, "a block has at least one day");
    let days = stream.days();
    let mut order: Vec<usize> = (0..days.div_ceil(block_days)).collect();
    order.shuffle(rng);
    let mut permuted = TimedStream::default();
    let mut next_day = 0_usize;
    for block in order {
        let (from, to) = (block * block_days, ((block + 1) * block_days).min(days));
        let start = stream.hours.partition_point(|&at| day_of(at) < from);
        let end = stream.hours.partition_point(|&at| day_of(at) < to);
        let shift = (next_day as f64 - from as f64) * 24.0;
        permuted.hours.extend(stream.hours[start..end].iter().map(|at| at + shift));
        permuted.role.extend_from_slice(&stream.role[start..end]);
        next_day += to - from;
    }
    permuted
}

fn keep_where(stream: &TimedStream, mut keeps: impl FnMut(usize) -> bool) -> TimedStream {
    let mut kept = TimedStream::default();
    for index in 0..stream.hours.len() {
        if keeps(index) {
            kept.hours.push(stream.hours[index]);
            kept.role.push(stream.role[index]);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    /// Two messages each, in turn, every day at ten for `days` days; alter opens.
    fn stream(days: u32) -> TimedStream {
        let mut made = TimedStream::default();
        for day in 0..days {
            for (step, role) in
                [SimulatedRole::Alter, SimulatedRole::Ego, SimulatedRole::Alter, SimulatedRole::Ego]
                    .into_iter()
                    .enumerate()
            {
                made.hours.push(f64::from(day) * 24.0 + 10.0 + step as f64 * 0.1);
                made.role.push(role);
            }
        }
        made
    }

    fn rng() -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(1)
    }

    const ALTER_FROM_100: Planting =
        Planting { change_day: 100, keep: 0.25, side: PlantedSide::One(SimulatedRole::Alter) };

    fn counts(stream: &TimedStream) -> [usize; 4] {
        let mut counts = [0; 4];
        for (&at, &role) in stream.hours.iter().zip(&stream.role) {
            counts[usize::from(day_of(at) >= 100) * 2 + usize::from(role == SimulatedRole::Ego)] += 1;
        }
        counts
    }

    #[test]
    fn thinning_leaves_the_other_person_alone() {
        let [alter_before, ego_before, alter, ego] =
            counts(&thin(&stream(1000), &ALTER_FROM_100, &mut rng()));
        assert_eq!([alter_before, ego_before, ego], [200, 200, 1800]);
        // 1,800 messages kept with probability 0.25: 450, standard deviation 18.
        assert!((380..520).contains(&alter), "{alter}");
    }

    #[test]
    fn causal_planting_takes_the_rest_of_the_session() {
        let planted = causally(&stream(1000), &ALTER_FROM_100, 4.0, &mut rng());
        let [alter_before, ego_before, alter, ego] = counts(&planted);
        assert_eq!([alter_before, ego_before], [200, 200]);
        // An opening survives with 0.25, a reply then with 1 − 0.75 × 0.35 = 0.7375: 225 and 166 expected.
        assert!((300..480).contains(&alter), "{alter}");
        assert_eq!(alter, ego);
    }

    #[test]
    fn nothing_is_cut_when_all_is_kept() {
        let all = Planting { keep: 1.0, change_day: 0, side: PlantedSide::Both };
        assert_eq!(thin(&stream(20), &all, &mut rng()), stream(20));
        assert_eq!(causally(&stream(20), &all, 4.0, &mut rng()), stream(20));
    }

    #[test]
    fn permuting_keeps_every_message_at_its_hour() {
        let mut before = stream(21);
        before.hours.truncate(82);
        before.role.truncate(82);
        let after = permute_day_blocks(&before, 4, &mut rng());
        assert!(after.hours.is_sorted());
        assert_eq!((after.hours.len(), after.days()), (82, 21));
        assert!(after.hours.iter().all(|at| (9.9..10.5).contains(&at.rem_euclid(24.0))));
    }
}
