//! From a source to the conversations in it: which format reads which part, and which conversation is meant.

use crate::collect::{Collector, Found, Listed, Nearness};
use crate::date_order::{DateOrder, Decision, decide};
use crate::decode::{ChatText, refuse_other_files};
use crate::error::{ImportError, OtherFile, TwoReadings};
use crate::format::{Format, Head, Import, ReadSettings, Recognition};
use crate::formats::FORMATS;
use crate::json::Outline;
use crate::kinds::known_kind;
use crate::notice::{Notice, NoticeKind};
use crate::source::{Parts, Source};
use crate::stamp::OpenDate;
use crate::table::Moment;

/// Most other chats that a notice names.
const MOST_NAMED: usize = 5;

/// Reads the one conversation of a source, or the one that the settings choose.
///
/// # Errors
/// When there is no chat, it cannot be opened, day and month are open, or the choice is; see [`ImportError::hint`].
pub fn read(source: Source, settings: &ReadSettings) -> Result<Import, ImportError> {
    let name = source.name().to_owned();
    let mut found = find(source, settings)?;
    let chosen = choose(&name, &found, settings)?;
    let [only] = chosen[..] else {
        let conversations = chosen.iter().map(|&place| found[place].listed.clone()).collect();
        return Err(ImportError::SeveralConversations { name, conversations });
    };
    take(&name, &mut found, only)
}

/// Reads every conversation of a source that the settings choose: a person may appear in several.
///
/// # Errors
/// As for [`read`], but for a choice that names one person in several conversations.
pub fn read_each(source: Source, settings: &ReadSettings) -> Result<Vec<Import>, ImportError> {
    let name = source.name().to_owned();
    let mut found = find(source, settings)?;
    let chosen = choose(&name, &found, settings)?;
    chosen.into_iter().map(|place| take(&name, &mut found, place)).collect()
}

/// Lists the conversations of a source, most messages first, without keeping any.
///
/// # Errors
/// When there is no chat or it cannot be opened.
pub fn list(source: Source, settings: &ReadSettings) -> Result<Vec<Listed>, ImportError> {
    let mut listed: Vec<Listed> =
        find(source, settings)?.into_iter().map(|found| found.listed).filter(has_messages).collect();
    listed.sort_by(|a, b| b.messages.cmp(&a.messages).then_with(|| a.title.cmp(&b.title)));
    Ok(listed)
}

fn has_messages(listed: &Listed) -> bool {
    listed.messages > 0
}

fn find(mut source: Source, settings: &ReadSettings) -> Result<Vec<Found>, ImportError> {
    if let Some(problem) = source.take_problem() {
        return Err(problem);
    }
    let claims = claims(&mut source, settings)?;
    let mut found = Vec::new();
    let mut is_empty_of = None;
    for (format, parts) in claims {
        let mut collector = Collector::new(format, settings);
        format.read(&mut Parts::new(&mut source, parts), &mut collector)?;
        let conversations = collector.finish();
        is_empty_of = is_empty_of.or(conversations.is_empty().then_some(format.id()));
        found.extend(conversations);
    }
    match is_empty_of.filter(|_| found.is_empty()) {
        Some(format) => Err(ImportError::NoMessages { name: source.name().to_owned(), format }),
        None => Ok(found),
    }
}

