//! Counts how many of the ways in which phones put dates and times together are read right.
//!
//! `layouts.tsv` is made from Unicode CLDR by `scripts/take-cldr`: a header for each locale, form and clock. Here each
//! becomes a small chat between two people, and is read. Print the count with
//! `cargo test -p ebb-import --test layouts -- --nocapture`.

use std::collections::BTreeMap;

use ebb_import::{ImportError, ReadSettings, Source, read};

/// A moment to write, in the Gregorian calendar.
#[derive(Clone, Copy)]
struct When {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
}

const fn when(year: i64, month: i64, day: i64, hour: i64, minute: i64, second: i64) -> When {
    When { year, month, day, hour, minute, second }
}

/// Mornings and afternoons, the hours of midnight and noon, and days that show which number is the month.
const MOMENTS: [When; 6] = [
    when(2025, 9, 26, 9, 5, 1),
    when(2025, 9, 26, 21, 6, 2),
    when(2025, 9, 27, 21, 41, 3),
    when(2025, 10, 3, 0, 10, 4),
    when(2025, 10, 3, 12, 30, 5),
    when(2025, 10, 14, 13, 0, 6),
];
const NAMES: [&str; 2] = ["Ilse", "Marek"];
const TEXTS: [&str; 6] = ["the kettle is on", "on my way", "bring the map", "ok", "found it", "thanks"];

struct Layout<'a> {
    form: &'a str,
    clock: &'a str,
    header: &'a str,
    am: &'a str,
    pm: &'a str,
    zero: char,
    calendar: &'a str,
}

impl<'a> Layout<'a> {
    fn of(line: &'a str) -> (String, Self) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [form, locale, clock, header, am, pm, zero, calendar] = cells[..] else { panic!("{line}") };
        let zero = zero.chars().next().unwrap_or('0');
        (format!("{form} {locale} {clock}"), Self { form, clock, header, am, pm, zero, calendar })
    }

    fn write(&self, when: When) -> String {
        let (year, month, day) = match self.calendar {
            "persian" => persian(when),
            "buddhist" => (when.year + 543, when.month, when.day),
            _ => (when.year, when.month, when.day),
        };
        let mut out = String::new();
        let mut rest = self.header;
        while let Some(c) = rest.chars().next() {
            if c == '\'' {
                let end = rest[1..].find('\'').expect("quotes are closed") + 1;
                out += &rest[1..end];
                rest = &rest[end + 1..];
                continue;
            }
            let count = rest.chars().take_while(|&next| next == c).count();
            let half = if when.hour < 12 { self.am } else { self.pm };
            let number = |value: i64| self.digits(&format!("{value:0count$}"));
            let written = match c {
                'y' if count == 2 => self.digits(&format!("{:02}", year % 100)),
                'y' => number(year),
                'M' | 'L' => number(month),
                'd' => number(day),
                'H' => number(when.hour),
                'k' => number(if when.hour == 0 { 24 } else { when.hour }),
                'h' => number(if when.hour % 12 == 0 { 12 } else { when.hour % 12 }),
                'K' => number(when.hour % 12),
                'm' => number(when.minute),
                's' => number(when.second),
                'a' => half.to_owned(),
                _ => rest[..c.len_utf8() * count].to_owned(),
            };
            out += &written;
            rest = &rest[c.len_utf8() * count..];
        }
        out
    }

    fn digits(&self, ascii: &str) -> String {
        let shift = |c: char| {
            let value = c.to_digit(10).expect("digits");
            char::from_u32(u32::from(self.zero) + value).expect("a digit")
        };
        ascii.chars().map(shift).collect()
    }

