//! A case that is kept: made, added to a week later, shown, and forgotten; and every way in which it is refused.

mod running;

use std::path::Path;

use running::{Run, arg, ebb_typing, file, folder};
use tempfile::TempDir;

const PASSPHRASE: &str = "kettle umbrella seventeen north\n";
const SECRET: &str = "zanzibar";

/// Runs `ebb case DEED FILE ...` with the passphrase, and then what is typed, on standard input.
fn case(deed: &str, path: &Path, more: &[&str], typed: &str) -> Run {
    let arguments = [&["case", deed, arg(path), "--passphrase-file", "-"], more].concat();
    ebb_typing(&arguments, &format!("{PASSPHRASE}{typed}"))
}

/// Writes the example up to, and without, the first line of a day.
fn example_before(folder: &TempDir, name: &str, day: &str) -> std::path::PathBuf {
    let all = ebb_case::EXAMPLE;
    let end = all.find(day).map_or(all.len(), |at| all[..at].rfind('\n').map_or(0, |line| line + 1));
    assert!(end > 0 && end < all.len(), "the example has no {day}");
    file(folder, name, &all[..end])
}

/// Makes a case of the older part of the example, with its times only.
fn kept(folder: &TempDir) -> std::path::PathBuf {
    let older = example_before(folder, "older.txt", "06/06/2026");
    let path = folder.path().join("ours.case");
    let more =
        ["--keep", "times", "--me", "Dana", "--safe", "yes", "--no-input", "--now", "2026-06-05T09:00"];
    let made = case("new", &path, &[&[arg(&older)], &more[..]].concat(), "");
    assert_eq!(made.code, 0, "{}", made.err);
    assert!(made.err.contains("not one word of the chat"), "{}", made.err);
    assert!(made.err.contains("nobody can open it"), "{}", made.err);
    path
}

#[test]
fn a_week_later_a_newer_export_shows_what_moved() {
    let folder = folder();
    let path = kept(&folder);
    let newer = file(&folder, "newer.txt", ebb_case::EXAMPLE);
    let first = case("show", &path, &["--now", "2026-06-05T10:00"], "");
    assert!(first.out.contains("This is your first look"), "{}", first.out);

    let added = case("add", &path, &[arg(&newer), "--no-input", "--now", "2026-06-13T13:10"], "");
    assert_eq!(added.code, 0, "{}", added.err);
    assert!(added.out.contains("You last looked on 5 June, 8 days ago."), "{}", added.out);
    assert!(added.out.contains("Alex wrote"), "{}", added.out);
    assert!(added.out.contains("What we said then stays as it was."), "{}", added.out);
    assert!(added.out.lines().count() <= 40, "it does not fit on one screen:\n{}", added.out);

    // The same screen, from what was kept alone.
    let shown = case("show", &path, &["--now", "2026-06-13T13:10"], "");
    assert_eq!(shown.out, added.out);

    let opened = case("open", &path, &["--now", "2026-06-13T13:10", "--json"], "");
    assert_eq!(opened.code, 0, "{}", opened.err);
    let report: serde_json::Value = serde_json::from_str(&opened.out).expect("JSON");
    assert_eq!(report["schema"], "ebb.report/2");
    assert_eq!(report["change"]["found"], true);
    // A message that stands in both exports counts once, though none of its words are kept.
    let whole = ["analyze", arg(&newer), "--me", "Dana", "--times-only", "--json"];
    let whole: serde_json::Value = serde_json::from_str(&ebb_typing(&whole, "").out).expect("JSON");
    assert_eq!(report["input"]["messages"], whole["input"]["messages"]);
}

#[test]
fn notes_decisions_days_and_the_end_are_kept() {
    let folder = folder();
    let path = kept(&folder);
    let day = ["--now", "2026-06-05T09:00"];
    let note = case("note", &path, &[&day[..], &["--mood", "low"]].concat(), "I dreamt of zanzibar.\n\n");
    assert_eq!(note.code, 0, "{}", note.err);
    let decided = case("decide", &path, &[&day[..], &["--by", "2026-06-14"]].concat(), "I wait.\n\n");
    assert_eq!(decided.code, 0, "{}", decided.err);
    let shown = case("show", &path, &day, "");
    assert!(shown.out.contains("5 June, a low day: I dreamt of zanzibar."), "{}", shown.out);
    assert!(shown.out.contains("14 June, in 9 days: I wait."), "{}", shown.out);

    let days = case("calendar", &path, &day, "");
    assert!(days.out.contains("DTSTART;VALUE=DATE:20260614"), "{}", days.out);
    assert!(!days.out.contains("wait") && !days.out.contains("Alex") && !days.out.contains("ebb case"));

    let late = case("show", &path, &["--now", "2026-07-20T09:00"], "");
    assert!(late.out.contains("45 days since your first look"), "{}", late.out);
    let end = ["--is", "told-me-why", "--reason", "too-fast", "--now", "2026-07-20T09:00"];
    let told = case("outcome", &path, &end, "");
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.out.contains("Alex told you why."), "{}", told.out);
    let sheet = case("outcome", &path, &["--sheet"], "");
    let read: serde_json::Value = serde_json::from_str(&sheet.out).expect("JSON");
    assert_eq!(read["outcome"], "told-me-why");
    for word in ["Dana", "Alex", SECRET, "2026"] {
        assert!(!sheet.out.contains(word), "{word}: {}", sheet.out);
    }
    no_word_is_on_the_disk(&folder, &["older.txt"]);
}

