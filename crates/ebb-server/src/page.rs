//! What each page says: a function of what is asked, the visit and the catalog. Each template is one page.

use askama::Template;
use ebb::catalog::Catalog;
use ebb::dyad::{ByRole, Dyad, LocalSecond, Roles};
use ebb::export::Carried;
use ebb::heard::Heard;
use ebb::interview::{self, Answered, Answers};
use ebb::judgement::{Judgement, judge};
use ebb::question::{Answerer, Question, Touches};
use ebb_import::{DateOrder, FORMATS};
use ebb_report::html::{Detail, ReasonGroup, Told, reason_groups, told, told_alone};
use ebb_report::svg::{CHARTS, Chart, SILENCE, TIDE};
use ebb_report::{Pronouns, Words};
use jiff::civil::{Date, DateTime};

use crate::visit::{Analysed, Origin, Problem, Stage, Task, Upload, Visit};

/// The style sheet of every page.
pub const STYLE: &str =
    concat!(include_str!("../../ebb-report/style/base.css"), include_str!("../static/page.css"));
const EXAMPLE: &str = include_str!("../../../content/demo/dana-and-alex.txt");
/// Messages shown on either side of one.
const AROUND: usize = 10;

/// What is asked of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// To be shown.
    Show,
    /// To change something.
    Do,
}

/// A request without its transport.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What is asked.
    pub deed: Deed,
    /// The path, for example `/result`.
    pub path: String,
    /// Names and values of the query or the form.
    pub fields: Vec<(String, String)>,
    /// What the clock on the wall says.
    pub now: DateTime,
}

impl Asked {
    fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A file that the user saves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Its name; it tells nothing of the chat.
    pub name: &'static str,
    /// Its media type.
    pub kind: &'static str,
    /// Its content.
    pub content: String,
}

/// What comes back.
#[derive(Debug)]
pub enum Reply {
    /// A page.
    Page(String),
    /// A page that says that there is none.
    NotFound(String),
    /// Another page.
    SeeOther(&'static str),
    /// The page of one question again, since nothing was chosen there; its name, and whether a check of the answers
    /// follows.
    AskAgain(String, Then),
    /// A file to keep.
    Save(Saved),
    /// Work that takes a while.
    Begin(Task),
    /// The visit is over; go to a plain page.
    Left(&'static str),
    /// The program ends after this page.
    Close(String),
}

/// Where an answer leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// To the next question.
    Next,
    /// Back to all answers, to check them.
    Check,
}

impl Then {
    fn of(asked: &Asked) -> Self {
        if asked.field("then") == Some("check") { Self::Check } else { Self::Next }
    }

    /// Returns how it is written in a form or an address.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Next => "next",
            Self::Check => "check",
        }
    }
}

/// One question on its page.
struct Asking<'a> {
    question: &'a Question,
    at: usize,
    /// Its place among the questions asked so far, counted from 1.
    number: usize,
    /// Where Back leads.
    back: String,
    then: Then,
}

/// One answer on the page where all are checked.
struct CheckRow {
    id: String,
    question: String,
    answer: String,
}

/// Everything that a template may show.
pub struct View<'a> {
    words: Words<'a>,
    visit: &'a Visit,
    /// The current path.
    path: &'a str,
    told: Option<Told>,
    analysed: Option<&'a Analysed>,
    catalog: &'a Catalog,
    asked: &'a Asked,
}

