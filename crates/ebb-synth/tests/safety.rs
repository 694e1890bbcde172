//! Floors for hearing a no, danger and the young on lines of hands that nothing learned from. They only rise.

use ebb_synth::safety::{Listener, Recall, SafetyScores, read_safety_lines, safety_tables, score_safety};
use ebb_text::multilingual::Encoder;
use ebb_text::safety::{Ear, SignHeads};
use ebb_text::table::Table;

/// Lines of a chat that only look like a no or danger.
const ALIKE: usize = 3;

fn scores() -> SafetyScores {
    let catalog = ebb_content::catalog().expect("content is whole");
    let lines = read_safety_lines(include_str!("../lines/safety/held-out.jsonl")).expect("lines");
    let everyday = read_safety_lines(include_str!("../lines/safety/everyday.jsonl")).expect("lines");
    let listener = Listener {
        ear: Ear::new(&catalog.lexicon).expect("phrases"),
        table: Table::load().expect("table"),
        heads: SignHeads::load().expect("heads"),
        encoder: Encoder::load().expect("encoder"),
        lexicon: &catalog.lexicon,
    };
    score_safety(&listener, &lines, &everyday, ALIKE).expect("the encoder runs")
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
        ("A NO", "en", 0.83),
        ("A NO", "other", 0.66),
        ("DANGER", "en", 0.90),
        ("DANGER", "other", 0.49),
        ("MINOR", "en", 0.93),
        ("MINOR", "other", 0.83),
    ] {
        let reached = share(case, group);
        assert!(reached >= floor, "{case} {group}: {reached}\n{}", safety_tables(&scores));
    }
    let wrong: usize = scores.stated_wrongly.values().map(|(_, wrong)| wrong).sum();
    assert!(wrong <= 2, "{:?}", scores.false_lines);
    assert!(scores.calm.1 <= 1, "{}", safety_tables(&scores));
}
