//! Reading files and joining the two people.

use ebb::dyad::{Dyad, PairError};
use ebb::roles::{are_one_number, spelling};
use ebb_import::people::{self, People};
use ebb_import::{Import, ImportError, ReadSettings, Source, read_each};
use jiff::tz::TimeZone;

/// What was read from files, before anyone said who is who.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// What each file or conversation holds.
    pub imports: Vec<Import>,
}

/// Reads of every source the conversation that is meant.
///
/// # Errors
/// What one source as a whole cannot be read for; or what must be asked first: the order of day and month, or which of
/// several conversations.
pub fn read(sources: Vec<Source>, settings: &ReadSettings) -> Result<Read, ImportError> {
    let mut imports = Vec::new();
    for source in sources {
        imports.extend(read_each(source, settings)?);
    }
    Ok(Read { imports })
}

impl Read {
    /// Returns who writes, with numbers of messages, most first.
    #[must_use]
    pub fn people(&self) -> Vec<(String, usize)> {
        people::present(&self.imports)
    }

    /// Returns the name that is meant: as it stands, or the one name that differs in case and marks only, is the same number,
    /// or begins so. A name that fits nobody is returned as it was given, so that joining says who is there.
    #[must_use]
    pub fn meant(&self, name: &str) -> String {
        let (present, typed) = (self.people(), spelling(name));
        let matching = |rule: &dyn Fn(&str) -> bool| {
            let mut found = present.iter().map(|(known, _)| known).filter(|known| rule(known));
            match (found.next(), found.next()) {
                (Some(only), None) => Some(only.clone()),
                _ => None,
            }
        };
        matching(&|known| known == name)
            .or_else(|| matching(&|known| spelling(known) == typed))
            .or_else(|| matching(&|known| are_one_number(known, name)))
            .or_else(|| matching(&|known| spelling(known).starts_with(&typed)))
            .unwrap_or_else(|| name.to_owned())
    }

    /// Returns the name of the person whose files these are, where every one says so.
    #[must_use]
    pub fn owners(&self) -> Option<Vec<String>> {
        self.imports.iter().map(|import| people::owner(import).map(str::to_owned)).collect()
    }

    /// Returns how many entries could not be read.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        self.imports.iter().map(|import| import.tally.skipped_entries).sum()
    }

    /// Returns kind and text of what was noticed while reading.
    #[must_use]
    pub fn notices(&self) -> Vec<(String, String)> {
        let notices = self.imports.iter().flat_map(|import| &import.notices);
        notices.map(|notice| (notice.kind.id().to_owned(), notice.text())).collect()
    }
}

/// The messages of two people, joined from all files.
#[derive(Debug, Clone)]
pub struct Chat {
    /// The two people and their messages.
    pub dyad: Dyad,
    /// Entries that could not be read.
    pub skipped: u64,
    /// Kind and text of what was noticed while reading and joining.
    pub notices: Vec<(String, String)>,
}

impl Chat {
    /// Joins what was read. `zone` is where the two were, if that is known; `spare` is used only where the files cannot
    /// be joined without one.
    ///
    /// # Errors
    /// As for [`people::join`]: names that fit nobody, more than two people, one person alone.
    pub fn join(
        read: Read,
        people: People,
        zone: Option<TimeZone>,
        spare: Option<TimeZone>,
    ) -> Result<Self, PairError> {
        let (skipped, mut notices) = (read.skipped(), read.notices());
        let joined = match (people::join(read.imports.clone(), people.clone(), zone), spare) {
            (Err(PairError::ZoneNeeded), Some(spare)) => people::join(read.imports, people, Some(spare)),
            (joined, _) => joined,
        };
        let (dyad, taken) = joined?;
        notices.extend(people::joining(&dyad, &taken));
        Ok(Self { dyad, skipped, notices })
    }
}
