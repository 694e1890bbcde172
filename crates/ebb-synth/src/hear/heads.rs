//! Trains the heads of statements: one softmax over vectors of the sentence encoder, by Nesterov's steps from zero.

use ebb::cue::Lexicon;
use ebb_text::DIMENSIONS;
use ebb_text::heads::{HeadError, read_as_heads_do};
use ebb_text::said::{KINDS, StatementHeads};
use rayon::prelude::*;

use super::lines::HearLine;

/// Pull of each weight towards nothing; the mean loss of a line is 1. Chosen on lines of a hand that was left out.
const RIDGE: f32 = 0.0001;
const STEPS: usize = 300;
/// Lines that one core takes at a time.
const STRIDE: usize = 256;

/// Numbers of one softmax: for none and each kind the weights of a vector, then the bias.
type Numbers = Vec<[f32; DIMENSIONS + 1]>;

/// Trains heads on the English lines; the same lines give the same heads.
///
/// # Errors
/// When the encoder cannot be used.
///
/// # Panics
/// When a line has more labels than there are kinds, which the reader of lines rules out.
pub fn train(lines: &[HearLine], lexicon: &Lexicon) -> Result<StatementHeads, HeadError> {
    let told = |line: &&HearLine| line.language == "en" && line.kind.labels()[0].len() < KINDS;
    let lines: Vec<&HearLine> = lines.iter().filter(told).collect();
    let words: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let vectors = read_as_heads_do(lexicon, &words).map_err(HeadError::Encoder)?;
    let rows: Vec<(&[f32; DIMENSIONS], Vec<usize>)> = vectors
        .iter()
        .zip(&lines)
        .map(|(vector, line)| (vector.components(), line.kind.labels()[0].clone()))
        .collect();
    let numbers = fit(&rows);
    Ok(StatementHeads::of(numbers.as_flattened()).expect("one row of numbers for each kind"))
}

fn fit(rows: &[(&[f32; DIMENSIONS], Vec<usize>)]) -> Numbers {
    let nothing = || vec![[0.0_f32; DIMENSIONS + 1]; KINDS];
    let (mut at, mut before) = (nothing(), nothing());
    let rate = 1.0 / (0.5 + RIDGE);
    for step in 0..STEPS {
        let pull = step as f32 / (step as f32 + 3.0);
        let mut ahead = at.clone();
        for (ahead, before) in ahead.as_flattened_mut().iter_mut().zip(before.as_flattened()) {
            *ahead += pull * (*ahead - before);
        }
        let parts: Vec<Numbers> = rows.par_chunks(STRIDE).map(|rows| slope(rows, &ahead)).collect();
        before = std::mem::replace(&mut at, ahead.clone());
        for (kind, row) in at.iter_mut().enumerate() {
            for (place, number) in row.iter_mut().enumerate() {
                let sum: f32 = parts.iter().map(|part| part[kind][place]).sum();
                let ridge = if place == DIMENSIONS { 0.0 } else { RIDGE * ahead[kind][place] };
                *number = ahead[kind][place] - rate * (sum / rows.len() as f32 + ridge);
            }
        }
    }
    at
}

/// Returns the slope of the loss: the shares, less the shares among the kinds that a line may show.
fn slope(rows: &[(&[f32; DIMENSIONS], Vec<usize>)], numbers: &Numbers) -> Numbers {
    let mut slope = vec![[0.0_f32; DIMENSIONS + 1]; KINDS];
    for (vector, may) in rows {
        let sum = |row: &[f32; DIMENSIONS + 1]| {
            row[DIMENSIONS] + row.iter().zip(vector.iter()).map(|(weight, part)| weight * part).sum::<f32>()
        };
        let sums: Vec<f32> = numbers.iter().map(sum).collect();
        let most = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let parts: Vec<f32> = sums.iter().map(|sum| (sum - most).exp()).collect();
        let whole: f32 = parts.iter().sum();
        let shown: f32 = may.iter().map(|kind| parts[*kind]).sum::<f32>().max(1e-30);
        for (kind, slope) in slope.iter_mut().enumerate() {
            let right = if may.contains(&kind) { parts[kind] / shown } else { 0.0 };
            let error = parts[kind] / whole - right;
            for (slope, part) in slope.iter_mut().zip(vector.iter()) {
                *slope += error * part;
            }
            slope[DIMENSIONS] += error;
        }
    }
    slope
}