/// Searches every file of a folder but those that the user put there.
fn no_word_is_on_the_disk(folder: &TempDir, given: &[&str]) {
    for entry in std::fs::read_dir(folder.path()).expect("the folder").flatten() {
        let name = entry.file_name().into_string().expect("a plain name");
        if given.contains(&name.as_str()) {
            continue;
        }
        let bytes = std::fs::read(entry.path()).expect("a file");
        for word in [SECRET, "Dana", "Alex", "I wait", "told-me-why", "case.json"] {
            let stands = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!stands, "{word} stands in {name}");
        }
    }
}

#[test]
fn refusals_say_why_and_change_nothing() {
    let folder = folder();
    let path = kept(&folder);
    let sealed = std::fs::read(&path).expect("the file");

    let other = ebb_typing(&["case", "show", arg(&path), "--passphrase-file", "-"], "another one\n");
    assert_eq!(other.code, 7, "{}", other.err);
    assert!(other.err.contains("the passphrase does not open this file"), "{}", other.err);
    let none = ebb_typing(&["case", "show", arg(&path)], "");
    assert_eq!(none.code, 2, "{}", none.err);

    let cut = file(&folder, "cut.case", &sealed[..sealed.len() - 9]);
    let mut changed = sealed.clone();
    changed[sealed.len() / 2] ^= 1;
    let damaged = file(&folder, "damaged.case", &changed);
    let letter = file(&folder, "letter.case", "dear");
    for there in [&cut, &damaged, &letter] {
        let before = std::fs::read(there).expect("the file");
        for (deed, typed) in [("show", ""), ("open", ""), ("note", "a note\n\n"), ("add", "")] {
            let run = case(deed, there, &[], typed);
            assert_eq!(run.code, 7, "{deed} {}: {}", there.display(), run.err);
        }
        assert_eq!(std::fs::read(there).expect("the file"), before, "it was written over");
    }
    let again = case("new", &path, &["--no-input"], "");
    assert_eq!(again.code, 6, "{}", again.err);
    let place = folder.path().join("weak.case");
    let weak = ["case", "new", arg(&place), "--passphrase-file", "-", "--no-input"];
    let weak = ebb_typing(&weak, "password1\n");
    assert_eq!(weak.code, 2, "{}", weak.err);
    assert_eq!(std::fs::read(&path).expect("the file"), sealed, "it was written over");
    assert_eq!(case("show", &folder.path().join("none.case"), &[], "").code, 3);
}

#[test]
fn a_case_of_ones_own_words_needs_no_chat() {
    let folder = folder();
    let story = file(&folder, "mine.txt", "He told me he met someone else.");
    let path = folder.path().join("ours.case");
    let more = ["--them", "Alex", "--story", arg(&story), "--safe", "yes", "--no-input"];
    let made = case("new", &path, &more, "");
    assert_eq!(made.code, 0, "{}", made.err);
    let opened = case("open", &path, &["--json"], "");
    let report: serde_json::Value = serde_json::from_str(&opened.out).expect("JSON");
    assert_eq!(report["said"][0]["id"], "someone-else", "{}", opened.out);
}

#[test]
fn forgetting_takes_a_yes_and_leaves_nothing() {
    let folder = folder();
    let path = kept(&folder);
    let asked = ebb_typing(&["case", "forget", arg(&path)], "");
    assert_eq!(asked.code, 2, "{}", asked.err);
    assert!(path.exists());
    let gone = ebb_typing(&["case", "forget", arg(&path), "--yes"], "");
    assert_eq!(gone.code, 0, "{}", gone.err);
    assert!(!path.exists());
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("the folder").flatten().collect();
    assert_eq!(left.len(), 1, "only the chat is left: {left:?}");
}

#[cfg(unix)]
#[test]
fn a_case_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder();
    let path = kept(&folder);
    let mode = std::fs::metadata(&path).expect("the file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
