//! A break: results are put away until a day, and can be opened all the same.

use ebb::catalog::Catalog;

use super::{Asked, Reply, View, template};
use crate::visit::{Problem, Visit};

template!(Away, "away-until.html", "page.away-until.title");

/// Returns whether results are put away now.
pub(super) fn is_away(visit: &Visit, asked: &Asked) -> bool {
    visit.plans.away_until.is_some_and(|until| asked.now.date() < until)
}

impl View<'_> {
    pub(super) fn away_until(&self) -> String {
        self.visit.plans.away_until.map(|until| self.words.date(until)).unwrap_or_default()
    }
}

pub(super) fn show(view: &View<'_>) -> Reply {
    if is_away(view.visit, view.asked) { Reply::Page(Away::text(view)) } else { Reply::SeeOther("/") }
}

pub(super) fn take(asked: &Asked, visit: &mut Visit, _: &Catalog) -> Reply {
    if let Some(until) = asked.date("until").filter(|until| *until > asked.now.date()) {
        visit.plans.away_until = Some(until);
        Reply::SeeOther("/away-until")
    } else {
        visit.problem = Some(Problem::Said("page.problem.date"));
        Reply::SeeOther("/now#problem")
    }
}

pub(super) fn end(_: &Asked, visit: &mut Visit, _: &Catalog) -> Reply {
    visit.plans.away_until = None;
    Reply::SeeOther(if visit.judgement().is_some() { "/result" } else { "/" })
}
