//! A message of the user's own: texts to start from, and checks that advise and never forbid.

/// A text to start from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftText {
    /// Stable name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When it fits.
    pub when: String,
    /// The text, with tokens for people and `{date}`.
    pub text: String,
}

/// What a check looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftRule {
    /// At most so many questions.
    MostQuestions(usize),
    /// At most so many words.
    MostWords(usize),
    /// None of these phrases; a word that ends in `*` stands for every word that begins so.
    Without(Vec<String>),
    /// One of these phrases.
    With(Vec<String>),
    /// Not sent from the first hour on, until the second.
    NotBetween(u8, u8),
    /// Nothing of the user's stands unanswered.
    FirstSinceTheirs,
}

/// What a check does when it does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gravity {
    /// It advises, and the rest is told as well.
    #[default]
    Advises,
    /// It stops: a message like this hurts, so that nothing good is told of it.
    Stops,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftCheck {
    /// Stable name.
    pub id: String,
    /// Its place in the list.
    pub order: usize,
    /// What it looks at.
    pub rule: DraftRule,
    /// What it does when it does not hold.
    pub gravity: Gravity,
    /// What is told when it holds.
    pub good: String,
    /// What is told when it does not; `{found}` stands for the words it is about.
    pub advice: String,
}

/// When and after what a message would be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moment {
    /// The hour of the day, 0 to 23; `None` where it is not known.
    pub hour: Option<u8>,
    /// The user's messages that stand unanswered; `None` where that is not known.
    pub unanswered: Option<usize>,
}

/// What came of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Index of the check in the catalog.
    pub check: usize,
    /// Whether it holds.
    pub holds: bool,
    /// The words it is about, as the user wrote them but in small letters.
    pub found: Option<String>,
}

/// Looks at a text with every check that the moment allows; where one stops, only those that stop are told.
#[must_use]
pub fn check(text: &str, moment: Moment, checks: &[DraftCheck]) -> Vec<Checked> {
    let words = words_of(text);
    let all: Vec<Checked> = checks
        .iter()
        .enumerate()
        .filter_map(|(at, row)| {
            let (holds, found) = match &row.rule {
                DraftRule::MostQuestions(most) => (text.matches('?').count() <= *most, None),
                DraftRule::MostWords(most) => (words.len() <= *most, None),
                DraftRule::Without(phrases) => {
                    let found = phrases.iter().find_map(|phrase| stands(phrase, &words));
                    (found.is_none(), found)
                }
                DraftRule::With(phrases) => {
                    (phrases.iter().any(|phrase| stands(phrase, &words).is_some()), None)
                }
                DraftRule::NotBetween(from, to) => {
                    let hour = moment.hour?;
                    let is_within =
                        if from <= to { (*from..*to).contains(&hour) } else { hour >= *from || hour < *to };
                    (!is_within, None)
                }
                DraftRule::FirstSinceTheirs => (moment.unanswered? == 0, None),
            };
            Some(Checked { check: at, holds, found })
        })
        .collect();
    let stops = |row: &Checked| !row.holds && checks[row.check].gravity == Gravity::Stops;
    if all.iter().any(stops) { all.into_iter().filter(stops).collect() } else { all }
}

/// Returns the words of a text in small letters, with straight apostrophes.
fn words_of(text: &str) -> Vec<String> {
    let straight = text.to_lowercase().replace(['\u{2018}', '\u{2019}'], "'");
    straight
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .map(|word| word.trim_matches('\''))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Returns the words in which a phrase stands, if it does.
fn stands(phrase: &str, words: &[String]) -> Option<String> {
    let parts: Vec<&str> = phrase.split_whitespace().collect();
    let is_alike = |part: &str, word: &String| match part.strip_suffix('*') {
        Some(beginning) => word.starts_with(beginning),
        None => word == part,
    };
    words
        .windows(parts.len().max(1))
        .find(|window| parts.iter().zip(*window).all(|(part, word)| is_alike(part, word)))
        .map(|window| window.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(rule: DraftRule) -> DraftCheck {
        let gravity = Gravity::Advises;
        DraftCheck { id: String::new(), order: 0, rule, gravity, good: String::new(), advice: String::new() }
    }

    #[test]
    fn each_rule_holds_and_fails_where_it_should() {
        let without = |phrase: &str| DraftRule::Without(vec![phrase.to_owned()]);
        let moment = Moment { hour: Some(23), unanswered: Some(1) };
        let cases = [
            ("Are you ok? Is it me?", DraftRule::MostQuestions(1), false),
            ("Are you ok?", DraftRule::MostQuestions(1), true),
            ("one two three", DraftRule::MostWords(2), false),
            ("You\u{2019}re lying", without("you're lying"), false),
            ("You ignored me", without("you ignor*"), false),
            ("I missed you", without("you ignor*"), true),
            ("Either answer is okay.", DraftRule::With(vec!["either answer".to_owned()]), true),
            ("Tell me.", DraftRule::With(vec!["either answer".to_owned()]), false),
            ("Hello", DraftRule::NotBetween(23, 7), false),
            ("Hello", DraftRule::NotBetween(0, 7), true),
            ("Hello", DraftRule::FirstSinceTheirs, false),
        ];
        for (text, rule, holds) in cases {
            assert_eq!(check(text, moment, &[row(rule.clone())])[0].holds, holds, "{text}: {rule:?}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_judged() {
        let rows = [row(DraftRule::NotBetween(23, 7)), row(DraftRule::FirstSinceTheirs)];
        assert!(check("Hello", Moment::default(), &rows).is_empty());
    }

    #[test]
    fn where_a_check_stops_nothing_good_is_told() {
        let stopping = DraftCheck {
            gravity: Gravity::Stops,
            ..row(DraftRule::Without(vec!["my new number".to_owned(), "you blocked me".to_owned()]))
        };
        let rows = [row(DraftRule::MostWords(50)), stopping];
        let told = check("I know you blocked me but here is my new number", Moment::default(), &rows);
        assert_eq!(told.len(), 1);
        assert!(!told[0].holds && told[0].check == 1);
        assert_eq!(check("How was the exam?", Moment::default(), &rows).len(), 2);
    }
}
