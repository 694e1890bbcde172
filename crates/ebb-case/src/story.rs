//! The user's own account, with what they confirmed of it.

use ebb::heard::Heard;
use ebb::interview::Answers;
use ebb_text::story::{Account, Confirmed};

/// An account and what of it counts.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// What was understood.
    pub account: Account,
    /// What counts.
    pub confirmed: Confirmed,
}

impl Story {
    /// Returns an account of which counts what is likely meant: for where nobody is there to confirm it.
    #[must_use]
    pub fn presumed(account: Account) -> Self {
        let confirmed = account.presumed();
        Self { account, confirmed }
    }

    /// Returns an account of which counts only what was said outright: the user is shown the rest, to mark it.
    #[must_use]
    pub fn said(account: Account) -> Self {
        let confirmed = account.said();
        Self { account, confirmed }
    }

    /// Returns an account of which counts what the user confirmed, by names.
    #[must_use]
    pub fn confirming(account: Account, ids: &[String]) -> Self {
        Self { account, confirmed: Confirmed::of(ids) }
    }

    /// Returns what was heard in it.
    #[must_use]
    pub fn heard(&self) -> Heard {
        self.account.heard(&self.confirmed)
    }

    /// Returns the user's own replies with those that follow from it.
    #[must_use]
    pub fn answers(&self, replies: &Answers) -> Answers {
        self.account.answers(&self.confirmed, replies)
    }
}
