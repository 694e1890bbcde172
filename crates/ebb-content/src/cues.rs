//! From `content/cues/` to the lexicon by which words are read.

use std::collections::{BTreeMap, BTreeSet};

use ebb::cue::{CueId, CueRules, HeadSettings, Lexicon, Setting, Situation, WordForms};
use ebb::finding::FindingId;
use ebb::reason::ReasonId;
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
    situation: Vec<RawSituation>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSituation {
    id: String,
    says: String,
    reason: String,
    finding: Option<String>,
    phrasings: Vec<String>,
}

/// Reads and checks everything by which words are read.
pub(crate) fn lexicon(files: &Files<'_>) -> Result<Lexicon, ContentError> {
    let raw: RawCues = parse(files, CUES)?;
    known_schema(CUES, raw.schema)?;
    let mut phrasings: RawPhrasings = parse(files, PHRASINGS)?;
    known_schema(PHRASINGS, phrasings.schema)?;
    let heads = heads(&phrasings.heads, &phrasings.near)?;
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
    Ok(Lexicon { words, cues, neutral: phrasings.neutral.lines, heads, situations: situations(files)? })
}

fn heads(raw: &RawHeads, near: &[RawNear]) -> Result<HeadSettings, ContentError> {
    for (key, share) in [("agrees", raw.agrees), ("alone", raw.alone)] {
        if !(0.0..=1.0).contains(&share) {
            return Err(broken(PHRASINGS, key, format!("{share} is not within 0 to 1")));
        }
    }
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

fn situations(files: &Files<'_>) -> Result<Vec<Situation>, ContentError> {
    let raw: RawSituations = parse(files, SITUATIONS)?;
    known_schema(SITUATIONS, raw.schema)?;
    let mut seen = BTreeSet::new();
    raw.situation
        .into_iter()
        .map(|row| {
            if !seen.insert(row.id.clone()) {
                return Err(broken(SITUATIONS, &row.id, "stands twice"));
            }
            if row.phrasings.len() < 4 {
                return Err(broken(SITUATIONS, &row.id, "needs at least 4 phrasings"));
            }
            let finding = row
                .finding
                .map(|id| {
                    let found = FindingId::ALL.iter().copied().find(|finding| finding.id() == id);
                    named(found, SITUATIONS, &row.id, &id)
                })
                .transpose()?;
            Ok(Situation {
                reason: named(ReasonId::from_id(&row.reason), SITUATIONS, &row.id, &row.reason)?,
                finding,
                id: row.id,
                says: row.says,
                phrasings: row.phrasings,
            })
        })
        .collect()
}
