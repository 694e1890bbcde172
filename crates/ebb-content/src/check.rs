//! From what content files say to a catalog that keeps every rule.

use std::collections::{BTreeMap, BTreeSet};

use ebb::catalog::{Catalog, Provenance, RatioWords, ScaleRow, Settings, Source};
use ebb::change::second::{
    LevelSettings, SHARED_SIGN_NAMES, SHARED_SIGNS, SIGN_NAMES, SIGNS, SecondHead, SecondSettings,
};
use ebb::change::{
    CalibrationHead, ChangeSettings, CycleSettings, DailyCountSettings, LeanSettings, OverdispersionSettings,
    PersonSettings, RatioSettings, WhoSettings,
};
use ebb::course::CourseSettings;
use ebb::cue::{ChatSettings, StatementSettings};
use ebb::finding::{FindingId, FindingSettings};
use ebb::guidance::GuidanceSettings;
use ebb::history::HistorySettings;
use ebb::interest::InterestSettings;
use ebb::interview::InterviewSettings;
use ebb::lookalike::LookalikeSettings;
use ebb::measure::MeasureSettings;
use ebb::order::OrderSettings;
use ebb::reason::{
    Advice, Basis, Family, Given, Judged, LikelihoodSettings, Part, Reason, ReasonId, Reliance, Strengths,
    Symbol,
};
use ebb::silence::{Medium, SilenceSettings};
use ebb::verdict::LimitId;
use serde::de::DeserializeOwned;
use toml::Value;

use crate::error::ContentError;
use crate::{Files, raw};

const SCHEMA: u32 = 1;
const MODEL: &str = "model.toml";
const LIKELIHOOD: &str = "likelihood.toml";

/// Reads and checks all content.
pub(crate) fn catalog(files: &Files<'_>) -> Result<Catalog, ContentError> {
    let sources = sources(files)?;
    let keys: BTreeSet<&str> = sources.iter().map(|source| source.key.as_str()).collect();
    let mut model = Model::read(files, &keys)?;
    let settings = settings(&mut model, files, &keys)?;
    let variations = (model.count("variation.draws")?, model.count("variation.seed")?);
    model.refuse_unused()?;
    let questions = crate::questions::questions(files, &keys)?;
    Ok(Catalog {
        settings,
        situations: crate::plays::situations(files, &questions, &keys)?,
        plays: crate::plays::plays(files, &keys)?,
        wanted: crate::plays::wanted(files)?,
        returns: crate::plays::returns(files, &keys)?,
        reason_pages: crate::reason_pages::pages(files)?,
        likelihoods: likelihoods(files, &keys, (model.level, variations))?,
        reasons: reasons(files, &keys)?,
        statements: crate::shares::statements(files, &keys)?,
        events: crate::shares::events(files, &keys)?,
        stages: crate::shares::stages(files, &keys)?,
        findings: crate::findings::findings(files)?,
        tracks: crate::guidance::tracks(files, &keys)?,
        because: crate::guidance::because(files)?,
        help: crate::support::help(files)?,
        needs: crate::support::needs(files)?,
        drafts: crate::support::drafts(files)?,
        draft_checks: crate::support::draft_checks(files)?,
        counsels: crate::guidance::counsels(files)?,
        limits: texts(
            "limits.toml",
            parse::<raw::Limits>(files, "limits.toml")?.limit,
            LimitId::ALL,
            LimitId::id,
        )?,
        scale: scale(files)?,
        ratios: ratios(files)?,
        copy: copy(files)?,
        sources,
        provenance: model.provenance,
        lexicon: crate::cues::lexicon(files, &questions)?,
        questions,
    })
}

/// Reads every table of `copy/`; a key stands in one of them only.
fn copy(files: &Files<'_>) -> Result<BTreeMap<String, String>, ContentError> {
    let mut copy = BTreeMap::new();
    for file in files.keys().filter(|file| file.starts_with("copy/")) {
        for (key, text) in parse::<BTreeMap<String, String>>(files, file)? {
            if copy.insert(key.clone(), text).is_some() {
                return Err(broken(file, key, "the key stands in another file as well"));
            }
        }
    }
    Ok(copy)
}

pub(crate) fn parse<T: DeserializeOwned>(files: &Files<'_>, file: &str) -> Result<T, ContentError> {
    let text = files.get(file).ok_or_else(|| ContentError::Missing { file: file.to_owned() })?;
    toml::from_str(text)
        .map_err(|error| ContentError::Malformed { file: file.to_owned(), cause: error.to_string() })
}

pub(crate) fn broken(file: &str, key: impl Into<String>, rule: impl Into<String>) -> ContentError {
    ContentError::Broken { file: file.to_owned(), key: key.into(), rule: rule.into() }
}

