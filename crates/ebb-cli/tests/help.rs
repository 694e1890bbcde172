//! Help, formats, explanations, completions and the manual page.

mod running;

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

#[test]
fn ebb_alone_says_where_to_begin() {
    let run = ebb([]);
    assert_eq!(run.code, 0);
    assert!(run.out.contains("ebb demo"));
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
