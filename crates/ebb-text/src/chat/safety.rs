//! Signs that someone may need help. Rules alone find them, and they are shown, with no word of what they might mean.

use ebb::cue::CueId;
use ebb::dyad::{LocalSecond, Role};
use ebb::heard::{ClearNo, SafetyKind, SafetySign};

use super::Mark;
use super::hear::Hearing;
use super::no;

/// Cues of danger, with the sign that each is.
const SIGNS: [(CueId, SafetyKind); 5] = [
    (CueId::Threat, SafetyKind::Threat),
    (CueId::Control, SafetyKind::Control),
    (CueId::MoneySecret, SafetyKind::MoneyWithSecrecy),
    (CueId::SelfHarm, SafetyKind::SelfHarm),
    (CueId::Under18, SafetyKind::UnderAge),
];

/// Returns the signs of danger in the words of both, the newest of each kind first.
///
/// A single old line counts only for an age: banter hits these rules too. Two lines on different days, or one of the
/// time that counts now, are shown.
pub(super) fn signs(hearing: &Hearing<'_>, no: Option<&(ClearNo, LocalSecond)>) -> Vec<SafetySign> {
    let mut signs = Vec::new();
    for role in Role::BOTH {
        for (cue, kind) in SIGNS {
            let cues = cues_of(cue);
            let lines: Vec<&Mark> = hearing.by_rule(role, cues, i64::MIN, hearing.end()).collect();
            let is_now = lines.last().is_some_and(|mark| hearing.at(mark) >= hearing.since);
            let is_repeated = hearing.days(lines.iter().copied()) >= hearing.settings.repeats;
            if kind == SafetyKind::UnderAge || is_now || is_repeated {
                signs.extend(lines.iter().rev().take(hearing.settings.most_signs).map(|mark| SafetySign {
                    kind,
                    role,
                    quote: (!hearing.is_sexual(mark.message)).then(|| hearing.quote(mark)),
                }));
            }
        }
    }
    if no.is_some_and(|(no, said)| no::is_contact_after_no(hearing, no, *said)) {
        signs.push(SafetySign { kind: SafetyKind::ContactAfterNo, role: Role::Ego, quote: None });
    }
    signs
}

/// Returns the cue as a list that lives as long as the program.
fn cues_of(cue: CueId) -> &'static [CueId] {
    let at = CueId::ALL.iter().position(|id| *id == cue).unwrap_or(0);
    &CueId::ALL[at..=at]
}
