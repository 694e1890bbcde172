//! A LINE chat saved as text.
//!
//! Where from: on a phone, the chat's menu, Settings, Export chat history; on a computer, Save chat in the chat's menu.
//! Versions: not told by the file. Layouts differ by device, language and region, as below.
//! Phones divide time, name and text by tabs and quote texts of several lines; computers divide by spaces.
//!
//! ```text
//! file    = [title saved] (blank | day | entry)*
//! title   = "[LINE] Chat history with " name            in the language of the app
//! saved   = "Saved on: 2024/01/12 15:49"                in the language of the app
//! day     = [weekday ","] date [weekday]                2024/01/12(Fri) | 2024.01.12 Friday | Fri, 01/12/2024
//! entry   = time TAB name TAB text | time TAB TAB event | time " " name " " text
//! time    = 15:49 | 3:49PM | 午後3:49
//! ```
//!
//! Supported: all of the above; stickers, media, calls, notes taken back and places in the words of ten languages.
//! A computer's file does not say where a name ends: it is the name in the title or the words that lines share.
//! Not supported: reactions and edits (the app leaves them out). Times carry minutes and no zone.

use std::borrow::Cow;

use ebb::export::{Capabilities, Carried, Resolution};
use ebb::message::MessageKind;

use crate::choose::read_texts;
use crate::collect::Collector;
use crate::date_order::{DateOrder, days_of};
use crate::day_and_clock::{
    ClockTime, Day, read_clock, read_day, read_dotted_clock, weekday_named, weekday_of,
};
use crate::decode::ChatText;
use crate::error::ImportError;
use crate::format::{Checked, Format, Head, Import, ReadSettings, Recognition, count_lines};
use crate::formats::entry_lines::{EntryLines, Line, Start, Whole, read_entries};
use crate::source::Parts;
use crate::stamp::is_space;
use crate::table::RowCollector;

/// Saved LINE chats.
pub(super) struct LineText;

const ID: &str = "line";

const CAPABILITIES: Capabilities = Capabilities {
    calls: Carried::Yes,
    reactions: Carried::No,
    both_sides: Carried::Yes,
    // A computer saves only what it has loaded.
    whole_history: Carried::Sometimes,
    edits: Carried::No,
    deletions: Carried::Yes,
    lasting: Carried::Yes,
};

impl Format for LineText {
    fn id(&self) -> &'static str {
        ID
    }

    fn name(&self) -> &'static str {
        "LINE"
    }

    fn how_to_export(&self) -> &'static [&'static str] {
        &[
            "Open the chat on your phone and tap the menu at the top right.",
            "Tap Settings, then Export chat history.",
            "Send the text file to your computer.",
        ]
    }

    fn capabilities(&self) -> Capabilities {
        CAPABILITIES
    }

    fn checked(&self) -> Checked {
        Checked::FromDescription
    }

    fn recognise(&self, head: &Head<'_>) -> Recognition {
        let mut lines = head.text.lines().filter(|line| !line.trim().is_empty());
        let is_own = match lines.next() {
            Some(first) if first.starts_with(TITLE_START) => true,
            // A computer's file starts with a day, and the first entry follows.
            Some(first) => {
                day_heading(first).is_some()
                    && lines.next().and_then(clock_of).is_some_and(|(_, rest)| rest.starts_with([' ', '\t']))
            }
            None => false,
        };
        Recognition::from_claim(is_own)
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
    let content = &text.content[text.start..];
    rows.tally.all = count_lines(content.as_bytes());
    let mut layout = Layout::of(content, &text.name);
    let date_order = settings.date_order.or(layout.date_order);
    read_entries(&text, &mut layout, &mut rows)?;
    rows.finish_told(&ReadSettings { date_order, ..settings.clone() }, CAPABILITIES, Resolution::Minute)
}

const TITLE_START: &str = "[LINE]";
/// Longest heading for a day, in bytes.
const DAY_BYTES: usize = 60;
/// Longest word for a day of the week, in letters.
const WEEKDAY_LETTERS: usize = 12;

