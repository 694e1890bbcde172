//! What the sources may name, as lists of what is allowed: the reasoning reaches nothing outside of itself, only the page
//! listens, and words are looked at in few places. Each list is held to break-ins that it must find.

use std::fs;
use std::path::{Path, PathBuf};

/// Modules and items that the crate `ebb` may name, by the crate they come from.
const PURE: &[(&str, &[&str])] = &[
    (
        "std",
        &[
            "array",
            "borrow",
            "cmp",
            "collections",
            "convert",
            "f64",
            "fmt",
            "iter",
            "mem",
            "num",
            "ops",
            "slice",
            "str",
        ],
    ),
    ("core", &[]),
    ("alloc", &[]),
    ("jiff", &["SignedDuration", "Span", "Timestamp", "civil", "tz", "ToSpan"]),
    ("libm", &["erfc", "lgamma", "expm1", "log1p"]),
    ("rand", &["RngExt", "SeedableRng", "distr", "seq"]),
    ("rand_chacha", &["ChaCha8Rng"]),
    ("rand_distr", &["Beta", "Distribution", "Gamma"]),
    ("statrs", &["function"]),
    ("thiserror", &["Error"]),
];

/// What the crate `ebb` may call of types that can also ask the system.
const PURE_CALLS: &[(&str, &[&str])] =
    &[("Timestamp", &["from_second"]), ("TimeZone", &["UTC", "posix", "fixed"]), ("Zoned", &[])];

/// Macros that neither print nor look at the machine.
const PURE_MACROS: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "debug_assert_eq",
    "concat",
    "format",
    "include_str",
    "macro_rules",
    "matches",
    "panic",
    "unreachable",
    "vec",
    "write",
    "writeln",
];

/// Words after which `!` says "not".
const BEFORE_NOT: &[&str] = &["if", "while", "return", "in", "else", "match"];

/// Words after which `::` begins a path.
const BEFORE_PATH: &[&str] = &["use", "return", "in", "else", "match", "if", "while", "as", "dyn", "mut"];

/// Names of the network and of other programs, each with the files that may name it.
const OUTWARD: &[(&str, &[&str])] = &[
    ("net", &["ebb-server/src/listening.rs", "ebb-server/src/transport.rs"]),
    ("TcpStream", &[]),
    ("TcpListener", &["ebb-server/src/listening.rs", "ebb-server/src/transport.rs"]),
    ("UdpSocket", &[]),
    ("UnixStream", &[]),
    ("UnixListener", &[]),
    ("UnixDatagram", &[]),
    ("ToSocketAddrs", &[]),
    ("mio", &[]),
    ("socket2", &[]),
    ("rustix", &["ebb-confine/src/lib.rs"]),
    ("libc", &["ebb-confine/src/calls.rs"]),
    ("open", &["ebb-server/src/transport.rs"]),
    ("Command", &["ebb-cli/src/args.rs", "ebb-cli/src/confine.rs", "ebb-cli/src/main.rs"]),
];

/// Where the words of a message are taken out of their store, beside the crates that read and hear.
const READERS_OF_WORDS: &[&str] = &[
    "ebb-case/src/chat.rs",
    "ebb-case/src/left_out.rs",
    "ebb-cli/src/commands/convert.rs",
    "ebb-page/src/page/around.rs",
    // Counts the words, and keeps none.
    "ebb-store/src/times.rs",
];

/// Crates that show a report or carry it, and have no business with the words of a chat.
const SHOWING: &[&str] = &[
    "ebb-case",
    "ebb-cli",
    "ebb-content",
    "ebb-page",
    "ebb-report",
    "ebb-server",
    "ebb-store",
    "ebb-web",
    "ebb-confine",
];

/// A part of a source: a name or a sign.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Name(String),
    Sign(char),
    /// `::`
    Path,
}

