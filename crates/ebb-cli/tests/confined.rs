//! A whole run under watch: no connection, no file but those that were named, no other program.
#![cfg(target_os = "linux")]

mod running;

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use ebb_synth::Regime;
use running::{arg, chat, file, folder};

/// Returns what strace writes of a run of ebb; `None` where there is no strace, or it may not look.
fn traced(calls: &str, arguments: &[&str], folder: &Path) -> Option<String> {
    let log = folder.join("trace");
    let run = Command::new("strace")
        .args(["-f", "-qq", "-e", calls, "-o", arg(&log)])
        .arg(assert_cmd::cargo::cargo_bin("ebb"))
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .ok()?;
    let told = String::from_utf8_lossy(&run.stderr);
    if told.contains("ptrace") {
        return None;
    }
    assert!(run.status.success(), "{told}");
    fs::read_to_string(log).ok()
}

#[test]
fn a_traced_run_makes_no_connection_starts_nothing_and_writes_what_was_asked_for() {
    let folder = folder();
    let path = file(&folder, "chat.txt", chat(3, Regime::Abrupt, 60));
    let report = folder.path().join("report.txt");
    let arguments = ["analyze", arg(&path), "--me", "Ira", "--times-only", "--quiet", "-o", arg(&report)];
    let calls = "trace=network,process,openat,open,creat";
    let Some(trace) = traced(calls, &arguments, folder.path()) else { return };
    assert!(trace.contains("chat.txt"), "the run was not seen:\n{trace}");
    for line in trace.lines() {
        let made = line.split_once(' ').map_or(line, |(_, made)| made.trim_start());
        for call in ["socket(", "socketpair(", "connect(", "bind(", "sendto(", "fork(", "vfork("] {
            assert!(!made.starts_with(call), "{line}");
        }
        let is_writing = ["O_WRONLY", "O_RDWR", "O_CREAT"].iter().any(|flag| made.contains(flag));
        assert!(!is_writing || made.contains("/.ebb-"), "a file is written: {line}");
    }
    // The one program that is started is ebb itself.
    assert_eq!(trace.matches("execve(").count(), 1, "{trace}");
}

/// Ends a program when a test is over, however it is.
struct Ending(Child);

impl Drop for Ending {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn every_command_that_takes_something_of_the_user_is_confined() {
    let folder = folder();
    let story = folder.path().join("none");
    let commands: [&[&str]; 5] = [
        &["analyze", "-", "--me", "Ira"],
        &["convert", "-", "--to", "jsonl"],
        &["story", "-"],
        &["ask", "--save-answers", arg(&story)],
        &["serve", "--no-open"],
    ];
    for command in commands {
        // Each of them waits: for what is typed, or for a browser.
        let mut waiting = Ending(
            Command::new(assert_cmd::cargo::cargo_bin("ebb"))
                .args(command)
                .stdin(Stdio::piped())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("it runs"),
        );
        let begun = Instant::now();
        loop {
            let status = fs::read_to_string(format!("/proc/{}/status", waiting.0.id())).unwrap_or_default();
            let holds = |name: &str, value: &str| {
                status.lines().any(|line| line.strip_prefix(name).is_some_and(|found| found.trim() == value))
            };
            // Two filters, and nothing that is started could win more rights.
            if holds("Seccomp:", "2") && holds("NoNewPrivs:", "1") {
                break;
            }
            assert!(waiting.0.try_wait().expect("ours").is_none(), "{command:?} ended");
            assert!(begun.elapsed() < Duration::from_secs(30), "{command:?} is not confined");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}
