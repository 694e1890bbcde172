//! The command line, from which help, completions and the manual page are made.

pub(crate) mod case;

use std::path::PathBuf;

use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};
use ebb::gate::{LinesSeen, ReasonsWanted, SafetyAnswer, SafetyReply};
use ebb_import::DateOrder;

use crate::output::Replacing;

/// See what changed when someone you were dating went quiet, what may be behind it, and what you can do now.
///
/// Everything stays on this computer: ebb opens no connection, and keeps nothing unless you ask it to.
#[derive(Debug, Parser)]
#[command(name = "ebb", version = BUILD, max_term_width = 88, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// When to use color
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorChoice,

    /// Draw with plain characters only
    #[arg(long, global = true)]
    pub(crate) plain: bool,

    /// Columns of the report [default: the width of the terminal]
    #[arg(long, global = true, value_name = "N")]
    pub(crate) width: Option<usize>,

    /// Print the result and nothing else
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,

    /// Tell reasons after a no for now as well; after a plain no, and in danger, there are none
    #[arg(long, global = true)]
    pub(crate) reasons: bool,
}

/// Version and build, for a report of a fault.
#[cfg(debug_assertions)]
const BUILD: &str = concat!(env!("CARGO_PKG_VERSION"), " (debug build)");
/// Version and build, for a report of a fault.
#[cfg(not(debug_assertions))]
const BUILD: &str = concat!(env!("CARGO_PKG_VERSION"), " (release build)");

const EXAMPLES: &str = "\
Examples:
  ebb serve                             the page in your browser, the easiest way
  ebb demo                              an example, with nothing of yours
  ebb analyze chat.zip --me Dana        look at a WhatsApp export
  ebb analyze old.txt new.txt --me Dana two exports of the same chat
  ebb ask                               a few questions, with no chat at all
  ebb story                             your own words, with no chat at all
  ebb formats                           which files ebb reads, and how to get them
  ebb explain too-fast                  what a reason means and where its numbers come from";

impl Arguments {
    /// Returns what all commands need to know about the terminal.
    pub(crate) fn output(&self) -> OutputSettings {
        OutputSettings {
            glyphs: if self.plain { GlyphChoice::Plain } else { GlyphChoice::Auto },
            width: self.width,
            chatter: if self.quiet { Chatter::Quiet } else { Chatter::Normal },
            wanted: if self.reasons { ReasonsWanted::AfterSoftNo } else { ReasonsWanted::WhereOpen },
        }
    }
}

/// What all commands need to know about the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OutputSettings {
    pub(crate) glyphs: GlyphChoice,
    pub(crate) width: Option<usize>,
    pub(crate) chatter: Chatter,
    pub(crate) wanted: ReasonsWanted,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GlyphChoice {
    Auto,
    Plain,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Chatter {
    Normal,
    Quiet,
}

/// What is to become of a file that stands in the place of a new one.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Over {
    /// Write over a file that is there, without asking
    #[arg(long)]
    force: bool,
}

impl Over {
    /// Returns whether such a file gives way.
    pub(crate) fn replacing(self) -> Replacing {
        if self.force { Replacing::Granted } else { Replacing::Asked }
    }
}

/// What `--safe` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SafeGiven {
    /// Neither: not asked to stop, and not afraid
    Yes,
    /// One of these is so
    No,
    /// Not sure
    Unsure,
}

impl SafeGiven {
    /// Returns the reply, which is meant for the whole chat.
    pub(crate) fn answer(self) -> SafetyAnswer {
        let reply = match self {
            Self::Yes => SafetyReply::Neither,
            Self::No => SafetyReply::OneOfThese,
            Self::Unsure => SafetyReply::Unsure,
        };
        SafetyAnswer { reply, lines: LinesSeen::ForTheChat }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show an example report on an invented conversation
    Demo(Demo),
    /// Look at one chat, in one or several files
    Analyze(Analyze),
    /// Only the silence clock: how long it has been, how usual that is, how often such a silence ends
    Silence(Silence),
    /// Answer a few questions, with or without a chat, and see what they say
    Ask(Ask),
    /// Tell it in your own words, with or without a chat, and see what it says
    Story(Story),
    /// Texts to start one honest message from, and checks of your own
    Draft(Draft),
    /// Show which cues each line of a text holds, for people who review the rules
    Cues(Cues),
    /// Only read: print every message in one plain form
    Convert(Convert),
    /// The same file without its words, to send with a report of a fault
    Scrub(Scrub),
    /// Keep a case in one locked file, and come back to it
    Case(case::Case),
    /// Open the page in your browser, on this computer only
    Serve(Serve),
    /// List the files that ebb reads, and how to get them
    Formats(Formats),
    /// Explain a reason, a number or a limit, with its sources
    Explain(Explain),
    /// Print completions for a shell
    Completions(Completions),
    /// Print the manual page
    Man,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// How to print the result
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) format: ReportFormat,

