//! Who is who in several exports of one chat, under names that may differ from file to file.
//!
//! A contact is renamed, a number changes, and each app has its own names. [`find`] takes a name of a further file for
//! one of the two people only where something shows it: the user said so, the names agree, the file says whose it is,
//! or the files share messages. Otherwise it refuses, because two chats joined in silence would give a verdict about
//! nobody. What was taken for granted is told, so that the user can object.

use std::collections::HashSet;

use jiff::tz::TimeZone;

use crate::dyad::{LocalSecond, PairError, Role, Roles, local_second};
use crate::export::{Clock, Export};
use crate::message::MessageKind;

/// Shared messages from which two files are of one chat, whatever names they use: one or two short messages in the
/// same minute can be chance.
const LEAST_SHARED: usize = 3;
/// Fewest last digits by which two spellings of a phone number are one number.
const LEAST_DIGITS: usize = 7;

/// What is known of the names before the files are compared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NamesKnown {
    /// Names of the person asking, as they stand in the files; the first is shown.
    pub ego: Vec<String>,
    /// Names of the other person; the first is shown. Empty: whoever writes with ego in the first file that shows it.
    pub alter: Vec<String>,
    /// Further names of the other person, which never are the ones shown.
    pub alter_also: Vec<String>,
    /// For each export the name of its owner, where the file says whose it is.
    pub owners: Vec<Option<String>>,
}

/// A name that was taken for one of the two people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The name, as its file writes it.
    pub name: String,
    /// For whom it was taken.
    pub role: Role,
    /// The name by which that person is shown.
    pub shown: String,
    /// What shows it.
    pub because: Because,
}

/// What shows that a name belongs to one of the two people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// The names agree but for case, or one begins with the other, or they are one number.
    Alike,
    /// That many messages stand in both files.
    SharedMessages(usize),
    /// The other person of that file is known, and two people write in it.
    OnlyOtherInFile,
}

/// Finds the names of both people over all exports.
///
/// # Errors
/// [`PairError::Strangers`] when nothing shows that a file is of the same two people. Files of one person or of a group
/// are left for [`pair`](crate::dyad::pair()) to refuse.
pub fn find(
    exports: &[Export],
    known: &NamesKnown,
    zone: Option<&TimeZone>,
) -> Result<(Roles, Vec<Taken>), PairError> {
    let mut roles = Roles { ego: known.ego.clone(), alter: known.alter.clone() };
    for owner in known.owners.iter().flatten() {
        if ![&roles.ego, &roles.alter, &known.alter_also].into_iter().any(|names| names.contains(owner)) {
            roles.ego.push(owner.clone());
        }
    }
    let people: Vec<Vec<&str>> = exports.iter().map(people).collect();
    let twos: Vec<usize> = (0..exports.len()).filter(|&at| people[at].len() == 2).collect();
    if roles.alter.is_empty() {
        let with_ego = twos.iter().find_map(|&at| {
            the_other(&people[at], &roles.ego).filter(|name| !contains(&known.alter_also, name))
        });
        let anyone = || people.iter().flatten().copied().find(|name| !contains(&roles.ego, name));
        roles.alter.extend(with_ego.or_else(anyone).map(str::to_owned));
    }
    roles.alter.extend(known.alter_also.iter().cloned());
    let mut taken = Vec::new();
    let mut open: Vec<usize> = twos;
    while !open.is_empty() {
        let is_clear = |at: &usize| people[*at].iter().all(|name| role_of(&roles, name).is_some());
        open.retain(|at| !is_clear(at));
        let resolved: Vec<usize> = (0..exports.len()).filter(|at| is_clear(at)).collect();
        let found = open.iter().find_map(|&at| {
            let pair = [people[at][0], people[at][1]];
            assign(&exports[at], pair, &roles, || seen(&resolved, exports, &roles, zone), zone)
        });
        let Some(found) = found else { break };
        for entry in found {
            let names = if entry.role == Role::Ego { &mut roles.ego } else { &mut roles.alter };
            names.push(entry.name.clone());
            taken.push(entry);
        }
    }
    match open.first() {
        Some(&at) if exports.len() > 1 => {
            let is_ego = |name: &str| roles.ego.iter().any(|known| are_alike(known, name));
            let other = people[at].iter().copied().find(|name| !is_ego(name)).map(str::to_owned);
            Err(PairError::Strangers {
                known: roles.alter.first().cloned().unwrap_or_default(),
                other: other.unwrap_or_default(),
            })
        }
        _ => Ok((roles, taken)),
    }
}

