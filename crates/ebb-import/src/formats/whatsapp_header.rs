//! The start of a line that begins a message in a WhatsApp text export: date, time and what divides them from the rest.
//!
//! [`read_header`] understands every layout; a [`Template`] learnt from one header reads the next ones of that layout
//! by comparing bytes, which is what makes a million messages quick. Both give the same answer for the same line.

use crate::cldr::DayPart;
use crate::stamp::{
    Beside, Cursor, First, SecondsShown, Shape, YearForm, is_mark, is_plausible, is_space, read_stamp,
    second_of_day,
};

/// What divides date and time from the rest of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Divider {
    /// `[1/2/24, 9:05:17] Ana: hi`
    Bracket,
    /// `1/2/24, 9:05 - Ana: hi`
    Dash,
    /// `1/2/24, 9:05 – Ana: hi`
    EnDash,
    /// `01/02/24 09:05:17: Ana: hi`
    Colon,
    /// `1/2/24, 9:05 Ana: hi`
    Space,
}

/// How a header is written, without its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Layout {
    pub(super) shape: Shape,
    pub(super) divider: Divider,
}

/// What a header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) date: [u16; 3],
    pub(super) second_of_day: u32,
    /// The hour as it is written.
    pub(super) hour: u16,
    /// Byte offset in the line where the rest starts.
    pub(super) rest: usize,
    /// Byte range in the line of a word beside the time that says nothing to ebb.
    pub(super) word: Option<(usize, usize)>,
}

/// Returns whether a line may be a header, by its first byte: a digit, a bracket, or the start of a mark or of a
/// digit of another script.
pub(super) fn may_be_header(line: &[u8]) -> bool {
    matches!(
        line.first(),
        Some(b'0'..=b'9' | b'[' | 0xD8 | 0xD9 | 0xDB | 0xDF | 0xE0 | 0xE1 | 0xE2 | 0xEA | 0xEF | 0xF0)
    )
}

/// Reads the header of a line in any layout.
pub(super) fn read_header(line: &str) -> Option<(Header, Layout, Template)> {
    let mut cursor = Cursor::new(line, 0);
    cursor.skip(is_mark);
    let is_bracketed = cursor.take('[').is_some();
    let divide = if is_bracketed { after_bracket } else { after_time };
    let (stamp, (divider, divider_length), rest_at) = read_stamp(line, cursor.at, divide)?;
    let rest = rest_at + divider_length;
    let header = Header {
        date: stamp.date,
        second_of_day: stamp.second_of_day,
        hour: stamp.hour,
        rest,
        word: stamp.word,
    };
    let layout = Layout { shape: stamp.shape, divider };
    let numbers = if stamp.shape.seconds == SecondsShown::Yes { 6 } else { 5 };
    let mut places = stamp.numbers;
    places[..numbers].sort_unstable();
    let mut gaps: [Vec<Gap>; 7] = Default::default();
    let mut from = 0;
    let ends = places[..numbers].iter().copied().chain([(rest, rest)]);
    for (gap, (start, end)) in gaps.iter_mut().zip(ends) {
        let part = stamp.part.filter(|(_, at)| (from..start).contains(at)).map(|(part, _)| part);
        gap.push(Gap { bytes: line.as_bytes()[from..start].into(), part });
        from = end;
    }
    Some((header, layout, Template { gaps, numbers, year: stamp.shape.year, first: stamp.shape.first }))
}

fn after_bracket(rest: &str, _: Beside) -> Option<(Divider, usize)> {
    let mut cursor = Cursor::new(rest, 0);
    cursor.skip(|c| is_mark(c) || is_space(c));
    cursor.take(']')?;
    let _ = cursor.take(' ');
    Some((Divider::Bracket, cursor.at))
}

