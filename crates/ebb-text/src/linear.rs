//! A linear softmax over the words of a text and, where there is one, its vector: the smallest model that learns.
//!
//! Words come as the numbers of their rows ([`crate::table::Features`]), each counted once and picking a place of a table
//! of whole numbers. A vector is that of [`crate::multilingual`], or several encoders' one after the other.
//! `ebb-synth train-accounts` and `ebb-synth train-signs` fit the weights.

use crate::table::place;

const FORM: &[u8; 12] = b"ebb-linear2\n";

/// How much a vector counts beside the words, whose numbers are smaller.
const VECTOR_SCALE: f32 = 3.0;

/// What a model looks at.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// Rows of words, each once.
    pub words: Vec<u32>,
    /// The vector of the text; `None` where no encoder is at hand.
    pub vector: Option<Vec<f32>>,
}

/// The weights of a model, before they are rounded.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// Number of classes.
    pub classes: usize,
    /// Of each class one number.
    pub bias: Vec<f32>,
    /// Of each number of a vector one for each class.
    pub vector: Vec<f32>,
    /// Of each place of a word one for each class; a power of two of places.
    pub words: Vec<f32>,
}

impl Weights {
    /// Returns weights of nothing, for vectors of so many numbers and so many places of words, a power of two.
    #[must_use]
    pub fn zeros(classes: usize, dimensions: usize, places: usize) -> Self {
        Self {
            classes,
            bias: vec![0.0; classes],
            vector: vec![0.0; classes * dimensions],
            words: vec![0.0; classes * places],
        }
    }

    /// Returns the places of a text's words and how much each of them counts.
    #[must_use]
    pub fn places(&self, text: &Text) -> (Vec<usize>, f32) {
        let places = self.words.len() / self.classes;
        let mut taken: Vec<usize> = text.words.iter().map(|word| place(*word, places)).collect();
        taken.sort_unstable();
        taken.dedup();
        let share = 1.0 / (taken.len().max(1) as f32).sqrt();
        (taken, share)
    }

    /// Returns the sums of the softmax, one for each class.
    #[must_use]
    pub fn sums(&self, text: &Text) -> Vec<f32> {
        let mut sums = self.bias.clone();
        let (places, share) = self.places(text);
        for place in places {
            let row = &self.words[place * self.classes..(place + 1) * self.classes];
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += share * weight;
            }
        }
        for (number, row) in text.vector.iter().flatten().zip(self.vector.chunks_exact(self.classes)) {
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += VECTOR_SCALE * number * weight;
            }
        }
        sums
    }

    /// Returns how much the number of a vector counts.
    #[must_use]
    pub fn vector_scale() -> f32 {
        VECTOR_SCALE
    }

    /// Returns the bytes of a file: words in 8 bits with a step for each class, the rest as it is.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = FORM.to_vec();
        #[expect(clippy::cast_possible_truncation, reason = "some dozens of classes and thousands of places")]
        for count in [self.classes, self.vector.len() / self.classes, self.words.len() / self.classes]
            .map(|count| count as u32)
        {
            bytes.extend(count.to_le_bytes());
        }
        let mut steps = vec![0.0_f32; self.classes];
        for row in self.words.chunks_exact(self.classes) {
            for (step, weight) in steps.iter_mut().zip(row) {
                *step = step.max(weight.abs() / 127.0);
            }
        }
        for number in self.bias.iter().chain(&self.vector).chain(&steps) {
            bytes.extend(number.to_le_bytes());
        }
        for row in self.words.chunks_exact(self.classes) {
            for (weight, step) in row.iter().zip(&steps) {
                #[expect(clippy::cast_possible_truncation, reason = "at most 127 steps")]
                let steps = if *step > 0.0 { (weight / step).round() as i8 } else { 0 };
                bytes.extend(steps.to_le_bytes());
            }
        }
        bytes
    }

    /// Reads the bytes of a file; `None` where they are not of this form, or not of so many classes and numbers of a vector.
    #[must_use]
    pub fn from_bytes(bytes: &[u8], classes: usize, dimensions: usize) -> Option<Self> {
        let rest = bytes.strip_prefix(FORM)?;
        let (counts, rest) = rest.split_first_chunk::<12>()?;
        let count = |at: usize| Some(u32::from_le_bytes(*counts[at..].first_chunk()?) as usize);
        let (found, wide, places) = (count(0)?, count(4)?, count(8)?);
        if found != classes || wide != dimensions || !places.is_power_of_two() {
            return None;
        }
        let numbers = classes * (2 + dimensions);
        let (numbers, words) = rest.split_at_checked(4 * numbers)?;
        let numbers: Vec<f32> =
            numbers.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect();
        if words.len() != classes * places {
            return None;
        }
        let (bias, rest) = numbers.split_at(classes);
        let (vector, steps) = rest.split_at(classes * dimensions);
        let words =
            words.iter().zip(steps.iter().cycle()).map(|(byte, step)| f32::from(byte.cast_signed()) * step);
        Some(Self { classes, bias: bias.to_vec(), vector: vector.to_vec(), words: words.collect() })
    }
}

/// Returns the shares of a softmax, tempered by a power.
#[must_use]
pub fn shares(sums: &[f32], power: f32) -> Vec<f32> {
    let most = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let parts: Vec<f32> = sums.iter().map(|sum| (power * (sum - most)).exp()).collect();
    let total: f32 = parts.iter().sum();
    parts.into_iter().map(|part| part / total).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_come_back_from_their_bytes() {
        let mut weights = Weights::zeros(3, 5, 8);
        weights.bias[1] = 0.5;
        weights.vector[4] = -2.0;
        weights.words[5] = 1.0;
        weights.words[2] = -0.25;
        let back = Weights::from_bytes(&weights.to_bytes(), 3, 5).expect("they are whole");
        assert_eq!(back.bias, weights.bias);
        assert_eq!(back.vector, weights.vector);
        for (back, word) in back.words.iter().zip(&weights.words) {
            assert!((back - word).abs() < 0.01);
        }
        assert_eq!(Weights::from_bytes(&weights.to_bytes(), 4, 5), None);
        assert_eq!(Weights::from_bytes(&weights.to_bytes()[..40], 3, 5), None);
    }

    #[test]
    fn shares_sum_to_one_and_follow_the_sums() {
        let shares = shares(&[0.0, 1.0, -1.0], 0.5);
        assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(shares[1] > shares[0] && shares[0] > shares[2]);
    }
}
