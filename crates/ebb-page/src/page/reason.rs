//! One reason in full: what it looks like, what may lie behind it, what helps, and what to say.

use askama::Template;
use ebb::gate::GateState;
use ebb::reason::ReasonId;
use ebb::reason::page::ReasonPage;
use ebb_report::html::ReasonCard;

use super::{Reply, View, frame};

/// The page of one reason. Its title names none: a browser keeps titles.
#[derive(Template)]
#[template(path = "reason.html")]
struct Full<'a> {
    v: &'a View<'a>,
    title: &'static str,
    page: &'a ReasonPage,
    name: String,
    plain: String,
    /// How it stands in this result; `None` where no reasons are told.
    card: Option<ReasonCard>,
}

impl Full<'_> {
    /// Returns whether words to say are offered: not before it is known that writing is safe and welcome.
    fn is_saying_open(&self) -> bool {
        self.v.visit.judgement().is_some_and(|judgement| judgement.gate.state() == GateState::Open)
    }
}

/// Shows the reason that the address names; where reasons are held back, the page that says so.
pub(super) fn show(view: &View<'_>) -> Reply {
    if view.are_reasons_held() {
        return Reply::SeeOther("/reasons");
    }
    let asked = view.asked.field("id").unwrap_or_default();
    let wanted = ReasonId::ALL.iter().find(|id| id.id() == asked).copied();
    let page = wanted.and_then(|id| view.catalog.reason_pages.iter().find(|page| page.id == id));
    let Some((page, reason)) = page.and_then(|page| Some((page, view.catalog.reason(page.id)?))) else {
        return frame::missing(view);
    };
    let card = view.groups().into_iter().flat_map(|group| group.reasons).find(|card| card.id == asked);
    let (name, plain) = (view.fill(&reason.name), view.fill(&reason.plain));
    let full = Full { v: view, title: "page.reason.title", page, name, plain, card };
    Reply::Page(full.render().unwrap_or_default())
}
