//! The interview as a person types it, in invented situations: one for each family of reasons, a no, and fear.

mod running;

use std::path::PathBuf;

use ebb::catalog::Catalog;
use ebb::gate::ReasonsWanted;
use ebb::heard::Heard;
use ebb::interview::{Answers, Reply, next};
use ebb::judgement::{Judgement, judge};
use ebb::need::Importance;
use ebb::reason::ReasonId;
use running::{arg, ebb_typing, file, folder};

const SITUATIONS: [&str; 8] = [
    "a-parent-is-ill",
    "afraid",
    "asked-to-go-slower",
    "asked-to-stop-writing",
    "no-spark-said",
    "said-there-is-someone",
    "stepped-back-after-close-times",
    "talk-moved-to-calls",
];

fn judged(answers: &Answers, catalog: &Catalog) -> Judgement {
    judge(None, &Heard::nothing(), answers, ReasonsWanted::WhereOpen, catalog)
}

fn situation(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/situations/{name}.toml"))
}

/// What a person in this situation would reply to each question.
fn replies(name: &str, catalog: &Catalog) -> Answers {
    let text = std::fs::read_to_string(situation(name)).expect("a situation");
    let rows: toml::Table = text.parse().expect("TOML");
    rows.iter().fold(Answers::none(), |answers, (id, reply)| {
        if let Some(needs) = reply.as_table() {
            return needs.iter().fold(answers, |answers, (id, importance)| {
                let need = catalog.needs.iter().position(|need| need.id == *id);
                let importance = importance.as_str().and_then(Importance::from_id).expect("want or must");
                answers.with_need(need.unwrap_or_else(|| panic!("no need {id}")), Some(importance))
            });
        }
        let (index, question) = catalog.question(id).unwrap_or_else(|| panic!("no question {id}"));
        let reply = reply.as_str().and_then(|reply| question.reply(reply));
        answers.with(index, reply.unwrap_or_else(|| panic!("no such answer to {id}")))
    })
}

/// Returns what the person types, question by question, as the engine asks.
fn typed(name: &str, catalog: &Catalog) -> String {
    let knows = replies(name, catalog);
    let mut lines = String::from("Alex\nthey\n");
    let mut answers = Answers::none();
    loop {
        let judgement = judged(&answers, catalog);
        let Some(next) = next(&answers, &judgement.gate, judgement.ranking.as_ref(), catalog) else { break };
        let reply = knows.reply(next.question).unwrap_or(Reply::Skipped);
        let typed = match reply {
            Reply::Chosen(answer) => (answer + 1).to_string(),
            Reply::Unknown => "-".to_owned(),
            Reply::Skipped => String::new(),
        };
        lines.push_str(&typed);
        lines.push('\n');
        let is_afraid = answers.is_in_danger(catalog);
        answers = answers.with(next.question, reply);
        if answers.is_in_danger(catalog) && !is_afraid {
            lines.push_str("nl\n");
        }
    }
    let needs = knows.needs().iter().map(|marked| {
        let mark = if marked.importance == Importance::Must { "!" } else { "" };
        format!("{}{mark}", marked.need + 1)
    });
    // Nothing to change, the needs, and no further ones that are musts.
    lines + "\n" + &needs.collect::<Vec<_>>().join(" ") + "\n\n"
}

#[test]
fn six_situations_a_no_and_fear_read_as_they_should() {
    let catalog = ebb_content::catalog().expect("content");
    for name in SITUATIONS {
        let run = ebb_typing(&["ask", "--plain"], &typed(name, &catalog));
        assert_eq!(run.code, 0, "{name}: {}", run.err);
        insta::assert_snapshot!(name, run.out);
    }
}

#[test]
fn the_order_of_answers_does_not_matter() {
    let catalog = ebb_content::catalog().expect("content");
    for name in SITUATIONS {
        let forward = replies(name, &catalog);
        let backward =
            forward.rows().iter().rev().fold(Answers::none(), |rows, row| rows.with(row.question, row.reply));
        let backward = forward
            .needs()
            .iter()
            .rev()
            .fold(backward, |answers, marked| answers.with_need(marked.need, Some(marked.importance)));
        let judged = |answers: &Answers| judged(answers, &catalog);
        assert_eq!(judged(&forward).ranking, judged(&backward).ranking, "{name}");
        assert_eq!(judged(&forward).guidance, judged(&backward).guidance, "{name}");
    }
}

