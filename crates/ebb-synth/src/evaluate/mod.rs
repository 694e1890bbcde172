//! How well the detector does on simulated and planted dyads whose truth is known.

mod claims;
mod lengths;
mod planted;
mod tables;

use std::time::Instant;

use ebb::catalog::Settings;
use ebb::change::{ChangePosterior, RateRatio, WhoChanged, detect, rate_ratio};
use ebb::course::{Claim, Course, course};
use ebb::dyad::{Dyad, PairError, Role, Roles, pair};
use ebb::export::{Capabilities, Carried, Clock, ClockSecond, Export, ExportedMessage, Resolution, SenderId};
use ebb::lookalike::{Apps, FileFacts, Lookalike, look, weighed};
use ebb::measure::{Measured, Stream, StreamedMessage, measure_stream};
use ebb::message::{MessageKind, TextArena};
use rayon::prelude::*;

pub use claims::{claim_tables, live_dyads};
pub use lengths::length_table;
pub use planted::{PlantedJudged, judge_planted, stream_of_case};
pub(crate) use tables::Tables;
pub use tables::{planted_tables, tables};

use crate::artefact::{Artefact, CAP, FileTruth, apply};
use crate::dyad::{Clocks, Plans};
use crate::metrics::{
    area_standard_error, area_under_curve, detection_at_false_alarm_rate, share_standard_error,
};
use crate::{
    Regime, Severity, SimulatedDyad, SimulatedRole, SimulationSettings, WhoFell, expected_ratio, simulate,
};

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

/// First seed of the dyads that numbers are chosen on.
pub const DEVELOPMENT_SEED: u64 = 1;
/// First seed of the dyads that numbers are only told of.
pub const HELD_OUT_SEED: u64 = 60_000_000;

/// Added to a seed where claims are evaluated: the first seed of dyads that nothing was chosen on before.
pub const CLAIMS_SEED: u64 = 31_000_000;

/// Around whom and what a simulated dyad is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scene {
    /// Two people who only write, by one clock.
    Plain,
    /// They make plans and meet.
    Plans,
    /// Their clocks are hours apart.
    ClocksApart,
    /// Alter moves to another time zone.
    ClockMoves,
    /// Something happened to the file, the app or the life.
    Artefact(Artefact),
}

impl Scene {
    /// Returns the stable name used in tables.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Plans => "plans and meetings",
            Self::ClocksApart => "clocks apart",
            Self::ClockMoves => "zone move",
            Self::Artefact(artefact) => artefact.id(),
        }
    }

    fn settings(self) -> SimulationSettings {
        let drawn = SimulationSettings::DRAWN;
        match self {
            Self::Plain | Self::Artefact(_) => drawn,
            Self::Plans => SimulationSettings { plans: Plans::Meetings, ..drawn },
            Self::ClocksApart => SimulationSettings { clocks: Clocks::Apart, ..drawn },
            Self::ClockMoves => SimulationSettings { clocks: Clocks::Moving, ..drawn },
        }
    }
}

/// What is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EvaluationSettings {
    /// Dyads in each cell.
    pub each: u64,
    /// Dyads in which nothing changes.
    pub stable: u64,
    /// First seed.
    pub seed: u64,
    /// How many times a changed dyad is simulated again for the true size of its change; 0 leaves that out.
    pub again: u64,
}

/// The size of a change, told and true.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JudgedSize {
    /// What is told.
    pub told: RateRatio,
    /// The ratio that is expected of these two people.
    pub expected: f64,
}

/// One dyad, judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// What is true.
    pub regime: Regime,
    /// How strongly.
    pub severity: Severity,
    /// Around whom and what.
    pub scene: Scene,
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
    /// The size of alter's change; `None` without one.
    pub size: Option<JudgedSize>,
    /// What is claimed.
    pub claim: Claim,
    /// How many lookalikes are seen.
    pub lookalikes: usize,
    /// Messages of both.
    pub messages: usize,
    /// Days of the chat.
    pub days: usize,
    /// Days since the true change.
    pub days_since: usize,
    /// Seconds that measuring, detecting and claiming took.
    pub seconds: f64,
}

