//! The words of a chat: from lines to marks, and from marks to what was heard.
//!
//! [`Reader::read`] runs the rules over every English line and the sentence encoder over a bounded set of them, and
//! keeps a [`Mark`] for each cue of each line. [`hear()`] makes findings, a no and signs of danger of the marks. Reading
//! takes seconds and is done once; hearing takes no time and is done again when the user leaves a line out.
//!
//! How much a mark may do depends on its [`Tier`]: where rule and encoder agree, or where a cue has a rule alone by
//! design, a line may be quoted. Lines that only the encoder picked count together and near the change only, against
//! how often it picks lines of the calm time. A no of the other person's and signs of danger go by rules alone, since
//! to miss one is the worst error; they are shown, so that the user can contest them.
//! Source: docs/words.md.

mod event;
mod hear;
mod heed;
mod language;
mod lines;
mod no;
mod quote;
mod safety;
mod said;
mod scan;
mod share;
mod spoken;
mod statement;

use std::collections::BTreeSet;
use std::ops::Range;

use ebb::cue::{ChatSettings, CueId, HeadSettings, Lexicon, StatementSettings};
use ebb::dyad::{ByRole, Dyad, LocalSecond, Message, Role};
use ebb::message::MessageKind;
use ebb::safety::SafetySettings;
use ebb::statement::StatementKind;
use ebb::verdict::Timing;
use jiff::civil::Date;

use crate::heads::{HeadError, Heads, Opinion, Scores};
use crate::pattern::PatternError;
use crate::rules::Rules;
use crate::safety::Ear;
use crate::said::{LogShares, Piece, StatementHeads, table_shares, weigh};
use crate::table::{Table, TableError};
use crate::vector::Vector;

pub use hear::{can_be_heard, hear};
pub use language::LanguageShare;
pub use spoken::spoken;

/// Why chats cannot be read. Each is a fault of the build, not of a chat.
#[derive(Debug, thiserror::Error)]
pub enum ChatError {
    /// A pattern of the content is broken.
    #[error(transparent)]
    Pattern(#[from] PatternError),
    /// The encoder or its heads cannot be used.
    #[error(transparent)]
    Heads(#[from] HeadError),
    /// The table cannot be used.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The multilingual encoder cannot be used.
    #[error(transparent)]
    Multilingual(#[from] crate::multilingual::LoadError),
    /// The heads that hear a no and danger cannot be used.
    #[error(transparent)]
    Signs(#[from] crate::safety::SignError),
}

/// How a cue was found in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tier {
    /// By a rule; the encoder disagrees, did not read the line, or has no head for the cue.
    Rule,
    /// By the encoder alone.
    Encoder,
    /// By a rule that the encoder bears out.
    Both,
}

impl Tier {
    /// Returns the name used in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Encoder => "encoder",
            Self::Both => "both",
        }
    }
}

/// One cue of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Index of the message in [`Dyad::messages`].
    pub message: usize,
    /// Which cue.
    pub cue: CueId,
    /// The bytes of the message in which it shows; all of them where only the encoder found it.
    pub bytes: Range<usize>,
    /// How it was found.
    pub tier: Tier,
}

/// Everything that was marked in a chat.
#[derive(Debug, Clone, PartialEq)]
pub struct Marks {
    /// In the order of the messages.
    pub marks: Vec<Mark>,
    /// Indices of the messages that the encoder read, in order.
    pub encoded: Vec<usize>,
    /// Written lines of each person.
    pub lines: ByRole<usize>,
    /// Written lines by person and language, most first.
    pub languages: Vec<LanguageShare>,
    /// What alter says about why, in the order of the messages.
    said: Vec<said::Said>,
    /// Cues that no head speaks about.
    without_head: Vec<CueId>,
    /// What may be a no, a danger or a sign of youth, in the order of the messages.
    signs: Vec<heed::SignMark>,
    /// When these count.
    safety: SafetySettings,
}

