//! `ebb scrub`: a file to send, which holds no word of the chat.

mod running;

use std::fs;

use running::{arg, ebb, file, folder};

const CHAT: &str = "13/04/2026, 18:00 - Ira: Shall we meet at the lake?\n13/04/2026, 18:01 - Noa: Gladly, \
                    call +1 555 000 1234\n14/04/2026, 18:01 - Ira: <Media omitted>\n";

#[test]
fn what_is_written_reads_alike_and_nothing_is_overwritten() {
    let folder = folder();
    let chat = file(&folder, "Ira.txt", CHAT);
    let output = folder.path().join("to-send.txt");
    let run = ebb(["scrub", arg(&chat), "-o", arg(&output)]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("3 messages"), "{}", run.err);
    let written = fs::read_to_string(&output).expect("it is there");
    // Digits are drawn, so that three alike may come up by chance; the whole number may not.
    for word in ["Ira", "Noa", "lake", "Gladly", "555 000 1234"] {
        assert!(!written.contains(word), "{word}");
    }
    assert!(written.contains("13/04/2026, 18:00 - ") && written.contains("<Media omitted>"));
    let told = |path| ebb(["convert", arg(path), "--to", "jsonl"]).err;
    assert_eq!(told(&output), told(&chat));
    let again = ebb(["scrub", arg(&chat), "-o", arg(&output)]);
    assert_eq!(again.code, 6, "{}", again.err);
    assert_eq!(fs::read_to_string(&output).expect("it is there"), written);
    assert_eq!(fs::read_to_string(&chat).expect("it is there"), CHAT);
}
