//! Whether one person changed, given everything both wrote before: the tempered log-ramp and its rivals.
//!
//! For each day and width the evidence of a lasting fall is set against three rivals: no change, a lasting rise, and
//! a dip that is over. Source: docs/model.md, section "One person".

use super::cycle::{self, Cycle, CycleSettings};
use super::marginal::{NormalPrior, beta_binomial, log_sum_exp, normal};
use super::overdispersion::{Overdispersion, OverdispersionSettings, overdispersion};
use super::stream::{EventStream, Shape};
use crate::measure::DayCounts;

/// Numbers that the model of one person depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonSettings {
    /// Days over which a change sets in; 1 is a step.
    pub widths: Vec<usize>,
    /// Prior of each width; sums to 1.
    pub width_prior: Vec<f64>,
    /// Sizes of a fall, as positive log ratios; a rise mirrors them.
    pub sizes: Vec<f64>,
    /// Lengths in days of a dip that is over.
    pub dip_days: Vec<usize>,
    /// Prior probability that a group of statistics does not take part in the change.
    pub spike: f64,
    /// How much bursts, words and questions may add: the weight of their Bayes factor against 1.
    pub content_weight: f64,
    /// Days at each end in which no change is looked for.
    pub margin_days: usize,
    /// Days after a dip that must have been seen.
    pub after_dip_days: usize,
    /// Prior weights of no change, a rise, a dip and a settling, as rivals of a fall; made to sum to 1.
    pub rivals: [f64; 4],
    /// Days over which an eager start settles.
    pub settling_days: Vec<usize>,
    /// By how much more an eager start begins, as log ratios.
    pub settling_sizes: Vec<f64>,
    /// Log Bayes factor where there are too few days to compare.
    pub unknown: f64,
    /// How evidence is tempered.
    pub overdispersion: OverdispersionSettings,
}

/// Posterior over when and how one person's fall set in, given that there was one.
#[derive(Debug, Clone, PartialEq)]
pub struct Onset {
    /// Rows of `(day, width in days, probability)`; probabilities sum to 1.
    pub rows: Vec<(usize, usize, f64)>,
    /// Number of days of the chat.
    pub days: usize,
}

impl Onset {
    /// Returns the probability of each day being the first of the change.
    #[must_use]
    pub fn by_day(&self) -> Vec<f64> {
        let mut by_day = vec![0.0; self.days];
        for &(day, _, probability) in &self.rows {
            by_day[day] += probability;
        }
        by_day
    }

    /// Returns the first day by which at least `level` of the probability has been reached.
    #[must_use]
    pub fn quantile(&self, level: f64) -> usize {
        let mut reached = 0.0;
        for (day, probability) in self.by_day().into_iter().enumerate() {
            reached += probability;
            if reached >= level {
                return day;
            }
        }
        self.days.saturating_sub(1)
    }

    /// Returns the median number of days over which the change set in.
    #[must_use]
    pub fn median_width(&self) -> usize {
        let mut widths: Vec<(usize, f64)> = self.rows.iter().map(|row| (row.1, row.2)).collect();
        widths.sort_by_key(|row| row.0);
        let mut reached = 0.0;
        for (width, probability) in widths {
            reached += probability;
            if reached >= 0.5 {
                return width;
            }
        }
        1
    }

    /// Returns the probability that the change set in over at most `width` days.
    #[must_use]
    pub fn within(&self, width: usize) -> f64 {
        self.rows.iter().filter(|row| row.1 <= width).map(|row| row.2).sum()
    }
}

/// What the conditional model says of one person.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonChange {
    /// Log Bayes factor of a lasting fall over no change, in nats.
    pub fall: f64,
    /// Log Bayes factor of a lasting rise over no change.
    pub rise: f64,
    /// Log Bayes factor of a dip that is over, over no change.
    pub dip: f64,
    /// Log Bayes factor of an eager start that settled, over no change.
    pub settling: f64,
    /// Log Bayes factor of a fall over its rivals taken together.
    pub conditional: f64,
    /// When a fall set in, if there was one; `None` with too few days.
    pub onset: Option<Onset>,
    /// By how much evidence was tempered.
    pub overdispersion: Overdispersion,
}

