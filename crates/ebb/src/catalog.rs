//! The catalog: every number and every word that the reasoning and the reports depend on, read and checked elsewhere.

use std::collections::BTreeMap;

use crate::answers_to::Wanted;
use crate::answers_to::returns::ReturnSettings;
use crate::change::ChangeSettings;
use crate::course::CourseSettings;
use crate::cue::{ChatSettings, Lexicon};
use crate::draft::{DraftCheck, DraftText};
use crate::finding::{FindingId, FindingSettings};
use crate::guidance::{BecauseId, CounselPlace, GuidanceSettings, TrackId, Value};
use crate::happened::EventId;
use crate::heard::NoStrength;
use crate::help::HelpLine;
use crate::history::HistorySettings;
use crate::interest::InterestSettings;
use crate::interview::InterviewSettings;
use crate::lookalike::LookalikeSettings;
use crate::measure::MeasureSettings;
use crate::need::Need;
use crate::order::OrderSettings;
use crate::play::{Play, Situations};
use crate::question::Question;
use crate::question::Tells;
use crate::reason::page::ReasonPage;
use crate::reason::{
    Basis, EventContent, FindingGroup, LikelihoodSettings, Reason, SeenIn, StageContent, StatementContent,
};
use crate::silence::SilenceSettings;
use crate::statement::{Learnt, StatementKind};
use crate::verdict::LimitId;

/// Settings of the steps that compute.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Measuring.
    pub measure: MeasureSettings,
    /// Detecting a change.
    pub change: ChangeSettings,
    /// Making claims of it.
    pub course: CourseSettings,
    /// What looks like a withdrawal and need not be one.
    pub lookalike: LookalikeSettings,
    /// The silence clock.
    pub silence: SilenceSettings,
    /// Interest before a change.
    pub interest: InterestSettings,
    /// The order in time.
    pub order: OrderSettings,
    /// The history.
    pub history: HistorySettings,
    /// Findings.
    pub finding: FindingSettings,
    /// Reading the words of a chat.
    pub chat: ChatSettings,
    /// Guidance.
    pub guidance: GuidanceSettings,
    /// The interview.
    pub interview: InterviewSettings,
}

/// How a finding is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingContent {
    /// Which.
    pub id: FindingId,
    /// Findings that tend to come together with it.
    pub group: FindingGroup,
    /// How it can be seen.
    pub seen_in: SeenIn,
    /// A short name.
    pub label: String,
    /// Its sentence, with slots.
    pub says: String,
    /// The slots of its sentence.
    pub slots: Vec<String>,
}

/// How a way to go on is told.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    /// Which.
    pub id: TrackId,
    /// Its title.
    pub title: String,
    /// What to do now.
    pub lines: Vec<String>,
    /// How to do it well.
    pub how: Vec<String>,
    /// What is told in place of both after a plain no; empty where that is the same.
    pub after_no: Vec<String>,
    /// What it tends to bring, in each respect; empty for ways that rules alone choose.
    pub values: Vec<Value>,
}

impl Track {
    /// Returns what to do and how, after a no of this strength if there was one.
    #[must_use]
    pub fn steps(&self, no: Option<NoStrength>) -> Vec<&str> {
        let is_plain = no == Some(NoStrength::Direct) && !self.after_no.is_empty();
        let told: Vec<&String> = if is_plain {
            self.after_no.iter().collect()
        } else {
            self.lines.iter().chain(&self.how).collect()
        };
        told.into_iter().map(String::as_str).collect()
    }
}

/// A general counsel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counsel {
    /// Stable name.
    pub id: String,
    /// Where it is told.
    pub place: CounselPlace,
    /// Its title.
    pub title: String,
    /// What it says.
    pub text: String,
}

/// One row of the fixed scale of likelihood words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScaleRow {
    /// The words.
    pub words: String,
    /// Fewest dots of 20.
    pub dots_low: u8,
    /// Most dots of 20.
    pub dots_high: u8,
    /// How it reads with its number; `{n}` is the number of dots.
    pub reading: String,
}

/// How a ratio is told in words.
#[derive(Debug, Clone, PartialEq)]
pub struct RatioWords {
    /// The ratio below which these words are used.
    pub below: f64,
    /// The words.
    pub words: String,
}

/// Where numbers and counsel come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Key.
    pub key: String,
    /// Title.
    pub title: String,
    /// What it is: paper, survey, article, judgement or measurement.
    pub kind: String,
    /// How it was checked: read, press, recalled or ours.
    pub status: String,
    /// Address or identifier.
    pub link: Option<String>,
    /// Remark.
    pub note: Option<String>,
}

/// One number of the model with where it comes from, for explanations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// Key path, for example `change.spike`.
    pub key: String,
    /// The value as written.
    pub value: String,
    /// Its unit.
    pub unit: String,
    /// Where it comes from.
    pub basis: Basis,
    /// Key of its source.
    pub source: String,
    /// Remark.
    pub note: String,
}

