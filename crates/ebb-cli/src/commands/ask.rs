//! `ebb ask`: the interview, and what its answers say.

use std::io::{BufRead, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ebb::catalog::Catalog;
use ebb::dyad::ByRole;
use ebb::interview::{Answers, Ended, Reply, ended, most_telling, next};
use ebb::judgement::Judgement;
use ebb::need::Importance;
use ebb::question::{Place, Question, Touches};
use ebb::reason::ReasonId;
use ebb_case::Told;
use ebb_report::json::Beside;
use ebb_report::{Pronouns, Words};

use crate::answers;
use crate::args::{Ask, OutputSettings};
use crate::failure::Failure;
use crate::output::Output;
use crate::{confine, needs, terminal};

pub(crate) fn run(ask: &Ask, settings: &OutputSettings) -> Result<ExitCode, Failure> {
    let catalog = ebb_content::catalog()?;
    let output = output(ask)?;
    let given = ask.answers.as_deref().map(|path| answers::read(path, &catalog)).transpose()?;
    let mut input = std::io::stdin().lock();
    let is_asking = !ask.json && !ask.no_input && given.is_none();
    let columns = terminal::style(settings).width.clamp(50, 88);
    let mut about = About { catalog: &catalog, columns, input: &mut input };
    let name = match &ask.them {
        Some(name) => name.clone(),
        None if is_asking => about.name()?,
        None => UNNAMED.to_owned(),
    };
    let pronouns = match &ask.pronouns {
        Some(named) => Pronouns::named(named).ok_or_else(|| Failure::Pronouns { name: named.clone() })?,
        None if is_asking && ask.them.is_none() => about.pronouns()?,
        None => Pronouns::they(),
    };
    let names = ByRole { alter: name, ego: "you".to_owned() };
    let words = Words::new(&catalog, &names, pronouns, 0);
    let answers = match given {
        Some(answers) => answers,
        None if is_asking => Talk { catalog: &catalog, words: &words, columns, input: &mut input }.hold()?,
        None => return Err(Failure::NoAnswers),
    };
    let told = Told { answers: answers.clone(), wanted: settings.wanted, ..Told::default() };
    let verdict = ebb_case::verdict(None, &told, &catalog);
    if let Some(output) = output {
        output.finish(kept(&answers, &catalog).as_bytes())?;
    }
    let report = if ask.json {
        let version = env!("CARGO_PKG_VERSION");
        ebb_report::json::report(&verdict, Beside::default(), &catalog, &words, version)
            .map_err(|_| Failure::OurFault)?
    } else {
        ebb_report::text::report(&verdict, &catalog, &words, &terminal::style(settings))
    };
    terminal::print(&report)?;
    Ok(ExitCode::SUCCESS)
}

/// What the other person is called where no name was given.
const UNNAMED: &str = "the other person";

/// What one types to be asked a few questions more.
const MORE: [&str; 2] = ["more", "m"];

/// Judges for the interview itself, which ends where the gate holds.
fn so_far(answers: &Answers, catalog: &Catalog) -> Judgement {
    ebb_case::verdict(None, &Told { answers: answers.clone(), ..Told::default() }, catalog).judgement
}

/// Makes the file that the answers go to, if they are kept, and gives up everything else.
fn output(ask: &Ask) -> Result<Option<Output>, Failure> {
    let inputs: Vec<&Path> = ask.answers.iter().map(PathBuf::as_path).collect();
    let path = ask.save_answers.as_deref();
    let output = path.map(|path| Output::begin(path, &inputs, ask.over.replacing())).transpose()?;
    confine::to_files(inputs, output.as_ref());
    output.iter().for_each(Output::tidy_when_stopped);
    Ok(output)
}

/// Returns the answers in the form in which they are read.
fn kept(answers: &Answers, catalog: &Catalog) -> String {
    let lines = answers.rows().iter().filter_map(|row| {
        let question = catalog.questions.get(row.question)?;
        Some(format!("{} = \"{}\"\n", question.id, question.reply_id(row.reply)?))
    });
    let needs = answers.needs().iter().filter_map(|marked| {
        Some(format!("{} = \"{}\"\n", catalog.needs.get(marked.need)?.id, marked.importance.id()))
    });
    let needs: String = needs.collect();
    let heading = if needs.is_empty() { "" } else { "\n[needs]\n" };
    format!("{}{heading}{needs}", lines.collect::<String>())
}

/// Asks whom it is about.
struct About<'a, R> {
    catalog: &'a Catalog,
    columns: usize,
    input: &'a mut R,
}

