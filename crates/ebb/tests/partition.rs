//! The exact partition against two other ways to cut a series, computed elsewhere.

use ebb::change::{PartitionSettings, partition};
use serde_json::Value;

fn list(value: &Value, key: &str) -> Vec<f64> {
    value[key].as_array().expect("a list").iter().map(|row| row.as_f64().expect("a number")).collect()
}

#[test]
fn the_last_stretch_is_the_run_length_of_an_online_detector() {
    let file: Value = serde_json::from_str(include_str!("golden/bocpd_gp.json")).expect("JSON");
    let number = |key: &str| file[key].as_f64().expect("a number");
    let counts = list(&file, "x");
    let hazard = number("hazard");
    let settings = PartitionSettings { prior: (number("a"), number("b")), hazard, least_days: 1 };
    let mine = partition(&counts, &settings);
    let runs = list(&file, "run_length");
    // An online detector lets a run end after the last day, too; entry 0 is that probability.
    assert!((runs[0] - hazard).abs() < 1e-8);
    for (length, run) in runs.iter().enumerate().skip(1) {
        let began = mine.last_change[counts.len() - length];
        assert!((began * (1.0 - hazard) - run).abs() < 1e-8, "{length}: {began} and {run}");
    }
}

#[test]
fn the_likeliest_cut_is_where_least_squares_cut_at_every_penalty() {
    let file: Value = serde_json::from_str(include_str!("golden/pelt_l2.json")).expect("JSON");
    // The reference cut the roots of counts raised by 3/8.
    let counts: Vec<f64> = list(&file, "y").iter().map(|root| (root * root - 0.375).round()).collect();
    let settings = PartitionSettings { prior: (1.0, 0.5), hazard: 1.0 / 60.0, least_days: 3 };
    let mine = partition(&counts, &settings);
    let likeliest = (0..counts.len()).max_by(|a, b| mine.change[*a].total_cmp(&mine.change[*b]));
    let cuts = file["breakpoints"].as_object().expect("by penalty");
    assert_eq!(cuts.len(), 5);
    for (penalty, ends) in cuts {
        let first = ends[0].as_u64().and_then(|end| usize::try_from(end).ok());
        assert_eq!(likeliest, first, "at penalty {penalty}");
    }
}
