//! The file of a case on the disk: its passphrase, opening it, and saving it so that the old or the new one is whole.

use std::io::BufRead as _;
use std::path::{Path, PathBuf};

use ebb_store::{Passphrase, StoreError, StoredCase, Strength, Work, open, seal, strength};

use crate::args::case::Locked;
use crate::confine;
use crate::failure::Failure;
use crate::input::STANDARD;
use crate::output::{Output, Replacing};
use crate::terminal;

/// How every file in the `age` format begins.
const AGE_START: &[u8] = b"age-encryption.org/v1";
/// What unfinished files of ebb are called: the beginning and the end of their names.
const UNFINISHED: (&str, &str) = (".ebb-", ".part");

/// A case that is open, with what is needed to save it.
pub(crate) struct CaseFile {
    path: PathBuf,
    passphrase: Passphrase,
    /// The file as it was read; empty for a new one.
    sealed: Vec<u8>,
    /// The new file, begun before anything was given up; `None` where nothing is saved.
    output: Option<Output>,
    /// The case.
    pub(crate) case: StoredCase,
}

impl CaseFile {
    /// Opens the file of a case to save it again, and gives up everything but reading `reads`.
    ///
    /// # Errors
    /// A file that is not there, no passphrase, and whatever [`open`] refuses.
    pub(crate) fn open_to_save(locked: &Locked, reads: &[PathBuf]) -> Result<Self, Failure> {
        let (sealed, passphrase) = Self::locked(locked)?;
        let output = Output::begin(&locked.file, &[], Replacing::Granted)?;
        let inputs = reads.iter().chain([&locked.file]).map(PathBuf::as_path);
        confine::to_files(inputs, Some(&output));
        output.tidy_when_stopped();
        let case = open(&sealed, &passphrase)?;
        Ok(Self { path: locked.file.clone(), passphrase, sealed, output: Some(output), case })
    }

    /// Opens the file of a case to look at it, and gives up everything but writing `output`, where there is one.
    ///
    /// # Errors
    /// As for [`CaseFile::open_to_save`].
    pub(crate) fn open_to_read(locked: &Locked, output: Option<&Output>) -> Result<StoredCase, Failure> {
        let (sealed, passphrase) = Self::locked(locked)?;
        confine::to_files([], output);
        Ok(open(&sealed, &passphrase)?)
    }

    fn locked(locked: &Locked) -> Result<(Vec<u8>, Passphrase), Failure> {
        let path = &locked.file;
        let sealed = std::fs::read(path).map_err(|cause| Failure::CaseFile { path: path.clone(), cause })?;
        Ok((sealed, given(locked, "Passphrase: ")?))
    }

    /// Begins a case that has no file yet, under a passphrase that is strong enough, and gives up everything but
    /// reading `reads`.
    ///
    /// # Errors
    /// Where a file is there, and where the passphrase is weak or was typed in two ways.
    pub(crate) fn begin(locked: &Locked, reads: &[PathBuf], names: &[&str]) -> Result<Self, Failure> {
        let path = locked.file.clone();
        refuse_existing(&path)?;
        let passphrase = given(locked, "A passphrase, four words or more: ")?;
        match strength(&passphrase, names) {
            Strength::Weak => return Err(Failure::PassphraseWeak),
            Strength::Fair => terminal::note("That will do. A longer one is safer."),
            Strength::Strong => {}
        }
        if locked.passphrase_file.is_none() && !given(locked, "The same once more: ")?.is_same(&passphrase) {
            return Err(Failure::PassphrasesDiffer);
        }
        let output = Output::begin(&path, &[], Replacing::Asked)?;
        confine::to_files(reads.iter().map(PathBuf::as_path), Some(&output));
        output.tidy_when_stopped();
        let (sealed, case) = (Vec::new(), StoredCase::default());
        Ok(Self { path, passphrase, sealed, output: Some(output), case })
    }