    fn text(&self) -> String {
        let lines = MOMENTS
            .iter()
            .enumerate()
            .map(|(place, &when)| format!("{}{}: {}", self.write(when), NAMES[place % 2], TEXTS[place]));
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// Returns the Persian date of one of the moments: autumn of 1404 begins on 23 September 2025.
fn persian(when: When) -> (i64, i64, i64) {
    let day = if when.month == 9 { when.day - 22 } else { when.day + 8 };
    (1404, 7, day)
}

#[derive(Default, Clone, Copy)]
struct Count {
    all: usize,
    right: usize,
    asked: usize,
    refused: usize,
    wrong: usize,
}

fn expected(form: &str) -> Vec<(i64, &'static str, &'static str)> {
    let jiff = |w: When| jiff_second(w.year, w.month, w.day) + w.hour * 3600 + w.minute * 60;
    let second = |w: When| if form == "iphone" { w.second } else { 0 };
    MOMENTS
        .iter()
        .enumerate()
        .map(|(place, &when)| (jiff(when) + second(when), NAMES[place % 2], TEXTS[place]))
        .collect()
}

fn jiff_second(year: i64, month: i64, day: i64) -> i64 {
    // Only days of September and October 2025 are written, and 2025-09-01 is day 20,332 from 1970-01-01.
    assert_eq!(year, 2025);
    let days = if month == 9 { 20_332 + day - 1 } else { 20_362 + day - 1 };
    days * 24 * 3600
}

#[test]
fn the_ways_of_writing_a_time_in_all_regions_are_read_right() {
    let table = include_str!("layouts.tsv");
    let mut counts: BTreeMap<(&str, &str), Count> = BTreeMap::new();
    let mut faults = Vec::new();
    for line in table.lines().skip(1) {
        let (name, layout) = Layout::of(line);
        let count = counts.entry((layout.form, layout.clock)).or_default();
        count.all += 1;
        let text = layout.text();
        match read(Source::from_bytes("chat.txt", text.clone().into_bytes()), &ReadSettings::automatic()) {
            Ok(import) => {
                let export = &import.export;
                let found: Vec<(i64, &str, &str)> = export
                    .messages
                    .iter()
                    .map(|message| {
                        let sender = message.sender.map_or("", |id| &export.senders[usize::from(id.0)]);
                        (message.time.0, sender, export.texts.text(message.text).as_str())
                    })
                    .collect();
                if found == expected(layout.form) {
                    count.right += 1;
                } else {
                    count.wrong += 1;
                    faults.push(format!("WRONG   {name}: {}", text.lines().nth(1).unwrap_or_default()));
                }
            }
            Err(
                ImportError::UnknownTimeWord { .. }
                | ImportError::DateOrderUndecided { .. }
                | ImportError::DateOrderImpossible { .. },
            ) => {
                count.asked += 1;
                faults.push(format!("asked   {name}: {}", text.lines().nth(1).unwrap_or_default()));
            }
            Err(error) => {
                count.refused += 1;
                faults.push(format!("refused {name}: {} ({error})", text.lines().nth(1).unwrap_or_default()));
            }
        }
    }
    println!("{}", faults.join("\n"));
    println!(
        "{:14} {:8} {:>6} {:>6} {:>6} {:>8} {:>6}",
        "form", "clock", "all", "right", "asked", "refused", "wrong"
    );
    let (mut exports, mut copies) = (Count::default(), Count::default());
    for ((form, clock), count) in &counts {
        let Count { all, right, asked, refused, wrong } = *count;
        println!("{form:14} {clock:8} {all:6} {right:6} {asked:6} {refused:8} {wrong:6}");
        let sum = if *form == "web-copy" { &mut copies } else { &mut exports };
        sum.all += all;
        sum.right += right;
        sum.wrong += wrong;
    }
    println!(
        "exports: {} of {} right; web copies: {} of {} right",
        exports.right, exports.all, copies.right, copies.all
    );
    assert_eq!(exports.wrong + copies.wrong, 0, "a layout is read wrongly without a word");
    assert!(exports.right * 100 >= exports.all * 96, "{} of {}", exports.right, exports.all);
    assert!(copies.right * 100 >= copies.all * 90, "{} of {}", copies.right, copies.all);
}
