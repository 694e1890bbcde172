//! Writes invented exports: the demo conversation, and long ones for speed tests.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand, ValueEnum};
use ebb::silence::Medium;
use ebb_synth::accounts::{self, AccountsError, situations};
use ebb_synth::calibrate::{
    FIRST_SEED, fit, fit_second, planted, score, second_head_text, simulated, weighted,
};
use ebb_synth::civil::CivilMinute;
use ebb_synth::demo::{LineError, write_demo};
use ebb_synth::evaluate::{
    CLAIMS_SEED, DEVELOPMENT_SEED, EvaluationSettings, HELD_OUT_SEED, claim_tables, evaluate, judge_planted,
    length_table, live_dyads, planted_tables, tables,
};
use ebb_synth::heads::{SHARES, train};
use ebb_synth::hear::heads as statement_heads;
use ebb_synth::hear::lines::{
    HearLine, LineError as HearLineError, known_lines, read_lines as read_hear_lines, told_sentences,
};
use ebb_synth::hear::score::hear_tables;
use ebb_synth::hear::table::{self, Example, TableSettings};
use ebb_synth::labelled_lines::{LabelError, label_table, plain_table, read_labelled};
use ebb_synth::marked_lines::{MarkError, Share, line_table, read_marked, score_lines, share};
use ebb_synth::order::order_tables;
use ebb_synth::planted::StreamSet;
use ebb_synth::reasons::{evidence_tables, power_table, question_tables, rank_table};
use ebb_synth::safety::{
    Listener, SafetyLineError, calm_accounts, everyday_lines, read_safety_lines, read_safety_stories,
    safety_tables, score_safety, score_safety_stories, story_faults, story_tables,
};
use ebb_synth::signs::{self, SignsError};
use ebb_synth::silence::{
    self, JudgeSettings, Writer, halves, judge, medium_table, moment_tables, simulated_people,
    simulated_with_change, writers,
};
use ebb_synth::speed::{SpeedExport, write_speed_export};
use ebb_synth::stories::{
    StoryError, read_all, read_numbered_stories, read_stories, story_rows, story_table,
};
use ebb_synth::stream::{
    StreamDyad, StreamError, StreamFilter, read_calls, read_college_messages, read_copenhagen_texts,
};
use ebb_synth::whatsapp::{Names, write_dyad};
use ebb_synth::{Habit, Regime, Severity, SimulationSettings, simulate};
use ebb_text::chat::{ChatError, Reader as ChatReader};
use ebb_text::heads::HeadError;
use ebb_text::linear::Weights;
use ebb_text::multilingual::Encoder;
use ebb_text::safety::{BOTH_DIMENSIONS, CLASSES, Ear, MEANING_DIMENSIONS, SignError, SignHeads};
use ebb_text::story::{Reader, ReaderError};
use ebb_text::table::{Table, TableError};
use ebb_text::{EncoderError, Heads, PatternError, Rules, Scratch};

#[derive(Parser)]
#[command(name = "ebb-synth", about = "Writes invented WhatsApp exports")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

/// What reads the lines of a speed test.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum ReadBy {
    /// The rules.
    Rules,
    /// The sentence encoder, on all cores.
    Encoder,
}

