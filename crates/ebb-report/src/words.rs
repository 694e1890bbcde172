//! Sentences: templates from content with names, pronouns and worded numbers put in.

use ebb::catalog::{Catalog, Settings, dots_of};
use ebb::dyad::{ByRole, Dyad, Role};
use ebb::finding::{Amount, Observed, Slot};
use ebb::heard::{Quote, QuotedLine};
use ebb::judgement::Judgement;
use ebb::question::{Answer, Place};
use ebb::reason::{EvidenceId, ReasonId};
use jiff::civil::Date;

/// How the other person is spoken of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pronouns {
    /// As in "they wrote".
    pub subject: String,
    /// As in "fast for them".
    pub object: String,
    /// As in "their day".
    pub possessive: String,
}

impl Pronouns {
    /// Returns they, them, their.
    #[must_use]
    pub fn they() -> Self {
        Self::of("they", "them", "their")
    }

    /// Returns the pronouns of this name: `they`, `she`, `he`, or any three such as `xe/xem/xyr`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "they" => Some(Self::they()),
            "she" => Some(Self::of("she", "her", "her")),
            "he" => Some(Self::of("he", "him", "his")),
            own => Self::own(own),
        }
    }

    /// Returns three words that somebody chose, as in "they wrote", "fast for them" and "their day".
    fn own(written: &str) -> Option<Self> {
        const LONGEST: usize = 20;
        let is_word = |word: &&str| {
            (1..=LONGEST).contains(&word.chars().count())
                && word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '\u{2019}' | '-'))
        };
        let words: Vec<&str> = written.split('/').map(str::trim).filter(is_word).collect();
        match words[..] {
            [subject, object, possessive] if written.matches('/').count() == 2 => {
                Some(Self::of(subject, object, possessive))
            }
            _ => None,
        }
    }

    fn of(subject: &str, object: &str, possessive: &str) -> Self {
        Self { subject: subject.to_owned(), object: object.to_owned(), possessive: possessive.to_owned() }
    }
}

/// Everything that sentences need.
#[derive(Debug, Clone)]
pub struct Words<'a> {
    catalog: &'a Catalog,
    names: ByRole<String>,
    pronouns: Pronouns,
    /// The year that dates need not name.
    year: i16,
    /// The day from which weeks are counted in place of dates.
    weeks_from: Option<Date>,
}

