//! A change of level in a series on the log scale, against a level that stays, in closed form.
//!
//! Values are a mean plus a size times a course plus normal noise. The mean is flat, the noise has a Jeffreys prior and
//! the size is normal in units of the noise, so that all three are integrated out (Normal-inverse-gamma). Sums over a
//! course follow from running sums, so that each day costs the same whatever the width.
//! Source: docs/model.md, section "Second judge".

use libm::erfc;

use crate::change::marginal::log_sum_exp;
use crate::change::running::running_sums;

/// Numbers that the model of a level depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelSettings {
    /// Days over which a change sets in; 1 is a step.
    pub widths: Vec<usize>,
    /// Prior of each width; those that fit are made to sum to 1.
    pub width_prior: Vec<f64>,
    /// Lengths in days of a dip that is over.
    pub dip_days: Vec<usize>,
    /// Days at each end in which no change is looked for.
    pub margin_days: usize,
    /// Days after a dip that must have been seen.
    pub after_dip_days: usize,
    /// Prior standard deviation of the size, in standard deviations of the noise.
    pub size_spread: f64,
    /// Log Bayes factor where there is too little to compare.
    pub unknown: f64,
    /// Most values in a series; longer chats are counted in blocks of days.
    pub most_values: usize,
}

/// What is said of one series.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LevelChange {
    /// Log Bayes factor of a lasting fall over a level that stays, in nats.
    pub(crate) fall: f64,
    /// Log Bayes factor of a lasting rise.
    pub(crate) rise: f64,
    /// Log Bayes factor of a dip that is over.
    pub(crate) dip: f64,
    /// Expected size of a lasting change, below 0 for a fall, in the units of the series.
    pub(crate) size: f64,
    /// The value at which a fall most likely began: its median.
    pub(crate) at: usize,
}

impl LevelChange {
    /// The same series with its sign changed. A dip of it is a hump, which nothing asks about.
    pub(crate) fn mirrored(&self) -> Self {
        Self { fall: self.rise, rise: self.fall, size: -self.size, ..self.clone() }
    }
}

/// One course: where it begins, and its sum of squares less the mean.
struct Course {
    at: usize,
    width: usize,
    spread: f64,
    log_prior: f64,
}

/// Every course over series of one length.
pub(crate) struct Courses {
    values: usize,
    lasting: Vec<Course>,
    dips: Vec<Course>,
    precision: f64,
    unknown: f64,
}

