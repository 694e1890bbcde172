//! The date and time that stand at the start of a line, as a phone's region writes them.
//!
//! [`Stamp`] is what was written, with day and month not yet told apart; [`Shape`] is how it was written. Date and time
//! stand in either order. Words beside them are known to [`crate::cldr`]; one that is not is kept with the stamp, for the
//! reader to ask about. Direction marks and special spaces are passed over here and nowhere else: texts keep theirs.

use crate::calendar::Calendar;
use crate::cldr::{DayPart, Half, day_part_named, digit, is_joint, is_of_word};
use crate::date_order::{DateOrder, days_of};
use crate::day_and_clock::SECONDS_PER_DAY;

/// How the year stands in a written date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum YearForm {
    /// `2024/1/2`
    FirstFour,
    /// `2/1/2024`
    LastFour,
    /// `2/1/24` or `24/1/2`
    TwoDigits,
}

/// Where the word for the half of the day stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum MarkerPlace {
    Absent,
    BeforeTime,
    AfterTime,
}

/// What joins the date and the time, apart from spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Joint {
    Space,
    Comma,
    Word,
}

/// How a stamp is written, without the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Shape {
    pub(crate) year: YearForm,
    pub(crate) date_separators: [char; 2],
    pub(crate) joint: Joint,
    pub(crate) time_separator: char,
    pub(crate) seconds: SecondsShown,
    pub(crate) marker: MarkerPlace,
    pub(crate) first: First,
}

/// Which stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum First {
    Date,
    Time,
}

/// What is known of the words before a place where a stamp may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beside {
    /// All of them are known, or there are none.
    Known,
    /// One is not, or the stamp is of a rare form: only a clear end will do.
    Doubtful,
}

/// Whether the time carries seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum SecondsShown {
    Yes,
    No,
}

/// A written date and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// The three numbers of the date, in the order written.
    pub(crate) date: [u16; 3],
    /// Seconds since midnight, after the half of the day is taken into account.
    pub(crate) second_of_day: u32,
    /// The hour as it is written.
    pub(crate) hour: u16,
    pub(crate) shape: Shape,
    /// The part of the day the writer named, if any, and the byte offset of its word.
    pub(crate) part: Option<(DayPart, usize)>,
    /// Byte range of a word beside the time that says nothing to ebb.
    pub(crate) word: Option<(usize, usize)>,
    /// Byte ranges of the numbers: three of the date, then hour, minute and perhaps second.
    pub(crate) numbers: [(usize, usize); 6],
}

/// Hours from here on show that a file has a clock of 24 hours, on which a word beside a time says nothing.
pub(crate) const AFTERNOON: u16 = 13;

/// A date whose numbers are still to be told apart, with its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OpenDate {
    /// The three numbers of the date, in the order written.
    pub(crate) date: [u16; 3],
    pub(crate) year: YearForm,
    pub(crate) separators: [char; 2],
    /// Seconds since midnight.
    pub(crate) second_of_day: u32,
    /// The hour as it is written.
    pub(crate) hour: u16,
    /// Whether a word stands beside the time that says nothing to ebb.
    pub(crate) beside: Beside,
}

impl OpenDate {
    /// Returns civil seconds since 1970 in an order; `None` when there is no such date.
    pub(crate) fn second(&self, order: DateOrder) -> Option<i64> {
        days_of(self.date, order).map(|days| days * SECONDS_PER_DAY + i64::from(self.second_of_day))
    }

    /// Returns the date as it is written, but for leading zeros.
    pub(crate) fn written(&self) -> String {
        let [first, second, third] = self.date;
        let [one, two] = self.separators;
        format!("{first:02}{one}{second:02}{two}{third:02}")
    }
}

impl From<Stamp> for OpenDate {
    fn from(stamp: Stamp) -> Self {
        Self {
            date: stamp.date,
            year: stamp.shape.year,
            separators: stamp.shape.date_separators,
            second_of_day: stamp.second_of_day,
            hour: stamp.hour,
            beside: if stamp.word.is_some() { Beside::Doubtful } else { Beside::Known },
        }
    }
}

/// Returns whether a character only steers the direction of writing or has no width, so that a header ignores it.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(
        c,
        '\u{feff}' | '\u{70f}' | '\u{200b}'..='\u{200d}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'
            ..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// Returns whether a character is a space of any width.
pub(crate) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{2009}' | '\u{3000}')
}

