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
    all_rows_of_another_project_are_found();
    every_file_of_the_index_is_in_a_table();
}

/// Minute and sender of each message, which are the same in every layout.
const IN_EVERY_LAYOUT: &[(&str, &str)] = &[
    ("2024-01-02T09:05", "Ana"),
    ("2024-01-03T09:07", "Ben"),
    ("2024-01-03T23:59", "Ana"),
    ("2024-02-14T00:03", "Ben"),
    ("2024-02-14T12:00", "Ana"),
    ("2024-02-15T12:30", "Ben"),
    ("2024-03-23T08:15", "Ana"),
    ("2024-03-24T15:07", "Ben"),
];

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
        let export = &import.export;
        let named = |message: &ExportedMessage| {
            export.senders[usize::from(message.sender.expect("a name").0)].as_str()
        };
        let written = export.messages.iter().filter(|message| message.kind != MessageKind::System);
        let found: Vec<(String, &str)> =
            written.map(|message| (civil(message.time), named(message))).collect();
        let times: Vec<&str> = found.iter().map(|(time, _)| time.as_str()).collect();
        let number = |key: &str| expected[key].as_u64().expect("a number");
        let time = |key: &str| expected[key].as_str().expect("a time").to_owned();
        let is_right = (messages as u64, system as u64) == (number("messages"), number("system"))
            && times[0] == time("first")
            && times[2] == time("third")
            && times[3] == time("fourth")
            && *times.last().expect("messages") == time("last")
            && found.iter().map(|(time, name)| (time.as_str(), *name)).eq(IN_EVERY_LAYOUT.iter().copied())
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

/// What a person counted in a WhatsApp file.
struct Text {
    file: &'static str,
    messages: usize,
    system: usize,
    dates: Dates,
    people: &'static [&'static str],
    first: &'static str,
    last: &'static str,
}

/// Those who write in the files of one project.
const MINER_PEOPLE: &[&str] = &["Jahn Doe", "John Doe", "John Doe 🤓", "John-John Doe", "🤓"];

/// A file of the project that writes one conversation in five layouts.
const fn miner(file: &'static str) -> Text {
    let (first, last) = ("2019-01-01T11:25", "2021-12-30T22:01");
    Text { file, messages: 7, system: 2, dates: Dates::Decide, people: MINER_PEOPLE, first, last }
}

