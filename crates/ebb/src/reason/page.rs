//! The page of a reason: what it looks like from outside, what may lie behind it, and what helps.

use super::ReasonId;

/// One thing that may lie behind a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// Stable name within its reason.
    pub id: String,
    /// What it is, in two or three sentences.
    pub text: String,
}

/// The page of one reason, as reviewed content. All texts hold tokens for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonPage {
    /// Which reason.
    pub id: ReasonId,
    /// What it looks like from outside.
    pub looks_like: String,
    /// What may lie behind it.
    pub behind: Vec<Behind>,
    /// What it is easily taken for, and what parts the two.
    pub mistaken_for: String,
    /// What helps.
    pub helps: String,
    /// Words to say, as they would be said.
    pub say: String,
    /// What not to do.
    pub not: String,
    /// When to walk away.
    pub walk_away: String,
}

impl ReasonPage {
    /// Returns the number of words of the page.
    #[must_use]
    pub fn words(&self) -> usize {
        let parts = self.behind.iter().map(|part| part.text.as_str());
        let texts =
            [&self.looks_like, &self.mistaken_for, &self.helps, &self.say, &self.not, &self.walk_away];
        let all = parts.chain(texts.into_iter().map(String::as_str));
        all.map(|text| text.split_whitespace().count()).sum()
    }
}