/// Returns a simulated dyad as measuring sees it.
#[must_use]
pub fn stream_of(dyad: &SimulatedDyad, day_start: f64) -> Stream {
    let messages = (0..dyad.len())
        .map(|at| StreamedMessage {
            hour: dyad.hours[at],
            role: role_of(dyad.role[at]),
            words: dyad.words[at],
            asks: dyad.asks[at],
            is_call: dyad.is_call[at],
        })
        .collect();
    Stream {
        messages,
        first_date: jiff::civil::date(2026, 1, 1),
        day_start,
        end: dyad.days as f64 * 24.0 + day_start,
    }
}

/// Returns a simulated dyad as a chat of Alex (alter) and Dana (ego), whose messages hold no words.
///
/// # Errors
/// Where one of the two wrote nothing.
pub fn dyad_of(simulated: &SimulatedDyad) -> Result<Dyad, PairError> {
    let mut texts = TextArena::default();
    let start = jiff::civil::date(2026, 1, 1).at(0, 0, 0, 0);
    let start = start.duration_since(jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0)).as_secs();
    #[expect(clippy::cast_possible_truncation, reason = "seconds of some years")]
    let message = |at: usize| ExportedMessage {
        time: ClockSecond(start + (simulated.hours[at] * 3600.0) as i64),
        text: texts.push(""),
        sender: Some(SenderId(u16::from(simulated.role[at] == SimulatedRole::Ego))),
        kind: MessageKind::Text,
    };
    let messages = (0..simulated.len()).map(message).collect();
    let all = Carried::Yes;
    let capabilities = Capabilities {
        calls: all,
        reactions: all,
        both_sides: all,
        whole_history: all,
        edits: all,
        deletions: all,
        lasting: all,
    };
    let export = Export {
        format: "jsonl",
        clock: Clock::Local,
        resolution: Resolution::Second,
        senders: vec!["Alex".to_owned(), "Dana".to_owned()],
        messages,
        texts,
        capabilities,
        missing: Vec::new(),
    };
    let roles = Roles { ego: vec!["Dana".to_owned()], alter: vec!["Alex".to_owned()] };
    pair(vec![export], &roles, None)
}

pub(crate) fn role_of(role: SimulatedRole) -> Role {
    match role {
        SimulatedRole::Alter => Role::Alter,
        SimulatedRole::Ego => Role::Ego,
    }
}

/// Measures and judges one dyad.
#[must_use]
pub fn judge(dyad: &SimulatedDyad, settings: &Settings) -> (Measured, ChangePosterior, Course) {
    // The simulated people sleep around midnight to eight, so days begin at four.
    let (measured, change, course, _) = judge_stream(stream_of(dyad, 4.0), &SIMULATED_FILE, settings);
    (measured, change, course)
}

/// One file that holds no calls.
pub(crate) const SIMULATED_FILE: FileFacts =
    FileFacts { calls: Carried::No, joins: Vec::new(), shared: 0, apps: Apps::One };

/// Measures and judges one stream of a file.
#[must_use]
pub fn judge_stream(
    stream: Stream,
    file: &FileFacts,
    settings: &Settings,
) -> (Measured, ChangePosterior, Course, Vec<Lookalike>) {
    let measured = measure_stream(stream, &settings.measure);
    let change = detect(&measured.daily, &settings.change);
    let seen = look(&measured, &change, file, &settings.lookalike);
    let weighed = weighed(&change.judges, seen.len(), &settings.lookalike);
    let course = course(&measured, &change, &weighed, settings.change.who.prior, &settings.course);
    (measured, change, course, seen)
}

/// One dyad to simulate.
#[derive(Clone, Copy)]
struct Task {
    seed: u64,
    regime: Regime,
    severity: Severity,
    scene: Scene,
}

