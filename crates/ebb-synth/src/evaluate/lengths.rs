//! Whether chance grows with the length of a chat: what is claimed in long chats with a level and with turns.

use std::fmt::Write as _;

use ebb::catalog::Settings;
use ebb::course::Claim;
use rayon::prelude::*;

use super::judge;
use crate::{Regime, Severity, SimulationSettings, simulate};

/// Lengths of chats in days; the last is four years.
const LENGTHS: [usize; 4] = [240, 480, 960, 1460];

/// Returns a table of what is claimed in long chats, `each` of every kind and length.
#[must_use]
pub fn length_table(first_seed: u64, each: u64, settings: &Settings) -> String {
    let mut table = String::from(
        "\n### Long chats\n\n| chats | days | dyads | up and down | by turns | claim about alter |\n\
         |---|---|---|---|---|---|\n",
    );
    for regime in [Regime::Stable, Regime::HotCold] {
        for days in LENGTHS {
            let settled = SimulationSettings { days: Some(days), ..SimulationSettings::DRAWN };
            let courses: Vec<_> = (0..each)
                .into_par_iter()
                .map(|n| judge(&simulate(first_seed + n, regime, Severity::Medium, &settled), settings).2)
                .collect();
            let turning: Vec<_> = courses.iter().filter(|course| course.claim == Claim::UpAndDown).collect();
            let by_turns = turning.iter().filter(|course| course.returns.is_some()).count();
            let back_off = courses.iter().filter(|course| course.claim.is_back_off()).count();
            let (id, up_and_down) = (regime.id(), turning.len());
            let _ = writeln!(table, "| {id} | {days} | {each} | {up_and_down} | {by_turns} | {back_off} |");
        }
    }
    table
}
