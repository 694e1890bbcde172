//! `ebb serve`: the local page.

use std::process::ExitCode;

use ebb_server::{Loopback, Opening, serve};

use crate::args::Serve;
use crate::failure::Failure;
use crate::{confine, terminal};

pub(crate) fn run(arguments: &Serve) -> Result<ExitCode, Failure> {
    let opening = if arguments.no_open { Opening::Nothing } else { Opening::Browser };
    let place = Loopback { port: arguments.port };
    let announce = |address: &str| {
        // The page works as well where nobody reads the line.
        let _ = terminal::print(&format!("{address}\n"));
        terminal::note(
            "ebb is open on this computer only. The link above works once. To stop, press Ctrl-C.",
        );
    };
    serve(place, opening, ebb_content::catalog()?, announce, confine::to_listener)?;
    terminal::note("Closed. Nothing was kept.");
    Ok(ExitCode::SUCCESS)
}
