//! What must hold for every chat, whatever is in it.

use std::sync::LazyLock;

use ebb::catalog::Catalog;
use ebb::change::{ChangePosterior, detect};
use ebb::dyad::Role;
use ebb::finding::{FindingId, Observed};
use ebb::interview::{Answers, Reply};
use ebb::judgement::Known;
use ebb::measure::{Stream, StreamedMessage, measure_stream};
use ebb::reason::{Contribution, EvidenceId, Ranking, ReasonId, SeenIn, weigh};
use ebb_synth::evaluate::stream_of;
use ebb_synth::{Regime, Severity, SimulationSettings, simulate};
use proptest::prelude::*;

fn posterior(stream: Stream) -> ChangePosterior {
    let catalog = ebb_content::catalog().expect("content");
    let measured = measure_stream(stream, &catalog.settings.measure);
    detect(&measured.daily, &catalog.settings.change)
}

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| ebb_content::catalog().expect("content"));

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
            // What a finding tells of a statement or an event is weighed by its table, up to fifty times as likely.
            let by_table = |row: &&Contribution| {
                matches!(row.evidence, EvidenceId::Finding(id) if CATALOG.tells(id).is_some())
            };
            let (tables, symbols): (Vec<_>, Vec<_>) = reason.contributions.iter().partition(by_table);
            let sum = |rows: &[&Contribution]| rows.iter().map(|row| row.weight).sum::<f64>();
            prop_assert!((sum(&symbols) + reason.balance).abs() <= 8_f64.ln() + 1e-9);
            prop_assert!(symbols.iter().all(|row| row.weight.abs() <= 3_f64.ln() + 1e-9));
            prop_assert!(sum(&tables).abs() <= 2.0 * 50_f64.ln() + 1e-9);
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
    // What tells of a statement or an event has a table of its own, which may speak for it.
    let speaks = |id: FindingId| {
        commonest.given.iter().any(|given| given.finding == id) || catalog.tells(id).is_some()
    };
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

/// The simulated chat as an export, with what lies in `gap` (days, from and to) taken out and told as missing.
fn export_of(stream: &Stream, gap: Option<(f64, Option<f64>)>) -> ebb::export::Export {
    use ebb::export::{
        Capabilities, Carried, Clock, ClockSecond, Export, ExportedMessage, Missing, MissingCause,
    };
    use ebb::export::{Resolution, SenderId};
    use ebb::message::{MessageKind, TextArena};
    let mut texts = TextArena::default();
    let text = texts.push("a few words");
    #[expect(clippy::cast_possible_truncation, reason = "hours of a chat are few")]
    let second = |hour: f64| ClockSecond(1_700_006_400 + (hour * 3600.0) as i64);
    let is_gone =
        |hour: f64| gap.is_some_and(|(from, to)| hour > from * 24.0 && to.is_none_or(|to| hour < to * 24.0));
    let kept = stream.messages.iter().filter(|message| !is_gone(message.hour));
    let messages: Vec<ExportedMessage> = kept
        .map(|message| ExportedMessage {
            time: second(message.hour),
            text,
            sender: Some(SenderId(u16::from(message.role == Role::Ego))),
            kind: MessageKind::Text,
        })
        .collect();
    let next =
        |from: f64| messages.iter().map(|message| message.time).find(|time| *time > second(from * 24.0));
    let missing = gap.map(|(from, _)| Missing {
        from: Some(second(from * 24.0)),
        to: next(from),
        cause: MissingCause::Disappearing,
    });
    let all = Carried::Yes;
    Export {
        format: "simulated",
        clock: Clock::Local,
        resolution: Resolution::Second,
        senders: vec!["Dana".to_owned(), "Alex".to_owned()],
        missing: missing.into_iter().collect(),
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
    }
}

fn claim_of(export: ebb::export::Export, days_later: i64) -> ebb::course::Claim {
    let catalog = ebb_content::catalog().expect("content");
    let last = export.messages.last().expect("messages").time.0;
    let roles = ebb::dyad::Roles { ego: vec!["Alex".to_owned()], alter: vec!["Dana".to_owned()] };
    let dyad = ebb::dyad::pair(vec![export], &roles, None).expect("a dyad");
    ebb::analyse(&dyad, Some(last + days_later * 86_400), &catalog).course.claim
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn what_a_timer_deleted_is_no_withdrawal(seed in 0_u64..10_000, from in 8_u32..20, days in 14_u32..25) {
        use ebb::course::Claim;
        let stream = simulated(seed, 0);
        let from = f64::from(from);
        // All that came after the timer is gone: nothing is claimed of the time since, however long ago it was.
        let open = export_of(&stream, Some((from, None)));
        if open.messages.len() > 20 {
            prop_assert_ne!(claim_of(open, 60), Claim::AlterStopped);
        }
        // A part is gone: the claim is that of a stretch that is there, and never one of the gap.
        let gapped = export_of(&stream, Some((from, Some(from + f64::from(days)))));
        let Some(missing) = gapped.missing.first().copied() else { return Ok(()) };
        let Some(to) = missing.to else { return Ok(()) };
        let split = gapped.messages.partition_point(|message| message.time < to);
        let mut alone = [gapped.clone(), gapped.clone()];
        alone[0].messages.truncate(split);
        alone[0].missing = vec![ebb::export::Missing { to: None, ..missing }];
        alone[1].messages.drain(..split);
        alone[1].missing.clear();
        let claims: Vec<Claim> = alone
            .into_iter()
            .filter(|part| {
                let wrote = |sender| part.messages.iter().any(|message| message.sender == Some(ebb::export::SenderId(sender)));
                wrote(0) && wrote(1)
            })
            .map(|part| claim_of(part, 0))
            .collect();
        // Only a part that shows a fall may make one of the whole.
        let whole = claim_of(gapped, 0);
        prop_assert!(!whole.is_back_off() || claims.len() < 2 || claims.iter().any(|claim| claim.is_back_off()));
    }
}
