//! Every sentence that a user sees: short enough to read when one is hurt, and free of words that wound.

use ebb_content::embedded_files;
use toml::Value;

/// Files with sentences for users, and the keys under which these stand; no key means every text of the file.
const SHOWN: &[(&str, &[&str])] = &[
    (
        "reasons/",
        &[
            "name",
            "short",
            "plain",
            "moves",
            "not_meant",
            "what_would_tell",
            "do",
            "clarity",
            "peace",
            "avoid",
        ],
    ),
    ("findings/", &["label", "says"]),
    ("questions/", &["text", "hint", "why", "then"]),
    ("guidance/", &["title", "lines", "how"]),
    ("because/", &["text"]),
    ("counsels/", &["title", "text"]),
    (
        "plays/",
        &["title", "reflect", "tonight", "sending", "text", "not", "why", "then", "walk_away", "because"],
    ),
    ("answers/", &["heading", "short", "because"]),
    ("reason-pages/", &["looks_like", "text", "mistaken_for", "helps", "say", "not", "walk_away"]),
    ("drafts/", &["title", "when", "text"]),
    ("draft-checks/", &["good", "advice"]),
    ("needs/", &["text", "hard_line", "ask_line"]),
    ("help/", &["note"]),
    ("limits.toml", &["text"]),
    ("scale.toml", &["words", "reading"]),
    ("copy/", &[]),
    ("cues/situations.toml", &["says"]),
];

/// Words that name a fault or a diagnosis, or promise what nobody can.
const BANNED: &[&str] = &[
    "needy",
    "clingy",
    "desperate",
    "crazy",
    "too much",
    "chase",
    "chasing",
    "high value",
    "low value",
    "deserve",
    "your fault",
    "should have",
    "narcissist",
    "toxic",
    "player",
    "avoidant",
    "commitment-phobe",
    "liar",
    "coward",
    "ghoster",
    "ghosted",
    "breadcrumb",
    "love-bomb",
    "red flag",
    "men are",
    "women are",
    "just not that into",
    "if they wanted to",
    "proof",
    "the truth",
    "decode",
    "win back",
    "make them",
    "trauma",
    "disorder",
    "attachment",
    "always",
    "simply",
    "obviously",
    "—",
];

/// Highest reading grade (Kincaid and others 1975) of a sentence of six words or more.
const HIGHEST_GRADE: f64 = 6.0;

/// The same where somebody is spoken to as a friend would speak: contractions and whole thoughts need more room.
const HIGHEST_SPOKEN_GRADE: f64 = 8.0;

/// Folders that speak so.
const SPOKEN: &[&str] = &["plays/", "answers/", "reason-pages/"];

/// Returns every sentence shown to users, with its file.
fn shown() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for (file, content) in embedded_files() {
        let Some((_, keys)) = SHOWN.iter().find(|(place, _)| file.starts_with(place)) else { continue };
        let value: Value = toml::from_str(content).expect("TOML");
        collect(&value, keys.is_empty(), keys, &mut |text| texts.push((file.clone(), text.to_owned())));
    }
    texts
}

fn collect(value: &Value, is_shown: bool, keys: &[&str], found: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) if is_shown => found(text),
        Value::Array(rows) => rows.iter().for_each(|row| collect(row, is_shown, keys, found)),
        Value::Table(table) => {
            for (key, value) in table {
                collect(value, keys.is_empty() || keys.contains(&key.as_str()), keys, found);
            }
        }
        Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => {}
    }
}

