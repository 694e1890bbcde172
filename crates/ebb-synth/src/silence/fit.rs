//! Fits what the silence clock knows of the people of one medium.

use ebb::measure::awake_hours;
use ebb::silence::Medium;

use super::Writer;

/// Awake hours at which the curve is kept, as far as silences reach; a day has 17.
const KNOTS: [f64; 27] = [
    4.0, 5.0, 6.0, 7.0, 8.5, 10.0, 12.0, 14.0, 17.0, 21.0, 25.5, 30.0, 34.0, 42.5, 51.0, 68.0, 85.0, 102.0,
    119.0, 153.0, 187.0, 238.0, 306.0, 408.0, 510.0, 680.0, 1020.0,
];
/// How alike people may be.
const ALIKE: [f64; 14] = [0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 48.0, 96.0];
/// Steps of expectation maximisation.
const STEPS: usize = 50;
/// Fewest silences that ended within a piece of the curve; with fewer, it is joined with the piece before.
const LEAST_ENDED: usize = 3;

/// Probability of being gone after a message, before the first step.
const FIRST_GONE: f64 = 0.01;

/// One silence: awake hours, whether it ended then, and whose it is.
#[derive(Clone, Copy)]
struct Row {
    hours: f64,
    has_ended: bool,
    person: usize,
}

/// What is expected of a person's pace.
#[derive(Clone, Copy)]
struct Pace {
    /// Over the silences that ended.
    mean: f64,
    /// Over the open one, where a person who is gone has none.
    open: f64,
}

/// A curve of one step for each silence that ended, with how well it fits.
struct Steps {
    alike: f64,
    gone: f64,
    log_likelihood: f64,
    /// Awake hours and what is cumulated up to and with them.
    cumulated: Vec<(f64, f64)>,
}

/// Fits the curve and the spread of paces to people. The silence at the end counts as one that goes on. Source: Nielsen,
/// Gill, Andersen and Sorensen 1992, Scandinavian Journal of Statistics 19 (expectation maximisation).
#[must_use]
pub fn fit(id: &str, people: &[Writer], least_hours: f64) -> Medium {
    let mut rows: Vec<Row> = Vec::new();
    for (person, writer) in people.iter().enumerate() {
        let Some(&last) = writer.hours.last() else { continue };
        let silences = writer.silences(f64::INFINITY, least_hours);
        rows.extend(silences.awake.iter().map(|hours| Row { hours: *hours, has_ended: true, person }));
        let open = awake_hours(last, writer.until.max(last), silences.quiet_start);
        rows.push(Row { hours: open.max(least_hours), has_ended: false, person });
    }
    rows.sort_by(|a, b| a.hours.total_cmp(&b.hours));
    let tried = ALIKE.map(|alike| steps(&rows, people.len(), alike));
    let best = tried.into_iter().max_by(|a, b| a.log_likelihood.total_cmp(&b.log_likelihood));
    let best = best.unwrap_or(Steps { alike: 1.0, gone: 0.0, log_likelihood: 0.0, cumulated: Vec::new() });
    Medium {
        id: id.to_owned(),
        formats: Vec::new(),
        curve: curve(&best.cumulated),
        alike: best.alike,
        gone: best.gone,
    }
}

fn steps(rows: &[Row], people: usize, alike: f64) -> Steps {
    let mut ended = vec![0.0; people];
    for row in rows.iter().filter(|row| row.has_ended) {
        ended[row.person] += 1.0;
    }
    let chances = rows.len() as f64;
    let mut paces = vec![Pace { mean: 1.0, open: 1.0 }; people];
    let mut gone = FIRST_GONE;
    let mut cumulated = Vec::new();
    let mut log_likelihood = 0.0;
    for _ in 0..STEPS {
        // The open silence of a person who is gone is at no risk of ending.
        let risk = |row: &Row| {
            let pace = paces[row.person];
            if row.has_ended { pace.mean } else { pace.open }
        };
        let mut at_risk: f64 = rows.iter().map(risk).sum();
        let mut lived = vec![0.0; people];
        let mut open = vec![0.0; people];
        let mut sum = 0.0;
        cumulated.clear();
        log_likelihood = 0.0;
        for row in rows {
            if row.has_ended {
                sum += 1.0 / at_risk;
                log_likelihood -= at_risk.ln();
                cumulated.push((row.hours, sum));
                lived[row.person] += sum;
            } else {
                open[row.person] = sum;
            }
            at_risk = (at_risk - risk(row)).max(1e-9);
        }
        let mut lost = 0.0;
        for (person, pace) in paces.iter_mut().enumerate() {
            let (events, rate) = (alike + ended[person], alike + lived[person]);
            let still = (rate / (rate + open[person])).powf(events);
            let ends = gone + (1.0 - gone) * still;
            let is_gone = gone / ends;
            lost += is_gone;
            let here = events / (rate + open[person]);
            *pace =
                Pace { mean: is_gone * events / rate + (1.0 - is_gone) * here, open: (1.0 - is_gone) * here };
            log_likelihood += libm::lgamma(events) - libm::lgamma(alike) + alike * alike.ln()
                - events * rate.ln()
                + ended[person] * (1.0 - gone).ln()
                + ends.ln();
        }
        gone = lost / chances;
    }
    Steps { alike, gone, log_likelihood, cumulated }
}

/// Returns the curve at the knots, in pieces within which some silences ended.
fn curve(cumulated: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut curve = vec![(KNOTS[0], 0.0)];
    let mut kept = 0;
    for hours in KNOTS.into_iter().skip(1) {
        let ended = cumulated.partition_point(|(at, _)| *at <= hours);
        if ended >= kept + LEAST_ENDED {
            kept = ended;
            curve.push((hours, cumulated[ended - 1].1));
        }
    }
    curve
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn the_fit_finds_the_people_it_was_made_of() {
        // By day only, so that every hour is awake: silences of 4 to 12 hours for one half, thrice as long for the other.
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        let writers: Vec<Writer> = (0..200)
            .map(|dyad| {
                let mean = if dyad % 2 == 0 { 20.0 } else { 60.0 };
                let mut hours = vec![12.0];
                for _ in 0..40 {
                    let silence = 4.0 - mean * (1.0 - rng.random::<f64>()).ln();
                    // Whole days of 17 awake hours, and the rest of it from noon on.
                    let last = hours[hours.len() - 1];
                    hours.push(last + silence);
                }
                Writer { until: hours[hours.len() - 1] + 4.0, hours, dyad }
            })
            .collect();
        let medium = fit("made", &writers, 4.0);
        assert!((1.5..=12.0).contains(&medium.alike), "{}", medium.alike);
        let quick = writers[0].silences(f64::INFINITY, 4.0).awake;
        let slow = writers[1].silences(f64::INFINITY, 4.0).awake;
        assert!(medium.goes_on(&quick, 40.0) < 0.5 * medium.goes_on(&slow, 40.0));
    }
}
