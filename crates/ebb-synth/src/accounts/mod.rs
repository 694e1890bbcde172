//! Training and judging what reads accounts: which reasons an account is like, and what is reported of the other person.
//!
//! Accounts and sentences stand in `lines/accounts/`, invented. Other files of accounts of the same form can be added for
//! training, whose words then do not become part of the project.

mod fit;
pub mod situations;

use std::path::{Path, PathBuf};

use ebb::reason::ReasonId;
use ebb::statement::StatementKind;
use ebb_text::accounts::{REASONS, account, sentence};
use ebb_text::heads::HeadError;
use ebb_text::linear::{Text, Weights, shares};
use ebb_text::multilingual::{DIMENSIONS, Encoder, LoadError};
use ebb_text::sentences_of;
use serde_json::Value;

pub use fit::{Example, Fit};

static ACCOUNTS: &str = include_str!("../../lines/accounts/accounts.jsonl");
static TOLD: &str = include_str!("../../lines/accounts/told.jsonl");
static LINES: &str = include_str!("../../lines/hear/statements.jsonl");
static EVERYDAY: &str = include_str!("../../lines/hear/everyday.jsonl");

/// Places of words in the model of accounts and in that of sentences.
const PLACES: usize = 1 << 14;
/// Folds of the cross-validation.
const FOLDS: usize = 5;
/// How much an account counts that somebody wrote of their own life: its reason was read by one rater.
const POST_WEIGHT: f32 = 0.6;

/// Why training stopped.
#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    /// A file cannot be read.
    #[error("cannot read {path}; give a file of accounts, one JSON object a line")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// A line is no account.
    #[error("line {line} of {file} is no account with a text and a known reason or kind")]
    Line {
        /// Where.
        file: String,
        /// Which line, from 1.
        line: usize,
    },
    /// The English encoder cannot be used.
    #[error(transparent)]
    English(#[from] HeadError),
    /// The encoder cannot be loaded.
    #[error(transparent)]
    Encoder(#[from] LoadError),
}

/// What a training came to.
#[derive(Debug)]
pub struct Trained {
    /// The model of accounts.
    pub accounts: Weights,
    /// The model of sentences.
    pub told: Weights,
    /// What cross-validation says of both, as a table.
    pub table: String,
}

/// Fits both models. `also` are further files of accounts. Chat lines with a kind teach the model of sentences what the
/// other person's own words look like.
///
/// # Errors
/// [`AccountsError`] with the file and the line.
pub fn train(also: &[PathBuf]) -> Result<Trained, AccountsError> {
    let encoder = Encoder::load()?;
    let mut accounts = account_examples(ACCOUNTS, "accounts.jsonl", &encoder)?;
    for path in also {
        accounts.extend(account_examples(&read(path)?, &path.display().to_string(), &encoder)?);
    }
    let mut told = told_examples(TOLD, "told.jsonl", &encoder)?;
    told.extend(told_examples(LINES, "statements.jsonl", &encoder)?);
    told.extend(told_examples(EVERYDAY, "everyday.jsonl", &encoder)?);
    let mut table = String::from(
        "| model | examples | first | among three | log loss | at power |\n|---|---|---|---|---|---|\n",
    );
    let account_fit =
        Fit { classes: REASONS.len(), dimensions: DIMENSIONS, places: PLACES, ridge: 8e-4, steps: 220 };
    let told_fit = Fit {
        classes: 1 + StatementKind::ALL.len(),
        dimensions: DIMENSIONS,
        places: PLACES,
        ridge: 1.5e-4,
        steps: 220,
    };
    for (name, fit, examples) in [("accounts", &account_fit, &accounts), ("told", &told_fit, &told)] {
        table += &cross_validated(name, fit, examples);
    }
    Ok(Trained { accounts: account_fit.weights(&accounts), told: told_fit.weights(&told), table })
}

fn read(path: &Path) -> Result<String, AccountsError> {
    std::fs::read_to_string(path).map_err(|cause| AccountsError::File { path: path.to_owned(), cause })
}

/// Reads the rows of a JSON Lines file, each with its number.
fn rows<'a>(
    text: &'a str,
    file: &'a str,
) -> impl Iterator<Item = Result<(usize, Value), AccountsError>> + 'a {
    text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(move |(at, line)| {
        let row = serde_json::from_str(line);
        row.map(|row| (at + 1, row)).map_err(|_| AccountsError::Line { file: file.to_owned(), line: at + 1 })
    })
}

