//! One look at a case in short, and what moved from one look to a later one.
//!
//! A [`Look`] is what is kept of a verdict: numbers, days and names, and no words of anybody. It is never rewritten: a
//! later verdict is another look, and [`Since::of`] says what moved. What the gate closed is in no look.

use jiff::civil::Date;

use crate::catalog::Catalog;
use crate::course::Claim;
use crate::dyad::{ByRole, Dyad, Role};
use crate::finding::FindingId;
use crate::gate::GateState;
use crate::guidance::TrackId;
use crate::happened::EventId;
use crate::reason::{EvidenceId, LeadHow, ReasonId};
use crate::statement::{Learnt, StatementKind};
use crate::verdict::Verdict;

/// A verdict in short.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// The day on which it was made.
    pub on: Date,
    /// What its chat showed; `None` where there was none.
    pub chat: Option<ChatSeen>,
    /// How far the gate was open.
    pub gate: GateState,
    /// What alter said about why, each kind once.
    pub said: Vec<SaidThen>,
    /// The reasons, likeliest first; empty where none were looked for, or the gate held.
    pub reasons: Vec<ReasonThen>,
    /// The reason that led, and how far.
    pub lead: Option<(ReasonId, LeadHow)>,
    /// The way to go on.
    pub track: TrackId,
    /// Name of the play.
    pub play: Option<String>,
    /// The day on which to look again, where waiting was advised.
    pub look_again: Option<Date>,
}

/// What a chat showed.
#[derive(Debug, Clone, PartialEq)]
pub struct ChatSeen {
    /// Date of the first message.
    pub from: Date,
    /// Date of the last message.
    pub to: Date,
    /// Messages of each person.
    pub messages: ByRole<usize>,
    /// What was claimed.
    pub claim: Claim,
    /// The day on which the change began.
    pub onset: Option<Date>,
    /// Messages since the change over messages before, each a day.
    pub ratio: Option<f64>,
    /// Alter's silence; `None` where the gate held, so that nobody counts days.
    pub silence: Option<SilenceThen>,
}

/// A silence as it was.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SilenceThen {
    /// The day of alter's last message.
    pub since: Date,
    /// Its length in hours.
    pub hours: f64,
}

/// What alter had said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SaidThen {
    /// What.
    pub kind: StatementKind,
    /// How ego came to know of it.
    pub learnt: Learnt,
    /// When, where a chat tells.
    pub on: Option<Date>,
}

/// A reason as it was.
#[derive(Debug, Clone, PartialEq)]
pub struct ReasonThen {
    /// Which.
    pub id: ReasonId,
    /// Dots of 20.
    pub dots: u8,
    /// What spoke for it or against it.
    pub evidence: Vec<Weighed>,
}

/// A piece of evidence by its stable name, which outlives the order of the content.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// Its name (see [`name_of`]).
    pub name: String,
    /// Its weight in nats; negative speaks against.
    pub weight: f64,
}

/// Returns the stable name of a piece of evidence, for example `statement/too-fast`.
#[must_use]
pub fn name_of(evidence: EvidenceId, catalog: &Catalog) -> Option<String> {
    Some(match evidence {
        EvidenceId::Finding(id) => format!("finding/{}", id.id()),
        EvidenceId::Statement(kind) => format!("statement/{}", kind.id()),
        EvidenceId::Event(id) => format!("event/{}", id.id()),
        EvidenceId::Answer(question, answer) => {
            let question = catalog.questions.get(question)?;
            format!("answer/{}/{}", question.id, question.answers.get(answer)?.id)
        }
    })
}

/// Returns the piece of evidence of this name; `None` where the content has none.
#[must_use]
pub fn evidence_of(name: &str, catalog: &Catalog) -> Option<EvidenceId> {
    let (kind, id) = name.split_once('/')?;
    match kind {
        "finding" => FindingId::from_id(id).map(EvidenceId::Finding),
        "statement" => StatementKind::from_id(id).map(EvidenceId::Statement),
        "event" => EventId::from_id(id).map(EvidenceId::Event),
        "answer" => {
            let (question, answer) = id.split_once('/')?;
            let (index, question) = catalog.question(question)?;
            let answer = question.answers.iter().position(|known| known.id == answer)?;
            Some(EvidenceId::Answer(index, answer))
        }
        _ => None,
    }
}

