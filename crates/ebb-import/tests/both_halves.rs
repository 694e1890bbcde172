//! Chats that an app divides over several files.

use std::fs;

use ebb::export::MissingCause;
use ebb_import::{ImportError, ReadSettings, Source, read};

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
