//! Folders with one file for each thing: what all of them keep.

use serde::de::DeserializeOwned;

use crate::Files;
use crate::check::{broken, known_schema, parse};
use crate::error::ContentError;
use crate::raw::Review;

/// What every file of this kind begins and ends with.
pub(crate) trait Reviewed: DeserializeOwned {
    /// Returns the schema, the name and the review stamp.
    fn head(&self) -> (u32, &str, &Review);
}

/// Declares what a file of one kind says between its name and its review stamp.
macro_rules! reviewed {
    ($name:ident { $($field:ident : $kind:ty),* $(,)? }) => {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct $name {
            schema: u32,
            id: String,
            $(#[serde(default)] $field: $kind,)*
            review: $crate::raw::Review,
        }

        impl $crate::folder::Reviewed for $name {
            fn head(&self) -> (u32, &str, &$crate::raw::Review) {
                (self.schema, &self.id, &self.review)
            }
        }
    };
}

pub(crate) use reviewed;

/// Reads every file of a folder, in the order of names, with the rules that all of them keep.
pub(crate) fn each<T: Reviewed>(files: &Files<'_>, folder: &str) -> Result<Vec<(String, T)>, ContentError> {
    let mut rows = Vec::new();
    for file in files.keys().filter(|file| file.starts_with(folder)) {
        let row: T = parse(files, file)?;
        let (schema, id, review) = row.head();
        known_schema(file, schema)?;
        if *file != format!("{folder}{id}.toml") {
            return Err(broken(file, "id", format!("`{id}` is not the name of the file")));
        }
        if review.by.is_empty() || review.note.is_empty() {
            return Err(broken(file, "review", "says not who reviewed what"));
        }
        rows.push((file.clone(), row));
    }
    if rows.is_empty() {
        return Err(ContentError::Missing { file: folder.to_owned() });
    }
    Ok(rows)
}

/// Refuses a text that must not be empty.
pub(crate) fn told(file: &str, key: &str, text: String) -> Result<String, ContentError> {
    if text.is_empty() { Err(broken(file, key, "is missing")) } else { Ok(text) }
}

/// Reads a folder in which every name of `all` has its file and no other has one; the order is that of `all`.
pub(crate) fn each_of<T: Reviewed, I: Copy>(
    files: &Files<'_>,
    folder: &str,
    all: &[I],
    id_of: fn(I) -> &'static str,
) -> Result<Vec<(I, String, T)>, ContentError> {
    let mut rows = each::<T>(files, folder)?;
    let mut found = Vec::with_capacity(rows.len());
    for id in all {
        let at = rows.iter().position(|(_, row)| row.head().1 == id_of(*id));
        let missing = || ContentError::Missing { file: format!("{folder}{}.toml", id_of(*id)) };
        let (file, row) = rows.swap_remove(at.ok_or_else(missing)?);
        found.push((*id, file, row));
    }
    match rows.first() {
        Some((file, row)) => Err(broken(file, "id", format!("`{}` is not a known name", row.head().1))),
        None => Ok(found),
    }
}
