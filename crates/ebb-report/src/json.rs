//! The report for other programs: schema `ebb.report/1`.

use ebb::catalog::{Catalog, dots_of};
use ebb::change::RateRatio;
use ebb::dyad::{Dyad, Role};
use ebb::silence::ComparedWith;
use ebb::verdict::Verdict;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::words::Words;

/// Name and version of the schema.
pub const SCHEMA: &str = "ebb.report/1";

/// What the readers said, for the report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadingNotes {
    /// Entries that could not be read.
    pub skipped: u64,
    /// Kind and text of each notice.
    pub notices: Vec<(String, String)>,
}

#[derive(Serialize)]
struct Report<'a> {
    schema: &'static str,
    ebb: &'a str,
    input: Input<'a>,
    enough: bool,
    clear_no: Option<()>,
    safety: [(); 0],
    change: Change,
    signals: Vec<Signal>,
    silence: Option<Silence>,
    reasons: Vec<Reason>,
    question: Option<Question>,
    guidance: Guidance,
    limits: Vec<&'static str>,
    headline: String,
    weeks: Vec<Week>,
}

#[derive(Serialize)]
struct Input<'a> {
    formats: &'a [&'static str],
    messages: usize,
    ego_messages: usize,
    alter_messages: usize,
    from: String,
    to: String,
    skipped: u64,
    notices: Vec<Notice<'a>>,
}

#[derive(Serialize)]
struct Notice<'a> {
    kind: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct Change {
    found: bool,
    who: Who,
    kind: &'static str,
    onset: Option<Onset>,
    size: Option<Size>,
    interest_before: bool,
    recovered: bool,
    words: String,
    claim: String,
}

#[derive(Serialize)]
struct Who {
    none: f64,
    alter: f64,
    ego: f64,
    both: f64,
}

#[derive(Serialize)]
struct Onset {
    date: String,
    low: String,
    high: String,
    level: f64,
}

#[derive(Serialize)]
struct Size {
    ratio: f64,
    low: f64,
    high: f64,
    level: f64,
}

#[derive(Serialize)]
struct Signal {
    id: &'static str,
    role: &'static str,
    before: Option<f64>,
    since: Option<f64>,
    ratio: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
}

#[derive(Serialize)]
struct Silence {
    since: String,
    hours: f64,
    longer_than: Option<f64>,
    compared_with: usize,
    compared_since_change: bool,
    returns: Vec<Return>,
}

#[derive(Serialize)]
struct Return {
    days: f64,
    probability: f64,
}

#[derive(Serialize)]
struct Reason {
    id: &'static str,
    probability: f64,
    low: f64,
    high: f64,
    dots: u8,
    group: &'static str,
    family: Option<&'static str>,
    prior: f64,
    #[serde(rename = "for")]
    speaks_for: Vec<Evidence>,
    against: Vec<Evidence>,
}

#[derive(Serialize)]
struct Evidence {
    kind: &'static str,
    id: &'static str,
    text: String,
    weight: f64,
}

#[derive(Serialize)]
struct Question {
    id: String,
    text: String,
    gain: f64,
}

#[derive(Serialize)]
struct Guidance {
    track: &'static str,
    because: Vec<String>,
    others: Vec<&'static str>,
}

#[derive(Serialize)]
struct Week {
    from: String,
    days: usize,
    alter: usize,
    ego: usize,
}

/// Returns the report as one JSON object with a final line break. `version` is the program's.
///
/// # Errors
/// None of the values can fail to serialise; the error is passed on all the same.
pub fn report(
    verdict: &Verdict,
    dyad: &Dyad,
    notes: &ReadingNotes,
    catalog: &Catalog,
    words: &Words<'_>,
    version: &str,
) -> Result<String, serde_json::Error> {
    let input = &verdict.input;
    let report = Report {
        schema: SCHEMA,
        ebb: version,
        input: Input {
            formats: &input.formats,
            messages: input.messages.alter + input.messages.ego,
            ego_messages: input.messages.ego,
            alter_messages: input.messages.alter,
            from: input.from.to_string(),
            to: input.to.to_string(),
            skipped: notes.skipped,
            notices: notes.notices.iter().map(|(kind, text)| Notice { kind, text }).collect(),
        },
        enough: verdict.is_enough,
        clear_no: None,
        safety: [],
        change: change(verdict, catalog),
        signals: signals(verdict),
        silence: silence(verdict, dyad.zone()),
        reasons: reasons(verdict, catalog, words),
        question: question(verdict, catalog, words),
        guidance: guidance(verdict, catalog, words),
        limits: verdict.limits.iter().map(|limit| limit.id()).collect(),
        headline: crate::text::headline_of(verdict, words),
        weeks: verdict
            .weeks
            .iter()
            .map(|week| Week {
                from: week.from.to_string(),
                days: week.days,
                alter: week.messages.alter,
                ego: week.messages.ego,
            })
            .collect(),
    };
    let mut json = serde_json::to_string_pretty(&report)?;
    json.push('\n');
    Ok(json)
}

