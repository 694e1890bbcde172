//! Files of named values: which of them a reader needs as they are.

use crate::scrub::cipher::Entities;
use crate::scrub::known::{Known, Piece};

/// Names of values that say what kind of thing an entry is.
const KINDS: &[&str] = &[
    "type",
    "_type",
    "kind",
    "subtype",
    "action",
    "media_type",
    "media type",
    "msgtype",
    "rel_type",
    "membership",
    "algorithm",
    "version",
    "platform",
    "generator",
    "flag",
    "contenttype",
    "state",
    "direction",
    "message_state",
    "user_type",
    "ct",
    "protocol",
    "read",
    "msg_box",
    "m_type",
    "seq",
    "emoji",
    "encoding",
    "standalone",
];
/// What the name of a time holds.
const TIMES: &[&str] = &["time", "date", "stamp", "created", "sent", "_ms"];
/// Names of numbers that stand for a person or a thing.
const NUMBERS: &[&str] = &["address", "number", "phone", "service_center", "e164"];

/// Endings of files that tell what was sent.
const ENDINGS: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "heic", "mp4", "mov", "m4a", "mp3", "aac", "ogg", "opus", "wav",
    "caf", "amr", "pdf", "vcf",
];

/// How a file writes its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbers {
    /// As such, so that digits in quotes are a name.
    Bare,
    /// In quotes like everything.
    Quoted,
}

/// Replaces one value.
pub(super) fn scrub(name: &str, value: &str, known: &Known, numbers: Numbers, entities: Entities) -> String {
    let name = name.to_ascii_lowercase();
    let kept = || value.to_owned();
    let judged = known.judge(value);
    if matches!(judged, Piece::Written | Piece::Name) {
        return known.scrubbed(value, entities);
    }
    if value == "null" || KINDS.contains(&name.as_str()) {
        return kept();
    }
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_number {
        let is_short = value.len() < 6 && numbers == Numbers::Quoted;
        return if is_time_name(&name) || (is_short && !is_id(&name)) {
            kept()
        } else {
            known.cipher.name(value, entities)
        };
    }
    if let Some(number) = ["user", "channel", "chat"].iter().find_map(|word| value.strip_prefix(word))
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
    {
        return value[..value.len() - number.len()].to_owned() + &known.cipher.name(number, entities);
    }
    let ending = value.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    if ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str())) {
        return known.with_words_of_app(value, entities);
    }
    known.scrubbed(value, entities)
}

/// Replaces a bare number where it stands for a person, a thing or a place.
pub(super) fn number(name: &str, number: &str, known: &Known) -> String {
    let name = name.to_ascii_lowercase();
    let is_private = is_id(&name) || number.len() > 5 || number.contains('.');
    let is_kept = KINDS.contains(&name.as_str()) || is_time_name(&name);
    if is_private && !is_kept { known.cipher.name(number, Entities::None) } else { number.to_owned() }
}

fn is_time_name(name: &str) -> bool {
    name == "ts" || name.ends_with("_ts") || TIMES.iter().any(|part| name.contains(part))
}

fn is_id(name: &str) -> bool {
    name.ends_with("id") || NUMBERS.iter().any(|part| name.contains(part))
}
