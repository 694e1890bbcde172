//! Holds what ebb tells a person to do to what it does: files that are known and not read, and the steps to get a file.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Write};
use std::path::PathBuf;

use ebb_import::{FORMATS, ImportError, ReadSettings, Source, known_kinds, read};

fn told(name: &str, bytes: &[u8]) -> Option<&'static str> {
    match read(Source::from_bytes(name, bytes.to_vec()), &ReadSettings::automatic()) {
        Err(ImportError::KnownKind { kind, .. }) => Some(kind.id),
        Ok(_) | Err(_) => None,
    }
}

const TALK: &str = "Ana: hi\nBen: hello\nAna: how are you\nBen: fine\nAna: good\nBen: yes\n";

/// One file of each kind: its name and how it begins.
const SAMPLES: &[(&str, &str, &[u8])] = &[
    ("whatsapp-encrypted-backup", "msgstore.db.crypt15", b"\x08\x01\x10\x02\x00\xff\xfe"),
    ("signal-backup", "signal-2026-01-01-10-00-00.backup", b"\x00\x00\x00\x3a\x0a\x00\xff"),
    ("tinder-partial", "data.json", b"{\"Usage\":{\"app_opens\":{}},\"User\":{\"age\":30}}"),
    ("bumble", "bumble_my_data.json", b"{\"profile\":{}}"),
    ("facebook-dating", "your_dating_activity.json", b"{\"dating\":[]}"),
    ("dating-app", "hinge_prompts.json", b"[{\"prompt\":\"x\"}]"),
    ("discord-page", "dm.html", b"<!DOCTYPE html><div class=\"chatlog__message-group\">"),
    ("snapchat-page", "chat_history.html", b"<!DOCTYPE html><title>Snapchat</title>"),
    ("phone-sms-database", "mmssms.db", b"SQLite format 3\0"),
    ("whatsapp-side-database", "wa.db", b"SQLite format 3\0"),
    ("wechat-database", "EnMicroMsg.db", b"\x91\x02\xff\x00\x00"),
    ("telegram-without-chats", "result.json", b"{\"about\":\"x\",\"contacts\":{\"list\":[]}}"),
    ("sevenzip", "chats.7z", b"7z\xBC\xAF\x27\x1C\x00\x04"),
    ("rar", "chats.rar", b"Rar!\x1a\x07\x01\x00"),
    ("gzip", "chats.tar.gz", b"\x1F\x8B\x08\x00\x00\x00"),
    ("spreadsheet", "chat.ods", b"\x00\xffmimetype"),
    ("document", "chat.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
    ("rich-text", "chat.rtf", b"{\\rtf1\\ansi Ana: hi}"),
    ("outlook-mail", "chat.msg", b"\xD1\xCF\x11\xE0\x00\x00"),
    ("mailbox", "chat.mbox", b"From ana@mail.example\nSubject: hi\n\nhello\n"),
    ("samsung-backup", "message.smem", b"\x00\xff\x00\x01"),
    ("adb-backup", "phone.ab", b"ANDROID BACKUP\n5\n1\nnone\n"),
    ("iphone-backup-manifest", "Manifest.plist", b"bplist00\xd4\x01\xff"),
    ("archive-of-account-page", "start_here.html", b"<!DOCTYPE html><a href=\"x\">"),
    ("report-of-ebb", "report.json", b"{\"schema\":\"ebb.report/2\"}"),
    ("contacts", "people.vcf", b"BEGIN:VCARD\nFN:Ana\nEND:VCARD\n"),
    ("calendar", "days.ics", b"BEGIN:VCALENDAR\nEND:VCALENDAR\n"),
    ("log-of-a-database", "chat.db-wal", b"\x37\x7f\x06\x82\x00\x2d"),
    ("telegram-database", "tdata/key_datas", b"TDF$\x00\x00\xff"),
    ("voice-or-video", "PTT-20260101-WA0001.opus", b"Xgg1\x00\x02\xff"),
    ("program", "setup.exe", b"MZ\x90\x00\xff"),
    ("chat-without-times", "chat.txt", TALK.as_bytes()),
    ("instagram-other", "followers_1.json", b"{\"relationships_followers\":[]}"),
    ("google-other", "Takeout/My Activity/Search.json", b"[{\"title\":\"x\"}]"),
    ("saved-page", "page.html", b"<!DOCTYPE html><p>hello</p>"),
    ("other-xml", "feed.xml", b"<?xml version=\"1.0\"?><feed/>"),
    (
        "islamic-dates",
        "chat.txt",
        b"1447/4/4, 9:05 - Ana: hi\n1447/4/4, 9:06 - Ben: ho\n1447/4/5, 9:06 - Ben: ho\n",
    ),
];

/// Kinds that are told by [`ImportError::OtherFile`], with the same advice, or by the wrapping of a mail.
const TOLD_OTHERWISE: &[&str] = &["screenshot", "pdf", "mail-without-chat"];

#[test]
fn every_kind_that_is_known_is_told_by_its_content() {
    let wrong: Vec<String> = SAMPLES
        .iter()
        .filter(|(id, name, bytes)| told(name, bytes) != Some(id))
        .map(|(id, name, bytes)| {
            let outcome = read(Source::from_bytes(*name, bytes.to_vec()), &ReadSettings::automatic());
            format!("{id}: {}", outcome.map_or_else(|error| error.to_string(), |_| "read".to_owned()))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let sampled: BTreeSet<&str> =
        SAMPLES.iter().map(|sample| sample.0).chain(TOLD_OTHERWISE.iter().copied()).collect();
    let known: BTreeSet<&str> = known_kinds().map(|kind| kind.id).collect();
    assert_eq!(sampled, known);
    for (name, bytes) in
        [("a.png", &b"\x89PNG\r\n\x1a\n"[..]), ("a.pdf", b"%PDF-1.7"), ("a.mp3", b"ID3\x04\x00\xff")]
    {
        let error =
            read(Source::from_bytes(name, bytes.to_vec()), &ReadSettings::automatic()).expect_err("no chat");
        assert!(error.hint().contains("from within its app"), "{name}: {}", error.hint());
    }
}

fn fixtures() -> Vec<(String, Vec<u8>)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let folders = fs::read_dir(root).expect("fixtures").map(|entry| entry.expect("an entry").path());
    let mut found = Vec::new();
    for folder in folders.filter(|path| path.is_dir()) {
        for file in fs::read_dir(&folder).expect("a folder") {
            let path = file.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            found.push((name, fs::read(&path).expect("readable")));
        }
    }
    found
}

#[test]
#[cfg(feature = "sqlite")]
fn every_file_reads_the_same_alone_in_a_folder_and_in_a_zip() {
    for (name, bytes) in fixtures() {
        let count = |source: Source| {
            let import = read(source, &ReadSettings::automatic());
            import.map(|import| import.export.messages.len()).map_err(|error| error.to_string())
        };
        let alone = count(Source::from_bytes(name.clone(), bytes.clone()));
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(&name), &bytes).expect("written");
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).expect("an entry");
        zip.write_all(&bytes).expect("written");
        let zip = zip.finish().expect("finished").into_inner();
        assert!(alone.is_ok(), "{name}: {alone:?}");
        assert_eq!(count(Source::open(folder.path()).expect("a folder")), alone, "{name} in a folder");
        assert_eq!(count(Source::from_bytes("download.zip", zip)), alone, "{name} in a zip");
    }
}

/// Endings that a folder or a zip is looked into for.
const LOOKED_INTO: &[&str] = &[
    "txt", "csv", "json", "jsonl", "js", "html", "xml", "md", "db", "sqlite", "zip", "eml", "docx", "db-wal",
];

#[test]
fn the_steps_to_get_a_file_name_files_that_are_looked_for() {
    let mut named = 0;
    for format in FORMATS {
        let steps = format.how_to_export();
        assert!((1..=5).contains(&steps.len()), "{}", format.id());
        for step in steps {
            assert!(step.ends_with('.') && step.len() < 220 && step.len() > 8, "{}: {step}", format.id());
            let words = step.split(|c: char| c.is_whitespace() || c == ',' || c == ';' || c == '"');
            for word in words.map(|word| word.trim_end_matches('.')) {
                let Some((stem, ending)) = word.rsplit_once('.') else { continue };
                if stem.is_empty()
                    || stem.contains('/')
                    || ending.len() > 8
                    || matches!(ending, "com" | "WhatsApp")
                {
                    continue;
                }
                named += 1;
                assert!(LOOKED_INTO.contains(&ending) || ending == "shared", "{}: {word}", format.id());
            }
        }
    }
    assert!(named > 10, "{named}");
}