/// Returns the code of a source as names and signs, without comments and texts, up to its tests.
fn tokens(source: &str) -> Vec<Token> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = Vec::new();
    let mut left = code.chars().peekable();
    let mut before = ' ';
    while let Some(sign) = left.next() {
        match sign {
            '/' if left.peek() == Some(&'/') => while left.next().is_some_and(|next| next != '\n') {},
            '"' => {
                let mut is_escaped = false;
                for next in left.by_ref() {
                    if next == '"' && !is_escaped {
                        break;
                    }
                    is_escaped = next == '\\' && !is_escaped;
                }
            }
            // A letter in quotes; a lifetime has no second quote.
            '\'' => {
                let rest: String = left.clone().take(3).collect();
                if let Some(end) = rest.strip_prefix('\\').map_or_else(|| rest.find('\''), |_| Some(2))
                    && end <= 2
                {
                    left.nth(end);
                }
            }
            ':' if left.peek() == Some(&':') => {
                left.next();
                found.push(Token::Path);
            }
            _ if sign.is_alphabetic() || sign == '_' => {
                let mut name = String::from(sign);
                while let Some(next) = left.next_if(|next| next.is_alphanumeric() || *next == '_') {
                    name.push(next);
                }
                found.push(Token::Name(name));
            }
            _ if sign.is_whitespace() => {}
            // A number may hold letters: `1e9`, `0xff`, `2_u8`.
            _ if sign.is_ascii_digit() && !before.is_alphanumeric() => {
                while left.next_if(|next| next.is_alphanumeric() || *next == '_').is_some() {}
            }
            _ => found.push(Token::Sign(sign)),
        }
        before = sign;
    }
    found
}

/// Returns what follows a path sign: one name, or those of a group in braces, each as far as its first step.
fn next_steps(after: &[Token]) -> Vec<String> {
    match after.first() {
        Some(Token::Name(name)) => vec![name.clone()],
        Some(Token::Sign('{')) => {
            let (mut depth, mut is_first, mut steps) = (1, true, Vec::new());
            for token in &after[1..] {
                match token {
                    Token::Sign('{') => depth += 1,
                    Token::Sign('}') if depth == 1 => break,
                    Token::Sign('}') => depth -= 1,
                    Token::Sign(',') if depth == 1 => is_first = true,
                    Token::Name(name) if depth == 1 && is_first => {
                        steps.push(name.clone());
                        is_first = false;
                    }
                    Token::Sign('*') if depth == 1 => steps.push("*".to_owned()),
                    Token::Name(_) | Token::Sign(_) | Token::Path => {}
                }
            }
            steps
        }
        _ => vec!["*".to_owned()],
    }
}

/// Returns the macros that a source defines.
fn own_macros(source: &str) -> Vec<String> {
    source
        .split("macro_rules! ")
        .skip(1)
        .filter_map(|rest| rest.split([' ', '{', '(']).next())
        .map(str::to_owned)
        .collect()
}

/// Returns what in a source of `ebb` reaches outside of it, where these macros are its own.
fn impure(source: &str, own: &[String]) -> Vec<String> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Token::Name(name) = token else { continue };
        let next = tokens.get(at + 1);
        // A step inside of a path is not where it begins, but `::std` is.
        let is_step = at > 1
            && tokens[at - 1] == Token::Path
            && matches!(&tokens[at - 2], Token::Name(before) if !BEFORE_PATH.contains(&before.as_str()));
        if let Some((_, allowed)) = PURE.iter().find(|(root, _)| root == name).filter(|_| !is_step) {
            if next == Some(&Token::Path) {
                let steps = next_steps(&tokens[at + 2..]);
                let wrong = steps.into_iter().filter(|step| !allowed.contains(&step.as_str()));
                found.extend(wrong.map(|step| format!("{name}::{step}")));
            } else if matches!(tokens.get(at.wrapping_sub(1)), Some(Token::Name(before)) if before == "use") {
                found.push(format!("use {name}"));
            }
        }
        if let Some((_, allowed)) = PURE_CALLS.iter().find(|(kind, _)| kind == name)
            && next == Some(&Token::Path)
        {
            let steps = next_steps(&tokens[at + 2..]);
            found.extend(
                steps
                    .into_iter()
                    .filter(|step| !allowed.contains(&step.as_str()))
                    .map(|step| format!("{name}::{step}")),
            );
        }
        let is_call = matches!(tokens.get(at + 2), Some(Token::Sign('(' | '[' | '{')));
        let is_known = PURE_MACROS.contains(&name.as_str()) || BEFORE_NOT.contains(&name.as_str());
        if next == Some(&Token::Sign('!')) && is_call && !is_known && !own.contains(name) {
            found.push(format!("{name}!"));
        }
        if matches!(name.as_str(), "extern" | "unsafe" | "asm") {
            found.push(name.clone());
        }
    }
    found
}

