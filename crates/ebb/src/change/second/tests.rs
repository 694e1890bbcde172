use super::level::{Courses, LevelSettings};
use super::*;
use crate::golden::close;
use crate::measure::{MeasureSettings, Stream, StreamedMessage, measure_stream};

fn level_settings() -> LevelSettings {
    LevelSettings {
        widths: vec![1, 14, 40],
        width_prior: vec![0.5, 0.25, 0.25],
        dip_days: vec![7, 14, 28],
        margin_days: 2,
        after_dip_days: 3,
        size_spread: 2.0,
        unknown: -3.0,
        most_values: 84,
    }
}

/// The log Bayes factor of one course by the determinant lemma on the whole matrix, without running sums.
fn whole_gain(series: &[f64], course: &[f64], spread: f64) -> f64 {
    let count = series.len() as f64;
    let mean = |values: &[f64]| values.iter().sum::<f64>() / count;
    let (of_series, of_course) = (mean(series), mean(course));
    let product: f64 =
        series.iter().zip(course).map(|(value, share)| (value - of_series) * (share - of_course)).sum();
    let square: f64 = course.iter().map(|share| (share - of_course).powi(2)).sum();
    let all: f64 = series.iter().map(|value| (value - of_series).powi(2)).sum::<f64>() + 1e-6;
    let variance = spread * spread;
    let left = all - product * product * variance / (1.0 + square * variance);
    -0.5 * (count - 1.0) * (left / all).ln() - 0.5 * (1.0 + square * variance).ln()
}

#[test]
fn sums_over_courses_are_those_of_the_whole_courses() {
    let days = 40;
    let series: Vec<f64> =
        (0..days).map(|day| f64::from(day * 7919 % 11) / 4.0 - f64::from(day) / 30.0).collect();
    let settings = LevelSettings { dip_days: Vec::new(), ..level_settings() };
    for width in [1_usize, 14] {
        let one = LevelSettings { widths: vec![width], width_prior: vec![1.0], ..settings.clone() };
        let told = Courses::new(40, 1, &one).weigh(&series);
        let gains: Vec<f64> = (2..38)
            .map(|at| {
                let course: Vec<f64> = (0..40_usize)
                    .map(|day| if day < at { 0.0 } else { ((day - at + 1) as f64 / width as f64).min(1.0) })
                    .collect();
                whole_gain(&series, &course, 2.0)
            })
            .collect();
        // A fall and a rise share each course's evidence in two parts that have it as their mean.
        let mean = gains.iter().map(|gain| gain.exp()).sum::<f64>() / gains.len() as f64;
        close(f64::midpoint(told.fall.exp(), told.rise.exp()), mean, 1e-6 * mean);
    }
}

#[test]
fn a_fall_a_rise_and_a_dip_are_told_apart() {
    let of = |level: &dyn Fn(usize) -> f64| {
        let series: Vec<f64> = (0..60).map(|day| level(day) + (day * 37 % 7) as f64 / 10.0).collect();
        Courses::new(60, 1, &level_settings()).weigh(&series)
    };
    let fall = of(&|day| if day < 35 { 2.0 } else { 0.5 });
    assert!(
        fall.fall > 20.0 && fall.rise < 0.0 && fall.at == 35 && (fall.size + 1.5).abs() < 0.1,
        "{fall:?}"
    );
    let rise = of(&|day| if day < 35 { 0.5 } else { 2.0 });
    assert!(rise.rise > 20.0 && rise.fall < 0.0, "{rise:?}");
    let dip = of(&|day| if (20..34).contains(&day) { 0.5 } else { 2.0 });
    assert!(dip.dip > dip.fall + 5.0, "{dip:?}");
    let level = of(&|_| 1.0);
    assert!(level.fall < 0.5 && level.rise < 0.5, "{level:?}");
}

/// A chat in which ego opens every morning; alter answers at once up to `until`, then on every third day, hours later.
fn chat(until: u32) -> crate::measure::DailyStatistics {
    let mut messages = Vec::new();
    for day in 0..60_u32 {
        let start = f64::from(day) * 24.0 + 10.0;
        let mut write = |hour: f64, role: Role| {
            messages.push(StreamedMessage { hour, role, words: 5, asks: false, is_call: false });
        };
        write(start, Role::Ego);
        if day < until || day % 3 == 0 {
            write(start + if day < until { 0.1 } else { 3.0 }, Role::Alter);
        }
    }
    let stream =
        Stream { messages, first_date: jiff::civil::date(2026, 3, 1), day_start: 0.0, end: 60.0 * 24.0 };
    let settings = MeasureSettings { idle_gap_hours: 4.0, reply_bins_hours: [5.0 / 60.0, 0.5, 2.0, 8.0] };
    measure_stream(stream, &settings).daily
}

fn settings() -> SecondSettings {
    SecondSettings {
        level: level_settings(),
        added: 0.3,
        clip: (-3.0, 8.0),
        most_size: 3.0,
        most_difference: 8.0,
        least_variance: 1e-3,
        least_cases: 2.0,
        messages: (50.0, 10_000.0),
        days: (14.0, 600.0),
        head: SecondHead {
            intercepts: [-1.0, -1.5, -2.0],
            own: std::array::from_fn(|at| 0.1 * at as f64),
            other: std::array::from_fn(|at| -0.05 * at as f64),
            alone: [0.1; SHARED_SIGNS],
            each: [0.2; SIGNS],
            together: [0.3; SHARED_SIGNS],
        },
    }
}

#[test]
fn signs_point_at_the_person_who_answers_less() {
    let told = signs(&chat(30), &settings());
    let at = |name: &str| SIGN_NAMES.iter().position(|other| *other == name).expect("a sign");
    let (alter, ego) = (told.own.alter, told.own.ego);
    assert!(alter[at("messages-fall")] > 5.0 && ego[at("messages-fall")] < 1.0, "{told:?}");
    assert!(alter[at("waits-since")] > 2.0 && ego[at("left-alone-since")] > 4.0, "{told:?}");
    assert!(alter[at("last-word-since")] < -4.0 && ego[at("last-word-since")] > 4.0, "{told:?}");
    let calm = signs(&chat(60), &settings());
    assert!(calm.own.alter[at("messages-fall")] < 1.0 && calm.own.ego[at("left-alone-since")].abs() < 1e-9);
}

#[test]
fn exchanging_two_people_exchanges_what_is_said_of_them() {
    let mut daily = chat(30);
    let told = signs(&daily, &settings());
    std::mem::swap(&mut daily.days.alter, &mut daily.days.ego);
    std::mem::swap(&mut daily.decisions.alter, &mut daily.decisions.ego);
    let exchanged = signs(&daily, &settings());
    for (mine, other) in exchanged.own.alter.iter().zip(told.exchanged().own.alter) {
        close(*mine, other, 1e-9);
    }
    let mut own = settings();
    own.head.intercepts[1] = own.head.intercepts[0];
    let (one, two) = (judge(&told, &own), judge(&exchanged, &own));
    close(one.alter, two.ego, 1e-9);
    close(one.both, two.both, 1e-9);
}