#[test]
fn a_need_that_is_hard_to_meet_turns_the_advice() {
    let catalog = ebb_content::catalog().expect("content");
    let track = |answers: &Answers| judged(answers, &catalog).guidance.track.id();
    let reply = |answers: Answers, id: &str, reply: &str| {
        let (index, question) = catalog.question(id).expect("a question");
        answers.with(index, question.reply(reply).expect("an answer"))
    };
    let told = [
        ("afraid", "no"),
        ("asked-to-stop", "no"),
        ("what-alter-wants", "light"),
        ("already-asked", "answered"),
        ("what-matters", "clarity"),
    ];
    let answers = told.iter().fold(Answers::none(), |answers, (id, given)| reply(answers, id, given));
    let lasts = catalog.needs.iter().position(|need| need.id == "something-that-lasts").expect("a need");
    let must = answers.with_need(lasts, Some(Importance::Must));
    let judgement = judged(&must, &catalog);
    assert!(judgement.needs[0].is_hard, "a need that the leading reason makes hard");
    assert_eq!((track(&answers), track(&must)), ("space", "let-go"));
    assert_eq!(judgement.guidance.because, [ebb::guidance::BecauseId::FromYourNeeds]);
    // A wish, and a need that no reason makes hard, leave the advice as it is.
    assert_eq!(track(&answers.with_need(lasts, Some(Importance::Want))), "space");
}

#[test]
fn names_and_pronouns_change_no_number() {
    let said = |args: &[&str]| {
        let path = situation("asked-to-go-slower");
        let run = ebb_typing(&[&["ask", "--json", "--answers", arg(&path)], args].concat(), "");
        let mut json: serde_json::Value = serde_json::from_str(&run.out).expect("JSON");
        let mut numbers = Vec::new();
        for row in json["reasons"].as_array_mut().expect("reasons") {
            numbers.push((
                row["id"].take(),
                row["probability"].take(),
                row["low"].take(),
                row["high"].take(),
            ));
        }
        (numbers, json["guidance"]["track"].take())
    };
    assert_eq!(said(&["--them", "Alex", "--pronouns", "she"]), said(&["--them", "Sam", "--pronouns", "he"]));
}

#[test]
fn after_a_plain_no_nothing_more_is_asked_or_advised() {
    let catalog = ebb_content::catalog().expect("content");
    let answers = replies("asked-to-stop-writing", &catalog);
    let judgement = judged(&answers, &catalog);
    assert_eq!(judgement.guidance.track.id(), "let-go");
    assert!(judgement.guidance.others.is_empty() && judgement.question.is_none());
    assert_eq!(judgement.ranking, None);
    assert_eq!(next(&answers, &judgement.gate, None, &catalog), None);
}

#[test]
fn where_fear_or_a_no_is_left_open_nobody_is_told_to_write() {
    let catalog = ebb_content::catalog().expect("content");
    let (afraid, question) = catalog.question("afraid").expect("a question");
    let (stop, other) = catalog.question("asked-to-stop").expect("a question");
    let open = [Some(Reply::Unknown), Some(Reply::Skipped), question.reply("rather-not"), None];
    let knows = replies("talk-moved-to-calls", &catalog);
    let judged = |answers: &Answers| judged(answers, &catalog).guidance;
    assert_eq!(judged(&knows).track, ebb::guidance::TrackId::Talk, "both were settled");
    for reply in open {
        let rows = knows.rows().iter().filter(|row| row.question != afraid);
        let without = rows.fold(Answers::none(), |answers, row| answers.with(row.question, row.reply));
        let answers = reply.map_or(without.clone(), |reply| without.with(afraid, reply));
        let guidance = judged(&answers);
        assert_ne!(guidance.track, ebb::guidance::TrackId::Talk, "{reply:?}");
        assert!(!guidance.others.contains(&ebb::guidance::TrackId::Talk), "{reply:?}");
        assert!(guidance.because.contains(&ebb::guidance::BecauseId::LeftOpen), "{reply:?}");
    }
    let unsure = knows.with(stop, Reply::Unknown);
    assert_ne!(judged(&unsure).track, ebb::guidance::TrackId::Talk);
    let settled = knows.with(stop, other.reply("no").expect("an answer"));
    assert_eq!(judged(&settled).track, ebb::guidance::TrackId::Talk);
}

