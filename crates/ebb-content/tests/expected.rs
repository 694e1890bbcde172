//! What the reviewed numbers come to: the ranking of every named set of evidence, kept beside the content, so that a
//! changed number shows as a change of rankings that a reviewer can read.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use ebb::catalog::Catalog;
use ebb::finding::{FindingId, Observed};
use ebb::interview::Answers;
use ebb::judgement::Known;
use ebb::reason::{Lead, Ranking, ReasonId, SeenIn, Strength, weigh};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Set {
    #[serde(default)]
    findings: Vec<String>,
    #[serde(default)]
    answers: BTreeMap<String, String>,
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
    let mut seen: Vec<SeenIn> = observed.iter().map(|finding| finding.seen_in).collect();
    seen.extend((!set.answers.is_empty()).then_some(SeenIn::Answers));
    weigh(&Known { findings: &observed, answers: &answers, seen: &seen }, catalog)
}

#[test]
fn every_named_set_of_evidence_ranks_as_reviewed() {
    let catalog = ebb_content::catalog().expect("content");
    let sets = sets();
    assert!(sets.len() >= 40, "{} sets", sets.len());
    let mut page = String::new();
    for (name, set) in &sets {
        let ranking = ranking(set, &catalog);
        let lead = match ranking.lead {
            Lead::Reason(id) => id.id(),
            Lead::Family(family) => family.id(),
            Lead::Several => "several",
        };
        let _ = write!(page, "{name:<36} {lead:<24}");
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