    /// The same as --format json
    #[arg(long)]
    pub(crate) json: bool,
}

#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ebb analyze chat.zip --me Dana
  ebb analyze chat.txt --me Dana --now 2026-06-13T13:10
  ebb analyze chat.zip sms.xml --me Dana --alter-also \"+1 555 000 1234\"
  ebb analyze chat.txt --me Dana --date-order dmy --json > result.json
  ebb analyze --batch chats/ --me Dana -o rows.ndjson")]
pub(crate) struct Analyze {
    /// Files of one chat: an export as it is, a file, a zip or a folder; - reads standard input
    #[arg(required_unless_present = "batch", value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Your name, as it stands in the chat; again for each further name of yours
    #[arg(long, value_name = "NAME")]
    pub(crate) me: Vec<String>,

    /// The other person's name; again for each further name of theirs
    #[arg(long, value_name = "NAME")]
    pub(crate) them: Vec<String>,

    /// The same person under one more name, in another file or app; again for each
    #[arg(long, value_name = "NAME")]
    pub(crate) alter_also: Vec<String>,

    /// Which chat, where a file holds several [default: the one with --them]
    #[arg(long, value_name = "NAME")]
    pub(crate) chat: Vec<String>,

    /// Words for the other person: they, she or he
    #[arg(long, value_name = "WORD", default_value = "they")]
    pub(crate) pronouns: String,

    /// Where you were, for example Europe/London
    #[arg(long, value_name = "ZONE")]
    pub(crate) tz: Option<String>,

    /// What time it is [default: the last message]
    #[arg(long, value_name = "TIME")]
    pub(crate) now: Option<String>,

    /// How dates are written, where the file cannot tell
    #[arg(long, value_name = "ORDER")]
    pub(crate) date_order: Option<WrittenOrder>,

    /// Your answers, as `ebb ask --save-answers` writes them
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,

    /// Your own words in a text file; what we surely understood counts as answers
    #[arg(long, value_name = "FILE")]
    pub(crate) story: Option<PathBuf>,

    /// Were you asked to stop, or have you been afraid? yes: neither, all is well; no: one of these; unsure
    #[arg(long, value_name = "ANSWER")]
    pub(crate) safe: Option<SafeGiven>,

    /// Leave out a line that we show, by its number; again for each
    #[arg(long, value_name = "NUMBER")]
    pub(crate) leave_out: Vec<usize>,

    /// Count a line that we asked about as what it looks like, by its number; again for each
    #[arg(long, value_name = "NUMBER", conflicts_with = "times_only")]
    pub(crate) count_line: Vec<usize>,

    /// Look at the times only, and read no words
    #[arg(long, conflicts_with = "leave_out")]
    pub(crate) times_only: bool,

    /// How to print the result
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) format: ReportFormat,

    /// The same as --format json, and ask nothing
    #[arg(long)]
    pub(crate) json: bool,

    /// Write the result to a file; - is standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) over: Over,

    /// Ask nothing
    #[arg(long)]
    pub(crate) no_input: bool,

    /// Exit with 4 when there is too little to tell
    #[arg(long)]
    pub(crate) strict: bool,

    /// Look at each file of a folder by its times: one row of JSON a chat, added to the file of -o
    #[arg(long, value_name = "FOLDER", requires = "output", conflicts_with_all = ["files", "answers", "story", "format"])]
    pub(crate) batch: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ebb silence chat.zip --me Dana --now 2026-06-13T13:10
  ebb silence chat.zip --me Dana --json")]
