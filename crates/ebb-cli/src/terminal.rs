//! The terminal: color, width, notes on standard error, and a sign of life on long work.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use clap::ColorChoice;
use ebb_report::text::{Glyphs, Style};
use indicatif::{ProgressBar, ProgressStyle};

use crate::args::{Chatter, GlyphChoice, OutputSettings};
use crate::failure::Failure;

/// Work that takes longer than this shows a sign of life.
const PATIENCE: Duration = Duration::from_secs(1);

/// Applies `--color` to everything that is printed.
pub(crate) fn choose_color(choice: ColorChoice) {
    let choice = match choice {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
}

/// Returns how reports are laid out here.
pub(crate) fn style(settings: &OutputSettings) -> Style {
    let measured = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let glyphs = match settings.glyphs {
        GlyphChoice::Plain => Glyphs::Ascii,
        GlyphChoice::Auto if is_plain_locale() => Glyphs::Ascii,
        GlyphChoice::Auto => Glyphs::Unicode,
    };
    Style { width: settings.width.or(measured).unwrap_or(80), glyphs }
}

/// The locale says that only plain characters can be shown.
fn is_plain_locale() -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    set.into_iter().find(|value| !value.is_empty()).is_some_and(|value| value == "C" || value == "POSIX")
}

/// Prints a result on standard output, styled only where that is wanted.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::Print)
}

/// Prints a line on standard error. That this fails cannot be told anywhere.
pub(crate) fn note(text: &str) {
    let mut out = anstream::stderr().lock();
    let _ = writeln!(out, "{text}");
}

/// Prints a remark on standard error, unless quiet.
pub(crate) fn remark(settings: &OutputSettings, text: &str) {
    if settings.chatter == Chatter::Normal {
        note(text);
    }
}

/// Returns whether somebody sees how far work has come.
pub(crate) fn can_show_progress(settings: &OutputSettings) -> bool {
    settings.chatter == Chatter::Normal && std::io::stderr().is_terminal()
}

/// Returns whether a person can be asked.
pub(crate) fn can_ask() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks something that only a yes agrees to; nobody there does not agree.
pub(crate) fn agrees(question: &str) -> bool {
    if !can_ask() {
        return false;
    }
    let mut err = std::io::stderr().lock();
    let _ = write!(err, "{question} Type yes or no: ");
    let _ = err.flush();
    drop(err);
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).is_ok() && matches!(line.trim(), "y" | "yes" | "Yes")
}

/// Returns whether anybody could read or type in a terminal.
pub(crate) fn is_there() -> bool {
    std::io::stdin().is_terminal() || std::io::stdout().is_terminal() || std::io::stderr().is_terminal()
}

/// A sign of life that appears on standard error when work takes more than a second, and goes when it is dropped.
pub(crate) struct SignOfLife {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl SignOfLife {
    /// Starts waiting; `doing` says what takes long.
    pub(crate) fn start(settings: &OutputSettings, doing: &'static str) -> Self {
        if !can_show_progress(settings) {
            return Self { stop: None, thread: None };
        }
        let (stop, stopped) = mpsc::channel::<()>();
        let thread = std::thread::spawn(move || {
            if stopped.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let bar = ProgressBar::new_spinner().with_message(doing);
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(120));
            let _ = stopped.recv();
            bar.finish_and_clear();
        });
        Self { stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for SignOfLife {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
