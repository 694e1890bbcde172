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
    exposures_before: Vec<f64>,
    /// Gamma prior of the rate.
    shape: f64,
    rate: f64,
}

impl EventStream {
    /// Makes a stream from daily counts and exposures of equal length, with a Gamma(`shape`, `rate`) prior.
    pub(crate) fn new(counts: Vec<f64>, exposures: Vec<f64>, shape: f64, rate: f64) -> Self {
        let (counts_before, exposures_before) = (running_sums(&counts), running_sums(&exposures));
        Self { counts, exposures, counts_before, exposures_before, shape, rate }
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

    /// Adds to `gains[(day - first) * sizes.len() + k]` the log gain of a change of log size `sizes[k]` that begins
    /// on `day`, for each day of `first..last`. Time O(days * width * sizes).
    pub(crate) fn add_gains(
        &self,
        shape: Shape,
        sizes: &[f64],
        (first, last): (usize, usize),
        gains: &mut [f64],
    ) {
        let days = self.days();
        let total = self.shape + self.total_count();
        let unchanged = total * (self.rate + self.total_exposure()).ln();
        let factors: Vec<f64> = sizes.iter().map(|size| size.exp()).collect();
        let width = match shape {
            Shape::Ramp(width) => width,
            Shape::Pulse(_) => 0,
        };
        // `climb[j * sizes + k]` = exp(sizes[k] * (j + 1) / width), so that the inner loop runs along sizes.
        let climb: Vec<f64> = (0..width)
            .flat_map(|step| sizes.iter().map(move |size| (size * (step as f64 + 1.0) / width as f64).exp()))
            .collect();
        let mut exposure = vec![0.0; sizes.len()];
        for day in first..last {
            let level;
            match shape {
                Shape::Pulse(length) => {
                    let over = days.min(day + length);
                    level = self.counts_before[over] - self.counts_before[day];
                    let inside = self.exposures_before[over] - self.exposures_before[day];
                    for (slot, factor) in exposure.iter_mut().zip(&factors) {
                        *slot = self.total_exposure() - inside + inside * factor;
                    }
                }
                Shape::Ramp(_) => {
                    let full = days.min(day + width);
                    let mut climbed = self.total_count() - self.counts_before[full];
                    let after = self.total_exposure() - self.exposures_before[full];
                    for (slot, factor) in exposure.iter_mut().zip(&factors) {
                        *slot = self.exposures_before[day] + after * factor;
                    }
                    for (step, at) in (day..full).enumerate() {
                        climbed += self.counts[at] * (step as f64 + 1.0) / width as f64;
                        let here = self.exposures[at];
                        if here != 0.0 {
                            let row = &climb[step * sizes.len()..(step + 1) * sizes.len()];
                            for (slot, factor) in exposure.iter_mut().zip(row) {
                                *slot += here * factor;
                            }
                        }
                    }
                    level = climbed;
                }
            }
            let row = &mut gains[(day - first) * sizes.len()..(day - first + 1) * sizes.len()];
            for ((gain, size), exposed) in row.iter_mut().zip(sizes).zip(&exposure) {
                *gain += size * level - total * (self.rate + exposed).ln() + unchanged;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{close, golden, list, number};

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
            stream.add_gains(shape, &[number(case, "delta")], (day, day + 1), &mut gain);
            close(gain[0], number(case, "log_gain"), 1e-8);
        }
    }
}
