//! `ebb convert`: every message in one plain form, and an account of every line.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use ebb::dyad::civil;
use ebb::export::{Clock, Export, ExportedMessage};
use ebb_import::Import;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::args::{Convert, ConvertFormat};
use crate::failure::Failure;
use crate::{input, terminal};

/// One message as it is written.
#[derive(Serialize)]
struct Row<'a> {
    at: Option<String>,
    local: Option<String>,
    sender: Option<&'a str>,
    kind: &'static str,
    text: &'a str,
}

pub(crate) fn run(convert: &Convert) -> Result<ExitCode, Failure> {
    let zone = input::zone(convert.tz.as_deref())?;
    let order = convert.date_order.map(crate::args::WrittenOrder::order);
    let imports = input::read_all(&convert.files, order, &convert.chat)?.imports;
    let mut out = BufWriter::with_capacity(1 << 18, io::stdout().lock());
    write(&imports, convert.to, zone.as_ref(), &mut out)
        .and_then(|()| out.flush())
        .map_err(Failure::Print)?;
    let sum = |pick: fn(&Import) -> u64| imports.iter().map(pick).sum::<u64>();
    let system = sum(|import| {
        let messages = import.export.messages.iter();
        messages.filter(|message| message.sender.is_none()).count() as u64
    });
    let all = sum(|import| import.export.messages.len() as u64);
    for notice in imports.iter().flat_map(|import| &import.notices) {
        terminal::note(&notice.text());
    }
    let skipped = sum(|import| import.tally.skipped_entries);
    terminal::note(&format!("read {} messages, {system} system, {skipped} skipped", all - system));
    Ok(ExitCode::SUCCESS)
}

fn write(
    imports: &[Import],
    to: ConvertFormat,
    zone: Option<&TimeZone>,
    out: &mut impl Write,
) -> io::Result<()> {
    let rows = imports
        .iter()
        .flat_map(|import| import.export.messages.iter().map(|message| row(&import.export, message, zone)));
    match to {
        ConvertFormat::Jsonl => {
            for row in rows {
                serde_json::to_writer(&mut *out, &row)?;
                out.write_all(b"\n")?;
            }
        }
        ConvertFormat::Csv => {
            let mut table = csv::Writer::from_writer(out);
            for row in rows {
                table.serialize(row)?;
            }
            table.flush()?;
        }
    }
    Ok(())
}

fn row<'a>(export: &'a Export, message: &ExportedMessage, zone: Option<&TimeZone>) -> Row<'a> {
    let second = message.time.0;
    let (at, local) = match export.clock {
        Clock::Universal => {
            let instant = Timestamp::from_second(second).ok();
            let local = zone.and_then(|zone| instant.map(|instant| zone.to_datetime(instant)));
            (instant, local.or_else(|| instant.map(|_| civil(second))))
        }
        Clock::Local => {
            let local = civil(second);
            (zone.and_then(|zone| zone.to_timestamp(local).ok()), Some(local))
        }
    };
    Row {
        at: at.map(|instant| instant.to_string()),
        local: local.map(|local| local.to_string()),
        sender: message
            .sender
            .and_then(|sender| export.senders.get(usize::from(sender.0)))
            .map(String::as_str),
        kind: message.kind.id(),
        text: export.texts.text(message.text).as_str(),
    }
}
