//! The report for other programs: schema `ebb.report/2`.
//!
//! What the gate closes is `null`: the verdict does not hold it.

use ebb::catalog::{Catalog, dots_of};
use ebb::change::RateRatio;
use ebb::dyad::{Dyad, LocalSecond, Role};
use ebb::gate::Gate;
use ebb::heard::{Quote, QuotedLine};
use ebb::judgement::Judgement;

use ebb::reason::{Contribution, EvidenceId, Ranking, ReasonId};
use ebb::silence::ComparedWith;
use ebb::statement::Learnt;
use ebb::verdict::{ChatVerdict, Verdict};
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::plays;
use crate::words::Words;

/// Name and version of the schema.
pub const SCHEMA: &str = "ebb.report/2";

/// What the readers said, for the report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadingNotes {
    /// Entries that could not be read.
    pub skipped: u64,
    /// Kind and text of each notice.
    pub notices: Vec<(String, String)>,
    /// What was read of the words; `None` where only the times were.
    pub words: Option<WordsNotes>,
}

/// What was read of the words of a chat.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct WordsNotes {
    /// Written lines of alter.
    pub alter_lines: usize,
    /// Written lines of ego.
    pub ego_lines: usize,
    /// Lines that the sentence encoder read.
    pub encoded: usize,
    /// Lines by person and language.
    pub languages: Vec<LanguageNote>,
    /// Messages that the user left out, by number.
    pub left_out: Vec<usize>,
    /// What leaving them out changed, as a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<String>,
}

/// How many lines a person wrote in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LanguageNote {
    /// `alter` or `ego`.
    pub role: &'static str,
    /// ISO 639-3.
    pub language: &'static str,
    /// Written lines.
    pub lines: usize,
}

#[derive(Serialize)]
struct Report<'a> {
    schema: &'static str,
    ebb: &'a str,
    input: Option<Input<'a>>,
    enough: Option<bool>,
    gate: GateTold,
    stage: Option<&'static str>,
    wants_to_know: Option<&'static str>,
    said: Vec<Said>,
    lead: Option<Lead>,
    answers_to: Option<Vec<AnswerTo>>,
    clear_no: Option<ClearNo>,
    safety: Vec<Safety>,
    change: Option<Change>,
    signals: Vec<Signal>,
    silence: Option<Silence>,
    reasons: Option<Vec<Reason>>,
    families: Option<Vec<Family>>,
    lead_flips: Option<f64>,
    answers: Vec<Reply<'a>>,
    question: Option<Question>,
    guidance: Guidance,
    limits: Vec<&'static str>,
    headline: String,
    weeks: Vec<Week>,
    history: Vec<Period>,
    #[serde(skip_serializing_if = "Option::is_none")]
    story: Option<StoryNotes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<WordsNotes>,
}

/// What was understood of the user's own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoryNotes {
    /// Each thing, with the sentence it rests on.
    pub understood: Vec<StoryItem>,
    /// Sentences of which nothing was used.
    pub unused: Vec<String>,
}

/// One thing that an account was understood to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoryItem {
    /// Stable name.
    pub id: String,
    /// How it is told to the user.
    pub says: String,
    /// The sentence it rests on, as it was written.
    pub sentence: String,
    /// Whether it counts.
    #[serde(rename = "counted")]
    pub is_counted: bool,
}

/// Name and version of the schema of the silence clock alone.
pub const SILENCE_SCHEMA: &str = "ebb.silence/2";

#[derive(Serialize)]
struct SilenceReport<'a> {
    schema: &'static str,
    ebb: &'a str,
    input: Input<'a>,
    gate: GateTold,
    silence: Option<Silence>,
    limits: Vec<&'static str>,
    words: String,
}

/// What may be said at all.
#[derive(Serialize)]
struct GateTold {
    state: &'static str,
    because: Vec<&'static str>,
    asks: Vec<Asked>,
    reasons_asked: bool,
}

