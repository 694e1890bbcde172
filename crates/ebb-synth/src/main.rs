//! Writes invented exports: the demo conversation, and long ones for speed tests.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use ebb_synth::demo::{LineError, write_demo};
use ebb_synth::evaluate::{EvaluationSettings, evaluate, tables};
use ebb_synth::speed::{SpeedExport, write_speed_export};

#[derive(Parser)]
#[command(name = "ebb-synth", about = "Writes invented WhatsApp exports")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
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
        /// First seed
        #[arg(long, default_value_t = 1)]
        seed: u64,
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
    Lines(#[from] LineError),
    #[error(transparent)]
    Content(#[from] ebb_content::ContentError),
    #[error("cannot print: {0}")]
    Print(io::Error),
    #[error("cannot write {path}: {cause}")]
    Write { path: PathBuf, cause: io::Error },
}

fn main() -> Result<(), Failure> {
    match Arguments::parse().task {
        Task::Demo { out } => {
            let text = write_demo()?;
            fs::write(&out, text).map_err(|cause| Failure::Write { path: out, cause })
        }
        Task::Evaluate { each, stable, seed } => {
            let catalog = ebb_content::catalog()?;
            let judged = evaluate(EvaluationSettings { each, stable, seed }, &catalog.settings);
            io::stdout().lock().write_all(tables(&judged).as_bytes()).map_err(Failure::Print)
        }
        Task::Export { messages, out, seed } => {
            let write = || {
                let mut file = BufWriter::with_capacity(1 << 20, File::create(&out)?);
                write_speed_export(SpeedExport { messages, seed }, &mut file)?;
                file.flush()
            };
            write().map_err(|cause| Failure::Write {
                path: out.clone(),
                cause,
            })
        }
    }
}
