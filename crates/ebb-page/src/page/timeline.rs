//! How it went, week by week, with what else happened.

use ebb::catalog::Catalog;
use ebb::heard::QuotedText;
use ebb_report::svg::{self, CHARTS, Chart};
use jiff::civil::Date;

use super::{Asked, Reply, View, template};
use crate::visit::{Event, EventKind, Problem, Visit};

template!(SaidOverTime, "words.html", "page.words.title");
template!(Timeline, "timeline.html", "page.timeline.title");

/// Longest note of an event, in letters.
const LONGEST_NOTE: usize = 200;
/// Most weeks that are listed.
const MOST_WEEKS: usize = 20;
/// Most events that are kept.
const MOST_EVENTS: usize = 50;

/// One event as it is shown.
pub(super) struct EventRow<'a> {
    pub(super) place: usize,
    pub(super) day: Date,
    pub(super) to: Date,
    pub(super) when: String,
    pub(super) what: String,
    pub(super) words: &'a str,
}

impl<'a> View<'a> {
    pub(super) fn charts(&self) -> Vec<Chart> {
        CHARTS.iter().filter_map(|draw| self.chart(*draw)).collect()
    }

    /// Returns the charts of what was counted in words.
    pub(super) fn spoken(&self) -> Vec<Chart> {
        let Some(analysed) = self.analysed else { return Vec::new() };
        let charts = svg::spoken(analysed.chat(), &self.words, &analysed.spoken);
        charts.into_iter().map(|chart| chart.leading_to(super::result::AROUND)).collect()
    }

    pub(super) fn weeks(&self) -> Vec<(Date, String)> {
        let weeks = self.analysed.map(|analysed| analysed.timing().weeks.as_slice()).unwrap_or_default();
        // A chat of years would fill the page with them: then one of every few.
        let step = weeks.len().div_ceil(MOST_WEEKS).max(1);
        weeks.iter().step_by(step).map(|week| (week.from, self.words.date(week.from))).collect()
    }

    pub(super) fn onset(&self) -> Option<Date> {
        Some(self.analysed?.timing().course.onset.as_ref()?.date)
    }

    pub(super) fn event_kinds(&self) -> Vec<(&'static str, String)> {
        EventKind::ALL.map(|kind| (kind.id(), self.line(&format!("page.event.{}", kind.id())))).to_vec()
    }

    pub(super) fn event_rows(&self) -> Vec<EventRow<'a>> {
        let row = |(place, event): (usize, &'a Event)| {
            let (low, high) = (self.words.date(event.from), self.words.date(event.to));
            let span = || self.words.line("page.choose.span", &[("low", &low), ("high", &high)]);
            EventRow {
                place,
                day: event.from,
                to: event.to,
                when: if event.from == event.to { low.clone() } else { span() },
                what: self.line(&format!("page.event.{}", event.kind.id())),
                words: event.words.as_str(),
            }
        };
        self.visit.events.iter().enumerate().map(row).collect()
    }
}

pub(super) fn show(view: &View<'_>) -> Reply {
    Reply::Page(Timeline::text(view))
}

/// Shows what was counted in words. It is a page of its own: with it, the story of years would weigh too much.
pub(super) fn words(view: &View<'_>) -> Reply {
    if view.spoken().is_empty() {
        Reply::SeeOther("/timeline")
    } else {
        Reply::Page(SaidOverTime::text(view))
    }
}

/// Adds an event, or takes one away.
pub(super) fn take(asked: &Asked, visit: &mut Visit, _: &Catalog) -> Reply {
    if let Some(place) = asked.place("remove") {
        if place < visit.events.len() {
            visit.events.remove(place);
        }
        return Reply::SeeOther("/timeline#events");
    }
    let kind = asked.field("kind").and_then(EventKind::named);
    let from = asked.date("from");
    let to = if asked.typed("to").is_some() { asked.date("to") } else { from };
    match (kind, from, to) {
        (Some(kind), Some(from), Some(to)) if from <= to && visit.events.len() < MOST_EVENTS => {
            let words: String = asked.typed("words").unwrap_or_default().chars().take(LONGEST_NOTE).collect();
            visit.events.push(Event { kind, from, to, words: QuotedText::new(words) });
            visit.events.sort_by_key(|event| event.from);
            Reply::SeeOther("/timeline#events")
        }
        _ => {
            visit.problem = Some(Problem::Said("page.problem.event"));
            Reply::SeeOther("/timeline#problem")
        }
    }
}
