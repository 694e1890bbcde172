//! What stands on the page of a reason: `reason-pages/`, one file each.

use ebb::reason::ReasonId;
use ebb::reason::page::{Behind, ReasonPage};
use serde::Deserialize;

use crate::Files;
use crate::check::broken;
use crate::error::ContentError;
use crate::folder::{each_of, reviewed, told};

/// Fewest and most words of a page: enough to help, and short enough to read when one is hurt.
const WORDS: (usize, usize) = (350, 450);

reviewed!(RawPage {
    looks_like: String,
    behind: Vec<RawBehind>,
    mistaken_for: String,
    helps: String,
    say: String,
    not: String,
    walk_away: String,
});

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBehind {
    id: String,
    text: String,
}

/// Reads the page of every reason.
pub(crate) fn pages(files: &Files<'_>) -> Result<Vec<ReasonPage>, ContentError> {
    let page = |(id, file, row): (ReasonId, String, RawPage)| {
        if row.behind.len() < 2 {
            return Err(broken(&file, "behind", "needs two parts or more"));
        }
        let page = ReasonPage {
            id,
            looks_like: told(&file, "looks_like", row.looks_like)?,
            behind: row.behind.into_iter().map(|part| Behind { id: part.id, text: part.text }).collect(),
            mistaken_for: told(&file, "mistaken_for", row.mistaken_for)?,
            helps: told(&file, "helps", row.helps)?,
            say: told(&file, "say", row.say)?,
            not: told(&file, "not", row.not)?,
            walk_away: told(&file, "walk_away", row.walk_away)?,
        };
        let words = page.words();
        if (WORDS.0..=WORDS.1).contains(&words) {
            Ok(page)
        } else {
            Err(broken(
                &file,
                "looks_like",
                format!("the page has {words} words, not {} to {}", WORDS.0, WORDS.1),
            ))
        }
    };
    each_of(files, "reason-pages/", ReasonId::ALL, ReasonId::id)?.into_iter().map(page).collect()
}
