//! How well accounts alone lead to the reason that their writers were given.

use ebb::catalog::Catalog;
use ebb::heard::Heard;
use ebb::interview::Answers;
use ebb::judgement::weigh_ungated;
use ebb::reason::{Ranking, ReasonId};
use ebb_text::EncoderError;
use ebb_text::story::{Account, Confirmed, Reader};

/// An account with the reason behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledStory {
    /// Its words.
    pub words: String,
    /// The reason.
    pub reason: ReasonId,
}

/// A row of a file of stories that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("row {row} is no story with a known reason")]
pub struct StoryError {
    /// Row, from 1.
    pub row: usize,
}

/// Reads `reason | account` rows; `#` begins a comment.
///
/// # Errors
/// When a row is of another form.
pub fn read_stories(text: &str) -> Result<Vec<LabelledStory>, StoryError> {
    let rows = text.lines().enumerate().filter(|(_, row)| !row.trim().is_empty() && !row.starts_with('#'));
    rows.map(|(at, row)| {
        let (reason, words) = row.split_once(" | ").ok_or(StoryError { row: at + 1 })?;
        let reason = ReasonId::from_id(reason).ok_or(StoryError { row: at + 1 })?;
        Ok(LabelledStory { words: words.to_owned(), reason })
    })
    .collect()
}

/// Reads one JSON object a line, with `text` and `reason`: a number from 1, in the order of [`ReasonId::ALL`]. Rows
/// with reason 0, where nothing changed, are left out.
///
/// # Errors
/// When a row is of another form.
pub fn read_numbered_stories(text: &str) -> Result<Vec<LabelledStory>, StoryError> {
    let mut stories = Vec::new();
    for (at, row) in text.lines().enumerate().filter(|(_, row)| !row.trim().is_empty()) {
        let broken = StoryError { row: at + 1 };
        let value: serde_json::Value = serde_json::from_str(row).map_err(|_| broken.clone())?;
        let words = value["text"].as_str().ok_or_else(|| broken.clone())?;
        let number = value["reason"].as_u64().and_then(|number| usize::try_from(number).ok());
        let number = number.ok_or_else(|| broken.clone())?;
        let Some(index) = number.checked_sub(1) else { continue };
        let reason = *ReasonId::ALL.get(index).ok_or(broken)?;
        stories.push(LabelledStory { words: words.to_owned(), reason });
    }
    Ok(stories)
}

/// What counts of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Nothing: how common reasons are.
    Nothing,
    /// What is taken unless the user says no.
    Presumed,
    /// That, and everything that would be asked.
    Everything,
}

impl Taken {
    /// Every way, in the order of the table.
    pub const ALL: [Self; 3] = [Self::Nothing, Self::Presumed, Self::Everything];

    fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing (how common reasons are)",
            Self::Presumed => "what is taken unless refused",
            Self::Everything => "everything, also what would be asked",
        }
    }

    fn confirmed(self, account: &Account) -> Confirmed {
        match self {
            Self::Nothing => Confirmed::default(),
            Self::Presumed => account.presumed(),
            Self::Everything => Confirmed::of(account.understood.iter().map(|item| item.id.clone())),
        }
    }
}

/// Scores of one way over all stories.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct StoryScore {
    /// Stories.
    pub stories: usize,
    /// Stories whose reason comes first.
    pub first: usize,
    /// Stories whose reason is among the first three.
    pub first_three: usize,
    /// Mean of the negative log probability of the reason, in nats.
    pub log_loss: f64,
    /// Things counted in an account, on average.
    pub counted: f64,
    /// Accounts of which nothing counted.
    pub silent: usize,
}

/// One account with what was understood and where its reason came.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadStory {
    /// Its reason.
    pub reason: ReasonId,
    /// What was understood of it: names, how sure, and whether taken.
    pub account: Account,
    /// The ranking by what is taken unless refused.
    pub ranking: Ranking,
}

/// Reads every story.
///
/// # Errors
/// When the encoder cannot be run.
pub fn read_all(
    stories: &[LabelledStory],
    reader: &Reader,
    catalog: &Catalog,
) -> Result<Vec<ReadStory>, EncoderError> {
    stories
        .iter()
        .map(|story| {
            let account = reader.understand(&story.words)?;
            let ranking = ranked(&account, Taken::Presumed, catalog);
            Ok(ReadStory { reason: story.reason, account, ranking })
        })
        .collect()
}

fn ranked(account: &Account, taken: Taken, catalog: &Catalog) -> Ranking {
    let answers = account.answers(&taken.confirmed(account), &Answers::none());
    weigh_ungated(&Heard::nothing(), &answers, catalog)
}

fn score(stories: &[ReadStory], taken: Taken, catalog: &Catalog) -> StoryScore {
    let mut score = StoryScore { stories: stories.len(), ..StoryScore::default() };
    for story in stories {
        let ranking = ranked(&story.account, taken, catalog);
        let place = place(&ranking, story.reason);
        let probability = ranking.reason(story.reason).map_or(0.0, |reason| reason.probability);
        let counted = taken.confirmed(&story.account).ids().count();
        score.first += usize::from(place == 0);
        score.first_three += usize::from(place < 3);
        score.log_loss -= probability.max(1e-9).ln() / stories.len() as f64;
        score.counted += counted as f64 / stories.len() as f64;
        score.silent += usize::from(counted == 0);
    }
    score
}

/// Returns how many reasons come before one.
fn place(ranking: &Ranking, reason: ReasonId) -> usize {
    let own = ranking.reason(reason).map_or(0.0, |reason| reason.probability);
    ranking.reasons.iter().filter(|other| other.probability > own).count()
}

/// Returns the table of all ways in Markdown.
#[must_use]
pub fn story_table(stories: &[ReadStory], catalog: &Catalog) -> String {
    let mut out = String::from(
        "| what counts | stories | first | in the first three | log loss | things counted | nothing counted |\n\
         |---|---|---|---|---|---|---|\n",
    );
    for taken in Taken::ALL {
        let score = score(stories, taken, catalog);
        let share = |count: usize| count as f64 / score.stories.max(1) as f64;
        out.push_str(&format_row(taken.name(), &score, share(score.first), share(score.first_three)));
    }
    out
}

fn format_row(name: &str, score: &StoryScore, first: f64, three: f64) -> String {
    let StoryScore { stories, log_loss, counted, silent, .. } = score;
    format!("| {name} | {stories} | {first:.2} | {three:.2} | {log_loss:.2} | {counted:.1} | {silent} |\n")
}

/// Returns what was understood of each story, without its words.
#[must_use]
pub fn story_rows(stories: &[ReadStory]) -> String {
    let row = |story: &ReadStory| {
        let items: Vec<String> = story
            .account
            .understood
            .iter()
            .map(|item| format!("{} {:?} {:.2} {:?}", item.id, item.by, item.weight, item.presumption))
            .collect();
        let place = place(&story.ranking, story.reason) + 1;
        format!("{} comes {place}: {}\n", story.reason.id(), items.join("; "))
    };
    stories.iter().map(row).collect()
}
