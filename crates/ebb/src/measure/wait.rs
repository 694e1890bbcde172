//! Waits: from the end of a turn to the other person's next message.

use crate::dyad::Role;
use crate::measure::Stream;

/// One wait for a reply.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wait {
    /// The person who was waited for.
    pub replier: Role,
    /// Hour at which the turn that asks for a reply ended.
    pub from: f64,
    /// Hour of the reply, or of the end of observation where none came.
    pub to: f64,
    /// Whether a reply came; if not the wait is censored.
    pub is_answered: bool,
    /// Whether the turn opened a session, so that the reply was not already under way.
    pub opens_session: bool,
    /// How many further turns were written while waiting.
    pub further_turns: u16,
}

/// Returns every wait of a stream, in order of time. Turns end after `idle_gap_hours` without a message.
#[must_use]
pub fn waits(stream: &Stream, idle_gap_hours: f64) -> Vec<Wait> {
    let messages = &stream.messages;
    let mut waits = Vec::new();
    let mut first = 0;
    while first < messages.len() {
        let writer = messages[first].role;
        let is_of_writer = |at: usize| messages.get(at).is_some_and(|next| next.role == writer);
        let pauses_before = |at: usize| messages[at].hour - messages[at - 1].hour >= idle_gap_hours;
        let mut turn_end = first;
        while is_of_writer(turn_end + 1) && !pauses_before(turn_end + 1) {
            turn_end += 1;
        }
        let mut run_end = turn_end;
        let mut further_turns = 0_u16;
        while is_of_writer(run_end + 1) {
            run_end += 1;
            further_turns = further_turns.saturating_add(u16::from(pauses_before(run_end)));
        }
        let from = messages[turn_end].hour;
        let reply = messages.get(run_end + 1).map(|next| next.hour);
        waits.push(Wait {
            replier: writer.other(),
            from,
            to: reply.unwrap_or_else(|| stream.end.max(from + 0.01)),
            is_answered: reply.is_some(),
            opens_session: first == 0 || pauses_before(first),
            further_turns,
        });
        first = run_end + 1;
    }
    waits
}
