//! The words of a chat, from a file to the report: a decisive line, a no, a sign of danger, and lines left out.

mod running;

use std::path::Path;

use ebb_synth::Regime;
use running::{arg, chat, ebb, ebb_typing, file, folder};
use serde_json::Value;

/// The line that tells it, two days before the change.
const DECISIVE: &str = "sorry, i met someone else and i want to see where it goes";

/// A chat in which Noa's side falls about 20 April, with lines of Noa's at the end of some days.
fn falling(lines: &[(&str, &str)]) -> String {
    let mut rows: Vec<String> = chat(3, Regime::Abrupt, 100).lines().map(str::to_owned).collect();
    for (day, words) in lines {
        let last = rows.iter().rposition(|row| row.starts_with(day)).expect("somebody wrote on that day");
        let time = &rows[last][..17];
        rows.insert(last + 1, format!("{time} - Noa: {words}"));
    }
    rows.join("\n") + "\n"
}

fn json(path: &Path, more: &[&str]) -> Value {
    let arguments = [&["analyze", arg(path), "--me", "Ira", "--json"], more].concat();
    let run = ebb_typing(&arguments, "");
    assert_eq!(run.code, 0, "{}", run.err);
    serde_json::from_str(&run.out).expect("one JSON object")
}

fn probability(json: &Value, id: &str) -> f64 {
    let reasons = json["reasons"].as_array().expect("twelve rows");
    reasons
        .iter()
        .find(|row| row["id"] == id)
        .and_then(|row| row["probability"].as_f64())
        .expect("it is there")
}

/// Returns the quote for a reason, with the number of its message.
fn quote(json: &Value, id: &str) -> Option<(String, u64)> {
    let reasons = json["reasons"].as_array()?;
    let row = reasons.iter().find(|row| row["id"] == id)?;
    let quote = row["for"].as_array()?.iter().find(|evidence| evidence["kind"] == "quote")?;
    Some((quote["text"].as_str()?.to_owned(), quote["message"].as_u64()?))
}

#[test]
fn a_decisive_line_changes_the_ranking_and_is_quoted() {
    let folder = folder();
    let silent = json(&file(&folder, "silent.txt", falling(&[])), &[]);
    let path = file(&folder, "told.txt", falling(&[("18/04/2026", DECISIVE)]));
    let told = json(&path, &[]);
    let rank = |json: &Value| {
        let reasons = json["reasons"].as_array().expect("twelve rows");
        reasons.iter().position(|row| row["id"] == "someone-else").expect("it is there")
    };
    assert!(rank(&told) < rank(&silent) && rank(&told) <= 1, "{} from {}", rank(&told), rank(&silent));
    assert!(probability(&told, "someone-else") > 1.8 * probability(&silent, "someone-else"));
    let (words, number) = quote(&told, "someone-else").expect("it is quoted");
    assert_eq!(words, DECISIVE);
    assert!(told["words"]["encoded"].as_u64() > Some(0));

    let number = number.to_string();
    let without = json(&path, &["--leave-out", &number]);
    assert_eq!(quote(&without, "someone-else"), None);
    let moved = without["words"]["moved"].as_str().expect("it says what changed");
    assert!(moved.starts_with("Left out: 1 line. Someone else in the picture goes from "), "{moved}");
    assert_eq!(without["words"]["left_out"], serde_json::json!([number.parse::<u64>().expect("a number")]));

    let times = json(&path, &["--times-only"]);
    assert_eq!(times["words"], Value::Null);
    assert!(times["limits"].as_array().expect("limits").contains(&"only-timing-read".into()));
}

#[test]
fn a_plain_no_comes_first_and_is_shown_to_be_contested() {
    let folder = folder();
    let path = file(&folder, "chat.txt", falling(&[("01/05/2026", "please stop messaging me, it's over")]));
    let told = json(&path, &[]);
    assert_eq!(told["clear_no"]["strength"], "direct");
    assert_eq!(told["clear_no"]["quote"], "please stop messaging me, it's over");
    assert_eq!(told["guidance"]["track"], "let-go");
    assert_eq!(told["question"], Value::Null);

    let run = ebb(["analyze", arg(&path), "--me", "Ira", "--plain"]);
    let first = run.out.lines().find(|line| !line.trim().is_empty()).expect("a first line");
    assert!(first.contains("Noa has said no"), "{first}");
    for told in ["1 May, Noa: \"please stop messaging me, it's over\"", "--leave-out"] {
        assert!(run.out.contains(told), "`{told}` is not in:\n{}", run.out);
    }
    assert!(!run.out.contains("Could fit"), "no reasons after a plain no:\n{}", run.out);
    let asked = ebb(["analyze", arg(&path), "--me", "Ira", "--plain", "--reasons"]);
    assert_eq!(asked.out, run.out, "nothing opens reasons after a plain no");

    let number = told["clear_no"]["message"].to_string();
    let joke = json(&path, &["--leave-out", &number]);
    assert_eq!(joke["clear_no"], Value::Null);
}

#[test]
fn a_threat_comes_before_everything() {
    let folder = folder();
    let path = file(&folder, "chat.txt", falling(&[("01/05/2026", "you'll regret this, watch your back")]));
    let told = json(&path, &[]);
    assert_eq!(told["safety"][0]["kind"], "threat");
    assert_eq!(told["safety"][0]["role"], "alter");
    assert_eq!(told["guidance"]["track"], "get-help");
    let run = ebb(["analyze", arg(&path), "--me", "Ira", "--plain"]);
    let sign = run.out.find("sound like a threat").expect("it is told");
    assert!(sign < run.out.find("Messages a week").expect("the tide"), "{}", run.out);
    assert!(run.out.contains("1 May, Noa: \"you'll regret this, watch your back\""), "{}", run.out);
}

#[test]
fn a_number_that_no_line_has_is_refused() {
    let folder = folder();
    let path = file(&folder, "chat.txt", falling(&[]));
    let run = ebb(["analyze", arg(&path), "--me", "Ira", "--leave-out", "99999999"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("99999999"), "{}", run.err);
}

#[test]
fn the_cues_of_lines_are_told_with_their_tier() {
    let run = ebb_typing(&["cues", "--json"], "i need some space\nthe bus was late\n");
    let rows: Vec<Value> =
        run.out.lines().map(|line| serde_json::from_str(line).expect("an object a line")).collect();
    assert_eq!(rows[0]["cues"][0]["id"], "space");
    assert_eq!(rows[0]["cues"][0]["tier"], "both");
    assert_eq!(rows[1]["cues"], serde_json::json!([]));
    let plain = ebb_typing(&["cues"], "i need some space\n");
    assert_eq!(plain.out, "i need some space\n    space (both)\n");
}
