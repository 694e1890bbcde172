//! `ebb silence`, the silence clock alone.

mod running;

use ebb_synth::Regime;
use running::{arg, chat, ebb, export, file, folder};
use serde_json::Value;

fn json(seed: u64, regime: Regime, days: usize, now: &str) -> Value {
    let folder = folder();
    let path = file(&folder, "chat.txt", chat(seed, regime, days));
    let run = ebb(["silence", arg(&path), "--me", "Ira", "--now", now, "--json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    serde_json::from_str(&run.out).expect("JSON")
}

#[test]
fn the_clock_tells_hours_share_and_chances() {
    let told = json(8, Regime::Stable, 100, "2026-06-12T12:00");
    assert_eq!(told["schema"], "ebb.silence/2");
    let silence = &told["silence"];
    let number = |key: &str| silence[key].as_f64().expect("a number");
    assert!(number("awake_hours") < number("hours") && number("usual_hours") > 4.0, "{silence}");
    assert!((0.0..=1.0).contains(&number("longer_than")));
    let returns = silence["returns"].as_array().expect("chances");
    let days: Vec<_> = returns.iter().filter_map(|row| row["days"].as_f64()).collect();
    assert_eq!(days, [1.0, 3.0, 7.0, 30.0]);
    let chances: Vec<_> = returns.iter().filter_map(|row| row["probability"].as_f64()).collect();
    assert!(chances.windows(2).all(|pair| pair[0] <= pair[1]), "{chances:?}");
}

#[test]
fn the_longer_a_silence_the_less_it_promises() {
    let within_a_week = |now: &str| {
        let told = json(8, Regime::Stable, 100, now);
        told["silence"]["returns"][2]["probability"].as_f64().expect("a chance")
    };
    let (soon, later, late) = (
        within_a_week("2026-06-11T12:00"),
        within_a_week("2026-06-20T12:00"),
        within_a_week("2026-08-20T12:00"),
    );
    assert!(soon > later && later >= late && late < 0.1, "{soon} {later} {late}");
}

#[test]
fn few_silences_are_said_to_be_few() {
    let folder = folder();
    let days = |days: i64| -> String {
        let of = |day: i64| [(day * 1440 + 540, "Ira", "one two"), (day * 1440 + 550, "Noa", "three")];
        export(&(0..days).flat_map(of).collect::<Vec<_>>())
    };
    for (length, is_enough) in [(8, false), (9, true)] {
        let path = file(&folder, "chat.txt", days(length));
        let run = ebb(["silence", arg(&path), "--me", "Ira", "--now", "2026-03-24T12:00", "--json"]);
        assert_eq!(run.code, 0, "{}", run.err);
        let told: Value = serde_json::from_str(&run.out).expect("JSON");
        assert_eq!(told["silence"]["longer_than"].is_null(), !is_enough, "{}", run.out);
        assert_eq!(told["silence"]["returns"].as_array().map(Vec::len), is_enough.then_some(4));
        assert_eq!(told["silence"]["why_not"].as_str(), (!is_enough).then_some("too-few-silences"));
        assert_eq!(run.out.contains("too few to call"), !is_enough, "{}", run.out);
    }
}

#[test]
fn a_silence_beyond_all_others_is_not_forecast() {
    let folder = folder();
    let path = file(&folder, "chat.txt", chat(8, Regime::Stable, 100));
    let at = |now: &str| ebb(["silence", arg(&path), "--me", "Ira", "--now", now]).out;
    let usual = at("2026-06-10T12:00");
    assert!(usual.contains("times in 20"), "{usual}");
    let beyond = at("2026-08-20T12:00");
    assert!(beyond.contains("we will not guess") && !beyond.contains("times in 20"), "{beyond}");
}

#[test]
fn every_format_with_a_medium_is_one_that_is_read() {
    let catalog = ebb_content::catalog().expect("the shipped content keeps every rule");
    let read: Vec<&str> = ebb_import::FORMATS.iter().map(|format| format.id()).collect();
    for (format, _) in catalog.settings.silence.media.iter().flat_map(|medium| &medium.formats) {
        assert!(read.contains(&format.as_str()), "{format} is not read");
    }
}
