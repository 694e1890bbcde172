//! The first page, and what one reads before beginning.

use ebb::catalog::Catalog;
use ebb_case::EXAMPLE;
use ebb_import::people::People;
use ebb_report::Pronouns;

use super::{Asked, Reply, View, away, template, who};
use crate::visit::{Origin, Reading, Task, Upload, Visit};

template!(Start, "start.html", "page.start.title");
template!(Leaving, "leaving.html", "page.leaving.title");
template!(Young, "young.html", "page.young.title");

pub(super) fn show(view: &View<'_>) -> Reply {
    if away::is_away(view.visit, view.asked) {
        return Reply::SeeOther("/away-until");
    }
    Reply::Page(Start::text(view))
}

pub(super) fn leaving(view: &View<'_>) -> Reply {
    Reply::Page(Leaving::text(view))
}

pub(super) fn young(view: &View<'_>) -> Reply {
    Reply::Page(Young::text(view))
}

/// Shows the invented example.
pub(super) fn example(asked: &Asked, visit: &mut Visit, catalog: &Catalog) -> Reply {
    visit.forget();
    let file = Upload { name: "dana-and-alex.txt".to_owned(), bytes: EXAMPLE.as_bytes().to_vec() };
    let (files, earlier) = (vec![file], Vec::new());
    let reading = Reading { files, order: None, conversation: None, origin: Origin::Example, earlier };
    visit.take(Task::Read(reading).run(catalog), visit.generation, catalog);
    visit.about.pronouns = Pronouns::they();
    let (ego, alter) = (vec!["Dana".to_owned()], vec!["Alex".to_owned()]);
    who::begin(asked, visit, People { ego, alter, alter_also: Vec::new() }, None)
}
