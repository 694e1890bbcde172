//! The date and time that stand at the start of a line, as a phone's region writes them.
//!
//! [`Stamp`] is what was written, with day and month not yet told apart; [`Shape`] is how it was written.
//! Direction marks and special spaces are passed over here and nowhere else: texts keep theirs.
//! Not read: month names, and calendars other than the Gregorian and the Thai solar one.

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

/// Which half of the day a 12-hour time is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Half {
    Morning,
    Afternoon,
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
    pub(crate) shape: Shape,
    /// The half of the day the writer named, if any.
    pub(crate) half: Option<Half>,
    /// Byte ranges of the numbers: three of the date, then hour, minute and perhaps second.
    pub(crate) numbers: [(usize, usize); 6],
}

/// Words for the two halves of the day: lower case, without dots, spaces and marks.
///
/// The wording follows the phone's region; several apps write the same region differently, so both forms stand.
pub(crate) const HALVES: &[(&str, Half)] = &[
    ("am", Half::Morning),
    ("pm", Half::Afternoon),
    ("a", Half::Morning),
    ("p", Half::Afternoon),
    ("vorm", Half::Morning),
    ("nachm", Half::Afternoon),
    ("fm", Half::Morning),
    ("em", Half::Afternoon),
    ("ap", Half::Morning),
    ("ip", Half::Afternoon),
    ("dop", Half::Morning),
    ("odp", Half::Afternoon),
    ("de", Half::Morning),
    ("du", Half::Afternoon),
    ("öö", Half::Morning),
    ("ös", Half::Afternoon),
    ("πμ", Half::Morning),
    ("μμ", Half::Afternoon),
    ("дп", Half::Morning),
    ("пп", Half::Afternoon),
    ("пробед", Half::Morning),
    ("слобед", Half::Afternoon),
    ("ص", Half::Morning),
    ("م", Half::Afternoon),
    ("صباحا", Half::Morning),
    ("مساء", Half::Afternoon),
    ("قظ", Half::Morning),
    ("بظ", Half::Afternoon),
    ("قبلازظهر", Half::Morning),
    ("بعدازظهر", Half::Afternoon),
    ("לפנהצ", Half::Morning),
    ("אחהצ", Half::Afternoon),
    ("पूर्वाह्न", Half::Morning),
    ("अपराह्न", Half::Afternoon),
    ("मपू", Half::Morning),
    ("मउ", Half::Afternoon),
    ("முற்பகல்", Half::Morning),
    ("பிற்பகல்", Half::Afternoon),
    ("ก่อนเที่ยง", Half::Morning),
    ("หลังเที่ยง", Half::Afternoon),
    ("sa", Half::Morning),
    ("ch", Half::Afternoon),
    ("pg", Half::Morning),
    ("ptg", Half::Afternoon),
    ("pd", Half::Morning),
    ("md", Half::Afternoon),
    ("paradite", Half::Morning),
    ("pasdite", Half::Afternoon),
    ("午前", Half::Morning),
    ("午後", Half::Afternoon),
    ("上午", Half::Morning),
    ("下午", Half::Afternoon),
    ("凌晨", Half::Morning),
    ("清晨", Half::Morning),
    ("早上", Half::Morning),
    ("中午", Half::Afternoon),
    ("晚上", Half::Afternoon),
    ("오전", Half::Morning),
    ("오후", Half::Afternoon),
];

/// First code point of each block of ten decimal digits that phones write dates with.
const ZEROS: &[u32] = &[
    0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0x1040, 0x17E0, 0xFF10,
];

/// Longest word between date and time, in letters: longer ones are ordinary words.
const JOINT_LETTERS: usize = 10;
/// Longest marker of the half of the day, in letters.
const MARKER_LETTERS: usize = 16;

/// Returns the value of a decimal digit of any listed script.
pub(crate) fn digit(c: char) -> Option<u16> {
    let code = u32::from(c);
    ZEROS
        .iter()
        .find(|&&zero| (zero..zero + 10).contains(&code))
        .and_then(|&zero| u16::try_from(code - zero).ok())
}

/// Returns whether a character only steers the direction of writing or has no width, so that a header ignores it.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(
        c,
        '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'
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
        let separator = self.peek().filter(|c| matches!(c, '/' | '.' | '-' | '年' | '月' | '년' | '월'))?;
        self.at += separator.len_utf8();
        self.skip(is_mark);
        if !matches!(separator, '/' | '-') && self.peek().is_some_and(is_space) {
            self.skip(is_space);
        }
        Some(separator)
    }
}

