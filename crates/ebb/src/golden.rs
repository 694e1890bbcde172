//! Reference numbers for tests: computed once by independent implementations and kept in `tests/golden`.

use serde_json::Value;

macro_rules! files {
    ($($name:literal),*) => {
        &[$(($name, include_str!(concat!("../tests/golden/", $name, ".json")))),*]
    };
}

static FILES: &[(&str, &str)] = files!(
    "bb_nig",
    "bnb_step",
    "exclusive_eig_eu",
    "features_small",
    "four_hypotheses",
    "gp_ramp",
    "gp_step",
    "ppm_exact",
    "rate_down"
);

/// Returns the golden file of this name.
pub(crate) fn golden(name: &str) -> Value {
    let (_, text) =
        FILES.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("no file {name}"));
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Returns the number at `key`.
#[track_caller]
pub(crate) fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap_or_else(|| panic!("no number at {key}"))
}

/// Returns the list of numbers at `key`.
#[track_caller]
pub(crate) fn list(value: &Value, key: &str) -> Vec<f64> {
    let rows = value[key].as_array().unwrap_or_else(|| panic!("no list at {key}"));
    rows.iter().map(|row| row.as_f64().expect("a number")).collect()
}

/// Asserts that two numbers differ by no more than `tolerance`.
#[track_caller]
pub(crate) fn close(mine: f64, reference: f64, tolerance: f64) {
    assert!((mine - reference).abs() <= tolerance, "{mine} is not within {tolerance} of {reference}");
}