/// Returns a text with its slots filled as a report would.
fn filled(text: &str) -> String {
    let slots = [
        ("alter", "Alex"),
        ("ego", "Dana"),
        ("them", "them"),
        ("they", "they"),
        ("their", "their"),
        ("before", "ten"),
        ("since", "three"),
        ("count", "three"),
        ("date", "nine May"),
        ("days", "five days"),
        ("n", "ten"),
        ("scale", "likely"),
        ("low", "six May"),
        ("high", "nine May"),
        ("quote", "Are we okay?"),
        ("who", "Alex"),
        ("reason", "about life"),
        ("list", "three about life"),
        ("question", "Did it change?"),
        ("says", "It went fast."),
        ("sentence", "We met every day."),
        ("answer", "Yes"),
        ("found", "you lie"),
        ("alter_drop", "half"),
        ("ego_drop", "half"),
        ("ego_before", "ten"),
        ("ego_since", "three"),
        ("share", "half"),
        ("ratio_words", "about half"),
        ("weekday", "Thursday"),
        ("said-on", "ten"),
        ("since-day", "ten"),
        ("silence", "ten"),
        ("usual", "ten"),
        ("longer-than", "ten"),
        ("waiting", "ten"),
        ("alter-before", "ten"),
        ("alter-since", "ten"),
        ("ego-before", "ten"),
        ("ego-since", "ten"),
        ("returns", "ten"),
        ("pooled", "ten"),
        ("pooled-low", "ten"),
        ("pooled-high", "ten"),
        ("look-again", "ten"),
    ];
    slots.iter().fold(text.to_owned(), |text, (slot, value)| text.replace(&format!("{{{slot}}}"), value))
}

/// Counts syllables as runs of vowels, without a silent e at the end; near enough for short English words.
fn syllables(word: &str) -> usize {
    let word = word.to_lowercase();
    let is_vowel = |letter: char| "aeiouy".contains(letter);
    let mut runs = 0;
    let mut in_run = false;
    for letter in word.chars() {
        runs += usize::from(is_vowel(letter) && !in_run);
        in_run = is_vowel(letter);
    }
    let silent = (word.ends_with('e') && !word.ends_with("le") && !word.ends_with("ee"))
        || (word.ends_with("ed") && !word.ends_with("ted") && !word.ends_with("ded"))
        || (word.ends_with("es")
            && !word.ends_with("ses")
            && !word.ends_with("ches")
            && !word.ends_with("shes"));
    runs.saturating_sub(usize::from(silent && runs > 1)).max(1)
}

fn grade(sentence: &str) -> Option<f64> {
    let words: Vec<&str> = sentence
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphabetic()))
        .filter(|w| !w.is_empty())
        .collect();
    let sum: usize = words.iter().map(|word| syllables(word)).sum();
    (words.len() >= 6).then(|| 0.39 * words.len() as f64 + 11.8 * sum as f64 / words.len() as f64 - 15.59)
}

#[test]
fn every_sentence_is_easy_to_read() {
    let mut measured = 0;
    let mut highest: (f64, String) = (f64::MIN, String::new());
    let mut hard = Vec::new();
    for (file, text) in shown() {
        for sentence in filled(&text).split_inclusive(['.', '?', '!', ':']) {
            let Some(grade) = grade(sentence) else { continue };
            measured += 1;
            if grade > highest.0 {
                highest = (grade, sentence.trim().to_owned());
            }
            let is_spoken = SPOKEN.iter().any(|place| file.starts_with(place));
            if grade > if is_spoken { HIGHEST_SPOKEN_GRADE } else { HIGHEST_GRADE } {
                hard.push(format!("{file}: {grade:.1}: {}", sentence.trim()));
            }
        }
    }
    println!("{measured} sentences, hardest {:.1}: {}", highest.0, highest.1);
    assert!(measured > 200, "{measured}");
    assert!(hard.is_empty(), "{}", hard.join("\n"));
}

#[test]
fn no_sentence_blames_or_diagnoses() {
    for (file, text) in shown() {
        let lower = format!(" {} ", text.to_lowercase());
        for banned in BANNED {
            let is_word = banned.chars().all(char::is_alphabetic);
            let stands = if is_word {
                lower.split(|c: char| !c.is_alphabetic()).any(|word| word == *banned)
            } else {
                lower.contains(banned)
            };
            assert!(!stands, "{file}: `{banned}` in: {text}");
        }
    }
}

#[test]
fn every_slot_is_known() {
    for (file, text) in shown() {
        assert!(!filled(&text).contains('{'), "{file}: {text}");
    }
}
