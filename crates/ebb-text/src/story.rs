//! The user's own account: from a few sentences of free text to evidence that the user confirms.
//!
//! [`Reader::understand`] splits an account into sentences and finds what each amounts to: by patterns over its words,
//! by the other person's words between quotation marks, by the meaning that the sentence encoder sees, and by ages and
//! spans of time. Nothing of it counts by itself: each [`Understood`] is shown as "did we understand you?", and what
//! is [`Confirmed`] becomes answers of the interview and signs, which [`ebb::judgement::judge`] weighs like any other
//! answers. Sentences that were not understood are told as such.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use ebb::gate::ReasonsWanted;
//! use ebb::interview::Answers;
//! use ebb::judgement::judge;
//! use ebb_text::story::Reader;
//!
//! let catalog = ebb_content::catalog()?;
//! let reader = Reader::load(&catalog.lexicon, &catalog.settings.chat.statement)?;
//! let account = reader.understand("We met in May. He told me he needs some space. I like jazz.")?;
//! let mut confirmed = account.presumed();
//! let space = account.understood.iter().find(|item| item.id == "asked-for-room").expect("it is plain");
//! assert_eq!(account.sentence(space), "He told me he needs some space.");
//! confirmed.refuse(&space.id);
//! confirmed.confirm(&space.id);
//! let (heard, answers) = (account.heard(&confirmed), account.answers(&confirmed, &Answers::none()));
//! let judgement = judge(None, &heard, &answers, ReasonsWanted::WhereOpen, &catalog);
//! assert!(judgement.looks_for_reasons);
//! # Ok(()) }
//! ```

mod amounts;
mod facts;
mod reports;
mod situations;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use ebb::cue::{AmountOf, CueId, Found, Lexicon, Situation, StatementSettings, StorySettings, Told};
use ebb::dyad::Role;
use ebb::gate::{MAX_ASKS, Suspect, SuspectKind};
use ebb::heard::{ClearNo, Heard, NoStrength, Quote, QuotedLine, QuotedText, SafetyKind, SafetySign};
use ebb::interview::{Answers, Reply};
use ebb::reason::ReasonId;
use ebb::statement::{Learnt, Statement, StatementKind};
use ebb::verdict::LimitId;
use whichlang::{Lang, detect_language};

use crate::accounts::{self, Accounts, AccountsError};
use crate::encoder::EncoderError;
use crate::forms::{Token, Vocabulary};
use crate::heads::{HeadError, Heads};
#[cfg(feature = "multilingual")]
use crate::multilingual::Encoder;
use crate::multilingual::{LoadError, Vector};
use crate::pattern::{Pattern, PatternError};
use crate::rules::Rules;
use crate::safety::{SignError, ToldSigns};
use crate::said::{Piece, StatementHeads, table_shares, weigh};
use crate::table::{Table, TableError};

pub use situations::{SituationError, SituationHeads, situation_text};

/// Longest account that is read, in bytes; about ten pages. What goes beyond is left unread.
pub const LONGEST_ACCOUNT: usize = 32 * 1024;

