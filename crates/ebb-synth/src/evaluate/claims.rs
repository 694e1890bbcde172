//! What is claimed, kind by kind of stream: on copies in which nothing changes, and where a withdrawal was planted.
//!
//! A bar of probabilities does not say what a person is told. Here each case goes all the way to its claim. Unchanged
//! copies are streams whose blocks of days were put into another order: they swing as the people do, and nothing in them
//! lasts. Seasons are left out of the lookalikes, because a moved week carries a date that is not its own.

use std::collections::BTreeMap;

use ebb::catalog::Settings;
use ebb::change::WhoChanged;
use ebb::course::Claim;
use ebb::dyad::Role;
use rayon::prelude::*;

use super::tables::{Tables, share, weighted, with_error};
use super::{SIMULATED_FILE, four, judge_stream, stream_of_case};
use crate::metrics::{Forecast, area_under_curve, log_loss_of_classes, weighted_calibration_error};
use crate::planted::{PlantedCase, StreamSet, Way, cases};
use crate::stream::{StreamDyad, TimedStream};
use crate::{Habit, Regime, Severity, SimulationSettings, simulate};

/// One case, judged.
struct Judged {
    case: PlantedCase,
    who: WhoChanged,
    agreed: WhoChanged,
    claim: Claim,
    /// First and last day of the interval that is told for alter's change, and the day.
    onset: Option<(usize, usize, usize)>,
}

/// Days from which a withdrawal is expected to be claimed.
const LONG: usize = 56;
/// Share that is left in a withdrawal that is expected to be claimed.
const STRONG: f64 = 0.25;

/// Returns simulated dyads in which nothing changes, as streams: two people each, of 120 days.
#[must_use]
pub fn live_dyads(seed: u64, count: u64, habit: Habit) -> Vec<StreamDyad> {
    (0..count)
        .into_par_iter()
        .map(|number| {
            let days = if habit == Habit::Sparse { 300 } else { 120 };
            let settings = SimulationSettings { days: Some(days), habit, ..SimulationSettings::DRAWN };
            let dyad = simulate(seed + number, Regime::Stable, Severity::Medium, &settings);
            let pair = u32::try_from(number).unwrap_or(u32::MAX / 2);
            StreamDyad {
                people: (2 * pair, 2 * pair + 1),
                stream: TimedStream { hours: dyad.hours, role: dyad.role },
                observed_until: days as f64 * 24.0,
            }
        })
        .collect()
}

/// Returns the tables of what is claimed on the held-out dyads of some sets.
#[must_use]
pub fn claim_tables(sets: &[StreamSet<'_>], settings: &Settings) -> String {
    let mut own = settings.clone();
    own.lookalike.seasons = Vec::new();
    let kinds: Vec<(&str, Vec<Judged>)> = sets.iter().map(|set| (set.name, judge(set, &own))).collect();
    let mut out = Tables::default();
    unchanged(&mut out, &kinds);
    withdrawn(&mut out, &kinds);
    probabilities(&mut out, &kinds, &settings.change.who.prior);
    thresholds(&mut out, &kinds);
    onsets(&mut out, &kinds);
    every_claim(&mut out, &kinds);
    out.0
}

fn judge(set: &StreamSet<'_>, settings: &Settings) -> Vec<Judged> {
    let held_out: Vec<PlantedCase> = cases(set).into_iter().filter(|case| case.is_held_out).collect();
    held_out
        .into_par_iter()
        .map(|case| {
            let (_, change, course, _) = judge_stream(stream_of_case(&case), &SIMULATED_FILE, settings);
            let onset = change
                .persons
                .alter
                .onset
                .as_ref()
                .map(|onset| (onset.quantile(0.05), onset.quantile(0.95), onset.quantile(0.5)));
            Judged { case, who: change.who, agreed: change.judges.agreed(), claim: course.claim, onset }
        })
        .collect()
}

fn is_change(claim: Claim) -> bool {
    claim.is_back_off() || matches!(claim, Claim::EgoFell | Claim::SideUnclear)
}

fn is_unchanged(one: &Judged) -> bool {
    one.case.way == Way::Untouched
}

fn dyads(judged: &[Judged]) -> usize {
    judged.iter().map(|one| one.case.dyad).collect::<std::collections::BTreeSet<_>>().len()
}

/// Returns how many of some cases hold, of how many, as a cell.
fn cell<'a>(cases: impl Iterator<Item = &'a Judged>, holds: impl Fn(&Judged) -> bool) -> String {
    let (mut all, mut held) = (0, 0);
    for one in cases {
        all += 1;
        held += usize::from(holds(one));
    }
    if all == 0 { "none".to_owned() } else { with_error(held, all) }
}

