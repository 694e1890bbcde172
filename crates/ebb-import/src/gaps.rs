//! What a file says of its own gaps: disappearing messages, a block, a number that was changed.
//!
//! An app writes a line where a timer is set and where it is taken off. What was sent in between is gone from the file
//! once its time is over, so of that stretch nothing is known until the next message that is there. A single message of
//! that stretch may have been kept by hand; where the file goes on for longer than the timer, it ends no gap.
//!
//! Readers of structures give such lines as a [`Mark`]; for those of texts, [`said`] finds them by their words.

use ebb::export::{ClockSecond, ExportedMessage, Missing, MissingCause};

use crate::notice::NoticeKind;

/// Words by which a line of the app speaks of disappearing messages, in lower case.
const TIMER: &[&str] = &[
    "disappear",
    "vanish mode",
    "auto-delete",
    "modus „verschwindende nachrichten“",
    "verschwindende nachrichten",
    "modo efímero",
    "modo temporal",
    "mode éphémère",
    "modalità temporanea",
    "modo temporário",
    "message timer",
    "selbstlöschende nachrichten",
    "mensajes temporales",
    "messages éphémères",
    "messaggi effimeri",
    "mensagens temporárias",
    "zelfverwijderende berichten",
    "tijdelijke berichten",
    "verdwijnende berichten",
    "süreli mesaj",
    "pesan sementara",
    "mesej hilang",
    "исчезающие сообщения",
    "исчезающих сообщений",
    "зникаючі повідомлення",
    "тимчасові повідомлення",
    "znikające wiadomości",
    "znikających wiadomości",
    "mizející zprávy",
    "miznúce správy",
    "mesajele temporare",
    "mesaje temporare",
    "försvinnande meddelanden",
    "forsvindende beskeder",
    "forsvinnende meldinger",
    "katoavat viestit",
    "eltűnő üzenetek",
    "εξαφανιζόμενα",
    "μηνύματα που εξαφανίζονται",
    "הודעות נעלמות",
    "الرسائل المؤقتة",
    "الرسائل ذاتية الاختفاء",
    "گم ہونے والے",
    "गायब होने वाले",
    "डिसअपीयरिंग",
    "消えるメッセージ",
    "사라지는 메시지",
    "限时消息",
    "阅后即焚",
    "限時訊息",
    "自動銷毀",
    "tin nhắn tự hủy",
    "tin nhắn tạm thời",
    "ข้อความที่จะหายไป",
];

/// Words that say that the timer was taken off.
const OFF: &[&str] = &[
    "turned off",
    "not to auto-delete",
    "not auto-delete",
    "disabled",
    "deaktiviert",
    "ausgeschaltet",
    "desactiv",
    "désactiv",
    "disattiva",
    "desativ",
    "uitgeschakeld",
    "uitgezet",
    "kapat",
    "menonaktifkan",
    "mematikan",
    "отключил",
    "выключил",
    "вимкну",
    "wyłączy",
    "vypnul",
    "dezactivat",
    "stängde av",
    "inaktiverade",
    "slog fra",
    "deaktiverede",
    "slo av",
    "poisti",
    "kikapcsol",
    "απενεργοπο",
    "השבית",
    "כיבה",
    "إيقاف",
    "أوقف",
    "बंद",
    "オフ",
    "해제",
    "껐습니다",
    "关闭",
    "關閉",
    "停用",
    "tắt",
    "ปิด",
];

/// Words by which a line of the app says that a contact was blocked, and that the block was lifted.
const BLOCKED: &[&str] = &[
    "you blocked this contact",
    "du hast diesen kontakt blockiert",
    "bloqueaste a este contacto",
    "has bloqueado a este contacto",
    "vous avez bloqué ce contact",
    "hai bloccato questo contatto",
    "você bloqueou este contato",
    "bloqueou este contacto",
    "je hebt dit contact geblokkeerd",
    "bu kişiyi engellediniz",
    "anda memblokir kontak ini",
    "вы заблокировали этот контакт",
    "вы заблокировали данный контакт",
    "zablokowano ten kontakt",
    "zablokowałeś ten kontakt",
    "du blockerade den här kontakten",
    "לקחת לחסום איש קשר זה",
    "חסמת את איש הקשר",
    "لقد حظرت جهة الاتصال",
    "आपने इस संपर्क को ब्लॉक",
    "この連絡先をブロックしました",
    "이 연락처를 차단",
    "您已封锁此联系人",
    "你已封鎖此聯絡人",
];

