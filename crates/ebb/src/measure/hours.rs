//! Hours of the day: when a person sleeps, and how much of a wait they were awake.
//!
//! A reply that comes after a night is not slow. Waiting is therefore counted in awake hours: clock hours less the
//! person's own nightly quiet window.

/// Length of the nightly quiet window in hours.
pub const QUIET_HOURS: f64 = 7.0;

/// Half-hour slots of a day.
const SLOTS: usize = 48;
/// Slots of a quiet window.
const QUIET_SLOTS: usize = 14;

/// Returns the hour of day at which the quietest seven hours of `hours` begin (0 to 23.5, in half hours).
///
/// Ties go to the window that begins first after midnight; without any message it begins at midnight.
pub fn quiet_start(hours: impl Iterator<Item = f64>) -> f64 {
    let mut counts = [0_u32; SLOTS];
    for hour in hours {
        counts[slot(hour)] += 1;
    }
    let mut best = (f64::INFINITY, 0.0);
    for start in 0..SLOTS {
        let inside: u32 = (0..QUIET_SLOTS).map(|step| counts[(start + step) % SLOTS]).sum();
        let begins = start as f64 / 2.0;
        let weighed = f64::from(inside) + 1e-6 * begins;
        if weighed < best.0 {
            best = (weighed, begins);
        }
    }
    best.1
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a slot of a day is 0 to 48")]
fn slot(hour: f64) -> usize {
    let (slot, slots) = ((hour * 2.0).floor(), SLOTS as f64);
    // A remainder of floats takes several times as long, and this is asked of every message.
    (slot - slots * (slot / slots).floor()) as usize % SLOTS
}

/// Returns the hour at which days begin for the two people together: the middle of their quietest seven hours,
/// between 0 and 12 so that an evening belongs to its own date.
pub(crate) fn day_start(hours: impl Iterator<Item = f64>) -> f64 {
    let middle = (quiet_start(hours) + QUIET_HOURS / 2.0).rem_euclid(24.0);
    if middle <= 12.0 { middle } else { 0.0 }
}

/// Returns the hours between `from` and `to` outside the nightly window that begins at `quiet_start`; at least
/// 0.001, so that a wait is never nothing.
#[must_use]
pub fn awake_hours(from: f64, to: f64, quiet_start: f64) -> f64 {
    let whole = to - from;
    let mut night = ((from - quiet_start) / 24.0).floor() - 1.0;
    let mut asleep = 0.0;
    while quiet_start + 24.0 * night < to {
        let begins = from.max(quiet_start + 24.0 * night);
        let ends = to.min(quiet_start + 24.0 * night + QUIET_HOURS);
        if ends > begins {
            asleep += ends - begins;
        }
        night += 1.0;
    }
    (whole - asleep).max(1e-3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_is_not_waited_through() {
        let quiet = 0.0;
        assert!((awake_hours(22.0, 33.0, quiet) - 4.0).abs() < 1e-12);
        assert!((awake_hours(10.0, 11.5, quiet) - 1.5).abs() < 1e-12);
        assert!((awake_hours(1.0, 2.0, quiet) - 1e-3).abs() < 1e-12);
    }

    #[test]
    fn the_quiet_window_avoids_the_busy_hours() {
        let day = (0..200).map(|step| 8.0 + f64::from(step % 30) / 2.0);
        let start = quiet_start(day);
        assert!((23.0..=24.0).contains(&start) || start <= 1.0, "{start}");
    }
}