/// A line that is put before the user.
#[derive(Serialize)]
struct Asked {
    kind: &'static str,
    role: &'static str,
    message: Option<usize>,
    at: Option<String>,
    quote: String,
}

/// What somebody said about why.
#[derive(Serialize)]
struct Said {
    id: &'static str,
    role: &'static str,
    how: &'static str,
    at: Option<String>,
    quote: Option<String>,
    message: Option<usize>,
    sure: f64,
    worth: Option<Worth>,
}

/// Of twenty people who say this, for how many it is the main reason.
#[derive(Serialize)]
struct Worth {
    reason: &'static str,
    of_twenty: u8,
}

#[derive(Serialize)]
struct Lead {
    reason: Option<&'static str>,
    how: &'static str,
    probability: f64,
}

#[derive(Serialize)]
struct AnswerTo {
    id: &'static str,
    short: String,
    because: Vec<String>,
}

#[derive(Serialize)]
struct ClearNo {
    at: Option<String>,
    quote: Option<String>,
    message: Option<usize>,
    around: Vec<Line>,
    strength: &'static str,
}

/// One line of the chat around a quote.
#[derive(Serialize)]
struct Line {
    role: &'static str,
    at: Option<String>,
    text: String,
}

#[derive(Serialize)]
struct Safety {
    kind: &'static str,
    role: &'static str,
    at: Option<String>,
    quote: Option<String>,
    message: Option<usize>,
    around: Vec<Line>,
}

#[derive(Serialize)]
struct Family {
    id: &'static str,
    probability: f64,
}

#[derive(Serialize)]
struct Reply<'a> {
    question: &'a str,
    answer: &'a str,
}

#[derive(Serialize)]
struct Input<'a> {
    formats: &'a [&'static str],
    messages: usize,
    ego_messages: usize,
    alter_messages: usize,
    from: String,
    to: String,
    /// Up to when the two were observed, and how that was taken.
    now: String,
    now_is: &'static str,
    skipped: u64,
    notices: Vec<Notice<'a>>,
    files: Vec<File>,
    moves: Vec<Move>,
}

/// What one of the joined files brought.
#[derive(Serialize)]
struct File {
    format: &'static str,
    messages: usize,
    already_there: usize,
    added: usize,
    from: String,
    to: String,
}

/// A move from one app to another.
#[derive(Serialize)]
struct Move {
    from: &'static str,
    to: &'static str,
    on: String,
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
    interest: Interest,
    moved_first: Option<MovedFirst>,
    pursuit: Option<Pursuit>,
    recovered: bool,
    words: String,
    claim: String,
}

#[derive(Serialize)]
struct Interest {
    kind: &'static str,
    probability: f64,
    even: f64,
    rose: f64,
    days: usize,
}

#[derive(Serialize)]
struct MovedFirst {
    role: Option<&'static str>,
    alter: f64,
    ego: f64,
    days: i64,
    low: i64,
    high: i64,
}

#[derive(Serialize)]
struct Pursuit {
    told: &'static str,
    before: f64,
    after: f64,
    none: f64,
}

#[derive(Serialize)]
struct Period {
    from: String,
    to: String,
    alter_weekly: f64,
    ego_weekly: f64,
    border: Option<f64>,
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
    awake_hours: Option<f64>,
    longer_than: Option<f64>,
    usual_hours: Option<f64>,
    compared_with: Option<usize>,
    compared_since_change: Option<bool>,
    returns: Option<Vec<Return>>,
    why_not: Option<&'static str>,
    beyond_past: Option<bool>,
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
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    around: Vec<Line>,
    weight: f64,
}

#[derive(Serialize)]
struct Question {
    id: String,
    text: String,
    gain: f64,
    outcomes: Vec<Outcome>,
}

#[derive(Serialize)]
struct Outcome {
    answer: String,
    reason: &'static str,
    before: u8,
    after: u8,
}

