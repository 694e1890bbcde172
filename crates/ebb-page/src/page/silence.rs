//! The silence clock.

use ebb::catalog::Catalog;
use ebb::dyad::{Dyad, Role};
use ebb::silence::ComparedWith;
use ebb_import::people::People;
use ebb_report::svg::{Chart, Hours, SILENCE, silence_next_to};

use super::{Asked, Reply, View, template, who};
use crate::visit::Visit;

template!(SilencePage, "silence.html", "page.silence.title");

/// Looks from which on the page offers to put it away.
const MANY_LOOKS: usize = 3;

/// Kinds of silences, as the address names them.
const KINDS: [(&str, ComparedWith); 3] = [
    ("since", ComparedWith::SinceChange),
    ("before", ComparedWith::BeforeChange),
    ("all", ComparedWith::WholeChat),
];

impl View<'_> {
    pub(super) fn silence_chart(&self) -> Option<Chart> {
        match (self.asked.field("with"), self.asked.field("hours")) {
            (None, None) => self.chart(SILENCE),
            _ => silence_next_to(self.analysed?.chat(), &self.words, self.compared_with()?, self.hours()),
        }
    }

    /// Returns which silences the present one is shown with: those that were asked for, or those of the clock.
    fn compared_with(&self) -> Option<ComparedWith> {
        let regime = self.analysed?.timing().silence.as_ref()?.clock.as_ref()?.regime;
        let asked = self.asked.field("with");
        Some(KINDS.into_iter().find(|(id, _)| asked == Some(*id)).map_or(regime, |(_, kind)| kind))
    }

    /// Returns what the clock says. Where another comparison was asked for, the chart says what it shows.
    pub(super) fn silence_lead(&self) -> String {
        let is_compared = self.asked.field("with").is_some() || self.asked.field("hours").is_some();
        let said = self
            .told
            .as_ref()
            .and_then(|told| if is_compared { told.silence_so_far.clone() } else { told.silence.clone() });
        said.unwrap_or_else(|| {
            let reading = self.analysed.and_then(|analysed| analysed.timing().silence.as_ref());
            let is_held = reading.is_some_and(|reading| reading.clock.is_none());
            self.line(if is_held { "page.silence.not-counted" } else { "page.silence.none" })
        })
    }

    fn hours(&self) -> Hours {
        if self.asked.field("hours") == Some("clock") { Hours::Clock } else { Hours::Awake }
    }

    /// Returns the kinds of silences that this chat has enough of to compare with, and whether each is shown now. None
    /// where there is nothing to choose.
    pub(super) fn silence_kinds(&self) -> Vec<(&'static str, bool)> {
        let reading = self.analysed.and_then(|analysed| analysed.timing().silence.as_ref());
        let Some(clock) = reading.and_then(|reading| reading.clock.as_ref()) else { return Vec::new() };
        // A silence that waits for the user is compared with none.
        if self.analysed.is_some_and(|analysed| analysed.timing().course.last_word == Role::Alter) {
            return Vec::new();
        }
        let least = self.catalog.settings.silence.least_silences;
        let shown = self.compared_with();
        let is_there = |(_, kind): &(_, ComparedWith)| clock.past_of(*kind).len() >= least;
        let is_told = self.told.as_ref().is_some_and(|told| told.silence.is_some());
        let kinds = KINDS.into_iter().filter(|_| is_told).filter(is_there);
        kinds.map(|(id, kind)| (id, shown == Some(kind))).collect()
    }

    /// Returns how the length of silences can be shown, and whether it is so now.
    pub(super) fn silence_hours(&self) -> [(&'static str, bool); 2] {
        [("awake", Hours::Awake), ("clock", Hours::Clock)].map(|(id, hours)| (id, self.hours() == hours))
    }

    /// Returns up to when the silence was counted, where the user said that nothing came since.
    pub(super) fn counted_to(&self) -> Option<String> {
        let now = self.analysed?.now?;
        Some(self.with("page.silence.counted", "date", &self.words.date(Dyad::civil(now).date())))
    }

    pub(super) fn has_looked_often(&self) -> bool {
        self.visit.silence_looks >= MANY_LOOKS
    }

    pub(super) fn looks(&self) -> String {
        self.with("page.silence.looks", "n", &self.visit.silence_looks.to_string())
    }
}

pub(super) fn show(view: &View<'_>) -> Reply {
    Reply::Page(SilencePage::text(view))
}

/// Counts up to this moment, where the other person has not written since.
pub(super) fn take(asked: &Asked, visit: &mut Visit, _: &Catalog) -> Reply {
    let Some(analysed) = &visit.analysed else { return Reply::SeeOther("/") };
    let now = (asked.field("written") == Some("no")).then(|| asked.second());
    let names = &analysed.timing().input.names;
    let (ego, alter) = (vec![names.ego.clone()], vec![names.alter.clone()]);
    let people = visit.people.clone().unwrap_or(People { ego, alter, alter_also: Vec::new() });
    who::begin(asked, visit, people, now)
}
