//! What content files say, before it is checked. Unknown keys are refused.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Value;

/// A number or list with where it comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    pub(crate) value: Value,
    pub(crate) unit: String,
    pub(crate) basis: String,
    pub(crate) source: String,
    pub(crate) note: String,
}

/// `model.toml`: sections of entries.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Model {
    pub(crate) schema: u32,
    #[serde(flatten)]
    pub(crate) sections: BTreeMap<String, BTreeMap<String, Entry>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Calibration {
    pub(crate) schema: u32,
    pub(crate) basis: String,
    pub(crate) source: String,
    #[expect(dead_code, reason = "read by reviewers; present so that unknown keys can be refused")]
    pub(crate) note: String,
    pub(crate) prior: [f64; 4],
    pub(crate) clip: (f64, f64),
    pub(crate) intercepts: [f64; 3],
    pub(crate) one: f64,
    pub(crate) sum: f64,
    pub(crate) smaller: f64,
    pub(crate) toward: f64,
    pub(crate) against: f64,
    pub(crate) apart: f64,
    pub(crate) many: f64,
    pub(crate) many_from: f64,
    pub(crate) most_many: f64,
}

/// `second-judge.toml`: what each sign weighs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecondJudge {
    pub(crate) schema: u32,
    pub(crate) basis: String,
    pub(crate) source: String,
    #[expect(dead_code, reason = "read by reviewers; present so that unknown keys can be refused")]
    pub(crate) note: String,
    pub(crate) intercepts: [f64; 3],
    pub(crate) sign: BTreeMap<String, Sign>,
    pub(crate) shared: BTreeMap<String, SharedSign>,
}

/// A sign of one person.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sign {
    pub(crate) own: f64,
    pub(crate) other: f64,
    pub(crate) each: f64,
}

/// A sign of the chat as a whole.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SharedSign {
    pub(crate) alone: f64,
    pub(crate) together: f64,
}

/// `silence.toml`: how the silences of people are spread, by medium.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Silences {
    pub(crate) schema: u32,
    pub(crate) medium: Vec<Medium>,
    pub(crate) review: Review,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Medium {
    pub(crate) id: String,
    pub(crate) formats: BTreeMap<String, f64>,
    pub(crate) basis: String,
    pub(crate) source: String,
    #[expect(dead_code, reason = "read by reviewers; present so that unknown keys can be refused")]
    pub(crate) note: String,
    /// Pairs of awake hours and cumulated hazard.
    pub(crate) curve: Vec<(f64, f64)>,
    pub(crate) alike: f64,
    pub(crate) gone: f64,
}

/// One table of `likelihood.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ranged {
    pub(crate) value: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) basis: String,
    pub(crate) source: String,
    #[serde(default)]
    #[expect(dead_code, reason = "read by reviewers; present so that unknown keys can be refused")]
    pub(crate) note: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reason {
    pub(crate) schema: u32,
    pub(crate) id: String,
    pub(crate) family: String,
    pub(crate) name: String,
    pub(crate) short: String,
    pub(crate) plain: String,
    pub(crate) moves: String,
    pub(crate) not_meant: String,
    pub(crate) timing_can_show: bool,
    pub(crate) what_would_tell: String,
    #[serde(default)]
    pub(crate) part: Vec<Part>,
    pub(crate) prior: Prior,
    #[serde(default)]
    pub(crate) given: Vec<Given>,
    pub(crate) advice: Advice,
    pub(crate) review: Review,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) plain: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Prior {
    pub(crate) weight: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) basis: String,
    pub(crate) source: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Given {
    pub(crate) finding: String,
    pub(crate) symbol: String,
    pub(crate) basis: String,
    pub(crate) source: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Advice {
    #[serde(rename = "do")]
    pub(crate) steps: Vec<String>,
    pub(crate) clarity: String,
    pub(crate) peace: String,
    pub(crate) avoid: String,
    pub(crate) source: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Review {
    pub(crate) by: String,
    #[expect(dead_code, reason = "a date is refused unless it is one; nothing computes with it")]
    pub(crate) on: toml::value::Datetime,
    pub(crate) note: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    pub(crate) schema: u32,
    pub(crate) id: String,
    pub(crate) audience: String,
    #[serde(default)]
    pub(crate) place: Option<String>,
    #[serde(default)]
    pub(crate) order: usize,
    pub(crate) text: String,
    pub(crate) hint: String,
    pub(crate) why: String,
    pub(crate) sensitive: bool,
    #[serde(default)]
    pub(crate) settled_by: Vec<String>,
    pub(crate) at_stage: Option<String>,
    pub(crate) unless: Option<String>,
    pub(crate) basis: String,
    pub(crate) source: String,
    pub(crate) answer: Vec<Answer>,
    pub(crate) review: Review,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answer {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) usual: f64,
    pub(crate) strength: String,
    pub(crate) same_as: Option<String>,
    #[serde(default)]
    pub(crate) weighs: BTreeMap<String, String>,
    pub(crate) statement: Option<String>,
    pub(crate) learnt: Option<String>,
    pub(crate) event: Option<String>,
    pub(crate) sure: Option<f64>,
    pub(crate) reached: Option<String>,
    pub(crate) wants: Option<String>,
    pub(crate) clear_no: Option<String>,
    pub(crate) safety: Option<String>,
    pub(crate) leaves: Option<String>,
    pub(crate) aim: Option<String>,
    pub(crate) matters: Option<String>,
    pub(crate) asked: Option<String>,
    pub(crate) age: Option<String>,
    pub(crate) then: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IdText {
    pub(crate) id: String,
    pub(crate) text: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limits {
    pub(crate) limit: Vec<IdText>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scale {
    pub(crate) row: Vec<ScaleRow>,
    pub(crate) ratio: Vec<Ratio>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ratio {
    pub(crate) below: f64,
    pub(crate) words: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScaleRow {
    pub(crate) words: String,
    pub(crate) dots_low: u8,
    pub(crate) dots_high: u8,
    pub(crate) reading: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sources {
    pub(crate) source: Vec<Source>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    pub(crate) key: String,
    pub(crate) title: String,
    pub(crate) kind: String,
    pub(crate) status: String,
    #[serde(default)]
    pub(crate) link: Option<String>,
    #[serde(default)]
    pub(crate) note: Option<String>,
}

/// `statements.toml`, `events.toml` and `stages.toml`: tables of shares in percent.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tables {
    pub(crate) schema: u32,
    #[serde(default, alias = "statement", alias = "event", alias = "stage")]
    pub(crate) row: Vec<ShareRow>,
    pub(crate) review: Review,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShareRow {
    pub(crate) id: String,
    pub(crate) says: String,
    pub(crate) worth: Option<String>,
    pub(crate) means: Option<String>,
    #[serde(default)]
    pub(crate) cues: Vec<String>,
    #[serde(default)]
    pub(crate) findings: Vec<String>,
    pub(crate) doubt: f64,
    pub(crate) basis: String,
    pub(crate) source: String,
    pub(crate) note: String,
    pub(crate) share: BTreeMap<String, f64>,
    #[serde(default)]
    pub(crate) at: BTreeMap<String, BTreeMap<String, f64>>,
}