#[derive(Serialize)]
struct Guidance {
    track: &'static str,
    play: Option<String>,
    class: Option<&'static str>,
    tonight: Option<Vec<String>>,
    send: Option<Vec<Send>>,
    not: Option<Vec<String>>,
    look_again: LookAgain,
    then: Option<String>,
    walk_away: Option<String>,
    because: Vec<String>,
    others: Vec<&'static str>,
    look_again_days: Option<u16>,
    holds: Option<f64>,
    needs: Vec<MarkedNeed>,
}

/// A text that may be sent.
#[derive(Serialize)]
struct Send {
    tone: &'static str,
    text: String,
}

/// When to look again, once.
#[derive(Serialize)]
struct LookAgain {
    days: Option<u16>,
    date: Option<String>,
    why: Option<String>,
}

#[derive(Serialize)]
struct MarkedNeed {
    id: String,
    importance: &'static str,
    hard: bool,
}

#[derive(Serialize)]
struct Week {
    from: String,
    days: usize,
    alter: usize,
    ego: usize,
}

/// What a report tells beside its verdict.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beside<'a> {
    /// The chat, and what the readers said of it.
    pub chat: Option<(&'a Dyad, &'a ReadingNotes)>,
    /// What was understood of the user's own account.
    pub story: Option<&'a StoryNotes>,
}

/// Returns the report as one JSON object with a final line break; what only a chat can show is null without one.
/// `version` is the program's.
///
/// # Errors
/// None of the values can fail to serialise; the error is passed on all the same.
pub fn report(
    verdict: &Verdict,
    beside: Beside<'_>,
    catalog: &Catalog,
    words: &Words<'_>,
    version: &str,
) -> Result<String, serde_json::Error> {
    let zone = beside.chat.and_then(|(dyad, _)| dyad.zone());
    let told = of_judgement(&verdict.judgement, zone, catalog, words, version);
    let told = Report { story: beside.story.cloned(), ..told };
    match (verdict.of_chat(), beside.chat) {
        (Some(chat), Some((dyad, notes))) => printed(&of_chat(told, chat, (dyad, notes), catalog, words)),
        (Some(_), None) | (None, _) => printed(&told),
    }
}

/// Returns a report with what the chat shows.
fn of_chat<'a>(
    rest: Report<'a>,
    verdict: ChatVerdict<'a>,
    (dyad, notes): (&Dyad, &'a ReadingNotes),
    catalog: &Catalog,
    words: &Words<'_>,
) -> Report<'a> {
    let week = |week: &ebb::verdict::Week| Week {
        from: week.from.to_string(),
        days: week.days,
        alter: week.messages.alter,
        ego: week.messages.ego,
    };
    Report {
        input: Some(input(verdict, dyad, notes)),
        enough: Some(verdict.is_enough),
        change: Some(change(verdict, catalog)),
        signals: signals(verdict),
        silence: silence(verdict, dyad.zone()),
        limits: verdict.limits.iter().map(|limit| limit.id()).collect(),
        headline: crate::text::headline_of(&verdict, words),
        weeks: verdict.weeks.iter().map(week).collect(),
        history: history(verdict),
        words: notes.words.clone(),
        ..rest
    }
}

fn input<'a>(verdict: ChatVerdict<'a>, dyad: &Dyad, notes: &'a ReadingNotes) -> Input<'a> {
    let (input, observed) = (&verdict.timing.input, verdict.timing.observed);
    Input {
        formats: &input.formats,
        messages: input.messages.alter + input.messages.ego,
        ego_messages: input.messages.ego,
        alter_messages: input.messages.alter,
        from: input.from.to_string(),
        to: input.to.to_string(),
        now: instant(observed.second, dyad.zone()),
        now_is: observed.taken.id(),
        skipped: notes.skipped,
        notices: notes.notices.iter().map(|(kind, text)| Notice { kind, text }).collect(),
        files: dyad
            .parts()
            .iter()
            .map(|part| File {
                format: part.format,
                messages: part.messages,
                already_there: part.already,
                added: part.added(),
                from: part.from.to_string(),
                to: part.to.to_string(),
            })
            .collect(),
        moves: dyad
            .moves()
            .iter()
            .map(|moved| Move { from: moved.from, to: moved.to, on: moved.on.to_string() })
            .collect(),
    }
}

