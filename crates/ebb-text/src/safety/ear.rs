//! What one line sounds like: phrases first, the table as a second ear, and a score for the ranking.

use std::ops::Range;

use ebb::cue::{Lexicon, WordForms};
use ebb::gate::SuspectKind;
use ebb::safety::{SafetyRules, SafetySettings, Sign};
use rustc_hash::FxHashSet;

use super::fold::{Folded, folded};
use super::phrase::{Fit, Phrase, Phrases};
use super::spell::Spelling;
use crate::pattern::PatternError;
use crate::table::{Scores, log_sum};

/// How much a phrase of the content says by itself, the most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// States by itself.
    Plain,
    /// States where the table agrees.
    Likely,
    /// Only raises a line among those that are asked about.
    Hint,
}

/// What the table of words thinks of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Second {
    /// Log odds, in nats, that the line is any sign.
    pub any: f64,
    /// The likeliest sign.
    pub likeliest: Sign,
}

impl Second {
    /// Returns what the scores of the table say of a no, danger and the young.
    #[must_use]
    pub fn of(scores: &Scores) -> Self {
        Self::of_sums(scores.signs())
    }

    /// Returns what the sums of a softmax say: first of no sign, then of each in the order of the labels of the table.
    #[must_use]
    pub fn of_sums(sums: &[f32]) -> Self {
        let none = sums.first().copied().unwrap_or(0.0);
        let likeliest = SIGNS
            .iter()
            .map(|sign| {
                let own = SIGNS.iter().zip(&sums[1..]).filter(|(known, _)| *known == sign);
                (log_sum(own.map(|(_, sum)| *sum)), *sign)
            })
            .fold((f32::NEG_INFINITY, Sign::No), |best, next| if next.0 > best.0 { next } else { best })
            .1;
        Self { any: f64::from(log_sum(sums[1..].iter().copied()) - none), likeliest }
    }
}

/// The signs of the labels of the table after that of no sign, in order.
const SIGNS: [Sign; 10] = [
    Sign::No,
    Sign::No,
    Sign::Fear,
    Sign::Threat,
    Sign::Coercion,
    Sign::Control,
    Sign::Stalking,
    Sign::SelfHarm,
    Sign::WillNotStop,
    Sign::Minor,
];

/// One sign of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sound {
    /// Of what.
    pub sign: Sign,
    /// The strongest phrase; `None` where only the table hears it.
    pub level: Option<Level>,
    /// Whether it may be stated, or only asked about.
    pub is_stated: bool,
    /// The bytes of the line in which it shows; all of them where only the table hears it.
    pub bytes: Range<usize>,
}

/// What a line sounds like.
#[derive(Debug, Clone, PartialEq)]
pub struct Sounds {
    /// The signs that phrases heard, and that of the table where phrases heard none; strongest first.
    pub signs: Vec<Sound>,
    /// How much the line looks like a no or danger, in nats; only the order has a meaning.
    pub score: f64,
}

/// One table of the content.
#[derive(Debug)]
struct Row {
    sign: Sign,
    is_english: bool,
}

/// What a fit of a phrase means.
#[derive(Debug, Clone, Copy)]
enum Means {
    Shows(usize, Level),
    Takes(usize),
}

/// Buffers that serve many lines.
#[derive(Debug, Default)]
pub struct Room {
    line: Folded,
    english: Folded,
    fits: Vec<(Fit, bool)>,
}

/// Phrases of every language, ready to listen.
#[derive(Debug)]
pub struct Ear {
    english: Phrases,
    others: Phrases,
    /// What each phrase means, English ones first.
    means: [Vec<Means>; 2],
    rows: Vec<Row>,
    spelling: Spelling,
    fillers: FxHashSet<String>,
    negators: FxHashSet<String>,
    reporters: FxHashSet<String>,
    conditions: FxHashSet<String>,
    laughs: FxHashSet<String>,
    settings: SafetySettings,
}

/// Fillers that some phrase needs.
const MEANT: [&str; 9] = ["like", "still", "already", "even", "also", "such", "well", "please", "actually"];

