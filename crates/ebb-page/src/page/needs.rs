//! What one wants, and what one will not do without.

use ebb::catalog::Catalog;
use ebb::need::{Importance, Need};

use super::{Asked, Reply, View, template};
use crate::visit::Visit;

template!(Needs, "needs.html", "page.needs.title");

/// One need, with how it was marked.
pub(super) struct NeedRow<'a> {
    pub(super) id: &'a str,
    pub(super) text: String,
    pub(super) marked: &'static str,
}

/// How a need may be marked, as forms write it.
const MARKS: [&str; 3] = ["open", "want", "must"];

impl<'a> View<'a> {
    pub(super) fn need_rows(&self) -> Vec<NeedRow<'a>> {
        let row = |(at, need): (usize, &'a Need)| {
            let marked = self.visit.answers.needs().iter().find(|marked| marked.need == at);
            let marked = marked.map_or("", |marked| marked.importance.id());
            NeedRow { id: &need.id, text: self.fill(&need.text), marked }
        };
        self.catalog.needs.iter().enumerate().map(row).collect()
    }

    pub(super) fn marks(&self) -> [(&'static str, String); 3] {
        MARKS.map(|mark| (mark, self.line(&format!("page.needs.{mark}"))))
    }
}

pub(super) fn show(view: &View<'_>) -> Reply {
    Reply::Page(Needs::text(view))
}

pub(super) fn take(asked: &Asked, visit: &mut Visit, catalog: &Catalog) -> Reply {
    let marked = catalog.needs.iter().enumerate().fold(visit.answers.clone(), |answers, (at, need)| {
        answers.with_need(at, asked.field(&format!("need-{}", need.id)).and_then(Importance::from_id))
    });
    visit.answers = marked;
    visit.judge(catalog);
    Reply::SeeOther("/now#needs")
}