/// Returns the silence clock alone.
///
/// # Errors
/// None of the values can fail to serialise; the error is passed on all the same.
pub fn silence_report(
    verdict: ChatVerdict<'_>,
    dyad: &Dyad,
    notes: &ReadingNotes,
    words: &Words<'_>,
    version: &str,
) -> Result<String, serde_json::Error> {
    let report = SilenceReport {
        schema: SILENCE_SCHEMA,
        ebb: version,
        input: input(verdict, dyad, notes),
        gate: gate(&verdict.judgement.gate, dyad.zone()),
        silence: silence(verdict, dyad.zone()),
        limits: crate::text::silence_limits(verdict).iter().map(|limit| limit.id()).collect(),
        words: crate::text::silence_told(verdict, words).join(" "),
    };
    let mut json = serde_json::to_string_pretty(&report)?;
    json.push('\n');
    Ok(json)
}

fn printed(report: &Report<'_>) -> Result<String, serde_json::Error> {
    let mut json = serde_json::to_string_pretty(report)?;
    json.push('\n');
    Ok(json)
}

/// Returns the part of a report that needs no chat.
fn of_judgement<'a>(
    judgement: &'a Judgement,
    zone: Option<&TimeZone>,
    catalog: &'a Catalog,
    words: &Words<'_>,
    version: &'a str,
) -> Report<'a> {
    let at = |quote: Option<&Quote>| quote.and_then(|quote| quote.line.at).map(|at| instant(at, zone));
    let text = |quote: Option<&Quote>| quote.map(|quote| quote.line.text.as_str().to_owned());
    Report {
        schema: SCHEMA,
        ebb: version,
        input: None,
        enough: None,
        gate: gate(&judgement.gate, zone),
        stage: judgement.stage.map(ebb::stage::Stage::id),
        wants_to_know: judgement.wants_to_know.first().map(|asked| asked.id()),
        said: said(judgement, zone),
        lead: judgement.ranking.as_ref().filter(|_| judgement.looks_for_reasons).map(lead),
        answers_to: answers_to(judgement, catalog, words),
        clear_no: judgement.clear_no.as_ref().map(|no| ClearNo {
            at: at(no.quote.as_ref()),
            quote: text(no.quote.as_ref()),
            message: no.quote.as_ref().and_then(|quote| quote.message),
            around: around(no.quote.as_ref(), zone),
            strength: no.strength.id(),
        }),
        safety: judgement
            .safety
            .iter()
            .map(|sign| Safety {
                kind: sign.kind.id(),
                role: sign.role.id(),
                at: at(sign.quote.as_ref()),
                quote: text(sign.quote.as_ref()),
                message: sign.quote.as_ref().and_then(|quote| quote.message),
                around: around(sign.quote.as_ref(), zone),
            })
            .collect(),
        change: None,
        signals: Vec::new(),
        silence: None,
        reasons: reasons(judgement, zone, catalog, words),
        families: judgement.ranking.as_ref().map(|ranking| {
            let rows = ranking.families(catalog).into_iter();
            rows.map(|(family, probability)| Family { id: family.id(), probability: round(probability) })
                .collect()
        }),
        lead_flips: judgement.ranking.as_ref().map(|ranking| round(ranking.lead_flips)),
        answers: answers(judgement, catalog),
        question: question(judgement, catalog, words),
        guidance: guidance(judgement, catalog, words),
        limits: crate::text::judgement_limits(judgement).iter().map(|limit| limit.id()).collect(),
        headline: crate::text::judgement_headline(judgement, words),
        weeks: Vec::new(),
        history: Vec::new(),
        story: None,
        words: None,
    }
}

