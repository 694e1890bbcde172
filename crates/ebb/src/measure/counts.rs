//! Daily counts per person, given the common history.
//!
//! Each count comes with what makes it comparable: an initiation with the idle time in which it could have come, a
//! reply with the awake time at risk, a continuation with the number of turns. An unanswered message is censored,
//! never dropped. Source: docs/model.md, section "Daily statistics".

use std::ops::{AddAssign, Sub};

use crate::dyad::{ByRole, Role};
use crate::measure::{
    DayDecisions, MeasureSettings, Stream, StreamedMessage, Wait, awake_hours, decisions, quiet_start,
};

/// Number of reply bins.
pub(crate) const REPLY_BINS: usize = 4;

/// Sessions opened, and the idle time in which they could have been.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Initiations {
    /// Sessions opened.
    pub count: f64,
    /// Idle time in days.
    pub exposure: f64,
}

/// Replies that came within one stretch of awake waiting time.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ReplyBin {
    /// Replies that came in this stretch.
    pub events: f64,
    /// Waits that lasted into this stretch.
    pub trials: f64,
    /// Awake hours at risk in this stretch.
    pub hours: f64,
}

/// What one person did on one day.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct DayCounts {
    /// Sessions opened when the other had the last word.
    pub after_other: Initiations,
    /// Sessions opened when this person had the last word, while only one turn is unanswered.
    pub after_own: Initiations,
    /// Replies by awake waiting time.
    pub replies: [ReplyBin; REPLY_BINS],
    /// Turns: a message after the other's, or after the idle gap.
    pub turns: f64,
    /// Messages that continue a turn.
    pub continuations: f64,
    /// Messages.
    pub messages: f64,
    /// Sum of the logarithms of the numbers of words.
    pub log_words: f64,
    /// Sum of their squares.
    pub log_words_squared: f64,
    /// Messages that ask something.
    pub questions: f64,
}

impl DayCounts {
    /// Applies `f` to each pair of fields.
    fn zip(&self, other: &Self, f: impl Fn(f64, f64) -> f64) -> Self {
        let initiations = |a: &Initiations, b: &Initiations| Initiations {
            count: f(a.count, b.count),
            exposure: f(a.exposure, b.exposure),
        };
        Self {
            after_other: initiations(&self.after_other, &other.after_other),
            after_own: initiations(&self.after_own, &other.after_own),
            replies: std::array::from_fn(|bin| {
                let (a, b) = (&self.replies[bin], &other.replies[bin]);
                ReplyBin {
                    events: f(a.events, b.events),
                    trials: f(a.trials, b.trials),
                    hours: f(a.hours, b.hours),
                }
            }),
            turns: f(self.turns, other.turns),
            continuations: f(self.continuations, other.continuations),
            messages: f(self.messages, other.messages),
            log_words: f(self.log_words, other.log_words),
            log_words_squared: f(self.log_words_squared, other.log_words_squared),
            questions: f(self.questions, other.questions),
        }
    }
}

impl AddAssign<&Self> for DayCounts {
    fn add_assign(&mut self, other: &Self) {
        *self = self.zip(other, |a, b| a + b);
    }
}

impl Sub for &DayCounts {
    type Output = DayCounts;
    fn sub(self, other: Self) -> DayCounts {
        self.zip(other, |a, b| a - b)
    }
}

/// Daily counts of both people.
#[derive(Debug, Clone, PartialEq)]
pub struct DailyStatistics {
    /// One row a day for each person, of equal length.
    pub days: ByRole<Vec<DayCounts>>,
    /// What each decided in the sessions of a day; as many rows.
    pub decisions: ByRole<Vec<DayDecisions>>,
    /// The hour of day at which each person's nightly quiet window begins.
    pub quiet_start: ByRole<f64>,
    /// The share of the last day that was observed, above 0 and up to 1.
    pub last_day_seen: f64,
}

