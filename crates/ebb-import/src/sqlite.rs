//! Databases of SQLite, read in memory and never written.
//!
//! An app that is running keeps its latest changes in a log beside the database (`NAME-wal`). To let SQLite read that
//! log it would have to write beside the original, so the log is laid over a copy in memory here: every page of every
//! transaction that was finished, as the file format describes it. What was not finished is left out.
//!
//! A database is a program as much as a file: a view can count for ever, a column can be worked out anew, and pages can
//! point to each other in a circle. So only plain tables are read, and each database may cost no more than its size allows.
//!
//! Left out: rolling back a journal (`NAME-journal`), which an app leaves only when it was stopped in the middle.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;
use std::ffi::c_int;
use std::io::{self, Read};

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, MAIN_DB, Row};

use crate::decode::DATABASE_START;
use crate::error::{ImportError, OtherFile};

/// Smallest page and so the smallest database, in bytes.
const LEAST_PAGE: usize = 512;
/// Largest page, in bytes.
const MOST_PAGE: usize = 65_536;
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
const LOG_MARKS: [u32; 2] = [0x377f_0682, 0x377f_0683];
/// Where the header of a database says whether a log belongs to it, once for writing and once for reading.
const LOG_FLAGS: std::ops::Range<usize> = 18..20;
const WITHOUT_LOG: u8 = 1;

/// Steps of SQLite after which the budget is looked at.
const STEPS_AT_ONCE: c_int = 1_000;
/// Steps that any database may cost, however small it is.
const FREE_STEPS: u64 = 4_000_000;
/// Steps for each byte. A row of ten bytes and twenty columns costs about fifty.
const STEPS_A_BYTE: u64 = 16;
/// Bytes that any row takes at least: a pointer to it, its length, its number and one value.
const LEAST_ROW: u64 = 4;
/// Bytes of values that any query may give, however small the database is.
const FREE_BYTES: u64 = 1 << 20;
/// Largest single value, in bytes, even of the largest database.
const MOST_VALUE: u64 = 64 << 20;

/// What reading one database may cost. All of it grows with the size of the file, since what is stored does, too.
#[derive(Debug, Clone, Copy)]
struct Budget {
    /// Steps of SQLite, over all queries.
    steps: u64,
    /// Rows of one query.
    rows: u64,
    /// Bytes of the values of one query. Text that is stored in UTF-16 grows by half when it is handed out.
    bytes: u64,
    /// Bytes of one value.
    value: u64,
}

impl Budget {
    fn of(size: u64) -> Self {
        Self {
            steps: FREE_STEPS + size.saturating_mul(STEPS_A_BYTE),
            rows: size / LEAST_ROW,
            bytes: FREE_BYTES + size.saturating_mul(2),
            value: (FREE_BYTES + size.saturating_mul(2)).min(MOST_VALUE),
        }
    }
}

/// A database that was opened: plain tables in memory, to be read within a budget.
pub(crate) struct Opened {
    name: String,
    connection: Connection,
    budget: Budget,
    pub(crate) newest: Newest,
    /// Rows or values went beyond the budget.
    is_beyond: Cell<bool>,
}

impl Opened {
    /// Tells whether reading ended because the database would not: it cost more than its size allows.
    ///
    /// # Errors
    /// [`ImportError::EndlessDatabase`] when it did.
    pub(crate) fn verify(&self) -> Result<(), ImportError> {
        if self.is_beyond.get() {
            return Err(ImportError::EndlessDatabase { name: self.name.clone() });
        }
        Ok(())
    }

    /// Refuses a database in which one of these tables is something else: a view, or a table that code stands behind.
    ///
    /// # Errors
    /// [`ImportError::NoPlainTable`] for the first that is.
    fn refuse_other_than_tables(&self, tables: &[&'static str]) -> Result<(), ImportError> {
        let mut wrong = None;
        // SQLite makes of each row what its text says, whatever kind it states.
        each_row::<std::convert::Infallible>(self, "SELECT name, sql FROM sqlite_schema", |row| {
            let (name, made) = (words(row, 0).unwrap_or_default(), words(row, 1).unwrap_or_default());
            let table = tables.iter().find(|table| table.eq_ignore_ascii_case(&name));
            let is_plain = made.get(..13).is_some_and(|start| start.eq_ignore_ascii_case("CREATE TABLE "));
            if let (Some(table), false) = (table, is_plain) {
                wrong.get_or_insert(*table);
            }
            Ok(())
        })
        .unwrap_or(false);
        self.verify()?;
        wrong.map_or(Ok(()), |table| Err(ImportError::NoPlainTable { name: self.name.clone(), table }))
    }

    fn note(&self, error: &rusqlite::Error) {
        use rusqlite::ErrorCode::{OperationInterrupted, OutOfMemory, TooBig};
        if matches!(error.sqlite_error_code(), Some(OperationInterrupted | OutOfMemory | TooBig)) {
            self.is_beyond.set(true);
        }
    }
}

/// Whether the latest changes can be told to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Newest {
    There,
    /// The database was kept with a log, and none was given: an app that is running has its latest changes there.
    MayBeMissing,
}

