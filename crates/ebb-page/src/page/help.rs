//! People to turn to, by country, each with the day on which it was checked.

use ebb::catalog::Catalog;
use ebb::heard::SafetyKind;
use ebb::help::{HelpLine, HelpNeed, WORLD};

use super::{Asked, Reply, View, template};
use crate::visit::Visit;

template!(Help, "help.html", "page.help.title");

/// Days after which a line may be out of date.
const FRESH_DAYS: i32 = 180;

/// One line as it is shown.
pub(super) struct LineRow<'a> {
    pub(super) line: &'a HelpLine,
    /// Each way to reach it, with a number to call where it is one.
    pub(super) contact: Vec<(&'a str, Option<String>)>,
    pub(super) checked: String,
    pub(super) is_old: bool,
}

impl LineRow<'_> {
    /// Returns the address at which it was seen, in parts between which a line may end.
    pub(super) fn source(&self) -> std::str::SplitInclusive<'_, char> {
        self.line.source.trim_start_matches("https://").split_inclusive('/')
    }
}

/// The lines for one need.
pub(super) struct NeedRows<'a> {
    pub(super) title: String,
    pub(super) lines: Vec<LineRow<'a>>,
}

/// Returns a number as a telephone is told it, where the contact is nothing else.
fn dialled(contact: &str) -> Option<String> {
    let is_number = contact.chars().all(|c| c.is_ascii_digit() || " -+()".contains(c));
    let digits: String = contact.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    (is_number && !digits.is_empty()).then_some(digits)
}

/// Returns the need that a sign speaks of.
fn need_of(kind: SafetyKind) -> HelpNeed {
    match kind {
        SafetyKind::Fear | SafetyKind::Threat | SafetyKind::Violence | SafetyKind::Coercion => {
            HelpNeed::PartnerAbuse
        }
        SafetyKind::Control | SafetyKind::Stalking => HelpNeed::Stalked,
        SafetyKind::MoneyWithSecrecy => HelpNeed::Distress,
        SafetyKind::SelfHarm => HelpNeed::Suicide,
        SafetyKind::UnderAge => HelpNeed::Under18,
        SafetyKind::ContactAfterNo => HelpNeed::OwnBehaviour,
    }
}

impl<'a> View<'a> {
    pub(super) fn country(&self) -> &str {
        self.visit.about.country.as_deref().unwrap_or(WORLD)
    }

    /// Returns the countries with lines, by name.
    pub(super) fn countries(&self) -> Vec<(&'a str, String)> {
        let mut ids: Vec<&str> = self.catalog.help.iter().map(|line| line.country.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut named: Vec<(&str, String)> =
            ids.into_iter().map(|id| (id, self.line(&format!("country.{id}")))).collect();
        named.sort_by(|a, b| (a.0 == WORLD).cmp(&(b.0 == WORLD)).then_with(|| a.1.cmp(&b.1)));
        named
    }

    /// Returns the lines of the country, and those that hold everywhere; what was told comes first.
    pub(super) fn help_rows(&self) -> Vec<NeedRows<'a>> {
        let signs = self.visit.judgement().map(|judgement| judgement.safety.as_slice()).unwrap_or_default();
        let first: Vec<HelpNeed> = signs.iter().map(|sign| need_of(sign.kind)).collect();
        let mut needs = HelpNeed::ALL.to_vec();
        needs.sort_by_key(|need| (*need != HelpNeed::InDanger, !first.contains(need)));
        let today = self.asked.now.date();
        let rows = needs.into_iter().map(|need| {
            let mut lines: Vec<&HelpLine> = self
                .catalog
                .help
                .iter()
                .filter(|line| line.need == need)
                .filter(|line| line.country == self.country() || line.country == WORLD)
                .collect();
            lines.sort_by_key(|line| line.country == WORLD);
            let row = |line: &'a HelpLine| {
                let HelpLine { contact, checked, .. } = line;
                LineRow {
                    line,
                    contact: contact.iter().map(|contact| (contact.as_str(), dialled(contact))).collect(),
                    checked: self.words.full_date(*checked),
                    is_old: (today - *checked).get_days() > FRESH_DAYS,
                }
            };
            NeedRows {
                title: self.line(&format!("help.{}", need.id())),
                lines: lines.into_iter().map(row).collect(),
            }
        });
        rows.filter(|rows| !rows.lines.is_empty()).collect()
    }
}

pub(super) fn show(view: &View<'_>) -> Reply {
    Reply::Page(Help::text(view))
}

/// Takes the country.
pub(super) fn take(asked: &Asked, visit: &mut Visit, catalog: &Catalog) -> Reply {
    let known = |id: &&str| catalog.help.iter().any(|line| line.country == *id);
    visit.about.country = asked.field("country").filter(known).map(str::to_owned);
    Reply::SeeOther("/help")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_number_is_dialled() {
        assert_eq!(dialled("0808 2000 247").as_deref(), Some("08082000247"));
        assert_eq!(dialled("1-800-799-7233").as_deref(), Some("18007997233"));
        for other in ["text 0458 737 732", "help@galop.org.uk", "", " - "] {
            assert_eq!(dialled(other), None, "{other}");
        }
    }

    #[test]
    fn every_sign_has_lines_somewhere() {
        let catalog = ebb_content::catalog().expect("content");
        for kind in SafetyKind::ALL {
            assert!(catalog.help.iter().any(|line| line.need == need_of(*kind)), "{kind:?}");
        }
    }
}
