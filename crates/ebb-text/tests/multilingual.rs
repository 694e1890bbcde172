//! The multilingual encoder against the original weights, and what it must not mind.

use ebb_text::multilingual::{DIMENSIONS, Encoder, LoadError};

/// The lines of `scripts/take-multilingual`, whose vectors under the original weights stand in `tests/data`.
const LINES: &[&str] = &[
    "please don't contact me again",
    "No quiero seguir con esto, lo siento.",
    "ich will dich nicht mehr sehen",
    "je préfère qu'on arrête là",
    "haha see you at the gym tomorrow",
    "мне кажется нам лучше не видеться",
    "artık görüşmek istemiyorum",
    "لا أريد أن أراك بعد الآن",
    "nie pisz do mnie więcej",
    "ok",
    "wil je vanavond mee eten?",
    "I met someone and I think it's serious 😬",
];

fn encoder() -> Encoder {
    Encoder::load().expect("the packed file is whole")
}

#[test]
fn vectors_are_those_of_the_original_weights() {
    let reference: Vec<f32> = include_bytes!("data/multilingual-reference.bin")
        .as_chunks::<4>()
        .0
        .iter()
        .map(|four| f32::from_le_bytes(*four))
        .collect();
    let vectors = encoder().encode(LINES);
    for ((line, vector), original) in LINES.iter().zip(&vectors).zip(reference.chunks_exact(DIMENSIONS)) {
        let cosine: f32 = vector.components().iter().zip(original).map(|(a, b)| a * b).sum();
        assert!(cosine > 0.96, "{line}: {cosine}");
    }
}

#[test]
fn the_company_of_a_line_does_not_move_it() {
    let encoder = encoder();
    let together = encoder.encode(LINES);
    for (line, vector) in LINES.iter().zip(&together) {
        let alone = encoder.encode(&[line]);
        assert!(alone[0].cosine(vector) > 0.9999, "{line}");
    }
}

#[test]
fn a_no_is_near_a_no_of_another_language() {
    let vectors = encoder().encode(&[
        "I don't want to see you anymore",
        "no quiero verte más",
        "ich will dich nicht mehr sehen",
        "dinner at eight?",
        "guess who I ran into today",
    ]);
    for other in &vectors[1..3] {
        for harmless in &vectors[3..] {
            assert!(vectors[0].cosine(other) > vectors[0].cosine(harmless) + 0.2);
        }
    }
}

#[test]
fn odd_lines_have_vectors_of_length_one() {
    let long = "a b ".repeat(5_000);
    let odd = ["", " ", "\u{202e}\u{0}\u{7}", "漢字", "हाँ", "🙂🙂🙂", long.as_str()];
    for (line, vector) in odd.iter().zip(encoder().encode(&odd)) {
        assert!((vector.cosine(&vector) - 1.0).abs() < 1e-3, "{} bytes", line.len());
    }
}

#[test]
fn damaged_bytes_are_refused() {
    assert!(matches!(Encoder::from_bytes(b"something else"), Err(LoadError::NotPacked)));
    assert!(matches!(Encoder::from_bytes(b"ebbmul01\x05\0\0\0\0"), Err(LoadError::Cut { .. })));
}
