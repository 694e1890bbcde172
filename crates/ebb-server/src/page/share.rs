//! Saving a report: the one thing that leaves the memory, and only when a button is pressed.

use ebb::catalog::Catalog;
use ebb::dyad::ByRole;
use ebb::judgement::Judgement;
use ebb::verdict::Verdict;
use ebb_report::html::Detail;
use ebb_report::{Pronouns, Words};

use super::{Asked, Reply, Saved, View, template};
use crate::visit::{Analysed, Visit};

template!(Share, "share.html", "page.share.title");

impl View<'_> {
    /// Returns what may be saved, each with whether it can be looked at first. A report of answers holds no names
    /// that could be left in.
    pub(super) fn shares(&self) -> Vec<(&'static str, bool)> {
        let named = self.analysed.map(|_| ("me", true));
        named.into_iter().chain([("friend", true), ("numbers", false)]).collect()
    }
}

pub(super) fn show(view: &View<'_>) -> Reply {
    Reply::Page(Share::text(view))
}

pub(super) fn preview(view: &View<'_>) -> Reply {
    Reply::Page(linked(&report(view.asked, view.visit, view.catalog)))
}

/// Returns a report with its style sheet as a file of its own: a page may apply no other.
fn linked(report: &str) -> String {
    let parts =
        report.split_once("<style>").and_then(|(head, rest)| Some((head, rest.split_once("</style>")?.1)));
    match parts {
        Some((head, rest)) => format!("{head}<link rel=\"stylesheet\" href=\"/report.css\">{rest}"),
        None => report.to_owned(),
    }
}

fn detail(asked: &Asked) -> Detail {
    if asked.field("for") == Some("me") { Detail::Full } else { Detail::NamesRemoved }
}

fn report(asked: &Asked, visit: &Visit, catalog: &Catalog) -> String {
    let version = env!("CARGO_PKG_VERSION");
    match (&visit.analysed, &visit.alone) {
        (Some(Analysed { verdict, .. }), _) => {
            ebb_report::html::report(verdict, catalog, &visit.about.pronouns, detail(asked), version)
        }
        (None, Some(judgement)) => {
            ebb_report::html::judgement_report(judgement, catalog, asked.now.year(), version)
        }
        (None, None) => String::new(),
    }
}

/// Returns a judgement without the words of anyone: what is saved as numbers only quotes nobody.
fn wordless(judgement: &Judgement) -> Judgement {
    let mut wordless = judgement.clone();
    wordless.findings.iter_mut().for_each(|finding| finding.quotes.clear());
    wordless.clear_no.iter_mut().for_each(|no| no.quote = None);
    wordless.safety.iter_mut().for_each(|sign| sign.quote = None);
    wordless
}

pub(super) fn save(asked: &Asked, visit: &mut Visit, catalog: &Catalog) -> Reply {
    if asked.field("for") != Some("numbers") {
        let content = report(asked, visit, catalog);
        return Reply::Save(Saved { name: "report.html", kind: "text/html; charset=utf-8", content });
    }
    let letter = |key: &str| catalog.copy.get(key).cloned().unwrap_or_default();
    let people = ByRole { alter: letter("saved.person.alter"), ego: letter("saved.person.ego") };
    let version = env!("CARGO_PKG_VERSION");
    let words = |year| Words::new(catalog, &people, Pronouns::they(), year);
    let content = match (&visit.analysed, &visit.alone) {
        (Some(Analysed { verdict, dyad, notes, .. }), _) => {
            let words = words(verdict.input.to.year());
            let verdict = &Verdict { judgement: wordless(&verdict.judgement), ..verdict.clone() };
            ebb_report::json::report(verdict, dyad, notes, catalog, &words, version).unwrap_or_default()
        }
        (None, Some(judgement)) => {
            let words = words(asked.now.year());
            let judgement = &wordless(judgement);
            ebb_report::json::judgement_report(judgement, catalog, &words, version).unwrap_or_default()
        }
        (None, None) => String::new(),
    };
    Reply::Save(Saved { name: "numbers.json", kind: "application/json", content })
}
