//! What people wrote never reaches standard error, and timing results hold none of it.

mod running;

use running::{arg, ebb, export, file, folder};

const MARK: &str = "zanzibar-marker-phrase";

#[test]
fn no_word_of_a_chat_leaves_it() {
    let folder = folder();
    let mut rows: Vec<(i64, &str, &str)> = Vec::new();
    for day in 0..60_i64 {
        rows.push((day * 1440 + 600, "Ira", MARK));
        rows.push((day * 1440 + 607, "Noa", MARK));
        rows.push((day * 1440 + 640, "Ira", MARK));
    }
    let good = export(&rows);
    let group = format!("{good}13/05/2026, 10:00 - Sol: {MARK}\n");
    let damaged = good.replacen("13/03/2026", "99/99/9999", 3);
    for (name, content) in [("good.txt", &good), ("group.txt", &group), ("damaged.txt", &damaged)] {
        let path = file(&folder, name, content);
        for arguments in [
            ["analyze", arg(&path), "--me", "Ira", "--json"],
            ["analyze", arg(&path), "--me", "Nobody", "--json"],
            ["analyze", arg(&path), "--me", "Ira", "--no-input"],
        ] {
            let run = ebb(arguments);
            assert!(!run.err.contains(MARK), "{name}: {}", run.err);
            assert!(!run.out.contains(MARK), "{name}: {}", run.out);
            assert!((0..=4).contains(&run.code) && run.code != 1, "{name}: {}", run.err);
        }
        assert!(!ebb(["convert", arg(&path), "--to", "jsonl"]).err.contains(MARK));
    }
}