impl Marks {
    /// Returns whether a mark may be shown as what somebody said.
    #[must_use]
    pub fn may_be_quoted(&self, mark: &Mark) -> bool {
        mark.tier == Tier::Both || (mark.tier == Tier::Rule && self.without_head.contains(&mark.cue))
    }

    /// Returns the share of a person's written lines that were read, 0 to 1; 0 where there are none.
    #[must_use]
    pub fn english_share(&self, role: Role) -> f64 {
        let english = self.languages.iter().filter(|row| row.role == role && row.is_read());
        let lines: usize = english.map(|row| row.lines).sum();
        if lines == 0 { 0.0 } else { lines as f64 / *self.lines.get(role) as f64 }
    }
}

/// What the timing of a chat says, to which its words are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// The earliest likely day and the likeliest day of a change of alter.
    pub change: Option<(Date, Date)>,
    /// Local second of the first message.
    pub start: LocalSecond,
    /// Local second of the last message.
    pub end: LocalSecond,
}

impl Frame {
    /// Returns the frame of a chat of which this was told.
    #[must_use]
    pub fn of(timing: &Timing, dyad: &Dyad) -> Self {
        let is_of_alter = timing.course.subject == Role::Alter;
        let onset = timing.course.onset.as_ref().filter(|_| is_of_alter);
        let at = |message: Option<&Message>| message.map_or(0, |message| message.local);
        Self {
            change: onset.map(|onset| (onset.low, onset.date)),
            start: at(dyad.messages().first()),
            end: at(dyad.messages().last()),
        }
    }

    /// Returns the local second from which on words count as belonging to what is so now.
    pub(crate) fn since(&self, settings: &ChatSettings) -> LocalSecond {
        match self.change {
            Some((low, _)) => midnight(low) - settings.around_days * DAY,
            None => self.end - settings.open_days * DAY,
        }
    }
}

pub(crate) const DAY: LocalSecond = 86_400;

/// Returns the local second at which a day begins.
pub(crate) fn midnight(date: Date) -> LocalSecond {
    date.to_datetime(jiff::civil::Time::midnight())
        .duration_since(jiff::civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0))
        .as_secs()
}

/// Returns whether a message is written words.
pub(crate) fn is_written(message: &Message) -> bool {
    message.kind == MessageKind::Text
}

/// One cue of one line by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineCue {
    /// Which cue.
    pub cue: CueId,
    /// How it was found.
    pub tier: Tier,
    /// The bytes of the line in which it shows.
    pub bytes: Range<usize>,
    /// Whether a report may show the line for it.
    pub may_be_quoted: bool,
}

/// How far reading has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Rules have read so many lines.
    Rules {
        /// Lines read.
        lines: usize,
    },
    /// The encoder has read so many lines of those it will read.
    Encoder {
        /// Lines read.
        done: usize,
        /// Lines to read.
        of: usize,
    },
}

/// Rules and encoder, ready to read chats.
#[derive(Debug)]
pub struct Reader {
    rules: Rules,
    heads: Heads,
    table: Table,
    statements: StatementHeads,
    settings: HeadSettings,
    ear: Ear,
    meaning: Option<heed::Meaning>,
    safety: SafetySettings,
}

impl Reader {
    /// Loads rules and encoder; about a tenth of a second.
    ///
    /// # Errors
    /// When content or model are damaged; tests see to it that the embedded ones are not.
    pub fn load(lexicon: &Lexicon) -> Result<Self, ChatError> {
        let rules = Rules::new(lexicon)?;
        Ok(Self {
            rules,
            heads: Heads::load(lexicon)?,
            table: Table::load()?,
            statements: StatementHeads::embedded()?,
            settings: lexicon.heads.clone(),
            ear: Ear::new(lexicon)?,
            meaning: meaning()?,
            safety: lexicon.safety.settings,
        })
    }

