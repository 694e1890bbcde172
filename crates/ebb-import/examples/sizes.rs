//! How much more work and memory reading a very large export takes than one pass over its bytes.
//!
//! `cargo run --release -p ebb-import --example sizes` makes an SMS backup of 1 GB and a Telegram export of 1,000,000
//! messages in the folder for temporary files, reads each in a process of its own, prints a table, and deletes them.
//! Linux only: processor time and peak memory are read from `/proc`.
#![expect(clippy::print_stdout, reason = "the table is what this is run for")]

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::process::Command;

use ebb_import::{ReadSettings, Source, read};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::de::IgnoredAny;

const WORDS: &[&str] = &[
    "yes", "no", "maybe", "tomorrow", "train", "coffee", "späti", "home", "film", "late", "ok", "see", "you",
    "there", "😀", "really", "work", "sleep", "dinner", "the", "and", "when", "again", "tired", "café",
];
/// Bytes of the SMS backup.
const XML_BYTES: u64 = 1_000_000_000;
/// Messages of the Telegram export.
const JSON_MESSAGES: u64 = 1_000_000;
/// 1 January 2022, in seconds.
const START: i64 = 1_640_995_200;
/// Each pass is made so many times; the quickest counts.
const TIMES: usize = 3;
/// Ticks of processor time in a second, as Linux counts them for programs.
const TICKS: f64 = 100.0;

/// What is done with a file in one process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    /// The bytes are walked and nothing is kept.
    Skim,
    /// ebb reads one conversation of it.
    Read,
}

impl Pass {
    fn name(self) -> &'static str {
        match self {
            Self::Skim => "skim",
            Self::Read => "read",
        }
    }
}

