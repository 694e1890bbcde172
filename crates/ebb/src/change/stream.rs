//! The gain of a change in one stream of events over no change.
//!
//! Events on day `d` are Poisson with mean `rate * exposure_d * exp(size * r_d)`, where the course `r_d` is 0 before
//! the change, climbs to 1 over `width` days and stays there ([`Shape::Ramp`]), or is 1 for some days and 0 again
//! ([`Shape::Pulse`]). The rate has a Gamma prior and is integrated out exactly.
//! Source: docs/model.md, section "One stream".

use super::running::running_sums;

/// The course that a change takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Sets in over this many days and lasts; 1 is a step.
    Ramp(usize),
    /// Lasts this many days and is over.
    Pulse(usize),
}

/// Events and exposure of one stream, day by day, tempered, with running sums.
#[derive(Debug, Clone)]
pub(crate) struct EventStream {
    counts: Vec<f64>,
    exposures: Vec<f64>,
    counts_before: Vec<f64>,
    /// Of the counts, each times its day.
    counts_by_day_before: Vec<f64>,
    exposures_before: Vec<f64>,
    /// Gamma prior of the rate.
    shape: f64,
    rate: f64,
}

impl EventStream {
    /// Makes a stream from daily counts and exposures of equal length, with a Gamma(`shape`, `rate`) prior.
    pub(crate) fn new(counts: Vec<f64>, exposures: Vec<f64>, shape: f64, rate: f64) -> Self {
        let (counts_before, exposures_before) = (running_sums(&counts), running_sums(&exposures));
        let by_day: Vec<f64> = counts.iter().enumerate().map(|(day, count)| day as f64 * count).collect();
        let counts_by_day_before = running_sums(&by_day);
        Self { counts, exposures, counts_before, counts_by_day_before, exposures_before, shape, rate }
    }

    fn days(&self) -> usize {
        self.counts.len()
    }

    /// Returns the tempered events and exposure of a day.
    pub(crate) fn day(&self, day: usize) -> (f64, f64) {
        (self.counts[day], self.exposures[day])
    }

    /// Returns the likeliest rate where each day's is multiplied by `factor`.
    pub(crate) fn likeliest_rate(&self, factor: impl Fn(usize) -> f64) -> f64 {
        let exposed: f64 =
            self.exposures.iter().enumerate().map(|(day, exposure)| exposure * factor(day)).sum();
        (self.shape + self.total_count()) / (self.rate + exposed)
    }

    /// Returns the log posterior density of a rate that does not change, but for a constant.
    pub(crate) fn log_posterior(&self, rate: f64) -> f64 {
        (self.shape + self.total_count()) * rate.ln() - rate * (self.rate + self.total_exposure())
    }

    /// Returns the log gain of a log rate that begins `size` higher and settles by `exp(-day / days)`, for each size.
    pub(crate) fn settling_gains(&self, days: f64, sizes: &[f64]) -> Vec<f64> {
        let course: Vec<f64> = (0..self.days()).map(|day| (-(day as f64) / days).exp()).collect();
        let total = self.shape + self.total_count();
        let level: f64 = self.counts.iter().zip(&course).map(|(count, share)| count * share).sum();
        sizes
            .iter()
            .map(|size| {
                let exposed: f64 = self
                    .exposures
                    .iter()
                    .zip(&course)
                    .map(|(exposure, share)| exposure * (size * share).exp())
                    .sum();
                size * level - total * ((self.rate + exposed).ln() - (self.rate + self.total_exposure()).ln())
            })
            .collect()
    }

    fn total_count(&self) -> f64 {
        self.counts_before[self.days()]
    }

    fn total_exposure(&self) -> f64 {
        self.exposures_before[self.days()]
    }

