//! Which number of a date is the day: decided once for a whole file, from all its dates, or not at all.
//!
//! A file whose day and month are swapped looks well and gives wrong intervals everywhere, so a guess is never made:
//! [`decide`] answers only on clear evidence, and the reader turns anything else into a question.

use crate::calendar::Calendar;
use crate::stamp::YearForm;

/// The order in which a file writes day, month and year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateOrder {
    /// Day, month, year.
    DayFirst,
    /// Month, day, year.
    MonthFirst,
    /// Year, month, day.
    YearFirst,
}

impl DateOrder {
    /// Every order, in the order of the documentation.
    pub const ALL: [Self; 3] = [Self::DayFirst, Self::MonthFirst, Self::YearFirst];

    /// Returns the short name used on the command line: `dmy`, `mdy` or `ymd`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::DayFirst => "dmy",
            Self::MonthFirst => "mdy",
            Self::YearFirst => "ymd",
        }
    }

    /// Returns the year of a date in this order, as it is written.
    pub(crate) fn year_of(self, date: [u16; 3]) -> u16 {
        match self {
            Self::DayFirst | Self::MonthFirst => date[2],
            Self::YearFirst => date[0],
        }
    }

    /// Returns the order with that short name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.id() == id)
    }
}

/// Distance between two dates on the calendar or from 1970-01-01, in days.
pub(crate) type Days = i64;

/// What the dates of a file say about their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    Decided(DateOrder),
    /// Both orders remain. Holds up to two indexes of dates that read differently.
    Undecided([Option<usize>; 2]),
}

/// Fewest changes of date from which the sizes of the steps between them may decide.
const CHANGES_NEEDED: usize = 3;
/// A reading wins by step sizes when the other reading's steps are this many times larger, on geometric average.
const STEP_RATIO_NEEDED: f64 = 4.0;
/// A reading wins when it breaks this many times less often than the other.
const CLEARLY_RARER: usize = 20;
/// An order given by the person must fit all but one of so many dates.
pub(crate) const DATES_FOR_ONE_MISFIT: usize = 20;
/// A step back of one day is a late message around midnight, not a wrong reading.
const HARMLESS_STEP_BACK: Days = 1;

/// Returns the days from 1970-01-01 to a date of the Gregorian calendar, or `None` when there is no such date.
pub(crate) fn days_from_civil(year: i64, month: u16, day: u16) -> Option<Days> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    if !(1..=last).contains(&day) {
        return None;
    }
    // The year is counted from March, so that the leap day is its last.
    let (month, day) = (i64::from(month), i64::from(day));
    let shifted_year = if month <= 2 { year - 1 } else { year };
    let era = shifted_year.div_euclid(400);
    let year_of_era = shifted_year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

/// Returns the days from 1970-01-01 to a written date, or `None` when it is no date in that order.
pub(crate) fn days_of(date: [u16; 3], order: DateOrder) -> Option<Days> {
    let [first, second, third] = date;
    let (year, month, day) = match order {
        DateOrder::DayFirst => (third, second, first),
        DateOrder::MonthFirst => (third, first, second),
        DateOrder::YearFirst => (first, second, third),
    };
    let (calendar, year) = Calendar::read_year(year);
    calendar.days(year, month, day)
}

/// How one reading of all dates fares.
#[derive(Debug, Default)]
struct Reading {
    steps_back: usize,
    steps: usize,
    log_step_sizes: f64,
}

impl Reading {
    fn of(changes: &[[u16; 3]], order: DateOrder) -> Self {
        let mut reading = Self::default();
        let mut before: Option<Days> = None;
        for &date in changes {
            let Some(day) = days_of(date, order) else { continue };
            if let Some(before) = before {
                let step = day - before;
                reading.steps += 1;
                reading.steps_back += usize::from(step < -HARMLESS_STEP_BACK);
                reading.log_step_sizes += (step.unsigned_abs() as f64).ln_1p();
            }
            before = Some(day);
        }
        reading
    }

    fn mean_log_step(&self) -> f64 {
        self.log_step_sizes / self.steps.max(1) as f64
    }
}

