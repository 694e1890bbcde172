//! The law of gaps, from the bytes of a file to what is claimed: a timer line, and the deletion of what it deletes, never
//! make a withdrawal. Held for each app that has such a timer, in the form in which its reader finds it.

use std::fmt::Write as _;

use ebb::course::Claim;
use ebb::export::{Missing, MissingCause};
use ebb_import::{ReadSettings, Source, read};
use proptest::prelude::*;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
/// A midnight in the spring of 2026.
const START: i64 = 1_772_409_600;

/// One message: when, in seconds, and whether the other person wrote it.
type Sent = (i64, bool);

/// What is done to the chat, in days from its start.
#[derive(Clone, Copy, Debug)]
struct Timer {
    on: i64,
    lasts: i64,
    /// When the chat is exported.
    end: i64,
}

impl Timer {
    fn is_gone(self, at: i64) -> bool {
        at > START + self.on * DAY && at < START + (self.end - self.lasts) * DAY
    }
}

/// An even chat: some messages on each day, by turns.
fn even(seed: u64, days: i64) -> Vec<Sent> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        i64::try_from(state % below).expect("a small number")
    };
    let mut sent = Vec::new();
    for day in 0..days {
        for place in 0..8 + next(6) {
            sent.push((START + day * DAY + 9 * HOUR + place * 3000 + next(2400), place % 2 == 0));
        }
    }
    sent.sort_unstable();
    sent
}

/// One app: the name of its file, and how it writes messages and the line about the timer.
struct App {
    file: &'static str,
    write: fn(&[Sent], Timer) -> String,
}

const APPS: &[App] = &[
    App { file: "chat.txt", write: whatsapp },
    App { file: "main.jsonl", write: signal },
    App { file: "result.json", write: telegram },
    App { file: "messages.html", write: telegram_page },
    App { file: "message_1.json", write: messenger },
];

fn name(is_alter: bool) -> &'static str {
    if is_alter { "Rafe" } else { "Nadia" }
}

fn stamp(at: i64, form: &str) -> String {
    let epoch = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0);
    epoch.saturating_add(jiff::SignedDuration::from_secs(at)).strftime(form).to_string()
}

/// Walks through messages and the line about the timer in order of time.
fn in_order(sent: &[Sent], timer: Timer) -> Vec<(i64, Option<bool>)> {
    let mut all: Vec<(i64, Option<bool>)> = sent.iter().map(|&(at, alter)| (at, Some(alter))).collect();
    all.push((START + timer.on * DAY, None));
    all.sort_by_key(|entry| entry.0);
    all
}

fn whatsapp(sent: &[Sent], timer: Timer) -> String {
    in_order(sent, timer).into_iter().fold(String::new(), |mut out, (at, who)| {
        let time = stamp(at, "%d/%m/%Y, %H:%M");
        let _ = match who {
            Some(who) => writeln!(out, "{time} - {}: a few words", name(who)),
            None => writeln!(
                out,
                "{time} - Rafe turned on disappearing messages. New messages will disappear from this chat {} days after \
                 they're sent, except when kept.",
                timer.lasts
            ),
        };
        out
    })
}

fn signal(sent: &[Sent], timer: Timer) -> String {
    let people = "{\"account\":{\"givenName\":\"Nadia\"}}\n{\"recipient\":{\"id\":\"1\",\"self\":{}}}\n\
        {\"recipient\":{\"id\":\"2\",\"contact\":{\"profileGivenName\":\"Rafe\"}}}\n\
        {\"chat\":{\"id\":\"7\",\"recipientId\":\"2\"}}\n";
    in_order(sent, timer).into_iter().fold(people.to_owned(), |mut out, (at, who)| {
        let item = format!("\"chatId\":\"7\",\"dateSent\":\"{}\"", at * 1000);
        let _ = match who {
            Some(true) => writeln!(
                out,
                "{{\"chatItem\":{{{item},\"authorId\":\"2\",\"incoming\":{{}},\"standardMessage\":{{\"text\":{{\"body\":\"a few \
                 words\"}}}}}}}}"
            ),
            Some(false) => writeln!(
                out,
                "{{\"chatItem\":{{{item},\"authorId\":\"1\",\"outgoing\":{{}},\"standardMessage\":{{\"text\":{{\"body\":\"a few \
                 words\"}}}}}}}}"
            ),
            None => writeln!(
                out,
                "{{\"chatItem\":{{{item},\"authorId\":\"2\",\"directionless\":{{}},\"updateMessage\":{{\
                 \"expirationTimerChange\":{{\"expiresInMs\":\"{}\"}}}}}}}}",
                timer.lasts * DAY * 1000
            ),
        };
        out
    })
}

