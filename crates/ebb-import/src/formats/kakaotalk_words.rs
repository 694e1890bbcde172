//! What KakaoTalk writes in place of what was sent, in Korean and in English.

use ebb::message::MessageKind;

/// Whole texts that stand for something else.
pub(super) const WHOLE: &[(MessageKind, &[&str])] = &[
    (MessageKind::Media, &["사진", "동영상", "Photo", "Video", "Photos"]),
    (MessageKind::Sticker, &["이모티콘", "Emoticon", "Emoticons", "Sticker"]),
    (MessageKind::Voice, &["음성메시지", "음성 메시지", "Voice Note", "Voice message"]),
    (MessageKind::Poll, &["투표", "Poll"]),
    (
        MessageKind::Deleted,
        &[
            "삭제된 메시지입니다.",
            "메시지가 삭제되었습니다.",
            "This message was deleted.",
            "Deleted message.",
        ],
    ),
];

/// Beginnings after which the rest is a name, a place or a length.
pub(super) const BEGINNINGS: &[(MessageKind, &[&str])] = &[
    (MessageKind::Media, &["파일: ", "File: "]),
    (MessageKind::Location, &["지도: ", "위치: ", "Map: ", "Location: "]),
    (MessageKind::Contact, &["연락처: ", "Contact: "]),
    (MessageKind::Poll, &["투표: ", "Poll: "]),
];

/// Words for a call, which its length or its outcome may follow.
pub(super) const CALLS: &[&str] =
    &["보이스톡", "페이스톡", "라이브톡", "그룹콜", "Voice Call", "Video Call", "Voice Talk", "Face Talk"];

/// What follows the word for a call.
pub(super) const CALL_OUTCOMES: &[&str] =
    &["해요", "취소", "부재중", "응답없음", "종료", "Canceled", "Cancelled", "Missed", "No answer"];

/// How lines end in which the app tells who came and went.
pub(super) const EVENTS: &[&str] = &[
    "님이 들어왔습니다.",
    "님이 나갔습니다.",
    "님을 초대했습니다.",
    "님을 초대하였습니다.",
    "님을 내보냈습니다.",
    "채팅방 관리자가 메시지를 가렸습니다.",
    "joined this chatroom.",
    "left this chatroom.",
];

/// Returns what a text without its name and time is.
pub(super) fn kind_of(text: &str) -> MessageKind {
    let text = text.trim();
    if let Some((kind, _)) = WHOLE.iter().find(|(_, words)| words.contains(&text)) {
        return *kind;
    }
    if let Some((kind, _)) =
        BEGINNINGS.iter().find(|(_, words)| words.iter().any(|word| text.starts_with(word)))
    {
        return *kind;
    }
    if CALLS.iter().any(|word| text.strip_prefix(word).is_some_and(is_call_outcome)) {
        return MessageKind::Call;
    }
    if is_many_pictures(text) {
        return MessageKind::Media;
    }
    if is_event(text) { MessageKind::System } else { MessageKind::Text }
}

/// Returns whether a line is one in which the app tells who came and went.
pub(super) fn is_event(text: &str) -> bool {
    !text.contains('\n') && EVENTS.iter().any(|end| text.ends_with(end))
}

/// `사진 3장`, `Photos 3` and the like.
fn is_many_pictures(text: &str) -> bool {
    let count = text.strip_prefix("사진 ").and_then(|rest| rest.strip_suffix('장'));
    let count = count.or_else(|| text.strip_prefix("Photos "));
    count.is_some_and(|count| !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_call_outcome(rest: &str) -> bool {
    let rest = rest.trim();
    rest.is_empty()
        || CALL_OUTCOMES.contains(&rest)
        || rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_what() {
        for (text, kind) in [
            ("사진", MessageKind::Media),
            ("사진 12장", MessageKind::Media),
            ("사진 예쁘다", MessageKind::Text),
            ("이모티콘", MessageKind::Sticker),
            ("보이스톡 1:23", MessageKind::Call),
            ("보이스톡 해요", MessageKind::Call),
            ("보이스톡 하자", MessageKind::Text),
            ("삭제된 메시지입니다.", MessageKind::Deleted),
            ("나래님이 나갔습니다.", MessageKind::System),
            ("Photos 3", MessageKind::Media),
            ("File: a.pdf", MessageKind::Media),
            ("hello", MessageKind::Text),
        ] {
            assert_eq!(kind_of(text), kind, "{text}");
        }
    }
}
