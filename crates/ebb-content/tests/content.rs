//! The shipped content keeps every rule, and broken content is refused with its place.

use ebb_content::{ContentError, catalog, catalog_from, embedded_files};

#[test]
fn the_shipped_content_is_a_catalog() {
    let catalog = catalog().expect("the shipped content keeps every rule");
    assert_eq!(catalog.reasons.len(), 12);
    for reason in &catalog.reasons {
        assert!(!reason.advice.steps.is_empty(), "{} has no advice", reason.id.id());
    }
}

#[track_caller]
fn check(file: &str, from: &str, to: &str, told: &str) {
    let mut files = embedded_files();
    let text = files[file].replacen(from, to, 1);
    assert_ne!(text, files[file], "`{from}` does not stand in {file}");
    files.insert(file.to_owned(), &text);
    let error = catalog_from(&files).expect_err("broken content is refused");
    assert!(error.to_string().contains(told), "{error}");
}

#[test]
fn broken_content_is_refused_with_its_place() {
    check("reasons/life.toml", "id = \"life\"", "id = \"live\"", "reasons/life.toml: id");
    check("reasons/life.toml", "weight = 0.10", "weight = 0.60", "does not lie in its range");
    check("reasons/life.toml", "symbol = \"++\"", "symbol = \"+++\"", "`+++` is not a known name");
    check("model.toml", "idle_gap_hours", "idle_gap", "measure.idle_gap_hours: is missing");
    check("model.toml", "value = 4.0, unit", "value = -4.0, unit", "is not above 0");
    check("sources.toml", "key = \"seed-article\"", "key = \"seed\"", "is not in sources.toml");
    check("scale.toml", "dots_low = 19", "dots_low = 18", "18 dots do not have exactly one row");
    let slow = "questions/asked-for-space.toml";
    check(slow, "too-fast = ", "too-slow = ", "`too-slow` is not a known name");
    check(slow, "usual = 0.10", "usual = 0.20", "shares above 0 must sum to 1");
    check(slow, "id = \"sort-of\"", "id = \"unknown\"", "has a name that every question has by itself");
    check(slow, "strength = \"said\"", "strength = \"sworn\"", "`sworn` is not a known name");
    check(slow, "place = \"explore\"", "", "place: is missing");
    check("questions/slow-or-stop.toml", "text = \"Do", "text = \"{alter}, do", "it is to be asked of");
    check("limits.toml", "id = \"no-zone\"", "id = \"zone\"", "`zone` is not a known name");
}

#[test]
fn a_missing_file_is_named() {
    let mut files = embedded_files();
    files.remove("reasons/too-fast.toml");
    assert_eq!(catalog_from(&files), Err(ContentError::Missing { file: "reasons/too-fast.toml".to_owned() }));
}
