//! "This is wrong": a line or a finding is left out, the rest is weighed anew, and what was left out can be put back.

use ebb::catalog::Catalog;
use ebb::finding::FindingId;

use super::around::Quoted;
use super::{Asked, Reply, View};
use crate::visit::{LeftOut, Visit, line_at};

/// One thing that was left out, as it is shown.
pub(super) struct Out {
    pub(super) place: usize,
    pub(super) name: String,
    pub(super) quote: Option<Quoted>,
}

impl View<'_> {
    pub(super) fn left_out(&self) -> Vec<Out> {
        let out = |(place, out): (usize, &LeftOut)| match out {
            LeftOut::Line(line) => {
                Out { place, name: self.line("page.wrong.line"), quote: Some(self.quoted_line(line)) }
            }
            LeftOut::Finding(id) => {
                let label = self.catalog.finding(*id).map(|finding| self.fill(&finding.label));
                Out { place, name: label.unwrap_or_default(), quote: None }
            }
        };
        self.visit.left_out.iter().enumerate().map(out).collect()
    }
}

/// Where a form says that it stands.
fn back(asked: &Asked) -> &'static str {
    match asked.field("from") {
        Some("result") => "/result#moved",
        Some("now") => "/now#moved",
        _ => "/reasons#moved",
    }
}

pub(super) fn leave_out(asked: &Asked, visit: &mut Visit, catalog: &Catalog) -> Reply {
    let line = || asked.place("line").and_then(|place| line_at(visit.analysed.as_ref()?.dyad(), place));
    let finding = || {
        let id = asked.field("finding")?;
        FindingId::ALL.iter().find(|finding| finding.id() == id).copied().map(LeftOut::Finding)
    };
    let Some(out) = finding().or_else(|| line().map(LeftOut::Line)) else {
        return Reply::SeeOther("/reasons");
    };
    let deed = match out {
        LeftOut::Line(_) => "page.moved.line-out",
        LeftOut::Finding(_) => "page.moved.finding-out",
    };
    if !visit.left_out.contains(&out) {
        visit.left_out.push(out);
        visit.judge_telling(deed, catalog);
    }
    Reply::SeeOther(back(asked))
}

pub(super) fn put_back(asked: &Asked, visit: &mut Visit, catalog: &Catalog) -> Reply {
    if let Some(place) = asked.place("out").filter(|place| *place < visit.left_out.len()) {
        visit.left_out.remove(place);
        visit.judge_telling("page.moved.back", catalog);
    }
    Reply::SeeOther(back(asked))
}
