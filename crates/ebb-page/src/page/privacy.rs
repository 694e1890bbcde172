//! What is held right now, taking parts of it away, deleting everything, and closing.

use ebb::catalog::Catalog;
use ebb::interview::Answers;

use super::frame::outside;
use super::{Asked, Reply, View, template};
use crate::visit::{Plans, Typed, Visit};

template!(Privacy, "privacy.html", "page.privacy.title");
template!(Delete, "delete.html", "page.delete.title");
template!(Gone, "gone.html", "page.gone.title");
template!(Closed, "closed.html", "page.closed.title");

/// One thing that is held.
pub(super) struct Kept {
    /// As a form names it; `None` for what follows from the rest.
    pub(super) id: Option<&'static str>,
    pub(super) name: String,
    pub(super) how: String,
}

impl View<'_> {
    pub(super) fn kept(&self) -> Vec<Kept> {
        let Visit { chat, story, account, draft, events, plans, about, .. } = self.visit;
        let memory = || self.line("page.privacy.memory");
        let kept = |id: &'static str, how: String| Kept {
            id: Some(id),
            name: self.line(&format!("page.privacy.{id}")),
            how,
        };
        let count = |key: &str, n: usize| self.with(key, "n", &n.to_string());
        let messages = chat.as_ref().map(|chat| {
            let count: usize = chat.read.imports.iter().map(|import| import.export.messages.len()).sum();
            self.with("page.privacy.messages", "n", &count.to_string())
        });
        let is_told = story.is_some() || !account.as_str().is_empty();
        let letters = |typed: &Typed| count("page.privacy.letters", typed.as_str().chars().count());
        let rows = [
            messages.map(|how| kept("chat", how)),
            self.has_answers().then(|| kept("answers", memory())),
            is_told.then(|| kept("story", letters(account))),
            (!draft.as_str().is_empty()).then(|| kept("draft", letters(draft))),
            (!events.is_empty()).then(|| kept("events", count("page.privacy.notes", events.len()))),
            (*plans != Plans::default()).then(|| kept("plans", memory())),
            about.name.is_some().then(|| kept("about", memory())),
        ];
        let result = self.told.as_ref().map(|_| Kept {
            id: None,
            name: self.line("page.privacy.result"),
            how: self.line("page.privacy.memory"),
        });
        rows.into_iter().flatten().chain(result).collect()
    }
}

pub(super) fn show(view: &View<'_>) -> Reply {
    Reply::Page(Privacy::text(view))
}

/// Forgets one thing.
pub(super) fn remove(asked: &Asked, visit: &mut Visit, catalog: &Catalog) -> Reply {
    match asked.field("what") {
        Some("chat") => visit.forget_chat(catalog),
        Some("answers") => visit.answers = Answers::none(),
        Some("story") => (visit.story, visit.account) = (None, Typed::default()),
        Some("draft") => visit.draft = Typed::default(),
        Some("events") => visit.events.clear(),
        Some("plans") => visit.plans = Plans::default(),
        Some("about") => visit.about.name = None,
        _ => {}
    }
    visit.judge(catalog);
    Reply::SeeOther("/privacy")
}

pub(super) fn ask(view: &View<'_>) -> Reply {
    Reply::Page(Delete::text(view))
}

pub(super) fn delete(_: &Asked, visit: &mut Visit, _: &Catalog) -> Reply {
    visit.forget();
    Reply::SeeOther("/gone")
}

pub(super) fn gone(view: &View<'_>) -> Reply {
    // The address alone deletes nothing, and must not say that it did.
    if view.kept().is_empty() { Reply::Page(Gone::text(view)) } else { Reply::SeeOther("/delete") }
}

pub(super) fn close(_: &Asked, visit: &mut Visit, catalog: &Catalog) -> Reply {
    visit.forget();
    Reply::Close(outside(catalog, |view| Closed::text(view)))
}
