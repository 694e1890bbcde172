//! Which lines that look like a header are quotes inside a message, told by their time.
//!
//! A chat runs forward in time but for small disorder. A quoted header comes from the past, so only lines that fall
//! behind the longest forward run of times are suspected; a line from the future is a message with a wrong clock.

/// What is known of one line in header form.
#[derive(Debug, Clone, Copy)]
pub(super) struct TimedLine {
    /// Civil seconds.
    pub(super) time: i64,
    /// Who the line names, as a number; equal names have equal numbers.
    pub(super) name: Option<u32>,
    pub(super) setting: Setting,
}

/// What the line break before a line says, in a file that ends its messages with CR LF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    /// The line break is one that ends a message, or the file does not tell its line breaks apart.
    MayStartMessage,
    /// The line break is one from inside a message.
    InsideMessage,
}

/// Further back than this no message arrives late: a day, in seconds.
const LATEST_ARRIVAL: i64 = 24 * 3600;
/// A quote holds fewer headers than this; longer stretches are a second export in the same file.
const LONGEST_QUOTE: usize = 20;

/// The lines that fall out of the order of time.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Disorder {
    /// Indexes of lines that are quotes.
    pub(super) quoted: Vec<usize>,
    /// Indexes of messages that are earlier than the one before.
    pub(super) late: Vec<usize>,
}

/// Finds quotes and late messages among lines in the order of the file.
pub(super) fn find_disorder(lines: &[TimedLine]) -> Disorder {
    let mut disorder = Disorder::default();
    if lines.is_sorted_by_key(|line| line.time) {
        return disorder;
    }
    let on_chain = longest_forward_run(lines);
    let mut known: Vec<Option<u32>> = lines
        .iter()
        .zip(&on_chain)
        .filter(|(_, on_chain)| **on_chain)
        .map(|(line, _)| line.name)
        .collect();
    known.sort_unstable();
    known.dedup();

    let mut newest = i64::MIN;
    let mut index = 0;
    while index < lines.len() {
        if on_chain[index] {
            newest = newest.max(lines[index].time);
            index += 1;
            continue;
        }
        let end = (index..lines.len())
            .find(|&later| on_chain[later])
            .unwrap_or(lines.len());
        let may_be_quote = end - index < LONGEST_QUOTE;
        for (place, line) in lines.iter().enumerate().take(end).skip(index) {
            let behind = newest.saturating_sub(line.time);
            let is_stranger = line.name.is_some() && known.binary_search(&line.name).is_err();
            let is_suspect = is_stranger || line.setting == Setting::InsideMessage;
            let allowed = if is_suspect { 0 } else { LATEST_ARRIVAL };
            if may_be_quote && behind > allowed {
                disorder.quoted.push(place);
            }
        }
        index = end;
    }

    let mut quoted = disorder.quoted.iter().copied().peekable();
    let mut before = i64::MIN;
    for (index, line) in lines.iter().enumerate() {
        if quoted.next_if_eq(&index).is_some() {
            continue;
        }
        if line.time < before {
            disorder.late.push(index);
        }
        before = line.time;
    }
    disorder
}

/// Marks the members of a longest run of times that never goes back. Time O(n log n), and O(n) when nearly sorted.
///
/// Where two lines would serve equally, the earlier in the file does: the later one is the quote. Lines from inside a
/// message are no members.
fn longest_forward_run(lines: &[TimedLine]) -> Vec<bool> {
    let mut ends: Vec<usize> = Vec::with_capacity(lines.len());
    let mut previous: Vec<Option<usize>> = vec![None; lines.len()];
    let may_start = |(_, line): &(usize, &TimedLine)| line.setting == Setting::MayStartMessage;
    for (index, line) in lines.iter().enumerate().filter(may_start) {
        let place = match ends.last() {
            Some(&last) if lines[last].time <= line.time => ends.len(),
            _ => ends.partition_point(|&end| lines[end].time <= line.time),
        };
        previous[index] = place.checked_sub(1).map(|before| ends[before]);
        if place == ends.len() {
            ends.push(index);
        } else {
            ends[place] = index;
        }
    }
    let mut chain = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(index) = at {
        chain.push(index);
        at = previous[index];
    }
    chain.reverse();

    let mut on_chain = vec![false; lines.len()];
    let (mut from, mut oldest) = (0, i64::MIN);
    for (place, &member) in chain.iter().enumerate() {
        let newest = chain
            .get(place + 1)
            .map_or(lines[member].time, |&next| lines[next].time);
        let serves = |(index, line): &(usize, &TimedLine)| {
            may_start(&(*index, line)) && (oldest..=newest).contains(&line.time)
        };
        let earliest = lines
            .iter()
            .enumerate()
            .take(member)
            .skip(from)
            .find(serves)
            .map_or(member, |(index, _)| index);
        on_chain[earliest] = true;
        (from, oldest) = (member + 1, lines[earliest].time);
    }
    on_chain
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 3600;

    fn check(lines: &[(i64, u32)], quoted: &[usize], late: &[usize]) {
        let lines: Vec<TimedLine> = lines
            .iter()
            .map(|&(time, name)| TimedLine {
                time,
                name: Some(name),
                setting: Setting::MayStartMessage,
            })
            .collect();
        assert_eq!(
            find_disorder(&lines),
            Disorder {
                quoted: quoted.to_vec(),
                late: late.to_vec()
            }
        );
    }

    #[test]
    fn a_line_from_long_ago_is_a_quote() {
        check(
            &[(10 * DAY, 0), (11 * DAY, 1), (2 * DAY, 0), (11 * DAY + 5, 0)],
            &[2],
            &[],
        );
        check(&[(10 * DAY, 0), (2 * DAY, 1), (11 * DAY, 0)], &[1], &[]);
    }

    #[test]
    fn a_stranger_from_an_hour_ago_is_a_quote_and_a_known_name_is_late() {
        check(
            &[(DAY, 0), (DAY + 9, 1), (DAY - 3600, 7), (DAY + 20, 0)],
            &[2],
            &[],
        );
        check(
            &[(DAY, 0), (DAY + 9, 1), (DAY - 3600, 1), (DAY + 20, 0)],
            &[],
            &[2],
        );
    }

    #[test]
    fn a_line_from_the_future_is_no_quote() {
        check(&[(DAY, 0), (9 * DAY, 1), (DAY + 5, 0), (DAY + 6, 1)], &[], &[2]);
    }

    #[test]
    fn a_second_export_in_the_same_file_is_kept() {
        let first = (0..100).map(|i| (100 * DAY + i, 0));
        let second = (0..90).map(|i| (i, 1));
        let lines: Vec<(i64, u32)> = first.chain(second).collect();
        check(&lines, &[], &[100]);
    }
}