/// Whether a month is told with its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Year {
    /// With it.
    Told,
    /// Without.
    Untold,
    /// In place of the month.
    Alone,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl<'a> Words<'a> {
    /// Prepares sentences about two people; dates in `year` do not name it.
    #[must_use]
    pub fn new(catalog: &'a Catalog, names: &ByRole<String>, pronouns: Pronouns, year: i16) -> Self {
        let names = ByRole { alter: printable(&names.alter), ego: printable(&names.ego) };
        Self { catalog, names, pronouns, year, weeks_from: None }
    }

    /// Returns the same words with weeks in place of dates: "week 3", counted from this day.
    #[must_use]
    pub(crate) fn counting_weeks_from(self, date: Date) -> Self {
        Self { weeks_from: Some(date), ..self }
    }

    /// Returns whether weeks stand in place of dates.
    pub(crate) fn counts_weeks(&self) -> bool {
        self.weeks_from.is_some()
    }

    fn week(&self, date: Date) -> Option<String> {
        let from = self.weeks_from?;
        let week = (date - from).get_days().div_euclid(7) + 1;
        Some(self.line("date.week", &[("n", &week.to_string())]))
    }

    /// Returns the settings that some sentences name.
    pub(crate) fn settings(&self) -> &'a Settings {
        &self.catalog.settings
    }

    /// Returns the shown name of a person, without control characters.
    #[must_use]
    pub fn name(&self, role: Role) -> &str {
        self.names.get(role)
    }

    /// Returns the sentence of a key of `content/copy`, with its slots put in. Where `n` is 1 and the key has a form
    /// for one, named `KEY.one`, it is that.
    #[must_use]
    pub fn line(&self, key: &str, slots: &[(&str, &str)]) -> String {
        let copy = &self.catalog.copy;
        let one = slots.contains(&("n", "1")).then(|| copy.get(&format!("{key}.one"))).flatten();
        self.fill(one.or_else(|| copy.get(key)).map_or(key, String::as_str), slots)
    }

    /// Puts names, pronouns and slots into a template.
    #[must_use]
    pub fn fill(&self, template: &str, slots: &[(&str, &str)]) -> String {
        let mut filled = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let Some((slot, after)) = after.split_once('}') else {
                filled.push('{');
                rest = after;
                continue;
            };
            // Where nobody was named, a plain word stands for a name, and it may begin the sentence.
            let begins = filled.is_empty() || filled.ends_with(". ");
            let value = match slot {
                "alter" | "ego" if begins => {
                    let name = if slot == "alter" { &self.names.alter } else { &self.names.ego };
                    let mut letters = name.chars();
                    filled.extend(letters.next().into_iter().flat_map(char::to_uppercase));
                    Some(letters.as_str())
                }
                "alter" => Some(self.names.alter.as_str()),
                "ego" => Some(self.names.ego.as_str()),
                "they" => Some(self.pronouns.subject.as_str()),
                "them" => Some(self.pronouns.object.as_str()),
                "their" => Some(self.pronouns.possessive.as_str()),
                _ => slots.iter().find(|(name, _)| *name == slot).map(|(_, value)| *value),
            };
            filled.push_str(value.unwrap_or("…"));
            rest = after;
        }
        filled.push_str(rest);
        filled
    }

    /// Returns a probability in words with its number, for example "likely (about 13 in 20)".
    #[must_use]
    pub fn scale(&self, probability: f64) -> String {
        self.dots_in_words(dots_of(probability))
    }

    /// Returns a number of dots in words with the number.
    #[must_use]
    pub fn dots_in_words(&self, dots: u8) -> String {
        let row = self.catalog.scale_row(dots);
        row.map_or_else(String::new, |row| self.fill(&row.reading, &[("n", &dots.to_string())]))
    }

    /// Returns a range of dots, for example "3 to 7 in 20".
    pub(crate) fn dots_range(&self, low: u8, high: u8) -> String {
        let slots = [("low", low.to_string()), ("high", high.to_string())];
        let slots = [(slots[0].0, slots[0].1.as_str()), (slots[1].0, slots[1].1.as_str())];
        self.line(if low == high { "row.range-same" } else { "row.range" }, &slots)
    }

    /// Returns the short name of a reason.
    #[must_use]
    pub fn reason_name(&self, id: ReasonId) -> String {
        self.catalog.reason(id).map_or_else(String::new, |reason| self.fill(&reason.short, &[]))
    }

    /// Returns the sentence of a piece of evidence, as far as the judgement holds it.
    #[must_use]
    pub fn evidence(&self, id: EvidenceId, judgement: &Judgement) -> Option<String> {
        match id {
            EvidenceId::Finding(id) => judgement
                .findings
                .iter()
                .find(|finding| finding.id == id)
                .map(|finding| self.finding(finding)),
            EvidenceId::Answer(question, answer) => {
                let key = if judgement.answers.is_own_words(question) {
                    "evidence.own-words"
                } else {
                    "evidence.answer"
                };
                let question = self.catalog.questions.get(question)?;
                let answer = self.fill(&question.answers.get(answer)?.text, &[]);
                let asked = self.fill(&question.text, &[]);
                Some(self.line(key, &[("question", &asked), ("answer", &answer)]))
            }
            EvidenceId::Statement(kind) => {
                let said = self.catalog.statement(kind)?;
                Some(self.line("evidence.statement", &[("quote", &said.says)]))
            }
            EvidenceId::Event(id) => self.catalog.event(id).map(|event| self.fill(&event.says, &[])),
        }
    }

    /// Returns whether a piece of evidence is told with a reason. An answer that does not speak of the reason moves it
    /// only because it does not speak for the others, and the user's own guess is told apart.
    pub(crate) fn speaks(&self, id: EvidenceId, reason: ReasonId) -> bool {
        match id {
            EvidenceId::Finding(_) | EvidenceId::Statement(_) | EvidenceId::Event(_) => true,
            EvidenceId::Answer(question, answer) => {
                self.catalog.questions.get(question).is_some_and(|asked| {
                    let speaks = |answer: &Answer| {
                        answer.tells.is_some() || answer.weighs.iter().any(|(of, _)| *of == reason)
                    };
                    asked.place != Place::Closing && asked.answers.get(answer).is_some_and(speaks)
                })
            }
        }
    }

    /// Returns a quote with its date, its speaker and the number by which it can be left out.
    #[must_use]
    pub fn quote(&self, quote: &Quote) -> String {
        let line = self.quoted(&quote.line);
        match quote.message {
            Some(number) => self.line("quote.numbered", &[("quote", &line), ("n", &number.to_string())]),
            None => line,
        }
    }

    /// Returns one line of a chat or an account with its date and its speaker.
    #[must_use]
    pub fn quoted(&self, line: &QuotedLine) -> String {
        let who = match line.speaker {
            Role::Alter => self.name(Role::Alter).to_owned(),
            Role::Ego => self.line("role.ego", &[]),
        };
        let said = printable(&line.text.as_str().split_whitespace().collect::<Vec<_>>().join(" "));
        match line.at {
            Some(at) => {
                let date = self.date(Dyad::civil(at).date());
                self.line("quote.line", &[("date", &date), ("who", &who), ("quote", &said)])
            }
            None => self.line("quote.told", &[("quote", &said)]),
        }
    }

    /// Returns the sentence of a finding.
    #[must_use]
    pub fn finding(&self, finding: &Observed) -> String {
        let Some(content) = self.catalog.finding(finding.id) else {
            return String::new();
        };
        let amounts: Vec<(Slot, String)> =
            finding.amounts.iter().map(|(slot, amount)| (*slot, self.amount(*amount))).collect();
        let slots: Vec<(&str, &str)> =
            amounts.iter().map(|(slot, worded)| (slot.id(), worded.as_str())).collect();
        self.fill(&content.says, &slots)
    }

    /// Returns a number with what it counts.
    #[must_use]
    pub fn amount(&self, amount: Amount) -> String {
        match amount {
            Amount::Decimal(value) => decimal(value),
            Amount::OutOf(count, of) => format!("{count:.0} of {of:.0}"),
            Amount::Share(share) => format!("{:.0} of 20", share * 20.0),
            Amount::Minutes(minutes) => duration(minutes),
            Amount::Hours(hours) => duration(hours * 60.0),
            Amount::Days(days) => plural(days.round(), "day"),
            Amount::Count(count) => count.to_string(),
            Amount::Date(date) => self.date(date),
            Amount::Ratio(ratio) => self.catalog.ratio_words(ratio).to_owned(),
        }
    }

    /// Returns a date as one says it: "9 May", or "9 May 2025" in another year than the chat's last.
    #[must_use]
    pub fn date(&self, date: Date) -> String {
        if let Some(week) = self.week(date) {
            return week;
        }
        let month = MONTHS[usize::try_from(date.month() - 1).unwrap_or(0) % 12];
        if date.year() == self.year {
            format!("{} {month}", date.day())
        } else {
            format!("{} {month} {}", date.day(), date.year())
        }
    }

    /// Returns a date with its year, whatever the year: "24 November 2026".
    #[must_use]
    pub fn full_date(&self, date: Date) -> String {
        let month = MONTHS[usize::try_from(date.month() - 1).unwrap_or(0) % 12];
        format!("{} {month} {}", date.day(), date.year())
    }

    /// Returns a month for an axis or a table: "May", or "May 2026" with its year.
    pub(crate) fn month(&self, date: Date, year: Year) -> String {
        if let Some(week) = self.week(date) {
            return week;
        }
        let month = MONTHS[usize::try_from(date.month() - 1).unwrap_or(0) % 12];
        match year {
            Year::Told => format!("{} {}", &month[..3], date.year()),
            Year::Untold => month[..3].to_owned(),
            Year::Alone => date.year().to_string(),
        }
    }

    /// Returns how far apart months on an axis stand at least, so that their names do not touch: "week 104" is wider
    /// than "Sep".
    pub(crate) fn narrowest_month(&self) -> f64 {
        if self.weeks_from.is_some() { 60.0 } else { 46.0 }
    }

    /// Returns a weekday, 0 being Monday.
    pub(crate) fn weekday(&self, day: usize) -> String {
        self.line(&format!("weekday.{}", day % 7), &[])
    }

    /// Returns the words for a ratio since over before.
    pub(crate) fn ratio(&self, ratio: f64) -> &'a str {
        self.catalog.ratio_words(ratio)
    }

    /// Returns a wait in minutes for an axis: "10 min", "6 h", "3 days".
    pub(crate) fn short_wait(&self, minutes: f64) -> String {
        let (count, key) = match minutes {
            m if m < 60.0 => (m, "wait.minutes"),
            m if m < 1440.0 => (m / 60.0, "wait.hours"),
            m if m < 2880.0 => (m / 1440.0, "wait.day"),
            m => (m / 1440.0, "wait.days"),
        };
        self.line(key, &[("n", &format!("{count:.0}"))])
    }

    /// Returns a date for a narrow column: "9 May", "9 May 25" in another year than the chat's last.
    #[must_use]
    pub fn short_date(&self, date: Date) -> String {
        if let Some(week) = self.week(date) {
            return week;
        }
        let month = &MONTHS[usize::try_from(date.month() - 1).unwrap_or(0) % 12][..3];
        if date.year() == self.year {
            format!("{} {month}", date.day())
        } else {
            format!("{} {month} {:02}", date.day(), date.year().rem_euclid(100))
        }
    }
}

