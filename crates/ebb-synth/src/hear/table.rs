//! Trains the table of words and letters: a softmax for each group of labels, by steps of AdaGrad in a fixed order.

use ebb_text::table::{Features, GROUPS, Label, Table, place};
use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;

use super::lines::Kind;

/// Labels of the table.
const LABELS: usize = Label::ALL.len();

/// How the table is trained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TableSettings {
    /// Entries, a power of two.
    pub entries: usize,
    /// Times that every line is seen.
    pub rounds: usize,
    /// Size of a step.
    pub rate: f32,
    /// Pull of each weight towards nothing.
    pub ridge: f32,
}

impl Default for TableSettings {
    fn default() -> Self {
        Self { entries: 1 << 15, rounds: 20, rate: 0.25, ridge: 1e-3 }
    }
}

/// One line to learn from.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Its words.
    pub text: String,
    /// The labels that it may show, by group.
    pub labels: [Vec<usize>; 2],
    /// How many lines it counts for.
    pub weight: f32,
}

impl Example {
    /// Returns a line of a kind.
    #[must_use]
    pub fn of(text: &str, kind: Kind) -> Self {
        Self { text: text.to_owned(), labels: kind.labels(), weight: 1.0 }
    }
}

/// Trains a table; the same lines give the same table.
#[must_use]
pub fn train(examples: &[Example], settings: &TableSettings) -> Table {
    let rows: Vec<(Vec<(usize, f32)>, &Example)> =
        examples.iter().map(|example| (row(&example.text, settings.entries), example)).collect();
    let mut weights = vec![[0.0_f32; LABELS]; settings.entries];
    let mut seen = vec![[1e-6_f32; LABELS]; settings.entries];
    let (mut bias, mut bias_seen) = ([0.0_f32; LABELS], [1e-6_f32; LABELS]);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut draw = ChaCha8Rng::seed_from_u64(19);
    for round in 0..settings.rounds {
        order.shuffle(&mut draw);
        let rate = settings.rate * (1.0 - 0.9 * round as f32 / settings.rounds as f32);
        for at in &order {
            let (parts, example) = &rows[*at];
            let mut sums = bias;
            for (place, value) in parts {
                for (sum, weight) in sums.iter_mut().zip(&weights[*place]) {
                    *sum += weight * value;
                }
            }
            let slope = slope(&sums, example);
            for label in 0..LABELS {
                bias_seen[label] += slope[label] * slope[label];
                bias[label] -= rate * slope[label] / bias_seen[label].sqrt();
            }
            for (place, value) in parts {
                let (weights, seen) = (&mut weights[*place], &mut seen[*place]);
                for label in 0..LABELS {
                    let slope = slope[label] * value + settings.ridge * weights[label];
                    seen[label] += slope * slope;
                    weights[label] -= rate * slope / seen[label].sqrt();
                }
            }
        }
    }
    Table::of_weights(&weights, bias)
}

/// Returns the entries of a line with their values; the squares of words and of letters sum to 1 each.
fn row(text: &str, entries: usize) -> Vec<(usize, f32)> {
    let mut features = Features::default();
    features.read(text);
    let mut parts = Vec::with_capacity(features.words.len() + features.letters.len());
    for rows in [&features.words, &features.letters] {
        let value = 1.0 / (rows.len().max(1) as f32).sqrt();
        parts.extend(rows.iter().map(|feature| (place(*feature, entries), value)));
    }
    parts.sort_by_key(|(place, _)| *place);
    parts.dedup_by(|next, kept| {
        let is_same = next.0 == kept.0;
        if is_same {
            kept.1 += next.1;
        }
        is_same
    });
    parts
}

/// Returns the slope of the loss by each sum: the shares, less the shares among the labels that the line may show.
fn slope(sums: &[f32; LABELS], example: &Example) -> [f32; LABELS] {
    let mut slope = [0.0; LABELS];
    for (group, may) in GROUPS.into_iter().zip(&example.labels) {
        if may.len() == group.len() {
            continue;
        }
        let most = sums[group.clone()].iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let part = |at: usize| (sums[at] - most).exp();
        let whole: f32 = group.clone().map(part).sum();
        let shown: f32 = may.iter().map(|at| part(*at)).sum::<f32>().max(1e-30);
        for at in group {
            slope[at] += example.weight * part(at) / whole;
        }
        for at in may {
            slope[*at] -= example.weight * part(*at) / shown;
        }
    }
    slope
}
