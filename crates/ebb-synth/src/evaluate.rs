//! How well the detector does on simulated dyads whose truth is known.

use std::fmt::Write as _;

use ebb::catalog::Settings;
use ebb::change::{ChangePosterior, WhoChanged, detect};
use ebb::course::{Course, course};
use ebb::dyad::Role;
use ebb::measure::{Measured, Stream, StreamedMessage, measure_stream};

use crate::metrics::{
    Forecast, area_standard_error, area_under_curve, brier_score, calibration_error,
    detection_at_false_alarm_rate, share_standard_error,
};
use crate::{Regime, Severity, SimulatedDyad, SimulatedRole, SimulationSettings, WhoFell, simulate};

/// The cells of the table: a regime, and a severity where it has one.
pub const CELLS: [(Regime, Severity); 16] = [
    (Regime::Abrupt, Severity::Small),
    (Regime::Abrupt, Severity::Medium),
    (Regime::Abrupt, Severity::Large),
    (Regime::Fade, Severity::Small),
    (Regime::Fade, Severity::Medium),
    (Regime::Fade, Severity::Large),
    (Regime::HotCold, Severity::Medium),
    (Regime::Ghost, Severity::Medium),
    (Regime::Honeymoon, Severity::Medium),
    (Regime::Dip, Severity::Medium),
    (Regime::Holiday, Severity::Medium),
    (Regime::EgoWithdraws, Severity::Medium),
    (Regime::EgoWithdraws, Severity::Large),
    (Regime::Mutual, Severity::Medium),
    (Regime::Mutual, Severity::Large),
    (Regime::Migration, Severity::Medium),
];

/// What is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EvaluationSettings {
    /// Dyads in each cell.
    pub each: u64,
    /// Dyads in which nothing changes.
    pub stable: u64,
    /// First seed.
    pub seed: u64,
}

/// One dyad, judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// What is true.
    pub regime: Regime,
    /// How strongly.
    pub severity: Severity,
    /// Evidence that alter's side fell: the soft minimum, in nats.
    pub score: f64,
    /// The probabilities before calibration.
    pub raw: WhoChanged,
    /// The calibrated probabilities.
    pub who: WhoChanged,
    /// Days between the true and the told day of a change of alter; `None` without one.
    pub onset_error: Option<f64>,
    /// Whether the interval of the day covers the true day.
    pub is_covered: Option<bool>,
    /// What is claimed.
    pub claim: ebb::course::Claim,
}

/// Returns a simulated dyad as measuring sees it.
#[must_use]
pub fn stream_of(dyad: &SimulatedDyad, day_start: f64) -> Stream {
    let role = |role: SimulatedRole| match role {
        SimulatedRole::Alter => Role::Alter,
        SimulatedRole::Ego => Role::Ego,
    };
    let messages = (0..dyad.len())
        .map(|at| StreamedMessage {
            hour: dyad.hours[at],
            role: role(dyad.role[at]),
            words: dyad.words[at],
            asks: dyad.asks[at],
            is_call: false,
        })
        .collect();
    Stream {
        messages,
        first_date: jiff::civil::date(2026, 1, 1),
        day_start,
        end: dyad.days as f64 * 24.0 + day_start,
    }
}

/// Measures and judges one dyad.
#[must_use]
pub fn judge(dyad: &SimulatedDyad, settings: &Settings) -> (Measured, ChangePosterior, Course) {
    // The simulated people sleep around midnight to eight, so days begin at four.
    let measured = measure_stream(stream_of(dyad, 4.0), &settings.measure);
    let change = detect(&measured.daily, &settings.change);
    let course = course(&measured, &change, settings.change.who.prior, &settings.course);
    (measured, change, course)
}