/// A place in a line that only moves forward.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'a> {
    text: &'a str,
    /// Byte offset in the text given at the start.
    pub(crate) at: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    pub(crate) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(crate) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(crate) fn skip(&mut self, wanted: fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches(wanted).len();
    }

    pub(crate) fn take(&mut self, wanted: char) -> Option<()> {
        (self.peek()? == wanted).then(|| self.at += wanted.len_utf8())
    }

    /// Reads a number of one to four digits: its value, its byte range and the count of digits.
    pub(crate) fn number(&mut self) -> Option<(u16, (usize, usize), usize)> {
        self.skip(is_mark);
        let start = self.at;
        let (mut value, mut digits) = (0_u16, 0);
        while let Some(next) = self.peek().filter(|_| digits <= 4) {
            let Some(worth) = digit(next) else { break };
            value = value.wrapping_mul(10).wrapping_add(worth);
            digits += 1;
            self.at += next.len_utf8();
        }
        (1..=4).contains(&digits).then_some((value, (start, self.at), digits))
    }

    pub(crate) fn date_separator(&mut self) -> Option<char> {
        self.skip(is_mark);
        let separator =
            self.peek().filter(|c| matches!(c, '/' | '.' | '-' | '‐' | '年' | '月' | '년' | '월'))?;
        self.at += separator.len_utf8();
        self.skip(is_mark);
        if !matches!(separator, '/' | '-') && self.peek().is_some_and(is_space) {
            self.skip(is_space);
        }
        Some(separator)
    }
}

/// Reads a stamp at byte `at`; `ends` says whether the rest of the line may follow a stamp.
///
/// Returns the stamp, what `ends` returned, and where the rest starts.
pub(crate) fn read_stamp<E>(
    text: &str,
    at: usize,
    ends: impl Fn(&str, Beside) -> Option<E>,
) -> Option<(Stamp, E, usize)> {
    read_date_first(text, at, &ends).or_else(|| read_time_first(text, at, &ends))
}

fn read_date_first<E>(
    text: &str,
    at: usize,
    ends: &impl Fn(&str, Beside) -> Option<E>,
) -> Option<(Stamp, E, usize)> {
    let mut cursor = Cursor::new(text, at);
    let date = WrittenDate::read(&mut cursor)?;
    let between = Words::read(&mut cursor)?;
    let time = WrittenTime::read(&mut cursor)?;
    let before = between.judge();
    let strictly = |rest: &str, beside| ends(rest, if time.is_short { Beside::Doubtful } else { beside });
    let (after, end, rest_at) =
        read_end(text, cursor, before.part.is_some(), between.has_bracket, &strictly)?;
    let marker = match (before.part, after.part) {
        (Some(_), _) => MarkerPlace::BeforeTime,
        (None, Some(_)) => MarkerPlace::AfterTime,
        (None, None) => MarkerPlace::Absent,
    };
    let joint = between.joint(&before);
    let said = Judged { part: before.part.or(after.part), word: before.word.or(after.word) };
    Some((stamp_of(&date, &time, said, marker, joint, First::Date), end, rest_at))
}

fn read_time_first<E>(
    text: &str,
    at: usize,
    ends: &impl Fn(&str, Beside) -> Option<E>,
) -> Option<(Stamp, E, usize)> {
    let mut cursor = Cursor::new(text, at);
    cursor.skip(is_mark);
    let mut lead = Judged::default();
    if cursor.peek().is_some_and(is_of_word) {
        lead = Words::read(&mut cursor)?.judge();
        // A line that starts with a word is a stamp only when the word belongs to a time.
        if lead.word.is_some() {
            return None;
        }
    }
    let time = WrittenTime::read(&mut cursor)?;
    let between = Words::read(&mut cursor)?;
    let date = WrittenDate::read(&mut cursor)?;
    cursor.skip(|c| c == '.');
    let before = between.judge();
    let strictly = |rest: &str, _| ends(rest, Beside::Doubtful);
    let (after, end, rest_at) = read_end(text, cursor, true, false, &strictly)?;
    let marker = match (lead.part, before.part) {
        (Some(_), _) => MarkerPlace::BeforeTime,
        (None, Some(_)) => MarkerPlace::AfterTime,
        (None, None) => MarkerPlace::Absent,
    };
    let joint = between.joint(&before);
    let said = Judged { part: lead.part.or(before.part), word: before.word.or(after.word) };
    Some((stamp_of(&date, &time, said, marker, joint, First::Time), end, rest_at))
}

