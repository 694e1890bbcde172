//! Simulation-based calibration: whether the arithmetic of weighing is right.
//!
//! Where truth and evidence are drawn from the very model that weighs them, the rank of the true reason within its
//! posterior is uniform. Twenty bins then give a chi-squared statistic with 19 degrees of freedom: mean 19, above 43.8 in
//! one of a thousand runs. Evidence that counts twice shows at once. Source: Talts and others 2018, arXiv 1804.06788.

use ebb::catalog::Catalog;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::{Case, Causes, Departure, REASONS, Rule, Sight, World, catalog_of, exclusive};

/// Bins of the ranks.
pub const RANK_BINS: usize = 20;

/// What the ranks come to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankCheck {
    /// Chi-squared statistic of the ranks over [`RANK_BINS`] bins.
    pub chi_squared: f64,
    /// Largest distance of the mean posterior of a reason from its share among the true ones.
    pub drift: f64,
}

/// Draws `cases` cases from the model at power 1 without caps, and ranks the truth in a posterior whose evidence counts
/// `power` times: 1 must give uniform ranks.
#[must_use]
pub fn ranks(shipped: &Catalog, power: f64, cases: usize, seed: u64) -> RankCheck {
    let mut catalog = catalog_of(Rule::NaiveBayes, shipped);
    catalog.likelihoods.group_temper.value = power;
    catalog.likelihoods.answer_power.value = power;
    // A finding that an answer replaces is evidence that the world draws and the posterior leaves out.
    for answer in catalog.questions.iter_mut().flat_map(|question| &mut question.answers) {
        answer.same_as = None;
        // A statement or an event counts by its own table, not by how the answers of a question are spread.
        answer.tells = None;
    }
    let world = World::new(&catalog, Departure::NONE, seed);
    let rows: Vec<(Case, [f64; REASONS], f64)> = (0..cases as u64)
        .into_par_iter()
        .map(|at| {
            let case_seed = seed.wrapping_mul(1_000_003).wrapping_add(at);
            let case = world.draw(Causes::OneAmongSeen, case_seed);
            let said =
                exclusive(&world, &case, Sight::Both, &case.order[..12.min(case.order.len())], &catalog);
            let mut random = ChaCha8Rng::seed_from_u64(!case_seed);
            let below: f64 = said[..case.main].iter().sum();
            let rank = below + random.random::<f64>() * said[case.main];
            (case, said, rank)
        })
        .collect();
    let mut bins = [0_usize; RANK_BINS];
    let (mut said_sum, mut true_sum) = ([0.0; REASONS], [0.0; REASONS]);
    for (case, said, rank) in &rows {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a few bins")]
        let bin = (rank * RANK_BINS as f64) as usize;
        bins[bin.min(RANK_BINS - 1)] += 1;
        true_sum[case.main] += 1.0;
        for (sum, said) in said_sum.iter_mut().zip(said) {
            *sum += said;
        }
    }
    let expected = cases as f64 / RANK_BINS as f64;
    RankCheck {
        chi_squared: bins.iter().map(|count| (*count as f64 - expected).powi(2) / expected).sum(),
        drift: said_sum
            .iter()
            .zip(true_sum)
            .map(|(said, truth)| (said - truth).abs() / cases as f64)
            .fold(0.0, f64::max),
    }
}
