//! The zone of the device that wrote an export, found from times it wrote both ways.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// How far a device's clock was ahead of UTC, over stretches of time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Offsets {
    runs: Vec<Run>,
}

/// A stretch of instants at which the clock stood at one offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    first: i64,
    last: i64,
    ahead: i64,
}

/// Farthest that any zone has been from UTC, in seconds.
const MOST_AHEAD: i64 = 26 * 3600;
/// Zones differ from UTC by whole quarters of an hour since telephones exist.
const STEP: i64 = 15 * 60;

impl Offsets {
    /// Takes note of one instant and what the clock on the wall said, both in seconds since 1970.
    pub(crate) fn see(&mut self, instant: i64, local: i64) {
        let ahead = local - instant;
        if ahead.abs() > MOST_AHEAD || ahead % STEP != 0 {
            return;
        }
        match self.runs.last_mut() {
            Some(run) if run.ahead == ahead => {
                run.first = run.first.min(instant);
                run.last = run.last.max(instant);
            }
            _ => self.runs.push(Run { first: instant, last: instant, ahead }),
        }
    }

    /// Returns whether no time was written both ways.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Returns a zone whose clock agrees with all that was seen, the first by name; several may.
    #[must_use]
    pub fn zone(&self) -> Option<TimeZone> {
        if self.is_empty() {
            return None;
        }
        jiff::tz::db()
            .available()
            .filter_map(|name| TimeZone::get(name.as_str()).ok())
            .filter(|zone| {
                zone.iana_name().is_some_and(|name| name.contains('/') && !name.starts_with("Etc/"))
            })
            .find(|zone| self.agree_with(zone))
            .or_else(|| self.fixed())
    }

    fn agree_with(&self, zone: &TimeZone) -> bool {
        let at = |second: i64| {
            Timestamp::from_second(second).map(|instant| i64::from(zone.to_offset(instant).seconds()))
        };
        self.runs.iter().all(|run| {
            at(run.first).is_ok_and(|ahead| ahead == run.ahead)
                && at(run.last).is_ok_and(|ahead| ahead == run.ahead)
        })
    }

    /// Returns a clock that never changes, when that is all that was seen.
    fn fixed(&self) -> Option<TimeZone> {
        let ahead = self.runs.first()?.ahead;
        let is_one = self.runs.iter().all(|run| run.ahead == ahead);
        let offset = jiff::tz::Offset::from_seconds(i32::try_from(ahead).ok()?).ok()?;
        is_one.then(|| TimeZone::fixed(offset))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINTER: i64 = 1_705_070_962;
    const SUMMER: i64 = 1_720_000_000;

    #[test]
    fn summer_and_winter_tell_a_zone() {
        let mut offsets = Offsets::default();
        offsets.see(WINTER, WINTER + 3600);
        offsets.see(SUMMER, SUMMER + 7200);
        let zone = offsets.zone().expect("a zone of central Europe");
        for (instant, ahead) in [(WINTER, 3600), (SUMMER, 7200)] {
            let instant = Timestamp::from_second(instant).expect("in range");
            assert_eq!(zone.to_offset(instant).seconds(), ahead);
        }
    }

    #[test]
    fn times_that_are_no_zone_are_passed_over() {
        let mut offsets = Offsets::default();
        offsets.see(WINTER, WINTER + 17);
        offsets.see(WINTER, WINTER + 90_000 * 24);
        assert!(offsets.zone().is_none());
    }
}