impl View<'_> {
    fn line(&self, key: &str) -> String {
        self.words.line(key, &[])
    }

    fn fill(&self, template: &str) -> String {
        self.words.fill(template, &[])
    }

    fn with(&self, key: &str, slot: &str, value: &str) -> String {
        self.words.line(key, &[(slot, value)])
    }

    fn nav(&self) -> &'static [(&'static str, &'static str)] {
        if self.analysed.is_none() {
            return match self.visit.alone {
                Some(_) => &[
                    ("/result", "page.nav.result"),
                    ("/reasons", "page.nav.reasons"),
                    ("/now", "page.nav.now"),
                    ("/share", "page.nav.share"),
                ],
                None => &[],
            };
        }
        &[
            ("/result", "page.nav.result"),
            ("/timeline", "page.nav.timeline"),
            ("/reasons", "page.nav.reasons"),
            ("/now", "page.nav.now"),
            ("/silence", "page.nav.silence"),
            ("/share", "page.nav.share"),
        ]
    }

    fn is_here(&self, path: &str) -> bool {
        self.path == path
    }

    fn is_example(&self) -> bool {
        self.visit.chat.as_ref().is_some_and(|chat| chat.origin == Origin::Example)
    }

    fn problem(&self) -> Option<(String, String)> {
        match self.visit.problem.as_ref()? {
            Problem::Said(key) => Some((self.line(key), String::new())),
            Problem::Told(what, hint) => Some((what.clone(), hint.clone())),
        }
    }

    fn people(&self) -> Vec<(String, usize)> {
        self.visit.chat.as_ref().map(crate::visit::Chat::people).unwrap_or_default()
    }

    fn notices(&self) -> Vec<String> {
        let chat = self.visit.chat.as_ref();
        chat.map_or_else(Vec::new, |chat| chat.notes.notices.iter().map(|(_, text)| text.clone()).collect())
    }

    fn formats(&self) -> Vec<(&'static str, Vec<&'static str>, String)> {
        FORMATS
            .iter()
            .map(|format| {
                let calls = match format.capabilities().calls {
                    Carried::Yes => "page.format.calls-yes",
                    Carried::Sometimes => "page.format.calls-sometimes",
                    Carried::No => "page.format.calls-no",
                };
                (format.name(), format.how_to_export().to_vec(), self.line(calls))
            })
            .collect()
    }

    fn chart(&self, draw: ebb_report::svg::Draw) -> Option<Chart> {
        draw(&self.analysed?.verdict, &self.words)
    }

    fn tide(&self) -> Option<Chart> {
        self.chart(TIDE)
    }

    fn silence_chart(&self) -> Option<Chart> {
        self.chart(SILENCE)
    }

    fn charts(&self) -> Vec<Chart> {
        CHARTS.iter().filter_map(|draw| self.chart(*draw)).collect()
    }

    fn groups(&self) -> Vec<ReasonGroup> {
        let judgement = self.visit.judgement();
        judgement.map(|judgement| reason_groups(judgement, self.catalog, &self.words)).unwrap_or_default()
    }

    /// Returns the question that the address names, or the next one.
    fn asking(&self) -> Option<Asking<'_>> {
        let at = match self.asked.field("q") {
            Some(id) => self
                .catalog
                .questions
                .iter()
                .position(|question| question.id == id && question.answerer == Answerer::Ego),
            None => next_question(self.visit, self.catalog),
        }?;
        let rows = self.visit.answers.rows();
        let place = rows.iter().position(|row| row.question == at).unwrap_or(rows.len());
        let then = Then::of(self.asked);
        let before =
            place.checked_sub(1).and_then(|before| self.catalog.questions.get(rows[before].question));
        let back = match (then, before) {
            (Then::Check, _) => "/check".to_owned(),
            (Then::Next, Some(before)) => format!("/ask?q={}", before.id),
            (Then::Next, None) if self.analysed.is_some() => "/result".to_owned(),
            (Then::Next, None) => "/".to_owned(),
        };
        Some(Asking { question: self.catalog.questions.get(at)?, at, number: place + 1, back, then })
    }

    /// Returns whether this is the reply that was given before.
    fn is_given(&self, asking: &Asking<'_>, id: &str) -> bool {
        let given = self.visit.answers.reply(asking.at).and_then(|reply| asking.question.reply_id(reply));
        given == Some(id)
    }

    fn is_sensitive(asking: &Asking<'_>) -> bool {
        asking.question.touches == Touches::Sensitive
    }

    fn checks(&self) -> Vec<CheckRow> {
        let row = |row: &Answered| {
            let question = self.catalog.questions.get(row.question)?;
            let answer = match row.reply {
                interview::Reply::Chosen(at) => self.fill(&question.answers.get(at)?.text),
                interview::Reply::Unknown => self.line("ask.unknown"),
                interview::Reply::Skipped => self.line("page.check.none"),
            };
            Some(CheckRow { id: question.id.clone(), question: self.fill(&question.text), answer })
        };
        self.visit.answers.rows().iter().filter_map(row).collect()
    }

    fn has_more_questions(&self) -> bool {
        next_question(self.visit, self.catalog).is_some()
    }

    fn has_answers(&self) -> bool {
        self.visit.answers != Answers::none()
    }

    /// Returns what may be saved, each with whether it can be looked at first. A report of answers holds no names
    /// that could be left in.
    fn shares(&self) -> Vec<(&'static str, bool)> {
        let named = self.analysed.map(|_| ("me", true));
        named.into_iter().chain([("friend", true), ("numbers", false)]).collect()
    }

    /// Returns the day on which to look again.
    fn look_again(&self) -> Option<String> {
        let days = self.visit.judgement()?.guidance.look_again_days?;
        let day = self.asked.now.date().checked_add(jiff::Span::new().days(days)).ok()?;
        Some(self.with("page.now.again", "date", &self.words.date(day)))
    }

    fn weeks(&self) -> Vec<(Date, String)> {
        let weeks = self.analysed.map(|analysed| analysed.verdict.weeks.as_slice()).unwrap_or_default();
        weeks.iter().map(|week| (week.from, self.words.date(week.from))).collect()
    }

    fn onset(&self) -> Option<Date> {
        Some(self.analysed?.verdict.course.onset?.date)
    }

    fn dates(&self) -> Vec<[String; 3]> {
        let both = self.visit.undecided.as_ref().map(|(_, dates)| dates.as_slice()).unwrap_or_default();
        both.iter()
            .map(|date| {
                [date.written.clone(), self.words.date(date.day_first), self.words.date(date.month_first)]
            })
            .collect()
    }

    fn stage(&self) -> String {
        match self.visit.stage {
            Stage::Idle | Stage::Reading => self.line("page.reading.reading"),
            Stage::Analysing => self.line("page.reading.analysing"),
        }
    }

    /// Returns the day from which on messages are shown, with up to 20 of them: when, whose side, and the words.
    fn around(&self) -> Vec<(String, &'static str, String, String)> {
        let Some(analysed) = self.analysed else { return Vec::new() };
        let Some(day) = self.asked.field("day").and_then(|day| day.parse::<Date>().ok()) else {
            return Vec::new();
        };
        let messages = analysed.dyad.messages();
        let at = messages.partition_point(|message| Dyad::civil(message.local).date() < day);
        let shown = &messages[at.saturating_sub(AROUND)..messages.len().min(at + AROUND)];
        shown
            .iter()
            .map(|message| {
                let when = Dyad::civil(message.local);
                let time = format!("{}, {}:{:02}", self.words.date(when.date()), when.hour(), when.minute());
                let words = analysed.dyad.text(message).as_str();
                let text = if words.is_empty() { message.kind.id().to_owned() } else { words.to_owned() };
                (time, message.role.id(), self.words.name(message.role).to_owned(), text)
            })
            .collect()
    }

    fn kept(&self) -> Vec<(String, String)> {
        let chat = self.visit.chat.as_ref().map(|chat| {
            let count: usize = chat.exports.iter().map(|export| export.messages.len()).sum();
            (self.line("page.privacy.chat"), self.with("page.privacy.messages", "n", &count.to_string()))
        });
        let result =
            self.told.as_ref().map(|_| (self.line("page.privacy.result"), self.line("page.privacy.memory")));
        let answers =
            self.has_answers().then(|| (self.line("page.privacy.answers"), self.line("page.privacy.memory")));
        chat.into_iter().chain(answers).chain(result).collect()
    }
}

