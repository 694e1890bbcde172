//! To whose side a change leans: whose share of the messages fell.
//!
//! Who is answered less writes less, so a fall of one person pulls the other's messages down too, but not as far. The
//! lean is the fall of alter's odds among all messages, in standard errors. Source: docs/model.md, section "Who".

use super::Onset;

/// Numbers that the lean depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct LeanSettings {
    /// Expected overdispersion of a person's share of the messages from block to block.
    pub prior: f64,
    /// How many successive differences the prior is worth.
    pub prior_weight: f64,
    /// Largest squared difference that one pair of blocks may contribute.
    pub largest_difference: f64,
    /// Days in a block.
    pub block_days: usize,
    /// Messages added to each count, so that none is 0.
    pub added: f64,
    /// Largest lean, in standard errors.
    pub most: f64,
}

/// Returns how many times more than by chance alter's share of the messages varies from block to block; at least 1.
fn share_overdispersion(alter: &[f64], ego: &[f64], settings: &LeanSettings) -> f64 {
    let length = settings.block_days.max(1);
    let blocks: Vec<(f64, f64)> = alter
        .chunks_exact(length)
        .zip(ego.chunks_exact(length))
        .map(|(alter, ego)| (alter.iter().sum::<f64>(), ego.iter().sum::<f64>()))
        .filter(|(alter, ego)| alter + ego > 0.0)
        .collect();
    let (mut squares, mut count) = (0.0, 0.0);
    for pair in blocks.windows(2) {
        let sizes = [pair[0].0 + pair[0].1, pair[1].0 + pair[1].1];
        let mean = (pair[0].0 + pair[1].0) / (sizes[0] + sizes[1]);
        let spread = mean * (1.0 - mean) * (1.0 / sizes[0] + 1.0 / sizes[1]);
        if spread > 1e-9 {
            let difference = pair[0].0 / sizes[0] - pair[1].0 / sizes[1];
            squares += (difference * difference / spread).min(settings.largest_difference);
            count += 1.0;
        }
    }
    let weight = settings.prior_weight;
    ((weight * settings.prior + squares) / (weight + count)).max(1.0)
}

/// Returns by how many standard errors the odds of a message being alter's fell at the middle of a change; above 0
/// where alter fell further, below where ego did.
pub(crate) fn lean(alter: &[f64], ego: &[f64], onset: &Onset, settings: &LeanSettings) -> f64 {
    let days = alter.len();
    if days < 2 {
        return 0.0;
    }
    let middle = (onset.quantile(0.5) + onset.median_width() / 2).clamp(1, days - 1);
    let sum = |counts: &[f64]| counts.iter().sum::<f64>() + settings.added;
    let [alter_before, alter_since] = [sum(&alter[..middle]), sum(&alter[middle..])];
    let [ego_before, ego_since] = [sum(&ego[..middle]), sum(&ego[middle..])];
    let fall = (ego_since / ego_before).ln() - (alter_since / alter_before).ln();
    let variance = 1.0 / alter_before + 1.0 / alter_since + 1.0 / ego_before + 1.0 / ego_since;
    let factor = share_overdispersion(alter, ego, settings);
    (fall / (factor * variance).sqrt()).clamp(-settings.most, settings.most)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: LeanSettings = LeanSettings {
        prior: 1.0,
        prior_weight: 5.0,
        largest_difference: 25.0,
        block_days: 3,
        added: 1.0,
        most: 10.0,
    };

    fn of(alter: (f64, f64), ego: (f64, f64)) -> f64 {
        let counts = |(before, since): (f64, f64)| -> Vec<f64> {
            (0..40).map(|day| if day < 20 { before } else { since }).collect()
        };
        let onset = Onset { rows: vec![(20, 1, 1.0)], days: 40 };
        lean(&counts(alter), &counts(ego), &onset, &SETTINGS)
    }

    #[test]
    fn it_leans_to_who_fell_further_and_is_even_where_both_fell_alike() {
        assert!(of((6.0, 1.0), (6.0, 4.0)) > 3.0);
        assert!(of((6.0, 4.0), (6.0, 1.0)) < -3.0);
        assert!(of((6.0, 2.0), (6.0, 2.0)).abs() < 1e-9);
        // Exchanging the two people changes its sign and nothing else.
        assert!((of((5.0, 2.0), (7.0, 6.0)) + of((7.0, 6.0), (5.0, 2.0))).abs() < 1e-9);
    }
}
