//! The words of invented chats: what is heard, what is quoted, and what is left alone.

use std::sync::LazyLock;

use ebb::catalog::Catalog;
use ebb::dyad::{Dyad, Role, Roles, pair};
use ebb::export::{Capabilities, Carried, Clock, ClockSecond, Export, ExportedMessage, Resolution, SenderId};
use ebb::finding::FindingId;
use ebb::heard::{Heard, NoStrength, SafetyKind};
use ebb::message::{MessageKind, TextArena};
use ebb::reason::{SeenIn, Strength};
use ebb::statement::{Learnt, StatementKind};
use ebb::verdict::LimitId;
use ebb_text::chat::{Frame, LeftOut, Marks, Reader, Tier, can_be_heard, hear};
use jiff::ToSpan;
use jiff::civil::{Date, date};

const DAY: i64 = 86_400;
const START: Date = date(2026, 3, 1);

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| ebb_content::catalog().expect("content is checked"));
static READER: LazyLock<Reader> = LazyLock::new(|| Reader::load(&CATALOG.lexicon).expect("it loads"));

/// Lines about nothing, so that a chat has a calm time.
const CALM: [&str; 12] = [
    "the bus was late again",
    "i had soup for lunch and it was fine",
    "there is a fox in the garden",
    "my neighbour plays the drums badly",
    "did you see that goal last night",
    "it rained all morning here",
    "i finally fixed the kitchen tap",
    "the new season starts on thursday",
    "i found my old camera in a box",
    "that cafe closed, can you believe it",
    "my sister adopted a cat",
    "the printer ate my paper again",
];

/// A chat of one calm line of each person a day, with lines of its own: day, hour, who, words.
struct Chat {
    days: i64,
    lines: Vec<(i64, i64, Role, &'static str)>,
}

impl Chat {
    fn of(days: i64) -> Self {
        Self { days, lines: Vec::new() }
    }

    fn with(mut self, day: i64, role: Role, words: &'static str) -> Self {
        let hour = (12..)
            .zip(self.lines.iter().filter(|line| line.0 == day))
            .map(|(hour, _)| hour + 1)
            .last()
            .unwrap_or(12);
        self.lines.push((day, hour, role, words));
        self
    }

    fn dyad(&self) -> Dyad {
        let mut rows: Vec<(i64, Role, &str)> = self
            .lines
            .iter()
            .map(|(day, hour, role, words)| (day * DAY + hour * 3600, *role, *words))
            .collect();
        for day in 0..self.days {
            let line = |shift: i64| CALM[usize::try_from((day * 5 + shift) % 12).expect("small")];
            rows.push((day * DAY + 9 * 3600, Role::Alter, line(0)));
            rows.push((day * DAY + 10 * 3600, Role::Ego, line(3)));
            rows.push((day * DAY + 20 * 3600, Role::Alter, line(7)));
        }
        rows.sort_by_key(|row| row.0);
        let first = START.to_datetime(jiff::civil::Time::midnight());
        let start = first.duration_since(jiff::civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0)).as_secs();
        let mut texts = TextArena::default();
        let messages = rows
            .into_iter()
            .map(|(at, role, words)| ExportedMessage {
                time: ClockSecond(start + at),
                text: texts.push(words),
                sender: Some(SenderId(u16::from(role == Role::Ego))),
                kind: MessageKind::Text,
            })
            .collect();
        let all = Carried::Yes;
        let export = Export {
            format: "jsonl",
            clock: Clock::Local,
            resolution: Resolution::Second,
            senders: vec!["Alex".to_owned(), "Dana".to_owned()],
            messages,
            texts,
            capabilities: Capabilities {
                calls: all,
                reactions: all,
                both_sides: all,
                whole_history: all,
                edits: all,
                deletions: all,
                lasting: all,
            },
            missing: Vec::new(),
        };
        let roles = Roles { ego: vec!["Dana".to_owned()], alter: vec!["Alex".to_owned()] };
        pair(vec![export], &roles, None).expect("two people write")
    }

    /// Reads this chat, with a change on a day, and says what is heard without some lines.
    fn heard(&self, change: Option<i64>, left_out: &LeftOut) -> (Heard, Marks, Dyad) {
        let dyad = self.dyad();
        let frame = frame(&dyad, change);
        let marks = READER.read(&dyad, &frame, &CATALOG.settings.chat, |_| {}).expect("it reads");
        let heard = hear(&marks, &dyad, &frame, left_out, &CATALOG.settings.chat);
        (heard, marks, dyad)
    }

