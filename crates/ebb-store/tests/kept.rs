//! What was kept comes back as it was, or is refused in plain words; and no word of it shows.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use ebb::gate::{LinesSeen, SafetyAnswer, SafetyReply};
use ebb::look::{Look, Since};
use ebb_case::{Case, Chat, Listened, Now, Story, Tools, Words, verdict};
use ebb_store::{
    Content, Decision, Ended, Keeping, Kept, KeptEvent, KeptStory, Mood, Note, Outcome, Passphrase, Sheet,
    StoreError, StoredCase, StoredLook, Work, open, seal,
};
use jiff::civil::date;
use proptest::prelude::*;

/// Words that stand in the case and may stand nowhere else.
const SECRET: &str = "zanzibar";

fn passphrase() -> Passphrase {
    Passphrase::new("kettle umbrella seventeen north")
}

fn tools() -> &'static Tools {
    static TOOLS: OnceLock<Tools> = OnceLock::new();
    TOOLS.get_or_init(|| Tools::load().expect("checked content"))
}

/// The example with everything that can be kept of a case.
fn case(keeping: Keeping) -> StoredCase {
    let mut case = StoredCase { keeping, ..StoredCase::default() };
    case.people.ego = vec!["Dana".to_owned()];
    case.people.alter = vec!["Alex".to_owned()];
    "she".clone_into(&mut case.people.pronouns);
    case.add("dana-and-alex.txt", ebb_case::EXAMPLE.as_bytes().to_vec()).expect("the example is read");
    case.answers.insert("words-used".to_owned(), "not-ready".to_owned());
    case.safety = Some(("yes".to_owned(), "for-the-chat".to_owned()));
    case.story = Some(KeptStory { words: Kept::new(format!("We met in {SECRET}.")), confirmed: None });
    case.events.push(KeptEvent {
        kind: "away".to_owned(),
        from: date(2026, 5, 1),
        to: date(2026, 5, 8),
        words: Kept::new(format!("in {SECRET}")),
    });
    let words = Kept::new(format!("I write to {SECRET} on Friday"));
    case.decisions.push(Decision { on: date(2026, 6, 11), by: date(2026, 6, 14), words: words.clone() });
    case.notes.push(Note { on: date(2026, 6, 11), mood: Some(Mood::Low), words });
    case
}

fn with_looks(mut case: StoredCase) -> StoredCase {
    let told = case.told(None, tools().catalog()).expect("the reader of words");
    let seen = verdict(Some(&listened(&case)), &told, tools().catalog());
    let alone = verdict(None, &told, tools().catalog());
    for (verdict, on) in [(alone, date(2026, 6, 4)), (seen, date(2026, 6, 11))] {
        case.looks.push(StoredLook::of(&Look::of(&verdict, on, tools().catalog())));
    }
    case.outcome =
        Some(Outcome { on: date(2026, 7, 20), ended: Ended::ToldMeWhy, reason: Some("too-fast".to_owned()) });
    case
}

fn listened(case: &StoredCase) -> Listened {
    let chat = Chat::join(case.read().expect("it was read before"), case.people.people(), None, None);
    let chat = chat.expect("a chat of two");
    Listened::to(chat, None, Words::LeftAlone, tools().catalog()).expect("times need no reader")
}

#[test]
fn everything_comes_back() {
    for keeping in [Keeping::Words, Keeping::Times] {
        let case = with_looks(case(keeping));
        let sealed = seal(&case, &passphrase(), Work::LEAST).expect("it can be sealed");
        let opened = open(&sealed, &passphrase()).expect("it was sealed with this");
        assert_eq!(opened, case);
        let looks = opened.looks().expect("known names");
        assert_eq!(looks.len(), 2);
        assert!(Since::of(&looks[0], &looks[1]).days == 7);
    }
}

#[test]
fn whole_files_come_back_byte_for_byte() {
    let sealed = seal(&case(Keeping::Words), &passphrase(), Work::LEAST).expect("it can be sealed");
    let opened = open(&sealed, &passphrase()).expect("it was sealed with this");
    assert_eq!(opened.sources[0].content, Content::Whole(ebb_case::EXAMPLE.as_bytes().to_vec()));
}

#[test]
fn times_alone_give_the_same_figures_as_the_file() {
    let (whole, times) = (listened(&case(Keeping::Words)), listened(&case(Keeping::Times)));
    assert_eq!(times.timing, whole.timing);
    assert!(times.timing.course.claim.is_back_off(), "the example shows a change");
}

#[test]
fn what_was_told_is_judged_as_when_it_was_told() {
    let chat = Case::new().with_file("dana-and-alex.txt", ebb_case::EXAMPLE.as_bytes().to_vec());
    let account = tools().understand("He told me he needs some space.").expect("the reader of words");
    let answer = SafetyAnswer { reply: SafetyReply::Neither, lines: LinesSeen::ForTheChat };
    let told = chat
        .with_ego("Dana")
        .with_safety(answer)
        .with_story(Story::presumed(account))
        .at(Now::LastMessage)
        .told;

    let mut stored = case(Keeping::Words);
    stored.keep_told(&told, None, tools().catalog());
    stored.story = Some(KeptStory { words: Kept::new("He told me he needs some space."), confirmed: None });
    let sealed = seal(&stored, &passphrase(), Work::LEAST).expect("it can be sealed");
    let opened = open(&sealed, &passphrase()).expect("it was sealed with this");
    assert_eq!(opened.told(None, tools().catalog()).expect("the reader of words"), told);
}

