//! Holds every format to the same promises, over every fixture: a new file under `fixtures/` is a new test.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use ebb::export::{Clock, Export, Resolution};
use ebb_import::{
    ChatText, Checked, FORMATS, Head, Import, ImportError, ReadSettings, Recognition, Source, Unit, read,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

struct Fixture {
    format: String,
    name: String,
    bytes: Vec<u8>,
}

impl Fixture {
    fn read(&self) -> Result<Import, ImportError> {
        read_bytes(self.bytes.clone())
    }

    fn read_well(&self) -> Import {
        self.read().unwrap_or_else(|error| panic!("{}/{}: {error}", self.format, self.name))
    }

    /// Decodes as much as the fixtures need: UTF-8 with damage, UTF-16 with a mark, and CP949.
    fn decoded(&self) -> String {
        match &self.bytes[..] {
            [0xFF, 0xFE, rest @ ..] => {
                let units: Vec<u16> =
                    rest.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
                String::from_utf16_lossy(&units)
            }
            bytes if self.name.contains("cp949") => encoding_rs::EUC_KR.decode(bytes).0.into_owned(),
            bytes => String::from_utf8_lossy(bytes).into_owned(),
        }
    }
}

fn read_bytes(bytes: Vec<u8>) -> Result<Import, ImportError> {
    read(Source::from_bytes("chat", bytes), &ReadSettings::automatic())
}

fn fixtures() -> Vec<Fixture> {
    let mut found = Vec::new();
    for folder in entries(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures")) {
        if folder.is_dir() {
            found.extend(entries(&folder).into_iter().map(|path| Fixture {
                format: file_name(&folder),
                name: file_name(&path),
                bytes: fs::read(&path).expect("a fixture is readable"),
            }));
        }
    }
    assert!(found.len() > 20, "the fixtures are there");
    found
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    paths
}

fn file_name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

fn civil(second: i64) -> String {
    let epoch = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0);
    epoch.saturating_add(jiff::SignedDuration::from_secs(second)).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// Shows an import in few words: time, sender, kind and the length of the text in bytes.
fn rendering(import: &Import) -> String {
    let mut shown = String::new();
    let export = &import.export;
    let clock = if export.clock == Clock::Local { "local" } else { "universal" };
    let resolution = if export.resolution == Resolution::Minute { "minute" } else { "second" };
    writeln!(shown, "{} {clock} {resolution}", export.format).expect("a string takes everything");
    for message in &export.messages {
        let sender = message.sender.map_or("-", |id| &export.senders[usize::from(id.0)]);
        let (time, kind, length) = (civil(message.time.0), message.kind.id(), message.text.len);
        writeln!(shown, "{time} {sender} {kind} {length}").expect("a string takes everything");
    }
    let tally = &import.tally;
    writeln!(
        shown,
        "{} {} = {} messages + {} continued + {} system + {} columns + {} repeated + {} elsewhere + {} skipped; entries skipped {}",
        tally.unit.word(),
        tally.all,
        tally.messages,
        tally.continuations,
        tally.system,
        tally.columns,
        tally.repeated,
        tally.elsewhere,
        tally.skipped,
        tally.skipped_entries
    )
    .expect("a string takes everything");
    for notice in &import.notices {
        writeln!(shown, "{}: {}", notice.kind.id(), notice.text()).expect("a string takes everything");
    }
    shown
}

/// Returns who wrote what kind when, with the words.
fn messages(export: &Export) -> Vec<(i64, Option<String>, &'static str, String)> {
    export
        .messages
        .iter()
        .map(|message| {
            let sender = message.sender.map(|id| export.senders[usize::from(id.0)].clone());
            let words = export.texts.text(message.text).as_str().to_owned();
            (message.time.0, sender, message.kind.id(), words)
        })
        .collect()
}

#[test]
fn every_fixture_reads_as_reviewed() {
    for fixture in fixtures() {
        let snapshot = format!("{}__{}", fixture.format, fixture.name);
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(snapshot, rendering(&fixture.read_well()));
        });
    }
}