impl Ear {
    /// Reads the phrases of a lexicon.
    ///
    /// # Errors
    /// When a phrase cannot be read; the tests of this crate see to it that none of the embedded ones is.
    pub fn new(lexicon: &Lexicon) -> Result<Self, PatternError> {
        let WordForms { forms, fillers, laughs, negators, reporters, conditions, .. } = &lexicon.words;
        let set = |words: &[String]| words.iter().map(|word| folded(word)).collect::<FxHashSet<_>>();
        let is_dropped = |word: &&String| !MEANT.contains(&word.as_str());
        let mut ear = Self {
            english: Phrases::default(),
            others: Phrases::default(),
            means: [Vec::new(), Vec::new()],
            rows: Vec::new(),
            spelling: Spelling::new(forms, &lexicon.safety.words),
            fillers: fillers.iter().filter(is_dropped).map(|word| folded(word)).collect(),
            negators: set(negators),
            reporters: set(reporters),
            conditions: set(conditions),
            laughs: set(laughs),
            settings: lexicon.safety.settings,
        };
        for rules in &lexicon.safety.rules {
            ear.add(rules)?;
        }
        Ok(ear)
    }

    fn add(&mut self, rules: &SafetyRules) -> Result<(), PatternError> {
        let row = self.rows.len();
        let is_english = rules.language == "en";
        self.rows.push(Row { sign: rules.sign, is_english });
        let (phrases, means) = if is_english {
            (&mut self.english, &mut self.means[0])
        } else {
            (&mut self.others, &mut self.means[1])
        };
        let levels =
            [(&rules.plain, Level::Plain), (&rules.likely, Level::Likely), (&rules.hints, Level::Hint)];
        let shows = levels
            .into_iter()
            .flat_map(|(texts, level)| texts.iter().map(move |text| (text, Means::Shows(row, level))));
        for (text, meaning) in shows.chain(rules.unless.iter().map(|text| (text, Means::Takes(row)))) {
            phrases.add(Phrase::read(text)?);
            means.push(meaning);
        }
        Ok(())
    }

    /// Returns what a line sounds like, with what the table thinks of it where it was asked.
    #[must_use]
    pub fn hear(&self, line: &str, second: Option<Second>, room: &mut Room) -> Sounds {
        let Room { line: read, english, fits } = room;
        read.read(line);
        english.clone_from(read);
        self.spelling.write_out(english);
        english.retain(|word| !self.fillers.contains(word));
        fits.clear();
        self.english.find(english, |fit| fits.push((fit, true)));
        self.others.find(read, |fit| fits.push((fit, false)));
        let mut signs: Vec<(Sound, bool)> = Vec::new();
        let mut hints = 0_u8;
        for (fit, is_english) in fits.iter() {
            let Means::Shows(row, level) = self.means[usize::from(!is_english)][fit.phrase] else { continue };
            let words: &Folded = if *is_english { english } else { read };
            let is_void = self.is_taken(row, fits) || self.is_void(row, fit, words);
            let bytes =
                words.words[fit.start].bytes.start..words.words[fit.end.max(fit.start + 1) - 1].bytes.end;
            hints = hints.saturating_add(u8::from(level == Level::Hint && !is_void));
            let sign = self.rows[row].sign;
            let is_stated = !is_void
                && match level {
                    Level::Plain => second.is_none_or(|second| second.any >= self.settings.speaks_against),
                    Level::Likely => second.is_some_and(|second| second.any >= self.settings.agrees),
                    Level::Hint => second.is_some_and(|second| {
                        second.any >= self.settings.bears_out
                            && SuspectKind::of(second.likeliest) == SuspectKind::of(sign)
                    }),
                };
            let sound = Sound { sign, level: Some(level), is_stated, bytes };
            match signs.iter_mut().find(|(known, _)| known.sign == sign) {
                Some(known) if rank(&known.0, known.1) <= rank(&sound, is_void) => {}
                Some(known) => *known = (sound, is_void),
                None => signs.push((sound, is_void)),
            }
        }
        signs.sort_by_key(|(sound, is_void)| rank(sound, *is_void));
        let score = self.score(&signs, hints, second);
        let mut signs: Vec<Sound> = signs.into_iter().map(|(sound, _)| sound).collect();
        if let Some(second) = second
            && signs.first().is_none_or(|sound| sound.level == Some(Level::Hint) && !sound.is_stated)
        {
            let sound = Sound { sign: second.likeliest, level: None, is_stated: false, bytes: 0..line.len() };
            signs.insert(0, sound);
        }
        Sounds { signs, score }
    }

