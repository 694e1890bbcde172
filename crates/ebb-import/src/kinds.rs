//! Kinds of files that ebb knows and cannot read, each with what to do instead.
//!
//! A person who brings one of these did find their data, in a place that leads nowhere. The advice names steps that
//! exist, in two lines: what this is, and what to bring.

use crate::format::Head;
use crate::json::Outline;

/// A kind of file that is known and not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownKind {
    /// Its stable name.
    pub id: &'static str,
    /// What it is, as the end of the sentence "this is ...".
    pub name: &'static str,
    /// What to do instead.
    pub advice: &'static str,
}

/// What tells a kind.
type Tells = fn(&Head<'_>) -> bool;

fn file(head: &Head<'_>) -> String {
    head.name.rsplit('/').next().unwrap_or_default().to_lowercase()
}

fn ends(head: &Head<'_>, endings: &[&str]) -> bool {
    let file = file(head);
    endings.iter().any(|ending| file.ends_with(ending))
}

fn starts(head: &Head<'_>, bytes: &[u8]) -> bool {
    head.bytes.starts_with(bytes)
}

fn text_has(head: &Head<'_>, words: &[&str]) -> bool {
    words.iter().all(|words| head.text.contains(words))
}

fn outline_has(head: &Head<'_>, keys: &[&str]) -> bool {
    let outline: &Outline = head.outline();
    outline.has(keys)
}

fn is_page(head: &Head<'_>) -> bool {
    let start: String = head.text.trim_start().chars().take(15).collect::<String>().to_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

const WHATSAPP_EXPORT: &str = "In WhatsApp open the chat, tap its menu or the name at the top, and choose Export chat, without media. Where Advanced \
     Chat Privacy forbids that, select the messages in WhatsApp Web on a computer, copy them, and save them as a text file.";

/// Every kind, most telling first.
static KINDS: &[(KnownKind, Tells)] = &[
    (
        KnownKind {
            id: "whatsapp-encrypted-backup",
            name: "an encrypted backup of WhatsApp",
            advice: WHATSAPP_EXPORT,
        },
        |head| ends(head, &[".crypt12", ".crypt14", ".crypt15", ".crypt8", ".crypt7"]),
    ),
    (
        KnownKind {
            id: "signal-backup",
            name: "a backup of Signal, locked with a passphrase",
            advice: "On an Android phone choose Settings, Chats, Export chat history, and bring main.jsonl. Without that \
                     menu, the program signal-export saves chats from Signal on a computer.",
        },
        |head| file(head).starts_with("signal-") && ends(head, &[".backup"]),
    ),
    (
        KnownKind {
            id: "tinder-partial",
            name: "a download of Tinder without messages",
            advice: "Tinder gives only what you wrote, never the answers, so nothing can be said about the other person. \
                     Tell the story in your own words: `ebb ask` needs no file.",
        },
        |head| outline_has(head, &["Usage", "User"]) && !outline_has(head, &["Messages"]),
    ),
    (
        KnownKind {
            id: "bumble",
            name: "a download of Bumble",
            advice: "Bumble gives only your own side, so nothing can be said about the other person. Tell the story in \
                     your own words: `ebb ask` needs no file.",
        },
        |head| file(head).contains("bumble"),
    ),
    (
        KnownKind {
            id: "facebook-dating",
            name: "a part of Facebook Dating",
            advice: "Its messages are not kept together with their answers. If you two moved to Messenger or WhatsApp, give that \
                     chat; if not, tell the story in your own words: `ebb ask` needs no file.",
        },
        |head| head.name.to_lowercase().contains("dating"),
    ),
    (
        KnownKind {
            id: "dating-app",
            name: "a download of a dating app",
            advice: "Such downloads give only your own side, so nothing can be said about the other person. Tell the story in \
                     your own words: `ebb ask` needs no file.",
        },
        |head| {
            const APPS: &[&str] = &[
                "grindr", "okcupid", "badoo", "feeld", "happn", "bagel", "hinge", "tinder", "muzz", "raya",
                "her_app",
            ];
            let name = head.name.to_lowercase();
            let is_prompts = matches!(file(head).as_str(), "prompts.json" | "prompt_feedback.json");
            is_prompts || APPS.iter().any(|app| name.contains(app))
        },
    ),
    (
        KnownKind {
            id: "discord-page",
            name: "a page or text of DiscordChatExporter",
            advice: "Export the same chat again with JSON as the format, and give that file: it holds exact times and reactions.",
        },
        |head| {
            text_has(head, &["chatlog__message"])
                || head.text.starts_with("=====") && text_has(head, &["\nChannel: "])
        },
    ),
    (
        KnownKind {
            id: "snapchat-page",
            name: "a page of a Snapchat download",
            advice: "In Snapchat open Settings, My Data, ask again with Export JSON Files ticked, and give the whole zip.",
        },
        |head| is_page(head) && (head.name.contains("chat_history") || text_has(head, &["Snapchat"])),
    ),
    (
        KnownKind {
            id: "phone-sms-database",
            name: "the database of SMS of an Android phone",
            advice: "Install SMS Backup & Restore on the phone, make a backup of messages as XML, and give that file.",
        },
        |head| matches!(file(head).as_str(), "mmssms.db" | "bugle_db"),
    ),
    (
        KnownKind {
            id: "whatsapp-side-database",
            name: "a database that WhatsApp keeps beside its messages",
            advice: WHATSAPP_EXPORT,
        },
        |head| {
            matches!(file(head).as_str(), "wa.db" | "axolotl.db" | "chatsettings.db" | "contactsv2.sqlite")
        },
    ),
    (
        KnownKind {
            id: "wechat-database",
            name: "a database of WeChat",
            advice: "WeChat keeps it locked. The program ChatLab or WeFlow opens it on your own computer: export the chat there as \
                     JSON, and give that file.",
        },
        |head| file(head).starts_with("enmicromsg") || file(head).starts_with("mm.sqlite"),
    ),
    (
        KnownKind {
            id: "telegram-without-chats",
            name: "a Telegram export without chats",
            advice: "In Telegram Desktop open the chat, click the three dots, then Export chat history, and choose JSON. In an \
                     export of the account, tick Personal chats.",
        },
        |head| {
            outline_has(head, &["about"])
                && outline_has(head, &["contacts"])
                && !outline_has(head, &["chats"])
        },
    ),
    (
        KnownKind {
            id: "sevenzip",
            name: "a 7z archive",
            advice: "Unpack it first: on Windows right-click and Extract all, on a Mac double-click, on a phone the Files \
                     app. Then give the folder.",
        },
        |head| starts(head, b"7z\xBC\xAF\x27\x1C"),
    ),
    (
        KnownKind {
            id: "rar",
            name: "a rar archive",
            advice: "Unpack it first with the program it was made with, then give the folder.",
        },
        |head| starts(head, b"Rar!"),
    ),
    (
        KnownKind {
            id: "gzip",
            name: "a gzip or tar archive",
            advice: "Unpack it first (`tar -xf FILE` on a Mac or Linux), then give the folder.",
        },
        |head| starts(head, b"\x1F\x8B") || head.bytes.get(257..262) == Some(b"ustar"),
    ),
    (
        KnownKind {
            id: "spreadsheet",
            name: "a spreadsheet",
            advice: "Open it and save the sheet as CSV, with one row for each message and columns named time, sender and \
                     text. Then give the CSV file.",
        },
        |head| ends(head, &[".xlsx", ".xls", ".ods", ".numbers"]),
    ),
    (
        KnownKind {
            id: "document",
            name: "a document of an older word processor",
            advice: "Open it and save it as plain text (.txt). Then give that file.",
        },
        |head| ends(head, &[".doc", ".odt", ".pages"]) || starts(head, b"\xD0\xCF\x11\xE0"),
    ),
    (
        KnownKind {
            id: "rich-text",
            name: "a rich text document",
            advice: "Open it in TextEdit or WordPad and save it as plain text (.txt). Then give that file.",
        },
        |head| starts(head, b"{\\rtf"),
    ),
    (
        KnownKind {
            id: "outlook-mail",
            name: "a mail saved by Outlook",
            advice: "Open the mail, save the attached .txt or .zip file, and give that.",
        },
        |head| ends(head, &[".msg", ".pst", ".ost"]),
    ),
    (
        KnownKind {
            id: "mailbox",
            name: "a mailbox",
            advice: "Open the mail that holds the chat, save its attachment, and give that. A mail saved as .eml works too.",
        },
        |head| ends(head, &[".mbox"]) || head.text.starts_with("From ") && text_has(head, &["\nSubject:"]),
    ),
    (
        KnownKind {
            id: "mail-without-chat",
            name: "a mail without an attached chat",
            advice: "Save the attached .txt or .zip file in the mail program, and give that file.",
        },
        |head| ends(head, &[".eml"]),
    ),
    (
        KnownKind {
            id: "samsung-backup",
            name: "a backup of a Samsung phone",
            advice: "Only Smart Switch opens it. For SMS, install SMS Backup & Restore on the phone, choose XML, and bring \
                     that file; for WhatsApp use Export chat.",
        },
        |head| ends(head, &[".bk", ".sbu", ".spbm", ".smem"]),
    ),
    (
        KnownKind {
            id: "adb-backup",
            name: "a backup of an Android phone",
            advice: "ebb cannot open it. Export the chat from within its app instead: `ebb formats` tells how for each app.",
        },
        |head| starts(head, b"ANDROID BACKUP"),
    ),
    (
        KnownKind {
            id: "iphone-backup-manifest",
            name: "one file of an iPhone backup",
            advice: "Give ebb the whole folder of the backup. It must be made without Encrypt local backup.",
        },
        |head| {
            matches!(file(head).as_str(), "manifest.db" | "manifest.plist" | "info.plist" | "status.plist")
        },
    ),
    (
        KnownKind {
            id: "archive-of-account-page",
            name: "the start page of a download",
            advice: "It only links to the other files. Give ebb the whole folder or zip that it came in.",
        },
        |head| {
            matches!(
                file(head).as_str(),
                "start_here.html" | "index.html" | "your archive.html" | "archive_browser.html"
            )
        },
    ),
    (
        KnownKind {
            id: "report-of-ebb",
            name: "a report of ebb",
            advice: "It holds no messages. Give ebb the chat it was made from, as the app exported it.",
        },
        |head| text_has(head, &["\"schema\"", "ebb.report/"]) || text_has(head, &["<title>ebb"]),
    ),
    (
        KnownKind {
            id: "contacts",
            name: "a list of contacts",
            advice: "It holds names and no messages. Export the chat itself: `ebb formats` tells how for each app.",
        },
        |head| ends(head, &[".vcf"]) || head.text.starts_with("BEGIN:VCARD"),
    ),
    (
        KnownKind {
            id: "calendar",
            name: "a calendar",
            advice: "It holds no messages. Export the chat itself: `ebb formats` tells how for each app.",
        },
        |head| ends(head, &[".ics"]) || head.text.starts_with("BEGIN:VCALENDAR"),
    ),
    (
        KnownKind {
            id: "log-of-a-database",
            name: "the log beside a database",
            advice: "Give the database itself, the file without -wal or -shm in its name, and leave the log beside it.",
        },
        |head| ends(head, &["-wal", "-shm"]),
    ),
    (
        KnownKind {
            id: "telegram-database",
            name: "the data of Telegram on a computer",
            advice: "Only Telegram opens it. In Telegram Desktop open the chat, its menu, Export chat history, as JSON.",
        },
        |head| ends(head, &[".tdata"]) || head.name.contains("tdata/") || starts(head, b"TDF$"),
    ),
    (
        KnownKind {
            id: "screenshot",
            name: "a picture, perhaps a screenshot",
            advice: "Pictures of a chat cannot be read yet. Export the chat as text from within its app, copy the messages \
                     on a computer, or tell the story in your own words with `ebb ask`.",
        },
        |head| {
            starts(head, b"\xFF\xD8\xFF")
                || starts(head, b"\x89PNG")
                || starts(head, b"GIF8")
                || head
                    .bytes
                    .get(4..12)
                    .is_some_and(|brand| brand.starts_with(b"ftyphe") || brand.starts_with(b"ftypmif"))
                || starts(head, b"RIFF") && head.bytes.get(8..12) == Some(b"WEBP")
        },
    ),
    (
        KnownKind {
            id: "pdf",
            name: "a PDF",
            advice: "ebb cannot read it. Export the chat as text from within its app; iMazing and the like can save CSV \
                     instead of PDF.",
        },
        |head| starts(head, b"%PDF"),
    ),
    (
        KnownKind {
            id: "voice-or-video",
            name: "a recording",
            advice: "Voice notes and videos cannot be read. Export the chat as text from within its app.",
        },
        |head| ends(head, &[".opus", ".m4a", ".mp3", ".mp4", ".mov", ".aac", ".ogg", ".wav", ".amr", ".3gp"]),
    ),
    (
        KnownKind {
            id: "program",
            name: "a program",
            advice: "It is no chat. `ebb formats` tells how to export one from each app.",
        },
        |head| {
            starts(head, b"MZ") || starts(head, b"\x7FELF") || ends(head, &[".apk", ".dmg", ".exe", ".msi"])
        },
    ),
    (
        KnownKind {
            id: "chat-without-times",
            name: "a chat without times",
            advice: "ebb needs to know when each message was sent. Copy it again with its times (WhatsApp Web copies them \
                     when several messages are selected), or tell the story in your own words with `ebb ask`.",
        },
        |head| is_chat_without_times(head.text),
    ),
    (
        KnownKind {
            id: "instagram-other",
            name: "a part of an Instagram or Facebook download without messages",
            advice: "Ask for the download again with Messages ticked and JSON as the format, and give the whole zip.",
        },
        |head| {
            outline_has(head, &["relationships_followers"])
                || outline_has(head, &["likes_media_likes"])
                || outline_has(head, &["profile_user"])
                || outline_has(head, &["profile_v2"])
        },
    ),
    (
        KnownKind {
            id: "google-other",
            name: "a part of a Google download without messages",
            advice: "At takeout.google.com tick Google Chat or Voice, and give the whole zip. SMS of an Android phone are not \
                     in it: use SMS Backup & Restore.",
        },
        |head| head.name.contains("Takeout/"),
    ),
    (
        KnownKind {
            id: "saved-page",
            name: "a saved web page",
            advice: "Select the messages on the page, copy them, and save them as a text file; their times must be there. Or export \
                     the chat from within its app: `ebb formats` tells how.",
        },
        is_page,
    ),
    (
        KnownKind {
            id: "other-xml",
            name: "an XML file without messages",
            advice: "Of XML, ebb reads what SMS Backup & Restore writes: sms-....xml. `ebb formats` tells what else is read.",
        },
        |head| head.text.trim_start().starts_with("<?xml"),
    ),
    (
        KnownKind {
            id: "islamic-dates",
            name: "a chat with dates of the Islamic calendar",
            advice: "Their months begin when the moon is seen, so they cannot be turned into others safely. Set the phone's \
                     calendar to Gregorian and export the chat again.",
        },
        |head| has_islamic_dates(head.text),
    ),
];

/// Fewest lines of a chat that is told by its names alone.
const LEAST_LINES: usize = 6;

/// Returns whether most lines begin with one of two names and a colon, and none with a time.
fn is_chat_without_times(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(60).collect();
    let speakers: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, _)| name)
        .filter(|name| {
            name.len() < 40 && !name.contains(|c: char| c.is_ascii_digit() || "{}<>[]\"".contains(c))
        })
        .collect();
    let mut names: Vec<&str> = speakers.clone();
    names.sort_unstable();
    names.dedup();
    lines.len() >= LEAST_LINES && speakers.len() * 2 > lines.len() && names.len() == 2
}