/// Each WhatsApp file, counted by hand.
///
/// `_chat.txt` and `_chat 2.txt` hold three lines in other layouts that say themselves that they are no messages;
/// the word `header-like` of INDEX.tsv counts them. `sample.txt` mixes three layouts, one without any divider.
const WHATSAPP: &[Text] = &[
    Text {
        file: "Berektassuly+chatpack-cli/tests_fixtures_whatsapp_export.txt",
        messages: 7,
        system: 0,
        dates: Dates::Decide,
        people: &["Alice", "Bob"],
        first: "2024-01-15T10:30",
        last: "2024-03-10T09:15",
    },
    Text {
        file: "MasterScrat+Chatistics/tests_test_data_whatsapp__chat.txt",
        messages: 20,
        system: 1,
        dates: Dates::Decide,
        people: &["Alice Placeholder", "John Doe"],
        first: "2018-01-04T11:53",
        last: "2019-04-19T16:18",
    },
    Text {
        file: "MasterScrat+Chatistics/tests_test_data_whatsapp__chat_2.txt",
        messages: 4,
        system: 0,
        dates: Dates::Decide,
        people: &["John Doe", "Peter Doe"],
        first: "2019-09-17T16:37",
        last: "2019-09-17T16:39",
    },
    Text {
        file: "MasterScrat+Chatistics/tests_test_data_whatsapp__chat_3.txt",
        messages: 9,
        system: 2,
        dates: Dates::Ask,
        people: &[
            "Even longer username with emoticons! 🙈 🙈",
            "John Doe",
            "The final test",
            "Very long username",
            "n",
        ],
        first: "2019-11-02T14:18",
        last: "2019-11-02T14:51",
    },
    Text {
        file: "MasterScrat+Chatistics/tests_test_data_whatsapp__chat_4.txt",
        messages: 3,
        system: 0,
        dates: Dates::Decide,
        people: &["John Doe"],
        first: "2019-09-17T08:30",
        last: "2019-09-18T16:50",
    },
    Text {
        file: "Pustur+whatsapp-chat-parser-website/src_assets_whatsapp-chat-parser-example.zip",
        messages: 48,
        system: 4,
        dates: Dates::Decide,
        people: &["Emily", "John", "Loris"],
        first: "2019-06-20T15:58",
        last: "2019-06-20T16:45",
    },
    Text {
        file: "emmaakachukwu+whatsapp-chat-parser-rb/spec_fixtures_files_sample.txt",
        messages: 5,
        system: 2,
        dates: Dates::Decide,
        people: &["Alice", "Bob", "Charlie", "Jane Smith", "John Doe"],
        first: "2025-12-15T10:30",
        last: "2025-12-15T10:34",
    },
    miner("joweich+chat-miner/test_whatsapp_test_[mmddyy]_24hrs.txt"),
    miner("joweich+chat-miner/test_whatsapp_test_ddmmyy_24hrs.txt"),
    miner("joweich+chat-miner/test_whatsapp_test_mmddyy_24hrs.txt"),
    miner("joweich+chat-miner/test_whatsapp_test_mmddyyyy_12hrs.txt"),
    miner("joweich+chat-miner/test_whatsapp_test_yyyymmdd_24hrs.txt"),
    Text {
        file: "nmoya+whatsapp-parser/test_testChat2.txt",
        messages: 9,
        system: 0,
        dates: Dates::Ask,
        people: &["UsernameOne", "UsernameTwo"],
        first: "2012-12-09T17:02",
        last: "2012-12-11T10:04",
    },
    Text {
        file: "nmoya+whatsapp-parser/test_testChat3.txt",
        messages: 10,
        system: 0,
        dates: Dates::Decide,
        people: &["UsernameOne", "UsernameTwo"],
        first: "2012-12-09T17:02",
        last: "2012-12-15T10:04",
    },
];

/// Returns who writes in an export, in the order of the alphabet.
fn people(export: &Export) -> Vec<&str> {
    let mut people: Vec<&str> = export.senders.iter().map(String::as_str).collect();
    people.sort_unstable();
    people
}

/// Returns the minutes of the first and last message in the order of the file, without entries of the app.
fn span(export: &Export) -> (Option<String>, Option<String>) {
    let messages = || export.messages.iter().filter(|message| message.kind != MessageKind::System);
    let time_of = |message: Option<&ExportedMessage>| message.map(|message| civil(message.time));
    (time_of(messages().next()), time_of(messages().next_back()))
}