pub(crate) struct Silence {
    /// Files of one chat: an export as it is, a file, a zip or a folder; - reads standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Your name, as it stands in the chat; again for each further name of yours
    #[arg(long, value_name = "NAME")]
    pub(crate) me: Vec<String>,

    /// The other person's name; again for each further name of theirs
    #[arg(long, value_name = "NAME")]
    pub(crate) them: Vec<String>,

    /// The same person under one more name, in another file or app; again for each
    #[arg(long, value_name = "NAME")]
    pub(crate) alter_also: Vec<String>,

    /// Which chat, where a file holds several [default: the one with --them]
    #[arg(long, value_name = "NAME")]
    pub(crate) chat: Vec<String>,

    /// Words for the other person: they, she or he
    #[arg(long, value_name = "WORD", default_value = "they")]
    pub(crate) pronouns: String,

    /// Where you were, for example Europe/London
    #[arg(long, value_name = "ZONE")]
    pub(crate) tz: Option<String>,

    /// What time it is [default: the last message]
    #[arg(long, value_name = "TIME")]
    pub(crate) now: Option<String>,

    /// How dates are written, where the file cannot tell
    #[arg(long, value_name = "ORDER")]
    pub(crate) date_order: Option<WrittenOrder>,

    /// Were you asked to stop, or have you been afraid? yes: neither, all is well; no: one of these; unsure
    #[arg(long, value_name = "ANSWER")]
    pub(crate) safe: Option<SafeGiven>,

    /// Print as JSON, and ask nothing
    #[arg(long)]
    pub(crate) json: bool,

    /// Ask nothing
    #[arg(long)]
    pub(crate) no_input: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ebb ask                                   answer in the terminal
  ebb ask --them Alex --save-answers a.toml keep the answers, to use them again
  ebb ask --answers a.toml --json           what these answers say, for other programs
  ebb analyze chat.zip --me Dana --answers a.toml")]
pub(crate) struct Ask {
    /// What to call the other person
    #[arg(long, value_name = "NAME")]
    pub(crate) them: Option<String>,

    /// Words for the other person: they, she or he; asked for along with the name
    #[arg(long, value_name = "WORD")]
    pub(crate) pronouns: Option<String>,

    /// Answers from a file instead: lines of question = "answer"
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,

    /// Write the answers to a file
    #[arg(long, value_name = "FILE")]
    pub(crate) save_answers: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) over: Over,

    /// Print as JSON, and ask nothing
    #[arg(long)]
    pub(crate) json: bool,

    /// Ask nothing
    #[arg(long)]
    pub(crate) no_input: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ebb story                            type it in the terminal
  ebb story mine.txt --them Alex       from a file; you are shown what we understood
  ebb story mine.txt --yes --json      the same, with nothing asked
  ebb analyze chat.zip --me Dana --story mine.txt

Nothing is kept. What you write is read on this computer only.")]
pub(crate) struct Story {
    /// A text file; - reads standard input [default: typed in the terminal]
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,

    /// What to call the other person
    #[arg(long, value_name = "NAME")]
    pub(crate) them: Option<String>,

    /// Words for the other person: they, she or he
    #[arg(long, value_name = "WORD", default_value = "they")]
    pub(crate) pronouns: String,

    /// Your answers, as `ebb ask --save-answers` writes them; they count before the story
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,

    /// Were you asked to stop, or have you been afraid? yes: neither, all is well; no: one of these; unsure
    #[arg(long, value_name = "ANSWER")]
    pub(crate) safe: Option<SafeGiven>,

    /// Take what we understood as it is, and ask nothing
    #[arg(short, long)]
    pub(crate) yes: bool,

    /// Leave out something we understood, by its name in the JSON; again for each
    #[arg(long, value_name = "NAME")]
    pub(crate) not: Vec<String>,

    /// Count something we were not sure of, by its name in the JSON; again for each
    #[arg(long, value_name = "NAME")]
    pub(crate) also: Vec<String>,

    /// Print as JSON, and ask nothing
    #[arg(long)]
    pub(crate) json: bool,