/// Why accounts cannot be read. Each is a fault of the build, not of an account.
#[derive(Debug, thiserror::Error)]
pub enum ReaderError {
    /// A pattern of the content is broken.
    #[error(transparent)]
    Pattern(#[from] PatternError),
    /// The encoder or its heads cannot be used.
    #[error(transparent)]
    Heads(#[from] HeadError),
    /// The models of accounts are damaged.
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    /// The multilingual encoder is damaged.
    #[error(transparent)]
    Multilingual(#[from] LoadError),
    /// The heads that hear a no and danger are damaged.
    #[error(transparent)]
    Signs(#[from] SignError),
    /// The heads of situations are damaged.
    #[error(transparent)]
    Situations(#[from] SituationError),
    /// The table of words is damaged.
    #[error(transparent)]
    Table(#[from] TableError),
}

/// How a situation was found in an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FoundBy {
    /// By its meaning alone, as the sentence encoder sees it.
    Meaning,
    /// By its words alone.
    Words,
    /// By its words, borne out by its meaning.
    Both,
}

/// What is done with something understood about which the user says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Presumption {
    /// It is taken: the user may take it out.
    Taken,
    /// It is asked: the user may put it in.
    Asked,
}

/// One thing that an account was understood to tell.
#[derive(Debug, Clone, PartialEq)]
pub struct Understood {
    /// Stable name of the situation.
    pub id: String,
    /// How it is shown to the user, with the tokens for people of every text of content.
    pub says: String,
    /// The sentence that shows it best, as an index into [`Account::sentences`].
    pub sentence: usize,
    /// Every sentence that shows it.
    pub sentences: Vec<usize>,
    /// How sure it is, 0 to 1; for the order of display, not a probability.
    pub weight: f32,
    /// How it was found.
    pub by: FoundBy,
    /// Whether it is taken or asked.
    pub presumption: Presumption,
    of: Role,
    answers: Vec<Told>,
    clear_no: Option<NoStrength>,
    safety: Option<SafetyKind>,
}

impl Understood {
    /// Returns whether it is a no of the other person, or a sign that someone may need help: shown first.
    #[must_use]
    pub fn is_grave(&self) -> bool {
        self.clear_no.is_some() || self.safety.is_some()
    }
}

/// An account, with what it was understood to tell. Its words never show in `Debug`.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    text: QuotedText,
    /// Whether it is in English, as far as it is long enough to tell.
    pub is_read: bool,
    /// The bytes of each sentence.
    pub sentences: Vec<Range<usize>>,
    /// What was understood: grave things first, then in the order of the sentences.
    pub understood: Vec<Understood>,
    /// What the other person is reported to have said about why, with the sentence that reports it.
    pub reported: Vec<Reported>,
    /// Sentences that may tell a no, danger or youth, likeliest first.
    signs: Vec<ToldSign>,
    /// What accounts with a known reason are like this one, in nats for each reason.
    resembles: Vec<(ReasonId, f64)>,
}

/// A statement of the other person that a sentence of an account reports.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reported {
    /// What was said.
    pub kind: StatementKind,
    /// The sentence, as an index into [`Account::sentences`].
    pub sentence: usize,
    /// How surely it was understood, 0 to 1.
    pub sure: f64,
}

/// A sentence that may tell a no, danger or youth.
#[derive(Debug, Clone, Copy, PartialEq)]
struct ToldSign {
    sentence: usize,
    kind: SuspectKind,
    /// Log odds, in nats, that it tells one.
    odds: f64,
}

/// What the user confirmed, by the names of situations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confirmed {
    ids: BTreeSet<String>,
    /// Whether nobody was asked, so that a soft no is not taken.
    is_presumed: bool,
}

impl Confirmed {
    /// Returns what was confirmed before, by names; names that an account lacks are no matter.
    #[must_use]
    pub fn of<I: IntoIterator<Item = S>, S: Into<String>>(ids: I) -> Self {
        Self { ids: ids.into_iter().map(Into::into).collect(), is_presumed: false }
    }

    /// Puts one in.
    pub fn confirm(&mut self, id: &str) {
        self.ids.insert(id.to_owned());
        self.is_presumed = false;
    }

    /// Takes one out.
    pub fn refuse(&mut self, id: &str) {
        self.ids.remove(id);
        self.is_presumed = false;
    }

    /// Returns whether it was confirmed.
    #[must_use]
    pub fn holds(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// Returns the names, in alphabetical order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.ids.iter().map(String::as_str)
    }
}

impl Account {
    /// Returns what counts where the user says nothing.
    #[must_use]
    pub fn presumed(&self) -> Confirmed {
        let taken = self.understood.iter().filter(|item| item.presumption == Presumption::Taken);
        Confirmed { is_presumed: true, ..Confirmed::of(taken.map(|item| item.id.clone())) }
    }

    /// Returns what the words themselves tell, without what only sounds alike: marked at first where the user is shown
    /// everything and marks the rest.
    #[must_use]
    pub fn said(&self) -> Confirmed {
        let said = self.understood.iter().filter(|item| item.by != FoundBy::Meaning);
        Confirmed::of(said.map(|item| item.id.clone()))
    }

    /// Returns the sentence that shows something best.
    #[must_use]
    pub fn sentence(&self, item: &Understood) -> &str {
        self.words(item.sentence)
    }