fn stamp_of(
    date: &WrittenDate,
    time: &WrittenTime,
    said: Judged,
    marker: MarkerPlace,
    joint: Joint,
    first: First,
) -> Stamp {
    let [hour, minute, second] = time.numbers;
    let half = said.part.and_then(|(part, _)| part.half(hour));
    // A word that leaves this hour open tells no more than one that is not known.
    let open = said.part.filter(|_| half.is_none()).map(|(_, (start, end))| (start, end));
    Stamp {
        date: date.numbers,
        second_of_day: second_of_day(hour, minute, second, half),
        hour,
        shape: Shape {
            year: date.year,
            date_separators: date.separators,
            joint,
            time_separator: time.separator,
            seconds: time.seconds,
            marker,
            first,
        },
        part: said.part.map(|(part, (start, _))| (part, start)),
        word: said.word.or(open),
        numbers: [
            date.places[0],
            date.places[1],
            date.places[2],
            time.places[0],
            time.places[1],
            time.places[2],
        ],
    }
}

/// Three numbers that may be a date.
struct WrittenDate {
    numbers: [u16; 3],
    places: [(usize, usize); 3],
    year: YearForm,
    separators: [char; 2],
}

impl WrittenDate {
    fn read(cursor: &mut Cursor<'_>) -> Option<Self> {
        let (first, first_at, first_digits) = cursor.number()?;
        let one = cursor.date_separator()?;
        let (second, second_at, second_digits) = cursor.number()?;
        let two = cursor.date_separator()?;
        let (third, third_at, third_digits) = cursor.number()?;
        let year = match (first_digits, second_digits, third_digits) {
            (4, 1 | 2, 1 | 2) => YearForm::FirstFour,
            (1 | 2, 1 | 2, 4) => YearForm::LastFour,
            (1 | 2, 1 | 2, 1 | 2) => YearForm::TwoDigits,
            _ => return None,
        };
        let numbers = [first, second, third];
        let places = [first_at, second_at, third_at];
        is_plausible(numbers, year).then_some(Self { numbers, places, year, separators: [one, two] })
    }
}

/// A time of day in numbers.
struct WrittenTime {
    /// Hour, minute, second.
    numbers: [u16; 3],
    places: [(usize, usize); 3],
    separator: char,
    seconds: SecondsShown,
    /// Whether a number below ten stands without a zero, as a few regions write it.
    is_short: bool,
}

impl WrittenTime {
    fn read(cursor: &mut Cursor<'_>) -> Option<Self> {
        let (hour, hour_at, hour_digits) = cursor.number()?;
        let separator = read_time_separator(cursor)?;
        let (minute, minute_at, minute_digits) = cursor.number()?;
        if hour_digits > 2 || minute_digits > 2 || hour > 23 || minute > 59 {
            return None;
        }
        let mut time = Self {
            numbers: [hour, minute, 0],
            places: [hour_at, minute_at, (cursor.at, cursor.at)],
            separator,
            seconds: SecondsShown::No,
            is_short: minute_digits == 1,
        };
        let mut ahead = *cursor;
        let is_word = separator.is_alphabetic();
        if (ahead.take(separator).is_some() || is_word && read_time_separator(&mut ahead).is_some())
            && let Some((second, second_at, digits @ 1..=2)) = ahead.number()
            && second < 60
        {
            time.is_short |= digits == 1;
            (time.numbers[2], time.places[2], time.seconds) = (second, second_at, SecondsShown::Yes);
            *cursor = ahead;
            // The word for seconds may be one for a part of the day elsewhere.
            ahead.skip(is_space);
            if is_word && read_word(&mut ahead).is_some_and(|(word, _)| is_joint(&word)) {
                *cursor = ahead;
            }
        }
        Some(time)
    }
}

/// Colon, dot, or a word such as the `h` of French Canada with the spaces around it; returns its first character.
fn read_time_separator(cursor: &mut Cursor<'_>) -> Option<char> {
    cursor.skip(is_mark);
    if let Some(plain) = cursor.peek().filter(|c| matches!(c, ':' | '.' | '：')) {
        cursor.at += plain.len_utf8();
        cursor.skip(is_mark);
        return Some(plain);
    }
    let mut ahead = *cursor;
    ahead.skip(is_space);
    let (word, (start, _)) = read_word(&mut ahead)?;
    if !is_joint(&word) {
        return None;
    }
    ahead.skip(is_space);
    let first = cursor.text.get(start..)?.chars().next();
    cursor.at = ahead.at;
    first
}