/// Returns the value named `id`, or the rule that it breaks.
pub(crate) fn named<T>(found: Option<T>, file: &str, key: &str, id: &str) -> Result<T, ContentError> {
    found.ok_or_else(|| broken(file, key, format!("`{id}` is not a known name")))
}

pub(crate) fn known_source(
    file: &str,
    key: &str,
    source: &str,
    keys: &BTreeSet<&str>,
) -> Result<(), ContentError> {
    if keys.contains(source) {
        Ok(())
    } else {
        Err(broken(file, key, format!("source `{source}` is not in sources.toml")))
    }
}

pub(crate) fn known_schema(file: &str, schema: u32) -> Result<(), ContentError> {
    if schema == SCHEMA { Ok(()) } else { Err(broken(file, "schema", format!("{schema} is not {SCHEMA}"))) }
}

fn sources(files: &Files<'_>) -> Result<Vec<Source>, ContentError> {
    let file = "sources.toml";
    let rows = parse::<raw::Sources>(files, file)?.source;
    let mut seen = BTreeSet::new();
    for row in &rows {
        if !seen.insert(row.key.clone()) {
            return Err(broken(file, &row.key, "stands twice"));
        }
        let kinds = ["paper", "survey", "article", "judgement", "measurement"];
        if !kinds.contains(&row.kind.as_str()) {
            return Err(broken(file, &row.key, format!("kind `{}` is not one of {kinds:?}", row.kind)));
        }
        let states = ["read", "press", "recalled", "ours"];
        if !states.contains(&row.status.as_str()) {
            return Err(broken(file, &row.key, format!("status `{}` is not one of {states:?}", row.status)));
        }
    }
    Ok(rows
        .into_iter()
        .map(|row| Source {
            key: row.key,
            title: row.title,
            kind: row.kind,
            status: row.status,
            link: row.link,
            note: row.note,
        })
        .collect())
}

/// The entries of `model.toml`, of which each must be used once.
struct Model {
    entries: BTreeMap<String, raw::Entry>,
    provenance: Vec<Provenance>,
    level: f64,
}

impl Model {
    fn read(files: &Files<'_>, keys: &BTreeSet<&str>) -> Result<Self, ContentError> {
        let model: raw::Model = parse(files, MODEL)?;
        known_schema(MODEL, model.schema)?;
        let mut entries = BTreeMap::new();
        let mut provenance = Vec::new();
        for (section, rows) in model.sections {
            for (name, entry) in rows {
                let key = format!("{section}.{name}");
                known_source(MODEL, &key, &entry.source, keys)?;
                provenance.push(Provenance {
                    key: key.clone(),
                    value: entry.value.to_string(),
                    unit: entry.unit.clone(),
                    basis: named(Basis::from_id(&entry.basis), MODEL, &key, &entry.basis)?,
                    source: entry.source.clone(),
                    note: entry.note.clone(),
                });
                entries.insert(key, entry);
            }
        }
        Ok(Self { entries, provenance, level: 0.0 })
    }

    fn take(&mut self, key: &str) -> Result<Value, ContentError> {
        self.entries.remove(key).map(|entry| entry.value).ok_or_else(|| broken(MODEL, key, "is missing"))
    }

    fn number(&mut self, key: &str) -> Result<f64, ContentError> {
        let value = self.take(key)?;
        as_number(&value).ok_or_else(|| broken(MODEL, key, format!("`{value}` is not a number")))
    }

    fn positive(&mut self, key: &str) -> Result<f64, ContentError> {
        let number = self.number(key)?;
        if number > 0.0 { Ok(number) } else { Err(broken(MODEL, key, format!("{number} is not above 0"))) }
    }

    /// A number strictly between 0 and 1.
    fn share(&mut self, key: &str) -> Result<f64, ContentError> {
        let number = self.number(key)?;
        if number > 0.0 && number < 1.0 {
            Ok(number)
        } else {
            Err(broken(MODEL, key, format!("{number} is not between 0 and 1")))
        }
    }

    fn count(&mut self, key: &str) -> Result<usize, ContentError> {
        let value = self.take(key)?;
        value
            .as_integer()
            .and_then(|whole| usize::try_from(whole).ok())
            .ok_or_else(|| broken(MODEL, key, format!("`{value}` is not a whole number")))
    }

    fn numbers(&mut self, key: &str) -> Result<Vec<f64>, ContentError> {
        let value = self.take(key)?;
        value
            .as_array()
            .and_then(|rows| rows.iter().map(as_number).collect::<Option<Vec<f64>>>())
            .ok_or_else(|| broken(MODEL, key, format!("`{value}` is not a list of numbers")))
    }

    fn array<const N: usize>(&mut self, key: &str) -> Result<[f64; N], ContentError> {
        let numbers = self.numbers(key)?;
        let length = numbers.len();
        numbers.try_into().map_err(|_| broken(MODEL, key, format!("has {length} entries and needs {N}")))
    }

