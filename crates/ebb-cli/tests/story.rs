//! The user's own account as it is read, confirmed and told, in invented stories.

mod running;

use std::path::PathBuf;

use ebb_synth::Regime;
use running::{arg, chat, ebb, ebb_typing, file, folder};

const STORIES: [&str; 4] = ["a-plain-no", "fast-then-quiet", "in-danger", "nothing-to-count"];

fn story(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/stories/{name}.txt"))
}

#[test]
fn four_stories_read_as_they_should() {
    for name in STORIES {
        let run = ebb(["story", arg(&story(name)), "--them", "Alex", "--yes", "--plain"]);
        assert_eq!(run.code, 0, "{name}: {}", run.err);
        insta::assert_snapshot!(name, run.out);
    }
}

#[test]
fn a_number_takes_a_line_out_or_in() {
    let path = story("fast-then-quiet");
    let typing = |typed: &str| {
        ebb_typing(&["story", arg(&path), "--them", "Alex", "--pronouns", "he", "--plain"], typed).out
    };
    let kept = typing("\n");
    assert!(kept.contains("  1 [x] It went fast"), "{kept}");
    let changed = typing("1\n\n");
    assert!(changed.contains("  1 [ ] It went fast"), "{changed}");
    assert_ne!(kept.lines().last(), None);
}

#[test]
fn a_story_can_be_typed() {
    let typed = "He told me he needs some space.\nIt is two weeks ago.\n\n\n";
    let run = ebb_typing(&["story", "--plain"], typed);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("asked for space, or to go slower"), "{}", run.out);
}

#[test]
fn json_names_what_was_understood_and_takes_things_out_and_in() {
    let path = story("fast-then-quiet");
    let run = ebb(["story", arg(&path), "--json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let report: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    let items = report["story"]["understood"].as_array().expect("a list");
    let counted = |report: &serde_json::Value, id: &str| {
        let items = report["story"]["understood"].as_array().expect("a list");
        items.iter().find(|item| item["id"] == id).map(|item| item["counted"].clone())
    };
    assert!(items.iter().all(|item| !item["says"].as_str().expect("words").contains('{')));
    assert_eq!(counted(&report, "asked-for-room"), Some(true.into()));
    assert_eq!(report["story"]["unused"][0], "My cat is called Tom.");
    assert!(report["reasons"].as_array().is_some_and(|reasons| reasons.len() == 12));

    let run = ebb(["story", arg(&path), "--json", "--not", "asked-for-room"]);
    let without: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(counted(&without, "asked-for-room"), Some(false.into()));
    assert_ne!(report["reasons"], without["reasons"]);

    let unknown = ebb(["story", arg(&path), "--json", "--also", "no-such-thing"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("nothing called no-such-thing"), "{}", unknown.err);
}

#[test]
fn a_story_joins_a_chat() {
    let place = folder();
    let chat = file(&place, "chat.txt", chat(3, Regime::Abrupt, 100));
    let told = file(&place, "story.txt", "He told me he is seeing someone else.");
    let json = |arguments: &[&str]| -> serde_json::Value {
        let run = ebb_typing(arguments, "");
        assert_eq!(run.code, 0, "{}", run.err);
        serde_json::from_str(&run.out).expect("JSON")
    };
    let alone = json(&["analyze", arg(&chat), "--me", "Ira", "--json"]);
    let joined = json(&["analyze", arg(&chat), "--me", "Ira", "--json", "--story", arg(&told)]);
    let share = |report: &serde_json::Value| {
        let reasons = report["reasons"].as_array().expect("reasons");
        reasons
            .iter()
            .find(|reason| reason["id"] == "someone-else")
            .and_then(|row| row["probability"].as_f64())
    };
    assert!(share(&joined) > share(&alone), "{:?} {:?}", share(&joined), share(&alone));
    assert_eq!(alone["change"], joined["change"]);
}

#[test]
fn what_cannot_be_read_is_told() {
    let place = folder();
    let missing = ebb(["story", arg(&place.path().join("no.txt")), "--yes"]);
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("cannot read"), "{}", missing.err);
    let binary = ebb(["story", arg(&file(&place, "b.txt", b"a\0b")), "--yes"]);
    assert_eq!(binary.code, 2);
    assert!(binary.err.contains("not plain text"), "{}", binary.err);
    let nobody = ebb(["story", "--yes"]);
    assert_eq!(nobody.code, 2);
    assert!(nobody.err.contains("there is no story"), "{}", nobody.err);
}