#[test]
fn every_format_recognises_its_own_and_no_other() {
    for fixture in fixtures() {
        let content = fixture.decoded();
        let head = Head::new(&fixture.name, &fixture.bytes, &content);
        for format in FORMATS {
            let expected =
                if format.id() == fixture.format { Recognition::Own } else { Recognition::Foreign };
            assert_eq!(format.recognise(&head), expected, "{} on {}", format.id(), fixture.name);
        }
    }
    for format in FORMATS {
        let has_fixture = fixtures().iter().any(|fixture| fixture.format == format.id());
        assert!(has_fixture, "{} has a fixture", format.id());
        assert!(!format.how_to_export().is_empty() && !format.name().is_empty());
    }
}

#[test]
fn every_line_is_accounted_for() {
    for fixture in fixtures() {
        let import = fixture.read_well();
        let lines = fixture.decoded().split_inclusive('\n').count() as u64;
        if import.tally.unit == Unit::Line {
            assert_eq!(import.tally.all, lines, "{}", fixture.name);
        }
        assert!(import.tally.is_complete(), "{}: {:?}", fixture.name, import.tally);
        let entries = import.tally.messages + import.tally.system;
        assert_eq!(entries, import.export.messages.len() as u64, "{}", fixture.name);
        let senderless =
            import.export.messages.iter().filter(|message| message.sender.is_none()).count() as u64;
        assert_eq!(import.tally.system, senderless, "{}", fixture.name);
    }
}

#[test]
fn the_same_bytes_give_the_same_import() {
    for fixture in fixtures() {
        let (first, second) = (fixture.read_well(), fixture.read_well());
        assert_eq!(rendering(&first), rendering(&second), "{}", fixture.name);
        assert_eq!(messages(&first.export), messages(&second.export), "{}", fixture.name);
    }
}

#[test]
fn no_word_of_a_message_shows_outside_of_the_texts() {
    for fixture in fixtures() {
        let import = fixture.read_well();
        let shown = format!("{import:?} {}", rendering(&import));
        for (.., words) in messages(&import.export) {
            // Short words may stand in a name or a field by chance.
            if words.chars().count() > 7 {
                assert!(!shown.contains(&words), "{}: {words}", fixture.name);
            }
        }
        let source = Source::from_bytes(fixture.name.clone(), fixture.bytes.clone());
        assert!(format!("{source:?}").len() < 100, "{}", fixture.name);
    }
}

#[test]
fn line_ends_and_a_byte_order_mark_change_nothing() {
    let normalised = |import: &Import| {
        let mut found = messages(&import.export);
        for message in &mut found {
            message.3 = message.3.replace("\r\n", "\n");
        }
        found
    };
    for fixture in fixtures() {
        let Ok(content) = String::from_utf8(fixture.bytes.clone()) else {
            continue;
        };
        if content.contains('\r') {
            // Such a file means something by its line ends.
            continue;
        }
        let plain = normalised(&fixture.read_well());
        for variant in [
            content.replace('\n', "\r\n"),
            format!("\u{feff}{content}"),
            content.trim_end_matches('\n').to_owned(),
        ] {
            let import =
                read_bytes(variant.into_bytes()).unwrap_or_else(|error| panic!("{}: {error}", fixture.name));
            assert_eq!(normalised(&import), plain, "{}", fixture.name);
            assert!(import.tally.is_complete(), "{}: {:?}", fixture.name, import.tally);
        }
    }
}

/// Words in which a reader could trip: letters from right to left, a pair of marks for direction, emoji of several signs.
const OTHER_SCRIPTS: &str = "שלום مرحبا \u{2067}ok\u{2069} 😀 👨\u{200d}👩\u{200d}👧 สวัสดี 안녕";

#[test]
fn words_of_any_script_come_out_as_they_went_in() {
    let mut covered: Vec<String> = Vec::new();
    for fixture in fixtures() {
        let Ok(content) = String::from_utf8(fixture.bytes.clone()) else {
            continue;
        };
        let before = messages(&fixture.read_well().export);
        let is_plain = |words: &str| !words.contains(|c: char| "\"'\\<>&[]\n".contains(c));
        let place = before.iter().position(|(_, sender, kind, words)| {
            let is_written = sender.is_some() && *kind == "text" && words.chars().count() > 1;
            is_written && is_plain(words) && content.matches(words.as_str()).count() == 1
        });
        let Some(place) = place else { continue };
        let changed = content.replace(&before[place].3, OTHER_SCRIPTS);
        let import =
            read_bytes(changed.into_bytes()).unwrap_or_else(|error| panic!("{}: {error}", fixture.name));
        let mut expected = before;
        OTHER_SCRIPTS.clone_into(&mut expected[place].3);
        assert_eq!(messages(&import.export), expected, "{}/{}", fixture.format, fixture.name);
        covered.push(fixture.format);
    }
    let left: Vec<&str> = FORMATS
        .iter()
        .map(|format| format.id())
        .filter(|id| !covered.iter().any(|known| known == id))
        .collect();
    assert_eq!(left, ["imessage", "viber", "whatsapp-mac"], "databases are no text");
}

