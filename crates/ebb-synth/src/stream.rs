//! Streams of times between two people, and readers for two public sets of them.
//!
//! Neither set holds words, and neither is a chat between people who date; they show how real people's times
//! cluster. Supported: `CollegeMsg.txt` (SNAP: `src dst time`, seconds since 1970) and `copenhagen_sms.csv`
//! (Copenhagen Networks Study: `timestamp,sender,recipient`, seconds since the study began). Both have one
//! header line. The readers take the text; reading the file is the caller's business.

use std::collections::BTreeMap;

/// Who wrote a simulated or replayed message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SimulatedRole {
    /// The other person, whose withdrawal is looked for.
    Alter,
    /// The person asking.
    Ego,
}

impl SimulatedRole {
    /// Returns the other of the two.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Alter => Self::Ego,
            Self::Ego => Self::Alter,
        }
    }
}

/// When two people wrote, in order of time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TimedStream {
    /// Hours since the start of day 0; a day is 24 hours.
    pub hours: Vec<f64>,
    /// Who wrote each message; as long as `hours`.
    pub role: Vec<SimulatedRole>,
}

impl TimedStream {
    /// Returns the number of days up to and with the last message; 0 if there is none.
    #[must_use]
    pub fn days(&self) -> usize {
        self.hours.last().map_or(0, |&last| day_of(last) + 1)
    }

    /// Returns how many messages one person wrote.
    #[must_use]
    pub fn count(&self, role: SimulatedRole) -> usize {
        self.role.iter().filter(|&&who| who == role).count()
    }

    /// Returns the stream with the two people exchanged.
    #[must_use]
    pub fn with_roles_exchanged(&self) -> Self {
        Self { hours: self.hours.clone(), role: self.role.iter().map(|role| role.other()).collect() }
    }

    /// Returns the stream with days that begin in the middle of its quietest seven hours, so that a night
    /// belongs to one day.
    #[must_use]
    pub fn with_days_from_quiet_hour(&self) -> Self {
        let mut by_half_hour = [0_u32; 48];
        for &at in &self.hours {
            by_half_hour[half_hour_of(at)] += 1;
        }
        let quiet = (0..48_usize)
            .min_by_key(|&start| (0..14).map(|step| by_half_hour[(start + step) % 48]).sum::<u32>())
            .unwrap_or(0);
        let boundary = quiet as f64 / 2.0 + 3.5;
        let Some(&first) = self.hours.first() else {
            return self.clone();
        };
        let origin = ((first - boundary) / 24.0).floor() * 24.0 + boundary;
        Self { hours: self.hours.iter().map(|at| at - origin).collect(), role: self.role.clone() }
    }
}

/// Two people of a public set.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamDyad {
    /// Their numbers in the set, the smaller first. The first is [`SimulatedRole::Alter`]; which of the two is
    /// called so has no meaning.
    pub people: (u32, u32),
    /// When they wrote; hours since midnight (of the set's clock) before the first message.
    pub stream: TimedStream,
    /// The hour of the last message of the whole set, up to which both were observed.
    pub observed_until: f64,
}

/// Which dyads of a set are worth keeping.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StreamFilter {
    /// Fewest messages together.
    pub messages: usize,
    /// Fewest messages of each person.
    pub each: usize,
    /// Fewest days from the first message to the last.
    pub span_days: f64,
}

impl StreamFilter {
    /// The reference filter: 50 messages, 15 of each, over 14 days.
    pub const REFERENCE: Self = Self { messages: 50, each: 15, span_days: 14.0 };
}

/// A line that is not an entry of the set.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("line {line} is not a {set} entry: `{text}`")]
pub struct StreamError {
    /// Counted from 1.
    pub line: usize,
    /// The name of the set.
    pub set: &'static str,
    /// The line itself; the sets hold only numbers.
    pub text: String,
}

/// Reads the dyads of `CollegeMsg.txt`.
///
/// # Errors
///
/// On the first line after the header that is not three whole numbers.
pub fn read_college_messages(text: &str, filter: StreamFilter) -> Result<Vec<StreamDyad>, StreamError> {
    read(text, "CollegeMsg", ' ', |[from, to, at]| Edge { from, to, at }, filter)
}

/// Reads the dyads of `copenhagen_sms.csv`.
///
/// # Errors
///
/// On the first line after the header that is not three whole numbers.
pub fn read_copenhagen_texts(text: &str, filter: StreamFilter) -> Result<Vec<StreamDyad>, StreamError> {
    read(text, "Copenhagen SMS", ',', |[at, from, to]| Edge { from, to, at }, filter)
}

/// Reads the calls of two people: a header, then `seconds,a|b,words`, the first being a number of seconds after a
/// midnight. `pair` tells their numbers from those of other files.
///
/// # Errors
///
/// On the first line after the header that is not such a row.
pub fn read_calls(text: &str, pair: u32) -> Result<StreamDyad, StreamError> {
    let mut stream = TimedStream::default();
    for (index, line) in text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty()) {
        let broken = || StreamError { line: index + 1, set: "calls", text: line.to_owned() };
        let mut fields = line.trim().split(',');
        let (at, who) = fields.next().zip(fields.next()).ok_or_else(broken)?;
        let seconds: u64 = at.parse().map_err(|_| broken())?;
        let role = match who {
            "a" => SimulatedRole::Alter,
            "b" => SimulatedRole::Ego,
            _ => return Err(broken()),
        };
        stream.hours.push(seconds as f64 / 3600.0);
        stream.role.push(role);
    }
    let observed_until = stream.hours.last().copied().unwrap_or(0.0);
    Ok(StreamDyad { people: (2 * pair, 2 * pair + 1), stream, observed_until })
}