    fn pair(&mut self, key: &str) -> Result<(f64, f64), ContentError> {
        let [first, second] = self.array(key)?;
        Ok((first, second))
    }

    fn counts(&mut self, key: &str) -> Result<Vec<usize>, ContentError> {
        let numbers = self.numbers(key)?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be whole")]
        let counts: Vec<usize> = numbers.iter().map(|number| *number as usize).collect();
        if counts.iter().zip(&numbers).all(|(count, number)| (*count as f64 - number).abs() < f64::EPSILON) {
            Ok(counts)
        } else {
            Err(broken(MODEL, key, "has an entry that is not a whole number"))
        }
    }

    fn refuse_unused(&self) -> Result<(), ContentError> {
        match self.entries.keys().next() {
            Some(key) => Err(broken(MODEL, key, "is not a known number")),
            None => Ok(()),
        }
    }
}

fn as_number(value: &Value) -> Option<f64> {
    value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64))
}

fn settings(model: &mut Model, files: &Files<'_>, keys: &BTreeSet<&str>) -> Result<Settings, ContentError> {
    model.level = match model.entries.get("course.level").map(|entry| as_number(&entry.value)) {
        Some(Some(level)) => level,
        _ => return Err(broken(MODEL, "course.level", "is missing")),
    };
    Ok(Settings {
        measure: MeasureSettings {
            idle_gap_hours: model.positive("measure.idle_gap_hours")?,
            reply_bins_hours: model.array("measure.reply_bins_hours")?,
        },
        change: change_settings(model, files, keys)?,
        course: course_settings(model)?,
        lookalike: lookalike_settings(model)?,
        silence: silence_settings(model, files, keys)?,
        interest: InterestSettings {
            least_days: model.count("interest.least_days")?,
            least_messages: model.positive("interest.least_messages")?,
            least_rise: model.positive("interest.least_rise")?,
            sure: model.share("interest.sure")?,
            risen_even: model.share("interest.risen_even")?,
            most_rise: model.share("interest.most_rise")?,
            block_days: model.count("interest.block_days")?,
        },
        order: OrderSettings {
            sure: model.share("order.sure")?,
            pursuit_sure: model.share("order.pursuit_sure")?,
            pursuit_prior: model.share("order.pursuit_prior")?,
            pursuit_order: model.share("order.pursuit_order")?,
            pursuit_days: model.count("order.pursuit_days")?,
            pursuit_least: model.positive("order.pursuit_least")?,
            pursuit_overdispersion: model.positive("order.pursuit_overdispersion")?,
            wait_days: model.positive("order.wait_days")?,
            margin_days: model.count("order.margin_days")?,
            level: model.share("order.level")?,
        },
        history: HistorySettings {
            mean_days: model.positive("history.mean_days")?,
            least_days: model.count("history.least_days")?,
            sure: model.share("history.sure")?,
            most_blocks: model.count("history.most_blocks")?,
            block_days: model.count("history.block_days")?,
        },
        finding: finding_settings(model)?,
        chat: chat_settings(model)?,
        guidance: GuidanceSettings {
            unanswered_turns: model.count("guidance.unanswered_turns")?,
            answer_days: model.positive("guidance.answer_days")?,
            silence_multiple: model.positive("guidance.silence_multiple")?,
            matters_weight: model.positive("guidance.matters_weight")?,
            value_doubt: model.positive("guidance.value_doubt")?,
            tries: model.count("guidance.tries")?,
            seed: model.count("guidance.seed")? as u64,
            need_value: model.share("guidance.need_value")?,
            most_needs: model.count("guidance.most_needs")?,
            look_again_days: model.pair("guidance.look_again_days")?,
        },
        interview: InterviewSettings {
            least_gain: model.positive("interview.least_gain")?,
            most_asked: model.count("interview.most_asked")?,
            more: model.count("interview.more")?,
            least_anew: model.count("interview.least_anew")?,
            safety_by: model.count("interview.safety_by")?,
        },
    })
}

