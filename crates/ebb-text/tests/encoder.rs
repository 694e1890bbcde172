//! The encoder against another tokenizer and another runtime: `scripts/reference-vectors` made the reference.

use ebb_text::{DIMENSIONS, Encoder};
use sha2::{Digest as _, Sha256};

const LINES: &str = include_str!("reference/lines.txt");
const PIECES: &str = include_str!("reference/pieces.txt");
const VECTORS: &[u8] = include_bytes!("reference/vectors.f32");

fn lines() -> Vec<&'static str> {
    LINES.split_terminator('\n').collect()
}

fn reference() -> Vec<Vec<f32>> {
    let numbers: Vec<f32> =
        VECTORS.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    numbers.chunks(DIMENSIONS).map(<[f32]>::to_vec).collect()
}

#[test]
fn the_files_are_those_that_were_measured() {
    let digest = |bytes: &[u8]| format!("{:x}", Sha256::digest(bytes));
    assert_eq!(
        digest(include_bytes!("../model/all-minilm-l6-v2.int8.onnx")),
        "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
    );
    assert_eq!(
        digest(include_bytes!("../model/vocab.txt")),
        "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
    );
}

#[test]
fn pieces_are_those_of_the_reference() {
    let encoder = Encoder::load().expect("the model is whole");
    for (line, expected) in lines().iter().zip(PIECES.lines()) {
        let expected: Vec<i32> = expected.split(' ').map(|id| id.parse().expect("a number")).collect();
        assert_eq!(encoder.pieces(line), expected, "{line}");
    }
}

#[test]
fn vectors_point_where_those_of_the_reference_do() {
    let encoder = Encoder::load().expect("the model is whole");
    for (line, expected) in lines().iter().zip(reference()) {
        let vector = encoder.encode(&[line]).expect("it runs").remove(0);
        let cosine: f32 = vector.components().iter().zip(expected).map(|(a, b)| a * b).sum();
        assert!(cosine >= 0.999, "{cosine} for {line}");
    }
}

#[test]
fn vectors_have_length_one_and_hardly_depend_on_their_company() {
    let encoder = Encoder::load().expect("the model is whole");
    let together = encoder.encode(&lines()).expect("it runs");
    assert_eq!(together, encoder.encode(&lines()).expect("it runs"));
    for (line, vector) in lines().iter().zip(&together) {
        assert!((vector.cosine(vector) - 1.0).abs() < 1e-5, "{line}");
        let alone = encoder.encode(&[line]).expect("it runs").remove(0);
        assert!(alone.cosine(vector) > 0.99, "{} for {line}", alone.cosine(vector));
    }
    assert!(encoder.encode::<&str>(&[]).expect("it runs").is_empty());
}
