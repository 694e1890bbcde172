//! Writes invented exports: the demo conversation, and long ones for speed tests.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use ebb_synth::demo::{LineError, write_demo};
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
    #[error("cannot write {path}: {cause}")]
    Write { path: PathBuf, cause: io::Error },
}

fn main() -> Result<(), Failure> {
    match Arguments::parse().task {
        Task::Demo { out } => {
            let text = write_demo()?;
            fs::write(&out, text).map_err(|cause| Failure::Write { path: out, cause })
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
