//! What must hold for every chat, whatever is in it.

use ebb::change::{ChangePosterior, detect};
use ebb::dyad::Role;
use ebb::finding::{FindingId, Observed};
use ebb::interview::{Answers, Reply};
use ebb::judgement::Known;
use ebb::measure::{Stream, StreamedMessage, measure_stream};
use ebb::reason::{Ranking, ReasonId, SeenIn, weigh};
use ebb_synth::evaluate::stream_of;
use ebb_synth::{Regime, Severity, SimulationSettings, simulate};
use proptest::prelude::*;

fn posterior(stream: Stream) -> ChangePosterior {
    let catalog = ebb_content::catalog().expect("content");
    let measured = measure_stream(stream, &catalog.settings.measure);
    detect(&measured.daily, &catalog.settings.change)
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + a.abs())
}

fn simulated(seed: u64, regime: usize) -> Stream {
    let settings = SimulationSettings { days: Some(45), ..SimulationSettings::DRAWN };
    let regime = Regime::ALL[regime % Regime::ALL.len()];
    stream_of(&simulate(seed, regime, Severity::Large, &settings), 4.0)
}

fn weighed(found: &[FindingId]) -> Ranking {
    let catalog = ebb_content::catalog().expect("content");
    let observed: Vec<Observed> = found.iter().map(|id| Observed::in_timing(*id, Vec::new())).collect();
    let none = Answers::none();
    let known = Known { findings: &observed, seen: &[SeenIn::Timing], ..Known::of_answers(&none) };
    weigh(&known, &catalog)
}

