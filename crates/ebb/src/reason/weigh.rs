//! Exact weighing of twelve reasons that exclude each other as *main* reason.
//!
//! Each finding multiplies a reason's odds by a likelihood ratio from reviewed content. The ratios are capped, and
//! all tempered alike, because findings tend to come together; a finding that was not made weighs nothing.
//! The ranges come from varying every judged number over its own range (robust Bayes).
//! Source: docs/model.md, section "Reasons".

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    Contribution, Family, Group, Judged, Lead, RankedReason, Ranking, Reason, ReasonId, Symbol, named,
};
use crate::finding::{FindingId, Observed};

/// Dots over which all reasons are spread.
const DOTS: u8 = 20;

named! {
    /// How a finding can be seen.
    SeenIn {
        /// In the timing of messages.
        Timing = "timing",
        /// In words.
        Words = "words",
        /// In answers.
        Answers = "answers",
    }
}

named! {
    /// How strongly evidence counts, by how the user came to know of it.
    Strength {
        /// Alter said it in words.
        Said = "said",
        /// Someone who knows said it.
        Heard = "heard",
        /// It was seen: counted in the chat, or noticed by the user.
        Seen = "seen",
        /// Lines that only count together, and are not shown.
        Counted = "counted",
        /// A guess.
        Guess = "guess",
    }
}

named! {
    /// Findings that tend to come together.
    FindingGroup {
        /// How much is written.
        Volume = "volume",
        /// What is written.
        Content = "content",
        /// When it is written.
        Rhythm = "rhythm",
        /// What happened around it.
        Context = "context",
    }
}

/// Numbers that weighing depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct LikelihoodSettings {
    /// Likelihood ratio of `++`.
    pub strong_for: Judged,
    /// Likelihood ratio of `+`.
    pub plain_for: Judged,
    /// Likelihood ratio of `-`.
    pub against: Judged,
    /// Likelihood ratio of `--`.
    pub strong_against: Judged,
    /// Power to which every ratio is raised, because findings of one group overlap.
    pub group_temper: Judged,
    /// Largest likelihood ratio of one finding, and its inverse the smallest.
    pub finding_cap: f64,
    /// Largest likelihood ratio of what alter said in words.
    pub said_cap: f64,
    /// Largest likelihood ratio of all findings of a chat together.
    pub total_clip: f64,
    /// Likelihood ratio of `++` for each strength; `+`, `-` and `--` follow in proportion of their logarithms.
    pub strengths: Strengths,
    /// Probability from which one reason may be named as leading.
    pub lead_share: f64,
    /// How many times likelier than the next it must be.
    pub lead_ratio: f64,
    /// Share of the likeliest reason's probability from which another fits as well.
    pub fits_best_ratio: f64,
    /// Share of its own prior below which there is little sign of a reason.
    pub little_sign_ratio: f64,
    /// Dots below which there is little sign of a reason.
    pub little_sign_dots: f64,
    /// Multiple of its prior that the commonest reason may not pass without evidence of its own.
    pub commonest_guard: f64,
    /// Number of variations for the ranges.
    pub draws: usize,
    /// Seed of the variations.
    pub seed: u64,
    /// Share of the variations inside a range.
    pub level: f64,
}

/// Likelihood ratio of `++` by how the user came to know of something.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strengths {
    /// Alter said it in words.
    pub said: f64,
    /// Someone who knows said it.
    pub heard: f64,
    /// Lines that only count together.
    pub counted: f64,
    /// A guess.
    pub guess: f64,
}

impl LikelihoodSettings {
    /// Returns the power to which a ratio is raised for a strength: 1 where the symbol counts as it is written.
    #[must_use]
    pub fn power(&self, strength: Strength) -> f64 {
        let of = |ratio: f64| ratio.ln() / self.strong_for.value.ln();
        match strength {
            Strength::Said => of(self.strengths.said),
            Strength::Heard => of(self.strengths.heard),
            Strength::Seen => 1.0,
            Strength::Counted => of(self.strengths.counted),
            Strength::Guess => of(self.strengths.guess),
        }
    }
}

/// One set of values of all judged numbers.
struct Variation {
    strong_for: f64,
    plain_for: f64,
    against: f64,
    strong_against: f64,
    group_temper: f64,
    priors: Vec<f64>,
}

impl Variation {
    fn as_judged(reasons: &[Reason], settings: &LikelihoodSettings) -> Self {
        Self {
            strong_for: settings.strong_for.value,
            plain_for: settings.plain_for.value,
            against: settings.against.value,
            strong_against: settings.strong_against.value,
            group_temper: settings.group_temper.value,
            priors: reasons.iter().map(|reason| reason.prior.value).collect(),
        }
    }