    /// Returns the sentences that were not understood to tell anything, by index and words.
    pub fn unused(&self) -> impl Iterator<Item = (usize, &str)> {
        let is_used = |at: &usize| self.understood.iter().any(|item| item.sentences.contains(at));
        (0..self.sentences.len()).filter(move |at| !is_used(at)).map(|at| (at, self.words(at)))
    }

    /// Returns the no and the signs of what was confirmed, with the sentences that show them.
    #[must_use]
    pub fn heard(&self, confirmed: &Confirmed) -> Heard {
        let quote = |item: &Understood| {
            let text = QuotedText::new(self.sentence(item));
            let line = QuotedLine { speaker: Role::Ego, at: None, text };
            Some(Quote { line, message: None, before: Vec::new(), after: Vec::new() })
        };
        let held = || self.understood.iter().filter(|item| confirmed.holds(&item.id));
        // A soft no decides much and is easily misread, so that nobody is taken to have told one unasked.
        let is_asked = |item: &Understood| confirmed.is_presumed && item.clear_no == Some(NoStrength::Soft);
        let no = |item: &Understood| {
            let strength = item.clear_no.filter(|_| !is_asked(item))?;
            Some(ClearNo { strength, quote: quote(item) })
        };
        let clear_no = held().filter_map(no).min_by_key(|no| no.strength);
        let sign =
            |item: &Understood| Some(SafetySign { kind: item.safety?, role: item.of, quote: quote(item) });
        Heard {
            suspects: if confirmed.is_presumed { self.suspected(clear_no.is_some()) } else { Vec::new() },
            clear_no,
            safety: held().filter_map(sign).collect(),
            limits: (!self.is_read).then_some(LimitId::OtherLanguage).into_iter().collect(),
            statements: self.reported.iter().map(|reported| self.statement(reported)).collect(),
            resembles: self.resembles.clone(),
            ..Heard::nothing()
        }
    }

    /// Returns the sentences that may tell a no, danger or youth and are not taken to, likeliest first, each once.
    fn suspected(&self, has_no: bool) -> Vec<Suspect> {
        let is_taken = |item: &Understood| {
            item.presumption == Presumption::Taken && item.clear_no != Some(NoStrength::Soft)
        };
        let known = |at: usize| {
            self.understood
                .iter()
                .any(|item| item.is_grave() && is_taken(item) && item.sentences.contains(&at))
        };
        let by_situation =
            self.understood.iter().filter(|item| item.is_grave() && !is_taken(item)).map(|item| {
                let kind = match item.safety {
                    None => SuspectKind::No,
                    Some(SafetyKind::UnderAge) => SuspectKind::Minor,
                    Some(_) => SuspectKind::Danger,
                };
                // What its words tell comes before what only sounds like it.
                let surely = if item.presumption == Presumption::Taken { SURE_ODDS } else { 0.0 };
                ToldSign { sentence: item.sentence, kind, odds: surely + f64::from(item.weight) }
            });
        let mut signs: Vec<ToldSign> = by_situation.chain(self.signs.iter().copied()).collect();
        signs.sort_by(|a, b| b.odds.total_cmp(&a.odds));
        let mut suspects: Vec<(usize, Suspect)> = Vec::new();
        for ToldSign { sentence, kind, odds } in signs {
            let is_there = known(sentence) || suspects.iter().any(|(at, _)| *at == sentence);
            let is_settled = has_no && kind == SuspectKind::No;
            if !(is_there || is_settled) {
                let line =
                    QuotedLine { speaker: Role::Ego, at: None, text: QuotedText::new(self.words(sentence)) };
                let quote = Quote { line, message: None, before: Vec::new(), after: Vec::new() };
                suspects.push((sentence, Suspect { kind, quote, score: odds }));
            }
        }
        suspects.into_iter().map(|(_, suspect)| suspect).take(MAX_ASKS).collect()
    }

    fn statement(&self, reported: &Reported) -> Statement {
        let text = QuotedText::new(self.words(reported.sentence));
        let line = QuotedLine { speaker: Role::Ego, at: None, text };
        let quote = Quote { line, message: None, before: Vec::new(), after: Vec::new() };
        Statement {
            kind: reported.kind,
            speaker: Role::Alter,
            learnt: Learnt::Told,
            sure: reported.sure,
            quote: Some(quote),
        }
    }

