//! Keeps an invented chat of so many messages, opens it again, and tells times and sizes:
//! `cargo run --release -p ebb-store --example round_trip -- 1000000`

use std::fmt::Write as _;
use std::time::Instant;

use ebb_store::{Keeping, Passphrase, StoredCase, Work, open, seal};

const WORDS: [&str; 12] =
    ["see", "you", "at", "eight", "then", "lovely", "train", "again", "so", "tired", "tea", "tomorrow"];

/// Returns a chat in the form of a WhatsApp export: a message each 20 minutes, with words drawn from a few.
fn chat(messages: u32) -> Vec<u8> {
    let mut state = 1_u32;
    let mut draw = |of: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) % of
    };
    let start = jiff::civil::date(1990, 1, 1).at(8, 0, 0, 0);
    let mut text = String::new();
    for message in 0..messages {
        let at = start + jiff::Span::new().minutes(i64::from(message) * 20);
        let who = if draw(2) == 0 { "Dana" } else { "Alex" };
        let _ = write!(text, "{} - {who}:", at.strftime("%d/%m/%Y, %H:%M"));
        for _ in 0..=draw(12) {
            let _ = write!(text, " {}", WORDS[draw(12) as usize]);
        }
        text.push('\n');
    }
    text.into_bytes()
}

#[expect(clippy::print_stdout, reason = "this is what it is for")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let messages = std::env::args().nth(1).map_or(Ok(1_000_000), |told| told.parse())?;
    let chat = chat(messages);
    println!("a chat of {messages} messages, {} bytes", chat.len());
    let passphrase = Passphrase::new("kettle umbrella seventeen north");
    for keeping in [Keeping::Words, Keeping::Times] {
        let mut case = StoredCase { keeping, ..StoredCase::default() };
        let began = Instant::now();
        case.add("chat.txt", chat.clone())?;
        let added = began.elapsed();
        let began = Instant::now();
        let sealed = seal(&case, &passphrase, Work::USUAL)?;
        let saved = began.elapsed();
        let began = Instant::now();
        let opened = open(&sealed, &passphrase)?;
        println!(
            "{keeping:?}: {} bytes; read {added:.2?}, sealed {saved:.2?}, opened {:.2?}, the same: {}",
            sealed.len(),
            began.elapsed(),
            opened == case
        );
    }
    Ok(())
}