impl DailyStatistics {
    /// Returns the number of days.
    #[must_use]
    pub fn len(&self) -> usize {
        self.days.alter.len()
    }

    /// Returns whether there is no day.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.days.alter.is_empty()
    }

    /// Returns the sum of one person's days from `from` up to but not including `to`.
    #[must_use]
    pub fn sum(&self, role: Role, from: usize, to: usize) -> DayCounts {
        let mut total = DayCounts::default();
        for day in self.days.get(role).get(from..to).unwrap_or_default() {
            total += day;
        }
        total
    }
}

/// Returns the daily statistics of a stream and its waits. Time O(messages + days).
#[must_use]
pub fn daily(stream: &Stream, waits: &[Wait], settings: &MeasureSettings) -> DailyStatistics {
    let days = stream.days();
    let quiet_start = ByRole::from_fn(|role| {
        quiet_start(stream.messages.iter().filter(|m| m.role == role).map(|m| m.hour))
    });
    let mut counts = Counting {
        stream,
        days,
        gap: settings.idle_gap_hours,
        bins: settings.reply_bins_hours.map(|edge| edge * (settings.idle_gap_hours / 4.0)),
        quiet_start,
        rows: ByRole::from_fn(|_| vec![DayCounts::default(); days]),
    };
    let runs = counts.count_messages();
    counts.add_idle_time(&runs);
    counts.add_waits(waits);
    let last_day_seen = (stream.end - stream.day_start) / 24.0 - (days as f64 - 1.0);
    DailyStatistics {
        days: counts.rows,
        decisions: decisions(stream, settings.idle_gap_hours),
        quiet_start,
        last_day_seen: last_day_seen.clamp(1e-3, 1.0),
    }
}

/// The statistics while they are being counted.
struct Counting<'a> {
    stream: &'a Stream,
    days: usize,
    gap: f64,
    bins: [f64; REPLY_BINS],
    quiet_start: ByRole<f64>,
    rows: ByRole<Vec<DayCounts>>,
}