    /// Saves the case. Whatever happens, the file of before or the new one is whole.
    ///
    /// # Errors
    /// When the disk is full, or another ebb saved the case meanwhile: then its file stays.
    pub(crate) fn save(&mut self) -> Result<(), Failure> {
        let output = self.output.take().ok_or(Failure::OurFault)?;
        let sealed = seal(&self.case, &self.passphrase, Work::USUAL)?;
        // A new one that came to stand there meanwhile is not written over by `finish` either.
        let is_moved = || std::fs::read(&self.path).is_ok_and(|there| there != self.sealed);
        if !self.sealed.is_empty() && is_moved() {
            return Err(Failure::CaseMoved { path: self.path.clone() });
        }
        output.finish(&sealed)
    }
}

/// Refuses a place where something is.
fn refuse_existing(path: &Path) -> Result<(), Failure> {
    if path.symlink_metadata().is_ok() {
        return Err(Failure::CaseThere { path: path.to_owned() });
    }
    Ok(())
}

/// Returns the passphrase from where it was said to be, or asks for it without showing it.
fn given(locked: &Locked, prompt: &str) -> Result<Passphrase, Failure> {
    let typed = match &locked.passphrase_file {
        Some(path) if path == Path::new(STANDARD) => {
            let mut line = String::new();
            std::io::stdin().lock().read_line(&mut line).map_err(Failure::Input)?;
            line
        }
        Some(path) => {
            let read = std::fs::read_to_string(path);
            let text = read.map_err(|cause| Failure::PassphraseFile { path: path.clone(), cause })?;
            text.lines().next().unwrap_or_default().to_owned()
        }
        None if terminal::can_ask() => rpassword::prompt_password(prompt).map_err(Failure::Input)?,
        None => return Err(Failure::NoPassphrase),
    };
    let passphrase = Passphrase::new(&typed);
    if passphrase.is_empty() { Err(Failure::NoPassphrase) } else { Ok(passphrase) }
}

/// Takes the file of a case away, and whatever unfinished files of it a run that was stopped has left beside it.
///
/// # Errors
/// A file that is not there, or that is no case.
pub(crate) fn forget(path: &Path) -> Result<(), Failure> {
    let missing = |cause| Failure::CaseFile { path: path.to_owned(), cause };
    if !is_sealed(path).map_err(missing)? {
        return Err(Failure::Case(StoreError::NotACase));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    for part in unfinished(folder) {
        std::fs::remove_file(&part).map_err(|cause| Failure::Save { path: part.clone(), cause })?;
    }
    std::fs::remove_file(path).map_err(|cause| Failure::Save { path: path.to_owned(), cause })
}

/// Returns the unfinished files in a folder that a run that was stopped may have left of a case.
fn unfinished(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let beside = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    beside.filter(|path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        // One that is empty was stopped before anything was written; another may be a report that is being made now.
        let is_ours =
            || path.metadata().is_ok_and(|about| about.len() == 0) || is_sealed(path).unwrap_or(false);
        name.starts_with(UNFINISHED.0) && name.ends_with(UNFINISHED.1) && is_ours()
    })
}

/// Returns whether a file is in the format of a case.
fn is_sealed(path: &Path) -> std::io::Result<bool> {
    use std::io::Read as _;
    let mut start = Vec::new();
    std::fs::File::open(path)?.take(AGE_START.len() as u64).read_to_end(&mut start)?;
    Ok(start == AGE_START)
}

#[cfg(test)]
mod tests {
    //! A program that is killed at any moment of saving leaves a file that opens, old or new, and never a word in the open.

    use std::io::{BufRead as _, BufReader};
    use std::process::{Command, Stdio};
    use std::time::Duration;

    use ebb_store::{Kept, Note};
    use jiff::civil::date;

    use super::*;

    /// Names the file that a child saves, again and again, until it is killed.
    const CHILD: &str = "EBB_SAVING_CHILD";
    /// Says how often a child is killed, in place of the usual number: 1000 take about a minute.
    const KILLS: &str = "EBB_KILLS";
    const USUAL_KILLS: usize = 25;
    /// Words that may stand nowhere on the disk.
    const SECRET: &str = "zanzibar";

    fn passphrase() -> Passphrase {
        Passphrase::new("kettle umbrella seventeen north")
    }