/// Weighs a fall of one person against its rivals.
pub(crate) fn weigh(days: &[DayCounts], settings: &PersonSettings) -> PersonChange {
    let overdispersion = overdispersion(days, &settings.overdispersion);
    let evidence = Evidence::new(days, &overdispersion, settings.content_weight);
    let falls = evidence.courses(Direction::Fall, settings);
    let rises = evidence.courses(Direction::Rise, settings);
    let dips = evidence.courses(Direction::Dip, settings);
    let equal = vec![1.0 / settings.dip_days.len() as f64; settings.dip_days.len()];
    let lasting = (&settings.widths[..], &settings.width_prior[..]);
    let span = (settings.margin_days, days.len());
    let (fall, onset) = average(falls, lasting, span, settings.unknown);
    let (rise, _) = average(rises, lasting, span, settings.unknown);
    let (dip, _) = average(dips, (&settings.dip_days, &equal), span, settings.unknown);
    let settling = evidence.settling(settings);
    let total: f64 = settings.rivals.iter().sum();
    let rivals = log_sum_exp(
        [0.0, rise, dip, settling]
            .into_iter()
            .zip(settings.rivals)
            .map(|(factor, prior)| factor + (prior / total).ln()),
    );
    PersonChange { fall, rise, dip, settling, conditional: fall - rivals, onset, overdispersion }
}

/// Weighs turns of near and far against no change, with evidence tempered by `factors`.
pub(crate) fn weigh_turns(days: &[DayCounts], factors: &Overdispersion, settings: &CycleSettings) -> Cycle {
    // Turns look at when somebody writes, and not at what.
    let evidence = Evidence::new(days, factors, 0.0);
    let streams: Vec<&EventStream> = evidence.initiations.iter().chain(&evidence.replies).collect();
    cycle::weigh(&streams, days.len(), settings)
}

/// A log gain below which a factor is lost in the rounding of the spike, in nats.
const LOST_GAIN: f64 = -40.0;

/// The log gains of one course for each day it may begin on, from [`PersonSettings::margin_days`] on; `None` where
/// the chat is too short for it.
type Gains = Option<Vec<f64>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Fall,
    Rise,
    Dip,
}

/// Averages gains over the days and the prior of the courses. Returns the log Bayes factor, and the posterior.
fn average(
    gains: Vec<Gains>,
    (widths, prior): (&[usize], &[f64]),
    (first_day, days): (usize, usize),
    unknown: f64,
) -> (f64, Option<Onset>) {
    let possible: f64 = gains.iter().zip(prior).filter(|(gain, _)| gain.is_some()).map(|(_, p)| p).sum();
    if possible <= 0.0 {
        return (unknown, None);
    }
    let mut rows: Vec<(usize, usize, f64)> = Vec::new();
    for ((gains, prior), width) in gains.into_iter().zip(prior).zip(widths) {
        let Some(gains) = gains else { continue };
        let each = (prior / gains.len() as f64).ln();
        rows.extend(gains.iter().enumerate().map(|(at, gain)| (first_day + at, *width, gain + each)));
    }
    let total = log_sum_exp(rows.iter().map(|row| row.2));
    for row in &mut rows {
        row.2 = (row.2 - total).exp();
    }
    (total - possible.ln(), Some(Onset { rows, days }))
}

/// One person's statistics, tempered and ready to be compared.
struct Evidence {
    days: usize,
    initiations: Vec<EventStream>,
    replies: Vec<EventStream>,
    /// Log gain of a change of content at each day.
    content: Vec<f64>,
}

