//! The yardstick: one curve for all people together.

/// The share of silences that go on beyond each length, over all people together.
/// Source: Kaplan and Meier 1958, Journal of the American Statistical Association 53.
#[derive(Debug, Clone, PartialEq)]
pub struct KaplanMeier {
    /// Lengths in hours, rising, with the share that goes on beyond each.
    steps: Vec<(f64, f64)>,
}

impl KaplanMeier {
    /// Estimates the curve from pairs of hours and whether the silence ended then (else it was still open).
    #[must_use]
    pub fn new(mut silences: Vec<(f64, bool)>) -> Self {
        silences.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut share = 1.0;
        let mut steps: Vec<(f64, f64)> = Vec::new();
        let total = silences.len();
        for (at, (hours, has_ended)) in silences.into_iter().enumerate() {
            if has_ended {
                share *= 1.0 - 1.0 / (total - at) as f64;
                steps.push((hours, share));
            }
        }
        Self { steps }
    }

    /// Returns the share of silences that go on beyond `hours`.
    #[must_use]
    pub fn beyond(&self, hours: f64) -> f64 {
        let ended = self.steps.partition_point(|(at, _)| *at <= hours);
        ended.checked_sub(1).map_or(1.0, |last| self.steps[last].1)
    }

    /// Returns the probability that a silence of `silent` hours ends within `within` more.
    #[must_use]
    pub fn probability_of_return(&self, silent: f64, within: f64) -> f64 {
        let now = self.beyond(silent);
        if now > 0.0 { 1.0 - self.beyond(silent + within) / now } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::silence::golden;

    #[test]
    fn the_curve_is_that_of_the_textbook() {
        // Freireich's 21 patients under treatment: weeks of remission, + for those still in it.
        let weeks = [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|week| (f64::from(week), true));
        let open = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(|week| (f64::from(week) + 0.1, false));
        let curve = KaplanMeier::new(weeks.into_iter().chain(open).collect());
        for (week, share) in [(6.0, 0.857), (7.0, 0.807), (10.0, 0.753), (16.0, 0.627), (23.0, 0.448)] {
            assert!((curve.beyond(week) - share).abs() < 5e-4, "{week}: {}", curve.beyond(week));
        }
        assert!((curve.beyond(0.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_curve_is_that_of_the_reference() {
        let file = golden();
        let list = |key: &str| -> Vec<f64> {
            file["km"][key].as_array().unwrap().iter().map(|row| row.as_f64().unwrap()).collect()
        };
        let gaps = file["gaps"].as_array().unwrap().iter().map(|row| row.as_f64().unwrap());
        let ended = file["observed"].as_array().unwrap().iter().map(|row| row.as_f64() == Some(1.0));
        let curve = KaplanMeier::new(gaps.zip(ended).collect());
        for (hours, share) in list("t").into_iter().zip(list("S")) {
            assert!((curve.beyond(hours) - share).abs() < 1e-8, "{hours}");
        }
    }
}