    fn findings(&self, change: Option<i64>) -> Vec<FindingId> {
        self.heard(change, &LeftOut::new()).0.findings.iter().map(|finding| finding.id).collect()
    }
}

fn frame(dyad: &Dyad, change: Option<i64>) -> Frame {
    let day = |day: i64| START.checked_add(day.days()).expect("in range");
    let messages = dyad.messages();
    Frame {
        change: change.map(|at| (day(at - 1), day(at))),
        start: messages[0].local,
        end: messages[messages.len() - 1].local,
    }
}

#[test]
fn a_decisive_line_is_quoted_byte_for_byte_with_the_lines_around_it() {
    let words = "it's all going a bit fast for me,   i need some space tbh";
    let chat = Chat::of(60).with(38, Role::Alter, words).with(38, Role::Ego, "ok, take your time");
    let (heard, _, dyad) = chat.heard(Some(40), &LeftOut::new());
    let finding = heard
        .findings
        .iter()
        .find(|finding| finding.id == FindingId::SaysSpaceOrTooFast)
        .expect("it is heard");
    assert_eq!(finding.strength, Strength::Said);
    let quote = &finding.quotes[0];
    assert_eq!(quote.line.text.as_str(), words);
    assert_eq!(quote.line.speaker, Role::Alter);
    assert_eq!(quote.after[0].text.as_str(), "ok, take your time");
    assert_eq!(quote.before.len(), 3);
    let message = quote.message.expect("it stands in a chat");
    assert_eq!(dyad.text(&dyad.messages()[message]).as_str(), words);
    assert!(heard.seen.contains(&SeenIn::Words) && heard.limits.contains(&LimitId::WordsReadByRules));

    let (without, ..) = chat.heard(Some(40), &LeftOut::from([message]));
    assert!(without.findings.iter().all(|finding| finding.id != FindingId::SaysSpaceOrTooFast));
}

#[test]
fn what_was_said_long_before_a_change_does_not_count() {
    let chat = Chat::of(90).with(10, Role::Alter, "i'm not ready for anything serious right now");
    assert_eq!(chat.findings(Some(70)), []);
    assert!(chat.findings(Some(20)).contains(&FindingId::SaysNotReady));
}

#[test]
fn what_ego_says_of_themselves_is_no_statement_of_alters() {
    let chat = Chat::of(60).with(38, Role::Ego, "i'm not ready for anything serious right now");
    assert!(!chat.findings(Some(40)).contains(&FindingId::SaysNotReady));
}

#[test]
fn everybody_is_busy_once() {
    let once = Chat::of(60).with(45, Role::Alter, "sorry, been so busy lately");
    assert!(!once.findings(Some(40)).contains(&FindingId::SaysVagueBusy));
    let twice = once.with(50, Role::Alter, "cant talk rn, just really busy");
    assert!(twice.findings(Some(40)).contains(&FindingId::SaysVagueBusy));
}

#[test]
fn a_plain_no_is_heard_and_is_the_newest() {
    let chat = Chat::of(60).with(50, Role::Alter, "i don't want to see you anymore").with(
        55,
        Role::Alter,
        "please stop messaging me",
    );
    let (heard, ..) = chat.heard(Some(50), &LeftOut::new());
    let no = heard.clear_no.expect("it is a no");
    assert_eq!(no.strength, NoStrength::Direct);
    assert_eq!(no.quote.expect("it can be shown").line.text.as_str(), "please stop messaging me");
}

#[test]
fn a_no_does_not_stand_once_its_speaker_comes_back_warmly() {
    let said = Chat::of(60).with(20, Role::Alter, "leave me alone");
    assert!(said.heard(None, &LeftOut::new()).0.clear_no.is_some());
    let back = said
        .with(23, Role::Alter, "i miss you so much")
        .with(25, Role::Alter, "do you want to get dinner on friday?")
        .with(29, Role::Alter, "cant wait to see you again, i love this");
    assert_eq!(back.heard(None, &LeftOut::new()).0.clear_no, None);
}

#[test]
fn a_no_of_egos_and_a_joke_are_none_of_alters() {
    let chat = Chat::of(60)
        .with(50, Role::Ego, "please stop messaging me")
        .with(51, Role::Alter, "lol leave me alone with this cake")
        .with(52, Role::Alter, "the film is over");
    assert_eq!(chat.heard(None, &LeftOut::new()).0.clear_no, None);
}

#[test]
fn not_ready_to_date_is_a_no_for_now() {
    let chat = Chat::of(60).with(55, Role::Alter, "i don't want a relationship right now");
    let no = chat.heard(Some(50), &LeftOut::new()).0.clear_no.expect("it is a no");
    assert_eq!(no.strength, NoStrength::Soft);
}

