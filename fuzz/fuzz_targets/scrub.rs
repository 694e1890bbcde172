//! Scrubs whatever bytes it is given, as the one format that the variable `FORMAT` names, or as `any`.
//!
//! What comes out must be read alike, which `scrub` sees to itself, and no longer text may stand in it as it was.
#![no_main]

use std::sync::OnceLock;

use ebb::message::MessageKind;
use ebb_import::{FORMATS, Import, ReadSettings, Source, read, scrub};
use libfuzzer_sys::fuzz_target;

/// The mark that WhatsApp writes before its own words, which stay.
const BEFORE_OWN_WORDS: char = '\u{200e}';
/// Letters from which on a text counts as longer: shorter ones may come out as they were by chance.
const LONGER: usize = 6;

/// The format to read as; `None` lets the bytes decide.
fn format() -> Option<&'static str> {
    static CHOSEN: OnceLock<Option<&'static str>> = OnceLock::new();
    *CHOSEN.get_or_init(|| {
        let asked = std::env::var("FORMAT").expect("FORMAT names a format, or any");
        let known = FORMATS.iter().map(|format| format.id()).find(|id| *id == asked);
        assert!(known.is_some() || asked == "any", "there is no format called {asked}");
        known
    })
}

/// Returns what people wrote, one text for each message.
fn texts(import: &Import) -> impl Iterator<Item = (MessageKind, &str)> {
    let export = &import.export;
    export.messages.iter().map(|message| (message.kind, export.texts.text(message.text).as_str()))
}

fuzz_target!(|bytes: &[u8]| {
    let settings = ReadSettings { format: format(), ..ReadSettings::automatic() };
    let Ok(scrubbed) = scrub("chat", bytes.to_vec(), &settings) else { return };
    let Ok(before) = read(Source::from_bytes("chat", bytes.to_vec()), &settings) else { return };
    let after = read(Source::from_bytes("chat", scrubbed.bytes), &settings).expect("it was read before");
    for ((kind, old), (_, new)) in texts(&before).zip(texts(&after)) {
        let letters = old
            .chars()
            .take_while(|letter| *letter != BEFORE_OWN_WORDS)
            .filter(|letter| letter.is_ascii_alphabetic())
            .count();
        assert!(kind != MessageKind::Text || letters < LONGER || old != new, "a text stands as it was");
    }
});
