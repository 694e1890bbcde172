//! From `content/safety/` to the phrases by which a no, danger and the young are heard.

use std::collections::BTreeMap;

use ebb::safety::{SafetyLexicon, SafetyRules, SafetySettings, SafetyWords, Sign};
use serde::Deserialize;

use crate::Files;
use crate::check::{broken, known_schema, named, parse};
use crate::error::ContentError;
use crate::raw::Review;

const FOLDER: &str = "safety/";
const HEARING: &str = "safety/hearing.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHearing {
    schema: u32,
    review: Review,
    settings: RawSettings,
    words: RawWords,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSettings {
    agrees: f64,
    bears_out: f64,
    speaks_against: f64,
    asks: f64,
    asks_age: f64,
    adds: [f64; 3],
    keeps: f64,
    depth: f64,
    by_meaning: usize,
    by_both: usize,
    most_asked: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWords {
    words: Vec<String>,
    kept: Vec<String>,
    forms: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLanguage {
    schema: u32,
    language: String,
    review: Review,
    rules: Vec<RawRules>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRules {
    sign: String,
    #[serde(default)]
    plain: Vec<String>,
    #[serde(default)]
    likely: Vec<String>,
    #[serde(default)]
    hints: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
}

/// Reads and checks the phrases of every language.
pub(crate) fn safety(files: &Files<'_>) -> Result<SafetyLexicon, ContentError> {
    let raw: RawHearing = parse(files, HEARING)?;
    known_schema(HEARING, raw.schema)?;
    reviewed(HEARING, &raw.review)?;
    let RawSettings {
        agrees,
        bears_out,
        speaks_against,
        asks,
        asks_age,
        adds,
        keeps,
        depth,
        by_meaning,
        by_both,
        most_asked,
    } = raw.settings;
    if !(0.0..=1.0).contains(&keeps) || depth < 1.0 || adds.windows(2).any(|two| two[0] < two[1]) {
        return Err(broken(HEARING, "settings", "keeps is a share, depth counts lines, and adds fall"));
    }
    let RawWords { words, kept, forms } = raw.words;
    let mut rules = Vec::new();
    for file in files.keys().filter(|file| file.starts_with(FOLDER) && *file != HEARING) {
        rules.extend(language(files, file)?);
    }
    Ok(SafetyLexicon {
        words: SafetyWords { words, kept, forms: forms.into_iter().collect() },
        rules,
        settings: SafetySettings {
            agrees,
            bears_out,
            speaks_against,
            asks,
            asks_age,
            adds,
            keeps,
            depth,
            by_meaning,
            by_both,
            most_asked,
        },
    })
}

fn language(files: &Files<'_>, file: &str) -> Result<Vec<SafetyRules>, ContentError> {
    let raw: RawLanguage = parse(files, file)?;
    known_schema(file, raw.schema)?;
    reviewed(file, &raw.review)?;
    if *file != format!("{FOLDER}{}.toml", raw.language) {
        return Err(broken(file, "language", format!("`{}` is not the name of the file", raw.language)));
    }
    let rule = |row: RawRules| {
        let sign = named(Sign::from_id(&row.sign), file, "sign", &row.sign)?;
        let RawRules { plain, likely, hints, unless, .. } = row;
        Ok(SafetyRules { language: raw.language.clone(), sign, plain, likely, hints, unless })
    };
    raw.rules.into_iter().map(rule).collect()
}

fn reviewed(file: &str, review: &Review) -> Result<(), ContentError> {
    if review.by.is_empty() || review.note.is_empty() {
        return Err(broken(file, "review", "says not who reviewed what"));
    }
    Ok(())
}