fn change_settings(
    model: &mut Model,
    files: &Files<'_>,
    keys: &BTreeSet<&str>,
) -> Result<ChangeSettings, ContentError> {
    let person = PersonSettings {
        widths: model.counts("person.widths_days")?,
        width_prior: model.numbers("person.width_prior")?,
        sizes: model.numbers("person.sizes")?,
        dip_days: model.counts("person.dip_days")?,
        spike: model.share("person.spike")?,
        content_weight: model.share("person.content_weight")?,
        margin_days: model.count("person.margin_days")?,
        after_dip_days: model.count("person.after_dip_days")?,
        rivals: model.array("person.rivals")?,
        settling_days: model.counts("person.settling_days")?,
        settling_sizes: model.numbers("person.settling_sizes")?,
        unknown: model.number("person.unknown")?,
        overdispersion: OverdispersionSettings {
            prior: model.array("overdispersion.prior")?,
            prior_weight: model.positive("overdispersion.prior_weight")?,
            largest_difference: model.positive("overdispersion.largest_difference")?,
            short_block_days: model.count("overdispersion.short_block_days")?,
            long_block_days: model.count("overdispersion.long_block_days")?,
            long_days: model.count("overdispersion.long_days")?,
        },
    };
    if person.widths.len() != person.width_prior.len() {
        return Err(broken(MODEL, "person.width_prior", "has not one entry for each width"));
    }
    sums_to_one(MODEL, "person.width_prior", &person.width_prior)?;
    let file = "calibration.toml";
    let head: raw::Calibration = parse(files, file)?;
    known_schema(file, head.schema)?;
    known_source(file, "source", &head.source, keys)?;
    named(Basis::from_id(&head.basis), file, "basis", &head.basis)?;
    sums_to_one(file, "prior", &head.prior)?;
    Ok(ChangeSettings {
        person,
        cycle: CycleSettings {
            turn: model.share("cycle.turn")?,
            sizes: model.numbers("cycle.sizes")?,
            rounds: model.count("cycle.rounds")?,
            shared: model.share("cycle.shared")?,
            copies: model.count("cycle.copies")?,
            seed: model.count("cycle.seed")? as u64,
            compared_from: model.positive("cycle.compared_from")?,
        },
        daily_count: DailyCountSettings {
            prior_a: model.positive("daily_count.prior_a")?,
            least_prior_b: model.positive("daily_count.least_prior_b")?,
            size_range: model.pair("daily_count.size_range")?,
            unknown: model.number("daily_count.unknown")?,
        },
        lean: LeanSettings {
            prior: model.positive("lean.prior")?,
            prior_weight: model.positive("lean.prior_weight")?,
            largest_difference: model.positive("lean.largest_difference")?,
            block_days: model.count("lean.block_days")?,
            added: model.positive("lean.added")?,
            most: model.positive("lean.most")?,
        },
        who: WhoSettings {
            prior: head.prior,
            clip: head.clip,
            many_from: head.many_from,
            most_many: head.most_many,
            head: CalibrationHead {
                intercepts: head.intercepts,
                one: not_negative(file, "one", head.one)?,
                sum: not_negative(file, "sum", head.sum)?,
                smaller: not_negative(file, "smaller", head.smaller)?,
                toward: not_negative(file, "toward", head.toward)?,
                against: not_negative(file, "against", head.against)?,
                apart: not_negative(file, "apart", head.apart)?,
                many: not_negative(file, "many", head.many)?,
            },
        },
        second: second_settings(model, files, keys)?,
    })
}

fn second_settings(
    model: &mut Model,
    files: &Files<'_>,
    keys: &BTreeSet<&str>,
) -> Result<SecondSettings, ContentError> {
    let level = LevelSettings {
        widths: model.counts("second.widths_days")?,
        width_prior: model.numbers("second.width_prior")?,
        dip_days: model.counts("second.dip_days")?,
        margin_days: model.count("second.margin_days")?,
        after_dip_days: model.count("second.after_dip_days")?,
        size_spread: model.positive("second.size_spread")?,
        unknown: model.number("second.unknown")?,
        most_values: model.count("second.most_values")?,
    };
    if level.widths.len() != level.width_prior.len() {
        return Err(broken(MODEL, "second.width_prior", "has not one entry for each width"));
    }
    sums_to_one(MODEL, "second.width_prior", &level.width_prior)?;
    Ok(SecondSettings {
        level,
        added: model.positive("second.added")?,
        clip: model.pair("second.clip")?,
        most_size: model.positive("second.most_size")?,
        most_difference: model.positive("second.most_difference")?,
        least_variance: model.positive("second.least_variance")?,
        least_cases: model.positive("second.least_cases")?,
        messages: model.pair("second.messages")?,
        days: model.pair("second.days")?,
        head: second_head(files, keys)?,
    })
}