/// Returns whether lines begin with a year of the Islamic calendar.
fn has_islamic_dates(text: &str) -> bool {
    let begins = |line: &str| {
        let digits: String = line
            .chars()
            .filter(|c| !crate::stamp::is_mark(*c) && *c != '[')
            .take(10)
            .map_while(|c| {
                crate::cldr::digit(c).map_or((c == '/' || c == '-').then_some('/'), |value| {
                    char::from_digit(u32::from(value), 10)
                })
            })
            .collect();
        digits.split('/').any(|part| part.parse::<u16>().is_ok_and(|year| (1421..=1465).contains(&year)))
    };
    text.lines().take(20).filter(|line| begins(line)).count() > 2
}

/// Returns which known kind a file is, if any.
pub(crate) fn known_kind(head: &Head<'_>) -> Option<KnownKind> {
    KINDS.iter().find(|(_, tells)| tells(head)).map(|(kind, _)| *kind)
}

/// Returns what to do with a file of the kind with this name; the name is one of the list.
pub(crate) fn advice_for(id: &str) -> String {
    let kind = KINDS.iter().find(|(kind, _)| kind.id == id);
    kind.map_or_else(String::new, |(kind, _)| kind.advice.to_owned())
}

/// Returns every kind of file that is known and not read.
pub fn known_kinds() -> impl Iterator<Item = KnownKind> {
    KINDS.iter().map(|(kind, _)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str, bytes: &[u8]) -> Option<&'static str> {
        let text = String::from_utf8_lossy(bytes);
        known_kind(&Head::new(name, bytes, &text)).map(|kind| kind.id)
    }

    #[test]
    fn kinds_are_told_by_name_or_start() {
        assert_eq!(kind("msgstore.db.crypt15", b"\x01\x02"), Some("whatsapp-encrypted-backup"));
        assert_eq!(kind("signal-2026-01-01.backup", b"\0\0"), Some("signal-backup"));
        assert_eq!(kind("chats.7z", b"7z\xBC\xAF\x27\x1C"), Some("sevenzip"));
        assert_eq!(kind("IMG_1.heic", b"\0\0\0\x18ftypheic"), Some("screenshot"));
        assert_eq!(kind("notes.rtf", b"{\\rtf1\\ansi"), Some("rich-text"));
        assert_eq!(kind("Downloads/book.xlsx", b"PK"), Some("spreadsheet"));
        let talk = "Ana: hi\nBen: hello\nAna: how are you\nBen: fine\nAna: good\nBen: yes\n";
        assert_eq!(kind("a.txt", talk.as_bytes()), Some("chat-without-times"));
        let islamic = "1447/4/4, 9:05 - Ana: hi\n1447/4/4, 9:06 - Ben: ho\n1447/4/5, 9:06 - Ben: ho\n";
        assert_eq!(kind("a.txt", islamic.as_bytes()), Some("islamic-dates"));
        assert_eq!(kind("a.txt", b"Dear diary, today was long."), None);
    }

    #[test]
    fn each_kind_has_its_own_name_and_two_lines_of_advice() {
        let kinds: Vec<KnownKind> = known_kinds().collect();
        assert!(kinds.len() >= 38, "{}", kinds.len());
        for (place, kind) in kinds.iter().enumerate() {
            assert!(kinds[..place].iter().all(|other| other.id != kind.id), "{}", kind.id);
            assert!((40..=330).contains(&kind.advice.len()), "{}: {}", kind.id, kind.advice.len());
        }
    }
}
