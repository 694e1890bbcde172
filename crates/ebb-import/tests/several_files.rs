//! Chats that an app divides over several files, or tells about in files beside them.

use std::fs;
use std::io::Write as _;

use ebb::export::{ExportedMessage, MissingCause};
use ebb_import::{Import, ImportError, NoticeKind, ReadSettings, Source, list, read};

const OLDER: &str = r#"{"participants":[{"name":"Dana"},{"name":"Alex"}],"messages":[
    {"sender_name":"Dana","timestamp_ms":1744574700000,"content":"see you then"},
    {"sender_name":"Alex","timestamp_ms":1744574600000,"content":"tomorrow?"}],"title":"Dana"}"#;
const OLDEST: &str = r#"{"participants":[{"name":"Dana"},{"name":"Alex"}],"messages":[
    {"sender_name":"Alex","timestamp_ms":1744574500000,"content":"hello"}],"title":"Dana"}"#;
const NEWER: &str = r#"{"participants":["Alex","Dana"],"threadName":"Dana_3","messages":[
    {"senderName":"Alex","text":"good morning","timestamp":1744661000000,"type":"text","isUnsent":false,"media":[]}]}"#;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a folder");
    for (path, content) in files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, content).expect("a file");
    }
    root
}

#[test]
fn numbered_files_and_the_encrypted_half_are_one_chat() {
    let root = folder(&[
        ("messages/e2ee_cutover/dana_1/message_1.json", OLDER),
        ("messages/e2ee_cutover/dana_1/message_2.json", OLDEST),
        ("messages/Dana_3.json", NEWER),
    ]);
    let source = Source::open(root.path()).expect("the folder opens");
    let import = read(source, &ReadSettings::automatic()).expect("there is one chat");
    let texts: Vec<&str> = import
        .export
        .messages
        .iter()
        .map(|message| import.export.texts.text(message.text).as_str())
        .collect();
    assert_eq!(texts, ["hello", "tomorrow?", "see you then", "good morning"]);
    assert!(import.export.missing.is_empty(), "{:?}", import.export.missing);
}

#[test]
fn the_older_half_alone_says_what_is_missing() {
    let root = folder(&[("messages/e2ee_cutover/dana_1/message_1.json", OLDER)]);
    let source = Source::open(root.path()).expect("the folder opens");
    let import = read(source, &ReadSettings::automatic()).expect("there is one chat");
    let [missing] = import.export.missing[..] else { panic!("{:?}", import.export.missing) };
    assert_eq!(missing.cause, MissingCause::MovedToEncrypted);
    assert_eq!(missing.from.map(|second| second.0), Some(1_744_574_700));
    assert_eq!(missing.to, None);
}

#[test]
fn two_people_of_one_name_stay_apart() {
    let root = folder(&[
        ("messages/inbox/dana_1/message_1.json", OLDER),
        ("messages/inbox/dana_2/message_1.json", OLDEST),
    ]);
    let source = Source::open(root.path()).expect("the folder opens");
    let error = read(source, &ReadSettings::automatic()).expect_err("there is a choice to make");
    assert!(matches!(error, ImportError::SeveralConversations { .. }), "{error}");
}

/// Reads the chat with Dana from a folder of these files.
fn read_with_dana(files: &[(&str, &str)]) -> Import {
    let root = folder(files);
    let conversation = vec!["Dana".to_owned()];
    let source = Source::open(root.path()).expect("the folder opens");
    read(source, &ReadSettings { conversation, ..ReadSettings::automatic() }).expect("there is such a chat")
}

/// Returns who wrote what, one after the other.
fn lines(import: &Import) -> Vec<(String, String)> {
    let export = &import.export;
    let named =
        |message: &ExportedMessage| message.sender.map(|id| export.senders[usize::from(id.0)].clone());
    let told = |message: &ExportedMessage| export.texts.text(message.text).as_str().to_owned();
    export.messages.iter().map(|message| (named(message).unwrap_or_default(), told(message))).collect()
}

