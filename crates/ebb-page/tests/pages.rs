//! The whole way through the pages, without a browser and without a transport.

use ebb::catalog::Catalog;
use ebb_page::page::{Asked, Deed, Reply, answer};
use ebb_page::visit::{Stage, Visit};
use jiff::civil::date;
use jiff::tz::TimeZone;

/// A transport without a wire: it runs work on the spot and follows where it leads.
struct Front {
    visit: Visit,
    catalog: Catalog,
}

impl Front {
    fn new() -> Self {
        Self { visit: Visit::new(0), catalog: ebb_content::catalog().expect("content") }
    }

    fn ask(&mut self, deed: Deed, path: &str, fields: &[(&str, &str)]) -> Reply {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let now = date(2026, 6, 13).at(12, 0, 0, 0);
        let asked = Asked { deed, path: path.to_owned(), fields, now, zone: TimeZone::UTC };
        answer(&asked, &mut self.visit, &self.catalog)
    }

    fn show(&mut self, path: &str) -> String {
        let Reply::Page(content) = self.ask(Deed::Show, path, &[]) else { panic!("{path} shows no page") };
        content
    }

    /// Does what a form asks and the work that it begins, and returns where that leads.
    fn submit(&mut self, path: &str, fields: &[(&str, &str)]) -> &'static str {
        let Reply::Begin(task) = self.ask(Deed::Do, path, fields) else { panic!("{path} begins no work") };
        let generation = self.visit.begin(&task);
        assert_ne!(self.visit.stage, Stage::Idle);
        assert_eq!(self.visit.next(), "/reading");
        let outcome = task.run(&self.catalog);
        self.visit.take(outcome, generation, &self.catalog);
        self.visit.next()
    }
}

#[test]
fn the_example_leads_to_every_page_of_a_result() {
    let mut front = Front::new();
    let place = front.submit("/example", &[]);
    assert!(place == "/first" || place == "/result", "{place}");
    for path in [
        "/result",
        "/timeline",
        "/reasons",
        "/now",
        "/silence",
        "/write",
        "/needs",
        "/share",
        "/known",
        "/picture",
    ] {
        let content = front.show(path);
        assert!(content.contains("<main") && content.contains("</html>"), "{path} is cut");
    }
    assert!(front.show("/result").contains("Alex"));
    // Plans and warm words have a page where enough of them was heard, which rules alone may not do.
    let words = front.ask(Deed::Show, "/words", &[]);
    if let Reply::Page(content) = &words {
        assert!(content.contains("chart-"));
    } else {
        assert!(matches!(words, Reply::SeeOther("/timeline")), "{words:?}");
    }
    let Reply::Save(saved) = front.ask(Deed::Do, "/save", &[("for", "numbers")]) else {
        panic!("nothing to save")
    };
    assert!(saved.content.contains("\"schema\""));
}

#[test]
fn every_reason_has_a_page_and_an_unknown_one_has_none() {
    let mut front = Front::new();
    front.submit("/example", &[]);
    let reasons = front.show("/reasons");
    for id in ebb::reason::ReasonId::ALL {
        let id = id.id();
        assert!(reasons.contains(&format!("/reason?id={id}\"")), "{id} is not linked");
        let Reply::Page(content) = front.ask(Deed::Show, "/reason", &[("id", id)]) else {
            panic!("{id} has no page")
        };
        let page = front.catalog.reason_pages.iter().find(|page| page.id.id() == id).expect("content");
        assert_eq!(content.matches("<h2>").count(), if content.contains("bubble") { 7 } else { 6 }, "{id}");
        let behind = page.behind.iter().all(|part| content.contains(&format!("id=\"{}\"", part.id)));
        assert!(behind && !content.contains("{alter}"), "{id} is cut");
    }
    assert!(matches!(front.ask(Deed::Show, "/reason", &[("id", "none")]), Reply::NotFound(_)));
}

#[test]
fn a_picture_holds_names_only_where_they_are_asked_for() {
    let mut front = Front::new();
    front.submit("/example", &[]);
    let mut picture = |whose: &str| {
        let Reply::Save(saved) = front.ask(Deed::Do, "/picture", &[("for", whose)]) else {
            panic!("nothing to save")
        };
        assert_eq!((saved.name, saved.kind), ("picture.svg", "image/svg+xml"));
        saved.content
    };
    assert!(picture("me").contains("Alex"));
    let unnamed = picture("friend");
    assert!(unnamed.contains("Person A") && unnamed.starts_with("<svg xmlns="), "{unnamed}");
    assert!(!unnamed.contains("Alex") && !unnamed.contains("Dana") && !unnamed.contains("2026"), "{unnamed}");
}

#[test]
fn after_a_plain_no_no_page_of_a_reason_opens() {
    let mut front = Front::new();
    front.submit("/example", &[]);
    front.ask(Deed::Do, "/ask", &[("q", "asked-to-stop"), ("answer", "stop-writing"), ("then", "check")]);
    assert!(matches!(front.ask(Deed::Show, "/reason", &[("id", "life")]), Reply::SeeOther("/reasons")));
    let known = front.show("/known");
    assert!(known.contains("has said no") && !known.contains("/reason?id="));
}

#[test]
fn a_pasted_chat_asks_who_is_who_and_work_that_was_forgotten_comes_to_nothing() {
    let mut front = Front::new();
    let lines: Vec<String> = (13..=28)
        .map(|day| format!("[{day}/03/2026, 10:00:00] Noa: hello\n[{day}/03/2026, 10:05:00] Ira: hi\n"))
        .collect();
    assert_eq!(front.submit("/paste", &[("text", &lines.concat())]), "/who");
    assert!(front.show("/who").contains("Noa"));
    let Reply::Begin(task) = front.ask(Deed::Do, "/who", &[("me", "0"), ("pronouns", "they")]) else {
        panic!("no work begins")
    };
    let generation = front.visit.begin(&task);
    front.visit.forget();
    front.visit.take(task.run(&front.catalog), generation, &front.catalog);
    assert!(front.visit.analysed.is_none() && front.visit.chat.is_none());
}

#[test]
fn without_a_result_its_pages_lead_to_the_start() {
    let mut front = Front::new();
    for path in [
        "/result",
        "/timeline",
        "/reasons",
        "/now",
        "/silence",
        "/share",
        "/write",
        "/reason",
        "/known",
        "/picture",
    ] {
        assert!(matches!(front.ask(Deed::Show, path, &[]), Reply::SeeOther("/")), "{path}");
    }
    assert!(matches!(front.ask(Deed::Show, "/nowhere", &[]), Reply::NotFound(_)));
}
