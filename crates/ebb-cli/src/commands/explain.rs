//! `ebb explain`: what a reason means, what its numbers are, and where they come from.

use std::fmt::Write as _;
use std::process::ExitCode;

use ebb::catalog::Catalog;
use ebb::dyad::ByRole;
use ebb::question::Question;
use ebb::reason::{Basis, Reason, ReasonId};
use ebb::verdict::LimitId;
use ebb_report::{Pronouns, Words};

use crate::args::{Explain, OutputSettings};
use crate::commands::shares;
use crate::failure::Failure;
use crate::terminal;

/// Makes one explanation.
type Tell = fn(&Page<'_>) -> String;

/// Topics beside the twelve reasons, each with what it is about.
const TOPICS: [(&str, &str, Tell); 12] = [
    ("reasons", "the twelve reasons and how common each is before anything is seen", |page| page.reasons()),
    ("statements", "what each kind of sentence is worth, and how common it is under each reason", |page| {
        shares::statements(page.catalog, &page.words)
    }),
    ("events", "what may have happened, and how common that is under each reason", |page| {
        shares::events(page.catalog, &page.words)
    }),
    ("stages", "how common each reason is, by how far two people had come", |page| {
        shares::stages(page.catalog, &page.words)
    }),
    ("findings", "the facts that reasons are weighed by", |page| page.findings()),
    ("numbers", "every number of the model, with its unit and source", |page| page.numbers()),
    ("how-sure", "what the words for likelihood mean, and how they were tested", |page| page.how_sure()),
    ("choices", "the ways to go on", |page| page.choices()),
    ("help-lines", "people who can help, by country, with the day each was checked", |page| {
        page.help_lines()
    }),
    ("needs", "what you may want, and what you will not do without", |page| page.needs()),
    ("limits", "what a result cannot tell", |page| page.limits()),
    ("sources", "where numbers and counsel come from", |page| page.sources()),
];

/// What explanations are made from.
struct Page<'a> {
    catalog: &'a Catalog,
    words: Words<'a>,
    width: usize,
    /// The country whose help lines are told; all of them without one.
    country: Option<&'a str>,
}

pub(crate) fn run(explain: &Explain, settings: &OutputSettings) -> Result<ExitCode, Failure> {
    let catalog = ebb_content::catalog()?;
    let names = ByRole { alter: "the other person".to_owned(), ego: "you".to_owned() };
    let words = Words::new(&catalog, &names, Pronouns::they(), 0);
    let country = explain
        .country
        .as_deref()
        .map(|typed| {
            ebb_report::help::country(typed, &catalog, &words).ok_or_else(|| Failure::Country {
                asked: typed.to_owned(),
                known: ebb_report::help::countries(&catalog).join(", "),
            })
        })
        .transpose()?;
    let page =
        Page { catalog: &catalog, words, width: terminal::style(settings).width.clamp(50, 88), country };
    let Some(topic) = explain.topic.as_deref() else {
        terminal::print(&page.index())?;
        return Ok(ExitCode::SUCCESS);
    };
    let text = if let Some(reason) = ReasonId::from_id(topic).and_then(|id| catalog.reason(id)) {
        page.reason(reason)
    } else if let Some((_, _, tell)) = TOPICS.iter().find(|(name, _, _)| *name == topic) {
        tell(&page)
    } else {
        return Err(Failure::Topic { topic: topic.to_owned(), nearest: nearest(topic) });
    };
    terminal::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Returns the topic whose name is nearest, if any is near.
fn nearest(topic: &str) -> Option<String> {
    let names = ReasonId::ALL.iter().map(|id| id.id()).chain(TOPICS.iter().map(|(name, _, _)| *name));
    names
        .map(|name| (strsim::jaro_winkler(topic, name), name))
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name.to_owned())
}

fn told(basis: Basis) -> &'static str {
    match basis {
        Basis::Measured => "measured",
        Basis::Derived => "worked out",
        Basis::Judged => "our judgement",
    }
}

/// Returns a text in which every sentence begins with a capital: names put into it may not.
fn sentences(text: &str) -> String {
    let mut begins = true;
    text.chars()
        .map(|c| {
            let shown = if begins && c.is_alphabetic() { c.to_uppercase().collect() } else { c.to_string() };
            begins = matches!(c, '.' | '?' | '!') || (begins && !c.is_alphanumeric());
            shown
        })
        .collect()
}