impl<R: BufRead> About<'_, R> {
    fn ask(&mut self, key: &str) -> Result<String, Failure> {
        let nobody = ByRole { alter: UNNAMED.to_owned(), ego: "you".to_owned() };
        let words = Words::new(self.catalog, &nobody, Pronouns::they(), 0);
        terminal::print(&format!("\n{}  > ", wrapped(2, &words.line(key, &[]), self.columns)))?;
        Ok(typed(self.input)?.unwrap_or_default())
    }

    fn name(&mut self) -> Result<String, Failure> {
        let typed = self.ask("ask.name")?;
        Ok(if typed.is_empty() { UNNAMED.to_owned() } else { typed })
    }

    /// Asks for the words for the other person until they are understood.
    fn pronouns(&mut self) -> Result<Pronouns, Failure> {
        loop {
            let typed = self.ask("ask.pronouns")?.to_lowercase();
            if typed.is_empty() {
                return Ok(Pronouns::they());
            }
            if let Some(pronouns) = Pronouns::named(&typed) {
                return Ok(pronouns);
            }
        }
    }
}

/// Wraps a paragraph at `columns`, every line indented.
fn wrapped(indent: usize, text: &str, columns: usize) -> String {
    hung(&" ".repeat(indent), &" ".repeat(indent), text, columns)
}

/// Wraps a paragraph whose later lines stand under the text of the first.
fn hung(first: &str, later: &str, text: &str, columns: usize) -> String {
    let options = textwrap::Options::new(columns).initial_indent(first).subsequent_indent(later);
    textwrap::fill(text, options) + "\n"
}

/// Reads one line; `None` at the end of input.
fn typed(input: &mut impl BufRead) -> Result<Option<String>, Failure> {
    let _ = std::io::stdout().flush();
    let mut line = String::new();
    let read = input.read_line(&mut line).map_err(|_| Failure::OurFault)?;
    Ok((read > 0).then(|| line.trim().to_owned()))
}

/// What the user typed at a question.
enum Typed {
    Reply(Reply),
    Back,
    Stop,
    Why,
    Help,
    Unclear,
}

/// The interview in a terminal.
struct Talk<'a, R> {
    catalog: &'a Catalog,
    words: &'a Words<'a>,
    columns: usize,
    input: &'a mut R,
}

