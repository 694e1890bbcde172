//! Tables: the row of column names stays.

use crate::scrub::cipher::Entities;
use crate::scrub::known::Known;
use crate::scrub::values::{self, Numbers};
use crate::table::{Column, column_named};

/// Replaces the cells of a table but its first row.
pub(super) fn scrub(text: &str, known: &Known) -> Result<String, csv::Error> {
    let start = text.lines().next().unwrap_or_default();
    let count = |mark: &u8| start.bytes().filter(|byte| byte == mark).count();
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(count).unwrap_or(b',');
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut out = csv::WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(Vec::new());
    let mut names: Option<csv::StringRecord> = None;
    for row in rows.records() {
        let row = row?;
        let Some(names) = &names else {
            out.write_record(&row)?;
            names = Some(row);
            continue;
        };
        let cells = row.iter().enumerate().map(|(place, cell)| {
            let name = names.get(place).unwrap_or_default();
            let is_time = matches!(column_named(name), Some((_, Column::Time | Column::LocalTime)));
            let name = if is_time { "time" } else { name };
            values::scrub(name, cell, known, Numbers::Bare, Entities::None)
        });
        out.write_record(cells.collect::<Vec<_>>())?;
    }
    let bytes = out.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