#[track_caller]
fn check(import: &Import, expected: &[(&str, &str)]) {
    let found = lines(import);
    let found: Vec<(&str, &str)> = found.iter().map(|(who, what)| (who.as_str(), what.as_str())).collect();
    assert_eq!(found, expected);
    assert!(import.tally.is_complete(), "{:?}", import.tally);
}

fn owner(import: &Import) -> Option<&str> {
    import.owner.map(|id| import.export.senders[usize::from(id.0)].as_str())
}

fn telegram_page(messages: &str) -> String {
    format!(
        "<html><body><div class=\"page_wrap\"><div class=\"page_header\"><div class=\"text bold\">Dana</div></div>\
         <div class=\"history\">{messages}</div></div></body></html>"
    )
}

fn telegram_message(minute: u32, name: &str, text: &str) -> String {
    let (joined, name) = match name {
        "" => (" joined", String::new()),
        _ => ("", format!("<div class=\"from_name\">{name}</div>")),
    };
    format!(
        "<div class=\"message default clearfix{joined}\"><div class=\"body\">\
         <div class=\"pull_right date details\" title=\"24.04.2025 10:{minute:02}:00 UTC+02:00\">10:{minute:02}</div>\
         {name}<div class=\"text\">{text}</div></div></div>"
    )
}

#[test]
fn pages_of_one_telegram_chat_follow_each_other() {
    let first = telegram_page(&telegram_message(1, "Dana", "one"));
    let second = telegram_page(&(telegram_message(2, "", "two") + &telegram_message(3, "Alex", "three")));
    let tenth = telegram_page(&telegram_message(4, "", "four"));
    let import = read_with_dana(&[
        ("chats/chat_1/messages10.html", &tenth),
        ("chats/chat_1/messages2.html", &second),
        ("chats/chat_1/messages.html", &first),
        ("chats/chat_2/messages.html", &telegram_page("").replace("Dana", "Kim")),
    ]);
    check(&import, &[("Dana", "one"), ("Dana", "two"), ("Alex", "three"), ("Alex", "four")]);
}

#[test]
fn google_tells_people_and_owner_in_files_beside_the_chat() {
    let chat = |name: &str, text: &str| {
        format!(
            r#"{{"messages":[{{"creator":{{"name":"{name}","email":"{name}@mail.example"}},
            "created_date":"Thursday, November 3, 2016 at 11:59:50 AM UTC","text":"{text}"}}]}}"#
        )
    };
    let import = read_with_dana(&[
        ("Google Chat/Groups/DM 1/messages.json", &chat("Alex", "to you")),
        (
            "Google Chat/Groups/DM 1/group_info.json",
            r#"{"members":[{"name":"Alex","email":"Alex@mail.example"},{"name":"Dana","email":"d@mail.example"}]}"#,
        ),
        ("Google Chat/Groups/DM 2/messages.json", &chat("Kim", "to others")),
        (
            "Google Chat/Users/User 9/user_info.json",
            r#"{"user":{"name":"Alex","email":"Alex@mail.example"},"membership_info":[]}"#,
        ),
    ]);
    check(&import, &[("Alex", "to you")]);
    assert_eq!(owner(&import), Some("Alex"));
}

