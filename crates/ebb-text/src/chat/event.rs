//! What happened around a change, as the lines of both tell it.

use ebb::cue::CueId;
use ebb::dyad::{LocalSecond, Role};
use ebb::finding::{FindingId, Observed};
use ebb::reason::{SeenIn, Strength};

use super::hear::Hearing;
use super::{DAY, Mark, is_written};

fn observed(id: FindingId, hearing: &Hearing<'_>, marks: Vec<&Mark>) -> Observed {
    let quotes = hearing.quotes(marks.into_iter());
    Observed { id, seen_in: SeenIn::Words, strength: Strength::Seen, amounts: Vec::new(), quotes }
}

pub(super) fn cancels_with_another_time(hearing: &Hearing<'_>) -> Option<Observed> {
    let marks = by_alter(hearing, &[CueId::CancelWithTime]);
    (!marks.is_empty()).then(|| observed(FindingId::CancelsWithAnotherTime, hearing, marks))
}

pub(super) fn cancels_without_another_time(hearing: &Hearing<'_>) -> Option<Observed> {
    let another = |mark: &Mark| {
        let at = hearing.at(mark);
        hearing.by_rule(Role::Alter, &[CueId::Plan, CueId::CancelWithTime], at, at + DAY).next().is_some()
    };
    let mut marks = by_alter(hearing, &[CueId::Cancel]);
    marks.retain(|mark| !another(mark));
    (hearing.days(marks.iter().copied()) >= hearing.settings.repeats)
        .then(|| observed(FindingId::CancelsWithoutAnotherTime, hearing, marks))
}

pub(super) fn conflict_before(hearing: &Hearing<'_>) -> Option<Observed> {
    let (low, day) = hearing.change()?;
    let from = low - hearing.settings.conflict_days * DAY;
    let marks: Vec<&Mark> = hearing.quotable(&[CueId::Conflict], from, day + DAY).collect();
    (!marks.is_empty()).then(|| observed(FindingId::ConflictBefore, hearing, marks))
}

pub(super) fn after_label_talk(hearing: &Hearing<'_>) -> Option<Observed> {
    let (low, day) = hearing.change()?;
    let from = low - hearing.settings.label_days * DAY;
    let marks: Vec<&Mark> = hearing.quotable(&[CueId::LabelTalk], from, day + DAY).collect();
    (!marks.is_empty()).then(|| observed(FindingId::AfterLabelTalk, hearing, marks))
}

pub(super) fn mismatch_topics(hearing: &Hearing<'_>) -> Option<Observed> {
    let (low, day) = hearing.change()?;
    let from = low - hearing.settings.mismatch_days * DAY;
    let marks: Vec<&Mark> = hearing.quotable(&[CueId::DifferentAims], from, day + DAY).collect();
    (hearing.days(marks.iter().copied()) >= hearing.settings.repeats)
        .then(|| observed(FindingId::MismatchTopics, hearing, marks))
}

pub(super) fn long_message_after_gap(hearing: &Hearing<'_>) -> Option<Observed> {
    let (days, words) = hearing.settings.repair;
    let is_repair = |mark: &&Mark| {
        let message = &hearing.dyad.messages()[mark.message];
        let length = hearing.dyad.text(message).as_str().split_whitespace().take(words).count();
        length == words && silence_before(hearing, mark.message).is_some_and(|gap| gap >= days * DAY)
    };
    let marks: Vec<&Mark> = hearing
        .by_rule(Role::Alter, &[CueId::Warmth], hearing.since, hearing.end())
        .filter(is_repair)
        .collect();
    (!marks.is_empty()).then(|| observed(FindingId::LongMessageAfterGap, hearing, marks))
}

/// Returns how long alter had been silent before one of their messages, in seconds.
fn silence_before(hearing: &Hearing<'_>, message: usize) -> Option<LocalSecond> {
    let messages = hearing.dyad.messages();
    let last = messages[..message].iter().rev().find(|m| m.role == Role::Alter && is_written(m))?;
    Some(messages[message].local - last.local)
}

fn by_alter<'a>(hearing: &Hearing<'a>, cues: &'static [CueId]) -> Vec<&'a Mark> {
    hearing
        .quotable(cues, hearing.since, hearing.end())
        .filter(|mark| hearing.role(mark) == Role::Alter)
        .collect()
}
