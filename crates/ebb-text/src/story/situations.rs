//! Which situation a sentence of an account tells: a softmax over its words and the vectors of both encoders.
//!
//! The classes are nothing, and every situation that sentences were labelled with; some of these serve as rivals only and
//! stand in no content. `ebb-synth train-situations` fits the weights on invented sentences. Source: docs/story.md.

use crate::linear::{Text, Weights, shares};
use crate::multilingual;
use crate::safety::{BOTH_DIMENSIONS, sentence_text};
use crate::vector::Vector;

/// Without the encoders the heads hear little and would be a fifth of a page that is loaded over a phone's network.
#[cfg(feature = "encoder")]
static EMBEDDED: Option<&[u8]> = Some(include_bytes!("../../model/situations.bin"));
#[cfg(not(feature = "encoder"))]
static EMBEDDED: Option<&[u8]> = None;
const FORM: &[u8] = b"ebb-situations-1\n";

/// The file in the program cannot be read: a fault of the build.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the heads of situations cannot be read")]
pub struct SituationError;

/// What hears situations in sentences.
#[derive(Debug, Clone, PartialEq)]
pub struct SituationHeads {
    /// Names of situations, in the order of the classes after nothing.
    names: Vec<String>,
    weights: Weights,
}

impl SituationHeads {
    /// Reads the heads that are part of the program; those of no situation where the encoders are not.
    ///
    /// # Errors
    /// When the program was built with a damaged file.
    pub fn embedded() -> Result<Self, SituationError> {
        match EMBEDDED {
            Some(bytes) => Self::read(bytes).ok_or(SituationError),
            None => Ok(Self { names: Vec::new(), weights: Weights::zeros(1, BOTH_DIMENSIONS, 1) }),
        }
    }

    /// Makes heads of weights, whose first class is nothing.
    #[must_use]
    pub fn of(names: Vec<String>, weights: Weights) -> Self {
        Self { names, weights }
    }

    /// Returns the names of situations.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Returns the heads as the bytes of a file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = FORM.to_vec();
        for name in &self.names {
            bytes.extend(name.bytes().chain([b'\n']));
        }
        bytes.push(b'\n');
        bytes.extend(self.weights.to_bytes());
        bytes
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(FORM)?;
        let mut names = Vec::new();
        loop {
            let end = rest.iter().position(|byte| *byte == b'\n')?;
            let name = std::str::from_utf8(&rest[..end]).ok()?;
            rest = &rest[end + 1..];
            if name.is_empty() {
                break;
            }
            names.push(name.to_owned());
        }
        let weights = Weights::from_bytes(rest, 1 + names.len(), BOTH_DIMENSIONS)?;
        Some(Self { names, weights })
    }

    /// Returns the share of each situation among what a sentence may tell, in the order of [`Self::names`].
    #[must_use]
    pub fn hear(&self, text: &Text) -> Vec<f32> {
        shares(&self.weights.sums(text), 1.0).split_off(1)
    }
}

/// Returns what the heads look at in a sentence or clause. Without both vectors they see its words alone.
#[must_use]
pub fn situation_text(words: &str, meaning: Option<&multilingual::Vector>, english: Option<&Vector>) -> Text {
    let mut text = sentence_text(words, None);
    if let (Some(meaning), Some(english)) = (meaning, english) {
        text.vector = Some(meaning.components().iter().chain(english.components()).copied().collect());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_come_back_from_their_bytes() {
        let names = vec!["cancels".to_owned(), "far-apart".to_owned()];
        let mut weights = Weights::zeros(3, BOTH_DIMENSIONS, 8);
        weights.bias[2] = 1.0;
        let heads = SituationHeads::of(names, weights);
        let back = SituationHeads::read(&heads.to_bytes()).expect("they are whole");
        assert_eq!(back.names(), heads.names());
        let heard = back.hear(&situation_text("", None, None));
        assert!(heard[1] > heard[0]);
        assert_eq!(SituationHeads::read(&heads.to_bytes()[..60]), None);
    }

    #[test]
    fn the_heads_of_the_program_are_whole() {
        assert!(SituationHeads::embedded().is_ok());
    }
}
