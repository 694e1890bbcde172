//! `ebb scrub`: the same file without its words, to attach to a report of a fault.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use ebb_import::{ImportError, ReadSettings, scrub};
use ebb_report::words::printable;

use crate::args::{OutputSettings, Scrub};
use crate::failure::Failure;
use crate::output::Output;
use crate::{confine, terminal};

pub(crate) fn run(asked: &Scrub, settings: &OutputSettings) -> Result<ExitCode, Failure> {
    let path = asked.output.clone().unwrap_or_else(|| match asked.file.extension() {
        // The name of the file may be a person's, so none of it is taken over.
        Some(ending) => PathBuf::from("scrubbed").with_extension(ending),
        None => PathBuf::from("scrubbed"),
    });
    let output = (path.as_os_str() != crate::input::STANDARD)
        .then(|| Output::begin(&path, &[&asked.file], asked.over.replacing()))
        .transpose()?;
    confine::to_files([asked.file.as_path()], output.as_ref());
    output.iter().for_each(Output::tidy_when_stopped);
    let name = asked.file.file_name().unwrap_or(asked.file.as_os_str()).to_string_lossy().into_owned();
    let bytes =
        fs::read(&asked.file).map_err(|cause| ImportError::Unreadable { name: name.clone(), cause })?;
    let reading = ReadSettings {
        date_order: asked.date_order.map(crate::args::WrittenOrder::order),
        ..ReadSettings::automatic()
    };
    let scrubbed = scrub(&name, bytes, &reading)?;
    match output {
        Some(output) => output.finish(&scrubbed.bytes)?,
        None => io::stdout().lock().write_all(&scrubbed.bytes).map_err(Failure::Print)?,
    }
    terminal::remark(
        settings,
        &format!(
            "Wrote {}: {} messages, as many as before.",
            printable(&path.display().to_string()),
            scrubbed.messages
        ),
    );
    if scrubbed.left_out > 0 {
        terminal::remark(settings, &format!("{} files that are no chat were left out.", scrubbed.left_out));
    }
    terminal::remark(
        settings,
        "Letters and numbers are replaced. Times, marks and emoji stay. Look at it before you send it.",
    );
    Ok(ExitCode::SUCCESS)
}
