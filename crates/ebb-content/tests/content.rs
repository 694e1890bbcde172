//! The shipped content keeps every rule, and broken content is refused with its place.

use ebb::gate::Gate;
use ebb::interview::{Answers, Reply, next};
use ebb::judgement::Known;
use ebb::question::Place;
use ebb::reason::{ReasonId, Strength, weigh};
use ebb_content::{ContentError, catalog, catalog_from, embedded_files};

#[test]
fn the_shipped_content_is_a_catalog() {
    let catalog = catalog().expect("the shipped content keeps every rule");
    assert_eq!(catalog.reasons.len(), 12);
    for reason in &catalog.reasons {
        assert!(!reason.advice.steps.is_empty(), "{} has no advice", reason.id.id());
    }
}

/// Pairs that a chat can hardly tell apart, each with questions that part them: to the user, then to the other person.
const PAIRS: &[(&str, &str, &[&str], &[&str])] = &[
    ("not-long-term", "life", &["another-day", "known-heavy-time"], &["heavy-time", "time-or-us"]),
    ("not-long-term", "incompatible", &["same-aims"], &["looking-for"]),
    ("not-long-term", "someone-else", &["sees-someone", "agreed-exclusive"], &["seeing-someone"]),
    (
        "avoiding-commitment",
        "not-long-term",
        &["planned-ahead", "late-or-daytime"],
        &["what-you-want-this-to-be"],
    ),
    (
        "avoiding-commitment",
        "emotionally-unavailable",
        &["what-this-is", "after-close-moments"],
        &["tie-or-feelings"],
    ),
    ("not-ready", "not-long-term", &["words-used", "big-change-ahead"], &["time-or-us"]),
    ("not-ready", "not-over-ex", &["last-bond-ended", "ex-contact"], &["past-over"]),
    ("someone-else", "not-over-ex", &["sees-someone", "ex-contact"], &["new-or-past"]),
    (
        "too-fast",
        "emotionally-unavailable",
        &["asked-for-space", "who-raised-labels"],
        &["closeness-or-pace"],
    ),
    ("too-fast", "not-long-term", &["room-helped"], &["slow-or-stop"]),
    ("red-flag", "not-long-term", &["week-before"], &["something-bothered"]),
    (
        "communication-styles",
        "something-else",
        &["always-like-this", "warmth-in-person"],
        &["changed-or-habit"],
    ),
];

#[test]
fn every_pair_that_looks_alike_has_questions_that_part_it() {
    let catalog = catalog().expect("content");
    for (one, other, ego, alter) in PAIRS {
        let shares = |question: &str, reason: &str| -> Vec<f64> {
            let (_, question) =
                catalog.question(question).unwrap_or_else(|| panic!("no question {question}"));
            let id = ReasonId::from_id(reason).expect("a reason");
            question.shares(&catalog).iter().map(|row| row[id as usize]).collect()
        };
        for question in ego.iter().chain(*alter) {
            let (one_has, other_has) = (shares(question, one), shares(question, other));
            let parts = |(a, b): (&f64, &f64)| (a / b).max(b / a) >= 1.3;
            assert!(one_has.iter().zip(&other_has).any(parts), "{question}: {one} and {other}");
        }
    }
}

#[test]
fn the_interview_is_short_and_asks_about_safety_early_and_for_a_guess_last() {
    let catalog = catalog().expect("content");
    let mut answers = Answers::none();
    let mut places = Vec::new();
    let mut last = 0;
    loop {
        let known = Known::of_answers(&answers);
        let ranking = weigh(&known, &catalog);
        let Some(next) = next(&answers, &Gate::open(), Some(&ranking), &catalog) else { break };
        places.push(catalog.questions[next.question].place);
        last = next.question;
        answers = answers.with(next.question, Reply::Skipped);
    }
    let safety = places.iter().position(|place| *place == Place::Safety).expect("a question about safety");
    assert!(safety > 0 && safety < 3, "safety comes {}th", safety + 1);
    assert!(
        places.iter().filter(|place| **place != Place::Closing).count() <= 12,
        "{} questions",
        places.len()
    );
    assert_eq!(catalog.questions[last].id, "own-guess");
    let guess = &catalog.questions[last];
    assert!(guess.answers.iter().all(|answer| answer.strength == Strength::Guess));
    assert!((catalog.likelihoods.strengths.guess.value - 1.2).abs() < 1e-12);
}

#[test]
fn help_lines_say_where_they_were_seen_and_none_is_much_older_than_the_rest() {
    let catalog = catalog().expect("content");
    let newest = catalog.help.iter().map(|line| line.checked).max().expect("help lines");
    for line in &catalog.help {
        assert!(line.source.starts_with("http"), "{} has no address", line.id);
        assert!(newest.duration_since(line.checked).as_hours() <= 366 * 24, "{} is old", line.id);
    }
}

#[track_caller]
fn check(file: &str, from: &str, to: &str, told: &str) {
    let mut files = embedded_files();
    let text = files[file].replacen(from, to, 1);
    assert_ne!(text, files[file], "`{from}` does not stand in {file}");
    files.insert(file.to_owned(), &text);
    let error = catalog_from(&files).expect_err("broken content is refused");
    assert!(error.to_string().contains(told), "{error}");
}

#[test]
fn broken_content_is_refused_with_its_place() {
    check("reasons/life.toml", "id = \"life\"", "id = \"live\"", "reasons/life.toml: id");
    check("reasons/life.toml", "weight = 0.10", "weight = 0.60", "does not lie in its range");
    check("reasons/life.toml", "symbol = \"++\"", "symbol = \"+++\"", "`+++` is not a known name");
    check("model.toml", "idle_gap_hours", "idle_gap", "measure.idle_gap_hours: is missing");
    check("model.toml", "value = 4.0, unit", "value = -4.0, unit", "is not above 0");
    check("sources.toml", "key = \"seed-article\"", "key = \"seed\"", "is not in sources.toml");
    check("scale.toml", "dots_low = 19", "dots_low = 18", "18 dots do not have exactly one row");
    let slow = "questions/asked-for-space.toml";
    check(slow, "too-fast = ", "too-slow = ", "`too-slow` is not a known name");
    check(slow, "usual = 0.10", "usual = 0.20", "shares above 0 must sum to 1");
    check(slow, "id = \"sort-of\"", "id = \"unknown\"", "has a name that every question has by itself");
    check(slow, "strength = \"said\"", "strength = \"sworn\"", "`sworn` is not a known name");
    check(slow, "place = \"explore\"", "", "place: is missing");
    check("questions/slow-or-stop.toml", "text = \"Do", "text = \"{alter}, do", "it is to be asked of");
    check("limits.toml", "id = \"no-zone\"", "id = \"zone\"", "`zone` is not a known name");
}

#[test]
fn a_missing_file_is_named() {
    let mut files = embedded_files();
    files.remove("reasons/too-fast.toml");
    assert_eq!(catalog_from(&files), Err(ContentError::Missing { file: "reasons/too-fast.toml".to_owned() }));
}
