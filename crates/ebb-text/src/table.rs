//! The table: how much the words and letters of a line speak for each of a few dozen labels, at about a microsecond a line.
//!
//! A line is folded, and taken apart into rows of one to three words and of two to four letters. Each row picks an entry of
//! a table of small whole numbers; entries are summed, and a softmax makes shares of the sums. So every line of any chat
//! can be read, in the languages of the lines it was trained on. It knows wordings, not meanings: a single score decides
//! nothing, and ranks which lines are worth a closer look. `ebb-synth train-table` trains it and writes `model/table.bin`.
//!
//! Labels stand in two groups that do not compete: what is said of why, and a no or danger. A line may be both.

use ebb::statement::StatementKind;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::sentences;

static EMBEDDED: &[u8] = include_bytes!("../model/table.bin");
const FORM: &[u8; 12] = b"ebb-table-1\n";

/// Numbers of one entry, some of them spare.
pub const WIDTH: usize = 32;

/// Words beyond which a line is read sentence by sentence, since one sentence among many is diluted.
const LONG: usize = 20;

/// What one line may show, in the order of the numbers of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Label {
    /// Nothing about why.
    NoStatement,
    /// Something about why.
    Says(StatementKind),
    /// No sign of a no or of danger.
    NoSign,
    /// A plain no.
    NoDirect,
    /// A no that is said softly.
    NoSoft,
    /// Afraid of the other.
    Fear,
    /// A threat.
    Threat,
    /// Pressure for sex, pictures or money.
    Coercion,
    /// Orders, tracking, passwords.
    Control,
    /// Turns up or watches unasked.
    Stalking,
    /// Talk of not wanting to live.
    SelfHarm,
    /// Goes on after a no.
    WillNotStop,
    /// Someone is under 18.
    Minor,
}

impl Label {
    /// Every label, by its place in an entry.
    pub const ALL: [Self; 28] = {
        let mut all = [Self::NoStatement; 28];
        let mut at = 0;
        while at < StatementKind::ALL.len() {
            all[at + 1] = Self::Says(StatementKind::ALL[at]);
            at += 1;
        }
        let signs = [
            Self::NoSign,
            Self::NoDirect,
            Self::NoSoft,
            Self::Fear,
            Self::Threat,
            Self::Coercion,
            Self::Control,
            Self::Stalking,
            Self::SelfHarm,
            Self::WillNotStop,
            Self::Minor,
        ];
        let mut sign = 0;
        while sign < signs.len() {
            all[STATEMENTS + sign] = signs[sign];
            sign += 1;
        }
        all
    };

    /// Returns the stable name, as in lines that train the table.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::NoStatement => "no-statement",
            Self::Says(kind) => kind.id(),
            Self::NoSign => "no-sign",
            Self::NoDirect => "no-direct",
            Self::NoSoft => "no-indirect",
            Self::Fear => "fear",
            Self::Threat => "threat",
            Self::Coercion => "coercion",
            Self::Control => "control",
            Self::Stalking => "stalking",
            Self::SelfHarm => "self-harm",
            Self::WillNotStop => "ego-will-not-stop",
            Self::Minor => "minor",
        }
    }

    /// Returns the label of this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|label| label.id() == id)
    }

    /// Returns its place in an entry.
    #[must_use]
    pub fn place(self) -> usize {
        Self::ALL.iter().position(|label| *label == self).unwrap_or(0)
    }
}

/// Labels of what is said of why, with that of nothing.
const STATEMENTS: usize = 1 + StatementKind::ALL.len();

/// The groups of labels that share one softmax: what is said of why, and a no or danger.
pub const GROUPS: [std::ops::Range<usize>; 2] = [0..STATEMENTS, STATEMENTS..Label::ALL.len()];

/// How much one line speaks for each label: the sums of a softmax for each group.
#[derive(Debug, Clone, PartialEq)]
pub struct Scores([f32; Label::ALL.len()]);

impl Scores {
    /// Returns the log odds of a label among those of its group. They rank lines; as probabilities they are too sure.
    #[must_use]
    pub fn log_odds(&self, label: Label) -> f32 {
        let at = label.place();
        let sums = self.group(at);
        let rest = log_sum(sums.iter().copied().filter(|(place, _)| *place != at).map(|(_, sum)| sum));
        self.0[at] - rest
    }

