//! The report as one HTML file that one keeps: no script, nothing loaded from elsewhere, fit for paper.

use askama::Template;
use ebb::catalog::Catalog;
use ebb::dyad::{ByRole, Role};
use ebb::judgement::Judgement;
use ebb::question::{Answerer, Question};
use ebb::reason::{EvidenceId, Group, RankedReason};
use ebb::verdict::{ChatVerdict, LimitId, Verdict};

use crate::needs;
use crate::plays;
use crate::svg::{self, Chart};
use crate::text;
use crate::words::{Pronouns, Words};

/// Colours, type and charts, for the saved report and the page alike.
pub const STYLE: &str = include_str!("../style/base.css");
/// What a report has beside them, above all for paper.
pub const REPORT_STYLE: &str = include_str!("../style/report.css");

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
    /// Why it stands where it stands, where its dots do not say so.
    pub note: Option<String>,
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
    /// Which finding or answer it is.
    pub id: EvidenceId,
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
pub fn reason_groups(judgement: &Judgement, catalog: &Catalog, words: &Words<'_>) -> Vec<ReasonGroup> {
    let Some(ranking) = judgement.ranking.as_ref().filter(|_| judgement.looks_for_reasons) else {
        return Vec::new();
    };
    let group = |group: Group| {
        let members: Vec<&RankedReason> =
            ranking.reasons.iter().filter(|reason| reason.group == group).collect();
        let line = match group {
            Group::CannotTell => words.line("group.cannot-tell.line", &[]),
            Group::FitsBest if text::are_even(&members) => words.line("why.tie", &[]),
            Group::FitsBest | Group::CouldFit | Group::LittleSign => String::new(),
        };
        ReasonGroup {
            id: group.id(),
            title: words.line(&format!("group.{}", group.id()), &[]),
            line,
            reasons: members.iter().filter_map(|ranked| card(ranked, judgement, catalog, words)).collect(),
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
    judgement: &Judgement,
    catalog: &Catalog,
    words: &Words<'_>,
) -> Option<ReasonCard> {
    let reason = catalog.reason(ranked.id)?;
    let id = ranked.id.id();
    let evidence = |sign: f64| {
        text::strongest(judgement, ranked, words, sign)
            .into_iter()
            .map(|(weight, id, text)| Evidence {
                id,
                text,
                strength: match weight.abs() {
                    weight if weight >= STRONG => "strong",
                    weight if weight >= MEDIUM => "medium",
                    _ => "small",
                },
            })
            .collect()
    };
    Some(ReasonCard {
        id,
        name: words.fill(&reason.name, &[]),
        likely: text::likely(ranked, words),
        range: words.dots_range(ebb::catalog::dots_of(ranked.low), ebb::catalog::dots_of(ranked.high)),
        dots: svg::dots(ranked, words, &format!("dots-{id}")),
        plain: words.fill(&reason.plain, &[]),
        note: text::named_line(judgement, ranked, words),
        speaks_for: evidence(1.0),
        against: evidence(-1.0),
        moves: words.fill(&reason.moves, &[]),
        not_meant: words.fill(&reason.not_meant, &[]),
        would_tell: words.fill(&reason.what_would_tell, &[]),
    })
}

/// One answer to the question that would tell most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldOutcome {
    /// The answer.
    pub answer: String,
    /// The reason that it would move most.
    pub reason: String,
    /// Its dots of 20 before and after the answer.
    pub moved: [u8; 2],
    /// Both in words.
    pub says: String,
    /// Both as a drawing.
    pub dots: String,
    /// What the answer would mean for the user.
    pub then: Option<String>,
}

/// What a page or a file says of a verdict, or of answers alone, worded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Signs that someone may need help.
    pub signs: Vec<String>,
    /// What a no of the other person's means, where the headline does not say it.
    pub clear_no: Option<String>,
    /// Whether it happened.
    pub headline: String,
    /// How sure that is, and between which days it came.
    pub first_lines: Vec<String>,
    /// What changed: whose and what, before, since, and the ratio in words.
    pub changes: Vec<[String; 4]>,
    /// Who came first, where that is clear.
    pub first_mover: Option<String>,
    /// Periods of the chat: dates, and messages a week of the other person and of the user.
    pub periods: Vec<[String; 3]>,
    /// What the silence clock says.
    pub silence: Option<String>,
    /// Its first words: how long it has been, and who wrote last.
    pub silence_so_far: Option<String>,
    /// How to read the reasons, why none is looked for, or why they are kept back.
    pub why: String,
    /// That reasons are told only because the user asked for them after a no.
    pub opened: Option<String>,
    /// The question that would tell most, and why.
    pub question: Option<AskedQuestion>,
    /// What each answer to it would do.
    pub outcomes: Vec<ToldOutcome>,
    /// What to mind where nobody read the words or answered a question.
    pub unread: Option<String>,
    /// Why the way to go on was chosen.
    pub because: Vec<String>,
    /// The way to go on: its title and steps.
    pub track: Option<(String, Vec<String>)>,
    /// When to look again, and how firm the advice is.
    pub how_firm: Vec<String>,
    /// Answers to what people ask, the one that the user wants first in front.
    pub answers: Vec<plays::Answered>,
    /// Counsel for reasons that may be named.
    pub counsel: Vec<(String, Vec<String>)>,
    /// What the user marked as needs, each with what is said about it.
    pub needs: Vec<(String, Vec<String>)>,
    /// The general counsel that goes with the way: its title and words.
    pub counsel_of_way: Option<(String, String)>,
    /// The line above other ways to go on.
    pub others_line: String,
    /// Other ways to go on: title and steps of each.
    pub others: Vec<(String, Vec<String>)>,
    /// What the result cannot tell.
    pub limits: Vec<String>,
}

