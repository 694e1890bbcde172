//! Accounts: what is understood, what is not, and what follows from what is confirmed.

use ebb::catalog::Catalog;
use ebb::dyad::Role;
use ebb::gate::{ReasonsWanted, SuspectKind};
use ebb::heard::{Heard, NoStrength, SafetyKind};
use ebb::interview::{Answers, Reply};
use ebb::judgement::judge;
use ebb::reason::ReasonId;
use ebb_text::story::{Account, Confirmed, FoundBy, LONGEST_ACCOUNT, Presumption, Reader};
use proptest::prelude::*;
use std::sync::LazyLock;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| ebb_content::catalog().expect("content is whole"));
static READER: LazyLock<Reader> = LazyLock::new(|| {
    Reader::load(&CATALOG.lexicon, &CATALOG.settings.chat.statement).expect("the model is whole")
});

fn understand(text: &str) -> Account {
    READER.understand(text).expect("it runs")
}

fn ids(text: &str) -> Vec<String> {
    understand(text).presumed().ids().map(str::to_owned).collect()
}

fn answers(text: &str) -> Vec<String> {
    let account = understand(text);
    let answers = account.answers(&account.presumed(), &Answers::none());
    let named = |row: &ebb::interview::Answered| {
        let question = &CATALOG.questions[row.question];
        Some(format!("{}/{}", question.id, question.reply_id(row.reply)?))
    };
    answers.rows().iter().filter_map(named).collect()
}

#[test]
fn plain_words_become_answers_of_the_interview() {
    assert_eq!(answers("He told me that he needs some space."), ["asked-for-space/in-words"]);
    assert_eq!(answers("She said she is seeing someone else."), ["sees-someone/told-me"]);
    assert!(
        answers("His mother was diagnosed with cancer and he works nights.")
            .contains(&"known-heavy-time/told-me".to_owned())
    );
    assert!(answers("She is not over her ex.").contains(&"ex-contact/with-feeling".to_owned()));
    assert!(answers("He stopped writing two weeks ago.").contains(&"changed-when/two".to_owned()));
}

#[test]
fn meaning_is_heard_where_no_pattern_fits() {
    let account = understand("Deep down he is shut like an oyster, and what he feels stays his secret.");
    let item = account.understood.iter().find(|item| item.id == "hard-to-open-up").expect("it is heard");
    assert_eq!(item.by, FoundBy::Meaning);
    assert!((0.0..=1.0).contains(&item.weight));
}

#[test]
fn what_is_denied_or_supposed_is_not_taken() {
    for text in [
        "He is not seeing anyone.",
        "If he is not ready for a relationship he should say so.",
        "We never had a fight.",
        "She has not blocked me.",
        "I asked for some space.",
        "My ex still texts me.",
    ] {
        let taken = answers(text);
        let speaks: Vec<&String> = taken.iter().filter(|id| !id.starts_with("week-before/none")).collect();
        assert!(speaks.is_empty(), "{text}: {speaks:?}");
        assert_eq!(understand(text).heard(&understand(text).presumed()).clear_no, None, "{text}");
    }
}

#[test]
fn the_other_persons_words_between_marks_count_and_ones_own_do_not() {
    assert!(ids("Then came: \"i just need some space rn\"").contains(&"asked-for-room".to_owned()));
    assert!(!ids("I said \"i just need some space rn\"").contains(&"asked-for-room".to_owned()));
}

#[test]
fn a_no_is_heard_with_its_sentence_and_gates_the_judgement() {
    let text = "We had fun for a while. Last week she told me to stop texting her.";
    let account = understand(text);
    let heard = account.heard(&account.presumed());
    let no = heard.clear_no.as_ref().expect("a no");
    assert_eq!(no.strength, NoStrength::Direct);
    let quote = no.quote.as_ref().expect("its words").line.text.as_str();
    assert_eq!(quote, "Last week she told me to stop texting her.");
    assert!(account.understood[0].is_grave());
    let judgement = judge(
        None,
        &heard,
        &account.answers(&account.presumed(), &Answers::none()),
        ReasonsWanted::WhereOpen,
        &CATALOG,
    );
    assert!(judgement.question.is_none());

    let mut contested = account.presumed();
    contested.refuse(&account.understood[0].id);
    assert_eq!(account.heard(&contested).clear_no, None);
    for (text, strength) in [
        ("He blocked me.", NoStrength::Direct),
        ("She broke up with me.", NoStrength::Direct),
        ("He said it is over.", NoStrength::Direct),
    ] {
        let account = understand(text);
        let no = account.heard(&account.presumed()).clear_no;
        assert_eq!(no.map(|no| no.strength), Some(strength), "{text}");
    }
}

