//! Databases that would run, grow or go round in circles instead of being read.

use std::time::{Duration, Instant};

use ebb_import::{Import, ImportError, ReadSettings, Source};
use rusqlite::Connection;

/// Longest that any of them may take, in a build without optimisation on a busy machine.
const MOST_TIME: Duration = Duration::from_mins(1);

/// The tables of a database of Messages, with a few messages of two people.
const HONEST: &str = "
    CREATE TABLE handle (id TEXT, person_centric_id TEXT);
    CREATE TABLE chat (chat_identifier TEXT, display_name TEXT, style INTEGER);
    CREATE TABLE chat_message_join (message_id INTEGER, chat_id INTEGER);
    CREATE TABLE chat_handle_join (chat_id INTEGER, handle_id INTEGER);
    CREATE TABLE message (date INTEGER, text TEXT, is_from_me INTEGER, handle_id INTEGER, guid TEXT, service TEXT);
    INSERT INTO handle VALUES ('+15550100', NULL);
    INSERT INTO chat VALUES ('+15550100', '', 45);
    INSERT INTO chat_handle_join VALUES (1, 1);
    INSERT INTO message (date, text, is_from_me, handle_id)
        VALUES (700000000000000000, 'see you', 1, 0), (700000060000000000, 'gladly', 0, 1);
    INSERT INTO chat_message_join VALUES (1, 1), (2, 1);";

/// Returns the bytes of a database that these statements make.
fn database(statements: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("chat.db");
    let made = Connection::open(&path).expect("a database");
    made.execute_batch(statements).expect("the statements hold");
    made.close().expect("it closes");
    std::fs::read(&path).expect("the database")
}

/// Reads a database as a file of Messages, and holds it to the time.
fn read(name: &str, bytes: Vec<u8>) -> Result<Import, ImportError> {
    let begun = Instant::now();
    let read = ebb_import::read(Source::from_bytes("chat.db", bytes), &ReadSettings::automatic());
    assert!(begun.elapsed() < MOST_TIME, "{name} took {:?}", begun.elapsed());
    read
}

fn refused(name: &str, bytes: Vec<u8>) -> ImportError {
    read(name, bytes).err().unwrap_or_else(|| panic!("{name} was read"))
}

#[test]
fn an_honest_database_is_read() {
    let read = read("honest", database(HONEST)).expect("it is read");
    assert_eq!(read.export.messages.len(), 2);
    // What an app has beside its tables does no harm, and is not looked at.
    let besides = "CREATE TRIGGER after INSERT ON message BEGIN DELETE FROM message; END;
                   CREATE VIEW endless AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r;";
    assert!(self::read("beside", database(&format!("{HONEST}{besides}"))).is_ok());
}

#[test]
fn a_view_in_place_of_a_table_is_refused() {
    let endless = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r)
                   SELECT n AS date, 'x' AS text, n % 2 AS is_from_me, 1 AS handle_id FROM r";
    let crossed =
        "SELECT a.date, a.text, a.is_from_me, a.handle_id FROM old a, old b, old c, old d, old e, old f";
    for (name, view) in [("recursive", endless), ("crossed", crossed)] {
        let more = format!("ALTER TABLE message RENAME TO old; CREATE VIEW message AS {view};");
        let bytes = database(&format!("{HONEST}{more}"));
        let told = refused(name, bytes);
        assert!(matches!(told, ImportError::NoPlainTable { table: "message", .. }), "{name}: {told}");
        assert!(told.to_string().contains("no plain table") && told.hint().contains("harm"));
    }
    let handles = "DROP TABLE handle; CREATE VIEW handle AS SELECT 1 AS id, 2 AS person_centric_id;";
    let told = refused("handles", database(&format!("{HONEST}{handles}")));
    assert!(matches!(told, ImportError::NoPlainTable { table: "handle", .. }), "{told}");
}

