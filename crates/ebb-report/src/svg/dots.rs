//! Twenty dots, all of them visible: how many stories of 20 a reason would be the main one in.

use ebb::catalog::dots_of;
use ebb::reason::{Group, RankedReason};

use super::drawing::Drawing;
use crate::words::Words;

const RADIUS: f64 = 6.0;
const STEP: f64 = 16.2;
const GROUP_GAP: f64 = 8.0;

fn at(dot: f64) -> f64 {
    8.0 + dot * STEP + if dot >= 9.5 { GROUP_GAP } else { 0.0 }
}

/// Returns 20 dots for one reason, full up to its number, hollow where it is only a starting guess, with a bracket
/// under the range.
#[must_use]
pub fn dots(ranked: &RankedReason, words: &Words<'_>, id: &str) -> String {
    let mut drawing = Drawing::sized("dots", 340.0, 24.0);
    for dot in 0..20_u8 {
        let class = match (dot < ranked.dots, ranked.group == Group::CannotTell) {
            (true, false) => "dot full",
            (true, true) => "dot guess",
            (false, _) => "dot",
        };
        drawing.circle(class, (at(f64::from(dot)), 8.0), RADIUS);
    }
    let (low, high) = (dots_of(ranked.low), dots_of(ranked.high));
    if high > low {
        // From the dot of the lower number to that of the higher one.
        let (from, to) = (at(f64::from(low.max(1) - 1)) - RADIUS, at(f64::from(high - 1)) + RADIUS);
        drawing.path("range", &format!("M{from:.1} 17.5v3H{to:.1}v-3"));
    }
    let range = words.dots_range(low, high);
    let title = words.dots_in_words(ranked.dots);
    drawing.into_svg(id, &title, &range)
}

/// Returns 20 dots for one reason before and after an answer: full where it stays, with a ring where the answer adds
/// one, and with a dashed ring where it takes one away.
#[must_use]
pub fn moved_dots(before: u8, after: u8, words: &Words<'_>, id: &str) -> String {
    let mut drawing = Drawing::sized("dots", 340.0, 18.0);
    for dot in 0..20_u8 {
        let class = match (dot < before, dot < after) {
            (true, true) => "dot full",
            (false, true) => "dot more",
            (true, false) => "dot less",
            (false, false) => "dot",
        };
        drawing.circle(class, (at(f64::from(dot)), 9.0), RADIUS);
        if class == "dot more" {
            drawing.circle("dot full", (at(f64::from(dot)), 9.0), RADIUS / 2.0);
        }
    }
    let says =
        words.line("chart.outcomes.says", &[("before", &before.to_string()), ("since", &after.to_string())]);
    drawing.into_svg(id, &words.line("chart.outcomes.title", &[]), &says)
}