    /// Adds to `gains[day - first]` the log gain of a change of log size `size` that begins on `day`, for as many days
    /// from `first` on as there are gains. Days whose gain is negative infinity are passed over.
    /// Time O(days), whatever the width.
    pub(crate) fn add_gains(&self, shape: Shape, size: f64, first: usize, gains: &mut [f64]) {
        let days = self.days();
        let total = self.shape + self.total_count();
        let unchanged = total * (self.rate + self.total_exposure()).ln();
        let factor = size.exp();
        let climbing = match shape {
            Shape::Ramp(width) => self.climbing_exposures(width, size, first, gains.len()),
            Shape::Pulse(_) => Vec::new(),
        };
        for (at, gain) in gains.iter_mut().enumerate().filter(|(_, gain)| **gain > f64::NEG_INFINITY) {
            let day = first + at;
            let (level, exposed) = match shape {
                Shape::Pulse(length) => {
                    let over = days.min(day + length);
                    let inside = self.exposures_before[over] - self.exposures_before[day];
                    (
                        self.counts_before[over] - self.counts_before[day],
                        self.total_exposure() - inside + inside * factor,
                    )
                }
                Shape::Ramp(width) => {
                    let full = days.min(day + width);
                    let inside = self.counts_before[full] - self.counts_before[day];
                    let by_day = self.counts_by_day_before[full] - self.counts_by_day_before[day];
                    let climbed = (by_day - (day as f64 - 1.0) * inside) / width as f64;
                    let after = self.total_exposure() - self.exposures_before[full];
                    (
                        self.total_count() - self.counts_before[full] + climbed,
                        self.exposures_before[day] + after * factor + climbing[at],
                    )
                }
            };
            *gain += size * level - total * (self.rate + exposed).ln() + unchanged;
        }
    }

    /// Returns for each of `count` days from `first` on the exposure while a change sets in, each day's times what the
    /// rate has come to by then: the sum over `j < width` of `exposure[day + j] * q^(j + 1)` with
    /// `q = exp(size / width)`.
    ///
    /// The sum of one day follows from that of the next where `q` is below 1, and from that of the day before where it is
    /// above, so that rounding dies away.
    fn climbing_exposures(&self, width: usize, size: f64, first: usize, count: usize) -> Vec<f64> {
        let exposure = |day: usize| self.exposures.get(day).copied().unwrap_or(0.0);
        let step = (size / width as f64).exp();
        let full = size.exp();
        let whole = |day: usize| -> f64 {
            (0..width).rev().fold(0.0, |sum, later| (sum + exposure(day + later)) * step)
        };
        let mut sums = vec![0.0; count];
        let Some(last) = count.checked_sub(1) else { return sums };
        if size < 0.0 {
            sums[last] = whole(first + last);
            for at in (0..last).rev() {
                let day = first + at;
                sums[at] = step * (exposure(day) + sums[at + 1] - exposure(day + width) * full);
            }
        } else {
            sums[0] = whole(first);
            for at in 1..count {
                let day = first + at;
                sums[at] = sums[at - 1] / step - exposure(day - 1) + exposure(day - 1 + width) * full;
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{close, golden, list, number};

    #[test]
    fn a_ramp_summed_from_day_to_day_is_that_summed_anew() {
        let days = 400;
        let counts: Vec<f64> = (0..days).map(|day| f64::from(day * 7919 % 11)).collect();
        let exposures: Vec<f64> = (0..days).map(|day| f64::from(day * 104_729 % 13)).collect();
        let stream = EventStream::new(counts.clone(), exposures.clone(), 1.0, 2.0);
        let (total, whole) = (1.0 + counts.iter().sum::<f64>(), 2.0 + exposures.iter().sum::<f64>());
        for (width, sizes) in [(1, [-0.2, -4.0]), (7, [-0.7, -4.0]), (60, [-1.4, -4.0]), (60, [0.2, 4.0])] {
            for size in sizes {
                let mut gains = vec![0.0; 394];
                stream.add_gains(Shape::Ramp(width), size, 3, &mut gains);
                for (gain, day) in gains.iter().zip(3_usize..397) {
                    let course = |at: usize| {
                        if at < day { 0.0 } else { ((at - day + 1) as f64 / width as f64).min(1.0) }
                    };
                    let level: f64 = counts.iter().enumerate().map(|(at, count)| count * course(at)).sum();
                    let exposed: f64 =
                        exposures.iter().enumerate().map(|(at, e)| e * (size * course(at)).exp()).sum();
                    close(*gain, size * level - total * ((2.0 + exposed).ln() - whole.ln()), 1e-8);
                }
            }
        }
    }

    #[test]
    fn ramps_and_pulses_match_quadrature() {
        let file = golden("gp_ramp");
        let stream = EventStream::new(
            list(&file, "counts"),
            list(&file, "exposure"),
            number(&file, "a"),
            number(&file, "b"),
        );
        for case in file["cases"].as_array().expect("cases") {
            let whole =
                |key: &str| usize::try_from(case[key].as_u64().expect("a whole number")).expect("small");
            let (width, pulse, day) = (whole("w"), whole("pulse"), whole("tau"));
            let shape = if pulse > 0 { Shape::Pulse(pulse) } else { Shape::Ramp(width) };
            let mut gain = [0.0];
            stream.add_gains(shape, number(case, "delta"), day, &mut gain);
            close(gain[0], number(case, "log_gain"), 1e-8);
        }
    }
}
