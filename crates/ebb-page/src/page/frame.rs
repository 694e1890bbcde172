//! What every page shares, and the pages outside of a visit.

use askama::Template;
use ebb::catalog::Catalog;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::{Asked, Deed, Reply, View, template};
use crate::visit::{Moved, Origin, Problem, Stage, Visit};

template!(Missing, "missing.html", "page.missing.title");
template!(Bare, "bare.html", "page.title.bare");

/// Paths and names of the pages of a result.
type Nav = &'static [(&'static str, &'static str)];

impl View<'_> {
    pub(super) fn nav(&self) -> Nav {
        const CHAT: Nav = &[
            ("/result", "page.nav.result"),
            ("/timeline", "page.nav.timeline"),
            ("/reasons", "page.nav.reasons"),
            ("/now", "page.nav.now"),
            ("/silence", "page.nav.silence"),
            ("/share", "page.nav.share"),
        ];
        const ALONE: Nav = &[
            ("/result", "page.nav.result"),
            ("/reasons", "page.nav.reasons"),
            ("/now", "page.nav.now"),
            ("/share", "page.nav.share"),
        ];
        match (self.analysed, &self.visit.alone) {
            _ if super::away::is_away(self.visit, self.asked) => &[],
            (Some(_), _) => CHAT,
            (None, Some(_)) => ALONE,
            (None, None) => &[],
        }
    }

    pub(super) fn is_here(&self, path: &str) -> bool {
        self.asked.path == path
    }

    pub(super) fn is_example(&self) -> bool {
        self.visit.chat.as_ref().is_some_and(|chat| chat.origin == Origin::Example)
    }

    pub(super) fn problem(&self) -> Option<(String, String)> {
        match self.visit.problem.as_ref()? {
            Problem::Said(key) => Some((self.line(key), String::new())),
            Problem::Told(what, hint) => Some((what.clone(), hint.clone())),
        }
    }

    /// Returns what the last deed moved, a sentence each.
    pub(super) fn moved(&self) -> Vec<String> {
        let Some(Moved { deed, also, reasons }) = &self.visit.moved else { return Vec::new() };
        // Where reasons are kept back, what moved them is too.
        if self.are_reasons_held() {
            return vec![self.line(deed)];
        }
        let rows = reasons.iter().map(|(id, [before, since])| {
            let (before, since) = (before.to_string(), since.to_string());
            let reason = self.words.reason_name(*id);
            self.words.line("ask.moved", &[("reason", &reason), ("before", &before), ("since", &since)])
        });
        let unmoved = (reasons.is_empty() && also.is_none()).then(|| self.line("ask.unmoved"));
        let deeds = std::iter::once(*deed).chain(*also).map(|key| self.line(key));
        deeds.chain(rows).chain(unmoved).collect()
    }

    pub(super) fn stage(&self) -> String {
        match self.visit.stage {
            Stage::Idle | Stage::Reading => self.line("page.reading.reading"),
            Stage::Analysing => self.line("page.reading.analysing"),
            Stage::Understanding => self.line("page.reading.understanding"),
        }
    }
}

/// Goes where work that is done leads.
pub(super) fn next(view: &View<'_>) -> Reply {
    Reply::SeeOther(view.visit.next())
}

pub(super) fn missing(view: &View<'_>) -> Reply {
    Reply::NotFound(Missing::text(view))
}

pub(super) fn leave(_: &Asked, visit: &mut Visit, _: &Catalog) -> Reply {
    visit.forget();
    Reply::Left("/away")
}

/// A page outside of a visit: it needs nothing that the visit holds.
pub(super) fn outside(catalog: &Catalog, show: impl FnOnce(&View<'_>) -> String) -> String {
    let visit = Visit::new(0);
    let (path, fields, now) = (String::new(), Vec::new(), DateTime::MIN);
    let asked = Asked { deed: Deed::Show, path, fields, now, zone: TimeZone::UTC };
    show(&View::new(&asked, &visit, catalog))
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
    outside(catalog, |view| Bare::text(view))
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
