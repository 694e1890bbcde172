//! Reads a folder of exports beside a list of what is right about each, and prints how many are.
//!
//! The folder is named by the environment variable `EBB_EXPORT_CASES` and holds `expected.json`: a list of cases, each
//! with the path of a file or folder (`case`) and what holds of it (`expected`). Without the variable nothing is read.
//! `EBB_EXPORT_CASES=FOLDER cargo test -p ebb-import --test export_cases -- --nocapture`

use std::collections::BTreeMap;
use std::path::Path;

use ebb::export::Carried;
use ebb::message::MessageKind;
use ebb_import::{Import, ImportError, ReadSettings, Source, list, read};
use serde_json::Value;

/// What is claimed of a case that this test cannot see: it shows only when a chat is analysed.
const SEEN_LATER: &[&str] = &[
    "headline_not",
    "claim_not",
    "P_alter_min",
    "same_as",
    "note",
    "or_",
    "chats",
    "two_people",
    "wrong_times",
];

#[test]
fn every_case_of_a_folder_is_read_as_it_should_be() {
    let Ok(folder) = std::env::var("EBB_EXPORT_CASES") else {
        println!("skipped: EBB_EXPORT_CASES names no folder of cases");
        return;
    };
    let folder = Path::new(&folder);
    let listed = std::fs::read(folder.join("expected.json")).expect("expected.json can be read");
    let cases: Vec<Value> = serde_json::from_slice(&listed).expect("a list of cases");
    let mut right = 0;
    for case in &cases {
        let name = case["case"].as_str().expect("a path");
        let faults = faults_of(&folder.join(name), &case["expected"]);
        right += usize::from(faults.is_empty());
        println!("{} {name}{}", if faults.is_empty() { "ok   " } else { "WRONG" }, told(&faults));
    }
    println!("{right} of {} cases are read as they should be", cases.len());
}

fn told(faults: &[String]) -> String {
    if faults.is_empty() { String::new() } else { format!(": {}", faults.join("; ")) }
}

fn faults_of(path: &Path, expected: &Value) -> Vec<String> {
    let outcome = Source::open(path).and_then(|source| read(source, &ReadSettings::automatic()));
    let Value::Object(claims) = expected else { return vec!["nothing is expected".to_owned()] };
    match outcome {
        Ok(import) if expected["rc"] == 0 => {
            claims.iter().filter_map(|(claim, value)| fault(&import, claim, value)).collect()
        }
        Ok(import) => vec![format!("read {} messages", import.tally.messages)],
        Err(error) if expected["rc"] == 0 => {
            // Where it may be refused, the refusal must say what to do for this kind of file.
            let is_allowed =
                expected.get("or_").is_some() && !matches!(error, ImportError::Unrecognised { .. });
            if is_allowed {
                Vec::new()
            } else {
                vec![error.to_string().lines().next().unwrap_or_default().to_owned()]
            }
        }
        Err(error) => {
            let listed = Source::open(path).and_then(|source| list(source, &ReadSettings::automatic()));
            let titles: Vec<String> = listed.unwrap_or_default().into_iter().map(|chat| chat.title).collect();
            let wanted: Vec<&str> =
                expected["lists"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let is_listed = wanted.iter().all(|name| titles.iter().any(|title| title.contains(name)));
            if is_listed && !titles.is_empty() {
                Vec::new()
            } else {
                vec![format!("{error}; lists {titles:?}")]
            }
        }
    }
}

fn fault(import: &Import, claim: &str, value: &Value) -> Option<String> {
    let export = &import.export;
    let written = || export.messages.iter().filter(|message| message.sender.is_some());
    let count = |kind: MessageKind| written().filter(|message| message.kind == kind).count();
    let differs = |found: Value| (found != *value).then(|| format!("{claim} is {found}, not {value}"));
    match claim {
        "rc" => None,
        "messages" => differs(written().count().into()),
        "texts" => differs(count(MessageKind::Text).into()),
        "reactions" => differs(count(MessageKind::Reaction).into()),
        "calls" => differs(count(MessageKind::Call).into()),
        "system" => differs((export.messages.len() - written().count()).into()),
        "alter_texts" | "alter_reactions" => {
            let kind = if claim == "alter_texts" { MessageKind::Text } else { MessageKind::Reaction };
            let mut by_sender: BTreeMap<u16, usize> = BTreeMap::new();
            for message in written().filter(|message| message.kind == kind) {
                *by_sender.entry(message.sender.map_or(0, |id| id.0)).or_default() += 1;
            }
            let found = by_sender.values().any(|&found| value.as_u64() == Some(found as u64));
            (!found).then(|| format!("{claim}: {by_sender:?}, not {value}"))
        }
        "senders" => {
            let mut found = export.senders.clone();
            found.sort();
            differs(found.into())
        }
        "first" => {
            let second = written().next()?.time.0;
            let found = jiff::Timestamp::from_second(second).ok()?.to_string();
            let wanted = value.as_str()?;
            (!found.starts_with(wanted)).then(|| format!("first is {found}, not {wanted}"))
        }
        "kinds" => {
            let found: BTreeMap<String, usize> = written().fold(BTreeMap::new(), |mut all, message| {
                *all.entry(format!("{:?}", message.kind).to_lowercase()).or_default() += 1;
                all
            });
            let is_right = value.as_object()?.iter().all(|(kind, count)| {
                found.get(kind).copied().unwrap_or_default() as u64 == count.as_u64().unwrap_or_default()
            });
            (!is_right).then(|| format!("kinds are {found:?}, not {value}"))
        }
        "limits_contains" => {
            let wanted = value.as_str()?.replace('-', "");
            let found = format!("{:?}", export.missing).to_lowercase();
            let is_there =
                found.contains(&wanted) || wanted == "messagesdisappear" && found.contains("disappear");
            let is_moved = wanted == "movedtoencrypted" && found.contains("movedtoencrypted");
            (!is_there && !is_moved).then(|| format!("no gap {value}"))
        }
        "notice" | "says" => {
            // That a file holds one side only is told where it is analysed.
            let is_one_sided = export.capabilities.both_sides == Carried::No;
            let is_silent = import.notices.is_empty() && export.missing.is_empty() && !is_one_sided;
            is_silent.then(|| format!("nothing says {value}"))
        }
        "text_2" | "text_3" => {
            let place = if claim == "text_2" { 1 } else { 2 };
            let found =
                export.messages.get(place).map(|message| export.texts.text(message.text).as_str().to_owned());
            differs(found.unwrap_or_default().into())
        }
        _ if SEEN_LATER.contains(&claim) => None,
        other => Some(format!("`{other}` is not known to this test")),
    }
}
