//! The sentence encoder: a line becomes a direction in 384 dimensions, and lines that mean the same point the same
//! way.
//!
//! It is all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0), with weights of 8 bits, run by `rten` on this computer.
//! `model/NOTICE` says where its files come from; a test holds their digests. Activations are rounded to 8 bits over
//! all lines of a batch, so that the company of a line moves its vector a little (cosine above 0.99). The same lines
//! in the same order always give the same vectors.

use rayon::prelude::*;
use rten::{Model, NodeId, RunError, Value};

use crate::tokenizer::{Piece, Pieces};
use crate::vector::{DIMENSIONS, Vector};

/// Whether this program can encode lines at all.
pub(crate) const IS_BUILT_IN: bool = true;

/// Lines that are encoded together. Larger batches gain nothing and need more memory.
const BATCH: usize = 32;

static MODEL: &[u8] = include_bytes!("../model/all-minilm-l6-v2.int8.onnx");
static VOCABULARY: &str = include_str!("../model/vocab.txt");

/// Why the encoder cannot be used. The model is part of the program, so each of these is a fault of the build.
#[derive(Debug, thiserror::Error)]
pub enum EncoderError {
    /// The vocabulary lacks a mark of the model.
    #[error("the vocabulary of the sentence encoder is damaged")]
    Vocabulary,
    /// The model cannot be loaded.
    #[error("the sentence encoder cannot be loaded")]
    Load(#[source] rten::LoadError),
    /// The model lacks an input or an output, or cannot be run.
    #[error("the sentence encoder cannot be run")]
    Run(#[source] RunError),
    /// The model gives something else than vectors.
    #[error("the sentence encoder gives no vectors")]
    Shape,
}

/// The model, loaded.
pub struct Encoder {
    model: Model,
    pieces: Pieces,
    ids: NodeId,
    mask: NodeId,
    kinds: NodeId,
    states: NodeId,
}

impl std::fmt::Debug for Encoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encoder").finish_non_exhaustive()
    }
}

impl Encoder {
    /// Loads the model that is part of the program; about a tenth of a second.
    ///
    /// # Errors
    /// When the program was built with damaged files.
    pub fn load() -> Result<Self, EncoderError> {
        let pieces = Pieces::read(VOCABULARY).ok_or(EncoderError::Vocabulary)?;
        let model = Model::load_static_slice(MODEL).map_err(EncoderError::Load)?;
        let node = |name| model.node_id(name).map_err(EncoderError::Run);
        let (ids, mask) = (node("input_ids")?, node("attention_mask")?);
        let (kinds, states) = (node("token_type_ids")?, node("last_hidden_state")?);
        Ok(Self { model, pieces, ids, mask, kinds, states })
    }

    /// Returns the vector of each line, in the order of the lines; runs on all cores.
    ///
    /// # Errors
    /// When the model cannot be run.
    pub fn encode<S: AsRef<str> + Sync>(&self, lines: &[S]) -> Result<Vec<Vector>, EncoderError> {
        let pieces: Vec<Vec<Piece>> = lines.par_iter().map(|line| self.pieces.of(line.as_ref())).collect();
        let mut by_length: Vec<usize> = (0..pieces.len()).collect();
        by_length.sort_by_key(|line| pieces[*line].len());
        let batches: Vec<&[usize]> = by_length.chunks(BATCH).collect();
        // Within the pool of the model, so that its own steps do not wait for other threads.
        let encoded: Vec<Vec<Vector>> = rten::thread_pool().run(|| {
            batches
                .par_iter()
                .map(|batch| {
                    self.batch(&batch.iter().map(|line| pieces[*line].as_slice()).collect::<Vec<_>>())
                })
                .collect::<Result<_, _>>()
        })?;
        let mut vectors: Vec<(usize, Vector)> =
            by_length.iter().copied().zip(encoded.into_iter().flatten()).collect();
        vectors.sort_by_key(|(line, _)| *line);
        Ok(vectors.into_iter().map(|(_, vector)| vector).collect())
    }

    fn batch(&self, lines: &[&[Piece]]) -> Result<Vec<Vector>, EncoderError> {
        let width = lines.iter().map(|line| line.len()).max().unwrap_or(0);
        let shape = [lines.len(), width];
        let padded = |fill: fn(Piece) -> i32| {
            let row = |line: &&[Piece]| {
                (0..width).map(|at| line.get(at).map_or(0, |piece| fill(*piece))).collect::<Vec<_>>()
            };
            let values: Vec<i32> = lines.iter().flat_map(row).collect();
            Value::from_shape(&shape, values).map_err(|_| EncoderError::Shape)
        };
        let inputs = vec![
            (self.ids, padded(|piece| piece)?.into()),
            (self.mask, padded(|_| 1)?.into()),
            (self.kinds, padded(|_| 0)?.into()),
        ];
        let [states] = self.model.run_n(inputs, [self.states], None).map_err(EncoderError::Run)?;
        let (shape, states) = states.into_shape_vec::<f32, 3>().map_err(|_| EncoderError::Shape)?;
        if shape != [lines.len(), width, DIMENSIONS] {
            return Err(EncoderError::Shape);
        }
        let rows = states.chunks_exact(width * DIMENSIONS);
        Ok(lines.iter().zip(rows).map(|(line, row)| Vector::mean(&row[..line.len() * DIMENSIONS])).collect())
    }

    /// Returns the numbers of the pieces of a line, as they go into the model.
    #[must_use]
    pub fn pieces(&self, line: &str) -> Vec<i32> {
        self.pieces.of(line)
    }
}
