//! `ebb story`: what the user tells in their own words, and what it says.

use std::io::{BufRead, Write as _};
use std::process::ExitCode;

use ebb::dyad::ByRole;
use ebb::interview::Answers;
use ebb_case::{Story, Told};
use ebb_report::json::Beside;
use ebb_report::{Pronouns, Words};
use ebb_text::story::{Account, Confirmed, Understood};

use crate::answers;
use crate::args::{self, OutputSettings};
use crate::failure::Failure;
use crate::input::Asking;
use crate::safety;
use crate::story;
use crate::terminal;

/// What the other person is called where no name was given.
const UNNAMED: &str = "the other person";

pub(crate) fn run(asked: &args::Story, settings: &OutputSettings) -> Result<ExitCode, Failure> {
    let catalog = ebb_content::catalog()?;
    let pronouns =
        Pronouns::named(&asked.pronouns).ok_or_else(|| Failure::Pronouns { name: asked.pronouns.clone() })?;
    let replies = asked.answers.as_deref().map(|path| answers::read(path, &catalog)).transpose()?;
    let alter = asked.them.clone().unwrap_or_else(|| UNNAMED.to_owned());
    let names = ByRole { alter, ego: "you".to_owned() };
    let words = Words::new(&catalog, &names, pronouns, 0);
    let is_piped = asked.file.as_deref().is_some_and(|path| path.as_os_str() == "-");
    let is_asking = !(asked.json || asked.no_input || asked.yes || is_piped);

    let text = match &asked.file {
        Some(path) => story::read(path)?,
        None if is_asking => {
            terminal::print(&format!("\n{}\n", wrapped("  ", &words.line("story.start", &[]))))?;
            story::typed(&mut std::io::stdin().lock())?
        }
        None => return Err(Failure::NoStory),
    };
    let account = story::understood(&text, &catalog)?;
    if !account.is_read {
        terminal::remark(settings, &words.line("page.understood.language", &[]));
    }
    // Who is asked marks what only sounds alike; who is not gets what is likely meant.
    let mut confirmed =
        if is_asking && !account.understood.is_empty() { account.said() } else { account.presumed() };
    asked.also.iter().for_each(|id| confirmed.confirm(id));
    asked.not.iter().for_each(|id| confirmed.refuse(id));
    if let Some(id) =
        asked.also.iter().chain(&asked.not).find(|id| !account.understood.iter().any(|item| item.id == **id))
    {
        return Err(Failure::NotUnderstood { asked: id.clone() });
    }
    let shown = Shown { account: &account, words: &words };
    if is_asking && !account.understood.is_empty() {
        // What is told about danger comes before any list.
        let story = Some(Story { account: account.clone(), confirmed: confirmed.clone() });
        let presumed = ebb_case::verdict(None, &Told { story, ..Told::default() }, &catalog);
        for line in ebb_report::text::warnings(&presumed.judgement, &words) {
            terminal::print(&("\n".to_owned() + &wrapped("  ", &line)))?;
        }
        confirmed = shown.confirm(confirmed, &mut std::io::stdin().lock())?;
    }

    let answers = safety::given(replies.unwrap_or_else(Answers::none), asked.safe);
    let story = Story { account: account.clone(), confirmed: confirmed.clone() };
    let known = Told { answers, story: Some(story), wanted: settings.wanted, ..Told::default() };
    let asking = if is_asking { Asking::Allowed } else { Asking::Forbidden };
    let (verdict, _) = safety::asked(None, known, &words, asking, &catalog);
    let report = if asked.json {
        let notes = story::notes(&account, &confirmed, &words);
        let beside = Beside { chat: None, story: Some(&notes) };
        ebb_report::json::report(&verdict, beside, &catalog, &words, env!("CARGO_PKG_VERSION"))
            .map_err(|_| Failure::OurFault)?
    } else {
        shown.page(&confirmed)
            + &ebb_report::text::report(&verdict, &catalog, &words, &terminal::style(settings))
    };
    terminal::print(&report)?;
    Ok(ExitCode::SUCCESS)
}

/// An account, as it is shown.
struct Shown<'a> {
    account: &'a Account,
    words: &'a Words<'a>,
}

impl Shown<'_> {
    /// Shows what was understood until the user changes nothing more.
    fn confirm(&self, mut confirmed: Confirmed, input: &mut impl BufRead) -> Result<Confirmed, Failure> {
        loop {
            terminal::print(&format!("\n{}\n", wrapped("  ", &self.words.line("story.understood", &[]))))?;
            for (at, item) in self.account.understood.iter().enumerate() {
                let mark = if confirmed.holds(&item.id) { "[x]" } else { "[ ]" };
                let line = story::line(self.account, item, self.words);
                terminal::print(&wrapped(&format!("  {:>2} {mark} ", at + 1), &line))?;
            }
            terminal::print("\n  > ")?;
            let _ = std::io::stdout().flush();
            let mut typed = String::new();
            let read = input.read_line(&mut typed).map_err(|_| Failure::OurFault)?;
            if read == 0 || typed.trim().is_empty() {
                terminal::print("\n")?;
                return Ok(confirmed);
            }
            for item in typed.split([' ', ',']).filter_map(|number| self.item(number)) {
                if confirmed.holds(&item.id) {
                    confirmed.refuse(&item.id);
                } else {
                    confirmed.confirm(&item.id);
                }
            }
        }
    }

    fn item(&self, number: &str) -> Option<&Understood> {
        self.account.understood.get(number.trim().parse::<usize>().ok()?.checked_sub(1)?)
    }

    /// Returns what counts, what does not, and what was not understood.
    fn page(&self, confirmed: &Confirmed) -> String {
        let mut page = String::from("\n");
        let list = |title: &str, lines: Vec<String>, page: &mut String| {
            if !lines.is_empty() {
                *page += &wrapped("  ", &self.words.line(title, &[]));
                for line in &lines {
                    *page += &wrapped("  - ", line);
                }
                page.push('\n');
            }
        };
        let items = |is_counted: bool| -> Vec<String> {
            let shown = self.account.understood.iter().filter(|item| confirmed.holds(&item.id) == is_counted);
            shown.map(|item| story::line(self.account, item, self.words)).collect()
        };
        list("story.taken", items(true), &mut page);
        list("story.asked", items(false), &mut page);
        let unused = self.account.unused().map(|(_, sentence)| format!("\"{}\"", story::shortened(sentence)));
        list("story.unused", unused.collect(), &mut page);
        let mut counted = self.account.understood.iter().filter(|item| confirmed.holds(&item.id)).peekable();
        let end = if counted.peek().is_none() { "story.nothing" } else { "story.more" };
        if !counted.any(Understood::is_grave) {
            page += &wrapped("  ", &self.words.line(end, &[]));
        }
        page
    }
}

/// Returns a text in lines of 78 columns, with what stands before the first.
fn wrapped(before: &str, text: &str) -> String {
    let blank = " ".repeat(before.len());
    let options = textwrap::Options::new(78).initial_indent(before).subsequent_indent(&blank);
    textwrap::fill(text, options) + "\n"
}
