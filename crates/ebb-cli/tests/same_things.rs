//! Every output tells the same things of one verdict: the terminal, the saved file, JSON and the silence clock.

use std::collections::BTreeSet;

use ebb::catalog::Catalog;
use ebb::dyad::{ByRole, Role};
use ebb::gate::{LinesSeen, ReasonsWanted, SafetyAnswer, SafetyReply};
use ebb::guidance::TrackId;
use ebb::heard::{ClearNo, Heard, NoStrength, SafetyKind, SafetySign};
use ebb::interview::Answers;
use ebb::reason::{ReasonId, SeenIn};
use ebb::verdict::Verdict;
use ebb_report::html::{Detail, Subject};
use ebb_report::json::{Beside, ReadingNotes};
use ebb_report::text::{Glyphs, Style};
use ebb_report::{Pronouns, Words};
use ebb_synth::evaluate::dyad_of;
use ebb_synth::{Regime, Severity, SimulationSettings, simulate};

/// What one output tells.
#[derive(Debug, PartialEq, Eq)]
struct Tells {
    reasons: BTreeSet<ReasonId>,
    question: bool,
    silence: bool,
    track: bool,
}

/// Returns text as a browser shows it.
fn seen(html: &str) -> String {
    let mut text = String::new();
    let mut is_tag = false;
    for letter in html.chars() {
        match letter {
            '<' => is_tag = true,
            '>' => is_tag = false,
            letter if !is_tag => text.push(letter),
            _ => {}
        }
    }
    let entities = [
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#34;", "\""),
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    entities.into_iter().fold(text, |text, (entity, letter)| text.replace(entity, letter))
}

/// Returns a text in one line, without styles.
fn one_line(text: &str) -> String {
    let plain = anstream::adapter::strip_str(text).to_string();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Case {
    what: &'static str,
    heard: Heard,
    answers: Answers,
    wanted: ReasonsWanted,
}

fn no(strength: NoStrength) -> Heard {
    let clear_no = Some(ClearNo { strength, quote: None });
    Heard { clear_no, seen: vec![SeenIn::Words], ..Heard::nothing() }
}

fn sign(kind: SafetyKind) -> Heard {
    let safety = vec![SafetySign { kind, role: Role::Alter, quote: None }];
    Heard { safety, seen: vec![SeenIn::Words], ..Heard::nothing() }
}

fn says(reply: SafetyReply) -> Answers {
    Answers::none().with_safety(SafetyAnswer { reply, lines: LinesSeen::Each })
}

fn cases() -> Vec<Case> {
    let read = || Heard { seen: vec![SeenIn::Words], ..Heard::nothing() };
    let (open, asked) = (ReasonsWanted::WhereOpen, ReasonsWanted::AfterSoftNo);
    let neither = || says(SafetyReply::Neither);
    let case = |what, heard, answers, wanted| Case { what, heard, answers, wanted };
    vec![
        case("nothing asked", read(), Answers::none(), open),
        case("times alone", Heard::nothing(), Answers::none(), open),
        case("safe", read(), neither(), open),
        case("not sure", read(), says(SafetyReply::Unsure), open),
        case("one of these", read(), says(SafetyReply::OneOfThese), open),
        case("a plain no", no(NoStrength::Direct), neither(), open),
        case("a plain no, reasons asked for", no(NoStrength::Direct), neither(), asked),
        case("a no for now", no(NoStrength::Soft), neither(), open),
        case("a no for now, reasons asked for", no(NoStrength::Soft), neither(), asked),
        case("fear", sign(SafetyKind::Fear), neither(), asked),
        case("young", sign(SafetyKind::UnderAge), neither(), asked),
        case("writes on after a no", sign(SafetyKind::ContactAfterNo), neither(), open),
    ]
}

fn tells(
    text: &str,
    verdict: &Verdict,
    catalog: &Catalog,
    words: &Words<'_>,
    name: fn(&ebb::reason::Reason) -> &str,
) -> Tells {
    let judgement = &verdict.judgement;
    let fill = |template: &str| one_line(&words.fill(template, &[]));
    // A reason is told where its name stands beside its dots.
    let is_told = |id: &ReasonId| {
        let reason = catalog.reason(*id).expect("content");
        let name = fill(name(reason));
        ["\u{25cf} ", "\u{25cb} ", "\u{b7} "].iter().any(|dot| text.contains(&format!("{dot}{name}")))
            || text.contains(&format!("{name}: "))
            || text.contains(&format!("{name} {}", words.line("row.less", &[])))
            || (1..=20_u8).any(|n| {
                let likely = words.line("row.best", &[("n", &n.to_string())]);
                // A heading and the line under it meet without a blank where tags are taken out.
                text.contains(&format!("{name} {likely}")) || text.contains(&format!("{name}{likely}"))
            })
    };
    let titles = ["title.question", "title.question-you"].map(|key| words.line(key, &[]));
    let play = ebb_report::plays::told(&judgement.advice, catalog, words);
    let title = match play.filter(|_| judgement.guidance.track != TrackId::GetHelp) {
        Some(play) => one_line(&play.title),
        None => fill(&catalog.track(judgement.guidance.track).expect("content").title),
    };
    Tells {
        reasons: ReasonId::ALL.iter().copied().filter(is_told).collect(),
        question: titles.iter().any(|title| text.contains(title.as_str())),
        silence: text.contains(&words.line("title.silence", &[])),
        track: text.contains(&title),
    }
}

#[test]
fn twelve_verdicts_tell_the_same_in_every_output() {
    let catalog = ebb_content::catalog().expect("content");
    let settings = SimulationSettings { days: Some(90), volume: Some(2.0), ..SimulationSettings::DRAWN };
    let dyad = dyad_of(&simulate(3, Regime::Abrupt, Severity::Large, &settings)).expect("two people write");
    let last = dyad.messages().last().expect("messages").local;
    let timing = ebb::analyse(&dyad, Some(last + 5 * 86_400), &catalog);
    let names = ByRole { alter: "Alex".to_owned(), ego: "Dana".to_owned() };
    let pronouns = Pronouns::they();
    let year = timing.input.to.year();
    let words = Words::new(&catalog, &names, pronouns.clone(), year);
    let style = Style { width: 88, glyphs: Glyphs::Unicode };
    for case in cases() {
        for timing in [Some(timing.clone()), None] {
            let Case { what, heard, answers, wanted } = &case;
            let verdict = Verdict::of(timing, heard, answers, *wanted, &catalog);
            let text = one_line(&ebb_report::text::report(&verdict, &catalog, &words, &style));
            let subject = Subject { name: Some("Alex"), pronouns: &pronouns, detail: Detail::Full, year };
            let html = one_line(&seen(&ebb_report::html::report(&verdict, &catalog, subject, "0")));
            let notes = ReadingNotes::default();
            let beside = Beside { chat: verdict.timing.is_some().then_some((&dyad, &notes)), story: None };
            let json = ebb_report::json::report(&verdict, beside, &catalog, &words, "0").expect("JSON");
            let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");

            let in_text = tells(&text, &verdict, &catalog, &words, |reason| &reason.short);
            let in_html = tells(&html, &verdict, &catalog, &words, |reason| &reason.name);
            let is_chat = verdict.timing.is_some();
            assert_eq!(in_text, in_html, "{what}, chat: {is_chat}\n{text}\n\n{html}");
            assert!(in_text.track, "{what}: {text}");
            let lets = verdict.judgement.gate.lets_reasons();
            assert_eq!(json["reasons"].is_array(), lets, "{what}");
            assert_eq!(json["families"].is_array(), lets, "{what}");
            let count = if verdict.judgement.looks_for_reasons { 12 } else { 0 };
            assert_eq!(
                in_text.reasons.len(),
                count,
                "{what}, chat: {is_chat}: {:?}\n{text}",
                in_text.reasons
            );
            assert_eq!(json["question"].is_object(), in_text.question, "{what}");
            assert!(
                !in_text.silence || json["silence"]["hours"].is_number(),
                "{what}: {}\n{text}",
                json["silence"]
            );
            let play = ebb_report::plays::told(&verdict.judgement.advice, &catalog, &words);
            let track = play.map_or(verdict.judgement.guidance.track, |play| play.track);
            assert_eq!(json["guidance"]["track"], track.id(), "{what}");
            let Some(chat) = verdict.of_chat() else { continue };
            assert_eq!(in_text.silence, verdict.judgement.gate.lets_chances(), "{what}\n{text}");
            // Where it may be told, it may still be unknown: then it says why.
            let forecast = &json["silence"];
            let is_unknown = forecast["why_not"].as_str().is_some_and(|why| why != "held");
            let is_told = forecast["returns"].is_array() || is_unknown;
            assert_eq!(is_told, verdict.judgement.gate.lets_chances(), "{what}: {forecast}");
            let silence = one_line(&ebb_report::text::silence_report(chat, &catalog, &words, &style));
            let back = words.line("silence.back", &[]);
            assert!(!silence.contains(&back) || verdict.judgement.gate.lets_chances(), "{what}\n{silence}");
        }
    }
}