/// Decides the order of the dates of one layout, given in the order of the file.
pub(crate) fn decide(
    dates: impl Iterator<Item = [u16; 3]>,
    year: YearForm,
    separators: [char; 2],
) -> Decision {
    if year == YearForm::FirstFour {
        return Decision::Decided(DateOrder::YearFirst);
    }
    let mut changes: Vec<[u16; 3]> = Vec::new();
    let mut examples = [None, None];
    for (index, date) in dates.enumerate() {
        if changes.last() == Some(&date) {
            continue;
        }
        if date[0] != date[1] {
            let place = usize::from(examples[0].is_some());
            examples[place] = Some(index);
        }
        changes.push(date);
    }
    if year == YearForm::TwoDigits && year_stands_first(&changes) {
        return Decision::Decided(DateOrder::YearFirst);
    }
    match compare(&changes) {
        Some(order) => Decision::Decided(order),
        // No region of Unicode CLDR writes the month first between dots.
        None if separators == ['.', '.'] => Decision::Decided(DateOrder::DayFirst),
        None => Decision::Undecided(examples),
    }
}

fn compare(changes: &[[u16; 3]]) -> Option<DateOrder> {
    let day_first = Reading::of(changes, DateOrder::DayFirst);
    let month_first = Reading::of(changes, DateOrder::MonthFirst);

    let rarer = |a: usize, b: usize| {
        if a == 0 && b > 0 || b > a * CLEARLY_RARER {
            Some(DateOrder::DayFirst)
        } else if b == 0 && a > 0 || a > b * CLEARLY_RARER {
            Some(DateOrder::MonthFirst)
        } else {
            None
        }
    };
    // A number above twelve is no month, whether or not the date exists.
    let no_month = |place: usize| changes.iter().filter(|date| date[place] > 12).count();
    let (against_day_first, against_month_first) = (no_month(1), no_month(0));
    if against_day_first + against_month_first > 0 {
        return rarer(against_day_first, against_month_first);
    }
    if changes.iter().all(|date| date[0] == date[1]) {
        // Both readings are the same days, so there is nothing to ask.
        return Some(DateOrder::DayFirst);
    }
    if day_first.steps_back + month_first.steps_back > 0
        && let Some(order) = rarer(day_first.steps_back, month_first.steps_back)
    {
        return Some(order);
    }
    if day_first.steps_back != month_first.steps_back || day_first.steps < CHANGES_NEEDED {
        return None;
    }
    let difference = month_first.mean_log_step() - day_first.mean_log_step();
    if difference.abs() < STEP_RATIO_NEEDED.ln() {
        None
    } else if difference > 0.0 {
        Some(DateOrder::DayFirst)
    } else {
        Some(DateOrder::MonthFirst)
    }
}