fn after_time(rest: &str, beside: Beside) -> Option<(Divider, usize)> {
    let mut cursor = Cursor::new(rest, 0);
    cursor.skip(is_mark);
    if cursor.take(':').is_some() {
        if beside == Beside::Doubtful {
            return None;
        }
        return cursor.take(' ').map(|()| (Divider::Colon, cursor.at));
    }
    if !cursor.peek().is_some_and(is_space) {
        return None;
    }
    cursor.skip(|c| is_mark(c) || is_space(c));
    let divider = match cursor.peek() {
        Some('-') => Divider::Dash,
        Some('–' | '—') => Divider::EnDash,
        // Without a divider only the colon after a name tells a header from any line that starts with a time.
        Some(_) if beside == Beside::Doubtful => return None,
        Some(_) => {
            let (name, _) = cursor.rest().split_once(": ")?;
            // A dash before the name means that an unknown word stands after the time.
            return (!name.contains(" - ")).then_some((Divider::Space, cursor.at));
        }
        None => return None,
    };
    cursor.skip(|c| matches!(c, '-' | '–' | '—'));
    match cursor.peek() {
        None => Some((divider, cursor.at)),
        Some(' ') => Some((divider, cursor.at + 1)),
        Some(_) => None,
    }
}

/// The bytes between two numbers of a header, and the part of the day they name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Gap {
    bytes: Box<[u8]>,
    part: Option<DayPart>,
}

impl Gap {
    /// Returns whether a line starts with these bytes. They are one to four, for which a loop beats a call to `memcmp`.
    fn starts(&self, line: &[u8]) -> bool {
        line.len() >= self.bytes.len() && self.bytes.iter().zip(line).all(|(own, found)| own == found)
    }
}

/// The bytes around the numbers of one layout, as this file writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template {
    /// What may stand before each number, and after the last.
    gaps: [Vec<Gap>; 7],
    numbers: usize,
    year: YearForm,
    first: First,
}

/// Most ways of writing one gap that are learnt: two halves of the day, each with and without a mark.
const MOST_GAPS: usize = 6;

impl Default for Template {
    /// Returns a template that has learnt nothing and so reads nothing.
    fn default() -> Self {
        Self { gaps: Default::default(), numbers: 5, year: YearForm::LastFour, first: First::Date }
    }
}

impl Template {
    /// Adds the ways of writing of another header of the same layout.
    pub(super) fn learn(&mut self, other: Template) {
        for (known, new) in self.gaps.iter_mut().zip(other.gaps) {
            for gap in new {
                if known.len() < MOST_GAPS && !known.contains(&gap) {
                    known.push(gap);
                }
            }
        }
    }

    /// Reads a header written with the learnt bytes and ASCII digits.
    ///
    /// `None` means only that the line is not written so; [`read_header`] has the last word.
    pub(super) fn read(&self, line: &[u8]) -> Option<Header> {
        let mut at = 0;
        let mut part = None;
        let mut values = [0_u16; 6];
        let mut digits = [0_usize; 6];
        for place in 0..self.numbers {
            at += self.gap(place, &line[at..], &mut part)?;
            while let Some(digit @ b'0'..=b'9') = line.get(at).copied()
                && digits[place] < 5
            {
                values[place] = values[place].wrapping_mul(10).wrapping_add(u16::from(digit - b'0'));
                digits[place] += 1;
                at += 1;
            }
        }
        let rest = at + self.gap(self.numbers, &line[at..], &mut part)?;
        // A gap cut short by the end of the line is left to the full reading.
        if line[rest - 1] != b' ' {
            return None;
        }
        // Where the time stands first, the date takes the last three places.
        let (date_at, time_at) = match self.first {
            First::Date => (0, 3),
            First::Time => (self.numbers - 3, 0),
        };
        let short = |place: usize| matches!(digits[place], 1 | 2);
        let year_fits = match self.year {
            YearForm::FirstFour => digits[date_at] == 4 && short(date_at + 1) && short(date_at + 2),
            YearForm::LastFour => short(date_at) && short(date_at + 1) && digits[date_at + 2] == 4,
            YearForm::TwoDigits => (date_at..date_at + 3).all(short),
        };
        let has_seconds = self.numbers == 6;
        let time_fits =
            short(time_at) && digits[time_at + 1] == 2 && (!has_seconds || digits[time_at + 2] == 2);
        let date = [values[date_at], values[date_at + 1], values[date_at + 2]];
        let (hour, minute) = (values[time_at], values[time_at + 1]);
        let seconds = if has_seconds { values[time_at + 2] } else { 0 };
        let half = match part {
            // A word that leaves this hour open is left to the full reading.
            Some(part) => Some(part.half(hour)?),
            None => None,
        };
        let fits = year_fits && time_fits && hour < 24 && minute < 60 && seconds < 60;
        (fits && is_plausible(date, self.year)).then(|| Header {
            date,
            second_of_day: second_of_day(hour, minute, seconds, half),
            hour,
            rest,
            word: None,
        })
    }

