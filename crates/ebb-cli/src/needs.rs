//! Needs as one types them in a terminal.

use ebb::interview::Answers;
use ebb::need::Importance;

/// Returns `answers` with what was typed: numbers from 1 to `count`, marked as they count. A `!` after one marks it as
/// what the user will not do without. `None` where it is something else.
pub(crate) fn marked(
    typed: &str,
    count: usize,
    importance: Importance,
    answers: &Answers,
) -> Option<Answers> {
    let typed = typed.replace(" !", "!");
    let parts = typed.split([' ', ',', ';', '+']).filter(|part| !part.is_empty() && *part != "and");
    parts.map(|part| part.trim_end_matches('.')).try_fold(answers.clone(), |answers, part| {
        let (number, importance) = match part.strip_suffix('!') {
            Some(number) => (number, Importance::Must),
            None => (part, importance),
        };
        let number: usize = number.parse().ok().filter(|number| (1..=count).contains(number))?;
        Some(answers.with_need(number - 1, Some(importance)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> Option<Vec<(usize, Importance)>> {
        let answers = marked(typed, 12, Importance::Want, &Answers::none())?;
        Some(answers.needs().iter().map(|marked| (marked.need, marked.importance)).collect())
    }

    #[test]
    fn numbers_are_needs_and_a_mark_makes_a_must() {
        assert_eq!(read("5! 2"), Some(vec![(1, Importance::Want), (4, Importance::Must)]));
        assert_eq!(read("2,2!"), Some(vec![(1, Importance::Must)]));
        assert_eq!(read("3 and 5 !"), Some(vec![(2, Importance::Want), (4, Importance::Must)]));
        assert_eq!(read(""), Some(Vec::new()));
    }

    #[test]
    fn what_is_no_number_of_the_list_is_refused() {
        for typed in ["0", "13", "two", "!", "1 x", "-1"] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }
}
