//! The table of plays, over every combination of what a situation can be; and what plays and answers may say.

use std::fmt::Write as _;

use ebb::catalog::Catalog;
use ebb::draft::{self, DraftRule, Moment};
use ebb::guidance::TrackId;
use ebb::heard::Heard;
use ebb::interview::{Answers, Reply};
use ebb::play::table::{all_combinations, combinations};
use ebb::play::{Axis, Class, Door, Play, Read, Situation, Tone, When};
use ebb::statement::StatementKind;
use ebb::wish::WantsToKnow;

fn catalog() -> Catalog {
    ebb_content::catalog().expect("content keeps its rules")
}

fn rows(plays: &[Play]) -> Vec<When> {
    plays.iter().map(|play| play.when).collect()
}

/// Returns whether a play may be advised with the gate like this.
fn is_allowed(play: &Play, door: Door) -> bool {
    let is_way = |ways: &[TrackId]| ways.contains(&play.track);
    match door {
        Door::Open => play.class != Class::StopContact,
        Door::AskFirst => !is_way(&[TrackId::Talk]) && play.class != Class::LightMessage,
        Door::Danger | Door::Minor => is_way(&[TrackId::GetHelp]) && play.class == Class::GetHelp,
        Door::NoSoft | Door::NoDirect => is_way(&[TrackId::LetGo]) && play.class == Class::LetGo,
        Door::ContactAfterNo => is_way(&[TrackId::LetGo]) && play.class == Class::StopContact,
    }
}

#[test]
fn every_combination_has_one_play_that_keeps_the_gate_and_asks_nothing_that_was_said() {
    let catalog = catalog();
    let rows = rows(&catalog.plays);
    let mut reached = vec![0_u128; rows.len()];
    for (door_at, door) in Door::ALL.iter().enumerate() {
        for said_at in 0..=StatementKind::ALL.len() {
            let said = said_at.checked_sub(1).map(|at| StatementKind::ALL[at]);
            let place = |at: usize| u8::try_from(at).expect("a small table");
            let fixed = [(Axis::Door, place(door_at)), (Axis::Said, place(said_at))];
            let found = combinations(&rows, &fixed);
            assert_eq!(found.iter().sum::<u128>(), all_combinations(&fixed));
            assert_eq!(found[rows.len()], 0, "{door:?}, {said:?}: some situation has no play");
            for (play, count) in catalog.plays.iter().zip(&found).filter(|(_, count)| **count > 0) {
                assert!(is_allowed(play, *door), "{} is advised with the gate {}", play.id, door.id());
                let is_told = said.zip(play.asks).is_some_and(|(said, asks)| asks.is_answered_by(said));
                assert!(!is_told, "{} asks {:?} after {said:?} ({count} situations)", play.id, play.asks);
            }
            reached.iter_mut().zip(&found).for_each(|(sum, count)| *sum += count);
        }
    }
    let total = all_combinations(&[]);
    assert_eq!(reached.iter().sum::<u128>(), total);
    println!("{} plays, {total} combinations, one play each", catalog.plays.len());
    for (play, count) in catalog.plays.iter().zip(&reached) {
        assert!(*count > 0, "{} is never chosen: an earlier row takes all it fits", play.id);
    }
}

#[test]
fn the_counts_of_the_table_agree_with_choosing_one_by_one() {
    let catalog = catalog();
    let rows = rows(&catalog.plays);
    // A small world: only these axes vary, all others are not known.
    let free = [Axis::Stage, Axis::Turn, Axis::Since, Axis::Asked];
    let fixed: Vec<(Axis, u8)> =
        Axis::ALL.iter().filter(|axis| !free.contains(axis)).map(|axis| (*axis, 0)).collect();
    let counted = combinations(&rows, &fixed);
    let mut tried = vec![0_u128; rows.len() + 1];
    let places = |axis: Axis| 0..u8::try_from(axis.values().len()).expect("few values");
    for stage in places(Axis::Stage) {
        for turn in places(Axis::Turn) {
            for since in places(Axis::Since) {
                for asked in places(Axis::Asked) {
                    let point = ebb::play::Point::unknown()
                        .with(Axis::Stage, stage)
                        .with(Axis::Turn, turn)
                        .with(Axis::Since, since)
                        .with(Axis::Asked, asked);
                    tried[rows.iter().position(|row| row.fits(&point)).expect("one fits")] += 1;
                }
            }
        }
    }
    assert_eq!(counted, tried);
}