/// Reads a stamp at byte `at`; `ends` says whether the rest of the line, after the time, may follow a stamp.
///
/// Returns the stamp, what `ends` returned, and where the rest starts.
pub(crate) fn read_stamp<E>(
    text: &str,
    at: usize,
    ends: impl Fn(&str) -> Option<E>,
) -> Option<(Stamp, E, usize)> {
    let mut cursor = Cursor::new(text, at);
    let (first, first_at, first_digits) = cursor.number()?;
    let separator_one = cursor.date_separator()?;
    let (second, second_at, second_digits) = cursor.number()?;
    let separator_two = cursor.date_separator()?;
    let (third, third_at, third_digits) = cursor.number()?;
    let year = match (first_digits, second_digits, third_digits) {
        (4, 1 | 2, 1 | 2) => YearForm::FirstFour,
        (1 | 2, 1 | 2, 4) => YearForm::LastFour,
        (1 | 2, 1 | 2, 1 | 2) => YearForm::TwoDigits,
        _ => return None,
    };
    let date = [first, second, third];
    if !is_plausible(date, year) {
        return None;
    }

    let (joint, half_before) = read_joint(&mut cursor)?;
    let (hour, hour_at, hour_digits) = cursor.number()?;
    let time_separator = read_time_separator(&mut cursor)?;
    let (minute, minute_at, minute_digits) = cursor.number()?;
    if hour_digits > 2 || minute_digits != 2 || hour > 23 || minute > 59 {
        return None;
    }
    let mut second_number = None;
    let mut ahead = cursor;
    if ahead.take(time_separator).is_some()
        && let Some((value, at, 2)) = ahead.number()
        && value < 60
    {
        second_number = Some((value, at));
        cursor = ahead;
    }

    let (half_after, end, rest_at) = read_ending(text, cursor, &ends, half_before)?;
    let half = half_before.or(half_after);
    let marker = match (half_before, half_after) {
        (Some(_), _) => MarkerPlace::BeforeTime,
        (None, Some(_)) => MarkerPlace::AfterTime,
        (None, None) => MarkerPlace::Absent,
    };
    let (second_value, second_span, seconds) = match second_number {
        Some((value, at)) => (value, at, SecondsShown::Yes),
        None => (0, (cursor.at, cursor.at), SecondsShown::No),
    };
    let stamp = Stamp {
        date,
        second_of_day: second_of_day(hour, minute, second_value, half),
        shape: Shape {
            year,
            date_separators: [separator_one, separator_two],
            joint,
            time_separator,
            seconds,
            marker,
        },
        half,
        numbers: [first_at, second_at, third_at, hour_at, minute_at, second_span],
    };
    Some((stamp, end, rest_at))
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
    let full_year = |year: u16| (1980..=2100).contains(&year) || is_thai_year(year);
    match year {
        YearForm::FirstFour => full_year(first) && day_and_month(second, third),
        YearForm::LastFour => full_year(third) && day_and_month(first, second),
        YearForm::TwoDigits => day_and_month(first, second) || day_and_month(second, third),
    }
}

/// Returns whether a year is counted from 543 BC, as phones in Thailand do.
pub(crate) fn is_thai_year(year: u16) -> bool {
    (2523..=2643).contains(&year)
}

pub(crate) fn half_named(word: &str) -> Option<Half> {
    HALVES.iter().find(|(name, _)| *name == word).map(|&(_, half)| half)
}

fn read_joint(cursor: &mut Cursor<'_>) -> Option<(Joint, Option<Half>)> {
    let start = cursor.at;
    let mut word = String::new();
    let mut letters = 0;
    let mut has_comma = false;
    while let Some(next) = cursor.peek() {
        if digit(next).is_some() {
            break;
        }
        match next {
            ',' | '،' | '、' => has_comma = true,
            '.' | '日' | '일' => {}
            _ if is_mark(next) || is_space(next) => {}
            _ if next.is_alphabetic() && letters < JOINT_LETTERS => {
                letters += 1;
                word.extend(next.to_lowercase());
            }
            _ => return None,
        }
        cursor.at += next.len_utf8();
    }
    if cursor.at == start {
        return None;
    }
    let half = half_named(&word);
    let joint = if has_comma {
        Joint::Comma
    } else if letters > 0 && half.is_none() {
        Joint::Word
    } else {
        Joint::Space
    };
    Some((joint, half))
}

/// Colon, dot, or the `h` of French Canada; returns it without the spaces around it.
fn read_time_separator(cursor: &mut Cursor<'_>) -> Option<char> {
    cursor.skip(is_mark);
    if let Some(plain) = cursor.peek().filter(|c| matches!(c, ':' | '.')) {
        cursor.at += 1;
        return Some(plain);
    }
    cursor.skip(is_space);
    cursor.take('h')?;
    cursor.skip(is_space);
    Some('h')
}

fn read_ending<E>(
    text: &str,
    after_time: Cursor<'_>,
    ends: &impl Fn(&str) -> Option<E>,
    half_before: Option<Half>,
) -> Option<(Option<Half>, E, usize)> {
    let mut cursor = after_time;
    let mut word = String::new();
    let mut letters = 0;
    while let (None, Some(next)) = (half_before, cursor.peek()) {
        let is_filler = is_mark(next) || is_space(next) || matches!(next, '.' | '"' | '\'' | '״' | '׳' | '”');
        let is_letter = next.is_alphabetic() || matches!(next, '\u{94d}' | '\u{bcd}' | '\u{e31}'..='\u{e4e}');
        if !(is_filler || is_letter) || letters > MARKER_LETTERS {
            break;
        }
        if is_letter {
            letters += 1;
            word.extend(next.to_lowercase());
        }
        cursor.at += next.len_utf8();
        if letters > 0
            && let Some(half) = half_named(&word)
            && let Some(end) = ends(&text[cursor.at..])
        {
            return Some((Some(half), end, cursor.at));
        }
    }
    ends(after_time.rest()).map(|end| (None, end, after_time.at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(written: &str, date: [u16; 3], second_of_day: u32) {
        let read = read_stamp(written, 0, |rest| rest.trim().is_empty().then_some(()));
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
            let read = read_stamp(written, 0, |rest| rest.is_empty().then_some(()));
            assert!(read.is_none(), "{written:?}");
        }
    }
}
