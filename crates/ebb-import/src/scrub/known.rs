//! What is known of a file before its letters are replaced: who is in it, what people wrote, what the app itself writes.

use std::collections::HashSet;

use ebb::message::MessageKind;

use crate::cldr::{day_part_named, day_parts, month_names};
use crate::collect::Listed;
use crate::day_and_clock::read_named_moment;
use crate::format::Import;
use crate::formats::phrases;
use crate::scrub::cipher::{Cipher, Entities};
use crate::table::moment_from_words;
use crate::written_moment::read_moment;

/// Names by which an export speaks of its owner or of the app. They tell nothing, and readers look for them.
const NAMES_OF_NOBODY: &[&str] = &["Me", "You", "me", "you", "system"];

/// Further words of apps: of dates, of titles, of files and of places in an archive.
const FURTHER_WORDS: &str = "mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday \
    at um kl klo de г à AM PM UTC GMT T Z 年 月 日 号 曜日 星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天 \
    日星期一 日星期二 日星期三 日星期四 日星期五 日星期六 日星期日 년 월 일 장 儲存日期 保存日期 週一 週二 週三 週四 週五 週六 週日 周一 周二 周三 周四 周五 周六 周日 월요일 화요일 수요일 목요일 금요일 토요일 일요일 \
    年月日 土 火 水 木 金 Saved on 保存日時 저장한 날짜 Date KakaoTalk Chats with 님과 님 카카오톡 대화 LINE WhatsApp Chat chat \
    Read by them you after hour hours minute minutes second seconds Tapbacks Loved Liked Disliked Laughed Emphasized \
    Questioned attachments This message responded to an earlier renamed the conversation unsent part sending was deleted \
    Voice Video Photo Sticker Animation Location Contact File Incoming Outgoing Cancelled Declined Missed call Exported \
    Data Participants and Call Started a audio video voice type files note image changed room theme Reacted to your a \
    png jpg jpeg gif webp heic mp4 mov m4a mp3 aac ogg opus wav caf amr pdf vcf txt json jsonl csv html xml md \
    IMG VID PTT STK AUD DOC WA IMG_ media photos videos audio https http www maps google com q messages inbox message \
    result channels index export your facebook instagram activity e2e c";

/// What is known of one file.
pub(super) struct Known {
    pub(super) cipher: Cipher,
    /// Names and titles, longest first.
    names: Vec<String>,
    /// Lines of messages that people wrote.
    written: HashSet<String>,
    /// Words that apps write.
    words: HashSet<String>,
}

/// What a piece of a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    /// A name of somebody in it.
    Name,
    /// A line that a person wrote.
    Written,
    /// A time.
    Time,
    /// Only words of the app, but for names.
    App,
    /// Anything else.
    Other,
}

impl Known {
    pub(super) fn of(listed: &[Listed], import: Option<&Import>) -> Self {
        let mut names: Vec<String> = listed
            .iter()
            .flat_map(|chat| {
                // A title may be a person's name, or words of the app around it.
                let is_around = |name: &String| chat.title != *name && chat.title.contains(name.as_str());
                let title = Some(&chat.title).filter(|_| !chat.people.iter().any(is_around));
                chat.people.iter().chain(title)
            })
            .chain(import.iter().flat_map(|import| &import.export.senders))
            .filter(|name| !name.is_empty() && !NAMES_OF_NOBODY.contains(&name.as_str()))
            .cloned()
            .collect();
        names.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        names.dedup();
        let mut written = HashSet::new();
        for export in import.iter().map(|import| &import.export) {
            for message in &export.messages {
                let text = export.texts.text(message.text);
                // The first line of other kinds is what the app writes for them.
                let own = usize::from(message.kind != MessageKind::Text);
                written.extend(text.as_str().lines().skip(own).map(|line| line.trim().to_owned()));
            }
        }
        written.remove("");
        let halves = day_parts();
        let months = month_names();
        let phrases = phrases()
            .chain(NAMES_OF_NOBODY.iter().copied())
            .chain(halves)
            .chain(months)
            .chain(FURTHER_WORDS.split_whitespace());
        let cut_months = month_names().map(|name| name.chars().take(3).collect::<String>());
        let words = phrases.flat_map(runs).map(str::to_lowercase).chain(cut_months).collect();
        Self { cipher: Cipher::new(), names, written, words }
    }

    /// Returns what stands in `piece`.
    pub(super) fn judge(&self, piece: &str) -> Piece {
        let piece = piece.trim();
        if self.names.iter().any(|name| name == piece) {
            Piece::Name
        } else if self.written.contains(piece) {
            Piece::Written
        } else if is_time(piece) {
            Piece::Time
        } else if NAMES_OF_NOBODY.contains(&piece) || self.is_of_app(piece) {
            Piece::App
        } else {
            Piece::Other
        }
    }

