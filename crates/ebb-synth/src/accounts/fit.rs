//! Fitting a linear softmax: all examples at once, by Adam (Kingma and Ba 2015, arXiv:1412.6980) with a ridge.

use ebb_text::linear::{Text, Weights, shares};
use rayon::prelude::*;

/// One text with its class.
#[derive(Debug, Clone)]
pub struct Example {
    /// What the model looks at.
    pub text: Text,
    /// Its class, from 0; any of them, where it is not known which.
    pub classes: Vec<usize>,
    /// How much it counts.
    pub weight: f32,
}

/// How a model is fitted.
#[derive(Debug, Clone, Copy)]
pub struct Fit {
    /// Number of classes.
    pub classes: usize,
    /// Numbers of a vector.
    pub dimensions: usize,
    /// Places of words, a power of two.
    pub places: usize,
    /// How strongly weights are pulled to 0, per example.
    pub ridge: f32,
    /// Steps of the descent.
    pub steps: usize,
}

/// The state of the descent for a set of numbers.
struct Descent {
    mean: Vec<f32>,
    square: Vec<f32>,
}

impl Descent {
    fn of(count: usize) -> Self {
        Self { mean: vec![0.0; count], square: vec![0.0; count] }
    }

    /// Moves the numbers one step down their slope.
    fn step(&mut self, numbers: &mut [f32], slope: &[f32], ridge: f32, time: i32) {
        const RATE: f32 = 0.05;
        const FIRST: f32 = 0.9;
        const SECOND: f32 = 0.999;
        let (first, second) = (1.0 - FIRST.powi(time), 1.0 - SECOND.powi(time));
        for (at, number) in numbers.iter_mut().enumerate() {
            let slope = slope[at] + ridge * *number;
            if slope == 0.0 && self.mean[at] == 0.0 {
                continue;
            }
            self.mean[at] = FIRST * self.mean[at] + (1.0 - FIRST) * slope;
            self.square[at] = SECOND * self.square[at] + (1.0 - SECOND) * slope * slope;
            *number -= RATE * (self.mean[at] / first) / ((self.square[at] / second).sqrt() + 1e-8);
        }
    }
}

impl Fit {
    /// Returns the weights that fit the examples best.
    #[must_use]
    pub fn weights(&self, examples: &[Example]) -> Weights {
        let mut weights = Weights::zeros(self.classes, self.dimensions, self.places);
        let total: f32 = examples.iter().map(|example| example.weight).sum::<f32>().max(1.0);
        let places: Vec<_> = examples.iter().map(|example| weights.places(&example.text)).collect();
        let mut descents =
            [&weights.bias, &weights.vector, &weights.words].map(|part| Descent::of(part.len()));
        for time in 1..=self.steps {
            let chunk = examples.len().div_ceil(CHUNKS).max(1);
            let parts: Vec<Weights> = examples
                .par_chunks(chunk)
                .zip(places.par_chunks(chunk))
                .map(|(examples, places)| self.slope(&weights, examples, places, total))
                .collect();
            let mut slope = Weights::zeros(self.classes, self.dimensions, self.places);
            for part in &parts {
                add(&mut slope.bias, &part.bias, 1.0);
                add(&mut slope.vector, &part.vector, 1.0);
                add(&mut slope.words, &part.words, 1.0);
            }
            let [bias, vector, words] = &mut descents;
            let time = i32::try_from(time).unwrap_or(i32::MAX);
            bias.step(&mut weights.bias, &slope.bias, 0.0, time);
            vector.step(&mut weights.vector, &slope.vector, self.ridge, time);
            words.step(&mut weights.words, &slope.words, self.ridge, time);
        }
        weights
    }

    /// Returns the slope of the mean loss over some examples.
    fn slope(
        &self,
        weights: &Weights,
        examples: &[Example],
        places: &[(Vec<usize>, f32)],
        total: f32,
    ) -> Weights {
        let mut slope = Weights::zeros(self.classes, self.dimensions, self.places);
        for (example, (places, share)) in examples.iter().zip(places) {
            let mut miss = shares(&weights.sums(&example.text), 1.0);
            let may_be: f32 = example.classes.iter().map(|class| miss[*class]).sum();
            for class in &example.classes {
                miss[*class] -= miss[*class] / may_be.max(f32::MIN_POSITIVE);
            }
            for part in &mut miss {
                *part *= example.weight / total;
            }
            add(&mut slope.bias, &miss, 1.0);
            for place in places {
                add(&mut slope.words[place * self.classes..(place + 1) * self.classes], &miss, *share);
            }
            let numbers = example.text.vector.iter().flatten();
            for (number, row) in numbers.zip(slope.vector.chunks_exact_mut(self.classes)) {
                add(row, &miss, Weights::vector_scale() * number);
            }
        }
        slope
    }
}

/// Parts into which examples are cut, as many on every machine so that sums come out the same.
const CHUNKS: usize = 4;

fn add(row: &mut [f32], miss: &[f32], factor: f32) {
    for (sum, miss) in row.iter_mut().zip(miss) {
        *sum += factor * miss;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_go_with_a_class_speak_for_it() {
        let example = |words: &[u32], class| Example {
            text: Text { words: words.to_vec(), vector: None },
            classes: vec![class],
            weight: 1.0,
        };
        let examples = [example(&[1, 2], 0), example(&[1, 3], 0), example(&[7, 2], 1), example(&[7, 3], 1)];
        let weights =
            Fit { classes: 2, dimensions: 0, places: 1 << 8, ridge: 1e-3, steps: 100 }.weights(&examples);
        let sums = weights.sums(&Text { words: vec![7, 9], vector: None });
        assert!(sums[1] > sums[0] + 1.0);
    }
}
