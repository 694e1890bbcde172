//! Tables of an evaluation, as Markdown.

use std::fmt::Write as _;

use ebb::change::WhoChanged;
use ebb::course::Claim;
use ebb::dyad::Role;

use super::{
    Attribution, CELLS, Judged, PlantedJudged, Scene, attribution, cell_score, four, likeliest, right_person,
    score,
};
use crate::metrics::{
    Forecast, brier_score, calibration_error, log_loss_of_classes, share_standard_error,
    weighted_calibration_error,
};
use crate::planted::{KEEPS, Way};
use crate::{Regime, Severity};

/// A text of Markdown tables.
#[derive(Default)]
pub(crate) struct Tables(pub(crate) String);

impl Tables {
    pub(crate) fn title(&mut self, text: &str) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        let _ = writeln!(self.0, "### {text}\n");
    }

    pub(crate) fn remark(&mut self, text: &str) {
        let _ = writeln!(self.0, "{text}\n");
    }

    pub(crate) fn head(&mut self, columns: &[&str]) {
        let _ = writeln!(self.0, "| {} |", columns.join(" | "));
        let _ = writeln!(self.0, "|{}", "---|".repeat(columns.len()));
    }

    pub(crate) fn row(&mut self, cells: &[String]) {
        let _ = writeln!(self.0, "| {} |", cells.join(" | "));
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

pub(super) fn share(count: usize, of: usize) -> f64 {
    count as f64 / of.max(1) as f64
}

/// A share with its standard error.
pub(super) fn with_error(count: usize, of: usize) -> String {
    let share = share(count, of);
    format!("{share:.3} ± {:.3}", share_standard_error(share, of))
}

/// Forecasts of "alter's side fell", weighed so that the four truths have their prior's shares.
pub(super) fn weighted(rows: &[(WhoChanged, usize)], prior: &[f64; 4]) -> Vec<(WhoChanged, usize, f64)> {
    let counts: [usize; 4] =
        std::array::from_fn(|truth| rows.iter().filter(|(_, is)| *is == truth).count().max(1));
    rows.iter().map(|(who, truth)| (*who, *truth, prior[*truth] / counts[*truth] as f64)).collect()
}

fn alter_forecast(who: &WhoChanged, truth: usize) -> Forecast {
    Forecast { probability: who.fell(Role::Alter), came_true: matches!(truth, 1 | 3) }
}

/// Whether the likeliest of the four is true, with its probability.
fn top_forecast(who: &WhoChanged, truth: usize) -> Forecast {
    let told = likeliest(who);
    Forecast { probability: four(who)[told], came_true: told == truth }
}

/// Returns the tables of simulated dyads. `prior` is the share of each truth in the mixture that calibration is told
/// for.
#[must_use]
pub fn tables(judged: &[Judged], prior: &[f64; 4]) -> String {
    let mut out = Tables::default();
    detection(&mut out, judged);
    probabilities(&mut out, judged, prior);
    untouched(&mut out, judged);
    onsets(&mut out, judged);
    sizes(&mut out, judged);
    claims(&mut out, judged);
    lengths(&mut out, judged);
    times(&mut out, judged);
    out.0
}

fn plain(judged: &[Judged]) -> Vec<&Judged> {
    judged.iter().filter(|one| one.scene == Scene::Plain).collect()
}

fn detection(out: &mut Tables, judged: &[Judged]) {
    out.title("Detection of a fall of alter, against stable chats");
    out.head(&["cell", "dyads", "AUC", "s.e.", "found at 5 % false alarms"]);
    for (regime, severity) in CELLS {
        if let Some(score) = cell_score(judged, regime, severity) {
            out.row(&[
                format!("{} {}", regime.id(), severity.id()),
                score.dyads.to_string(),
                format!("{:.3}", score.area),
                format!("{:.3}", score.area_error),
                format!("{:.2}", score.rate),
            ]);
        }
    }
    let scores = |regime: Regime| -> Vec<f64> {
        let inside = judged.iter().filter(|one| one.scene == Scene::Plans && one.regime == regime);
        inside.map(|one| one.score).collect()
    };
    if let Some(score) = score(&scores(Regime::Abrupt), &scores(Regime::Stable)) {
        out.row(&[
            "abrupt medium, people who meet".to_owned(),
            score.dyads.to_string(),
            format!("{:.3}", score.area),
            format!("{:.3}", score.area_error),
            format!("{:.2}", score.rate),
        ]);
    }
}

/// Which probabilities of a judged dyad are looked at.
type View = fn(&Judged) -> WhoChanged;

fn attribution_cells(told: &Attribution) -> [String; 4] {
    [
        format!("{:.3} ± {:.3}", told.right, told.right_error),
        told.flagged.to_string(),
        format!("{:.4} ± {:.4}", told.wrong, told.wrong_error),
        told.one_sided.to_string(),
    ]
}

fn probabilities(out: &mut Tables, judged: &[Judged], prior: &[f64; 4]) {
    out.title("Who changed");
    out.head(&[
        "probabilities",
        "right person, if flagged",
        "flagged",
        "wrong person",
        "one-sided",
        "Brier",
        "ECE of alter",
        "ECE of the likeliest",
        "log loss",
    ]);
    let views: [(&str, View); 2] = [("before calibration", |one| one.raw), ("calibrated", |one| one.who)];
    let told: Vec<&Judged> = plain(judged).into_iter().filter(|one| one.regime != Regime::HotCold).collect();
    for (name, view) in views {
        let rows: Vec<(WhoChanged, usize)> =
            told.iter().map(|one| (view(one), one.regime.who_fell().index())).collect();
        let mut cells = vec![name.to_owned()];
        cells.extend(attribution_cells(&right_person(judged, view)));
        cells.extend(calibration_cells(&rows, prior));
        out.row(&cells);
    }
    let rows: Vec<(WhoChanged, usize)> =
        told.iter().map(|one| (one.who, one.regime.who_fell().index())).collect();
    reliability(out, "simulated", &rows, prior);
}

fn calibration_cells(rows: &[(WhoChanged, usize)], prior: &[f64; 4]) -> [String; 4] {
    let weighted = weighted(rows, prior);
    let total: f64 = weighted.iter().map(|row| row.2).sum();
    let brier: f64 = weighted
        .iter()
        .map(|(who, truth, weight)| weight * brier_score(&[alter_forecast(who, *truth)]))
        .sum::<f64>()
        / total;
    let alter: Vec<(Forecast, f64)> =
        weighted.iter().map(|(who, truth, weight)| (alter_forecast(who, *truth), *weight)).collect();
    let top: Vec<(Forecast, f64)> =
        weighted.iter().map(|(who, truth, weight)| (top_forecast(who, *truth), *weight)).collect();
    let loss: f64 = weighted
        .iter()
        .map(|(who, truth, weight)| weight * log_loss_of_classes(&[(four(who), *truth)]))
        .sum::<f64>()
        / total;
    [
        format!("{brier:.3}"),
        format!("{:.3}", weighted_calibration_error(&alter, 10)),
        format!("{:.3}", weighted_calibration_error(&top, 10)),
        format!("{loss:.3}"),
    ]
}

/// Edges of the rows of a reliability table.
const EDGES: [f64; 8] = [0.0, 0.05, 0.2, 0.35, 0.5, 0.8, 0.95, 1.000_001];

fn reliability(out: &mut Tables, name: &str, rows: &[(WhoChanged, usize)], prior: &[f64; 4]) {
    let weighted = weighted(rows, prior);
    out.title(&format!("Reliability of \"alter's side fell\", {name}"));
    out.head(&["told", "dyads", "mean told", "true"]);
    for edges in EDGES.windows(2) {
        let inside: Vec<_> = weighted
            .iter()
            .filter(|(who, _, _)| (edges[0]..edges[1]).contains(&who.fell(Role::Alter)))
            .collect();
        let weight: f64 = inside.iter().map(|row| row.2).sum();
        if weight <= 0.0 {
            continue;
        }
        let told = inside.iter().map(|(who, _, w)| w * who.fell(Role::Alter)).sum::<f64>() / weight;
        let hits = inside.iter().filter(|(_, truth, _)| matches!(truth, 1 | 3)).map(|row| row.2).sum::<f64>()
            / weight;
        out.row(&[
            format!("{:.2} to {:.2}", edges[0], edges[1].min(1.0)),
            inside.len().to_string(),
            format!("{told:.3}"),
            format!("{hits:.3}"),
        ]);
    }
    out.title(&format!("Risk against coverage, {name}"));
    out.remark("Sure of the answer first: of the share that is answered, how much is wrong about alter.");
    out.head(&["answered", "least certainty", "wrong"]);
    let certainty = |who: &WhoChanged| who.fell(Role::Alter).max(1.0 - who.fell(Role::Alter));
    let mut sorted = weighted;
    sorted.sort_by(|a, b| certainty(&b.0).total_cmp(&certainty(&a.0)));
    let total: f64 = sorted.iter().map(|row| row.2).sum();
    for answered in [0.2, 0.4, 0.6, 0.8, 1.0] {
        let (mut reached, mut wrong, mut least) = (0.0, 0.0, 1.0);
        for (who, truth, weight) in &sorted {
            if reached >= answered * total - 1e-9 {
                break;
            }
            reached += weight;
            least = certainty(who);
            let says = who.fell(Role::Alter) >= 0.5;
            wrong += if says == matches!(truth, 1 | 3) { 0.0 } else { *weight };
        }
        out.row(&[
            format!("{answered:.1}"),
            format!("{least:.2}"),
            format!("{:.3}", wrong / reached.max(1e-9)),
        ]);
    }
}

/// Whether a claim says that somebody changed and still is.
fn is_alarm(claim: Claim) -> bool {
    claim.is_back_off() || matches!(claim, Claim::EgoFell | Claim::SideUnclear)
}

fn untouched(out: &mut Tables, judged: &[Judged]) {
    out.title("False alarms in chats in which alter did not withdraw");
    out.head(&[
        "chats",
        "dyads",
        "P(alter fell) > 0.5",
        "claim about alter",
        "of these, of both",
        "any claim of a change",
        "lookalike seen",
    ]);
    let mut row = |name: &str, cell: &[&Judged]| {
        let count = |of: &dyn Fn(&Judged) -> bool| cell.iter().filter(|one| of(one)).count();
        out.row(&[
            name.to_owned(),
            cell.len().to_string(),
            with_error(count(&|one| one.who.fell(Role::Alter) > 0.5), cell.len()),
            with_error(count(&|one| one.claim.is_back_off()), cell.len()),
            with_error(count(&|one| one.claim == Claim::BothFell), cell.len()),
            with_error(count(&|one| is_alarm(one.claim)), cell.len()),
            with_error(count(&|one| one.lookalikes > 0), cell.len()),
        ]);
    };
    for regime in [Regime::Stable, Regime::Honeymoon, Regime::Dip, Regime::Holiday, Regime::EgoWithdraws] {
        let cell: Vec<&Judged> = plain(judged).into_iter().filter(|one| one.regime == regime).collect();
        row(regime.id(), &cell);
    }
    for regime in [Regime::Abrupt, Regime::Fade, Regime::Ghost] {
        let cell: Vec<&Judged> = plain(judged).into_iter().filter(|one| one.regime == regime).collect();
        row(&format!("for comparison: {}", regime.id()), &cell);
    }
    let mut scenes: Vec<Scene> = Vec::new();
    for one in judged.iter().filter(|one| one.scene != Scene::Plain && one.regime == Regime::Stable) {
        if !scenes.contains(&one.scene) {
            scenes.push(one.scene);
        }
    }
    for scene in scenes {
        let cell: Vec<&Judged> =
            judged.iter().filter(|one| one.scene == scene && one.regime == Regime::Stable).collect();
        row(scene.id(), &cell);
    }
}

fn onsets(out: &mut Tables, judged: &[Judged]) {
    out.title("The day of a change of alter");
    out.head(&["onset", "dyads", "median error, days", "90th percentile", "interval of 0.9 covers"]);
    for (regime, severe) in [
        (Regime::Abrupt, true),
        (Regime::Fade, true),
        (Regime::Ghost, true),
        (Regime::Abrupt, false),
        (Regime::Fade, false),
    ] {
        let cell: Vec<&Judged> = plain(judged)
            .into_iter()
            .filter(|one| one.regime == regime && (one.severity != Severity::Small) == severe)
            .filter(|one| severe || one.who.fell(Role::Alter) > 0.5)
            .collect();
        let mut errors: Vec<f64> = cell.iter().filter_map(|one| one.onset_error).collect();
        errors.sort_by(f64::total_cmp);
        let covered = cell.iter().filter(|one| one.is_covered == Some(true)).count();
        let name = if severe { "medium and large" } else { "small, where found" };
        out.row(&[
            format!("{} {name}", regime.id()),
            errors.len().to_string(),
            format!("{:.0}", median(errors.clone())),
            format!("{:.0}", errors.get(errors.len() * 9 / 10).copied().unwrap_or(f64::NAN)),
            with_error(covered, errors.len()),
        ]);
    }
}

fn sizes(out: &mut Tables, judged: &[Judged]) {
    let sized: Vec<&Judged> = plain(judged).into_iter().filter(|one| one.size.is_some()).collect();
    if sized.is_empty() {
        return;
    }
    out.title("The size of a change of alter: the ratio that is expected of these two people");
    out.remark("Covered is the parameter, averaged over many repetitions of the same pair, not the chat's own counts.");
    out.head(&[
        "size",
        "dyads",
        "median log error",
        "interval of 0.9 covers",
        "below it",
        "above it",
        "width, log",
    ]);
    for (regime, severities) in [
        (Regime::Abrupt, &[Severity::Small][..]),
        (Regime::Abrupt, &[Severity::Medium, Severity::Large]),
        (Regime::Fade, &[Severity::Small]),
        (Regime::Fade, &[Severity::Medium, Severity::Large]),
        (Regime::Ghost, &[Severity::Medium]),
    ] {
        let cell: Vec<_> = sized
            .iter()
            .filter(|one| one.regime == regime && severities.contains(&one.severity))
            .filter_map(|one| one.size)
            // What never happens has no logarithm; what is told of it is held to a hundredth.
            .map(|size| (size.told, size.expected.max(0.01)))
            .collect();
        let names: Vec<&str> = severities.iter().map(|severity| severity.id()).collect();
        let below = cell.iter().filter(|(told, expected)| *expected < told.low.max(0.01) - 1e-9).count();
        let above = cell.iter().filter(|(told, expected)| *expected > told.high.max(0.01)).count();
        let error = |(told, expected): &(ebb::change::RateRatio, f64)| (told.ratio.max(0.01) / expected).ln();
        out.row(&[
            format!("{} {}", regime.id(), names.join(" and ")),
            cell.len().to_string(),
            format!("{:+.2}", median(cell.iter().map(error).collect())),
            with_error(cell.len() - below - above, cell.len()),
            below.to_string(),
            above.to_string(),
            format!(
                "{:.2}",
                median(
                    cell.iter().map(|(told, _)| (told.high.max(0.01) / told.low.max(0.01)).ln()).collect()
                )
            ),
        ]);
    }
}

fn claims(out: &mut Tables, judged: &[Judged]) {
    out.title("What is claimed");
    out.head(&[
        "chats",
        "dyads",
        "too little",
        "too recent",
        "cannot tell",
        "no change",
        "up and down",
        "recovered",
        "alter",
        "both",
        "ego",
        "side unclear",
    ]);
    for regime in Regime::ALL {
        let cell: Vec<&Judged> = plain(judged).into_iter().filter(|one| one.regime == regime).collect();
        let mut row = vec![regime.id().to_owned(), cell.len().to_string()];
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
            row.push(cell.iter().filter(|one| claims.contains(&one.claim)).count().to_string());
        }
        out.row(&row);
    }
}

