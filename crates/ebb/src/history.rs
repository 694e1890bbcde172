//! The history of a chat: stretches in which its pace stayed about the same, for a timeline.
//!
//! It describes; the verdict does not rest on it. Source: docs/model.md, section "History" (the exact partition).

use jiff::civil::Date;

use crate::change::{PartitionSettings, count_overdispersion, partition};
use crate::dyad::{ByRole, Role};
use crate::measure::Measured;

/// Numbers that a history depends on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HistorySettings {
    /// Mean length of a period in days, before the chat is seen.
    pub mean_days: f64,
    /// Fewest days of a period.
    pub least_days: usize,
    /// Probability from which a border is drawn, taken over the days around it.
    pub sure: f64,
    /// Most blocks of days that the partition is made of: longer chats are counted in longer blocks.
    pub most_blocks: usize,
    /// Days in a block for the overdispersion of daily counts.
    pub block_days: usize,
}

/// One stretch of days with about the same pace.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Period {
    /// Its first day.
    pub from: usize,
    /// The day after its last.
    pub to: usize,
    /// Date of its first day.
    pub begins: Date,
    /// Date of its last day.
    pub ends: Date,
    /// Messages a week of each person.
    pub weekly: ByRole<f64>,
    /// Probability of a border around its begin; `None` for the first.
    pub border: Option<f64>,
}

/// Returns the periods of a chat, in order; one where nothing stands out.
#[must_use]
pub fn read(measured: &Measured, settings: &HistorySettings) -> Vec<Period> {
    let daily = &measured.daily;
    let days = daily.len();
    let both = |from: usize, to: usize| -> f64 {
        Role::BOTH.iter().map(|role| daily.sum(*role, from, to.min(days)).messages).sum()
    };
    let block = days.div_ceil(settings.most_blocks.max(1)).max(1);
    let by_day: Vec<f64> = (0..days).map(|day| both(day, day + 1)).collect();
    // Messages come in talks and moods: they count as fewer.
    let factor = count_overdispersion(&by_day, settings.block_days);
    let counts: Vec<f64> = by_day.chunks(block).map(|days| days.iter().sum::<f64>() / factor).collect();
    let mean = counts.iter().sum::<f64>() / counts.len().max(1) as f64;
    let exact = PartitionSettings {
        prior: (1.0, 1.0 / mean.max(1e-6)),
        hazard: (block as f64 / settings.mean_days).min(0.5),
        least_days: settings.least_days.div_ceil(block),
    };
    let borders = borders(&partition(&counts, &exact).change, exact.least_days, settings.sure);
    let starts: Vec<(usize, Option<f64>)> =
        std::iter::once((0, None)).chain(borders.into_iter().map(|(at, p)| (at * block, Some(p)))).collect();
    let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([days]);
    let periods = starts.iter().zip(ends);
    periods
        .map(|((from, border), to)| {
            // The last day is over only as far as it was seen.
            let unseen = if to == days { 1.0 - daily.last_day_seen } else { 0.0 };
            let weeks = ((to - from) as f64 - unseen).max(1.0) / 7.0;
            Period {
                from: *from,
                to,
                begins: measured.stream.date(*from),
                ends: measured.stream.date(to.saturating_sub(1)),
                weekly: ByRole::from_fn(|role| daily.sum(role, *from, to).messages / weeks),
                border: *border,
            }
        })
        .collect()
}

/// Returns the likeliest borders, in order, each with the probability that there is one among the days around it. So few
/// days are taken together that two borders, which lie `apart` at least, cannot both be among them.
fn borders(change: &[f64], apart: usize, sure: f64) -> Vec<(usize, f64)> {
    let half = apart.saturating_sub(1) / 2;
    let mut left = change.to_vec();
    let mut borders = Vec::new();
    loop {
        let around = |at: usize| -> f64 {
            left[at.saturating_sub(half)..(at + half + 1).min(left.len())].iter().sum()
        };
        let best = (0..left.len()).map(|at| (at, around(at))).max_by(|a, b| a.1.total_cmp(&b.1));
        let Some((middle, probability)) = best.filter(|(_, probability)| *probability >= sure) else {
            break;
        };
        let span = middle.saturating_sub(half)..(middle + half + 1).min(left.len());
        let peak = span.clone().max_by(|a, b| left[*a].total_cmp(&left[*b])).unwrap_or(middle);
        borders.push((peak, probability.min(1.0)));
        left[span].fill(0.0);
    }
    borders.sort_by_key(|(at, _)| *at);
    borders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_border_is_drawn_where_it_is_likelier_than_not() {
        let mut change = vec![0.0; 40];
        (change[10], change[11], change[12]) = (0.2, 0.5, 0.2);
        change[30] = 0.4;
        let drawn = borders(&change, 3, 0.5);
        assert_eq!(drawn.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [11]);
        assert!((drawn[0].1 - 0.9).abs() < 1e-12);
        assert!(borders(&change, 4, 0.95).is_empty());
    }
}