/// What the app writes around the other person's name in the title.
pub(super) const TITLES: &[(&str, &str)] = &[
    ("Chat history with ", ""),
    ("Chat history in ", ""),
    ("", "とのトーク履歴"),
    ("", "のトーク履歴"),
    ("與", "的聊天記錄"),
    ("与", "的聊天记录"),
    ("ประวัติการสนทนากับ ", ""),
    ("ประวัติการแชทกับ ", ""),
    ("Riwayat obrolan dengan ", ""),
    ("", "님과의 대화"),
];

/// What the app writes in place of what was sent.
pub(super) const PLACEHOLDERS: &[(MessageKind, &[&str])] = &[
    (
        MessageKind::Sticker,
        &["Sticker", "スタンプ", "貼圖", "贴图", "สติกเกอร์", "สติ๊กเกอร์", "Stiker", "스티커", "Emoji", "絵文字"],
    ),
    (
        MessageKind::Media,
        &[
            "Photo",
            "Photos",
            "写真",
            "照片",
            "图片",
            "รูป",
            "รูปภาพ",
            "ภาพ",
            "Foto",
            "사진",
            "Video",
            "動画",
            "影片",
            "视频",
            "วิดีโอ",
            "동영상",
            "File",
            "ファイル",
            "檔案",
            "文件",
            "ไฟล์",
            "파일",
            "Album",
            "アルバム",
            "相簿",
            "GIF",
        ],
    ),
    (
        MessageKind::Voice,
        &[
            "Voice message",
            "ボイスメッセージ",
            "語音訊息",
            "语音消息",
            "ข้อความเสียง",
            "Pesan suara",
            "음성 메시지",
        ],
    ),
    (MessageKind::Contact, &["Contact", "連絡先", "聯絡資訊", "好友名片", "Kontak", "연락처"]),
    (MessageKind::Location, &["Location", "位置情報", "位置訊息", "位置信息", "Lokasi", "위치", "ตำแหน่งที่ตั้ง"]),
    (MessageKind::Poll, &["Poll", "投票"]),
];

/// What follows a name when its owner took a message back.
pub(super) const TAKEN_BACK: &[&str] = &[
    "unsent a message.",
    "unsent a message",
    "がメッセージの送信を取り消しました",
    "已收回訊息",
    "已收回消息",
    "ยกเลิกข้อความ",
    "님이 메시지 전송을 취소했습니다.",
];

/// The sign before each line about a call.
const CALL_SIGN: char = '☎';

/// What stands between time, name and text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Divider {
    Tab,
    Space,
}

/// How one file is written, and the day and name that hold at the line being read.
struct Layout<'a> {
    divider: Divider,
    /// Names of people, where they cannot be told from the line alone.
    names: Vec<&'a str>,
    date_order: Option<DateOrder>,
    day: Option<Day>,
    is_quoted: bool,
    /// Names met so far.
    met: Vec<&'a str>,
}

impl<'a> Layout<'a> {
    fn of(content: &'a str, file: &'a str) -> Self {
        let mut lines = Vec::new();
        let mut headings = Vec::new();
        let mut tabs = 0_usize;
        for line in content.lines() {
            if let Some(heading) = day_heading(line) {
                headings.push(heading);
            } else if let (Some((_, rest)), false) = (clock_of(line), headings.is_empty()) {
                tabs += usize::from(rest.starts_with('\t'));
                lines.push(rest.trim_start());
            }
        }
        let divider = if tabs * 2 > lines.len() { Divider::Tab } else { Divider::Space };
        let title = content.lines().next().and_then(|line| line.strip_prefix(TITLE_START));
        let title = title.or_else(|| file.strip_prefix(TITLE_START)?.strip_suffix(".txt"));
        let titled = title.map(named_in_title).filter(|name| !name.is_empty());
        let names = match divider {
            Divider::Tab => titled.into_iter().collect(),
            Divider::Space => names_of(titled, &lines),
        };
        let date_order = order_by_weekdays(&headings);
        Self { divider, names, date_order, day: None, is_quoted: false, met: Vec::new() }
    }

    /// Divides what follows the time into name and text.
    fn divided(&self, rest: &'a str) -> Option<(Option<&'a str>, &'a str)> {
        match self.divider {
            Divider::Tab => {
                let rest = rest.strip_prefix('\t')?;
                Some(match rest.split_once('\t') {
                    Some(("", event)) => (None, event),
                    Some((name, text)) => (Some(name), text),
                    None => (None, rest),
                })
            }
            Divider::Space => {
                let rest = rest.strip_prefix(' ')?;
                let named = self.names.iter().find(|name| begins_with_name(rest, name));
                Some(match named {
                    Some(name) => (Some(&rest[..name.len()]), rest[name.len()..].trim_start_matches(' ')),
                    None => match rest.split_once(' ') {
                        Some((word, text)) => (Some(word), text),
                        None => (None, rest),
                    },
                })
            }
        }
    }

