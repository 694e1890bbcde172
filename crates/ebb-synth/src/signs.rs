//! Training the heads that hear a no, danger and youth by their meaning.

use ebb::cue::Lexicon;
use ebb_text::heads::{HeadError, read_as_heads_do};
use ebb_text::linear::Weights;
use ebb_text::multilingual::{Encoder, LoadError};
use ebb_text::safety::{BOTH_DIMENSIONS, CLASSES, MEANING_DIMENSIONS, line_text, sentence_text};
use ebb_text::table::GROUPS;

use crate::accounts::{Example, Fit};
use crate::hear::lines::HearLine;

/// Places of words and letters.
const PLACES: usize = 1 << 15;
/// Pull of each weight towards nothing, per line; chosen on lines of hands that were left out.
const RIDGE: f32 = 5e-5;
const STEPS: usize = 220;

/// Why training stopped.
#[derive(Debug, thiserror::Error)]
pub enum SignsError {
    /// The multilingual encoder cannot be loaded.
    #[error(transparent)]
    Multilingual(#[from] LoadError),
    /// The English encoder cannot be used.
    #[error(transparent)]
    English(#[from] HeadError),
}

/// The weights over the vector of the multilingual encoder, and over those of both.
#[derive(Debug)]
pub struct TrainedSigns {
    /// Over that of the multilingual encoder.
    pub meaning: Weights,
    /// Over those of both.
    pub both: Weights,
}

/// Fits the heads; the same lines give the same heads.
///
/// # Errors
/// When an encoder cannot be used.
pub fn train(lines: &[HearLine], lexicon: &Lexicon) -> Result<TrainedSigns, SignsError> {
    let told = |line: &&HearLine| line.kind.labels()[1].len() < CLASSES;
    let lines: Vec<&HearLine> = lines.iter().filter(told).collect();
    let words: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let meaning = Encoder::load()?.encode(&words);
    let is_english: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].language == "en").collect();
    let english_words: Vec<&str> = is_english.iter().map(|at| words[*at]).collect();
    let english = read_as_heads_do(lexicon, &english_words).map_err(HeadError::Encoder)?;
    let classes = |at: usize| -> Vec<usize> {
        lines[at].kind.labels()[1].iter().map(|label| label - GROUPS[1].start).collect()
    };
    let of = |at: usize, english| Example {
        text: line_text(words[at], &meaning[at], english),
        classes: classes(at),
        weight: 1.0,
    };
    let fit = |dimensions| Fit { classes: CLASSES, dimensions, places: PLACES, ridge: RIDGE, steps: STEPS };
    let all: Vec<Example> = (0..lines.len()).map(|at| of(at, None)).collect();
    let read: Vec<Example> =
        is_english.iter().zip(&english).map(|(at, vector)| of(*at, Some(vector))).collect();
    Ok(TrainedSigns {
        meaning: fit(MEANING_DIMENSIONS).weights(&all),
        both: fit(BOTH_DIMENSIONS).weights(&read),
    })
}

/// Reads sentences of accounts, each with its kind, and accounts in which nothing is wrong, all of whose sentences are
/// none; and fits what hears them. Each sentence is learned from with and without its vector.
///
/// # Errors
/// When the encoder cannot be loaded.
pub fn train_told(
    sentences: &[HearLine],
    lines: &[HearLine],
    harmless: &[String],
) -> Result<Weights, SignsError> {
    /// How much a line of a chat counts beside a sentence of an account.
    const LINE: f32 = 0.3;
    let none = GROUPS[1].start;
    let mut told: Vec<(&str, Vec<usize>, f32)> = Vec::new();
    for (lines, weight) in [(sentences, 1.0), (lines, LINE)] {
        let known = lines.iter().map(|line| (line, line.kind.labels()[1].clone()));
        let sure = known.filter(|(_, labels)| labels.len() < CLASSES);
        told.extend(sure.map(|(line, labels)| (line.text.as_str(), labels, weight)));
    }
    for account in harmless {
        told.extend(ebb_text::sentences_of(account).into_iter().map(|sentence| (sentence, vec![none], 1.0)));
    }
    let words: Vec<&str> = told.iter().map(|(words, ..)| *words).collect();
    let vectors = Encoder::load()?.encode(&words);
    let mut examples = Vec::new();
    for ((words, labels, weight), vector) in told.iter().zip(&vectors) {
        let classes: Vec<usize> = labels.iter().map(|label| label - none).collect();
        for (vector, share) in [(Some(vector), 1.0), (None, 0.5)] {
            let text = sentence_text(words, vector);
            examples.push(Example { text, classes: classes.clone(), weight: weight * share });
        }
    }
    let fit =
        Fit { classes: CLASSES, dimensions: MEANING_DIMENSIONS, places: PLACES, ridge: RIDGE, steps: STEPS };
    Ok(fit.weights(&examples))
}