/// Opens a database of `size` bytes with the log beside it, of which `tables` are to be read.
///
/// The bytes go to where SQLite keeps them as they are read, so that memory is held once.
///
/// # Errors
/// When it is no database that can be read, or one of these tables is no plain table.
pub(crate) fn open(
    name: &str,
    reader: impl Read,
    size: u64,
    log: Option<&[u8]>,
    tables: &[&'static str],
) -> Result<Opened, ImportError> {
    let opened = laid_over(name, reader, size, log)
        .ok_or_else(|| ImportError::OtherFile { name: name.to_owned(), found: OtherFile::Database })?;
    opened.refuse_other_than_tables(tables)?;
    Ok(opened)
}

/// Opens a database with its log laid over it; `None` when it cannot be one.
fn laid_over(name: &str, reader: impl Read, size: u64, log: Option<&[u8]>) -> Option<Opened> {
    let has_log_file = log.is_some();
    // A transaction holds each page that it adds, so a size beyond both together is damage.
    let log = log.and_then(Log::read).filter(|log| log.size <= size + log.bytes.len() as u64);
    let size = usize::try_from(log.as_ref().map_or(size, |log| log.size)).ok()?;
    if size < LEAST_PAGE {
        return None;
    }
    let mut pages = Pages { reader, log, at: 0, page: Vec::new(), taken: 0, is_kept_with_log: false };
    if !pages.turn().ok()? || !pages.page.starts_with(DATABASE_START) {
        return None;
    }
    let newest = if pages.is_kept_with_log && !has_log_file { Newest::MayBeMissing } else { Newest::There };
    let budget = Budget::of(size as u64);
    let connection = guarded(budget).ok()?;
    let mut opened =
        Opened { name: name.to_owned(), connection, budget, newest, is_beyond: Cell::new(false) };
    opened.connection.deserialize_read_exact(MAIN_DB, pages, size, true).ok()?;
    Some(opened)
}

/// Returns a connection that trusts nothing of what it is given, and stops when the steps are used up.
fn guarded(budget: Budget) -> rusqlite::Result<Connection> {
    let mut connection = Connection::open_in_memory()?;
    for (setting, value) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, false),
        (DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
    ] {
        connection.set_db_config(setting, value)?;
    }
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, i32::try_from(budget.value).unwrap_or(i32::MAX))?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.set_limit(Limit::SQLITE_LIMIT_WORKER_THREADS, 0)?;
    let mut left = budget.steps;
    connection.progress_handler(
        STEPS_AT_ONCE,
        Some(move || {
            left = left.saturating_sub(u64::from(STEPS_AT_ONCE.unsigned_abs()));
            left == 0
        }),
    )?;
    Ok(connection)
}

/// The finished transactions of a log.
struct Log<'a> {
    bytes: &'a [u8],
    /// Size of a page, in bytes.
    page: usize,
    /// Size of the database after the last of them, in bytes.
    size: u64,
    /// Where in the log the last state of each page stands that was changed.
    changed: HashMap<usize, usize>,
}

impl<'a> Log<'a> {
    /// Reads a log as far as it is sound; `None` when it holds no finished transaction.
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let word =
            |at: usize| bytes.get(at..at + 4).and_then(|raw| raw.try_into().ok()).map(u32::from_be_bytes);
        let mark = word(0).filter(|mark| LOG_MARKS.contains(mark))?;
        let page = usize::try_from(word(8)?).ok()?;
        if !page.is_power_of_two() || !(LEAST_PAGE..=MOST_PAGE).contains(&page) {
            return None;
        }
        let is_big_endian = mark == LOG_MARKS[1];
        let salt = bytes.get(16..24)?;
        let mut sum = checksum([0, 0], bytes.get(..24)?, is_big_endian);
        if (Some(sum[0]), Some(sum[1])) != (word(24), word(28)) {
            return None;
        }
        let mut log = Self { bytes, page, size: 0, changed: HashMap::new() };
        let mut pending: Vec<(usize, usize)> = Vec::new();
        let mut at = LOG_HEADER;
        while let Some(content) = bytes.get(at + FRAME_HEADER..at + FRAME_HEADER + page) {
            sum = checksum(sum, &bytes[at..at + 8], is_big_endian);
            sum = checksum(sum, content, is_big_endian);
            let is_sound = bytes.get(at + 8..at + 16) == Some(salt)
                && (Some(sum[0]), Some(sum[1])) == (word(at + 16), word(at + 20));
            let (number, pages) = (usize::try_from(word(at)?).ok()?, word(at + 4)?);
            // What follows the first frame that does not fit is left over from before the log was started anew.
            if !is_sound || number == 0 {
                break;
            }
            pending.push((number - 1, at + FRAME_HEADER));
            at += FRAME_HEADER + page;
            if pages > 0 {
                log.size = u64::from(pages) * page as u64;
                log.changed.extend(pending.drain(..));
            }
        }
        (log.size > 0).then_some(log)
    }
}

