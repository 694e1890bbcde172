//! The user's own account: reading it from a file or from what is typed, and what it adds to answers.

use std::io::{BufRead, Read as _};
use std::path::Path;

use ebb::catalog::Catalog;
use ebb_report::Words;
use ebb_report::json::{StoryItem, StoryNotes};
use ebb_text::story::{Account, Confirmed, LONGEST_ACCOUNT, Understood};

use crate::failure::Failure;

/// Reads an account from a file; `-` is standard input. One byte more than is used shows that there was more.
///
/// # Errors
/// A file that cannot be read, or that is no text.
pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    read_text(path, LONGEST_ACCOUNT as u64 + 1)
}

/// Reads at most so many bytes of a text file; `-` is standard input.
///
/// # Errors
/// A file that cannot be read, or that is no text.
pub(crate) fn read_text(path: &Path, most: u64) -> Result<String, Failure> {
    let fail = |cause| Failure::StoryFile { path: path.to_owned(), cause };
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(fail)?;
    } else {
        std::fs::File::open(path).map_err(fail)?.take(most).read_to_end(&mut bytes).map_err(fail)?;
    }
    let text = String::from_utf8_lossy(&bytes).into_owned();
    if text.contains('\0') {
        return Err(fail(std::io::Error::other("it is not plain text")));
    }
    Ok(text)
}

/// Reads an account as it is typed, up to an empty line.
pub(crate) fn typed(input: &mut impl BufRead) -> Result<String, Failure> {
    let mut text = String::new();
    loop {
        let mut line = String::new();
        let read = input.read_line(&mut line).map_err(|_| Failure::OurFault)?;
        if read == 0 || (line.trim().is_empty() && !text.is_empty()) || text.len() > LONGEST_ACCOUNT {
            return Ok(text);
        }
        text += &line;
    }
}

/// Returns what an account tells.
pub(crate) fn understood(text: &str, catalog: &Catalog) -> Result<Account, Failure> {
    Ok(ebb_case::understand(text, catalog)?)
}

/// Returns one thing that was understood, with the sentence it rests on.
pub(crate) fn line(account: &Account, item: &Understood, words: &Words<'_>) -> String {
    let says = words.fill(&item.says, &[]);
    let sentence = shortened(account.sentence(item));
    words.line("story.line", &[("says", &says), ("sentence", &sentence)])
}

/// Returns the beginning of a long sentence.
pub(crate) fn shortened(sentence: &str) -> String {
    const LONGEST: usize = 110;
    let one_line = sentence.split_whitespace().collect::<Vec<_>>().join(" ");
    match one_line.char_indices().nth(LONGEST) {
        Some((end, _)) => {
            let end = one_line[..end].rfind(' ').unwrap_or(end);
            format!("{} ...", &one_line[..end])
        }
        None => one_line,
    }
}

/// Returns what a report in JSON tells of an account.
pub(crate) fn notes(account: &Account, confirmed: &Confirmed, words: &Words<'_>) -> StoryNotes {
    let item = |item: &Understood| StoryItem {
        id: item.id.clone(),
        says: words.fill(&item.says, &[]),
        sentence: account.sentence(item).to_owned(),
        is_counted: confirmed.holds(&item.id),
    };
    StoryNotes {
        understood: account.understood.iter().map(item).collect(),
        unused: account.unused().map(|(_, sentence)| sentence.to_owned()).collect(),
    }
}
