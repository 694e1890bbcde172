//! Reads exports that are not part of the project and compares what was read with what a person counted in them.
//!
//! The files lie in `../shared/data` beside the workspace; without them the tests print a note and pass.
#![expect(clippy::print_stdout, reason = "the table is what these tests are run for")]

use std::path::PathBuf;

use ebb::export::{ClockSecond, Export, ExportedMessage};
use ebb::message::MessageKind;
use ebb_import::{DateOrder, Import, ImportError, ReadSettings, Source, read};

/// Returns a folder of the shared data, or prints that it is absent.
fn shared(folder: &str) -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(folder);
    if root.is_dir() {
        return Some(root);
    }
    println!("skipped: no {folder} at {}", root.display());
    None
}

fn counts(export: &Export) -> (usize, usize) {
    let system = export.messages.iter().filter(|message| message.kind == MessageKind::System).count();
    (export.messages.len() - system, system)
}

fn civil(time: ClockSecond) -> String {
    let epoch = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0);
    (epoch + jiff::SignedDuration::from_secs(time.0)).strftime("%Y-%m-%dT%H:%M").to_string()
}

#[test]
fn every_export_is_read_as_stated() {
    // One after the other, so that the tables do not run into each other.
    all_locales_are_read_exactly();
    all_whatsapp_files_are_read_as_counted();
    all_files_of_other_apps_are_read_as_counted();
}

fn all_locales_are_read_exactly() {
    let Some(folder) = shared("locales") else { return };
    let truth = std::fs::read_to_string(folder.join("truth.json")).expect("truth.json is readable");
    let truth: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&truth).expect("truth.json is JSON");
    println!("{:<26} {:>8} {:>6} {:>12} times", "layout", "messages", "system", "senders");
    let mut wrong = Vec::new();
    for (layout, expected) in &truth {
        let source = Source::open(folder.join(format!("{layout}.txt"))).expect("the file opens");
        let import = match read(source, &ReadSettings::automatic()) {
            Ok(import) => import,
            Err(error) => {
                wrong.push(format!("{layout}: {error}"));
                continue;
            }
        };
        let (messages, system) = counts(&import.export);
        let times: Vec<String> = import
            .export
            .messages
            .iter()
            .filter(|message| message.kind != MessageKind::System)
            .map(|message| civil(message.time))
            .collect();
        let number = |key: &str| expected[key].as_u64().expect("a number");
        let time = |key: &str| expected[key].as_str().expect("a time").to_owned();
        let is_right = (messages as u64, system as u64) == (number("messages"), number("system"))
            && times[0] == time("first")
            && times[2] == time("third")
            && times[3] == time("fourth")
            && *times.last().expect("messages") == time("last")
            && import.export.senders == ["Ana", "Ben"]
            && import.tally.is_complete();
        println!(
            "{layout:<26} {messages:>3} of {:>1} {system:>3} of {} {:>12} {}",
            number("messages"),
            number("system"),
            import.export.senders.join(","),
            if is_right { "as stated" } else { "WRONG" }
        );
        if !is_right {
            wrong.push(format!("{layout}: {messages} messages, {system} system, {times:?}"));
        }
    }
    assert_eq!(truth.len(), 34);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// How a file must be read.
enum Dates {
    /// Its dates decide their order.
    Decide,
    /// They do not, so the person is asked; then they are day first.
    Ask,
}

/// Messages and system lines of each WhatsApp file, counted by hand.
///
/// `_chat.txt` and `_chat 2.txt` hold three lines in other layouts that say themselves that they are no messages;
/// the word `header-like` of INDEX.tsv counts them. `sample.txt` mixes three layouts, one without any divider.
const COUNTED: &[(&str, usize, usize, Dates)] = &[
    ("Berektassuly+chatpack-cli/tests_fixtures_whatsapp_export.txt", 7, 0, Dates::Decide),
    ("MasterScrat+Chatistics/tests_test_data_whatsapp__chat.txt", 20, 1, Dates::Decide),
    ("MasterScrat+Chatistics/tests_test_data_whatsapp__chat_2.txt", 4, 0, Dates::Decide),
    ("MasterScrat+Chatistics/tests_test_data_whatsapp__chat_3.txt", 9, 2, Dates::Ask),
    ("MasterScrat+Chatistics/tests_test_data_whatsapp__chat_4.txt", 3, 0, Dates::Decide),
    ("Pustur+whatsapp-chat-parser-website/src_assets_whatsapp-chat-parser-example.zip", 48, 4, Dates::Decide),
    ("emmaakachukwu+whatsapp-chat-parser-rb/spec_fixtures_files_sample.txt", 5, 2, Dates::Decide),
    ("joweich+chat-miner/test_whatsapp_test_[mmddyy]_24hrs.txt", 7, 2, Dates::Decide),
    ("joweich+chat-miner/test_whatsapp_test_ddmmyy_24hrs.txt", 7, 2, Dates::Decide),
    ("joweich+chat-miner/test_whatsapp_test_mmddyy_24hrs.txt", 7, 2, Dates::Decide),
    ("joweich+chat-miner/test_whatsapp_test_mmddyyyy_12hrs.txt", 7, 2, Dates::Decide),
    ("joweich+chat-miner/test_whatsapp_test_yyyymmdd_24hrs.txt", 7, 2, Dates::Decide),
    ("nmoya+whatsapp-parser/test_testChat2.txt", 9, 0, Dates::Ask),
    ("nmoya+whatsapp-parser/test_testChat3.txt", 10, 0, Dates::Decide),
];