    fn score(&self, signs: &[(Sound, bool)], hints: u8, second: Option<Second>) -> f64 {
        /// Log odds where no table was asked: one line in fifty is worth a look.
        const UNASKED: f64 = -4.0;
        /// What each further hint adds, as a share of the first.
        const FURTHER: f64 = 0.4;
        let add = |level: Level| match level {
            Level::Plain => self.settings.adds[0],
            Level::Likely => self.settings.adds[1],
            Level::Hint => self.settings.adds[2],
        };
        let best = signs
            .iter()
            .filter_map(|(sound, is_void)| {
                let keeps = if *is_void { self.settings.keeps } else { 1.0 };
                Some(add(sound.level?) * keeps)
            })
            .fold(0.0, f64::max);
        let further = f64::from(hints.saturating_sub(1).min(3)) * FURTHER * self.settings.adds[2];
        second.map_or(UNASKED, |second| second.any) + best + further
    }

    /// Returns whether the content names something in the line that takes this meaning away.
    fn is_taken(&self, row: usize, fits: &[(Fit, bool)]) -> bool {
        fits.iter().any(|(fit, is_english)| {
            matches!(self.means[usize::from(!is_english)][fit.phrase], Means::Takes(of) if of == row)
        })
    }

    /// Returns whether what stands around a fit takes its power to state: a joke, a quotation, a report, a "not".
    fn is_void(&self, row: usize, fit: &Fit, line: &Folded) -> bool {
        let Row { sign, is_english } = self.rows[row];
        let is_age = matches!(sign, Sign::Minor | Sign::MinorOther);
        if line.words[fit.start].is_quoted {
            return true;
        }
        let laughs = line.laughs || (0..line.words.len()).any(|at| self.is_laugh(line.word(at)));
        if laughs && !is_age {
            return true;
        }
        if !is_english {
            return false;
        }
        if sign == Sign::No && line.asks {
            return true;
        }
        let from = (0..=fit.start).rev().find(|at| line.words[*at].begins).unwrap_or(0);
        let before = from..fit.start;
        let near = fit.start.saturating_sub(3).max(from)..fit.start;
        let may_be_conditional = !matches!(sign, Sign::No | Sign::Fear | Sign::Minor);
        near.clone().any(|at| self.negators.contains(line.word(at)))
            || (!may_be_conditional && before.clone().any(|at| self.conditions.contains(line.word(at))))
            || before.clone().any(|at| self.reporters.contains(line.word(at)) && !is_own(line, at))
    }

    fn is_laugh(&self, word: &str) -> bool {
        self.laughs.contains(word)
            || (word.len() >= 4
                && ["ha", "he", "ja", "hi", "ah", "ks", "wk"].iter().any(|part| {
                    word.as_bytes().iter().all(|byte| part.as_bytes().contains(byte))
                        && word.as_bytes().windows(2).any(|two| two[0] != two[1])
                }))
            || matches!(
                word,
                "mdr" | "ptdr" | "rsrs" | "kkk" | "kkkk" | "kkkkk" | "xd" | "jaja" | "haha" | "ahah" | "hehe"
            )
            || (word.starts_with("ххх")
                || word.starts_with("хаха")
                || word.starts_with("ахах")
                || word.starts_with("ههه"))
    }
}

/// Whether the one who writes, or the one written to, is the subject of a report: "I said no".
fn is_own(line: &Folded, at: usize) -> bool {
    (at.saturating_sub(2)..at).any(|before| matches!(line.word(before), "i" | "we" | "you"))
}

/// The order among signs of one line: stated ones first, then by the phrase.
fn rank(sound: &Sound, is_void: bool) -> (bool, bool, Option<Level>) {
    (!sound.is_stated, is_void, sound.level)
}