/// Returns a local second as an instant where the zone is known, else as the clock on the wall showed it.
fn instant(local: LocalSecond, zone: Option<&TimeZone>) -> String {
    let civil = Dyad::civil(local);
    let instant = zone.and_then(|zone| zone.to_timestamp(civil).ok());
    instant.map_or_else(|| civil.to_string(), |instant| instant.to_string())
}

fn answers<'a>(judgement: &Judgement, catalog: &'a Catalog) -> Vec<Reply<'a>> {
    let rows = judgement.answers.rows().iter();
    rows.filter_map(|row| {
        let question = catalog.questions.get(row.question)?;
        Some(Reply { question: &question.id, answer: question.reply_id(row.reply)? })
    })
    .collect()
}

/// Rounds to four significant places after the point: more would claim what is not known.
fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

fn change(verdict: ChatVerdict<'_>, catalog: &Catalog) -> Change {
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
        interest: Interest {
            kind: verdict.interest.kind.id(),
            probability: round(verdict.interest.probability()),
            even: round(verdict.interest.even),
            rose: round(verdict.interest.rose),
            days: verdict.interest.days,
        },
        moved_first: verdict.moved_first.as_ref().map(|moved| MovedFirst {
            role: moved.role(&catalog.settings.order).map(Role::id),
            alter: round(moved.alter),
            ego: round(moved.ego),
            days: moved.days,
            low: moved.low,
            high: moved.high,
        }),
        pursuit: verdict.pursuit.as_ref().map(|pursuit| Pursuit {
            told: pursuit.told(&catalog.settings.order).id(),
            before: round(pursuit.before),
            after: round(pursuit.after),
            none: round(pursuit.none),
        }),
        recovered: course.claim == ebb::course::Claim::Recovered,
        words: row.map(|row| row.words.clone()).unwrap_or_default(),
        claim: course.claim.id().to_owned(),
    }
}

