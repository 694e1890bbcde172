//! The answer for one chat, worded: the same as `ebb analyze`.

use ebb::catalog::Catalog;
use ebb::dyad::{ByRole, Dyad};
use ebb::verdict::Verdict;
use ebb_case::{Chat, Listened, Read, Tools};
use ebb_import::people::People;
use ebb_report::html::{Detail, Subject};
use ebb_report::json::{Beside, LanguageNote, ReadingNotes, WordsNotes};
use ebb_report::text::{Glyphs, Style};
use ebb_report::{Pronouns, Words};
use jiff::tz::TimeZone;

use crate::failure::Failure;
use crate::given::{Given, unknown};
use crate::table::Held;

/// Columns of a report as text.
const WIDTH: usize = 80;

/// Pairs, measures, hears, weighs and words what was read.
pub(crate) fn report(
    held: Held,
    zone: Option<TimeZone>,
    given: &Given,
    tools: &Tools,
) -> Result<String, Failure> {
    let Held { read, zone: shown, notices } = held;
    let zone = zone.or(shown);
    let catalog = tools.catalog();
    let pronouns = Pronouns::named(&given.pronouns).ok_or_else(|| {
        unknown("pronouns", &given.pronouns, "they, she, he, or three words like xe/xem/xyr")
    })?;
    let told = given.told(tools)?;
    let people = people(&read, given)?;
    let chat = Chat::join(read, people, zone, None)?;
    let chat = Chat { notices: [notices, chat.notices].concat(), ..chat };
    let now = given.now()?.on_clock_of(&chat.dyad)?;
    let listened = Listened::to(chat, now, given.words()?, catalog)?;
    let verdict = ebb_case::verdict(Some(&listened), &told, catalog);
    worded(&verdict, &listened, catalog, &pronouns, &given.form)
}

/// Returns who is who. Where every file says whose it is, nobody needs to be named.
fn people(read: &Read, given: &Given) -> Result<People, Failure> {
    let all_meant = |names: &[String]| names.iter().map(|name| read.meant(name)).collect::<Vec<_>>();
    let ego = match (&given.me[..], read.owners()) {
        ([], Some(owners)) => owners,
        ([], None) => {
            let names: Vec<String> = read.people().into_iter().map(|(name, _)| name).collect();
            let hint = format!("Give me= as one of: {}.", names.join(", "));
            return Err(Failure::given("nobody said which of the two is asking", hint));
        }
        (named, _) => all_meant(named),
    };
    Ok(People { ego, alter: all_meant(&given.them), alter_also: all_meant(&given.them_also) })
}

fn worded(
    verdict: &Verdict,
    listened: &Listened,
    catalog: &Catalog,
    pronouns: &Pronouns,
    form: &str,
) -> Result<String, Failure> {
    let chat = &listened.chat;
    let names = ByRole::from_fn(|role| chat.dyad.name(role).to_owned());
    let year = listened.timing.input.to.year();
    let words = Words::new(catalog, &names, pronouns.clone(), year);
    let version = env!("CARGO_PKG_VERSION");
    match form {
        "json" => json(verdict, listened, catalog, &words, version),
        "text" => {
            let style = Style { width: WIDTH, glyphs: Glyphs::Unicode };
            let styled = ebb_report::text::report(verdict, catalog, &words, &style);
            Ok(anstream::adapter::strip_str(&styled).to_string())
        }
        "html" => {
            let subject = Subject { name: None, pronouns, detail: Detail::Full, year };
            Ok(ebb_report::html::report(verdict, catalog, subject, version))
        }
        other => Err(unknown("form", other, "json, text, html")),
    }
}

fn json(
    verdict: &Verdict,
    listened: &Listened,
    catalog: &Catalog,
    words: &Words<'_>,
    version: &str,
) -> Result<String, Failure> {
    let chat = &listened.chat;
    let notes =
        ReadingNotes { skipped: chat.skipped, notices: chat.notices.clone(), words: words_notes(listened) };
    let dyad: &Dyad = &chat.dyad;
    let beside = Beside { chat: Some((dyad, &notes)), story: None };
    ebb_report::json::report(verdict, beside, catalog, words, version).map_err(|_| Failure::OurFault)
}

/// Returns what a report tells of the words; `None` where they were left alone.
fn words_notes(listened: &Listened) -> Option<WordsNotes> {
    let marks = listened.marks.as_ref()?;
    let languages = marks.languages.iter();
    Some(WordsNotes {
        alter_lines: marks.lines.alter,
        ego_lines: marks.lines.ego,
        encoded: marks.encoded.len(),
        languages: languages
            .map(|row| LanguageNote { role: row.role.id(), language: row.language, lines: row.lines })
            .collect(),
        left_out: Vec::new(),
        moved: None,
    })
}