    /// Ask nothing
    #[arg(long)]
    pub(crate) no_input: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ebb draft --them Alex --date \"9 May\"    three texts to start from
  ebb draft --check mine.txt              look at your own text
  ebb draft --check - --hour 23           the same, typed or piped in

Nothing is kept and nothing is sent. After a clear no, ebb does not help to write.")]
pub(crate) struct Draft {
    /// The other person's name
    #[arg(long, value_name = "NAME")]
    pub(crate) them: Option<String>,

    /// Words for the other person: they, she or he
    #[arg(long, value_name = "WORD", default_value = "they")]
    pub(crate) pronouns: String,

    /// When it changed, as you would say it
    #[arg(long, value_name = "WORDS", default_value = "a few weeks ago")]
    pub(crate) date: String,

    /// Your own text, in a file; - reads it from standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) check: Option<PathBuf>,

    /// The hour at which you would send it, 0 to 23
    #[arg(long, value_name = "HOUR", value_parser = clap::value_parser!(u8).range(0..24))]
    pub(crate) hour: Option<u8>,

    /// How many messages of yours wait for a reply
    #[arg(long, value_name = "COUNT")]
    pub(crate) unanswered: Option<usize>,

    /// Were you asked to stop, or have you been afraid? yes: neither, all is well; no: one of these; unsure
    #[arg(long, value_name = "ANSWER")]
    pub(crate) safe: Option<SafeGiven>,

    /// Your answers: after a no of theirs, ebb does not help to write
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ebb cues lines.txt                    one line of a chat on each line
  echo \"i need some space\" | ebb cues

A cue is found by a rule, by the sentence encoder, or by both. Only lines of the last kind are shown as quotes.")]
pub(crate) struct Cues {
    /// A text file; - reads standard input
    #[arg(value_name = "FILE", default_value = "-")]
    pub(crate) file: PathBuf,

    /// Print one JSON object a line
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ebb convert chat.zip --to jsonl > messages.jsonl
  ebb convert chat.txt --to csv --tz Europe/London > messages.csv")]
pub(crate) struct Convert {
    /// Files to read
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// What to write
    #[arg(long, value_name = "FORM")]
    pub(crate) to: ConvertFormat,

    /// Which chat, where a file holds several
    #[arg(long, value_name = "NAME")]
    pub(crate) chat: Vec<String>,

    /// Where you were, for example Europe/London
    #[arg(long, value_name = "ZONE")]
    pub(crate) tz: Option<String>,

    /// How dates are written, where the file cannot tell
    #[arg(long, value_name = "ORDER")]
    pub(crate) date_order: Option<WrittenOrder>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  ebb scrub chat.zip -o to-send.zip")]
pub(crate) struct Scrub {
    /// File to read: a chat or a zip
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// New file to write; - is standard output [default: scrubbed, with the same ending]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) over: Over,

    /// How dates are written, where the file cannot tell
    #[arg(long, value_name = "ORDER")]
    pub(crate) date_order: Option<WrittenOrder>,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The port [default: any that is free]
    #[arg(short, long, value_name = "PORT", default_value_t = 0, hide_default_value = true)]
    pub(crate) port: u16,

    /// Do not open the browser
    #[arg(long)]
    pub(crate) no_open: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Formats {
    /// Print as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// A reason such as too-fast, or: reasons, findings, numbers, how-sure, choices, help-lines, needs, limits, sources
    #[arg(value_name = "TOPIC")]
    pub(crate) topic: Option<String>,

    /// For help-lines: only those of this country, by two letters, and those for anyone
    #[arg(long, value_name = "COUNTRY")]
    pub(crate) country: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    Text,
    Html,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ConvertFormat {
    /// One JSON object a line
    Jsonl,
    /// A table with a header line
    Csv,
}

/// The order in which a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WrittenOrder {
    /// Day, month, year
    Dmy,
    /// Month, day, year
    Mdy,
    /// Year, month, day
    Ymd,
}

impl WrittenOrder {
    pub(crate) fn order(self) -> DateOrder {
        match self {
            Self::Dmy => DateOrder::DayFirst,
            Self::Mdy => DateOrder::MonthFirst,
            Self::Ymd => DateOrder::YearFirst,
        }
    }
}
