//! `ebb ask`: the interview, and what its answers say.

use std::io::{BufRead, Write as _};
use std::process::ExitCode;

use ebb::catalog::Catalog;
use ebb::dyad::ByRole;
use ebb::heard::{Heard, NoStrength};
use ebb::interview::{Answers, Reply, most_telling, next};
use ebb::judgement::{Judgement, judge};
use ebb::question::{Question, Touches};
use ebb::reason::ReasonId;
use ebb_report::{Pronouns, Words};

use crate::answers;
use crate::args::{Ask, OutputSettings};
use crate::failure::Failure;
use crate::{needs, terminal};

pub(crate) fn run(ask: &Ask, settings: &OutputSettings) -> Result<ExitCode, Failure> {
    let catalog = ebb_content::catalog()?;
    let pronouns =
        Pronouns::named(&ask.pronouns).ok_or_else(|| Failure::Pronouns { name: ask.pronouns.clone() })?;
    let given = ask.answers.as_deref().map(|path| answers::read(path, &catalog)).transpose()?;
    let mut input = std::io::stdin().lock();
    let is_asking = !ask.json && !ask.no_input && given.is_none();
    let name = match &ask.them {
        Some(name) => name.clone(),
        None if is_asking => asked_name(&mut input, &catalog)?,
        None => UNNAMED.to_owned(),
    };
    let names = ByRole { alter: name, ego: "you".to_owned() };
    let words = Words::new(&catalog, &names, pronouns, 0);
    let answers = match given {
        Some(answers) => answers,
        None if is_asking => Talk { catalog: &catalog, words: &words, input: &mut input }.hold()?,
        None => return Err(Failure::NoAnswers),
    };
    let judgement = judged(&answers, &catalog);
    if let Some(path) = &ask.save_answers {
        save(path, &answers, &catalog)?;
    }
    let report = if ask.json {
        ebb_report::json::judgement_report(&judgement, &catalog, &words, env!("CARGO_PKG_VERSION"))
            .map_err(|_| Failure::OurFault)?
    } else {
        ebb_report::text::judgement_report(&judgement, &catalog, &words, &terminal::style(settings))
    };
    terminal::print(&report)?;
    Ok(ExitCode::SUCCESS)
}

/// What the other person is called where no name was given.
const UNNAMED: &str = "the other person";

/// What one types to be asked a few questions more.
const MORE: [&str; 2] = ["more", "m"];

fn judged(answers: &Answers, catalog: &Catalog) -> Judgement {
    judge(None, &Heard::nothing(), answers, catalog)
}

/// Writes the answers in the form in which they are read.
fn save(path: &std::path::Path, answers: &Answers, catalog: &Catalog) -> Result<(), Failure> {
    let lines = answers.rows().iter().filter_map(|row| {
        let question = catalog.questions.get(row.question)?;
        Some(format!("{} = \"{}\"\n", question.id, question.reply_id(row.reply)?))
    });
    let needs = answers.needs().iter().filter_map(|marked| {
        Some(format!("{} = \"{}\"\n", catalog.needs.get(marked.need)?.id, marked.importance.id()))
    });
    let needs: String = needs.collect();
    let heading = if needs.is_empty() { "" } else { "\n[needs]\n" };
    crate::commands::analyze::save(path, &format!("{}{heading}{needs}", lines.collect::<String>()))
        .map_err(|cause| Failure::Save { path: path.to_owned(), cause })
}

/// Asks what to call the other person.
fn asked_name(input: &mut impl BufRead, catalog: &Catalog) -> Result<String, Failure> {
    let nobody = ByRole { alter: UNNAMED.to_owned(), ego: "you".to_owned() };
    let words = Words::new(catalog, &nobody, Pronouns::they(), 0);
    terminal::print(&format!("\n  {}\n  > ", words.line("ask.name", &[])))?;
    let typed = typed(input)?.unwrap_or_default();
    Ok(if typed.is_empty() { UNNAMED.to_owned() } else { typed })
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
    input: &'a mut R,
}