fn all_whatsapp_files_are_read_as_counted() {
    let Some(folder) = shared("exports") else { return };
    println!(
        "{:<52} {:>12} {:>12} {:>5} {:>7} {:<10} times",
        "file", "messages", "system", "lines", "senders", "order"
    );
    let mut wrong = Vec::new();
    for Text { file, messages, system, dates, people: expected, first, last } in WHATSAPP {
        let (import, asked) = read_or_ask(&folder.join(file));
        let import = match import {
            Ok(import) => import,
            Err(error) => {
                wrong.push(format!("{file}: {error}"));
                continue;
            }
        };
        let (found, who, when) = (counts(&import.export), people(&import.export), span(&import.export));
        let is_in_time = (when.0.as_deref(), when.1.as_deref()) == (Some(*first), Some(*last));
        println!(
            "{:<52} {:>4} of {messages:>4} {:>4} of {system:>4} {:>5} {:>7} {:<10} {}",
            short(file),
            found.0,
            found.1,
            import.tally.all,
            who.len(),
            if asked { "asked: dmy" } else { "found" },
            if is_in_time { "as stated" } else { "WRONG" },
        );
        if found != (*messages, *system)
            || asked != matches!(dates, Dates::Ask)
            || who != *expected
            || !is_in_time
            || !import.tally.is_complete()
        {
            wrong.push(format!(
                "{file}: {found:?}, asked {asked}, {who:?}, {when:?}, {:?} {:?}",
                import.tally, import.notices
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Returns the name of a file without its folder.
fn short(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or_default()
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

/// Files that hold what another project reads in its exports: the file with the rows, and the exports.
const TRUTHS: &[(&str, &[&str])] = &[
    ("test_instagram_target.json", &["test_instagram_test_export.json"]),
    ("test_signal_target.json", &["test_signal_test_export.txt"]),
    (
        "test_telegram_target.json",
        &["test_telegram_test_single_export.json", "test_telegram_test_batch_export.json"],
    ),
    (
        "test_whatsapp_target.json",
        &[
            "test_whatsapp_test_[mmddyy]_24hrs.txt",
            "test_whatsapp_test_ddmmyy_24hrs.txt",
            "test_whatsapp_test_mmddyy_24hrs.txt",
            "test_whatsapp_test_mmddyyyy_12hrs.txt",
            "test_whatsapp_test_yyyymmdd_24hrs.txt",
        ],
    ),
];

/// The project whose files those are.
const MINER: &str = "joweich+chat-miner";

/// Each row that the other project states must be read with its minute, its name and its words. It leaves out system lines
/// and a message of one full stop, which are read too.
fn all_rows_of_another_project_are_found() {
    let Some(folder) = shared("exports") else { return };
    // The other project puts spaces where a line or a piece of a text ends.
    let words = |text: &str| text.split_whitespace().collect::<String>();
    for (truth, files) in TRUTHS {
        let stated = std::fs::read_to_string(folder.join(MINER).join(truth)).expect("the file is readable");
        let stated: Vec<serde_json::Value> = serde_json::from_str(&stated).expect("the file is JSON");
        let field = |row: &serde_json::Value, key: &str| words(row[key].as_str().expect("a word"));
        let rows: Vec<_> = stated
            .iter()
            .map(|row| {
                (field(row, "timestamp")[..16].to_owned(), field(row, "author"), field(row, "message"))
            })
            .collect();
        for file in *files {
            let import = read_or_ask(&folder.join(MINER).join(file)).0.expect("it is read");
            let export = &import.export;
            let found: Vec<_> = export
                .messages
                .iter()
                .filter_map(|message| {
                    let sender = words(&export.senders[usize::from(message.sender?.0)]);
                    Some((civil(message.time), sender, words(export.texts.text(message.text).as_str())))
                })
                .collect();
            let there = rows.iter().filter(|row| found.contains(row)).count();
            println!("{file:<46} {there} of {} rows of {truth}", rows.len());
            assert_eq!(there, rows.len(), "{file}: {found:?}");
        }
    }
}

/// No file of the index may be left out of the tables.
fn every_file_of_the_index_is_in_a_table() {
    let Some(folder) = shared("exports") else { return };
    let index = std::fs::read_to_string(folder.join("INDEX.tsv")).expect("the index is readable");
    let files = index.lines().skip(1).filter_map(|line| line.split('\t').next());
    let is_told = |file: &str| {
        WHATSAPP.iter().any(|text| text.file == file)
            || OTHER_APPS.iter().any(|counted| counted.file == file)
            || REFUSED.contains(&file)
            || TRUTHS
                .iter()
                .any(|(truth, _)| file.strip_prefix(MINER).is_some_and(|rest| &rest[1..] == *truth))
    };
    let (told, left): (Vec<&str>, Vec<&str>) =
        files.filter_map(|path| path.strip_prefix("exports/")).partition(|file| is_told(file));
    println!(
        "{} files of the index: {} read or refused as stated, {} left out",
        told.len() + left.len(),
        told.len(),
        left.len()
    );
    assert!(left.is_empty() && told.len() > 30, "{left:?}");
}

/// What a person counted in a chat of a file of another app.
struct Counted {
    file: &'static str,
    format: &'static str,
    /// Which chat, where the file holds several.
    chat: Option<&'static str>,
    messages: usize,
    system: usize,
    people: &'static [&'static str],
    first: &'static str,
    last: &'static str,
}

/// Each chat of each file of another app.
const OTHER_APPS: &[Counted] = &[
    Counted {
        file: "claudianus+kakaotalk-chat-analyzer/test_fixtures_open-chat-room.csv",
        format: "kakaotalk-csv",
        chat: None,
        messages: 5,
        system: 1,
        people: &["Alice", "Bob", "운영자"],
        first: "2024-06-01T10:00",
        last: "2024-06-01T11:10",
    },
    Counted {
        file: "claudianus+kakaotalk-chat-analyzer/test_fixtures_vibecoding-room-sample.csv",
        format: "kakaotalk-csv",
        chat: None,
        messages: 312,
        system: 0,
        people: &["A", "B", "C", "D", "E"],
        first: "2026-02-01T09:00",
        last: "2026-02-12T21:33",
    },
    Counted {
        file: "Berektassuly+chatpack-cli/tests_fixtures_instagram_export.json",
        format: "messenger-instagram",
        chat: None,
        messages: 7,
        system: 0,
        people: &["alice_user", "bob_user"],
        first: "2024-01-15T10:50",
        last: "2024-03-10T09:05",
    },
    Counted {
        file: "joweich+chat-miner/test_instagram_test_export.json",
        format: "messenger-instagram",
        chat: None,
        messages: 2,
        system: 0,
        people: &["Jane Doe", "John Doe"],
        first: "2019-12-24T11:23",
        last: "2020-01-17T20:49",
    },
    Counted {
        file: "Berektassuly+chatpack-cli/tests_fixtures_discord_export.json",
        format: "discord",
        chat: None,
        messages: 7,
        system: 0,
        people: &["Alice", "Bob"],
        first: "2024-01-15T10:30",
        last: "2024-03-10T09:15",
    },
    Counted {
        file: "Berektassuly+chatpack-cli/tests_fixtures_telegram_export.json",
        format: "telegram-json",
        chat: None,
        messages: 7,
        system: 0,
        people: &["Alice", "Bob"],
        first: "2024-01-15T10:30",
        last: "2024-03-10T09:15",
    },
    Counted {
        file: "joweich+chat-miner/test_telegram_test_single_export.json",
        format: "telegram-json",
        chat: None,
        messages: 2,
        system: 0,
        people: &["Author 1", "Author 2"],
        first: "2018-12-05T10:39",
        last: "2018-12-05T10:49",
    },
    Counted {
        file: "joweich+chat-miner/test_telegram_test_batch_export.json",
        format: "telegram-json",
        chat: None,
        messages: 2,
        system: 0,
        people: &["Author 1", "Author 2"],
        first: "2018-12-05T10:39",
        last: "2018-12-05T10:49",
    },
    Counted {
        file: "joweich+chat-miner/test_signal_test_export.txt",
        format: "signal-export",
        chat: None,
        messages: 2,
        system: 0,
        people: &["Jane Doe", "John Doe"],
        first: "2019-12-24T12:23",
        last: "2020-01-17T21:49",
    },
    Counted {
        file: "evantahler+macos-ts/tests_fixtures_chat.db",
        format: "imessage",
        chat: Some("+15551234567"),
        messages: 5,
        system: 0,
        people: &["+15551234567", "Me"],
        first: "2025-06-08T10:00",
        last: "2025-06-15T08:00",
    },
    Counted {
        file: "evantahler+macos-ts/tests_fixtures_chat.db",
        format: "imessage",
        chat: Some("alice@example.com"),
        messages: 4,
        system: 0,
        people: &["Me", "alice@example.com"],
        first: "2025-05-15T10:00",
        last: "2025-06-14T10:00",
    },
    Counted {
        file: "evantahler+macos-ts/tests_fixtures_chat.db",
        format: "imessage",
        chat: Some("Weekend Plans"),
        messages: 6,
        system: 0,
        people: &["+15551234567", "+15559876543", "Me", "alice@example.com"],
        first: "2025-06-14T10:00",
        last: "2025-06-15T10:00",
    },
    Counted {
        file: "devadvance+sms-backup-reader-2/tests_e2e_fixtures_sample_small.xml",
        format: "sms-backup-xml",
        chat: Some("Contact A"),
        messages: 4,
        system: 0,
        people: &["Contact A", "Me"],
        first: "2017-12-02T14:49",
        last: "2024-07-14T22:53",
    },
    Counted {
        file: "devadvance+sms-backup-reader-2/tests_e2e_fixtures_sample_small.xml",
        format: "sms-backup-xml",
        chat: Some("Contact B"),
        messages: 3,
        system: 0,
        people: &["Contact B", "Me"],
        first: "2017-12-02T17:36",
        last: "2024-07-14T23:04",
    },
    Counted {
        file: "devadvance+sms-backup-reader-2/tests_e2e_fixtures_sample_mms.xml",
        format: "sms-backup-xml",
        chat: None,
        messages: 4,
        system: 0,
        people: &["Contact C"],
        first: "2024-07-16T20:29",
        last: "2024-07-16T20:29",
    },
    Counted {
        file: "devadvance+sms-backup-reader-2/tests_e2e_fixtures_corrupt_attachments.xml",
        format: "sms-backup-xml",
        chat: None,
        messages: 2,
        system: 0,
        people: &["Contact D"],
        first: "2024-07-16T20:29",
        last: "2024-07-16T20:29",
    },
    Counted {
        file: "shruggietech+sms-backup-restore-parser/tests_fixtures_minimal_sms.xml",
        format: "sms-backup-xml",
        chat: None,
        messages: 1,
        system: 0,
        people: &["Alice Smith"],
        first: "2021-01-01T00:00",
        last: "2021-01-01T00:00",
    },
    Counted {
        file: "shruggietech+sms-backup-restore-parser/tests_fixtures_minimal_mms.xml",
        format: "sms-backup-xml",
        chat: None,
        messages: 1,
        system: 0,
        people: &["Alice Smith"],
        first: "2021-01-02T00:00",
        last: "2021-01-02T00:00",
    },
    Counted {
        file: "shruggietech+sms-backup-restore-parser/tests_fixtures_mixed.xml",
        format: "sms-backup-xml",
        chat: None,
        messages: 3,
        system: 0,
        people: &["Alice Smith", "Me"],
        first: "2021-01-01T00:00",
        last: "2021-01-01T02:00",
    },
    Counted {
        file: "shruggietech+sms-backup-restore-parser/tests_fixtures_edge_cases.xml",
        format: "sms-backup-xml",
        chat: Some("+15551112222"),
        messages: 1,
        system: 0,
        people: &["+15551112222"],
        first: "2021-01-01T00:00",
        last: "2021-01-01T00:00",
    },
    Counted {
        file: "shruggietech+sms-backup-restore-parser/tests_fixtures_edge_cases.xml",
        format: "sms-backup-xml",
        chat: Some("Charlie Unicode"),
        messages: 1,
        system: 0,
        people: &["Me"],
        first: "2021-01-01T01:00",
        last: "2021-01-01T01:00",
    },
    Counted {
        file: "shruggietech+sms-backup-restore-parser/tests_fixtures_edge_cases.xml",
        format: "sms-backup-xml",
        chat: Some("Dana Empty"),
        messages: 1,
        system: 0,
        people: &["Dana Empty"],
        first: "2021-01-01T02:00",
        last: "2021-01-01T02:00",
    },
    Counted {
        file: "shruggietech+sms-backup-restore-parser/tests_fixtures_edge_cases.xml",
        format: "sms-backup-xml",
        chat: Some("Eve NoParts"),
        messages: 1,
        system: 0,
        people: &["Eve NoParts"],
        first: "2021-01-01T03:00",
        last: "2021-01-01T03:00",
    },
    Counted {
        file: "ikcede+hinge-data-ts-wrapper/src_test_testing_matches.json",
        format: "hinge",
        chat: Some("Match 4"),
        messages: 1,
        system: 0,
        people: &["You"],
        first: "2020-01-04T00:00",
        last: "2020-01-04T00:00",
    },
    Counted {
        file: "ikcede+hinge-data-ts-wrapper/src_test_testing_matches.json",
        format: "hinge",
        chat: Some("Match 5"),
        messages: 1,
        system: 0,
        people: &["You"],
        first: "2020-01-05T00:00",
        last: "2020-01-05T00:00",
    },
    Counted {
        file: "ikcede+hinge-data-ts-wrapper/src_test_testing_matches.json",
        format: "hinge",
        chat: Some("Match 6"),
        messages: 1,
        system: 0,
        people: &["You"],
        first: "2020-01-06T00:00",
        last: "2020-01-06T00:00",
    },
    Counted {
        file: "shruggietech+sms-backup-restore-parser/tests_fixtures_minimal_calls.xml",
        format: "sms-backup-xml",
        chat: None,
        messages: 1,
        system: 0,
        people: &["Alice Smith"],
        first: "2021-01-03T00:00",
        last: "2021-01-03T00:00",
    },
];

/// Files that hold no message that can be read, and are refused.
const REFUSED: &[&str] = &[
    "devadvance+sms-backup-reader-2/tests_e2e_fixtures_empty.xml",
    "shruggietech+sms-backup-restore-parser/tests_fixtures_malformed.xml",
];

fn all_files_of_other_apps_are_read_as_counted() {
    let Some(folder) = shared("exports") else { return };
    println!("{:<46} {:<18} {:>10} {:>10} {:>7} times", "file", "chat", "messages", "system", "people");
    for counted in OTHER_APPS {
        let Counted { file, chat, messages, system, .. } = counted;
        let source = Source::open(folder.join(file)).expect("the file opens");
        let conversation = chat.map(str::to_owned).into_iter().collect();
        let import = read(source, &ReadSettings { conversation, ..ReadSettings::automatic() })
            .unwrap_or_else(|error| panic!("{file}: {error}"));
        let found = counts(&import.export);
        let (from, to) = span(&import.export);
        let is_in_time = (from.as_deref(), to.as_deref()) == (Some(counted.first), Some(counted.last));
        println!(
            "{:<46} {:<18} {:>3} of {messages:>3} {:>3} of {system:>3} {:>7} {}",
            short(file),
            chat.unwrap_or("the only one"),
            found.0,
            found.1,
            import.export.senders.len(),
            if is_in_time { "as stated" } else { "WRONG" },
        );
        assert_eq!(import.export.format, counted.format, "{file}");
        assert_eq!(found, (*messages, *system), "{file}");
        assert_eq!(people(&import.export), counted.people, "{file}");
        assert!(is_in_time, "{file}: {from:?} {to:?}");
        assert!(import.tally.is_complete(), "{file}: {:?}", import.tally);
    }
    for file in REFUSED {
        let source = Source::open(folder.join(file)).expect("the file opens");
        let error = read(source, &ReadSettings::automatic()).expect_err("no message is in it");
        println!("{:<46} refused: {error}", short(file));
    }
}
