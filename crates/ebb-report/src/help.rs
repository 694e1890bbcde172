//! People who can help, with numbers, as lines of a terminal.

use std::fmt::Write as _;

use ebb::catalog::Catalog;
use ebb::help::{HelpLine, WORLD};

use crate::words::Words;

/// Returns the countries that have lines, by their two letters, without the lines for anyone.
#[must_use]
pub fn countries(catalog: &Catalog) -> Vec<&str> {
    let mut ids: Vec<&str> = catalog.help.iter().map(|line| line.country.as_str()).collect();
    ids.retain(|id| *id != WORLD);
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Returns the country that somebody typed, by its two letters or its name; `None` where it has no lines.
#[must_use]
pub fn country<'a>(typed: &str, catalog: &'a Catalog, words: &Words<'_>) -> Option<&'a str> {
    let typed = match typed.trim() {
        "UK" | "uk" => "GB",
        other => other,
    };
    countries(catalog).into_iter().find(|id| {
        id.eq_ignore_ascii_case(typed)
            || words.line(&format!("country.{id}"), &[]).to_lowercase() == typed.to_lowercase()
    })
}

/// Returns the lines of one country and those for anyone, or all lines, wrapped at `width` columns.
#[must_use]
pub fn lines(country: Option<&str>, catalog: &Catalog, words: &Words<'_>, width: usize) -> String {
    let mut lines: Vec<&HelpLine> = catalog
        .help
        .iter()
        .filter(|line| country.is_none_or(|country| line.country == country || line.country == WORLD))
        .collect();
    lines.sort_by_key(|line| (line.country == WORLD, &line.country, line.need));
    let mut text = textwrap::fill(&words.line("explain.help-checked", &[]), width) + "\n";
    let mut current = "";
    for line in lines {
        if line.country != current {
            current = &line.country;
            let key =
                if current == WORLD { "help.anywhere".to_owned() } else { format!("country.{current}") };
            let _ = write!(text, "\n  {}\n", words.line(&key, &[]));
        }
        let hours = if line.hours.is_empty() { String::new() } else { format!(", {}", line.hours) };
        let note = if line.note.is_empty() { String::new() } else { format!(" {}", line.note) };
        let told = format!(
            "{}: {} ({}{hours}).{note} Checked on {}.",
            words.line(&format!("help.{}", line.need.id()), &[]),
            line.name,
            line.contact.join(", "),
            line.checked
        );
        let options = textwrap::Options::new(width).initial_indent("    ").subsequent_indent("    ");
        text += &textwrap::fill(&told, options);
        text.push('\n');
    }
    text
}
