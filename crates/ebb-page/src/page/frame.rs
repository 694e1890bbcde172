//! What every page shares, and the pages outside of a visit.

use askama::Template;
use ebb::catalog::Catalog;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::{Asked, Deed, Reply, View, template};
use crate::visit::{Moved, Origin, Problem, Stage, Visit};

template!(Missing, "missing.html", "page.missing.title");
template!(Bare, "bare.html", "page.title.bare");

/// Paths, names and marks of the pages of a result: five at most, since a phone shows them in one row.
type Nav = &'static [(&'static str, &'static str, &'static str)];

/// Marks of the pages, as paths in a square of 24 units.
const WAVES: &str =
    "M2 9c3.3 0 3.3-3 6.6-3s3.3 3 6.6 3S18.7 6 22 6M2 17c3.3 0 3.3-3 6.6-3s3.3 3 6.6 3 3.3-3 6.6-3";
const BARS: &str = "M4 19V9M9.5 19V4M15 19v-7M20.5 19v-3";
const ASKING: &str =
    "M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18zM9.3 9.5c.2-3.4 5.5-3.2 5.3.1-.1 2-2.6 2-2.6 4M12 17v.1";
const BUBBLE: &str = "M4 5h16v11h-9l-5 4v-4H4z";
const STEPS: &str = "M4 20h5v-5h5v-5h5V5";
const MARK: &str = "M6 4h12v16l-6-4-6 4z";

impl View<'_> {
    pub(super) fn nav(&self) -> Nav {
        const CHAT: Nav = &[
            ("/result", "page.nav.result", WAVES),
            ("/timeline", "page.nav.timeline", BARS),
            ("/reasons", "page.nav.reasons", ASKING),
            ("/write", "page.nav.write", BUBBLE),
            ("/share", "page.nav.share", MARK),
        ];
        const ALONE: Nav = &[
            ("/result", "page.nav.result", WAVES),
            ("/reasons", "page.nav.reasons", ASKING),
            ("/now", "page.nav.now", STEPS),
            ("/write", "page.nav.write", BUBBLE),
            ("/share", "page.nav.share", MARK),
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