/// Simulates and judges every cell, on all cores.
#[must_use]
pub fn evaluate(run: EvaluationSettings, settings: &Settings) -> Vec<Judged> {
    let stable =
        |seed: u64, scene: Scene| Task { seed, regime: Regime::Stable, severity: Severity::Medium, scene };
    let mut tasks: Vec<Task> = (0..run.stable).map(|n| stable(run.seed + n, Scene::Plain)).collect();
    for (cell, (regime, severity)) in (1_u64..).zip(CELLS) {
        tasks.extend((0..run.each).map(|n| Task {
            seed: run.seed + 10_000 * cell + n,
            regime,
            severity,
            scene: Scene::Plain,
        }));
    }
    let scenes = [Scene::Plans, Scene::ClocksApart, Scene::ClockMoves];
    let artefacts = Artefact::ALL.into_iter().map(Scene::Artefact);
    for (cell, scene) in (20_u64..).zip(scenes.into_iter().chain(artefacts)) {
        tasks.extend((0..run.each).map(|n| stable(run.seed + 10_000 * cell + n, scene)));
    }
    // A withdrawal must be found among people who meet, too.
    tasks.extend((0..run.each).map(|n| Task {
        seed: run.seed + 600_000 + n,
        regime: Regime::Abrupt,
        severity: Severity::Medium,
        scene: Scene::Plans,
    }));
    tasks.into_par_iter().map(|task| judge_task(task, run.again, settings)).collect()
}

fn judge_task(task: Task, again: u64, settings: &Settings) -> Judged {
    let Task { seed, regime, severity, scene } = task;
    let simulation = scene.settings();
    let whole = simulate(seed, regime, severity, &simulation);
    let (dyad, truth_of_file) = match scene {
        Scene::Plain | Scene::Plans | Scene::ClocksApart | Scene::ClockMoves => (whole, FileTruth::default()),
        Scene::Artefact(artefact) => {
            let other = simulate(seed + 5_000, regime, severity, &simulation);
            apply(artefact, &whole, &other, seed)
        }
    };
    let file = FileFacts {
        calls: if truth_of_file.carries_calls { Carried::Yes } else { Carried::No },
        joins: truth_of_file.boundary.into_iter().collect(),
        shared: 0,
        apps: Apps::One,
    };
    let mut stream = stream_of(&dyad, 4.0);
    let mut own = settings.clone();
    match (scene, truth_of_file.day) {
        // People go away when many do; in other seasons no file shows it.
        (Scene::Artefact(Artefact::HolidayAtEnd), Some(day)) => {
            let span = jiff::Span::new().days(i64::try_from(day).unwrap_or(0));
            stream.first_date = jiff::civil::date(2026, 12, 20).saturating_sub(span);
        }
        // An app that gives out few, so that simulated chats reach it.
        (Scene::Artefact(Artefact::MessageCap), _) => own.lookalike.caps = vec![CAP],
        _ => {}
    }
    let begun = Instant::now();
    let (measured, change, course, seen) = judge_stream(stream, &file, &own);
    let seconds = begun.elapsed().as_secs_f64();
    let truth = dyad.truth;
    let changed = matches!(regime, Regime::Abrupt | Regime::Fade | Regime::Ghost);
    let onset = change.persons.alter.onset.as_ref().filter(|_| changed);
    let size = onset.filter(|_| again > 0).and_then(|onset| {
        let expected = expected_ratio(seed, regime, severity, &simulation, again)?;
        let days = measured.daily.days.get(Role::Alter);
        let counts: Vec<f64> = days.iter().map(|day| day.messages).collect();
        let exposures = vec![1.0; counts.len()];
        Some(JudgedSize { told: rate_ratio(&counts, &exposures, onset, &settings.course.ratio), expected })
    });
    Judged {
        regime,
        severity,
        scene,
        score: change.evidence.alter.soft_minimum(),
        raw: ebb::change::uncalibrated(&change.evidence, &settings.change.who.prior),
        who: change.who,
        onset_error: onset.map(|onset| (onset.quantile(0.5) as f64 - truth.change_day as f64).abs()),
        is_covered: onset
            .map(|onset| (onset.quantile(0.05)..=onset.quantile(0.95)).contains(&truth.change_day)),
        size,
        claim: course.claim,
        lookalikes: seen.len(),
        messages: dyad.len(),
        days: dyad.days,
        days_since: dyad.days.saturating_sub(truth.change_day),
        seconds,
    }
}

