//! Help lines, needs, and what helps with a message: one file each.

use std::collections::BTreeSet;

use ebb::draft::{DraftCheck, DraftRule, DraftText, Gravity};
use ebb::help::{HelpLine, HelpNeed};
use ebb::need::Need;
use ebb::reason::ReasonId;
use jiff::civil::Date;

use crate::Files;
use crate::check::{broken, named};
use crate::error::ContentError;
use crate::folder::{each, reviewed, told};

reviewed!(RawLine {
    country: String,
    need: String,
    name: String,
    contact: Vec<String>,
    hours: String,
    languages: Vec<String>,
    note: String,
    source: String,
    checked: Option<toml::value::Datetime>,
});
reviewed!(RawNeed { text: String, hard_with: Vec<String>, hard_line: String, ask_line: String });
reviewed!(RawDraft { title: String, when: String, text: String });
reviewed!(RawCheck {
    order: usize,
    rule: String,
    gravity: String,
    limit: usize,
    phrases: Vec<String>,
    hours: Option<(u8, u8)>,
    good: String,
    advice: String,
});

pub(crate) fn help(files: &Files<'_>) -> Result<Vec<HelpLine>, ContentError> {
    let line = |(file, row): (String, RawLine)| {
        let is_country = row.country == ebb::help::WORLD
            || (row.country.len() == 2 && row.country.chars().all(|c| c.is_ascii_uppercase()));
        if !is_country || row.contact.is_empty() {
            return Err(broken(&file, "country", "needs a country and a way to reach it"));
        }
        let date = row.checked.and_then(|at| at.date).and_then(|date| {
            let [year, month, day] =
                [i16::try_from(date.year).ok()?, i16::from(date.month), i16::from(date.day)];
            Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
        });
        Ok(HelpLine {
            need: named(HelpNeed::from_id(&row.need), &file, "need", &row.need)?,
            name: told(&file, "name", row.name)?,
            source: told(&file, "source", row.source)?,
            checked: date.ok_or_else(|| broken(&file, "checked", "is no date"))?,
            id: row.id,
            country: row.country,
            contact: row.contact,
            hours: row.hours,
            languages: row.languages,
            note: row.note,
        })
    };
    each(files, "help/")?.into_iter().map(line).collect()
}

pub(crate) fn needs(files: &Files<'_>) -> Result<Vec<Need>, ContentError> {
    let need = |(file, row): (String, RawNeed)| {
        let reasons = row.hard_with.iter();
        Ok(Need {
            hard_with: reasons
                .map(|id| named(ReasonId::from_id(id), &file, "hard_with", id))
                .collect::<Result<_, _>>()?,
            text: told(&file, "text", row.text)?,
            hard_line: told(&file, "hard_line", row.hard_line)?,
            ask_line: told(&file, "ask_line", row.ask_line)?,
            id: row.id,
        })
    };
    each(files, "needs/")?.into_iter().map(need).collect()
}

pub(crate) fn drafts(files: &Files<'_>) -> Result<Vec<DraftText>, ContentError> {
    let draft = |(file, row): (String, RawDraft)| {
        Ok(DraftText {
            title: told(&file, "title", row.title)?,
            when: told(&file, "when", row.when)?,
            text: told(&file, "text", row.text)?,
            id: row.id,
        })
    };
    each(files, "drafts/")?.into_iter().map(draft).collect()
}

/// Reads the checks, in their own order.
pub(crate) fn draft_checks(files: &Files<'_>) -> Result<Vec<DraftCheck>, ContentError> {
    let check = |(file, row): (String, RawCheck)| {
        let rule = match (row.rule.as_str(), row.hours) {
            ("most-questions", _) => DraftRule::MostQuestions(row.limit),
            ("most-words", _) => DraftRule::MostWords(row.limit),
            ("phrases", _) => DraftRule::Without(row.phrases),
            ("needs-phrase", _) => DraftRule::With(row.phrases),
            ("hours", Some((from, to))) => DraftRule::NotBetween(from, to),
            ("first-since-theirs", _) => DraftRule::FirstSinceTheirs,
            (rule, _) => return Err(broken(&file, "rule", format!("`{rule}` is not a known rule"))),
        };
        if row.advice.contains("{found}") && !matches!(rule, DraftRule::Without(_)) {
            return Err(broken(&file, "advice", "names `{found}` without phrases to find"));
        }
        let gravity = match row.gravity.as_str() {
            "" | "advises" => Gravity::Advises,
            "stops" => Gravity::Stops,
            other => return Err(broken(&file, "gravity", format!("`{other}` is not known"))),
        };
        Ok(DraftCheck {
            rule,
            gravity,
            order: row.order,
            good: told(&file, "good", row.good)?,
            advice: told(&file, "advice", row.advice)?,
            id: row.id,
        })
    };
    let mut checks: Vec<DraftCheck> =
        each(files, "draft-checks/")?.into_iter().map(check).collect::<Result<_, _>>()?;
    checks.sort_by_key(|check| check.order);
    let orders: BTreeSet<usize> = checks.iter().map(|check| check.order).collect();
    if orders.len() != checks.len() {
        return Err(broken("draft-checks/", "order", "stands twice"));
    }
    Ok(checks)
}
