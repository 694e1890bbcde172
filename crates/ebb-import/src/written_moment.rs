//! A date and a time in the words of some language: `22. September 2017 um 18:33`, `14 Μαρ 2026, 6:32 μ.μ.`.
//!
//! Which language is not asked: every word must be known to [`crate::cldr`], and what several languages write must say
//! the same. A word that is not known makes the whole moment unread, because it may move it by half a day.

use crate::calendar::Calendar;
use crate::cldr::{day_part_named, is_joint, is_of_word, is_weekday, months_named};
use crate::date_order::{DateOrder, Days, days_of};
use crate::day_and_clock::{Day, SECONDS_PER_DAY};
use crate::stamp::{
    Cursor, SecondsShown, YearForm, is_mark, is_plausible, is_space, read_word, second_of_day,
};

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WrittenMoment {
    pub(crate) day: Day,
    /// Seconds since midnight.
    pub(crate) second_of_day: u32,
    pub(crate) seconds: SecondsShown,
}

impl WrittenMoment {
    /// Returns civil seconds since 1970; `None` while day and month are to be told apart.
    pub(crate) fn second(&self) -> Option<i64> {
        match self.day {
            Day::Known(days) => Some(days * SECONDS_PER_DAY + i64::from(self.second_of_day)),
            Day::Open { .. } => None,
        }
    }

    /// Returns civil seconds since 1970, with the order of day and month where it is still open.
    pub(crate) fn second_by(&self, order: DateOrder) -> Option<i64> {
        let days = match self.day {
            Day::Known(days) => days,
            Day::Open { date, .. } => days_of(date, order)?,
        };
        Some(days * SECONDS_PER_DAY + i64::from(self.second_of_day))
    }
}

/// Most pieces of a moment: more are ordinary text.
const MOST_PIECES: usize = 32;
/// Most words that one name is written in.
const MOST_JOINED: usize = 3;

enum Piece {
    Number(u16, usize),
    Word(String),
    Mark(char),
}

/// Reads a text that is a date and a time and nothing else.
pub(crate) fn read_moment(text: &str) -> Option<WrittenMoment> {
    let pieces = pieces_of(text)?;
    let clock = Clock::find(&pieces)?;
    let mut date = Date::default();
    let mut part_before = None;
    let mut part_after = None;
    let mut at = 0;
    while at < pieces.len() {
        if at == clock.from {
            at = clock.to;
            continue;
        }
        match &pieces[at] {
            Piece::Number(value, digits) => {
                date.numbers.push((*value, *digits));
                at += 1;
            }
            Piece::Mark(mark) => {
                if matches!(mark, '/' | '.' | '-') {
                    date.separators.push(*mark);
                }
                at += 1;
            }
            Piece::Word(_) => {
                let end = (at..pieces.len())
                    .find(|&next| !matches!(pieces[next], Piece::Word(_)))
                    .unwrap_or(pieces.len());
                let words = words_of(&pieces[at..end]);
                let said = judge(&words, end == clock.from || at == clock.to, &mut date)?;
                *(if at >= clock.to { &mut part_after } else { &mut part_before }) = said;
                at = end;
            }
        }
    }
    let half = match part_after.or(part_before) {
        Some(part) => Some(part.half(clock.hour)?),
        None => None,
    };
    Some(WrittenMoment {
        day: date.day()?,
        second_of_day: second_of_day(clock.hour % 24, clock.minute, clock.second.unwrap_or(0), half),
        seconds: if clock.second.is_some() { SecondsShown::Yes } else { SecondsShown::No },
    })
}

