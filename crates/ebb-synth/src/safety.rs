//! How well a no, danger and the young are heard: in lines, and in a chat of 300 lines of one person.
//!
//! Every line of a class is put among 299 others of the same person: some look-alikes of the same language, the rest
//! everyday ones. It is heard when it is stated, or stands among the lines that the user is asked about, whatever the
//! other lines of that chat may look like. Where each line stands, and who is beside it, is drawn from a seed.
//! Lines of one file and background of another hand's: nothing is measured on lines that ranked themselves.

use std::collections::BTreeMap;

use ebb::cue::Lexicon;
use ebb::dyad::Role;
use ebb::gate::SuspectKind;
use ebb::heard::{NoStrength, SafetyKind};
use ebb::safety::{SafetySettings, Sign};
use ebb_text::heads::{HeadError, read_as_heads_do};
use ebb_text::multilingual::Encoder;
use ebb_text::safety::{Ear, Room, Second, SignHeads, Sounds};
use ebb_text::table::Table;
use rand::seq::SliceRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// Lines of one person in a chat.
const CHAT: usize = 300;
/// Chats in which nothing is wrong, and look-alikes in each.
const CALM_CHATS: usize = 100;
const CALM_ALIKE: usize = 3;

/// One line with what a careful reader says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SafetyLine {
    /// Its words.
    pub text: String,
    /// Who wrote it.
    pub by: Role,
    /// The class: `no-direct`, `threat`, `harmless` and so on.
    pub kind: String,
    /// The language, by two letters.
    pub language: String,
}

/// A row that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("row {row} is no object with text, by, kind and lang")]
pub struct SafetyLineError {
    /// Row, from 1.
    pub row: usize,
}

/// Reads lines, one JSON object a row.
///
/// # Errors
/// When a row is of another form.
pub fn read_safety_lines(text: &str) -> Result<Vec<SafetyLine>, SafetyLineError> {
    let rows = text.lines().enumerate().filter(|(_, row)| !row.trim().is_empty());
    rows.map(|(at, row)| safety_line(row).ok_or(SafetyLineError { row: at + 1 })).collect()
}

fn safety_line(row: &str) -> Option<SafetyLine> {
    let value: serde_json::Value = serde_json::from_str(row).ok()?;
    let field = |name: &str| value.get(name)?.as_str().map(str::to_owned);
    let by = match field("by")?.as_str() {
        "alter" | "them" => Role::Alter,
        "ego" | "me" => Role::Ego,
        _ => return None,
    };
    let language = field("lang").unwrap_or_else(|| "en".to_owned());
    Some(SafetyLine { text: field("text")?, by, kind: field("kind")?, language })
}

/// Returns what a class is about; none for look-alikes, and for reasons that are no no.
#[must_use]
pub fn case_of(kind: &str) -> Option<SuspectKind> {
    match kind {
        "no-direct" | "no-indirect" | "no-misspelt" | "no-legal" | "no-odd" | "no-reported" => {
            Some(SuspectKind::No)
        }
        "blackmail" | "coercion" | "control" | "fear" | "self-harm" | "stalking" | "threat" | "violence"
        | "ego-will-not-stop" => Some(SuspectKind::Danger),
        "minor" => Some(SuspectKind::Minor),
        _ => None,
    }
}

/// Stands for the lines of both people.
const BOTH: &str = "both";

fn case_name(case: SuspectKind) -> &'static str {
    match case {
        SuspectKind::No => "A NO",
        SuspectKind::Danger => "DANGER",
        SuspectKind::Minor => "MINOR",
    }
}

/// What came of the lines of one class.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recall {
    /// Lines.
    pub lines: usize,
    /// Those stated as what they are.
    pub stated: usize,
    /// Those stated or asked about.
    pub heard: usize,
}

/// What came of it all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SafetyScores {
    /// By class, language group (`en` or `other`) and person.
    pub recall: BTreeMap<(String, String, &'static str), Recall>,
    /// Look-alikes by language, and those of them in which something was stated.
    pub stated_wrongly: BTreeMap<String, (usize, usize)>,
    /// Chats in which nothing is wrong, and those of them in which something was stated.
    pub calm: (usize, usize),
    /// Lines that were neither stated nor asked about, with their class and language.
    pub missed: Vec<(String, String, String)>,
    /// Look-alikes in which something was stated, with the sign and language.
    pub false_lines: Vec<(String, String, String)>,
}

/// What listens, with all its ears.
#[derive(Debug)]
pub struct Listener<'a> {
    /// Phrases.
    pub ear: Ear,
    /// The table of words.
    pub table: Table,
    /// Heads on the vectors of both encoders.
    pub heads: SignHeads,
    /// The multilingual encoder.
    pub encoder: Encoder,
    /// Content, by which the English encoder reads.
    pub lexicon: &'a Lexicon,
}

