//! What each page says: a function of what is asked, the visit and the catalog.
//!
//! `PAGES` lists every page; each idea has a file of its own with its page, its deeds and what its template asks for.
//! Each template is one page.

mod about;
mod add;
mod around;
mod ask;
mod away;
mod frame;
mod help;
mod journal;
mod known;
mod needs;
mod now;
mod picture;
mod privacy;
mod question;
mod reason;
mod reasons;
mod result;
mod safety;
mod share;
mod silence;
mod start;
mod story;
mod timeline;
mod today;
mod who;
mod write;
mod wrong;

use ebb::catalog::Catalog;
use ebb::dyad::{ByRole, LocalSecond};
use ebb_report::Words;
use ebb_report::html::{Told, told};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::visit::{Analysed, Task, Visit};

pub use add::{MAX_UPLOAD, To, Unread, take_files};
pub use ask::Then;
pub use frame::{away, opening, refused};

/// The style sheet of every page.
pub const STYLE: &str = concat!(
    include_str!("../../../ebb-report/style/base.css"),
    include_str!("../../static/page.css"),
    include_str!("../../static/forms.css")
);

/// A file that every page may link to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Linked {
    /// Its path, for example `/page.css`.
    pub path: &'static str,
    /// Its media type.
    pub kind: &'static str,
    /// Its content.
    pub content: &'static str,
}

/// Every file that pages link to. None of them holds anything of a visit.
pub const LINKED: &[Linked] = &[
    Linked { path: "/page.css", kind: "text/css; charset=utf-8", content: STYLE },
    Linked { path: "/report.css", kind: "text/css; charset=utf-8", content: ebb_report::html::REPORT_STYLE },
    Linked {
        path: "/page.js",
        kind: "text/javascript; charset=utf-8",
        content: include_str!("../../static/page.js"),
    },
    Linked { path: "/favicon.svg", kind: "image/svg+xml", content: include_str!("../../static/favicon.svg") },
];

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
    /// The zone of this computer.
    pub zone: TimeZone,
}

impl Asked {
    fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns what was typed in a field, without blanks around it; `None` where that is nothing.
    fn typed(&self, name: &str) -> Option<&str> {
        self.field(name).map(str::trim).filter(|typed| !typed.is_empty())
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.field(name)?.parse().ok()
    }

    fn date(&self, name: &str) -> Option<jiff::civil::Date> {
        self.field(name)?.trim().parse().ok()
    }

    fn second(&self) -> LocalSecond {
        self.now.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0)).as_secs()
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
    /// The page of one question again, since nothing was chosen there; its name, and where its answer leads.
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

/// Returns where a question is asked again.
#[must_use]
pub fn ask_again(question: &str, then: Then) -> String {
    format!("/ask?q={question}&then={}#problem", then.id())
}

/// What a page cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    /// Nothing.
    Nothing,
    /// A chat that was analysed. Put away with the results.
    Chat,
    /// A result, of a chat or without one. Put away with the results.
    Result,
}

/// Shows a page.
type Show = fn(&View<'_>) -> Reply;
/// Does what a form asks.
type Act = fn(&Asked, &mut Visit, &Catalog) -> Reply;

/// One path: a page, deeds, or both.
struct Page {
    path: &'static str,
    ground: Ground,
    show: Option<Show>,
    act: Option<Act>,
}

const fn page(path: &'static str, ground: Ground, show: Show) -> Page {
    Page { path, ground, show: Some(show), act: None }
}

const fn form(path: &'static str, ground: Ground, show: Show, act: Act) -> Page {
    Page { path, ground, show: Some(show), act: Some(act) }
}

const fn deed(path: &'static str, ground: Ground, act: Act) -> Page {
    Page { path, ground, show: None, act: Some(act) }
}

/// Every path.
const PAGES: &[Page] = &[
    page("/", Ground::Nothing, start::show),
    page("/leaving", Ground::Nothing, start::leaving),
    page("/under-18", Ground::Nothing, start::young),
    deed("/example", Ground::Nothing, start::example),
    page("/next", Ground::Nothing, frame::next),
    deed("/leave", Ground::Nothing, frame::leave),
    form("/about", Ground::Nothing, about::show, about::take),
    page("/add", Ground::Nothing, add::show),
    page("/where", Ground::Nothing, add::find),
    deed("/paste", Ground::Nothing, add::paste),
    form("/dates", Ground::Nothing, add::dates, add::take_dates),
    form("/choose", Ground::Nothing, add::choose, add::take_choice),
    page("/reading", Ground::Nothing, add::reading),
    form("/who", Ground::Nothing, who::show, who::take),
    form("/same", Ground::Nothing, who::same, who::take_same),
    form("/tell", Ground::Nothing, story::tell, story::take),
    form("/understood", Ground::Nothing, story::understood, story::confirm),
    form("/ask", Ground::Nothing, ask::show, ask::take),
    page("/check", Ground::Nothing, ask::check),
    page("/first", Ground::Result, ask::first),
    page("/result", Ground::Result, result::show),
    form("/timeline", Ground::Chat, timeline::show, timeline::take),
    page("/words", Ground::Chat, timeline::words),
    page("/around", Ground::Chat, around::show),
    page("/question", Ground::Result, question::show),
    page("/reasons", Ground::Result, reasons::show),
    page("/reason", Ground::Result, reason::show),
    page("/known", Ground::Result, known::show),
    deed("/safe", Ground::Result, safety::take),
    deed("/reasons-anyway", Ground::Result, reasons::show_anyway),
    deed("/leave-out", Ground::Chat, wrong::leave_out),
    deed("/put-back", Ground::Chat, wrong::put_back),
    page("/now", Ground::Result, now::show),
    form("/needs", Ground::Nothing, needs::show, needs::take),
    form("/write", Ground::Result, write::show, write::take),
    form("/silence", Ground::Chat, silence::show, silence::take),
    form("/journal", Ground::Nothing, journal::show, journal::take),
    deed("/put-away", Ground::Result, away::take),
    page("/away-until", Ground::Nothing, away::show),
    deed("/open-anyway", Ground::Nothing, away::end),
    page("/share", Ground::Result, share::show),
    page("/preview", Ground::Result, share::preview),
    deed("/save", Ground::Result, share::save),
    form("/picture", Ground::Chat, picture::show, picture::save),
    form("/help", Ground::Nothing, help::show, help::take),
    form("/privacy", Ground::Nothing, privacy::show, privacy::remove),
    form("/delete", Ground::Nothing, privacy::ask, privacy::delete),
    page("/gone", Ground::Nothing, privacy::gone),
    deed("/close", Ground::Nothing, privacy::close),
    page("/how-sure", Ground::Nothing, result::how_sure),
];

/// Everything that a template may show.
pub(crate) struct View<'a> {
    words: Words<'a>,
    visit: &'a Visit,
    told: Option<Told>,
    analysed: Option<&'a Analysed>,
    catalog: &'a Catalog,
    asked: &'a Asked,
}