fn pieces_of(text: &str) -> Option<Vec<Piece>> {
    let mut cursor = Cursor::new(text, 0);
    let mut pieces = Vec::new();
    loop {
        cursor.skip(|c| is_mark(c) || is_space(c) || matches!(c, ',' | '،' | '、' | '，'));
        let Some(next) = cursor.peek() else { return Some(pieces) };
        if pieces.len() == MOST_PIECES {
            return None;
        }
        if let Some((value, _, digits)) = cursor.number() {
            pieces.push(Piece::Number(value, digits));
        } else if is_of_word(next) {
            // The day of the week follows the sign for a day at once.
            let is_day_sign = matches!(next, '日' | '일');
            if is_day_sign && matches!(pieces.last(), Some(Piece::Number(..))) {
                cursor.at += next.len_utf8();
                pieces.push(Piece::Mark(next));
            } else {
                pieces.push(Piece::Word(read_word(&mut cursor)?.0));
            }
        } else if matches!(next, '/' | '.' | '-' | ':' | '(' | ')' | '\'' | '·') {
            cursor.at += next.len_utf8();
            pieces.push(Piece::Mark(next));
        } else {
            return None;
        }
    }
}

fn words_of(pieces: &[Piece]) -> Vec<&str> {
    let words = pieces.iter().filter_map(|piece| match piece {
        Piece::Word(word) => Some(word.as_str()),
        Piece::Number(..) | Piece::Mark(_) => None,
    });
    words.collect()
}

/// Takes in words that stand together; returns the part of the day they name, and `None` when one is not known.
#[expect(clippy::option_option, reason = "whether the words are known, and then whether they name a part")]
fn judge(words: &[&str], is_beside_clock: bool, date: &mut Date) -> Option<Option<crate::cldr::DayPart>> {
    let mut part = None;
    let mut at = 0;
    'words: while at < words.len() {
        for end in (at + 1..=(at + MOST_JOINED).min(words.len())).rev() {
            let joined = words[at..end].concat();
            let day_part = day_part_named(&joined);
            if is_beside_clock && part.is_none() && day_part.is_some() {
                part = day_part;
            } else if is_joint(&joined) || is_weekday(&joined) {
                if joined == "年" || joined == "년" {
                    date.year_is_marked = true;
                }
                if let Some(months) = months_named(&joined).filter(|_| is_weekday(&joined)) {
                    date.perhaps.push(months.only()?);
                }
            } else if let Some(months) = months_named(&joined) {
                date.months.push(months.only()?);
            } else if day_part.is_none() {
                continue;
            }
            at = end;
            continue 'words;
        }
        return None;
    }
    Some(part)
}

/// A time among pieces.
struct Clock {
    from: usize,
    to: usize,
    hour: u16,
    minute: u16,
    second: Option<u16>,
}

impl Clock {
    fn find(pieces: &[Piece]) -> Option<Self> {
        let at =
            |mark: fn(char) -> bool| (0..pieces.len()).rev().find_map(|from| Self::read(pieces, from, mark));
        // Dots divide dates too, so they divide a time only where no colon does.
        (0..pieces.len()).find_map(|from| Self::read(pieces, from, |c| c == ':')).or_else(|| at(|c| c == '.'))
    }

    fn read(pieces: &[Piece], from: usize, divides: fn(char) -> bool) -> Option<Self> {
        let number = |at: usize| match pieces.get(at) {
            Some(Piece::Number(value, digits)) if *digits <= 2 => Some((*value, *digits)),
            _ => None,
        };
        let is_divided = |at: usize| matches!(pieces.get(at), Some(Piece::Mark(mark)) if divides(*mark));
        let (hour, _) = number(from)?;
        let (minute, digits) = number(from + 2).filter(|_| is_divided(from + 1))?;
        // A number before or after, past the same mark, makes it a date.
        let is_after_number =
            from >= 2 && is_divided(from - 1) && matches!(pieces[from - 2], Piece::Number(..));
        if hour > 24 || minute > 59 || digits != 2 || is_after_number {
            return None;
        }
        let second = is_divided(from + 3).then(|| number(from + 4)).flatten().map(|(second, _)| second);
        let is_long = is_divided(from + 3) && matches!(pieces.get(from + 4), Some(Piece::Number(_, 3..)));
        if is_long || second.is_some_and(|second| second > 59) {
            return None;
        }
        Some(Self { from, to: from + if second.is_some() { 5 } else { 3 }, hour, minute, second })
    }
}

