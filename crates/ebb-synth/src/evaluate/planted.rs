//! Judging withdrawals that were planted in real streams.

use ebb::catalog::Settings;
use ebb::change::WhoChanged;
use ebb::course::Claim;
use ebb::measure::{Stream, StreamedMessage};
use rayon::prelude::*;

use super::{SIMULATED_FILE, judge_stream, role_of};
use crate::planted::{PlantedCase, StreamSet, Way, cases};

/// One planted case, judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PlantedJudged {
    /// What was done.
    pub way: Way,
    /// What is true: 0 nobody, 1 alter, 2 ego, 3 both.
    pub truth: usize,
    /// Share that is left.
    pub keep: f64,
    /// Evidence that alter's side fell, in nats.
    pub score: f64,
    /// The calibrated probabilities.
    pub who: WhoChanged,
    /// What is claimed.
    pub claim: Claim,
    /// Days between the true and the told day of alter's change, where alter fell alone.
    pub onset_error: Option<f64>,
}

/// Returns a case as measuring sees it. Words are taken as equal, because the sets hold none.
#[must_use]
pub fn stream_of_case(case: &PlantedCase) -> Stream {
    let rows = case.stream.hours.iter().zip(&case.stream.role);
    Stream {
        messages: rows
            .map(|(hour, role)| StreamedMessage {
                hour: *hour,
                role: role_of(*role),
                words: 5,
                asks: false,
                is_call: false,
            })
            .collect(),
        first_date: jiff::civil::date(2026, 1, 1),
        day_start: 0.0,
        end: case.days as f64 * 24.0,
    }
}

/// Judges the cases of a set that are held out, on all cores.
#[must_use]
pub fn judge_planted(set: &StreamSet<'_>, settings: &Settings) -> Vec<PlantedJudged> {
    let held_out: Vec<PlantedCase> = cases(set).into_iter().filter(|case| case.is_held_out).collect();
    held_out
        .par_iter()
        .map(|case| {
            let (_, change, course, _) = judge_stream(stream_of_case(case), &SIMULATED_FILE, settings);
            let onset = change.persons.alter.onset.as_ref().filter(|_| case.who.index() == 1);
            PlantedJudged {
                way: case.way,
                truth: case.who.index(),
                keep: case.keep,
                score: change.evidence.alter.soft_minimum(),
                who: change.who,
                claim: course.claim,
                onset_error: onset.map(|onset| onset.quantile(0.5).abs_diff(case.change_day) as f64),
            }
        })
        .collect()
}
