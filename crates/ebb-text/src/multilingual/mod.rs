//! The multilingual sentence encoder: a line of any of thirteen languages becomes a direction in 512 dimensions.
//!
//! It is Google's Universal Sentence Encoder, multilingual v3 (Yang et al. 2020, arXiv:1907.04307; Apache-2.0): an
//! embedding for each piece of a line, three small convolutions over two, three and five pieces, their mean, and two dense
//! layers. There is no attention, so cost grows with the length of a line and nothing but a matrix product is
//! needed. `scripts/take-multilingual` packs its weights: the pieces of Latin, Cyrillic and Arabic script, rows in 4 bits,
//! matrices in 8. Against the unpacked weights the cosine is .99 on average.
//!
//! ```
//! let encoder = ebb_text::multilingual::Encoder::load()?;
//! let vectors = encoder.encode(&["no quiero verte más", "i don't want to see you anymore", "two pizzas please"]);
//! assert!(vectors[0].cosine(&vectors[1]) > vectors[0].cosine(&vectors[2]));
//! # Ok::<(), ebb_text::multilingual::LoadError>(())
//! ```

mod forward;
mod packed;
mod pieces;

pub use packed::LoadError;

use forward::Network;
use packed::Packed;
use pieces::Pieces;

/// Dimensions of a vector.
pub const DIMENSIONS: usize = 512;

/// Most pieces of a line that are read. Longer lines are cut: what one says of somebody stands in the first sentences.
const MAX_PIECES: usize = 96;

/// Pieces that are run through the network together: enough that weights are read once for many lines, few enough to
/// stay in the cache.
const BATCH_PIECES: usize = 384;

/// The packed file, part of the program unless it is built for a place that fetches it when wanted.
#[cfg(feature = "multilingual")]
static MODEL: &[u8] = include_bytes!("../../model/multilingual.bin");

/// Where a line points: a vector of length 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Vector(Box<[f32]>);

impl Vector {
    /// Returns the components, [`DIMENSIONS`] of them.
    #[must_use]
    pub fn components(&self) -> &[f32] {
        &self.0
    }

    /// Returns the cosine of the angle between two lines, -1 to 1.
    #[must_use]
    pub fn cosine(&self, other: &Self) -> f32 {
        self.0.iter().zip(&*other.0).map(|(a, b)| a * b).sum()
    }
}

/// The encoder, loaded; some 32 MB.
#[derive(Debug)]
pub struct Encoder {
    pieces: Pieces,
    network: Network,
}

impl Encoder {
    /// Loads the encoder that is part of the program; a few hundredths of a second.
    ///
    /// # Errors
    /// When the file in the program is damaged, which a test rules out.
    #[cfg(feature = "multilingual")]
    pub fn load() -> Result<Self, LoadError> {
        Self::from_bytes(MODEL)
    }

    /// Loads an encoder from the bytes of a packed file, as a browser fetches it.
    ///
    /// # Errors
    /// [`LoadError`] where the bytes are not such a file, or are cut.
    pub fn from_bytes(bytes: &'static [u8]) -> Result<Self, LoadError> {
        let mut packed = Packed::open(bytes)?;
        let pieces = Pieces::read(&mut packed)?;
        let network = Network::read(&mut packed, pieces.len())?;
        Ok(Self { pieces, network })
    }

    /// Returns a vector for each line, in order. A line's vector does not depend on its company.
    #[must_use]
    pub fn encode(&self, lines: &[&str]) -> Vec<Vector> {
        let mut vectors = Vec::with_capacity(lines.len());
        let (mut flat, mut lengths) = (Vec::new(), Vec::new());
        for line in lines {
            let ids = self.pieces.split(line, MAX_PIECES);
            if !lengths.is_empty() && flat.len() + ids.len() > BATCH_PIECES {
                vectors.extend(self.network.run(&flat, &lengths).into_iter().map(Vector));
                flat.clear();
                lengths.clear();
            }
            lengths.push(ids.len());
            flat.extend(ids);
        }
        if !lengths.is_empty() {
            vectors.extend(self.network.run(&flat, &lengths).into_iter().map(Vector));
        }
        vectors
    }
}
