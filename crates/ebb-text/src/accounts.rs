//! Accounts as wholes: which reasons an account is like, and what its sentences report that the other person said.
//!
//! Two small models look at a story beside the facts that are read in it. One was fitted on whole accounts whose reason is
//! known ("accounts like yours"); it is tempered so that its shares are honest, and it is never shown as a fact. The
//! other reads single sentences for what the other person is reported to have said; what the narrator guesses, what friends
//! say and what is asked do not count. Source: docs/story.md.

use ebb::reason::ReasonId;
use ebb::statement::StatementKind;

use crate::linear::{Text, Weights, shares};
use crate::multilingual::{DIMENSIONS, Vector};
use crate::table::Features;

static ACCOUNTS: &[u8] = include_bytes!("../model/accounts.bin");
static TOLD: &[u8] = include_bytes!("../model/told.bin");

/// Reasons that accounts were collected for: all but the open one.
pub const REASONS: [ReasonId; 11] = [
    ReasonId::EmotionallyUnavailable,
    ReasonId::RedFlag,
    ReasonId::Incompatible,
    ReasonId::SomeoneElse,
    ReasonId::TooFast,
    ReasonId::NotReady,
    ReasonId::CommunicationStyles,
    ReasonId::AvoidingCommitment,
    ReasonId::NotLongTerm,
    ReasonId::NotOverEx,
    ReasonId::Life,
];

/// The files in the program cannot be read: a fault of the build.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the models of accounts cannot be read")]
pub struct AccountsError;

/// Both models.
#[derive(Debug, Clone)]
pub struct Accounts {
    accounts: Weights,
    told: Weights,
}

impl Accounts {
    /// Reads the models that are part of the program.
    ///
    /// # Errors
    /// When the program was built with damaged files.
    pub fn load() -> Result<Self, AccountsError> {
        let read = |bytes, classes| Weights::from_bytes(bytes, classes, DIMENSIONS).ok_or(AccountsError);
        Ok(Self { accounts: read(ACCOUNTS, REASONS.len())?, told: read(TOLD, 1 + StatementKind::ALL.len())? })
    }

    /// Returns for each of [`REASONS`] how much likelier this account is under it than on average, in nats, as the
    /// model believes; the caller tempers it.
    #[must_use]
    pub fn resembles(&self, text: &Text) -> Vec<f32> {
        let shares = shares(&self.accounts.sums(text), 1.0);
        shares.into_iter().map(|share| (share * REASONS.len() as f32).max(f32::MIN_POSITIVE).ln()).collect()
    }

    /// Returns the share of each kind of statement among what a sentence may report, likeliest first, without nothing.
    #[must_use]
    pub fn told(&self, sentence: &Text) -> Vec<(StatementKind, f32)> {
        let shares = shares(&self.told.sums(sentence), 1.0);
        let mut told: Vec<_> = StatementKind::ALL.iter().copied().zip(shares.into_iter().skip(1)).collect();
        told.sort_by(|a, b| b.1.total_cmp(&a.1));
        told
    }
}

/// Returns what the models look at in a sentence.
#[must_use]
pub fn sentence(words: &str, vector: Option<&Vector>) -> Text {
    let mut features = Features::default();
    features.read(words);
    Text { words: features.words, vector: vector.map(|vector| vector.components().to_vec()) }
}

/// Returns what the models look at in an account: the words of all sentences, and the mean of their vectors.
#[must_use]
pub fn account(sentences: &[&str], vectors: &[Vector]) -> Text {
    let mut features = Features::default();
    let mut words = Vec::new();
    for sentence in sentences {
        features.read(sentence);
        words.extend_from_slice(&features.words);
    }
    let mean = (!vectors.is_empty()).then(|| {
        let mut mean = vec![0.0_f32; DIMENSIONS];
        for vector in vectors {
            for (sum, number) in mean.iter_mut().zip(vector.components()) {
                *sum += number / vectors.len() as f32;
            }
        }
        mean
    });
    Text { words, vector: mean }
}
