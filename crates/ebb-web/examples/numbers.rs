//! Prints the numbers of a chat as a browser would save them: `numbers FILE NAME`.
//!
//! It goes through the same session as a browser does, built for this computer. So a test can hold what a browser
//! says to it, figure by figure.

use std::process::ExitCode;

use ebb_page::visit::Upload;
use ebb_web::{Answer, Kind, Next, Request, Session};
use jiff::Timestamp;
use jiff::tz::TimeZone;

fn ask(session: &mut Session, kind: Kind, path: &str, fields: &[(&str, &str)]) -> Answer {
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let request =
        Request { kind, path: path.to_owned(), fields, at: Timestamp::UNIX_EPOCH, zone: TimeZone::UTC };
    let answer = session.answer(request);
    if answer.next == Next::Work { session.work() } else { answer }
}

/// Returns the number that the page of people gives to a name.
fn place(people: &str, name: &str) -> Option<String> {
    let before = people.split_once(&format!(">{name}"))?.0;
    let (_, last) = before.rsplit_once("value=\"")?;
    Some(last.split_once('"')?.0.to_owned())
}

#[expect(clippy::print_stdout, reason = "what it is for")]
fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(path), Some(name)) = (arguments.next(), arguments.next()) else { return ExitCode::from(2) };
    let (Ok(catalog), Ok(bytes)) = (ebb_content::catalog(), std::fs::read(&path)) else {
        return ExitCode::FAILURE;
    };
    let mut session = Session::new(catalog);
    session.hand(Upload { name: path.rsplit('/').next().unwrap_or_default().to_owned(), bytes });
    ask(&mut session, Kind::Add, "/add", &[]);
    let people = ask(&mut session, Kind::Show, "/who", &[]).body;
    let Some(me) = place(&people, &name) else { return ExitCode::from(3) };
    ask(&mut session, Kind::Do, "/who", &[("me", &me), ("pronouns", "they")]);
    let saved = ask(&mut session, Kind::Do, "/save", &[("for", "numbers")]);
    if saved.name.is_none() {
        return ExitCode::from(3);
    }
    println!("{}", saved.body);
    ExitCode::SUCCESS
}