    /// Reads the words of a chat, telling how far it has come.
    ///
    /// # Errors
    /// When the model cannot be run.
    pub fn read(
        &self,
        dyad: &Dyad,
        frame: &Frame,
        settings: &ChatSettings,
        mut tell: impl FnMut(Progress),
    ) -> Result<Marks, ChatError> {
        let months = language::months(dyad, settings);
        let hits = scan::scan(&self.rules, dyad, &months);
        let ears = heed::Ears {
            ear: &self.ear,
            table: &self.table,
            meaning: self.meaning.as_ref(),
            english: &self.heads,
            settings: &self.safety,
        };
        let signs = ears.listen(dyad, &months).map_err(HeadError::Encoder)?;
        tell(Progress::Rules { lines: months.iter().map(|month| month.messages.len()).sum() });
        let candidates = said::candidates(&self.table, dyad, settings);
        let encoded = if Heads::can_read() {
            lines::choose(dyad, frame, &hits, &candidates, &months, settings)
        } else {
            Vec::new()
        };
        let parts = lines::parts(dyad, &encoded, settings);
        let vectors = self.vectors(&parts.lines, |done, of| tell(Progress::Encoder { done, of }))?;
        let by_line: Vec<Scores> = vectors.iter().map(|vector| self.heads.of_vector(vector)).collect();
        let scores: Vec<Scores> = parts
            .of_chosen
            .iter()
            .map(|lines| lines.iter().map(|line| &by_line[*line]).fold(Scores::none(), Scores::stronger))
            .collect();
        let shares: Vec<LogShares> =
            vectors.iter().map(|vector| self.statements.log_shares(vector)).collect();
        let said = said::said(&self.table, dyad, &candidates, &hits, (&encoded, &parts, &shares), settings);
        let languages = language::shares(dyad, &months);
        let lines = ByRole::from_fn(|role| {
            languages.iter().filter(|row| row.role == role).map(|row| row.lines).sum()
        });
        let without_head = CueId::ALL.iter().copied().filter(|cue| !self.heads.has(*cue)).collect();
        let marks = self.marks(dyad, hits, &encoded, &scores);
        Ok(Marks { marks, encoded, lines, languages, said, without_head, signs, safety: self.safety })
    }

    /// Returns the same reader with another table and other heads of statements, to measure them.
    #[must_use]
    pub fn with(self, table: Table, statements: StatementHeads) -> Self {
        Self { table, statements, ..self }
    }

    /// Returns what each line of alter's says about why by itself, likeliest first, with its probability. Lines of which
    /// `english` is false are not shown to rules and encoder.
    ///
    /// # Errors
    /// When the model cannot be run.
    pub fn statements<S: AsRef<str> + Sync>(
        &self,
        lines: &[S],
        is_english: impl Fn(usize) -> bool,
        settings: &StatementSettings,
    ) -> Result<Vec<Vec<(StatementKind, f64)>>, ChatError> {
        let vectors = self.heads.vectors(lines).map_err(HeadError::Encoder)?;
        let of = |(at, line): (usize, &S)| {
            let words = line.as_ref();
            let shares = table_shares(&self.table.scores(words));
            let heard = vectors.get(at).map(|vector| self.statements.log_shares(vector));
            let heard = heard.filter(|_| is_english(at));
            let hits = if is_english(at) { self.rules.read(words) } else { Vec::new() };
            let rules: Vec<CueId> = hits.into_iter().map(|hit| hit.cue).collect();
            weigh(&Piece { words, table: &shares, encoder: heard.as_ref(), rules: &rules }, settings)
        };
        Ok(lines.iter().enumerate().map(of).collect())
    }