fn all_whatsapp_files_are_read_as_counted() {
    let Some(folder) = shared("exports") else { return };
    println!("{:<52} {:>12} {:>12} {:>5} {:>7} order", "file", "messages", "system", "lines", "senders");
    let mut wrong = Vec::new();
    for (file, messages, system, dates) in COUNTED {
        let (import, asked) = read_or_ask(&folder.join(file));
        let import = match import {
            Ok(import) => import,
            Err(error) => {
                wrong.push(format!("{file}: {error}"));
                continue;
            }
        };
        let found = counts(&import.export);
        println!(
            "{:<52} {:>4} of {messages:>4} {:>4} of {system:>4} {:>5} {:>7} {}",
            file.rsplit('/').next().unwrap_or_default(),
            found.0,
            found.1,
            import.tally.all,
            import.export.senders.len(),
            if asked { "asked: dmy" } else { "found" },
        );
        if found != (*messages, *system)
            || asked != matches!(dates, Dates::Ask)
            || !import.tally.is_complete()
        {
            wrong.push(format!("{file}: {found:?}, asked {asked}, {:?} {:?}", import.tally, import.notices));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn read_or_ask(path: &std::path::Path) -> (Result<Import, ImportError>, bool) {
    let open = || Source::open(path).expect("the file opens");
    match read(open(), &ReadSettings::automatic()) {
        Err(ImportError::DateOrderUndecided { .. }) => {
            let settings =
                ReadSettings { date_order: Some(DateOrder::DayFirst), ..ReadSettings::automatic() };
            (read(open(), &settings), true)
        }
        other => (other, false),
    }
}

/// Messages, lines of the app and people of each file of another app with its format, and the times of the first and last entry.
const OTHER_APPS: &[(&str, &str, usize, usize, usize, &str, &str)] = &[
    (
        "claudianus+kakaotalk-chat-analyzer/test_fixtures_open-chat-room.csv",
        "kakaotalk-csv",
        5,
        1,
        3,
        "2024-06-01T10:00",
        "2024-06-01T11:10",
    ),
    (
        "claudianus+kakaotalk-chat-analyzer/test_fixtures_vibecoding-room-sample.csv",
        "kakaotalk-csv",
        312,
        0,
        5,
        "2026-02-01T09:00",
        "2026-02-12T21:33",
    ),
    (
        "Berektassuly+chatpack-cli/tests_fixtures_instagram_export.json",
        "messenger-instagram",
        7,
        0,
        2,
        "2024-01-15T10:50",
        "2024-03-10T09:05",
    ),
    (
        "joweich+chat-miner/test_instagram_test_export.json",
        "messenger-instagram",
        2,
        0,
        2,
        "2019-12-24T11:23",
        "2020-01-17T20:49",
    ),
    (
        "Berektassuly+chatpack-cli/tests_fixtures_discord_export.json",
        "discord",
        7,
        0,
        2,
        "2024-01-15T10:30",
        "2024-03-10T09:15",
    ),
];

fn all_files_of_other_apps_are_read_as_counted() {
    let Some(folder) = shared("exports") else { return };
    println!("{:<52} {:>12} {:>12} {:>7} times", "file", "messages", "system", "senders");
    for (file, format, messages, system, people, first, last) in OTHER_APPS {
        let source = Source::open(folder.join(file)).expect("the file opens");
        let import = read(source, &ReadSettings::automatic()).expect("the file is read");
        let found = counts(&import.export);
        let time_of = |message: Option<&ExportedMessage>| message.map(|message| civil(message.time));
        let (from, to) = (time_of(import.export.messages.first()), time_of(import.export.messages.last()));
        println!(
            "{:<52} {:>4} of {messages:>4} {:>4} of {system:>4} {:>7} {}",
            file.rsplit('/').next().unwrap_or_default(),
            found.0,
            found.1,
            import.export.senders.len(),
            if (from.as_deref(), to.as_deref()) == (Some(*first), Some(*last)) {
                "as stated"
            } else {
                "WRONG"
            },
        );
        assert_eq!(import.export.format, *format, "{file}");
        assert_eq!(found, (*messages, *system), "{file}");
        assert_eq!(import.export.senders.len(), *people, "{file}");
        assert_eq!((from.as_deref(), to.as_deref()), (Some(*first), Some(*last)), "{file}");
        assert!(import.tally.is_complete(), "{file}: {:?}", import.tally);
    }
}