/// Returns whether the first of three two-digit numbers is the year.
///
/// It is when most dates allow no other reading, or when it changes less often than the last, as only a year does.
fn year_stands_first(changes: &[[u16; 3]]) -> bool {
    let is_recent = |year: u16| (9..=40).contains(&year) || (52..=83).contains(&year);
    let is_year_first =
        |date: &[u16; 3]| is_recent(date[0]) && days_of(*date, DateOrder::YearFirst).is_some();
    if changes.is_empty() || !changes.iter().all(is_year_first) {
        return false;
    }
    let values = |place: usize| {
        let mut seen: Vec<u16> = changes.iter().map(|date| date[place]).collect();
        seen.sort_unstable();
        seen.dedup();
        seen.len()
    };
    let is_year_last = |date: &&[u16; 3]| {
        let fits = |order| days_of(**date, order).is_some();
        is_recent(date[2]) && (fits(DateOrder::DayFirst) || fits(DateOrder::MonthFirst))
    };
    let year_last = changes.iter().filter(is_year_last).count();
    year_last * 2 < changes.len() || values(0) < values(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(dates: &[[u16; 3]], expected: Option<DateOrder>) {
        let year = if dates[0][2] > 99 { YearForm::LastFour } else { YearForm::TwoDigits };
        let decided = match decide(dates.iter().copied(), year, ['/', '/']) {
            Decision::Decided(order) => Some(order),
            Decision::Undecided(_) => None,
        };
        assert_eq!(decided, expected, "{dates:?}");
    }

    #[test]
    fn each_kind_of_evidence() {
        check(&[[1, 2, 24], [13, 2, 24]], Some(DateOrder::DayFirst));
        check(&[[1, 2, 2024], [2, 13, 2024]], Some(DateOrder::MonthFirst));
        // 5 June then 2 July; the other reading runs from May back to February.
        check(&[[5, 6, 24], [2, 7, 24]], Some(DateOrder::DayFirst));
        check(&[[6, 5, 24], [7, 2, 24]], Some(DateOrder::MonthFirst));
        // Four days in a row against one day a month.
        check(&[[1, 2, 24], [2, 2, 24], [3, 2, 24], [5, 2, 24]], Some(DateOrder::DayFirst));
        check(&[[2, 1, 24], [2, 2, 24], [2, 3, 24], [2, 5, 24]], Some(DateOrder::MonthFirst));
        check(&[[5, 5, 24]], Some(DateOrder::DayFirst));
        check(&[[24, 1, 2], [24, 1, 30]], Some(DateOrder::YearFirst));
        check(&[[13, 4, 25], [31, 4, 25], [14, 4, 25]], Some(DateOrder::DayFirst));
    }

    #[test]
    fn too_little_evidence_is_a_question() {
        check(&[[1, 2, 24]], None);
        check(&[[1, 2, 24], [2, 2, 24], [3, 2, 24]], None);
        check(&[[13, 2, 24], [2, 13, 24]], None);
    }

    #[test]
    fn one_strange_date_among_many_does_not_decide_against_them() {
        let mut dates: Vec<[u16; 3]> = (1..=28).map(|day| [day, 3, 24]).collect();
        dates.push([3, 14, 24]);
        check(&dates, None);
        let mut many: Vec<[u16; 3]> =
            (1..=6).flat_map(|month| (1..=28).map(move |day| [day, month, 24])).collect();
        many.push([3, 14, 24]);
        check(&many, Some(DateOrder::DayFirst));
    }

    #[test]
    fn days_agree_with_a_calendar() {
        assert_eq!(days_from_civil(1970, 1, 1), Some(0));
        assert_eq!(days_from_civil(2000, 3, 1), Some(11_017));
        assert_eq!(days_from_civil(2024, 2, 29), Some(19_782));
        assert_eq!(days_from_civil(2023, 2, 29), None);
    }

    proptest! {
        #[test]
        fn days_agree_with_jiff(year in 1980_i16..2100, month in 1_i8..=12, day in 1_i8..=28) {
            let date = jiff::civil::date(year, month, day);
            let epoch = jiff::civil::date(1970, 1, 1);
            let expected = i64::from(epoch.until(date).expect("both are dates").get_days());
            let found = days_from_civil(year.into(), month.unsigned_abs().into(), day.unsigned_abs().into());
            prop_assert_eq!(found, Some(expected));
        }

        /// A chat of ordinary steps is never read in the wrong order, in whichever order it was written.
        #[test]
        fn the_wrong_order_is_never_chosen(start in 0_i64..900, steps in prop::collection::vec(0_i64..9, 1..60)) {
            let epoch = jiff::civil::date(2023, 1, 1);
            let mut day = start;
            let mut day_first = Vec::new();
            for step in steps {
                day += step;
                let date = epoch.saturating_add(jiff::Span::new().days(day));
                let (d, m) = (u16::from(date.day().unsigned_abs()), u16::from(date.month().unsigned_abs()));
                day_first.push([d, m, date.year().unsigned_abs()]);
            }
            let month_first = day_first.iter().map(|&[d, m, y]| [m, d, y]);
            let found = decide(day_first.iter().copied(), YearForm::LastFour, ['/', '/']);
            prop_assert_ne!(found, Decision::Decided(DateOrder::MonthFirst));
            let swapped = decide(month_first, YearForm::LastFour, ['/', '/']);
            let harmless = day_first.iter().all(|date| date[0] == date[1]);
            prop_assert!(harmless || swapped != Decision::Decided(DateOrder::DayFirst));
        }
    }
}
