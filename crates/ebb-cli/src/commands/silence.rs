//! `ebb silence`: only the silence clock.

use std::process::ExitCode;

use ebb::interview::Answers;
use ebb_report::{Pronouns, Words};
use ebb_text::chat::LeftOut;

use crate::args::{OutputSettings, Silence};
use crate::failure::Failure;
use crate::input::{self, Asking, NamesGiven, TimeGiven};
use crate::safety;
use crate::terminal::{self, SignOfLife};
use crate::words;

pub(crate) fn run(silence: &Silence, settings: &OutputSettings) -> Result<ExitCode, Failure> {
    let catalog = ebb_content::catalog()?;
    let pronouns = Pronouns::named(&silence.pronouns)
        .ok_or_else(|| Failure::Pronouns { name: silence.pronouns.clone() })?;
    let zone = input::zone(silence.tz.as_deref())?;
    let now = silence.now.as_deref().map(TimeGiven::parse).transpose()?;

    let reading = SignOfLife::start(settings, "Reading the messages");
    let order = silence.date_order.map(crate::args::WrittenOrder::order);
    let chat = if silence.chat.is_empty() {
        [&silence.them[..], &silence.alter_also].concat()
    } else {
        silence.chat.clone()
    };
    let imports = input::read_all(&silence.files, order, &chat)?;
    drop(reading);
    let mut notes = input::notes(&imports);
    let names = NamesGiven {
        me: &silence.me,
        them: &silence.them,
        alter_also: &silence.alter_also,
        asking: if silence.json || silence.no_input { Asking::Forbidden } else { Asking::Allowed },
    };
    let (dyad, taken) = input::pair_all(imports, &names, zone)?;
    notes.notices.extend(ebb_import::people::joining(&dyad, &taken));
    let now = now.map(|now| now.on_clock_of(&dyad)).transpose()?;
    let timed = ebb::analyse(&dyad, now, &catalog);
    let words = Words::new(&catalog, &timed.input.names, pronouns, timed.input.to.year());
    // After a no, nobody counts the days until a message: so the words are read here, too.
    let heard =
        words::Read::of(&timed, &dyad, &catalog, &words, settings)?.heard(&dyad, &LeftOut::new(), &catalog);
    let replies = safety::given(Answers::none(), silence.safe);
    let mut verdict = timed.considering(&heard, &replies, settings.wanted, &catalog);
    if let Some(answer) = safety::ask(&verdict.judgement, &words, names.asking) {
        verdict = timed.considering(&heard, &replies.with_safety(answer), settings.wanted, &catalog);
    }
    let told = if silence.json {
        ebb_report::json::silence_report(&verdict, &dyad, &notes, &words, env!("CARGO_PKG_VERSION"))
            .map_err(|_| Failure::OurFault)?
    } else {
        ebb_report::text::silence_report(&verdict, &catalog, &words, &terminal::style(settings))
    };
    terminal::print(&told)?;
    Ok(ExitCode::SUCCESS)
}
