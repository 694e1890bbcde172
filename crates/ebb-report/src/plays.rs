//! Words a play and the answers to what people ask: every front shows the same ones.

use ebb::catalog::Catalog;
use ebb::guidance::TrackId;
use ebb::judgement::Advice;
use ebb::play::{Fact, Known, Slot};
use ebb::wish::WantsToKnow;
use jiff::civil::Date;

use crate::words::{Words, printable};

/// When to look again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookAgain {
    /// Days from now.
    pub days: u16,
    /// The day, where a chat tells today.
    pub date: Option<Date>,
    /// Why that long.
    pub why: String,
}

/// A play in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its name in the content.
    pub id: String,
    /// What kind of step it is.
    pub class: &'static str,
    /// The way to go on that it belongs to.
    pub track: TrackId,
    /// Its heading.
    pub title: String,
    /// What was heard, said back.
    pub reflect: String,
    /// What to do tonight.
    pub tonight: Vec<String>,
    /// Messages, each with the name of its tone; empty where nothing is to be sent.
    pub send: Vec<(&'static str, String)>,
    /// What not to do.
    pub not: Vec<String>,
    /// When to look again.
    pub look_again: Option<LookAgain>,
    /// What then counts as an answer.
    pub then: String,
    /// When to walk away.
    pub walk_away: String,
    /// Why this play.
    pub because: Vec<String>,
}

/// The answer to one question, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// Which question.
    pub id: WantsToKnow,
    /// The question as a heading.
    pub heading: String,
    /// The answer, in two sentences at most.
    pub short: String,
    /// Why we say this.
    pub because: Vec<String>,
}

/// Returns the play of a judgement in words; `None` where there is none.
#[must_use]
pub fn told(advice: &Advice, catalog: &Catalog, words: &Words<'_>) -> Option<Told> {
    let advised = advice.play.as_ref()?;
    let play = catalog.plays.get(advised.play)?;
    let facts = Facts::of(&advice.situation.known.looking_again(play), words);
    let fill = |text: &str| facts.fill(text, words);
    let all = |texts: &[String]| -> Vec<String> { texts.iter().map(|text| fill(text)).collect() };
    let send = advised.send.iter().filter_map(|at| play.send.get(*at));
    let today = advice.situation.known.today();
    Some(Told {
        id: play.id.clone(),
        class: play.class.id(),
        track: play.track,
        title: fill(&play.title),
        reflect: fill(&play.reflect),
        tonight: play.steps(advised).into_iter().map(fill).collect(),
        send: send.map(|message| (message.tone.id(), fill(&message.text))).collect(),
        not: all(&play.not),
        look_again: play.look_again.as_ref().map(|look| LookAgain {
            days: look.days,
            date: today.map(|today| today.saturating_add(jiff::Span::new().days(i64::from(look.days)))),
            why: fill(&look.why),
        }),
        then: fill(&play.then),
        walk_away: fill(&play.walk_away),
        because: all(&play.because),
    })
}

/// Returns the answers to what people ask in words, in the order of the judgement.
#[must_use]
pub fn answers(advice: &Advice, catalog: &Catalog, words: &Words<'_>) -> Vec<Answered> {
    let play = advice.play.as_ref().and_then(|advised| catalog.plays.get(advised.play));
    let known = play
        .map_or_else(|| advice.situation.known.clone(), |play| advice.situation.known.looking_again(play));
    let facts = Facts::of(&known, words);
    let answer = |answer: &ebb::answers_to::AnswerTo| {
        let wanted = catalog.wanted.iter().find(|wanted| wanted.id == answer.id)?;
        let variant = wanted.variants.get(answer.variant)?;
        Some(Answered {
            id: answer.id,
            heading: facts.fill(&wanted.heading, words),
            short: facts.fill(&variant.short, words),
            because: variant.because.iter().map(|text| facts.fill(text, words)).collect(),
        })
    };
    advice.answers_to.iter().filter_map(answer).collect()
}

/// Facts in words, each with the name of its slot.
struct Facts(Vec<(&'static str, String)>);

impl Facts {
    fn of(known: &Known, words: &Words<'_>) -> Self {
        let slots = Slot::ALL.iter();
        Self(slots.filter_map(|slot| Some((slot.id(), worded(known.fact(*slot)?, words)))).collect())
    }

    fn fill(&self, text: &str, words: &Words<'_>) -> String {
        let slots: Vec<(&str, &str)> = self.0.iter().map(|(slot, value)| (*slot, value.as_str())).collect();
        let filled = words.fill(text, &slots);
        // A range from next to nothing to next to nothing tells nothing.
        let hardly = words.line("play.hardly", &[]);
        filled.replace(&format!(" ({hardly} to {hardly})"), "").replace(&format!("about {hardly}"), &hardly)
    }
}

/// Days from which on a length of time is told in weeks, and in months.
const IN_WEEKS: f64 = 14.0;
const IN_MONTHS: f64 = 63.0;

fn worded(fact: &Fact, words: &Words<'_>) -> String {
    let counted = |key: &str, number: f64| words.line(key, &[("n", &format!("{:.0}", number.max(1.0)))]);
    match fact {
        Fact::Days(days) if *days < IN_WEEKS => counted("play.days", *days),
        Fact::Days(days) if *days < IN_MONTHS => counted("play.weeks", *days / 7.0),
        Fact::Days(days) => counted("play.months", *days / 30.4),
        Fact::Day(date) => words.date(*date),
        Fact::Weekday(date) => {
            words.weekday(usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0))
        }
        Fact::PerDay(number) if *number < 9.95 => format!("{number:.1}"),
        Fact::PerDay(number) => format!("{number:.0}"),
        Fact::OfTwenty(0) => words.line("play.hardly", &[]),
        Fact::OfTwenty(dots) => dots.to_string(),
        Fact::Count(count) => count.to_string(),
        Fact::Quote(text) => printable(text.as_str()),
    }
}