impl Evidence {
    fn new(days: &[DayCounts], factors: &Overdispersion, content_weight: f64) -> Self {
        let stream =
            |count: &dyn Fn(&DayCounts) -> f64, exposure: &dyn Fn(&DayCounts) -> f64, factor: f64| {
                let counts: Vec<f64> = days.iter().map(|day| count(day) / factor).collect();
                let exposures: Vec<f64> = days.iter().map(|day| exposure(day) / factor).collect();
                let (events, exposed) = (counts.iter().sum::<f64>(), exposures.iter().sum::<f64>());
                // The prior is worth one event at the chat's own overall rate.
                (exposed > 0.0)
                    .then(|| EventStream::new(counts, exposures, 1.0, (exposed + 1e-9) / (events + 0.5)))
            };
        let initiations = [
            stream(&|d| d.after_other.count, &|d| d.after_other.exposure, factors.initiations),
            stream(&|d| d.after_own.count, &|d| d.after_own.exposure, factors.initiations),
        ];
        let replies = (0..4).map(|bin| {
            stream(&move |d| d.replies[bin].events, &move |d| d.replies[bin].hours, factors.replies)
        });
        Self {
            days: days.len(),
            initiations: initiations.into_iter().flatten().collect(),
            replies: replies.flatten().collect(),
            content: Content::new(days, factors).gains(content_weight),
        }
    }

    fn courses(&self, direction: Direction, settings: &PersonSettings) -> Vec<Gains> {
        let shapes: Vec<Shape> = match direction {
            Direction::Fall | Direction::Rise => settings.widths.iter().map(|w| Shape::Ramp(*w)).collect(),
            Direction::Dip => settings.dip_days.iter().map(|length| Shape::Pulse(*length)).collect(),
        };
        shapes.into_iter().map(|shape| self.gains(shape, direction, settings)).collect()
    }

    /// The log Bayes factor of an eager start that settled, by both groups alike.
    fn settling(&self, settings: &PersonSettings) -> f64 {
        let sizes = &settings.settling_sizes;
        let spike = settings.spike;
        let by_length = settings.settling_days.iter().map(|length| {
            let part = |streams: &[EventStream]| {
                let mut gains = vec![0.0; sizes.len()];
                for stream in streams {
                    for (sum, gain) in gains.iter_mut().zip(stream.settling_gains(*length as f64, sizes)) {
                        *sum += gain;
                    }
                }
                let mean = gains.iter().map(|gain| gain.min(600.0).exp()).sum::<f64>() / sizes.len() as f64;
                spike + (1.0 - spike) * mean
            };
            let either = part(&self.initiations) * part(&self.replies) - spike * spike;
            let middle = (*length).min(self.days.saturating_sub(1));
            (either / (1.0 - spike * spike)).max(1e-300).ln()
                + self.content.get(middle).copied().unwrap_or(0.0)
        });
        let by_length: Vec<f64> = by_length.collect();
        log_sum_exp(by_length.iter().copied()) - (by_length.len() as f64).ln()
    }

    fn gains(&self, shape: Shape, direction: Direction, settings: &PersonSettings) -> Gains {
        let first = settings.margin_days;
        let last = match shape {
            Shape::Ramp(width) if width > 1 && width > self.days / 2 => return None,
            Shape::Ramp(_) => self.days.checked_sub(settings.margin_days)?,
            Shape::Pulse(length) => self.days.checked_sub(length + settings.after_dip_days)?,
        };
        if last <= first {
            return None;
        }
        let sign = if direction == Direction::Rise { 1.0 } else { -1.0 };
        let sizes: Vec<f64> = settings.sizes.iter().map(|size| sign * size).collect();
        let group = |streams: &[EventStream]| -> Vec<Vec<f64>> {
            let mut by_size: Vec<Vec<f64>> = Vec::with_capacity(sizes.len());
            for size in &sizes {
                // A gain is concave in the size, and nothing at no size: lost at one size, it is lost at all larger.
                let start = |gain: &f64| if *gain < LOST_GAIN { f64::NEG_INFINITY } else { 0.0 };
                let mut gains = by_size
                    .last()
                    .map_or_else(|| vec![0.0; last - first], |smaller| smaller.iter().map(start).collect());
                for stream in streams {
                    stream.add_gains(shape, *size, first, &mut gains);
                }
                by_size.push(gains);
            }
            by_size
        };
        let (initiations, replies) = (group(&self.initiations), group(&self.replies));
        let likelihood_ratio = |gain: f64| if gain < LOST_GAIN { 0.0 } else { gain.min(600.0).exp() };
        let spike = settings.spike;
        Some(
            (0..last - first)
                .map(|at| {
                    // Each group may take part in the change or not, but not neither.
                    let part = |by_size: &[Vec<f64>]| {
                        let sum = by_size.iter().map(|gains| likelihood_ratio(gains[at])).sum::<f64>();
                        spike + (1.0 - spike) * sum / sizes.len() as f64
                    };
                    let either = part(&initiations) * part(&replies) - spike * spike;
                    let gain = (either / (1.0 - spike * spike)).max(1e-300).ln();
                    match shape {
                        Shape::Pulse(_) => gain,
                        Shape::Ramp(width) => {
                            let middle = (self.days - 1).min(first + at + width / 2);
                            gain + self.content[middle]
                        }
                    }
                })
                .collect(),
        )
    }
}