/// A format and the places of the parts it claims.
type Claim = (&'static dyn Format, Vec<usize>);

/// The parts of a source that each format claims, in the order of [`FORMATS`].
fn claims(source: &mut Source, settings: &ReadSettings) -> Result<Vec<Claim>, ImportError> {
    let wanted = settings.format.map(format_named).transpose()?;
    let mut claimed: Vec<Vec<usize>> = vec![Vec::new(); FORMATS.len()];
    let mut refused = None;
    for part in 0..source.part_count() {
        let (path, bytes, text) = source.start_of(part)?;
        let mut head = Head::new(&path, &bytes, &text);
        let taker =
            |head: &Head<'_>| FORMATS.iter().position(|format| format.recognise(head) == Recognition::Own);
        let mut own = taker(&head);
        if own.is_none() && head.is_cut_json() {
            // The contacts of an account alone may fill the start, so its keys are looked for in the whole file.
            head = head.with_outline(Outline::read(Parts::new(source, vec![part]).open(0)?));
            own = taker(&head);
        }
        let is_readable = own.is_some() || refuse_other_files(&path, &bytes).is_ok();
        let taker = match wanted {
            Some(wanted) if is_readable => Some(wanted),
            Some(_) | None => own,
        };
        if let Some(taker) = taker {
            claimed[taker].push(part);
            continue;
        }
        let mut refusal = refuse_other_files(&path, &bytes).err();
        let is_vague = match &refusal {
            None => true,
            Some(ImportError::OtherFile { found, .. }) => {
                matches!(found, OtherFile::Archive | OtherFile::Binary | OtherFile::Database)
            }
            Some(_) => false,
        };
        if let Some(kind) = known_kind(&head).filter(|_| is_vague) {
            refusal = Some(ImportError::KnownKind { name: path, kind });
        }
        // In a whole folder, a database that is locked tells more than that nothing else was found.
        let is_locked = matches!(refusal, Some(ImportError::LockedDatabase { .. }));
        let is_known = matches!(refusal, Some(ImportError::KnownKind { .. }));
        let is_known_yet = matches!(refused, Some(ImportError::KnownKind { .. }));
        refused = if is_locked || is_known && !is_known_yet { refusal } else { refused.or(refusal) };
    }
    let claims: Vec<_> =
        FORMATS.iter().copied().zip(claimed).filter(|(_, parts)| !parts.is_empty()).collect();
    if !claims.is_empty() {
        return Ok(claims);
    }
    Err(match refused {
        Some(refusal @ (ImportError::LockedDatabase { .. } | ImportError::KnownKind { .. })) => refusal,
        Some(refusal) if source.is_one_file() => refusal,
        None if source.is_one_file() => ImportError::Unrecognised { name: source.name().to_owned() },
        Some(_) | None => source.no_chat(),
    })
}

fn format_named(id: &'static str) -> Result<usize, ImportError> {
    FORMATS.iter().position(|format| format.id() == id).ok_or_else(|| ImportError::UnknownFormat {
        id,
        known: FORMATS.iter().map(|format| format.id()).collect(),
    })
}

/// Returns the places of the conversations that are meant, at least one.
fn choose(name: &str, found: &[Found], settings: &ReadSettings) -> Result<Vec<usize>, ImportError> {
    let is_there = |found: &Found| has_messages(&found.listed) || matches!(found.import, Some(Err(_)));
    let there: Vec<usize> = (0..found.len()).filter(|&place| is_there(&found[place])).collect();
    let listed = |places: &[usize]| -> Vec<Listed> {
        let mut listed: Vec<Listed> = places.iter().map(|&place| found[place].listed.clone()).collect();
        listed.sort_by(|a, b| b.messages.cmp(&a.messages).then_with(|| a.title.cmp(&b.title)));
        listed
    };
    if there.is_empty() {
        let format = found.first().map_or("a chat", |found| found.listed.format);
        return Err(ImportError::NoMessages { name: name.to_owned(), format });
    }
    if there.len() == 1 {
        return Ok(there);
    }
    if settings.conversation.is_empty() {
        let main: Vec<usize> = there.iter().copied().filter(|&place| found[place].listed.is_main()).collect();
        return if main.len() == 1 {
            Ok(main)
        } else {
            let conversations = listed(&there);
            Err(ImportError::SeveralConversations { name: name.to_owned(), conversations })
        };
    }
    let mut chosen: Vec<usize> = Vec::new();
    for asked in 0..settings.conversation.len() {
        let near = |place: usize| found[place].nearness.get(asked).copied().flatten();
        let Some(nearest) = there.iter().filter_map(|&place| near(place)).max() else { continue };
        let meant: Vec<usize> = there.iter().copied().filter(|&place| near(place) == Some(nearest)).collect();
        if nearest == Nearness::Begins && meant.len() > 1 {
            let conversations = listed(&meant);
            return Err(ImportError::SeveralConversations { name: name.to_owned(), conversations });
        }
        chosen.extend(meant.into_iter().filter(|place| !chosen.contains(place)).collect::<Vec<_>>());
    }
    if chosen.is_empty() {
        return Err(ImportError::NoSuchConversation {
            name: name.to_owned(),
            asked: settings.conversation.clone(),
            conversations: listed(&there),
        });
    }
    Ok(chosen)
}

/// Takes a conversation out of what was found, with a notice that names the others.
fn take(name: &str, found: &mut [Found], place: usize) -> Result<Import, ImportError> {
    let others: Vec<&Listed> = found
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != place)
        .map(|(_, found)| &found.listed)
        .filter(|listed| has_messages(listed))
        .collect();
    let names: Vec<String> = others.iter().take(MOST_NAMED).map(|listed| listed.title.clone()).collect();
    let count = others.len() as u64;
    let Some(import) = found[place].import.take() else {
        // What was chosen was kept, since both go by the same nearness.
        return Err(ImportError::NoMessages { name: name.to_owned(), format: found[place].listed.format });
    };
    let mut import = import?;
    if count > 0 {
        let unit = import.tally.unit;
        import.notices.push(Notice { kind: NoticeKind::SeveralChats, first: None, unit, count, names });
        import.notices.sort_by_key(|notice| notice.kind);
    }
    Ok(import)
}

/// Finds the order of day and month for the times of a table that leave it open; year first where none does.
pub(crate) fn order_of_open(
    name: &str,
    moments: &[Option<Moment>],
    said: Option<DateOrder>,
) -> Result<DateOrder, ImportError> {
    let open: Vec<OpenDate> = moments
        .iter()
        .flatten()
        .filter_map(|moment| match moment {
            Moment::Open(open) => Some(*open),
            Moment::Exact { .. } | Moment::Local(_) => None,
        })
        .collect();
    let (Some(first), None) = (open.first(), said) else { return Ok(said.unwrap_or(DateOrder::YearFirst)) };
    match decide(open.iter().map(|open| open.date), first.year, first.separators) {
        Decision::Decided(order) => Ok(order),
        Decision::Undecided(examples) => {
            let shown = |at: usize| TwoReadings::of(open[at].date, open[at].written());
            let dates = examples.into_iter().flatten().filter_map(shown).collect();
            Err(ImportError::DateOrderUndecided { name: name.to_owned(), dates })
        }
    }
}

/// Reads each claimed part as a text that holds one conversation.
pub(crate) fn read_texts(
    parts: &mut Parts<'_>,
    into: &mut Collector,
    read: impl Fn(ChatText, &ReadSettings) -> Result<Import, ImportError>,
) {
    for part in 0..parts.len() {
        let outcome = parts.text(part).and_then(|text| {
            refuse_other_files(&text.name, &text.content.as_bytes()[..text.content.len().min(Head::BYTES)])?;
            read(text, into.settings())
        });
        let path = parts.path(part).to_owned();
        into.whole(&path, outcome);
    }
}