    /// Returns the logarithm of the share of a label among those of its group.
    #[must_use]
    pub fn log_share(&self, label: Label) -> f32 {
        let at = label.place();
        self.0[at] - log_sum(self.group(at).into_iter().map(|(_, sum)| sum))
    }

    /// Returns by how much the likeliest statement is ahead of none, which ranks lines and costs next to nothing.
    #[must_use]
    pub fn statement_lead(&self) -> f32 {
        self.lead(0)
    }

    /// Returns by how much the likeliest no or danger is ahead of none, which ranks lines and costs next to nothing.
    #[must_use]
    pub fn sign_lead(&self) -> f32 {
        self.lead(1)
    }

    /// Returns the sums of no sign and of each sign, in the order of [`Label::ALL`].
    #[must_use]
    pub fn signs(&self) -> &[f32] {
        &self.0[GROUPS[1].clone()]
    }

    fn lead(&self, group: usize) -> f32 {
        let group = &self.0[GROUPS[group].clone()];
        group[1..].iter().copied().fold(f32::NEG_INFINITY, f32::max) - group[0]
    }

    /// Returns the sums of the group of a label, each with its place.
    fn group(&self, at: usize) -> Vec<(usize, f32)> {
        let group = GROUPS.into_iter().find(|group| group.contains(&at)).unwrap_or(0..Label::ALL.len());
        group.map(|place| (place, self.0[place])).collect()
    }

    /// Returns the scores of two parts of one message: what either of them shows.
    fn with(mut self, other: &Self) -> Self {
        for group in GROUPS {
            // Sums are compared by how far they are ahead of nothing.
            let (mine, theirs) = (self.0[group.start], other.0[group.start]);
            for at in group.start + 1..group.end {
                self.0[at] = (self.0[at] - mine).max(other.0[at] - theirs);
            }
            self.0[group.start] = 0.0;
        }
        self
    }
}

/// Returns the logarithm of a sum of exponentials.
pub(crate) fn log_sum(parts: impl Iterator<Item = f32> + Clone) -> f32 {
    let most = parts.clone().fold(f32::NEG_INFINITY, f32::max);
    most + parts.map(|part| (part - most).exp()).sum::<f32>().ln()
}

/// The rows of words and of letters that a line is made of, each by the number of its entry before it is cut to the table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Features {
    /// Rows of one to three words.
    pub words: Vec<u32>,
    /// Rows of two to four letters within a word, its ends among them.
    pub letters: Vec<u32>,
    /// The letters of the word at hand, and the hashes of the words before it.
    word: Vec<u32>,
}

const SEED: u32 = 0x811c_9dc5;
/// Stands for either end of a word.
const END: u32 = 1;

fn mix(hash: u32, part: u32) -> u32 {
    (hash ^ part).wrapping_mul(0x9e37_79b1).rotate_left(13)
}

impl Features {
    /// Takes a line apart; what was there before goes.
    pub fn read(&mut self, line: &str) {
        self.words.clear();
        self.letters.clear();
        self.word.clear();
        let mut last = [SEED; 2];
        for c in line.chars() {
            match c {
                'a'..='z' | '0'..='9' => self.letter(c),
                'A'..='Z' => self.letter(c.to_ascii_lowercase()),
                '\'' | '’' | '‘' | '`' | '´' => {}
                '?' | '؟' | '？' => {
                    self.close(&mut last);
                    self.letter('?');
                    self.close(&mut last);
                }
                _ if c.is_ascii() => self.close(&mut last),
                _ => self.wide(c, &mut last),
            }
        }
        self.close(&mut last);
        self.letter('$');
        self.close(&mut last);
    }

    fn wide(&mut self, c: char, last: &mut [u32; 2]) {
        match c {
            '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' => {}
            // Vowel signs and the virama belong to the word.
            '\u{900}'..='\u{97f}' | '\u{e00}'..='\u{e7f}' => self.letter(c),
            _ if c.is_alphanumeric() => {
                for plain in std::iter::once(c).nfd().filter(|c| !is_combining_mark(*c)) {
                    for small in plain.to_lowercase().filter(|c| !is_combining_mark(*c)) {
                        self.letter(small);
                    }
                }
            }
            _ if is_combining_mark(c) => {}
            // A picture is a word of its own.
            '\u{2190}'.. => {
                self.close(last);
                self.letter(c);
                self.close(last);
            }
            _ => self.close(last),
        }
    }