#[test]
fn messages_keep_the_checks_that_the_users_own_words_are_held_to() {
    let catalog = catalog();
    let mut messages = 0;
    for play in &catalog.plays {
        for message in &play.send {
            messages += 1;
            for checked in draft::check(&message.text, Moment::default(), &catalog.draft_checks) {
                let check = &catalog.draft_checks[checked.check];
                // A line of comfort or a plan need not say that a no is fine.
                let is_about_freedom = matches!(check.rule, DraftRule::With(_));
                assert!(
                    checked.holds || is_about_freedom,
                    "{}: {}: {:?}: {}",
                    play.id,
                    check.id,
                    checked.found,
                    message.text
                );
            }
            let names = ["{alter}", "{ego}", "{they}", "{them}", "{their}"];
            assert!(!names.iter().any(|name| message.text.contains(name)), "{}: {}", play.id, message.text);
        }
        let short = play.send.iter().filter(|message| message.tone == Tone::Short);
        for message in short {
            let words = message.text.split_whitespace().count();
            assert!(words <= 22, "{}: {words} words: {}", play.id, message.text);
        }
        // Whoever asks leaves the other free to say no.
        for message in play.send.iter().filter(|_| play.asks.is_some()) {
            let checks = draft::check(&message.text, Moment::default(), &catalog.draft_checks);
            let freed = checks.iter().filter(|row| {
                matches!(catalog.draft_checks[row.check].rule, DraftRule::With(_)) && row.holds
            });
            assert!(freed.count() > 0, "{}: leaves no room for a no: {}", play.id, message.text);
        }
    }
    println!("{messages} messages");
    assert!(messages > 150);
}

#[test]
fn nobody_is_told_to_write_before_the_gate_is_open() {
    const ORDERS: [&str; 6] = ["send ", "write to ", "call {", "text {", "ask {", "answer what"];
    let catalog = catalog();
    let mut closed = 0;
    for play in &catalog.plays {
        let is_for_closed = (1..Door::ALL.len())
            .any(|at| play.when.admits(Axis::Door, u8::try_from(at).expect("few values")))
            && play.when.asks_for(Axis::Door);
        if is_for_closed {
            closed += 1;
            assert!(play.send.is_empty() && play.sending.is_empty(), "{}", play.id);
            for line in &play.tonight {
                let lower = line.to_lowercase();
                assert!(!ORDERS.iter().any(|order| lower.starts_with(order)), "{}: {line}", play.id);
            }
        }
    }
    assert!(closed > 10, "{closed}");
}

/// Counts sentences by their ends; a quote of somebody's words is one whatever it holds.
fn sentences(text: &str) -> usize {
    text.split_inclusive(['.', '?', '!']).filter(|part| part.chars().any(char::is_alphabetic)).count()
}

#[test]
fn every_answer_is_two_sentences_at_most_and_says_what_to_do_now() {
    let catalog = catalog();
    for wanted in &catalog.wanted {
        for variant in &wanted.variants {
            assert!(sentences(&variant.short) <= 2, "{}: {}", wanted.id.id(), variant.short);
            let may_be_unknown = matches!(
                wanted.id,
                WantsToKnow::Why | WantsToKnow::SomeoneElse | WantsToKnow::WillTheyReturn
            );
            let is_unknown = ["cannot tell", "can't tell", "don't know yet what"];
            let says_so = is_unknown.iter().any(|words| variant.short.to_lowercase().contains(words));
            assert!(may_be_unknown || !says_so, "{}: {}", wanted.id.id(), variant.short);
        }
    }
}

/// Returns the situation that these replies tell of, with everything open.
fn situation(catalog: &Catalog, replies: &[(&str, &str)]) -> Situation {
    let answers = replies.iter().fold(Answers::none(), |answers, (question, answer)| {
        let (index, question) = catalog.question(question).expect("a question");
        let at = question.answers.iter().position(|known| known.id == *answer).expect("an answer");
        answers.with(index, Reply::Chosen(at))
    });
    let heard = Heard::nothing();
    let read = Read {
        door: Door::Open,
        timed: None,
        today: None,
        formats: &[],
        heard: &heard,
        answers: &answers,
        stage: None,
    };
    Situation::read(&read, catalog)
}

