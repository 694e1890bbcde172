//! What a piece of a message says about why: table, encoder and rules weighed together.
//!
//! Each of the three gives its part: the table knows wordings, the encoder meanings, the rules phrases that were thought
//! through. Their logarithms are added with weights that were fitted on lines of a hand that none of them had learned
//! from, and a softmax makes shares of the sums.
//! What is asked, denied, or told of somebody else is taken down: see `is_of_others`.

use ebb::cue::{CueId, StatementSettings};
use ebb::statement::StatementKind;

use crate::heads::HeadError;
use crate::table::{Label, Scores};
use crate::vector::{DIMENSIONS, Vector};

static EMBEDDED: &[u8] = include_bytes!("../model/statements.bin");
const FORM: &[u8; 17] = b"ebb-statements-1\n";

/// Kinds of statements, and none before them.
pub const KINDS: usize = 1 + StatementKind::ALL.len();

/// Logarithms of the shares of none and of each kind, in the order of [`StatementKind::ALL`].
pub type LogShares = [f32; KINDS];

/// A softmax over vectors of the sentence encoder: how much the meaning of a line speaks for each kind.
#[derive(Debug, Clone, PartialEq)]
pub struct StatementHeads {
    /// One row of weights for none and for each kind, with its bias last.
    rows: Vec<[f32; DIMENSIONS + 1]>,
}

impl StatementHeads {
    /// Reads the heads that are part of the program.
    ///
    /// # Errors
    /// When the program was built with a damaged file.
    pub fn embedded() -> Result<Self, HeadError> {
        let numbers = EMBEDDED.strip_prefix(FORM).ok_or(HeadError::Damaged)?.as_chunks::<4>().0;
        let numbers: Vec<f32> = numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        Self::of(&numbers).ok_or(HeadError::Damaged)
    }

    /// Makes heads of numbers: for none and for each kind its weights, then its bias. `None` where their number is another.
    #[must_use]
    pub fn of(numbers: &[f32]) -> Option<Self> {
        let (rows, rest) = numbers.as_chunks::<{ DIMENSIONS + 1 }>();
        let is_whole = rest.is_empty() && rows.len() == KINDS;
        is_whole.then(|| Self { rows: rows.to_vec() })
    }

    /// Returns the heads as the bytes of a file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let numbers = self.rows.iter().flat_map(|row| row.iter());
        FORM.iter().copied().chain(numbers.flat_map(|number| number.to_le_bytes())).collect()
    }

    /// Returns how much a line speaks for none and for each kind.
    #[must_use]
    pub fn log_shares(&self, vector: &Vector) -> LogShares {
        let mut sums = [0.0; KINDS];
        for (sum, row) in sums.iter_mut().zip(&self.rows) {
            let weights = row.iter().zip(vector.components());
            *sum = row[DIMENSIONS] + weights.map(|(weight, part)| weight * part).sum::<f32>();
        }
        normalised(sums)
    }
}

/// Returns sums as logarithms of shares.
fn normalised(mut sums: LogShares) -> LogShares {
    let most = sums.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let whole = most + sums.iter().map(|sum| (sum - most).exp()).sum::<f32>().ln();
    for sum in &mut sums {
        *sum -= whole;
    }
    sums
}

/// Returns what the table says of each kind.
#[must_use]
pub fn table_shares(scores: &Scores) -> LogShares {
    let mut shares = [scores.log_share(Label::NoStatement); KINDS];
    for (share, kind) in shares[1..].iter_mut().zip(StatementKind::ALL) {
        *share = scores.log_share(Label::Says(*kind));
    }
    shares
}

/// What is known of one piece of a message.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    /// Its words.
    pub words: &'a str,
    /// What the table says.
    pub table: &'a LogShares,
    /// What the encoder says, where it read the piece.
    pub encoder: Option<&'a LogShares>,
    /// What rules found in it.
    pub rules: &'a [CueId],
}

/// Returns the probability of each kind, likeliest first.
#[must_use]
pub fn weigh(piece: &Piece<'_>, settings: &StatementSettings) -> Vec<(StatementKind, f64)> {
    #[expect(clippy::cast_possible_truncation, reason = "weights of a few units")]
    let of = |weight: f64| weight as f32;
    let mut sums = [0.0_f32; KINDS];
    for (at, sum) in sums.iter_mut().enumerate() {
        *sum = match piece.encoder {
            Some(encoder) => of(settings.table) * piece.table[at] + of(settings.encoder) * encoder[at],
            None => of(settings.table_alone) * piece.table[at],
        };
    }
    sums[0] -= of(settings.some);
    for (sum, kind) in sums[1..].iter_mut().zip(StatementKind::ALL) {
        if piece.rules.iter().any(|cue| kinds_of(*cue).contains(kind)) {
            *sum += of(settings.rule);
        }
    }
    if is_asked(piece.words) {
        sums[0] += of(settings.doubt);
    }
    if is_of_others(piece.words) {
        for (sum, kind) in sums[1..].iter_mut().zip(StatementKind::ALL) {
            if !may_be_of_others(*kind) {
                *sum -= of(settings.doubt);
            }
        }
    }
    let shares = normalised(sums);
    let mut kinds: Vec<(StatementKind, f64)> = StatementKind::ALL
        .iter()
        .zip(&shares[1..])
        .map(|(kind, share)| (*kind, f64::from(share.exp())))
        .collect();
    kinds.sort_by(|a, b| b.1.total_cmp(&a.1));
    kinds
}

