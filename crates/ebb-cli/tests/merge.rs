//! One relationship over several files and apps: what is joined, what is told about it, and what is refused.

mod running;

use std::fmt::Write as _;

use running::{Run, arg, ebb, export, file, folder};
use serde_json::Value;

const MINUTES_A_DAY: i64 = 1440;
/// Rows of a chat: minute since the start, who, what.
type Rows = Vec<(i64, &'static str, String)>;

/// Days `from..to` of a chat with five messages a day.
fn days(from: i64, to: i64, ego: &'static str, alter: &'static str) -> Rows {
    let mut rows = Vec::new();
    for day in from..to {
        for turn in 0..5 {
            let minute = day * MINUTES_A_DAY + 9 * 60 + turn * 97;
            rows.push((minute, if turn % 2 == 0 { ego } else { alter }, format!("day {day} turn {turn}")));
        }
    }
    rows
}

fn whatsapp(rows: &Rows) -> String {
    let rows: Vec<(i64, &str, &str)> =
        rows.iter().map(|(at, who, what)| (*at, *who, what.as_str())).collect();
    export(&rows)
}

/// The same rows as an SMS backup, to the second. Ira is who made it.
fn sms(rows: &Rows, number: &str, contact: &str) -> String {
    // Midnight of 13 March 2026, UTC.
    const START: i64 = 1_773_360_000;
    let mut xml = format!(
        "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<smses count=\"{}\">\n",
        rows.len()
    );
    for (minute, who, what) in rows {
        let (kind, millis) = (if *who == "Ira" { 2 } else { 1 }, (START + minute * 60 + 7) * 1000);
        writeln!(
            xml,
            "<sms protocol=\"0\" address=\"{number}\" date=\"{millis}\" type=\"{kind}\" subject=\"null\" body=\"{what}\" \
             contact_name=\"{contact}\" />"
        )
        .expect("a string takes everything");
    }
    xml + "</smses>\n"
}

fn json(run: &Run) -> Value {
    assert_eq!(run.code, 0, "{}", run.err);
    serde_json::from_str(&run.out).expect("one JSON object")
}

fn notices(json: &Value, kind: &str) -> Vec<String> {
    let all = json["input"]["notices"].as_array().expect("a list");
    let of_kind = all.iter().filter(|notice| notice["kind"] == kind);
    of_kind.map(|notice| notice["text"].as_str().expect("words").to_owned()).collect()
}

#[test]
fn minutes_and_seconds_of_overlapping_files_meet() {
    let folder = folder();
    let chat = file(&folder, "chat.txt", whatsapp(&days(0, 40, "Ira", "Noa")));
    let backup = file(&folder, "sms.xml", sms(&days(30, 60, "Ira", "Noa"), "+15550001234", "Noa"));
    let run = ebb(["analyze", arg(&chat), arg(&backup), "--me", "Ira", "--tz", "UTC", "--json"]);
    let json = json(&run);
    assert_eq!(json["input"]["messages"], 60 * 5);
    let files = json["input"]["files"].as_array().expect("a list");
    assert_eq!(files.len(), 2);
    assert_eq!(
        (&files[1]["messages"], &files[1]["already_there"], &files[1]["added"]),
        (&150.into(), &50.into(), &100.into())
    );
    let told = notices(&json, "files-joined");
    assert!(told[1].contains("150 messages. 50 were there already, 100 are new."), "{told:?}");
}

#[test]
fn a_move_from_one_app_to_another_is_seen() {
    let folder = folder();
    let chat = file(&folder, "chat.txt", whatsapp(&days(0, 40, "Ira", "Noa")));
    let backup = file(&folder, "sms.xml", sms(&days(40, 80, "Ira", "Noa"), "+15550001234", "Noa"));
    let run = ebb(["analyze", arg(&chat), arg(&backup), "--me", "Ira", "--tz", "UTC", "--json"]);
    let json = json(&run);
    assert_eq!(json["change"]["found"], false);
    assert_eq!(json["input"]["messages"], 80 * 5);
    let told = notices(&json, "moved-app");
    assert!(told.len() == 1 && told[0].contains("2026-04-2"), "{told:?}");
    let limits = json["limits"].as_array().expect("a list");
    assert!(!limits.contains(&"files-share-nothing".into()), "{limits:?}");
}

#[test]
fn strangers_are_refused_with_the_way_out() {
    let folder = folder();
    let chat = file(&folder, "chat.txt", whatsapp(&days(0, 20, "Ira", "Noa")));
    let backup = file(&folder, "sms.xml", sms(&days(20, 40, "Ira", "Noa"), "+15550001234", "(Unknown)"));
    let refused = ebb(["analyze", arg(&chat), arg(&backup), "--me", "Ira", "--tz", "UTC", "--json"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(refused.err.contains("--alter-also \"+15550001234\""), "{}", refused.err);
    let run = ebb([
        "analyze",
        arg(&chat),
        arg(&backup),
        "--me",
        "Ira",
        "--tz",
        "UTC",
        "--json",
        "--alter-also",
        "+15550001234",
    ]);
    let json = json(&run);
    assert_eq!((&json["input"]["messages"], &json["input"]["alter_messages"]), (&200.into(), &80.into()));
}

#[test]
fn a_renamed_contact_is_known_by_the_messages_both_files_share() {
    let folder = folder();
    let old = file(&folder, "old.txt", whatsapp(&days(0, 20, "Ira", "Noa")));
    let new = file(&folder, "new.txt", whatsapp(&days(15, 40, "Ira", "Not Her Again")));
    let json = json(&ebb(["analyze", arg(&old), arg(&new), "--me", "Ira", "--json"]));
    assert_eq!(json["input"]["messages"], 40 * 5);
    let told = notices(&json, "names-joined");
    assert!(told[0].contains("25 messages stand in both files"), "{told:?}");
}

#[test]
fn names_that_look_alike_are_joined_with_a_caution() {
    let folder = folder();
    let old = file(&folder, "old.txt", whatsapp(&days(0, 20, "Ira", "Noa")));
    let new = file(&folder, "new.txt", whatsapp(&days(20, 40, "Ira Levi", "Noa Ben")));
    let json = json(&ebb(["analyze", arg(&old), arg(&new), "--me", "Ira", "--json"]));
    let told = notices(&json, "names-joined");
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.iter().any(|text| text.contains("Noa Ben and Noa")), "{told:?}");
}

#[test]
fn capped_exports_of_forty_thousand_messages_become_one() {
    let folder = folder();
    let old = file(&folder, "old.txt", whatsapp(&days(0, 8000, "Ira", "Noa")));
    let new = file(&folder, "new.txt", whatsapp(&days(2000, 10_000, "Ira", "Noa")));
    let run = ebb(["convert", arg(&old), "--to", "jsonl"]);
    assert!(run.err.contains("read 40000 messages"), "{}", run.err);
    let json = json(&ebb(["silence", arg(&old), arg(&new), "--me", "Ira", "--json"]));
    assert_eq!(json["input"]["messages"], 50_000);
    let told = notices(&json, "files-joined");
    assert!(told[1].contains("40000 messages. 30000 were there already, 10000 are new."), "{told:?}");
}

#[test]
fn a_download_of_ones_own_side_is_told_and_not_counted() {
    let folder = folder();
    let chat = file(&folder, "chat.txt", whatsapp(&days(0, 40, "Ira", "Noa")));
    let dating = file(
        &folder,
        "tinder.json",
        r#"{"Usage": {}, "Messages": [{"match_id": "Match 12", "messages": [{"to": 11, "from": "You", "message": "hello",
        "sent_date": "Sun, 01 Mar 2026 18:00:00 GMT"}]}]}"#,
    );
    let json = json(&ebb(["analyze", arg(&dating), arg(&chat), "--me", "Ira", "--tz", "UTC", "--json"]));
    assert_eq!(json["input"]["messages"], 40 * 5);
    let told = notices(&json, "own-side-alone");
    assert!(told[0].contains("Tinder (your side only), 2026-03-01 to 2026-03-01: 1 messages"), "{told:?}");
    let alone = ebb(["analyze", arg(&dating), "--json"]);
    assert_eq!(alone.code, 3, "{}", alone.err);
    assert!(alone.err.contains("nothing about the other"), "{}", alone.err);
}