    fn starts_entry(&self, line: &str) -> bool {
        let divider = if self.divider == Divider::Tab { '\t' } else { ' ' };
        clock_of(line).is_some_and(|(_, rest)| rest.starts_with(divider))
    }

    /// Returns whether a text that opens with a quotation mark is closed before the next entry.
    fn quote_closes(&self, text: &str, after: &str) -> bool {
        let opens = text.starts_with('"') && !(text.len() > 1 && closes_quote(text));
        opens && after.lines().take_while(|line| !self.starts_entry(line)).any(closes_quote)
    }
}

/// Reads the time at the start of a line; some languages divide it by a dot.
fn clock_of(line: &str) -> Option<(ClockTime, &str)> {
    read_clock(line).or_else(|| read_dotted_clock(line))
}

/// Returns whether a line ends with an odd number of quotation marks.
fn closes_quote(line: &str) -> bool {
    (line.len() - line.trim_end_matches('"').len()) % 2 == 1
}

fn begins_with_name(rest: &str, name: &str) -> bool {
    rest.strip_prefix(name).is_some_and(|text| text.is_empty() || text.starts_with(' '))
}

fn named_in_title(title: &str) -> &str {
    let title = title.trim();
    let within = |&(before, after): &(&str, &str)| title.strip_prefix(before)?.strip_suffix(after);
    TITLES.iter().find_map(within).unwrap_or(title).trim()
}

/// A heading for a day: the day, and the day of the week where an English word names it.
type Heading<'a> = (Day, Option<&'a str>);

fn day_heading(line: &str) -> Option<Heading<'_>> {
    let line = line.trim();
    if line.len() > DAY_BYTES || line.contains('\t') {
        return None;
    }
    let is_weekday = |word: &str| {
        word.chars().count() <= WEEKDAY_LETTERS
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '\u{e31}'..='\u{e4e}'))
    };
    let (before, date) = match line.split_once(',') {
        Some((weekday, date)) => (Some(weekday.trim()), date.trim_start()),
        None => (None, line),
    };
    let (day, rest) = read_day(date)?;
    let after = rest.trim_matches(|c| is_space(c) || matches!(c, '(' | ')' | '（' | '）'));
    let weekday = before.unwrap_or(after);
    let is_heading = match before {
        Some(before) => !before.is_empty() && after.is_empty() && is_weekday(before),
        None => !after.is_empty() && is_weekday(after),
    };
    is_heading.then_some((day, Some(weekday).filter(|word| word.is_ascii())))
}

/// Finds the order of day and month in which the days of the week are right.
fn order_by_weekdays(headings: &[Heading<'_>]) -> Option<DateOrder> {
    let fits = |order: DateOrder| {
        headings
            .iter()
            .filter(|(day, weekday)| match (day, weekday.and_then(weekday_named)) {
                (Day::Open { date, .. }, Some(weekday)) => {
                    days_of(*date, order).and_then(weekday_of) == Some(weekday)
                }
                _ => false,
            })
            .count()
    };
    let (day_first, month_first) = (fits(DateOrder::DayFirst), fits(DateOrder::MonthFirst));
    match day_first.cmp(&month_first) {
        std::cmp::Ordering::Greater => Some(DateOrder::DayFirst),
        std::cmp::Ordering::Less => Some(DateOrder::MonthFirst),
        std::cmp::Ordering::Equal => None,
    }
}

/// Finds the names in a file that divides by spaces: the one in the title, and the words other lines share.
fn names_of<'a>(titled: Option<&'a str>, lines: &[&'a str]) -> Vec<&'a str> {
    let is_titled = |line: &&&str| titled.is_some_and(|name| begins_with_name(line, name));
    let others: Vec<&str> = lines.iter().filter(|line| !is_titled(line)).copied().collect();
    let mut firsts: Vec<&str> = others.iter().filter_map(|line| line.split(' ').next()).collect();
    firsts.sort_unstable();
    firsts.dedup();
    let shared = |first: &&'a str| {
        let group: Vec<&'a str> =
            others.iter().filter(|line| begins_with_name(line, first)).copied().collect();
        shared_words(&group).unwrap_or(first)
    };
    let mut names: Vec<&'a str> = titled.into_iter().chain(firsts.iter().map(shared)).collect();
    // The longest name that fits is the right one.
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    names
}

/// Returns the words that all lines begin with, as long as each line goes on after them and several lines show it.
fn shared_words<'a>(lines: &[&'a str]) -> Option<&'a str> {
    let first = *lines.first()?;
    if lines.len() < LINES_TO_SHARE {
        return None;
    }
    let ends = first.match_indices(' ').map(|(end, _)| end);
    let is_shared = |end: &usize| {
        let words = &first[..*end];
        lines.iter().all(|line| line.strip_prefix(words).is_some_and(|text| text.starts_with(' ')))
    };
    ends.take_while(is_shared).last().map(|end| &first[..end])
}

