//! `ebb silence`: only the silence clock.

use std::process::ExitCode;

use ebb::interview::Answers;
use ebb_case::Told;
use ebb_report::{Pronouns, Words};

use crate::args::{OutputSettings, Silence};
use crate::failure::Failure;
use crate::input::{self, Asking, NamesGiven};
use crate::safety;
use crate::terminal::{self, SignOfLife};
use crate::words;

pub(crate) fn run(silence: &Silence, settings: &OutputSettings) -> Result<ExitCode, Failure> {
    let catalog = ebb_content::catalog()?;
    let pronouns = Pronouns::named(&silence.pronouns)
        .ok_or_else(|| Failure::Pronouns { name: silence.pronouns.clone() })?;
    let zone = input::zone(silence.tz.as_deref())?;
    let now = input::now(silence.now.as_deref())?;

    let reading = SignOfLife::start(settings, "Reading the messages");
    let order = silence.date_order.map(crate::args::WrittenOrder::order);
    let chat = if silence.chat.is_empty() {
        [&silence.them[..], &silence.alter_also].concat()
    } else {
        silence.chat.clone()
    };
    let read = input::read_all(&silence.files, order, &chat)?;
    drop(reading);
    let names = NamesGiven {
        me: &silence.me,
        them: &silence.them,
        alter_also: &silence.alter_also,
        asking: if silence.json || silence.no_input { Asking::Forbidden } else { Asking::Allowed },
    };
    let chat = input::pair_all(read, &names, zone)?;
    let now = now.on_clock_of(&chat.dyad)?;
    let notes = input::notes(&chat);
    // After a no, nobody counts the days until a message: so the words are read here, too.
    let listened = words::listened(chat, now, ebb_case::Words::Read, &pronouns, &catalog, settings)?;
    let seen = &listened.timing.input;
    let words = Words::new(&catalog, &seen.names, pronouns, seen.to.year());
    let answers = safety::given(Answers::none(), silence.safe);
    let told = Told { answers, wanted: settings.wanted, ..Told::default() };
    let (verdict, _) = safety::asked(Some(&listened), told, &words, names.asking, &catalog);
    let Some(chat) = verdict.of_chat() else { return Err(Failure::OurFault) };
    let told = if silence.json {
        let dyad = &listened.chat.dyad;
        ebb_report::json::silence_report(chat, dyad, &notes, &words, env!("CARGO_PKG_VERSION"))
            .map_err(|_| Failure::OurFault)?
    } else {
        ebb_report::text::silence_report(chat, &catalog, &words, &terminal::style(settings))
    };
    terminal::print(&told)?;
    Ok(ExitCode::SUCCESS)
}
