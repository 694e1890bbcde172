//! The silence clock.

use ebb::catalog::Catalog;
use ebb_import::people::People;
use ebb_report::svg::{Chart, SILENCE};

use super::{Asked, Reply, View, template, who};
use crate::visit::Visit;

template!(SilencePage, "silence.html", "page.silence.title");

/// Looks from which on the page offers to put it away.
const MANY_LOOKS: usize = 3;

impl View<'_> {
    pub(super) fn silence_chart(&self) -> Option<Chart> {
        self.chart(SILENCE)
    }

    pub(super) fn has_looked_often(&self) -> bool {
        self.visit.silence_looks >= MANY_LOOKS
    }

    pub(super) fn looks(&self) -> String {
        self.with("page.silence.looks", "n", &self.visit.silence_looks.to_string())
    }
}

pub(super) fn show(view: &View<'_>) -> Reply {
    Reply::Page(SilencePage::text(view))
}

/// Counts up to this moment, where the other person has not written since.
pub(super) fn take(asked: &Asked, visit: &mut Visit, _: &Catalog) -> Reply {
    let Some(analysed) = &visit.analysed else { return Reply::SeeOther("/") };
    let now = (asked.field("written") == Some("no")).then(|| asked.second());
    let names = &analysed.verdict.input.names;
    let (ego, alter) = (vec![names.ego.clone()], vec![names.alter.clone()]);
    let people = visit.people.clone().unwrap_or(People { ego, alter, alter_also: Vec::new() });
    who::begin(asked, visit, people, now)
}
