//! Time and throughput of each step that computes, on simulated dyads.
#![allow(missing_docs, reason = "criterion's macros make undocumented functions")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use ebb::change::{detect, second};
use ebb::course::course;
use ebb::interview::Answers;
use ebb::judgement::Known;
use ebb::lookalike::weighed;
use ebb::measure::measure_stream;
use ebb::reason::{SeenIn, weigh};
use ebb_synth::evaluate::stream_of;
use ebb_synth::{Regime, Severity, SimulationSettings, simulate};

fn steps(criterion: &mut Criterion) {
    let catalog = ebb_content::catalog().expect("the shipped content keeps every rule");
    let settings = &catalog.settings;
    for days in [70_usize, 100, 540] {
        let simulation =
            SimulationSettings { days: Some(days), volume: Some(4.0), ..SimulationSettings::DRAWN };
        let dyad = simulate(7, Regime::Abrupt, Severity::Large, &simulation);
        let stream = stream_of(&dyad, 4.0);
        let messages = stream.messages.len() as u64;

        let mut group = criterion.benchmark_group("measure");
        group.throughput(Throughput::Elements(messages));
        group.bench_function(BenchmarkId::from_parameter(days), |bencher| {
            bencher.iter(|| measure_stream(stream.clone(), &settings.measure));
        });
        group.finish();

        let measured = measure_stream(stream, &settings.measure);
        let mut group = criterion.benchmark_group("detect");
        group.throughput(Throughput::Elements(days as u64));
        group.bench_function(BenchmarkId::from_parameter(days), |bencher| {
            bencher.iter(|| detect(&measured.daily, &settings.change));
        });
        group.finish();

        let mut group = criterion.benchmark_group("second judge");
        group.throughput(Throughput::Elements(days as u64));
        group.bench_function(BenchmarkId::from_parameter(days), |bencher| {
            bencher.iter(|| {
                let signs = second::signs(&measured.daily, &settings.change.second);
                second::judge(&signs, &settings.change.second)
            });
        });
        group.finish();

        let change = detect(&measured.daily, &settings.change);
        let weighed = weighed(&change.judges, 0, &settings.lookalike);
        let mut group = criterion.benchmark_group("course");
        group.bench_function(BenchmarkId::from_parameter(days), |bencher| {
            bencher
                .iter(|| course(&measured, &change, &weighed, settings.change.who.prior, &settings.course));
        });
        group.finish();
    }
    let mut group = criterion.benchmark_group("weigh");
    group.bench_function("no findings", |bencher| {
        let none = Answers::none();
        let known = Known { seen: &[SeenIn::Timing], ..Known::of_answers(&none) };
        bencher.iter(|| weigh(&known, &catalog));
    });
    group.finish();
}

criterion_group!(benches, steps);
criterion_main!(benches);
