//! Long exports for speed tests: two people over about four years, words without meaning.

use std::io::{self, Write};

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp1};

use crate::civil::{CivilMinute, DAY};

/// How long an export to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpeedExport {
    /// Messages, without the one system line at the top.
    pub messages: u32,
    /// The same seed gives the same bytes.
    pub seed: u64,
}

/// Days that an export covers, whatever its length.
const DAYS: i64 = 4 * 365 + 1;
/// The vocabulary; which words does not matter, their lengths and bytes do.
const WORDS: &str = include_str!("../lines/vocabulary.txt");

/// Writes an export in the Android layout: about 4 % media, 3 % of two to four lines, 8 % with an emoji.
///
/// # Errors
///
/// When `out` cannot be written to.
pub fn write_speed_export(export: SpeedExport, out: &mut impl Write) -> io::Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(export.seed);
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let start = CivilMinute::midnight(2022, 1, 1);
    writeln!(out, "{start} - Messages and calls are end-to-end encrypted.")?;
    // Waking minutes are the clock, so that nights are silent and the export always ends after four years.
    let waking_day = 16 * 60;
    let mean_wait = (DAYS * waking_day) as f64 / f64::from(export.messages.max(1));
    let mut waking_minute = 0.0_f64;
    let mut names = ["Robin Example", "Sam"];
    let mut text = String::new();
    for _ in 0..export.messages {
        // Most messages follow within the minute; the rest make up for it.
        let wait: f64 = Exp1.sample(&mut rng);
        if rng.random_bool(0.2) {
            waking_minute += wait * mean_wait * 5.0;
        }
        if rng.random_bool(0.55) {
            names.swap(0, 1);
        }
        write_text(&mut text, &words, &mut rng);
        writeln!(out, "{} - {}: {text}", at(start, waking_minute, waking_day), names[0])?;
    }
    Ok(())
}

#[expect(clippy::cast_possible_truncation, reason = "minutes of a few years; the fraction is meant to go")]
fn at(start: CivilMinute, waking_minute: f64, waking_day: i64) -> CivilMinute {
    let minute = waking_minute as i64;
    start.plus(minute / waking_day * DAY + 7 * 60 + minute % waking_day)
}

fn write_text(text: &mut String, words: &[&str], rng: &mut ChaCha8Rng) {
    text.clear();
    let kind = rng.random_range(0..100_u32);
    if kind < 4 {
        text.push_str("<Media omitted>");
        return;
    }
    let lines = if kind < 7 { rng.random_range(2..5) } else { 1 };
    for line in 0..lines {
        if line > 0 {
            text.push('\n');
        }
        let drawn: f64 = Exp1.sample(rng);
        for index in 0..words_of(drawn) {
            if index > 0 {
                text.push(' ');
            }
            text.push_str(words[rng.random_range(0..words.len())]);
        }
    }
    text.push_str(match rng.random_range(0..100_u32) {
        0..18 => "?",
        18..26 => " 😂",
        _ => "",
    });
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an exponential draw is small and not negative; the fraction is meant to go"
)]
fn words_of(drawn: f64) -> usize {
    1 + (drawn * 6.5) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(messages: u32, seed: u64) -> String {
        let mut out = Vec::new();
        write_speed_export(SpeedExport { messages, seed }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn it_has_as_many_messages_as_asked() {
        let text = written(5000, 1);
        let of = |name: &str| text.lines().filter(|line| line.contains(&format!(" - {name}: "))).count();
        assert_eq!(of("Sam") + of("Robin Example"), 5000);
        assert!(of("Sam") > 2000 && of("Robin Example") > 2000);
        assert!(text.contains("<Media omitted>") && text.lines().count() > 5050);
        let last = text.lines().rev().find(|line| line.contains(" - ")).unwrap();
        assert!(last[6..10] >= *"2025", "{last}");
        assert_eq!(text, written(5000, 1));
        assert_ne!(text, written(5000, 2));
    }
}