/// Words by which a line of the app says that a person has a new number, in lower case.
const NEW_NUMBER: &[&str] = &[
    "changed their phone number",
    "changed his phone number",
    "changed her phone number",
    "changed to +",
    "hat eine neue telefonnummer",
    "hat die telefonnummer gewechselt",
    "hat die telefonnummer geändert",
    "cambió su número de teléfono",
    "cambió de número",
    "ha cambiado su número",
    "a changé de numéro",
    "a changé son numéro",
    "ha cambiato numero",
    "ha cambiato il numero",
    "mudou de número",
    "mudou o número",
    "alterou o número",
    "heeft een nieuw telefoonnummer",
    "is van telefoonnummer veranderd",
    "numarasını değiştirdi",
    "mengubah nomor telepon",
    "mengganti nomor telepon",
    "сменил номер",
    "сменила номер",
    "изменил номер",
    "zmienił numer",
    "zmieniła numer",
    "zmienił(a) numer",
];

/// What an app says about gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    /// Messages disappear from now on, after so many seconds where that is told.
    TimerOn(Option<i64>),
    TimerOff,
    Blocked,
    Unblocked,
    /// The other person writes under another number from now on, which may be another chat.
    NewNumber,
}

/// What an app says about gaps, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    /// In the unit of the messages it stands among.
    pub(crate) time: ClockSecond,
    pub(crate) said: Said,
}

/// Longest line of the app about a timer, in bytes.
const LONGEST: usize = 600;
const DAY: i64 = 24 * 3600;
/// A stretch shorter than this is no gap that anything rests on, in seconds.
const LEAST: i64 = DAY;
/// Timers that apps name in a line, as the numbers they use and the seconds they are: hours, days, days.
const TIMERS: &[(u32, i64)] = &[(24, DAY), (7, 7 * DAY), (90, 90 * DAY)];

/// A gap that has begun.
struct Open {
    from: ClockSecond,
    cause: MissingCause,
    /// Until when a message that is there was kept by hand and ends nothing.
    kept_until: ClockSecond,
}

impl Open {
    /// Ends the gap at a message or line; `None` where it is too short to matter.
    fn end(&self, to: ClockSecond) -> Option<Missing> {
        (to.0 - self.from.0 >= LEAST).then_some(Missing {
            from: Some(self.from),
            to: Some(to),
            cause: self.cause,
        })
    }
}

/// Returns the stretches of which messages are gone, in order of time; `messages` and `marks` are in order of time, too.
/// Of one moment, a mark comes before the messages that follow its own line, and after all where it has none.
pub(crate) fn missing(messages: &[ExportedMessage], marks: &[Mark]) -> Vec<Missing> {
    let last_line = messages.last().map(|message| message.time);
    let last_mark = marks.last().map(|mark| mark.time);
    let mut gaps = Gaps {
        found: Vec::new(),
        open: None,
        written: messages.iter().filter(|message| message.sender.is_some()).collect(),
        at: 0,
        end: last_line.max(last_mark).unwrap_or(ClockSecond(i64::MIN)),
    };
    let mut marks = marks.iter().peekable();
    for message in messages {
        while let Some(mark) = marks.next_if(|mark| mark.time < message.time) {
            gaps.take(*mark);
        }
        if message.sender.is_some() {
            gaps.close_by(message.time);
            gaps.at += 1;
        } else {
            while let Some(mark) = marks.next_if(|mark| mark.time == message.time) {
                gaps.take(*mark);
            }
        }
    }
    for mark in marks {
        gaps.take(*mark);
    }
    // Nothing was written after it that is still there.
    let open = gaps.open.map(|gap| Missing { from: Some(gap.from), to: None, cause: gap.cause });
    gaps.found.into_iter().chain(open).collect()
}