impl<R: BufRead> Talk<'_, R> {
    /// Asks until no question is worth asking or the user stops, then lets the answers be checked.
    fn hold(mut self) -> Result<Answers, Failure> {
        self.say("ask.start")?;
        let mut answers = Answers::none();
        let mut again = None;
        let is_finished = loop {
            let judgement = so_far(&answers, self.catalog);
            let Some(question) = again.take().or_else(|| {
                let ranking = judgement.ranking.as_ref();
                next(&answers, &judgement.gate, ranking, self.catalog).map(|next| next.question)
            }) else {
                break true;
            };
            match self.ask(question, answers.rows().len() + 1, &judgement)? {
                Typed::Reply(reply) => {
                    answers = answers.with(question, reply);
                    self.heed(&judgement, &answers)?;
                }
                Typed::Back => {
                    if let Some((before, last)) = answers.without_last() {
                        (answers, again) = (before, Some(last));
                    } else {
                        again = Some(question);
                    }
                }
                Typed::Stop => break false,
                Typed::Why | Typed::Help | Typed::Unclear => again = Some(question),
            }
        };
        if !is_finished {
            self.say("ask.stopped")?;
            return Ok(answers);
        }
        let ended = self.ended(&answers);
        self.say(ebb_report::text::ended_key(ended))?;
        let answers = self.check(answers)?;
        match self.ended(&answers) {
            Ended::ClearNo | Ended::Danger => Ok(answers),
            Ended::Enough | Ended::NothingMore => self.needs(&answers),
        }
    }

    fn ended(&self, answers: &Answers) -> Ended {
        let judgement = so_far(answers, self.catalog);
        ended(answers, &judgement.gate, judgement.ranking.as_ref(), self.catalog)
    }

    /// Asks what the user wants, and then which of these they will not do without.
    fn needs(&mut self, answers: &Answers) -> Result<Answers, Failure> {
        self.say("ask.needs")?;
        for (at, need) in self.catalog.needs.iter().enumerate() {
            self.option(4, at + 1, &self.words.fill(&need.text, &[]))?;
        }
        let count = self.catalog.needs.len();
        let wanted = self.numbers(answers, count, Importance::Want)?;
        if wanted.needs().is_empty() {
            return Ok(wanted);
        }
        self.say("ask.musts")?;
        self.numbers(&wanted, count, Importance::Must)
    }

    /// Reads numbers of needs until they are understood, and marks them.
    fn numbers(
        &mut self,
        answers: &Answers,
        count: usize,
        importance: Importance,
    ) -> Result<Answers, Failure> {
        loop {
            terminal::print("  > ")?;
            let Some(typed) = typed(self.input)? else { return Ok(answers.clone()) };
            if let Some(marked) = needs::marked(&typed, count, importance, answers) {
                return Ok(marked);
            }
            self.say("ask.needs-unclear")?;
        }
    }

    /// Tells at once what an answer says about safety, with numbers to call.
    fn heed(&mut self, before: &Judgement, answers: &Answers) -> Result<(), Failure> {
        let [told, known] =
            [&so_far(answers, self.catalog), before].map(|it| ebb_report::text::signs(it, self.words));
        if told.len() > known.len() {
            for line in told {
                self.tell(2, &line)?;
            }
            self.help()?;
        }
        Ok(())
    }

    /// Tells who can help where the user is.
    fn help(&mut self) -> Result<(), Failure> {
        let known = ebb_report::help::countries(self.catalog).join(", ");
        self.tell(2, &self.words.line("safety.country", &[("list", &known)]))?;
        terminal::print("  > ")?;
        let typed = typed(self.input)?.unwrap_or_default();
        // A country without lines of its own is told those for anyone.
        let country = ebb_report::help::country(&typed, self.catalog, self.words).unwrap_or(ebb::help::WORLD);
        let lines = ebb_report::help::lines(Some(country), self.catalog, self.words, self.columns);
        terminal::print(&format!("\n{lines}"))
    }

    /// Prints one thing to choose from.
    fn option(&self, indent: usize, number: usize, text: &str) -> Result<(), Failure> {
        let first = format!("{}{number:>2}  ", " ".repeat(indent));
        terminal::print(&hung(&first, &" ".repeat(indent + 4), text, self.columns))
    }

    fn ask(&mut self, index: usize, number: usize, judgement: &Judgement) -> Result<Typed, Failure> {
        let question = &self.catalog.questions[index];
        let first = format!("  {number}. ");
        let later = " ".repeat(first.len());
        let asked = hung(&first, &later, &self.words.fill(&question.text, &[]), self.columns);
        terminal::print(&format!("\n{asked}"))?;
        let is_told = question.touches == Touches::Sensitive && question.place != Place::Safety;
        let sensitive = is_told.then(|| self.words.line("ask.sensitive", &[]));
        let hint = (!question.hint.is_empty()).then(|| self.words.fill(&question.hint, &[]));
        for line in [hint, sensitive].into_iter().flatten() {
            terminal::print(&wrapped(5, &line, self.columns))?;
        }
        let unknown = self.words.line("ask.unknown", &[]);
        let texts = question.answers.iter().map(|answer| self.words.fill(&answer.text, &[])).chain([unknown]);
        for (at, text) in texts.enumerate() {
            self.option(5, at + 1, &text)?;
        }
        loop {
            terminal::print("     > ")?;
            let Some(typed) = typed(self.input)? else { return Ok(Typed::Stop) };
            match understood(&typed, question) {
                Typed::Why => {
                    terminal::print(&wrapped(5, &self.words.fill(&question.why, &[]), self.columns))?;
                    if let Some(so_far) = self.so_far(question, judgement) {
                        terminal::print(&wrapped(5, &so_far, self.columns))?;
                    }
                }
                Typed::Help => self.help()?,
                Typed::Unclear => self.say("ask.choose")?,
                reply @ (Typed::Reply(_) | Typed::Back | Typed::Stop) => return Ok(reply),
            }
        }
    }

    /// Names the two reasons that fit best so far, where something speaks for them and the question is about reasons.
    fn so_far(&self, question: &Question, judgement: &Judgement) -> Option<String> {
        if question.place != Place::Explore || !judgement.looks_for_reasons {
            return None;
        }
        let names: Vec<String> = judgement
            .ranking
            .as_ref()?
            .reasons
            .iter()
            .filter(|ranked| ranked.id != ReasonId::SomethingElse)
            .take(2)
            .filter_map(|ranked| self.catalog.reason(ranked.id))
            .map(|reason| format!("\"{}\"", self.words.fill(&reason.short, &[])))
            .collect();
        Some(self.words.line("ask.so-far", &[("list", &names.join(" / "))]))
    }

    /// Shows all answers and lets one after the other be changed; says what each change moved.
    fn check(&mut self, mut answers: Answers) -> Result<Answers, Failure> {
        let mut is_listed = false;
        loop {
            if !is_listed {
                self.list(&answers)?;
                is_listed = true;
            }
            terminal::print("  > ")?;
            let Some(line) = typed(self.input)?.filter(|line| !line.is_empty()) else { return Ok(answers) };
            let line = line.to_lowercase();
            if matches!(line.as_str(), "q" | "quit" | "stop") {
                return Ok(answers);
            }
            if MORE.contains(&line.as_str()) {
                answers = self.more(answers)?;
                is_listed = false;
                continue;
            }
            let number = line.parse::<usize>().ok();
            let row = number.and_then(|at| answers.rows().get(at.checked_sub(1)?).copied());
            let Some((number, row)) = number.zip(row) else {
                self.say("ask.check-unclear")?;
                continue;
            };
            let before = so_far(&answers, self.catalog);
            if let Typed::Reply(reply) = self.ask(row.question, number, &before)? {
                answers = answers.with(row.question, reply);
                let after = so_far(&answers, self.catalog);
                self.heed(&before, &answers)?;
                if matches!(self.ended(&answers), Ended::Enough | Ended::NothingMore) {
                    self.tell_moved(&before, &after)?;
                }
                is_listed = false;
            }
        }
    }

    /// Prints the answers, each with its question.
    fn list(&self, answers: &Answers) -> Result<(), Failure> {
        self.say(match self.ended(answers) {
            Ended::ClearNo | Ended::Danger => "ask.check-only",
            Ended::Enough | Ended::NothingMore => "ask.check",
        })?;
        for (at, row) in answers.rows().iter().enumerate() {
            let question = &self.catalog.questions[row.question];
            let reply = match row.reply {
                Reply::Chosen(answer) => self.words.fill(&question.answers[answer].text, &[]),
                Reply::Unknown => self.words.line("ask.unknown", &[]),
                Reply::Skipped => self.words.line("ask.skipped", &[]),
            };
            let asked = self.words.fill(&question.text, &[]);
            self.option(4, at + 1, &format!("{asked}  {reply}"))?;
        }
        Ok(())
    }

    /// Asks a few more questions of one who wants to go on, though they would not tell much.
    fn more(&mut self, mut answers: Answers) -> Result<Answers, Failure> {
        match self.ended(&answers) {
            Ended::ClearNo => self.say("ask.clear-no").map(|()| answers),
            Ended::Danger => self.say("ask.danger").map(|()| answers),
            Ended::Enough | Ended::NothingMore => {
                for _ in 0..self.catalog.settings.interview.more {
                    let before = so_far(&answers, self.catalog);
                    let ranking = before.ranking.as_ref();
                    let Some(question) =
                        ranking.and_then(|ranking| most_telling(&answers, ranking, self.catalog))
                    else {
                        self.say("ask.no-more")?;
                        break;
                    };
                    let number = answers.rows().len() + 1;
                    let Typed::Reply(reply) = self.ask(question.question, number, &before)? else { break };
                    answers = answers.with(question.question, reply);
                    self.tell_moved(&before, &so_far(&answers, self.catalog))?;
                }
                Ok(answers)
            }
        }
    }

    /// Says which reason a changed answer moved most.
    fn tell_moved(&self, before: &Judgement, after: &Judgement) -> Result<(), Failure> {
        self.tell(2, &ebb_report::text::moved(before, after, self.catalog, self.words))
    }

    fn say(&self, key: &str) -> Result<(), Failure> {
        self.tell(2, &self.words.line(key, &[]))
    }

    fn tell(&self, indent: usize, text: &str) -> Result<(), Failure> {
        terminal::print(&format!("\n{}", wrapped(indent, text, self.columns)))
    }
}

