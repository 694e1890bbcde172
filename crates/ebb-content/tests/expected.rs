//! What the reviewed numbers come to: the ranking of every named set of evidence, kept beside the content, so that a
//! changed number shows as a change of rankings that a reviewer can read.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use ebb::catalog::Catalog;
use ebb::dyad::Role;
use ebb::finding::{FindingId, Observed};
use ebb::interview::Answers;
use ebb::judgement::Known;
use ebb::question::Tells;
use ebb::reason::{Ranking, ReasonId, SeenIn, Strength, weigh};
use ebb::statement::{Learnt, Statement, StatementKind};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    #[serde(default)]
    findings: Vec<String>,
    #[serde(default)]
    answers: BTreeMap<String, String>,
    /// Kinds of statements that alter wrote in plain words.
    #[serde(default)]
    said: Vec<String>,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../content/expected")
}

fn sets() -> BTreeMap<String, Set> {
    let text = std::fs::read_to_string(folder().join("sets.toml")).expect("sets.toml");
    toml::from_str(&text).expect("named sets of evidence")
}

/// Weighs one set; findings that only words can show are taken as said.
fn ranking(set: &Set, catalog: &Catalog) -> Ranking {
    let observed: Vec<Observed> = set
        .findings
        .iter()
        .map(|id| {
            let known = FindingId::ALL.iter().find(|finding| finding.id() == id);
            let id = *known.unwrap_or_else(|| panic!("no finding {id}"));
            let seen_in = catalog.finding(id).expect("content").seen_in;
            let strength = if id.id().starts_with("says-") { Strength::Said } else { Strength::Seen };
            Observed { seen_in, strength, ..Observed::in_timing(id, Vec::new()) }
        })
        .collect();
    let answers = set.answers.iter().fold(Answers::none(), |answers, (id, reply)| {
        let (index, question) = catalog.question(id).unwrap_or_else(|| panic!("no question {id}"));
        answers.with(index, question.reply(reply).unwrap_or_else(|| panic!("{id} has no answer {reply}")))
    });
    let statements: Vec<Statement> = set
        .said
        .iter()
        .map(|id| Statement {
            kind: StatementKind::from_id(id).unwrap_or_else(|| panic!("no statement {id}")),
            speaker: Role::Alter,
            learnt: Learnt::Wrote,
            sure: 1.0,
            quote: None,
        })
        .collect();
    let mut seen: Vec<SeenIn> = observed.iter().map(|finding| finding.seen_in).collect();
    seen.extend((!set.answers.is_empty()).then_some(SeenIn::Answers));
    seen.extend((!set.said.is_empty()).then_some(SeenIn::Words));
    let known =
        Known { findings: &observed, seen: &seen, statements: &statements, ..Known::of_answers(&answers) };
    weigh(&known, catalog)
}

#[test]
fn every_named_set_of_evidence_ranks_as_reviewed() {
    let catalog = ebb_content::catalog().expect("content");
    let sets = sets();
    assert!(sets.len() >= 40, "{} sets", sets.len());
    let mut page = String::new();
    for (name, set) in &sets {
        let ranking = ranking(set, &catalog);
        let lead = ranking.lead.reason().map_or("", ReasonId::id);
        let _ = write!(page, "{name:<36} {:<12}{lead:<24}", ranking.lead.how().id());
        for reason in ranking.reasons.iter().filter(|reason| reason.dots > 0).take(4) {
            let _ = write!(page, " {} {}", reason.id.id(), reason.dots);
        }
        page.push('\n');
    }
    insta::with_settings!({ snapshot_path => folder(), prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("rankings", page);
    });
}

#[test]
fn each_reason_comes_first_with_some_evidence() {
    let catalog = ebb_content::catalog().expect("content");
    let firsts: Vec<ReasonId> = sets().values().map(|set| ranking(set, &catalog).reasons[0].id).collect();
    for id in ReasonId::ALL {
        assert!(firsts.contains(id), "{} never comes first", id.id());
    }
}

#[test]
fn what_was_said_is_told_as_the_reason_where_it_names_one() {
    let catalog = ebb_content::catalog().expect("content");
    for content in &catalog.statements {
        let set =
            Set { findings: Vec::new(), answers: BTreeMap::new(), said: vec![content.kind.id().to_owned()] };
        let ranking = ranking(&set, &catalog);
        let told = ranking.lead.how() == ebb::reason::LeadHow::Told;
        assert_eq!(told, content.means.is_some(), "{}", content.kind.id());
        if told {
            assert_eq!(ranking.lead.reason(), content.means, "{}", content.kind.id());
        }
        // What was said is never shown as evidence while its own reason is said to have little sign.
        let own = content.means.and_then(|id| ranking.reason(id));
        assert!(own.is_none_or(|own| own.dots >= 2), "{}: {own:?}", content.kind.id());
    }
}

#[test]
fn each_cue_about_why_tells_a_statement_and_each_finding_speaks_of_a_reason() {
    use ebb::cue::CueId;
    let catalog = ebb_content::catalog().expect("content");
    let about_why = [
        CueId::BusyVague,
        CueId::BusySpecific,
        CueId::NotReady,
        CueId::Space,
        CueId::TooFast,
        CueId::NoSpark,
        CueId::Friends,
        CueId::SeeingSomeone,
        CueId::Casual,
        CueId::Ex,
        CueId::DifferentAims,
        CueId::ClosedOff,
        CueId::BadAtTexting,
        CueId::PutOff,
    ];
    for cue in about_why {
        let tells = catalog.statements.iter().filter(|row| row.cues.contains(&cue)).count();
        assert_eq!(tells, 1, "{} tells {tells} statements", cue.id());
    }
    for id in FindingId::ALL {
        let speaks =
            catalog.reasons.iter().flat_map(|reason| &reason.given).any(|given| given.finding == *id);
        let told = catalog.tells(*id);
        assert!(speaks != told.is_some(), "{} weighs twice or nowhere: {told:?}", id.id());
    }
    for content in &catalog.statements {
        let told = content.means.is_some()
            || matches!(content.kind, StatementKind::BusyVague | StatementKind::PoliteExit);
        assert!(told, "{} gives no reason", content.kind.id());
    }
    let asked = |kind: StatementKind| {
        let mut answers = catalog.questions.iter().flat_map(|question| &question.answers);
        answers.any(|answer| matches!(answer.tells, Some(Tells::Statement(of, _)) if of == kind))
    };
    let unasked: Vec<&str> =
        StatementKind::ALL.iter().filter(|kind| !asked(**kind)).map(|kind| kind.id()).collect();
    assert_eq!(unasked, ["ex-back", "distance", "illness-or-loss", "polite-exit"]);
}
