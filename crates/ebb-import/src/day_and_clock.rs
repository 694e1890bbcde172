//! Dates and times that stand apart from each other, as in a heading for a day, or with the month named.
//!
//! [`read_day`] reads a date alone, [`read_clock`] a time alone, [`read_named_moment`] both with a named month.
//! [`read_moment_in_words`] knows the months of other languages too.

use jiff::civil::Weekday;

use crate::date_order::{DateOrder, Days, days_from_civil, days_of};
use crate::stamp::{
    Cursor, Half, Joint, MarkerPlace, SecondsShown, Shape, Stamp, YearForm, half_named, is_mark,
    is_plausible, is_space, second_of_day,
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

const SECONDS_PER_DAY: i64 = 24 * 3600;
/// Longest word for the half of the day, in letters.
const HALF_LETTERS: usize = 4;

impl Day {
    /// Joins the day with a time on it.
    pub(crate) fn at(self, second_of_day: u32, seconds: SecondsShown) -> Moment {
        match self {
            Self::Known(days) => Moment::Local(days * SECONDS_PER_DAY + i64::from(second_of_day)),
            Self::Open { date, year, separators } => Moment::Open(Stamp {
                date,
                second_of_day,
                shape: Shape {
                    year,
                    date_separators: separators,
                    joint: Joint::Space,
                    time_separator: ':',
                    seconds,
                    marker: MarkerPlace::Absent,
                },
                half: None,
                numbers: [(0, 0); 6],
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
    let before = read_half(&mut cursor);
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
    let half = before.or_else(|| read_half(&mut cursor));
    // Some phones write the first hour of the day as 24.
    let second_of_day = second_of_day(hour % 24, minute, second, half);
    Some((ClockTime { second_of_day, seconds }, cursor.rest()))
}

/// Moves past a word for the half of the day, if one stands here.
fn read_half(cursor: &mut Cursor<'_>) -> Option<Half> {
    let mut ahead = *cursor;
    ahead.skip(|c| is_space(c) || is_mark(c));
    let mut word = String::new();
    while let Some(next) = ahead.peek().filter(|next| next.is_alphabetic() || *next == '.') {
        if word.chars().count() >= HALF_LETTERS {
            return None;
        }
        ahead.at += next.len_utf8();
        if next != '.' {
            word.extend(next.to_lowercase());
        }
    }
    let half = half_named(&word)?;
    let mut after = ahead;
    after.skip(|c| is_space(c) || is_mark(c));
    *cursor = if after.peek().is_some_and(|next| next.is_ascii_digit()) { after } else { ahead };
    Some(half)
}

/// The months in English, from January.
pub(crate) const MONTHS: &str =
    "january february march april may june july august september october november december";
/// The months as they stand in a date: English, German, Spanish, French, Italian, Portuguese, Dutch, Swedish, Danish and
/// Norwegian, Polish, Turkish, Indonesian, Russian.
pub(crate) const MONTHS_IN_LANGUAGES: &[&str] = &[
    MONTHS,
    "januar februar märz april mai juni juli august september oktober november dezember",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "januar februar marts april maj juni juli august september oktober november december",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
];
/// Longest word between a date and a time, in bytes, with the space after it: `a las `, `klokken `.
const LONGEST_JOINT: usize = 12;
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

/// Reads a date with a month named in one of many languages and a time after it, joined by any one word.
///
/// Returns civil seconds since 1970, and what follows.
pub(crate) fn read_moment_in_words(text: &str) -> Option<(i64, &str)> {
    let (days, rest) = read_day_by(text, |cursor| month_among(MONTHS_IN_LANGUAGES, cursor))?;
    let rest = rest.trim_start_matches(|c| is_space(c) || c == ',');
    let after_word = || {
        let place = rest.find(|c: char| c.is_ascii_digit()).filter(|&place| place <= LONGEST_JOINT)?;
        read_clock(&rest[place..])
    };
    let (clock, rest) = read_clock(rest).or_else(after_word)?;
    Some((days * SECONDS_PER_DAY + i64::from(clock.second_of_day), rest))
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
    fn months_of_other_languages() {
        let second = |text| read_moment_in_words(text).map(|(second, rest)| (second, rest.trim().to_owned()));
        let expected = |rest: &str| Some((17_431 * SECONDS_PER_DAY + 18 * 3600 + 33 * 60, rest.to_owned()));
        for text in [
            "Sep 22, 2017 6:33 pm",
            "22. Sept. 2017, 18:33",
            "22 de set. de 2017 18:33",
            "22 sep 2017, 18:33",
            "22 septembre 2017 à 18:33",
            "set 22, 2017 6:33 PM",
            "22 września 2017 18:33",
            "22 Eyl 2017 18:33",
            "22 сентября 2017 г., 18:33",
            "22. sept. 2017 kl. 18:33",
        ] {
            assert_eq!(second(text), expected(""), "{text}");
        }
        // What follows tells that the half of the day was not understood.
        assert_eq!(second("Sep 22, 2017 6:33 gehyo").map(|(_, rest)| rest), Some("gehyo".to_owned()));
        assert_eq!(second("22 xyz 2017 18:33"), None);
        for months in MONTHS_IN_LANGUAGES {
            for (place, name) in months.split(' ').enumerate() {
                let mut cursor = Cursor::new(name, 0);
                assert_eq!(
                    month_among(MONTHS_IN_LANGUAGES, &mut cursor),
                    u16::try_from(place + 1).ok(),
                    "{name}"
                );
            }
        }
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
