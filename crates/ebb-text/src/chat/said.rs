//! What alter says about why: the table ranks every line of theirs, and what it ranks high is weighed.

use std::cmp::Reverse;
use std::ops::Range;

use ebb::cue::{ChatSettings, CueId};
use ebb::dyad::{Dyad, Role};
use ebb::heard::Quote;
use ebb::statement::{Learnt, Statement, StatementKind};
use rayon::prelude::*;

use super::hear::Hearing;
use super::lines::{self, Parts};
use super::scan::Hit;
use super::{Mark, Tier, is_written};
use crate::said::{LogShares, Piece, kinds_of, table_shares, weigh};
use crate::table::{Features, Table};

/// Messages that one core reads at a time.
const STRIDE: usize = 4096;

/// A message of alter's that may say something about why.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) message: usize,
    /// How far the table sees a statement, a no or danger ahead of none.
    pub(crate) lead: f32,
}

/// What one message says about why.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Said {
    pub(crate) message: usize,
    pub(crate) kind: StatementKind,
    pub(crate) sure: f64,
    /// The sentence that says it.
    pub(crate) bytes: Range<usize>,
}

/// Ranks every written line of alter's, in any language, and returns those worth a closer look, in order.
pub(crate) fn candidates(table: &Table, dyad: &Dyad, settings: &ChatSettings) -> Vec<Candidate> {
    #[expect(clippy::cast_possible_truncation, reason = "a few nats")]
    let least = settings.statement.look as f32;
    let read = |(stride, messages): (usize, &[ebb::dyad::Message])| {
        let mut room = Features::default();
        let mut found = Vec::new();
        for (at, message) in messages.iter().enumerate() {
            if message.role != Role::Alter || !is_written(message) {
                continue;
            }
            let scores = table.scores_with(dyad.text(message).as_str(), &mut room);
            let lead = scores.statement_lead().max(scores.sign_lead());
            if lead >= least {
                found.push(Candidate { message: stride * STRIDE + at, lead });
            }
        }
        found
    };
    dyad.messages().par_chunks(STRIDE).enumerate().flat_map_iter(read).collect()
}

/// Returns what the candidates and the lines that rules marked say. `encoded` holds the messages that the encoder read,
/// in order, and `shares` what it says of each of the `parts`.
pub(crate) fn said(
    table: &Table,
    dyad: &Dyad,
    candidates: &[Candidate],
    hits: &[Hit],
    (encoded, parts, shares): (&[usize], &Parts<'_>, &[LogShares]),
    settings: &ChatSettings,
) -> Vec<Said> {
    let speaks =
        |hit: &&Hit| !kinds_of(hit.cue).is_empty() && dyad.messages()[hit.message].role == Role::Alter;
    let mut messages: Vec<usize> = candidates.iter().map(|candidate| candidate.message).collect();
    messages.extend(hits.iter().filter(speaks).map(|hit| hit.message));
    messages.sort_unstable();
    messages.dedup();
    let of = |message: &usize| {
        let text = dyad.text(&dyad.messages()[*message]).as_str();
        let read = encoded.binary_search(message).ok().map(|at| &parts.of_chosen[at]);
        let first = hits.partition_point(|hit| hit.message < *message);
        let hits: Vec<&Hit> = hits[first..].iter().take_while(|hit| hit.message == *message).collect();
        let mut found: Vec<Said> = Vec::new();
        for (place, bytes) in lines::pieces(text, settings).into_iter().enumerate() {
            let rules: Vec<CueId> =
                hits.iter().filter(|hit| bytes.contains(&hit.bytes.start)).map(|hit| hit.cue).collect();
            let words = &text[bytes.clone()];
            if rules.is_empty() && !has_two_words(words) {
                continue;
            }
            let heard = read.and_then(|lines| Some(&shares[*lines.get(place)?]));
            let piece =
                Piece { words, table: &table_shares(&table.scores(words)), encoder: heard, rules: &rules };
            let likely = weigh(&piece, &settings.statement);
            for (kind, sure) in likely.into_iter().take_while(|(_, sure)| *sure >= settings.statement.least) {
                match found.iter_mut().find(|said| said.kind == kind) {
                    Some(known) if known.sure >= sure => {}
                    Some(known) => (known.sure, known.bytes) = (sure, bytes.clone()),
                    None => found.push(Said { message: *message, kind, sure, bytes: bytes.clone() }),
                }
            }
        }
        found
    };
    messages.iter().flat_map(of).collect()
}

/// Returns whether a piece has two words of two letters or more that differ: a single one, or one over and over, says
/// nothing that no rule knows.
fn has_two_words(piece: &str) -> bool {
    let mut words = piece.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().nth(1).is_some());
    words.next().is_some_and(|first| words.any(|word| !word.eq_ignore_ascii_case(first)))
}

/// Returns alter's statements in the order in which they were made: of each kind the surest, those of the time that counts
/// now first. What came later does not take them back; it is shown with them.
pub(super) fn statements(hearing: &Hearing<'_>) -> Vec<Statement> {
    let at = |said: &Said| hearing.dyad.messages()[said.message].local;
    let mut chosen: Vec<&Said> = Vec::new();
    for kind in StatementKind::ALL {
        let is_sure = |said: &&Said| {
            let settings = &hearing.settings.statement;
            let is_now = at(said) >= hearing.since;
            said.sure >= if is_now { settings.min_sure_now } else { settings.min_sure_before }
        };
        let of_kind = hearing.said.iter().copied().filter(|said| said.kind == *kind);
        let mut of_kind: Vec<&Said> = of_kind.filter(is_sure).collect();
        let rank = |said: &Said| (at(said) >= hearing.since, said.sure);
        of_kind.sort_by(|a, b| rank(b).partial_cmp(&rank(a)).unwrap_or(std::cmp::Ordering::Equal));
        chosen.extend(of_kind.into_iter().take(hearing.settings.statement.most));
    }
    chosen.sort_by_key(|said| (said.message, Reverse(said.bytes.start)));
    chosen.into_iter().map(|said| statement(hearing, said)).collect()
}

fn statement(hearing: &Hearing<'_>, said: &Said) -> Statement {
    let quote = || -> Quote {
        // A quote needs a mark only for its place.
        let bytes = said.bytes.clone();
        hearing.quote(&Mark { message: said.message, cue: CueId::LabelTalk, bytes, tier: Tier::Both })
    };
    Statement {
        kind: said.kind,
        speaker: Role::Alter,
        learnt: Learnt::Wrote,
        sure: said.sure,
        quote: (!hearing.is_sexual(said.message)).then(quote),
    }
}
