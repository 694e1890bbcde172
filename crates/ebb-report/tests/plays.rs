//! A play and the answers in words, for people who answered questions alone.

use std::collections::BTreeSet;

use ebb::catalog::Catalog;
use ebb::dyad::ByRole;
use ebb::gate::{GateState, ReasonsWanted};
use ebb::guidance::TrackId;
use ebb::heard::Heard;
use ebb::interview::{Answers, Reply};
use ebb::judgement::{Judgement, judge};
use ebb_report::plays::{answers, told};
use ebb_report::{Pronouns, Words};

const SAFE: [(&str, &str); 2] = [("afraid", "no"), ("asked-to-stop", "no")];

fn judged(catalog: &Catalog, replies: &[(&str, &str)]) -> Judgement {
    let given = replies.iter().fold(Answers::none(), |given, (question, answer)| {
        let (index, question) = catalog.question(question).expect("a question");
        let at = question.answers.iter().position(|known| known.id == *answer).expect("an answer");
        given.with(index, Reply::Chosen(at))
    });
    judge(None, &Heard::nothing(), &given, ReasonsWanted::WhereOpen, catalog)
}

fn words(catalog: &Catalog) -> Words<'_> {
    let names = ByRole { alter: "Alex".to_owned(), ego: "Dana".to_owned() };
    Words::new(catalog, &names, Pronouns::they(), 2026)
}

#[test]
fn every_stage_and_silence_is_told_in_whole_sentences() {
    let catalog = ebb_content::catalog().expect("content");
    let words = words(&catalog);
    let mut plays = BTreeSet::new();
    for stage in ["never", "once", "two-or-three", "six-weeks"] {
        for last in ["yesterday", "few-days", "two-three-weeks", "month", "months"] {
            for turn in ["alter", "ego-once", "ego-several"] {
                let replies = [("met-how-often", stage), ("days-since-last", last), ("who-wrote-last", turn)];
                let judgement = judged(&catalog, &[&SAFE[..], &replies].concat());
                assert_eq!(judgement.gate.state(), GateState::Open);
                let play = told(&judgement.advice, &catalog, &words).expect("a play");
                let given = answers(&judgement.advice, &catalog, &words);
                assert_eq!(given.len(), 7);
                let texts = play.tonight.iter().chain(&play.not).chain(&play.because).chain([&play.reflect]);
                let shorts = given.iter().map(|answer| &answer.short);
                for text in texts.chain(play.send.iter().map(|(_, text)| text)).chain(shorts) {
                    assert!(!text.contains(['{', '…']), "{}: {text}", play.id);
                }
                plays.insert(play.id);
            }
        }
    }
    assert!(plays.len() > 8, "{plays:?}");
}

#[test]
fn after_a_no_and_before_the_questions_about_safety_nothing_is_to_be_sent() {
    let catalog = ebb_content::catalog().expect("content");
    let words = words(&catalog);
    let cases: [&[(&str, &str)]; 3] = [
        &[("met-how-often", "once")],
        &[("afraid", "no"), ("asked-to-stop", "over"), ("met-how-often", "once")],
        &[("afraid", "yes"), ("asked-to-stop", "no"), ("met-how-often", "once")],
    ];
    for replies in cases {
        let judgement = judged(&catalog, replies);
        let play = told(&judgement.advice, &catalog, &words).expect("a play");
        assert!(play.send.is_empty() && play.track != TrackId::Talk, "{}", play.id);
    }
}
