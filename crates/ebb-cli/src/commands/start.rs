//! `ebb` alone: where to begin, or the page where there is no terminal to say it in.

use std::process::ExitCode;

use super::serve;
use crate::args::Serve;
use crate::failure::Failure;
use crate::terminal;

const BEGIN: &str = "\
ebb - when someone you were dating goes quiet
See what changed, what may be behind it, and what you can do now.
Everything stays on this computer.

  ebb serve                         open ebb in your browser (easiest)
  ebb demo                          see an example
  ebb analyze chat.zip --me NAME    look at a chat file
  ebb formats                       how to get a chat file
  ebb explain                       what the answers mean

More: ebb --help
";

pub(crate) fn run() -> Result<ExitCode, Failure> {
    // A double click gives no terminal. The page is then all that can be seen.
    if !terminal::is_there() {
        return serve::run(&Serve { port: 0, no_open: false });
    }
    terminal::print(BEGIN)?;
    Ok(ExitCode::SUCCESS)
}
