//! Holds hints to the program: every command and option that an error, a notice or a piece of advice names is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

mod running;
use running::ebb;

/// Files whose words are shown when something went wrong, or say how to get a chat.
const SPEAKING: &[&str] = &[
    "ebb/src/dyad.rs",
    "ebb-case/src",
    "ebb-cli/src/failure.rs",
    "ebb-import/src",
    "ebb-page/src",
    "ebb-server/src",
    "ebb-store/src",
];
/// Options of other programs, named in steps beside the name of that program.
const OF_OTHERS: &[&str] = &["--format", "--json"];

fn sources(path: &Path, into: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).expect("a folder") {
            sources(&entry.expect("an entry").path(), into);
        }
    } else if path.extension().is_some_and(|ending| ending == "rs") {
        into.push(path.to_owned());
    }
}

/// Returns the words between quotation marks of a source text, comments and tests left out.
fn literals(source: &str) -> String {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let source = lines.collect::<Vec<_>>().join("\n").replace("\\\"", "'");
    source.split('"').skip(1).step_by(2).collect::<Vec<_>>().join("\n")
}

fn options_in(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices("--") {
        let is_start = text[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || "`'(".contains(c));
        let name: String =
            text[at + 2..].chars().take_while(|&c| c.is_ascii_lowercase() || c == '-').collect();
        let name = name.trim_matches('-');
        if is_start && name.len() > 1 {
            found.insert(format!("--{name}"));
        }
    }
    found
}

/// Returns the commands that a help lists.
fn commands_in(help: &str) -> BTreeSet<String> {
    let Some(after) = help.split("Commands:").nth(1) else { return BTreeSet::new() };
    let lines = after.lines().skip(1).take_while(|line| line.starts_with("  "));
    // What a command does may go on in a further line, which stands further in.
    let lines = lines.filter(|line| !line.starts_with("   "));
    let names = lines.filter_map(|line| line.split_whitespace().next().map(str::to_owned));
    names.filter(|name| name != "help").collect()
}

#[test]
fn every_hint_names_commands_and_options_that_are_there() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for place in SPEAKING {
        sources(&root.join(place), &mut files);
    }
    let commands = commands_in(&ebb(["--help"]).out);
    assert!(commands.len() > 10, "{commands:?}");
    let mut known: BTreeSet<String> = OF_OTHERS.iter().map(|&option| option.to_owned()).collect();
    for command in &commands {
        let help = ebb([command.as_str(), "--help"]);
        assert_eq!(help.code, 0, "{command}");
        known.extend(options_in(&help.out));
        for inner in commands_in(&help.out) {
            known.extend(options_in(&ebb([command.as_str(), inner.as_str(), "--help"]).out));
        }
    }
    let (mut named, mut wrong) = (0, Vec::new());
    for file in files {
        let words = literals(&fs::read_to_string(&file).expect("readable"));
        for option in options_in(&words) {
            named += 1;
            if !known.contains(&option) {
                wrong.push(format!("{}: {option}", file.display()));
            }
        }
        for (at, _) in words.match_indices("`ebb ") {
            let rest = words[at + 5..].split('`').next().unwrap_or_default();
            let command = rest.split_whitespace().next().unwrap_or_default();
            named += 1;
            if !commands.contains(command) && !command.starts_with('{') {
                wrong.push(format!("{}: ebb {command}", file.display()));
            }
        }
    }
    assert!(named > 20, "{named}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