/// Bursts, words and questions, with running sums: what a change does to the content of turns.
struct Content {
    /// Sums of all days before each day, one more entry than days.
    before: Vec<DayCounts>,
    factors: Overdispersion,
    burst_share: f64,
    words_prior: NormalPrior,
    question_share: f64,
    whole: [f64; 3],
}

impl Content {
    fn new(days: &[DayCounts], factors: &Overdispersion) -> Self {
        let mut before = Vec::with_capacity(days.len() + 1);
        let mut sum = DayCounts::default();
        before.push(sum);
        for day in days {
            sum += day;
            before.push(sum);
        }
        let messages = sum.messages.max(1.0);
        let mean = sum.log_words / messages;
        let variance = (sum.log_words_squared / messages - mean * mean).max(0.05);
        let mut content = Self {
            before,
            factors: *factors,
            burst_share: (sum.turns + 1.0) / (sum.turns + sum.continuations + 2.0),
            words_prior: NormalPrior { mean, weight: 1.0, shape: 2.0, scale: 2.0 * variance },
            question_share: (sum.questions + 0.5) / (sum.messages + 2.0),
            whole: [0.0; 3],
        };
        content.whole = content.segment(0, days.len());
        content
    }

    /// Returns the log marginal likelihoods of bursts, words and questions on the days `from..to`.
    fn segment(&self, from: usize, to: usize) -> [f64; 3] {
        let sum = &self.before[to] - &self.before[from];
        let share = |successes: f64, trials: f64, mean: f64, factor: f64| {
            beta_binomial(successes / factor, trials / factor, 2.0 * mean, 2.0 * (1.0 - mean))
        };
        [
            share(sum.turns, sum.turns + sum.continuations, self.burst_share, self.factors.bursts),
            normal(
                sum.messages / self.factors.words,
                sum.log_words / self.factors.words,
                sum.log_words_squared / self.factors.words,
                self.words_prior,
            ),
            share(sum.questions, sum.messages, self.question_share, self.factors.questions),
        ]
    }

    /// Returns the log gain of a change of content at each day; nothing where it counts for nothing.
    fn gains(&self, weight: f64) -> Vec<f64> {
        let days = self.before.len() - 1;
        let counted = if weight > 0.0 { days } else { 0 };
        (0..counted).map(|day| self.gain(day, weight)).collect()
    }

    /// Returns the log gain of a change of content at `day`, each statistic held to a share of its Bayes factor.
    fn gain(&self, day: usize, weight: f64) -> f64 {
        let days = self.before.len() - 1;
        let (earlier, later) = (self.segment(0, day), self.segment(day, days));
        (0..3)
            .map(|at| {
                let factor = (earlier[at] + later[at] - self.whole[at]).min(600.0).exp();
                (1.0 - weight + weight * factor).ln()
            })
            .sum()
    }
}
