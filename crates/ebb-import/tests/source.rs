//! Archives, files that are no chat, and what the person is told about them.

use std::io::{Cursor, Write};

use ebb_import::{DateOrder, Import, ImportError, NoticeKind, OtherFile, ReadSettings, Source, list, read};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const CHAT: &str = "13/04/25, 18:00 - Dana: one\n13/04/25, 18:01 - Alex: two\n";

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in entries {
        writer.start_file(*name, packed).expect("an entry starts");
        writer.write_all(bytes).expect("memory takes everything");
    }
    writer.finish().expect("the archive ends").into_inner()
}

fn read_as(bytes: &[u8], settings: &ReadSettings) -> Result<Import, ImportError> {
    read(Source::from_bytes("export", bytes.to_vec()), settings)
}

fn read_bytes(bytes: &[u8]) -> Result<Import, ImportError> {
    read_as(bytes, &ReadSettings::automatic())
}

#[test]
fn the_chat_is_found_among_media() {
    let bytes = archive(&[
        ("__MACOSX/._chat.txt", b"\x00\x05\x16\x07"),
        ("IMG-20250413-WA0001.jpg", &[0xFF; 5000]),
        ("notes.txt", b"shopping: bread"),
        ("inner.zip", &archive(&[("_chat.txt", b"x")])),
        ("Chat de WhatsApp con Älex.txt", CHAT.as_bytes()),
    ]);
    let import = read_bytes(&bytes).expect("the chat is found");
    assert_eq!(import.export.messages.len(), 2);
    assert!(import.notices.is_empty(), "{:?}", import.notices);

    let path = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(path.path(), &bytes).expect("written");
    let opened = read(Source::open(path.path()).expect("opens"), &ReadSettings::automatic()).expect("read");
    assert_eq!(opened.export.messages, import.export.messages);
}

#[test]
fn the_chat_an_archive_was_made_for_is_read_and_others_are_named() {
    let bytes = archive(&[("other.txt", CHAT.repeat(3).as_bytes()), ("_chat.txt", CHAT.as_bytes())]);
    let import = read_bytes(&bytes).expect("one chat is read");
    assert_eq!(import.export.messages.len(), 2);
    assert_eq!(import.notices[0].kind, NoticeKind::SeveralChats);
    assert_eq!(import.notices[0].text(), "1 chat stands beside the one that was read: other");
}

#[test]
fn several_chats_are_listed_and_one_is_chosen_by_name() {
    let with_sam = CHAT.replace("Alex", "Sam").repeat(2);
    let bytes = archive(&[("Sam.txt", with_sam.as_bytes()), ("a/Alex.txt", CHAT.as_bytes())]);
    let error = read_bytes(&bytes).expect_err("a choice is needed");
    assert_eq!(
        error.to_string(),
        "`export` holds 2 chats:\n  Sam   4 messages, 2025-04-13 to 2025-04-13   [Sam.txt]\n  Alex   2 messages, 2025-04-13 to 2025-04-13   [a/Alex.txt]"
    );
    let chosen = |names: &[&str]| {
        let conversation = names.iter().map(|&name| name.to_owned()).collect();
        let settings = ReadSettings { conversation, ..ReadSettings::automatic() };
        read_as(&bytes, &settings).map(|import| import.export.messages.len())
    };
    assert_eq!(chosen(&["Sam"]).expect("chosen"), 4);
    assert_eq!(chosen(&["alex"]).expect("chosen"), 2);
    assert_eq!(chosen(&["a/Alex.txt"]).expect("chosen"), 2);
    assert!(matches!(chosen(&["Kim"]), Err(ImportError::NoSuchConversation { .. })));
    let both = chosen(&["Dana"]).expect_err("Dana writes in both");
    assert!(matches!(both, ImportError::SeveralConversations { .. }), "{both}");
    let source = Source::from_bytes("export", bytes.clone());
    assert_eq!(list(source, &ReadSettings::automatic()).expect("listed").len(), 2);
}

#[test]
fn a_folder_is_read_like_an_archive() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("inner")).expect("made");
    std::fs::write(folder.path().join("inner/chat.txt"), CHAT).expect("written");
    std::fs::write(folder.path().join("photo.jpg"), [0xFF, 0xD8]).expect("written");
    let import = read(Source::open(folder.path()).expect("opens"), &ReadSettings::automatic());
    assert_eq!(import.expect("read").export.messages.len(), 2);
    std::fs::remove_file(folder.path().join("inner/chat.txt")).expect("removed");
    std::fs::write(folder.path().join("inner/export.zip"), [0; 4]).expect("written");
    let error = read(Source::open(folder.path()).expect("opens"), &ReadSettings::automatic());
    assert!(matches!(error, Err(ImportError::ArchiveInside { .. })));
}

#[test]
fn entries_that_climb_out_and_archives_without_a_chat_are_refused() {
    for entries in [
        &[("../_chat.txt", CHAT.as_bytes())][..],
        &[("a/../../_chat.txt", CHAT.as_bytes())],
        &[("photo.jpg", &[0xFF, 0xD8])],
        &[],
    ] {
        let error = read_bytes(&archive(entries)).expect_err("no chat");
        assert!(matches!(error, ImportError::ZipWithoutChat { .. }), "{error}");
    }
}

