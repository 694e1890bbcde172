//! The report as one HTML file that one keeps: no script, nothing loaded from elsewhere, fit for paper.

use askama::Template;
use ebb::catalog::Catalog;
use ebb::dyad::{ByRole, Role};
use ebb::reason::{Group, RankedReason};
use ebb::verdict::Verdict;

use crate::svg::{self, Chart};
use crate::text;
use crate::words::{Pronouns, Words};

/// Colours, type and charts, for the saved report and the page alike.
pub const STYLE: &str = include_str!("../style/base.css");
const REPORT_STYLE: &str = include_str!("../style/report.css");

/// What a report tells about the two people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Names and dates.
    Full,
    /// No names, and weeks counted from the first instead of dates.
    NamesRemoved,
}

/// One reason as a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonCard {
    /// Stable name.
    pub id: &'static str,
    /// Its name.
    pub name: String,
    /// How likely, in words with the number.
    pub likely: String,
    /// The range of the number.
    pub range: String,
    /// The 20 dots.
    pub dots: String,
    /// What it would mean.
    pub plain: String,
    /// What speaks for it, strongest first, with 1 to 3 marks.
    pub speaks_for: Vec<Evidence>,
    /// What speaks against it.
    pub against: Vec<Evidence>,
    /// What would move it.
    pub moves: String,
    /// What it does not mean.
    pub not_meant: String,
    /// What would tell, where timing cannot.
    pub would_tell: String,
}

/// One thing that speaks for or against a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Its sentence.
    pub text: String,
    /// How strong it is.
    pub strength: &'static str,
}

/// Reasons that are told alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonGroup {
    /// Stable name.
    pub id: &'static str,
    /// Its title.
    pub title: String,
    /// A line under it, or nothing.
    pub line: String,
    /// Its reasons.
    pub reasons: Vec<ReasonCard>,
}

/// Weight in nats from which evidence counts as strong, and as medium.
const STRONG: f64 = 0.8;
const MEDIUM: f64 = 0.3;

/// Returns the reasons in their groups; empty where no reason is looked for.
#[must_use]
pub fn reason_groups(verdict: &Verdict, catalog: &Catalog, words: &Words<'_>) -> Vec<ReasonGroup> {
    if !verdict.judgement.looks_for_reasons {
        return Vec::new();
    }
    let group = |group: Group| {
        let members: Vec<&RankedReason> =
            verdict.judgement.ranking.reasons.iter().filter(|reason| reason.group == group).collect();
        let line = match group {
            Group::CannotTell => words.line("group.cannot-tell.line", &[]),
            Group::FitsBest if members.len() > 1 => words.line("why.tie", &[]),
            Group::FitsBest | Group::CouldFit | Group::LittleSign => String::new(),
        };
        ReasonGroup {
            id: group.id(),
            title: words.line(&format!("group.{}", group.id()), &[]),
            line,
            reasons: members.iter().filter_map(|ranked| card(ranked, verdict, catalog, words)).collect(),
        }
    };
    [Group::FitsBest, Group::CouldFit, Group::CannotTell, Group::LittleSign]
        .into_iter()
        .map(group)
        .filter(|group| !group.reasons.is_empty())
        .collect()
}

fn card(
    ranked: &RankedReason,
    verdict: &Verdict,
    catalog: &Catalog,
    words: &Words<'_>,
) -> Option<ReasonCard> {
    let reason = catalog.reason(ranked.id)?;
    let id = ranked.id.id();
    let evidence = |sign: f64| {
        text::strongest(&verdict.judgement, ranked, words, sign)
            .into_iter()
            .map(|(weight, text)| Evidence {
                text,
                strength: match weight.abs() {
                    weight if weight >= STRONG => "strong",
                    weight if weight >= MEDIUM => "medium",
                    _ => "small",
                },
            })
            .collect()
    };
    let dots = |probability: f64| ebb::catalog::dots_of(probability).to_string();
    Some(ReasonCard {
        id,
        name: words.fill(&reason.name, &[]),
        likely: words.dots_in_words(ranked.dots),
        range: words.line("row.range", &[("low", &dots(ranked.low)), ("high", &dots(ranked.high))]),
        dots: svg::dots(ranked, words, &format!("dots-{id}")),
        plain: words.fill(&reason.plain, &[]),
        speaks_for: evidence(1.0),
        against: evidence(-1.0),
        moves: words.fill(&reason.moves, &[]),
        not_meant: words.fill(&reason.not_meant, &[]),
        would_tell: words.fill(&reason.what_would_tell, &[]),
    })
}