macro_rules! pages {
    ($($(#[$about:meta])* $name:ident = $path:literal, $title:literal;)*) => {
        $(
            $(#[$about])*
            #[derive(Template)]
            #[template(path = $path)]
            struct $name<'a> { v: &'a View<'a>, title: &'static str }

            impl<'a> $name<'a> {
                fn show(v: &'a View<'a>) -> String {
                    Self { v, title: $title }.render().unwrap_or_default()
                }
            }
        )*
    };
}

pages! {
    Start = "start.html", "page.start.title";
    Leaving = "leaving.html", "page.leaving.title";
    Young = "young.html", "page.young.title";
    Add = "add.html", "page.add.title";
    Where = "where.html", "page.where.title";
    Dates = "dates.html", "page.dates.title";
    Reading = "reading.html", "page.reading.title";
    Who = "who.html", "page.who.title";
    ResultPage = "result.html", "page.result.title";
    Ask = "ask.html", "page.ask.title";
    Check = "check.html", "page.check.title";
    First = "first.html", "page.help.title";
    Timeline = "timeline.html", "page.timeline.title";
    Reasons = "reasons.html", "page.reasons.title";
    Around = "around.html", "page.around.title";
    Now = "now.html", "page.now.title";
    SilencePage = "silence.html", "page.silence.title";
    Share = "share.html", "page.share.title";
    Help = "help.html", "page.help.title";
    Privacy = "privacy.html", "page.privacy.title";
    Delete = "delete.html", "page.delete.title";
    Gone = "gone.html", "page.gone.title";
    Sure = "sure.html", "page.sure.title";
    Missing = "missing.html", "page.missing.title";
    Closed = "closed.html", "page.closed.title";
    Bare = "bare.html", "page.title.bare";
}

/// A page outside of a visit: it needs nothing that the visit holds.
fn outside(catalog: &Catalog, show: impl FnOnce(&View<'_>) -> String) -> String {
    let visit = Visit::new(0);
    let asked = Asked { deed: Deed::Show, path: String::new(), fields: Vec::new(), now: DateTime::MIN };
    show(&view(&asked, &visit, catalog))
}

/// Returns the page that says why a request was refused.
#[must_use]
pub fn refused(catalog: &Catalog, key: &'static str) -> String {
    outside(catalog, |view| Refused { v: view, title: "page.title.bare", key }.render().unwrap_or_default())
}

/// Returns the page behind which the address with the token is left.
#[must_use]
pub fn opening(catalog: &Catalog) -> String {
    outside(catalog, |view| Opened { v: view }.render().unwrap_or_default())
}

/// Returns a plain page that says nothing of ebb.
#[must_use]
pub fn away(catalog: &Catalog) -> String {
    outside(catalog, |view| Bare::show(view))
}

#[derive(Template)]
#[template(path = "refused.html")]
struct Refused<'a> {
    v: &'a View<'a>,
    title: &'static str,
    key: &'static str,
}

#[derive(Template)]
#[template(path = "opened.html")]
struct Opened<'a> {
    v: &'a View<'a>,
}

fn view<'a>(asked: &'a Asked, visit: &'a Visit, catalog: &'a Catalog) -> View<'a> {
    let analysed = visit.analysed.as_ref();
    let words = match analysed {
        Some(analysed) => {
            let input = &analysed.verdict.input;
            Words::new(catalog, &input.names, analysed.pronouns.clone(), input.to.year())
        }
        None => Words::new(catalog, &someone(catalog), Pronouns::they(), asked.now.year()),
    };
    let told = match analysed {
        Some(analysed) => Some(told(&analysed.verdict, catalog, &words)),
        None => visit.alone.as_ref().map(|judgement| told_alone(judgement, catalog, &words)),
    };
    View { told, words, visit, path: &asked.path, analysed, catalog, asked }
}

