//! `ebb analyze`: who is asked for, what is refused, and how it ends.

mod running;

use std::path::Path;

use ebb_synth::Regime;
use running::{arg, chat, ebb, export, file, folder};
use serde_json::Value;

fn json(path: &Path) -> Value {
    let run = ebb(["analyze", arg(path), "--me", "Ira", "--json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    serde_json::from_str(&run.out).expect("one JSON object")
}

#[test]
fn a_fall_of_the_other_person_is_told() {
    let folder = folder();
    let json = json(&file(&folder, "chat.txt", chat(3, Regime::Abrupt, 100)));
    assert_eq!(json["change"]["found"], true);
    assert_eq!(json["enough"], true);
    let onset = json["change"]["onset"]["date"].as_str().expect("a date");
    assert!(("2026-04-17".."2026-04-24").contains(&onset), "{onset}");
}

#[test]
fn an_unchanged_chat_is_told_as_such() {
    let folder = folder();
    let json = json(&file(&folder, "chat.txt", chat(8, Regime::Stable, 100)));
    assert_eq!(json["change"]["found"], false);
    assert_eq!(json["change"]["onset"], Value::Null);
    assert_eq!(json["question"], Value::Null);
}

#[test]
fn the_json_keeps_every_name_of_the_contract() {
    let folder = folder();
    let json = json(&file(&folder, "chat.txt", chat(3, Regime::Abrupt, 100)));
    for pointer in [
        "/schema",
        "/ebb",
        "/input/formats",
        "/input/messages",
        "/input/ego_messages",
        "/input/alter_messages",
        "/input/from",
        "/input/to",
        "/input/skipped",
        "/input/notices",
        "/enough",
        "/clear_no",
        "/safety",
        "/change/found",
        "/change/who/none",
        "/change/who/alter",
        "/change/who/ego",
        "/change/who/both",
        "/change/kind",
        "/change/onset/date",
        "/change/onset/low",
        "/change/onset/high",
        "/change/onset/level",
        "/change/size/ratio",
        "/change/size/low",
        "/change/size/high",
        "/change/size/level",
        "/change/interest_before",
        "/change/recovered",
        "/change/words",
        "/signals/0/id",
        "/signals/0/role",
        "/signals/0/before",
        "/signals/0/since",
        "/signals/0/ratio",
        "/signals/0/low",
        "/signals/0/high",
        "/silence/since",
        "/silence/hours",
        "/silence/longer_than",
        "/silence/returns",
        "/reasons/0/id",
        "/reasons/0/probability",
        "/reasons/0/low",
        "/reasons/0/high",
        "/reasons/0/dots",
        "/reasons/0/group",
        "/reasons/0/family",
        "/reasons/0/for",
        "/reasons/0/against",
        "/question/id",
        "/question/text",
        "/question/gain",
        "/guidance/track",
        "/guidance/because",
        "/guidance/others",
        "/limits",
    ] {
        assert!(json.pointer(pointer).is_some(), "{pointer} is missing");
    }
    assert_eq!(json["schema"], "ebb.report/2");
    let reasons = json["reasons"].as_array().expect("reasons");
    assert_eq!(reasons.len(), 12);
    let sum = |key: &str| reasons.iter().filter_map(|reason| reason[key].as_f64()).sum::<f64>();
    assert!((sum("probability") - 1.0).abs() < 0.002);
    assert!((sum("dots") - 20.0).abs() < f64::EPSILON);
    let who = &json["change"]["who"];
    let total: f64 = ["none", "alter", "ego", "both"].iter().filter_map(|key| who[key].as_f64()).sum();
    assert!((total - 1.0).abs() < 1e-9);
    assert_eq!(
        json["change"]["found"].as_bool(),
        Some(who["alter"].as_f64().expect("alter") + who["both"].as_f64().expect("both") >= 0.5)
    );
}

#[test]
fn swapping_names_changes_no_number() {
    let folder = folder();
    let one = chat(3, Regime::Abrupt, 100);
    let other = one.replace(" - Noa:", " - X:").replace(" - Ira:", " - Noa:").replace(" - X:", " - Ira:");
    let (one, other) = (file(&folder, "one.txt", one), file(&folder, "other.txt", other));
    let run = |path: &Path, me: &str| {
        let run = ebb(["analyze", arg(path), "--me", me, "--json"]);
        let json: Value = serde_json::from_str(&run.out).expect("JSON");
        json["change"].clone()
    };
    assert_eq!(run(&one, "Ira"), run(&other, "Noa"));
}

#[test]
fn a_name_may_differ_in_case_or_be_the_beginning() {
    let folder = folder();
    let path = file(&folder, "chat.txt", chat(3, Regime::Abrupt, 60));
    for name in ["Ira", "ira", "ir"] {
        assert_eq!(ebb(["analyze", arg(&path), "--me", name, "--json"]).code, 0, "{name}");
    }
    let run = ebb(["analyze", arg(&path), "--me", "Zed", "--json"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("\"Noa\"") && run.err.contains("\"Ira\""), "{}", run.err);
}

#[test]
fn without_a_name_and_a_terminal_the_flags_are_told() {
    let folder = folder();
    let path = file(&folder, "chat.txt", chat(3, Regime::Abrupt, 60));
    let run = ebb(["analyze", arg(&path), "--no-input"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("--me \"Ira\"") && run.err.contains("--me \"Noa\""), "{}", run.err);
}

#[test]
fn what_is_no_chat_of_two_is_refused_with_3() {
    let folder = folder();
    let group = export(&[(0, "Ira", "a"), (1, "Noa", "b"), (2, "Sol", "c"), (3, "Ira", "d")]);
    let alone = export(&[(0, "Ira", "a"), (1, "Ira", "b")]);
    for (name, content, told) in [
        ("group.txt", group.into_bytes(), "3 people write"),
        ("alone.txt", alone.into_bytes(), "only Ira writes"),
        ("empty.txt", Vec::new(), "is empty"),
        ("holiday.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00".to_vec(), "a picture"),
        ("novel.txt", b"It was a dark night.\nThe rain fell.\n".to_vec(), "not an export"),
    ] {
        let run = ebb(["analyze", arg(&file(&folder, name, content)), "--me", "Ira", "--json"]);
        assert_eq!(run.code, 3, "{name}: {}", run.err);
        assert!(run.err.contains(told), "{name}: {}", run.err);
        assert!(run.err.lines().count() >= 2, "a hint says what to do: {}", run.err);
        assert!(run.out.is_empty());
    }
    let run = ebb(["analyze", arg(&folder.path().join("nowhere.txt")), "--me", "Ira"]);
    assert_eq!(run.code, 3);
}

#[test]
fn undecided_dates_are_asked_for_with_two_readings() {
    let folder = folder();
    let text = "03/04/2026, 10:00 - Ira: a\n03/04/2026, 10:01 - Noa: b\n05/04/2026, 09:00 - Ira: c\n";
    let path = file(&folder, "chat.txt", text);
    let run = ebb(["analyze", arg(&path), "--me", "Ira", "--json"]);
    assert_eq!(run.code, 2);
    for told in ["2026-04-03", "2026-03-04", "2026-04-05", "2026-05-04", "--date-order"] {
        assert!(run.err.contains(told), "{told} is not told: {}", run.err);
    }
    assert_eq!(ebb(["analyze", arg(&path), "--me", "Ira", "--json", "--date-order", "dmy"]).code, 0);
}

#[test]
fn too_little_is_an_answer_and_strict_says_4() {
    let folder = folder();
    let path = file(
        &folder,
        "chat.txt",
        export(&[(0, "Ira", "hello"), (7, "Noa", "hi"), (900, "Ira", "how are you?")]),
    );
    let run = ebb(["analyze", arg(&path), "--me", "Ira"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("There is too little here to tell."), "{}", run.out);
    let run = ebb(["analyze", arg(&path), "--me", "Ira", "--json", "--strict"]);
    assert_eq!(run.code, 4);
    let json: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(json["enough"], false);
    assert_eq!(json["change"]["who"]["none"], 0.55);
}

#[test]
fn two_overlapping_exports_say_what_one_whole_says() {
    let folder = folder();
    let whole = chat(3, Regime::Abrupt, 100);
    let lines: Vec<&str> = whole.lines().collect();
    let part = |from: usize, to: usize| lines[from..to].join("\n") + "\n";
    let half = lines.len() / 2;
    let (a, b) =
        (file(&folder, "a.txt", part(0, half + 40)), file(&folder, "b.txt", part(half - 40, lines.len())));
    let whole = file(&folder, "whole.txt", &whole);
    let joined = ebb(["analyze", arg(&b), arg(&a), "--me", "Ira", "--json"]);
    let (joined, whole): (Value, Value) = (serde_json::from_str(&joined.out).expect("JSON"), json(&whole));
    for key in ["change", "signals", "reasons"] {
        assert_eq!(joined[key], whole[key], "{key}");
    }
    assert_eq!(joined["input"]["messages"], whole["input"]["messages"]);
}

#[test]
fn silence_after_the_file_counts_when_now_is_given() {
    let folder = folder();
    let path = file(&folder, "chat.txt", chat(8, Regime::Stable, 100));
    let hours = |run: running::Run| {
        let json: Value = serde_json::from_str(&run.out).expect("JSON");
        json["silence"]["hours"].as_f64().expect("hours")
    };
    let at_end = hours(ebb(["analyze", arg(&path), "--me", "Ira", "--json"]));
    let later = hours(ebb(["analyze", arg(&path), "--me", "Ira", "--json", "--now", "2026-07-20T12:00"]));
    assert!(later > at_end + 24.0 * 30.0, "{at_end} and {later}");
    assert_eq!(ebb(["analyze", arg(&path), "--me", "Ira", "--now", "soon"]).code, 2);
    assert_eq!(ebb(["analyze", arg(&path), "--me", "Ira", "--tz", "Mars/Base"]).code, 2);
}

#[test]
fn a_report_is_saved_where_it_is_asked_for() {
    let folder = folder();
    let path = file(&folder, "chat.txt", chat(3, Regime::Abrupt, 60));
    let report = folder.path().join("report.txt");
    let run = ebb(["analyze", arg(&path), "--me", "Ira", "-o", arg(&report), "--color", "always"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let saved = std::fs::read_to_string(&report).expect("the report");
    assert!(saved.contains("What you can do now") && !saved.contains('\u{1b}'));
    let nowhere = folder.path().join("no/such/folder/report.txt");
    assert_eq!(ebb(["analyze", arg(&path), "--me", "Ira", "-o", arg(&nowhere)]).code, 6);
}

/// Returns a chat in which both write evenly for `days` days and `last` writes the last message.
fn even_chat(days: i64, last: &str) -> String {
    let mut rows: Vec<(i64, &str, &str)> = Vec::new();
    for day in 0..days {
        let (opens, answers) = if day % 2 == 0 { ("Ira", "Noa") } else { ("Noa", "Ira") };
        for (minute, name) in [(540, opens), (548, answers), (551, opens), (1140, answers), (1152, opens)] {
            rows.push((day * 1440 + minute, name, "one two three"));
        }
    }
    rows.push((days * 1440 + 540, last, "one"));
    export(&rows)
}

#[test]
fn a_silence_that_waits_for_the_user_is_not_the_other_persons() {
    let folder = folder();
    let path = file(&folder, "chat.txt", even_chat(80, "Noa"));
    let run = ebb(["analyze", arg(&path), "--me", "Ira", "--now", "2026-07-10T12:00", "--safe", "yes"]);
    assert_eq!(run.code, 0, "{}", run.err);
    for wrong in ["has not written since", "has stopped writing", "treat it as an answer", "Do not write"] {
        assert!(!run.out.contains(wrong), "`{wrong}` is told in:\n{}", run.out);
    }
    assert!(run.out.contains("the last word came from Noa"), "{}", run.out);
}

#[test]
fn a_silence_after_the_user_wrote_is_told_with_the_true_date() {
    let folder = folder();
    let path = file(&folder, "chat.txt", even_chat(80, "Ira"));
    let run = ebb(["analyze", arg(&path), "--me", "Ira", "--now", "2026-07-10T12:00"]);
    assert!(run.out.contains("Noa has not written since 31 May"), "{}", run.out);
    assert!(!run.out.contains("none of your messages is still waiting"), "{}", run.out);
    assert!(run.out.contains("Our rules can miss a no"), "{}", run.out);
    let times = ebb(["analyze", arg(&path), "--me", "Ira", "--times-only"]);
    assert!(times.out.contains("We did not read the words."), "{}", times.out);
}

#[test]
fn a_time_before_the_last_message_is_refused() {
    let folder = folder();
    let path = file(&folder, "chat.txt", even_chat(80, "Ira"));
    let run = ebb(["analyze", arg(&path), "--me", "Ira", "--now", "2026-04-01T12:00"]);
    assert_eq!(run.code, 2, "{}", run.err);
    let run = ebb(["analyze", arg(&path), "--me", "Ira", "--now", "9999-12-30T12:00"]);
    assert_eq!(run.code, 2, "{}", run.err);
}

#[test]
fn the_chat_itself_is_never_overwritten() {
    let folder = folder();
    let text = even_chat(80, "Ira");
    let path = file(&folder, "chat.txt", &text);
    let run = ebb(["analyze", arg(&path), "--me", "Ira", "-o", arg(&path)]);
    assert_eq!(run.code, 6, "{}", run.err);
    assert_eq!(std::fs::read_to_string(&path).expect("the chat"), text);
}

#[test]
fn a_dash_is_standard_input_and_standard_output() {
    let folder = folder();
    let text = chat(3, Regime::Abrupt, 100);
    let from_file = ebb(["analyze", arg(&file(&folder, "chat.txt", &text)), "--me", "Ira", "--quiet"]);
    let piped = running::ebb_typing(&["analyze", "-", "--me", "Ira", "--quiet", "-o", "-"], &text);
    assert_eq!((piped.code, piped.err.as_str()), (0, ""));
    assert_eq!(piped.out, from_file.out);
    // Without a terminal nothing is drawn over itself.
    let talkative = running::ebb_typing(&["analyze", "-", "--me", "Ira"], &text);
    assert!(!talkative.err.contains(['\r', '\u{1b}']), "{}", talkative.err);
    assert!(!Path::new("-").exists(), "a file named - was written");
}

#[test]
fn a_report_takes_its_place_whole_or_not_at_all() {
    let folder = folder();
    let path = file(&folder, "chat.txt", chat(3, Regime::Abrupt, 100));
    let old = file(&folder, "report.txt", "of before");
    assert_eq!(ebb(["analyze", arg(&path), "--me", "Ira", "-o", arg(&old), "--force"]).code, 0);
    assert!(std::fs::read_to_string(&old).expect("a report").contains("Noa has been writing"));
    let names = || {
        let rows = std::fs::read_dir(folder.path()).expect("a folder");
        rows.map(|row| row.expect("a row").file_name().into_string().expect("a name")).collect::<Vec<_>>()
    };
    assert_eq!(names().len(), 2, "{:?}", names());
    // What cannot take its place leaves nothing of it.
    std::fs::create_dir(folder.path().join("taken")).expect("a folder");
    assert_eq!(ebb(["analyze", arg(&path), "--me", "Ira", "-o", arg(&folder.path().join("taken"))]).code, 6);
    assert_eq!(names().len(), 3, "{:?}", names());
}
