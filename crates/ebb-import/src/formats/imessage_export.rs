//! What the two layouts of imessage-exporter have in common.
//!
//! Where from: imessage-exporter, a program by others, run on a Mac or on a backup of an iPhone; one file for each chat.

use ebb::export::{Capabilities, Carried};
use ebb::message::MessageKind;

use crate::collect::{About, Collector, ConversationId, Size};
use crate::day_and_clock::read_named_moment;
use crate::stamp::SecondsShown;

/// How the owner appears, unless the program was told another name.
pub(super) const OWNER: &str = "Me";

pub(super) const CAPABILITIES: Capabilities = Capabilities {
    calls: Carried::No,
    reactions: Carried::No,
    both_sides: Carried::Yes,
    whole_history: Carried::Sometimes,
    edits: Carried::Sometimes,
    deletions: Carried::Sometimes,
    lasting: Carried::Sometimes,
};

/// Endings of files that are recordings of a voice.
const VOICES: &[&str] = &["caf", "amr", "m4a", "opus"];

/// Names the conversation of a file: the program puts the names of the people there.
pub(super) fn conversation(path: &str, into: &mut Collector) -> ConversationId {
    let file = path.rsplit('/').next().unwrap_or(path);
    let title = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let people: Vec<&str> = title.split(", ").collect();
    let size = if people.len() > 1 { Size::Group } else { Size::Two };
    into.conversation(&About { key: path, title, people: &people, size })
}

/// Reads `May 17, 2022  5:29:42 PM`, with seconds and the half of the day, and returns what follows.
pub(super) fn moment(text: &str) -> Option<(i64, &str)> {
    if !text.starts_with(|first: char| first.is_ascii_uppercase()) {
        return None;
    }
    let (second, seconds, rest) = read_named_moment(text)?;
    let written = &text[..text.len() - rest.len()];
    let has_half = written.ends_with("AM") || written.ends_with("PM");
    (seconds == SecondsShown::Yes && has_half).then_some((second, rest))
}

/// Returns what a message is whose words are these, and the words without lines of the program.
pub(super) fn kind_and_words(words: &str) -> (MessageKind, String) {
    let lines: Vec<&str> = words.lines().map(str::trim).filter(|line| !is_remark(line)).collect();
    let kept = || lines.join("\n").trim().to_owned();
    let mut told = lines.iter().filter(|line| !line.is_empty()).peekable();
    if told.peek().is_none() {
        return (MessageKind::Text, String::new());
    }
    if told.clone().all(|line| line.contains(" unsent this message part")) {
        return (MessageKind::Deleted, String::new());
    }
    if told.clone().all(|line| is_voice(line)) {
        return (MessageKind::Voice, String::new());
    }
    if told.all(|line| file_ending(line).is_some() || *line == "Attachment missing!") {
        return (MessageKind::Media, String::new());
    }
    (MessageKind::Text, kept())
}

/// Returns whether a line is by the program, about the message.
fn is_remark(line: &str) -> bool {
    matches!(
        line,
        "This message was deleted from the conversation!" | "This message responded to an earlier message."
    )
}

fn is_voice(line: &str) -> bool {
    file_ending(line).is_some_and(|ending| VOICES.contains(&ending.to_ascii_lowercase().as_str()))
}

/// Returns the ending of the file that a line is the path of.
fn file_ending(line: &str) -> Option<&str> {
    let is_path = ["/", "~/", "attachments/", "./"].iter().any(|start| line.starts_with(start));
    let (stem, ending) = line.rsplit('/').next()?.rsplit_once('.')?;
    let is_ending =
        (2..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_path && is_ending && !stem.is_empty()).then_some(ending)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_from_dates_in_a_text() {
        assert!(moment("May 17, 2022  5:29:42 PM").is_some_and(|(_, rest)| rest.is_empty()));
        assert!(moment("May 17, 2022 was sunny").is_none() && moment("May 17, 2022 5:29 PM").is_none());
        assert!(moment("17 May 2022 17:29:42").is_none());
    }

    #[test]
    fn kinds_by_their_words() {
        let kind = |words| kind_and_words(words).0;
        assert_eq!(kind("attachments/12/IMG_0001.jpeg"), MessageKind::Media);
        assert_eq!(kind("/Users/a/Library/Messages/b c/Audio Message.caf\n"), MessageKind::Voice);
        assert_eq!(kind("Dana unsent this message part 4 seconds after sending!"), MessageKind::Deleted);
        assert_eq!(kind("see /etc/hosts.txt"), MessageKind::Text);
        let remark = "fine\nThis message responded to an earlier message.";
        assert_eq!(kind_and_words(remark), (MessageKind::Text, "fine".to_owned()));
    }
}