#[test]
fn writing_on_after_a_plain_no_is_a_sign() {
    let mut chat = Chat { days: 30, lines: vec![(30, 9, Role::Alter, "please do not contact me again")] };
    for day in [32, 34] {
        chat = chat.with(day, Role::Ego, "can we talk about the weekend");
    }
    let (heard, ..) = chat.heard(None, &LeftOut::new());
    let kinds: Vec<SafetyKind> = heard.safety.iter().map(|sign| sign.kind).collect();
    assert_eq!(kinds, [SafetyKind::ContactAfterNo]);
}

#[test]
fn threats_are_signs_of_whoever_makes_them_and_banter_is_not() {
    let threat = Chat::of(60).with(55, Role::Alter, "you'll regret this, i know where you live");
    let (heard, ..) = threat.heard(None, &LeftOut::new());
    assert_eq!((heard.safety[0].kind, heard.safety[0].role), (SafetyKind::Threat, Role::Alter));
    let own = Chat::of(60).with(55, Role::Ego, "you'll regret this, i know where you live");
    assert_eq!(own.heard(None, &LeftOut::new()).0.safety[0].role, Role::Ego);
    let banter = Chat::of(60).with(55, Role::Alter, "i'll kill you if you eat the last one haha");
    assert_eq!(banter.heard(None, &LeftOut::new()).0.safety, []);
}

#[test]
fn a_single_old_line_is_no_sign_but_an_age_is() {
    let old = Chat::of(120).with(5, Role::Alter, "i'm going to hurt you");
    assert_eq!(old.heard(Some(100), &LeftOut::new()).0.safety, []);
    let again = old.with(9, Role::Alter, "you'll regret this");
    assert_eq!(again.heard(Some(100), &LeftOut::new()).0.safety.len(), 2);
    let age = Chat::of(120).with(5, Role::Alter, "btw i'm 16");
    assert_eq!(age.heard(Some(100), &LeftOut::new()).0.safety[0].kind, SafetyKind::UnderAge);
}

#[test]
fn lines_about_sex_are_never_shown() {
    let chat = Chat::of(60)
        .with(50, Role::Alter, "send me nudes, and i need some space after")
        .with(50, Role::Ego, "what")
        .with(51, Role::Alter, "please stop texting me");
    let (heard, marks, _) = chat.heard(Some(50), &LeftOut::new());
    assert!(marks.marks.iter().any(|mark| mark.cue.id() == "sexual"), "the rule sees it");
    let quotes = heard.findings.iter().flat_map(|finding| &finding.quotes);
    let no = heard.clear_no.and_then(|no| no.quote).into_iter();
    let shown: Vec<String> = quotes
        .cloned()
        .chain(no)
        .flat_map(|quote| [vec![quote.line], quote.before, quote.after].concat())
        .map(|line| line.text.as_str().to_owned())
        .collect();
    assert!(shown.iter().all(|words| !words.contains("nude")), "{shown:?}");
}

#[test]
fn strain_that_grew_is_told_against_the_time_before() {
    let mut chat = Chat::of(90);
    for (day, words) in [
        (62, "mum's in hospital so i'm there most evenings"),
        (65, "double shifts all week at the hospital"),
        (70, "my thesis is due friday so im buried till then"),
        (75, "got exams until next thursday so i'll be slow"),
    ] {
        chat = chat.with(day, Role::Alter, words);
    }
    let findings = chat.findings(Some(60));
    assert!(findings.contains(&FindingId::StressWordsRose), "{findings:?}");
    assert!(findings.contains(&FindingId::SaysBusyWithSpecifics), "{findings:?}");
}

#[test]
fn other_languages_are_counted_and_not_read() {
    let mut chat = Chat { days: 0, lines: Vec::new() };
    for day in 0..60 {
        chat = chat
            .with(day, Role::Alter, "hoy fui al mercado con mi hermana y compramos naranjas y pan")
            .with(day, Role::Ego, "que bien, yo me quedé en casa leyendo un libro muy largo");
    }
    let (heard, marks, _) = chat.heard(Some(40), &LeftOut::new());
    assert_eq!((heard.seen, heard.findings.len()), (vec![], 0));
    assert_eq!(heard.limits, [LimitId::OtherLanguage]);
    assert_eq!(marks.languages[0].language, "spa");
    assert_eq!(marks.encoded, [] as [usize; 0]);
}

