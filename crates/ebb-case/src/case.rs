//! One case as a plain value, and its verdict in one step.

use ebb::dyad::PairError;
use ebb::gate::SafetyAnswer;
use ebb::interview::Reply;
use ebb::verdict::Verdict;
use ebb_import::people::People;
use ebb_import::{ImportError, ReadSettings, Source};
use jiff::tz::TimeZone;

use crate::listened::{Listened, Now, NowError, Told, Words, verdict};
use crate::story::Story;
use crate::tools::{Tools, ToolsError};
use crate::{Chat, read};

/// Why a case has no verdict. Each says what is wrong; [`CaseError::hint`] says what to do.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// A file cannot be read, or something about it must be asked.
    #[error(transparent)]
    Read(#[from] ImportError),
    /// The files are no chat of two, or a name fits nobody.
    #[error(transparent)]
    Pair(#[from] PairError),
    /// What was said to be now cannot be.
    #[error(transparent)]
    Now(#[from] NowError),
    /// No question has this name, or no answer of it.
    #[error("no question \"{question}\" with the answer \"{answer}\"")]
    NoSuchAnswer {
        /// The name of the question.
        question: String,
        /// The name of the answer.
        answer: String,
    },
    /// A fault of the build.
    #[error(transparent)]
    Tools(#[from] ToolsError),
}

impl CaseError {
    /// Returns what to do.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Read(error) => error.hint(),
            Self::Pair(error) => error.hint(),
            Self::Now(_) => "give a time after the last message".to_owned(),
            Self::NoSuchAnswer { .. } => "`ebb explain questions` lists the names".to_owned(),
            Self::Tools(_) => "this is a fault of ours".to_owned(),
        }
    }
}

/// Everything that is known of one case.
#[derive(Debug, Default)]
pub struct Case {
    /// The files of the chat: named bytes, zips and folders as they are. None: there is no chat.
    pub sources: Vec<Source>,
    /// The order of day and month, and which conversation, where files leave that open.
    pub reading: Option<ReadSettings>,
    /// Who is who in the files. Ego's name is needed unless every file says whose it is.
    pub people: People,
    /// Where the two were; needed where one file has exact times and another only the clock on the wall.
    pub zone: Option<TimeZone>,
    /// What time it is.
    pub now: Now,
    /// Whether words are read.
    pub words: Words,
    /// What the user tells beside their files.
    pub told: Told,
}

impl Case {
    /// Returns a case of which nothing is known.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file of the chat, by its name and its bytes.
    #[must_use]
    pub fn with_file(mut self, name: impl Into<String>, bytes: Vec<u8>) -> Self {
        self.sources.push(Source::from_bytes(name, bytes));
        self
    }

    /// Says what the person asking is called in the files.
    #[must_use]
    pub fn with_ego(mut self, name: impl Into<String>) -> Self {
        self.people.ego.push(name.into());
        self
    }

    /// Says what time it is.
    #[must_use]
    pub fn at(mut self, now: Now) -> Self {
        self.now = now;
        self
    }

    /// Adds the user's own account.
    #[must_use]
    pub fn with_story(mut self, story: Story) -> Self {
        self.told.story = Some(story);
        self
    }

    /// Adds the reply to "were you asked to stop, or have you been afraid?".
    #[must_use]
    pub fn with_safety(mut self, answer: SafetyAnswer) -> Self {
        self.told.answers = self.told.answers.with_safety(answer);
        self
    }

    /// Adds an answer by the names of the question and of the answer; `unknown` and `skip` are answers to each.
    ///
    /// # Errors
    /// Names that no question or answer has.
    pub fn with_answer(mut self, question: &str, answer: &str, tools: &Tools) -> Result<Self, CaseError> {
        let known = tools.catalog().question(question);
        let reply: Option<(usize, Reply)> =
            known.and_then(|(index, known)| Some((index, known.reply(answer)?)));
        let (index, reply) = reply.ok_or_else(|| CaseError::NoSuchAnswer {
            question: question.to_owned(),
            answer: answer.to_owned(),
        })?;
        self.told.answers = self.told.answers.with(index, reply);
        Ok(self)
    }

    /// Reads, pairs, measures, hears and weighs.
    ///
    /// # Errors
    /// See [`CaseError`].
    pub fn verdict(self, tools: &Tools) -> Result<Verdict, CaseError> {
        let catalog = tools.catalog();
        if self.sources.is_empty() {
            return Ok(verdict(None, &self.told, catalog));
        }
        let read = read(self.sources, &self.reading.unwrap_or_else(ReadSettings::automatic))?;
        let owners = read.owners().filter(|_| self.people.ego.is_empty());
        let people = People { ego: owners.unwrap_or(self.people.ego), ..self.people };
        let chat = Chat::join(read, people, self.zone, None)?;
        let now = self.now.on_clock_of(&chat.dyad)?;
        let listened = Listened::to(chat, now, self.words, catalog)?;
        Ok(verdict(Some(&listened), &self.told, catalog))
    }
}