/// A database page by page, with what the log changed.
struct Pages<'a, R> {
    reader: R,
    log: Option<Log<'a>>,
    /// Number of the next page.
    at: usize,
    page: Vec<u8>,
    /// Bytes of the page that were handed out.
    taken: usize,
    /// Whether the header says that a log belongs to the database.
    is_kept_with_log: bool,
}

impl<R: Read> Pages<'_, R> {
    /// Takes the next page; false at the end.
    fn turn(&mut self) -> io::Result<bool> {
        let size = self.log.as_ref().map_or(MOST_PAGE, |log| log.page);
        self.page.clear();
        self.taken = 0;
        self.reader.by_ref().take(size as u64).read_to_end(&mut self.page)?;
        if let Some(log) = &self.log {
            match log.changed.get(&self.at) {
                Some(&from) => {
                    self.page.clear();
                    self.page.extend_from_slice(&log.bytes[from..from + size]);
                }
                None => self.page.resize(size, 0),
            }
        }
        if self.at == 0
            && let Some(flags) = self.page.get_mut(LOG_FLAGS)
        {
            self.is_kept_with_log = flags.iter().any(|&flag| flag != WITHOUT_LOG);
            flags.fill(WITHOUT_LOG);
        }
        self.at += 1;
        Ok(!self.page.is_empty())
    }
}

impl<R: Read> Read for Pages<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.page.len() && !self.turn()? {
            return Ok(0);
        }
        let count = into.len().min(self.page.len() - self.taken);
        into[..count].copy_from_slice(&self.page[self.taken..self.taken + count]);
        self.taken += count;
        Ok(count)
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
pub(crate) fn columns_of(database: &Opened, table: &str) -> Vec<String> {
    let Ok(mut query) = database.connection.prepare("SELECT name FROM pragma_table_info(?1)") else {
        return Vec::new();
    };
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

/// Hands over each row of a query, and returns whether all of them could be read. Where the budget of the database is used
/// up, it ends early, and [`Opened::verify`] tells so.
pub(crate) fn each_row<E>(
    database: &Opened,
    query: &str,
    mut take: impl FnMut(&Row<'_>) -> Result<(), E>,
) -> Result<bool, E> {
    let Ok(mut statement) = database.connection.prepare(query) else { return Ok(false) };
    let columns = statement.column_count();
    let Ok(mut rows) = statement.query([]) else { return Ok(false) };
    let (mut rows_left, mut bytes_left) = (database.budget.rows, database.budget.bytes);
    loop {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => return Ok(true),
            Err(error) => {
                database.note(&error);
                return Ok(false);
            }
        };
        let size: u64 = (0..columns).map(|column| size_of_value(row, column)).sum();
        let left = rows_left.checked_sub(1).zip(bytes_left.checked_sub(size));
        let Some(left) = left else {
            database.is_beyond.set(true);
            return Ok(false);
        };
        (rows_left, bytes_left) = left;
        take(row)?;
    }
}

/// Returns the bytes of the value in a column, where it has any length.
fn size_of_value(row: &Row<'_>, column: usize) -> u64 {
    match row.get_ref(column) {
        Ok(ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => bytes.len() as u64,
        Ok(ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_)) | Err(_) => 0,
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

    fn texts(database: &Opened) -> Vec<String> {
        let mut found = Vec::new();
        let all = each_row::<()>(database, "SELECT words FROM line ORDER BY words", |row| {
            found.extend(words(row, 0).map(Cow::into_owned));
            Ok(())
        });
        assert_eq!(all, Ok(true));
        found
    }

    fn opened(bytes: &[u8], log: Option<&[u8]>) -> Option<Opened> {
        open("a.db", bytes, bytes.len() as u64, log, &["line"]).ok()
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
        let with = texts(&opened(&bytes, Some(&log)).expect("opens"));
        assert_eq!((with.len(), with[0].as_str(), with[1].as_str()), (3, "one", "three"));
        assert_eq!(texts(&opened(&bytes, None).expect("opens")), ["one"]);
    }

    #[test]
    fn a_log_that_is_cut_or_damaged_gives_what_was_finished_before() {
        let (bytes, log) = written();
        for end in 0..log.len() {
            let found = texts(&opened(&bytes, Some(&log[..end])).expect("opens"));
            assert!(found.starts_with(&["one".to_owned()]) && found.len() < 3, "{end}");
        }
        for place in (0..log.len()).step_by(97) {
            let mut log = log.clone();
            log[place] ^= 4;
            let found = texts(&opened(&bytes, Some(&log)).expect("opens"));
            assert!(found.starts_with(&["one".to_owned()]), "{place}");
        }
    }

    #[test]
    fn a_log_that_was_not_given_is_missed() {
        let (bytes, log) = written();
        let newest = |log| opened(&bytes, log).map(|opened| opened.newest);
        assert_eq!(newest(None), Some(Newest::MayBeMissing));
        assert_eq!(newest(Some(&log[..])), Some(Newest::There));
        assert_eq!(newest(Some(&[])), Some(Newest::There));
    }

    #[test]
    fn what_is_no_database_is_refused() {
        assert!(opened(b"SQLite format 3\0", None).is_none() && opened(&[0; 600], None).is_none());
    }
}
