//! A KakaoTalk chat saved as text, from a phone or from Windows.
//!
//! Where from: in the chat's menu, the settings wheel, Manage chats (or Export chat messages), Export as text.
//! Versions: not told by the file. Phones write the day with 년, 월 and 일 or with full stops; some files are in the older
//! Korean encoding CP949.
//! A Mac writes a table instead: see `kakaotalk_csv`.
//!
//! ```text
//! file    = title saved (blank | day | entry | event)*
//! title   = name " 님과 카카오톡 대화" | "KakaoTalk Chats with " name
//! saved   = "저장한 날짜 : 2024-01-12 15:49:22" | "Date Saved : ..."
//! windows = "--------------- 2024년 1월 12일 금요일 ---------------", then "[Sam] [오후 3:49] text"
//! android = "2024년 1월 12일 오후 3:49, Sam : text"; the same without name and text starts a day
//! iphone  = "2024. 1. 12. 오후 3:49, Sam : text"; "2024년 1월 12일 금요일" starts a day
//! english = "January 12, 2024 at 3:49 PM, Sam : text" | "[Sam] [3:49 PM] text"
//! event   = "2024. 1. 12. 오후 3:49: Sam님이 나갔습니다." | the words alone, on Windows
//! ```
//!
//! Supported: all of the above, 12 and 24 hours, texts of several lines, UTF-8 with or without mark, CP949.
//! Not supported: reactions and edits (the app leaves them out). Times carry minutes and no zone.

use std::borrow::Cow;

use ebb::export::{Capabilities, Carried, Resolution};
use ebb::message::MessageKind;

use crate::choose::read_texts;
use crate::collect::Collector;
use crate::day_and_clock::{Day, read_clock, read_day, read_named_day, read_named_moment, weekday_named};
use crate::decode::ChatText;
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Import, ReadSettings, Recognition, count_lines};
use crate::formats::entry_lines::{EntryLines, Line, Start, Whole, read_entries};
use crate::formats::kakaotalk_words::{is_event, kind_of};
use crate::source::Parts;
use crate::stamp::is_space;
use crate::table::{Moment, RowCollector};

/// Saved KakaoTalk chats.
pub(super) struct KakaoTalkText;

const ID: &str = "kakaotalk-text";

pub(super) const CAPABILITIES: Capabilities = Capabilities {
    calls: Carried::Yes,
    reactions: Carried::No,
    both_sides: Carried::Yes,
    whole_history: Carried::Sometimes,
    edits: Carried::No,
    deletions: Carried::Yes,
    lasting: Carried::Yes,
};

impl Format for KakaoTalkText {
    fn id(&self) -> &'static str {
        ID
    }

    fn name(&self) -> &'static str {
        "KakaoTalk (phone or Windows)"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "Open the chat, tap the menu at the top right, then the settings wheel.",
            "Tap Export chat messages, and choose the text without media.",
            "Send the file to your computer.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    fn checked(&self) -> Checked {
        Checked::FromDescription
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        let lines = head.text.lines().filter(|line| !line.trim().is_empty()).take(LINES_TO_TRY);
        Recognition::from_claim(lines.enumerate().any(|(place, line)| {
            (place < 2 && is_title(line)) || dashed_day(line).is_some() || mobile_entry(line).is_some()
        }))
    }

    fn read(&self, parts: &mut Parts<'_>, into: &mut Collector) -> Result<(), ImportError> {
        read_texts(parts, into, read);
        Ok(())
    }
}

/// Reads a whole text.
#[expect(clippy::needless_pass_by_value, reason = "readers of texts may keep the text")]
fn read(text: ChatText, settings: &ReadSettings) -> Result<Import, ImportError> {
    let mut rows = RowCollector::new(&text, ID);
    rows.tally.all = count_lines(&text.content.as_bytes()[text.start..]);
    read_entries(&text, &mut Layout::default(), &mut rows)?;
    rows.finish_told(settings, CAPABILITIES, Resolution::Minute)
}

/// Lines that are looked at for the form of the file.
const LINES_TO_TRY: usize = 10;
/// Longest name in brackets, in bytes.
const NAME_BYTES: usize = 120;

fn is_title(line: &str) -> bool {
    line.contains("카카오톡 대화")
        || line.starts_with("KakaoTalk Chats with ")
        || line.ends_with(" KakaoTalk Chats")
}

