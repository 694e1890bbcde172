//! Plays, what answers tell of a situation, the questions that people bring, and what chances of a return rest on:
//! `plays/`, `situation.toml`, `answers/` and `returns.toml`.

use std::collections::{BTreeMap, BTreeSet};

use ebb::answers_to::returns::{Gone, ReturnSettings};
use ebb::answers_to::{Variant, Wanted};
use ebb::guidance::TrackId;
use ebb::play::axes::UNKNOWN;
use ebb::play::table::MOST_ROWS;
use ebb::play::{
    Asks, Axis, Class, LookAgain, Message, Play, SituationSettings, Situations, Slot, Told, Tone, When,
};
use ebb::question::Question;
use ebb::reason::Basis;
use ebb::stage::Stage;
use ebb::wish::WantsToKnow;
use serde::Deserialize;

use crate::Files;
use crate::check::{broken, known_schema, known_source, named, parse};
use crate::error::ContentError;
use crate::folder::{each, each_of, reviewed, told as not_empty};
use crate::raw::Review;

/// Which values of each axis fit, by name.
type RawWhen = BTreeMap<String, Vec<String>>;

reviewed!(RawPlay {
    order: usize,
    class: String,
    track: String,
    title: String,
    when: RawWhen,
    asks: Option<String>,
    reflect: String,
    tonight: Vec<String>,
    sending: Vec<String>,
    send: Vec<RawMessage>,
    not: Vec<String>,
    look_again: Option<RawLook>,
    then: String,
    walk_away: String,
    because: Vec<String>,
    source: String,
});
reviewed!(RawWanted { heading: String, variant: Vec<RawVariant> });

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMessage {
    tone: String,
    text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLook {
    days: u16,
    why: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawVariant {
    #[serde(default)]
    when: RawWhen,
    #[serde(default)]
    class: Vec<String>,
    short: String,
    because: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSituation {
    schema: u32,
    days: [f64; 4],
    beyond: f64,
    beyond_days: f64,
    sure: f64,
    basis: String,
    source: String,
    told: Vec<RawTold>,
    review: Review,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTold {
    /// `question.answer`.
    answer: String,
    #[serde(default)]
    sets: BTreeMap<String, String>,
    from: Option<String>,
    silent_days: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReturns {
    schema: u32,
    days: f64,
    awake_hours: f64,
    gone: Vec<RawGone>,
    review: Review,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGone {
    stage: String,
    share: f64,
    low: f64,
    high: f64,
    basis: String,
    source: String,
}

/// Reads every play, in the order of the table.
pub(crate) fn plays(files: &Files<'_>, keys: &BTreeSet<&str>) -> Result<Vec<Play>, ContentError> {
    let mut plays: Vec<Play> = each::<RawPlay>(files, "plays/")?
        .into_iter()
        .map(|(file, row)| play(&file, row, keys))
        .collect::<Result<_, _>>()?;
    plays.sort_by_key(|play| play.order);
    if plays.windows(2).any(|pair| pair[0].order == pair[1].order) {
        return Err(broken("plays/", "order", "stands twice"));
    }
    if plays.len() > MOST_ROWS {
        return Err(broken("plays/", "order", format!("has more than {MOST_ROWS} rows")));
    }
    match plays.last() {
        Some(last) if Axis::ALL.iter().all(|axis| !last.when.asks_for(*axis)) => Ok(plays),
        _ => Err(broken("plays/", "when", "has no last row that fits every situation")),
    }
}

fn play(file: &str, row: RawPlay, keys: &BTreeSet<&str>) -> Result<Play, ContentError> {
    known_source(file, "source", &row.source, keys)?;
    let send =
        row.send.into_iter().map(|message| self::message(file, message)).collect::<Result<Vec<_>, _>>()?;
    for tone in Tone::ALL {
        let of_tone = || send.iter().filter(|message| message.tone == *tone);
        if !send.is_empty() && !of_tone().any(|message| message.needs.is_empty()) {
            return Err(broken(file, "send", format!("has no `{}` message that needs no fact", tone.id())));
        }
    }
    if row.asks.is_some() && send.is_empty() {
        return Err(broken(file, "asks", "has no message that asks it"));
    }
    if row.tonight.is_empty() && row.sending.is_empty() || row.not.is_empty() || row.because.is_empty() {
        return Err(broken(file, "tonight", "says not what to do, what not to do, and why"));
    }
    let look_again = row.look_again.map(|look| match (look.days, look.why.is_empty()) {
        (1..=60, false) => Ok(LookAgain { days: look.days, why: look.why }),
        (days, _) => Err(broken(file, "look_again", format!("{days} days, or without a why"))),
    });
    Ok(Play {
        order: row.order,
        class: named(Class::from_id(&row.class), file, "class", &row.class)?,
        track: named(TrackId::from_id(&row.track), file, "track", &row.track)?,
        title: not_empty(file, "title", row.title)?,
        when: when(file, &row.when)?,
        asks: row.asks.map(|id| named(Asks::from_id(&id), file, "asks", &id)).transpose()?,
        reflect: not_empty(file, "reflect", row.reflect)?,
        tonight: row.tonight,
        sending: row.sending,
        send,
        not: row.not,
        look_again: look_again.transpose()?,
        then: not_empty(file, "then", row.then)?,
        walk_away: not_empty(file, "walk_away", row.walk_away)?,
        because: row.because,
        source: row.source,
        id: row.id,
    })
}

fn message(file: &str, row: RawMessage) -> Result<Message, ContentError> {
    let needs = slots(file, "send", [row.text.as_str()])?;
    if let Some(slot) = needs.iter().find(|slot| !slot.suits_a_message()) {
        return Err(broken(file, "send", format!("`{}` is not for a message", slot.id())));
    }
    Ok(Message { tone: named(Tone::from_id(&row.tone), file, "tone", &row.tone)?, text: row.text, needs })
}

/// Returns the facts that texts name: every slot that is not one for people.
fn slots<'a>(
    file: &str,
    key: &str,
    texts: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<Slot>, ContentError> {
    const PEOPLE: [&str; 5] = ["alter", "ego", "they", "them", "their"];
    let mut found = Vec::new();
    for text in texts {
        for part in text.split('{').skip(1) {
            let name = part.split('}').next().unwrap_or("");
            if !PEOPLE.contains(&name) {
                let slot = named(Slot::from_id(name), file, key, name)?;
                if !found.contains(&slot) {
                    found.push(slot);
                }
            }
        }
    }
    Ok(found)
}

/// Reads a condition: an axis that is not named fits with every value.
fn when(file: &str, rows: &RawWhen) -> Result<When, ContentError> {
    rows.iter().try_fold(When::any(), |when, (axis, values)| {
        let axis = named(Axis::from_id(axis), file, "when", axis)?;
        let places = values.iter().map(|value| place(file, axis, value)).collect::<Result<Vec<_>, _>>()?;
        if places.is_empty() {
            return Err(broken(file, "when", format!("`{}` fits nothing", axis.id())));
        }
        Ok(when.only(axis, &places))
    })
}

/// Returns the place of a value on its axis.
fn place(file: &str, axis: Axis, value: &str) -> Result<u8, ContentError> {
    let at = axis.values().iter().position(|id| *id == value);
    named(at.and_then(|at| u8::try_from(at).ok()), file, axis.id(), value)
}

/// Reads what answers tell of a situation.
pub(crate) fn situations(
    files: &Files<'_>,
    questions: &[Question],
    keys: &BTreeSet<&str>,
) -> Result<Situations, ContentError> {
    let file = "situation.toml";
    let raw: RawSituation = parse(files, file)?;
    reviewed_by(file, raw.schema, &raw.review)?;
    judged(file, &raw.basis, &raw.source, keys)?;
    let is_rising = raw.days.windows(2).all(|pair| pair[0] < pair[1]);
    if !is_rising || raw.beyond <= 1.0 || raw.beyond_days <= 0.0 || !(0.0..=1.0).contains(&raw.sure) {
        return Err(broken(file, "days", "must rise, with `beyond` above 1 and `sure` a probability"));
    }
    let told = raw.told.iter().map(|row| told(file, row, questions)).collect::<Result<_, _>>()?;
    let settings = SituationSettings {
        days: raw.days,
        beyond: raw.beyond,
        beyond_days: raw.beyond_days,
        sure: raw.sure,
    };
    Ok(Situations { settings, told })
}

fn told(file: &str, row: &RawTold, questions: &[Question]) -> Result<Told, ContentError> {
    let find = || {
        let (question, answer) = row.answer.split_once('.')?;
        let at = questions.iter().position(|known| known.id == question)?;
        Some((at, questions[at].answers.iter().position(|known| known.id == answer)?))
    };
    let (question, answer) = named(find(), file, "answer", &row.answer)?;
    let set = |(axis, value): (&String, &String)| {
        let axis = named(Axis::from_id(axis), file, &row.answer, axis)?;
        if axis == Axis::Door || value == UNKNOWN {
            return Err(broken(file, &row.answer, format!("an answer cannot tell `{}`", axis.id())));
        }
        Ok((axis, place(file, axis, value)?))
    };
    let from = row.from.as_ref().map(|id| named(Stage::from_id(id), file, "from", id)).transpose()?;
    Ok(Told {
        question,
        answer,
        sets: row.sets.iter().map(set).collect::<Result<_, ContentError>>()?,
        from,
        silent_days: row.silent_days,
    })
}

/// Reads the questions that people bring.
pub(crate) fn wanted(files: &Files<'_>) -> Result<Vec<Wanted>, ContentError> {
    let wanted = |(id, file, row): (WantsToKnow, String, RawWanted)| {
        let variants: Vec<Variant> =
            row.variant.into_iter().map(|row| variant(&file, row)).collect::<Result<_, _>>()?;
        let is_for_all = |variant: &Variant| {
            variant.needs.is_empty()
                && variant.classes.is_empty()
                && Axis::ALL.iter().all(|axis| !variant.when.asks_for(*axis))
        };
        if !variants.last().is_some_and(is_for_all) {
            return Err(broken(&file, "variant", "has no last one that fits every situation"));
        }
        Ok(Wanted { id, heading: not_empty(&file, "heading", row.heading)?, variants })
    };
    each_of(files, "answers/", WantsToKnow::ALL, WantsToKnow::id)?.into_iter().map(wanted).collect()
}

fn variant(file: &str, row: RawVariant) -> Result<Variant, ContentError> {
    let texts = std::iter::once(row.short.as_str()).chain(row.because.iter().map(String::as_str));
    let needs = slots(file, "variant", texts)?;
    let class = |id: &String| named(Class::from_id(id), file, "class", id);
    if row.because.is_empty() {
        return Err(broken(file, "because", "is missing"));
    }
    Ok(Variant {
        when: when(file, &row.when)?,
        classes: row.class.iter().map(class).collect::<Result<_, _>>()?,
        needs,
        short: not_empty(file, "short", row.short)?,
        because: row.because,
    })
}

/// Reads what chances of a return rest on.
pub(crate) fn returns(files: &Files<'_>, keys: &BTreeSet<&str>) -> Result<ReturnSettings, ContentError> {
    let file = "returns.toml";
    let raw: RawReturns = parse(files, file)?;
    reviewed_by(file, raw.schema, &raw.review)?;
    let gone = |row: &RawGone| {
        judged(file, &row.basis, &row.source, keys)?;
        if !(0.0 <= row.low && row.low <= row.share && row.share <= row.high && row.high < 1.0) {
            return Err(broken(file, &row.stage, "is no share between its ends"));
        }
        let stage = match row.stage.as_str() {
            UNKNOWN => None,
            id => Some(named(Stage::from_id(id), file, "stage", id)?),
        };
        Ok(Gone { stage, share: row.share, low: row.low, high: row.high })
    };
    let gone: Vec<Gone> = raw.gone.iter().map(gone).collect::<Result<_, _>>()?;
    let stages: BTreeSet<Option<Stage>> = gone.iter().map(|row| row.stage).collect();
    if stages.len() != Stage::ALL.len() + 1 || gone.len() != stages.len() {
        return Err(broken(file, "gone", "needs one row for each stage, and one for none"));
    }
    if raw.days <= 0.0 || !(0.0..=24.0).contains(&raw.awake_hours) {
        return Err(broken(file, "days", "must be above 0, and waking hours within a day"));
    }
    Ok(ReturnSettings { days: raw.days, awake_hours: raw.awake_hours, gone })
}

fn reviewed_by(file: &str, schema: u32, review: &Review) -> Result<(), ContentError> {
    known_schema(file, schema)?;
    if review.by.is_empty() || review.note.is_empty() {
        return Err(broken(file, "review", "says not who reviewed what"));
    }
    Ok(())
}

fn judged(file: &str, basis: &str, source: &str, keys: &BTreeSet<&str>) -> Result<(), ContentError> {
    named(Basis::from_id(basis), file, "basis", basis)?;
    known_source(file, "source", source, keys)
}
