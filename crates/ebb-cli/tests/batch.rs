//! `ebb analyze --batch`: one row for each chat of a folder.

mod running;

use std::collections::BTreeMap;
use std::path::Path;

use ebb_synth::Regime;
use running::{arg, chat, ebb, file, folder};
use serde_json::Value;

/// Returns the rows of a file by the names of their chats.
fn rows(path: &Path) -> BTreeMap<String, Value> {
    let text = std::fs::read_to_string(path).expect("rows");
    let rows = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a row"));
    rows.map(|row| (row["chat"].as_str().expect("a name").to_owned(), row)).collect()
}

#[test]
fn each_file_of_a_folder_has_a_row_that_says_what_its_report_says() {
    let (chats, place) = (folder(), folder());
    std::fs::create_dir(chats.path().join("more")).expect("a folder");
    let ghost = file(&chats, "ghost.txt", chat(3, Regime::Ghost, 120));
    let stable = file(&chats, "more/stable.txt", chat(8, Regime::Stable, 90));
    file(&chats, "list.txt", "marker, bread\n");
    let out = place.path().join("rows.ndjson");
    let run = ebb(["analyze", "--batch", arg(chats.path()), "--me", "Ira", "-o", arg(&out)]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("3 chats: 2 judged, 1 refused, 0 were there already."), "{}", run.err);
    let rows = rows(&out);
    assert_eq!(rows.keys().collect::<Vec<_>>(), ["ghost.txt", "list.txt", "more/stable.txt"]);
    assert_eq!((&rows["list.txt"]["state"], &rows["list.txt"]["claim"]), (&"refused".into(), &Value::Null));
    for (name, path) in [("ghost.txt", &ghost), ("more/stable.txt", &stable)] {
        let told = ebb(["analyze", arg(path), "--me", "Ira", "--times-only", "--json"]);
        let told: Value = serde_json::from_str(&told.out).expect("JSON");
        let row = &rows[name];
        assert_eq!(row["state"], "judged");
        for (column, place) in [
            ("messages", "/input/messages"),
            ("claim", "/change/claim"),
            ("alter", "/change/who/alter"),
            ("size", "/change/size/ratio"),
            ("onset", "/change/onset/date"),
            ("silence_hours", "/silence/hours"),
        ] {
            assert_eq!(&row[column], told.pointer(place).unwrap_or(&Value::Null), "{name}: {column}");
        }
    }
    assert_eq!(rows["ghost.txt"]["found"], true, "{}", rows["ghost.txt"]);
}

#[test]
fn a_run_that_was_stopped_goes_on_where_it_was() {
    let (chats, place) = (folder(), folder());
    file(&chats, "one.txt", chat(1, Regime::Stable, 40));
    file(&chats, "two.txt", chat(2, Regime::Stable, 40));
    let kept = "{\"chat\":\"one.txt\",\"claim\":\"as it was\"}\n";
    let out = file(&place, "rows.ndjson", format!("{kept}{{\"alter\":0.1,\"chat\":\"two.t"));
    let run = ebb(["analyze", "--batch", arg(chats.path()), "--me", "Ira", "-o", arg(&out)]);
    assert_eq!(run.code, 0, "{}", run.err);
    let rows = rows(&out);
    assert_eq!(rows["one.txt"]["claim"], "as it was");
    assert_eq!(rows["two.txt"]["state"], "judged");
    let before = std::fs::read(&out).expect("rows");
    let again = ebb(["analyze", "--batch", arg(chats.path()), "--me", "Ira", "-o", arg(&out)]);
    assert!(again.err.contains("0 judged, 0 refused, 2 were there already."), "{}", again.err);
    assert_eq!(std::fs::read(&out).expect("rows"), before);
}

#[test]
fn a_file_of_something_else_is_left_as_it_is() {
    let (chats, place) = (folder(), folder());
    file(&chats, "one.txt", chat(1, Regime::Stable, 40));
    let letter = file(&place, "letter.ndjson", "Dear Noa\n");
    let run = ebb(["analyze", "--batch", arg(chats.path()), "--me", "Ira", "-o", arg(&letter)]);
    assert_eq!(run.code, 6, "{}", run.err);
    assert_eq!(std::fs::read_to_string(&letter).expect("the letter"), "Dear Noa\n");
    let table = place.path().join("rows.parquet");
    let run = ebb(["analyze", "--batch", arg(chats.path()), "--me", "Ira", "-o", arg(&table)]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(run.err.contains("python -m ebbtide batch"), "{}", run.err);
    assert!(!table.exists());
}
