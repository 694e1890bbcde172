//! What can be wrong with content.

/// A content file that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ContentError {
    /// A file is missing.
    #[error("content/{file} is missing")]
    Missing {
        /// Path below `content/`.
        file: String,
    },
    /// A file is not what it should be.
    #[error("content/{file}: {cause}")]
    Malformed {
        /// Path below `content/`.
        file: String,
        /// What the parser says, with the line.
        cause: String,
    },
    /// A value breaks a rule.
    #[error("content/{file}: {key}: {rule}")]
    Broken {
        /// Path below `content/`.
        file: String,
        /// Key path.
        key: String,
        /// The rule, and the value.
        rule: String,
    },
}
