//! What a confined program tries and may not do, and what it still can.
//!
//! What is given up is given up for good, so each attempt runs in a program of its own: this test, started again.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Command;

use ebb_confine::{Held, Needs, Network, enter, keep_private};

/// Names the attempt to the program that is started for it.
const ATTEMPT: &str = "EBB_CONFINE_ATTEMPT";
const FOLDER: &str = "EBB_CONFINE_FOLDER";

/// Starts this test again for one attempt in this folder; returns whether the attempt held what it says.
fn held_in(folder: &Path, attempt: &str) -> bool {
    let program = std::env::current_exe().expect("this test");
    let run = Command::new(program)
        .args(["--exact", "an_attempt", "--nocapture", "--test-threads", "1"])
        .env(ATTEMPT, attempt)
        .env(FOLDER, folder)
        .output()
        .expect("it starts");
    let told = String::from_utf8_lossy(&run.stderr).into_owned() + &String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{attempt}: {told}");
    told.contains("attempt made")
}

#[test]
fn a_confined_program_reaches_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("named"), "words").expect("a file");
    fs::write(folder.path().join("other"), "a diary").expect("a file");
    let socket = folder.path().join("socket");
    let _unix = std::os::unix::net::UnixListener::bind(&socket).expect("a socket");
    for attempt in ["connect", "write", "read", "start", "thread", "rename", "listen", "private"] {
        assert!(held_in(folder.path(), attempt), "{attempt} was not tried");
    }
}

/// What the program does that is started for an attempt; nothing in the test itself.
#[test]
fn an_attempt() {
    let Ok(attempt) = std::env::var(ATTEMPT) else { return };
    let folder = PathBuf::from(std::env::var_os(FOLDER).expect("a folder"));
    let named = folder.join("named");
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let mut begun = fs::File::create(folder.join("begun")).expect("a file");
    let reads = [named.as_path()];
    let renames_in = (attempt == "rename").then_some(folder.as_path());
    let network = if attempt == "listen" { Network::OpenListener } else { Network::Nothing };
    keep_private();
    let confinement = enter(&Needs { reads: &reads, renames_in, network });
    assert_eq!(confinement.calls, Held::ByKernel, "this kernel filters no calls");
    match attempt.as_str() {
        "connect" => {
            refused(TcpStream::connect(("127.0.0.1", port)), "a connection");
            refused(UdpSocket::bind(("127.0.0.1", 0)), "a socket for packets");
            refused(UnixStream::connect(folder.join("socket")), "a socket in a folder");
            let elsewhere = std::thread::spawn(move || TcpStream::connect(("127.0.0.1", port)));
            refused(elsewhere.join().expect("it ends"), "a connection of another thread");
        }
        "write" => {
            refused(fs::write(&named, "x"), "a file that is read");
            refused(fs::File::create(folder.join("new")), "a new file");
            refused(fs::OpenOptions::new().append(true).open(&named), "more of a file");
            refused(fs::rename(&named, folder.join("moved")), "a change of names");
            refused(fs::remove_file(&named), "taking a file away");
            refused(fs::create_dir(folder.join("inner")), "a folder");
            begun.write_all(b"what was begun goes on").expect("it was open before");
        }
        "read" => {
            let mut text = String::new();
            fs::File::open(&named).and_then(|mut file| file.read_to_string(&mut text)).expect("it was named");
            assert_eq!(text, "words");
            if confinement.files != Held::Not {
                refused(fs::read(folder.join("other")), "a file that nobody named");
                refused(fs::read("/etc/passwd"), "a file of the system");
                refused(fs::read_dir(&folder).map(drop), "a folder that nobody named");
            }
        }
        "start" => refused(Command::new("/bin/true").status(), "another program"),
        "thread" => assert_eq!(std::thread::spawn(|| 7).join().expect("a thread is no program"), 7),
        "rename" => {
            drop(begun);
            fs::rename(folder.join("begun"), folder.join("done")).expect("it takes its place");
            refused(fs::File::create(folder.join("new")), "a new file in its folder");
        }
        "listen" => {
            let taken = std::thread::spawn(move || {
                listener.set_nonblocking(true).expect("it is ours");
                listener.accept().map_err(|error| error.kind()).map(drop)
            });
            assert_eq!(taken.join().expect("it ends"), Err(ErrorKind::WouldBlock));
            refused(TcpListener::bind(("127.0.0.1", 0)), "another port");
            refused(TcpStream::connect(("127.0.0.1", port)), "a connection");
        }
        "private" => {
            use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit};
            assert_eq!(dumpable_behavior().ok(), Some(DumpableBehavior::NotDumpable));
            assert_eq!(getrlimit(Resource::Core).maximum, Some(0), "a crash could write the memory to disk");
        }
        other => panic!("no attempt is called {other}"),
    }
    eprintln!("attempt made");
}

fn refused<T>(tried: std::io::Result<T>, what: &str) {
    let error = tried.err().unwrap_or_else(|| panic!("{what} was allowed"));
    assert_eq!(error.kind(), ErrorKind::PermissionDenied, "{what}: {error}");
}
