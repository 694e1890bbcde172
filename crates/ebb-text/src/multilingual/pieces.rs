//! From a line to its pieces: the likeliest way to cut it under a unigram model (Kudo 2018, arXiv:1804.10959).

use unicode_normalization::UnicodeNormalization;

use super::packed::{LoadError, Packed};

/// The piece for what no piece covers.
const UNKNOWN: u32 = 0;
/// The piece before a line.
const BEGIN: u32 = 1;
/// The piece after a line.
const END: u32 = 2;
/// Pieces that stand for no words.
const MARKS: usize = 3;
/// How much less likely an unknown character is than the unlikeliest piece, in nats; as the original has it.
const UNKNOWN_PENALTY: f32 = 10.0;
/// What stands for a space inside of pieces.
const SPACE: char = '\u{2581}';

/// All pieces with their log probabilities; words are sorted by their bytes, so that prefixes stand together.
pub(super) struct Pieces {
    scores: Vec<f32>,
    offsets: Vec<usize>,
    words: &'static [u8],
    unknown_score: f32,
}

impl std::fmt::Debug for Pieces {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pieces({})", self.scores.len())
    }
}

impl Pieces {
    pub(super) fn read(packed: &mut Packed) -> Result<Self, LoadError> {
        let count = packed.count()?;
        let scores = packed.floats(count)?;
        let offsets = packed.counts(count + 1)?;
        let words = packed.bytes(offsets.last().copied().unwrap_or(0))?;
        let unknown_score = scores.iter().copied().fold(0.0, f32::min) - UNKNOWN_PENALTY;
        Ok(Self { scores, offsets, words, unknown_score })
    }

    pub(super) fn len(&self) -> usize {
        self.scores.len()
    }

    fn word(&self, id: usize) -> &[u8] {
        self.words.get(self.offsets[id]..self.offsets[id + 1]).unwrap_or_default()
    }

    /// Returns the pieces of a line between the marks of beginning and end, at most `max_pieces` in all.
    pub(super) fn split(&self, line: &str, max_pieces: usize) -> Vec<u32> {
        let normal = normalise(line, 8 * max_pieces);
        let mut ids = vec![BEGIN];
        if normal.is_empty() {
            ids.push(UNKNOWN);
        } else {
            ids.extend(self.likeliest(&normal));
        }
        ids.truncate(max_pieces - 1);
        ids.push(END);
        ids
    }

    /// Cuts a text so that the sum of the scores is largest.
    fn likeliest(&self, text: &str) -> Vec<u32> {
        let bytes = text.as_bytes();
        let mut best = vec![f32::NEG_INFINITY; bytes.len() + 1];
        let mut from = vec![(0_usize, UNKNOWN); bytes.len() + 1];
        best[0] = 0.0;
        for (start, character) in text.char_indices() {
            let base = best[start];
            let single = start + character.len_utf8();
            let mut has_single = false;
            let (mut low, mut high) = (MARKS, self.len());
            for end in start + 1..=bytes.len() {
                (low, high) = self.narrow(low, high, end - 1 - start, bytes[end - 1]);
                if low == high {
                    break;
                }
                if self.word(low).len() == end - start {
                    has_single |= end == single;
                    let score = base + self.scores[low];
                    if score > best[end] {
                        best[end] = score;
                        from[end] = (start, u32::try_from(low).unwrap_or(UNKNOWN));
                    }
                }
            }
            if !has_single && base + self.unknown_score > best[single] {
                best[single] = base + self.unknown_score;
                from[single] = (start, UNKNOWN);
            }
        }
        let mut ids = Vec::new();
        let mut end = bytes.len();
        while end > 0 {
            let (start, id) = from[end];
            ids.push(id);
            end = start;
        }
        ids.reverse();
        ids
    }

    /// Narrows a range of words that share their first `depth` bytes to those whose next byte is `byte`.
    fn narrow(&self, low: usize, high: usize, depth: usize, byte: u8) -> (usize, usize) {
        let first = |mut low: usize, mut high: usize, is_before: &dyn Fn(Option<u8>) -> bool| {
            while low < high {
                let middle = low.midpoint(high);
                if is_before(self.word(middle).get(depth).copied()) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            low
        };
        let start = first(low, high, &|at| at < Some(byte));
        (start, first(start, high, &|at| at <= Some(byte)))
    }
}

/// Returns a line in compatibility form, its spaces joined and marked, one before the first word.
fn normalise(line: &str, max_characters: usize) -> String {
    let mut normal = String::with_capacity(line.len().min(4 * max_characters) + 4);
    let mut is_after_space = true;
    for character in line.nfkc().take(max_characters) {
        if character.is_whitespace() || character.is_control() {
            is_after_space = true;
        } else {
            if is_after_space {
                normal.push(SPACE);
            }
            is_after_space = false;
            normal.push(character);
        }
    }
    normal
}
