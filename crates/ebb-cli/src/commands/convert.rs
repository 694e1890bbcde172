//! `ebb convert`: every message in one plain form, and an account of every line.

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use ebb::dyad::civil;
use ebb::export::{Clock, Export, ExportedMessage, Resolution};
use ebb::roles::spelling;
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
    let rows = joined(&imports, zone.as_ref());
    write(&rows, convert.to, &mut out).and_then(|()| out.flush()).map_err(Failure::Print)?;
    let sum = |pick: fn(&Import) -> u64| imports.iter().map(pick).sum::<u64>();
    let system = sum(|import| {
        let messages = import.export.messages.iter();
        messages.filter(|message| message.sender.is_none()).count() as u64
    });
    let all = sum(|import| import.export.messages.len() as u64);
    let repeated = all - rows.len() as u64;
    if repeated > 0 {
        terminal::note(&format!("{repeated} entries stand in more than one file and are written once"));
    }
    for notice in imports.iter().flat_map(|import| &import.notices) {
        terminal::note(&notice.text());
    }
    let skipped = sum(|import| import.tally.skipped_entries);
    terminal::note(&format!("read {} messages, {system} system, {skipped} skipped", all - system));
    Ok(ExitCode::SUCCESS)
}

/// Returns the rows of all files: of one, in its order; of several, in order of time, and what stands in two of them once.
/// Files that tell seconds are compared with those that tell minutes by the minute.
fn joined<'a>(imports: &'a [Import], zone: Option<&TimeZone>) -> Vec<Row<'a>> {
    let rows_of = |import: &'a Import| -> Vec<Row<'a>> {
        import.export.messages.iter().map(|message| row(&import.export, message, zone)).collect()
    };
    if let [only] = imports {
        return rows_of(only);
    }
    let tells_minutes = imports.iter().any(|import| import.export.resolution == Resolution::Minute);
    let shown = if tells_minutes { MINUTE_SHOWN } else { SECOND_SHOWN };
    let mut rows = Vec::new();
    let mut seen: HashMap<Same, usize> = HashMap::new();
    for import in imports {
        let mut own: HashMap<Same, usize> = HashMap::new();
        for row in rows_of(import) {
            let same = Same {
                local: row.local.as_deref().unwrap_or_default().chars().take(shown).collect(),
                sender: row.sender.map(spelling),
                kind: row.kind,
                text: row.text.trim().to_owned(),
            };
            // The same words twice in one file are two messages.
            let count = own.entry(same.clone()).or_default();
            *count += 1;
            if *count > seen.get(&same).copied().unwrap_or_default() {
                rows.push(row);
            }
        }
        for (same, count) in own {
            let known = seen.entry(same).or_default();
            *known = (*known).max(count);
        }
    }
    rows.sort_by(|a, b| a.local.cmp(&b.local));
    rows
}

/// How much of `2026-05-09T19:04:00` tells the minute, and the second.
const MINUTE_SHOWN: usize = 16;
const SECOND_SHOWN: usize = 19;

/// What two files must have in common for an entry of both to be one.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Same {
    local: String,
    sender: Option<String>,
    kind: &'static str,
    text: String,
}

fn write(rows: &[Row<'_>], to: ConvertFormat, out: &mut impl Write) -> io::Result<()> {
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