/// Returns a text without control characters, so that a name cannot steer a terminal.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// Returns a number with one decimal below 20, and whole from there on.
#[must_use]
pub fn decimal(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    if rounded >= 20.0 || rounded == 0.0 { format!("{value:.0}") } else { format!("{rounded:.1}") }
}

/// Returns minutes as one says them: "14 minutes", "3 hours 10 minutes", "2 days 5 hours".
#[must_use]
pub fn duration(minutes: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a wait is positive and short"
    )]
    let whole = minutes.max(0.0).round() as u64;
    let (days, hours, minutes) = (whole / 1440, whole / 60 % 24, whole % 60);
    let joined =
        |large: String, small: String, n: u64| if n == 0 { large } else { format!("{large} {small}") };
    match (days, hours) {
        (0, 0) if minutes == 0 => "under a minute".to_owned(),
        (0, 0) => plural(minutes as f64, "minute"),
        (0, hours) => {
            // Minutes beside hours are told in tens: a usual wait is not known to the minute.
            let tens = minutes / 10 * 10;
            joined(plural(hours as f64, "hour"), plural(tens as f64, "minute"), tens)
        }
        (days, hours) if days < 7 => joined(plural(days as f64, "day"), plural(hours as f64, "hour"), hours),
        (days, _) => plural(days as f64, "day"),
    }
}