    /// Returns the sentences that the user is asked about where nothing was confirmed yet, likeliest first.
    #[must_use]
    pub fn suspects(&self) -> Vec<Suspect> {
        self.heard(&self.presumed()).suspects
    }

    /// Returns the user's own replies together with the answers that follow from what was confirmed.
    ///
    /// A reply of the user's stays as it is; where two things answer one question, the surer one does.
    #[must_use]
    pub fn answers(&self, confirmed: &Confirmed, replies: &Answers) -> Answers {
        let mut surest: BTreeMap<usize, (f32, usize)> = BTreeMap::new();
        for item in self.understood.iter().filter(|item| confirmed.holds(&item.id)) {
            for told in &item.answers {
                let known = surest.entry(told.question).or_insert((item.weight, told.answer));
                // Of two that are as sure, what stands later is what is so now.
                if item.weight >= known.0 {
                    *known = (item.weight, told.answer);
                }
            }
        }
        surest.into_iter().fold(replies.clone(), |answers, (question, (_, answer))| {
            match answers.reply(question) {
                Some(Reply::Chosen(_) | Reply::Unknown) => answers,
                Some(Reply::Skipped) | None => answers.with_own_words(question, answer),
            }
        })
    }

    fn words(&self, at: usize) -> &str {
        &self.text.as_str()[self.sentences[at].clone()]
    }
}

/// Log odds of a soft no that the words themselves tell: it is asked about before what only sounds like one.
const SURE_ODDS: f64 = 10.0;

/// The patterns of one situation.
#[derive(Debug)]
struct Words {
    patterns: Vec<Pattern>,
    unless: Vec<Pattern>,
}

/// Reads accounts.
#[derive(Debug)]
pub struct Reader {
    rules: Rules,
    heads: Heads,
    vocabulary: Vocabulary,
    /// "I do not think": what follows in the clause is not told.
    doubts: Vec<Pattern>,
    /// As many as situations, in their order.
    words: Vec<Words>,
    situations: Vec<Situation>,
    settings: StorySettings,
    accounts: Accounts,
    signs: ToldSigns,
    told: SituationHeads,
    /// For each class of the heads the situation, as an index.
    classes: Vec<Option<usize>>,
    /// What hears why in the other person's own words, as in a chat.
    table: Table,
    statements: StatementHeads,
    weights: StatementSettings,
    #[cfg(feature = "multilingual")]
    multilingual: Encoder,
}

/// What the words of a sentence say about a situation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// They tell it.
    Said,
    /// They tell the contrary, or something that only sounds alike: then its meaning does not count either, because
    /// the encoder hardly hears a "not".
    Denied,
    /// They tell nothing.
    Silent,
}

/// The best sign of one situation so far.
#[derive(Debug, Clone, Default)]
struct Sign {
    by_words: Vec<usize>,
    denied: Vec<usize>,
    /// Sentences with the belief of the head in each.
    by_meaning: Vec<(usize, f32)>,
    /// Whether a number or the other person's own words decided, so that the heads have no say.
    is_settled: bool,
}

impl Sign {
    /// Takes back what a sentence says for it.
    fn forget(&mut self, at: usize) {
        self.by_words.retain(|known| *known != at);
        self.by_meaning.retain(|(known, _)| *known != at);
    }

    /// Returns how much the meaning of a sentence speaks for it, 0 to 1.
    fn belief(&self, at: usize) -> f32 {
        self.by_meaning.iter().find(|(known, _)| *known == at).map_or(0.0, |(_, belief)| *belief)
    }
}