fn signals(verdict: ChatVerdict<'_>) -> Vec<Signal> {
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

fn history(verdict: ChatVerdict<'_>) -> Vec<Period> {
    let of = |period: &ebb::history::Period| Period {
        from: period.begins.to_string(),
        to: period.ends.to_string(),
        alter_weekly: round(period.weekly.alter),
        ego_weekly: round(period.weekly.ego),
        border: period.border.map(round),
    };
    verdict.history.iter().map(of).collect()
}

fn gate(gate: &Gate, zone: Option<&TimeZone>) -> GateTold {
    let ask = |suspect: &ebb::gate::Suspect| Asked {
        kind: suspect.kind.id(),
        role: suspect.quote.line.speaker.id(),
        message: suspect.quote.message,
        at: suspect.quote.line.at.map(|at| instant(at, zone)),
        quote: suspect.quote.line.text.as_str().to_owned(),
    };
    GateTold {
        state: gate.state().id(),
        because: gate.because().iter().map(|cause| cause.id()).collect(),
        asks: gate.asks().iter().map(ask).collect(),
        reasons_asked: gate.are_reasons_asked_for(),
    }
}

/// Returns what was said about why, and a no.
fn lead(ranking: &Ranking) -> Lead {
    let reason = ranking.lead.reason();
    let probability = reason.and_then(|id| ranking.reason(id)).or(ranking.reasons.first());
    Lead {
        reason: reason.map(ReasonId::id),
        how: ranking.lead.how().id(),
        probability: round(probability.map_or(0.0, |ranked| ranked.probability)),
    }
}

fn said(judgement: &Judgement, zone: Option<&TimeZone>) -> Vec<Said> {
    let row = |id, role: Role, learnt: Learnt, quote: Option<&Quote>, sure| Said {
        id,
        role: role.id(),
        how: learnt.id(),
        at: quote.and_then(|quote| quote.line.at).map(|at| instant(at, zone)),
        quote: quote.map(|quote| quote.line.text.as_str().to_owned()),
        message: quote.and_then(|quote| quote.message),
        sure: round(sure),
        worth: None,
    };
    let weighed = judgement.ranking.as_ref().map_or(&[][..], |ranking| &ranking.said);
    let of_why = judgement.statements.iter().map(|statement| {
        let id = statement.kind.said_id();
        let told = weighed.iter().find(|said| said.kind == statement.kind);
        let worth = told.map(|said| Worth { reason: said.worth.own.0.id(), of_twenty: said.worth.own.1 });
        Said {
            worth,
            ..row(id, statement.speaker, statement.learnt, statement.quote.as_ref(), statement.sure)
        }
    });
    let of_no = judgement.clear_no.iter().map(|no| {
        let is_written = no.quote.as_ref().is_some_and(|quote| quote.message.is_some());
        let learnt = if is_written { Learnt::Wrote } else { Learnt::Told };
        row("no", Role::Alter, learnt, no.quote.as_ref(), 1.0)
    });
    of_why.chain(of_no).collect()
}

fn silence(verdict: ChatVerdict<'_>, zone: Option<&TimeZone>) -> Option<Silence> {
    let silence = verdict.silence.as_ref()?;
    let clock = silence.clock.as_ref();
    let returns = clock.map(|clock| {
        let row = |(days, probability): &(f64, f64)| Return { days: *days, probability: round(*probability) };
        clock.returns.iter().map(row).collect::<Vec<_>>()
    });
    let returns = returns.filter(|returns| !returns.is_empty());
    let why_not = match (&returns, clock) {
        (Some(_), _) => None,
        (None, None) => Some("held"),
        (None, Some(_)) => Some("too-few-silences"),
    };
    Some(Silence {
        since: instant(silence.since, zone),
        hours: round(silence.hours),
        awake_hours: clock.map(|clock| round(clock.awake_hours)),
        longer_than: clock.and_then(|clock| clock.longer_than).map(round),
        usual_hours: clock.and_then(|clock| clock.usual).map(round),
        compared_with: clock.map(|clock| clock.past.len()),
        compared_since_change: clock.map(|clock| clock.regime == ComparedWith::SinceChange),
        beyond_past: clock.map(ebb::silence::Silence::is_beyond_past),
        returns,
        why_not,
    })
}

fn reasons(
    judgement: &Judgement,
    zone: Option<&TimeZone>,
    catalog: &Catalog,
    words: &Words<'_>,
) -> Option<Vec<Reason>> {
    let ranked = judgement.ranking.as_ref()?.reasons.iter();
    let rows = ranked
        .map(|ranked| {
            let evidence = |sign: f64| {
                let rows = ranked.contributions.iter().filter(|row| row.weight * sign > 0.0);
                rows.filter_map(|row| evidence(row, judgement, zone, catalog, words)).collect()
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
        .collect();
    Some(rows)
}

fn evidence(
    row: &Contribution,
    judgement: &Judgement,
    zone: Option<&TimeZone>,
    catalog: &Catalog,
    words: &Words<'_>,
) -> Option<Evidence> {
    let weight = round(row.weight);
    let (kind, id, quote) = match row.evidence {
        EvidenceId::Finding(finding) => {
            let observed = judgement.findings.iter().find(|observed| observed.id == finding)?;
            let kind = if observed.quotes.is_empty() { "finding" } else { "quote" };
            (kind, finding.id().to_owned(), observed.quotes.first())
        }
        EvidenceId::Answer(question, _) => ("answer", catalog.questions.get(question)?.id.clone(), None),
        EvidenceId::Statement(kind) => {
            let quote = crate::text::quotes(row.evidence, judgement).first();
            (if quote.is_some() { "quote" } else { "statement" }, kind.id().to_owned(), quote)
        }
        EvidenceId::Event(id) => ("event", id.id().to_owned(), None),
    };
    let text = match quote {
        Some(quote) => quote.line.text.as_str().to_owned(),
        None => words.evidence(row.evidence, judgement)?,
    };
    let role = quote.map(|quote| quote.line.speaker.id());
    let at = quote.and_then(|quote| quote.line.at).map(|at| instant(at, zone));
    let message = quote.and_then(|quote| quote.message);
    Some(Evidence { kind, id, role, at, text, message, around: around(quote, zone), weight })
}

/// Returns the lines before and after a quote, in order.
fn around(quote: Option<&Quote>, zone: Option<&TimeZone>) -> Vec<Line> {
    let line = |line: &QuotedLine| Line {
        role: line.speaker.id(),
        at: line.at.map(|at| instant(at, zone)),
        text: line.text.as_str().to_owned(),
    };
    quote.map_or_else(Vec::new, |quote| quote.before.iter().chain(&quote.after).map(line).collect())
}

fn question(judgement: &Judgement, catalog: &Catalog, words: &Words<'_>) -> Option<Question> {
    let chosen = judgement.question.as_ref()?;
    let question = catalog.questions.get(chosen.index)?;
    Some(Question {
        id: question.id.clone(),
        text: words.fill(&question.text, &[]),
        gain: round(chosen.gain),
        outcomes: chosen
            .outcomes
            .iter()
            .filter_map(|outcome| {
                Some(Outcome {
                    answer: words.fill(&question.answers.get(outcome.answer)?.text, &[]),
                    reason: outcome.reason.id(),
                    before: outcome.before,
                    after: outcome.after,
                })
            })
            .collect(),
    })
}

/// Returns the answers to what people ask, the one that the user wants first in front.
fn answers_to(judgement: &Judgement, catalog: &Catalog, words: &Words<'_>) -> Option<Vec<AnswerTo>> {
    let rows = plays::answers(&judgement.advice, catalog, words).into_iter();
    let rows: Vec<AnswerTo> =
        rows.map(|row| AnswerTo { id: row.id.id(), short: row.short, because: row.because }).collect();
    (!rows.is_empty()).then_some(rows)
}

fn guidance(judgement: &Judgement, catalog: &Catalog, words: &Words<'_>) -> Guidance {
    let guidance = &judgement.guidance;
    let count = guidance.unanswered_turns.to_string();
    let told = plays::told(&judgement.advice, catalog, words);
    let track = told.as_ref().map_or(guidance.track, |told| told.track);
    let look_again = told.as_ref().and_then(|told| told.look_again.clone());
    let days = match &told {
        Some(_) => look_again.as_ref().map(|look| look.days),
        None => guidance.look_again_days,
    };
    let of_track = || {
        let texts = guidance.because.iter().filter_map(|because| catalog.because.get(because));
        texts.map(|text| words.fill(text, &[("count", &count)])).collect()
    };
    let send = |told: &plays::Told| {
        let text = |(tone, text): &(&'static str, String)| Send { tone, text: text.clone() };
        (!told.send.is_empty()).then(|| told.send.iter().map(text).collect::<Vec<Send>>())
    };
    Guidance {
        track: track.id(),
        play: told.as_ref().map(|told| told.id.clone()),
        class: told.as_ref().map(|told| told.class),
        tonight: told.as_ref().map(|told| told.tonight.clone()),
        send: told.as_ref().and_then(send),
        not: told.as_ref().map(|told| told.not.clone()),
        look_again: LookAgain {
            days,
            date: look_again.as_ref().and_then(|look| look.date).map(|date| date.to_string()),
            why: look_again.map(|look| look.why),
        },
        then: told.as_ref().map(|told| told.then.clone()),
        walk_away: told.as_ref().map(|told| told.walk_away.clone()),
        because: told.as_ref().map_or_else(of_track, |told| told.because.clone()),
        others: guidance.others.iter().filter(|other| **other != track).map(|track| track.id()).collect(),
        look_again_days: days,
        holds: guidance.holds.map(round),
        needs: judgement
            .needs
            .iter()
            .filter_map(|weighed| {
                Some(MarkedNeed {
                    id: catalog.needs.get(weighed.marked.need)?.id.clone(),
                    importance: weighed.marked.importance.id(),
                    hard: weighed.is_hard,
                })
            })
            .collect(),
    }
}