#[test]
fn slack_names_people_and_chats_in_files_beside_the_days() {
    let day = |user: &str, text: &str, second: u32| {
        format!(r#"[{{"type":"message","user":"{user}","text":"{text}","ts":"{second}.0001"}}]"#)
    };
    let import = read_with_dana(&[
        (
            "users.json",
            r#"[{"id":"U1","real_name":"Alex A","profile":{"display_name":"Alex"}},
                {"id":"U2","real_name":"Dana","profile":{"display_name":""}},
                {"id":"U3","real_name":"Kim","profile":{}}]"#,
        ),
        ("dms.json", r#"[{"id":"D1","members":["U1","U2"]},{"id":"D2","members":["U1","U3"]}]"#),
        ("D1/2024-01-13.json", &day("U1", "hi <@U2>", 1_705_150_000)),
        ("D1/2024-01-12.json", &day("U2", "first", 1_705_070_000)),
        ("D2/2024-01-12.json", &day("U3", "elsewhere", 1_705_070_000)),
    ]);
    check(&import, &[("Dana", "first"), ("Alex", "hi @Dana")]);
}

#[test]
fn of_the_files_of_signal_export_the_fuller_is_read() {
    let import = read_with_dana(&[
        ("Dana/chat.md", "[2024-05-29 15:04:10] Dana: once\n"),
        (
            "Dana/data.json",
            r#"{"date":"2024-05-29T15:04:10","sender":"Dana","body":"once","quote":"","reactions":[],"attachments":[]}"#,
        ),
        ("Kim/chat.md", "[2024-05-29 15:04:10] Kim: elsewhere\n"),
    ]);
    check(&import, &[("Dana", "once")]);
}

/// A chat of two and a group of three, with numbers in several spellings.
const WITH_GROUP: &str = r#"<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>
<smses count="7" backup_date="1705080000000" type="full">
  <sms address="+44 20 7946 0001" date="1705070962123" type="1" subject="null" body="are you both in?" read="1" contact_name="Kim" />
  <mms date="1705071100000" msg_box="1" address="+442079460001~+442079460002" m_type="132" text_only="1" contact_name="Kim, Lee">
    <parts><part seq="0" ct="text/plain" text="all three of us" /></parts>
    <addrs><addr address="+442079460001" type="137" /><addr address="+442079460002" type="151" /><addr address="insert-address-token" type="151" /></addrs></mms>
  <mms date="1705071160000" msg_box="2" address="+442079460002~020 7946 0001" m_type="128" text_only="1" contact_name="Lee, Kim">
    <parts><part seq="0" ct="text/plain" text="no, you two go" /></parts>
    <addrs><addr address="insert-address-token" type="137" /><addr address="+442079460002" type="151" /></addrs></mms>
  <mms date="1705071220000" msg_box="1" address="+442079460001~+442079460002" m_type="132" contact_name="Kim, Lee">
    <parts><part seq="0" ct="application/smil" text="&lt;smil/&gt;" /><part seq="1" ct="image/gif" data="aGVsbG8=" text="null" /></parts>
    <addrs><addr address="+442079460002" type="137" /></addrs></mms>
  <sms address="02079460001" date="1705071280000" type="2" body="only to Kim &#128515;" contact_name="Kim" />
</smses>
"#;

#[test]
fn text_messages_to_a_group_stay_apart_from_those_of_two() {
    let read_as = |name: &str| {
        let settings = ReadSettings { conversation: vec![name.to_owned()], ..ReadSettings::automatic() };
        read(Source::from_bytes("sms.xml", WITH_GROUP.into()), &settings).expect("there is such a chat")
    };
    check(&read_as("Kim"), &[("Kim", "are you both in?"), ("Me", "only to Kim 😃")]);
    let (kim, lee) = ("+442079460001", "+442079460002");
    check(&read_as("Kim, Lee"), &[(kim, "all three of us"), ("Me", "no, you two go"), (lee, "")]);
    let listed = list(Source::from_bytes("sms.xml", WITH_GROUP.into()), &ReadSettings::automatic());
    let counted: Vec<(String, u64)> =
        listed.expect("two chats").into_iter().map(|chat| (chat.title, chat.messages)).collect();
    assert_eq!(counted, [("Kim, Lee".to_owned(), 3), ("Kim".to_owned(), 2)]);
}

#[test]
fn what_messages_has_not_yet_put_into_its_database_is_read_from_the_log() {
    let root = tempfile::tempdir().expect("a folder");
    let path = root.path().join("chat.db");
    let database = rusqlite::Connection::open(&path).expect("a database");
    database
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;
             CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT);
             CREATE TABLE chat (ROWID INTEGER PRIMARY KEY, chat_identifier TEXT);
             CREATE TABLE chat_handle_join (chat_id INTEGER, handle_id INTEGER);
             CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER);
             CREATE TABLE message (ROWID INTEGER PRIMARY KEY, text TEXT, handle_id INTEGER, date INTEGER, is_from_me INTEGER);
             INSERT INTO handle VALUES (1, 'dana@mail.example');
             INSERT INTO message VALUES (1, 'in the database', 1, 700000000, 0);
             PRAGMA wal_checkpoint(TRUNCATE);
             INSERT INTO message VALUES (2, 'in the log', 0, 700000060, 1);
             INSERT INTO chat VALUES (1, 'dana@mail.example');
             INSERT INTO chat_handle_join VALUES (1, 1);
             INSERT INTO chat_message_join VALUES (1, 1), (1, 2);",
        )
        .expect("the rows are written");
    let before = fs::read(&path).expect("the database");
    let source = Source::open(&path).expect("the file opens");
    let import = read(source, &ReadSettings::automatic()).expect("there is one chat");
    check(&import, &[("dana@mail.example", "in the database"), ("Me", "in the log")]);
    assert_eq!(fs::read(&path).expect("the database"), before, "nothing was written");
    let is_missed =
        |import: &Import| import.notices.iter().any(|notice| notice.kind == NoticeKind::NewestMayBeMissing);
    assert!(!is_missed(&import));
    let alone =
        read(Source::from_bytes("chat.db", before), &ReadSettings::automatic()).expect("there is one chat");
    check(&alone, &[("dana@mail.example", "in the database")]);
    assert!(is_missed(&alone), "{:?}", alone.notices);

    let packed = root.path().join("messages.zip");
    let mut archive = zip::ZipWriter::new(fs::File::create(&packed).expect("a file"));
    for file in ["chat.db", "chat.db-wal"] {
        archive
            .start_file(format!("Messages/{file}"), zip::write::SimpleFileOptions::default())
            .expect("an entry");
        archive
            .write_all(&fs::read(root.path().join(file)).expect("the file"))
            .expect("the entry is written");
    }
    archive.finish().expect("the archive is written");
    let source = Source::open(&packed).expect("the archive opens");
    let import = read(source, &ReadSettings::automatic()).expect("there is one chat");
    check(&import, &[("dana@mail.example", "in the database"), ("Me", "in the log")]);
}