impl Reader {
    /// Loads the encoder and reads the patterns; about a tenth of a second.
    ///
    /// # Errors
    /// When the program was built with damaged files; the tests of this crate see to it that it was not.
    pub fn load(lexicon: &Lexicon, weights: &StatementSettings) -> Result<Self, ReaderError> {
        let lists: BTreeMap<String, Vec<String>> = lexicon.words.lists.iter().cloned().collect();
        let mut vocabulary = Vocabulary::new(&lexicon.words);
        let mut read = |patterns: &[String]| -> Result<Vec<Pattern>, PatternError> {
            patterns.iter().map(|text| Pattern::read(text, &lists, &mut vocabulary)).collect()
        };
        let words = lexicon
            .situations
            .iter()
            .map(|row| Ok(Words { patterns: read(&row.patterns)?, unless: read(&row.unless)? }))
            .collect::<Result<_, PatternError>>()?;
        let doubts = read(&lexicon.story.doubts)?;
        let told = SituationHeads::embedded()?;
        let situation = |name: &String| lexicon.situations.iter().position(|known| known.id == *name);
        Ok(Self {
            doubts,
            rules: Rules::new(lexicon)?,
            heads: Heads::load(lexicon)?,
            vocabulary,
            words,
            situations: lexicon.situations.clone(),
            settings: lexicon.story.clone(),
            accounts: Accounts::load()?,
            signs: ToldSigns::load()?,
            classes: told.names().iter().map(situation).collect(),
            told,
            table: Table::load()?,
            statements: StatementHeads::embedded()?,
            weights: weights.clone(),
            #[cfg(feature = "multilingual")]
            multilingual: Encoder::load()?,
        })
    }

    /// Returns what an account tells. Only the first [`LONGEST_ACCOUNT`] bytes are read.
    ///
    /// # Errors
    /// When the encoder cannot be run.
    pub fn understand(&self, account: &str) -> Result<Account, EncoderError> {
        let text = &account[..account.floor_char_boundary(LONGEST_ACCOUNT)];
        let sentences = crate::sentences::split(text);
        let mut signs = vec![Sign::default(); self.situations.len()];
        for (at, bytes) in sentences.iter().enumerate() {
            self.by_words(&text[bytes.clone()], at, &mut signs);
        }
        self.by_meaning(text, &sentences, &mut signs)?;
        let mut is_quiet = false;
        for (at, bytes) in sentences.iter().enumerate() {
            let sentence = &text[bytes.clone()];
            for of in AmountOf::ALL {
                self.settle_amount(sentence, at, of, &mut signs);
            }
            if is_quiet && amounts::is_only_ago(sentence) {
                self.settle_ago(sentence, at, &mut signs);
            }
            is_quiet |= amounts::tells_silence(sentence);
        }
        let mut understood: Vec<Understood> = self
            .situations
            .iter()
            .zip(signs)
            .filter_map(|(situation, sign)| self.understood(situation, &sign))
            .collect();
        understood.sort_by_key(|item| (!item.is_grave(), item.sentence));
        let words: Vec<&str> = sentences.iter().map(|bytes| &text[bytes.clone()]).collect();
        let vectors = if words.is_empty() { Vec::new() } else { self.vectors(&words) };
        let (mut reported, resembles) = self.as_a_whole(&words, &vectors);
        self.hear_speech(text, &sentences, &mut reported)?;
        let signs = self.told_signs(&words, &vectors, &mut understood);
        let is_read = text.len() < self.settings.least_language || detect_language(text) == Lang::Eng;
        Ok(Account {
            text: QuotedText::new(text),
            is_read,
            sentences,
            understood,
            reported,
            signs,
            resembles,
        })
    }

    /// Reads what the sentences report of the other person's words, and what the account as a whole is like.
    fn as_a_whole(&self, words: &[&str], vectors: &[Vector]) -> (Vec<Reported>, Vec<(ReasonId, f64)>) {
        if words.is_empty() {
            return (Vec::new(), Vec::new());
        }
        let mut reported: Vec<Reported> = Vec::new();
        for (at, sentence) in words.iter().enumerate().filter(|(_, sentence)| reports::may_report(sentence)) {
            let told = self.accounts.told(&accounts::sentence(sentence, vectors.get(at)));
            for (kind, share) in told {
                let sure = f64::from(share).min(self.settings.max_sure_reported);
                if sure < self.settings.min_sure_reported {
                    break;
                }
                match reported.iter_mut().find(|known| known.kind == kind) {
                    Some(known) if known.sure >= sure => {}
                    Some(known) => (known.sentence, known.sure) = (at, sure),
                    None => reported.push(Reported { kind, sentence: at, sure }),
                }
            }
        }
        reported.sort_by_key(|reported| reported.sentence);
        // A question of a line or two is like nothing: it would only pass on what accounts are about on the whole.
        let mut resembles = Vec::new();
        if words.len() >= self.settings.min_alike_sentences {
            let nats = self.accounts.resembles(&accounts::account(words, vectors));
            resembles.extend(accounts::REASONS.into_iter().zip(nats.into_iter().map(f64::from)));
        }
        (reported, resembles)
    }