struct Edge {
    from: u64,
    to: u64,
    at: u64,
}

fn read(
    text: &str,
    set: &'static str,
    separator: char,
    edge: impl Fn([u64; 3]) -> Edge,
    filter: StreamFilter,
) -> Result<Vec<StreamDyad>, StreamError> {
    let mut pairs: BTreeMap<(u32, u32), Vec<(u64, SimulatedRole)>> = BTreeMap::new();
    for (index, line) in text.lines().enumerate().skip(1) {
        if line.trim().is_empty() {
            continue;
        }
        let broken = || StreamError { line: index + 1, set, text: line.to_owned() };
        let mut numbers = [0_u64; 3];
        let mut fields = line.trim().split(separator);
        for number in &mut numbers {
            *number = fields.next().and_then(|field| field.parse().ok()).ok_or_else(broken)?;
        }
        if fields.next().is_some() {
            return Err(broken());
        }
        let edge = edge(numbers);
        let from = u32::try_from(edge.from).map_err(|_| broken())?;
        let to = u32::try_from(edge.to).map_err(|_| broken())?;
        // The sets hold a few messages to oneself.
        if from != to {
            let role = if from < to { SimulatedRole::Alter } else { SimulatedRole::Ego };
            pairs.entry((from.min(to), from.max(to))).or_default().push((edge.at, role));
        }
    }
    let end = pairs.values().flatten().map(|(at, _)| *at).max().unwrap_or(0);
    Ok(pairs.into_iter().filter_map(|(people, messages)| dyad(people, messages, end, filter)).collect())
}

fn dyad(
    people: (u32, u32),
    mut messages: Vec<(u64, SimulatedRole)>,
    end: u64,
    filter: StreamFilter,
) -> Option<StreamDyad> {
    messages.sort_unstable();
    let (first, last) = (messages.first()?.0, messages.last()?.0);
    let midnight = first - first % 86_400;
    let stream = TimedStream {
        hours: messages.iter().map(|&(at, _)| (at - midnight) as f64 / 3600.0).collect(),
        role: messages.iter().map(|&(_, role)| role).collect(),
    };
    let fewest = stream.count(SimulatedRole::Alter).min(stream.count(SimulatedRole::Ego));
    let kept = messages.len() >= filter.messages
        && fewest >= filter.each
        && (last - first) as f64 / 86_400.0 >= filter.span_days;
    kept.then_some(StreamDyad { people, stream, observed_until: (end - midnight) as f64 / 3600.0 })
}

/// Returns the day of an hour that is not negative.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "hours of a stream are small and not negative; the fraction is meant to go"
)]
pub(crate) fn day_of(hours: f64) -> usize {
    (hours / 24.0) as usize
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and 48; the fraction is meant to go"
)]
fn half_hour_of(hours: f64) -> usize {
    (hours.rem_euclid(24.0) * 2.0) as usize % 48
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: StreamFilter = StreamFilter { messages: 1, each: 0, span_days: 0.0 };

    #[test]
    fn both_sets_read_into_the_same_dyad() {
        let college = read_college_messages("src dst time\n4 2 7200\n2 4 3600\n3 3 1\n", ALL).unwrap();
        let texts = read_copenhagen_texts("timestamp,sender,recipient\n7200,4,2\n3600,2,4\n", ALL).unwrap();
        assert_eq!(college, texts);
        assert_eq!(college.len(), 1);
        assert_eq!(college[0].people, (2, 4));
        assert_eq!(college[0].stream.hours, [1.0, 2.0]);
        assert_eq!(college[0].stream.role, [SimulatedRole::Alter, SimulatedRole::Ego]);
    }

    #[test]
    fn calls_read_into_a_dyad_of_their_own_people() {
        let dyad = read_calls("t,who,words\n7200,a,5\n10800,b,5\n", 3).unwrap();
        assert_eq!((dyad.people, dyad.stream.hours), ((6, 7), vec![2.0, 3.0]));
        assert_eq!(dyad.stream.role, [SimulatedRole::Alter, SimulatedRole::Ego]);
        assert_eq!(read_calls("t,who,words\n7200,c,5\n", 3).unwrap_err().line, 2);
    }

    #[test]
    fn a_broken_line_is_named() {
        let error = read_college_messages("src dst time\n1 2 3\n1 x 3\n", ALL).unwrap_err();
        assert_eq!(error.line, 3);
        assert!(read_college_messages("src dst time\n1 2 3 4\n", ALL).is_err());
    }

    #[test]
    fn the_filter_drops_one_sided_dyads() {
        let filter = StreamFilter { messages: 2, each: 1, span_days: 0.0 };
        assert!(read_college_messages("h\n1 2 10\n1 2 20\n", filter).unwrap().is_empty());
        assert_eq!(read_college_messages("h\n1 2 10\n2 1 20\n", filter).unwrap().len(), 1);
    }

    #[test]
    fn days_begin_in_the_quiet_hours() {
        // Awake from 20:00 to 10:00; the quietest seven hours lie inside 10:00 to 20:00.
        let hours: Vec<f64> =
            (0..10).flat_map(|d| [20.0, 24.0, 28.0, 33.9].map(|h| h + 24.0 * f64::from(d))).collect();
        let stream = TimedStream { role: vec![SimulatedRole::Ego; hours.len()], hours };
        let moved = stream.with_days_from_quiet_hour();
        for night in moved.hours.chunks(4) {
            assert_eq!(day_of(night[0]), day_of(night[3]));
        }
        assert!(moved.hours[0] >= 0.0 && moved.hours[0] < 24.0);
    }
}
