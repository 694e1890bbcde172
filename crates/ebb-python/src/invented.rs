//! Invented conversations whose truth is known, for teaching and for tests.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Int64Builder, StringBuilder, TimestampSecondBuilder, UInt16Builder, UInt32Builder,
};
use arrow_array::{ArrayRef, RecordBatch};
use ebb::message::MessageKind;
use ebb_synth::{Regime, Severity, SimulatedDyad, SimulatedRole, SimulationSettings, WhoFell, simulate};
use pyo3::prelude::*;

use crate::failure::Failure;
use crate::given::unknown;

/// What is given. Every field is there: `python/ebbtide` has the defaults.
#[derive(Debug, FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct SynthGiven {
    count: u64,
    seed: u64,
    regime: Option<String>,
    severity: Option<String>,
    days: Option<usize>,
    /// Openings a day and person.
    volume: Option<f64>,
    me: String,
    them: String,
    start: String,
}

/// The two people and the day on which they begin.
struct Cast<'a> {
    me: &'a str,
    them: &'a str,
    midnight: i64,
}

#[derive(Default)]
struct Messages {
    conversation: StringBuilder,
    message: UInt32Builder,
    local: TimestampSecondBuilder,
    sender: StringBuilder,
    me: StringBuilder,
    kind: StringBuilder,
    words: UInt16Builder,
    asks: BooleanBuilder,
}

#[derive(Default)]
struct Truths {
    conversation: StringBuilder,
    messages: Int64Builder,
    days: Int64Builder,
    regime: StringBuilder,
    severity: StringBuilder,
    who: StringBuilder,
    change_day: Int64Builder,
    end_day: Int64Builder,
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl Messages {
    fn add(&mut self, id: &str, dyad: &SimulatedDyad, cast: &Cast<'_>) {
        for place in 0..dyad.len() {
            self.conversation.append_value(id);
            self.message.append_value(u32::try_from(place).unwrap_or(u32::MAX));
            #[expect(
                clippy::cast_possible_truncation,
                reason = "seconds of a few years; fractions are meant to go"
            )]
            let second = (dyad.hours[place] * 3600.0).floor() as i64;
            self.local.append_value(cast.midnight + second);
            let is_alter = dyad.role[place] == SimulatedRole::Alter;
            self.sender.append_value(if is_alter { cast.them } else { cast.me });
            self.me.append_value(cast.me);
            let kind = if dyad.is_call[place] { MessageKind::Call } else { MessageKind::Text };
            self.kind.append_value(kind.id());
            self.words.append_value(dyad.words[place]);
            self.asks.append_value(dyad.asks[place]);
        }
    }

    fn finish(mut self) -> Result<RecordBatch, Failure> {
        let columns: [(&str, ArrayRef); 8] = [
            ("conversation", Arc::new(self.conversation.finish())),
            ("message", Arc::new(self.message.finish())),
            ("local", Arc::new(self.local.finish())),
            ("sender", Arc::new(self.sender.finish())),
            ("me", Arc::new(self.me.finish())),
            ("kind", Arc::new(self.kind.finish())),
            ("words", Arc::new(self.words.finish())),
            ("asks", Arc::new(self.asks.finish())),
        ];
        Ok(RecordBatch::try_from_iter(columns)?)
    }
}

impl Truths {
    fn add(&mut self, id: &str, dyad: &SimulatedDyad) {
        let truth = dyad.truth;
        let who = match truth.regime.who_fell() {
            WhoFell::Neither => "none",
            WhoFell::Alter => "alter",
            WhoFell::Ego => "ego",
            WhoFell::Both => "both",
        };
        let is_changed = !matches!(truth.regime, Regime::Stable | Regime::Honeymoon);
        self.conversation.append_value(id);
        self.messages.append_value(whole(dyad.len()));
        self.days.append_value(whole(dyad.days));
        self.regime.append_value(truth.regime.id());
        self.severity.append_value(truth.severity.id());
        self.who.append_value(who);
        self.change_day.append_option(is_changed.then(|| whole(truth.change_day)));
        self.end_day.append_option(is_changed.then(|| whole(truth.end_day)));
    }

    fn finish(mut self) -> Result<RecordBatch, Failure> {
        let columns: [(&str, ArrayRef); 8] = [
            ("conversation", Arc::new(self.conversation.finish())),
            ("messages", Arc::new(self.messages.finish())),
            ("days", Arc::new(self.days.finish())),
            ("regime", Arc::new(self.regime.finish())),
            ("severity", Arc::new(self.severity.finish())),
            ("who", Arc::new(self.who.finish())),
            ("change_day", Arc::new(self.change_day.finish())),
            ("end_day", Arc::new(self.end_day.finish())),
        ];
        Ok(RecordBatch::try_from_iter(columns)?)
    }
}

/// Returns messages and truths of `count` conversations. Where regime or severity are left open, every one comes in turn.
pub(crate) fn synth(given: &SynthGiven) -> Result<(RecordBatch, RecordBatch), Failure> {
    let regimes = chosen(&Regime::ALL, given.regime.as_deref(), Regime::id, "regime")?;
    let severities = chosen(&Severity::ALL, given.severity.as_deref(), Severity::id, "severity")?;
    if given.days.is_some_and(|days| days < 10) {
        return Err(Failure::given("days is too small", "A change needs 10 days: 5 before and 4 after it."));
    }
    if given.volume.is_some_and(|volume| !(volume > 0.0 && volume <= 100.0)) {
        return Err(Failure::given("volume does not fit", "It is above 0 and at most 100 openings a day."));
    }
    let start: jiff::civil::Date =
        given.start.parse().map_err(|_| unknown("start", &given.start, "dates like 2026-01-05"))?;
    let midnight = start.duration_since(jiff::civil::Date::constant(1970, 1, 1)).as_secs();
    let cast = Cast { me: &given.me, them: &given.them, midnight };
    let settings = SimulationSettings { days: given.days, volume: given.volume, ..SimulationSettings::DRAWN };
    let (mut messages, mut truths) = (Messages::default(), Truths::default());
    for number in 0..given.count {
        let turn = usize::try_from(number).unwrap_or_default();
        let regime = regimes[turn % regimes.len()];
        let severity = severities[turn / regimes.len() % severities.len()];
        let dyad = simulate(given.seed.wrapping_add(number), regime, severity, &settings);
        let id = format!("c{number:07}");
        messages.add(&id, &dyad, &cast);
        truths.add(&id, &dyad);
    }
    Ok((messages.finish()?, truths.finish()?))
}

/// Returns the one value of this name, or all.
fn chosen<T: Copy>(
    all: &[T],
    name: Option<&str>,
    id: fn(T) -> &'static str,
    what: &str,
) -> Result<Vec<T>, Failure> {
    let Some(name) = name else { return Ok(all.to_vec()) };
    let known: Vec<&str> = all.iter().map(|&value| id(value)).collect();
    let found = all.iter().copied().find(|&value| id(value) == name);
    found.map(|value| vec![value]).ok_or_else(|| unknown(what, name, &known.join(", ")))
}