    /// Returns whether people wrote these words, or names stand in them.
    pub(super) fn is_private(&self, piece: &str) -> bool {
        matches!(self.judge(piece), Piece::Name | Piece::Written)
    }

    /// Returns the name at the start of a text, the longest there is. Names of nobody count.
    pub(super) fn name_at_start<'a>(&self, text: &'a str) -> Option<&'a str> {
        let names = self.names.iter().map(String::as_str).chain(NAMES_OF_NOBODY.iter().copied());
        names.into_iter().find(|name| text.starts_with(*name)).map(|name| &text[..name.len()])
    }

    /// Replaces a name, unless it is nobody's.
    pub(super) fn name(&self, name: &str, entities: Entities) -> String {
        if NAMES_OF_NOBODY.contains(&name.trim()) {
            name.to_owned()
        } else {
            self.cipher.name(name, entities)
        }
    }

    /// Replaces a piece by what it is.
    pub(super) fn scrubbed(&self, piece: &str, entities: Entities) -> String {
        match self.judge(piece) {
            Piece::Name => self.name(piece, entities),
            Piece::Written => self.cipher.words(piece, entities),
            Piece::Time => piece.to_owned(),
            Piece::App => self.with_words_of_app(piece, entities),
            Piece::Other if piece.trim().contains(char::is_whitespace) => self.cipher.words(piece, entities),
            Piece::Other => self.cipher.name(piece, entities),
        }
    }

    /// Replaces names in a piece and all words that no app writes.
    pub(super) fn with_words_of_app(&self, piece: &str, entities: Entities) -> String {
        let mut out = String::with_capacity(piece.len());
        for part in self.parts(piece) {
            match part {
                Part::Name(name) => out += &self.name(name, entities),
                Part::Word(word) if self.is_word_of_app(word) => out += word,
                Part::Word(word) => out += &self.cipher.name(word, entities),
                Part::Between(between) => out += between,
            }
        }
        out
    }

    pub(super) fn is_word_of_app(&self, word: &str) -> bool {
        self.words.contains(&word.to_lowercase()) || day_part_named(&word.to_lowercase()).is_some()
    }

    /// Returns whether all words of a piece are names or words that apps write.
    pub(super) fn is_of_app(&self, piece: &str) -> bool {
        self.parts(piece).iter().all(|part| !matches!(part, Part::Word(word) if !self.is_word_of_app(word)))
    }

    fn parts<'a>(&self, piece: &'a str) -> Vec<Part<'a>> {
        let mut parts = Vec::new();
        let mut rest = piece;
        let is_letter = |letter: char| letter.is_alphabetic();
        while let Some(first) = rest.chars().next() {
            // A name counts where a word begins; scripts without spaces write on right after it.
            let name = self.names.iter().find(|name| {
                rest.strip_prefix(name.as_str()).is_some_and(|after| {
                    let (last, next) = (name.chars().last(), after.chars().next());
                    let is_ascii = |letter: Option<char>| letter.is_some_and(|c| c.is_ascii_alphanumeric());
                    !(is_ascii(last) && is_ascii(next))
                })
            });
            let length = match name {
                Some(name) => name.len(),
                None if is_letter(first) => {
                    let end = rest.find(|c: char| !is_letter(c)).unwrap_or(rest.len());
                    // Such scripts write on right before a name, too.
                    let is_joint = |at: &usize| *at > 0 && !rest[..*at].ends_with(|c: char| c.is_ascii());
                    let inside = self.names.iter().filter_map(|name| rest[..end].find(name.as_str()));
                    inside.filter(is_joint).min().unwrap_or(end)
                }
                None => rest.find(is_letter).unwrap_or(rest.len()).max(first.len_utf8()),
            };
            let (part, after) = rest.split_at(length);
            parts.push(match name {
                Some(_) => Part::Name(part),
                None if is_letter(first) => Part::Word(part),
                None => Part::Between(part),
            });
            rest = after;
        }
        parts
    }
}

enum Part<'a> {
    Name(&'a str),
    Word(&'a str),
    Between(&'a str),
}

/// Words of a text: runs of letters.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty())
}

/// Returns whether a piece is a written time and nothing else.
pub(super) fn is_time(piece: &str) -> bool {
    let is_short = piece.len() < 60 && piece.bytes().any(|byte| byte.is_ascii_digit());
    let in_words = || {
        read_moment(piece).is_some()
            || read_named_moment(piece).is_some_and(|(.., rest)| rest.trim().len() < 4)
    };
    let has_separator = || piece.contains(['-', '/', '.', ':']);
    is_short && ((has_separator() && moment_from_words(piece).is_some()) || in_words())
}
