//! The packed file, read from its beginning to its end. `scripts/take-multilingual` describes its layout.

use ndarray::Array2;

/// Why the encoder cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file does not begin as one.
    #[error("this is no packed sentence encoder; make one with scripts/take-multilingual")]
    NotPacked,
    /// The file ends too early.
    #[error("the packed sentence encoder is cut at byte {at}; make it again with scripts/take-multilingual")]
    Cut {
        /// Where more was expected.
        at: usize,
    },
    /// A part has another size than the model has.
    #[error("the packed sentence encoder has {found} where {expected} is expected")]
    Shape {
        /// What the file says.
        found: usize,
        /// What the model needs.
        expected: usize,
    },
}

/// What is left to read.
pub(super) struct Packed {
    bytes: &'static [u8],
    at: usize,
}

impl Packed {
    pub(super) fn open(bytes: &'static [u8]) -> Result<Self, LoadError> {
        let magic = b"ebbmul01";
        if !bytes.starts_with(magic) {
            return Err(LoadError::NotPacked);
        }
        Ok(Self { bytes, at: magic.len() })
    }

    pub(super) fn bytes(&mut self, count: usize) -> Result<&'static [u8], LoadError> {
        let end = self.at.checked_add(count).ok_or(LoadError::Cut { at: self.at })?;
        let taken = self.bytes.get(self.at..end).ok_or(LoadError::Cut { at: self.at })?;
        self.at = end;
        Ok(taken)
    }

    pub(super) fn count(&mut self) -> Result<usize, LoadError> {
        Ok(self.counts(1)?[0])
    }

    pub(super) fn counts(&mut self, count: usize) -> Result<Vec<usize>, LoadError> {
        let bytes = self.bytes(4 * count)?;
        Ok(bytes.as_chunks::<4>().0.iter().map(|four| u32::from_le_bytes(*four) as usize).collect())
    }

    pub(super) fn floats(&mut self, count: usize) -> Result<Vec<f32>, LoadError> {
        let bytes = self.bytes(4 * count)?;
        Ok(bytes.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect())
    }

    /// Reads a matrix of 8-bit values with a scale for each column.
    pub(super) fn matrix(&mut self, rows: usize, columns: usize) -> Result<Array2<f32>, LoadError> {
        for expected in [rows, columns] {
            let found = self.count()?;
            if found != expected {
                return Err(LoadError::Shape { found, expected });
            }
        }
        let scales = self.floats(columns)?;
        let values = self.bytes(rows * columns)?;
        let value = |(row, column): (usize, usize)| {
            f32::from(values[row * columns + column].cast_signed()) * scales[column]
        };
        Ok(Array2::from_shape_fn((rows, columns), value))
    }
}
