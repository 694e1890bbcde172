//! What one knows now: what is known, what is not, what was decided, and until when.

use super::{Reply, View, template};

template!(Known, "known.html", "page.known.title");

/// Most changes that are told: the largest stand first, and all of them on the result.
const MOST_CHANGES: usize = 4;

impl View<'_> {
    /// Returns what was counted and what was told, a sentence each.
    pub(super) fn known(&self) -> Vec<String> {
        let Some(told) = self.told.as_ref() else { return Vec::new() };
        let no = self.no().map(|no| no.line);
        let headline = Some(told.headline.clone()).filter(|line| Some(line) != no.as_ref());
        let rows = told.changes.iter().take(MOST_CHANGES).map(|[what, before, since, _]| {
            let slots = [("quote", what.as_str()), ("before", before.as_str()), ("since", since.as_str())];
            self.words.line("page.known.change", &slots)
        });
        let first = told.first_mover.clone();
        no.into_iter().chain(headline).chain([told.first_lines.join(" ")]).chain(rows).chain(first).collect()
    }

    /// Returns what the user decided: needs, and the day by which to decide.
    pub(super) fn decided(&self) -> Vec<String> {
        let needs = self.told.iter().flat_map(|told| told.needs.iter()).map(|(need, _)| need.clone());
        let by = self.decide_by().map(|(date, _)| self.with("page.journal.by", "date", &date));
        needs.chain(by).collect()
    }
}

pub(super) fn show(view: &View<'_>) -> Reply {
    Reply::Page(Known::text(view))
}