/// The gaps met on the way through a chat.
struct Gaps<'a> {
    found: Vec<Missing>,
    open: Option<Open>,
    /// Messages of people.
    written: Vec<&'a ExportedMessage>,
    /// How many of them were passed.
    at: usize,
    /// The last time in the file.
    end: ClockSecond,
}

impl Gaps<'_> {
    /// Ends an open gap by a message that is there.
    fn close_by(&mut self, time: ClockSecond) {
        if let Some(gap) = self.open.take_if(|gap| time >= gap.kept_until) {
            self.found.extend(gap.end(time));
        }
    }

    fn take(&mut self, mark: Mark) {
        match mark.said {
            Said::TimerOn(_) if self.open.is_some() => {}
            Said::TimerOn(lasts) => {
                // What is older than the timer at the end of the file was kept by hand.
                let last = self.written.last().map_or(mark.time, |message| message.time);
                let kept = lasts.map_or(mark.time, |lasts| ClockSecond(self.end.0.saturating_sub(lasts)));
                let gap = Open::at(mark.time, MissingCause::Disappearing);
                self.open = Some(Open { kept_until: kept.min(last), ..gap });
            }
            Said::TimerOff | Said::Unblocked => {
                self.found.extend(self.open.take().and_then(|gap| gap.end(mark.time)));
            }
            Said::Blocked => self.open = Some(Open::at(mark.time, MissingCause::Blocked)),
            Said::NewNumber if self.open.is_none() => self.take_new_number(mark.time),
            Said::NewNumber => {}
        }
    }

    /// Takes in that one of the two has a new number. Where the chat goes on with a name that was not there before, or
    /// with both of them, the file holds the new number as well.
    fn take_new_number(&mut self, time: ClockSecond) {
        let (before, after) = self.written.split_at(self.at);
        let wrote = |part: &[&ExportedMessage], sender| part.iter().any(|message| message.sender == sender);
        let has_stranger = after.iter().any(|message| !wrote(before, message.sender));
        if has_stranger || !after.is_empty() && before.iter().all(|message| wrote(after, message.sender)) {
            return;
        }
        let last = after.last().map_or(time, |message| message.time);
        self.found.extend(Open::at(time, MissingCause::NewNumber).end(last));
        self.found.push(Missing { from: Some(last), to: None, cause: MissingCause::NewNumber });
    }
}

impl Open {
    fn at(time: ClockSecond, cause: MissingCause) -> Self {
        Self { from: time, cause, kept_until: time }
    }
}

/// Fewest messages of one moment that show a chat that was moved in from another app.
const LEAST_AT_ONCE: usize = 50;
/// How long such a move takes at most, in seconds.
const LONGEST_MOVE: i64 = 60;

/// Returns whether messages of both people stand in one moment, more than two people can type: a chat that was moved in
/// from another app, whose own times are lost. `messages` are in order of time.
pub(crate) fn is_moved_at_once(messages: &[ExportedMessage]) -> bool {
    let written: Vec<&ExportedMessage> =
        messages.iter().filter(|message| message.sender.is_some() && message.kind.is_contact()).collect();
    written.windows(LEAST_AT_ONCE).any(|run| {
        let is_short = run[LEAST_AT_ONCE - 1].time.0 - run[0].time.0 <= LONGEST_MOVE;
        is_short && run.iter().filter(|message| message.sender != run[0].sender).count() * 4 > LEAST_AT_ONCE
    })
}

/// Returns what to notice about a gap of this kind; `None` where the reader has said it.
pub(crate) fn notice_of(cause: MissingCause) -> Option<NoticeKind> {
    match cause {
        MissingCause::Blocked => Some(NoticeKind::Blocked),
        MissingCause::Disappearing => Some(NoticeKind::MessagesDisappear),
        MissingCause::NewNumber => Some(NoticeKind::NewNumber),
        MissingCause::ExportCap | MissingCause::MovedToEncrypted | MissingCause::PartMissing => None,
    }
}

