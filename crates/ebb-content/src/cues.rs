//! From `content/cues/` to the lexicon by which words are read.

use std::collections::{BTreeMap, BTreeSet};

use ebb::cue::{
    Amount, AmountOf, CueId, CueRules, Found, HeadSettings, Lexicon, Setting, Situation, StorySettings, Told,
    WordForms,
};
use ebb::dyad::Role;
use ebb::heard::{NoStrength, SafetyKind};
use ebb::question::Question;
use serde::Deserialize;

use crate::Files;
use crate::check::{broken, known_schema, named, parse};
use crate::error::ContentError;

const CUES: &str = "cues/en.toml";
const SITUATIONS: &str = "cues/situations.toml";
const PHRASINGS: &str = "cues/phrasings.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCues {
    schema: u32,
    #[expect(dead_code, reason = "read by reviewers; present so that unknown keys can be refused")]
    review: RawReview,
    words: RawWords,
    cue: Vec<RawCue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "read by reviewers; present so that unknown keys can be refused")]
struct RawReview {
    by: String,
    on: String,
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWords {
    forms: BTreeMap<String, String>,
    fillers: Vec<String>,
    laughs: Vec<String>,
    negators: Vec<String>,
    reporters: Vec<String>,
    conditions: Vec<String>,
    lists: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCue {
    id: String,
    patterns: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
    joking: Option<String>,
    conditional: Option<String>,
    negated: Option<String>,
    reported: Option<String>,
    must: Vec<String>,
    must_not: Vec<String>,
    #[serde(default)]
    phrasings: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPhrasings {
    schema: u32,
    #[expect(dead_code, reason = "read by reviewers; present so that unknown keys can be refused")]
    review: RawReview,
    heads: RawHeads,
    near: Vec<RawNear>,
    cue: BTreeMap<String, RawCuePhrasings>,
    neutral: RawLines,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHeads {
    agrees: f64,
    alone: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNear {
    cues: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCuePhrasings {
    phrasings: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLines {
    lines: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSituations {
    schema: u32,
    #[expect(dead_code, reason = "read by reviewers; present so that unknown keys can be refused")]
    review: RawReview,
    heads: RawStory,
    plain: RawLines,
    situation: Vec<RawSituation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStory {
    asks: f64,
    asks_sign: f64,
    agrees_sign: f64,
    sure: f64,
    denies: f64,
    doubts: Vec<String>,
    least_language: usize,
    min_alike_sentences: usize,
    min_sure_reported: f64,
    max_sure_reported: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSituation {
    id: String,
    says: String,
    of: Option<String>,
    found: Option<String>,
    days: Option<(u32, u32)>,
    amount: Option<String>,
    between: Option<(u32, u32)>,
    #[serde(default)]
    answers: Vec<String>,
    clear_no: Option<String>,
    safety: Option<String>,
    #[serde(default)]
    patterns: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
    #[serde(default)]
    cues: Vec<String>,
    #[serde(default)]
    phrasings: Vec<String>,
    #[serde(default)]
    unlike: Vec<String>,
}

/// Reads and checks everything by which words are read.
pub(crate) fn lexicon(files: &Files<'_>, questions: &[Question]) -> Result<Lexicon, ContentError> {
    let raw: RawCues = parse(files, CUES)?;
    known_schema(CUES, raw.schema)?;
    let mut phrasings: RawPhrasings = parse(files, PHRASINGS)?;
    known_schema(PHRASINGS, phrasings.schema)?;
    let heads = heads(&phrasings.heads, &phrasings.near)?;
    let told: RawSituations = parse(files, SITUATIONS)?;
    known_schema(SITUATIONS, told.schema)?;
    shares(
        SITUATIONS,
        &[("asks", told.heads.asks), ("sure", told.heads.sure), ("denies", told.heads.denies)],
    )?;
    let RawStory {
        asks,
        asks_sign,
        agrees_sign,
        sure,
        denies,
        doubts,
        least_language,
        min_alike_sentences,
        min_sure_reported,
        max_sure_reported,
    } = told.heads;
    let story = StorySettings {
        asks,
        asks_sign,
        agrees_sign,
        sure,
        denies,
        doubts,
        least_language,
        min_alike_sentences,
        min_sure_reported,
        max_sure_reported,
    };
    let situations = situations(told.situation, questions)?;
    let words = WordForms {
        forms: raw.words.forms.into_iter().collect(),
        fillers: raw.words.fillers,
        laughs: raw.words.laughs,
        negators: raw.words.negators,
        reporters: raw.words.reporters,
        conditions: raw.words.conditions,
        lists: raw.words.lists.into_iter().collect(),
    };
    let mut cues = raw.cue.into_iter().map(cue).collect::<Result<Vec<_>, _>>()?;
    for rules in &mut cues {
        let given = phrasings.cue.remove(rules.id.id());
        rules.phrasings.extend(given.into_iter().flat_map(|given| given.phrasings));
    }
    if let Some(id) = phrasings.cue.keys().next() {
        return Err(broken(PHRASINGS, id, "is not the name of a cue"));
    }
    cues.sort_by_key(|rules| rules.id);
    let ids: Vec<CueId> = cues.iter().map(|rules| rules.id).collect();
    if ids != CueId::ALL {
        let missing = CueId::ALL.iter().find(|id| !ids.contains(id));
        let rule = missing.map_or("stands twice".to_owned(), |id| format!("`{}` is missing", id.id()));
        return Err(broken(CUES, "cue", rule));
    }
    Ok(Lexicon {
        words,
        cues,
        neutral: phrasings.neutral.lines,
        heads,
        plain: told.plain.lines,
        story,
        situations,
        safety: crate::safety::safety(files)?,
    })
}

/// Refuses shares that are none.
fn shares(file: &str, given: &[(&str, f64)]) -> Result<(), ContentError> {
    match given.iter().find(|(_, share)| !(0.0..=1.0).contains(share)) {
        Some((key, share)) => Err(broken(file, *key, format!("{share} is not within 0 to 1"))),
        None => Ok(()),
    }
}

fn heads(raw: &RawHeads, near: &[RawNear]) -> Result<HeadSettings, ContentError> {
    shares(PHRASINGS, &[("agrees", raw.agrees), ("alone", raw.alone)])?;
    let group = |row: &RawNear| {
        row.cues.iter().map(|id| named(CueId::from_id(id), PHRASINGS, "near", id)).collect::<Result<_, _>>()
    };
    let near = near.iter().map(group).collect::<Result<_, _>>()?;
    Ok(HeadSettings { agrees: raw.agrees, alone: raw.alone, near })
}

fn cue(raw: RawCue) -> Result<CueRules, ContentError> {
    let id = named(CueId::from_id(&raw.id), CUES, "id", &raw.id)?;
    let setting = |given: Option<String>, usual: Setting| match given {
        Some(word) => named(Setting::from_id(&word), CUES, &raw.id, &word),
        None => Ok(usual),
    };
    if raw.must.len() < 4 || raw.must_not.len() < 2 {
        return Err(broken(CUES, &raw.id, "needs at least 4 lines it must hit and 2 it must not"));
    }
    Ok(CueRules {
        id,
        joking: setting(raw.joking, Setting::Keeps)?,
        conditional: setting(raw.conditional, Setting::Voids)?,
        negated: setting(raw.negated, Setting::Voids)?,
        reported: setting(raw.reported, Setting::Voids)?,
        patterns: raw.patterns,
        unless: raw.unless,
        must: raw.must,
        must_not: raw.must_not,
        phrasings: raw.phrasings,
    })
}

fn situations(raw: Vec<RawSituation>, questions: &[Question]) -> Result<Vec<Situation>, ContentError> {
    let mut seen = BTreeSet::new();
    raw.into_iter()
        .map(|row| {
            if !seen.insert(row.id.clone()) {
                return Err(broken(SITUATIONS, &row.id, "stands twice"));
            }
            situation(row, questions)
        })
        .collect()
}

fn situation(row: RawSituation, questions: &[Question]) -> Result<Situation, ContentError> {
    let refuse = |rule: &str| Err(broken(SITUATIONS, &row.id, rule));
    let found = match (row.found.as_deref(), row.days) {
        (None, None) => Found::Words,
        (Some("age"), None) => Found::Age,
        (Some("change"), Some((from, to))) if from <= to => Found::Change(from..=to),
        _ => return refuse("`found` is `age`, or `change` with `days`"),
    };
    if found == Found::Words && row.patterns.is_empty() && row.phrasings.is_empty() {
        return refuse("nothing finds it: it needs patterns or phrasings");
    }
    if !row.phrasings.is_empty() && row.phrasings.len() < 2 {
        return refuse("needs at least 2 phrasings, or none");
    }
    if row.answers.is_empty() && row.clear_no.is_none() && row.safety.is_none() {
        return refuse("amounts to nothing: it needs answers, a no or a sign of safety");
    }
    let amount = match (row.amount.as_deref(), row.between) {
        (None, None) => None,
        (Some(of), Some((from, to))) if from <= to => {
            let of = AmountOf::ALL.into_iter().find(|known| known.id() == of);
            Some(Amount { of: named(of, SITUATIONS, &row.id, "amount")?, between: from..=to })
        }
        _ => return refuse("`amount` stands with `between`, and the other way round"),
    };
    let name = |id: &String| row.id.clone() + " " + id;
    let told = |id: &String| {
        let found = id.split_once('/').and_then(|(question, answer)| {
            let question = questions.iter().position(|row| row.id == question)?;
            let answer = questions[question].answers.iter().position(|row| row.id == answer)?;
            Some(Told { question, answer })
        });
        named(found, SITUATIONS, &name(id), id)
    };
    let cue = |id: &String| named(CueId::from_id(id), SITUATIONS, &name(id), id);
    let role = |id: &str| [Role::Alter, Role::Ego].into_iter().find(|role| role_id(*role) == id);
    let (of, no, safety) = (row.of.as_deref(), row.clear_no.as_deref(), row.safety.as_deref());
    Ok(Situation {
        of: of.map_or(Ok(Role::Alter), |id| named(role(id), SITUATIONS, &row.id, id))?,
        answers: row.answers.iter().map(told).collect::<Result<_, _>>()?,
        cues: row.cues.iter().map(cue).collect::<Result<_, _>>()?,
        clear_no: no.map(|id| named(NoStrength::from_id(id), SITUATIONS, &row.id, id)).transpose()?,
        safety: safety.map(|id| named(SafetyKind::from_id(id), SITUATIONS, &row.id, id)).transpose()?,
        found,
        amount,
        id: row.id,
        says: row.says,
        patterns: row.patterns,
        unless: row.unless,
        phrasings: row.phrasings,
        unlike: row.unlike,
    })
}

fn role_id(role: Role) -> &'static str {
    match role {
        Role::Alter => "alter",
        Role::Ego => "ego",
    }
}
