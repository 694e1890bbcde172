//! Databases of SQLite, read in memory and never written.
//!
//! An app that is running keeps its latest changes in a log beside the database (`NAME-wal`). To let SQLite read that
//! log it would have to write beside the original, so the log is laid over a copy in memory here: every page of every
//! transaction that was finished, as the file format describes it. What was not finished is left out.
//!
//! Left out: rolling back a journal (`NAME-journal`), which an app leaves only when it was stopped in the middle.

use std::borrow::Cow;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, MAIN_DB, Row};

/// How every database begins.
pub(crate) const START: &[u8] = b"SQLite format 3\0";
/// Smallest page and so the smallest database, in bytes.
const LEAST_PAGE: usize = 512;
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
const LOG_MARKS: [u32; 2] = [0x377f_0682, 0x377f_0683];
/// Where the header of a database says whether a log belongs to it, once for writing and once for reading.
const LOG_FLAGS: std::ops::Range<usize> = 18..20;
const WITHOUT_LOG: u8 = 1;

/// Opens a database from its bytes and those of the log beside it; `None` when it cannot be one.
pub(crate) fn open(mut bytes: Vec<u8>, log: Option<&[u8]>) -> Option<Connection> {
    if bytes.len() < LEAST_PAGE || !bytes.starts_with(START) {
        return None;
    }
    if let Some(log) = log {
        lay_over(&mut bytes, log);
    }
    bytes.get_mut(LOG_FLAGS)?.fill(WITHOUT_LOG);
    let mut database = Connection::open_in_memory().ok()?;
    database.deserialize_read_exact(MAIN_DB, &bytes[..], bytes.len(), true).ok()?;
    Some(database)
}

/// Lays the finished transactions of a log over a database.
fn lay_over(database: &mut Vec<u8>, log: &[u8]) {
    let word = |at: usize| log.get(at..at + 4).and_then(|raw| raw.try_into().ok()).map(u32::from_be_bytes);
    let Some(mark) = word(0).filter(|mark| LOG_MARKS.contains(mark)) else { return };
    let Some(page) = word(8).and_then(|size| usize::try_from(size).ok()) else { return };
    if !page.is_power_of_two() || !(LEAST_PAGE..=65_536).contains(&page) {
        return;
    }
    let is_big_endian = mark == LOG_MARKS[1];
    let salt = log.get(16..24);
    let Some(mut sum) = log.get(..24).map(|start| checksum([0, 0], start, is_big_endian)) else { return };
    if Some(sum[0]) != word(24) || Some(sum[1]) != word(28) {
        return;
    }
    let mut pending: Vec<(usize, usize)> = Vec::new();
    let mut at = LOG_HEADER;
    while let Some(content) = log.get(at + FRAME_HEADER..at + FRAME_HEADER + page) {
        sum = checksum(sum, &log[at..at + 8], is_big_endian);
        sum = checksum(sum, content, is_big_endian);
        let is_sound = log.get(at + 8..at + 16) == salt
            && Some(sum[0]) == word(at + 16)
            && Some(sum[1]) == word(at + 20);
        let (Some(number), Some(pages)) = (word(at), word(at + 4)) else { return };
        let (Ok(number), Ok(pages)) = (usize::try_from(number), usize::try_from(pages)) else { return };
        // What follows the first frame that does not fit is left over from before the log was started anew.
        if !is_sound || number == 0 {
            return;
        }
        pending.push((number - 1, at + FRAME_HEADER));
        at += FRAME_HEADER + page;
        if pages > 0 {
            // A transaction holds a page for each one it adds, so a size beyond them all is damage.
            if pages.saturating_mul(page) > database.len().saturating_add(log.len()) {
                return;
            }
            database.resize(pages * page, 0);
            for (place, from) in pending.drain(..) {
                if let Some(target) = database.get_mut(place * page..(place + 1) * page) {
                    target.copy_from_slice(&log[from..from + page]);
                }
            }
        }
    }
}

/// Returns the sum over pairs of words that a log carries, continued from `sum`.
fn checksum(mut sum: [u32; 2], bytes: &[u8], is_big_endian: bool) -> [u32; 2] {
    let (words, _) = bytes.as_chunks::<4>();
    let value = |raw: [u8; 4]| if is_big_endian { u32::from_be_bytes(raw) } else { u32::from_le_bytes(raw) };
    let (pairs, _) = words.as_chunks::<2>();
    for &[first, second] in pairs {
        sum[0] = sum[0].wrapping_add(value(first)).wrapping_add(sum[1]);
        sum[1] = sum[1].wrapping_add(value(second)).wrapping_add(sum[0]);
    }
    sum
}

