//! Signs that someone may need help. Rules alone find them, and they are shown, with no word of what they might mean.

use ebb::cue::CueId;
use ebb::dyad::{LocalSecond, Role};
use ebb::heard::{ClearNo, SafetyKind, SafetySign};
use ebb::safety::Sign;

use super::hear::Hearing;
use super::heed::SignMark;
use super::{Mark, heed, no};

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
    for sign in stated(hearing) {
        let is_known = |known: &SafetySign| {
            known.kind == sign.kind
                && known.role == sign.role
                && (known.quote == sign.quote || known.quote.is_none())
        };
        if !signs.iter().any(is_known) {
            signs.push(sign);
        }
    }
    if no.is_some_and(|(no, said)| no::is_contact_after_no(hearing, no, *said)) {
        signs.push(SafetySign { kind: SafetyKind::ContactAfterNo, role: Role::Ego, quote: None });
    }
    signs
}

/// Returns the signs that both ears state, or a plain phrase by itself, in any language.
///
/// As above, a single old line counts only for an age.
fn stated(hearing: &Hearing<'_>) -> Vec<SafetySign> {
    let mut signs = Vec::new();
    for role in Role::BOTH {
        for sign in Sign::ALL {
            let Some(kind) = sign.kind() else { continue };
            let of = |mark: &&&SignMark| {
                mark.sign == *sign && mark.is_stated && hearing.role_of(mark.message) == role
            };
            let marks: Vec<Mark> = hearing.signs.iter().filter(of).map(|mark| heed::shown(mark)).collect();
            let is_now = marks.last().is_some_and(|mark| hearing.at(mark) >= hearing.since);
            let is_repeated = hearing.days(marks.iter()) >= hearing.settings.repeats;
            if kind != SafetyKind::UnderAge && !is_now && !is_repeated {
                continue;
            }
            // An age is that of the one who tells it, or of the one who is told "you are 15".
            let role = if *sign == Sign::MinorOther { role.other() } else { role };
            // Who goes on after a no is ego; of alter it is a way of pursuing ego.
            let kind = match (kind, role) {
                (SafetyKind::ContactAfterNo, Role::Alter) => SafetyKind::Stalking,
                (kind, _) => kind,
            };
            signs.extend(marks.iter().rev().take(hearing.settings.most_signs).map(|mark| SafetySign {
                kind,
                role,
                quote: (!hearing.is_sexual(mark.message)).then(|| hearing.quote(mark)),
            }));
        }
    }
    signs
}

/// Returns the cue as a list that lives as long as the program.
fn cues_of(cue: CueId) -> &'static [CueId] {
    let at = CueId::ALL.iter().position(|id| *id == cue).unwrap_or(0);
    &CueId::ALL[at..=at]
}