fn unchanged(out: &mut Tables, kinds: &[(&str, Vec<Judged>)]) {
    out.title("What is claimed where nothing changes");
    out.head(&[
        "streams",
        "dyads",
        "copies",
        "too little",
        "a change",
        "alter fell",
        "up and down",
        "P(anyone) > .5",
        "P(alter) >= .8",
    ]);
    for (name, judged) in kinds {
        let copies = || judged.iter().filter(|one| is_unchanged(one));
        out.row(&[
            (*name).to_owned(),
            dyads(judged).to_string(),
            copies().count().to_string(),
            cell(copies(), |one| one.claim.is_too_little()),
            cell(copies(), |one| is_change(one.claim)),
            cell(copies(), |one| one.claim.is_back_off()),
            cell(copies(), |one| one.claim == Claim::UpAndDown),
            cell(copies(), |one| one.who.anyone() > 0.5),
            cell(copies(), |one| one.who.fell(Role::Alter) >= 0.8),
        ]);
    }
}

fn withdrawn(out: &mut Tables, kinds: &[(&str, Vec<Judged>)]) {
    out.title("What is claimed where alter withdrew to a quarter or less");
    out.remark("Over 8 weeks or more, where there is not too little to say anything.");
    out.head(&[
        "streams",
        "cases",
        "claimed",
        "thinned",
        "causal",
        "shorter chats",
        "up and down",
        "too little",
    ]);
    for (name, judged) in kinds {
        let strong =
            || judged.iter().filter(|one| one.case.who.index() == 1 && one.case.keep <= STRONG + 1e-9);
        let enough = || strong().filter(|one| one.case.days >= LONG && one.claim != Claim::TooLittle);
        let claimed = |one: &Judged| one.claim.is_back_off();
        out.row(&[
            (*name).to_owned(),
            enough().count().to_string(),
            cell(enough(), claimed),
            cell(enough().filter(|one| one.case.way == Way::Thin), claimed),
            cell(enough().filter(|one| one.case.way == Way::Causal), claimed),
            cell(strong().filter(|one| one.case.days < LONG && one.claim != Claim::TooLittle), claimed),
            cell(enough(), |one| one.claim == Claim::UpAndDown),
            cell(strong().filter(|one| one.case.days >= LONG), |one| one.claim == Claim::TooLittle),
        ]);
    }
}

fn likeliest_person(who: &WhoChanged) -> usize {
    let told = four(who);
    (1..4).max_by(|a, b| told[*a].total_cmp(&told[*b])).unwrap_or(1)
}

fn probabilities(out: &mut Tables, kinds: &[(&str, Vec<Judged>)], prior: &[f64; 4]) {
    out.title("Probabilities");
    out.remark(
        "Right: the right person, of the changed that are likelier than not to have changed. Wrong: the other person \
         alone, of all one-sided changes. AUC: that alter's side fell. Log loss and ECE in the prior's mixture.",
    );
    out.head(&["streams", "AUC", "right", "right, thinned", "right, causal", "wrong", "log loss", "ECE"]);
    for (name, judged) in kinds {
        let truth = |one: &Judged| one.case.who.index();
        let flagged = || judged.iter().filter(|one| truth(one) > 0 && one.who.anyone() > 0.5);
        let right = |one: &Judged| likeliest_person(&one.who) == truth(one);
        let one_sided = judged.iter().filter(|one| matches!(truth(one), 1 | 2));
        let scores = |keep: &dyn Fn(usize) -> bool| -> Vec<f64> {
            judged.iter().filter(|one| keep(truth(one))).map(|one| one.who.fell(Role::Alter)).collect()
        };
        let area = area_under_curve(&scores(&|truth| matches!(truth, 1 | 3)), &scores(&|truth| truth == 0));
        let rows: Vec<(WhoChanged, usize)> = judged.iter().map(|one| (one.who, truth(one))).collect();
        let rows = weighted(&rows, prior);
        let forecasts: Vec<(Forecast, f64)> = rows
            .iter()
            .map(|(who, truth, weight)| {
                let told = Forecast { probability: who.fell(Role::Alter), came_true: matches!(truth, 1 | 3) };
                (told, *weight)
            })
            .collect();
        let loss: f64 = rows
            .iter()
            .map(|(who, truth, weight)| weight * log_loss_of_classes(&[(four(who), *truth)]))
            .sum();
        out.row(&[
            (*name).to_owned(),
            area.map_or_else(|| "none".to_owned(), |area| format!("{area:.3}")),
            cell(flagged(), right),
            cell(flagged().filter(|one| one.case.way == Way::Thin), right),
            cell(flagged().filter(|one| one.case.way == Way::Causal), right),
            cell(one_sided, |one| one.who.anyone() > 0.5 && likeliest_person(&one.who) == 3 - truth(one)),
            format!("{:.3}", loss / rows.iter().map(|row| row.2).sum::<f64>()),
            format!("{:.3}", weighted_calibration_error(&forecasts, 10)),
        ]);
    }
}