impl Look {
    /// Returns a verdict in short, as of this day.
    #[must_use]
    pub fn of(verdict: &Verdict, on: Date, catalog: &Catalog) -> Self {
        let judgement = &verdict.judgement;
        let chat = verdict.timing.as_ref().map(|timing| {
            let course = &timing.course;
            let silence = timing.silence.as_ref().filter(|reading| reading.clock.is_some());
            ChatSeen {
                from: timing.input.from,
                to: timing.input.to,
                messages: timing.input.messages,
                claim: course.claim,
                onset: course.onset.as_ref().map(|onset| onset.date),
                ratio: course.size.as_ref().map(|size| size.ratio),
                silence: silence.map(|reading| SilenceThen {
                    since: Dyad::civil(reading.since).date(),
                    hours: reading.hours,
                }),
            }
        });
        let play = judgement.advice.play.as_ref().and_then(|advised| catalog.plays.get(advised.play));
        let days = play.and_then(|play| play.look_again.as_ref()).map(|look| i64::from(look.days));
        let ranking = judgement.ranking.as_ref().filter(|_| judgement.looks_for_reasons);
        let reasons = ranking.map_or_else(Vec::new, |ranking| {
            let then = |reason: &crate::reason::RankedReason| ReasonThen {
                id: reason.id,
                dots: reason.dots,
                evidence: reason
                    .contributions
                    .iter()
                    .filter_map(|part| {
                        Some(Weighed { name: name_of(part.evidence, catalog)?, weight: part.weight })
                    })
                    .collect(),
            };
            ranking.reasons.iter().map(then).collect()
        });
        Self {
            on,
            chat,
            gate: judgement.gate.state(),
            said: said(verdict),
            reasons,
            lead: ranking.and_then(|ranking| Some((ranking.lead.reason()?, ranking.lead.how()))),
            track: judgement.guidance.track,
            play: play.map(|play| play.id.clone()),
            look_again: days.map(|days| on.saturating_add(jiff::Span::new().days(days))),
        }
    }
}

/// Returns what alter said, each kind once, by the first time that it was said.
fn said(verdict: &Verdict) -> Vec<SaidThen> {
    let mut said: Vec<SaidThen> = Vec::new();
    let of_alter = verdict.judgement.statements.iter().filter(|row| row.speaker == Role::Alter);
    for row in of_alter {
        if said.iter().all(|known| known.kind != row.kind) {
            let at = row.quote.as_ref().and_then(|quote| quote.line.at);
            let on = at.map(|at| Dyad::civil(at).date());
            said.push(SaidThen { kind: row.kind, learnt: row.learnt, on });
        }
    }
    said
}

/// A value before and after.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moved<T> {
    /// At the earlier look.
    pub before: T,
    /// At the later one.
    pub after: T,
}

impl<T: PartialEq> Moved<T> {
    /// Returns both values, where they differ.
    fn between(before: T, after: T) -> Option<Self> {
        (before != after).then_some(Self { before, after })
    }
}

/// A reason that gained or lost dots.
#[derive(Debug, Clone, PartialEq)]
pub struct ReasonMoved {
    /// Which.
    pub id: ReasonId,
    /// Its dots of 20.
    pub dots: Moved<u8>,
    /// Names of what is new since and speaks for the move, the weightiest first.
    pub because: Vec<String>,
    /// Whether something that had spoken the other way is gone.
    pub is_something_gone: bool,
}

/// What moved between two looks.
#[derive(Debug, Clone, PartialEq)]
pub struct Since {
    /// Days from the earlier look to the later one.
    pub days: i32,
    /// The days of both.
    pub on: Moved<Date>,
    /// Messages of each person, where both looks had a chat; the same numbers where none came.
    pub messages: Option<ByRole<Moved<usize>>>,
    /// What is claimed, where that moved.
    pub claim: Option<Moved<Claim>>,
    /// Alter's silence, where either look counted it.
    pub silence: Option<Moved<Option<SilenceThen>>>,
    /// Whether alter wrote after the earlier look's last message of theirs.
    pub has_alter_written: bool,
    /// What alter has said since.
    pub said: Vec<SaidThen>,
    /// How far the gate is open, where that moved.
    pub gate: Option<Moved<GateState>>,
    /// Which reason leads, where that moved and both looks weighed reasons.
    pub lead: Option<Moved<Option<ReasonId>>>,
    /// Reasons that moved, the most moved first; empty unless both looks weighed them.
    pub reasons: Vec<ReasonMoved>,
    /// The way to go on, where that moved.
    pub track: Option<Moved<TrackId>>,
}

impl Since {
    /// Returns what moved from one look to a later one.
    #[must_use]
    pub fn of(before: &Look, after: &Look) -> Self {
        let chats = before.chat.as_ref().zip(after.chat.as_ref());
        let messages = chats.map(|(before, after)| {
            ByRole::from_fn(|role| Moved {
                before: *before.messages.get(role),
                after: *after.messages.get(role),
            })
        });
        let silence = Moved {
            before: before.chat.as_ref().and_then(|chat| chat.silence),
            after: after.chat.as_ref().and_then(|chat| chat.silence),
        };
        let is_new = |said: &&SaidThen| before.said.iter().all(|known| known.kind != said.kind);
        let are_weighed = !before.reasons.is_empty() && !after.reasons.is_empty();
        let lead = |look: &Look| look.lead.map(|(reason, _)| reason);
        Self {
            days: before.on.until(after.on).map_or(0, |span| span.get_days()),
            on: Moved { before: before.on, after: after.on },
            messages,
            claim: chats.and_then(|(before, after)| Moved::between(before.claim, after.claim)),
            silence: (silence.before.is_some() || silence.after.is_some()).then_some(silence),
            has_alter_written: messages.is_some_and(|both| both.alter.after > both.alter.before),
            said: after.said.iter().filter(is_new).copied().collect(),
            gate: Moved::between(before.gate, after.gate),
            lead: Moved::between(lead(before), lead(after)).filter(|_| are_weighed),
            reasons: if are_weighed { reasons(before, after) } else { Vec::new() },
            track: Moved::between(before.track, after.track),
        }
    }

