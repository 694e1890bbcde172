//! The heads that are part of the program.

use ebb::cue::{CueId, Lexicon};
use ebb_text::Heads;
use ebb_text::heads::{HeadSet, Opinion, phrasings_digest};

fn lexicon() -> Lexicon {
    ebb_content::catalog().expect("content is whole").lexicon
}

#[test]
fn heads_are_trained_on_the_phrasings_as_they_stand() {
    let heads = HeadSet::embedded().expect("the file is whole");
    assert_eq!(
        heads.digest,
        phrasings_digest(&lexicon()),
        "phrasings changed: run `cargo run --release -p ebb-synth -- train-heads`"
    );
    assert!(heads.heads.iter().all(|head| head.weights.iter().all(|weight| weight.is_finite())));
}

#[test]
fn rules_alone_find_what_is_dangerous() {
    let lexicon = lexicon();
    let heads = Heads::load(&lexicon).expect("the model is whole");
    let scores = heads.scores(&["I will hurt you", "give me your password"]).expect("it runs");
    for cue in
        [CueId::Threat, CueId::Control, CueId::MoneySecret, CueId::SelfHarm, CueId::Under18, CueId::Sexual]
    {
        assert!(scores.iter().all(|line| line.of(cue).is_none()), "{}", cue.id());
        assert_eq!(scores[0].opinion(cue, &lexicon.heads), Opinion::None);
    }
}

#[test]
fn heads_hear_the_meaning_and_not_the_words() {
    let lexicon = lexicon();
    let heads = Heads::load(&lexicon).expect("the model is whole");
    let opinion = |line: &str, cue| heads.scores(&[line]).expect("it runs")[0].opinion(cue, &lexicon.heads);
    assert_eq!(
        opinion("a girlfriend or boyfriend is not something i could handle rn", CueId::NotReady),
        Opinion::Alone
    );
    assert_eq!(opinion("theres a new bloke in my life", CueId::SeeingSomeone), Opinion::Alone);
    assert_eq!(opinion("the new printer is in the hall", CueId::SeeingSomeone), Opinion::Against);
    assert_eq!(opinion("the new printer is in the hall", CueId::NotReady), Opinion::Against);
}