/// Returns what a line that an app wrote by itself says about gaps.
pub(crate) fn said(line: &str) -> Option<Said> {
    if line.len() > LONGEST {
        return None;
    }
    let line = line.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| line.contains(word));
    if line.contains("you unblocked this contact") {
        Some(Said::Unblocked)
    } else if has(BLOCKED) {
        Some(Said::Blocked)
    } else if has(NEW_NUMBER) {
        (!line.starts_with("you ")).then_some(Said::NewNumber)
    } else if has(TIMER) {
        Some(if has(OFF) { Said::TimerOff } else { Said::TimerOn(timer_in(&line)) })
    } else {
        None
    }
}

/// Returns what a line says about gaps that stands under the name of a person and not as one of the app's own: it must
/// begin with that name, or with "you" as apps say it.
pub(crate) fn said_of(line: &str, name: &str) -> Option<Said> {
    const YOU: &[&str] = &[
        "You ", "Du ", "Tú ", "Has ", "Vous ", "Tu ", "Hai ", "Você ", "Je ", "Jij ", "Вы ", "Anda ", "Kamu ",
    ];
    let first = name.split_whitespace().next().unwrap_or(name);
    let is_about = |who: &str| !who.is_empty() && line.starts_with(who);
    if line.contains('\n') || !(is_about(first) || YOU.iter().any(|who| is_about(who))) {
        return None;
    }
    said(line).filter(|said| matches!(said, Said::TimerOn(_) | Said::TimerOff))
}

