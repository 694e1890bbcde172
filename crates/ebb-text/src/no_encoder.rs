//! What stands in for the sentence encoder where it is not built in: words are then read by rules alone.

use crate::vector::Vector;

/// Whether this program can encode lines at all.
pub(crate) const IS_BUILT_IN: bool = false;

/// Why the encoder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum EncoderError {
    /// It is not part of this program.
    #[error("this program was built without the sentence encoder")]
    Absent,
}

/// An encoder that is not there.
#[derive(Debug)]
pub struct Encoder(());

impl Encoder {
    /// Loads nothing, so that what can do without the encoder can be loaded.
    ///
    /// # Errors
    /// Never; the encoder that is built in can be damaged.
    pub fn load() -> Result<Self, EncoderError> {
        Ok(Self(()))
    }

    /// Refuses to encode lines.
    ///
    /// # Errors
    /// Always.
    pub fn encode<S: AsRef<str> + Sync>(&self, _: &[S]) -> Result<Vec<Vector>, EncoderError> {
        Err(EncoderError::Absent)
    }
}
