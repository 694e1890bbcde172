//! Which language each person writes in, month by month. A line by itself is too short to tell.

use std::collections::BTreeMap;
use std::ops::Range;

use ebb::cue::ChatSettings;
use ebb::dyad::{ByRole, Dyad, Role};
use jiff::ToSpan;
use whichlang::{Lang, detect_language};

use super::{is_written, midnight};

/// Bytes of a month that are enough to tell its language.
const ENOUGH: usize = 4096;

/// The messages of one month, with the language of each person in it.
#[derive(Debug, Clone)]
pub(crate) struct Month {
    /// Indices of its messages.
    pub(crate) messages: Range<usize>,
    /// The language of each person.
    pub(crate) language: ByRole<Lang>,
}

impl Month {
    /// Returns whether this person's lines can be read.
    pub(crate) fn is_read(&self, role: Role) -> bool {
        *self.language.get(role) == Lang::Eng
    }
}

/// How many lines one person wrote in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageShare {
    /// Who.
    pub role: Role,
    /// The language, by its code of three letters (ISO 639-3).
    pub language: &'static str,
    /// Written lines.
    pub lines: usize,
}

impl LanguageShare {
    /// Returns whether words of this language are read.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.language == Lang::Eng.three_letter_code()
    }
}

/// Divides a chat into months and tells the language of each person in each.
///
/// Where a month holds too few letters, a person's language of the whole chat stands; where that does too, English.
pub(crate) fn months(dyad: &Dyad, settings: &ChatSettings) -> Vec<Month> {
    let messages = dyad.messages();
    let mut ranges = Vec::new();
    let mut from = 0;
    while let Some(first) = messages.get(from) {
        let month = Dyad::civil(first.local).date().first_of_month();
        let end = month.checked_add(1.month()).map_or(i64::MAX, midnight);
        let to = from + messages[from..].partition_point(|message| message.local < end);
        ranges.push(from..to);
        from = to;
    }
    let overall = ByRole::from_fn(|role| language(dyad, role, 0..messages.len(), settings));
    let english = |known: Option<Lang>| known.unwrap_or(Lang::Eng);
    let of = |messages: Range<usize>| {
        let told = |role| language(dyad, role, messages.clone(), settings).or(*overall.get(role));
        Month { language: ByRole::from_fn(|role| english(told(role))), messages }
    };
    ranges.into_iter().map(of).collect()
}

fn language(dyad: &Dyad, role: Role, messages: Range<usize>, settings: &ChatSettings) -> Option<Lang> {
    let mut pooled = String::new();
    let lines = dyad.messages()[messages].iter().filter(|line| line.role == role && is_written(line));
    for line in lines {
        pooled.push_str(dyad.text(line).as_str());
        pooled.push('\n');
        if pooled.len() >= ENOUGH {
            break;
        }
    }
    let letters = pooled.chars().filter(|letter| letter.is_alphabetic()).count();
    (letters >= settings.language_letters).then(|| detect_language(&pooled))
}

/// Counts written lines by person and language, most first.
pub(crate) fn shares(dyad: &Dyad, months: &[Month]) -> Vec<LanguageShare> {
    let mut counts: BTreeMap<(Role, &'static str), usize> = BTreeMap::new();
    for month in months {
        for line in dyad.messages()[month.messages.clone()].iter().filter(|line| is_written(line)) {
            let language = month.language.get(line.role).three_letter_code();
            *counts.entry((line.role, language)).or_default() += 1;
        }
    }
    let mut shares: Vec<LanguageShare> =
        counts.into_iter().map(|((role, language), lines)| LanguageShare { role, language, lines }).collect();
    shares.sort_by_key(|row| std::cmp::Reverse(row.lines));
    shares
}
