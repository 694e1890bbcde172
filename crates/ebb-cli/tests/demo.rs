//! `ebb demo`: the main job, with nothing of anyone's.

mod running;

use running::ebb;

#[test]
fn the_demo_tells_when_and_whose_side() {
    let run = ebb(["demo"]);
    assert_eq!(run.code, 0, "{}", run.err);
    for told in ["Alex has been writing much less since about 8 May", "almost certain", "What you can do now"]
    {
        assert!(run.out.contains(told), "`{told}` is not told in:\n{}", run.out);
    }
    assert!(!run.out.contains('\u{1b}'), "no styles where there is no terminal");
}

#[test]
fn the_report_fits_its_width() {
    for width in ["60", "80", "120"] {
        let run = ebb(["demo", "--width", width]);
        let columns: usize = width.parse().expect("a number");
        for line in run.out.lines() {
            assert!(line.chars().count() <= columns.min(88), "longer than {width}: {line}");
        }
    }
}

#[test]
fn the_plain_report_reads_as_reviewed() {
    let run = ebb(["demo", "--plain", "--width", "80"]);
    assert!(run.out.is_ascii());
    insta::assert_snapshot!(run.out);
}

#[test]
fn the_demo_is_the_same_each_time() {
    assert_eq!(ebb(["demo", "--json"]).out, ebb(["demo", "--json"]).out);
}
