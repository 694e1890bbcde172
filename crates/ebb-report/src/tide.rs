//! The tide: messages week by week as bars of characters, with the change marked where it came.

use ebb::dyad::{ByRole, Role};
use ebb::verdict::{ChatVerdict, Week};
use unicode_width::UnicodeWidthStr;

use crate::text::{Glyphs, Style};
use crate::words::{Words, plural};

/// Most rows of the tide; longer chats join weeks.
const ROWS: usize = 22;

/// Weeks joined into one row.
struct Row {
    label: String,
    weeks: Week,
    is_part: bool,
}

/// Returns the lines of the tide, without indent, at most `width` columns wide.
pub(crate) fn lines(verdict: ChatVerdict<'_>, words: &Words<'_>, style: &Style, width: usize) -> Vec<String> {
    let joined = verdict.weeks.len().div_ceil(ROWS).max(1);
    let rows = rows(&verdict.weeks, joined, words);
    let label = rows.iter().map(|row| row.label.width()).max().unwrap_or(0);
    let count = |role: Role| rows.iter().map(|row| *row.weeks.messages.get(role)).max().unwrap_or(0);
    let digits = ByRole::from_fn(|role| count(role).to_string().len().max(3));
    let most = count(Role::Alter).max(count(Role::Ego)).max(1);
    // Two columns of bars share what labels and numbers leave.
    let fixed = label + digits.alter + digits.ego + 8;
    let bar = (width.saturating_sub(fixed) / 2).clamp(6, 22);

    let title = if joined == 1 {
        words.line("tide.title", &[])
    } else {
        words.line("tide.title-months", &[("n", &joined.to_string())])
    };
    let column = digits.alter + 1 + bar;
    let ego = words.line("role.ego-named", &[("ego", words.name(Role::Ego))]);
    let mut lines = vec![
        Style::bold(&title),
        format!("{:label$}  {}  {}", "", pad(words.name(Role::Alter), column), ego),
    ];
    let mut is_marked = false;
    for row in &rows {
        let is_after = |day: usize| row.weeks.first_day + row.weeks.days / 2 > day;
        if let Some(onset) = verdict.course.onset.as_ref().filter(|onset| !is_marked && is_after(onset.day)) {
            let text = words.line("tide.change", &[("date", &words.date(onset.date))]);
            lines.push(mark(&text, label + column, style));
            is_marked = true;
        }
        let (alter_bar, alter_columns) = style.bar(Role::Alter, row.weeks.messages.alter, most, bar);
        let (ego_bar, _) = style.bar(Role::Ego, row.weeks.messages.ego, most, bar);
        let part =
            if row.is_part { format!("  ({})", plural(row.weeks.days as f64, "day")) } else { String::new() };
        let line = format!(
            "{}  {:>alter_digits$} {alter_bar}{}  {:>ego_digits$} {ego_bar}{part}",
            pad(&row.label, label),
            row.weeks.messages.alter,
            " ".repeat(bar - alter_columns),
            row.weeks.messages.ego,
            alter_digits = digits.alter,
            ego_digits = digits.ego,
        );
        lines.push(line.trim_end().to_owned());
    }
    if let Some(onset) = verdict.course.onset.as_ref().filter(|_| !is_marked) {
        lines.push(mark(
            &words.line("tide.change", &[("date", &words.date(onset.date))]),
            label + column,
            style,
        ));
    }
    lines
}

fn rows(weeks: &[Week], joined: usize, words: &Words<'_>) -> Vec<Row> {
    weeks
        .chunks(joined)
        .map(|chunk| {
            let first = chunk[0];
            let days = chunk.iter().map(|week| week.days).sum();
            let sum = |role: Role| chunk.iter().map(|week| *week.messages.get(role)).sum();
            Row {
                label: words.short_date(first.from),
                weeks: Week { days, messages: ByRole::from_fn(sum), ..first },
                is_part: days < 7 * joined,
            }
        })
        .collect()
}

fn mark(text: &str, width: usize, style: &Style) -> String {
    let wave = match style.glyphs {
        Glyphs::Unicode => "\u{223c}",
        Glyphs::Ascii => "~",
    };
    let side = width.saturating_sub(text.width() + 2).max(6) / 2;
    Style::mark(&format!("{0} {text} {0}", wave.repeat(side)))
}

/// Pads to a width in columns.
pub(crate) fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}