/// Returns the names of a table's columns; none when there is no such table.
pub(crate) fn columns_of(database: &Connection, table: &str) -> Vec<String> {
    let Ok(mut query) = database.prepare("SELECT name FROM pragma_table_info(?1)") else { return Vec::new() };
    let Ok(names) = query.query_map([table], |row| row.get::<_, String>(0)) else { return Vec::new() };
    names.flatten().collect()
}

/// Returns a query for these columns of a table, with nothing in place of those it lacks.
pub(crate) fn select(wanted: &[&str], table: &str, columns: &[String]) -> String {
    let named: Vec<&str> = wanted
        .iter()
        .map(|name| if columns.iter().any(|known| known.eq_ignore_ascii_case(name)) { *name } else { "NULL" })
        .collect();
    format!("SELECT {} FROM {table} NOT INDEXED", named.join(", "))
}

/// Hands over each row of a query, and returns whether all of them could be read.
pub(crate) fn each_row<E>(
    database: &Connection,
    query: &str,
    mut take: impl FnMut(&Row<'_>) -> Result<(), E>,
) -> Result<bool, E> {
    let Ok(mut statement) = database.prepare(query) else { return Ok(false) };
    let Ok(mut rows) = statement.query([]) else { return Ok(false) };
    loop {
        match rows.next() {
            Ok(Some(row)) => take(row)?,
            Ok(None) => return Ok(true),
            Err(_) => return Ok(false),
        }
    }
}

/// Returns the whole number in a column.
pub(crate) fn number(row: &Row<'_>, column: usize) -> Option<i64> {
    match row.get_ref(column) {
        Ok(ValueRef::Integer(number)) => Some(number),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "what lies outside of the range is no time or id"
        )]
        Ok(ValueRef::Real(number)) => Some(number as i64),
        Ok(ValueRef::Text(words)) => std::str::from_utf8(words).ok()?.trim().parse().ok(),
        Ok(ValueRef::Null | ValueRef::Blob(_)) | Err(_) => None,
    }
}

/// Returns the words in a column, unless there are none.
pub(crate) fn words<'r>(row: &'r Row<'_>, column: usize) -> Option<Cow<'r, str>> {
    match row.get_ref(column) {
        Ok(ValueRef::Text(words)) if !words.is_empty() => Some(String::from_utf8_lossy(words)),
        Ok(_) | Err(_) => None,
    }
}

/// Returns the bytes in a column.
pub(crate) fn bytes<'r>(row: &'r Row<'_>, column: usize) -> Option<&'r [u8]> {
    match row.get_ref(column) {
        Ok(ValueRef::Blob(bytes)) => Some(bytes),
        Ok(_) | Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(database: &Connection) -> Vec<String> {
        let mut found = Vec::new();
        let all = each_row::<()>(database, "SELECT words FROM line ORDER BY words", |row| {
            found.extend(words(row, 0).map(Cow::into_owned));
            Ok(())
        });
        assert_eq!(all, Ok(true));
        found
    }

    /// Writes a database with a log beside it, as a running app leaves them, and returns both.
    fn written() -> (Vec<u8>, Vec<u8>) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        let database = Connection::open(&path).expect("a database");
        database
            .execute_batch(
                "PRAGMA page_size = 512; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;
                 CREATE TABLE line (words TEXT); INSERT INTO line VALUES ('one');
                 PRAGMA wal_checkpoint(TRUNCATE);
                 INSERT INTO line VALUES ('three'); INSERT INTO line VALUES (printf('two %1000s', 'x'));",
            )
            .expect("the rows are written");
        let bytes = std::fs::read(&path).expect("the database");
        let log = std::fs::read(folder.path().join("a.db-wal")).expect("the log");
        (bytes, log)
    }

    #[test]
    fn a_log_beside_a_database_is_read_with_it() {
        let (bytes, log) = written();
        let with = texts(&open(bytes.clone(), Some(&log)).expect("opens"));
        assert_eq!((with.len(), with[0].as_str(), with[1].as_str()), (3, "one", "three"));
        assert_eq!(texts(&open(bytes, None).expect("opens")), ["one"]);
    }

    #[test]
    fn a_log_that_is_cut_or_damaged_gives_what_was_finished_before() {
        let (bytes, log) = written();
        for end in 0..log.len() {
            let found = texts(&open(bytes.clone(), Some(&log[..end])).expect("opens"));
            assert!(found.starts_with(&["one".to_owned()]) && found.len() < 3, "{end}");
        }
        for place in (0..log.len()).step_by(97) {
            let mut log = log.clone();
            log[place] ^= 4;
            let found = texts(&open(bytes.clone(), Some(&log)).expect("opens"));
            assert!(found.starts_with(&["one".to_owned()]), "{place}");
        }
    }

    #[test]
    fn what_is_no_database_is_refused() {
        assert!(open(b"SQLite format 3\0".to_vec(), None).is_none() && open(vec![0; 600], None).is_none());
    }
}
