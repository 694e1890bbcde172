//! Handing a chat over: where the file is, the file itself, pasted text, and what must be asked to read it.

use ebb::catalog::Catalog;
use ebb::export::Carried;
use ebb_import::{DateOrder, FORMATS, Format, Import};

use super::{Asked, Reply, View, template};
use crate::visit::{Chat, Open, Origin, Problem, Reading, Stage, Task, Upload, Visit};

template!(Add, "add.html", "page.add.title");
template!(Where, "where.html", "page.where.title");
template!(Dates, "dates.html", "page.dates.title");
template!(Choose, "choose.html", "page.choose.title");
template!(ReadingPage, "reading.html", "page.reading.title");

/// Most conversations that are listed.
const MOST_LISTED: usize = 60;

/// One conversation to choose.
pub(super) struct ChooseRow {
    pub(super) key: String,
    pub(super) title: String,
    pub(super) note: String,
}

/// Formats that no app writes by itself.
const OF_TOOLS: [&str; 3] = ["csv", "convokit", "jsonl"];

/// Name, steps and a word on calls of one format.
type FormatRow = (&'static str, Vec<&'static str>, String);

impl View<'_> {
    /// Returns how to get a file of each app, and then of what other tools make.
    pub(super) fn formats(&self) -> [(&'static str, Vec<FormatRow>); 2] {
        let (tools, apps): (Vec<&dyn Format>, Vec<&dyn Format>) =
            FORMATS.iter().copied().partition(|format| OF_TOOLS.contains(&format.id()));
        [("page.where.apps", self.format_rows(&apps)), ("page.where.tools", self.format_rows(&tools))]
    }

    fn format_rows(&self, formats: &[&'static dyn Format]) -> Vec<FormatRow> {
        formats
            .iter()
            .map(|format| {
                let calls = match format.capabilities().calls {
                    Carried::Yes => "page.format.calls-yes",
                    Carried::Sometimes => "page.format.calls-sometimes",
                    Carried::No => "page.format.calls-no",
                };
                (format.name(), format.how_to_export().to_vec(), self.line(calls))
            })
            .collect()
    }

    /// Returns whether there is a chat of the user's own to add to.
    pub(super) fn has_own_chat(&self) -> bool {
        self.visit.chat.as_ref().is_some_and(|chat| chat.origin == Origin::Own)
    }

    pub(super) fn dates(&self) -> Vec<[String; 3]> {
        let Some(Open::Dates(_, dates)) = &self.visit.open else { return Vec::new() };
        let told = dates.iter().map(|date| {
            [date.written.clone(), self.words.date(date.day_first), self.words.date(date.month_first)]
        });
        told.collect()
    }

    pub(super) fn conversations(&self) -> Vec<ChooseRow> {
        let Some(Open::Conversation(_, listed)) = &self.visit.open else { return Vec::new() };
        let row = |listed: &ebb_import::Listed| {
            let title = if listed.title.is_empty() { &listed.key } else { &listed.title };
            let count = self.with("page.who.count", "n", &listed.messages.to_string());
            let note = match (listed.first, listed.last) {
                (Some(first), Some(last)) => {
                    let slots = [("low", &*self.words.date(first)), ("high", &*self.words.date(last))];
                    format!("{count}, {}", self.words.line("page.choose.span", &slots))
                }
                (_, _) => count,
            };
            ChooseRow { key: listed.key.clone(), title: ebb_report::words::printable(title), note }
        };
        listed.iter().take(MOST_LISTED).map(row).collect()
    }
}

pub(super) fn show(view: &View<'_>) -> Reply {
    Reply::Page(Add::text(view))
}

pub(super) fn find(view: &View<'_>) -> Reply {
    Reply::Page(Where::text(view))
}

pub(super) fn reading(view: &View<'_>) -> Reply {
    if view.visit.stage == Stage::Idle {
        Reply::SeeOther(view.visit.next())
    } else {
        Reply::Page(ReadingPage::text(view))
    }
}

pub(super) fn paste(asked: &Asked, visit: &mut Visit, _: &Catalog) -> Reply {
    let Some(text) = asked.field("text").filter(|text| !text.trim().is_empty()) else {
        visit.problem = Some(Problem::Said("page.problem.no-text"));
        return Reply::SeeOther("/add#problem");
    };
    let file = Upload { name: "pasted.txt".to_owned(), bytes: text.as_bytes().to_vec() };
    Reply::Begin(given(vec![file], To::named(asked.field("to")), visit))
}

/// Whether files stand for themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// They begin anew.
    New,
    /// They are added to the chat that is there.
    Chat,
}