fn telegram(sent: &[Sent], timer: Timer) -> String {
    let messages: Vec<String> = in_order(sent, timer)
        .into_iter()
        .map(|(at, who)| {
            let date = format!("\"date\":\"{}\",\"date_unixtime\":\"{at}\"", stamp(at, "%Y-%m-%dT%H:%M:%S"));
            match who {
                Some(who) => format!(
                    "{{\"type\":\"message\",{date},\"from\":\"{}\",\"from_id\":\"user{}\",\"text\":\"a few words\"}}",
                    name(who),
                    1 + i32::from(who)
                ),
                None => format!(
                    "{{\"type\":\"service\",{date},\"actor\":\"Rafe\",\"actor_id\":\"user2\",\"action\":\"set_messages_ttl\",\
                     \"period\":{},\"text\":\"\"}}",
                    timer.lasts * DAY
                ),
            }
        })
        .collect();
    format!("{{\"name\":\"Rafe\",\"type\":\"personal_chat\",\"id\":2,\"messages\":[{}]}}", messages.join(","))
}

fn telegram_page(sent: &[Sent], timer: Timer) -> String {
    let head = "<html><body><div class=\"page_wrap\"><div class=\"page_header\"><div class=\"text bold\">Rafe</div></div>\
        <div class=\"history\">";
    in_order(sent, timer).into_iter().fold(head.to_owned(), |mut out, (at, who)| {
        let _ = match who {
            Some(who) => write!(
                out,
                "<div class=\"message default clearfix\"><div class=\"body\"><div class=\"pull_right date details\" \
                 title=\"{} UTC+00:00\">x</div><div class=\"from_name\">{}</div><div class=\"text\">a few \
                 words</div></div></div>",
                stamp(at, "%d.%m.%Y %H:%M:%S"),
                name(who)
            ),
            None => write!(
                out,
                "<div class=\"message service\"><div class=\"body details\">Rafe has set messages to auto-delete in {} \
                 days</div></div>",
                timer.lasts
            ),
        };
        out
    }) + "</div></div></body></html>"
}

fn messenger(sent: &[Sent], timer: Timer) -> String {
    let mut messages: Vec<String> = in_order(sent, timer)
        .into_iter()
        .map(|(at, who)| {
            let (sender, content) = match who {
                Some(who) => (name(who), "a few words"),
                None => ("Rafe", "Rafe turned on disappearing messages."),
            };
            format!(
                "{{\"sender_name\":\"{sender}\",\"timestamp_ms\":{},\"content\":\"{content}\"}}",
                at * 1000
            )
        })
        .collect();
    messages.reverse();
    format!(
        "{{\"participants\":[{{\"name\":\"Nadia\"}},{{\"name\":\"Rafe\"}}],\"messages\":[{}]}}",
        messages.join(",")
    )
}

fn read_back(app: &App, sent: &[Sent], timer: Timer) -> ebb::export::Export {
    let text = (app.write)(sent, timer);
    let import = read(Source::from_bytes(app.file, text.into_bytes()), &ReadSettings::automatic());
    let export = import.unwrap_or_else(|error| panic!("{}: {error}", app.file)).export;
    let written = export.messages.iter().filter(|message| message.sender.is_some()).count();
    assert_eq!(written, sent.len(), "{}", app.file);
    export
}

fn claim_of(export: ebb::export::Export, days_later: i64) -> Claim {
    let catalog = ebb_content::catalog().expect("content");
    let last = export.messages.last().expect("messages").time.0;
    let roles = ebb::dyad::Roles { ego: vec!["Nadia".to_owned()], alter: vec!["Rafe".to_owned()] };
    let zone = Some(jiff::tz::TimeZone::UTC);
    let dyad = ebb::dyad::pair(vec![export], &roles, zone).expect("a dyad");
    ebb::analyse(&dyad, Some(last + days_later * DAY), &catalog).course.claim
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn a_timer_and_what_it_deletes_are_never_a_withdrawal(
        seed in 1_u64..10_000,
        on in 40_i64..60,
        gone in 10_i64..30,
        later in 0_i64..90,
    ) {
        let timer = Timer { on, lasts: 7, end: on + 7 + gone };
        let whole = even(seed, timer.end);
        let kept: Vec<Sent> = whole.iter().copied().filter(|&(at, _)| !timer.is_gone(at)).collect();
        let before: Vec<Sent> = kept.iter().copied().filter(|&(at, _)| at < START + on * DAY).collect();
        for app in APPS {
            // The chat goes on, and what lies between the timer and the last week is gone.
            let export = read_back(app, &kept, timer);
            let [Missing { from: Some(from), to: Some(to), cause: MissingCause::Disappearing }] = export.missing[..] else {
                return Err(TestCaseError::fail(format!("{}: {:?}", app.file, export.missing)));
            };
            for &(at, _) in whole.iter().filter(|&&(at, _)| timer.is_gone(at)) {
                prop_assert!(from.0 <= at && at <= to.0 + 60, "{}: {at} is not in {from:?} to {to:?}", app.file);
            }
            prop_assert!(!claim_of(export, 0).is_back_off(), "{}", app.file);
            // All that came after it is gone.
            let export = read_back(app, &before, timer);
            let is_open = matches!(export.missing[..], [Missing { to: None, cause: MissingCause::Disappearing, .. }]);
            prop_assert!(is_open, "{}: {:?}", app.file, export.missing);
            prop_assert!(!claim_of(export, later).is_back_off(), "{}", app.file);
        }
    }
}