/// What one pass took.
#[derive(Debug, Clone, Copy)]
struct Cost {
    /// Seconds of processor time.
    seconds: f64,
    /// Most memory held, in MB.
    megabytes: f64,
    entries: u64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [pass, path] = &arguments[..] {
        return work(pass, Path::new(path));
    }
    let folder = std::env::temp_dir().join(format!("ebb-sizes-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let outcome = compare(&folder);
    fs::remove_dir_all(&folder)?;
    outcome
}

fn compare(folder: &Path) -> Result<(), Box<dyn Error>> {
    println!(
        "| file | size | skim: CPU s | read: CPU s | ratio | skim: peak MB | read: peak MB | messages read |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for (name, make) in
        [("sms.xml", make_xml as fn(&Path) -> std::io::Result<()>), ("result.json", make_json)]
    {
        let path = folder.join(name);
        make(&path)?;
        let size = fs::metadata(&path)?.len() as f64 / 1e6;
        let best = |pass| -> Result<Cost, Box<dyn Error>> {
            let costs = (0..TIMES).map(|_| measured(pass, &path)).collect::<Result<Vec<_>, _>>()?;
            costs.into_iter().min_by(|a, b| a.seconds.total_cmp(&b.seconds)).ok_or_else(|| "no pass".into())
        };
        let (skim, read) = (best(Pass::Skim)?, best(Pass::Read)?);
        println!(
            "| {name} | {size:.0} MB | {:.2} | {:.2} | {:.2} | {:.0} | {:.0} | {} |",
            skim.seconds,
            read.seconds,
            read.seconds / skim.seconds,
            skim.megabytes,
            read.megabytes,
            read.entries
        );
        fs::remove_file(&path)?;
    }
    Ok(())
}

fn measured(pass: Pass, path: &Path) -> Result<Cost, Box<dyn Error>> {
    let output = Command::new(std::env::current_exe()?).arg(pass.name()).arg(path).output()?;
    let told = String::from_utf8(output.stdout)?;
    let numbers: Vec<f64> = told.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let [seconds, megabytes, entries] = numbers[..] else {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count that was printed")]
    let entries = entries as u64;
    Ok(Cost { seconds, megabytes, entries })
}

/// Makes one pass and prints seconds of processor time, megabytes and entries.
fn work(pass: &str, path: &Path) -> Result<(), Box<dyn Error>> {
    let is_xml = path.extension().is_some_and(|ending| ending == "xml");
    let entries = match (pass, is_xml) {
        ("skim", true) => skim_xml(path)?,
        ("skim", false) => skim_json(path)?,
        _ => {
            let settings = ReadSettings { conversation: vec!["Kim".to_owned()], ..ReadSettings::automatic() };
            read(Source::open(path)?, &settings)?.export.messages.len() as u64
        }
    };
    let mut status = String::new();
    File::open("/proc/self/status")?.read_to_string(&mut status)?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no peak")?;
    let kilobytes: f64 = peak.trim().trim_end_matches(" kB").parse()?;
    let stat = fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> = stat.rsplit(") ").next().ok_or("no fields")?.split(' ').collect();
    let ticks: f64 = fields[11].parse::<f64>()? + fields[12].parse::<f64>()?;
    println!("{} {} {entries}", ticks / TICKS, kilobytes / 1e3);
    Ok(())
}

/// Walks over every event and every attribute.
fn skim_xml(path: &Path) -> Result<u64, Box<dyn Error>> {
    let mut xml = quick_xml::Reader::from_reader(BufReader::with_capacity(1 << 18, File::open(path)?));
    let (mut buffer, mut count) = (Vec::new(), 0);
    loop {
        buffer.clear();
        let event = xml.read_event_into(&mut buffer)?;
        if let quick_xml::events::Event::Empty(tag) = &event {
            count += u64::from(tag.attributes().with_checks(false).flatten().count() > 0);
        }
        if matches!(event, quick_xml::events::Event::Eof) {
            return Ok(count);
        }
    }
}

/// Walks over every value, from a file that is held whole: the quickest that the crate can do.
fn skim_json(path: &Path) -> Result<u64, Box<dyn Error>> {
    let bytes = fs::read(path)?;
    serde_json::from_slice::<IgnoredAny>(&bytes)?;
    Ok(bytes.len() as u64)
}

fn words(text: &mut String, rng: &mut ChaCha8Rng) {
    text.clear();
    for place in 0..rng.random_range(1..18) {
        text.push_str(if place > 0 { " " } else { "" });
        text.push_str(WORDS[rng.random_range(0..WORDS.len())]);
    }
}

/// Ten people; every fifth message is with Kim.
fn make_xml(path: &Path) -> std::io::Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let mut out = Counted { inner: BufWriter::new(File::create(path)?), bytes: 0 };
    let (mut text, mut second) = (String::new(), START);
    writeln!(
        out,
        "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<smses count=\"0\" type=\"full\">"
    )?;
    while out.bytes < XML_BYTES {
        second += rng.random_range(5..60);
        let (kind, milli) = (rng.random_range(1..3), rng.random_range(0..1000));
        let with = if rng.random_ratio(1, 5) { 0 } else { rng.random_range(1..10) };
        words(&mut text, &mut rng);
        writeln!(
            out,
            "  <sms protocol=\"0\" address=\"+1555000{with:04}\" date=\"{second}{milli:03}\" type=\"{kind}\" \
             subject=\"null\" body=\"{text}\" toa=\"null\" sc_toa=\"null\" service_center=\"null\" read=\"1\" \
             status=\"-1\" locked=\"0\" date_sent=\"0\" sub_id=\"1\" readable_date=\"Jan 12, 2024 3:49:22 PM\" \
             contact_name=\"{}\" />",
            ["Kim", "Lou", "Max", "Noa", "Ola", "Pat", "Ray", "Sam", "Tal", "Uri"][with]
        )?;
    }
    writeln!(out, "</smses>")?;
    out.flush()
}

/// One chat of Kim and Noa, with the fields of today's exports.
fn make_json(path: &Path) -> std::io::Result<()> {
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    let mut out = BufWriter::new(File::create(path)?);
    let (mut text, mut second) = (String::new(), START);
    writeln!(out, "{{\n \"name\": \"Kim\",\n \"type\": \"personal_chat\",\n \"id\": 42,\n \"messages\": [")?;
    for number in 0..JSON_MESSAGES {
        second += rng.random_range(5..200);
        let (name, id) = if rng.random_bool(0.5) { ("Kim", 42) } else { ("Noa", 7) };
        words(&mut text, &mut rng);
        let date = jiff::Timestamp::from_second(second).map_err(std::io::Error::other)?;
        let date = date.strftime("%Y-%m-%dT%H:%M:%S");
        let end = if number + 1 < JSON_MESSAGES { "," } else { "" };
        writeln!(
            out,
            "  {{\n   \"id\": {number},\n   \"type\": \"message\",\n   \"date\": \"{date}\",\n   \"date_unixtime\": \
             \"{second}\",\n   \"from\": \"{name}\",\n   \"from_id\": \"user{id}\",\n   \"text\": \"{text}\",\n   \
             \"text_entities\": [\n    {{\n     \"type\": \"plain\",\n     \"text\": \"{text}\"\n    }}\n   ]\n  }}{end}"
        )?;
    }
    writeln!(out, " ]\n}}")?;
    out.flush()
}

struct Counted<W> {
    inner: W,
    bytes: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}
