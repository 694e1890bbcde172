//! What the meaning of a line says of a no, danger and youth: one softmax over the vector of the multilingual encoder, one
//! over that of both encoders. Each sees the rows of words and letters as well.
//!
//! They read few lines, those that the table and the phrases rank highest, and put these in a better order.
//! `ebb-synth train-signs` fits them on invented lines. Source: docs/safety.md.

use super::ear::Second;
use crate::linear::{Text, Weights};
use crate::table::{Features, GROUPS};
use crate::{DIMENSIONS, Vector, multilingual};

static MEANING: &[u8] = include_bytes!("../../model/signs.bin");
static TOLD: &[u8] = include_bytes!("../../model/signs-told.bin");
static BOTH: &[u8] = include_bytes!("../../model/signs-both.bin");

/// Classes: no sign, and each sign of the table.
pub const CLASSES: usize = GROUPS[1].end - GROUPS[1].start;
/// Numbers of the vector of the multilingual encoder.
pub const MEANING_DIMENSIONS: usize = multilingual::DIMENSIONS;
/// Numbers of the vectors of both encoders.
pub const BOTH_DIMENSIONS: usize = multilingual::DIMENSIONS + DIMENSIONS;

/// The files in the program cannot be read: a fault of the build.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the heads that hear a no and danger cannot be read")]
pub struct SignError;

/// Both softmaxes.
#[derive(Debug, Clone)]
pub struct SignHeads {
    meaning: Weights,
    both: Weights,
}

impl SignHeads {
    /// Reads the heads that are part of the program.
    ///
    /// # Errors
    /// When the program was built with damaged files.
    pub fn load() -> Result<Self, SignError> {
        let read = |bytes, numbers| Weights::from_bytes(bytes, CLASSES, numbers).ok_or(SignError);
        Ok(Self { meaning: read(MEANING, MEANING_DIMENSIONS)?, both: read(BOTH, BOTH_DIMENSIONS)? })
    }

    /// Makes heads of weights, to measure them.
    #[must_use]
    pub fn of(meaning: Weights, both: Weights) -> Self {
        Self { meaning, both }
    }

    /// Returns what the meaning of a line says of it, with that of the English encoder where it read the line.
    #[must_use]
    pub fn hear(&self, line: &str, meaning: &multilingual::Vector, english: Option<&Vector>) -> Second {
        let text = line_text(line, meaning, english);
        Second::of_sums(&if english.is_some() { &self.both } else { &self.meaning }.sums(&text))
    }
}

/// What a sentence of an account tells of a no, danger and youth: a softmax over its words and, where the multilingual
/// encoder is part of the program, its vector.
#[derive(Debug, Clone)]
pub struct ToldSigns(Weights);

impl ToldSigns {
    /// Reads the weights that are part of the program.
    ///
    /// # Errors
    /// When the program was built with a damaged file.
    pub fn load() -> Result<Self, SignError> {
        Weights::from_bytes(TOLD, CLASSES, MEANING_DIMENSIONS).map(Self).ok_or(SignError)
    }

    /// Returns what a sentence tells.
    #[must_use]
    pub fn hear(&self, sentence: &str, meaning: Option<&multilingual::Vector>) -> Second {
        Second::of_sums(&self.0.sums(&sentence_text(sentence, meaning)))
    }
}

/// Returns what the heads of accounts look at in a sentence.
#[must_use]
pub fn sentence_text(sentence: &str, meaning: Option<&multilingual::Vector>) -> Text {
    let mut features = Features::default();
    features.read(sentence);
    let mut words = features.words;
    words.append(&mut features.letters);
    Text { words, vector: meaning.map(|vector| vector.components().to_vec()) }
}

/// Returns what the heads look at in a line.
#[must_use]
pub fn line_text(line: &str, meaning: &multilingual::Vector, english: Option<&Vector>) -> Text {
    let mut text = sentence_text(line, Some(meaning));
    text.vector
        .iter_mut()
        .for_each(|vector| vector.extend(english.iter().flat_map(|english| english.components())));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heads_of_the_program_are_whole() {
        assert!(SignHeads::load().is_ok());
        assert!(ToldSigns::load().is_ok());
    }
}
