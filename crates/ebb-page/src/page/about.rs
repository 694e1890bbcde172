//! What to call the other person where no chat names them, and words for them.

use ebb::catalog::Catalog;
use ebb_report::Pronouns;

use super::{Asked, Reply, View, template};
use crate::visit::{Problem, Visit};

template!(About, "about.html", "page.about.title");

/// Longest name that is taken, in letters.
const LONGEST_NAME: usize = 40;

/// Where the page leads.
const WAYS: &[(&str, &str)] = &[("ask", "/ask"), ("tell", "/tell")];

impl View<'_> {
    pub(super) fn then_way(&self) -> &str {
        let then = self.asked.field("then");
        WAYS.iter().find(|(id, _)| Some(*id) == then).map_or(WAYS[0].0, |(id, _)| id)
    }

    pub(super) fn given_name(&self) -> &str {
        self.visit.about.name.as_deref().unwrap_or_default()
    }

    /// Returns whether these are the words for the other person.
    pub(super) fn is_called(&self, id: &str) -> bool {
        let known = &self.visit.about.pronouns;
        match Pronouns::named(id) {
            Some(named) => named == *known,
            None => ["they", "she", "he"].iter().all(|id| Pronouns::named(id).as_ref() != Some(known)),
        }
    }

    /// Returns the user's own words for the other person, as they are typed.
    pub(super) fn own_words(&self) -> String {
        if !self.is_called("own") {
            return String::new();
        }
        let Pronouns { subject, object, possessive } = &self.visit.about.pronouns;
        format!("{subject}/{object}/{possessive}")
    }
}

pub(super) fn show(view: &View<'_>) -> Reply {
    Reply::Page(About::text(view))
}

pub(super) fn take(asked: &Asked, visit: &mut Visit, _: &Catalog) -> Reply {
    visit.about.name = asked.typed("name").map(|name| name.chars().take(LONGEST_NAME).collect());
    let then = asked.field("then");
    let (id, way) = *WAYS.iter().find(|(id, _)| Some(*id) == then).unwrap_or(&WAYS[0]);
    let Some(pronouns) = pronouns(asked) else {
        visit.problem = Some(Problem::Said("page.problem.pronouns"));
        return Reply::SeeOther(match id {
            "tell" => "/about?then=tell#problem",
            _ => "/about?then=ask#problem",
        });
    };
    visit.about.pronouns = pronouns;
    Reply::SeeOther(way)
}

/// Returns the words for the other person that a form gives; `None` where one's own are not three.
pub(super) fn pronouns(asked: &Asked) -> Option<Pronouns> {
    match asked.field("pronouns") {
        Some("own") => asked.typed("own").and_then(Pronouns::named),
        Some(id) => Pronouns::named(id),
        None => Some(Pronouns::they()),
    }
}