#[test]
fn the_words_show_just_the_findings_that_content_says_they_show() {
    let mut told: Vec<FindingId> = CATALOG
        .findings
        .iter()
        .filter(|finding| finding.seen_in == SeenIn::Words)
        .map(|finding| finding.id)
        .collect();
    told.sort_unstable();
    assert_eq!(can_be_heard(), told);
}

#[test]
fn a_calm_chat_says_nothing() {
    let (heard, marks, _) = Chat::of(120).heard(Some(90), &LeftOut::new());
    assert_eq!(heard.findings, []);
    assert_eq!((heard.clear_no, heard.safety), (None, vec![]));
    assert!(marks.marks.iter().all(|mark| mark.tier != Tier::Both), "{:?}", marks.marks);
}

#[test]
fn reading_twice_gives_the_same_and_shows_no_words() {
    let chat = Chat::of(60).with(38, Role::Alter, "i need some space, marker phrase");
    let ((heard, marks, _), (again, ..)) =
        (chat.heard(Some(40), &LeftOut::new()), chat.heard(Some(40), &LeftOut::new()));
    assert_eq!(heard, again);
    assert!(!format!("{heard:?} {marks:?}").contains("marker"));
}

/// Returns the kinds that are stated, with how surely.
fn stated(chat: &Chat, left_out: &LeftOut) -> Vec<(StatementKind, f64)> {
    let statements = chat.heard(None, left_out).0.statements;
    statements.iter().map(|said| (said.kind, said.sure)).collect()
}

#[test]
fn a_plain_reason_of_alters_is_stated_with_its_words() {
    for (words, kind) in [
        ("I've met someone else, I'm sorry", StatementKind::SomeoneElse),
        ("im not ready for a relationship rn", StatementKind::NotReady),
        ("I just don't feel a spark between us", StatementKind::NoSpark),
        ("I got back together with my ex", StatementKind::BackWithEx),
        ("my dad died last night", StatementKind::IllnessOrLoss),
        ("this is moving too fast for me, I need some space", StatementKind::TooFast),
    ] {
        let chat = Chat::of(90).with(80, Role::Alter, words);
        let heard = chat.heard(None, &LeftOut::new()).0;
        let said = heard.statements.iter().find(|said| said.kind == kind).expect(words);
        assert!(said.sure >= 0.8, "{words}: {}", said.sure);
        assert_eq!((said.speaker, said.learnt), (Role::Alter, Learnt::Wrote));
        let quote = said.quote.as_ref().expect("it is not about sex");
        assert_eq!(quote.line.text.as_str(), words);
    }
}

#[test]
fn what_ego_says_or_alter_only_asks_or_tells_of_others_is_no_statement() {
    let chat = Chat::of(90)
        .with(70, Role::Ego, "I've met someone else, I'm sorry")
        .with(72, Role::Alter, "do you need space in the car?")
        .with(74, Role::Alter, "my sister met someone on that app")
        .with(76, Role::Alter, "are you seeing anyone else?")
        .with(78, Role::Alter, "I'm not seeing anyone else, just you");
    assert_eq!(stated(&chat, &LeftOut::new()).into_iter().filter(|(_, sure)| *sure >= 0.8).count(), 0);
}

#[test]
fn a_reason_in_another_language_is_heard_by_the_table() {
    let mut chat = Chat::of(0);
    for day in 0..60 {
        chat = chat.with(day, Role::Alter, "hoy he comido una sopa muy rica con mi hermana en el centro");
        chat = chat.with(day, Role::Ego, "qué bien, nosotros fuimos al parque con los perros por la tarde");
    }
    let chat = chat.with(58, Role::Alter, "he conocido a otra persona, lo siento");
    let kinds: Vec<StatementKind> = stated(&chat, &LeftOut::new()).iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, [StatementKind::SomeoneElse]);
}

#[test]
fn a_statement_is_kept_though_later_lines_are_warm_and_goes_when_it_is_left_out() {
    let chat = Chat::of(90).with(20, Role::Alter, "I've met someone else, I'm sorry").with(
        40,
        Role::Alter,
        "miss you lots, can't wait to see you on saturday ❤️",
    );
    let message = chat.heard(None, &LeftOut::new()).0.statements[0].quote.as_ref().and_then(|q| q.message);
    assert!(stated(&chat, &LeftOut::new()).iter().any(|(kind, _)| *kind == StatementKind::SomeoneElse));
    let without: LeftOut = message.into_iter().collect();
    assert!(!stated(&chat, &without).iter().any(|(kind, _)| *kind == StatementKind::SomeoneElse));
}
