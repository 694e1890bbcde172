//! Whole runs of a second implementation of the detector, reproduced.

use ebb::change::{OverdispersionSettings, detect};
use ebb::dyad::Role;
use ebb::measure::{Stream, StreamedMessage, measure_stream};
use serde_json::Value;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|row| row.as_f64().expect("a number")).collect()
}

#[track_caller]
fn close(mine: f64, reference: f64, tolerance: f64) {
    assert!((mine - reference).abs() <= tolerance, "{mine} is not within {tolerance} of {reference}");
}

fn check(golden: &str) {
    let file: Value = serde_json::from_str(golden).expect("JSON");
    let catalog = ebb_content::catalog().expect("content");
    let (hours, who) = (numbers(&file["hours"]), numbers(&file["who"]));
    let words: Vec<u16> = serde_json::from_value(file["words"].clone()).expect("counts");
    let asks = numbers(&file["question"]);
    let messages = (0..hours.len())
        .map(|at| StreamedMessage {
            hour: hours[at],
            role: Role::BOTH[usize::from(who[at] > 0.5)],
            words: words[at],
            asks: asks[at] > 0.5,
            is_call: false,
        })
        .collect();
    let days = file["days"].as_f64().expect("days");
    let stream = Stream {
        messages,
        first_date: jiff::civil::date(2026, 1, 1),
        day_start: 4.0,
        end: days * 24.0 + 4.0,
    };
    let measured = measure_stream(stream, &catalog.settings.measure);
    // The second implementation knows no eager start that settles.
    let mut settings = catalog.settings.change.clone();
    settings.person.rivals[3] = 0.0;
    // Nor does it temper alike: other factors to begin with, shorter blocks, and differences held to less.
    settings.person.overdispersion = OverdispersionSettings {
        prior: [1.3, 1.3, 1.1, 1.2, 1.1],
        prior_weight: 5.0,
        largest_difference: 25.0,
        short_block_days: 3,
        long_block_days: 7,
        long_days: 60,
    };
    let change = detect(&measured.daily, &settings);
    for role in Role::BOTH {
        let person = change.persons.get(role);
        let at = role.index();
        close(person.conditional, numbers(&file["L"])[at], 0.02);
        let factors = numbers(&file["log_bf_down_up_pulse"][at]);
        close(person.fall, factors[0], 0.02);
        close(person.rise, factors[1], 0.02);
        close(person.dip, factors[2], 0.02);
        let phi = numbers(&file["phi"][at]);
        let mine = person.overdispersion;
        for (mine, reference) in
            [mine.initiations, mine.replies, mine.bursts, mine.words, mine.questions].iter().zip(phi)
        {
            close(*mine, reference, 1e-3);
        }
    }
    let onset = change.persons.alter.onset.as_ref().expect("an onset").by_day();
    for (mine, reference) in onset.iter().zip(numbers(&file["onset_posterior_alter"])) {
        close(*mine, reference, 0.02);
    }
}

#[test]
fn an_abrupt_fall_of_alter() {
    check(include_str!("golden/e2e_abrupt.json"));
}

#[test]
fn no_change() {
    check(include_str!("golden/e2e_stable.json"));
}

#[test]
fn a_fall_of_ego() {
    check(include_str!("golden/e2e_ego.json"));
}

#[test]
fn a_fall_of_both() {
    check(include_str!("golden/e2e_mutual.json"));
}