/// Returns who is likeliest: 0 nobody, 1 alter, 2 ego, 3 both.
#[must_use]
pub fn likeliest(who: &WhoChanged) -> usize {
    let values = four(who);
    (0..4).max_by(|a, b| values[*a].total_cmp(&values[*b])).unwrap_or(0)
}

/// Returns the probabilities of nobody, alter, ego and both.
pub(crate) fn four(who: &WhoChanged) -> [f64; 4] {
    [who.none, who.alter, who.ego, who.both]
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

/// Returns the numbers of scores against those of untouched dyads; `None` if either is empty.
#[must_use]
pub fn score(positives: &[f64], negatives: &[f64]) -> Option<CellScore> {
    let area = area_under_curve(positives, negatives)?;
    let detection = detection_at_false_alarm_rate(positives, negatives, 0.05)?;
    Some(CellScore {
        area,
        area_error: area_standard_error(area, positives.len(), negatives.len()),
        rate: detection.true_positive_rate,
        dyads: positives.len(),
    })
}

/// Returns the numbers of one cell.
#[must_use]
pub fn cell_score(judged: &[Judged], regime: Regime, severity: Severity) -> Option<CellScore> {
    let scores = |keep: &dyn Fn(&&Judged) -> bool| -> Vec<f64> {
        let plain = judged.iter().filter(|one| one.scene == Scene::Plain);
        plain.filter(|one| keep(one)).map(|one| one.score).collect()
    };
    let positives = scores(&|one| one.regime == regime && one.severity == severity);
    score(&positives, &scores(&|one| one.regime == Regime::Stable))
}

/// How often the right and the wrong person is named.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attribution {
    /// Share of flagged, truly changed dyads in which the right person, or both, is named.
    pub right: f64,
    /// Its standard error.
    pub right_error: f64,
    /// How many of the truly changed dyads are flagged.
    pub flagged: usize,
    /// Share of one-sided changes in which the other person alone is named.
    pub wrong: f64,
    /// Its standard error.
    pub wrong_error: f64,
    /// Number of one-sided changes.
    pub one_sided: usize,
}

/// Returns how often the right person is named, from pairs of what is true and what is likeliest (0 nobody, 1 alter,
/// 2 ego, 3 both) of truly changed dyads.
#[must_use]
pub fn attribution(pairs: &[(usize, usize)]) -> Attribution {
    let flagged: Vec<_> = pairs.iter().filter(|(_, told)| *told > 0).collect();
    let right = flagged.iter().filter(|(truth, told)| truth == told).count();
    let right = right as f64 / flagged.len().max(1) as f64;
    let one_sided: Vec<_> = pairs.iter().filter(|(truth, _)| matches!(truth, 1 | 2)).collect();
    let wrong = one_sided.iter().filter(|(truth, told)| *told > 0 && truth + told == 3).count();
    let wrong = wrong as f64 / one_sided.len().max(1) as f64;
    Attribution {
        right,
        right_error: share_standard_error(right, flagged.len()),
        flagged: flagged.len(),
        wrong,
        wrong_error: share_standard_error(wrong, one_sided.len()),
        one_sided: one_sided.len(),
    }
}

/// Returns how often the right person is named in simulated dyads with a change that a friend would see.
#[must_use]
pub fn right_person(judged: &[Judged], who: impl Fn(&Judged) -> WhoChanged) -> Attribution {
    let pairs: Vec<(usize, usize)> = judged
        .iter()
        .filter(|one| one.scene == Scene::Plain && one.severity != Severity::Small)
        .filter(|one| one.regime != Regime::HotCold && one.regime.who_fell() != WhoFell::Neither)
        .map(|one| (one.regime.who_fell().index(), likeliest(&who(one))))
        .collect();
    attribution(&pairs)
}
