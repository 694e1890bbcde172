//! How large a share of someone's lines shows something, before a change and since. Rules alone count here, since they
//! read every line.

use ebb::change::probability_of_fall;
use ebb::cue::CueId;
use ebb::dyad::{LocalSecond, Role};
use ebb::finding::{FindingId, Observed};
use ebb::reason::{SeenIn, Strength};

use super::hear::Hearing;
use super::{DAY, Mark};

/// Events of two stretches, with their exposures in lines or days.
#[derive(Debug, Clone, Copy)]
struct Compared {
    before: (f64, f64),
    since: (f64, f64),
    prior: (f64, f64),
}

impl Compared {
    fn ratio(self) -> f64 {
        let share = |(events, exposure): (f64, f64)| (events + self.prior.0) / (exposure + self.prior.1);
        share(self.since) / share(self.before)
    }

    fn fell(self) -> f64 {
        probability_of_fall(self.before, self.since, self.prior)
    }
}

impl Hearing<'_> {
    /// Compares a person's lines of a cue before and since, by their share among all lines.
    fn shares(
        &self,
        role: Role,
        cues: &'static [CueId],
        (from, between, to): (LocalSecond, LocalSecond, LocalSecond),
    ) -> Option<Compared> {
        let of = |from, to| (self.by_rule(role, cues, from, to).count(), self.lines(role, from, to));
        let (before, since) = (of(from, between), of(between, to));
        let is_enough = before.1.min(since.1) >= self.settings.least_lines;
        let exposed = |(events, lines): (usize, usize)| (events as f64, lines as f64);
        is_enough.then(|| Compared {
            before: exposed(before),
            since: exposed(since),
            prior: self.settings.share_prior,
        })
    }

    /// Compares a person's lines of a cue before and since, by the day.
    fn rates(&self, role: Role, cues: &'static [CueId], between: LocalSecond) -> Compared {
        let of = |from: LocalSecond, to: LocalSecond| {
            let days = (to - from) as f64 / DAY as f64;
            (self.by_rule(role, cues, from, to).count() as f64, days.max(0.0))
        };
        let (before, since) = (of(self.frame.start, between), of(between, self.end()));
        Compared { before, since, prior: self.settings.share_prior }
    }

    fn rose(&self, compared: Compared) -> bool {
        compared.ratio() >= self.settings.rose && 1.0 - compared.fell() >= self.settings.sure
    }

    fn fell(&self, compared: Compared) -> bool {
        compared.ratio() <= self.settings.fell && compared.fell() >= self.settings.sure
    }

    /// Returns the stretches before and since a change.
    fn stretches(&self) -> Option<(LocalSecond, LocalSecond, LocalSecond)> {
        let (_, day) = self.change()?;
        Some((self.frame.start, day, self.end()))
    }
}

fn observed(id: FindingId, quotes: Vec<ebb::heard::Quote>) -> Observed {
    Observed { id, seen_in: SeenIn::Words, strength: Strength::Seen, amounts: Vec::new(), quotes }
}

pub(super) fn ex_mentions_rose(hearing: &Hearing<'_>) -> Option<Observed> {
    let (low, _) = hearing.change()?;
    let from = low - hearing.settings.around_days * DAY;
    let stretches = (hearing.frame.start, from, hearing.end());
    let compared = hearing.shares(Role::Alter, &[CueId::Ex], stretches)?;
    let shown = hearing
        .quotable(&[CueId::Ex], from, hearing.end())
        .filter(|mark| hearing.role(mark) == Role::Alter)
        .collect::<Vec<&Mark>>();
    let is_repeated = hearing.days(shown.iter().copied()) >= hearing.settings.repeats;
    (is_repeated && hearing.rose(compared))
        .then(|| observed(FindingId::ExMentionsRose, hearing.quotes(shown.into_iter())))
}

/// What tells of strain.
const STRAIN: &[CueId] = &[CueId::Stress, CueId::BusySpecific];

pub(super) fn stress_words_rose(hearing: &Hearing<'_>) -> Option<Observed> {
    let (low, _) = hearing.change()?;
    let from = low - hearing.settings.around_days * DAY;
    let compared = hearing.shares(Role::Alter, STRAIN, (hearing.frame.start, from, hearing.end()))?;
    let days = hearing.days(hearing.by_rule(Role::Alter, STRAIN, from, hearing.end()));
    (days >= hearing.settings.repeats && hearing.rose(compared))
        .then(|| observed(FindingId::StressWordsRose, Vec::new()))
}

pub(super) fn warmth_fell_first(hearing: &Hearing<'_>) -> Option<Observed> {
    let (low, _) = hearing.change()?;
    let cooling = low - hearing.settings.cooling_days * DAY;
    let compared = hearing.shares(Role::Alter, &[CueId::Warmth], (hearing.frame.start, cooling, low))?;
    hearing.fell(compared).then(|| observed(FindingId::WarmthFellFirst, Vec::new()))
}

pub(super) fn warmth_kept(hearing: &Hearing<'_>) -> Option<Observed> {
    let compared = hearing.shares(Role::Alter, &[CueId::Warmth], hearing.stretches()?)?;
    let is_kept = compared.ratio() >= hearing.settings.kept
        && compared.fell() < hearing.settings.sure
        && compared.since.0 >= hearing.settings.repeats as f64;
    (is_kept && warmth_fell_first(hearing).is_none()).then(|| observed(FindingId::WarmthKept, Vec::new()))
}

pub(super) fn sexual_up_plans_down(hearing: &Hearing<'_>) -> Option<Observed> {
    let (_, between, _) = hearing.stretches()?;
    let sexual = hearing.shares(Role::Alter, &[CueId::Sexual], hearing.stretches()?)?;
    let plans = hearing.rates(Role::Alter, &[CueId::Plan], between);
    (hearing.rose(sexual) && hearing.fell(plans)).then(|| observed(FindingId::SexualUpPlansDown, Vec::new()))
}

pub(super) fn plans_kept(hearing: &Hearing<'_>) -> Option<Observed> {
    let (_, between, end) = hearing.stretches()?;
    let plans = hearing.rates(Role::Alter, &[CueId::Plan], between);
    let made = hearing.days(hearing.by_rule(Role::Alter, &[CueId::Plan], between, end));
    let kept = hearing.of(&[CueId::PlanKept], between, end).next().is_some();
    let is_kept = plans.ratio() >= hearing.settings.kept && plans.fell() < hearing.settings.sure;
    (is_kept && kept && made >= hearing.settings.repeats).then(|| observed(FindingId::PlansKept, Vec::new()))
}