/// Returns how long the timer of a line is, in seconds, where it names one that apps have.
fn timer_in(line: &str) -> Option<i64> {
    let mut numbers = line.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok());
    numbers.find_map(|number: u32| TIMERS.iter().find(|(known, _)| *known == number)).map(|(_, lasts)| *lasts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ebb::export::SenderId;
    use ebb::message::{MessageKind, TextArena};

    /// A line of a chat: a message of one of two people, or what the app says.
    enum Line {
        Of(u16),
        App(&'static str),
    }
    use Line::{App, Of};

    fn gaps(lines: &[(i64, Line)]) -> Vec<(Option<i64>, Option<i64>, MissingCause)> {
        let text = TextArena::default().push("");
        let (mut messages, mut marks) = (Vec::new(), Vec::new());
        for (day, line) in lines {
            let time = ClockSecond(day * DAY);
            let (sender, kind) = match line {
                Of(sender) => (Some(SenderId(*sender)), MessageKind::Text),
                App(words) => {
                    marks.extend(said(words).map(|said| Mark { time, said }));
                    (None, MessageKind::System)
                }
            };
            messages.push(ExportedMessage { time, text, sender, kind });
        }
        let day = |time: Option<ClockSecond>| time.map(|time| time.0 / DAY);
        missing(&messages, &marks).iter().map(|gap| (day(gap.from), day(gap.to), gap.cause)).collect()
    }

    const ON: &str =
        "Rafe turned on disappearing messages. New messages will disappear from this chat 7 days after.";

    #[test]
    fn a_timer_leaves_a_gap_until_the_next_message() {
        use MissingCause::Disappearing;
        assert_eq!(gaps(&[(1, Of(0)), (2, App(ON))]), [(Some(2), None, Disappearing)]);
        assert_eq!(gaps(&[(1, Of(0)), (2, App(ON)), (40, Of(0))]), [(Some(2), Some(40), Disappearing)]);
        let off = "You turned off disappearing messages.";
        assert_eq!(gaps(&[(1, Of(0)), (2, App(ON)), (30, App(off))]), [(Some(2), Some(30), Disappearing)]);
        assert!(gaps(&[(1, Of(0)), (2, App(off)), (9, Of(0))]).is_empty());
        let german = "Rafe hat selbstlöschende Nachrichten aktiviert.";
        assert_eq!(gaps(&[(1, Of(0)), (2, App(german))]), [(Some(2), None, Disappearing)]);
        let default = "Rafe uses a default timer for disappearing messages in new chats.";
        assert_eq!(gaps(&[(2, App(default)), (2, Of(0))]), []);
    }

    #[test]
    fn a_message_that_was_kept_ends_no_gap() {
        let kept = [(1, Of(0)), (2, App(ON)), (3, Of(1)), (40, Of(0)), (41, Of(1))];
        assert_eq!(gaps(&kept), [(Some(2), Some(40), MissingCause::Disappearing)]);
        // All of it lies within the timer, so nothing is gone yet.
        assert_eq!(gaps(&[(1, Of(0)), (2, App(ON)), (2, Of(1)), (8, Of(0))]), []);
    }

    #[test]
    fn within_one_moment_the_order_of_the_lines_counts() {
        let before = [(1, Of(0)), (2, Of(1)), (2, App(ON))];
        assert_eq!(gaps(&before), [(Some(2), None, MissingCause::Disappearing)]);
        assert_eq!(gaps(&[(1, Of(0)), (2, App(ON)), (2, Of(1))]), []);
    }

    #[test]
    fn a_chat_that_was_moved_in_stands_in_one_moment() {
        let text = TextArena::default().push("");
        let chat = |apart: i64| -> Vec<ExportedMessage> {
            let message = |at: i64| ExportedMessage {
                time: ClockSecond(at * apart / 20),
                text,
                sender: Some(SenderId(u16::from(at % 3 == 0))),
                kind: MessageKind::Text,
            };
            (0..120).map(message).collect()
        };
        assert!(is_moved_at_once(&chat(1)));
        assert!(!is_moved_at_once(&chat(200)));
    }

    #[test]
    fn a_block_lasts_until_somebody_writes_again() {
        let blocked = "You blocked this contact. Tap to unblock.";
        assert_eq!(gaps(&[(1, Of(0)), (5, App(blocked))]), [(Some(5), None, MissingCause::Blocked)]);
        assert_eq!(
            gaps(&[(1, Of(0)), (5, App(blocked)), (9, Of(0))]),
            [(Some(5), Some(9), MissingCause::Blocked)]
        );
        assert!(gaps(&[(1, Of(0)), (5, App("Tap to learn more."))]).is_empty());
    }

    #[test]
    fn after_a_new_number_nothing_is_known_unless_the_chat_goes_on() {
        use MissingCause::NewNumber;
        let new = "Rafe changed their phone number to a new number. Tap to message or add the new number.";
        let both = [(1, Of(0)), (2, Of(1)), (5, App(new))];
        assert_eq!(gaps(&both), [(Some(5), None, NewNumber)]);
        let asked = [(1, Of(0)), (2, Of(1)), (5, App(new)), (9, Of(0))];
        assert_eq!(gaps(&asked), [(Some(5), Some(9), NewNumber), (Some(9), None, NewNumber)]);
        assert_eq!(gaps(&[(1, Of(0)), (2, Of(1)), (5, App(new)), (6, Of(1)), (9, Of(0))]), []);
        assert_eq!(gaps(&[(1, Of(0)), (2, Of(1)), (5, App(new)), (6, Of(2))]), []);
    }

    #[test]
    fn a_line_under_a_name_must_speak_of_that_person() {
        let on = "Rafe turned on vanish mode.";
        assert_eq!(said_of(on, "Rafe Ito"), Some(Said::TimerOn(None)));
        assert_eq!(said_of("You turned off vanish mode.", "Nadia"), Some(Said::TimerOff));
        assert_eq!(said_of("I wish I could disappear for 7 days", "Rafe"), None);
        assert_eq!(said("Rafe has set messages to auto-delete in 24 hours"), Some(Said::TimerOn(Some(DAY))));
        assert_eq!(said("Rafe has set messages not to auto-delete"), Some(Said::TimerOff));
    }
}
