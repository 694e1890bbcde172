//! Up and down: a person who is near and far by turns, from some day on.
//!
//! A hidden state says on each day whether the person writes as ever, or less. Before the first turn they write as
//! ever; after it, every day may end a stretch. Source: docs/model.md, section "Up and down".

use super::marginal::log_sum_exp;
use super::stream::EventStream;

/// Numbers that the model of turns depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct CycleSettings {
    /// Probability that a stretch ends after a day, once the turns have begun.
    pub turn: f64,
    /// Sizes of the fall in a far stretch, as positive log ratios.
    pub sizes: Vec<f64>,
    /// How many times the rates are fitted.
    pub rounds: usize,
    /// How much of ego's own turns counts against alter's: shared moods are nobody's turns.
    pub shared: f64,
    /// With how many copies of the same days in another order turns are compared.
    pub copies: usize,
    /// Seed of these orders.
    pub seed: u64,
    /// Evidence, in nats, from which turns are compared at all.
    pub compared_from: f64,
}

/// What the model of turns says of one person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cycle {
    /// Log Bayes factor of turns over no change, in nats.
    pub log_factor: f64,
    /// How many times the person is expected to have come back.
    pub returns: f64,
}

/// The hidden states: before the turns, near, far.
const STATES: usize = 3;
const FAR: usize = 2;

/// Weighs turns against no change. Time O(days * sizes * rounds * streams).
pub(crate) fn weigh(streams: &[&EventStream], days: usize, settings: &CycleSettings) -> Cycle {
    let by_size: Vec<(f64, f64)> =
        settings.sizes.iter().map(|size| of_size(streams, days, *size, settings)).collect();
    let total = log_sum_exp(by_size.iter().map(|(gain, _)| *gain));
    let returns = by_size.iter().map(|(gain, returns)| (gain - total).exp() * returns).sum();
    Cycle { log_factor: total - (by_size.len().max(1) as f64).ln(), returns }
}

/// Log gain and expected returns for one size of the fall, with the rates at their likeliest.
fn of_size(streams: &[&EventStream], days: usize, size: f64, settings: &CycleSettings) -> (f64, f64) {
    let far = (-size).exp();
    // Half of the days far, to begin with.
    let mut rates: Vec<f64> =
        streams.iter().map(|stream| stream.likeliest_rate(|_| f64::midpoint(1.0, far))).collect();
    let mut told = (0.0, 0.0);
    for round in 0..settings.rounds.max(1) {
        let gains: Vec<f64> = (0..days)
            .map(|day| {
                let far_gain = |(stream, rate): (&&EventStream, &f64)| {
                    let (count, exposure) = stream.day(day);
                    -size * count + rate * exposure * (1.0 - far)
                };
                streams.iter().zip(&rates).map(far_gain).sum()
            })
            .collect();
        let pass = forward_backward(&gains, settings.turn);
        if round + 1 == settings.rounds.max(1) {
            let near: f64 =
                streams.iter().zip(&rates).map(|(stream, rate)| stream.log_posterior(*rate)).sum();
            let unchanged: f64 =
                streams.iter().map(|stream| stream.log_posterior(stream.likeliest_rate(|_| 1.0))).sum();
            told = (near - unchanged + pass.log_evidence, pass.returns);
        } else {
            for (rate, stream) in rates.iter_mut().zip(streams) {
                *rate = stream.likeliest_rate(|day| 1.0 - pass.far[day] * (1.0 - far));
            }
        }
    }
    told
}

struct Pass {
    log_evidence: f64,
    far: Vec<f64>,
    returns: f64,
}