    /// Adds a letter; beyond two in a row it adds nothing.
    fn letter(&mut self, c: char) {
        let c = u32::from(c);
        if !self.word.ends_with(&[c, c]) {
            self.word.push(c);
        }
    }

    /// Ends a word.
    fn close(&mut self, last: &mut [u32; 2]) {
        /// Letters of a word that are taken apart.
        const LONGEST: usize = 24;
        if self.word.is_empty() {
            return;
        }
        self.word.truncate(LONGEST);
        let whole = self.word.iter().fold(SEED, |hash, letter| mix(hash, *letter));
        let [before, last_but_one] = *last;
        self.words.push(mix(whole, 2));
        self.words.push(mix(mix(before, whole), 3));
        if last_but_one != SEED {
            self.words.push(mix(mix(mix(last_but_one, before), whole), 5));
        }
        *last = [whole, before];
        let length = self.word.len();
        let at = |place: usize| if place == 0 || place > length { END } else { self.word[place - 1] };
        for start in 0..=length {
            let mut hash = mix(SEED, at(start));
            for end in start + 1..(start + 4).min(length + 2) {
                hash = mix(hash, at(end));
                self.letters.push(mix(hash, 7));
            }
        }
        self.word.clear();
    }
}

/// The table.
#[derive(Clone)]
pub struct Table {
    /// Entries, by their place; a power of two.
    entries: Vec<[i8; WIDTH]>,
    /// What one step of each label is worth.
    steps: [f32; Label::ALL.len()],
    bias: [f32; Label::ALL.len()],
    shift: u32,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table").field("entries", &self.entries.len()).finish_non_exhaustive()
    }
}

/// The table that is part of the program cannot be read: a fault of the build.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the table of words cannot be read")]
pub struct TableError;

/// The place of a row of words or letters in a table of so many entries, a power of two.
#[must_use]
pub fn place(feature: u32, entries: usize) -> usize {
    (feature.wrapping_mul(0x85eb_ca6b) >> (32 - entries.trailing_zeros())) as usize
}

impl Table {
    /// Reads the table that is part of the program.
    ///
    /// # Errors
    /// When the program was built with a damaged file.
    pub fn load() -> Result<Self, TableError> {
        Self::from_bytes(EMBEDDED).ok_or(TableError)
    }

    /// Makes a table of weights, one row of them for each entry; they are rounded to 255 steps.
    #[must_use]
    pub fn of_weights(weights: &[[f32; Label::ALL.len()]], bias: [f32; Label::ALL.len()]) -> Self {
        let mut steps = [0.0_f32; Label::ALL.len()];
        for row in weights {
            for (step, weight) in steps.iter_mut().zip(row) {
                *step = step.max(weight.abs() / 127.0);
            }
        }
        let entry = |row: &[f32; Label::ALL.len()]| {
            let mut entry = [0_i8; WIDTH];
            for ((part, weight), step) in entry.iter_mut().zip(row).zip(steps) {
                #[expect(clippy::cast_possible_truncation, reason = "at most 127 steps")]
                if step > 0.0 {
                    *part = (weight / step).round() as i8;
                }
            }
            entry
        };
        let shift = 32 - weights.len().trailing_zeros();
        Self { entries: weights.iter().map(entry).collect(), steps, bias, shift }
    }

