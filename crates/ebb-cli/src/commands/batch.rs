//! `ebb analyze --batch`: each file of a folder by times alone, one row of JSON for each.
//!
//! Rows are added to the file as they come, so that a run that was stopped goes on where it was: a chat that has a row
//! there is not judged again. Columns are those of `python -m ebbtide batch`, which writes Parquet, too.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ebb::catalog::Catalog;
use ebb_case::{Listened, Now, Told, Words};
use ebb_report::Pronouns;
use ebb_report::words::printable;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use crate::args::{Analyze, OutputSettings, ReportFormat, WrittenOrder};
use crate::commands::analyze::report;
use crate::failure::Failure;
use crate::input::{self, Asking, NamesGiven};
use crate::{confine, terminal};

/// Columns, and where each stands in the report.
const COLUMNS: &[(&str, &str)] = &[
    ("messages", "/input/messages"),
    ("alter_messages", "/input/alter_messages"),
    ("ego_messages", "/input/ego_messages"),
    ("first", "/input/from"),
    ("last", "/input/to"),
    ("enough", "/enough"),
    ("claim", "/change/claim"),
    ("kind", "/change/kind"),
    ("found", "/change/found"),
    ("none", "/change/who/none"),
    ("alter", "/change/who/alter"),
    ("ego", "/change/who/ego"),
    ("both", "/change/who/both"),
    ("onset", "/change/onset/date"),
    ("onset_low", "/change/onset/low"),
    ("onset_high", "/change/onset/high"),
    ("size", "/change/size/ratio"),
    ("size_low", "/change/size/low"),
    ("size_high", "/change/size/high"),
    ("silence_hours", "/silence/hours"),
    ("silence_longer_than", "/silence/longer_than"),
];

/// What every chat is judged by.
struct Judging<'a> {
    analyze: &'a Analyze,
    zone: Option<TimeZone>,
    now: Now,
    pronouns: Pronouns,
    catalog: Catalog,
    settings: &'a OutputSettings,
}

pub(crate) fn run(folder: &Path, analyze: &Analyze, settings: &OutputSettings) -> Result<ExitCode, Failure> {
    let judging = Judging {
        analyze,
        zone: input::zone(analyze.tz.as_deref())?,
        now: input::now(analyze.now.as_deref())?,
        pronouns: Pronouns::they(),
        catalog: ebb_content::catalog()?,
        settings,
    };
    let path = analyze.output.as_deref().ok_or(Failure::OurFault)?;
    let (mut rows, done) = Rows::open(path)?;
    confine::to_files([folder], None);
    let unread = |cause| Failure::Folder { path: folder.to_owned(), cause };
    let mut found = Vec::new();
    list(folder, &mut found).map_err(unread)?;
    let place = path.canonicalize().ok();
    found.retain(|file| place.is_none() || file.canonicalize().ok() != place);
    found.sort();

    let bar = terminal::can_show_progress(settings).then(|| bar(found.len()));
    let mut refused = 0;
    for file in &found {
        let name = name(file, folder);
        if !done.contains(&name) {
            let row = judging.row(file, name);
            refused += usize::from(row.get("state").is_some_and(|state| state == "refused"));
            rows.add(&row)?;
        }
        if let Some(bar) = &bar {
            bar.inc(1);
        }
    }
    bar.iter().for_each(ProgressBar::finish_and_clear);
    let (all, already) =
        (found.len(), found.iter().filter(|file| done.contains(&name(file, folder))).count());
    let judged = all - already - refused;
    let told = format!("{all} chats: {judged} judged, {refused} refused, {already} were there already.");
    terminal::remark(settings, &told);
    terminal::remark(settings, &format!("Saved to {}.", printable(&path.display().to_string())));
    Ok(ExitCode::SUCCESS)
}

/// Returns what a chat is called: its path in the folder.
fn name(file: &Path, folder: &Path) -> String {
    let inside = file.strip_prefix(folder).unwrap_or(file);
    inside.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Adds every file of a folder, and of folders in it. Links are not followed: they may lead around in a circle.
fn list(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            list(&entry.path(), found)?;
        } else if kind.is_file() {
            found.push(entry.path());
        }
    }
    Ok(())
}

