//! Reads whatever bytes it is given as the one format that the variable `FORMAT` names, or as `any`.
//!
//! Whatever comes, reading must end without a panic, account for every entry, and keep its times in a span that the
//! rest of the program can count in.
#![no_main]

use std::sync::OnceLock;

use ebb_import::{FORMATS, ReadSettings, Source, list, read};
use libfuzzer_sys::fuzz_target;

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

fuzz_target!(|bytes: &[u8]| {
    let settings = ReadSettings { format: format(), ..ReadSettings::automatic() };
    let Ok(listed) = list(Source::from_bytes("chat", bytes.to_vec()), &settings) else { return };
    let Ok(import) = read(Source::from_bytes("chat", bytes.to_vec()), &settings) else { return };
    assert!(!listed.is_empty());
    assert!(import.tally.is_complete(), "{:?}", import.tally);
    let export = &import.export;
    for message in &export.messages {
        assert!(message.sender.is_none_or(|id| usize::from(id.0) < export.senders.len()));
        let _ = ebb::dyad::civil(message.time.0);
        assert_eq!(export.texts.text(message.text).as_str().len(), message.text.len as usize);
    }
});