#[test]
fn a_folder_with_a_locked_database_is_refused_with_a_way_out() {
    let root = folder(&[("Signal/config.json", r#"{"key":"value"}"#)]);
    fs::create_dir_all(root.path().join("Signal/sql")).expect("a folder");
    fs::write(root.path().join("Signal/sql/db.sqlite"), [0x9F; 4096]).expect("a file");
    let source = Source::open(root.path()).expect("the folder opens");
    let error = read(source, &ReadSettings::automatic()).expect_err("it is locked");
    assert!(matches!(error, ImportError::LockedDatabase { .. }), "{error}");
    assert!(error.hint().contains("main.jsonl"), "{}", error.hint());
}

#[test]
fn a_corpus_is_divided_into_its_conversations() {
    let line = |conversation: &str, speaker: &str, text: &str| {
        format!(
            r#"{{"id":"{text}","speaker":"{speaker}","conversation_id":"{conversation}","reply_to":null,
            "timestamp":1744567200,"text":"{text}"}}"#
        )
        .replace('\n', "")
            + "\n"
    };
    let corpus =
        line("Dana", "Alex", "one") + &line("Kim", "Alex", "elsewhere") + &line("Dana", "Lee", "two");
    let import = read_with_dana(&[("corpus/utterances.jsonl", &corpus), ("corpus/speakers.json", "{}")]);
    check(&import, &[("Alex", "one"), ("Lee", "two")]);
}