/// How the two are called before anyone has a name.
fn someone(catalog: &Catalog) -> ByRole<String> {
    let named = |key: &str| catalog.copy.get(key).cloned().unwrap_or_default();
    ByRole { alter: named("page.someone"), ego: named("chart.you") }
}

/// Returns the question to ask next, if a further one is worth asking.
fn next_question(visit: &Visit, catalog: &Catalog) -> Option<usize> {
    let none = |judgement: &Judgement| interview::next(&visit.answers, &judgement.ranking, catalog);
    let next = match visit.judgement() {
        Some(judgement) => none(judgement),
        None => none(&judge(None, &Heard::nothing(), &visit.answers, catalog)),
    };
    next.map(|next| next.question)
}

/// Answers one request.
#[must_use]
pub fn answer(asked: &Asked, visit: &mut Visit, catalog: &Catalog) -> Reply {
    match asked.deed {
        Deed::Show => {
            let reply = show(asked, visit, catalog);
            // A problem is told once, on the page that it led to.
            if matches!(reply, Reply::Page(_)) {
                visit.problem = None;
            }
            reply
        }
        Deed::Do => act(asked, visit, catalog),
    }
}

fn show(asked: &Asked, visit: &Visit, catalog: &Catalog) -> Reply {
    let view = view(asked, visit, catalog);
    let path = asked.path.as_str();
    let needs_chat = ["/timeline", "/around", "/silence"];
    let needs_result = ["/result", "/reasons", "/now", "/share", "/preview", "/first"];
    if (needs_chat.contains(&path) && visit.analysed.is_none())
        || (needs_result.contains(&path) && visit.judgement().is_none())
    {
        return Reply::SeeOther("/");
    }
    Reply::Page(match path {
        "/" => Start::show(&view),
        "/leaving" => Leaving::show(&view),
        "/under-18" => Young::show(&view),
        "/add" => Add::show(&view),
        "/where" => Where::show(&view),
        "/dates" if visit.undecided.is_some() => Dates::show(&view),
        "/reading" if visit.stage != Stage::Idle => Reading::show(&view),
        "/who" if visit.chat.is_some() => Who::show(&view),
        "/next" | "/dates" | "/reading" | "/who" => return Reply::SeeOther(visit.next()),
        "/result" => ResultPage::show(&view),
        "/timeline" => Timeline::show(&view),
        "/reasons" => Reasons::show(&view),
        "/around" => Around::show(&view),
        "/now" => Now::show(&view),
        "/silence" => SilencePage::show(&view),
        "/share" => Share::show(&view),
        "/preview" => saved_report(asked, visit, catalog),
        "/ask" if view.asking().is_some() => Ask::show(&view),
        "/ask" | "/check" if !view.has_answers() => return Reply::SeeOther("/"),
        "/ask" => return Reply::SeeOther("/check"),
        "/check" => Check::show(&view),
        "/first" => First::show(&view),
        "/help" => Help::show(&view),
        "/privacy" => Privacy::show(&view),
        "/delete" => Delete::show(&view),
        "/gone" => Gone::show(&view),
        "/how-sure" => Sure::show(&view),
        _ => return Reply::NotFound(Missing::show(&view)),
    })
}