    fn drawn(reasons: &[Reason], settings: &LikelihoodSettings, random: &mut ChaCha8Rng) -> Self {
        // Log-uniform, so that half and double are as far away as each other.
        let mut draw = |judged: &Judged| {
            let share: f64 = random.random();
            (judged.low.ln() + share * (judged.high.ln() - judged.low.ln())).exp()
        };
        Self {
            strong_for: draw(&settings.strong_for),
            plain_for: draw(&settings.plain_for),
            against: draw(&settings.against),
            strong_against: draw(&settings.strong_against),
            group_temper: draw(&settings.group_temper),
            priors: reasons.iter().map(|reason| draw(&reason.prior)).collect(),
        }
    }

    fn ratio(&self, symbol: Symbol) -> f64 {
        match symbol {
            Symbol::StrongFor => self.strong_for,
            Symbol::For => self.plain_for,
            Symbol::Against => self.against,
            Symbol::StrongAgainst => self.strong_against,
        }
    }
}

/// Weighs all reasons by the findings that were made. `seen` names where findings were looked for: a reason that
/// nothing looked at can show is told apart, whatever its probability.
#[must_use]
pub fn weigh(
    observed: &[Observed],
    seen: &[SeenIn],
    reasons: &[Reason],
    settings: &LikelihoodSettings,
) -> Ranking {
    let found: Vec<(FindingId, Strength)> =
        observed.iter().map(|finding| (finding.id, finding.strength)).collect();
    let judged = Variation::as_judged(reasons, settings);
    let contributions: Vec<Vec<Contribution>> =
        reasons.iter().map(|reason| contributions(reason, &found, &judged, settings)).collect();
    let prior = normalised(judged.priors.clone());
    let probabilities = posterior(&prior, &contributions, reasons, settings);
    let (ranges, lead_flips) = ranges(&probabilities, &found, reasons, settings);
    let dots = dots(&probabilities, reasons);
    let lead = lead(&probabilities, seen, reasons, settings);
    let grouping = Grouping { seen, lead, top: probabilities.iter().copied().fold(0.0, f64::max), settings };
    let mut ranked: Vec<RankedReason> = reasons
        .iter()
        .enumerate()
        .map(|(at, reason)| RankedReason {
            id: reason.id,
            prior: prior[at],
            probability: probabilities[at],
            low: ranges[at].0,
            high: ranges[at].1,
            dots: dots[at],
            group: grouping.group(reason, probabilities[at], prior[at]),
            contributions: contributions[at].clone(),
        })
        .collect();
    ranked.sort_by(|a, b| b.probability.total_cmp(&a.probability).then(a.id.cmp(&b.id)));
    Ranking { reasons: ranked, lead, lead_flips }
}

/// Returns what each finding adds to a reason, in nats, after caps and tempering.
fn contributions(
    reason: &Reason,
    found: &[(FindingId, Strength)],
    variation: &Variation,
    settings: &LikelihoodSettings,
) -> Vec<Contribution> {
    let mut rows: Vec<Contribution> = reason
        .given
        .iter()
        .filter_map(|given| {
            let (_, strength) = found.iter().find(|(finding, _)| *finding == given.finding)?;
            let cap = match strength {
                Strength::Said => settings.said_cap.ln(),
                Strength::Heard | Strength::Seen | Strength::Counted | Strength::Guess => {
                    settings.finding_cap.ln()
                }
            };
            let ratio = settings.power(*strength) * variation.ratio(given.symbol).ln();
            Some(Contribution {
                finding: given.finding,
                weight: variation.group_temper * ratio.clamp(-cap, cap),
            })
        })
        .collect();
    let total: f64 = rows.iter().map(|row| row.weight).sum();
    let clip = settings.total_clip.ln();
    if total.abs() > clip {
        for row in &mut rows {
            row.weight *= clip / total.abs();
        }
    }
    rows
}

fn normalised(mut weights: Vec<f64>) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    for weight in &mut weights {
        *weight /= total;
    }
    weights
}

fn posterior(
    prior: &[f64],
    contributions: &[Vec<Contribution>],
    reasons: &[Reason],
    settings: &LikelihoodSettings,
) -> Vec<f64> {
    let totals: Vec<f64> =
        contributions.iter().map(|rows| rows.iter().map(|row| row.weight).sum::<f64>()).collect();
    let mut weights =
        normalised(prior.iter().zip(&totals).map(|(prior, total)| prior * total.exp()).collect());
    // The commonest reason is where everything ends up that nothing speaks about. It may not grow by that alone.
    let commonest = reasons.iter().position(|reason| reason.id == ReasonId::NotLongTerm);
    if let Some(at) = commonest {
        let most = settings.commonest_guard * prior[at];
        if totals[at] <= 0.0 && weights[at] > most && weights[at] < 1.0 {
            let share = (1.0 - most) / (1.0 - weights[at]);
            for (other, weight) in weights.iter_mut().enumerate() {
                *weight = if other == at { most } else { *weight * share };
            }
        }
    }
    weights
}

