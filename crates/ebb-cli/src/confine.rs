//! What a command gives up before it looks at anything of the user's: see `ebb-confine`.

use std::path::{Path, PathBuf};

use ebb_confine::{Needs, Network};

use crate::args::Command;
use crate::output::Output;

/// Gives up everything but reading these files and folders, and giving a file that was begun its place.
///
/// Comes before any thread is started, so that each of them is confined as well.
pub(crate) fn to_files<'a>(files: impl IntoIterator<Item = &'a Path>, output: Option<&Output>) {
    let mut reads: Vec<PathBuf> = Vec::new();
    for file in files {
        // An app keeps its newest messages beside its database.
        let mut log = file.as_os_str().to_owned();
        log.push("-wal");
        reads.extend([file.to_owned(), PathBuf::from(log)]);
    }
    let reads: Vec<&Path> = reads.iter().map(PathBuf::as_path).collect();
    let needs = Needs { reads: &reads, renames_in: output.map(Output::folder), network: Network::Nothing };
    // How far it is held depends on the system, and nothing that a user asked for does.
    let _ = ebb_confine::enter(&needs);
}

/// Gives up everything but reading the files that a command names. Those that write a file, and the page, give up in their
/// own time: when it was begun, and when the port is open.
pub(crate) fn to_named(command: &Command) {
    let named: Vec<&PathBuf> = match command {
        Command::Analyze(_) | Command::Ask(_) | Command::Case(_) | Command::Scrub(_) | Command::Serve(_) => {
            return;
        }
        Command::Silence(silence) => silence.files.iter().collect(),
        Command::Story(story) => story.file.iter().chain(&story.answers).collect(),
        Command::Draft(draft) => draft.check.iter().chain(&draft.answers).collect(),
        Command::Cues(cues) => vec![&cues.file],
        Command::Convert(convert) => convert.files.iter().collect(),
        Command::Demo(_)
        | Command::Formats(_)
        | Command::Explain(_)
        | Command::Completions(_)
        | Command::Man => Vec::new(),
    };
    to_files(named.into_iter().map(PathBuf::as_path), None);
}

/// Gives up everything but taking connections of a browser on this computer.
pub(crate) fn to_listener() {
    let _ = ebb_confine::enter(&Needs { reads: &[], renames_in: None, network: Network::OpenListener });
}
