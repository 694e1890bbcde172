//! The verdict.

use ebb::verdict::LimitId;
use ebb_report::svg::{self, Chart, Happened};

use super::around::Quoted;
use super::{Reply, View, template};
use crate::visit::{Against, EventKind};

template!(ResultPage, "result.html", "page.result.title");
template!(Sure, "sure.html", "page.sure.title");

/// Where the messages of a day are shown.
pub(super) const AROUND: &str = "/around?day=";

/// A no, or a sign that someone may need help, with the words it rests on.
pub(super) struct Grave {
    pub(super) line: String,
    pub(super) quote: Option<Quoted>,
}

impl View<'_> {
    /// Returns the tide, with the numbers of what the user noted.
    pub(super) fn tide(&self) -> Option<Chart> {
        let happened = |row: super::timeline::EventRow<'_>| Happened {
            number: row.place + 1,
            from: row.day,
            to: row.to,
            says: format!("{}, {}", row.what, row.when),
        };
        let happened: Vec<Happened> = self.event_rows().into_iter().map(happened).collect();
        Some(svg::tide_with(self.analysed?.chat(), &self.words, &happened)?.leading_to(AROUND))
    }

    pub(super) fn chart(&self, draw: svg::Draw) -> Option<Chart> {
        Some(draw(self.analysed?.chat(), &self.words)?.leading_to(AROUND))
    }

    /// Returns whether the other person's hours of the day moved and nothing noted says why.
    pub(super) fn has_clock_moved(&self) -> bool {
        let explains = |kind| matches!(kind, EventKind::Away | EventKind::Moved | EventKind::Busy);
        let is_noted = self.visit.events.iter().any(|event| explains(event.kind));
        let limits = self.analysed.map(|analysed| analysed.verdict.limits.as_slice()).unwrap_or_default();
        limits.contains(&LimitId::ClockMoved) && !is_noted
    }

    /// Returns the signs that someone may need help, each with the words it rests on.
    pub(super) fn signs(&self) -> Vec<Grave> {
        let Some(judgement) = self.visit.judgement() else { return Vec::new() };
        let mut told: Vec<Grave> = Vec::new();
        for sign in &judgement.safety {
            let line = ebb_report::text::sign_line(sign, &self.words);
            if told.iter().any(|known| known.line == line) {
                continue;
            }
            told.push(Grave { line, quote: sign.quote.as_ref().map(|quote| self.quoted(quote)) });
        }
        told
    }

    /// Returns the other person's no, with their words.
    pub(super) fn no(&self) -> Option<Grave> {
        let no = self.visit.judgement()?.clear_no.as_ref()?;
        let line = self.line(&format!("headline.no-{}", no.strength.id()));
        Some(Grave { line, quote: no.quote.as_ref().map(|quote| self.quoted(quote)) })
    }

    /// Returns whether reasons are held back, since a no is an answer, and safety matters more than any reason.
    pub(super) fn are_reasons_held(&self) -> bool {
        self.visit.judgement().is_some_and(|judgement| judgement.ranking.is_none())
    }

    /// Returns what stands in the place of reasons that are held back.
    pub(super) fn held(&self) -> Option<String> {
        ebb_report::text::held_line(self.visit.judgement()?, &self.words)
    }

    /// Returns whether the user may ask for reasons that are held back.
    pub(super) fn may_open_reasons(&self) -> bool {
        self.visit.judgement().is_some_and(|judgement| judgement.gate.may_open_reasons())
    }

    /// Returns whether somebody's safety holds the gate.
    pub(super) fn is_about_safety(&self) -> bool {
        self.visit.is_safety_first()
    }

    /// Returns the first lines under the headline.
    pub(super) fn first_lines(&self) -> Vec<String> {
        self.told.as_ref().map(|told| told.first_lines.clone()).unwrap_or_default()
    }

    /// Returns the days at which "before" and "since" begin.
    pub(super) fn stretches(&self) -> Option<[jiff::civil::Date; 2]> {
        let verdict = self.analysed?.timing();
        Some([verdict.input.from, verdict.course.onset.as_ref()?.date])
    }

    /// Returns what the user noted that may explain part of a change.
    pub(super) fn explained(&self) -> Vec<String> {
        let Some(analysed) = self.analysed else { return Vec::new() };
        let told = self.visit.events.iter().filter_map(|event| {
            let key = match event.against(analysed.timing())? {
                Against::AtChange => "page.event.at-change",
                Against::Since => "page.event.since",
            };
            let what = self.line(&format!("page.event.{}", event.kind.id()));
            let (low, high) = (self.words.date(event.from), self.words.date(event.to));
            let told = self.words.line(key, &[("quote", &what), ("low", &low), ("high", &high)]);
            let met = (event.kind == EventKind::Together).then(|| self.line("page.event.met"));
            Some([Some(told), met].into_iter().flatten().collect::<Vec<_>>().join(" "))
        });
        told.collect()
    }

    /// Returns the day by which the user wanted to decide, with their words, once it has come.
    pub(super) fn due(&self) -> Option<(String, &str)> {
        let (day, words) = self.visit.plans.decide_by.as_ref()?;
        (*day <= self.asked.now.date()).then(|| (self.words.date(*day), words.as_str()))
    }
}

pub(super) fn show(view: &View<'_>) -> Reply {
    Reply::Page(ResultPage::text(view))
}

pub(super) fn how_sure(view: &View<'_>) -> Reply {
    Reply::Page(Sure::text(view))
}
