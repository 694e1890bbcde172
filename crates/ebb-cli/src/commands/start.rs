//! `ebb` alone: where to begin.

use std::process::ExitCode;

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
    terminal::print(BEGIN)?;
    Ok(ExitCode::SUCCESS)
}