/// Returns what in a source names the network or another program without leave.
fn outward(file: &str, source: &str) -> Vec<String> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Token::Name(name) = token else { continue };
        let Some((_, files)) = OUTWARD.iter().find(|(outward, _)| outward == name) else { continue };
        if files.contains(&file) {
            continue;
        }
        // `open` and `net` are words of everyday code as well: they count as the beginning of a path or a step of one.
        let is_in_path = tokens.get(at + 1) == Some(&Token::Path)
            || (name == "net" && at > 0 && tokens[at - 1] == Token::Path)
            || (name == "net" && matches!(tokens.get(at.wrapping_sub(1)), Some(Token::Sign('{' | ','))));
        let is_plain =
            !matches!(name.as_str(), "open" | "net" | "Command" | "libc" | "rustix" | "mio" | "socket2");
        if is_plain || is_in_path || (name == "Command" && at > 0 && tokens[at - 1] == Token::Path) {
            found.push(name.clone());
        }
    }
    found
}

/// Returns where a source that shows or carries takes the words of a message out of their store.
fn looked_at(file: &str, source: &str) -> Vec<String> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Token::Name(name) = token else { continue };
        if READERS_OF_WORDS.contains(&file) {
            continue;
        }
        if matches!(name.as_str(), "MessageText" | "TextArena" | "TextSpan") {
            found.push(name.clone());
        }
        // A chart writes its own texts by a method of the same name, and so does a form.
        let is_called =
            at > 1 && tokens[at - 1] == Token::Sign('.') && tokens.get(at + 1) == Some(&Token::Sign('('));
        let owner = match tokens.get(at.wrapping_sub(2)) {
            Some(Token::Name(owner)) => owner.as_str(),
            Some(Token::Sign(')')) => "a call",
            _ => "",
        };
        let is_drawing =
            file.starts_with("ebb-report/src/svg") && !matches!(owner, "arena" | "dyad" | "texts");
        let is_form = file == "ebb-server/src/transport.rs" && owner == "part";
        // What has no arguments is a notice or an answer, and holds no message.
        let has_arguments = tokens.get(at + 2) != Some(&Token::Sign(')'));
        if name == "text" && is_called && has_arguments && !is_drawing && !is_form {
            found.push(format!("{owner}.text(...)"));
        }
    }
    found
}

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Hands over each source of a crate, with its path from the folder of the crates.
fn each_source(named: &str, mut take: impl FnMut(&str, &str)) {
    let mut open = vec![crates().join(named).join("src")];
    let mut files = 0;
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let from =
                    path.strip_prefix(crates()).expect("it lies there").to_string_lossy().replace('\\', "/");
                take(&from, &fs::read_to_string(&path).expect("a source"));
                files += 1;
            }
        }
    }
    assert!(files > 0, "{named} has no sources");
}

