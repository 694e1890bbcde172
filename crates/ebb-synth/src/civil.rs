//! Civil time to the minute, as a phone without a zone writes it.

use std::fmt;

/// Minutes since 1970-01-01 00:00 on a wall clock, as if every day had 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CivilMinute(pub i64);

/// Minutes in a day.
pub(crate) const DAY: i64 = 24 * 60;

impl CivilMinute {
    /// Returns midnight of a date of the proleptic Gregorian calendar, month and day counted from 1.
    ///
    /// Source: Hinnant, chrono-compatible low-level date algorithms, `days_from_civil`.
    #[must_use]
    pub const fn midnight(year: i64, month: i64, day: i64) -> Self {
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self((era * 146_097 + day_of_era - 719_468) * DAY)
    }

    /// Returns this time some minutes later.
    #[must_use]
    pub const fn plus(self, minutes: i64) -> Self {
        Self(self.0 + minutes)
    }

    /// Returns the year, month and day.
    #[must_use]
    pub fn date(self) -> (i64, i64, i64) {
        let days = self.0.div_euclid(DAY) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        (year_of_era + era * 400 + i64::from(month <= 2), month, day)
    }

    /// Returns the minute of the day, 0 to 1439.
    #[must_use]
    pub fn minute_of_day(self) -> i64 {
        self.0.rem_euclid(DAY)
    }

    /// Returns the day of the week, 0 for Sunday to 6 for Saturday.
    #[must_use]
    pub fn weekday(self) -> i64 {
        // 1970-01-01 was a Thursday.
        (self.0.div_euclid(DAY) + 4).rem_euclid(7)
    }
}

/// Writes `dd/mm/yyyy, HH:MM`.
impl fmt::Display for CivilMinute {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        let minute = self.minute_of_day();
        write!(out, "{day:02}/{month:02}/{year:04}, {:02}:{:02}", minute / 60, minute % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_go_there_and_back() {
        assert_eq!(CivilMinute::midnight(1970, 1, 1), CivilMinute(0));
        for (year, month, day) in [(2026, 3, 1), (2024, 2, 29), (2000, 12, 31), (1969, 12, 31), (2026, 6, 11)]
        {
            assert_eq!(CivilMinute::midnight(year, month, day).date(), (year, month, day));
        }
        assert_eq!(CivilMinute::midnight(2026, 3, 1).weekday(), 0);
        assert_eq!(CivilMinute::midnight(2026, 6, 11).weekday(), 4);
    }

    #[test]
    fn times_are_written_day_first() {
        assert_eq!(CivilMinute::midnight(2026, 3, 1).plus(9 * 60 + 5).to_string(), "01/03/2026, 09:05");
    }
}
