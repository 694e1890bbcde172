//! `ebb` alone: where to begin.

use std::process::ExitCode;

use std::io::IsTerminal as _;

use crate::args::Serve;
use crate::commands::serve;
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
    // A double click gives no terminal; then the page is what was meant.
    if opened_without_terminal() {
        return serve::run(&Serve { port: 0, no_open: false });
    }
    terminal::print(BEGIN)?;
    Ok(ExitCode::SUCCESS)
}

/// Returns whether nothing of a terminal is there: a pipe on one side still is someone's use of the program.
fn opened_without_terminal() -> bool {
    let has_desktop = cfg!(any(windows, target_os = "macos"))
        || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    has_desktop
        && !std::io::stdin().is_terminal()
        && !std::io::stdout().is_terminal()
        && !std::io::stderr().is_terminal()
}