impl Courses {
    /// Makes the courses over `values` values of `block` days each.
    pub(crate) fn new(values: usize, block: usize, settings: &LevelSettings) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of days")]
        let in_values = |days: usize| (days as f64 / block as f64).round().max(1.0) as usize;
        let margin = in_values(settings.margin_days);
        let mut lasting = Vec::new();
        for (width, prior) in settings.widths.iter().map(|days| in_values(*days)).zip(&settings.width_prior) {
            if width > 1 && 2 * width > values {
                continue;
            }
            for at in margin..values.saturating_sub(margin) {
                // The climb takes the shares 1/width, 2/width and so on; then the change is whole.
                let climbing = width.min(values - at) as f64;
                let (whole, w) = ((values - at) as f64 - climbing, width as f64);
                let sum = climbing * (climbing + 1.0) / (2.0 * w) + whole;
                let square = climbing * (climbing + 1.0) * (2.0 * climbing + 1.0) / (6.0 * w * w) + whole;
                lasting.push(Course {
                    at,
                    width,
                    spread: square - sum * sum / values as f64,
                    log_prior: prior.ln(),
                });
            }
        }
        let mut dips = Vec::new();
        for length in settings.dip_days.iter().map(|days| in_values(*days)) {
            let last = values.saturating_sub(length + in_values(settings.after_dip_days));
            for at in 1..last {
                let sum = length as f64;
                dips.push(Course {
                    at,
                    width: length,
                    spread: sum - sum * sum / values as f64,
                    log_prior: 0.0,
                });
            }
        }
        for courses in [&mut lasting, &mut dips] {
            let total = log_sum_exp(courses.iter().map(|course| course.log_prior));
            for course in courses.iter_mut() {
                course.log_prior -= total;
            }
        }
        let precision = settings.size_spread.powi(-2);
        Self { values, lasting, dips, precision, unknown: settings.unknown }
    }

    /// Weighs one series of as many values. Time O(values * widths).
    pub(crate) fn weigh(&self, series: &[f64]) -> LevelChange {
        debug_assert_eq!(series.len(), self.values, "a series of another length");
        let count = series.len() as f64;
        let mean = series.iter().sum::<f64>() / count.max(1.0);
        let centred: Vec<f64> = series.iter().map(|value| value - mean).collect();
        let spread = centred.iter().map(|value| value * value).sum::<f64>() + 1e-6;
        let sums = running_sums(&centred);
        let by_place: Vec<f64> = centred.iter().enumerate().map(|(at, value)| at as f64 * value).collect();
        let by_place = running_sums(&by_place);
        let noise = Noise { spread, freedom: count - 1.0, precision: self.precision };

        let mut both = Vec::with_capacity(self.lasting.len());
        for course in &self.lasting {
            let full = self.values.min(course.at + course.width);
            let inside = sums[full] - sums[course.at];
            let climbed = by_place[full] - by_place[course.at] - (course.at as f64 - 1.0) * inside;
            let product = climbed / course.width as f64 + sums[self.values] - sums[full];
            both.push((course, noise.gain(product, course.spread)));
        }
        if both.is_empty() {
            let unknown = self.unknown;
            return LevelChange {
                fall: unknown,
                rise: unknown,
                dip: unknown,
                size: 0.0,
                at: self.values / 2,
            };
        }
        let falls = both.iter().map(|(course, gain)| gain.fall() + course.log_prior);
        let fall = log_sum_exp(falls.clone());
        let rise = log_sum_exp(both.iter().map(|(course, gain)| gain.rise() + course.log_prior));
        let either = log_sum_exp(both.iter().map(|(course, gain)| gain.either + course.log_prior));
        let size = both
            .iter()
            .map(|(course, gain)| (gain.either + course.log_prior - either).exp() * gain.size)
            .sum();
        let mut by_value = vec![0.0; self.values];
        for ((course, _), gain) in both.iter().zip(falls) {
            by_value[course.at] += (gain - fall).exp();
        }
        let dip = if self.dips.is_empty() {
            self.unknown
        } else {
            log_sum_exp(
                self.dips
                    .iter()
                    .map(|course| {
                        let product = sums[course.at + course.width] - sums[course.at];
                        noise.gain(product, course.spread).fall() + course.log_prior
                    })
                    .collect::<Vec<f64>>(),
            )
        };
        LevelChange { fall, rise, dip, size, at: median(&by_value) }
    }
}

fn median(probabilities: &[f64]) -> usize {
    let mut reached = 0.0;
    for (at, probability) in probabilities.iter().enumerate() {
        reached += probability;
        if reached >= 0.5 {
            return at;
        }
    }
    probabilities.len().saturating_sub(1)
}

/// What is known of a series before any course.
struct Noise {
    /// Sum of squares about the mean.
    spread: f64,
    freedom: f64,
    precision: f64,
}

/// What one course gains over a level that stays.
struct Gain {
    /// Log Bayes factor of a change to either side.
    either: f64,
    /// Its likeliest size.
    size: f64,
    /// That size in standard errors.
    z: f64,
}

impl Noise {
    fn gain(&self, product: f64, course: f64) -> Gain {
        let weight = course + self.precision;
        let left = (self.spread - product * product / weight).max(1e-9);
        let size = product / weight;
        let either = -0.5 * self.freedom * (left / self.spread).ln() - 0.5 * (weight / self.precision).ln();
        Gain { either, size, z: size * (self.freedom * weight / left).sqrt() }
    }
}

impl Gain {
    /// Twice the normal tail is the share of the posterior on the side of a fall, over that of the prior.
    fn fall(&self) -> f64 {
        self.either + (erfc(self.z / std::f64::consts::SQRT_2) + 1e-300).ln()
    }

    fn rise(&self) -> f64 {
        self.either + (erfc(-self.z / std::f64::consts::SQRT_2) + 1e-300).ln()
    }
}
