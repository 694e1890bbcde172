//! One open page: the visit, files on their way to it, and work that is about to be done.

use ebb::catalog::Catalog;
use ebb_page::page::{self, Asked, Deed, LINKED, Reply, To, Unread};
use ebb_page::visit::{Task, Upload, Visit};

use crate::wire::{Kind, Request};

/// What the worker does after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Nothing.
    Nothing,
    /// It calls [`Session::work`], and can show `/reading` before.
    Work,
    /// It ends: the visit is over.
    End,
}

/// What goes back to the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The media type of the body.
    pub kind: &'static str,
    /// Where the page goes instead, with what is to be looked at there after a `#`.
    pub place: Option<String>,
    /// The name under which the body is saved, where it is a file.
    pub name: Option<&'static str>,
    /// What the worker does next.
    pub next: Next,
    /// A page or a file.
    pub body: String,
}

const HTML: &str = "text/html; charset=utf-8";

impl Answer {
    fn page(body: String) -> Self {
        Self { kind: HTML, place: None, name: None, next: Next::Nothing, body }
    }

    fn elsewhere(place: impl Into<String>) -> Self {
        Self { place: Some(place.into()), ..Self::page(String::new()) }
    }
}

/// Everything that is held while the page is open.
#[derive(Debug)]
pub struct Session {
    visit: Visit,
    catalog: Catalog,
    files: Vec<Upload>,
    begun: Option<(Task, u64)>,
}

impl Session {
    /// Begins with nothing.
    #[must_use]
    pub fn new(catalog: Catalog) -> Self {
        Self { visit: Visit::new(0), catalog, files: Vec::new(), begun: None }
    }

    /// Takes a file; a request of the kind [`Kind::Add`] hands it on.
    pub fn hand(&mut self, file: Upload) {
        self.files.push(file);
    }

    /// Answers a request.
    pub fn answer(&mut self, request: Request) -> Answer {
        if request.kind == Kind::Show {
            if let Some(linked) = LINKED.iter().find(|linked| linked.path == request.path) {
                return Answer { kind: linked.kind, ..Answer::page(linked.content.to_owned()) };
            }
            if request.path == "/away" {
                return Answer { next: Next::End, ..Answer::page(page::away(&self.catalog)) };
            }
        }
        let files = std::mem::take(&mut self.files);
        let field = |name: &str| {
            let found = request.fields.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.as_str())
        };
        let reply = match request.kind {
            Kind::Add => page::take_files(Ok(files), To::named(field("to")), &mut self.visit),
            Kind::TooLarge => page::take_files(Err(Unread::TooLarge), To::New, &mut self.visit),
            Kind::Show | Kind::Do => {
                let deed = if request.kind == Kind::Show { Deed::Show } else { Deed::Do };
                let now = request.zone.to_datetime(request.at);
                let asked =
                    Asked { deed, path: request.path, fields: request.fields, now, zone: request.zone };
                page::answer(&asked, &mut self.visit, &self.catalog)
            }
        };
        self.carry(reply)
    }

    fn carry(&mut self, reply: Reply) -> Answer {
        match reply {
            Reply::Page(body) | Reply::NotFound(body) => Answer::page(body),
            Reply::SeeOther(place) | Reply::Left(place) => Answer::elsewhere(place),
            Reply::AskAgain(question, then) => Answer::elsewhere(page::ask_again(&question, then)),
            Reply::Save(saved) => {
                Answer { kind: saved.kind, name: Some(saved.name), ..Answer::page(saved.content) }
            }
            Reply::Begin(task) => {
                let generation = self.visit.begin(&task);
                self.begun = Some((task, generation));
                Answer { next: Next::Work, ..Answer::elsewhere("/reading") }
            }
            Reply::Close(body) => Answer { next: Next::End, ..Answer::page(body) },
        }
    }

    /// Does the work that was begun, and says where that leads.
    pub fn work(&mut self) -> Answer {
        if let Some((task, generation)) = self.begun.take() {
            let outcome = task.run(&self.catalog);
            self.visit.take(outcome, generation, &self.catalog);
        }
        Answer::elsewhere(self.visit.next())
    }

    /// Begins anew after a fault of ours, which took the visit with it, and says where that is told.
    pub fn fault(&mut self) -> Answer {
        let reply = page::take_files(Err(Unread::Fault), To::New, &mut self.visit);
        self.carry(reply)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::*;

    fn session() -> Session {
        Session::new(ebb_content::catalog().expect("content"))
    }

    fn request(kind: Kind, path: &str) -> Request {
        let (at, zone) = (Timestamp::UNIX_EPOCH, TimeZone::UTC);
        Request { kind, path: path.to_owned(), fields: Vec::new(), at, zone }
    }

    #[test]
    fn work_is_begun_by_an_answer_and_done_by_another_call() {
        let mut session = session();
        let begun = session.answer(request(Kind::Do, "/example"));
        assert_eq!((begun.next, begun.place.as_deref()), (Next::Work, Some("/reading")));
        let meanwhile = session.answer(request(Kind::Show, "/reading"));
        assert!(meanwhile.body.contains("data-progress"));
        let done = session.work();
        assert_eq!(session.work(), done, "nothing is done twice");
        let place = done.place.expect("a place");
        assert!(session.answer(request(Kind::Show, &place)).body.contains("Alex"));
    }

    #[test]
    fn files_belong_to_one_request() {
        let mut session = session();
        session.hand(Upload { name: "a.txt".to_owned(), bytes: b"words".to_vec() });
        session.answer(request(Kind::Show, "/"));
        let none = session.answer(request(Kind::Add, "/add"));
        assert_eq!((none.next, none.place.as_deref()), (Next::Nothing, Some("/add#problem")));
    }

    #[test]
    fn what_pages_link_to_is_there_and_leaving_ends_the_visit() {
        let mut session = session();
        for linked in LINKED {
            assert_eq!(session.answer(request(Kind::Show, linked.path)).kind, linked.kind);
        }
        assert_eq!(session.answer(request(Kind::Do, "/leave")).place.as_deref(), Some("/away"));
        assert_eq!(session.answer(request(Kind::Show, "/away")).next, Next::End);
    }

    #[test]
    fn a_fault_and_a_file_that_is_too_large_are_told() {
        let mut session = session();
        let told = |answer: Answer| {
            assert_eq!(answer.place.as_deref(), Some("/add#problem"));
        };
        told(session.fault());
        told(session.answer(request(Kind::TooLarge, "/add")));
        assert!(session.answer(request(Kind::Show, "/add")).body.contains("role=\"alert\""));
    }
}
