//! The table of plays, read as a whole: which play each combination of coarse values leads to.
//!
//! There are far more combinations than anybody could try one by one. But a play is the first row that fits, so two
//! half-read combinations lead to the same plays wherever the same rows are still in question; these are counted
//! together, axis by axis. The counts are exact.

use std::collections::HashMap;

use super::{Axis, Play, Point, When};

/// Rows still in question, one bit each, the first row lowest.
type Rows = u128;

/// Most rows that a table may have.
pub const MOST_ROWS: usize = 128;

/// Returns for each row the number of combinations whose first fitting row it is, and last the number of those that no
/// row fits. `fixed` holds the axes whose value is given, with its place; all others take every value.
///
/// # Panics
/// With more than [`MOST_ROWS`] rows.
#[must_use]
pub fn combinations(rows: &[When], fixed: &[(Axis, u8)]) -> Vec<u128> {
    assert!(rows.len() <= MOST_ROWS, "a row is one bit");
    let all: Rows = if rows.len() == MOST_ROWS { Rows::MAX } else { (1 << rows.len()) - 1 };
    let mut counted: HashMap<Rows, u128> = HashMap::from([(all, 1)]);
    for (at, axis) in Axis::ALL.iter().enumerate() {
        let given = fixed.iter().find(|(fixed, _)| fixed == axis).map(|(_, value)| *value);
        let places = 0..u8::try_from(axis.values().len()).unwrap_or(u8::MAX);
        let admitted: Vec<Rows> = places
            .filter(|place| given.is_none_or(|given| given == *place))
            .map(|place| {
                let admits = |row: &When| row.admits(*axis, place);
                rows.iter().enumerate().filter(|(_, row)| admits(row)).fold(0, |set, (bit, _)| set | 1 << bit)
            })
            .collect();
        // A row that asks for nothing on the axes to come is sure to fit: the rows after it are out of question.
        let later = &Axis::ALL[at + 1..];
        let sure: Rows = rows
            .iter()
            .enumerate()
            .filter(|(_, row)| later.iter().all(|axis| !row.asks_for(*axis)))
            .fold(0, |set, (bit, _)| set | 1 << bit);
        let mut next: HashMap<Rows, u128> = HashMap::with_capacity(counted.len());
        for (set, count) in counted {
            for admitted in &admitted {
                let left = set & admitted;
                let first_sure = left & sure;
                let kept = if first_sure == 0 { left } else { left & lowest_and_below(first_sure) };
                *next.entry(kept).or_default() += count;
            }
        }
        counted = next;
    }
    let mut found = vec![0; rows.len() + 1];
    for (set, count) in counted {
        found[(set.trailing_zeros() as usize).min(rows.len())] += count;
    }
    found
}

/// Returns the lowest bit of a set and every bit below it.
fn lowest_and_below(set: Rows) -> Rows {
    let lowest = set & set.wrapping_neg();
    lowest | (lowest - 1)
}

/// Returns the number of all combinations, with the values of some axes given.
#[must_use]
pub fn all_combinations(fixed: &[(Axis, u8)]) -> u128 {
    let is_open = |axis: &&Axis| !fixed.iter().any(|(fixed, _)| fixed == *axis);
    Axis::ALL.iter().filter(is_open).map(|axis| axis.values().len() as u128).product()
}

/// Returns the first play that fits a situation.
#[must_use]
pub fn first<'a>(plays: &'a [Play], point: &Point) -> Option<&'a Play> {
    plays.iter().find(|play| play.when.fits(point))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_those_of_a_table_worked_out_by_hand() {
        let turn = Axis::Turn.values().len() as u128;
        let asked = Axis::Asked.values().len() as u128;
        let rows = [
            When::any().only(Axis::Turn, &[1]).only(Axis::Asked, &[1, 2]),
            When::any().only(Axis::Asked, &[2]),
            When::any().only(Axis::Turn, &[1]),
        ];
        let found = combinations(&rows, &[]);
        let rest = all_combinations(&[]) / turn / asked;
        assert_eq!(found[0], 2 * rest);
        assert_eq!(found[1], (turn - 1) * rest);
        assert_eq!(found[2], (asked - 2) * rest);
        assert_eq!(found.iter().sum::<u128>(), all_combinations(&[]));
        let fixed = [(Axis::Turn, 1)];
        let found = combinations(&rows, &fixed);
        assert_eq!(found[1], 0);
        assert_eq!(found.iter().sum::<u128>(), all_combinations(&fixed));
    }
}
