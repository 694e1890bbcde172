//! Charts: each a sentence, a drawing for a wide and for a narrow place, and a table with the same numbers.
//!
//! The other person is blue, solid and round; the person asking is clay, dashed and square, so that neither colour
//! nor shape alone carries a meaning. What is unsure is drawn as a band, or as 20 dots.

mod axis;
mod compared;
mod dots;
mod drawing;
mod lines;
mod picture;
mod questions;
mod replies;
mod rhythm;
mod silence;
mod spoken;
mod starts;
mod tide;
mod unusual;

use askama::Template;
use ebb::figure::Spoken;
use ebb::silence::ComparedWith;
use ebb::verdict::{ChatVerdict, Week};
use jiff::civil::Date;

use crate::words::Words;

pub use dots::{dots, moved_dots};
use drawing::Room;
pub(crate) use picture::{picture, picture_file};
pub use silence::Hours;
pub use tide::Happened;

/// Numbers of a chart, in rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Heads of the columns.
    pub head: Vec<String>,
    /// Rows; the first cell is the head of its row.
    pub rows: Vec<Vec<String>>,
    /// The first day of the stretch that each row counts; empty where rows are no stretches.
    pub days: Vec<Date>,
}

/// One chart in words, as drawings and as a table.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "chart.html")]
pub struct Chart {
    /// Stable name, unique on a page.
    pub id: &'static str,
    /// Its title.
    pub title: String,
    /// What it shows, in a sentence or two.
    pub sentence: String,
    /// What opens the table.
    pub table_label: String,
    /// The drawing for a computer and for paper.
    pub wide: String,
    /// The drawing for a phone.
    pub narrow: String,
    /// What is needed to read it, under the drawing; or nothing.
    pub note: String,
    /// The numbers.
    pub table: Table,
    /// Where the messages of a stretch are shown: an address that a day is put after. `None` in a saved report, which
    /// holds no messages.
    pub around: Option<&'static str>,
}

impl Chart {
    /// Returns the chart as HTML.
    #[must_use]
    pub fn html(&self) -> String {
        self.render().unwrap_or_default()
    }

    /// Returns the chart with links from the numbers of its table to the messages that they count.
    #[must_use]
    pub fn leading_to(self, around: &'static str) -> Self {
        Self { around: Some(around), ..self }
    }

    /// Returns the rows of the table, each with where its first cell leads.
    fn rows(&self) -> Vec<(Option<String>, &[String])> {
        let days = self.table.days.iter().map(Some).chain(std::iter::repeat(None));
        let leads = |day: Option<&Date>| Some(format!("{}{}", self.around?, day?));
        self.table.rows.iter().zip(days).map(|(row, day)| (leads(day), row.as_slice())).collect()
    }
}

/// What a chart is made of, before it is drawn for both rooms.
struct Plan {
    id: &'static str,
    title: String,
    sentence: String,
    note: String,
    table: Table,
}

impl Plan {
    fn draw(self, words: &Words<'_>, draw: impl Fn(Room) -> drawing::Drawing) -> Chart {
        let svg = |room: Room| draw(room).into_svg(self.id, &self.title, &self.sentence);
        let (wide, narrow) = (svg(Room::Wide), svg(Room::Narrow));
        Chart {
            id: self.id,
            table_label: words.line("chart.table", &[]),
            wide,
            narrow,
            title: self.title,
            sentence: self.sentence,
            note: self.note,
            table: self.table,
            around: None,
        }
    }
}

/// A way to draw a verdict; `None` where the verdict has nothing to draw.
pub type Draw = fn(ChatVerdict<'_>, &Words<'_>) -> Option<Chart>;

/// The tide: messages a week, the other person above the line and the person asking below.
pub const TIDE: Draw = tide::chart;

/// Every other chart, in the order in which a page shows them.
pub const CHARTS: &[Draw] =
    &[compared::chart, unusual::chart, starts::chart, replies::chart, questions::chart, rhythm::chart];

/// The silence clock.
pub const SILENCE: Draw = silence::chart;

/// Draws the tide with numbered marks for what happened besides.
#[must_use]
pub fn tide_with(verdict: ChatVerdict<'_>, words: &Words<'_>, happened: &[Happened]) -> Option<Chart> {
    tide::chart_with(verdict, words, happened)
}

/// Draws the silence clock next to other silences than its own; `None` where there are too few of them, or none is told.
#[must_use]
pub fn silence_next_to(
    verdict: ChatVerdict<'_>,
    words: &Words<'_>,
    with: ComparedWith,
    hours: Hours,
) -> Option<Chart> {
    silence::chart_next_to(verdict, words, with, hours)
}

/// Draws what was counted in the words of a chat: plans, and warm words.
#[must_use]
pub fn spoken(verdict: ChatVerdict<'_>, words: &Words<'_>, spoken: &[Spoken]) -> Vec<Chart> {
    [spoken::plans(verdict, words, spoken), spoken::warmth(verdict, words, spoken)]
        .into_iter()
        .flatten()
        .collect()
}

/// Returns the whole weeks before a change and those since. A week that the change falls in belongs to neither.
fn weeks_around(verdict: ChatVerdict<'_>, onset: usize) -> (Vec<&Week>, Vec<&Week>) {
    let whole = || verdict.timing.weeks.iter().filter(|week| week.days == 7);
    (
        whole().filter(|week| week.first_day + 7 <= onset).collect(),
        whole().filter(|week| week.first_day >= onset).collect(),
    )
}

/// Returns a short name for a label: at most `most` letters.
fn short(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let cut: String = name.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

/// Returns a range of counts as one says it: "52 to 95", or one number.
fn from_to(low: usize, high: usize, words: &Words<'_>) -> String {
    if low == high {
        low.to_string()
    } else {
        words.line("chart.from-to", &[("low", &low.to_string()), ("high", &high.to_string())])
    }
}
