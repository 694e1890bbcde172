//! Saving a report: the one thing that leaves the memory, and only when a button is pressed.

use askama::Template;
use ebb::catalog::Catalog;
use ebb::dyad::ByRole;
use ebb::verdict::Verdict;
use ebb_report::html::{self, Detail, Subject};
use ebb_report::json::Beside;
use ebb_report::{Pronouns, Words};

use super::{Asked, Reply, Saved, View, template};
use crate::visit::Visit;

template!(Share, "share.html", "page.share.title");

/// A report as it would be saved, within the page.
#[derive(Template)]
#[template(path = "preview.html")]
struct Preview<'a> {
    v: &'a View<'a>,
    title: &'static str,
    who: &'static str,
    body: String,
}

impl View<'_> {
    /// Returns what may be saved, each with whether it can be looked at first.
    pub(super) fn shares() -> [(&'static str, bool); 3] {
        [("me", true), ("friend", true), ("numbers", false)]
    }

    /// Returns what is in one of them: without a chat there are no dates and no messages to speak of.
    pub(super) fn holds(&self, who: &str) -> String {
        let told = if self.analysed.is_some() { "" } else { "-told" };
        self.line(&format!("page.share.{who}-holds{told}"))
    }
}

pub(super) fn show(view: &View<'_>) -> Reply {
    Reply::Page(Share::text(view))
}

pub(super) fn preview(view: &View<'_>) -> Reply {
    let version = env!("CARGO_PKG_VERSION");
    let detail = detail(view.asked);
    let body = view
        .visit
        .verdict()
        .map(|verdict| html::report_body(verdict, view.catalog, subject(view.asked, view.visit), version));
    let body = body.unwrap_or_default();
    let who = match detail {
        Detail::Full => "me",
        Detail::NamesRemoved => "friend",
    };
    let preview = Preview { v: view, title: "page.share.title", who, body };
    Reply::Page(preview.render().unwrap_or_default())
}

pub(super) fn detail(asked: &Asked) -> Detail {
    if asked.field("for") == Some("me") { Detail::Full } else { Detail::NamesRemoved }
}

/// Whom a report without a chat is about.
pub(super) fn subject<'a>(asked: &Asked, visit: &'a Visit) -> Subject<'a> {
    let about = &visit.about;
    let (name, pronouns) = (about.name.as_deref(), &about.pronouns);
    Subject { name, pronouns, detail: detail(asked), year: asked.now.year() }
}

fn report(asked: &Asked, visit: &Visit, catalog: &Catalog) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let report = |verdict| html::report(verdict, catalog, subject(asked, visit), version);
    visit.verdict().map(report).unwrap_or_default()
}

/// Returns a verdict without the words of anyone: what is saved as numbers only quotes nobody.
fn wordless(verdict: &Verdict) -> Verdict {
    let mut verdict = verdict.clone();
    let judgement = &mut verdict.judgement;
    judgement.findings.iter_mut().for_each(|finding| finding.quotes.clear());
    judgement.statements.iter_mut().for_each(|statement| statement.quote = None);
    judgement.clear_no.iter_mut().for_each(|no| no.quote = None);
    judgement.safety.iter_mut().for_each(|sign| sign.quote = None);
    judgement.gate = judgement.gate.without_lines();
    verdict
}

pub(super) fn save(asked: &Asked, visit: &mut Visit, catalog: &Catalog) -> Reply {
    if asked.field("for") != Some("numbers") {
        let content = report(asked, visit, catalog);
        let name = match detail(asked) {
            Detail::NamesRemoved => "report-without-names.html",
            Detail::Full => "report.html",
        };
        return Reply::Save(Saved { name, kind: "text/html; charset=utf-8", content });
    }
    let letter = |key: &str| catalog.copy.get(key).cloned().unwrap_or_default();
    let people = ByRole { alter: letter("saved.person.alter"), ego: letter("saved.person.ego") };
    let version = env!("CARGO_PKG_VERSION");
    let content = visit.verdict().map(|verdict| {
        let year = verdict.timing.as_ref().map_or(asked.now.year(), |timing| timing.input.to.year());
        let words = Words::new(catalog, &people, Pronouns::they(), year);
        let chat = visit.analysed.as_ref().map(|analysed| (analysed.dyad(), &analysed.notes));
        let beside = Beside { chat, story: None };
        ebb_report::json::report(&wordless(verdict), beside, catalog, &words, version).unwrap_or_default()
    });
    let content = content.unwrap_or_default();
    Reply::Save(Saved { name: "numbers.json", kind: "application/json", content })
}
