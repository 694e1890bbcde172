//! Ages and spans of time that an account tells.

use ebb::dyad::Role;

/// A word of a sentence in lower case, without apostrophes.
pub(super) fn words(sentence: &str) -> Vec<String> {
    sentence
        .to_lowercase()
        .replace(['\'', '’'], "")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Returns whom a sentence says to be under 18, each once.
///
/// Ages stand as `17f`, `(17)`, `f17`, "I am 17", "he is sixteen", "17 years old".
pub(super) fn minors(sentence: &str) -> Vec<Role> {
    let words = words(sentence);
    let mut found = Vec::new();
    for at in 0..words.len() {
        if is_of_another(&words[..at]) {
            continue;
        }
        if let Some(role) = minor_at(&words, at)
            && !found.contains(&role)
        {
            found.push(role);
        }
    }
    found
}

/// Returns whether the words before an age name somebody else, whose age it then is.
fn is_of_another(before: &[String]) -> bool {
    const OTHERS: [&str; 20] = [
        "sister",
        "brother",
        "son",
        "daughter",
        "niece",
        "nephew",
        "cousin",
        "kid",
        "kids",
        "child",
        "children",
        "pupil",
        "pupils",
        "student",
        "students",
        "stepson",
        "stepdaughter",
        "grandson",
        "granddaughter",
        "teach",
    ];
    let is_past =
        before.windows(3).any(|three| three[0] == "when" && matches!(three[2].as_str(), "was" | "were"));
    is_past || before.iter().any(|word| OTHERS.contains(&word.as_str()))
}

fn minor_at(words: &[String], at: usize) -> Option<Role> {
    const SUBJECTS: [(&str, Role); 8] = [
        ("i", Role::Ego),
        ("im", Role::Ego),
        ("me", Role::Ego),
        ("he", Role::Alter),
        ("hes", Role::Alter),
        ("she", Role::Alter),
        ("shes", Role::Alter),
        ("they", Role::Alter),
    ];
    let before = |back: usize| at.checked_sub(back).map_or("", |at| words[at].as_str());
    let after = |on: usize| words.get(at + on).map_or("", String::as_str);
    let word = words[at].as_str();
    let subject = |reach: usize| {
        (1..=reach)
            .find_map(|back| SUBJECTS.iter().find(|(name, _)| *name == before(back)).map(|(_, role)| *role))
    };
    if let Some(age) = ["m", "f", "nb", "yo"]
        .iter()
        .find_map(|kind| word.strip_suffix(kind).or_else(|| word.strip_prefix(kind)))
        .and_then(|digits| digits.parse::<u32>().ok())
    {
        return is_minor(age).then(|| subject(2).unwrap_or(Role::Alter));
    }
    let age = number(word)?;
    if !is_minor(age) {
        return None;
    }
    if matches!(after(1), "m" | "f" | "male" | "female" | "nb" | "yo") {
        return Some(subject(2).unwrap_or(Role::Alter));
    }
    let is_years_old = matches!((after(1), after(2)), ("year" | "years", "old"));
    if is_years_old {
        let is_of_another =
            ["son", "daughter", "kid", "child", "brother", "sister", "dog", "cat", "boy", "girl", "car"];
        return (!is_of_another.contains(&after(3))).then(|| subject(4)).flatten();
    }
    let is_told = matches!(
        before(1),
        "am" | "im" | "is" | "are" | "hes" | "shes" | "only" | "just" | "turned" | "turning"
    );
    let is_measure = is_unit(after(1))
        || matches!(
            after(1),
            "minutes" | "hours" | "pages" | "miles" | "km" | "percent" | "people" | "dates" | "times" | "of"
        );
    (is_told && !is_measure).then(|| subject(3)).flatten()
}

fn is_minor(age: u32) -> bool {
    (10..18).contains(&age)
}

pub(super) fn number(word: &str) -> Option<u32> {
    const WRITTEN: [(&str, u32); 25] = [
        ("a", 1),
        ("an", 1),
        ("one", 1),
        ("two", 2),
        ("couple", 2),
        ("three", 3),
        ("few", 3),
        ("four", 4),
        ("several", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("eight", 8),
        ("nine", 9),
        ("ten", 10),
        ("eleven", 11),
        ("twelve", 12),
        ("thirteen", 13),
        ("fourteen", 14),
        ("fifteen", 15),
        ("sixteen", 16),
        ("seventeen", 17),
        ("eighteen", 18),
        ("nineteen", 19),
        ("twenty", 20),
    ];
    word.parse().ok().or_else(|| WRITTEN.iter().find(|(name, _)| *name == word).map(|(_, number)| *number))
}

pub(super) fn unit_days(word: &str) -> Option<u32> {
    match word {
        "day" | "days" | "night" | "nights" => Some(1),
        "week" | "weeks" | "wk" | "wks" => Some(7),
        "month" | "months" => Some(30),
        "year" | "years" => Some(365),
        _ => None,
    }
}

fn is_unit(word: &str) -> bool {
    unit_days(word).is_some()
}

/// Returns how many days ago it changed, where a sentence tells of a change and of a span of time, and not of how the
/// two met.
pub(super) fn days_since_change(sentence: &str) -> Option<u32> {
    const CHANGES: [&str; 30] = [
        "stopped",
        "changed",
        "changing",
        "distant",
        "cold",
        "colder",
        "quiet",
        "silent",
        "silence",
        "ghosted",
        "ghosting",
        "pulled",
        "pulling",
        "withdrew",
        "withdrawn",
        "faded",
        "less",
        "barely",
        "hardly",
        "heard",
        "nothing",
        "disappeared",
        "vanished",
        "shorter",
        "slower",
        "off",
        "cooled",
        "backed",
        "suddenly",
        "weird",
    ];
    const BEGINNINGS: [&str; 9] =
        ["met", "started", "began", "matched", "dating", "together", "dated", "knew", "known"];
    let words = words(sentence);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    if !has(&CHANGES) || has(&BEGINNINGS) {
        return None;
    }
    (0..words.len()).find_map(|at| span_at(&words, at))
}

fn span_at(words: &[String], at: usize) -> Option<u32> {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    if word(at) == "yesterday" {
        return Some(1);
    }
    if let (Some(days), "last" | "past" | "this") = (unit_days(word(at + 1)), word(at)) {
        return Some(if word(at) == "this" { days.min(3) } else { days });
    }
    if matches!(word(at), "a") && matches!(word(at + 1), "few" | "couple") {
        return None;
    }
    let count = number(word(at))?;
    // "a few weeks", "a couple of weeks"
    let unit = (at + 1..=at + 2)
        .find(|next| is_unit(word(*next)) || !matches!(word(*next), "of" | "few" | "couple"))?;
    let days = count * unit_days(word(unit))?;
    // "quiet for a week" is how long it was; "not heard from her for a week" is how long ago it began.
    let lasts = words.iter().any(|word| {
        matches!(word.as_str(), "not" | "nothing" | "no" | "havent" | "hasnt" | "hardly" | "barely")
    });
    let is_counted_back = word(unit + 1) == "ago"
        || (at.saturating_sub(4)..at).any(|before| match word(before) {
            "since" | "last" | "past" => true,
            "for" | "in" => lasts,
            _ => false,
        });
    is_counted_back.then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_under_eighteen_are_seen_and_other_numbers_are_not() {
        assert_eq!(minors("I (17F) met him (19M) at school"), [Role::Ego]);
        assert_eq!(minors("I'm sixteen and she's 17"), [Role::Ego, Role::Alter]);
        assert_eq!(minors("he is 15 years old"), [Role::Alter]);
        assert_eq!(minors("my boyfriend 16m went quiet"), [Role::Alter]);
        for line in [
            "I (27F) met him (31M)",
            "he is 16 minutes late",
            "He is raising his sister since their parents died, she's fifteen and goes to school",
            "When I was fourteen a girl laughed at my letter",
            "we were together for 17 months",
            "his 12 year old daughter likes me",
            "he was 16 when his father left",
            "there is a 15 year age gap",
            "I am 15 weeks pregnant",
        ] {
            assert_eq!(minors(line), [], "{line}");
        }
    }

    #[test]
    fn a_change_is_dated_and_a_meeting_is_not() {
        assert_eq!(days_since_change("Two weeks ago he went cold"), Some(14));
        assert_eq!(days_since_change("I have not heard from her for a couple of weeks"), Some(14));
        assert_eq!(days_since_change("she changed last month"), Some(30));
        assert_eq!(days_since_change("he stopped writing a few days ago"), Some(3));
        assert_eq!(days_since_change("it got quiet this week"), Some(3));
        assert_eq!(days_since_change("we met three months ago"), None);
        assert_eq!(days_since_change("on her birthday he went silent for three days"), None);
        assert_eq!(days_since_change("he was distant"), None);
    }
}