    /// Hears what the other person said between quotation marks as a line of a chat is heard.
    fn hear_speech(
        &self,
        text: &str,
        sentences: &[Range<usize>],
        reported: &mut Vec<Reported>,
    ) -> Result<(), EncoderError> {
        let mut pieces: Vec<Range<usize>> = Vec::new();
        for speech in crate::sentences::speeches(text) {
            let within = crate::sentences::split(&text[speech.clone()]);
            pieces.extend(within.iter().map(|part| speech.start + part.start..speech.start + part.end));
            if within.len() > 1 {
                pieces.push(speech);
            }
        }
        let words: Vec<&str> = pieces.iter().map(|bytes| &text[bytes.clone()]).collect();
        let vectors = if Heads::can_read() { self.heads.vectors(&words)? } else { Vec::new() };
        for (at, (bytes, words)) in pieces.iter().zip(words).enumerate() {
            let heard = vectors.get(at).map(|vector| self.statements.log_shares(vector));
            let rules: Vec<CueId> = self.rules.read(words).into_iter().map(|hit| hit.cue).collect();
            let table = table_shares(&self.table.scores(words));
            let piece = Piece { words, table: &table, encoder: heard.as_ref(), rules: &rules };
            let sentence = sentences.partition_point(|sentence| sentence.end <= bytes.start);
            for (kind, sure) in weigh(&piece, &self.weights) {
                let sure = sure.min(self.settings.max_sure_reported);
                if sure < self.settings.min_sure_reported || sentence >= sentences.len() {
                    break;
                }
                match reported.iter_mut().find(|known| known.kind == kind) {
                    Some(known) if known.sure >= sure => {}
                    Some(known) => (known.sentence, known.sure) = (sentence, sure),
                    None => reported.push(Reported { kind, sentence, sure }),
                }
            }
        }
        reported.sort_by_key(|reported| reported.sentence);
        Ok(())
    }

    /// Returns the sentences that may tell a no, danger or youth, likeliest first. Where a sentence is understood to tell
    /// a no by its words and the heads speak against it, it is only asked about; danger is taken by words alone.
    fn told_signs(&self, words: &[&str], vectors: &[Vector], understood: &mut [Understood]) -> Vec<ToldSign> {
        let of = |(sentence, words): (usize, &&str)| {
            let second = self.signs.hear(words, vectors.get(sentence));
            ToldSign { sentence, kind: SuspectKind::of(second.likeliest), odds: second.any }
        };
        let mut signs: Vec<ToldSign> = words.iter().enumerate().map(of).collect();
        // A soft no is asked about in any case, and what it says of the reason counts meanwhile.
        for item in understood.iter_mut().filter(|item| item.clear_no == Some(NoStrength::Direct)) {
            let odds = item.sentences.iter().map(|at| signs[*at].odds).fold(f64::NEG_INFINITY, f64::max);
            if odds < self.settings.agrees_sign {
                item.presumption = Presumption::Asked;
            }
        }
        signs.retain(|sign| sign.odds >= self.settings.asks_sign);
        signs.sort_by(|a, b| b.odds.total_cmp(&a.odds));
        signs
    }

    #[cfg(feature = "multilingual")]
    fn vectors(&self, sentences: &[&str]) -> Vec<Vector> {
        self.multilingual.encode(sentences)
    }

    #[cfg(not(feature = "multilingual"))]
    #[expect(clippy::unused_self, reason = "with the weights inside, the reader holds the encoder")]
    fn vectors(&self, _: &[&str]) -> Vec<Vector> {
        Vec::new()
    }