fn account_examples(text: &str, file: &str, encoder: &Encoder) -> Result<Vec<Example>, AccountsError> {
    let mut examples = Vec::new();
    for row in rows(text, file) {
        let (line, row) = row?;
        let told = || AccountsError::Line { file: file.to_owned(), line };
        let words = row["text"].as_str().ok_or_else(told)?;
        let reason = row["reason"].as_str().and_then(ReasonId::from_id).ok_or_else(told)?;
        let Some(class) = REASONS.iter().position(|known| *known == reason) else { continue };
        let sentences = sentences_of(words);
        let text = account(&sentences, &encoder.encode(&sentences));
        let weight = if row["source"] == "post" { POST_WEIGHT } else { 1.0 };
        examples.extend(with_and_without_vector(text, class, weight));
    }
    Ok(examples)
}

fn told_examples(text: &str, file: &str, encoder: &Encoder) -> Result<Vec<Example>, AccountsError> {
    let mut examples = Vec::new();
    for row in rows(text, file) {
        let (line, row) = row?;
        let told = || AccountsError::Line { file: file.to_owned(), line };
        let words = row["text"].as_str().ok_or_else(told)?;
        let kind = row["kind"].as_str().or(row["label"].as_str()).ok_or_else(told)?;
        let class = match StatementKind::from_id(kind) {
            Some(kind) => 1 + StatementKind::ALL.iter().position(|known| *known == kind).unwrap_or(0),
            None if matches!(kind, "none" | "harmless") => 0,
            None => continue,
        };
        let vector = encoder.encode(&[words]);
        let weight = if row["form"] == "reported" { 1.0 } else { 0.5 };
        examples.extend(with_and_without_vector(sentence(words, vector.first()), class, weight));
    }
    Ok(examples)
}

/// Returns an example twice, so that the words alone serve where no encoder is at hand.
fn with_and_without_vector(text: Text, class: usize, weight: f32) -> [Example; 2] {
    let alone = Text { words: text.words.clone(), vector: None };
    let classes = vec![class];
    [
        Example { text, classes: classes.clone(), weight },
        Example { text: alone, classes, weight: weight / 2.0 },
    ]
}

/// Returns a row of the table: each example that has a vector is judged by a model that has not seen its words.
fn cross_validated(name: &str, fit: &Fit, examples: &[Example]) -> String {
    let fold = |at: usize| (at / 2) % FOLDS;
    let mut judged: Vec<(Vec<f32>, usize)> = Vec::new();
    for held in 0..FOLDS {
        let kept: Vec<Example> = examples
            .iter()
            .enumerate()
            .filter(|(at, _)| fold(*at) != held)
            .map(|(_, example)| example.clone())
            .collect();
        let weights = fit.weights(&kept);
        let tested = examples
            .iter()
            .enumerate()
            .filter(|(at, example)| fold(*at) == held && example.text.vector.is_some());
        judged.extend(tested.map(|(_, example)| (weights.sums(&example.text), example.classes[0])));
    }
    let count = judged.len().max(1) as f32;
    let among = |most: usize| {
        let is_hit = |(sums, class): &&(Vec<f32>, usize)| {
            sums.iter().filter(|sum| **sum > sums[*class]).count() < most
        };
        judged.iter().filter(is_hit).count() as f32 / count
    };
    let loss = |power: f32| {
        judged.iter().map(|(sums, class)| -shares(sums, power)[*class].max(1e-9).ln()).sum::<f32>() / count
    };
    let powers = [0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.25, 1.5, 2.0_f32];
    let best = powers.into_iter().min_by(|a, b| loss(*a).total_cmp(&loss(*b))).unwrap_or(1.0);
    format!("| {name} | {count:.0} | {:.2} | {:.2} | {:.2} | {best} |\n", among(1), among(3), loss(best))
}