    fn gap(&self, place: usize, line: &[u8], part: &mut Option<DayPart>) -> Option<usize> {
        let gap = self.gaps[place].iter().find(|gap| gap.starts(line))?;
        *part = part.or(gap.part);
        Some(gap.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LINES: &[&str] = &[
        "1/2/24, 9:05 - Ana: hi",
        "1/2/24, 9:05 PM - Ana: hi",
        "1/2/24, 9:05\u{202f}p.\u{a0}m. - Ana: hi",
        "[1/2/24, 9:05:17\u{202f}AM] Ana: hi",
        "\u{200e}[1/2/24, 9:05:17] Ana: \u{200e}image omitted",
        "[01/01/19 11:25] Ana: hi",
        "09/17/19, 8:30:52 AM – Ana: hi",
        "01/02/24 09:05:17: Ana: hi",
        "2024/1/2 下午9:05 - Ana: hi",
        "15/12/2025, 10:34:00 AM Ana: hi",
        "[9:05 PM, 1/2/2024] Ana: hi",
        "9:05 1/2/24 - Ana: hi",
        "[2024-01-02, 9 h 05 min 17 s] Ana: hi",
        "1/2/24, 晚上9:05 - Ana: hi",
    ];

    #[test]
    fn a_template_reads_what_the_full_reading_reads() {
        for line in LINES {
            let (header, layout, template) = read_header(line).unwrap_or_else(|| panic!("{line}"));
            assert!(line[header.rest..].starts_with("Ana: "), "{line}");
            if layout.divider != Divider::Space {
                assert_eq!(template.read(line.as_bytes()), Some(header), "{line}");
            }
            for other in LINES {
                if let Some(by_template) = template.read(other.as_bytes()) {
                    let (full, ..) = read_header(other).unwrap_or_else(|| panic!("{other}"));
                    assert_eq!(by_template, full, "{other} by the template of {line}");
                }
            }
        }
    }

    proptest! {
        /// Whatever numbers and bytes follow, a template never disagrees with the full reading.
        #[test]
        fn a_template_never_disagrees(
            from in 0..LINES.len(),
            numbers in prop::collection::vec(0_u16..2600, 6),
            damage in prop::option::of((0_usize..40, prop::sample::select(vec!['0', '7', '.', ' ', ':', 'A', ']', '-']))),
        ) {
            let (_, layout, template) = read_header(LINES[from]).expect("each is a header");
            let mut next = numbers.iter().cycle();
            let mut line = String::new();
            let mut in_number = false;
            for c in LINES[from].chars() {
                if c.is_ascii_digit() && !in_number {
                    line.push_str(&(next.next().expect("endless") % 61).to_string());
                } else if !c.is_ascii_digit() {
                    line.push(c);
                }
                in_number = c.is_ascii_digit();
            }
            if let Some((place, c)) = damage {
                line = line.chars().enumerate().map(|(at, old)| if at == place { c } else { old }).collect();
            }
            if layout.divider != Divider::Space && let Some(quick) = template.read(line.as_bytes()) {
                let full = read_header(&line).map(|(header, ..)| header);
                prop_assert_eq!(Some(quick), full, "{}", line);
            }
        }
    }
}
