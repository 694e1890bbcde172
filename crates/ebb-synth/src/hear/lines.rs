//! Invented lines of chats, each with what it says, and what that asks of the two groups of labels.

use std::collections::BTreeSet;

use ebb::cue::{CueId, Lexicon};
use ebb::statement::StatementKind;
use ebb_text::table::{GROUPS, Label};

/// What a line is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Everyday words.
    Everyday,
    /// No no and no danger, whatever else it says.
    Harmless,
    /// Something about why.
    Says(StatementKind),
    /// Something about an ex; which is not told.
    SaysEx,
    /// A no, how plain is not told.
    No,
    /// Danger, of which kind is not told.
    Danger,
    /// A no or danger of a kind.
    Sign(Label),
    /// Strain or plans that fall through: maybe busy, maybe nothing.
    MayBeBusy,
    /// A clash: maybe put off, maybe nothing.
    MayBePutOff,
}

impl Kind {
    /// Returns the kind of this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Some(match id {
            "none" => Self::Everyday,
            "harmless" => Self::Harmless,
            _ if id.starts_with("ok-") => Self::Harmless,
            "ex" => Self::SaysEx,
            "no" | "no-misspelt" | "no-odd" | "no-reported" => Self::No,
            "no-legal" => Self::Sign(Label::NoDirect),
            "blackmail" | "violence" => Self::Sign(Label::Threat),
            "danger" => Self::Danger,
            _ => match StatementKind::from_id(id) {
                Some(kind) => Self::Says(kind),
                None => Self::Sign(Label::from_id(id)?),
            },
        })
    }

    /// Returns the labels that a line of this kind may show, by group; all of a group where nothing is known of it.
    #[must_use]
    pub fn labels(self) -> [Vec<usize>; 2] {
        use StatementKind as Says;
        let places = |labels: &[Label]| labels.iter().map(|label| label.place()).collect::<Vec<usize>>();
        let any = |group: usize| GROUPS[group].clone().collect::<Vec<usize>>();
        let no_statement = || places(&[Label::NoStatement]);
        match self {
            Self::Everyday => [no_statement(), places(&[Label::NoSign])],
            Self::Harmless => [any(0), places(&[Label::NoSign])],
            Self::Says(kind) => {
                // Some statements are a soft no as well.
                let is_end = matches!(
                    kind,
                    Says::SomeoneElse
                        | Says::BackWithEx
                        | Says::NoSpark
                        | Says::NotReady
                        | Says::DifferentWants
                        | Says::TooFast
                        | Says::PoliteExit
                );
                let signs: &[Label] = if is_end { &[Label::NoSign, Label::NoSoft] } else { &[Label::NoSign] };
                [places(&[Label::Says(kind)]), places(signs)]
            }
            Self::SaysEx => {
                let kinds = [Label::Says(Says::BackWithEx), Label::Says(Says::HurtingFromEx)];
                [places(&kinds), places(&[Label::NoSign])]
            }
            Self::MayBeBusy => {
                let kinds = [Says::BusyNamed, Says::BusyVague, Says::IllnessOrLoss].map(Label::Says);
                [[places(&kinds), no_statement()].concat(), places(&[Label::NoSign])]
            }
            Self::MayBePutOff => {
                [places(&[Label::NoStatement, Label::Says(Says::PutOff)]), places(&[Label::NoSign])]
            }
            Self::No => [any(0), places(&[Label::NoDirect, Label::NoSoft])],
            Self::Sign(Label::NoSoft) => [any(0), places(&[Label::NoSoft])],
            Self::Sign(Label::NoDirect) => {
                let may = [Label::NoStatement, Label::Says(Says::PoliteExit)];
                [places(&may), places(&[Label::NoDirect])]
            }
            Self::Sign(label) => [no_statement(), places(&[label])],
            Self::Danger => {
                let signs = [
                    Label::Fear,
                    Label::Threat,
                    Label::Coercion,
                    Label::Control,
                    Label::Stalking,
                    Label::SelfHarm,
                    Label::WillNotStop,
                ];
                [no_statement(), places(&signs)]
            }
        }
    }
}

/// Who wrote a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// The other person.
    Alter,
    /// The user.
    Ego,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HearLine {
    /// Its words.
    pub text: String,
    /// Who wrote it.
    pub by: By,
    /// What it is.
    pub kind: Kind,
    /// Code of two letters of its language.
    pub language: String,
    /// Whether it says so plainly, where that is told.
    pub plain: Option<bool>,
    /// Who invented it.
    pub hand: String,
}

/// The invented lines of this crate, by what they are.
const FILES: [&str; 4] = [
    include_str!("../../lines/safety/lines.jsonl"),
    include_str!("../../lines/hear/statements.jsonl"),
    include_str!("../../lines/hear/safety.jsonl"),
    include_str!("../../lines/hear/everyday.jsonl"),
];

