//! How much more a person varies from block to block than the simple models say.
//!
//! Real chats come in moods and weeks. Evidence is divided by this factor, so that an ordinary bad week does not
//! pass for a change. Source: docs/model.md, section "Tempering"; von Neumann's successive differences.

use crate::measure::DayCounts;

/// Numbers that tempering depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct OverdispersionSettings {
    /// Expected factor for initiations, replies, bursts, words and questions, before the chat is seen.
    pub prior: [f64; 5],
    /// How many successive differences the prior is worth.
    pub prior_weight: f64,
    /// Largest squared difference that one pair of blocks may contribute, in units of its variance.
    pub largest_difference: f64,
    /// Days in a block, for chats shorter than `long_days`.
    pub short_block_days: usize,
    /// Days in a block, for longer chats.
    pub long_block_days: usize,
    /// Length in days from which a chat is long.
    pub long_days: usize,
}

/// Overdispersion of each group of statistics; each at least 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overdispersion {
    /// Sessions opened.
    pub initiations: f64,
    /// Replies.
    pub replies: f64,
    /// Messages that continue a turn.
    pub bursts: f64,
    /// Logarithm of words.
    pub words: f64,
    /// Questions.
    pub questions: f64,
}

impl Overdispersion {
    /// Returns the smaller factor of two people, group by group: moods are shared, a person's own turns are not.
    pub(crate) fn shared_with(&self, other: &Self) -> Self {
        Self {
            initiations: self.initiations.min(other.initiations),
            replies: self.replies.min(other.replies),
            bursts: self.bursts.min(other.bursts),
            words: self.words.min(other.words),
            questions: self.questions.min(other.questions),
        }
    }
}

/// Sum and size of one block, for one group.
type Block = (f64, f64);

/// Returns the overdispersion of one person's days.
pub(crate) fn overdispersion(days: &[DayCounts], settings: &OverdispersionSettings) -> Overdispersion {
    let length =
        if days.len() < settings.long_days { settings.short_block_days } else { settings.long_block_days };
    let blocks: Vec<DayCounts> = days
        .chunks_exact(length)
        .map(|chunk| {
            let mut sum = DayCounts::default();
            for day in chunk {
                sum += day;
            }
            sum
        })
        .collect();
    let mut total = DayCounts::default();
    for day in days {
        total += day;
    }
    let messages = total.messages.max(1.0);
    let words_variance =
        (total.log_words_squared / messages - (total.log_words / messages).powi(2)).max(1e-3);

    let factor = |group: usize, pick: fn(&DayCounts) -> Block, variance: &dyn Fn(f64) -> f64| {
        let mut squares = 0.0;
        let mut count = 0.0;
        let mut previous: Option<Block> = None;
        for (sum, size) in blocks.iter().map(pick) {
            if size <= 0.2 {
                continue;
            }
            if let Some((sum_before, size_before)) = previous {
                let spread = variance((sum + sum_before) / (size + size_before));
                if spread > 1e-9 {
                    let difference = sum / size - sum_before / size_before;
                    let z = difference * difference / (spread * (1.0 / size + 1.0 / size_before));
                    squares += z.min(settings.largest_difference);
                    count += 1.0;
                }
            }
            previous = Some((sum, size));
        }
        let weight = settings.prior_weight;
        ((weight * settings.prior[group] + squares) / (weight + count)).max(1.0)
    };
    let share = |mean: f64| mean * (1.0 - mean);
    Overdispersion {
        initiations: factor(
            0,
            |b| (b.after_other.count + b.after_own.count, b.after_other.exposure + b.after_own.exposure),
            &|mean| mean,
        ),
        replies: factor(1, |b| (b.replies[0].events + b.replies[1].events, b.replies[0].trials), &share),
        bursts: factor(2, |b| (b.turns, b.turns + b.continuations), &share),
        words: factor(3, |b| (b.log_words, b.messages), &|_| words_variance),
        questions: factor(4, |b| (b.questions, b.messages), &share),
    }
}
