//! Trains the heads of the sentence encoder on the phrasings in `content/cues/`, and measures them.
//!
//! A head is a logistic regression with a ridge, by Nesterov's gradient steps from zero, so that the same phrasings
//! and the same vectors give the same heads. Examples against a cue are phrasings of other cues that one line would
//! not show as well, and everyday lines.

use std::collections::BTreeMap;

use ebb::cue::{CueId, CueRules, Lexicon};
use ebb_text::heads::{Head, HeadError, HeadSet, phrasings_digest, read_as_heads_do};
use ebb_text::{DIMENSIONS, Vector};
use rayon::prelude::*;

/// Ridge on the weights; the mean loss of an example is 1. Chosen by leaving out fifths of the phrasings.
const RIDGE: f64 = 0.0005;
/// Weight of all examples for a cue together, as a share of those against it.
const FOR: f64 = 0.25;
const STEPS: usize = 300;
/// Parts of which each is left out in turn.
const PARTS: usize = 5;

/// One example: a line with what it is an example of, and of what it says nothing.
#[derive(Debug, Clone)]
struct Example {
    line: String,
    shows: Option<CueId>,
    part: usize,
}

/// What the phrasings of a cue that were left out were taken for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Phrasings of the cue.
    pub phrasings: usize,
    /// Those at or above each of the shares of [`SHARES`].
    pub found: [usize; SHARES.len()],
    /// Examples against the cue at or above each of the shares.
    pub mistaken: [usize; SHARES.len()],
    /// Examples against the cue.
    pub against: usize,
}

/// Shares of belief at which heads are told of.
pub const SHARES: [f32; 5] = [0.1, 0.25, 0.5, 0.75, 0.9];

/// Trained heads, and how they do on phrasings that they did not see.
#[derive(Debug, Clone, PartialEq)]
pub struct Training {
    /// The heads, trained on all phrasings.
    pub heads: HeadSet,
    /// By cue, from heads that were trained on the other parts.
    pub left_out: BTreeMap<CueId, LeftOut>,
}

/// Trains a head for every cue that has phrasings.
///
/// # Errors
/// When the encoder cannot be used.
pub fn train(lexicon: &Lexicon) -> Result<Training, HeadError> {
    let examples = examples(lexicon);
    let lines: Vec<&str> = examples.iter().map(|example| example.line.as_str()).collect();
    let vectors = read_as_heads_do(lexicon, &lines).map_err(HeadError::Encoder)?;
    let mut cues: Vec<CueId> = examples.iter().filter_map(|example| example.shows).collect();
    cues.sort_unstable();
    cues.dedup();
    let trained: Vec<(Head, LeftOut)> = cues
        .into_par_iter()
        .map(|cue| {
            let marks: Vec<Option<bool>> =
                examples.iter().map(|example| mark(example, cue, lexicon)).collect();
            let score = left_out_score(cue, &examples, &vectors, &marks);
            (fit(cue, &vectors, &marks), score)
        })
        .collect();
    let left_out = trained.iter().map(|(head, score)| (head.cue, score.clone())).collect();
    let heads = trained.into_iter().map(|(head, _)| head).collect();
    Ok(Training { heads: HeadSet { digest: phrasings_digest(lexicon), heads }, left_out })
}

fn examples(lexicon: &Lexicon) -> Vec<Example> {
    let phrased = lexicon.cues.iter().flat_map(|rules: &CueRules| parted(&rules.phrasings, Some(rules.id)));
    phrased.chain(parted(&lexicon.neutral, None)).collect()
}

fn parted(lines: &[String], shows: Option<CueId>) -> impl Iterator<Item = Example> {
    lines.iter().enumerate().map(move |(at, line)| Example { line: line.clone(), shows, part: at % PARTS })
}

/// Returns whether a line is an example for or against a cue; `None` where it may be either.
fn mark(example: &Example, cue: CueId, lexicon: &Lexicon) -> Option<bool> {
    match example.shows {
        Some(shows) if shows == cue => Some(true),
        Some(shows) if lexicon.heads.are_near(shows, cue) => None,
        Some(_) | None => Some(false),
    }
}

fn left_out_score(cue: CueId, examples: &[Example], vectors: &[Vector], marks: &[Option<bool>]) -> LeftOut {
    let mut score = LeftOut::default();
    for part in 0..PARTS {
        let known: Vec<Option<bool>> =
            examples.iter().zip(marks).map(|(example, mark)| mark.filter(|_| example.part != part)).collect();
        let head = fit(cue, vectors, &known);
        for ((example, vector), mark) in examples.iter().zip(vectors).zip(marks) {
            let Some(mark) = mark.filter(|_| example.part == part) else { continue };
            let belief = head.belief(vector);
            let counts = if mark { &mut score.found } else { &mut score.mistaken };
            for (count, share) in counts.iter_mut().zip(SHARES) {
                *count += usize::from(belief >= share);
            }
            if mark {
                score.phrasings += 1;
            } else {
                score.against += 1;
            }
        }
    }
    score
}

/// Fits a logistic curve to the examples that are marked.
fn fit(cue: CueId, vectors: &[Vector], marks: &[Option<bool>]) -> Head {
    let marked: Vec<(&Vector, f64)> = vectors
        .iter()
        .zip(marks)
        .filter_map(|(vector, mark)| mark.map(|mark| (vector, f64::from(u8::from(mark)))))
        .collect();
    let positives: f64 = marked.iter().map(|(_, mark)| mark).sum();
    let negatives = marked.len() as f64 - positives;
    let (heavy, light) = (FOR / (1.0 + FOR) / positives.max(1.0), 1.0 / (1.0 + FOR) / negatives.max(1.0));
    let rate = 1.0 / (0.5 + RIDGE);
    let (mut at, mut before) = ([0.0_f64; DIMENSIONS + 1], [0.0_f64; DIMENSIONS + 1]);
    for step in 0..STEPS {
        let pull = step as f64 / (step as f64 + 3.0);
        let ahead: Vec<f64> = at.iter().zip(&before).map(|(now, then)| now + pull * (now - then)).collect();
        let mut slope: Vec<f64> = ahead.iter().map(|weight| RIDGE * weight).collect();
        slope[DIMENSIONS] = 0.0;
        for (vector, mark) in &marked {
            let parts = vector.components();
            let sum: f64 = ahead.iter().zip(parts).map(|(weight, part)| weight * f64::from(*part)).sum();
            let belief = 1.0 / (1.0 + (-(sum + ahead[DIMENSIONS])).exp());
            let error = (belief - mark) * if *mark > 0.5 { heavy } else { light };
            for (slope, part) in slope.iter_mut().zip(parts) {
                *slope += error * f64::from(*part);
            }
            slope[DIMENSIONS] += error;
        }
        before = at;
        for ((weight, ahead), slope) in at.iter_mut().zip(&ahead).zip(&slope) {
            *weight = ahead - rate * slope;
        }
    }
    let mut weights = Box::new([0.0_f32; DIMENSIONS]);
    #[expect(clippy::cast_possible_truncation, reason = "heads are kept in single precision")]
    for (weight, fitted) in weights.iter_mut().zip(&at) {
        *weight = *fitted as f32;
    }
    #[expect(clippy::cast_possible_truncation, reason = "heads are kept in single precision")]
    let bias = at[DIMENSIONS] as f32;
    Head { cue, weights, bias }
}
