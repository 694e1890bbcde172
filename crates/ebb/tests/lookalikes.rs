//! Each lookalike is seen in a chat that shows it, and not in one that nearly does.
//!
//! Chats are written out day by day, so that a reader sees what is in them; the day of a fall is set by hand, because
//! the detector is held to its own tests.

use ebb::change::{ChangePosterior, Onset, WhoChanged, detect};
use ebb::dyad::Role;
use ebb::export::Carried;
use ebb::lookalike::{Apps, FileFacts, Lookalike, LookalikeSettings, discounted, look};
use ebb::measure::{Measured, Stream, StreamedMessage, measure_stream};
use ebb::verdict::LimitId;
use jiff::civil::{Date, date};

/// A chat of so many days, with no message yet.
struct Chat {
    messages: Vec<StreamedMessage>,
    first_date: Date,
    days: usize,
    fell: Option<usize>,
    file: FileFacts,
    caps: Vec<usize>,
}

impl Chat {
    fn of(days: usize) -> Self {
        Self {
            messages: Vec::new(),
            // A Monday, and no season of holidays.
            first_date: date(2026, 3, 2),
            days,
            fell: None,
            file: FileFacts { calls: Carried::Yes, joins: Vec::new(), shared: 1, apps: Apps::One },
            caps: Vec::new(),
        }
    }

    /// Adds `each` messages of a person on every day of `days`, one an hour from `hour` on.
    fn writes(mut self, role: Role, days: impl IntoIterator<Item = usize>, each: usize, hour: f64) -> Self {
        for day in days {
            let hours = (0..each).map(|at| day as f64 * 24.0 + hour + at as f64);
            self.messages.extend(hours.map(|hour| StreamedMessage {
                hour,
                role,
                words: 5,
                asks: false,
                is_call: false,
            }));
        }
        self
    }

    /// Adds what both write, `each` messages a day and person, ego a quarter of an hour after alter.
    fn both(self, days: impl IntoIterator<Item = usize> + Clone, each: usize) -> Self {
        self.writes(Role::Alter, days.clone(), each, 10.0).writes(Role::Ego, days, each, 10.25)
    }

    fn calls(mut self, days: impl IntoIterator<Item = usize>) -> Self {
        self.messages.extend(days.into_iter().map(|day| StreamedMessage {
            hour: day as f64 * 24.0 + 20.5,
            role: Role::Alter,
            words: 1,
            asks: false,
            is_call: true,
        }));
        self
    }

    fn fell_on(self, day: usize) -> Self {
        Self { fell: Some(day), ..self }
    }

    fn begins(self, first_date: Date) -> Self {
        Self { first_date, ..self }
    }

    fn seen(mut self) -> Vec<Lookalike> {
        self.messages.sort_by(|a, b| a.hour.total_cmp(&b.hour));
        let catalog = ebb_content::catalog().expect("content");
        let stream = Stream {
            messages: self.messages,
            first_date: self.first_date,
            day_start: 4.0,
            end: self.days as f64 * 24.0 + 4.0,
        };
        let measured = measure_stream(stream, &catalog.settings.measure);
        let mut change = detect(&measured.daily, &catalog.settings.change);
        set_onsets(&mut change, &measured, self.fell);
        let caps = if self.caps.is_empty() { catalog.settings.lookalike.caps.clone() } else { self.caps };
        let settings = LookalikeSettings { caps, ..catalog.settings.lookalike };
        look(&measured, &change, &self.file, &settings)
    }
}

fn set_onsets(change: &mut ChangePosterior, measured: &Measured, fell: Option<usize>) {
    let onset = fell.map(|day| Onset { rows: vec![(day, 1, 1.0)], days: measured.daily.len() });
    change.persons.alter.onset.clone_from(&onset);
    change.persons.ego.onset = onset;
}

/// Asserts that `shown` shows the lookalike, from `day` on where it has a day, and that `nearly` does not.
#[track_caller]
fn check(id: LimitId, day: Option<usize>, shown: Chat, nearly: Chat) {
    let seen = shown.seen();
    let found = seen.iter().find(|lookalike| lookalike.id == id);
    assert_eq!(found.map(|lookalike| lookalike.day), Some(day), "{id:?} among {seen:?}");
    let near = nearly.seen();
    assert!(!near.iter().any(|lookalike| lookalike.id == id), "{id:?} among {near:?}");
    // Each is named among the limits, and lowers the probability of a change.
    let catalog = ebb_content::catalog().expect("content");
    assert!(catalog.limits.contains_key(&id), "{id:?}");
    let who = WhoChanged { none: 0.05, alter: 0.9, ego: 0.01, both: 0.04 };
    let told = discounted(who, seen.len(), &catalog.settings.lookalike);
    assert!(told.fell(Role::Alter) < catalog.settings.course.sure, "{told:?}");
}

#[test]
fn one_side_missing_from_the_file() {
    let half = |ego: usize| Chat::of(80).both(0..50, 4).writes(Role::Ego, 50..80, ego, 10.25).fell_on(50);
    // Who gets no answer writes less: one message a day is what is left of four.
    check(LimitId::OneSidedStretch, Some(50), half(4), half(1));
}

