//! Heads: how much the meaning of a line, as the sentence encoder sees it, speaks for each cue.
//!
//! A head is a logistic curve over the vector of a line. It is trained on the phrasings in `content/cues/` alone, by
//! `ebb-synth train-heads`, which writes `model/heads.bin`. The encoder sees what a line is about much better than
//! who does what to whom and whether it is denied, so that a head by itself is weak evidence: where rule and head
//! agree, a line may be quoted; where only a head speaks, lines count together and near the change only.
//! Threats, control, money, harm and age have no head on purpose.

use ebb::cue::{CueId, HeadSettings, Lexicon};

use crate::encoder::{self, Encoder, EncoderError};
use crate::spelling::Spelling;
use crate::vector::{DIMENSIONS, Vector};

static EMBEDDED: &[u8] = include_bytes!("../model/heads.bin");
const FORM: &[u8] = b"ebb-heads-1\n";

/// Why heads cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum HeadError {
    /// The file of heads is cut or of another form.
    #[error("the file of heads cannot be read")]
    Damaged,
    /// The encoder cannot be used.
    #[error(transparent)]
    Encoder(#[from] EncoderError),
}

/// One logistic curve over vectors.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// What it is about.
    pub cue: CueId,
    /// Weight of each component.
    pub weights: Box<[f32; DIMENSIONS]>,
    /// Log odds of a vector of zeros.
    pub bias: f32,
}

impl Head {
    /// Returns how much a line speaks for the cue, 0 to 1.
    #[must_use]
    pub fn belief(&self, vector: &Vector) -> f32 {
        let sum: f32 = self.weights.iter().zip(vector.components()).map(|(weight, part)| weight * part).sum();
        1.0 / (1.0 + (-(sum + self.bias)).exp())
    }
}

/// Trained heads, with a digest of the phrasings that they were trained on.
#[derive(Debug, Clone, PartialEq)]
pub struct HeadSet {
    /// Digest of the phrasings, see [`phrasings_digest`].
    pub digest: u64,
    /// One head for each cue.
    pub heads: Vec<Head>,
}

impl HeadSet {
    /// Reads the heads that are part of the program.
    ///
    /// # Errors
    /// When the program was built with a damaged file.
    pub fn embedded() -> Result<Self, HeadError> {
        Self::read(EMBEDDED).ok_or(HeadError::Damaged)
    }

    /// Returns the heads as the bytes of a file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = FORM.to_vec();
        bytes.extend(self.digest.to_le_bytes());
        for head in &self.heads {
            bytes.extend(["cue ", head.cue.id(), "\n"].concat().into_bytes());
            bytes.extend(head.weights.iter().chain([&head.bias]).flat_map(|number| number.to_le_bytes()));
        }
        bytes
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (digest, mut rest) = bytes.strip_prefix(FORM)?.split_first_chunk()?;
        let mut heads = Vec::new();
        while !rest.is_empty() {
            let end = rest.iter().position(|byte| *byte == b'\n')?;
            let name = std::str::from_utf8(&rest[..end]).ok()?;
            let cue = CueId::from_id(name.strip_prefix("cue ")?)?;
            let (numbers, after) = rest[end + 1..].split_at_checked((DIMENSIONS + 1) * 4)?;
            let mut numbers = numbers.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
            let mut weights = Box::new([0.0; DIMENSIONS]);
            for weight in weights.iter_mut() {
                *weight = numbers.next()?;
            }
            heads.push(Head { cue, weights, bias: numbers.next()? });
            rest = after;
        }
        Some(Self { digest: u64::from_le_bytes(*digest), heads })
    }
}

