//! What each person decides in the sessions of a day: to open one, to answer, to write last.
//!
//! A session of three hundred messages is one decision to open it. Sums of decisions therefore stay calm where counts of
//! messages swing. Source: docs/model.md, section "Second judge".

use crate::dyad::ByRole;
use crate::measure::Stream;

/// Sums of one person's decisions on one day; a session belongs to the day on which it began.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct DayDecisions {
    /// Sessions this person opened.
    pub opened: f64,
    /// Of them, those in which the other wrote nothing.
    pub left_alone: f64,
    /// Sessions in which this person wrote last.
    pub last_words: f64,
    /// Replies: messages that follow one of the other, after whatever time.
    pub replies: f64,
    /// Sum of the logarithms of their waits in hours, each held within a minute and the longest wait.
    pub log_waits: f64,
    /// Sum of the squares of those logarithms.
    pub log_waits_squared: f64,
}

/// A longer wait counts as this many hours: who answers a day later does not answer slowly, but another time.
const LONGEST_WAIT: f64 = 8.0;
/// A shorter wait counts as this many hours: files without seconds know no less.
const SHORTEST_WAIT: f64 = 1.0 / 60.0;

/// Returns the decisions of both people, one row a day. Time O(messages + days).
#[must_use]
pub fn decisions(stream: &Stream, idle_gap_hours: f64) -> ByRole<Vec<DayDecisions>> {
    let mut rows = ByRole::from_fn(|_| vec![DayDecisions::default(); stream.days()]);
    let messages = &stream.messages;
    let mut first = 0;
    while first < messages.len() {
        let mut last = first;
        while messages.get(last + 1).is_some_and(|next| next.hour - messages[last].hour < idle_gap_hours) {
            last += 1;
        }
        let (day, opener) = (stream.day_of(messages[first].hour), messages[first].role);
        let is_alone = messages[first..=last].iter().all(|message| message.role == opener);
        let row = &mut rows.get_mut(opener)[day];
        row.opened += 1.0;
        row.left_alone += f64::from(u8::from(is_alone));
        rows.get_mut(messages[last].role)[day].last_words += 1.0;
        first = last + 1;
    }
    for pair in messages.windows(2).filter(|pair| pair[0].role != pair[1].role) {
        let wait = (pair[1].hour - pair[0].hour).clamp(SHORTEST_WAIT, LONGEST_WAIT).ln();
        let row = &mut rows.get_mut(pair[1].role)[stream.day_of(pair[1].hour)];
        row.replies += 1.0;
        row.log_waits += wait;
        row.log_waits_squared += wait * wait;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dyad::Role;
    use crate::measure::StreamedMessage;

    #[test]
    #[expect(clippy::float_cmp, reason = "counts are exact")]
    fn sessions_and_replies_are_counted_for_whom_they_tell_of() {
        let rows = [
            (10.0, Role::Ego),
            (10.5, Role::Alter),
            (10.6, Role::Ego),
            (20.0, Role::Alter),
            (20.1, Role::Alter),
            (34.0, Role::Ego),
        ];
        let messages =
            rows.map(|(hour, role)| StreamedMessage { hour, role, words: 1, asks: false, is_call: false });
        let stream = Stream {
            messages: messages.to_vec(),
            first_date: jiff::civil::date(2026, 3, 1),
            day_start: 0.0,
            end: 48.0,
        };
        let told = decisions(&stream, 4.0);
        let (alter, ego) = (told.alter[0], told.ego[0]);
        assert_eq!([alter.opened, alter.left_alone, alter.last_words, alter.replies], [1.0, 1.0, 1.0, 2.0]);
        assert_eq!([ego.opened, ego.left_alone, ego.last_words, ego.replies], [1.0, 0.0, 1.0, 1.0]);
        // Half an hour, and ten hours that count as eight.
        assert!((alter.log_waits - (0.5_f64.ln() + LONGEST_WAIT.ln())).abs() < 1e-9);
        assert_eq!([told.ego[1].opened, told.ego[1].left_alone, told.ego[1].last_words], [1.0, 1.0, 1.0]);
    }
}