impl<'a> View<'a> {
    fn new(asked: &'a Asked, visit: &'a Visit, catalog: &'a Catalog) -> Self {
        let analysed = visit.analysed.as_ref();
        let pronouns = visit.about.pronouns.clone();
        let words = match analysed {
            Some(analysed) => {
                let input = &analysed.timing().input;
                Words::new(catalog, &input.names, pronouns, input.to.year())
            }
            None => Words::new(catalog, &named(visit, catalog), pronouns, asked.now.year()),
        };
        let told = match analysed {
            Some(analysed) => Some(told(&analysed.verdict, catalog, &words)),
            None => visit.alone.as_ref().map(|verdict| told(verdict, catalog, &words)),
        };
        View { words, visit, told, analysed, catalog, asked }
    }

    fn line(&self, key: &str) -> String {
        self.words.line(key, &[])
    }

    fn fill(&self, template: &str) -> String {
        self.words.fill(template, &[])
    }

    fn with(&self, key: &str, slot: &str, value: &str) -> String {
        self.words.line(key, &[(slot, value)])
    }
}

/// How the two are called where no chat names them.
fn named(visit: &Visit, catalog: &Catalog) -> ByRole<String> {
    let word = |key: &str| catalog.copy.get(key).cloned().unwrap_or_default();
    ByRole { alter: visit.about.name.clone().unwrap_or_else(|| word("page.someone")), ego: word("chart.you") }
}

/// Makes the page of a template, with its title in the copy.
macro_rules! template {
    ($name:ident, $path:literal, $title:literal) => {
        #[derive(askama::Template)]
        #[template(path = $path)]
        struct $name<'a> {
            v: &'a $crate::page::View<'a>,
            title: &'static str,
        }

        impl<'a> $name<'a> {
            fn text(v: &'a $crate::page::View<'a>) -> String {
                askama::Template::render(&Self { v, title: $title }).unwrap_or_default()
            }
        }
    };
}
use template;

/// Answers one request.
#[must_use]
pub fn answer(asked: &Asked, visit: &mut Visit, catalog: &Catalog) -> Reply {
    let Some(page) = PAGES.iter().find(|page| page.path == asked.path) else {
        return frame::missing(&View::new(asked, visit, catalog));
    };
    let is_there = match page.ground {
        Ground::Nothing => true,
        Ground::Chat => visit.analysed.is_some(),
        Ground::Result => visit.judgement().is_some(),
    };
    if !is_there {
        return Reply::SeeOther("/");
    }
    if page.ground != Ground::Nothing && asked.path != "/first" && away::is_away(visit, asked) {
        return Reply::SeeOther("/away-until");
    }
    match (asked.deed, page.show, page.act) {
        (Deed::Show, Some(show), _) => {
            // To compare it with other silences is the same look.
            if page.path == "/silence" && asked.field("with").is_none() {
                visit.silence_looks += 1;
            }
            let reply = show(&View::new(asked, visit, catalog));
            // A problem, and what a deed moved, are told once, on the page that it led to.
            if matches!(reply, Reply::Page(_)) {
                (visit.problem, visit.moved) = (None, None);
            }
            reply
        }
        (Deed::Do, _, Some(act)) => act(asked, visit, catalog),
        (Deed::Show, None, _) | (Deed::Do, _, None) => frame::missing(&View::new(asked, visit, catalog)),
    }
}
