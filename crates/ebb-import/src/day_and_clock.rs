//! Dates and times that stand apart from each other, as in a heading for a day, or with the month named.
//!
//! [`read_day`] reads a date alone, [`read_clock`] a time alone, [`read_named_moment`] both with a named month.
//! [`crate::written_moment`] knows the months of other languages too.

use jiff::civil::Weekday;

use crate::cldr::{DayPart, day_part_named, is_of_word};
use crate::date_order::{DateOrder, Days, days_from_civil, days_of};
use crate::stamp::{
    Beside, Cursor, OpenDate, SecondsShown, YearForm, is_mark, is_plausible, is_space, second_of_day,
};
use crate::table::Moment;

/// A date that stands alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Day {
    Known(Days),
    /// Day and month are still to be told apart.
    Open {
        date: [u16; 3],
        year: YearForm,
        separators: [char; 2],
    },
}

pub(crate) const SECONDS_PER_DAY: i64 = 24 * 3600;
/// Longest word for the half of the day, in letters.
const HALF_LETTERS: usize = 16;

impl Day {
    /// Joins the day with a time on it.
    pub(crate) fn at(self, second_of_day: u32) -> Moment {
        match self {
            Self::Known(days) => Moment::Local(days * SECONDS_PER_DAY + i64::from(second_of_day)),
            Self::Open { date, year, separators } => Moment::Open(OpenDate {
                date,
                year,
                separators,
                second_of_day,
                hour: u16::try_from(second_of_day / 3600).unwrap_or_default(),
                beside: Beside::Known,
            }),
        }
    }
}

/// Reads a date in numbers, and returns what follows it.
pub(crate) fn read_day(text: &str) -> Option<(Day, &str)> {
    let mut cursor = Cursor::new(text, 0);
    let (first, _, first_digits) = cursor.number()?;
    let one = cursor.date_separator()?;
    let (second, _, second_digits) = cursor.number()?;
    let two = cursor.date_separator()?;
    let (third, _, third_digits) = cursor.number()?;
    let year = match (first_digits, second_digits, third_digits) {
        (4, 1 | 2, 1 | 2) => YearForm::FirstFour,
        (1 | 2, 1 | 2, 4) => YearForm::LastFour,
        _ => return None,
    };
    let date = [first, second, third];
    if !is_plausible(date, year) {
        return None;
    }
    cursor.skip(|c| matches!(c, '日' | '일' | '.') || is_mark(c));
    let day = match year {
        YearForm::FirstFour => Day::Known(days_of(date, DateOrder::YearFirst)?),
        YearForm::LastFour | YearForm::TwoDigits => Day::Open { date, year, separators: [one, two] },
    };
    Some((day, cursor.rest()))
}

/// A time that stands alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClockTime {
    /// Seconds since midnight.
    pub(crate) second_of_day: u32,
    pub(crate) seconds: SecondsShown,
}

/// Reads a time, with the half of the day before or after it, and returns what follows.
pub(crate) fn read_clock(text: &str) -> Option<(ClockTime, &str)> {
    let mut cursor = Cursor::new(text, 0);
    let before = read_part(&mut cursor);
    let (hour, _, hour_digits) = cursor.number()?;
    cursor.take(':')?;
    let (minute, _, minute_digits) = cursor.number()?;
    if hour_digits > 2 || minute_digits != 2 || hour > 24 || minute > 59 {
        return None;
    }
    let (mut second, mut seconds) = (0, SecondsShown::No);
    let mut ahead = cursor;
    if ahead.take(':').is_some()
        && let Some((value, _, 2)) = ahead.number()
        && value < 60
    {
        (second, seconds) = (value, SecondsShown::Yes);
        cursor = ahead;
    }
    let part = before.or_else(|| read_part(&mut cursor));
    // Some phones write the first hour of the day as 24.
    let second_of_day = second_of_day(hour % 24, minute, second, part.and_then(|part| part.half(hour % 24)));
    Some((ClockTime { second_of_day, seconds }, cursor.rest()))
}

