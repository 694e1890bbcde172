//! Which sentences of an account may report what the other person said about why.
//!
//! The narrator's guesses, their own feelings, what friends say and what is asked sound like it and are not it. So a
//! sentence must tell that somebody spoke or wrote, and must not ask, guess or speak of friends.

/// Words by which speech is reported.
const SPEECH: &[&str] = &[
    "said",
    "says",
    "told",
    "tells",
    "telling",
    "wrote",
    "writes",
    "texted",
    "texts",
    "messaged",
    "admitted",
    "admits",
    "confessed",
    "explained",
    "explains",
    "mentioned",
    "replied",
    "answered",
    "announced",
    "revealed",
    "insisted",
    "claims",
    "claimed",
    "asked",
    "asks",
    "words",
    "honest",
];

/// Whose words do not count, and what makes a guess of a sentence.
const OTHERS: &[&str] = &[
    "friend",
    "friends",
    "sister",
    "brother",
    "mum",
    "mom",
    "mother",
    "roommate",
    "therapist",
    "everyone",
    "everybody",
    "people",
    "colleague",
    "maybe",
    "perhaps",
    "probably",
    "wonder",
    "wondering",
    "guess",
    "suppose",
    "whether",
    "afraid",
    "scared",
    "worry",
    "worried",
    "suspect",
];

/// Returns whether a sentence may report the other person's words about why.
pub(super) fn may_report(sentence: &str) -> bool {
    if sentence.trim_end().ends_with('?') {
        return false;
    }
    let lower = sentence.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).collect();
    let first = |list: &[&str]| words.iter().position(|word| list.contains(word));
    let is_own = words.windows(2).any(|two| {
        two[0] == "i" && matches!(two[1], "said" | "told" | "wrote" | "think" | "thought" | "texted")
    });
    let by_narrator = |at: usize| {
        words[at.saturating_sub(2)..at]
            .iter()
            .any(|word| matches!(*word, "i" | "i'd" | "i've" | "i'm" | "we"))
    };
    let spoken = |at: &usize| SPEECH.contains(&words[*at]) && !by_narrator(*at);
    let Some(speech) = (0..words.len()).find(spoken) else { return false };
    // "He hasn't texted": nothing was said.
    let is_denied = words[speech.saturating_sub(2)..speech]
        .iter()
        .any(|word| matches!(*word, "not" | "never") || word.ends_with("n't"));
    // "My friend says" is not their word; "he told my friend" is.
    let is_of_others = first(OTHERS).is_some_and(|other| other < speech);
    let is_own_alone = is_own && words.iter().filter(|word| SPEECH.contains(word)).count() == 1;
    !(is_of_others || is_denied || is_own_alone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_other_person_may_be_reported() {
        for sentence in [
            "He told me he's met someone else.",
            "She finally admitted that she isn't over her ex.",
            "When I asked, he said yes, there's another woman.",
            "Her words were that she can't do this.",
        ] {
            assert!(may_report(sentence), "{sentence}");
        }
    }

    #[test]
    fn guesses_questions_and_other_people_are_not() {
        for sentence in [
            "Is he seeing someone else?",
            "My friends say he met someone.",
            "Maybe she said it to be kind.",
            "I told him I wasn't ready.",
            "He hasn't texted since Sunday.",
            "He watches all my stories but doesn't answer my message.",
            "I haven't asked him about it.",
        ] {
            assert!(!may_report(sentence), "{sentence}");
        }
    }
}