#[test]
fn answers_lead_to_the_play_that_a_counsellor_would_choose() {
    let cases: [(&[(&str, &str)], &str); 12] = [
        (&[("met-how-often", "once"), ("days-since-last", "few-days")], "one-date-fresh"),
        (
            &[("met-how-often", "once"), ("who-wrote-last", "ego-several"), ("days-since-last", "month")],
            "several-wait-long",
        ),
        (&[("met-how-often", "six-weeks"), ("heavy-what", "died")], "loss-close"),
        (
            &[("met-how-often", "once"), ("heavy-what", "died"), ("who-wrote-last", "ego-once")],
            "loss-you-wrote",
        ),
        (
            &[("met-how-often", "six-weeks"), ("agreed-exclusive", "agreed"), ("long-distance", "yes")],
            "far-close",
        ),
        (&[("met-how-often", "two-or-three"), ("week-before", "first-sex")], "after-first-night"),
        (&[("met-how-often", "more"), ("pursuit-order", "ego-less")], "faded-first"),
        (&[("met-how-often", "more"), ("pursuit-order", "ego-more")], "pressed-waits"),
        (&[("met-how-often", "more"), ("plan-pending", "pending")], "plan-pending"),
        (&[("met-how-often", "two-or-three"), ("shared-place", "work")], "shared-work"),
        (&[("own-way", "neurodivergent"), ("met-how-often", "six-weeks")], "neurodivergent"),
        (&[("words-used", "slower"), ("occasion", "soon")], "room-birthday"),
    ];
    let catalog = catalog();
    for (replies, expected) in cases {
        let situation = situation(&catalog, replies);
        let advised = ebb::play::choose(&situation, &catalog.plays).expect("one fits");
        assert_eq!(catalog.plays[advised.play].id, expected, "{replies:?}");
    }
}

#[test]
fn a_return_is_less_likely_the_longer_the_silence_and_the_less_there_was() {
    use ebb::play::{Fact, Slot};
    let catalog = catalog();
    let chance = |stage: &str, last: &str| {
        let situation = situation(&catalog, &[("met-how-often", stage), ("days-since-last", last)]);
        let of = |slot| match situation.known.fact(slot) {
            Some(Fact::OfTwenty(dots)) => *dots,
            other => panic!("{stage}, {last}: {other:?}"),
        };
        (of(Slot::Pooled), of(Slot::PooledLow), of(Slot::PooledHigh))
    };
    for stage in ["never", "once", "two-or-three", "six-weeks"] {
        let (few, low, high) = chance(stage, "few-days");
        let (weeks, ..) = chance(stage, "two-three-weeks");
        let (months, ..) = chance(stage, "months");
        println!(
            "{stage}: after 3 days {few} of 20 ({low} to {high}), after 17 days {weeks}, after 120 {months}"
        );
        assert!(low <= few && few <= high && weeks <= few && months <= weeks, "{stage}");
    }
    assert!(chance("never", "few-days").0 < chance("six-weeks", "few-days").0);
}

/// Writes the table as a counsellor reads it.
fn document(catalog: &Catalog) -> String {
    let mut text = String::from(
        "# Plays\n\nWhat is advised, and when. The first row that fits a situation is the one that is chosen, from the \
         top. A row fits where each of its conditions does; what it does not name may be anything. `none` stands for \
         *not known*. This file is written from `content/plays/` by the test `the_document_is_the_table` \
         (`EBB_WRITE=1 cargo test -p ebb-content --test plays`).\n",
    );
    let _ = write!(
        text,
        "\n{} plays.\n\n| # | play | when | step | look again |\n|---|---|---|---|---|\n",
        catalog.plays.len()
    );
    for (at, play) in catalog.plays.iter().enumerate() {
        let conditions = Axis::ALL.iter().filter(|axis| play.when.asks_for(**axis)).map(|axis| {
            let values = axis.values();
            let admitted: Vec<&str> = (0_u8..)
                .zip(&values)
                .filter(|(place, _)| play.when.admits(*axis, *place))
                .map(|(_, value)| *value)
                .collect();
            format!("{}: {}", axis.id(), admitted.join(", "))
        });
        let when: Vec<String> = conditions.collect();
        let when = if when.is_empty() { "in every other case".to_owned() } else { when.join("; ") };
        let days = play.look_again.as_ref().map_or_else(String::new, |look| format!("{} d", look.days));
        let _ = writeln!(
            text,
            "| {} | **{}** `{}` | {when} | {} | {days} |",
            at + 1,
            play.title.replace("{alter}", "Alex").replace("{them}", "them").replace("{their}", "their"),
            play.id,
            play.class.id()
        );
    }
    text
}

#[test]
fn the_document_is_the_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/plays.md");
    let document = document(&catalog());
    if std::env::var_os("EBB_WRITE").is_some() {
        std::fs::write(path, &document).expect("docs/plays.md can be written");
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == document, "docs/plays.md is not the table any more: EBB_WRITE=1 writes it");
}
