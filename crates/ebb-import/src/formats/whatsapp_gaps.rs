//! What a WhatsApp text says of its own gaps: disappearing messages, and that one of the two blocked the other.
//!
//! The app writes a line where a timer is set and where it is taken off. What was sent in between is gone from the file
//! once its time is over, so of that stretch nothing is known until the next message that is there.

use ebb::export::{ClockSecond, ExportedMessage, Missing, MissingCause};
use ebb::message::TextArena;

/// Words by which a line of the app speaks of disappearing messages, in lower case.
const TIMER: &[&str] = &[
    "disappear",
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

/// What a line of the app says about gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    TimerOn,
    TimerOff,
    Blocked,
}

/// Longest line of the app about a timer, in bytes.
const LONGEST: usize = 600;
/// A stretch shorter than this is no gap that anything rests on: a day, in seconds.
const LEAST: i64 = 24 * 3600;

/// Returns the stretches of which messages are gone, in order of time.
pub(super) fn missing(messages: &[ExportedMessage], texts: &TextArena) -> Vec<Missing> {
    let mut missing = Vec::new();
    let mut open: Option<(ClockSecond, MissingCause)> = None;
    for message in messages {
        if message.sender.is_some() {
            if let Some((from, cause)) = open.take()
                && message.time.0 - from.0 >= LEAST
            {
                missing.push(Missing { from: Some(from), to: Some(message.time), cause });
            }
            continue;
        }
        match said(texts.text(message.text).as_str()) {
            Some(Said::TimerOn) => open = open.or(Some((message.time, MissingCause::Disappearing))),
            Some(Said::TimerOff) => {
                if let Some((from, cause)) = open.take()
                    && message.time.0 - from.0 >= LEAST
                {
                    missing.push(Missing { from: Some(from), to: Some(message.time), cause });
                }
            }
            Some(Said::Blocked) => open = Some((message.time, MissingCause::Blocked)),
            None => {}
        }
    }
    // Nothing was written after it that is still there.
    missing.extend(open.map(|(from, cause)| Missing { from: Some(from), to: None, cause }));
    missing
}

fn said(line: &str) -> Option<Said> {
    if line.len() > LONGEST {
        return None;
    }
    let line = line.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| line.contains(word));
    if has(BLOCKED) {
        Some(Said::Blocked)
    } else if has(TIMER) {
        Some(if has(OFF) { Said::TimerOff } else { Said::TimerOn })
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ebb::export::SenderId;
    use ebb::message::MessageKind;

    const DAY: i64 = 24 * 3600;

    /// Returns the gaps of a chat of lines: the day, and what the app says; `None` for a message of a person.
    fn gaps(lines: &[(i64, Option<&str>)]) -> Vec<(Option<i64>, Option<i64>, MissingCause)> {
        let mut texts = TextArena::default();
        let messages: Vec<ExportedMessage> = lines
            .iter()
            .map(|&(day, words)| ExportedMessage {
                time: ClockSecond(day * DAY),
                text: texts.push(words.unwrap_or("hi")),
                sender: words.is_none().then_some(SenderId(0)),
                kind: if words.is_none() { MessageKind::Text } else { MessageKind::System },
            })
            .collect();
        let day = |time: Option<ClockSecond>| time.map(|time| time.0 / DAY);
        missing(&messages, &texts).iter().map(|gap| (day(gap.from), day(gap.to), gap.cause)).collect()
    }

    const ON: &str =
        "Rafe turned on disappearing messages. New messages will disappear from this chat 7 days after.";

    #[test]
    fn a_timer_leaves_a_gap_until_the_next_message() {
        use MissingCause::Disappearing;
        assert_eq!(gaps(&[(1, None), (2, Some(ON))]), [(Some(2), None, Disappearing)]);
        assert_eq!(gaps(&[(1, None), (2, Some(ON)), (40, None)]), [(Some(2), Some(40), Disappearing)]);
        let off = "You turned off disappearing messages.";
        assert_eq!(gaps(&[(1, None), (2, Some(ON)), (30, Some(off))]), [(Some(2), Some(30), Disappearing)]);
        assert!(gaps(&[(1, None), (2, Some(off)), (9, None)]).is_empty());
        let german = "Rafe hat selbstlöschende Nachrichten aktiviert.";
        assert_eq!(gaps(&[(1, None), (2, Some(german))]), [(Some(2), None, Disappearing)]);
        let default = "Rafe uses a default timer for disappearing messages in new chats.";
        assert_eq!(gaps(&[(2, Some(default)), (2, None)]), []);
    }

    #[test]
    fn a_block_lasts_until_somebody_writes_again() {
        let blocked = "You blocked this contact. Tap to unblock.";
        assert_eq!(gaps(&[(1, None), (5, Some(blocked))]), [(Some(5), None, MissingCause::Blocked)]);
        assert_eq!(
            gaps(&[(1, None), (5, Some(blocked)), (9, None)]),
            [(Some(5), Some(9), MissingCause::Blocked)]
        );
        assert!(gaps(&[(1, None), (5, Some("Tap to learn more."))]).is_empty());
    }
}