/// Returns the range of each probability over all variations, and the share in which another reason leads.
fn ranges(
    base: &[f64],
    found: &[(FindingId, Strength)],
    reasons: &[Reason],
    settings: &LikelihoodSettings,
) -> (Vec<(f64, f64)>, f64) {
    let mut random = ChaCha8Rng::seed_from_u64(settings.seed);
    let mut columns: Vec<Vec<f64>> = vec![Vec::with_capacity(settings.draws); reasons.len()];
    let leader =
        |values: &[f64]| (0..values.len()).max_by(|a, b| values[*a].total_cmp(&values[*b]).then(b.cmp(a)));
    let mut flips = 0_usize;
    for _ in 0..settings.draws {
        let variation = Variation::drawn(reasons, settings, &mut random);
        let rows: Vec<_> =
            reasons.iter().map(|reason| contributions(reason, found, &variation, settings)).collect();
        let drawn = posterior(&normalised(variation.priors.clone()), &rows, reasons, settings);
        flips += usize::from(leader(&drawn) != leader(base));
        for (column, value) in columns.iter_mut().zip(drawn) {
            column.push(value);
        }
    }
    let tail = (1.0 - settings.level) / 2.0;
    let ranges = columns
        .into_iter()
        .zip(base)
        .map(|(mut column, base)| {
            column.sort_by(f64::total_cmp);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a share of a length"
            )]
            let at = |share: f64| column[((column.len() - 1) as f64 * share).round() as usize];
            if column.is_empty() { (*base, *base) } else { (at(tail).min(*base), at(1.0 - tail).max(*base)) }
        })
        .collect();
    (ranges, flips as f64 / settings.draws.max(1) as f64)
}

/// Spreads 20 dots by the largest remainders; something else keeps at least one.
fn dots(probabilities: &[f64], reasons: &[Reason]) -> Vec<u8> {
    let exact: Vec<f64> = probabilities.iter().map(|probability| probability * f64::from(DOTS)).collect();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 20")]
    let mut dots: Vec<u8> = exact.iter().map(|value| value.floor() as u8).collect();
    let mut order: Vec<usize> = (0..exact.len()).collect();
    order.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()).then(a.cmp(b)));
    let left = usize::from(DOTS.saturating_sub(dots.iter().sum()));
    for at in order.into_iter().cycle().take(left) {
        dots[at] += 1;
    }
    let open = reasons.iter().position(|reason| reason.id == ReasonId::SomethingElse);
    if let Some(at) = open.filter(|at| dots[*at] == 0)
        && let Some(largest) = (0..dots.len()).max_by_key(|at| dots[*at])
    {
        dots[largest] -= 1;
        dots[at] = 1;
    }
    dots
}

/// Whether nothing but timing was looked at, so that most of a probability is how common a reason is for anyone.
fn is_timing_only(seen: &[SeenIn]) -> bool {
    !seen.iter().any(|seen| matches!(seen, SeenIn::Words | SeenIn::Answers))
}

/// What a reason's group follows from, beside the reason itself.
struct Grouping<'a> {
    seen: &'a [SeenIn],
    lead: Lead,
    top: f64,
    settings: &'a LikelihoodSettings,
}

impl Grouping<'_> {
    fn group(&self, reason: &Reason, probability: f64, prior: f64) -> Group {
        let is_timing_only = is_timing_only(self.seen);
        if self.seen.is_empty() || (is_timing_only && !reason.timing_can_show) {
            return Group::CannotTell;
        }
        let fits_best = match self.lead {
            Lead::Reason(id) => id == reason.id,
            // Timing alone does not single out a reason that does not lead: it would only name the commonest one.
            Lead::Family(_) | Lead::Several => {
                !is_timing_only && probability >= self.settings.fits_best_ratio * self.top
            }
        };
        if fits_best {
            Group::FitsBest
        } else if probability < self.settings.little_sign_ratio * prior
            || probability * f64::from(DOTS) < self.settings.little_sign_dots
        {
            Group::LittleSign
        } else {
            Group::CouldFit
        }
    }
}

fn lead(probabilities: &[f64], seen: &[SeenIn], reasons: &[Reason], settings: &LikelihoodSettings) -> Lead {
    let leads =
        |first: f64, second: f64| first >= settings.lead_share && first >= settings.lead_ratio * second;
    let largest_two = |mut values: Vec<(usize, f64)>| {
        values.sort_by(|a, b| b.1.total_cmp(&a.1));
        values.first().copied().zip(values.get(1).copied())
    };
    let by_reason = probabilities.iter().copied().enumerate().collect();
    if let Some(((at, first), (_, second))) = largest_two(by_reason)
        && leads(first, second)
        && (reasons[at].timing_can_show || !is_timing_only(seen))
    {
        return Lead::Reason(reasons[at].id);
    }
    let share = |family: Family| -> f64 {
        reasons.iter().zip(probabilities).filter(|(reason, _)| reason.family == family).map(|(_, p)| p).sum()
    };
    let by_family = Family::ALL.iter().map(|family| share(*family)).enumerate().collect();
    match largest_two(by_family) {
        Some(((at, first), (_, second))) if Family::ALL[at] != Family::Open && leads(first, second) => {
            Lead::Family(Family::ALL[at])
        }
        _ => Lead::Several,
    }
}