/// Names of those who write in an export, most first.
fn people(export: &Export) -> Vec<&str> {
    export.messages_per_sender().into_iter().filter(|(_, count)| *count > 0).map(|(name, _)| name).collect()
}

fn contains(names: &[String], name: &str) -> bool {
    names.iter().any(|known| known == name)
}

fn role_of(roles: &Roles, name: &str) -> Option<Role> {
    match (contains(&roles.ego, name), contains(&roles.alter, name)) {
        (true, _) => Some(Role::Ego),
        (_, true) => Some(Role::Alter),
        _ => None,
    }
}

/// The other of two people, where exactly one is among `names`.
fn the_other<'a>(people: &[&'a str], names: &[String]) -> Option<&'a str> {
    match (contains(names, people[0]), contains(names, people[1])) {
        (true, false) => Some(people[1]),
        (false, true) => Some(people[0]),
        _ => None,
    }
}

/// One message, as far as two files can agree on it: its minute and its words, with who wrote it.
type Seen<'a> = HashSet<(i64, Role, &'a str)>;

/// The messages of the exports whose people are known.
fn seen<'a>(
    resolved: &[usize],
    exports: &'a [Export],
    roles: &Roles,
    zone: Option<&'a TimeZone>,
) -> Seen<'a> {
    let of = |export: &'a Export| -> Vec<(i64, Role, &'a str)> {
        let roles: Vec<Option<Role>> = export.senders.iter().map(|name| role_of(roles, name)).collect();
        written(export, zone)
            .filter_map(|(minute, sender, words)| Some((minute, roles[sender]?, words)))
            .collect()
    };
    resolved.iter().flat_map(|&at| of(&exports[at])).collect()
}

/// Minute, place of the sender and words of each written message.
fn written<'a>(
    export: &'a Export,
    zone: Option<&'a TimeZone>,
) -> impl Iterator<Item = (LocalSecond, usize, &'a str)> {
    export.messages.iter().filter(|message| message.kind == MessageKind::Text).filter_map(move |message| {
        let local = match (export.clock, zone) {
            (Clock::Universal, Some(zone)) => local_second(message.time, zone),
            (Clock::Universal | Clock::Local, _) => message.time.0,
        };
        let words = export.texts.text(message.text).as_str();
        Some((local.div_euclid(60), usize::from(message.sender?.0), words)).filter(|_| !words.is_empty())
    })
}

/// Says who the two people of one export are, where something shows it.
fn assign<'a>(
    export: &Export,
    people: [&str; 2],
    roles: &Roles,
    seen: impl FnOnce() -> Seen<'a>,
    zone: Option<&TimeZone>,
) -> Option<Vec<Taken>> {
    let names = |role: Role| if role == Role::Ego { &roles.ego } else { &roles.alter };
    let take = |name: &str, role: Role, because: Because| {
        let shown = names(role).first().cloned().unwrap_or_default();
        Taken { name: name.to_owned(), role, shown, because }
    };
    let is_alike = |name: &str, role: Role| names(role).iter().any(|known| are_alike(known, name));
    let [first, second] = people;
    let reading = |ego: &str, alter: &str| -> Option<Vec<Taken>> {
        let is_ego = role_of(roles, ego) == Some(Role::Ego);
        let is_alter = role_of(roles, alter) == Some(Role::Alter);
        let is_free = |name: &str| role_of(roles, name).is_none();
        match (is_ego, is_alter) {
            (true, false) if is_free(alter) && is_alike(alter, Role::Alter) => {
                Some(vec![take(alter, Role::Alter, Because::Alike)])
            }
            (false, true) if is_free(ego) => {
                let because =
                    if is_alike(ego, Role::Ego) { Because::Alike } else { Because::OnlyOtherInFile };
                Some(vec![take(ego, Role::Ego, because)])
            }
            (false, false) if is_free(ego) && is_free(alter) && is_alike(alter, Role::Alter) => {
                let because =
                    if is_alike(ego, Role::Ego) { Because::Alike } else { Because::OnlyOtherInFile };
                Some(vec![take(alter, Role::Alter, Because::Alike), take(ego, Role::Ego, because)])
            }
            _ => None,
        }
    };
    if let Some(found) = reading(first, second).or_else(|| reading(second, first)) {
        return Some(found);
    }
    let seen = seen();
    let shared = |ego: &str, alter: &str| {
        let roles: Vec<Option<Role>> = export
            .senders
            .iter()
            .map(|name| match name.as_str() {
                name if name == ego => Some(Role::Ego),
                name if name == alter => Some(Role::Alter),
                _ => None,
            })
            .collect();
        written(export, zone)
            .filter(|&(minute, sender, words)| {
                roles[sender].is_some_and(|role| seen.contains(&(minute, role, words)))
            })
            .count()
    };
    let fits = |name: &str, role: Role| role_of(roles, name).is_none_or(|known| known == role);
    [(first, second), (second, first)]
        .into_iter()
        .filter(|&(ego, alter)| fits(ego, Role::Ego) && fits(alter, Role::Alter))
        .map(|(ego, alter)| (shared(ego, alter), ego, alter))
        .max_by_key(|(count, ..)| *count)
        .filter(|(count, ..)| *count >= LEAST_SHARED)
        .map(|(count, ego, alter)| {
            [(ego, Role::Ego), (alter, Role::Alter)]
                .into_iter()
                .filter(|(name, _)| role_of(roles, name).is_none())
                .map(|(name, role)| take(name, role, Because::SharedMessages(count)))
                .collect()
        })
}