    /// A case that is large enough for its writing to take a while: two thirds of a megabyte that does not get smaller.
    fn case(generation: usize) -> StoredCase {
        let mut state = 1_u32;
        let noise = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from_digit(state >> 28, 16).unwrap_or('0')
        });
        let words = format!("{SECRET} {generation} {}", noise.take(1 << 20).collect::<String>());
        StoredCase {
            notes: vec![Note { on: date(2026, 6, 11), mood: None, words: Kept::new(words) }],
            ..StoredCase::default()
        }
    }

    /// Returns the generation of a file, which must open.
    fn generation(path: &Path) -> usize {
        let sealed = std::fs::read(path).expect("the file is there");
        let case = open(&sealed, &passphrase()).expect("the file is whole");
        let words = case.notes[0].words.as_str();
        words.split(' ').nth(1).and_then(|number| number.parse().ok()).expect("a generation")
    }

    /// Not a test by itself: what the child of the test below does.
    #[test]
    fn child_saves_until_it_is_killed() {
        let Some(path) = std::env::var_os(CHILD).map(PathBuf::from) else { return };
        for next in generation(&path) + 1.. {
            let sealed = seal(&case(next), &passphrase(), Work::LEAST).expect("it can be sealed");
            println!("saving {next}");
            let output = Output::begin(&path, &[], Replacing::Granted).expect("the folder takes files");
            output.finish(&sealed).expect("the disk has room");
        }
    }

    #[test]
    fn whoever_is_killed_while_saving_leaves_a_whole_file() {
        let kills = std::env::var(KILLS).ok().and_then(|told| told.parse().ok()).unwrap_or(USUAL_KILLS);
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("ours.case");
        std::fs::write(&path, seal(&case(0), &passphrase(), Work::LEAST).expect("sealed")).expect("written");
        let (mut saved, mut left) = (0, 0);
        for kill in 0..kills {
            let before = generation(&path);
            let mut child = Command::new(std::env::current_exe().expect("this test"))
                .args(["case_file::tests::child_saves_until_it_is_killed", "--exact", "--nocapture"])
                .env(CHILD, &path)
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .expect("the child starts");
            let mut told = BufReader::new(child.stdout.take().expect("it is piped")).lines();
            let begun = told.find_map(|line| line.ok()?.rsplit_once("saving ")?.1.parse::<usize>().ok());
            assert_eq!(begun, Some(before + 1), "the child goes on from the file of before");
            // A save takes a few milliseconds: every moment of it is hit, and of the next ones.
            std::thread::sleep(Duration::from_micros((kill as u64 * 7919) % 20_000));
            child.kill().expect("it is running");
            child.wait().expect("it ended");
            let after = generation(&path);
            assert!(after >= before, "{after} is older than {before}");
            saved += usize::from(after > before);
            for entry in std::fs::read_dir(folder.path()).expect("the folder").flatten() {
                let bytes = std::fs::read(entry.path()).expect("a file");
                let is_open = |word: &str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
                assert!(!is_open(SECRET) && !is_open("case.json"), "{:?}", entry.file_name());
                left += usize::from(entry.path() != path);
            }
            // What is left stays for the next round only now and then, so that the folder does not grow without end.
            if kill % 50 == 49 {
                unfinished(folder.path()).for_each(|part| std::fs::remove_file(part).expect("it is there"));
            }
        }
        println!("{kills} kills: {saved} after a save, {left} unfinished files seen");
        forget(&path).expect("it is a case");
        assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 0, "something is left");
    }

    #[test]
    fn what_is_no_case_is_not_forgotten() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("letter.txt");
        std::fs::write(&path, "dear").expect("written");
        assert!(matches!(forget(&path), Err(Failure::Case(StoreError::NotACase))));
        assert!(path.exists());
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_not_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("ours.case");
        let sealed = seal(&case(1), &passphrase(), Work::LEAST).expect("sealed");
        std::fs::write(&path, &sealed).expect("written");
        let output = Some(Output::begin(&path, &[], Replacing::Granted).expect("the folder takes files"));
        let mut file =
            CaseFile { path: path.clone(), passphrase: passphrase(), sealed, output, case: case(2) };
        std::fs::write(&path, seal(&case(3), &passphrase(), Work::LEAST).expect("sealed")).expect("written");
        assert!(matches!(file.save(), Err(Failure::CaseMoved { .. })));
        assert_eq!(generation(&path), 3);
    }
}