/// Fewest lines whose shared words are taken for a name.
const LINES_TO_SHARE: usize = 3;

impl<'a> EntryLines<'a> for Layout<'a> {
    fn line(&mut self, line: &'a str, after: &'a str) -> Line<'a> {
        if self.is_quoted {
            self.is_quoted = !closes_quote(line);
            return Line::More;
        }
        if let Some((day, _)) = day_heading(line) {
            self.day = Some(day);
            return Line::Heading;
        }
        let Some(day) = self.day else {
            // Above the first day stand the title and the date of saving.
            return Line::Heading;
        };
        let Some((clock, rest)) = clock_of(line) else { return Line::More };
        let Some((sender, text)) = self.divided(rest) else { return Line::More };
        self.is_quoted = self.divider == Divider::Tab && self.quote_closes(text, after);
        Line::Start(Start { time: day.at(clock.second_of_day), sender, text })
    }

    fn whole(&mut self, start: &Start<'a>, text: &'a str) -> Whole<'a> {
        let Some(name) = start.sender else {
            return event(text, &self.names, &self.met);
        };
        if !self.met.contains(&name) {
            self.met.push(name);
        }
        let sender = Some(Cow::Borrowed(name));
        if TAKEN_BACK.contains(&text) {
            return Whole { sender, kind: MessageKind::Deleted, text: Cow::Borrowed("") };
        }
        let kind = kind_of(text);
        Whole {
            sender,
            kind,
            text: if kind == MessageKind::Text { unquoted(text) } else { Cow::Borrowed(text) },
        }
    }
}

/// A line without a sender: a message taken back by somebody known, or the app speaking.
fn event<'a>(text: &'a str, names: &[&str], met: &[&str]) -> Whole<'a> {
    let taken_back = TAKEN_BACK.iter().find_map(|words| text.strip_suffix(words)).map(str::trim);
    match taken_back {
        Some(name) if names.contains(&name) || met.contains(&name) => {
            Whole { sender: Some(Cow::Borrowed(name)), kind: MessageKind::Deleted, text: Cow::Borrowed("") }
        }
        _ => Whole { sender: None, kind: MessageKind::System, text: Cow::Borrowed(text) },
    }
}

fn kind_of(text: &str) -> MessageKind {
    if text.starts_with(CALL_SIGN) {
        return MessageKind::Call;
    }
    let Some((word, rest)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
        return MessageKind::Text;
    };
    let named = PLACEHOLDERS.iter().find(|(_, words)| words.contains(&word)).map(|(kind, _)| *kind);
    match named {
        // A place is followed by its address; after the other words there is nothing.
        Some(MessageKind::Location) => MessageKind::Location,
        Some(kind) if rest.trim().is_empty() => kind,
        _ => MessageKind::Text,
    }
}

/// Takes off the quotation marks that a phone puts around a text of several lines.
fn unquoted(text: &str) -> Cow<'_, str> {
    match text.strip_prefix('"').and_then(|inner| inner.strip_suffix('"')) {
        Some(inner) if inner.contains('\n') && inner.contains("\"\"") => {
            Cow::Owned(inner.replace("\"\"", "\""))
        }
        Some(inner) if inner.contains('\n') => Cow::Borrowed(inner),
        _ => Cow::Borrowed(text),
    }
}