    /// Returns the cues of single lines, for reviewers of the content.
    ///
    /// # Errors
    /// When the model cannot be run.
    pub fn cues<S: AsRef<str> + Sync>(&self, lines: &[S]) -> Result<Vec<Vec<LineCue>>, ChatError> {
        let scores = self.heads.scores(lines).map_err(HeadError::Encoder)?;
        let of = |(line, scores): (&S, &Scores)| {
            let line = line.as_ref();
            let cue = |cue, tier, bytes| LineCue {
                cue,
                tier,
                bytes,
                may_be_quoted: tier == Tier::Both || (tier == Tier::Rule && !self.heads.has(cue)),
            };
            let mut found: Vec<LineCue> = self
                .rules
                .read(line)
                .into_iter()
                .map(|hit| cue(hit.cue, self.tier(hit.cue, Some(scores)), hit.bytes))
                .collect();
            let alone = self.alone(scores, |cue| found.iter().any(|found| found.cue == cue));
            found.extend(alone.into_iter().map(|id| cue(id, Tier::Encoder, 0..line.len())));
            found.sort_by_key(|found| found.cue);
            found
        };
        Ok(lines.iter().zip(&scores).map(of).collect())
    }

    /// Encodes lines.
    fn vectors(&self, lines: &[&str], mut tell: impl FnMut(usize, usize)) -> Result<Vec<Vector>, ChatError> {
        /// Lines between two tellings.
        const STRIDE: usize = 256;
        let mut vectors = Vec::with_capacity(lines.len());
        for stride in lines.chunks(STRIDE) {
            vectors.extend(self.heads.vectors(stride).map_err(HeadError::Encoder)?);
            tell(vectors.len(), lines.len());
        }
        Ok(vectors)
    }

    fn marks(&self, dyad: &Dyad, hits: Vec<scan::Hit>, encoded: &[usize], scores: &[Scores]) -> Vec<Mark> {
        let of = |message: usize| encoded.binary_search(&message).ok().map(|at| &scores[at]);
        let mut marks: Vec<Mark> = hits
            .into_iter()
            .map(|hit| Mark {
                tier: self.tier(hit.cue, of(hit.message)),
                message: hit.message,
                cue: hit.cue,
                bytes: hit.bytes,
            })
            .collect();
        let by_rule = marks.len();
        for (message, scores) in encoded.iter().zip(scores) {
            let first = marks[..by_rule].partition_point(|mark| mark.message < *message);
            let is_there = |cue| {
                marks[first..by_rule]
                    .iter()
                    .take_while(|mark| mark.message == *message)
                    .any(|mark| mark.cue == cue)
            };
            let alone = self.alone(scores, is_there);
            let length = dyad.text(&dyad.messages()[*message]).as_str().len();
            marks.extend(alone.into_iter().map(|cue| Mark {
                message: *message,
                cue,
                bytes: 0..length,
                tier: Tier::Encoder,
            }));
        }
        marks.sort_by_key(|mark| (mark.message, mark.cue));
        marks
    }

    fn tier(&self, cue: CueId, scores: Option<&Scores>) -> Tier {
        match scores.map(|scores| scores.opinion(cue, &self.settings)) {
            Some(Opinion::Agrees | Opinion::Alone) => Tier::Both,
            Some(Opinion::None | Opinion::Against) | None => Tier::Rule,
        }
    }

    /// Returns the cues that the encoder alone speaks for.
    fn alone(&self, scores: &Scores, is_found: impl Fn(CueId) -> bool) -> Vec<CueId> {
        let is_alone = |cue: &CueId| scores.opinion(*cue, &self.settings) == Opinion::Alone;
        CueId::ALL.iter().copied().filter(is_alone).filter(|cue| !is_found(*cue)).collect()
    }
}

/// Loads the multilingual encoder, where it is part of the program.
#[cfg(feature = "multilingual")]
fn meaning() -> Result<Option<heed::Meaning>, ChatError> {
    let encoder = crate::multilingual::Encoder::load()?;
    Ok(Some(heed::Meaning { encoder, heads: crate::safety::SignHeads::load()? }))
}

/// Returns nothing: the multilingual encoder is not part of this program.
#[cfg(not(feature = "multilingual"))]
fn meaning() -> Result<Option<heed::Meaning>, ChatError> {
    Ok(None)
}

/// Messages whose lines the user leaves out, by index in [`Dyad::messages`].
pub type LeftOut = BTreeSet<usize>;
