//! The report for a terminal.

use anstyle::{AnsiColor, Color, Style as Ansi};
use ebb::catalog::{Catalog, dots_of};
use ebb::course::{Claim, CourseKind};
use ebb::dyad::{ByRole, Dyad, Role};
use ebb::finding::Observed;
use ebb::gate::{GateCause, GateState, Held};
use ebb::guidance::{CounselPlace, TrackId};
use ebb::heard::{NoStrength, Quote, QuotedLine, SafetyKind, SafetySign};
use ebb::history::Period;
use ebb::interview::{Ended, Reply};
use ebb::judgement::Judgement;
use ebb::question::{Answerer, Place, Tells};
use ebb::reason::{
    Contribution, EvidenceId, Family, Group, Lead, RankedReason, Ranking, Reason, ReasonId, ToldOf,
};
use ebb::signal::{Observation, SignalChange};
use ebb::silence::{ComparedWith, Silence};
use ebb::statement::Learnt;
use ebb::verdict::{ChatVerdict, LimitId, Timing, Verdict};
use unicode_width::UnicodeWidthStr;

use crate::needs;
use crate::plays;
use crate::tide::{self, pad};
use crate::words::{Words, capital, decimal, duration, plural};

/// Which characters bars and dots are drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyphs {
    /// Blocks and circles.
    Unicode,
    /// Plain characters only.
    Ascii,
}

/// How a report is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns of the terminal; the report uses between 50 and 88 of them.
    pub width: usize,
    /// Characters for bars and dots.
    pub glyphs: Glyphs,
}

impl Style {
    fn columns(self) -> usize {
        self.width.clamp(50, 88)
    }

    pub(crate) fn bold(text: &str) -> String {
        paint(Ansi::new().bold(), text)
    }

    pub(crate) fn mark(text: &str) -> String {
        paint(Ansi::new().bold().fg_color(Some(Color::Ansi(AnsiColor::Magenta))), text)
    }

    fn faint(text: &str) -> String {
        paint(Ansi::new().dimmed(), text)
    }

    /// Returns the painted bar of a count, scaled so that `most` fills `width`, and its width in columns.
    pub(crate) fn bar(&self, role: Role, count: usize, most: usize, width: usize) -> (String, usize) {
        let columns = (count * width).div_ceil(most);
        let (glyph, color) = match (role, self.glyphs) {
            (Role::Alter, Glyphs::Unicode) => ("\u{2588}", AnsiColor::Cyan),
            (Role::Ego, Glyphs::Unicode) => ("\u{2592}", AnsiColor::Yellow),
            (Role::Alter, Glyphs::Ascii) => ("#", AnsiColor::Cyan),
            (Role::Ego, Glyphs::Ascii) => ("=", AnsiColor::Yellow),
        };
        (paint(Ansi::new().fg_color(Some(Color::Ansi(color))), &glyph.repeat(columns)), columns)
    }

    /// Returns 20 places of which `dots` are full; hollow where the dots are only a starting guess.
    fn dots(self, dots: u8, group: Group) -> String {
        let (full, hollow, empty) = match self.glyphs {
            Glyphs::Unicode => ("\u{25cf}", "\u{25cb}", "\u{b7}"),
            Glyphs::Ascii => ("*", "o", "."),
        };
        let mark = if group == Group::CannotTell { hollow } else { full };
        format!("{}{}", mark.repeat(usize::from(dots)), empty.repeat(usize::from(20 - dots.min(20))))
    }
}