#[test]
fn the_reasoning_names_nothing_outside_of_itself() {
    let mut wrong = Vec::new();
    let mut own = Vec::new();
    each_source("ebb", |_, source| own.extend(own_macros(source)));
    each_source("ebb", |file, source| {
        wrong.extend(impure(source, &own).into_iter().map(|name| format!("{file}: {name}")));
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
    // A crate that the list does not know could do anything.
    let manifest = fs::read_to_string(crates().join("ebb/Cargo.toml")).expect("a manifest");
    let dependencies = manifest.split("[dependencies]").nth(1).expect("dependencies");
    for line in dependencies.lines().skip(1).take_while(|line| !line.starts_with('[')) {
        let Some((name, _)) = line.split_once([' ', '.', '=']) else { continue };
        let name = name.replace('-', "_");
        assert!(PURE.iter().any(|(root, _)| *root == name), "{name} is not on the list");
    }
}

#[test]
fn every_way_out_of_the_reasoning_is_found() {
    for way in [
        "let x = std::env::var_os(\"HOME\");",
        "std::fs::OpenOptions::new().write(true);",
        "use std::net::TcpStream;",
        "std::net::TcpStream::connect_timeout(&place, wait)",
        "std::os::unix::net::UnixStream::connect(\"x\")",
        "std::thread::Builder::new().spawn(work)",
        "use std::{fmt, fs};",
        "use std::{collections::{BTreeMap, HashMap}, process};",
        "fs::read_dir(place) ; use ::std::fs;",
        "use std as outside;",
        "extern crate std as outside;",
        "use std::*;",
        "let now = std::time::Instant::now();",
        "Timestamp::now()",
        "jiff::Zoned::now()",
        "TimeZone::system()",
        "rand::rng()",
        "println!(\"{words}\")",
        "let key = env!(\"HOME\");",
        "let all = include_bytes!(\"/etc/passwd\");",
    ] {
        assert!(!impure(way, &[]).is_empty(), "`{way}` is not found");
    }
    for harmless in [
        "use std::fmt;",
        "// std::fs::read",
        "let x = \"std::fs\";",
        "let y = 'x'; vec![1]",
        "fn f<'a>(x: &'a str) {}",
    ] {
        assert!(impure(harmless, &[]).is_empty(), "`{harmless}` is refused: {:?}", impure(harmless, &[]));
    }
}

#[test]
fn only_the_page_names_the_network_and_opens_a_browser() {
    let mut wrong = Vec::new();
    for named in SHOWING.iter().chain(&["ebb-import", "ebb-text"]) {
        each_source(named, |file, source| {
            wrong.extend(outward(file, source).into_iter().map(|name| format!("{file}: {name}")));
        });
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for way in [
        "let mut to = std::net::TcpStream::connect((\"203.0.113.1\", 80))?; to.write_all(b\"x\")",
        "use std::os::unix::net::UnixStream;",
        "tokio::net::TcpSocket::new_v4()",
        "std::process::Command::new(\"curl\")",
        "open::that(\"http://evil.test\")",
        "rustix::net::socket(family, kind, None)",
        "use std::{io, net};",
    ] {
        assert!(!outward("ebb-report/src/text.rs", way).is_empty(), "`{way}` is not found");
    }
}

#[test]
fn words_are_taken_out_of_their_store_in_few_places() {
    let mut wrong = Vec::new();
    for named in SHOWING {
        each_source(named, |file, source| {
            wrong.extend(looked_at(file, source).into_iter().map(|name| format!("{file}: {name}")));
        });
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (file, way) in [
        ("ebb-report/src/text.rs", "let t = arena.text(span); eprintln!(\"{}\", t.as_str())"),
        ("ebb-report/src/svg/tide.rs", "let t = dyad.text(message);"),
        ("ebb-cli/src/commands/analyze.rs", "let t = chat.dyad\n    .text(message);\n note(t.as_str())"),
        ("ebb-page/src/page/now.rs", "fn shown(text: MessageText<'_>) -> String"),
    ] {
        assert!(!looked_at(file, way).is_empty(), "`{way}` is not found");
    }
}
