//! Which lines in header form start an entry, and when: layout, order of day and month and quotes, for a whole file.

use ebb::export::ClockSecond;

use crate::date_order::{DATES_FOR_ONE_MISFIT, DateOrder, Days, Decision, days_of, decide};
use crate::decode::ChatText;
use crate::error::{ImportError, TwoReadings};
use crate::format::ReadSettings;
use crate::formats::time_order::{Setting, TimedLine, find_disorder};
use crate::formats::whatsapp_scan::{HeaderLine, LineBreak, Scan};
use crate::notice::{NoticeKind, Notices};
use crate::stamp::{AFTERNOON, Cursor, YearForm, is_mark, read_stamp};
use crate::table::notice_of_calendar;

/// A layout rules a file when it has at least this share of the lines in header form: two of three.
const RULING: (usize, usize) = (2, 3);
/// A layout of a mixture must not run backwards in more than one of so many steps.
const STEPS_FOR_ONE_BACK: usize = 10;
const SECONDS_PER_DAY: i64 = 24 * 3600;

/// The lines that start an entry.
pub(super) struct Accepted {
    pub(super) starts: Vec<EntryStart>,
}

/// A line that starts an entry, by its index among the lines in header form.
#[derive(Debug, Clone, Copy)]
pub(super) struct EntryStart {
    pub(super) index: usize,
    /// `None` when its date does not exist, and so the entry is left out.
    pub(super) time: Option<ClockSecond>,
}