#[test]
fn to_be_told_the_same_twice_makes_no_reason_less_likely() {
    let catalog = ebb_content::catalog().expect("content");
    let said = |rows: &[(&str, &str)], reason: ReasonId| {
        let answers = rows.iter().fold(Answers::none(), |answers, (id, reply)| {
            let (index, question) = catalog.question(id).expect("a question");
            answers.with(index, question.reply(reply).expect("an answer"))
        });
        let ranking = judged(&answers, &catalog).ranking.expect("nothing holds it");
        ranking.reason(reason).expect("a reason").probability
    };
    for (first, second, reason) in [
        (("words-used", "someone-else"), ("sees-someone", "told-me"), ReasonId::SomeoneElse),
        (("words-used", "slower"), ("asked-for-space", "in-words"), ReasonId::TooFast),
        (("words-used", "hard-time"), ("known-heavy-time", "told-me"), ReasonId::Life),
        (("words-used", "the-past"), ("ex-contact", "with-feeling"), ReasonId::NotOverEx),
        (("known-now", "someone"), ("sees-someone", "told-me"), ReasonId::SomeoneElse),
    ] {
        let (once, twice) = (said(&[first], reason), said(&[first, second], reason));
        assert!(twice >= once - 1e-9, "{first:?} {second:?}: {once} {twice}");
    }
}

#[test]
fn no_text_is_started_for_someone_who_is_afraid_or_has_left_it_open() {
    for (name, told) in [("afraid", "may not be safe"), ("asked-to-stop-writing", "asked you to stop")] {
        let out = ebb_typing(&["draft", "--answers", arg(&situation(name))], "").out;
        assert!(out.contains(told) && !out.contains("Do you want"), "{out}");
    }
    let folder = folder();
    let path = file(&folder, "open.toml", "afraid = \"rather-not\"\nasked-to-stop = \"no\"\n");
    let out = ebb_typing(&["draft", "--answers", arg(&path)], "").out;
    assert!(out.contains("please do not write") && !out.contains("Do you want"), "{out}");
}

#[test]
fn a_question_can_be_taken_back() {
    let text = ebb_typing(&["ask", "--plain", "--them", "Alex"], "4\nback\n1\nq\n").out;
    let first = text.lines().find(|line| line.trim_start().starts_with("1. ")).expect("a first question");
    assert_eq!(text.matches(first.trim()).count(), 2, "{text}");
}

#[test]
fn answers_that_were_saved_say_the_same_again() {
    let folder = folder();
    let kept = folder.path().join("answers.toml");
    let catalog = ebb_content::catalog().expect("content");
    let replies = typed("a-parent-is-ill", &catalog);
    let first = ebb_typing(&["ask", "--plain", "--save-answers", arg(&kept)], &replies).out;
    let again = ebb_typing(&["ask", "--plain", "--them", "Alex", "--answers", arg(&kept)], "").out;
    assert!(first.ends_with(&again), "the report of saved answers differs");
}

#[test]
fn an_unknown_name_in_an_answers_file_names_the_nearest() {
    let folder = folder();
    for (line, said) in [
        ("word-used = \"no-spark\"", "Did you mean: words-used"),
        ("words-used = \"no-sparks\"", "Did you mean: no-spark"),
        ("words-used no-spark", "line 1"),
    ] {
        let path = file(&folder, "answers.toml", line);
        let run = ebb_typing(&["ask", "--json", "--answers", arg(&path)], "");
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(run.err.contains(said), "{}", run.err);
    }
}

#[test]
fn a_message_is_helped_with_and_never_after_a_no() {
    let starts = ebb_typing(&["draft", "--them", "Alex", "--date", "9 May", "--safe", "yes"], "").out;
    assert_eq!(starts.matches("Alex").count(), 3, "{starts}");
    let mine = "You never answer. Is it me? Or is it her?";
    let looked = ebb_typing(&["draft", "--check", "-", "--hour", "23", "--safe", "yes"], mine).out;
    assert!(looked.contains("look") && looked.contains("\"you never\""), "{looked}");
    for safe in [&[][..], &["--safe", "unsure"]] {
        let open = ebb_typing(&[&["draft", "--them", "Alex"], safe].concat(), "").out;
        assert!(open.contains("please do not write") && !open.contains("Hi Alex"), "{open}");
    }
    let either = ebb_typing(&["draft", "--them", "Alex", "--safe", "no"], "").out;
    assert!(either.contains("We do not help to write") && !either.contains("Hi Alex"), "{either}");
    let no = situation("asked-to-stop-writing");
    let refused = ebb_typing(&["draft", "--them", "Alex", "--answers", arg(&no)], "").out;
    assert!(refused.contains("We do not help to write") && !refused.contains("Hi Alex"), "{refused}");
}
