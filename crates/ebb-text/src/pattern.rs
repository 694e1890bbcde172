//! Patterns over words, and the small machine that fits them to a line.
//!
//! A pattern is a row of words, with:
//! - `(a|b c|d)`: one of these;
//! - `?` after a word or a group: it may be left out;
//! - `~`: up to three words of any kind, `~N` up to N, never beyond the end of a sentence;
//! - `_`: exactly one word of any kind; `#`: a number;
//! - `@name`: one of the words of a list;
//! - `^` and `$`: the beginning and the end of a sentence; `[?]`: the end of a question; `[heart]`.
//!
//! Fillers ("just", "really") may stand between any two words of a pattern.

use std::collections::BTreeMap;

use crate::forms::{Token, Vocabulary, WordId};

/// Why a pattern cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("pattern `{pattern}`: {rule}")]
pub struct PatternError {
    /// The pattern as it is written.
    pub pattern: String,
    /// What is wrong with it.
    pub rule: &'static str,
}

/// Words that are in nearly every line, so that nothing is tried on their account alone.
const COMMON: [&str; 48] = [
    "i", "you", "to", "a", "the", "not", "do", "am", "is", "it", "and", "of", "in", "me", "my", "for", "on",
    "that", "be", "we", "are", "have", "so", "this", "was", "no", "at", "with", "your", "up", "can", "will",
    "going", "go", "get", "want", "like", "know", "now", "but", "just", "what", "if", "all", "us", "did",
    "think", "would",
];

#[derive(Debug, Clone)]
enum Node {
    Words(Vec<WordId>),
    Any,
    Gap(u8),
    Start,
    End,
    Choice(Vec<Vec<Node>>),
    Maybe(Vec<Node>),
}

#[derive(Debug, Clone)]
enum Step {
    Word(WordId),
    Set(Box<[WordId]>),
    Any,
    Start,
    End,
    Split(usize, usize),
    Jump(usize),
    Fits,
}

/// A pattern, ready to be fitted.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    steps: Vec<Step>,
    /// Words of which one must be in the line.
    pub(crate) anchors: Vec<WordId>,
    /// Further sets of words, of each of which one must be in the line.
    needs: Vec<Box<[WordId]>>,
    /// Words of which one begins every fit; empty where that is not known.
    begins: Box<[WordId]>,
    begins_anchored: bool,
}

impl Pattern {
    /// Reads a pattern and adds its words to the vocabulary.
    pub(crate) fn read(
        text: &str,
        lists: &BTreeMap<String, Vec<String>>,
        vocabulary: &mut Vocabulary,
    ) -> Result<Self, PatternError> {
        let spaced = text.replace('(', " ( ").replace(')', " ) ").replace('|', " | ").replace(") ?", ")?");
        let spaced = spaced.replace(" )?", " )? ").replace(" ) ?", " )? ");
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let fault = |rule| PatternError { pattern: text.to_owned(), rule };
        let mut parser = Parser { words: &words, at: 0, lists, vocabulary };
        let nodes = parser.row().map_err(fault)?;
        if parser.at != words.len() {
            return Err(fault("a bracket closes that was not opened"));
        }
        let anchors = anchors(&nodes, vocabulary).ok_or_else(|| fault("no word of it must be there"))?;
        let needs = nodes.iter().filter_map(|node| needed(node, vocabulary));
        let needs = needs.filter(|set| *set != anchors).map(Vec::into_boxed_slice).collect();
        let begins_anchored = matches!(nodes.first(), Some(Node::Start));
        let mut steps = Vec::new();
        compile(&nodes, &mut steps);
        steps.push(Step::Fits);
        let begins = match steps.first() {
            Some(Step::Word(word)) => Box::new([*word]),
            Some(Step::Set(words)) => words.clone(),
            Some(Step::Any | Step::Start | Step::End | Step::Split(..) | Step::Jump(_) | Step::Fits)
            | None => Box::default(),
        };
        Ok(Self { steps, anchors, needs, begins, begins_anchored })
    }

    /// Returns whether every word that the pattern needs is in a line, so that it is worth fitting.
    pub(crate) fn may_fit(&self, is_there: impl Fn(WordId) -> bool) -> bool {
        self.needs.iter().all(|set| set.iter().any(|word| is_there(*word)))
    }

