//! `ebb man`: the manual page, from the same definitions as the help.

use std::process::ExitCode;

use clap::CommandFactory;

use crate::args::Arguments;
use crate::failure::Failure;
use crate::terminal;

pub(crate) fn run() -> Result<ExitCode, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Arguments::command())
        .render(&mut page)
        .map_err(Failure::Print)?;
    terminal::print(&String::from_utf8_lossy(&page))?;
    Ok(ExitCode::SUCCESS)
}
