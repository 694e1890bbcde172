//! Help, formats, explanations, completions and the manual page.

mod running;

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use running::ebb;

#[test]
fn help_reads_as_reviewed() {
    insta::assert_snapshot!("ebb", ebb(["--help"]).out);
    insta::assert_snapshot!("analyze", ebb(["analyze", "--help"]).out);
}

#[test]
fn the_version_names_the_build() {
    let run = ebb(["--version"]);
    assert_eq!(run.code, 0);
    let version = env!("CARGO_PKG_VERSION");
    assert!(run.out.starts_with(&format!("ebb {version} (")) && run.out.contains("build"), "{}", run.out);
}

#[cfg(target_os = "linux")]
#[test]
fn ebb_alone_says_where_to_begin_in_a_terminal() {
    let told = Command::new("script")
        .args(["--quiet", "--return", "--command", env!("CARGO_BIN_EXE_ebb"), "/dev/null"])
        .stdin(Stdio::null())
        .output()
        .expect("`script` gives a program a terminal");
    assert!(told.status.success());
    assert!(String::from_utf8_lossy(&told.stdout).contains("ebb demo"));
}

#[test]
fn ebb_alone_opens_the_page_where_there_is_no_terminal() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ebb"))
        // No browser is found there.
        .env("PATH", "")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("ebb");
    let mut line = String::new();
    let told = BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line);
    child.kill().expect("it runs until it is ended");
    child.wait().expect("an end");
    assert!(told.is_ok() && line.starts_with("http://127.0.0.1:") && line.contains("once="), "{line}");
}

#[test]
fn wrong_use_ends_with_2_and_the_nearest_right_one() {
    let run = ebb(["analyse", "chat.zip"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("analyze"), "{}", run.err);
    let run = ebb(["explain", "too-quick"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("ebb explain"), "{}", run.err);
}

#[test]
fn every_reason_and_topic_is_explained() {
    let index = ebb(["explain"]).out;
    let topics: Vec<&str> = index
        .lines()
        .filter(|line| line.starts_with("  "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(topics.len() >= 19, "{index}");
    for topic in topics {
        let run = ebb(["explain", topic]);
        assert_eq!(run.code, 0, "{topic}: {}", run.err);
        assert!(run.out.len() > 80, "{topic}");
        assert!(!run.out.contains('{'), "{topic} has an empty slot: {}", run.out);
    }
}

#[test]
fn formats_are_listed_with_their_steps() {
    let run = ebb(["formats", "--json"]);
    let rows: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let text = ebb(["formats"]).out;
    for row in rows.as_array().expect("a list") {
        assert!(text.contains(row["id"].as_str().expect("an id")));
        assert!(!row["how_to_export"].as_array().expect("steps").is_empty());
    }
}

#[test]
fn completions_and_manual_know_every_command() {
    let manual = ebb(["man"]).out;
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let completions = ebb(["completions", shell]).out;
        for command in
            ["demo", "analyze", "silence", "ask", "story", "serve", "convert", "formats", "explain"]
        {
            assert!(completions.contains(command) && manual.contains(command), "{shell}: {command}");
        }
    }
}
