//! How fast WhatsApp exports are read, beside counting their lines with `memchr` as the least that any reader does.
//!
//! `cargo bench -p ebb-import`; the texts are made here from a fixed seed.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use ebb_import::{ReadSettings, Source, read};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const WORDS: &[&str] = &[
    "yes", "no", "maybe", "tomorrow", "train", "coffee", "späti", "home", "film", "late", "ok", "see", "you",
    "there", "😀", "really", "work", "sleep", "dinner", "the", "and", "when", "again", "tired", "café",
];

/// How a generated file writes its headers.
#[derive(Clone, Copy)]
enum Writing {
    Android24,
    Android12,
    IPhone,
}

impl Writing {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Android24, "android-24h"), (Self::Android12, "android-12h"), (Self::IPhone, "iphone")];
}

/// Makes a chat of about 60 bytes a message: one in twelve has a second line, one in thirty is media.
fn chat(messages: usize, writing: Writing) -> Vec<u8> {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let mut text = String::with_capacity(messages * 70);
    // After the 12th, so that few days are enough to tell day from month.
    let mut time = jiff::civil::date(2019, 1, 20).at(8, 0, 0, 0);
    for _ in 0..messages {
        time = time.saturating_add(jiff::SignedDuration::from_secs(rng.random_range(5..400)));
        let name = ["Dana", "Alex Muster"][rng.random_range(0..2)];
        let (day, month, year) = (time.day(), time.month(), time.year() % 100);
        let (hour, minute, second) = (time.hour(), time.minute(), time.second());
        let half = if hour < 12 { "AM" } else { "PM" };
        let twelve = (hour + 11) % 12 + 1;
        let written = match writing {
            Writing::Android24 => {
                write!(text, "{day:02}/{month:02}/{year:02}, {hour:02}:{minute:02} - {name}: ")
            }
            Writing::Android12 => {
                write!(text, "{month}/{day}/{year:02}, {twelve}:{minute:02}\u{202f}{half} - {name}: ")
            }
            Writing::IPhone => {
                write!(text, "[{day:02}.{month:02}.{year:02}, {hour:02}:{minute:02}:{second:02}] {name}: ")
            }
        };
        written.expect("a string takes everything");
        if rng.random_ratio(1, 30) {
            text.push_str("<Media omitted>");
        } else {
            for place in 0..rng.random_range(1..10) {
                text.push_str(if place > 0 { " " } else { "" });
                text.push_str(WORDS[rng.random_range(0..WORDS.len())]);
            }
            text.push_str(if rng.random_ratio(1, 12) { "\nand one more thing" } else { "" });
        }
        text.push_str(if matches!(writing, Writing::IPhone) { "\r\n" } else { "\n" });
    }
    text.into_bytes()
}

/// Returns how many messages the files have. Where the benches are only tried, as `cargo test` does, a small file is enough.
fn sizes() -> &'static [usize] {
    let is_measured = std::env::args().any(|argument| argument == "--bench");
    if is_measured { &[100_000, 1_000_000] } else { &[1_000] }
}

fn read_chats(criterion: &mut Criterion) {
    for &messages in sizes() {
        let mut group = criterion.benchmark_group(format!("read/{messages}"));
        group.sample_size(if messages > 100_000 { 10 } else { 20 });
        for (writing, name) in Writing::ALL {
            let bytes = chat(messages, writing);
            group.throughput(Throughput::Bytes(bytes.len() as u64));
            group.bench_with_input(BenchmarkId::new("whatsapp-text", name), &bytes, |bencher, bytes| {
                let source = || Source::from_bytes("chat.txt", bytes.clone());
                bencher.iter_batched(
                    source,
                    |source| read(source, &ReadSettings::automatic()).expect("the chat is read"),
                    BatchSize::LargeInput,
                );
            });
            group.bench_with_input(BenchmarkId::new("memchr-lines", name), &bytes, |bencher, bytes| {
                bencher.iter(|| memchr::memchr_iter(b'\n', black_box(bytes)).count());
            });
        }
        group.finish();
    }
}

criterion_group!(benches, read_chats);
criterion_main!(benches);
