//! What a journal would be: nothing is kept yet. What one means to do holds while the program is open.

use ebb::catalog::Catalog;

use super::{Asked, Reply, View, template};
use crate::visit::{Problem, Typed, Visit};

template!(Journal, "journal.html", "page.journal.title");

/// Longest note, in letters.
const LONGEST_NOTE: usize = 300;

impl View<'_> {
    pub(super) fn decide_by(&self) -> Option<(String, &str)> {
        let (day, words) = self.visit.plans.decide_by.as_ref()?;
        Some((self.words.date(*day), words.as_str()))
    }
}

pub(super) fn show(view: &View<'_>) -> Reply {
    Reply::Page(Journal::text(view))
}

/// Takes the day by which to decide, or drops it.
pub(super) fn take(asked: &Asked, visit: &mut Visit, _: &Catalog) -> Reply {
    if asked.field("drop").is_some() {
        visit.plans.decide_by = None;
        return Reply::SeeOther("/journal");
    }
    let Some(day) = asked.date("by") else {
        visit.problem = Some(Problem::Said("page.problem.date"));
        return Reply::SeeOther("/journal#problem");
    };
    let words: String = asked.typed("words").unwrap_or_default().chars().take(LONGEST_NOTE).collect();
    visit.plans.decide_by = Some((day, Typed::new(words)));
    Reply::SeeOther("/journal")
}
