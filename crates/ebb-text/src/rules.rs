//! Rules: which cues a line shows by its words alone.

use std::collections::BTreeMap;
use std::ops::Range;

use ebb::cue::{CueId, CueRules, Lexicon, Setting};

use crate::forms::{Token, Vocabulary, WordId};
use crate::pattern::{Pattern, PatternError};

/// A cue that a rule found in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Which cue.
    pub cue: CueId,
    /// The bytes of the line in which it shows.
    pub bytes: Range<usize>,
}

/// How hits of one cue are kept or voided.
#[derive(Debug)]
struct Manner {
    id: CueId,
    joking: Setting,
    conditional: Setting,
    negated: Setting,
    reported: Setting,
    unless: Vec<Pattern>,
}

/// All rules, ready to read lines.
#[derive(Debug)]
pub struct Rules {
    vocabulary: Vocabulary,
    manners: Vec<Manner>,
    /// A pattern with the index of its cue's manner.
    patterns: Vec<(u16, Pattern)>,
    /// Patterns to try, by a word that must be there.
    by_anchor: Vec<Box<[u16]>>,
    first_person: [WordId; 2],
}

/// Buffers that serve many lines.
#[derive(Debug, Default)]
pub struct Scratch {
    tokens: Vec<Token>,
    tried: Vec<u16>,
    /// The number of the last line in which each word stood.
    last_line: Vec<u32>,
    line: u32,
}

impl Rules {
    /// Reads the rules of a lexicon.
    ///
    /// # Errors
    /// When a pattern cannot be read; the tests of this crate see to it that none of the embedded ones is.
    pub fn new(lexicon: &Lexicon) -> Result<Self, PatternError> {
        let lists: BTreeMap<String, Vec<String>> = lexicon.words.lists.iter().cloned().collect();
        let mut vocabulary = Vocabulary::new(&lexicon.words);
        // Known before any pattern is read, so that anchors can avoid them.
        let common = vocabulary.intern("i");
        let second = vocabulary.intern("we");
        let mut manners = Vec::new();
        let mut patterns = Vec::new();
        for rules in &lexicon.cues {
            let manner = u16::try_from(manners.len()).unwrap_or(u16::MAX);
            for text in &rules.patterns {
                patterns.push((manner, Pattern::read(text, &lists, &mut vocabulary)?));
            }
            manners.push(manner_of(rules, &lists, &mut vocabulary)?);
        }
        let mut by_anchor: Vec<Vec<u16>> = vec![Vec::new(); vocabulary.len()];
        for (at, (_, pattern)) in patterns.iter().enumerate() {
            for anchor in &pattern.anchors {
                by_anchor[usize::from(anchor.0)].push(u16::try_from(at).unwrap_or(u16::MAX));
            }
        }
        Ok(Self {
            first_person: [common[0], second[0]],
            vocabulary,
            manners,
            patterns,
            by_anchor: by_anchor.into_iter().map(Vec::into_boxed_slice).collect(),
        })
    }

    /// Returns the cues that a line shows, each once, in the order of [`CueId::ALL`].
    #[must_use]
    pub fn read(&self, line: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        self.read_into(line, &mut Scratch::default(), &mut hits);
        hits
    }

    /// Appends the cues that a line shows to `hits`, each once.
    pub fn read_into(&self, line: &str, scratch: &mut Scratch, hits: &mut Vec<Hit>) {
        let Scratch { tokens, tried, last_line, line: number } = scratch;
        self.vocabulary.read(line, tokens);
        tried.clear();
        // Numbers of lines begin at 1, since a word that never stood has 0.
        *number = number.checked_add(1).unwrap_or_else(|| {
            last_line.fill(0);
            1
        });
        last_line.resize(self.by_anchor.len(), 0);
        for token in tokens.iter() {
            let word = usize::from(token.word.0);
            if last_line[word] != *number {
                last_line[word] = *number;
                tried.extend_from_slice(&self.by_anchor[word]);
            }
        }
        if tried.is_empty() {
            return;
        }
        tried.sort_unstable();
        tried.dedup();
        let first = hits.len();
        for at in tried.iter() {
            let (manner, pattern) = &self.patterns[usize::from(*at)];
            let manner = &self.manners[usize::from(*manner)];
            let is_there = |word: WordId| last_line[usize::from(word.0)] == *number;
            debug_assert!(pattern.may_fit(is_there) || pattern.find(tokens, &self.vocabulary).is_none());
            if !pattern.may_fit(is_there) || hits[first..].iter().any(|hit| hit.cue == manner.id) {
                continue;
            }
            if let Some((start, end)) = pattern.find(tokens, &self.vocabulary)
                && !self.is_void(manner, tokens, start, end)
            {
                let bytes = tokens[start].start as usize..tokens[end.max(start + 1) - 1].end as usize;
                hits.push(Hit { cue: manner.id, bytes });
            }
        }
    }

    /// Returns whether what stands around a fit takes its meaning away.
    fn is_void(&self, manner: &Manner, tokens: &[Token], start: usize, end: usize) -> bool {
        let sentence = (0..start).rev().find(|at| tokens[*at].word.ends_sentence()).map_or(0, |at| at + 1);
        let before = &tokens[sentence..start];
        let voids = |setting: Setting| setting == Setting::Voids;
        (voids(manner.negated) && self.is_negated(before, tokens[start]))
            || (voids(manner.conditional)
                && before.iter().any(|token| self.vocabulary.is_condition(token.word)))
            || (voids(manner.reported) && (tokens[start].marks.is_in_quotes() || self.is_reported(before)))
            || (voids(manner.joking) && tokens.iter().any(|token| token.word == WordId::LAUGH))
            || (!manner.unless.is_empty() && self.is_excepted(manner, tokens, sentence, end))
    }

    fn is_excepted(&self, manner: &Manner, tokens: &[Token], sentence: usize, end: usize) -> bool {
        let close =
            (end..tokens.len()).find(|at| tokens[*at].word.ends_sentence()).map_or(tokens.len(), |at| at + 1);
        manner.unless.iter().any(|pattern| pattern.find(&tokens[sentence..close], &self.vocabulary).is_some())
    }

    /// Looks back over the few words of the same clause.
    fn is_negated(&self, before: &[Token], first: Token) -> bool {
        const REACH: usize = 4;
        let mut is_apart = first.marks.is_after_break();
        for token in before.iter().rev().take(REACH) {
            if is_apart {
                return false;
            }
            if self.vocabulary.is_negator(token.word) {
                return true;
            }
            is_apart = token.marks.is_after_break();
        }
        false
    }

    /// Returns whether the words before a fit say that somebody else said it.
    fn is_reported(&self, before: &[Token]) -> bool {
        before.iter().enumerate().any(|(at, token)| {
            self.vocabulary.is_reporter(token.word)
                && !before[..at].iter().rev().take(2).any(|subject| self.first_person.contains(&subject.word))
        })
    }
}

fn manner_of(
    rules: &CueRules,
    lists: &BTreeMap<String, Vec<String>>,
    vocabulary: &mut Vocabulary,
) -> Result<Manner, PatternError> {
    Ok(Manner {
        id: rules.id,
        joking: rules.joking,
        conditional: rules.conditional,
        negated: rules.negated,
        reported: rules.reported,
        unless: rules
            .unless
            .iter()
            .map(|text| Pattern::read(text, lists, vocabulary))
            .collect::<Result<_, _>>()?,
    })
}