fn is_saved(line: &str) -> bool {
    ["저장한 날짜", "Date Saved", "Saved on"].iter().any(|words| line.trim_start().starts_with(words))
}

/// A line of dashes around a day, as Windows writes it.
fn dashed_day(line: &str) -> Option<Day> {
    let inner = line.trim().strip_prefix("-----")?.strip_suffix("-----")?.trim_matches('-').trim();
    day_alone(inner)
}

/// A day with nothing but its day of the week.
fn day_alone(line: &str) -> Option<Day> {
    if let Some((day, rest)) = read_day(line) {
        return is_korean_weekday(rest.trim()).then_some(day);
    }
    // "Friday, January 12, 2024"
    let (weekday, date) = line.split_once(',')?;
    weekday_named(weekday)?;
    let (days, rest) = read_named_day(date.trim_start())?;
    rest.trim().is_empty().then_some(Day::Known(days))
}

fn is_korean_weekday(word: &str) -> bool {
    word.strip_suffix("요일").is_some_and(|day| ["월", "화", "수", "목", "금", "토", "일"].contains(&day))
}

/// Reads a date and time at the start of a line, in any way a phone writes them.
fn moment(line: &str) -> Option<(Moment, &str)> {
    if let Some((second, _, rest)) = read_named_moment(line) {
        return Some((Moment::Local(second), rest));
    }
    let (day, rest) = read_day(line)?;
    let (clock, rest) = read_clock(rest.trim_start_matches(|c| is_space(c) || c == ','))?;
    Some((day.at(clock.second_of_day), rest))
}

/// `moment, name : text`.
fn mobile_entry(line: &str) -> Option<Start<'_>> {
    let (time, rest) = moment(line)?;
    let (name, text) = rest.strip_prefix(", ")?.split_once(" : ")?;
    Some(Start { time, sender: Some(name), text })
}

/// `[name] [time] text`. A name may hold brackets, so it ends at the first bracketed time.
fn windows_entry(line: &str, day: Day) -> Option<Start<'_>> {
    let inner = line.strip_prefix('[')?;
    inner.match_indices("] [").take_while(|(end, _)| *end <= NAME_BYTES).find_map(|(end, divider)| {
        let (clock, rest) = read_clock(&inner[end + divider.len()..])?;
        let text = rest.strip_prefix(']')?;
        let time = day.at(clock.second_of_day);
        Some(Start { time, sender: Some(&inner[..end]), text: text.strip_prefix(' ').unwrap_or(text) })
    })
}

/// The day and time that hold at the line being read.
#[derive(Default)]
struct Layout {
    day: Option<Day>,
    last: Option<Moment>,
    is_past_title: bool,
}

impl<'a> EntryLines<'a> for Layout {
    fn line(&mut self, line: &'a str, _after: &'a str) -> Line<'a> {
        if !self.is_past_title && (is_title(line) || is_saved(line)) {
            return Line::Heading;
        }
        if let Some(day) = dashed_day(line).or_else(|| day_alone(line)) {
            (self.day, self.is_past_title) = (Some(day), true);
            self.last = Some(day.at(0));
            return Line::Heading;
        }
        let start = match (mobile_entry(line), self.day) {
            (Some(start), _) => Some(start),
            (None, Some(day)) => windows_entry(line, day),
            (None, None) => None,
        };
        if let Some(start) = start {
            (self.last, self.is_past_title) = (Some(start.time), true);
            return Line::Start(start);
        }
        match moment(line) {
            Some((_, "")) => {
                self.is_past_title = true;
                return Line::Heading;
            }
            Some((time, rest)) if rest.starts_with([':', ',']) && is_event(rest) => {
                return Line::Start(Start { time, sender: None, text: rest[1..].trim_start() });
            }
            _ => {}
        }
        match self.last {
            Some(time) if is_event(line) => Line::Start(Start { time, sender: None, text: line }),
            _ => Line::More,
        }
    }

    fn whole(&mut self, start: &Start<'a>, text: &'a str) -> Whole<'a> {
        let kind = match (start.sender, kind_of(text)) {
            (None, _) => MessageKind::System,
            // Under a person's name nothing is the app's own.
            (Some(_), MessageKind::System) => MessageKind::Text,
            (Some(_), kind) => kind,
        };
        let text = if kind == MessageKind::Deleted { "" } else { text };
        Whole { sender: start.sender.map(Cow::Borrowed), kind, text: Cow::Borrowed(text) }
    }
}