#[derive(Subcommand)]
enum Task {
    /// Write the example conversation of Dana and Alex
    Demo {
        /// Where to write it
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Judge simulated dyads and print how well the detector does
    Evaluate {
        /// Dyads in each cell
        #[arg(long, default_value_t = 60)]
        each: u64,
        /// Dyads in which nothing changes
        #[arg(long, default_value_t = 180)]
        stable: u64,
        /// Which dyads: those that numbers are chosen on, or those that they are only told of
        #[arg(long, value_name = "SET", default_value = "held-out")]
        seeds: Seeds,
        /// How many times a changed dyad is simulated again for the true size of its change
        #[arg(long, default_value_t = 40)]
        again: u64,
        /// Folder with CollegeMsg.txt and copenhagen_sms.csv, for planting in real streams
        #[arg(long, value_name = "FOLDER")]
        streams: Option<PathBuf>,
        /// Folder in which the tables are kept, in a file named by the date and the set
        #[arg(long, value_name = "FOLDER", requires = "date")]
        save: Option<PathBuf>,
        /// The date to write on the tables
        #[arg(long, value_name = "YYYY-MM-DD")]
        date: Option<jiff::civil::Date>,
    },
    /// Say what is claimed on unchanged copies of real and simulated streams, and where a withdrawal was planted
    EvaluateClaims {
        /// Copies of each real dyad
        #[arg(long, default_value_t = 3)]
        times: usize,
        /// Simulated dyads of each kind, of which half are judged
        #[arg(long, default_value_t = 120)]
        simulated: u64,
        /// Which dyads: those that numbers are chosen on, or those that they are only told of
        #[arg(long, value_name = "SET", default_value = "held-out")]
        seeds: Seeds,
        /// Folder with CollegeMsg.txt, copenhagen_sms.csv and a folder `calls`; without it simulated streams alone
        #[arg(long, value_name = "FOLDER")]
        streams: Option<PathBuf>,
        /// Folder in which the tables are kept, in a file named by the date and the set
        #[arg(long, value_name = "FOLDER", requires = "date")]
        save: Option<PathBuf>,
        /// The date to write on the tables
        #[arg(long, value_name = "YYYY-MM-DD")]
        date: Option<jiff::civil::Date>,
    },
    /// Fit the heads of both judges and print them with their scores on held-out dyads
    Calibrate {
        /// Simulated dyads in each cell
        #[arg(long, default_value_t = 150)]
        each: u64,
        /// Folder with CollegeMsg.txt and copenhagen_sms.csv, for planting in real streams
        #[arg(long, value_name = "FOLDER")]
        streams: Option<PathBuf>,
    },
    /// Judge the forecasts of the silence clock and print how well they do against Kaplan-Meier
    Silence {
        /// Folder with CollegeMsg.txt and copenhagen_sms.csv
        #[arg(long, value_name = "FOLDER")]
        streams: PathBuf,
        /// Simulated dyads to fit on, and as many to judge
        #[arg(long, default_value_t = 600)]
        simulated: u64,
        /// Fit the curves again and print them as content/silence.toml writes them
        #[arg(long)]
        fit: bool,
        /// Folder in which the table is kept, in a file named by the date
        #[arg(long, value_name = "FOLDER", requires = "date")]
        save: Option<PathBuf>,
        /// The date to write on the table
        #[arg(long, value_name = "YYYY-MM-DD")]
        date: Option<jiff::civil::Date>,
    },
    /// Weigh reasons in invented worlds and print how well that does
    Reasons {
        /// Cases in each of eight worlds of a kind
        #[arg(long, default_value_t = 2000)]
        cases: usize,
        /// Folder in which the tables are kept, in a file named by the date
        #[arg(long, value_name = "FOLDER", requires = "date")]
        save: Option<PathBuf>,
        /// The date to write on the tables
        #[arg(long, value_name = "YYYY-MM-DD")]
        date: Option<jiff::civil::Date>,
    },
    /// Judge interest before, who moved first, and whether reaching out came before a change or after it
    Order {
        /// Dyads in each row
        #[arg(long, default_value_t = 200)]
        each: u64,
        /// Which dyads: those that numbers are chosen on, or those that they are only told of
        #[arg(long, value_name = "SET", default_value = "held-out")]
        seeds: Seeds,
        /// Folder in which the tables are kept, in a file named by the date
        #[arg(long, value_name = "FOLDER", requires = "date")]
        save: Option<PathBuf>,
        /// The date to write on the tables
        #[arg(long, value_name = "YYYY-MM-DD")]
        date: Option<jiff::civil::Date>,
    },
    /// Write one simulated chat of Noa (alter) and Ira (ego), from 1 March 2026 on
    Simulate {
        /// What happens: stable, honeymoon, abrupt, fade, ghost, hot-cold, dip, holiday, mutual, ego-withdraws, migration
        #[arg(long, value_name = "NAME", value_parser = regime_named)]
        regime: Regime,
        /// How strongly: small, medium or large
        #[arg(long, value_name = "NAME", default_value = "large", value_parser = severity_named)]
        severity: Severity,
        /// Length in days
        #[arg(long, value_name = "N", default_value_t = 100)]
        days: usize,
        /// The same seed gives the same chat
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Where to write it
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Train the heads of the sentence encoder on the phrasings in content/cues/
    TrainHeads {
        /// Where to write them
        #[arg(long, value_name = "FILE", default_value = "crates/ebb-text/model/heads.bin")]
        out: PathBuf,
    },
    /// Train the table of words and letters on the lines in lines/hear/ and content/cues/
    TrainTable {
        /// Where to write it
        #[arg(long, value_name = "FILE", default_value = "crates/ebb-text/model/table.bin")]
        out: PathBuf,
    },
    /// Train the heads that hear a no, danger and youth by their meaning, on the lines in lines/
    TrainSigns {
        /// Hand whose lines are left out, to measure on them; may be given again
        #[arg(long, value_name = "HAND")]
        without: Vec<String>,
        /// Folder to write `signs.bin` and `signs-both.bin` to
        #[arg(long, value_name = "FOLDER", default_value = "crates/ebb-text/model")]
        out: PathBuf,
    },
    /// Train what reads accounts on lines/accounts/ and the lines of lines/hear/, and cross-validate it
    TrainAccounts {
        /// Further files of accounts, one JSON object a line with `text` and `reason`
        #[arg(long, value_name = "FILE")]
        also: Vec<PathBuf>,
        /// Where to write both models
        #[arg(long, value_name = "FOLDER", default_value = "crates/ebb-text/model")]
        out: PathBuf,
    },
    /// Train what hears situations in accounts on lines/accounts/facts.jsonl and the phrasings of content
    TrainSituations {
        /// Do not learn from these hands, and print how what they wrote is heard
        #[arg(long, value_name = "HAND")]
        without: Vec<String>,
        /// Where to write the heads; nowhere by default where hands are left out
        #[arg(long, value_name = "FILE", default_value = "crates/ebb-text/model/situations.bin")]
        out: PathBuf,
    },
    /// Train the heads of statements on the same lines
    TrainStatements {
        /// Where to write them
        #[arg(long, value_name = "FILE", default_value = "crates/ebb-text/model/statements.bin")]
        out: PathBuf,
    },
    /// Score what is heard of lines with a known kind
    HearLines {
        /// Rows of JSON with `text`, `by` (alter, ego) and `kind`, and maybe `plain` and `lang`
        file: Option<PathBuf>,
        /// Train table and heads without the lines of this hand, and score those
        #[arg(long, value_name = "HAND")]
        without: Option<String>,
    },
    /// Score the reader of chats: plain lines that should show nothing, and lines with one rough label each
    Words {
        /// Plain lines, one a row
        #[arg(long)]
        plain: Option<PathBuf>,
        /// Rows of JSON with `text` and `label`
        #[arg(long)]
        labelled: Option<PathBuf>,
    },
    /// Read lines again and again, for a speed test
    ReadLines {
        /// Lines, one a row
        #[arg(long)]
        lines: PathBuf,
        /// How many to read
        #[arg(long)]
        count: usize,
        /// What reads them
        #[arg(long)]
        by: ReadBy,
    },
    /// Score rules and heads on marked lines: the held-out third
    Heads {
        /// Rows of `cue,?cue | words`
        #[arg(long, value_name = "FILE")]
        lines: PathBuf,
        /// Score the other two thirds
        #[arg(long)]
        development: bool,
    },
    /// Score what accounts alone say about the reason
    Stories {
        /// Rows of `reason | account`
        #[arg(long, value_name = "FILE")]
        stories: Option<PathBuf>,
        /// One JSON object a line, with `text` and `reason` from 1 to 12
        #[arg(long, value_name = "FILE")]
        numbered: Option<PathBuf>,
        /// Print what was understood of each, without its words
        #[arg(long)]
        each: bool,
    },
    /// Score how a no, danger and the young are heard, class by class, in lines and in accounts
    Safety {
        /// One JSON object a line, with `text`, `by`, `kind` and `lang`
        #[arg(long, value_name = "FILE")]
        lines: Option<PathBuf>,
        /// One JSON object a line, with `text`, `no`, `danger` and `minor`
        #[arg(long, value_name = "FILE")]
        stories: Option<PathBuf>,
        /// Everyday lines to put them among; those of the example conversation when not given
        #[arg(long, value_name = "FILE")]
        everyday: Option<PathBuf>,
        /// How many of the 300 lines only look like a no or danger
        #[arg(long, value_name = "N", default_value_t = 3)]
        alike: usize,
        /// Folder with `signs.bin` and `signs-both.bin` to hear with in the place of those of the program
        #[arg(long, value_name = "FOLDER")]
        signs: Option<PathBuf>,
        /// Folder with content to read in the place of what the program holds, for reviewers
        #[arg(long, value_name = "FOLDER")]
        content: Option<PathBuf>,
        /// Print what was missed and what was stated wrongly
        #[arg(long)]
        each: bool,
    },
    /// Write a long export for speed tests
    Export {
        /// How many messages
        #[arg(long, value_name = "N")]
        messages: u32,
        /// Where to write it
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// The same seed gives the same file
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    #[error(transparent)]
    Signs(#[from] SignsError),
    #[error(transparent)]
    SignHeads(#[from] ebb_text::safety::SignError),
    #[error(transparent)]
    Multilingual(#[from] ebb_text::multilingual::LoadError),
    #[error(transparent)]
    Lines(#[from] LineError),
    #[error(transparent)]
    Content(#[from] ebb_content::ContentError),
    #[error(transparent)]
    Stream(#[from] StreamError),
    #[error("cannot read {path}: {cause}")]
    Read { path: PathBuf, cause: io::Error },
    #[error(transparent)]
    Heads(#[from] HeadError),
    #[error(transparent)]
    Encoder(#[from] EncoderError),
    #[error(transparent)]
    Pattern(#[from] PatternError),
    #[error(transparent)]
    Chat(#[from] ChatError),
    #[error("cannot read the labelled lines: {0}")]
    Labelled(#[from] LabelError),
    #[error("cannot read the lines of what is heard: {0}")]
    Hear(#[from] HearLineError),
    #[error("cannot read the marked lines: {0}")]
    Marks(#[from] MarkError),
    #[error(transparent)]
    Reader(#[from] ReaderError),
    #[error("cannot read the stories: {0}")]
    Story(#[from] StoryError),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("cannot read the lines: {0}")]
    Safety(#[from] SafetyLineError),
    #[error("cannot print: {0}")]
    Print(io::Error),
    #[error("cannot write {path}: {cause}")]
    Write { path: PathBuf, cause: io::Error },
}

fn regime_named(name: &str) -> Result<Regime, String> {
    let named = Regime::ALL.into_iter().find(|regime| regime.id() == name);
    named.ok_or_else(|| format!("nothing is called {name}"))
}

fn severity_named(name: &str) -> Result<Severity, String> {
    let named = [Severity::Small, Severity::Medium, Severity::Large].into_iter().find(|one| one.id() == name);
    named.ok_or_else(|| format!("nothing is called {name}"))
}

#[expect(clippy::too_many_lines, reason = "one line for each task")]
fn main() -> Result<(), Failure> {
    match Arguments::parse().task {
        Task::Demo { out } => {
            let text = write_demo()?;
            fs::write(&out, text).map_err(|cause| Failure::Write { path: out, cause })
        }
        Task::Evaluate { each, stable, seeds, again, streams, save, date } => {
            let run = EvaluationSettings { each, stable, seed: seeds.first(), again };
            let text = evaluation(run, streams)?;
            if let Some((folder, date)) = save.zip(date) {
                let path = folder.join(format!("{date}-{}.md", seeds.id()));
                let head = format!(
                    "# Evaluation of {date}\n\nebb {}, {} dyads, first seed {}; {each} dyads in each cell, {stable} \
                     stable.\n\n",
                    env!("CARGO_PKG_VERSION"),
                    seeds.id(),
                    seeds.first()
                );
                fs::write(&path, head + &text).map_err(|cause| Failure::Write { path, cause })?;
            }
            print(&text)
        }
        Task::Reasons { cases, save, date } => {
            let catalog = ebb_content::catalog()?;
            let parts = [
                evidence_tables(&catalog, cases),
                power_table(&catalog, cases),
                question_tables(&catalog, cases),
                rank_table(&catalog, 10 * cases),
            ];
            let text = parts.join("\n");
            if let Some((folder, date)) = save.zip(date) {
                let path = folder.join(format!("{date}-reasons.md"));
                let head = format!(
                    "# Weighing of reasons, {date}\n\nebb {}, `ebb-synth reasons --cases {cases}`: invented worlds made of our \
                     own content, so that this shows whether weighing is right, and nothing about real people.\n\n",
                    env!("CARGO_PKG_VERSION"),
                );
                fs::write(&path, head + &text).map_err(|cause| Failure::Write { path, cause })?;
            }
            io::stdout().lock().write_all(text.as_bytes()).map_err(Failure::Print)
        }
        Task::Simulate { regime, severity, days, seed, out } => {
            let settings =
                SimulationSettings { days: Some(days), volume: Some(2.0), ..SimulationSettings::DRAWN };
            let dyad = simulate(seed, regime, severity, &settings);
            let names = Names { alter: "Noa", ego: "Ira" };
            let text = write_dyad(&dyad, CivilMinute::midnight(2026, 3, 1), names);
            fs::write(&out, text).map_err(|cause| Failure::Write { path: out, cause })
        }
        Task::EvaluateClaims { times, simulated, seeds, streams, save, date } => {
            let text = claims(times, simulated, seeds, streams)?;
            if let Some((folder, date)) = save.zip(date) {
                let path = folder.join(format!("{date}-claims-{}.md", seeds.id()));
                let head = format!(
                    "# Claims, {date}\n\nebb {}, `ebb-synth evaluate-claims`, {} dyads, {times} copies of each real one.\n\n",
                    env!("CARGO_PKG_VERSION"),
                    seeds.id()
                );
                fs::write(&path, head + &text).map_err(|cause| Failure::Write { path, cause })?;
            }
            print(&text)
        }
        Task::Calibrate { each, streams } => calibrate(each, streams),
        Task::Order { each, seeds, save, date } => {
            let settings = ebb_content::catalog()?.settings;
            let text = order_tables(seeds.first() + 2_000_000, each, &settings);
            if let Some((folder, date)) = save.zip(date) {
                let path = folder.join(format!("{date}-order.md"));
                let head = format!(
                    "# Interest and order, {date}\n\nebb {}, `ebb-synth order`, {} dyads, {each} a row.\n\n",
                    env!("CARGO_PKG_VERSION"),
                    seeds.id()
                );
                fs::write(&path, head + &text).map_err(|cause| Failure::Write { path, cause })?;
            }
            print(&text)
        }
        Task::Safety { lines, stories, everyday, alike, signs, content, each } => {
            let heads = match signs {
                Some(folder) => sign_heads(&folder)?,
                None => SignHeads::load()?,
            };
            score_all_safety(lines, stories, (everyday, alike), heads, content, each)
        }
        Task::Stories { stories, numbered, each } => score_stories(stories, numbered, each),
        Task::TrainHeads { out } => train_heads(out),
        Task::TrainStatements { out } => {
            let lexicon = ebb_content::catalog()?.lexicon;
            let heads = statement_heads::train(&known_lines(&lexicon)?, &lexicon)?;
            fs::write(&out, heads.to_bytes()).map_err(|cause| Failure::Write { path: out, cause })
        }
        Task::HearLines { file, without } => print(&hear_lines(file, without.as_deref())?),
        Task::TrainTable { out } => train_table(&out),
        Task::TrainSigns { without, out } => train_signs(&without, &out),
        Task::TrainAccounts { also, out } => train_accounts(&also, &out),
        Task::TrainSituations { without, out } => train_situations(&without, &out),
        Task::Words { plain, labelled } => score_words(plain, labelled),
        Task::ReadLines { lines, count, by } => read_lines(lines, count, by),
        Task::Heads { lines, development } => {
            score_heads(lines, if development { Share::Development } else { Share::HeldOut })
        }
        Task::Silence { streams, fit: true, .. } => print(&fitted_silences(&streams)?),
        Task::Silence { streams, simulated, fit: false, save, date } => {
            let text = silence_tables(&streams, simulated)?;
            if let Some((folder, date)) = save.zip(date) {
                let path = folder.join(format!("{date}-silence.md"));
                let head = format!(
                    "# Forecasts of the silence clock, {date}\n\nebb {}, `ebb-synth silence`, {simulated} simulated \
                     dyads.\n\n",
                    env!("CARGO_PKG_VERSION"),
                );
                fs::write(&path, head + &text).map_err(|cause| Failure::Write { path, cause })?;
            }
            print(&text)
        }
        Task::Export { messages, out, seed } => {
            let write = || {
                let mut file = BufWriter::with_capacity(1 << 20, File::create(&out)?);
                write_speed_export(SpeedExport { messages, seed }, &mut file)?;
                file.flush()
            };
            write().map_err(|cause| Failure::Write { path: out.clone(), cause })
        }
    }
}

/// Which simulated dyads are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Seeds {
    /// Those that numbers are chosen on.
    Development,
    /// Those that numbers are only told of.
    HeldOut,
}

impl Seeds {
    fn first(self) -> u64 {
        match self {
            Self::Development => DEVELOPMENT_SEED,
            Self::HeldOut => HELD_OUT_SEED,
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::HeldOut => "held-out",
        }
    }
}

/// The real streams of times.
struct RealStreams {
    texts: Vec<StreamDyad>,
    college: Vec<StreamDyad>,
    calls: Vec<StreamDyad>,
}

fn real_streams(folder: &Path, filter: StreamFilter) -> Result<RealStreams, Failure> {
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read_to_string(&path).map_err(|cause| Failure::Read { path, cause })
    };
    Ok(RealStreams {
        texts: read_copenhagen_texts(&read("copenhagen_sms.csv")?, filter)?,
        college: read_college_messages(&read("CollegeMsg.txt")?, filter)?,
        calls: calls(&folder.join("calls"))?,
    })
}

/// Reads every file of a folder of calls, in the order of their names; none where there is no such folder.
fn calls(folder: &Path) -> Result<Vec<StreamDyad>, Failure> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    paths.sort();
    (0_u32..)
        .zip(paths)
        .map(|(pair, path)| {
            let text =
                fs::read_to_string(&path).map_err(|cause| Failure::Read { path: path.clone(), cause })?;
            Ok(read_calls(&text, pair)?)
        })
        .collect()
}

impl RealStreams {
    /// The sets, with the days permuted together in each.
    fn sets(&self, seed: u64, session_gap_hours: f64, times: usize) -> [StreamSet<'_>; 4] {
        let set = |name, dyads, messages, block_days| StreamSet {
            name,
            dyads,
            messages,
            block_days,
            seed,
            times,
            session_gap_hours,
            cuts: &[],
        };
        [
            set("texts", &self.texts[..], (80, usize::MAX), 2),
            set("texts of 50 to 79 messages", &self.texts[..], (50, 79), 2),
            set("forum", &self.college[..], (70, usize::MAX), 5),
            set("calls", &self.calls[..], (70, usize::MAX), 7),
        ]
    }
}

/// What is held out of the fit as a kind: how the judges do on chats of a sort that neither knows.
const UNFITTED: &str = "live talks";

/// Lengths to which simulated streams are cut.
const CUTS: [usize; 4] = [28, 56, 84, 120];

/// Simulated streams with their names.
fn simulated_streams(seed: u64, count: u64) -> Vec<(&'static str, Habit, Vec<StreamDyad>)> {
    let kinds = [
        ("simulated, brief talks", Habit::Brief),
        ("simulated, full weeks", Habit::FullWeeks),
        ("simulated, live talks", Habit::Live),
        ("simulated, sparse months", Habit::Sparse),
    ];
    (0_u64..)
        .zip(kinds)
        .map(|(at, (name, habit))| (name, habit, live_dyads(seed + 100_000 * at, count, habit)))
        .collect()
}

fn simulated_sets<'a>(
    streams: &'a [(&'static str, Habit, Vec<StreamDyad>)],
    seed: u64,
    session_gap_hours: f64,
) -> Vec<StreamSet<'a>> {
    streams
        .iter()
        .map(|(name, habit, dyads)| StreamSet {
            name,
            dyads,
            messages: (50, usize::MAX),
            block_days: 7,
            seed,
            times: 1,
            session_gap_hours,
            cuts: if *habit == Habit::Sparse { &[] } else { &CUTS },
        })
        .collect()
}

fn claims(times: usize, simulated: u64, seeds: Seeds, streams: Option<PathBuf>) -> Result<String, Failure> {
    let catalog = ebb_content::catalog()?;
    let settings = &catalog.settings;
    let gap = settings.measure.idle_gap_hours;
    let seed = CLAIMS_SEED + seeds.first();
    let invented = simulated_streams(seed, simulated);
    let real = streams.map(|folder| real_streams(&folder, StreamFilter::REFERENCE)).transpose()?;
    let mut sets: Vec<StreamSet<'_>> = real.iter().flat_map(|real| real.sets(seed, gap, times)).collect();
    sets.extend(simulated_sets(&invented, seed, gap));
    Ok(claim_tables(&sets, settings))
}

fn evaluation(run: EvaluationSettings, streams: Option<PathBuf>) -> Result<String, Failure> {
    let catalog = ebb_content::catalog()?;
    let settings = &catalog.settings;
    let prior = &settings.change.who.prior;
    let mut text = tables(&evaluate(run, settings), prior);
    text.push_str(&length_table(run.seed + 900_000, run.each, settings));
    if let Some(folder) = streams {
        let streams = real_streams(&folder, StreamFilter::REFERENCE)?;
        for set in streams.sets(run.seed, settings.measure.idle_gap_hours, 3) {
            text.push('\n');
            text.push_str(&planted_tables(set.name, &judge_planted(&set, settings), prior));
        }
    }
    Ok(text)
}

fn calibrate(each: u64, streams: Option<PathBuf>) -> Result<(), Failure> {
    let mut settings = ebb_content::catalog()?.settings;
    let prior = settings.change.who.prior;
    let gap = settings.measure.idle_gap_hours;
    let mut sources = vec![
        ("simulated".to_owned(), weighted(&simulated(each, Habit::Brief, &settings), &prior, 0.3)),
        (
            "simulated, full weeks".to_owned(),
            weighted(&simulated(each / 2, Habit::FullWeeks, &settings), &prior, 0.15),
        ),
    ];
    let invented: Vec<_> = simulated_streams(FIRST_SEED + 40_000_000, 2 * each)
        .into_iter()
        .filter(|(_, habit, _)| matches!(habit, Habit::Brief | Habit::FullWeeks | Habit::Live))
        .collect();
    for set in simulated_sets(&invented, FIRST_SEED, gap) {
        let samples = weighted(&planted(&set, &settings), &prior, 0.1);
        sources.push((format!("planted in {}", set.name), samples));
    }
    if let Some(folder) = streams {
        let streams = real_streams(&folder, StreamFilter::REFERENCE)?;
        for (set, share) in streams.sets(FIRST_SEED, gap, 3).into_iter().zip([0.2, 0.05, 0.05, 0.1]) {
            let samples = weighted(&planted(&set, &settings), &prior, share);
            sources.push((format!("planted in {}", set.name), samples));
        }
    }
    let all: Vec<_> = sources
        .iter()
        .filter(|(name, _)| !name.contains(UNFITTED))
        .flat_map(|(_, samples)| samples.iter().copied())
        .collect();
    settings.change.who.head = fit(&all);
    settings.change.second.head = fit_second(&all);
    let head = &settings.change.who.head;
    let mut text = format!(
        "intercepts = [{:.4}, {:.4}, {:.4}]\none = {:.4}\nsum = {:.4}\nsmaller = {:.4}\ntoward = {:.4}\nagainst = {:.4}\napart = {:.4}\n\
         many = {:.4}\n\n",
        head.intercepts[0],
        head.intercepts[1],
        head.intercepts[2],
        head.one,
        head.sum,
        head.smaller,
        head.toward,
        head.against,
        head.apart,
        head.many
    );
    text.push_str(&second_head_text(&settings.change.second.head));
    text.push_str("\n| held out | samples | log loss | ECE | alter found | false alarms | right person | wrong person |\n");
    text.push_str("|---|---|---|---|---|---|---|---|\n");
    for (name, samples) in &sources {
        text.push_str(&score(name, samples, &settings.change.who, &settings.change.second));
    }
    print(&text)
}

fn print(text: &str) -> Result<(), Failure> {
    io::stdout().lock().write_all(text.as_bytes()).map_err(Failure::Print)
}

/// Trains the heads, writes them, and prints how they do on phrasings that were left out.
fn train_heads(out: PathBuf) -> Result<(), Failure> {
    let training = train(&ebb_content::catalog()?.lexicon)?;
    let shares = SHARES.map(|share| format!("found at {share} | mistaken")).join(" | ");
    let rows = training.left_out.iter().map(|(cue, score)| {
        let cells: Vec<String> = score
            .found
            .iter()
            .zip(score.mistaken)
            .map(|(found, mistaken)| format!("{found} | {mistaken} of {}", score.against))
            .collect();
        format!("| {} | {} | {} |\n", cue.id(), score.phrasings, cells.join(" | "))
    });
    let table = format!("| cue | phrasings | {shares} |\n") + &rows.collect::<String>();
    fs::write(&out, training.heads.to_bytes()).map_err(|cause| Failure::Write { path: out, cause })?;
    io::stdout().lock().write_all(table.as_bytes()).map_err(Failure::Print)
}

fn hear_lines(file: Option<PathBuf>, without: Option<&str>) -> Result<String, Failure> {
    let catalog = ebb_content::catalog()?;
    let lexicon = &catalog.lexicon;
    let known = known_lines(lexicon)?;
    let mut reader = ChatReader::load(lexicon)?;
    let mut table = Table::load().map_err(ChatError::Table)?;
    if let Some(hand) = without {
        let others: Vec<HearLine> = known.iter().filter(|line| line.hand != hand).cloned().collect();
        table = trained_table(&others);
        reader = reader.with(table.clone(), statement_heads::train(&others, lexicon)?);
    }
    let lines = match file {
        Some(path) => {
            let text = fs::read_to_string(&path).map_err(|cause| Failure::Read { path, cause })?;
            read_hear_lines(&text)?
        }
        None => known.into_iter().filter(|line| without.is_none_or(|hand| line.hand == hand)).collect(),
    };
    Ok(hear_tables(&reader, &table, &lines, &catalog.settings.chat.statement)?)
}

fn trained_table(lines: &[HearLine]) -> Table {
    let examples: Vec<Example> = lines.iter().map(|line| Example::of(&line.text, line.kind)).collect();
    table::train(&examples, &TableSettings::default())
}

fn train_table(out: &Path) -> Result<(), Failure> {
    let table = trained_table(&known_lines(&ebb_content::catalog()?.lexicon)?);
    fs::write(out, table.to_bytes()).map_err(|cause| Failure::Write { path: out.to_owned(), cause })
}

fn train_signs(without: &[String], out: &Path) -> Result<(), Failure> {
    let lexicon = ebb_content::catalog()?.lexicon;
    let mut lines = known_lines(&lexicon)?;
    lines.retain(|line| !without.contains(&line.hand));
    let trained = signs::train(&lines, &lexicon)?;
    let told = signs::train_told(&told_sentences()?, &lines, &calm_accounts()?)?;
    for (name, weights) in
        [("signs.bin", &trained.meaning), ("signs-both.bin", &trained.both), ("signs-told.bin", &told)]
    {
        let path = out.join(name);
        fs::write(&path, weights.to_bytes()).map_err(|cause| Failure::Write { path, cause })?;
    }
    Ok(())
}

fn train_accounts(also: &[PathBuf], out: &Path) -> Result<(), Failure> {
    let trained = accounts::train(also)?;
    for (name, weights) in [("accounts.bin", &trained.accounts), ("told.bin", &trained.told)] {
        let path = out.join(name);
        fs::write(&path, weights.to_bytes()).map_err(|cause| Failure::Write { path, cause })?;
    }
    print(&trained.table)
}

/// Trains on every hand and writes the heads, or leaves hands out and prints how what they wrote is heard.
fn train_situations(without: &[String], out: &Path) -> Result<(), Failure> {
    let lexicon = ebb_content::catalog()?.lexicon;
    let told = situations::Labelled::read(&lexicon)?;
    if without.is_empty() {
        let heads = told.heads(without);
        return fs::write(out, heads.to_bytes())
            .map_err(|cause| Failure::Write { path: out.to_owned(), cause });
    }
    print(&told.table(&told.heads(without), without))
}

fn score_heads(path: PathBuf, which: Share) -> Result<(), Failure> {
    let lexicon = ebb_content::catalog()?.lexicon;
    let text = fs::read_to_string(&path).map_err(|cause| Failure::Read { path, cause })?;
    let lines = share(&read_marked(&text)?, which);
    let (rules, heads) = (Rules::new(&lexicon)?, Heads::load(&lexicon)?);
    let table = line_table(&score_lines(&lines, &rules, &heads, &lexicon)?);
    io::stdout().lock().write_all(table.as_bytes()).map_err(Failure::Print)
}

fn score_words(plain: Option<PathBuf>, labelled: Option<PathBuf>) -> Result<(), Failure> {
    let reader = ChatReader::load(&ebb_content::catalog()?.lexicon)?;
    let read = |path: PathBuf| fs::read_to_string(&path).map_err(|cause| Failure::Read { path, cause });
    let mut out = String::new();
    if let Some(path) = plain {
        let text = read(path)?;
        let lines: Vec<&str> =
            text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).collect();
        out += &["## Plain lines\n\n", &plain_table(&lines, &reader)?, "\n"].concat();
    }
    if let Some(path) = labelled {
        let lines = read_labelled(&read(path)?)?;
        out += &["## Lines with one rough label\n\n", &label_table(&lines, &reader)?, "\n"].concat();
    }
    io::stdout().lock().write_all(out.as_bytes()).map_err(Failure::Print)
}

/// Reads so many lines, those of the file again and again, and says how many cues were found: what a speed test times.
fn read_lines(path: PathBuf, count: usize, by: ReadBy) -> Result<(), Failure> {
    let lexicon = ebb_content::catalog()?.lexicon;
    let text = fs::read_to_string(&path).map_err(|cause| Failure::Read { path, cause })?;
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split(" | ").last().unwrap_or(line))
        .collect();
    let lines: Vec<&str> = lines.iter().copied().cycle().take(count).collect();
    let found: usize = match by {
        ReadBy::Rules => {
            let rules = Rules::new(&lexicon)?;
            let (mut scratch, mut hits, mut found) = (Scratch::default(), Vec::new(), 0);
            for line in lines {
                rules.read_into(line, &mut scratch, &mut hits);
                found += hits.drain(..).count();
            }
            found
        }
        ReadBy::Encoder => Heads::load(&lexicon)?.scores(&lines)?.len(),
    };
    let told = format!("{count} lines, {found} found\n");
    io::stdout().lock().write_all(told.as_bytes()).map_err(Failure::Print)
}

fn score_stories(stories: Option<PathBuf>, numbered: Option<PathBuf>, each: bool) -> Result<(), Failure> {
    let catalog = ebb_content::catalog()?;
    let reader = Reader::load(&catalog.lexicon, &catalog.settings.chat.statement)?;
    let read = |path: PathBuf| fs::read_to_string(&path).map_err(|cause| Failure::Read { path, cause });
    let mut sets = Vec::new();
    if let Some(path) = stories {
        sets.push(("Invented stories", read_stories(&read(path)?)?));
    }
    if let Some(path) = numbered {
        sets.push(("Labelled stories", read_numbered_stories(&read(path)?)?));
    }
    let mut out = String::new();
    for (name, stories) in sets {
        let stories = read_all(&stories, &reader, &catalog)?;
        let rows = if each { story_rows(&stories) } else { String::new() };
        out += &["## ", name, "\n\n", &story_table(&stories, &catalog), "\n", &rows].concat();
    }
    io::stdout().lock().write_all(out.as_bytes()).map_err(Failure::Print)
}

/// Which dyads say something about silences.
const SILENCES: StreamFilter = StreamFilter { messages: 20, each: 8, span_days: 5.0 };
/// Awake hours that every moment of a silence lies within, and the seed of the moments.
const MOMENTS: (usize, (f64, f64), u64) = (12, (12.0, 60.0 * 24.0), 3);

/// A set of people with the days ahead that it is long enough for.
struct People {
    medium: &'static str,
    days: Vec<f64>,
    fitted: Vec<Writer>,
    judged: Vec<Writer>,
}

fn people(folder: &Path, days: &[f64]) -> Result<[People; 2], Failure> {
    let RealStreams { texts, college, .. } = real_streams(folder, SILENCES)?;
    let set = |medium, dyads: &[StreamDyad], most: f64| {
        let (fitted, judged) = halves(writers(dyads));
        let days = days.iter().copied().filter(|days| *days <= most).collect();
        People { medium, days, fitted, judged }
    };
    // The text messages cover four weeks, too short to see who is back within 30 days.
    Ok([set("text-messages", &texts, 7.0), set("site-messages", &college, 30.0)])
}

fn fitted_silences(folder: &Path) -> Result<String, Failure> {
    let settings = ebb_content::catalog()?.settings.silence;
    let mut text = String::new();
    for set in people(folder, &settings.return_days)? {
        let medium = silence::fit(set.medium, &set.fitted, settings.least_hours);
        let table = medium_table(&medium);
        let _ = writeln!(text, "# {}: {} people\n{table}", set.medium, set.fitted.len());
    }
    Ok(text)
}

fn silence_tables(folder: &Path, simulated: u64) -> Result<String, Failure> {
    let catalog = ebb_content::catalog()?;
    let settings = &catalog.settings;
    let clock = &settings.silence;
    let (moments, hours, seed) = MOMENTS;
    let judging = |days: &[f64]| JudgeSettings {
        days: days.to_vec(),
        moments,
        hours,
        least_silences: clock.least_silences,
        least_hours: clock.least_hours,
        seed,
    };
    let mut text = String::from(
        "Brier score / integrated calibration index; lower is better. `gain`: by how much the clock's Brier score is \
         below that of the better Kaplan-Meier curve, with its standard error over dyads. Curves and mixtures come from \
         one half of the dyads, the moments from the other.\n\n\
         | set | back within | moments (dyads) | came back | silence clock | mixture of log-logistics | Kaplan-Meier, \
         awake hours | Kaplan-Meier, hours on the clock | gain |\n|---|---|---|---|---|---|---|---|---|\n",
    );
    let sets = people(folder, &clock.return_days)?;
    let alone = |id: &str| -> Vec<(&Medium, f64)> {
        clock.media.iter().filter(|medium| medium.id == id).map(|medium| (medium, 1.0)).collect()
    };
    let [texts, forum] = &sets;
    for (name, set, media) in [
        ("texts, as text messages", texts, clock.media_of(&["sms-backup-xml"])),
        ("texts, as a chat app", texts, clock.media_of(&["whatsapp-text"])),
        ("texts, of an unknown medium", texts, clock.media_of(&[])),
        ("texts, by the curve of texts alone", texts, alone(texts.medium)),
        ("texts, by the curve of the forum alone", texts, alone(forum.medium)),
        ("forum, as a dating site", forum, clock.media_of(&["tinder"])),
        ("forum, of an unknown medium", forum, clock.media_of(&[])),
        ("forum, by the curve of the forum alone", forum, alone(forum.medium)),
        ("forum, by the curve of texts alone", forum, alone(texts.medium)),
    ] {
        text += &moment_tables(name, &judge(&set.judged, &set.fitted, &media, &judging(&set.days)));
    }
    // The model was chosen with the rows above in sight; the halves exchanged show how much of them is chance.
    for (name, set) in [("texts, halves exchanged", texts), ("forum, halves exchanged", forum)] {
        let other = silence::fit(set.medium, &set.judged, clock.least_hours);
        let media = [(&other, 1.0)];
        text += &moment_tables(name, &judge(&set.fitted, &set.judged, &media, &judging(&set.days)));
    }

    let others = simulated_people(DEVELOPMENT_SEED + 900_000, simulated);
    let own = [silence::fit("simulated", &others, clock.least_hours)];
    let held_out = (HELD_OUT_SEED + 900_000, simulated);
    for (name, media) in [("own curve", &own[..]), ("shipped curves", &clock.media[..])] {
        let judged = simulated_with_change(held_out, &others, media, settings, &judging(&clock.return_days));
        let after = judged.after_change;
        text += &moment_tables(&format!("simulated, {name}, as told ({after} after a change)"), &judged.told);
        text += &moment_tables(&format!("simulated, {name}, the whole chat"), &judged.whole_chat);
    }
    Ok(text)
}

/// Prints how a no, danger and the young are heard.
#[expect(clippy::format_push_string, reason = "a table of a few lines")]
fn score_all_safety(
    lines: Option<PathBuf>,
    stories: Option<PathBuf>,
    (everyday, alike): (Option<PathBuf>, usize),
    heads: SignHeads,
    content: Option<PathBuf>,
    each: bool,
) -> Result<(), Failure> {
    let catalog = match content {
        Some(folder) => {
            let mut texts = Vec::new();
            collect(&folder, &folder, &mut texts)?;
            let files = texts.iter().map(|(name, text)| (name.clone(), text.as_str())).collect();
            ebb_content::catalog_from(&files)?
        }
        None => ebb_content::catalog()?,
    };
    let mut out = String::new();
    if let Some(path) = lines {
        let lines = read_safety_lines(&read(&path)?)?;
        let everyday = match everyday {
            Some(path) => read_safety_lines(&read(&path)?)?,
            None => everyday_lines(),
        };
        let listener = Listener {
            ear: Ear::new(&catalog.lexicon)?,
            table: Table::load()?,
            heads,
            encoder: Encoder::load()?,
            lexicon: &catalog.lexicon,
        };
        let scores = score_safety(&listener, &lines, &everyday, alike)?;
        if each {
            for (kind, language, text) in &scores.missed {
                out += &format!("missed  {language} {kind}: {text}\n");
            }
            for (sign, language, text) in &scores.false_lines {
                out += &format!("wrongly {language} {sign}: {text}\n");
            }
        }
        out += &safety_tables(&scores);
    }
    if let Some(path) = stories {
        let stories = read_safety_stories(&read(&path)?)?;
        let reader = Reader::load(&catalog.lexicon, &catalog.settings.chat.statement)?;
        let scores = score_safety_stories(&reader, &stories)?;
        if each {
            out += &story_faults(&scores);
        }
        out += &story_tables(&scores);
    }
    io::stdout().lock().write_all(out.as_bytes()).map_err(Failure::Print)
}

fn sign_heads(folder: &Path) -> Result<SignHeads, Failure> {
    let weights = |name: &str, numbers| -> Result<Weights, Failure> {
        let path = folder.join(name);
        let bytes = fs::read(&path).map_err(|cause| Failure::Read { path, cause })?;
        Ok(Weights::from_bytes(&bytes, CLASSES, numbers).ok_or(SignError)?)
    };
    Ok(SignHeads::of(weights("signs.bin", MEANING_DIMENSIONS)?, weights("signs-both.bin", BOTH_DIMENSIONS)?))
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|cause| Failure::Read { path: path.to_owned(), cause })
}

/// Reads every file of a folder of content.
fn collect(root: &Path, folder: &Path, texts: &mut Vec<(String, String)>) -> Result<(), Failure> {
    let fault = |cause| Failure::Read { path: folder.to_owned(), cause };
    for entry in fs::read_dir(folder).map_err(fault)? {
        let path = entry.map_err(fault)?.path();
        if path.is_dir() {
            collect(root, &path, texts)?;
        } else if let Some(name) = path.strip_prefix(root).ok().and_then(Path::to_str) {
            texts.push((name.to_owned(), read(&path)?));
        }
    }
    Ok(())
}