impl<R: BufRead> Talk<'_, R> {
    /// Asks until no question is worth asking or the user stops, then lets the answers be checked.
    fn hold(mut self) -> Result<Answers, Failure> {
        self.say("ask.start")?;
        let mut answers = Answers::none();
        let mut again = None;
        let is_finished = loop {
            let judgement = judged(&answers, self.catalog);
            let Some(question) = again
                .take()
                .or_else(|| next(&answers, &judgement.ranking, self.catalog).map(|next| next.question))
            else {
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
        let is_no = answers.clear_no(self.catalog) == Some(NoStrength::Direct);
        self.say(if is_no { "ask.clear-no" } else { "ask.enough" })?;
        let answers = self.check(answers)?;
        if is_no { Ok(answers) } else { self.needs(answers) }
    }

    /// Asks what the user wants, and what they will not do without.
    fn needs(&mut self, answers: Answers) -> Result<Answers, Failure> {
        self.say("ask.needs")?;
        for (at, need) in self.catalog.needs.iter().enumerate() {
            terminal::print(&format!("    {:>2}  {}\n", at + 1, self.words.fill(&need.text, &[])))?;
        }
        loop {
            terminal::print("  > ")?;
            let Some(typed) = typed(self.input)? else { return Ok(answers) };
            if let Some(marked) = needs::marked(&typed, self.catalog.needs.len(), &answers) {
                return Ok(marked);
            }
            self.say("ask.needs-unclear")?;
        }
    }

    /// Tells at once what an answer says about safety.
    fn heed(&self, before: &Judgement, answers: &Answers) -> Result<(), Failure> {
        let after = judged(answers, self.catalog);
        if after.safety.len() > before.safety.len() {
            for line in ebb_report::text::warnings(&after, self.words) {
                terminal::print(&format!("\n  {line}\n"))?;
            }
        }
        Ok(())
    }

    fn ask(&mut self, index: usize, number: usize, judgement: &Judgement) -> Result<Typed, Failure> {
        let question = &self.catalog.questions[index];
        terminal::print(&format!("\n  {number}. {}\n", self.words.fill(&question.text, &[])))?;
        let sensitive =
            (question.touches == Touches::Sensitive).then(|| self.words.line("ask.sensitive", &[]));
        let hint = (!question.hint.is_empty()).then(|| self.words.fill(&question.hint, &[]));
        for line in [hint, sensitive].into_iter().flatten() {
            terminal::print(&format!("     {line}\n"))?;
        }
        let unknown = self.words.line("ask.unknown", &[]);
        let texts = question.answers.iter().map(|answer| self.words.fill(&answer.text, &[])).chain([unknown]);
        for (at, text) in texts.enumerate() {
            terminal::print(&format!("     {}  {text}\n", at + 1))?;
        }
        loop {
            terminal::print("     > ")?;
            let Some(typed) = typed(self.input)? else { return Ok(Typed::Stop) };
            match understood(&typed, question) {
                Typed::Why => {
                    terminal::print(&format!("     {}\n", self.words.fill(&question.why, &[])))?;
                    terminal::print(&format!("     {}\n", self.so_far(judgement)))?;
                }
                Typed::Help => self.say("safety.lines")?,
                Typed::Unclear => self.say("ask.choose")?,
                reply @ (Typed::Reply(_) | Typed::Back | Typed::Stop) => return Ok(reply),
            }
        }
    }

    /// Names the two reasons that fit best so far.
    fn so_far(&self, judgement: &Judgement) -> String {
        let names: Vec<String> = judgement
            .ranking
            .reasons
            .iter()
            .filter(|ranked| ranked.id != ReasonId::SomethingElse)
            .take(2)
            .filter_map(|ranked| self.catalog.reason(ranked.id))
            .map(|reason| format!("\"{}\"", self.words.fill(&reason.short, &[])))
            .collect();
        self.words.line("ask.so-far", &[("list", &names.join(" / "))])
    }

    /// Shows all answers and lets one after the other be changed; says what each change moved.
    fn check(&mut self, mut answers: Answers) -> Result<Answers, Failure> {
        loop {
            self.say("ask.check")?;
            for (at, row) in answers.rows().iter().enumerate() {
                let question = &self.catalog.questions[row.question];
                let reply = match row.reply {
                    Reply::Chosen(answer) => self.words.fill(&question.answers[answer].text, &[]),
                    Reply::Unknown => self.words.line("ask.unknown", &[]),
                    Reply::Skipped => self.words.line("ask.skipped", &[]),
                };
                let asked = self.words.fill(&question.text, &[]);
                terminal::print(&format!("    {:>2}  {asked}  {reply}\n", at + 1))?;
            }
            terminal::print("  > ")?;
            let Some(line) = typed(self.input)?.filter(|line| !line.is_empty()) else { return Ok(answers) };
            if MORE.contains(&line.to_lowercase().as_str()) {
                answers = self.more(answers)?;
                continue;
            }
            let row =
                line.parse::<usize>().ok().and_then(|at| answers.rows().get(at.checked_sub(1)?).copied());
            let Some(row) = row else { continue };
            let before = judged(&answers, self.catalog);
            if let Typed::Reply(reply) = self.ask(row.question, 0, &before)? {
                answers = answers.with(row.question, reply);
                let after = judged(&answers, self.catalog);
                self.heed(&before, &answers)?;
                self.tell_moved(&before, &after)?;
            }
        }
    }

    /// Asks a few more questions of one who wants to go on, though they would not tell much.
    fn more(&mut self, mut answers: Answers) -> Result<Answers, Failure> {
        if answers.clear_no(self.catalog) == Some(NoStrength::Direct) {
            self.say("ask.clear-no")?;
            return Ok(answers);
        }
        for _ in 0..self.catalog.settings.interview.more {
            let before = judged(&answers, self.catalog);
            let Some(question) = most_telling(&answers, &before.ranking, self.catalog) else {
                self.say("ask.no-more")?;
                break;
            };
            let number = answers.rows().len() + 1;
            let Typed::Reply(reply) = self.ask(question.question, number, &before)? else { break };
            answers = answers.with(question.question, reply);
            self.tell_moved(&before, &judged(&answers, self.catalog))?;
        }
        Ok(answers)
    }

    /// Says which reason a changed answer moved most.
    fn tell_moved(&self, before: &Judgement, after: &Judgement) -> Result<(), Failure> {
        let text = ebb_report::text::moved(before, after, self.catalog, self.words);
        terminal::print(&format!("\n  {text}\n"))
    }

    fn say(&self, key: &str) -> Result<(), Failure> {
        terminal::print(&format!("\n  {}\n", self.words.line(key, &[])))
    }
}

/// Reads what was typed: a number, the first letters of an answer, or one of the words for moving about.
fn understood(typed: &str, question: &Question) -> Typed {
    let lower = typed.to_lowercase();
    match lower.as_str() {
        "" => return Typed::Reply(Reply::Skipped),
        "back" | "b" => return Typed::Back,
        "q" | "quit" | "stop" => return Typed::Stop,
        "?" | "why" => return Typed::Why,
        "help" => return Typed::Help,
        "-" | "unknown" => return Typed::Reply(Reply::Unknown),
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
