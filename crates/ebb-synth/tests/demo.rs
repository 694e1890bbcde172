//! The committed demo is what the crate writes, and says what the product says about it.

#![allow(clippy::unwrap_used, reason = "a test that fails should stop")]

use std::path::Path;

use ebb_synth::civil::CivilMinute;
use ebb_synth::demo::{ALEX, DANA, Phase, WEEKS, write_demo};

struct Message {
    time: CivilMinute,
    name: Option<String>,
    text: String,
}

/// Reads the layout this crate writes; `ebb-import` has the real reader.
fn read(export: &str) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    for line in export.lines() {
        let Some((time, rest)) = line.split_once(" - ").and_then(|(head, rest)| Some((time(head)?, rest)))
        else {
            let last = messages.last_mut().expect("an export begins with a header");
            last.text.push('\n');
            last.text.push_str(line);
            continue;
        };
        let named = [ALEX, DANA]
            .into_iter()
            .find_map(|name| Some((name, rest.strip_prefix(name)?.strip_prefix(": ")?)));
        messages.push(Message {
            time,
            name: named.map(|(name, _)| name.to_owned()),
            text: named.map_or(rest, |(_, text)| text).to_owned(),
        });
    }
    messages
}

fn time(head: &str) -> Option<CivilMinute> {
    let numbers: Vec<i64> = head
        .split(['/', ':', ',', ' '])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let [day, month, year, hour, minute] = numbers[..] else {
        return None;
    };
    Some(CivilMinute::midnight(year, month, day).plus(hour * 60 + minute))
}

fn count(messages: &[&Message], name: &str) -> usize {
    messages.iter().filter(|message| message.name.as_deref() == Some(name)).count()
}

fn median(mut values: Vec<i64>) -> i64 {
    values.sort_unstable();
    values[values.len() / 2]
}

#[test]
fn the_committed_file_is_what_the_crate_writes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/demo/dana-and-alex.txt");
    let committed = std::fs::read_to_string(&path).unwrap();
    let written = write_demo().unwrap();
    assert!(
        committed == written,
        "run `cargo run -p ebb-synth -- demo --out content/demo/dana-and-alex.txt` and read what changed"
    );
}

#[test]
fn every_week_has_its_counts() {
    let all = read(&write_demo().unwrap());
    assert!(all.is_sorted_by_key(|message| message.time));
    let (said, system): (Vec<&Message>, Vec<&Message>) =
        all.iter().partition(|message| message.name.is_some());
    assert_eq!((said.len(), system.len()), (1847, 2));
    for week in WEEKS {
        let end = week.start().plus(week.days * 24 * 60);
        let inside: Vec<&Message> =
            said.iter().copied().filter(|message| (week.start()..end).contains(&message.time)).collect();
        assert_eq!([count(&inside, ALEX), count(&inside, DANA)], [week.alex, week.dana], "{:?}", week.sunday);
    }
}

#[test]
fn alex_starts_less_answers_later_and_asks_less() {
    let all = read(&write_demo().unwrap());
    let said: Vec<&Message> = all.iter().filter(|message| message.name.is_some()).collect();
    let change = WEEKS.iter().find(|week| week.phase == Phase::After).unwrap().start();
    let (mut sessions, mut opened, mut waits) = ([0, 0], [0, 0], [Vec::new(), Vec::new()]);
    let (mut questions, mut alex) = ([0, 0], [0, 0]);
    for (index, message) in said.iter().enumerate() {
        let side = usize::from(message.time >= change);
        let is_alex = message.name.as_deref() == Some(ALEX);
        let previous = index.checked_sub(1).map(|before| said[before]);
        let wait = previous.map_or(i64::MAX, |before| message.time.0 - before.time.0);
        if wait >= 4 * 60 {
            sessions[side] += 1;
            opened[side] += usize::from(is_alex);
        }
        if is_alex {
            alex[side] += 1;
            questions[side] += usize::from(message.text.contains('?'));
            if previous.is_some_and(|before| before.name != message.name) {
                waits[side].push(wait);
            }
        }
    }
    assert_eq!((sessions, opened), ([71, 27], [38, 5]));
    let [before, after] = waits.map(median);
    assert!((11..=17).contains(&before), "{before} minutes");
    assert!((165..=215).contains(&after), "{after} minutes");
    assert!(questions[0] * 5 > alex[0] && questions[1] * 8 < alex[1], "{questions:?} of {alex:?}");
}

#[test]
fn it_holds_the_kinds_of_line_that_a_real_export_has() {
    let all = read(&write_demo().unwrap());
    let exactly = |text: &str| all.iter().filter(|message| message.text == text).count();
    assert!(exactly("<Media omitted>") >= 5);
    assert_eq!(exactly("Missed voice call"), 1);
    assert_eq!(exactly("You deleted this message"), 1);
    assert!(all.iter().filter(|message| message.text.contains('\n')).count() >= 4);
    assert!(all.iter().all(|message| !message.text.contains(['{', '|'])));
}

#[test]
fn people_sleep_and_name_no_day_after_the_change() {
    let all = read(&write_demo().unwrap());
    let said = || all.iter().filter(|message| message.name.is_some());
    assert!(said().all(|message| message.time.minute_of_day() >= 7 * 60));
    let change = CivilMinute::midnight(2026, 5, 10);
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "tomorrow"];
    let named: Vec<&Message> =
        said().filter(|message| days.iter().any(|day| message.text.contains(day))).collect();
    assert!(named.iter().all(|message| message.time < change));
    assert!(count(&named, ALEX) >= 11, "{}", count(&named, ALEX));
}