/// What a page or a file says of a verdict, worded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Whether it happened.
    pub headline: String,
    /// How sure that is, and between which days it came.
    pub first_lines: Vec<String>,
    /// What changed: whose and what, before, since, and the ratio in words.
    pub changes: Vec<[String; 4]>,
    /// Who came first, where that is clear.
    pub first_mover: Option<String>,
    /// What the silence clock says.
    pub silence: Option<String>,
    /// How to read the reasons, or why none is looked for.
    pub why: String,
    /// The question that would tell most, and why.
    pub question: Option<[String; 2]>,
    /// Why the way to go on was chosen.
    pub because: Vec<String>,
    /// The way to go on: its title and steps.
    pub track: Option<(String, Vec<String>)>,
    /// Counsel for reasons that may be named.
    pub counsel: Vec<(String, Vec<String>)>,
    /// Other ways to go on: title and steps of each.
    pub others: Vec<(String, Vec<String>)>,
    /// What the result cannot tell.
    pub limits: Vec<String>,
}

/// Words a verdict.
#[must_use]
pub fn told(verdict: &Verdict, catalog: &Catalog, words: &Words<'_>) -> Told {
    let question = verdict.judgement.question.as_ref().and_then(|chosen| catalog.questions.get(chosen.index));
    let track = |id| {
        catalog.track(id).map(|track| {
            let steps = track.lines.iter().chain(&track.how);
            (words.fill(&track.title, &[]), steps.map(|step| words.fill(step, &[])).collect())
        })
    };
    Told {
        headline: text::headline_of(verdict, words),
        first_lines: text::first_lines(verdict, words),
        changes: text::change_rows(verdict, catalog, words),
        first_mover: text::first_mover(verdict, words),
        silence: text::silence_lines(verdict, words),
        why: text::why_intro(verdict, words),
        question: question.map(|question| [&question.text, &question.why].map(|text| words.fill(text, &[]))),
        because: text::because(&verdict.judgement, catalog, words),
        track: track(verdict.judgement.guidance.track),
        counsel: text::counsel(&verdict.judgement, catalog, words),
        others: verdict.judgement.guidance.others.iter().filter_map(|id| track(*id)).collect(),
        limits: verdict
            .limits
            .iter()
            .filter_map(|limit| catalog.limits.get(limit))
            .map(|text| words.fill(text, &[]))
            .collect(),
    }
}

#[derive(Template)]
#[template(path = "report.html")]
struct Report<'a> {
    words: &'a Words<'a>,
    style: String,
    told: Told,
    input: String,
    made: String,
    tide: Option<Chart>,
    silence: Option<Chart>,
    groups: Vec<ReasonGroup>,
}

impl Report<'_> {
    fn line(&self, key: &str) -> String {
        self.words.line(key, &[])
    }
}

/// Returns the report as one file. `version` is the program's.
#[must_use]
pub fn report(
    verdict: &Verdict,
    catalog: &Catalog,
    pronouns: &Pronouns,
    detail: Detail,
    version: &str,
) -> String {
    let year = verdict.input.to.year();
    let plain = |key: &str| catalog.copy.get(key).cloned().unwrap_or_default();
    let words = match detail {
        Detail::Full => Words::new(catalog, &verdict.input.names, pronouns.clone(), year),
        Detail::NamesRemoved => {
            let names = ByRole::from_fn(|role: Role| plain(&format!("saved.person.{}", role.id())));
            Words::new(catalog, &names, Pronouns::they(), year).counting_weeks_from(verdict.input.from)
        }
    };
    let messages = (verdict.input.messages.alter + verdict.input.messages.ego).to_string();
    let span = [verdict.input.from, verdict.input.to].map(|date| words.date(date));
    let report = Report {
        style: format!("{STYLE}{REPORT_STYLE}"),
        told: told(verdict, catalog, &words),
        input: words.line("saved.from-to", &[("n", &messages), ("low", &span[0]), ("high", &span[1])]),
        made: words.line("saved.made", &[("count", version)]),
        tide: svg::TIDE(verdict, &words),
        silence: svg::SILENCE(verdict, &words),
        groups: reason_groups(verdict, catalog, &words),
        words: &words,
    };
    report.render().unwrap_or_default()
}