/// Rounds to four significant places after the point: more would claim what is not known.
fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

fn change(verdict: &Verdict, catalog: &Catalog) -> Change {
    let course = &verdict.course;
    let who = course.who;
    let level = catalog.settings.course.level;
    let found = who.fell(Role::Alter) >= 0.5;
    let size = |ratio: RateRatio| Size {
        ratio: round(ratio.ratio),
        low: round(ratio.low),
        high: round(ratio.high),
        level,
    };
    let row = catalog.scale_row(dots_of(who.fell(Role::Alter)));
    // Rounded so that the four still sum to 1.
    let (alter, ego, both) = (round(who.alter), round(who.ego), round(who.both));
    Change {
        found,
        who: Who { none: round(1.0 - alter - ego - both), alter, ego, both },
        kind: course.kind.id(),
        onset: course.onset.as_ref().map(|onset| Onset {
            date: onset.date.to_string(),
            low: onset.low.to_string(),
            high: onset.high.to_string(),
            level,
        }),
        size: course.size.map(size),
        interest_before: course.had_interest_before,
        recovered: course.claim == ebb::course::Claim::Recovered,
        words: row.map(|row| row.words.clone()).unwrap_or_default(),
        claim: course.claim.id().to_owned(),
    }
}

fn signals(verdict: &Verdict) -> Vec<Signal> {
    verdict
        .course
        .signals
        .iter()
        .map(|signal| Signal {
            id: signal.id,
            role: signal.role.id(),
            before: signal.before.value().map(round),
            since: signal.since.value().map(round),
            ratio: signal.ratio.map(|ratio| round(ratio.ratio)),
            low: signal.ratio.map(|ratio| round(ratio.low)),
            high: signal.ratio.map(|ratio| round(ratio.high)),
        })
        .collect()
}

fn silence(verdict: &Verdict, zone: Option<&TimeZone>) -> Option<Silence> {
    let silence = verdict.silence.as_ref()?;
    let local = Dyad::civil(silence.since);
    let instant = zone.and_then(|zone| zone.to_timestamp(local).ok());
    Some(Silence {
        since: instant.map_or_else(|| local.to_string(), |instant| instant.to_string()),
        hours: round(silence.clock.hours),
        longer_than: silence.clock.longer_than.map(round),
        compared_with: silence.clock.compared_with,
        compared_since_change: silence.clock.regime == ComparedWith::SinceChange,
        returns: silence
            .clock
            .returns
            .iter()
            .map(|(days, probability)| Return { days: *days, probability: round(*probability) })
            .collect(),
    })
}

fn reasons(verdict: &Verdict, catalog: &Catalog, words: &Words<'_>) -> Vec<Reason> {
    let ranking = &verdict.judgement.ranking;
    ranking
        .reasons
        .iter()
        .map(|ranked| {
            let evidence = |sign: f64| {
                ranked
                    .contributions
                    .iter()
                    .filter(|row| row.weight * sign > 0.0)
                    .filter_map(|row| {
                        let observed =
                            verdict.judgement.findings.iter().find(|finding| finding.id == row.finding)?;
                        Some(Evidence {
                            kind: "finding",
                            id: row.finding.id(),
                            text: words.finding(observed),
                            weight: round(row.weight),
                        })
                    })
                    .collect()
            };
            Reason {
                id: ranked.id.id(),
                probability: round(ranked.probability),
                low: round(ranked.low),
                high: round(ranked.high),
                dots: ranked.dots,
                group: ranked.group.id(),
                family: catalog.reason(ranked.id).map(|reason| reason.family.id()),
                prior: round(ranked.prior),
                speaks_for: evidence(1.0),
                against: evidence(-1.0),
            }
        })
        .collect()
}

fn question(verdict: &Verdict, catalog: &Catalog, words: &Words<'_>) -> Option<Question> {
    let chosen = verdict.judgement.question.as_ref()?;
    let question = catalog.questions.get(chosen.index)?;
    Some(Question {
        id: question.id.clone(),
        text: words.fill(&question.text, &[]),
        gain: round(chosen.gain),
    })
}

fn guidance(verdict: &Verdict, catalog: &Catalog, words: &Words<'_>) -> Guidance {
    let guidance = &verdict.judgement.guidance;
    let count = guidance.unanswered_turns.to_string();
    Guidance {
        track: guidance.track.id(),
        because: guidance
            .because
            .iter()
            .filter_map(|because| catalog.because.get(because))
            .map(|text| words.fill(text, &[("count", &count)]))
            .collect(),
        others: guidance.others.iter().map(|track| track.id()).collect(),
    }
}
