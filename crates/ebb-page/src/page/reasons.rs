//! What may be behind it, with what fits and what does not. Held back after a no.

use ebb::catalog::Catalog;
use ebb::gate::ReasonsWanted;
use ebb::judgement::Judgement;
use ebb::reason::EvidenceId;
use ebb_report::html::{Evidence, ReasonCard, ReasonGroup, reason_groups};

use super::around::Quoted;
use super::{Asked, Reply, View, template};
use crate::visit::Visit;

template!(Reasons, "reasons.html", "page.reasons.title");

/// One piece of evidence as it is shown.
pub(super) struct Shown {
    pub(super) text: String,
    pub(super) strength: &'static str,
    pub(super) quotes: Vec<Quoted>,
    /// The finding, where it can be left out.
    pub(super) finding: Option<&'static str>,
    /// The question whose answer it is.
    pub(super) question: Option<String>,
}

impl View<'_> {
    pub(super) fn groups(&self) -> Vec<ReasonGroup> {
        self.visit
            .judgement()
            .map(|judgement| reason_groups(judgement, self.catalog, &self.words))
            .unwrap_or_default()
    }

    pub(super) fn speaks_for(&self, card: &ReasonCard) -> Vec<Shown> {
        card.speaks_for.iter().map(|row| self.evidence(row)).collect()
    }

    pub(super) fn speaks_against(&self, card: &ReasonCard) -> Vec<Shown> {
        card.against.iter().map(|row| self.evidence(row)).collect()
    }

    /// Returns what was counted for or against a reason and can be left out as a whole.
    pub(super) fn contestable(&self, card: &ReasonCard) -> Vec<Shown> {
        let rows = card.speaks_for.iter().chain(&card.against).map(|row| self.evidence(row));
        // One line that stands alone is left out where it is quoted.
        rows.filter(|row| row.finding.is_some() && row.quotes.len() != 1).collect()
    }

    pub(super) fn evidence(&self, row: &Evidence) -> Shown {
        let (quotes, finding, question) = match row.id {
            EvidenceId::Finding(id) => {
                let found = |judgement: &Judgement| {
                    let finding = judgement.findings.iter().find(|finding| finding.id == id)?;
                    Some(finding.quotes.iter().map(|quote| self.quoted(quote)).collect())
                };
                let quotes = self.visit.judgement().and_then(found).unwrap_or_default();
                (quotes, self.analysed.map(|_| id.id()), None)
            }
            EvidenceId::Statement(_) | EvidenceId::Event(_) => {
                let quotes = |judgement: &Judgement| {
                    ebb_report::text::quotes(row.id, judgement)
                        .iter()
                        .map(|quote| self.quoted(quote))
                        .collect()
                };
                (self.visit.judgement().map(quotes).unwrap_or_default(), None, None)
            }
            EvidenceId::Answer(at, _) => {
                let is_own = self.visit.answers.reply(at).is_some();
                let question = self.catalog.questions.get(at).filter(|_| is_own);
                (Vec::new(), None, question.map(|question| question.id.clone()))
            }
        };
        Shown { text: row.text.clone(), strength: row.strength, quotes, finding, question }
    }
}

pub(super) fn show(view: &View<'_>) -> Reply {
    Reply::Page(Reasons::text(view))
}

/// Shows the reasons after a no for now, since that was asked for. It opens nothing else, and nothing after a plain no.
pub(super) fn show_anyway(_: &Asked, visit: &mut Visit, catalog: &Catalog) -> Reply {
    visit.reasons_wanted = ReasonsWanted::AfterSoftNo;
    visit.judge(catalog);
    Reply::SeeOther("/reasons")
}