/// Most words that stand between date and time, or after them.
const MOST_WORDS: usize = 5;
/// Most words that one word for a part of the day is written in.
const MOST_JOINED: usize = 3;
/// Longest word beside a time, in letters: longer ones are ordinary words.
const WORD_LETTERS: usize = 20;

/// What stands between a date and a time.
#[derive(Default)]
struct Words {
    /// Each in lower case, with its byte range.
    list: Vec<(String, (usize, usize))>,
    has_comma: bool,
    has_bracket: bool,
}

/// What words beside a time say.
#[derive(Debug, Clone, Copy, Default)]
struct Judged {
    part: Option<(DayPart, (usize, usize))>,
    /// The first word that is not known.
    word: Option<(usize, usize)>,
}

impl Words {
    /// Reads up to the next digit; `None` when nothing or something else stands there.
    fn read(cursor: &mut Cursor<'_>) -> Option<Self> {
        let start = cursor.at;
        let mut read = Self::default();
        while let Some(next) = cursor.peek() {
            if digit(next).is_some() {
                break;
            }
            if is_of_word(next) && !matches!(next, '日' | '일') {
                if read.list.len() == MOST_WORDS {
                    return None;
                }
                read.list.push(read_word(cursor)?);
                continue;
            }
            match next {
                ',' | '،' | '、' | '，' => read.has_comma = true,
                '(' => read.has_bracket = true,
                '.' | '日' | '일' | '-' | '–' | '·' => {}
                _ if is_mark(next) || is_space(next) => {}
                _ => return None,
            }
            cursor.at += next.len_utf8();
        }
        (cursor.at > start).then_some(read)
    }

    fn joint(&self, judged: &Judged) -> Joint {
        if self.has_comma {
            Joint::Comma
        } else if !self.list.is_empty() && judged.part.is_none() {
            Joint::Word
        } else {
            Joint::Space
        }
    }

    fn judge(&self) -> Judged {
        let mut judged = Judged::default();
        let mut at = 0;
        while at < self.list.len() {
            let longest = (at + MOST_JOINED).min(self.list.len());
            let known = (at + 1..=longest).rev().find_map(|end| {
                let joined: String = self.list[at..end].iter().map(|(word, _)| word.as_str()).collect();
                let part = day_part_named(&joined).filter(|_| judged.part.is_none());
                (part.is_some() || is_joint(&joined)).then_some((end, part))
            });
            if let Some((end, part)) = known {
                let place = (self.list[at].1.0, self.list[end - 1].1.1);
                judged.part = judged.part.or(part.map(|part| (part, place)));
                at = end;
            } else {
                judged.word = judged.word.or(Some(self.list[at].1));
                at += 1;
            }
        }
        judged
    }
}

/// Reads one word in lower case, without the dots, quotes and marks in it, and its byte range.
pub(crate) fn read_word(cursor: &mut Cursor<'_>) -> Option<(String, (usize, usize))> {
    let start = cursor.at;
    let (mut word, mut letters, mut end) = (String::new(), 0, start);
    while let Some(next) = cursor.peek() {
        let is_between = next == '/' && cursor.rest()[1..].starts_with(is_of_word);
        let is_inside =
            is_mark(next) || is_between || matches!(next, '.' | '"' | '\'' | '’' | '״' | '׳' | '”' | '་');
        if is_of_word(next) {
            letters += 1;
            word.extend(next.to_lowercase());
            end = cursor.at + next.len_utf8();
        } else if !is_inside {
            break;
        }
        cursor.at += next.len_utf8();
        if letters > WORD_LETTERS {
            return None;
        }
    }
    (letters > 0).then_some((word, (start, end)))
}