fn detail(asked: &Asked) -> Detail {
    if asked.field("for") == Some("me") { Detail::Full } else { Detail::NamesRemoved }
}

fn saved_report(asked: &Asked, visit: &Visit, catalog: &Catalog) -> String {
    let version = env!("CARGO_PKG_VERSION");
    match (&visit.analysed, &visit.alone) {
        (Some(Analysed { verdict, pronouns, .. }), _) => {
            ebb_report::html::report(verdict, catalog, pronouns, detail(asked), version)
        }
        (None, Some(judgement)) => {
            ebb_report::html::judgement_report(judgement, catalog, asked.now.year(), version)
        }
        (None, None) => String::new(),
    }
}

/// Takes the reply to one question.
fn reply(asked: &Asked, visit: &mut Visit, catalog: &Catalog) -> Reply {
    let named = |question: &Question| asked.field("q") == Some(question.id.as_str());
    let Some(at) = catalog.questions.iter().position(named) else { return Reply::SeeOther("/ask") };
    let question = &catalog.questions[at];
    let then = Then::of(asked);
    let Some(reply) = asked.field("skip").or(asked.field("answer")).and_then(|id| question.reply(id)) else {
        visit.problem = Some(Problem::Said("page.problem.choose"));
        return Reply::AskAgain(question.id.clone(), then);
    };
    visit.reply(at, reply, catalog);
    let chosen = match reply {
        interview::Reply::Chosen(answer) => question.answers.get(answer),
        interview::Reply::Unknown | interview::Reply::Skipped => None,
    };
    if chosen.is_some_and(|answer| answer.safety.is_some()) {
        return Reply::SeeOther("/first");
    }
    Reply::SeeOther(match then {
        Then::Next => "/ask",
        Then::Check => "/check",
    })
}

fn act(asked: &Asked, visit: &mut Visit, catalog: &Catalog) -> Reply {
    match asked.path.as_str() {
        "/example" => {
            visit.forget();
            let file = Upload { name: "dana-and-alex.txt".to_owned(), bytes: EXAMPLE.as_bytes().to_vec() };
            let read = Task::Read(vec![file], None, Origin::Example).run(catalog);
            visit.take(read, visit.generation);
            let (ego, alter) = (vec!["Dana".to_owned()], vec!["Alex".to_owned()]);
            begin_analysis(visit, Roles { ego, alter }, Pronouns::they(), None)
        }
        "/paste" => paste(asked, visit),
        "/dates" => {
            let order = match asked.field("order") {
                Some("dmy") => DateOrder::DayFirst,
                Some("mdy") => DateOrder::MonthFirst,
                _ => return Reply::SeeOther("/dates"),
            };
            match visit.undecided.take() {
                Some((files, _)) => Reply::Begin(Task::Read(files, Some(order), Origin::Own)),
                None => Reply::SeeOther("/add"),
            }
        }
        "/who" => who(asked, visit),
        "/ask" => reply(asked, visit, catalog),
        "/silence" => {
            let Some(analysed) = &visit.analysed else { return Reply::SeeOther("/") };
            let now = (asked.field("written") == Some("no")).then(|| local_second(asked.now));
            let names = &analysed.verdict.input.names;
            let (ego, alter) = (vec![names.ego.clone()], vec![names.alter.clone()]);
            let roles = visit.roles.clone().unwrap_or(Roles { ego, alter });
            let pronouns = analysed.pronouns.clone();
            begin_analysis(visit, roles, pronouns, now)
        }
        "/save" if visit.judgement().is_some() => Reply::Save(saved(asked, visit, catalog)),
        "/save" => Reply::SeeOther("/"),
        "/delete" => {
            visit.forget();
            Reply::SeeOther("/gone")
        }
        "/leave" => {
            visit.forget();
            Reply::Left("/away")
        }
        "/close" => {
            visit.forget();
            Reply::Close(outside(catalog, |view| Closed::show(view)))
        }
        _ => Reply::NotFound(outside(catalog, |view| Missing::show(view))),
    }
}

