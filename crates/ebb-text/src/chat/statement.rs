//! What the other person says of it in so many words.

use ebb::cue::CueId;
use ebb::dyad::Role;
use ebb::finding::{FindingId, Observed};
use ebb::reason::{SeenIn, Strength};

use super::Mark;
use super::hear::Hearing;

/// How often something must be said to count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    /// Once is plain enough.
    Once,
    /// Everybody says it once.
    OnSeveralDays,
}

pub(super) fn not_ready(hearing: &Hearing<'_>) -> Option<Observed> {
    stated(hearing, FindingId::SaysNotReady, &[CueId::NotReady, CueId::Casual], Said::Once)
}

pub(super) fn space_or_too_fast(hearing: &Hearing<'_>) -> Option<Observed> {
    stated(hearing, FindingId::SaysSpaceOrTooFast, &[CueId::Space, CueId::TooFast], Said::Once)
}

pub(super) fn no_spark_or_friends(hearing: &Hearing<'_>) -> Option<Observed> {
    stated(hearing, FindingId::SaysNoSparkOrFriends, &[CueId::NoSpark, CueId::Friends], Said::Once)
}

pub(super) fn seeing_someone(hearing: &Hearing<'_>) -> Option<Observed> {
    stated(hearing, FindingId::SaysSeeingSomeone, &[CueId::SeeingSomeone], Said::Once)
}

pub(super) fn busy_with_specifics(hearing: &Hearing<'_>) -> Option<Observed> {
    stated(hearing, FindingId::SaysBusyWithSpecifics, &[CueId::BusySpecific], Said::OnSeveralDays)
}

pub(super) fn vague_busy(hearing: &Hearing<'_>) -> Option<Observed> {
    let is_vague = |mark: &&Mark| !hearing.shows(mark.message, &[CueId::BusySpecific, CueId::Stress]);
    heard(hearing, FindingId::SaysVagueBusy, &[CueId::BusyVague], Said::OnSeveralDays, is_vague)
}

fn stated(hearing: &Hearing<'_>, id: FindingId, cues: &'static [CueId], said: Said) -> Option<Observed> {
    heard(hearing, id, cues, said, |_| true)
}

fn heard(
    hearing: &Hearing<'_>,
    id: FindingId,
    cues: &'static [CueId],
    said: Said,
    counts: impl Fn(&&Mark) -> bool,
) -> Option<Observed> {
    let by_alter = |mark: &&Mark| hearing.role(mark) == Role::Alter && counts(mark);
    let quotable: Vec<&Mark> =
        hearing.quotable(cues, hearing.since, hearing.end()).filter(by_alter).collect();
    let least = match said {
        Said::Once => 1,
        Said::OnSeveralDays => hearing.settings.repeats,
    };
    if hearing.days(quotable.iter().copied()) < least {
        return None;
    }
    let quotes = hearing.quotes(quotable.into_iter());
    (!quotes.is_empty()).then(|| observed(id, Strength::Said, quotes))
}

fn observed(id: FindingId, strength: Strength, quotes: Vec<ebb::heard::Quote>) -> Observed {
    Observed { id, seen_in: SeenIn::Words, strength, amounts: Vec::new(), quotes }
}
