//! The gate in the program: what is held back is in no output, and one answer opens what waits for it.

mod running;

use std::path::{Path, PathBuf};

use ebb_synth::Regime;
use running::{arg, chat, ebb, ebb_typing, file, folder};
use serde_json::Value;
use tempfile::TempDir;

/// Lines of Noa's at the end of some days of a chat in which Noa falls silent about 20 April.
fn fallen(folder: &TempDir, lines: &[(&str, &str)]) -> PathBuf {
    let mut rows: Vec<String> = chat(3, Regime::Abrupt, 100).lines().map(str::to_owned).collect();
    for (day, words) in lines {
        let last = rows.iter().rposition(|row| row.starts_with(day)).expect("somebody wrote on that day");
        let time = rows[last][..17].to_owned();
        rows.insert(last + 1, format!("{time} - Noa: {words}"));
    }
    file(folder, "chat.txt", rows.join("\n") + "\n")
}

const DIRECT: (&str, &str) = ("01/05/2026", "Please do not contact me again. It is over between us.");
const SOFT: (&str, &str) = ("01/05/2026", "sorry, i am not ready to date anyone right now");
const LATER: &str = "2026-06-25T12:00";

fn json(command: &str, path: &Path, more: &[&str]) -> Value {
    let run = ebb_typing(&[&[command, arg(path), "--me", "Ira", "--json"], more].concat(), "");
    assert_eq!(run.code, 0, "{}", run.err);
    serde_json::from_str(&run.out).expect("one JSON object")
}

fn texts(path: &Path, more: &[&str]) -> [String; 3] {
    let analyze = ["analyze", arg(path), "--me", "Ira", "--plain", "--now", LATER];
    let silence = ["silence", arg(path), "--me", "Ira", "--plain", "--now", LATER];
    let html = [&analyze[..], &["--format", "html"]].concat();
    [&analyze[..], &html, &silence].map(|arguments| ebb_typing(&[arguments, more].concat(), "").out)
}

/// What stands only where reasons are told, and only where a return is forecast.
const OF_REASONS: [&str; 2] = ["Could fit", "Going by silences"];

#[test]
fn after_a_plain_no_no_output_holds_a_reason_a_question_or_a_forecast() {
    let folder = folder();
    let path = fallen(&folder, &[DIRECT]);
    for more in [&[][..], &["--reasons"], &["--safe", "yes"], &["--safe", "yes", "--reasons"]] {
        let told = json("analyze", &path, &[&["--now", LATER], more].concat());
        assert_eq!(told["gate"]["state"], "hold", "{more:?}");
        assert!(told["gate"]["because"].as_array().is_some_and(|rows| rows.contains(&"no-direct".into())));
        for closed in
            ["/reasons", "/families", "/lead_flips", "/question", "/silence/returns", "/guidance/send"]
        {
            assert_eq!(told.pointer(closed), Some(&Value::Null), "{closed} {more:?}");
        }
        assert_eq!(told["guidance"]["track"], "let-go");
        let silence = json("silence", &path, &[&["--now", LATER], more].concat());
        for closed in ["/silence/returns", "/silence/longer_than", "/silence/usual_hours"] {
            assert_eq!(silence.pointer(closed), Some(&Value::Null), "{closed} {more:?}");
        }
        assert_eq!(silence["silence"]["why_not"], "held");
        for text in texts(&path, more) {
            assert!(text.contains("has said no"), "{text}");
            for closed in OF_REASONS {
                assert!(!text.contains(closed), "`{closed}` {more:?}:\n{text}");
            }
        }
    }
}

#[test]
fn after_a_no_for_now_reasons_are_told_to_who_asks_and_that_is_said() {
    let folder = folder();
    let path = fallen(&folder, &[SOFT]);
    let closed = json("analyze", &path, &["--now", LATER]);
    assert_eq!((closed["gate"]["state"].as_str(), &closed["reasons"]), (Some("hold"), &Value::Null));
    assert_eq!(closed["gate"]["because"], serde_json::json!(["no-soft"]));
    let asked = json("analyze", &path, &["--now", LATER, "--reasons"]);
    assert_eq!(asked["reasons"].as_array().map(Vec::len), Some(12));
    assert_eq!(asked["gate"]["reasons_asked"], true);
    for still in ["/question", "/silence/returns", "/guidance/send"] {
        assert_eq!(asked.pointer(still), Some(&Value::Null), "{still}");
    }
    let [text, html, _] = texts(&path, &[]);
    assert!(text.contains("add --reasons") && !text.contains("Could fit") && !html.contains("Could fit"));
    for text in &texts(&path, &["--reasons"])[..2] {
        assert!(text.contains("Could fit") && text.contains("You asked for the reasons"), "{text}");
    }
}

#[test]
fn one_answer_opens_what_waits_for_it() {
    let folder = folder();
    let path = fallen(&folder, &[]);
    let state = |more: &[&str]| {
        let told = json("analyze", &path, more);
        let track = told["guidance"]["track"].as_str().expect("a track").to_owned();
        (told["gate"]["state"].as_str().expect("a state").to_owned(), told["gate"]["because"].clone(), track)
    };
    let (asks, because, track) = state(&[]);
    assert_eq!((asks.as_str(), because), ("ask-first", serde_json::json!(["safety-not-asked"])));
    assert_ne!(track, "talk");
    let (asks, because, _) = state(&["--times-only"]);
    assert_eq!(
        (asks.as_str(), because),
        ("ask-first", serde_json::json!(["words-not-read", "safety-not-asked"]))
    );
    assert_eq!(state(&["--safe", "yes"]).0, "open");
    assert_eq!(state(&["--safe", "yes", "--times-only"]).0, "open");
    assert_eq!(state(&["--safe", "unsure"]).0, "ask-first");
    let (holds, because, track) = state(&["--safe", "no"]);
    assert_eq!((holds.as_str(), because), ("hold", serde_json::json!(["no-direct", "danger"])));
    assert_eq!(track, "get-help");
    let answers = file(&folder, "answers.toml", "afraid = \"no\"\nasked-to-stop = \"no\"\n");
    assert_eq!(state(&["--answers", arg(&answers)]).0, "open");
    let text = ebb(["analyze", arg(&path), "--me", "Ira", "--plain"]).out;
    assert!(text.contains("One thing first") && text.contains("--safe yes"), "{text}");
    let open = ebb(["analyze", arg(&path), "--me", "Ira", "--plain", "--safe", "yes"]).out;
    assert!(!open.contains("One thing first"), "{open}");
}

#[test]
fn a_story_that_nobody_could_read_waits_for_an_answer() {
    let folder = folder();
    let path = file(
        &folder,
        "story.txt",
        "Ci siamo conosciuti a marzo e ci vedevamo ogni settimana. A giugno ha smesso di scrivermi e non so perché.",
    );
    let told = |more: &[&str]| -> Value {
        let run = ebb_typing(&[&["story", arg(&path), "--json"], more].concat(), "");
        serde_json::from_str(&run.out).expect("one JSON object")
    };
    let because = serde_json::json!(["words-not-read", "safety-not-asked"]);
    assert_eq!(told(&[])["gate"]["because"], because);
    assert_eq!(told(&["--safe", "yes"])["gate"]["state"], "open");
}