#[test]
fn a_table_that_code_stands_behind_is_refused() {
    let made =
        "DROP TABLE message; CREATE VIRTUAL TABLE message USING fts5(date, text, is_from_me, handle_id);";
    let told = refused("virtual", database(&format!("{HONEST}{made}")));
    assert!(matches!(told, ImportError::NoPlainTable { table: "message", .. }), "{told}");
}

#[test]
fn columns_that_are_worked_out_anew_end_within_the_budget() {
    // Four bytes a row, and half a megabyte when it is read.
    let grown = "DROP TABLE chat_message_join;
        CREATE TABLE chat_message_join (message_id INTEGER, chat_id AS (printf('%.500000c', '1')));
        WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 20000)
        INSERT INTO chat_message_join (message_id) SELECT n FROM r;";
    let told = refused("grown", database(&format!("{HONEST}{grown}")));
    assert!(matches!(told, ImportError::EndlessDatabase { .. }), "{told}");
    let huge = grown.replace("%.500000c", "%.900000000c");
    let told = refused("huge", database(&format!("{HONEST}{huge}")));
    assert!(matches!(told, ImportError::EndlessDatabase { .. }), "{told}");
}

#[test]
fn pages_that_lead_to_each_other_end_within_the_budget() {
    // Enough rows for an inner page, each of whose entries is then bent to lead to the inner page's first leaf.
    let rows = "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 40000)
                INSERT INTO message (date, text, is_from_me, handle_id) SELECT n, 'word', n % 2, 1 FROM r;";
    let mut bytes = database(&format!("PRAGMA page_size = 512; {HONEST} {rows}"));
    let page = |bytes: &[u8], number: usize| bytes[(number - 1) * 512..number * 512].to_vec();
    let short = |bytes: &[u8], at: usize| usize::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]));
    let root = Connection::open_in_memory()
        .and_then(|mut made| {
            made.deserialize_read_exact(rusqlite::MAIN_DB, &bytes[..], bytes.len(), true)?;
            made.query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'message'", [], |row| {
                row.get::<_, i64>(0)
            })
        })
        .expect("the root of the table");
    let root = usize::try_from(root).expect("a page");
    // Inner pages of the table whose children are inner pages themselves: every child becomes the one below.
    let mut bent = 0;
    let mut at = root;
    while page(&bytes, at)[0] == 5 {
        let inner = page(&bytes, at);
        let first = short(&inner, 12);
        let child: [u8; 4] = inner[first..first + 4].try_into().expect("four bytes");
        for cell in 0..short(&inner, 3) {
            let place = (at - 1) * 512 + short(&inner, 12 + 2 * cell);
            bytes[place..place + 4].copy_from_slice(&child);
            bent += 1;
        }
        at = usize::try_from(u32::from_be_bytes(child)).expect("a page");
    }
    assert!(bent > 30, "{bent} entries were bent");
    // The rows that are left are few, each leaf is read over and over, and the file is as large as before.
    let short_file = bytes.len();
    match read("bent", bytes) {
        Ok(read) => assert!(read.export.messages.len() < short_file / 4),
        Err(told) => assert!(
            matches!(told, ImportError::EndlessDatabase { .. } | ImportError::NoMessages { .. }),
            "{told}"
        ),
    }
}

#[test]
fn a_schema_that_lies_is_not_believed() {
    // The schema says table, and its text says view.
    let mut bytes = database(HONEST);
    let made = b"CREATE TABLE message (date INTEGER, text TEXT, is_from_me INTEGER, handle_id INTEGER, guid TEXT, service TEXT)";
    let view = b"CREATE VIEW message AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT 1 FROM r) SELECT n date FROM r";
    let at = memchr::memmem::find(&bytes, made).expect("the text of the table");
    // As long as before, so that the row stays whole.
    let mut lie = view.to_vec();
    assert!(lie.len() < made.len());
    lie.resize(made.len(), b' ');
    bytes[at..at + made.len()].copy_from_slice(&lie);
    let told = refused("lie", bytes);
    // SQLite finds the lie itself, and then has nothing to read.
    assert!(matches!(told, ImportError::NoPlainTable { .. } | ImportError::NoMessages { .. }), "{told}");
}