#[test]
fn both_move_elsewhere() {
    let moved = |rest: usize| {
        let rest = (52..80).step_by(14).take(rest);
        Chat::of(80).both(0..50, 6).both(rest, 1).fell_on(50)
    };
    // Where alter writes nothing more at all, that is a silence.
    check(LimitId::MovedElsewhere, Some(50), moved(2), moved(0));
}

#[test]
fn messages_that_disappear() {
    // Only the last week is left of the time since day 60; with five days left it is a hole of another kind.
    let left = |days: usize| Chat::of(90).both(0..60, 3).both(90 - days..90, 3).fell_on(60);
    check(LimitId::MessagesDisappear, Some(60), left(7), left(5));
}

#[test]
fn a_hole_of_months() {
    let hole = |days: usize| Chat::of(80 + days).both(0..50, 3).both(50 + days..80 + days, 3);
    check(LimitId::HoleOfMonths, Some(50), hole(200), hole(150));
}

#[test]
fn a_hole_of_weeks() {
    // Far longer than any other pause; beside one of six days, ten days are nothing special.
    let hole = |days: usize| Chat::of(100).both((0..20).chain(26..50), 3).both(50 + days..100, 3);
    check(LimitId::HoleInFile, Some(50), hole(30), hole(10));
}

#[test]
fn a_hole_ends_with_both() {
    // After it only ego writes: that is a silence of alter's, and no lost stretch.
    let after = |alter: usize| {
        Chat::of(100).both(0..50, 3).writes(Role::Ego, 80..100, 1, 10.25).writes(
            Role::Alter,
            80..100,
            alter,
            11.0,
        )
    };
    check(LimitId::HoleInFile, Some(50), after(1), after(0));
}

#[test]
fn another_file_takes_over_at_the_change() {
    let join = |day: usize| {
        let mut chat = Chat::of(80).both(0..50, 4).both(50..80, 1).fell_on(50);
        chat.file.joins = vec![day as f64 * 24.0 + 12.0];
        chat
    };
    check(LimitId::OtherFileSince, Some(51), join(51), join(40));
}

#[test]
fn files_that_share_nothing() {
    let files = |shared: usize| {
        let mut chat = Chat::of(80).both(0..80, 4);
        chat.file.joins = vec![40.0 * 24.0 + 12.0];
        chat.file.shared = shared;
        chat
    };
    check(LimitId::FilesShareNothing, Some(40), files(0), files(3));
}

#[test]
fn calls_that_took_over() {
    let calls = |before: usize| {
        let before = (0..50).step_by(50 / before.max(1)).take(before);
        Chat::of(80).both(0..50, 4).both(50..80, 1).calls(before).calls((51..80).step_by(4)).fell_on(50)
    };
    // Eight calls in a month are as many as before, where there were ten in the fifty days before.
    check(LimitId::CallsInstead, Some(50), calls(1), calls(10));
    let mut silent = calls(1);
    silent.file.calls = Carried::No;
    assert!(!silent.seen().iter().any(|one| one.id == LimitId::CallsInstead), "the file holds no calls");
}

#[test]
fn a_file_as_long_as_an_app_lets_it_be() {
    let capped = |cap: usize| Chat { caps: vec![cap], ..Chat::of(50).both(0..50, 4) };
    check(LimitId::FileReachedCap, None, capped(402), capped(450));
}

#[test]
fn a_clock_that_moved() {
    // By nine hours, or by two.
    let moved = |hours: f64| {
        Chat::of(100)
            .writes(Role::Alter, 0..50, 4, 10.0)
            .writes(Role::Alter, 50..100, 3, 10.0 + hours)
            .writes(Role::Ego, 0..100, 4, 10.25)
            .fell_on(50)
    };
    check(LimitId::ClockMoved, Some(50), moved(9.0), moved(2.0));
}

#[test]
fn a_season_of_holidays() {
    let young = |days: usize, first: Date| {
        Chat::of(50 + days).both(0..50, 4).both(50..50 + days, 1).fell_on(50).begins(first)
    };
    // Day 50 is 21 December, or 21 April.
    check(LimitId::HolidaySeason, Some(50), young(14, date(2026, 11, 1)), young(14, date(2026, 3, 2)));
    // What lasts for months is no holiday.
    let old = young(60, date(2026, 11, 1)).seen();
    assert!(!old.iter().any(|one| one.id == LimitId::HolidaySeason), "{old:?}");
}

#[test]
fn a_weekly_rhythm() {
    let weeks = |each_weekday: usize| {
        let weekend = (0..63).filter(|day| day % 7 >= 5);
        let weekdays = (0..63).filter(|day| day % 7 < 5);
        let chat = Chat::of(70).both(weekend, 4).both(63..70, 1).fell_on(63);
        if each_weekday > 0 { chat.both(weekdays, each_weekday) } else { chat }
    };
    check(LimitId::WeeklyRhythm, Some(63), weeks(0), weeks(3));
}