/// Reads what may follow a time or date: words, as long as they belong to it, and then what `ends` takes.
fn read_end<E>(
    text: &str,
    from: Cursor<'_>,
    has_part: bool,
    is_in_bracket: bool,
    ends: &impl Fn(&str, Beside) -> Option<E>,
) -> Option<(Judged, E, usize)> {
    let mut from = from;
    let mut cursor = from;
    let mut words = Words::default();
    let mut later: Option<(Judged, E, usize)> = None;
    while words.list.len() < MOST_WORDS {
        cursor.skip(|c| is_mark(c) || is_space(c) || matches!(c, '.' | '"' | '\'' | '״' | '׳' | '”'));
        let Some(word) = cursor.peek().filter(|&next| is_of_word(next)).and_then(|_| read_word(&mut cursor))
        else {
            break;
        };
        words.list.push(word);
        if is_in_bracket {
            let _ = cursor.take(')');
        }
        let mut judged = words.judge();
        if has_part && let Some((_, place)) = judged.part.take() {
            judged.word = judged.word.or(Some(place));
        }
        let beside = if judged.word.is_some() { Beside::Doubtful } else { Beside::Known };
        let rest = &text[cursor.at..];
        if judged.part.is_some() && judged.word.is_none() {
            if let Some(end) = ends(rest, beside) {
                return Some((judged, end, cursor.at));
            }
        } else if later.as_ref().is_none_or(|(known, ..)| known.word.is_some() && judged.word.is_none())
            && let Some(end) = ends(rest, beside)
        {
            later = Some((judged, end, cursor.at));
        }
    }
    if is_in_bracket && words.list.is_empty() {
        let _ = from.take(')');
    }
    let plain = ends(from.rest(), Beside::Known).map(|end| (Judged::default(), end, from.at));
    plain.or(later)
}

/// Returns seconds since midnight; an hour above 12 is taken as it stands, whatever the marker says.
pub(crate) fn second_of_day(hour: u16, minute: u16, second: u16, half: Option<Half>) -> u32 {
    let hour = match half {
        Some(Half::Morning) if hour == 12 => 0,
        Some(Half::Afternoon) if hour < 12 => hour + 12,
        _ => hour,
    };
    u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second)
}

/// Returns whether three numbers can be a date in some order.
pub(crate) fn is_plausible(date: [u16; 3], year: YearForm) -> bool {
    let [first, second, third] = date;
    let day_and_month = |a: u16, b: u16| (1..=31).contains(&a) && (1..=31).contains(&b) && a.min(b) <= 12;
    match year {
        YearForm::FirstFour => Calendar::of_year(first).is_some() && day_and_month(second, third),
        YearForm::LastFour => Calendar::of_year(third).is_some() && day_and_month(first, second),
        YearForm::TwoDigits => day_and_month(first, second) || day_and_month(second, third),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(written: &str, date: [u16; 3], second_of_day: u32) {
        let read = read_stamp(written, 0, |rest, _| rest.trim().is_empty().then_some(()));
        let (stamp, (), _) = read.unwrap_or_else(|| panic!("{written:?} is a stamp"));
        assert_eq!((stamp.date, stamp.second_of_day), (date, second_of_day), "{written:?}");
    }

    #[test]
    fn every_way_of_writing_a_time() {
        let nine_oh_five = 9 * 3600 + 300;
        check("1/2/24, 9:05", [1, 2, 24], nine_oh_five);
        check("1/2/24, 9:05:07\u{202f}PM", [1, 2, 24], 21 * 3600 + 307);
        check("01/02/24 9:05 p.\u{a0}m.", [1, 2, 24], 21 * 3600 + 300);
        check("2024-01-02T09:05", [2024, 1, 2], nine_oh_five);
        check("2.1.2024 klo 9.05", [2, 1, 2024], nine_oh_five);
        check("2024. 1. 2. 오후 12:05", [2024, 1, 2], 12 * 3600 + 300);
        check("2024/1/2 上午12:05", [2024, 1, 2], 300);
        check("2024年1月2日 9:05", [2024, 1, 2], nine_oh_five);
        check("2024-01-02 09 h 05", [2024, 1, 2], nine_oh_five);
        check("٢\u{200f}/١\u{200f}/٢٠٢٤، ٩:٠٥ م", [2, 1, 2024], 21 * 3600 + 300);
        check("2.01.2024 г., 9:05", [2, 1, 2024], nine_oh_five);
    }

    #[test]
    fn what_is_no_stamp() {
        for written in
            ["1/2, 9:05", "2024/13/32 9:05", "1/2/24 9:5", "1/2/24 25:00", "1/2/245 9:05", "20.15.21.15", ""]
        {
            let read = read_stamp(written, 0, |rest, beside| {
                (beside == Beside::Known && rest.is_empty()).then_some(())
            });
            assert!(read.is_none(), "{written:?}");
        }
    }
}