    /// Returns the first and the last-but-one token of the earliest place where the pattern fits.
    pub(crate) fn find(&self, tokens: &[Token], vocabulary: &Vocabulary) -> Option<(usize, usize)> {
        let machine = Machine { steps: &self.steps, tokens, vocabulary };
        let starts_sentence = |at: usize| at == 0 || tokens[at - 1].word.ends_sentence();
        (0..tokens.len())
            .filter(|at| self.begins.is_empty() || self.begins.contains(&tokens[*at].word))
            .filter(|at| !self.begins_anchored || starts_sentence(*at))
            .find_map(|start| machine.run(0, start).map(|end| (start, end)))
    }
}

struct Parser<'a, 'v> {
    words: &'a [&'a str],
    at: usize,
    lists: &'a BTreeMap<String, Vec<String>>,
    vocabulary: &'v mut Vocabulary,
}

impl Parser<'_, '_> {
    fn row(&mut self) -> Result<Vec<Node>, &'static str> {
        let mut nodes = Vec::new();
        while let Some(word) = self.words.get(self.at) {
            match *word {
                "|" | ")" | ")?" => break,
                "(" => {
                    self.at += 1;
                    let (choices, may_lack) = self.choices()?;
                    let choice = Node::Choice(choices);
                    nodes.push(if may_lack { Node::Maybe(vec![choice]) } else { choice });
                }
                _ => {
                    self.at += 1;
                    self.word(word, &mut nodes)?;
                }
            }
        }
        Ok(nodes)
    }

    fn choices(&mut self) -> Result<(Vec<Vec<Node>>, bool), &'static str> {
        let mut choices = Vec::new();
        loop {
            choices.push(self.row()?);
            match self.words.get(self.at).copied() {
                Some("|") => self.at += 1,
                Some(")") => {
                    self.at += 1;
                    return Ok((choices, false));
                }
                Some(")?") => {
                    self.at += 1;
                    return Ok((choices, true));
                }
                Some(_) | None => return Err("a bracket is not closed"),
            }
        }
    }

    fn word(&mut self, word: &str, nodes: &mut Vec<Node>) -> Result<(), &'static str> {
        if word == "[?]" {
            nodes.push(Node::Words(vec![WordId::QUESTION]));
            return Ok(());
        }
        if let Some(words) = word.strip_suffix('?').filter(|word| !word.is_empty()) {
            let mut inner = Vec::new();
            self.word(words, &mut inner)?;
            nodes.push(Node::Maybe(inner));
            return Ok(());
        }
        if let Some(most) = word.strip_prefix('~') {
            let most = if most.is_empty() { 3 } else { most.parse().map_err(|_| "a gap needs a number")? };
            nodes.push(Node::Gap(most));
            return Ok(());
        }
        if let Some(name) = word.strip_prefix('@') {
            let list = self.lists.get(name).ok_or("a list is not known")?;
            let rows = list
                .iter()
                .map(|entry| {
                    let words = entry.split_whitespace().flat_map(|word| self.vocabulary.intern(word));
                    words.map(|word| Node::Words(vec![word])).collect()
                })
                .collect();
            nodes.push(Node::Choice(rows));
            return Ok(());
        }
        match word {
            "^" => nodes.push(Node::Start),
            "$" => nodes.push(Node::End),
            "_" => nodes.push(Node::Any),
            "#" => nodes.push(Node::Words(vec![WordId::NUMBER])),
            "[heart]" => nodes.push(Node::Words(vec![WordId::HEART])),
            plain => nodes.extend(self.vocabulary.intern(plain).into_iter().map(|id| Node::Words(vec![id]))),
        }
        Ok(())
    }
}

/// Returns the rarest words of which one must be in a line that the row fits.
fn anchors(row: &[Node], vocabulary: &Vocabulary) -> Option<Vec<WordId>> {
    let cost = |words: &[WordId]| -> usize {
        let common = words.iter().filter(|word| {
            COMMON.iter().any(|common| vocabulary.word(common) == Some(**word))
                || **word == WordId::QUESTION
                || **word == WordId::NUMBER
        });
        common.count() * 1000 + words.len()
    };
    row.iter().filter_map(|node| needed(node, vocabulary)).min_by_key(|words| cost(words))
}