/// Reads a time of hour and minute that a dot divides, as Indonesia and Finland write it, and returns what follows.
pub(crate) fn read_dotted_clock(text: &str) -> Option<(ClockTime, &str)> {
    let mut cursor = Cursor::new(text, 0);
    let (hour, _, hour_digits) = cursor.number()?;
    cursor.take('.')?;
    let (minute, _, minute_digits) = cursor.number()?;
    let is_date = cursor.peek().is_some_and(|next| next == '.' || next.is_numeric());
    if hour_digits > 2 || minute_digits != 2 || hour > 23 || minute > 59 || is_date {
        return None;
    }
    let second_of_day = second_of_day(hour, minute, 0, None);
    Some((ClockTime { second_of_day, seconds: SecondsShown::No }, cursor.rest()))
}

/// Moves past a word for the half of the day, if one stands here.
fn read_part(cursor: &mut Cursor<'_>) -> Option<DayPart> {
    let mut ahead = *cursor;
    ahead.skip(|c| is_space(c) || is_mark(c));
    let mut word = String::new();
    while let Some(next) = ahead.peek().filter(|next| is_of_word(*next) || *next == '.') {
        if word.chars().count() >= HALF_LETTERS {
            return None;
        }
        ahead.at += next.len_utf8();
        if next != '.' {
            word.extend(next.to_lowercase());
        }
    }
    let part = day_part_named(&word)?;
    let mut after = ahead;
    after.skip(|c| is_space(c) || is_mark(c));
    *cursor = if after.peek().is_some_and(|next| next.is_ascii_digit()) { after } else { ahead };
    Some(part)
}

/// The months in English, from January.
pub(crate) const MONTHS: &str =
    "january february march april may june july august september october november december";
/// Fewest letters of a month's name.
const MONTH_LETTERS: usize = 3;

/// Reads `January 12, 2024` or `12 January 2024`, full or cut to three letters, and returns what follows.
pub(crate) fn read_named_day(text: &str) -> Option<(Days, &str)> {
    read_day_by(text, read_month)
}

