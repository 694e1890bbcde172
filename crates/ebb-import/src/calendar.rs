//! Which calendar a written year belongs to, and the days of calendars other than the Gregorian.
//!
//! The years of chats are few, so the calendars do not overlap: 2009 to 2100, 2552 to 2643 of the Buddhist era, and 1379
//! to 1420 of the Persian calendar. Years of the Islamic calendar (1421 to 1465) are known, but its months begin when the
//! moon is seen, so such dates are not read.

use crate::date_order::{Days, days_from_civil};

/// A calendar that phones write dates in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Calendar {
    Gregorian,
    /// Counted from 543 BC, with the months of the Gregorian calendar, as phones in Thailand do.
    Buddhist,
    /// The solar calendar of Iran and Afghanistan.
    Persian,
}

/// Years that the Gregorian calendar is behind the Buddhist one.
const BUDDHIST_AHEAD: i64 = 543;
/// Two digits from here on are a Buddhist year: as another one it would lie far ahead, before it no phone wrote chats.
const TWO_DIGIT_BUDDHIST: u16 = 52;

impl Calendar {
    /// Returns the calendar of a year of four digits.
    pub(crate) fn of_year(year: u16) -> Option<Self> {
        match year {
            1980..=2100 => Some(Self::Gregorian),
            2523..=2643 => Some(Self::Buddhist),
            1379..=1420 => Some(Self::Persian),
            _ => None,
        }
    }

    /// Returns the calendar and the full year of a written one.
    pub(crate) fn read_year(written: u16) -> (Self, i64) {
        match written {
            0..TWO_DIGIT_BUDDHIST => (Self::Gregorian, i64::from(written) + 2000),
            TWO_DIGIT_BUDDHIST..=99 => (Self::Buddhist, i64::from(written) + 2500),
            full => (Self::of_year(full).unwrap_or(Self::Gregorian), i64::from(full)),
        }
    }

    /// Returns the days from 1970-01-01 to a date of this calendar; `None` when there is no such date.
    pub(crate) fn days(self, year: i64, month: u16, day: u16) -> Option<Days> {
        match self {
            Self::Gregorian => days_from_civil(year, month, day),
            Self::Buddhist => days_from_civil(year - BUDDHIST_AHEAD, month, day),
            Self::Persian => days_from_persian(year, month, day),
        }
    }
}

/// First day of the Persian year 1400, 21 March 2021, in days from 1970-01-01.
const PERSIAN_1400: Days = 18_707;

/// Returns the days from 1970-01-01 to a date of the Persian calendar, by its cycle of 33 years with 8 leap years, which
/// holds for the years 1178 to 1633 (Heydari-Malayeri, A concise review of the Iranian calendar, 2004).
fn days_from_persian(year: i64, month: u16, day: u16) -> Option<Days> {
    let days_before = |year: i64| 365 * (year - 1) + (8 * year + 21).div_euclid(33);
    let last = match month {
        1..=6 => 31,
        7..=11 => 30,
        12 => i64::from(29) + (days_before(year + 1) - days_before(year) - 365),
        _ => return None,
    };
    let (month, day) = (i64::from(month), i64::from(day));
    if !(1..=last).contains(&day) {
        return None;
    }
    let before_month = if month <= 7 { 31 * (month - 1) } else { 186 + 30 * (month - 7) };
    Some(PERSIAN_1400 + days_before(year) - days_before(1400) + before_month + day - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(year: i64, month: u16, day: u16, gregorian: (i64, u16, u16)) {
        let (y, m, d) = gregorian;
        let expected = days_from_civil(y, m, d);
        assert_eq!(Calendar::Persian.days(year, month, day), expected, "{year}-{month}-{day}");
    }

    #[test]
    fn persian_years_begin_in_spring() {
        check(1400, 1, 1, (2021, 3, 21));
        check(1399, 12, 30, (2021, 3, 20));
        check(1399, 1, 1, (2020, 3, 20));
        check(1403, 12, 30, (2025, 3, 20));
        check(1404, 1, 1, (2025, 3, 21));
        check(1404, 7, 4, (2025, 9, 26));
        check(1408, 12, 30, (2030, 3, 20));
        assert_eq!(Calendar::Persian.days(1404, 12, 30), None);
        assert_eq!(Calendar::Persian.days(1404, 7, 31), None);
    }

    #[test]
    fn two_digits_are_of_the_calendar_that_chats_were_written_in() {
        assert_eq!(Calendar::read_year(25), (Calendar::Gregorian, 2025));
        assert_eq!(Calendar::read_year(68), (Calendar::Buddhist, 2568));
        assert_eq!(Calendar::read_year(1404), (Calendar::Persian, 1404));
    }
}