/// Where claims could begin, and what that would bring.
fn thresholds(out: &mut Tables, kinds: &[(&str, Vec<Judged>)]) {
    out.title("Claims by the probability that both judges must say");
    out.remark("Unchanged copies in which alter's fall would be claimed / withdrawals of the table above that would be.");
    let levels = [0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9];
    let names: Vec<String> = levels.iter().map(|level| format!("{level}")).collect();
    out.head(&[&["streams"][..], &names.iter().map(String::as_str).collect::<Vec<_>>()].concat());
    for (name, judged) in kinds {
        let enough: Vec<&Judged> = judged.iter().filter(|one| one.claim != Claim::TooLittle).collect();
        let at = |level: f64, keep: &dyn Fn(&Judged) -> bool| {
            let kept: Vec<&&Judged> = enough.iter().filter(|one| keep(one)).collect();
            share(kept.iter().filter(|one| one.agreed.fell(Role::Alter) >= level).count(), kept.len())
        };
        let cells = levels.map(|level| {
            let nulls = at(level, &is_unchanged);
            let found = at(level, &|one| {
                one.case.who.index() == 1 && one.case.keep <= STRONG + 1e-9 && one.case.days >= LONG
            });
            format!("{nulls:.3} / {found:.2}")
        });
        out.row(&[&[(*name).to_owned()][..], &cells].concat());
    }
}

fn onsets(out: &mut Tables, kinds: &[(&str, Vec<Judged>)]) {
    out.title("The day of a change of alter alone, where it is claimed");
    out.head(&[
        "streams",
        "cases",
        "true day inside the interval",
        "median width, days",
        "median error, days",
    ]);
    for (name, judged) in kinds {
        let told: Vec<(&Judged, (usize, usize, usize))> = judged
            .iter()
            .filter(|one| one.case.who.index() == 1 && one.claim.is_back_off())
            .filter_map(|one| one.onset.map(|onset| (one, onset)))
            .collect();
        let inside =
            told.iter().filter(|(one, (low, high, _))| (*low..=*high).contains(&one.case.change_day));
        let middle = |mut values: Vec<usize>| {
            values.sort_unstable();
            values.get(values.len() / 2).map_or_else(|| "none".to_owned(), ToString::to_string)
        };
        out.row(&[
            (*name).to_owned(),
            told.len().to_string(),
            with_error(inside.count(), told.len()),
            middle(told.iter().map(|(_, (low, high, _))| high - low).collect()),
            middle(told.iter().map(|(one, (_, _, day))| day.abs_diff(one.case.change_day)).collect()),
        ]);
    }
}

fn every_claim(out: &mut Tables, kinds: &[(&str, Vec<Judged>)]) {
    out.title("Every claim");
    out.head(&["streams", "truth", "cases", "claims"]);
    for (name, judged) in kinds {
        for (truth, of) in ["nobody", "alter", "ego", "both"].into_iter().enumerate() {
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            for one in judged.iter().filter(|one| one.case.who.index() == truth) {
                *counts.entry(one.claim.id()).or_default() += 1;
            }
            let told: Vec<String> = counts.iter().map(|(claim, count)| format!("{claim} {count}")).collect();
            out.row(&[
                (*name).to_owned(),
                of.to_owned(),
                counts.values().sum::<usize>().to_string(),
                told.join(", "),
            ]);
        }
    }
}