pub(super) fn accept(
    text: &ChatText,
    scan: &Scan<'_>,
    settings: &ReadSettings,
    notices: &mut Notices,
) -> Result<Accepted, ImportError> {
    let mut counts = vec![0_usize; scan.layouts.len()];
    for line in &scan.lines {
        counts[usize::from(line.layout)] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or_default();
    let ruling =
        counts.iter().position(|&count| count == most && count * RULING.1 >= scan.lines.len() * RULING.0);
    let orders = match ruling {
        Some(layout) => {
            let order = order_of_ruling(text, scan, layout, settings)?;
            let mut orders = vec![None; counts.len()];
            orders[layout] = Some(order);
            orders
        }
        None => orders_of_mixture(text, scan, settings)?,
    };
    let mixed = orders.iter().flatten().count();
    if mixed > 1 {
        notices.add_many(NoticeKind::MixedLayouts, None, mixed as u64);
    }

    let mut starts = Vec::with_capacity(scan.lines.len());
    let mut known_day: Option<([u16; 3], u8, Option<Days>)> = None;
    for (index, line) in scan.lines.iter().enumerate() {
        let Some(order) = orders[usize::from(line.layout)] else {
            notices.add(NoticeKind::QuotedHeaders, Some(line.line.into()));
            continue;
        };
        let day = match known_day {
            Some((date, layout, day)) if date == line.date && layout == line.layout => day,
            _ => days_of(line.date, order),
        };
        known_day = Some((line.date, line.layout, day));
        let time = day.map(|day| ClockSecond(day * SECONDS_PER_DAY + i64::from(line.second_of_day)));
        starts.push(EntryStart { index, time });
    }
    ask_about_words(text, scan, &mut starts, notices)?;
    reject_quotes(scan, &mut starts, notices);
    for start in &starts {
        let line = &scan.lines[start.index];
        if start.time.is_none() {
            notices.add(NoticeKind::ImpossibleDate, Some(line.line.into()));
            continue;
        }
        let year = orders[usize::from(line.layout)].map_or(line.date[2], |order| order.year_of(line.date));
        if let Some(kind) = notice_of_calendar(year) {
            notices.add(kind, Some(line.line.into()));
        }
    }
    Ok(Accepted { starts })
}

fn dates_of<'s>(scan: &'s Scan<'_>, layout: usize) -> impl Iterator<Item = [u16; 3]> + Clone + 's {
    scan.lines.iter().filter(move |line| usize::from(line.layout) == layout).map(|line| line.date)
}

fn order_of_ruling(
    text: &ChatText,
    scan: &Scan<'_>,
    layout: usize,
    settings: &ReadSettings,
) -> Result<DateOrder, ImportError> {
    let Some(order) = settings.date_order else {
        return match order_by_dates(scan, layout) {
            // A few regions write the day before the month after a year, and no order of ebb's fits that.
            Decision::Decided(DateOrder::YearFirst) if dates_of(scan, layout).any(|date| date[1] > 12) => {
                check_order(text, scan, layout, DateOrder::YearFirst)
            }
            Decision::Decided(order) => Ok(order),
            Decision::Undecided(examples) => Err(undecided(text, scan, layout, examples)),
        };
    };
    check_order(text, scan, layout, order)
}

fn order_by_dates(scan: &Scan<'_>, layout: usize) -> Decision {
    let shape = scan.layouts[layout].0.shape;
    decide(dates_of(scan, layout), shape.year, shape.date_separators)
}

/// Refuses an order that more than a few dates do not fit.
fn check_order(
    text: &ChatText,
    scan: &Scan<'_>,
    layout: usize,
    order: DateOrder,
) -> Result<DateOrder, ImportError> {
    let (mut all, mut misfits, mut first) = (0_usize, 0_usize, None);
    for line in scan.lines.iter().filter(|line| usize::from(line.layout) == layout) {
        all += 1;
        if days_of(line.date, order).is_none() {
            misfits += 1;
            first.get_or_insert(line);
        }
    }
    match first {
        Some(line) if misfits * DATES_FOR_ONE_MISFIT > all => Err(ImportError::DateOrderImpossible {
            name: text.name.clone(),
            order,
            written: written_date(text, line),
            line: line.line.into(),
        }),
        _ => Ok(order),
    }
}

/// Decides the order for each layout of a mixture; `None` for a layout that does not run forward in time.
fn orders_of_mixture(
    text: &ChatText,
    scan: &Scan<'_>,
    settings: &ReadSettings,
) -> Result<Vec<Option<DateOrder>>, ImportError> {
    let decisions: Vec<Decision> = (0..scan.layouts.len())
        .map(|layout| {
            let year = scan.layouts[layout].0.shape.year;
            let fits = |order| dates_of(scan, layout).all(|date| days_of(date, order).is_some());
            match settings.date_order {
                Some(order) if year != YearForm::FirstFour && fits(order) => Decision::Decided(order),
                _ => order_by_dates(scan, layout),
            }
        })
        .collect();
    let mut orders: Vec<Option<DateOrder>> = decisions
        .iter()
        .map(|decision| match decision {
            Decision::Decided(order) => Some(*order),
            Decision::Undecided(_) => None,
        })
        .collect();
    for (layout, order) in orders.iter_mut().enumerate() {
        let days = |order: DateOrder| dates_of(scan, layout).filter_map(move |date| days_of(date, order));
        if let Some(found) = *order
            && steps_back(days(found)) * STEPS_FOR_ONE_BACK > days(found).count()
        {
            *order = None;
        }
    }
    for (layout, decision) in decisions.iter().enumerate() {
        if let Decision::Undecided(examples) = decision {
            let found = order_among_neighbours(scan, &orders, layout);
            orders[layout] = Some(found.ok_or_else(|| undecided(text, scan, layout, *examples))?);
        }
    }
    Ok(orders)
}

/// Lets the decided layouts around an undecided one say which reading fits between them.
fn order_among_neighbours(scan: &Scan<'_>, orders: &[Option<DateOrder>], layout: usize) -> Option<DateOrder> {
    let breaks = |tried: DateOrder| {
        steps_back(scan.lines.iter().filter_map(|line| {
            let own = usize::from(line.layout);
            let order = if own == layout { Some(tried) } else { orders[own] };
            days_of(line.date, order?)
        }))
    };
    let (day_first, month_first) = (breaks(DateOrder::DayFirst), breaks(DateOrder::MonthFirst));
    match day_first.cmp(&month_first) {
        std::cmp::Ordering::Less => Some(DateOrder::DayFirst),
        std::cmp::Ordering::Greater => Some(DateOrder::MonthFirst),
        std::cmp::Ordering::Equal => None,
    }
}

fn steps_back(days: impl Iterator<Item = Days>) -> usize {
    let mut before = Days::MIN;
    days.filter(|&day| {
        let is_back = day.saturating_add(1) < before;
        before = day;
        is_back
    })
    .count()
}

fn undecided(text: &ChatText, scan: &Scan<'_>, layout: usize, examples: [Option<usize>; 2]) -> ImportError {
    let lines: Vec<&HeaderLine> =
        scan.lines.iter().filter(|line| usize::from(line.layout) == layout).collect();
    let dates = examples
        .into_iter()
        .flatten()
        .filter_map(|index| {
            let line = lines.get(index)?;
            TwoReadings::of(line.date, written_date(text, line))
        })
        .collect();
    ImportError::DateOrderUndecided { name: text.name.clone(), dates }
}

/// Returns the date of a header as it is written, without direction marks and without anything that follows it.
fn written_date(text: &ChatText, line: &HeaderLine) -> String {
    let header = &text.content[line.start..line.start + usize::from(line.rest)];
    let mut cursor = Cursor::new(header, 0);
    cursor.skip(|c| is_mark(c) || c == '[');
    let found = read_stamp(header, cursor.at, |_, _| Some(()));
    let date = found.map_or("", |(stamp, ..)| &header[stamp.numbers[0].0..stamp.numbers[2].1]);
    date.chars().filter(|&c| !is_mark(c)).collect()
}

/// A word beside times is asked about when it stands in at least one of so many entries.
const ENTRIES_FOR_ONE_WORD: usize = 20;

/// Lets no word beside a time be passed over that may say which half of the day is meant.
fn ask_about_words(
    text: &ChatText,
    scan: &Scan<'_>,
    starts: &mut Vec<EntryStart>,
    notices: &mut Notices,
) -> Result<(), ImportError> {
    if scan.words.is_empty() {
        return Ok(());
    }
    let line_of = |start: &EntryStart| &scan.lines[start.index];
    let mut is_harmless = vec![false; scan.words.len()];
    for line in starts.iter().map(line_of).filter(|line| u16::from(line.hour) >= AFTERNOON) {
        if let Some(word) = line.word {
            is_harmless[usize::from(word)] = true;
        }
    }
    let asks = |line: &&HeaderLine| line.word.is_some_and(|word| !is_harmless[usize::from(word)]);
    let open: Vec<&HeaderLine> = starts.iter().map(line_of).filter(asks).collect();
    if let Some((first, word)) = open.first().and_then(|line| Some((line, line.word?)))
        && open.len() * ENTRIES_FOR_ONE_WORD >= starts.len()
    {
        return Err(ImportError::UnknownTimeWord {
            name: text.name.clone(),
            word: Some(scan.words[usize::from(word)].to_owned()),
            line: first.line.into(),
        });
    }
    // So few are lines that someone wrote, and not the app.
    for line in &open {
        notices.add(NoticeKind::QuotedHeaders, Some(line.line.into()));
    }
    starts.retain(|start| !asks(&line_of(start)));
    Ok(())
}

/// Takes out lines that only quote a header, told by their time.
fn reject_quotes(scan: &Scan<'_>, starts: &mut Vec<EntryStart>, notices: &mut Notices) {
    if starts.iter().filter_map(|start| start.time).is_sorted() {
        return;
    }
    let entry_line = |start: &EntryStart| &scan.lines[start.index];
    let after = |wanted: LineBreak| starts.iter().filter(|start| entry_line(start).before == wanted).count();
    // An iPhone ends messages with CR LF and breaks the lines inside of them with LF.
    let tells_apart = after(LineBreak::CrLf) > 0 && after(LineBreak::CrLf) >= after(LineBreak::Lf);
    let timed: Vec<(usize, TimedLine)> = starts
        .iter()
        .enumerate()
        .filter_map(|(place, start)| {
            let line = entry_line(start);
            let is_inside = tells_apart && line.before == LineBreak::Lf;
            let setting = if is_inside { Setting::InsideMessage } else { Setting::MayStartMessage };
            Some((place, TimedLine { time: start.time?.0, name: line.name.map(|id| id.0), setting }))
        })
        .collect();
    let lines: Vec<TimedLine> = timed.iter().map(|&(_, line)| line).collect();
    let disorder = find_disorder(&lines);
    for &late in &disorder.late {
        notices.add(NoticeKind::TimesOutOfOrder, Some(entry_line(&starts[timed[late].0]).line.into()));
    }
    let mut is_quoted = vec![false; if disorder.quoted.is_empty() { 0 } else { starts.len() }];
    for &quoted in &disorder.quoted {
        let place = timed[quoted].0;
        is_quoted[place] = true;
        notices.add(NoticeKind::QuotedHeaders, Some(entry_line(&starts[place]).line.into()));
    }
    if !is_quoted.is_empty() {
        let mut place = 0;
        starts.retain(|_| {
            place += 1;
            !is_quoted[place - 1]
        });
    }
}