fn paste(asked: &Asked, visit: &mut Visit) -> Reply {
    let Some(text) = asked.field("text").filter(|text| !text.trim().is_empty()) else {
        visit.problem = Some(Problem::Said("page.problem.no-file"));
        return Reply::SeeOther("/add#problem");
    };
    let file = Upload { name: "pasted.txt".to_owned(), bytes: text.as_bytes().to_vec() };
    Reply::Begin(Task::Read(vec![file], None, Origin::Own))
}

fn local_second(now: DateTime) -> LocalSecond {
    now.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0)).as_secs()
}

fn begin_analysis(visit: &mut Visit, roles: Roles, pronouns: Pronouns, now: Option<LocalSecond>) -> Reply {
    let Some(chat) = visit.chat.clone() else { return Reply::SeeOther("/add") };
    visit.roles = Some(roles.clone());
    Reply::Begin(Task::Analyse(Box::new(chat), roles, pronouns, now, visit.answers.clone()))
}

/// Takes who is who: each name is the user's, the other person's, or somebody else's.
fn who(asked: &Asked, visit: &mut Visit) -> Reply {
    let Some(chat) = &visit.chat else { return Reply::SeeOther("/add") };
    let people = chat.people();
    let mut roles = Roles { ego: Vec::new(), alter: Vec::new() };
    if people.len() == 2 {
        let me = asked.field("me").and_then(|at| at.parse::<usize>().ok());
        if let Some(at) = me.filter(|at| *at < 2) {
            roles.ego.push(people[at].0.clone());
            roles.alter.push(people[1 - at].0.clone());
        }
    } else {
        for (at, (name, _)) in people.iter().enumerate() {
            match asked.field(&format!("person-{at}")) {
                Some("me") => roles.ego.push(name.clone()),
                Some("them") => roles.alter.push(name.clone()),
                _ => {}
            }
        }
    }
    if roles.ego.is_empty() || roles.alter.is_empty() {
        visit.problem = Some(Problem::Said(match (people.len(), asked.field("me")) {
            (2, Some("neither")) => "page.problem.neither",
            (1, _) => "page.problem.one-sided",
            _ => "page.problem.who",
        }));
        return Reply::SeeOther("/who#problem");
    }
    let pronouns = asked.field("pronouns").and_then(Pronouns::named).unwrap_or_else(Pronouns::they);
    begin_analysis(visit, roles, pronouns, None)
}

fn saved(asked: &Asked, visit: &Visit, catalog: &Catalog) -> Saved {
    if asked.field("for") != Some("numbers") {
        let content = saved_report(asked, visit, catalog);
        return Saved { name: "report.html", kind: "text/html; charset=utf-8", content };
    }
    let letter = |key: &str| catalog.copy.get(key).cloned().unwrap_or_default();
    let people = ByRole { alter: letter("saved.person.alter"), ego: letter("saved.person.ego") };
    let version = env!("CARGO_PKG_VERSION");
    let words = |year| Words::new(catalog, &people, Pronouns::they(), year);
    let content = match (&visit.analysed, &visit.alone) {
        (Some(Analysed { verdict, dyad, .. }), _) => {
            let notes = visit.chat.as_ref().map(|chat| chat.notes.clone()).unwrap_or_default();
            let words = words(verdict.input.to.year());
            ebb_report::json::report(verdict, dyad, &notes, catalog, &words, version).unwrap_or_default()
        }
        (None, Some(judgement)) => {
            let words = words(asked.now.year());
            ebb_report::json::judgement_report(judgement, catalog, &words, version).unwrap_or_default()
        }
        (None, None) => String::new(),
    };
    Saved { name: "numbers.json", kind: "application/json", content }
}