/// What a line sounds like to each ear in turn: phrases and table, its meaning, and to the English encoder too.
struct Heard {
    first: Sounds,
    meaning: Sounds,
    last: Sounds,
}

impl Listener<'_> {
    fn hear(&self, lines: &[SafetyLine]) -> Result<Vec<Heard>, HeadError> {
        let words: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        let meaning = self.encoder.encode(&words);
        let english: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].language == "en").collect();
        let english_words: Vec<&str> = english.iter().map(|at| words[*at]).collect();
        let vectors = read_as_heads_do(self.lexicon, &english_words).map_err(HeadError::Encoder)?;
        let mut room = Room::default();
        let mut of = |at: usize| {
            let text = words[at];
            let mut by = |second| self.ear.hear(text, Some(second), &mut room);
            let heard = self.heads.hear(text, &meaning[at], None);
            let both = english.binary_search(&at).ok().map(|place| &vectors[place]);
            Heard {
                first: by(Second::of(&self.table.scores(text))),
                meaning: by(heard),
                last: by(self.heads.hear(text, &meaning[at], both)),
            }
        };
        Ok((0..lines.len()).map(&mut of).collect())
    }
}

/// Returns the score of the first line of a chat, and how many lines stand above it, as the reader of chats ranks them.
fn rank(chat: &[&Heard], old: &[f64], settings: &SafetySettings) -> (f64, usize) {
    let score = |at: usize, of: fn(&Heard) -> &Sounds| of(chat[at]).score - old[at];
    let mut order: Vec<usize> = (0..chat.len()).collect();
    let sort = |order: &mut Vec<usize>, of: fn(&Heard) -> &Sounds, most: usize| {
        order.sort_by(|a, b| score(*b, of).total_cmp(&score(*a, of)));
        order.truncate(most);
    };
    sort(&mut order, |heard| &heard.first, settings.by_meaning);
    sort(&mut order, |heard| &heard.meaning, settings.by_meaning);
    let close = settings.by_both.min(order.len());
    let mut scores: Vec<(usize, f64)> = order
        .iter()
        .enumerate()
        .map(|(place, at)| {
            (
                *at,
                if place < close {
                    score(*at, |heard| &heard.last)
                } else {
                    score(*at, |heard| &heard.meaning)
                },
            )
        })
        .collect();
    scores.sort_by(|a, b| b.1.total_cmp(&a.1));
    let place = scores.iter().position(|(at, _)| *at == 0);
    place.map_or((f64::NEG_INFINITY, chat.len()), |place| (scores[place].1, place))
}

/// Returns whether lines of a class only look like a no or danger.
fn is_harmless(kind: &str) -> bool {
    kind == "harmless" || kind.starts_with("ok-")
}

