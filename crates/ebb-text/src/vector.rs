//! Directions of lines.

/// Dimensions of a vector.
pub const DIMENSIONS: usize = 384;

/// Where a line points: a vector of length 1, or of zeros for a line without words.
#[derive(Debug, Clone, PartialEq)]
pub struct Vector(Box<[f32; DIMENSIONS]>);

impl Vector {
    /// Returns the components.
    #[must_use]
    pub fn components(&self) -> &[f32; DIMENSIONS] {
        &self.0
    }

    /// Returns the cosine of the angle between two lines, -1 to 1.
    #[must_use]
    pub fn cosine(&self, other: &Self) -> f32 {
        self.0.iter().zip(other.0.iter()).map(|(a, b)| a * b).sum()
    }

    /// Returns the mean of the pieces of a line as a vector of length 1.
    #[cfg(feature = "encoder")]
    pub(crate) fn mean(pieces: &[f32]) -> Self {
        let mut sum = Box::new([0.0_f32; DIMENSIONS]);
        for piece in pieces.chunks_exact(DIMENSIONS) {
            for (sum, component) in sum.iter_mut().zip(piece) {
                *sum += component;
            }
        }
        let length = sum.iter().map(|component| component * component).sum::<f32>().sqrt();
        if length > 0.0 {
            for component in sum.iter_mut() {
                *component /= length;
            }
        }
        Self(sum)
    }
}
