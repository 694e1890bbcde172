//! The messages around one of them: no line is judged by itself. The one place where the page looks at words.

use ebb::dyad::{Dyad, Message};
use ebb::heard::{Quote, QuotedLine};
use jiff::civil::Date;

use super::{Reply, View, template};
use crate::visit::place_of;

template!(Around, "around.html", "page.around.title");

/// Messages shown on either side of one.
const AROUND: usize = 10;
/// Most words of a quote.
const MOST_WORDS: usize = 25;

/// A line of a chat or of the user's story, as it is shown.
#[derive(Debug, Clone)]
pub(super) struct Quoted {
    /// Whose it is: `alter` or `ego`.
    pub(super) role: &'static str,
    /// Who said it, and when.
    pub(super) who: String,
    /// Its words, at most 25 of them.
    pub(super) words: String,
    /// Its place in the chat; `None` in a story.
    pub(super) place: Option<usize>,
}

/// One message with those around it.
pub(super) struct Line {
    pub(super) who: String,
    pub(super) role: &'static str,
    pub(super) words: String,
    pub(super) is_meant: bool,
}

/// Returns the first words of a text.
fn shortened(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(MOST_WORDS + 1).collect();
    if words.len() > MOST_WORDS { format!("{} ...", words[..MOST_WORDS].join(" ")) } else { words.join(" ") }
}

impl View<'_> {
    /// Returns a quote as it is shown.
    pub(super) fn quoted(&self, quote: &Quote) -> Quoted {
        Quoted { place: self.analysed.and(quote.message), ..self.quoted_line(&quote.line) }
    }

    /// Returns a line as it is shown.
    pub(super) fn quoted_line(&self, line: &QuotedLine) -> Quoted {
        let who = match line.at {
            Some(at) => {
                let date = self.words.date(Dyad::civil(at).date());
                format!("{}, {date}", self.words.name(line.speaker))
            }
            None => self.line("page.quote.story"),
        };
        Quoted {
            role: line.speaker.id(),
            who,
            words: shortened(line.text.as_str()),
            place: self.analysed.and_then(|analysed| place_of(analysed.dyad(), line)),
        }
    }

    /// Returns the place in the middle of what is shown: a message, or the first one of a day.
    pub(super) fn middle(&self) -> Option<(usize, Option<usize>)> {
        let messages = self.analysed?.dyad().messages();
        if let Some(place) = self.asked.place("at").filter(|place| *place < messages.len()) {
            return Some((place, self.asked.field("mark").is_none().then_some(place)));
        }
        let day: Date = self.asked.date("day")?;
        Some((messages.partition_point(|message| Dyad::civil(message.local).date() < day), None))
    }

    /// Returns messages on both sides of the one that is meant.
    pub(super) fn around(&self) -> Vec<Line> {
        let (Some(analysed), Some((middle, meant))) = (self.analysed, self.middle()) else {
            return Vec::new();
        };
        let messages = analysed.dyad().messages();
        let from = middle.saturating_sub(AROUND);
        let to = messages.len().min(middle + AROUND + usize::from(meant.is_some()));
        let line = |(offset, message): (usize, &Message)| {
            let when = Dyad::civil(message.local);
            let who = self.words.name(message.role);
            let date = self.words.date(when.date());
            let words = analysed.dyad().text(message).as_str();
            let kind = || self.line(&format!("page.kind.{}", message.kind.id()));
            Line {
                who: format!("{who}, {date}, {}:{:02}", when.hour(), when.minute()),
                role: message.role.id(),
                words: if words.is_empty() { kind() } else { words.to_owned() },
                is_meant: meant == Some(from + offset),
            }
        };
        messages[from..to].iter().enumerate().map(line).collect()
    }

    /// Returns the places in the middle of the messages just before and just after those shown.
    pub(super) fn further(&self) -> [Option<usize>; 2] {
        let (Some(analysed), Some((middle, _))) = (self.analysed, self.middle()) else { return [None, None] };
        let count = analysed.dyad().messages().len();
        let earlier = middle.checked_sub(AROUND).filter(|place| *place > 0);
        [
            earlier.map(|place| place.saturating_sub(AROUND)),
            (middle + AROUND < count).then(|| (middle + 2 * AROUND).min(count - 1)),
        ]
    }
}

pub(super) fn show(view: &View<'_>) -> Reply {
    Reply::Page(Around::text(view))
}