/// Words a verdict.
#[must_use]
pub fn told(verdict: &Verdict, catalog: &Catalog, words: &Words<'_>) -> Told {
    match verdict.of_chat() {
        Some(chat) => told_of_chat(chat, catalog, words),
        None => told_alone(&verdict.judgement, catalog, words),
    }
}

fn told_of_chat(verdict: ChatVerdict<'_>, catalog: &Catalog, words: &Words<'_>) -> Told {
    let silence = text::silence_lines(verdict, words);
    Told {
        clear_no: text::clear_no(verdict.judgement, words),
        headline: text::headline_of(&verdict, words),
        first_lines: text::first_lines(verdict, words),
        changes: text::change_rows(verdict, catalog, words),
        first_mover: text::first_mover(verdict, words),
        periods: text::periods(verdict, words),
        silence: silence.clone(),
        silence_so_far: verdict
            .silence
            .as_ref()
            .filter(|_| silence.is_some())
            .and_then(|reading| reading.clock.as_ref())
            .map(|clock| text::silence_so_far(clock, verdict, words)),
        why: text::held_line(verdict.judgement, words).unwrap_or_else(|| text::why_intro(verdict, words)),
        unread: text::unread(verdict, words),
        limits: limits(verdict.limits, catalog, words),
        ..told_alone(verdict.judgement, catalog, words)
    }
}

/// The question that would tell most, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedQuestion {
    /// Who may answer it: only what may be put to the other person stands as a quote.
    pub answerer: Answerer,
    /// Its heading.
    pub title: String,
    /// The question.
    pub text: String,
    /// Why it would tell much.
    pub why: String,
    /// That nobody has to ask, or that the user may know the answer.
    pub choice: String,
}

impl AskedQuestion {
    /// Returns whether it may be put to the other person.
    #[must_use]
    pub fn is_for_alter(&self) -> bool {
        self.answerer == Answerer::Alter
    }
}

fn asked(question: &Question, words: &Words<'_>) -> AskedQuestion {
    let (title, choice) = text::question_lines(question.answerer);
    AskedQuestion {
        answerer: question.answerer,
        title: words.line(title, &[]),
        text: words.fill(&question.text, &[]),
        why: words.fill(&question.why, &[]),
        choice: words.line(choice, &[]),
    }
}

/// Words what is made of answers where there is no chat.
fn told_alone(judgement: &Judgement, catalog: &Catalog, words: &Words<'_>) -> Told {
    let question = judgement.question.as_ref().and_then(|chosen| catalog.questions.get(chosen.index));
    let way = text::Way::of(judgement, catalog, words);
    let key = if judgement.looks_for_reasons { "why.more-than-one" } else { "headline.nothing-told" };
    let why = text::said(judgement, catalog, words)
        .into_iter()
        .chain([words.line(key, &[])])
        .chain(text::own_guess(judgement, catalog, words))
        .collect::<Vec<_>>()
        .join(" ");
    Told {
        signs: text::signs(judgement, words),
        clear_no: None,
        headline: text::judgement_headline(judgement, words),
        first_lines: vec![words.line("ask.no-chat", &[])],
        changes: Vec::new(),
        first_mover: None,
        periods: Vec::new(),
        silence: None,
        silence_so_far: None,
        why: text::held_line(judgement, words).unwrap_or(why),
        opened: text::opened_line(judgement, words),
        question: question.map(|question| asked(question, words)),
        outcomes: outcomes(judgement, catalog, words),
        unread: None,
        because: way.because,
        track: way.steps,
        how_firm: way.until,
        answers: plays::answers(&judgement.advice, catalog, words),
        counsel: text::counsel(judgement, catalog, words),
        needs: needs::told(judgement, catalog, words),
        counsel_of_way: needs::counsel_of_way(judgement, catalog, words),
        others_line: words.line(text::others_key(judgement), &[]),
        others: way.others,
        limits: limits(text::judgement_limits(judgement), catalog, words),
    }
}

fn limits(known: &[LimitId], catalog: &Catalog, words: &Words<'_>) -> Vec<String> {
    let texts = known.iter().filter_map(|limit| catalog.limits.get(limit));
    texts.map(|text| words.fill(text, &[])).collect()
}

