//! Axes: months or years along the bottom, and hours that grow by factors.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::drawing::{Anchor, Drawing};
use crate::words::{Words, Year};

/// Dates from left to right.
#[derive(Debug, Clone, Copy)]
pub(super) struct TimeAxis {
    pub(super) from: Date,
    pub(super) days: f64,
    pub(super) left: f64,
    pub(super) right: f64,
}

impl TimeAxis {
    /// Returns where a number of days after the first stands.
    pub(super) fn at_day(&self, day: f64) -> f64 {
        self.left + (self.right - self.left) * (day / self.days).clamp(0.0, 1.0)
    }

    /// Returns where a date stands.
    pub(super) fn at(&self, date: Date) -> f64 {
        self.at_day(f64::from((date - self.from).get_days()))
    }

    /// Draws months, or years where months would crowd, below `y`.
    pub(super) fn draw(&self, drawing: &mut Drawing, y: f64, words: &Words<'_>) {
        drawing.line("axis", (self.left, y), (self.right, y));
        let least_apart = words.narrowest_month();
        if words.counts_weeks() {
            self.draw_weeks(drawing, y, words);
            return;
        }
        let month_width = (self.right - self.left) * 30.4 / self.days.max(1.0);
        let steps = [1, 2, 3, 6, 12, 24, 60];
        let step = steps.into_iter().find(|step| f64::from(*step) * month_width >= least_apart).unwrap_or(60);
        let mut month = self.from.first_of_month();
        let last = self.from.saturating_add(self.days_span());
        while month <= last {
            let ordinal = i32::from(month.year()) * 12 + i32::from(month.month()) - 1;
            if ordinal % step == 0 && month >= self.from {
                let x = self.at(month);
                // Where a year begins, its number says more than the month.
                let year = if month.month() == 1 { Year::Alone } else { Year::Untold };
                if x < self.right - 20.0 {
                    drawing.line("axis", (x, y), (x, y + 5.0));
                    drawing.text("tick", Anchor::Start, (x, y + 19.0), &words.month(month, year));
                }
            }
            month = month.saturating_add(1.month());
        }
        if self.days < 40.0 && self.from.day() != 1 {
            drawing.line("axis", (self.left, y), (self.left, y + 5.0));
            drawing.text("tick", Anchor::Start, (self.left, y + 19.0), &words.short_date(self.from));
        }
    }

    /// Draws every so many weeks, counted from the first.
    fn draw_weeks(&self, drawing: &mut Drawing, y: f64, words: &Words<'_>) {
        let week_width = (self.right - self.left) * 7.0 / self.days.max(1.0);
        let steps = [1, 2, 4, 8, 13, 26, 52, 104];
        let is_roomy = |step: &i32| f64::from(*step) * week_width >= words.narrowest_month();
        let step = steps.into_iter().find(is_roomy).unwrap_or(208);
        let weeks = (0..).step_by(usize::try_from(step).unwrap_or(1)).map(|week| 7 * week);
        for day in weeks.take_while(|day| f64::from(*day) < self.days) {
            let x = self.at_day(f64::from(day));
            if x < self.right - 20.0 {
                drawing.line("axis", (x, y), (x, y + 5.0));
                let date = self.from.saturating_add(day.days());
                drawing.text("tick", Anchor::Start, (x, y + 19.0), &words.short_date(date));
            }
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "days of a chat")]
    fn days_span(&self) -> jiff::Span {
        (self.days as i64).days()
    }
}

/// Waits from left to right or bottom to top, growing by factors.
#[derive(Debug, Clone, Copy)]
pub(super) struct WaitAxis {
    pub(super) least: f64,
    pub(super) most: f64,
    pub(super) start: f64,
    pub(super) end: f64,
}

impl WaitAxis {
    /// Returns where a wait in minutes stands.
    pub(super) fn at(&self, minutes: f64) -> f64 {
        let place = (minutes.clamp(self.least, self.most) / self.least).ln() / (self.most / self.least).ln();
        self.start + (self.end - self.start) * place
    }

    /// Returns the waits that are named on the axis, with their names.
    pub(super) fn ticks(&self, words: &Words<'_>) -> Vec<(f64, String)> {
        const NAMED: &[f64] = &[1.0, 10.0, 60.0, 360.0, 1440.0, 4320.0, 10_080.0, 43_200.0];
        NAMED
            .iter()
            .filter(|minutes| (self.least..=self.most).contains(*minutes))
            .map(|minutes| (*minutes, words.short_wait(*minutes)))
            .collect()
    }
}