    fn by_words(&self, sentence: &str, at: usize, signs: &mut [Sign]) {
        let mut tokens = Vec::new();
        self.vocabulary.read(sentence, &mut tokens);
        let said: Vec<CueId> = crate::sentences::quoted(sentence)
            .flat_map(|words| self.rules.read(words))
            .map(|hit| hit.cue)
            .collect();
        let ages = facts::minors(sentence);
        let changed = facts::days_since_change(sentence);
        for ((situation, words), sign) in self.situations.iter().zip(&self.words).zip(signs) {
            let fit = match &situation.found {
                Found::Words if situation.cues.iter().any(|cue| said.contains(cue)) => Fit::Said,
                Found::Words => self.fit(words, &tokens),
                Found::Age if ages.contains(&situation.of) => Fit::Said,
                Found::Change(days) if changed.is_some_and(|changed| days.contains(&changed)) => Fit::Said,
                Found::Age | Found::Change(_) => Fit::Silent,
            };
            match fit {
                Fit::Said => {
                    sign.by_words.push(at);
                    // The other person's own words are heard as a chat is, and the heads know sentences that tell.
                    sign.is_settled |= situation.cues.iter().any(|cue| said.contains(cue));
                }
                Fit::Denied => sign.denied.push(at),
                Fit::Silent => {}
            }
        }
    }

    fn fit(&self, words: &Words, tokens: &[Token]) -> Fit {
        if words.unless.iter().any(|pattern| pattern.find(tokens, &self.vocabulary).is_some()) {
            return Fit::Denied;
        }
        let found = |pattern: &Pattern| pattern.find(tokens, &self.vocabulary);
        let doubted: Vec<(usize, usize)> = self.doubts.iter().filter_map(found).collect();
        let is_doubted = |start: usize| {
            let is_whole = |between: &[Token]| {
                !between.iter().any(|token| token.marks.is_after_break() || token.word.ends_sentence())
            };
            doubted.iter().any(|(_, end)| tokens.get(*end..=start).is_some_and(is_whole))
        };
        // In a sentence of doubt, only what its words tell outside of the doubt counts.
        let unsaid = if doubted.is_empty() { Fit::Silent } else { Fit::Denied };
        words.patterns.iter().filter_map(found).fold(unsaid, |known, (start, _)| {
            match (known, self.is_denied(tokens, start) || is_doubted(start)) {
                (Fit::Said, _) | (_, false) => Fit::Said,
                (Fit::Silent | Fit::Denied, true) => Fit::Denied,
            }
        })
    }

    /// Looks back over the few words of the same clause for a "not".
    fn is_denied(&self, tokens: &[Token], start: usize) -> bool {
        const REACH: usize = 3;
        if tokens[start].marks.is_after_break() {
            return false;
        }
        for token in tokens[..start].iter().rev().take(REACH) {
            if token.word.ends_sentence() {
                return false;
            }
            if self.vocabulary.is_negator(token.word) || self.vocabulary.is_condition(token.word) {
                return true;
            }
            if token.marks.is_after_break() {
                return false;
            }
        }
        false
    }

    fn by_meaning(
        &self,
        text: &str,
        sentences: &[Range<usize>],
        signs: &mut [Sign],
    ) -> Result<(), EncoderError> {
        let (mut units, mut owners) = (Vec::new(), Vec::new());
        for (at, bytes) in sentences.iter().enumerate() {
            for unit in crate::sentences::units(&text[bytes.clone()]) {
                units.push(unit);
                owners.push(at);
            }
        }
        let meaning = self.vectors(&units);
        let english = self.heads.vectors(&units)?;
        for (unit, at) in owners.into_iter().enumerate() {
            let text = situation_text(units[unit], meaning.get(unit), english.get(unit));
            for (class, belief) in self.classes.iter().zip(self.told.hear(&text)) {
                let Some(sign) = class.map(|situation| &mut signs[situation]) else { continue };
                if sign.denied.contains(&at) {
                    continue;
                }
                match sign.by_meaning.last_mut().filter(|(known, _)| *known == at) {
                    Some((_, known)) => *known = known.max(belief),
                    None => sign.by_meaning.push((at, belief)),
                }
            }
        }
        Ok(())
    }