#[test]
fn a_locked_archive_is_said_to_be_locked() {
    let mut bytes = archive(&[("_chat.txt", CHAT.as_bytes())]);
    // The lowest bit of the flags says "encrypted": at byte 6 of the local and byte 8 of the central header.
    for (start, flags) in [(&b"PK\x03\x04"[..], 6), (&b"PK\x01\x02"[..], 8)] {
        let at = bytes.windows(4).position(|window| window == start).expect("the header is there");
        bytes[at + flags] |= 1;
    }
    let error = read_bytes(&bytes).expect_err("locked");
    assert!(matches!(error, ImportError::ZipLocked { .. }), "{error}");
    assert!(error.hint().contains("password"));
}

#[test]
fn a_bomb_is_not_unpacked() {
    let mut text = CHAT.to_owned();
    text.push_str(&"\n".repeat(64 << 20));
    let error = read_bytes(&archive(&[("_chat.txt", text.as_bytes())])).expect_err("a bomb");
    assert!(matches!(error, ImportError::ZipBomb { .. }), "{error}");
}

#[test]
fn cut_and_damaged_archives_are_survived() {
    let bytes = archive(&[("_chat.txt", CHAT.as_bytes()), ("a.jpg", &[7; 300])]);
    for end in 0..bytes.len() {
        let _ = read_bytes(&bytes[..end]);
    }
    for place in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[place] ^= 0x55;
        let _ = read_bytes(&damaged);
    }
}

#[test]
fn what_is_no_chat_is_named() {
    let cases: [(&[u8], OtherFile); 9] = [
        (b"\xFF\xD8\xFF\xE0 picture", OtherFile::Picture),
        (b"\x89PNG\r\n\x1a\n", OtherFile::Picture),
        (b"GIF89a", OtherFile::Picture),
        (b"RIFF\0\0\0\0WEBPVP8 ", OtherFile::Picture),
        (b"\0\0\0\x18ftypheic\0\0", OtherFile::Picture),
        (b"\0\0\0\x18ftypmp42\0\0", OtherFile::Recording),
        (b"%PDF-1.7", OtherFile::Pdf),
        (b"SQLite format 3\0", OtherFile::Database),
        (b"a\0b\0c\0\0\0\0", OtherFile::Binary),
    ];
    for (bytes, expected) in cases {
        match read_bytes(bytes) {
            Err(ImportError::OtherFile { found, .. }) => assert_eq!(found, expected),
            other => panic!("{expected:?}: {other:?}"),
        }
    }
    for empty in [&b""[..], b"\n \r\n", b"\xEF\xBB\xBF"] {
        assert!(matches!(read_bytes(empty), Err(ImportError::Empty { .. })), "{empty:?}");
    }
    let error = read_bytes(b"Dear diary, a marker phrase").expect_err("no chat");
    assert!(matches!(error, ImportError::Unrecognised { .. }));
    assert!(!format!("{error} {error:?} {}", error.hint()).contains("marker"));
    assert!(matches!(Source::open("/no/such/file"), Err(ImportError::Unreadable { .. })));
}

const OPEN: &str = "01/02/25, 18:00 - Dana: one\n02/02/25, 18:01 - Alex: marker phrase\n";

#[test]
fn an_open_order_of_dates_is_a_question_with_both_readings() {
    let error = read_bytes(OPEN.as_bytes()).expect_err("undecided");
    assert_eq!(
        error.to_string(),
        "the dates in `export` fit both day-first and month-first order: 01/02/25 is 2025-02-01 or 2025-01-02"
    );
    assert!(error.hint().contains("--date-order"));
    let more = OPEN.replace("02/02", "03/02");
    let ImportError::DateOrderUndecided { dates, .. } = read_bytes(more.as_bytes()).expect_err("undecided")
    else {
        panic!("undecided")
    };
    let shown: Vec<&str> = dates.iter().map(|date| date.written.as_str()).collect();
    assert_eq!(shown, ["01/02/25", "03/02/25"]);
}

#[test]
fn an_order_given_by_the_person_is_followed_or_refused() {
    let order = |order| ReadSettings { date_order: Some(order), ..ReadSettings::automatic() };
    let days = |settings: ReadSettings| {
        let import = read_as(OPEN.as_bytes(), &settings).expect("read");
        import.export.messages[0].time.0 / 86_400
    };
    assert_eq!(days(order(DateOrder::DayFirst)), 20_120);
    assert_eq!(days(order(DateOrder::MonthFirst)), 20_090);
    let error = read_as(CHAT.as_bytes(), &order(DateOrder::MonthFirst)).expect_err("no month 13");
    assert_eq!(error.to_string(), "`13/04/25` at line 1 of `export` is no date in the order mdy");
}

#[test]
fn a_format_can_be_named() {
    let named = |format| ReadSettings { format: Some(format), ..ReadSettings::automatic() };
    assert!(read_as(CHAT.as_bytes(), &named("whatsapp-text")).is_ok());
    let error = read_as(CHAT.as_bytes(), &named("csv")).expect_err("no table");
    assert!(matches!(error, ImportError::NoMessages { format: "csv", .. }), "{error}");
    let error = read_as(CHAT.as_bytes(), &named("telegraph")).expect_err("no such format");
    assert!(error.hint().contains("whatsapp-text"), "{}", error.hint());
}