/// Simulates and judges every cell, on all cores.
#[must_use]
pub fn evaluate(run: EvaluationSettings, settings: &Settings) -> Vec<Judged> {
    let mut tasks: Vec<(u64, Regime, Severity)> = (0..run.stable)
        .map(|n| (run.seed + n, Regime::Stable, Severity::Medium))
        .collect();
    for (cell, (regime, severity)) in (1_u64..).zip(CELLS) {
        tasks.extend((0..run.each).map(|n| (run.seed + 10_000 * cell + n, regime, severity)));
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let share = tasks.len().div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..cores)
            .map(|core| {
                let own: Vec<_> = tasks.iter().skip(core).step_by(cores).copied().collect();
                debug_assert!(own.len() <= share);
                scope.spawn(move || {
                    own.into_iter()
                        .map(|task| judge_task(task, settings))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        running
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_default())
            .collect()
    })
}

fn judge_task((seed, regime, severity): (u64, Regime, Severity), settings: &Settings) -> Judged {
    let dyad = simulate(seed, regime, severity, &SimulationSettings::DRAWN);
    let (_, change, course) = judge(&dyad, settings);
    let truth = dyad.truth;
    let changed = matches!(regime, Regime::Abrupt | Regime::Fade | Regime::Ghost);
    let onset = change.persons.alter.onset.as_ref().filter(|_| changed);
    Judged {
        regime,
        severity,
        score: change.evidence.alter.soft_minimum(),
        raw: ebb::change::uncalibrated(&change.evidence, &settings.change.who.prior),
        who: change.who,
        onset_error: onset.map(|onset| (onset.quantile(0.5) as f64 - truth.change_day as f64).abs()),
        is_covered: onset
            .map(|onset| (onset.quantile(0.05)..=onset.quantile(0.95)).contains(&truth.change_day)),
        claim: course.claim,
    }
}

/// Returns who is likeliest: 0 nobody, 1 alter, 2 ego, 3 both.
#[must_use]
pub fn likeliest(who: &WhoChanged) -> usize {
    let values = [who.none, who.alter, who.ego, who.both];
    (0..4)
        .max_by(|a, b| values[*a].total_cmp(&values[*b]))
        .unwrap_or(0)
}

fn truth_of(regime: Regime) -> usize {
    match regime.who_fell() {
        WhoFell::Neither => 0,
        WhoFell::Alter => 1,
        WhoFell::Ego => 2,
        WhoFell::Both => 3,
    }
}

fn scores(judged: &[Judged], keep: impl Fn(&Judged) -> bool) -> Vec<f64> {
    judged
        .iter()
        .filter(|one| keep(one))
        .map(|one| one.score)
        .collect()
}

/// The numbers of one cell against untouched dyads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CellScore {
    /// Area under the curve of alter's evidence.
    pub area: f64,
    /// Its standard error.
    pub area_error: f64,
    /// True-positive rate (alarm rate, where alter did not fall) at 5 % false alarms.
    pub rate: f64,
    /// Number of dyads.
    pub dyads: usize,
}

/// Returns the numbers of one cell.
#[must_use]
pub fn cell_score(judged: &[Judged], regime: Regime, severity: Severity) -> Option<CellScore> {
    let positives = scores(judged, |one| one.regime == regime && one.severity == severity);
    let negatives = scores(judged, |one| one.regime == Regime::Stable);
    let area = area_under_curve(&positives, &negatives)?;
    let detection = detection_at_false_alarm_rate(&positives, &negatives, 0.05)?;
    Some(CellScore {
        area,
        area_error: area_standard_error(area, positives.len(), negatives.len()),
        rate: detection.true_positive_rate,
        dyads: positives.len(),
    })
}

