//! Training what hears situations in accounts, and how it hears what left-out hands wrote.
//!
//! `lines/accounts/facts.jsonl` holds invented sentences, each with the situations that it tells and the hand that wrote
//! it. Hands whose sentences come from whole accounts hold situations as often as accounts do.

use std::collections::BTreeSet;
use std::fmt::Write;

use ebb::cue::Lexicon;
use ebb_text::heads::{HeadError, read_as_heads_do};
use ebb_text::linear::Text;
use ebb_text::multilingual::Encoder;
use ebb_text::safety::BOTH_DIMENSIONS;
use ebb_text::story::{SituationHeads, situation_text};

use super::{AccountsError, Example, Fit, rows};

static FACTS: &str = include_str!("../../lines/accounts/facts.jsonl");

/// Places of words and letters.
const PLACES: usize = 1 << 14;
/// Pull of each weight towards nothing, per sentence; chosen on accounts of hands that were left out.
const RIDGE: f32 = 3e-5;
const STEPS: usize = 180;
/// How much a sentence counts without its vectors, so that words alone serve where no encoder is at hand.
const WORDS_ALONE: f32 = 0.3;

/// Sentences with the situations that they tell.
#[derive(Debug)]
pub struct Labelled {
    names: Vec<String>,
    sentences: Vec<Sentence>,
}

#[derive(Debug)]
struct Sentence {
    hand: String,
    /// Situations that it tells, as indices into the names.
    tells: Vec<usize>,
    text: Text,
}

impl Labelled {
    /// Reads the sentences of `lines/` and the phrasings of content, and turns them into vectors.
    ///
    /// # Errors
    /// [`AccountsError`] with the line, or when an encoder cannot be used.
    pub fn read(lexicon: &Lexicon) -> Result<Self, AccountsError> {
        let mut told: Vec<(String, Vec<String>, String)> = Vec::new();
        for row in rows(FACTS, "facts.jsonl") {
            let (line, row) = row?;
            let fault = || AccountsError::Line { file: "facts.jsonl".to_owned(), line };
            let text = row["text"].as_str().ok_or_else(fault)?;
            let hand = row["hand"].as_str().ok_or_else(fault)?;
            let facts = row["facts"].as_array().ok_or_else(fault)?;
            let facts = facts.iter().map(|fact| Some(fact.as_str()?.to_owned())).collect::<Option<_>>();
            told.push((text.to_owned(), facts.ok_or_else(fault)?, hand.to_owned()));
        }
        let content = || "content".to_owned();
        for situation in &lexicon.situations {
            let shown = |line: &String| (line.clone(), vec![situation.id.clone()], content());
            told.extend(situation.phrasings.iter().map(shown));
            told.extend(situation.unlike.iter().map(|line| (line.clone(), Vec::new(), content())));
        }
        told.extend(lexicon.plain.iter().map(|line| (line.clone(), Vec::new(), content())));
        let names: BTreeSet<&String> = told.iter().flat_map(|(_, facts, _)| facts).collect();
        let names: Vec<String> = names.into_iter().cloned().collect();
        let words: Vec<&str> = told.iter().map(|(text, ..)| text.as_str()).collect();
        let meaning = Encoder::load()?.encode(&words);
        let english = read_as_heads_do(lexicon, &words).map_err(HeadError::Encoder)?;
        let sentences = told
            .iter()
            .zip(meaning.iter().zip(&english))
            .map(|((words, facts, hand), (meaning, english))| Sentence {
                hand: hand.clone(),
                tells: facts.iter().filter_map(|fact| names.binary_search(fact).ok()).collect(),
                text: situation_text(words, Some(meaning), Some(english)),
            })
            .collect();
        Ok(Self { names, sentences })
    }

    /// Fits the heads on all hands but some; the same sentences give the same heads.
    #[must_use]
    pub fn heads(&self, without: &[String]) -> SituationHeads {
        let mut examples = Vec::new();
        for sentence in self.sentences.iter().filter(|sentence| !without.contains(&sentence.hand)) {
            let classes: Vec<usize> = match sentence.tells.as_slice() {
                [] => vec![0],
                tells => tells.iter().map(|at| 1 + at).collect(),
            };
            let weight = 1.0 / classes.len() as f32;
            for class in classes {
                let alone = Text { words: sentence.text.words.clone(), vector: None };
                for (text, share) in [(sentence.text.clone(), 1.0), (alone, WORDS_ALONE)] {
                    examples.push(Example { text, classes: vec![class], weight: weight * share });
                }
            }
        }
        let fit = Fit {
            classes: 1 + self.names.len(),
            dimensions: BOTH_DIMENSIONS,
            places: PLACES,
            ridge: RIDGE,
            steps: STEPS,
        };
        SituationHeads::of(self.names.clone(), fit.weights(&examples))
    }

    /// Returns how the sentences of some hands are heard, as a table of precision and recall by share.
    #[must_use]
    pub fn table(&self, heads: &SituationHeads, of: &[String]) -> String {
        let mut shares: Vec<(f32, bool)> = Vec::new();
        let mut told = 0;
        for sentence in self.sentences.iter().filter(|sentence| of.contains(&sentence.hand)) {
            let heard = heads.hear(&sentence.text);
            shares.extend(heard.iter().enumerate().map(|(at, share)| (*share, sentence.tells.contains(&at))));
            told += sentence.tells.len();
        }
        let mut table = String::from("| from share | precision | recall | of |\n|---|---|---|---|\n");
        for least in [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] {
            let found = shares.iter().filter(|(share, _)| *share >= least).count();
            let right = shares.iter().filter(|(share, is_told)| *share >= least && *is_told).count();
            let (precision, recall) = (right as f32 / found.max(1) as f32, right as f32 / told.max(1) as f32);
            let _ = writeln!(table, "| {least:.1} | {precision:.2} | {recall:.2} | {told} |");
        }
        table
    }
}