/// Returns words of which one must be in a line that the node fits.
fn needed(node: &Node, vocabulary: &Vocabulary) -> Option<Vec<WordId>> {
    match node {
        Node::Words(words) => Some(words.clone()),
        Node::Choice(rows) => {
            let each: Option<Vec<Vec<WordId>>> = rows.iter().map(|row| anchors(row, vocabulary)).collect();
            each.map(|sets| sets.concat())
        }
        Node::Any | Node::Gap(_) | Node::Start | Node::End | Node::Maybe(_) => None,
    }
}

fn compile(row: &[Node], steps: &mut Vec<Step>) {
    for node in row {
        match node {
            Node::Words(words) => steps.push(match words.as_slice() {
                [word] => Step::Word(*word),
                several => Step::Set(several.into()),
            }),
            Node::Any => steps.push(Step::Any),
            Node::Start => steps.push(Step::Start),
            Node::End => steps.push(Step::End),
            Node::Gap(most) => {
                for _ in 0..*most {
                    let split = steps.len();
                    steps.push(Step::Fits);
                    steps.push(Step::Any);
                    // Short gaps first, so that the nearest words are taken.
                    steps[split] = Step::Split(split + 2, split + 1);
                }
            }
            Node::Maybe(inner) => {
                let split = steps.len();
                steps.push(Step::Fits);
                compile(inner, steps);
                steps[split] = Step::Split(split + 1, steps.len());
            }
            Node::Choice(rows) => compile_choice(rows, steps),
        }
    }
}

fn compile_choice(rows: &[Vec<Node>], steps: &mut Vec<Step>) {
    if let Some(words) = single_words(rows) {
        steps.push(Step::Set(words));
        return;
    }
    let mut jumps = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let is_last = at + 1 == rows.len();
        let split = steps.len();
        if !is_last {
            steps.push(Step::Fits);
        }
        compile(row, steps);
        if !is_last {
            jumps.push(steps.len());
            steps.push(Step::Fits);
            steps[split] = Step::Split(split + 1, steps.len());
        }
    }
    for jump in jumps {
        steps[jump] = Step::Jump(steps.len());
    }
}

fn single_words(rows: &[Vec<Node>]) -> Option<Box<[WordId]>> {
    rows.iter()
        .map(|row| match row.as_slice() {
            [Node::Words(words)] if words.len() == 1 => Some(words[0]),
            _ => None,
        })
        .collect()
}

struct Machine<'a> {
    steps: &'a [Step],
    tokens: &'a [Token],
    vocabulary: &'a Vocabulary,
}

impl Machine<'_> {
    /// Returns where a fit that begins at step `step` and token `at` ends.
    fn run(&self, mut step: usize, mut at: usize) -> Option<usize> {
        loop {
            let word = self.tokens.get(at).map(|token| token.word);
            match &self.steps[step] {
                Step::Fits => return Some(at),
                Step::Jump(to) => step = *to,
                Step::Split(first, second) => {
                    if let Some(end) = self.run(*first, at) {
                        return Some(end);
                    }
                    step = *second;
                }
                Step::Start => {
                    if at != 0 && !self.tokens[at - 1].word.ends_sentence() {
                        return None;
                    }
                    step += 1;
                }
                Step::End => match word {
                    None => step += 1,
                    Some(word) if word.ends_sentence() => step += 1,
                    Some(word) if self.vocabulary.is_filler(word) => at += 1,
                    Some(_) => return None,
                },
                Step::Any => match word {
                    Some(word) if !word.ends_sentence() => {
                        at += 1;
                        step += 1;
                    }
                    Some(_) | None => return None,
                },
                Step::Word(wanted) => match word {
                    Some(word) if word == *wanted => {
                        at += 1;
                        step += 1;
                    }
                    Some(word) if self.skips(word, step) => at += 1,
                    Some(_) | None => return None,
                },
                Step::Set(wanted) => match word {
                    Some(word) if wanted.contains(&word) => {
                        at += 1;
                        step += 1;
                    }
                    Some(word) if self.skips(word, step) => at += 1,
                    Some(_) | None => return None,
                },
            }
        }
    }

    /// Fillers may stand between words of a pattern, but a fit does not begin with one.
    fn skips(&self, word: WordId, step: usize) -> bool {
        step > 0 && self.vocabulary.is_filler(word)
    }
}