fn read_day_by(text: &str, read_month: fn(&mut Cursor<'_>) -> Option<u16>) -> Option<(Days, &str)> {
    let mut cursor = Cursor::new(text, 0);
    let (month, day) = if let Some((day, ..)) = cursor.number() {
        skip_between(&mut cursor);
        (read_month(&mut cursor)?, day)
    } else {
        let month = read_month(&mut cursor)?;
        skip_between(&mut cursor);
        (month, cursor.number()?.0)
    };
    skip_between(&mut cursor);
    let (year, _, 4) = cursor.number()? else { return None };
    Some((days_from_civil(i64::from(year), month, day)?, cursor.rest()))
}

/// Moves past what stands between day, month and year: `22. Sept. 2017`, `22 de set. de 2017`.
fn skip_between(cursor: &mut Cursor<'_>) {
    let is_divider = |c| is_space(c) || c == '.' || c == ',';
    cursor.skip(is_divider);
    if cursor.rest().starts_with("de ") || cursor.rest().starts_with("de\u{a0}") {
        cursor.at += "de".len();
        cursor.skip(is_divider);
    }
}

fn read_month(cursor: &mut Cursor<'_>) -> Option<u16> {
    month_among(&[MONTHS], cursor)
}

fn month_among(languages: &[&str], cursor: &mut Cursor<'_>) -> Option<u16> {
    let rest = cursor.rest();
    let length: usize = rest.chars().take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
    let word = rest[..length].to_lowercase();
    if word.chars().count() < MONTH_LETTERS {
        return None;
    }
    // "Sept" is how some regions cut it.
    let place =
        languages.iter().find_map(|months| months.split(' ').position(|name| name.starts_with(&word)))?;
    cursor.at += length;
    u16::try_from(place + 1).ok()
}

/// Reads a date with a month named in English and a time after it, joined by spaces, a comma or the word `at`.
///
/// Returns civil seconds since 1970, whether seconds were written, and what follows.
pub(crate) fn read_named_moment(text: &str) -> Option<(i64, SecondsShown, &str)> {
    let (days, rest) = read_named_day(text)?;
    let rest = rest.trim_start_matches(|c| is_space(c) || c == ',');
    let rest = rest.strip_prefix("at ").unwrap_or(rest);
    let (clock, rest) = read_clock(rest)?;
    Some((days * SECONDS_PER_DAY + i64::from(clock.second_of_day), clock.seconds, rest))
}

/// Returns the day of the week that an English word names, in full or cut to three letters.
pub(crate) fn weekday_named(word: &str) -> Option<Weekday> {
    const NAMES: [(&str, Weekday); 7] = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let is_named = |name: &str| word.len() >= 3 && name.starts_with(&word);
    NAMES.into_iter().find(|(name, _)| is_named(name)).map(|(_, weekday)| weekday)
}

/// Returns the day of the week of a day counted from 1970-01-01, a Thursday.
pub(crate) fn weekday_of(days: Days) -> Option<Weekday> {
    Weekday::from_monday_zero_offset(i8::try_from((days + 3).rem_euclid(7)).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(text: &str) -> Option<(u32, &str)> {
        read_clock(text).map(|(clock, rest)| (clock.second_of_day, rest))
    }

    #[test]
    fn times_alone() {
        assert_eq!(clock("15:49\tSam"), Some((15 * 3600 + 49 * 60, "\tSam")));
        assert_eq!(clock("03:49PM\tSam"), Some((15 * 3600 + 49 * 60, "\tSam")));
        assert_eq!(clock("午後3:49 x"), Some((15 * 3600 + 49 * 60, " x")));
        assert_eq!(clock("오전 12:05]"), Some((300, "]")));
        assert_eq!(clock("3:49 PM] x"), Some((15 * 3600 + 49 * 60, "] x")));
        assert_eq!(clock("24:05"), Some((300, "")));
        assert_eq!(clock("15:49 Amos"), Some((15 * 3600 + 49 * 60, " Amos")));
        for text in ["", "15", "15:4", "25:00", "15.49", "1:2:3"] {
            assert_eq!(clock(text), None, "{text}");
        }
    }

    #[test]
    fn days_alone() {
        let known = |text| read_day(text).map(|(day, rest)| (day, rest.to_owned()));
        let day = Day::Known(19_734);
        assert_eq!(known("2024/01/12(Fri)"), Some((day, "(Fri)".to_owned())));
        assert_eq!(known("2024. 1. 12. 오전"), Some((day, " 오전".to_owned())));
        assert_eq!(known("2024년 1월 12일 금요일"), Some((day, " 금요일".to_owned())));
        assert!(matches!(known("01/12/2024"), Some((Day::Open { .. }, _))));
        assert_eq!(known("2024/13/12"), None);
    }

    #[test]
    fn named_months() {
        let second = |text| read_named_moment(text).map(|(second, ..)| second);
        let expected = Some(19_734 * SECONDS_PER_DAY + 15 * 3600 + 49 * 60);
        assert_eq!(second("January 12, 2024 at 3:49 PM, Sam"), expected);
        assert_eq!(second("Jan 12, 2024, 3:49\u{202f}PM"), expected);
        assert_eq!(second("12 Jan 2024 15:49"), expected);
        assert_eq!(second("Jan 12, 2024 3:49 pm"), expected);
        assert_eq!(second("Janet 12, 2024 3:49 pm"), None);
        assert_eq!(second("Feb 30, 2024 3:49 pm"), None);
    }

    #[test]
    fn days_of_the_week() {
        assert_eq!(weekday_named("Fri"), weekday_of(19_734));
        assert_eq!(weekday_named("Thurs."), Some(Weekday::Thursday));
        assert_eq!(weekday_named("F"), None);
        assert_eq!(weekday_of(0), Some(Weekday::Thursday));
        assert_eq!(weekday_of(-1), Some(Weekday::Wednesday));
    }
}