fn some_findings() -> impl Strategy<Value = Vec<FindingId>> {
    proptest::sample::subsequence(FindingId::ALL.to_vec(), 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn swapping_the_two_people_swaps_the_answer(seed in 0_u64..10_000, regime in 0_usize..11) {
        let stream = simulated(seed, regime);
        let mut swapped = stream.clone();
        for message in &mut swapped.messages {
            message.role = message.role.other();
        }
        let (one, other) = (posterior(stream), posterior(swapped));
        for role in Role::BOTH {
            let (a, b) = (one.evidence.get(role), other.evidence.get(role.other()));
            prop_assert!(close(a.conditional, b.conditional) && close(a.marginal, b.marginal));
        }
    }

    #[test]
    fn a_week_later_is_the_same_chat(seed in 0_u64..10_000, regime in 0_usize..11) {
        let stream = simulated(seed, regime);
        let mut later = stream.clone();
        later.first_date = later.first_date.saturating_add(jiff::Span::new().days(7));
        prop_assert_eq!(posterior(stream), posterior(later));
    }

    #[test]
    fn twice_the_words_change_no_timing(seed in 0_u64..10_000, regime in 0_usize..11) {
        let catalog = ebb_content::catalog().expect("content");
        let stream = simulated(seed, regime);
        let mut longer = stream.clone();
        for message in &mut longer.messages {
            message.words *= 2;
        }
        let count = |stream: Stream| {
            let daily = measure_stream(stream, &catalog.settings.measure).daily;
            Role::BOTH.map(|role| {
                let sum = daily.sum(role, 0, daily.len());
                (sum.after_other, sum.after_own, sum.replies, sum.turns, sum.messages)
            })
        };
        prop_assert_eq!(count(stream), count(longer));
    }

    #[test]
    fn probabilities_are_probabilities(seed in 0_u64..10_000, regime in 0_usize..11) {
        let change = posterior(simulated(seed, regime));
        let who = change.who;
        prop_assert!(close(who.none + who.alter + who.ego + who.both, 1.0));
        for role in Role::BOTH {
            if let Some(onset) = &change.persons.get(role).onset {
                prop_assert!((onset.rows.iter().map(|row| row.2).sum::<f64>() - 1.0).abs() < 1e-9);
                prop_assert!(onset.quantile(0.05) <= onset.quantile(0.5));
                prop_assert!(onset.quantile(0.5) <= onset.quantile(0.95));
            }
        }
    }

    #[test]
    fn rankings_are_probabilities_with_twenty_dots(found in some_findings()) {
        let ranking = weighed(&found);
        prop_assert!(close(ranking.reasons.iter().map(|reason| reason.probability).sum(), 1.0));
        prop_assert_eq!(ranking.reasons.iter().map(|reason| u32::from(reason.dots)).sum::<u32>(), 20);
        prop_assert!(ranking.reason(ReasonId::SomethingElse).is_some_and(|reason| reason.dots >= 1));
        for reason in &ranking.reasons {
            prop_assert!(reason.low <= reason.probability && reason.probability <= reason.high);
            let total: f64 = reason.contributions.iter().map(|row| row.weight).sum();
            prop_assert!((total + reason.balance).abs() <= 8_f64.ln() + 1e-9);
            prop_assert!(reason.contributions.iter().all(|row| row.weight.abs() <= 3_f64.ln() + 1e-9));
        }
    }

    #[test]
    fn the_order_of_findings_does_not_matter(found in some_findings()) {
        let mut reversed = found.clone();
        reversed.reverse();
        let (one, other) = (weighed(&found), weighed(&reversed));
        for (a, b) in one.reasons.iter().zip(&other.reasons) {
            prop_assert_eq!(a.id, b.id);
            prop_assert!(close(a.probability, b.probability));
        }
    }
}

#[test]
fn with_no_finding_the_answer_is_the_prior() {
    for reason in weighed(&[]).reasons {
        assert!(close(reason.probability, reason.prior), "{}", reason.id.id());
    }
}

#[test]
fn what_was_looked_for_and_not_found_speaks_for_no_reason() {
    let catalog = ebb_content::catalog().expect("content");
    let not_said = [Reply::Unknown, Reply::Skipped];
    for seen in [&[][..], &[SeenIn::Timing], &[SeenIn::Timing, SeenIn::Words, SeenIn::Answers]] {
        for reply in not_said {
            let all = (0..catalog.questions.len())
                .fold(Answers::none(), |answers, question| answers.with(question, reply));
            let ranking = weigh(&Known { seen, ..Known::of_answers(&all) }, &catalog);
            for reason in ranking.reasons {
                assert!(close(reason.probability, reason.prior), "{}", reason.id.id());
            }
        }
    }
}

#[test]
fn the_commonest_reason_does_not_grow_where_nothing_speaks_for_it() {
    let catalog = ebb_content::catalog().expect("content");
    let commonest = catalog.reason(ReasonId::NotLongTerm).expect("a reason");
    let speaks = |id: FindingId| commonest.given.iter().any(|given| given.finding == id);
    let silent: Vec<FindingId> = FindingId::ALL.iter().copied().filter(|id| !speaks(*id)).collect();
    let at =
        |found: &[FindingId]| weighed(found).reason(ReasonId::NotLongTerm).map_or(0.0, |row| row.probability);
    for found in silent.iter().map(|id| vec![*id]).chain([silent.clone()]) {
        // What speaks against the others may leave it a little more; half a percent is a tenth of a dot.
        assert!(at(&found) <= at(&[]) + 0.005, "{:?}: {} from {}", found, at(&found), at(&[]));
    }
}

#[test]
fn writing_more_weighs_for_too_fast_only_where_it_came_before_the_change() {
    let at = |id: FindingId| weighed(&[id]).reason(ReasonId::TooFast).map_or(0.0, |row| row.probability);
    let prior = weighed(&[]).reason(ReasonId::TooFast).map_or(0.0, |row| row.probability);
    assert!(at(FindingId::PursuitRoseBefore) > 1.2 * prior);
    assert!(at(FindingId::PursuitRoseAfter) < prior);
}

#[test]
fn every_reason_gains_from_some_finding() {
    let catalog = ebb_content::catalog().expect("content");
    for reason in &catalog.reasons {
        let gains = FindingId::ALL.iter().any(|id| {
            let ranked = weighed(&[*id]);
            ranked.reason(reason.id).is_some_and(|row| row.probability > 1.05 * row.prior)
        });
        assert!(gains, "nothing speaks for {}", reason.id.id());
    }
}

#[test]
fn an_empty_or_tiny_stream_is_measured_without_fault() {
    for messages in 0..4_usize {
        let stream = Stream {
            messages: (0..messages)
                .map(|at| StreamedMessage {
                    hour: at as f64 * 30.0,
                    role: Role::BOTH[at % 2],
                    words: 1,
                    asks: false,
                    is_call: false,
                })
                .collect(),
            first_date: jiff::civil::date(2026, 1, 1),
            day_start: 4.0,
            end: messages as f64 * 30.0 + 5.0,
        };
        let who = posterior(stream).who;
        assert!(who.none > who.alter, "{messages} messages: {who:?}");
    }
}
