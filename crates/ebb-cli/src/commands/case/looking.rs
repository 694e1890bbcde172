//! Making a case, adding to it, and looking at it again: each look is kept in short.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ebb::catalog::Catalog;
use ebb::look::{Look, Since};
use ebb::verdict::Verdict;
use ebb_case::{Chat, Listened, Now, Told};
use ebb_import::ImportError;
use ebb_report::json::Beside;
use ebb_report::{Pronouns, Words};
use ebb_store::{Keeping, Kept, KeptPeople, KeptStory, RestoreError, StoredCase, StoredLook};
use jiff::Timestamp;
use jiff::civil::Date;

use super::{show, today, zone};
use crate::args::case::{CaseAdd, CaseNew, CaseOpen, Locked, ToldHere};
use crate::args::{OutputSettings, ReportFormat, WrittenOrder};
use crate::case_file::CaseFile;
use crate::commands::analyze;
use crate::failure::Failure;
use crate::input::{self, Asking, NamesGiven};
use crate::terminal;
use crate::{answers, safety, story, words};

/// One look at a case, with what a report of it needs.
struct Looked {
    listened: Option<Listened>,
    verdict: Verdict,
    told: Told,
    pronouns: Pronouns,
    on: Date,
}

pub(super) fn new(new: &CaseNew, catalog: &Catalog, settings: &OutputSettings) -> Result<ExitCode, Failure> {
    Pronouns::named(&new.pronouns).ok_or_else(|| Failure::Pronouns { name: new.pronouns.clone() })?;
    input::zone(new.tz.as_deref())?;
    let conversation =
        if new.chat.is_empty() { [&new.them[..], &new.alter_also].concat() } else { new.chat.clone() };
    let mut case = StoredCase {
        keeping: new.keep.keeping(),
        conversation,
        zone: new.tz.clone(),
        people: KeptPeople { pronouns: new.pronouns.clone(), ..KeptPeople::default() },
        ..StoredCase::default()
    };
    case.keep_date_order(new.date_order.map(WrittenOrder::order));
    let words = super::nobody(catalog);
    let kept = match case.keeping {
        Keeping::Words => "case.keep.words",
        Keeping::Times => "case.keep.times",
    };
    if !new.files.is_empty() {
        terminal::remark(settings, &words.line(kept, &[]));
    }
    terminal::remark(settings, &words.line("case.keep.lost", &[]));
    let names: Vec<&str> =
        new.me.iter().chain(&new.them).chain(&new.alter_also).map(String::as_str).collect();
    let mut file = CaseFile::begin(&new.locked, &reads(&new.files, &new.told), &names)?;
    add_files(&mut case, &new.files)?;
    let asking = asking(&new.told);
    if new.files.is_empty() {
        case.people.ego.clone_from(&new.me);
        case.people.alter.clone_from(&new.them);
    } else {
        let read = read(&case)?;
        let names = NamesGiven { me: &new.me, them: &new.them, alter_also: &new.alter_also, asking };
        let people = input::people(&read, &names)?;
        let pronouns = case.people.pronouns.clone();
        let (ego, alter_also) = (people.ego.clone(), people.alter_also.clone());
        let alter = if people.alter.is_empty() {
            let chat = Chat::join(read, people, zone(&case)?, None)?;
            vec![chat.dyad.name(ebb::dyad::Role::Alter).to_owned()]
        } else {
            people.alter
        };
        case.people = KeptPeople { ego, alter, alter_also, pronouns };
    }
    let told = tell(&mut case, &new.told, None, catalog)?;
    let looked = look(&case, told, &new.locked, asking, catalog, settings)?;
    keep(&mut case, &looked, catalog);

    file.case = case;
    file.save()?;
    terminal::remark(settings, &format!("Kept in {}.", new.locked.file.display()));
    print(&looked, ReportFormat::Text, catalog, settings)?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn open(
    open: &CaseOpen,
    catalog: &Catalog,
    settings: &OutputSettings,
) -> Result<ExitCode, Failure> {
    let mut file = CaseFile::open_to_save(&open.locked, &[])?;
    let told = told_of(&file.case, catalog)?;
    let asking = if open.json { Asking::Forbidden } else { Asking::Allowed };
    let looked = look(&file.case, told, &open.locked, asking, catalog, settings)?;
    if keep(&mut file.case, &looked, catalog) {
        file.save()?;
    }
    print(&looked, if open.json { ReportFormat::Json } else { open.format }, catalog, settings)?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn add(add: &CaseAdd, catalog: &Catalog, settings: &OutputSettings) -> Result<ExitCode, Failure> {
    let mut file = CaseFile::open_to_save(&add.locked, &reads(&add.files, &add.told))?;
    add_files(&mut file.case, &add.files)?;
    let before = told_of(&file.case, catalog)?;
    let told = tell(&mut file.case, &add.told, Some(before), catalog)?;
    let looked = look(&file.case, told, &add.locked, asking(&add.told), catalog, settings)?;
    keep(&mut file.case, &looked, catalog);
    file.save()?;
    show::print(&file.case, looked.on, catalog, settings)?;
    Ok(ExitCode::SUCCESS)
}

/// Returns every file that is read.
fn reads(files: &[PathBuf], told: &ToldHere) -> Vec<PathBuf> {
    files.iter().chain(&told.answers).chain(&told.story).cloned().collect()
}

fn asking(told: &ToldHere) -> Asking {
    if told.no_input { Asking::Forbidden } else { Asking::Allowed }
}

fn add_files(case: &mut StoredCase, files: &[PathBuf]) -> Result<(), Failure> {
    for path in files {
        let name = name_of(path);
        let bytes =
            std::fs::read(path).map_err(|cause| ImportError::Unreadable { name: name.clone(), cause })?;
        case.add(&name, bytes)?;
    }
    Ok(())
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn read(case: &StoredCase) -> Result<ebb_case::Read, Failure> {
    case.read().map_err(|error| match error {
        RestoreError::Import(error) => Failure::Import(error),
        RestoreError::Store(error) => Failure::Case(error),
    })
}

/// Returns the two people's messages as a case keeps them.
fn chat(case: &StoredCase) -> Result<Option<Chat>, Failure> {
    if case.sources.is_empty() {
        return Ok(None);
    }
    Ok(Some(Chat::join(read(case)?, case.people.people(), zone(case)?, None)?))
}

/// Returns what the user told before.
fn told_of(case: &StoredCase, catalog: &Catalog) -> Result<Told, Failure> {
    let needs_chat = !case.counted.is_empty();
    let chat = if needs_chat { chat(case)? } else { None };
    Ok(case.told(chat.as_ref().map(|chat| &chat.dyad), catalog)?)
}

/// Returns what the user tells now, on top of what they told before.
fn tell(
    case: &mut StoredCase,
    here: &ToldHere,
    before: Option<Told>,
    catalog: &Catalog,
) -> Result<Told, Failure> {
    let mut told = before.unwrap_or_default();
    if let Some(path) = &here.answers {
        let new = answers::read(path, catalog)?;
        let rows = new.rows().iter();
        let all = rows.fold(told.answers.clone(), |all, row| all.with(row.question, row.reply));
        let needs = new.needs().iter();
        told.answers = needs.fold(all, |all, row| all.with_need(row.need, Some(row.importance)));
    }
    if let Some(path) = &here.story {
        let text = story::read(path)?;
        told.story = Some(ebb_case::Story::presumed(story::understood(&text, catalog)?));
        case.story = Some(KeptStory { words: Kept::new(text), confirmed: None });
    }
    told.answers = safety::given(told.answers, here.safe);
    Ok(told)
}

/// Reads everything of a case and weighs it.
fn look(
    case: &StoredCase,
    told: Told,
    locked: &Locked,
    asking: Asking,
    catalog: &Catalog,
    settings: &OutputSettings,
) -> Result<Looked, Failure> {
    let pronouns = Pronouns::named(&case.people.pronouns).unwrap_or_else(Pronouns::they);
    let on = today(locked, case)?;
    let told = Told { wanted: settings.wanted, ..told };
    let listened = match chat(case)? {
        None => None,
        Some(chat) => {
            let now = match input::now(locked.now.as_deref())? {
                // A case is looked at on a day of its own, so that the clock counts, where it can be read.
                Now::LastMessage if chat.dyad.zone().is_some() => Now::Instant(Timestamp::now()),
                now @ (Now::LastMessage | Now::Wall(_) | Now::Instant(_)) => now,
            };
            let now = now.on_clock_of(&chat.dyad)?;
            let wanted = match case.keeping {
                Keeping::Words => ebb_case::Words::Read,
                Keeping::Times => ebb_case::Words::LeftAlone,
            };
            Some(words::listened(chat, now, wanted, &pronouns, catalog, settings)?)
        }
    };
    let words = super::words(case, on.year(), catalog);
    let (verdict, told) = safety::asked(listened.as_ref(), told, &words, asking, catalog);
    Ok(Looked { listened, verdict, told, pronouns, on })
}

/// Keeps a look and what was told in it. Returns whether anything is new; a second look on the same day at the same
/// things is none.
fn keep(case: &mut StoredCase, looked: &Looked, catalog: &Catalog) -> bool {
    let before = case.clone();
    let dyad = looked.listened.as_ref().map(|listened| &listened.chat.dyad);
    case.keep_told(&looked.told, dyad, catalog);
    let look = Look::of(&looked.verdict, looked.on, catalog);
    let last = case.looks.last().and_then(StoredLook::read);
    let is_again = last.is_some_and(|last| {
        let since = Since::of(&last, &look);
        since.days == 0 && since.is_nothing()
    });
    if !is_again {
        case.looks.push(StoredLook::of(&look));
    }
    *case != before
}

/// Prints the whole result of a look.
fn print(
    looked: &Looked,
    format: ReportFormat,
    catalog: &Catalog,
    settings: &OutputSettings,
) -> Result<(), Failure> {
    let report = match &looked.listened {
        Some(listened) => {
            let mut notes = input::notes(&listened.chat);
            notes.words = words::notes(listened, &[], None);
            let chat = (&listened.chat.dyad, &notes);
            analyze::report(&looked.verdict, chat, catalog, &looked.pronouns, format, settings)?
        }
        None => without_chat(looked, format, catalog, settings)?,
    };
    terminal::print(&report)
}

fn without_chat(
    looked: &Looked,
    format: ReportFormat,
    catalog: &Catalog,
    settings: &OutputSettings,
) -> Result<String, Failure> {
    let words: Words<'_> = super::nobody(catalog);
    let beside = Beside { chat: None, story: None };
    match format {
        ReportFormat::Json => {
            ebb_report::json::report(&looked.verdict, beside, catalog, &words, env!("CARGO_PKG_VERSION"))
                .map_err(|_| Failure::OurFault)
        }
        ReportFormat::Text | ReportFormat::Html => {
            Ok(ebb_report::text::report(&looked.verdict, catalog, &words, &terminal::style(settings)))
        }
    }
}
