//! Days to look again or to decide, as a calendar file. What a calendar shows, others may see over a shoulder, so that
//! its title says nothing.

use jiff::Timestamp;
use jiff::civil::Date;

/// A day for the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarDay {
    /// The day.
    pub on: Date,
    /// A name that stays the same when the file is made again, so that a calendar does not show the day twice.
    pub id: &'static str,
    /// What the calendar shows; it should say nothing of anybody.
    pub title: String,
}

/// Returns days as a calendar file (iCalendar, RFC 5545), as made at `now`.
#[must_use]
pub fn calendar(days: &[CalendarDay], now: Timestamp) -> String {
    let stamp = now.strftime("%Y%m%dT%H%M%SZ");
    let mut out = String::new();
    let mut line = |text: &str| fold(text, &mut out);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//ebb//EN");
    for day in days {
        let date = day.on.strftime("%Y%m%d");
        let next = day.on.saturating_add(jiff::Span::new().days(1)).strftime("%Y%m%d").to_string();
        line("BEGIN:VEVENT");
        line(&format!("UID:{date}-{}@ebb.invalid", day.id));
        line(&format!("DTSTAMP:{stamp}"));
        line(&format!("DTSTART;VALUE=DATE:{date}"));
        line(&format!("DTEND;VALUE=DATE:{next}"));
        line(&format!("SUMMARY:{}", escaped(&day.title)));
        line("CLASS:PRIVATE");
        line("TRANSP:TRANSPARENT");
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    out
}

/// Returns text as a value of a calendar file.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Writes one line, folded so that none is longer than 75 bytes.
fn fold(text: &str, out: &mut String) {
    const MOST: usize = 75;
    let mut rest = text;
    let mut room = MOST;
    while rest.len() > room {
        let (head, tail) = rest.split_at(rest.floor_char_boundary(room));
        out.push_str(head);
        out.push_str("\r\n ");
        rest = tail;
        room = MOST - 1;
    }
    out.push_str(rest);
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_is_a_whole_day_event_with_its_title_escaped() {
        let day =
            CalendarDay { on: date(2026, 12, 31), id: "look-again", title: "Tea, then; rest".to_owned() };
        let now: Timestamp = "2026-12-01T08:30:00Z".parse().unwrap();
        let file = calendar(&[day], now);
        let lines: Vec<&str> = file.split("\r\n").collect();
        assert_eq!(lines[0], "BEGIN:VCALENDAR");
        assert!(lines.contains(&"UID:20261231-look-again@ebb.invalid"));
        assert!(lines.contains(&"DTSTAMP:20261201T083000Z"));
        assert!(lines.contains(&"DTSTART;VALUE=DATE:20261231"));
        assert!(lines.contains(&"DTEND;VALUE=DATE:20270101"));
        assert!(lines.contains(&"SUMMARY:Tea\\, then\\; rest"));
    }

    #[test]
    fn no_line_is_longer_than_75_bytes() {
        let day = CalendarDay { on: date(2026, 6, 1), id: "look-again", title: "é".repeat(200) };
        let file = calendar(&[day], Timestamp::UNIX_EPOCH);
        assert!(file.split("\r\n").all(|line| line.len() <= 75));
        assert_eq!(file.replace("\r\n ", "").matches('é').count(), 200);
    }
}
