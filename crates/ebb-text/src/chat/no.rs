//! A no of the other person's, plain or soft, that still stands.
//!
//! To miss one is the worst error, so that rules decide without the encoder, and the encoder without rules makes a
//! plain no a soft one. It stands until the one who said it comes back: with warm words or plans on several days.

use ebb::cue::CueId;
use ebb::dyad::{LocalSecond, Role};
use ebb::heard::{ClearNo, NoStrength};
use ebb::safety::Sign;

use super::hear::Hearing;
use super::{DAY, Mark, Tier, heed};
use crate::safety::Level;

/// Returns the plainest no that stands, the newest of them, with when it was said.
pub(super) fn clear_no(hearing: &Hearing<'_>) -> Option<(ClearNo, LocalSecond)> {
    let strength = |mark: &Mark| match (mark.cue, mark.tier) {
        (CueId::ClearNoDirect, Tier::Rule | Tier::Both) => Some(NoStrength::Direct),
        (CueId::ClearNoDirect, Tier::Encoder) | (CueId::ClearNoSoft, Tier::Rule | Tier::Both) => {
            Some(NoStrength::Soft)
        }
        _ => None,
    };
    let said = hearing
        .of(&[CueId::ClearNoDirect, CueId::ClearNoSoft], i64::MIN, hearing.end())
        .filter(|mark| hearing.role(mark) == Role::Alter)
        .filter_map(|mark| Some((strength(mark)?, mark)))
        // What was said softly, long ago, was about another time.
        .filter(|(strength, mark)| *strength == NoStrength::Direct || hearing.at(mark) >= hearing.since)
        .filter(|(_, mark)| !is_reopened(hearing, hearing.at(mark)));
    let heard = stated(hearing).filter(|(_, mark)| !is_reopened(hearing, hearing.at(mark)));
    let (strength, mark) = said
        .map(|(strength, mark)| (strength, mark.clone()))
        .chain(heard)
        .min_by_key(|(strength, mark)| (*strength, std::cmp::Reverse(mark.message)))?;
    let quote = (!hearing.is_sexual(mark.message)).then(|| hearing.quote(&mark));
    Some((ClearNo { strength, quote }, hearing.at(&mark)))
}

/// Returns every no of alter's that both ears state, or a plain phrase by itself, in any language.
fn stated(hearing: &Hearing<'_>) -> impl Iterator<Item = (NoStrength, Mark)> {
    hearing
        .signs
        .iter()
        .filter(|mark| {
            mark.sign == Sign::No && mark.is_stated && hearing.role_of(mark.message) == Role::Alter
        })
        .map(|mark| {
            let is_plain = mark.level == Some(Level::Plain);
            (if is_plain { NoStrength::Direct } else { NoStrength::Soft }, heed::shown(mark))
        })
        .filter(|(strength, mark)| *strength == NoStrength::Direct || hearing.at(mark) >= hearing.since)
}

/// Returns whether alter came back warmly after a day.
fn is_reopened(hearing: &Hearing<'_>, said: LocalSecond) -> bool {
    let back = hearing.by_rule(Role::Alter, &[CueId::Warmth, CueId::Plan], said + DAY, hearing.end());
    hearing.days(back) >= hearing.settings.reopened_days
}

/// Returns whether ego wrote on several days after a plain no, without a word of alter's.
pub(super) fn is_contact_after_no(hearing: &Hearing<'_>, no: &ClearNo, said: LocalSecond) -> bool {
    if no.strength != NoStrength::Direct {
        return false;
    }
    let after = || hearing.dyad.messages().iter().filter(|m| m.local > said && m.kind.is_contact());
    let wrote: std::collections::BTreeSet<i64> = after()
        .filter(|message| message.role == Role::Ego && message.local > said + DAY)
        .map(|message| message.local.div_euclid(DAY))
        .collect();
    let answered = after().any(|message| message.role == Role::Alter && message.local > said + DAY);
    !answered && wrote.len() >= hearing.settings.after_no_days
}