fn bar(files: usize) -> ProgressBar {
    let bar = ProgressBar::new(files as u64).with_message("Looking at the chats");
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:30} {pos} of {len}, {eta} left") {
        bar.set_style(style);
    }
    bar
}

impl Judging<'_> {
    /// Returns the row of one chat. A file that cannot be judged has one, too, with the kind of reason.
    fn row(&self, file: &Path, name: String) -> Map<String, Value> {
        let told = self.report(file);
        let (state, why) = match &told {
            Ok(_) => ("judged", None),
            Err(Failure::Import(_)) => ("refused", Some("read")),
            Err(Failure::Pair(_)) => ("refused", Some("pair")),
            Err(_) => ("refused", Some("given")),
        };
        let mut row = Map::new();
        row.insert("chat".to_owned(), Value::from(name));
        row.insert("state".to_owned(), Value::from(state));
        row.insert("why".to_owned(), Value::from(why));
        for (column, place) in COLUMNS {
            let value = told.as_ref().ok().and_then(|report| report.pointer(place)).cloned();
            row.insert((*column).to_owned(), value.unwrap_or_default());
        }
        row
    }

    fn report(&self, file: &Path) -> Result<Value, Failure> {
        let analyze = self.analyze;
        let order = analyze.date_order.map(WrittenOrder::order);
        let read = input::read_all(&[file.to_owned()], order, &analyze.chat)?;
        let names = NamesGiven {
            me: &analyze.me,
            them: &analyze.them,
            alter_also: &analyze.alter_also,
            asking: Asking::Forbidden,
        };
        let chat = input::pair_all(read, &names, self.zone.clone())?;
        let now = self.now.on_clock_of(&chat.dyad)?;
        let notes = input::notes(&chat);
        let listened = Listened::to(chat, now, Words::LeftAlone, &self.catalog)?;
        let verdict = ebb_case::verdict(Some(&listened), &Told::default(), &self.catalog);
        let beside = (&listened.chat.dyad, &notes);
        let json =
            report(&verdict, beside, &self.catalog, &self.pronouns, ReportFormat::Json, self.settings)?;
        serde_json::from_str(&json).map_err(|_| Failure::OurFault)
    }
}

/// The file that rows are added to.
struct Rows {
    path: PathBuf,
    file: File,
}

impl Rows {
    /// Opens the file, and returns which chats have a row in it. A last line that was cut is taken away.
    ///
    /// # Errors
    /// A name of another form, a file that holds something else, and a place that takes no file.
    fn open(path: &Path) -> Result<(Self, Vec<String>), Failure> {
        if !path.extension().is_some_and(|form| form == "ndjson" || form == "jsonl") {
            return Err(Failure::BatchForm { path: path.to_owned() });
        }
        let save = |cause| Failure::Save { path: path.to_owned(), cause };
        if path.symlink_metadata().is_ok_and(|there| !there.is_file()) {
            return Err(Failure::NoPlainFile { path: path.to_owned(), found: "no plain file" });
        }
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(save)?;
        let mut text = String::new();
        let is_ours = file.read_to_string(&mut text).is_ok();
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let names = text[..whole].lines().map(|line| {
            let row: Value = serde_json::from_str(line).ok()?;
            row.get("chat")?.as_str().map(str::to_owned)
        });
        let names: Option<Vec<String>> = names.collect();
        // A line that is not even begun like a row was written by somebody else.
        let is_cut_row = text[whole..].is_empty() || text[whole..].starts_with('{');
        let names = names.filter(|_| is_ours && is_cut_row);
        let names = names.ok_or_else(|| Failure::NoRows { path: path.to_owned() })?;
        file.set_len(whole as u64).map_err(save)?;
        Ok((Self { path: path.to_owned(), file }, names))
    }

    fn add(&mut self, row: &Map<String, Value>) -> Result<(), Failure> {
        let mut line = serde_json::to_vec(row).map_err(|_| Failure::OurFault)?;
        line.push(b'\n');
        self.file.write_all(&line).map_err(|cause| Failure::Save { path: self.path.clone(), cause })
    }
}