/// Returns the kinds that a cue speaks for.
#[must_use]
pub fn kinds_of(cue: CueId) -> &'static [StatementKind] {
    use StatementKind as Says;
    match cue {
        CueId::SeeingSomeone => &[Says::SomeoneElse],
        CueId::Ex => &[Says::HurtingFromEx, Says::BackWithEx],
        CueId::NoSpark | CueId::Friends => &[Says::NoSpark],
        CueId::NotReady => &[Says::NotReady],
        CueId::DifferentAims => &[Says::DifferentWants],
        CueId::TooFast | CueId::Space => &[Says::TooFast],
        CueId::PutOff => &[Says::PutOff],
        CueId::ClosedOff => &[Says::ClosedOff],
        CueId::Casual => &[Says::Casual],
        CueId::BusySpecific => &[Says::BusyNamed, Says::IllnessOrLoss],
        CueId::BusyVague => &[Says::BusyVague],
        CueId::BadAtTexting => &[Says::BadAtTexting],
        CueId::ClearNoSoft
        | CueId::Plan
        | CueId::PlanKept
        | CueId::CancelWithTime
        | CueId::Cancel
        | CueId::Warmth
        | CueId::QuestionBack
        | CueId::Stress
        | CueId::Conflict
        | CueId::Closeness
        | CueId::LabelTalk
        | CueId::FutureTalk
        | CueId::Reassurance
        | CueId::Sexual
        | CueId::ClearNoDirect
        | CueId::Threat
        | CueId::Control
        | CueId::MoneySecret
        | CueId::SelfHarm
        | CueId::Under18 => &[],
    }
}

/// Returns whether somebody else's illness, work or move is alter's own reason as well.
fn may_be_of_others(kind: StatementKind) -> bool {
    matches!(kind, StatementKind::IllnessOrLoss | StatementKind::BusyNamed | StatementKind::Distance)
}

/// Words with which a question to the other person begins.
const ASKS: [&str; 20] = [
    "do", "did", "does", "are", "is", "was", "were", "have", "has", "had", "would", "will", "what", "why",
    "how", "who", "when", "where", "am", "should",
];

/// Returns whether a piece only asks: "do you need space?" is no wish for space.
fn is_asked(words: &str) -> bool {
    // A kiss or a smile may stand behind the question.
    let is_behind = |c: char| c != '?' && (!c.is_alphanumeric() || matches!(c, 'x' | 'X'));
    let Some(end) = words.trim_end_matches(is_behind).strip_suffix('?') else {
        return false;
    };
    let last = end.rsplit(['.', '!', '?', '\n']).next().unwrap_or(end);
    let first = last.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or("");
    ASKS.contains(&first.to_lowercase().as_str()) && last.len() == end.len()
}

/// People of whom others tell.
const OTHERS: [&str; 34] = [
    "sister",
    "brother",
    "mum",
    "mom",
    "dad",
    "mother",
    "father",
    "friend",
    "mate",
    "flatmate",
    "roommate",
    "housemate",
    "cousin",
    "boss",
    "neighbour",
    "neighbor",
    "colleague",
    "coworker",
    "aunt",
    "uncle",
    "nephew",
    "niece",
    "son",
    "daughter",
    "kid",
    "nan",
    "gran",
    "grandma",
    "grandad",
    "bestie",
    "landlord",
    "manager",
    "bro",
    "sis",
];

/// Returns whether a piece is told of somebody else: "my sister met someone". The subject must be theirs, and the one who
/// writes must not come up again.
fn is_of_others(words: &str) -> bool {
    let words: Vec<String> = words
        .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .filter(|word| !word.is_empty())
        .map(|word| word.to_lowercase().replace('’', "'"))
        .collect();
    let of_whom = |word: &str| matches!(word, "my" | "your" | "his" | "her" | "our" | "the");
    let person = |word: &str| {
        let word = word.trim_end_matches("'s").trim_end_matches('s');
        OTHERS.iter().any(|other| other.trim_end_matches('s') == word)
    };
    // The person stands first, maybe after "so" or "best".
    let begins = (0..2.min(words.len()))
        .any(|at| of_whom(&words[at]) && words[at + 1..].iter().take(2).any(|word| person(word)));
    let speaks = words.iter().skip(2).any(|word| {
        matches!(
            word.as_str(),
            "i" | "i'm" | "im" | "i've" | "ive" | "i'll" | "me" | "we" | "we're" | "us" | "you"
        )
    });
    begins && !speaks
}

#[cfg(test)]
mod tests {
    use super::{is_asked, is_of_others};

    #[test]
    fn a_question_to_the_other_is_only_asked() {
        assert!(is_asked("do you need space?"));
        assert!(is_asked("Are you seeing anyone else? x"));
        assert!(!is_asked("can we slow down a bit?"));
        assert!(!is_asked("I met someone. are you ok?"));
        assert!(!is_asked("I need space"));
    }

    #[test]
    fn what_happened_to_others_is_of_others() {
        assert!(is_of_others("my sister met someone on that app"));
        assert!(is_of_others("my best friend got back with her ex"));
        assert!(!is_of_others("my friends say I'm not over my ex"));
        assert!(!is_of_others("i met someone"));
        assert!(!is_of_others("my ex and I are back together"));
    }
}
