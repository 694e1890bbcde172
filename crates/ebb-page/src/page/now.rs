//! What to do now.

use ebb::guidance::TrackId;
use jiff::ToSpan;
use jiff::civil::Date;

use super::{Reply, View, template};

template!(Now, "now.html", "page.now.title");

impl View<'_> {
    /// Returns days until which the results can be put away: the one that is advised first.
    pub(super) fn breaks(&self) -> Vec<(Date, String)> {
        const USUAL: [i32; 3] = [3, 7, 14];
        let today = self.asked.now.date();
        let advised = self.visit.judgement().and_then(|judgement| judgement.guidance.look_again_days);
        let mut days: Vec<i32> = advised.map(i32::from).into_iter().chain(USUAL).collect();
        days.dedup();
        let mut dates: Vec<Date> =
            days.into_iter().filter_map(|days| today.checked_add(days.days()).ok()).collect();
        let first = dates.first().copied();
        dates.sort_unstable();
        dates.dedup();
        dates.sort_by_key(|date| Some(*date) != first);
        dates.into_iter().map(|date| (date, self.words.date(date))).collect()
    }

    /// Returns whether writing is advised, or as fine as what is. Where a play leads, it alone decides.
    pub(super) fn is_talk_open(&self) -> bool {
        if let Some(play) = self.play() {
            return play.track == TrackId::Talk;
        }
        let guidance = self.visit.judgement().map(|judgement| &judgement.guidance);
        guidance.is_some_and(|guidance| {
            guidance.track == TrackId::Talk || guidance.others.contains(&TrackId::Talk)
        })
    }

    /// Returns whether general counsels are told: beside a no, and where someone needs help, they would be noise.
    pub(super) fn are_counsels_told(&self) -> bool {
        self.visit.judgement().is_none_or(|judgement| judgement.gate.lets_chances())
    }

    /// Returns whether turning to people comes first.
    pub(super) fn is_help_first(&self) -> bool {
        self.visit.judgement().is_some_and(|judgement| judgement.guidance.track == TrackId::GetHelp)
    }
}

pub(super) fn show(view: &View<'_>) -> Reply {
    Reply::Page(Now::text(view))
}
