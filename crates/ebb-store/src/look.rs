//! A verdict in short, as it is written: names in place of variants, so that what was kept can be read for as long as
//! the names stand.

use ebb::course::Claim;
use ebb::dyad::ByRole;
use ebb::gate::GateState;
use ebb::guidance::TrackId;
use ebb::look::{ChatSeen, Look, ReasonThen, SaidThen, SilenceThen, Weighed};
use ebb::reason::{LeadHow, ReasonId};
use ebb::statement::{Learnt, StatementKind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A verdict in short.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredLook {
    on: Date,
    chat: Option<StoredChat>,
    gate: String,
    said: Vec<StoredSaid>,
    reasons: Vec<StoredReason>,
    lead: Option<(String, String)>,
    track: String,
    play: Option<String>,
    look_again: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredChat {
    from: Date,
    to: Date,
    alter_messages: usize,
    ego_messages: usize,
    claim: String,
    onset: Option<Date>,
    ratio: Option<f64>,
    silent_since: Option<Date>,
    silent_hours: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredSaid {
    id: String,
    how: String,
    on: Option<Date>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredReason {
    id: String,
    dots: u8,
    evidence: Vec<(String, f64)>,
}

impl StoredLook {
    /// Returns a look as it is written.
    #[must_use]
    pub fn of(look: &Look) -> Self {
        let chat = look.chat.as_ref().map(|chat| StoredChat {
            from: chat.from,
            to: chat.to,
            alter_messages: chat.messages.alter,
            ego_messages: chat.messages.ego,
            claim: chat.claim.id().to_owned(),
            onset: chat.onset,
            ratio: chat.ratio,
            silent_since: chat.silence.map(|silence| silence.since),
            silent_hours: chat.silence.map(|silence| silence.hours),
        });
        let said = |said: &SaidThen| StoredSaid {
            id: said.kind.id().to_owned(),
            how: said.learnt.id().to_owned(),
            on: said.on,
        };
        let reason = |reason: &ReasonThen| StoredReason {
            id: reason.id.id().to_owned(),
            dots: reason.dots,
            evidence: reason.evidence.iter().map(|row| (row.name.clone(), row.weight)).collect(),
        };
        Self {
            on: look.on,
            chat,
            gate: look.gate.id().to_owned(),
            said: look.said.iter().map(said).collect(),
            reasons: look.reasons.iter().map(reason).collect(),
            lead: look.lead.map(|(reason, how)| (reason.id().to_owned(), how.id().to_owned())),
            track: look.track.id().to_owned(),
            play: look.play.clone(),
            look_again: look.look_again,
        }
    }

    /// Returns the look that was written; `None` where it holds a name that this ebb does not know.
    #[must_use]
    pub fn read(&self) -> Option<Look> {
        let chat = match &self.chat {
            None => None,
            Some(chat) => Some(ChatSeen {
                from: chat.from,
                to: chat.to,
                messages: ByRole { alter: chat.alter_messages, ego: chat.ego_messages },
                claim: Claim::from_id(&chat.claim)?,
                onset: chat.onset,
                ratio: chat.ratio,
                silence: chat
                    .silent_since
                    .zip(chat.silent_hours)
                    .map(|(since, hours)| SilenceThen { since, hours }),
            }),
        };
        let said = |row: &StoredSaid| {
            let (kind, learnt) = (StatementKind::from_id(&row.id)?, Learnt::from_id(&row.how)?);
            Some(SaidThen { kind, learnt, on: row.on })
        };
        let reason = |row: &StoredReason| {
            let weighed = |(name, weight): &(String, f64)| Weighed { name: name.clone(), weight: *weight };
            let evidence = row.evidence.iter().map(weighed).collect();
            Some(ReasonThen { id: ReasonId::from_id(&row.id)?, dots: row.dots, evidence })
        };
        let lead = match &self.lead {
            None => None,
            Some((reason, how)) => Some((ReasonId::from_id(reason)?, LeadHow::from_id(how)?)),
        };
        Some(Look {
            on: self.on,
            chat,
            gate: GateState::from_id(&self.gate)?,
            said: self.said.iter().map(said).collect::<Option<_>>()?,
            reasons: self.reasons.iter().map(reason).collect::<Option<_>>()?,
            lead,
            track: TrackId::from_id(&self.track)?,
            play: self.play.clone(),
            look_again: self.look_again,
        })
    }
}
