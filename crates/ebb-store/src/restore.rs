//! Between what is kept and a case that can be judged: names become variants of the content that stands in this ebb.

use ebb::catalog::Catalog;
use ebb::dyad::{Dyad, LocalSecond, Role};
use ebb::finding::FindingId;
use ebb::gate::{LinesSeen, SafetyAnswer, SafetyReply};
use ebb::heard::{QuotedLine, QuotedText};
use ebb::interview::{Answers, Source as AnswerSource};
use ebb::look::Look;
use ebb::need::Importance;
use ebb_case::{Event, EventKind, LeftOut, Story, Told, ToolsError, line_at, place_of, understand};
use ebb_import::people::People;
use ebb_import::{DateOrder, ImportError, ReadSettings, Source};
use jiff::civil::DateTime;

use crate::kept::Kept;
use crate::seal::StoreError;
use crate::stored::{Content, Keeping, KeptEvent, KeptLine, KeptPeople, KeptSource, StoredCase};
use crate::times::Times;

/// Why the chats of a case cannot be read again.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// A file of it, as when it was read first.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// What was kept of it is not what any ebb writes.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl StoredCase {
    /// Returns what the chats of this case hold.
    ///
    /// # Errors
    /// As for reading the files themselves; and where kept times are damaged.
    pub fn read(&self) -> Result<ebb_case::Read, RestoreError> {
        let mut imports = Vec::new();
        for source in &self.sources {
            match &source.content {
                Content::Whole(bytes) => {
                    let opened = Source::from_bytes(&*source.name, bytes.clone());
                    imports.extend(ebb_case::read(vec![opened], &self.reading())?.imports);
                }
                Content::Times(times) => imports.push(times.import().ok_or(StoreError::Damaged)?),
            }
        }
        Ok(ebb_case::Read { imports })
    }

    /// Adds a file of the chat: whole, or what its times are, as this case keeps them.
    ///
    /// # Errors
    /// Where it cannot be read; then nothing is added.
    pub fn add(&mut self, name: &str, bytes: Vec<u8>) -> Result<(), ImportError> {
        let opened = Source::from_bytes(name, bytes.clone());
        let imports = ebb_case::read(vec![opened], &self.reading())?.imports;
        match self.keeping {
            Keeping::Words => {
                self.sources.push(KeptSource { name: name.to_owned(), content: Content::Whole(bytes) });
            }
            Keeping::Times => {
                let zone = imports.iter().find_map(|import| import.offsets.zone());
                let zone = zone.and_then(|zone| zone.iana_name().map(str::to_owned));
                self.zone = self.zone.take().or(zone);
                let content = imports.iter().map(|import| Content::Times(Box::new(Times::of(import))));
                self.sources.extend(content.map(|content| KeptSource { name: name.to_owned(), content }));
            }
        }
        Ok(())
    }

    fn reading(&self) -> ReadSettings {
        let date_order = match self.date_order.as_deref() {
            Some("dmy") => Some(DateOrder::DayFirst),
            Some("mdy") => Some(DateOrder::MonthFirst),
            Some("ymd") => Some(DateOrder::YearFirst),
            _ => None,
        };
        ReadSettings { date_order, conversation: self.conversation.clone(), ..ReadSettings::automatic() }
    }

    /// Keeps in which order dates are written, where the files leave it open.
    pub fn keep_date_order(&mut self, order: Option<DateOrder>) {
        let id = |order| match order {
            DateOrder::DayFirst => "dmy",
            DateOrder::MonthFirst => "mdy",
            DateOrder::YearFirst => "ymd",
        };
        self.date_order = order.map(|order| id(order).to_owned());
    }

    /// Keeps what the user told, in place of what they told before. Of a story, what counts stays as it was kept.
    pub fn keep_told(&mut self, told: &Told, dyad: Option<&Dyad>, catalog: &Catalog) {
        let answered = |row: &&ebb::interview::Answered| row.source == AnswerSource::Interview;
        self.answers = told
            .answers
            .rows()
            .iter()
            .filter(answered)
            .filter_map(|row| {
                let question = catalog.questions.get(row.question)?;
                Some((question.id.clone(), question.reply_id(row.reply)?.to_owned()))
            })
            .collect();
        self.needs = told
            .answers
            .needs()
            .iter()
            .filter_map(|row| Some((catalog.needs.get(row.need)?.id.clone(), row.importance.id().to_owned())))
            .collect();
        self.safety =
            told.answers.safety().map(|answer| (answer.reply.id().to_owned(), answer.lines.id().to_owned()));
        let counted = told.answers.counted_lines().iter();
        let lines = counted.filter_map(|place| line_at(dyad?, *place));
        self.counted = lines.map(|line| self.line(&line)).collect();
        let out = |out: &LeftOut| match out {
            LeftOut::Line(line) => Some(self.line(line)),
            LeftOut::Finding(_) => None,
        };
        self.left_out = told.left_out.iter().filter_map(out).collect();
        let finding = |out: &LeftOut| match out {
            LeftOut::Finding(id) => Some(id.id().to_owned()),
            LeftOut::Line(_) => None,
        };
        self.findings_out = told.left_out.iter().filter_map(finding).collect();
        self.events = told.events.iter().map(KeptEvent::of).collect();
    }

    /// Returns what the user told. Names that this ebb does not know are passed over.
    ///
    /// # Errors
    /// Where the reader of words cannot be used.
    pub fn told(&self, dyad: Option<&Dyad>, catalog: &Catalog) -> Result<Told, ToolsError> {
        let left_out = self.left_out.iter().filter_map(|line| line.quoted().map(LeftOut::Line));
        let findings = self.findings_out.iter().filter_map(|id| FindingId::from_id(id).map(LeftOut::Finding));
        Ok(Told {
            answers: self.answers(dyad, catalog),
            story: self.story(catalog)?,
            left_out: left_out.chain(findings).collect(),
            events: self.events.iter().filter_map(KeptEvent::event).collect(),
            ..Told::default()
        })
    }

    fn answers(&self, dyad: Option<&Dyad>, catalog: &Catalog) -> Answers {
        let mut answers = Answers::none();
        for (question, answer) in &self.answers {
            let known = catalog.question(question);
            if let Some((index, reply)) = known.and_then(|(index, known)| Some((index, known.reply(answer)?)))
            {
                answers = answers.with(index, reply);
            }
        }
        for (need, importance) in &self.needs {
            if let Some(index) = catalog.needs.iter().position(|known| known.id == *need) {
                answers = answers.with_need(index, Importance::from_id(importance));
            }
        }
        let safety = self.safety.as_ref().and_then(|(reply, lines)| {
            Some(SafetyAnswer { reply: SafetyReply::from_id(reply)?, lines: LinesSeen::from_id(lines)? })
        });
        if let Some(safety) = safety {
            answers = answers.with_safety(safety);
        }
        let places = self.counted.iter().filter_map(|line| place_of(dyad?, &line.quoted()?));
        places.fold(answers, |answers, place| answers.with_counted_line(place))
    }

    fn story(&self, catalog: &Catalog) -> Result<Option<Story>, ToolsError> {
        let Some(story) = &self.story else { return Ok(None) };
        let account = understand(story.words.as_str(), catalog)?;
        Ok(Some(match &story.confirmed {
            Some(ids) => Story::confirming(account, ids),
            None => Story::presumed(account),
        }))
    }

    /// Returns each earlier verdict in short, oldest first.
    ///
    /// # Errors
    /// Where one holds a name that this ebb does not know.
    pub fn looks(&self) -> Result<Vec<Look>, StoreError> {
        self.looks.iter().map(|look| look.read().ok_or(StoreError::Damaged)).collect()
    }

    fn line(&self, line: &QuotedLine) -> KeptLine {
        let words = match self.keeping {
            Keeping::Words => Kept::new(line.text.as_str()),
            Keeping::Times => Kept::default(),
        };
        KeptLine { speaker: line.speaker.id().to_owned(), at: line.at.map(Dyad::civil), words }
    }
}

impl KeptPeople {
    /// Returns the names by which files are joined.
    #[must_use]
    pub fn people(&self) -> People {
        People { ego: self.ego.clone(), alter: self.alter.clone(), alter_also: self.alter_also.clone() }
    }
}

impl KeptLine {
    fn quoted(&self) -> Option<QuotedLine> {
        let speaker = Role::BOTH.into_iter().find(|role| role.id() == self.speaker)?;
        let at = self.at.map(second_of);
        Some(QuotedLine { speaker, at, text: QuotedText::new(self.words.as_str()) })
    }
}

impl KeptEvent {
    fn of(event: &Event) -> Self {
        let kind = event.kind.id().to_owned();
        Self { kind, from: event.from, to: event.to, words: Kept::new(event.words.as_str()) }
    }

    fn event(&self) -> Option<Event> {
        let kind = EventKind::named(&self.kind)?;
        Some(Event { kind, from: self.from, to: self.to, words: QuotedText::new(self.words.as_str()) })
    }
}

/// Returns a time on the wall as a local second.
fn second_of(at: DateTime) -> LocalSecond {
    at.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0)).as_secs()
}
