//! A picture of the change, to keep or to send to a friend: names only where the user wants them, and nobody's words.

use ebb::catalog::Catalog;
use ebb_report::html::{self, Detail};

use super::share::subject;
use super::{Asked, Reply, Saved, View, template};
use crate::visit::Visit;

template!(Picture, "picture.html", "page.picture.title");

impl View<'_> {
    /// Returns the picture as the address asks for it, with names or without.
    pub(super) fn picture(&self) -> Option<String> {
        html::picture(self.visit.verdict()?, self.catalog, subject(self.asked, self.visit))
    }

    /// Returns whether there is enough to draw.
    pub(super) fn is_picture_there(&self) -> bool {
        self.tide().is_some()
    }

    /// Returns both kinds of the picture, and whether each is shown now.
    pub(super) fn picture_kinds(&self) -> [(&'static str, bool); 2] {
        let is_named = super::share::detail(self.asked) == Detail::Full;
        [("friend", !is_named), ("me", is_named)]
    }
}

pub(super) fn show(view: &View<'_>) -> Reply {
    if view.is_picture_there() { Reply::Page(Picture::text(view)) } else { Reply::SeeOther("/share") }
}

pub(super) fn save(asked: &Asked, visit: &mut Visit, catalog: &Catalog) -> Reply {
    let drawn =
        visit.verdict().and_then(|verdict| html::picture_file(verdict, catalog, subject(asked, visit)));
    match drawn {
        Some(content) => Reply::Save(Saved { name: "picture.svg", kind: "image/svg+xml", content }),
        None => Reply::SeeOther("/share"),
    }
}