#[test]
fn what_an_app_keeps_back_is_a_limit() {
    let folder = folder();
    // A chat that Messenger moved to encryption, without the second download.
    let mut messages = Vec::new();
    for (minute, who, what) in days(0, 60, "Ira", "Noa").iter().rev() {
        let at = (1_773_360_000 + minute * 60) * 1000;
        messages.push(serde_json::json!({"sender_name": who, "timestamp_ms": at, "content": what}));
    }
    let thread = serde_json::json!({
        "participants": [{"name": "Noa"}, {"name": "Ira"}], "messages": messages, "title": "Noa",
        "is_still_participant": true, "thread_path": "e2ee_cutover/noa_1"
    });
    let place = folder.path().join("your_facebook_activity/messages/e2ee_cutover/noa_1");
    std::fs::create_dir_all(&place).expect("a folder");
    std::fs::write(place.join("message_1.json"), thread.to_string()).expect("a file");
    let run = ebb(["analyze", arg(folder.path()), "--me", "Ira", "--now", "2026-08-13T13:10Z", "--json"]);
    let json = json(&run);
    let limits = json["limits"].as_array().expect("a list");
    assert!(limits.contains(&"moved-to-encrypted".into()), "{limits:?}");
    assert_eq!(
        json["change"]["found"], false,
        "three months without the second half are no silence: {}",
        run.out
    );
}