/// The share of flagged, truly changed dyads in which the right person is named, with its standard error and number;
/// and the share of one-sided changes in which the wrong person is.
#[must_use]
pub fn right_person(judged: &[Judged], who: impl Fn(&Judged) -> WhoChanged) -> (f64, f64, usize, f64) {
    let severe = |one: &&Judged| one.severity != Severity::Small && one.regime != Regime::HotCold;
    let changed: Vec<&Judged> = judged
        .iter()
        .filter(severe)
        .filter(|one| truth_of(one.regime) > 0)
        .collect();
    let flagged: Vec<&&Judged> = changed.iter().filter(|one| likeliest(&who(one)) > 0).collect();
    let right = flagged
        .iter()
        .filter(|one| likeliest(&who(one)) == truth_of(one.regime))
        .count();
    let share = right as f64 / flagged.len().max(1) as f64;
    let one_sided: Vec<&&Judged> = changed.iter().filter(|one| truth_of(one.regime) < 3).collect();
    let wrong = one_sided
        .iter()
        .filter(|one| likeliest(&who(one)) + truth_of(one.regime) == 3)
        .count();
    let wrong = wrong as f64 / one_sided.len().max(1) as f64;
    (
        share,
        share_standard_error(share, flagged.len()),
        flagged.len(),
        wrong,
    )
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Returns the tables as text.
#[must_use]
pub fn tables(judged: &[Judged]) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line("| cell | dyads | AUC | s.e. | alarms at 5 % |".to_owned());
    line("|---|---|---|---|---|".to_owned());
    for (regime, severity) in CELLS {
        if let Some(score) = cell_score(judged, regime, severity) {
            line(format!(
                "| {} {} | {} | {:.3} | {:.3} | {:.2} |",
                regime.id(),
                severity.id(),
                score.dyads,
                score.area,
                score.area_error,
                score.rate
            ));
        }
    }
    line(String::new());
    line("| probabilities | right person, if flagged | s.e. | flagged | wrong person | none called changed | Brier | ECE |".to_owned());
    line("|---|---|---|---|---|---|---|---|".to_owned());
    let views: [(&str, fn(&Judged) -> WhoChanged); 2] = [
        ("before calibration", |one| one.raw),
        ("calibrated", |one| one.who),
    ];
    for (name, who) in views {
        let (share, error, flagged, wrong) = right_person(judged, who);
        let stable: Vec<&Judged> = judged.iter().filter(|one| one.regime == Regime::Stable).collect();
        let alarms =
            stable.iter().filter(|one| who(one).none < 0.5).count() as f64 / stable.len().max(1) as f64;
        let forecasts: Vec<Forecast> = judged
            .iter()
            .map(|one| Forecast {
                probability: who(one).fell(Role::Alter),
                came_true: matches!(truth_of(one.regime), 1 | 3),
            })
            .collect();
        line(format!(
            "| {name} | {share:.3} | {error:.3} | {flagged} | {wrong:.3} | {alarms:.2} | {:.3} | {:.3} |",
            brier_score(&forecasts),
            calibration_error(&forecasts, 10)
        ));
    }
    line(String::new());
    line("| onset | dyads | median error, days | interval covers |".to_owned());
    line("|---|---|---|---|".to_owned());
    for regime in [Regime::Abrupt, Regime::Fade, Regime::Ghost] {
        let cell: Vec<&Judged> = judged
            .iter()
            .filter(|one| one.regime == regime && one.severity != Severity::Small)
            .collect();
        let errors: Vec<f64> = cell.iter().filter_map(|one| one.onset_error).collect();
        let covered: Vec<bool> = cell.iter().filter_map(|one| one.is_covered).collect();
        let share = covered.iter().filter(|one| **one).count() as f64 / covered.len().max(1) as f64;
        line(format!(
            "| {} M+L | {} | {:.0} | {share:.2} |",
            regime.id(),
            errors.len(),
            median(errors)
        ));
    }
    line(String::new());
    line("| what is claimed | dyads | too little | too recent | cannot tell | no change | up and down | recovered | alter | both | ego | side unclear |".to_owned());
    line("|---|---|---|---|---|---|---|---|---|---|---|---|".to_owned());
    for regime in Regime::ALL {
        use ebb::course::Claim;
        let cell: Vec<&Judged> = judged.iter().filter(|one| one.regime == regime).collect();
        let count = |claims: &[Claim]| cell.iter().filter(|one| claims.contains(&one.claim)).count();
        let mut row = format!("| {} | {} |", regime.id(), cell.len());
        for claims in [
            &[Claim::TooLittle][..],
            &[Claim::TooRecent],
            &[Claim::CannotTell],
            &[Claim::NoChange],
            &[Claim::UpAndDown],
            &[Claim::Recovered],
            &[Claim::AlterFell, Claim::AlterStopped],
            &[Claim::BothFell],
            &[Claim::EgoFell],
            &[Claim::SideUnclear],
        ] {
            let _ = write!(row, " {} |", count(claims));
        }
        line(row);
    }
    out
}