/// Returns where a number comes from; the source is left out where it is the same as the basis.
fn origin(basis: Basis, source: &str) -> String {
    if basis == Basis::Judged && source == "our-judgement" {
        told(basis).to_owned()
    } else {
        format!("{}; {source}", told(basis))
    }
}

impl Page<'_> {
    fn wrap(&self, indent: &str, text: &str) -> String {
        let text = self.words.fill(text, &[]);
        let text = sentences(&text);
        let options = textwrap::Options::new(self.width).initial_indent(indent).subsequent_indent(indent);
        textwrap::fill(&text, options) + "\n"
    }

    fn index(&self) -> String {
        let mut text = "ebb explain TOPIC\n\n".to_owned();
        for (name, about, _) in TOPICS {
            let _ = writeln!(text, "  {name:<26}{about}");
        }
        text.push('\n');
        for reason in &self.catalog.reasons {
            let _ = writeln!(text, "  {:<26}{}", reason.id.id(), self.words.fill(&reason.short, &[]));
        }
        text
    }

    fn reasons(&self) -> String {
        let total: f64 = self.catalog.reasons.iter().map(|reason| reason.prior.value).sum();
        let mut text = self.wrap("", &self.words.line("explain.how-common", &[]));
        text.push('\n');
        for reason in &self.catalog.reasons {
            let share = |value: f64| value / total * 20.0;
            let _ = writeln!(
                text,
                "  {:<26}{:<30}{:>4.1} in 20   ({:.1} to {:.1})",
                reason.id.id(),
                self.words.fill(&reason.short, &[]),
                share(reason.prior.value),
                share(reason.prior.low),
                share(reason.prior.high)
            );
        }
        text.push('\n');
        text + &self.wrap("", &self.words.line("explain.where-from", &[]))
    }

    fn reason(&self, reason: &Reason) -> String {
        let mut text = format!("{}\n\n", self.words.fill(&reason.name, &[]));
        text += &self.wrap("  ", &reason.plain);
        for part in &reason.parts {
            let _ =
                write!(text, "\n  {}\n{}", self.words.fill(&part.name, &[]), self.wrap("    ", &part.plain));
        }
        text.push('\n');
        text += &self.wrap("  ", &reason.moves);
        text += &self.wrap("  ", &reason.not_meant);
        text += &self.wrap("  ", &format!("What would tell: {}", reason.what_would_tell));
        let total: f64 = self.catalog.reasons.iter().map(|reason| reason.prior.value).sum();
        let dots = |value: f64| value / total * 20.0;
        let prior = &reason.prior;
        let _ = write!(
            text,
            "\n  Before anything is seen: {:.1} in 20, between {:.1} and {:.1} ({})\n\n",
            dots(prior.value),
            dots(prior.low),
            dots(prior.high),
            origin(prior.basis, &prior.source)
        );
        text += "  What findings weigh for it (++ strongly for, -- strongly against):\n";
        let mut given: Vec<_> = reason.given.iter().collect();
        given.sort_by_key(|rule| rule.symbol as u8);
        for rule in given {
            let label = self.catalog.finding(rule.finding).map_or("", |finding| finding.label.as_str());
            let _ =
                writeln!(text, "    {:<3} {label} ({})", rule.symbol.id(), origin(rule.basis, &rule.source));
        }
        text += "\n  What the other person may say (of a hundred with this reason, so many say it):\n";
        for statement in &self.catalog.statements {
            let share = statement.shares.of[reason.id as usize] * 100.0;
            let _ = writeln!(text, "    {share:>4.1} {}", statement.says);
        }
        text += "\n  What answers weigh for it:\n";
        for question in &self.catalog.questions {
            for answer in &question.answers {
                let Some((_, symbol)) = answer.weighs.iter().find(|(id, _)| *id == reason.id) else {
                    continue;
                };
                let asked = self.words.fill(&question.text, &[]);
                let told = self.words.fill(&answer.text, &[]);
                let _ = writeln!(
                    text,
                    "    {:<3} {asked} {told} [{}] ({})",
                    symbol.id(),
                    answer.strength.id(),
                    origin(question.basis, &question.source)
                );
            }
        }
        let _ = write!(text, "\n  What you can do ({})\n", reason.advice.source);
        for step in &reason.advice.steps {
            text += &self.wrap("    ", step);
        }
        text += &self.wrap("  ", &format!("If you want clarity: {}", reason.advice.clarity));
        text += &self.wrap("  ", &format!("If you want peace: {}", reason.advice.peace));
        text += &self.wrap("  ", &reason.advice.avoid);
        text + &self.reason_limits(reason) + &self.reason_sources(reason)
    }

    /// Returns what can never be known about a reason from what ebb reads.
    fn reason_limits(&self, reason: &Reason) -> String {
        let shown = if reason.timing_can_show { "explain.in-timing" } else { "explain.not-in-timing" };
        let mut text = "\n  What this cannot tell\n".to_owned();
        for line in [shown, "explain.weights-ours"] {
            text += &self.wrap("    ", &self.words.line(line, &[]));
        }
        let known = self.catalog.limits.get(&LimitId::NoKnownCases);
        text + &known.map_or_else(String::new, |limit| self.wrap("    ", limit))
    }

    /// Returns the sources that stand behind a reason's numbers and counsel, each with how it was checked.
    fn reason_sources(&self, reason: &Reason) -> String {
        let answers = |question: &&Question| {
            question.answers.iter().any(|answer| answer.weighs.iter().any(|(id, _)| *id == reason.id))
        };
        let mut keys: Vec<&str> = reason.given.iter().map(|given| given.source.as_str()).collect();
        keys.extend(self.catalog.questions.iter().filter(answers).map(|question| question.source.as_str()));
        keys.extend([reason.prior.source.as_str(), reason.advice.source.as_str()]);
        let mut text = "\n  Sources\n".to_owned();
        for source in self.catalog.sources.iter().filter(|source| keys.contains(&source.key.as_str())) {
            text += &self.wrap("    ", &format!("{} ({}): {}", source.key, source.status, source.title));
        }
        text
    }

    fn help_lines(&self) -> String {
        ebb_report::help::lines(self.country, self.catalog, &self.words, self.width)
    }

    fn needs(&self) -> String {
        let mut text = String::new();
        for need in &self.catalog.needs {
            text += &self.wrap("  ", &need.text);
            text += &self.wrap("    ", &format!("You could say: {}", need.ask_line));
            text += &self.wrap("    ", &need.hard_line);
        }
        text
    }

    fn findings(&self) -> String {
        let mut text = String::new();
        for finding in &self.catalog.findings {
            let _ = writeln!(text, "  {:<32}{:<10}{}", finding.id.id(), finding.seen_in.id(), finding.label);
        }
        text
    }

    fn numbers(&self) -> String {
        let mut text = String::new();
        for row in &self.catalog.provenance {
            let _ = writeln!(
                text,
                "{} = {} {} ({}; {})",
                row.key,
                row.value,
                row.unit,
                told(row.basis),
                row.source
            );
            if !row.note.is_empty() {
                text += &self.wrap("    ", &row.note);
            }
        }
        text
    }

    fn how_sure(&self) -> String {
        let mut text = String::new();
        for row in &self.catalog.scale {
            let range = if row.dots_low == row.dots_high {
                row.dots_low.to_string()
            } else {
                format!("{} to {}", row.dots_low, row.dots_high)
            };
            let _ = writeln!(text, "  {:<26}{range} in 20", row.words);
        }
        let settings = &self.catalog.settings.course;
        text.push('\n');
        text += &self.wrap(
            "",
            &format!(
                "We say yes from {:.0} in 20 on, and that nothing changed up to {:.0} in 20. Between them we cannot tell. \
                 The same holds below {} messages, {} days, or {} days after a change.",
                settings.sure * 20.0,
                settings.unlikely * 20.0,
                settings.least_messages,
                settings.least_days,
                settings.least_days_since
            ),
        );
        text + &self.wrap("", &self.words.line("explain.tested", &[]))
    }

    fn choices(&self) -> String {
        let mut text = String::new();
        for track in &self.catalog.tracks {
            let _ = writeln!(text, "{}", self.words.fill(&track.title, &[]));
            for line in track.steps(None) {
                text += &self.wrap("  ", line);
            }
            text.push('\n');
        }
        for counsel in &self.catalog.counsels {
            let _ = writeln!(text, "{}", self.words.fill(&counsel.title, &[]));
            text += &self.wrap("  ", &counsel.text);
            text.push('\n');
        }
        text
    }

    fn limits(&self) -> String {
        self.catalog.limits.values().map(|limit| self.wrap("  ", limit)).collect()
    }

    fn sources(&self) -> String {
        let mut text = String::new();
        for source in &self.catalog.sources {
            let _ = writeln!(text, "{} ({}, {})", source.key, source.kind, source.status);
            text += &self.wrap("    ", &source.title);
            for more in [&source.link, &source.note].into_iter().flatten() {
                text += &self.wrap("    ", more);
            }
        }
        text
    }
}
