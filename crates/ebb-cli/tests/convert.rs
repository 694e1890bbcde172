//! `ebb convert`: nothing is lost, and what is written can be read again.

mod running;

use ebb_synth::Regime;
use running::{arg, chat, ebb, file, folder};

#[test]
fn every_message_is_one_line() {
    let folder = folder();
    let text = "01/03/2026, 10:00 - Messages and calls are end-to-end encrypted.\n\
                14/03/2026, 10:01 - Ira: one\nand two\n14/03/2026, 10:02 - Noa: <Media omitted>\n";
    let path = file(&folder, "chat.txt", text);
    let run = ebb(["convert", arg(&path), "--to", "jsonl"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(
        lines[1],
        r#"{"at":null,"local":"2026-03-14T10:01:00","sender":"Ira","kind":"text","text":"one\nand two"}"#
    );
    assert!(lines[0].contains(r#""sender":null,"kind":"system""#) && lines[2].contains(r#""kind":"media""#));
    assert_eq!(run.err.lines().last(), Some("read 2 messages, 1 system, 0 skipped"));
}

#[test]
fn a_zone_makes_instants() {
    let folder = folder();
    let path = file(&folder, "chat.txt", "14/07/2026, 10:01 - Ira: one\n14/07/2026, 10:02 - Noa: two\n");
    let run = ebb(["convert", arg(&path), "--to", "jsonl", "--tz", "Europe/London"]);
    assert!(
        run.out.starts_with(r#"{"at":"2026-07-14T09:01:00Z","local":"2026-07-14T10:01:00""#),
        "{}",
        run.out
    );
}

#[test]
fn what_was_converted_reads_the_same() {
    let folder = folder();
    let path = file(&folder, "chat.txt", chat(5, Regime::Stable, 30));
    let once = ebb(["convert", arg(&path), "--to", "jsonl"]).out;
    let again = file(&folder, "chat.jsonl", &once);
    assert_eq!(ebb(["convert", arg(&again), "--to", "jsonl"]).out, once);
    let table = file(&folder, "chat.csv", ebb(["convert", arg(&path), "--to", "csv"]).out);
    assert_eq!(ebb(["convert", arg(&table), "--to", "jsonl"]).out, once);
}

#[test]
fn what_stands_in_two_files_is_written_once() {
    let folder = folder();
    let whole = chat(5, Regime::Stable, 30);
    let first = file(&folder, "first.txt", &whole);
    let half: String =
        whole.lines().take(whole.lines().count() / 2).fold(String::new(), |all, line| all + line + "\n");
    let half = file(&folder, "half.txt", half);
    let once = ebb(["convert", arg(&first), "--to", "jsonl"]).out;
    let both = ebb(["convert", arg(&half), arg(&first), "--to", "jsonl"]);
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&both.out), sorted(&once));
    assert!(both.err.contains("are written once"), "{}", both.err);
}
