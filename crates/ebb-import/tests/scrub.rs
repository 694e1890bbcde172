//! Scrubs every fixture: what comes out is read alike and holds none of the words.

use std::collections::HashSet;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::PathBuf;

use ebb::message::MessageKind;
use ebb_import::{Import, ReadSettings, ScrubError, Source, read, scrub};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Fixtures that cannot be scrubbed yet: what tells their reader apart is among the words that are replaced.
const REFUSED: &[&str] = &["line/phone-indonesian.txt", "skype/messages.json"];

/// Formats that are databases.
const DATABASES: &[&str] = &["imessage", "viber", "whatsapp-mac"];

fn fixtures() -> Vec<(String, String, Vec<u8>)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut found = Vec::new();
    for folder in
        fs::read_dir(root).expect("the folder is there").map(|entry| entry.expect("an entry").path())
    {
        if folder.is_dir() {
            for file in fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path())
            {
                let name = |path: &PathBuf| path.file_name().expect("a name").to_string_lossy().into_owned();
                found.push((name(&folder), name(&file), fs::read(&file).expect("a fixture")));
            }
        }
    }
    found.sort();
    found
}

fn import(name: &str, bytes: &[u8]) -> Import {
    let read = read(Source::from_bytes(name, bytes.to_vec()), &ReadSettings::automatic());
    read.unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Words of five letters or more that people wrote in an export, and names.
fn private_words(import: &Import) -> HashSet<String> {
    let export = &import.export;
    let written = export.messages.iter().filter(|message| message.kind == MessageKind::Text);
    let texts = written.map(|message| export.texts.text(message.text).as_str());
    let names =
        export.senders.iter().map(String::as_str).filter(|name| !["system", "Me", "You"].contains(name));
    let words = texts.chain(names).flat_map(|text| text.split(|letter: char| !letter.is_alphabetic()));
    words.filter(|word| word.chars().count() >= 4).map(str::to_lowercase).collect()
}

/// Words that stand in fixtures as words of people and of the format both.
const OF_FORMAT: &[&str] =
    &["text", "time", "line", "with", "from", "date", "type", "quote", "after", "this", "message"];

#[test]
fn scrubbed_fixtures_read_alike_and_hold_no_word() {
    let mut failed = Vec::new();
    for (format, name, bytes) in fixtures() {
        let shown = format!("{format}/{name}");
        let outcome = scrub(&name, bytes.clone(), &ReadSettings::automatic());
        if DATABASES.contains(&format.as_str()) {
            assert!(matches!(outcome, Err(ScrubError::Database { .. })), "{shown}");
            continue;
        }
        let scrubbed = match outcome {
            Ok(scrubbed) => scrubbed,
            // Refused before anything is written: a copy that reads in another way would be of no use.
            Err(ScrubError::ReadsDifferently { .. }) if REFUSED.contains(&shown.as_str()) => continue,
            Err(error) => {
                failed.push(format!("{shown}: {error}"));
                continue;
            }
        };
        let (before, after) = (import(&name, &bytes), import(&name, &scrubbed.bytes));
        assert_eq!(after.export.format, format, "{shown}");
        assert_eq!(after.export.messages.len(), before.export.messages.len(), "{shown}");
        for (old, new) in before.export.messages.iter().zip(&after.export.messages) {
            assert_eq!((old.time, old.sender, old.kind), (new.time, new.sender, new.kind), "{shown}");
        }
        assert_eq!(after.export.senders.len(), before.export.senders.len(), "{shown}");
        let text = String::from_utf8_lossy(&scrubbed.bytes).to_lowercase();
        let found: HashSet<&str> = text.split(|letter: char| !letter.is_alphabetic()).collect();
        let kept: Vec<String> = private_words(&before)
            .into_iter()
            .filter(|word| found.contains(word.as_str()) && !OF_FORMAT.contains(&word.as_str()))
            .collect();
        if !kept.is_empty() {
            failed.push(format!("{shown} keeps {kept:?}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Letters from which on a text cannot come out as it was by chance.
const LONGER: usize = 6;

#[test]
fn damaged_files_are_scrubbed_or_refused() {
    let mut rng = ChaCha8Rng::seed_from_u64(20_261_128);
    let fixtures = fixtures();
    let mut scrubbed = 0;
    for round in 0..300 {
        let (format, name, bytes) = &fixtures[rng.random_range(0..fixtures.len())];
        let shown = format!("round {round} of {format}/{name}");
        let mut bytes = bytes.clone();
        if round % 2 == 0 {
            for _ in 0..rng.random_range(1..6) {
                let place = rng.random_range(0..bytes.len());
                bytes[place] ^= 1 << rng.random_range(0..8);
            }
        } else {
            let (a, b) = (rng.random_range(0..bytes.len()), rng.random_range(0..bytes.len()));
            bytes.drain(a.min(b)..a.max(b));
        }
        let Ok(outcome) = scrub(name, bytes.clone(), &ReadSettings::automatic()) else { continue };
        // A file of several chats is scrubbed as well, and cannot be read without a choice.
        let Ok(before) = read(Source::from_bytes(name.as_str(), bytes), &ReadSettings::automatic()) else {
            continue;
        };
        let after = import(name, &outcome.bytes);
        for (old, new) in before.export.messages.iter().zip(&after.export.messages) {
            let (was, is) = (before.export.texts.text(old.text), after.export.texts.text(new.text));
            let letters = was.as_str().chars().filter(char::is_ascii_alphabetic).count();
            assert!(old.kind != MessageKind::Text || letters < LONGER || was != is, "{shown}");
        }
        scrubbed += 1;
    }
    assert!(scrubbed > 100, "{scrubbed} of 300 were scrubbed");
}

#[test]
fn a_quote_that_is_never_closed_hides_no_words() {
    let (_, name, bytes) =
        fixtures().into_iter().find(|(format, ..)| format == "imessage-html").expect("a fixture");
    let page = String::from_utf8(bytes).expect("a text");
    let start = page.find("title=\"").expect("a title") + "title=\"".len();
    let end = start + page[start..].find('"').expect("its end");
    let damaged = page[..end].to_owned() + &page[end + 1..];
    let scrubbed = scrub(&name, damaged.into_bytes(), &ReadSettings::automatic()).expect("scrubbed");
    let text = String::from_utf8(scrubbed.bytes).expect("a text");
    assert!(page.contains("Friday") && !text.contains("Friday"), "{text}");
}

#[test]
fn words_right_after_the_colon_are_a_persons_though_an_app_writes_them_too() {
    let chat = "13/04/2025, 18:00 - Dana:\"Missed voice call\"\n13/04/2025, 18:01 - Alex: Gladly\n\
                13/04/2025, 18:02 - Dana: Fine\n";
    let scrubbed = scrub("chat.txt", chat.as_bytes().to_vec(), &ReadSettings::automatic()).expect("scrubbed");
    let text = String::from_utf8(scrubbed.bytes).expect("a text");
    assert!(scrubbed.messages == 3 && !text.contains("Missed"), "{text}");
}

#[test]
fn an_archive_is_scrubbed_with_its_paths_and_without_its_pictures() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let chat = "13/04/2025, 18:00 - Dana: Shall we meet at the lake?\n13/04/2025, 18:01 - Alex: Gladly\n\
                14/04/2025, 18:01 - Dana: <Media omitted>\n";
    for (path, bytes) in [("WhatsApp Chat with Dana.txt", chat.as_bytes()), ("IMG-1.jpg", b"\xFF\xD8\xFF")] {
        zip.start_file(path, options).expect("an entry");
        zip.write_all(bytes).expect("bytes");
    }
    let bytes = zip.finish().expect("a zip").into_inner();
    let scrubbed = scrub("chat.zip", bytes.clone(), &ReadSettings::automatic()).expect("scrubbed");
    assert_eq!((scrubbed.messages, scrubbed.left_out), (3, 1));
    let mut archive = zip::ZipArchive::new(Cursor::new(&scrubbed.bytes)).expect("a zip");
    let entry = archive.by_index(0).expect("an entry");
    let path = entry.name().expect("a path").into_owned();
    assert!(path.starts_with("WhatsApp Chat with ") && !path.contains("Dana"), "{path}");
    drop(entry);
    let after = import("chat.zip", &scrubbed.bytes);
    assert!(after.export.senders.iter().all(|name| !["Dana", "Alex"].contains(&name.as_str())));
    let again = scrub("chat.zip", bytes, &ReadSettings::automatic()).expect("scrubbed");
    assert_ne!(again.bytes, scrubbed.bytes, "the key is drawn anew");
}
