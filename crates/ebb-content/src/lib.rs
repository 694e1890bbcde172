//! Reads `content/*.toml` and checks it into an [`ebb::catalog::Catalog`].
//!
//! Content has two forms: `raw` (what a file says, with unknown keys refused) and the catalog (checked). Nothing
//! beyond this crate can hold an unchecked catalog. The files are embedded when the program is built;
//! [`catalog_from`] reads another set, for reviewers.

#![deny(missing_docs)]

mod check;
mod cues;
mod error;
mod findings;
mod folder;
mod guidance;
mod plays;
mod questions;
mod raw;
mod reason_pages;
mod safety;
mod shares;
mod support;

use std::collections::BTreeMap;

use ebb::catalog::Catalog;
use include_dir::{Dir, include_dir};

pub use error::ContentError;

static CONTENT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../content");

/// Text of content files by path, for example `reasons/life.toml`.
pub type Files<'a> = BTreeMap<String, &'a str>;

/// Returns the embedded content files.
#[must_use]
pub fn embedded_files() -> Files<'static> {
    let mut files = Files::new();
    collect(&CONTENT, &mut files);
    files
}

fn collect<'a>(folder: &'a Dir<'a>, files: &mut Files<'a>) {
    for file in folder.files() {
        if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
            files.insert(path.to_owned(), text);
        }
    }
    for inner in folder.dirs() {
        collect(inner, files);
    }
}

/// Returns the embedded catalog.
///
/// # Errors
/// When a content file breaks a rule; the tests of this crate see to it that none does.
pub fn catalog() -> Result<Catalog, ContentError> {
    catalog_from(&embedded_files())
}

/// Returns the catalog of a set of content files.
///
/// # Errors
/// Names the file, the key and the rule that it breaks.
pub fn catalog_from(files: &Files<'_>) -> Result<Catalog, ContentError> {
    check::catalog(files)
}