/// The weights of the second judge: each sign once, and none that is not known.
fn second_head(files: &Files<'_>, keys: &BTreeSet<&str>) -> Result<SecondHead, ContentError> {
    let file = "second-judge.toml";
    let mut raw: raw::SecondJudge = parse(files, file)?;
    known_schema(file, raw.schema)?;
    known_source(file, "source", &raw.source, keys)?;
    named(Basis::from_id(&raw.basis), file, "basis", &raw.basis)?;
    let zeros = [0.0; SIGNS];
    let mut head = SecondHead {
        intercepts: raw.intercepts,
        own: zeros,
        other: zeros,
        each: zeros,
        alone: [0.0; SHARED_SIGNS],
        together: [0.0; SHARED_SIGNS],
    };
    for (at, name) in SIGN_NAMES.iter().enumerate() {
        let sign = raw.sign.remove(*name).ok_or_else(|| broken(file, *name, "is missing"))?;
        (head.own[at], head.other[at], head.each[at]) = (sign.own, sign.other, sign.each);
    }
    for (at, name) in SHARED_SIGN_NAMES.iter().enumerate() {
        let sign = raw.shared.remove(*name).ok_or_else(|| broken(file, *name, "is missing"))?;
        (head.alone[at], head.together[at]) = (sign.alone, sign.together);
    }
    match raw.sign.keys().chain(raw.shared.keys()).next() {
        Some(name) => Err(broken(file, name, "is not a known sign")),
        None => Ok(head),
    }
}

fn sums_to_one(file: &str, key: &str, weights: &[f64]) -> Result<(), ContentError> {
    let total: f64 = weights.iter().sum();
    if (total - 1.0).abs() < 1e-4 {
        Ok(())
    } else {
        Err(broken(file, key, format!("sums to {total}, not to 1")))
    }
}

/// More evidence may not make a change less likely.
fn not_negative(file: &str, key: &str, weight: f64) -> Result<f64, ContentError> {
    if weight >= 0.0 { Ok(weight) } else { Err(broken(file, key, format!("{weight} is below 0"))) }
}

fn course_settings(model: &mut Model) -> Result<CourseSettings, ContentError> {
    Ok(CourseSettings {
        least_messages: model.count("course.least_messages")?,
        least_each: model.count("course.least_each")?,
        least_days: model.count("course.least_days")?,
        least_days_since: model.count("course.least_days_since")?,
        sure: model.share("course.sure")?,
        agreed: model.share("course.agreed")?,
        unlikely: model.share("course.unlikely")?,
        both: model.share("course.both")?,
        step: model.share("course.step")?,
        step_days: model.count("course.step_days")?,
        stop_days: model.count("course.stop_days")?,
        stop_share: model.share("course.stop_share")?,
        spell_days: model.count("course.spell_days")?,
        spell_activity: model.share("course.spell_activity")?,
        spells: model.count("course.spells")?,
        turns: model.number("course.turns")?,
        turns_lead: model.number("course.turns_lead")?,
        turns_each: model.number("course.turns_each")?,
        turns_returns: model.positive("course.turns_returns")?,
        novelty_days: model.count("course.novelty_days")?,
        dip: model.positive("course.dip")?,
        own_silence_days: model.count("course.own_silence_days")?,
        dip_lead: model.positive("course.dip_lead")?,
        much_ratio: model.share("course.much_ratio")?,
        few: model.count("course.few")?,
        thin: model.count("course.thin")?,
        interest_messages: model.share("course.interest_messages")?,
        interest_starts: model.share("course.interest_starts")?,
        level: model.share("course.level")?,
        normal_quantile: model.positive("course.normal_quantile")?,
        ratio: RatioSettings {
            draws: model.count("ratio.draws")?,
            seed: model.count("ratio.seed")? as u64,
            level: model.level,
            prior_events: model.positive("ratio.prior_events")?,
            block_days: model.count("ratio.block_days")?,
        },
    })
}

fn silence_settings(
    model: &mut Model,
    files: &Files<'_>,
    keys: &BTreeSet<&str>,
) -> Result<SilenceSettings, ContentError> {
    let file = "silence.toml";
    let silences: raw::Silences = parse(files, file)?;
    known_schema(file, silences.schema)?;
    if silences.review.by.is_empty() || silences.review.note.is_empty() {
        return Err(broken(file, "review", "says not who reviewed what"));
    }
    let mut named_formats = BTreeSet::new();
    let mut media = Vec::new();
    for row in silences.medium {
        known_source(file, "source", &row.source, keys)?;
        named(Basis::from_id(&row.basis), file, "basis", &row.basis)?;
        for (format, share) in &row.formats {
            if !named_formats.insert(format.clone()) {
                return Err(broken(file, &row.id, format!("`{format}` stands in two media")));
            }
            if !(0.0..=1.0).contains(share) {
                return Err(broken(file, &row.id, format!("{share} is no share")));
            }
        }
        let is_rising = row.curve.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1);
        if row.curve.len() < 2 || row.curve[0].1 != 0.0 || !is_rising {
            return Err(broken(file, &row.id, "the curve does not rise from 0"));
        }
        if row.alike <= 0.0 {
            return Err(broken(file, &row.id, format!("{} is not above 0", row.alike)));
        }
        if !(0.0..1.0).contains(&row.gone) {
            return Err(broken(file, &row.id, format!("{} is no probability", row.gone)));
        }
        media.push(Medium {
            id: row.id,
            formats: row.formats.into_iter().collect(),
            curve: row.curve,
            alike: row.alike,
            gone: row.gone,
        });
    }
    if media.is_empty() {
        return Err(broken(file, "medium", "there is none"));
    }
    Ok(SilenceSettings {
        media,
        least_hours: model.positive("silence.least_hours")?,
        least_silences: model.count("silence.least_silences")?,
        return_days: model.numbers("silence.return_days")?,
        told_hours: model.positive("silence.told_hours")?,
        told_share: model.share("silence.told_share")?,
        told_return_days: model.positive("silence.told_return_days")?,
    })
}