fn paint(style: Ansi, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{style}{text}{style:#}") }
}

/// A report while it is written: indented lines of limited width.
struct Page {
    out: String,
    columns: usize,
}

impl Page {
    fn line(&mut self, text: &str) {
        self.indented(2, text);
    }

    fn indented(&mut self, indent: usize, text: &str) {
        self.out.push_str(&" ".repeat(indent));
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn blank(&mut self) {
        if !self.out.ends_with("\n\n") && !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    /// Wraps a paragraph; `hang` is the indent of its later lines beyond the first's.
    fn wrapped(&mut self, indent: usize, hang: usize, text: &str) {
        let first = " ".repeat(indent);
        let later = " ".repeat(indent + hang);
        let options = textwrap::Options::new(self.columns).initial_indent(&first).subsequent_indent(&later);
        for line in textwrap::wrap(text, options) {
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
    }

    fn heading(&mut self, text: &str) {
        self.blank();
        self.line(&Style::bold(text));
    }
}

/// Returns the report of a verdict, with ANSI styles (to be stripped where they are not wanted).
#[must_use]
pub fn report(verdict: &Verdict, catalog: &Catalog, words: &Words<'_>, style: &Style) -> String {
    match verdict.of_chat() {
        Some(chat) => chat_report(chat, catalog, words, style),
        None => judgement_report(&verdict.judgement, catalog, words, style),
    }
}

fn chat_report(verdict: ChatVerdict<'_>, catalog: &Catalog, words: &Words<'_>, style: &Style) -> String {
    let mut page = Page { out: String::new(), columns: style.columns() };
    first_of_all(&mut page, verdict.judgement, words);
    if let Some(no) = clear_no(verdict.judgement, words) {
        page.blank();
        for line in textwrap::wrap(&no, style.columns() - 2) {
            page.line(&Style::bold(&line));
        }
        said_no(&mut page, verdict.judgement, words);
    }
    headline(&mut page, verdict, words, style);
    ask_first(&mut page, verdict.judgement, words);
    page.heading(&words.line("title.now", &[]));
    if let Some(line) = unread(verdict, words) {
        page.wrapped(2, 0, &line);
        page.blank();
    }
    now(&mut page, verdict.judgement, catalog, words);
    page.blank();
    for line in tide::lines(verdict, words, style, style.columns() - 2) {
        page.line(&line);
    }
    changes(&mut page, verdict, catalog, words);
    history(&mut page, verdict, words);
    silence(&mut page, verdict, words);
    let judgement = verdict.judgement;
    page.heading(&words.line("title.why", &[]));
    if let Some(held) = held_line(judgement, words) {
        page.wrapped(2, 0, &held);
        how_to_open(&mut page, judgement, words);
    } else {
        page.wrapped(2, 0, &why_intro(verdict, words));
        why(&mut page, judgement, catalog, words, style);
        if judgement.findings.iter().any(|finding| !finding.quotes.is_empty()) {
            page.blank();
            page.wrapped(2, 0, &words.line("quote.leave-out", &[]));
        }
        question(&mut page, judgement, catalog, words);
    }
    limits(&mut page, verdict, catalog, words);
    page.out
}

/// Whether the user told of it, in an answer or in their own words, where rules found the rest in a chat.
fn is_told(sign: &SafetySign) -> bool {
    sign.quote.as_ref().is_none_or(|quote| quote.line.at.is_none())
}

/// Returns what stands in place of reasons where the gate keeps them back.
#[must_use]
pub fn held_line(judgement: &Judgement, words: &Words<'_>) -> Option<String> {
    let held = judgement.gate.held().filter(|_| judgement.ranking.is_none())?;
    let key = match held {
        Held::Danger => "fear.reasons",
        Held::Minor => "held.minor",
        Held::OneOfThese => "held.one-of-these",
        Held::No(_) => "no.reasons-asked",
    };
    Some(words.line(key, &[]))
}

/// Writes how to see reasons that are kept back, where that is left to the user.
fn how_to_open(page: &mut Page, judgement: &Judgement, words: &Words<'_>) {
    if judgement.gate.may_open_reasons() {
        page.wrapped(2, 0, &words.line("no.reasons-how", &[]));
    }
}

/// Returns that reasons are told only because the user asked for them after a no, where that is so.
#[must_use]
pub fn opened_line(judgement: &Judgement, words: &Words<'_>) -> Option<String> {
    judgement.gate.are_reasons_asked_for().then(|| words.line("no.reasons-opened", &[]))
}

/// Writes what must be known before anybody is told to write, with the lines that made us ask.
fn ask_first(page: &mut Page, judgement: &Judgement, words: &Words<'_>) {
    if judgement.gate.state() != GateState::AskFirst {
        return;
    }
    page.heading(&words.line("gate.title", &[]));
    for line in asked_first(judgement, words) {
        page.wrapped(2, 0, &line);
    }
    for suspect in judgement.gate.asks() {
        page.wrapped(4, 2, &words.quote(&suspect.quote));
    }
    if judgement.answers.safety().is_none() {
        page.wrapped(2, 0, &words.line("gate.how", &[]));
    }
}

/// Returns what must be known before anybody is told to write, and why; empty where the gate does not ask.
#[must_use]
pub fn asked_first(judgement: &Judgement, words: &Words<'_>) -> Vec<String> {
    let gate = &judgement.gate;
    if gate.state() != GateState::AskFirst {
        return Vec::new();
    }
    let unread = gate.has(GateCause::WordsNotRead).then(|| words.line("gate.unread", &[]));
    let of_lines = (!gate.asks().is_empty()).then(|| words.line("gate.ask-lines", &[]));
    let lines = [unread, Some(words.line("gate.ask", &[])), Some(words.line("gate.why", &[])), of_lines];
    lines.into_iter().flatten().collect()
}

/// Writes the words of a no, with the lines around it, and how to contest it.
fn said_no(page: &mut Page, judgement: &Judgement, words: &Words<'_>) {
    let Some(quote) = judgement.clear_no.as_ref().and_then(|no| no.quote.as_ref()) else { return };
    let around = |lines: &[QuotedLine], page: &mut Page| {
        for line in lines {
            page.wrapped(4, 2, &Style::faint(&words.quoted(line)));
        }
    };
    page.blank();
    around(&quote.before, page);
    page.wrapped(4, 2, &words.quote(quote));
    around(&quote.after, page);
    if quote.message.is_some() {
        page.blank();
        page.wrapped(2, 0, &words.line("no.contest", &[]));
    }
}

/// Returns what to mind where nobody read the words or answered a question, or where rules read them and saw nothing.
pub(crate) fn unread(verdict: ChatVerdict<'_>, words: &Words<'_>) -> Option<String> {
    let judgement = verdict.judgement;
    if !judgement.answers.rows().is_empty() {
        return None;
    }
    let is_quiet = judgement.gate.state() != GateState::Hold;
    let has = |limit| verdict.limits.contains(&limit);
    let key = match (has(LimitId::OnlyTimingRead), has(LimitId::WordsReadByRules) && is_quiet) {
        (true, _) => "now.words-not-read",
        (false, true) => "now.words-read",
        (false, false) => return None,
    };
    Some(words.line(key, &[]))
}

/// Returns the first line of a verdict: whether it happened.
#[must_use]
pub fn headline_of(timing: &Timing, words: &Words<'_>) -> String {
    let key = headline_key(timing, words);
    words.line(&format!("headline.{key}"), &as_slots(&headline_slots(timing, words)))
}

fn headline_key(timing: &Timing, words: &Words<'_>) -> &'static str {
    let course = &timing.course;
    let much = words.settings().course.much_ratio;
    match course.claim {
        Claim::TooLittle => "too-little",
        Claim::TooRecent => "too-recent",
        Claim::CannotTell => "cannot-tell",
        Claim::NoChange => "none",
        Claim::Recovered => "recovered",
        Claim::UpAndDown => "up-and-down",
        Claim::AlterStopped => "alter-stop",
        Claim::BothFell => "both",
        Claim::EgoFell => "ego-only",
        Claim::SideUnclear => "side-unclear",
        Claim::AlterFell if course.kind == CourseKind::Fade => "alter-fade",
        // "Much" stands only where even the upper end of the ratio says so.
        Claim::AlterFell if course.size.is_some_and(|size| size.high > much) => "alter-step-small",
        Claim::AlterFell => "alter-step",
    }
}

/// Returns which sentence says what is missing.
fn too_little_key(timing: &Timing, words: &Words<'_>) -> &'static str {
    let settings = &words.settings().course;
    let messages = timing.input.messages.alter + timing.input.messages.ego;
    match (messages, timing.input.days >= settings.least_days) {
        (messages, true) if messages >= settings.least_messages => "firstline.too-little.one-sided",
        (_, true) => "firstline.too-little.messages",
        (_, false) => "firstline.too-little",
    }
}

fn headline_slots(timing: &Timing, words: &Words<'_>) -> Vec<(&'static str, String)> {
    let course = &timing.course;
    let stream_days = timing.input.days;
    let mut slots = vec![
        ("scale", words.scale(course.probability())),
        ("n", (timing.input.messages.alter + timing.input.messages.ego).to_string()),
        ("days", plural(stream_days as f64, "day")),
    ];
    match course.claim {
        Claim::NoChange => slots[1].1 = timing.weeks.len().to_string(),
        Claim::UpAndDown => {
            let spells = course.quiet_spells.len().to_string();
            slots[1].1 = course.returns.map_or(spells, |returns| format!("{returns:.0}"));
            if let Some(last) = course.quiet_spells.last() {
                slots.push(("date", date_of_day(timing, words, last.from)));
            }
        }
        Claim::TooLittle => {
            let settings = &words.settings().course;
            slots.push(("low", settings.least_messages.to_string()));
            slots.push(("high", settings.least_days.to_string()));
        }
        Claim::AlterStopped
        | Claim::Recovered
        | Claim::TooRecent
        | Claim::CannotTell
        | Claim::AlterFell
        | Claim::BothFell
        | Claim::EgoFell
        | Claim::SideUnclear => {}
    }
    if let Some(silence) = timing.silence.as_ref().filter(|_| course.claim == Claim::AlterStopped) {
        slots.push(("date", words.date(Dyad::civil(silence.since).date())));
    }
    if let Some(onset) = &course.onset {
        slots.push(("date", words.date(onset.date)));
        slots.push(("low", words.date(onset.low)));
        slots.push(("high", words.date(onset.high)));
    }
    slots
}

fn date_of_day(timing: &Timing, words: &Words<'_>, day: usize) -> String {
    let week = timing.weeks.iter().rev().find(|week| week.first_day <= day);
    week.map_or_else(String::new, |week| {
        let days = i64::try_from(day - week.first_day).unwrap_or(0);
        words.date(week.from.saturating_add(jiff::Span::new().days(days)))
    })
}

fn as_slots<'b>(slots: &'b [(&'static str, String)]) -> Vec<(&'b str, &'b str)> {
    slots.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

fn headline(page: &mut Page, verdict: ChatVerdict<'_>, words: &Words<'_>, style: &Style) {
    page.blank();
    for line in textwrap::wrap(&headline_of(&verdict, words), style.columns() - 2) {
        page.line(&Style::bold(&line));
    }
    for line in first_lines(verdict, words) {
        page.wrapped(2, 0, &line);
    }
}

/// Returns the sentences under the first line: how sure it is, and between which days it came.
pub(crate) fn first_lines(verdict: ChatVerdict<'_>, words: &Words<'_>) -> Vec<String> {
    let slots = headline_slots(&verdict, words);
    let slots = as_slots(&slots);
    let key = headline_key(&verdict, words);
    let moved = verdict.moved_first.as_ref().and_then(|moved| moved.role(&words.settings().order));
    let first = match (verdict.course.claim, moved) {
        (Claim::BothFell, Some(_)) => words.line("firstline.alter-step", &slots),
        (Claim::EgoFell, _) if verdict.course.sizes.is_some_and(|sizes| sizes.alter.low > 1.0) => {
            words.line("firstline.ego-more", &slots)
        }
        // That alter kept the pace is told only where the numbers say so.
        (Claim::EgoFell, _)
            if verdict
                .course
                .sizes
                .is_some_and(|sizes| sizes.alter.low < words.settings().course.much_ratio) =>
        {
            words.line("firstline.ego-plain", &slots)
        }
        (Claim::AlterStopped, _) => words.line("shape.alter-stop", &slots),
        (Claim::TooLittle, _) => words.line(too_little_key(&verdict, words), &slots),
        (Claim::UpAndDown, _) if verdict.course.returns.is_some() => {
            words.line("firstline.up-and-down-turns", &slots)
        }
        _ => words.line(&format!("firstline.{key}"), &slots),
    };
    let mut lines = vec![first];
    if let Some(onset) = &verdict.course.onset
        && onset.low != onset.high
        && verdict.course.claim != Claim::AlterStopped
    {
        let key = if verdict.course.kind == CourseKind::Fade { "range.fade" } else { "range" };
        lines.push(words.line(key, &slots));
    }
    lines.extend(interest(verdict, words));
    lines
}

/// Fewest waits or messages of which a usual one is told.
const FEWEST_SIZES: f64 = 5.0;

/// Returns the value of a signal, where there are enough cases to tell it.
pub(crate) fn told_value(observation: Observation) -> Option<f64> {
    match observation {
        Observation::Typical { n, .. } if n < FEWEST_SIZES => None,
        Observation::Typical { .. } | Observation::Rate { .. } | Observation::Share { .. } => {
            observation.value()
        }
    }
}

/// Returns how a signal's value reads.
pub(crate) fn value(signal: &SignalChange, observation: Observation) -> String {
    match (signal.id, observation) {
        (_, Observation::Share { of, .. }) if of <= 0.0 => "-".to_owned(),
        (_, Observation::Share { count, of, scale }) if (scale - 1.0).abs() < f64::EPSILON => {
            format!("{count:.0} of {of:.0}")
        }
        ("reply-minutes", observation) => told_value(observation).map_or_else(|| "-".to_owned(), duration),
        (_, observation) => told_value(observation).map_or_else(|| "-".to_owned(), decimal),
    }
}

/// Returns the rows of the table of changes: whose and what, before, since, and the ratio in words.
pub(crate) fn change_rows(
    verdict: ChatVerdict<'_>,
    catalog: &Catalog,
    words: &Words<'_>,
) -> Vec<[String; 4]> {
    let course = &verdict.course;
    // Of ego's signals only the volume is told here: the report is about alter's course.
    let told = |signal: &&SignalChange| {
        signal.id != "active-days-per-week" && (signal.role == Role::Alter || signal.id == "messages-per-day")
    };
    course
        .signals
        .iter()
        .filter(told)
        .map(|signal| {
            let key = match signal.id {
                "reply-minutes" => "signal.reply-time".to_owned(),
                id => format!("signal.{id}"),
            };
            let who = match signal.role {
                Role::Alter => words.name(Role::Alter).to_owned(),
                Role::Ego => words.line("role.ego", &[]),
            };
            let is_told = signal.id == "messages-per-day";
            let shown = signal.before.value().zip(signal.since.value());
            let ratio = shown.filter(|(before, _)| is_told && *before > 0.0);
            let ratio = ratio.map_or("", |(before, since)| catalog.ratio_words(since / before)).to_owned();
            [
                capital(&format!("{who}: {}", words.line(&key, &[]))),
                value(signal, signal.before),
                value(signal, signal.since),
                ratio,
            ]
        })
        .collect()
}

/// Returns who came first and by how many days, where that is clear.
pub(crate) fn first_mover(verdict: ChatVerdict<'_>, words: &Words<'_>) -> Option<String> {
    let moved = verdict.moved_first.as_ref()?;
    let slots = |low: i64, high: i64| {
        [
            ("low", low.to_string()),
            ("high", high.to_string()),
            ("days", plural(moved.days.abs() as f64, "day")),
        ]
    };
    let line = |key: &str, low: i64, high: i64| words.line(key, &as_slots(&slots(low, high)));
    Some(match moved.role(&words.settings().order) {
        Some(Role::Alter) => line("first.alter", moved.low.max(0), moved.high),
        Some(Role::Ego) => line("first.ego", (-moved.high).max(0), -moved.low),
        // Where both fell, the first lines say so.
        None if verdict.course.claim == Claim::BothFell => return None,
        None => {
            // That ego's side fell as well is known where its whole range says so.
            let is_both = verdict.course.sizes.is_some_and(|sizes| sizes.ego.high < 1.0);
            words.line(if is_both { "first.both-less" } else { "first.cannot-tell" }, &[])
        }
    })
}

/// Returns what is told of interest before the change; nothing where too little is known of a change.
pub(crate) fn interest(verdict: ChatVerdict<'_>, words: &Words<'_>) -> Option<String> {
    if verdict.course.claim.is_too_little() {
        return None;
    }
    let when = if verdict.course.onset.is_some() { "before" } else { "so-far" };
    let key = format!("interest.{}.{when}", verdict.interest.kind.id());
    Some(words.line(&key, &[("scale", &words.scale(verdict.interest.probability()))]))
}

/// Returns the periods of a chat: dates, and what each person wrote a week. None where there is one only.
pub(crate) fn periods(verdict: ChatVerdict<'_>, words: &Words<'_>) -> Vec<[String; 3]> {
    // What changed bit by bit has no borders, whatever the partition makes of it.
    let is_fade = verdict.course.kind == CourseKind::Fade;
    if verdict.history.len() < 2 || verdict.course.claim == Claim::TooLittle || is_fade {
        return Vec::new();
    }
    let of = |period: &Period| {
        let is_long = period.begins.year() != period.ends.year() && !words.counts_weeks();
        let date = |date| if is_long { words.full_date(date) } else { words.date(date) };
        let dates = [("low", date(period.begins)), ("high", date(period.ends))];
        [
            words.line("history.dates", &as_slots(&dates)),
            decimal(period.weekly.alter),
            decimal(period.weekly.ego),
        ]
    };
    verdict.history.iter().map(of).collect()
}

fn history(page: &mut Page, verdict: ChatVerdict<'_>, words: &Words<'_>) {
    let rows = periods(verdict, words);
    if rows.is_empty() {
        return;
    }
    page.heading(&words.line("title.history", &[]));
    let widest = rows.iter().map(|row| row[0].width()).max().unwrap_or(0);
    for [dates, alter, ego] in &rows {
        let weekly = words.line("history.pace", &[("before", alter), ("since", ego)]);
        page.wrapped(2, 4, &format!("{}  {weekly}", pad(dates, widest)));
    }
    page.wrapped(2, 0, &words.line("history.note", &[]));
}

fn changes(page: &mut Page, verdict: ChatVerdict<'_>, catalog: &Catalog, words: &Words<'_>) {
    let rows = change_rows(verdict, catalog, words);
    if rows.is_empty() {
        return;
    }
    page.heading(&words.line("title.change", &[]));
    let widths: [usize; 3] =
        std::array::from_fn(|column| rows.iter().map(|row| row[column].width()).max().unwrap_or(0).max(6));
    let [label, before, since] = widths;
    let (head_before, head_since) = (words.line("column.before", &[]), words.line("column.since", &[]));
    page.line(&Style::faint(
        format!("{}  {}  {}", pad("", label), pad(&head_before, before), pad(&head_since, since)).trim_end(),
    ));
    for row in &rows {
        let values = format!("{}  {}  {}", pad(&row[0], label), pad(&row[1], before), pad(&row[2], since));
        let line =
            format!("{}  {}  {}  {}", pad(&row[0], label), pad(&row[1], before), pad(&row[2], 6), row[3]);
        // On a narrow screen the words beside the numbers go; on a very
        // narrow one the numbers take a line of their own.
        let fits = |text: &str| text.trim_end().width() + 2 <= page.columns;
        if fits(&line) {
            page.line(line.trim_end());
        } else if fits(&values) {
            page.line(values.trim_end());
        } else {
            page.line(&row[0]);
            page.indented(6, format!("{}  {}", pad(&row[1], before), row[2]).trim_end());
        }
    }
    if let Some(first) = first_mover(verdict, words) {
        page.blank();
        page.wrapped(2, 0, &first);
    }
}

fn silence(page: &mut Page, verdict: ChatVerdict<'_>, words: &Words<'_>) {
    if let Some(text) = silence_lines(verdict, words) {
        page.heading(&words.line("title.silence", &[]));
        page.wrapped(2, 0, &text);
    }
}

/// Returns what the silence clock says, where there is a silence to speak of.
pub(crate) fn silence_lines(verdict: ChatVerdict<'_>, words: &Words<'_>) -> Option<String> {
    let clock = verdict.silence.as_ref()?.clock.as_ref()?;
    let settings = &words.settings().silence;
    if clock.hours < settings.told_hours || verdict.course.claim.is_too_little() {
        return None;
    }
    if is_ego_due(verdict) {
        return Some(silence_so_far(clock, verdict, words));
    }
    let mut lines = unusual(clock, verdict, words);
    let is_told = |(days, _): &&(f64, f64)| (days - settings.told_return_days).abs() < 0.5;
    let told = clock.returns.iter().find(is_told).filter(|_| !clock.is_beyond_past());
    if let Some((days, probability)) = told {
        let dots = dots_of(*probability);
        let key = if dots == 0 { "silence.returns-few" } else { "silence.returns" };
        lines.push(words.line(key, &[("n", &dots.to_string()), ("days", &plural(*days, "day"))]));
    }
    lines.push(words.line("silence.why", &[]));
    Some(lines.join(" "))
}

/// Whether the last word is alter's: then the silence is not alter's alone, and is compared with none.
pub(crate) fn is_ego_due(verdict: ChatVerdict<'_>) -> bool {
    verdict.course.last_word == Role::Alter
}

/// Returns how long it has been, and who wrote last.
pub(crate) fn silence_so_far(clock: &Silence, verdict: ChatVerdict<'_>, words: &Words<'_>) -> String {
    let is_at_end = verdict.limits.contains(&LimitId::NowIsLastMessage);
    let key = if is_at_end { "silence.now-file" } else { "silence.now" };
    let lasted = words.line(key, &[("days", &duration(clock.hours * 60.0))]);
    let last = is_ego_due(verdict).then(|| words.line("silence.theirs-last", &[]));
    [Some(lasted), last].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Returns how long it has been, who wrote last, and how unusual that is.
fn unusual(clock: &Silence, verdict: ChatVerdict<'_>, words: &Words<'_>) -> Vec<String> {
    let mut lines = vec![silence_so_far(clock, verdict, words)];
    let since = match &verdict.course.onset {
        Some(onset) if clock.regime == ComparedWith::SinceChange => {
            words.line("silence.since-change", &[("date", &words.date(onset.date))])
        }
        Some(_) | None => words.line("silence.since-start", &[]),
    };
    let since = ("since", since.as_str());
    lines.push(match clock.longer_than {
        None => words.line("silence.few", &[("n", &clock.past.len().to_string()), since]),
        Some(_) if clock.is_beyond_past() => {
            words.line("silence.longest", &[since]) + " " + &words.line("silence.beyond", &[])
        }
        Some(share) if share >= words.settings().silence.told_share => {
            words.line("silence.longer", &[("n", &format!("{:.0}", (share * 20.0).floor())), since])
        }
        Some(_) => words.line("silence.usual", &[]),
    });
    lines
}

/// Returns what the silence clock alone tells, sentence by sentence.
pub(crate) fn silence_told(verdict: ChatVerdict<'_>, words: &Words<'_>) -> Vec<String> {
    let Some(reading) = verdict.silence.as_ref() else {
        return vec![words.line("silence.none", &[])];
    };
    let Some(clock) = reading.clock.as_ref() else {
        let said = clear_no(verdict.judgement, words);
        let signs = signs(verdict.judgement, words);
        return signs.into_iter().chain(said).chain([words.line("silence.held", &[])]).collect();
    };
    if clock.hours < words.settings().silence.told_hours {
        let days = duration(clock.hours * 60.0);
        return vec![words.line("silence.now", &[("days", &days)]), words.line("silence.short", &[])];
    }
    let mut lines = unusual(clock, verdict, words);
    lines.push(words.line("silence.why", &[]));
    lines
}

/// Limits of the silence clock alone.
const SILENCE_LIMITS: [LimitId; 6] = [
    LimitId::NowIsLastMessage,
    LimitId::NotWhoButChat,
    LimitId::FewMessages,
    LimitId::MovedElsewhere,
    LimitId::OneSidedStretch,
    LimitId::MessagesDisappear,
];

/// Returns the limits of a verdict that touch the silence clock.
pub(crate) fn silence_limits(verdict: ChatVerdict<'_>) -> Vec<LimitId> {
    verdict.limits.iter().copied().filter(|limit| SILENCE_LIMITS.contains(limit)).collect()
}

/// Returns the silence clock alone, with ANSI styles (to be stripped where they are not wanted).
#[must_use]
pub fn silence_report(
    verdict: ChatVerdict<'_>,
    catalog: &Catalog,
    words: &Words<'_>,
    style: &Style,
) -> String {
    let mut page = Page { out: String::new(), columns: style.columns() };
    page.heading(&words.line("title.silence", &[]));
    page.wrapped(2, 0, &silence_told(verdict, words).join(" "));
    let clock = verdict.silence.as_ref().and_then(|reading| reading.clock.as_ref());
    let told_hours = words.settings().silence.told_hours;
    let is_told = |clock: &&Silence| clock.hours >= told_hours && !clock.is_beyond_past();
    let returns = clock.filter(is_told).map_or(&[][..], |clock| &clock.returns);
    if !returns.is_empty() {
        page.blank();
        page.wrapped(2, 0, &words.line("silence.back", &[]));
        for (days, probability) in returns {
            let dots = dots_of(*probability);
            let days = words.line("silence.within", &[("days", &plural(*days, "day"))]);
            let n = words.line("silence.in-20", &[("n", &dots.to_string())]);
            page.indented(4, &format!("{} {}  {n}", pad(&days, 15), style.dots(dots, Group::FitsBest)));
        }
    }
    page.heading(&words.line("title.limits", &[]));
    for text in silence_limits(verdict).iter().filter_map(|limit| catalog.limits.get(limit)) {
        page.wrapped(4, 2, &format!("- {}", words.fill(text, &[])));
    }
    page.out
}

/// Nats from which evidence is told; less would not move a dot.
const LEAST_TOLD: f64 = 0.05;

fn why(page: &mut Page, judgement: &Judgement, catalog: &Catalog, words: &Words<'_>, style: &Style) {
    let Some(ranking) = judgement.ranking.as_ref().filter(|_| judgement.looks_for_reasons) else { return };
    page.blank();
    if let Some(opened) = opened_line(judgement, words) {
        page.wrapped(2, 0, &opened);
        page.blank();
    }
    if let Some(said) = said(judgement, catalog, words) {
        page.wrapped(2, 0, &said);
        page.blank();
    }
    if let Some((_, counsel)) = needs::counsel(CounselPlace::Why, catalog, words) {
        page.wrapped(2, 0, &counsel);
        page.blank();
    }
    page.wrapped(2, 0, &families_line(ranking, catalog, words));
    page.blank();
    page.wrapped(2, 0, &dots_meaning(words));
    if let Some(guess) = own_guess(judgement, catalog, words) {
        page.blank();
        page.wrapped(2, 0, &guess);
    }
    for group in [Group::FitsBest, Group::CouldFit, Group::CannotTell, Group::LittleSign] {
        let mut members: Vec<&RankedReason> =
            ranking.reasons.iter().filter(|reason| reason.group == group).collect();
        members.sort_by_key(|member| std::cmp::Reverse(member.dots));
        if members.is_empty() {
            continue;
        }
        page.blank();
        page.line(&Style::bold(&words.line(&format!("group.{}", group.id()), &[])));
        if group == Group::CannotTell {
            page.wrapped(2, 0, &words.line("group.cannot-tell.line", &[]));
        }
        if group == Group::FitsBest && are_even(&members) {
            page.wrapped(2, 0, &words.line("why.tie", &[]));
        }
        for member in members {
            if let Some(reason) = catalog.reason(member.id) {
                reason_row(page, judgement, reason, member, words, *style);
            }
        }
    }
}

/// Returns the reasons as they were weighed; none where the gate keeps them back.
fn ranked_reasons(judgement: &Judgement) -> &[RankedReason] {
    judgement.ranking.as_ref().map_or(&[], |ranking| &ranking.reasons)
}

/// Returns whether reasons are told apart by nothing: there are several, and one dot is chance.
pub(crate) fn are_even(members: &[&RankedReason]) -> bool {
    let dots = || members.iter().map(|member| member.dots);
    members.len() > 1 && dots().max().unwrap_or(0) - dots().min().unwrap_or(0) <= 1
}

/// Returns why a reason stands among those that fit best where others have more dots: alter named it.
pub(crate) fn named_line(judgement: &Judgement, ranked: &RankedReason, words: &Words<'_>) -> Option<String> {
    let most = ranked_reasons(judgement).iter().map(|other| other.dots).max().unwrap_or(0);
    let is_named = ranked.group == Group::FitsBest && ranked.told == ToldOf::Named;
    (is_named && ranked.dots + 1 < most).then(|| words.line("why.named", &[]))
}

/// Returns how likely a reason is. Each may be less than likely, and the words for that would read as a no, so that it
/// is told as a number.
pub(crate) fn likely(ranked: &RankedReason, words: &Words<'_>) -> String {
    match ranked.dots {
        0 => words.line("row.less", &[]),
        dots => words.line("row.best", &[("n", &dots.to_string())]),
    }
}

/// Returns that a reason which fits best is the commonest of all to begin with, where that is so.
pub(crate) fn commonest_line(
    judgement: &Judgement,
    ranked: &RankedReason,
    words: &Words<'_>,
) -> Option<String> {
    let is_commonest = ranked_reasons(judgement).iter().all(|other| other.prior <= ranked.prior);
    (is_commonest && ranked.group == Group::FitsBest).then(|| words.line("why.commonest", &[]))
}

/// Returns what the other person said to the user about why, which is told before any guess of ours.
pub(crate) fn said(judgement: &Judgement, catalog: &Catalog, words: &Words<'_>) -> Option<String> {
    judgement.answers.rows().iter().find_map(|row| {
        let question = catalog.questions.get(row.question)?;
        let Reply::Chosen(answer) = row.reply else { return None };
        let answer = question.answers.get(answer)?;
        let is_said = question.place == Place::Explore
            && matches!(answer.tells, Some(Tells::Statement(_, Learnt::Told | Learnt::Wrote)));
        let (asked, told) = (words.fill(&question.text, &[]), words.fill(&answer.text, &[]));
        is_said.then(|| words.line("why.said", &[("question", &asked), ("quote", &told)]))
    })
}

/// Returns what the user guessed, which is told apart from what speaks for a reason.
pub(crate) fn own_guess(judgement: &Judgement, catalog: &Catalog, words: &Words<'_>) -> Option<String> {
    judgement.answers.rows().iter().find_map(|row| {
        let question = catalog.questions.get(row.question)?;
        let Reply::Chosen(answer) = row.reply else { return None };
        let is_guess = question.place == Place::Closing && question.weighs();
        let guess = words.fill(&question.answers.get(answer)?.text, &[]);
        is_guess.then(|| words.line("why.own-guess", &[("quote", &guess)]))
    })
}

/// Returns the key of the sentence that says why no further question follows.
#[must_use]
pub fn ended_key(ended: Ended) -> &'static str {
    match ended {
        Ended::ClearNo => "ask.clear-no",
        Ended::Danger => "ask.danger",
        Ended::Enough => "ask.enough",
        Ended::NothingMore => "ask.nothing-more",
    }
}

/// Returns what one dot stands for, and that it is a guess.
pub(crate) fn dots_meaning(words: &Words<'_>) -> String {
    format!("{} {}", words.line("dots.short", &[]), words.line("guess", &[]))
}

/// Returns how to read the reasons, or why none is looked for.
pub(crate) fn why_intro(verdict: ChatVerdict<'_>, words: &Words<'_>) -> String {
    if let Some(ranking) = verdict.judgement.ranking.as_ref().filter(|_| verdict.judgement.looks_for_reasons)
    {
        let is_only_timing =
            verdict.limits.contains(&LimitId::OnlyTimingRead) && verdict.judgement.answers.rows().is_empty();
        let timing = is_only_timing.then(|| words.line("why.timing", &[]));
        return [lead_line(ranking, words)]
            .into_iter()
            .chain(timing)
            .chain(flips_line(ranking, words))
            .chain([words.line("why.more-than-one", &[])])
            .collect::<Vec<_>>()
            .join(" ");
    }
    let key = match verdict.course.claim {
        Claim::EgoFell => "why.ego",
        Claim::SideUnclear => "why.side-unclear",
        Claim::TooLittle | Claim::TooRecent | Claim::CannotTell => "why.cannot-tell",
        Claim::NoChange
        | Claim::Recovered
        | Claim::UpAndDown
        | Claim::AlterFell
        | Claim::AlterStopped
        | Claim::BothFell => "why.no-change",
    };
    words.line(key, &[])
}

/// Returns what leads, in words.
fn lead_line(ranking: &Ranking, words: &Words<'_>) -> String {
    let name = |id: ReasonId| words.reason_name(id);
    match ranking.lead {
        Lead::Told(id) => words.line("why.told", &[("reason", &name(id))]),
        Lead::MostLikely(id) => words.line("why.most-likely", &[("reason", &name(id))]),
        Lead::Leans(id) => words.line("why.leans", &[("reason", &name(id))]),
        Lead::Open => {
            let best = ranking.reasons.iter().filter(|ranked| ranked.group == Group::FitsBest);
            let names: Vec<String> = best.take(3).map(|ranked| name(ranked.id)).collect();
            match names.len() {
                2.. => words.line("why.open", &[("list", &names.join(" / "))]),
                _ => words.line("why.several", &[]),
            }
        }
    }
}

/// Returns how often another reason would come first with other fair values of what we judged.
#[must_use]
pub fn flips_line(ranking: &Ranking, words: &Words<'_>) -> Option<String> {
    let flips = dots_of(ranking.lead_flips);
    (flips > 0).then(|| words.line("why.flips", &[("n", &flips.to_string())]))
}

/// Returns how much is about the other person, the two together, circumstance and the rest, in dots of 20.
pub(crate) fn families_line(ranking: &Ranking, catalog: &Catalog, words: &Words<'_>) -> String {
    // The dots of the reasons below, so that the sums are those that one counts.
    let dots = |family: Family| -> u8 {
        let is_of =
            |ranked: &&RankedReason| catalog.reason(ranked.id).is_some_and(|reason| reason.family == family);
        ranking.reasons.iter().filter(is_of).map(|ranked| ranked.dots).sum()
    };
    let told: Vec<String> = Family::ALL
        .iter()
        .map(|family| (family, dots(*family)))
        .filter(|(_, dots)| *dots > 0)
        .map(|(family, dots)| format!("{dots} {}", words.line(&format!("family.{}", family.id()), &[])))
        .collect();
    words.line("why.families", &[("list", &told.join(", "))])
}

fn reason_row(
    page: &mut Page,
    judgement: &Judgement,
    reason: &Reason,
    ranked: &RankedReason,
    words: &Words<'_>,
    style: Style,
) {
    let name = words.fill(&reason.short, &[]);
    let range = ByRole { alter: dots_of(ranked.low), ego: dots_of(ranked.high) };
    let scale = likely(ranked, words);
    page.indented(4, &format!("{}  {}", style.dots(ranked.dots, ranked.group), name));
    if matches!(ranked.group, Group::FitsBest | Group::CouldFit) {
        let between = words.dots_range(range.alter, range.ego);
        page.indented(6, &Style::faint(&format!("{scale}, {between}")));
    }
    if ranked.group == Group::FitsBest {
        page.wrapped(6, 0, &words.fill(&reason.plain, &[]));
    }
    let notes = [commonest_line(judgement, ranked, words), named_line(judgement, ranked, words)];
    for line in notes.into_iter().flatten() {
        page.wrapped(6, 0, &line);
    }
    if matches!(ranked.group, Group::FitsBest | Group::CouldFit) && ranked.dots > 0 {
        let most = if ranked.dots >= 2 { 3 } else { 1 };
        evidence(page, judgement, ranked, words, most);
    }
}

/// Writes the strongest evidence for and against a reason.
fn evidence(page: &mut Page, judgement: &Judgement, ranked: &RankedReason, words: &Words<'_>, most: usize) {
    let (label_for, label_against) = (words.line("row.for", &[]), words.line("row.against", &[]));
    let column = label_for.width().max(label_against.width()) + 2;
    for (label, sign) in [(label_for, 1.0), (label_against, -1.0)] {
        for (row, text) in strongest_rows(judgement, ranked, words, sign).into_iter().take(most) {
            page.wrapped(6, column, &format!("{}{}", pad(&label, column), text));
            for quote in quotes(row.evidence, judgement) {
                page.wrapped(6 + column, 2, &words.quote(quote));
            }
        }
    }
}

/// Returns the evidence that speaks for (`sign` 1) or against (`sign` -1) a reason, strongest first, with its weight.
pub(crate) fn strongest(
    judgement: &Judgement,
    ranked: &RankedReason,
    words: &Words<'_>,
    sign: f64,
) -> Vec<(f64, EvidenceId, String)> {
    let rows = strongest_rows(judgement, ranked, words, sign);
    rows.into_iter().map(|(row, text)| (row.weight, row.evidence, text)).collect()
}

fn strongest_rows<'a>(
    judgement: &Judgement,
    ranked: &'a RankedReason,
    words: &Words<'_>,
    sign: f64,
) -> Vec<(&'a Contribution, String)> {
    let mut rows: Vec<(&Contribution, String)> = ranked
        .contributions
        .iter()
        .filter(|row| row.weight * sign >= LEAST_TOLD && words.speaks(row.evidence, ranked.id))
        .filter_map(|row| Some((row, words.evidence(row.evidence, judgement)?)))
        .collect();
    rows.sort_by(|a, b| b.0.weight.abs().total_cmp(&a.0.weight.abs()));
    rows
}

/// Returns the lines that a piece of evidence rests on; none for timing, answers and what only counts.
#[must_use]
pub fn quotes(evidence: EvidenceId, judgement: &Judgement) -> &[Quote] {
    let is_it = |observed: &&Observed| EvidenceId::Finding(observed.id) == evidence;
    if let EvidenceId::Statement(kind) = evidence {
        let said = judgement.statements.iter().find(|statement| statement.kind == kind);
        return said.and_then(|statement| statement.quote.as_ref()).map_or(&[], std::slice::from_ref);
    }
    judgement.findings.iter().find(is_it).map_or(&[], |observed| &observed.quotes)
}

/// Returns which reason moved most from one judgement to another, in dots of 20, as a sentence.
#[must_use]
pub fn moved(before: &Judgement, after: &Judgement, catalog: &Catalog, words: &Words<'_>) -> String {
    let dots = |judgement: &Judgement, id| {
        let ranking = judgement.ranking.as_ref();
        ranking.and_then(|ranking| ranking.reason(id)).map_or(0, |reason| reason.dots)
    };
    let most = ReasonId::ALL
        .iter()
        .map(|id| (*id, dots(before, *id), dots(after, *id)))
        .max_by_key(|(_, before, after)| before.abs_diff(*after))
        .filter(|(_, before, after)| before != after);
    match most.and_then(|(id, before, after)| Some((catalog.reason(id)?, before, after))) {
        Some((reason, before, after)) => {
            let name = words.fill(&reason.short, &[]);
            let (before, after) = (before.to_string(), after.to_string());
            words.line("ask.moved", &[("reason", name.as_str()), ("before", &before), ("since", &after)])
        }
        None => words.line("ask.unmoved", &[]),
    }
}

/// Returns the keys of the heading and of the last line of the question that would tell most.
pub(crate) fn question_lines(answerer: Answerer) -> (&'static str, &'static str) {
    match answerer {
        Answerer::Alter => ("title.question", "question.choice"),
        Answerer::Ego => ("title.question-you", "question.choice-you"),
    }
}

fn question(page: &mut Page, judgement: &Judgement, catalog: &Catalog, words: &Words<'_>) {
    let Some(chosen) = judgement.question.as_ref() else { return };
    let Some(question) = catalog.questions.get(chosen.index) else { return };
    let text = words.fill(&question.text, &[]);
    // Only what may be put to the other person stands in marks of speech.
    let (title, told, choice) = match question.answerer {
        Answerer::Alter => {
            ("title.question", words.line("question.line", &[("quote", &text)]), "question.choice")
        }
        Answerer::Ego => ("title.question-you", text, "question.choice-you"),
    };
    page.heading(&words.line(title, &[]));
    page.wrapped(4, 1, &told);
    page.wrapped(4, 0, &words.fill(&question.why, &[]));
    for line in outcome_lines(judgement, catalog, words) {
        page.wrapped(4, 2, &format!("- {line}"));
    }
    page.wrapped(4, 0, &words.line(choice, &[]));
}

/// Returns what each answer to the question would do, one sentence each.
pub(crate) fn outcome_lines(judgement: &Judgement, catalog: &Catalog, words: &Words<'_>) -> Vec<String> {
    let Some(chosen) = judgement.question.as_ref() else { return Vec::new() };
    let Some(question) = catalog.questions.get(chosen.index) else { return Vec::new() };
    chosen
        .outcomes
        .iter()
        .filter_map(|outcome| {
            let answer = question.answers.get(outcome.answer)?;
            let reason = catalog.reason(outcome.reason)?;
            let said = words.fill(&answer.text, &[]);
            let name = words.fill(&reason.short, &[]);
            let (before, after) = (outcome.before.to_string(), outcome.after.to_string());
            let slots = [("quote", said.as_str()), ("reason", &name), ("before", &before), ("since", &after)];
            let key = if outcome.before == outcome.after { "question.same" } else { "question.if" };
            let moved = words.line(key, &slots);
            let then = answer.then.as_ref().map(|then| words.fill(then, &[]));
            Some([Some(moved), then].into_iter().flatten().collect::<Vec<_>>().join(" "))
        })
        .collect()
}

/// Writes signs that come before everything else, and a no of the other person's.
fn first_of_all(page: &mut Page, judgement: &Judgement, words: &Words<'_>) {
    for line in warnings(judgement, words) {
        page.blank();
        page.wrapped(2, 0, &line);
    }
    // Of their own account people know what they wrote.
    let of_chat = |quote: &&Quote| quote.message.is_some();
    let quotes: Vec<&Quote> =
        judgement.safety.iter().filter_map(|sign| sign.quote.as_ref()).filter(of_chat).collect();
    if !quotes.is_empty() {
        page.blank();
        page.wrapped(2, 0, &words.line("safety.quotes", &[]));
    }
    for quote in quotes {
        page.wrapped(4, 2, &words.quote(quote));
    }
}

/// Returns what is told before anything else: signs that someone may need help.
#[must_use]
pub fn warnings(judgement: &Judgement, words: &Words<'_>) -> Vec<String> {
    let mut lines = signs(judgement, words);
    if !lines.is_empty() {
        lines.push(words.line("safety.lines", &[]));
    }
    lines
}

/// Returns the signs that someone may need help, each kind once.
#[must_use]
pub fn signs(judgement: &Judgement, words: &Words<'_>) -> Vec<String> {
    let mut signs: Vec<&SafetySign> = judgement.safety.iter().collect();
    signs.sort_by_key(|sign| sign.kind);
    let mut lines: Vec<String> = Vec::new();
    for line in signs.into_iter().map(|sign| sign_line(sign, words)) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

/// Returns what a sign says. What the user told is not doubted, and what rules found in a chat may be a joke.
#[must_use]
pub fn sign_line(sign: &SafetySign, words: &Words<'_>) -> String {
    let key = match sign.kind {
        SafetyKind::Threat
        | SafetyKind::Violence
        | SafetyKind::Coercion
        | SafetyKind::Control
        | SafetyKind::Stalking
            if is_told(sign) =>
        {
            "told-"
        }
        SafetyKind::SelfHarm if is_told(sign) && sign.role == Role::Alter => "alter-",
        SafetyKind::Fear
        | SafetyKind::Violence
        | SafetyKind::Stalking
        | SafetyKind::Threat
        | SafetyKind::Coercion
        | SafetyKind::Control
        | SafetyKind::MoneyWithSecrecy
        | SafetyKind::SelfHarm
        | SafetyKind::UnderAge
        | SafetyKind::ContactAfterNo => "",
    };
    words.line(&format!("safety.{key}{}", sign.kind.id()), &[])
}

/// Returns what a no of the other person's means, where there was one.
pub(crate) fn clear_no(judgement: &Judgement, words: &Words<'_>) -> Option<String> {
    let no = judgement.clear_no.as_ref()?;
    Some(words.line(&format!("headline.no-{}", no.strength.id()), &[]))
}

fn now(page: &mut Page, judgement: &Judgement, catalog: &Catalog, words: &Words<'_>) {
    let way = Way::of(judgement, catalog, words);
    for because in &way.because {
        page.wrapped(2, 0, because);
    }
    if let Some((title, steps)) = &way.steps {
        page.blank();
        page.line(&Style::bold(title));
        for step in steps {
            page.wrapped(4, 2, &format!("- {step}"));
        }
    }
    for line in &way.until {
        page.blank();
        page.wrapped(2, 0, line);
    }
    for answer in plays::answers(&judgement.advice, catalog, words) {
        page.blank();
        page.line(&Style::bold(&answer.heading));
        page.wrapped(2, 0, &answer.short);
    }
    for (title, steps) in counsel(judgement, catalog, words) {
        page.blank();
        page.wrapped(2, 0, &title);
        for step in steps {
            page.wrapped(4, 2, &format!("- {step}"));
        }
    }
    needed(page, judgement, catalog, words);
    if let Some((title, counsel)) = needs::counsel_of_way(judgement, catalog, words) {
        page.blank();
        page.wrapped(2, 0, &format!("{title}. {counsel}"));
    }
    if !way.others.is_empty() {
        page.blank();
        page.line(&words.line(others_key(judgement), &[]));
        for (title, _) in &way.others {
            page.wrapped(4, 2, &format!("- {title}"));
        }
    }
}

/// What to do tonight, in words: the play that was chosen for the situation, or the way alone where somebody needs help
/// first.
pub(crate) struct Way {
    /// What was heard, said back, or why this way was chosen.
    pub(crate) because: Vec<String>,
    /// Its title and its steps, the messages to send among them.
    pub(crate) steps: Option<(String, Vec<String>)>,
    /// Until when, what then counts as an answer, and when to walk away.
    pub(crate) until: Vec<String>,
    /// Other ways that are as fine.
    pub(crate) others: Vec<(String, Vec<String>)>,
}

impl Way {
    pub(crate) fn of(judgement: &Judgement, catalog: &Catalog, words: &Words<'_>) -> Self {
        let play = plays::told(&judgement.advice, catalog, words);
        match play.filter(|_| judgement.guidance.track != TrackId::GetHelp) {
            Some(play) => Self::of_play(play, words),
            None => Self::of_track(judgement, catalog, words),
        }
    }

    fn of_play(play: plays::Told, words: &Words<'_>) -> Self {
        let message = |(tone, text): &(&str, String)| {
            let tone = words.line(&format!("play.tone.{tone}"), &[]);
            format!("{tone}: {}", words.line("play.message", &[("quote", text)]))
        };
        let not = play.not.iter().map(|text| words.line("play.not", &[("quote", text)]));
        let steps = play.tonight.iter().cloned().chain(play.send.iter().map(message)).chain(not).collect();
        let again = play.look_again.map(|look| {
            if let Some(date) = look.date {
                words.line("play.again-on", &[("date", &words.date(date)), ("quote", &look.why)])
            } else {
                let days = plural(f64::from(look.days), "day");
                words.line("play.again-in", &[("days", &days), ("quote", &look.why)])
            }
        });
        let until =
            again.into_iter().chain([play.then, play.walk_away]).filter(|line| !line.is_empty()).collect();
        Self { because: vec![play.reflect], steps: Some((play.title, steps)), until, others: Vec::new() }
    }

    fn of_track(judgement: &Judgement, catalog: &Catalog, words: &Words<'_>) -> Self {
        let track = |id| {
            let track = catalog.track(id)?;
            let steps = track.steps(judgement.gate.no()).into_iter().map(|step| words.fill(step, &[]));
            Some((words.fill(&track.title, &[]), steps.collect()))
        };
        Self {
            because: because(judgement, catalog, words),
            steps: track(judgement.guidance.track),
            until: how_firm(judgement, words),
            others: judgement.guidance.others.iter().filter_map(|id| track(*id)).collect(),
        }
    }
}

/// Writes what the user marked as needs.
fn needed(page: &mut Page, judgement: &Judgement, catalog: &Catalog, words: &Words<'_>) {
    let told = needs::told(judgement, catalog, words);
    if told.is_empty() {
        return;
    }
    page.blank();
    page.line(&words.line("title.needs", &[]));
    for (need, lines) in told {
        page.wrapped(4, 2, &format!("- {need}"));
        for line in lines {
            page.wrapped(6, 0, &line);
        }
    }
    if let Some((_, counsel)) = needs::counsel(CounselPlace::Needs, catalog, words) {
        page.wrapped(4, 0, &counsel);
    }
}

/// Returns the line above the other ways to go on: beside help, none of them is told as just as fine.
pub(crate) fn others_key(judgement: &Judgement) -> &'static str {
    match judgement.guidance.track {
        TrackId::GetHelp => "now.others-beside-help",
        TrackId::Talk | TrackId::Space | TrackId::LetGo | TrackId::NothingChanged => "now.others",
    }
}

/// Returns when to look again, and how firmly the advice rests on what is judged.
pub(crate) fn how_firm(judgement: &Judgement, words: &Words<'_>) -> Vec<String> {
    let guidance = &judgement.guidance;
    let again = guidance
        .look_again_days
        .map(|days| words.line("now.look-again", &[("days", &plural(f64::from(days), "day"))]));
    let firm = guidance.holds.map(|holds| {
        let dots = dots_of(holds).to_string();
        words.line("now.holds", &[("n", &dots)])
    });
    [again, firm].into_iter().flatten().collect()
}

/// Returns the report of what the user answered or told, where there is no chat.
fn judgement_report(judgement: &Judgement, catalog: &Catalog, words: &Words<'_>, style: &Style) -> String {
    let mut page = Page { out: String::new(), columns: style.columns() };
    first_of_all(&mut page, judgement, words);
    page.blank();
    for line in textwrap::wrap(&judgement_headline(judgement, words), style.columns() - 2) {
        page.line(&Style::bold(&line));
    }
    page.wrapped(2, 0, &words.line("ask.no-chat", &[]));
    page.heading(&words.line("title.now", &[]));
    now(&mut page, judgement, catalog, words);
    if let Some(held) = held_line(judgement, words) {
        page.heading(&words.line("title.why", &[]));
        page.wrapped(2, 0, &held);
        how_to_open(&mut page, judgement, words);
    } else {
        if let Some(ranking) = judgement.ranking.as_ref().filter(|_| judgement.looks_for_reasons) {
            page.heading(&words.line("title.why", &[]));
            let flips = flips_line(ranking, words).into_iter();
            let lines: Vec<String> = flips.chain([words.line("why.more-than-one", &[])]).collect();
            page.wrapped(2, 0, &lines.join(" "));
        }
        why(&mut page, judgement, catalog, words, style);
        question(&mut page, judgement, catalog, words);
    }
    page.heading(&words.line("title.limits", &[]));
    for limit in judgement_limits(judgement).iter().filter_map(|limit| catalog.limits.get(limit)) {
        page.wrapped(4, 2, &format!("- {}", words.fill(limit, &[])));
    }
    page.out
}

/// Returns what answers alone can never tell; where no reason is named, nothing is said of how right it is.
pub(crate) fn judgement_limits(judgement: &Judgement) -> &'static [LimitId] {
    const LIMITS: [LimitId; 2] = [LimitId::OwnAccountAlone, LimitId::NoKnownCases];
    if judgement.looks_for_reasons { &LIMITS } else { &LIMITS[..1] }
}

/// Returns the first line of a judgement without a chat.
#[must_use]
pub(crate) fn judgement_headline(judgement: &Judgement, words: &Words<'_>) -> String {
    let held = judgement.gate.held().map(|held| match held {
        Held::Danger | Held::Minor => "headline.afraid",
        Held::OneOfThese => "headline.one-of-these",
        Held::No(NoStrength::Direct) => "headline.no-direct",
        Held::No(NoStrength::Soft) => "headline.no-soft",
    });
    if let Some(key) = held {
        return words.line(key, &[]);
    }
    let Some(ranking) = judgement.ranking.as_ref().filter(|_| judgement.looks_for_reasons) else {
        return words.line("headline.nothing-told", &[]);
    };
    match ranking.lead {
        Lead::Open => words.line("why.several-told", &[]),
        Lead::Told(_) | Lead::MostLikely(_) | Lead::Leans(_) => lead_line(ranking, words),
    }
}

/// Returns why this way to go on was chosen.
pub(crate) fn because(judgement: &Judgement, catalog: &Catalog, words: &Words<'_>) -> Vec<String> {
    let count = judgement.guidance.unanswered_turns.to_string();
    let texts = judgement.guidance.because.iter().filter_map(|because| catalog.because.get(because));
    texts.map(|text| words.fill(text, &[("count", &count)])).collect()
}

/// Returns counsel for reasons that may be named, as an "if": at most two, and none for what nothing could show.
pub(crate) fn counsel(
    judgement: &Judgement,
    catalog: &Catalog,
    words: &Words<'_>,
) -> Vec<(String, Vec<String>)> {
    let reasons = ranked_reasons(judgement);
    let best = reasons.iter().filter(|ranked| ranked.group == Group::FitsBest);
    let fair = reasons.iter().filter(|ranked| ranked.group == Group::CouldFit && ranked.dots >= 2);
    let likeliest = best.chain(fair).filter(|ranked| ranked.id != ReasonId::SomethingElse).take(2);
    likeliest
        .filter_map(|ranked| catalog.reason(ranked.id))
        // Where a play leads, it alone says what to do.
        .filter(|_| judgement.advice.play.is_none())
        .filter(|_| judgement.looks_for_reasons && judgement.gate.lets_chances())
        .map(|reason| {
            let name = words.fill(&reason.short, &[]);
            // Steps may mean writing once more; where that is not advised, what brings peace is told instead.
            let peace = std::slice::from_ref(&reason.advice.peace);
            let is_talk = judgement.guidance.track == TrackId::Talk;
            let steps = if is_talk { &reason.advice.steps[..] } else { peace };
            let title = words.line("advice.for", &[("quote", &name)]);
            (title, steps.iter().map(|step| words.fill(step, &[])).collect())
        })
        .collect()
}

fn limits(page: &mut Page, verdict: ChatVerdict<'_>, catalog: &Catalog, words: &Words<'_>) {
    page.heading(&words.line("title.limits", &[]));
    for text in verdict.limits.iter().filter_map(|limit| catalog.limits.get(limit)) {
        page.wrapped(4, 2, &format!("- {}", words.fill(text, &[])));
    }
}