#[test]
fn every_format_says_where_its_files_are_from_and_what_is_read() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/formats");
    let files = entries(&folder)
        .into_iter()
        .map(|path| (file_name(&path), fs::read_to_string(path).expect("a file")));
    let mut formats = 0;
    for (name, code) in files {
        let here = code.matches("impl Format for ").count();
        let documentation: String = code.lines().filter(|line| line.starts_with("//!")).collect();
        for part in ["Where from:", "Versions:", "```text", "Supported:", "Not supported:"] {
            assert!(here == 0 || documentation.contains(part), "{name} lacks \"{part}\"");
        }
        formats += here;
    }
    assert_eq!(formats, FORMATS.len());
}

#[test]
fn the_list_of_formats_marks_what_was_read_from_a_description_only() {
    let list = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/formats.md");
    let list = fs::read_to_string(list).expect("the file is readable");
    for format in FORMATS {
        let cell = format!("`{}`", format.id());
        let is_row_of = |line: &&str| line.split('|').nth(1).is_some_and(|first| first.contains(&cell));
        let row = list.lines().find(is_row_of).unwrap_or_else(|| panic!("{} stands in no row", format.id()));
        let is_marked = row.contains("description only") || row.contains("descriptions only");
        assert_eq!(is_marked, format.checked() == Checked::FromDescription, "{row}");
    }
}

/// Reads damaged bytes: any outcome is right but a panic, a lost line or a word in an error.
fn survive(bytes: Vec<u8>, what: &str) {
    match read_bytes(bytes) {
        Ok(import) => {
            assert!(import.tally.is_complete(), "{what}: {:?}", import.tally);
            let _ = messages(&import.export);
        }
        Err(error) => assert!(error.to_string().len() + error.hint().len() < 600, "{what}"),
    }
}

#[test]
fn a_file_cut_at_any_byte_is_survived() {
    for fixture in fixtures() {
        for end in 0..fixture.bytes.len() {
            survive(fixture.bytes[..end].to_vec(), &format!("{} cut at {end}", fixture.name));
        }
    }
}

#[test]
fn damaged_files_are_survived() {
    let mut rng = ChaCha8Rng::seed_from_u64(20_250_413);
    let fixtures = fixtures();
    for round in 0..3_000 {
        let fixture = &fixtures[rng.random_range(0..fixtures.len())];
        let mut bytes = fixture.bytes.clone();
        match round % 4 {
            0 => {
                for _ in 0..rng.random_range(1..20) {
                    let place = rng.random_range(0..bytes.len());
                    bytes[place] ^= 1 << rng.random_range(0..8);
                }
            }
            1 => {
                let (a, b) = (rng.random_range(0..bytes.len()), rng.random_range(0..bytes.len()));
                bytes.drain(a.min(b)..a.max(b));
            }
            2 => {
                let other = &fixtures[rng.random_range(0..fixtures.len())].bytes;
                let place = rng.random_range(0..bytes.len());
                bytes.splice(place..place, other[rng.random_range(0..other.len())..].iter().copied());
            }
            _ => {
                let alphabet = b"0123456789/.-:,[] \r\n\"{}<>APMpm\xE2\x80\x8E\xAF";
                bytes = (0..rng.random_range(0..400))
                    .map(|_| alphabet[rng.random_range(0..alphabet.len())])
                    .collect();
            }
        }
        survive(bytes, &format!("round {round} of {}", fixture.name));
    }
}

#[test]
fn a_chat_text_shows_no_words() {
    let text = ChatText::new("chat.txt", "13/04/25, 18:00 - Dana: marker phrase\n".to_owned());
    assert!(!format!("{text:?} {:?}", Head::of(&text)).contains("marker"));
}