    /// Returns the table as the bytes of a file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let numbers = self.steps.iter().chain(&self.bias).flat_map(|number| number.to_le_bytes());
        let mut bytes: Vec<u8> = FORM.iter().copied().chain(numbers).collect();
        bytes.extend(
            self.entries.iter().flat_map(|row| &row[..Label::ALL.len()]).map(|part| part.to_le_bytes()[0]),
        );
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(FORM)?;
        let (numbers, rows) = rest.split_at_checked(Label::ALL.len() * 8)?;
        let mut numbers = numbers.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
        let mut take = || {
            let mut taken = [0.0; Label::ALL.len()];
            for place in &mut taken {
                *place = numbers.next()?;
            }
            Some(taken)
        };
        let (steps, bias) = (take()?, take()?);
        let (rows, rest) = rows.as_chunks::<{ Label::ALL.len() }>();
        if !rest.is_empty() || !rows.len().is_power_of_two() {
            return None;
        }
        let entry = |row: &[u8; Label::ALL.len()]| {
            let mut entry = [0_i8; WIDTH];
            for (part, byte) in entry.iter_mut().zip(row) {
                *part = i8::from_le_bytes([*byte]);
            }
            entry
        };
        let shift = 32 - rows.len().trailing_zeros();
        Some(Self { entries: rows.iter().map(entry).collect(), steps, bias, shift })
    }

    /// Returns how much a line speaks for each label; a long one by its sentences.
    #[must_use]
    pub fn scores(&self, line: &str) -> Scores {
        self.scores_with(line, &mut Features::default())
    }

    /// Returns the same, with room that serves many lines.
    #[must_use]
    pub fn scores_with(&self, line: &str, room: &mut Features) -> Scores {
        if line.len() > LONG && line.split_whitespace().take(LONG + 1).count() > LONG {
            let whole = self.piece(line, room);
            let parts = sentences::split(line).into_iter();
            return parts.fold(whole, |known, part| known.with(&self.piece(&line[part], room)));
        }
        self.piece(line, room)
    }

    fn piece(&self, line: &str, room: &mut Features) -> Scores {
        room.read(line);
        let (words, letters) = (self.sum(&room.words), self.sum(&room.letters));
        let share = |count: usize| 1.0 / (count.max(1) as f32).sqrt();
        let (by_words, by_letters) = (share(room.words.len()), share(room.letters.len()));
        let mut sums = [0.0; Label::ALL.len()];
        for (at, sum) in sums.iter_mut().enumerate() {
            let steps = words[at] as f32 * by_words + letters[at] as f32 * by_letters;
            *sum = self.bias[at] + self.steps[at] * steps;
        }
        Scores(sums)
    }

    fn sum(&self, features: &[u32]) -> [i32; WIDTH] {
        /// So many numbers of at most 127 fit into 16 bits.
        const STRIDE: usize = 256;
        let mut sums = [0_i32; WIDTH];
        for stride in features.chunks(STRIDE) {
            let mut part = [0_i16; WIDTH];
            for feature in stride {
                let entry = &self.entries[(feature.wrapping_mul(0x85eb_ca6b) >> self.shift) as usize];
                for (sum, number) in part.iter_mut().zip(entry) {
                    *sum += i16::from(*number);
                }
            }
            for (sum, part) in sums.iter_mut().zip(part) {
                *sum += i32::from(part);
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        Table::load().expect("the table is part of the program")
    }

    #[test]
    fn a_plain_statement_stands_far_above_everyday_words() {
        let table = table();
        let lead = |line| table.scores(line).statement_lead();
        for said in [
            "I've met someone else, I'm sorry",
            "im not ready for a relationship",
            "we want different things",
        ] {
            for plain in
                ["see you at seven then", "the bus was late again lol", "what are you up to tonight?"]
            {
                assert!(lead(said) > lead(plain) + 2.0, "{said} and {plain}");
            }
        }
    }

    #[test]
    fn a_no_and_danger_are_signs_in_more_than_one_language() {
        let table = table();
        let lead = |line| table.scores(line).sign_lead();
        for sign in [
            "please stop texting me",
            "i will find you and hurt you",
            "no me escribas más",
            "lass mich in ruhe",
        ] {
            assert!(lead(sign) > lead("see you at seven then") + 2.0, "{sign}");
        }
    }

    #[test]
    fn one_sentence_of_a_long_message_is_not_diluted() {
        let long = "so the train was late and then the dog got out and we ran around the whole park for an hour. \
                    I've met someone else. anyway the soup was lovely and the weather held up until the evening";
        let scores = table().scores(long);
        assert!(scores.log_odds(Label::Says(StatementKind::SomeoneElse)) > 0.0);
    }

    #[test]
    fn writing_and_reading_a_table_changes_nothing() {
        let table = table();
        let again = Table::from_bytes(&table.to_bytes()).expect("it was written just now");
        let line = "it's not you, it's me";
        assert_eq!(table.scores(line), again.scores(line));
        assert!(Table::from_bytes(&table.to_bytes()[..1000]).is_none());
    }

    #[test]
    fn labels_have_places_and_names_of_their_own() {
        for (at, label) in Label::ALL.into_iter().enumerate() {
            assert_eq!((label.place(), Label::from_id(label.id())), (at, Some(label)));
        }
    }

    #[test]
    fn a_line_without_words_is_read_too() {
        for line in ["", "   ", "!!!", "👍", "\u{200b}"] {
            assert!(table().scores(line).statement_lead().is_finite());
        }
    }
}