fn lookalike_settings(model: &mut Model) -> Result<LookalikeSettings, ContentError> {
    let key = "lookalike.seasons";
    let seasons = model.counts(key)?;
    if !seasons.len().is_multiple_of(2) {
        return Err(broken(MODEL, key, "has a season without an end"));
    }
    Ok(LookalikeSettings {
        discount: model.share("lookalike.discount")?,
        most: model.share("lookalike.most")?,
        hole_days: model.count("lookalike.hole_days")?,
        hole_multiple: model.positive("lookalike.hole_multiple")?,
        months_days: model.count("lookalike.months_days")?,
        disappearing_days: model.counts("lookalike.disappearing_days")?,
        elsewhere_ratio: model.share("lookalike.elsewhere_ratio")?,
        elsewhere_days: model.count("lookalike.elsewhere_days")?,
        one_sided_ratio: model.share("lookalike.one_sided_ratio")?,
        one_sided_least: model.positive("lookalike.one_sided_least")?,
        caps: model.counts("lookalike.caps")?,
        cap_slack: model.share("lookalike.cap_slack")?,
        calls_ratio: model.positive("lookalike.calls_ratio")?,
        calls_least: model.count("lookalike.calls_least")?,
        join_days: model.count("lookalike.join_days")?,
        zone_hours: model.count("lookalike.zone_hours")?,
        zone_gain: model.share("lookalike.zone_gain")?,
        least_messages: model.count("lookalike.least_messages")?,
        seasons: seasons.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect(),
        holiday_days: model.count("lookalike.holiday_days")?,
        week_share: model.share("lookalike.week_share")?,
        week_days: model.count("lookalike.week_days")?,
    })
}

fn finding_settings(model: &mut Model) -> Result<FindingSettings, ContentError> {
    Ok(FindingSettings {
        volume_ratio: model.share("finding.volume_ratio")?,
        abrupt: model.share("finding.abrupt")?,
        slow: (model.count("finding.slow_days")?, model.share("finding.slow_sure")?),
        starts_ratio: model.share("finding.starts_ratio")?,
        replies_stay: model.positive("finding.replies_stay")?,
        unanswered_rise: model.share("finding.unanswered_rise")?,
        latency_ratio: model.positive("finding.latency_ratio")?,
        least_waits: model.count("finding.least_waits")?,
        length_ratio: model.share("finding.length_ratio")?,
        questions: (model.share("finding.questions_ratio")?, model.positive("finding.questions_least")?),
        work_hours: model.pair("finding.work_hours")?,
        late_hours: model.pair("finding.late_hours")?,
        late: (model.share("finding.late_rise")?, model.share("finding.late_most_before")?),
        least_messages: model.positive("finding.least_messages")?,
        returns: model.count("finding.returns")?,
        abrupt_range_days: model.count("finding.abrupt_range_days")?,
        abrupt_days: model.count("finding.abrupt_days")?,
        calls_floor: model.positive("finding.calls_floor")?,
        low_share: model.share("finding.low_share")?,
        return_days: model.count("finding.return_days")?,
        calls: (model.positive("finding.calls_ratio")?, model.positive("finding.calls_least")?),
        silence_multiple: model.positive("finding.silence_multiple")?,
        equal_fall: model.positive("finding.equal_fall")?,
    })
}

fn chat_settings(model: &mut Model) -> Result<ChatSettings, ContentError> {
    let mut days = |key: &str| Ok(i64::try_from(model.count(key)?).unwrap_or(i64::MAX));
    let around_days = days("chat.around_days")?;
    let (open_days, cooling_days) = (days("chat.open_days")?, days("chat.cooling_days")?);
    let (conflict_days, label_days) = (days("chat.conflict_days")?, days("chat.label_days")?);
    let (mismatch_days, repair_days) = (days("chat.mismatch_days")?, days("chat.repair_days")?);
    Ok(ChatSettings {
        statement: statement_settings(model)?,
        around_days,
        open_days,
        cooling_days,
        conflict_days,
        label_days,
        mismatch_days,
        most_lines: model.count("chat.most_lines")?,
        least_words: model.count("chat.least_words")?,
        long_words: model.count("chat.long_words")?,
        share_prior: model.pair("chat.share_prior")?,
        shown_around: model.count("chat.shown_around")?,
        quoted_words: model.count("chat.quoted_words")?,
        most_quotes: model.count("chat.most_quotes")?,
        repeats: model.count("chat.repeats")?,
        least_lines: model.count("chat.least_lines")?,
        sure: model.share("chat.sure")?,
        rose: model.positive("chat.rose")?,
        fell: model.share("chat.fell")?,
        kept: model.share("chat.kept")?,
        repair: (repair_days, model.count("chat.repair_words")?),
        reopened_days: model.count("chat.reopened_days")?,
        after_no_days: model.count("chat.after_no_days")?,
        most_signs: model.count("chat.most_signs")?,
        language_letters: model.count("chat.language_letters")?,
        english_share: model.share("chat.english_share")?,
    })
}

