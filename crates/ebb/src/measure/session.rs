//! Sessions: messages closer together than the idle gap.

use crate::dyad::Role;
use crate::measure::Stream;

/// One session.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Session {
    /// Hour of its first message.
    pub from: f64,
    /// Hour of its last message.
    pub to: f64,
    /// Who opened it.
    pub initiated_by: Role,
}

/// Returns the sessions of a stream, in order of time.
#[must_use]
pub fn sessions(stream: &Stream, idle_gap_hours: f64) -> Vec<Session> {
    let mut sessions: Vec<Session> = Vec::new();
    for message in &stream.messages {
        match sessions.last_mut() {
            Some(open) if message.hour - open.to < idle_gap_hours => open.to = message.hour,
            _ => sessions.push(Session {
                from: message.hour,
                to: message.hour,
                initiated_by: message.role,
            }),
        }
    }
    sessions
}