fn outcomes(judgement: &Judgement, catalog: &Catalog, words: &Words<'_>) -> Vec<ToldOutcome> {
    let Some(chosen) = judgement.question.as_ref() else { return Vec::new() };
    let Some(question) = catalog.questions.get(chosen.index) else { return Vec::new() };
    let told = chosen.outcomes.iter().filter_map(|outcome| {
        let answer = question.answers.get(outcome.answer)?;
        Some(ToldOutcome {
            answer: words.fill(&answer.text, &[]),
            reason: words.fill(&catalog.reason(outcome.reason)?.short, &[]),
            moved: [outcome.before, outcome.after],
            says: words.line(
                "chart.outcomes.says",
                &[("before", &outcome.before.to_string()), ("since", &outcome.after.to_string())],
            ),
            dots: svg::moved_dots(outcome.before, outcome.after, words, &format!("outcome-{}", answer.id)),
            then: answer.then.as_ref().map(|then| words.fill(then, &[])),
        })
    });
    told.collect()
}

/// A whole file around a report.
#[derive(Template)]
#[template(path = "report.html")]
struct File {
    title: String,
    style: String,
    body: String,
}

#[derive(Template)]
#[template(path = "report-body.html")]
struct Report<'a> {
    words: &'a Words<'a>,
    told: Told,
    input: Option<String>,
    /// Who is meant by "you", where names are removed.
    you: Option<String>,
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

fn file(body: String, catalog: &Catalog) -> String {
    let title = catalog.copy.get("saved.title").cloned().unwrap_or_default();
    File { title, style: format!("{STYLE}{REPORT_STYLE}"), body }.render().unwrap_or_default()
}

/// Returns the report as one file. `version` is the program's. Without a chat it quotes nobody and holds no date.
#[must_use]
pub fn report(verdict: &Verdict, catalog: &Catalog, subject: Subject<'_>, version: &str) -> String {
    file(report_body(verdict, catalog, subject, version), catalog)
}

/// Returns what stands in the file, to look at it on a page before it is saved.
#[must_use]
pub fn report_body(verdict: &Verdict, catalog: &Catalog, subject: Subject<'_>, version: &str) -> String {
    let words = subject.words(verdict, catalog);
    let input = verdict.timing.as_ref().map(|timing| {
        let messages = (timing.input.messages.alter + timing.input.messages.ego).to_string();
        let [from, to] = [timing.input.from, timing.input.to].map(|date| words.date(date));
        words.line("saved.from-to", &[("n", &messages), ("low", &from), ("high", &to)])
    });
    let chart = |draw: svg::Draw| verdict.of_chat().and_then(|chat| draw(chat, &words));
    let report = Report {
        told: told(verdict, catalog, &words),
        input,
        you: (subject.detail == Detail::NamesRemoved).then(|| words.line("saved.you", &[])),
        made: words.line("saved.made", &[("count", version)]),
        tide: chart(svg::TIDE),
        silence: chart(svg::SILENCE),
        groups: reason_groups(&verdict.judgement, catalog, &words),
        words: &words,
    };
    report.render().unwrap_or_default()
}

/// Returns a picture of the change as an SVG file, which quotes nobody; `None` without a chat, or with too little of one.
#[must_use]
pub fn picture_file(verdict: &Verdict, catalog: &Catalog, subject: Subject<'_>) -> Option<String> {
    svg::picture_file(verdict.of_chat()?, &subject.words(verdict, catalog))
}

/// Returns the same picture for a page that has the style sheet, to look at it before it is saved.
#[must_use]
pub fn picture(verdict: &Verdict, catalog: &Catalog, subject: Subject<'_>) -> Option<String> {
    svg::picture(verdict.of_chat()?, &subject.words(verdict, catalog))
}

/// Whom a report is about, and how much of that it tells.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// What the user calls the other person where no chat names them, if they said so.
    pub name: Option<&'a str>,
    /// Words for the other person.
    pub pronouns: &'a Pronouns,
    /// Whether names are told.
    pub detail: Detail,
    /// The year that dates need not name where there is no chat.
    pub year: i16,
}

impl<'a> Subject<'a> {
    fn words(self, verdict: &Verdict, catalog: &'a Catalog) -> Words<'a> {
        let input = verdict.timing.as_ref().map(|timing| &timing.input);
        let year = input.map_or(self.year, |input| input.to.year());
        match (self.detail, input) {
            (Detail::NamesRemoved, Some(input)) => unnamed(catalog, year).counting_weeks_from(input.from),
            (Detail::NamesRemoved, None) => unnamed(catalog, year),
            (Detail::Full, Some(input)) => Words::new(catalog, &input.names, self.pronouns.clone(), year),
            (Detail::Full, None) => {
                let plain = |key: &str| catalog.copy.get(key).cloned().unwrap_or_default();
                let alter = self.name.map_or_else(|| plain("page.someone"), str::to_owned);
                let names = ByRole { alter, ego: plain("chart.you") };
                Words::new(catalog, &names, self.pronouns.clone(), year)
            }
        }
    }
}

fn unnamed(catalog: &Catalog, year: i16) -> Words<'_> {
    let plain =
        |role: Role| catalog.copy.get(&format!("saved.person.{}", role.id())).cloned().unwrap_or_default();
    Words::new(catalog, &ByRole::from_fn(plain), Pronouns::they(), year)
}