/// Sentences of invented accounts, by what they tell.
const TOLD: &str = include_str!("../../lines/safety/sentences.jsonl");

/// Threads of ordinary talk of the example conversation.
const TALK: &str = include_str!("../../lines/demo/before.txt");

/// The hand of lines that stand in `content/cues/` and in the example conversation.
pub const CONTENT: &str = "content";

/// Returns all lines that heads and table may learn from.
///
/// # Errors
/// When a file of this crate is damaged.
pub fn known_lines(lexicon: &Lexicon) -> Result<Vec<HearLine>, LineError> {
    let mut lines = Vec::new();
    let mut known = BTreeSet::new();
    for file in FILES {
        lines.extend(read_lines(file)?.into_iter().filter(|line| known.insert(line.text.clone())));
    }
    let of = |text: &str, kind| HearLine {
        text: text.to_owned(),
        by: By::Alter,
        kind,
        language: "en".to_owned(),
        plain: None,
        hand: CONTENT.to_owned(),
    };
    for rules in &lexicon.cues {
        if let Some(kind) = kind_of(rules.id) {
            lines.extend(rules.phrasings.iter().map(|line| of(line, kind)));
        }
    }
    lines.extend(lexicon.neutral.iter().map(|line| of(line, Kind::Everyday)));
    let said = TALK.lines().filter_map(|row| row.strip_prefix(['1', '2'])).flat_map(|row| row.split(" | "));
    let whole = said.filter(|words| !words.contains(['{', '\\']) && !words.starts_with('+'));
    lines.extend(whole.map(|words| of(words.trim(), Kind::Everyday)));
    Ok(lines)
}

/// Returns sentences of accounts, each with what it tells of a no, danger and youth.
///
/// # Errors
/// When the file of this crate is damaged.
pub fn told_sentences() -> Result<Vec<HearLine>, LineError> {
    read_lines(TOLD)
}

/// Returns what the phrasings of a cue say; `None` where they say too little of it.
fn kind_of(cue: CueId) -> Option<Kind> {
    use StatementKind as Says;
    Some(match cue {
        CueId::BusyVague => Kind::Says(Says::BusyVague),
        CueId::NotReady => Kind::Says(Says::NotReady),
        CueId::Space | CueId::TooFast => Kind::Says(Says::TooFast),
        CueId::NoSpark | CueId::Friends => Kind::Says(Says::NoSpark),
        CueId::SeeingSomeone => Kind::Says(Says::SomeoneElse),
        CueId::Casual => Kind::Says(Says::Casual),
        CueId::Ex => Kind::SaysEx,
        CueId::DifferentAims => Kind::Says(Says::DifferentWants),
        CueId::ClosedOff => Kind::Says(Says::ClosedOff),
        CueId::BadAtTexting => Kind::Says(Says::BadAtTexting),
        CueId::PutOff => Kind::Says(Says::PutOff),
        CueId::ClearNoDirect => Kind::Sign(Label::NoDirect),
        CueId::ClearNoSoft => Kind::Sign(Label::NoSoft),
        CueId::BusySpecific | CueId::Stress | CueId::Cancel | CueId::CancelWithTime => Kind::MayBeBusy,
        CueId::Conflict => Kind::MayBePutOff,
        CueId::Plan
        | CueId::PlanKept
        | CueId::Warmth
        | CueId::QuestionBack
        | CueId::Closeness
        | CueId::FutureTalk => Kind::Everyday,
        CueId::LabelTalk
        | CueId::Reassurance
        | CueId::Sexual
        | CueId::Threat
        | CueId::Control
        | CueId::MoneySecret
        | CueId::SelfHarm
        | CueId::Under18 => return None,
    })
}

/// A row of lines that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("row {row} is no object with `text`, `by` (alter, ego) and a known `kind`")]
pub struct LineError {
    /// Row, from 1.
    pub row: usize,
}

/// Reads one object a row: `text`, `by`, `kind`, and maybe `lang`, `plain`, `hand`.
///
/// # Errors
/// When a row is of another form.
pub fn read_lines(rows: &str) -> Result<Vec<HearLine>, LineError> {
    let of = |row: &str| {
        let value: serde_json::Value = serde_json::from_str(row).ok()?;
        let field = |key: &str| value.get(key).and_then(serde_json::Value::as_str);
        Some(HearLine {
            text: field("text")?.to_owned(),
            by: match field("by")? {
                "alter" => By::Alter,
                "ego" => By::Ego,
                _ => return None,
            },
            kind: Kind::from_id(field("kind")?)?,
            language: field("lang").unwrap_or("en").to_owned(),
            plain: value.get("plain").and_then(serde_json::Value::as_bool),
            hand: field("hand").unwrap_or("").to_owned(),
        })
    };
    let rows = rows.lines().enumerate().filter(|(_, row)| !row.trim().is_empty());
    rows.map(|(at, row)| of(row).ok_or(LineError { row: at + 1 })).collect()
}