fn statement_settings(model: &mut Model) -> Result<StatementSettings, ContentError> {
    Ok(StatementSettings {
        table: model.positive("statement.table")?,
        encoder: model.positive("statement.encoder")?,
        table_alone: model.positive("statement.table_alone")?,
        some: model.positive("statement.some")?,
        rule: model.positive("statement.rule")?,
        doubt: model.positive("statement.doubt")?,
        look: -model.positive("statement.look")?,
        least: model.share("statement.least")?,
        min_sure_now: model.share("statement.min_sure_now")?,
        min_sure_before: model.share("statement.min_sure_before")?,
        most: model.count("statement.most")?,
    })
}

fn likelihoods(
    files: &Files<'_>,
    keys: &BTreeSet<&str>,
    (level, variations): (f64, (usize, usize)),
) -> Result<LikelihoodSettings, ContentError> {
    let mut rows: BTreeMap<String, raw::Ranged> = parse(files, LIKELIHOOD)?;
    // Known numbers that wait for words and answers to be read; checked, and not yet used.
    let later = ["z", "answer_unknown"];
    let mut take = |key: &str| -> Result<Judged, ContentError> {
        let row = rows.remove(key).ok_or_else(|| broken(LIKELIHOOD, key, "is missing"))?;
        known_source(LIKELIHOOD, key, &row.source, keys)?;
        judged(LIKELIHOOD, key, row.value, (row.low, row.high), &row.basis, row.source)
    };
    let settings = LikelihoodSettings {
        strong_for: take("pp")?,
        plain_for: take("p")?,
        against: take("n")?,
        strong_against: take("nn")?,
        group_temper: take("group_temper")?,
        group_overlap: take("group_overlap")?,
        finding_balance: take("finding_balance")?,
        timing_beside_words: take("timing_beside_words")?,
        account_power: take("account_power")?,
        account_beside_words: take("account_beside_words")?,
        answer_power: take("answer_power")?,
        answers_clip: take("answers_clip")?,
        most_sure: take("most_sure")?,
        finding_cap: take("per_finding_cap")?,
        total_clip: take("total_clip")?,
        strengths: Strengths {
            said: take("answer_said")?,
            heard: take("answer_heard")?,
            counted: take("counted_lines")?,
            guess: take("answer_guess")?,
        },
        learnt: Reliance {
            wrote: take("learnt_wrote")?,
            told: take("learnt_told")?,
            friend: take("learnt_friend")?,
            guess: take("learnt_guess")?,
        },
        statement_temper: take("statement_temper")?,
        statements_clip: take("statements_clip")?,
        event_sure: take("event_sure")?,
        event_temper: take("event_temper")?,
        commonest_guard: take("not_long_term_guard")?,
        usual_doubt: take("usual_doubt")?,
        symbol_doubt: take("symbol_doubt")?,
        counted_sure: take("counted_sure")?.value,
        told_sure: take("told_sure")?.value,
        likely_share: take("likely_share")?.value,
        likely_ratio: take("likely_ratio")?.value,
        leans_share: take("leans_share")?.value,
        leans_ratio: take("leans_ratio")?.value,
        least_evidence: take("least_evidence")?.value,
        fits_best_ratio: take("fits_best_share")?.value,
        little_sign_dots: take("little_sign_dots")?.value,
        lead_flips: take("lead_flips")?.value,
        draws: variations.0,
        seed: variations.1 as u64,
        level,
    };
    for key in later {
        take(key)?;
    }
    match rows.keys().next() {
        Some(key) => Err(broken(LIKELIHOOD, key, "is not a known number")),
        None => Ok(settings),
    }
}

fn judged(
    file: &str,
    key: &str,
    value: f64,
    (low, high): (f64, f64),
    basis: &str,
    source: String,
) -> Result<Judged, ContentError> {
    if !(low > 0.0 && low <= value && value <= high) {
        return Err(broken(file, key, format!("{value} does not lie in its range {low} to {high}, above 0")));
    }
    Ok(Judged { value, low, high, basis: named(Basis::from_id(basis), file, key, basis)?, source })
}

