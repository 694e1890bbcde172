//! A message of the user's own: texts to start from, and checks. Refused after a no.

use ebb::catalog::Catalog;
use ebb::course::Claim;
use ebb::draft::{Moment, check};
use ebb::gate::GateState;
use ebb::guidance::look_again;
use ebb_report::words::plural;

use super::{Asked, Reply, View, template};
use crate::visit::{Typed, Visit};

template!(Write, "write.html", "page.write.title");

/// Longest message that is looked at, in bytes.
const LONGEST: usize = 8 * 1024;

/// A text to start from.
pub(super) struct Start {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) when: String,
    pub(super) text: String,
}

/// One check of a message.
pub(super) struct CheckedRow {
    pub(super) holds: bool,
    pub(super) line: String,
}

/// Whether the page helps with wording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Helping {
    /// It does.
    Helps,
    /// What stands unanswered says to leave room: only a goodbye is offered.
    LeavesRoom,
    /// Whether the user was asked to stop, or is afraid, is not known.
    AsksFirst,
    /// People come first.
    TurnsToPeople,
    /// The other person said no.
    Refuses,
}

impl View<'_> {
    fn helping(&self) -> Helping {
        helping(self.visit, self.is_talk_open())
    }

    /// Returns whether the page offers texts and checks.
    pub(super) fn is_writing_open(&self) -> bool {
        matches!(self.helping(), Helping::Helps | Helping::LeavesRoom)
    }

    /// Returns whether the result may lead to the page that helps with wording.
    pub(super) fn is_wording_offered(&self) -> bool {
        self.helping() == Helping::Helps
    }

    pub(super) fn is_refused(&self) -> bool {
        self.helping() == Helping::Refuses
    }

    pub(super) fn is_asking_first(&self) -> bool {
        self.helping() == Helping::AsksFirst
    }

    /// Returns the step of the play that goes with its messages where room is needed: when to send one, and no more.
    pub(super) fn once(&self) -> Option<String> {
        let play = self.play().filter(|play| self.is_room_needed() && !play.send.is_empty())?;
        play.tonight.into_iter().next()
    }

    pub(super) fn is_room_needed(&self) -> bool {
        self.helping() == Helping::LeavesRoom
    }

    pub(super) fn starts(&self) -> Vec<Start> {
        let date = match self.stretch_since() {
            Some(day) => self.with("page.write.since", "date", &self.words.date(day)),
            None => self.line("page.write.some-time"),
        };
        // Where room is needed, a text that asks for an answer would press.
        // That both write less is said only where it is so.
        let is_less = self.analysed.is_none_or(|analysed| {
            let claim = analysed.timing().course.claim;
            claim.is_back_off() || claim == Claim::SideUnclear
        });
        let is_true = |text: &str| is_less || !text.contains("{date}");
        let is_asking = |text: &str| self.helping() == Helping::Helps || !text.contains('?');
        let is_offered = |text: &str| is_true(text) && is_asking(text);
        let texts = self.catalog.drafts.iter().filter(|draft| is_offered(&draft.text));
        // Without a name, a text greets without one.
        let is_named = self.analysed.is_some() || self.visit.about.name.is_some();
        let greeting =
            |text: &str| if is_named { text.to_owned() } else { text.replacen(" {alter},", ",", 1) };
        let mut starts: Vec<Start> = texts
            .map(|draft| Start {
                id: draft.id.clone(),
                title: self.fill(&draft.title),
                when: self.fill(&draft.when),
                text: self.words.fill(&greeting(&draft.text), &[("date", &date)]),
            })
            .collect();
        // The one that ends it stands last.
        starts.sort_by_key(|start| !start.text.contains('?'));
        // What is advised tonight comes first, word for word.
        let advised = self.sendable().into_iter().map(|(tone, text)| Start {
            id: format!("tonight-{tone}"),
            title: self.line(&format!("play.tone.{tone}")),
            when: self.line("page.write.advised"),
            text,
        });
        advised.chain(starts).collect()
    }

    pub(super) fn stretch_since(&self) -> Option<jiff::civil::Date> {
        Some(self.analysed?.timing().course.onset.as_ref()?.date)
    }

    pub(super) fn draft(&self) -> &str {
        self.visit.draft.as_str()
    }

    pub(super) fn checked(&self) -> Vec<CheckedRow> {
        if self.draft().trim().is_empty() {
            return Vec::new();
        }
        let hour = u8::try_from(self.asked.now.hour()).ok();
        let unanswered = self.analysed.map(|analysed| analysed.timing().unanswered_turns);
        let rows = check(self.draft(), Moment { hour, unanswered }, &self.catalog.draft_checks);
        let told = rows.into_iter().map(|row| {
            let content = &self.catalog.draft_checks[row.check];
            let line = if row.holds { &content.good } else { &content.advice };
            let found = row.found.unwrap_or_default();
            CheckedRow { holds: row.holds, line: self.words.fill(line, &[("found", &found)]) }
        });
        told.collect()
    }

    /// Returns how long to leave room afterwards.
    pub(super) fn room(&self) -> String {
        let silence = self.analysed.and_then(|analysed| analysed.timing().silence.as_ref());
        let days =
            look_again(silence.and_then(|reading| reading.clock.as_ref()), &self.catalog.settings.guidance);
        self.with("page.write.room", "days", &plural(f64::from(days), "day"))
    }
}

fn helping(visit: &Visit, is_talk_open: bool) -> Helping {
    let Some(gate) = visit.judgement().map(|judgement| &judgement.gate) else { return Helping::AsksFirst };
    match gate.state() {
        GateState::Hold if gate.is_about_safety() => Helping::TurnsToPeople,
        GateState::Hold => Helping::Refuses,
        GateState::AskFirst => Helping::AsksFirst,
        GateState::Open if is_talk_open => Helping::Helps,
        GateState::Open => Helping::LeavesRoom,
    }
}

pub(super) fn show(view: &View<'_>) -> Reply {
    Reply::Page(Write::text(view))
}

/// Takes the text as it stands, or one to start from.
pub(super) fn take(asked: &Asked, visit: &mut Visit, catalog: &Catalog) -> Reply {
    let text = {
        let view = View::new(asked, visit, catalog);
        let typed = asked.field("text").unwrap_or_default();
        let started =
            asked.field("start").and_then(|id| view.starts().into_iter().find(|start| start.id == id));
        match started {
            _ if !view.is_writing_open() => return Reply::SeeOther("/write"),
            Some(start) => start.text,
            None => typed[..typed.floor_char_boundary(LONGEST)].to_owned(),
        }
    };
    visit.draft = Typed::new(text);
    Reply::SeeOther("/write#draft")
}