/// What was found of a date.
#[derive(Default)]
struct Date {
    numbers: Vec<(u16, usize)>,
    separators: Vec<char>,
    months: Vec<u16>,
    /// Months whose names are those of days of the week too.
    perhaps: Vec<u16>,
    year_is_marked: bool,
}

impl Date {
    fn day(&self) -> Option<Day> {
        let month = match (&self.months[..], &self.perhaps[..]) {
            ([month], _) | ([], [month]) => Some(*month),
            ([], []) => None,
            ([_, _, ..], _) | ([], [_, _, ..]) => return None,
        };
        match (month, &self.numbers[..]) {
            (Some(month), &[(a, 1 | 2), (year, 4)] | &[(year, 4), (a, 1 | 2)]) => {
                let (calendar, year) = Calendar::read_year(year);
                Some(Day::Known(calendar.days(year, month, a)?))
            }
            (None, &[(a, a_digits), (b, 1 | 2), (c, c_digits)]) => {
                self.numeric([a, b, c], a_digits, c_digits)
            }
            _ => None,
        }
    }

    fn numeric(&self, date: [u16; 3], first: usize, last: usize) -> Option<Day> {
        let known = |order: DateOrder| -> Option<Days> { days_of(date, order) };
        let year = match (first, last) {
            (4, 1 | 2) => return known(DateOrder::YearFirst).map(Day::Known),
            (1 | 2, 4) => YearForm::LastFour,
            (1 | 2, 1 | 2) => YearForm::TwoDigits,
            _ => return None,
        };
        if !is_plausible(date, year) {
            return None;
        }
        let divider = self.separators.first().copied().unwrap_or(' ');
        let is_day_first = year == YearForm::LastFour && divider != '/' && divider != '-';
        // Where no mark divides them, words do, and those stand in the order of speech: the day first.
        if is_day_first {
            known(DateOrder::DayFirst).map(Day::Known)
        } else {
            Some(Day::Open { date, year, separators: [divider; 2] })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(text: &str) -> Option<i64> {
        read_moment(text).and_then(|moment| moment.second())
    }

    /// 22 September 2017, 18:33.
    const EXPECTED: i64 = 17_431 * SECONDS_PER_DAY + 18 * 3600 + 33 * 60;

    #[test]
    fn moments_in_many_languages() {
        for text in [
            "Sep 22, 2017 6:33 pm",
            "22. Sept. 2017, 18:33",
            "22 de set. de 2017 18:33",
            "22 sep 2017, 18:33",
            "22 septembre 2017 à 18:33",
            "Friday, September 22, 2017 at 6:33\u{202f}PM UTC",
            "22 września 2017 18:33",
            "22 Eyl 2017 18:33",
            "22 сентября 2017 г., 18:33",
            "22. sept. 2017 kl. 18:33",
            "2017. szeptember 22., péntek 18:33",
            "22 tháng 9, 2017 lúc 18:33",
            "2017年9月22日星期五 下午6:33",
            "22 Σεπ 2017, 6:33 μ.μ.",
            "22 سبتمبر 2017 6:33 م",
            "22.09.2017 18:33",
            "22.9.2017 klo 18.33",
            "22. 9. 2017 18:33",
        ] {
            assert_eq!(second(text), Some(EXPECTED), "{text}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_read() {
        for text in [
            "Sep 22, 2017 6:33 gehyo",
            "22 xyz 2017 18:33",
            "22 listopada 2017 18:33",
            "18:33",
            "Sep 22, 2017",
        ] {
            assert_eq!(second(text), None, "{text}");
        }
        assert!(matches!(read_moment("02/03/2026, 18:33").map(|moment| moment.day), Some(Day::Open { .. })));
    }
}
