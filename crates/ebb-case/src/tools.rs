//! What every case needs: the reviewed content, and the reader of an account.

use ebb::catalog::Catalog;
use ebb_content::ContentError;
use ebb_text::story::{Account, Reader};

/// Why the tools cannot be used. Each is a fault of the build, not of a case.
#[derive(Debug, thiserror::Error)]
pub enum ToolsError {
    /// A content file breaks a rule.
    #[error(transparent)]
    Content(#[from] ContentError),
    /// The words of an account cannot be read.
    #[error("the reader of words cannot be used")]
    Words,
}

/// The content that every verdict is made by.
#[derive(Debug)]
pub struct Tools {
    catalog: Catalog,
}

impl Tools {
    /// Reads the content that stands in the program.
    ///
    /// # Errors
    /// A content file that breaks a rule; none does in a build that passed its tests.
    pub fn load() -> Result<Self, ToolsError> {
        Ok(Self { catalog: ebb_content::catalog()? })
    }

    /// Returns the content.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Returns what the user's own words tell. What of it counts is theirs to say (see [`crate::Story`]).
    ///
    /// # Errors
    /// Where the reader of words cannot be used.
    pub fn understand(&self, words: &str) -> Result<Account, ToolsError> {
        understand(words, &self.catalog)
    }
}

/// Returns what the user's own words tell.
///
/// # Errors
/// Where the reader of words cannot be used.
pub fn understand(words: &str, catalog: &Catalog) -> Result<Account, ToolsError> {
    let reader =
        Reader::load(&catalog.lexicon, &catalog.settings.chat.statement).map_err(|_| ToolsError::Words)?;
    reader.understand(words).map_err(|_| ToolsError::Words)
}