    /// Lets the number in a sentence decide between situations that differ by it alone: the heads say what a number is
    /// about, and are deaf to how much it is.
    fn settle_amount(&self, sentence: &str, at: usize, of: AmountOf, signs: &mut [Sign]) {
        let Some(amount) = amounts::amount(sentence, of) else { return };
        let alike = self.alike(of);
        let belief: f32 = alike.iter().map(|situation| signs[*situation].belief(at)).sum();
        let is_told =
            amount.is_plain || alike.iter().any(|situation| signs[*situation].by_words.contains(&at));
        for situation in alike {
            let sign = &mut signs[situation];
            sign.forget(at);
            if self.is_within(situation, amount.count) {
                sign.by_meaning.push((at, belief.min(1.0)));
                if is_told {
                    sign.by_words.push(at);
                    sign.is_settled = true;
                }
            }
        }
    }

    /// "That was three months ago", after it went quiet, sounds like a time together and tells how long it has been quiet.
    fn settle_ago(&self, sentence: &str, at: usize, signs: &mut [Sign]) {
        let Some(days) = amounts::days_ago(sentence) else { return };
        for situation in self.alike(AmountOf::Together) {
            signs[situation].forget(at);
        }
        for situation in self.alike(AmountOf::Silent) {
            let sign = &mut signs[situation];
            // What was so back then is not how long it has been by now.
            *sign = Sign::default();
            if self.is_within(situation, days) {
                sign.by_words.push(at);
                sign.is_settled = true;
            }
        }
    }

    /// Returns the situations that differ by the amount of one thing only, as indices.
    fn alike(&self, of: AmountOf) -> Vec<usize> {
        let is_of = |situation: &usize| {
            self.situations[*situation].amount.as_ref().is_some_and(|amount| amount.of == of)
        };
        (0..self.situations.len()).filter(is_of).collect()
    }

    fn is_within(&self, situation: usize, count: u32) -> bool {
        self.situations[situation].amount.as_ref().is_some_and(|amount| amount.between.contains(&count))
    }

    /// Makes one item of the signs of a situation, if they are enough.
    fn understood(&self, situation: &Situation, sign: &Sign) -> Option<Understood> {
        // What the words alone are worth: patterns were written for what people write, and err now and then.
        const WORDS: f32 = 0.7;
        let belief = |at: usize| sign.belief(at);
        let is_enough = |belief: f32, share: f64| f64::from(belief) >= share;
        let mut shown: Vec<(usize, f32)> = sign
            .by_meaning
            .iter()
            .copied()
            .filter(|(_, belief)| is_enough(*belief, self.settings.asks))
            .collect();
        for at in &sign.by_words {
            let weight =
                if is_enough(belief(*at), self.settings.asks) { belief(*at).max(WORDS) + 0.2 } else { WORDS };
            match shown.iter_mut().find(|(known, _)| known == at) {
                Some((_, known)) => *known = weight.min(1.0),
                None => shown.push((*at, weight)),
            }
        }
        let (sentence, weight) =
            shown.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
        let by = match (sign.by_words.contains(&sentence), is_enough(belief(sentence), self.settings.asks)) {
            (true, true) => FoundBy::Both,
            (true, false) => FoundBy::Words,
            (false, _) => FoundBy::Meaning,
        };
        // Where the meaning of a sentence speaks against what a pattern found in it, the person is asked.
        let is_denied = Heads::can_read()
            && !sign.is_settled
            && by == FoundBy::Words
            && self.told.names().contains(&situation.id)
            && f64::from(belief(sentence)) < self.settings.denies;
        let is_taken =
            !is_denied && (by != FoundBy::Meaning || is_enough(belief(sentence), self.settings.sure));
        let mut sentences: Vec<usize> = shown.iter().map(|(at, _)| *at).collect();
        sentences.sort_unstable();
        Some(Understood {
            id: situation.id.clone(),
            says: situation.says.clone(),
            sentence,
            sentences,
            weight,
            by,
            presumption: if is_taken { Presumption::Taken } else { Presumption::Asked },
            of: situation.of,
            answers: situation.answers.clone(),
            clear_no: situation.clear_no,
            safety: situation.safety,
        })
    }
}
