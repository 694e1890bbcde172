//! The story route: telling it in one's own words, and saying whether it was understood.

use ebb::catalog::Catalog;
use ebb_text::story::{Confirmed, LONGEST_ACCOUNT, Understood};

use super::{Asked, Reply, View, template};
use crate::visit::{Problem, Task, Typed, Visit};

template!(Tell, "tell.html", "page.tell.title");
template!(UnderstoodPage, "understood.html", "page.understood.title");

/// One thing that was understood, to confirm.
pub(super) struct Item<'a> {
    pub(super) id: &'a str,
    pub(super) says: String,
    pub(super) sentence: &'a str,
    pub(super) is_counted: bool,
}

impl<'a> View<'a> {
    pub(super) fn account(&self) -> &str {
        self.visit.account.as_str()
    }

    pub(super) fn items(&self) -> Vec<Item<'a>> {
        let Some(story) = &self.visit.story else { return Vec::new() };
        let item = |understood: &'a Understood| Item {
            id: &understood.id,
            says: self.fill(&understood.says),
            sentence: story.account.sentence(understood),
            is_counted: story.confirmed.holds(&understood.id),
        };
        story.account.understood.iter().map(item).collect()
    }

    pub(super) fn unused(&self) -> Vec<&str> {
        let story = self.visit.story.as_ref();
        story.map(|story| story.account.unused().map(|(_, sentence)| sentence).collect()).unwrap_or_default()
    }

    /// Returns whether the story is in a language whose words are not read.
    pub(super) fn is_story_unread(&self) -> bool {
        self.visit.story.as_ref().is_some_and(|story| !story.account.is_read)
    }

    pub(super) fn has_story(&self) -> bool {
        self.visit.story.is_some()
    }
}

pub(super) fn tell(view: &View<'_>) -> Reply {
    Reply::Page(Tell::text(view))
}

pub(super) fn take(asked: &Asked, visit: &mut Visit, _: &Catalog) -> Reply {
    let told = asked.field("account").unwrap_or_default();
    let account = Typed::new(&told[..told.floor_char_boundary(LONGEST_ACCOUNT)]);
    visit.account = account.clone();
    if account.as_str().trim().is_empty() {
        visit.problem = Some(Problem::Said("page.problem.no-account"));
        return Reply::SeeOther("/tell#problem");
    }
    Reply::Begin(Task::Understand(account))
}

pub(super) fn understood(view: &View<'_>) -> Reply {
    if view.has_story() { Reply::Page(UnderstoodPage::text(view)) } else { Reply::SeeOther("/tell") }
}

/// Takes what the user confirms. What is shown and not marked does not count.
pub(super) fn confirm(asked: &Asked, visit: &mut Visit, catalog: &Catalog) -> Reply {
    let Some(story) = &mut visit.story else { return Reply::SeeOther("/tell") };
    let marked = asked.fields.iter().filter(|(name, _)| name == "item").map(|(_, id)| id.as_str());
    let is_known = |id: &&str| story.account.understood.iter().any(|item| item.id == *id);
    story.confirmed = Confirmed::of(marked.filter(is_known));
    visit.judge_telling("page.moved.story", catalog);
    if visit.analysed.is_none() {
        visit.moved = None;
    }
    Reply::SeeOther(match asked.field("then") {
        _ if visit.is_safety_first() => "/first",
        Some("ask") => "/ask",
        _ => "/result",
    })
}