/// Sums over all paths of the hidden states. `gains` are the log gains of being far over being near, day by day.
fn forward_backward(gains: &[f64], turn: f64) -> Pass {
    let days = gains.len();
    let begins = 1.0 / days.max(1) as f64;
    let step = [[1.0 - begins, 0.0, begins], [0.0, 1.0 - turn, turn], [0.0, turn, 1.0 - turn]];
    let mut forward = Vec::with_capacity(days);
    let mut log_evidence = 0.0;
    let mut at = [0.5, 0.25, 0.25];
    for (day, gain) in gains.iter().enumerate() {
        if day > 0 {
            let before: [f64; STATES] = at;
            at = std::array::from_fn(|to| (0..STATES).map(|from| before[from] * step[from][to]).sum());
        }
        // The larger of the two likelihoods is taken as 1.
        let scale = gain.max(0.0);
        let (near, far) = ((-scale).exp(), (gain - scale).exp());
        at = [at[0] * near, at[1] * near, at[FAR] * far];
        let sum: f64 = at.iter().sum::<f64>().max(1e-300);
        log_evidence += sum.ln() + scale;
        at = at.map(|share| share / sum);
        forward.push((at, near, far, sum));
    }
    let mut far_share = vec![0.0; days];
    let mut returns = 0.0;
    let mut after = [1.0; STATES];
    for day in (0..days).rev() {
        let (here, near, far, sum) = forward[day];
        far_share[day] = (here[FAR] * after[FAR]).min(1.0);
        if day > 0 {
            let before = forward[day - 1].0;
            let weighed = [near * after[0] / sum, near * after[1] / sum, far * after[FAR] / sum];
            returns += before[FAR] * step[FAR][1] * weighed[1];
            after = std::array::from_fn(|from| (0..STATES).map(|to| step[from][to] * weighed[to]).sum());
        }
    }
    Pass { log_evidence, far: far_share, returns }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: CycleSettings = CycleSettings {
        turn: 0.125,
        sizes: Vec::new(),
        rounds: 6,
        shared: 0.5,
        copies: 0,
        seed: 1,
        compared_from: 6.0,
    };

    fn of(counts: Vec<f64>) -> Cycle {
        let days = counts.len();
        let mean = counts.iter().sum::<f64>() / days as f64;
        let stream = EventStream::new(counts, vec![1.0; days], 1.0, 1.0 / mean);
        weigh(&[&stream], days, &CycleSettings { sizes: vec![0.7, 1.4, 2.6], ..SETTINGS })
    }

    #[test]
    fn turns_are_told_from_a_level_and_from_one_fall() {
        let turns = of((0..80).map(|day| if day >= 20 && day / 10 % 2 == 0 { 1.0 } else { 6.0 }).collect());
        assert!(turns.log_factor > 20.0 && (turns.returns - 3.0).abs() < 0.6, "{turns:?}");
        let level = of((0..80).map(|day| 3.0 + f64::from(day % 2)).collect());
        assert!(level.log_factor < 0.0, "{level:?}");
        let fall = of((0..80).map(|day| if day < 40 { 6.0 } else { 1.0 }).collect());
        assert!(fall.returns < 0.5, "{fall:?}");
    }

    #[test]
    fn the_sum_over_paths_is_that_of_all_paths() {
        let gains = [0.3, -0.8, 1.2, 0.4, -0.5, 0.9];
        let (turn, days) = (0.2, gains.len());
        let begins = 1.0 / days as f64;
        let step = [[1.0 - begins, 0.0, begins], [0.0, 1.0 - turn, turn], [0.0, turn, 1.0 - turn]];
        let (mut total, mut far, mut returns) = (0.0, vec![0.0; days], 0.0);
        for code in 0..3_usize.pow(6) {
            let path: Vec<usize> = (0..6).map(|at| code / 3_usize.pow(at) % 3).collect();
            let mut weight = [0.5, 0.25, 0.25][path[0]];
            for pair in path.windows(2) {
                weight *= step[pair[0]][pair[1]];
            }
            weight *= (0..days).filter(|at| path[*at] == FAR).map(|at| f64::exp(gains[at])).product::<f64>();
            total += weight;
            for at in (0..days).filter(|at| path[*at] == FAR) {
                far[at] += weight;
            }
            returns += weight * path.windows(2).filter(|pair| pair == &[FAR, 1]).count() as f64;
        }
        let pass = forward_backward(&gains, turn);
        assert!((pass.log_evidence - total.ln()).abs() < 1e-12);
        assert!((pass.returns - returns / total).abs() < 1e-12);
        for (mine, all) in pass.far.iter().zip(far) {
            assert!((mine - all / total).abs() < 1e-12);
        }
    }
}
