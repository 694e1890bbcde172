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
    for path in ["/result", "/timeline", "/reasons", "/now", "/silence", "/write", "/needs", "/share"] {
        let content = front.show(path);
        assert!(content.contains("<main") && content.contains("</html>"), "{path} is cut");
    }
    assert!(front.show("/result").contains("Alex"));
    let Reply::Save(saved) = front.ask(Deed::Do, "/save", &[("for", "numbers")]) else {
        panic!("nothing to save")
    };
    assert!(saved.content.contains("\"schema\""));
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
    for path in ["/result", "/timeline", "/reasons", "/now", "/silence", "/share", "/write"] {
        assert!(matches!(front.ask(Deed::Show, path, &[]), Reply::SeeOther("/")), "{path}");
    }
    assert!(matches!(front.ask(Deed::Show, "/nowhere", &[]), Reply::NotFound(_)));
}