/// Returns whether two names look like one person's: equal but for case and marks, one the start of the other by whole
/// words, or one phone number with and without the code of a country.
#[must_use]
pub fn are_alike(a: &str, b: &str) -> bool {
    if is_number(a) || is_number(b) {
        return are_one_number(a, b);
    }
    let words = |name: &str| -> Vec<String> {
        name.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let (a, b) = (words(a), words(b));
    !a.is_empty() && !b.is_empty() && (a.starts_with(&b) || b.starts_with(&a))
}

/// Returns a name in the one spelling by which it is compared: without marks that nobody sees, with plain spaces, hyphens
/// and apostrophes, in lower case. Apps write numbers and names with spaces and hyphens that no keyboard has.
#[must_use]
pub fn spelling(name: &str) -> String {
    let plain: String = name
        .chars()
        .filter_map(|c| match c {
            '\u{AD}'
            | '\u{61C}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}' => None,
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}' => Some('-'),
            '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{2BC}' | '\u{FF07}' => Some('\''),
            c => Some(c),
        })
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").trim_start_matches(['~', ' ']).to_lowercase()
}

/// Returns whether two words are one phone number, with and without the code of a country and in any spelling.
#[must_use]
pub fn are_one_number(a: &str, b: &str) -> bool {
    is_number(a) && is_number(b) && is_same_number(a, b)
}

fn is_number(name: &str) -> bool {
    name.bytes().filter(u8::is_ascii_digit).count() >= LEAST_DIGITS && !name.chars().any(char::is_alphabetic)
}

fn is_same_number(a: &str, b: &str) -> bool {
    let digits = |name: &str| -> String {
        name.chars().filter(char::is_ascii_digit).skip_while(|&digit| digit == '0').collect()
    };
    let (a, b) = (digits(a), digits(b));
    a.len().min(b.len()) >= LEAST_DIGITS && (a.ends_with(&b) || b.ends_with(&a))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_compared_in_one_spelling() {
        let written = "\u{202A}+1\u{A0}(777)\u{A0}777\u{2011}7777\u{202C}";
        assert_eq!(spelling(written), spelling("+1 (777) 777-7777"));
        assert!(are_one_number(written, "777 777 7777"));
        assert_eq!(
            spelling("~\u{202F}Anne\u{2010}Marie O\u{2019}Hara \u{2764}\u{FE0F}"),
            "anne-marie o'hara \u{2764}"
        );
        assert_ne!(spelling("Ana"), spelling("Anna"));
    }

    #[test]
    fn names_of_one_person_look_alike() {
        for (a, b) in [
            ("Alex", "alex"),
            ("Alex", "Alex Morgan"),
            ("~Alex", "Alex 🌻"),
            ("+1 (555) 000-1234", "5550001234"),
            ("0170 1234567", "+49 170 1234567"),
        ] {
            assert!(are_alike(a, b), "{a} and {b}");
        }
        for (a, b) in [
            ("Alex", "Alexander"),
            ("Alex Morgan", "Alex Reed"),
            ("Alex", "+15550001234"),
            ("+15550001234", "+15550001235"),
            ("🌻", "🌼"),
        ] {
            assert!(!are_alike(a, b), "{a} and {b}");
        }
    }
}