fn reasons(files: &Files<'_>, keys: &BTreeSet<&str>) -> Result<Vec<Reason>, ContentError> {
    ReasonId::ALL.iter().map(|id| reason(*id, files, keys)).collect()
}

fn reason(id: ReasonId, files: &Files<'_>, keys: &BTreeSet<&str>) -> Result<Reason, ContentError> {
    let file = format!("reasons/{}.toml", id.id());
    let row: raw::Reason = parse(files, &file)?;
    known_schema(&file, row.schema)?;
    if row.id != id.id() {
        return Err(broken(&file, "id", format!("`{}` is not the name of the file", row.id)));
    }
    if row.short.chars().count() > 28 {
        return Err(broken(&file, "short", "is longer than 28 characters"));
    }
    if row.review.by.is_empty() || row.review.note.is_empty() {
        return Err(broken(&file, "review", "says not who reviewed what"));
    }
    known_source(&file, "prior.source", &row.prior.source, keys)?;
    known_source(&file, "advice.source", &row.advice.source, keys)?;
    let mut given = Vec::with_capacity(row.given.len());
    for (at, rule) in row.given.into_iter().enumerate() {
        let key = format!("given[{at}]");
        known_source(&file, &key, &rule.source, keys)?;
        let finding = FindingId::ALL.iter().copied().find(|finding| finding.id() == rule.finding);
        given.push(Given {
            finding: named(finding, &file, &key, &rule.finding)?,
            symbol: named(Symbol::from_id(&rule.symbol), &file, &key, &rule.symbol)?,
            basis: named(Basis::from_id(&rule.basis), &file, &key, &rule.basis)?,
            source: rule.source,
        });
    }
    let distinct: BTreeSet<FindingId> = given.iter().map(|rule| rule.finding).collect();
    if distinct.len() != given.len() {
        return Err(broken(&file, "given", "names a finding twice"));
    }
    let prior = row.prior;
    Ok(Reason {
        id,
        family: named(Family::from_id(&row.family), &file, "family", &row.family)?,
        name: row.name,
        short: row.short,
        plain: row.plain,
        moves: row.moves,
        not_meant: row.not_meant,
        timing_can_show: row.timing_can_show,
        what_would_tell: row.what_would_tell,
        parts: row
            .part
            .into_iter()
            .map(|part| Part { id: part.id, name: part.name, plain: part.plain })
            .collect(),
        prior: judged(&file, "prior", prior.weight, (prior.low, prior.high), &prior.basis, prior.source)?,
        given,
        advice: Advice {
            steps: row.advice.steps,
            clarity: row.advice.clarity,
            peace: row.advice.peace,
            avoid: row.advice.avoid,
            source: row.advice.source,
        },
    })
}

/// Returns the names in braces of a template.
pub(crate) fn slots_in(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// Returns texts by name, where every name of `all` stands exactly once and no other does.
fn texts<T: Copy + Ord>(
    file: &str,
    rows: Vec<raw::IdText>,
    all: &[T],
    id_of: fn(T) -> &'static str,
) -> Result<BTreeMap<T, String>, ContentError> {
    let mut texts = BTreeMap::new();
    for row in rows {
        let found = all.iter().copied().find(|value| id_of(*value) == row.id);
        if texts.insert(named(found, file, "id", &row.id)?, row.text).is_some() {
            return Err(broken(file, &row.id, "stands twice"));
        }
    }
    match all.iter().find(|value| !texts.contains_key(value)) {
        Some(missing) => Err(broken(file, id_of(*missing), "is missing")),
        None => Ok(texts),
    }
}

fn scale(files: &Files<'_>) -> Result<Vec<ScaleRow>, ContentError> {
    let file = "scale.toml";
    let rows = parse::<raw::Scale>(files, file)?.row;
    for dots in 0..=20 {
        if rows.iter().filter(|row| (row.dots_low..=row.dots_high).contains(&dots)).count() != 1 {
            return Err(broken(file, "row", format!("{dots} dots do not have exactly one row")));
        }
    }
    Ok(rows
        .into_iter()
        .map(|row| ScaleRow {
            words: row.words,
            dots_low: row.dots_low,
            dots_high: row.dots_high,
            reading: row.reading,
        })
        .collect())
}

fn ratios(files: &Files<'_>) -> Result<Vec<RatioWords>, ContentError> {
    let file = "scale.toml";
    let rows = parse::<raw::Scale>(files, file)?.ratio;
    if !rows.is_sorted_by(|a, b| a.below < b.below) || rows.last().is_none_or(|row| row.below.is_finite()) {
        return Err(broken(file, "ratio", "does not rise from row to row up to inf"));
    }
    Ok(rows.into_iter().map(|row| RatioWords { below: row.below, words: row.words }).collect())
}
