//! The file that is written: whole or not at all, and over nothing that was not meant.
#![cfg(unix)]

mod running;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use ebb_synth::Regime;
use running::{arg, chat, ebb, file, folder};

/// Returns the names in a folder, in order.
fn names(folder: &Path) -> Vec<String> {
    let rows = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        rows.map(|row| row.expect("a row").file_name().into_string().expect("a name")).collect();
    names.sort();
    names
}

#[test]
fn a_file_that_is_there_gives_way_only_when_that_is_said() {
    let folder = folder();
    let path = file(&folder, "chat.txt", chat(3, Regime::Abrupt, 60));
    let report = file(&folder, "report.txt", "of before");
    fs::set_permissions(&report, fs::Permissions::from_mode(0o666)).expect("it is ours");
    let refused = ebb(["analyze", arg(&path), "--me", "Ira", "--times-only", "-o", arg(&report)]);
    assert_eq!(refused.code, 6, "{}", refused.err);
    assert!(refused.err.contains("there already") && refused.err.contains("--force"), "{}", refused.err);
    assert_eq!(fs::read_to_string(&report).expect("it stays"), "of before");
    let run = ebb(["analyze", arg(&path), "--me", "Ira", "--times-only", "-o", arg(&report), "--force"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(fs::read_to_string(&report).expect("a report").contains("Noa"));
    let mode = fs::metadata(&report).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode, 0o600, "others may read the report");
    assert_eq!(names(folder.path()), ["chat.txt", "report.txt"]);
}

#[test]
fn no_name_that_can_be_guessed_is_written_to() {
    let folder = folder();
    let path = file(&folder, "w.part", chat(3, Regime::Abrupt, 60));
    let text = fs::read(&path).expect("the chat");
    let report = folder.path().join("w");
    assert_eq!(ebb(["analyze", arg(&path), "--me", "Ira", "--times-only", "-o", arg(&report)]).code, 0);
    assert_eq!(fs::read(&path).expect("the chat"), text, "the chat was written over");
    assert_eq!(names(folder.path()), ["w", "w.part"]);
}

#[test]
fn inputs_links_and_folders_are_refused_even_by_force() {
    let folder = folder();
    let path = file(&folder, "chat.txt", chat(3, Regime::Abrupt, 60));
    let text = fs::read(&path).expect("the chat");
    let answers = file(&folder, "answers.toml", "");
    let (hard, soft) = (folder.path().join("hard"), folder.path().join("soft"));
    fs::hard_link(&path, &hard).expect("a second name");
    let elsewhere = file(&folder, "diary.txt", "mine");
    symlink(&elsewhere, &soft).expect("a link");
    for target in
        [&path, &answers, &hard, &soft, &folder.path().to_owned(), &Path::new("/dev/null").to_owned()]
    {
        let run = ebb([
            "analyze",
            arg(&path),
            "--me",
            "Ira",
            "--times-only",
            "--answers",
            arg(&answers),
            "--force",
            "-o",
            arg(target),
        ]);
        assert_eq!(run.code, 6, "{}: {}", target.display(), run.err);
    }
    // What lies in a folder that is read is read, too.
    let whole = ebb(["analyze", arg(folder.path()), "--me", "Ira", "--force", "-o", arg(&elsewhere)]);
    assert_eq!(whole.code, 6, "{}", whole.err);
    let saved = ebb(["ask", "--answers", arg(&answers), "--save-answers", arg(&answers), "--force"]);
    assert_eq!(saved.code, 6, "{}", saved.err);
    assert_eq!(fs::read(&path).expect("the chat"), text);
    assert_eq!(fs::read_to_string(&elsewhere).expect("the diary"), "mine");
    assert_eq!(names(folder.path()), ["answers.toml", "chat.txt", "diary.txt", "hard", "soft"]);
}

#[test]
fn what_is_killed_at_any_moment_leaves_a_whole_file() {
    let folder = folder();
    let path = file(&folder, "chat.txt", chat(3, Regime::Abrupt, 60));
    let report = folder.path().join("report.txt");
    let arguments =
        ["analyze", arg(&path), "--me", "Ira", "--times-only", "--quiet", "--force", "-o", arg(&report)];
    let begun = Instant::now();
    assert_eq!(ebb(arguments).code, 0);
    let whole_run = begun.elapsed();
    let new = fs::read_to_string(&report).expect("a report");
    let old = "of before\n".repeat(2_000);
    let mut cut_short = 0;
    for moment in 0..24 {
        fs::write(&report, &old).expect("the file of before");
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("ebb"))
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        std::thread::sleep(Duration::from_secs_f64(whole_run.as_secs_f64() * f64::from(moment) / 22.0));
        let _ = child.kill();
        let ended = child.wait().expect("it ended");
        let found = fs::read_to_string(&report).expect("it is there");
        if !ended.success() {
            cut_short += 1;
        }
        assert!(found == old || found == new, "a file of {} bytes at moment {moment}", found.len());
    }
    assert!(cut_short > 3, "only {cut_short} runs were cut short");
}

#[test]
fn ctrl_c_leaves_nothing_of_a_file_that_was_begun() {
    let folder = folder();
    let kept = folder.path().join("answers.toml");
    // It waits for what is typed, with the file begun.
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("ebb"))
        .args(["ask", "--save-answers", arg(&kept)])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs");
    let begun = Instant::now();
    while names(folder.path()).is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(20), "nothing was begun");
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_millis(200));
    let stopped = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(stopped.expect("a signal").success());
    assert_eq!(child.wait().expect("it ended").code(), Some(130));
    assert!(names(folder.path()).is_empty(), "{:?}", names(folder.path()));
}