#[test]
fn no_word_shows_in_debug_output_or_in_times() {
    let case = with_looks(case(Keeping::Words));
    let shown = format!("{case:?}{:?}", passphrase());
    assert!(!shown.contains(SECRET) && !shown.contains("kettle"), "{shown}");
    let Content::Times(times) = &self::case(Keeping::Times).sources[0].content else { panic!("times") };
    let kept = serde_json::to_string(times).expect("JSON");
    let words = |text: &str| -> BTreeSet<String> {
        text.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 4).map(str::to_owned).collect()
    };
    // What the format itself is written with.
    let known = words(
        "whatsapp format clock local resolution minute senders owner carries sometimes missing kinds media voice sticker \
         reaction location contact deleted system after words",
    );
    let found: Vec<String> = words(&kept).intersection(&words(ebb_case::EXAMPLE)).cloned().collect();
    assert!(found.iter().all(|word| known.contains(word)), "{found:?}");
}

#[test]
fn no_plain_text_stands_in_the_file() {
    let case = with_looks(case(Keeping::Words));
    let sealed = seal(&case, &passphrase(), Work::LEAST).expect("it can be sealed");
    for word in [SECRET, "Dana", "Alex", "case.json", "PK\u{3}\u{4}", "too-fast"] {
        assert!(!sealed.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
    }
    assert!(sealed.starts_with(b"age-encryption.org/v1\n-> scrypt "), "any age program opens it");
}

#[test]
fn another_passphrase_opens_nothing() {
    let sealed = seal(&case(Keeping::Times), &passphrase(), Work::LEAST).expect("it can be sealed");
    for typed in ["", "kettle", "Kettle umbrella seventeen north", "kettle umbrella seventeen north "] {
        assert_eq!(open(&sealed, &Passphrase::new(typed)), Err(StoreError::WrongPassphrase), "{typed}");
    }
    let typed = Passphrase::new("kettle umbrella seventeen north\r\n");
    assert!(open(&sealed, &typed).is_ok(), "a line break is none of it");
}

#[test]
fn a_file_of_the_first_version_is_read() {
    let sealed = include_bytes!("../fixtures/version-1.age");
    let opened = open(sealed, &passphrase()).expect("it was made by version 1");
    let looks = opened.looks().expect("names stand for ever");
    assert_eq!(looks.len(), 2);
    assert_eq!(looks[1].on, date(2026, 6, 11));
    assert!(looks[1].chat.as_ref().is_some_and(|chat| chat.claim.is_back_off()));
    assert!(opened.read().is_ok_and(|read| read.people().len() == 2));
    // The looks and the file are those of the day on which it was made.
    let StoredCase { looks, sources, .. } = opened.clone();
    assert_eq!(opened, StoredCase { looks, sources, ..with_looks(case(Keeping::Words)) });
}

#[test]
fn what_is_no_case_is_called_so() {
    for bytes in [&b""[..], b"hello", b"age-encryption.org/v1", ebb_case::EXAMPLE.as_bytes()] {
        let error = open(bytes, &passphrase()).expect_err("it is no case");
        assert!(matches!(error, StoreError::NotACase | StoreError::Cut | StoreError::Damaged), "{error:?}");
    }
}

#[test]
fn the_sheet_holds_no_word_name_or_day() {
    let case = with_looks(case(Keeping::Words));
    let sheet = Sheet::of(&case).expect("known names").expect("it was told how it ended");
    let json = sheet.json().expect("JSON");
    for word in [SECRET, "Dana", "Alex", "2026", "-06-", "June"] {
        assert!(!json.contains(word), "{word}: {json}");
    }
    let read: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(read["outcome"], "told-me-why");
    assert_eq!(read["weeks_to_outcome"], 6);
    assert_eq!(read["looks"][1]["week"], 1);
    assert_eq!(Sheet::of(&StoredCase::default()).expect("nothing to read"), None);
}

fn sealed() -> &'static [u8] {
    static SEALED: OnceLock<Vec<u8>> = OnceLock::new();
    SEALED
        .get_or_init(|| seal(&with_looks(case(Keeping::Words)), &passphrase(), Work::LEAST).expect("sealed"))
}

/// Opening what was damaged must say so, and may never give another case.
fn refuses(damaged: &[u8]) -> Result<(), TestCaseError> {
    let error = open(damaged, &passphrase()).expect_err("something was changed");
    prop_assert!(!error.to_string().is_empty() && !error.hint().is_empty());
    prop_assert!(!matches!(error, StoreError::Newer { .. } | StoreError::Unwritten), "{error:?}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_byte_is_noticed(at in any::<prop::sample::Index>(), change in 1_u8..=255) {
        let mut damaged = sealed().to_vec();
        let at = at.index(damaged.len());
        damaged[at] ^= change;
        refuses(&damaged)?;
    }

    #[test]
    fn a_cut_file_is_noticed(at in any::<prop::sample::Index>()) {
        refuses(&sealed()[..at.index(sealed().len())])?;
    }

    #[test]
    fn added_bytes_are_noticed(more in prop::collection::vec(any::<u8>(), 1..100)) {
        refuses(&[sealed(), &more].concat())?;
    }

    #[test]
    fn noise_is_no_case(noise in prop::collection::vec(any::<u8>(), 0..2000)) {
        refuses(&noise)?;
        refuses(&[b"age-encryption.org/v1\n-> scrypt ", &noise[..]].concat())?;
    }
}