fn lengths(out: &mut Tables, judged: &[Judged]) {
    out.title("How much a chat must hold: share found (P(alter fell) > 0.5), abrupt and fade medium and large, ghost");
    out.head(&["days since the change", "dyads", "found", "messages", "dyads", "found"]);
    let cell: Vec<&Judged> = plain(judged)
        .into_iter()
        .filter(|one| matches!(one.regime, Regime::Abrupt | Regime::Fade | Regime::Ghost))
        .filter(|one| one.severity != Severity::Small)
        .collect();
    let found = |of: &[&&Judged]| {
        let found = of.iter().filter(|one| one.who.fell(Role::Alter) > 0.5).count();
        [of.len().to_string(), with_error(found, of.len())]
    };
    let days = [(0, 7), (7, 14), (14, 30), (30, 90), (90, 541)];
    let messages = [(0, 100), (100, 250), (250, 1000), (1000, 4000), (4000, 100_000)];
    for ((from, to), (least, most)) in days.into_iter().zip(messages) {
        let since: Vec<&&Judged> = cell.iter().filter(|one| (from..to).contains(&one.days_since)).collect();
        let sized: Vec<&&Judged> = cell.iter().filter(|one| (least..most).contains(&one.messages)).collect();
        let mut row = vec![format!("{from} to {}", to - 1)];
        row.extend(found(&since));
        row.push(format!("{least} to {}", most - 1));
        row.extend(found(&sized));
        out.row(&row);
    }
}