/// Returns a count with its noun: "1 day", "3 days".
#[must_use]
pub fn plural(count: f64, noun: &str) -> String {
    if (count - 1.0).abs() < 0.5 { format!("1 {noun}") } else { format!("{count:.0} {noun}s") }
}

/// Returns a text with a capital at its beginning.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let mut capital: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    capital.push_str(letters.as_str());
    capital
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_one_says_them() {
        for (minutes, said) in [
            (0.2, "under a minute"),
            (1.0, "1 minute"),
            (14.3, "14 minutes"),
            (60.0, "1 hour"),
            (193.0, "3 hours 10 minutes"),
            (3180.0, "2 days 5 hours"),
            (20_000.0, "13 days"),
        ] {
            assert_eq!(duration(minutes), said);
        }
    }

    #[test]
    fn numbers_carry_no_more_than_they_can() {
        for (value, said) in [(0.0, "0"), (0.04, "0"), (3.04, "3.0"), (11.32, "11.3"), (47.8, "48")] {
            assert_eq!(decimal(value), said);
        }
    }

    #[test]
    fn own_words_for_a_person_are_three() {
        assert_eq!(Pronouns::named("xe/xem/xyr"), Some(Pronouns::of("xe", "xem", "xyr")));
        assert_eq!(Pronouns::named(" fae / faer / faer "), Some(Pronouns::of("fae", "faer", "faer")));
        for refused in ["xe", "xe/xem", "xe/xem/xyr/xyrs", "xe//xyr", "<b>/xem/xyr", "", "//", "1/2/3"] {
            assert_eq!(Pronouns::named(refused), None, "{refused}");
        }
    }

    #[test]
    fn a_name_cannot_steer_the_terminal() {
        assert_eq!(printable("Al\u{1b}[2Jex\n"), "Al[2Jex");
    }
}