#[test]
fn a_soft_no_is_asked_about_and_not_taken() {
    for text in ["She told me she is not ready for a relationship.", "He said he just wants to be friends."] {
        let account = understand(text);
        let heard = account.heard(&account.presumed());
        assert_eq!(heard.clear_no, None, "{text}");
        assert_eq!(heard.suspects[0].kind, SuspectKind::No, "{text}");
        assert_eq!(heard.suspects[0].quote.line.text.as_str(), text);
        let confirmed = Confirmed::of(account.presumed().ids());
        let no = account.heard(&confirmed).clear_no.expect("the user says so");
        assert_eq!(no.strength, NoStrength::Soft, "{text}");
    }
}

#[test]
fn a_no_is_heard_in_other_words_and_only_from_the_other_person() {
    let no = |text: &str| {
        let account = understand(text);
        account.heard(&account.presumed()).clear_no.map(|no| no.strength)
    };
    for text in [
        "She asked me not to write to her again.",
        "He asked me not to text him anymore.",
        "She no longer wants to hear from me.",
        "She said that it is better if we stop seeing each other.",
        "She said she would rather not continue.",
        "He told me to back off.",
        "The police told me that I must not come near him.",
    ] {
        assert_eq!(no(text), Some(NoStrength::Direct), "{text}");
    }
    for text in [
        "My friend told me to stop writing to him.",
        "My boss told me to leave him alone.",
        "He left me alone at the party.",
        "I wish he would not leave me alone so much.",
    ] {
        assert_eq!(no(text), None, "{text}");
    }
}

#[test]
fn what_is_denied_or_doubted_is_not_told() {
    for (text, untold) in [
        ("I do not think he has another woman.", "told-of-somebody"),
        ("I do not think he has another woman.", "dates-others"),
        ("He cancels all the time and never gives a new date.", "offers-another-day"),
        ("Two dates were called off because of work.", "met-few-times"),
        ("I stopped answering her messages for days.", "you-wrote-a-lot"),
    ] {
        let told = understand(text);
        assert!(!told.understood.iter().any(|item| item.id == untold), "{text}");
    }
    let account = understand("It was me who pulled away first.");
    assert!(account.said().holds("you-stepped-back"), "{account:?}");
}

#[test]
fn an_account_in_another_language_is_said_to_be_unread() {
    assert!(
        !understand("Er hat mir gesagt, dass ich ihn nicht mehr anschreiben soll. Ich habe Angst.").is_read
    );
    assert!(understand("He told me that he needs some space, and I have not heard from him since.").is_read);
}

