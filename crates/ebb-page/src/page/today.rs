//! The answer for today, at the top of a result: what to do, the words it rests on, and until when.

use ebb::guidance::TrackId;
use ebb::play::{Fact, Slot};
use ebb_report::html::ReasonCard;
use ebb_report::plays::{self, LookAgain, Told};
use ebb_report::words::plural;

use super::View;
use super::around::Quoted;

/// Most reasons of the short list.
const SHORTLIST: usize = 3;

impl View<'_> {
    /// Returns the play, but where help comes first, or one question does.
    pub(super) fn play(&self) -> Option<Told> {
        let judgement = self.visit.judgement()?;
        let is_led_by_play = judgement.guidance.track != TrackId::GetHelp && !self.is_asking_safety();
        is_led_by_play.then(|| plays::told(&judgement.advice, self.catalog, &self.words)).flatten()
    }

    /// Returns the way to go on where no play leads: its title and steps. While one question comes first, it is the way.
    pub(super) fn way(&self) -> Option<&(String, Vec<String>)> {
        self.told.as_ref()?.track.as_ref().filter(|_| !self.is_asking_safety())
    }

    /// Returns messages that the play would send now.
    pub(super) fn sendable(&self) -> Vec<(&'static str, String)> {
        self.play().map(|play| play.send).unwrap_or_default()
    }

    /// Returns when to look again, without why.
    pub(super) fn again(&self, look: &LookAgain) -> String {
        match look.date {
            Some(date) => self.with("page.today.again-on", "date", &self.words.date(date)),
            None => self.with("page.today.again-in", "days", &plural(f64::from(look.days), "day")),
        }
    }

    /// Returns the words of the other person that the situation was read by; a no stands above with its own.
    pub(super) fn leading_quote(&self) -> Option<Quoted> {
        let judgement = self.visit.judgement()?;
        let Some(Fact::Quote(words)) = judgement.advice.situation.known.fact(Slot::Quote) else {
            return None;
        };
        let mut quotes = judgement.statements.iter().filter_map(|statement| statement.quote.as_ref());
        let said = quotes.rfind(|quote| quote.line.text == *words)?;
        self.no().is_none().then(|| self.quoted(said))
    }

    /// Returns the reasons that stand out, likeliest first; none where reasons are held back.
    pub(super) fn shortlist(&self) -> Vec<ReasonCard> {
        let is_named = |id: &str| id == "fits-best" || id == "could-fit";
        let groups = self.groups().into_iter().filter(|group| is_named(group.id));
        groups.flat_map(|group| group.reasons).take(SHORTLIST).collect()
    }
}
