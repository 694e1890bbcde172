//! What words beside a time mean, in every language of Unicode CLDR: one table for all readers of local dates.
//!
//! The table itself, `words.rs`, is written by `scripts/take-cldr`. What is added here are words that apps write and
//! CLDR does not have. Words are compared in lower case, without dots, spaces and direction marks.

mod words;

use words::{DAY_PARTS, JOINTS, MARKS, MONTHS, WEEKDAYS, ZEROS};

/// Which half of the day a 12-hour time is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Half {
    Morning,
    Afternoon,
}

/// What a word for a part of the day says: which of the hours 12 and 1 to 11 it puts where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct DayPart {
    /// One bit for each hour, 12 first, that is then before noon.
    morning: u16,
    afternoon: u16,
}

impl DayPart {
    pub(crate) const MORNING: Self = Self { morning: 0xFFF, afternoon: 0 };
    pub(crate) const AFTERNOON: Self = Self { morning: 0, afternoon: 0xFFF };

    /// Returns the half of the day of a written hour; `None` when the word leaves it open.
    pub(crate) fn half(self, hour: u16) -> Option<Half> {
        let bit = 1 << (hour % 12);
        match (self.morning & bit != 0, self.afternoon & bit != 0) {
            // An hour above 12 tells by itself.
            _ if hour > 12 => Some(Half::Afternoon),
            (true, false) => Some(Half::Morning),
            (false, true) => Some(Half::Afternoon),
            // An hour beside those that the word covers now: another release drew its border elsewhere.
            (false, false) if self.afternoon == 0 && self.morning.count_ones() > 1 => Some(Half::Morning),
            (false, false) if self.morning == 0 && self.afternoon.count_ones() > 1 => Some(Half::Afternoon),
            (true, true) | (false, false) => None,
        }
    }
}

/// Words of apps and of older systems, which CLDR lacks.
const MORE_DAY_PARTS: &[(&str, DayPart)] = &[
    ("пробед", DayPart::MORNING),
    ("слобед", DayPart::AFTERNOON),
    ("صباحا", DayPart::MORNING),
    ("مساء", DayPart::AFTERNOON),
];

/// Words beside a time that say nothing about it.
const MORE_JOINTS: &[&str] = &[
    "t", "uhr", "uur", "h", "hrs", "hs", "min", "s", "klokken", "kello", "utc", "gmt", "z", "alas", "时",
    "時", "点", "點", "分", "秒",
];

/// Returns what a word says about the part of the day.
pub(crate) fn day_part_named(word: &str) -> Option<DayPart> {
    if let Ok(place) = DAY_PARTS.binary_search_by(|&(known, ..)| known.cmp(word)) {
        let (_, morning, afternoon) = DAY_PARTS[place];
        return Some(DayPart { morning, afternoon });
    }
    MORE_DAY_PARTS.iter().find(|(known, _)| *known == word).map(|&(_, part)| part)
}

/// Returns every word for a part of the day.
pub(crate) fn day_parts() -> impl Iterator<Item = &'static str> {
    DAY_PARTS.iter().map(|&(word, ..)| word).chain(MORE_DAY_PARTS.iter().map(|&(word, _)| word))
}

/// Returns whether a word beside a time says nothing about it.
pub(crate) fn is_joint(word: &str) -> bool {
    JOINTS.binary_search(&word).is_ok() || MORE_JOINTS.contains(&word)
}

/// Returns whether a word names a day of the week in some language.
pub(crate) fn is_weekday(word: &str) -> bool {
    WEEKDAYS.binary_search(&word).is_ok()
}

/// Returns every name of a month.
pub(crate) fn month_names() -> impl Iterator<Item = &'static str> {
    MONTHS.iter().map(|&(word, _)| word)
}

/// Months that a word may name, one bit for each from January.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MonthNames(u16);

impl MonthNames {
    /// Returns the month, 1 to 12; `None` when languages differ about the word.
    pub(crate) fn only(self) -> Option<u16> {
        self.0.is_power_of_two().then(|| u16::try_from(self.0.trailing_zeros() + 1).unwrap_or_default())
    }
}

/// Fewest letters of a name that was cut short.
const CUT_LETTERS: usize = 3;

/// Returns the months that a word names in some language, in full, as phones cut it, or cut to three letters or more.
pub(crate) fn months_named(word: &str) -> Option<MonthNames> {
    if let Ok(place) = MONTHS.binary_search_by(|&(known, _)| known.cmp(word)) {
        return Some(MonthNames(MONTHS[place].1));
    }
    if word.chars().count() < CUT_LETTERS {
        return None;
    }
    let from = MONTHS.partition_point(|&(known, _)| known < word);
    let masks = MONTHS[from..].iter().take_while(|(known, _)| known.starts_with(word)).map(|&(_, mask)| mask);
    let mask = masks.fold(0, |all, mask| all | mask);
    (mask != 0).then_some(MonthNames(mask))
}

/// Returns the value of a decimal digit of any script that phones write dates with.
pub(crate) fn digit(c: char) -> Option<u16> {
    if c.is_ascii() {
        return c.to_digit(10).and_then(|value| u16::try_from(value).ok());
    }
    let code = u32::from(c);
    let after = ZEROS.partition_point(|&zero| zero <= code);
    let value = code - ZEROS.get(after.checked_sub(1)?)?;
    u16::try_from(value).ok().filter(|value| *value < 10)
}

/// Returns whether a character belongs to a word beside a time: a letter, or a mark on one.
pub(crate) fn is_of_word(c: char) -> bool {
    c.is_alphabetic()
        || !c.is_ascii() && MARKS.iter().any(|&(first, last)| (first..=last).contains(&u32::from(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_not_contradicted() {
        assert!(DAY_PARTS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(MONTHS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(JOINTS.is_sorted_by(|a, b| a < b));
        for (word, part) in MORE_DAY_PARTS {
            assert_eq!(day_part_named(word), Some(*part), "{word}");
        }
    }

    #[test]
    fn a_word_says_what_its_hour_allows() {
        let half = |word, hour| day_part_named(word).and_then(|part| part.half(hour));
        assert_eq!(half("am", 12), Some(Half::Morning));
        assert_eq!(half("pm", 12), Some(Half::Afternoon));
        assert_eq!(half("ညနေ", 9), Some(Half::Afternoon));
        assert_eq!(half("晚上", 9), Some(Half::Afternoon));
        assert_eq!(half("凌晨", 3), Some(Half::Morning));
        assert_eq!(half("早上", 9), Some(Half::Morning));
        assert_eq!(half("中午", 12), Some(Half::Afternoon));
        assert_eq!(half("中午", 11), None);
        assert_eq!(half("ip", 3), Some(Half::Afternoon));
        assert_eq!(half("lamp", 3), None);
    }

    #[test]
    fn months_of_languages_that_differ_stay_open() {
        let month = |word| months_named(word).and_then(MonthNames::only);
        assert_eq!(month("märz"), Some(3));
        assert_eq!(month("sept"), Some(9));
        assert_eq!(month("μαρτίου"), Some(3));
        assert_eq!(month("březen"), Some(3));
        assert_eq!(month("thg"), None);
        // November in Polish, October in Croatian.
        assert_eq!(month("listopada"), None);
        assert_eq!(months_named("lamp"), None);
    }
}