fn times(out: &mut Tables, judged: &[Judged]) {
    out.title("Time to measure, detect and claim, milliseconds on one core");
    out.head(&["days", "dyads", "median", "longest"]);
    for (from, to) in [(0, 60), (60, 180), (180, 365), (365, 541)] {
        let mut times: Vec<f64> = plain(judged)
            .iter()
            .filter(|one| (from..to).contains(&one.days))
            .map(|one| one.seconds * 1e3)
            .collect();
        times.sort_by(f64::total_cmp);
        out.row(&[
            format!("{from} to {}", to - 1),
            times.len().to_string(),
            format!("{:.1}", median(times.clone())),
            format!("{:.1}", times.last().copied().unwrap_or(f64::NAN)),
        ]);
    }
}

/// Returns the tables of a set of planted cases, all of them held out.
#[must_use]
pub fn planted_tables(name: &str, judged: &[PlantedJudged], prior: &[f64; 4]) -> String {
    let mut out = Tables::default();
    out.title(&format!("Planted in {name}"));
    let stable: Vec<&PlantedJudged> = judged.iter().filter(|one| one.way == Way::Untouched).collect();
    let negatives: Vec<f64> = stable.iter().map(|one| one.score).collect();
    let alarms = stable.iter().filter(|one| one.who.fell(Role::Alter) > 0.5).count();
    let claimed = stable.iter().filter(|one| one.claim.is_back_off()).count();
    out.remark(&format!(
        "Untouched: {} chats; P(alter fell) > 0.5 in {}; a claim about alter in {}.",
        stable.len(),
        with_error(alarms, stable.len()),
        with_error(claimed, stable.len())
    ));
    out.head(&[
        "planting",
        "AUC / found at 5 %, keep .5",
        ".25",
        ".1",
        "right person, if flagged",
        "flagged",
        "wrong person",
        "one-sided",
        "median error, days",
    ]);
    for way in [Way::Thin, Way::Causal] {
        let mut row = vec![way.id().to_owned()];
        for keep in KEEPS {
            let positives: Vec<f64> = judged
                .iter()
                .filter(|one| one.way == way && one.truth == 1 && (one.keep - keep).abs() < 1e-9)
                .map(|one| one.score)
                .collect();
            let score = score(&positives, &negatives);
            row.push(score.map_or_else(String::new, |s| {
                format!("{:.2} ± {:.2} / {:.2}", s.area, s.area_error, s.rate)
            }));
        }
        let strong = |one: &&PlantedJudged| one.way == way && one.keep < 0.3;
        let pairs: Vec<(usize, usize)> =
            judged.iter().filter(strong).map(|one| (one.truth, likeliest(&one.who))).collect();
        row.extend(attribution_cells(&attribution(&pairs)));
        let flagged = judged.iter().filter(strong).filter(|one| one.who.fell(Role::Alter) > 0.5);
        let errors: Vec<f64> = flagged.filter_map(|one| one.onset_error).collect();
        row.push(format!("{:.0} ({})", median(errors.clone()), errors.len()));
        out.row(&row);
    }
    let rows: Vec<(WhoChanged, usize)> = judged.iter().map(|one| (one.who, one.truth)).collect();
    let [brier, alter, top, loss] = calibration_cells(&rows, prior);
    out.remark(&format!(
        "\nMixture: Brier {brier}, ECE of alter {alter}, ECE of the likeliest {top}, log loss {loss}."
    ));
    reliability(&mut out, name, &rows, prior);
    let told: Vec<Forecast> = rows.iter().map(|(who, truth)| alter_forecast(who, *truth)).collect();
    debug_assert!(calibration_error(&told, 10) <= 1.0);
    out.0
}
