//! Tables of how well the silence clock forecasts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ebb::silence::Medium;

use super::JudgedMoment;
use crate::metrics::{Forecast, brier_score, integrated_calibration_index, mean_standard_error};

/// Width of the smoothing of the integrated calibration index, in probability.
const SMOOTHING: f64 = 0.1;

/// Returns one row for each number of days ahead: how often the person came back, and Brier score and integrated
/// calibration index of the clock, of the mixture that rivals it and of both Kaplan-Meier curves. The last column is how much lower the clock's Brier
/// score is than the better curve's, with the standard error over dyads.
#[must_use]
pub fn moment_tables(name: &str, judged: &[JudgedMoment]) -> String {
    let longest: Vec<JudgedMoment> = judged.iter().copied().filter(|moment| moment.is_longest).collect();
    rows(name, judged) + &rows(&format!("{name}; longer than all before"), &longest)
}

fn rows(name: &str, judged: &[JudgedMoment]) -> String {
    let mut text = String::new();
    let mut days: Vec<f64> = judged.iter().map(|moment| moment.days).collect();
    days.sort_by(f64::total_cmp);
    days.dedup();
    for ahead in days {
        let rows: Vec<&JudgedMoment> =
            judged.iter().filter(|moment| moment.days.total_cmp(&ahead).is_eq()).collect();
        let of = |forecast: &dyn Fn(&JudgedMoment) -> Forecast| -> Vec<Forecast> {
            rows.iter().map(|row| forecast(row)).collect()
        };
        let clock = of(&|row| row.clock);
        let awake = of(&|row| row.awake_curve);
        let plain = of(&|row| row.clock_curve);
        let mixture = of(&|row| row.mixture);
        let better = if brier_score(&awake) <= brier_score(&plain) { &awake } else { &plain };
        let came = clock.iter().filter(|forecast| forecast.came_true).count();
        let told = |forecasts: &[Forecast]| {
            format!(
                "{:.3} / {:.3}",
                brier_score(forecasts),
                integrated_calibration_index(forecasts, SMOOTHING)
            )
        };
        let _ = writeln!(
            text,
            "| {name} | {ahead:.0} d | {} ({}) | {:.2} | {} | {} | {} | {} | {:+.4} ± {:.4} |",
            rows.len(),
            dyads(&rows),
            came as f64 / rows.len().max(1) as f64,
            told(&clock),
            told(&mixture),
            told(&awake),
            told(&plain),
            brier_score(better) - brier_score(&clock),
            gain_error(&rows, &clock, better),
        );
    }
    text
}

fn dyads(rows: &[&JudgedMoment]) -> usize {
    let mut dyads: Vec<usize> = rows.iter().map(|row| row.dyad).collect();
    dyads.sort_unstable();
    dyads.dedup();
    dyads.len()
}

/// Standard error of the gain, with dyads as the units: moments of one dyad go together.
fn gain_error(rows: &[&JudgedMoment], clock: &[Forecast], curve: &[Forecast]) -> f64 {
    let loss = |forecast: &Forecast| (forecast.probability - f64::from(u8::from(forecast.came_true))).powi(2);
    let mut by_dyad: BTreeMap<usize, f64> = BTreeMap::new();
    for (row, (clock, curve)) in rows.iter().zip(clock.iter().zip(curve)) {
        *by_dyad.entry(row.dyad).or_default() += loss(curve) - loss(clock);
    }
    let sums: Vec<f64> = by_dyad.into_values().collect();
    mean_standard_error(&sums) * sums.len() as f64 / rows.len().max(1) as f64
}

/// Returns what is known of a medium as `content/silence.toml` writes it.
#[must_use]
pub fn medium_table(medium: &Medium) -> String {
    let mut text = format!("alike = {:.2}\ngone = {:.5}\ncurve = [\n", medium.alike, medium.gone);
    for (hours, cumulated) in &medium.curve {
        let _ = writeln!(text, "  [{hours:.1}, {cumulated:.5}],");
    }
    text + "]\n"
}