impl To {
    /// Returns what a form says.
    #[must_use]
    pub fn named(id: Option<&str>) -> Self {
        if id == Some("chat") { Self::Chat } else { Self::New }
    }
}

/// Returns the work of reading files, added to the chat that is there where that was asked.
fn given(files: Vec<Upload>, to: To, visit: &Visit) -> Task {
    let own = visit.chat.as_ref().filter(|chat| to == To::Chat && chat.origin == Origin::Own);
    let earlier: Vec<Import> = own.map(|chat: &Chat| chat.read.imports.clone()).unwrap_or_default();
    Task::Read(Reading { files, order: None, conversation: None, origin: Origin::Own, earlier })
}

/// Why files did not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// They are more than [`MAX_UPLOAD`] bytes.
    TooLarge,
    /// Only a part came.
    Cut,
    /// Reading them ended by a fault of ours.
    Fault,
}

/// Most bytes of files that a transport takes to memory.
pub const MAX_UPLOAD: usize = 256 << 20;

/// Takes files that a transport was handed, or tells why there are none.
pub fn take_files(files: Result<Vec<Upload>, Unread>, to: To, visit: &mut Visit) -> Reply {
    let problem = match files {
        Ok(files) if files.is_empty() => "page.problem.no-file",
        Ok(files) => return Reply::Begin(given(files, to, visit)),
        Err(Unread::TooLarge) => "page.problem.too-big",
        Err(Unread::Cut) => "page.problem.cut",
        Err(Unread::Fault) => "page.problem.fault",
    };
    visit.problem = Some(Problem::Said(problem));
    Reply::SeeOther("/add#problem")
}

pub(super) fn dates(view: &View<'_>) -> Reply {
    match view.visit.open {
        Some(Open::Dates(..)) => Reply::Page(Dates::text(view)),
        Some(Open::Conversation(..) | Open::Stranger { .. }) | None => Reply::SeeOther(view.visit.next()),
    }
}

pub(super) fn take_dates(asked: &Asked, visit: &mut Visit, _: &Catalog) -> Reply {
    let order = match asked.field("order") {
        Some("dmy") => DateOrder::DayFirst,
        Some("mdy") => DateOrder::MonthFirst,
        _ => return Reply::SeeOther("/dates"),
    };
    match visit.open.take() {
        Some(Open::Dates(reading, _)) => Reply::Begin(Task::Read(Reading { order: Some(order), ..reading })),
        other @ (Some(Open::Conversation(..) | Open::Stranger { .. }) | None) => {
            visit.open = other;
            Reply::SeeOther("/add")
        }
    }
}

pub(super) fn choose(view: &View<'_>) -> Reply {
    match view.visit.open {
        Some(Open::Conversation(..)) => Reply::Page(Choose::text(view)),
        Some(Open::Dates(..) | Open::Stranger { .. }) | None => Reply::SeeOther(view.visit.next()),
    }
}

pub(super) fn take_choice(asked: &Asked, visit: &mut Visit, _: &Catalog) -> Reply {
    let chosen = asked.field("chat");
    match visit.open.take() {
        Some(Open::Conversation(reading, listed)) => {
            let known = listed.iter().find(|listed| Some(listed.key.as_str()) == chosen);
            let Some(conversation) = known.map(|known| known.key.clone()) else {
                visit.open = Some(Open::Conversation(reading, listed));
                visit.problem = Some(Problem::Said("page.problem.choose-chat"));
                return Reply::SeeOther("/choose#problem");
            };
            Reply::Begin(Task::Read(Reading { conversation: Some(conversation), ..reading }))
        }
        other @ (Some(Open::Dates(..) | Open::Stranger { .. }) | None) => {
            visit.open = other;
            Reply::SeeOther("/add")
        }
    }
}