/// Returns a digest of everything that heads are trained on, so that heads of older phrasings are noticed.
#[must_use]
pub fn phrasings_digest(lexicon: &Lexicon) -> u64 {
    // FNV-1a: it tells changes apart, and is the same on every machine.
    let mut digest = 0xcbf2_9ce4_8422_2325_u64;
    let mut take = |text: &str| {
        for byte in text.bytes().chain([0]) {
            digest = (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    for rules in &lexicon.cues {
        take(rules.id.id());
        rules.phrasings.iter().for_each(|line| take(line));
    }
    lexicon.neutral.iter().for_each(|line| take(line));
    digest
}

/// How much the meaning of a line speaks for each cue.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores([Option<f32>; CueId::ALL.len()]);

/// What a head says about a cue in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Opinion {
    /// No head speaks about this cue: a rule stands by itself.
    None,
    /// The meaning does not speak for it.
    Against,
    /// It bears out a rule that found the cue.
    Agrees,
    /// It counts without a rule, together with other lines.
    Alone,
}

impl Scores {
    /// Returns the scores of no line.
    pub(crate) fn none() -> Self {
        Self([None; CueId::ALL.len()])
    }

    /// Returns the stronger of both scores for each cue.
    pub(crate) fn stronger(mut self, other: &Self) -> Self {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine = [*mine, *theirs].into_iter().flatten().reduce(f32::max);
        }
        self
    }

    /// Returns how much a line speaks for a cue, 0 to 1; `None` for cues that have no head.
    #[must_use]
    pub fn of(&self, cue: CueId) -> Option<f32> {
        self.0[cue as usize]
    }

    /// Returns what the head of a cue says about a line.
    #[must_use]
    pub fn opinion(&self, cue: CueId, settings: &HeadSettings) -> Opinion {
        match self.of(cue).map(f64::from) {
            None => Opinion::None,
            Some(belief) if belief >= settings.alone => Opinion::Alone,
            Some(belief) if belief >= settings.agrees => Opinion::Agrees,
            Some(_) => Opinion::Against,
        }
    }
}

/// The encoder with its heads.
#[derive(Debug)]
pub struct Heads {
    encoder: Encoder,
    spelling: Spelling,
    cues: Vec<Head>,
}

impl Heads {
    /// Loads the encoder and the heads that are part of the program; about a tenth of a second.
    ///
    /// # Errors
    /// When the program was built with damaged files.
    pub fn load(lexicon: &Lexicon) -> Result<Self, HeadError> {
        Ok(Self {
            encoder: Encoder::load()?,
            spelling: Spelling::new(&lexicon.words),
            cues: HeadSet::embedded()?.heads,
        })
    }

    /// Returns whether the encoder is part of this program. Without it, no line speaks for anything.
    pub(crate) fn can_read() -> bool {
        encoder::IS_BUILT_IN
    }

    /// Returns whether there is a head for this cue.
    pub(crate) fn has(&self, cue: CueId) -> bool {
        self.cues.iter().any(|head| head.cue == cue)
    }

    /// Returns how much each line speaks for each cue, in the order of the lines; runs on all cores.
    ///
    /// # Errors
    /// When the model cannot be run.
    pub fn scores<S: AsRef<str> + Sync>(&self, lines: &[S]) -> Result<Vec<Scores>, EncoderError> {
        if !Self::can_read() {
            return Ok(lines.iter().map(|_| Scores::none()).collect());
        }
        Ok(self.vectors(lines)?.iter().map(|vector| self.of_vector(vector)).collect())
    }

    /// Returns the vector of each line, in the order of the lines; runs on all cores.
    pub(crate) fn vectors<S: AsRef<str> + Sync>(&self, lines: &[S]) -> Result<Vec<Vector>, EncoderError> {
        if Self::can_read() { vectors(&self.encoder, &self.spelling, lines) } else { Ok(Vec::new()) }
    }

    /// Returns how much a vector speaks for each cue.
    pub(crate) fn of_vector(&self, vector: &Vector) -> Scores {
        let mut beliefs = [None; CueId::ALL.len()];
        for head in &self.cues {
            beliefs[head.cue as usize] = Some(head.belief(vector));
        }
        Scores(beliefs)
    }
}

fn vectors<S: AsRef<str> + Sync>(
    encoder: &Encoder,
    spelling: &Spelling,
    lines: &[S],
) -> Result<Vec<Vector>, EncoderError> {
    let lines: Vec<_> = lines.iter().map(|line| spelling.written_out(line.as_ref())).collect();
    encoder.encode(&lines)
}

/// Returns the vectors that heads are trained on and read: slang is written out first.
///
/// # Errors
/// When the encoder cannot be used.
pub fn read_as_heads_do<S: AsRef<str> + Sync>(
    lexicon: &Lexicon,
    lines: &[S],
) -> Result<Vec<Vector>, EncoderError> {
    vectors(&Encoder::load()?, &Spelling::new(&lexicon.words), lines)
}
