//! The program `ebb`: arguments in, one call to each step, a report out.

mod answers;
mod args;
mod case_file;
mod commands;
mod confine;
mod failure;
mod input;
mod needs;
mod output;
mod safety;
mod story;
mod terminal;
mod words;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Arguments, Command};
use crate::failure::Failure;

fn main() -> ExitCode {
    ebb_confine::keep_private();
    let arguments = Arguments::parse();
    terminal::choose_color(arguments.color);
    // A fault of ours is told as one, without anything of the chat: the default message of a panic may quote it.
    std::panic::set_hook(Box::new(|_| {}));
    match std::panic::catch_unwind(|| run(&arguments)) {
        Ok(Ok(code)) => code,
        Ok(Err(failure)) => failure.tell(),
        Err(_) => Failure::OurFault.tell(),
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    arguments.command.iter().for_each(confine::to_named);
    match &arguments.command {
        None => commands::start::run(),
        Some(Command::Demo(demo)) => commands::demo::run(demo, &arguments.output()),
        Some(Command::Analyze(analyze)) => commands::analyze::run(analyze, &arguments.output()),
        Some(Command::Silence(silence)) => commands::silence::run(silence, &arguments.output()),
        Some(Command::Ask(ask)) => commands::ask::run(ask, &arguments.output()),
        Some(Command::Story(story)) => commands::story::run(story, &arguments.output()),
        Some(Command::Draft(draft)) => commands::draft::run(draft, &arguments.output()),
        Some(Command::Cues(cues)) => commands::cues::run(cues),
        Some(Command::Convert(convert)) => commands::convert::run(convert),
        Some(Command::Scrub(scrub)) => commands::scrub::run(scrub, &arguments.output()),
        Some(Command::Case(case)) => commands::case::run(case, &arguments.output()),
        Some(Command::Serve(serve)) => commands::serve::run(serve),
        Some(Command::Formats(formats)) => commands::formats::run(formats),
        Some(Command::Explain(explain)) => commands::explain::run(explain, &arguments.output()),
        Some(Command::Completions(shell)) => commands::completions::run(shell),
        Some(Command::Man) => commands::man::run(),
    }
}
