//! Floors for hearing a no, danger and the young on the lines of this crate. They only rise.
//!
//! The table learned from these lines, so that this shows that nothing broke, and nothing about new lines.

use ebb_synth::safety::{
    Recall, SafetyScores, everyday_lines, read_safety_lines, safety_tables, score_safety,
};
use ebb_text::safety::Ear;
use ebb_text::table::Table;

fn scores() -> SafetyScores {
    let catalog = ebb_content::catalog().expect("content is whole");
    let lines = read_safety_lines(include_str!("../lines/safety/lines.jsonl")).expect("lines");
    let ear = Ear::new(&catalog.lexicon).expect("phrases");
    let table = Table::load().expect("table");
    score_safety(&ear, &table, &catalog.lexicon.safety.settings, &lines, &everyday_lines())
}

#[test]
fn what_is_heard_does_not_fall_below_what_was_reached() {
    let scores = scores();
    let share = |case: &str, group: &str| {
        let none = Recall::default();
        let row = scores.recall.get(&(case.to_owned(), group.to_owned(), "both")).unwrap_or(&none);
        row.heard as f64 / row.lines.max(1) as f64
    };
    for (case, group, floor) in [
        ("A NO", "en", 0.98),
        ("A NO", "other", 0.98),
        ("DANGER", "en", 0.98),
        ("DANGER", "other", 0.98),
        ("MINOR", "en", 1.0),
        ("MINOR", "other", 1.0),
    ] {
        let reached = share(case, group);
        assert!(reached >= floor, "{case} {group}: {reached}\n{}", safety_tables(&scores));
    }
    let wrong: usize = scores.stated_wrongly.values().map(|(_, wrong)| wrong).sum();
    assert!(wrong <= 1, "{:?}", scores.false_lines);
    assert!(scores.calm.1 <= 1, "{}", safety_tables(&scores));
}