/// Scores lines against everyday ones, of the same language where there are some, and so many look-alikes.
///
/// # Errors
/// When the English encoder cannot be used.
pub fn score_safety(
    listener: &Listener<'_>,
    lines: &[SafetyLine],
    everyday: &[SafetyLine],
    alike_lines: usize,
) -> Result<SafetyScores, HeadError> {
    let settings = &listener.lexicon.safety.settings;
    let heard = listener.hear(lines)?;
    let calm = listener.hear(everyday)?;
    // A chat of another language stands among everyday lines of all of them: of each alone there are too few.
    let around = |language: &str| -> Vec<usize> {
        let is_english = language == "en";
        let own: Vec<usize> =
            (0..calm.len()).filter(|at| (everyday[*at].language == "en") == is_english).collect();
        if own.is_empty() { (0..calm.len()).collect() } else { own }
    };
    let alike = |by: Role, language: &str| -> Vec<usize> {
        let fits = |line: &SafetyLine| is_harmless(&line.kind) && line.by == by;
        let of = |own: bool| {
            (0..lines.len()).filter(move |at| fits(&lines[*at]) && (lines[*at].language == language) == own)
        };
        of(true).chain(of(false)).collect()
    };
    let mut scores = SafetyScores::default();
    let mut random = ChaCha8Rng::seed_from_u64(7);
    for (at, line) in lines.iter().enumerate() {
        let Some(case) = case_of(&line.kind) else { continue };
        // A no of the user's own is not asked about.
        if case == SuspectKind::No && line.by == Role::Ego {
            continue;
        }
        let mut beside = alike(line.by, &line.language);
        beside.truncate(alike_lines * 2);
        beside.shuffle(&mut random);
        beside.truncate(alike_lines);
        let behind =
            |random: &mut ChaCha8Rng| (1.0 + random.random_range(0..CHAT) as f64 / settings.depth).log2();
        let chat: Vec<&Heard> = std::iter::once(&heard[at])
            .chain(beside.iter().map(|at| &heard[*at]))
            .chain({
                let mut around = around(&line.language);
                around.shuffle(&mut random);
                around.truncate(CHAT - 1 - beside.len());
                around.into_iter().map(|at| &calm[at])
            })
            .collect();
        let old: Vec<f64> = chat.iter().map(|_| behind(&mut random)).collect();
        let (own, higher) = rank(&chat, &old, settings);
        let last = &heard[at].last;
        let is_stated = last.signs.iter().any(|sound| sound.is_stated && SuspectKind::of(sound.sign) == case);
        // As the reader of chats does: of an age only what is surer is asked about.
        let asked_sign = last.signs.first().map(|sound| sound.sign);
        let is_age = matches!(asked_sign, Some(Sign::Minor | Sign::MinorOther));
        let min_score = if is_age { settings.asks_age } else { settings.asks };
        let is_asked = own >= min_score && higher < settings.most_asked;
        let group = if line.language == "en" { "en" } else { "other" };
        let name = case_name(case).to_owned();
        let mut keys =
            vec![(line.kind.clone(), group.to_owned(), line.by.id()), (name.clone(), group.to_owned(), BOTH)];
        if group == "other" {
            keys.push((name, line.language.clone(), BOTH));
        }
        for key in keys {
            let row = scores.recall.entry(key).or_default();
            row.lines += 1;
            row.stated += usize::from(is_stated);
            row.heard += usize::from(is_stated || is_asked);
        }
        if !is_stated && !is_asked {
            scores.missed.push((line.kind.clone(), line.language.clone(), line.text.clone()));
        }
    }
    for (line, sounds) in lines.iter().zip(&heard).filter(|(line, _)| is_harmless(&line.kind)) {
        let sounds = &sounds.last;
        let row = scores.stated_wrongly.entry(line.language.clone()).or_default();
        row.0 += 1;
        if let Some(sound) = sounds.signs.iter().find(|sound| sound.is_stated) {
            row.1 += 1;
            scores.false_lines.push((sound.sign.id().to_owned(), line.language.clone(), line.text.clone()));
        }
    }
    let alikes: Vec<&Sounds> = lines
        .iter()
        .zip(&heard)
        .filter(|(line, _)| is_harmless(&line.kind) && line.language == "en")
        .map(|(_, heard)| &heard.last)
        .collect();
    let is_stated = |sounds: &Sounds| sounds.signs.iter().any(|sound| sound.is_stated);
    let english = around("en");
    for _ in 0..CALM_CHATS {
        let mut wrong = (0..CHAT - CALM_ALIKE)
            .any(|_| is_stated(&calm[english[random.random_range(0..english.len())]].last));
        for _ in 0..CALM_ALIKE.min(alikes.len()) {
            wrong |= is_stated(alikes[random.random_range(0..alikes.len())]);
        }
        scores.calm.0 += 1;
        scores.calm.1 += usize::from(wrong);
    }
    Ok(scores)
}

/// Writes the scores as tables.
#[must_use]
#[expect(clippy::format_push_string, reason = "a table of a few lines")]
pub fn safety_tables(scores: &SafetyScores) -> String {
    let share = |part: usize, of: usize| if of == 0 { 0.0 } else { part as f64 / of as f64 };
    let mut out = String::from("class               lang   by     lines  stated  heard\n");
    for ((kind, language, by), row) in &scores.recall {
        let (stated, heard) = (share(row.stated, row.lines), share(row.heard, row.lines));
        out += &format!("{kind:<19} {language:<6} {by:<6} {:>5}   {stated:.3}  {heard:.3}\n", row.lines);
    }
    out += "\nlook-alikes in which something is stated\n";
    for (language, (lines, wrong)) in &scores.stated_wrongly {
        out += &format!("{language:<6} {wrong} of {lines}\n");
    }
    out += &format!(
        "harmless English chats of {CHAT} lines in which something is stated: {} of {}\n",
        scores.calm.1, scores.calm.0
    );
    out
}

/// Returns the lines of the example conversation: everyday words of two people.
#[must_use]
pub fn everyday_lines() -> Vec<SafetyLine> {
    let files = ebb_content::embedded_files();
    let chat = files.get("demo/dana-and-alex.txt").copied().unwrap_or("");
    let said = chat.lines().filter_map(|line| Some(line.split_once(" - ")?.1.split_once(": ")?.1.to_owned()));
    let line =
        |text| SafetyLine { text, by: Role::Alter, kind: "none".to_owned(), language: "en".to_owned() };
    said.map(line).collect()
}

/// An account with what a careful reader says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SafetyStory {
    /// Its words.
    pub text: String,
    /// `direct`, `soft`, or none.
    pub no: Option<String>,
    /// The kind of danger, or none.
    pub danger: Option<String>,
    /// Whether one of the two is under 18.
    pub minor: bool,
}

