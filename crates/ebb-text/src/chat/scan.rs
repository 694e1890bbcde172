//! Rules over every line that is read, on all cores.

use std::ops::Range;

use ebb::cue::CueId;
use ebb::dyad::Dyad;
use rayon::prelude::*;

use super::is_written;
use super::language::Month;
use crate::rules::{Rules, Scratch};

/// Messages that one core reads at a time.
const STRIDE: usize = 4096;

/// A cue that a rule found in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) message: usize,
    pub(crate) cue: CueId,
    pub(crate) bytes: Range<usize>,
}

/// Returns what rules find, in the order of the messages.
pub(crate) fn scan(rules: &Rules, dyad: &Dyad, months: &[Month]) -> Vec<Hit> {
    let strides: Vec<(&Month, Range<usize>)> = months
        .iter()
        .flat_map(|month| {
            let Range { start, end } = month.messages;
            (start..end).step_by(STRIDE).map(move |from| (month, from..(from + STRIDE).min(end)))
        })
        .collect();
    strides.into_par_iter().flat_map_iter(|(month, messages)| read(rules, dyad, month, messages)).collect()
}

fn read(rules: &Rules, dyad: &Dyad, month: &Month, messages: Range<usize>) -> Vec<Hit> {
    let (mut scratch, mut found, mut hits) = (Scratch::default(), Vec::new(), Vec::new());
    for at in messages {
        let message = &dyad.messages()[at];
        if !is_written(message) || !month.is_read(message.role) {
            continue;
        }
        rules.read_into(dyad.text(message).as_str(), &mut scratch, &mut found);
        hits.extend(found.drain(..).map(|hit| Hit { message: at, cue: hit.cue, bytes: hit.bytes }));
    }
    hits
}
