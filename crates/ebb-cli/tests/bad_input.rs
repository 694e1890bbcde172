//! Damaged files end in an answer or in a clear refusal: never in a fault of ours.

mod running;

use ebb_synth::Regime;
use running::{arg, chat, ebb, file, folder};

/// Variants of each kind and input.
const EACH: u64 = 60;

/// A small generator of repeatable numbers (Steele, Lea & Flood 2014, SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).expect("below a length")
    }
}

fn zipped(text: &str) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("_chat.txt", zip::write::SimpleFileOptions::default()).expect("an entry");
    zip.write_all(text.as_bytes()).expect("bytes");
    zip.finish().expect("a zip").into_inner()
}

fn damaged(input: &[u8], kind: usize, numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = input.to_vec();
    match kind {
        0 => bytes.truncate(numbers.below(input.len())),
        1 => {
            for _ in 0..=numbers.below(40) {
                let at = numbers.below(bytes.len());
                bytes[at] ^= 1 << numbers.below(8);
            }
        }
        _ => bytes.iter_mut().for_each(|byte| *byte = numbers.next().to_le_bytes()[0]),
    }
    bytes
}

#[test]
fn five_hundred_damaged_files_are_answered_or_refused() {
    let folder = folder();
    let text = chat(5, Regime::Abrupt, 20);
    let iphone =
        "[14/03/2026, 10:01:02] Ira: one\r\n\u{200e}[14/03/2026, 10:02:03] Noa: \u{200e}image omitted\r\n";
    let table = "time,sender,text\n2026-03-14T10:01:00,Ira,one\n2026-03-14T10:02:00,Noa,\"two, three\"\n";
    let inputs: [(&str, Vec<u8>); 4] = [
        ("chat.txt", text.clone().into_bytes()),
        ("chat.zip", zipped(&text)),
        ("iphone.txt", iphone.repeat(20).into_bytes()),
        ("chat.csv", table.repeat(3).into_bytes()),
    ];
    let mut numbers = Numbers(20_260_311);
    let mut tried = 0;
    let mut answered = 0;
    for (name, input) in &inputs {
        for kind in 0..3 {
            for _ in 0..EACH {
                let path = file(&folder, name, damaged(input, kind, &mut numbers));
                let run = ebb(["convert", arg(&path), "--to", "jsonl", "--date-order", "dmy"]);
                tried += 1;
                answered += usize::from(run.code == 0);
                assert!(run.code == 0 || run.code == 3, "{name}, damage {kind}: {} {}", run.code, run.err);
            }
        }
    }
    assert!(tried >= 500, "{tried}");
    println!("{tried} damaged files: {answered} answered, {} refused, none failed", tried - answered);
}

#[test]
fn damaged_chats_never_fail_on_the_way_to_a_verdict() {
    let folder = folder();
    let text = chat(5, Regime::Abrupt, 40);
    let mut numbers = Numbers(7);
    for kind in 0..2 {
        for _ in 0..40 {
            let path = file(&folder, "chat.txt", damaged(text.as_bytes(), kind, &mut numbers));
            let run = ebb(["analyze", arg(&path), "--me", "Ira", "--them", "Noa", "--json"]);
            assert!(matches!(run.code, 0 | 2 | 3), "damage {kind}: {} {}", run.code, run.err);
        }
    }
}
