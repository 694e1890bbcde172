//! When the program ends by itself: what it holds is not to lie open for longer than somebody looks at it.

use std::time::{Duration, Instant};

/// Without anything asked of the page for this long, the program ends.
const MOST_IDLE: Duration = Duration::from_mins(30);
/// After everything was deleted, if nothing new is begun.
const AFTER_DELETING: Duration = Duration::from_mins(1);
/// After leaving: time enough for the page that one is sent to.
const AFTER_LEAVING: Duration = Duration::from_secs(10);

/// What was last asked of the page, and how long the program waits for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Waiting {
    since: Instant,
    patience: Duration,
    has_left: bool,
}

impl Waiting {
    /// Begins to wait.
    pub(crate) fn from(now: Instant) -> Self {
        Self { since: now, patience: MOST_IDLE, has_left: false }
    }

    /// A page was looked at.
    pub(crate) fn looked(&mut self, now: Instant) {
        if !self.has_left {
            self.since = now;
        }
    }

    /// Something was done on a page.
    pub(crate) fn did(&mut self, now: Instant) {
        if !self.has_left {
            *self = Self::from(now);
        }
    }

    /// Everything was deleted. It can be begun anew.
    pub(crate) fn deleted(&mut self, now: Instant) {
        if !self.has_left {
            *self = Self { patience: AFTER_DELETING, ..Self::from(now) };
        }
    }

    /// The page was left, and cannot be opened again.
    pub(crate) fn left(&mut self, now: Instant) {
        *self = Self { since: now, patience: AFTER_LEAVING, has_left: true };
    }

    /// Returns how long there is to wait still; `None` when the time has come to end.
    pub(crate) fn remaining(&self, now: Instant) -> Option<Duration> {
        let gone = now.saturating_duration_since(self.since);
        self.patience.checked_sub(gone).filter(|left| !left.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_ends_after_leaving_deleting_and_half_an_hour() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut waiting = Waiting::from(start);
        assert!(waiting.remaining(at(1_799)).is_some() && waiting.remaining(at(1_800)).is_none());
        waiting.looked(at(1_000));
        assert!(waiting.remaining(at(2_799)).is_some());
        waiting.deleted(at(1_000));
        // Looking at the page that says so is nothing new.
        waiting.looked(at(1_001));
        assert!(waiting.remaining(at(1_060)).is_some() && waiting.remaining(at(1_061)).is_none());
        waiting.did(at(1_030));
        assert!(waiting.remaining(at(2_000)).is_some());
        waiting.left(at(1_040));
        for again in [Waiting::looked, Waiting::did, Waiting::deleted] {
            again(&mut waiting, at(1_045));
        }
        assert!(waiting.remaining(at(1_049)).is_some() && waiting.remaining(at(1_050)).is_none());
    }
}