/// All reviewed content, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalog {
    /// Settings of the steps.
    pub settings: Settings,
    /// What findings weigh.
    pub likelihoods: LikelihoodSettings,
    /// The twelve reasons, in the order of [`crate::reason::ReasonId::ALL`].
    pub reasons: Vec<Reason>,
    /// What alter may say about why, in the order of [`StatementKind::ALL`].
    pub statements: Vec<StatementContent>,
    /// What may have happened, in the order of [`EventId::ALL`].
    pub events: Vec<EventContent>,
    /// How common reasons are at each stage, in the order of [`crate::stage::Stage::ALL`].
    pub stages: Vec<StageContent>,
    /// Every finding, in the order of [`FindingId::ALL`].
    pub findings: Vec<FindingContent>,
    /// Questions.
    pub questions: Vec<Question>,
    /// Ways to go on.
    pub tracks: Vec<Track>,
    /// Why a way is chosen.
    pub because: BTreeMap<BecauseId, String>,
    /// Help lines.
    pub help: Vec<HelpLine>,
    /// What one may need.
    pub needs: Vec<Need>,
    /// Texts to start a message from.
    pub drafts: Vec<DraftText>,
    /// What a message is checked for, in order.
    pub draft_checks: Vec<DraftCheck>,
    /// General counsels.
    pub counsels: Vec<Counsel>,
    /// What a result cannot tell.
    pub limits: BTreeMap<LimitId, String>,
    /// The scale of likelihood words, likeliest first.
    pub scale: Vec<ScaleRow>,
    /// Words for ratios, rising.
    pub ratios: Vec<RatioWords>,
    /// Words of the report, by key.
    pub copy: BTreeMap<String, String>,
    /// Sources.
    pub sources: Vec<Source>,
    /// Every number of the model with its origin.
    pub provenance: Vec<Provenance>,
    /// Everything by which words are read.
    pub lexicon: Lexicon,
    /// What situations are read by.
    pub situations: Situations,
    /// Plays, in the order of their table: the first that fits is chosen, and the last fits every situation.
    pub plays: Vec<Play>,
    /// The questions that people bring, in the order of [`crate::wish::WantsToKnow::ALL`].
    pub wanted: Vec<Wanted>,
    /// The page of each reason, in the order of [`crate::reason::ReasonId::ALL`].
    pub reason_pages: Vec<ReasonPage>,
    /// What chances of a return rest on.
    pub returns: ReturnSettings,
}

impl Catalog {
    /// Returns how a finding is told.
    #[must_use]
    pub fn finding(&self, id: FindingId) -> Option<&FindingContent> {
        self.findings.iter().find(|finding| finding.id == id)
    }

    /// Returns a reason.
    #[must_use]
    pub fn reason(&self, id: crate::reason::ReasonId) -> Option<&Reason> {
        self.reasons.iter().find(|reason| reason.id == id)
    }

    /// Returns a kind of statement.
    #[must_use]
    pub fn statement(&self, kind: StatementKind) -> Option<&StatementContent> {
        self.statements.iter().find(|statement| statement.kind == kind)
    }

    /// Returns an event.
    #[must_use]
    pub fn event(&self, id: EventId) -> Option<&EventContent> {
        self.events.iter().find(|event| event.id == id)
    }

    /// Returns the statement or event that a finding stands for, by whose table it weighs.
    #[must_use]
    pub fn tells(&self, finding: FindingId) -> Option<Tells> {
        let statement = self.statements.iter().find(|row| row.findings.contains(&finding));
        let event = self.events.iter().find(|row| row.findings.contains(&finding));
        let said = statement.map(|row| Tells::Statement(row.kind, Learnt::Wrote));
        said.or(event.map(|row| Tells::Event(row.id)))
    }

    /// Returns the index and the content of the question of this name.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<(usize, &Question)> {
        self.questions.iter().enumerate().find(|(_, question)| question.id == id)
    }

    /// Returns a way to go on.
    #[must_use]
    pub fn track(&self, id: TrackId) -> Option<&Track> {
        self.tracks.iter().find(|track| track.id == id)
    }

    /// Returns the row of the scale for a number of dots of 20.
    #[must_use]
    pub fn scale_row(&self, dots: u8) -> Option<&ScaleRow> {
        self.scale.iter().find(|row| (row.dots_low..=row.dots_high).contains(&dots))
    }
}

impl Catalog {
    /// Returns the words for a ratio since over before.
    #[must_use]
    pub fn ratio_words(&self, ratio: f64) -> &str {
        let row = self.ratios.iter().find(|row| ratio < row.below).or(self.ratios.last());
        row.map_or("", |row| row.words.as_str())
    }
}

/// Returns the number of dots of 20 that a probability comes to.
#[must_use]
pub fn dots_of(probability: f64) -> u8 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 20")]
    let dots = (probability.clamp(0.0, 1.0) * 20.0).round() as u8;
    dots
}