impl Counting<'_> {
    fn row(&mut self, role: Role, hour: f64) -> &mut DayCounts {
        let day = super::day_index(hour, self.stream.day_start, self.days);
        &mut self.rows.get_mut(role)[day]
    }

    /// Counts messages, turns, words, questions and initiations. Returns for each message how many turns its
    /// sender has by then left unanswered.
    fn count_messages(&mut self) -> Vec<u16> {
        let stream = self.stream;
        let mut unanswered: Vec<u16> = Vec::with_capacity(stream.messages.len());
        let mut previous: Option<&StreamedMessage> = None;
        for message in &stream.messages {
            let run_before = unanswered.last().copied().unwrap_or(0);
            let is_new_session = previous.is_none_or(|before| message.hour - before.hour >= self.gap);
            let follows_own = previous.is_some_and(|before| before.role == message.role);
            unanswered.push(match (follows_own, is_new_session) {
                (false, _) => 1,
                (true, true) => run_before.saturating_add(1),
                (true, false) => run_before,
            });
            let row = self.row(message.role, message.hour);
            let log_words = f64::from(message.words.max(1)).ln();
            row.messages += 1.0;
            row.log_words += log_words;
            row.log_words_squared += log_words * log_words;
            row.questions += f64::from(u8::from(message.asks));
            if follows_own && !is_new_session {
                row.continuations += 1.0;
            } else {
                row.turns += 1.0;
            }
            if is_new_session && previous.is_some() {
                if !follows_own {
                    row.after_other.count += 1.0;
                } else if run_before == 1 {
                    row.after_own.count += 1.0;
                }
            }
            previous = Some(message);
        }
        unanswered
    }

    /// Adds the idle time after each message, day by day: to the other person, and to the sender while only one of
    /// their turns is unanswered.
    fn add_idle_time(&mut self, unanswered: &[u16]) {
        let stream = self.stream;
        let start = stream.day_start;
        for (at, message) in stream.messages.iter().enumerate() {
            let from = message.hour + self.gap;
            let to = stream.messages.get(at + 1).map_or(stream.end, |next| next.hour);
            if to <= from {
                continue;
            }
            let mut day = super::day_index(from, start, usize::MAX);
            while day < self.days {
                let begins = from.max(day as f64 * 24.0 + start);
                let ends = to.min((day as f64 + 1.0) * 24.0 + start);
                if ends > begins {
                    let idle = (ends - begins) / 24.0;
                    self.rows.get_mut(message.role.other())[day].after_other.exposure += idle;
                    if unanswered[at] == 1 {
                        self.rows.get_mut(message.role)[day].after_own.exposure += idle;
                    }
                }
                if (day as f64 + 1.0) * 24.0 + start >= to {
                    break;
                }
                day += 1;
            }
        }
    }

    /// Adds each wait for a reply to the day on which it began, in awake hours, censored where none came.
    fn add_waits(&mut self, waits: &[Wait]) {
        for wait in waits {
            let waited = awake_hours(wait.from, wait.to, *self.quiet_start.get(wait.replier));
            self.add_wait(wait, waited);
        }
    }

    fn add_wait(&mut self, wait: &Wait, waited: f64) {
        let bins = self.bins;
        let row = self.row(wait.replier, wait.from);
        let mut lower = 0.0;
        let mut is_open = true;
        for (bin, edge) in row.replies.iter_mut().zip(bins) {
            if waited > lower {
                bin.hours += waited.min(edge) - lower;
            }
            lower = edge;
            if !is_open {
                continue;
            }
            if waited > edge {
                bin.trials += 1.0;
            } else {
                is_open = false;
                if wait.is_answered {
                    bin.events += 1.0;
                    bin.trials += 1.0;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::{close, golden, list};
    use crate::measure::waits;
    use serde_json::Value;

    fn pairs(file: &Value, key: &str) -> [f64; 2] {
        list(file, key).try_into().expect("one for each person")
    }

    #[test]
    fn a_small_chat_counts_as_the_reference_does() {
        let file = golden("features_small");
        let messages = file["messages"].as_array().expect("rows");
        let stream = Stream {
            messages: messages
                .iter()
                .map(|row| StreamedMessage {
                    hour: row[0].as_f64().expect("hours"),
                    role: Role::BOTH[usize::from(row[1] == 1)],
                    words: 5,
                    asks: false,
                    is_call: false,
                })
                .collect(),
            first_date: jiff::civil::date(2026, 3, 1),
            day_start: 4.0,
            end: 5.0 * 24.0 + 4.0,
        };
        let settings = MeasureSettings { idle_gap_hours: 4.0, reply_bins_hours: [5.0 / 60.0, 0.5, 2.0, 8.0] };
        let statistics = daily(&stream, &waits(&stream, 4.0), &settings);
        assert_eq!(statistics.len(), 5);
        for role in Role::BOTH {
            let at = role.index();
            let sum = statistics.sum(role, 0, 5);
            close(sum.after_other.count, pairs(&file, "init_other")[at], 1e-8);
            close(sum.after_other.exposure, pairs(&file, "exp_other")[at], 1e-8);
            close(sum.after_own.count, pairs(&file, "init_own")[at], 1e-8);
            close(sum.after_own.exposure, pairs(&file, "exp_own")[at], 1e-8);
            close(sum.turns, pairs(&file, "turns")[at], 1e-8);
            close(sum.continuations, pairs(&file, "extra")[at], 1e-8);
            close(*statistics.quiet_start.get(role), pairs(&file, "quiet_start")[at], 1e-8);
            let bins: Vec<f64> = sum.replies.iter().flat_map(|bin| [bin.events, bin.trials]).collect();
            let reference: Vec<f64> =
                file["reply_bins"][at].as_array().expect("bins").iter().filter_map(Value::as_f64).collect();
            assert_eq!(bins, reference);
        }
    }
}