#[test]
fn signs_of_danger_are_heard() {
    let kinds = |text: &str| -> Vec<(SafetyKind, Role)> {
        let account = understand(text);
        account.heard(&account.presumed()).safety.iter().map(|sign| (sign.kind, sign.role)).collect()
    };
    assert_eq!(kinds("I am afraid of him."), [(SafetyKind::Fear, Role::Alter)]);
    assert_eq!(kinds("He hit me on Friday."), [(SafetyKind::Threat, Role::Alter)]);
    for (text, kind, role) in [
        ("He grabbed my arm and would not let go.", SafetyKind::Threat, Role::Alter),
        ("She said she would post my pictures if I leave.", SafetyKind::Threat, Role::Alter),
        ("He said I would regret it if I left him.", SafetyKind::Threat, Role::Alter),
        ("He wants to know where I am all the time.", SafetyKind::Control, Role::Alter),
        ("I have been thinking about ending my life.", SafetyKind::SelfHarm, Role::Ego),
        ("I do not see the point any more.", SafetyKind::SelfHarm, Role::Ego),
        ("She will do something to herself if I go.", SafetyKind::SelfHarm, Role::Alter),
    ] {
        assert_eq!(kinds(text), [(kind, role)], "{text}");
    }
    for text in ["I am not afraid of him. He would never hurt me.", "He told me he was scared of commitment."]
    {
        assert_eq!(kinds(text), [], "{text}");
    }
    assert_eq!(kinds("She threatened to send my pictures to my boss."), [(SafetyKind::Threat, Role::Alter)]);
    assert_eq!(
        kinds("He goes through my phone and tracks my location."),
        [(SafetyKind::Control, Role::Alter)]
    );
    assert_eq!(kinds("I don't want to live any more, I want to die."), [(SafetyKind::SelfHarm, Role::Ego)]);
    assert_eq!(kinds("She said she will kill herself."), [(SafetyKind::SelfHarm, Role::Alter)]);
    assert_eq!(kinds("I (16F) like him."), [(SafetyKind::UnderAge, Role::Ego)]);
    assert_eq!(kinds("He hit me up on the app and we had dinner."), []);
    assert_eq!(kinds("I am afraid of losing him."), []);
}

#[test]
fn nothing_is_made_of_small_talk_and_it_is_told_as_unused() {
    let account = understand("The weather was nice. We ate pasta in a park.");
    assert_eq!(account.presumed().ids().count(), 0);
    assert_eq!(account.unused().count(), 2);
    let judgement = judge(None, &Heard::nothing(), &Answers::none(), ReasonsWanted::WhereOpen, &CATALOG);
    assert!(!judgement.looks_for_reasons);
}

#[test]
fn own_replies_stand_before_the_story() {
    let account = understand("He told me that he needs some space.");
    let (index, question) = CATALOG.question("asked-for-space").expect("the question");
    let no = question.reply("no").expect("the answer");
    let answers = account.answers(&account.presumed(), &Answers::none().with(index, no));
    assert_eq!(answers.reply(index), Some(no));
    let skipped = account.answers(&account.presumed(), &Answers::none().with(index, Reply::Skipped));
    assert_eq!(skipped.reply(index), question.reply("in-words"));
}

#[test]
fn an_account_moves_the_reason_it_tells_of() {
    let text = "He is still in love with his ex and talks about her all the time. They broke up last month, \
                just before we met.";
    let account = understand(text);
    let judgement = judge(
        None,
        &Heard::nothing(),
        &account.answers(&account.presumed(), &Answers::none()),
        ReasonsWanted::WhereOpen,
        &CATALOG,
    );
    let first: Vec<ReasonId> = judgement
        .ranking
        .as_ref()
        .expect("nothing holds it")
        .reasons
        .iter()
        .take(3)
        .map(|reason| reason.id)
        .collect();
    assert!(first.contains(&ReasonId::NotOverEx), "{first:?}");
}

#[test]
fn words_of_an_account_never_show_in_debug() {
    let account = understand("He told me that he needs some space.");
    assert!(!format!("{account:?}").contains("needs some space"));
}

#[test]
fn a_long_account_is_read_up_to_its_limit() {
    let text = "He needs some space. ".repeat(4000);
    assert!(text.len() > LONGEST_ACCOUNT);
    let short = &text[..2000];
    assert!(understand(short).sentences.len() > 50);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_text_is_read_and_every_span_is_a_slice_of_it(text in "\\PC{0,160}") {
        let account = understand(&text);
        let mut end = 0;
        for bytes in &account.sentences {
            prop_assert!(bytes.start >= end && text.get(bytes.clone()).is_some());
            end = bytes.end;
        }
        for item in &account.understood {
            prop_assert!(item.sentences.contains(&item.sentence));
            prop_assert!(account.presumed().holds(&item.id) == (item.presumption == Presumption::Taken));
        }
        prop_assert!(account.unused().count() + account.sentences.len() >= account.sentences.len());
    }
}
