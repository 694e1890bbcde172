//! From a dyad to what its timing shows: the table of contents of this crate.

use crate::catalog::Catalog;
use crate::course::{Claim, course};
use crate::dyad::{Dyad, LocalSecond, Role};
use crate::finding::{self, Facts};
use crate::lookalike::{self, FileFacts};
use crate::verdict::{
    LimitInputs, NowTaken, ObservedUntil, SilenceReading, Timing, limits, summarise, weeks,
};
use crate::{change, figure, guidance, history, interest, measure, order, silence};

/// A gap shorter than this changes no count that a claim rests on: three days, in seconds.
const LEAST_GAP: LocalSecond = 3 * 86_400;

/// Returns what the messages of two people say, by their timing alone; [`Verdict::of`] weighs it with all that was heard.
///
/// [`Verdict::of`]: crate::verdict::Verdict::of
///
/// Where messages are known to be missing in the middle of the chat, only one stretch of it is looked at: the last with
/// enough messages, or else the one with most.
///
/// `now` is the local second up to which they were observed; without it, that is the last message. It never lies in a
/// stretch of time that the file is known to lack.
#[must_use]
pub fn analyse(dyad: &Dyad, now: Option<LocalSecond>, catalog: &Catalog) -> Timing {
    let stretches = dyad.stretches(LEAST_GAP);
    let is_enough = |stretch: &&Dyad| {
        let settings = &catalog.settings.course;
        let messages = stretch.messages();
        let seconds =
            messages.first().zip(messages.last()).map_or(0, |(first, last)| last.local - first.local);
        let days = usize::try_from(seconds / 86_400).unwrap_or_default();
        messages.len() >= settings.least_messages && days >= settings.least_days
    };
    let known = stretches.iter().rev().find(is_enough);
    let most = || stretches.iter().max_by_key(|stretch| stretch.messages().len());
    analyse_stretch(known.or_else(most).unwrap_or(dyad), now, catalog)
}

fn analyse_stretch(dyad: &Dyad, now: Option<LocalSecond>, catalog: &Catalog) -> Timing {
    let settings = &catalog.settings;
    // After a stretch that is known to be missing, silence is not seen.
    let now = now.map(|now| dyad.known_until().map_or(now, |until| now.min(until)));
    let measured = measure::measure(dyad, now, &settings.measure);
    let change = change::detect(&measured.daily, &settings.change);
    let file = FileFacts::of(dyad, &measured);
    let lookalikes = lookalike::look(&measured, &change, &file, &settings.lookalike);
    let weighed = lookalike::weighed(&change.judges, lookalikes.len(), &settings.lookalike);
    let course = course(&measured, &change, &weighed, settings.change.who.prior, &settings.course);

    let onset = course.onset.as_ref().and(change.persons.alter.onset.as_ref());
    // Where alter stopped, the change is the silence itself, and what came before is all there is to compare with.
    let is_regime = course.subject == Role::Alter && course.claim != Claim::AlterStopped;
    let clock = silence::read(&measured, dyad.formats(), onset.filter(|_| is_regime), &settings.silence);
    let interest = interest::read(&measured, &change, &course, (&settings.interest, &settings.course));
    let both_may_have_fallen = course.who.both >= settings.course.unlikely && course.onset.is_some();
    let moved_first = order::moved_first(&change, &settings.order).filter(|_| both_may_have_fallen);
    let pursuit = onset
        .filter(|_| course.claim.is_back_off())
        .map(|onset| order::pursuit(&measured, onset, settings.measure.idle_gap_hours, &settings.order));
    let facts = Facts {
        measured: &measured,
        course: &course,
        onset,
        silence: clock.as_ref(),
        pursuit: pursuit.as_ref().map(|pursuit| (pursuit, &settings.order)),
        capabilities: dyad.capabilities(),
        level: settings.course.level,
        settings: &settings.finding,
    };
    let findings = finding::from_timing(&facts);

    let unanswered_turns = guidance::standing_turns(&measured);
    let today = Dyad::civil(measured.stream.local(measured.stream.end)).date();
    let last = dyad.messages().last().map(|message| message.local);
    let is_now_given = now > last;
    let limits = limits(&LimitInputs {
        dyad,
        measured: &measured,
        course: &course,
        lookalikes: &lookalikes,
        is_now_given,
        settings: &settings.course,
    });

    let weeks = weeks(&measured);
    let figures = figure::figures(&measured, course.onset.as_ref(), clock.as_ref(), &weeks);

    let taken = if is_now_given { NowTaken::Given } else { NowTaken::LastMessage };
    Timing {
        observed: ObservedUntil { second: now.max(last).unwrap_or_default(), taken },
        input: summarise(dyad, &measured),
        is_enough: !course.claim.is_too_little(),
        silence: clock.map(|clock| SilenceReading {
            since: measured.stream.local(clock.since),
            hours: clock.hours,
            clock: Some(clock),
        }),
        interest,
        moved_first,
        pursuit,
        history: history::read(&measured, &settings.history),
        weeks,
        figures,
        course,
        findings,
        unanswered_turns,
        today,
        lookalikes,
        limits,
    }
}