/// Reads accounts, one JSON object a row.
///
/// # Errors
/// When a row is of another form.
pub fn read_safety_stories(text: &str) -> Result<Vec<SafetyStory>, SafetyLineError> {
    let rows = text.lines().enumerate().filter(|(_, row)| !row.trim().is_empty());
    rows.map(|(at, row)| {
        let value: serde_json::Value =
            serde_json::from_str(row).map_err(|_| SafetyLineError { row: at + 1 })?;
        let field = |name: &str| value.get(name).and_then(serde_json::Value::as_str).map(str::to_owned);
        Ok(SafetyStory {
            text: field("text").ok_or(SafetyLineError { row: at + 1 })?,
            no: field("no"),
            danger: field("danger"),
            minor: value.get("minor").and_then(serde_json::Value::as_bool).unwrap_or(false),
        })
    })
    .collect()
}

/// Returns the words of the accounts of this crate in which nobody says no, is in danger or under 18.
///
/// # Errors
/// When a file of this crate is damaged.
pub fn calm_accounts() -> Result<Vec<String>, SafetyLineError> {
    let stories = read_safety_stories(include_str!("../lines/safety/stories.jsonl"))?;
    let is_calm = |story: &SafetyStory| story.no.is_none() && story.danger.is_none() && !story.minor;
    Ok(stories.into_iter().filter(is_calm).map(|story| story.text).collect())
}

/// What came of accounts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoryScores {
    /// By what is in them: accounts, those in which it was taken, those in which it was taken or asked.
    pub recall: BTreeMap<&'static str, Recall>,
    /// Accounts without one, and those of them in which one was taken, and asked.
    pub wrongly: BTreeMap<&'static str, Recall>,
    /// What was missed or wrong, in words.
    pub each: Vec<String>,
}

/// Scores what is understood of accounts.
///
/// # Errors
/// When the model cannot be run.
pub fn score_safety_stories(
    reader: &ebb_text::story::Reader,
    stories: &[SafetyStory],
) -> Result<StoryScores, ebb_text::EncoderError> {
    let mut scores = StoryScores::default();
    for story in stories {
        let account = reader.understand(&story.text)?;
        let taken = account.heard(&account.presumed());
        let asked = |kind: SuspectKind| account.suspects().iter().any(|suspect| suspect.kind == kind);
        let is_danger = |kind: SafetyKind| kind.is_danger() || kind == SafetyKind::ContactAfterNo;
        let direct = taken.clear_no.as_ref().is_some_and(|no| no.strength == NoStrength::Direct);
        let rows = [
            ("no, plain", "no, plain", story.no.as_deref() == Some("direct"), direct, SuspectKind::No),
            (
                "no, soft",
                "no",
                story.no.as_deref() == Some("soft"),
                taken.clear_no.is_some(),
                SuspectKind::No,
            ),
            (
                "danger",
                "danger",
                story.danger.is_some(),
                taken.safety.iter().any(|sign| is_danger(sign.kind)),
                SuspectKind::Danger,
            ),
            (
                "minor",
                "minor",
                story.minor,
                taken.safety.iter().any(|sign| sign.kind == SafetyKind::UnderAge),
                SuspectKind::Minor,
            ),
        ];
        for (name, wrong, is_there, is_taken, kind) in rows {
            let is_free = match kind {
                SuspectKind::No => story.no.is_none(),
                SuspectKind::Danger | SuspectKind::Minor => !is_there,
            };
            let row = if is_there {
                scores.recall.entry(name).or_default()
            } else if is_free {
                scores.wrongly.entry(wrong).or_default()
            } else {
                continue;
            };
            row.lines += 1;
            row.stated += usize::from(is_taken);
            row.heard += usize::from(is_taken || asked(kind));
            if is_there && !is_taken && !asked(kind) {
                scores.each.push(format!("missed  {name}: {}", story.text));
            } else if !is_there && is_taken {
                scores.each.push(format!("wrongly {wrong}: {}", story.text));
            }
        }
    }
    Ok(scores)
}

/// Writes what went wrong with each account, a line each.
#[must_use]
pub fn story_faults(scores: &StoryScores) -> String {
    scores.each.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

/// Writes the scores of accounts as a table.
#[must_use]
#[expect(clippy::format_push_string, reason = "a table of a few lines")]
pub fn story_tables(scores: &StoryScores) -> String {
    let mut out = String::new();
    out += "\naccounts            there  taken  taken or asked\n";
    for (name, row) in &scores.recall {
        out += &format!("{name:<19} {:>5}  {:>5}  {:>5}\n", row.lines, row.stated, row.heard);
    }
    out += "where there is none\n";
    for (name, row) in &scores.wrongly {
        out += &format!("{name:<19} {:>5}  {:>5}  {:>5}\n", row.lines, row.stated, row.heard);
    }
    out
}