/// What one types for "I do not know".
const UNKNOWN: [&str; 6] = ["-", "unknown", "dont know", "don't know", "i don't know", "no idea"];

/// Reads what was typed: a number, the first letters of an answer, or one of the words for moving about.
fn understood(typed: &str, question: &Question) -> Typed {
    let lower = typed.to_lowercase().replace('\u{2019}', "'");
    match lower.as_str() {
        "" | "skip" | "s" => return Typed::Reply(Reply::Skipped),
        "back" | "b" => return Typed::Back,
        "q" | "quit" | "stop" | "leave" => return Typed::Stop,
        "?" | "why" => return Typed::Why,
        "help" => return Typed::Help,
        other if UNKNOWN.contains(&other) => return Typed::Reply(Reply::Unknown),
        _ => {}
    }
    let count = question.answers.len();
    if let Ok(number) = lower.parse::<usize>() {
        return match number {
            1.. if number <= count => Typed::Reply(Reply::Chosen(number - 1)),
            _ if number == count + 1 => Typed::Reply(Reply::Unknown),
            _ => Typed::Unclear,
        };
    }
    let mut alike = question
        .answers
        .iter()
        .enumerate()
        .filter(|(_, answer)| answer.id == lower || answer.text.to_lowercase().starts_with(&lower));
    match (alike.next(), alike.next()) {
        (Some((at, _)), None) => Typed::Reply(Reply::Chosen(at)),
        _ => Typed::Unclear,
    }
}
