//! The tables of `ebb explain`: how common sentences, events and reasons are, with what a sentence is worth.

use std::fmt::Write as _;

use ebb::catalog::Catalog;
use ebb::reason::{ByReason, ReasonId, Shares, worth};
use ebb_report::Words;

/// Letters of a reason's name at the head of a column.
const LETTERS: usize = 6;

/// Returns the heads of twelve columns.
fn heads(catalog: &Catalog) -> String {
    let mut text = String::new();
    for reason in &catalog.reasons {
        let _ = writeln!(text, "  {:<LETTERS$}  {}", head(reason.id), reason.id.id());
    }
    text + "\n"
}

/// Returns the first letters of a reason's name.
fn head(id: ReasonId) -> String {
    id.id().replace('-', "").chars().take(LETTERS).collect()
}

/// Returns one row of shares in percent, with its range and source.
fn row(text: &mut String, id: &str, says: &str, of: &ByReason, shares: &Shares) {
    let _ = writeln!(text, "{id}: {says}");
    for id in ReasonId::ALL {
        let _ = write!(text, "  {} {:.1}", head(*id), of[*id as usize] * 100.0);
    }
    let _ = writeln!(
        text,
        "\n  each up to {} times more or less ({}; {})",
        shares.doubt,
        shares.basis.id(),
        shares.source
    );
}

/// Returns what each kind of sentence is worth: of a hundred people with a reason, how many say it.
pub(super) fn statements(catalog: &Catalog, words: &Words<'_>) -> String {
    let mut text = words.line("explain.statements", &[]) + "\n\n" + &heads(catalog);
    for statement in &catalog.statements {
        let says = format!("\"{}\" ({})", statement.says, statement.candour.id());
        row(&mut text, statement.kind.id(), &says, &statement.shares.of, &statement.shares);
        for (stage, reason, share) in &statement.at {
            let _ = writeln!(text, "  at {}: {} {:.1}", stage.id(), head(*reason), share * 100.0);
        }
        if let Some(worth) = worth(statement.kind, None, catalog) {
            let told = std::iter::once(&worth.own).chain(&worth.others);
            let told: Vec<String> = told.map(|(id, of)| format!("{of} {}", id.id())).collect();
            let _ = writeln!(text, "  of 20 people who say this: {}", told.join(", "));
        }
        text.push('\n');
    }
    text
}

/// Returns how common each event is under each reason.
pub(super) fn events(catalog: &Catalog, words: &Words<'_>) -> String {
    let mut text = words.line("explain.events", &[]) + "\n\n" + &heads(catalog);
    for event in &catalog.events {
        row(&mut text, event.id.id(), &words.fill(&event.says, &[]), &event.shares.of, &event.shares);
    }
    text
}

/// Returns how common each reason is at each stage.
pub(super) fn stages(catalog: &Catalog, words: &Words<'_>) -> String {
    let mut text = words.line("explain.stages", &[]) + "\n\n" + &heads(catalog);
    for stage in &catalog.stages {
        row(&mut text, stage.id.id(), &stage.says, &stage.priors.of, &stage.priors);
    }
    text
}