    /// Returns whether nothing at all moved but the day.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        let are_messages_new = self.messages.is_some_and(|both| {
            Role::BOTH.iter().any(|role| both.get(*role).before != both.get(*role).after)
        });
        !are_messages_new
            && self.claim.is_none()
            && self.said.is_empty()
            && self.gate.is_none()
            && self.lead.is_none()
            && self.reasons.is_empty()
            && self.track.is_none()
    }
}

fn reasons(before: &Look, after: &Look) -> Vec<ReasonMoved> {
    let mut moved: Vec<ReasonMoved> = after
        .reasons
        .iter()
        .filter_map(|now| {
            let then = before.reasons.iter().find(|then| then.id == now.id)?;
            let dots = Moved::between(then.dots, now.dots)?;
            let sign = if dots.after > dots.before { 1.0 } else { -1.0 };
            let lacks = |rows: &[Weighed], name: &str| rows.iter().all(|row| row.name != name);
            let speaks = |row: &&Weighed| row.weight * sign > 0.0 && lacks(&then.evidence, &row.name);
            let mut because: Vec<&Weighed> = now.evidence.iter().filter(speaks).collect();
            because.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
            let is_gone = |row: &Weighed| row.weight * sign < 0.0 && lacks(&now.evidence, &row.name);
            Some(ReasonMoved {
                id: now.id,
                dots,
                because: because.into_iter().map(|row| row.name.clone()).collect(),
                is_something_gone: then.evidence.iter().any(is_gone),
            })
        })
        .collect();
    moved.sort_by_key(|row| std::cmp::Reverse(row.dots.before.abs_diff(row.dots.after)));
    moved
}

/// Returns on how many days of the week up to `today` somebody looked.
#[must_use]
pub fn looks_within_a_week(looks: &[Look], today: Date) -> usize {
    let first = today.saturating_sub(jiff::Span::new().days(6));
    looks.iter().filter(|look| look.on >= first && look.on <= today).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn look(day: i8, alter: usize, too_fast: u8, evidence: &[(&str, f64)]) -> Look {
        let evidence =
            evidence.iter().map(|(name, weight)| Weighed { name: (*name).to_owned(), weight: *weight });
        Look {
            on: date(2026, 6, day),
            chat: Some(ChatSeen {
                from: date(2026, 3, 1),
                to: date(2026, 6, day),
                messages: ByRole { alter, ego: 100 },
                claim: Claim::AlterFell,
                onset: Some(date(2026, 5, 9)),
                ratio: Some(0.3),
                silence: Some(SilenceThen { since: date(2026, 6, 1), hours: 24.0 * f64::from(day - 1) }),
            }),
            gate: GateState::Open,
            said: Vec::new(),
            reasons: vec![ReasonThen { id: ReasonId::TooFast, dots: too_fast, evidence: evidence.collect() }],
            lead: None,
            track: TrackId::Space,
            play: None,
            look_again: None,
        }
    }

    #[test]
    fn a_reason_gains_by_what_is_new_and_speaks_for_it() {
        let before = look(2, 90, 5, &[("finding/volume-fell", 0.2), ("answer/a/b", -0.5)]);
        let after = look(
            9,
            94,
            9,
            &[
                ("finding/volume-fell", 0.3),
                ("statement/too-fast", 1.2),
                ("finding/abrupt-step", 0.1),
                ("event/clash", -0.4),
            ],
        );
        let since = Since::of(&before, &after);
        assert_eq!(since.days, 7);
        assert!(since.has_alter_written);
        assert!(!since.is_nothing());
        let [moved] = &since.reasons[..] else { panic!("one reason moved") };
        assert_eq!(moved.dots, Moved { before: 5, after: 9 });
        assert_eq!(moved.because, ["statement/too-fast", "finding/abrupt-step"]);
        assert!(moved.is_something_gone, "what spoke against it is gone");
    }

    #[test]
    fn days_alone_are_no_news() {
        let since = Since::of(&look(2, 90, 5, &[]), &look(9, 90, 5, &[]));
        assert!(since.is_nothing());
        let silence = since.silence.expect("it was counted");
        assert!((silence.after.expect("it lasts").hours - 192.0).abs() < 1e-9);
    }

    #[test]
    fn reasons_that_the_gate_closed_move_nowhere() {
        let after = Look { reasons: Vec::new(), gate: GateState::Hold, chat: None, ..look(9, 90, 5, &[]) };
        let since = Since::of(&look(2, 90, 5, &[]), &after);
        assert!(since.reasons.is_empty() && since.lead.is_none());
        assert_eq!(since.gate, Some(Moved { before: GateState::Open, after: GateState::Hold }));
    }

    #[test]
    fn looks_of_the_last_seven_days_count() {
        let looks = [1, 3, 8, 9].map(|day| look(day, 1, 5, &[]));
        assert_eq!(looks_within_a_week(&looks, date(2026, 6, 9)), 3);
    }
}
