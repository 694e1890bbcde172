//! Who is who in the files.

use ebb::catalog::Catalog;
use ebb::dyad::LocalSecond;
use ebb::gate::LinesSeen;
use ebb_import::people::People;
use ebb_report::words::printable;

use super::{Asked, Reply, View, about, safety, template};
use crate::visit::{Open, Problem, Task, Visit};

template!(Who, "who.html", "page.who.title");
template!(Same, "same.html", "page.same.title");

impl View<'_> {
    pub(super) fn people(&self) -> Vec<(String, usize)> {
        self.visit.chat.as_ref().map(crate::visit::Chat::people).unwrap_or_default()
    }

    pub(super) fn notices(&self) -> Vec<String> {
        let notes = match (self.analysed, &self.visit.chat) {
            (Some(analysed), _) => Some(analysed.notes.clone()),
            (None, chat) => chat.as_ref().map(crate::visit::Chat::notes),
        };
        notes.into_iter().flat_map(|notes| notes.notices).map(|(_, text)| text).collect()
    }

    /// Returns whether a name was said, or is told by the file, to be the user's.
    pub(super) fn is_mine(&self, name: &str) -> bool {
        let said =
            self.visit.people.as_ref().is_some_and(|people| people.ego.iter().any(|known| known == name));
        let told =
            || self.visit.chat.as_ref()?.owners().map(|owners| owners.iter().any(|known| known == name));
        said || told().unwrap_or(false)
    }

    pub(super) fn is_theirs(&self, name: &str) -> bool {
        let is_in = |names: &[String]| names.iter().any(|known| known == name);
        self.visit.people.as_ref().is_some_and(|people| is_in(&people.alter) || is_in(&people.alter_also))
    }

    pub(super) fn stranger(&self) -> String {
        match &self.visit.open {
            Some(Open::Stranger { known, other }) => {
                let [known, other] = [known, other].map(|name| printable(name));
                self.words.line("page.same.lead", &[("low", &known), ("high", &other)])
            }
            Some(Open::Dates(..) | Open::Conversation(..)) | None => String::new(),
        }
    }
}

pub(super) fn show(view: &View<'_>) -> Reply {
    if view.visit.chat.is_some() { Reply::Page(Who::text(view)) } else { Reply::SeeOther("/add") }
}

/// Takes who is who: each name is the user's, the other person's, or somebody else's.
pub(super) fn take(asked: &Asked, visit: &mut Visit, _: &Catalog) -> Reply {
    let Some(chat) = &visit.chat else { return Reply::SeeOther("/add") };
    let present = chat.people();
    let mut people = People::default();
    if present.len() == 2 {
        if let Some(at) = asked.place("me").filter(|at| *at < 2) {
            people.ego.push(present[at].0.clone());
            people.alter.push(present[1 - at].0.clone());
        }
    } else {
        for (at, (name, _)) in present.iter().enumerate() {
            match asked.field(&format!("person-{at}")) {
                Some("me") => people.ego.push(name.clone()),
                Some("them") => people.alter.push(name.clone()),
                _ => {}
            }
        }
    }
    let problem = if people.ego.is_empty() || people.alter.is_empty() {
        match (present.len(), asked.field("me")) {
            (2, Some("neither")) => "page.problem.neither",
            (1, _) => "page.problem.one-sided",
            _ => "page.problem.who",
        }
    } else if let Some(pronouns) = about::pronouns(asked) {
        visit.about.pronouns = pronouns;
        safety::keep(asked, visit, LinesSeen::None);
        return begin(asked, visit, people, None);
    } else {
        "page.problem.pronouns"
    };
    visit.problem = Some(Problem::Said(problem));
    Reply::SeeOther("/who#problem")
}

/// Begins the analysis.
pub(super) fn begin(asked: &Asked, visit: &mut Visit, people: People, now: Option<LocalSecond>) -> Reply {
    let Some(chat) = visit.chat.clone() else { return Reply::SeeOther("/add") };
    visit.people = Some(people.clone());
    Reply::Begin(Task::Analyse { chat: Box::new(chat), people, now, zone: asked.zone.clone() })
}

/// Asks whether a name in one file is the person of another.
pub(super) fn same(view: &View<'_>) -> Reply {
    match view.visit.open {
        Some(Open::Stranger { .. }) => Reply::Page(Same::text(view)),
        Some(Open::Dates(..) | Open::Conversation(..)) | None => Reply::SeeOther(view.visit.next()),
    }
}

pub(super) fn take_same(asked: &Asked, visit: &mut Visit, _: &Catalog) -> Reply {
    let (Some(Open::Stranger { other, .. }), Some(people)) = (&visit.open, &visit.people) else {
        return Reply::SeeOther("/who");
    };
    let other = other.clone();
    match asked.field("same") {
        Some("yes") => {
            let alter_also = people.alter_also.iter().cloned().chain([other]).collect();
            let people = People { alter_also, ..people.clone() };
            begin(asked, visit, people, None)
        }
        Some("no") => {
            // Without the file of the other two people, the chat stands as it was.
            let mut chat = visit.chat.clone();
            if let Some(chat) = &mut chat {
                chat.read.imports.retain(|import| !import.export.senders.contains(&other));
            }
            let people = people.clone();
            (visit.chat, visit.open) = (chat.filter(|chat| !chat.read.imports.is_empty()), None);
            begin(asked, visit, people, None)
        }
        _ => Reply::SeeOther("/same"),
    }
}
